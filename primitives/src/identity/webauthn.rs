//! Assertions by passkeys: W3C Web Authentication Level 3, section 7.2, as far as it can be verified without having
//! asked.
//!
//! The envelope is in the challenge, so its nonce and deadline do what a relying party's own challenges do. Not
//! verified are:
//! - the relying party and the origin. The chain belongs to no website. An authenticator uses a credential for one
//!   relying party only, so the key says already which one it is;
//! - the counter of signatures, which synchronised passkeys leave at zero. The envelope's nonce detects replay.

use super::{Assurance, SignatureError};
use alloc::{collections::BTreeSet, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt::{Formatter, Result as FmtResult};
use p256::ecdsa::{signature::hazmat::PrehashVerifier, Signature, VerifyingKey};
use scale_info::TypeInfo;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use sp_core::{bounded::BoundedVec, ConstU32};
use sp_io::hashing::sha2_256;

/// The most bytes of authenticator data. An assertion that is good has 37; the rest is there so that more
/// than that is answered with a reason.
pub const MAX_AUTHENTICATOR_DATA: u32 = 64;

/// The most bytes of client data. Browsers write some 130, or 250 with the note by which Chrome keeps people from
/// comparing it with a template; the name of a host has up to 253.
pub const MAX_CLIENT_DATA_JSON: u32 = 512;

/// The hash of the relying party's id (32 bytes), the flags (1), and the counter of signatures (4).
const AUTHENTICATOR_DATA: usize = 37;

/// Where the flags are.
const FLAGS: usize = 32;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const BACKUP_ELIGIBLE: u8 = 1 << 3;
const BACKED_UP: u8 = 1 << 4;
const HAS_CREDENTIAL: u8 = 1 << 6;
const HAS_EXTENSIONS: u8 = 1 << 7;

/// What `navigator.credentials.get()` returns, asked with the hash of an envelope as the challenge.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct WebAuthnAssertion {
	/// `response.authenticatorData`, as it is.
	pub authenticator_data: BoundedVec<u8, ConstU32<MAX_AUTHENTICATOR_DATA>>,
	/// `response.clientDataJSON`, as it is.
	pub client_data_json: BoundedVec<u8, ConstU32<MAX_CLIENT_DATA_JSON>>,
	/// `r` and `s`, 32 bytes each, big-endian. `response.signature` has them as DER (RFC 3279, section 2.2.3), and
	/// authenticators make either of the two values of `s`: clients must take out the numbers and, if `s` is more than
	/// half the order of the group, replace it by the order less `s`.
	pub signature: [u8; 64],
}

/// Whether `assertion` is one by the passkey `key` (a compressed point) that was asked with `hash`.
pub(super) fn verify(
	key: &[u8; 33],
	hash: &[u8; 32],
	assertion: &WebAuthnAssertion,
) -> Result<Assurance, SignatureError> {
	let assurance = check_authenticator_data(&assertion.authenticator_data)?;
	check_client_data(&assertion.client_data_json, hash)?;
	let signature = Signature::from_slice(&assertion.signature).map_err(|_| SignatureError::BadSignature)?;
	if signature.normalize_s().is_some() {
		return Err(SignatureError::HighS);
	}
	let mut signed = assertion.authenticator_data.to_vec();
	signed.extend_from_slice(&sha2_256(&assertion.client_data_json));
	VerifyingKey::from_sec1_bytes(key)
		.and_then(|key| key.verify_prehash(&sha2_256(&signed), &signature))
		.map_err(|_| SignatureError::BadSignature)?;
	Ok(assurance)
}

fn check_authenticator_data(data: &[u8]) -> Result<Assurance, SignatureError> {
	let flags = *data.get(FLAGS).ok_or(SignatureError::AuthenticatorData)?;
	let has = |flag| flags & flag != 0;
	if has(HAS_CREDENTIAL) || has(HAS_EXTENSIONS) {
		return Err(SignatureError::ExtensionData);
	}
	if data.len() > AUTHENTICATOR_DATA {
		return Err(SignatureError::TrailingData);
	}
	// What cannot be backed up is not backed up (section 6.1.3).
	if data.len() < AUTHENTICATOR_DATA || (has(BACKED_UP) && !has(BACKUP_ELIGIBLE)) {
		return Err(SignatureError::AuthenticatorData);
	}
	if !has(USER_PRESENT) {
		return Err(SignatureError::UserNotPresent);
	}
	Ok(Assurance { user_verified: has(USER_VERIFIED) })
}

fn check_client_data(json: &[u8], hash: &[u8; 32]) -> Result<(), SignatureError> {
	let client_data: ClientData = serde_json::from_slice(json).map_err(|_| SignatureError::ClientData)?;
	if client_data.kind != "webauthn.get" {
		return Err(SignatureError::ClientDataType);
	}
	if client_data.challenge.as_bytes() != base64url(hash) {
		return Err(SignatureError::Challenge);
	}
	if client_data.cross_origin {
		return Err(SignatureError::CrossOrigin);
	}
	Ok(())
}

/// The 32 bytes in the alphabet of RFC 4648, section 5, without padding.
fn base64url(bytes: &[u8; 32]) -> [u8; 43] {
	const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	let mut text = [0; 43];
	for (group, digits) in bytes.chunks(3).zip(text.chunks_mut(4)) {
		let bits = group.iter().zip([16, 8, 0]).fold(0u32, |bits, (byte, shift)| bits | (u32::from(*byte) << shift));
		for (digit, shift) in digits.iter_mut().zip([18, 12, 6, 0]) {
			*digit = ALPHABET[(bits >> shift) as usize & 63];
		}
	}
	text
}

/// What is looked at of the client data (`CollectedClientData`, section 5.8.1).
struct ClientData {
	/// `type`.
	kind: String,
	challenge: String,
	/// Whether the page that asked was shown within one of another origin.
	cross_origin: bool,
}

impl<'de> Deserialize<'de> for ClientData {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_map(ClientDataVisitor)
	}
}

struct ClientDataVisitor;

impl<'de> Visitor<'de> for ClientDataVisitor {
	type Value = ClientData;

	fn expecting(&self, formatter: &mut Formatter) -> FmtResult {
		formatter.write_str("client data")
	}

	fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ClientData, A::Error> {
		let (mut kind, mut challenge, mut origin, mut cross_origin) = (None, None, None, false);
		let mut names = Names::default();
		while let Some(name) = names.next(&mut map)? {
			match name.as_str() {
				"type" => kind = Some(map.next_value::<String>()?),
				"challenge" => challenge = Some(map.next_value::<String>()?),
				"origin" => origin = Some(map.next_value::<String>()?),
				"crossOrigin" => cross_origin |= map.next_value::<bool>()?,
				// There is a top origin only if it is another.
				"topOrigin" => {
					map.next_value::<String>()?;
					cross_origin = true;
				},
				_ => {
					map.next_value::<Strict>()?;
				},
			}
		}
		origin.ok_or_else(|| A::Error::missing_field("origin"))?;
		Ok(ClientData {
			kind: kind.ok_or_else(|| A::Error::missing_field("type"))?,
			challenge: challenge.ok_or_else(|| A::Error::missing_field("challenge"))?,
			cross_origin,
		})
	}
}

/// Any JSON value, none of whose objects has a name twice: of two members with one name different readers take
/// different ones (RFC 8259, section 4).
struct Strict;

impl<'de> Deserialize<'de> for Strict {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_any(StrictVisitor)
	}
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
	type Value = Strict;

	fn expecting(&self, formatter: &mut Formatter) -> FmtResult {
		formatter.write_str("a JSON value without duplicate names")
	}

	fn visit_bool<E: Error>(self, _: bool) -> Result<Strict, E> {
		Ok(Strict)
	}

	fn visit_i64<E: Error>(self, _: i64) -> Result<Strict, E> {
		Ok(Strict)
	}

	fn visit_u64<E: Error>(self, _: u64) -> Result<Strict, E> {
		Ok(Strict)
	}

	fn visit_f64<E: Error>(self, _: f64) -> Result<Strict, E> {
		Ok(Strict)
	}

	fn visit_str<E: Error>(self, _: &str) -> Result<Strict, E> {
		Ok(Strict)
	}

	fn visit_unit<E: Error>(self) -> Result<Strict, E> {
		Ok(Strict)
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
		while seq.next_element::<Strict>()?.is_some() {}
		Ok(Strict)
	}

	fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Strict, A::Error> {
		let mut names = Names::default();
		while names.next(&mut map)?.is_some() {
			map.next_value::<Strict>()?;
		}
		Ok(Strict)
	}
}

/// The names that an object has had so far.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
	/// The next name; an error if it was there before.
	fn next<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<Option<String>, A::Error> {
		let Some(name) = map.next_key::<String>()? else { return Ok(None) };
		if !self.0.insert(name.clone()) {
			return Err(A::Error::custom("duplicate name"));
		}
		Ok(Some(name))
	}
}
