//! Planning sessions, and what the session pallet makes of it.

use super::*;
use crate::UnitIdentification;
use pallet_session::{historical, SessionManager};
use sp_core::crypto::key_types::DUMMY;
use sp_runtime::{testing::UintAuthorityId, traits::Convert};

/// What the pallet would plan for the session after the next one, if it were asked now.
fn plan() -> Option<Vec<u64>> {
	<ValidatorSet as SessionManager<u64>>::new_session(now() + 2)
}

#[test]
fn nothing_is_planned_anew_when_nothing_changed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(plan(), None);
		pass(3);
		assert_eq!(plan(), None);
		assert_eq!(serving(), GENESIS.to_vec());
		// So that neither consensus engine was told of a change.
		assert!(!pallet_session::QueuedChanged::<Test>::get());
	});
}

#[test]
fn a_new_member_changes_the_plan_once() {
	ExtBuilder::default().build_and_execute(|| {
		admit(NEW);
		assert_eq!(plan(), Some(vec![1, 2, 3, 4, NEW]));
		pass(1);
		assert!(pallet_session::QueuedChanged::<Test>::get());
		pass(1);
		assert_eq!(plan(), None);
		assert!(!pallet_session::QueuedChanged::<Test>::get());
		assert_eq!(serving(), vec![1, 2, 3, 4, NEW]);
	});
}

#[test]
fn who_joins_and_leaves_before_the_border_is_never_planned() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Member);
		assert_ok!(ValidatorSet::leave(signed(NEW)));
		assert_eq!(plan(), None);
	});
}

#[test]
fn both_traits_plan_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		admit(NEW);
		let with_identification = <ValidatorSet as historical::SessionManager<u64, ()>>::new_session(now() + 2);
		let accounts: Option<Vec<u64>> =
			with_identification.map(|plan| plan.into_iter().map(|(who, ())| who).collect());
		assert_eq!(accounts, plan());
		assert_eq!(UnitIdentification::convert(NEW), Some(()));
	});
}

#[test]
fn proofs_last_as_long_as_bonds_answer() {
	ExtBuilder::default().build_and_execute(|| {
		let root_of = |session: u32| historical::HistoricalSessions::<Test>::get(session);
		assert_ok!(ValidatorSet::leave(signed(1)));
		// Session 1 is the last one that account 1 serves. Its proof must be there in the last
		// session in which the bond is held.
		pass(4);
		assert_eq!(now(), 4);
		assert_noop!(ValidatorSet::withdraw(signed(1)), Error::<Test>::StillUnbonding);
		assert!(root_of(1).is_some());
		pass(1);
		assert_ok!(ValidatorSet::withdraw(signed(1)));
		assert_eq!(root_of(1), None);
		assert!(root_of(2).is_some());

		pass(10);
		let stored = historical::StoredRange::<Test>::get();
		assert_eq!(stored, Some((now() - UNBONDING, now() + 2)));
	});
}

#[test]
fn a_member_can_be_proven_by_its_key() {
	use frame_support::traits::KeyOwnerProofSystem;
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		let key = codec::Encode::encode(&UintAuthorityId(2));
		let proof = Historical::prove((DUMMY, &key[..])).expect("account 2 serves");
		pass(2);
		let owner = Historical::check_proof((DUMMY, &key[..]), proof);
		assert_eq!(owner, Some((2, ())));
	});
}

#[test]
fn borders_are_weighed_as_mandatory() {
	use frame_support::dispatch::DispatchClass;
	ExtBuilder::default().build_and_execute(|| {
		let spent = || System::block_weight().get(DispatchClass::Mandatory).ref_time();
		let before = spent();
		turn();
		assert!(spent() > before);
	});
}
