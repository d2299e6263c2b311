//! The trie that the files of a register are in: that of the SDK for state, in the layout of version 1 with
//! BLAKE2b-256, of keys and values of 32 bytes. So no value is at a branch, and each node is longer than its hash:
//! nodes name their children by hashes alone.

use crate::identity::blake2_256;
use std::collections::BTreeMap;
use subxt::utils::H256;

/// The nodes on the way to where a key is, or would be, from the root on.
pub type Proof = Vec<Vec<u8>>;

/// What a proof has at most of nodes, and a node of bytes: what the chain's crates take.
pub const MAX_NODES: usize = 32;
pub const MAX_NODE_SIZE: usize = 600;

/// What a trie without keys is.
const EMPTY: [u8; 1] = [0];
/// The first two bits of a node, and as many as there are in the other six: then the number goes on in further bytes.
const LEAF: u8 = 0b0100_0000;
const BRANCH: u8 = 0b1000_0000;
const MORE: u8 = 0b0011_1111;
/// A length of 32, as SCALE has it.
const LENGTH: u8 = 32 << 2;

type Pair = (Vec<u8>, H256);

fn nibbles(key: &H256) -> Vec<u8> {
	key.0.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

/// What a node begins with: its kind, and the part of the key that is all its own.
fn head(kind: u8, part: &[u8]) -> Vec<u8> {
	// A key has 64 nibbles, so one more byte is enough.
	let mut node = match u8::try_from(part.len()) {
		Ok(count) if count < MORE => vec![kind | count],
		count => vec![kind | MORE, count.unwrap_or(u8::MAX) - MORE],
	};
	let (odd, even) = part.split_at(part.len() % 2);
	node.extend(odd);
	node.extend(even.chunks(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)));
	node
}

/// The node of keys, which are not none, from a nibble on. Those on the way to `toward` are written down.
fn node(pairs: &[Pair], from: usize, toward: &[u8], way: &mut Proof, is_on_way: bool) -> Vec<u8> {
	let rest = |pair: &Pair| pair.0.get(from..).unwrap_or_default().to_vec();
	let (first, last) = (pairs.first().map(rest).unwrap_or_default(), pairs.last().map(rest).unwrap_or_default());
	let place = way.len();
	if is_on_way {
		way.push(Vec::new());
	}
	let node = if let [(_, value)] = pairs {
		[&head(LEAF, &first)[..], &[LENGTH], &value.0].concat()
	} else {
		// They are in order, so what the first and the last have in common all have.
		let common = first.iter().zip(&last).take_while(|(a, b)| a == b).count();
		let part = first.get(..common).unwrap_or_default();
		let end = from + common;
		let mut node = head(BRANCH, part);
		let (mut which, mut children) = (0u16, Vec::new());
		for below in pairs.chunk_by(|a, b| a.0.get(end) == b.0.get(end)) {
			let nibble = below.first().and_then(|pair| pair.0.get(end)).copied().unwrap_or_default();
			which |= 1 << nibble;
			let is_next = is_on_way && toward.get(from..=end) == Some(&[part, &[nibble]].concat()[..]);
			let child = self::node(below, end + 1, toward, way, is_next);
			children.push(LENGTH);
			children.extend(blake2_256(&child));
		}
		node.extend(which.to_le_bytes());
		node.extend(children);
		node
	};
	if let Some(written) = way.get_mut(place).filter(|_| is_on_way) {
		written.clone_from(&node);
	}
	node
}

/// The root of these values by their keys, and the proof of what there is of a key.
pub fn prove(values: &BTreeMap<H256, H256>, key: &H256) -> (H256, Proof) {
	let pairs: Vec<Pair> = values.iter().map(|(key, value)| (nibbles(key), *value)).collect();
	if pairs.is_empty() {
		return (H256(blake2_256(&EMPTY)), vec![EMPTY.to_vec()]);
	}
	let mut way = Proof::new();
	let root = node(&pairs, 0, &nibbles(key), &mut way, true);
	(H256(blake2_256(&root)), way)
}

/// What is read of a node.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
	fn take(&mut self, count: usize) -> Option<&'a [u8]> {
		let (taken, rest) = self.0.split_at_checked(count)?;
		self.0 = rest;
		Some(taken)
	}

	fn byte(&mut self) -> Option<u8> {
		self.take(1)?.first().copied()
	}

	/// 32 bytes behind their length.
	fn hash(&mut self) -> Option<H256> {
		let length = self.byte()?;
		let bytes = self.take(32)?.try_into().ok()?;
		(length == LENGTH).then_some(H256(bytes))
	}
}

/// What comes after a node on the way to a key.
enum Next {
	/// There is no such key.
	Nothing,
	/// It is there.
	Value(H256),
	/// The node of this hash, from this nibble on.
	Child(H256, usize),
}

/// Read a node. `None` if it is none that can be in such a trie.
fn next(node: &[u8], key: &[u8], from: usize) -> Option<Next> {
	let mut node = Reader(node);
	let first = node.byte()?;
	let (kind, mut count) = (first & !MORE, usize::from(first & MORE));
	if first & MORE == MORE {
		count += usize::from(node.byte()?);
	}
	let bytes = node.take(count.div_ceil(2))?;
	let all: Vec<u8> = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect();
	let part = all.get(count % 2..)?;
	let rest = key.get(from..)?;
	let end = from + count;
	match kind {
		LEAF => {
			let value = node.hash()?;
			Some(if part == rest { Next::Value(value) } else { Next::Nothing })
		},
		BRANCH => {
			let which = u16::from_le_bytes(node.take(2)?.try_into().ok()?);
			if !rest.starts_with(part) {
				return Some(Next::Nothing);
			}
			let nibble = *key.get(end)?;
			for child in (0..16).filter(|child| which & 1 << child != 0) {
				let hash = node.hash()?;
				if child == nibble {
					return Some(Next::Child(hash, end + 1));
				}
			}
			Some(Next::Nothing)
		},
		_ => None,
	}
}

/// What a proof says of a key under a root: its value, or that there is none. An error says why it is no proof.
pub fn verify(root: &H256, key: &H256, proof: &[Vec<u8>]) -> Result<Option<H256>, &'static str> {
	if proof.len() > MAX_NODES || proof.iter().any(|node| node.len() > MAX_NODE_SIZE) {
		return Err("the proof is too long");
	}
	let by_hash: BTreeMap<_, _> = proof.iter().map(|node| (blake2_256(node), node)).collect();
	let key = nibbles(key);
	let (mut hash, mut from) = (*root, 0);
	if hash.0 == blake2_256(&EMPTY) {
		return Ok(None);
	}
	loop {
		let node = by_hash.get(&hash.0).ok_or("the proof does not lead from the root to an answer")?;
		match next(node, &key, from).ok_or("the proof has a node that no such trie has")? {
			Next::Nothing => return Ok(None),
			Next::Value(value) => return Ok(Some(value)),
			Next::Child(child, after) => (hash, from) = (child, after),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::credit::file as chain;

	/// Keys that look random, and some that have much in common.
	fn keys(count: u32) -> Vec<H256> {
		let random = (0..count).map(|number| H256(blake2_256(&number.to_le_bytes())));
		let near = |place: usize| {
			move |mut key: H256| {
				key.0[place] ^= 1;
				key
			}
		};
		let keys: Vec<_> = random.collect();
		let close = keys.iter().copied().take(3).map(near(31));
		let closer = keys.iter().copied().skip(1).take(3).map(near(12));
		keys.iter().copied().chain(close).chain(closer).collect()
	}

	fn values(count: u32) -> BTreeMap<H256, H256> {
		keys(count).into_iter().map(|key| (key, H256(blake2_256(&key.0)))).collect()
	}

	#[test]
	fn roots_and_proofs_are_those_of_the_chain() {
		for count in [0, 1, 2, 3, 17, 300] {
			let ours = values(count);
			let theirs: chain::Files = ours.iter().map(|(key, value)| (key.0.into(), value.0.into())).collect();
			let absent = [H256::zero(), H256::repeat_byte(0xff), H256(blake2_256(b"none"))];
			for key in ours.keys().copied().take(20).chain(keys(count + 9)).chain(absent) {
				let (root, proof) = prove(&ours, &key);
				assert_eq!(root.0, chain::root(&theirs).0, "{count}");
				let expected = chain::prove(&theirs, &key.0.into()).expect("it can be proved");
				if count > 0 {
					assert_eq!(proof, expected, "{count} {key:?}");
				}
				let found = ours.get(&key).copied();
				assert_eq!(verify(&root, &key, &proof), Ok(found));
				assert_eq!(verify(&root, &key, &expected), Ok(found));
				let theirs = chain::verify(&root.0.into(), &key.0.into(), &proof);
				assert_eq!(theirs.map(|value| value.map(|value| value.0)), Ok(found.map(|value| value.0)));
			}
		}
	}

	#[test]
	fn nothing_else_is_a_proof() {
		let (values, key) = (values(60), keys(1)[0]);
		let (root, proof) = prove(&values, &key);
		assert!(proof.len() > 1);
		for place in 0..proof.len() {
			let mut cut = proof.clone();
			cut.remove(place);
			assert!(verify(&root, &key, &cut).is_err());
			for byte in 0..proof[place].len() {
				let mut changed = proof.clone();
				changed[place][byte] ^= 1;
				assert!(verify(&root, &key, &changed).is_err());
			}
		}
		assert!(verify(&H256::zero(), &key, &proof).is_err());
		let long = [&proof[..], &vec![vec![0]; MAX_NODES][..]].concat();
		assert_eq!(verify(&root, &key, &long), Err("the proof is too long"));
		// What a register could put there that is no such trie.
		for node in [vec![], vec![0], vec![LEAF], vec![LEAF | MORE, 1], vec![BRANCH, 1, 0], vec![0xff; 40]] {
			assert!(verify(&H256(blake2_256(&node)), &key, std::slice::from_ref(&node)).is_err() || node == EMPTY);
		}
	}

	#[test]
	fn the_bounds_are_those_of_the_chain() {
		assert_eq!((MAX_NODES, MAX_NODE_SIZE), (chain::MAX_PROOF_NODES, chain::MAX_NODE_SIZE));
	}
}
