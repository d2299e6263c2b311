//! What a thief has tried and should not be able to do.

use super::*;

/// Bob pledges so many coins more, and borrows so many dollars more, in one bundle.
fn pledge_and_borrow(id: MarketId, coins: Balance, dollars: Balance) -> sp_runtime::DispatchResult {
	let pledge = Do::AddCollateral { market: id, amount: Amount::Assets(coins * COIN) };
	let borrow = Do::Borrow { market: id, amount: Amount::Assets(dollars * DOLLARS), certificate: None };
	bundle(BOB, &[pledge, borrow])
}

/// Bob owes 100 dollars for 200 coins, and coins fall from 1 to 0.3. For 780 coins more, which are worth 234 dollars, he takes 390:
/// 490 for 980 are as much by collateral as before.
#[test]
fn nobody_borrows_at_the_price_of_before_while_another_is_moving() {
	build_and_execute(|| {
		let id = lent(still());
		feed(COIN_FEED, UNIT / 10 * 3);
		refused!(pledge_and_borrow(id, 780, 390), PriceMoving);
	});
}

#[test]
fn nor_when_it_is_stale() {
	build_and_execute(|| {
		let id = lent(still());
		pass(7 * DAY);
		refused!(pledge_and_borrow(id, 780, 390), PriceStale);
	});
}

#[test]
fn nobody_borrows_more_than_all_collateral_is_worth() {
	build_and_execute(|| {
		let id = lent(still());
		coin(300);
		refused!(pledge_and_borrow(id, 780, 390), AboveBorrowLtv);
	});
}

#[test]
fn nor_more_than_the_borrow_ltv_because_one_owes_more_than_that_already() {
	build_and_execute(|| {
		let id = lent(still());
		// 100 for 140: 71 % of the value, of which half can be borrowed.
		coin(700);
		refused!(pledge_and_borrow(id, 780, 390), AboveBorrowLtv);
	});
}

#[test]
fn suppliers_lose_no_more_by_a_fall_than_what_was_owed_before_it() {
	build_and_execute(|| {
		let id = lent(still());
		feed(COIN_FEED, UNIT / 10 * 3);
		let _ = pledge_and_borrow(id, 780, 390);
		set_time(Timestamp::get() + GUARD.settle);
		feed(DOLLAR_FEED, UNIT);
		// Carol may be Bob's second account.
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
		// 60 / 1.1 of 100 are repaid. With what Bob has taken, 294 / 1.1 of 490 are, and 777.272728 are left.
		assert_eq!(position(id, ALICE).supplied, 954_545_455);
	});
}

/// Collateral of 99 for 100 dollars. At once, it is taken for 99 / (100 / 99) = 98.01, and 1.99 are lost: the dollar that there is
/// not, and hardly as much. In parts, each makes the next one's bonus larger: 5.164535 are lost.
#[test]
fn in_parts_no_more_is_given_away_than_is_lost_anyway() {
	build_and_execute(|| {
		let id = lent(still());
		coin(495);
		let most = [12 * DOLLARS; 7].into_iter().chain([Balance::MAX]);
		let parts: Vec<_> = most.map(|most| Do::Liquidate { market: id, borrower: BOB, most, least: 0 }).collect();
		if bundle(CAROL, &parts).is_err() {
			assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
		}
		let left = position(id, ALICE).supplied;
		assert!(left >= 998 * DOLLARS, "suppliers have {left} left of 1,000,000,000");
	});
}

/// Gold of no decimals, for 100 a unit: 3 units for 400 coins are 75 %, and 4 of them, rounded up, are all.
#[test]
fn a_debt_does_not_grow_by_a_third_in_a_block() {
	build_and_execute(|| {
		feeds();
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(GOLD), 0, GUARD));
		feed(GOLD_FEED, 100 * UNIT);
		let loan_price = PriceTerms { feed: GOLD_FEED, ..terms().loan_price };
		let terms = Terms { loan_price, borrow_ltv: ONE / 4 * 3, min_debt: 3, ..terms() };
		let id = MarketId::of(Some(GOLD), None, &terms);
		// Or there is no such market.
		if Lending::create_market(signed(CURATOR), Some(GOLD), None, terms).is_err() {
			return;
		}
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 400 * COIN, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 3, None));
		assert_eq!(position(id, BOB).ltv, Some(ONE / 4 * 3));
		// At hardly 0.02 % a year.
		pass(6 * SECOND);
		refused!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0), Healthy);
	});
}

/// Gold of no decimals: one unit is pledged for 300 dollars, and worth 305. 305 / 300 is no number of parts per billion; so the
/// bonus is a little less, what it takes is less than a unit, and there is no liquidation until suppliers lose.
#[test]
fn what_covers_a_debt_is_taken_for_it_even_if_it_cannot_be_divided() {
	build_and_execute(|| {
		feeds();
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(GOLD), 0, GUARD));
		feed(GOLD_FEED, 1_000 * UNIT);
		let collateral_price = PriceTerms { feed: GOLD_FEED, ..terms().collateral_price };
		let terms = Terms { collateral_price, ..still() };
		let id = MarketId::of(Some(DOLLAR), Some(GOLD), &terms);
		// Or there is no such market.
		if Lending::create_market(signed(CURATOR), Some(DOLLAR), Some(GOLD), terms).is_err() {
			return;
		}
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 300 * DOLLARS, None));
		set_price(GOLD_FEED, 305 * UNIT);
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 1));
		assert_eq!(position(id, ALICE).supplied, 1_000 * DOLLARS);
	});
}

/// While a price is moving nobody can be liquidated, and all see that the reserve will be needed.
#[test]
fn the_reserve_is_not_collected_before_a_loss_that_all_see() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), fee: ONE / 5, ..terms() });
		pass(YEAR);
		coin(1_000);
		feed(COIN_FEED, UNIT / 2);
		// As in the tests of `collect`. Of the 19.607576 dollars that will be lost the reserve could bear 2.103333.
		refused!(Lending::collect(signed(CURATOR), id, 998_166), PriceMoving);
	});
}

/// Stranger supplies 1,000 units beside 1,000 dollars, and hardly anything of that is left.
#[test]
fn whose_shares_are_worth_nothing_has_the_deposit_back() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::supply(signed(STRANGER), id, 1_000, None));
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)));
		set_price(COIN_FEED, terms().collateral_price.lowest);
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
		assert_eq!(position(id, STRANGER).supplied, 0);
		assert_ok!(Lending::withdraw(signed(STRANGER), id, ALL));
		assert!(!Positions::<Test>::contains_key(id, STRANGER));
		assert_eq!(free(None, STRANGER), ENDOWMENT);
	});
}

/// For four years Bob is alone with a market at 1,000 % a year, and repays what he owes to it each quarter, so that it costs hardly
/// anything. A debt share is worth 2,770 dollars then.
#[test]
fn nobody_owes_much_more_than_what_was_borrowed() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { rate: flat(10 * ONE), fee: 0, ..terms() });
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 700 * COIN, None));
		for _ in 0..16 {
			coin(10_000);
			if Lending::borrow(signed(BOB), id, 10 * DOLLARS, None).is_err() {
				break;
			}
			pass(YEAR / 4);
			assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		}
		coin(10_000);
		assert_ok!(Lending::add_collateral(signed(CAROL), id, 900 * COIN, None));
		let borrowed = Lending::borrow(signed(CAROL), id, 100 * DOLLARS, None);
		let owed = position(id, CAROL).debt;
		assert!(borrowed.is_err() || owed <= 101 * DOLLARS, "{owed} are owed for 100,000,000");
	});
}

/// Where debts have ended growing, at 10^32, more can be borrowed: the third invariant, as it is checked, does not hold.
#[test]
fn no_more_is_borrowed_than_can_be_owed() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { rate: flat(10 * ONE), fee: 0, ..terms() });
		coin(1_000_000_000);
		assert_ok!(Lending::supply(signed(ALICE), id, 900_000_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 700 * COIN, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 300_000_000 * DOLLARS, None));
		for _ in 0..4 {
			pass(10 * YEAR);
			assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		}
		coin(1_000_000_000);
		assert_ok!(Lending::add_collateral(signed(CAROL), id, 900 * COIN, None));
		let _ = Lending::borrow(signed(CAROL), id, 10 * DOLLARS, None);
		let borrowed = info(id).borrowed;
		assert!(borrowed <= MAX_TOTAL, "{borrowed} are borrowed");
	});
}

/// As the README says: who sees a loss coming can leave, as far as there is cash, and whoever stays bears all of it.
#[test]
fn who_leaves_before_a_write_down_leaves_it_to_the_rest_and_no_more() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::supply(signed(STRANGER), id, 1_000 * DOLLARS, None));
		coin(450);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 1_000 * DOLLARS }));
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
		// 90 / 1.1 = 81.818182 of 100 are repaid.
		assert_eq!(position(id, STRANGER).supplied, 1_000_000_000 - 18_181_818);
	});
}
