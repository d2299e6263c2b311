//! What is claimed and answered, and what a creditor lets go.

use crate::{types::*, work::Work, Config, Disputes, Error, Event, Pallet};
use civitas_primitives::{
	agreements::{AgreementId, Balance, Claim, Money, Ruling, Side, MAX_CLAIMS},
	ContentHash,
};
use frame_support::ensure;
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	/// Claim that so much is due, or that an act is done. In a dispute, say with how much one would be content.
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
		if work.standing(place)?.record.disputed != 0 {
			work.settle_dispute(place, |stored| stored.dispute.asked = Some(amount), amount)?;
		} else {
			work.claim(place, amount, evidence)?;
		}
		Self::deposit_event(Event::Claimed { agreement, obligation: place, by: who.clone(), amount, evidence });
		work.finish()
	}

	/// Accept so much of a claim, or none of it. In a dispute, say how much one would accept.
	pub(crate) fn do_answer(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		amount: Balance,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let is_act = work.is_act(place)?;
		let answers = if is_act { Side::Creditor } else { Side::Debtor };
		ensure!(work.between(place)?.account(answers) == who, Error::<T>::NotAnswerer);
		if work.standing(place)?.record.disputed != 0 {
			work.settle_dispute(place, |stored| stored.dispute.offered = Some(amount), amount)?;
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

	/// Let go of so much of what one is or would be owed. An act is let go of by the amount 1.
	pub(crate) fn do_waive(
		who: &T::AccountId,
		agreement: AgreementId,
		place: u8,
		money: Money,
	) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		work.prepare()?;
		let between = work.between(place)?;
		ensure!(between.creditor == *who, Error::<T>::NotCreditor);
		ensure!(between.asset.unwrap_or_default() == money.asset, Error::<T>::WrongAsset);
		ensure!(money.amount > 0, Error::<T>::AmountZero);
		let standing = work.standing(place)?;
		let record = standing.record;
		// What has no bound is let go of as far as it has accrued.
		let most = standing.most().unwrap_or_else(|| standing.accrued(work.now));
		let open = most.saturating_sub(record.settled()).saturating_sub(record.disputed);
		ensure!(money.amount <= open, Error::<T>::MoreThanOwed);
		let claimable = standing.by_demand() && standing.obligation.awaits.claim.is_some();
		let accrued = standing.accrued(work.now);
		let record = work.record(place)?;
		record.forgiven = record.forgiven.saturating_add(money.amount);
		if claimable {
			// What was not claimed yet counts as claimed, so that it is not claimed later.
			record.demanded = record.demanded.max(record.settled());
			let rest = accrued.saturating_sub(record.demanded);
			if let Some(claim) = &mut record.claim {
				let accepted = claim.answer.map_or(0, |(accepted, _)| accepted);
				claim.amount = claim.amount.min(accepted.saturating_add(rest));
				if claim.rest() == 0 {
					record.claim = None;
				}
			}
		}
		let Money { asset, amount } = money;
		Self::deposit_event(Event::Waived { agreement, obligation: place, by: who.clone(), asset, amount });
		work.agreement.progress.conclude(&work.terms, place, work.now, true);
		work.finish()
	}
}

impl<T: Config> Work<T> {
	/// Settle, store, and say how many obligations were looked at.
	pub fn finish(mut self) -> Result<u32, DispatchError> {
		self.settle(&[])?;
		let size = self.size();
		self.save();
		Ok(size)
	}

	fn claim(&mut self, place: u8, amount: Balance, evidence: ContentHash) -> Result<(), DispatchError> {
		let now = self.now;
		let standing = self.standing(place)?;
		ensure!(standing.obligation.awaits.claim.is_some(), Error::<T>::NotClaimable);
		ensure!(!standing.record.lapsed, Error::<T>::ObligationLapsed);
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(amount <= standing.claimable(now), Error::<T>::MoreThanAccrued);
		match &standing.record.claim {
			Some(claim) if claim.answer.is_none() => return Err(Error::<T>::ClaimOpen.into()),
			// Anew, of what was not accepted.
			Some(claim) => ensure!(amount <= claim.rest(), Error::<T>::MoreThanClaimed),
			None => ensure!(standing.until().is_none_or(|until| now <= until), Error::<T>::ObligationLapsed),
		}
		let record = self.record(place)?;
		ensure!(record.claims < MAX_CLAIMS, Error::<T>::TooManyClaims);
		// Saturating is right: it is within the bound.
		record.claims = record.claims.saturating_add(1);
		record.claim = Some(Claim { amount, evidence, at: now, answer: None });
		Ok(())
	}

	/// The sides of a dispute come nearer to one another, and if they meet it is settled.
	fn settle_dispute(
		&mut self,
		place: u8,
		note: impl FnOnce(&mut DisputeRecord<T>),
		amount: Balance,
	) -> Result<(), DispatchError> {
		let mut stored = Disputes::<T>::get(self.id, place).ok_or(Error::<T>::DisputeUnknown)?;
		ensure!(amount <= stored.dispute.amount, Error::<T>::MoreThanDisputed);
		note(&mut stored);
		match stored.dispute.agreed() {
			Some(amount) => self.decide(place, stored, Ruling { amount, may_end: false, at: self.now })?,
			None => Disputes::<T>::insert(self.id, place, stored),
		}
		Ok(())
	}
}
