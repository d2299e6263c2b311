#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::cast_possible_truncation,
		clippy::cast_possible_wrap,
		clippy::cast_sign_loss,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

mod amend;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod claims;
mod compact;
mod deposits;
mod disputes;
mod drafts;
mod ending;
mod errors;
mod events;
mod funds;
mod listed;
#[cfg(test)]
mod mock;
mod reads;
mod settlement;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
// What is derived for enums casts.
#[allow(clippy::cast_possible_truncation)]
pub mod types;
pub mod weights;
mod work;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use weights::WeightInfo;

use civitas_primitives::agreements::{Conditions, Terms};
use frame_support::pallet_macros::import_section;

/// What obligations can await of other capabilities.
pub type ConditionOf<T> = <<T as Config>::Conditions as Conditions>::Condition;

/// What parties agree on.
pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId, ConditionOf<T>>;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used, clippy::large_enum_variant)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{types::*, weights::Settles};
	use alloc::vec::Vec;
	use civitas_primitives::{
		agreements::{
			info::{AgreementInfo, AgreementState, CashFlow, DisputeInfo, FundingInfo, Statement, TermsPreview},
			AgreementId, Asset, AssetId, Balance, Money, TermsError, MAX_OBLIGATIONS,
		},
		ActInspect, CertificateInspect, ContentHash, IdentityInspect, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, Consideration, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::traits::Convert;

	/// The layout of the storage in this code.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The clock: legal time, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// What holds are for.
		type RuntimeHoldReason: From<HoldReason>;

		/// What is paid from what is free: the native asset, and all others.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = Asset, Balance = Balance>;

		/// The same on hold.
		type Holds: fungibles::MutateHold<
			Self::AccountId,
			AssetId = Asset,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// Who has power over an asset.
		type Roles: fungibles::roles::Inspect<Self::AccountId, AssetId = AssetId>;

		/// Who knows who is related to whom.
		type Identities: IdentityInspect<Self::AccountId>;

		/// Who knows whether an identity is acted as within limits.
		type Acts: ActInspect<Self::AccountId>;

		/// Who knows who is certified.
		type Certificates: CertificateInspect<Self::AccountId>;

		/// What obligations can await of other capabilities.
		type Conditions: Conditions<Condition: Parameter + MaxEncodedLen>;

		/// Whether payments are stopped, as in an emergency: what is claimed, answered or ruled is noted, and settled later.
		type Stopped: Get<bool>;

		/// What whoever drafts terms pays for the storage of the agreement.
		type Consideration: Consideration<Self::AccountId, Footprint>;

		/// What whoever brings a dispute pays for its storage.
		type DisputeConsideration: Consideration<Self::AccountId, Footprint>;

		/// What is paid for storage, to be shown.
		type StoragePrice: Convert<Footprint, Balance>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self>;
	}

	/// What something is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// What an obligation is to be paid from.
		#[codec(index = 0)]
		Obligation,
		/// What was advanced for the fee of an arbiter.
		#[codec(index = 1)]
		Fee,
		/// The storage of an agreement.
		#[codec(index = 2)]
		Agreement,
		/// The storage of a dispute.
		#[codec(index = 3)]
		Dispute,
	}

	/// The drafts, the agreements, and what came of them, by the hash of the first terms. It is not hashed again.
	#[pallet::storage]
	pub type Agreements<T: Config> = StorageMap<_, Identity, AgreementId, Entry<T>>;

	/// The terms of drafts, and those in force, by their hash.
	#[pallet::storage]
	pub type StoredTerms<T: Config> = StorageMap<_, Identity, H256, TermsOf<T>>;

	/// What someone has signed, so that it can be listed.
	#[pallet::storage]
	pub type AgreementsOf<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, AgreementId, bool>;

	/// The disputes, by agreement and obligation.
	#[pallet::storage]
	pub type Disputes<T: Config> = StorageDoubleMap<_, Identity, AgreementId, Twox64Concat, u8, DisputeRecord<T>>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// An agreement, or a draft of one; nothing if there is none of this identifier.
		///
		/// A draft is named by the hash of its terms, and an agreement by that of its first terms. What time alone has done since
		/// something was settled last is in it: silence, lapsed holds, decided disputes.
		pub fn agreement(agreement: AgreementId) -> Option<AgreementInfo<T::AccountId, ConditionOf<T>>> {
			Self::do_agreement(agreement)
		}

		/// What `party` has signed, in the order of the identifiers: what is in `state`, if it is given.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more. It looks at a bounded number of agreements, so it may be short, even empty, and still have a
		/// `next`.
		pub fn agreements_of(
			party: T::AccountId,
			state: Option<AgreementState>,
			cursor: Option<AgreementId>,
			limit: Option<u32>,
		) -> Page<AgreementInfo<T::AccountId, ConditionOf<T>>, AgreementId> {
			Self::do_agreements_of(&party, state, cursor, limit)
		}

		/// How each obligation of an agreement stands at `time`, in milliseconds since the Unix epoch: at the time of the block
		/// if not given. Of a later time it says what will be if nobody pays, answers or rules until then. Of an earlier one it
		/// says nothing: ask a block of that time.
		pub fn statement(agreement: AgreementId, time: Option<Moment>) -> Option<Statement<T::AccountId>> {
			Self::do_statement(agreement, time)
		}

		/// What accrues for and against `party` after `from` and until `to`, by agreement and obligation, what it awaits aside.
		/// Shares are not foreseen.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and is about at most `limit` agreements: 20 if
		/// not given, and never more.
		pub fn cash_flow(
			party: T::AccountId,
			from: Moment,
			to: Moment,
			cursor: Option<AgreementId>,
			limit: Option<u32>,
		) -> Page<CashFlow<T::AccountId>, AgreementId> {
			Self::do_cash_flow(&party, from, to, cursor, limit)
		}

		/// Where the money of each obligation of an agreement is, how much is not held, and who can freeze the asset. Acts are
		/// left out.
		pub fn funding(agreement: AgreementId) -> Vec<FundingInfo<T::AccountId>> {
			Self::do_funding(agreement)
		}

		/// The dispute of an obligation: whose turn it is, and until when. Nothing if there is none.
		pub fn dispute_of(agreement: AgreementId, obligation: u8) -> Option<DisputeInfo<T::AccountId>> {
			Self::do_dispute_of(agreement, obligation)
		}

		/// What it would mean to sign terms: their hash, what they commit each party to at most and hold at the signature, and the
		/// deposit of whoever drafts them. Or why they cannot be agreed on.
		pub fn preview(terms: TermsOf<T>) -> Result<TermsPreview<T::AccountId>, TermsError> {
			Self::do_preview(&terms)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			const {
				assert!(MAX_SIGNERS <= u32::BITS, "a draft must have a bit for each signer");
				assert!(MAX_OBLIGATIONS <= u8::MAX as u32, "a place must be a byte");
				assert!(civitas_primitives::agreements::MAX_PARTIES <= u16::BITS, "there must be a bit for each party");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
