//! `liquidate`.

mod losses;

use super::*;

/// Carol liquidates Bob, for at most so much.
fn liquidate(id: MarketId, most: Balance) -> sp_runtime::DispatchResult {
	Lending::liquidate(signed(CAROL), id, BOB, most, 0)
}

/// What the last liquidation did: repaid, taken, and the bonus.
fn last() -> (Balance, Balance, Ppb) {
	let of = |event: &Event<Test>| match event {
		Event::Liquidated { repaid, taken, bonus, .. } => Some((*repaid, *taken, *bonus)),
		_ => None,
	};
	events().iter().rev().find_map(of).expect("there was a liquidation")
}

#[test]
fn it_restores_the_target_health() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		System::reset_events();
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
		// 200 coins are worth 120: the health is 120 x 0.8 / 100 = 0.96, and the bonus 1 + 0.1 x 0.04 / 0.1 = 1.04.
		// Repaid is (1.1 x 100 - 0.8 x 120) / (1.1 - 0.8 x 1.04) = 14 / 0.268 = 52.2388059…, rounded up: 52.238806;
		// taken is 52.238806 x 1.04 / 0.6 = 90.547263733333…, rounded down.
		let (repaid, taken, bonus) = (52_238_806, 90_547_263_733_333, ONE / 100 * 104);
		let expected = Event::Liquidated { market: id, borrower: BOB, liquidator: CAROL, repaid, taken, bonus };
		assert_eq!(events(), [expected]);
		assert_eq!((free(Some(DOLLAR), CAROL), free(None, CAROL)), (ENDOWMENT - repaid, ENDOWMENT + taken));
		assert_eq!(held(Some(DOLLAR), HoldReason::Cash, account_of(id)), 900 * DOLLARS + repaid);
		assert_eq!(held(None, HoldReason::Collateral, BOB), 200 * COIN - taken);
		let PositionInfo { debt, collateral, health, .. } = position(id, BOB);
		assert_eq!((debt, collateral), (100 * DOLLARS - repaid, 200 * COIN - taken));
		// 109.452736… x 0.6 x 0.8 / 47.761194 = 1.1000000001…
		assert_eq!(health, Some(ONE / 10 * 11));
		// What Bob has borrowed and has besides is his, and Carol has no position from it.
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 100 * DOLLARS);
		assert!(!Positions::<Test>::contains_key(id, CAROL));
		// Once more in the block there is no need.
		refused!(liquidate(id, Balance::MAX), Healthy);
	});
}

#[test]
fn the_bonus_is_linear_and_ends_at_its_largest() {
	build_and_execute(|| {
		let id = lent(still());
		for (thousandths, repaid, taken, bonus) in [
			// Health 0.992: (110 - 99.2) / (1.1 - 0.8 x 1.008) = 10.8 / 0.2936 = 36.78474…; x 1.008 / 0.62
			(620, 36_784_742, 59_804_870_864_516, 1_008),
			// Health 0.928: (110 - 92.8) / (1.1 - 0.8 x 1.072) = 17.2 / 0.2424 = 70.95709…; x 1.072 / 0.58
			(580, 70_957_096, 131_148_287_779_310, 1_072),
			// Health 0.896, which is less than 0.9: (110 - 89.6) / (1.1 - 0.88) = 92.7… would leave 7.2… dollars, so it is all;
			// x 1.1 / 0.56
			(560, 100_000_000, 196_428_571_428_571, 1_100),
		] {
			frame_support::hypothetically!({
				coin(thousandths);
				assert_ok!(liquidate(id, Balance::MAX));
				assert_eq!(last(), (repaid, taken, ONE / 1_000 * bonus), "at {thousandths}");
			});
		}
	});
}

#[test]
fn the_bonus_is_no_more_than_the_collateral_pays_for() {
	build_and_execute(|| {
		let id = lent(still());
		// 110, 108, 104, 101 and 100 for 100: so much bonus, and no more; all is taken for all, and nobody loses.
		for (thousandths, bonus) in [(550, 1_100), (540, 1_080), (520, 1_040), (505, 1_010), (500, 1_000)] {
			frame_support::hypothetically!({
				coin(thousandths);
				assert_ok!(liquidate(id, Balance::MAX));
				assert_eq!(last(), (100 * DOLLARS, 200 * COIN, ONE / 1_000 * bonus), "at {thousandths}");
				assert_eq!(position(id, ALICE).supplied, 1_000 * DOLLARS);
				// The position is gone, and its deposit came back to its owner.
				assert!(!Positions::<Test>::contains_key(id, BOB));
				assert_eq!(free(None, BOB), ENDOWMENT - 200 * COIN);
				check_state();
			});
		}
	});
}

#[test]
fn at_a_health_of_one_there_is_nothing_to_liquidate() {
	build_and_execute(|| {
		let id = lent(terms());
		// 200 x 0.625 x 0.8 = 100.
		coin(625);
		assert_eq!(position(id, BOB).health, Some(ONE));
		refused!(liquidate(id, Balance::MAX), Healthy);
		set_price(COIN_FEED, UNIT / 1_000 * 625 - 1);
		frame_support::hypothetically!({
			assert_ok!(liquidate(id, Balance::MAX));
		});
		// Time alone does it, too. The debt is 100.626958 dollars after a year, as in the tests of `borrow`, the health
		// 125 x 0.8 / 100.626958 = 0.993769482…, and the bonus 1 + 0.1 x 0.006230518 / 0.1 = 1.006230518:
		// (1.1 x 100.626958 - 100) / (1.1 - 0.8 x 1.006230518) = 10.6896538 / 0.295015585… = 36.2342…
		coin(625);
		pass(YEAR);
		coin(625);
		assert_ok!(liquidate(id, Balance::MAX));
		assert_eq!(last(), (36_234_201, 58_335_934_146_473, 1_006_230_518));
	});
}

#[test]
fn a_part_of_it_in_a_block_and_then_the_rest() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		assert_ok!(liquidate(id, 20 * DOLLARS));
		// 20 x 1.04 / 0.6
		assert_eq!(last(), (20 * DOLLARS, 34_666_666_666_666, ONE / 100 * 104));
		// 165.333… x 0.6 = 99.2 for 80: the health is 0.992, and the bonus 1.008.
		// (88 - 79.36) / (1.1 - 0.8064) = 8.64 / 0.2936 = 29.4277929…; 29.427793 x 1.008 / 0.6 = 49.43869224
		assert_ok!(liquidate(id, Balance::MAX));
		assert_eq!(last(), (29_427_793, 49_438_692_240_000, ONE / 1_000 * 1_008));
		refused!(liquidate(id, 1), Healthy);
	});
}

#[test]
fn no_dust_is_left() {
	build_and_execute(|| {
		let id = lent(still());
		// A debt of less than 10 dollars.
		coin(560);
		refused!(liquidate(id, 100 * DOLLARS - 1), LeavesDust);
		refused!(liquidate(id, 90 * DOLLARS + 1), LeavesDust);
		frame_support::hypothetically!({
			assert_ok!(liquidate(id, 90 * DOLLARS));
			assert_eq!(position(id, BOB).debt, 10 * DOLLARS);
		});
		// Collateral of less than 10 for a debt: it is worth 90, so a part of it is taken without a bonus. 9 would be left for 19.
		coin(450);
		refused!(liquidate(id, 81 * DOLLARS), LeavesDust);
		// 10 for 20. 80 / 0.45 = 177.77…
		assert_ok!(liquidate(id, 80 * DOLLARS));
		assert_eq!(last(), (80 * DOLLARS, 177_777_777_777_777, ONE));
		assert_eq!((position(id, BOB).debt, position(id, BOB).collateral), (20 * DOLLARS, 22_222_222_222_223));
	});
}

#[test]
fn who_liquidates_says_the_least_to_get() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		let call = |least| Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, least);
		refused!(call(90_547_263_733_334), TooLittleCollateral);
		assert_ok!(call(90_547_263_733_333));
	});
}

#[test]
fn for_nothing_there_is_nothing() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		refused!(liquidate(id, 0), AmountZero);
		refused!(liquidate(unknown(), DOLLARS), MarketUnknown);
		for who in [STRANGER, NOBODY] {
			refused!(Lending::liquidate(signed(CAROL), id, who, DOLLARS, 0), PositionUnknown);
		}
		// Whoever owes nothing is healthy, whatever prices are.
		refused!(Lending::liquidate(signed(CAROL), id, ALICE, DOLLARS, 0), Healthy);
	});
}

#[test]
fn nobody_liquidates_themselves() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		refused!(Lending::liquidate(signed(BOB), id, BOB, DOLLARS, 0), SelfLiquidation);
		refused!(Lending::liquidate(signed(STRANGER), id, STRANGER, DOLLARS, 0), SelfLiquidation);
	});
}

#[test]
fn who_liquidates_pays() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		let by = |who: AccountId| Lending::liquidate(signed(who), id, BOB, 20 * DOLLARS, 0);
		assert_noop!(by(PAUPER), pallet_assets::Error::<Test>::NoAccount);
		issue(Some(DOLLAR), PAUPER, 20 * DOLLARS - 1);
		assert_noop!(by(PAUPER), pallet_assets::Error::<Test>::BalanceLow);
		issue(Some(DOLLAR), PAUPER, 1);
		// With all that one has, and without any other deposit.
		assert_ok!(by(PAUPER));
		assert_eq!(free(None, PAUPER), EXISTENTIAL_DEPOSIT + 34_666_666_666_666);
	});
}

#[test]
fn prices_must_count() {
	build_and_execute(|| {
		let id = lent(still());
		coin(600);
		in_each_fault(|error| {
			assert_noop!(liquidate(id, Balance::MAX), error);
		});
		assert_ok!(liquidate(id, Balance::MAX));
	});
}

#[test]
fn it_needs_no_certificate_and_no_leave() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { to_supply: asked(), to_borrow: asked(), ..still() });
		let (hers, his) = (certify(ALICE), certify(BOB));
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, Some(hers)));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, Some(his)));
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		assert_ok!(Lending::set_caps(signed(GUARDIAN), id, 0, 0));
		coin(600);
		assert_ok!(liquidate(id, Balance::MAX));
	});
}

#[test]
fn who_has_supplied_keeps_what_they_have_supplied() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::supply(signed(BOB), id, 70 * DOLLARS, None));
		coin(550);
		assert_ok!(liquidate(id, Balance::MAX));
		let PositionInfo { supplied, debt, collateral, .. } = position(id, BOB);
		assert_eq!((supplied, debt, collateral), (70 * DOLLARS, 0, 0));
		assert_eq!(held(None, HoldReason::Position, BOB), POSITION_DEPOSIT);
	});
}

#[test]
fn who_liquidates_may_be_in_the_market() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::add_collateral(signed(CAROL), id, 400 * COIN, None));
		assert_ok!(Lending::borrow(signed(CAROL), id, 20 * DOLLARS, None));
		coin(600);
		assert_ok!(liquidate(id, Balance::MAX));
		let PositionInfo { debt, collateral, .. } = position(id, CAROL);
		assert_eq!((debt, collateral), (20 * DOLLARS, 400 * COIN));
		// Alice may, who has supplied; and what is in another market is not touched.
		coin(1_000);
		let other = lent_of(Terms { guardian: STRANGER, ..still() });
		coin(600);
		assert_ok!(Lending::liquidate(signed(ALICE), other, BOB, Balance::MAX, 0));
		let left = 200 * COIN - 90_547_263_733_333;
		assert_eq!((position(id, BOB).collateral, position(other, BOB).collateral), (left, left));
		assert_eq!(held(None, HoldReason::Collateral, BOB), 2 * left);
	});
}
