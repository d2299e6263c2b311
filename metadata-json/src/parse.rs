//! JSON text in which nothing is said twice.

use crate::Error;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::{Map, Number, Value};
use std::{cell::RefCell, fmt};

/// As what `serde_json` gives numbers to visitors where its feature `arbitrary_precision` is on, as it is in the node.
const NUMBER: &str = "$serde_json::private::Number";

/// Reads JSON text. A member that is given twice is an error, since readers differ in which of the two they take; so is what
/// is nested more than 127 deep, which is where `serde_json` stops.
pub fn parse(text: &str) -> Result<Value, Error> {
	let place = RefCell::new(Vec::new());
	let mut reader = serde_json::Deserializer::from_str(text);
	let value = Once(&place)
		.deserialize(&mut reader)
		.and_then(|value| reader.end().map(|()| value))
		.map_err(|error| Error { path: path(&place.borrow()), problem: error.to_string() })?;
	Ok(value)
}

/// A step on the way to a value.
enum Step {
	Member(String),
	Item(usize),
}

fn path(steps: &[Step]) -> String {
	let error = steps.iter().rev().fold(Error::new(""), |error, step| match step {
		Step::Member(name) => error.under(name),
		Step::Item(place) => error.at(*place),
	});
	error.path
}

/// Reads a value; what it holds is where it is, which stays when something is wrong.
struct Once<'a>(&'a RefCell<Vec<Step>>);

impl Once<'_> {
	fn go(&self, step: Step) {
		self.0.borrow_mut().push(step);
	}

	fn back(&self) {
		self.0.borrow_mut().pop();
	}
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
	type Value = Value;

	fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
		deserializer.deserialize_any(self)
	}
}

impl<'de> Visitor<'de> for Once<'_> {
	type Value = Value;

	fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		formatter.write_str("JSON")
	}

	fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_str<E>(self, value: &str) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_string<E>(self, value: String) -> Result<Value, E> {
		Ok(value.into())
	}

	fn visit_unit<E>(self) -> Result<Value, E> {
		Ok(Value::Null)
	}

	fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
		let mut items = Vec::new();
		loop {
			self.go(Step::Item(items.len()));
			let item = access.next_element_seed(Once(self.0))?;
			self.back();
			match item {
				Some(item) => items.push(item),
				None => return Ok(items.into()),
			}
		}
	}

	fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
		let mut members = Map::new();
		while let Some(name) = access.next_key::<String>()? {
			if name == NUMBER && members.is_empty() {
				self.go(Step::Member(name));
				let number = access.next_value_seed(Digits)?;
				self.back();
				return Ok(number.into());
			}
			self.go(Step::Member(name.clone()));
			if members.contains_key(&name) {
				return Err(A::Error::custom("it is given twice"));
			}
			let value = access.next_value_seed(Once(self.0))?;
			self.back();
			members.insert(name, value);
		}
		Ok(members.into())
	}
}

/// The digits of a number. They come as a `String`, which no text does that stands in JSON: so nobody can write an object that
/// is taken for a number.
struct Digits;

impl<'de> DeserializeSeed<'de> for Digits {
	type Value = Number;

	fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Number, D::Error> {
		deserializer.deserialize_any(self)
	}
}

impl Visitor<'_> for Digits {
	type Value = Number;

	fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		write!(formatter, "no member of the name {NUMBER}")
	}

	fn visit_string<E: serde::de::Error>(self, digits: String) -> Result<Number, E> {
		digits.parse().map_err(E::custom)
	}

	fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
		Err(E::invalid_type(Unexpected::Str(text), &self))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn json_is_read() {
		let text = r#" {"a": [1, -2, 0.5, "x", null, true, {"b": {}}], "c": 18446744073709551615} "#;
		let value = json!({"a": [1, -2, 0.5, "x", null, true, {"b": {}}], "c": u64::MAX});
		assert_eq!(parse(text), Ok(value));
	}

	#[test]
	fn what_is_said_twice_is_an_error_that_says_where() {
		let error = parse(r#"{"a": [0, {"b": 1, "b": 1}]}"#).expect_err("b is there twice");
		assert_eq!(error.path, "a[1].b");
		assert!(error.problem.starts_with("it is given twice"), "{error}");
	}

	#[test]
	fn what_is_not_json_is_an_error() {
		for text in ["", "{", "[1,]", "1 2", "{\"a\" 1}", "nan", "\"\\ud800\""] {
			assert!(parse(text).is_err(), "{text}");
		}
	}

	#[test]
	fn no_object_is_taken_for_a_number() {
		for value in ["\"5\"", "\"\\u0035\"", "\"NaN\"", "5", "null", "{}"] {
			for name in [NUMBER, "\\u0024serde_json::private::Number"] {
				let error = parse(&format!("[{{\"{name}\": {value}}}]")).expect_err("it is no number");
				assert!(error.to_string().contains(NUMBER), "{error}");
			}
		}
		assert_eq!(parse("[5, -0.5]"), Ok(json!([5, -0.5])));
	}

	#[test]
	fn depth_is_bounded() {
		let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
		assert!(parse(&nested(127)).is_ok());
		assert!(parse(&nested(200)).is_err());
		assert!(parse(&nested(1_000_000)).is_err());
	}
}
