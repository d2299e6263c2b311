//! One hash for many things, each of which can be shown to be among them: the tree of RFC 9162, section 2.1, with SHA-256.
//!
//! The hash of a leaf begins with 0x00 and that of a node with 0x01, so that no node can be passed off as a leaf. The shape
//! of the tree follows from the number of leaves, so that a proof has to have the right length and is good for one index
//! only. Tools for it exist in many languages.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use ct_merkle::{digest::Output, mem_backed_tree::MemoryBackedTree, InclusionProof, RootHash};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sp_core::H256;

/// The nodes beside the way from a leaf up to the root, from below.
#[derive(
	Clone, Debug, Default, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo, Serialize, Deserialize,
)]
#[scale_info(capture_docs = "always")]
#[serde(transparent)]
pub struct MerkleProof(pub Vec<H256>);

/// Whether `leaf` is the one at `index` among the `count` of which `root` is the root.
pub fn includes(root: H256, count: u32, index: u32, leaf: &[u8], proof: &MerkleProof) -> bool {
	// No tree of 2^32 leaves is deeper. What is longer is not even looked at.
	if proof.0.len() > 32 {
		return false;
	}
	let bytes = proof.0.iter().flat_map(|node| node.0).collect();
	let Ok(proof) = InclusionProof::<Sha256>::try_from_bytes(bytes) else { return false };
	RootHash::<Sha256>::new(Output::<Sha256>::from(root.0), count.into())
		.verify_inclusion(&leaf, index.into(), &proof)
		.is_ok()
}

/// The tree of all its leaves, for those who make roots and proofs. Not for use on chain: it takes memory for every leaf.
pub struct MerkleTree(MemoryBackedTree<Sha256, Vec<u8>>);

impl MerkleTree {
	/// The tree of `leaves`.
	pub fn new(leaves: impl IntoIterator<Item = Vec<u8>>) -> Self {
		let mut tree = MemoryBackedTree::new();
		for leaf in leaves {
			tree.push(leaf);
		}
		Self(tree)
	}

	/// Its root.
	pub fn root(&self) -> H256 {
		H256((*self.0.root().as_bytes()).into())
	}

	/// That the leaf at `index` is in it; `None` if there is no such leaf.
	pub fn prove(&self, index: u32) -> Option<MerkleProof> {
		if u64::from(index) >= self.0.len() {
			return None;
		}
		let proof = self.0.prove_inclusion(index as usize);
		Some(MerkleProof(proof.as_bytes().chunks_exact(32).map(H256::from_slice).collect()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_io::hashing::sha2_256;

	fn tree(count: u32) -> MerkleTree {
		MerkleTree::new((0..count).map(|number| number.encode()))
	}

	/// By the recursive definition of the RFC, of which nothing here makes use.
	fn root(leaves: &[Vec<u8>]) -> [u8; 32] {
		match leaves {
			[] => sha2_256(&[]),
			[leaf] => sha2_256(&[&[0][..], leaf].concat()),
			_ => {
				let split = leaves.len().next_power_of_two() / 2;
				let (left, right) = leaves.split_at(split);
				sha2_256(&[&[1][..], &root(left), &root(right)].concat())
			},
		}
	}

	#[test]
	fn the_root_is_that_of_the_rfc() {
		for count in [1, 2, 3, 4, 5, 8, 13, 100] {
			let leaves: Vec<_> = (0..count).map(|number: u32| number.encode()).collect();
			assert_eq!(tree(count).root().0, root(&leaves), "{count}");
		}
	}

	#[test]
	fn each_leaf_is_proved_at_its_own_place_only() {
		for count in [1u32, 2, 3, 7, 8, 9] {
			let tree = tree(count);
			for index in 0..count {
				let proof = tree.prove(index).unwrap();
				for other in 0..count + 2 {
					let holds = includes(tree.root(), count, other, &index.encode(), &proof);
					assert_eq!(holds, other == index, "{index} of {count} at {other}");
					let holds = includes(tree.root(), count, index, &other.encode(), &proof);
					assert_eq!(holds, other == index, "{other} instead of {index} of {count}");
				}
			}
			assert_eq!(tree.prove(count), None);
		}
	}

	#[test]
	fn a_proof_has_one_length() {
		let tree = tree(5);
		let proof = tree.prove(2).unwrap();
		let mut longer = proof.clone();
		longer.0.push(H256::zero());
		let shorter = MerkleProof(proof.0[..2].to_vec());
		for wrong in [longer, shorter, MerkleProof::default()] {
			assert!(!includes(tree.root(), 5, 2, &2u32.encode(), &wrong));
		}
		assert!(!includes(tree.root(), 0, 0, &2u32.encode(), &proof), "nothing is in an empty tree");
	}

	#[test]
	fn a_node_is_no_leaf() {
		// Of four leaves, the two nodes below the root: as if they were the leaves of a tree of two.
		let tree = tree(4);
		let right = tree.prove(0).unwrap().0[1];
		let left = tree.prove(2).unwrap().0[1];
		assert!(!includes(tree.root(), 2, 0, left.as_bytes(), &MerkleProof(vec![right])));
		// Nor is the concatenation of two leaves' hashes a leaf.
		let pair = [left.0, right.0].concat();
		assert!(!includes(tree.root(), 1, 0, &pair, &MerkleProof::default()));
	}
}
