//! Values as people type them.

use metadata_json::{camel_case, parse, Argument, Metadata, Shape};
use serde_json::{json, Value};
use std::{fs, path::Path};

/// How many numbers a list of ranges can stand for.
const MAX_NUMBERS: u64 = 1 << 16;

/// How many letters of what JSON looks like the help shows, and how many levels: as many as fit.
const MAX_OUTLINE: usize = 600;
const MAX_LEVELS: u32 = 6;

/// Arguments that are hashes of calls, and not of files.
const OF_CALLS: [&str; 2] = ["call_hash", "proposal_hash"];

/// How these are written.
pub const OF_A_CALL: &str = "0x and 64 digits, the BLAKE2b-256 of an encoded call";

/// What the types of hashes of files, and of times and lengths of time, are called on the chain.
const CONTENT: &str = "ContentHash";
const MOMENT: &str = "Moment";

/// The last words of the names of times, and not of lengths of time.
const OF_TIMES: [&str; 8] = ["at", "by", "from", "now", "since", "time", "to", "until"];

/// What a type is when a value of it is typed.
pub fn shape(metadata: &Metadata, ty: u32) -> Shape {
	match metadata.shape(ty) {
		Shape::Choice(names) | Shape::Names(names) if !are_words(&names) => Shape::Other,
		shape => shape,
	}
}

/// The same of what is in a list: it is either plain, or JSON.
fn item_shape(metadata: &Metadata, ty: u32) -> Shape {
	match shape(metadata, ty) {
		Shape::Bool | Shape::Names(_) | Shape::List(_) | Shape::Struct(_) => Shape::Other,
		plain => plain,
	}
}

/// What stands for a value in the help.
pub fn value_name(metadata: &Metadata, shape: &Shape) -> &'static str {
	match shape {
		Shape::Bool => "true|false",
		Shape::Number => "NUMBER",
		Shape::Text => "TEXT",
		Shape::Bytes => "HEX",
		Shape::Account => "ACCOUNT",
		Shape::CallName => "CALL",
		Shape::Choice(_) | Shape::Names(_) => "NAME",
		Shape::List(item) => value_name(metadata, &item_shape(metadata, *item)),
		Shape::Struct(_) | Shape::Option(_) | Shape::Other => "JSON",
	}
}

/// Whether names can be words of command lines, and of shells' scripts.
fn are_words(names: &[String]) -> bool {
	!names.is_empty() && names.iter().all(|name| is_plain(name))
}

/// That any text, any number, or either of the two may stand there.
const ANY_TEXT: &str = "a text, or @FILE";
const ANY_NUMBER: &str = "a number";
const EITHER: &str = "true or false";

/// What need not be said beside documentation.
pub const OBVIOUS: [&str; 3] = [ANY_TEXT, ANY_NUMBER, EITHER];

/// What may stand in place of a value of an argument, or of an item of it, for the help.
pub fn hint(metadata: &Metadata, argument: &Argument, ty: u32, shape: &Shape) -> String {
	let plain = match shape {
		Shape::Bool => EITHER,
		Shape::Number if is_moment(metadata, argument, ty) => {
			"a number; a time is milliseconds since 1970, or RFC 3339"
		},
		Shape::Number if metadata.to_scale(ty, &json!("0.5")).is_ok() => "a decimal number, such as 0.5",
		Shape::Number => ANY_NUMBER,
		Shape::Text if is_key(metadata, ty) => "a Multikey (z…), or an Ethereum address (0x…)",
		Shape::Text => ANY_TEXT,
		Shape::Bytes if OF_CALLS.contains(&argument.name.as_str()) => OF_A_CALL,
		Shape::Bytes if argument.type_name.contains(CONTENT) => "0x and 64 digits, or hash:@FILE",
		Shape::Bytes if is_hash(metadata, ty) => "0x and 64 digits",
		Shape::Bytes => "0x and digits, or @FILE",
		Shape::Account => "an account: SS58, //Alice, a DID or a registered name",
		Shape::CallName => "a call, such as balances.transferKeepAlive",
		Shape::List(item) => {
			return match (item_shape(metadata, *item), *item) {
				(Shape::Number, _) => "a list: 3,7,100-199".to_owned(),
				(shape, item) => match hint(metadata, argument, item, &shape).as_str() {
					"" => "a list".to_owned(),
					item => format!("each by a flag of its own, or a list in JSON: {item}"),
				},
			}
		},
		Shape::Struct(_) | Shape::Option(_) | Shape::Other => return outline(metadata, ty),
		// The parser lists them.
		Shape::Choice(_) | Shape::Names(_) => "",
	};
	plain.to_owned()
}

/// Whether a number is a time: it has the type that times have, and is called like one.
fn is_moment(metadata: &Metadata, argument: &Argument, ty: u32) -> bool {
	let fits = |number: u128| metadata.to_scale(ty, &json!(number.to_string())).is_ok();
	let is_called = argument.name.rsplit('_').next().is_some_and(|word| OF_TIMES.contains(&word));
	// Of views it is not said what their types are called.
	let is_typed = argument.type_name.is_empty() || argument.type_name.contains(MOMENT);
	is_called && is_typed && fits(u64::MAX.into()) && !fits(u128::MAX)
}

/// Whether a text is a key: not every text is one.
fn is_key(metadata: &Metadata, ty: u32) -> bool {
	metadata.to_scale(ty, &json!("")).is_err()
}

/// Whether bytes have the length that hashes have.
fn is_hash(metadata: &Metadata, ty: u32) -> bool {
	let fits = |length: usize| metadata.to_scale(ty, &json!(format!("0x{}", "00".repeat(length)))).is_ok();
	fits(32) && !fits(31)
}

/// What the JSON of a type looks like: `"closed" | {"schemas": ["HEX", …]}`. Nothing if that says nothing, or has names in it
/// that are none of Rust, which could be anything.
fn outline(metadata: &Metadata, ty: u32) -> String {
	if ty == metadata.call_type() {
		return "a call: {\"pallet\": {\"call\": {…}}}".to_owned();
	}
	let deeper = (2..=MAX_LEVELS).map(|depth| metadata.outline(ty, depth));
	let deepest = deeper.take_while(|outline| outline.chars().count() <= MAX_OUTLINE).last();
	let outline = deepest.unwrap_or_else(|| metadata.outline(ty, 1));
	let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
	let usable = outline.chars().all(|letter| is_word(letter) || " \",:{}[]|…".contains(letter));
	if usable && outline.contains(is_word) {
		outline
	} else {
		String::new()
	}
}

/// The value of a type that was typed, by one text or several.
pub fn read(metadata: &Metadata, ty: u32, shape: &Shape, texts: &[&str]) -> Result<Value, String> {
	match (shape, texts) {
		(Shape::List(item), [text]) => match (contents(text, shape)?, item_shape(metadata, *item)) {
			(Typed::Json(value), _) => Ok(value),
			(Typed::Text(text), _) if text.starts_with('[') => json(&text),
			(Typed::Text(text), Shape::Number) => numbers(metadata, *item, &text),
			(Typed::Text(_), shape) => Ok(Value::Array(vec![one(metadata, *item, &shape, text)?])),
		},
		// The parser lets no other words through.
		(Shape::Names(_), names) => Ok(json!(names)),
		(Shape::List(item), texts) => {
			texts.iter().map(|text| one(metadata, *item, &item_shape(metadata, *item), text)).collect()
		},
		(_, [text]) => one(metadata, ty, shape, text),
		_ => Err("it is given more than once".to_owned()),
	}
}

/// One value.
fn one(metadata: &Metadata, ty: u32, shape: &Shape, text: &str) -> Result<Value, String> {
	let text = match contents(text, shape)? {
		Typed::Json(value) => return Ok(value),
		Typed::Text(text) => text,
	};
	match shape {
		Shape::Text | Shape::Bytes | Shape::Account | Shape::Choice(_) => Ok(Value::String(text)),
		Shape::Number => Ok(number(metadata, ty, text)),
		Shape::CallName if !text.starts_with('{') => Ok(Value::String(call_name(&text))),
		// A word is a text, and a time; but what begins as JSON has to be JSON.
		_ => match parse(&text) {
			Ok(value) => Ok(value),
			Err(error) if text.starts_with(['{', '[', '"']) => Err(error.to_string()),
			Err(_) => Ok(Value::String(text)),
		},
	}
}

/// What was typed, or what is in the file that was named.
enum Typed {
	Text(String),
	Json(Value),
}

fn contents(text: &str, shape: &Shape) -> Result<Typed, String> {
	let Some(path) = text.strip_prefix('@') else { return Ok(Typed::Text(text.to_owned())) };
	// Twice, it stands for itself.
	if path.starts_with('@') {
		return Ok(Typed::Text(path.to_owned()));
	}
	let bytes = fs::read(Path::new(path)).map_err(|error| format!("cannot read {path}: {error}"))?;
	if *shape == Shape::Bytes {
		return Ok(Typed::Text(format!("0x{}", hex::encode(bytes))));
	}
	let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not a text in UTF-8"))?;
	match shape {
		// Editors end files with a newline, which is not part of the text.
		Shape::Text => {
			let line = text.strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
			Ok(Typed::Text(line.unwrap_or(&text).to_owned()))
		},
		// A word or a number, as it would be typed.
		Shape::Number | Shape::Account | Shape::CallName | Shape::Choice(_) => Ok(Typed::Text(text.trim().to_owned())),
		_ => json(&text).map(Typed::Json).map_err(|problem| format!("{path}: {problem}")),
	}
}

/// The name of a call, which may be written as on a command line: `balances.transfer-keep-alive`.
pub fn call_name(text: &str) -> String {
	let parts: Vec<_> = text.split('.').map(|part| camel_case(&part.replace('-', "_"))).collect();
	parts.join(".")
}

fn json(text: &str) -> Result<Value, String> {
	parse(text).map_err(|error| error.to_string())
}

/// A number, in the form that its type takes: large ones and those with a point are texts, and so are times.
fn number(metadata: &Metadata, ty: u32, text: String) -> Value {
	let typed = Value::String(text);
	if metadata.to_scale(ty, &typed).is_ok() {
		return typed;
	}
	match typed.as_str().map(parse) {
		Some(Ok(number @ Value::Number(_))) => number,
		_ => typed,
	}
}

/// Numbers and ranges with both ends in them, such as `3,7,100-199`.
fn numbers(metadata: &Metadata, ty: u32, text: &str) -> Result<Value, String> {
	let mut list = Vec::new();
	for part in text.split(',').map(str::trim) {
		let range = part
			.split_once('-')
			.and_then(|(first, last)| Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?)));
		let Some((first, last)) = range else {
			list.push(number(metadata, ty, part.to_owned()));
			continue;
		};
		if first > last {
			return Err(format!("the range {part} ends before it begins"));
		}
		let count = (last - first).saturating_add(u64::try_from(list.len()).unwrap_or(u64::MAX));
		if count >= MAX_NUMBERS {
			return Err(format!("more than {MAX_NUMBERS} numbers"));
		}
		list.extend((first..=last).map(|each| number(metadata, ty, each.to_string())));
	}
	Ok(Value::Array(list))
}

/// Whether a name is one of Rust. Names become words of command lines, and of shells' scripts.
pub fn is_plain(name: &str) -> bool {
	!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_chain;
	use serde_json::json;

	/// Reads values of the arguments of a call that has one of each form.
	fn typed(name: &str, texts: &[&str]) -> Result<Value, String> {
		let metadata = test_chain::metadata();
		let call = metadata.call("certification", "try_all").expect("there is such a call");
		let input = call.inputs.iter().find(|input| input.name == name).unwrap_or_else(|| panic!("there is a {name}"));
		read(&metadata, input.ty, &shape(&metadata, input.ty), texts)
	}

	#[test]
	fn numbers_are_written_as_their_types_take_them() {
		assert_eq!(typed("small", &["7"]), Ok(json!(7)));
		assert_eq!(typed("small", &["70000000000"]), Ok(json!(70_000_000_000_u64)));
		assert_eq!(typed("moment", &["7"]), Ok(json!("7")));
		assert_eq!(typed("moment", &["18446744073709551615"]), Ok(json!("18446744073709551615")));
		assert_eq!(typed("moment", &["2025-01-01T00:00:00Z"]), Ok(json!("2025-01-01T00:00:00Z")));
		assert_eq!(typed("balance", &["1000000000000000000000"]), Ok(json!("1000000000000000000000")));
		assert_eq!(typed("small", &["many"]), Ok(json!("many")));
	}

	#[test]
	fn lists_are_given_one_by_one_or_whole() {
		assert_eq!(typed("accounts", &["//Alice"]), Ok(json!(["//Alice"])));
		assert_eq!(typed("accounts", &["//Alice", "amina"]), Ok(json!(["//Alice", "amina"])));
		assert_eq!(typed("accounts", &["[\"//Alice\"]"]), Ok(json!(["//Alice"])));
		assert_eq!(typed("accounts", &["[]"]), Ok(json!([])));
		assert!(typed("accounts", &["[\"//Alice\""]).is_err());
		assert_eq!(typed("indices", &["3"]), Ok(json!([3])));
		assert_eq!(typed("indices", &["3,7, 10-12"]), Ok(json!([3, 7, 10, 11, 12])));
		assert_eq!(typed("indices", &["[1,2]"]), Ok(json!([1, 2])));
		assert!(typed("indices", &["7-3"]).is_err() && typed("indices", &["0-65536"]).is_err());
		assert_eq!(typed("pairs", &["[1,\"x\"]", "[2,\"y\"]"]), Ok(json!([[1, "x"], [2, "y"]])));
	}

	#[test]
	fn names_that_are_no_words_never_reach_a_shell() {
		let plain = |name: &str| are_words(&["closed".to_owned(), name.to_owned()]);
		assert!(plain("open") && plain("assertionMethod"));
		for name in ["$(x)", "`x`", "a\u{1b}[2K", "a b", ""] {
			assert!(!plain(name), "{name:?}");
		}
		assert!(!are_words(&[]));
		// The whole way, from metadata of which an enum has such a name.
		let mut bytes = test_chain::metadata_bytes();
		let place = bytes.windows(6).position(|name| name == b"Closed").expect("there is such a variant");
		bytes.splice(place..place + 6, *b"$(x);\x1b");
		let metadata = Metadata::decode(&bytes).expect("it is metadata");
		let call = metadata.call("certification", "found_network").expect("there is such a call");
		let membership = call.inputs.iter().find(|input| input.name == "membership").expect("it has one");
		let shape = shape(&metadata, membership.ty);
		assert_eq!((&shape, hint(&metadata, membership, membership.ty, &shape).as_str()), (&Shape::Other, ""));
	}

	#[test]
	fn several_names_are_a_list() {
		assert_eq!(typed("uses", &["authentication"]), Ok(json!(["authentication"])));
		let both = ["authentication", "keyAgreement"];
		assert_eq!(typed("uses", &both), Ok(json!(both)));
	}

	#[test]
	fn calls_are_named_as_in_json_or_on_command_lines() {
		for name in ["identityRegistry.actAs", "identity-registry.act-as", "IdentityRegistry.act_as"] {
			assert_eq!(call_name(name), "identityRegistry.actAs");
			assert_eq!(
				typed("calls", &[name, "system.remark"]),
				Ok(json!(["identityRegistry.actAs", "system.remark"]))
			);
		}
		assert_eq!(typed("calls", &["[\"system.remark\"]"]), Ok(json!(["system.remark"])));
		assert_eq!(typed("calls", &["{\"pallet\":0,\"call\":9}"]), Ok(json!([{ "pallet": 0, "call": 9 }])));
		assert!(typed("calls", &["{"]).is_err());
	}

	#[test]
	fn it_is_said_what_may_stand_there() {
		let metadata = test_chain::metadata();
		let hint = |call: &str, name: &str| {
			let call = metadata.call("certification", call).expect("there is such a call");
			let input = call.inputs.iter().find(|input| input.name == name).expect("it has one");
			hint(&metadata, input, input.ty, &shape(&metadata, input.ty))
		};
		assert_eq!(hint("found_network", "policy_hash"), "0x and 64 digits, or hash:@FILE");
		assert_eq!(hint("try_all", "bytes"), "0x and digits, or @FILE");
		assert_eq!(hint("try_all", "text"), ANY_TEXT);
		assert!(hint("try_all", "until").contains("milliseconds since 1970, or RFC 3339"));
		for number in ["small", "moment", "delay", "balance"] {
			assert_eq!(hint("try_all", number), ANY_NUMBER, "{number}");
		}
		assert_eq!(hint("try_all", "share"), "a decimal number, such as 0.5");
		assert!(hint("try_all", "accounts").ends_with("an account: SS58, //Alice, a DID or a registered name"));
		assert!(hint("try_all", "calls").ends_with("a call, such as balances.transferKeepAlive"));
		let target = r#""closed" | {"at": NUMBER} | {"worth": {"atLeast": "NUMBER", "of": "ACCOUNT" | null}}"#;
		assert_eq!(hint("try_all", "target"), target);
		let rules = r#"{"suspendable": true | false, "expires": true | false, "limit": NUMBER | null}"#;
		let targets = format!("each by a flag of its own, or a list in JSON: [{target}, {rules}]");
		assert_eq!(hint("try_all", "targets"), targets);
		let act = metadata.call("identity_registry", "act_as").expect("there is such a call");
		let call = act.inputs.last().expect("it has one");
		assert!(super::hint(&metadata, call, call.ty, &shape(&metadata, call.ty)).starts_with("a call: "));
	}

	#[test]
	fn times_and_hashes_of_files_are_told_by_their_names_and_types() {
		let metadata = test_chain::metadata();
		let hint = |of: &str, name: &str, type_name: &str| {
			let call = metadata.call("certification", of).expect("there is such a call");
			let input = call.inputs.iter().find(|input| ["until", "policy_hash"].contains(&input.name.as_str()));
			let Argument { ty, docs, .. } = input.expect("it has one").clone();
			let argument = Argument { name: name.to_owned(), ty, type_name: type_name.to_owned(), docs };
			super::hint(&metadata, &argument, ty, &shape(&metadata, ty))
		};
		let number = |name, type_name| hint("try_all", name, type_name);
		for (name, type_name) in
			[("valid_until", "Option<Moment>"), ("at", "Moment"), ("now", "T::Moment"), ("time", "")]
		{
			assert!(number(name, type_name).contains("RFC 3339"), "{name}");
		}
		for (name, type_name) in
			[("ref_time", "u64"), ("max_age", "Moment"), ("fee", "Ppb"), ("at_zero", "Ppb"), ("fee", "")]
		{
			assert_eq!(number(name, type_name), ANY_NUMBER, "{name}");
		}
		let hash = |name, type_name| hint("found_network", name, type_name);
		assert_eq!(hash("evidence", "Option<ContentHash>"), "0x and 64 digits, or hash:@FILE");
		for (name, type_name) in [("terms", "H256"), ("code_hash", "T::Hash"), ("certificate", "")] {
			assert_eq!(hash(name, type_name), "0x and 64 digits", "{name}");
		}
	}

	#[test]
	fn types_that_are_large_are_cut() {
		let metadata = test_chain::metadata();
		let draft = metadata.call("agreements", "draft").expect("there is such a call");
		let terms = draft.inputs.iter().find(|input| input.name == "terms").expect("it has terms");
		let outline = outline(&metadata, terms.ty);
		assert!(
			outline.starts_with("{\"") && outline.contains('…') && outline.chars().count() <= MAX_OUTLINE,
			"{outline}"
		);
	}

	#[test]
	fn other_values_are_json_or_a_word() {
		assert_eq!(typed("target", &["closed"]), Ok(json!("closed")));
		assert_eq!(
			typed("target", &["{\"at\":\"2025-01-01T00:00:00Z\"}"]),
			Ok(json!({ "at": "2025-01-01T00:00:00Z" }))
		);
		assert!(typed("target", &["{\"at\":"]).is_err());
		assert!(typed("target", &["{\"at\":1,\"at\":2}"]).is_err(), "it is said twice");
		assert!(typed("target", &["a", "b"]).is_err());
	}

	#[test]
	fn files_are_read_as_their_types_are() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let file = |name: &str, content: &str| {
			let path = folder.path().join(name);
			fs::write(&path, content).expect("there is room for a file");
			format!("@{}", path.display())
		};
		let word = file("word", "{\"at\": 5}\n");
		assert_eq!(typed("target", &[&word]), Ok(json!({ "at": 5 })));
		assert_eq!(typed("text", &[&word]), Ok(json!("{\"at\": 5}")), "the newline at its end is the editor's");
		assert_eq!(typed("text", &[&file("lines", "a\nb\n\n")]), Ok(json!("a\nb\n")));
		assert_eq!(typed("text", &[&file("dos", "a\r\n")]), Ok(json!("a")));
		assert_eq!(typed("bytes", &[&file("bytes", "ab")]), Ok(json!("0x6162")));
		assert_eq!(typed("small", &[&file("number", "7\n")]), Ok(json!(7)));
		assert_eq!(typed("accounts", &[&file("list", "[\"//Alice\"]")]), Ok(json!(["//Alice"])));
		assert_eq!(typed("text", &["@@home"]), Ok(json!("@home")));
		assert!(typed("text", &["@/none"]).is_err());
		assert!(typed("target", &[&file("broken", "{")]).is_err());
	}
}
