//! What has happened.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An account bonded and asks to become a validator.
		Applied {
			/// The applicant.
			who: T::AccountId,
			/// What is on hold. \[balance\]
			bond: BalanceOf<T>,
		},
		/// An applicant changed its mind and has its bond back.
		ApplicationWithdrawn {
			/// The applicant.
			who: T::AccountId,
		},
		/// The approval origin turned an application down. The bond is released.
		ApplicationRejected {
			/// The applicant.
			who: T::AccountId,
		},
		/// An applicant became a candidate.
		ValidatorApproved {
			/// The candidate.
			who: T::AccountId,
		},
		/// A candidate became a member.
		ValidatorJoined {
			/// The member.
			who: T::AccountId,
			/// First session it is planned for. \[session index\]
			serves_from: SessionIndex,
		},
		/// A member fell silent, or was not among those alive when finality is recovered. It is out of the set.
		ValidatorJailed {
			/// The former member.
			who: T::AccountId,
			/// First session in which it can become a candidate again. \[session index\]
			until: SessionIndex,
		},
		/// Who was jailed is a candidate again.
		ValidatorUnjailed {
			/// The candidate.
			who: T::AccountId,
		},
		/// An account has set session keys. If its keys are in use, they are used from the next plan on.
		KeysSet {
			/// Whose keys.
			who: T::AccountId,
		},
		/// Root has ordered that finality is recovered.
		RecoveryOrdered {
			/// Who is alive.
			live: Vec<T::AccountId>,
			/// The last final block. \[block number\]
			final_block: BlockNumberFor<T>,
			/// The number of the set that voted last.
			set_id: u64,
			/// How many blocks after their session has begun they vote. \[blocks\]
			delay: BlockNumberFor<T>,
		},
		/// The session of those who are alive has begun, and the change to them is under way.
		RecoveryBegan {
			/// It. \[session index\]
			session: SessionIndex,
		},
		/// Finality has come back by itself before anything was forced.
		RecoveryNotNeeded,
		/// Who makes blocks and who votes had come apart. It starts again.
		RecoveryRestarted,
		/// Who makes blocks and who votes are those who are alive.
		FinalityRecovered,
		/// A member is no longer named in what is planned.
		ValidatorLeaving {
			/// The former member.
			who: T::AccountId,
			/// Why it leaves.
			reason: LeaveReason,
			/// First session in which it can withdraw its bond. \[session index\]
			withdrawable_at: SessionIndex,
		},
		/// A former member has what was left of its bond back.
		BondWithdrawn {
			/// The former member.
			who: T::AccountId,
			/// What was released. \[balance\]
			amount: BalanceOf<T>,
		},
		/// An offence was proven against a validator.
		ValidatorOffended {
			/// The offender.
			who: T::AccountId,
			/// When it happened. \[session index\]
			session: SessionIndex,
			/// How grave it is, as a part of the bond.
			fraction: Perbill,
			/// What this report cost the offender. \[balance\]
			slashed: BalanceOf<T>,
		},
		/// The bond for new applicants changed.
		BondSet {
			/// What applicants must bond from now on. \[balance\]
			amount: BalanceOf<T>,
		},
	}
}
