//! JSON-RPC: calls, blocks, state, events.

use crate::wait::until;
use civitas_runtime::{AccountId, Balance, BlockNumber, Hash, Nonce, Runtime, RuntimeEvent};
use codec::Decode;
use frame_support::storage::storage_prefix;
use frame_system::{AccountInfo, EventRecord};
use jsonrpsee::{
	core::{
		client::{ClientT, Error, Subscription, SubscriptionClientT},
		params::BatchRequestBuilder,
		traits::ToRpcParams,
	},
	types::ErrorObject,
	ws_client::{WsClient, WsClientBuilder},
};
use pallet_balances::AccountData;
use serde::Deserialize;
use serde_json::{json, value::RawValue, Value};
use sp_consensus_babe::digests::CompatibleDigestItem;
use sp_core::crypto::Ss58Codec;
use sp_runtime::DigestItem;
use std::{collections::BTreeMap, fmt, time::Duration};

/// How long an answer may take. What takes longer has gone wrong: nothing is asked here that takes long.
const ANSWER: Duration = Duration::from_secs(60);

/// How many bytes an answer may have: a chain specification, with the runtime in it, has some megabytes.
const ANSWER_SIZE: u32 = 64 * 1024 * 1024;

/// How many keys are asked for at once; nodes give no more.
const KEYS: usize = 1_000;

/// A connection to a node.
pub struct Client {
	rpc: WsClient,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
	/// The node says why.
	Refused {
		/// For machines.
		code: i32,
		/// For people.
		message: String,
	},
	/// The node says nothing: the connection broke, or the answer did not come in time.
	Broken(String),
}

impl CallError {
	/// The code, if the node gave one.
	pub fn code(&self) -> Option<i32> {
		match self {
			Self::Refused { code, .. } => Some(*code),
			Self::Broken(_) => None,
		}
	}
}

impl fmt::Display for CallError {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Refused { code, message } => write!(f, "{message} ({code})"),
			Self::Broken(message) => f.write_str(message),
		}
	}
}

impl From<Error> for CallError {
	fn from(error: Error) -> Self {
		match error {
			Error::Call(error) => Self::Refused { code: error.code(), message: error.message().to_owned() },
			other => Self::Broken(other.to_string()),
		}
	}
}

/// Where an answer is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockRef {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Hash,
	/// Its time, in milliseconds since the Unix epoch.
	pub time: u64,
	/// How many milliseconds ago that was, by the node's clock; none at genesis.
	pub age: Option<u64>,
}

/// What our methods answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
	block: BlockRef,
	value: Value,
}

/// Parameters as JSON: an array or an object.
struct Params(Value);

impl ToRpcParams for Params {
	fn to_rpc_params(self) -> Result<Option<Box<RawValue>>, serde_json::Error> {
		serde_json::value::to_raw_value(&self.0).map(Some)
	}
}

/// Parameters as someone has written them.
struct Written<'a>(&'a str);

impl ToRpcParams for Written<'_> {
	fn to_rpc_params(self) -> Result<Option<Box<RawValue>>, serde_json::Error> {
		RawValue::from_string(self.0.to_owned()).map(Some)
	}
}

impl Client {
	/// Connect to a node.
	pub async fn connect(url: &str) -> Result<Self, String> {
		let rpc = WsClientBuilder::default()
			.request_timeout(ANSWER)
			.connection_timeout(ANSWER)
			.max_request_size(ANSWER_SIZE)
			.max_response_size(ANSWER_SIZE)
			.build(url)
			.await
			.map_err(|error| error.to_string())?;
		Ok(Self { rpc })
	}

	/// Ask. It must be answered.
	pub async fn call(&self, method: &str, params: Value) -> Value {
		let answer = self.try_call(method, params.clone()).await;
		answer.unwrap_or_else(|error| panic!("{method} {params} gave: {error}"))
	}

	/// Ask.
	pub async fn try_call(&self, method: &str, params: Value) -> Result<Value, CallError> {
		Ok(self.rpc.request(method, Params(params)).await?)
	}

	/// Ask the same of many things in one message: an answer or a refusal of each, in their order.
	pub async fn try_batch(
		&self,
		method: &str,
		params: Vec<Value>,
	) -> Result<Vec<Result<Value, CallError>>, CallError> {
		let mut batch = BatchRequestBuilder::new();
		for params in params {
			batch.insert(method, Params(params)).map_err(|error| CallError::Broken(error.to_string()))?;
		}
		let answers = self.rpc.batch_request::<Value>(batch).await?;
		let read = |answer: Result<Value, ErrorObject<'_>>| {
			answer.map_err(|error| CallError::Refused { code: error.code(), message: error.to_string() })
		};
		Ok(answers.into_iter().map(read).collect())
	}

	/// Ask with parameters that are sent as they are written, repeated members and all.
	pub async fn try_call_written(&self, method: &str, params: &str) -> Result<Value, CallError> {
		Ok(self.rpc.request(method, Written(params)).await?)
	}

	/// Ask one of our methods. It must be answered: where the answer is true, and the answer.
	pub async fn ask(&self, method: &str, params: Value) -> (BlockRef, Value) {
		let answer = self.call(method, params.clone()).await;
		let read = serde_json::from_value(answer.clone());
		let Answer { block, value } = read.unwrap_or_else(|error| panic!("{method} {params}: {error}: {answer}"));
		(block, value)
	}

	/// The same without the block.
	pub async fn value(&self, method: &str, params: Value) -> Value {
		self.ask(method, params).await.1
	}

	/// Ask. It must be refused: the code, and what is said.
	pub async fn refusal(&self, method: &str, params: Value) -> (i32, String) {
		match self.try_call(method, params.clone()).await {
			Err(CallError::Refused { code, message }) => (code, message),
			other => panic!("{method} {params} was not refused: {other:?}"),
		}
	}

	/// Ask for news.
	pub async fn subscribe(
		&self,
		subscribe: &str,
		params: Value,
		unsubscribe: &str,
	) -> Result<Subscription<Value>, CallError> {
		Ok(self.rpc.subscribe(subscribe, Params(params), unsubscribe).await?)
	}

	/// The hash of the genesis block.
	pub async fn genesis(&self) -> Hash {
		self.block_hash(0).await.expect("every chain has a first block")
	}

	/// The hash of the best chain's block of this number.
	pub async fn block_hash(&self, number: BlockNumber) -> Option<Hash> {
		hash(&self.call("chain_getBlockHash", json!([number])).await)
	}

	/// The last finalised block.
	pub async fn finalized(&self) -> (BlockNumber, Hash) {
		let hash = hash(&self.call("chain_getFinalizedHead", json!([])).await).expect("a chain has a finalised block");
		(self.number(hash).await, hash)
	}

	/// The best block.
	pub async fn best(&self) -> (BlockNumber, Hash) {
		let hash = hash(&self.call("chain_getBlockHash", json!([])).await).expect("a chain has a best block");
		(self.number(hash).await, hash)
	}

	/// The number of a block.
	pub async fn number(&self, block: Hash) -> BlockNumber {
		let header = self.call("chain_getHeader", json!([block])).await;
		let digits = header["number"].as_str().and_then(|number| number.strip_prefix("0x"));
		digits
			.and_then(|digits| BlockNumber::from_str_radix(digits, 16).ok())
			.unwrap_or_else(|| panic!("the block {block:?} has no number: {header}"))
	}

	/// Who made a block: the index among the authorities of its epoch, by BABE's claim of its slot.
	pub async fn author(&self, block: Hash) -> u32 {
		let header = self.call("chain_getHeader", json!([block])).await;
		let logs = header["digest"]["logs"].as_array().expect("a header has a digest");
		let claim = logs.iter().find_map(|log| {
			let bytes = from_hex(log.as_str().expect("logs are texts"));
			DigestItem::decode(&mut bytes.as_slice()).expect("logs are encoded").as_babe_pre_digest()
		});
		claim.unwrap_or_else(|| panic!("the block {block:?} claims no slot: {header}")).authority_index()
	}

	/// Wait until a block of this number, or a later one, is finalised.
	pub async fn wait_finalized(&self, number: BlockNumber, limit: Duration) -> (BlockNumber, Hash) {
		until(format!("block {number} to be finalised"), limit, async || {
			let finalized = self.finalized().await;
			if finalized.0 >= number {
				Ok(finalized)
			} else {
				Err(format!("block {} is", finalized.0))
			}
		})
		.await
	}

	/// Wait until the chain has a block of this number.
	pub async fn wait_best(&self, number: BlockNumber, limit: Duration) -> (BlockNumber, Hash) {
		until(format!("block {number}"), limit, async || {
			let best = self.best().await;
			if best.0 >= number {
				Ok(best)
			} else {
				Err(format!("block {}", best.0))
			}
		})
		.await
	}

	/// What is stored under a key.
	pub async fn storage(&self, key: &[u8], at: Hash) -> Option<Vec<u8>> {
		let value = self.call("state_getStorage", json!([to_hex(key), at])).await;
		value.as_str().map(from_hex)
	}

	/// What is stored under a key, decoded.
	pub async fn decoded<T: Decode>(&self, key: &[u8], at: Hash) -> Option<T> {
		let bytes = self.storage(key, at).await?;
		Some(T::decode(&mut bytes.as_slice()).expect("the node's runtime is the one that this test links"))
	}

	/// What is stored in the only item of this name.
	pub async fn stored<T: Decode>(&self, pallet: &str, item: &str, at: Hash) -> Option<T> {
		self.decoded(&storage_prefix(pallet.as_bytes(), item.as_bytes()), at).await
	}

	/// All that a pallet stores, as it is stored.
	pub async fn pallet_state(&self, pallet: &str, at: Hash) -> BTreeMap<String, Value> {
		// The first half of a storage prefix is the pallet's.
		let prefix = to_hex(&storage_prefix(pallet.as_bytes(), b"")[..16]);
		let mut state = BTreeMap::new();
		let mut last = Value::Null;
		loop {
			let keys = self.call("state_getKeysPaged", json!([prefix, KEYS, last, at])).await;
			let keys = keys.as_array().expect("keys are a list").clone();
			for key in &keys {
				let value = self.call("state_getStorage", json!([key, at])).await;
				state.insert(key.as_str().expect("keys are texts").to_owned(), value);
			}
			if keys.len() < KEYS {
				return state;
			}
			last = keys.last().cloned().unwrap_or_default();
		}
	}

	/// An account's record.
	pub async fn account(&self, who: &AccountId, at: Hash) -> AccountInfo<Nonce, AccountData<Balance>> {
		self.decoded(&frame_system::Account::<Runtime>::hashed_key_for(who), at).await.unwrap_or_default()
	}

	/// How many transactions an account has sent, those in the pool included.
	pub async fn nonce(&self, who: &AccountId) -> Nonce {
		let nonce = self.call("system_accountNextIndex", json!([who.to_ss58check()])).await;
		serde_json::from_value(nonce).expect("a nonce is a number of 32 bits")
	}

	/// What happened in a block.
	pub async fn events(&self, block: Hash) -> Vec<EventRecord<RuntimeEvent, Hash>> {
		self.stored("System", "Events", block).await.unwrap_or_default()
	}

	/// The time of a block, in milliseconds since the Unix epoch.
	pub async fn time(&self, block: Hash) -> u64 {
		self.stored("Timestamp", "Now", block).await.unwrap_or_default()
	}

	/// The answer of the view `verify`, which does not contradict itself.
	pub async fn verify(&self, params: Value) -> Value {
		let answer = self.value("certification_verify", params).await;
		assert_eq!(answer["valid"], json!(answer["reason"].is_null()), "{answer}");
		answer
	}
}

/// A hash in an answer; `None` if it is null.
pub fn hash(value: &Value) -> Option<Hash> {
	serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value} is not a hash: {error}"))
}

/// Bytes as JSON-RPC writes them.
pub fn to_hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Bytes as JSON-RPC writes them.
pub fn from_hex(text: &str) -> Vec<u8> {
	let digits = text.strip_prefix("0x").unwrap_or_else(|| panic!("{text} does not begin with 0x"));
	hex::decode(digits).unwrap_or_else(|error| panic!("{text} is not hexadecimal: {error}"))
}
