//! Proofs of answers, for those who trust no node.

use super::{
	block::{answered, failed, failed_at, Block, Blocks, EXECUTE_VIEW},
	chain::{block_hash_key, events_key, time_key, view_input, By, Failure, Read},
	MAX_ANSWER,
};
use crate::{
	error::{invalid_params, not_final, not_known_there, runtime_error, too_large, unknown_block},
	gateway::{
		block::hash as hash_of,
		schemas::{reference, BLOCK_ID, BYTES},
	},
	views::{Arguments, Param},
};
use codec::{Compact, Encode};
use jsonrpsee::core::RpcResult;
use metadata_json::View;
use serde_json::{json, Value};
use sp_core::{
	storage::{well_known_keys, StateVersion, Storage},
	Blake2Hasher, H256,
};
use sp_io::hashing::blake2_256;
use sp_state_machine::{prove_read, InMemoryBackend};
use std::iter::successors;

/// Proves what a view answers.
pub(crate) const PROVE: &str = "civitas_prove";

/// Proves what a transaction is, and what it did.
pub(crate) const PROVE_TRANSACTION: &str = "civitas_proveTransaction";

/// Tells who has voted since when.
pub(crate) const HANDOVERS: &str = "civitas_handovers";

/// The most bytes of hand-overs in one answer, of which JSON has twice as many.
const MAX_HANDOVERS: usize = MAX_ANSWER / 4;

/// Of how many blocks before it a state has the hashes: `BlockHashCount` of this chain.
pub(crate) const HASHES: u32 = 2_400;

/// Among how many blocks votes are looked for that are kept: nodes keep those of one of 512 blocks, or soon after it.
const SOUGHT: u32 = 1_024;

/// The most bytes of events that a proof has in it.
const MAX_EVENTS: usize = MAX_ANSWER / 8;

/// A block that was voted for, and the votes, both as SCALE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
	/// The header.
	pub header: Vec<u8>,
	/// The justification.
	pub justification: Vec<u8>,
}

/// What only the consensus of a node knows.
pub trait Finality: Send + Sync + 'static {
	/// The newest block that was voted for, and the votes for it.
	fn newest(&self) -> Result<Option<(H256, Vec<u8>)>, String>;

	/// The votes for a block, if they are kept.
	fn votes(&self, block: H256) -> Result<Option<Vec<u8>>, String>;

	/// The blocks after this one at which others took over, in their order, and whether there are no more.
	fn handovers(&self, after: H256) -> Result<(Vec<Vote>, bool), String>;

	/// Who votes first: the header of the first block, and nodes of its state.
	fn first(&self) -> Result<(Vec<u8>, Vec<Vec<u8>>), String>;
}

/// What the proof of a transaction is asked for with.
pub(crate) const TRANSACTION_PARAMS: &[Param] = &[Param {
	name: "hash",
	required: true,
	docs: "The hash of the transaction: BLAKE2b-256 of its bytes.",
	schema: || reference(BYTES),
}];

/// What hand-overs are asked for with.
pub(crate) const HANDOVERS_PARAMS: &[Param] = &[Param {
	name: "from",
	required: false,
	docs: "After which block, by its hash or its number; the first one if absent.",
	schema: || reference(BLOCK_ID),
}];

fn bytes(bytes: &[u8]) -> Value {
	format!("0x{}", hex::encode(bytes)).into()
}

fn nodes(nodes: &[Vec<u8>]) -> Value {
	nodes.iter().map(|node| bytes(node)).collect()
}

impl Vote {
	fn json(&self) -> Value {
		json!({ "header": bytes(&self.header), "justification": bytes(&self.justification) })
	}
}

fn object(properties: &[(&str, Value)]) -> Value {
	let names: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
	let properties: serde_json::Map<_, _> =
		properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
	json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
}

fn node_list() -> Value {
	json!({ "type": "array", "items": reference(BYTES) })
}

fn many(schema: &Value) -> Value {
	json!({ "type": "array", "items": schema })
}

fn or_null(schema: &Value) -> Value {
	json!({ "anyOf": [{ "type": "null" }, schema] })
}

fn vote_schema() -> Value {
	object(&[("header", reference(BYTES)), ("justification", reference(BYTES))])
}

/// A block, and nodes of its state.
fn block_schema() -> Value {
	object(&[("header", reference(BYTES)), ("state", node_list())])
}

/// What a proof is: the same as in the file of `docs/proofs.md`.
fn proof_schema(question: Value, included: Value) -> Value {
	let step = object(&[("proof", node_list()), ("header", reference(BYTES))]);
	object(&[
		("question", question),
		("code", reference(BYTES)),
		("state", node_list()),
		("included", included),
		("finality", object(&[("voted", vote_schema()), ("steps", many(&step))])),
	])
}

/// What the proof of an answer of a view is.
pub(crate) fn view_proof_schema() -> Value {
	let view = object(&[("view", reference(BYTES)), ("arguments", reference(BYTES))]);
	proof_schema(object(&[("view", view)]), json!({ "type": "null" }))
}

/// What the proof of a transaction is.
pub(crate) fn transaction_proof_schema() -> Value {
	let index = json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
	let transaction = object(&[("hash", reference(BYTES)), ("index", index)]);
	let included = object(&[("proof", node_list()), ("parent", block_schema())]);
	proof_schema(object(&[("transaction", transaction)]), included)
}

/// What hand-overs are.
pub(crate) fn handovers_schema() -> Value {
	object(&[
		("genesis", or_null(&block_schema())),
		("handovers", many(&vote_schema())),
		("next", or_null(&reference(BYTES))),
	])
}

/// The hash of the code, and how much memory it gets.
fn of_code() -> [Read; 2] {
	[Read::Hash(well_known_keys::CODE.to_vec()), Read::Value(well_known_keys::HEAP_PAGES.to_vec())]
}

/// An answer has twice as many digits as bytes, and more around them.
fn ensure_small(nodes: &[Vec<u8>]) -> RpcResult<()> {
	let size = nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.len()));
	if size > MAX_ANSWER / 3 {
		return Err(too_large(MAX_ANSWER));
	}
	Ok(())
}

/// The blocks on the way from one to an earlier one, each of which the state of the one before knows.
pub(crate) fn stops(from: u32, to: u32) -> impl Iterator<Item = u32> {
	let before = move |at: u32| (at > to).then(|| to.max(at.saturating_sub(HASHES)));
	successors(before(from), move |at| before(*at))
}

/// That a block has a transaction at a place: nodes of the trie of its transactions, which has them by their places.
fn in_body(body: Vec<Vec<u8>>, index: u32) -> Result<Vec<Vec<u8>>, String> {
	let place = |index: u32| Compact(index).encode();
	let top = (0u32..).map(place).zip(body).collect();
	let trie = InMemoryBackend::<Blake2Hasher>::from((Storage { top, ..Default::default() }, StateVersion::V0));
	let proof = prove_read(trie, [place(index)]).map_err(|error| error.to_string())?;
	Ok(proof.into_iter_nodes().collect())
}

impl Blocks {
	/// The proof of what a view answers at a block.
	pub fn prove(
		&self,
		finality: &dyn Finality,
		by: By,
		block: Block,
		view: &View,
		arguments: &[u8],
	) -> RpcResult<Value> {
		let at = block.at;
		let finality = self.finality(finality, block)?;
		let input = view_input(&view.id, arguments);
		let reads = [&[Read::Value(time_key())][..], &of_code()].concat();
		let proved = self.chain.prove_call(by, at.hash, EXECUTE_VIEW, &input, &reads);
		let (answer, state) = proved.map_err(|failure| failed_at(at.number, at.hash, failure))?;
		// What cannot be answered is told as ever.
		let unknown = || not_known_there(format_args!("view {}.{}", view.pallet, view.name), at);
		answered(&answer)?.ok_or_else(unknown)?;
		ensure_small(&state)?;
		Ok(json!({
			"question": { "view": { "view": bytes(&view.id), "arguments": bytes(arguments) } },
			"code": bytes(block.code.as_bytes()), "state": nodes(&state), "included": null, "finality": finality,
		}))
	}

	/// The proof of what a transaction of a block is, and what it did; the block was made by the code of this one.
	pub fn prove_transaction(
		&self,
		finality: &dyn Finality,
		block: Block,
		maker: Block,
		hash: H256,
	) -> RpcResult<Value> {
		let at = block.at;
		let finality = self.finality(finality, block)?;
		let body = self.chain.body(at.hash).map_err(failed)?;
		let body = body.ok_or_else(|| failed_at(at.number, at.hash, Failure::Pruned))?;
		let index = body.iter().position(|transaction| H256(blake2_256(transaction)) == hash);
		let index = index.and_then(|index| u32::try_from(index).ok());
		let unknown =
			|| invalid_params("hash", format_args!("block {} has no transaction {hash:?}: name its block", at.number));
		let index = index.ok_or_else(unknown)?;
		let proof = in_body(body, index).map_err(runtime_error)?;
		let events = self.chain.storage(at.hash, &events_key());
		let events = events.map_err(|failure| failed_at(at.number, at.hash, failure))?;
		// Others in the block can have made so many that no answer has room for them: then that they are there is proved alone.
		let has_room = events.is_none_or(|events| events.len() <= MAX_EVENTS);
		let events = if has_room { Read::Value(events_key()) } else { Read::Hash(events_key()) };
		let state = self.read(at.number, at.hash, &[Read::Value(time_key()), events])?;
		let parent = self.chain.parent(at.hash).map_err(failed)?.ok_or_else(|| unknown_block(at.hash))?;
		let reads = [&of_code()[..], &[Read::Value(well_known_keys::PENDING_CODE.to_vec())]].concat();
		let of_parent = self.read(at.number.saturating_sub(1), parent, &reads)?;
		ensure_small(&[&state[..], &proof, &of_parent].concat())?;
		let parent = json!({ "header": bytes(&self.header(parent)?), "state": nodes(&of_parent) });
		Ok(json!({
			"question": { "transaction": { "hash": bytes(hash.as_bytes()), "index": index } },
			"code": bytes(maker.code.as_bytes()), "state": nodes(&state),
			"included": { "proof": nodes(&proof), "parent": parent }, "finality": finality,
		}))
	}

	/// Nodes of the state of a block.
	fn read(&self, number: u32, hash: H256, reads: &[Read]) -> RpcResult<Vec<Vec<u8>>> {
		self.chain.prove_read(hash, reads).map_err(|failure| failed_at(number, hash, failure))
	}

	/// Why a block is final.
	fn finality(&self, finality: &dyn Finality, block: Block) -> RpcResult<Value> {
		let at = block.at;
		if at.number == 0 {
			return Err(not_final("block 0 has no time, and was made by nobody"));
		}
		let (voted, justification) = self.voted(finality, block)?;
		let number = self.chain.number(voted).map_err(failed)?.ok_or_else(|| unknown_block(voted))?;
		let (mut from, mut from_hash) = (number, voted);
		let mut steps = Vec::new();
		for number in stops(number, at.number) {
			let hash = if number == at.number { at.hash } else { self.hash(number)? };
			let proof = self.read(from, from_hash, &[Read::Value(block_hash_key(number))])?;
			steps.push(json!({ "proof": nodes(&proof), "header": bytes(&self.header(hash)?) }));
			(from, from_hash) = (number, hash);
		}
		let voted = Vote { header: self.header(voted)?, justification };
		Ok(json!({ "voted": voted.json(), "steps": steps }))
	}

	/// The block by whose votes a block is final, and the votes: the first from it on of which they are kept, or else the newest.
	fn voted(&self, finality: &dyn Finality, block: Block) -> RpcResult<(H256, Vec<u8>)> {
		let at = block.at;
		let newest = finality.newest().map_err(runtime_error)?;
		let (newest, votes) = newest.ok_or_else(|| not_final("no block of this chain was voted for yet"))?;
		let last = self.chain.number(newest).map_err(failed)?.ok_or_else(|| unknown_block(newest))?;
		let on_chain = self.chain.hash(at.number).map_err(failed)?;
		if at.number > last || on_chain != Some(at.hash) {
			return Err(not_final(format_args!("block {} is not final", at.number)));
		}
		if at.hash == newest {
			return Ok((newest, votes));
		}
		for number in at.number..last.min(at.number.saturating_add(SOUGHT)) {
			let hash = self.hash(number)?;
			if let Some(votes) = finality.votes(hash).map_err(runtime_error)? {
				return Ok((hash, votes));
			}
		}
		Ok((newest, votes))
	}

	/// Who has voted after a block.
	pub fn handovers(&self, finality: &dyn Finality, after: H256) -> RpcResult<Value> {
		let genesis = match after == self.chain.genesis() {
			true => Some(finality.first().map_err(runtime_error)?),
			false => None,
		};
		let genesis = genesis.map(|(header, proof)| json!({ "header": bytes(&header), "state": nodes(&proof) }));
		let (votes, mut is_finished) = finality.handovers(after).map_err(runtime_error)?;
		let (mut handovers, mut size, mut last) = (Vec::new(), 0usize, after);
		for vote in votes {
			size = size.saturating_add(vote.header.len()).saturating_add(vote.justification.len());
			if size > MAX_HANDOVERS && !handovers.is_empty() {
				is_finished = false;
				break;
			}
			last = H256(blake2_256(&vote.header));
			handovers.push(vote.json());
		}
		let next = (!is_finished).then(|| bytes(last.as_bytes()));
		Ok(json!({ "genesis": genesis, "handovers": handovers, "next": next }))
	}

	/// The transaction that is asked for.
	pub fn transaction(arguments: &Arguments) -> RpcResult<H256> {
		let text: String = arguments.read("hash")?;
		hash_of(&text).ok_or_else(|| invalid_params("hash", "it is no hash of a transaction: 0x and 64 digits"))
	}

	/// The block after which hand-overs are asked for.
	pub fn after(&self, arguments: &Arguments) -> RpcResult<H256> {
		match arguments.get("from") {
			None => Ok(self.chain.genesis()),
			Some(Value::String(text)) => {
				hash_of(text).ok_or_else(|| invalid_params("from", "it is no hash of a block"))
			},
			Some(number) => {
				let number = number.as_u64().and_then(|number| u32::try_from(number).ok());
				self.hash(number.ok_or_else(|| invalid_params("from", "it is no number of a block"))?)
			},
		}
	}

	fn hash(&self, number: u32) -> RpcResult<H256> {
		self.chain.hash(number).map_err(failed)?.ok_or_else(|| unknown_block(number))
	}

	fn header(&self, hash: H256) -> RpcResult<Vec<u8>> {
		self.chain.header(hash).map_err(failed)?.ok_or_else(|| unknown_block(hash))
	}
}
