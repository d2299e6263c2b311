//! How agreements end.

use crate::{types::*, work::Work, Config, Error, Event, Pallet};
use civitas_primitives::{
	agreements::{bit, AgreementId},
	Moment,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_end(who: &T::AccountId, agreement: AgreementId, ending: Ending) -> Result<u32, DispatchError> {
		let mut work = Work::<T>::load(agreement)?;
		ensure!(work.agreement.opener.is_none(), Error::<T>::NotOpener);
		// What can be paid is, before anybody is late.
		let looked_at = work.settle(&[])?;
		work.ensure_running()?;
		work.ensure_end_counted(who)?;
		match ending {
			Ending::Notice => {
				work.terms.place(who).ok_or(Error::<T>::NotParty)?;
				let end = work.terms.end_by_notice(work.agreement.progress.activated_at, work.now);
				work.end(end.ok_or(Error::<T>::NoNotice)?, false);
			},
			Ending::Agreed(at) => {
				let place = work.terms.place(who).ok_or(Error::<T>::NotParty)?;
				work.name_end(place, at)?;
			},
			Ending::Late(place) => {
				// Whoever is only named is paid, and has no say.
				work.terms.place(who).ok_or(Error::<T>::NotParty)?;
				ensure!(work.between(place)?.creditor == *who, Error::<T>::NotCreditor);
				// Where nobody can pay, nobody is late for cause.
				let late = !T::Stopped::get() && work.position(place)?.late_since.is_some();
				ensure!(late, Error::<T>::NotLate);
				work.end_now(true);
			},
			Ending::Ruled => {
				let place = work.terms.place(who).ok_or(Error::<T>::NotParty)?;
				let allowed = u32::from(work.agreement.progress.may_end) & bit(place) != 0;
				ensure!(allowed, Error::<T>::NotRuled);
				work.end_now(true);
			},
		}
		// To go over them twice is what the weight is of; beyond that counts.
		let again = looked_at.saturating_sub(work.size());
		Ok(work.finish()?.saturating_add(again))
	}
}

impl<T: Config> Work<T> {
	/// That it has not ended, and is not over.
	pub fn ensure_running(&self) -> Result<(), DispatchError> {
		ensure!(self.agreement.progress.closed_at.is_none() && !self.has_ended(), Error::<T>::AgreementEnded);
		Ok(())
	}

	/// All that has accrued by now stays.
	pub fn end_now(&mut self, broken: bool) {
		// Saturating is right: there is no later moment.
		self.end(self.now.saturating_add(1), broken);
	}

	fn end(&mut self, at: Moment, broken: bool) {
		let progress = &mut self.agreement.progress;
		// Whoever has given notice can still be told to go sooner, and never later. What was drafted before did not know of it: it is of
		// another version.
		let at = progress.end(&self.terms).map_or(at, |end| end.min(at));
		self.agreement.broken |= broken;
		if progress.ends_at == Some(at) {
			return;
		}
		progress.ends_at = Some(at);
		progress.version = progress.version.saturating_add(1);
		Pallet::<T>::deposit_event(Event::Ending { agreement: self.id, at });
	}

	/// A party names a moment. Once all have named the same it is the end.
	fn name_end(&mut self, place: u8, at: Moment) -> Result<(), DispatchError> {
		ensure!(at > self.now, Error::<T>::EndInPast);
		let end = self.agreement.progress.end(&self.terms);
		// To go on for longer is a change of the terms.
		ensure!(end.is_none_or(|end| at <= end), Error::<T>::EndsSooner);
		let parties = self.terms.parties.len();
		let progress = &mut self.agreement.progress;
		progress.named_ends.retain(|(party, _)| *party != place);
		// There is room for all parties.
		progress.named_ends.try_push((place, at)).map_err(|_| Error::<T>::NotParty)?;
		let all = progress.named_ends.len() == parties && progress.named_ends.iter().all(|(_, named)| *named == at);
		if all {
			progress.named_ends.clear();
			progress.ends_at = Some(at);
			progress.version = progress.version.saturating_add(1);
			Pallet::<T>::deposit_event(Event::Ending { agreement: self.id, at });
		}
		Ok(())
	}
}
