//! What is stored.

use crate::Config;
use civitas_primitives::{
	certification::{NetworkId, Revocation, SchemaId},
	ContentHash, Moment,
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::TypeInfo, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};

/// The name of a network or a schema: UTF-8, not empty, without control characters.
pub type Name<T> = BoundedVec<u8, <T as Config>::MaxNameLength>;

/// Where a document can be read: UTF-8, without control characters. It may be empty: the hash is what binds.
pub type Uri<T> = BoundedVec<u8, <T as Config>::MaxUriLength>;

/// A verification network: a root of trust.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Network<T: Config> {
	/// Who registers schemas and accredits issuers, and has paid for this record.
	pub operator: T::AccountId,
	/// For people. Not unique: the identifier is what counts.
	pub name: Name<T>,
	/// The hash of the rules under which the network works.
	pub policy_hash: ContentHash,
	/// Where the rules can be read.
	pub policy_uri: Uri<T>,
	/// The operator's deposit.
	pub ticket: T::NetworkConsideration,
}

/// A kind of certificate.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Schema<T: Config> {
	/// The network it belongs to, for ever.
	pub network: NetworkId,
	/// For people.
	pub name: Name<T>,
	/// The hash of the JSON Schema that claims follow.
	pub document_hash: ContentHash,
	/// Where the JSON Schema can be read.
	pub document_uri: Uri<T>,
	/// For how long its certificates may be valid, in milliseconds; `None` if without end.
	pub max_validity: Option<Moment>,
	/// Who has paid for this record.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::SchemaConsideration,
}

/// That someone may issue in a network.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Accreditation<T: Config> {
	/// Since when.
	pub since: Moment,
	/// The last moment at which it may issue; `None` if there is no end.
	pub valid_until: Option<Moment>,
	/// Who has paid for this record.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::AccreditationConsideration,
}

/// A certificate. Its network is that of its schema.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Certificate<T: Config> {
	/// What kind of certificate it is.
	pub schema: SchemaId,
	/// Who certifies, and has paid for this record.
	pub issuer: T::AccountId,
	/// Whom or what it is about.
	pub subject: T::AccountId,
	/// The commitment to what is certified.
	pub claims: ContentHash,
	/// When it was recorded.
	pub issued_at: Moment,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
	/// Whether it was revoked. The record stays, for "was it valid then?" to have an answer.
	pub revocation: Option<Revocation<T::AccountId>>,
	/// The issuer's deposit.
	pub ticket: T::CertificateConsideration,
}
