//! Parameters of which no more is read than it takes to answer.
//!
//! A server takes requests of many megabytes. JSON that is read takes several times its size in memory, and then it is
//! hashed, copied and compared; what is certified is a document, for which much less is enough.

use serde::{
	de::{DeserializeOwned, Error},
	Deserialize, Deserializer, Serialize,
};
use serde_json::value::RawValue;

/// The most bytes of JSON that are read: 256 KiB.
pub const MAX_BYTES: usize = 256 * 1024;

/// A value whose text has no more than [`MAX_BYTES`]. Its length is looked at before it is read, which is why it can be
/// read from a text only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Bounded<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Bounded<T> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let raw: &RawValue = Deserialize::deserialize(deserializer)?;
		let text = raw.get();
		let bytes = text.len();
		if bytes > MAX_BYTES {
			let problem = format_args!("{bytes} bytes of JSON are more than the {MAX_BYTES} that are read");
			return Err(D::Error::custom(problem));
		}
		serde_json::from_str(text).map(Self).map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::json::Json;

	/// A text of so many bytes, quotation marks included.
	fn text(bytes: usize) -> String {
		format!("{:?}", "x".repeat(bytes - 2))
	}

	#[test]
	fn what_is_too_long_is_refused_before_it_is_read() {
		let read = |text: &str| serde_json::from_str::<Bounded<Json>>(text).map_err(|error| error.to_string());
		assert!(read(&text(MAX_BYTES)).is_ok());
		assert!(read(&format!(" {}\n", text(MAX_BYTES))).is_ok(), "only what stands around it is longer");
		let problem = read(&text(MAX_BYTES + 1)).unwrap_err();
		assert!(problem.contains("262145 bytes of JSON are more than the 262144 that are read"), "{problem}");
		// It would not be what is asked for either.
		let problem = serde_json::from_str::<Bounded<u32>>(&text(MAX_BYTES + 1)).unwrap_err().to_string();
		assert!(problem.contains("more than"), "{problem}");
	}

	#[test]
	fn what_is_not_too_long_is_read_as_ever() {
		let value = r#"{"a": [1, null]}"#;
		let Bounded(json) = serde_json::from_str::<Bounded<Json>>(value).unwrap();
		assert_eq!(json, serde_json::from_str::<Json>(value).unwrap());
		assert!(serde_json::from_str::<Bounded<Json>>(r#"{"a": 1, "a": 2}"#).is_err());
		assert!(serde_json::from_str::<Bounded<u32>>("-1").is_err());
		assert_eq!(serde_json::from_str::<Option<Bounded<u32>>>("null").unwrap(), None);
		assert_eq!(serde_json::from_str::<Option<Bounded<u32>>>("7").unwrap(), Some(Bounded(7)));
		assert_eq!(serde_json::to_string(&Bounded(7)).unwrap(), "7");
	}
}
