//! Which signatures are good.

use crate::keys::*;
use civitas_primitives::identity::{verify, Assurance, KeySignature, PublicKey, SignatureError};
use codec::{Decode, Encode};
use hex_literal::hex;
use sp_io::crypto;
use SignatureError::*;

const HASH: [u8; 32] = hex!("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

#[test]
fn a_signature_is_good_for_its_key_and_hash_only() {
	for wallet in wallets() {
		let signature = wallet.sign(&HASH);
		assert!(wallet.check(&HASH, &signature).is_ok());
		let other_hash = wallet.check(&[9; 32], &signature).unwrap_err();
		assert!(matches!(other_hash, BadSignature | Challenge), "{other_hash:?}");
	}
	for (one, other) in
		[(sr25519(1), sr25519(9)), (ed25519(1), ed25519(9)), (secp256k1(1), secp256k1(9)), (ethereum(1), ethereum(9))]
	{
		assert_eq!(other.check(&HASH, &one.sign(&HASH)), Err(BadSignature));
	}
	assert_eq!(passkey(9).check(&HASH, &passkey(1).sign(&HASH)), Err(BadSignature));
}

#[test]
fn a_signature_of_another_type_is_refused() {
	for (i, wallet) in wallets().iter().enumerate() {
		for (j, other) in wallets().iter().enumerate().filter(|(j, _)| *j != i) {
			assert_eq!(wallet.check(&HASH, &other.sign(&HASH)), Err(WrongKeyType), "{i} {j}");
		}
	}
	// Also where the bytes would fit: an address and a compressed key of one secret, and one secret for two curves.
	let (KeySignature::Secp256k1(bytes), KeySignature::Ethereum(eth)) =
		(secp256k1(1).sign(&HASH), ethereum(1).sign(&HASH))
	else {
		panic!()
	};
	assert_eq!(ethereum(1).check(&HASH, &KeySignature::Secp256k1(bytes)), Err(WrongKeyType));
	assert_eq!(secp256k1(1).check(&HASH, &KeySignature::Ethereum(eth)), Err(WrongKeyType));
	assert_eq!(ethereum(1).check(&HASH, &KeySignature::Ethereum(with_v(bytes, 27))), Err(BadSignature));
	let KeySignature::Sr25519(bytes) = sr25519(1).sign(&HASH) else { panic!() };
	assert_eq!(ed25519(1).check(&HASH, &KeySignature::Ed25519(bytes)), Err(BadSignature));
}

#[test]
fn a_key_for_agreement_signs_nothing() {
	let PublicKey::Ed25519(key) = ed25519(1).public() else { panic!() };
	for wallet in wallets() {
		assert_eq!(verify(&PublicKey::X25519(key), &HASH, &wallet.sign(&HASH)), Err(KeyCannotSign));
	}
}

#[test]
fn wallets_may_wrap_the_hash_once() {
	for wallet in [sr25519(1), ed25519(2), secp256k1(3)] {
		assert_eq!(wallet.check(&HASH, &wallet.sign_in_form(&HASH, Form::Wrapped)), Ok(Assurance::default()));
		let hex = hex::encode(HASH);
		for wrong in [
			wrap(&[9; 32]),
			wrap(&wrap(&HASH)),
			wrap(&HASH[..31]),
			wrap(&[&HASH[..], b" "].concat()),
			wrap(hex.as_bytes()),
			hex.as_bytes().to_vec(),
			[&b"<Bytes>"[..], &HASH].concat(),
			[&HASH[..], b"</Bytes>"].concat(),
			[&b"<bytes>"[..], &HASH, b"</bytes>"].concat(),
			[&wrap(&HASH)[..], b"\n"].concat(),
			vec![],
		] {
			assert_eq!(wallet.check(&HASH, &wallet.sign_message(&HASH, &wrong)), Err(BadSignature));
		}
	}
}

#[test]
fn addresses_sign_with_the_prefix_of_ethereum() {
	// The raw hash, the wrapped one, and its hexadecimal digits, which is what `personal_sign` of a text would sign.
	let Wallet::Ethereum(pair) = ethereum(4) else { panic!() };
	let digits = format!("\x19Ethereum Signed Message:\n66{}{}", "0x", hex::encode(HASH)).into_bytes();
	let wrapped = [&b"\x19Ethereum Signed Message:\n47"[..], &wrap(&HASH)].concat();
	let mut hashes = [HASH.to_vec(), digits, wrapped].map(|message| sp_io::hashing::keccak_256(&message)).to_vec();
	hashes.push(HASH);
	for hash in hashes {
		let signature = with_v(pair.sign_prehashed(&hash).0, 27);
		assert_eq!(ethereum(4).check(&HASH, &KeySignature::Ethereum(signature)), Err(BadSignature));
	}
}

/// Count the recovery id from `base` instead of 0.
fn with_v(mut signature: [u8; 65], base: u8) -> [u8; 65] {
	signature[64] += base;
	signature
}

/// How the bytes of a recoverable signature are one by a key of this type.
type AsSignature = fn([u8; 65]) -> KeySignature;

/// The two ECDSA wallets with recovery, their signatures' bytes, and how these are a signature.
fn recoverable() -> [(Wallet, [u8; 65], AsSignature); 2] {
	let (KeySignature::Secp256k1(one), KeySignature::Ethereum(two)) =
		(secp256k1(3).sign(&HASH), ethereum(4).sign(&HASH))
	else {
		panic!()
	};
	[(secp256k1(3), one, KeySignature::Secp256k1), (ethereum(4), two, KeySignature::Ethereum)]
}

#[test]
fn high_s_is_refused() {
	for (wallet, bytes, signature) in recoverable() {
		let mut malleated = bytes;
		malleated[32..64].copy_from_slice(&negate(&SECP256K1_ORDER, &bytes[32..64]));
		malleated[64] ^= if malleated[64] < 27 { 1 } else { 27 ^ 28 };
		assert_eq!(wallet.check(&HASH, &signature(malleated)), Err(HighS));
		// The host itself takes both.
		if let (Wallet::Secp256k1(_), PublicKey::Secp256k1(key)) = (&wallet, wallet.public()) {
			let message = sp_io::hashing::blake2_256(&HASH);
			for bytes in [bytes, malleated] {
				assert_eq!(crypto::secp256k1_ecdsa_recover_compressed(&bytes, &message).ok(), Some(key));
			}
		}
	}
}

#[test]
fn the_largest_s_is_half_the_order() {
	let half = sp_core::U256::from_big_endian(&SECP256K1_ORDER) / 2;
	for (wallet, mut bytes, signature) in recoverable() {
		bytes[32..64].copy_from_slice(&half.to_big_endian());
		assert_eq!(wallet.check(&HASH, &signature(bytes)), Err(BadSignature));
		bytes[32..64].copy_from_slice(&(half + 1).to_big_endian());
		assert_eq!(wallet.check(&HASH, &signature(bytes)), Err(HighS));
	}
}

#[test]
fn the_recovery_id_has_one_form() {
	for (wallet, bytes, signature) in recoverable() {
		for v in 0..=u8::MAX {
			let mut variant = bytes;
			variant[64] = v;
			let expected = match wallet {
				_ if v == bytes[64] => Ok(Assurance::default()),
				Wallet::Secp256k1(_) if v < 2 => Err(BadSignature),
				Wallet::Ethereum(_) if v == 27 || v == 28 => Err(BadSignature),
				_ => Err(RecoveryId),
			};
			assert_eq!(wallet.check(&HASH, &signature(variant)), expected, "{v}");
		}
	}
}

#[test]
fn numbers_outside_the_group_are_refused() {
	for (wallet, bytes, signature) in recoverable() {
		for value in [[0; 32], SECP256K1_ORDER, [0xff; 32]] {
			let mut wrong_r = bytes;
			wrong_r[..32].copy_from_slice(&value);
			assert_eq!(wallet.check(&HASH, &signature(wrong_r)), Err(BadSignature));
			let mut wrong_s = bytes;
			wrong_s[32..64].copy_from_slice(&value);
			assert!(wallet.check(&HASH, &signature(wrong_s)).is_err());
		}
	}
}

#[test]
fn schnorr_signatures_are_not_malleable() {
	// s + order, which is the same number in the group.
	let order =
		sp_core::U256::from_big_endian(&hex!("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"));
	let KeySignature::Ed25519(mut bytes) = ed25519(2).sign(&HASH) else { panic!() };
	let s = sp_core::U256::from_little_endian(&bytes[32..]);
	bytes[32..].copy_from_slice(&(s + order).to_little_endian());
	assert_eq!(ed25519(2).check(&HASH, &KeySignature::Ed25519(bytes)), Err(BadSignature));

	let KeySignature::Sr25519(mut bytes) = sr25519(1).sign(&HASH) else { panic!() };
	let mark = sp_core::U256::one() << 255;
	let s = sp_core::U256::from_little_endian(&bytes[32..]);
	bytes[32..].copy_from_slice(&((s - mark + order) | mark).to_little_endian());
	assert_eq!(sr25519(1).check(&HASH, &KeySignature::Sr25519(bytes)), Err(BadSignature));
	// Without the mark, it is a signature of a form that older versions wrote.
	bytes[32..].copy_from_slice(&(s - mark).to_little_endian());
	assert_eq!(sr25519(1).check(&HASH, &KeySignature::Sr25519(bytes)), Err(BadSignature));
}

#[test]
fn no_bit_of_a_signature_can_be_changed() {
	for wallet in wallets() {
		let encoded = wallet.sign(&HASH).encode();
		for bit in 0..encoded.len() * 8 {
			let mut changed = encoded.clone();
			changed[bit / 8] ^= 1 << (bit % 8);
			// Where the length of something is changed, what is decoded may be shorter.
			let mut rest = &changed[..];
			if let Ok(signature) = KeySignature::decode(&mut rest) {
				assert!(wallet.check(&HASH, &signature).is_err(), "bit {bit}");
			}
		}
	}
}

#[test]
fn signatures_keep_their_numbers() {
	for (number, wallet) in (0..).zip(wallets()) {
		let encoded = wallet.sign(&HASH).encode();
		assert_eq!(encoded[0], number);
		assert_eq!(KeySignature::decode(&mut &encoded[..]).unwrap().encode(), encoded);
	}
	assert!(KeySignature::decode(&mut &[5; 100][..]).is_err());
}
