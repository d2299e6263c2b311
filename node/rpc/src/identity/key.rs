//! Keys as parameters: in the form that documents have them in, so that what was found in one can be asked about, or in that
//! of the chain.

use crate::error::invalid_params;
use civitas_primitives::identity::PublicKey;
use jsonrpsee::core::RpcResult;
use serde::{
	de::{value::MapAccessDeserializer, Error, MapAccess, Visitor},
	Deserialize, Deserializer, Serialize,
};
use std::fmt::{Formatter, Result as FmtResult};

/// The longest text that is looked at. A Multikey of 35 bytes has 49 characters.
const MAX_TEXT: usize = 128;

/// A key: a text, which is a Multikey (`"z6Mk…"`) or an Ethereum address (`"0x…"`, 40 digits), or an object of one member,
/// its type and its bytes (`{"ed25519": "0x…"}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum KeyParam {
	/// As documents have it. It is not looked at before it is needed, so that what is wrong with it can be said.
	Text(String),
	/// As the chain has it.
	Key(PublicKey),
}

/// Why a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyTextError {
	/// It is neither marked as base58btc nor as hexadecimal.
	Base,
	/// After the mark comes what does not belong there.
	Digits,
	/// It is a Multikey of a type that identities do not have, or what is left of one: without its end it is another number.
	Codec,
	/// The key is too short or too long for its type.
	Length,
}

impl KeyTextError {
	/// For people.
	fn explain(self) -> &'static str {
		match self {
			Self::Base => "a key is a Multikey, which begins with z, or an Ethereum address, which begins with 0x",
			Self::Digits => "the Multikey is not base58, or the address not hexadecimal",
			Self::Codec => "it is not a whole Multikey of the type sr25519, ed25519, secp256k1, p256 or x25519",
			Self::Length => "it has more or fewer bytes than a key of its type",
		}
	}
}

impl KeyParam {
	/// The key, or an error that names the parameter.
	pub fn public(&self, parameter: &str) -> RpcResult<PublicKey> {
		match self {
			Self::Text(text) => parse_key(text).map_err(|error| invalid_params(parameter, error.explain())),
			Self::Key(key) => Ok(*key),
		}
	}
}

impl From<PublicKey> for KeyParam {
	fn from(key: PublicKey) -> Self {
		Self::Key(key)
	}
}

/// Not `untagged`: its only error would be that nothing matches.
impl<'de> Deserialize<'de> for KeyParam {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		struct KeyVisitor;

		impl<'de> Visitor<'de> for KeyVisitor {
			type Value = KeyParam;

			fn expecting(&self, formatter: &mut Formatter) -> FmtResult {
				formatter.write_str("a key as a Multikey or as an object of its type and bytes")
			}

			fn visit_str<E: Error>(self, text: &str) -> Result<KeyParam, E> {
				Ok(KeyParam::Text(text.to_owned()))
			}

			fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<KeyParam, A::Error> {
				PublicKey::deserialize(MapAccessDeserializer::new(map)).map(KeyParam::Key)
			}
		}

		deserializer.deserialize_any(KeyVisitor)
	}
}

/// The key that a Multikey or an Ethereum address stands for: the reverse of [`PublicKey::fragment`], but that the address may
/// have capital letters, as it has where they make a checksum.
///
/// Whether the bytes are a point of the curve is not asked: if they are not, no identity has this key.
pub fn parse_key(text: &str) -> Result<PublicKey, KeyTextError> {
	// Decoding base58 takes a time that grows with the square of the length.
	if text.len() > MAX_TEXT {
		return Err(KeyTextError::Length);
	}
	if let Some(digits) = text.strip_prefix("0x") {
		let address = hex::decode(digits).map_err(|_| KeyTextError::Digits)?;
		return Ok(PublicKey::Ethereum(exact(&address)?));
	}
	let digits = text.strip_prefix('z').ok_or(KeyTextError::Base)?;
	let bytes = bs58::decode(digits).into_vec().map_err(|_| KeyTextError::Digits)?;
	// The codes, each a varint of two bytes, are those that `PublicKey::multikey` writes.
	match bytes.split_at_checked(2).ok_or(KeyTextError::Codec)? {
		([0xef, 0x01], key) => Ok(PublicKey::Sr25519(exact(key)?)),
		([0xed, 0x01], key) => Ok(PublicKey::Ed25519(exact(key)?)),
		([0xe7, 0x01], key) => Ok(PublicKey::Secp256k1(exact(key)?)),
		([0x80, 0x24], key) => Ok(PublicKey::P256(exact(key)?)),
		([0xec, 0x01], key) => Ok(PublicKey::X25519(exact(key)?)),
		_ => Err(KeyTextError::Codec),
	}
}

fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], KeyTextError> {
	bytes.try_into().map_err(|_| KeyTextError::Length)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::{json, Value};

	const KEYS: [PublicKey; 6] = [
		PublicKey::Sr25519([1; 32]),
		PublicKey::Ed25519([0; 32]),
		PublicKey::Secp256k1([2; 33]),
		PublicKey::Ethereum([0xab; 20]),
		PublicKey::P256([3; 33]),
		PublicKey::X25519([0xff; 32]),
	];

	#[test]
	fn what_documents_call_a_key_is_read_back() {
		for key in KEYS {
			assert_eq!(parse_key(&key.fragment()), Ok(key));
			for form in [json!(key), json!(key.fragment())] {
				let param: KeyParam = serde_json::from_value(form.clone()).unwrap();
				assert_eq!(param.public("key").unwrap(), key);
				assert_eq!(serde_json::to_value(param).unwrap(), form);
			}
		}
		assert_eq!(parse_key(&KEYS[3].fragment().to_uppercase().replace("0X", "0x")), Ok(KEYS[3]));
		// The keys of other implementations: an example of did:key, and the vectors of this repository.
		let example = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
		assert!(matches!(parse_key(example), Ok(PublicKey::Ed25519(_))));
		let vectors = include_str!("../../../../primitives/test-vectors/identity.json");
		let vectors: Value = serde_json::from_str(vectors).unwrap();
		let keys = vectors["keys"].as_array().unwrap();
		assert!(!keys.is_empty());
		for vector in keys {
			if let Some(text) = vector["multikey"].as_str() {
				assert_eq!(json!(parse_key(text).unwrap()), vector["publicKey"]);
			}
		}
	}

	#[test]
	fn what_is_wrong_with_a_text_is_said() {
		let coded = |bytes: &[u8]| format!("z{}", bs58::encode(bytes).into_string());
		for (text, error) in [
			(String::new(), KeyTextError::Base),
			("6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".into(), KeyTextError::Base),
			("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".into(), KeyTextError::Base),
			// base64url, which is another multibase.
			("u7QGCLH0".into(), KeyTextError::Base),
			("z0OIl".into(), KeyTextError::Digits),
			("0xg".into(), KeyTextError::Digits),
			("0xabc".into(), KeyTextError::Digits),
			("z".into(), KeyTextError::Codec),
			// P-384, which identities do not have.
			(coded(&[&[0x81, 0x24][..], &[2; 49]].concat()), KeyTextError::Codec),
			(coded(&[&[0xed, 0x01][..], &[1; 31]].concat()), KeyTextError::Length),
			(coded(&[&[0xed, 0x01][..], &[1; 33]].concat()), KeyTextError::Length),
			("0xabab".into(), KeyTextError::Length),
			(format!("z{}", "1".repeat(1_000_000)), KeyTextError::Length),
		] {
			assert_eq!(parse_key(&text), Err(error), "{text:.80}");
		}
	}

	#[test]
	fn nothing_else_is_a_key() {
		for form in [json!(null), json!(7), json!([]), json!({}), json!({ "ed25519": "0x11" }), json!({ "z": "0x" })] {
			assert!(serde_json::from_value::<KeyParam>(form.clone()).is_err(), "{form}");
		}
	}
}
