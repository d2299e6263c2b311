//! `remove`: take a seat away.

use super::*;

#[test]
fn the_member_serves_what_is_planned_and_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::remove(root(), 2));
		assert_eq!(status(2), left_in(0));
		assert_eq!(held(2), BOND);
		assert_eq!(ValidatorSet::approved(), vec![1, 3, 4]);
		assert_last(leaving(2, LeaveReason::Removed));

		turn();
		assert_eq!(serving(), GENESIS.to_vec());
		turn();
		assert_eq!(serving(), vec![1, 3, 4]);
	});
}

#[test]
fn who_may_remove_in_which_state() {
	check_matrix(
		|origin| ValidatorSet::remove(origin, NEW),
		|caller, state| {
			let outcome = match state {
				State::Absent => Err(Error::<Test>::NotListed.into()),
				State::Approved => Ok(()),
				State::Applied | State::Leaving => Err(Error::<Test>::NotApproved.into()),
			};
			only_root(caller, outcome)
		},
	);
}

#[test]
fn the_floor_holds() {
	ExtBuilder::default().bounds(3, 6).build_and_execute(|| {
		assert_ok!(ValidatorSet::remove(root(), 1));
		assert_noop!(ValidatorSet::remove(root(), 2), Error::<Test>::SetTooSmall);
		admit(NEW);
		assert_ok!(ValidatorSet::remove(root(), 2));
	});
}
