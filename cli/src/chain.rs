//! The chain, as a node shows it.
//!
//! Everything is read at one finalized block, so that what a command prints belongs together and cannot be undone.

use crate::{
	arguments::Connection,
	failure::{plain, Failure},
	moment::Moment,
	paging::{collect, Cursor, Paging},
	types::Page,
};
use serde::Serialize;
use serde_json::Value;
use std::{fmt, future::Future, sync::Arc, time::Duration};
use subxt::{
	backend::LegacyBackend,
	client::OnlineClientAtBlockImpl,
	config::{
		substrate::{SubstrateConfig, SubstrateExtrinsicParamsBuilder},
		RpcConfigFor,
	},
	dynamic,
	error::{BackendError, DispatchError, ExtrinsicError, RpcError, TransactionEventsError},
	ext::{
		frame_decode::runtime_apis::IntoEncodableValues,
		scale_decode::{DecodeAsFields, DecodeAsType},
		scale_encode::{EncodeAsFields, EncodeAsType},
	},
	extrinsics::ExtrinsicEvents,
	rpcs::{self, client::RpcParams, LegacyRpcMethods, RpcClient},
	tx::TransactionProgress,
	utils::{AccountId32, H256},
	ArcMetadata, OnlineClient, OnlineClientAtBlock,
};
use subxt_signer::sr25519::Keypair;
use tokio::time::{sleep, timeout_at, Instant};

pub mod identities;
mod nullifiers;

/// The pallet that holds networks, schemas and certificates.
const PALLET: &str = "Certification";

/// The pallet that holds identities.
const IDENTITIES: &str = "IdentityRegistry";

/// The runtime API that answers questions about certificates.
const API: &str = "CertificationApi";

/// For how many blocks a transaction can be included: long enough for finality to lag, short enough that one which got lost
/// is soon known to be void.
const LIFETIME: u64 = 64;

/// The JSON-RPC error code by which a node says that a transaction is invalid, so that it has no effect and no fee.
const INVALID_TRANSACTION: i32 = 1010;

/// The JSON-RPC error code by which a node says that a parameter is not what it should be.
const INVALID_PARAMS: i32 = -32602;

/// The JSON-RPC error code by which a node says that there is nothing of an identifier.
const NOT_FOUND: i32 = 10_103;

/// How long to wait before looking again whether there is another block.
const PAUSE: Duration = Duration::from_millis(500);

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BlockId {
	pub number: u64,
	pub hash: H256,
}

impl fmt::Display for BlockId {
	fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		write!(formatter, "#{} {:?}", self.number, self.hash)
	}
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
pub struct Chain {
	client: OnlineClient<SubstrateConfig>,
	rpc: RpcClient,
	deadline: Deadline,
}

impl Chain {
	/// Connect to the node.
	pub async fn connect(connection: &Connection) -> Result<Self, Failure> {
		let Connection { url, insecure, timeout, .. } = connection;
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
		let backend = LegacyBackend::builder().build(rpc.clone());
		let client = deadline
			.limit(OnlineClient::from_backend(Arc::new(backend)))
			.await?
			.map_err(|error| unreachable(&error))?;
		Ok(Self { client, rpc, deadline })
	}

	/// The hash of the first block, which tells chains apart.
	pub fn genesis(&self) -> H256 {
		self.client.genesis_hash()
	}

	/// What the node says of itself rather than of the chain's state.
	pub async fn rpc<T, Answer>(
		&self,
		question: impl FnOnce(LegacyRpcMethods<RpcConfigFor<SubstrateConfig>>) -> Answer,
	) -> Result<T, Failure>
	where
		Answer: Future<Output = Result<T, rpcs::Error>>,
	{
		self.deadline.limit(question(LegacyRpcMethods::new(self.rpc.clone()))).await?.map_err(Failure::node)
	}

	/// What a method of the node answers that is not one of all nodes.
	pub async fn call(&self, method: &str, parameters: impl IntoIterator<Item = Value>) -> Result<Value, Failure> {
		let mut params = RpcParams::new();
		for parameter in parameters {
			params.push(parameter).map_err(Failure::node)?;
		}
		self.deadline.limit(self.rpc.request(method, params)).await?.map_err(|error| match error {
			rpcs::Error::User(error) if error.code == NOT_FOUND => Failure::refused("notFound", error.message),
			rpcs::Error::User(error) if error.code == INVALID_PARAMS => {
				Failure::unknown("invalidParams", error.message)
			},
			error => Failure::node(error),
		})
	}

	/// The state at the newest finalized block.
	pub async fn finalized(&self) -> Result<Snapshot, Failure> {
		let at = self.deadline.limit(self.client.at_current_block()).await?.map_err(Failure::node)?;
		Ok(Snapshot { at, deadline: self.deadline })
	}

	/// Wait until the block of this number is final.
	pub async fn reach(&self, number: u64) -> Result<(), Failure> {
		while self.finalized().await?.block().number < number {
			self.deadline.limit(sleep(PAUSE)).await?;
		}
		Ok(())
	}

	/// Call the pallet, and wait until it is final that the call was made.
	pub async fn submit(
		&self,
		signer: &Keypair,
		call: &str,
		arguments: impl EncodeAsFields,
	) -> Result<Receipt, Failure> {
		self.submit_to(PALLET, signer, call, arguments).await
	}

	/// The same for a call of any pallet.
	async fn submit_to(
		&self,
		pallet: &str,
		signer: &Keypair,
		call: &str,
		arguments: impl EncodeAsFields,
	) -> Result<Receipt, Failure> {
		let state = self.finalized().await?;
		let account = AccountId32(signer.public_key().0);
		// The node counts what still waits in its pool, too; the state would give a number twice.
		let nonce = self.rpc(|rpc| async move { rpc.system_account_next_index(&account).await }).await?;
		let block = state.block();
		let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.nonce(nonce)
			.mortal_from_unchecked(LIFETIME, block.number, block.hash)
			.build();
		let payload = dynamic::transaction(pallet, call, arguments);
		let transaction = state
			.at
			.transactions()
			.create_signable_offline(&payload, params)
			.and_then(|mut signable| signable.sign(signer))
			.map_err(Failure::node)?;

		let hash = transaction.hash();
		let sent = self.deadline.limit(transaction.submit_and_watch()).await;
		// The mark that a failure carries from here on: the transaction may be on its way whatever went wrong.
		let void = block.number.saturating_add(LIFETIME);
		let doubt = |failure: Failure| Failure {
			message: format!(
				"{} The transaction may still take effect until block #{void}: look before you send it again.",
				failure.message
			),
			transaction: Some(hash),
			..failure
		};
		let progress = match sent {
			Ok(Ok(progress)) => progress,
			Ok(Err(error)) => return Err(rejection(&error).unwrap_or_else(|| doubt(Failure::node(error)))),
			Err(timeout) => return Err(doubt(timeout)),
		};
		self.deadline.limit(Self::finality(progress, hash, doubt)).await.map_err(doubt)?
	}

	/// Wait for the block that a transaction got into to be final, and see what became of it.
	async fn finality(
		progress: TransactionProgress<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>,
		transaction: H256,
		doubt: impl FnOnce(Failure) -> Failure,
	) -> Result<Receipt, Failure> {
		let included = match progress.wait_for_finalized().await {
			Ok(included) => included,
			Err(error) => return Err(doubt(Failure::node(error))),
		};
		// From here on there is no doubt that the transaction is in a block for good, only what it did there.
		let lost = |error: subxt::Error| Failure::node(error).of_transaction(transaction);
		let at = included.at().await.map_err(|error| lost(error.into()))?;
		let block = BlockId { number: at.block_number(), hash: at.block_hash() };
		match included.wait_for_success().await {
			Ok(events) => Ok(Receipt { transaction, block, events, metadata: at.metadata() }),
			Err(TransactionEventsError::ExtrinsicFailed(error)) => Err(refusal(&error).of_transaction(transaction)),
			Err(error) => Err(lost(error.into())),
		}
	}
}

/// The state at a block.
pub struct Snapshot {
	at: OnlineClientAtBlock<SubstrateConfig>,
	deadline: Deadline,
}

impl Snapshot {
	/// Which block.
	pub fn block(&self) -> BlockId {
		BlockId { number: self.at.block_number(), hash: self.at.block_hash() }
	}

	/// The version of the runtime.
	pub fn spec_version(&self) -> u32 {
		self.at.spec_version()
	}

	/// The time that the block gives.
	pub async fn now(&self) -> Result<Moment, Failure> {
		let address = dynamic::storage::<(), Moment>("Timestamp", "Now");
		let value =
			self.deadline.limit(async { self.at.storage().fetch(address, ()).await }).await?.map_err(Failure::node)?;
		value.decode().map_err(Failure::node)
	}

	/// Ask the runtime about certificates.
	pub async fn ask<Answer: DecodeAsType>(
		&self,
		method: &str,
		arguments: impl IntoEncodableValues,
	) -> Result<Answer, Failure> {
		let call = dynamic::runtime_api_call::<_, Answer>(API, method, arguments);
		self.deadline.limit(async { self.at.runtime_apis().call(call).await }).await?.map_err(Failure::node)
	}

	/// Ask the runtime for something that there may not be; `unknown` is the pallet's error if there is not.
	pub async fn get<Answer: DecodeAsType>(
		&self,
		method: &str,
		id: impl EncodeAsType,
		unknown: &str,
	) -> Result<Answer, Failure> {
		let answer: Option<Answer> = self.ask(method, (id,)).await?;
		answer.ok_or_else(|| self.error(unknown))
	}

	/// A part of a listing; `arguments` are those with which a page is asked for, that goes on after a cursor and has
	/// at most so many items.
	pub async fn list<Item: DecodeAsType, C: Cursor + DecodeAsType, Arguments: IntoEncodableValues>(
		&self,
		method: &str,
		paging: &Paging<C>,
		arguments: impl Fn(Option<C>, u32) -> Arguments,
	) -> Result<Page<Item, C>, Failure> {
		let ask =
			async |cursor: Option<C>, limit: u32| self.ask::<Page<Item, C>>(method, arguments(cursor, limit)).await;
		collect(paging, ask).await
	}

	/// That a text is no longer than the chain allows, lest a fee be paid to find out. The chain decides: if it does not tell
	/// its limit, it is left to refuse.
	pub fn ensure_length(&self, text: &str, constant: &str, error: &str) -> Result<(), Failure> {
		let limit = self.at.constants().entry(dynamic::constant::<u32>(PALLET, constant));
		match limit {
			Ok(limit) if u32::try_from(text.len()).map_or(true, |length| length > limit) => {
				let mut failure = self.error(error);
				failure.message = format!("{} It has {}, and may have {limit}.", failure.message, text.len());
				Err(failure)
			},
			_ => Ok(()),
		}
	}

	/// An error of the pallet, as the chain would give it.
	pub fn error(&self, name: &str) -> Failure {
		self.error_of(PALLET, name)
	}

	/// The same for any pallet.
	fn error_of(&self, pallet: &str, name: &str) -> Failure {
		let docs = self
			.at
			.metadata_ref()
			.pallet_by_name(pallet)
			.and_then(|pallet| pallet.error_variants())
			.and_then(|errors| errors.iter().find(|error| error.name == name))
			.map(|error| error.docs.join(" "))
			.unwrap_or_default();
		named(name.to_owned(), &docs)
	}
}

/// That a call was made, for good.
pub struct Receipt {
	pub transaction: H256,
	pub block: BlockId,
	events: ExtrinsicEvents<SubstrateConfig>,
	metadata: ArcMetadata,
}

impl Receipt {
	/// What the pallet said that the call did.
	pub fn event<Event: DecodeAsFields>(&self, name: &str) -> Result<Event, Failure> {
		self.event_of(PALLET, name)
	}

	/// The same for any pallet.
	fn event_of<Event: DecodeAsFields>(&self, pallet: &str, name: &str) -> Result<Event, Failure> {
		let lost = |failure: Failure| {
			let message = format!("The call was made, but what it did cannot be read. {}", failure.message);
			Failure { message, ..failure.of_transaction(self.transaction) }
		};
		for event in self.events.iter() {
			let event = event.map_err(|error| lost(Failure::node(error)))?;
			if event.pallet_name() == pallet && event.event_name() == name {
				return event.decode_fields_unchecked_as().map_err(|error| lost(Failure::node(error)));
			}
		}
		Err(lost(Failure::unknown("node", format!("There is no event {name}."))))
	}
}

/// What the node says if it is certain that a transaction can have no effect.
fn rejection(error: &ExtrinsicError) -> Option<Failure> {
	let ExtrinsicError::ErrorSubmittingTransaction(BackendError::Rpc(RpcError::ClientError(rpcs::Error::User(error)))) =
		error
	else {
		return None;
	};
	if error.code != INVALID_TRANSACTION {
		return None;
	}
	let detail = match &error.data {
		// The detail is JSON text; if it is something else, it is shown as it is.
		Some(data) => serde_json::from_str::<String>(data.get()).unwrap_or_else(|_| data.get().to_owned()),
		None => String::new(),
	};
	let message = [error.message.as_str(), detail.as_str()].join(": ");
	Some(Failure::refused("InvalidTransaction", message.trim_end_matches([':', ' '])))
}

/// What the chain says when a call failed: the error's name and its documentation from the metadata.
fn refusal(error: &DispatchError) -> Failure {
	match error {
		DispatchError::Module(module) => match module.details() {
			Ok(details) => {
				let (pallet, error) = (details.pallet.name(), &details.variant.name);
				let name =
					if [PALLET, IDENTITIES].contains(&pallet) { error.clone() } else { format!("{pallet}::{error}") };
				named(name, &details.variant.docs.join(" "))
			},
			Err(error) => Failure::refused("Module", format!("The call failed. {error}")),
		},
		DispatchError::Token(token) => named(format!("Token::{token:?}"), &token.to_string()),
		DispatchError::Arithmetic(arithmetic) => named(format!("Arithmetic::{arithmetic:?}"), &arithmetic.to_string()),
		DispatchError::Transactional(layers) => named(format!("Transactional::{layers:?}"), &layers.to_string()),
		other => named(format!("{other:?}"), &other.to_string()),
	}
}

/// A refusal of this name: `SchemaUnknown: There is no schema of this identifier.`
fn named(name: String, docs: &str) -> Failure {
	let docs = docs.trim();
	let message = if docs.is_empty() { name.clone() } else { format!("{name}: {docs}") };
	Failure::refused(name, message)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;
	use subxt::error::{ArithmeticError, TokenError};

	fn submission(code: i32, data: Option<&str>) -> ExtrinsicError {
		let error = rpcs::UserError {
			code,
			message: "Invalid Transaction".to_owned(),
			data: data.map(|data| serde_json::value::RawValue::from_string(data.to_owned()).expect("it is JSON")),
		};
		ExtrinsicError::ErrorSubmittingTransaction(rpcs::Error::User(error).into())
	}

	#[test]
	fn a_refusal_is_named_as_on_the_chain() {
		let failure = named("SchemaUnknown".to_owned(), " There is no schema of this identifier. ");
		assert_eq!(failure.message, "SchemaUnknown: There is no schema of this identifier.");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "SchemaUnknown"));
		assert_eq!(named("X".to_owned(), "").message, "X");
		let failure = refusal(&DispatchError::Token(TokenError::FundsUnavailable));
		assert_eq!(failure.message, "Token::FundsUnavailable: Funds are unavailable.");
		let failure = refusal(&DispatchError::Arithmetic(ArithmeticError::Overflow));
		assert_eq!(failure.code, "Arithmetic::Overflow");
		assert_eq!(refusal(&DispatchError::BadOrigin).message, "BadOrigin: Bad origin.");
	}

	#[test]
	fn only_an_invalid_transaction_is_certain_to_have_no_effect() {
		let failure =
			rejection(&submission(INVALID_TRANSACTION, Some("\"Inability to pay some fees\""))).expect("it is certain");
		assert_eq!(failure.message, "Invalid Transaction: Inability to pay some fees");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "InvalidTransaction"));
		let failure = rejection(&submission(INVALID_TRANSACTION, None)).expect("it is certain");
		assert_eq!(failure.message, "Invalid Transaction");
		// Already in the pool: it may well take effect.
		assert!(rejection(&submission(1013, None)).is_none());
		assert!(rejection(&ExtrinsicError::UnexpectedEndOfTransactionStatusStream).is_none());
	}

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
		for url in ["ws://127.0.0.1:9", "nonsense", "http://127.0.0.1:9", "ws://"] {
			let failure = Chain::connect(&connection(url, true)).await.err().expect("there is no node");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "connection"), "{url}");
			assert!(failure.message.contains(url));
		}
	}

	#[tokio::test]
	async fn connections_to_other_machines_are_encrypted_unless_told_otherwise() {
		let failure = Chain::connect(&connection("ws://192.0.2.1:9944", false)).await.err().expect("it is refused");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
		assert!(failure.message.contains("--insecure"));
	}
}
