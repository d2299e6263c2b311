//! `add_collateral`.

use super::*;

#[test]
fn it_is_on_hold_in_the_account_of_its_owner() {
	build_and_execute(|| {
		let id = market();
		System::reset_events();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		assert_eq!(events(), [Event::CollateralAdded { market: id, owner: BOB, by: BOB, assets: 200 * COIN }]);
		assert_eq!(held(None, HoldReason::Collateral, BOB), 200 * COIN);
		assert_eq!(held(None, HoldReason::Position, BOB), POSITION_DEPOSIT);
		assert_eq!(free(None, BOB), ENDOWMENT - 200 * COIN - POSITION_DEPOSIT);
		assert_eq!(position(id, BOB).collateral, 200 * COIN);
	});
}

#[test]
fn twice_in_a_block_and_in_two_markets_adds_up() {
	build_and_execute(|| {
		let (one, other) = (market(), market_of(still()));
		for times in 1..=2 {
			assert_ok!(Lending::add_collateral(signed(BOB), one, 30 * COIN, None));
			assert_eq!(held(None, HoldReason::Collateral, BOB), times * 30 * COIN);
		}
		assert_ok!(Lending::add_collateral(signed(BOB), other, 7 * COIN, None));
		assert_eq!((position(one, BOB).collateral, position(other, BOB).collateral), (60 * COIN, 7 * COIN));
		assert_eq!(held(None, HoldReason::Collateral, BOB), 67 * COIN);
		assert_eq!(held(None, HoldReason::Position, BOB), 2 * POSITION_DEPOSIT);
	});
}

#[test]
fn anyone_adds_to_a_position_that_there_is() {
	build_and_execute(|| {
		let id = borrowed();
		System::reset_events();
		assert_ok!(Lending::add_collateral(signed(CAROL), id, 5 * COIN, Some(BOB)));
		assert_eq!(events(), [Event::CollateralAdded { market: id, owner: BOB, by: CAROL, assets: 5 * COIN }]);
		assert_eq!((position(id, BOB).collateral, held(None, HoldReason::Collateral, BOB)), (205 * COIN, 205 * COIN));
		assert_eq!((free(None, CAROL), held(None, HoldReason::Collateral, CAROL)), (ENDOWMENT - 5 * COIN, 0));
		// Carol has no position from that. What she has given is his.
		assert!(!Positions::<Test>::contains_key(id, CAROL));
		refused!(Lending::remove_collateral(signed(CAROL), id, Amount::Assets(1)), NotEnoughCollateral);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(5 * COIN)));
		assert_noop!(Lending::add_collateral(signed(PAUPER), id, 1, Some(BOB)), TokenError::FundsUnavailable);
		// Who only supplies could not be rid of what cannot be removed.
		refused!(Lending::add_collateral(signed(CAROL), id, COIN, Some(ALICE)), NothingOwed);
	});
}

#[test]
fn nobody_opens_the_position_of_another() {
	build_and_execute(|| {
		let id = borrowed();
		for owner in [STRANGER, PAUPER] {
			refused!(Lending::add_collateral(signed(CAROL), id, COIN, Some(owner)), NothingOwed);
		}
		// Naming oneself is as good as naming nobody.
		assert_ok!(Lending::add_collateral(signed(STRANGER), id, COIN, Some(STRANGER)));
		assert_eq!(position(id, STRANGER).collateral, COIN);
		// What was left is not there any more.
		assert_ok!(Lending::remove_collateral(signed(STRANGER), id, ALL));
		refused!(Lending::add_collateral(signed(CAROL), id, COIN, Some(STRANGER)), NothingOwed);
	});
}

#[test]
fn nor_that_of_an_account_that_there_is_not() {
	build_and_execute(|| {
		feeds();
		let (native, gold) = (market_of(terms()), market_between(Some(DOLLAR), Some(GOLD)));
		refused!(Lending::add_collateral(signed(CAROL), gold, GOLDS, Some(PAUPER)), NothingOwed);
		refused!(Lending::add_collateral(signed(CAROL), native, COIN, Some(NOBODY)), NothingOwed);
		refused!(Lending::add_collateral(signed(CAROL), gold, GOLDS, Some(NOBODY)), NothingOwed);
	});
}

#[test]
fn nothing_and_what_one_has_not_is_refused() {
	build_and_execute(|| {
		let id = market();
		refused!(Lending::add_collateral(signed(BOB), id, 0, None), AmountZero);
		refused!(Lending::add_collateral(signed(BOB), unknown(), COIN, None), MarketUnknown);
		// The account keeps the existential deposit, and needs the deposit for the position besides.
		let most = ENDOWMENT - EXISTENTIAL_DEPOSIT - POSITION_DEPOSIT;
		let add = |who, amount, owner| Lending::add_collateral(signed(who), id, amount, owner);
		for amount in [Balance::MAX, ENDOWMENT, ENDOWMENT - EXISTENTIAL_DEPOSIT, most + 1] {
			assert_noop!(add(BOB, amount, None), TokenError::FundsUnavailable);
		}
		assert_ok!(add(BOB, most, None));
		assert_eq!(free(None, BOB), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn it_needs_no_price_no_certificate_and_no_leave() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { to_supply: asked(), to_borrow: asked(), ..terms() });
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		assert_ok!(Lending::set_caps(signed(GUARDIAN), id, 0, 0));
		in_each_fault(|_| {
			assert_ok!(Lending::add_collateral(signed(BOB), id, COIN, None));
		});
	});
	// With a debt as without.
	build_and_execute(|| {
		let id = borrowed();
		in_each_fault(|_| {
			assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
			assert_ok!(Lending::add_collateral(signed(CAROL), id, COIN, Some(BOB)));
		});
	});
}

#[test]
fn it_saves_a_position_from_liquidation() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		// 200 x 0.6 x 0.8 = 96 for 100. What is missing is 4 / 0.8 / 0.6 = 8.333… coins.
		let missing = 8_333_333_333_334;
		assert_ok!(Lending::add_collateral(signed(CAROL), id, missing - 1, Some(BOB)));
		assert_eq!(position(id, BOB).health, Some(ONE - 1));
		assert_ok!(Lending::add_collateral(signed(CAROL), id, 1, Some(BOB)));
		assert_eq!(position(id, BOB).health, Some(ONE));
		refused!(Lending::liquidate(signed(CAROL), id, BOB, 100 * DOLLARS, 0), Healthy);
	});
}

#[test]
fn another_asset_is_pledged_down_to_what_keeps_its_account() {
	build_and_execute(|| {
		feeds();
		let id = market_between(Some(DOLLAR), Some(GOLD));
		let add = |amount| Lending::add_collateral(signed(BOB), id, amount, None);
		assert_noop!(add(ENDOWMENT), TokenError::FundsUnavailable);
		assert_noop!(add(ENDOWMENT - MIN_BALANCE + 1), TokenError::FundsUnavailable);
		assert_ok!(add(ENDOWMENT - MIN_BALANCE));
		assert_eq!((free(Some(GOLD), BOB), held(Some(GOLD), HoldReason::Collateral, BOB)), (5, ENDOWMENT - 5));
		// Carol may give all of hers to who owes something.
		assert_ok!(Lending::supply(signed(ALICE), id, 100 * DOLLARS, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 10 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(CAROL), id, ENDOWMENT, Some(BOB)));
		assert_eq!((free(Some(GOLD), CAROL), position(id, BOB).collateral), (0, 2 * ENDOWMENT - 5));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_eq!(free(Some(GOLD), BOB), 2 * ENDOWMENT);
	});
}
