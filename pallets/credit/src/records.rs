//! What is forgotten.

use crate::{types::*, Config, ConsentsVoided, Disputes, Error, Event, Opened, Outcomes, Pallet, UnclaimedOf};
use civitas_primitives::credit::consent::MAX_CONSENT;
use frame_support::{
	ensure,
	traits::{Consideration, Get, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_forget(who: &T::AccountId, record: Record<T::AccountId>) -> DispatchResult {
		let now = T::Time::now();
		match &record {
			Record::Outcome { borrower, loan } => {
				let outcome = Outcomes::<T>::get(borrower, loan).ok_or(Error::<T>::RecordUnknown)?;
				ensure!(outcome.may_be_forgotten(now), Error::<T>::TooEarly);
				// What was paid and not claimed comes first, and what is left of collateral.
				let claimed = outcome.withheld == 0 && UnclaimedOf::<T>::iter_prefix(loan).next().is_none();
				ensure!(claimed, Error::<T>::NotClaimed);
				outcome.ticket.drop(borrower)?;
				outcome.certificate.iter().for_each(Opened::<T>::remove);
				Outcomes::<T>::remove(borrower, loan);
			},
			Record::Dispute { register, dispute } => {
				let disputed = Disputes::<T>::get(register, dispute).ok_or(Error::<T>::RecordUnknown)?;
				ensure!(disputed.by == *who, Error::<T>::NotDisputer);
				disputed.ticket.drop(who)?;
				Disputes::<T>::remove(register, dispute);
			},
			Record::Consents { subject } => {
				let voided = ConsentsVoided::<T>::get(subject).ok_or(Error::<T>::RecordUnknown)?;
				// Saturating is right: later than that nothing is.
				ensure!(now > voided.at.saturating_add(MAX_CONSENT), Error::<T>::TooEarly);
				voided.ticket.drop(subject)?;
				ConsentsVoided::<T>::remove(subject);
			},
		}
		Self::deposit_event(Event::Forgotten { record });
		Ok(())
	}
}

impl<T: Config> Outcome<T> {
	/// Whether the term is over for which it is kept.
	pub(crate) fn may_be_forgotten(&self, now: civitas_primitives::Moment) -> bool {
		// Saturating is right: later than that nothing is.
		now > self.ended.saturating_add(T::Retention::get())
	}
}
