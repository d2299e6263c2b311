//! `pay`.

use super::*;
use civitas_primitives::credit::Payment;

fn paid(loan: LoanNumber, payer: AccountId, payment: Payment) -> Event<Test> {
	Event::Paid { borrower: ALICE, loan, payer, payment, unclaimed: false }
}

#[test]
fn what_is_due_is_paid_at_its_date() {
	build_and_execute(|| {
		let number = lent();
		pass_days(30);
		let before = dollars(&BOB);
		let due = loan(number).due;
		// 12 % of 1,200 for 30 days, rounded up, and a twelfth.
		assert_eq!((due.late, due.interest, due.principal), (0, 11_835_617, 100 * UNIT));
		System::reset_events();
		assert_ok!(pay(ALICE, number, due.total()));
		let payment = Payment { late: 0, interest: 11_835_617, principal: 100 * UNIT, fee: 0 };
		assert_eq!(events(), [paid(number, ALICE, payment)]);
		assert_eq!(dollars(&BOB), before + due.total());
		assert_eq!(loan(number).due.total(), 0);
		assert_eq!(loan(number).past.paid, payment);
		assert_eq!(loan(number).owed, 1_100 * UNIT);
	});
}

#[test]
fn anyone_pays_and_no_more_is_taken_than_is_needed() {
	build_and_execute(|| {
		let number = lent();
		pass_days(30);
		let payoff = Credit::schedule(ALICE, number, now()).unwrap().payoff;
		// The principal of the next date bears no fee, and the rest 1 %.
		assert_eq!((payoff.principal, payoff.fee), (1_200 * UNIT, 10 * UNIT));
		assert_ok!(pay(STRANGER, number, Balance::MAX));
		assert_eq!(dollars(&STRANGER), ENDOWMENT - payoff.total());
		let told = outcome(number);
		assert_eq!((told.past.paid, told.written_off, told.past.worst, told.ended), (payoff, 0, 0, NOW + 30 * DAY));
		assert!(Credit::loan(ALICE, number).is_none());
		assert!(Credit::loans_by(Lender::Account(BOB), None, None).items.is_empty());
		// A loan that is paid is paid.
		assert_noop!(pay(ALICE, number, UNIT), Error::<Test>::LoanUnknown);
	});
}

#[test]
fn what_is_missed_is_late_and_bears_the_late_rate() {
	build_and_execute(|| {
		let number = lent();
		pass_days(33);
		assert!(loan(number).late);
		pass(DAY - 1);
		// Late by a day less a millisecond: no day has passed.
		assert_eq!(loan(number).due.late, 0);
		pass(1);
		// 24 % of 1,200 for a day.
		assert_eq!(loan(number).due.late, 789_042);
		assert_eq!(loan(number).overdue, 4);
		let due = loan(number).due.total();
		assert_ok!(pay(ALICE, number, due - 1));
		assert!(loan(number).late);
		assert_ok!(pay(ALICE, number, 1));
		assert!(!loan(number).late);
		assert_eq!((loan(number).overdue, loan(number).past.worst), (0, 4));
	});
}

#[test]
fn whoever_pays_the_same_day_pays_for_a_day() {
	build_and_execute(|| {
		let number = lent();
		assert_ok!(pay(ALICE, number, Balance::MAX));
		// 12 % of 1,200 for a day, and the fee for all but the first twelfth.
		let interest = 394_521;
		assert_eq!(outcome(number).past.paid, Payment { late: 0, interest, principal: 1_200 * UNIT, fee: 11 * UNIT });
		assert_eq!(dollars(&ALICE), ENDOWMENT - interest - 11 * UNIT);
	});
}

#[test]
fn a_payment_that_cannot_be_is_refused() {
	build_and_execute(|| {
		let number = lent();
		assert_noop!(pay(ALICE, number, 0), Error::<Test>::AmountZero);
		assert_noop!(pay(ALICE, number + 1, 1), Error::<Test>::LoanUnknown);
		assert_noop!(Credit::pay(signed(ALICE), BOB, number, Some(DOLLAR), 1), Error::<Test>::LoanUnknown);
		assert_noop!(Credit::pay(signed(ALICE), ALICE, number, Some(GOLD), 1), Error::<Test>::WrongAsset);
		assert_noop!(pay(PAUPER, number, UNIT), sp_runtime::TokenError::FundsUnavailable);
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_noop!(Credit::pay(signed(ALICE), ALICE, number, Some(GOLD), 1), Error::<Test>::WrongAsset);
	});
}

#[test]
fn the_collateral_goes_back_when_all_is_paid() {
	build_and_execute(|| {
		let number = lent_secured();
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT);
		let costs = Credit::costs(None);
		assert_eq!(free(None, &ALICE), ENDOWMENT - costs.outcome);
		assert!(costs.outcome < costs.loan);
		assert!(outcome(number).secured);
	});
}

#[test]
fn a_lender_pays_itself() {
	build_and_execute(|| {
		let number = lent();
		let before = dollars(&BOB);
		assert_ok!(pay(BOB, number, Balance::MAX));
		assert_eq!(dollars(&BOB), before);
		assert_eq!(outcome(number).written_off, 0);
	});
}

#[test]
fn twice_in_a_block_is_once() {
	build_and_execute(|| {
		let (one, two) = (lent(), lent_secured());
		pass_days(47);
		let owed = loan(one).due.total();
		assert_ok!(pay(ALICE, one, owed / 2));
		assert_ok!(pay(ALICE, one, owed - owed / 2));
		assert_ok!(pay(ALICE, two, owed));
		assert_eq!(loan(one).owed, loan(two).owed);
		assert_eq!(loan(one).past.paid, loan(two).past.paid);
	});
}
