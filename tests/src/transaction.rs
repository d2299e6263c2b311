//! Transactions: signing, sending, and what became of them.

use crate::{
	client::{from_hex, hash, to_hex, Client},
	wait::FINALITY,
};
use civitas_runtime::{
	tx_extension, AccountId, Address, BlockNumber, Hash, Nonce, RuntimeCall, RuntimeEvent, Signature, TxExtension,
	UncheckedExtrinsic,
};
use codec::{Decode, Encode};
use frame_system::Phase;
use jsonrpsee::core::client::Subscription;
use serde_json::{json, Value};
use sp_core::{sr25519, Pair};
use sp_io::hashing::blake2_256;
use sp_runtime::{
	generic::{Era, Preamble},
	traits::TransactionExtension,
	DispatchError,
};
use std::fmt;
use tokio::time::timeout;

/// Several calls in one transaction, all or none of which are made.
pub fn in_one(calls: Vec<RuntimeCall>) -> RuntimeCall {
	RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
}

/// The account of a key.
pub fn account(key: impl Into<sr25519::Pair>) -> AccountId {
	key.into().public().into()
}

/// The key of a name that no chain endows.
pub fn stranger(name: &str) -> sr25519::Pair {
	sr25519::Pair::from_string(&format!("//stranger//{name}"), None).expect("a name is a valid path")
}

/// What a signature is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
	/// The hash of the chain's first block.
	genesis: Hash,
	/// The version of the runtime.
	spec_version: u32,
	/// The version of the form of its transactions.
	transaction_version: u32,
}

/// How many bytes are signed as they are; of more, their hash.
const SIGNED_WHOLE: usize = 256;

/// A transaction that is valid on this chain, until its runtime is replaced.
pub fn sign(bound: Bound, key: &sr25519::Pair, nonce: Nonce, call: RuntimeCall) -> UncheckedExtrinsic {
	let bytes = sign_encoded(bound, key, nonce, &call.encode());
	UncheckedExtrinsic::decode(&mut &bytes[..]).expect("a transaction is decoded as it is encoded")
}

/// The same, as bytes, of a call that may be encoded for another runtime than the one that this crate links.
fn sign_encoded(bound: Bound, key: &sr25519::Pair, nonce: Nonce, call: &[u8]) -> Vec<u8> {
	let Bound { genesis, spec_version, transaction_version } = bound;
	let extension = tx_extension(nonce, Era::Immortal, 0);
	// What is signed but not sent, in the order of the extension: versions, the genesis, the block from which on it is
	// valid (if it is so for ever, that is the genesis as well), and no hash of the metadata.
	let implicit: <TxExtension as TransactionExtension<RuntimeCall>>::Implicit =
		((), (), spec_version, transaction_version, genesis, genesis, (), (), (), None, ());
	let payload = [call, &extension.encode(), &implicit.encode()].concat();
	let signature = if payload.len() > SIGNED_WHOLE { key.sign(&blake2_256(&payload)) } else { key.sign(&payload) };
	let address = Address::Id(key.public().into());
	let preamble = Preamble::<_, _, TxExtension>::Signed(address, Signature::Sr25519(signature), extension);
	[preamble.encode(), call.to_vec()].concat().encode()
}

/// A transaction that is in the pool, or was.
pub struct Pending<'a> {
	client: &'a Client,
	/// As it was sent.
	extrinsic: String,
	updates: Subscription<Value>,
	/// What was heard of it.
	heard: Vec<Value>,
}

/// What became of a transaction.
#[derive(Debug)]
pub struct Outcome {
	/// The block that it is in, which is finalised.
	pub block: Hash,
	/// The number of that block.
	pub number: BlockNumber,
	/// What happened because of it.
	pub events: Vec<RuntimeEvent>,
	/// Whether the call did what it was to do.
	pub result: Result<(), DispatchError>,
}

impl Client {
	/// What signatures are bound to at the best block.
	pub async fn bound(&self) -> Bound {
		let version = self.call("state_getRuntimeVersion", json!([])).await;
		let number = |name: &str| -> u32 {
			let number = version[name].as_u64().and_then(|number| number.try_into().ok());
			number.unwrap_or_else(|| panic!("there is no {name} in {version}"))
		};
		let (spec_version, transaction_version) = (number("specVersion"), number("transactionVersion"));
		Bound { genesis: self.genesis().await, spec_version, transaction_version }
	}

	/// Sign a call and send it.
	pub async fn submit(&self, key: impl Into<sr25519::Pair>, call: RuntimeCall) -> Pending<'_> {
		let key = key.into();
		let nonce = self.nonce(&account(key.clone())).await;
		self.send(sign(self.bound().await, &key, nonce, call)).await
	}

	/// The same with a call that was encoded for the runtime that the chain has, which is not the one that this crate links.
	pub async fn submit_encoded(&self, key: impl Into<sr25519::Pair>, call: &[u8]) -> Pending<'_> {
		let key = key.into();
		let nonce = self.nonce(&account(key.clone())).await;
		self.send_encoded(&sign_encoded(self.bound().await, &key, nonce, call), call).await
	}

	/// Send a transaction.
	pub async fn send(&self, transaction: UncheckedExtrinsic) -> Pending<'_> {
		self.send_encoded(&transaction.encode(), &transaction.function).await
	}

	/// Send a transaction with this call.
	async fn send_encoded(&self, transaction: &[u8], call: impl fmt::Debug) -> Pending<'_> {
		let extrinsic = to_hex(transaction);
		let updates = self
			.subscribe("author_submitAndWatchExtrinsic", json!([extrinsic]), "author_unwatchExtrinsic")
			.await
			.unwrap_or_else(|error| panic!("the pool refuses a transaction: {error:?}: {call:?}"));
		Pending { client: self, extrinsic, updates, heard: Vec::new() }
	}

	/// Sign a call, send it, and wait until it is finalised.
	pub async fn execute(&self, key: impl Into<sr25519::Pair>, call: RuntimeCall) -> Outcome {
		self.submit(key, call).await.finalized().await
	}

	/// The same for several calls of one account, which get into the same block if it has room. All must succeed.
	pub async fn execute_all(&self, key: impl Into<sr25519::Pair>, calls: Vec<RuntimeCall>) -> Vec<Outcome> {
		let key = key.into();
		let bound = self.bound().await;
		let first = self.nonce(&account(key.clone())).await;
		let mut pending = Vec::new();
		for (nonce, call) in (first..).zip(calls) {
			pending.push(self.send(sign(bound, &key, nonce, call)).await);
		}
		let mut outcomes = Vec::new();
		for transaction in pending {
			outcomes.push(transaction.finalized().await.success());
		}
		outcomes
	}
}

impl Pending<'_> {
	/// By what it is found in its block.
	pub fn hash(&self) -> String {
		to_hex(&blake2_256(&from_hex(&self.extrinsic)))
	}

	/// Wait until it is finalised, and say in which block: for one that an older runtime has made, whose events are not those that
	/// this crate links.
	pub async fn finalized_block(&mut self) -> Hash {
		match timeout(FINALITY, self.finalized_in()).await {
			Ok(block) => block,
			Err(_) => panic!("waited {FINALITY:?} for a transaction to be finalised; it was {:?}", self.heard),
		}
	}

	/// Wait until it is finalised.
	pub async fn finalized(mut self) -> Outcome {
		let block = self.finalized_block().await;
		let index = self.index_in(block).await;
		let events: Vec<RuntimeEvent> = self
			.client
			.events(block)
			.await
			.into_iter()
			.filter(|record| record.phase == Phase::ApplyExtrinsic(index))
			.map(|record| record.event)
			.collect();
		let result = result_of(&events);
		Outcome { block, number: self.client.number(block).await, events, result }
	}

	/// The block that it is finalised in.
	async fn finalized_in(&mut self) -> Hash {
		loop {
			let update = match self.updates.next().await {
				Some(Ok(update)) => update,
				Some(Err(error)) => panic!("an update that cannot be read: {error}"),
				None => panic!("the node says no more of a transaction; it was {:?}", self.heard),
			};
			self.heard.push(update.clone());
			if let Some(block) = update.get("finalized") {
				return hash(block).expect("a finalised transaction is in a block");
			}
			let lost = ["usurped", "finalityTimeout"].iter().any(|state| update.get(state).is_some())
				|| [json!("dropped"), json!("invalid")].contains(&update);
			assert!(!lost, "a transaction was lost; it was {:?}", self.heard);
		}
	}

	/// Its place in a block.
	async fn index_in(&self, block: Hash) -> u32 {
		let content = self.client.call("chain_getBlock", json!([block])).await;
		let extrinsics = content["block"]["extrinsics"].as_array().expect("a block has extrinsics");
		let index = extrinsics.iter().position(|extrinsic| *extrinsic == self.extrinsic);
		let index = index.unwrap_or_else(|| panic!("a transaction is not in {block:?}, where it is said to be"));
		index.try_into().expect("a block has fewer than 2^32 extrinsics")
	}
}

/// What the events of a transaction say of its result.
fn result_of(events: &[RuntimeEvent]) -> Result<(), DispatchError> {
	for event in events {
		match event {
			RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { .. }) => return Ok(()),
			RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
				return Err(*dispatch_error)
			},
			_ => {},
		}
	}
	panic!("a transaction neither succeeded nor failed: {events:?}")
}

impl Outcome {
	/// That the call succeeded.
	#[track_caller]
	pub fn success(self) -> Self {
		assert_eq!(self.result, Ok(()), "the call failed");
		self
	}

	/// What the first event says that is of interest.
	#[track_caller]
	pub fn find<T>(&self, interest: impl FnMut(&RuntimeEvent) -> Option<T>) -> T {
		self.events.iter().find_map(interest).unwrap_or_else(|| panic!("it is not among {:?}", self.events))
	}

	/// That `event` happened because of it.
	#[track_caller]
	pub fn emitted(&self, event: impl Into<RuntimeEvent>) {
		let event = event.into();
		assert!(self.events.contains(&event), "{event:?} is not among {:?}", self.events);
	}
}
