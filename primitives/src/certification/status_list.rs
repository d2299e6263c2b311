//! Bits that say of many credentials whether they are revoked or suspended, as in W3C Bitstring Status List 1.0.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::Serialize;

/// The bytes of a page of a list. A page is one item of storage, and what a change of a bit costs.
pub const PAGE_BYTES: u32 = 512;

/// The bits of a page.
pub const PAGE_BITS: u32 = PAGE_BYTES * 8;

/// The most bits of a list, and members of a batch.
pub const MAX_ENTRIES: u32 = 1 << 20;

/// The fewest entries that a list shows to the outside, so that whoever asks for it does not tell whom it is about: the
/// minimum of W3C Bitstring Status List 1.0, which is 16 KiB of bits.
pub const MIN_PUBLISHED_ENTRIES: u32 = 131_072;

/// What a bit that is set says (`statusPurpose`).
#[derive(
	Clone,
	Copy,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	TypeInfo,
	Serialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(rename_all = "camelCase")]
pub enum StatusPurpose {
	/// The credential was taken back, for good: such a bit is never cleared.
	#[codec(index = 0)]
	Revocation,
	/// The credential is out of force as long as the bit is set.
	#[codec(index = 1)]
	Suspension,
}

/// Where the bit of an entry is: the page, the byte in it, and the mask of the bit in the byte. The first entry is the
/// left-most bit, that of the highest value.
pub const fn locate(index: u32) -> (u32, u32, u8) {
	(index / PAGE_BITS, index % PAGE_BITS / 8, 0x80 >> (index % 8))
}

/// Whether the bit of an entry is set in its page.
pub fn is_set(page: &[u8], index: u32) -> bool {
	let (_, byte, mask) = locate(index);
	page.get(byte as usize).is_some_and(|byte| byte & mask != 0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_first_entry_is_the_leftmost_bit() {
		assert_eq!(locate(0), (0, 0, 0b1000_0000));
		assert_eq!(locate(7), (0, 0, 1));
		assert_eq!(locate(8), (0, 1, 0b1000_0000));
		assert_eq!(locate(PAGE_BITS - 1), (0, PAGE_BYTES - 1, 1));
		assert_eq!(locate(PAGE_BITS), (1, 0, 0b1000_0000));
		assert!(is_set(&[0, 0x40], 9));
		assert!(!is_set(&[0, 0x40], 8));
		// Beyond what is stored nothing is set.
		assert!(!is_set(&[0xff], 8));
	}
}
