//! Which assertions by passkeys are good.

use crate::keys::*;
use civitas_primitives::identity::{
	Assurance, KeySignature, SignatureError, WebAuthnAssertion, MAX_AUTHENTICATOR_DATA, MAX_CLIENT_DATA_JSON,
};
use codec::{Decode, Encode};
use hex_literal::hex;
use SignatureError::*;

const HASH: [u8; 32] = hex!("fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0");

/// Ask the passkey for exactly this, and look at what it answers.
fn check(authenticator_data: &[u8], client_data: &str) -> Result<Assurance, SignatureError> {
	let assertion = passkey(5).assert(authenticator_data, client_data);
	passkey(5).check(&HASH, &KeySignature::WebAuthn(assertion))
}

fn check_client_data(client_data: &str) -> Result<Assurance, SignatureError> {
	check(&authenticator_data(1), client_data)
}

#[test]
fn the_client_must_normalise_s() {
	let mut assertion = passkey(5).assert(&authenticator_data(1), &client_data(&HASH));
	let high = negate(&P256_ORDER, &assertion.signature[32..]);
	assertion.signature[32..].copy_from_slice(&high);
	assert_eq!(passkey(5).check(&HASH, &KeySignature::WebAuthn(assertion.clone())), Err(HighS));
	for value in [[0; 32], P256_ORDER, [0xff; 32]] {
		for half in [0..32, 32..64] {
			let mut wrong = assertion.clone();
			wrong.signature[half].copy_from_slice(&value);
			assert_eq!(passkey(5).check(&HASH, &KeySignature::WebAuthn(wrong)), Err(BadSignature));
		}
	}
}

#[test]
fn the_user_is_present_and_may_be_verified() {
	let flags = |flags| check(&authenticator_data(flags), &client_data(&HASH));
	assert_eq!(flags(0b0001), Ok(Assurance { user_verified: false }));
	assert_eq!(flags(0b0101), Ok(Assurance { user_verified: true }));
	assert_eq!(flags(0b0000), Err(UserNotPresent));
	assert_eq!(flags(0b0100), Err(UserNotPresent));
	// A passkey that is, or could be, on several devices; and one that is but could not be.
	assert_eq!(flags(0b0000_1001), Ok(Assurance::default()));
	assert_eq!(flags(0b0001_1001), Ok(Assurance::default()));
	assert_eq!(flags(0b0001_0001), Err(AuthenticatorData));
	// Reserved for later use, so without a meaning.
	assert_eq!(flags(0b0010_0011), Ok(Assurance::default()));
}

#[test]
fn authenticator_data_has_its_fixed_part_and_nothing_else() {
	let with = |flags, more: &[u8]| check(&[&authenticator_data(flags)[..], more].concat(), &client_data(&HASH));
	assert_eq!(with(1, &[0]), Err(TrailingData));
	assert_eq!(with(1, &[0xa0; 27]), Err(TrailingData));
	// An attested credential, or extensions: whether or not they are there.
	assert_eq!(with(0b0100_0001, &[]), Err(ExtensionData));
	assert_eq!(with(0b0100_0001, &[0; 20]), Err(ExtensionData));
	assert_eq!(with(0b1000_0001, &[]), Err(ExtensionData));
	assert_eq!(with(0b1000_0001, &[0xa0]), Err(ExtensionData));
	for length in 0..37 {
		assert_eq!(check(&authenticator_data(1)[..length], &client_data(&HASH)), Err(AuthenticatorData));
	}
}

#[test]
fn the_challenge_is_the_hash_and_nothing_else() {
	let challenge = |challenge: &str| check_client_data(&client_data(&HASH).replace(&base64url(&HASH), challenge));
	assert!(challenge(&base64url(&HASH)).is_ok());
	for wrong in [
		base64url(&[9; 32]),
		base64url(&wrap(&HASH)),
		base64url(&HASH[..31]),
		// With padding, in the other alphabet, with the unused bits set, with a space, in hexadecimal.
		format!("{}=", base64url(&HASH)),
		base64url(&HASH).replace('_', "/").replace('-', "+"),
		base64url(&HASH).replace("4eA", "4eB"),
		format!("{} ", base64url(&HASH)),
		hex::encode(HASH),
		String::new(),
	] {
		assert_ne!(wrong, base64url(&HASH));
		assert_eq!(challenge(&wrong), Err(Challenge), "{wrong}");
	}
}

#[test]
fn client_data_is_that_of_an_assertion() {
	let kind = |kind: &str| check_client_data(&client_data(&HASH).replace("webauthn.get", kind));
	for wrong in ["webauthn.create", "payment.get", "navigator.id.getAssertion", "Webauthn.get", "webauthn.get ", ""] {
		assert_eq!(kind(wrong), Err(ClientDataType), "{wrong}");
	}
}

#[test]
fn pages_within_others_are_refused() {
	let replace = |with: &str| check_client_data(&client_data(&HASH).replace(r#""crossOrigin":false"#, with));
	assert_eq!(replace(r#""crossOrigin":true"#), Err(CrossOrigin));
	assert_eq!(replace(r#""crossOrigin":true,"topOrigin":"https://evil.example""#), Err(CrossOrigin));
	assert_eq!(replace(r#""topOrigin":"https://evil.example","crossOrigin":false"#), Err(CrossOrigin));
	assert_eq!(replace(r#""crossOrigin":"false""#), Err(ClientData));
	assert_eq!(replace(r#""crossOrigin":null"#), Err(ClientData));
	// Level 2 leaves it out where it is false.
	assert!(check_client_data(&client_data(&HASH).replace(r#","crossOrigin":false"#, "")).is_ok());
}

#[test]
fn client_data_is_strict_json() {
	let good = client_data(&HASH);
	let inner = &good[1..good.len() - 1];
	let challenge = base64url(&HASH);
	for bad in [
		String::new(),
		"null".into(),
		"{}".into(),
		format!("[{good}]"),
		format!(r#"["webauthn.get","{challenge}","https://example.org",false]"#),
		good[1..].into(),
		good[..good.len() - 1].into(),
		format!("{good}x"),
		format!("{good}{good}"),
		format!("{good}\0"),
		format!("\u{feff}{good}"),
		format!("{{{inner},}}"),
		format!("{{{inner}/* */}}"),
		good.replace('"', "'"),
		good.replace("https://example.org", "https://example.org\n"),
		good.replace("https://example.org", r"\ud800"),
		// A member missing, or of another type.
		good.replace(r#""type":"webauthn.get","#, ""),
		good.replace(&format!(r#""challenge":"{challenge}","#), ""),
		good.replace(r#""origin":"https://example.org","#, ""),
		good.replace(r#""webauthn.get""#, r#"["webauthn.get"]"#),
		good.replace(r#""https://example.org""#, "null"),
		good.replace(r#""type""#, r#""Type""#),
		// A member twice, whichever comes first, also if written in another way.
		format!(r#"{{{inner},"type":"webauthn.get"}}"#),
		format!(r#"{{"type":"webauthn.create",{inner}}}"#),
		format!(r#"{{{inner},"challenge":"{challenge}"}}"#),
		format!(r#"{{"challenge":"AAAA",{inner}}}"#),
		format!(r#"{{{inner},"\u0074ype":"webauthn.get"}}"#),
		format!(r#"{{{inner},"origin":"https://example.org"}}"#),
		format!(r#"{{{inner},"crossOrigin":false}}"#),
		format!(r#"{{{inner},"x":1,"x":1}}"#),
		format!(r#"{{{inner},"x":[{{"y":{{"z":1,"z":2}}}}]}}"#),
	] {
		assert_eq!(check_client_data(&bad), Err(ClientData), "{bad}");
	}
	for (bytes, error) in [(&b"\xff"[..], ClientData), (&good.as_bytes().replace_type()[..], ClientData)] {
		let mut assertion = passkey(5).assert(&authenticator_data(1), &good);
		assertion.client_data_json = bytes.to_vec().try_into().unwrap();
		assert_eq!(passkey(5).check(&HASH, &KeySignature::WebAuthn(assertion)), Err(error));
	}
}

trait ReplaceType {
	fn replace_type(&self) -> Vec<u8>;
}

impl ReplaceType for [u8] {
	/// Not UTF-8 within a text.
	fn replace_type(&self) -> Vec<u8> {
		let mut bytes = self.to_vec();
		let at = bytes.windows(7).position(|window| window == b"example").unwrap();
		bytes[at] = 0xff;
		bytes
	}
}

#[test]
fn what_else_browsers_write_is_ignored() {
	let good = client_data(&HASH);
	let inner = &good[1..good.len() - 1];
	for fine in [
		// Any order, and white space.
		format!(
			r#" {{ "origin" : "https://example.org", "challenge" : "{}", "type" : "webauthn.get" }} "#,
			base64url(&HASH)
		),
		good.replace("webauthn.get", r"webauthn\u002eget"),
		// Chrome; tokenBinding of Level 1.
		format!(
			r#"{{{inner},"other_keys_can_be_added_here":"do not compare clientDataJSON against a template. See https://goo.gl/yabPex"}}"#
		),
		format!(r#"{{{inner},"tokenBinding":{{"status":"present","id":"x"}},"type2":[1,-1,1.5e3,true,null,{{}}]}}"#),
		// The same name in two objects.
		format!(r#"{{{inner},"x":{{"type":"y"}}}}"#),
	] {
		assert!(check_client_data(&fine).is_ok(), "{fine}");
	}
}

#[test]
fn nesting_does_not_exhaust_the_stack() {
	let good = client_data(&HASH);
	let inner = &good[1..good.len() - 1];
	let room = MAX_CLIENT_DATA_JSON as usize - good.len() - 10;
	assert_eq!(check_client_data(&format!(r#"{{{inner},"x":{}"#, "[".repeat(room))), Err(ClientData));
	let half = room / 2;
	let nested = format!(r#"{{{inner},"x":{}{}}}"#, "[".repeat(half), "]".repeat(half));
	assert_eq!(check_client_data(&nested), Err(ClientData));
}

#[test]
fn what_is_signed_cannot_be_exchanged() {
	let assertion = passkey(5).assert(&authenticator_data(1), &client_data(&HASH));
	let refused = |changed: WebAuthnAssertion| {
		assert_eq!(passkey(5).check(&HASH, &KeySignature::WebAuthn(changed)), Err(BadSignature));
	};
	// Claiming that the user was verified, another relying party, another counter, another origin.
	refused(WebAuthnAssertion {
		authenticator_data: authenticator_data(0b101).try_into().unwrap(),
		..assertion.clone()
	});
	let mut other = assertion.clone();
	other.authenticator_data[0] ^= 1;
	refused(other);
	let mut other = assertion.clone();
	other.authenticator_data[36] ^= 1;
	refused(other);
	let json = client_data(&HASH).replace("example.org", "example.com");
	refused(WebAuthnAssertion { client_data_json: json.into_bytes().try_into().unwrap(), ..assertion });
}

#[test]
fn lengths_are_bounded() {
	let encode = |data: usize, json: usize| (vec![0u8; data], vec![0u8; json], [0u8; 64]).encode();
	let (data, json) = (MAX_AUTHENTICATOR_DATA as usize, MAX_CLIENT_DATA_JSON as usize);
	assert!(WebAuthnAssertion::decode(&mut &encode(data, json)[..]).is_ok());
	assert!(WebAuthnAssertion::decode(&mut &encode(data + 1, json)[..]).is_err());
	assert!(WebAuthnAssertion::decode(&mut &encode(data, json + 1)[..]).is_err());
}
