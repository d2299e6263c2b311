//! `remove_collateral`.

use super::*;

#[test]
fn without_a_debt_all_comes_back_with_the_deposit() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		System::reset_events();
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(50 * COIN)));
		assert_eq!(events(), [Event::CollateralRemoved { market: id, owner: BOB, assets: 50 * COIN }]);
		assert_eq!(held(None, HoldReason::Collateral, BOB), 150 * COIN);
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::All { at_most: 150 * COIN - 1 }), AboveMaximum);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::All { at_most: 150 * COIN }));
		assert!(!Positions::<Test>::contains_key(id, BOB));
		assert_eq!((free(None, BOB), held(None, HoldReason::Position, BOB)), (ENDOWMENT, 0));
		refused!(Lending::remove_collateral(signed(BOB), id, ALL), AmountZero);
	});
}

#[test]
fn without_a_debt_no_price_is_asked_for() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(ALICE), id, COIN, None));
		in_each_fault(|_| {
			assert_ok!(Lending::remove_collateral(signed(ALICE), id, Amount::Assets(1)));
			assert_ok!(Lending::remove_collateral(signed(ALICE), id, ALL));
		});
	});
}

#[test]
fn with_a_debt_what_is_left_secures_it() {
	build_and_execute(|| {
		let id = lent(still());
		// 200 coins of one unit of account are just enough for 100 dollars.
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(1)), AboveBorrowLtv);
		assert_ok!(Lending::add_collateral(signed(BOB), id, 100 * COIN, None));
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(100 * COIN + 1)), AboveBorrowLtv);
		refused!(Lending::remove_collateral(signed(BOB), id, ALL), AboveBorrowLtv);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(100 * COIN)));
		// At twice the price half of it would do, and at a little less than that a little more.
		coin(1_999);
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(100 * COIN)), AboveBorrowLtv);
		coin(2_000);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(100 * COIN)));
		coin(1_000);
		// Whoever is above it already takes nothing.
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(1)), AboveBorrowLtv);
	});
}

#[test]
fn interest_counts() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), ..terms() });
		assert_ok!(Lending::add_collateral(signed(BOB), id, 100 * COIN, None));
		pass(YEAR);
		coin(1_000);
		// He owes 110.516666… dollars, which are 110.516667 rounded up, and 300 - 221.033334 = 78.966666 coins are too many.
		let most = 78_966_666_000_000;
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(most + 1)), AboveBorrowLtv);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(most)));
	});
}

#[test]
fn with_a_debt_prices_must_count() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 500 * COIN, None));
		in_each_fault(|error| {
			assert_noop!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(1)), error);
		});
	});
}

#[test]
fn no_more_than_one_has_pledged() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(ALICE), id, COIN, None));
		refused!(Lending::remove_collateral(signed(ALICE), id, Amount::Assets(COIN + 1)), NotEnoughCollateral);
		refused!(Lending::remove_collateral(signed(STRANGER), id, Amount::Assets(1)), NotEnoughCollateral);
		// What is held for another market is not pledged in this.
		let other = market_of(still());
		assert_ok!(Lending::add_collateral(signed(ALICE), other, 5 * COIN, None));
		refused!(Lending::remove_collateral(signed(ALICE), id, Amount::Assets(COIN + 1)), NotEnoughCollateral);
	});
}

#[test]
fn what_is_nothing_or_not_named_is_refused() {
	build_and_execute(|| {
		let id = borrowed();
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(0)), AmountZero);
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Shares(1)), AmountInvalid);
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Last), NothingYielded);
		refused!(Lending::remove_collateral(signed(BOB), unknown(), ALL), MarketUnknown);
	});
}

#[test]
fn twice_in_a_block_is_judged_twice() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::add_collateral(signed(BOB), id, 100 * COIN, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(60 * COIN)));
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(60 * COIN)), AboveBorrowLtv);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(40 * COIN)));
	});
}

#[test]
fn whoever_has_supplied_keeps_the_position() {
	build_and_execute(|| {
		let id = supplied();
		assert_ok!(Lending::add_collateral(signed(ALICE), id, COIN, None));
		assert_ok!(Lending::remove_collateral(signed(ALICE), id, ALL));
		assert_eq!(held(None, HoldReason::Position, ALICE), POSITION_DEPOSIT);
		assert_eq!(position(id, ALICE).supplied, 1_000 * DOLLARS);
	});
}
