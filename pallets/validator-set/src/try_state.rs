//! What is true of the state between any two blocks.

use crate::{Approved, Config, HoldReason, Members, NewKeys, Pallet, RequiredBond, Status, Validators};
use alloc::collections::btree_set::BTreeSet;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{
	traits::{OpaqueKeys, Zero},
	TryRuntimeError,
};

impl<T: Config> Pallet<T> {
	/// Check all invariants. The README lists them under the same numbers.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_set()?;
		Self::try_state_records()?;
		Self::try_state_keys()?;
		Self::try_state_holds()
	}

	/// Invariants 1 to 3: the approved set.
	fn try_state_set() -> Result<(), TryRuntimeError> {
		// 1. It comes first because a list that is too long reads as an empty one.
		ensure!(Self::approved_count() <= T::MaxValidators::get(), "1: the approved set is larger than MaxValidators");
		let (approved, members) = (Approved::<T>::get(), Members::<T>::get());
		ensure!(
			members.is_empty() || Self::member_count() >= T::MinValidators::get(),
			"1: the set is smaller than MinValidators"
		);
		// 2.
		for list in [&approved, &members] {
			ensure!(
				list.iter().zip(list.iter().skip(1)).all(|(low, high)| low < high),
				"2: accounts are not in strictly ascending order"
			);
		}
		// 3.
		let count = |is: fn(&Status) -> bool| Validators::<T>::iter_values().filter(|known| is(&known.status)).count();
		let is = |who: &T::AccountId, is: fn(&Status) -> bool| {
			Validators::<T>::get(who).is_some_and(|known| is(&known.status))
		};
		ensure!(
			approved.iter().all(|who| is(who, Status::is_approved)) && count(Status::is_approved) == approved.len(),
			"3: the approved accounts are not those recorded as such"
		);
		let is_member: fn(&Status) -> bool = |status| *status == Status::Member;
		ensure!(
			members.iter().all(|who| is(who, is_member)) && count(is_member) == members.len(),
			"3: the members are not those recorded as such"
		);
		Ok(())
	}

	/// Invariants 4 to 6: each record by itself, and the required bond.
	fn try_state_records() -> Result<(), TryRuntimeError> {
		for validator in Validators::<T>::iter_values() {
			// 4.
			let never_served = validator.serves_from.is_none();
			match validator.status {
				Status::Applied => ensure!(
					never_served && validator.silent_sessions.is_zero() && !validator.has_offended(),
					"4: an applicant has not served"
				),
				Status::Member | Status::Jailed { .. } => {
					ensure!(!never_served, "4: who joined answers for sessions");
				},
				Status::Candidate { .. } | Status::Leaving { .. } => {},
			}
			// 5.
			let sessions: BTreeSet<_> = validator.offences.iter().map(|known| known.session).collect();
			ensure!(
				sessions.len() == validator.offences.len(),
				"5: a session occurs twice among the offences of a validator"
			);
			ensure!(
				sessions.iter().all(|session| validator.answers_for(*session)),
				"5: an offence is older than the bond that was slashed for it"
			);
			ensure!(
				validator.held <= validator.bond && (validator.has_offended() || validator.held == validator.bond),
				"5: a bond shrank without an offence, or grew"
			);
		}
		// 6.
		ensure!(
			RequiredBond::<T>::get().is_none_or(|bond| bond >= T::MinBond::get()),
			"6: the required bond is below MinBond"
		);
		Ok(())
	}

	/// Invariant 8: keys that wait for the next plan, and those of all who are approved.
	fn try_state_keys() -> Result<(), TryRuntimeError> {
		for (who, keys) in NewKeys::<T>::iter() {
			ensure!(Validators::<T>::contains_key(&who), "8: keys wait of nobody who is listed");
			for id in T::Keys::key_ids() {
				let owner = pallet_session::KeyOwner::<T>::get((*id, keys.get_raw(*id)));
				ensure!(owner.as_ref() == Some(&who), "8: keys that wait are their owner's");
			}
		}
		ensure!(Approved::<T>::get().iter().all(Self::has_keys), "8: who is approved has keys");
		Ok(())
	}

	/// Invariant 7: what is recorded is on hold, account by account, and nothing else is.
	fn try_state_holds() -> Result<(), TryRuntimeError> {
		for who in frame_system::Account::<T>::iter_keys() {
			let recorded = Validators::<T>::get(&who).map_or_else(Zero::zero, |known| known.held);
			ensure!(
				T::NativeBalance::balance_on_hold(&HoldReason::Bond.into(), &who) == recorded,
				"7: the balance on hold differs from what is recorded"
			);
		}
		for (who, validator) in Validators::<T>::iter() {
			ensure!(
				T::NativeBalance::balance_on_hold(&HoldReason::Bond.into(), &who) == validator.held,
				"7: a recorded bond is not on hold"
			);
		}
		Ok(())
	}
}
