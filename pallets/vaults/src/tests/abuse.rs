//! What people try.

use super::*;

#[test]
fn gifts_before_the_first_deposit_do_not_move_the_price() {
	build_and_execute(|| {
		let id = vault();
		let account = account(id);
		assert_ok!(deposit(STRANGER, id, 1));
		for asset in [None, Some(DOLLAR)] {
			assert_ok!(Union::transfer(asset, &STRANGER, &account, 1_000 * UNIT, Preservation::Preserve));
		}
		assert_eq!((info(id).total, info(id).price), (1, FIRST_PRICE));
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		assert_eq!(holding(id, ALICE).worth, 100 * UNIT);
		assert_eq!(holding(id, STRANGER).worth, 1);
	});
}

#[test]
fn who_burns_shares_to_raise_the_price_of_others_loses_by_it() {
	build_and_execute(|| {
		let id = vault();
		// All that is put in, but for one share, is given away to whoever has a share.
		assert_ok!(deposit(STRANGER, id, 1_000 * UNIT));
		let asset = info(id).share_asset;
		assert_ok!(PoolAssets::transfer(signed(STRANGER), asset, BOB, 1));
		assert_ok!(PoolAssets::refund(signed(STRANGER), asset, true));
		assert_eq!(info(id).shares, 1);
		// A share is worth about a thousand units, and rounding costs no more than that.
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		assert!(holding(id, ALICE).worth > 100 * UNIT - 2_000, "{}", holding(id, ALICE).worth);
		// What was given away is nobody's.
		assert!(holding(id, BOB).worth < 2_000);
		// And who does not want to lose so much says so.
		let least = shares(id, ALICE) + 1;
		assert_noop!(Curated::deposit(signed(ALICE), id, Some(DOLLAR), 100 * UNIT, least), Error::<Test>::TooFewShares);
	});
}

#[test]
fn to_come_and_go_in_a_block_gains_nothing() {
	build_and_execute(|| {
		let id = vault_of(ONE / 10);
		let market = list(id, 1, 300 * UNIT);
		assert_ok!(deposit(ALICE, id, 200 * UNIT));
		for interest in [0, 1, 7, 1_000_003, 12_345_678] {
			earn(market, interest);
			repay(market, interest);
			for assets in [1, 13, 999, 50 * UNIT, 400 * UNIT + 7] {
				let (before, hers) = (dollars(BOB), holding(id, ALICE).worth);
				// The smallest may be worth nothing, in or out.
				let _ = deposit(BOB, id, assets);
				let _ = in_cash(BOB, id, shares(id, BOB));
				assert!(dollars(BOB) <= before, "{assets} after {interest}");
				assert!(holding(id, ALICE).worth >= hers);
				if assets > 999 {
					assert!(before - dollars(BOB) <= 5, "{assets} after {interest}");
				}
				let left = shares(id, BOB);
				if left > 0 {
					assert_ok!(PoolAssets::transfer(signed(BOB), info(id).share_asset, STRANGER, left));
				}
			}
		}
	});
}

#[test]
fn who_leaves_before_a_write_down_has_his_part_and_no_more() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		for who in [ALICE, BOB] {
			assert_ok!(deposit(who, id, 400 * UNIT));
		}
		// 200 are lent that will not come back. BOB knows it.
		lend(one, 200 * UNIT);
		assert_ok!(in_cash(BOB, id, shares(id, BOB)));
		assert_eq!(dollars(BOB), ENDOWMENT);
		assert_eq!(holding(id, ALICE).worth, 400 * UNIT);
		lose(one, 200 * UNIT);
		// She bears it alone, as whoever stays in a market does. No more than that is lost.
		assert!(holding(id, ALICE).worth.abs_diff(200 * UNIT) <= 2);
		assert!(info(id).price < FIRST_PRICE);
		// Who comes now has no part in what was lost.
		assert_ok!(deposit(CAROL, id, 10 * UNIT));
		assert!(holding(id, CAROL).worth.abs_diff(10 * UNIT) <= 2);
		assert_ok!(in_cash(ALICE, id, shares(id, ALICE)));
		assert!(dollars(ALICE).abs_diff(ENDOWMENT - 200 * UNIT) <= 4);
		assert!((book(two).cash + book(one).cash).abs_diff(info(id).total) <= 5);
	});
}

#[test]
fn a_vault_that_has_lost_all_locks_nobody_in_and_takes_money_at_its_price() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		assert_ok!(deposit(ALICE, id, 300 * UNIT));
		lend(one, 300 * UNIT);
		lose(one, 300 * UNIT);
		assert_eq!((info(id).total, holding(id, ALICE).worth), (0, 0));
		assert_noop!(in_cash(ALICE, id, shares(id, ALICE)), Error::<Test>::AmountZero);
		assert_noop!(in_kind(ALICE, id, shares(id, ALICE)), Error::<Test>::AmountZero);
		// There would be more shares than can be.
		let much = 10u128.pow(25);
		assert_ok!(Union::mint_into(Some(DOLLAR), &BOB, much));
		assert_noop!(deposit(BOB, id, much), Error::<Test>::AmountTooLarge);
		tell(one, |book| book.paused = true);
		assert_ok!(deposit(BOB, id, 100 * UNIT));
		assert!(holding(id, BOB).worth >= 100 * UNIT - 2);
		assert_ok!(in_cash(BOB, id, shares(id, BOB)));
		assert!(dollars(BOB) >= ENDOWMENT + much - 5);
	});
}

#[test]
fn a_curator_cannot_take_money_to_a_market_of_his_own_before_people_could_leave() {
	build_and_execute(|| {
		let (id, ..) = two_markets();
		assert_ok!(deposit(ALICE, id, 500 * UNIT));
		assert_ok!(deposit(BOB, id, 300 * UNIT));
		let own = market_id(66);
		make_market(own, Balance::MAX);
		assert_noop!(reallocate(CURATOR, id, &[(own, 100 * UNIT)]), Error::<Test>::MarketNotListed);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(own, 400 * UNIT)));
		assert_noop!(Curated::apply(signed(CURATOR), id, cap(own, 400 * UNIT)), Error::<Test>::ChangeWaits);
		// The guardian sleeps. Whoever looks sees it, and has a day.
		assert_eq!(info(id).pending.len(), 1);
		pass(DAY / 2);
		assert_ok!(in_cash(ALICE, id, shares(id, ALICE)));
		pass(DAY / 2);
		assert_ok!(Curated::apply(signed(CURATOR), id, cap(own, 400 * UNIT)));
		// Even now it is no more than the cap.
		let [one, two] = [1, 2].map(market_id);
		assert_noop!(reallocate(CURATOR, id, &[(one, 0), (two, 0), (own, 400 * UNIT + 1)]), Error::<Test>::AboveCap);
		assert_ok!(reallocate(CURATOR, id, &[(one, 0), (own, 200 * UNIT)]));
		assert_eq!((dollars(ALICE), worths(id)), (ENDOWMENT, vec![0, 0, 200 * UNIT]));
		assert_eq!(info(id).idle, 100 * UNIT);
	});
}

#[test]
fn what_was_announced_before_anybody_came_does_not_wait_for_them() {
	build_and_execute(|| {
		let id = vault();
		let own = market_id(66);
		make_market(own, Balance::MAX);
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(own, Balance::MAX)));
		pass(DAY + LAPSE + 1);
		// ALICE comes a month later. It would have been shown to her; and it has lapsed.
		assert_ok!(deposit(ALICE, id, 500 * UNIT));
		assert_noop!(Curated::apply(signed(CURATOR), id, cap(own, Balance::MAX)), Error::<Test>::ChangeLapsed);
	});
}

#[test]
fn a_full_list_of_announcements_stops_nothing_that_lowers_a_risk() {
	build_and_execute(|| {
		let (id, one, _) = two_markets();
		for number in 100..116 {
			make_market(market_id(number), 5);
			assert_ok!(Curated::propose(signed(CURATOR), id, cap(market_id(number), 5)));
		}
		assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 5)));
		for number in 100..116 {
			assert_ok!(Curated::veto(signed(GUARDIAN), id, cap(market_id(number), 5)));
		}
		assert!(info(id).pending.is_empty());
	});
}

#[test]
fn the_same_twice_in_a_block_does_no_more_than_it_says() {
	build_and_execute(|| {
		let (id, one, two) = two_markets();
		// Each of two deposits and redemptions counts.
		for times in 1..=2 {
			assert_ok!(deposit(ALICE, id, 100 * UNIT));
			assert_eq!(holding(id, ALICE).worth, times * 100 * UNIT);
		}
		for _ in 0..2 {
			assert_ok!(in_cash(ALICE, id, 100 * UNIT * EACH));
		}
		assert_noop!(in_cash(ALICE, id, 100 * UNIT * EACH), Error::<Test>::NotEnoughShares);
		assert_eq!(dollars(ALICE), ENDOWMENT);
		// Of changes, the second finds the first.
		for _ in 0..2 {
			assert_ok!(Curated::propose(signed(CURATOR), id, cap(one, 400 * UNIT)));
			assert_ok!(Curated::propose(signed(CURATOR), id, cap(two, 50 * UNIT)));
		}
		assert_eq!((info(id).pending.len(), info(id).markets[1].cap), (1, 50 * UNIT));
		pass(DAY);
		assert_ok!(Curated::apply(signed(STRANGER), id, cap(one, 400 * UNIT)));
		assert_noop!(Curated::apply(signed(STRANGER), id, cap(one, 400 * UNIT)), Error::<Test>::ChangeUnknown);
		assert_ok!(deposit(ALICE, id, 100 * UNIT));
		for _ in 0..2 {
			assert_ok!(reallocate(CURATOR, id, &[(one, 60 * UNIT), (two, 40 * UNIT)]));
			assert_eq!(worths(id), [60 * UNIT, 40 * UNIT]);
		}
		for _ in 0..2 {
			assert_ok!(in_kind(ALICE, id, 50 * UNIT * EACH));
		}
		assert_eq!([one, two].map(|market| Positions::get(market, ALICE)), [60 * UNIT * EACH, 40 * UNIT * EACH]);
		assert_eq!(info(id).total, 0);
	});
}

#[test]
fn a_vault_that_cannot_pay_for_a_position_keeps_the_money_idle() {
	build_and_execute(|| {
		// As if the price of storage had risen since the vault was made: it has nothing left for a second position.
		let (id, ..) = two_markets();
		assert_ok!(deposit(ALICE, id, 200 * UNIT));
		let rest = free(None, account(id)) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Union::transfer(None, &account(id), &ISSUER, rest, Preservation::Preserve));
		assert_ok!(deposit(ALICE, id, 200 * UNIT));
		assert_eq!((worths(id), info(id).idle), (vec![300 * UNIT, 0], 100 * UNIT));
		// Whoever gives it to the account helps.
		assert_ok!(Union::transfer(None, &STRANGER, &account(id), 100, Preservation::Preserve));
		assert_ok!(deposit(ALICE, id, 200 * UNIT));
		assert_eq!(worths(id), [300 * UNIT, 200 * UNIT]);
		assert_ok!(in_cash(ALICE, id, shares(id, ALICE)));
		assert_eq!(dollars(ALICE), ENDOWMENT);
	});
}
