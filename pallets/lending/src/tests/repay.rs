//! `repay`.

use super::*;

fn repay(id: MarketId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::repay(signed(BOB), id, Amount::Assets(amount), None)
}

#[test]
fn a_part_goes_into_the_cash() {
	build_and_execute(|| {
		let id = lent(still());
		System::reset_events();
		assert_ok!(repay(id, 30 * DOLLARS));
		let shares = 30 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(events(), [Event::Repaid { market: id, owner: BOB, by: BOB, assets: 30 * DOLLARS, shares }]);
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 70 * DOLLARS);
		assert_eq!(held(Some(DOLLAR), HoldReason::Cash, account_of(id)), 930 * DOLLARS);
		let MarketInfo { borrowed, cash, .. } = info(id);
		assert_eq!((borrowed, cash, position(id, BOB).debt), (70 * DOLLARS, 930 * DOLLARS, 70 * DOLLARS));
	});
}

#[test]
fn shares_are_rounded_against_who_repays() {
	build_and_execute(|| {
		let id = lent(terms());
		pass(YEAR);
		System::reset_events();
		assert_ok!(repay(id, 10 * DOLLARS));
		// The index is 1.006269571940104166… / 10^6, as in the tests of `borrow`: 9,937,694,906,862.6…
		let all = events();
		let shares = 9_937_694_906_862;
		let expected = Event::Repaid { market: id, owner: BOB, by: BOB, assets: 10 * DOLLARS, shares };
		assert_eq!(all.last(), Some(&expected));
	});
}

#[test]
fn all_is_what_is_owed_rounded_up() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), ..terms() });
		pass(YEAR);
		// 100 x (1 + 0.1 + 0.01 / 2 + 0.001 / 6) = 110.516666…
		refused!(Lending::repay(signed(BOB), id, Amount::All { at_most: 110_516_666 }, None), AboveMaximum);
		assert_ok!(Lending::repay(signed(BOB), id, Amount::All { at_most: 110_516_667 }, None));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT - 10_516_667);
		let PositionInfo { debt_shares, debt, health, .. } = position(id, BOB);
		assert_eq!((debt_shares, debt, health), (0, 0, None));
		assert_eq!((info(id).borrowed, info(id).debt_shares), (0, 0));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_eq!(free(None, BOB), ENDOWMENT);
	});
	// As an amount it is the same.
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), ..terms() });
		pass(YEAR);
		assert_ok!(repay(id, 110_516_667));
		assert_eq!(position(id, BOB).debt_shares, 0);
	});
}

#[test]
fn anyone_repays_for_another() {
	build_and_execute(|| {
		let id = lent(still());
		System::reset_events();
		assert_ok!(Lending::repay(signed(CAROL), id, Amount::Assets(30 * DOLLARS), Some(BOB)));
		let shares = 30 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(events(), [Event::Repaid { market: id, owner: BOB, by: CAROL, assets: 30 * DOLLARS, shares }]);
		assert_eq!((free(Some(DOLLAR), CAROL), position(id, BOB).debt), (ENDOWMENT - 30 * DOLLARS, 70 * DOLLARS));
		assert_ok!(Lending::repay(signed(CAROL), id, Amount::All { at_most: 70 * DOLLARS }, Some(BOB)));
		assert_eq!((position(id, BOB).debt, position(id, BOB).collateral), (0, 200 * COIN));
		assert!(!Positions::<Test>::contains_key(id, CAROL));
		// His collateral is still his alone.
		refused!(Lending::remove_collateral(signed(CAROL), id, Amount::Assets(1)), NotEnoughCollateral);
	});
}

#[test]
fn no_more_than_is_owed() {
	build_and_execute(|| {
		let id = lent(still());
		refused!(repay(id, 100 * DOLLARS + 1), NotEnoughDebt);
		for (who, owner) in [(STRANGER, None), (BOB, Some(STRANGER)), (BOB, Some(NOBODY)), (ALICE, None)] {
			refused!(Lending::repay(signed(who.clone()), id, Amount::Assets(1), owner.clone()), NotEnoughDebt);
			refused!(Lending::repay(signed(who), id, ALL, owner), AmountZero);
		}
	});
}

#[test]
fn what_is_nothing_or_not_named_is_refused() {
	build_and_execute(|| {
		let id = lent(still());
		refused!(repay(id, 0), AmountZero);
		refused!(Lending::repay(signed(BOB), id, Amount::Shares(1), None), AmountInvalid);
		refused!(Lending::repay(signed(BOB), id, Amount::Last, None), NothingYielded);
		refused!(repay(unknown(), DOLLARS), MarketUnknown);
	});
	build_and_execute(|| {
		// A share has become worth 39.105… units, as in the tests of `supply`: 39 are none.
		let id = lent(Terms { rate: flat(10 * ONE), fee: 0, ..terms() });
		for years in [10, 1] {
			pass(years * YEAR);
			assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
		}
		refused!(repay(id, 39), AmountZero);
		assert_ok!(repay(id, 40));
		assert_eq!(position(id, BOB).debt_shares, 100 * DOLLARS * VIRTUAL_SHARES - 1);
	});
}

#[test]
fn what_is_left_is_nothing_or_the_minimum() {
	build_and_execute(|| {
		let id = lent(still());
		refused!(repay(id, 90 * DOLLARS + 1), DebtBelowMinimum);
		refused!(repay(id, 100 * DOLLARS - 1), DebtBelowMinimum);
		let his = Some(BOB);
		refused!(Lending::repay(signed(CAROL), id, Amount::Assets(95 * DOLLARS), his), DebtBelowMinimum);
		assert_ok!(repay(id, 90 * DOLLARS));
		refused!(repay(id, 1), DebtBelowMinimum);
		assert_ok!(repay(id, 10 * DOLLARS));
	});
}

#[test]
fn who_has_not_as_much_pays_nothing() {
	build_and_execute(|| {
		let id = lent(still());
		let pays = |who: AccountId, amount| Lending::repay(signed(who), id, Amount::Assets(amount), Some(BOB));
		assert_noop!(pays(PAUPER, 30 * DOLLARS), pallet_assets::Error::<Test>::NoAccount);
		issue(Some(DOLLAR), PAUPER, 30 * DOLLARS);
		assert_noop!(pays(PAUPER, 30 * DOLLARS + 1), pallet_assets::Error::<Test>::BalanceLow);
		// No dust is left behind, and all may go.
		assert_noop!(pays(PAUPER, 30 * DOLLARS - 1), pallet_assets::Error::<Test>::BalanceLow);
		assert_ok!(pays(PAUPER, 30 * DOLLARS));
		assert_eq!(Assets::maybe_balance(DOLLAR, PAUPER), None);
	});
}

#[test]
fn twice_in_a_block_is_twice_as_much() {
	build_and_execute(|| {
		let id = lent(still());
		for left in [60, 20] {
			assert_ok!(repay(id, 40 * DOLLARS));
			assert_eq!(position(id, BOB).debt, left * DOLLARS);
		}
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		refused!(Lending::repay(signed(BOB), id, ALL, None), AmountZero);
	});
}

#[test]
fn it_needs_no_price_no_certificate_and_no_leave() {
	build_and_execute(|| {
		feeds();
		let id = market_of(Terms { to_supply: asked(), to_borrow: asked(), ..terms() });
		let (hers, his) = (certify(ALICE), certify(BOB));
		assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, Some(hers)));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, Some(his)));
		Certified::mutate(|all| all.clear());
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		assert_ok!(Lending::set_caps(signed(GUARDIAN), id, 0, 0));
		in_each_fault(|_| {
			assert_ok!(repay(id, 30 * DOLLARS));
			assert_ok!(Lending::repay(signed(CAROL), id, ALL, Some(BOB)));
			assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		});
	});
}

#[test]
fn a_position_that_can_be_liquidated_can_be_repaid() {
	build_and_execute(|| {
		let id = lent(still());
		coin(100);
		assert_ok!(repay(id, 30 * DOLLARS));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
	});
}

#[test]
fn after_the_last_debt_the_next_begins_where_the_index_was() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), ..terms() });
		pass(YEAR);
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_eq!(stored(id).books.debt_shares, 0);
		pass(YEAR);
		coin(1_000);
		System::reset_events();
		assert_ok!(Lending::borrow(signed(BOB), id, 50 * DOLLARS, None));
		// 50,000,000 x 10^6 / 1.105166666… = 45,242,044,940,431.3… are rounded up, and what they owe is, too.
		let all = events();
		let [Event::Borrowed { shares, .. }] = all[..] else { panic!("no interest, and {all:?}") };
		assert_eq!((shares, position(id, BOB).debt), (45_242_044_940_432, 50 * DOLLARS + 1));
	});
}
