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
fn new_keys_are_a_change() {
	ExtBuilder::default().build_and_execute(|| {
		let keys = MockKeys { dummy: UintAuthorityId(77) };
		let proof = keys.clone().create_ownership_proof(&codec::Encode::encode(&1u64));
		let proof = codec::Encode::encode(&proof.expect("the mock signs everything"));
		assert_ok!(Session::set_keys(signed(1), keys, proof));
		assert_eq!(plan(), Some(GENESIS.to_vec()));
		pass(2);
		assert_eq!(plan(), None);
	});
}

#[test]
fn members_without_keys_are_not_planned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Session::purge_keys(signed(3)));
		assert_eq!(plan(), Some(vec![1, 2, 4]));
		pass(2);
		assert_eq!(serving(), vec![1, 2, 4]);
		assert_eq!(plan(), None);
	});
}

#[test]
fn no_plan_is_better_than_an_empty_one() {
	ExtBuilder::default().build_and_execute(|| {
		for who in GENESIS {
			assert_ok!(Session::purge_keys(signed(who)));
		}
		assert_eq!(plan(), None);
	});
}

#[test]
fn a_chain_whose_members_all_purge_their_keys_goes_on() {
	ExtBuilder::default().build_and_execute(|| {
		let keys_of = |who: u64| Session::load_keys(&who).map(|keys| keys.dummy.0);
		let purge_all = || {
			for who in GENESIS {
				let consumers = System::consumers(&who);
				assert_ok!(Session::purge_keys(signed(who)));
				assert_eq!(keys_of(who), None);
				// The reference is given up with the keys that the account set itself, and with no others.
				let own = consumers == System::consumers(&who).saturating_add(1);
				assert_eq!(own, now() == 0, "account {who}");
			}
		};
		purge_all();
		pass(3);
		assert_eq!(serving(), GENESIS.to_vec());
		assert_eq!(GENESIS.map(keys_of), GENESIS.map(Some));
		assert_eq!(GENESIS.map(|who| Session::key_owner(DUMMY, &codec::Encode::encode(&who))), GENESIS.map(Some));
		assert!(!pallet_session::QueuedChanged::<Test>::get());

		// Nor does it end when they insist.
		purge_all();
		pass(3);
		assert_eq!(serving(), GENESIS.to_vec());
		assert_eq!(ValidatorSet::approved(), GENESIS.to_vec());
	});
}

#[test]
fn only_purged_keys_that_nobody_else_has_are_restored() {
	ExtBuilder::default().build_and_execute(|| {
		for who in GENESIS {
			assert_ok!(Session::purge_keys(signed(who)));
		}
		// Account 5 is no member. The mock believes everybody to hold every key.
		let keys = MockKeys { dummy: UintAuthorityId(4) };
		let proof = keys.clone().create_ownership_proof(&codec::Encode::encode(&NEW));
		let proof = codec::Encode::encode(&proof.expect("the mock signs everything"));
		assert_ok!(Session::set_keys(signed(NEW), keys, proof));
		pass(2);
		assert_eq!(serving(), vec![1, 2, 3]);
		assert_eq!(Session::load_keys(&4), None);
		assert_eq!(Session::key_owner(DUMMY, &codec::Encode::encode(&4u64)), Some(NEW));
	});
}

#[test]
fn who_joins_and_leaves_before_the_border_is_never_planned() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Leaving);
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
