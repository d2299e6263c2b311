//! Signatures by keys of identities.

use super::{
	webauthn::{self, WebAuthnAssertion},
	PublicKey,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::{ed25519, sr25519};
use sp_io::{crypto, hashing};

/// A signature over the hash of an [envelope](crate::Envelope).
///
/// Each has one form only: whoever sees a signature cannot make another one of it, so a signature, or the hash of what
/// it is part of, may serve as a name.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum KeySignature {
	/// By a [`PublicKey::Sr25519`], in the signing context `substrate`, over the message.
	#[codec(index = 0)]
	Sr25519([u8; 64]),
	/// By a [`PublicKey::Ed25519`], over the message.
	#[codec(index = 1)]
	Ed25519([u8; 64]),
	/// By a [`PublicKey::Secp256k1`], over the BLAKE2b-256 of the message: `r`, `s` and the recovery id, which is 0 or
	/// 1.
	#[codec(index = 2)]
	Secp256k1([u8; 65]),
	/// By the key of a [`PublicKey::Ethereum`], as a wallet's `personal_sign` (EIP-191, version 0x45) of the 32 bytes
	/// makes it: `r`, `s` and `v`, which is 27 or 28.
	#[codec(index = 3)]
	Ethereum([u8; 65]),
	/// By a [`PublicKey::P256`]: a passkey that was asked with the 32 bytes as the challenge.
	#[codec(index = 4)]
	WebAuthn(WebAuthnAssertion),
}

/// What is known of how a signature came about, beyond its being good.
#[derive(
	Clone, Copy, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Assurance {
	/// The authenticator made sure who was using it, by a PIN or a biometric check. Only WebAuthn says so.
	pub user_verified: bool,
}

/// Why a signature is not good.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo, Serialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub enum SignatureError {
	/// It is of another type than the key.
	#[codec(index = 0)]
	WrongKeyType,
	/// The key is one that cannot sign.
	#[codec(index = 1)]
	KeyCannotSign,
	/// The key is one that anyone can sign for, or not in its one form; see [`PublicKey::validate`].
	#[codec(index = 2)]
	WeakKey,
	/// It was not made by this key over this message.
	#[codec(index = 3)]
	BadSignature,
	/// `s` is more than half the order of the group, so that anyone could have made it of the signature with `n - s`.
	#[codec(index = 4)]
	HighS,
	/// The recovery id is not in the one form that the type of signature has.
	#[codec(index = 5)]
	RecoveryId,
	/// WebAuthn: the authenticator data is shorter than its fixed part, or its flags contradict each other.
	#[codec(index = 6)]
	AuthenticatorData,
	/// WebAuthn: there is something after the fixed part of the authenticator data.
	#[codec(index = 7)]
	TrailingData,
	/// WebAuthn: the authenticator data says that it has a credential or extensions in it, which are not accepted.
	#[codec(index = 8)]
	ExtensionData,
	/// WebAuthn: nobody touched the authenticator.
	#[codec(index = 9)]
	UserNotPresent,
	/// WebAuthn: the client data is not one JSON object with the members that it must have, or has one twice.
	#[codec(index = 10)]
	ClientData,
	/// WebAuthn: the client data is not that of an assertion, but, for instance, of the creation of a credential.
	#[codec(index = 11)]
	ClientDataType,
	/// WebAuthn: the passkey was asked for something else.
	#[codec(index = 12)]
	Challenge,
	/// WebAuthn: the passkey was asked from within a page of another origin.
	#[codec(index = 13)]
	CrossOrigin,
}

/// Half the order of the group of secp256k1 (SEC 2, section 2.4.1), rounded down: the largest `s` accepted.
const SECP256K1_HALF_ORDER: [u8; 32] = [
	0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
	0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// Whether `signature` is one by `key` over `hash`, the hash of an envelope.
///
/// The message that an sr25519, ed25519 or secp256k1 key signs is the 32 bytes of the hash, or these between `<Bytes>`
/// and `</Bytes>`: the form into which browser wallets bring whatever is not a transaction, so that a page cannot get a
/// transaction signed by calling it a message. Both are tried, so a signature that is good costs up to twice as much as
/// one verification, and so does one that is not.
pub fn verify(key: &PublicKey, hash: &[u8; 32], signature: &KeySignature) -> Result<Assurance, SignatureError> {
	key.ensure_strong().map_err(|_| SignatureError::WeakKey)?;
	let good = match (key, signature) {
		(PublicKey::X25519(_), _) => return Err(SignatureError::KeyCannotSign),
		(PublicKey::P256(key), KeySignature::WebAuthn(assertion)) => return webauthn::verify(key, hash, assertion),
		(PublicKey::Sr25519(key), KeySignature::Sr25519(signature)) => {
			let (key, signature) = (sr25519::Public::from_raw(*key), sr25519::Signature::from_raw(*signature));
			raw_or_wrapped(hash, |message| crypto::sr25519_verify(&signature, message, &key))
		},
		(PublicKey::Ed25519(key), KeySignature::Ed25519(signature)) => {
			let (key, signature) = (ed25519::Public::from_raw(*key), ed25519::Signature::from_raw(*signature));
			raw_or_wrapped(hash, |message| crypto::ed25519_verify(&signature, message, &key))
		},
		(PublicKey::Secp256k1(key), KeySignature::Secp256k1(signature)) => {
			ensure_one_form(signature, 0)?;
			raw_or_wrapped(hash, |message| {
				crypto::secp256k1_ecdsa_recover_compressed(signature, &hashing::blake2_256(message))
					.is_ok_and(|signer| signer == *key)
			})
		},
		(PublicKey::Ethereum(address), KeySignature::Ethereum(signature)) => {
			ensure_one_form(signature, 27)?;
			crypto::secp256k1_ecdsa_recover(signature, &personal_message_hash(hash))
				.is_ok_and(|signer| hashing::keccak_256(&signer)[12..] == *address)
		},
		_ => return Err(SignatureError::WrongKeyType),
	};
	good.then(Assurance::default).ok_or(SignatureError::BadSignature)
}

/// Whether `check` holds for the hash as it is, or between the tags of wallets.
fn raw_or_wrapped(hash: &[u8; 32], check: impl Fn(&[u8]) -> bool) -> bool {
	check(hash) || check(&wrapped(hash))
}

/// What a wallet's `signRaw` makes of the hash.
fn wrapped(hash: &[u8; 32]) -> Vec<u8> {
	[&b"<Bytes>"[..], hash, b"</Bytes>"].concat()
}

/// What a wallet's `personal_sign` makes of the hash: EIP-191, with the length of 32 bytes in decimal.
fn personal_message_hash(hash: &[u8; 32]) -> [u8; 32] {
	hashing::keccak_256(&[&b"\x19Ethereum Signed Message:\n32"[..], hash].concat())
}

/// Refuse all but one of the forms of a recoverable signature over secp256k1: the low of two values of `s`, and a
/// recovery id counted from `base`. (The third and fourth recovery id are for an `r` that nobody has ever seen.)
fn ensure_one_form(signature: &[u8; 65], base: u8) -> Result<(), SignatureError> {
	if signature[64] != base && signature[64] != base + 1 {
		return Err(SignatureError::RecoveryId);
	}
	if signature[32..64] > SECP256K1_HALF_ORDER[..] {
		return Err(SignatureError::HighS);
	}
	Ok(())
}
