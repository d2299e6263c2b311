//! Acts that may have to wait.

use super::*;
use crate::Config;
use civitas_primitives::{
	money::Balance,
	public_finance::{Currency, FundId, Payee, Power},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_core::H256;

/// What was done in a window of time, and in the one before.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Tally {
	/// When the window began.
	pub start: Moment,
	/// What was done in it.
	pub amount: Balance,
	/// What was done in the one before.
	pub before: Balance,
}

/// Whose acts are counted.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo)]
pub enum Party<AccountId> {
	/// An officer.
	#[codec(index = 0)]
	Officer(AccountId),
	/// A payee, by the hash of its encoding.
	#[codec(index = 1)]
	Payee(H256),
}

/// An act that waits for a second person.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Pending<T: Config> {
	/// Who wants it.
	pub officer: T::AccountId,
	/// What.
	pub act: Act<T::AccountId>,
	/// The last moment at which it can be approved.
	pub until: Moment,
}

/// What an officer does that may have to wait.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Act<AccountId> {
	/// `move_authority`.
	#[codec(index = 0)]
	MoveAuthority(List<Move>),
	/// `receive`.
	#[codec(index = 1)]
	Receive {
		/// Into which fund.
		fund: FundId,
		/// What.
		receipts: List<ReceiptTerms<AccountId>>,
	},
	/// `award`.
	#[codec(index = 2)]
	Award(List<AwardTerms<AccountId>>),
	/// `accept`.
	#[codec(index = 3)]
	Accept(List<AcceptanceTerms>),
	/// `pay`.
	#[codec(index = 4)]
	Pay(List<Payment<AccountId>>),
	/// `give_back`, of a fund that is open.
	#[codec(index = 5)]
	GiveBack {
		/// Out of which fund.
		fund: FundId,
		/// The number of the receipt.
		receipt: u32,
	},
	/// `correct`.
	#[codec(index = 6)]
	Correct(Correction),
	/// `set_fund`, of a campaign that is wound up.
	#[codec(index = 7)]
	WindUp(FundId),
	/// `confirm`, of what a fund of the body has received.
	#[codec(index = 8)]
	Confirm {
		/// Out of which fund it was paid.
		fund: FundId,
		/// The number of the use.
		number: u32,
	},
}

/// What an act is counted by.
pub(crate) struct Measure<AccountId> {
	/// The power that it takes.
	pub power: Power,
	/// In what.
	pub currency: Currency,
	/// How much in all.
	pub total: Balance,
	/// Whether it waits for a second person whatever it comes to.
	pub always: bool,
	/// To whom, each once.
	pub payees: alloc::vec::Vec<(Payee<AccountId>, Balance)>,
}
