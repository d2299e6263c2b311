//! `bundle`: what is done with it.

mod limits;
mod yields;

use super::*;

/// Exchange what the action before has yielded.
fn swap(from: Asset, to: Asset, least: Balance) -> Do {
	Do::Swap { from, to, amount: Amount::Last, least }
}

fn add(market: MarketId, amount: Amount) -> Do {
	Do::AddCollateral { market, amount }
}

fn remove(market: MarketId, amount: Amount) -> Do {
	Do::RemoveCollateral { market, amount }
}

fn borrow(market: MarketId, assets: Balance) -> Do {
	Do::Borrow { market, amount: Amount::Assets(assets), certificate: None }
}

fn repay(market: MarketId, amount: Amount) -> Do {
	Do::Repay { market, amount }
}

fn coins(number: Balance) -> Amount {
	Amount::Assets(number * COIN)
}

fn dollars(number: Balance) -> Amount {
	Amount::Assets(number * DOLLARS)
}

#[test]
fn a_position_is_levered() {
	build_and_execute(|| {
		let id = supplied();
		pool(1_000);
		System::reset_events();
		let lever = |debt: Balance| {
			let in_coins = swap(Some(DOLLAR), None, 89 * COIN);
			bundle(BOB, &[add(id, coins(100)), borrow(id, debt), in_coins, add(id, Amount::Last)])
		};
		// With 99.69… coins for 100 dollars it would be 100 of 199.69…: more than half.
		refused!(lever(100 * DOLLARS), AboveBorrowLtv);
		assert_ok!(lever(90 * DOLLARS));
		// 90 x 0.997 x 10^6 / (10^6 + 90 x 0.997)
		let got = 89_721_949_249_493;
		let added = |assets| Event::CollateralAdded { market: id, owner: BOB, by: BOB, assets };
		let shares = 90 * DOLLARS * VIRTUAL_SHARES;
		let borrowed = Event::Borrowed { market: id, who: BOB, assets: 90 * DOLLARS, shares };
		assert_eq!(events(), [added(100 * COIN), borrowed, added(got)]);
		assert_eq!((position(id, BOB).debt, position(id, BOB).collateral), (90 * DOLLARS, 100 * COIN + got));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT);
		assert_eq!(free(None, BOB), ENDOWMENT - 100 * COIN - POSITION_DEPOSIT);
	});
}

#[test]
fn a_position_is_delevered() {
	build_and_execute(|| {
		let id = lent(still());
		pool(1_000);
		let in_dollars = swap(None, Some(DOLLAR), 49 * DOLLARS);
		assert_ok!(bundle(BOB, &[remove(id, coins(50)), in_dollars, repay(id, Amount::Last)]));
		// 50 x 0.997 x 10^6 / (10^6 + 50 x 0.997)
		let got = 49_847_515;
		assert_eq!((position(id, BOB).debt, position(id, BOB).collateral), (100 * DOLLARS - got, 150 * COIN));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 100 * DOLLARS);
	});
}

#[test]
fn a_position_is_closed_with_what_was_pledged_for_it() {
	build_and_execute(|| {
		let id = lent(still());
		pool(1_000);
		// What he has borrowed is gone.
		assert_ok!(Assets::transfer(signed(BOB), DOLLAR, ISSUER, ENDOWMENT + 100 * DOLLARS));
		let in_dollars = Do::Swap { from: None, to: Some(DOLLAR), amount: coins(101), least: 100 * DOLLARS };
		assert_ok!(bundle(BOB, &[remove(id, ALL), in_dollars, repay(id, Amount::All { at_most: 100 * DOLLARS })]));
		assert!(!Positions::<Test>::contains_key(id, BOB));
		assert_eq!(free(None, BOB), ENDOWMENT - 101 * COIN);
		// 101 x 0.997 x 10^6 / (10^6 + 101 x 0.997) - 100
		assert_eq!(free(Some(DOLLAR), BOB), 686_861);
	});
}

#[test]
fn a_debt_is_moved_to_better_terms() {
	build_and_execute(|| {
		let dear = lent(Terms { rate: flat(ONE / 10), ..terms() });
		let cheap = market_of(still());
		assert_ok!(Lending::supply(signed(ALICE), cheap, 1_000 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), dear, 50 * COIN, None));
		pass(YEAR);
		coin(1_000);
		let owed = 110_516_667;
		let moves = [
			borrow(cheap, owed),
			repay(dear, Amount::All { at_most: owed }),
			remove(dear, ALL),
			add(cheap, Amount::Last),
		];
		assert_ok!(bundle(BOB, &moves));
		assert!(!Positions::<Test>::contains_key(dear, BOB));
		assert_eq!((position(cheap, BOB).debt, position(cheap, BOB).collateral), (owed, 250 * COIN));
		assert_eq!((info(dear).borrowed, info(cheap).borrowed), (0, owed));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 100 * DOLLARS);
		// One position is paid for, as before.
		assert_eq!(held(None, HoldReason::Position, BOB), POSITION_DEPOSIT);
		assert_eq!(held(None, HoldReason::Collateral, BOB), 250 * COIN);
	});
}

#[test]
fn whoever_has_nothing_liquidates() {
	build_and_execute(|| {
		let id = lent(still());
		pool(600);
		coin(600);
		let actions = [
			borrow(id, 60 * DOLLARS),
			Do::Liquidate { market: id, borrower: BOB, most: 60 * DOLLARS, least: 90 * COIN },
			swap(None, Some(DOLLAR), 54 * DOLLARS),
			repay(id, Amount::All { at_most: 60 * DOLLARS }),
		];
		System::reset_events();
		assert_ok!(bundle(PAUPER, &actions));
		// 52.238806 dollars for 90.547263733333 coins, as in the tests of `liquidate`, which are
		// 90.547… x 0.997 x 600,000 / (10^6 + 90.547… x 0.997) = 54.160483… dollars.
		let (repaid, taken, bonus, got) = (52_238_806, 90_547_263_733_333, ONE / 100 * 104, 54_160_483);
		let shares = 60 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(
			events(),
			[
				Event::Borrowed { market: id, who: PAUPER, assets: 60 * DOLLARS, shares },
				Event::Liquidated { market: id, borrower: BOB, liquidator: PAUPER, repaid, taken, bonus },
				Event::Repaid { market: id, owner: PAUPER, by: PAUPER, assets: 60 * DOLLARS, shares },
			]
		);
		assert_eq!((free(Some(DOLLAR), PAUPER), free(None, PAUPER)), (got - repaid, EXISTENTIAL_DEPOSIT));
		assert!(!Positions::<Test>::contains_key(id, PAUPER));
		assert_eq!(position(id, BOB).debt, 100 * DOLLARS - repaid);
		// In the next bundle of the block there is nothing left to do.
		refused!(bundle(PAUPER, &actions), Healthy);
	});
}

#[test]
fn two_positions_are_liquidated_and_one_twice_only_as_far_as_it_can_be() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::add_collateral(signed(STRANGER), id, 200 * COIN, None));
		assert_ok!(Lending::borrow(signed(STRANGER), id, 100 * DOLLARS, None));
		coin(600);
		let liquidate = |borrower, most| Do::Liquidate { market: id, borrower, most, least: 0 };
		let again = [liquidate(BOB, Balance::MAX), liquidate(BOB, Balance::MAX)];
		refused!(bundle(CAROL, &again), Healthy);
		let all = [liquidate(BOB, 20 * DOLLARS), liquidate(STRANGER, Balance::MAX), liquidate(BOB, Balance::MAX)];
		assert_ok!(bundle(CAROL, &all));
		// As in the tests of `liquidate`: in one and in two parts.
		assert_eq!(position(id, STRANGER).debt, 100_000_000 - 52_238_806);
		assert_eq!(position(id, BOB).debt, 100_000_000 - 20_000_000 - 29_427_793);
		assert_eq!(free(None, CAROL), ENDOWMENT + 90_547_263_733_333 + 34_666_666_666_666 + 49_438_692_240_000);
	});
}

#[test]
fn a_debt_within_a_bundle_costs_nothing_and_needs_nothing() {
	build_and_execute(|| {
		let id = supplied();
		let all = [borrow(id, 1_000 * DOLLARS), repay(id, ALL)];
		for _ in 0..2 {
			assert_ok!(bundle(STRANGER, &all));
		}
		assert_eq!((free(Some(DOLLAR), STRANGER), free(None, STRANGER)), (ENDOWMENT, ENDOWMENT));
		assert_eq!((info(id).cash, info(id).debt_shares), (1_000 * DOLLARS, 0));
		// Not a unit of it is kept.
		refused!(bundle(STRANGER, &[borrow(id, 1_000 * DOLLARS), repay(id, dollars(990))]), AboveBorrowLtv);
		refused!(bundle(STRANGER, &[borrow(id, 1_000 * DOLLARS + 1), repay(id, ALL)]), NotEnoughCash);
		// It is borrowing all the same.
		assert_ok!(Lending::pause(signed(GUARDIAN), id, false, true));
		refused!(bundle(STRANGER, &all), BorrowPaused);
	});
}

#[test]
fn a_bundle_of_one_is_the_call() {
	build_and_execute(|| {
		let id = lent(still());
		let same = |action: Do, call: fn(MarketId)| {
			let root = || sp_io::storage::root(sp_runtime::StateVersion::V1);
			let one = frame_support::hypothetically!({
				assert_ok!(bundle(BOB, std::slice::from_ref(&action)));
				root()
			});
			let other = frame_support::hypothetically!({
				call(id);
				root()
			});
			assert_eq!(one, other, "{action:?}");
		};
		same(Do::Supply { market: id, amount: dollars(5), certificate: None }, |id| {
			assert_ok!(Lending::supply(signed(BOB), id, 5 * DOLLARS, None));
		});
		same(add(id, coins(5)), |id| assert!(Lending::add_collateral(signed(BOB), id, 5 * COIN, None).is_ok()));
		same(repay(id, dollars(5)), |id| {
			assert_ok!(Lending::repay(signed(BOB), id, dollars(5), None));
		});
		coin(2_000);
		same(borrow(id, 5 * DOLLARS), |id| {
			assert_ok!(Lending::borrow(signed(BOB), id, 5 * DOLLARS, None));
		});
		same(remove(id, coins(5)), |id| {
			assert_ok!(Lending::remove_collateral(signed(BOB), id, coins(5)));
		});
	});
}
