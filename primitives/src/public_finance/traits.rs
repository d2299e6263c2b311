//! By which public finance asks others, and others ask it.

use super::{Currency, FundId};
use crate::money::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{DispatchError, Weight};

/// What an officer can do for a body.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Power {
	/// Move authority between lines, make lines, funds and periods.
	#[codec(index = 0)]
	Budget,
	/// Enter and confirm receipts.
	#[codec(index = 1)]
	Receive,
	/// Commit to awards.
	#[codec(index = 2)]
	Commit,
	/// Accept what was delivered.
	#[codec(index = 3)]
	Accept,
	/// Pay.
	#[codec(index = 4)]
	Pay,
	/// Approve what waits for a second person.
	#[codec(index = 5)]
	Approve,
}

impl Power {
	/// All of them.
	pub const ALL: [Self; 6] = [Self::Budget, Self::Receive, Self::Commit, Self::Accept, Self::Pay, Self::Approve];
}

/// By which a pallet asks whether someone may do something for a body, by an office.
///
/// Whoever holds a power is related to the body, by [`crate::IdentityInspect`]: so no officer audits it.
pub trait RoleInspect<AccountId> {
	/// Whether `officer` holds this power in `body`, for so much of a currency.
	fn holds(officer: &AccountId, body: &AccountId, power: Power, currency: Currency, amount: Balance) -> bool;

	/// The weight of [`Self::holds`].
	fn weight() -> Weight;
}

/// A runtime without offices: nobody has a power.
impl<AccountId> RoleInspect<AccountId> for () {
	fn holds(_: &AccountId, _: &AccountId, _: Power, _: Currency, _: Balance) -> bool {
		false
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Randomness that is gathered in epochs of block production, and that nobody knows before they are over.
pub trait EpochRandomness {
	/// The number of the epoch that this block is in.
	fn epoch() -> u64;

	/// What was gathered in the epoch before this one.
	fn gathered() -> [u8; 32];

	/// The weight of each.
	fn weight() -> Weight;
}

/// By which another pallet lets money into the funds that it keeps the gate of. `gate` is its index in the runtime. An error changes
/// nothing if the caller is in a storage layer, as calls are.
pub trait PublicFunds<AccountId> {
	/// `from` gives so much; the number of the receipt.
	fn give(gate: u8, fund: FundId, from: &AccountId, amount: Balance) -> Result<u32, DispatchError>;

	/// A gift of so much has come to the bank, by someone who is not named here; the number of the receipt.
	fn claim(gate: u8, fund: FundId, giver: H256, amount: Balance, evidence: H256) -> Result<u32, DispatchError>;

	/// Give so much of a receipt back to whom it came from, out of what the fund has; the number of the use.
	fn give_back(gate: u8, fund: FundId, receipt: u32, amount: Balance) -> Result<u32, DispatchError>;

	/// The body whose fund it is, and its currency.
	fn fund(fund: FundId) -> Option<(AccountId, Currency)>;

	/// The weight of any of these.
	fn weight() -> Weight;
}
