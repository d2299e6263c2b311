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
		fungibles::{Inspect, Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation, Restriction},
		AccountTouch,
	},
};
use sp_runtime::{traits::TrailingZeroInput, DispatchError, DispatchResult, TokenError};

/// The account of something that a pallet keeps. Nobody has a key for it. `tag` names the kind, as `civitas/market-account` does.
pub fn account<Id: Decode>(tag: &'static str, of: impl Encode) -> Result<Id, DispatchError> {
	let hash = content_id(tag, of);
	hash.using_encoded(|hash| Id::decode(&mut TrailingZeroInput::new(hash))).map_err(|_| DispatchError::Corruption)
}

/// What an account without a key needs before it can keep an asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
	/// Of the native asset.
	pub native: Balance,
	/// Of the asset: the least that lets it hold more. None of the native asset, which it has already.
	pub asset: Balance,
}

/// What an account needs before it can keep an asset, besides so much of the native one. Strangers know the account beforehand, and may
/// have used up its references with other assets, if it `is_there`. Then it takes this one only for a deposit, which it pays itself, so
/// that nothing of who makes it stays on hold.
pub fn needs<Free, Id>(account: &Id, is_there: bool, asset: Asset, endowment: Balance) -> Needs
where
	Free: Inspect<Id, AssetId = Asset, Balance = Balance> + AccountTouch<Asset, Id, Balance = Balance>,
{
	let deposit = match is_there && Free::should_touch(asset, account) {
		true => Free::deposit_required(asset),
		false => 0,
	};
	Needs {
		// Saturating is right: nobody has as much.
		native: endowment.saturating_add(deposit),
		asset: asset.map_or(0, |_| Free::minimum_balance(asset)),
	}
}

/// Give a new account what it needs to keep an asset.
pub fn set_up<Free, Id>(from: &Id, account: &Id, asset: Asset, needs: Needs) -> DispatchResult
where
	Id: Eq,
	Free: Mutate<Id, AssetId = Asset, Balance = Balance> + AccountTouch<Asset, Id, Balance = Balance>,
{
	Free::transfer(None, from, account, needs.native, Preservation::Preserve)?;
	if Free::should_touch(asset, account) {
		Free::touch(asset, account, account)?;
	}
	if asset.is_some() {
		Free::transfer(asset, from, account, needs.asset, preservation::<Free, _>(asset, from, needs.asset))?;
	}
	Ok(())
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
