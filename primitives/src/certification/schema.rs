//! What kinds of certificate there are.

use super::{Name, NetworkId, SchemaId, Uri};
use crate::{ContentHash, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;

/// What a schema is about, for people and for software that sorts. The list is open: whoever needs another code takes one
/// from [`SchemaKind::PRIVATE_USE`] on. Nothing on chain depends on it.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	TypeInfo,
	Serialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(transparent)]
pub struct SchemaKind(pub u16);

impl SchemaKind {
	/// None of the others.
	pub const OTHER: Self = Self(0);
	/// Someone was born.
	pub const BIRTH: Self = Self(1);
	/// Someone died.
	pub const DEATH: Self = Self(2);
	/// Two people married.
	pub const MARRIAGE: Self = Self(3);
	/// A marriage ended.
	pub const DIVORCE: Self = Self(4);
	/// A passport.
	pub const PASSPORT: Self = Self(5);
	/// Another document of identity.
	pub const IDENTITY_DOCUMENT: Self = Self(6);
	/// Where someone lives.
	pub const RESIDENCE: Self = Self(7);
	/// A body was entered in a register of companies, associations or authorities.
	pub const BUSINESS_REGISTRATION: Self = Self(8);
	/// A permission to drive.
	pub const DRIVING_LICENCE: Self = Self(9);
	/// An academic degree.
	pub const DEGREE: Self = Self(16);
	/// Marks: a transcript of records.
	pub const GRADE_RECORD: Self = Self(17);
	/// A course, a skill, a badge.
	pub const ACHIEVEMENT: Self = Self(18);
	/// Someone is or was employed.
	pub const EMPLOYMENT: Self = Self(32);
	/// Membership in a professional body.
	pub const PROFESSIONAL_MEMBERSHIP: Self = Self(33);
	/// A permission to practise a profession or trade.
	pub const LICENCE_TO_PRACTISE: Self = Self(34);
	/// A regulator's approval of a product.
	pub const PRODUCT_APPROVAL: Self = Self(48);
	/// A regulator's approval of a service.
	pub const SERVICE_APPROVAL: Self = Self(49);
	/// Compliance with a standard.
	pub const STANDARD_COMPLIANCE: Self = Self(50);
	/// Where a product comes from.
	pub const ORIGIN: Self = Self(51);
	/// Someone's particulars were checked: know your customer.
	pub const KYC: Self = Self(64);
	/// Someone was checked for money laundering.
	pub const AML: Self = Self(65);
	/// Someone is one person, and has been counted once.
	pub const UNIQUENESS: Self = Self(66);
	/// Someone is of age.
	pub const AGE: Self = Self(67);
	/// From here on, codes mean what a network says they mean.
	pub const PRIVATE_USE: Self = Self(0x8000);
}

/// What holds for every certificate of a schema. It never changes: a schema with other rules is another schema.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	TypeInfo,
	Serialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub struct SchemaRules {
	/// What is certified is written on chain, for everyone to read. Otherwise there is a commitment to it and nothing else.
	pub public_record: bool,
	/// It can be suspended.
	pub suspendable: bool,
	/// A subject has at most one that is in force, suspended or pending.
	pub one_per_subject: bool,
	/// It is not in force before the subject accepts it.
	pub needs_acceptance: bool,
	/// It needs a nullifier, under which there is at most one that is in force, suspended or pending: the same person
	/// cannot be certified twice under different accounts.
	pub needs_nullifier: bool,
	/// It stays in force when the accreditation by which it was issued ends, is suspended or revoked, or its network closes.
	pub survives_issuer: bool,
	/// The subject can give it up. Not for what a subject would like to be rid of, such as an exclusion from tenders.
	pub surrenderable: bool,
	/// It can be found by a number or the commitment to a name.
	pub searchable: bool,
	/// The subject has to be an identity that can act when it is issued.
	pub subject_is_identity: bool,
}

/// What a schema consists of.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SchemaContent {
	/// What it is about.
	pub kind: SchemaKind,
	/// Its name, of 1 to 64 bytes and without characters that cannot be seen.
	pub name: Name,
	/// The hash of the JSON Schema that claims follow.
	pub document_hash: ContentHash,
	/// Where the JSON Schema can be read: at most 256 bytes, without characters that cannot be seen.
	pub document_uri: Uri,
	/// What holds for its certificates.
	pub rules: SchemaRules,
	/// For how long its certificates are valid at the most, in milliseconds: each has to say when it ends. They need not end
	/// if `None`.
	pub max_validity: Option<Moment>,
	/// The schema of the same network of which it is the next version.
	pub supersedes: Option<SchemaId>,
}

/// The identifier of a schema: all that its certificates depend on.
pub fn schema_id(network: NetworkId, content: &SchemaContent) -> SchemaId {
	crate::content_id("civitas/schema", (network, content))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_identifier_follows_from_the_fields_one_after_another() {
		let content = SchemaContent {
			kind: SchemaKind::DEGREE,
			name: "Degree".try_into().unwrap(),
			document_hash: ContentHash::repeat_byte(1),
			document_uri: "https://example.org".try_into().unwrap(),
			rules: SchemaRules { suspendable: true, ..Default::default() },
			max_validity: Some(9),
			supersedes: Some(SchemaId::zero()),
		};
		let SchemaContent { kind, name, document_hash, document_uri, rules, max_validity, supersedes } =
			content.clone();
		let fields = (3u32, kind, name, document_hash, document_uri, rules, max_validity, supersedes);
		assert_eq!(schema_id(3, &content), crate::content_id("civitas/schema", fields));
		assert_ne!(schema_id(4, &content), schema_id(3, &content));
		// Texts are hashed as the bytes that they were before they were texts.
		let bytes = (content.name.as_bytes().to_vec(), content.document_hash, content.document_uri.as_bytes().to_vec());
		let rest = (content.rules, content.max_validity, content.supersedes);
		assert_eq!(schema_id(3, &content), crate::content_id("civitas/schema", (3u32, content.kind, bytes, rest)));
	}
}
