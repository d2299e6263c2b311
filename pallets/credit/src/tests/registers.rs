//! Registers, their roots, disputes, and consents.

use super::*;

fn open(period: u16) {
	assert_ok!(Credit::open_register(signed(REGISTER), H256::repeat_byte(1), period));
}

fn publish(byte: u8) -> DispatchResult {
	Credit::publish_root(signed(REGISTER), H256::repeat_byte(byte))
}

fn register() -> RegisterInfo<AccountId> {
	Credit::register(REGISTER).expect("there is such a register")
}

#[test]
fn a_register_is_opened_once_for_a_price() {
	build_and_execute(|| {
		System::reset_events();
		open(30);
		let policy = H256::repeat_byte(1);
		assert_eq!(events(), [Event::RegisterOpened { register: REGISTER, policy, period: 30 }]);
		let price = Credit::costs(None).register;
		assert_eq!((free(None, &TREASURY), free(None, &REGISTER)), (price, ENDOWMENT - price));
		let told = RegisterInfo { register: REGISTER, policy, period: 30, opened_at: NOW, newest: None, late: false };
		assert_eq!(register(), told);
		assert_noop!(Credit::open_register(signed(REGISTER), policy, 1), Error::<Test>::RegisterExists);
		for period in [0, 93] {
			let opened = Credit::open_register(signed(BOB), policy, period);
			assert_noop!(opened, Error::<Test>::PeriodInvalid);
		}
		assert_ok!(Credit::open_register(signed(BOB), policy, 92));
		let poor = Credit::open_register(signed(PAUPER), policy, 1);
		assert_noop!(poor, sp_runtime::TokenError::FundsUnavailable);
		assert!(Credit::register(STRANGER).is_none());
	});
}

#[test]
fn one_root_is_published_for_each_period() {
	build_and_execute(|| {
		assert_noop!(publish(0), Error::<Test>::RegisterUnknown);
		open(30);
		System::reset_events();
		assert_ok!(publish(1));
		assert_eq!(events(), [Event::RootPublished { register: REGISTER, period: 0, root: H256::repeat_byte(1) }]);
		assert_noop!(publish(2), Error::<Test>::RootPublished);
		pass(30 * DAY - 1);
		assert_noop!(publish(2), Error::<Test>::RootPublished);
		pass(1);
		// The last period is published, and this one goes on.
		assert!(!register().late);
		assert_ok!(publish(2));
		pass_days(59);
		assert!(!register().late);
		pass_days(1);
		assert!(register().late);
		assert_ok!(publish(3));
		assert!(!register().late);
		assert_eq!(register().newest, Some(Root { period: 3, root: H256::repeat_byte(3), at: NOW + 90 * DAY }));
		let at = |days| Credit::root_at(REGISTER, NOW + days * DAY).map(|root| root.root);
		let root = |byte| Some(H256::repeat_byte(byte));
		assert_eq!(
			[at(0), at(29), at(30), at(89), at(90), at(1_000)],
			[root(1), root(1), root(2), root(2), root(3), root(3)]
		);
		assert_eq!(Credit::root_at(REGISTER, NOW - 1), None);
		assert_eq!(Credit::root_at(BOB, NOW), None);
	});
}

#[test]
fn who_has_published_nothing_yet_is_late_after_the_first_period() {
	build_and_execute(|| {
		open(1);
		pass(DAY - 1);
		assert!(!register().late);
		pass(1);
		assert!(register().late);
	});
}

#[test]
fn as_many_roots_are_kept_as_are_paid_for() {
	build_and_execute(|| {
		open(1);
		for period in 0..ROOTS + 3 {
			assert_ok!(publish(period as u8));
			pass_days(1);
		}
		assert_eq!(crate::Roots::<Test>::iter_prefix(REGISTER).count(), ROOTS as usize);
		let at = |days: u64| Credit::root_at(REGISTER, NOW + days * DAY).map(|root| root.period);
		assert_eq!([at(2), at(3), at(130), at(200)], [None, Some(3), Some(130), Some(130)]);
	});
}

#[test]
fn a_dispute_is_answered_or_overdue() {
	build_and_execute(|| {
		let (one, two) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let dispute = |who, dispute| Credit::dispute(signed(who), REGISTER, dispute);
		assert_noop!(dispute(ALICE, one), Error::<Test>::RegisterUnknown);
		open(30);
		System::reset_events();
		assert_ok!(dispute(ALICE, one));
		assert_eq!(events(), [Event::Disputed { register: REGISTER, dispute: one, by: ALICE }]);
		assert_noop!(dispute(STRANGER, one), Error::<Test>::DisputeExists);
		assert_noop!(dispute(PAUPER, two), sp_runtime::TokenError::FundsUnavailable);
		assert_ok!(dispute(STRANGER, two));
		let answer = |who, dispute| Credit::answer(signed(who), dispute, H256::repeat_byte(7));
		assert_noop!(answer(STRANGER, one), Error::<Test>::DisputeUnknown);
		assert_noop!(answer(REGISTER, H256::zero()), Error::<Test>::DisputeUnknown);
		pass_days(30);
		System::reset_events();
		assert_ok!(answer(REGISTER, one));
		let answered = Event::DisputeAnswered { register: REGISTER, dispute: one, answer: H256::repeat_byte(7) };
		assert_eq!(events(), [answered]);
		assert_noop!(answer(REGISTER, one), Error::<Test>::DisputeAnswered);
		assert!(Credit::overdue(REGISTER, None, None).items.is_empty());
		pass(1);
		assert_noop!(answer(REGISTER, two), Error::<Test>::DisputeOverdue);
		let told = |dispute, by, answer: Option<H256>| DisputeInfo {
			dispute,
			by,
			at: NOW,
			due: NOW + 30 * DAY,
			answer,
			answered_at: answer.map(|_| NOW + 30 * DAY),
			overdue: answer.is_none(),
		};
		assert_eq!(Credit::dispute_info(REGISTER, one), Some(told(one, ALICE, Some(H256::repeat_byte(7)))));
		assert_eq!(Credit::overdue(REGISTER, None, None).items, [told(two, STRANGER, None)]);
		assert_eq!(Credit::overdue(BOB, None, None).items, []);
		// Only who disputes takes it back, answered or not.
		let forget = |who, dispute| Credit::forget(signed(who), Record::Dispute { register: REGISTER, dispute });
		assert_noop!(forget(REGISTER, two), Error::<Test>::NotDisputer);
		assert_ok!(forget(STRANGER, two));
		assert_ok!(forget(ALICE, one));
		assert_noop!(forget(ALICE, one), Error::<Test>::RecordUnknown);
		assert_eq!([ALICE, STRANGER].map(|who| free(None, &who)), [ENDOWMENT; 2]);
	});
}

#[test]
fn overdue_disputes_are_told_page_by_page() {
	build_and_execute(|| {
		open(30);
		for byte in 0..10 {
			assert_ok!(Credit::dispute(signed(ALICE), REGISTER, H256::repeat_byte(byte)));
		}
		assert_ok!(Credit::answer(signed(REGISTER), H256::repeat_byte(4), H256::zero()));
		pass_days(31);
		let (mut cursor, mut found) = (None, Vec::new());
		loop {
			let page = Credit::overdue(REGISTER, cursor, Some(2));
			assert!(page.items.len() <= 2);
			found.extend(page.items.into_iter().map(|dispute| dispute.dispute.0[0]));
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
		}
		found.sort();
		assert_eq!(found, [0, 1, 2, 3, 5, 6, 7, 8, 9]);
	});
}

#[test]
fn consents_are_void_from_a_moment_on() {
	build_and_execute(|| {
		assert_eq!(Credit::consents_void_since(ALICE), None);
		System::reset_events();
		assert_ok!(Credit::void_consents(signed(ALICE)));
		assert_eq!(events(), [Event::ConsentsVoided { subject: ALICE }]);
		assert_eq!(Credit::consents_void_since(ALICE), Some(NOW));
		let deposit = Credit::costs(None).consents;
		assert_eq!(free(None, &ALICE), ENDOWMENT - deposit);
		pass_days(1);
		// Once more costs nothing more.
		assert_ok!(Credit::void_consents(signed(ALICE)));
		assert_eq!(Credit::consents_void_since(ALICE), Some(NOW + DAY));
		assert_eq!(free(None, &ALICE), ENDOWMENT - deposit);
		assert_noop!(Credit::void_consents(signed(PAUPER)), sp_runtime::TokenError::FundsUnavailable);
		// When all that was signed before has ended by itself, anyone clears it away.
		let forget = || Credit::forget(signed(STRANGER), Record::Consents { subject: ALICE });
		pass_days(90);
		assert_noop!(forget(), Error::<Test>::TooEarly);
		pass(1);
		assert_ok!(forget());
		assert_noop!(forget(), Error::<Test>::RecordUnknown);
		assert_eq!((free(None, &ALICE), Credit::consents_void_since(ALICE)), (ENDOWMENT, None));
	});
}

#[test]
fn a_root_that_others_have_followed_is_not_taken_for_the_newest_of_then() {
	build_and_execute(|| {
		open(1);
		for period in [0, 1, 129] {
			set_time(NOW + period * DAY);
			assert_ok!(publish(period as u8));
		}
		// That of period 1 is gone, and its successor lies in its place.
		let at = |days: u64| Credit::root_at(REGISTER, NOW + days * DAY).map(|root| root.period);
		assert_eq!([at(0), at(1), at(100), at(129)], [None, None, None, Some(129)]);
	});
}
