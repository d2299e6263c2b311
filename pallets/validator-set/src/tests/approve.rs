//! `approve`: give an applicant a seat.

use super::*;
use crate::{Approved, Validator, Validators};

#[test]
fn an_applicant_becomes_a_member() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::approve(root(), NEW));

		assert_eq!(Validators::<Test>::get(NEW), Some(Validator::approved(BOND, 2)));
		assert_eq!(ValidatorSet::approved(), vec![1, 2, 3, 4, NEW]);
		assert_last(Event::ValidatorApproved { who: NEW, serves_from: 2 });
	});
}

#[test]
fn members_stay_in_ascending_order() {
	ExtBuilder::default().validators(&[2, 7, 11]).build_and_execute(|| {
		for who in [9, 1, 12] {
			admit(who);
		}
		assert_eq!(Approved::<Test>::get().into_inner(), vec![1, 2, 7, 9, 11, 12]);
	});
}

#[test]
fn who_may_approve_in_which_state() {
	check_matrix(
		|origin| ValidatorSet::approve(origin, NEW),
		|caller, state| {
			let outcome = match state {
				State::Absent => Err(Error::<Test>::NotListed.into()),
				State::Applied => Ok(()),
				State::Approved | State::Leaving => Err(Error::<Test>::NotApplied.into()),
			};
			only_root(caller, outcome)
		},
	);
}

#[test]
fn keys_that_are_gone_by_now_are_noticed() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(Session::purge_keys(signed(NEW)));
		assert_noop!(ValidatorSet::approve(root(), NEW), Error::<Test>::KeysMissing);
	});
}

#[test]
fn a_full_set_takes_nobody() {
	ExtBuilder::default().bounds(2, 5).build_and_execute(|| {
		assert_ok!(ValidatorSet::apply(signed(NEW), BOND));
		assert_ok!(ValidatorSet::apply(signed(OTHER), BOND));
		assert_ok!(ValidatorSet::approve(root(), OTHER));
		assert_noop!(ValidatorSet::approve(root(), NEW), Error::<Test>::SetFull);

		assert_ok!(ValidatorSet::leave(signed(OTHER)));
		assert_ok!(ValidatorSet::approve(root(), NEW));
	});
}

#[test]
fn the_session_after_the_next_is_the_first_one_served() {
	ExtBuilder::default().build_and_execute(|| {
		admit(NEW);
		turn();
		assert_eq!((now(), serving()), (1, GENESIS.to_vec()));
		turn();
		assert_eq!((now(), serving()), (2, vec![1, 2, 3, 4, NEW]));
	});
}
