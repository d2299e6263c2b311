//! What money of a fund is used for: awards, other funds, refunds. What payees say to it, and what is put right.

use crate::{
	awards::award_in, bodies::bytes_of, funds::Leaving, types::*, Awards, AwardsOn, Config, Corrections, Error, Event,
	Funds, HoldReason, Pallet, Receipts, Uses,
};
use alloc::{vec, vec::Vec};
use civitas_money::{give, preservation};
use civitas_primitives::{
	agreements::Settlement,
	money::{Asset, Balance},
	public_finance::{AwardId, FundId, LineId, Payee, PeriodId, Power},
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
type Splits = BoundedVec<Split, ConstU32<MAX_LINES>>;
/// The lines of an award.
type AwardLines = BoundedVec<AwardLine, ConstU32<MAX_LINES>>;

/// A payment in the making.
struct Paying<'a, T: Config> {
	/// Who pays.
	officer: &'a T::AccountId,
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
	fn award(&self, id: AwardId, lines: Splits) -> Result<UseKind, DispatchError> {
		let mut award = award_in::<T>(&self.fund.body, id)?;
		ensure!(award.currency == self.fund.currency, Error::<T>::OtherCurrency);
		let sum = lines.iter().try_fold(0, |sum: Balance, split| sum.checked_add(split.amount));
		ensure!(sum == Some(self.amount), Error::<T>::SumWrong);
		for (place, split) in lines.iter().enumerate() {
			let is_first = lines.iter().take(place).all(|earlier| earlier.line != split.line);
			ensure!(is_first, Error::<T>::LinesInvalid);
			self.line(&mut award, split)?;
		}
		award.disbursed = award.disbursed.checked_add(self.amount).ok_or(Error::<T>::AmountTooLarge)?;
		Pallet::<T>::ensure_accepted(&award)?;
		// Who has committed to it neither accepts it, nor pays what nobody has accepted. Saturating is right: what came back was paid.
		let is_ahead = award.disbursed.saturating_sub(award.returned) > award.accepted;
		ensure!(!is_ahead || !award.officers.contains(self.officer), Error::<T>::AcceptorCommitted);
		let receipt = self.payee(&award)?;
		Awards::<T>::insert(id, award);
		Ok(UseKind::Award { award: id, lines, receipt })
	}

	/// So much of a line of an award is paid.
	fn line(&self, award: &mut Award<T::AccountId>, split: &Split) -> DispatchResult {
		let (body, currency, Split { line, amount }) = (&self.fund.body, self.fund.currency, *split);
		ensure!(amount > 0, Error::<T>::AmountZero);
		let place = award.lines.iter_mut().find(|place| place.line == line).ok_or(Error::<T>::LinesInvalid)?;
		let stored = Pallet::<T>::line_for(body, line, LineKind::Expenditure, currency, self.period)?;
		self.fund.ensure_covers(&stored.codes)?;
		// Saturating is right: no more has lapsed than there was.
		let most = place.amount.saturating_sub(place.lapsed);
		let disbursed = place.disbursed.checked_add(amount).filter(|disbursed| *disbursed <= most);
		place.disbursed = disbursed.ok_or(Error::<T>::LinesInvalid)?;
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
			(_, Some(_)) => return Err(Error::<T>::PayeeInvalid.into()),
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
		ensure!(target.campaign.is_none(), Error::<T>::CampaignInvalid);
		self.fund.ensure_covers(target.purpose.as_slice())?;
		Ok(target)
	}

	/// It goes into another fund of the body, as much of another currency as `exchange` says.
	fn flow(
		&self,
		to: FundId,
		exchange: impl FnOnce(&Fund<T>) -> Result<Balance, DispatchError>,
	) -> Result<UseKind, DispatchError> {
		let target = self.target(to)?;
		ensure!(target.body == self.fund.body, Error::<T>::OtherBody);
		let got = exchange(&target)?;
		let receipt = Pallet::<T>::enter_from((self.id, self.fund.uses), to, target, got, self.evidence)?;
		Ok(UseKind::Transfer { to, receipt, got })
	}

	/// It is exchanged: on chain for as much as the pool gives, and at least for `got`; by a bank for that.
	fn exchange(&self, target: &Fund<T>, got: Balance) -> Result<Balance, DispatchError> {
		// Whoever makes the block would take what is not asked for.
		ensure!(got > 0, Error::<T>::AmountZero);
		let (body, amount) = (&self.fund.body, self.amount);
		let (from, to) = (self.fund.currency, target.currency);
		// Into what the appropriator does not know, its price could be anybody's.
		let is_known = Pallet::<T>::body(body)?.rules.iter().any(|rule| rule.currency == to);
		ensure!(from != to && is_known, Error::<T>::OtherCurrency);
		let (from, to) = match (from.on_chain(), to.on_chain()) {
			(Some(from), Some(to)) => (from, to),
			(None, None) => return Ok(got),
			_ => return Err(Error::<T>::OtherCurrency.into()),
		};
		Pallet::<T>::release(from, body, amount)?;
		let keep_alive = preservation::<T::Assets, _>(from, body, amount) == Preservation::Preserve;
		let path = vec![from, to];
		let got =
			T::Exchange::swap_exact_tokens_for_tokens(body.clone(), path, amount, Some(got), body.clone(), keep_alive)?;
		Pallet::<T>::hold(to, body, got)?;
		Ok(got)
	}

	/// It refunds revenue that was received in a fund, on a line of now.
	fn refund(&self, fund: FundId, number: u32, line: LineId) -> Result<UseKind, DispatchError> {
		let (body, amount, currency) = (&self.fund.body, self.amount, self.fund.currency);
		ensure!(Pallet::<T>::fund_of(body, fund)?.currency == currency, Error::<T>::OtherCurrency);
		let mut receipt = Pallet::<T>::receipt(fund, number)?;
		let refunded = receipt.refunded.checked_add(amount).filter(|refunded| *refunded <= receipt.live());
		let booked_on = receipt.line.ok_or(Error::<T>::RefundTooLarge)?;
		receipt.refunded = refunded.ok_or(Error::<T>::RefundTooLarge)?;
		let stored = Pallet::<T>::line_for(body, line, LineKind::Revenue, currency, self.period)?;
		// Another line bears it only if the books of its own are closed.
		let is_closed = Pallet::<T>::line(body, booked_on)?.period != self.period;
		ensure!(line == booked_on || is_closed, Error::<T>::LinesInvalid);
		// What goes back out of where it came in was for no purpose yet.
		if fund != self.id {
			self.fund.ensure_covers(&stored.codes)?;
		}
		Pallet::<T>::book(body, line, |booked| {
			booked.refunded = booked.refunded.checked_add(amount)?;
			Some(())
		})?;
		match (&receipt.source, currency.on_chain()) {
			(Source::Account(payee), Some(asset)) => {
				give::<T::Holds, _>(asset, &HoldReason::Fund.into(), body, payee, amount)?;
			},
			(_, Some(_)) => return Err(Error::<T>::PayeeInvalid.into()),
			(_, None) => {},
		}
		Receipts::<T>::insert(fund, number, receipt);
		Ok(UseKind::Refund { fund, receipt: number })
	}
}

/// So much of a payment that was booked on a line belongs to another. Nothing if it was not so much, or has too many lines then.
fn rebook(lines: &mut Splits, from: Split, to: LineId) -> Option<()> {
	let place = lines.iter_mut().find(|place| place.line == from.line)?;
	place.amount = place.amount.checked_sub(from.amount)?;
	lines.retain(|place| place.amount > 0);
	match lines.iter_mut().find(|place| place.line == to) {
		Some(place) => place.amount = place.amount.checked_add(from.amount)?,
		None => lines.try_push(Split { line: to, amount: from.amount }).ok()?,
	}
	Some(())
}

/// The same of an award that was paid, whose obligation moves with it. Whether it still has the line, and had the other.
fn reaward(lines: &mut AwardLines, from: Split, to: LineId) -> Option<(bool, bool)> {
	let Split { line, amount } = from;
	let place = lines.iter_mut().find(|place| place.line == line)?;
	place.amount = place.amount.checked_sub(amount)?;
	place.disbursed = place.disbursed.checked_sub(amount)?;
	let stays = place.amount > 0;
	lines.retain(|place| stays || place.line != line);
	let found = lines.iter_mut().find(|place| place.line == to);
	let was_there = found.is_some();
	match found {
		Some(place) => {
			place.amount = place.amount.checked_add(amount)?;
			place.disbursed = place.disbursed.checked_add(amount)?;
		},
		None => lines.try_push(AwardLine { line: to, amount, disbursed: amount, lapsed: 0 }).ok()?,
	}
	Some((stays, was_there))
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
		payments: &[Payment],
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
				How::Exchange { .. } => {
					measure.always = true;
					None
				},
			};
			measure.add(payee, *amount).ok_or(Error::<T>::AmountTooLarge)?;
		}
		Ok(measure)
	}

	pub(crate) fn do_pay(officer: &T::AccountId, body: &T::AccountId, payments: List<Payment>) -> DispatchResult {
		let period = Self::current(&Self::body(body)?)?;
		let mut entered = Vec::new();
		for payment in &payments {
			if let How::Refund { fund, receipt, .. } = payment.how {
				entered.extend(Self::receipt(fund, receipt)?.officer);
			}
		}
		Self::ensure_apart(officer, entered, Error::EnteredBySame)?;
		payments.into_iter().try_for_each(|payment| Self::pay_once(officer, body, period, payment))
	}

	fn pay_once(officer: &T::AccountId, body: &T::AccountId, period: PeriodId, payment: Payment) -> DispatchResult {
		let Payment { fund: id, amount, how, evidence } = payment;
		let mut fund = Self::fund_of(body, id)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(fund.closed_at(T::Time::now()).is_none(), Error::<T>::FundClosed);
		ensure!(fund.is_reached(), Error::<T>::GoalNotReached);
		ensure!(amount <= fund.balance(), Error::<T>::NotEnoughInFund);
		// A transfer is a matter of the books alone.
		let by_bank = fund.currency.on_chain().is_none() && !matches!(how, How::Transfer { .. });
		ensure!(evidence.is_some() == by_bank, Error::<T>::EvidenceInvalid);
		let paying = Paying { officer, period, id, fund: &fund, amount, evidence };
		let kind = match how {
			How::Award { award, lines } => paying.award(award, lines)?,
			How::Transfer { to } => paying.flow(to, |target| {
				ensure!(target.currency == fund.currency, Error::<T>::OtherCurrency);
				Ok(amount)
			})?,
			How::Exchange { to, got } => paying.flow(to, |target| paying.exchange(target, got))?,
			How::Refund { fund, receipt, line } => paying.refund(fund, receipt, line)?,
		};
		let standing = if by_bank { Standing::Claimed } else { Standing::Moved };
		Self::draw(id, &mut fund, Leaving { officer, period, amount, kind, standing, evidence })?;
		Funds::<T>::insert(id, fund);
		Ok(())
	}

	// ------------------------------------------------------------ confirm

	/// Who is paid by a use, if that is someone.
	pub(crate) fn payee_of(kind: &UseKind) -> Option<Payee<T::AccountId>> {
		match kind {
			UseKind::Award { award, .. } => Awards::<T>::get(award).map(|award| award.payee),
			UseKind::Refund { fund, receipt } => Receipts::<T>::get(fund, receipt)?.source.party(),
			UseKind::Transfer { .. } | UseKind::GivenBack { .. } => None,
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
		if let UseKind::Award { receipt, .. } = &mut record.kind {
			*receipt = Some(Self::enter_from((id, number), to, target, record.amount, record.evidence)?);
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

	// ------------------------------------------------------------ correct

	/// What a correction is counted by: lines by what goes from one to another, a receipt that is void by what is left of it, and a
	/// remark by nothing.
	pub(crate) fn measure_correction(
		body: &T::AccountId,
		correction: &Correction,
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let (id, power) = match correction {
			Correction::Lines { fund, .. } | Correction::Note { fund, .. } => (*fund, Power::Pay),
			Correction::Void { fund, .. } => (*fund, Power::Receive),
		};
		let fund = Self::fund_of(body, id)?;
		let mut measure = Measure::of(power, fund.currency);
		measure.total = match correction {
			Correction::Lines { from, .. } => from.amount,
			Correction::Void { receipt, .. } => Self::receipt(id, *receipt)?.rest(&fund.queue).len(),
			Correction::Note { .. } => 0,
		};
		Ok(measure)
	}

	pub(crate) fn do_correct(officer: &T::AccountId, body: &T::AccountId, correction: Correction) -> DispatchResult {
		match correction {
			Correction::Lines { fund, number, from, to } => {
				let record = Self::correct_lines(body, fund, number, from, to)?;
				Self::note_correction(officer, body, fund, number, record, &correction)?;
			},
			Correction::Void { fund, receipt, .. } => Self::void(body, fund, receipt)?,
			Correction::Note { fund, number, .. } => {
				Self::fund_of(body, fund)?;
				let record = Uses::<T>::get(fund, number).ok_or(Error::<T>::UseUnknown)?;
				Self::note_correction(officer, body, fund, number, record, &correction)?;
			},
		}
		Self::deposit_event(Event::Corrected { body: body.clone(), correction, officer: officer.clone() });
		Ok(())
	}

	/// A correction stands beside the use that it is of, which is stored.
	fn note_correction(
		officer: &T::AccountId,
		body: &T::AccountId,
		id: FundId,
		number: u32,
		mut record: Use<T>,
		correction: &Correction,
	) -> DispatchResult {
		let place = record.corrections;
		ensure!(place < MAX_CORRECTIONS, Error::<T>::TooManyRecords);
		// Saturating is right: there are no more than that.
		record.corrections = place.saturating_add(1);
		let note = (correction.clone(), officer.clone(), T::Time::now());
		Self::resize(body, 0, bytes_of(&note))?;
		Corrections::<T>::insert((id, number), place, note);
		Uses::<T>::insert(id, number, record);
		Ok(())
	}

	/// A payment was of another line of its award, which bears so much of the obligation then. The use as it is then.
	fn correct_lines(
		body: &T::AccountId,
		id: FundId,
		number: u32,
		from: Split,
		to: LineId,
	) -> Result<Use<T>, DispatchError> {
		let fund = Self::fund_of(body, id)?;
		let mut record = Uses::<T>::get(id, number).ok_or(Error::<T>::UseUnknown)?;
		let period = Self::current(&Self::body(body)?)?;
		ensure!(record.period == period, Error::<T>::PeriodClosed);
		ensure!(from.amount > 0, Error::<T>::AmountZero);
		ensure!(from.line != to, Error::<T>::NothingMoves);
		let stored = Self::line_for(body, to, LineKind::Expenditure, fund.currency, period)?;
		fund.ensure_covers(&stored.codes)?;
		let used = record.bytes();
		let UseKind::Award { award: award_id, lines, .. } = &mut record.kind else {
			return Err(Error::<T>::LinesInvalid.into());
		};
		rebook(lines, from, to).ok_or(Error::<T>::LinesInvalid)?;
		let (award_id, mut award) = (*award_id, award_in::<T>(body, *award_id)?);
		let awarded = bytes_of(&award);
		let (stays, was_there) = reaward(&mut award.lines, from, to).ok_or(Error::<T>::LinesInvalid)?;
		if !stays {
			AwardsOn::<T>::remove((body, from.line, award_id));
		}
		if !was_there {
			AwardsOn::<T>::insert((body, to, award_id), ());
		}
		let amount = from.amount;
		Self::book(body, from.line, |booked| {
			booked.obligated = booked.obligated.checked_sub(amount)?;
			booked.disbursed = booked.disbursed.checked_sub(amount)?;
			Some(())
		})?;
		Self::book(body, to, |booked| {
			booked.obligated = booked.obligated.checked_add(amount)?;
			booked.disbursed = booked.disbursed.checked_add(amount)?;
			Some(())
		})?;
		Self::resize(body, used, record.bytes())?;
		Self::resize(body, awarded, bytes_of(&award))?;
		Awards::<T>::insert(award_id, award);
		Ok(record)
	}

	/// A receipt that was entered never came, as far as nothing of it was used.
	fn void(body: &T::AccountId, id: FundId, number: u32) -> DispatchResult {
		let mut fund = Self::fund_of(body, id)?;
		ensure!(fund.gate.is_none(), Error::<T>::Gated);
		ensure!(fund.closed_at(T::Time::now()).is_none(), Error::<T>::FundClosed);
		let mut receipt = Self::receipt(id, number)?;
		// A gift has come, and what is from a use is true as long as that is.
		// And what is on this chain is there, whoever it is from.
		let in_bank = fund.currency.on_chain().is_none();
		let is_entered = receipt.source.party().is_some() && Self::donor_of(id, number, &receipt).is_none();
		ensure!(in_bank && is_entered, Error::<T>::SourceInvalid);
		let rest = receipt.rest(&fund.queue);
		let amount = rest.len();
		fund.remove(rest)?;
		receipt.removed = receipt.removed.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
		ensure!(receipt.refunded <= receipt.live(), Error::<T>::RefundTooLarge);
		if let Some(line) = receipt.line {
			// The books of a period that is closed stay as they are.
			if Self::body(body)?.current == Some(Self::line(body, line)?.period) {
				Self::book(body, line, |booked| {
					booked.disbursed = booked.disbursed.checked_sub(amount)?;
					Some(())
				})?;
			}
		}
		// If what came back is of a use that was archived, that stays as it was.
		if let Some((of, number)) = receipt.returns.filter(|(of, number)| Uses::<T>::contains_key(of, number)) {
			Self::change_returned(of, number, |returned| returned.checked_sub(amount))?;
		}
		Receipts::<T>::insert(id, number, receipt);
		Funds::<T>::insert(id, fund);
		Self::deposit_event(Event::Removed { fund: id, receipt: number, amount, given_back: false });
		Ok(())
	}
}
