//! What other pallets do in markets.

use super::*;
use civitas_primitives::lending::Markets as Supplier;
use frame_support::storage::with_storage_layer;

type Of = Lending;

// Callers are in a storage layer, as calls are.

fn supply(who: AccountId, id: MarketId, assets: Balance) -> Result<u128, DispatchError> {
	with_storage_layer(|| <Of as Supplier<AccountId>>::supply(&who, &id, assets))
}

fn withdraw(who: AccountId, id: MarketId, assets: Balance) -> Result<u128, DispatchError> {
	with_storage_layer(|| <Of as Supplier<AccountId>>::withdraw(&who, &id, assets))
}

fn pass_on(from: AccountId, to: AccountId, id: MarketId, shares: u128) -> sp_runtime::DispatchResult {
	with_storage_layer(|| <Of as Supplier<AccountId>>::pass_on(&from, &to, &id, shares))
}

fn shares_of(who: AccountId, id: MarketId) -> u128 {
	<Of as Supplier<AccountId>>::shares_of(&who, &id)
}

#[test]
fn supplying_is_supplying_and_says_how_many_shares() {
	build_and_execute(|| {
		let id = market();
		System::reset_events();
		let shares = 100 * DOLLARS * VIRTUAL_SHARES;
		assert_eq!(supply(ALICE, id, 100 * DOLLARS), Ok(shares));
		assert_eq!(events(), [Event::Supplied { market: id, who: ALICE, assets: 100 * DOLLARS, shares }]);
		assert_eq!(supply(ALICE, id, 7), Ok(7 * VIRTUAL_SHARES));
		assert_eq!(shares_of(ALICE, id), shares + 7 * VIRTUAL_SHARES);
		assert_eq!(shares_of(STRANGER, id), 0);
		assert_eq!(held(None, HoldReason::Position, ALICE), POSITION_DEPOSIT);
		assert_eq!(<Of as Supplier<AccountId>>::position_deposit(), POSITION_DEPOSIT);
	});
}

#[test]
fn withdrawing_is_withdrawing_and_says_how_many_shares() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), fee: 0, ..terms() });
		pass(YEAR);
		// As in the tests of `withdraw`.
		assert_eq!(withdraw(ALICE, id, 10 * DOLLARS), Ok(9_895_927_825_803));
		assert_eq!(free(Some(DOLLAR), ALICE), ENDOWMENT - 990 * DOLLARS);
		refused!(withdraw(ALICE, id, 900 * DOLLARS), NotEnoughCash);
		refused!(withdraw(ALICE, id, 2_000 * DOLLARS), NotEnoughSupplied);
		refused!(withdraw(STRANGER, id, 1), NotEnoughSupplied);
		refused!(withdraw(ALICE, id, 0), AmountZero);
	});
	build_and_execute(|| {
		let id = supplied();
		// All of it takes all shares.
		assert_eq!(withdraw(ALICE, id, 1_000 * DOLLARS), Ok(1_000 * DOLLARS * VIRTUAL_SHARES));
		assert!(!Positions::<Test>::contains_key(id, ALICE));
		assert_eq!((free(None, ALICE), free(Some(DOLLAR), ALICE)), (ENDOWMENT, ENDOWMENT));
	});
}

#[test]
fn they_can_do_no_more_than_any_supplier() {
	build_and_execute(|| {
		let id = supplied();
		refused!(supply(BOB, id, 0), AmountZero);
		refused!(supply(BOB, unknown(), 1), MarketUnknown);
		refused!(withdraw(ALICE, unknown(), 1), MarketUnknown);
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 1_000 * DOLLARS, 0));
		refused!(supply(BOB, id, 1), SupplyCapReached);
		assert_ok!(Lending::pause(signed(CURATOR), id, true, false));
		refused!(supply(BOB, id, 1), SupplyPaused);
		assert_ok!(withdraw(ALICE, id, 5));
		// And name no certificate, even if one has it.
		certify(ALICE);
		let asks = market_of(Terms { to_supply: asked(), ..terms() });
		refused!(supply(ALICE, asks, 1), CertificateMissing);
		let open = market_of(still());
		assert_noop!(supply(PAUPER, open, 1), pallet_assets::Error::<Test>::NoAccount);
	});
}

#[test]
fn shares_are_passed_on() {
	build_and_execute(|| {
		let id = supplied();
		let all = 1_000 * DOLLARS * VIRTUAL_SHARES;
		System::reset_events();
		assert_ok!(pass_on(ALICE, STRANGER, id, all / 4));
		assert_eq!(events(), [Event::PassedOn { market: id, from: ALICE, to: STRANGER, shares: all / 4 }]);
		assert_eq!((shares_of(ALICE, id), shares_of(STRANGER, id)), (all / 4 * 3, all / 4));
		// Whoever gets them pays for the position.
		assert_eq!(held(None, HoldReason::Position, STRANGER), POSITION_DEPOSIT);
		assert_eq!(Lending::positions_of(STRANGER, None, None).items, [position(id, STRANGER)]);
		assert_ok!(pass_on(ALICE, STRANGER, id, all / 4 * 3));
		assert_eq!((shares_of(ALICE, id), shares_of(STRANGER, id)), (0, all));
		assert_eq!(held(None, HoldReason::Position, STRANGER), POSITION_DEPOSIT);
		// And whoever has none left has the deposit back.
		assert!(!Positions::<Test>::contains_key(id, ALICE));
		assert_eq!(free(None, ALICE), ENDOWMENT);
		assert!(Lending::positions_of(ALICE, None, None).items.is_empty());
		assert_ok!(Lending::withdraw(signed(STRANGER), id, ALL));
		assert_eq!(free(Some(DOLLAR), STRANGER), ENDOWMENT + 1_000 * DOLLARS);
	});
}

#[test]
fn no_more_shares_than_there_are_and_not_none() {
	build_and_execute(|| {
		let id = supplied();
		let all = 1_000 * DOLLARS * VIRTUAL_SHARES;
		refused!(pass_on(ALICE, STRANGER, id, 0), AmountZero);
		refused!(pass_on(ALICE, STRANGER, id, all + 1), NotEnoughSupplied);
		refused!(pass_on(BOB, STRANGER, id, 1), NotEnoughSupplied);
		refused!(pass_on(ALICE, STRANGER, unknown(), 1), NotEnoughSupplied);
		// Who cannot pay for a position gets none.
		assert_noop!(pass_on(ALICE, PAUPER, id, all / 2), TokenError::FundsUnavailable);
		assert_noop!(pass_on(ALICE, PAUPER, id, all), TokenError::FundsUnavailable);
		assert_noop!(pass_on(ALICE, NOBODY, id, 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn to_oneself_nothing_is_passed_on() {
	build_and_execute(|| {
		let id = supplied();
		System::reset_events();
		frame_support::assert_storage_noop!(assert!(pass_on(ALICE, ALICE, id, 5).is_ok()));
		assert!(events().is_empty());
		assert_eq!(shares_of(ALICE, id), 1_000 * DOLLARS * VIRTUAL_SHARES);
	});
}

#[test]
fn what_else_there_is_in_a_position_is_not_passed_on() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Lending::supply(signed(BOB), id, 40 * DOLLARS, None));
		assert_ok!(pass_on(BOB, ALICE, id, 40 * DOLLARS * VIRTUAL_SHARES));
		let PositionInfo { supply_shares, debt, collateral, .. } = position(id, BOB);
		assert_eq!((supply_shares, debt, collateral), (0, 100 * DOLLARS, 200 * COIN));
		assert_eq!((position(id, ALICE).supplied, position(id, ALICE).debt), (1_040 * DOLLARS, 0));
	});
}

#[test]
fn passing_on_needs_no_cash_no_price_and_no_leave() {
	build_and_execute(|| {
		let id = borrowed();
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(900 * DOLLARS)));
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		assert_ok!(Lending::set_caps(signed(GUARDIAN), id, 0, 0));
		in_each_fault(|_| {
			assert_ok!(pass_on(ALICE, STRANGER, id, shares_of(ALICE, id)));
		});
	});
}

#[test]
fn shares_are_worth_what_they_are_now() {
	build_and_execute(|| {
		let id = borrowed();
		let worth = |id, shares| <Of as Supplier<AccountId>>::worth(&id, shares);
		let all = shares_of(ALICE, id);
		assert_eq!((worth(id, all), worth(id, 1), worth(id, 0)), (Some(1_000 * DOLLARS), Some(0), Some(0)));
		pass(YEAR);
		// As in the tests of `borrow`, though nobody has touched the market since.
		assert_eq!((worth(id, all), worth(id, all / 2)), (Some(1_000_564_261), Some(500_282_130)));
		assert_eq!((worth(unknown(), 1), stored(id).books.updated), (None, NOW));
		let cash = |id| <Of as Supplier<AccountId>>::cash(&id);
		assert_eq!((cash(id), cash(unknown())), (Some(900 * DOLLARS), None));
	});
}
