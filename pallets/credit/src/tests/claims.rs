//! `claim`: what a lender could not take, and a borrower.

use super::*;

/// Bob cannot take dollars, and Alice pays what is due.
fn unclaimed() -> (LoanNumber, Balance) {
	let number = lent();
	pass_days(30);
	block(DOLLAR, BOB);
	let due = loan(number).due.total();
	System::reset_events();
	assert_ok!(pay(ALICE, number, due));
	assert!(matches!(events()[..], [Event::Paid { unclaimed: true, .. }]));
	(number, due)
}

fn claim(payer: AccountId, loan: LoanNumber) -> DispatchResult {
	Credit::claim(signed(STRANGER), ALICE, loan, payer)
}

#[test]
fn a_lender_who_blocks_its_account_is_paid_all_the_same() {
	build_and_execute(|| {
		let (number, due) = unclaimed();
		assert_eq!(held(HoldReason::Unclaimed, Some(DOLLAR), &ALICE), due);
		assert_eq!((loan(number).due.total(), loan(number).late), (0, false));
		assert_noop!(claim(ALICE, number), sp_runtime::TokenError::CannotCreate);
		// Nothing is declared.
		pass_days(29);
		let declared = Credit::declare_default(signed(BOB), ALICE, number);
		assert_noop!(declared, Error::<Test>::NotInDefault);
		unblock(DOLLAR, BOB);
		let before = dollars(&BOB);
		System::reset_events();
		assert_ok!(claim(ALICE, number));
		let claimed = Event::Claimed { borrower: ALICE, loan: number, payer: ALICE, to: BOB, amount: due };
		assert_eq!(events(), [claimed]);
		assert_eq!(dollars(&BOB), before + due);
		assert_noop!(claim(ALICE, number), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn the_borrower_needs_nothing_more_for_it_and_others_pay_for_the_record() {
	build_and_execute(|| {
		let (number, _) = unclaimed();
		let deposit = Credit::costs(None).unclaimed;
		assert_eq!(free(None, &ALICE), ENDOWMENT - Credit::costs(None).loan);
		assert_ok!(pay(STRANGER, number, 50 * UNIT));
		assert_eq!(free(None, &STRANGER), ENDOWMENT - deposit);
		assert_ok!(pay(STRANGER, number, 50 * UNIT));
		assert_eq!(free(None, &STRANGER), ENDOWMENT - deposit);
		assert_eq!(held(HoldReason::Unclaimed, Some(DOLLAR), &STRANGER), 100 * UNIT);
		unblock(DOLLAR, BOB);
		assert_ok!(claim(STRANGER, number));
		assert_eq!(free(None, &STRANGER), ENDOWMENT);
		assert_noop!(claim(STRANGER, number), Error::<Test>::NothingToClaim);
		assert_noop!(claim(ERIN, number), Error::<Test>::NothingToClaim);
		assert_ok!(claim(ALICE, number));
	});
}

#[test]
fn who_has_too_little_does_not_pay_by_a_lender_that_is_blocked() {
	build_and_execute(|| {
		let number = lent();
		block(DOLLAR, BOB);
		assert_noop!(pay(PAUPER, number, UNIT), sp_runtime::TokenError::FundsUnavailable);
		// All that somebody has: the account stays.
		let all = dollars(&STRANGER);
		assert_ok!(pay(STRANGER, number, all));
	});
}

#[test]
fn what_is_not_claimed_in_years_goes_back() {
	build_and_execute(|| {
		let (number, _) = unclaimed();
		assert_ok!(pay(ALICE, number, Balance::MAX));
		let unclaimed = held(HoldReason::Unclaimed, Some(DOLLAR), &ALICE);
		let forget = || Credit::forget(signed(STRANGER), Record::Outcome { borrower: ALICE, loan: number });
		pass_days(3_650);
		assert_noop!(claim(ALICE, number), sp_runtime::TokenError::CannotCreate);
		pass(1);
		assert_noop!(forget(), Error::<Test>::NotClaimed);
		let before = dollars(&ALICE);
		assert_ok!(claim(ALICE, number));
		assert_eq!(dollars(&ALICE), before + unclaimed);
		assert_ok!(forget());
		assert_eq!(free(None, &ALICE), ENDOWMENT);
	});
}

#[test]
fn a_borrower_who_is_blocked_pays_and_has_the_collateral_later() {
	build_and_execute(|| {
		let number = lent_secured();
		block(GOLD, ALICE);
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_eq!(outcome(number).withheld, 48 * OUNCE);
		assert_eq!(held(HoldReason::Collateral, Some(GOLD), &ALICE), 48 * OUNCE);
		assert_noop!(claim(ALICE, number), sp_runtime::TokenError::CannotCreate);
		assert_noop!(claim(BOB, number), Error::<Test>::NothingToClaim);
		unblock(GOLD, ALICE);
		assert_ok!(claim(ALICE, number));
		assert_eq!((free(Some(GOLD), &ALICE), outcome(number).withheld), (ENDOWMENT, 0));
		assert_noop!(claim(ALICE, number), Error::<Test>::NothingToClaim);
	});
}

#[test]
fn collateral_does_not_wait_for_a_lender() {
	build_and_execute(|| {
		let number = lent_secured();
		block(DOLLAR, BOB);
		block(GOLD, ALICE);
		assert_ok!(pay(ALICE, number, Balance::MAX));
		unblock(GOLD, ALICE);
		assert_ok!(claim(ALICE, number));
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT);
		assert_noop!(claim(ALICE, number), sp_runtime::TokenError::CannotCreate);
		unblock(DOLLAR, BOB);
		assert_ok!(claim(ALICE, number));
	});
}

#[test]
fn a_lender_does_not_wait_for_collateral() {
	build_and_execute(|| {
		let number = lent_secured();
		block(DOLLAR, BOB);
		block(GOLD, ALICE);
		assert_ok!(pay(ALICE, number, Balance::MAX));
		unblock(DOLLAR, BOB);
		let before = dollars(&BOB);
		assert_ok!(claim(ALICE, number));
		assert!(dollars(&BOB) > before + 1_200 * UNIT);
		assert_noop!(claim(ALICE, number), sp_runtime::TokenError::CannotCreate);
		unblock(GOLD, ALICE);
		assert_ok!(claim(ALICE, number));
	});
}

#[test]
fn what_a_pool_does_not_claim_in_years_goes_back_too() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(unsecured(1_200 * UNIT))), 1_200 * UNIT, None);
		block(DOLLAR, Credit::account(id).unwrap());
		assert_ok!(pay(STRANGER, number, Balance::MAX));
		pass(3_650 * DAY + 1);
		assert_ok!(claim(STRANGER, number));
		assert_eq!((dollars(&STRANGER), free(None, &STRANGER)), (ENDOWMENT, ENDOWMENT));
		// The cover bears it.
		let books = info(id).books;
		assert_eq!((books.unclaimed, books.lost, info(id).gross > 10_000 * UNIT - 300 * UNIT), (0, books.lost, true));
		assert!(books.cover < 1_000 * UNIT);
	});
}

#[test]
fn a_pool_that_is_blocked_has_it_in_its_books() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(unsecured(1_200 * UNIT))), 1_200 * UNIT, None);
		pass_days(30);
		block(DOLLAR, Credit::account(id).unwrap());
		let due = loan(number).due.total();
		let value = info(id).gross;
		assert_ok!(pay(ALICE, number, due));
		assert_eq!((info(id).books.unclaimed, info(id).gross), (due, value));
		assert_noop!(claim(ALICE, number), sp_runtime::TokenError::CannotCreate);
		unblock(DOLLAR, Credit::account(id).unwrap());
		let cash = info(id).books.cash;
		assert_ok!(claim(ALICE, number));
		assert_eq!((info(id).books.unclaimed, info(id).books.cash, info(id).gross), (0, cash + due, value));
	});
}
