//! What a key may be used for.

use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::ops::BitOr;
use scale_info::TypeInfo;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A set of verification relationships, as section 5.3 of W3C DID Core 1.0 names them. As JSON it is the list of their
/// names.
#[derive(
	Clone, Copy, Debug, Default, Encode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Relationships(u8);

impl Relationships {
	/// The key is good for nothing.
	pub const NONE: Self = Self(0);
	/// Log in as the identity.
	pub const AUTHENTICATION: Self = Self(1);
	/// Make statements as the identity: sign certificates and other documents.
	pub const ASSERTION_METHOD: Self = Self(1 << 1);
	/// Agree on a key for secret messages to the identity.
	pub const KEY_AGREEMENT: Self = Self(1 << 2);
	/// Use what the identity is entitled to: make calls as it.
	pub const CAPABILITY_INVOCATION: Self = Self(1 << 3);
	/// Pass on to others what the identity is entitled to.
	pub const CAPABILITY_DELEGATION: Self = Self(1 << 4);
	/// Every relationship.
	pub const ALL: Self = Self(0b1_1111);
	/// What a signature can serve for.
	pub const SIGNING: Self = Self(Self::ALL.0 & !Self::KEY_AGREEMENT.0);

	const NAMES: [(Self, &'static str); 5] = [
		(Self::AUTHENTICATION, "authentication"),
		(Self::ASSERTION_METHOD, "assertionMethod"),
		(Self::KEY_AGREEMENT, "keyAgreement"),
		(Self::CAPABILITY_INVOCATION, "capabilityInvocation"),
		(Self::CAPABILITY_DELEGATION, "capabilityDelegation"),
	];

	/// The set with these bits, in the order of the constants from the lowest; `None` if there are others.
	pub const fn from_bits(bits: u8) -> Option<Self> {
		if bits & !Self::ALL.0 == 0 {
			Some(Self(bits))
		} else {
			None
		}
	}

	/// The bits of the set.
	pub const fn bits(self) -> u8 {
		self.0
	}

	/// Whether the set is empty.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// Whether all of `other` are in this set.
	pub const fn contains(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// Whether all of this set are in `other`.
	pub const fn is_subset(self, other: Self) -> bool {
		other.contains(self)
	}

	/// What is in either.
	pub const fn union(self, other: Self) -> Self {
		Self(self.0 | other.0)
	}

	/// The names of what is in the set, in the order of the constants.
	pub fn names(self) -> impl Iterator<Item = &'static str> {
		Self::NAMES.into_iter().filter(move |(flag, _)| self.contains(*flag)).map(|(_, name)| name)
	}

	/// The relationship of this name.
	pub fn from_name(name: &str) -> Option<Self> {
		Self::NAMES.into_iter().find(|(_, known)| *known == name).map(|(flag, _)| flag)
	}
}

impl BitOr for Relationships {
	type Output = Self;

	fn bitor(self, other: Self) -> Self {
		self.union(other)
	}
}

/// By hand, because a bit without a meaning must not be stored: it could be given one later.
impl Decode for Relationships {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Self::from_bits(u8::decode(input)?).ok_or_else(|| "unknown verification relationship".into())
	}
}

impl Serialize for Relationships {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.names())
	}
}

impl<'de> Deserialize<'de> for Relationships {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let mut all = Self::NONE;
		for name in Vec::<String>::deserialize(deserializer)? {
			all = all
				| Self::from_name(&name)
					.ok_or_else(|| serde::de::Error::custom("unknown verification relationship"))?;
		}
		Ok(all)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn unknown_bits_are_refused() {
		for bits in 0..=u8::MAX {
			let decoded = Relationships::decode(&mut &[bits][..]);
			assert_eq!(decoded.is_ok(), bits < 32);
			assert_eq!(decoded.ok(), Relationships::from_bits(bits));
		}
		assert_eq!(Relationships::ALL.encode(), [31]);
		assert_eq!(Relationships::max_encoded_len(), 1);
	}

	#[test]
	fn they_are_a_set() {
		let both = Relationships::AUTHENTICATION | Relationships::KEY_AGREEMENT;
		assert_eq!(both.bits(), 0b101);
		assert!(both.contains(Relationships::AUTHENTICATION) && both.contains(Relationships::NONE));
		assert!(!both.contains(Relationships::AUTHENTICATION | Relationships::ASSERTION_METHOD));
		assert!(both.is_subset(Relationships::ALL) && !Relationships::ALL.is_subset(both));
		assert!(Relationships::default().is_empty() && !both.is_empty());
		assert_eq!(Relationships::SIGNING | Relationships::KEY_AGREEMENT, Relationships::ALL);
	}

	#[test]
	fn names_are_those_of_did_core() {
		let names: Vec<_> = Relationships::ALL.names().collect();
		let expected =
			["authentication", "assertionMethod", "keyAgreement", "capabilityInvocation", "capabilityDelegation"];
		assert_eq!(names, expected);
		for bits in 0..32 {
			let set = Relationships::from_bits(bits).unwrap();
			assert_eq!(serde_json::from_str::<Relationships>(&serde_json::to_string(&set).unwrap()).unwrap(), set);
		}
		assert!(serde_json::from_str::<Relationships>(r#"["Authentication"]"#).is_err());
	}
}
