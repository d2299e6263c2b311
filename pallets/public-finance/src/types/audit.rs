//! Audits, and what leaves state.

use super::*;
use crate::Config;
use civitas_primitives::{
	money::Balance,
	public_finance::{AwardId, FundId, LineId},
	ContentHash,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_core::H256;

/// What an auditor thinks of the books of a period (ISA 700 and 705).
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Opinion {
	/// They are fair.
	#[codec(index = 0)]
	Unmodified,
	/// They are, but for what the document says.
	#[codec(index = 1)]
	Qualified,
	/// They are not.
	#[codec(index = 2)]
	Adverse,
	/// There was too little to judge by.
	#[codec(index = 3)]
	Disclaimer,
}

/// What an auditor binds himself to before a period is closed.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Commitment {
	/// The BLAKE2-256 hash of a secret of 32 bytes.
	pub hash: H256,
	/// Of how many units he looks at one, in the smallest unit of whatever currency.
	pub every: Balance,
}

/// An audit of a period.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Engagement<AccountId> {
	/// Who audits.
	pub auditor: AccountId,
	/// Once he has accepted, what he is bound to.
	pub commitment: Option<Commitment>,
	/// In which epoch of block production he has accepted, of those counted here, and when.
	pub accepted: Option<(u64, Moment)>,
	/// The secret, once it is revealed.
	pub secret: Option<H256>,
	/// The seed of the sample, once the secret is revealed.
	pub seed: Option<H256>,
	/// What he thinks, the hash of what he has to say, and when.
	pub opinion: Option<(Opinion, ContentHash, Moment)>,
	/// How many findings there are.
	pub findings: u16,
	/// How many of them are not resolved.
	pub unresolved: u16,
	/// How many auditors have accepted before him, and were followed by another since they were not heard of.
	pub former: u16,
}

/// What an engagement is: offered by the appropriator, or accepted by the auditor.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Engage<AccountId> {
	/// By the appropriator: this one shall audit. Until he accepts, another can be named.
	#[codec(index = 0)]
	Offer(AccountId),
	/// By the auditor, before the period is closed.
	#[codec(index = 1)]
	Accept(Commitment),
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Severity {
	/// Worth a remark.
	#[codec(index = 0)]
	Low,
	/// To be mended.
	#[codec(index = 1)]
	Medium,
	/// To be mended at once.
	#[codec(index = 2)]
	High,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Record {
	/// A use of a fund.
	#[codec(index = 0)]
	Use(FundId, u32),
	/// A receipt of a fund.
	#[codec(index = 1)]
	Receipt(FundId, u32),
	/// An award.
	#[codec(index = 2)]
	Award(AwardId),
	/// A line.
	#[codec(index = 3)]
	Line(LineId),
}

/// What an auditor has found.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Finding {
	/// About what; nothing if about the books as a whole.
	pub record: Option<Record>,
	/// How bad it is.
	pub severity: Severity,
	/// The hash of its text.
	pub document: ContentHash,
	/// When it was made, in milliseconds.
	pub at: Moment,
	/// Until when it is to be answered.
	pub due: Moment,
	/// The hash of the answer, and when it was given.
	pub answer: Option<(ContentHash, Moment)>,
	/// When it was resolved.
	pub resolved: Option<Moment>,
}

/// With what an auditor concludes.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Conclusion {
	/// A finding is resolved.
	#[codec(index = 0)]
	Resolved(u16),
	/// All in all.
	#[codec(index = 1)]
	Opinion(Opinion, ContentHash),
}

/// What leaves state, oldest first.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Shelf {
	/// Receipts of a fund.
	#[codec(index = 0)]
	Receipts(FundId),
	/// Uses of a fund.
	#[codec(index = 1)]
	Uses(FundId),
}

/// What a body has paid for its records.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
#[codec(mel_bound())]
pub struct Deposit<T: Config> {
	/// How many bytes they take.
	pub bytes: u64,
	/// The deposit for that.
	pub ticket: T::RecordConsideration,
}
