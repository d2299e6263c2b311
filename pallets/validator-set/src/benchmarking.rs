//! Costs at the worst case: the set is full, and everything that a border can change changes.

use super::*;
use alloc::vec;
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
	traits::{Bounded, OpaqueKeys, Saturating, TrailingZeroInput},
	Perbill, RuntimeAppPublic,
};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// What the benchmarks need of a runtime.
pub trait BenchmarkHelper<AccountId, Keys> {
	/// New session keys, whose secrets the keystore has, with the proof for their owner.
	fn keys(owner: &AccountId) -> (Keys, Vec<u8>);
}

/// Any session but the first.
const NOW: SessionIndex = 10;

/// An account that can pay the bond and more.
fn applicant<T: Config>(index: u32) -> T::AccountId {
	let who: T::AccountId = account("validator", index, 0);
	let funds =
		Pallet::<T>::required_bond().saturating_mul(2u32.into()).saturating_add(T::NativeBalance::minimum_balance());
	T::NativeBalance::mint_into(&who, funds).expect("nothing limits the issuance");
	who
}

/// The same, with session keys.
fn candidate<T: Config>(index: u32) -> T::AccountId {
	let who = applicant::<T>(index);
	<pallet_session::Pallet<T> as pallet_session::SessionInterface>::set_keys(&who, keys_of::<T>(&who))
		.expect("nobody else has them");
	who
}

/// So many accounts serve by their keys, and are planned.
fn serve<T: Config>(members: &[T::AccountId]) {
	let keys: Vec<(T::AccountId, T::Keys)> = members.iter().map(|who| (who.clone(), keys_of::<T>(who))).collect();
	Serving::<T>::put(&keys);
	pallet_session::QueuedKeys::<T>::put(keys);
	pallet_session::Validators::<T>::put(members.to_vec());
}

/// A heartbeat of an account, signed by keys that are given to it for that.
fn heartbeat_of<T: Config>(who: &T::AccountId) -> (HeartbeatOf<T>, SignaturesOf<T>) {
	let (keys, _) = T::BenchmarkHelper::keys(who);
	let get = "the runtime has made them";
	let author: T::AuthorKey = keys.get(T::AuthorKey::ID).expect(get);
	let voter: T::VoterKey = keys.get(T::VoterKey::ID).expect(get);
	pallet_session::NextKeys::<T>::insert(who, keys);
	// One that has no hash, as it is not the first.
	let block = frame_system::Pallet::<T>::block_number() + 5u32.into();
	frame_system::Pallet::<T>::set_block_number(block + 2u32.into());
	let heartbeat = Heartbeat { who: who.clone(), session: NOW, block, hash: T::Hash::default() };
	let signed = Pallet::<T>::heartbeat_hash(&heartbeat);
	let signature = "the keystore has the secrets";
	(heartbeat, (author.sign(&signed).expect(signature), voter.sign(&signed).expect(signature)))
}

/// Session keys made of the bytes of an account: nobody has their secrets, and nobody needs them.
fn keys_of<T: Config>(who: &T::AccountId) -> T::Keys {
	// As many bytes as two keys have, so that no key is that of another.
	(who, who)
		.using_encoded(|bytes| T::Keys::decode(&mut TrailingZeroInput::new(bytes)))
		.expect("public keys are plain bytes and the input does not end")
}

/// Hold the bond of `who` and record it as `status`.
fn record<T: Config>(who: &T::AccountId, status: Status) {
	let bond = Pallet::<T>::required_bond();
	T::NativeBalance::hold(&HoldReason::Bond.into(), who, bond).expect("candidates are funded");
	let validator = match status {
		Status::Applied => Validator::applied(bond),
		_ => Validator { status, ..Validator::member(bond, 0) },
	};
	Validators::<T>::insert(who, validator);
}

/// Fill the set with `count` members who serve the current session, number [`NOW`].
fn seat<T: Config>(count: u32) -> Vec<T::AccountId> {
	let _ = Validators::<T>::clear(u32::MAX, None);
	let mut members: Vec<T::AccountId> = (0..count).map(candidate::<T>).collect();
	members.sort();
	for who in members.iter() {
		record::<T>(who, Status::Member);
	}
	let seats: BoundedVec<T::AccountId, T::MaxValidators> =
		members.clone().try_into().expect("`count` is at most MaxValidators");
	Approved::<T>::put(seats.clone());
	Members::<T>::put(seats);
	serve::<T>(&members);
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
		seat::<T>(T::MaxValidators::get());
		let who = applicant::<T>(T::MaxValidators::get());
		let (keys, proof) = T::BenchmarkHelper::keys(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), BalanceOf::<T>::max_value(), keys, proof);

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
		seat::<T>(T::MaxValidators::get());
		let who = candidate::<T>(T::MaxValidators::get());
		record::<T>(&who, Status::Leaving { withdrawable_at: 0 });
		let (keys, _) = T::BenchmarkHelper::keys(&who);
		NewKeys::<T>::insert(&who, keys);

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
	fn set_keys() -> Result<(), BenchmarkError> {
		let who = seat::<T>(T::MaxValidators::get()).swap_remove(0);
		let (keys, proof) = T::BenchmarkHelper::keys(&who);
		Pallet::<T>::do_set_keys(who.clone(), keys, &proof)?;
		let (keys, proof) = T::BenchmarkHelper::keys(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), keys.clone(), proof);

		assert_eq!(NewKeys::<T>::get(&who), Some(keys));
		Ok(())
	}

	#[benchmark]
	fn unjail() -> Result<(), BenchmarkError> {
		let who = candidate::<T>(0);
		record::<T>(&who, Status::Jailed { until: 0 });

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Validators::<T>::get(&who).is_some_and(|known| known.status == Status::Candidate { heard: 0 }));
		Ok(())
	}

	#[benchmark]
	fn heartbeat() -> Result<(), BenchmarkError> {
		let who = seat::<T>(T::MaxValidators::get()).swap_remove(0);
		let (beat, signatures) = heartbeat_of::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Authorized, beat, signatures);

		assert!(Validators::<T>::get(&who).is_some_and(|known| known.was_heard(NOW)));
		Ok(())
	}

	/// Of one who leaves and still serves.
	#[benchmark]
	fn authorize_heartbeat() -> Result<(), BenchmarkError> {
		let who = seat::<T>(T::MaxValidators::get()).swap_remove(0);
		Validators::<T>::mutate_extant(&who, |known| known.status = Status::Leaving { withdrawable_at: 0 });
		let (beat, signatures) = heartbeat_of::<T>(&who);
		let judged;

		#[block]
		{
			judged = Pallet::<T>::authorize_heartbeat(&beat, &signatures);
		}

		assert!(judged.is_ok());
		Ok(())
	}

	/// All but one are dead.
	#[benchmark]
	fn recover_finality() -> Result<(), BenchmarkError> {
		let who = seat::<T>(T::MaxValidators::get()).swap_remove(0);
		Validators::<T>::mutate_extant(&who, |known| {
			known.heartbeat = Some(Heard { session: NOW, block: 1u32.into() });
		});
		frame_system::Pallet::<T>::set_block_number(9u32.into());

		#[extrinsic_call]
		_(RawOrigin::Root, vec![who.clone()], 1u32.into(), 0, 1u32.into());

		assert_eq!(Members::<T>::get().into_inner(), vec![who]);
		Ok(())
	}

	#[benchmark]
	fn note_author() -> Result<(), BenchmarkError> {
		let who = seat::<T>(1).swap_remove(0);

		#[block]
		{
			<Pallet<T> as pallet_authorship::EventHandler<_, _>>::note_author(who.clone());
		}

		let noted = Validators::<T>::get(&who).and_then(|known| known.last_authored);
		assert_eq!(noted, Some(NOW));
		Ok(())
	}

	/// As many members as can be jailed at once are, and the counts of the others are reset.
	#[benchmark]
	fn end_session(v: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		let silent = v.saturating_sub(1) / 3;
		for (index, who) in (0u32..).zip(seat::<T>(v)) {
			Validators::<T>::mutate_extant(&who, |known| {
				known.silent_sessions = T::MaxSilentSessions::get();
				let heard = Heard { session: NOW, block: frame_system::Pallet::<T>::block_number() };
				known.heartbeat = (index >= silent).then_some(heard);
				known.last_authored = Some(NOW);
			});
		}

		#[block]
		{
			<Pallet<T> as SessionManager<T::AccountId>>::end_session(NOW);
		}

		let jailed = v.saturating_sub(Pallet::<T>::member_count());
		assert_eq!(jailed > 0, v >= 4 && Pallet::<T>::member_count() >= T::MinValidators::get());
		assert!(jailed <= Pallet::<T>::tenth(v));
		Ok(())
	}

	/// Every serving validator has offended before, and a recovery is begun.
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

		FinalityLags::<T>::put(true);
		Recoveries::<T>::put(Recovery {
			live: Members::<T>::get(),
			final_block: 1u32.into(),
			set_id: 1,
			delay: 1u32.into(),
			stage: Stage::Planned { session: NOW },
		});

		#[block]
		{
			<Pallet<T> as SessionManager<T::AccountId>>::start_session(NOW);
		}

		Ok(())
	}

	/// All members have new keys.
	#[benchmark]
	fn new_session(v: Linear<1, { T::MaxValidators::get() }>) -> Result<(), BenchmarkError> {
		for (index, who) in (0u32..).zip(seat::<T>(v)) {
			NewKeys::<T>::insert(&who, keys_of::<T>(&account("new keys", index, 0)));
		}
		let planned;

		#[block]
		{
			planned = <Pallet<T> as SessionManager<T::AccountId>>::new_session(NOW);
		}

		assert_eq!(planned, Some(Pallet::<T>::members()));
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
