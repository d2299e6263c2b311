//! That a call whose text is too long, or none, is no call at all.

use super::*;
use codec::DecodeAll;

/// The bytes of a call, made of those of a text.
type WithText = fn(&[u8]) -> Vec<u8>;

/// The bytes of [`Call::set_service`], made of those of its texts.
fn service(id: &[u8], service_type: &[u8], endpoint: &[u8]) -> Vec<u8> {
	(7u8, id, service_type, endpoint).encode()
}

/// Every text of every call, with its bound.
const TEXTS: &[(&str, usize, WithText)] = &[
	("set_service id", 32, |text| service(text, b"T", b"a:b")),
	("set_service type", 32, |text| service(b"a", text, b"a:b")),
	("set_service endpoint", 256, |text| service(b"a", b"T", text)),
	("remove_service", 32, |text| (8u8, text).encode()),
	("claim_name", 32, |text| (9u8, text).encode()),
	("clear_name", 32, |text| (13u8, text).encode()),
	("attest_domain", 253, |text| (16u8, account(1), text, NOW).encode()),
	("remove_domain", 253, |text| (17u8, account(1), text, account(2)).encode()),
];

#[test]
fn texts_have_bounds_and_are_texts() {
	for (name, bound, call) in TEXTS {
		let decoded = |text: &[u8]| Call::<Test>::decode_all(&mut &call(text)[..]);
		let longest = vec![b'a'; *bound];
		assert_eq!(decoded(&longest).expect(name).encode(), call(&longest), "{name}");
		assert!(decoded(&[&longest[..], b"a"].concat()).is_err(), "{name}: too long");
		assert!(decoded(b"\xff").is_err(), "{name}: no text");
	}
}
