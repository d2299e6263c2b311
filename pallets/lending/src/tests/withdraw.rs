//! `withdraw`.

use super::*;

#[test]
fn an_amount_takes_the_shares_that_it_is_worth() {
	build_and_execute(|| {
		let id = supplied();
		System::reset_events();
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(10 * DOLLARS)));
		let shares = 10 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(events(), [Event::Withdrawn { market: id, who: ALICE, assets: 10 * DOLLARS, shares }]);
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 990 * DOLLARS);
		assert_eq!(held(Some(DOLLAR), HoldReason::Cash, account_of(id)), 990 * DOLLARS);
		assert_eq!((info(id).cash, position(id, ALICE).supplied), (990 * DOLLARS, 990 * DOLLARS));
	});
}

#[test]
fn shares_are_rounded_against_who_withdraws() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), fee: 0, ..terms() });
		pass(YEAR);
		System::reset_events();
		// 1,010,516,666.66… units are there, as in the tests of `supply`, and 10^15 shares.
		// 10^7 x (10^15 + 10^6) / 1,010,516,667.66… = 9,895,927,825,802.7… and one unit 989,592.7…
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(10 * DOLLARS)));
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(1)));
		let taken: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::Withdrawn { assets, shares, .. } => Some((assets, shares)),
				_ => None,
			})
			.collect();
		assert_eq!(taken, [(10 * DOLLARS, 9_895_927_825_803), (1, 989_593)]);
	});
}

#[test]
fn all_goes_with_the_last_share_and_the_deposit_comes_back() {
	build_and_execute(|| {
		let id = supplied();
		refused!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 1_000 * DOLLARS - 1 }), AboveMaximum);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 1_000 * DOLLARS }));
		assert!(!Positions::<Test>::contains_key(id, ALICE));
		assert_eq!((free(Some(DOLLAR), ALICE), free(None, ALICE)), (ENDOWMENT, ENDOWMENT));
		assert_eq!(held(None, HoldReason::Position, ALICE), 0);
		assert!(Lending::positions_of(ALICE, None, None).items.is_empty());
		// There is nothing to be withdrawn again.
		refused!(Lending::withdraw(signed(ALICE), id, ALL), AmountZero);
	});
}

#[test]
fn whoever_has_a_debt_or_collateral_keeps_the_position() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::supply(signed(BOB), id, 50, None));
		assert_ok!(Lending::withdraw(signed(BOB), id, ALL));
		assert_eq!((position(id, BOB).supply_shares, held(None, HoldReason::Position, BOB)), (0, POSITION_DEPOSIT));
	});
}

#[test]
fn shares_are_withdrawn_for_what_they_are_worth() {
	build_and_execute(|| {
		let id = supplied();
		let all = 1_000 * DOLLARS * VIRTUAL_SHARES;
		// A share is worth a millionth of a unit, and less than one is nothing.
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Shares(VIRTUAL_SHARES - 1)), AmountZero);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Shares(VIRTUAL_SHARES)));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 1_000 * DOLLARS + 1);
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Shares(all - VIRTUAL_SHARES + 1)), NotEnoughSupplied);
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Shares(u128::MAX)), NotEnoughSupplied);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Shares(all - VIRTUAL_SHARES)));
		assert!(!Positions::<Test>::contains_key(id, ALICE));
	});
}

#[test]
fn no_more_than_one_has_supplied() {
	build_and_execute(|| {
		let id = supplied();
		assert_ok!(Lending::supply(signed(BOB), id, 500 * DOLLARS, None));
		refused!(Lending::withdraw(signed(BOB), id, Amount::Assets(500 * DOLLARS + 1)), NotEnoughSupplied);
		refused!(Lending::withdraw(signed(STRANGER), id, Amount::Assets(1)), NotEnoughSupplied);
		refused!(Lending::withdraw(signed(STRANGER), id, Amount::Shares(VIRTUAL_SHARES)), NotEnoughSupplied);
		refused!(Lending::withdraw(signed(STRANGER), id, ALL), AmountZero);
		refused!(Lending::withdraw(signed(BOB), id, Amount::Assets(Balance::MAX)), AmountTooLarge);
		assert_ok!(Lending::withdraw(signed(BOB), id, Amount::Assets(500 * DOLLARS)));
	});
}

#[test]
fn what_is_nothing_or_not_named_is_refused() {
	build_and_execute(|| {
		let id = supplied();
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Assets(0)), AmountZero);
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Shares(0)), AmountZero);
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Last), NothingYielded);
		refused!(Lending::withdraw(signed(ALICE), unknown(), ALL), MarketUnknown);
	});
}

#[test]
fn up_to_the_cash_always() {
	build_and_execute(|| {
		let id = borrowed();
		refused!(Lending::withdraw(signed(ALICE), id, ALL), NotEnoughCash);
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS + 1)), NotEnoughCash);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)));
		assert_eq!((info(id).cash, info(id).utilisation), (0, ONE));
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Assets(1)), NotEnoughCash);
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT);
	});
}

#[test]
fn twice_in_a_block_takes_twice_as_much() {
	build_and_execute(|| {
		let id = supplied();
		for times in 1..=2 {
			assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(400 * DOLLARS)));
			assert_eq!(info(id).supplied, (1_000 - times * 400) * DOLLARS);
		}
		refused!(Lending::withdraw(signed(ALICE), id, Amount::Assets(400 * DOLLARS)), NotEnoughSupplied);
	});
}

#[test]
fn nobody_is_kept_from_leaving() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { to_supply: asked(), to_borrow: asked(), ..terms() });
		let (hers, his) = (certify(ALICE), certify(BOB));
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, Some(hers)));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, Some(his)));
		// Certificates end, both halves are paused, nothing more is allowed, and no price is known.
		Certified::mutate(|all| all.clear());
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		assert_ok!(Lending::set_caps(signed(GUARDIAN), id, 0, 0));
		pass(400 * DAY);
		for feed in [COIN_FEED, DOLLAR_FEED] {
			Feeds::<Test>::mutate(feed, |stored| stored.as_mut().unwrap().prices = None);
		}
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		for who in [ALICE, BOB] {
			assert!(!Positions::<Test>::contains_key(id, &who));
			assert_eq!(free(None, who), ENDOWMENT);
		}
		assert!(free(Some(DOLLAR), ALICE) > ENDOWMENT);
	});
}

#[test]
fn no_price_is_asked_for() {
	build_and_execute(|| {
		let id = borrowed();
		in_each_fault(|_| {
			assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)));
		});
	});
}

#[test]
fn the_last_to_leave_leaves_what_is_rounded_away_and_no_debt() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), fee: 0, ..terms() });
		pass(YEAR);
		// He owes 110,516,666.66… units, and pays one more than that rounded down.
		assert_ok!(Lending::repay(signed(BOB), id, Amount::All { at_most: 110_516_667 }, None));
		// Of 1,010,516,667 units, 10^15 of 10^15 + 10^6 shares are 1,010,516,668 x (1 - 10^-9) = 1,010,516,666.98…
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 1_010_516_666 }));
		let Market { books, .. } = stored(id);
		assert_eq!((books.cash, books.supply_shares, books.debt_shares), (1, 0, 0));
		// The next begins anew: 10^9 x 10^6 / 2 shares, for there are a unit and the one that nobody has.
		pass(YEAR);
		assert_ok!(Lending::supply(signed(STRANGER), id, 1_000 * DOLLARS, None));
		assert_eq!(position(id, STRANGER).supply_shares, 500 * DOLLARS * VIRTUAL_SHARES);
		// (10^9 + 2) x 5 x 10^14 / (5 x 10^14 + 10^6) = 10^9
		assert_eq!(position(id, STRANGER).supplied, 1_000 * DOLLARS);
		assert_ok!(Lending::withdraw(signed(STRANGER), id, ALL));
		assert_eq!(info(id).cash, 1);
	});
}

#[test]
fn an_account_that_there_is_not_takes_no_dust() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(Lending::supply(signed(ALICE), id, ENDOWMENT, None));
		let dust = Amount::Assets(MIN_BALANCE - 1);
		assert_noop!(Lending::withdraw(signed(ALICE), id, dust), TokenError::CannotCreate);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(MIN_BALANCE)));
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(1)));
	});
}
