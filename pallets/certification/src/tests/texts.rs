//! That a call whose text is too long, or none, is no call at all.

use super::*;
use codec::{DecodeAll, Encode};

/// The bytes of a call, made of those of a text.
type WithText = fn(&[u8]) -> Vec<u8>;

/// What is certified, with the bytes of a record.
fn certified(record: &[u8]) -> impl Encode {
	let (evidence, search_key) = (None::<ContentHash>, None::<ContentHash>);
	(hash(1), record.to_vec(), evidence, search_key, None::<Moment>, None::<Moment>)
}

/// What a schema consists of, with the bytes of its texts.
fn schema(name: &[u8], uri: &[u8]) -> impl Encode {
	let (name, uri) = (name.to_vec(), uri.to_vec());
	(SchemaKind::DEGREE, name, hash(1), uri, RULES, None::<Moment>, None::<SchemaId>)
}

/// Every text of every call, with its bound.
const TEXTS: &[(&str, u32, WithText)] = &[
	("found_network name", MAX_NAME, |text| (0u8, text, hash(0), &b""[..], Membership::Open).encode()),
	("found_network policy_uri", MAX_URI, |text| (0u8, &b"a"[..], hash(0), text, Membership::Open).encode()),
	("update_network name", MAX_NAME, |text| (1u8, 0u32, text, hash(0), &b""[..], Membership::Open).encode()),
	("update_network policy_uri", MAX_URI, |text| (1u8, 0u32, &b"a"[..], hash(0), text, Membership::Open).encode()),
	("register_schema name", MAX_NAME, |text| (5u8, 0u32, schema(text, b"")).encode()),
	("register_schema document_uri", MAX_URI, |text| (5u8, 0u32, schema(b"a", text)).encode()),
	("issue record", MAX_RECORD, |text| {
		(16u8, 0u64, hash(2), SUBJECT, certified(text), None::<NullifierReveal>).encode()
	}),
	("replace record", MAX_RECORD, |text| (20u8, 0u64, hash(2), certified(text)).encode()),
	("grant_document uri", MAX_URI, |text| {
		(30u8, hash(1), hash(2), text, EMPLOYER, &b"work"[..], None::<Moment>).encode()
	}),
	("grant_document purpose", MAX_PURPOSE, |text| {
		(30u8, hash(1), hash(2), &b""[..], EMPLOYER, text, None::<Moment>).encode()
	}),
];

#[test]
fn texts_have_bounds_and_are_texts() {
	for (name, bound, call) in TEXTS {
		let decoded = |text: &[u8]| Call::<Test>::decode_all(&mut &call(text)[..]);
		let longest = vec![b'a'; *bound as usize];
		assert!(decoded(&longest).is_ok(), "{name}");
		assert!(decoded("ä€".as_bytes()).is_ok(), "{name}");
		// What is decoded is what was encoded.
		assert_eq!(decoded(&longest).expect("just decoded").encode(), call(&longest), "{name}");
		assert!(decoded(&[&longest[..], b"a"].concat()).is_err(), "{name}: too long");
		for no_text in [&b"\xff"[..], b"a\xe2\x82"] {
			assert!(decoded(no_text).is_err(), "{name}: no text");
		}
	}
}

#[test]
fn the_bounds_are_those_that_the_docs_of_the_calls_say() {
	assert_eq!((MAX_NAME, MAX_URI, MAX_PURPOSE, MAX_RECORD), (64, 256, 128, 2_048));
}
