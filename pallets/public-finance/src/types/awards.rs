//! Awards, and what of them is accepted.

use super::*;
use civitas_primitives::{
	money::Balance,
	public_finance::{AwardId, Currency, LineId, Payee},
	ContentHash,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// How it was decided who gets an award, by the codelist `method` of OCDS.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Method {
	/// All could bid.
	#[codec(index = 0)]
	Open,
	/// Those who qualified.
	#[codec(index = 1)]
	Selective,
	/// A few who were asked.
	#[codec(index = 2)]
	Limited,
	/// Nobody else was asked.
	#[codec(index = 3)]
	Direct,
}

/// What an award takes of a line.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AwardLine {
	/// The line.
	pub line: LineId,
	/// How much.
	pub amount: Balance,
	/// How much of it was paid.
	pub disbursed: Balance,
	/// How much of it lapsed with its period, unpaid: other lines bear it now.
	pub lapsed: Balance,
}

/// So much of a line.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Split {
	/// The line.
	pub line: LineId,
	/// How much.
	pub amount: Balance,
}

/// An obligation: what a body has committed itself to pay to someone.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Award<AccountId> {
	/// Who has committed itself.
	pub body: AccountId,
	/// The currency.
	pub currency: Currency,
	/// To whom.
	pub payee: Payee<AccountId>,
	/// Of which lines.
	pub lines: BoundedVec<AwardLine, ConstU32<MAX_LINES>>,
	/// What may be paid before it is accepted.
	pub advance: Balance,
	/// What was accepted.
	pub accepted: Balance,
	/// What was paid.
	pub disbursed: Balance,
	/// What came back of that.
	pub returned: Balance,
	/// The Open Contracting ID.
	pub ocid: Option<OrgId>,
	/// How it was decided.
	pub method: Option<Method>,
	/// How many have bid.
	pub bids: Option<u16>,
	/// The agreement that it is paid by.
	pub agreement: Option<H256>,
	/// The hash of its document.
	pub document: Option<ContentHash>,
	/// Who has committed to it. None of them accepts.
	pub officers: BoundedVec<AccountId, ConstU32<MAX_OFFICERS>>,
	/// When it was made, in milliseconds.
	pub at: Moment,
	/// How often it was changed.
	pub changes: u16,
	/// How often something was accepted.
	pub acceptances: u16,
}

/// An award to be made or changed.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AwardTerms<AccountId> {
	/// Which, if it is to be changed. Payee and currency stay.
	pub award: Option<AwardId>,
	/// To whom.
	pub payee: Payee<AccountId>,
	/// The lines, and how much of each there is to be: all of one currency, each once.
	pub lines: BoundedVec<Split, ConstU32<MAX_LINES>>,
	/// What may be paid before it is accepted.
	pub advance: Balance,
	/// The Open Contracting ID: at most 64 bytes.
	pub ocid: Option<OrgId>,
	/// How it was decided.
	pub method: Option<Method>,
	/// How many have bid.
	pub bids: Option<u16>,
	/// The agreement that it is paid by.
	pub agreement: Option<H256>,
	/// The hash of its document.
	pub document: Option<ContentHash>,
}

/// How an award was before it was changed.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AwardChange<AccountId> {
	/// When it was changed, in milliseconds.
	pub at: Moment,
	/// By whom.
	pub officer: AccountId,
	/// What all its lines were together.
	pub before: Balance,
	/// What they were then.
	pub after: Balance,
	/// The hash of its document before.
	pub document: Option<ContentHash>,
}

/// Something delivered, or an invoice, that is accepted.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AcceptanceTerms {
	/// Of which award.
	pub award: AwardId,
	/// How much is to be paid for it.
	pub amount: Balance,
	/// Until when, in milliseconds.
	pub due: Moment,
	/// The hash of the invoice or report.
	pub evidence: ContentHash,
}

/// What was accepted.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Acceptance<AccountId> {
	/// How much is to be paid for it.
	pub amount: Balance,
	/// Until when, in milliseconds.
	pub due: Moment,
	/// The hash of the invoice or report.
	pub evidence: ContentHash,
	/// By whom.
	pub officer: AccountId,
	/// When, in milliseconds.
	pub at: Moment,
}
