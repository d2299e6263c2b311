//! Answers. They change nothing: the fee accrues in memory.

use crate::{info::*, opened::Opened, types::*, Config, Pallet, VaultCount};
use civitas_primitives::{lending::Markets, Page};
use frame_support::traits::fungibles::Inspect;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_vault(id: VaultId) -> Option<VaultInfo<T::AccountId>> {
		let mut opened = Opened::<T>::load(id).ok()?;
		opened.accrue();
		let (pool, cash) = (opened.pool(), opened.cash());
		let Opened { account, vault, parts, .. } = opened;
		let markets = parts.into_iter().map(|part| AllocationInfo {
			market: part.market,
			cap: part.cap,
			shares: part.shares,
			worth: part.worth,
			cash: T::Markets::cash(&part.market).unwrap_or_default(),
		});
		let pending = vault.pending.into_iter().map(|pending| {
			let (from, until) = (pending.from, pending.until());
			PendingInfo { change: pending.change, from, until }
		});
		Some(VaultInfo {
			vault: id,
			asset: vault.asset,
			share_asset: Self::share_asset(id),
			account,
			curator: vault.curator,
			guardian: vault.guardian,
			delay: vault.delay,
			fee: vault.fee,
			total: pool.assets,
			idle: vault.idle,
			cash,
			shares: pool.shares,
			price: pool.price(),
			high_water: vault.high_water,
			markets: markets.collect(),
			pending: pending.collect(),
		})
	}

	pub(crate) fn do_vaults(cursor: Option<VaultId>, limit: Option<u32>) -> Page<VaultInfo<T::AccountId>, VaultId> {
		// Saturating is right: there is none of the largest number.
		let first = cursor.map_or(0, |cursor| cursor.saturating_add(1));
		let numbers = first..VaultCount::<T>::get();
		Page::take(numbers.filter_map(|id| Some((id, Self::do_vault(id)?))), limit)
	}

	pub(crate) fn do_holding(id: VaultId, owner: &T::AccountId) -> Option<HoldingInfo<T::AccountId>> {
		let mut opened = Opened::<T>::load(id).ok()?;
		opened.accrue();
		let shares = T::Shares::balance(Self::share_asset(id), owner);
		let worth = opened.pool().worth_of(shares);
		let in_cash = worth.min(opened.cash());
		Some(HoldingInfo { vault: id, owner: owner.clone(), shares, worth, in_cash })
	}
}
