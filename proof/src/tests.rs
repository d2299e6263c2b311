//! Bundles as a whole, but for what the code of a runtime answers.

use crate::{
	finality::tests::{all, id, set},
	handovers::follow,
	header::{Authorities, Change, Log},
	keys, Block, Bundle, Checkpoint, Fault, Final, Hash, Header, Question, Step, Trust, Vote, VERSION,
};
use alloc::{vec, vec::Vec};
use codec::Encode;
use serde_bytes::{ByteArray, ByteBuf};
use sp_core::Blake2Hasher;
use sp_trie::{LayoutV1, MemoryDB, TrieDBMutBuilder, TrieMut};

/// A state, and its root.
pub fn state(pairs: &[(&[u8], &[u8])]) -> (Vec<Vec<u8>>, Hash) {
	let (mut db, mut root) = (MemoryDB::<Blake2Hasher>::default(), Default::default());
	{
		let mut trie = TrieDBMutBuilder::<LayoutV1<Blake2Hasher>>::new(&mut db, &mut root).build();
		pairs.iter().for_each(|(key, value)| {
			trie.insert(key, value).expect("there is room");
		});
	}
	let nodes = db.drain().into_values().filter(|(_, count)| *count > 0).map(|(node, _)| node.to_vec());
	(nodes.collect(), root.0)
}

fn list(numbers: &[u8]) -> Authorities {
	numbers.iter().map(|number| (id(*number), 1)).collect()
}

fn change(next: &[u8]) -> Log {
	Log::Consensus(*b"FRNK", Change::Scheduled(list(next), 0).encode())
}

fn bytes(nodes: Vec<Vec<u8>>) -> Vec<ByteBuf> {
	nodes.into_iter().map(ByteBuf::from).collect()
}

fn vote(header: &Header, by: &[u8], set: u64) -> Vote {
	Vote { header: ByteBuf::from(header.encode()), justification: ByteBuf::from(all(header, by, set)) }
}

/// A chain: 1, 2 and 3 vote first; after block 10, 3, 4, 5 and 6; after block 20, 6 and 7. Block 25 is the last one.
struct Story {
	bundle: Bundle,
	genesis: Hash,
	last: Header,
}

fn header(number: u32, logs: Vec<Log>, state_root: Hash) -> Header {
	Header { parent: [number as u8; 32], number, state_root, extrinsics_root: [2; 32], logs }
}

fn story() -> Story {
	let (proof, root) = state(&[(&keys::authorities(), &list(&[1, 2, 3]).encode()), (b"other", b"value")]);
	let genesis = header(0, vec![], root);
	let ten = header(10, vec![change(&[3, 4, 5, 6])], [1; 32]);
	let twenty = header(20, vec![Log::Seal(*b"BABE", vec![1]), change(&[6, 7])], [1; 32]);
	let twelve = header(12, vec![], [5; 32]);
	let (tied, root) = state(&[(&keys::block_hash(12), &twelve.hash()), (&keys::block_hash(11), &[7; 32])]);
	let last = header(25, vec![], root);
	let bundle = Bundle {
		version: VERSION,
		question: Question::View { view: ByteArray::new([3; 32]), arguments: ByteBuf::from(vec![1, 2]) },
		code: ByteArray::new([4; 32]),
		state: vec![],
		included: None,
		finality: Final {
			voted: vote(&last, &[6, 7], 2),
			steps: vec![Step { proof: bytes(tied), header: ByteBuf::from(twelve.encode()) }],
		},
		genesis: Some(Block { header: ByteBuf::from(genesis.encode()), state: bytes(proof) }),
		handovers: vec![vote(&ten, &[1, 2, 3], 0), vote(&twenty, &[3, 4, 5], 1)],
	};
	Story { bundle, genesis: genesis.hash(), last }
}

/// What becomes of a story in which something is changed.
fn told(changed: impl FnOnce(&mut Bundle)) -> Result<Checkpoint, Fault> {
	let Story { mut bundle, genesis, .. } = story();
	changed(&mut bundle);
	follow(&bundle, &Trust::Genesis(genesis))
}

#[test]
fn validators_are_followed_from_the_first_ones() {
	let Story { bundle, genesis, last } = story();
	let known = Checkpoint { genesis, number: 25, block: last.hash(), set: set(2, &[6, 7]) };
	assert_eq!(follow(&bundle, &Trust::Genesis(genesis)), Ok(known.clone()));
	assert_eq!(bundle.finality.block().map(|header| header.number), Ok(12));
	// Whoever has a checkpoint needs less, and nothing is wrong with more.
	let checkpoint = |number, set| Trust::Checkpoint(Checkpoint { genesis, number, block: [9; 32], set });
	assert_eq!(follow(&bundle, &checkpoint(15, set(1, &[3, 4, 5, 6]))), Ok(known.clone()));
	let mut short = bundle.clone();
	short.genesis = None;
	short.handovers.remove(0);
	assert_eq!(follow(&short, &checkpoint(10, set(1, &[3, 4, 5, 6]))), Ok(known.clone()));
	assert_eq!(follow(&short, &checkpoint(9, set(0, &[1, 2, 3]))), Err(Fault::Signature));
	assert_eq!(follow(&short, &Trust::Genesis(genesis)), Err(Fault::NoBeginning));
	// The same block again, and a later one than that.
	assert_eq!(follow(&bundle, &Trust::Checkpoint(known.clone())), Ok(known));
	assert_eq!(follow(&bundle, &checkpoint(25, set(2, &[6, 7]))), Err(Fault::TooLate));
	assert_eq!(follow(&bundle, &checkpoint(30, set(2, &[6, 7]))), Err(Fault::TooLate));
}

#[test]
fn who_votes_next_is_told_when_it_changes_at_the_last_block() {
	let last = header(25, vec![change(&[8])], [1; 32]);
	let known = told(|bundle| bundle.finality = Final { voted: vote(&last, &[6, 7], 2), steps: vec![] });
	assert_eq!(known.map(|known| (known.number, known.set)), Ok((25, set(3, &[8]))));
}

#[test]
fn each_set_votes_until_it_has_handed_over() {
	let other = [1; 32];
	assert_eq!(follow(&story().bundle, &Trust::Genesis(other)), Err(Fault::OtherChain));
	let ten = |logs| header(10, logs, [1; 32]);
	let with = |logs: Vec<Log>| told(move |bundle| bundle.handovers[0] = vote(&ten(logs), &[1, 2, 3], 0));
	assert_eq!(with(vec![]), Err(Fault::Order), "it hands over to nobody");
	assert_eq!(with(vec![change(&[])]), Err(Fault::Set));
	assert_eq!(with(vec![change(&[4, 4])]), Err(Fault::Set));
	assert_eq!(with(vec![change(&[3, 4, 7, 8])]), Err(Fault::Votes), "others vote next");
	let consensus = |change: Change| Log::Consensus(*b"FRNK", change.encode());
	assert_eq!(with(vec![consensus(Change::Scheduled(list(&[3, 4, 5, 6]), 1))]), Err(Fault::Delayed));
	assert_eq!(with(vec![consensus(Change::Forced(3, list(&[3, 4, 5, 6]), 0))]), Err(Fault::Forced));
	assert_eq!(with(vec![Log::Consensus(*b"FRNK", vec![1, 1])]), Err(Fault::Header));
	// Others' logs, and that somebody is disabled, are nothing.
	let disabled = Log::Consensus(*b"FRNK", vec![3, 0, 0, 0, 0, 0, 0, 0, 0]);
	let babe = Log::Consensus(*b"BABE", vec![1, 2]);
	assert!(with(vec![babe, disabled, Log::Other(vec![]), change(&[3, 4, 5, 6])]).is_ok());
	assert_eq!(told(|bundle| bundle.handovers.swap(0, 1)), Err(Fault::Signature));
	assert_eq!(told(|bundle| bundle.handovers[1] = bundle.handovers[0].clone()), Err(Fault::Order));
	assert_eq!(told(|bundle| drop(bundle.handovers.pop())), Err(Fault::Signature));
	assert_eq!(told(|bundle| bundle.handovers.push(bundle.handovers[1].clone())), Err(Fault::Order));
	assert_eq!(told(|bundle| bundle.handovers.push(bundle.finality.voted.clone())), Err(Fault::Order));
	let swapped = told(|bundle| bundle.handovers[0].justification = bundle.handovers[1].justification.clone());
	assert_eq!(swapped, Err(Fault::Signature));
	let other = header(10, vec![change(&[3, 4, 5, 6])], [9; 32]);
	let of_another = told(|bundle| bundle.handovers[0].header = ByteBuf::from(other.encode()));
	assert_eq!(of_another, Err(Fault::OtherTarget));
	// A former set cannot vote any more.
	let fork = header(25, vec![], [1; 32]);
	let voted = |by: &[u8], set| {
		let voted = vote(&fork, by, set);
		told(|bundle| bundle.finality = Final { voted, steps: vec![] })
	};
	assert_eq!(voted(&[3, 4, 5, 6], 1), Err(Fault::Signature));
	assert_eq!(voted(&[1, 2, 3], 2), Err(Fault::Votes));
	assert_eq!(voted(&[6], 2), Err(Fault::Votes));
	assert!(voted(&[6, 7], 2).is_ok());
}

#[test]
fn an_earlier_block_is_tied_to_the_one_that_was_voted_for() {
	let eleven = header(11, vec![], [5; 32]);
	let to = |header: &Header| {
		let header = ByteBuf::from(header.encode());
		told(|bundle| bundle.finality.steps[0].header = header)
	};
	assert_eq!(to(&eleven), Err(Fault::NotAncestor));
	assert_eq!(to(&header(12, vec![], [6; 32])), Err(Fault::NotAncestor));
	assert_eq!(to(&header(25, vec![], [6; 32])), Err(Fault::NotAncestor));
	assert_eq!(told(|bundle| bundle.finality.steps[0].proof.clear()), Err(Fault::Incomplete));
}

#[test]
fn a_bundle_has_one_form() {
	let bundle = story().bundle;
	let file = bundle.write();
	assert_eq!(Bundle::read(&file), Ok(bundle.clone()));
	assert!(matches!(Bundle::read(&[&file[..], &[0]].concat()), Err(Fault::Format(_))));
	assert!(matches!(Bundle::read(&file[..file.len() - 1]), Err(Fault::Format(_))));
	assert!(matches!(Bundle::read(b""), Err(Fault::Format(_))));
	let later = Bundle { version: 2, ..bundle };
	assert_eq!(Bundle::read(&later.write()), Err(Fault::Version(2)));
	assert_eq!(later.code_hash(), [4; 32]);
}

/// Whatever one byte of the file is instead: it is refused, or what was asked is another question, of which this says nothing; or it names
/// another code, which the state then does not have.
#[test]
fn no_byte_of_a_bundle_can_be_changed() {
	let Story { bundle, genesis, .. } = story();
	let file = bundle.write();
	let known = follow(&bundle, &Trust::Genesis(genesis));
	for place in 0..file.len() {
		for flip in [1, 0x80, 0xff] {
			let mut file = file.clone();
			file[place] ^= flip;
			let Ok(read) = Bundle::read(&file) else { continue };
			let Ok(told) = follow(&read, &Trust::Genesis(genesis)) else { continue };
			assert_eq!(Ok(told), known);
			assert_eq!(read.finality.block(), bundle.finality.block());
			assert!(read.question != bundle.question || read.code != bundle.code, "{place}");
		}
	}
}
