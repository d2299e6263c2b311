//! What is stored, and what calls take.

use crate::Config;
use civitas_primitives::{
	certification::CertificateId,
	credit::{Books, Debt, Lender, LoanTerms, OfferTerms, Payment, PoolId},
	lending::{Ppb, DAY, ONE},
	money::{Asset, AssetId, Balance, POOL_SHARES},
	ContentHash, Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::TypeInfo, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use sp_core::H256;

/// How many roots are kept of a register: that of the period n is in place n modulo as many.
pub const ROOTS: u32 = 128;
/// The longest period of a register, in days.
pub const MAX_REGISTER_PERIOD: u16 = 92;
/// How old the certificate of a tier may be, in milliseconds: 30 days.
pub const TIER_AGE: Moment = 30 * DAY;
/// The longest notice of a pool, in days.
pub const MAX_NOTICE: u16 = 366;
/// The most of income that a manager gets: one half.
pub const MAX_FEE: Ppb = ONE / 2;
/// The number of the first kind of shares, as an asset. The shares of a pool have this and the number of the pool.
pub const FIRST_SHARES: AssetId = POOL_SHARES;
/// How many pools there can be: as many as there are numbers for their shares.
pub const MAX_POOLS: PoolId = PoolId::MAX - POOL_SHARES;
/// For how long only the manager of a pool writes off a loan in default, in milliseconds: 30 days, to collect what he can.
pub const WORKOUT: Moment = 30 * DAY;
/// The most redemptions that are paid in one call.
pub const MAX_REDEEMED: u32 = 32;

/// Names an offer by what it is of: `content_id("civitas/credit-offer", (lender, terms))`.
pub type OfferId = H256;

/// Names a proposal by what it is of: `content_id("civitas/credit-proposal", (lender, borrower, proposal))`.
pub type ProposalId = H256;

/// Numbers loans, from 0 on, over all borrowers. A loan is named by its borrower and its number.
pub type LoanNumber = u64;

/// A ticket for a deposit.
pub type TicketOf<T> = <T as Config>::Consideration;

/// Who keeps credit files.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Register {
	/// The hash of how it works: what it enters, of whom, and how long that counts.
	pub policy: ContentHash,
	/// For each of how many days it publishes a root.
	pub period: u16,
	/// When its first period began.
	pub opened_at: Moment,
	/// The period of the newest root.
	pub newest: Option<u32>,
}

/// The root over all files of a register.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Root {
	/// Of which period, from 0 on.
	pub period: u32,
	/// The root of the trie.
	pub root: H256,
	/// When it was published, in milliseconds since the Unix epoch.
	pub at: Moment,
}

/// What somebody disputes of what a register says.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Dispute<T: Config> {
	/// Who. It need not be who the entry is about.
	pub by: T::AccountId,
	/// When.
	pub at: Moment,
	/// The hash of the answer, and when it came.
	pub answer: Option<(ContentHash, Moment)>,
	/// What `by` has paid for the record.
	pub ticket: TicketOf<T>,
}

/// That all consents are void that someone has signed earlier.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Voided<T: Config> {
	/// Than when.
	pub at: Moment,
	/// What he has paid for the record.
	pub ticket: TicketOf<T>,
}

/// An offer that stands.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Offer<T: Config> {
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// Who has made it: the lender, or the manager of the pool.
	pub by: T::AccountId,
	/// What is offered.
	pub terms: OfferTerms,
	/// What is left of the budget. Of an account, it is on hold.
	pub left: Balance,
	/// What `by` has paid for the record.
	pub ticket: TicketOf<T>,
}

/// What a lender proposes to a borrower.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ProposedTerms {
	/// The terms.
	pub loan: LoanTerms,
	/// How much is pledged, if the loan is secured: nothing if not.
	pub collateral: Balance,
	/// The loan of the borrower whose terms these replace. Then nothing is paid out: the principal is what is owed from then on, and no
	/// more than what is owed then.
	pub replaces: Option<LoanNumber>,
	/// The hash of the assessment that they rest on, if they do.
	pub assessment: Option<H256>,
	/// Until when it can be accepted, in milliseconds since the Unix epoch.
	pub until: Moment,
}

/// A proposal that is not accepted yet.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Proposal<T: Config> {
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// Who has made it: the lender, or the manager of the pool.
	pub by: T::AccountId,
	/// What is proposed. Of an account, the principal of a new loan is on hold.
	pub terms: ProposedTerms,
	/// What `by` has paid for the record.
	pub ticket: TicketOf<T>,
}

/// What has happened to a loan.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Past {
	/// When it was paid out, in milliseconds since the Unix epoch.
	pub started: Moment,
	/// What was paid out.
	pub drawn: Balance,
	/// All principal that was to be paid back: what was paid out, with interest that became principal and without what was forgiven.
	pub principal: Balance,
	/// What was paid.
	pub paid: Payment,
	/// What was forgiven, when terms were replaced.
	pub forgiven: Balance,
	/// For how many days something was due at most, under terms that were replaced.
	pub worst: u32,
	/// How often its terms were replaced.
	pub restructured: u16,
	/// When it was declared to be in default first, if other terms have ended that.
	pub default: Option<Moment>,
}

/// A loan that is not paid back yet.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Loan<T: Config> {
	/// Who lends.
	pub lender: Lender<T::AccountId>,
	/// Its terms.
	pub terms: LoanTerms,
	/// When these began, from which days are counted.
	pub since: Moment,
	/// What is owed.
	pub debt: Debt,
	/// What has happened to it.
	pub past: Past,
	/// What is pledged, on hold in the account of the borrower.
	pub collateral: Balance,
	/// Since when more is owed than the covenant allows, as far as that was noted.
	pub breach: Option<Moment>,
	/// When it was declared to be in default.
	pub default: Option<Moment>,
	/// If it is impaired: what it is taken to bring in, of the principal.
	pub book: Option<Balance>,
	/// Whether it was bad when its terms were replaced. Then no date cures it: only what is paid is not lost.
	pub forborne: bool,
	/// The certificate that opened it.
	pub certificate: Option<CertificateId>,
	/// The hash of the assessment that its terms rest on.
	pub assessment: Option<H256>,
	/// What the borrower has paid for the record, for that of the outcome, and for the rest that there is of a loan.
	pub ticket: TicketOf<T>,
}

/// What came of a loan.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Outcome<T: Config> {
	/// Who has lent.
	pub lender: Lender<T::AccountId>,
	/// What was lent; `None` for the native asset.
	pub asset: Asset,
	/// What was pledged, if the loan was secured.
	pub security: Option<Asset>,
	/// What has happened to it. `worst` is of all its terms.
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
	/// What is still on hold of the collateral, since the borrower's account could not take it.
	pub withheld: Balance,
	/// What the borrower has paid for the record.
	pub ticket: TicketOf<T>,
}

/// What was paid to a lender that could not take it. It is on hold in the account of who paid it.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Unclaimed<T: Config> {
	/// How much.
	pub amount: Balance,
	/// What who paid it has paid for the record. The borrower has paid for his with the loan.
	pub ticket: Option<TicketOf<T>>,
}

/// What people put an asset into, to be lent.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
pub struct Pool<AccountId> {
	/// What is put in; `None` for the native asset.
	pub asset: Asset,
	/// Who lends it.
	pub manager: AccountId,
	/// How the manager may do that.
	pub rules: PoolRules,
	/// What is in it.
	pub books: Books,
	/// The shares in the queue. They are issued no more, and count as all others until they are redeemed.
	pub queued: u128,
	/// The number of the first request in the queue.
	pub first: u64,
	/// The number of the next.
	pub next: u64,
}

/// What a pool keeps to. It never changes.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PoolRules {
	/// How many days a redemption takes at least, and over how many income enters the value of shares: 1 to 366.
	pub notice: u16,
	/// What the manager puts up, as a part of what is lent, in parts per billion: it bears losses first.
	pub cover: Ppb,
	/// The most that is lent by one loan, as a part of what the shares are worth, in parts per billion.
	pub limit: Ppb,
	/// The part of interest that goes to the cover, and so to the manager, in parts per billion: up to one half.
	pub fee: Ppb,
}

impl PoolRules {
	/// The notice in milliseconds.
	pub fn notice(&self) -> Moment {
		DAY.saturating_mul(self.notice.into())
	}
}

/// A request to redeem shares.
#[derive(CloneNoBound, DebugNoBound, Encode, Decode, MaxEncodedLen, PartialEqNoBound, EqNoBound, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct Redemption<T: Config> {
	/// Whose.
	pub owner: T::AccountId,
	/// How many shares are not redeemed yet.
	pub shares: u128,
	/// The least that they are to be worth.
	pub least: Balance,
	/// Since when.
	pub at: Moment,
	/// What `owner` has paid for the record.
	pub ticket: TicketOf<T>,
}

/// What is forgotten, once it may be.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Record<AccountId> {
	/// What came of a loan, once the term of the law is over. Anyone may.
	#[codec(index = 0)]
	Outcome {
		/// Whose loan.
		borrower: AccountId,
		/// Which.
		loan: LoanNumber,
	},
	/// What somebody has disputed. Only he may, at any time.
	#[codec(index = 1)]
	Dispute {
		/// With which register.
		register: AccountId,
		/// Which.
		dispute: ContentHash,
	},
	/// That consents are void, once they would have ended by themselves. Anyone may.
	#[codec(index = 2)]
	Consents {
		/// Whose.
		subject: AccountId,
	},
}
