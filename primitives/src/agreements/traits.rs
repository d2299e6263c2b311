//! By which other capabilities answer agreements, and use them.

use super::{info::Fee, AgreementId, Asset, Balance, Fraction, Money, Obligation, Record, Terms, Thing};
use crate::{ContentHash, Moment};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
	/// Nothing yet.
	Pending,
	/// For ever, since `at`: this part of what was agreed is due, and the rest goes back.
	Final {
		/// Since when.
		at: Moment,
		/// Which part.
		share: Fraction,
	},
}

/// Answers what obligations await of other capabilities. Whoever answers never asks [`Settlement`].
pub trait Conditions {
	/// What can be awaited: an enum that the runtime composes.
	type Condition;

	/// What is known of it.
	fn outcome(condition: &Self::Condition) -> Outcome;

	/// The weight of [`Self::outcome`].
	fn weight() -> Weight;
}

/// There is no such condition.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum NoCondition {}

/// A runtime whose agreements await nothing of other capabilities.
impl Conditions for () {
	type Condition = NoCondition;

	fn outcome(condition: &NoCondition) -> Outcome {
		match *condition {}
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// By which other pallets make agreements, so that nobody builds a second escrow.
///
/// What a pallet has opened, as `opener` (its index), only it ends. Disputes are the parties'. An error changes nothing if the
/// caller is in a storage layer, as calls are.
pub trait Settlement<AccountId> {
	/// What obligations can await of other capabilities.
	type Condition;

	/// Draft terms for `depositor`, who pays for the record. `signed` have consented, which the caller vouches for; if that is
	/// everybody, it is active and what is due is paid.
	fn open(
		opener: u8,
		terms: Terms<AccountId, Self::Condition>,
		depositor: &AccountId,
		signed: &[AccountId],
	) -> Result<AgreementId, DispatchError>;

	/// `who` signs what `opener` has drafted and has consented, which the caller vouches for.
	fn sign(opener: u8, agreement: AgreementId, who: &AccountId) -> DispatchResult;

	/// Pay at once: everyone, or nobody.
	fn pay(from: &AccountId, asset: Asset, to: &[(AccountId, Balance)]) -> DispatchResult;

	/// Pay all that is due, or fail.
	fn settle(agreement: AgreementId) -> DispatchResult;

	/// `who` claims.
	fn claim(
		agreement: AgreementId,
		obligation: u8,
		who: &AccountId,
		amount: Balance,
		evidence: ContentHash,
	) -> DispatchResult;

	/// `who` answers a claim.
	fn answer(agreement: AgreementId, obligation: u8, who: &AccountId, money: Money) -> DispatchResult;

	/// End what `opener` has opened, now.
	fn end(opener: u8, agreement: AgreementId) -> DispatchResult;

	/// An obligation and what has happened to it.
	fn obligation(agreement: AgreementId, obligation: u8) -> Option<(Obligation<AccountId, Self::Condition>, Record)>;

	/// The weight of [`Self::open`] of these terms, which so many have signed.
	fn open_weight(terms: &Terms<AccountId, Self::Condition>, signed: u32) -> Weight;

	/// The weight of [`Self::sign`].
	fn sign_weight() -> Weight;

	/// The weight of [`Self::pay`] to so many.
	fn pay_weight(to: u32) -> Weight;

	/// The weight of any other of these.
	fn settle_weight() -> Weight;
}

/// What came of the dealings of two.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Receipt<AccountId> {
	/// What it was about: the thing that the agreement is about, if the other owns it, and else the other's account.
	pub subject: ReceiptSubject<AccountId>,
	/// What one has paid to the other, by asset.
	pub paid: Vec<Money>,
	/// What the other has paid.
	pub received: Vec<Money>,
	/// What was held for the other and went back.
	pub refunded: Vec<Money>,
	/// Since when they had to do with one another.
	pub since: Moment,
	/// When it ended, if it has; or when something last went from one to another or was done, if that was later.
	pub ended_at: Option<Moment>,
	/// How.
	pub outcome: ReceiptOutcome,
	/// The longest that the other was late, in milliseconds.
	pub longest_late: Moment,
	/// Who rules on disputes by the terms, one after the other, and for what fees.
	pub arbiters: Vec<Fee<AccountId>>,
}

/// What dealings were about.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum ReceiptSubject<AccountId> {
	/// Someone.
	Account(AccountId),
	/// A thing that one of them owns.
	Thing(Thing<AccountId>),
}

/// How dealings ended.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum ReceiptOutcome {
	/// Not yet.
	#[codec(index = 0)]
	Running,
	/// Nothing more is owed.
	#[codec(index = 1)]
	Completed,
	/// It has ended, and something is still owed.
	#[codec(index = 2)]
	Unsettled,
	/// It was ended for cause, and nothing more is owed.
	#[codec(index = 3)]
	Broken,
}

/// Answers who has dealt with whom, and how it went.
pub trait InteractionReceipts<AccountId> {
	/// Names dealings: an enum, where several pallets answer.
	type Interaction;

	/// What came of the dealings of `from` with `about`: from the first payment, refund or violation on, of which the last alone
	/// makes one for its victim only.
	fn receipt(interaction: &Self::Interaction, from: &AccountId, about: &AccountId) -> Option<Receipt<AccountId>>;

	/// The dealings of someone, after `cursor`: no more than 100.
	fn receipts_of(party: &AccountId, cursor: Option<Self::Interaction>) -> Vec<Self::Interaction>;

	/// Who had to do with one another in these dealings, each once: those of all amendments, no more than 144.
	fn parties(interaction: &Self::Interaction) -> Vec<AccountId>;

	/// The most that [`Self::receipt`] and [`Self::parties`] weigh, each.
	fn receipt_weight() -> Weight;

	/// What they weigh of these.
	fn receipt_weight_of(interaction: &Self::Interaction) -> Weight;

	/// The weight of [`Self::receipts_of`].
	fn receipts_weight() -> Weight;
}
