//! Whole bundles over the runtime that there is: whatever is changed in one, no answer is accepted that is false of the question shown.

mod common;

use civitas_proof::{
	check, hash, Answer, Block, Bundle, Checkpoint, Fault, Final, Hash, Included, Proven, Question, Step, Trust, Vote,
	VERSION,
};
use civitas_runtime::Runtime;
use codec::{Compact, Decode, Encode};
use common::{code, genesis};
use frame_support::view_functions::ViewFunctionId;
use metadata_json::Metadata;
use serde_bytes::{ByteArray, ByteBuf};
use serde_json::json;
use sp_core::{ed25519, Blake2Hasher, Pair};
use sp_io::TestExternalities;
use sp_keyring::Ed25519Keyring::{self, Alice, Bob};
use sp_runtime::{
	generic::{Digest, DigestItem, Header},
	traits::{BlakeTwo256, Header as _},
	Storage,
};
use sp_trie::{LayoutV0, MemoryDB, TrieDBMutBuilder, TrieMut};

type NodeHeader = Header<u32, BlakeTwo256>;

const TIME: u64 = 1_800_000_000_000;
/// What happened in the block, to whoever reads bytes.
const EVENTS: &[u8] = &[7; 60];
/// A transaction, as a block has it.
const TRANSACTION: &[u8] = &[5; 90];

fn key(of: &[&str]) -> Vec<u8> {
	of.iter().flat_map(|name| sp_io::hashing::twox_128(name.as_bytes())).collect()
}

fn header(number: u32, parent: Hash, state: &mut TestExternalities, logs: Vec<DigestItem>) -> NodeHeader {
	let root = *state.as_backend().root();
	Header::new(number, Default::default(), root, parent.into(), Digest { logs })
}

fn hash_of(header: &NodeHeader) -> Hash {
	hash(&header.encode())
}

/// A block, and that somebody has voted for it alone.
fn vote(header: &NodeHeader, by: Ed25519Keyring, set: u64) -> Vote {
	let (target, number, round) = (hash_of(header), header.number, 1u64);
	let signature = by.pair().sign(&(1u8, target, number, round, set).encode());
	let votes = vec![(target, number, signature.0, ed25519::Public::from(by).0)];
	let justification = (round, target, number, votes, Vec::<NodeHeader>::new()).encode();
	Vote { header: ByteBuf::from(header.encode()), justification: ByteBuf::from(justification) }
}

/// What is read of a state.
fn proof<T>(state: &mut TestExternalities, read: impl FnOnce() -> T) -> (T, Vec<ByteBuf>) {
	let (value, proof) = state.execute_and_prove(read);
	(value, proof.into_iter_nodes().map(ByteBuf::from).collect())
}

/// What is read beside an answer: of the code that it is there, which its hash says.
fn read_others() {
	assert!(sp_io::storage::exists(b":code"));
	assert_eq!(sp_io::storage::get(b":heappages"), None);
	assert_eq!(sp_io::storage::get(b":pending_code"), None);
}

fn with(pairs: &[(Vec<u8>, Vec<u8>)]) -> TestExternalities {
	let mut storage: Storage = genesis();
	storage.top.extend(pairs.iter().cloned());
	TestExternalities::new_with_code(code(), storage)
}

/// Transactions, one of which is proved by all nodes of their trie.
fn transactions() -> (Hash, Vec<ByteBuf>) {
	let (mut db, mut root) = (MemoryDB::<Blake2Hasher>::default(), Default::default());
	{
		let mut trie = TrieDBMutBuilder::<LayoutV0<Blake2Hasher>>::new(&mut db, &mut root).build();
		for (index, transaction) in [&[1; 20], TRANSACTION, &[2; 50]].into_iter().enumerate() {
			trie.insert(&Compact(index as u32).encode(), transaction).expect("there is room");
		}
	}
	let nodes = db.drain().into_values().filter(|(_, count)| *count > 0).map(|(node, _)| ByteBuf::from(node));
	(root.0, nodes.collect())
}

/// What the runtime answers natively.
fn natively(state: &mut TestExternalities, view: &[u8; 32], arguments: &[u8]) -> Option<Vec<u8>> {
	let id = ViewFunctionId::decode(&mut &view[..]).expect("it is an identifier");
	state.execute_with(|| Runtime::execute_view_function(id, arguments.to_vec())).ok()
}

/// A chain: Alice votes first, from block 4 on Bob. Block 5 is asked; its hash is in the state of block 6, which Bob has voted for.
struct Story {
	genesis: Hash,
	/// The state of block 5.
	state: TestExternalities,
	view: Bundle,
	transaction: Bundle,
}

fn story() -> Story {
	let mut first = with(&[]);
	let genesis = header(0, [0; 32], &mut first, vec![]);
	let (_, of_genesis) = proof(&mut first, || sp_io::storage::get(&key(&["Grandpa", "Authorities"])));
	let next = (1u8, vec![(ed25519::Public::from(Bob).0, 1u64)], 0u32).encode();
	let three = header(3, [2; 32], &mut first, vec![DigestItem::Consensus(*b"FRNK", next)]);
	let parent = header(4, [3; 32], &mut first, vec![]);
	let (_, of_parent) = proof(&mut first, read_others);
	let mut state = with(&[(key(&["Timestamp", "Now"]), TIME.encode()), (key(&["System", "Events"]), EVENTS.to_vec())]);
	let (root, of_transactions) = transactions();
	let mut five = header(5, hash_of(&parent), &mut state, vec![]);
	five.extrinsics_root = root.into();
	let number = 5u32.encode();
	let place = [&key(&["System", "BlockHash"])[..], &sp_io::hashing::twox_64(&number), &number].concat();
	let mut last = with(&[(place.clone(), hash_of(&five).to_vec())]);
	let six = header(6, hash_of(&five), &mut last, vec![]);
	let (_, tied) = proof(&mut last, || sp_io::storage::get(&place));

	let arguments = (None::<u32>, Some(3u32)).encode();
	let id = networks();
	let (_, of_view) = proof(&mut state, || {
		let id = ViewFunctionId::decode(&mut &id[..]).expect("it is an identifier");
		assert!(Runtime::execute_view_function(id, arguments.clone()).is_ok());
		assert!(sp_io::storage::get(&key(&["Timestamp", "Now"])).is_some());
		read_others();
	});
	let (_, of_events) = proof(&mut state, || {
		[key(&["Timestamp", "Now"]), key(&["System", "Events"])].map(|key| sp_io::storage::get(&key).is_some())
	});
	let view = Bundle {
		version: VERSION,
		question: Question::View { view: ByteArray::new(id), arguments: ByteBuf::from(arguments) },
		code: ByteArray::new(hash(code())),
		state: of_view,
		included: None,
		finality: Final {
			voted: vote(&six, Bob, 1),
			steps: vec![Step { proof: tied, header: ByteBuf::from(five.encode()) }],
		},
		genesis: Some(Block { header: ByteBuf::from(genesis.encode()), state: of_genesis }),
		handovers: vec![vote(&three, Alice, 0)],
	};
	let parent = Block { header: ByteBuf::from(parent.encode()), state: of_parent };
	let transaction = Bundle {
		question: Question::Transaction { hash: ByteArray::new(hash(TRANSACTION)), index: 1 },
		state: of_events,
		included: Some(Included { proof: of_transactions, parent }),
		..view.clone()
	};
	Story { genesis: hash_of(&genesis), state, view, transaction }
}

/// The view that is asked.
fn networks() -> [u8; 32] {
	let metadata = Runtime::metadata_at_version(16).expect("the runtime has it");
	let metadata = Metadata::decode(&metadata).expect("it is metadata");
	metadata.view("certification", "networks").expect("there is such a view").id
}

impl Story {
	fn check(&self, bundle: &Bundle) -> Result<Proven, Fault> {
		check(bundle, code(), &Trust::Genesis(self.genesis))
	}

	/// Whether an answer is true of the question that is shown.
	fn is_true(&mut self, proven: &Proven) -> bool {
		let of_five = hash(&self.view.finality.steps[0].header);
		if (proven.number, proven.block, proven.time) != (5, of_five, TIME) {
			return false;
		}
		match (&proven.question, &proven.answer) {
			(Question::View { view, arguments }, Answer::View(answer)) => {
				natively(&mut self.state, view, arguments).as_ref() == Some(answer)
			},
			(Question::Transaction { hash: of, index: 1 }, Answer::Transaction { bytes, events }) => {
				**of == hash(TRANSACTION) && bytes == TRANSACTION && events.as_deref() == Some(EVENTS)
			},
			_ => false,
		}
	}
}

#[test]
fn what_is_proved_is_told_in_json() {
	let mut story = story();
	let proven = story.check(&story.view).expect("it is proved");
	assert!(story.is_true(&proven));
	let told = proven.to_json().expect("the metadata describe it");
	let of_five = format!("0x{}", hex::encode(proven.block));
	assert_eq!(told["block"], json!({ "number": 5, "hash": of_five, "time": TIME }));
	assert_eq!((&told["pallet"], &told["view"]), (&json!("certification"), &json!("networks")));
	assert_eq!(told["params"], json!({ "cursor": null, "limit": 3 }));
	assert_eq!(told["value"], json!({ "items": [], "next": null }));
	// The same from a checkpoint, which a file has as it was.
	let kept = proven.checkpoint.to_json();
	let checkpoint = Checkpoint::from_json(&kept.to_string()).expect("it is one");
	assert_eq!(checkpoint, proven.checkpoint);
	assert_eq!(check(&story.view, code(), &Trust::Checkpoint(checkpoint)), Ok(proven));
	let trust = Trust::from_text(&format!(" {kept:#}\n"));
	assert!(matches!(trust, Ok(Trust::Checkpoint(_))));
	assert_eq!(Trust::from_text(&format!("0x{}", hex::encode(story.genesis))), Ok(Trust::Genesis(story.genesis)));
	for wrong in ["", "{}", "0x12", "genesis"] {
		assert!(Trust::from_text(wrong).is_err(), "{wrong}");
	}
}

#[test]
fn a_transaction_is_proved_with_what_it_did() {
	let mut story = story();
	let proven = story.check(&story.transaction).expect("it is proved");
	assert!(story.is_true(&proven));
	// What the metadata cannot show is proved all the same.
	let told = proven.to_json().expect("it can be told");
	assert_eq!(told["transaction"], json!({ "bytes": format!("0x{}", hex::encode(TRANSACTION)) }));
	assert_eq!((&told["events"], &told["result"], &told["index"]), (&json!(null), &json!(null), &json!(1)));
	let refused = |change: &dyn Fn(&mut Bundle)| {
		let mut bundle = story.transaction.clone();
		change(&mut bundle);
		story.check(&bundle).expect_err("it is refused")
	};
	let included =
		|change: &dyn Fn(&mut Included)| refused(&|bundle| change(bundle.included.as_mut().expect("it has it")));
	let with =
		|hash, index| refused(&|bundle| bundle.question = Question::Transaction { hash: ByteArray::new(hash), index });
	assert_eq!(with(hash(TRANSACTION), 2), Fault::OtherTransaction);
	assert_eq!(with(hash(TRANSACTION), 3), Fault::OtherTransaction);
	assert_eq!(with(hash(b"another"), 1), Fault::OtherTransaction);
	assert!(matches!(refused(&|bundle| bundle.included = None), Fault::Format(_)));
	assert!(matches!(refused(&|bundle| bundle.question = story.view.question.clone()), Fault::Format(_)));
	assert_eq!(
		included(&|included| included.parent.header = story.view.finality.steps[0].header.clone()),
		Fault::NotAncestor
	);
	assert_eq!(included(&|included| included.parent.state.clear()), Fault::Incomplete);
	assert_eq!(included(&|included| included.proof.clear()), Fault::Incomplete);
	let has_it = |node: &ByteBuf| node.windows(TRANSACTION.len()).any(|part| part == TRANSACTION);
	assert_eq!(included(&|included| included.proof.retain(|node| !has_it(node))), Fault::Incomplete);
	// Nor has a question to a view anything of a transaction.
	let more = Bundle { included: story.transaction.included.clone(), ..story.view.clone() };
	assert!(matches!(story.check(&more), Err(Fault::Format(_))));
}

#[test]
fn a_bundle_names_its_code() {
	let story = story();
	let other = Bundle { code: ByteArray::new([7; 32]), ..story.view.clone() };
	assert_eq!(story.check(&other), Err(Fault::OtherCode));
	// What unpacks to much more than it is, and what cannot be unpacked, is not even looked at.
	let bomb = [&[82, 188, 83, 118, 70, 219, 142, 5][..], &[0; 100]].concat();
	for code in [&bomb[..], &[], b"\0asm"] {
		let named = Bundle { code: ByteArray::new(hash(code)), ..story.view.clone() };
		assert_eq!(check(&named, code, &Trust::Genesis(story.genesis)), Err(Fault::OtherCode));
	}
}

/// Whatever one byte is instead, no answer is accepted that is false of the question that is shown then.
#[test]
fn no_byte_can_be_changed() {
	let mut story = story();
	for bundle in [story.view.clone(), story.transaction.clone()] {
		let file = bundle.write();
		let mut accepted = 0;
		for place in 0..file.len() {
			let mut file = file.clone();
			file[place] ^= 1 << (place % 8);
			let Ok(read) = Bundle::read(&file) else { continue };
			let Ok(proven) = story.check(&read) else { continue };
			assert!(proven.question != bundle.question && story.is_true(&proven), "{place}");
			accepted += 1;
		}
		// A question that can be asked, too, of which the same nodes tell the answer: how many at the most.
		assert!(accepted <= 8, "{accepted}");
	}
}

fn without_events(proven: &Proven) -> Proven {
	match proven.answer.clone() {
		Answer::Transaction { bytes, .. } => {
			Proven { answer: Answer::Transaction { bytes, events: None }, ..proven.clone() }
		},
		Answer::View(_) => proven.clone(),
	}
}

/// Nor is anything in it too much, or can be left out, or is known by its place.
#[test]
fn no_part_can_be_left_out_or_repeated() {
	let mut story = story();
	type Nodes = fn(&mut Bundle) -> &mut Vec<ByteBuf>;
	let lists: [(Nodes, bool); 5] = [
		(|bundle| &mut bundle.state, false),
		(|bundle| &mut bundle.finality.steps[0].proof, false),
		(|bundle| &mut bundle.genesis.as_mut().expect("it is there").state, false),
		(|bundle| &mut bundle.included.as_mut().expect("it is there").proof, true),
		(|bundle| &mut bundle.included.as_mut().expect("it is there").parent.state, true),
	];
	for (nodes, of_transaction) in lists {
		let bundle = if of_transaction { story.transaction.clone() } else { story.view.clone() };
		let proven = story.check(&bundle).expect("it is proved");
		let count = nodes(&mut bundle.clone()).len();
		let changed = |change: &dyn Fn(&mut Vec<ByteBuf>)| {
			let mut bundle = bundle.clone();
			change(nodes(&mut bundle));
			story.check(&bundle)
		};
		for place in 0..count {
			// What can be left out changes nothing: of an answer, or of what a transaction is. Its events may be left out.
			if let Ok(less) = changed(&|nodes| drop(nodes.remove(place))) {
				assert!(less == proven || less == without_events(&proven), "{less:?}");
			}
			assert!(changed(&|nodes| nodes.push(nodes[place].clone())).is_err());
			assert_eq!(changed(&|nodes| nodes.swap(0, place)), Ok(proven.clone()), "the order says nothing");
		}
	}
	let refused = |change: &dyn Fn(&mut Bundle)| {
		let mut bundle = story.view.clone();
		change(&mut bundle);
		assert!(story.check(&bundle).is_err());
	};
	refused(&|bundle| bundle.handovers.clear());
	refused(&|bundle| bundle.handovers.push(bundle.handovers[0].clone()));
	refused(&|bundle| bundle.finality.steps.clear());
	refused(&|bundle| bundle.finality.steps.push(bundle.finality.steps[0].clone()));
	refused(&|bundle| bundle.genesis = None);
	refused(&|bundle| std::mem::swap(&mut bundle.finality.voted, &mut bundle.handovers[0]));
	refused(&|bundle| {
		let justification = bundle.handovers[0].justification.clone();
		bundle.finality.voted.justification = justification;
	});
	assert!(story.check(&story.view.clone()).is_ok_and(|proven| story.is_true(&proven)));
}
