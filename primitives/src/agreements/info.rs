//! Agreements as they are shown to the outside.

use super::{
	AgreementId, Asset, AssetId, Balance, Claim, Dispute, Funding, Money, Progress, Record, Side, Stage, Standing,
	Terms,
};
use crate::Moment;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;

/// How far an agreement is.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum AgreementState {
	/// It waits for signatures.
	#[codec(index = 0)]
	Draft,
	/// It runs.
	#[codec(index = 1)]
	Active,
	/// It has ended, and something is still to be paid, given back or decided.
	#[codec(index = 2)]
	Ended,
	/// Nothing more can move.
	#[codec(index = 3)]
	Closed,
	/// Only what came of it is kept.
	#[codec(index = 4)]
	Compacted,
}

/// An agreement, or a draft of one.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AgreementInfo<AccountId, Condition> {
	/// Its identifier: the hash of its first terms.
	pub id: AgreementId,
	/// How far it is.
	pub state: AgreementState,
	/// The hash of the terms in force, or of those to be signed.
	pub terms_hash: H256,
	/// These terms. Not kept once it is compacted.
	pub terms: Option<Terms<AccountId, Condition>>,
	/// How often they were amended, and the end was set.
	pub version: u32,
	/// Who has signed a draft.
	pub signed: Vec<AccountId>,
	/// Who has not yet.
	pub unsigned: Vec<AccountId>,
	/// When the last party signed.
	pub activated_at: Option<Moment>,
	/// When it ends, or has ended, as far as that is known.
	pub ends_at: Option<Moment>,
	/// Since when nothing more can move.
	pub closed_at: Option<Moment>,
	/// What has happened to each obligation.
	pub records: Vec<Record>,
	/// What came of obligations that are no longer part of it.
	pub totals: Vec<Total<AccountId>>,
	/// What arbiters have got.
	pub fees: Vec<Fee<AccountId>>,
	/// The index of the pallet that has opened it, and alone can end and amend it; `None` if its parties have.
	pub opener: Option<u8>,
	/// Who pays the deposit for its record.
	pub depositor: AccountId,
}

/// What went from one to another.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Total<AccountId> {
	/// From whom.
	pub from: AccountId,
	/// To whom.
	pub to: AccountId,
	/// In which asset; `None` for the native one.
	pub asset: Asset,
	/// How much, interest included. \[balance\]
	pub paid: Balance,
	/// How much was held for this and went back. \[balance\]
	pub refunded: Balance,
	/// The longest that any of it was late, in milliseconds; acts included.
	pub longest_late: Moment,
}

/// What an arbiter has got.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Fee<AccountId> {
	/// Who.
	pub arbiter: AccountId,
	/// How much of what.
	pub fee: Money,
}

/// How an agreement stands at a time.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Statement<AccountId> {
	/// The time.
	pub time: Moment,
	/// When it ends, or has ended, as far as that is known.
	pub ends_at: Option<Moment>,
	/// How each obligation stands, if nothing is paid, answered or ruled until then.
	pub lines: Vec<StatementLine<AccountId>>,
}

/// How an obligation stands at a time. Acts count as 1.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct StatementLine<AccountId> {
	/// Which obligation, from 0 on.
	pub obligation: u8,
	/// The clause of the text that says so.
	pub clause: u16,
	/// Who owes.
	pub debtor: AccountId,
	/// To whom.
	pub creditor: AccountId,
	/// Of which asset; `None` for the native one, and for an act.
	pub asset: Asset,
	/// What has accrued. \[balance\]
	pub accrued: Balance,
	/// What of it has become due, paid or not. \[balance\]
	pub due: Balance,
	/// What was paid. \[balance\]
	pub paid: Balance,
	/// What was waived or denied. \[balance\]
	pub forgiven: Balance,
	/// What is held for it. \[balance\]
	pub held: Balance,
	/// What is in dispute. \[balance\]
	pub disputed: Balance,
	/// What has to be paid at the time, interest aside. \[balance\]
	pub owed: Balance,
	/// What interest has to be paid at the time. \[balance\]
	pub interest: Balance,
	/// What interest was paid. \[balance\]
	pub interest_paid: Balance,
	/// Since when the oldest of what is neither paid nor held is due, if that is late.
	pub late_since: Option<Moment>,
	/// What it can come to in all; `None` if there is no bound yet. \[balance\]
	pub most: Option<Balance>,
	/// When more accrues next.
	pub next_at: Option<Moment>,
	/// And how much. \[balance\]
	pub next_amount: Balance,
	/// The claim that is open.
	pub claim: Option<Claim>,
	/// Since when it is fulfilled.
	pub fulfilled_at: Option<Moment>,
	/// Since when nothing more can become due of it, as what it awaited was not true in time, or cannot become true any more.
	pub lapsed: Option<Moment>,
}

/// What accrues for or against a party.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CashFlow<AccountId> {
	/// In which agreement.
	pub agreement: AgreementId,
	/// By which obligation, from 0 on.
	pub obligation: u8,
	/// From whom.
	pub from: AccountId,
	/// To whom.
	pub to: AccountId,
	/// In which asset; `None` for the native one.
	pub asset: Asset,
	/// How much accrues in the time that was asked for, what it awaits aside. \[balance\]
	pub amount: Balance,
}

/// Where the money of an obligation is.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct FundingInfo<AccountId> {
	/// Which obligation, from 0 on.
	pub obligation: u8,
	/// Where it has to be.
	pub funding: Funding,
	/// In which asset; `None` for the native one.
	pub asset: Asset,
	/// How much is held. \[balance\]
	pub held: Balance,
	/// How much can still come to be due and is not held; `None` if there is no bound yet. \[balance\]
	pub unheld: Option<Balance>,
	/// Who has which power over the asset. Nobody, if it is the native one.
	pub powers: Option<AssetPowers<AccountId>>,
}

/// Who has power over an asset. None of them can take what is held.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AssetPowers<AccountId> {
	/// Which asset.
	pub asset: AssetId,
	/// Names the others.
	pub owner: Option<AccountId>,
	/// Can make more of it.
	pub issuer: Option<AccountId>,
	/// Can thaw, and burn what is free.
	pub admin: Option<AccountId>,
	/// Can freeze the asset, and keep an account from receiving it: payments of what is held wait.
	pub freezer: Option<AccountId>,
}

/// A dispute.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DisputeInfo<AccountId> {
	/// What is known of it.
	pub dispute: Dispute,
	/// Where it stands, and until when.
	pub stage: Stage,
	/// Whose turn it is: both sides give evidence and can appeal, an arbiter rules. Nobody's when it is decided.
	pub turn: Vec<AccountId>,
	/// Who owes.
	pub debtor: AccountId,
	/// To whom.
	pub creditor: AccountId,
	/// Who lost or loses, if it is decided or ruled.
	pub loser: Option<Side>,
}

/// What it would mean to sign terms.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct TermsPreview<AccountId> {
	/// What is signed.
	pub hash: H256,
	/// What it commits each party to.
	pub commitments: Vec<Commitment<AccountId>>,
	/// What whoever drafts them pays as a deposit. \[balance\]
	pub deposit: Balance,
}

/// What terms commit a party to.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Commitment<AccountId> {
	/// Who.
	pub account: AccountId,
	/// The most that leaves the account by it, interest and fees of arbiters aside; `None` if there is no bound.
	pub most: Option<Vec<Money>>,
	/// What of it is held at the signature.
	pub escrow: Vec<Money>,
}

impl<AccountId: PartialEq + Clone, Condition> Terms<AccountId, Condition> {
	/// How all obligations stand at a time, by what has happened.
	pub fn statement(&self, progress: &Progress, time: Moment) -> Statement<AccountId> {
		let places = (0u8..).zip(&self.obligations).map(|(place, _)| place);
		Statement {
			time,
			ends_at: progress.end(self),
			lines: places.filter_map(|place| Standing::of(self, progress, place)?.line(time)).collect(),
		}
	}
}

impl<AccountId: PartialEq + Clone, Condition> Standing<'_, AccountId, Condition> {
	/// As it is shown to the outside.
	fn line(&self, time: Moment) -> Option<StatementLine<AccountId>> {
		let position = self.position(time);
		let record = self.record;
		let next = self.next(time);
		Some(StatementLine {
			obligation: self.place,
			clause: self.obligation.clause,
			debtor: self.terms.party(self.obligation.debtor)?.clone(),
			creditor: self.terms.creditor(&self.obligation.creditor)?.clone(),
			asset: self.terms.asset(self.place).flatten(),
			accrued: position.accrued,
			due: position.due,
			paid: record.paid,
			forgiven: record.forgiven,
			held: record.held,
			disputed: record.disputed,
			owed: position.owed,
			interest: position.interest,
			interest_paid: record.interest_paid,
			late_since: position.late_since,
			most: position.most,
			next_at: next.map(|(at, _)| at),
			next_amount: next.map_or(0, |(_, amount)| amount),
			claim: record.claim.clone(),
			fulfilled_at: record.fulfilled_at,
			lapsed: record.lapsed,
		})
	}
}
