//! What collateral does not suffice for: the reserve bears it, and then suppliers.

use super::*;

/// 10 % for a year, of which the reserve gets a tenth, and no bonus: so a loss can be as small as one likes. Bob owes
/// 110.516666… dollars then, which are 110.516667 to be repaid, and of 10.516666… dollars the reserve has 1.0516666….
fn a_year_old() -> MarketId {
	let id = lent(Terms { rate: flat(ONE / 10), max_bonus: ONE, ..terms() });
	pass(YEAR);
	assert_eq!((info(id).reserve, position(id, ALICE).supplied), (1_051_666, 1_009_464_999));
	assert_eq!(position(id, BOB).debt, 110_516_667);
	id
}

/// Carol liquidates Bob. What came of it, without what has accrued.
fn liquidated(id: MarketId) -> Vec<Event<Test>> {
	System::reset_events();
	assert_ok!(liquidate(id, Balance::MAX));
	events().into_iter().filter(|event| !matches!(event, Event::Accrued { .. })).collect()
}

fn outcome(market: MarketId, repaid: Balance, taken: Balance, bonus: Ppb) -> Event<Test> {
	Event::Liquidated { market, borrower: BOB, liquidator: CAROL, repaid, taken, bonus }
}

#[test]
fn without_a_reserve_suppliers_bear_it() {
	build_and_execute(|| {
		let id = lent(still());
		coin(450);
		// 90 for 100 dollars, of which the bonus leaves 90 / 1.1 = 81.818181…, rounded up, to be repaid.
		assert_eq!(
			liquidated(id),
			[
				outcome(id, 81_818_182, 200 * COIN, ONE / 10 * 11),
				Event::LossWrittenDown { market: id, assets: 18_181_818 },
			]
		);
		assert!(!Positions::<Test>::contains_key(id, BOB));
		// 981,818,182 units are left, and one that nobody has, for 10^15 shares of 10^15 + 10^6.
		assert_eq!(position(id, ALICE).supplied, 981_818_182);
		let MarketInfo { supplied, borrowed, cash, .. } = info(id);
		assert_eq!((supplied, borrowed, cash), (981_818_182, 0, 981_818_182));
		// She can leave with all of that, and the next comes in at the new price.
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(500 * DOLLARS)));
		assert_ok!(Lending::supply(signed(STRANGER), id, 100 * DOLLARS, None));
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 481_818_182 }));
		assert_eq!(position(id, STRANGER).supplied, 100 * DOLLARS);
	});
}

#[test]
fn no_more_is_given_as_a_bonus_than_is_lost() {
	build_and_execute(|| {
		let id = lent(still());
		// 98 for 100: the bonus is 100 / 98 = 1.020408163…, and not 1.1; 98 / 1.020408163 = 96.0400000…, rounded up.
		coin(490);
		assert_eq!(
			liquidated(id),
			[
				outcome(id, 96_040_001, 200 * COIN, 1_020_408_163),
				Event::LossWrittenDown { market: id, assets: 3_959_999 },
			]
		);
	});
}

#[test]
fn the_reserve_bears_it_first() {
	build_and_execute(|| {
		let id = a_year_old();
		// 200 x 0.55 = 110 are repaid, and 0.516667 dollars are not.
		coin(550);
		assert_eq!(
			liquidated(id),
			[outcome(id, 110_000_000, 200 * COIN, ONE), Event::LossCovered { market: id, assets: 516_667 }]
		);
		// 1.0516666… - 0.516667
		assert_eq!((info(id).reserve, position(id, ALICE).supplied), (534_999, 1_009_464_999));
		assert_eq!((info(id).supplied, info(id).cash), (1_010_000_000, 1_010_000_000));
	});
}

#[test]
fn suppliers_bear_what_the_reserve_has_not() {
	build_and_execute(|| {
		let id = a_year_old();
		// 200 x 0.54 = 108 are repaid, and 2.516667 dollars are not: 1.051666 and 1.465001.
		coin(540);
		assert_eq!(
			liquidated(id),
			[
				outcome(id, 108_000_000, 200 * COIN, ONE),
				Event::LossCovered { market: id, assets: 1_051_666 },
				Event::LossWrittenDown { market: id, assets: 1_465_001 },
			]
		);
		// 1,009.464999 - 1.465001 = 1,007.999998, and what was rounded.
		assert_eq!((info(id).reserve, position(id, ALICE).supplied), (0, 1_007_999_999));
		assert_eq!((stored(id).books.reserve_shares, stored(id).books.debt_shares), (0, 0));
	});
}

#[test]
fn all_suppliers_bear_the_same_part() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::supply(signed(STRANGER), id, 3_000 * DOLLARS, None));
		coin(450);
		assert_ok!(liquidate(id, Balance::MAX));
		// 18.181818 of 4,000 dollars: a quarter, and three.
		assert_eq!(position(id, ALICE).supplied, 1_000_000_000 - 4_545_455);
		assert_eq!(position(id, STRANGER).supplied, 3_000_000_000 - 13_636_364);
	});
}

#[test]
fn others_who_owe_go_on_as_before() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::add_collateral(signed(STRANGER), id, 800 * COIN, None));
		assert_ok!(Lending::borrow(signed(STRANGER), id, 100 * DOLLARS, None));
		coin(450);
		assert_ok!(liquidate(id, Balance::MAX));
		assert_eq!((position(id, STRANGER).debt, position(id, STRANGER).collateral), (100 * DOLLARS, 800 * COIN));
		assert_eq!(info(id).borrowed, 100 * DOLLARS);
		refused!(Lending::liquidate(signed(CAROL), id, STRANGER, Balance::MAX, 0), Healthy);
	});
}

#[test]
fn collateral_that_is_worth_nothing_is_taken_for_nothing() {
	build_and_execute(|| {
		feeds();
		let cheap = PriceTerms { lowest: 1, ..terms().collateral_price };
		let id = market_of(Terms { collateral_price: cheap, ..still() });
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, COIN / 2, None));
		coin(400_000);
		assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, None));
		// Half a coin, at 10^-18 units of account for one.
		set_price(COIN_FEED, 1);
		assert_eq!(position(id, BOB).health, Some(0));
		assert_eq!(
			liquidated(id),
			[outcome(id, 0, COIN / 2, ONE / 10 * 11), Event::LossWrittenDown { market: id, assets: 100 * DOLLARS },]
		);
		assert_eq!((free(Some(DOLLAR), CAROL), free(None, CAROL)), (ENDOWMENT, ENDOWMENT + COIN / 2));
		assert_eq!((info(id).borrowed, info(id).supplied), (0, 900 * DOLLARS));
	});
}

#[test]
fn a_loss_of_everything_leaves_a_market_that_works() {
	build_and_execute(|| {
		let id = lent(still());
		// All cash is lent, and nothing of it comes back but a little.
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)));
		set_price(COIN_FEED, terms().collateral_price.lowest);
		// 200 x 10^-6 units of account, and 0.0002 / 1.1 = 0.00018181… dollars, rounded up.
		assert_eq!(
			liquidated(id),
			[
				outcome(id, 182, 200 * COIN, ONE / 10 * 11),
				Event::LossWrittenDown { market: id, assets: 100 * DOLLARS - 182 },
			]
		);
		// 183 of 10^14 / (10^14 + 10^6) are 182.99….
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 182 }));
		assert_eq!(info(id).supplied, 0);
		coin(1_000);
		assert_ok!(Lending::supply(signed(STRANGER), id, 1_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, None));
	});
}

#[test]
fn a_debt_of_few_shares_that_are_worth_a_fortune_is_written_off() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(10 * ONE), ..terms() });
		// What is owed grows by the factor 171,768 in a decade at once, and a share of it from a millionth of a unit to some billions.
		for _ in 0..3 {
			pass(10 * YEAR);
			assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		}
		coin(1_000);
		let owed = position(id, BOB).debt;
		assert!(owed / stored(id).books.debt_shares > 1_000 * DOLLARS, "{owed}");
		assert_ok!(liquidate(id, Balance::MAX));
		let (repaid, taken, bonus) = last();
		assert!((100 * DOLLARS..200 * DOLLARS).contains(&repaid), "{repaid}");
		assert_eq!((taken, bonus), (200 * COIN + 3, ONE / 10 * 11));
		assert_eq!((info(id).borrowed, stored(id).books.debt_shares), (0, 0));
		assert!(!Positions::<Test>::contains_key(id, BOB));
	});
}
