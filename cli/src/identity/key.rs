//! Public keys as texts, as the metadata's JSON has them too: here they are read to compute with them.

use super::account;
use metadata_json::{key_from_text, key_to_text};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::{self, Keypair, Signature};

/// The types of keys by their numbers on chain, each with the bytes of a key.
const TYPES: [(&str, usize); 6] =
	[(SR25519, 32), (ED25519, 32), ("secp256k1", 33), ("ethereum", 20), ("p256", 33), (X25519, 32)];

/// What the keys of this client are.
const SR25519: &str = "sr25519";

/// Keys whose accounts look like those of sr25519 keys.
const ED25519: &str = "ed25519";

/// Keys that are for secret messages.
const X25519: &str = "x25519";

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
	kind: &'static str,
	bytes: Vec<u8>,
}

/// The key that a Multikey (`z…`) or an Ethereum address (`0x…`) stands for.
pub fn parse(text: &str) -> Result<PublicKey, String> {
	let (kind, bytes) = key_from_text(text).map_err(|error| error.problem)?;
	match TYPES.contains(&(kind, bytes.len())) {
		true => Ok(PublicKey { kind, bytes }),
		false => Err(format!("not a whole key of the type {kind}: it has {} bytes", bytes.len())),
	}
}

/// The same, or the address of an account, which then is that of an sr25519 key, as the keys of this client are.
pub fn parse_or_account(text: &str) -> Result<PublicKey, String> {
	if text.starts_with(['z', '0']) {
		return parse(text);
	}
	account(text).map(|account| PublicKey { kind: SR25519, bytes: account.0.to_vec() })
}

impl PublicKey {
	/// The public key of a pair of this client.
	pub fn of(keypair: &Keypair) -> Self {
		Self { kind: SR25519, bytes: keypair.public_key().0.to_vec() }
	}

	/// The keys that an account can be that of.
	pub fn of_account(account: &AccountId32) -> [Self; 2] {
		[SR25519, ED25519].map(|kind| Self { kind, bytes: account.0.to_vec() })
	}

	/// The key by which others agree on secrets, of its bytes.
	pub fn for_agreement(bytes: [u8; 32]) -> Self {
		Self { kind: X25519, bytes: bytes.to_vec() }
	}

	/// The bytes of such a key.
	pub fn agreement(&self) -> Option<[u8; 32]> {
		self.bytes.as_slice().try_into().ok().filter(|_| self.is_for_agreement())
	}

	/// Whether a signature of 64 bytes is one by it over the hash of an envelope, as it is or as browser wallets sign it. `None` if it
	/// is of another type than those of this client.
	pub fn has_signed(&self, hash: &[u8; 32], signature: [u8; 64]) -> Option<bool> {
		let key: [u8; 32] = self.bytes.as_slice().try_into().ok().filter(|_| self.kind == SR25519)?;
		let wrapped = [&b"<Bytes>"[..], hash, b"</Bytes>"].concat();
		let verify = |message: &[u8]| sr25519::verify(&Signature(signature), message, &sr25519::PublicKey(key));
		// Anyone can sign for the key of zeros.
		Some(key != [0; 32] && (verify(hash) || verify(&wrapped)))
	}

	/// Whether it is for secret messages, and so cannot sign.
	pub fn is_for_agreement(&self) -> bool {
		self.kind == X25519
	}

	/// The encoding of the chain: the number of the type, and the bytes.
	pub fn scale(&self) -> Vec<u8> {
		let types = (0u8..).zip(TYPES);
		types.filter(|(_, (kind, _))| *kind == self.kind).map(|(number, _)| number).chain(self.bytes.clone()).collect()
	}

	/// The text by which documents name it: [`parse`] reads it back.
	pub fn text(&self) -> String {
		// Every type has one.
		key_to_text(self.kind, &self.bytes).unwrap_or_default()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::identity as chain;
	use codec::Encode;
	use subxt_signer::sr25519::dev;

	#[test]
	fn keys_are_written_as_the_chain_writes_them() {
		for key in [
			chain::PublicKey::Sr25519([1; 32]),
			chain::PublicKey::Ed25519([0; 32]),
			chain::PublicKey::Secp256k1([2; 33]),
			chain::PublicKey::Ethereum([0xab; 20]),
			chain::PublicKey::P256([3; 33]),
			chain::PublicKey::X25519([0xff; 32]),
		] {
			let client = parse(&key.fragment()).expect("it is a key");
			assert_eq!(client.scale(), key.encode());
			assert_eq!(client.text(), key.fragment());
			assert_eq!(parse_or_account(&client.text()).as_ref(), Ok(&client));
			assert_eq!(client.is_for_agreement(), key == chain::PublicKey::X25519([0xff; 32]));
		}
		let alice = dev::alice();
		assert_eq!(PublicKey::of(&alice).scale(), chain::PublicKey::Sr25519(alice.public_key().0).encode());
	}

	#[test]
	fn an_account_is_an_sr25519_key() {
		let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		assert_eq!(parse_or_account(alice), Ok(PublicKey::of(&dev::alice())));
		let keys = PublicKey::of_account(&AccountId32(dev::alice().public_key().0));
		assert_eq!(keys.map(|key| key.scale()[0]), [0, 1]);
		assert!(parse(alice).is_err());
		// The same account, as Polkadot writes it.
		assert!(parse_or_account("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5").is_err());
	}

	#[test]
	fn nonsense_is_not_a_key() {
		for text in [
			"",
			"z",
			"z0",
			"6Mk",
			"0x",
			"0x11",
			"0xgg",
			"z6Mk",
			"did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
		] {
			assert!(parse_or_account(text).is_err(), "{text}");
		}
	}
}
