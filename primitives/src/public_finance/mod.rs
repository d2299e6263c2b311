//! What pallets, RPC and clients share about public money.

mod log;
mod queue;
pub mod sample;
mod traits;

pub use log::{leaf_hash, Log};
pub use queue::{scale, Queue, QueueError, Span, MAX_GAPS};
pub use traits::{EpochRandomness, Power, PublicFunds, RoleInspect};

use crate::{
	money::{Asset, AssetId},
	text::is_visible,
	Text,
};
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, EncodeLike, Error, Input, MaxEncodedLen, Output};
use scale_info::{Type, TypeInfo};
use sp_core::{ConstU32, H256};

/// Names a fund: they are numbered over the whole chain.
pub type FundId = u32;
/// Names an award: they are numbered over the whole chain.
pub type AwardId = u32;
/// Names a fiscal period of a body.
pub type PeriodId = u16;
/// Names a line of a body, whatever the period and the currency.
pub type LineId = u32;

/// A code of ISO 4217: three capital letters. It is encoded as a text, so that clients show and take one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IsoCode(pub [u8; 3]);

impl IsoCode {
	const LENGTH: Compact<u32> = Compact(3);
}

impl Encode for IsoCode {
	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		(Self::LENGTH, self.0).encode_to(output);
	}
}

impl EncodeLike for IsoCode {}

impl Decode for IsoCode {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		match <(Compact<u32>, [u8; 3])>::decode(input)? {
			(Self::LENGTH, letters) if letters.is_ascii() => Ok(Self(letters)),
			_ => Err("the code of a currency has three letters".into()),
		}
	}
}

impl DecodeWithMemTracking for IsoCode {}

impl MaxEncodedLen for IsoCode {
	fn max_encoded_len() -> usize {
		4
	}
}

impl TypeInfo for IsoCode {
	type Identity = str;

	fn type_info() -> Type {
		str::type_info()
	}
}

/// What money is in.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Currency {
	/// The native asset.
	#[codec(index = 0)]
	Native,
	/// Another asset on this chain.
	#[codec(index = 1)]
	Asset(AssetId),
	/// Money in a bank, by its code. Amounts are in its minor unit, as that standard has it.
	#[codec(index = 2)]
	Iso(IsoCode),
}

impl Currency {
	/// Money in a bank.
	pub const fn iso(letters: &[u8; 3]) -> Self {
		Self::Iso(IsoCode(*letters))
	}

	/// The asset of this chain that it is; nothing if it is in a bank.
	pub fn on_chain(&self) -> Option<Asset> {
		match self {
			Self::Native => Some(None),
			Self::Asset(asset) => Some(Some(*asset)),
			Self::Iso(_) => None,
		}
	}

	/// Whether it can be one. Which codes ISO 4217 gives away changes, so only their form is looked at.
	pub fn is_valid(&self) -> bool {
		match self {
			Self::Iso(code) => code.0.iter().all(u8::is_ascii_uppercase),
			_ => true,
		}
	}
}

/// A code in a classification: what a line is for, or what the money of a fund is for.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Code {
	/// The classification, such as `COFOG`, `GFSM`, or a national one: at most 16 bytes.
	pub scheme: Text<ConstU32<16>>,
	/// The code in it: at most 24 bytes. A narrower code begins with the wider one.
	pub code: Text<ConstU32<24>>,
}

impl Code {
	/// Whether this is the other, or within it.
	pub fn is_within(&self, wider: &Self) -> bool {
		self.scheme == wider.scheme && self.code.starts_with(wider.code.as_str())
	}

	/// Whether it says something.
	pub fn is_valid(&self) -> bool {
		[self.scheme.as_str(), self.code.as_str()].iter().all(|text| !text.is_empty() && is_visible(text))
	}
}

/// Who is paid, or was given to.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Payee<AccountId> {
	/// An account.
	#[codec(index = 0)]
	Account(AccountId),
	/// A fund of another body.
	#[codec(index = 1)]
	Fund(FundId),
	/// An organisation, by an identifier of org-id.guide such as `ES-NIF-A12345678`: at most 64 bytes. Never a natural person.
	#[codec(index = 2)]
	Organisation(Text<ConstU32<64>>),
	/// Someone who is not named: the hash of a name and a salt.
	#[codec(index = 3)]
	Withheld(H256),
	/// Many who are not named, as of wages or aid: the root of a Merkle tree (RFC 9162) of them, and how many they are.
	#[codec(index = 4)]
	Group {
		/// The root.
		root: H256,
		/// How many.
		count: u32,
	},
}

impl<AccountId> Payee<AccountId> {
	/// Whether it is someone.
	pub fn is_valid(&self) -> bool {
		match self {
			Self::Organisation(identifier) => is_org_id(identifier),
			Self::Group { count, .. } => *count > 0,
			_ => true,
		}
	}
}

/// Whether a text has the form of an identifier of org-id.guide: the code of a list, which has capital letters, digits and dashes and
/// begins with two letters (a country, or `XI`, `XM`, `XR`), a dash, and what the list says.
pub fn is_org_id(text: &str) -> bool {
	let mut parts = text.splitn(3, '-');
	let (Some(place), Some(list), Some(number)) = (parts.next(), parts.next(), parts.next()) else { return false };
	let capital = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
	let has_place = place.len() == 2 && place.bytes().all(|byte| byte.is_ascii_uppercase());
	has_place && !list.is_empty() && capital(list) && !number.is_empty() && is_visible(number)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn code(scheme: &str, code: &str) -> Code {
		Code { scheme: scheme.try_into().unwrap(), code: code.try_into().unwrap() }
	}

	#[test]
	fn a_narrower_code_begins_with_the_wider_one() {
		let wider = code("COFOG", "04");
		for (narrower, within) in [
			(code("COFOG", "04"), true),
			(code("COFOG", "04.5.1"), true),
			(code("COFOG", "0"), false),
			(code("COFOG", "05"), false),
			(code("GFSM", "04"), false),
		] {
			assert_eq!(narrower.is_within(&wider), within, "{narrower:?}");
		}
		assert!(wider.is_valid());
		assert!(!code("", "04").is_valid());
		assert!(!code("COFOG", "").is_valid());
		assert!(!code("COFOG", "0\u{200b}4").is_valid());
	}

	#[test]
	fn currencies_have_the_form_of_the_standard() {
		assert!(Currency::iso(b"EUR").is_valid());
		assert!(!Currency::iso(b"eur").is_valid());
		assert!(!Currency::iso(b"EU1").is_valid());
		assert_eq!(Currency::Native.on_chain(), Some(None));
		assert_eq!(Currency::Asset(7).on_chain(), Some(Some(7)));
		assert_eq!(Currency::iso(b"EUR").on_chain(), None);
	}

	#[test]
	fn a_currency_is_written_as_a_text() {
		let code = IsoCode(*b"EUR");
		assert_eq!(code.encode(), "EUR".encode());
		assert_eq!(code.encoded_size(), IsoCode::max_encoded_len());
		assert_eq!(IsoCode::decode(&mut &"EUR".encode()[..]), Ok(code));
		for text in ["EU", "EURO", "", "€"] {
			assert!(IsoCode::decode(&mut &text.encode()[..]).is_err(), "{text}");
		}
		assert_eq!(IsoCode::type_info(), str::type_info());
	}

	#[test]
	fn organisations_are_named_as_in_the_list_of_lists() {
		for valid in ["GB-CHC-1234567", "ES-NIF-A12345678", "XI-IATI-EC_NEAR", "US-EIN-12-3456789"] {
			assert!(is_org_id(valid), "{valid}");
		}
		for invalid in [
			"",
			"GB",
			"GB-CHC",
			"GB-CHC-",
			"gb-CHC-1",
			"GBR-CHC-1",
			"GB--1",
			"GB-chc-1",
			"1B-CHC-1",
			"GB-CHC-\u{202e}1",
		] {
			assert!(!is_org_id(invalid), "{invalid}");
		}
	}

	#[test]
	fn enums_keep_their_numbers() {
		assert_eq!(Currency::iso(b"EUR").encode(), [2, 12, b'E', b'U', b'R']);
		assert_eq!(Payee::<u8>::Group { root: H256::zero(), count: 1 }.encode()[0], 4);
		for (number, power) in (0u8..).zip(Power::ALL) {
			assert_eq!(power.encode(), [number]);
		}
	}
}
