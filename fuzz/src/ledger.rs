//! What everybody has.

use crate::{
	bystander::{self, Owned},
	common::events,
	recipes::{agreements, public_finance, reputation},
};
use civitas_runtime::{
	configs::money::AssetId, AccountId, Authorship, Balance, Balances, Runtime, RuntimeEvent, Treasury,
};
use frame_support::Blake2_128Concat;
use pallet_transaction_payment::Event::TransactionFeePaid;
use std::collections::BTreeMap;

/// The total on hold of each, whose item has no public name.
#[frame_support::storage_alias]
type BalancesOnHold = StorageDoubleMap<AssetsHolder, Blake2_128Concat, AssetId, Blake2_128Concat, AccountId, Balance>;

/// What everybody has: of each asset, free and altogether.
#[derive(Default)]
pub struct Ledger {
	pub free: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	pub total: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	/// What was advanced for arbiters.
	pub advanced: BTreeMap<(Option<AssetId>, AccountId), Balance>,
	/// What bodies have on hold for their records.
	pub records: Sums,
	/// What the bystander owns.
	pub bystander: Owned,
	/// How much there is of each.
	pub issued: BTreeMap<Option<AssetId>, Balance>,
}

impl Ledger {
	pub fn now() -> Self {
		let mut ledger = Self {
			advanced: agreements::advanced(),
			records: public_finance::records(),
			bystander: bystander::owned(),
			..Self::default()
		};
		for (of, amount) in reputation::advanced() {
			*ledger.advanced.entry(of).or_default() += amount;
		}
		for (who, account) in frame_system::Account::<Runtime>::iter() {
			ledger.free.insert((None, who.clone()), account.data.free);
			ledger.total.insert((None, who), account.data.free + account.data.reserved);
		}
		ledger.issued.insert(None, Balances::total_issuance());
		for (id, who, account) in pallet_assets::Account::<Runtime>::iter() {
			ledger.free.insert((Some(id), who.clone()), account.balance);
			ledger.total.insert((Some(id), who), account.balance);
		}
		// All that somebody has of an asset can be on hold, without an account of it.
		for (id, who, held) in BalancesOnHold::iter() {
			*ledger.total.entry((Some(id), who)).or_default() += held;
		}
		for (id, details) in pallet_assets::Asset::<Runtime>::iter() {
			ledger.issued.insert(Some(id), details.supply);
		}
		ledger
	}

	/// The same as if no fee had been paid by those who paid some, to those who got it.
	pub fn before_fees(mut self, before: &Self) -> Self {
		for event in events() {
			let RuntimeEvent::TransactionPayment(TransactionFeePaid { who, actual_fee, .. }) = event else { continue };
			for sums in [&mut self.free, &mut self.total] {
				*sums.entry((None, who.clone())).or_default() += actual_fee;
			}
		}
		let takers = [Some(Treasury::account_id()), Authorship::author()].into_iter().flatten();
		for taker in takers.map(|taker| (None, taker)) {
			if let (Some(had), Some(has)) = (before.total.get(&taker), self.total.get_mut(&taker)) {
				*has = (*has).min(*had);
			}
		}
		self
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
