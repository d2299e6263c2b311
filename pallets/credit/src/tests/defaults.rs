//! Defaults: declared, seized, written off.

use super::*;
use civitas_primitives::credit::Payment;

fn declare(who: AccountId, loan: LoanNumber) -> DispatchResult {
	Credit::declare_default(signed(who), ALICE, loan)
}

fn seize(who: AccountId, loan: LoanNumber, most: Balance) -> DispatchResult {
	Credit::seize(signed(who), ALICE, loan, Some(DOLLAR), most, 0)
}

fn write_off(who: AccountId, loan: LoanNumber) -> DispatchResult {
	Credit::write_off(signed(who), ALICE, loan)
}

/// A secured loan that is in default after 51 days.
fn defaulted() -> LoanNumber {
	let number = lent_secured();
	pass_days(51);
	assert_ok!(declare(BOB, number));
	number
}

#[test]
fn late_is_in_default_only_when_the_terms_say_so() {
	build_and_execute(|| {
		let number = lent();
		assert_noop!(declare(BOB, number), Error::<Test>::NotInDefault);
		pass(51 * DAY - 1);
		assert_noop!(declare(BOB, number), Error::<Test>::NotInDefault);
		pass(1);
		assert_noop!(declare(ALICE, number), Error::<Test>::NotLender);
		assert_noop!(declare(STRANGER, number), Error::<Test>::NotLender);
		assert_noop!(declare(BOB, number + 1), Error::<Test>::LoanUnknown);
		System::reset_events();
		assert_ok!(declare(BOB, number));
		let owed = loan(number).owed;
		assert_eq!(events(), [Event::Defaulted { borrower: ALICE, loan: number, owed }]);
		assert_eq!(loan(number).default, Some(NOW + 51 * DAY));
		assert_noop!(declare(BOB, number), Error::<Test>::InDefault);
	});
}

#[test]
fn who_pays_before_it_is_declared_is_not_in_default() {
	build_and_execute(|| {
		let number = lent();
		pass_days(60);
		assert_ok!(pay(ALICE, number, loan(number).due.total()));
		assert_noop!(declare(BOB, number), Error::<Test>::NotInDefault);
		// In the same block the other way round: only all of it ends the default, without a fee.
		pass_days(51);
		assert_ok!(declare(BOB, number));
		assert_ok!(pay(ALICE, number, loan(number).due.total()));
		assert!(loan(number).default.is_some());
		let payoff = Credit::schedule(ALICE, number, now()).unwrap().payoff;
		assert_eq!(payoff.fee, 0);
		assert_ok!(pay(ALICE, number, Balance::MAX));
		let told = outcome(number);
		assert_eq!((told.default, told.written_off, told.past.worst), (Some(now()), 0, 30));
	});
}

#[test]
fn a_broken_covenant_is_noted_and_cured_or_declared() {
	build_and_execute(|| {
		let number = lent_secured();
		// 48 ounces at 31 dollars: 1,200.4 of 1,488 is more than 80 %.
		gold_is(31_000);
		assert_noop!(declare(STRANGER, number), Error::<Test>::NotLender);
		System::reset_events();
		assert_ok!(declare(BOB, number));
		assert_eq!(events(), [Event::CovenantBroken { borrower: ALICE, loan: number, until: NOW + 5 * DAY }]);
		assert_eq!(loan(number).breach, Some(NOW));
		pass_days(5);
		assert_noop!(declare(BOB, number), Error::<Test>::CureNotOver);
		// It is met again, and anyone says so. Then it begins anew.
		gold_is(32_000);
		System::reset_events();
		assert_ok!(declare(STRANGER, number));
		assert_eq!(events(), [Event::CovenantMet { borrower: ALICE, loan: number }]);
		assert_noop!(declare(BOB, number), Error::<Test>::NotInDefault);
		gold_is(31_000);
		pass(1);
		assert_ok!(declare(BOB, number));
		assert_noop!(declare(BOB, number), Error::<Test>::CureNotOver);
		// What is paid down to the covenant cures.
		System::reset_events();
		assert_ok!(pay(ALICE, number, 20 * UNIT));
		assert!(matches!(events()[..], [Event::Paid { .. }, Event::CovenantMet { .. }]), "paid down");
		assert_eq!(loan(number).breach, None);
		gold_is(20_000);
		assert_ok!(declare(BOB, number));
		assert_ok!(pay(ALICE, number, 20 * UNIT));
		assert!(loan(number).breach.is_some());
		pass(5 * DAY);
		assert_noop!(declare(BOB, number), Error::<Test>::CureNotOver);
		pass(1);
		assert_noop!(declare(ALICE, number), Error::<Test>::NotLender);
		assert_ok!(declare(BOB, number));
		assert_eq!((loan(number).default, loan(number).breach), (Some(now()), None));
	});
}

#[test]
fn a_price_that_does_not_count_breaks_no_covenant() {
	build_and_execute(|| {
		let number = lent_secured();
		gold_is(10_000);
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = true);
		assert_noop!(declare(BOB, number), Error::<Test>::PriceMoving);
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = false);
		set_time(now() + DAY + 1);
		assert_noop!(declare(BOB, number), Error::<Test>::PriceStale);
		in_price(DOLLAR_FEED, |price| *price = None);
		refresh();
		assert_noop!(declare(BOB, number), Error::<Test>::PriceUnknown);
		// Who pays is not kept from it, and the note stays.
		say(DOLLAR_FEED, Some(DOLLAR), 6, 1_000);
		assert_ok!(declare(BOB, number));
		in_price(GOLD_FEED, |price| *price = None);
		assert_ok!(pay(ALICE, number, 500 * UNIT));
		assert!(loan(number).breach.is_some());
		assert_eq!(loan(number).ltv, None);
	});
}

#[test]
fn collateral_is_seized_with_a_bonus_that_grows() {
	build_and_execute(|| {
		let number = lent_secured();
		assert_noop!(seize(STRANGER, number, UNIT), Error::<Test>::NotInDefault);
		pass_days(51);
		assert_ok!(declare(BOB, number));
		let taken = |most| {
			let before = free(Some(GOLD), &STRANGER);
			assert_ok!(seize(STRANGER, number, most));
			free(Some(GOLD), &STRANGER) - before
		};
		// 100 dollars are two ounces; after a day and a half with 5 %, after three days with 10 %, and no more.
		assert_eq!(taken(100 * UNIT), 2 * OUNCE);
		pass(DAY / 2 * 3);
		assert_eq!(taken(100 * UNIT), 2 * OUNCE / 100 * 105);
		pass(DAY / 2 * 3);
		assert_eq!(taken(100 * UNIT), 2 * OUNCE / 100 * 110);
		pass_days(30);
		assert_eq!(taken(100 * UNIT), 2 * OUNCE / 100 * 110);
		assert_eq!(dollars(&STRANGER), ENDOWMENT - 400 * UNIT);
		assert_eq!(dollars(&BOB), ENDOWMENT - 10_000 * UNIT + 400 * UNIT);
		// When all is paid, the rest is the borrower's.
		let owed = loan(number).owed;
		let left = loan(number).collateral;
		System::reset_events();
		let last = taken(Balance::MAX);
		assert_eq!(dollars(&STRANGER), ENDOWMENT - 400 * UNIT - owed);
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT - 48 * OUNCE + left - last);
		assert!(matches!(events()[..], [Event::Seized { .. }, Event::LoanEnded { written_off: 0, .. }]));
		assert_eq!(outcome(number).written_off, 0);
	});
}

#[test]
fn a_seizure_that_cannot_be_is_refused() {
	build_and_execute(|| {
		let number = defaulted();
		assert_noop!(seize(STRANGER, number, 0), Error::<Test>::AmountZero);
		assert_noop!(seize(STRANGER, number + 1, 1), Error::<Test>::LoanUnknown);
		let wrong = Credit::seize(signed(STRANGER), ALICE, number, Some(GOLD), UNIT, 0);
		assert_noop!(wrong, Error::<Test>::WrongAsset);
		let least = |least| Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), 100 * UNIT, least);
		assert_noop!(least(2 * OUNCE + 1), Error::<Test>::TooLittleCollateral);
		assert_noop!(seize(PAUPER, number, UNIT), sp_runtime::TokenError::FundsUnavailable);
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = true);
		assert_noop!(seize(STRANGER, number, UNIT), Error::<Test>::PriceMoving);
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = false);
		assert_ok!(least(2 * OUNCE));
		let unsecured = lent();
		pass_days(51);
		assert_ok!(declare(BOB, unsecured));
		assert_noop!(seize(STRANGER, unsecured, UNIT), Error::<Test>::NoCollateral);
	});
}

#[test]
fn a_lender_takes_the_collateral_for_what_it_is_owed() {
	build_and_execute(|| {
		let number = defaulted();
		let before = dollars(&BOB);
		assert_ok!(seize(BOB, number, Balance::MAX));
		assert_eq!(dollars(&BOB), before);
		assert!(free(Some(GOLD), &BOB) > ENDOWMENT + 24 * OUNCE);
		assert_eq!(free(Some(GOLD), &ALICE) + free(Some(GOLD), &BOB), 2 * ENDOWMENT);
	});
}

#[test]
fn a_borrower_seizes_his_own() {
	build_and_execute(|| {
		let number = defaulted();
		assert_ok!(seize(ALICE, number, 100 * UNIT));
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT - 46 * OUNCE);
		assert_ok!(seize(ALICE, number, Balance::MAX));
		assert_eq!(free(Some(GOLD), &ALICE), ENDOWMENT);
	});
}

#[test]
fn what_collateral_does_not_bring_in_is_written_off_and_recovered() {
	build_and_execute(|| {
		let number = defaulted();
		assert_noop!(write_off(ALICE, number), Error::<Test>::NotLender);
		// 48 ounces are worth 480.
		gold_is(10_000);
		assert_ok!(seize(STRANGER, number, Balance::MAX));
		assert_eq!(dollars(&STRANGER), ENDOWMENT - 480 * UNIT);
		assert_eq!(loan(number).collateral, 0);
		assert_noop!(seize(STRANGER, number, UNIT), Error::<Test>::NoCollateral);
		let owed = loan(number).owed;
		System::reset_events();
		assert_ok!(write_off(BOB, number));
		let ended = Event::LoanEnded { borrower: ALICE, loan: number, written_off: owed, worst: 21 };
		assert_eq!(events(), [ended]);
		assert_eq!((outcome(number).written_off, outcome(number).recovered), (owed, 0));
		assert_noop!(write_off(BOB, number), Error::<Test>::LoanUnknown);
		// What is paid afterwards goes to the lender, and no more than was written off.
		let before = dollars(&BOB);
		assert_ok!(pay(ALICE, number, 100 * UNIT));
		System::reset_events();
		assert_ok!(pay(STRANGER, number, Balance::MAX));
		let amount = owed - 100 * UNIT;
		let recovered = Event::Recovered { borrower: ALICE, loan: number, payer: STRANGER, amount, unclaimed: false };
		assert_eq!(events(), [recovered]);
		assert_eq!((dollars(&BOB), outcome(number).recovered), (before + owed, owed));
		assert_noop!(pay(ALICE, number, UNIT), Error::<Test>::LoanUnknown);
	});
}

#[test]
fn what_is_recovered_and_cannot_be_taken_is_claimed_later() {
	build_and_execute(|| {
		let number = lent();
		pass_days(51);
		assert_ok!(declare(BOB, number));
		assert_ok!(write_off(BOB, number));
		block(DOLLAR, BOB);
		assert_ok!(pay(ALICE, number, 100 * UNIT));
		assert_eq!(outcome(number).recovered, 100 * UNIT);
		unblock(DOLLAR, BOB);
		let before = dollars(&BOB);
		assert_ok!(Credit::claim(signed(STRANGER), ALICE, number, ALICE));
		assert_eq!(dollars(&BOB), before + 100 * UNIT);
	});
}

#[test]
fn a_lender_that_gives_up_gives_the_collateral_back() {
	build_and_execute(|| {
		let number = lent_secured();
		assert_noop!(write_off(BOB, number), Error::<Test>::NotInDefault);
		pass_days(51);
		assert_ok!(declare(BOB, number));
		let owed = loan(number).owed;
		assert_ok!(write_off(BOB, number));
		assert_eq!((free(Some(GOLD), &ALICE), outcome(number).written_off), (ENDOWMENT, owed));
	});
}

#[test]
fn the_last_bit_of_collateral_can_be_taken() {
	build_and_execute(|| {
		let number = defaulted();
		gold_is(10_000);
		// All but a hundred-millionth of an ounce, which is worth a tenth of the smallest unit.
		let nearly = 48 * OUNCE - 1;
		assert_ok!(seize(STRANGER, number, 480 * UNIT - 1));
		let left = loan(number).collateral;
		assert!(left > 0 && left < 48 * OUNCE - nearly + 20, "{left}");
		assert_ok!(seize(STRANGER, number, Balance::MAX));
		assert_eq!(loan(number).collateral, 0);
	});
}

#[test]
fn only_loans_of_pools_are_impaired() {
	build_and_execute(|| {
		let number = defaulted();
		assert_noop!(Credit::impair(signed(BOB), ALICE, number), Error::<Test>::NotOfPool);
		assert_noop!(Credit::impair(signed(BOB), ALICE, number + 1), Error::<Test>::LoanUnknown);
		assert_eq!(loan(number).past.paid, Payment::default());
	});
}
