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

mod accreditations;
mod batches;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod certificates;
mod documents;
mod errors;
mod events;
mod lifecycle;
#[cfg(test)]
mod mock;
mod networks;
mod reads;
mod schemas;
mod status_lists;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
mod uniqueness;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use types::{
	Accreditation, Batch, Certificate, Grant, Network, NullifierCommitment, Schema, StatusList, StatusPage,
};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{accreditations::ALL_LEVELS, types::*};
	use alloc::vec::Vec;
	use civitas_primitives::{
		certification::{
			info::*, AccreditationId, CertificateId, Content, Expected, Level, NetworkId, NullifierReveal, Reason,
			SchemaContent, SchemaId, State, StatusListId, StatusPurpose, Verification,
		},
		ContentHash, IdentityInspect, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::traits::Zero;

	/// The layout of the storage in this code.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The clock: legal time, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// Who knows which accounts are identities.
		type Identities: IdentityInspect<Self::AccountId>;

		/// What the operator of a network pays for its storage.
		type NetworkConsideration: Consideration<Self::AccountId, Footprint>;

		/// What the operator of a network pays for the storage of a schema.
		type SchemaConsideration: Consideration<Self::AccountId, Footprint>;

		/// What those who accredit pay for the storage of an accreditation, and those who join a network for that of their
		/// own.
		type AccreditationConsideration: Consideration<Self::AccountId, Footprint>;

		/// What an issuer pays for the storage of a certificate.
		type CertificateConsideration: Consideration<Self::AccountId, Footprint>;

		/// What an issuer pays for the storage of a batch.
		type BatchConsideration: Consideration<Self::AccountId, Footprint>;

		/// What those who set bits pay for the storage of a status list and of each page.
		type StatusListConsideration: Consideration<Self::AccountId, Footprint>;

		/// What an issuer pays for the storage of a commitment to a nullifier.
		type NullifierConsideration: Consideration<Self::AccountId, Footprint>;

		/// What the holder of a document pays for the storage of a grant.
		type GrantConsideration: Consideration<Self::AccountId, Footprint>;

		/// The longest name of a network or a schema, in bytes of UTF-8.
		#[pallet::constant]
		type MaxNameLength: Get<u32>;

		/// The longest URI, in bytes.
		#[pallet::constant]
		type MaxUriLength: Get<u32>;

		/// The longest purpose for which a document is granted, in bytes of UTF-8.
		#[pallet::constant]
		type MaxPurposeLength: Get<u32>;

		/// The longest public record, in bytes of UTF-8.
		#[pallet::constant]
		type MaxRecordLength: Get<u32>;

		/// The most schemas that a scope names.
		#[pallet::constant]
		type MaxScope: Get<u32>;

		/// How many blocks have to pass from a commitment to a nullifier to its use, at least 1. For so long a transaction that
		/// reveals a nullifier can be on its way without anybody who sees it being able to use the nullifier first.
		#[pallet::constant]
		type NullifierDelay: Get<BlockNumberFor<Self>>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AccountId>;
	}

	/// What a deposit is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The storage of a network.
		#[codec(index = 0)]
		Network,
		/// The storage of a schema.
		#[codec(index = 1)]
		Schema,
		/// The storage of an accreditation.
		#[codec(index = 2)]
		Accreditation,
		/// The storage of a certificate.
		#[codec(index = 3)]
		Certificate,
		/// The storage of a batch.
		#[codec(index = 4)]
		Batch,
		/// The storage of a status list or a page of one.
		#[codec(index = 5)]
		StatusList,
		/// The storage of a commitment to a nullifier.
		#[codec(index = 6)]
		Nullifier,
		/// The storage of a grant of a document.
		#[codec(index = 7)]
		Grant,
	}

	/// The identifier that the next network gets.
	#[pallet::storage]
	pub type NextNetworkId<T> = StorageValue<_, NetworkId, ValueQuery>;

	/// The verification networks: whom a verifier may trust.
	#[pallet::storage]
	pub type Networks<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Network<T>>;

	/// What kinds of certificate there are. The key is a cryptographic hash, so nothing need be hashed again.
	#[pallet::storage]
	pub type Schemas<T: Config> = StorageMap<_, Identity, SchemaId, Schema<T>>;

	/// The identifier that the next accreditation gets.
	#[pallet::storage]
	pub type NextAccreditationId<T> = StorageValue<_, AccreditationId, ValueQuery>;

	/// The trees of accreditations, each known to those below it.
	#[pallet::storage]
	pub type Accreditations<T: Config> = StorageMap<_, Twox64Concat, AccreditationId, Accreditation<T>>;

	/// Which accreditations someone holds, so that they can be listed.
	#[pallet::storage]
	pub type AccreditationsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, AccreditationId, ()>;

	/// Who has ever joined an open network, and the accreditation that came of it: whoever was removed cannot join again.
	#[pallet::storage]
	pub type Joined<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Blake2_128Concat, T::AccountId, AccreditationId>;

	/// The certificates. A key is an accreditation and a part of a cryptographic hash, and not hashed again: so all that was
	/// issued under an accreditation lies together and can be listed.
	#[pallet::storage]
	pub type Certificates<T: Config> = StorageMap<_, Identity, CertificateId, Certificate<T>>;

	/// Which certificates are about a subject, so that they can be listed.
	#[pallet::storage]
	pub type CertificatesBySubject<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, CertificateId, ()>;

	/// Which certificates can be found under a key of a schema.
	#[pallet::storage]
	pub type CertificatesBySearchKey<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, (SchemaId, ContentHash), Identity, CertificateId, ()>;

	/// The certificate of which there can be only one of a schema at a time, by what there is only one of: a subject or a
	/// nullifier, each as a hash that says which. The entry of a certificate that is over does not count.
	#[pallet::storage]
	pub type Unique<T: Config> = StorageDoubleMap<_, Identity, SchemaId, Identity, H256, CertificateId>;

	/// Which nullifiers issuers are going to use, hidden until they do.
	#[pallet::storage]
	pub type NullifierCommitments<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, H256, NullifierCommitment<T>>;

	/// The batches, with keys as those of certificates.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Identity, CertificateId, Batch<T>>;

	/// The status lists of their own. Those of batches have pages only.
	#[pallet::storage]
	pub type StatusLists<T: Config> = StorageMap<_, Identity, StatusListId, StatusList<T>>;

	/// The pages of status lists, those of batches included, in which a bit was ever set.
	#[pallet::storage]
	pub type StatusPages<T: Config> = StorageNMap<
		_,
		(NMapKey<Identity, StatusListId>, NMapKey<Twox64Concat, StatusPurpose>, NMapKey<Twox64Concat, u32>),
		StatusPage<T>,
	>;

	/// Who may ask for which documents, by the holder.
	#[pallet::storage]
	pub type DocumentGrants<T: Config> = StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, H256, Grant<T>>;

	/// Listings go on from after `cursor`, and have at most `limit` items and never more than `MAX_PAGE_SIZE`.
	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether a certificate fulfils `expected` and is valid at `time`, or, if `None`, at the time of the block.
		pub fn verify(
			certificate: CertificateId,
			expected: Expected<T::AccountId>,
			time: Option<Moment>,
		) -> Verification<T::AccountId> {
			Self::do_verify(certificate, &expected, time)
		}

		/// Whether what is presented is one of a batch, fulfils `expected`, and is valid at `time` or, if `None`, at the time
		/// of the block. Bits of the status list are those of the block, whatever the time.
		pub fn verify_member(
			batch: CertificateId,
			presented: PresentedMember<T::AccountId>,
			expected: Expected<T::AccountId>,
			time: Option<Moment>,
		) -> Verification<T::AccountId> {
			Self::do_verify_member(batch, presented, &expected, time)
		}

		/// The networks, from the oldest on.
		pub fn networks(cursor: Option<NetworkId>, limit: u32) -> Page<NetworkInfo<T::AccountId>, NetworkId> {
			Self::do_networks(cursor, limit)
		}

		/// The schemas of a network. A page may be short and not the last.
		pub fn schemas_by_network(
			network: NetworkId,
			cursor: Option<SchemaId>,
			limit: u32,
		) -> Page<SchemaInfo, SchemaId> {
			Self::do_schemas_by_network(network, cursor, limit)
		}

		/// The accreditations of a network, whatever their states, from the oldest on. A page may be short and not the last.
		pub fn accreditations_by_network(
			network: NetworkId,
			cursor: Option<AccreditationId>,
			limit: u32,
		) -> Page<AccreditationInfo<T::AccountId>, AccreditationId> {
			Self::do_accreditations_by_network(network, cursor, limit)
		}

		/// A network.
		pub fn network(network: NetworkId) -> Option<NetworkInfo<T::AccountId>> {
			Self::do_network(network)
		}

		/// A schema.
		pub fn schema(schema: SchemaId) -> Option<SchemaInfo> {
			Self::do_schema(schema)
		}

		/// An accreditation.
		pub fn accreditation(accreditation: AccreditationId) -> Option<AccreditationInfo<T::AccountId>> {
			Self::do_accreditation(accreditation)
		}

		/// A certificate.
		pub fn certificate(certificate: CertificateId) -> Option<CertificateInfo<T::AccountId>> {
			Self::do_certificate(certificate)
		}

		/// A batch.
		pub fn batch(batch: CertificateId) -> Option<BatchInfo<T::AccountId>> {
			Self::do_batch(batch)
		}

		/// The certificates about `subject` that it has not declined, those in `state` if it is given, and without those
		/// that it has not accepted if `accepted_only`. A page may be short and not the last.
		pub fn certificates_of(
			subject: T::AccountId,
			state: Option<State>,
			accepted_only: bool,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_of(&subject, state, accepted_only, cursor, limit)
		}

		/// The certificates that were issued under an accreditation, those in `state` if it is given. A page may be short and
		/// not the last.
		pub fn certificates_by_accreditation(
			accreditation: AccreditationId,
			state: Option<State>,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_by_accreditation(accreditation, state, cursor, limit)
		}

		/// The batches that were issued under an accreditation.
		pub fn batches_by_accreditation(
			accreditation: AccreditationId,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<BatchInfo<T::AccountId>, CertificateId> {
			Self::do_batches_by_accreditation(accreditation, cursor, limit)
		}

		/// The certificates of a schema under a search key.
		pub fn certificates_by_search_key(
			schema: SchemaId,
			key: ContentHash,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_by_search_key(schema, key, cursor, limit)
		}

		/// The certificate that `subject` has under a schema of which one has at most one; it may be invalid.
		pub fn certificate_of(subject: T::AccountId, schema: SchemaId) -> Option<CertificateId> {
			Self::do_certificate_of(&subject, &schema)
		}

		/// The accreditations that someone holds, whatever their states.
		pub fn accreditations_of(
			holder: T::AccountId,
			cursor: Option<AccreditationId>,
			limit: u32,
		) -> Page<AccreditationInfo<T::AccountId>, AccreditationId> {
			Self::do_accreditations_of(&holder, cursor, limit)
		}

		/// Whether an accreditation and all above it are in force, and cover `schema` by the present terms, at `time` or, if
		/// `None`, at the time of the block.
		pub fn is_accredited(accreditation: AccreditationId, schema: SchemaId, time: Option<Moment>) -> bool {
			Self::do_is_accredited(accreditation, schema, time)
		}

		/// A status list of its own.
		pub fn status_list(list: StatusListId) -> Option<StatusListInfo<T::AccountId>> {
			Self::do_status_list(list)
		}

		/// The bits of a status list, or of that of a batch, from `first_page` on: of at most `pages` pages, and never more
		/// than [`MAX_STATUS_PAGES`]. A page has 512 bytes; the last byte of the last page ends the list. Empty beyond the
		/// end, or if there is no such list.
		pub fn status_bits(list: StatusListId, purpose: StatusPurpose, first_page: u32, pages: u32) -> Vec<u8> {
			Self::do_status_bits(list, purpose, first_page, pages)
		}

		/// What `holder` has granted, with the identifiers.
		pub fn document_grants_of(
			holder: T::AccountId,
			cursor: Option<H256>,
			limit: u32,
		) -> Page<(H256, DocumentGrant<T::AccountId>), H256> {
			Self::do_document_grants_of(&holder, cursor, limit)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			use civitas_primitives::certification::{
				status_list::{MAX_ENTRIES, PAGE_BITS},
				MAX_CHANGES, MAX_DEPTH,
			};
			assert!(T::MaxNameLength::get() > 0, "a name must not be empty, so its bound must not be 0");
			assert!(T::MaxPurposeLength::get() > 0, "a purpose must not be empty, so its bound must not be 0");
			assert!(T::MaxRecordLength::get() > 0, "a public record must not be empty, so its bound must not be 0");
			assert!(T::MaxScope::get() > 0, "a scope must be able to name a schema");
			assert!(!T::NullifierDelay::get().is_zero(), "who sees a nullifier in a block must not use it in the same");
			const {
				assert!(MAX_CHANGES >= 4, "a history must have room to begin, be suspended, reinstated and revoked");
				assert!(MAX_ENTRIES.is_multiple_of(PAGE_BITS), "the longest list must end with a page");
				assert!(MAX_HOLDERS > 1, "an accreditation must be able to be handed over");
			}
			assert!(
				Level::OPERATOR < Level(1) && Level(MAX_DEPTH) < Level::SUBJECT,
				"an accreditation must stand between the operator and the subject"
			);
			assert!(ALL_LEVELS == u32::from(MAX_DEPTH), "the weights must be charged for the longest way");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
