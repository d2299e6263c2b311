//! A part of a state, which is proved by its root.

use crate::{hash, Fault, Hash};
use alloc::{collections::BTreeMap, string::ToString, vec, vec::Vec};
use codec::Encode;
use smoldot::trie::{
	bytes_to_nibbles,
	proof_decode::{decode_and_verify_proof, Config, DecodedTrieProof, StorageValue},
	trie_node, TrieEntryVersion,
};

/// The most nodes of a proof.
pub(crate) const MAX_NODES: usize = 1 << 16;
/// The most bytes of a proof.
const MAX_BYTES: usize = 32 << 20;
/// The most steps that it takes to walk over all paths of a proof: 17 a node are enough for most.
const MAX_STEPS: u64 = 1 << 24;

/// The nodes of a part of a state, under its root.
pub struct Trie {
	root: Hash,
	pub(crate) nodes: DecodedTrieProof<Vec<u8>>,
}

impl Trie {
	/// Nodes of the trie with a root, in any order, and values that nodes have by their hashes.
	pub fn new(nodes: &[impl AsRef<[u8]>], root: Hash) -> Result<Self, Fault> {
		let nodes: Vec<&[u8]> = nodes.iter().map(AsRef::as_ref).collect();
		ensure_walkable(&nodes, &root)?;
		let decoded = decode_and_verify_proof(Config { proof: nodes.encode() });
		let nodes = decoded.map_err(|error| Fault::Trie(error.to_string()))?;
		Ok(Self { root, nodes })
	}

	/// The root.
	pub fn root(&self) -> &Hash {
		&self.root
	}

	/// What is stored under a key; `None` if it is proved that nothing is.
	pub fn value(&self, key: &[u8]) -> Result<Option<&[u8]>, Fault> {
		Ok(self.versioned(key)?.map(|(value, _)| value))
	}

	/// The same, with the version of its node.
	pub(crate) fn versioned(&self, key: &[u8]) -> Result<Option<(&[u8], TrieEntryVersion)>, Fault> {
		self.nodes.storage_value(&self.root, key).map_err(|_| Fault::Incomplete)
	}

	/// The hash of what is stored under a key, whether or not that is in the proof.
	pub fn hash_of(&self, key: &[u8]) -> Result<Option<Hash>, Fault> {
		let node = self.nodes.trie_node_info(&self.root, bytes_to_nibbles(key.iter().copied()));
		Ok(match node.map_err(|_| Fault::Incomplete)?.storage_value {
			StorageValue::HashKnownValueMissing(hash) => Some(*hash),
			StorageValue::Known { value, .. } => Some(hash(value)),
			StorageValue::None => None,
		})
	}
}

/// What nodes have by their hashes.
struct Links {
	/// The nodes below each, as often as it has them: children that are shorter than a hash are in it.
	below: Vec<Vec<usize>>,
	/// The value of each, if it is a node of its own.
	value: Vec<Option<usize>>,
}

impl Links {
	fn new(nodes: &[&[u8]], places: &BTreeMap<Hash, usize>) -> Self {
		let place = |hash: &[u8]| Hash::try_from(hash).ok().and_then(|hash| places.get(&hash).copied());
		let (mut below, mut value) = (Vec::new(), Vec::new());
		for node in nodes {
			let node = trie_node::decode(node).ok();
			let children = node.as_ref().map(|node| node.children.into_iter().flatten().filter_map(place).collect());
			below.push(children.unwrap_or_default());
			value.push(node.and_then(|node| match node.storage_value {
				trie_node::StorageValue::Hashed(hash) => place(hash),
				_ => None,
			}));
		}
		Self { below, value }
	}

	/// Whether all are below this one: nodes, or values that nodes have. Something can be both.
	fn all_below(&self, root: usize) -> bool {
		let (mut is_node, mut is_value) = (vec![false; self.below.len()], vec![false; self.below.len()]);
		let mut stack = vec![root];
		while let Some(place) = stack.pop() {
			if !core::mem::replace(&mut is_node[place], true) {
				stack.extend(&self.below[place]);
				// What is below a value is not below the root by that, whatever it looks like.
				self.value[place].into_iter().for_each(|value| is_value[value] = true);
			}
		}
		is_node.into_iter().zip(is_value).all(|(is_node, is_value)| is_node || is_value)
	}

	/// How many steps it takes to walk over all paths, from each node that is below no other.
	fn steps(&self) -> u64 {
		let mut is_child = vec![false; self.below.len()];
		self.below.iter().flatten().for_each(|child| is_child[*child] = true);
		let mut steps: Vec<Option<u64>> = vec![None; self.below.len()];
		let mut total = 0u64;
		for root in (0..self.below.len()).filter(|place| !is_child[*place]) {
			// Depth first, with a stack of our own. There are no cycles, as no node has its own hash in it.
			let mut stack = vec![root];
			while let Some(&place) = stack.last() {
				let before = stack.len();
				stack.extend(self.below[place].iter().filter(|child| steps[**child].is_none()));
				if stack.len() == before {
					// Of the node and of what is in it: 16 short children at most.
					let below = self.below[place].iter().filter_map(|child| steps[*child]);
					steps[place] = Some(below.fold(17, u64::saturating_add));
					stack.pop();
				}
			}
			total = total.saturating_add(steps[root].unwrap_or_default());
		}
		total
	}
}

/// Who decodes nodes walks over paths, and a node can be on more of them than there are atoms: so they are counted before. And he takes any
/// nodes, where here all have to be below one.
fn ensure_walkable(nodes: &[&[u8]], root: &Hash) -> Result<(), Fault> {
	let bytes = nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.len()));
	if nodes.len() > MAX_NODES || bytes > MAX_BYTES {
		return Err(Fault::Excessive);
	}
	let places: BTreeMap<Hash, usize> = nodes.iter().enumerate().map(|(place, node)| (hash(node), place)).collect();
	let root = *places.get(root).ok_or(Fault::Incomplete)?;
	let links = Links::new(nodes, &places);
	if links.steps() > MAX_STEPS {
		return Err(Fault::Excessive);
	}
	links.all_below(root).then_some(()).ok_or_else(|| Fault::Trie("something in it is not used".to_string()))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::tests::state;

	const LONG: &[u8] = &[7; 100];

	fn example() -> (Vec<Vec<u8>>, Hash) {
		state(&[(b"one", b"1"), (b"only", b"2"), (b"two", LONG), (b"twofold", &[8; 40])])
	}

	#[test]
	fn what_is_there_and_what_is_not_is_proved() {
		let (nodes, root) = example();
		let trie = Trie::new(&nodes, root).expect("it is a proof");
		assert_eq!(trie.value(b"one"), Ok(Some(&b"1"[..])));
		assert_eq!(trie.value(b"two"), Ok(Some(LONG)));
		for absent in [&b"on"[..], b"ones", b"", b"tw", b"zz"] {
			assert_eq!(trie.value(absent), Ok(None), "{absent:?}");
		}
		assert_eq!(trie.hash_of(b"two"), Ok(Some(hash(LONG))));
		assert_eq!(trie.hash_of(b"one"), Ok(Some(hash(b"1"))));
		assert_eq!(trie.value(b"one").map(|_| trie.root()), Ok(&root));
	}

	#[test]
	fn a_value_can_be_left_out_and_its_hash_is_still_proved() {
		let (mut nodes, root) = example();
		nodes.retain(|node| node != LONG);
		let trie = Trie::new(&nodes, root).expect("it is a proof");
		assert_eq!(trie.value(b"two"), Err(Fault::Incomplete));
		assert_eq!(trie.hash_of(b"two"), Ok(Some(hash(LONG))));
	}

	#[test]
	fn another_root_proves_nothing() {
		let (nodes, mut root) = example();
		root[0] ^= 1;
		assert_eq!(Trie::new(&nodes, root).err(), Some(Fault::Incomplete));
		assert_eq!(Trie::new(&nodes[..0], root).err(), Some(Fault::Incomplete));
	}

	#[test]
	fn no_bit_of_a_proof_can_be_changed() {
		let (nodes, root) = example();
		let keys: [&[u8]; 6] = [b"one", b"only", b"two", b"twofold", b"on", b"zz"];
		let honest = Trie::new(&nodes, root).expect("it is a proof");
		for place in 0..nodes.len() {
			for bit in 0..nodes[place].len() * 8 {
				let mut nodes = nodes.clone();
				nodes[place][bit / 8] ^= 1 << (bit % 8);
				let Ok(trie) = Trie::new(&nodes, root) else { continue };
				for key in keys {
					// What is still told is still true.
					assert!(trie.value(key).is_err() || trie.value(key) == honest.value(key));
				}
			}
		}
	}

	#[test]
	fn nodes_that_are_not_needed_or_twice_there_are_refused() {
		let (nodes, root) = example();
		let twice = [&nodes[..], &nodes[..1]].concat();
		assert!(matches!(Trie::new(&twice, root), Err(Fault::Trie(_))));
		// A leaf of another trie is a node like others.
		let (another, _) = state(&[(b"strange", b"v")]);
		for strange in [vec![vec![1, 2, 3]], another] {
			assert!(matches!(Trie::new(&[&nodes[..], &strange].concat(), root), Err(Fault::Trie(_))));
		}
	}

	#[test]
	fn a_node_can_be_a_value_too() {
		// Somebody stores what is a node of the same state, with long values below it.
		let pairs: [(&[u8], &[u8]); 2] = [(b"below-one", LONG), (b"below-two", &[8; 40])];
		let (nodes, root) = state(&pairs);
		let branch = nodes.iter().find(|node| hash(node) == root).expect("the root is there").clone();
		for key in [&b"a"[..], b"z"] {
			// Its own partial key is that below the first nibble of the others, so that it is a node there as well.
			let (nodes, root) = state(&[pairs[0], pairs[1], (key, &branch)]);
			let trie = Trie::new(&nodes, root).expect("it is a proof");
			assert_eq!(trie.value(key), Ok(Some(&branch[..])));
			assert_eq!(trie.value(b"below-one"), Ok(Some(LONG)));
		}
		let two = [(&b"b"[..], LONG), (b"bb", &[8; 40])];
		let (inner, _) = state(&two);
		for shared in inner {
			let (nodes, root) = state(&[(b"a", &shared), two[0], two[1], (b"z", &shared)]);
			assert!(Trie::new(&nodes, root).is_ok());
		}
	}

	#[test]
	fn paths_are_counted_before_they_are_walked() {
		// A branch whose children are all the same, below another one, and so on: 16^n paths.
		let branch = |child: &Hash| {
			let mut node = vec![0b1000_0000];
			node.extend(u16::MAX.to_le_bytes());
			(0..16).for_each(|_| node.extend([&[128u8][..], child].concat()));
			node
		};
		let mut nodes = vec![[&[0x41u8, 0x07, 160][..], &[9; 40]].concat()];
		for _ in 0..6 {
			let below = hash(nodes.last().expect("there is one"));
			nodes.push(branch(&below));
		}
		let root = hash(nodes.last().expect("there is one"));
		assert_eq!(Trie::new(&nodes, root).err(), Some(Fault::Excessive));
		let short = &nodes[..3];
		assert_ne!(Trie::new(short, hash(&nodes[2])).err(), Some(Fault::Excessive));
		let many = vec![vec![0u8]; MAX_NODES + 1];
		assert_eq!(Trie::new(&many, root).err(), Some(Fault::Excessive));
		let large = vec![vec![0u8; MAX_BYTES + 1]];
		assert_eq!(Trie::new(&large, root).err(), Some(Fault::Excessive));
	}
}
