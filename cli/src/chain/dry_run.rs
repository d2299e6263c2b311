//! What a call would do, without sending it.

use super::{
	refusal,
	transaction::{sign, Signed},
	BlockId, Chain,
};
use crate::{
	failure::{Exit, Failure},
	output::{flat, Answer, Table},
};
use metadata_json::kebab_case;
use serde_json::{json, Value};
use subxt::utils::H256;
use subxt_signer::sr25519::Keypair;

impl Chain {
	/// Say what a call would cost, and whether it would succeed at the newest final block. What becomes of an act of an identity
	/// is not part of a call's result, so with `acts` it is left open.
	pub async fn dry_run(&self, signer: &Keypair, call: &[u8], acts: bool) -> Result<Answer, Failure> {
		let head = self.finalized().await?;
		// The state of a block does not have its own hash, so the transaction can only be known to be of this chain since
		// the one before.
		let before = || Failure::unknown("block", "The chain has no final block but the first; try again when it has.");
		let since = self.before(&head).await?.ok_or_else(before)?;
		let nonce = self.runtime_api("AccountNonceApi", "account_nonce", &signer.public_key().0, head.hash).await?;
		let nonce = nonce.as_u64().ok_or_else(|| Failure::unknown("node", "The account's number is none."))?;
		let Signed { bytes, .. } = sign(self.runtime(), self.genesis(), signer, call, nonce, &since)?;

		let metadata = self.metadata();
		let decoded = metadata.to_json(metadata.call_type(), call);
		let decoded = decoded.map_err(|error| Failure::unknown("metadata", error.to_string()))?;
		let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
		let question = [&bytes[..], &length].concat();
		// The state is there, so if these give no answer it is because they cannot read what they are asked about.
		let unreadable =
			|failure: Failure| if failure.code == "node" { refusal::unreadable(&failure.message) } else { failure };
		let cost = self.runtime_api("TransactionPaymentApi", "query_info", &question, head.hash).await;
		let cost = cost.map_err(unreadable)?;
		let result = self.runtime_api("BlockBuilder", "apply_extrinsic", &bytes, head.hash).await;
		let result = result.map_err(unreadable)?;
		let outcome = outcome(&result, |error| refusal::dispatch(metadata, error, self.pallet_of(call)));
		Ok(answer(&decoded, &cost, outcome, acts, &head))
	}

	/// The block before another one, if there is one.
	async fn before(&self, block: &BlockId) -> Result<Option<BlockId>, Failure> {
		let Some(number) = block.number.checked_sub(1) else { return Ok(None) };
		let hash = self.rpc(|rpc| async move { rpc.chain_get_block_hash(Some(number.into())).await }).await?;
		match hash {
			Some(hash) => self.block(hash).await.map(Some),
			None => Err(Failure::unknown("block", format!("The node does not know block {number}."))),
		}
	}

	/// Ask a runtime API, with arguments that are encoded.
	async fn runtime_api(&self, api: &str, method: &str, arguments: &[u8], block: H256) -> Result<Value, Failure> {
		let client = self.runtime().client(self.genesis())?;
		let known = client.metadata_ref().runtime_api_trait_by_name(api);
		let known = known.and_then(|known| Some(known.method_by_name(method)?.output_ty()));
		let function = &format!("{api}_{method}");
		let output = known.ok_or_else(|| Failure::unknown("metadata", format!("The chain has no {function}.")))?;
		let answer =
			self.rpc(|rpc| async move { rpc.state_call(function, Some(arguments), Some(block)).await }).await?;
		self.metadata()
			.to_json(output, &answer)
			.map_err(|error| Failure::unknown("metadata", format!("The answer of {function} cannot be read: {error}")))
	}
}

/// What `BlockBuilder_apply_extrinsic` says of a transaction: `Ok` if it would succeed.
fn outcome(result: &Value, refuse: impl FnOnce(&Value) -> Failure) -> Result<(), Failure> {
	if let Some(dispatched) = result.get("ok") {
		return match dispatched.get("err") {
			None => Ok(()),
			Some(error) => Err(refuse(error)),
		};
	}
	let words = |value: &Value| match value {
		Value::String(name) => kebab_case(name).replace('-', " "),
		other => other.to_string(),
	};
	let why = match result.get("err").and_then(Value::as_object).and_then(|error| error.iter().next()) {
		Some((kind, why)) => format!("{kind}, {}", words(why)),
		None => "the node does not say why".to_owned(),
	};
	Err(Failure::refused("InvalidTransaction", format!("The transaction is not valid: {why}.")))
}

/// What is printed.
fn answer(call: &Value, cost: &Value, outcome: Result<(), Failure>, acts: bool, head: &BlockId) -> Answer {
	let mut json = json!({
		"call": call,
		"weight": cost["weight"],
		"fee": cost["partialFee"],
		"block": { "number": head.number, "hash": head.hash },
	});
	let table = Table::default()
		.row("Call", call.to_string())
		.row("Weight", format!("{} ps, {} bytes of proof", cost["weight"]["refTime"], cost["weight"]["proofSize"]))
		.row("Fee", flat(&cost["partialFee"]));
	let (exit, result) = match outcome {
		Ok(()) if acts => {
			json["succeeds"] = Value::Null;
			(
				Exit::Unknown,
				"The transaction would be taken; what becomes of the act is only known when it is made.".to_owned(),
			)
		},
		Ok(()) => {
			json["succeeds"] = json!(true);
			(Exit::Success, "It would succeed.".to_owned())
		},
		Err(failure) => {
			json["succeeds"] = json!(false);
			json["error"] = json!(failure.message);
			json["code"] = json!(failure.code);
			(failure.exit, failure.message)
		},
	};
	let table = table.row("Result", result).block("At block", head);
	Answer { exit, json, text: table.text() }
}

#[cfg(test)]
mod tests {
	use super::*;

	fn refuse(error: &Value) -> Failure {
		Failure::refused("Refused", error.to_string())
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
