//! Transactions: signed here, sent, and watched until they are final.

use super::{paging, refusal, BlockId, Chain, Found, Node, Receipt, PAUSE};
use crate::{
	failure::{said, Failure},
	identity::envelope::Envelope,
	output::Progress,
};
use serde_json::{json, Value};
use subxt::{
	config::substrate::{SubstrateConfig, SubstrateExtrinsicParamsBuilder, SubstrateHeader},
	dynamic,
	ext::scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver},
	rpcs::{self, methods::legacy::TransactionStatus},
	utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;
use tokio::time::sleep;

/// For how many blocks a transaction can be included: long enough for finality to lag, short enough that one which got lost
/// is soon known to be void.
pub(super) const LIFETIME: u64 = 64;

/// How often the next number is tried when another transaction of the account has taken one: as often as others of it may be
/// sent at once.
const TRIES: u32 = 50;

/// How often it is looked whether the node has seen the transaction by which a number is taken.
const LOOKS: u32 = 10;

/// The JSON-RPC error codes by which a node says that it has not taken a transaction, so that it has no effect and no fee.
const NOT_TAKEN: std::ops::RangeInclusive<i32> = 1000..=1099;

/// Of these: that the chain cannot read it; that it is invalid; that the node has the very same one already; and that it has
/// another one of the same number, which pays no less.
const UNREADABLE: std::ops::RangeInclusive<i32> = 1001..=1002;
const INVALID: i32 = 1010;
const ALREADY_IMPORTED: i32 = 1013;
const PRIORITY_TOO_LOW: i32 = 1014;

/// What the node says of an invalid transaction whose number was used.
const OUTDATED: &str = "Transaction is outdated";

/// By what the runtime says which number the next transaction of an account has, at the end of a block.
const NEXT_NONCE: &str = "AccountNonceApi_account_nonce";

/// How many events a node gives at once.
const MAX_EVENTS: u32 = 1_000;

/// A transaction that is signed.
pub(super) struct Signed {
	pub bytes: Vec<u8>,
	pub hash: H256,
}

/// What became of a transaction that was sent.
#[derive(Debug, PartialEq, Eq)]
enum Sent {
	/// It is in this block, which is final.
	Final(H256),
	/// It had no effect, as another one has its number.
	NumberTaken,
	/// The node has put another one in its place, which has the same number; only one of the two can have an effect.
	Replaced,
	/// The node had taken it, and finds it invalid by now: another one with its number may have come first.
	Invalid,
}

/// Arguments, encoded.
struct Arguments<'a>(&'a [u8]);

impl EncodeAsFields for Arguments<'_> {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		out.extend_from_slice(self.0);
		Ok(())
	}
}

impl Chain {
	/// A call, encoded.
	pub fn encode(&self, call: &Value) -> Result<Vec<u8>, Failure> {
		let metadata = self.metadata();
		metadata.to_scale(metadata.call_type(), call).map_err(|error| Failure::usage(error.to_string()))
	}

	/// Sign an envelope for this chain, as of a block: the proof as calls have it.
	pub fn prove(&self, block: &BlockId, key: &Keypair, envelope: &Envelope) -> Value {
		// It need not outlive the transaction that carries it.
		let deadline = u32::try_from(block.number.saturating_add(LIFETIME)).unwrap_or(u32::MAX);
		envelope.sign(key, &self.genesis, deadline)
	}

	/// Make a call, and wait until it is final that it was made, and did what it was to do.
	pub async fn submit(&self, signer: &Keypair, call: &Value) -> Result<Receipt, Failure> {
		let receipt = self.include(signer, call).await?;
		self.judge(signer, call, receipt)
	}

	/// Say whether a call of this signer did what it was to do.
	pub fn judge(&self, signer: &Keypair, call: &Value, receipt: Receipt) -> Result<Receipt, Failure> {
		let account = AccountId32(signer.public_key().0);
		receipt.of_success(self.metadata(), call).map_err(|failure| self.explained(failure, &account, call))
	}

	/// Why a call of this account has failed, with what the client knows of it.
	pub(super) fn explained(&self, failure: Failure, payer: &AccountId32, call: &Value) -> Failure {
		refusal::explained(self.metadata(), failure, payer, call)
	}

	/// Make a call, and wait until it is final what became of it.
	pub async fn include(&self, signer: &Keypair, call: &Value) -> Result<Receipt, Failure> {
		let bytes = self.encode(call)?;
		let since = self.finalized().await?;
		let account = AccountId32(signer.public_key().0);
		let mut nonce = next_nonce(&self.node, &account).await?;
		let mut tries = 0;
		loop {
			let signed = self.sign(signer, &bytes, nonce, &since, LIFETIME)?;
			let sent = self.send(&signed, &since).await.map_err(|failure| self.explained(failure, &account, call))?;
			let block = match sent {
				Sent::Final(block) => Some(block),
				Sent::NumberTaken => None,
				// Unless another one had its number, which the node may count a moment later than it says so.
				Sent::Invalid if number_after(&self.node, &account, nonce).await.is_err() => {
					let invalid = Failure::unknown("transaction", "The node finds it invalid by now.");
					return Err(in_doubt(invalid, &signed, &since));
				},
				Sent::Replaced | Sent::Invalid => {
					let settled = settle(&self.node, &account, nonce, &signed, &since).await;
					settled.map_err(|failure| in_doubt(failure, &signed, &since))?
				},
			};
			if let Some(block) = block {
				let receipt = self.receipt(signed.hash, &signed.bytes, block).await;
				return receipt.map_err(|failure| failure.of_transaction(signed.hash));
			}
			tries += 1;
			let next = match tries {
				TRIES => Err(Failure::unknown("nonce", format!("The number of this account was taken {TRIES} times."))),
				_ => number_after(&self.node, &account, nonce).await,
			};
			nonce = next.map_err(|failure| in_doubt(failure, &signed, &since))?;
		}
	}

	/// Sign a call that is encoded. It can be included in so many blocks after `since`.
	pub(super) fn sign(
		&self,
		signer: &Keypair,
		call: &[u8],
		nonce: u64,
		since: &BlockId,
		lifetime: u64,
	) -> Result<Signed, Failure> {
		let known = self.metadata().calls().iter().find_map(|known| Some((known, call.strip_prefix(&known.prefix)?)));
		let (known, arguments) = known.ok_or_else(|| Failure::usage("The chain has no such call."))?;
		let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.nonce(nonce)
			.mortal_from_unchecked(lifetime, since.number, since.hash)
			.build();
		let payload = dynamic::tx(&known.pallet, &known.name, Arguments(arguments));
		let client = self.runtime.client(self.genesis)?;
		let signable = client.transactions().create_signable_offline(&payload, params);
		let signed = signable.and_then(|mut signable| signable.sign(signer)).map_err(Failure::node)?;
		Ok(Signed { hash: signed.hash(), bytes: signed.into_encoded() })
	}

	/// Send a transaction, and wait for the block that it got into to be final.
	async fn send(&self, transaction: &Signed, since: &BlockId) -> Result<Sent, Failure> {
		let doubt = |failure| in_doubt(failure, transaction, since);
		let waiting = Progress::new();
		waiting.show("Waiting until the transaction is final…");
		let (rpc, deadline) = (self.node.methods(), self.node.deadline);
		let sent = deadline.limit(rpc.author_submit_and_watch_extrinsic(&transaction.bytes)).await.map_err(doubt)?;
		let mut progress = match sent {
			Ok(progress) => progress,
			Err(rpcs::Error::User(error)) if NOT_TAKEN.contains(&error.code) => return not_taken(&error),
			Err(error) => return Err(doubt(Failure::node(error))),
		};
		loop {
			let lost = match deadline.limit(progress.next()).await.map_err(doubt)? {
				Some(Ok(TransactionStatus::Finalized(block))) => return Ok(Sent::Final(block)),
				Some(Ok(TransactionStatus::Usurped(_))) => return Ok(Sent::Replaced),
				Some(Ok(TransactionStatus::FinalityTimeout(_))) => "Its block did not become final in time.",
				Some(Ok(TransactionStatus::Dropped)) => "The node has dropped it.",
				Some(Ok(TransactionStatus::Invalid)) => return Ok(Sent::Invalid),
				Some(Ok(_)) => continue,
				Some(Err(error)) => return Err(doubt(Failure::node(error))),
				None => "The node no longer says what becomes of it.",
			};
			return Err(doubt(Failure::unknown("transaction", lost)));
		}
	}

	/// What happened by a transaction in a block that is final. There is no doubt any more that it is in it.
	pub(super) async fn receipt(&self, transaction: H256, bytes: &[u8], block: H256) -> Result<Receipt, Failure> {
		let lost = |what: &str| Failure::unknown("node", format!("The node has no {what} of block {block:?}."));
		let found = self.node.ask(async |rpc| rpc.chain_get_block(Some(block)).await).await?;
		let all = found.ok_or_else(|| lost("transactions"))?.block.extrinsics;
		let place = all.iter().position(|known| known.0 == bytes);
		let phase = json!({ "applyExtrinsic": place.ok_or_else(|| lost("transaction like that"))? });
		let ask = async |mut params: Value, block| {
			params["block"] = block;
			self.ask("civitas_events", params).await
		};
		let Found { block, value } = paging::all(json!({ "limit": MAX_EVENTS }), json!(block), ask).await?;
		let records = value["items"].as_array().into_iter().flatten();
		let events = records.filter(|record| record["phase"] == phase).map(|record| record["event"].clone()).collect();
		Ok(Receipt { transaction, block, events })
	}
}

/// The mark that a failure carries once a transaction was sent: it may be on its way whatever went wrong.
fn in_doubt(failure: Failure, transaction: &Signed, since: &BlockId) -> Failure {
	let void = since.number.saturating_add(LIFETIME);
	let message = format!(
		"{} The transaction may still take effect until block #{void}: look before you send it again, by `civitas transaction {:?} \
		 --since {}`.",
		failure.message, transaction.hash, since.number
	);
	Failure { message, ..failure }.of_transaction(transaction.hash)
}

/// The number of an account's next transaction.
async fn next_nonce(node: &Node, account: &AccountId32) -> Result<u64, Failure> {
	node.ask(async |rpc| rpc.system_account_next_index(account).await).await
}

/// The same when the node says that another transaction has the number `used`. What is signed with the next number takes effect
/// besides the first if that was not true, so the node has to count the other one, too.
async fn number_after(node: &Node, account: &AccountId32, used: u64) -> Result<u64, Failure> {
	for _ in 0..LOOKS {
		let next = next_nonce(node, account).await?;
		if next > used {
			return Ok(next);
		}
		node.deadline.limit(sleep(PAUSE)).await?;
	}
	let message =
		format!("The node says that another transaction of this account has its number {used}, but knows none.");
	Err(Failure::unknown("nonce", message))
}

/// Wait until it is final which of two transactions has the number `nonce` of an account: the block of this one, or `None` if it
/// is the other, so that this one will never have an effect. Another node may have known this one, and not the other.
async fn settle(
	node: &Node,
	account: &AccountId32,
	nonce: u64,
	transaction: &Signed,
	since: &BlockId,
) -> Result<Option<H256>, Failure> {
	let waiting = Progress::new();
	waiting.show("Another transaction took its place; waiting until that is final…");
	let mut next = since.number.saturating_add(1);
	loop {
		let head = node.ask(async |rpc| rpc.chain_get_finalized_head().await).await?;
		let used = node.ask(async |rpc| rpc.state_call(NEXT_NONCE, Some(&account.0), Some(head)).await).await?;
		// Numbers are of four bytes today.
		let mut bytes = [0; 8];
		bytes.iter_mut().zip(&used).for_each(|(byte, used)| *byte = *used);
		let number = block_number(node, head).await?;
		for number in next..=number {
			let lost = || Failure::unknown("node", format!("The node has no block #{number}."));
			let hash = node.ask(async |rpc| rpc.chain_get_block_hash(Some(number.into())).await).await?;
			let hash = hash.ok_or_else(lost)?;
			let block = node.ask(async |rpc| rpc.chain_get_block(Some(hash)).await).await?.ok_or_else(lost)?;
			if block.block.extrinsics.iter().any(|known| known.0 == transaction.bytes) {
				return Ok(Some(hash));
			}
		}
		next = next.max(number.saturating_add(1));
		if u64::from_le_bytes(bytes) > nonce {
			return Ok(None);
		}
		node.deadline.limit(sleep(PAUSE)).await?;
	}
}

/// The number of a block that the node knows.
async fn block_number(node: &Node, hash: H256) -> Result<u64, Failure> {
	let header: Option<SubstrateHeader<H256>> = node.ask(async |rpc| rpc.chain_get_header(Some(hash)).await).await?;
	let lost = || Failure::unknown("block", format!("The node does not know block {hash:?}."));
	header.map(|header| header.number).ok_or_else(lost)
}

/// What to do about a transaction that the node has not taken.
fn not_taken(error: &rpcs::UserError) -> Result<Sent, Failure> {
	match error.code {
		_ if is_number_taken(error) => Ok(Sent::NumberTaken),
		INVALID => Err(refusal::invalid(error)),
		code if UNREADABLE.contains(&code) => Err(refusal::unreadable(&said(error))),
		_ => Err(Failure::unknown("pool", format!("The node has not taken the transaction: {}", said(error)))),
	}
}

/// Whether the node says that another transaction has the number.
fn is_number_taken(error: &rpcs::UserError) -> bool {
	let outdated = || error.data.as_ref().is_some_and(|data| data.get().contains(OUTDATED));
	matches!(error.code, ALREADY_IMPORTED | PRIORITY_TOO_LOW) || (error.code == INVALID && outdated())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::Deadline,
		failure::Exit,
		test_chain::{hash, header, number},
	};

	fn error(code: i32, data: Option<&str>) -> rpcs::UserError {
		let raw = |data: &str| serde_json::value::RawValue::from_string(data.to_owned()).expect("it is JSON");
		rpcs::UserError { code, message: "Invalid Transaction".to_owned(), data: data.map(raw) }
	}

	#[test]
	fn it_is_known_when_another_transaction_has_the_number() {
		assert!(is_number_taken(&error(PRIORITY_TOO_LOW, Some("\"The transaction has too low priority\""))));
		assert!(is_number_taken(&error(ALREADY_IMPORTED, None)));
		assert!(is_number_taken(&error(INVALID, Some("\"Transaction is outdated\""))));
		assert!(!is_number_taken(&error(INVALID, Some("\"Inability to pay some fees\""))));
		assert!(!is_number_taken(&error(INVALID, None)));
		assert!(!is_number_taken(&error(-32000, None)));
	}

	/// A node that says of every account that its next number is one of these, one after the other, and then the last.
	struct Counting(std::sync::Mutex<Vec<u64>>);

	impl rpcs::RpcClientT for Counting {
		fn request_raw<'a>(
			&'a self,
			_: &'a str,
			_: Option<Box<serde_json::value::RawValue>>,
		) -> rpcs::client::RawRpcFuture<'a, Box<serde_json::value::RawValue>> {
			let mut numbers = self.0.lock().expect("nobody panicked");
			let number = if numbers.len() > 1 { numbers.remove(0) } else { numbers[0] };
			let raw = serde_json::value::to_raw_value(&number).expect("it is JSON");
			Box::pin(async move { Ok(raw) })
		}

		fn subscribe_raw<'a>(
			&'a self,
			_: &'a str,
			_: Option<Box<serde_json::value::RawValue>>,
			_: &'a str,
		) -> rpcs::client::RawRpcFuture<'a, rpcs::client::RawRpcSubscription> {
			panic!("nobody asks for it")
		}
	}

	#[tokio::test]
	async fn another_number_is_only_taken_if_the_node_counts_the_other_transaction() {
		let after = async |used: u64, numbers: &[u64]| {
			let rpc = rpcs::RpcClient::new(Counting(numbers.to_vec().into()));
			let node = Node { rpc, deadline: Deadline::after(1) };
			number_after(&node, &AccountId32([7; 32]), used).await
		};
		assert_eq!(after(4, &[5]).await.ok(), Some(5));
		// Others were quicker.
		assert_eq!(after(4, &[9]).await.ok(), Some(9));
		assert_eq!(after(4, &[4, 5]).await.ok(), Some(5));
		assert_eq!(after(4, &[4]).await.expect_err("it is not true").exit, Exit::Unknown);
	}

	/// A node whose newest final block has another number whenever it is asked for that, and then stays. Blocks up to 9 are empty;
	/// block 10 has one transaction, and from then on the account has used its number 4.
	struct Growing {
		heads: std::sync::Mutex<Vec<u64>>,
		transaction: Vec<u8>,
	}

	impl rpcs::RpcClientT for Growing {
		fn request_raw<'a>(
			&'a self,
			method: &'a str,
			params: Option<Box<serde_json::value::RawValue>>,
		) -> rpcs::client::RawRpcFuture<'a, Box<serde_json::value::RawValue>> {
			let params = params
				.map(|params| serde_json::from_str::<Value>(params.get()).expect("it is JSON"))
				.unwrap_or_default();
			let answer = match method {
				"chain_getFinalizedHead" => {
					let mut heads = self.heads.lock().expect("nobody panicked");
					hash(if heads.len() > 1 { heads.remove(0) } else { heads[0] })
				},
				"state_call" => json!(if number(&params[2]) < 10 { "0x04000000" } else { "0x05000000" }),
				"chain_getHeader" => header(number(&params[0])),
				"chain_getBlockHash" => hash(params[0].as_u64().expect("it is a number")),
				"chain_getBlock" => {
					let number = number(&params[0]);
					let all =
						if number == 10 { vec![format!("0x{}", hex::encode(&self.transaction))] } else { Vec::new() };
					json!({ "block": { "header": header(number), "extrinsics": all }, "justifications": null })
				},
				_ => panic!("nobody asks for {method}"),
			};
			Box::pin(async move { Ok(serde_json::value::to_raw_value(&answer).expect("it is JSON")) })
		}

		fn subscribe_raw<'a>(
			&'a self,
			_: &'a str,
			_: Option<Box<serde_json::value::RawValue>>,
			_: &'a str,
		) -> rpcs::client::RawRpcFuture<'a, rpcs::client::RawRpcSubscription> {
			panic!("nobody asks for it")
		}
	}

	#[tokio::test]
	async fn what_was_replaced_is_done_again_once_it_is_final_that_it_is_void() {
		// Blocks have lists of transactions that say how long they are themselves.
		let (ours, theirs) = (vec![8, 1, 2], vec![8, 3, 4]);
		let settled = async |heads: &[u64], included: &[u8]| {
			let rpc = Growing { heads: heads.to_vec().into(), transaction: included.to_vec() };
			let node = Node { rpc: rpcs::RpcClient::new(rpc), deadline: Deadline::after(2) };
			let since = BlockId { number: 7, hash: H256::zero(), time: 0, age: None };
			let signed = Signed { bytes: ours.clone(), hash: H256::repeat_byte(1) };
			settle(&node, &AccountId32([7; 32]), 4, &signed, &since).await
		};
		assert_eq!(settled(&[8, 9, 12], &theirs).await.ok(), Some(None));
		// Another node knew this one and not the other.
		assert_eq!(settled(&[8, 12], &ours).await.ok(), Some(Some(H256::from_low_u64_be(10))));
		// Until then nobody knows.
		assert_eq!(settled(&[8, 9], &theirs).await.expect_err("it is open").code, "timeout");
	}

	#[test]
	fn what_was_sent_once_may_have_an_effect() {
		let since = BlockId { number: 7, hash: H256::zero(), time: 0, age: None };
		let signed = Signed { bytes: Vec::new(), hash: H256::repeat_byte(1) };
		let failure = in_doubt(Failure::unknown("nonce", "Taken."), &signed, &since);
		assert_eq!(failure.transaction, Some(signed.hash));
		assert!(failure.message.starts_with("Taken. ") && failure.message.contains("until block #71"));
		let look = format!("`civitas transaction {:?} --since 7`", signed.hash);
		assert!(failure.message.contains(&look), "{}", failure.message);
	}

	#[test]
	fn what_was_not_taken_leaves_no_doubt() {
		let failure = |code, data| not_taken(&error(code, data)).expect_err("it was not taken");
		let invalid = failure(INVALID, Some("\"Inability to pay some fees\""));
		assert_eq!((invalid.exit, invalid.code.as_ref()), (Exit::No, "InvalidTransaction"));
		assert!(invalid.message.ends_with("Inability to pay some fees"), "{}", invalid.message);
		let unreadable = failure(1002, Some("\"Runtime error\""));
		assert_eq!((unreadable.exit, unreadable.code.as_ref()), (Exit::No, "CallUnreadable"));
		let full = failure(1016, None);
		assert_eq!((full.exit, full.code.as_ref(), full.transaction), (Exit::Unknown, "pool", None));
		assert!(matches!(not_taken(&error(PRIORITY_TOO_LOW, None)), Ok(Sent::NumberTaken)));
	}
}
