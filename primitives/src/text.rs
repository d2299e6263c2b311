//! Texts that are written on chain.

use alloc::string::String;
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, EncodeLike, Error, Input, MaxEncodedLen, Output};
use core::{
	cmp::Ordering,
	fmt::{Debug, Display, Formatter, Result as FmtResult},
	marker::PhantomData,
	ops::Deref,
};
use scale_info::{Type, TypeInfo};
use serde::{Serialize, Serializer};
use sp_core::{bounded::BoundedVec, Get};

/// A text of at most `S` bytes of UTF-8.
///
/// It is encoded as a `String` or a `Vec<u8>` is, and is one of `str` by metadata, so that clients show a text and take
/// one. What is longer or is not UTF-8 is not decoded: a call that carries it is no call. Metadata does not say how long a
/// text can be, so the documentation of each call does.
pub struct Text<S>(String, PhantomData<S>);

/// A text is longer than it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
	/// The most bytes that it can have.
	pub bound: u32,
}

impl Display for TooLong {
	fn fmt(&self, formatter: &mut Formatter) -> FmtResult {
		write!(formatter, "the text is longer than {} bytes", self.bound)
	}
}

impl<S> Text<S> {
	/// The text.
	pub fn as_str(&self) -> &str {
		&self.0
	}

	/// The text, without its bound.
	pub fn into_string(self) -> String {
		self.0
	}
}

impl<S: Get<u32>> TryFrom<String> for Text<S> {
	type Error = TooLong;

	fn try_from(text: String) -> Result<Self, TooLong> {
		let bound = S::get();
		if text.len() > bound as usize {
			return Err(TooLong { bound });
		}
		Ok(Self(text, PhantomData))
	}
}

impl<S: Get<u32>> TryFrom<&str> for Text<S> {
	type Error = TooLong;

	fn try_from(text: &str) -> Result<Self, TooLong> {
		String::from(text).try_into()
	}
}

impl<S> From<Text<S>> for String {
	fn from(text: Text<S>) -> Self {
		text.0
	}
}

impl<S> Deref for Text<S> {
	type Target = str;

	fn deref(&self) -> &str {
		&self.0
	}
}

impl<S> AsRef<str> for Text<S> {
	fn as_ref(&self) -> &str {
		&self.0
	}
}

/// Whether a text says something, all of which can be seen.
pub fn is_readable(text: &str) -> bool {
	!text.trim().is_empty() && is_visible(text)
}

/// Whether all of a text can be seen, and is read in the order in which it is written: it has neither control characters, nor
/// line separators, nor characters without a width or that turn the direction, which could disguise the rest. Joiners stay:
/// Persian and the languages of India are not written without them. Letters that look like others stay too: whoever relies on
/// a name has to look at the identifier.
///
/// Source: the general categories Cc, Cf, Zl and Zp of Unicode 16, without U+200C, U+200D and those that have a form of their own,
/// and with the fillers of Hangul.
pub fn is_visible(text: &str) -> bool {
	let is_hidden = |character: char| {
		matches!(
			character,
			'\u{00ad}'
				| '\u{034f}'
				| '\u{061c}'
				| '\u{115f}'..='\u{1160}'
				| '\u{17b4}'..='\u{17b5}'
				| '\u{180e}'
				| '\u{200b}'
				| '\u{200e}'..='\u{200f}'
				| '\u{2028}'..='\u{202e}'
				| '\u{2060}'..='\u{206f}'
				| '\u{3164}'
				| '\u{feff}'
				| '\u{ffa0}'
				| '\u{fff9}'..='\u{fffb}'
				| '\u{1bca0}'..='\u{1bca3}'
				| '\u{1d173}'..='\u{1d17a}'
				| '\u{e0000}'..='\u{e007f}'
		)
	};
	!text.chars().any(|character| character.is_control() || is_hidden(character))
}

// By hand, because what is derived would ask the same of `S`.

impl<S> Clone for Text<S> {
	fn clone(&self) -> Self {
		Self(self.0.clone(), PhantomData)
	}
}

impl<S> Debug for Text<S> {
	fn fmt(&self, formatter: &mut Formatter) -> FmtResult {
		Debug::fmt(&self.0, formatter)
	}
}

impl<S> Default for Text<S> {
	fn default() -> Self {
		Self(String::new(), PhantomData)
	}
}

impl<S> PartialEq for Text<S> {
	fn eq(&self, other: &Self) -> bool {
		self.0 == other.0
	}
}

impl<S> Eq for Text<S> {}

impl<S> PartialOrd for Text<S> {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

impl<S> Ord for Text<S> {
	fn cmp(&self, other: &Self) -> Ordering {
		self.0.cmp(&other.0)
	}
}

impl<S> Encode for Text<S> {
	fn size_hint(&self) -> usize {
		self.0.size_hint()
	}

	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		self.0.encode_to(output);
	}
}

impl<S> EncodeLike for Text<S> {}

impl<S: Get<u32>> Decode for Text<S> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		// Nothing is read of what is too long.
		let bytes = BoundedVec::<u8, S>::decode(input)?;
		let text = String::from_utf8(bytes.into_inner()).map_err(|_| "the text is not UTF-8")?;
		Ok(Self(text, PhantomData))
	}
}

impl<S: Get<u32>> DecodeWithMemTracking for Text<S> {}

impl<S: Get<u32>> MaxEncodedLen for Text<S> {
	fn max_encoded_len() -> usize {
		let bound = S::get();
		Compact(bound).encoded_size().saturating_add(bound as usize)
	}
}

impl<S: 'static> TypeInfo for Text<S> {
	type Identity = str;

	fn type_info() -> Type {
		str::type_info()
	}
}

impl<S> Serialize for Text<S> {
	fn serialize<Ser: Serializer>(&self, serializer: Ser) -> Result<Ser::Ok, Ser::Error> {
		serializer.serialize_str(&self.0)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::{DecodeAll, DecodeLimit, DecodeWithMemLimit};
	use scale_info::MetaType;
	use sp_core::ConstU32;

	type Short = Text<ConstU32<8>>;

	/// An input that counts what is read of it.
	struct Counted<'a>(&'a [u8], usize);

	impl Input for Counted<'_> {
		fn remaining_len(&mut self) -> Result<Option<usize>, Error> {
			Ok(None)
		}

		fn read(&mut self, into: &mut [u8]) -> Result<(), Error> {
			self.1 += into.len();
			self.0.read(into)
		}
	}

	#[test]
	fn it_is_encoded_as_its_bytes_are() {
		for text in ["", "a", "ä€", "12345678"] {
			let short = Short::try_from(text).unwrap();
			assert_eq!(short.encode(), text.as_bytes().to_vec().encode());
			assert_eq!(short.encode(), String::from(text).encode());
			assert_eq!(short.encoded_size(), short.encode().len());
			assert_eq!(Short::decode_all(&mut &short.encode()[..]), Ok(short.clone()));
			assert_eq!((short.as_str(), short.len(), &*String::from(short.clone())), (text, text.len(), text));
		}
		assert_eq!(Short::max_encoded_len(), BoundedVec::<u8, ConstU32<8>>::max_encoded_len());
		assert_eq!(Text::<ConstU32<64>>::max_encoded_len(), 66);
		assert_eq!(Short::default(), Short::try_from("").unwrap());
	}

	#[test]
	fn what_is_too_long_is_refused_before_it_is_read() {
		let long = "123456789".encode();
		assert!(Short::decode(&mut &long[..]).is_err());
		// As long as bytes can be, and of nothing: neither memory nor time is spent on it.
		for length in [9, u32::MAX] {
			let mut bytes = Compact(length).encode();
			let prefix = bytes.len();
			bytes.resize(1_000, b'a');
			let mut input = Counted(&bytes, 0);
			assert!(Short::decode(&mut input).is_err());
			assert_eq!(input.1, prefix);
		}
		let mut input = Counted(&long, 0);
		assert!(Text::<ConstU32<9>>::decode(&mut input).is_ok());
		assert_eq!(input.1, long.len());
		assert_eq!(Short::try_from("123456789"), Err(TooLong { bound: 8 }));
		assert_eq!(Short::try_from("ä€ä€").unwrap_err().to_string(), "the text is longer than 8 bytes");
	}

	#[test]
	fn what_is_no_text_is_refused() {
		// A stray byte, a character cut off, one written in too many bytes, half of a pair of surrogates.
		for bytes in [&b"\xff"[..], b"\xe2\x82", b"\xc0\xaf", b"\xed\xa0\x80"] {
			assert!(Short::decode(&mut &bytes.to_vec().encode()[..]).is_err(), "{bytes:?}");
		}
		// The input ends before the text does.
		assert!(Short::decode(&mut &[8 << 2, b'a'][..]).is_err());
		assert!(Short::decode(&mut &[][..]).is_err());
	}

	#[test]
	fn it_is_decoded_within_limits() {
		let encoded = ("abc", 7u8).encode();
		assert!(<(Short, u8)>::decode_all_with_depth_limit(4, &mut &encoded[..]).is_ok());
		assert!(Short::decode_with_mem_limit(&mut &encoded[..], 64).is_ok());
		assert!(Short::decode_with_mem_limit(&mut &encoded[..], 2).is_err());
		let input = &mut &encoded[..];
		Short::skip(input).unwrap();
		assert_eq!(*input, [7]);
	}

	#[test]
	fn to_clients_it_is_a_string() {
		assert_eq!(MetaType::new::<Short>(), MetaType::new::<str>());
		assert_eq!(MetaType::new::<Short>().type_info(), MetaType::new::<String>().type_info());
		assert_eq!(serde_json::to_string(&Short::try_from("ä\"").unwrap()).unwrap(), r#""ä\"""#);
	}

	#[test]
	fn what_cannot_be_seen_is_found() {
		let hidden =
			['\u{202e}', '\u{200b}', '\u{2066}', '\u{feff}', '\u{ad}', '\u{2028}', '\u{e0041}', '\n', '\0', '\u{85}'];
		for character in hidden {
			assert!(!is_visible(&alloc::format!("a{character}b")), "{character:?}");
		}
		for text in ["", "Zoë", "دانشگاه می\u{200c}خواهم", "क्\u{200d}ष", "大学", "👩‍🎓", "a b"]
		{
			assert!(is_visible(text), "{text}");
		}
	}
}
