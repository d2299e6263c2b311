//! Somebody who owns some of everything, and does nothing: whatever others do, he loses none of it.
//!
//! This is what `outflow` cannot see: who loses is not whoever makes the call, so it matters not what the call says.

use crate::{
	common::account,
	ensure,
	recipes::{
		credit, lending, markets, public_finance,
		world::{self, World, COMMON, SUFFICIENT},
	},
	types::{carried, name_of},
};
use civitas_runtime::{AccountId, Assets, AssetsHolder, Balance, Balances, PoolAssets, Runtime, RuntimeCall};
use frame_support::traits::{fungible::Inspect as _, fungibles::InspectHold as _};
use sp_keyring::Sr25519Keyring;
use std::collections::BTreeMap;

/// Whose key nobody uses after the beginning.
pub const BYSTANDER: Sr25519Keyring = Sr25519Keyring::BobStash;

/// Whose identity controls his, since somebody has to, and does nothing either.
const OFFICER: Sr25519Keyring = Sr25519Keyring::CharlieStash;

/// His account, his identity, and what controls it.
pub fn accounts() -> [AccountId; 4] {
	[account(BYSTANDER), world::identity(BYSTANDER), account(OFFICER), world::identity(OFFICER)]
}

/// What he gets besides money: shares in pools and vaults, what is lent and pledged, and a fund of which others give him money.
pub fn found() {
	[BYSTANDER, OFFICER].into_iter().for_each(World::register);
	World::controlled(BYSTANDER, &[OFFICER]);
	markets::invest(BYSTANDER);
	lending::invest(BYSTANDER);
	credit::invest(BYSTANDER);
	public_finance::invest(BYSTANDER, OFFICER);
}

/// Of both pools, of the vault, and of the pool of credit that there is in the beginning.
const SHARES: [u32; 4] = [0, 1, pallet_vaults::types::FIRST_SHARES, pallet_credit::types::FIRST_SHARES];

/// What he owns. Of what he owes, how much less than all that there can be.
pub type Owned = BTreeMap<String, Balance>;

/// What he owns now.
pub fn owned() -> Owned {
	let mut owned = Owned::new();
	for who in accounts() {
		let mut note = |what: String, amount| {
			owned.insert(format!("{what} of {who}"), amount);
		};
		note("free".into(), Balances::free_balance(&who));
		note("total".into(), Balances::total_balance(&who));
		for id in [COMMON, SUFFICIENT] {
			note(format!("free of {id}"), Assets::balance(id, &who));
			note(format!("total of {id}"), Assets::balance(id, &who) + AssetsHolder::total_balance_on_hold(id, &who));
		}
		for id in SHARES {
			note(format!("share {id}"), PoolAssets::balance(id, &who));
		}
		for market in pallet_lending::Markets::<Runtime>::iter_keys() {
			let stand = pallet_lending::Positions::<Runtime>::get(market, &who).stand;
			note(format!("supplied to {market:?}"), stand.supply_shares);
			note(format!("pledged in {market:?}"), stand.collateral);
			note(format!("not owed in {market:?}"), Balance::MAX - stand.debt_shares);
		}
	}
	owned.retain(|_, amount| *amount > 0);
	owned
}

/// What issuers and root can do with what others have.
const POWERS: &[&str] = &[
	"Assets.burn",
	"Assets.destroy_accounts",
	"Assets.finish_destroy",
	"Assets.force_transfer",
	"Sudo.sudo",
	"Sudo.sudo_unchecked_weight",
	"Sudo.sudo_as",
];

/// Whether it is a power of somebody to take from all, or may carry one.
pub fn takes(call: &RuntimeCall) -> bool {
	carried(call).is_none_or(|calls| calls.iter().any(|call| POWERS.contains(&name_of(call))))
}

/// He has as much as before.
pub fn check(before: &Owned, after: &Owned) -> Result<(), String> {
	for (what, had) in before {
		let has = after.get(what).copied().unwrap_or_default();
		ensure!(has >= *had, "the bystander, who did nothing, had {had} and has {has}: {what}");
	}
	Ok(())
}
