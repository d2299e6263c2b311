//! Where money is: cash on hold in the account of the market, which has no key, and collateral on hold in its owner's account.

use crate::{Config, HoldReason, Pallet};
use civitas_money::{give, hold, put};
use civitas_primitives::{
	lending::MarketId,
	money::{Asset, Balance},
};
use frame_support::traits::{fungibles::MutateHold, tokens::Precision};
use sp_runtime::{DispatchError, DispatchResult};

/// Put so much of what is free in an account into the cash of a market.
pub(crate) fn take_cash<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	market: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	put::<T::Assets, T::Holds, _>(asset, &HoldReason::Cash.into(), from, market, amount)
}

/// Give so much of the cash of a market to an account, free.
pub(crate) fn give_cash<T: Config>(
	asset: Asset,
	market: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	give::<T::Holds, _>(asset, &HoldReason::Cash.into(), market, to, amount)
}

/// Put so much on hold as collateral of `owner`, by `from`.
pub(crate) fn pledge<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	owner: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	let reason = HoldReason::Collateral.into();
	if from != owner {
		return put::<T::Assets, T::Holds, _>(asset, &reason, from, owner, amount);
	}
	hold::<T::Assets, T::Holds, _>(asset, &reason, owner, amount)
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
	give::<T::Holds, _>(asset, &HoldReason::Collateral.into(), owner, to, amount)
}

impl<T: Config> Pallet<T> {
	/// The account that the cash of a market is in. Nobody has a key for it.
	pub fn account(market: &MarketId) -> Result<T::AccountId, DispatchError> {
		civitas_money::account("civitas/market-account", market)
	}
}
