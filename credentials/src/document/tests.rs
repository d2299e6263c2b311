use super::*;
use serde_json::json;

fn read(text: &str) -> Document {
	Document::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

fn canonical(text: &str) -> String {
	read(text).canonical().to_owned()
}

fn refusal(text: &str) -> DocumentError {
	Document::parse(text).expect_err(text)
}

fn hash(text: &str) -> String {
	read(text).hash().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The test data of the reference implementation of RFC 8785.
macro_rules! vectors {
	($($name:ident),*) => {[$((
		stringify!($name),
		include_str!(concat!("../../test-vectors/input/", stringify!($name), ".json")),
		include_str!(concat!("../../test-vectors/output/", stringify!($name), ".json")),
	)),*]};
}

#[test]
fn the_canonical_form_is_that_of_rfc_8785() {
	for (name, input, output) in vectors!(arrays, french, structures, unicode, values, weird) {
		assert_eq!(canonical(input), output, "{name}");
		assert_eq!(canonical(output), output, "{name}");
		// By way of a value too, as the node reads it.
		let value = metadata_json::parse(input).expect("it is JSON");
		assert_eq!(Document::from_value(value).expect("it is I-JSON").canonical(), output, "{name}");
	}
	let (_, values, _) = vectors!(values)[0];
	assert_eq!(hash(values), "2d5e01a318d0f0879ab568c4be289c8b1f64ef8921a53c6277d5e069978baacb");
}

#[test]
fn numbers_are_those_of_appendix_b() {
	for (bits, text) in [
		(0x0000000000000000, "0"),
		(0x8000000000000000, "0"),
		(0x0000000000000001, "5e-324"),
		(0x8000000000000001, "-5e-324"),
		(0x7fefffffffffffff, "1.7976931348623157e+308"),
		(0xffefffffffffffff, "-1.7976931348623157e+308"),
		(0x4340000000000000, "9007199254740992"),
		(0xc340000000000000, "-9007199254740992"),
		(0x4430000000000000, "295147905179352830000"),
		(0x44b52d02c7e14af5, "9.999999999999997e+22"),
		(0x44b52d02c7e14af6, "1e+23"),
		(0x44b52d02c7e14af7, "1.0000000000000001e+23"),
		(0x444b1ae4d6e2ef4e, "999999999999999700000"),
		(0x444b1ae4d6e2ef4f, "999999999999999900000"),
		(0x444b1ae4d6e2ef50, "1e+21"),
		(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"),
		(0x3eb0c6f7a0b5ed8d, "0.000001"),
		(0x41b3de4355555553, "333333333.3333332"),
		(0x41b3de4355555554, "333333333.33333325"),
		(0x41b3de4355555555, "333333333.3333333"),
		(0x41b3de4355555556, "333333333.3333334"),
		(0x41b3de4355555557, "333333333.33333343"),
		(0xbecbf647612f3696, "-0.0000033333333333333333"),
		(0x43143ff3c1cb0959, "1424953923781206.2"),
	] {
		let number = f64::from_bits(bits);
		assert_eq!(Document::from_value(json!(number)).expect("it is a double").canonical(), text);
		// With 17 digits, and an exponent so that it is no integer.
		assert_eq!(canonical(&format!("{number:.17e}")), text);
	}
}

#[test]
fn large_numbers_are_read_if_a_double_holds_them() {
	for (text, expected) in [
		("1E30", "1e+30"),
		("-1e300", "-1e+300"),
		("9007199254740992", "9007199254740992"),
		("9007199254740994", "9007199254740994"),
		("18446744073709552000", "18446744073709552000"),
		("1000000000000000000000", "1e+21"),
		("100000000000000000000", "100000000000000000000"),
		("-0", "0"),
		("0.1", "0.1"),
		("1e-400", "0"),
		("123456789012345678.5", "123456789012345680"),
	] {
		let one = read(text);
		assert_eq!(one.canonical(), expected);
		// What is shown means the same.
		assert_eq!(read(&one.value().to_string()), one, "{text}");
	}
}

#[test]
fn numbers_that_would_be_others_are_refused() {
	for (text, number, other) in [
		("9007199254740993", "9007199254740993", "9007199254740992"),
		("[{\"a\": -9007199254740993}]", "-9007199254740993", "-9007199254740992"),
		// A double holds it, and so it would have the hash of 18446744073709552000, which is another number.
		("18446744073709551616", "18446744073709551616", "18446744073709552000"),
		("[\"1\\\"2\", 18446744073709551615]", "18446744073709551615", "18446744073709552000"),
		("123456789012345678901234567890", "123456789012345678901234567890", "123456789012345680000000000000"),
	] {
		let problem = refusal(text);
		assert_eq!(problem, DocumentError::InexactNumber(number.to_owned()), "{text}");
		let expected = format!(
			"the number {number} is another one, {other}, for software that reads numbers as doubles: write it as a string"
		);
		assert_eq!(problem.to_string(), expected);
	}
	// No others are numbers.
	let text = r#"["9007199254740993", {"9007199254740993": "\\\"9007199254740993"}, "a\\", 1]"#;
	assert_eq!(canonical(text), text.replace(", ", ",").replace(": ", ":"));
	for text in ["1e400", "[-1e400]", &"9".repeat(400)] {
		assert!(Document::parse(text).is_err(), "{text}");
	}
	assert!(Document::from_value(json!(u64::MAX)).is_err());
}

#[test]
fn an_object_is_never_taken_for_a_number() {
	for text in [
		r#"{"$serde_json::private::Number": "5"}"#,
		r#"{"\u0024serde_json::private::Number": "\u0035"}"#,
		r#"{"$serde_json::private::Number": 5}"#,
		r#"[{"a": 1, "$serde_json::private::Number": {}}]"#,
	] {
		assert!(refusal(text).to_string().contains("$serde_json::private::Number"));
	}
	assert_eq!(Document::from_value(json!([{ NUMBER: "5" }])), Err(DocumentError::NumberName));
}

#[test]
fn order_white_space_and_escapes_do_not_matter() {
	let one = read(r#"{"name":"Zoë","points":[1,2.5,true,null],"place":{"city":"Köln","zip":"50667"}}"#);
	let same = "\t{ \"points\" : [ 1.0, 25e-1, true, null ],\r\n \"place\": {\"zip\": \"50667\", \"city\": \
		\"K\\u00f6ln\"}, \"n\\u0061me\": \"Zo\\u00EB\" }\n";
	assert_eq!(one, read(same));
	assert_eq!((one.hash(), one.value()), (read(same).hash(), read(same).value()));
	// printf '{"a":1,"b":"\303\244"}' | sha256sum
	let vector = "f5300ffcfd6fd3fc2de46d700be90d43fd799cd9eb69da4737201006143d48a1";
	assert_eq!(hash(r#"{ "b": "\u00e4", "a": 1 }"#), vector);
}

#[test]
fn contents_matter() {
	let one = read(r#"{"name":"Zoë","points":[1,2]}"#);
	for other in [
		r#"{"name":"Zoé","points":[1,2]}"#,
		r#"{"name":"Zoë ","points":[1,2]}"#,
		r#"{"Name":"Zoë","points":[1,2]}"#,
		r#"{"name":"Zoë","points":[2,1]}"#,
		r#"{"name":"Zoë","points":["1",2]}"#,
		r#"{"name":"Zoë","points":[1,2],"x":null}"#,
		r#"{"name":"Zoë"}"#,
		// The same letter, composed of two characters: RFC 8785 leaves text as it is.
		"{\"name\":\"Zoe\u{308}\",\"points\":[1,2]}",
	] {
		assert_ne!(one.hash(), read(other).hash(), "{other}");
	}
}

#[test]
fn what_is_no_document_is_refused() {
	for text in ["", "{", "{}{}", "{'a':1}", "[1,]", "NaN", "Infinity", "\u{feff}{}", r#""\ud800""#, "// x\n{}"] {
		assert!(matches!(refusal(text), DocumentError::Syntax(_)), "{text}");
	}
	for (text, problem) in [
		(r#"{"role":"guest","role":"owner"}"#, "role: it is given twice"),
		(r#"[{"x":{"role":1,"r\u006fle":1}}]"#, "[0].x.role: it is given twice"),
	] {
		assert!(refusal(text).to_string().starts_with(problem), "{text}");
	}
}

#[test]
fn only_canonical_texts_are_taken_for_json() {
	assert_eq!(Document::from_canonical(r#"{"a":1}"#), Some(read(r#"{"a":1}"#)));
	for text in [r#"{"a": 1}"#, "{\"a\":1.0}", r#"{"a":1,"a":1}"#, "plain text", "", "9007199254740993", "1e30"] {
		assert_eq!(Document::from_canonical(text), None);
	}
}

#[test]
fn a_document_has_a_bound() {
	let text = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
	assert_eq!(read(&text(MAX_DOCUMENT_BYTES)).canonical().len(), MAX_DOCUMENT_BYTES);
	let problem = refusal(&text(MAX_DOCUMENT_BYTES + 1));
	let expected = "131073 bytes of canonical JSON are more than the 131072 that there may be";
	assert_eq!(problem.to_string(), expected);
	// What counts is the canonical form.
	assert!(Document::parse(&format!("{}{}", " ".repeat(1_000), text(MAX_DOCUMENT_BYTES))).is_ok());
	let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
	assert!(Document::parse(&nested(MAX_DEPTH)).is_ok());
	let problem = refusal(&nested(MAX_DEPTH + 1));
	assert_eq!(problem.to_string(), "more than 64 lists and objects are within each other");
	let objects = |depth: usize| "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
	assert!(Document::parse(&objects(MAX_DEPTH)).is_ok() && Document::parse(&objects(MAX_DEPTH + 1)).is_err());
	assert!(Document::parse_within(&nested(MAX_DEPTH + 8), Bound::CREDENTIAL).is_ok());
	assert!(Document::parse_within(&nested(MAX_DEPTH + 9), Bound::CREDENTIAL).is_err());
	for depth in [128, 1_000_000] {
		assert!(Document::parse_within(&nested(depth), Bound::FILE).is_err());
	}
	// Within something else too.
	let within: Result<Document, _> = serde_json::from_value(json!("x".repeat(MAX_DOCUMENT_BYTES)));
	assert!(within.is_err());
}
