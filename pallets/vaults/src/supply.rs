//! How money gets into a vault, and where it is there.

use crate::{
	money::put,
	opened::{supply, withdraw, Opened},
	types::*,
	Config, Error, Event, Pallet,
};
use alloc::vec::Vec;
use civitas_primitives::{
	lending::{Markets, MAX_TOTAL},
	money::{Asset, Balance},
};
use frame_support::{ensure, traits::fungibles::Mutate};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deposit(
		who: &T::AccountId,
		id: VaultId,
		asset: Asset,
		assets: Balance,
		least_shares: u128,
	) -> Result<u32, DispatchError> {
		let mut opened = Opened::<T>::load(id)?;
		ensure!(asset == opened.vault.asset, Error::<T>::WrongAsset);
		ensure!(assets > 0, Error::<T>::AmountZero);
		opened.take_fee();
		let before = opened.pool();
		let idle = opened.vault.idle.checked_add(assets).ok_or(Error::<T>::AmountTooLarge)?;
		put::<T>(asset, who, &opened.account, assets)?;
		opened.vault.idle = idle;
		opened.spread(assets);
		let after = opened.assets();
		ensure!(after <= MAX_TOTAL, Error::<T>::AmountTooLarge);
		// What rounds away as it is supplied is the loss of who deposits.
		let added = after.saturating_sub(before.assets).min(assets);
		let shares = before.shares_for(added).ok_or(Error::<T>::AmountTooLarge)?;
		ensure!(shares > 0, Error::<T>::AmountZero);
		ensure!(shares >= least_shares, Error::<T>::TooFewShares);
		ensure!(before.shares.checked_add(shares).is_some(), Error::<T>::AmountTooLarge);
		T::Shares::mint_into(Self::share_asset(id), who, shares)?;
		Self::deposit_event(Event::Deposited { vault: id, who: who.clone(), assets, shares });
		Ok(opened.close())
	}

	pub(crate) fn do_reallocate(who: &T::AccountId, id: VaultId, targets: &[Target]) -> Result<u32, DispatchError> {
		let mut opened = Opened::<T>::load(id)?;
		ensure!(*who == opened.vault.curator, Error::<T>::NotCurator);
		for (place, target) in targets.iter().enumerate() {
			ensure!(opened.vault.cap(&target.market).is_some(), Error::<T>::MarketNotListed);
			let first = targets.iter().take(place).all(|other| other.market != target.market);
			ensure!(first, Error::<T>::MarketTwice);
		}
		let Opened { account, vault, parts, .. } = &mut opened;
		let mut short = Vec::new();
		for part in parts {
			let Some(target) = targets.iter().find(|target| target.market == part.market) else { continue };
			match part.worth.checked_sub(target.assets) {
				Some(above) => {
					let cash = T::Markets::cash(&part.market).unwrap_or_default();
					let above = above.min(cash);
					if above > 0 {
						withdraw::<T>(account, vault, part, above)?;
					}
				},
				None => short.push((part, target.assets)),
			}
		}
		for (part, assets) in short {
			ensure!(assets <= part.cap, Error::<T>::AboveCap);
			// Saturating is right: it is less than that.
			supply::<T>(account, vault, part, assets.saturating_sub(part.worth))?;
		}
		let idle = vault.idle;
		Self::deposit_event(Event::Reallocated { vault: id, idle });
		Ok(opened.close())
	}
}
