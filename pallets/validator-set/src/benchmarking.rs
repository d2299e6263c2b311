//! Costs at the worst case: the set is full, and everything that a border can change changes.

use super::*;
use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		EnsureOrigin, Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use pallet_session::SessionManager;
use sp_runtime::{
	traits::{Bounded, Saturating, TrailingZeroInput},
	Perbill,
};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// Any session but the first.
const NOW: SessionIndex = 10;

/// An account with session keys that can pay the bond and more.
fn candidate<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("validator", index, 0);
	let funds =
		Pallet::<T>::required_bond().saturating_mul(2u32.into()).saturating_add(T::NativeBalance::minimum_balance());
	T::NativeBalance::mint_into(&who, funds).expect("nothing limits the issuance");
	pallet_session::NextKeys::<T>::insert(&who, keys_of::<T>(&who));
	who
}

/// Session keys made of the bytes of an account: nobody has their secrets, and nobody needs them.
fn keys_of<T: Config>(who: &T::AccountId) -> T::Keys {
	who.using_encoded(|bytes| T::Keys::decode(&mut TrailingZeroInput::new(bytes)))
		.expect("public keys are plain bytes and the input does not end")
}

/// Hold the bond of `who` and record it as `status`.
fn record<T: Config>(who: &T::AccountId, status: Status) {
	let bond = Pallet::<T>::required_bond();
	T::NativeBalance::hold(&HoldReason::Bond.into(), who, bond).expect("candidates are funded");
	let validator = match status {
		Status::Applied => Validator::applied(bond),
		_ => Validator { status, ..Validator::approved(bond, 0) },
	};
	Validators::<T>::insert(who, validator);
}

/// Fill the set with `count` members who serve the current session, number [`NOW`].
fn seat<T: Config>(count: u32) -> Vec<T::AccountId> {
	let _ = Validators::<T>::clear(u32::MAX, None);
	let mut members: Vec<T::AccountId> = (0..count).map(candidate::<T>).collect();
	members.sort();
	for who in members.iter() {
		record::<T>(who, Status::Approved);
	}
	let seats: BoundedVec<T::AccountId, T::MaxValidators> =
		members.clone().try_into().expect("`count` is at most MaxValidators");
	Approved::<T>::put(seats);
	pallet_session::Validators::<T>::put(members.clone());
	pallet_session::CurrentIndex::<T>::put(NOW);
	members
}

/// A report against `who`.
fn report<T: Config>(who: &T::AccountId) -> OffenceDetails<T::AccountId, (T::AccountId, ())> {
	OffenceDetails { offender: (who.clone(), ()), reporters: Vec::new() }
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn apply() -> Result<(), BenchmarkError> {
		let who = candidate::<T>(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), BalanceOf::<T>::max_value());

		assert!(Validators::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn approve() -> Result<(), BenchmarkError> {
		let origin = T::ApproveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let free = T::MaxValidators::get().saturating_sub(1);
		seat::<T>(free);
		let who = candidate::<T>(free);
		record::<T>(&who, Status::Applied);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(Approved::<T>::get().contains(&who));
		Ok(())
	}

	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		let origin = T::ApproveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let who = candidate::<T>(0);
		record::<T>(&who, Status::Applied);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(!Validators::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn remove() -> Result<(), BenchmarkError> {
		let origin = T::ApproveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let who = seat::<T>(T::MaxValidators::get()).swap_remove(0);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		assert!(!Approved::<T>::get().contains(&who));
		Ok(())
	}

	#[benchmark]
	fn leave_applied() -> Result<(), BenchmarkError> {
		let who = candidate::<T>(0);
		record::<T>(&who, Status::Applied);

		#[extrinsic_call]
		leave(RawOrigin::Signed(who.clone()));

		assert!(!Validators::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn leave_approved() -> Result<(), BenchmarkError> {
		let who = seat::<T>(T::MaxValidators::get()).swap_remove(0);

		#[extrinsic_call]
		leave(RawOrigin::Signed(who.clone()));

		assert!(!Approved::<T>::get().contains(&who));
		Ok(())
	}

	#[benchmark]
	fn withdraw() -> Result<(), BenchmarkError> {
		let who = candidate::<T>(0);
		record::<T>(&who, Status::Leaving { withdrawable_at: 0 });

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Validators::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn set_bond() -> Result<(), BenchmarkError> {
		let origin = T::ApproveOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let amount = T::MinBond::get();

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, amount);

		assert_eq!(RequiredBond::<T>::get(), Some(amount));
		Ok(())
	}

	#[benchmark]
	fn note_author() -> Result<(), BenchmarkError> {
		let who = seat::<T>(1).swap_remove(0);

		#[block]
		{
			<Pallet<T> as pallet_authorship::EventHandler<_, _>>::note_author(who.clone());
		}

		let noted = Validators::<T>::get(&who).and_then(|known| known.last_heard);
		assert_eq!(noted, Some(NOW));
		Ok(())
	}

	/// As many members as can leave for silence at once do: fewer than a third. The counts of the others are reset.
	#[benchmark]
	fn end_session(v: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		let silent = v.saturating_sub(1) / 3;
		for (index, who) in (0u32..).zip(seat::<T>(v)) {
			Validators::<T>::mutate(&who, |known| {
				if let Some(validator) = known {
					validator.silent_sessions = T::MaxSilentSessions::get();
					validator.last_heard = (index >= silent).then_some(NOW);
				}
			});
		}

		#[block]
		{
			<Pallet<T> as SessionManager<T::AccountId>>::end_session(NOW);
		}

		let spare = v.saturating_sub(T::MinValidators::get());
		assert_eq!(Pallet::<T>::approved_count(), v.saturating_sub(silent.min(spare)));
		Ok(())
	}

	/// Every serving validator has offended before.
	#[benchmark]
	fn start_session(v: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		for who in seat::<T>(v) {
			Validators::<T>::mutate(&who, |known| {
				if let Some(validator) = known {
					for session in 0..MAX_OFFENCE_SESSIONS {
						validator.note_offence(session, Perbill::from_percent(1));
					}
				}
			});
		}

		#[block]
		{
			<Pallet<T> as SessionManager<T::AccountId>>::start_session(NOW);
		}

		Ok(())
	}

	/// The plan differs in its last member only.
	#[benchmark]
	fn new_session(v: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		let mut served = seat::<T>(v);
		served.pop();
		served.push(account("elsewhere", 0, 0));
		let queued: Vec<(T::AccountId, T::Keys)> = served
			.into_iter()
			.map(|who| {
				let keys = keys_of::<T>(&who);
				(who, keys)
			})
			.collect();
		pallet_session::QueuedKeys::<T>::put(queued);
		let planned;

		#[block]
		{
			planned = <Pallet<T> as SessionManager<T::AccountId>>::new_session(NOW);
		}

		assert_eq!(planned, Some(Pallet::<T>::approved()));
		Ok(())
	}

	/// Every offender is a member with a full list of earlier offences.
	#[benchmark]
	fn on_offence(o: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		let members = seat::<T>(T::MaxValidators::get());
		for who in members.iter() {
			Validators::<T>::mutate(who, |known| {
				if let Some(validator) = known {
					for session in 0..MAX_OFFENCE_SESSIONS {
						validator.note_offence(session, Perbill::zero());
					}
				}
			});
		}
		let offenders: Vec<_> = (0..o).zip(members.iter()).map(|(_, who)| report::<T>(who)).collect();
		let fractions: Vec<Perbill> = (0..o).map(|_| Perbill::from_percent(50)).collect();

		#[block]
		{
			<Pallet<T> as OnOffenceHandler<_, _, _>>::on_offence(&offenders, &fractions, MAX_OFFENCE_SESSIONS);
		}

		for details in offenders {
			let known = Validators::<T>::get(&details.offender.0);
			assert!(known.is_some_and(|validator| validator.held < validator.bond));
		}
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
