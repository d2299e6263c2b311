//! A log that only grows, by what a tree of RFC 9162 (section 2.1) needs to grow: how many leaves there are, and the roots of the
//! perfect trees that they make, of which there is one for each bit of the count.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sha2::{Digest, Sha256};
use sp_core::{bounded::BoundedVec, ConstU32, H256};

/// A log.
#[derive(Clone, Debug, Default, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Log {
	/// How many leaves it has.
	pub count: u64,
	/// The roots of its perfect trees, the largest first.
	pub peaks: BoundedVec<H256, ConstU32<64>>,
}

/// The hash of a leaf.
pub fn leaf_hash(leaf: &[u8]) -> H256 {
	H256(Sha256::new().chain_update([0u8]).chain_update(leaf).finalize().into())
}

/// The hash of a node above two others.
fn node_hash(left: H256, right: H256) -> H256 {
	H256(Sha256::new().chain_update([1u8]).chain_update(left).chain_update(right).finalize().into())
}

impl Log {
	/// Append a leaf; its index, or nothing if the log is full.
	pub fn append(&mut self, leaf: &[u8]) -> Option<u64> {
		let index = self.count;
		let count = index.checked_add(1)?;
		let mut hash = leaf_hash(leaf);
		// Each bit that the count carries over joins two trees of one size.
		for _ in 0..index.trailing_ones() {
			hash = node_hash(self.peaks.pop()?, hash);
		}
		self.peaks.try_push(hash).ok()?;
		self.count = count;
		Some(index)
	}

	/// The root of the tree of all leaves.
	pub fn root(&self) -> H256 {
		let root = self.peaks.iter().rev().copied().reduce(|right, left| node_hash(left, right));
		root.unwrap_or_else(|| H256(Sha256::digest([]).into()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::certification::merkle::MerkleTree;

	#[test]
	fn the_root_is_that_of_the_tree_of_all_leaves() {
		let mut log = Log::default();
		assert_eq!(log.root().0, sp_io::hashing::sha2_256(&[]));
		let leaf = |number: u64| number.encode();
		for count in 1..=130u64 {
			assert_eq!(log.append(&leaf(count - 1)), Some(count - 1));
			assert_eq!(log.peaks.len() as u32, count.count_ones());
			assert_eq!(log.root(), MerkleTree::new((0..count).map(leaf)).root(), "{count}");
		}
	}

	#[test]
	fn a_full_log_takes_no_more() {
		let mut log = Log { count: u64::MAX, peaks: BoundedVec::truncate_from(vec![H256::zero(); 64]) };
		assert_eq!(log.append(&[]), None);
	}
}
