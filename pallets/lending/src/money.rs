//! Where money is: cash on hold in the account of the market, which has no key, and collateral on hold in its owner's account.

use crate::{Config, HoldReason, Pallet};
use civitas_primitives::{
	lending::MarketId,
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

/// So much leaves an account of its own will: the account lives on, but may give away the last of an asset other than the native.
pub(crate) fn preservation<T: Config>(asset: Asset, who: &T::AccountId, amount: Balance) -> Preservation {
	match asset.is_some() && T::Assets::balance(asset, who) == amount {
		true => Preservation::Expendable,
		false => Preservation::Preserve,
	}
}

/// Put so much of what is free in an account into the cash of a market.
pub(crate) fn take_cash<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	market: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	put::<T>(asset, HoldReason::Cash, from, market, amount)
}

/// Put so much of what is free in one account on hold in another.
fn put<T: Config>(
	asset: Asset,
	reason: HoldReason,
	from: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	let (exact, preservation, polite) = (Precision::Exact, preservation::<T>(asset, from, amount), Fortitude::Polite);
	T::Holds::transfer_and_hold(asset, &reason.into(), from, to, amount, exact, preservation, polite).map(drop)
}

/// Give so much of the cash of a market to an account, free. What is frozen in the market's account is not asked: nothing is.
pub(crate) fn give_cash<T: Config>(
	asset: Asset,
	market: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	give::<T>(asset, HoldReason::Cash, market, to, amount)
}

/// Give so much of what is held in one account to another, free.
fn give<T: Config>(
	asset: Asset,
	reason: HoldReason,
	from: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
	T::Holds::transfer_on_hold(asset, &reason.into(), from, to, amount, exact, free, force).map(drop)
}

/// Put so much on hold as collateral of `owner`, by `from`: no more than could be transferred, since a hold does not ask for locks.
pub(crate) fn pledge<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	owner: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	if from != owner {
		return put::<T>(asset, HoldReason::Collateral, from, owner, amount);
	}
	let free = T::Assets::reducible_balance(asset, owner, Preservation::Preserve, Fortitude::Polite);
	ensure!(amount <= free, TokenError::FundsUnavailable);
	T::Holds::hold(asset, &HoldReason::Collateral.into(), owner, amount)
}

/// Give so much of the collateral of `owner` back.
pub(crate) fn release<T: Config>(asset: Asset, owner: &T::AccountId, amount: Balance) -> DispatchResult {
	T::Holds::release(asset, &HoldReason::Collateral.into(), owner, amount, Precision::Exact).map(drop)
}

/// Give so much of the collateral of `owner` to another, whether it is locked or not.
pub(crate) fn seize<T: Config>(
	asset: Asset,
	owner: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	give::<T>(asset, HoldReason::Collateral, owner, to, amount)
}

impl<T: Config> Pallet<T> {
	/// The account that the cash of a market is in. Nobody has a key for it.
	pub fn account(market: &MarketId) -> Result<T::AccountId, DispatchError> {
		let hash = civitas_primitives::content_id("civitas/market-account", market);
		hash.using_encoded(|hash| T::AccountId::decode(&mut TrailingZeroInput::new(hash)))
			.map_err(|_| DispatchError::Corruption)
	}
}
