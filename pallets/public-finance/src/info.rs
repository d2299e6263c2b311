//! What questions are answered with.

use crate::{types::*, Config};
use alloc::vec::Vec;
use civitas_primitives::{
	money::Balance,
	public_finance::{AwardId, Currency, FundId, LineId, Payee, PeriodId, Span},
	Moment, Page,
};
use codec::{Decode, Encode};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_core::H256;

/// A body.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct BodyInfo<T: Config> {
	/// Its account.
	pub body: T::AccountId,
	/// What is stored of it.
	pub record: Body<T>,
	/// How many bytes its records take, which its deposit is for.
	pub bytes: u64,
}

/// A fiscal period.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PeriodInfo<AccountId> {
	/// Its number.
	pub period: PeriodId,
	/// What is stored of it.
	pub record: Period,
	/// Its audit, if one was offered. A secret that is not revealed shows.
	pub audit: Option<Engagement<AccountId>>,
}

/// A line of a budget. What was paid beyond its own figures the line bears that binds it.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct LineInfo {
	/// Its number.
	pub line: LineId,
	/// The parts of its path, from the first level on.
	pub path: Vec<Part>,
	/// What is stored of it: `original` is what the original budget gave it, `own.authority` what it has in the end.
	pub record: Line,
	/// What is booked on the line that binds it, and on all lines which that one binds.
	pub control: Booked,
}

/// A fund.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct FundInfo<T: Config> {
	/// Its number.
	pub fund: FundId,
	/// What is stored of it.
	pub record: Fund<T>,
	/// What is in it.
	pub balance: Balance,
	/// Since when it is ended, if it is: also of a campaign that has missed its goal, and that nobody has touched since.
	pub closed_at: Option<Moment>,
}

/// What came into a fund.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct ReceiptInfo<T: Config> {
	/// Its number.
	pub receipt: u32,
	/// What is stored of it.
	pub record: Receipt<T>,
}

/// What left a fund.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct PaymentInfo<T: Config> {
	/// Its number.
	pub number: u32,
	/// What is stored of it, as it was put right last.
	pub record: Use<T>,
	/// How it was put right, the oldest first.
	pub corrections: Vec<CorrectionInfo<T::AccountId>>,
}

/// How something was put right.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CorrectionInfo<AccountId> {
	/// What was put right.
	pub correction: Correction,
	/// By whom.
	pub officer: AccountId,
	/// When, in milliseconds.
	pub at: Moment,
}

/// An award.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AwardInfo<AccountId> {
	/// Its number.
	pub award: AwardId,
	/// What is stored of it.
	pub record: Award<AccountId>,
}

/// What is in arrears on an award.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Arrears<AccountId> {
	/// The award.
	pub award: AwardId,
	/// To whom.
	pub payee: Payee<AccountId>,
	/// In what.
	pub currency: Currency,
	/// What was accepted.
	pub accepted: Balance,
	/// What was paid, less what came back.
	pub paid: Balance,
	/// What was accepted, is past due, and is not paid. What was accepted first is paid first.
	pub overdue: Balance,
	/// When the oldest part of that was due, in milliseconds.
	pub since: Moment,
}

/// A fund that units of money have passed, or are in.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Hop {
	/// The fund.
	pub fund: FundId,
	/// The receipt by which they came in, if it is known.
	pub receipt: Option<u32>,
	/// The use by which they left, if they did, and if it is known.
	pub number: Option<u32>,
	/// Their numbers in the queue of the fund.
	pub units: Span,
}

/// Where units of money are from, or what became of them.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum TraceEnd<AccountId> {
	/// They came from there, into the fund of the last hop.
	#[codec(index = 0)]
	Source {
		/// Where they are from: never a use.
		source: Source<AccountId>,
		/// If they came back of a payment: its fund and number.
		returns: Option<(FundId, u32)>,
	},
	/// They were paid.
	#[codec(index = 1)]
	Paid {
		/// The award.
		award: AwardId,
		/// To whom; nothing if the award is not known.
		payee: Option<Payee<AccountId>>,
	},
	/// They went back to where a receipt came from: a refund of revenue, or a gift through the gate of its fund.
	#[codec(index = 2)]
	Refunded {
		/// The fund of the receipt.
		fund: FundId,
		/// Its number.
		receipt: u32,
	},
	/// They are in the fund of the last hop.
	#[codec(index = 3)]
	Unspent,
	/// They are not there any more: the receipt was void, or given back. Of a use, they are a gap, which it has passed over.
	#[codec(index = 4)]
	Removed,
	/// They were exchanged, and came to less than one unit.
	#[codec(index = 5)]
	Rounded,
	/// They go on in a record that has left state: at an earlier block the same question goes on there.
	#[codec(index = 6)]
	Archived {
		/// The shelf.
		shelf: Shelf,
		/// The number of the record, and of its leaf. Nothing if it is only known that it is one of the shelf: the record whose units are
		/// those of the last hop.
		number: Option<u32>,
	},
	/// They go on, but it is too far for one page: ask on from this record.
	#[codec(index = 7)]
	More {
		/// A use if it is asked where they are from, else a receipt; or the use which a receipt went into, where it takes more than one
		/// page to count what else did.
		record: Record,
		/// How many units of it come before.
		from: Balance,
		/// How many of it they are.
		amount: Balance,
	},
}

/// Units of money that have one path.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct TraceRun<AccountId> {
	/// How many units come before, of what was asked about; in a use, those in gaps too.
	pub from: Balance,
	/// How many they are. It may be none, where they were exchanged into smaller units: less than one then took another path than the rest
	/// of it, and the hops say how many they are there.
	pub amount: Balance,
	/// The funds on the path, the one that was asked about first.
	pub path: Vec<Hop>,
	/// Where the path ends.
	pub end: TraceEnd<AccountId>,
}

/// What became of a gift.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct GiftTrace<AccountId> {
	/// The fund that got it.
	pub fund: FundId,
	/// The number of the receipt.
	pub receipt: u32,
	/// How much it was.
	pub amount: Balance,
	/// What became of it: the first page of `trace_down`, which goes on at its `next`.
	pub trace: Page<TraceRun<AccountId>, Balance>,
}

/// An act that waits for a second person.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct WaitingInfo<T: Config> {
	/// Its number.
	pub act: u32,
	/// What is stored of it.
	pub record: Pending<T>,
}

/// A unit of money that an auditor looks at.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SampledUnit {
	/// Its number in the queue of the fund.
	pub unit: Balance,
	/// The use that it is in; nothing if that was archived. One in a gap is in the use that has passed over it.
	pub number: Option<u32>,
}

/// A finding of an audit.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct FindingInfo {
	/// Its number.
	pub finding: u16,
	/// What is stored of it.
	pub record: Finding,
	/// Whether it was answered or resolved too late, or is still neither and late by now.
	pub overdue: bool,
}

/// A log of what has left state.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct LogInfo {
	/// How many leaves it has.
	pub count: u64,
	/// The root of their tree (RFC 9162).
	pub root: H256,
}
