//! `approve`: give an applicant a seat.

use super::*;
use crate::{Approved, Validator};

#[test]
fn an_applicant_becomes_a_candidate() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::approve(root(), NEW));

		let expected = Validator { status: Status::Candidate { heard: 0 }, ..Validator::applied(BOND) };
		assert_eq!(Validators::<Test>::get(NEW), Some(expected));
		assert_eq!(ValidatorSet::approved(), vec![1, 2, 3, 4, NEW]);
		assert_eq!(ValidatorSet::members(), GENESIS.to_vec());
		assert_last(Event::ValidatorApproved { who: NEW });
	});
}

/// Whoever approves accounts whose nodes do not run does not stop finality by that.
#[test]
fn who_is_not_heard_never_joins() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [NEW, OTHER] {
			assert_ok!(apply(who, BOND));
			assert_ok!(ValidatorSet::approve(root(), who));
		}
		for _ in 0..10 {
			hear(&GENESIS);
			beat(&GENESIS);
			dark_turn();
		}
		assert_eq!((ValidatorSet::members(), serving()), (GENESIS.to_vec(), GENESIS.to_vec()));
		assert_eq!(status(NEW), Some(Status::Candidate { heard: 0 }));
	});
}

#[test]
fn who_was_heard_in_two_sessions_in_a_row_joins_one_a_session() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [NEW, OTHER] {
			assert_ok!(apply(who, BOND));
			assert_ok!(ValidatorSet::approve(root(), who));
		}
		pass(1);
		// A session without a heartbeat begins the count anew.
		hear(&GENESIS);
		beat(&GENESIS);
		beat(&[OTHER]);
		dark_turn();
		assert_eq!(status(NEW), Some(Status::Candidate { heard: 0 }));
		assert_eq!(status(OTHER), Some(Status::Member));
		assert_last(Event::ValidatorJoined { who: OTHER, serves_from: 3 });
		pass(1);
		assert_eq!((now(), serving()), (3, vec![1, 2, 3, 4, OTHER]));
		pass(1);
		assert_eq!(status(NEW), Some(Status::Member));
		pass(1);
		assert_eq!((now(), serving()), (5, vec![1, 2, 3, 4, NEW, OTHER]));
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
				State::Candidate | State::Member | State::Jailed | State::Leaving => {
					Err(Error::<Test>::NotApplied.into())
				},
			};
			only_root(caller, outcome)
		},
	);
}

#[test]
fn a_full_set_takes_nobody() {
	ExtBuilder::default().bounds(2, 5).build_and_execute(|| {
		assert_ok!(apply(NEW, BOND));
		assert_ok!(apply(OTHER, BOND));
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

/// A candidate for whose node nothing is final that is final for all others does not follow finality.
#[test]
fn a_candidate_whose_node_does_not_follow_finality_does_not_join() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		bring(State::Candidate);
		for _ in 0..4 {
			hear(&serving());
			beat(&serving());
			beat_at(&[NEW], 0);
			dark_turn();
		}
		assert!(matches!(status(NEW), Some(Status::Candidate { .. })), "{:?}", status(NEW));
	});
}
