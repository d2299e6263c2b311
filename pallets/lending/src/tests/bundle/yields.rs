//! What an action yields, the next may take: all of it, once, and only what it is of.

use super::*;

fn supply(market: MarketId, amount: Amount) -> Do {
	Do::Supply { market, amount, certificate: None }
}

fn withdraw(market: MarketId, amount: Amount) -> Do {
	Do::Withdraw { market, amount }
}

#[test]
fn what_is_withdrawn_is_supplied_elsewhere() {
	build_and_execute(|| {
		let (one, other) = (supplied(), market_of(still()));
		assert_ok!(bundle(ALICE, &[withdraw(one, dollars(300)), supply(other, Amount::Last)]));
		assert_eq!((position(one, ALICE).supplied, position(other, ALICE).supplied), (700_000_000, 300_000_000));
		// By shares, by all, and what is borrowed.
		let shares = Amount::Shares(100 * DOLLARS * VIRTUAL_SHARES);
		assert_ok!(bundle(ALICE, &[withdraw(one, shares), supply(other, Amount::Last)]));
		assert_ok!(bundle(ALICE, &[withdraw(one, ALL), supply(other, Amount::Last)]));
		assert_eq!((position(one, ALICE).supplied, position(other, ALICE).supplied), (0, 1_000_000_000));
		assert_ok!(Lending::add_collateral(signed(ALICE), other, 200 * COIN, None));
		assert_ok!(bundle(ALICE, &[borrow(other, 100 * DOLLARS), supply(one, Amount::Last)]));
		assert_eq!((position(one, ALICE).supplied, position(other, ALICE).debt), (100_000_000, 100_000_000));
	});
}

#[test]
fn it_is_taken_once_and_by_the_next() {
	build_and_execute(|| {
		let (one, other) = (supplied(), market_of(still()));
		let last = || supply(other, Amount::Last);
		refused!(bundle(ALICE, &[last()]), NothingYielded);
		refused!(bundle(ALICE, &[withdraw(one, dollars(3)), last(), last()]), NothingYielded);
		// The next is the next, even if it takes none.
		for between in [add(one, coins(1)), supply(one, dollars(1))] {
			refused!(bundle(ALICE, &[withdraw(one, dollars(3)), between, last()]), NothingYielded);
		}
		// The newest counts.
		assert_ok!(bundle(ALICE, &[withdraw(one, dollars(3)), withdraw(one, dollars(2)), last()]));
		assert_eq!(position(other, ALICE).supplied, 2 * DOLLARS);
		// What goes into a market yields nothing, nor does what came in another bundle.
		refused!(bundle(ALICE, &[supply(one, dollars(1)), last()]), NothingYielded);
		refused!(bundle(ALICE, &[last()]), NothingYielded);
	});
}

#[test]
fn it_is_of_one_asset() {
	build_and_execute(|| {
		let id = lent(still());
		pool(1_000);
		coin(2_000);
		refused!(bundle(BOB, &[borrow(id, 10 * DOLLARS), add(id, Amount::Last)]), NothingYielded);
		refused!(bundle(BOB, &[remove(id, coins(1)), repay(id, Amount::Last)]), NothingYielded);
		refused!(bundle(BOB, &[remove(id, coins(1)), supply(id, Amount::Last)]), NothingYielded);
		let (in_coins, in_dollars) = (swap(Some(DOLLAR), None, 1), swap(None, Some(DOLLAR), 1));
		refused!(bundle(BOB, &[borrow(id, 10 * DOLLARS), in_dollars.clone()]), NothingYielded);
		refused!(bundle(BOB, &[remove(id, coins(1)), in_coins.clone()]), NothingYielded);
		// What is got in an exchange is yielded, not what is given.
		let there = [borrow(id, 10 * DOLLARS), in_coins.clone(), supply(id, Amount::Last)];
		refused!(bundle(BOB, &there), NothingYielded);
		assert_ok!(bundle(BOB, &[borrow(id, 10 * DOLLARS), in_coins, in_dollars, repay(id, Amount::Last)]));
		// 9.96990060009… coins, and for them, of a million coins less as many, and a million and 10 dollars,
		// 9.9699… x 0.997 x 1,000,010 / (999,990.03… + 9.9699… x 0.997) = 9.940090….
		assert_eq!(position(id, BOB).debt, 110_000_000 - 9_940_090);
	});
}

#[test]
fn what_comes_of_a_liquidation_is_pledged() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		let liquidate = Do::Liquidate { market: id, borrower: BOB, most: Balance::MAX, least: 1 };
		assert_ok!(bundle(CAROL, &[liquidate, add(id, Amount::Last)]));
		assert_eq!(position(id, CAROL).collateral, 90_547_263_733_333);
		assert_eq!(free(None, CAROL), ENDOWMENT - POSITION_DEPOSIT);
	});
}

#[test]
fn amounts_are_named_as_they_can_be() {
	build_and_execute(|| {
		let id = lent(still());
		pool(1_000);
		let swapped = |amount| Do::Swap { from: Some(DOLLAR), to: None, amount, least: 1 };
		let borrowed = |amount| Do::Borrow { market: id, amount, certificate: None };
		for amount in [ALL, Amount::Shares(1)] {
			for action in [supply(id, amount), add(id, amount), borrowed(amount), swapped(amount)] {
				refused!(bundle(BOB, &[action]), AmountInvalid);
			}
		}
		for action in [remove(id, Amount::Shares(1)), repay(id, Amount::Shares(1))] {
			refused!(bundle(BOB, &[action]), AmountInvalid);
		}
		let nothing = Amount::Assets(0);
		for action in [
			supply(id, nothing),
			withdraw(id, nothing),
			add(id, nothing),
			remove(id, nothing),
			borrowed(nothing),
			repay(id, nothing),
			swapped(nothing),
		] {
			refused!(bundle(BOB, &[action]), AmountZero);
		}
	});
}

#[test]
fn an_exchange_is_made_at_the_price_that_is_asked_for_or_not() {
	use pallet_asset_conversion::Error as Exchange;
	build_and_execute(|| {
		feeds();
		let hundred = |from, to, least| Do::Swap { from, to, amount: dollars(100), least };
		let in_coins = |least| bundle(STRANGER, &[hundred(Some(DOLLAR), None, least)]);
		assert_noop!(in_coins(1), Exchange::<Test>::PoolEmpty);
		pool(1_000);
		// 100 x 0.997 x 10^6 / (10^6 + 100 x 0.997) = 99.690060900928…
		let got = 99_690_060_900_928;
		assert_noop!(in_coins(got + 1), Exchange::<Test>::ProvidedMinimumNotSufficientForSwap);
		refused!(in_coins(0), NoMinimum);
		let same = hundred(Some(DOLLAR), Some(DOLLAR), 1);
		assert_noop!(bundle(STRANGER, &[same]), Exchange::<Test>::InvalidAssetPair);
		assert_ok!(in_coins(got));
		assert_eq!(free(None, STRANGER), ENDOWMENT + got);
		assert_eq!(free(Some(DOLLAR), STRANGER), ENDOWMENT - 100 * DOLLARS);
	});
}

#[test]
fn an_exchange_takes_the_last_of_an_asset_but_keeps_the_account() {
	build_and_execute(|| {
		feeds();
		pool(1_000);
		issue(Some(DOLLAR), PAUPER, 100 * DOLLARS);
		let all = Do::Swap { from: Some(DOLLAR), to: None, amount: dollars(100), least: 1 };
		assert_ok!(bundle(PAUPER, &[all]));
		assert_eq!(Assets::maybe_balance(DOLLAR, PAUPER), None);
		let coins = free(None, PAUPER);
		let back = |amount| {
			let amount = Amount::Assets(amount);
			bundle(PAUPER, &[Do::Swap { from: None, to: Some(DOLLAR), amount, least: 1 }])
		};
		assert_noop!(back(coins), TokenError::NotExpendable);
		assert_noop!(back(coins - EXISTENTIAL_DEPOSIT + 1), TokenError::NotExpendable);
		assert_ok!(back(coins - EXISTENTIAL_DEPOSIT));
		assert_eq!(free(None, PAUPER), EXISTENTIAL_DEPOSIT);
	});
}
