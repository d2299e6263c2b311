//! Calls that are written as JSON, and what becomes of them.

use crate::{
	chain::Person,
	client::{from_hex, Client},
};
use civitas_runtime::Balance;
use serde_json::{json, Value};

/// An amount in an answer.
pub fn amount(value: &Value) -> Balance {
	let amount = value.as_str().and_then(|digits| digits.parse().ok());
	amount.unwrap_or_else(|| panic!("{value} is no amount"))
}

/// Why a transaction failed, or a call that it holds: the name of the error, as JSON has it.
fn failure(events: &[Value]) -> Option<String> {
	events.iter().find_map(|event| {
		let transaction = &event["system"]["extrinsicFailed"]["dispatchError"];
		let motion = &event["technicalCommittee"]["executed"]["result"]["err"];
		let error = [transaction, motion].into_iter().find(|error| !error.is_null())?;
		let name = error["module"]["error"].as_str().or(error["token"].as_str()).or(error.as_str());
		Some(name.map_or_else(|| error.to_string(), str::to_owned))
	})
}

impl Client {
	/// The bytes of a call.
	pub async fn encoded(&self, call: &Value) -> Vec<u8> {
		let bytes = self.value("civitas_encodeCall", json!({ "call": call })).await;
		from_hex(bytes.as_str().expect("a call is bytes"))
	}

	/// All that happens by a call, which is alone in its block.
	async fn effects(&self, who: &Person, call: &Value) -> Vec<Value> {
		let bytes = self.encoded(call).await;
		let block = self.submit_encoded(who, &bytes).await.finalized_block().await;
		let page = self.value("civitas_events", json!({ "limit": 1_000, "block": block })).await;
		let items = page["items"].as_array().expect("a page has items").iter();
		// The first one says the time.
		let ours = items.filter(|item| item["phase"]["applyExtrinsic"].as_u64() > Some(0));
		ours.map(|item| item["event"].clone()).collect()
	}

	/// It is done: all that happens by it.
	pub async fn done(&self, who: &Person, call: &Value) -> Vec<Value> {
		let events = self.effects(who, call).await;
		assert_eq!(failure(&events), None, "{who}: {call}");
		events
	}

	/// It is refused with this error.
	pub async fn refused(&self, who: &Person, call: &Value, error: &str) {
		let events = self.effects(who, call).await;
		assert_eq!(failure(&events).as_deref(), Some(error), "{who}: {call}");
	}

	/// So many seconds pass.
	pub async fn pass(&self, seconds: u64) {
		self.call("dev_advanceTime", json!([seconds])).await;
	}
}
