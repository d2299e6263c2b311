#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

extern crate alloc;

use alloc::vec::Vec;
use frame_support::traits::fungible;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod membership;
#[cfg(test)]
mod mock;
mod offences;
mod session;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use session::UnitIdentification;
pub use types::{LeaveReason, OffenceRecord, Status, Validator, MAX_OFFENCE_SESSIONS};
pub use weights::WeightInfo;

/// The balance in which bonds are counted.
pub type BalanceOf<T> =
	<<T as Config>::NativeBalance as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Funds that were slashed and have no owner yet.
pub type CreditOf<T> = fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::NativeBalance>;

/// What is stored about one account of this runtime.
pub type ValidatorOf<T> = Validator<BalanceOf<T>>;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, traits::OnUnbalanced};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;
	use sp_staking::SessionIndex;

	/// Layout of the storage below.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Bonded validators, approved one by one.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<RuntimeEvent: From<Event<Self>>>
		+ pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
	{
		/// Where bonds are held.
		type NativeBalance: fungible::Mutate<Self::AccountId>
			+ fungible::MutateHold<Self::AccountId, Reason: From<HoldReason>>
			+ fungible::BalancedHold<Self::AccountId>;

		/// Who approves, rejects and removes validators, and sets the bond.
		type ApproveOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Receives what is slashed.
		type Slash: OnUnbalanced<CreditOf<Self>>;

		/// The lowest bond that may be required, also the one required as long as none is set. It
		/// must pay for the storage of a record. \[balance\]
		#[pallet::constant]
		type MinBond: Get<BalanceOf<Self>>;

		/// Neither resignation, removal, silence nor offence reduces the approved set below this
		/// many accounts.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// The approved set has at most this many accounts. It bounds all work at session borders.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// A member that was silent for this many full sessions in a row leaves. \[sessions\]
		#[pallet::constant]
		type MaxSilentSessions: Get<u32>;

		/// How long a bond answers for late reports, counted from the first session that is
		/// planned without its owner. Reports must not be accepted for longer. \[sessions\]
		#[pallet::constant]
		type UnbondingSessions: Get<SessionIndex>;

		/// Measured costs.
		type WeightInfo: WeightInfo;
	}

	/// Why this pallet holds funds.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The bond of an applicant or a validator.
		#[codec(index = 0)]
		Bond,
	}

	/// Every account that has a bond here: applicants, members, and those who left and have not
	/// withdrawn.
	#[pallet::storage]
	pub type Validators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ValidatorOf<T>, OptionQuery>;

	/// The accounts of [`Validators`] with status [`Status::Approved`], in ascending order: what a
	/// session border has to read.
	#[pallet::storage]
	pub type Approved<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxValidators>, ValueQuery>;

	/// The bond required of new applicants, [`Config::MinBond`] if there is none. \[balance\]
	#[pallet::storage]
	pub type RequiredBond<T: Config> = StorageValue<_, BalanceOf<T>, OptionQuery>;

	/// The validators of the first session.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// Members from the first session on. Each must own the bond and what keeps an account
		/// alive. Their session keys are named in the genesis of the session pallet. An empty list
		/// leaves the choice of validators to that pallet, which only tests should do.
		pub validators: Vec<T::AccountId>,
		/// The bond required of these members and of applicants. Zero stands for
		/// [`Config::MinBond`]. \[balance\]
		pub bond: BalanceOf<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			if !self.bond.is_zero() {
				assert!(self.bond >= T::MinBond::get(), "validator-set genesis: `bond` is below MinBond");
				RequiredBond::<T>::put(self.bond);
			}
			if !self.validators.is_empty() {
				Pallet::<T>::seat_genesis(&self.validators);
			}
		}
	}

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
		/// An applicant became a member.
		ValidatorApproved {
			/// The member.
			who: T::AccountId,
			/// First session it is planned for. \[session index\]
			serves_from: SessionIndex,
		},
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

	#[pallet::error]
	pub enum Error<T> {
		/// The account has neither an application nor a bond here.
		NotListed,
		/// The account has an application or a bond here already.
		AlreadyListed,
		/// The account has no session keys, so it could not serve.
		KeysMissing,
		/// The required bond exceeds what the applicant is ready to bond.
		BondAboveLimit,
		/// The amount is below the lowest bond that may be required.
		BondBelowMinimum,
		/// The account has no pending application.
		NotApplied,
		/// The account is not a member.
		NotApproved,
		/// The account is leaving already.
		AlreadyLeaving,
		/// The account is not leaving, so its bond is still needed.
		NotLeaving,
		/// The bond still answers for late reports.
		StillUnbonding,
		/// The approved set has no free seat.
		SetFull,
		/// The approved set cannot spare anybody.
		SetTooSmall,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let max = T::MaxValidators::get();
			assert!(T::MinValidators::get() >= 1, "MinValidators must keep the chain alive");
			assert!(max >= T::MinValidators::get(), "MaxValidators is below MinValidators");
			assert!(T::MaxSilentSessions::get() >= 1, "MaxSilentSessions must allow a session");
			assert!(T::UnbondingSessions::get() >= 1, "UnbondingSessions must allow a report");
			assert!(!T::MinBond::get().is_zero(), "MinBond must pay for a record");
			let border = <T as Config>::WeightInfo::end_session(max)
				.saturating_add(<T as Config>::WeightInfo::start_session(max))
				.saturating_add(<T as Config>::WeightInfo::new_session(max));
			assert!(
				border.all_lte(T::BlockWeights::get().max_block),
				"MaxValidators makes a session border heavier than a block"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Apply to become a validator and bond what is required now.
		///
		/// The origin must be signed by an account that has registered session keys. Its offer
		/// stands until it is approved or rejected, or until it calls `leave`.
		///
		/// - `max_bond`: the most that the applicant is ready to bond, in case the requirement is
		///   raised while the call is under way, in the smallest unit.
		///
		/// Errors: `AlreadyListed`, `KeysMissing`, `BondAboveLimit`, and
		/// those of the balance when it does not cover the bond.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::apply())]
		pub fn apply(origin: OriginFor<T>, #[pallet::compact] max_bond: BalanceOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply(who, max_bond)
		}

		/// Admit an applicant. It is named in the next session that is planned.
		///
		/// The origin must be the one that the runtime lets approve.
		///
		/// Errors: `NotListed`, `NotApplied`, `KeysMissing`,
		/// `SetFull`.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::approve())]
		pub fn approve(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			Self::do_approve(who)
		}

		/// Turn a pending application down and release its bond.
		///
		/// The origin must be the one that the runtime lets approve. A member is never affected: a decision
		/// about an application that was approved meanwhile fails.
		///
		/// Errors: `NotListed`, `NotApplied`.
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::reject())]
		pub fn reject(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			Self::do_reject(who)
		}

		/// Remove a member. It serves the session that is planned already and can withdraw its
		/// bond after the unbonding time.
		///
		/// The origin must be the one that the runtime lets approve.
		///
		/// Errors: `NotListed`, `NotApproved`, `SetTooSmall`.
		#[pallet::call_index(3)]
		#[pallet::weight(<T as Config>::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			Self::do_remove(who)
		}

		/// Withdraw an application, or resign as a member.
		///
		/// The origin must be signed. An applicant has its bond back at once. A member serves the
		/// session that is planned already and can withdraw its bond after the unbonding time.
		///
		/// Errors: `NotListed`, `AlreadyLeaving`, `SetTooSmall`.
		#[pallet::call_index(4)]
		#[pallet::weight(
			<T as Config>::WeightInfo::leave_applied()
				.max(<T as Config>::WeightInfo::leave_approved())
		)]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who)
		}

		/// Take back what is left of the bond after having left.
		///
		/// The origin must be signed.
		///
		/// Errors: `NotListed`, `NotLeaving`, `StillUnbonding`.
		#[pallet::call_index(5)]
		#[pallet::weight(<T as Config>::WeightInfo::withdraw())]
		pub fn withdraw(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(who)
		}

		/// Set the bond that is required of new applicants. Bonds that are held stay as they are.
		///
		/// The origin must be the one that the runtime lets approve.
		///
		/// - `amount`: what to require, in the smallest unit.
		///
		/// Errors: `BondBelowMinimum`.
		#[pallet::call_index(6)]
		#[pallet::weight(<T as Config>::WeightInfo::set_bond())]
		pub fn set_bond(origin: OriginFor<T>, #[pallet::compact] amount: BalanceOf<T>) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			Self::do_set_bond(amount)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What is recorded about `who`; nothing if it has no bond here.
		pub fn validator(who: T::AccountId) -> Option<ValidatorOf<T>> {
			Validators::<T>::get(who)
		}

		/// The members, in ascending order: at most `MaxValidators`.
		pub fn approved() -> Vec<T::AccountId> {
			Approved::<T>::get().into_inner()
		}

		/// How many members there are.
		pub fn approved_count() -> u32 {
			// Saturating: the list is bounded by a `u32`.
			u32::try_from(Approved::<T>::decode_len().unwrap_or_default()).unwrap_or(u32::MAX)
		}

		/// What an applicant must bond now, in the smallest unit.
		pub fn required_bond() -> BalanceOf<T> {
			RequiredBond::<T>::get().unwrap_or_else(T::MinBond::get)
		}
	}
}
