//! JSON whose hash says what a reader sees in it.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number, Value};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

/// The most bytes that the canonical form of a document has: 128 KiB. A credential that is made of it has what the chain adds,
/// and is read up to [`Bound::CREDENTIAL`], so that whatever was certified can be exported, and verified after that.
pub const MAX_DOCUMENT_BYTES: usize = 128 * 1024;

/// The most lists and objects that are within each other in a document.
pub const MAX_DEPTH: usize = 64;

/// As what `serde_json` passes a number on that does not fit into 64 bits, or is no integer, where its feature
/// `arbitrary_precision` is on, as it is in the node: an object with one member of this name. An object that someone has written
/// so is never taken for a number.
const NUMBER: &str = "$serde_json::private::Number";

/// How long and how deep JSON may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
	/// The most bytes of its canonical form.
	pub bytes: usize,
	/// The most lists and objects within each other.
	pub depth: usize,
}

impl Bound {
	/// Of what is certified.
	pub const DOCUMENT: Self = Self { bytes: MAX_DOCUMENT_BYTES, depth: MAX_DEPTH };
	/// Of a credential, which has a document in it.
	pub const CREDENTIAL: Self = Self { bytes: 2 * MAX_DOCUMENT_BYTES, depth: MAX_DEPTH + 8 };
	/// Of a file of one's own, such as one with many salts: what a reader of JSON bears.
	pub const FILE: Self = Self { bytes: usize::MAX, depth: 127 };
}

/// Why something is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentError {
	/// It is no JSON, or an object in it has two members of one name.
	Syntax(String),
	/// A number would be another one for most readers.
	InexactNumber(String),
	/// A number is larger than all that JSON can be relied on to keep.
	InfiniteNumber(String),
	/// A member has the name that is used for numbers inside.
	NumberName,
	/// It has too many bytes.
	TooLong {
		/// How many, in canonical form.
		bytes: usize,
		/// How many it may have.
		limit: usize,
	},
	/// Too much is within each other.
	TooDeep {
		/// How deep it may be.
		limit: usize,
	},
}

impl fmt::Display for DocumentError {
	fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Syntax(problem) => formatter.write_str(problem),
			Self::InexactNumber(number) => write!(
				formatter,
				"the number {number} is another one, {}, for software that reads numbers as doubles: write it as a string",
				number.parse::<f64>().map(|read| read.to_string()).unwrap_or_default()
			),
			Self::InfiniteNumber(number) => {
				write!(formatter, "the number {number} is larger than any double: write it as a string")
			},
			Self::NumberName => write!(formatter, "no member has the name {NUMBER}"),
			Self::TooLong { bytes, limit } => {
				write!(formatter, "{bytes} bytes of canonical JSON are more than the {limit} that there may be")
			},
			Self::TooDeep { limit } => {
				write!(formatter, "more than {limit} lists and objects are within each other")
			},
		}
	}
}

impl std::error::Error for DocumentError {}

/// An I-JSON value (RFC 7493), with its canonical form (RFC 8785).
///
/// Two texts that mean the same have one canonical form, and so one hash. No two that mean different things have: members
/// that are there twice are refused, and so are integers that a double, which all numbers are in RFC 8785, does not hold. That
/// a fraction is cut off after 17 digits, everybody expects.
#[derive(Clone, Debug)]
pub struct Document {
	value: Value,
	canonical: String,
}

impl Document {
	/// Read what is certified.
	pub fn parse(text: &str) -> Result<Self, DocumentError> {
		Self::parse_within(text, Bound::DOCUMENT)
	}

	/// Read what is certified.
	pub fn from_value(value: Value) -> Result<Self, DocumentError> {
		Self::from_value_within(value, Bound::DOCUMENT)
	}

	/// Read JSON of another bound.
	pub fn parse_within(text: &str, bound: Bound) -> Result<Self, DocumentError> {
		let value = metadata_json::parse(text).map_err(|error| DocumentError::Syntax(error.to_string()))?;
		// From the text, since a value may have lost digits.
		literals(text).try_for_each(check_literal)?;
		Self::from_value_within(value, bound)
	}

	/// Read JSON of another bound.
	///
	/// Where `serde_json` has been built without `arbitrary_precision`, an integer of more than 64 bits has lost its digits in a
	/// [`Value`] already, and is taken as it is.
	pub fn from_value_within(value: Value, bound: Bound) -> Result<Self, DocumentError> {
		if let Err(problem) = check(&value, bound.depth, bound) {
			dismantle(value);
			return Err(problem);
		}
		let document = Self::canonicalized(value)?;
		let bytes = document.canonical.len();
		if bytes > bound.bytes {
			return Err(DocumentError::TooLong { bytes, limit: bound.bytes });
		}
		Ok(document)
	}

	/// What a text in canonical form says; `None` if it is no JSON, or JSON in another form.
	pub fn from_canonical(text: &str) -> Option<Self> {
		Self::parse_within(text, Bound::FILE).ok().filter(|document| document.canonical == text)
	}

	/// An object that is a part of another document, or put together from such parts.
	pub fn of_parts(members: Map<String, Value>) -> Self {
		let canonical = serde_json_canonicalizer::to_string(&members).unwrap_or_default();
		Self { value: members.into(), canonical }
	}

	/// Both of one value: its numbers too are written as in the canonical form.
	fn canonicalized(value: Value) -> Result<Self, DocumentError> {
		let syntax = |error: &dyn fmt::Display| DocumentError::Syntax(error.to_string());
		let canonical = serde_json_canonicalizer::to_string(&value).map_err(|error| syntax(&error))?;
		let value = metadata_json::parse(&canonical).map_err(|error| syntax(&error))?;
		Ok(Self { value, canonical })
	}

	/// What it says.
	pub fn value(&self) -> &Value {
		&self.value
	}

	/// Its members, if it is an object.
	pub fn members(&self) -> Option<&Map<String, Value>> {
		self.value.as_object()
	}

	/// Its canonical form.
	pub fn canonical(&self) -> &str {
		&self.canonical
	}

	/// The SHA-256 of its canonical form: the commitment to it.
	pub fn hash(&self) -> [u8; 32] {
		Sha256::digest(&self.canonical).into()
	}
}

impl From<Document> for Value {
	fn from(document: Document) -> Self {
		document.value
	}
}

impl FromStr for Document {
	type Err = DocumentError;

	fn from_str(text: &str) -> Result<Self, DocumentError> {
		Self::parse(text)
	}
}

impl TryFrom<Value> for Document {
	type Error = DocumentError;

	fn try_from(value: Value) -> Result<Self, DocumentError> {
		Self::from_value(value)
	}
}

impl PartialEq for Document {
	fn eq(&self, other: &Self) -> bool {
		self.canonical == other.canonical
	}
}

impl Eq for Document {}

impl Serialize for Document {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		self.value.serialize(serializer)
	}
}

impl<'de> Deserialize<'de> for Document {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::from_value(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
	}
}

/// Refuse what has two readings or is too deep, of which `depth` more may be within each other.
fn check(value: &Value, depth: usize, bound: Bound) -> Result<(), DocumentError> {
	let inner = || depth.checked_sub(1).ok_or(DocumentError::TooDeep { limit: bound.depth });
	match value {
		Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
		Value::Number(number) => check_number(number),
		Value::Array(items) => {
			let depth = inner()?;
			items.iter().try_for_each(|item| check(item, depth, bound))
		},
		Value::Object(members) => {
			if members.contains_key(NUMBER) {
				return Err(DocumentError::NumberName);
			}
			let depth = inner()?;
			members.values().try_for_each(|item| check(item, depth, bound))
		},
	}
}

/// Drop a value that may be very deep: each level of it would take some of the stack.
fn dismantle(value: Value) {
	let mut rest = vec![value];
	while let Some(value) = rest.pop() {
		match value {
			Value::Array(items) => rest.extend(items),
			Value::Object(members) => rest.extend(members.into_iter().map(|(_, member)| member)),
			_ => (),
		}
	}
}

fn check_number(number: &Number) -> Result<(), DocumentError> {
	check_literal(&number.to_string())
}

/// Refuse an integer that has other digits in canonical form, and what no double is as large as. Of two integers that are read
/// as one double only one is accepted, so no two that differ have one hash.
fn check_literal(literal: &str) -> Result<(), DocumentError> {
	let double: f64 = literal.parse().map_err(|_| DocumentError::Syntax(format!("{literal} is no number")))?;
	if !double.is_finite() {
		return Err(DocumentError::InfiniteNumber(literal.to_owned()));
	}
	let digits = literal.strip_prefix('-').unwrap_or(literal);
	let is_integer = digits.bytes().all(|digit| digit.is_ascii_digit());
	// It displays the digits that tell it from the next double, and zeros for the others, as the canonical form does.
	if is_integer && double.abs().to_string() != digits {
		return Err(DocumentError::InexactNumber(literal.to_owned()));
	}
	Ok(())
}

/// The numbers in a text that is known to be JSON.
fn literals(text: &str) -> impl Iterator<Item = &str> {
	let mut rest = text;
	std::iter::from_fn(move || loop {
		let start = rest.find(|at: char| at == '"' || at == '-' || at.is_ascii_digit())?;
		rest = &rest[start..];
		let Some(string) = rest.strip_prefix('"') else {
			let is_of_number = |at: char| at.is_ascii_digit() || "+-.eE".contains(at);
			let end = rest.find(|at| !is_of_number(at)).unwrap_or(rest.len());
			let (number, after) = rest.split_at(end);
			rest = after;
			return Some(number);
		};
		let mut is_escaped = false;
		let end = string.find(|at| {
			let ends = at == '"' && !is_escaped;
			is_escaped = at == '\\' && !is_escaped;
			ends
		})?;
		rest = &string[end + 1..];
	})
}

/// The elements of an array; what is not one is its own only element.
pub(crate) fn elements(value: Option<&Value>) -> &[Value] {
	match value {
		None => &[],
		Some(Value::Array(several)) => several.as_slice(),
		Some(one) => std::slice::from_ref(one),
	}
}

/// The most characters of one.
pub(crate) const MAX_REASON: usize = 300;

/// Cut off what is too long for an answer.
pub(crate) fn shorten(reason: &mut String) {
	if let Some((end, _)) = reason.char_indices().nth(MAX_REASON) {
		reason.truncate(end);
		reason.push('…');
	}
}

#[cfg(test)]
mod tests;
