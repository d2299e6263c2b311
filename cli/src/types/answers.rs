//! What the runtime API shows.

use super::{
	deserialize_optional_text, serialize_optional_text, serialize_text, Change, Membership, SchemaRules, State,
	StatusPurpose, Terms,
};
use crate::moment::{self, Moment};
use serde::{Deserialize, Serialize, Serializer};
use subxt::{
	ext::scale_decode::DecodeAsType,
	utils::{AccountId32, H256},
};

/// A network.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Network {
	pub id: u32,
	#[serde(serialize_with = "serialize_text")]
	pub name: Vec<u8>,
	pub operator: AccountId32,
	pub offered_to: Option<AccountId32>,
	pub policy_hash: H256,
	#[serde(serialize_with = "serialize_text")]
	pub policy_uri: Vec<u8>,
	pub membership: Membership,
	#[serde(serialize_with = "moment::serialize")]
	pub founded_at: Moment,
	#[serde(serialize_with = "moment::serialize_option")]
	pub closed_at: Option<Moment>,
}

/// A kind of certificate.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Schema {
	pub id: H256,
	pub network: u32,
	pub kind: u16,
	#[serde(serialize_with = "serialize_text")]
	pub name: Vec<u8>,
	pub document_hash: H256,
	#[serde(serialize_with = "serialize_text")]
	pub document_uri: Vec<u8>,
	pub rules: SchemaRules,
	/// In milliseconds.
	pub max_validity: Option<Moment>,
	pub supersedes: Option<H256>,
	pub superseded_by: Option<H256>,
	#[serde(serialize_with = "moment::serialize_option")]
	pub deprecated_at: Option<Moment>,
}

/// An accreditation.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Accreditation {
	pub id: u64,
	pub network: u32,
	pub parent: Option<u64>,
	pub level: u8,
	pub holder: AccountId32,
	pub terms: Terms,
	pub issued: u32,
	pub given: u32,
	pub state: State,
	pub history: Vec<Change>,
	#[serde(serialize_with = "serialize_holders")]
	pub holders: Vec<(AccountId32, Moment)>,
}

/// For `#[serde(serialize_with)]`: who has held something since when.
fn serialize_holders<S: Serializer>(holders: &[(AccountId32, Moment)], serializer: S) -> Result<S::Ok, S::Error> {
	#[derive(Serialize)]
	struct Holder {
		holder: AccountId32,
		#[serde(serialize_with = "moment::serialize")]
		since: Moment,
	}
	serializer.collect_seq(holders.iter().map(|(holder, since)| Holder { holder: *holder, since: *since }))
}

/// A certificate, or one of a batch.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Deserialize, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
	pub id: H256,
	pub member: Option<u32>,
	pub network: u32,
	pub schema: H256,
	pub accreditation: u64,
	pub issuer: AccountId32,
	pub subject: AccountId32,
	pub claims: H256,
	/// Empty if it is not a public record, or was withdrawn.
	#[serde(deserialize_with = "deserialize_optional_text", serialize_with = "serialize_optional_text")]
	pub record: Vec<u8>,
	pub evidence: Option<H256>,
	pub search_key: Option<H256>,
	#[serde(serialize_with = "moment::serialize")]
	pub issued_at: Moment,
	#[serde(serialize_with = "moment::serialize")]
	pub valid_from: Moment,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
	pub accepted: bool,
	pub state: State,
	pub history: Vec<Change>,
	pub predecessor: Option<H256>,
	pub successor: Option<H256>,
}

/// A batch.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Batch {
	pub id: H256,
	pub network: u32,
	pub schema: H256,
	pub accreditation: u64,
	pub issuer: AccountId32,
	pub root: H256,
	pub count: u32,
	#[serde(serialize_with = "moment::serialize")]
	pub valid_from: Moment,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
	pub state: State,
	pub history: Vec<Change>,
}

/// A status list of its own.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct StatusList {
	pub id: H256,
	pub owner: AccountId32,
	pub purpose: StatusPurpose,
	pub length: u32,
}

/// That a document may be asked for.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct Grant {
	pub certificate: H256,
	pub document: H256,
	#[serde(serialize_with = "serialize_text")]
	pub uri: Vec<u8>,
	pub grantee: AccountId32,
	#[serde(serialize_with = "serialize_text")]
	pub purpose: Vec<u8>,
	#[serde(serialize_with = "moment::serialize")]
	pub granted_at: Moment,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
	pub accesses: u32,
	#[serde(serialize_with = "moment::serialize_option")]
	pub last_access: Option<Moment>,
}

/// That an issuer is going to use a nullifier.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct NullifierCommitment {
	/// In which block it has said so.
	pub at: u32,
}

/// A page of a listing.
#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Page<Item, Cursor> {
	pub items: Vec<Item>,
	pub next: Option<Cursor>,
}

/// One of the accreditations on which a certificate rests.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Deserialize, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[serde(rename_all = "camelCase")]
pub struct IssuerLink {
	pub accreditation: u64,
	pub holder: AccountId32,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
	pub history: Vec<Change>,
}

/// All that there is to say of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Dossier {
	pub certificate: Certificate,
	pub survives_issuer: bool,
	pub chain: Vec<IssuerLink>,
	pub closed_at: Option<Moment>,
	pub listed: Option<StatusPurpose>,
}
