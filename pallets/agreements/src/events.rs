//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// Terms were drafted.
		Drafted {
			/// The hash of the terms.
			draft: H256,
			/// By whom.
			by: T::AccountId,
		},
		/// A draft was signed.
		Signed {
			/// The hash of the terms.
			draft: H256,
			/// By whom.
			by: T::AccountId,
		},
		/// A draft was declined, or a signature retracted.
		Declined {
			/// The hash of the terms.
			draft: H256,
			/// By whom.
			by: T::AccountId,
		},
		/// All have signed: an agreement runs.
		Activated {
			/// The agreement.
			agreement: AgreementId,
		},
		/// All have signed other terms.
		Amended {
			/// The agreement.
			agreement: AgreementId,
			/// Its version from now on.
			version: u32,
			/// The hash of its terms from now on.
			terms: H256,
		},
		/// Something was paid, interest aside.
		Paid {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// From whom.
			from: T::AccountId,
			/// To whom.
			to: T::AccountId,
			/// In which asset; `None` for the native one.
			asset: Asset,
			/// How much. \[balance\]
			amount: Balance,
		},
		/// Interest was paid.
		InterestPaid {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// From whom.
			from: T::AccountId,
			/// To whom.
			to: T::AccountId,
			/// In which asset; `None` for the native one.
			asset: Asset,
			/// How much. \[balance\]
			amount: Balance,
		},
		/// Something was put on hold.
		Held {
			/// For which agreement.
			agreement: AgreementId,
			/// For which obligation.
			obligation: u8,
			/// In whose account.
			who: T::AccountId,
			/// In which asset; `None` for the native one.
			asset: Asset,
			/// How much. \[balance\]
			amount: Balance,
		},
		/// Something that was on hold went back.
		Released {
			/// For which agreement it was held.
			agreement: AgreementId,
			/// For which obligation.
			obligation: u8,
			/// In whose account.
			who: T::AccountId,
			/// In which asset; `None` for the native one.
			asset: Asset,
			/// How much. \[balance\]
			amount: Balance,
		},
		/// An agreement of a list could not be settled.
		SettleFailed {
			/// The agreement.
			agreement: AgreementId,
			/// Why.
			error: DispatchError,
		},
		/// Something was claimed.
		Claimed {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// By whom.
			by: T::AccountId,
			/// How much; 1 if an act is done. \[balance\]
			amount: Balance,
			/// The hash of what shows it.
			evidence: ContentHash,
		},
		/// A claim was answered.
		Answered {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// By whom.
			by: T::AccountId,
			/// How much of it is accepted. \[balance\]
			amount: Balance,
		},
		/// A creditor has let something go.
		Waived {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// Who.
			by: T::AccountId,
			/// In which asset; `None` for the native one.
			asset: Asset,
			/// How much. \[balance\]
			amount: Balance,
		},
		/// Something is in dispute.
		Disputed {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// By whom.
			by: T::AccountId,
			/// In which asset; `None` for the native one.
			asset: Asset,
			/// How much. \[balance\]
			amount: Balance,
			/// The hash of what shows it.
			evidence: ContentHash,
		},
		/// A side has shown further evidence.
		EvidenceShown {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// By whom.
			by: T::AccountId,
			/// Its hash.
			evidence: ContentHash,
		},
		/// An arbiter has ruled.
		Ruled {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// Who.
			arbiter: T::AccountId,
			/// How much of what is disputed is due. \[balance\]
			amount: Balance,
			/// Whether both sides may end the agreement.
			may_end: bool,
		},
		/// A ruling was brought before the next instance.
		Appealed {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// By whom.
			by: T::AccountId,
			/// Before which instance it is, from 0 on.
			instance: u8,
		},
		/// A dispute was decided or settled.
		DisputeDecided {
			/// By which agreement.
			agreement: AgreementId,
			/// By which obligation.
			obligation: u8,
			/// How much of what was disputed is due. \[balance\]
			amount: Balance,
			/// Since when it is decided.
			at: Moment,
		},
		/// The end of an agreement is known.
		Ending {
			/// Of which.
			agreement: AgreementId,
			/// When.
			at: Moment,
		},
		/// Nothing more can move by an agreement.
		Closed {
			/// By which.
			agreement: AgreementId,
		},
		/// No more is kept of an agreement than what came of it.
		Compacted {
			/// Of which.
			agreement: AgreementId,
		},
		/// Someone pays the deposit for what is kept of an agreement, in the place of who did.
		DepositTaken {
			/// Of which.
			agreement: AgreementId,
			/// Who.
			by: T::AccountId,
		},
	}
}
