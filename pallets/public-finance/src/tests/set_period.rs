//! `set_period`.

use super::*;
use crate::bodies::bytes_at_most;

fn set(who: AccountId, change: PeriodChange) -> DispatchResult {
	PublicFinance::set_period(signed(who), CITY, change)
}

fn plan(label: &str) -> PeriodChange {
	PeriodChange::Plan { label: text(label), from: NOW, to: NOW + DAY }
}

fn period(period: PeriodId) -> Period {
	Periods::<Test>::get(CITY, period).expect("there is such a period")
}

fn body() -> Body<Test> {
	Bodies::<Test>::get(CITY).expect("there is such a body")
}

#[test]
fn a_period_is_planned_opened_and_closed() {
	build_and_execute(|| {
		found();
		assert_ok!(set(OFFICER, PeriodChange::Close));
		events();

		assert_ok!(set(OFFICER, plan("2028")));
		let planned = PeriodState::Planned;
		let (label, from, to) = (text("2028"), NOW, NOW + DAY);
		let made = Period { label, from, to, state: planned, is_committed: false, is_audited: false };
		assert_eq!((period(1), body().current, body().periods), (made.clone(), None, 2));

		assert_ok!(set(OFFICER, PeriodChange::Open));
		assert_eq!((period(1), body().current), (Period { state: PeriodState::Open, ..made.clone() }, Some(1)));

		// It is closed when it is, and in the epoch in which it is, of those that are counted.
		set_time(NOW + 7);
		count_epoch(42);
		assert_ok!(set(OFFICER, PeriodChange::Close));
		let closed = PeriodState::Closed { at: NOW + 7, epoch: 42 };
		assert_eq!((period(1), body().current), (Period { state: closed, ..made }, None));

		let states = [planned, PeriodState::Open, closed];
		assert_eq!(events(), states.map(|state| Event::PeriodSet { body: CITY, period: 1, state }));
	});
}

#[test]
fn the_oldest_is_opened_and_only_one() {
	build_and_execute(|| {
		found();
		for label in ["2028", "2029", "2030", "2031", "2032"] {
			assert_ok!(set(OFFICER, plan(label)));
		}
		for open in 0..=5 {
			assert_eq!(body().current, Some(open));
			refused!(set(OFFICER, PeriodChange::Open), PeriodNotPlanned);
			// One is planned while another is open: it is the last.
			assert_ok!(set(OFFICER, plan("later")));
			assert_eq!((period(6 + open).label, body().current), (text("later"), Some(open)));
			let closed_before = (0..open).all(|before| matches!(period(before).state, PeriodState::Closed { .. }));
			let planned_after = (open + 1..=6 + open).all(|after| period(after).state == PeriodState::Planned);
			assert!(closed_before && planned_after);
			assert_ok!(set(OFFICER, PeriodChange::Close));
			refused!(set(OFFICER, PeriodChange::Close), PeriodNotOpen);
			assert_ok!(set(OFFICER, PeriodChange::Open));
		}
	});
}

#[test]
fn none_is_opened_that_was_not_planned() {
	build_and_execute(|| {
		let name = BodyChange::Name { name: text("City"), identifier: None };
		assert_ok!(PublicFinance::set_body(signed(CITY), CITY, name));
		refused!(set(OFFICER, PeriodChange::Open), PeriodNotPlanned);
		refused!(set(OFFICER, PeriodChange::Close), PeriodNotOpen);
		assert_ok!(set(OFFICER, plan("2027")));
		refused!(set(OFFICER, PeriodChange::Close), PeriodNotOpen);
		assert_ok!(set(OFFICER, PeriodChange::Open));
		assert_ok!(set(OFFICER, PeriodChange::Close));
		// What is closed is not opened again.
		refused!(set(OFFICER, PeriodChange::Open), PeriodNotPlanned);
	});
}

#[test]
fn the_appropriator_and_who_has_the_power_may() {
	build_and_execute(|| {
		found();
		let changes = [plan("2028"), PeriodChange::Close, PeriodChange::Open];
		take_power(SECOND, CITY, Power::Budget);
		// Neither the body itself, nor who has every other power.
		for who in [CITY, SECOND, HELPER, STRANGER] {
			for change in &changes {
				refused!(set(who.clone(), change.clone()), NoPower);
			}
		}
		for change in &changes {
			assert_ok!(set(COUNCIL, change.clone()));
		}
		// It takes no power over money.
		limit_power(THIRD, CITY, Power::Budget, 0);
		for change in &changes {
			assert_ok!(set(THIRD, change.clone()));
		}
		// Whom the body has come to control appropriates nothing.
		control(CITY, COUNCIL);
		for change in changes {
			refused!(set(COUNCIL, change), AppropriatorControlled);
		}
		refused!(PublicFinance::set_period(signed(OFFICER), STRANGER, plan("2028")), NotBody);
	});
}

#[test]
fn it_has_a_name_and_ends_after_it_begins() {
	build_and_execute(|| {
		found();
		for unreadable in ["", "20\u{200b}28"] {
			refused!(set(OFFICER, plan(unreadable)), TextInvalid);
		}
		for to in [NOW, NOW - 1] {
			refused!(set(OFFICER, PeriodChange::Plan { label: text("2028"), from: NOW, to }), PeriodInvalid);
		}
		assert_ok!(set(OFFICER, PeriodChange::Plan { label: text("2028"), from: NOW, to: NOW + 1 }));
	});
}

#[test]
fn the_body_pays_when_it_is_planned() {
	build_and_execute(|| {
		found();
		let bytes = || Deposits::<Test>::get(CITY).expect("it has paid").bytes;
		let before = bytes();
		let each = bytes_at_most::<Period>() as u64;
		assert_ok!(set(OFFICER, plan("a")));
		assert_eq!(bytes(), before + each);
		assert_ok!(set(OFFICER, plan("a much longer name")));
		assert_ok!(set(OFFICER, PeriodChange::Close));
		assert_ok!(set(OFFICER, PeriodChange::Open));
		assert_eq!(bytes(), before + 2 * each);
	});
}

#[test]
fn there_are_no_more_than_can_be_numbered() {
	build_and_execute(|| {
		found();
		let periods = |count| {
			Bodies::<Test>::mutate(CITY, |body| body.as_mut().expect("it was founded").periods = count);
		};
		periods(PeriodId::MAX);
		refused!(set(OFFICER, plan("one more")), TooManyRecords);
		periods(1);
		assert_ok!(set(OFFICER, plan("one more")));
	});
}
