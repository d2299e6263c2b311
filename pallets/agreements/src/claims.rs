//! What is claimed and answered, and what a creditor lets go.

use crate::{types::*, work::Work, Config, Disputes, Error, Event, Pallet};
use civitas_primitives::{
	agreements::{AgreementId, Balance, Claim, Money, Ruling, Side, MAX_CLAIMS},
	ActInspect, ContentHash,
};
use frame_support::ensure;
use sp_core::U256;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Claim that so much is due, or that an act is done.
	pub(crate) fn do_claim(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		amount: Balance,
		evidence: ContentHash,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let claimant = if work.is_act(place)? { Side::Debtor } else { Side::Creditor };
		ensure!(work.between(place)?.account(claimant) == who, Error::<T>::NotClaimant);
		work.ensure_claim_counted(who, place)?;
		// A claim of less anew takes the place of what was not accepted.
		let rest = work.standing(place)?.record.claim.as_ref().map_or(0, |claim| claim.rest());
		ensure!(amount >= rest || !T::Acts::is_limited(who), Error::<T>::FullKeyNeeded);
		work.claim(place, amount, evidence)?;
		Self::deposit_event(Event::Claimed { agreement, obligation: place, by: who.clone(), amount, evidence });
		work.finish()
	}

	/// Accept so much of a claim, or none of it; in a dispute, of what is disputed.
	pub(crate) fn do_answer(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		money: Money,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let (is_act, between, Money { asset, amount }) = (work.is_act(place)?, work.between(place)?, money);
		let answers = if is_act { Side::Creditor } else { Side::Debtor };
		ensure!(between.account(answers) == who, Error::<T>::NotAnswerer);
		work.ensure_counted(who, place)?;
		ensure!(between.asset.unwrap_or_default() == asset, Error::<T>::WrongAsset);
		if work.standing(place)?.record.disputed != 0 {
			work.offer(place, amount)?;
		} else {
			let now = work.now;
			let record = work.record(place)?;
			let claim = record.claim.as_ref().ok_or(Error::<T>::NoClaim)?;
			ensure!(amount <= claim.amount, Error::<T>::MoreThanClaimed);
			ensure!(claim.answer.is_none(), Error::<T>::AlreadyAnswered);
			record.answer_claim(is_act, amount, now);
		}
		Self::deposit_event(Event::Answered { agreement, obligation: place, by: who.clone(), amount });
		work.finish()
	}

	/// Let go of so much of what one is or would be owed: what is in dispute first, interest last. An act is let go of by the amount 1.
	pub(crate) fn do_waive(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		money: Money,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		let looked_at = work.find_late(place)?;
		let between = work.between(place)?;
		ensure!(between.creditor == *who, Error::<T>::NotCreditor);
		work.ensure_counted(who, place)?;
		ensure!(between.asset.unwrap_or_default() == money.asset, Error::<T>::WrongAsset);
		ensure!(money.amount > 0, Error::<T>::AmountZero);
		// The interest on it goes with it, and no limit counts that.
		let disputed = Disputes::<T>::get(agreement, place).map_or(U256::zero(), |stored| stored.dispute.lateness);
		let counted = !T::Acts::is_limited(who) || work.position(place)?.interest == 0 && disputed.is_zero();
		ensure!(counted, Error::<T>::FullKeyNeeded);
		work.waive(place, money.amount)?;
		let Money { asset, amount } = money;
		Self::deposit_event(Event::Waived { agreement, obligation: place, by: who.clone(), asset, amount });
		Ok(work.finish()?.saturating_add(looked_at))
	}
}

impl<T: Config> Work<T> {
	/// Before it is decided about an obligation: time is let pass. If it awaits others, or others await it, all is settled, so that what
	/// was true or late is found, whether or not somebody has settled before. Otherwise it is not paid first: it could not be disputed
	/// or waived any more. How many obligations were looked at by that.
	pub fn find_late(&mut self, place: u8) -> Result<u32, DispatchError> {
		let is_it = |other: u16| other == u16::from(place);
		let awaited = self.terms.obligations.iter().any(|other| other.awaits.others().any(is_it));
		if awaited || self.obligation(place)?.awaits.others().next().is_some() {
			return self.settle(&[]);
		}
		self.prepare()?;
		Ok(0)
	}

	/// Settle, store, and say how many obligations were looked at.
	pub fn finish(mut self) -> Result<u32, DispatchError> {
		let looked_at = self.settle(&[])?;
		self.save();
		Ok(looked_at)
	}

	fn claim(&mut self, place: u8, amount: Balance, evidence: ContentHash) -> Result<(), DispatchError> {
		let now = self.now;
		let standing = self.standing(place)?;
		ensure!(standing.record.disputed == 0, Error::<T>::InDispute);
		ensure!(standing.obligation.awaits.claim.is_some(), Error::<T>::NotClaimable);
		ensure!(standing.record.lapsed.is_none(), Error::<T>::ObligationLapsed);
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(amount <= standing.claimable(now), Error::<T>::MoreThanAccrued);
		let in_time = standing.until().is_none_or(|until| now <= until);
		let before = match &standing.record.claim {
			// Raised before it is answered: otherwise a claim of little would stand in the way of one of all.
			Some(claim) if claim.answer.is_none() => {
				ensure!(amount > claim.amount, Error::<T>::ClaimOpen);
				ensure!(in_time, Error::<T>::ObligationLapsed);
				standing.record.claims
			},
			// Anew, of what was not accepted; or of all, as long as it could be claimed at first.
			Some(claim) => {
				ensure!(in_time || amount <= claim.rest(), Error::<T>::MoreThanClaimed);
				standing.record.claims
			},
			// The first of a row.
			None => {
				ensure!(in_time, Error::<T>::ObligationLapsed);
				0
			},
		};
		ensure!(before < MAX_CLAIMS, Error::<T>::TooManyClaims);
		let record = self.record(place)?;
		// Saturating is right: it is within the bound.
		record.claims = before.saturating_add(1);
		record.claim = Some(Claim { amount, evidence, at: now, answer: None });
		Ok(())
	}

	/// The side that is claimed from would accept so much of what is in dispute. If that is all of it, it is settled.
	fn offer(&mut self, place: u8, amount: Balance) -> Result<(), DispatchError> {
		let mut stored = Disputes::<T>::get(self.id, place).ok_or(Error::<T>::DisputeUnknown)?;
		ensure!(amount <= stored.dispute.amount, Error::<T>::MoreThanDisputed);
		ensure!(amount >= stored.dispute.offered, Error::<T>::OfferStands);
		stored.dispute.offered = amount;
		self.settle_dispute(place, stored)
	}

	/// If the sides of a dispute have met, it is settled.
	fn settle_dispute(&mut self, place: u8, stored: DisputeRecord<T>) -> Result<(), DispatchError> {
		if stored.dispute.is_settled() {
			let ruling = Ruling { amount: stored.dispute.amount, may_end: false, at: self.now };
			return self.decide(place, stored, ruling);
		}
		Disputes::<T>::insert(self.id, place, stored);
		Ok(())
	}

	/// The creditor lets go of so much: of what is in dispute, of an open claim, of what is due, of what is not, of interest.
	fn waive(&mut self, place: u8, amount: Balance) -> Result<(), DispatchError> {
		let now = self.now;
		let standing = self.standing(place)?;
		let (accrued, is_act) = (standing.accrued(now), standing.is_act());
		let late = standing.late_since(now).map_or(0, |since| now.saturating_sub(since));
		// What has no bound is let go of as far as it has accrued.
		let most = standing.most().unwrap_or(accrued);
		let open = most.saturating_sub(standing.record.settled());
		let claimable = standing.by_demand() && standing.obligation.awaits.claim.is_some();
		let principal = amount.min(open);
		// Saturating is right here and below: each is a part of what is taken off.
		let interest = amount.saturating_sub(principal);
		ensure!(interest <= standing.position(now).interest, Error::<T>::MoreThanOwed);
		let record = self.record(place)?;
		record.longest_late = record.longest_late.max(late);
		record.forgiven_at = now;
		let conceded = principal.min(record.disputed);
		let mut rest = principal.saturating_sub(conceded);
		// What was ordered before is not what is conceded.
		record.forgive(conceded);
		record.disputed = record.disputed.saturating_sub(conceded);
		record.frozen = record.frozen.min(record.disputed);
		if let Some(claim) = &mut record.claim {
			let taken = claim.rest().min(rest);
			claim.amount = claim.amount.saturating_sub(taken);
			if claim.rest() == 0 {
				// It is met.
				record.claim = None;
				record.claims = 0;
			}
			if !is_act {
				record.forgive_undemanded(taken);
				rest = rest.saturating_sub(taken);
			}
		}
		if claimable {
			// What is not due yet could still be claimed, and no longer can.
			let due = record.demanded.saturating_sub(record.settled()).saturating_sub(record.disputed);
			let owed = rest.min(due);
			record.forgiven = record.forgiven.saturating_add(owed);
			record.forgive_undemanded(rest.saturating_sub(owed));
		} else {
			record.forgiven = record.forgiven.saturating_add(rest);
		}
		// With an amount goes the interest on it; what else is let go of is to be remembered.
		let rest = self.position(place)?.interest;
		let record = self.record(place)?;
		record.interest_forgiven = record.interest_forgiven.saturating_add(interest.min(rest));
		if conceded > 0 {
			let mut stored = Disputes::<T>::get(self.id, place).ok_or(Error::<T>::DisputeUnknown)?;
			stored.dispute.concede(conceded);
			self.settle_dispute(place, stored)?;
		}
		Ok(())
	}
}
