//! What pallets, RPC and clients share about agreements: contracts between parties, whose obligations pay, hold, release and
//! settle themselves.
//!
//! What is due is a pure function of the [`Terms`], of a [`Record`] of what has happened, and of the time. It is here, so that
//! anyone can compute it.

pub(crate) mod calendar;
mod check;
mod dispute;
pub mod info;
mod record;
mod schedule;
mod standing;
mod terms;
mod traits;

pub use check::{add, TermsError};
pub use dispute::{Dispute, Ruling, Side, Stage};
pub use record::*;
pub use schedule::{Every, Schedule};
pub use standing::*;
pub use terms::*;
pub use traits::*;

pub use crate::money::{Asset, AssetId, Balance};
use crate::{ContentHash, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{H256, U256};

/// A length of time, in seconds.
pub type Seconds = u32;

/// Names an agreement: the hash of its first terms.
pub type AgreementId = H256;

/// The most parties of an agreement.
pub const MAX_PARTIES: u32 = 16;
/// The most obligations of an agreement.
pub const MAX_OBLIGATIONS: u32 = 32;
/// The most instances that decide disputes.
pub const MAX_INSTANCES: u32 = 3;
/// The most obligations that one awaits to be fulfilled, and to be late.
pub const MAX_AWAITED: u32 = 8;
/// The most claims in a row, each of what was not accepted of the one before: a claim keeps a hold from going back.
pub const MAX_CLAIMS: u8 = 8;
/// The most amounts of an obligation that are due since different times because they were claimed, or are shares. Of further ones
/// the last two become one, which is due since the later time.
pub const MAX_PARTS: u32 = 8;

/// The same of amounts that are due since different times by rulings.
pub const MAX_ORDERS: u32 = 4;
/// The most pieces of evidence of each side in an instance of a dispute.
pub const MAX_EVIDENCE: u32 = 8;
/// How long after the end of an agreement no more than what came of it is kept, in milliseconds: 180 days.
pub const COMPACT_AFTER: Moment = 180 * 24 * 60 * 60 * 1_000;

/// A part of a whole. Checked terms have none that is more than the whole, or whose denominator is zero.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Fraction {
	/// So many.
	pub numerator: u64,
	/// Of so many; not 0.
	pub denominator: u64,
}

impl Fraction {
	/// All of it.
	pub const ALL: Self = Self { numerator: 1, denominator: 1 };

	/// Whether it is a part of a whole.
	pub fn is_proper(&self) -> bool {
		self.denominator != 0 && self.numerator <= self.denominator
	}

	/// This part of an amount, rounded down. Nothing of it, if the denominator is zero; and never more than all of it.
	pub fn of(&self, amount: Balance) -> Balance {
		if self.denominator == 0 {
			return 0;
		}
		let part = U256::from(amount).saturating_mul(self.numerator.into()) / U256::from(self.denominator);
		Balance::try_from(part).map_or(amount, |part| part.min(amount))
	}
}

/// So much of an asset.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Money {
	/// Which; `None` for the native one.
	pub asset: Asset,
	/// How much. \[balance\]
	pub amount: Balance,
}

/// The bit of a place among places, which are bits from the lowest on. None is beyond the last.
pub fn bit(place: impl Into<u32>) -> u32 {
	1u32.checked_shl(place.into()).unwrap_or_default()
}

/// The hash of terms, which parties sign; and the identifier of the agreement that they begin.
pub fn terms_hash<AccountId: Encode, Condition: Encode>(terms: &Terms<AccountId, Condition>) -> H256 {
	crate::content_id("civitas/agreement", terms)
}
