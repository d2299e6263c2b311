//! What is given to an account is not in the books: neither cash, nor collateral.

use super::*;
use frame_support::{hypothetically, traits::Get};

/// Give so many of the smallest unit of dollars to an account.
fn give(to: AccountId, amount: Balance) {
	assert_ok!(Assets::transfer(signed(STRANGER), DOLLAR, to, amount));
}

/// Give as many assets to an account as it has room for, none of which is worth existing for. It has 16 places, the last of which
/// stays free.
fn crowd(account: AccountId) {
	assert_ok!(Balances::transfer_allow_death(signed(STRANGER), account.clone(), EXISTENTIAL_DEPOSIT));
	for asset in 1_000..1_015 {
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, STRANGER, false, 1));
		assert_ok!(Assets::mint(signed(STRANGER), asset, account.clone(), 1));
	}
	assert_noop!(Assets::transfer(signed(STRANGER), GOLD, account, MIN_BALANCE), TokenError::CannotCreate);
}

#[test]
fn to_a_market_that_is_not_made_yet() {
	build_and_execute(|| {
		feeds();
		let id = MarketId::of(Some(DOLLAR), None, &terms());
		give(account_of(id), 500 * DOLLARS);
		assert_eq!(market_of(terms()), id);
		let MarketInfo { supplied, cash, supply_index, .. } = info(id);
		assert_eq!((supplied, cash, supply_index), (0, 0, FIRST_INDEX));
		assert_ok!(supply(id, ALICE, 1_000 * DOLLARS));
		assert_eq!(position(id, ALICE).supply_shares, 1_000 * DOLLARS * VIRTUAL_SHARES);
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 1_000 * DOLLARS }));
	});
}

#[test]
fn to_a_market_before_the_first_supply_and_later() {
	build_and_execute(|| {
		let id = market();
		let account = account_of(id);
		for (supplied, who) in [(0, ALICE), (1_000, BOB), (2_000, CAROL)] {
			give(account.clone(), 500 * DOLLARS);
			assert_eq!((info(id).cash, info(id).supplied), (supplied * DOLLARS, supplied * DOLLARS));
			refused!(withdraw(id, STRANGER, 1), NotEnoughSupplied);
			assert_ok!(supply(id, who.clone(), 1_000 * DOLLARS));
			assert_eq!(position(id, who).supply_shares, 1_000 * DOLLARS * VIRTUAL_SHARES);
		}
		// It cannot be borrowed either.
		assert_ok!(Lending::add_collateral(signed(BOB), id, 900 * COIN, None));
		assert_ok!(withdraw(id, ALICE, 1_000 * DOLLARS));
		assert_ok!(withdraw(id, CAROL, 1_000 * DOLLARS));
		assert_ok!(withdraw(id, BOB, 950 * DOLLARS));
		refused!(borrow(id, BOB, 50 * DOLLARS + 1), NotEnoughCash);
		assert_ok!(borrow(id, BOB, 50 * DOLLARS));
		assert_eq!(free(Some(DOLLAR), account), MIN_BALANCE + 1_500 * DOLLARS);
	});
}

#[test]
fn the_first_supplier_cannot_make_the_share_dear() {
	build_and_execute(|| {
		let id = market();
		assert_ok!(supply(id, STRANGER, 1));
		give(account_of(id), 1_000_000 * DOLLARS);
		assert_ok!(supply(id, ALICE, 1_000 * DOLLARS));
		assert_eq!(position(id, ALICE).supplied, 1_000 * DOLLARS);
		assert_ok!(Lending::withdraw(signed(STRANGER), id, Amount::All { at_most: 1 }));
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::All { at_most: 1_000 * DOLLARS }));
	});
}

#[test]
fn of_the_native_asset() {
	build_and_execute(|| {
		feeds();
		let id = market_between(None, Some(DOLLAR));
		assert_ok!(Balances::transfer_allow_death(signed(STRANGER), account_of(id), 77 * COIN));
		assert_eq!((info(id).cash, info(id).supplied), (0, 0));
		assert_ok!(supply(id, ALICE, 5 * COIN));
		assert_eq!((info(id).cash, position(id, ALICE).supply_shares), (5 * COIN, 5 * COIN * VIRTUAL_SHARES));
		assert_eq!(free(None, account_of(id)), 77 * COIN + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn of_so_many_assets_that_there_is_no_room_for_what_is_lent() {
	build_and_execute(|| {
		feeds();
		let id = hypothetically!({
			let id = market_between(Some(GOLD), None);
			// As a rule, nobody pays for the room.
			assert_eq!(Balances::reserved_balance(TREASURY), 0);
			id
		});
		crowd(account_of(id));
		// Whoever makes the market pays for it, and has nothing on hold that would never come back.
		let before = free(None, CURATOR);
		assert_eq!(market_between(Some(GOLD), None), id);
		let deposit = <<Test as pallet_assets::Config>::AssetAccountDeposit as Get<Balance>>::get();
		assert_eq!((Balances::reserved_balance(TREASURY), Balances::reserved_balance(CURATOR)), (deposit, 0));
		assert_eq!(free(None, CURATOR), before - Lending::costs().market - deposit);
		assert_eq!(free(Some(GOLD), account_of(id)), MIN_BALANCE);
		assert_ok!(supply(id, ALICE, GOLDS));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(Some(GOLD), ALICE), ENDOWMENT);
	});
}

#[test]
fn of_so_many_where_the_native_asset_is_lent() {
	build_and_execute(|| {
		feeds();
		let id = hypothetically!(market_between(None, Some(DOLLAR)));
		crowd(account_of(id));
		assert_eq!(market_between(None, Some(DOLLAR)), id);
		assert_eq!(Balances::reserved_balance(CURATOR), 0);
		// What is on hold takes the place that is left.
		assert_ok!(supply(id, ALICE, 5 * COIN));
		assert_ok!(Lending::withdraw(signed(ALICE), id, ALL));
		assert_eq!(free(None, ALICE), ENDOWMENT);
	});
}

#[test]
fn to_who_owes() {
	build_and_execute(|| {
		let id = lent(still());
		assert_ok!(Balances::transfer_allow_death(signed(STRANGER), BOB, 300 * COIN));
		give(BOB, 100 * DOLLARS);
		assert_eq!((position(id, BOB).collateral, position(id, BOB).debt), (200 * COIN, 100 * DOLLARS));
		refused!(remove(id, 200 * COIN + 1), NotEnoughCollateral);
		coin(600);
		assert_eq!(position(id, BOB).health, Some(ONE / 100 * 96));
	});
}

#[test]
fn a_gift_takes_no_room_below_a_cap() {
	build_and_execute(|| {
		let id = supplied();
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 1_500 * DOLLARS, Balance::MAX));
		assert_ok!(Assets::transfer(signed(STRANGER), DOLLAR, account_of(id), 1_000 * DOLLARS));
		refused!(Lending::supply(signed(ALICE), id, 500 * DOLLARS + 1, None), SupplyCapReached);
		assert_ok!(Lending::supply(signed(ALICE), id, 500 * DOLLARS, None));
		refused!(Lending::supply(signed(ALICE), id, 1, None), SupplyCapReached);
	});
}
