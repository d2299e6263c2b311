#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

extern crate alloc;

use alloc::vec::Vec;
use frame_support::{pallet_macros::import_section, traits::fungible};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::RuntimeAppPublic;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod events;
mod heartbeat;
mod judging;
mod keys;
mod membership;
#[cfg(test)]
mod mock;
mod offences;
mod recovery;
mod session;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use heartbeat::{FINAL_BLOCK, HEARTBEAT};
pub use pallet::*;
pub use recovery::{Consensus, Recovery, Stage};
pub use session::UnitIdentification;
pub use types::{Heard, Heartbeat, LeaveReason, OffenceRecord, Status, Validator, MAX_OFFENCE_SESSIONS};
pub use weights::WeightInfo;

/// The balance in which bonds are counted.
pub type BalanceOf<T> =
	<<T as Config>::NativeBalance as fungible::Inspect<<T as frame_system::Config>::AccountId>>::Balance;

/// Funds that were slashed and have no owner yet.
pub type CreditOf<T> = fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::NativeBalance>;

/// What is stored about one account of this runtime.
pub type ValidatorOf<T> = Validator<BalanceOf<T>, BlockNumberFor<T>>;

/// A heartbeat of a node of this chain.
pub type HeartbeatOf<T> =
	Heartbeat<<T as frame_system::Config>::AccountId, BlockNumberFor<T>, <T as frame_system::Config>::Hash>;

/// The signatures of a heartbeat, by both session keys.
pub type SignaturesOf<T> = (
	<<T as Config>::AuthorKey as RuntimeAppPublic>::Signature,
	<<T as Config>::VoterKey as RuntimeAppPublic>::Signature,
);

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(events::events)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{pallet_prelude::*, traits::OnUnbalanced};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
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
		+ pallet_session::historical::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
		+ CreateAuthorizedTransaction<Call<Self>>
	{
		/// The session key by which blocks are made.
		type AuthorKey: RuntimeAppPublic<Signature: Parameter> + codec::Decode;

		/// The session key by which finality is voted on.
		type VoterKey: RuntimeAppPublic<Signature: Parameter> + codec::Decode + PartialEq;

		/// Production and finality of blocks, which a recovery changes.
		type Finality: Consensus<BlockNumberFor<Self>, Self::Keys>;

		/// How many slots a session has.
		type SessionSlots: Get<u64>;

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

		/// Neither resignation, removal, silence nor offence reduces the set below this many
		/// members.
		#[pallet::constant]
		type MinValidators: Get<u32>;

		/// At most this many accounts are approved. It bounds all work at session borders.
		#[pallet::constant]
		type MaxValidators: Get<u32>;

		/// A member that was silent for this many full sessions in a row is jailed. \[sessions\]
		#[pallet::constant]
		type MaxSilentSessions: Get<u32>;

		/// A candidate joins the set after heartbeats in this many sessions in a row. \[sessions\]
		#[pallet::constant]
		type CandidateSessions: Get<u32>;

		/// For how long who was jailed stays so. \[sessions\]
		#[pallet::constant]
		type JailSessions: Get<SessionIndex>;

		/// In how many sessions no more than a tenth of the set is jailed or removed. \[sessions\]
		#[pallet::constant]
		type ChurnSessions: Get<SessionIndex>;

		/// How long a bond answers for late reports, counted from the first session that is
		/// planned without its owner. Reports must not be accepted for longer. \[sessions\]
		#[pallet::constant]
		type UnbondingSessions: Get<SessionIndex>;

		/// Measured costs.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Keys>;
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

	/// The accounts of [`Validators`] that are approved, be they members, candidates or jailed, in ascending order: what
	/// a session border has to read.
	#[pallet::storage]
	pub type Approved<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxValidators>, ValueQuery>;

	/// Those of them that are in the set, in ascending order: whom a session is planned with.
	#[pallet::storage]
	pub type Members<T: Config> = StorageValue<_, BoundedVec<T::AccountId, T::MaxValidators>, ValueQuery>;

	/// In which sessions of late somebody was jailed, removed or expelled, once for each. \[session index\]
	#[pallet::storage]
	pub type Departures<T: Config> = StorageValue<_, BoundedVec<SessionIndex, T::MaxValidators>, ValueQuery>;

	/// The first block of this session. \[block number\]
	#[pallet::storage]
	pub type SessionBegan<T: Config> = StorageValue<_, BlockNumberFor<T>, ValueQuery>;

	/// Who serves in this session, by which keys.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type Serving<T: Config> = StorageValue<_, Vec<(T::AccountId, T::Keys)>, ValueQuery>;

	/// Keys that take the place of others with the next plan.
	#[pallet::storage]
	#[pallet::unbounded]
	pub type NewKeys<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::Keys, OptionQuery>;

	/// Whether finality lagged in the last session. As long as it does no change of the set is planned.
	#[pallet::storage]
	pub type FinalityLags<T: Config> = StorageValue<_, bool, ValueQuery>;

	/// The recovery of finality that is under way.
	#[pallet::storage]
	pub type Recoveries<T: Config> =
		StorageValue<_, Recovery<T::AccountId, BlockNumberFor<T>, T::MaxValidators>, OptionQuery>;

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

	#[pallet::error]
	pub enum Error<T> {
		/// The account has neither an application nor a bond here.
		NotListed,
		/// The account has an application or a bond here already.
		AlreadyListed,
		/// The account has no session keys, so it could not serve.
		KeysMissing,
		/// The proof does not show that the account may sign with the keys.
		ProofInvalid,
		/// A key is another account's, or was until now.
		KeyTaken,
		/// The required bond exceeds what the applicant is ready to bond.
		BondAboveLimit,
		/// The amount is below the lowest bond that may be required.
		BondBelowMinimum,
		/// The account has no pending application.
		NotApplied,
		/// The account is not approved.
		NotApproved,
		/// The account is leaving already.
		AlreadyLeaving,
		/// The account is not leaving, so its bond is still needed.
		NotLeaving,
		/// The bond still answers for late reports.
		StillUnbonding,
		/// No more accounts can be approved.
		SetFull,
		/// The set cannot spare anybody, or would have too few members.
		SetTooSmall,
		/// A tenth of the set has been jailed or removed within a day.
		TooManyDepartures,
		/// The account is not jailed.
		NotJailed,
		/// The time in jail is not over.
		StillJailed,
		/// An account is named twice.
		NamedTwice,
		/// The block is not one before this.
		BlockUnknown,
		/// There was no such set of voters yet.
		SetUnknown,
		/// The delay is more than 100 blocks.
		DelayTooLong,
		/// An account that is to be alive was not heard of late.
		NotHeard,
		/// A change by force is under way. What comes of it is seen when the next session begins.
		RecoveryUnderWay,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let max = T::MaxValidators::get();
			assert!(T::MinValidators::get() >= 1, "MinValidators must keep the chain alive");
			assert!(max >= T::MinValidators::get(), "MaxValidators is below MinValidators");
			assert!(T::MaxSilentSessions::get() >= 1, "MaxSilentSessions must allow a session");
			assert!(T::ChurnSessions::get() >= 1, "ChurnSessions must count a session");
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

		fn offchain_worker(now: BlockNumberFor<T>) {
			if sp_io::offchain::is_validator() {
				Self::send_heartbeats(now);
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Apply to become a validator: bond what is required now, and name the session keys of the node.
		///
		/// The origin must be signed. Its offer stands until it is approved or rejected, or until it calls `leave`.
		///
		/// - `max_bond`: the most that the applicant is ready to bond, in case the requirement is
		///   raised while the call is under way, in the smallest unit.
		/// - `keys`, `proof`: what `author_rotateKeysWithOwner` of the node gives.
		///
		/// Errors: `AlreadyListed`, `BondAboveLimit`, `ProofInvalid`, `KeyTaken`, and those of the balance when it does not
		/// cover the bond.
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::apply())]
		pub fn apply(
			origin: OriginFor<T>,
			#[pallet::compact] max_bond: BalanceOf<T>,
			keys: T::Keys,
			proof: Vec<u8>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_apply(who, max_bond, keys, &proof)
		}

		/// Admit an applicant. It joins the set once its node was heard in some sessions in a row.
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

		/// Remove somebody who is approved. A member serves the session that is planned already. The bond can be withdrawn after
		/// the unbonding time.
		///
		/// The origin must be the one that the runtime lets approve.
		///
		/// Errors: `NotListed`, `NotApproved`, `SetTooSmall`, `TooManyDepartures`.
		#[pallet::call_index(3)]
		#[pallet::weight(<T as Config>::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::ApproveOrigin::ensure_origin(origin)?;
			Self::do_remove(who)
		}

		/// Withdraw an application, or resign.
		///
		/// The origin must be signed. An applicant has its bond back at once. A member serves the
		/// session that is planned already. Who is approved can withdraw its bond after the unbonding time.
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

		/// Name other session keys. Of who serves, or is planned to, they take the place of the present ones with the next plan;
		/// the node has to have both until then.
		///
		/// The origin must be signed by an account that has applied.
		///
		/// - `keys`, `proof`: what `author_rotateKeysWithOwner` of the node gives.
		///
		/// Errors: `NotListed`, `ProofInvalid`, `KeyTaken`.
		#[pallet::call_index(7)]
		#[pallet::weight(<T as Config>::WeightInfo::set_keys())]
		pub fn set_keys(origin: OriginFor<T>, keys: T::Keys, proof: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_keys(who, keys, &proof)
		}

		/// Become a candidate again after the time in jail.
		///
		/// The origin must be signed.
		///
		/// Errors: `NotListed`, `NotJailed`, `StillJailed`.
		#[pallet::call_index(8)]
		#[pallet::weight(<T as Config>::WeightInfo::unjail())]
		pub fn unjail(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_unjail(who)
		}

		/// Say that the node of an account runs, and which block is final for it. Nodes do it by themselves, once in each session.
		///
		/// It has no sender and costs nothing: both session keys sign it.
		#[pallet::call_index(9)]
		#[pallet::weight((<T as Config>::WeightInfo::heartbeat(), DispatchClass::Operational))]
		#[pallet::weight_of_authorize(<T as Config>::WeightInfo::authorize_heartbeat())]
		#[pallet::authorize(|_, heartbeat, signatures| Pallet::<T>::authorize_heartbeat(heartbeat, signatures))]
		pub fn heartbeat(
			origin: OriginFor<T>,
			heartbeat: HeartbeatOf<T>,
			signatures: SignaturesOf<T>,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			let _ = signatures;
			Self::note_heartbeat(heartbeat);
			Ok(())
		}

		/// Recover finality when a third of the voters or more is lost for good: those who are alive become the set, and vote from
		/// the last final block on. All other members are jailed.
		///
		/// The origin must be root.
		///
		/// - `live`: who is alive, all of them approved and heard of late. More than two thirds of them have to run.
		/// - `final_block`: the highest block that is final for one of them.
		/// - `set_id`: the number of the set that voted last, as their nodes count (`grandpa_roundState`).
		/// - `delay`: how many blocks after their session has begun they vote, at most 100. Blocks are rare while nothing is final: a few.
		///
		/// Errors: `SetTooSmall`, `NamedTwice`, `NotApproved`, `KeysMissing`, `NotHeard`, `BlockUnknown`, `SetUnknown`, `DelayTooLong`,
		/// `RecoveryUnderWay`, `SetFull`.
		#[pallet::call_index(10)]
		#[pallet::weight(<T as Config>::WeightInfo::recover_finality())]
		pub fn recover_finality(
			origin: OriginFor<T>,
			live: Vec<T::AccountId>,
			final_block: BlockNumberFor<T>,
			set_id: u64,
			delay: BlockNumberFor<T>,
		) -> DispatchResult {
			ensure_root(origin)?;
			Self::do_recover_finality(live, final_block, set_id, delay)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// What is recorded about `who`; nothing if it has no bond here.
		pub fn validator(who: T::AccountId) -> Option<ValidatorOf<T>> {
			Validators::<T>::get(who)
		}

		/// Who is approved, in ascending order: at most `MaxValidators`.
		pub fn approved() -> Vec<T::AccountId> {
			Approved::<T>::get().into_inner()
		}

		/// Who is in the set, in ascending order.
		pub fn members() -> Vec<T::AccountId> {
			Members::<T>::get().into_inner()
		}

		/// Who serves in this session, by which keys.
		pub fn serving() -> Vec<(T::AccountId, T::Keys)> {
			Serving::<T>::get()
		}

		/// Whether finality lagged in the last session, so that no change is planned.
		pub fn finality_lags() -> bool {
			FinalityLags::<T>::get()
		}

		/// The recovery of finality that is under way.
		pub fn recovery() -> Option<Recovery<T::AccountId, BlockNumberFor<T>, T::MaxValidators>> {
			Recoveries::<T>::get()
		}

		/// How many are approved.
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
