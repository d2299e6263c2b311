//! What is answered.

use crate::{types::*, Config, Error};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::CertificateId,
	credit::{Books, Due, Instalment, Lender, LoanTerms, OfferTerms, Payment, PoolId},
	lending::Ppb,
	money::{Asset, AssetId, Balance},
	ContentHash, Moment,
};
use codec::{Decode, Encode};
use frame_support::{pallet_prelude::TypeInfo, CloneNoBound, DebugNoBound, PartialEqNoBound};
use sp_core::H256;

/// A register.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct RegisterInfo<AccountId> {
	/// Who keeps it.
	pub register: AccountId,
	/// The hash of how it works.
	pub policy: ContentHash,
	/// For each of how many days it publishes a root.
	pub period: u16,
	/// When its first period began, in milliseconds since the Unix epoch.
	pub opened_at: Moment,
	/// The newest root.
	pub newest: Option<Root>,
	/// Whether there is a period that has ended since then, for which it has published nothing.
	pub late: bool,
}

/// What is disputed.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DisputeInfo<AccountId> {
	/// The salted hash of the entry.
	pub dispute: ContentHash,
	/// Who disputes it. It need not be who the entry is about.
	pub by: AccountId,
	/// Since when, in milliseconds since the Unix epoch.
	pub at: Moment,
	/// Until when it can be answered.
	pub due: Moment,
	/// The hash of the answer.
	pub answer: Option<ContentHash>,
	/// When that came.
	pub answered_at: Option<Moment>,
	/// Whether it was not answered in time: then the entry is void.
	pub overdue: bool,
}

/// An offer.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, PartialEqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct OfferInfo<T: Config> {
	/// Which.
	pub offer: OfferId,
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// What is offered.
	pub terms: OfferTerms,
	/// What is left of the budget.
	pub left: Balance,
}

/// What a loan would be.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, PartialEqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct Quote<T: Config> {
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// The terms.
	pub terms: LoanTerms,
	/// The least collateral, if the loan is secured. Nothing if that is not known, as prices do not count now.
	pub collateral: Option<Balance>,
	/// The deposit for the record, in the native asset.
	pub deposit: Balance,
	/// What comes at each date, if all is paid at its date.
	pub instalments: Vec<Instalment>,
	/// Why it would be refused.
	pub refused: Option<Error<T>>,
}

/// A proposal.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, PartialEqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct ProposalInfo<T: Config> {
	/// Which.
	pub proposal: ProposalId,
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// What is proposed.
	pub terms: ProposedTerms,
}

/// A loan as it is now.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, PartialEqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct LoanInfo<T: Config> {
	/// Whose.
	pub borrower: T::AccountId,
	/// Which.
	pub loan: LoanNumber,
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// Its terms.
	pub terms: LoanTerms,
	/// When these began, in milliseconds since the Unix epoch.
	pub since: Moment,
	/// What has happened to it.
	pub past: Past,
	/// What is due.
	pub due: Due,
	/// All that is owed, without a fee.
	pub owed: Balance,
	/// For how many days something has been due.
	pub overdue: u32,
	/// Whether that is as long as the grace, or longer.
	pub late: bool,
	/// What is pledged.
	pub collateral: Balance,
	/// What is owed as a part of what the collateral is worth, in parts per billion, if that is known.
	pub ltv: Option<Ppb>,
	/// Since when more is owed than the covenant allows, as far as that was noted.
	pub breach: Option<Moment>,
	/// When it was declared to be in default.
	pub default: Option<Moment>,
	/// If it is impaired: what it is taken to bring in, of the principal.
	pub book: Option<Balance>,
	/// The certificate that has opened it.
	pub certificate: Option<CertificateId>,
	/// The hash of the assessment that its terms rest on.
	pub assessment: Option<H256>,
}

/// A date at which something comes.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct NextDate {
	/// When, in milliseconds since the Unix epoch.
	pub time: Moment,
	/// What is due then, with what was due before, if nothing is paid until then.
	pub due: Due,
}

/// What is due of a loan at a time, if nothing is paid until then.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ScheduleInfo {
	/// The time, in milliseconds since the Unix epoch.
	pub time: Moment,
	/// What was paid until now, over all its terms.
	pub paid: Payment,
	/// What is due.
	pub due: Due,
	/// The next date, and what will be due then; `None` after the last.
	pub next: Option<NextDate>,
	/// The first moment of the days that bear the late rate, unless what is due is paid before.
	pub late_from: Option<Moment>,
	/// What it takes to pay all.
	pub payoff: Payment,
	/// What is to come at each date, if all is paid at its date, from the beginning of these terms on.
	pub instalments: Vec<Instalment>,
}

/// What came of a loan.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, PartialEqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T), capture_docs = "always")]
pub struct OutcomeInfo<T: Config> {
	/// Which.
	pub loan: LoanNumber,
	/// Who has lent.
	pub lender: Lender<T::AccountId>,
	/// What was lent; `None` for the native asset.
	pub asset: Asset,
	/// Whether something was pledged.
	pub secured: bool,
	/// What has happened to it. `worst` is for how many days something was due at most.
	pub past: Past,
	/// When it was declared to be in default.
	pub default: Option<Moment>,
	/// When it was paid or written off.
	pub ended: Moment,
	/// What was written off, interest included.
	pub written_off: Balance,
	/// What of that the cover of a pool has borne: what is recovered last goes to it.
	pub covered: Balance,
	/// What was paid of that since.
	pub recovered: Balance,
	/// The certificate that opened it.
	pub certificate: Option<CertificateId>,
	/// The hash of the assessment that its terms rested on.
	pub assessment: Option<H256>,
	/// What is still on hold of the collateral.
	pub withheld: Balance,
}

/// A pool as it is now.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PoolInfo<AccountId> {
	/// Its number.
	pub pool: PoolId,
	/// What is put in; `None` for the native asset.
	pub asset: Asset,
	/// Its shares, as an asset of their own kind.
	pub share_asset: AssetId,
	/// The account that its cash is in.
	pub account: AccountId,
	/// Who lends it.
	pub manager: AccountId,
	/// What he keeps to.
	pub rules: PoolRules,
	/// What is in it.
	pub books: Books,
	/// Interest that was paid and that shares are not worth yet.
	pub unvested: Balance,
	/// Interest of its loans that is not paid yet: of who comes that is asked, too.
	pub accrued: Balance,
	/// All shares, those in the queue among them.
	pub shares: u128,
	/// What all shares are worth, as if nothing were taken to be lost.
	pub gross: Balance,
	/// What they are worth with what is known to be lost: what is paid for those that are redeemed.
	pub net: Balance,
	/// What a share costs, in parts of 10^27 of the smallest unit.
	pub deposit_price: u128,
	/// What is paid for a share.
	pub redemption_price: u128,
	/// The least cover that has to stay.
	pub least_cover: Balance,
	/// How many redemptions it is asked for.
	pub queue: u64,
}

/// A request to redeem shares.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct RedemptionInfo<AccountId> {
	/// Its number.
	pub request: u64,
	/// Whose.
	pub owner: AccountId,
	/// How many shares are not redeemed yet.
	pub shares: u128,
	/// The least that they are to be worth.
	pub least: Balance,
	/// Since when, in milliseconds since the Unix epoch.
	pub at: Moment,
	/// From when on it is paid.
	pub due: Moment,
	/// What the shares are worth now.
	pub worth: Balance,
}

/// What whoever opens a pool pays, for good.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PoolCost {
	/// To the treasury.
	pub price: Balance,
	/// To the account of the pool, of the native asset.
	pub native: Balance,
	/// To the account of the pool, of its asset.
	pub asset: Balance,
}

/// What has to be paid for records: in the native asset.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CostsInfo {
	/// For a register, for good.
	pub register: Balance,
	/// For a pool, for good.
	pub pool: PoolCost,
	/// The deposit of an offer.
	pub offer: Balance,
	/// Of a proposal.
	pub proposal: Balance,
	/// Of a loan, by the borrower.
	pub loan: Balance,
	/// The part of it that stays until its outcome is forgotten.
	pub outcome: Balance,
	/// Of a dispute.
	pub dispute: Balance,
	/// Of the record that consents are void.
	pub consents: Balance,
	/// Of a request to redeem shares.
	pub redemption: Balance,
	/// Of what a lender cannot take, by who pays for another.
	pub unclaimed: Balance,
}
