//! Disputes of reviews, before whom the parties had agreed on when they had to do with one another. So nobody picks his judge afterwards.

use crate::{types::*, Config, DisputesOf, Error, Event, HoldReason, Pallet, Reviews};
use civitas_primitives::{money::Balance, reputation::ReviewId, ContentHash, IdentityInspect};
use frame_support::{
	ensure,
	traits::{
		fungible::MutateHold,
		tokens::{Fortitude, Precision, Restriction},
		Time,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_dispute(who: &T::AccountId, id: ReviewId, version: u8, most: Balance) -> DispatchResult {
		let (mut review, at) = (Self::review_about(who, id)?, T::Time::now());
		// Else who has given it says something harmless first, and what was meant afterwards.
		ensure!(version <= review.version, Error::<T>::VersionUnknown);
		ensure!(version == review.version, Error::<T>::NotLatest);
		Self::ensure_free(&review)?;
		match review.state {
			ReviewState::Sealed => return Err(Error::<T>::StillSealed.into()),
			// What is withdrawn does no harm.
			ReviewState::Withdrawn | ReviewState::Struck => return Err(Error::<T>::AlreadyDone.into()),
			ReviewState::Standing => {},
		}
		ensure!(review.latest.disputed.is_none(), Error::<T>::AlreadyDone);
		// Saturating is right, here and below: what ends after all moments does not end.
		ensure!(at <= review.latest.at.saturating_add(DISPUTE_WITHIN), Error::<T>::TooLate);
		let (arbiter, fee) = review.arbiter.clone().ok_or(Error::<T>::NoArbiter)?;
		ensure!(fee <= most, Error::<T>::FeeTooHigh);
		if fee > 0 {
			Self::hold(HoldReason::Dispute, who, fee)?;
		}
		review.latest.disputed = Some(Disputed::Open { at, fee });
		Reviews::<T>::insert(id, review);
		DisputesOf::<T>::insert(&arbiter, id, ());
		Self::deposit_event(Event::DisputeOpened { review: id, arbiter, fee });
		Ok(())
	}

	pub(crate) fn do_rule(who: &T::AccountId, id: ReviewId, struck: bool, document: ContentHash) -> DispatchResult {
		let (mut review, now) = (Self::review_of(id)?, T::Time::now());
		let is_arbiter = review.arbiter.as_ref().is_some_and(|(arbiter, _)| arbiter == who);
		ensure!(is_arbiter, Error::<T>::NotAllowed);
		let Some(Disputed::Open { at, fee }) = review.latest.disputed else {
			return Err(Error::<T>::NotDisputed.into());
		};
		// He was not when both have signed for him.
		let is_partial =
			[&review.from, review.subject.owner()].into_iter().any(|side| T::Identities::related(who, side));
		ensure!(!is_partial, Error::<T>::RelatedParties);
		ensure!(now <= at.saturating_add(RULE_WITHIN), Error::<T>::TooLate);
		if fee > 0 {
			let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
			let reason = HoldReason::Dispute.into();
			T::Currency::transfer_on_hold(&reason, review.subject.owner(), who, fee, exact, free, force)?;
		}
		let before = review.standing();
		review.latest.disputed = Some(Disputed::Ruled { struck, document, at: now });
		if struck {
			review.state = ReviewState::Struck;
		}
		DisputesOf::<T>::remove(who, id);
		Self::deposit_event(Event::DisputeClosed { review: id, struck, document: Some(document) });
		Self::recount(id, review, &before)
	}

	/// A dispute that nobody has ruled on in time is over, and who has advanced the fee has it back. Whether it was.
	fn end_silent(id: ReviewId, review: &mut Review<T>) -> Result<bool, DispatchError> {
		let Some(Disputed::Open { at, fee }) = review.latest.disputed else { return Ok(false) };
		if T::Time::now() <= at.saturating_add(RULE_WITHIN) {
			return Ok(false);
		}
		if fee > 0 {
			let reason = HoldReason::Dispute.into();
			T::Currency::release(&reason, review.subject.owner(), fee, Precision::Exact)?;
		}
		if let Some((arbiter, _)) = &review.arbiter {
			DisputesOf::<T>::remove(arbiter, id);
		}
		review.latest.disputed = Some(Disputed::Silent);
		Self::deposit_event(Event::DisputeClosed { review: id, struck: false, document: None });
		Ok(true)
	}

	pub(crate) fn do_refresh(id: ReviewId) -> DispatchResult {
		let mut review = Self::review_of(id)?;
		let before = review.standing();
		let is_ended = Self::end_silent(id, &mut review)?;
		let is_silenced = Self::silence_fallen(id, &mut review);
		ensure!(is_ended || is_silenced, Error::<T>::NothingToRefresh);
		Self::recount(id, review, &before)
	}
}
