//! What became of a transaction.

use super::{identities::IDENTITIES, BlockId};
use crate::{
	failure::Failure,
	output::{label, Answer, Table},
};
use metadata_json::camel_case;
use serde_json::{json, Map, Value};
use subxt::utils::H256;

/// What an event without data has.
const NOTHING: &Value = &Value::Null;

/// That a call was made, for good.
#[derive(Clone, Debug)]
pub struct Receipt {
	pub transaction: H256,
	pub block: BlockId,
	/// All events of the transaction, in their order: `{"certification": {"networkFounded": {…}}}`.
	pub events: Vec<Value>,
}

impl Receipt {
	/// The fields of the first event of this name, both names as in JSON.
	pub fn event(&self, pallet: &str, event: &str) -> Result<&Value, Failure> {
		let found = self.events_of(pallet).find_map(|(name, fields)| (name == event).then_some(fields));
		found.ok_or_else(|| self.without(pallet, event).of_transaction(self.transaction))
	}

	/// Why there is no event that there should be.
	fn without(&self, pallet: &str, event: &str) -> Failure {
		match self.events_of(IDENTITIES).find(|(name, _)| ["proposed", "approved"].contains(name)) {
			Some((name, fields)) => {
				let hash = fields["callHash"].as_str().unwrap_or_default();
				let message =
					format!("The call ({hash}) was {name}; it is made when enough controllers have approved it.");
				Failure::refused("ApprovalsMissing", message)
			},
			None => Failure::unknown("node", format!("The call was made, but there is no event {pallet}.{event}.")),
		}
	}

	/// The events of a pallet, by name.
	pub fn events_of<'a>(&'a self, pallet: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
		let pallet = camel_case(pallet);
		self.events.iter().filter_map(move |event| {
			let (of, name, fields) = parts(event)?;
			(of == pallet).then_some((name, fields))
		})
	}

	/// For machines: each event of the called pallet under its name (the first, if there are several of a name), all events,
	/// and where they are written.
	pub fn json(&self, pallet: &str) -> Value {
		let mut json = Map::new();
		for (name, fields) in self.events_of(pallet) {
			json.entry(name).or_insert_with(|| fields.clone());
		}
		json.insert("events".to_owned(), json!(self.events));
		json.insert("transaction".to_owned(), json!(self.transaction));
		json.insert("block".to_owned(), json!({ "number": self.block.number, "hash": self.block.hash }));
		Value::Object(json)
	}

	/// The answer to a call of this pallet. People are shown the pallet's own events; what else happened is named.
	pub fn answer(&self, pallet: &str) -> Answer {
		// A call that was only proposed did nothing yet.
		let pallet = if self.events_of(pallet).next().is_some() { pallet } else { IDENTITIES };
		let mut table = Table::default();
		for (name, fields) in self.events_of(pallet) {
			table = table.row("Event", label(name));
			if !fields.is_null() {
				table = table.rows(fields);
			}
		}
		let pallet = camel_case(pallet);
		let others = self.events.iter().filter_map(parts).filter(|(of, ..)| *of != pallet);
		let others: Vec<_> = others.map(|(of, name, _)| format!("{of}.{name}")).collect();
		if !others.is_empty() {
			table = table.row("Other events", others.join(", "));
		}
		let table = table.hash("Transaction", &self.transaction).block("Block", &self.block);
		Answer::new(self.json(&pallet), table.text())
	}
}

/// Pallet, name and fields of an event.
pub fn parts(event: &Value) -> Option<(&str, &str, &Value)> {
	let (pallet, event) = event.as_object()?.iter().next()?;
	match event {
		Value::String(name) => Some((pallet, name, NOTHING)),
		Value::Object(event) => event.iter().next().map(|(name, fields)| (pallet.as_str(), name.as_str(), fields)),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;

	fn receipt() -> Receipt {
		let events = vec![
			json!({ "balances": { "withdraw": { "who": "5G", "amount": "7" } } }),
			json!({ "certification": { "networkFounded": { "network": 3, "owner": "5G" } } }),
			json!({ "certification": { "networkFounded": { "network": 4, "owner": "5G" } } }),
			json!({ "certification": "somethingElse" }),
			json!({ "system": { "extrinsicSuccess": { "dispatchInfo": {} } } }),
		];
		let block = BlockId { number: 12, hash: H256::repeat_byte(9), time: 7 };
		Receipt { transaction: H256::repeat_byte(1), block, events }
	}

	#[test]
	fn events_are_found_by_name() {
		let receipt = receipt();
		let event = |pallet, name| receipt.event(pallet, name);
		assert_eq!(event("certification", "networkFounded").expect("it is there")["network"], 3);
		assert_eq!(event("Certification", "somethingElse").expect("it is there"), &Value::Null);
		let failure = event("certification", "networkClosed").expect_err("it is not there");
		assert_eq!((failure.code.as_ref(), failure.transaction), ("node", Some(H256::repeat_byte(1))));
	}

	#[test]
	fn a_call_that_was_only_proposed_is_told_apart() {
		let mut receipt = receipt();
		receipt.events = vec![json!({ "identityRegistry": { "proposed": { "callHash": "0x11" } } })];
		let failure = receipt.event("certification", "networkFounded").expect_err("it is not there");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "ApprovalsMissing"));
		assert!(failure.message.contains("0x11"));
		assert_eq!(receipt.answer("certification").json["proposed"]["callHash"], "0x11");
	}

	#[test]
	fn an_answer_has_the_events_of_the_called_pallet_by_name() {
		let json = receipt().json("certification");
		assert_eq!(json["networkFounded"]["network"], 3);
		assert_eq!(json["somethingElse"], Value::Null);
		assert_eq!(json["events"].as_array().map(Vec::len), Some(5));
		assert_eq!(json["transaction"], json!(H256::repeat_byte(1)));
		assert_eq!(json["block"], json!({ "number": 12, "hash": H256::repeat_byte(9) }));
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
}
