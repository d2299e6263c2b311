//! Values as people type them.

use metadata_json::{parse, Argument, Metadata, Shape};
use serde_json::Value;
use std::{fs, path::Path};

/// How many numbers a list of ranges can stand for.
const MAX_NUMBERS: u64 = 1 << 16;

/// What a value looks like when it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
	/// A flag.
	Bool,
	Number,
	Text,
	/// 0x and hexadecimal digits.
	Bytes,
	Account,
	/// One of these.
	Choice(Vec<String>),
	/// Several of this form and type, each by a flag of its own, or all in one.
	List(Box<(Form, u32)>),
	/// JSON, or each of these by a flag of its own.
	Struct(Vec<Argument>),
	/// JSON.
	Json,
}

impl Form {
	/// That of a type.
	pub fn of(metadata: &Metadata, ty: u32) -> Self {
		match metadata.shape(ty) {
			Shape::Bool => Self::Bool,
			Shape::Number => Self::Number,
			Shape::Text => Self::Text,
			Shape::Bytes => Self::Bytes,
			Shape::Account => Self::Account,
			Shape::Choice(names) if !names.is_empty() => Self::Choice(names),
			Shape::List(item) => {
				let form = match Self::of_item(metadata, item) {
					// What is in a list is either plain, or JSON.
					Self::Bool | Self::List(_) | Self::Struct(_) => Self::Json,
					form => form,
				};
				Self::List(Box::new((form, item)))
			},
			Shape::Struct(fields) => Self::Struct(fields),
			Shape::Choice(_) | Shape::Option(_) | Shape::Other => Self::Json,
		}
	}

	fn of_item(metadata: &Metadata, ty: u32) -> Self {
		match metadata.shape(ty) {
			// Its own form could have no end.
			Shape::List(_) => Self::Json,
			_ => Self::of(metadata, ty),
		}
	}

	/// What stands for the value in the help.
	pub fn value_name(&self) -> &'static str {
		match self {
			Self::Bool => "true|false",
			Self::Number => "NUMBER",
			Self::Text => "TEXT",
			Self::Bytes => "HEX",
			Self::Account => "ACCOUNT",
			Self::Choice(_) => "NAME",
			Self::List(item) => item.0.value_name(),
			Self::Struct(_) | Self::Json => "JSON",
		}
	}
}

/// The value of a type that was typed, by one text or several.
pub fn read(metadata: &Metadata, ty: u32, form: &Form, texts: &[&str]) -> Result<Value, String> {
	match (form, texts) {
		(Form::List(item), [text]) => match contents(text, form)? {
			Typed::Json(value) => Ok(value),
			Typed::Text(text) if text.starts_with('[') => json(&text),
			Typed::Text(text) if item.0 == Form::Number => numbers(metadata, item.1, &text),
			Typed::Text(_) => one(metadata, item.1, &item.0, text).map(|item| Value::Array(vec![item])),
		},
		(Form::List(item), texts) => texts.iter().map(|text| one(metadata, item.1, &item.0, text)).collect(),
		(_, [text]) => one(metadata, ty, form, text),
		_ => Err("it is given more than once".to_owned()),
	}
}

/// One value.
fn one(metadata: &Metadata, ty: u32, form: &Form, text: &str) -> Result<Value, String> {
	let text = match contents(text, form)? {
		Typed::Json(value) => return Ok(value),
		Typed::Text(text) => text,
	};
	match form {
		Form::Text | Form::Bytes | Form::Account | Form::Choice(_) => Ok(Value::String(text)),
		Form::Number => Ok(number(metadata, ty, text)),
		Form::Bool | Form::List(_) | Form::Struct(_) | Form::Json => {
			// A word is a text, and a time; but what begins as JSON has to be JSON.
			match parse(&text) {
				Ok(value) => Ok(value),
				Err(error) if text.starts_with(['{', '[', '"']) => Err(error.to_string()),
				Err(_) => Ok(Value::String(text)),
			}
		},
	}
}

/// What was typed, or what is in the file that was named.
enum Typed {
	Text(String),
	Json(Value),
}

fn contents(text: &str, form: &Form) -> Result<Typed, String> {
	let Some(path) = text.strip_prefix('@') else { return Ok(Typed::Text(text.to_owned())) };
	// Twice, it stands for itself.
	if path.starts_with('@') {
		return Ok(Typed::Text(path.to_owned()));
	}
	let bytes = fs::read(Path::new(path)).map_err(|error| format!("cannot read {path}: {error}"))?;
	if *form == Form::Bytes {
		return Ok(Typed::Text(format!("0x{}", hex::encode(bytes))));
	}
	let text = String::from_utf8(bytes).map_err(|_| format!("{path} is not a text in UTF-8"))?;
	match form {
		Form::Text => Ok(Typed::Text(text)),
		// A word or a number, as it would be typed.
		Form::Number | Form::Account | Form::Choice(_) => Ok(Typed::Text(text.trim().to_owned())),
		_ => json(&text).map(Typed::Json).map_err(|problem| format!("{path}: {problem}")),
	}
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
		read(&metadata, input.ty, &Form::of(&metadata, input.ty), texts)
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
		assert_eq!(typed("text", &[&word]), Ok(json!("{\"at\": 5}\n")));
		assert_eq!(typed("bytes", &[&file("bytes", "ab")]), Ok(json!("0x6162")));
		assert_eq!(typed("small", &[&file("number", "7\n")]), Ok(json!(7)));
		assert_eq!(typed("accounts", &[&file("list", "[\"//Alice\"]")]), Ok(json!(["//Alice"])));
		assert_eq!(typed("text", &["@@home"]), Ok(json!("@home")));
		assert!(typed("text", &["@/none"]).is_err());
		assert!(typed("target", &[&file("broken", "{")]).is_err());
	}
}
