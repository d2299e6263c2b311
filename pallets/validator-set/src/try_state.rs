//! What is true of the state between any two blocks.

use crate::{Approved, Config, HoldReason, Pallet, RequiredBond, Status, Validators};
use alloc::collections::btree_set::BTreeSet;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, Get},
};
use sp_runtime::{traits::Zero, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Check all invariants. The README lists them under the same numbers.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_set()?;
		Self::try_state_records()?;
		Self::try_state_holds()
	}

	/// Invariants 1 to 3: the approved set.
	fn try_state_set() -> Result<(), TryRuntimeError> {
		// 1. It comes first because a list that is too long reads as an empty one.
		ensure!(Self::approved_count() <= T::MaxValidators::get(), "1: the approved set is larger than MaxValidators");
		let members = Approved::<T>::get();
		ensure!(
			members.is_empty() || Self::approved_count() >= T::MinValidators::get(),
			"1: the approved set is smaller than MinValidators"
		);
		// 2.
		ensure!(
			members.iter().zip(members.iter().skip(1)).all(|(low, high)| low < high),
			"2: approved accounts are not in strictly ascending order"
		);
		// 3.
		for who in members.iter() {
			ensure!(
				Validators::<T>::get(who).is_some_and(|known| known.status == Status::Approved),
				"3: an account in the approved set is not recorded as approved"
			);
		}
		let recorded = Validators::<T>::iter_values().filter(|known| known.status == Status::Approved);
		ensure!(recorded.count() == members.len(), "3: an account recorded as approved is not in the approved set");
		Ok(())
	}

	/// Invariants 4 to 6: each record by itself, and the required bond.
	fn try_state_records() -> Result<(), TryRuntimeError> {
		for validator in Validators::<T>::iter_values() {
			// 4.
			ensure!(
				(validator.status == Status::Applied) == validator.serves_from.is_none(),
				"4: only a pending application answers for no session"
			);
			ensure!(
				validator.status != Status::Applied
					|| (validator.silent_sessions.is_zero() && !validator.has_offended()),
				"4: a pending application has neither been silent nor offended"
			);
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
