//! What is told.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// There is a new register.
		RegisterOpened {
			/// Who keeps it.
			register: T::AccountId,
			/// The hash of how it works.
			policy: ContentHash,
			/// For each of how many days it publishes a root.
			period: u16,
		},
		/// A register has published the root over all its files.
		RootPublished {
			/// Which register.
			register: T::AccountId,
			/// Of which period, from 0 on.
			period: u32,
			/// The root.
			root: H256,
		},
		/// Something was disputed.
		Disputed {
			/// With which register.
			register: T::AccountId,
			/// The salted hash of the entry.
			dispute: ContentHash,
			/// By whom.
			by: T::AccountId,
		},
		/// A dispute was answered.
		DisputeAnswered {
			/// By which register.
			register: T::AccountId,
			/// Which.
			dispute: ContentHash,
			/// The hash of the answer.
			answer: ContentHash,
		},
		/// All consents that someone has signed until now are void.
		ConsentsVoided {
			/// Whose.
			subject: T::AccountId,
		},
		/// Loans are offered.
		OfferPublished {
			/// Which offer.
			offer: OfferId,
			/// By whom.
			lender: Lender<T::AccountId>,
			/// The terms.
			terms: OfferTerms,
		},
		/// An offer was withdrawn.
		OfferWithdrawn {
			/// Which.
			offer: OfferId,
			/// What was left of its budget.
			left: Balance,
		},
		/// A loan was proposed.
		Proposed {
			/// Which proposal.
			proposal: ProposalId,
			/// By whom.
			lender: Lender<T::AccountId>,
			/// To whom.
			borrower: T::AccountId,
			/// What.
			terms: ProposedTerms,
		},
		/// A proposal was withdrawn or declined.
		ProposalWithdrawn {
			/// Which.
			proposal: ProposalId,
		},
		/// A loan has begun: the principal is paid out.
		LoanStarted {
			/// Whose.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
			/// Who lends.
			lender: Lender<T::AccountId>,
			/// The terms.
			terms: LoanTerms,
			/// What is pledged.
			collateral: Balance,
			/// By which offer or proposal.
			by: H256,
			/// The certificate that has opened it.
			certificate: Option<CertificateId>,
			/// The hash of the assessment that it rests on.
			assessment: Option<H256>,
		},
		/// The terms of a loan were replaced.
		LoanRestructured {
			/// Whose.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
			/// The new terms.
			terms: LoanTerms,
			/// What is pledged.
			collateral: Balance,
			/// What was forgiven.
			forgiven: Balance,
		},
		/// Something was paid of a loan.
		Paid {
			/// Whose loan.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
			/// By whom.
			payer: T::AccountId,
			/// What it has paid.
			payment: Payment,
			/// Whether the lender could not take it: then it is on hold in the account of the payer.
			unclaimed: bool,
		},
		/// What was paid to a lender before, or is left of collateral, was claimed.
		Claimed {
			/// Of whose loan.
			borrower: T::AccountId,
			/// Of which.
			loan: LoanNumber,
			/// In whose account it was.
			payer: T::AccountId,
			/// Who has it now.
			to: T::AccountId,
			/// How much.
			amount: Balance,
		},
		/// A loan of a pool is impaired.
		Impaired {
			/// Whose.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
			/// What it is taken to bring in.
			book: Balance,
		},
		/// A loan of a pool is not impaired any more.
		Cured {
			/// Whose.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
		},
		/// More is owed than the covenant allows.
		CovenantBroken {
			/// Of whose loan.
			borrower: T::AccountId,
			/// Of which.
			loan: LoanNumber,
			/// From when on it can be declared to be in default, in milliseconds since the Unix epoch.
			until: Moment,
		},
		/// No more is owed than the covenant allows.
		CovenantMet {
			/// Of whose loan.
			borrower: T::AccountId,
			/// Of which.
			loan: LoanNumber,
		},
		/// A loan is in default.
		Defaulted {
			/// Whose.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
			/// All that is owed.
			owed: Balance,
		},
		/// Collateral was seized.
		Seized {
			/// Of whose loan.
			borrower: T::AccountId,
			/// Of which.
			loan: LoanNumber,
			/// By whom.
			by: T::AccountId,
			/// What he has paid of the loan.
			payment: Payment,
			/// Whether the lender could not take it: then it is on hold in his account.
			unclaimed: bool,
			/// How much collateral he has taken.
			taken: Balance,
		},
		/// A loan has ended, and this is what came of it.
		LoanEnded {
			/// Whose.
			borrower: T::AccountId,
			/// Which.
			loan: LoanNumber,
			/// What was written off, interest included.
			written_off: Balance,
			/// For how many days something was due at most.
			worst: u32,
		},
		/// A pool has lost principal.
		LossBorne {
			/// Which.
			pool: PoolId,
			/// By the cover.
			covered: Balance,
			/// By the shares.
			borne: Balance,
		},
		/// Something was paid of what was written off.
		Recovered {
			/// Of whose loan.
			borrower: T::AccountId,
			/// Of which.
			loan: LoanNumber,
			/// By whom.
			payer: T::AccountId,
			/// How much.
			amount: Balance,
			/// Whether the lender could not take it: then it is on hold in the account of the payer.
			unclaimed: bool,
		},
		/// A record was forgotten.
		Forgotten {
			/// Which.
			record: Record<T::AccountId>,
		},
		/// There is a new pool.
		PoolOpened {
			/// Its number.
			pool: PoolId,
			/// What is put in; `None` for the native asset.
			asset: Asset,
			/// Who lends it.
			manager: T::AccountId,
			/// What he keeps to.
			rules: PoolRules,
		},
		/// The cover of a pool was set.
		CoverSet {
			/// Of which pool.
			pool: PoolId,
			/// How much it is.
			cover: Balance,
		},
		/// Someone has put something into a pool.
		Deposited {
			/// Into which.
			pool: PoolId,
			/// Who.
			who: T::AccountId,
			/// How much.
			assets: Balance,
			/// For how many shares.
			shares: u128,
		},
		/// Someone wants to redeem shares.
		RedemptionRequested {
			/// Of which pool.
			pool: PoolId,
			/// The number of the request.
			request: u64,
			/// Who.
			owner: T::AccountId,
			/// How many.
			shares: u128,
			/// The least that they are to be worth.
			least: Balance,
		},
		/// Shares were redeemed.
		Redeemed {
			/// Of which pool.
			pool: PoolId,
			/// By which request.
			request: u64,
			/// Whose.
			owner: T::AccountId,
			/// What he got.
			assets: Balance,
			/// For how many shares.
			shares: u128,
			/// How many are left of the request.
			left: u128,
		},
		/// Shares are worth less than their owner wants, and are his again.
		RedemptionReturned {
			/// Of which pool.
			pool: PoolId,
			/// The number of the request.
			request: u64,
			/// Whose.
			owner: T::AccountId,
			/// How many.
			shares: u128,
		},
		/// Who should be paid could not take it, and is at the end of the queue.
		RedemptionPutBack {
			/// Of which pool.
			pool: PoolId,
			/// The number of the request so far.
			request: u64,
			/// The new one.
			becomes: u64,
		},
	}
}
