//! Test keys and what wallets make with them, from fixed secrets.

use civitas_primitives::identity::{verify, Assurance, KeySignature, PublicKey, SignatureError, WebAuthnAssertion};
use p256::ecdsa::{signature::Signer, Signature as P256Signature, SigningKey};
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_io::hashing::{keccak_256, sha2_256};

/// The order of secp256k1.
pub const SECP256K1_ORDER: [u8; 32] =
	hex_literal::hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
/// The order of P-256.
pub const P256_ORDER: [u8; 32] = hex_literal::hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/// A holder of a key.
#[allow(clippy::large_enum_variant, reason = "there are few of them")]
pub enum Wallet {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
	Secp256k1(ecdsa::Pair),
	Ethereum(ecdsa::Pair),
	Passkey(SigningKey),
}

/// In which form an sr25519, ed25519 or secp256k1 wallet signs the hash.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
	Raw,
	Wrapped,
}

pub fn sr25519(seed: u8) -> Wallet {
	Wallet::Sr25519(sr25519::Pair::from_seed(&[seed; 32]))
}

pub fn ed25519(seed: u8) -> Wallet {
	Wallet::Ed25519(ed25519::Pair::from_seed(&[seed; 32]))
}

pub fn secp256k1(seed: u8) -> Wallet {
	Wallet::Secp256k1(ecdsa::Pair::from_seed(&[seed; 32]))
}

pub fn ethereum(seed: u8) -> Wallet {
	Wallet::Ethereum(ecdsa::Pair::from_seed(&[seed; 32]))
}

pub fn passkey(seed: u8) -> Wallet {
	Wallet::Passkey(SigningKey::from_slice(&[seed; 32]).unwrap())
}

/// One of each type.
pub fn wallets() -> [Wallet; 5] {
	[sr25519(1), ed25519(2), secp256k1(3), ethereum(4), passkey(5)]
}

impl Wallet {
	pub fn public(&self) -> PublicKey {
		match self {
			Self::Sr25519(pair) => PublicKey::Sr25519(pair.public().0),
			Self::Ed25519(pair) => PublicKey::Ed25519(pair.public().0),
			Self::Secp256k1(pair) => PublicKey::Secp256k1(pair.public().0),
			Self::Ethereum(pair) => {
				let point = k256::PublicKey::from_sec1_bytes(&pair.public().0).unwrap();
				let hash = keccak_256(
					&k256::elliptic_curve::sec1::ToEncodedPoint::to_encoded_point(&point, false).as_bytes()[1..],
				);
				PublicKey::Ethereum(hash[12..].try_into().unwrap())
			},
			Self::Passkey(key) => {
				let point = key.verifying_key().to_encoded_point(true);
				PublicKey::P256(point.as_bytes().try_into().unwrap())
			},
		}
	}

	/// Sign the hash of an envelope as such a wallet does.
	pub fn sign(&self, hash: &[u8; 32]) -> KeySignature {
		self.sign_in_form(hash, Form::Raw)
	}

	pub fn sign_in_form(&self, hash: &[u8; 32], form: Form) -> KeySignature {
		match form {
			Form::Raw => self.sign_message(hash, hash),
			Form::Wrapped => self.sign_message(hash, &wrap(hash)),
		}
	}

	/// Sign `message` instead of the hash, if the wallet is of a type that can.
	pub fn sign_message(&self, hash: &[u8; 32], message: &[u8]) -> KeySignature {
		match self {
			Self::Sr25519(pair) => KeySignature::Sr25519(pair.sign(message).0),
			Self::Ed25519(pair) => KeySignature::Ed25519(pair.sign(message).0),
			Self::Secp256k1(pair) => KeySignature::Secp256k1(pair.sign(message).0),
			Self::Ethereum(pair) => {
				let message = [&b"\x19Ethereum Signed Message:\n32"[..], hash].concat();
				let mut signature = pair.sign_prehashed(&keccak_256(&message)).0;
				signature[64] += 27;
				KeySignature::Ethereum(signature)
			},
			Self::Passkey(_) => KeySignature::WebAuthn(self.assert(&authenticator_data(0b101), &client_data(hash))),
		}
	}

	/// Make an assertion over exactly this, good or not.
	pub fn assert(&self, authenticator_data: &[u8], client_data_json: &str) -> WebAuthnAssertion {
		let Self::Passkey(key) = self else { panic!("not a passkey") };
		let signed = [authenticator_data, &sha2_256(client_data_json.as_bytes())].concat();
		let signature: P256Signature = key.sign(&signed);
		WebAuthnAssertion {
			authenticator_data: authenticator_data.to_vec().try_into().unwrap(),
			client_data_json: client_data_json.as_bytes().to_vec().try_into().unwrap(),
			signature: signature.normalize_s().unwrap_or(signature).to_bytes().into(),
		}
	}

	pub fn check(&self, hash: &[u8; 32], signature: &KeySignature) -> Result<Assurance, SignatureError> {
		verify(&self.public(), hash, signature)
	}
}

pub fn wrap(message: &[u8]) -> Vec<u8> {
	[&b"<Bytes>"[..], message, b"</Bytes>"].concat()
}

/// The fixed part of authenticator data, for the relying party `example.org`.
pub fn authenticator_data(flags: u8) -> Vec<u8> {
	[&sha2_256(b"example.org")[..], &[flags], &7u32.to_be_bytes()].concat()
}

/// Client data as section 5.8.1.1 of Web Authentication has browsers write it.
pub fn client_data(hash: &[u8; 32]) -> String {
	let challenge = base64url(hash);
	format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"https://example.org","crossOrigin":false}}"#)
}

/// By bits, unlike the implementation.
pub fn base64url(bytes: &[u8]) -> String {
	let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
	let digit = |group: &[u8]| {
		let value = group.iter().fold(0, |value, bit| value * 2 + (bit - b'0')) << (6 - group.len());
		match value {
			0..26 => b'A' + value,
			26..52 => b'a' + value - 26,
			52..62 => b'0' + value - 52,
			62 => b'-',
			_ => b'_',
		}
	};
	bits.as_bytes().chunks(6).map(|group| char::from(digit(group))).collect()
}

/// `order - s`: the other `s` with which a signature verifies.
pub fn negate(order: &[u8; 32], s: &[u8]) -> [u8; 32] {
	let (order, s) = (sp_core::U256::from_big_endian(order), sp_core::U256::from_big_endian(s));
	(order - s).to_big_endian()
}
