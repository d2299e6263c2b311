//! That a call whose text is too long, or none, is no call at all, and that what is written can be seen.

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

/// Nobody can join.
const CLOSED: Membership = Membership::Closed;

/// Every text of every call, with its bound.
const TEXTS: &[(&str, u32, WithText)] = &[
	("found_network name", MAX_NAME, |text| (0u8, text, hash(0), &b""[..], CLOSED).encode()),
	("found_network policy_uri", MAX_URI, |text| (0u8, &b"a"[..], hash(0), text, CLOSED).encode()),
	("update_network name", MAX_NAME, |text| (1u8, 0u32, text, hash(0), &b""[..], CLOSED).encode()),
	("update_network policy_uri", MAX_URI, |text| (1u8, 0u32, &b"a"[..], hash(0), text, CLOSED).encode()),
	("register_schema name", MAX_NAME, |text| (5u8, 0u32, schema(text, b"")).encode()),
	("register_schema document_uri", MAX_URI, |text| (5u8, 0u32, schema(b"a", text)).encode()),
	("issue record", MAX_RECORD, |text| {
		(17u8, Some(0u64), hash(2), SUBJECT, certified(text), None::<NullifierReveal>).encode()
	}),
	("replace record", MAX_RECORD, |text| (20u8, Some(0u64), hash(2), certified(text)).encode()),
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
	assert_eq!((MAX_NAME, MAX_URI, MAX_RECORD), (64, 256, 2_048));
}

/// What cannot be seen, or turns the direction: what stands before or after it is not what it looks like.
pub(super) const HIDDEN: [char; 15] = [
	'\0',
	'\u{ad}',
	'\u{34f}',
	'\u{17b4}',
	'\u{17b5}',
	'\u{200b}',
	'\u{200e}',
	'\u{202a}',
	'\u{202e}',
	'\u{2028}',
	'\u{2060}',
	'\u{2066}',
	'\u{2069}',
	'\u{feff}',
	'\u{e0041}',
];

/// A name in Persian, which is not written without U+200C.
pub(super) const PERSIAN: &str = "دانشنامه\u{200c}های دانشگاه";

#[test]
fn names_and_addresses_can_be_seen() {
	build_and_execute(|| {
		let found = |name: &str, uri: &str| {
			Certification::found_network(signed(OPERATOR), text(name), hash(0), text(uri), Membership::Closed)
		};
		assert_ok!(found("Ministry", "https://a.example/policy"));
		let update = |name: &str, uri: &str| {
			Certification::update_network(signed(OPERATOR), 0, text(name), hash(0), text(uri), Membership::Closed)
		};
		for hidden in HIDDEN {
			for name in [format!("{hidden}Ministry"), format!("Mini{hidden}stry"), hidden.to_string()] {
				refused!(found(&name, ""), TextInvalid);
				refused!(update(&name, ""), TextInvalid);
			}
			for uri in [format!("{hidden}https://a.example"), format!("https://a.example/{hidden}elpmaxe.b")] {
				refused!(found("Ministry", &uri), TextInvalid);
				refused!(update("Ministry", &uri), TextInvalid);
			}
		}
		// People write their names in many ways, all of which can be seen.
		for name in
			[PERSIAN, "क\u{94d}\u{200d}ष", "Ministère de l’Éducation", "教育部", "وزارة التعليم", "👩\u{200d}🎓 42"]
		{
			assert_ok!(found(name, name));
			assert_ok!(update(name, name));
		}
	});
}

#[test]
fn what_is_certified_is_not_a_name() {
	build_and_execute(|| {
		// A record is what the hash commits to, and is left as it is.
		let tree = tree_of(SchemaRules { public_record: true, ..RULES });
		let id = tree.issue(record("{\"name\":\"\u{202e}\"}"));
		assert_eq!(stored(id).record.as_str(), "{\"name\":\"\u{202e}\"}");
	});
}
