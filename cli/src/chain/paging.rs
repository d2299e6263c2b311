//! Whole listings, put together from the pages that the chain gives.

use super::Found;
use crate::{failure::Failure, output::Progress};
use serde_json::{json, Value};
use std::collections::BTreeSet;

/// All items of a listing, as of one block; `ask` gives the page that some parameters ask for. The parameters may have a cursor.
pub async fn all(
	mut params: Value,
	mut block: Value,
	mut ask: impl AsyncFnMut(Value, Value) -> Result<Found, Failure>,
) -> Result<Found, Failure> {
	let mut items: Vec<Value> = Vec::new();
	let mut cursors = BTreeSet::from([params["cursor"].to_string()]);
	let progress = Progress::new();
	loop {
		let mut page = ask(params.clone(), block).await?;
		let Some(Value::Array(more)) = page.value.get_mut("items") else {
			return Err(Failure::unknown("node", "The node's answer is not a page."));
		};
		items.append(more);
		progress.show(&format!("{} items", items.len()));
		let next = page.value["next"].take();
		if next.is_null() {
			return Ok(Found { block: page.block, value: json!({ "items": items, "next": null }) });
		}
		if !cursors.insert(next.to_string()) {
			return Err(Failure::unknown("node", "The pages that the node gives do not come to an end."));
		}
		params["cursor"] = next;
		// So that nothing is missed or seen twice.
		block = json!(page.block.hash);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chain::BlockId;
	use subxt::utils::H256;

	fn found(items: Vec<u64>, next: Option<u64>) -> Result<Found, Failure> {
		let block = BlockId { number: 7, hash: H256::repeat_byte(7), time: 0, age: None };
		Ok(Found { block, value: json!({ "items": items, "next": next }) })
	}

	/// A page of the even numbers below 100, for which no more than ten numbers are looked at.
	async fn even(params: Value, block: Value) -> Result<Found, Failure> {
		let first = params["cursor"].as_u64().map_or(0, |cursor| cursor + 1);
		assert_eq!(!block.is_null(), first > 0, "the block of the first page is that of the others");
		assert_eq!(params["limit"], 5);
		let last = first + 9;
		let items = (first..=last).filter(|number| number % 2 == 0 && *number < 100).collect();
		found(items, (last < 100).then_some(last))
	}

	/// A page of a listing that begins anew after its third.
	async fn circle(params: Value, _: Value) -> Result<Found, Failure> {
		let next = params["cursor"].as_u64().map_or(1, |cursor| (cursor + 1) % 3);
		found(vec![next], Some(next))
	}

	#[tokio::test]
	async fn short_pages_are_put_together() {
		let all = all(json!({ "limit": 5 }), Value::Null, even).await.expect("there are pages");
		assert_eq!(all.value["items"].as_array().map(Vec::len), Some(50));
		assert_eq!(all.value["next"], Value::Null);
		assert_eq!(all.block.number, 7);
	}

	#[tokio::test]
	async fn pages_in_a_circle_are_noticed() {
		assert_eq!(all(json!({}), Value::Null, circle).await.expect_err("it has no end").code, "node");
	}
}
