//! Blocks, and the runtimes at them.

use super::{
	age,
	chain::{events_key, time_key, view_input, By, Chain, Failure},
	given::excerpt,
	recent::Recent,
	MAX_SCALE,
};
use crate::{
	error::{invalid_params, not_known_there, pruned, runtime_error, too_large, unknown_block, wrong},
	views::{BlockRef, Views},
};
use codec::{Decode, DecodeAll, Encode};
use jsonrpsee::{core::RpcResult, types::ErrorObjectOwned};
use metadata_json::Metadata;
use serde_json::Value;
use sp_core::{storage::well_known_keys, H256};
use std::{sync::Arc, time::Duration};

/// What the runtime is called for to execute a view.
pub(crate) const EXECUTE_VIEW: &str = "RuntimeViewFunction_execute_view_function";

/// How many runtimes' metadata is kept. One's takes some megabytes.
const METADATA_KEPT: usize = 8;

/// Of how many blocks it is kept where they are: those that are asked about now.
const BLOCKS_KEPT: usize = 64;

/// The version of metadata that has view functions.
const METADATA_VERSION: u32 = 16;

/// A chain, and what was last learnt of it.
pub(crate) struct Blocks {
	pub chain: Arc<dyn Chain>,
	/// How old the last finalised block may be to be taken for the present; `None` if it does not matter.
	max_age: Option<Duration>,
	blocks: Recent<H256, Block>,
	/// By the hash of the code.
	metadata: Recent<H256, Arc<Metadata>>,
}

/// A block and its code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
	/// The block.
	pub at: BlockRef,
	/// The hash of the code in its state.
	pub code: H256,
}

/// Why the runtime refuses to execute a view. It mirrors `frame_support::view_functions::ViewFunctionDispatchError`.
#[derive(Decode)]
enum Refusal {
	NotImplemented,
	NotFound { _view: [u8; 32] },
	Codec,
}

impl Blocks {
	/// Nothing of the chain has been learnt yet.
	pub fn new(chain: Arc<dyn Chain>, max_age: Option<Duration>) -> Self {
		Self { chain, max_age, blocks: Recent::new(BLOCKS_KEPT), metadata: Recent::new(METADATA_KEPT) }
	}

	/// The block that a parameter names, or the last finalised one.
	pub fn find(&self, asked: Option<&Value>) -> RpcResult<Block> {
		match asked {
			None => self.at(self.chain.finalized()),
			Some(Value::Number(number)) => {
				let number = number.as_u64().ok_or_else(|| not_a_block(excerpt(&number.to_string())))?;
				let unknown = || unknown_block(number);
				let number = u32::try_from(number).map_err(|_| unknown())?;
				let hash = self.chain.hash(number).map_err(failed)?.ok_or_else(unknown)?;
				self.at(hash)
			},
			Some(Value::String(text)) => match hash(text) {
				Some(hash) => self.at(hash),
				None => Err(not_a_block(format_args!("{:?}", text.chars().take(80).collect::<String>()))),
			},
			Some(_) => Err(not_a_block("it")),
		}
	}

	/// Refuses a block that nobody has named, if it is not the present.
	pub fn check_age(&self, block: BlockRef) -> RpcResult<()> {
		self.max_age.map_or(Ok(()), |most| age::check(block, self.chain.now(), most))
	}

	/// The block of a hash.
	pub fn at(&self, hash: H256) -> RpcResult<Block> {
		if let Some(block) = self.blocks.get(&hash) {
			return Ok(block);
		}
		let number = self.chain.number(hash).map_err(failed)?.ok_or_else(|| unknown_block(hash))?;
		let of_state = |failure| failed_at(number, hash, failure);
		let code = self.chain.storage_hash(hash, well_known_keys::CODE).map_err(of_state)?;
		let code = code.ok_or_else(|| runtime_error("the block has no code"))?;
		let time = self.chain.storage(hash, &time_key()).map_err(of_state)?;
		// There is none before the first block.
		let time = time.map(|bytes| u64::decode_all(&mut &bytes[..])).transpose().map_err(runtime_error)?;
		let block = Block { at: BlockRef { number, hash, time: time.unwrap_or_default() }, code };
		self.blocks.insert(hash, block);
		Ok(block)
	}

	/// The block whose code made a block: the one before it. What made the first is its own.
	pub fn maker(&self, block: Block) -> RpcResult<Block> {
		let hash = block.at.hash;
		if block.at.number == 0 {
			return Ok(block);
		}
		let parent = self.chain.parent(hash).map_err(failed)?.ok_or_else(|| unknown_block(hash))?;
		let maker = self.at(parent)?;
		let of_state = |failure| failed_at(maker.at.number, parent, failure);
		// A runtime of system version 3 leaves new code for the next block to put in its place before anything else.
		let pending = self.chain.storage_hash(parent, well_known_keys::PENDING_CODE).map_err(of_state)?;
		Ok(if pending.is_some() { block } else { maker })
	}

	/// By which executor code is called: by the client's if it is that of the best block, or of the last finalised one, which
	/// the client has at hand, too, as long as an upgrade is not final.
	pub fn executor(&self, code: H256) -> By {
		let has = |hash| self.at(hash).is_ok_and(|block| block.code == code);
		if has(self.chain.best()) || has(self.chain.finalized()) {
			By::Client
		} else {
			By::Own
		}
	}

	/// The metadata of code if it is kept.
	pub fn known_metadata(&self, code: H256) -> Option<Arc<Metadata>> {
		self.metadata.get(&code)
	}

	/// The metadata of the code of a block.
	pub fn metadata(&self, by: By, block: Block) -> RpcResult<Arc<Metadata>> {
		if let Some(metadata) = self.known_metadata(block.code) {
			return Ok(metadata);
		}
		let bytes = self.call(by, block, "Metadata_metadata_at_version", &METADATA_VERSION.encode())?;
		let bytes = Option::<Vec<u8>>::decode_all(&mut &bytes[..]).map_err(runtime_error)?;
		let bytes = bytes.ok_or_else(|| not_known_there("metadata of version 16", block.at))?;
		let metadata = Arc::new(Metadata::decode(&bytes).map_err(runtime_error)?);
		self.metadata.insert(block.code, metadata.clone());
		Ok(metadata)
	}

	/// The events of a block, as its state has them.
	pub fn events(&self, block: BlockRef) -> RpcResult<Vec<u8>> {
		let events = self.chain.storage(block.hash, &events_key());
		let events = events.map_err(|failure| failed_at(block.number, block.hash, failure))?;
		// None is no list; an empty list is its length.
		let events = events.unwrap_or_else(|| vec![0]);
		if events.len() > MAX_SCALE {
			return Err(too_large(super::MAX_ANSWER));
		}
		Ok(events)
	}

	fn call(&self, by: By, block: Block, method: &str, input: &[u8]) -> RpcResult<Vec<u8>> {
		let BlockRef { number, hash, .. } = block.at;
		self.chain.call(by, hash, method, input).map_err(|failure| failed_at(number, hash, failure))
	}
}

/// The view functions at one block.
pub(crate) struct ViewsAt<'a> {
	/// The chain.
	pub blocks: &'a Blocks,
	/// The block.
	pub block: Block,
	/// By what the runtime is called.
	pub by: By,
}

impl Views for ViewsAt<'_> {
	fn genesis(&self) -> H256 {
		self.blocks.chain.genesis()
	}

	fn block(&self) -> BlockRef {
		self.block.at
	}

	fn metadata(&self) -> RpcResult<Arc<Metadata>> {
		self.blocks.metadata(self.by, self.block)
	}

	fn execute(&self, pallet: &str, view: &str, input: Vec<u8>) -> RpcResult<Vec<u8>> {
		let metadata = self.metadata()?;
		// The identifier is a hash of names and types as they were written, so it changes with the runtime.
		let unknown = || not_known_there(format_args!("view {pallet}.{view}"), self.block.at);
		let id = metadata.view(pallet, view).ok_or_else(unknown)?.id;
		let input = view_input(&id, &input);
		let answer = self.blocks.call(self.by, self.block, EXECUTE_VIEW, &input)?;
		answered(&answer)?.ok_or_else(unknown)
	}
}

/// What a view has answered, of what the runtime gives; nothing if it does not know the view.
pub(crate) fn answered(answer: &[u8]) -> RpcResult<Option<Vec<u8>>> {
	let answer = Result::<Vec<u8>, Refusal>::decode_all(&mut &*answer).map_err(runtime_error)?;
	match answer {
		Ok(answer) if answer.len() > MAX_SCALE => Err(too_large(super::MAX_ANSWER)),
		Ok(answer) => Ok(Some(answer)),
		// They were of the right types. What types do not say is how long something may be, and what it must not contain.
		Err(Refusal::Codec) => Err(wrong("a value is longer than the runtime takes, or not allowed")),
		Err(Refusal::NotFound { .. } | Refusal::NotImplemented) => Ok(None),
	}
}

pub(crate) fn hash(text: &str) -> Option<H256> {
	let mut hash = H256::zero();
	hex::decode_to_slice(text.strip_prefix("0x")?, hash.as_bytes_mut()).ok()?;
	Some(hash)
}

fn not_a_block(what: impl std::fmt::Display) -> ErrorObjectOwned {
	invalid_params("block", format_args!("{what} is neither the number nor the hash of a block"))
}

pub(crate) fn failed_at(number: u32, hash: H256, failure: Failure) -> ErrorObjectOwned {
	match failure {
		Failure::Pruned => pruned(number, hash),
		failure => failed(failure),
	}
}

/// Something of a block could not be had for which its state is not needed.
pub(crate) fn failed(failure: Failure) -> ErrorObjectOwned {
	match failure {
		Failure::Pruned => runtime_error("the block is not known"),
		Failure::Other(error) => runtime_error(error),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_support::view_functions::{ViewFunctionDispatchError, ViewFunctionId};

	#[test]
	fn refusals_are_those_of_the_runtime() {
		let read = |refusal: ViewFunctionDispatchError| Refusal::decode_all(&mut &refusal.encode()[..]).unwrap();
		let unknown = ViewFunctionId { prefix: [1; 16], suffix: [2; 16] };
		assert!(matches!(read(ViewFunctionDispatchError::NotImplemented), Refusal::NotImplemented));
		assert!(matches!(read(ViewFunctionDispatchError::NotFound(unknown)), Refusal::NotFound { .. }));
		assert!(matches!(read(ViewFunctionDispatchError::Codec), Refusal::Codec));
	}
}
