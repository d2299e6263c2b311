//! A vault that is worked on. What it has in markets is read once, and again after something was moved.

use crate::{
	money::{give, keep, release},
	types::*,
	Config, Error, Event, Pallet, Vaults,
};
use alloc::vec::Vec;
use civitas_primitives::{
	lending::{pricing::Pool, MarketId, Markets},
	money::Balance,
};
use frame_support::{
	storage::with_storage_layer,
	traits::fungibles::{Inspect, Mutate},
};
use sp_runtime::{DispatchError, DispatchResult};

/// What a vault has in one market.
#[derive(Clone, Copy)]
pub(crate) struct Part {
	pub(crate) market: MarketId,
	pub(crate) cap: Balance,
	/// Its supply shares.
	pub(crate) shares: u128,
	/// What they are worth, rounded down.
	pub(crate) worth: Balance,
}

impl Part {
	fn read<T: Config>(account: &T::AccountId, allocation: &Allocation) -> Self {
		let Allocation { market, cap } = *allocation;
		let shares = T::Markets::shares_of(account, &market);
		let worth = T::Markets::worth(&market, shares).unwrap_or_default();
		Self { market, cap, shares, worth }
	}

	/// The same, after something was moved.
	fn read_again<T: Config>(&mut self, account: &T::AccountId) {
		*self = Self::read::<T>(account, &Allocation { market: self.market, cap: self.cap });
	}
}

/// A vault that is worked on.
pub(crate) struct Opened<T: Config> {
	pub(crate) id: VaultId,
	pub(crate) account: T::AccountId,
	pub(crate) vault: Vault<T>,
	/// What it has in each market, in the order of its list.
	pub(crate) parts: Vec<Part>,
	/// All its shares, those of the curator that could not be minted among them.
	pub(crate) shares: u128,
}

/// Supply so much of the idle money of a vault to a market. If that fails, nothing has changed.
pub(crate) fn supply<T: Config>(
	account: &T::AccountId,
	vault: &mut Vault<T>,
	part: &mut Part,
	assets: Balance,
) -> DispatchResult {
	let idle = vault.idle.checked_sub(assets).ok_or(Error::<T>::NotEnoughIdle)?;
	with_storage_layer(|| -> DispatchResult {
		release::<T>(vault.asset, account, assets)?;
		T::Markets::supply(account, &part.market, assets).map(drop)
	})?;
	vault.idle = idle;
	part.read_again::<T>(account);
	Ok(())
}

/// Withdraw so much from a market, to be idle. If that fails, nothing has changed.
pub(crate) fn withdraw<T: Config>(
	account: &T::AccountId,
	vault: &mut Vault<T>,
	part: &mut Part,
	assets: Balance,
) -> DispatchResult {
	let idle = vault.idle.checked_add(assets).ok_or(Error::<T>::AmountTooLarge)?;
	with_storage_layer(|| -> DispatchResult {
		T::Markets::withdraw(account, &part.market, assets)?;
		keep::<T>(vault.asset, account, assets)
	})?;
	vault.idle = idle;
	part.read_again::<T>(account);
	Ok(())
}

impl<T: Config> Opened<T> {
	/// A vault as it is now.
	pub(crate) fn load(id: VaultId) -> Result<Self, DispatchError> {
		let vault = Vaults::<T>::get(id).ok_or(Error::<T>::VaultUnknown)?;
		let account = Pallet::<T>::account(id)?;
		let parts = vault.markets.iter().map(|allocation| Part::read::<T>(&account, allocation)).collect();
		// Saturating is right: whoever adds shares looks whether all of them are too many.
		let shares = T::Shares::total_issuance(Pallet::<T>::share_asset(id)).saturating_add(vault.fee_shares);
		Ok(Self { id, account, vault, parts, shares })
	}

	/// In how many markets it may be.
	pub(crate) fn size(&self) -> u32 {
		u32::try_from(self.parts.len()).unwrap_or(MAX_MARKETS)
	}

	/// All that is in it: what is idle, and what its supply shares are worth.
	pub(crate) fn assets(&self) -> Balance {
		// Saturating is right: so much there is of no asset.
		self.parts.iter().fold(self.vault.idle, |sum, part| sum.saturating_add(part.worth))
	}

	/// All that is in it, and all shares.
	pub(crate) fn pool(&self) -> Pool {
		Pool { assets: self.assets(), shares: self.shares }
	}

	/// What of it can be paid out now.
	pub(crate) fn cash(&self) -> Balance {
		let cash = |part: &Part| T::Markets::cash(&part.market).unwrap_or_default().min(part.worth);
		// Saturating is right: it is no more than all.
		self.parts.iter().fold(self.vault.idle, |sum, part| sum.saturating_add(cash(part)))
	}

	/// Let the fee accrue: a part of what a share is worth more than it ever was. Without a fee it was still worth as much. If nobody
	/// has anything, the mark begins anew: there is nobody who could pay twice.
	pub(crate) fn accrue(&mut self) {
		let pool = self.pool();
		if pool.worth_of(self.shares) == 0 {
			self.vault.high_water = pool.price();
			return;
		}
		if pool.price() <= self.vault.high_water {
			return;
		}
		let fee_shares = pool.fee_shares(self.vault.fee, self.vault.high_water);
		// If there were too many shares, the fee is none.
		if let Some(shares) = self.shares.checked_add(fee_shares) {
			self.shares = shares;
			// Saturating is right: these are among all shares.
			self.vault.fee_shares = self.vault.fee_shares.saturating_add(fee_shares);
		}
		self.vault.high_water = self.vault.high_water.max(self.pool().price());
	}

	/// The same, and give the shares to the curator. If his account cannot take them, he gets them some time later: nobody is kept
	/// from anything by that.
	pub(crate) fn take_fee(&mut self) {
		self.accrue();
		let (curator, shares) = (&self.vault.curator, self.vault.fee_shares);
		if shares == 0 {
			return;
		}
		let asset = Pallet::<T>::share_asset(self.id);
		if with_storage_layer(|| T::Shares::mint_into(asset, curator, shares)).is_ok() {
			let curator = curator.clone();
			Pallet::<T>::deposit_event(Event::FeeTaken { vault: self.id, curator, shares });
			self.vault.fee_shares = 0;
		}
	}

	/// Supply so much of the idle money, in the order of the markets and as far as their caps go. A market that refuses is passed
	/// over, and what is left stays idle.
	pub(crate) fn spread(&mut self, assets: Balance) {
		let Self { account, vault, parts, .. } = self;
		let mut left = assets;
		for part in parts {
			let most = part.cap.saturating_sub(part.worth).min(left);
			if most > 0 && supply::<T>(account, vault, part, most).is_ok() {
				// Saturating is right: it was no more than what was left.
				left = left.saturating_sub(most);
			}
		}
	}

	/// Have so much idle, as far as markets have cash; the last of them pays first. One that cannot pay is passed over. How much of
	/// it is idle now.
	pub(crate) fn gather(&mut self, assets: Balance) -> Balance {
		let Self { account, vault, parts, .. } = self;
		for part in parts.iter_mut().rev() {
			let missing = assets.saturating_sub(vault.idle);
			if missing == 0 {
				break;
			}
			let cash = T::Markets::cash(&part.market).unwrap_or_default();
			let most = missing.min(part.worth).min(cash);
			if most > 0 {
				// It does not matter why one cannot pay: what is missing then is seen by who asked for it.
				let _ = withdraw::<T>(account, vault, part, most);
			}
		}
		assets.min(vault.idle)
	}

	/// Pay so much of the idle money. If that fails, nothing has changed.
	pub(crate) fn pay(&mut self, who: &T::AccountId, assets: Balance) -> DispatchResult {
		let idle = self.vault.idle.checked_sub(assets).ok_or(Error::<T>::NotEnoughIdle)?;
		with_storage_layer(|| give::<T>(self.vault.asset, &self.account, who, assets))?;
		self.vault.idle = idle;
		Ok(())
	}

	/// Store it. In how many markets it may be, as it was read.
	pub(crate) fn close(self) -> u32 {
		let size = self.size();
		Vaults::<T>::insert(self.id, self.vault);
		size
	}
}
