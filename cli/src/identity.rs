//! Identities: ids, DIDs, keys, and what keys sign. Held by the tests against the chain's own types and test vectors.

pub mod envelope;
pub mod key;
pub mod number;

use key::PublicKey;
use std::fmt::Display;
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	ext::codec::Encode,
	utils::{AccountId32, H256},
};

/// The name of the DID method, and what comes before it.
const SCHEME: &str = "did:civitas:";

/// What makes the hash of an identity's first key an id and nothing else.
const ID_DOMAIN: &str = "civitas/identity";

/// The id of the identity whose first key this is; `salt` tells those of one key apart.
pub fn identity_id(first: &PublicKey, salt: &[u8; 32]) -> AccountId32 {
	AccountId32(blake2_256(&[&ID_DOMAIN.encode()[..], &first.scale(), salt].concat()))
}

/// The DID of an identity, which is given by its address.
pub fn to_did(identity: impl Display) -> String {
	format!("{SCHEME}{identity}")
}

/// An account, as its SS58 address in the form of this chain, which DIDs are made of.
pub fn account(input: &str) -> Result<AccountId32, String> {
	let account: AccountId32 = input.parse().map_err(|error| format!("not an SS58 address: {error}"))?;
	match account.to_string() {
		address if address == input => Ok(account),
		address => Err(format!("an address in the form of another network; here it would be {address}")),
	}
}

/// An identity, as its DID.
pub fn identity(input: &str) -> Result<AccountId32, String> {
	let address = input.strip_prefix(SCHEME).ok_or_else(|| format!("not a DID ({SCHEME}…)"))?;
	account(address).map_err(|problem| format!("not the DID of an identity: {problem}"))
}

/// How the chain names things by their content, which is encoded: BLAKE2b-256 over a tag that says what it is of, and that.
pub fn content_id(tag: &str, content: &[u8]) -> H256 {
	H256(blake2_256(&[&tag.encode()[..], content].concat()))
}

/// BLAKE2b-256, which the chain hashes by.
pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
	BlakeTwo256.hash(bytes).0
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::identity as chain;
	use serde_json::Value;

	/// The test vectors for clients in any language.
	pub fn vectors() -> Value {
		let vectors = include_str!("../../primitives/test-vectors/identity.json");
		serde_json::from_str(vectors).expect("the vectors are JSON")
	}

	#[test]
	fn ids_are_those_of_the_test_vectors() {
		let vectors = vectors();
		let identities = vectors["identities"].as_array().expect("it is a list");
		assert!(!identities.is_empty());
		for vector in identities {
			let first: chain::PublicKey = serde_json::from_value(vector["firstKey"].clone()).expect("it is a key");
			let first = key::parse(&first.fragment()).expect("it is a key");
			let salt =
				crate::arguments::hash(vector["salt"].as_str().expect("it is a text")).expect("it is 32 bytes").0;
			let id = identity_id(&first, &salt);
			let did = vector["did"].as_str().expect("it is a text");
			assert_eq!(to_did(id), did);
			assert_eq!(identity(did), Ok(id));
			assert_eq!(account(&id.to_string()), Ok(id));
		}
	}

	#[test]
	fn what_is_no_did_is_no_identity() {
		let vectors = vectors();
		let invalid = vectors["invalidDids"].as_array().expect("it is a list");
		assert!(!invalid.is_empty());
		for vector in invalid {
			let text = vector["text"].as_str().expect("it is a text");
			assert!(identity(text).is_err(), "{text}");
		}
		assert!(identity("alice").is_err());
	}
}
