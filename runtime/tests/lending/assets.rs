//! In assets that someone issues, who may be hostile, and at prices that are reported. The tests of the pallet have each call, error and
//! number; here is what the real runtime adds: its assets, its holds and its oracle.

use super::*;
use civitas_primitives::lending::{Price, PriceFault};
use pallet_assets::Error as AssetsError;
use sp_runtime::TokenError;

/// A whole unit of an asset.
fn whole(asset: Asset) -> Balance {
	match asset {
		None => CIV,
		Some(DOLLAR) => DOLLARS,
		Some(_) => GOLDS,
	}
}

/// Which prices of an asset count.
fn prices_of(asset: Asset) -> PriceTerms {
	price_terms(match asset {
		None => COIN_FEED,
		Some(DOLLAR) => DOLLAR_FEED,
		Some(_) => GOLD_FEED,
	})
}

fn issuer(call: Issue) {
	submit(Alice, call);
}

/// The market's own account, which has its cash.
fn address(id: MarketId) -> civitas_runtime::Address {
	account_of(id).into()
}

/// What happened in this block by lending.
fn happened() -> Vec<Event<Runtime>> {
	let lending = events().into_iter().filter_map(|event| match event {
		RuntimeEvent::Lending(event) => Some(event),
		_ => None,
	});
	lending.collect()
}

#[test]
fn each_pair_of_assets_is_lent_and_given_back() {
	for (loan, collateral) in [(Some(DOLLAR), None), (None, Some(DOLLAR)), (Some(DOLLAR), Some(GOLD))] {
		development().execute_with(|| {
			found();
			let (one, pledged) = (whole(loan), whole(collateral));
			let prices = (prices_of(collateral), prices_of(loan));
			let terms = Terms { collateral_price: prices.0, loan_price: prices.1, min_debt: 10 * one, ..still() };
			let id = market(loan, collateral, terms);
			let (bob, charlie) = (account(Bob), account(Charlie));
			let assets = || [Some(DOLLAR), Some(GOLD)].map(|asset| [free(asset, &bob), free(asset, &charlie)]);
			let before = assets();
			submit(Bob, supply(id, 1_000 * one));
			submit(Charlie, add_collateral(id, 200 * pledged));
			submit(Charlie, borrow(id, 100 * one));
			assert_eq!(held(loan, HoldReason::Cash, &account_of(id)), 900 * one);
			assert_eq!(held(collateral, HoldReason::Collateral, &charlie), 200 * pledged);
			let PositionInfo { debt, health, ltv, .. } = position(id, &charlie);
			// 200 x 0.8 / 100
			assert_eq!((debt, health, ltv), (100 * one, Some(ONE / 10 * 16), Some(ONE / 2)));
			assert_eq!(applied(Charlie, borrow(id, 1)), refused(Error::<Runtime>::AboveBorrowLtv));

			submit(Charlie, repay(id, ALL));
			submit(Charlie, remove_collateral(id, ALL));
			submit(Bob, withdraw(id, ALL));
			assert_eq!(held(loan, HoldReason::Cash, &account_of(id)), 0);
			assert_eq!(held(collateral, HoldReason::Collateral, &charlie), 0);
			let MarketInfo { supplied, borrowed, supply_shares, debt_shares, .. } = info(id);
			assert_eq!((supplied, borrowed, supply_shares, debt_shares), (0, 0, 0, 0));
			assert_eq!(assets(), before);
			check();
		});
	}
}

#[test]
fn while_what_is_lent_is_frozen_it_stays_where_it_is() {
	development().execute_with(|| {
		found();
		let id = lent(still());
		submit(Charlie, add_collateral(id, 100 * CIV));
		issuer(Issue::freeze_asset { id: DOLLAR.into() });
		let some = Amount::Assets(DOLLARS);
		for (who, call) in [
			(Bob, supply(id, DOLLARS)),
			(Bob, withdraw(id, some)),
			(Charlie, borrow(id, DOLLARS)),
			(Charlie, repay(id, some)),
		] {
			assert_eq!(applied(who, call.clone()), refused(AssetsError::<Runtime>::AssetNotLive), "{call:?}");
		}
		// What is pledged is not of this issuer.
		submit(Charlie, add_collateral(id, CIV));
		submit(Charlie, remove_collateral(id, Amount::Assets(CIV)));
		// 300 x 0.4 x 0.8 for 100.
		set_prices([400, 1_000, 1_000]);
		assert_eq!(applied(Ferdie, liquidate(id, Balance::MAX)), refused(AssetsError::<Runtime>::AssetNotLive));
		issuer(Issue::thaw_asset { id: DOLLAR.into() });
		submit(Ferdie, liquidate(id, Balance::MAX));
		submit(Charlie, repay(id, ALL));
		submit(Bob, withdraw(id, ALL));
		assert_eq!(dollars(Bob), ENDOWMENT * DOLLARS);
		check();
	});
}

#[test]
fn while_the_account_of_a_market_is_blocked_suppliers_can_leave() {
	development().execute_with(|| {
		found();
		let id = lent(still());
		submit(Charlie, add_collateral(id, 100 * CIV));
		issuer(Issue::block { id: DOLLAR.into(), who: address(id) });
		let blocked = || refused(TokenError::CannotCreate);
		assert_eq!(applied(Bob, supply(id, DOLLARS)), blocked());
		assert_eq!(applied(Charlie, repay(id, Amount::Assets(DOLLARS))), blocked());
		submit(Charlie, borrow(id, 10 * DOLLARS));
		submit(Bob, withdraw(id, Amount::Assets(100 * DOLLARS)));
		set_prices([400, 1_000, 1_000]);
		assert_eq!(applied(Ferdie, liquidate(id, Balance::MAX)), blocked());
		issuer(Issue::thaw { id: DOLLAR.into(), who: address(id) });
		submit(Charlie, repay(id, Amount::Assets(10 * DOLLARS)));
		submit(Ferdie, liquidate(id, Balance::MAX));
		submit(Charlie, repay(id, ALL));
		assert_eq!(info(id).borrowed, 0);
		check();
	});
}

#[test]
fn what_is_on_hold_is_neither_burnt_nor_taken_nor_destroyed() {
	development().execute_with(|| {
		found();
		let terms = Terms { collateral_price: prices_of(Some(GOLD)), ..still() };
		let id = market(Some(DOLLAR), Some(GOLD), terms);
		let charlie = account(Charlie);
		submit(Bob, supply(id, 1_000 * DOLLARS));
		submit(Charlie, add_collateral(id, 200 * GOLDS));
		submit(Charlie, borrow(id, 100 * DOLLARS));
		for (asset, who, reason, amount) in [
			(DOLLAR, account_of(id), HoldReason::Cash, 900 * DOLLARS),
			(GOLD, charlie.clone(), HoldReason::Collateral, 200 * GOLDS),
		] {
			let address = || who.clone().into();
			// As much of what is free as can be; the least that an account can have stays.
			issuer(Issue::burn { id: asset.into(), who: address(), amount: Balance::MAX });
			assert_eq!((free(Some(asset), &who), held(Some(asset), reason, &who)), (1, amount));
			let dest = account(Alice).into();
			let seize = Issue::force_transfer { id: asset.into(), source: address(), dest, amount: 1 };
			assert_eq!(applied(Alice, seize), refused(AssetsError::<Runtime>::BalanceLow));
			let destroy = Issue::start_destroy { id: asset.into() };
			assert_eq!(applied(Alice, destroy), refused(AssetsError::<Runtime>::ContainsHolds));
		}
		submit(Charlie, repay(id, ALL));
		submit(Charlie, remove_collateral(id, ALL));
		submit(Bob, withdraw(id, ALL));
		assert_eq!((dollars(Bob), free(Some(GOLD), &charlie)), (ENDOWMENT * DOLLARS, 200 * GOLDS + 1));
		check();
	});
}

#[test]
fn a_year_of_interest_to_the_unit() {
	development().execute_with(|| {
		found();
		let (bob, charlie) = (account(Bob), account(Charlie));
		let id = lent(terms());
		let MarketInfo { utilisation, borrow_rate, supply_rate, .. } = info(id);
		// A tenth is lent, of which the kink is eight: 0.05 / 8. Of that, a tenth for all, without a tenth of it.
		assert_eq!((utilisation, borrow_rate, supply_rate), (ONE / 10, 6_250_000, 562_500));
		pass(YEAR);
		// 0.00625 + 0.00625^2 / 2 + 0.00625^3 / 6 = 0.006269571940104166666…; nine tenths of it for who supplies.
		let MarketInfo { supplied, borrowed, reserve, .. } = info(id);
		assert_eq!((supplied, borrowed, reserve), (1_000_626_957, 100_626_957, 62_695));
		assert_eq!((position(id, &charlie).debt, position(id, &bob).supplied), (100_626_958, 1_000_564_261));
		let exactly = |at_most| repay(id, Amount::All { at_most });
		assert_eq!(applied(Charlie, exactly(100_626_957)), refused(Error::<Runtime>::AboveMaximum));
		submit(Charlie, exactly(100_626_958));
		let (debt_index, fee_shares) = (1_006_269_571_940_104_166_666, 62_660_362_572);
		assert!(happened().contains(&Event::Accrued { market: id, interest: 626_957, debt_index, fee_shares }));
		// With what was rounded up of the debt, and down of the shares.
		submit(Bob, withdraw(id, Amount::All { at_most: 1_000_564_262 }));
		assert_eq!(info(id).collectable, 62_695);
		let before = dollars(CURATOR);
		submit(CURATOR, Lend::collect { market: id, assets: 62_695 });
		assert_eq!((dollars(CURATOR) - before, info(id).supplied), (62_695, 1));
		assert_eq!(dollars(Bob), ENDOWMENT * DOLLARS + 564_262);
		assert_eq!(dollars(Charlie), ENDOWMENT * DOLLARS - 626_958);
		check();
	});
}

#[test]
fn three_who_report_make_the_price_of_a_market() {
	development().execute_with(|| {
		issued();
		fed();
		let id = market(Some(DOLLAR), None, still());
		submit(Bob, supply(id, 1_000 * DOLLARS));
		submit(Charlie, add_collateral(id, 200 * CIV));
		let seen = || info(id).collateral_price;
		for (by, coin) in [(Alice, 1_000), (Bob, 1_050)] {
			assert_eq!((seen().price, seen().fault), (None, Some(PriceFault::Unknown)));
			assert_eq!(applied(Charlie, borrow(id, 10 * DOLLARS)), refused(Error::<Runtime>::PriceUnknown));
			reported(by, [coin, 1_000, 1_000]);
		}
		// Of three it is the one in the middle.
		reported(Charlie, [1_010, 1_000, 1_000]);
		let price = Price { price: UNIT / 100 * 101, decimals: 12, time: now(), moving: false };
		assert_eq!((seen().price, seen().age, seen().fault), (Some(price), Some(0), None));
		submit(Charlie, borrow(id, 100 * DOLLARS));
		// 200 x 1.01 x 0.8 / 100
		assert_eq!(position(id, &account(Charlie)).health, Some(1_616_000_000));

		// An hour and some seconds later nobody has reported, and one alone changes nothing.
		pass(60 * MINUTE);
		next_block();
		reported(Alice, [1_010, 1_000, 1_000]);
		assert_eq!((seen().price, seen().fault), (Some(price), Some(PriceFault::Stale)));
		assert_eq!(applied(Charlie, borrow(id, DOLLARS)), refused(Error::<Runtime>::PriceStale));
		assert_eq!(applied(Ferdie, liquidate(id, DOLLARS)), refused(Error::<Runtime>::PriceStale));
		submit(Charlie, repay(id, Amount::Assets(DOLLARS)));
		next_block();
		report([1_010, 1_000, 1_000]);
		assert_eq!((seen().age, seen().fault), (Some(0), None));
		submit(Charlie, borrow(id, DOLLARS));
		check();
	});
}

#[test]
fn a_fall_by_two_fifths_is_moving_for_twenty_minutes_and_then_liquidates() {
	development().execute_with(|| {
		found();
		let id = lent(still());
		// Eve owes as much, and is awake.
		submit(Eve, add_collateral(id, 200 * CIV));
		submit(Eve, borrow(id, 100 * DOLLARS));
		next_block();
		report([600, 1_000, 1_000]);
		let moving = Event::PriceMoving { feed: COIN_FEED, median: UNIT / 10 * 6, anchor: UNIT };
		assert!(happened().contains(&moving));
		let price = Lending::feed(COIN_FEED).and_then(|feed| feed.price).expect("there was one before");
		assert_eq!((price.price, price.moving), (UNIT, true));
		assert_eq!(info(id).collateral_price.fault, Some(PriceFault::Moving));
		for (who, call) in [
			(Ferdie, liquidate(id, Balance::MAX)),
			(Charlie, borrow(id, DOLLARS)),
			(Charlie, remove_collateral(id, Amount::Assets(CIV))),
		] {
			assert_eq!(applied(who, call.clone()), refused(Error::<Runtime>::PriceMoving), "{call:?}");
		}
		// What makes a debt safer needs no price.
		submit(Eve, repay(id, Amount::Assets(10 * DOLLARS)));
		submit(Eve, add_collateral(id, 10 * CIV));

		pass(GUARD.settle);
		let price = Lending::feed(COIN_FEED).and_then(|feed| feed.price).expect("it counts");
		assert_eq!((price.price, price.moving, info(id).collateral_price.fault), (UNIT / 10 * 6, false, None));
		// 200 x 0.6 x 0.8 / 100, and 210 x 0.6 x 0.8 / 90.
		let health = |who| position(id, &account(who)).health;
		assert_eq!((health(Charlie), health(Eve)), (Some(ONE / 100 * 96), Some(ONE / 100 * 112)));
		let page = Lending::liquidatable(id, None, None);
		assert_eq!(page.items.iter().map(|found| found.owner.clone()).collect::<Vec<_>>(), [account(Charlie)]);
		System::reset_events();
		submit(Ferdie, liquidate(id, Balance::MAX));
		// (1.1 x 100 - 0.8 x 120) / (1.1 - 0.8 x 1.04) = 52.238805…; x 1.04 / 0.6 = 90.5472637333….
		let (repaid, taken, bonus) = (52_238_806, 90_547_263_733_333, ONE / 100 * 104);
		let (borrower, liquidator) = (account(Charlie), account(Ferdie));
		assert!(happened().contains(&Event::Liquidated { market: id, borrower, liquidator, repaid, taken, bonus }));
		assert_eq!(held(None, HoldReason::Collateral, &account(Charlie)), 200 * CIV - taken);
		assert_eq!(dollars(Ferdie), ENDOWMENT * DOLLARS - repaid);
		let eve = Lend::liquidate { market: id, borrower: account(Eve), most: Balance::MAX, least: 0 };
		assert_eq!(applied(Ferdie, eve), refused(Error::<Runtime>::Healthy));
		check();
	});
}
