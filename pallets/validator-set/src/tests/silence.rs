//! Members who author nothing.

use super::*;
use crate::Validators;

fn silent_sessions(who: u64) -> Option<u32> {
	Validators::<Test>::get(who).map(|known| known.silent_sessions)
}

/// End `count` sessions in which everybody who serves is heard but `silent`.
fn pass_without(silent: &[u64], count: u32) {
	for _ in 0..count {
		let heard: Vec<u64> = serving().into_iter().filter(|who| !silent.contains(who)).collect();
		hear(&heard);
		turn();
	}
}

#[test]
fn the_limit_is_counted_in_sessions_in_a_row() {
	ExtBuilder::default().build_and_execute(|| {
		pass_without(&[4], 1);
		assert_eq!(silent_sessions(4), Some(1));
		pass(1);
		assert_eq!(silent_sessions(4), Some(0));
		pass_without(&[4], 1);
		assert_eq!(status(4), Some(Status::Approved));
		pass_without(&[4], 1);
		// It lost its seat at the end of session 3, which it counts from.
		assert_eq!(status(4), left_in(3));
		assert_eq!(held(4), BOND);
		assert_last(Event::ValidatorLeaving {
			who: 4,
			reason: LeaveReason::Silent,
			withdrawable_at: 3 + 2 + UNBONDING,
		});
		pass(1);
		assert_eq!(serving(), vec![1, 2, 3]);
	});
}

#[test]
fn waiting_for_the_first_session_is_not_silence() {
	ExtBuilder::default().build_and_execute(|| {
		admit(NEW);
		pass_without(&[NEW], 2);
		assert_eq!(silent_sessions(NEW), Some(0));
		// From session 2 on it serves.
		pass_without(&[NEW], 1);
		assert_eq!(silent_sessions(NEW), Some(1));
		pass_without(&[NEW], 1);
		assert_eq!(status(NEW), left_in(3));
	});
}

#[test]
fn a_member_without_keys_is_silent() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Session::purge_keys(signed(4)));
		pass(2);
		assert_eq!(serving(), vec![1, 2, 3]);
		assert_eq!(silent_sessions(4), Some(0));
		pass(2);
		assert_eq!(status(4), left_in(3));
	});
}

#[test]
fn a_stall_counts_against_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..5 {
			turn();
		}
		assert_eq!(ValidatorSet::approved(), GENESIS.to_vec());
		assert_eq!(GENESIS.map(silent_sessions), [Some(0); 4]);
	});
}

#[test]
fn a_third_or_more_is_a_failure_of_the_network() {
	let six: &[u64] = &[1, 2, 3, 4, 5, 6];
	for (members, silent) in [(&six[..4], &six[2..4]), (&six[..3], &six[2..3]), (six, &six[4..]), (six, &six[3..])] {
		ExtBuilder::default().validators(members).build_and_execute(|| {
			pass_without(silent, 5);
			assert_eq!(ValidatorSet::approved(), members);
			assert!(members.iter().all(|who| silent_sessions(*who) == Some(0)), "{silent:?} of {members:?}");
		});
	}
}

#[test]
fn fewer_than_a_third_can_be_expelled() {
	ExtBuilder::default().validators(&[1, 2, 3, 4, 5, 6, 7]).bounds(1, 7).build_and_execute(|| {
		pass_without(&[6, 7], 2);
		assert_eq!(ValidatorSet::approved(), vec![1, 2, 3, 4, 5]);
		assert_eq!((status(6), status(7)), (left_in(1), left_in(1)));
	});
}

#[test]
fn a_failure_neither_adds_to_a_count_nor_resets_it() {
	ExtBuilder::default().build_and_execute(|| {
		pass_without(&[4], 1);
		turn();
		assert_eq!(silent_sessions(4), Some(1));
		pass_without(&[4], 1);
		assert_eq!(status(4), left_in(2));
	});
}

#[test]
fn the_floor_holds_and_the_count_goes_on() {
	ExtBuilder::default().bounds(4, 6).build_and_execute(|| {
		pass_without(&[4], 4);
		assert_eq!(status(4), Some(Status::Approved));
		assert_eq!(silent_sessions(4), Some(4));

		// As soon as the set can spare it, it goes.
		admit(NEW);
		pass_without(&[4], 1);
		assert_eq!(status(4), left_in(4));
		assert_eq!(ValidatorSet::approved(), vec![1, 2, 3, NEW]);
	});
}

#[test]
fn who_was_silent_longest_goes_first() {
	ExtBuilder::default().validators(&[1, 2, 3, 4, 5, 6, 7]).bounds(7, 8).build_and_execute(|| {
		pass_without(&[6], 1);
		pass_without(&[2, 6], 2);
		assert_eq!((silent_sessions(2), silent_sessions(6)), (Some(2), Some(3)));
		admit(8);
		pass_without(&[2, 6, 8], 1);
		assert_eq!((status(2), status(6)), (Some(Status::Approved), left_in(3)));
	});
}

#[test]
fn a_single_validator_never_expels_itself() {
	ExtBuilder::default().bounds(1, 6).validators(&[1]).build_and_execute(|| {
		for _ in 0..5 {
			turn();
		}
		assert_eq!(ValidatorSet::approved(), vec![1]);
	});
}

#[test]
fn those_on_their_way_out_do_not_count() {
	ExtBuilder::default().validators(&[1, 2, 3, 4, 5]).build_and_execute(|| {
		// Account 5 has resigned and stopped early: still only one of four is silent.
		assert_ok!(ValidatorSet::leave(signed(5)));
		pass_without(&[4, 5], 2);
		assert_eq!(status(4), left_in(1));
		assert_eq!(status(5), left_in(0));
	});
}
