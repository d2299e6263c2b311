//! One hash for many things, each of which can be shown to be among them: the tree of RFC 9162, section 2.1, with SHA-256,
//! as the chain checks it.

use sha2::{Digest, Sha256};
use subxt::utils::H256;

/// What the hash of a leaf begins with.
const LEAF: u8 = 0;
/// What the hash of a node begins with, so that none can be passed off as a leaf.
const NODE: u8 = 1;

fn hash_leaf(leaf: &[u8]) -> [u8; 32] {
	Sha256::new().chain_update([LEAF]).chain_update(leaf).finalize().into()
}

fn hash_node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
	Sha256::new().chain_update([NODE]).chain_update(left).chain_update(right).finalize().into()
}

/// A tree, all of it.
pub struct MerkleTree {
	/// From the leaves up to the root. A last one without a neighbour is on the next level as it is.
	levels: Vec<Vec<[u8; 32]>>,
}

impl MerkleTree {
	/// The tree of `leaves`; `None` if there are none.
	pub fn new<Leaf: AsRef<[u8]>>(leaves: impl IntoIterator<Item = Leaf>) -> Option<Self> {
		let mut level: Vec<_> = leaves.into_iter().map(|leaf| hash_leaf(leaf.as_ref())).collect();
		if level.is_empty() {
			return None;
		}
		let mut levels = Vec::new();
		while level.len() > 1 {
			let next = level
				.chunks(2)
				.map(|pair| match pair {
					[left, right] => hash_node(left, right),
					[alone, ..] => *alone,
					[] => unreachable!("chunks are not empty"),
				})
				.collect();
			levels.push(std::mem::replace(&mut level, next));
		}
		levels.push(level);
		Some(Self { levels })
	}

	/// Its root.
	pub fn root(&self) -> H256 {
		self.levels.last().and_then(|level| level.first()).copied().unwrap_or_default().into()
	}

	/// The nodes beside the way from the leaf at `index` up to the root, from below; `None` if there is no such leaf.
	pub fn prove(&self, index: usize) -> Option<Vec<H256>> {
		self.levels.first()?.get(index)?;
		let beside =
			|(height, level): (usize, &Vec<[u8; 32]>)| level.get((index >> height) ^ 1).map(|node| H256(*node));
		// The root has nothing beside it.
		let below = self.levels.len().saturating_sub(1);
		Some(self.levels.iter().take(below).enumerate().filter_map(beside).collect())
	}
}

/// The root of the tree of `count` leaves of which `leaf` is the one at `index`, by its proof: RFC 9162, section 2.1.3.2.
/// `None` if the proof is not as long as such a proof is.
pub fn root_of(count: u32, index: u32, leaf: &[u8], proof: &[H256]) -> Option<H256> {
	if index >= count {
		return None;
	}
	let (mut at, mut last) = (index, count - 1);
	let mut node = hash_leaf(leaf);
	for H256(beside) in proof {
		if last == 0 {
			return None;
		}
		if at & 1 == 1 || at == last {
			node = hash_node(beside, &node);
			while at & 1 == 0 && at != 0 {
				at >>= 1;
				last >>= 1;
			}
		} else {
			node = hash_node(&node, beside);
		}
		at >>= 1;
		last >>= 1;
	}
	(last == 0).then_some(H256(node))
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification::merkle as chain;

	fn leaves(count: u32) -> Vec<[u8; 4]> {
		(0..count).map(u32::to_le_bytes).collect()
	}

	#[test]
	fn roots_and_proofs_are_those_of_the_chain() {
		for count in [1u32, 2, 3, 4, 5, 6, 7, 8, 9, 31, 100] {
			let ours = MerkleTree::new(leaves(count)).expect("it has leaves");
			let chains = chain::MerkleTree::new(leaves(count).into_iter().map(Vec::from));
			assert_eq!(ours.root().0, chains.root().0, "{count}");
			for index in 0..count {
				let proof = ours.prove(index as usize).expect("there is such a leaf");
				let bytes = |nodes: &[H256]| nodes.iter().map(|node| node.0).collect::<Vec<_>>();
				let expected = chains.prove(index).expect("there is such a leaf");
				assert_eq!(bytes(&proof), expected.0.iter().map(|node| node.0).collect::<Vec<_>>());
				assert_eq!(root_of(count, index, &index.to_le_bytes(), &proof), Some(ours.root()));
			}
			assert_eq!(ours.prove(count as usize), None);
		}
		assert!(MerkleTree::new(leaves(0)).is_none());
	}

	#[test]
	fn nothing_else_leads_to_the_root() {
		let tree = MerkleTree::new(leaves(7)).expect("it has leaves");
		for index in 0..7u32 {
			let proof = tree.prove(index as usize).expect("there is such a leaf");
			for other in (0..9).filter(|other| *other != index) {
				assert_ne!(root_of(7, other, &index.to_le_bytes(), &proof), Some(tree.root()));
				assert_ne!(root_of(7, index, &other.to_le_bytes(), &proof), Some(tree.root()));
			}
			// A root does not say of how many leaves it is, which has to be known; but not of any number.
			for count in [0, 1, 2, 200] {
				assert_ne!(
					root_of(count, index, &index.to_le_bytes(), &proof),
					Some(tree.root()),
					"{index} of {count}"
				);
			}
			let longer = [&proof[..], &[H256::zero()]].concat();
			assert_eq!(root_of(7, index, &index.to_le_bytes(), &longer), None);
			assert_eq!(root_of(7, index, &index.to_le_bytes(), &proof[1..]), None);
		}
	}
}
