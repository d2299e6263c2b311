//! Hashes of the documents that stay off the chain.
//!
//! A JSON document is hashed in its canonical form (RFC 8785), so that the order of names, white space and the way in which
//! characters are escaped do not matter, and everything else does.

use crate::failure::Failure;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
	fmt,
	fs::{self, OpenOptions},
	io::{self, BufWriter, Write},
	path::Path,
};
use subxt::utils::H256;

/// A JSON document that RFC 8785 gives one canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
	/// What it says.
	pub value: Value,
	/// Its canonical form.
	pub canonical: String,
}

impl Document {
	/// SHA-256 over its canonical form: the commitment to it.
	pub fn hash(&self) -> H256 {
		sha256(self.canonical.as_bytes())
	}

	/// Read it from JSON. It is I-JSON (RFC 7493): no object has two members of one name.
	pub fn parse(json: &[u8]) -> Result<Self, String> {
		let text = std::str::from_utf8(json).map_err(|error| error.to_string())?;
		let value = metadata_json::parse(text).map_err(|error| error.to_string())?;
		ensure_exact(&value)?;
		let canonical = serde_json_canonicalizer::to_string(&value).map_err(|error| error.to_string())?;
		// In the order of the canonical form.
		let value = serde_json::from_str(&canonical).map_err(|error| error.to_string())?;
		Ok(Self { value, canonical })
	}

	/// Read it from a file.
	pub fn read(path: &Path) -> Result<Self, Failure> {
		Self::parse(&read(path)?).map_err(|error| unusable(path, error))
	}
}

/// Read something of one's own making from a file with JSON in it, which must be as strict as other documents.
pub fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
	serde_json::from_value(Document::read(path)?.value).map_err(|error| unusable(path, error))
}

/// SHA-256 over the canonical form of the JSON document in a file.
pub fn hash_json_file(path: &Path) -> Result<H256, Failure> {
	Ok(Document::read(path)?.hash())
}

/// SHA-256 over the bytes of a file as they are.
pub fn hash_file(path: &Path) -> Result<H256, Failure> {
	Ok(sha256(&read(path)?))
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> H256 {
	let digest: [u8; 32] = Sha256::digest(bytes).into();
	digest.into()
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
	fs::read(path).map_err(|error| Failure::unknown("file", format!("Cannot read {}: {error}", path.display())))
}

/// Write a file that does not exist yet, which `private`ly only its owner can read.
pub fn write_new(
	path: &Path,
	private: bool,
	write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
	let fail = |error: io::Error| Failure::unknown("file", format!("Cannot write {}: {error}", path.display()));
	let mut options = OpenOptions::new();
	options.write(true).create_new(true);
	#[cfg(unix)]
	if private {
		use std::os::unix::fs::OpenOptionsExt;
		options.mode(0o600);
	}
	#[cfg(not(unix))]
	let _ = private;
	let mut file = BufWriter::new(options.open(path).map_err(fail)?);
	write(&mut file).and_then(|()| file.flush()).map_err(fail)
}

/// What is in a file is not what it should be.
pub fn unusable(path: &Path, problem: impl fmt::Display) -> Failure {
	Failure::unknown("document", format!("{}: {problem}", path.display()))
}

/// The largest integer that RFC 8785 can tell from its neighbours: all numbers are IEEE 754 doubles there.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// That no number would be rounded: then two documents that say different things could have the same hash, and a reader could
/// see in a document what the issuer did not.
fn ensure_exact(value: &Value) -> Result<(), String> {
	let is_exact = |number: &serde_json::Number| number.as_f64().is_some_and(|size| size.abs() <= MAX_INTEGER as f64);
	match value {
		Value::Number(number) if !is_exact(number) => Err(format!(
			"the number {number} is beyond ±{MAX_INTEGER}, where canonical JSON cannot tell numbers apart: write it as a string"
		)),
		Value::Array(items) => items.iter().try_for_each(ensure_exact),
		Value::Object(members) => members.values().try_for_each(ensure_exact),
		_ => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn parsed(document: &str) -> Document {
		Document::parse(document.as_bytes()).expect("the document is fine")
	}

	fn text(document: &str) -> String {
		parsed(document).canonical
	}

	fn hash(document: &str) -> H256 {
		parsed(document).hash()
	}

	fn refusal(document: &str) -> String {
		Document::parse(document.as_bytes()).expect_err("the document is not fine")
	}

	#[test]
	fn nothing_is_written_over() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("new");
		let write = |text: &'static str| write_new(&path, true, |file| file.write_all(text.as_bytes()));
		write("one").expect("there is room for a file");
		assert_eq!(write("two").expect_err("it is there").code, "file");
		assert_eq!(fs::read(&path).expect("it is there"), b"one");
		#[cfg(unix)]
		{
			use std::os::unix::fs::PermissionsExt;
			assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
		}
	}

	#[test]
	fn order_white_space_and_escapes_do_not_matter() {
		let document = r#"{"name":"Zoë","points":[1,2.5,true,null],"place":{"city":"Köln","zip":"50667"}}"#;
		let same = "\t{ \"points\" : [ 1.0, 25e-1, true, null ],\r\n \"place\": {\"zip\": \"50667\", \"city\": \
			\"K\\u00f6ln\"}, \"n\\u0061me\": \"Zo\\u00EB\" }\n";
		assert_eq!(
			text(document),
			r#"{"name":"Zoë","place":{"city":"Köln","zip":"50667"},"points":[1,2.5,true,null]}"#
		);
		assert_eq!(text(document), text(same));
		assert_eq!(hash(document), hash(same));
	}

	#[test]
	fn contents_matter() {
		let document = hash(r#"{"name":"Zoë","points":[1,2]}"#);
		for other in [
			r#"{"name":"Zoé","points":[1,2]}"#,
			r#"{"name":"zoë","points":[1,2]}"#,
			r#"{"name":"Zoë ","points":[1,2]}"#,
			r#"{"Name":"Zoë","points":[1,2]}"#,
			r#"{"name":"Zoë","points":[2,1]}"#,
			r#"{"name":"Zoë","points":["1",2]}"#,
			r#"{"name":"Zoë","points":[1,2],"x":null}"#,
			r#"{"name":"Zoë"}"#,
			// The same letter, composed of two characters: RFC 8785 leaves text as it is.
			"{\"name\":\"Zoe\u{308}\",\"points\":[1,2]}",
		] {
			assert_ne!(document, hash(other), "{other}");
		}
	}

	#[test]
	fn names_are_sorted_by_their_utf_16_code_units() {
		// U+FB33 is one unit, 0xFB33; U+1F600 is two, of which the first, 0xD83D, is smaller. By code point it would be the
		// other way round.
		assert_eq!(text("{\"\u{fb33}\":1,\"\u{1f600}\":2,\"a\":3}"), "{\"a\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}");
	}

	#[test]
	fn numbers_are_written_as_in_ecmascript() {
		assert_eq!(text("[-0, 1E3, 4.50, 2e-3, 0.000000000000000000000000001]"), "[0,1000,4.5,0.002,1e-27]");
		assert_eq!(text("[9007199254740991, -9007199254740991]"), "[9007199254740991,-9007199254740991]");
	}

	#[test]
	fn numbers_that_would_be_rounded_are_refused() {
		for number in
			["9007199254740992", "9007199254740993", "-9007199254740993", "18446744073709551616", "1e30", "-1e300"]
		{
			assert!(refusal(number).contains("write it as a string"), "{number}");
		}
		refusal("1e400");
	}

	#[test]
	fn a_name_twice_is_refused_however_it_is_written() {
		assert!(refusal(r#"{"role":"guest","role":"owner"}"#).starts_with("role: it is given twice"));
		assert!(refusal(r#"[{"x":{"role":1,"r\u006fle":1}}]"#).starts_with("[0].x.role: it is given twice"));
	}

	#[test]
	fn what_is_not_json_is_refused() {
		for document in ["", "{", "{}{}", "{'a':1}", "[1,]", "NaN", "\u{feff}{}", r#""\ud800""#, "// x\n{}"] {
			refusal(document);
		}
		assert!(Document::parse(b"\"\xff\"").is_err());
	}

	#[test]
	fn hashes_are_those_that_other_tools_compute() {
		// printf '{"a":1,"b":"\303\244"}' | sha256sum
		let vector = "0xf5300ffcfd6fd3fc2de46d700be90d43fd799cd9eb69da4737201006143d48a1";
		assert_eq!(format!("{:?}", hash(r#"{ "b": "\u00e4", "a": 1 }"#)), vector);
		// printf '' | sha256sum
		assert_eq!(format!("{:?}", sha256(b"")), "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	}
}
