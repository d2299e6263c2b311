//! Where the state has what is read.

use alloc::vec::Vec;
use core::hash::Hasher;
use twox_hash::XxHash64;

/// Where the code of the runtime is.
pub const CODE: &[u8] = b":code";
/// Where code is that takes the place of the other in the next block.
pub const PENDING_CODE: &[u8] = b":pending_code";
/// Where it is said how much memory it gets.
pub const HEAP_PAGES: &[u8] = b":heappages";

fn twox_64(bytes: &[u8], seed: u64) -> [u8; 8] {
	let mut hasher = XxHash64::with_seed(seed);
	hasher.write(bytes);
	hasher.finish().to_le_bytes()
}

fn twox_128(bytes: &[u8]) -> impl Iterator<Item = u8> {
	twox_64(bytes, 0).into_iter().chain(twox_64(bytes, 1))
}

/// Where a storage item of a pallet is.
fn item(pallet: &str, item: &str) -> Vec<u8> {
	twox_128(pallet.as_bytes()).chain(twox_128(item.as_bytes())).collect()
}

/// Where the time of a block is.
pub fn time() -> Vec<u8> {
	item("Timestamp", "Now")
}

/// Where the events of a block are.
pub fn events() -> Vec<u8> {
	item("System", "Events")
}

/// Where it is said who votes.
pub fn authorities() -> Vec<u8> {
	item("Grandpa", "Authorities")
}

/// Where the hash of an earlier block is.
pub fn block_hash(number: u32) -> Vec<u8> {
	let number = number.to_le_bytes();
	[&item("System", "BlockHash")[..], &twox_64(&number, 0), &number].concat()
}

#[cfg(test)]
mod tests {
	use super::*;
	use hex_literal::hex;

	#[test]
	fn keys_are_those_of_the_node() {
		// As nodes of this SDK have them.
		assert_eq!(time(), hex!("f0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"));
		assert_eq!(events(), hex!("26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7"));
		assert_eq!(authorities(), hex!("5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d"));
		let seventh = hex!("26aa394eea5630e07c48ae0c9558cef7a44704b568d21667356a5a050c1187460e0d969b0e48cab707000000");
		assert_eq!(block_hash(7), seventh);
	}
}
