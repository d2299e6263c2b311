//! What happens.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A body was changed.
		BodySet {
			/// Which.
			body: T::AccountId,
			/// How.
			change: BodyChange<T::AccountId>,
			/// By whom.
			by: T::AccountId,
		},
		/// A period was planned, opened or closed.
		PeriodSet {
			/// Of which body.
			body: T::AccountId,
			/// Which.
			period: PeriodId,
			/// How it stands.
			state: PeriodState,
		},
		/// A line was made.
		LineMade {
			/// Of which body.
			body: T::AccountId,
			/// Which.
			line: LineId,
			/// What it is.
			terms: LineTerms,
		},
		/// Authority was moved.
		AuthorityMoved {
			/// Of which body.
			body: T::AccountId,
			/// From where, to where, how much, and why.
			moved: Move,
			/// By whom.
			by: T::AccountId,
		},
		/// A fund was made.
		FundMade {
			/// Of which body.
			body: T::AccountId,
			/// Which.
			fund: FundId,
			/// What it is.
			terms: FundTerms,
		},
		/// A fund was ended. Donors can take back what is left of their gifts.
		FundClosed {
			/// Which.
			fund: FundId,
		},
		/// Money came into a fund.
		Received {
			/// Which.
			fund: FundId,
			/// The number of the receipt.
			receipt: u32,
			/// How much.
			amount: Balance,
			/// From where.
			source: Source<T::AccountId>,
		},
		/// Money left a fund.
		Used {
			/// Which.
			fund: FundId,
			/// The number of the use.
			number: u32,
			/// How much.
			amount: Balance,
			/// For what.
			kind: UseKind<T::AccountId>,
			/// By whom.
			officer: T::AccountId,
		},
		/// What was left of a receipt is not there any more.
		Removed {
			/// Of which fund.
			fund: FundId,
			/// The number of the receipt.
			receipt: u32,
			/// How much.
			amount: Balance,
			/// Whether it was given back; else it never came.
			given_back: bool,
		},
		/// A payee has answered a claim that he was paid.
		Answered {
			/// Of which fund.
			fund: FundId,
			/// The number of the use.
			number: u32,
			/// Whether he was.
			received: bool,
		},
		/// An award was made or changed.
		Awarded {
			/// By which body.
			body: T::AccountId,
			/// Which.
			award: AwardId,
			/// What it is.
			terms: AwardTerms<T::AccountId>,
			/// By whom.
			officer: T::AccountId,
		},
		/// Something was accepted.
		Accepted {
			/// What.
			terms: AcceptanceTerms,
			/// By whom.
			officer: T::AccountId,
		},
		/// An act waits for a second person.
		Waiting {
			/// In which body.
			body: T::AccountId,
			/// The number of the act.
			act: u32,
			/// Who wants it.
			officer: T::AccountId,
			/// The last moment at which it can be approved.
			until: Moment,
		},
		/// An act was approved and done, or taken away.
		Decided {
			/// In which body.
			body: T::AccountId,
			/// The number of the act.
			act: u32,
			/// By whom.
			by: T::AccountId,
			/// Whether it was done.
			approved: bool,
		},
		/// Something was put right.
		Corrected {
			/// In which body.
			body: T::AccountId,
			/// What.
			correction: Correction,
			/// By whom.
			officer: T::AccountId,
		},
		/// An audit was offered, or accepted.
		Engaged {
			/// Of which body.
			body: T::AccountId,
			/// Of which period.
			period: PeriodId,
			/// By whom.
			auditor: T::AccountId,
			/// What he is bound to, once he has accepted.
			commitment: Option<Commitment>,
		},
		/// The sample of an audit is known.
		Revealed {
			/// Of which body.
			body: T::AccountId,
			/// Of which period.
			period: PeriodId,
			/// The secret.
			secret: H256,
			/// The seed.
			seed: H256,
		},
		/// An auditor has found something.
		Found {
			/// Of which body.
			body: T::AccountId,
			/// Of which period.
			period: PeriodId,
			/// The number of the finding.
			finding: u16,
			/// What.
			found: Finding,
		},
		/// A body has answered a finding.
		FindingAnswered {
			/// Which body.
			body: T::AccountId,
			/// Of which period.
			period: PeriodId,
			/// The number of the finding.
			finding: u16,
			/// The hash of the answer.
			document: ContentHash,
		},
		/// An auditor has concluded something.
		Concluded {
			/// Of which body.
			body: T::AccountId,
			/// Of which period.
			period: PeriodId,
			/// What.
			conclusion: Conclusion,
		},
		/// A record has left state.
		Archived {
			/// From where.
			shelf: Shelf,
			/// Its number, and that of its leaf.
			number: u32,
			/// The leaf: the record, encoded.
			leaf: Vec<u8>,
		},
	}
}
