//! The way of an account through the set: apply, be admitted, leave, withdraw.

use crate::{
	Approved, BalanceOf, Config, Departures, Error, Event, HoldReason, LeaveReason, Members, Pallet, RequiredBond,
	Status, Validator, ValidatorOf, Validators,
};
use alloc::vec::Vec;
use frame_support::{
	dispatch::DispatchResult,
	ensure,
	traits::{fungible::MutateHold, tokens::Precision, Get},
	BoundedVec,
};
use sp_runtime::traits::Zero;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// Hold the bond of `who` and note its application.
	pub(crate) fn do_apply(who: T::AccountId, max_bond: BalanceOf<T>, keys: T::Keys, proof: &[u8]) -> DispatchResult {
		ensure!(!Validators::<T>::contains_key(&who), Error::<T>::AlreadyListed);
		let bond = Self::required_bond();
		ensure!(bond <= max_bond, Error::<T>::BondAboveLimit);

		Self::ensure_own(&who, &keys, proof)?;

		T::NativeBalance::hold(&HoldReason::Bond.into(), &who, bond)?;
		// The bond pays for them, too.
		Self::put_keys(&who, keys)?;
		Validators::<T>::insert(&who, Validator::applied(bond));
		Self::deposit_event(Event::Applied { who, bond });
		Ok(())
	}

	/// Make a candidate of the applicant `who`.
	pub(crate) fn do_approve(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		ensure!(validator.status == Status::Applied, Error::<T>::NotApplied);
		ensure!(Self::has_keys(&who), Error::<T>::KeysMissing);
		Approved::<T>::try_mutate(|approved| match approved.binary_search(&who) {
			Ok(_) => Err(Error::<T>::NotApplied),
			Err(seat) => approved.try_insert(seat, who.clone()).map_err(|_| Error::<T>::SetFull),
		})?;

		validator.status = Status::Candidate { heard: 0 };
		Validators::<T>::insert(&who, validator);
		Self::deposit_event(Event::ValidatorApproved { who });
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

	/// Take the approval of `who` back.
	pub(crate) fn do_remove(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		ensure!(validator.status.is_approved(), Error::<T>::NotApproved);
		if validator.status == Status::Member {
			ensure!(Self::can_spare_one(), Error::<T>::SetTooSmall);
			ensure!(Self::departures_left() > 0, Error::<T>::TooManyDepartures);
		}
		Self::begin_leaving(&who, &mut validator, LeaveReason::Removed);
		Validators::<T>::insert(&who, validator);
		Ok(())
	}

	/// Let `who` go, at once if it is not approved yet.
	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		match validator.status {
			Status::Applied => {
				Self::give_back(&who, validator.held)?;
				Self::deposit_event(Event::ApplicationWithdrawn { who });
			},
			Status::Member | Status::Candidate { .. } | Status::Jailed { .. } => {
				ensure!(validator.status != Status::Member || Self::can_spare_one(), Error::<T>::SetTooSmall);
				Self::begin_leaving(&who, &mut validator, LeaveReason::Resigned);
				Validators::<T>::insert(&who, validator);
			},
			Status::Leaving { .. } => return Err(Error::<T>::AlreadyLeaving.into()),
		}
		Ok(())
	}

	/// Let `who` out of jail.
	pub(crate) fn do_unjail(who: T::AccountId) -> DispatchResult {
		let mut validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		let Status::Jailed { until } = validator.status else { return Err(Error::<T>::NotJailed.into()) };
		ensure!(pallet_session::Pallet::<T>::current_index() >= until, Error::<T>::StillJailed);
		validator.status = Status::Candidate { heard: 0 };
		validator.silent_sessions = 0;
		Validators::<T>::insert(&who, validator);
		Self::deposit_event(Event::ValidatorUnjailed { who });
		Ok(())
	}

	/// Release what is left of the bond of `who`.
	pub(crate) fn do_withdraw(who: T::AccountId) -> DispatchResult {
		let validator = Validators::<T>::get(&who).ok_or(Error::<T>::NotListed)?;
		let Status::Leaving { withdrawable_at } = validator.status else {
			return Err(Error::<T>::NotLeaving.into());
		};
		ensure!(pallet_session::Pallet::<T>::current_index() >= withdrawable_at, Error::<T>::StillUnbonding);
		// While finality lags who has left goes on serving.
		ensure!(!Self::is_used(&who), Error::<T>::StillUnbonding);

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
			Validators::<T>::insert(who, Validator::member(bond, 0));
		}
		Approved::<T>::put(members.clone());
		Members::<T>::put(members);
		assert!(
			Self::approved_count() >= T::MinValidators::get(),
			"validator-set genesis: `validators` has fewer accounts than MinValidators"
		);
	}

	/// Take the approval of `who` back. The caller stores `validator`.
	pub(crate) fn begin_leaving(who: &T::AccountId, validator: &mut ValidatorOf<T>, reason: LeaveReason) {
		// Saturating: at the end of all session numbers a bond stays held, against its owner.
		let withdrawable_at = Self::next_to_plan().saturating_add(T::UnbondingSessions::get());
		Approved::<T>::mutate(|approved| approved.retain(|known| known != who));
		if validator.status == Status::Member {
			Members::<T>::mutate(|members| members.retain(|member| member != who));
			if reason != LeaveReason::Resigned {
				Self::note_departure();
			}
		}
		validator.status = Status::Leaving { withdrawable_at };
		Self::deposit_event(Event::ValidatorLeaving { who: who.clone(), reason, withdrawable_at });
	}

	/// Make a member of `who`, who is approved. The caller stores `validator`.
	pub(crate) fn join(who: &T::AccountId, validator: &mut ValidatorOf<T>) {
		let serves_from = Self::next_to_plan();
		Members::<T>::mutate(|members| {
			if let Err(seat) = members.binary_search(who) {
				// There is a seat for everybody who is approved.
				let seated = members.try_insert(seat, who.clone());
				debug_assert!(seated.is_ok(), "as many can be members as are approved");
			}
		});
		validator.status = Status::Member;
		validator.silent_sessions = 0;
		// Who was in the set before answers for that, too.
		validator.serves_from.get_or_insert(serves_from);
		Self::deposit_event(Event::ValidatorJoined { who: who.clone(), serves_from });
	}

	/// Jail the member `who`. The caller stores `validator`.
	pub(crate) fn jail(who: &T::AccountId, validator: &mut ValidatorOf<T>, until: SessionIndex) {
		Members::<T>::mutate(|members| members.retain(|member| member != who));
		Self::note_departure();
		validator.status = Status::Jailed { until };
		Self::deposit_event(Event::ValidatorJailed { who: who.clone(), until });
	}

	/// Until when who is jailed now stays so.
	pub(crate) fn jailed_until() -> SessionIndex {
		// Saturating: at the end of all session numbers it stays jailed.
		pallet_session::Pallet::<T>::current_index().saturating_add(T::JailSessions::get())
	}

	/// A tenth of a set, and at least one.
	pub(crate) fn tenth(members: u32) -> u32 {
		(members / 10).max(1)
	}

	/// How many members may be jailed or removed now: a tenth of the set a day. Whoever is quicker than that could be left with the rest.
	pub(crate) fn departures_left() -> u32 {
		let since = Self::churn_since();
		let recent = Departures::<T>::get().iter().filter(|session| i64::from(**session) > since).count();
		// Saturating: both are bounded by a `u32`.
		Self::tenth(Self::member_count()).saturating_sub(u32::try_from(recent).unwrap_or(u32::MAX))
	}

	/// The last session that does not count for this day any more, as one number less than none.
	fn churn_since() -> i64 {
		i64::from(pallet_session::Pallet::<T>::current_index()).saturating_sub(T::ChurnSessions::get().into())
	}

	fn note_departure() {
		let now = pallet_session::Pallet::<T>::current_index();
		let since = Self::churn_since();
		Departures::<T>::mutate(|sessions| {
			sessions.retain(|session| i64::from(*session) > since);
			// If there is no room more have gone than may.
			let _ = sessions.try_push(now);
		});
	}

	/// The first session whose validators are not planned: the current one is being served, and
	/// the one after it has been planned when the current one began.
	pub(crate) fn next_to_plan() -> SessionIndex {
		// Saturating: one session a second would last for 136 years.
		pallet_session::Pallet::<T>::current_index().saturating_add(2)
	}

	/// How many members there are.
	pub(crate) fn member_count() -> u32 {
		// Saturating: the list is bounded by a `u32`.
		u32::try_from(Members::<T>::decode_len().unwrap_or_default()).unwrap_or(u32::MAX)
	}

	/// Whether the set stays large enough when a member goes.
	pub(crate) fn can_spare_one() -> bool {
		Self::member_count() > T::MinValidators::get()
	}

	/// Release `amount` to `who` and forget the account, with its keys.
	fn give_back(who: &T::AccountId, amount: BalanceOf<T>) -> DispatchResult {
		Self::forget_keys(who);
		if !amount.is_zero() {
			T::NativeBalance::release(&HoldReason::Bond.into(), who, amount, Precision::Exact)?;
		}
		Validators::<T>::remove(who);
		Ok(())
	}
}
