//! What a call would do, without sending it.

use super::{parts, refusal, transaction::Signed, variant, BlockId, Chain};
use crate::{
	failure::{Exit, Failure},
	output::{flat, Answer, Table},
};
use metadata_json::{kebab_case, Metadata, Shape};
use serde_json::{json, Value};
use subxt::utils::{AccountId32, H256};
use subxt_signer::sr25519::Keypair;

/// For how many blocks a transaction is signed that only is to be tried: the fewest that there can be.
const LIFETIME: u64 = 4;

impl Chain {
	/// Say what a call would cost, and whether it would succeed at the newest final block. What becomes of calls that it holds is
	/// not always part of its result, so it is left open.
	pub async fn dry_run(&self, signer: &Keypair, call: &Value) -> Result<Answer, Failure> {
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
		let unreadable =
			|failure: Failure| if failure.code == "node" { refusal::unreadable(&failure.message) } else { failure };
		let cost = self.runtime_api("TransactionPaymentApi", "query_info", &question, head.hash).await;
		let cost = cost.map_err(unreadable)?;
		let result = self.runtime_api("BlockBuilder", "apply_extrinsic", &bytes, head.hash).await;
		let result = result.map_err(unreadable)?;
		let payer = AccountId32(signer.public_key().0);
		let outcome =
			outcome(&result, |error| refusal::dispatch(self.metadata(), error, parts(refusal::acts(call).1).0));
		let outcome = outcome.map_err(|failure| refusal::of_payer(failure, &payer, call));
		Ok(answer(call, &cost, outcome, holds_calls(self.metadata(), call), &head))
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

/// What `BlockBuilder_apply_extrinsic` says of a transaction: `Ok` if it would succeed.
fn outcome(result: &Value, refuse: impl FnOnce(&Value) -> Failure) -> Result<(), Failure> {
	match variant(result) {
		("ok", dispatched) => dispatched.get("err").map_or(Ok(()), |error| Err(refuse(error))),
		(_, invalid) => {
			let (kind, why) = variant(invalid);
			let why = why.as_str().map_or_else(|| why.to_string(), |name| kebab_case(name).replace('-', " "));
			Err(Failure::refused("InvalidTransaction", format!("The transaction is not valid: {kind}, {why}.")))
		},
	}
}

/// What is printed.
fn answer(call: &Value, cost: &Value, outcome: Result<(), Failure>, holds_calls: bool, head: &BlockId) -> Answer {
	let mut json = json!({
		"call": call,
		"weight": cost["weight"],
		"fee": cost["partialFee"],
		"block": { "number": head.number, "hash": head.hash },
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
			json["error"] = json!(failure.message);
			json["code"] = json!(failure.code);
			(failure.exit, failure.message)
		},
	};
	let table = Table::default()
		.row("Call", call)
		.row("Weight", format!("{} ps, {} bytes of proof", cost["weight"]["refTime"], cost["weight"]["proofSize"]))
		.row("Fee", flat(&cost["partialFee"]))
		.row("Result", result)
		.row("At block", head);
	Answer { exit, json, text: table.text() }
}

#[cfg(test)]
mod tests {
	use super::*;

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
		let metadata = crate::test_chain::metadata();
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
		let outcome = |result: Value| outcome(&result, refuse);
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
	fn it_is_said_what_a_call_would_do() {
		let call = json!({ "system": { "remark": { "remark": "0x00" } } });
		let cost = json!({ "weight": { "refTime": 5, "proofSize": 6 }, "class": "normal", "partialFee": "1000" });
		let head = BlockId { number: 7, hash: H256::zero(), time: 1 };
		let fine = answer(&call, &cost, Ok(()), false, &head);
		assert_eq!(
			(fine.exit, &fine.json["fee"], &fine.json["succeeds"]),
			(Exit::Success, &json!("1000"), &json!(true))
		);
		assert_eq!(fine.json["call"], call);
		let open = answer(&call, &cost, Ok(()), true, &head);
		assert_eq!((open.exit, &open.json["succeeds"]), (Exit::Unknown, &Value::Null));
		let failed = answer(&call, &cost, Err(refuse(&json!("x"))), true, &head);
		assert_eq!((failed.exit, &failed.json["code"]), (Exit::No, &json!("Refused")));
	}
}
