//! Owners who have nothing left, or whose accounts are gone.

use super::*;

#[test]
fn the_account_of_who_has_a_position_lives() {
	build_and_execute(|| {
		let id = lent(still());
		assert!(Balances::transfer_allow_death(signed(BOB), STRANGER, free(None, BOB)).is_err());
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), STRANGER, free(None, BOB) - EXISTENTIAL_DEPOSIT));
		assert!(Balances::transfer_allow_death(signed(BOB), STRANGER, 1).is_err());
		assert!(System::account_exists(&BOB));
		// And once there is none it need not.
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_ok!(Assets::transfer(signed(BOB), DOLLAR, ISSUER, free(Some(DOLLAR), BOB)));
		assert_ok!(Assets::transfer(signed(BOB), GOLD, ISSUER, ENDOWMENT));
		assert_ok!(Balances::transfer_allow_death(signed(BOB), STRANGER, free(None, BOB)));
		assert!(!System::account_exists(&BOB));
	});
}

#[test]
fn for_who_has_nothing_left_others_repay_and_pledge() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), STRANGER, free(None, BOB) - EXISTENTIAL_DEPOSIT));
		assert_ok!(Assets::transfer(signed(BOB), DOLLAR, STRANGER, free(Some(DOLLAR), BOB)));
		assert_eq!(Assets::maybe_balance(DOLLAR, BOB), None);
		assert_noop!(repay(id, BOB, DOLLARS), pallet_assets::Error::<Test>::NoAccount);
		assert_noop!(add(id, BOB, 1), TokenError::FundsUnavailable);
		assert_ok!(repay(id, STRANGER, 50 * DOLLARS));
		assert_ok!(add(id, STRANGER, 1));
		assert_ok!(Lending::repay(signed(STRANGER), id, ALL, Some(BOB)));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_eq!(free(None, BOB), 200 * COIN + 1 + POSITION_DEPOSIT + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn who_has_nothing_left_is_liquidated() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Balances::transfer_keep_alive(signed(BOB), STRANGER, free(None, BOB) - EXISTENTIAL_DEPOSIT));
		coin(500);
		assert_ok!(liquidate(id, CAROL));
		assert!(!Positions::<Test>::contains_key(id, BOB));
		assert_eq!(free(None, BOB), POSITION_DEPOSIT + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn who_borrows_or_liquidates_needs_no_account_before() {
	build_and_execute(|| {
		let id = lent(still());
		for (asset, who) in [(DOLLAR, STRANGER), (GOLD, STRANGER)] {
			assert_ok!(Assets::transfer(signed(who), asset, ISSUER, ENDOWMENT));
		}
		assert_ok!(Lending::add_collateral(signed(STRANGER), id, 200 * COIN, None));
		assert_ok!(borrow(id, STRANGER, 10 * DOLLARS));
		assert_eq!(free(Some(DOLLAR), STRANGER), 10 * DOLLARS);
		// Gold, of which an account needs a reference.
		let gold = market_between(Some(GOLD), None);
		assert_ok!(Lending::supply(signed(ALICE), gold, 100 * GOLDS, None));
		assert_ok!(Lending::add_collateral(signed(STRANGER), gold, 200 * COIN, None));
		assert_ok!(borrow(gold, STRANGER, 10 * GOLDS));
		assert_eq!(free(Some(GOLD), STRANGER), 10 * GOLDS);
	});
	build_and_execute(|| {
		let id = gold_lent();
		assert_ok!(Assets::transfer(signed(CAROL), GOLD, ISSUER, ENDOWMENT));
		gold_falls();
		assert_ok!(liquidate(id, CAROL));
		// 52.238806 x 1.04 / 0.4 = 135.8208956
		assert_eq!(free(Some(GOLD), CAROL), 13_582_089_560);
	});
}

#[test]
fn whose_references_are_used_up_goes_on_with_what_they_have() {
	build_and_execute(|| {
		let id = gold_lent();
		while System::inc_consumers(&BOB).is_ok() {}
		assert_ok!(borrow(id, BOB, 10 * DOLLARS));
		assert_ok!(add(id, BOB, GOLDS));
		assert_ok!(remove(id, GOLDS));
		assert_ok!(repay(id, BOB, 10 * DOLLARS));
		gold_falls();
		assert_ok!(liquidate(id, CAROL));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
	});
}
