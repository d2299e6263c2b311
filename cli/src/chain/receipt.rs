//! What became of a transaction.

use super::{parts, refusal, BlockId, IDENTITIES};
use crate::{
	failure::Failure,
	moment,
	output::{label, Answer, Table},
};
use metadata_json::Metadata;
use serde_json::{json, Map, Value};
use subxt::utils::H256;

/// That a call was made, for good.
#[derive(Clone, Debug)]
pub struct Receipt {
	pub transaction: H256,
	pub block: BlockId,
	/// All events of the transaction, in their order: `{"certification": {"networkFounded": {…}}}`.
	pub events: Vec<Value>,
}

impl Receipt {
	/// The same, if `call` did what it was to do. A call that another one holds may fail although the transaction succeeds, as that
	/// of an identity, whose act consumes its envelope whatever becomes of it.
	pub fn of_success(self, metadata: &Metadata, call: &Value) -> Result<Self, Failure> {
		let (identities, made) = refusal::acts(call);
		let (called, ..) = parts(made);
		for (pallet, name, fields) in self.events.iter().map(parts) {
			let ours = pallet == IDENTITIES && identities.contains(&&fields["identity"]);
			let failure = match (name, error(pallet, name, fields)) {
				(_, Some(error)) => refusal::dispatch(metadata, error, called),
				("actDelayed", _) if ours => {
					let until = fields["until"].as_u64().map_or_else(|| "later".to_owned(), moment::show);
					let message = format!("The guard lets this be done from {until} on; do it again then.");
					refusal::named("ActDelayed", &message)
				},
				// It is asked for, and not done yet.
				("requested", _) if ours => {
					let decided = fields["decided"].as_u64().map_or_else(|| "later".to_owned(), moment::show);
					let message = format!(
						"It is request #{} now. The full keys of the identity can vote on it until {decided}; then give the same \
						 command again, by the same key.",
						fields["request"]
					);
					refusal::named("RequestPending", &message).keeping("requested", fields)
				},
				_ => continue,
			};
			return Err(failure.of_transaction(self.transaction));
		}
		Ok(self)
	}

	/// Whether the call of the transaction failed with this error of a pallet, both names as in JSON, and so did nothing at all.
	pub fn failed_with(&self, pallet: &str, error: &str) -> bool {
		let expected = json!({ "module": { "pallet": pallet, "error": error } });
		let failed = |(of, name, fields): (&str, &str, &Value)| {
			(of, name) == ("system", "extrinsicFailed") && fields["dispatchError"] == expected
		};
		self.events.iter().map(parts).any(failed)
	}

	/// The fields of the first event of this name, both names as in JSON.
	pub fn event(&self, pallet: &str, event: &str) -> Result<&Value, Failure> {
		let found = self.events.iter().map(parts).find(|(of, name, _)| (*of, *name) == (pallet, event));
		found.map(|(.., fields)| fields).ok_or_else(|| {
			let message = format!("The call was made, but there is no event {pallet}.{event}.");
			Failure::unknown("node", message).of_transaction(self.transaction)
		})
	}

	/// The answer to a call of this pallet. Machines get each event of the pallet under its name (the first, if there are several
	/// of a name), and all events. People are shown the pallet's own events; what else happened is named.
	pub fn answer(&self, pallet: &str) -> Answer {
		let (mut json, mut table, mut others) = (Map::new(), Table::default(), Vec::new());
		for (of, name, fields) in self.events.iter().map(parts) {
			if of != pallet {
				others.push(format!("{of}.{name}"));
				continue;
			}
			json.entry(name).or_insert_with(|| fields.clone());
			table = table.row("Event", label(name));
			if !fields.is_null() {
				table = table.rows(fields);
			}
		}
		json.insert("events".to_owned(), json!(self.events));
		if !others.is_empty() {
			table = table.row("Other events", others.join(", "));
		}
		self.told(json.into(), table)
	}

	/// The answer to what changed the chain: what it says that was done, and where that is written.
	pub fn told(&self, mut json: Value, table: Table) -> Answer {
		json["transaction"] = json!(self.transaction);
		json["block"] = json!(self.block);
		let table = table.hash("Transaction", &self.transaction).row("Block", self.block);
		Answer::new(json, table.text())
	}
}

/// Why a call failed, if an event says so: the call of the transaction, or one that it holds.
fn error<'a>(pallet: &str, name: &str, fields: &'a Value) -> Option<&'a Value> {
	match (pallet, name) {
		("system", "extrinsicFailed") => fields.get("dispatchError"),
		("utility", "batchInterrupted" | "itemFailed") => fields.get("error"),
		("sudo", _) => fields["sudoResult"].get("err"),
		_ => fields["result"].get("err"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;
	use subxt::utils::AccountId32;

	fn receipt() -> Receipt {
		let events = vec![
			json!({ "balances": { "withdraw": { "who": "5G", "amount": "7" } } }),
			json!({ "certification": { "networkFounded": { "network": 3, "owner": "5G" } } }),
			json!({ "certification": { "networkFounded": { "network": 4, "owner": "5G" } } }),
			json!({ "certification": "somethingElse" }),
			json!({ "system": { "extrinsicSuccess": { "dispatchInfo": {} } } }),
		];
		let block = BlockId { number: 12, hash: H256::repeat_byte(9), time: 7, age: None };
		Receipt { transaction: H256::repeat_byte(1), block, events }
	}

	#[test]
	fn events_are_found_by_name() {
		let receipt = receipt();
		let event = |pallet, name| receipt.event(pallet, name);
		assert_eq!(event("certification", "networkFounded").expect("it is there")["network"], 3);
		assert_eq!(event("certification", "somethingElse").expect("it is there"), &Value::Null);
		let failure = event("certification", "networkClosed").expect_err("it is not there");
		assert_eq!((failure.code.as_ref(), failure.transaction), ("node", Some(H256::repeat_byte(1))));
	}

	#[test]
	fn an_answer_has_the_events_of_the_called_pallet_by_name() {
		let json = receipt().answer("certification").json;
		assert_eq!(json["networkFounded"]["network"], 3);
		assert_eq!(json["somethingElse"], Value::Null);
		assert_eq!(json["events"].as_array().map(Vec::len), Some(5));
		assert_eq!(json["transaction"], json!(H256::repeat_byte(1)));
		// As reads have it.
		assert_eq!(json["block"], json!({ "number": 12, "hash": H256::repeat_byte(9), "time": 7 }));
		assert_eq!(json.get("withdraw"), None);
		let text = receipt().answer("certification").text;
		for line in [
			"Event         Network founded",
			"Network       3",
			"Other events  balances.withdraw, system.extrinsicSuccess",
		] {
			assert!(text.lines().any(|shown| shown == line), "{line:?} is not in:\n{text}");
		}
	}

	fn account(number: u8) -> AccountId32 {
		AccountId32([number; 32])
	}

	/// A call by which an identity makes a call.
	fn acting(name: &str, identity: u8, call: Value) -> Value {
		json!({ IDENTITIES: { name: { "identity": account(identity), "call": call } } })
	}

	#[test]
	fn the_outcome_of_acts_is_looked_at() {
		let metadata = crate::test_chain::metadata();
		let failed = json!({ "err": { "module": { "pallet": "certification", "error": "schemaUnknown" } } });
		let acted = |identity: u8, result: &Value| json!({ "identityRegistry": { "acted": { "identity": account(identity), "by": null, "result": result } } });
		let delayed =
			json!({ "identityRegistry": { "actDelayed": { "identity": account(1), "until": 1_735_689_600_000_u64 } } });
		let call = acting("actAs", 2, acting("actAs", 1, json!({ "certification": { "revoke": {} } })));
		let code = |events: &[Value]| {
			let block = BlockId { number: 1, hash: H256::zero(), time: 0, age: None };
			let receipt = Receipt { transaction: H256::repeat_byte(7), block, events: events.to_vec() };
			let outcome = receipt.of_success(&metadata, &call);
			outcome.err().map(|failure| {
				assert!(failure.message.starts_with(&format!("{}: ", failure.code)), "{}", failure.message);
				(failure.code.into_owned(), failure.transaction.is_some())
			})
		};
		let fine = json!({ "ok": null });
		assert_eq!(code(&[acted(1, &fine), acted(2, &fine)]), None);
		assert_eq!(code(&[acted(1, &failed), acted(2, &fine)]), Some(("SchemaUnknown".to_owned(), true)));
		// One that the call does not name by itself.
		assert_eq!(code(&[acted(3, &failed), acted(1, &fine)]), Some(("SchemaUnknown".to_owned(), true)));
		assert_eq!(code(&[delayed]), Some(("ActDelayed".to_owned(), true)));
		// What is only asked for is not done; of another identity it does not matter.
		let requested = |identity: u8| {
			let fields = json!({ "identity": account(identity), "request": 1, "decided": 1_735_689_600_000_u64 });
			json!({ "identityRegistry": { "requested": fields } })
		};
		assert_eq!(code(&[requested(1), acted(1, &fine)]), Some(("RequestPending".to_owned(), true)));
		assert_eq!(code(&[requested(7), acted(1, &fine)]), None);
	}

	#[test]
	fn a_transaction_that_failed_is_told_from_a_call_within_it() {
		let failed = |name: &str, field: &str, error: &str| {
			let error = json!({ "module": { "pallet": IDENTITIES, "error": error } });
			let error = if field == "result" { json!({ "err": error }) } else { error };
			let pallet = if field == "result" { IDENTITIES } else { "system" };
			let events = vec![json!({ pallet: { name: { field: error } } })];
			Receipt { events, ..receipt() }.failed_with(IDENTITIES, "signatureInvalid")
		};
		assert!(failed("extrinsicFailed", "dispatchError", "signatureInvalid"));
		assert!(!failed("extrinsicFailed", "dispatchError", "notAuthorised"));
		// That of a key that is added; the envelope of the act was good.
		assert!(!failed("acted", "result", "signatureInvalid"));
	}

	#[test]
	fn calls_within_a_call_may_fail_too() {
		let metadata = crate::test_chain::metadata();
		let error = json!({ "module": { "pallet": "certification", "error": "schemaUnknown" } });
		let (failed, fine) = (json!({ "err": error }), json!({ "ok": null }));
		let call = json!({ "utility": { "forceBatch": { "calls": [] } } });
		let outcome = |event: Value| {
			let events = vec![event, json!({ "system": { "extrinsicSuccess": { "dispatchInfo": {} } } })];
			Receipt { events, ..receipt() }.of_success(&metadata, &call)
		};
		for event in [
			json!({ "sudo": { "sudid": { "sudoResult": failed } } }),
			json!({ "sudo": { "sudoAsDone": { "sudoResult": failed } } }),
			json!({ "proxy": { "proxyExecuted": { "result": failed } } }),
			json!({ "multisig": { "multisigExecuted": { "approving": "5G", "result": failed } } }),
			json!({ "council": { "executed": { "proposalHash": "0x11", "result": failed } } }),
			json!({ "identityRegistry": { "acted": { "identity": account(3), "result": failed } } }),
			json!({ "utility": { "batchInterrupted": { "index": 1, "error": error } } }),
			json!({ "utility": { "itemFailed": { "error": error } } }),
		] {
			let failure = outcome(event.clone()).err().unwrap_or_else(|| panic!("{event} is a failure"));
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "Certification::SchemaUnknown"), "{event}");
			assert!(failure.message.contains("There is no schema of this identifier."), "{}", failure.message);
		}
		for event in [
			json!({ "sudo": { "sudid": { "sudoResult": fine } } }),
			json!({ "multisig": { "multisigExecuted": { "result": fine } } }),
			json!({ "utility": "batchCompleted" }),
			json!({ "certification": { "tried": { "error": "x" } } }),
		] {
			assert!(outcome(event.clone()).is_ok(), "{event}");
		}
	}

	#[test]
	fn what_a_call_fails_with_is_told() {
		let metadata = crate::test_chain::metadata();
		let failed = json!({ "module": { "pallet": "certification", "error": "networkUnknown" } });
		let mut receipt = receipt();
		let call = json!({ "certification": { "revoke": {} } });
		assert!(receipt.clone().of_success(&metadata, &call).is_ok());
		receipt.events = vec![json!({ "system": { "extrinsicFailed": { "dispatchError": failed } } })];
		let failure = receipt.clone().of_success(&metadata, &call).expect_err("it failed");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "NetworkUnknown"));
		assert_eq!(failure.transaction, Some(receipt.transaction));
	}
}
