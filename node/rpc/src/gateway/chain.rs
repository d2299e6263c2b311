//! What the gateway needs of the chain, and how a node's client gives it.

use codec::Encode;
use sc_client_api::{BlockBackend, CallExecutor, ExecutorProvider};
use sp_api::{ApiError, CallApiAt, CallContext, ProofRecorder};
use sp_blockchain::{Error as ClientError, HeaderBackend};
use sp_core::{traits::CodeExecutor, Hasher, H256};
use sp_io::hashing::{twox_128, twox_64};
use sp_runtime::traits::{Block as BlockT, HashingFor, Header as _, NumberFor};
use sp_state_machine::{
	backend::{AsTrieBackend, BackendRuntimeCode, TryPendingCode},
	Backend, OverlayedChanges, StateMachine, TrieBackendBuilder,
};
use std::{
	cell::RefCell,
	fmt::Display,
	marker::PhantomData,
	sync::Arc,
	time::{SystemTime, UNIX_EPOCH},
};

/// Why something of a block could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
	/// The state of the block is not kept.
	Pruned,
	/// Something else, which the text says.
	Other(String),
}

impl Failure {
	fn other(error: impl Display) -> Self {
		Self::Other(error.to_string())
	}
}

/// Which executor the runtime is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
	/// The client's, which imports blocks, too. It compiles code that is new to it under a lock that the import of blocks
	/// waits for, and keeps the code of two runtimes only: so it is asked for code that it has anyway.
	Client,
	/// One of the gateway's own, for all other code.
	Own,
}

/// What is read of a state, so that it is proved: what stands under a key, or only the hash of that, which is in the node that would have it.
#[derive(Clone, Debug)]
pub(crate) enum Read {
	/// All of it.
	Value(Vec<u8>),
	/// Its hash.
	Hash(Vec<u8>),
}

/// A chain whose runtime can be called at its blocks, on a node with a clock.
pub(crate) trait Chain: Send + Sync + 'static {
	/// The time of the node's clock, in milliseconds since the Unix epoch.
	fn now(&self) -> u64;
	/// The hash of the first block.
	fn genesis(&self) -> H256;
	/// The hash of the best block.
	fn best(&self) -> H256;
	/// The hash of the last finalised block.
	fn finalized(&self) -> H256;
	/// The number of a block, if it is known.
	fn number(&self, hash: H256) -> Result<Option<u32>, Failure>;
	/// The hash of the block of this number on the best chain, if there is one.
	fn hash(&self, number: u32) -> Result<Option<H256>, Failure>;
	/// The hash of the block before a block, if the block is known.
	fn parent(&self, hash: H256) -> Result<Option<H256>, Failure>;
	/// What stands under a key in the state of a block.
	fn storage(&self, at: H256, key: &[u8]) -> Result<Option<Vec<u8>>, Failure>;
	/// The hash of what stands under a key in the state of a block.
	fn storage_hash(&self, at: H256, key: &[u8]) -> Result<Option<H256>, Failure>;
	/// Calls the runtime, by the code and over the state of a block.
	fn call(&self, by: By, at: H256, method: &str, input: &[u8]) -> Result<Vec<u8>, Failure>;
	/// The header of a block, as SCALE, if the block is known.
	fn header(&self, hash: H256) -> Result<Option<Vec<u8>>, Failure>;
	/// The transactions of a block, if they are kept.
	fn body(&self, hash: H256) -> Result<Option<Vec<Vec<u8>>>, Failure>;
	/// What stands under keys in the state of a block, proved: the nodes of the state that are read for it.
	fn prove_read(&self, at: H256, reads: &[Read]) -> Result<Vec<Vec<u8>>, Failure>;
	/// The same, with all that is read to call the runtime; and what the runtime answers.
	fn prove_call(
		&self,
		by: By,
		at: H256,
		method: &str,
		input: &[u8],
		reads: &[Read],
	) -> Result<(Vec<u8>, Vec<Vec<u8>>), Failure>;
}

/// The chain of a node.
pub(crate) struct Node<Block, Client, Executor> {
	client: Arc<Client>,
	/// The gateway's own.
	executor: Executor,
	block: PhantomData<fn() -> Block>,
}

impl<Block, Client, Executor> Node<Block, Client, Executor> {
	/// The chain of this client; code that the client does not have at hand is executed by `executor`.
	pub fn new(client: Arc<Client>, executor: Executor) -> Self {
		Self { client, executor, block: PhantomData }
	}
}

impl<Block, Client, Executor> Chain for Node<Block, Client, Executor>
where
	Block: BlockT<Hash = H256>,
	NumberFor<Block>: From<u32> + TryInto<u32>,
	Client:
		BlockBackend<Block> + HeaderBackend<Block> + CallApiAt<Block> + ExecutorProvider<Block> + Send + Sync + 'static,
	Executor: CodeExecutor + Clone + Send + Sync + 'static,
{
	fn now(&self) -> u64 {
		// A clock that is before the epoch is wrong by so much that any block is far ahead of it.
		let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
		u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
	}

	fn genesis(&self) -> H256 {
		self.client.info().genesis_hash
	}

	fn best(&self) -> H256 {
		self.client.info().best_hash
	}

	fn finalized(&self) -> H256 {
		self.client.info().finalized_hash
	}

	fn number(&self, hash: H256) -> Result<Option<u32>, Failure> {
		let number = self.client.number(hash).map_err(Failure::other)?;
		number.map(|number| number.try_into().map_err(|_| too_high())).transpose()
	}

	fn hash(&self, number: u32) -> Result<Option<H256>, Failure> {
		self.client.hash(number.into()).map_err(Failure::other)
	}

	fn parent(&self, hash: H256) -> Result<Option<H256>, Failure> {
		let header = self.client.header(hash).map_err(Failure::other)?;
		Ok(header.map(|header| *header.parent_hash()))
	}

	fn storage(&self, at: H256, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
		let state = self.client.state_at(at).map_err(of_api)?;
		state.storage(key).map_err(Failure::other)
	}

	fn storage_hash(&self, at: H256, key: &[u8]) -> Result<Option<H256>, Failure> {
		let state = self.client.state_at(at).map_err(of_api)?;
		state.storage_hash(key).map_err(Failure::other)
	}

	fn call(&self, by: By, at: H256, method: &str, input: &[u8]) -> Result<Vec<u8>, Failure> {
		match by {
			By::Client => self.client.executor().call(at, method, input, CallContext::Offchain).map_err(of_client),
			By::Own => {
				let state = self.client.state_at(at).map_err(of_api)?;
				self.call_own(at, &state, method, input)
			},
		}
	}

	fn header(&self, hash: H256) -> Result<Option<Vec<u8>>, Failure> {
		Ok(self.client.header(hash).map_err(Failure::other)?.map(|header| header.encode()))
	}

	fn body(&self, hash: H256) -> Result<Option<Vec<Vec<u8>>>, Failure> {
		let body = self.client.block_body(hash).map_err(Failure::other)?;
		Ok(body.map(|body| body.iter().map(Encode::encode).collect()))
	}

	fn prove_read(&self, at: H256, reads: &[Read]) -> Result<Vec<Vec<u8>>, Failure> {
		let recorder = ProofRecorder::<Block>::default();
		let state = self.client.state_at(at).map_err(of_api)?;
		let proving = TrieBackendBuilder::wrap(state.as_trie_backend()).with_recorder(recorder.clone()).build();
		read(&proving, reads)?;
		Ok(recorder.drain_storage_proof().into_iter_nodes().collect())
	}

	fn prove_call(
		&self,
		by: By,
		at: H256,
		method: &str,
		input: &[u8],
		reads: &[Read],
	) -> Result<(Vec<u8>, Vec<Vec<u8>>), Failure> {
		let recorder = ProofRecorder::<Block>::default();
		let state = self.client.state_at(at).map_err(of_api)?;
		let proving = TrieBackendBuilder::wrap(state.as_trie_backend()).with_recorder(recorder.clone()).build();
		let answer = match by {
			By::Client => {
				let number = self.client.number(at).map_err(of_client)?.ok_or(Failure::Pruned)?;
				let changes = RefCell::new(OverlayedChanges::default());
				let extensions = RefCell::new(self.client.execution_extensions().extensions(at, number));
				let (context, recorder) = (CallContext::Offchain, Some(recorder.clone()));
				let executor = self.client.executor();
				executor
					.contextual_call(at, method, input, &changes, &recorder, context, &extensions)
					.map_err(of_client)
			},
			By::Own => self.call_own(at, &proving, method, input),
		}?;
		// Where the runtime has asked only whether something is there, the hash was read. Who executes it again without hashes to go by
		// reads all of it.
		let recorded = recorder.recorded_keys().remove(proving.root()).unwrap_or_default();
		recorded.keys().try_for_each(|key| proving.storage(key).map(drop)).map_err(Failure::other)?;
		read(&proving, reads)?;
		Ok((answer, recorder.drain_storage_proof().into_iter_nodes().collect()))
	}
}

impl<Block, Client, Executor> Node<Block, Client, Executor>
where
	Block: BlockT<Hash = H256>,
	Client: HeaderBackend<Block> + CallApiAt<Block> + ExecutorProvider<Block>,
	Executor: CodeExecutor + Clone + 'static,
{
	/// Does what the client does, by the gateway's own executor, over the state of a block.
	fn call_own(
		&self,
		at: H256,
		over: &impl Backend<HashingFor<Block>>,
		method: &str,
		input: &[u8],
	) -> Result<Vec<u8>, Failure> {
		let number = self.client.number(at).map_err(of_client)?.ok_or(Failure::Pruned)?;
		let state = self.client.state_at(at).map_err(of_api)?;
		let code = BackendRuntimeCode::new(&state, TryPendingCode::No);
		let code = code.runtime_code().map_err(Failure::other)?;
		let mut changes = OverlayedChanges::<HashingFor<Block>>::default();
		let mut extensions = self.client.execution_extensions().extensions(at, number);
		let mut machine = StateMachine::new(
			over,
			&mut changes,
			&self.executor,
			method,
			input,
			&mut extensions,
			&code,
			CallContext::Offchain,
		)
		.set_parent_hash(at);
		machine.execute().map_err(Failure::other)
	}
}

/// Reads what stands under keys, or its hash.
pub(crate) fn read<H: Hasher>(state: &impl Backend<H>, reads: &[Read]) -> Result<(), Failure> {
	reads.iter().try_for_each(|read| match read {
		Read::Value(key) => state.storage(key).map(drop).map_err(Failure::other),
		Read::Hash(key) => state.storage_hash(key).map(drop).map_err(Failure::other),
	})
}

/// Where the time is that the block of a state was made at.
pub(crate) fn time_key() -> Vec<u8> {
	[twox_128(b"Timestamp"), twox_128(b"Now")].concat()
}

/// Where the events are that happened in the block of a state.
pub(crate) fn events_key() -> Vec<u8> {
	[twox_128(b"System"), twox_128(b"Events")].concat()
}

/// Where the hash of an earlier block is.
pub(crate) fn block_hash_key(number: u32) -> Vec<u8> {
	let number = number.encode();
	[&twox_128(b"System")[..], &twox_128(b"BlockHash"), &twox_64(&number), &number].concat()
}

/// What the runtime is asked for a view with.
pub(crate) fn view_input(id: &[u8; 32], arguments: &[u8]) -> Vec<u8> {
	(id, arguments).encode()
}

fn too_high() -> Failure {
	Failure::other("the number of the block has more than 32 bits")
}

/// The database says of a block whose state was pruned that it does not know it. That the block itself is known, was looked
/// at before.
fn of_client(error: ClientError) -> Failure {
	match error {
		ClientError::UnknownBlock(_) => Failure::Pruned,
		ClientError::RuntimeApiError(error) => of_api(error),
		error => Failure::other(error),
	}
}

fn of_api(error: ApiError) -> Failure {
	match error {
		ApiError::UnknownBlock(_) => Failure::Pruned,
		// As it comes if something wraps the error of the database once more.
		ApiError::Application(error) => match error.downcast::<ClientError>() {
			Ok(error) => of_client(*error),
			Err(error) => Failure::other(error),
		},
		error => Failure::other(error),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_block_without_its_state_is_told_from_other_failures() {
		// As the database words it.
		let pruned = || ClientError::UnknownBlock("State already discarded for 0x07".into());
		let again = ClientError::RuntimeApiError(pruned().into());
		for error in [
			ApiError::from(pruned()),
			ApiError::Application(Box::new(pruned())),
			ApiError::Application(Box::new(again)),
		] {
			assert_eq!(of_api(error), Failure::Pruned);
		}
		for error in [
			ApiError::StateBackendIsNotTrie,
			ApiError::Application("it failed".into()),
			ApiError::Application(Box::new(ClientError::InvalidState)),
		] {
			assert!(matches!(of_api(error), Failure::Other(_)));
		}
		assert!(matches!(of_client(ClientError::InvalidState), Failure::Other(_)));
	}
}
