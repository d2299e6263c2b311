//! Losses of pools: known, seized for, written off, recovered.

use super::{pools::*, *};

/// What is paid for 160 ounces of gold at 10 dollars with a bonus of 10 %.
const FETCHES: Balance = 1_454_545_454;

/// A loan of 4,000 dollars of a pool, of which nothing was paid.
fn written_off(pool: PoolId) -> LoanNumber {
	let number = lent_by(pool, 4_000);
	pass_days(51);
	assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
	assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
	number
}

#[test]
fn a_known_loss_is_borne_by_who_leaves_and_not_paid_for_by_who_comes() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		assert_noop!(Credit::impair(signed(STRANGER), ALICE, number), Error::<Test>::NotLate);
		pass(33 * DAY - 1);
		assert_noop!(Credit::impair(signed(STRANGER), ALICE, number), Error::<Test>::NotLate);
		// Dave hears of it, and wants to leave.
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		pass(1);
		System::reset_events();
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		assert_eq!(events(), [Event::Impaired { borrower: ALICE, loan: number, book: 0 }]);
		let told = info(id);
		// Nothing is pledged: 4,000 are taken to be lost, of which the cover bears 1,000.
		assert_eq!((told.gross, told.net), (10_000 * UNIT, 7_000 * UNIT));
		assert!(told.redemption_price < told.deposit_price);
		assert_noop!(cover(id, 999 * UNIT), Error::<Test>::CoverTooSmall);
		let before = dollars(&DAVE);
		pass_days(10);
		assert_ok!(redeem(id, 1));
		assert_eq!(dollars(&DAVE), before + 3_500 * UNIT);
		// It is cured: who has stayed has what he has left.
		let due = loan(number).due.total();
		System::reset_events();
		assert_ok!(pay(ALICE, number, due));
		assert!(events().contains(&Event::Cured { borrower: ALICE, loan: number }));
		let told = info(id);
		assert_eq!((told.net, told.gross - told.net), (6_500 * UNIT, 0));
		// Who comes at the price without the loss gains nothing by the cure.
		assert_eq!(told.books.impairment, 0);
	});
}

#[test]
fn what_is_impaired_is_worth_what_its_collateral_fetches() {
	build_and_execute(|| {
		let id = pool();
		let offer = pool_offer(id, offered(secured(4_000 * UNIT)));
		let number = drawn(offer, 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(33);
		let impair = || Credit::impair(signed(STRANGER), ALICE, number);
		assert_ok!(impair());
		// 160 ounces are worth 8,000.
		assert_eq!((loan(number).book, info(id).books.impairment), (Some(4_000 * UNIT), 0));
		gold_is(10_000);
		assert_ok!(impair());
		assert_eq!((loan(number).book, info(id).books.impairment), (Some(FETCHES), 4_000 * UNIT - FETCHES));
		// While it is moving, the price that counted last; when it is too old, none.
		in_price(GOLD_FEED, |price| price.as_mut().unwrap().moving = true);
		assert_ok!(impair());
		assert_eq!(info(id).books.impairment, 4_000 * UNIT - FETCHES);
		set_time(now() + 7 * DAY + 1);
		assert_ok!(impair());
		assert_eq!(info(id).books.impairment, 4_000 * UNIT);
		gold_is(20_000);
		refresh();
		assert_ok!(impair());
		assert_eq!(info(id).books.impairment, 4_000 * UNIT - 2 * FETCHES - 1);
		// What is paid of it is not lost any more.
		assert_ok!(pay(ALICE, number, 300 * UNIT));
		let principal = loan(number).terms.repayment.principal - loan(number).past.paid.principal;
		assert_eq!(info(id).books.impairment, principal - 2 * FETCHES - 1);
	});
}

#[test]
fn a_loss_takes_the_cover_first() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(51);
		// Of a pool, anyone declares.
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		// From then on whoever leaves knows it.
		assert_eq!(info(id).net, 7_000 * UNIT);
		let owed = loan(number).owed;
		assert_noop!(Credit::write_off(signed(STRANGER), ALICE, number), Error::<Test>::NotLender);
		System::reset_events();
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		let lost = Event::LossBorne { pool: id, covered: 1_000 * UNIT, borne: 3_000 * UNIT };
		let ended = Event::LoanEnded { borrower: ALICE, loan: number, written_off: owed, worst: 21 };
		assert_eq!(events(), [lost, ended]);
		let told = info(id);
		assert_eq!((told.gross, told.net, told.books.cover), (7_000 * UNIT, 7_000 * UNIT, 0));
		assert_eq!((told.books.principal, told.books.impairment), (0, 0));
		// What is recovered enters as interest does.
		assert_ok!(pay(ALICE, number, 500 * UNIT));
		assert_eq!((info(id).gross, info(id).unvested), (7_000 * UNIT, 500 * UNIT));
		pass_days(10);
		assert_eq!(info(id).gross, 7_500 * UNIT);
		assert_eq!(info(id).books.lost, outcome(number).written_off - 1_500 * UNIT);
	});
}

#[test]
fn of_a_pool_collateral_is_seized_before_anything_is_written_off() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(secured(4_000 * UNIT))), 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(51);
		assert_noop!(Credit::write_off(signed(STRANGER), ALICE, number), Error::<Test>::NotInDefault);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		for who in [STRANGER, MANAGER] {
			assert_noop!(Credit::write_off(signed(who), ALICE, number), Error::<Test>::CollateralLeft);
		}
		pass_days(1);
		gold_is(10_000);
		let cash = info(id).books.cash;
		assert_ok!(Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), Balance::MAX, 160 * OUNCE));
		// Interest first: the rest is principal. With a bonus of a third of 10 %.
		let paid = loan(number).past.paid;
		assert_eq!(info(id).books.cash, cash + paid.total());
		assert!(paid.total() < 1_600 * UNIT && paid.total() > 1_540 * UNIT);
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		let lost = 4_000 * UNIT - paid.principal;
		assert_eq!(info(id).books.cover, 0);
		let told = info(id);
		assert_eq!(told.gross, 11_000 * UNIT - lost);
		assert_eq!(told.unvested, paid.interest + paid.late);
	});
}

#[test]
fn when_all_is_lost_shares_are_redeemed_for_nothing_and_the_pool_begins_anew() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { limit: ONE, cover: 0, ..rules() });
		assert_ok!(cover(id, 0));
		let number = lent_by(id, 10_000);
		pass_days(51);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		// The manager does nothing: after 30 days anyone writes it off.
		pass_days(30);
		assert_noop!(Credit::write_off(signed(STRANGER), ALICE, number), Error::<Test>::NotLender);
		pass(1);
		assert_ok!(Credit::write_off(signed(STRANGER), ALICE, number));
		assert_eq!(info(id).gross, 0);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH));
		pass_days(10);
		System::reset_events();
		assert_ok!(redeem(id, 1));
		assert!(matches!(events()[..], [Event::Redeemed { assets: 0, left: 0, .. }]));
		assert_ok!(deposit(DAVE, id, UNIT));
		// Who comes pays for what may be recovered, and has no more of that than his part.
		assert!(shares(id, &DAVE) <= UNIT * EACH);
		assert_ok!(pay(STRANGER, number, 10_000 * UNIT));
		pass_days(10);
		let told = info(id);
		assert!(told.net * shares(id, &DAVE) / told.shares <= 3 * UNIT);
	});
}

#[test]
fn what_is_seized_is_worth_nothing_to_who_leaves() {
	build_and_execute(|| {
		let id = pool();
		let number = drawn(pool_offer(id, offered(secured(4_000 * UNIT))), 4_000 * UNIT, gold(160 * OUNCE));
		pass_days(51);
		gold_is(10_000);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		let lost = 4_000 * UNIT - FETCHES;
		assert_eq!((info(id).books.impairment, info(id).net), (lost, 11_000 * UNIT - lost));
		assert_ok!(Credit::seize(signed(STRANGER), ALICE, number, Some(DOLLAR), Balance::MAX, 0));
		let told = info(id);
		assert_eq!((loan(number).book, told.books.impairment), (Some(0), told.books.principal));
		// It says the same as who impairs it again.
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		assert_eq!(info(id), told);
	});
}

#[test]
fn of_what_is_recovered_the_manager_gets_nothing() {
	build_and_execute(|| {
		let id = pool_with(PoolRules { fee: ONE / 2, ..rules() });
		let number = written_off(id);
		assert_ok!(pay(ALICE, number, 500 * UNIT));
		assert_eq!((info(id).books.cover, info(id).unvested), (0, 500 * UNIT));
	});
}

#[test]
fn who_comes_after_a_payment_or_before_a_recovery_gains_nothing() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 4_000);
		pass_days(30);
		assert_ok!(pay(ALICE, number, loan(number).due.interest));
		assert_ok!(deposit(STRANGER, id, 90_000 * UNIT));
		let worth = || {
			let told = info(id);
			told.net * shares(id, &STRANGER) / told.shares
		};
		pass_days(10);
		assert!(worth() <= 90_000 * UNIT);
		pass_days(30);
		assert_ok!(Credit::declare_default(signed(STRANGER), ALICE, number));
		assert_ok!(Credit::write_off(signed(MANAGER), ALICE, number));
		// The cover has borne 1,000.00; the rest is the shares', and the interest that is written off would be.
		let (before, told) = (info(id), outcome(number));
		assert_eq!(before.books.lost, told.written_off - 1_000 * UNIT);
		assert!(before.books.lost > 3_000 * UNIT);
		assert_ok!(deposit(BOB, id, 90_000 * UNIT));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		pass_days(10);
		let told = info(id);
		assert!(told.net * shares(id, &BOB) / told.shares <= 90_000 * UNIT, "{before:?}");
	});
}

#[test]
fn what_may_be_recovered_leaves_with_who_leaves() {
	build_and_execute(|| {
		let id = pool();
		let number = written_off(id);
		let lost = outcome(number).written_off - 1_000 * UNIT;
		assert_eq!(info(id).books.lost, lost);
		// Shares that are worth nothing take nothing away.
		for _ in 0..5 {
			assert_ok!(request(DAVE, id, 1));
		}
		pass_days(10);
		assert_ok!(redeem(id, 5));
		assert_eq!(info(id).books.lost, lost);
		assert_ok!(request(DAVE, id, 5_000 * UNIT * EACH - 5));
		assert_ok!(request(ERIN, id, 5_000 * UNIT * EACH));
		pass_days(10);
		assert_ok!(redeem(id, 1));
		assert!(info(id).books.lost.abs_diff(lost / 2) <= 1);
		assert_ok!(redeem(id, 1));
		// All have left: who comes pays for nothing.
		assert_eq!((info(id).books.lost, info(id).shares), (0, 0));
		assert_ok!(deposit(DAVE, id, UNIT));
		assert_eq!(info(id).net * shares(id, &DAVE) / info(id).shares, UNIT);
	});
}

#[test]
fn what_is_recovered_last_is_the_covers() {
	build_and_execute(|| {
		let id = pool();
		let number = written_off(id);
		let told = outcome(number);
		assert_eq!(told.covered, 1_000 * UNIT);
		let to_shares = told.written_off - told.covered;
		assert_ok!(pay(ALICE, number, to_shares));
		assert_eq!((info(id).books.cover, info(id).unvested), (0, to_shares));
		assert_ok!(pay(ALICE, number, Balance::MAX));
		assert_eq!((info(id).books.cover, info(id).unvested, info(id).books.lost), (1_000 * UNIT, to_shares, 0));
	});
}

#[test]
fn what_is_taken_to_be_lost_covers_no_new_loans() {
	build_and_execute(|| {
		let id = pool();
		let number = lent_by(id, 900);
		pass_days(33);
		assert_ok!(Credit::impair(signed(STRANGER), ALICE, number));
		assert_eq!(info(id).least_cover, 900 * UNIT);
		let terms = offered(unsecured(2_000 * UNIT));
		let offer = pool_offer(id, terms);
		assert_noop!(draw(STRANGER, offer, 1_000 * UNIT + 1, None), Error::<Test>::CoverTooSmall);
		assert_ok!(draw(STRANGER, offer, 1_000 * UNIT, None));
	});
}
