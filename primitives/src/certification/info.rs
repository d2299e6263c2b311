//! Networks, schemas, accreditations, certificates and status lists as they are shown to the outside.

use super::{
	AccreditationId, CertificateId, Change, MerkleProof, NetworkId, SchemaId, SchemaKind, SchemaRules, State,
	StatusListId, StatusPurpose,
};
use crate::{ContentHash, Moment};
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// Who may become an issuer of a network.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Membership {
	/// Whom the operator accredits, and whom these accredit.
	#[codec(index = 0)]
	Closed,
	/// Besides, anyone by joining: as an issuer under these schemas, without an end, who accredits nobody. Who has joined keeps
	/// the schemas of then.
	#[codec(index = 1)]
	Open(Scope),
}

/// A verification network.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct NetworkInfo<AccountId> {
	/// Its identifier.
	pub id: NetworkId,
	/// Who runs it.
	pub operator: AccountId,
	/// To whom it was offered, and who has not accepted yet.
	pub offered_to: Option<AccountId>,
	/// Its name. Not unique: the identifier is what counts.
	pub name: String,
	/// The hash of the rules under which it works.
	pub policy_hash: ContentHash,
	/// Where the rules can be read.
	pub policy_uri: String,
	/// Who may become an issuer.
	pub membership: Membership,
	/// When it was founded.
	pub founded_at: Moment,
	/// Since when nothing is issued in it.
	pub closed_at: Option<Moment>,
}

/// A kind of certificate.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SchemaInfo {
	/// Its identifier.
	pub id: SchemaId,
	/// The network that it belongs to.
	pub network: NetworkId,
	/// What it is about.
	pub kind: SchemaKind,
	/// Its name.
	pub name: String,
	/// The hash of the JSON Schema that claims follow.
	pub document_hash: ContentHash,
	/// Where the JSON Schema can be read.
	pub document_uri: String,
	/// What holds for its certificates.
	pub rules: SchemaRules,
	/// For how long its certificates are valid at the most, in milliseconds.
	pub max_validity: Option<Moment>,
	/// The schema of which it is the next version.
	pub supersedes: Option<SchemaId>,
	/// The next version.
	pub superseded_by: Option<SchemaId>,
	/// Since when nothing is issued under it.
	pub deprecated_at: Option<Moment>,
}

/// Under which schemas an accreditation can be used.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Scope {
	/// All of the network's, also those still to come.
	#[codec(index = 0)]
	All,
	/// These.
	#[codec(index = 1)]
	Schemas(Vec<SchemaId>),
}

/// What an accreditation allows. Each accreditation allows no more than the one above it.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Terms {
	/// Under which schemas.
	pub scope: Scope,
	/// The last moment at which it can be used; without end if `None`.
	pub valid_until: Option<Moment>,
	/// How many certificates and members of batches can be issued, also by those that are accredited further on; any
	/// number if `None`. What takes the place of one that was issued under the same accreditation is not counted again.
	pub quota: Option<u32>,
	/// How many further accreditations can follow one below the other: 0 if it is for issuing only.
	pub depth: u8,
}

/// An accreditation.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AccreditationInfo<AccountId> {
	/// Its identifier.
	pub id: AccreditationId,
	/// In which network.
	pub network: NetworkId,
	/// By which accreditation it was given; by the network's operator if `None`.
	pub parent: Option<AccreditationId>,
	/// How many accreditations lead to it, itself included.
	pub level: u8,
	/// Who holds it now; nobody yet, if it is pending.
	pub holder: Option<AccountId>,
	/// To whom it was offered, and who has not accepted yet.
	pub offered_to: Option<AccountId>,
	/// What it allows.
	pub terms: Terms,
	/// How much of the quota was used. Counted only while there is a quota, and 0 otherwise.
	pub issued: u32,
	/// How much of the quota those right below it have.
	pub given: u64,
	/// Its state now.
	pub state: State,
	/// All changes of its state.
	pub history: Vec<Change>,
	/// Who has held it since when, from the first on.
	pub holders: Vec<(AccountId, Moment)>,
}

/// A certificate, or one of a batch.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CertificateInfo<AccountId> {
	/// Its identifier, or that of the batch.
	pub id: CertificateId,
	/// Its place in the batch, if it is one of a batch.
	pub member: Option<u32>,
	/// The network that the schema belongs to: the root of trust.
	pub network: NetworkId,
	/// What kind of certificate it is.
	pub schema: SchemaId,
	/// Under which accreditation it was issued; by the operator of the network if `None`.
	pub accreditation: Option<AccreditationId>,
	/// Who certified it: who held the accreditation or ran the network then.
	pub issuer: AccountId,
	/// Whom or what it is about.
	pub subject: AccountId,
	/// The commitment to what is certified.
	pub claims: ContentHash,
	/// What is certified, if it is a public record that was not withdrawn.
	pub record: String,
	/// The hash of what the issuer relied on.
	pub evidence: Option<ContentHash>,
	/// By what it can be found.
	pub search_key: Option<ContentHash>,
	/// The hash of the nullifier, if the schema asks for one: that of one person is the same, whatever the account.
	pub nullifier: Option<H256>,
	/// When it was recorded.
	pub issued_at: Moment,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
	/// Whether the subject has accepted it.
	pub accepted: bool,
	/// Its state now, time aside.
	pub state: State,
	/// All changes of its state; of one of a batch, those of the batch.
	pub history: Vec<Change>,
	/// The one that it took the place of.
	pub predecessor: Option<CertificateId>,
	/// The one that took its place.
	pub successor: Option<CertificateId>,
}

/// One of the accreditations on which a certificate rests.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct IssuerLink<AccountId> {
	/// The accreditation.
	pub accreditation: AccreditationId,
	/// Who held it at the time in question.
	pub holder: AccountId,
	/// The last moment at which it can be used.
	pub valid_until: Option<Moment>,
	/// All changes of its state.
	pub history: Vec<Change>,
}

/// A batch.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct BatchInfo<AccountId> {
	/// Its identifier.
	pub id: CertificateId,
	/// The network that the schema belongs to.
	pub network: NetworkId,
	/// What kind of certificates they are.
	pub schema: SchemaId,
	/// Under which accreditation it was issued; by the operator of the network if `None`.
	pub accreditation: Option<AccreditationId>,
	/// Who certified it.
	pub issuer: AccountId,
	/// The root over its members.
	pub root: H256,
	/// How many members it has.
	pub count: u32,
	/// The first moment at which its members are valid.
	pub valid_from: Moment,
	/// The last moment at which they are valid.
	pub valid_until: Option<Moment>,
	/// The state of the whole.
	pub state: State,
	/// All changes of the state of the whole.
	pub history: Vec<Change>,
}

/// A status list of its own.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct StatusListInfo<AccountId> {
	/// Its identifier.
	pub id: StatusListId,
	/// Who sets its bits.
	pub owner: AccountId,
	/// What a bit that is set says.
	pub purpose: StatusPurpose,
	/// How many entries it has.
	pub length: u32,
}

/// One of a batch, as it is presented.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo, Serialize, Deserialize)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PresentedMember<AccountId> {
	/// What it is.
	pub member: super::Member<AccountId>,
	/// That it is in the batch.
	pub proof: MerkleProof,
}
