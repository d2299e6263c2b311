//! Which bytes are keys.

use crate::keys::{ethereum, wallets, Wallet};
use civitas_primitives::identity::{verify, KeyError, KeySignature, PublicKey, Relationships, SignatureError};
use codec::{Decode, Encode, MaxEncodedLen};
use curve25519_dalek::{constants::EIGHT_TORSION, montgomery::MontgomeryPoint};
use hex_literal::hex;
use sp_core::{ecdsa::KeccakPair, ed25519, sr25519, Pair};
use sp_io::crypto;
use sp_runtime::{traits::IdentifyAccount, MultiSigner};

/// `2^255 - 19 + offset`, little-endian.
fn field_order_plus(offset: u8) -> [u8; 32] {
	let mut bytes = [0xff; 32];
	bytes[0] = 0xed + offset;
	bytes[31] = 0x7f;
	bytes
}

fn x25519(seed: u8) -> PublicKey {
	PublicKey::X25519(MontgomeryPoint::mul_base_clamped([seed; 32]).0)
}

#[test]
fn real_keys_are_valid() {
	for wallet in wallets() {
		assert_eq!(wallet.public().validate(), Ok(()));
	}
	for seed in 0..32 {
		assert_eq!(x25519(seed).validate(), Ok(()));
	}
}

#[test]
fn ed25519_points_of_low_order_are_refused() {
	for point in EIGHT_TORSION {
		let key = point.compress().0;
		assert_eq!(PublicKey::Ed25519(key).validate(), Err(KeyError::Weak));
		// The other sign: of another such point, or not the canonical one of the same.
		let mut other = key;
		other[31] ^= 0x80;
		assert_eq!(PublicKey::Ed25519(other).validate(), Err(KeyError::Weak));
	}
}

#[test]
fn ed25519_points_have_one_encoding() {
	for offset in 0..19 {
		let mut key = field_order_plus(offset);
		assert_eq!(PublicKey::Ed25519(key).validate(), Err(KeyError::NotCanonical));
		key[31] |= 0x80;
		assert_eq!(PublicKey::Ed25519(key).validate(), Err(KeyError::NotCanonical));
	}
}

#[test]
fn bytes_off_the_curve_are_refused() {
	// y = 2 is the y-coordinate of no point, as (y^2 - 1) / (d y^2 + 1) is not a square.
	let mut two = [0; 32];
	two[0] = 2;
	assert_eq!(PublicKey::Ed25519(two).validate(), Err(KeyError::NotOnCurve));
	// Negative elements are not encodings: of odd bytes, and of those above the field's order.
	let mut odd = [0; 32];
	odd[0] = 1;
	assert_eq!(PublicKey::Sr25519(odd).validate(), Err(KeyError::NotOnCurve));
	assert_eq!(PublicKey::Sr25519(field_order_plus(1)).validate(), Err(KeyError::NotOnCurve));
	assert_eq!(PublicKey::Sr25519([0xff; 32]).validate(), Err(KeyError::NotOnCurve));
	// x = 5 has no y on secp256k1, and x = 1 has none on P-256.
	let compressed = |x: u8| {
		let mut key = [0; 33];
		(key[0], key[32]) = (2, x);
		key
	};
	assert_eq!(PublicKey::Secp256k1(compressed(5)).validate(), Err(KeyError::NotOnCurve));
	assert_eq!(PublicKey::P256(compressed(1)).validate(), Err(KeyError::NotOnCurve));
	// More than the field's order.
	let mut over = [0xff; 33];
	over[0] = 3;
	assert_eq!(PublicKey::Secp256k1(over).validate(), Err(KeyError::NotOnCurve));
	assert_eq!(PublicKey::P256(over).validate(), Err(KeyError::NotOnCurve));
}

#[test]
fn a_compressed_point_begins_with_2_or_3() {
	let [_, _, secp256k1, _, passkey] = wallets().map(|wallet| wallet.public());
	let (PublicKey::Secp256k1(secp256k1), PublicKey::P256(p256)) = (secp256k1, passkey) else { panic!() };
	for tag in [0, 1, 4, 5, 6, 7, 0xff] {
		let with_tag = |mut key: [u8; 33]| {
			key[0] = tag;
			key
		};
		assert_eq!(PublicKey::Secp256k1(with_tag(secp256k1)).validate(), Err(KeyError::NotCanonical));
		assert_eq!(PublicKey::P256(with_tag(p256)).validate(), Err(KeyError::NotCanonical));
	}
	// The reason: with 5, the crate takes it for a point.
	let compact = [&[5], &p256[1..]].concat();
	assert!(p256::PublicKey::from_sec1_bytes(&compact).is_ok());
}

#[test]
fn x25519_points_of_low_order_are_refused() {
	let mut minus_one = field_order_plus(0);
	minus_one[0] -= 1;
	let twist = [MontgomeryPoint(minus_one)];
	for point in EIGHT_TORSION.map(|point| point.to_montgomery()).iter().chain(&twist) {
		// What makes them weak: the secret agreed on is zero, whoever computes it.
		assert_eq!(point.mul_clamped([42; 32]).0, [0; 32]);
		assert_eq!(PublicKey::X25519(point.0).validate(), Err(KeyError::Weak));
	}
	for offset in 0..19 {
		assert_eq!(PublicKey::X25519(field_order_plus(offset)).validate(), Err(KeyError::NotCanonical));
	}
	let PublicKey::X25519(mut key) = x25519(1) else { panic!() };
	key[31] |= 0x80;
	assert_eq!(PublicKey::X25519(key).validate(), Err(KeyError::NotCanonical));
}

#[test]
fn weak_keys_cannot_be_signed_for() {
	let hash = [1; 32];
	// The neutral element as the key and as the commitment, and zero as the response, fit every message.
	let mut neutral = [0; 32];
	neutral[0] = 1;
	let mut forged = [0; 64];
	forged[0] = 1;
	let signature = ed25519::Signature::from_raw(forged);
	assert!(crypto::ed25519_verify(&signature, &hash, &ed25519::Public::from_raw(neutral)));
	let verified = verify(&PublicKey::Ed25519(neutral), &hash, &KeySignature::Ed25519(forged));
	assert_eq!(verified, Err(SignatureError::WeakKey));

	let mut forged = [0; 64];
	// Marks a signature of this kind.
	forged[63] = 0x80;
	let signature = sr25519::Signature::from_raw(forged);
	assert!(crypto::sr25519_verify(&signature, &hash, &sr25519::Public::from_raw([0; 32])));
	let verified = verify(&PublicKey::Sr25519([0; 32]), &hash, &KeySignature::Sr25519(forged));
	assert_eq!(verified, Err(SignatureError::WeakKey));
	assert_eq!(PublicKey::Sr25519([0; 32]).validate(), Err(KeyError::Weak));

	assert_eq!(PublicKey::Ethereum([0; 20]).validate(), Err(KeyError::Weak));
}

#[test]
fn multikeys_are_those_of_the_specifications() {
	// How the multikeys of each type begin follows from the codes and the lengths; did:key lists it for most.
	let [sr25519, ed25519, secp256k1, ethereum, p256] = wallets().map(|wallet| wallet.public().multikey());
	assert!(sr25519.unwrap().starts_with("z6QN"));
	assert!(ed25519.unwrap().starts_with("z6Mk"));
	assert!(secp256k1.unwrap().starts_with("zQ3s"));
	assert!(p256.unwrap().starts_with("zDn"));
	assert!(x25519(1).multikey().unwrap().starts_with("z6LS"));
	assert_eq!(ethereum, None);
	// The first example of the specification of did:key.
	let key = PublicKey::Ed25519(hex!("2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6"));
	assert_eq!(key.multikey().unwrap(), "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
}

#[test]
fn accounts_are_those_of_multi_signer() {
	let [sr25519, ed25519, secp256k1, _, p256] = wallets().map(|wallet| wallet.public());
	let (PublicKey::Sr25519(sr), PublicKey::Ed25519(ed), PublicKey::Secp256k1(secp)) = (sr25519, ed25519, secp256k1)
	else {
		panic!()
	};
	assert_eq!(sr25519.account(), Some(MultiSigner::Sr25519(sr.into()).into_account()));
	assert_eq!(ed25519.account(), Some(MultiSigner::Ed25519(ed.into()).into_account()));
	assert_eq!(secp256k1.account(), Some(MultiSigner::Ecdsa(secp.into()).into_account()));
	// What the address is the hash of is not what the account is the hash of.
	let (Wallet::Ethereum(pair), PublicKey::Ethereum(address)) = (ethereum(4), ethereum(4).public()) else { panic!() };
	let public = KeccakPair::from_seed_slice(&pair.seed()).unwrap().public();
	let account: [u8; 32] = MultiSigner::Eth(public).into_account().into();
	assert_ne!(account[..20], address);
	assert_eq!(ethereum(4).public().account(), None);
	assert_eq!(p256.account(), None);
	assert_eq!(x25519(1).account(), None);
}

#[test]
fn keys_keep_their_encodings() {
	let keys = [
		(PublicKey::Sr25519([7; 32]), 0, 33),
		(PublicKey::Ed25519([7; 32]), 1, 33),
		(PublicKey::Secp256k1([7; 33]), 2, 34),
		(PublicKey::Ethereum([7; 20]), 3, 21),
		(PublicKey::P256([7; 33]), 4, 34),
		(PublicKey::X25519([7; 32]), 5, 33),
	];
	for (key, number, length) in keys {
		let encoded = key.encode();
		assert_eq!((encoded[0], encoded.len()), (number, length));
		assert_eq!(PublicKey::decode(&mut &encoded[..]).unwrap(), key);
		let json = serde_json::to_string(&key).unwrap();
		assert_eq!(serde_json::from_str::<PublicKey>(&json).unwrap(), key);
	}
	assert_eq!(PublicKey::max_encoded_len(), 34);
	assert!(PublicKey::decode(&mut &[6; 40][..]).is_err());

	let json = format!(r#"{{"ethereum":"0x{}"}}"#, "07".repeat(20));
	assert_eq!(serde_json::to_string(&PublicKey::Ethereum([7; 20])).unwrap(), json);
	for bad in
		[json.replace("0x", ""), json.replace("0x07", "0x"), json.replace("0x", "0x07"), json.replace("0x0", "0xg")]
	{
		assert!(serde_json::from_str::<PublicKey>(&bad).is_err(), "{bad}");
	}
}

#[test]
fn a_key_either_signs_or_agrees() {
	for wallet in wallets() {
		assert!(wallet.public().can_sign());
		assert_eq!(wallet.public().possible_relationships(), Relationships::SIGNING);
	}
	assert!(!x25519(1).can_sign());
	assert_eq!(x25519(1).possible_relationships(), Relationships::KEY_AGREEMENT);
}
