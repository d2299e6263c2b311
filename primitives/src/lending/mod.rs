//! What pallets, RPC and clients share about lending: markets in which an asset is lent against another.
//!
//! What is owed, what shares are worth, whether a position is safe and what a liquidation takes are pure functions of a market's
//! [`Terms`], its [`Books`], prices and the time. They are here, so that anyone can compute them.
//!
//! Units: amounts are in the smallest unit of their asset. Fractions and rates are in parts per billion ([`Ppb`]): 800,000,000 is
//! 80 %. A price is of one whole unit of an asset, in units of account with 18 decimals; docs/lending.md says that the unit of
//! account is the US dollar. Time is in milliseconds.

mod books;
mod guard;
pub mod info;
mod liquidation;
pub mod math;
pub mod pricing;
mod rate;
mod terms;
mod traits;

pub use books::*;
pub use guard::*;
pub use liquidation::*;
pub use rate::*;
pub use terms::*;
pub use traits::*;

use crate::{money::Asset, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// Parts per billion.
pub type Ppb = u64;

/// The whole, in parts per billion.
pub const ONE: Ppb = 1_000_000_000;

/// A year of 365 days: what rates are of, in milliseconds.
pub const YEAR: Moment = 365 * 24 * 60 * 60 * 1_000;

/// A day, in milliseconds.
pub const DAY: Moment = 24 * 60 * 60 * 1_000;

/// Names a feed of prices.
pub type FeedId = u16;

/// Names a market.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct MarketId {
	/// What is lent; `None` for the native asset.
	pub loan: Asset,
	/// What is pledged; `None` for the native asset.
	pub collateral: Asset,
	/// The hash of its terms.
	pub terms: H256,
}

impl MarketId {
	/// That of a market of these assets and terms.
	pub fn of<AccountId: Encode>(loan: Asset, collateral: Asset, terms: &Terms<AccountId>) -> Self {
		Self { loan, collateral, terms: terms.hash() }
	}
}
