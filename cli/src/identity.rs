//! Identities: ids, DIDs, keys, and what keys sign. Held by the tests against the chain's own types and test vectors.

pub mod envelope;
pub mod key;
pub mod types;

use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	utils::AccountId32,
};
use types::PublicKey;

/// The name of the DID method, and what comes before it.
const SCHEME: &str = "did:civitas:";

/// What makes the hash of an identity's first key an id and nothing else.
const ID_DOMAIN: &str = "civitas/identity";

/// The id of the identity whose first key this is; `salt` tells those of one key apart.
pub fn identity_id(first: &PublicKey, salt: &[u8; 32]) -> AccountId32 {
	AccountId32(blake2_256(&[&text(ID_DOMAIN)[..], &first.scale(), salt].concat()))
}

/// The DID of an identity.
pub fn to_did(identity: &AccountId32) -> String {
	format!("{SCHEME}{identity}")
}

/// An identity, as its DID or its address.
pub fn identity(input: &str) -> Result<AccountId32, String> {
	let address = input.strip_prefix(SCHEME).unwrap_or(input);
	let identity: AccountId32 =
		address.parse().map_err(|error| format!("neither a DID ({SCHEME}…) nor an SS58 address: {error}"))?;
	// A DID can be compared as a text, so it has one form only; the same address with the prefix of another network is none.
	if address == input || input == to_did(&identity) {
		Ok(identity)
	} else {
		Err(format!("the address is in the form of another network; the DID would be {}", to_did(&identity)))
	}
}

/// A text in the encoding of the chain; none of ours is longer than the 63 bytes whose length takes one byte.
fn text(text: &str) -> Vec<u8> {
	let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
	debug_assert!(length < 64, "the length takes more than one byte");
	[&[length << 2], text.as_bytes()].concat()
}

fn blake2_256(bytes: &[u8]) -> [u8; 32] {
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
			assert_eq!(to_did(&id), did);
			assert_eq!(identity(did), Ok(id));
			assert_eq!(identity(&id.to_string()), Ok(id));
		}
	}

	#[test]
	fn what_is_no_did_is_no_identity() {
		let vectors = vectors();
		let invalid = vectors["invalidDids"].as_array().expect("it is a list");
		assert!(!invalid.is_empty());
		for vector in invalid {
			let text = vector["text"].as_str().expect("it is a text");
			// Where a DID is needed, an address is one for this client.
			if vector["error"] == "notADid" && text.parse::<AccountId32>().is_ok() {
				continue;
			}
			assert!(identity(text).is_err(), "{text}");
		}
		assert!(identity("alice").is_err());
	}
}
