//! Issuers, givers and debtors who mean no good, and accounts that are not as they should be.

mod gifts;
mod issuer;
mod locks;
mod owners;

use super::*;

/// Dollars are lent against gold, without interest. Alice has supplied 1,000, and Bob has borrowed 100 against 300 units.
fn gold_lent() -> MarketId {
	feeds();
	let id = market_between(Some(DOLLAR), Some(GOLD));
	assert_ok!(Lending::supply(signed(ALICE), id, 1_000 * DOLLARS, None));
	assert_ok!(Lending::add_collateral(signed(BOB), id, 300 * GOLDS, None));
	assert_ok!(Lending::borrow(signed(BOB), id, 100 * DOLLARS, None));
	id
}

/// Gold has become so cheap that Bob can be liquidated: 300 x 0.4 x 0.8 = 96 for 100.
fn gold_falls() {
	set_price(GOLD_FEED, UNIT / 10 * 4);
}

fn supply(id: MarketId, who: AccountId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::supply(signed(who), id, amount, None)
}

fn withdraw(id: MarketId, who: AccountId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::withdraw(signed(who), id, Amount::Assets(amount))
}

fn borrow(id: MarketId, who: AccountId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::borrow(signed(who), id, amount, None)
}

/// `who` repays a debt of Bob's.
fn repay(id: MarketId, who: AccountId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::repay(signed(who), id, Amount::Assets(amount), Some(BOB))
}

/// `who` adds to Bob's collateral.
fn add(id: MarketId, who: AccountId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::add_collateral(signed(who), id, amount, Some(BOB))
}

/// Bob removes some of it.
fn remove(id: MarketId, amount: Balance) -> sp_runtime::DispatchResult {
	Lending::remove_collateral(signed(BOB), id, Amount::Assets(amount))
}

/// `who` liquidates Bob.
fn liquidate(id: MarketId, who: AccountId) -> sp_runtime::DispatchResult {
	Lending::liquidate(signed(who), id, BOB, Balance::MAX, 0)
}
