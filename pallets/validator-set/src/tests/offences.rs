//! What proven offences cost.

use super::*;
use crate::{Validator, MAX_OFFENCE_SESSIONS};
use sp_runtime::Perbill;

fn offended(who: u64, session: u32, percent: u32, slashed: u64) -> Event<Test> {
	let fraction = Perbill::from_percent(percent);
	Event::ValidatorOffended { who, session, fraction, slashed }
}

fn events() -> Vec<Event<Test>> {
	System::read_events_for_pallet::<Event<Test>>()
}

#[test]
fn it_costs_bond_session_and_seat() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		offend(2, 40, 1);

		assert_eq!(held(2), 60);
		assert_eq!(Balances::free_balance(Pot::get()), 40);
		assert_eq!(status(2), left_in(1));
		assert!(disabled(2));
		let both = vec![offended(2, 1, 40, 40), leaving(2, LeaveReason::Offence)];
		assert_eq!(events(), both);
	});
}

#[test]
fn an_offender_stays_disabled_until_it_is_out() {
	ExtBuilder::default().build_and_execute(|| {
		offend(2, 40, 0);
		assert!(disabled(2));
		// Session 1 was planned with it.
		pass(1);
		assert!(serving().contains(&2) && disabled(2));
		pass(1);
		assert_eq!(serving(), vec![1, 3, 4]);
		assert!(Session::disabled_validators().is_empty());
	});
}

#[test]
fn a_change_of_the_set_does_not_enable_an_offender() {
	ExtBuilder::default().build_and_execute(|| {
		admit(NEW);
		pass(1);
		offend(2, 40, 1);
		assert!(disabled(2));
		// The border to session 2 changes the set, and with it the session pallet forgets.
		pass(1);
		assert_eq!(serving(), vec![1, 2, 3, 4, NEW]);
		assert!(disabled(2));
	});
}

#[test]
fn the_same_offence_twice_costs_once() {
	ExtBuilder::default().build_and_execute(|| {
		offend(2, 40, 0);
		offend(2, 40, 0);
		assert_eq!(held(2), 60);
		assert_eq!(status(2), left_in(0));
		assert_last(offended(2, 0, 40, 0));
	});
}

#[test]
fn the_same_offender_twice_in_one_report_costs_once() {
	ExtBuilder::default().build_and_execute(|| {
		offend_together(&[2, 2], 40, 0);
		assert_eq!(held(2), 60);
	});
}

#[test]
fn a_second_offender_makes_the_first_pay_the_difference() {
	ExtBuilder::default().build_and_execute(|| {
		// The offences pallet reports all of a slot again, with a fraction for their number.
		offend(2, 10, 0);
		offend_together(&[2, 3], 36, 0);
		assert_eq!((held(2), held(3)), (64, 64));
		assert_eq!(Balances::free_balance(Pot::get()), 72);
	});
}

#[test]
fn a_milder_report_of_a_session_costs_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		offend(2, 40, 0);
		offend(2, 10, 0);
		assert_eq!(held(2), 60);
		offend(2, 41, 0);
		assert_eq!(held(2), 59);
	});
}

#[test]
fn each_session_is_paid_for_up_to_the_bond() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		offend(2, 40, 1);
		offend(2, 40, 0);
		assert_eq!(held(2), 20);
		pass(1);
		offend(2, 40, 2);
		assert_eq!(held(2), 0);
		assert_last(offended(2, 2, 40, 20));
		offend(2, 100, 2);
		assert_last(offended(2, 2, 100, 0));
		assert_eq!(Balances::free_balance(Pot::get()), BOND);
	});
}

#[test]
fn rounding_is_against_the_offender_and_adds_up() {
	ExtBuilder::default().bond(11).build_and_execute(|| {
		// 3.63 costs 4, 7.26 costs 8, and the whole is still eleven.
		offend(2, 33, 0);
		assert_eq!(held(2), 7);
		offend(2, 66, 0);
		assert_eq!(held(2), 3);
		offend(2, 100, 0);
		assert_eq!(held(2), 0);
	});
}

#[test]
fn a_fraction_of_zero_costs_the_seat_but_no_bond() {
	ExtBuilder::default().build_and_execute(|| {
		offend(2, 0, 0);
		assert_eq!(held(2), BOND);
		assert_eq!(status(2), left_in(0));
		assert!(disabled(2));
	});
}

#[test]
fn at_the_floor_the_offender_is_disabled_and_keeps_its_seat_for_now() {
	ExtBuilder::default().bounds(4, 6).build_and_execute(|| {
		offend(2, 40, 0);
		assert_eq!(held(2), 60);
		assert!(disabled(2));
		pass(2);
		assert_eq!(status(2), Some(Status::Member));
		assert!(disabled(2));

		// A replacement lets it go at the next border.
		admit(NEW);
		pass(1);
		assert_eq!(status(2), left_in(2));
		assert_eq!(ValidatorSet::approved(), vec![1, 3, 4, NEW]);
	});
}

#[test]
fn offenders_go_before_the_silent() {
	ExtBuilder::default().validators(&[1, 2, 3, 4, 5]).bounds(5, 6).build_and_execute(|| {
		offend(4, 40, 0);
		for _ in 0..3 {
			hear(&[2, 3, 5]);
			turn();
		}
		assert_eq!(Validators::<Test>::get(1).map(|known| known.silent_sessions), Some(3));
		admit(OTHER);
		hear(&[2, 3, 5]);
		turn();
		assert_eq!((status(1), status(4)), (Some(Status::Member), left_in(3)));
	});
}

#[test]
fn leaving_does_not_escape_a_late_report() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::leave(signed(2)));
		pass(4);
		offend(2, 100, 1);
		assert_eq!(held(2), 0);
		// The bond answers no longer than was said when it left.
		assert_eq!(status(2), left_in(0));
		pass(1);
		assert_ok!(ValidatorSet::withdraw(signed(2)));
	});
}

#[test]
fn accounts_without_a_bond_are_ignored() {
	ExtBuilder::default().build_and_execute(|| {
		offend(STRANGER, 100, 0);
		assert_eq!(events(), vec![]);
		assert_ok!(ValidatorSet::leave(signed(2)));
		pass(5);
		assert_ok!(ValidatorSet::withdraw(signed(2)));
		offend(2, 100, 1);
		assert_eq!(Balances::free_balance(2), RICH);
	});
}

#[test]
fn a_bond_does_not_answer_for_an_earlier_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::leave(signed(2)));
		pass(5);
		assert_ok!(ValidatorSet::withdraw(signed(2)));
		assert_ok!(apply(2, BOND));
		offend(2, 100, 1);
		assert_eq!(Validators::<Test>::get(2), Some(Validator::applied(BOND)));
		assert_ok!(ValidatorSet::approve(root(), 2));
		seat(2);
		offend(2, 100, 6);
		assert_eq!(Validators::<Test>::get(2), Some(Validator::member(BOND, 7)));
		offend(2, 100, 7);
		assert_eq!(held(2), 0);
	});
}

#[test]
fn everybody_at_once_leaves_the_floor_standing() {
	ExtBuilder::default().build_and_execute(|| {
		offend_together(&GENESIS, 100, 0);
		assert_eq!(GENESIS.map(held), [0; 4]);
		assert_eq!(ValidatorSet::approved(), vec![3, 4]);
		// The strategy of the session pallet disables no more than a third.
		assert_eq!(Session::disabled_validators().len(), 1);
		pass(3);
		assert_eq!(serving(), vec![3, 4]);
	});
}

#[test]
fn the_list_of_sessions_forgets_the_oldest() {
	ExtBuilder::default().bounds(4, 6).build_and_execute(|| {
		for session in 0..=MAX_OFFENCE_SESSIONS {
			offend(2, 1, session);
		}
		let known = Validators::<Test>::get(2).expect("account 2 is listed");
		assert_eq!(known.offences.len() as u32, MAX_OFFENCE_SESSIONS);
		assert_eq!(known.fraction_for(0), Perbill::zero());
		assert_eq!(known.fraction_for(1), Perbill::from_percent(1));
		assert_eq!(known.held, BOND - 17);
	});
}

#[test]
fn the_work_is_weighed_as_mandatory() {
	use frame_support::dispatch::DispatchClass;
	ExtBuilder::default().build_and_execute(|| {
		let spent = || System::block_weight().get(DispatchClass::Mandatory).ref_time();
		let before = spent();
		offend(2, 10, 0);
		assert!(spent() > before);
	});
}
