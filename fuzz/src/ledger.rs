//! What everybody has.

use crate::recipes::{agreements, public_finance, reputation};
use civitas_runtime::{configs::money::AssetId, AccountId, Assets, AssetsHolder, Balance, Balances, Runtime};
use frame_support::traits::{fungible::Inspect as _, fungibles::InspectHold as _};
use std::collections::BTreeMap;

/// What everybody has: of each asset, free and altogether.
#[derive(Default)]
pub struct Ledger {
	pub free: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	pub total: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	/// What was advanced for arbiters.
	pub advanced: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	/// What bodies have on hold for their records.
	pub records: Sums,
	/// How much there is of each.
	pub issued: BTreeMap<Option<AssetId>, Balance>,
}

impl Ledger {
	pub fn now() -> Self {
		let mut ledger =
			Self { advanced: agreements::advanced(), records: public_finance::records(), ..Self::default() };
		for (of, amount) in reputation::advanced() {
			*ledger.advanced.entry(of).or_default() += amount;
		}
		for who in frame_system::Account::<Runtime>::iter_keys() {
			ledger.free.insert((None, who.clone()), Balances::free_balance(&who));
			ledger.total.insert((None, who.clone()), Balances::total_balance(&who));
		}
		ledger.issued.insert(None, Balances::total_issuance());
		for (id, who) in pallet_assets::Account::<Runtime>::iter_keys() {
			let balance = Assets::balance(id, &who);
			ledger.free.insert((Some(id), who.clone()), balance);
			let held = AssetsHolder::total_balance_on_hold(id, &who);
			ledger.total.insert((Some(id), who), balance + held);
		}
		for id in pallet_assets::Asset::<Runtime>::iter_keys() {
			ledger.issued.insert(Some(id), Assets::total_supply(id));
			// All that somebody has of an asset can be on hold, without an account of it.
			for who in frame_system::Account::<Runtime>::iter_keys() {
				let held = AssetsHolder::total_balance_on_hold(id, &who);
				if held > 0 {
					ledger.total.entry((Some(id), who)).or_insert(held);
				}
			}
		}
		ledger
	}
}

/// Amounts of an asset that somebody has.
pub type Sums = BTreeMap<(Option<AssetId>, AccountId), Balance>;

/// By how much each has less in `after` than in `before`; or more, the other way around.
pub fn less(before: &Sums, after: &Sums) -> Sums {
	let less = before.iter().filter_map(|(key, before)| {
		let less = before.saturating_sub(after.get(key).copied().unwrap_or_default());
		(less > 0).then(|| (key.clone(), less))
	});
	less.collect()
}
