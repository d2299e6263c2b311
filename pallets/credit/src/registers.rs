//! Registers: what they publish, what is disputed, and consents that are void.

use crate::{types::*, Config, ConsentsVoided, Disputes, Error, Event, Pallet, Registers, Roots};
use civitas_primitives::{lending::DAY, ContentHash, Moment};
use frame_support::{
	ensure,
	traits::{fungibles::Mutate, tokens::Preservation, Get, Time},
};
use sp_core::H256;
use sp_runtime::{traits::Convert, DispatchResult};

impl Register {
	/// The period of a moment, from 0 on.
	pub(crate) fn period_at(&self, time: Moment) -> u32 {
		let length = DAY.saturating_mul(self.period.into());
		let number = time.saturating_sub(self.opened_at).checked_div(length).unwrap_or_default();
		u32::try_from(number).unwrap_or(u32::MAX)
	}

	/// Whether a period has ended for which it has published nothing, since it did so last.
	pub(crate) fn is_late(&self, now: Moment) -> bool {
		let next = self.newest.map_or(0, |newest| newest.saturating_add(1));
		next < self.period_at(now)
	}
}

impl<T: Config> Dispute<T> {
	/// Until when it can be answered.
	pub(crate) fn due(&self) -> Moment {
		self.at.saturating_add(T::AnswerTime::get())
	}

	/// Whether it was not answered in time.
	pub(crate) fn is_overdue(&self, now: Moment) -> bool {
		self.answer.is_none() && now > self.due()
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_register(who: &T::AccountId, policy: ContentHash, period: u16) -> DispatchResult {
		ensure!((1..=MAX_REGISTER_PERIOD).contains(&period), Error::<T>::PeriodInvalid);
		ensure!(!Registers::<T>::contains_key(who), Error::<T>::RegisterExists);
		// It is stored for good, so this is a price: what is on hold for good would bind the register for good.
		let price = T::StoragePrice::convert(Self::register_footprint());
		T::Assets::transfer(None, who, &T::Treasury::get(), price, Preservation::Preserve)?;
		Registers::<T>::insert(who, Register { policy, period, opened_at: T::Time::now(), newest: None });
		Self::deposit_event(Event::RegisterOpened { register: who.clone(), policy, period });
		Ok(())
	}

	pub(crate) fn do_publish_root(who: &T::AccountId, root: H256) -> DispatchResult {
		let mut register = Registers::<T>::get(who).ok_or(Error::<T>::RegisterUnknown)?;
		let at = T::Time::now();
		let period = register.period_at(at);
		ensure!(register.newest != Some(period), Error::<T>::RootPublished);
		register.newest = Some(period);
		// There are some.
		let place = period.checked_rem(ROOTS).unwrap_or_default();
		Roots::<T>::insert(who, place, Root { period, root, at });
		Registers::<T>::insert(who, register);
		Self::deposit_event(Event::RootPublished { register: who.clone(), period, root });
		Ok(())
	}

	pub(crate) fn do_dispute(who: &T::AccountId, register: T::AccountId, dispute: ContentHash) -> DispatchResult {
		ensure!(Registers::<T>::contains_key(&register), Error::<T>::RegisterUnknown);
		ensure!(!Disputes::<T>::contains_key(&register, dispute), Error::<T>::DisputeExists);
		let ticket = Self::ticket::<Dispute<T>>(who)?;
		let record = Dispute { by: who.clone(), at: T::Time::now(), answer: None, ticket };
		Disputes::<T>::insert(&register, dispute, record);
		Self::deposit_event(Event::Disputed { register, dispute, by: who.clone() });
		Ok(())
	}

	pub(crate) fn do_answer(who: &T::AccountId, dispute: ContentHash, answer: ContentHash) -> DispatchResult {
		let mut record = Disputes::<T>::get(who, dispute).ok_or(Error::<T>::DisputeUnknown)?;
		let now = T::Time::now();
		ensure!(record.answer.is_none(), Error::<T>::DisputeAnswered);
		ensure!(!record.is_overdue(now), Error::<T>::DisputeOverdue);
		record.answer = Some((answer, now));
		Disputes::<T>::insert(who, dispute, record);
		Self::deposit_event(Event::DisputeAnswered { register: who.clone(), dispute, answer });
		Ok(())
	}

	pub(crate) fn do_void_consents(who: &T::AccountId) -> DispatchResult {
		let ticket = match ConsentsVoided::<T>::get(who) {
			Some(voided) => voided.ticket,
			None => Self::ticket::<Voided<T>>(who)?,
		};
		ConsentsVoided::<T>::insert(who, Voided { at: T::Time::now(), ticket });
		Self::deposit_event(Event::ConsentsVoided { subject: who.clone() });
		Ok(())
	}
}
