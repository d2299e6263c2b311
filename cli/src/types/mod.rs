//! What the client sends to and reads from the pallet `Certification` and its runtime API, field by field under the names
//! that the chain's metadata gives them: fields that the chain adds are ignored, fields that it lacks are errors.
//!
//! In JSON records, and whether something is valid, have the names that they have over JSON-RPC, and are read by them;
//! times are written in RFC 3339, and pairs have names, too. What commands add has names of its own: the block at which
//! all of it is so is one object, and items are called by what they are.

mod answers;
mod calls;
mod events;
#[cfg(test)]
mod tests;
mod verification;

pub use answers::*;
pub use calls::*;
pub use events::*;
pub use verification::*;

use crate::moment::{self, Moment};
use clap::ValueEnum;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::H256,
};

/// How many accreditations, from the root on, an identifier of a certificate leaves room for: its first 8 bytes.
const ACCREDITATION_BYTES: usize = 8;

/// The accreditation under which a certificate or batch of this identifier was issued.
pub fn accreditation_of(certificate: &H256) -> u64 {
	let mut bytes = [0; ACCREDITATION_BYTES];
	bytes.copy_from_slice(&certificate.0[..ACCREDITATION_BYTES]);
	u64::from_be_bytes(bytes)
}

/// For `#[serde(serialize_with)]`: a text of the chain. The pallet takes only UTF-8; whatever else a node sends is marked.
pub fn serialize_text<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_str(&String::from_utf8_lossy(bytes))
}

/// For `#[serde(serialize_with)]`: a text that is nothing if it is empty.
pub fn serialize_optional_text<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
	if bytes.is_empty() {
		serializer.serialize_none()
	} else {
		serialize_text(bytes, serializer)
	}
}

/// For `#[serde(deserialize_with)]`: the same.
pub fn deserialize_optional_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
	Ok(Option::<String>::deserialize(deserializer)?.map(String::into_bytes).unwrap_or_default())
}

/// Why something was changed: the vocabulary of RFC 5280, section 5.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Deserialize, Serialize, ValueEnum)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[value(rename_all = "camelCase")]
pub enum Reason {
	/// No reason is given.
	Unspecified,
	/// A key of the subject is in other hands.
	KeyCompromise,
	/// The issuer itself was compromised.
	IssuerCompromise,
	/// The subject is no longer what the certificate says of it: it left, moved, or changed its name.
	AffiliationChanged,
	/// Another certificate took its place.
	Superseded,
	/// What the certificate was for has ended.
	CessationOfOperation,
	/// Something has to be looked into first.
	CertificateHold,
	/// What the certificate granted was taken back.
	PrivilegeWithdrawn,
}

/// What can be said of something that is certified, time aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Deserialize, Serialize, ValueEnum)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[value(rename_all = "camelCase")]
pub enum State {
	/// In force.
	Active,
	/// Not in force before the subject accepts it.
	Pending,
	/// Out of force until it is reinstated.
	Suspended,
	/// Taken back, for good.
	Revoked,
	/// Another took its place, for good.
	Superseded,
	/// The subject did not accept it, for good.
	Declined,
	/// The subject gave it up, for good.
	Surrendered,
}

/// Who may become an issuer of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Serialize, ValueEnum)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[value(rename_all = "camelCase")]
pub enum Membership {
	/// Whom the operator accredits, and whom these accredit.
	Closed,
	/// Besides, anyone who joins.
	Open,
}

/// What a bit of a status list says if it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Deserialize, Serialize, ValueEnum)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[value(rename_all = "camelCase")]
pub enum StatusPurpose {
	/// Taken back, for good.
	Revocation,
	/// Out of force as long as the bit is set.
	Suspension,
}

/// The name of a choice, as it is typed and printed.
pub fn name_of(choice: impl ValueEnum) -> String {
	choice.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// One change of a state.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, Deserialize, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Change {
	#[serde(serialize_with = "moment::serialize")]
	pub at: Moment,
	pub state: State,
	pub reason: Reason,
	/// How far from the root of the tree of accreditations: 0 is the operator of the network, 255 the subject.
	pub level: u8,
}

/// Under which schemas an accreditation can be used.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
pub enum Scope {
	All,
	Schemas(Vec<H256>),
}

/// What an accreditation allows.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType, EncodeAsType, Serialize)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
pub struct Terms {
	pub scope: Scope,
	#[serde(serialize_with = "moment::serialize_option")]
	pub valid_until: Option<Moment>,
	pub quota: Option<u32>,
	pub depth: u8,
}

/// What holds for every certificate of a schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, DecodeAsType, EncodeAsType, Serialize, clap::Args)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[serde(rename_all = "camelCase")]
#[command(next_help_heading = "Rules")]
pub struct SchemaRules {
	/// What is certified is written on chain, for everyone to read.
	#[arg(long)]
	pub public_record: bool,
	/// A certificate has to say when it ends.
	#[arg(long)]
	pub expires: bool,
	/// A certificate can be suspended.
	#[arg(long)]
	pub suspendable: bool,
	/// A subject has at most one at a time.
	#[arg(long)]
	pub one_per_subject: bool,
	/// A certificate is not in force before its subject accepts it.
	#[arg(long)]
	pub needs_acceptance: bool,
	/// The same person cannot be certified twice under different accounts.
	#[arg(long)]
	pub needs_nullifier: bool,
	/// A certificate stays in force when its issuer is no longer accredited.
	#[arg(long)]
	pub survives_issuer: bool,
	/// The subject can give it up.
	#[arg(long)]
	pub surrenderable: bool,
	/// A certificate can be found by a search key.
	#[arg(long)]
	pub searchable: bool,
	/// The subject has to be an identity of the identity registry that can act.
	#[arg(long)]
	pub subject_is_identity: bool,
}

/// What schemas are about. The chain gives these numbers no meaning; from 32768 on they mean what a network says.
pub const KINDS: [(&str, u16); 24] = [
	("other", 0),
	("birth", 1),
	("death", 2),
	("marriage", 3),
	("divorce", 4),
	("passport", 5),
	("identity-document", 6),
	("residence", 7),
	("business-registration", 8),
	("driving-licence", 9),
	("degree", 16),
	("grade-record", 17),
	("achievement", 18),
	("employment", 32),
	("professional-membership", 33),
	("licence-to-practise", 34),
	("product-approval", 48),
	("service-approval", 49),
	("standard-compliance", 50),
	("origin", 51),
	("kyc", 64),
	("aml", 65),
	("uniqueness", 66),
	("age", 67),
];

/// The name of a kind, if it has one.
pub fn kind_name(kind: u16) -> Option<&'static str> {
	KINDS.iter().find(|(_, code)| *code == kind).map(|(name, _)| *name)
}

/// Read a kind: one of the names, or a number.
pub fn parse_kind(text: &str) -> Result<u16, String> {
	let named = KINDS.iter().find(|(name, _)| *name == text).map(|(_, code)| *code);
	named.or_else(|| text.parse().ok()).ok_or_else(|| {
		let names: Vec<_> = KINDS.iter().map(|(name, _)| *name).collect();
		format!("neither a number nor one of: {}", names.join(", "))
	})
}
