//! Sealing a file to the key of a lender: HPKE (RFC 9180), base mode, with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
//! ChaCha20Poly1305.
//!
//! Who seals is not shown by it: that the file is the register's is shown by the root on chain.

use super::Bytes;
use crate::failure::Failure;
use hpke::{
	aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256, setup_receiver, setup_sender, Deserializable, Kem,
	OpModeR, OpModeS, Serializable,
};
use serde::{Deserialize, Serialize};
use subxt::utils::H256;

type Suite = X25519HkdfSha256;
type Public = <Suite as Kem>::PublicKey;
type Private = <Suite as Kem>::PrivateKey;

/// What is sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
	/// By which the holder of the key finds the secret.
	pub encapsulated: Bytes,
	pub ciphertext: Bytes,
}

/// What it is sealed for: files of this chain.
fn info(genesis: &H256) -> Vec<u8> {
	[&b"civitas/credit-file"[..], &genesis.0].concat()
}

fn unusable(_: hpke::HpkeError) -> Failure {
	Failure::refused("key", "The key of the lender is none that something can be sealed to.")
}

/// Seal it to a key, under a consent.
pub fn seal(key: &[u8; 32], genesis: &H256, consent: &H256, text: &[u8]) -> Result<Sealed, Failure> {
	let key = Public::from_bytes(key).map_err(unusable)?;
	let (encapsulated, mut context) =
		setup_sender::<ChaCha20Poly1305, HkdfSha256, Suite>(&OpModeS::Base, &key, &info(genesis)).map_err(unusable)?;
	let ciphertext = context.seal(text, &consent.0).map_err(unusable)?;
	Ok(Sealed { encapsulated: Bytes(encapsulated.to_bytes().to_vec()), ciphertext: Bytes(ciphertext) })
}

/// Open it with a secret key.
pub fn open(secret: &H256, genesis: &H256, consent: &H256, sealed: &Sealed) -> Result<Vec<u8>, Failure> {
	let fail = |_| Failure::refused("sealed", "It was not sealed to this key, under this consent, on this chain.");
	let secret = Private::from_bytes(&secret.0).map_err(fail)?;
	let encapsulated = <Suite as Kem>::EncappedKey::from_bytes(&sealed.encapsulated.0).map_err(fail)?;
	let mut context =
		setup_receiver::<ChaCha20Poly1305, HkdfSha256, Suite>(&OpModeR::Base, &secret, &encapsulated, &info(genesis))
			.map_err(fail)?;
	context.open(&sealed.ciphertext.0, &consent.0).map_err(fail)
}

/// The public key of a secret one.
pub fn public(secret: &H256) -> Result<[u8; 32], Failure> {
	let secret = Private::from_bytes(&secret.0).map_err(unusable)?;
	Ok(Suite::sk_to_pk(&secret).to_bytes().into())
}

#[cfg(test)]
mod tests {
	use super::{super::tests::hash, *};

	#[test]
	fn what_is_sealed_is_opened_by_the_key_alone() {
		let secret = hash(0x11);
		let key = public(&secret).expect("it is a key");
		let sealed = seal(&key, &hash(1), &hash(2), b"a file").expect("it is sealed");
		assert_eq!(open(&secret, &hash(1), &hash(2), &sealed).expect("it is opened"), b"a file");
		let json = serde_json::to_value(&sealed).expect("it is JSON");
		assert_eq!(serde_json::from_value::<Sealed>(json).expect("it is sealed"), sealed);
		let refused = |secret, genesis, consent, sealed: &Sealed| {
			assert_eq!(open(&secret, &genesis, &consent, sealed).expect_err("it is refused").code, "sealed");
		};
		refused(hash(3), hash(1), hash(2), &sealed);
		refused(secret, hash(0), hash(2), &sealed);
		refused(secret, hash(1), hash(0), &sealed);
		let mut changed = sealed.clone();
		changed.ciphertext.0[0] ^= 1;
		refused(secret, hash(1), hash(2), &changed);
		let mut changed = sealed.clone();
		changed.encapsulated.0.pop();
		refused(secret, hash(1), hash(2), &changed);
		// Each time another.
		assert_ne!(seal(&key, &hash(1), &hash(2), b"a file").expect("it is sealed"), sealed);
		assert_eq!(seal(&[0; 32], &hash(1), &hash(2), b"a file").expect_err("anyone could open it").code, "key");
	}

	#[test]
	fn it_is_that_of_the_standard() {
		// A few lines of Python, which follow RFC 9180.
		let bytes = |text: &str| Bytes(hex::decode(text).expect("it is hexadecimal"));
		let key = "7b4e909bbe7ffe44c465a220037d608ee35897d31ef972f07f74892cb0f73f13";
		assert_eq!(public(&hash(0x11)).expect("it is a key").to_vec(), bytes(key).0);
		let sealed = Sealed {
			encapsulated: bytes("7b0d47d93427f8311160781c7c733fd89f88970aef490d8aa0ee19a4cb8a1b14"),
			ciphertext: bytes("d81fb3e1d15d6e8432cb9e2ef19c6f9109592918b6c3"),
		};
		assert_eq!(open(&hash(0x11), &hash(1), &hash(2), &sealed).expect("it is opened"), b"a file");
	}
}
