//! `set_bond`: what new applicants have to bond.

use super::*;
use crate::RequiredBond;

#[test]
fn it_applies_to_new_applicants_only() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::set_bond(root(), 250));
		assert_last(Event::BondSet { amount: 250 });
		assert_eq!(ValidatorSet::required_bond(), 250);

		assert_ok!(apply(OTHER, 250));
		let bonds = [1, NEW, OTHER].map(|who| Validators::<Test>::get(who).map(|v| v.bond));
		assert_eq!(bonds, [Some(BOND), Some(BOND), Some(250)]);
		assert_eq!([held(1), held(NEW), held(OTHER)], [BOND, BOND, 250]);

		// Approval does not bring the new terms in by the back door.
		assert_ok!(ValidatorSet::approve(root(), NEW));
		assert_eq!(held(NEW), BOND);
	});
}

#[test]
fn who_may_set_it() {
	check_matrix(|origin| ValidatorSet::set_bond(origin, 2 * BOND), |caller, _| only_root(caller, Ok(())));
}

#[test]
fn the_lowest_bond_is_a_bound() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(ValidatorSet::set_bond(root(), 0), Error::<Test>::BondBelowMinimum);
		assert_noop!(ValidatorSet::set_bond(root(), MIN_BOND - 1), Error::<Test>::BondBelowMinimum);
		assert_ok!(ValidatorSet::set_bond(root(), MIN_BOND));
		assert_eq!(RequiredBond::<Test>::get(), Some(MIN_BOND));
	});
}
