//! What a key signs so that someone else can submit it, or so that it becomes a key: see `primitives/test-vectors`.

use super::blake2_256;
use serde_json::{json, Value};
use subxt::{
	ext::codec::Encode,
	utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;

/// Begins every envelope of this chain.
const DOMAIN: &str = "civitas/v1";

/// Be the first key of an identity that someone else pays for.
pub const REGISTER: &str = "identity/register";
/// Make a call as the identity.
pub const ACT_AS: &str = "identity/act_as";
/// Become a key of the identity.
pub const ADD_KEY: &str = "identity/add_key";
/// Be linked to the identity.
pub const LINK_ACCOUNT: &str = "identity/link_account";
/// Say that something has happened off chain.
pub const RECEIPT: &str = "reputation/receipt";
/// Let a register give a credit file to a lender.
pub const CONSENT: &str = "credit/consent";

/// What is signed, but for the chain and the time for which it is signed.
pub struct Envelope<'a> {
	/// What it is signed for.
	pub action: &'static str,
	pub identity: AccountId32,
	/// By which it is good once: see [`super::number`].
	pub nonce: u64,
	/// Who alone may submit it.
	pub submitter: Option<AccountId32>,
	/// The parameters of the action, encoded.
	pub payload: &'a [u8],
}

impl Envelope<'_> {
	/// The hash that is signed. `genesis` is that of the first block of the chain; in the block `deadline` the signature is good
	/// for the last time.
	pub fn hash(&self, genesis: &H256, deadline: u32) -> [u8; 32] {
		let Self { action, identity, nonce, submitter, payload } = self;
		let submitter = submitter.map(|account| account.0);
		let fields = (DOMAIN, genesis.0, action, identity.0, nonce, deadline, submitter).encode();
		blake2_256(&[&fields, *payload].concat())
	}

	/// The signature, as calls have it.
	pub fn signature(&self, key: &Keypair, genesis: &H256, deadline: u32) -> Value {
		let signature = key.sign(&self.hash(genesis, deadline)).0;
		json!({ "sr25519": format!("0x{}", hex::encode(signature)) })
	}

	/// Sign it: the proof as calls have it.
	pub fn sign(&self, key: &Keypair, genesis: &H256, deadline: u32) -> Value {
		let signature = self.signature(key, genesis, deadline);
		json!({ "deadline": deadline, "submitter": self.submitter, "signature": signature })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::{credit::consent, identity as chain, reputation, ActionTag};

	const ACTIONS: [(&str, ActionTag); 6] = [
		(REGISTER, chain::action::REGISTER),
		(ACT_AS, chain::action::ACT_AS),
		(ADD_KEY, chain::action::ADD_KEY),
		(LINK_ACCOUNT, chain::action::LINK_ACCOUNT),
		(RECEIPT, reputation::RECEIPT),
		(CONSENT, consent::CONSENT),
	];

	fn field<'a>(vector: &'a Value, name: &str) -> &'a str {
		vector[name].as_str().unwrap_or_else(|| panic!("{name} of {vector} is a text"))
	}

	fn bytes(vector: &Value, name: &str) -> Vec<u8> {
		hex::decode(&field(vector, name)[2..]).expect("it is hexadecimal")
	}

	#[test]
	fn hashes_are_those_of_the_test_vectors() {
		let vectors = include_str!("../../../primitives/test-vectors/envelope.json");
		let vectors: Value = serde_json::from_str(vectors).expect("the vectors are JSON");
		let envelopes = vectors["envelopes"].as_array().expect("it is a list");
		let mut known = 0;
		for vector in envelopes {
			let Some(&(action, _)) = ACTIONS.iter().find(|(action, _)| *action == field(vector, "action")) else {
				continue;
			};
			known += 1;
			let account = |text: &str| text.parse::<AccountId32>().expect("it is an address");
			let payload = bytes(vector, "payload");
			let envelope = Envelope {
				action,
				identity: account(field(vector, "identity")),
				nonce: field(vector, "nonce").parse().expect("it is a number"),
				submitter: vector["submitter"].as_str().map(account),
				payload: &payload,
			};
			let genesis = H256(bytes(vector, "genesis").try_into().expect("it has 32 bytes"));
			let deadline = vector["deadline"].as_u64().and_then(|block| block.try_into().ok()).expect("it is a number");
			assert_eq!(envelope.hash(&genesis, deadline).to_vec(), bytes(vector, "hash"), "{vector}");
		}
		assert!(known > 0, "the vectors are of actions that the client does not know");
	}

	#[test]
	fn the_chain_takes_the_signature() {
		let key = subxt_signer::sr25519::dev::alice();
		for (action, tag) in ACTIONS {
			assert_eq!(action, tag.as_str());
			let envelope = Envelope {
				action,
				identity: AccountId32([2; 32]),
				nonce: 3,
				submitter: Some(AccountId32([5; 32])),
				payload: b"payload",
			};
			let genesis = H256::repeat_byte(1);
			let proof = envelope.sign(&key, &genesis, 4);
			assert_eq!((&proof["deadline"], &proof["submitter"]), (&json!(4), &json!(envelope.submitter)));
			let signature = bytes(&proof["signature"], "sr25519").try_into().expect("it has 64 bytes");
			let public = chain::PublicKey::Sr25519(key.public_key().0);
			let verify = |hash: &[u8; 32]| chain::verify(&public, hash, &chain::KeySignature::Sr25519(signature));
			assert!(verify(&envelope.hash(&genesis, 4)).is_ok());
			assert!(verify(&envelope.hash(&genesis, 5)).is_err());
			assert!(verify(&envelope.hash(&H256::zero(), 4)).is_err());
			assert!(verify(&Envelope { nonce: 4, ..envelope }.hash(&genesis, 4)).is_err());
		}
	}
}
