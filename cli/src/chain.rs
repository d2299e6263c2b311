//! The chain, as a node shows it.
//!
//! Reads are view functions, which the node answers in JSON; calls are encoded by the chain's metadata, signed here, and
//! watched until they are final.

use crate::{
	arguments::Connection,
	failure::{plain, said, Failure},
	moment::{self, Moment},
};
use metadata_json::Metadata;
use serde::{Deserialize, Serialize};
use serde_json::{json, value::to_raw_value, Value};
use std::{fmt, future::Future, time::Duration};
use subxt::{
	config::{
		substrate::{SubstrateConfig, SubstrateHeader},
		RpcConfigFor,
	},
	ext::frame_decode::storage::encode_storage_key_prefix,
	rpcs::{self, LegacyRpcMethods, RpcClient},
	utils::H256,
};
use tokio::time::{sleep, timeout_at, Instant};

pub mod accounts;
pub mod dry_run;
mod lengths;
mod outcome;
pub mod paging;
mod receipt;
mod refusal;
mod runtime;
mod transaction;

pub use receipt::Receipt;
pub use refusal::of_view;
pub use runtime::{cached, Runtime};

/// The pallet that holds identities.
pub const IDENTITIES: &str = "identityRegistry";

/// The JSON-RPC error codes by which a node says that a parameter is not what it should be, that it does not know a block or
/// has it no more, that there is nothing of an identifier, that it has too much to do, that its last final block is too old to be taken for
/// the present, and that a block is not final.
const INVALID_PARAMS: i32 = -32602;
const BLOCK_UNKNOWN: i32 = 10_101;
const NOT_FOUND: i32 = 10_103;
const BUSY: i32 = 10_104;
const COULD_NOT_TELL: i32 = 10_106;
const NOT_FINAL: i32 = 10_107;

/// How long to wait before looking again whether there is another block, or the node has less to do.
const PAUSE: Duration = Duration::from_millis(500);

/// The methods that all nodes have.
type Methods = LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>;

/// A block. Its time is 0 if it is the first one, which was not made at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct BlockId {
	pub number: u64,
	pub hash: H256,
	pub time: Moment,
	/// How many milliseconds ago its time was, by the node's clock, if the node has said so.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub age: Option<Moment>,
}

impl fmt::Display for BlockId {
	fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		write!(formatter, "#{} {:?}", self.number, self.hash)?;
		if self.time > 0 {
			write!(formatter, " of {}", moment::show(self.time))?;
		}
		match self.age {
			Some(age) => write!(formatter, ", {} s old", age / 1000),
			None => Ok(()),
		}
	}
}

/// An answer, and the block that it is true at.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Found {
	pub block: BlockId,
	pub value: Value,
}

/// When to give up.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
	at: Instant,
	seconds: u64,
}

impl Deadline {
	/// In so many seconds.
	pub fn after(seconds: u64) -> Self {
		Self { at: Instant::now() + Duration::from_secs(seconds), seconds }
	}

	/// Wait no longer for `work`.
	pub async fn limit<T>(self, work: impl Future<Output = T>) -> Result<T, Failure> {
		timeout_at(self.at, work).await.map_err(|_| {
			Failure::unknown("timeout", format!("There was no answer within {} s (--timeout).", self.seconds))
		})
	}
}

/// A connection to a node.
pub struct Node {
	pub rpc: RpcClient,
	pub deadline: Deadline,
}

impl Node {
	fn methods(&self) -> Methods {
		LegacyRpcMethods::new(self.rpc.clone())
	}

	/// What methods answer that all nodes have.
	pub async fn ask<T>(&self, question: impl AsyncFnOnce(Methods) -> Result<T, rpcs::Error>) -> Result<T, Failure> {
		self.deadline.limit(question(self.methods())).await?.map_err(Failure::node)
	}
}

/// The chain of a node.
pub struct Chain {
	pub node: Node,
	/// The hash of the first block, which tells chains apart.
	pub genesis: H256,
	/// Of the newest final block when the connection was made.
	pub runtime: Runtime,
}

impl Chain {
	/// Connect to the node.
	pub async fn connect(connection: &Connection) -> Result<Self, Failure> {
		let Connection { url, insecure, timeout, .. } = connection;
		if !url.contains("://") {
			return Err(Failure::usage(format!(
				"The address {url} does not say how to connect: it has no scheme, such as ws://{url} or wss://{url}."
			)));
		}
		let unreachable = |error: &dyn fmt::Display| {
			Failure::unknown("connection", format!("Cannot connect to {url}: {}", plain(&error.to_string())))
		};
		let secure = rpcs::utils::url_is_secure(url).map_err(|error| unreachable(&error))?;
		if !secure && !insecure {
			return Err(Failure::usage(format!(
				"The connection to {url} would not be encrypted: use wss://, or --insecure in a network that you trust."
			)));
		}
		let deadline = Deadline::after(*timeout);
		let rpc = deadline.limit(RpcClient::from_insecure_url(url)).await?.map_err(|error| unreachable(&error))?;
		let node = Node { rpc, deadline };
		let genesis = node.ask(async |rpc| rpc.genesis_hash().await).await?;
		let head = node.ask(async |rpc| rpc.chain_get_finalized_head().await).await?;
		let runtime = Runtime::load(&node, url, genesis, head).await?;
		Ok(Self { node, genesis, runtime })
	}

	/// What calls and views the chain has, of which types.
	pub fn metadata(&self) -> &Metadata {
		&self.runtime.metadata
	}

	/// An error of a pallet, as the chain would give it.
	pub fn error(&self, pallet: &str, error: &str) -> Failure {
		refusal::module(self.metadata(), &json!({ "pallet": pallet, "error": error }), pallet)
	}

	/// Ask a view function, at the newest final block unless `block`, a number or a hash, names another.
	pub async fn view(&self, pallet: &str, view: &str, params: Value, block: Value) -> Result<Found, Failure> {
		self.ask("civitas_view", json!({ "pallet": pallet, "view": view, "params": params, "block": block })).await
	}

	/// Ask a method that answers with a block and a value; its parameters are the members of an object.
	pub async fn ask(&self, method: &str, params: Value) -> Result<Found, Failure> {
		let Node { rpc, deadline } = &self.node;
		let raw = to_raw_value(&params).map_err(|error| Failure::unknown("node", error.to_string()))?;
		loop {
			let error = match deadline.limit(rpc.request_raw(method, Some(raw.clone()))).await? {
				Ok(answer) => {
					return serde_json::from_str(answer.get()).map_err(|error| {
						Failure::unknown("node", format!("The node's answer to {method} is not one: {error}"))
					});
				},
				Err(rpcs::Error::User(error)) => error,
				Err(error) => return Err(Failure::node(error)),
			};
			match error.code {
				BUSY => deadline.limit(sleep(PAUSE)).await?,
				_ => return Err(refused(error)),
			}
		}
	}

	/// A block, with the time that its state gives.
	pub async fn block(&self, hash: H256) -> Result<BlockId, Failure> {
		let header: Option<SubstrateHeader<H256>> =
			self.node.ask(async |rpc| rpc.chain_get_header(Some(hash)).await).await?;
		let header =
			header.ok_or_else(|| Failure::unknown("block", format!("The node does not know block {hash:?}.")))?;
		let key = encode_storage_key_prefix("Timestamp", "Now");
		let now = self.node.ask(async |rpc| rpc.state_get_storage(&key, Some(hash)).await).await?;
		let now = now.and_then(|bytes| bytes.try_into().ok()).map(Moment::from_le_bytes);
		Ok(BlockId { number: header.number, hash, time: now.unwrap_or_default(), age: None })
	}

	/// The newest final block.
	pub async fn finalized(&self) -> Result<BlockId, Failure> {
		self.block(self.node.ask(async |rpc| rpc.chain_get_finalized_head().await).await?).await
	}

	/// Wait until the block of this number is final.
	pub async fn reach(&self, number: u64) -> Result<(), Failure> {
		while self.finalized().await?.number < number {
			self.node.deadline.limit(sleep(PAUSE)).await?;
		}
		Ok(())
	}
}

/// Why a node has not answered.
fn refused(error: rpcs::UserError) -> Failure {
	match error.code {
		NOT_FOUND => Failure::refused("notFound", said(&error)),
		BLOCK_UNKNOWN => Failure::unknown("block", said(&error)),
		INVALID_PARAMS => Failure::unknown("invalidParams", said(&error)),
		NOT_FINAL => Failure::unknown("notFinal", said(&error)),
		COULD_NOT_TELL => {
			// What it says for machines is for machines.
			let data = error.data.and_then(|data| serde_json::from_str::<Value>(data.get()).ok()).unwrap_or_default();
			Failure::unknown("couldNotTell", format!("{}.", error.message)).keeping("block", &data["block"])
		},
		_ => Failure::node(rpcs::Error::User(error)),
	}
}

/// A block as JSON-RPC takes it: by its number or its hash.
pub fn block(text: &str) -> Result<Value, String> {
	match (text.parse::<u32>(), crate::arguments::hash(text)) {
		(Ok(number), _) => Ok(json!(number)),
		(_, Ok(hash)) => Ok(json!(hash)),
		_ => Err("neither the number nor the hash of a block".to_owned()),
	}
}

/// A variant in JSON: its name, and what it has of values. What is none has no name.
pub fn variant(value: &Value) -> (&str, &Value) {
	match value.as_object().and_then(|members| members.iter().next()) {
		Some((name, values)) => (name, values),
		None => (value.as_str().unwrap_or_default(), &Value::Null),
	}
}

/// Pallet, name and fields of an event or a call.
pub fn parts(item: &Value) -> (&str, &str, &Value) {
	let (pallet, item) = variant(item);
	let (name, fields) = variant(item);
	(pallet, name, fields)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;

	#[tokio::test]
	async fn nothing_waits_for_ever() {
		let deadline = Deadline { at: Instant::now(), seconds: 5 };
		let failure = deadline.limit(std::future::pending::<()>()).await.expect_err("it gives up");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "timeout"));
		assert!(failure.message.contains("5 s"));
	}

	fn connection(url: &str, insecure: bool) -> Connection {
		Connection { url: url.to_owned(), insecure, timeout: 5, json: false }
	}

	#[tokio::test]
	async fn a_node_that_is_not_there_leaves_the_question_open() {
		// Port 9 is discard; nothing answers there with a WebSocket.
		for url in ["ws://127.0.0.1:9", "http://127.0.0.1:9", "ws://"] {
			let failure = Chain::connect(&connection(url, true)).await.err().expect("there is no node");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "connection"), "{url}");
			assert!(failure.message.contains(url));
		}
	}

	#[tokio::test]
	async fn an_address_without_a_scheme_is_told_so() {
		for url in ["127.0.0.1:9944", "localhost:9944", "node.example.org"] {
			let failure = Chain::connect(&connection(url, false)).await.err().expect("it is refused");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
			assert!(failure.message.contains("no scheme") && failure.message.contains(&format!("ws://{url}")));
		}
	}

	#[tokio::test]
	async fn connections_to_other_machines_are_encrypted_unless_told_otherwise() {
		let failure = Chain::connect(&connection("ws://192.0.2.1:9944", false)).await.err().expect("it is refused");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
		assert!(failure.message.contains("--insecure"));
	}

	#[test]
	fn what_a_node_says_of_an_error_is_told_with_its_code() {
		let refused = |code: i32, message: &str, data: Option<Value>| {
			let data = data.map(|data| to_raw_value(&data).expect("it is JSON"));
			refused(rpcs::UserError { code, message: message.to_owned(), data })
		};
		let failure = refused(INVALID_PARAMS, "Invalid params", Some(json!("expectd: there is no such parameter")));
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "invalidParams"));
		assert_eq!(failure.message, "Invalid params: expectd: there is no such parameter");
		assert_eq!(refused(NOT_FOUND, "No", None).exit, Exit::No);
		assert_eq!(refused(BLOCK_UNKNOWN, "No", None).code, "block");
		assert_eq!(
			(refused(NOT_FINAL, "No", None).exit, refused(NOT_FINAL, "No", None).code.as_ref()),
			(Exit::Unknown, "notFinal")
		);
		// Neither a yes nor a no, with the block that is too old.
		let block = json!({ "number": 7, "hash": H256::zero(), "time": 1_000, "age": 700_000 });
		let failure = refused(COULD_NOT_TELL, "Could not tell: it is 700 s old", Some(json!({ "block": block })));
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "couldNotTell"));
		assert_eq!(
			(failure.message.as_str(), failure.kept),
			("Could not tell: it is 700 s old.", vec![("block", block)])
		);
	}

	#[test]
	fn blocks_are_shown_with_their_time() {
		let hash = H256::repeat_byte(7);
		let shown = |time: Moment, age| BlockId { number: 7, hash, time, age }.to_string();
		assert_eq!(shown(1_735_689_600_000, Some(3_900)), format!("#7 {hash:?} of 2025-01-01T00:00:00Z, 3 s old"));
		assert_eq!(shown(1_735_689_600_000, None), format!("#7 {hash:?} of 2025-01-01T00:00:00Z"));
		assert_eq!(shown(0, None), format!("#7 {hash:?}"), "the first one was not made at any time");
	}

	#[test]
	fn blocks_are_named_by_number_or_hash() {
		let hash = H256::repeat_byte(7);
		assert_eq!(block("7").ok(), Some(json!(7)));
		assert_eq!(block(&format!("{hash:?}")).ok(), Some(json!(hash)));
		for wrong in ["", "-1", "yesterday", "0x12", "4294967296"] {
			assert!(block(wrong).is_err(), "{wrong}");
		}
	}
}
