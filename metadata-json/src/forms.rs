//! Forms that JSON has no type for: addresses, keys, decimal numbers.

use crate::Error;
use blake2::{Blake2b512, Digest};

/// An account as its SS58 address of a network with this prefix.
pub(crate) fn to_ss58(account: &[u8; 32], prefix: u16) -> String {
	let mut bytes = Vec::with_capacity(36);
	match u8::try_from(prefix) {
		Ok(short) if short < 64 => bytes.push(short),
		// 14 bits, in an order that keeps the first byte between 64 and 127.
		_ => bytes.extend([
			0b0100_0000 | ((prefix & 0b1111_1100) >> 2) as u8,
			((prefix >> 8) as u8 & 0b0011_1111) | ((prefix & 0b11) << 6) as u8,
		]),
	}
	bytes.extend(account);
	let checksum = ss58_checksum(&bytes);
	bytes.extend(&checksum[..2]);
	bs58::encode(bytes).into_string()
}

/// The account of an SS58 address of the network with this prefix.
pub(crate) fn from_ss58(text: &str, prefix: u16) -> Result<[u8; 32], Error> {
	// Decoding base58 takes a time that grows with the square of the length.
	let bytes = if text.len() <= 64 { bs58::decode(text).into_vec().ok() } else { None };
	let no_address = || Error::new(format!("{} is not an SS58 address", excerpt(text)));
	let bytes = bytes.ok_or_else(no_address)?;
	let (found, length) = match bytes.as_slice() {
		[short @ 0..64, ..] => (u16::from(*short), 1),
		[first @ 64..128, second, ..] => {
			let low = ((first & 0b0011_1111) << 2) | (second >> 6);
			(u16::from(low) | (u16::from(second & 0b0011_1111) << 8), 2)
		},
		_ => return Err(no_address()),
	};
	// A small prefix in two bytes would be a second address of the same account.
	if length == 2 && found < 64 {
		return Err(no_address());
	}
	let Some((body, checksum)) = bytes.split_at_checked(length + 32).filter(|(_, rest)| rest.len() == 2) else {
		return Err(no_address());
	};
	if ss58_checksum(body)[..2] != *checksum {
		return Err(Error::new(format!("{}: the checksum of the address is wrong", excerpt(text))));
	}
	if found != prefix {
		return Err(Error::new(format!(
			"{} is an address of another network (prefix {found}; this network has {prefix})",
			excerpt(text)
		)));
	}
	body[length..].try_into().map_err(|_| no_address())
}

fn ss58_checksum(bytes: &[u8]) -> [u8; 64] {
	Blake2b512::new().chain_update(b"SS58PRE").chain_update(bytes).finalize().into()
}

/// The code of a type of key in the table of multicodecs, as a varint.
fn multicodec(kind: &str) -> Option<[u8; 2]> {
	Some(match kind {
		"sr25519" => [0xef, 0x01],
		"ed25519" => [0xed, 0x01],
		"secp256k1" => [0xe7, 0x01],
		"p256" => [0x80, 0x24],
		"x25519" => [0xec, 0x01],
		_ => return None,
	})
}

/// A public key of this type as a text, such as a Multikey; `None` if there is no such form.
pub fn key_to_text(kind: &str, key: &[u8]) -> Option<String> {
	if kind == "ethereum" {
		return Some(format!("0x{}", hex::encode(key)));
	}
	let mut bytes = multicodec(kind)?.to_vec();
	bytes.extend(key);
	Some(format!("z{}", bs58::encode(bytes).into_string()))
}

/// The type of a public key that is a text, and its bytes, of which there may be too few or too many.
pub fn key_from_text(text: &str) -> Result<(&'static str, Vec<u8>), Error> {
	let wrong = |problem: &str| Err(Error::new(format!("{} {problem}", excerpt(text))));
	if let Some(digits) = text.strip_prefix("0x") {
		return match hex::decode(digits) {
			Ok(bytes) if bytes.len() == 20 => Ok(("ethereum", bytes)),
			_ => wrong("is not an Ethereum address: 0x and 40 hexadecimal digits"),
		};
	}
	let Some(digits) = text.strip_prefix('z').filter(|digits| digits.len() <= 128) else {
		return wrong("is neither a Multikey, which begins with z, nor an Ethereum address, which begins with 0x");
	};
	let Ok(bytes) = bs58::decode(digits).into_vec() else { return wrong("is not base58 behind its z") };
	let kinds = ["sr25519", "ed25519", "secp256k1", "p256", "x25519"];
	let found = bytes.split_at_checked(2).and_then(|(code, key)| {
		let kind = kinds.into_iter().find(|kind| multicodec(kind).is_some_and(|known| known == code))?;
		Some((kind, key.to_vec()))
	});
	match found {
		Some(found) => Ok(found),
		None => wrong("is not a whole Multikey of the type sr25519, ed25519, secp256k1, p256 or x25519"),
	}
}

/// A number with so many digits behind the point, without zeros at its end.
pub(crate) fn to_decimal(negative: bool, magnitude: u128, decimals: u8) -> String {
	let digits = format!("{magnitude:0>width$}", width = usize::from(decimals) + 1);
	let (whole, fraction) = digits.split_at(digits.len() - usize::from(decimals));
	let fraction = fraction.trim_end_matches('0');
	let sign = if negative && magnitude != 0 { "-" } else { "" };
	if fraction.is_empty() {
		format!("{sign}{whole}")
	} else {
		format!("{sign}{whole}.{fraction}")
	}
}

/// The reverse: the sign and the number, times ten to the power of `decimals`.
pub(crate) fn from_decimal(text: &str, decimals: u8) -> Option<(bool, u128)> {
	let (negative, digits) = match text.strip_prefix('-') {
		Some(digits) => (true, digits),
		None => (false, text),
	};
	let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
	let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
	let decimals = usize::from(decimals);
	// The longest number has 39 digits; what is longer is not looked at.
	if !is_number(whole) || !is_number(fraction) || whole.len() > 39 || fraction.trim_end_matches('0').len() > decimals
	{
		return None;
	}
	let fraction = fraction.trim_end_matches('0');
	let scaled = format!("{whole}{fraction:0<decimals$}");
	if scaled.len() > 78 {
		return None;
	}
	Some((negative, scaled.parse().ok()?))
}

/// As much of a text as fits in an error.
pub(crate) fn excerpt(text: &str) -> String {
	const LENGTH: usize = 64;
	match text.char_indices().nth(LENGTH) {
		Some((end, _)) => format!("{:?}…", &text[..end]),
		None => format!("{text:?}"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const ALICE: [u8; 32] = [
		0xd4, 0x35, 0x93, 0xc7, 0x15, 0xfd, 0xd3, 0x1c, 0x61, 0x14, 0x1a, 0xbd, 0x04, 0xa9, 0x9f, 0xd6, 0x82, 0x2c,
		0x85, 0x58, 0x85, 0x4c, 0xcd, 0xe3, 0x9a, 0x56, 0x84, 0xe7, 0xa5, 0x6d, 0xa2, 0x7d,
	];

	#[test]
	fn addresses_are_those_that_wallets_show() {
		for (prefix, address) in [
			(42, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"),
			(0, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"),
			(2, "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F"),
		] {
			assert_eq!(to_ss58(&ALICE, prefix), address);
			assert_eq!(from_ss58(address, prefix), Ok(ALICE));
		}
		// Of two bytes.
		for prefix in [64, 255, 256, 1_284, 16_383] {
			assert_eq!(from_ss58(&to_ss58(&ALICE, prefix), prefix), Ok(ALICE), "{prefix}");
		}
	}

	#[test]
	fn what_is_not_an_address_of_this_network_is_refused_with_the_reason() {
		let problem = |text: &str| from_ss58(text, 42).expect_err("it is not an address").problem;
		let of_polkadot = problem("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5");
		assert!(of_polkadot.contains("another network (prefix 0; this network has 42)"), "{of_polkadot}");
		assert!(problem("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ").contains("checksum"));
		for text in ["", "5", "0OIl", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKut", &"5".repeat(100_000)] {
			assert!(problem(text).contains("not an SS58 address"), "{text:.20}");
		}
	}

	#[test]
	fn an_account_has_one_address_on_a_network() {
		// Of prefix 42 in two bytes.
		let mut bytes = vec![0b0100_1010, 0b1000_0000];
		bytes.extend(ALICE);
		let checksum = ss58_checksum(&bytes);
		bytes.extend(&checksum[..2]);
		let problem = from_ss58(&bs58::encode(bytes).into_string(), 42).expect_err("it is a second form").problem;
		assert!(problem.contains("not an SS58 address"), "{problem}");
	}

	#[test]
	fn keys_are_multikeys() {
		// The example of did:key's specification for Ed25519.
		let text = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK";
		let (kind, key) = key_from_text(text).expect("it is a key");
		assert_eq!((kind, key.len()), ("ed25519", 32));
		assert_eq!(key_to_text(kind, &key).as_deref(), Some(text));
		let address = format!("0x{}", "ab".repeat(20));
		assert_eq!(key_from_text(&address), Ok(("ethereum", vec![0xab; 20])));
		for text in ["", "z", "z6Mk!", "0x", "0x12", "x", &"z1".repeat(1000)] {
			assert!(key_from_text(text).is_err(), "{text:.20}");
		}
	}

	#[test]
	fn decimal_numbers_are_exact() {
		for (negative, magnitude, decimals, text) in [
			(false, 1_500, 3, "1.5"),
			(false, 1_000, 3, "1"),
			(true, 1, 3, "-0.001"),
			(false, 0, 18, "0"),
			(false, u128::MAX, 18, "340282366920938463463.374607431768211455"),
			(false, 7, 0, "7"),
		] {
			assert_eq!(to_decimal(negative, magnitude, decimals), text);
			assert_eq!(from_decimal(text, decimals), Some((negative, magnitude)));
		}
		assert_eq!(from_decimal("1.500", 1), Some((false, 15)));
		for text in ["", ".", "1.", ".5", "1.55", "+1", "1e3", "--1", " 1", &"9".repeat(60)] {
			assert_eq!(from_decimal(text, 1), None, "{text}");
		}
	}
}
