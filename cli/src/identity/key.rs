//! Public keys as texts.

use super::types::PublicKey;
use subxt::utils::AccountId32;

/// The key that a Multikey (`z…`) or an Ethereum address (`0x…`) stands for.
pub fn parse(text: &str) -> Result<PublicKey, String> {
	fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
		bytes.try_into().map_err(|_| "the key has more or fewer bytes than one of its type".to_owned())
	}
	if let Some(digits) = text.strip_prefix("0x") {
		let address = hex::decode(digits).map_err(|error| format!("not an Ethereum address: {error}"))?;
		return Ok(PublicKey::Ethereum(exact(&address)?));
	}
	let digits = text.strip_prefix('z').ok_or("not a Multikey (z…), nor an Ethereum address (0x…)")?;
	let bytes = bs58::decode(digits).into_vec().map_err(|error| format!("not a Multikey: {error}"))?;
	// The codes of <https://github.com/multiformats/multicodec/blob/master/table.csv>, as varints.
	match bytes.split_at_checked(2) {
		Some(([0xef, 0x01], key)) => Ok(PublicKey::Sr25519(exact(key)?)),
		Some(([0xed, 0x01], key)) => Ok(PublicKey::Ed25519(exact(key)?)),
		Some(([0xe7, 0x01], key)) => Ok(PublicKey::Secp256k1(exact(key)?)),
		Some(([0x80, 0x24], key)) => Ok(PublicKey::P256(exact(key)?)),
		Some(([0xec, 0x01], key)) => Ok(PublicKey::X25519(exact(key)?)),
		_ => Err("not a whole Multikey, or one of a type that identities do not have".to_owned()),
	}
}

/// The same, or the address of an account, which then is that of an sr25519 key, as the keys of this client are.
pub fn parse_or_account(text: &str) -> Result<PublicKey, String> {
	match text.parse::<AccountId32>() {
		Ok(account) => Ok(PublicKey::Sr25519(account.0)),
		Err(_) => parse(text),
	}
}

impl PublicKey {
	/// The encoding of the chain: the number of the type, and the bytes.
	pub fn scale(&self) -> Vec<u8> {
		let (number, bytes): (u8, &[u8]) = match self {
			Self::Sr25519(key) => (0, key),
			Self::Ed25519(key) => (1, key),
			Self::Secp256k1(key) => (2, key),
			Self::Ethereum(address) => (3, address),
			Self::P256(key) => (4, key),
			Self::X25519(key) => (5, key),
		};
		[&[number], bytes].concat()
	}

	/// The text by which documents name it: [`parse`] reads it back.
	pub fn text(&self) -> String {
		let multikey =
			|code: [u8; 2], key: &[u8]| format!("z{}", bs58::encode([&code[..], key].concat()).into_string());
		match self {
			Self::Sr25519(key) => multikey([0xef, 0x01], key),
			Self::Ed25519(key) => multikey([0xed, 0x01], key),
			Self::Secp256k1(key) => multikey([0xe7, 0x01], key),
			Self::Ethereum(address) => format!("0x{}", hex::encode(address)),
			Self::P256(key) => multikey([0x80, 0x24], key),
			Self::X25519(key) => multikey([0xec, 0x01], key),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::identity as chain;
	use codec::Encode;

	#[test]
	fn keys_are_written_as_the_chain_writes_them() {
		for (client, chain) in [
			(PublicKey::Sr25519([1; 32]), chain::PublicKey::Sr25519([1; 32])),
			(PublicKey::Ed25519([0; 32]), chain::PublicKey::Ed25519([0; 32])),
			(PublicKey::Secp256k1([2; 33]), chain::PublicKey::Secp256k1([2; 33])),
			(PublicKey::Ethereum([0xab; 20]), chain::PublicKey::Ethereum([0xab; 20])),
			(PublicKey::P256([3; 33]), chain::PublicKey::P256([3; 33])),
			(PublicKey::X25519([0xff; 32]), chain::PublicKey::X25519([0xff; 32])),
		] {
			assert_eq!(client.scale(), chain.encode());
			assert_eq!(client.text(), chain.fragment());
			assert_eq!(parse(&client.text()), Ok(client));
			assert_eq!(parse_or_account(&client.text()), Ok(client));
		}
	}

	#[test]
	fn an_account_is_an_sr25519_key() {
		let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
		let key = parse_or_account(alice).expect("it is an address");
		assert_eq!(AccountId32(key.scale()[1..].try_into().expect("it has 32 bytes")).to_string(), alice);
		assert!(parse(alice).is_err());
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
