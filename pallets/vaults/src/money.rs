//! Where money is: what is idle, on hold in the account of the vault, which has no key. What lies free there is for the deposits of
//! its positions, and belongs to no share.

use crate::{types::*, Config, HoldReason, Pallet};
use civitas_primitives::money::{Asset, AssetId, Balance};
use frame_support::traits::{fungibles::MutateHold, tokens::Precision};
use sp_runtime::{DispatchError, DispatchResult};

/// Put so much of what someone has free into the idle money of a vault.
pub(crate) fn put<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	vault: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	civitas_money::put::<T::Assets, T::Holds, _>(asset, &HoldReason::Idle.into(), from, vault, amount)
}

/// Give so much of the idle money of a vault to someone, free.
pub(crate) fn give<T: Config>(
	asset: Asset,
	vault: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	civitas_money::give::<T::Holds, _>(asset, &HoldReason::Idle.into(), vault, to, amount)
}

/// What a market has paid to the account of a vault is idle.
pub(crate) fn keep<T: Config>(asset: Asset, vault: &T::AccountId, amount: Balance) -> DispatchResult {
	T::Holds::hold(asset, &HoldReason::Idle.into(), vault, amount)
}

/// So much of the idle money of a vault is free, to be supplied.
pub(crate) fn release<T: Config>(asset: Asset, vault: &T::AccountId, amount: Balance) -> DispatchResult {
	T::Holds::release(asset, &HoldReason::Idle.into(), vault, amount, Precision::Exact).map(drop)
}

impl<T: Config> Pallet<T> {
	/// The account that the idle money and the supply shares of a vault are in. Nobody has a key for it.
	pub fn account(vault: VaultId) -> Result<T::AccountId, DispatchError> {
		civitas_money::account("civitas/vault-account", vault)
	}

	/// The shares of a vault, as an asset.
	pub fn share_asset(vault: VaultId) -> AssetId {
		// Saturating is right: there are no more vaults than numbers from the first on.
		FIRST_SHARES.saturating_add(vault)
	}
}
