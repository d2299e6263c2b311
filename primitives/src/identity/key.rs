//! Keys of identities.

use super::Relationships;
use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use curve25519_dalek::{edwards::CompressedEdwardsY, ristretto::CompressedRistretto};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::crypto::AccountId32;

/// A public key. As JSON it is an object of one member, `{"ed25519": "0x…"}`.
///
/// Decoding does not look at the bytes; [`PublicKey::validate`] does, and must be called before a key is stored.
#[derive(
	Clone,
	Copy,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub enum PublicKey {
	/// Schnorr signatures over ristretto255, the usual key of wallets for Substrate chains.
	#[codec(index = 0)]
	Sr25519(#[serde(with = "hex_bytes")] [u8; 32]),
	/// Ed25519 (RFC 8032).
	#[codec(index = 1)]
	Ed25519(#[serde(with = "hex_bytes")] [u8; 32]),
	/// ECDSA over secp256k1: the compressed point (SEC 1, section 2.3.3).
	#[codec(index = 2)]
	Secp256k1(#[serde(with = "hex_bytes")] [u8; 33]),
	/// An Ethereum address: the last 20 bytes of the Keccak-256 of the uncompressed secp256k1 point. A wallet does not
	/// tell the point before it has signed something, and a signature is checked by recovering it.
	#[codec(index = 3)]
	Ethereum(#[serde(with = "hex_bytes")] [u8; 20]),
	/// ECDSA over P-256: the compressed point. A passkey, which signs nothing but WebAuthn assertions.
	#[codec(index = 4)]
	P256(#[serde(with = "hex_bytes")] [u8; 33]),
	/// X25519 (RFC 7748). It serves key agreement and cannot sign.
	#[codec(index = 5)]
	X25519(#[serde(with = "hex_bytes")] [u8; 32]),
}

/// Why a key cannot be a key of an identity.
#[derive(
	Clone,
	Copy,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub enum KeyError {
	/// The bytes are not a point of the curve.
	#[codec(index = 0)]
	NotOnCurve,
	/// The bytes are a second way of writing a point. A key has one form, or it could be registered and revoked as two.
	#[codec(index = 1)]
	NotCanonical,
	/// A point of low order, or nobody's address: anyone can sign for it, or nobody.
	#[codec(index = 2)]
	Weak,
}

/// The y-coordinates, in little-endian bytes, of the points of edwards25519 whose order divides 8.
const LOW_ORDER_EDWARDS: [[u8; 32]; 5] = [
	ZERO,
	ONE,
	MINUS_ONE,
	[
		0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
		0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
	],
	[
		0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
		0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
	],
];

/// The u-coordinates, in little-endian bytes, of the points of curve25519 and of its twist whose order divides 8.
const LOW_ORDER_MONTGOMERY: [[u8; 32]; 5] = [
	ZERO,
	ONE,
	MINUS_ONE,
	[
		0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
		0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
	],
	[
		0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44,
		0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
	],
];

const ZERO: [u8; 32] = [0; 32];

const ONE: [u8; 32] = {
	let mut bytes = ZERO;
	bytes[0] = 1;
	bytes
};

/// `p - 1`, where `p` is `2^255 - 19`.
const MINUS_ONE: [u8; 32] = {
	let mut bytes = [0xff; 32];
	bytes[0] = 0xec;
	bytes[31] = 0x7f;
	bytes
};

impl PublicKey {
	/// Whether the bytes are a key at all, and one that only its holder can use.
	pub fn validate(&self) -> Result<(), KeyError> {
		self.ensure_strong()?;
		let on_curve = match self {
			Self::Sr25519(key) => CompressedRistretto(*key).decompress().is_some(),
			Self::Ed25519(key) => CompressedEdwardsY(*key).decompress().is_some(),
			Self::Secp256k1(key) => k256::PublicKey::from_sec1_bytes(key).is_ok(),
			Self::P256(key) => p256::PublicKey::from_sec1_bytes(key).is_ok(),
			// An address is a hash; and X25519 is made so that every number is a point, of the curve or of its twist.
			Self::Ethereum(_) | Self::X25519(_) => true,
		};
		on_curve.then_some(()).ok_or(KeyError::NotOnCurve)
	}

	/// Refuse what [`Self::validate`] refuses without arithmetic: the points for which anyone can make a signature, or
	/// find the agreed key, and second encodings. It is cheap enough to be done again whenever a signature is verified.
	pub(super) fn ensure_strong(&self) -> Result<(), KeyError> {
		let ensure = |condition: bool, error| if condition { Ok(()) } else { Err(error) };
		match self {
			// The group has prime order, so the neutral element is the only weak one; its encoding is all zeros, and a
			// second encoding of a point does not decode.
			Self::Sr25519(key) => ensure(*key != ZERO, KeyError::Weak),
			Self::Ed25519(key) => {
				let mut y = *key;
				// The highest bit is the sign of x.
				y[31] &= 0x7f;
				ensure(is_reduced(&y), KeyError::NotCanonical)?;
				ensure(!LOW_ORDER_EDWARDS.contains(&y), KeyError::Weak)
			},
			Self::X25519(key) => {
				// RFC 7748 lets an implementation ignore the highest bit and reduce the rest.
				ensure(key[31] & 0x80 == 0 && is_reduced(key), KeyError::NotCanonical)?;
				ensure(!LOW_ORDER_MONTGOMERY.contains(key), KeyError::Weak)
			},
			// 33 bytes can also be the "compact" form, marked 05, which the curve's crate would take.
			Self::Secp256k1(key) | Self::P256(key) => ensure(matches!(key[0], 2 | 3), KeyError::NotCanonical),
			Self::Ethereum(address) => ensure(*address != [0; 20], KeyError::Weak),
		}
	}

	/// Whether there can be a signature by this key.
	pub fn can_sign(&self) -> bool {
		!matches!(self, Self::X25519(_))
	}

	/// The relationships that a key of this type can have: a key that signs does not agree on secrets, and the reverse.
	pub fn possible_relationships(&self) -> Relationships {
		if self.can_sign() {
			Relationships::SIGNING
		} else {
			Relationships::KEY_AGREEMENT
		}
	}

	/// The key as a W3C Multikey (Controlled Identifiers 1.0): base58btc, marked `z`, of the multicodec
	/// code as a varint and the raw key. `None` for an Ethereum address, which is not a key and has no code.
	///
	/// The codes are those of the multicodec table
	/// (<https://github.com/multiformats/multicodec/blob/master/table.csv>).
	pub fn multikey(&self) -> Option<String> {
		// As varints: seven bits in each byte, the low ones first, the highest bit set where more follow.
		let (code, key): ([u8; 2], &[u8]) = match self {
			// sr25519-pub, 0xef
			Self::Sr25519(key) => ([0xef, 0x01], key),
			// ed25519-pub, 0xed
			Self::Ed25519(key) => ([0xed, 0x01], key),
			// secp256k1-pub, 0xe7
			Self::Secp256k1(key) => ([0xe7, 0x01], key),
			Self::Ethereum(_) => return None,
			// p256-pub, 0x1200
			Self::P256(key) => ([0x80, 0x24], key),
			// x25519-pub, 0xec
			Self::X25519(key) => ([0xec, 0x01], key),
		};
		let mut bytes = Vec::from(code);
		bytes.extend_from_slice(key);
		let mut text = String::from("z");
		text.push_str(&bs58::encode(bytes).into_string());
		Some(text)
	}

	/// The plain account that the same key signs transactions for, outside of all identities: as `MultiSigner` of
	/// `sp-runtime` has it. `None` if the key cannot sign a transaction, or if the account does not follow from it: for
	/// Ethereum keys `MultiSigner` hashes the compressed point, so that its account is not that of the address.
	pub fn account(&self) -> Option<AccountId32> {
		match self {
			Self::Sr25519(key) | Self::Ed25519(key) => Some(AccountId32::new(*key)),
			Self::Secp256k1(key) => Some(AccountId32::new(sp_io::hashing::blake2_256(key))),
			Self::Ethereum(_) | Self::P256(_) | Self::X25519(_) => None,
		}
	}
}

/// Whether little-endian bytes, of which the highest bit is clear, are less than `2^255 - 19`.
fn is_reduced(bytes: &[u8; 32]) -> bool {
	bytes[31] != 0x7f || bytes[1..31].iter().any(|byte| *byte != 0xff) || bytes[0] < 0xed
}

/// Bytes as `0x` and hexadecimal digits.
mod hex_bytes {
	use alloc::{format, string::String};
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer, const N: usize>(bytes: &[u8; N], serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&format!("0x{}", hex::encode(bytes)))
	}

	pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(deserializer: D) -> Result<[u8; N], D::Error> {
		let text = String::deserialize(deserializer)?;
		let digits = text.strip_prefix("0x").ok_or_else(|| D::Error::custom("0x is missing"))?;
		let mut bytes = [0; N];
		hex::decode_to_slice(digits, &mut bytes).map_err(D::Error::custom)?;
		Ok(bytes)
	}
}
