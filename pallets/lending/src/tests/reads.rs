//! Answers.

mod history;
mod lists;
mod what_if;

use super::*;
use civitas_primitives::lending::info::{CapInfo, MarketPrice};

fn no_cap() -> CapInfo {
	CapInfo { cap: Balance::MAX, next: None }
}

#[test]
fn a_market_is_shown_with_all_there_is() {
	build_and_execute(|| {
		let id = borrowed();
		let price = |decimals| MarketPrice {
			price: Some(Price { price: UNIT, decimals, time: NOW, moving: false }),
			age: Some(0),
			fault: None,
			guard: Some(GUARD),
			guarded: Some(Guarded::first(UNIT, NOW, NOW)),
			distance: Some(0),
		};
		let shown = MarketInfo {
			market: id,
			terms: terms(),
			account: account_of(id),
			supplied: 1_000 * DOLLARS,
			borrowed: 100 * DOLLARS,
			cash: 900 * DOLLARS,
			supply_shares: 1_000 * DOLLARS * VIRTUAL_SHARES,
			debt_shares: 100 * DOLLARS * VIRTUAL_SHARES,
			supply_index: FIRST_INDEX,
			debt_index: FIRST_INDEX,
			utilisation: ONE / 10,
			// 0.05 x 0.1 / 0.8 = 0.00625, of which suppliers get 0.1 x 0.9.
			borrow_rate: 6_250_000,
			supply_rate: 562_500,
			reserve: 0,
			collectable: 0,
			supply_cap: no_cap(),
			borrow_cap: no_cap(),
			supply_paused: false,
			borrow_paused: false,
			collateral_price: price(12),
			loan_price: price(6),
		};
		assert_eq!(Lending::market(id), Some(shown));
		assert_eq!(Lending::market(unknown()), None);
	});
}

#[test]
fn interest_is_shown_until_now_and_stored_when_the_market_is_touched() {
	build_and_execute(|| {
		let id = borrowed();
		pass(YEAR);
		let before = stored(id).books;
		let shown = info(id);
		// 0.006269571940104166… for a year, as in the tests of `borrow`.
		assert_eq!((shown.supplied, shown.borrowed, shown.cash), (1_000_626_957, 100_626_957, 900_000_000));
		assert_eq!(shown.debt_index, 1_006_269_571_940_104_166_666);
		// (1,000,626,957.194… + 1) / (10^15 + 62,660,362,572 + 10^6)
		assert_eq!(shown.supply_index, 1_000_564_261_474_045_606_083);
		assert_eq!((shown.supply_shares, shown.reserve), (1_000_062_660_362_572, 62_695));
		// 100.626… / 1,000.626… = 0.100563907…; x 0.05 / 0.8 = 0.006285244…; x 0.100563907 x 0.9 = 0.000568861…
		assert_eq!((shown.utilisation, shown.borrow_rate, shown.supply_rate), (100_563_907, 6_285_244, 568_861));
		assert_eq!(stored(id).books, before);
		// What is stored after a touch is what was shown.
		assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		let Books { cash, supply_shares, debt_shares, debt_index, updated, .. } = stored(id).books;
		assert_eq!((cash, supply_shares), (shown.cash, shown.supply_shares));
		assert_eq!((debt_shares, debt_index), (shown.debt_shares, shown.debt_index));
		assert_eq!(updated, NOW + YEAR);
		assert_eq!(info(id), shown);
	});
}

#[test]
fn a_market_shows_why_its_prices_do_not_count() {
	build_and_execute(|| {
		let id = borrowed();
		set_time(NOW + 10 * MINUTE);
		let faults = || (info(id).collateral_price.fault, info(id).loan_price.fault);
		assert_eq!((faults(), info(id).loan_price.age), ((None, None), Some(10 * MINUTE)));
		feed(COIN_FEED, 2 * UNIT);
		assert_eq!(faults(), (Some(PriceFault::Moving), None));
		set_time(NOW + 60 * MINUTE);
		assert_eq!(faults(), (None, None));
		set_time(NOW + 60 * MINUTE + 1);
		assert_eq!(faults(), (None, Some(PriceFault::Stale)));
		set_price(DOLLAR_FEED, terms().loan_price.highest + 1);
		assert_eq!(faults(), (None, Some(PriceFault::OutOfBand)));
		Feeds::<Test>::mutate(DOLLAR_FEED, |stored| stored.as_mut().unwrap().prices = None);
		let none = MarketPrice {
			price: None,
			age: None,
			fault: Some(PriceFault::Unknown),
			guard: Some(GUARD),
			guarded: None,
			distance: None,
		};
		assert_eq!(info(id).loan_price, none);
	});
}

#[test]
fn caps_and_pauses_are_shown() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 1_000, 100));
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 500, 200));
		assert_ok!(Lending::pause(signed(CURATOR), id, false, true));
		let MarketInfo { supply_cap, borrow_cap, supply_paused, borrow_paused, .. } = info(id);
		assert_eq!(supply_cap, CapInfo { cap: 500, next: None });
		assert_eq!(borrow_cap, CapInfo { cap: 100, next: Some((200, NOW + 2 * DAY)) });
		assert_eq!((supply_paused, borrow_paused), (false, true));
	});
}

#[test]
fn a_position_is_shown_with_what_can_be_done() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 100 * COIN, None));
		let shown = PositionInfo {
			market: id,
			owner: BOB,
			supply_shares: 0,
			supplied: 0,
			debt_shares: 100 * DOLLARS * VIRTUAL_SHARES,
			debt: 100 * DOLLARS,
			collateral: 300 * COIN,
			// 100 / 300, rounded up, and 300 x 0.8 / 100.
			ltv: Some(333_333_334),
			health: Some(ONE / 10 * 24),
			// 100 / 0.8 / 300, rounded up.
			liquidation_price: Some(416_666_666_666_666_667),
			// 300 / 2 - 100, and 300 - 100 x 2.
			borrowable: Some(50 * DOLLARS),
			removable: Some(100 * COIN),
		};
		assert_eq!(Lending::position(id, BOB), Some(shown.clone()));
		// At the price of liquidation the health is 1, and it is less at a lower one.
		set_price(COIN_FEED, 416_666_666_666_666_667);
		assert_eq!(position(id, BOB).health, Some(ONE));
		set_price(COIN_FEED, 416_666_666_666_666_666);
		assert_eq!(position(id, BOB).health, Some(ONE - 1));
		assert_eq!(Lending::position(unknown(), BOB), None);
	});
}

#[test]
fn interest_is_in_a_position() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 100 * COIN, None));
		pass(YEAR);
		coin(1_000);
		// 100.626958 is owed: / 300; 240 / that; that / 0.8 / 300; 150 - that; 300 - 2 x that.
		let PositionInfo { debt, ltv, health, liquidation_price, borrowable, removable, .. } = position(id, BOB);
		assert_eq!((debt, ltv, health), (100_626_958, Some(335_423_194), Some(2_385_046_758)));
		assert_eq!(liquidation_price, Some(419_278_991_666_666_667));
		assert_eq!((borrowable, removable), (Some(49_373_042), Some(98_746_084_000_000)));
		let PositionInfo { supplied, supply_shares, debt, health, ltv, .. } = position(id, ALICE);
		assert_eq!((supplied, supply_shares), (1_000_564_261, 1_000 * DOLLARS * VIRTUAL_SHARES));
		assert_eq!((debt, health, ltv), (0, None, None));
	});
}

#[test]
fn who_has_nothing_can_do_nothing() {
	build_and_execute(|| {
		let id = borrowed();
		let shown = PositionInfo {
			market: id,
			owner: STRANGER,
			supply_shares: 0,
			supplied: 0,
			debt_shares: 0,
			debt: 0,
			collateral: 0,
			ltv: None,
			health: None,
			liquidation_price: None,
			borrowable: Some(0),
			removable: Some(0),
		};
		assert_eq!(Lending::position(id, STRANGER), Some(shown));
	});
}

#[test]
fn what_is_said_to_be_borrowable_and_removable_is_that_and_no_more() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(BOB), id, 123 * COIN + 1, None));
		pass(YEAR / 3);
		coin(1_000);
		let PositionInfo { borrowable: Some(more), removable: Some(less), .. } = position(id, BOB) else {
			panic!("prices count")
		};
		refused!(Lending::borrow(signed(BOB), id, more + 1, None), AboveBorrowLtv);
		frame_support::hypothetically!({
			assert_ok!(Lending::borrow(signed(BOB), id, more, None));
		});
		refused!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(less + 1)), AboveBorrowLtv);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(less)));
	});
}

#[test]
fn it_is_so_of_the_first_debt_after_interest_too() {
	build_and_execute(|| {
		let id = borrowed();
		pass(YEAR);
		coin(1_000);
		assert_ok!(Lending::add_collateral(signed(STRANGER), id, 200 * COIN, None));
		let PositionInfo { borrowable: Some(more), .. } = position(id, STRANGER) else { panic!("prices count") };
		refused!(Lending::borrow(signed(STRANGER), id, more + 1, None), AboveBorrowLtv);
		assert_ok!(Lending::borrow(signed(STRANGER), id, more, None));
	});
}

#[test]
fn cash_caps_pauses_and_the_minimum_limit_what_is_borrowable() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::add_collateral(signed(BOB), id, 100 * COIN, None));
		assert_ok!(Lending::add_collateral(signed(STRANGER), id, 19 * COIN, None));
		let borrowable = |who| position(id, who).borrowable;
		// 9.5 dollars are less than the minimum.
		assert_eq!((borrowable(BOB), borrowable(STRANGER)), (Some(50 * DOLLARS), Some(0)));
		frame_support::hypothetically!({
			assert_ok!(Lending::add_collateral(signed(STRANGER), id, COIN, None));
			assert_eq!(borrowable(STRANGER), Some(10 * DOLLARS));
		});
		frame_support::hypothetically!({
			assert_ok!(Lending::set_caps(signed(CURATOR), id, Balance::MAX, 130 * DOLLARS));
			assert_eq!(borrowable(BOB), Some(30 * DOLLARS));
			assert_ok!(Lending::set_caps(signed(CURATOR), id, Balance::MAX, 0));
			assert_eq!(borrowable(BOB), Some(0));
		});
		frame_support::hypothetically!({
			assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(880 * DOLLARS)));
			assert_eq!(borrowable(BOB), Some(20 * DOLLARS));
		});
		frame_support::hypothetically!({
			assert_ok!(Lending::pause(signed(CURATOR), id, false, true));
			assert_eq!(borrowable(BOB), Some(0));
		});
		coin(600);
		// Above the LTV there is neither more to borrow nor anything to remove.
		assert_eq!((borrowable(BOB), position(id, BOB).removable), (Some(0), Some(0)));
	});
}

#[test]
fn what_cannot_be_known_without_prices_is_not_said() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::add_collateral(signed(ALICE), id, 7, None));
		in_each_fault(|_| {
			let PositionInfo { debt, ltv, health, liquidation_price, borrowable, removable, .. } = position(id, BOB);
			assert!(debt >= 100 * DOLLARS);
			assert_eq!((ltv, health, liquidation_price), (None, None, None));
			assert_eq!((borrowable, removable), (None, None));
			// Without a debt all collateral can be removed.
			assert_eq!((position(id, ALICE).borrowable, position(id, ALICE).removable), (None, Some(7)));
			assert!(Lending::liquidatable(id, None, None).items.is_empty());
		});
	});
}
