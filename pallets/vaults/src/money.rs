//! Where money is: what is idle, on hold in the account of the vault, which has no key. What lies free there is for the deposits of
//! its positions, and belongs to no share.

use crate::{types::*, Config, HoldReason, Pallet};
use civitas_primitives::money::{Asset, AssetId, Balance};
use codec::{Decode, Encode};
use frame_support::traits::{
	fungibles::{Inspect, MutateHold},
	tokens::{Fortitude, Precision, Preservation, Restriction},
};
use sp_runtime::{traits::TrailingZeroInput, DispatchError, DispatchResult};

/// So much leaves an account of its own will: the account lives on, but may give away the last of an asset other than the native.
pub(crate) fn preservation<T: Config>(asset: Asset, who: &T::AccountId, amount: Balance) -> Preservation {
	match asset.is_some() && T::Assets::balance(asset, who) == amount {
		true => Preservation::Expendable,
		false => Preservation::Preserve,
	}
}

/// Put so much of what someone has free into the idle money of a vault.
pub(crate) fn put<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	vault: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	let (exact, preservation, polite) = (Precision::Exact, preservation::<T>(asset, from, amount), Fortitude::Polite);
	let idle = HoldReason::Idle.into();
	T::Holds::transfer_and_hold(asset, &idle, from, vault, amount, exact, preservation, polite).map(drop)
}

/// Give so much of the idle money of a vault to someone, free. What is frozen in the vault's account is not asked: nothing is.
pub(crate) fn give<T: Config>(
	asset: Asset,
	vault: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
	T::Holds::transfer_on_hold(asset, &HoldReason::Idle.into(), vault, to, amount, exact, free, force).map(drop)
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
		let hash = civitas_primitives::content_id("civitas/vault-account", vault);
		hash.using_encoded(|hash| T::AccountId::decode(&mut TrailingZeroInput::new(hash)))
			.map_err(|_| DispatchError::Corruption)
	}

	/// The shares of a vault, as an asset.
	pub fn share_asset(vault: VaultId) -> AssetId {
		// Saturating is right: there are no more vaults than numbers from the first on.
		FIRST_SHARES.saturating_add(vault)
	}
}
