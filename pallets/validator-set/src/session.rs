//! What happens at session borders, and who authored between them.
//!
//! At the border from session `n` to `n + 1` the session pallet calls, in this order, the end of
//! `n`, the start of `n + 1`, and the plan of `n + 2`. So whoever loses its seat during `n` or at
//! its end serves `n + 1` once more and is out from `n + 2` on.

use crate::{Config, FinalityLags, Members, Pallet, Recoveries, Serving, SessionBegan, Validators, WeightInfo};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchClass, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::historical;
use sp_runtime::traits::Convert;
use sp_staking::SessionIndex;

/// The full identification of a validator is nothing beyond its account: bonds are looked up when
/// an offence is reported.
pub struct UnitIdentification;

impl<AccountId> Convert<AccountId, Option<()>> for UnitIdentification {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	fn new_session(new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::spend(<T as Config>::WeightInfo::new_session(Self::approved_count()));
		Self::plan_session(new_index)
	}

	fn new_session_genesis(_new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan_members()
	}

	fn start_session(start_index: SessionIndex) {
		SessionBegan::<T>::put(frame_system::Pallet::<T>::block_number());
		// They are still those of the session that begins.
		Serving::<T>::put(pallet_session::Pallet::<T>::queued_keys());
		// Session 0 starts within genesis, where nobody has offended and no block is weighed.
		if start_index > 0 {
			Self::spend(<T as Config>::WeightInfo::start_session(T::MaxValidators::get()));
			Self::disable_offenders();
			Self::proceed_with_recovery(start_index);
		}
	}

	fn end_session(end_index: SessionIndex) {
		Self::spend(<T as Config>::WeightInfo::end_session(Self::approved_count()));
		Self::judge_session(end_index);
	}
}

impl<T: Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
	fn new_session(new_index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		<Self as pallet_session::SessionManager<T::AccountId>>::new_session(new_index).map(with_unit)
	}

	fn new_session_genesis(new_index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		<Self as pallet_session::SessionManager<T::AccountId>>::new_session_genesis(new_index).map(with_unit)
	}

	fn start_session(start_index: SessionIndex) {
		<Self as pallet_session::SessionManager<T::AccountId>>::start_session(start_index)
	}

	fn end_session(end_index: SessionIndex) {
		<Self as pallet_session::SessionManager<T::AccountId>>::end_session(end_index);

		// What no bond answers for any more needs no proof. Without this the roots of all sessions
		// would stay in the state for ever.
		let begins = end_index.saturating_add(1);
		if let Some(oldest) = begins.checked_sub(T::UnbondingSessions::get()).filter(|i| *i > 0) {
			Self::spend(T::DbWeight::get().reads_writes(1, 2));
			historical::Pallet::<T>::prune_up_to(oldest);
		}
	}
}

/// Pair every account with its full identification.
fn with_unit<AccountId>(accounts: Vec<AccountId>) -> Vec<(AccountId, ())> {
	accounts.into_iter().map(|who| (who, ())).collect()
}

impl<T: Config> pallet_authorship::EventHandler<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	/// Note that `author` has authored in this session. Only its first block of a session is written.
	fn note_author(author: T::AccountId) {
		Self::spend(<T as Config>::WeightInfo::note_author());
		let now = Some(pallet_session::Pallet::<T>::current_index());
		if let Some(mut validator) = Validators::<T>::get(&author) {
			if validator.last_authored != now {
				validator.last_authored = now;
				Validators::<T>::insert(&author, validator);
			}
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Count `weight` as work that this block had to do.
	fn spend(weight: Weight) {
		frame_system::Pallet::<T>::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
	}

	/// Whom session `planned` is planned with, `None` if it is those who serve already.
	///
	/// A change of keys is a change: the session pallet stores for each planned session a root over the keys of its members, and takes
	/// over the previous one if nothing is returned.
	fn plan_session(planned: SessionIndex) -> Option<Vec<T::AccountId>> {
		// In this order: an order of this session is judged by whether finality lags in it.
		Self::end_needless_recovery();
		let plan = if Recoveries::<T>::exists() {
			Self::plan_recovery(planned)
		} else if FinalityLags::<T>::get() {
			None
		} else {
			Self::plan_members()
		};
		if plan.is_none() {
			Self::restore_keys();
		}
		plan
	}

	/// The members who can serve, by the keys that they have named last, `None` if that changes nothing.
	fn plan_members() -> Option<Vec<T::AccountId>> {
		Self::apply_new_keys();
		let members: Vec<(T::AccountId, T::Keys)> = Members::<T>::get()
			.into_iter()
			.filter_map(|who| pallet_session::Pallet::<T>::load_keys(&who).map(|keys| (who, keys)))
			.collect();
		// While a session is being planned these are still the keys of the one that has just begun.
		let is_new = !members.is_empty() && members != pallet_session::Pallet::<T>::queued_keys();
		is_new.then(|| members.into_iter().map(|(who, _)| who).collect())
	}
}
