//! Funds: how money comes in at one end, and leaves at the other.

use crate::{
	bodies::{bytes_at_most, bytes_of},
	types::*,
	Awards, Config, Error, Event, FundCount, Funds, FundsOf, Gifts, HoldReason, Marks, Pallet, Receipts, Uses,
};
use alloc::vec::Vec;
use civitas_money::put;
use civitas_primitives::{
	money::{Asset, Balance},
	public_finance::{Code, Currency, FundId, LineId, Payee, PeriodId, Power, Queue, QueueError, Span},
	text::is_readable,
	ContentHash, Moment,
};
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, MutateHold},
		tokens::{Fortitude, Precision, Restriction},
		Consideration, Footprint, Time,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T> From<QueueError> for Error<T> {
	fn from(error: QueueError) -> Self {
		match error {
			QueueError::NotEnough => Self::NotEnoughInFund,
			QueueError::TooMuch => Self::AmountTooLarge,
			QueueError::TooManyGaps => Self::TooManyGaps,
			QueueError::Gone => Self::NothingLeft,
		}
	}
}

impl<AccountId: Clone> Source<AccountId> {
	/// Who it is; nobody if it is a use of a fund.
	pub(crate) fn party(&self) -> Option<Payee<AccountId>> {
		match self {
			Self::Account(account) => Some(Payee::Account(account.clone())),
			Self::Organisation(identifier) => Some(Payee::Organisation(identifier.clone())),
			Self::Withheld(hash) => Some(Payee::Withheld(*hash)),
			Self::Group { root, count } => Some(Payee::Group { root: *root, count: *count }),
			Self::Use { .. } => None,
		}
	}
}

impl<T: Config> Receipt<T> {
	/// How much of it is still there or was used: what is neither void nor given back.
	pub(crate) fn live(&self) -> Balance {
		// Saturating is right: no more is removed than there is.
		self.span.len().saturating_sub(self.removed)
	}

	/// The units of it that nobody has used, in the queue of its fund.
	pub(crate) fn rest(&self, queue: &Queue) -> Span {
		// Saturating is right: no more is removed than there is.
		Span { from: self.span.from.max(queue.used), to: self.span.to.saturating_sub(self.removed) }
	}

	/// How much of it can be void: what nobody has used, and was not refunded out of another fund. Its last units.
	pub(crate) fn voidable(&self, queue: &Queue) -> Span {
		let rest = self.rest(queue);
		// Saturating is right: no more is refunded than there is, and no more can be void than is left.
		let amount = rest.len().min(self.live().saturating_sub(self.refunded));
		Span { from: rest.to.saturating_sub(amount), to: rest.to }
	}

	/// The bytes of it that its body pays for. None of a gift, for which the donor does; nor of what is from a use, which has room for
	/// it: nobody bears a record that he has not asked for.
	pub(crate) fn bytes(&self) -> usize {
		let by_others = self.ticket.is_some() || matches!(self.source, Source::Use { .. });
		if by_others {
			0
		} else {
			bytes_of(self)
		}
	}
}

impl<T: Config> Use<T> {
	/// Its bytes, with room for what its payee says, and for the receipt of what goes into a fund: nobody can keep him from saying it by
	/// having nothing for that.
	pub(crate) fn bytes(&self) -> usize {
		let mut answered = self.clone();
		answered.standing = Standing::Confirmed { at: self.at };
		if let UseKind::Award { receipt, .. } = &mut answered.kind {
			*receipt = Some(0);
		}
		let room = if self.received_in().is_some() { bytes_at_most::<Receipt<T>>() } else { 0 };
		// Saturating is right: there is not as much storage.
		bytes_of(&answered).saturating_add(room)
	}

	/// The fund that it goes into, if it does, and the number of the receipt there, once there is one.
	pub(crate) fn received_in(&self) -> Option<(FundId, Option<u32>)> {
		match &self.kind {
			// Its payee never changes.
			UseKind::Award { award, receipt, .. } => match Awards::<T>::get(award)?.payee {
				Payee::Fund(to) => Some((to, *receipt)),
				_ => None,
			},
			UseKind::Transfer { to, receipt, .. } => Some((*to, Some(*receipt))),
			UseKind::Refund { .. } | UseKind::GivenBack { .. } => None,
		}
	}
}

impl<T: Config> Fund<T> {
	/// What can leave it. What donors take back of a campaign that is ended stays in its queue until the rest is passed on.
	pub(crate) fn balance(&self) -> Balance {
		let given_back = self.closed.map_or(0, |closed| closed.given_back);
		// Saturating is right: it is less only when the rest was passed on, and then nothing is left.
		self.queue.balance().saturating_sub(given_back)
	}

	/// Its money can be used for what has one of these codes: for a line of these, or for a fund of this purpose.
	pub(crate) fn ensure_covers(&self, codes: &[Code]) -> Result<(), Error<T>> {
		let covers = self.purpose.as_ref().is_none_or(|purpose| codes.iter().any(|code| code.is_within(purpose)));
		ensure!(covers, Error::<T>::OtherPurpose);
		Ok(())
	}

	/// Money can come in from outside, without passing a gate.
	fn ensure_takes(&self, now: Moment) -> Result<(), Error<T>> {
		ensure!(self.gate.is_none(), Error::<T>::Gated);
		ensure!(self.closed_at(now).is_none(), Error::<T>::FundClosed);
		ensure!(self.campaign.is_none_or(|campaign| now <= campaign.deadline), Error::<T>::CampaignOver);
		Ok(())
	}
}

impl<AccountId: PartialEq> Measure<AccountId> {
	/// Of nothing yet.
	pub(crate) fn of(power: Power, currency: Currency) -> Self {
		Self { power, currency, total: 0, always: false, payees: Vec::new() }
	}

	/// So much more, to someone or to nobody; nothing if that is more than can be.
	pub(crate) fn add(&mut self, payee: Option<Payee<AccountId>>, amount: Balance) -> Option<()> {
		self.total = self.total.checked_add(amount)?;
		let Some(payee) = payee else { return Some(()) };
		match self.payees.iter_mut().find(|(known, _)| *known == payee) {
			Some((_, sum)) => *sum = sum.checked_add(amount)?,
			None => self.payees.push((payee, amount)),
		}
		Some(())
	}
}

/// What is about to leave a fund.
pub(crate) struct Leaving<'a, AccountId> {
	/// Who pays.
	pub(crate) officer: &'a AccountId,
	/// In which period.
	pub(crate) period: PeriodId,
	/// How much.
	pub(crate) amount: Balance,
	/// What for.
	pub(crate) kind: UseKind<AccountId>,
	/// Whether it has moved.
	pub(crate) standing: Standing,
	/// The hash of what proves it.
	pub(crate) evidence: Option<ContentHash>,
}

impl<T: Config> Pallet<T> {
	/// A fund.
	pub(crate) fn fund(id: FundId) -> Result<Fund<T>, DispatchError> {
		Ok(Funds::<T>::get(id).ok_or(Error::<T>::FundUnknown)?)
	}

	/// A fund of this body.
	pub(crate) fn fund_of(body: &T::AccountId, id: FundId) -> Result<Fund<T>, DispatchError> {
		let fund = Self::fund(id)?;
		ensure!(fund.body == *body, Error::<T>::FundUnknown);
		Ok(fund)
	}

	/// A receipt.
	pub(crate) fn receipt(fund: FundId, number: u32) -> Result<Receipt<T>, DispatchError> {
		Ok(Receipts::<T>::get(fund, number).ok_or(Error::<T>::ReceiptUnknown)?)
	}

	/// Who gave this receipt, by a call of his own.
	pub(crate) fn donor_of(fund: FundId, number: u32, receipt: &Receipt<T>) -> Option<&T::AccountId> {
		match &receipt.source {
			Source::Account(donor) if Gifts::<T>::contains_key(donor, (fund, number)) => Some(donor),
			_ => None,
		}
	}

	/// A line on which something of this kind and currency can be booked now.
	pub(crate) fn line_for(
		body: &T::AccountId,
		id: LineId,
		kind: LineKind,
		currency: Currency,
		period: PeriodId,
	) -> Result<Line, DispatchError> {
		let line = Self::line(body, id)?;
		ensure!(line.kind == kind, Error::<T>::OtherKind);
		ensure!(line.currency == currency, Error::<T>::OtherCurrency);
		ensure!(line.period == period, Error::<T>::PeriodNotOpen);
		Ok(line)
	}

	// ------------------------------------------------------------ money

	/// Put so much of what is free in the account of a body into its funds.
	pub(crate) fn hold(asset: Asset, body: &T::AccountId, amount: Balance) -> DispatchResult {
		civitas_money::hold::<T::Assets, T::Holds, _>(asset, &HoldReason::Fund.into(), body, amount)
	}

	/// Let so much of the funds of a body be free in its account.
	pub(crate) fn release(asset: Asset, body: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Holds::release(asset, &HoldReason::Fund.into(), body, amount, Precision::Exact).map(drop)
	}

	/// Move so much from the funds of a body into those of another.
	pub(crate) fn hand_over(asset: Asset, from: &T::AccountId, to: &T::AccountId, amount: Balance) -> DispatchResult {
		let (exact, held, force) = (Precision::Exact, Restriction::OnHold, Fortitude::Force);
		T::Holds::transfer_on_hold(asset, &HoldReason::Fund.into(), from, to, amount, exact, held, force).map(drop)
	}

	// ------------------------------------------------------------ in and out

	/// Money comes in at the end, entered by an officer or by nobody; the number of the receipt. The fund is still to be stored.
	pub(crate) fn enter(
		id: FundId,
		fund: &mut Fund<T>,
		terms: ReceiptTerms<T::AccountId>,
		officer: Option<&T::AccountId>,
		ticket: Option<T::GiftConsideration>,
	) -> Result<u32, DispatchError> {
		let ReceiptTerms { amount, source, returns, line, evidence } = terms;
		let span = fund.queue.receive(amount).map_err(Error::<T>::from)?;
		let number = fund.receipts;
		fund.receipts = number.checked_add(1).ok_or(Error::<T>::TooManyRecords)?;
		Self::deposit_event(Event::Received { fund: id, receipt: number, amount, source: source.clone() });
		let receipt: Receipt<T> = Receipt {
			span,
			removed: 0,
			source,
			returns,
			line,
			refunded: 0,
			at: T::Time::now(),
			block: frame_system::Pallet::<T>::block_number(),
			evidence,
			officer: officer.cloned(),
			ticket,
		};
		Self::resize(&fund.body, 0, receipt.bytes())?;
		Receipts::<T>::insert(id, number, receipt);
		Ok(number)
	}

	/// What leaves one fund by its next use, or has left by this one, comes into another; the number of the receipt there.
	pub(crate) fn enter_from(
		(fund, number): (FundId, u32),
		to: FundId,
		mut target: Fund<T>,
		amount: Balance,
		evidence: Option<ContentHash>,
	) -> Result<u32, DispatchError> {
		let terms = ReceiptTerms { amount, source: Source::Use { fund, number }, returns: None, line: None, evidence };
		let receipt = Self::enter(to, &mut target, terms, None, None)?;
		Funds::<T>::insert(to, target);
		Ok(receipt)
	}

	/// Money leaves at the front; the number of the use. The fund is still to be stored.
	pub(crate) fn draw(
		id: FundId,
		fund: &mut Fund<T>,
		leaving: Leaving<'_, T::AccountId>,
	) -> Result<u32, DispatchError> {
		let Leaving { officer, period, amount, kind, standing, evidence } = leaving;
		let Queue { received, used, .. } = fund.queue;
		let span = match fund.closed {
			// Only all that is left, which is passed on: what donors have taken back lies between.
			Some(_) => {
				fund.queue = Queue { received, used: received, gaps: Default::default() };
				Span { from: used, to: received }
			},
			None => fund.queue.take(amount).map_err(Error::<T>::from)?,
		};
		match fund.mark {
			Some((current, _)) if current == period => (),
			earlier => {
				if let Some((earlier, from)) = earlier {
					Marks::<T>::insert(id, earlier, Span { from, to: used });
				}
				fund.mark = Some((period, used));
			},
		}
		let number = fund.uses;
		fund.uses = number.checked_add(1).ok_or(Error::<T>::TooManyRecords)?;
		let officer = officer.clone();
		Self::deposit_event(Event::Used { fund: id, number, amount, kind: kind.clone(), officer: officer.clone() });
		let record: Use<T> = Use {
			span,
			amount,
			kind,
			period,
			standing,
			returned: 0,
			officer,
			at: T::Time::now(),
			block: frame_system::Pallet::<T>::block_number(),
			evidence,
			corrections: 0,
		};
		Self::resize(&fund.body, 0, record.bytes())?;
		Uses::<T>::insert(id, number, record);
		Ok(number)
	}

	/// What the record of a gift takes in storage, which who gives it pays for.
	pub fn gift_footprint() -> Footprint {
		Footprint::from_parts(1, bytes_at_most::<Receipt<T>>())
	}

	/// Someone gives. The money goes from his account into the funds of the body, and he pays for the record.
	pub(crate) fn gift(
		id: FundId,
		mut fund: Fund<T>,
		from: &T::AccountId,
		amount: Balance,
	) -> Result<u32, DispatchError> {
		ensure!(amount > 0, Error::<T>::AmountZero);
		let asset = fund.currency.on_chain().ok_or(Error::<T>::CurrencyInvalid)?;
		put::<T::Assets, T::Holds, _>(asset, &HoldReason::Fund.into(), from, &fund.body, amount)?;
		let ticket = T::GiftConsideration::new(from, Self::gift_footprint())?;
		let source = Source::Account(from.clone());
		let terms = ReceiptTerms { amount, source, returns: None, line: None, evidence: None };
		let number = Self::enter(id, &mut fund, terms, None, Some(ticket))?;
		Gifts::<T>::insert(from, (id, number), ());
		Funds::<T>::insert(id, fund);
		Ok(number)
	}

	/// What has come back of a payment changes, and so it does for its award.
	pub(crate) fn change_returned(
		fund: FundId,
		number: u32,
		change: impl Fn(Balance) -> Option<Balance>,
	) -> DispatchResult {
		let mut record = Uses::<T>::get(fund, number).ok_or(Error::<T>::UseUnknown)?;
		let before = record.returned;
		let returned = change(before).filter(|returned| *returned <= record.amount);
		record.returned = returned.ok_or(Error::<T>::ReturnTooLarge)?;
		match &record.kind {
			UseKind::Award { award, .. } => Awards::<T>::try_mutate(award, |award| -> DispatchResult {
				let award = award.as_mut().ok_or(Error::<T>::AwardUnknown)?;
				award.returned = change(award.returned).ok_or(Error::<T>::ReturnTooLarge)?;
				Self::ensure_accepted(award)
			})?,
			// It can be made again. If its receipt was archived, that stays as it was.
			UseKind::Refund { fund, receipt, .. } => {
				Receipts::<T>::try_mutate(fund, receipt, |stored| -> DispatchResult {
					let Some(receipt) = stored else { return Ok(()) };
					let refunded = receipt.refunded.checked_add(before);
					let refunded = refunded.and_then(|refunded| refunded.checked_sub(record.returned));
					let refunded = refunded.filter(|refunded| *refunded <= receipt.live());
					receipt.refunded = refunded.ok_or(Error::<T>::RefundTooLarge)?;
					Ok(())
				})?
			},
			UseKind::Transfer { through: Some(_), .. } => (),
			// Nobody was paid.
			UseKind::Transfer { .. } | UseKind::GivenBack { .. } => return Err(Error::<T>::ReturnTooLarge.into()),
		}
		Uses::<T>::insert(fund, number, record);
		Ok(())
	}

	// ------------------------------------------------------------ calls

	pub(crate) fn do_set_fund(who: &T::AccountId, body: T::AccountId, change: FundChange) -> DispatchResult {
		match change {
			FundChange::Make(terms) => Self::make_fund(who, body, terms),
			FundChange::WindUp(id) => Self::submit(who, &body, Act::WindUp(id)).map(drop),
			FundChange::PassOn(id) => Self::pass_on(who, &body, id),
		}
	}

	fn make_fund(who: &T::AccountId, body: T::AccountId, terms: FundTerms) -> DispatchResult {
		Self::body(&body)?;
		Self::ensure_power(who, &body, Power::Budget, terms.currency, 0)?;
		let FundTerms { name, currency, purpose, gate, gifts, campaign } = terms.clone();
		ensure!(is_readable(&name) && purpose.as_ref().is_none_or(Code::is_valid), Error::<T>::TextInvalid);
		let exists = currency.is_valid() && currency.on_chain().is_none_or(T::Assets::asset_exists);
		ensure!(exists, Error::<T>::CurrencyInvalid);
		ensure!(gate.is_none() || gifts.is_none(), Error::<T>::Gated);
		let fund: Fund<T> = Fund {
			body: body.clone(),
			name,
			currency,
			purpose,
			gate,
			gifts,
			campaign,
			closed: None,
			queue: Queue::default(),
			removed: 0,
			receipts: 0,
			uses: 0,
			first_receipt: 0,
			first_use: 0,
			mark: None,
		};
		if let Some(campaign) = &fund.campaign {
			Self::ensure_campaign(&fund, campaign)?;
		}
		let id = FundCount::<T>::get();
		FundCount::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyFunds)?);
		Self::resize(&body, 0, bytes_at_most::<Fund<T>>())?;
		FundsOf::<T>::insert(&body, id, ());
		Funds::<T>::insert(id, fund);
		Self::deposit_event(Event::FundMade { body, fund: id, terms });
		Ok(())
	}

	/// What receipts are counted by: all of them together.
	pub(crate) fn measure_receipts(
		body: &T::AccountId,
		fund: FundId,
		receipts: &[ReceiptTerms<T::AccountId>],
	) -> Result<Measure<T::AccountId>, DispatchError> {
		ensure!(!receipts.is_empty(), Error::<T>::ListEmpty);
		let mut measure = Measure::of(Power::Receive, Self::fund_of(body, fund)?.currency);
		for terms in receipts {
			measure.add(None, terms.amount).ok_or(Error::<T>::AmountTooLarge)?;
			// Who says that something came back could pay it again, though nobody has accepted it twice.
			measure.always |= terms.returns.is_some();
		}
		Ok(measure)
	}

	pub(crate) fn do_receive(
		officer: &T::AccountId,
		body: &T::AccountId,
		id: FundId,
		receipts: List<ReceiptTerms<T::AccountId>>,
	) -> DispatchResult {
		let mut fund = Self::fund_of(body, id)?;
		fund.ensure_takes(T::Time::now())?;
		// Its donors take it back.
		ensure!(fund.campaign.is_none(), Error::<T>::OnlyGifts);
		for terms in receipts {
			Self::ensure_received(&fund, &terms)?;
			Self::enter(id, &mut fund, terms, Some(officer), None)?;
		}
		Funds::<T>::insert(id, fund);
		Ok(())
	}

	/// What is to be entered has come: on chain it goes into the fund, and it is booked where it belongs.
	fn ensure_received(fund: &Fund<T>, terms: &ReceiptTerms<T::AccountId>) -> DispatchResult {
		let (body, currency) = (&fund.body, fund.currency);
		let ReceiptTerms { amount, ref source, returns, line, evidence } = *terms;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(source.party().is_some_and(|party| party.is_valid()), Error::<T>::SourceInvalid);
		// What comes back is counted where it was paid. As revenue it could be refunded, and would be paid twice.
		ensure!(returns.is_none() || line.is_none(), Error::<T>::ReturnBooked);
		ensure!(evidence.is_some() == currency.on_chain().is_none(), Error::<T>::EvidenceInvalid);
		if let Some(asset) = currency.on_chain() {
			Self::hold(asset, body, amount)?;
		}
		if let Some(line) = line {
			let period = Self::current(&Self::body(body)?)?;
			Self::line_for(body, line, LineKind::Revenue, currency, period)?;
			Self::book(body, line, |booked| {
				booked.disbursed = booked.disbursed.checked_add(amount)?;
				Some(())
			})?;
		}
		if let Some((id, number)) = returns {
			let paid_from = Self::fund_of(body, id)?;
			ensure!(paid_from.currency == currency, Error::<T>::OtherCurrency);
			// Else a purpose would be lost by a payment that comes back.
			paid_from.ensure_covers(fund.purpose.as_slice())?;
			Self::change_returned(id, number, |returned| returned.checked_add(amount))?;
		}
		Ok(())
	}

	pub(crate) fn do_donate(who: &T::AccountId, id: FundId, asset: Asset, amount: Balance) -> DispatchResult {
		let fund = Self::fund(id)?;
		let currency = fund.currency.on_chain().ok_or(Error::<T>::CurrencyInvalid)?;
		// So that a limit of the key that gives has counted what leaves.
		ensure!(currency == asset, Error::<T>::OtherCurrency);
		fund.ensure_takes(T::Time::now())?;
		let least = fund.gifts.ok_or(Error::<T>::NoGifts)?;
		ensure!(amount >= least, Error::<T>::GiftTooSmall);
		Self::gift(id, fund, who, amount).map(drop)
	}
}
