//! The tests: a file for each call, and for what goes across them.

use crate::{info::*, mock::*, types::*, Error, Event, HoldReason, VaultCount, Vaults};
use civitas_primitives::{
	lending::{pricing::Pool, MarketId, Ppb, MAX_TOTAL, ONE},
	money::{Asset, Balance},
};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::DispatchResultWithPostInfo,
	traits::{
		fungibles::{Inspect, InspectHold, Mutate, MutateHold},
		tokens::{Precision, Preservation},
	},
	BoundedVec,
};
use sp_runtime::TokenError;

mod abuse;
mod apply;
mod corruption;
mod create_vault;
mod deposit;
mod fee;
mod in_kind;
mod matrix;
mod pricing;
mod properties;
mod propose;
mod reads;
mod reallocate;
mod redeem;
mod scenarios;
mod theft;
mod veto;

/// A whole dollar.
pub const UNIT: Balance = 1_000_000;
/// What a vault share is worth at first, in parts of 10^27: a millionth of the smallest unit.
pub const FIRST_PRICE: u128 = 1_000_000_000_000_000_000_000;
/// As many shares one gets at first for the smallest unit.
pub const EACH: u128 = 1_000_000;

/// A vault of dollars with this fee, and without markets.
pub fn vault_of(fee: Ppb) -> VaultId {
	let id = VaultCount::<Test>::get();
	assert_ok!(Curated::create_vault(signed(CREATOR), Some(DOLLAR), CURATOR, GUARDIAN, DAY, fee));
	id
}

/// The same without a fee.
pub fn vault() -> VaultId {
	vault_of(0)
}

/// A cap.
pub fn cap(market: MarketId, cap: Balance) -> Change {
	Change::Cap { market, cap }
}

/// An order of markets.
pub fn order(markets: &[MarketId]) -> Change {
	Change::Order { markets: BoundedVec::truncate_from(markets.to_vec()) }
}

/// Announce a change, wait a day, and apply it.
pub fn change(vault: VaultId, change: Change) {
	assert_ok!(Curated::propose(signed(CURATOR), vault, change.clone()));
	pass(DAY);
	assert_ok!(Curated::apply(signed(STRANGER), vault, change));
}

/// Make the market of this number, and let the vault supply so much to it.
pub fn list(vault: VaultId, number: u8, most: Balance) -> MarketId {
	let id = market_id(number);
	make_market(id, Balance::MAX);
	change(vault, cap(id, most));
	id
}

/// A vault without a fee, with the markets 1 and 2, to which it supplies 300 and 500 dollars.
pub fn two_markets() -> (VaultId, MarketId, MarketId) {
	let vault = vault();
	(vault, list(vault, 1, 300 * UNIT), list(vault, 2, 500 * UNIT))
}

/// Deposit dollars.
pub fn deposit(who: AccountId, vault: VaultId, assets: Balance) -> DispatchResultWithPostInfo {
	Curated::deposit(signed(who), vault, Some(DOLLAR), assets, 0)
}

/// Redeem in cash.
pub fn in_cash(who: AccountId, vault: VaultId, shares: u128) -> DispatchResultWithPostInfo {
	Curated::redeem(signed(who), vault, shares, How::InCash { least: 0 })
}

/// Redeem in kind.
pub fn in_kind(who: AccountId, vault: VaultId, shares: u128) -> DispatchResultWithPostInfo {
	Curated::redeem(signed(who), vault, shares, How::InKind)
}

/// Let each of these be worth so much.
pub fn reallocate(who: AccountId, vault: VaultId, targets: &[(MarketId, Balance)]) -> DispatchResultWithPostInfo {
	let targets = targets.iter().map(|(market, assets)| Target { market: *market, assets: *assets });
	Curated::reallocate(signed(who), vault, BoundedVec::truncate_from(targets.collect()))
}

/// A vault as it is.
pub fn info(vault: VaultId) -> VaultInfo<AccountId> {
	Curated::vault(vault).expect("there is such a vault")
}

/// What someone has in it.
pub fn holding(vault: VaultId, who: AccountId) -> HoldingInfo<AccountId> {
	Curated::holding(vault, who).expect("there is such a vault")
}

/// The shares of someone.
pub fn shares(vault: VaultId, who: AccountId) -> u128 {
	holding(vault, who).shares
}

/// What the supply shares of a vault are worth, market by market.
pub fn worths(vault: VaultId) -> Vec<Balance> {
	info(vault).markets.iter().map(|market| market.worth).collect()
}

/// A vault, as it is stored.
pub fn stored(vault: VaultId) -> Vault<Test> {
	Vaults::<Test>::get(vault).expect("there is such a vault")
}

/// What is free of an asset.
pub fn free(asset: Asset, who: AccountId) -> Balance {
	Union::balance(asset, &who)
}

/// The dollars that someone has free.
pub fn dollars(who: AccountId) -> Balance {
	free(Some(DOLLAR), who)
}

/// The account of a vault.
pub fn account(vault: VaultId) -> AccountId {
	Curated::account(vault).expect("a hash makes an account")
}

/// What is on hold as the idle money of a vault.
pub fn idle_held(vault: VaultId) -> Balance {
	<Test as crate::Config>::Holds::balance_on_hold(stored(vault).asset, &HoldReason::Idle.into(), &account(vault))
}

/// What has happened, as this pallet tells it, since this was asked last.
pub fn events() -> Vec<Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}
