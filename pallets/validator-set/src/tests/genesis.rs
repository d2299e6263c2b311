//! The first session, and the relations between constants.

use super::*;
use crate::{RequiredBond, Validator};
use frame_support::traits::Hooks;

#[test]
fn members_of_genesis_are_bonded_and_serve_from_the_start() {
	ExtBuilder::default().validators(&[4, 2, 3, 1]).build_and_execute(|| {
		assert_eq!(ValidatorSet::approved(), GENESIS.to_vec());
		assert_eq!(serving(), GENESIS.to_vec());
		for who in GENESIS {
			assert_eq!(Validators::<Test>::get(who), Some(Validator::member(BOND, 0)));
			assert_eq!(held(who), BOND);
		}
		let queued: Vec<u64> = Session::queued_keys().into_iter().map(|(who, _)| who).collect();
		assert_eq!(queued, GENESIS.to_vec());
		assert_eq!(ValidatorSet::required_bond(), BOND);
	});
}

#[test]
fn without_a_bond_the_lowest_one_is_required() {
	ExtBuilder::default().bond(0).build_and_execute(|| {
		assert_eq!(RequiredBond::<Test>::get(), None);
		assert_eq!(ValidatorSet::required_bond(), MIN_BOND);
		assert_eq!(held(1), MIN_BOND);
	});
}

#[test]
fn without_members_the_session_pallet_chooses() {
	ExtBuilder::default().validators(&[]).build_and_execute(|| {
		assert_eq!(ValidatorSet::approved_count(), 0);
		assert_eq!(ValidatorSet::required_bond(), BOND);
		assert!(serving().is_empty());
	});
}

#[test]
#[should_panic(expected = "named twice")]
fn a_duplicate_stops_genesis() {
	// The session pallet is not given the duplicate: it would find it before us if it came first.
	ExtBuilder::default().validators(&[1, 2, 3, 2]).build();
}

#[test]
#[should_panic(expected = "19 cannot bond 100")]
fn a_member_that_cannot_pay_stops_genesis() {
	ExtBuilder::default().validators(&[1, 2, POOR]).build();
}

#[test]
#[should_panic(expected = "more accounts than MaxValidators")]
fn too_many_members_stop_genesis() {
	ExtBuilder::default().bounds(2, 3).build();
}

#[test]
#[should_panic(expected = "fewer accounts than MinValidators")]
fn too_few_members_stop_genesis() {
	ExtBuilder::default().bounds(5, 6).build();
}

#[test]
#[should_panic(expected = "`bond` is below MinBond")]
fn a_bond_below_the_lowest_stops_genesis() {
	ExtBuilder::default().bond(MIN_BOND - 1).build();
}

#[test]
fn the_constants_of_the_mock_fit_together() {
	ExtBuilder::default().build_and_execute(ValidatorSet::integrity_test);
}

#[test]
#[should_panic(expected = "MinValidators must keep the chain alive")]
fn a_floor_of_zero_is_noticed() {
	ExtBuilder::default().build().execute_with(|| {
		MinValidators::set(0);
		ValidatorSet::integrity_test();
	});
}

#[test]
#[should_panic(expected = "MaxValidators is below MinValidators")]
fn bounds_in_the_wrong_order_are_noticed() {
	ExtBuilder::default().build().execute_with(|| {
		MinValidators::set(7);
		ValidatorSet::integrity_test();
	});
}

#[test]
#[should_panic(expected = "MaxSilentSessions must allow a session")]
fn expelling_for_no_silence_at_all_is_noticed() {
	ExtBuilder::default().build().execute_with(|| {
		MaxSilentSessions::set(0);
		ValidatorSet::integrity_test();
	});
}

#[test]
#[should_panic(expected = "heavier than a block")]
fn a_set_too_large_for_a_border_is_noticed() {
	ExtBuilder::default().build().execute_with(|| {
		MaxValidators::set(u32::MAX);
		ValidatorSet::integrity_test();
	});
}
