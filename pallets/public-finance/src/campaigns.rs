//! Campaigns: they reach their goal or are missed, and what is left goes back to who gave it. And funds that another pallet keeps
//! the gate of.

use crate::{funds::Leaving, types::*, Config, Error, Event, Funds, HoldReason, Pallet, Receipts, WeightInfo};
use civitas_money::give;
use civitas_primitives::{
	money::Balance,
	public_finance::{Currency, FundId, Power, PublicFunds, Span},
	Moment,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Fund<T> {
	/// Whether money can leave it. Of a campaign nothing does before its goal is reached, by what came in and did not go out again
	/// unused.
	pub(crate) fn is_reached(&self) -> bool {
		// Saturating is right: no more is removed than came in.
		self.campaign.is_none_or(|campaign| self.queue.received.saturating_sub(self.removed) >= campaign.goal)
	}

	/// Units that nobody has used are not there any more, in a fund that is not ended. A campaign of which something was used, or whose
	/// deadline is over, has reached its goal, and it stays so.
	pub(crate) fn remove(&mut self, span: Span) -> Result<(), Error<T>> {
		self.queue.remove(span).map_err(Error::<T>::from)?;
		self.removed = self.removed.checked_add(span.len()).ok_or(Error::<T>::AmountTooLarge)?;
		let is_over = self.campaign.is_some_and(|campaign| T::Time::now() > campaign.deadline);
		let is_decided = is_over || self.queue.used > 0;
		ensure!(!is_decided || self.is_reached(), Error::<T>::GoalNotReached);
		Ok(())
	}

	/// Since when it is ended: it was wound up, or its deadline has passed without its goal.
	pub(crate) fn closed_at(&self, now: Moment) -> Option<Moment> {
		let missed = || {
			let missed = self.campaign.filter(|campaign| now > campaign.deadline && !self.is_reached());
			missed.map(|campaign| campaign.deadline)
		};
		self.closed.map(|closed| closed.at).or_else(missed)
	}

	/// Until when donors take back what is theirs, if it is ended since then.
	fn taken_back_until(&self, closed_at: Moment) -> Moment {
		// Saturating is right: what ends after all moments does not end.
		closed_at.saturating_add(self.campaign.map_or(0, |campaign| campaign.take_back))
	}
}

impl<T: Config> Pallet<T> {
	/// A fund can be such a campaign.
	pub(crate) fn ensure_campaign(fund: &Fund<T>, campaign: &Campaign) -> DispatchResult {
		let Campaign { goal, deadline, take_back, successor } = *campaign;
		let now = T::Time::now();
		// Saturating is right: after the last moment there is none.
		let has_time = deadline > now && deadline <= now.saturating_add(MAX_CAMPAIGN);
		let has_time = has_time && (MIN_TAKE_BACK..=MAX_TAKE_BACK).contains(&take_back);
		// In a bank nobody could take back what is his.
		let can_give = fund.gifts.is_some() && fund.currency.on_chain().is_some();
		ensure!(goal > 0 && can_give, Error::<T>::CampaignInvalid);
		ensure!(has_time, Error::<T>::CampaignTimes);
		let successor = Self::fund(successor)?;
		// To another body it would be given by one officer alone.
		ensure!(successor.body == fund.body, Error::<T>::OtherBody);
		ensure!(successor.currency == fund.currency, Error::<T>::OtherCurrency);
		ensure!(successor.campaign.is_none() && successor.gate.is_none(), Error::<T>::SuccessorInvalid);
		// Else a purpose would be lost by a campaign that is missed.
		fund.ensure_covers(successor.purpose.as_slice())?;
		Ok(())
	}

	/// A fund is ended since then.
	fn end(id: FundId, fund: &mut Fund<T>, at: Moment) -> &mut Closed {
		if fund.closed.is_none() {
			Self::deposit_event(Event::FundClosed { fund: id });
		}
		fund.closed.get_or_insert(Closed { at, given_back: 0 })
	}

	/// What winding a campaign up is counted by: what is left of it.
	pub(crate) fn measure_wind_up(body: &T::AccountId, id: FundId) -> Result<Measure<T::AccountId>, DispatchError> {
		let fund = Self::fund_of(body, id)?;
		ensure!(fund.campaign.is_some(), Error::<T>::NotCampaign);
		let mut measure = Measure::of(Power::Budget, fund.currency);
		measure.total = fund.balance();
		Ok(measure)
	}

	pub(crate) fn do_wind_up(_: &T::AccountId, body: &T::AccountId, id: FundId) -> DispatchResult {
		let mut fund = Self::fund_of(body, id)?;
		ensure!(fund.campaign.is_some(), Error::<T>::NotCampaign);
		let now = T::Time::now();
		ensure!(fund.closed_at(now).is_none(), Error::<T>::FundClosed);
		Self::end(id, &mut fund, now);
		Funds::<T>::insert(id, fund);
		Ok(())
	}

	pub(crate) fn pass_on(who: &T::AccountId, body: &T::AccountId, id: FundId) -> DispatchResult {
		let mut fund = Self::fund_of(body, id)?;
		let Campaign { successor, .. } = fund.campaign.ok_or(Error::<T>::NotCampaign)?;
		let now = T::Time::now();
		let at = fund.closed_at(now).ok_or(Error::<T>::FundNotClosed)?;
		ensure!(now > fund.taken_back_until(at), Error::<T>::FundNotClosed);
		let amount = fund.balance();
		ensure!(amount > 0, Error::<T>::NothingLeft);
		let period = Self::current(&Self::body(body)?)?;
		let target = Self::fund(successor)?;
		let receipt = Self::enter_from((id, fund.uses), successor, target, amount, None)?;
		Self::end(id, &mut fund, at);
		let kind = UseKind::Transfer { to: successor, receipt, got: amount, through: None };
		let leaving = Leaving { officer: who, period, amount, kind, standing: Standing::Moved, evidence: None };
		Self::draw(id, &mut fund, leaving)?;
		Funds::<T>::insert(id, fund);
		Ok(())
	}

	// ------------------------------------------------------------ give_back

	/// What is left of a gift to a campaign that is ended its donor takes back. All else a body gives back, by an officer.
	pub(crate) fn do_give_back(who: &T::AccountId, id: FundId, number: u32) -> DispatchResult {
		let fund = Self::fund(id)?;
		ensure!(fund.gate.is_none(), Error::<T>::Gated);
		if fund.closed_at(T::Time::now()).is_none() {
			return Self::submit(who, &fund.body, Act::GiveBack { fund: id, receipt: number }).map(drop);
		}
		let receipt = Self::receipt(id, number)?;
		ensure!(Self::donor_of(id, number, &receipt) == Some(who), Error::<T>::NotAllowed);
		Self::take_back(id, fund, number, receipt)
	}

	/// What giving a receipt back is counted by: what is left of it, to whom it is from.
	pub(crate) fn measure_give_back(
		body: &T::AccountId,
		id: FundId,
		number: u32,
	) -> Result<Measure<T::AccountId>, DispatchError> {
		let fund = Self::fund_of(body, id)?;
		let receipt = Self::receipt(id, number)?;
		let mut measure = Measure::of(Power::Pay, fund.currency);
		let left = receipt.rest(&fund.queue).len();
		measure.add(receipt.source.party(), left).ok_or(Error::<T>::AmountTooLarge)?;
		Ok(measure)
	}

	pub(crate) fn do_give_back_open(_: &T::AccountId, body: &T::AccountId, id: FundId, number: u32) -> DispatchResult {
		let fund = Self::fund_of(body, id)?;
		ensure!(fund.gate.is_none(), Error::<T>::Gated);
		let receipt = Self::receipt(id, number)?;
		ensure!(Self::donor_of(id, number, &receipt).is_some(), Error::<T>::NotGift);
		Self::take_back(id, fund, number, receipt)
	}

	/// What nobody has used of a gift goes back to its donor. The record of it stays, and his deposit with it.
	fn take_back(id: FundId, mut fund: Fund<T>, number: u32, mut receipt: Receipt<T>) -> DispatchResult {
		let now = T::Time::now();
		let closed_at = fund.closed_at(now);
		let is_late = closed_at.is_some_and(|at| now > fund.taken_back_until(at));
		ensure!(!is_late, Error::<T>::TakeBackOver);
		let rest = receipt.rest(&fund.queue);
		let amount = rest.len();
		ensure!(amount > 0, Error::<T>::NothingLeft);
		match closed_at {
			// Nothing is used any more, so that no gap is needed: there is no end to how many take theirs.
			Some(at) => {
				let closed = Self::end(id, &mut fund, at);
				closed.given_back = closed.given_back.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
			},
			None => fund.remove(rest)?,
		}
		receipt.removed = receipt.removed.checked_add(amount).ok_or(Error::<T>::AmountTooLarge)?;
		if let (Some(asset), Source::Account(donor)) = (fund.currency.on_chain(), &receipt.source) {
			give::<T::Holds, _>(asset, &HoldReason::Fund.into(), &fund.body, donor, amount)?;
		}
		Receipts::<T>::insert(id, number, receipt);
		Funds::<T>::insert(id, fund);
		Self::deposit_event(Event::Removed { fund: id, receipt: number, amount, given_back: true });
		Ok(())
	}

	// ------------------------------------------------------------ gates

	/// A fund that this pallet keeps the gate of.
	fn gated(gate: u8, id: FundId) -> Result<Fund<T>, DispatchError> {
		let fund = Self::fund(id)?;
		ensure!(fund.gate == Some(gate), Error::<T>::NotGate);
		Ok(fund)
	}
}

impl<T: Config> PublicFunds<T::AccountId> for Pallet<T> {
	fn give(gate: u8, id: FundId, from: &T::AccountId, amount: Balance) -> Result<u32, DispatchError> {
		Self::gift(id, Self::gated(gate, id)?, from, amount)
	}

	fn claim(gate: u8, id: FundId, giver: H256, amount: Balance, evidence: H256) -> Result<u32, DispatchError> {
		let mut fund = Self::gated(gate, id)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(fund.currency.on_chain().is_none(), Error::<T>::CurrencyInvalid);
		let (source, evidence) = (Source::Withheld(giver), Some(evidence));
		let terms = ReceiptTerms { amount, source, returns: None, line: None, evidence };
		let number = Self::enter(id, &mut fund, terms, None, None)?;
		Funds::<T>::insert(id, fund);
		Ok(number)
	}

	fn give_back(gate: u8, id: FundId, number: u32, amount: Balance) -> Result<u32, DispatchError> {
		let mut fund = Self::gated(gate, id)?;
		let mut receipt = Self::receipt(id, number)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		let refunded = receipt.refunded.checked_add(amount).filter(|refunded| *refunded <= receipt.live());
		receipt.refunded = refunded.ok_or(Error::<T>::RefundTooLarge)?;
		let officer = fund.body.clone();
		let period = Self::current(&Self::body(&officer)?)?;
		let kind = UseKind::GivenBack { receipt: number };
		let standing = match fund.currency.on_chain() {
			Some(_) => Standing::Moved,
			None => Standing::Claimed,
		};
		let leaving = Leaving { officer: &officer, period, amount, kind, standing, evidence: None };
		let used = Self::draw(id, &mut fund, leaving)?;
		if let (Some(asset), Source::Account(donor)) = (fund.currency.on_chain(), &receipt.source) {
			give::<T::Holds, _>(asset, &HoldReason::Fund.into(), &fund.body, donor, amount)?;
		}
		Receipts::<T>::insert(id, number, receipt);
		Funds::<T>::insert(id, fund);
		Ok(used)
	}

	fn fund(id: FundId) -> Option<(T::AccountId, Currency)> {
		Funds::<T>::get(id).map(|fund| (fund.body, fund.currency))
	}

	fn weight() -> Weight {
		T::WeightInfo::donate().max(T::WeightInfo::give_back())
	}
}
