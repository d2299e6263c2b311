//! JSON whose hash says what a reader sees in it.
//!
//! Documents are hashed in their canonical form (RFC 8785), which is defined for I-JSON (RFC 7493) only. A plain parser takes
//! the last of two members of one name, and numbers that the canonical form cannot tell apart: then a document could be shown
//! whose hash is that of another one. Here such documents are refused.

use serde::{
	de::{Error, MapAccess, SeqAccess, Unexpected, Visitor},
	Deserialize, Deserializer, Serialize,
};
use serde_json::{Map, Value};
use sp_core::H256;
use sp_io::hashing::sha2_256;
use std::fmt;

/// Beyond it a double, which all numbers are in RFC 8785, does not tell an integer from the next.
const LARGEST: f64 = ((1u64 << 53) - 1) as f64;

/// As what serde_json shows a number that does not fit into 64 bits, or is no integer, if another crate has switched
/// its feature `arbitrary_precision` on: an object with one member of this name. No other object can have one.
const NUMBER: &str = "$serde_json::private::Number";

/// An I-JSON value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Json(pub Value);

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

	/// What bytes in canonical form say; `None` if they are no JSON, or JSON in another form.
	pub fn from_canonical(bytes: &[u8]) -> Option<Self> {
		let json: Self = serde_json::from_slice(bytes).ok()?;
		(json.canonical() == bytes).then_some(json)
	}
}

impl<'de> Deserialize<'de> for Json {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_any(Reader)
	}
}

struct Reader;

impl Reader {
	fn number<E: Error>(number: impl Into<Value> + fmt::Display + Copy, size: f64) -> Result<Json, E> {
		// What is no number, or infinite, would become `null`.
		if !size.is_finite() || size.abs() > LARGEST {
			let problem = format_args!("the number {number} has more digits than JSON can be relied on to keep");
			return Err(E::custom(problem));
		}
		Ok(Json(number.into()))
	}
}

impl<'de> Visitor<'de> for Reader {
	type Value = Json;

	fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		formatter.write_str("a JSON value")
	}

	fn visit_unit<E: Error>(self) -> Result<Json, E> {
		Ok(Json(Value::Null))
	}

	fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
		Ok(Json(value.into()))
	}

	fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
		Self::number(value, value as f64)
	}

	fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
		Self::number(value, value as f64)
	}

	fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
		Self::number(value, value)
	}

	fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
		Ok(Json(value.into()))
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
		let mut array = Vec::new();
		while let Some(Json(item)) = items.next_element()? {
			array.push(item);
		}
		Ok(Json(array.into()))
	}

	fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
		let mut object = Map::new();
		while let Some(name) = members.next_key::<String>()? {
			if name == NUMBER {
				let Digits(text) = members.next_value()?;
				let number = text.parse().map_err(|_| A::Error::custom("it is not a number"))?;
				return self.visit_f64(number);
			}
			let Json(value) = members.next_value()?;
			if object.insert(name.clone(), value).is_some() {
				return Err(A::Error::custom(format_args!("the member {name:?} is there twice")));
			}
		}
		Ok(Json(object.into()))
	}
}

/// The digits of a number that serde_json shows as an object. It gives them away as a text of their own, and a text
/// that stands in what is read only to look at: so an object that someone has written is told from a number, and
/// refused.
struct Digits(String);

impl<'de> Deserialize<'de> for Digits {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		deserializer.deserialize_string(DigitsReader)
	}
}

struct DigitsReader;

impl Visitor<'_> for DigitsReader {
	type Value = Digits;

	fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		write!(formatter, "no member of the name {NUMBER}")
	}

	fn visit_str<E: Error>(self, text: &str) -> Result<Digits, E> {
		Err(E::invalid_type(Unexpected::Str(text), &self))
	}

	fn visit_string<E: Error>(self, text: String) -> Result<Digits, E> {
		Ok(Digits(text))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde::de::value::{Error as ValueError, MapDeserializer};

	fn read(text: &str) -> Result<Json, String> {
		serde_json::from_str(text).map_err(|error| error.to_string())
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
			assert!(read(text).unwrap_err().contains("is there twice"), "{text}");
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
			assert!(problem.contains("expected no member of the name $serde_json::private::Number"), "{problem}");
		}
	}

	#[test]
	fn what_json_has_no_number_for_is_refused() {
		for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
			assert!(Reader.visit_f64::<ValueError>(number).is_err());
		}
		assert!(read("1e400").is_err());
		// As serde_json shows numbers if its feature `arbitrary_precision` is on.
		let shown = |digits: &str| {
			let members = [(NUMBER, digits.to_owned())].into_iter();
			Reader.visit_map(MapDeserializer::<_, ValueError>::new(members)).ok()
		};
		assert_eq!(shown("2.5"), read("2.5").ok());
		for digits in ["NaN", "inf", "-infinity", "1e400", "1e30", "five", ""] {
			assert_eq!(shown(digits), None, "{digits}");
		}
	}

	#[test]
	fn only_canonical_bytes_are_taken_for_json() {
		assert_eq!(Json::from_canonical(br#"{"a":1}"#), Some(read(r#"{"a":1}"#).unwrap()));
		for bytes in [&br#"{"a": 1}"#[..], b"{\"a\":1.0}", b"plain text", b"", b"\"\xff\""] {
			assert_eq!(Json::from_canonical(bytes), None);
		}
	}
}
