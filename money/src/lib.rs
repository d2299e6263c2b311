//! What pallets share that keep money of others. It is on hold, so that a gift to the account is no part of it, and who issues an asset
//! cannot burn it or force it out.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

use civitas_primitives::{
	content_id,
	money::{Asset, Balance},
};
use codec::{Decode, Encode};
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
	},
};
use sp_runtime::{traits::TrailingZeroInput, DispatchError, DispatchResult, TokenError};

/// The account of something that a pallet keeps. Nobody has a key for it. `tag` names the kind, as `civitas/market-account` does.
pub fn account<Id: Decode>(tag: &'static str, of: impl Encode) -> Result<Id, DispatchError> {
	let hash = content_id(tag, of);
	hash.using_encoded(|hash| Id::decode(&mut TrailingZeroInput::new(hash))).map_err(|_| DispatchError::Corruption)
}

/// So much leaves an account of its own will: the account lives on, but may give away the last of an asset other than the native.
pub fn preservation<Free, Id>(asset: Asset, who: &Id, amount: Balance) -> Preservation
where
	Free: Inspect<Id, AssetId = Asset, Balance = Balance>,
{
	match asset.is_some() && Free::balance(asset, who) == amount {
		true => Preservation::Expendable,
		false => Preservation::Preserve,
	}
}

/// Put so much of what is free in one account on hold in another.
pub fn put<Free, Held, Id>(asset: Asset, reason: &Held::Reason, from: &Id, to: &Id, amount: Balance) -> DispatchResult
where
	Free: Inspect<Id, AssetId = Asset, Balance = Balance>,
	Held: MutateHold<Id, AssetId = Asset, Balance = Balance>,
{
	let (exact, preservation) = (Precision::Exact, preservation::<Free, Id>(asset, from, amount));
	Held::transfer_and_hold(asset, reason, from, to, amount, exact, preservation, Fortitude::Polite).map(drop)
}

/// Put so much of what is free in an account on hold in it: no more than could be transferred, since a hold does not ask for locks.
pub fn hold<Free, Held, Id>(asset: Asset, reason: &Held::Reason, who: &Id, amount: Balance) -> DispatchResult
where
	Free: Inspect<Id, AssetId = Asset, Balance = Balance>,
	Held: MutateHold<Id, AssetId = Asset, Balance = Balance>,
{
	let free = Free::reducible_balance(asset, who, Preservation::Preserve, Fortitude::Polite);
	ensure!(amount <= free, TokenError::FundsUnavailable);
	Held::hold(asset, reason, who, amount)
}

/// Give so much of what is held in one account to another, free. What else locks the account that it is in is not asked.
pub fn give<Held, Id>(asset: Asset, reason: &Held::Reason, from: &Id, to: &Id, amount: Balance) -> DispatchResult
where
	Held: MutateHold<Id, AssetId = Asset, Balance = Balance>,
{
	let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
	Held::transfer_on_hold(asset, reason, from, to, amount, exact, free, force).map(drop)
}
