//! `leave`: withdraw an application or resign.

use super::*;

#[test]
fn an_applicant_is_free_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::leave(signed(NEW)));

		assert_eq!(status(NEW), None);
		assert_eq!(Balances::free_balance(NEW), RICH);
		assert_last(Event::ApplicationWithdrawn { who: NEW });
	});
}

#[test]
fn a_member_serves_what_is_planned_and_stays_bonded() {
	ExtBuilder::default().build_and_execute(|| {
		turn();
		assert_ok!(ValidatorSet::leave(signed(3)));
		assert_eq!(status(3), left_in(1));
		assert_eq!(held(3), BOND);
		assert_last(leaving(3, LeaveReason::Resigned));

		turn();
		assert_eq!((now(), serving()), (2, GENESIS.to_vec()));
		turn();
		assert_eq!((now(), serving()), (3, vec![1, 2, 4]));
	});
}

#[test]
fn a_member_that_never_served_stays_bonded_all_the_same() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Leaving);
		assert_eq!(status(NEW), left_in(0));
		pass(3);
		assert!(!serving().contains(&NEW));
	});
}

#[test]
fn who_may_leave_in_which_state() {
	check_matrix(ValidatorSet::leave, |caller, state| match (caller, state) {
		(Caller::Root | Caller::Nobody, _) => Err(DispatchError::BadOrigin),
		(Caller::Stranger, _) | (Caller::Subject, State::Absent) => Err(Error::<Test>::NotListed.into()),
		(Caller::Subject, State::Applied | State::Candidate | State::Member | State::Jailed) => Ok(()),
		(Caller::Subject, State::Leaving) => Err(Error::<Test>::AlreadyLeaving.into()),
	});
}

#[test]
fn the_last_one_the_chain_needs_cannot_leave() {
	ExtBuilder::default().bounds(1, 6).validators(&[1]).build_and_execute(|| {
		assert_noop!(ValidatorSet::leave(signed(1)), Error::<Test>::SetTooSmall);
		admit(NEW);
		assert_ok!(ValidatorSet::leave(signed(1)));
		assert_noop!(ValidatorSet::leave(signed(NEW)), Error::<Test>::SetTooSmall);
	});
}

#[test]
fn two_in_a_block_cannot_pass_the_floor_together() {
	ExtBuilder::default().bounds(3, 6).build_and_execute(|| {
		assert_ok!(ValidatorSet::leave(signed(1)));
		assert_noop!(ValidatorSet::leave(signed(2)), Error::<Test>::SetTooSmall);
		assert_noop!(ValidatorSet::leave(signed(1)), Error::<Test>::AlreadyLeaving);
	});
}

#[test]
fn an_applicant_may_leave_a_set_at_its_floor() {
	ExtBuilder::default().bounds(4, 6).build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::leave(signed(NEW)));
	});
}
