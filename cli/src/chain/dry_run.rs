//! What a call would do, without sending it.

use super::{parts, refusal, transaction::Signed, variant, BlockId, Chain, PAUSE};
use crate::{
	failure::{Exit, Failure},
	output::{flat, Answer, Table},
};
use metadata_json::{kebab_case, Metadata, Shape};
use serde_json::{json, Value};
use subxt::utils::{AccountId32, H256};
use subxt_signer::sr25519::Keypair;
use tokio::time::sleep;

/// For how many blocks a transaction is signed that only is to be tried: the fewest that there can be.
const LIFETIME: u64 = 4;

/// What a block says of itself when it refuses a transaction, and not of the transaction: the state that is tried upon is that of
/// the end of a block, which can be full, as that is in which an epoch changes.
const OF_THE_MOMENT: [&str; 4] = ["exhaustsResources", "future", "stale", "ancientBirthBlock"];

/// The code of an answer that another block may give.
const COULD_NOT_TELL: &str = "couldNotTell";

/// How often it is looked whether there is another final block to try a call upon: for ten seconds. A chain that makes blocks only
/// when there are transactions has none.
const LOOKS: u32 = 20;

/// What came of a try.
struct Tried {
	cost: Value,
	outcome: Result<(), Failure>,
	head: BlockId,
}

impl Chain {
	/// Say what a call would cost, and whether it would succeed at the newest final block. What becomes of calls that it holds is
	/// not always part of its result, so it is left open. So is what cannot be said of this block and of the next one.
	pub async fn dry_run(&self, signer: &Keypair, call: &Value) -> Result<Answer, Failure> {
		let mut tried = self.try_once(signer, call).await?;
		if tried.outcome.as_ref().is_err_and(|failure| failure.code == COULD_NOT_TELL)
			&& self.has_next(&tried.head, LOOKS).await?
		{
			tried = self.try_once(signer, call).await?;
		}
		let Tried { cost, outcome, head } = tried;
		// What a node says of the unit is for people alone.
		let properties = self.node.ask(async |rpc| rpc.system_properties().await).await.unwrap_or_default();
		let fee = amount(&cost["partialFee"], &json!(properties));
		Ok(answer(call, &cost, &fee, outcome, holds_calls(self.metadata(), call), &head))
	}

	/// Look so often for a final block after `head`, and say whether there is one.
	async fn has_next(&self, head: &BlockId, looks: u32) -> Result<bool, Failure> {
		for _ in 0..looks {
			self.node.deadline.limit(sleep(PAUSE)).await?;
			if self.finalized().await?.number > head.number {
				return Ok(true);
			}
		}
		Ok(false)
	}

	/// Try a call upon the newest final block.
	async fn try_once(&self, signer: &Keypair, call: &Value) -> Result<Tried, Failure> {
		let encoded = self.encode(call)?;
		let head = self.finalized().await?;
		let birth = birth(head.number).ok_or_else(|| {
			Failure::unknown("block", "The chain has no final block but the first; try again when it has.")
		})?;
		let hash = self.node.ask(async |rpc| rpc.chain_get_block_hash(Some(birth.into())).await).await?;
		let since = self.block(hash.unwrap_or_default()).await?;
		let nonce = self.runtime_api("AccountNonceApi", "account_nonce", &signer.public_key().0, head.hash).await?;
		let nonce = nonce.as_u64().ok_or_else(|| Failure::unknown("node", "The account's number is none."))?;
		let Signed { bytes, .. } = self.sign(signer, &encoded, nonce, &since, LIFETIME)?;

		let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
		let question = [&bytes[..], &length].concat();
		// The state is there, so if these give no answer it is because they cannot read what they are asked about.
		let payer = AccountId32(signer.public_key().0);
		let unreadable = |failure: Failure| match failure.code.as_ref() {
			"node" => self.explained(refusal::unreadable(&failure.message), &payer, call),
			_ => failure,
		};
		let cost = self.runtime_api("TransactionPaymentApi", "query_info", &question, head.hash).await;
		let cost = cost.map_err(unreadable)?;
		let result = self.runtime_api("BlockBuilder", "apply_extrinsic", &bytes, head.hash).await;
		let result = result.map_err(unreadable)?;
		let fits = fits(self.metadata(), &cost);
		let refuse = |error: &Value| refusal::dispatch(self.metadata(), error, parts(refusal::acts(call).1).0);
		let outcome = outcome(&result, fits, refuse);
		let outcome = outcome.map_err(|failure| self.explained(failure, &payer, call));
		Ok(Tried { cost, outcome, head })
	}

	/// Ask a runtime API, with arguments that are encoded.
	async fn runtime_api(&self, api: &str, method: &str, arguments: &[u8], block: H256) -> Result<Value, Failure> {
		let known = self.runtime.client(self.genesis)?.metadata_ref().runtime_api_trait_by_name(api);
		let known = known.and_then(|known| Some(known.method_by_name(method)?.output_ty()));
		let function = &format!("{api}_{method}");
		let output = known.ok_or_else(|| Failure::unknown("metadata", format!("The chain has no {function}.")))?;
		let ask = async |rpc: super::Methods| rpc.state_call(function, Some(arguments), Some(block)).await;
		let answer = self.node.ask(ask).await?;
		self.metadata()
			.to_json(output, &answer)
			.map_err(|error| Failure::unknown("metadata", format!("The answer of {function} cannot be read: {error}")))
	}
}

/// Since which block a transaction is signed for that is to be valid at the state of `head`, and in no block after it.
///
/// The node gets it with a true signature, and must not be able to have it included. A transaction says of the block of its birth
/// only the remainder of the number by the lifetime, and signs its hash. To each block the birth is the newest one with this
/// remainder, itself included. So to `head` it is the third block before it, as signed. To the next block it is that block itself,
/// and to later ones this or a newer one: their hashes are not the one that was signed. While the chain is shorter, block 0 is the
/// birth, and the transaction stays valid until block 3.
fn birth(head: u64) -> Option<u64> {
	(head > 0).then(|| head.saturating_sub(LIFETIME - 1))
}

/// Whether a call holds other calls.
fn holds_calls(metadata: &Metadata, call: &Value) -> bool {
	let (pallet, name, _) = parts(call);
	let is_call = |ty: u32| ty == metadata.call_type();
	metadata.call(pallet, name).is_some_and(|call| {
		call.inputs.iter().any(|input| match metadata.shape(input.ty) {
			_ if is_call(input.ty) => true,
			Shape::List(item) | Shape::Option(item) => is_call(item),
			_ => false,
		})
	})
}

/// Whether a transaction of this weight gets into a block that has nothing else in it, as far as the chain says what does.
fn fits(metadata: &Metadata, cost: &Value) -> bool {
	let most = metadata.constant("System", "BlockWeights").unwrap_or_default();
	let most = &most["perClass"][cost["class"].as_str().unwrap_or_default()]["maxExtrinsic"];
	["refTime", "proofSize"].into_iter().all(|part| match (number(&cost["weight"][part]), number(&most[part])) {
		(Some(weight), Some(most)) => weight <= most,
		_ => true,
	})
}

/// What `BlockBuilder_apply_extrinsic` says of a transaction: `Ok` if it would succeed. If it `fits` into a block, that this one is
/// full says nothing of the next one.
fn outcome(result: &Value, fits: bool, refuse: impl FnOnce(&Value) -> Failure) -> Result<(), Failure> {
	match variant(result) {
		("ok", dispatched) => dispatched.get("err").map_or(Ok(()), |error| Err(refuse(error))),
		(_, invalid) => {
			let (kind, why) = variant(invalid);
			let name = why.as_str().unwrap_or_default();
			let said = if name.is_empty() { why.to_string() } else { kebab_case(name).replace('-', " ") };
			Err(match kind == "invalid" && OF_THE_MOMENT.contains(&name) && fits {
				true => Failure::unknown(
					COULD_NOT_TELL,
					format!("It could not be tried upon this block ({said}): try again in the next block."),
				),
				false => {
					Failure::refused("InvalidTransaction", format!("The transaction is not valid: {kind}, {said}."))
				},
			})
		},
	}
}

/// A whole number, which is a text if it is large.
fn number(value: &Value) -> Option<u128> {
	value.as_u64().map(u128::from).or_else(|| value.as_str()?.parse().ok())
}

/// An amount of the chain's own currency, with its unit if the node's properties say what that is.
fn amount(value: &Value, properties: &Value) -> String {
	let (symbol, decimals) = (properties["tokenSymbol"].as_str(), properties["tokenDecimals"].as_u64());
	let one = decimals.and_then(|decimals| 10_u128.checked_pow(decimals.try_into().ok()?));
	match (number(value), symbol, decimals, one) {
		(Some(amount), Some(symbol), Some(decimals), Some(one)) => {
			let width = usize::try_from(decimals).unwrap_or_default();
			let fraction = format!("{:0width$}", amount % one);
			let fraction = if one == 1 { "" } else { fraction.trim_end_matches('0') };
			let point = if fraction.is_empty() { "" } else { "." };
			format!("{}{point}{fraction} {symbol}", amount / one)
		},
		_ => flat(value),
	}
}

/// What is printed.
fn answer(
	call: &Value,
	cost: &Value,
	fee: &str,
	outcome: Result<(), Failure>,
	holds_calls: bool,
	head: &BlockId,
) -> Answer {
	let mut json = json!({
		"call": call,
		"weight": cost["weight"],
		"fee": cost["partialFee"],
		"block": head,
		"succeeds": outcome.is_ok(),
	});
	let (exit, result) = match outcome {
		Ok(()) if holds_calls => {
			json["succeeds"] = Value::Null;
			let open = "The transaction would be taken; what becomes of the call within is only known when it is made.";
			(Exit::Unknown, open.to_owned())
		},
		Ok(()) => (Exit::Success, "It would succeed.".to_owned()),
		Err(failure) => {
			if failure.exit == Exit::Unknown {
				json["succeeds"] = Value::Null;
			}
			json["error"] = json!(failure.message);
			json["code"] = json!(failure.code);
			(failure.exit, failure.message)
		},
	};
	let table = Table::default()
		.row("Call", call)
		.row("Weight", format!("{} ps, {} bytes of proof", cost["weight"]["refTime"], cost["weight"]["proofSize"]))
		.row("Fee", fee)
		.row("Result", result)
		.row("At block", head);
	Answer { exit, json, text: table.text() }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		chain::{Deadline, Node, Runtime},
		test_chain::{self, hash, header, number},
	};
	use serde_json::value::{to_raw_value, RawValue};
	use std::sync::Mutex;
	use subxt::rpcs::{
		client::{RawRpcFuture, RawRpcSubscription, RpcClientT},
		RpcClient,
	};
	use subxt_signer::sr25519::dev;

	fn refuse(error: &Value) -> Failure {
		Failure::refused("Refused", error.to_string())
	}

	/// The birth of a transaction as a block of this number sees it: the chain's own rule, of `sp_runtime::generic::Era`.
	fn seen(birth: u64, number: u64) -> u64 {
		let phase = birth % LIFETIME;
		(number.max(phase) - phase) / LIFETIME * LIFETIME + phase
	}

	#[test]
	fn what_is_tried_is_void_in_every_later_block() {
		assert_eq!(birth(0), None);
		for head in 1..100 {
			let birth = birth(head).expect("there are two blocks");
			// The state of a block has the hashes of the blocks before it.
			assert!(birth < head && seen(birth, head) == birth, "{head}");
			let later = (head + 1).max(LIFETIME)..head + 200;
			assert!(later.into_iter().all(|number| seen(birth, number) != birth), "{head}");
		}
	}

	#[test]
	fn calls_that_hold_calls_are_known() {
		let metadata = test_chain::metadata();
		let remark = json!({ "system": { "remark": { "remark": "0x00" } } });
		assert!(!holds_calls(&metadata, &remark));
		assert!(!holds_calls(&metadata, &json!({ "certification": { "tryAll": {} } })));
		assert!(holds_calls(
			&metadata,
			&json!({ "identityRegistry": { "actAs": { "identity": "5G", "call": remark } } })
		));
	}

	#[test]
	fn results_are_told_apart() {
		let outcome = |result: Value| outcome(&result, true, refuse);
		assert!(outcome(json!({ "ok": { "ok": null } })).is_ok());
		let failed = outcome(json!({ "ok": { "err": "badOrigin" } })).expect_err("it failed");
		assert_eq!(
			(failed.exit, failed.code.as_ref(), failed.message.as_str()),
			(Exit::No, "Refused", "\"badOrigin\"")
		);
		let invalid = outcome(json!({ "err": { "invalid": "badProof" } })).expect_err("it is invalid");
		assert_eq!((invalid.exit, invalid.code.as_ref()), (Exit::No, "InvalidTransaction"));
		assert_eq!(invalid.message, "The transaction is not valid: invalid, bad proof.");
		let invalid = outcome(json!({ "err": { "invalid": { "custom": 7 } } })).expect_err("it is invalid");
		assert!(invalid.message.contains("{\"custom\":7}"), "{}", invalid.message);
	}

	#[test]
	fn what_only_this_block_says_is_left_open() {
		for name in OF_THE_MOMENT {
			let result = json!({ "err": { "invalid": name } });
			let failure = outcome(&result, true, refuse).expect_err("it was not tried");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "couldNotTell"), "{name}");
			assert!(failure.message.ends_with("try again in the next block."), "{}", failure.message);
			// What no block has room for is never taken.
			assert_eq!(outcome(&result, false, refuse).expect_err("it is too heavy").exit, Exit::No);
			let head = BlockId { number: 7, hash: H256::zero(), time: 1, age: None };
			let answer = answer(&json!({}), &json!({}), "", Err(failure), false, &head);
			assert_eq!((answer.exit, &answer.json["succeeds"]), (Exit::Unknown, &Value::Null));
		}
	}

	#[test]
	fn fees_have_their_unit() {
		let civ = json!({ "tokenSymbol": "CIV", "tokenDecimals": 12, "ss58Format": 42 });
		for (fee, shown) in [
			(json!("1500000000000"), "1.5 CIV"),
			(json!(1_230_000), "0.00000123 CIV"),
			(json!("2000000000000"), "2 CIV"),
			(json!(0), "0 CIV"),
			(json!("340282366920938463463374607431768211455"), "340282366920938463463374607.431768211455 CIV"),
		] {
			assert_eq!(amount(&fee, &civ), shown);
		}
		assert_eq!(amount(&json!(70), &json!({ "tokenSymbol": "UNIT", "tokenDecimals": 0 })), "70 UNIT");
		for unknown in
			[json!({}), json!({ "tokenSymbol": "CIV" }), json!({ "tokenSymbol": "CIV", "tokenDecimals": 99 })]
		{
			assert_eq!(amount(&json!("1500000000000"), &unknown), "1500000000000");
		}
	}

	/// A node with these final blocks, one after the other, of which the last one stays. The blocks up to `full` have no room.
	struct Full {
		heads: Mutex<Vec<u64>>,
		full: u64,
	}

	impl RpcClientT for Full {
		fn request_raw<'a>(
			&'a self,
			method: &'a str,
			params: Option<Box<RawValue>>,
		) -> RawRpcFuture<'a, Box<RawValue>> {
			let params = params.map(|params| serde_json::from_str::<Value>(params.get()).expect("it is JSON"));
			let params = params.unwrap_or_default();
			let answer = match method {
				"chain_getFinalizedHead" => {
					let mut heads = self.heads.lock().expect("nobody panicked");
					hash(if heads.len() > 1 { heads.remove(0) } else { heads[0] })
				},
				"chain_getHeader" => header(number(&params[0])),
				"chain_getBlockHash" => hash(params[0].as_u64().expect("it is a number")),
				"state_getStorage" => Value::Null,
				"system_properties" => json!({ "tokenSymbol": "CIV", "tokenDecimals": 12 }),
				"state_call" => json!(match params[0].as_str().expect("it is a name") {
					"AccountNonceApi_account_nonce" => "0x00000000",
					"TransactionPaymentApi_query_info" => "0x00000088130000000000000000000000000000",
					_ if number(&params[2]) <= self.full => "0x010001",
					_ => "0x0000",
				}),
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

	#[tokio::test]
	async fn a_block_that_is_full_is_tried_once_more() {
		let chain = |heads: &[u64], full: u64| {
			let rpc = RpcClient::new(Full { heads: heads.to_vec().into(), full });
			let node = Node { rpc, deadline: Deadline::after(60) };
			Chain { node, genesis: H256::zero(), runtime: Runtime::of(test_chain::metadata_bytes()) }
		};
		let tried = async |heads: &[u64], full: u64| {
			let call = json!({ "system": { "remark": { "remark": "0x00" } } });
			chain(heads, full).dry_run(&dev::alice(), &call).await.expect("it is tried")
		};
		let fine = tried(&[9], 0).await;
		assert_eq!((fine.exit, &fine.json["block"]["number"]), (Exit::Success, &json!(9)), "{}", fine.text);
		assert!(fine.text.contains("0.000000005 CIV"), "{}", fine.text);
		// The next block has room.
		let next = tried(&[9, 9, 10], 9).await;
		assert_eq!((next.exit, &next.json["block"]["number"]), (Exit::Success, &json!(10)), "{}", next.text);
		// It has none, or does not come.
		let open = tried(&[9, 10], 10).await;
		assert_eq!((open.exit, &open.json["succeeds"]), (Exit::Unknown, &Value::Null), "{}", open.text);
		assert!(open.text.contains("try again in the next block"), "{}", open.text);
		let head = BlockId { number: 9, hash: H256::zero(), time: 0, age: None };
		assert_eq!(chain(&[9], 9).has_next(&head, 1).await.ok(), Some(false));
	}

	#[test]
	fn it_is_said_what_a_call_would_do() {
		let call = json!({ "system": { "remark": { "remark": "0x00" } } });
		let cost = json!({ "weight": { "refTime": 5, "proofSize": 6 }, "class": "normal", "partialFee": "1000" });
		let head = BlockId { number: 7, hash: H256::zero(), time: 1, age: None };
		let fine = answer(&call, &cost, "1 CIV", Ok(()), false, &head);
		assert_eq!(
			(fine.exit, &fine.json["fee"], &fine.json["succeeds"]),
			(Exit::Success, &json!("1000"), &json!(true))
		);
		assert_eq!(fine.json["call"], call);
		assert!(fine.text.contains("\nFee       1 CIV\n"), "{}", fine.text);
		let open = answer(&call, &cost, "1 CIV", Ok(()), true, &head);
		assert_eq!((open.exit, &open.json["succeeds"]), (Exit::Unknown, &Value::Null));
		let failed = answer(&call, &cost, "1 CIV", Err(refuse(&json!("x"))), true, &head);
		assert_eq!((failed.exit, &failed.json["code"]), (Exit::No, &json!("Refused")));
	}
}
