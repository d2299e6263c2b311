//! Where money is: what is offered in the account of the lender, collateral in that of the borrower, what a lender could not take in that
//! of the payer, and what a pool has in its own, which has no key: all of it on hold. And what is paid for records.

use crate::{types::*, Config, HoldReason, Pallet};
use civitas_primitives::{
	credit::{Lender, PoolId},
	money::{Asset, AssetId, Balance},
};
use codec::MaxEncodedLen;
use frame_support::{
	storage::with_storage_layer,
	traits::{
		fungibles::{Mutate, MutateHold},
		tokens::Precision,
		Consideration, Footprint,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

/// What is counted for the keys of a record, and for its places in indices.
const RECORD_KEYS: usize = 200;

/// Put so much of what is free in an account on hold in it.
pub(crate) fn hold<T: Config>(asset: Asset, reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
	if amount == 0 {
		return Ok(());
	}
	civitas_money::hold::<T::Assets, T::Holds, _>(asset, &reason.into(), who, amount)
}

/// So much of what is on hold in an account is free again.
pub(crate) fn release<T: Config>(
	asset: Asset,
	reason: HoldReason,
	who: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	if amount == 0 {
		return Ok(());
	}
	T::Holds::release(asset, &reason.into(), who, amount, Precision::Exact).map(drop)
}

/// Give so much of what is on hold in an account to another, free.
pub(crate) fn give<T: Config>(
	asset: Asset,
	reason: HoldReason,
	from: &T::AccountId,
	to: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	if from == to {
		return release::<T>(asset, reason, from, amount);
	}
	civitas_money::give::<T::Holds, _>(asset, &reason.into(), from, to, amount)
}

/// Put so much of what is free in an account into the cash of a pool.
pub(crate) fn put<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	pool: &T::AccountId,
	amount: Balance,
) -> DispatchResult {
	civitas_money::put::<T::Assets, T::Holds, _>(asset, &HoldReason::Pool.into(), from, pool, amount)
}

/// Pay so much to a lender: of a pool, into its cash.
pub(crate) fn pay<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	to: &Lender<T::AccountId>,
	amount: Balance,
) -> DispatchResult {
	match to {
		Lender::Account(lender) => {
			let preservation = civitas_money::preservation::<T::Assets, _>(asset, from, amount);
			T::Assets::transfer(asset, from, lender, amount, preservation).map(drop)
		},
		Lender::Pool(pool) => put::<T>(asset, from, &Pallet::<T>::account(*pool)?, amount),
	}
}

/// Pay so much to a lender, or if it cannot take it, put it on hold in the account of the payer: whether that is so.
pub(crate) fn pay_or_hold<T: Config>(
	asset: Asset,
	from: &T::AccountId,
	to: &Lender<T::AccountId>,
	amount: Balance,
) -> Result<bool, DispatchError> {
	match with_storage_layer(|| pay::<T>(asset, from, to, amount)) {
		Ok(()) => Ok(false),
		// If it is the payer's fault, this fails as well.
		Err(error) => match hold::<T>(asset, HoldReason::Unclaimed, from, amount) {
			Ok(()) => Ok(true),
			Err(_) => Err(error),
		},
	}
}

/// What a record takes at most.
pub(crate) fn bytes<R: MaxEncodedLen>() -> usize {
	// Saturating is right: no record is so large.
	R::max_encoded_len().saturating_add(RECORD_KEYS)
}

/// A price by the byte is taken as often as there are items: of one.
fn footprint(bytes: usize) -> Footprint {
	Footprint::from_parts(1, bytes)
}

impl<T: Config> Pallet<T> {
	/// The account that the cash of a pool is in. Nobody has a key for it.
	pub fn account(pool: PoolId) -> Result<T::AccountId, DispatchError> {
		civitas_money::account("civitas/credit-pool-account", pool)
	}

	/// The shares of a pool, as an asset.
	pub fn share_asset(pool: PoolId) -> AssetId {
		// Saturating is right: there are no more pools than numbers from the first on.
		FIRST_SHARES.saturating_add(pool)
	}

	/// What a register takes, with all its roots.
	pub fn register_footprint() -> Footprint {
		// Saturating is right: 128 roots are not many.
		let roots = bytes::<Root>().saturating_mul(ROOTS as usize);
		footprint(bytes::<Register>().saturating_add(roots))
	}

	/// What a record takes: an [`Offer`], a [`Proposal`], a [`Dispute`], that consents are [`Voided`], a [`Redemption`], or what is
	/// [`Unclaimed`].
	pub fn footprint_of<R: MaxEncodedLen>() -> Footprint {
		footprint(bytes::<R>())
	}

	/// What a loan takes, and once it has ended its outcome; with what the borrower pays and its lender cannot take, and the mark of the
	/// certificate that has opened it.
	pub fn loan_footprint(ended: bool) -> Footprint {
		let record = if ended { bytes::<Outcome<T>>() } else { bytes::<Loan<T>>().max(bytes::<Outcome<T>>()) };
		let besides = bytes::<Unclaimed<T>>().saturating_add(bytes::<LoanNumber>());
		footprint(record.saturating_add(besides))
	}

	/// The ticket for a record.
	pub(crate) fn ticket<R: MaxEncodedLen>(who: &T::AccountId) -> Result<TicketOf<T>, DispatchError> {
		T::Consideration::new(who, Self::footprint_of::<R>())
	}
}
