//! Decentralised identifiers (W3C DID Core 1.0) of the method `civitas`.
//!
//! ```text
//! did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
//! ```
//!
//! What follows the method is the address (SS58, network prefix 42) of the account that the identity is: one text for
//! both, wherever it is shown, and one that has a checksum. An identity has exactly one DID: a second way of writing
//! the same address is refused, so that DIDs can be compared as texts.

use alloc::string::String;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::crypto::{AccountId32, PublicError, Ss58AddressFormat, Ss58Codec};

/// The name of the DID method.
pub const METHOD: &str = "civitas";

/// The SS58 network prefix, which is that of the runtime: 42, for any Substrate chain.
pub const SS58_PREFIX: u16 = 42;

/// The most characters of an address that are looked at: an address of 32 bytes has at most 50.
const MAX_ADDRESS: usize = 64;

/// Why a text is not the DID of an identity.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo, Serialize)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub enum DidError {
	/// It does not begin as a DID.
	#[codec(index = 0)]
	NotADid,
	/// It is a DID of another method.
	#[codec(index = 1)]
	OtherMethod,
	/// What follows the method is not an address of 32 bytes, in the form in which such an address is written.
	#[codec(index = 2)]
	BadAddress,
	/// The checksum of the address is wrong: it was mistyped.
	#[codec(index = 3)]
	BadChecksum,
	/// It is an address of another network.
	#[codec(index = 4)]
	OtherNetwork,
	/// It is a DID URL, with a path, a query or a fragment, where a DID (or, in [`parse_did_url`], at most a fragment)
	/// is needed.
	#[codec(index = 5)]
	Url,
	/// The fragment is empty, or has characters that must be percent-encoded in one (RFC 3986, section 3.5).
	#[codec(index = 6)]
	BadFragment,
}

/// The DID of the identity `id`.
pub fn to_did(id: &[u8; 32]) -> String {
	let mut did = String::from("did:");
	did.push_str(METHOD);
	did.push(':');
	did.push_str(&address(&AccountId32::new(*id)));
	did
}

/// The identity that a DID names.
pub fn parse_did(did: &str) -> Result<[u8; 32], DidError> {
	let address = method_specific_id(did)?;
	if address.contains(['/', '?', '#']) {
		return Err(DidError::Url);
	}
	parse_address(address)
}

/// The identity that a DID URL names and its fragment, which names a key or a service within the identity's document.
/// Resolving has no use for paths and queries. (A path names what an identity has issued, its certificates and status lists;
/// that is asked for by RPC, and not part of any document.)
pub fn parse_did_url(url: &str) -> Result<([u8; 32], Option<&str>), DidError> {
	let (did, fragment) = match url.split_once('#') {
		Some((did, fragment)) => (did, Some(fragment)),
		None => (url, None),
	};
	let id = parse_did(did)?;
	if fragment.is_some_and(|fragment| !is_fragment(fragment)) {
		return Err(DidError::BadFragment);
	}
	Ok((id, fragment))
}

/// What follows `did:civitas:`.
fn method_specific_id(did: &str) -> Result<&str, DidError> {
	let (method, id) = did.strip_prefix("did:").and_then(|rest| rest.split_once(':')).ok_or(DidError::NotADid)?;
	if method == METHOD {
		return Ok(id);
	}
	// Of what letters a method's name is made: DID Core, section 3.1.
	let is_method = !method.is_empty() && method.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9'));
	Err(if is_method { DidError::OtherMethod } else { DidError::NotADid })
}

fn address(account: &AccountId32) -> String {
	account.to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX))
}

fn parse_address(text: &str) -> Result<[u8; 32], DidError> {
	if text.len() > MAX_ADDRESS {
		return Err(DidError::BadAddress);
	}
	let (account, network) = AccountId32::from_ss58check_with_version(text).map_err(|error| match error {
		PublicError::InvalidChecksum => DidError::BadChecksum,
		PublicError::FormatNotAllowed => DidError::OtherNetwork,
		_ => DidError::BadAddress,
	})?;
	if u16::from(network) != SS58_PREFIX {
		return Err(DidError::OtherNetwork);
	}
	// The prefix could also be written in two bytes.
	if address(&account) != text {
		return Err(DidError::BadAddress);
	}
	Ok(account.into())
}

fn is_fragment(text: &str) -> bool {
	let mut bytes = text.bytes();
	while let Some(byte) = bytes.next() {
		let allowed = match byte {
			b'%' => {
				[bytes.next(), bytes.next()].iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
			},
			_ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte),
		};
		if !allowed {
			return false;
		}
	}
	!text.is_empty()
}

#[cfg(test)]
mod tests {
	use super::*;

	/// `//Alice`, sr25519.
	const ID: [u8; 32] = [
		0xd4, 0x35, 0x93, 0xc7, 0x15, 0xfd, 0xd3, 0x1c, 0x61, 0x14, 0x1a, 0xbd, 0x04, 0xa9, 0x9f, 0xd6, 0x82, 0x2c,
		0x85, 0x58, 0x85, 0x4c, 0xcd, 0xe3, 0x9a, 0x56, 0x84, 0xe7, 0xa5, 0x6d, 0xa2, 0x7d,
	];
	const DID: &str = "did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

	#[test]
	fn a_did_is_the_address_of_the_account() {
		assert_eq!(to_did(&ID), DID);
		assert_eq!(parse_did(DID), Ok(ID));
		for byte in 0..=u8::MAX {
			assert_eq!(parse_did(&to_did(&[byte; 32])), Ok([byte; 32]));
		}
	}

	#[test]
	fn what_is_not_a_did_is_told_from_what_is_a_wrong_one() {
		let address = &DID["did:civitas:".len()..];
		let with_prefix = |prefix| {
			let account = AccountId32::new(ID);
			alloc::format!("did:civitas:{}", account.to_ss58check_with_version(Ss58AddressFormat::custom(prefix)))
		};
		for (text, error) in [
			("", DidError::NotADid),
			(address, DidError::NotADid),
			("did:", DidError::NotADid),
			("did:civitas", DidError::NotADid),
			("did::abc", DidError::NotADid),
			("did:Civitas:abc", DidError::NotADid),
			("https://example.org", DidError::NotADid),
			(&DID.replace("did", "DID"), DidError::NotADid),
			(&alloc::format!(" {DID}"), DidError::NotADid),
			(&DID.replace("civitas", "key"), DidError::OtherMethod),
			(&DID.replace("civitas", "civitas2"), DidError::OtherMethod),
			("did:civitas:", DidError::BadAddress),
			("did:civitas:0OIl", DidError::BadAddress),
			(&DID[..DID.len() - 1], DidError::BadAddress),
			(&alloc::format!("{DID}1"), DidError::BadAddress),
			(&alloc::format!("{DID} "), DidError::BadAddress),
			(&alloc::format!("did:civitas:{}", "1".repeat(100_000)), DidError::BadAddress),
			(&DID.replace("utQY", "utQZ"), DidError::BadChecksum),
			(&DID.replace("5Grwv", "5Grwx"), DidError::BadChecksum),
			(&with_prefix(0), DidError::OtherNetwork),
			(&with_prefix(2), DidError::OtherNetwork),
			(&with_prefix(1284), DidError::OtherNetwork),
			// Reserved.
			(&with_prefix(46), DidError::OtherNetwork),
			(&alloc::format!("{DID}#key-1"), DidError::Url),
			(&alloc::format!("{DID}/path"), DidError::Url),
			(&alloc::format!("{DID}?versionId=1"), DidError::Url),
		] {
			assert_eq!(parse_did(text), Err(error), "{text:.80}");
		}
	}

	#[test]
	fn an_address_has_one_form() {
		// 42 as a prefix of two bytes, `4a 80`, where `01aaaaaa bbcccccc` is the number `00cccccc aaaaaabb`.
		let address = "Zp5wgt7iipcBBD8qrDbgQerUy6vWeg3np21675SE43SmZaPo9";
		let (account, network) = AccountId32::from_ss58check_with_version(address).unwrap();
		assert_eq!((account, u16::from(network)), (AccountId32::new(ID), SS58_PREFIX));
		assert_eq!(parse_did(&alloc::format!("did:civitas:{address}")), Err(DidError::BadAddress));
	}

	#[test]
	fn a_fragment_is_split_off() {
		let parse = |end: &str| {
			parse_did_url(&alloc::format!("{DID}{end}")).map(|(id, fragment)| {
				assert_eq!(id, ID);
				fragment.map(String::from)
			})
		};
		assert_eq!(parse(""), Ok(None));
		assert_eq!(parse("#key-1"), Ok(Some("key-1".into())));
		assert_eq!(parse("#a/b?c%2F"), Ok(Some("a/b?c%2F".into())));
		for bad in ["#", "#a#b", "#a b", "#%2", "#%zz", "#ä"] {
			assert_eq!(parse(bad), Err(DidError::BadFragment), "{bad}");
		}
		assert_eq!(parse("/path#key"), Err(DidError::Url));
		assert_eq!(parse("?query#key"), Err(DidError::Url));
		assert_eq!(parse_did_url("#key"), Err(DidError::NotADid));
	}
}
