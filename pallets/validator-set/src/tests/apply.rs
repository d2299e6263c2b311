//! `apply`: bond and ask for a seat.

use super::*;
use crate::Validator;
use frame_support::traits::fungible::Mutate;
use sp_runtime::TokenError;

#[test]
fn the_bond_is_held_and_the_application_noted() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(NEW, BOND));

		assert_eq!(Validators::<Test>::get(NEW), Some(Validator::applied(BOND)));
		assert_eq!(held(NEW), BOND);
		assert_eq!(Balances::free_balance(NEW), RICH - BOND);
		assert_eq!(ValidatorSet::validator(NEW), Some(Validator::applied(BOND)));
		assert_eq!(ValidatorSet::approved_count(), 4);
		assert_last(Event::Applied { who: NEW, bond: BOND });
	});
}

#[test]
fn who_may_apply_in_which_state() {
	check_matrix(
		|origin| ValidatorSet::apply(origin, BOND, keys(NEW), proof(NEW, NEW)),
		|caller, state| match (caller, state) {
			(Caller::Root | Caller::Nobody, _) => Err(DispatchError::BadOrigin),
			(Caller::Stranger, _) => Err(Error::<Test>::ProofInvalid.into()),
			(Caller::Subject, State::Absent) => Ok(()),
			(Caller::Subject, _) => Err(Error::<Test>::AlreadyListed.into()),
		},
	);
}

#[test]
fn twice_in_a_block_fails() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(NEW, BOND));
		assert_noop!(apply(NEW, BOND), Error::<Test>::AlreadyListed);
		assert_eq!(held(NEW), BOND);
	});
}

#[test]
fn a_raised_requirement_does_not_surprise_the_applicant() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::set_bond(root(), BOND + 1));
		assert_noop!(apply(NEW, BOND), Error::<Test>::BondAboveLimit);
		assert_ok!(apply(NEW, BOND + 1));
		assert_eq!(held(NEW), BOND + 1);
	});
}

#[test]
fn an_offer_above_the_requirement_holds_the_requirement() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(NEW, u64::MAX));
		assert_eq!(held(NEW), BOND);
	});
}

#[test]
fn a_poor_account_cannot_bond() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(apply(POOR, BOND), TokenError::FundsUnavailable);
	});
}

#[test]
fn the_bond_must_leave_the_account_alive() {
	ExtBuilder::default().build_and_execute(|| {
		// The bond to the last unit, and nothing for the existential deposit of one.
		Balances::set_balance(&NEW, BOND);
		assert_noop!(apply(NEW, BOND), TokenError::FundsUnavailable);
		Balances::set_balance(&NEW, BOND + 1);
		assert_ok!(apply(NEW, BOND));
		assert_eq!(Balances::free_balance(NEW), 1);
	});
}

#[test]
fn a_full_set_does_not_keep_applicants_away() {
	ExtBuilder::default().bounds(2, 4).build_and_execute(|| {
		assert_ok!(apply(NEW, BOND));
		assert_ok!(apply(OTHER, BOND));
	});
}
