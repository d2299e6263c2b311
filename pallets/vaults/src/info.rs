//! What questions about vaults are answered with.

use crate::types::{Change, VaultId};
use alloc::vec::Vec;
use civitas_primitives::{
	lending::{MarketId, Ppb},
	money::{Asset, AssetId, Balance},
	Moment,
};
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// What a vault has in a market of its list.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AllocationInfo {
	/// Which.
	pub market: MarketId,
	/// What the supply shares of the vault may be worth at most, for more to be supplied.
	pub cap: Balance,
	/// The supply shares of the vault.
	pub shares: u128,
	/// What they are worth, rounded down.
	pub worth: Balance,
	/// What can be withdrawn from the market, by whomever.
	pub cash: Balance,
}

/// A change that is announced.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PendingInfo {
	/// What is to change.
	pub change: Change,
	/// From when on anyone can apply it, in milliseconds since the Unix epoch.
	pub from: Moment,
	/// Until when; then it has to be announced again.
	pub until: Moment,
}

/// A vault, with interest and fee until now.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct VaultInfo<AccountId> {
	/// Its number.
	pub vault: VaultId,
	/// What is put in; `None` for the native asset.
	pub asset: Asset,
	/// Its shares, as an asset among those of pools.
	pub share_asset: AssetId,
	/// The account that its idle money and its supply shares are in.
	pub account: AccountId,
	/// Who spreads it, and gets the fee.
	pub curator: AccountId,
	/// Who may veto what is announced.
	pub guardian: AccountId,
	/// For how long a change is announced, in milliseconds.
	pub delay: Moment,
	/// The share of the curator in what a share is worth more than it ever was, in parts per billion.
	pub fee: Ppb,
	/// All that is in it, in the smallest unit: what is idle, and what its supply shares are worth.
	pub total: Balance,
	/// What is supplied to no market.
	pub idle: Balance,
	/// What of it can be redeemed in cash now.
	pub cash: Balance,
	/// All shares, with those that the fee has become.
	pub shares: u128,
	/// What a share is worth, in parts of 10^27 of the smallest unit.
	pub price: u128,
	/// The most that a share was worth: the fee is on what is above it.
	pub high_water: u128,
	/// The markets, in the order in which deposits are supplied. What is paid out comes from the last first.
	pub markets: Vec<AllocationInfo>,
	/// What is announced, and neither applied nor vetoed.
	pub pending: Vec<PendingInfo>,
}

/// What someone has in a vault.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct HoldingInfo<AccountId> {
	/// In which vault.
	pub vault: VaultId,
	/// Whose.
	pub owner: AccountId,
	/// The shares.
	pub shares: u128,
	/// What they are worth, in the smallest unit and rounded down.
	pub worth: Balance,
	/// How much of it can be redeemed in cash now, if nobody else does before. What rounds away as markets pay goes off: at most a unit
	/// for each market that pays.
	pub in_cash: Balance,
}

/// What whoever makes a vault pays for it.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SetupCost {
	/// What goes to the treasury for its storage, once and in the native asset.
	pub price: Balance,
	/// What goes to its account for good, in the native asset: what an account needs, and the deposits of its positions in markets. If
	/// strangers have filled that account before there is the vault, also the deposit by which it still takes its asset.
	pub native: Balance,
	/// What goes to its account for good, in the asset of the vault: the least that an account can have. 0 for the native one.
	pub asset: Balance,
}
