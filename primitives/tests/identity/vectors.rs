//! The files in `test-vectors`: see the README there. `CIVITAS_WRITE_VECTORS=1 cargo test -p civitas-primitives
//! vectors` writes them, any other run compares with them.

use crate::{
	common::{compare, hex},
	keys::*,
};
use civitas_primitives::{
	identity::{
		action, did, identity_id, verify, KeyError, KeySignature, PublicKey, SignatureError, WebAuthnAssertion,
	},
	ActionTag, Envelope,
};
use codec::{Decode, Encode};
use curve25519_dalek::montgomery::MontgomeryPoint;
use serde_json::{json, Value};
use sp_core::{crypto::AccountId32, H256};
use sp_io::hashing::blake2_256;

/// The payload is the encoding of the parameters, whatever they are.
struct Parameters(Vec<u8>);

impl Encode for Parameters {
	fn encode_to<O: codec::Output + ?Sized>(&self, output: &mut O) {
		output.write(&self.0);
	}
}

type TestEnvelope = Envelope<AccountId32, u32, Parameters>;

fn key_agreement(seed: u8) -> PublicKey {
	PublicKey::X25519(MontgomeryPoint::mul_base_clamped([seed; 32]).0)
}

fn identity_vectors() -> Value {
	let signing = (1u8..).zip(wallets()).map(|(seed, wallet)| (seed, wallet.public()));
	let keys: Vec<_> = signing.chain([(6, key_agreement(6))]).collect();
	let described = keys.iter().map(|(seed, key)| {
		json!({
			"secret": hex([*seed; 32]),
			"publicKey": key,
			"scale": hex(key.encode()),
			"multikey": key.multikey(),
			"account": key.account(),
			"canSign": key.can_sign(),
			"possibleRelationships": key.possible_relationships(),
		})
	});
	let salts = [[0; 32], [0xff; 32], blake2_256(b"salt")];
	let identities = keys.iter().filter(|(_, key)| key.can_sign()).zip(salts.iter().cycle()).map(|((_, key), salt)| {
		let id = identity_id(key, salt);
		json!({
			"firstKey": key,
			"salt": hex(salt),
			"preimage": hex(("civitas/identity", key, salt).encode()),
			"id": hex(id),
			"account": AccountId32::new(id),
			"did": did::to_did(&id),
		})
	});
	let did = did::to_did(&identity_id(&keys[0].1, &salts[0]));
	let of = |text: &str| json!({ "text": text, "error": did::parse_did(text).unwrap_err() });
	let address = &did["did:civitas:".len()..];
	let in_network = |prefix: u16| {
		use sp_core::crypto::Ss58Codec;
		let account = AccountId32::new(did::parse_did(&did).unwrap());
		format!("did:civitas:{}", account.to_ss58check_with_version(prefix.into()))
	};
	let flipped = format!("{}{}", &did[..did.len() - 1], if did.ends_with('a') { 'b' } else { 'a' });
	json!({
		"keys": described.collect::<Vec<_>>(),
		"invalidKeys": invalid_keys().into_iter().map(|(why, key)| json!({
			"case": why,
			"publicKey": key,
			"error": key.validate().unwrap_err(),
		})).collect::<Vec<_>>(),
		"identities": identities.collect::<Vec<_>>(),
		"invalidDids": [
			of(address),
			of(&format!("DID:civitas:{address}")),
			of(&format!("did:key:{address}")),
			of("did:civitas:"),
			of(&did[..did.len() - 1]),
			of(&flipped),
			of(&in_network(0)),
			of(&in_network(1284)),
			// Prefix 42 in two bytes: a second form of the same address.
			of("did:civitas:Zp5wgt7iipcBBD8qrDbgQerUy6vWeg3np21675SE43SmZaPo9"),
			of(&format!("{did}#key-1")),
			of(&format!("{did}?versionId=1")),
			of(&format!("{did}/path")),
		],
		"didUrls": Vec::from([did.clone(), format!("{did}#key-1")]).iter().map(|url| {
			let (id, fragment) = did::parse_did_url(url).unwrap();
			json!({ "url": url, "id": hex(id), "fragment": fragment })
		}).collect::<Vec<_>>(),
	})
}

fn invalid_keys() -> Vec<(&'static str, PublicKey)> {
	let bytes = |first: u8, middle: u8, last: u8| {
		let mut bytes = [middle; 32];
		(bytes[0], bytes[31]) = (first, last);
		bytes
	};
	let PublicKey::P256(mut compact) = passkey(5).public() else { panic!() };
	compact[0] = 5;
	let keys = vec![
		("the neutral element", PublicKey::Sr25519([0; 32])),
		("the neutral element", PublicKey::Ed25519(bytes(1, 0, 0))),
		("of order 2", PublicKey::Ed25519(bytes(0xec, 0xff, 0x7f))),
		("y = p + 3 instead of y = 3", PublicKey::Ed25519(bytes(0xf0, 0xff, 0x7f))),
		("y = 2, which no point has", PublicKey::Ed25519(bytes(2, 0, 0))),
		("x = 5, which no point has", PublicKey::Secp256k1([&[2][..], &[0; 31], &[5]].concat().try_into().unwrap())),
		("marked as compact instead of compressed", PublicKey::P256(compact)),
		("of low order", PublicKey::X25519([0; 32])),
		("nobody's address", PublicKey::Ethereum([0; 20])),
	];
	for error in [KeyError::NotOnCurve, KeyError::NotCanonical, KeyError::Weak] {
		assert!(keys.iter().any(|(_, key)| key.validate() == Err(error)));
	}
	keys
}

fn envelopes() -> Vec<TestEnvelope> {
	let id = |wallet: Wallet| AccountId32::new(identity_id(&wallet.public(), &[0; 32]));
	let genesis = H256(blake2_256(b"genesis"));
	let envelope = |action: ActionTag, identity, nonce, deadline, submitter, payload: Vec<u8>| Envelope {
		genesis,
		action,
		identity,
		nonce,
		deadline,
		submitter,
		payload: Parameters(payload),
	};
	vec![
		// As parameters, the bytes of a call: `System::remark(b"hello")`.
		envelope(action::ACT_AS, id(sr25519(1)), 0, 100, None, vec![0, 0, 20, b'h', b'e', b'l', b'l', b'o']),
		// Numbers at their limits, and a submitter.
		envelope(
			action::ADD_KEY,
			id(ed25519(2)),
			u64::MAX,
			u32::MAX,
			Some(id(secp256k1(3))),
			passkey(5).public().encode(),
		),
		// No parameters.
		envelope(action::LINK_ACCOUNT, id(passkey(5)), 1, 0, None, vec![]),
	]
}

fn envelope_vectors(file: &Value) -> Value {
	let envelopes = envelopes().into_iter().enumerate().map(|(i, envelope)| {
		let hash = envelope.hash();
		let forms = [("raw", Form::Raw), ("wrapped", Form::Wrapped)];
		let mut signatures = Vec::new();
		for wallet in wallets() {
			let forms = match wallet {
				Wallet::Ethereum(_) => vec![("personalSign", Form::Raw)],
				Wallet::Passkey(_) => vec![("webAuthn", Form::Raw)],
				_ => forms.to_vec(),
			};
			for (name, form) in forms {
				let mut signature = wallet.sign_in_form(&hash, form);
				// These are made with random numbers: one that was good once stays.
				if matches!(wallet, Wallet::Sr25519(_)) {
					let known = &file["envelopes"][i]["signatures"][signatures.len()]["signature"];
					signature = known_signature(known, &wallet, &hash).unwrap_or(signature);
				}
				assert!(wallet.check(&hash, &signature).is_ok());
				signatures.push(json!({
					"publicKey": wallet.public(),
					"form": name,
					"signature": hex(signature.encode()),
				}));
			}
		}
		json!({
			"genesis": hex(envelope.genesis),
			"action": envelope.action.as_str(),
			"identity": envelope.identity,
			"nonce": envelope.nonce.to_string(),
			"deadline": envelope.deadline,
			"submitter": envelope.submitter,
			"payload": hex(&envelope.payload.0),
			"preimage": hex(envelope.preimage()),
			"hash": hex(hash),
			"signatures": signatures,
		})
	});
	let invalid = invalid_signatures().into_iter().map(|(case, key, hash, signature)| {
		json!({
			"case": case,
			"publicKey": key,
			"hash": hex(hash),
			"signature": hex(signature.encode()),
			"error": verify(&key, &hash, &signature).expect_err(case),
		})
	});
	json!({ "envelopes": envelopes.collect::<Vec<_>>(), "invalidSignatures": invalid.collect::<Vec<_>>() })
}

/// The signature in the file, if it is good.
fn known_signature(value: &Value, wallet: &Wallet, hash: &[u8; 32]) -> Option<KeySignature> {
	let bytes = hex::decode(value.as_str()?.strip_prefix("0x")?).ok()?;
	KeySignature::decode(&mut &bytes[..]).ok().filter(|signature| wallet.check(hash, signature).is_ok())
}

fn invalid_signatures() -> Vec<(&'static str, PublicKey, [u8; 32], KeySignature)> {
	let hash = envelopes()[0].hash();
	let (KeySignature::Secp256k1(secp), KeySignature::Ethereum(eth)) =
		(secp256k1(3).sign(&hash), ethereum(4).sign(&hash))
	else {
		panic!()
	};
	let mut high = secp;
	high[32..64].copy_from_slice(&negate(&SECP256K1_ORDER, &secp[32..64]));
	high[64] ^= 1;
	let (mut counted_from_27, mut counted_from_0) = (secp, eth);
	counted_from_27[64] += 27;
	counted_from_0[64] -= 27;
	let assert = |flags, json: String| passkey(5).assert(&authenticator_data(flags), &json);
	let good = client_data(&hash);
	let assertion = assert(1, good.clone());
	let mut high_s = assertion.clone();
	high_s.signature[32..].copy_from_slice(&negate(&P256_ORDER, &assertion.signature[32..]));
	let trailing = passkey(5).assert(&[&authenticator_data(1)[..], &[0]].concat(), &good);
	let short = passkey(5).assert(&authenticator_data(1)[..36], &good);
	let twice = format!(r#"{},"type":"webauthn.get"}}"#, &good[..good.len() - 1]);
	let web = |case, assertion: WebAuthnAssertion| (case, passkey(5).public(), hash, KeySignature::WebAuthn(assertion));
	vec![
		("of another type than the key", sr25519(1).public(), hash, ed25519(2).sign(&hash)),
		("by a key that cannot sign", key_agreement(6), hash, ed25519(2).sign(&hash)),
		("by the neutral element", PublicKey::Sr25519([0; 32]), hash, KeySignature::Sr25519([0; 64])),
		("of another hash", ed25519(2).public(), hash, ed25519(2).sign(&envelopes()[1].hash())),
		("by another key", ed25519(2).public(), hash, ed25519(9).sign(&hash)),
		("wrapped twice", ed25519(2).public(), hash, ed25519(2).sign_message(&hash, &wrap(&wrap(&hash)))),
		("n - s instead of s", secp256k1(3).public(), hash, KeySignature::Secp256k1(high)),
		("recovery id counted from 27", secp256k1(3).public(), hash, KeySignature::Secp256k1(counted_from_27)),
		("recovery id counted from 0", ethereum(4).public(), hash, KeySignature::Ethereum(counted_from_0)),
		web("n - s instead of s", high_s),
		web("authenticator data too short", short),
		web("a byte after the authenticator data", trailing),
		web("flagged as with extensions", assert(0b1000_0001, good.clone())),
		web("without user presence", assert(0b0000_0100, good.clone())),
		web("a member of the client data twice", assert(1, twice)),
		web("made for the creation of a credential", assert(1, good.replace(".get", ".create"))),
		web("of another challenge", assert(1, client_data(&[9; 32]))),
		web("from within another page", assert(1, good.replace(":false", ":true"))),
	]
}

#[test]
fn identity_vectors_hold() {
	compare("identity.json", |_| identity_vectors());
}

#[test]
fn envelope_vectors_hold() {
	compare("envelope.json", envelope_vectors);
}

#[test]
fn there_is_an_invalid_signature_for_every_error() {
	let errors: Vec<_> = invalid_signatures()
		.iter()
		.map(|(_, key, hash, signature)| verify(key, hash, signature).unwrap_err())
		.collect();
	for number in 0..=u8::MAX {
		if let Ok(error) = SignatureError::decode(&mut &[number][..]) {
			assert!(errors.contains(&error), "{error:?}");
		}
	}
}
