#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(test),
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

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod certificates;
#[cfg(test)]
mod mock;
mod networks;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::{Accreditation, Certificate, Network, Schema};
pub use weights::WeightInfo;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[allow(clippy::cast_possible_truncation, clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use civitas_primitives::{
		certification::{
			CertificateId, CertificateInfo, Expected, NetworkId, RevocationReason, SchemaId, Verification,
		},
		ContentHash, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{Consideration, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;

	/// The layout of the storage in this code.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The clock: legal time, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// What the founder of a network pays for its storage.
		type NetworkConsideration: Consideration<Self::AccountId, Footprint>;

		/// What the operator of a network pays for the storage of a schema.
		type SchemaConsideration: Consideration<Self::AccountId, Footprint>;

		/// What the operator of a network pays for the storage of an accreditation.
		type AccreditationConsideration: Consideration<Self::AccountId, Footprint>;

		/// What an issuer pays for the storage of a certificate.
		type CertificateConsideration: Consideration<Self::AccountId, Footprint>;

		/// The longest name of a network or a schema, in bytes of UTF-8.
		#[pallet::constant]
		type MaxNameLength: Get<u32>;

		/// The longest URI, in bytes.
		#[pallet::constant]
		type MaxUriLength: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
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

	/// Who may issue in a network.
	#[pallet::storage]
	pub type Accreditations<T: Config> =
		StorageDoubleMap<_, Twox64Concat, NetworkId, Blake2_128Concat, T::AccountId, Accreditation<T>>;

	/// The certificates. The key is a cryptographic hash, so nothing need be hashed again.
	#[pallet::storage]
	pub type Certificates<T: Config> = StorageMap<_, Identity, CertificateId, Certificate<T>>;

	/// Which certificates are about a subject, so that they can be listed.
	#[pallet::storage]
	pub type CertificatesBySubject<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, CertificateId, ()>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A network was founded.
		NetworkFounded {
			/// Its identifier.
			network: NetworkId,
			/// Who may register schemas and accredit issuers.
			operator: T::AccountId,
		},
		/// A schema was registered.
		SchemaRegistered {
			/// Its network.
			network: NetworkId,
			/// Its identifier.
			schema: SchemaId,
		},
		/// An issuer was accredited.
		IssuerAccredited {
			/// In which network.
			network: NetworkId,
			/// Who.
			issuer: T::AccountId,
			/// The last moment at which it may issue.
			valid_until: Option<Moment>,
		},
		/// An issuer may no longer issue.
		AccreditationWithdrawn {
			/// In which network.
			network: NetworkId,
			/// Who.
			issuer: T::AccountId,
		},
		/// A certificate was issued.
		CertificateIssued {
			/// Its identifier.
			certificate: CertificateId,
			/// Its network.
			network: NetworkId,
			/// Its schema.
			schema: SchemaId,
			/// Who issued it.
			issuer: T::AccountId,
			/// Whom it is about.
			subject: T::AccountId,
			/// What it certifies.
			claims: ContentHash,
		},
		/// A certificate was revoked.
		CertificateRevoked {
			/// Its identifier.
			certificate: CertificateId,
			/// By whom: its issuer, or the operator of the network.
			by: T::AccountId,
			/// Why.
			reason: RevocationReason,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// A name must not be empty.
		NameEmpty,
		/// A name is longer than `MaxNameLength` bytes.
		NameTooLong,
		/// A URI is longer than `MaxUriLength` bytes.
		UriTooLong,
		/// A name or URI is not UTF-8, or has control characters in it.
		TextInvalid,
		/// There is no network of this identifier.
		NetworkUnknown,
		/// All identifiers of networks have been given away.
		NetworkIdsExhausted,
		/// Only the operator of the network may do this.
		NotOperator,
		/// The network has this very schema already.
		SchemaExists,
		/// There is no schema of this identifier.
		SchemaUnknown,
		/// The schema belongs to another network.
		SchemaNotInNetwork,
		/// The issuer is accredited in this network already.
		IssuerAlreadyAccredited,
		/// The issuer is not accredited in this network.
		IssuerNotAccredited,
		/// The accreditation of the issuer has expired.
		AccreditationExpired,
		/// A time that must lie ahead has passed.
		ExpiryPassed,
		/// The validity would end before it begins.
		ValidityEmpty,
		/// The validity is longer than the schema allows; a schema that sets a limit does not allow endless validity.
		ValidityTooLong,
		/// The issuer has certified these claims of this subject under this schema already.
		CertificateExists,
		/// There is no certificate of this identifier.
		CertificateUnknown,
		/// Only the issuer of the certificate and the operator of its network may revoke it.
		NotRevoker,
		/// The certificate was revoked already.
		CertificateAlreadyRevoked,
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Found a verification network, whose operator the caller becomes. Anyone may; verifiers choose whom they trust.
		///
		/// `policy_hash` and `policy_uri` say under what rules the network works and where they can be read.
		#[pallet::call_index(0)]
		pub fn found_network(
			origin: OriginFor<T>,
			name: Vec<u8>,
			policy_hash: ContentHash,
			policy_uri: Vec<u8>,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_found_network(operator, name, policy_hash, policy_uri)
		}

		/// Register a kind of certificate in a network. Only its operator may.
		///
		/// `document_hash` and `document_uri` are those of the JSON Schema that claims follow. Certificates of this schema may
		/// be valid for at most `max_validity` milliseconds, or without end if `None`.
		#[pallet::call_index(1)]
		pub fn register_schema(
			origin: OriginFor<T>,
			network: NetworkId,
			name: Vec<u8>,
			document_hash: ContentHash,
			document_uri: Vec<u8>,
			max_validity: Option<Moment>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_schema(who, network, name, document_hash, document_uri, max_validity)
		}

		/// Allow `issuer` to issue under every schema of the network, up to and including `valid_until`. Only the operator
		/// may.
		#[pallet::call_index(2)]
		pub fn accredit(
			origin: OriginFor<T>,
			network: NetworkId,
			issuer: T::AccountId,
			valid_until: Option<Moment>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accredit(who, network, issuer, valid_until)
		}

		/// Take the accreditation of `issuer` back. Only the operator may. What was issued stays valid: the operator can
		/// revoke it.
		#[pallet::call_index(3)]
		pub fn withdraw_accreditation(
			origin: OriginFor<T>,
			network: NetworkId,
			issuer: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_accreditation(who, network, issuer)
		}

		/// Certify `claims` of `subject`. The caller must be accredited in `network`, to which `schema` must belong.
		///
		/// The certificate is valid from `valid_from` (now if `None`) up to and including `valid_until` (without end if
		/// `None`), both in milliseconds since the Unix epoch.
		#[pallet::call_index(4)]
		pub fn issue(
			origin: OriginFor<T>,
			network: NetworkId,
			schema: SchemaId,
			subject: T::AccountId,
			claims: ContentHash,
			valid_from: Option<Moment>,
			valid_until: Option<Moment>,
		) -> DispatchResult {
			let issuer = ensure_signed(origin)?;
			Self::do_issue(issuer, network, schema, subject, claims, valid_from, valid_until)
		}

		/// Revoke a certificate, for good and from now on. Only its issuer, accredited or not, and the operator of the network
		/// may.
		#[pallet::call_index(5)]
		pub fn revoke(origin: OriginFor<T>, certificate: CertificateId, reason: RevocationReason) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke(who, certificate, reason)
		}
	}

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

		/// The certificates about `subject`, in the order of their identifiers, from after `cursor` on; at most `limit` and
		/// never more than `MAX_PAGE_SIZE`.
		pub fn certificates_of(
			subject: T::AccountId,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
			Self::do_certificates_of(&subject, cursor, limit)
		}

		/// Whether `issuer` may issue in `network` at the time of the block.
		pub fn is_accredited(network: NetworkId, issuer: T::AccountId) -> bool {
			Self::ensure_accredited(network, &issuer, T::Time::now()).is_ok()
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxNameLength::get() > 0, "a name must not be empty, so its bound must not be 0");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
