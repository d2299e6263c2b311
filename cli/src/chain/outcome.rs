//! What became of a transaction that was sent some time ago.

use super::{transaction::LIFETIME, Chain};
use crate::{
	failure::Failure,
	identity::blake2_256,
	output::{Answer, Progress, Table},
};
use serde_json::{json, Value};
use subxt::{ext::frame_decode::extrinsics::decode_extrinsic, utils::H256};

/// How many final blocks are looked at if nobody says since when.
const NEWEST: u64 = 4 * LIFETIME;

impl Chain {
	/// What became of a transaction that this client has sent after the block of number `since`.
	pub async fn outcome_of(&self, transaction: H256, since: Option<u64>) -> Result<Answer, Failure> {
		let head = self.finalized().await?;
		let (first, last) = match since {
			Some(since) => (since.saturating_add(1), since.saturating_add(LIFETIME).min(head.number)),
			None => (head.number.saturating_sub(NEWEST), head.number),
		};
		let progress = Progress::new();
		for number in first..=last {
			progress.show(&format!("Looking at block #{number}…"));
			let lost = || Failure::unknown("node", format!("The node has no block #{number}."));
			let hash = self.node.ask(async |rpc| rpc.chain_get_block_hash(Some(number.into())).await).await?;
			let hash = hash.ok_or_else(lost)?;
			let block = self.node.ask(async |rpc| rpc.chain_get_block(Some(hash)).await).await?.ok_or_else(lost)?;
			let all = block.block.extrinsics;
			if let Some(found) = all.iter().find(|known| blake2_256(&known.0) == transaction.0) {
				let receipt = self.receipt(transaction, &found.0, hash).await?;
				// What has failed has an event that says so; by the call it is named as it was when it was sent.
				let call = self.call_of(&found.0).unwrap_or_default();
				let block = receipt.block;
				let receipt = receipt.of_success(self.metadata(), &call);
				let receipt = receipt.map_err(|failure| failure.keeping("block", block))?;
				let json = json!({ "events": receipt.events });
				let table = Table::default().row("Result", "It was done.").rows(&json);
				return Ok(receipt.told(json, table));
			}
		}
		Err(match since {
			Some(since) if head.number >= since.saturating_add(LIFETIME) => Failure::refused(
				"transactionVoid",
				format!("It is in no block up to #{last}, and void since: it had no effect, and never will."),
			),
			Some(since) => Failure::unknown(
				"transaction",
				format!(
					"It is in no final block yet, up to #{}, and can get into one up to #{}.",
					head.number,
					since.saturating_add(LIFETIME)
				),
			),
			None => Failure::unknown(
				"transaction",
				format!("It is in none of the final blocks #{first} to #{last}. With --since it can be told whether it is void."),
			),
		}
		.of_transaction(transaction))
	}

	/// The call of a transaction, if it is one of the code that is known.
	fn call_of(&self, transaction: &[u8]) -> Option<Value> {
		let metadata = self.runtime.client(self.genesis).ok()?.metadata_ref();
		let read = decode_extrinsic(&mut &*transaction, metadata, metadata.types()).ok()?;
		// It comes last.
		let call = transaction.get(read.call_data_range().start..)?;
		self.metadata().to_json(self.metadata().call_type(), call).ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::{BlockId, Deadline, Node, Runtime},
		failure::Exit,
		test_chain::{self, hash, header, number},
	};
	use serde_json::value::{to_raw_value, RawValue};
	use subxt::{
		rpcs::{
			client::{RawRpcFuture, RawRpcSubscription, RpcClientT},
			RpcClient,
		},
		utils::AccountId32,
	};
	use subxt_signer::sr25519::dev;

	/// What is sent, with its length before it.
	const SENT: [u8; 3] = [8, 1, 2];

	/// A node with so many final blocks, of which block 10 has the transaction, with this event.
	struct Blocks {
		head: u64,
		transaction: Vec<u8>,
		event: Value,
	}

	impl RpcClientT for Blocks {
		fn request_raw<'a>(
			&'a self,
			method: &'a str,
			params: Option<Box<RawValue>>,
		) -> RawRpcFuture<'a, Box<RawValue>> {
			let params = params.map(|params| serde_json::from_str::<Value>(params.get()).expect("it is JSON"));
			let params = params.unwrap_or_default();
			let answer = match method {
				"chain_getFinalizedHead" => hash(self.head),
				"chain_getHeader" => header(number(&params[0])),
				"state_getStorage" => Value::Null,
				"chain_getBlockHash" => hash(params[0].as_u64().expect("it is a number")),
				"chain_getBlock" => {
					let number = number(&params[0]);
					assert!(number <= self.head, "it is not final");
					let all =
						if number == 10 { vec![format!("0x{}", hex::encode(&self.transaction))] } else { Vec::new() };
					json!({ "block": { "header": header(number), "extrinsics": all }, "justifications": null })
				},
				"civitas_events" => {
					let items = [json!({ "phase": { "applyExtrinsic": 0 }, "event": self.event, "topics": [] })];
					let block = json!({ "number": 10, "hash": hash(10), "time": 1_000, "age": 5 });
					json!({ "block": block, "value": { "items": items, "next": null } })
				},
				_ => panic!("nobody asks for {method}"),
			};
			Box::pin(async move { Ok(to_raw_value(&answer).expect("it is JSON")) })
		}

		fn subscribe_raw<'a>(
			&'a self,
			_: &'a str,
			_: Option<Box<RawValue>>,
			_: &'a str,
		) -> RawRpcFuture<'a, RawRpcSubscription> {
			panic!("nobody sends anything")
		}
	}

	fn chain(head: u64, transaction: &[u8], event: Value) -> Chain {
		let rpc = RpcClient::new(Blocks { head, transaction: transaction.to_vec(), event });
		let node = Node { rpc, deadline: Deadline::after(5) };
		Chain { node, genesis: H256::zero(), runtime: Runtime::of(test_chain::metadata_bytes()) }
	}

	async fn outcome(head: u64, since: Option<u64>, sent: &[u8], event: Value) -> Result<Answer, Failure> {
		chain(head, &SENT, event).outcome_of(H256(blake2_256(sent)), since).await
	}

	#[tokio::test]
	async fn errors_are_named_as_when_it_was_sent() {
		let error = json!({ "module": { "pallet": "certification", "error": "networkUnknown" } });
		let failed = json!({ "system": { "extrinsicFailed": { "dispatchError": error } } });
		let since = BlockId { number: 7, hash: H256::zero(), time: 0, age: None };
		let found = json!({ "name": "N", "policyHash": H256::zero(), "policyUri": "u", "membership": "open" });
		let found = json!({ "certification": { "foundNetwork": found } });
		let act = json!({ "identityRegistry": { "actAs": { "identity": AccountId32([1; 32]), "call": found } } });
		for call in [found, act] {
			let call = chain(20, &[], Value::Null).encode(&call).expect("it is a call");
			let signed = chain(20, &[], Value::Null).sign(&dev::alice(), &call, 3, &since, LIFETIME);
			let bytes = signed.expect("it can be signed").bytes;
			let chain = chain(20, &bytes, failed.clone());
			let failure = chain.outcome_of(H256(blake2_256(&bytes)), Some(7)).await.expect_err("it was refused");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "NetworkUnknown"));
			assert_eq!(failure.message, "NetworkUnknown: There is no network of this number.");
		}
	}

	#[tokio::test]
	async fn what_was_done_is_found() {
		let done = || json!({ "system": { "extrinsicSuccess": {} } });
		for (head, since) in [(10, Some(7)), (500, Some(7)), (200, None)] {
			let answer = outcome(head, since, &SENT, done()).await.expect("it was done");
			assert_eq!((answer.exit, &answer.json["block"]["number"]), (Exit::Success, &json!(10)), "{head}");
			assert_eq!(answer.json["events"], json!([done()]));
		}
		let error = json!({ "module": { "pallet": "certification", "error": "networkUnknown" } });
		let failed = json!({ "system": { "extrinsicFailed": { "dispatchError": error } } });
		let failure = outcome(20, Some(7), &SENT, failed).await.expect_err("it was refused");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "Certification::NetworkUnknown"));
	}

	#[tokio::test]
	async fn what_is_void_is_told_from_what_may_still_come() {
		let judged = async |head: u64, since: Option<u64>| {
			let failure = outcome(head, since, &[8, 3, 4], Value::Null).await.expect_err("it is in no block");
			assert!(failure.transaction.is_some());
			(failure.exit, failure.code)
		};
		assert_eq!(judged(71, Some(7)).await, (Exit::No, "transactionVoid".into()));
		assert_eq!(judged(70, Some(7)).await, (Exit::Unknown, "transaction".into()));
		assert_eq!(judged(500, None).await, (Exit::Unknown, "transaction".into()));
		// Nothing is looked at that is not there.
		assert_eq!(judged(5, Some(7)).await, (Exit::Unknown, "transaction".into()));
	}
}
