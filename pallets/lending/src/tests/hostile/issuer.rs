//! An issuer freezes, blocks, burns, takes, mints and destroys: what is in a market is out of reach, and waits at worst.

use super::*;
use pallet_assets::Error as AssetsError;
use sp_runtime::ArithmeticError;

#[test]
fn while_what_is_lent_is_frozen_it_stays_where_it_is() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(add(id, BOB, 100 * COIN));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		assert_noop!(supply(id, ALICE, DOLLARS), AssetsError::<Test>::AssetNotLive);
		assert_noop!(withdraw(id, ALICE, DOLLARS), AssetsError::<Test>::AssetNotLive);
		assert_noop!(borrow(id, BOB, DOLLARS), AssetsError::<Test>::AssetNotLive);
		assert_noop!(repay(id, BOB, DOLLARS), AssetsError::<Test>::AssetNotLive);
		// What is pledged is not of this issuer.
		assert_ok!(add(id, CAROL, COIN));
		assert_ok!(remove(id, COIN));
		coin(400);
		assert_noop!(liquidate(id, CAROL), AssetsError::<Test>::AssetNotLive);
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		assert_ok!(liquidate(id, CAROL));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
	});
}

#[test]
fn while_what_is_pledged_is_frozen_debts_can_be_repaid() {
	build_and_execute(|| {
		let id = gold_lent();
		assert_ok!(Assets::freeze_asset(signed(ISSUER), GOLD));
		assert_noop!(add(id, BOB, GOLDS), TokenError::FundsUnavailable);
		assert_noop!(add(id, CAROL, GOLDS), AssetsError::<Test>::AssetNotLive);
		assert_noop!(remove(id, GOLDS), AssetsError::<Test>::AssetNotLive);
		gold_falls();
		assert_noop!(liquidate(id, CAROL), AssetsError::<Test>::AssetNotLive);
		assert_ok!(withdraw(id, ALICE, 900 * DOLLARS));
		assert_ok!(repay(id, BOB, 90 * DOLLARS));
		assert_ok!(Lending::repay(signed(CAROL), id, ALL, Some(BOB)));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_ok!(Assets::thaw_asset(signed(ISSUER), GOLD));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_eq!(free(Some(GOLD), BOB), ENDOWMENT);
	});
}

#[test]
fn whose_account_is_frozen_leaves_and_others_repay_and_pledge_for_them() {
	build_and_execute(|| {
		let id = gold_lent();
		for (asset, who) in [(DOLLAR, ALICE), (DOLLAR, BOB), (GOLD, BOB), (DOLLAR, account_of(id))] {
			assert_ok!(Assets::freeze(signed(ISSUER), asset, who));
		}
		assert_noop!(supply(id, ALICE, DOLLARS), AssetsError::<Test>::Frozen);
		assert_ok!(withdraw(id, ALICE, 100 * DOLLARS));
		assert_noop!(repay(id, BOB, DOLLARS), AssetsError::<Test>::Frozen);
		assert_ok!(repay(id, CAROL, 10 * DOLLARS));
		assert_ok!(borrow(id, BOB, 10 * DOLLARS));
		assert_noop!(add(id, BOB, GOLDS), TokenError::FundsUnavailable);
		assert_ok!(add(id, CAROL, GOLDS));
		assert_ok!(remove(id, GOLDS));
		assert_ok!(supply(id, STRANGER, 10 * DOLLARS));
		// What is pledged is taken all the same.
		gold_falls();
		assert_ok!(liquidate(id, CAROL));
		assert_ok!(Lending::repay(signed(CAROL), id, ALL, Some(BOB)));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
	});
}

#[test]
fn while_the_account_of_a_market_is_blocked_suppliers_can_leave() {
	build_and_execute(|| {
		let id = gold_lent();
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, account_of(id)));
		assert_noop!(supply(id, ALICE, DOLLARS), TokenError::CannotCreate);
		assert_noop!(repay(id, BOB, DOLLARS), TokenError::CannotCreate);
		assert_ok!(borrow(id, BOB, 10 * DOLLARS));
		assert_ok!(withdraw(id, ALICE, 100 * DOLLARS));
		assert_ok!(add(id, BOB, GOLDS));
		gold_falls();
		assert_noop!(liquidate(id, CAROL), TokenError::CannotCreate);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, account_of(id)));
		assert_ok!(repay(id, BOB, 10 * DOLLARS));
		assert_ok!(liquidate(id, CAROL));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
	});
}

#[test]
fn who_is_blocked_waits_and_is_liquidated_all_the_same() {
	build_and_execute(|| {
		let id = gold_lent();
		for (asset, who) in [(DOLLAR, ALICE), (GOLD, BOB), (GOLD, CAROL)] {
			assert_ok!(Assets::block(signed(ISSUER), asset, who));
		}
		assert_noop!(withdraw(id, ALICE, DOLLARS), TokenError::CannotCreate);
		assert_noop!(remove(id, GOLDS), TokenError::CannotCreate);
		assert_noop!(add(id, STRANGER, GOLDS), TokenError::CannotCreate);
		gold_falls();
		// Who cannot receive does not liquidate, and whoever can does.
		assert_noop!(liquidate(id, CAROL), TokenError::CannotCreate);
		assert_ok!(liquidate(id, STRANGER));
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, ALICE));
		assert_ok!(withdraw(id, ALICE, DOLLARS));
	});
}

#[test]
fn what_is_on_hold_is_neither_burnt_nor_taken() {
	build_and_execute(|| {
		let id = gold_lent();
		let account = account_of(id);
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, account.clone(), Balance::MAX));
		let take = Assets::force_transfer;
		assert_noop!(take(signed(ISSUER), DOLLAR, account.clone(), ISSUER, 1), AssetsError::<Test>::BalanceLow);
		assert_eq!((free(Some(DOLLAR), account), info(id).cash), (MIN_BALANCE, 900 * DOLLARS));
		check_state();
		for asset in [DOLLAR, GOLD] {
			assert_ok!(Assets::burn(signed(ISSUER), asset, BOB, Balance::MAX));
		}
		assert_eq!((free(Some(DOLLAR), BOB), free(Some(GOLD), BOB)), (0, MIN_BALANCE));
		assert_noop!(take(signed(ISSUER), GOLD, BOB, ISSUER, 1), AssetsError::<Test>::BalanceLow);
		assert_eq!(held(Some(GOLD), HoldReason::Collateral, BOB), 300 * GOLDS);
		// Others repay what he has no longer.
		assert_noop!(repay(id, BOB, DOLLARS), AssetsError::<Test>::NoAccount);
		assert_ok!(Lending::repay(signed(CAROL), id, ALL, Some(BOB)));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT);
	});
}

#[test]
fn a_market_whose_account_was_burnt_works() {
	build_and_execute(|| {
		let id = market();
		let account = account_of(id);
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, account.clone(), Balance::MAX));
		assert_eq!(Assets::maybe_balance(DOLLAR, account.clone()), None);
		assert!(System::account_exists(&account));
		// Less than an account can have does not bring it back.
		assert_noop!(supply(id, ALICE, MIN_BALANCE - 1), TokenError::CannotCreate);
		assert_ok!(supply(id, ALICE, 1_000 * DOLLARS));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		assert_ok!(borrow(id, BOB, 100 * DOLLARS));
		check_state();
		assert_noop!(Assets::start_destroy(signed(ISSUER), DOLLAR), AssetsError::<Test>::ContainsHolds);
		assert_ok!(repay(id, BOB, 90 * DOLLARS));
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT);
		// Anyone can give it what it needs.
		assert_ok!(Assets::transfer(signed(STRANGER), DOLLAR, account, MIN_BALANCE));
		assert_ok!(supply(id, ALICE, 1));
	});
}

#[test]
fn what_is_in_a_market_is_not_destroyed() {
	build_and_execute(|| {
		let id = gold_lent();
		for asset in [DOLLAR, GOLD] {
			for origin in [signed(ISSUER), RuntimeOrigin::root()] {
				assert_noop!(Assets::start_destroy(origin, asset), AssetsError::<Test>::ContainsHolds);
			}
		}
		assert_ok!(Lending::repay(signed(BOB), id, ALL, None));
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		// What was pledged before, and is no longer, is out of this.
		assert_ok!(Assets::start_destroy(signed(ISSUER), GOLD));
		assert_noop!(add(id, BOB, GOLDS), TokenError::FundsUnavailable);
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
	});
}

#[test]
fn a_market_of_what_is_no_more_is_empty_for_ever() {
	build_and_execute(|| {
		feeds();
		let id = market_between(Some(GOLD), None);
		assert_ok!(Lending::add_collateral(signed(BOB), id, 20 * COIN, None));
		assert_ok!(Assets::start_destroy(signed(ISSUER), GOLD));
		assert_noop!(supply(id, ALICE, GOLDS), TokenError::CannotCreate);
		refused!(borrow(id, BOB, 10 * GOLDS), NotEnoughCash);
		let terms = Terms { min_debt: 20 * GOLDS, ..stored(id).terms };
		let another = || Lending::create_market(signed(CURATOR), Some(GOLD), None, terms.clone());
		assert_noop!(another(), TokenError::UnknownAsset);
		// The seven who have some, and the market.
		for _ in 0..2 {
			assert_ok!(Assets::destroy_accounts(signed(STRANGER), GOLD));
		}
		assert_ok!(Assets::finish_destroy(signed(STRANGER), GOLD));
		refused!(Lending::add_feed(RuntimeOrigin::root(), Some(GOLD), 8, GUARD), AssetUnknown);
		assert_noop!(supply(id, ALICE, GOLDS), TokenError::CannotCreate);
		assert_noop!(another(), AssetsError::<Test>::Unknown);
		assert_ok!(Lending::remove_collateral(signed(BOB), id, ALL));
		assert_eq!((info(id).supplied, free(None, BOB)), (0, ENDOWMENT));
	});
}

#[test]
fn what_is_minted_to_the_limit_stops_what_leaves_and_loses_nothing() {
	build_and_execute(|| {
		let id = gold_lent();
		let rest = |asset| Balance::MAX - Assets::total_supply(asset);
		let dollars = rest(DOLLAR);
		assert_ok!(Assets::mint(signed(ISSUER), DOLLAR, ISSUER, dollars));
		assert_noop!(withdraw(id, ALICE, DOLLARS), ArithmeticError::Overflow);
		assert_noop!(borrow(id, BOB, DOLLARS), ArithmeticError::Overflow);
		// Suppliers come, and debtors pay.
		assert_ok!(supply(id, STRANGER, DOLLARS));
		assert_ok!(repay(id, BOB, 10 * DOLLARS));
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, ISSUER, dollars));
		assert_ok!(withdraw(id, ALICE, DOLLARS));
		let gold = rest(GOLD);
		assert_ok!(Assets::mint(signed(ISSUER), GOLD, ISSUER, gold));
		assert_noop!(remove(id, GOLDS), ArithmeticError::Overflow);
		// 300 x 0.37 x 0.8 = 88.8 for 90.
		set_price(GOLD_FEED, UNIT / 100 * 37);
		assert_noop!(liquidate(id, CAROL), ArithmeticError::Overflow);
		assert_ok!(Assets::burn(signed(ISSUER), GOLD, ISSUER, gold));
		assert_ok!(liquidate(id, CAROL));
	});
}
