//! What is certified, as it is presented beside the commitment that is on chain.

use civitas_credentials::{are_fields, Document, Own};
use civitas_primitives::certification::{info::CertificateInfo, merkle, Field, MerkleProof};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::{crypto::AccountId32, H256};
use sp_io::hashing::sha2_256;
use std::collections::BTreeSet;

/// What is certified.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Claims {
	/// Nothing but the commitment.
	Commitment(H256),
	/// A JSON document: the commitment is the SHA-256 of its canonical form (RFC 8785).
	Document(Document),
	/// A text: the commitment is its SHA-256.
	Text(String),
	/// Some of the fields of a document: the commitment is the root of the tree of all of them.
	Disclosed(Disclosure),
}

/// Some of the fields of a document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disclosure {
	/// How many fields the document has.
	pub count: u32,
	/// Those that are shown.
	pub fields: Vec<DisclosedField>,
}

/// A field, and that it is one of the document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisclosedField {
	/// Its place in the tree, from 0 on.
	pub index: u32,
	/// Its random bytes.
	pub salt: H256,
	/// Its name: a JSON pointer (RFC 6901) into the document.
	pub name: String,
	/// Its value.
	pub value: Document,
	/// The nodes beside the way from it up to the root.
	pub proof: Vec<H256>,
}

impl DisclosedField {
	/// What it is in the tree of a document with `count` fields.
	pub fn leaf(&self, count: u32) -> Vec<u8> {
		let (name, value) = (self.name.clone().into_bytes(), self.value.canonical().as_bytes().to_vec());
		Field { count, salt: self.salt, name, value }.leaf()
	}

	/// Whether it is in the tree of this root over `count` fields.
	fn is_included(&self, root: H256, count: u32) -> bool {
		merkle::includes(root, count, self.index, &self.leaf(count), &MerkleProof(self.proof.clone()))
	}
}

impl Claims {
	/// What is known of a certificate's claims from the chain alone: its record, if it is public, and otherwise the
	/// commitment.
	pub fn of(certificate: &CertificateInfo<AccountId32>) -> Self {
		let record = &certificate.record;
		if record.is_empty() {
			return Self::Commitment(certificate.claims);
		}
		match Document::from_canonical(record) {
			Some(document) => Self::Document(document),
			None => Self::Text(record.clone()),
		}
	}

	/// What is said of by whom and for when it is: in a document, a text that is one, or as much of one as its fields show.
	pub fn own(&self) -> Own {
		match self {
			Self::Commitment(_) => Own::default(),
			Self::Document(document) => Own::of(document),
			Self::Text(text) => Own::of_text(text),
			Self::Disclosed(disclosure) => Own::of_fields(disclosure.named()),
		}
	}

	/// Whether `commitment` is the one to these.
	pub fn match_commitment(&self, commitment: H256) -> bool {
		match self {
			Self::Commitment(hash) => *hash == commitment,
			Self::Document(document) => H256(document.hash()) == commitment,
			Self::Text(text) => H256(sha2_256(text.as_bytes())) == commitment,
			Self::Disclosed(disclosure) => disclosure.match_root(commitment),
		}
	}
}

impl Disclosure {
	/// The names and the values that are shown.
	fn named(&self) -> impl Iterator<Item = (&str, &Value)> {
		self.fields.iter().map(|field| (field.name.as_str(), field.value.value()))
	}

	/// Whether all fields are in the tree, none of them twice, neither by its place nor by its name, and none within another: of
	/// two values of one field a reader could see the other.
	fn match_root(&self, root: H256) -> bool {
		let places: BTreeSet<_> = self.fields.iter().map(|field| field.index).collect();
		let distinct = places.len() == self.fields.len() && are_fields(self.named());
		let is_included = |field: &DisclosedField| field.is_included(root, self.count);
		!self.fields.is_empty() && distinct && self.fields.iter().all(is_included)
	}
}
