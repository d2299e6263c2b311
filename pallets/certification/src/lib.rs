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
mod errors;
mod events;
mod lifecycle;
#[cfg(test)]
mod mock;
mod networks;
mod outflow;
mod reads;
mod schemas;
mod status_lists;
mod terms;
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
pub use types::{Accreditation, Batch, Certificate, Network, NullifierCommitment, Schema, StatusList, StatusPage};
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
			info::*, AccreditationId, CertificateId, Content, Expected, Level, Name, NetworkId, NullifierReveal,
			Reason, SchemaContent, SchemaId, State, StatusListId, StatusPurpose, Uri, Verification,
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
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(3);

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

		/// What an issuer pays for the storage of a batch and its status lists.
		type BatchConsideration: Consideration<Self::AccountId, Footprint>;

		/// What the owner of a status list pays for its storage.
		type StatusListConsideration: Consideration<Self::AccountId, Footprint>;

		/// What an issuer pays for the storage of a commitment to a nullifier.
		type NullifierConsideration: Consideration<Self::AccountId, Footprint>;

		/// The most schemas that a scope names.
		#[pallet::constant]
		type MaxScope: Get<u32>;

		/// How long after its issue a certificate can begin to be valid, in milliseconds. Otherwise whoever is about to lose an
		/// accreditation could lay in certificates for the time after, or for longer than a schema allows.
		#[pallet::constant]
		type MaxPostdating: Get<Moment>;

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
		/// The storage of a batch and its status lists.
		#[codec(index = 4)]
		Batch,
		/// The storage of a status list.
		#[codec(index = 5)]
		StatusList,
		/// The storage of a commitment to a nullifier.
		#[codec(index = 6)]
		Nullifier,
	}

	/// The identifier that the next network gets.
	#[pallet::storage]
	pub type NextNetworkId<T> = StorageValue<_, NetworkId, ValueQuery>;

	/// The verification networks: whom a verifier may trust.
	#[pallet::storage]
	pub type Networks<T: Config> = StorageMap<_, Twox64Concat, NetworkId, Network<T>>;

	/// Under which schemas whoever joins a network may issue. Networks that are closed are not among them.
	#[pallet::storage]
	pub type OpenNetworks<T: Config> = StorageMap<_, Twox64Concat, NetworkId, ScopeOf<T>>;

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

	/// The certificates. A key is an authority and a part of a cryptographic hash, and not hashed again: so all that was issued by
	/// one authority lies together and can be listed.
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
		StatusPage,
	>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// Whether a certificate is valid, and if not, why: the first reason that applies, such as `unknown` if there is no
		/// certificate of this identifier.
		///
		/// `expected` is what the verifier asks for besides, such as the network that it trusts and who presents the
		/// certificate; what is not given is not compared. `time` is the moment that is asked about, in milliseconds since the
		/// Unix epoch; the time of the block if not given. Of a later one nothing is valid: `notYetKnown`, unless what speaks
		/// against it lasts. The dossier has the certificate and all that it rests on.
		///
		/// Of one of a batch, `certificate` is the batch, and `presented` is what it is and the proof that it is one of the
		/// batch: `proofInvalid` if it does not show that. Its bits in the status list keep no history: they are those of the
		/// block, whatever the time, which `bits_at` says. For an earlier time, ask a block of that time.
		pub fn verify(
			certificate: CertificateId,
			expected: Option<Expected<T::AccountId>>,
			time: Option<Moment>,
			presented: Option<PresentedMember<T::AccountId>>,
		) -> Verification<T::AccountId> {
			let expected = expected.unwrap_or_default();
			match presented {
				None => Self::do_verify(certificate, &expected, time),
				Some(presented) => Self::do_verify_member(certificate, presented, &expected, time),
			}
		}

		/// The networks, from the oldest on.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn networks(cursor: Option<NetworkId>, limit: Option<u32>) -> Page<NetworkInfo<T::AccountId>, NetworkId> {
			Self::do_networks(cursor, limit)
		}

		/// The schemas of a network, in the order of their identifiers.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more. It looks at a bounded number of schemas of all networks, so it may be short, even empty, and
		/// still have a `next`.
		pub fn schemas_by_network(
			network: NetworkId,
			cursor: Option<SchemaId>,
			limit: Option<u32>,
		) -> Page<SchemaInfo, SchemaId> {
			Self::do_schemas_by_network(network, cursor, limit)
		}

		/// The accreditations of a network, whatever their states, from the oldest on.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more. It looks at a bounded number of accreditations of all networks, so it may be short, even
		/// empty, and still have a `next`.
		pub fn accreditations_by_network(
			network: NetworkId,
			cursor: Option<AccreditationId>,
			limit: Option<u32>,
		) -> Page<AccreditationInfo<T::AccountId>, AccreditationId> {
			Self::do_accreditations_by_network(network, cursor, limit)
		}

		/// A network; nothing if there is none of this identifier.
		pub fn network(network: NetworkId) -> Option<NetworkInfo<T::AccountId>> {
			Self::do_network(network)
		}

		/// A schema; nothing if there is none of this identifier.
		pub fn schema(schema: SchemaId) -> Option<SchemaInfo> {
			Self::do_schema(schema)
		}

		/// An accreditation; nothing if there is none of this identifier.
		pub fn accreditation(accreditation: AccreditationId) -> Option<AccreditationInfo<T::AccountId>> {
			Self::do_accreditation(accreditation)
		}

		/// A certificate; nothing if there is none of this identifier. It says nothing of whether the certificate is valid:
		/// `verify` does.
		pub fn certificate(certificate: CertificateId) -> Option<CertificateInfo<T::AccountId>> {
			Self::do_certificate(certificate)
		}

		/// A batch; nothing if there is none of this identifier.
		pub fn batch(batch: CertificateId) -> Option<BatchInfo<T::AccountId>> {
			Self::do_batch(batch)
		}

		/// The certificates about `subject`, in the order of their identifiers: those in `state` if it is given, and without
		/// those that the subject has not accepted if `accepted_only`.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more. It looks at a bounded number of certificates, so it may be short, even empty, and still have
		/// a `next`.
		pub fn certificates_of(
			subject: T::AccountId,
			state: Option<State>,
			accepted_only: bool,
			cursor: Option<CertificateId>,
			limit: Option<u32>,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_of(&subject, state, accepted_only, cursor, limit)
		}

		/// The certificates that were issued in `network` under an accreditation, or by the operator itself if none is given, in
		/// the order of their identifiers: those in `state` if it is given, and without those of batches.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more. It looks at a bounded number of certificates, so it may be short, even empty, and still have
		/// a `next`.
		pub fn certificates_by_accreditation(
			network: NetworkId,
			accreditation: Option<AccreditationId>,
			state: Option<State>,
			cursor: Option<CertificateId>,
			limit: Option<u32>,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_by_accreditation(network, accreditation, state, cursor, limit)
		}

		/// The batches that were issued in `network` under an accreditation, or by the operator itself if none is given, in the
		/// order of their identifiers.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn batches_by_accreditation(
			network: NetworkId,
			accreditation: Option<AccreditationId>,
			cursor: Option<CertificateId>,
			limit: Option<u32>,
		) -> Page<BatchInfo<T::AccountId>, CertificateId> {
			Self::do_batches_by_accreditation(network, accreditation, cursor, limit)
		}

		/// The certificates of a searchable schema that can be found by `key`: the hash of a number or a name, as the schema
		/// says.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn certificates_by_search_key(
			schema: SchemaId,
			key: ContentHash,
			cursor: Option<CertificateId>,
			limit: Option<u32>,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_by_search_key(schema, key, cursor, limit)
		}

		/// The certificate that `subject` has under a schema of which one has at most one; it may be invalid.
		pub fn certificate_of(subject: T::AccountId, schema: SchemaId) -> Option<CertificateId> {
			Self::do_certificate_of(&subject, &schema)
		}

		/// In which block `issuer` committed to a nullifier by `commitment`, which can be used `NullifierDelay` blocks later;
		/// nothing if it did not, or the commitment was used or withdrawn.
		pub fn nullifier_commitment(issuer: T::AccountId, commitment: H256) -> Option<BlockNumberFor<T>> {
			Self::do_nullifier_commitment(&issuer, commitment)
		}

		/// The accreditations that `holder` holds, whatever their states.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn accreditations_of(
			holder: T::AccountId,
			cursor: Option<AccreditationId>,
			limit: Option<u32>,
		) -> Page<AccreditationInfo<T::AccountId>, AccreditationId> {
			Self::do_accreditations_of(&holder, cursor, limit)
		}

		/// Whether an accreditation and all above it were in force at `time` and cover `schema` by their present terms; and
		/// whether the network and the schema, which is of that network, were open then. Quotas are not looked at.
		///
		/// `time` is in milliseconds since the Unix epoch; the time of the block if not given.
		pub fn is_accredited(accreditation: AccreditationId, schema: SchemaId, time: Option<Moment>) -> bool {
			Self::do_is_accredited(accreditation, schema, time)
		}

		/// A status list of its own; nothing if there is none of this identifier. Those of batches are asked by their bits only.
		pub fn status_list(list: StatusListId) -> Option<StatusListInfo<T::AccountId>> {
			Self::do_status_list(list)
		}

		/// The bits of a status list, or of that of a batch: `pages` pages of 512 bytes from `first_page` on, and never more
		/// than 64.
		///
		/// The first entry is the highest bit of the first byte. What was never set is 0. The last byte of the last page ends
		/// the list; beyond it, and if there is no such list, there is nothing.
		pub fn status_bits(list: StatusListId, purpose: StatusPurpose, first_page: u32, pages: u32) -> Vec<u8> {
			Self::do_status_bits(list, purpose, first_page, pages)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			use civitas_primitives::certification::{
				status_list::{MAX_ENTRIES, PAGE_BITS},
				MAX_CHANGES, MAX_DEPTH,
			};
			assert!(T::MaxScope::get() > 0, "a scope must be able to name a schema");
			assert!(T::MaxPostdating::get() < Moment::MAX, "what is valid only later must not be for ever ahead");
			assert!(!T::NullifierDelay::get().is_zero(), "who sees a nullifier in a block must not use it in the same");
			const {
				assert!(MAX_CHANGES >= 5, "a history must have room to begin, be suspended, reinstated and revoked");
				assert!(MAX_ENTRIES.is_multiple_of(PAGE_BITS), "the longest list must end with a page");
				assert!(MAX_HOLDERS > 1, "an accreditation must be able to be handed over");
			}
			assert!(
				Level::OPERATOR < Level(1) && Level(MAX_DEPTH) < Level::SUBJECT,
				"an accreditation must stand between the operator and the subject"
			);
			const { assert!(MAX_DEPTH <= 0x0f, "a page must have room for the level of who suspended an entry") };
			assert!(ALL_LEVELS == u32::from(MAX_DEPTH), "the weights must be charged for the longest way");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
