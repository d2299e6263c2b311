//! JSON whose hash says what a reader sees in it.
//!
//! Documents are hashed in their canonical form (RFC 8785), which is defined for I-JSON (RFC 7493) only. Numbers that the
//! canonical form cannot tell apart would let a document be shown whose hash is that of another one; so would members that are
//! there twice. The former are refused here, the latter where a text is read ([`metadata_json::parse`]).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sp_core::H256;
use sp_io::hashing::sha2_256;

/// Beyond it a double, which all numbers are in RFC 8785, does not tell an integer from the next.
const LARGEST: f64 = ((1u64 << 53) - 1) as f64;

/// As what serde_json passes a number on that does not fit into 64 bits, or is no integer, if another crate has switched its
/// feature `arbitrary_precision` on, as the SDK does: an object with one member of this name. An object that someone has written
/// so is never taken for a number.
const NUMBER: &str = "$serde_json::private::Number";

/// An I-JSON value, of which every number is written in one way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value")]
pub struct Json(Value);

impl Json {
	/// The canonical form.
	pub fn canonical(&self) -> Vec<u8> {
		// A value in memory has neither infinite numbers nor keys that are no texts, which is all that can fail.
		serde_json_canonicalizer::to_vec(&self.0).unwrap_or_default()
	}

	/// The SHA-256 of the canonical form: what a commitment to a document is.
	pub fn hash(&self) -> H256 {
		H256(sha2_256(&self.canonical()))
	}

	/// What a text in canonical form says; `None` if it is no JSON, or JSON in another form.
	pub fn from_canonical(text: &str) -> Option<Self> {
		let json: Self = metadata_json::parse(text).ok()?.try_into().ok()?;
		(json.canonical() == text.as_bytes()).then_some(json)
	}

	/// The value.
	pub fn value(&self) -> &Value {
		&self.0
	}

	/// Its members, if it is an object.
	pub fn members(&self) -> Option<&Map<String, Value>> {
		self.0.as_object()
	}
}

/// A part of another one, or put together from such parts.
impl From<Map<String, Value>> for Json {
	fn from(members: Map<String, Value>) -> Self {
		Self(members.into())
	}
}

impl From<Json> for Value {
	fn from(json: Json) -> Self {
		json.0
	}
}

impl TryFrom<Value> for Json {
	type Error = String;

	fn try_from(mut value: Value) -> Result<Self, String> {
		check(&mut value)?;
		Ok(Self(value))
	}
}

/// Refuse what has two readings, and write every number in one way.
fn check(value: &mut Value) -> Result<(), String> {
	match value {
		Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
		Value::Number(number) => {
			let size = number
				.as_f64()
				.filter(|size| size.abs() <= LARGEST)
				.ok_or_else(|| format!("the number {number} has more digits than JSON can be relied on to keep"))?;
			if let (None, None, Some(double)) = (number.as_u64(), number.as_i64(), serde_json::Number::from_f64(size)) {
				*number = double;
			}
			Ok(())
		},
		Value::Array(items) => items.iter_mut().try_for_each(check),
		Value::Object(members) if members.contains_key(NUMBER) => Err(format!("no member has the name {NUMBER}")),
		Value::Object(members) => members.values_mut().try_for_each(check),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	/// As the gateway reads it.
	fn read(text: &str) -> Result<Json, String> {
		metadata_json::parse(text).map_err(|error| error.to_string())?.try_into()
	}

	#[test]
	fn the_order_of_members_does_not_count_and_what_they_say_does() {
		let one = read(r#"{"b": [1, 2.50, "ü"], "a": null}"#).unwrap();
		assert_eq!(one.canonical(), r#"{"a":null,"b":[1,2.5,"ü"]}"#.as_bytes());
		assert_eq!(one.hash(), read("{\"a\":null,\n\"b\":[1.0,2.5,\"\\u00fc\"]}").unwrap().hash());
		assert_ne!(one.hash(), read(r#"{"b": [2.5, 1, "ü"], "a": null}"#).unwrap().hash());
	}

	#[test]
	fn what_could_be_read_in_two_ways_is_refused() {
		for text in [r#"{"a": 1, "a": 2}"#, r#"[{"x": {"a": 1, "b": 2, "\u0061": 1}}]"#] {
			assert!(read(text).unwrap_err().contains("twice"), "{text}");
		}
		for text in ["9007199254740993", "-9007199254740993", "[1e30]", "123456789012345678901234567890"] {
			assert!(read(text).unwrap_err().contains("more digits"), "{text}");
		}
		assert!(read("9007199254740991").is_ok());
	}

	#[test]
	fn an_object_is_never_taken_for_a_number() {
		for text in [
			r#"{"$serde_json::private::Number": "5"}"#,
			r#"{"\u0024serde_json::private::Number": "\u0035"}"#,
			r#"{"$serde_json::private::Number": "NaN"}"#,
			r#"{"$serde_json::private::Number": 5}"#,
			r#"[{"a": 1, "$serde_json::private::Number": {}}]"#,
		] {
			let problem = read(text).unwrap_err();
			assert!(problem.contains("$serde_json::private::Number"), "{problem}");
		}
	}

	#[test]
	fn what_json_has_no_number_for_is_refused() {
		for text in ["1e400", "-1e400", "NaN", "inf"] {
			assert!(read(text).is_err(), "{text}");
		}
	}

	#[test]
	fn a_number_is_written_in_one_way() {
		// With the feature `arbitrary_precision` serde_json keeps the digits as they came.
		for (one, other) in [("2.50", "2.5"), ("25e-1", "2.5"), ("1.0e1", "10.0"), ("-0.50", "-5e-1")] {
			let [one, other] = [one, other].map(|text| read(text).unwrap());
			assert_eq!(one, other);
			assert_eq!(one.value().to_string(), other.value().to_string());
		}
	}

	#[test]
	fn what_is_within_is_checked_as_the_whole_is() {
		let read = |value: Value| serde_json::from_value::<Json>(value).map_err(|error| error.to_string());
		assert_eq!(read(json!({ "a": [1, "b"] })).unwrap().value(), &json!({ "a": [1, "b"] }));
		assert!(read(json!({ "a": [1, u64::MAX] })).unwrap_err().contains("more digits"));
	}

	#[test]
	fn only_canonical_texts_are_taken_for_json() {
		assert_eq!(Json::from_canonical(r#"{"a":1}"#), Some(read(r#"{"a":1}"#).unwrap()));
		for text in [r#"{"a": 1}"#, "{\"a\":1.0}", r#"{"a":1,"a":1}"#, "plain text", "", "9007199254740994"] {
			assert_eq!(Json::from_canonical(text), None);
		}
	}
}
