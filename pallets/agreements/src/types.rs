//! What is stored.

use crate::Config;
use civitas_primitives::{
	agreements::{
		bit,
		info::{Fee, Total},
		Amends, Balance, Dispute, Money, Progress, ReceiptOutcome, Thing, MAX_INSTANCES, MAX_OBLIGATIONS, MAX_PARTIES,
	},
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::{ConstU32, TypeInfo},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use sp_core::H256;

/// The most who sign terms: the parties of before and of after.
pub const MAX_SIGNERS: u32 = 2 * MAX_PARTIES;

/// The most totals that are kept of an agreement: of the obligations that it has and of as many that it had.
pub const MAX_TOTALS: u32 = 2 * MAX_OBLIGATIONS;

/// The most agreements that are settled by one call.
pub const MAX_SETTLED: u32 = 500;

/// The most assets of which a bound is stated.
pub const MAX_STATED: u32 = MAX_OBLIGATIONS;

/// The most entries of someone's list that a page looks at.
pub const MAX_SCAN: u32 = 200;

/// The totals of an agreement.
pub type Totals<AccountId> = BoundedVec<Total<AccountId>, ConstU32<MAX_TOTALS>>;

/// What arbiters of an agreement have got.
pub type Fees<AccountId> = BoundedVec<Fee<AccountId>, ConstU32<{ 2 * MAX_INSTANCES }>>;

/// What is stored under the hash of terms.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
// All of them are stored, and none is kept in memory.
#[allow(clippy::large_enum_variant)]
pub enum Entry<T: Config> {
	/// Terms that wait for signatures.
	#[codec(index = 0)]
	Draft(Draft<T>),
	/// An agreement, under the hash of its first terms.
	#[codec(index = 1)]
	Agreement(Agreement<T>),
	/// What is kept of one for good.
	#[codec(index = 2)]
	Outcome(Outcome<T>),
}

/// Terms that wait for signatures. They are stored by their hash.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Draft<T: Config> {
	/// Who has to sign.
	pub signers: BoundedVec<T::AccountId, ConstU32<MAX_SIGNERS>>,
	/// Who of them has, by bits from the lowest on.
	pub signed: u32,
	/// What was put on hold at signatures for each obligation. \[balance\]
	pub held: BoundedVec<Balance, ConstU32<MAX_OBLIGATIONS>>,
	/// The agreement that is amended.
	pub amends: Option<Amends>,
	/// Whether only creditors change, who alone sign.
	pub assignment: bool,
	/// Whether someone has declined it. It is kept only as long as an issuer stops a hold from going back.
	pub declined: bool,
	/// The index of the pallet that has opened it.
	pub opener: Option<u8>,
	/// Who has paid for this record: who drafted it.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::Consideration,
}

impl<T: Config> Draft<T> {
	/// The place of someone among those who have to sign.
	pub fn signer(&self, who: &T::AccountId) -> Option<u32> {
		let place = self.signers.iter().position(|signer| signer == who)?;
		u32::try_from(place).ok()
	}

	/// Whether the signer at a place has signed.
	pub fn has_signed(&self, place: u32) -> bool {
		self.signed & bit(place) != 0
	}

	/// Whether all have.
	pub fn is_complete(&self) -> bool {
		(0u32..).zip(&self.signers).all(|(place, _)| self.has_signed(place))
	}
}

/// An agreement that was signed. Its terms are stored by their hash.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Agreement<T: Config> {
	/// What has happened to it.
	pub progress: Progress,
	/// Creditors who are no parties and to whom obligations were assigned: amendments need their signature.
	pub assignees: BoundedVec<T::AccountId, ConstU32<MAX_PARTIES>>,
	/// What came of obligations that are no longer part of it.
	pub past: Totals<T::AccountId>,
	/// When something last went from one to another, or an act was done. When it began, if nothing has.
	pub moved_at: Moment,
	/// What arbiters have got.
	pub fees: Fees<T::AccountId>,
	/// Whether it was ended for cause.
	pub broken: bool,
	/// The index of the pallet that has opened it, and alone ends and amends it.
	pub opener: Option<u8>,
	/// Who has paid for this record and for the terms: who drafted them.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::Consideration,
}

/// What is kept of an agreement for good.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Outcome<T: Config> {
	/// The hash of the last terms.
	pub terms: H256,
	/// How often they were amended, and the end was set.
	pub version: u32,
	/// Who agreed.
	pub parties: BoundedVec<T::AccountId, ConstU32<MAX_PARTIES>>,
	/// What it was about.
	pub about: Option<Thing<T::AccountId>>,
	/// When it began.
	pub activated_at: Moment,
	/// When it ended.
	pub ended_at: Moment,
	/// When something last went from one to another, or was let go, if that was later.
	pub over_at: Moment,
	/// How.
	pub outcome: ReceiptOutcome,
	/// What went from whom to whom.
	pub totals: Totals<T::AccountId>,
	/// What arbiters have got.
	pub fees: Fees<T::AccountId>,
	/// Who ruled on disputes by its terms, and for what fees.
	pub arbiters: BoundedVec<Fee<T::AccountId>, ConstU32<MAX_INSTANCES>>,
	/// The index of the pallet that had opened it.
	pub opener: Option<u8>,
	/// Who has paid for this record.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::Consideration,
}

/// A dispute of an obligation.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct DisputeRecord<T: Config> {
	/// What is known of it.
	pub dispute: Dispute,
	/// Who has paid for this record: who brought the dispute.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::DisputeConsideration,
}

/// An agreement to settle, and the certificates that its obligations await.
#[derive(
	CloneNoBound,
	DebugNoBound,
	EqNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct ToSettle {
	/// The agreement.
	pub agreement: civitas_primitives::agreements::AgreementId,
	/// Certificates that are awaited, at most 8, each with the obligation that awaits it.
	pub certificates: BoundedVec<Presented, ConstU32<MAX_PRESENTED>>,
}

/// The most certificates that are presented of one agreement at a time.
pub const MAX_PRESENTED: u32 = 8;

/// A certificate that an obligation awaits.
#[derive(
	CloneNoBound,
	DebugNoBound,
	EqNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Presented {
	/// Which obligation awaits it, from 0 on.
	pub obligation: u8,
	/// The certificate.
	pub certificate: civitas_primitives::certification::CertificateId,
}

/// How an agreement is ended.
#[derive(
	CloneNoBound,
	Copy,
	DebugNoBound,
	EqNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Ending {
	/// By notice, as the terms say: at the end of the running term, or after the time of notice.
	#[codec(index = 0)]
	Notice,
	/// At this moment, once all parties have named the same.
	#[codec(index = 1)]
	Agreed(Moment),
	/// Now, because this obligation to the caller is late.
	#[codec(index = 2)]
	Late(u8),
	/// Now, because a ruling has allowed it.
	#[codec(index = 3)]
	Ruled,
}

/// What came of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
	/// Others have to sign.
	Waits {
		/// How many obligations there are, each of which may have been held for.
		obligations: u32,
		/// Whether it names arbiters.
		arbiters: bool,
	},
	/// An agreement runs.
	Active {
		/// How many obligations it has.
		obligations: u32,
		/// Whether it names arbiters.
		arbiters: bool,
	},
	/// An agreement was amended.
	Amended,
}

/// What a signer or caller states as the most, by asset; at most 32.
pub type Stated = BoundedVec<Money, ConstU32<MAX_STATED>>;
