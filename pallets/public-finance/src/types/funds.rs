//! Funds, and what comes into them.

use super::*;
use crate::Config;
use civitas_primitives::{
	money::Balance,
	public_finance::{Code, Currency, FundId, LineId, PeriodId, Queue, Span},
	ContentHash,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::H256;

/// When a campaign ends, and what then.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Campaign {
	/// What it must receive, or nothing leaves.
	pub goal: Balance,
	/// Until when, in milliseconds.
	pub deadline: Moment,
	/// For how long donors can take back what was not spent, once it is missed or wound up, in milliseconds.
	pub take_back: Moment,
	/// Where the rest goes after that: a fund of the same body and currency.
	pub successor: FundId,
}

/// How a fund was ended.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Closed {
	/// When.
	pub at: Moment,
	/// How much donors have taken back since.
	pub given_back: Balance,
}

/// Money in one currency.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Fund<T: Config> {
	/// Whose it is.
	pub body: T::AccountId,
	/// What it is called.
	pub name: Label,
	/// The currency.
	pub currency: Currency,
	/// What its money is for, if not for anything.
	pub purpose: Option<Code>,
	/// The index of the pallet through which alone it receives and gives back.
	pub gate: Option<u8>,
	/// The least gift, if everybody can give.
	pub gifts: Option<Balance>,
	/// If it is a campaign.
	pub campaign: Option<Campaign>,
	/// Since when it is ended, if it is.
	pub closed: Option<Closed>,
	/// What is in it.
	pub queue: Queue,
	/// How much of what ever came in was void or given back, while it was not ended.
	pub removed: Balance,
	/// How many receipts it has had.
	pub receipts: u32,
	/// How many uses it has had.
	pub uses: u32,
	/// The first receipt that was not archived.
	pub first_receipt: u32,
	/// The first use that was not archived.
	pub first_use: u32,
	/// The period of the last use, and where the uses of that period begin.
	pub mark: Option<(PeriodId, Balance)>,
}

/// A fund to be made.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct FundTerms {
	/// What it is called: at most 64 bytes.
	pub name: Label,
	/// The currency.
	pub currency: Currency,
	/// What its money is for, if not for anything.
	pub purpose: Option<Code>,
	/// The index of the pallet through which alone it receives and gives back.
	pub gate: Option<u8>,
	/// The least gift, if everybody can give.
	pub gifts: Option<Balance>,
	/// If it is a campaign.
	pub campaign: Option<Campaign>,
}

/// What is changed about funds.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum FundChange {
	/// Make one. Terms never change.
	#[codec(index = 0)]
	Make(FundTerms),
	/// Wind a campaign up: donors can take back what is left.
	#[codec(index = 1)]
	WindUp(FundId),
	/// Pass on what donors did not take back in their time. Anyone may.
	#[codec(index = 2)]
	PassOn(FundId),
}

/// Where money of a fund is from.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Source<AccountId> {
	/// An account that gave it.
	#[codec(index = 0)]
	Account(AccountId),
	/// An organisation, by an identifier of org-id.guide.
	#[codec(index = 1)]
	Organisation(OrgId),
	/// Someone who is not named: the hash of a name and a salt.
	#[codec(index = 2)]
	Withheld(H256),
	/// Many who are not named, as those who pay a tax: the root of a Merkle tree of them, and how many they are.
	#[codec(index = 3)]
	Group {
		/// The root.
		root: H256,
		/// How many.
		count: u32,
	},
	/// A use of another fund: a transfer, an exchange, or a payment.
	#[codec(index = 4)]
	Use {
		/// Of which fund.
		fund: FundId,
		/// Its number.
		number: u32,
	},
}

/// Money that came into a fund.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Receipt<T: Config> {
	/// The units.
	pub span: Span,
	/// How many of the last of them are not there any more: void, or given back.
	pub removed: Balance,
	/// Where it is from.
	pub source: Source<T::AccountId>,
	/// What it gives back, if it is a return: the use of a fund that was a payment.
	pub returns: Option<(FundId, u32)>,
	/// The revenue line that it is booked on.
	pub line: Option<LineId>,
	/// How much of that was refunded.
	pub refunded: Balance,
	/// When it was entered, in milliseconds.
	pub at: Moment,
	/// In which block.
	pub block: BlockNumberFor<T>,
	/// The hash of what proves it, of money in a bank.
	pub evidence: Option<ContentHash>,
	/// Who entered it, if an officer did.
	pub officer: Option<T::AccountId>,
	/// The deposit of who gave it.
	pub ticket: Option<T::GiftConsideration>,
}

/// A receipt to be entered.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ReceiptTerms<AccountId> {
	/// How much.
	pub amount: Balance,
	/// Where it is from; never a use, which makes its receipt by itself.
	pub source: Source<AccountId>,
	/// What it gives back, if it is a return.
	pub returns: Option<(FundId, u32)>,
	/// The revenue line that it is booked on.
	pub line: Option<LineId>,
	/// The hash of what proves it: needed of money in a bank.
	pub evidence: Option<ContentHash>,
}
