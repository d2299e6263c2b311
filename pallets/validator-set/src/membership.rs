//! The way of an account through the set: apply, be admitted, leave, withdraw.

use crate::{
	Approved, BalanceOf, Config, Error, Event, HoldReason, LeaveReason, Pallet, RequiredBond, Status, Validator,
	ValidatorOf, Validators,
};
use alloc::vec::Vec;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::MutateHold, tokens::Precision, Get, ValidatorRegistration},
	BoundedVec,
};
use sp_runtime::traits::Zero;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Hold the bond of `who` and note its application.
	pub(crate) fn do_apply(who: T::AccountId, max_bond: BalanceOf<T>) -> DispatchResult {
		ensure!(!Validators::<T>::contains_key(&who), Error::<T>::AlreadyListed);
		ensure!(Self::has_keys(&who), Error::<T>::KeysMissing);
		let bond = Self::required_bond();
		ensure!(bond <= max_bond, Error::<T>::BondAboveLimit);

		T::NativeBalance::hold(&HoldReason::Bond.into(), &who, bond)?;
		Validators::<T>::insert(&who, Validator::applied(bond));
		Self::deposit_event(Event::Applied { who, bond });
		Ok(())
	}

	/// Make a member of the applicant `who`.
	pub(crate) fn do_approve(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		ensure!(validator.status == Status::Applied, Error::<T>::NotApplied);
		ensure!(Self::has_keys(&who), Error::<T>::KeysMissing);
		Approved::<T>::try_mutate(|members| match members.binary_search(&who) {
			Ok(_) => Err(Error::<T>::NotApplied),
			Err(seat) => members.try_insert(seat, who.clone()).map_err(|_| Error::<T>::SetFull),
		})?;

		let serves_from = Self::next_to_plan();
		validator.status = Status::Approved;
		validator.serves_from = Some(serves_from);
		Validators::<T>::insert(&who, validator);
		Self::deposit_event(Event::ValidatorApproved { who, serves_from });
		Ok(())
	}

	/// Drop the application of `who`.
	pub(crate) fn do_reject(who: T::AccountId) -> DispatchResult {
		let validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		ensure!(validator.status == Status::Applied, Error::<T>::NotApplied);

		Self::give_back(&who, validator.held)?;
		Self::deposit_event(Event::ApplicationRejected { who });
		Ok(())
	}

	/// Take its seat from the member `who`.
	pub(crate) fn do_remove(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		ensure!(validator.status == Status::Approved, Error::<T>::NotApproved);
		ensure!(Self::can_spare_one(), Error::<T>::SetTooSmall);

		Self::begin_leaving(&who, &mut validator, LeaveReason::Removed);
		Validators::<T>::insert(&who, validator);
		Ok(())
	}

	/// Let `who` go, at once if it is not a member yet.
	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		match validator.status {
			Status::Applied => {
				Self::give_back(&who, validator.held)?;
				Self::deposit_event(Event::ApplicationWithdrawn { who });
			},
			Status::Approved => {
				ensure!(Self::can_spare_one(), Error::<T>::SetTooSmall);
				Self::begin_leaving(&who, &mut validator, LeaveReason::Resigned);
				Validators::<T>::insert(&who, validator);
			},
			Status::Leaving { .. } => return Err(Error::<T>::AlreadyLeaving.into()),
		}
		Ok(())
	}

	/// Release what is left of the bond of `who`.
	pub(crate) fn do_withdraw(who: T::AccountId) -> DispatchResult {
		let validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		let Status::Leaving { withdrawable_at } = validator.status else {
			return Err(Error::<T>::NotLeaving.into());
		};
		ensure!(pallet_session::Pallet::<T>::current_index() >= withdrawable_at, Error::<T>::StillUnbonding);

		let amount = validator.held;
		Self::give_back(&who, amount)?;
		Self::deposit_event(Event::BondWithdrawn { who, amount });
		Ok(())
	}

	/// Change what new applicants must bond.
	pub(crate) fn do_set_bond(amount: BalanceOf<T>) -> DispatchResult {
		ensure!(amount >= T::MinBond::get(), Error::<T>::BondBelowMinimum);

		RequiredBond::<T>::put(amount);
		Self::deposit_event(Event::BondSet { amount });
		Ok(())
	}

	/// Seat the members of the first session. Panics when they cannot be seated: a chain must not
	/// start with fewer validators than its specification says.
	pub(crate) fn seat_genesis(validators: &[T::AccountId]) {
		let bond = Self::required_bond();
		let mut members: Vec<T::AccountId> = validators.to_vec();
		members.sort();
		assert!(
			members.windows(2).all(|pair| pair.first() != pair.last()),
			"validator-set genesis: an account is named twice in `validators`"
		);
		let Ok(members) = BoundedVec::<T::AccountId, T::MaxValidators>::try_from(members) else {
			panic!("validator-set genesis: `validators` has more accounts than MaxValidators");
		};
		for who in members.iter() {
			if let Err(error) = T::NativeBalance::hold(&HoldReason::Bond.into(), who, bond) {
				panic!("validator-set genesis: {who:?} cannot bond {bond:?}: {error:?}");
			}
			Validators::<T>::insert(who, Validator::approved(bond, 0));
		}
		Approved::<T>::put(members);
		assert!(
			Self::approved_count() >= T::MinValidators::get(),
			"validator-set genesis: `validators` has fewer accounts than MinValidators"
		);
	}

	/// Take its seat from the member `who`. The caller stores `validator`.
	pub(crate) fn begin_leaving(who: &T::AccountId, validator: &mut ValidatorOf<T>, reason: LeaveReason) {
		// Saturating: at the end of all session numbers a bond stays held, against its owner.
		let withdrawable_at = Self::next_to_plan().saturating_add(T::UnbondingSessions::get());
		Approved::<T>::mutate(|members| members.retain(|member| member != who));
		validator.status = Status::Leaving { withdrawable_at };
		Self::deposit_event(Event::ValidatorLeaving { who: who.clone(), reason, withdrawable_at });
	}

	/// The first session whose validators are not planned: the current one is being served, and
	/// the one after it has been planned when the current one began.
	pub(crate) fn next_to_plan() -> SessionIndex {
		// Saturating: one session a second would last for 136 years.
		pallet_session::Pallet::<T>::current_index().saturating_add(2)
	}

	/// Whether the approved set stays large enough when a member goes.
	pub(crate) fn can_spare_one() -> bool {
		Self::approved_count() > T::MinValidators::get()
	}

	/// Whether `who` could serve in a session that is planned now.
	pub(crate) fn has_keys(who: &T::AccountId) -> bool {
		<pallet_session::Pallet<T> as ValidatorRegistration<T::AccountId>>::is_registered(who)
	}

	/// Release `amount` to `who` and forget the account.
	fn give_back(who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		if !amount.is_zero() {
			T::NativeBalance::release(&HoldReason::Bond.into(), who, amount, Precision::Exact)?;
		}
		Validators::<T>::remove(who);
		Ok(())
	}
}
