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
				State::Candidate | State::Member | State::Jailed => Ok(()),
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
		pass(DAY);
		assert_ok!(ValidatorSet::remove(root(), 2));
	});
}

/// Half the council cannot replace the whole set in a batch.
#[test]
fn a_tenth_of_the_set_is_removed_in_a_day() {
	let twenty: Vec<u64> = (1..=18).chain([STRANGER, 21]).collect();
	ExtBuilder::default().validators(&twenty).bounds(1, 30).build_and_execute(|| {
		assert_ok!(ValidatorSet::remove(root(), 1));
		pass(1);
		// Of 19 a tenth is one.
		assert_noop!(ValidatorSet::remove(root(), 2), Error::<Test>::TooManyDepartures);
		// Who is not in the set is no part of it.
		assert_ok!(apply(22, BOND));
		assert_ok!(ValidatorSet::approve(root(), 22));
		assert_ok!(ValidatorSet::remove(root(), 22));
		// It may go by itself.
		assert_ok!(ValidatorSet::leave(signed(3)));
		pass(DAY - 2);
		assert_noop!(ValidatorSet::remove(root(), 2), Error::<Test>::TooManyDepartures);
		pass(1);
		assert_ok!(ValidatorSet::remove(root(), 2));
	});
}
