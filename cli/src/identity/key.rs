//! Public keys as texts, as the metadata's JSON has them too: here they are read to compute with them.

use super::account;
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

/// What the encoding of each type of key begins with: its number on chain; its code in
/// <https://github.com/multiformats/multicodec/blob/master/table.csv>, as a varint; and the bytes of a key.
const TYPES: [(u8, [u8; 2], usize); 5] =
	[(0, [0xef, 0x01], 32), (1, [0xed, 0x01], 32), (2, [0xe7, 0x01], 33), (4, [0x80, 0x24], 33), (5, [0xec, 0x01], 32)];

/// The number of sr25519 keys, as those of this client are.
const SR25519: u8 = 0;

/// The number of ed25519 keys. Their accounts look like those of sr25519 keys.
const ED25519: u8 = 1;

/// The number of keys of which there is only an address, and the bytes of one.
const ETHEREUM: (u8, usize) = (3, 20);

/// The number of keys that are for secret messages.
const X25519: u8 = 5;

/// A public key: its encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
	number: u8,
	bytes: Vec<u8>,
}

/// The key that a Multikey (`z…`) or an Ethereum address (`0x…`) stands for.
pub fn parse(text: &str) -> Result<PublicKey, String> {
	if let Some(digits) = text.strip_prefix("0x") {
		let bytes = hex::decode(digits).map_err(|error| format!("not an Ethereum address: {error}"))?;
		let (number, length) = ETHEREUM;
		return if bytes.len() == length {
			Ok(PublicKey { number, bytes })
		} else {
			Err(format!("not an Ethereum address: it has {} bytes, not {length}", bytes.len()))
		};
	}
	let digits = text.strip_prefix('z').ok_or("not a Multikey (z…), nor an Ethereum address (0x…)")?;
	let bytes = bs58::decode(digits).into_vec().map_err(|error| format!("not a Multikey: {error}"))?;
	let known = TYPES.iter().find_map(|(number, code, length)| {
		let key = bytes.strip_prefix(code)?;
		(key.len() == *length).then(|| PublicKey { number: *number, bytes: key.to_vec() })
	});
	known.ok_or_else(|| "not a whole Multikey, or one of a type that identities do not have".to_owned())
}

/// The same, or the address of an account, which then is that of an sr25519 key, as the keys of this client are.
pub fn parse_or_account(text: &str) -> Result<PublicKey, String> {
	if text.starts_with(['z', '0']) {
		return parse(text);
	}
	account(text).map(|account| PublicKey { number: SR25519, bytes: account.0.to_vec() })
}

impl PublicKey {
	/// The public key of a pair of this client.
	pub fn of(keypair: &Keypair) -> Self {
		Self { number: SR25519, bytes: keypair.public_key().0.to_vec() }
	}

	/// The keys that an account can be that of.
	pub fn of_account(account: &AccountId32) -> [Self; 2] {
		[SR25519, ED25519].map(|number| Self { number, bytes: account.0.to_vec() })
	}

	/// Whether it is for secret messages, and so cannot sign.
	pub fn is_for_agreement(&self) -> bool {
		self.number == X25519
	}

	/// The encoding of the chain: the number of the type, and the bytes.
	pub fn scale(&self) -> Vec<u8> {
		[&[self.number], &self.bytes[..]].concat()
	}

	/// The text by which documents name it: [`parse`] reads it back.
	pub fn text(&self) -> String {
		match TYPES.iter().find(|(number, ..)| *number == self.number) {
			Some((_, code, _)) => format!("z{}", bs58::encode([code, &self.bytes[..]].concat()).into_string()),
			None => format!("0x{}", hex::encode(&self.bytes)),
		}
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
