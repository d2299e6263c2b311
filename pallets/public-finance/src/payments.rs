//! What money of a fund is used for: awards, other funds, refunds. What payees say to it.

use crate::{
	awards::{award_in, ensure_payee},
	funds::Leaving,
	types::*,
	Awards, Config, Error, Event, Funds, HoldReason, Pallet, Receipts, Uses,
};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use civitas_money::{give, preservation};
use civitas_primitives::{
	agreements::Settlement,
	money::{Asset, Balance},
	public_finance::{AwardId, Code, FundId, LineId, Payee, PeriodId, Power},
	ContentHash,
};
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, tokens::Preservation, Time},
};
use pallet_asset_conversion::Swap;
use sp_core::{bounded::BoundedVec, ConstU32, H256};
use sp_runtime::{DispatchError, DispatchResult};

/// The lines of a payment.
pub(crate) type Splits = BoundedVec<Split, ConstU32<MAX_LINES>>;
/// The codes of a line.
type Codes = BoundedVec<Code, ConstU32<MAX_CODES>>;

/// Who has done what payments undo, or go beyond: none of them pays it.
pub(crate) struct Undoing<AccountId> {
	/// Who has entered what is refunded.
	pub(crate) entered: Vec<AccountId>,
	/// Who has committed to what is paid before it is accepted.
	pub(crate) committed: Vec<AccountId>,
}

/// A payment in the making.
struct Paying<'a, T: Config> {
	/// In which period.
	period: PeriodId,
	/// Out of which fund.
	id: FundId,
	fund: &'a Fund<T>,
	/// How much.
	amount: Balance,
	/// The hash of what proves it.
	evidence: Option<ContentHash>,
}

impl<T: Config> Paying<'_, T> {
	/// It pays an award, of these lines.
	fn award(&self, id: AwardId, lines: Splits) -> Result<UseKind<T::AccountId>, DispatchError> {
		let mut award = award_in::<T>(&self.fund.body, id)?;
		ensure!(award.currency == self.fund.currency, Error::<T>::OtherCurrency);
		let sum = lines.iter().try_fold(0, |sum: Balance, split| sum.checked_add(split.amount));
		ensure!(sum == Some(self.amount), Error::<T>::SumWrong);
		for (place, split) in lines.iter().enumerate() {
			let is_first = lines.iter().take(place).all(|earlier| earlier.line != split.line);
			ensure!(is_first, Error::<T>::LineTwice);
			self.line(&mut award, split)?;
		}
		award.disbursed = award.disbursed.checked_add(self.amount).ok_or(Error::<T>::AmountTooLarge)?;
		Pallet::<T>::ensure_accepted(&award)?;
		let receipt = self.payee(&award)?;
		Awards::<T>::insert(id, award);
		Ok(UseKind::Award { award: id, lines, receipt })
	}

	/// So much of a line of an award is paid.
	fn line(&self, award: &mut Award<T::AccountId>, split: &Split) -> DispatchResult {
		let (body, currency, Split { line, amount }) = (&self.fund.body, self.fund.currency, *split);
		ensure!(amount > 0, Error::<T>::AmountZero);
		let place = award.lines.iter_mut().find(|place| place.line == line).ok_or(Error::<T>::NotOfAward)?;
		let stored = Pallet::<T>::line_for(body, line, LineKind::Expenditure, currency, self.period)?;
		self.fund.ensure_covers(&stored.codes)?;
		// Saturating is right: no more has lapsed than there was.
		let most = place.amount.saturating_sub(place.lapsed);
		let disbursed = place.disbursed.checked_add(amount).filter(|disbursed| *disbursed <= most);
		place.disbursed = disbursed.ok_or(Error::<T>::OverLine)?;
		Pallet::<T>::book(body, line, |booked| {
			booked.disbursed = booked.disbursed.checked_add(amount)?;
			Some(())
		})?;
		Ok(())
	}

	/// Whoever has an award is paid; the number of the receipt, if that is a fund, and on chain.
	fn payee(&self, award: &Award<T::AccountId>) -> Result<Option<u32>, DispatchError> {
		let Self { id, fund, amount, .. } = *self;
		match (&award.payee, fund.currency.on_chain()) {
			(Payee::Account(payee), Some(asset)) => match award.agreement {
				Some(agreement) => self.settle(asset, payee, agreement)?,
				None => give::<T::Holds, _>(asset, &HoldReason::Fund.into(), &fund.body, payee, amount)?,
			},
			(Payee::Fund(to), on_chain) => {
				let target = self.target(*to)?;
				// In a bank it is a receipt once the other body has confirmed it.
				let Some(asset) = on_chain else { return Ok(None) };
				ensure!(award.agreement.is_none(), Error::<T>::AgreementDiffers);
				// The other body has not asked for it, and its books are not filled with dust.
				ensure!(amount >= target.gifts.unwrap_or_default(), Error::<T>::GiftTooSmall);
				Pallet::<T>::hand_over(asset, &fund.body, &target.body, amount)?;
				return Pallet::<T>::enter_from((id, fund.uses), *to, target, amount, None).map(Some);
			},
			(_, Some(_)) => return Err(Error::<T>::PayeeOffChain.into()),
			(_, None) => {},
		}
		Ok(None)
	}

	/// An agreement pays the payee exactly this, and the body pays nothing else by it.
	fn settle(&self, asset: Asset, payee: &T::AccountId, agreement: H256) -> DispatchResult {
		let (body, amount) = (&self.fund.body, self.amount);
		let balances = || (T::Assets::balance(asset, payee), T::Assets::balance(asset, body));
		let (had, own) = balances();
		Pallet::<T>::release(asset, body, amount)?;
		T::Settlement::settle(agreement)?;
		// Saturating is right: there is not as much of an asset.
		ensure!(balances() == (had.saturating_add(amount), own), Error::<T>::AgreementDiffers);
		Ok(())
	}

	/// Another fund that its money can go into.
	fn target(&self, to: FundId) -> Result<Fund<T>, DispatchError> {
		ensure!(to != self.id, Error::<T>::SameFund);
		let target = Pallet::<T>::fund(to)?;
		ensure!(target.gate.is_none(), Error::<T>::Gated);
		// Its donors decide whether it reaches its goal; and what it does not use goes where it was said before, for whatever purpose.
		ensure!(target.campaign.is_none(), Error::<T>::OnlyGifts);
		self.fund.ensure_covers(target.purpose.as_slice())?;
		Ok(target)
	}

	/// It goes into another fund of the body, as much of another currency as `exchange` says.
	fn flow(
		&self,
		to: FundId,
		through: Option<T::AccountId>,
		exchange: impl FnOnce(&Fund<T>) -> Result<Balance, DispatchError>,
	) -> Result<UseKind<T::AccountId>, DispatchError> {
		let target = self.target(to)?;
		ensure!(target.body == self.fund.body, Error::<T>::OtherBody);
		let got = exchange(&target)?;
		let receipt = Pallet::<T>::enter_from((self.id, self.fund.uses), to, target, got, self.evidence)?;
		Ok(UseKind::Transfer { to, receipt, got, through })
	}

	/// It is exchanged: on chain for as much as the pool gives, and at least for `got`; by a bank, or through someone, for that.
	fn exchange(
		&self,
		target: &Fund<T>,
		got: Balance,
		through: Option<&T::AccountId>,
	) -> Result<Balance, DispatchError> {
		// Whoever makes the block would take what is not asked for.
		ensure!(got > 0, Error::<T>::AmountZero);
		let (body, amount) = (&self.fund.body, self.amount);
		let (from, to) = (self.fund.currency, target.currency);
		// Into what the appropriator does not know, its price could be anybody's.
		let is_known = Pallet::<T>::body(body)?.rules.iter().any(|rule| rule.currency == to);
		ensure!(from != to && is_known, Error::<T>::OtherCurrency);
		if let Some(through) = through {
			ensure_payee::<T>(body, &Payee::Account(through.clone()), from)?;
		}
		let (from, to) = match (from.on_chain(), to.on_chain(), through) {
			(Some(from), Some(to), None) => (from, to),
			(None, None, _) => return Ok(got),
			(Some(asset), None, Some(through)) => {
				give::<T::Holds, _>(asset, &HoldReason::Fund.into(), body, through, amount)?;
				return Ok(got);
			},
			(None, Some(asset), Some(_)) => {
				Pallet::<T>::hold(asset, body, got)?;
				return Ok(got);
			},
			_ => return Err(Error::<T>::ThroughInvalid.into()),
		};
		Pallet::<T>::release(from, body, amount)?;
		let keep_alive = preservation::<T::Assets, _>(from, body, amount) == Preservation::Preserve;
		let path = vec![from, to];
		let got =
			T::Exchange::swap_exact_tokens_for_tokens(body.clone(), path, amount, Some(got), body.clone(), keep_alive)?;
		Pallet::<T>::hold(to, body, got)?;
		Ok(got)
	}

	/// It refunds what was received in a fund: of revenue, on a line of now.
	fn refund(&self, fund: FundId, number: u32, line: Option<LineId>) -> Result<UseKind<T::AccountId>, DispatchError> {
		let (body, amount, currency) = (&self.fund.body, self.amount, self.fund.currency);
		ensure!(Pallet::<T>::fund_of(body, fund)?.currency == currency, Error::<T>::OtherCurrency);
		let mut receipt = Pallet::<T>::receipt(fund, number)?;
		// What came back of a payment is paid again, and a gift on this chain is given back.
		let is_entered = receipt.officer.is_some() && receipt.returns.is_none();
		let payee = receipt.source.party().filter(|_| is_entered).ok_or(Error::<T>::NotRefundable)?;
		ensure_payee::<T>(body, &payee, currency)?;
		let refunded = receipt.refunded.checked_add(amount).filter(|refunded| *refunded <= receipt.live());
		receipt.refunded = refunded.ok_or(Error::<T>::RefundTooLarge)?;
		let codes = match (receipt.line, line) {
			(Some(booked_on), Some(line)) => self.refunded_on(booked_on, line)?,
			(None, None) => Default::default(),
			_ => return Err(Error::<T>::LineDiffers.into()),
		};
		// What goes back out of where it came in was for no purpose yet.
		if fund != self.id {
			self.fund.ensure_covers(&codes)?;
		}
		if let (Payee::Account(payee), Some(asset)) = (&payee, currency.on_chain()) {
			give::<T::Holds, _>(asset, &HoldReason::Fund.into(), body, payee, amount)?;
		}
		Receipts::<T>::insert(fund, number, receipt);
		Ok(UseKind::Refund { fund, receipt: number, payee })
	}

	/// Revenue that was booked on a line is refunded on that, or on another one if its books are closed. The codes of the line that it was
	/// booked on: what it was for does not change.
	fn refunded_on(&self, booked_on: LineId, line: LineId) -> Result<Codes, DispatchError> {
		let (body, amount) = (&self.fund.body, self.amount);
		Pallet::<T>::line_for(body, line, LineKind::Revenue, self.fund.currency, self.period)?;
		let had = Pallet::<T>::line(body, booked_on)?;
		ensure!(line == booked_on || had.period != self.period, Error::<T>::LineDiffers);
		Pallet::<T>::book(body, line, |booked| {
			booked.refunded = booked.refunded.checked_add(amount)?;
			Some(())
		})?;
		Ok(had.codes)
	}
}

impl<T: Config> Pallet<T> {
	/// No more was paid, less what came back, than was accepted or may be paid in advance.
	pub(crate) fn ensure_accepted(award: &Award<T::AccountId>) -> DispatchResult {
		let paid = award.disbursed.checked_sub(award.returned);
		// Saturating is right: what may be paid in advance can be anything.
		let is_accepted = paid.is_some_and(|paid| paid <= award.accepted.saturating_add(award.advance));
		ensure!(is_accepted, Error::<T>::NotAccepted);
		Ok(())
	}

	// ------------------------------------------------------------ pay

	/// What payments are counted by: all of them together, of which awards and refunds are to someone.
	pub(crate) fn measure_payments(
		body: &T::AccountId,
		payments: &[Payment<T::AccountId>],
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let first = payments.first().ok_or(Error::<T>::ListEmpty)?;
		let mut measure = Measure::of(Power::Pay, Self::fund_of(body, first.fund)?.currency);
		for Payment { fund, amount, how, .. } in payments {
			ensure!(Self::fund_of(body, *fund)?.currency == measure.currency, Error::<T>::OtherCurrency);
			let payee = match how {
				How::Award { award, .. } => Some(award_in::<T>(body, *award)?.payee),
				How::Refund { fund, receipt, .. } => {
					Self::fund_of(body, *fund)?;
					Self::receipt(*fund, *receipt)?.source.party()
				},
				How::Transfer { .. } => None,
				// What it is worth is nobody's to say alone.
				How::Exchange { through, .. } => {
					measure.always = true;
					through.clone().map(Payee::Account)
				},
			};
			measure.add(payee, *amount).ok_or(Error::<T>::AmountTooLarge)?;
		}
		Ok(measure)
	}

	/// Who has done what these payments undo, or go beyond: each once.
	pub(crate) fn undoing(
		body: &T::AccountId,
		payments: &[Payment<T::AccountId>],
	) -> Result<Undoing<T::AccountId>, DispatchError> {
		let (mut entered, mut paid) = (Vec::new(), BTreeMap::<AwardId, Balance>::new());
		for Payment { amount, how, .. } in payments {
			match how {
				How::Refund { fund, receipt, .. } => entered.extend(Self::receipt(*fund, *receipt)?.officer),
				How::Award { award, .. } => {
					let sum = paid.entry(*award).or_default();
					// Saturating is right, here and below: too much is more than was accepted.
					*sum = sum.saturating_add(*amount);
				},
				How::Exchange { .. } | How::Transfer { .. } => (),
			}
		}
		let mut committed = Vec::new();
		for (award, more) in paid {
			let Award { accepted, disbursed, returned, officers, .. } = award_in::<T>(body, award)?;
			if disbursed.saturating_add(more).saturating_sub(returned) > accepted {
				committed.extend(officers);
			}
		}
		for list in [&mut entered, &mut committed] {
			list.sort();
			list.dedup();
		}
		Ok(Undoing { entered, committed })
	}

	pub(crate) fn do_pay(
		officer: &T::AccountId,
		body: &T::AccountId,
		payments: List<Payment<T::AccountId>>,
	) -> DispatchResult {
		let period = Self::current(&Self::body(body)?)?;
		let Undoing { entered, committed } = Self::undoing(body, &payments)?;
		payments.into_iter().try_for_each(|payment| Self::pay_once(officer, body, period, payment))?;
		// It is costly to ask, and so it is last.
		Self::ensure_apart(officer, entered, Error::EnteredBySame)?;
		Self::ensure_apart(officer, committed, Error::AcceptorCommitted)
	}

	fn pay_once(
		officer: &T::AccountId,
		body: &T::AccountId,
		period: PeriodId,
		payment: Payment<T::AccountId>,
	) -> DispatchResult {
		let Payment { fund: id, amount, how, evidence } = payment;
		let mut fund = Self::fund_of(body, id)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(fund.closed_at(T::Time::now()).is_none(), Error::<T>::FundClosed);
		ensure!(fund.is_reached(), Error::<T>::GoalNotReached);
		ensure!(amount <= fund.balance(), Error::<T>::NotEnoughInFund);
		// A transfer is a matter of the books alone.
		let by_bank = fund.currency.on_chain().is_none() && !matches!(how, How::Transfer { .. });
		// Who exchanges between this chain and a bank has moved one of both there.
		let through = matches!(how, How::Exchange { through: Some(_), .. });
		ensure!(evidence.is_some() == (by_bank || through), Error::<T>::EvidenceInvalid);
		let paying = Paying { period, id, fund: &fund, amount, evidence };
		let kind = match how {
			How::Award { award, lines } => paying.award(award, lines)?,
			How::Transfer { to } => paying.flow(to, None, |target| {
				ensure!(target.currency == fund.currency, Error::<T>::OtherCurrency);
				Ok(amount)
			})?,
			How::Exchange { to, got, through } => {
				paying.flow(to, through.clone(), |target| paying.exchange(target, got, through.as_ref()))?
			},
			How::Refund { fund, receipt, line } => paying.refund(fund, receipt, line)?,
		};
		let standing = if by_bank { Standing::Claimed } else { Standing::Moved };
		Self::draw(id, &mut fund, Leaving { officer, period, amount, kind, standing, evidence })?;
		Funds::<T>::insert(id, fund);
		Ok(())
	}

	// ------------------------------------------------------------ confirm

	/// Who is paid by a use, if that is someone.
	pub(crate) fn payee_of(kind: &UseKind<T::AccountId>) -> Option<Payee<T::AccountId>> {
		match kind {
			UseKind::Award { award, .. } => Awards::<T>::get(award).map(|award| award.payee),
			UseKind::Refund { payee, .. } => Some(payee.clone()),
			UseKind::Transfer { through, .. } => through.clone().map(Payee::Account),
			UseKind::GivenBack { .. } => None,
		}
	}

	/// A use that is claimed, and was not answered.
	fn claimed(id: FundId, number: u32) -> Result<Use<T>, DispatchError> {
		let record = Uses::<T>::get(id, number).ok_or(Error::<T>::UseUnknown)?;
		ensure!(record.standing == Standing::Claimed, Error::<T>::NotClaimed);
		Ok(record)
	}

	/// A use that is claimed to have paid a fund of this body, and that fund.
	fn claimed_to(body: &T::AccountId, id: FundId, number: u32) -> Result<(Use<T>, FundId, Fund<T>), DispatchError> {
		let record = Self::claimed(id, number)?;
		let Some(Payee::Fund(to)) = Self::payee_of(&record.kind) else {
			return Err(Error::<T>::NotAllowed.into());
		};
		Ok((record, to, Self::fund_of(body, to)?))
	}

	pub(crate) fn do_confirm(who: &T::AccountId, id: FundId, number: u32, received: bool) -> DispatchResult {
		let fund = Self::fund(id)?;
		let record = Self::claimed(id, number)?;
		match Self::payee_of(&record.kind) {
			Some(Payee::Account(payee)) => ensure!(*who == payee, Error::<T>::NotAllowed),
			Some(Payee::Fund(to)) => {
				let body = Self::fund(to)?.body;
				if received {
					return Self::submit(who, &body, Act::Confirm { fund: id, number }).map(drop);
				}
				Self::ensure_power(who, &body, Power::Receive, fund.currency, record.amount)?;
			},
			_ => return Err(Error::<T>::NotAllowed.into()),
		}
		Self::answered(id, number, record, received);
		Ok(())
	}

	/// What a body says to have received is counted by as any receipt is.
	pub(crate) fn measure_confirmation(
		body: &T::AccountId,
		id: FundId,
		number: u32,
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let (record, _, target) = Self::claimed_to(body, id, number)?;
		let mut measure = Measure::of(Power::Receive, target.currency);
		measure.total = record.amount;
		Ok(measure)
	}

	/// A body says to have received it: its fund has a receipt of it.
	pub(crate) fn do_confirm_receipt(body: &T::AccountId, id: FundId, number: u32) -> DispatchResult {
		let (mut record, to, target) = Self::claimed_to(body, id, number)?;
		// What came back before is in the fund that paid it. Saturating is right: no more did than was paid.
		let came = record.amount.saturating_sub(record.returned);
		ensure!(came > 0, Error::<T>::NothingLeft);
		if let UseKind::Award { receipt, .. } = &mut record.kind {
			*receipt = Some(Self::enter_from((id, number), to, target, came, record.evidence)?);
		}
		Self::answered(id, number, record, true);
		Ok(())
	}

	/// Who is paid has said whether he was.
	fn answered(id: FundId, number: u32, mut record: Use<T>, received: bool) {
		let at = T::Time::now();
		record.standing = if received { Standing::Confirmed { at } } else { Standing::Contested { at } };
		Uses::<T>::insert(id, number, record);
		Self::deposit_event(Event::Answered { fund: id, number, received });
	}
}
