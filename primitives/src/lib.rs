//! The vocabulary that Civitas pallets share: units, content identifiers, pages, and the traits by which one pallet asks
//! another. No storage and no dispatch, so that RPC and clients can use it as well.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

pub mod agreements;
pub mod certification;
pub mod credit;
pub mod envelope;
pub mod identity;
pub mod lending;
pub mod money;
pub mod page;
pub mod public_finance;
pub mod reputation;
pub mod text;

pub use certification::CertificateInspect;
pub use envelope::{ActionTag, Envelope};
pub use identity::{ActInspect, IdentityInspect, PublicKey};
pub use page::{Page, MAX_PAGE_SIZE};
pub use text::Text;

use codec::Encode;
use sp_core::H256;

/// A point in time, or a duration: milliseconds, since the Unix epoch where it is a point. Legal time is carried by
/// timestamps and never by block numbers, whose distance in time may change.
pub type Moment = u64;

/// The hash of a document that is kept off chain. Civitas does not prescribe the function; its own tools use SHA-256 over
/// the document's canonical JSON form (RFC 8785).
pub type ContentHash = H256;

/// The identifier of a record that is named by its content: BLAKE2b-256 over the SCALE encoding of `(tag, content)`.
///
/// The tag says what kind of record it is, so that no two kinds can ever share an identifier. Anyone who knows the content
/// can compute the identifier before the record is on chain, and recording the same content twice is detected.
pub fn content_id(tag: &'static str, content: impl Encode) -> H256 {
	H256(sp_io::hashing::blake2_256(&(tag, content).encode()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn content_id_separates_kinds_and_contents() {
		let id = content_id("civitas/a", (1u32, [2u8; 32]));
		assert_eq!(id, content_id("civitas/a", (1u32, [2u8; 32])));
		assert_ne!(id, content_id("civitas/b", (1u32, [2u8; 32])));
		assert_ne!(id, content_id("civitas/a", (1u32, [3u8; 32])));
		// The tag is length-prefixed, so it cannot run into the content.
		assert_ne!(content_id("ab", (b'c', 0u8)), content_id("abc", 0u8));
	}
}
