//! What happens at session borders, and who authored between them.
//!
//! At the border from session `n` to `n + 1` the session pallet calls, in this order, the end of
//! `n`, the start of `n + 1`, and the plan of `n + 2`. So whoever loses its seat during `n` or at
//! its end serves `n + 1` once more and is out from `n + 2` on.

use crate::{Approved, Config, LeaveReason, Pallet, ValidatorOf, Validators, WeightInfo};
use alloc::{collections::btree_set::BTreeSet, vec::Vec};
use core::cmp::Reverse;
use frame_support::{dispatch::DispatchClass, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::{historical, ExternallySetKeys, KeyOwner, NextKeys};
use sp_runtime::traits::{Convert, OpaqueKeys};
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
	fn new_session(_new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::spend(<T as Config>::WeightInfo::new_session(Self::approved_count()));
		Self::plan_session()
	}

	fn new_session_genesis(_new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
		Self::plan_session()
	}

	fn start_session(start_index: SessionIndex) {
		// Session 0 starts within genesis, where nobody has offended and no block is weighed.
		if start_index > 0 {
			Self::spend(<T as Config>::WeightInfo::start_session(T::MaxValidators::get()));
			Self::disable_offenders();
		}
	}

	fn end_session(end_index: SessionIndex) {
		Self::spend(<T as Config>::WeightInfo::end_session(Self::approved_count()));
		Self::judge_session(end_index);
	}
}

impl<T: Config + historical::Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
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
	/// Note that `author` is heard in this session. Only its first block of a session is written.
	fn note_author(author: T::AccountId) {
		Self::spend(<T as Config>::WeightInfo::note_author());
		let now = Some(pallet_session::Pallet::<T>::current_index());
		if let Some(mut validator) = Validators::<T>::get(&author) {
			if validator.last_heard != now {
				validator.last_heard = now;
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

	/// The members who can serve, `None` if that changes nothing.
	///
	/// A change of keys is a change: the session pallet stores for each planned session a root over
	/// the keys of its members, and takes over the previous one if nothing is returned. Nothing is
	/// returned either if no member has keys: those who serve go on, with the keys that they have.
	fn plan_session() -> Option<Vec<T::AccountId>> {
		let members: Vec<(T::AccountId, T::Keys)> = Approved::<T>::get()
			.into_iter()
			.filter_map(|who| pallet_session::Pallet::<T>::load_keys(&who).map(|keys| (who, keys)))
			.collect();
		if members.is_empty() {
			Self::restore_keys();
			return None;
		}
		// While a session is being planned these are still the keys of the one that has just begun.
		if members == pallet_session::Pallet::<T>::queued_keys() {
			return None;
		}
		Some(members.into_iter().map(|(who, _)| who).collect())
	}

	/// Give their session keys back to those who serve and have purged them.
	///
	/// The session pallet plans those who serve once more when it is given no plan, but leaves out whoever has no keys. If
	/// nobody has, BABE would announce no further epoch, and no node would accept a block any more.
	fn restore_keys() {
		for (who, keys) in pallet_session::Pallet::<T>::queued_keys() {
			let lost = !Self::has_keys(&who)
				// Somebody else who can prove to hold the key may have registered it meanwhile.
				&& T::Keys::key_ids().iter().all(|id| !KeyOwner::<T>::contains_key((*id, keys.get_raw(*id))));
			if !lost {
				continue;
			}
			// Saturating: there are a few kinds of keys.
			let kinds = u64::try_from(T::Keys::key_ids().len()).unwrap_or(u64::MAX);
			Self::spend(T::DbWeight::get().reads_writes(kinds.saturating_add(1), kinds.saturating_add(2)));
			for id in T::Keys::key_ids() {
				KeyOwner::<T>::insert((*id, keys.get_raw(*id)), &who);
			}
			NextKeys::<T>::insert(&who, keys);
			// The deposit and the reference of the account went with the purge, so the session pallet must not take them
			// back once more.
			ExternallySetKeys::<T>::insert(who, ());
		}
	}

	/// Count who was silent in session `ended`, and take their seats from those who offended or
	/// were silent for too long, as far as the set can spare them.
	///
	/// When a third or more of the members in good standing was silent, that is a failure of the
	/// network and counts against nobody: finality stands still then, which no change of the set
	/// can mend, and those who are cut off could not come back without being approved again.
	fn judge_session(ended: SessionIndex) {
		let serving: BTreeSet<T::AccountId> = pallet_session::Pallet::<T>::validators().into_iter().collect();
		let mut members: Vec<(T::AccountId, ValidatorOf<T>)> = Approved::<T>::get()
			.into_iter()
			.filter_map(|who| Validators::<T>::get(&who).map(|known| (who, known)))
			.collect();

		// Saturating: both counts are bounded by `MaxValidators`.
		let (mut standing, mut silent) = (0u32, 0u32);
		for (who, validator) in members.iter() {
			if !validator.has_offended() && serving.contains(who) {
				standing = standing.saturating_add(1);
				if validator.last_heard != Some(ended) {
					silent = silent.saturating_add(1);
				}
			}
		}
		// GRANDPA tolerates fewer than a third. Saturating: errs towards a failure of the network.
		let network_failed = silent > 0 && silent.saturating_mul(3) >= standing;

		for (who, validator) in members.iter_mut() {
			let who = &*who;
			// Members who wait for the session they are planned for are not expected to author.
			// Members without keys are, or they would keep a seat that nobody fills.
			let expected = serving.contains(who) || !Self::has_keys(who);
			let count = if validator.last_heard == Some(ended) {
				0
			} else if expected && !network_failed {
				// Saturating: the limit is far below.
				validator.silent_sessions.saturating_add(1)
			} else {
				validator.silent_sessions
			};
			if count != validator.silent_sessions {
				validator.silent_sessions = count;
				Validators::<T>::insert(who, &*validator);
			}
		}

		let spare = members.len().saturating_sub(usize::try_from(T::MinValidators::get()).unwrap_or(usize::MAX));
		let mut leaving: Vec<(T::AccountId, ValidatorOf<T>, LeaveReason)> = members
			.into_iter()
			.filter_map(|(who, validator)| {
				if validator.has_offended() {
					Some((who, validator, LeaveReason::Offence))
				} else if !network_failed && validator.silent_sessions >= T::MaxSilentSessions::get() {
					Some((who, validator, LeaveReason::Silent))
				} else {
					None
				}
			})
			.collect();
		// If not all can be spared: offenders go first, then those who were silent longest.
		leaving.sort_by_key(|(_, validator, reason)| {
			(*reason != LeaveReason::Offence, Reverse(validator.silent_sessions))
		});
		for (who, mut validator, reason) in leaving.into_iter().take(spare) {
			Self::begin_leaving(&who, &mut validator, reason);
			Validators::<T>::insert(&who, validator);
		}
	}
}
