//! How old answers are, and what is not answered because only something older is known.

use super::{
	call, gateway_over, gateway_with,
	runtime::{self, hash_of, time_of, Fake, BEST, FINALIZED, OLD},
};
use crate::gateway::Gateway;
use serde_json::{json, Value};
use std::{sync::Arc, time::Duration};

/// How old the last finalised block may be.
const MOST: Duration = Duration::from_secs(600);
/// The same in milliseconds.
const MOST_MILLIS: u64 = 600_000;

/// Questions about the present, of each kind that there is.
fn questions() -> Vec<(&'static str, Value)> {
	let certificate = format!("0x{}", "11".repeat(32));
	vec![
		("certification_networks", json!({})),
		("certification_networks", json!([null, 1])),
		("certification_networks", json!([null, 1, null])),
		("certification_verify", json!({ "certificate": certificate, "block": null })),
		("civitas_view", json!(["certification", "network", [0]])),
		("civitas_events", json!({})),
		("civitas_exportStatusList", json!([certificate, "revocation"])),
		("civitas_resolveDid", json!(["did:civitas:nobody"])),
	]
}

fn bounded() -> (Gateway, Arc<Fake>) {
	gateway_over(Fake::new(), Some(MOST), 2, 16)
}

async fn ask(gateway: &Gateway, method: &str, params: &Value) -> Result<Value, Value> {
	call(gateway, method, &params.to_string()).await
}

/// That nothing is told of the present, and why.
async fn assert_untold(gateway: &Gateway, problem: &str, block: Value) {
	for (method, params) in questions() {
		let error = ask(gateway, method, &params).await.expect_err("it is not the present");
		assert_eq!(error["code"], 10_106, "{method} {params}: {error}");
		let message = error["message"].as_str().expect("an error has a message");
		assert!(message.starts_with("Could not tell: ") && message.contains(problem), "{method}: {message}");
		assert_eq!(error["data"], json!({ "block": block }), "{method}");
	}
}

/// That the present is told, whatever it is.
async fn assert_told(gateway: &Gateway, age: Value) {
	for (method, params) in questions() {
		match ask(gateway, method, &params).await {
			Ok(answer) => assert_eq!((&answer["block"]["number"], &answer["block"]["age"]), (&json!(FINALIZED), &age)),
			// There is no such list.
			Err(error) => assert_eq!((method, &error["code"]), ("civitas_exportStatusList", &json!(10_103)), "{error}"),
		}
	}
}

fn block(number: u32, age: impl Into<Value>) -> Value {
	let time = if number == 0 { 0 } else { time_of(number) };
	json!({ "number": number, "hash": format!("{:?}", hash_of(number)), "time": time, "age": age.into() })
}

#[tokio::test]
async fn every_answer_says_how_old_its_block_is() {
	let (gateway, fake) = gateway_with(2, 16);
	for (now, number, age) in [
		(time_of(FINALIZED) + 1_234, FINALIZED, json!(1_234)),
		(time_of(FINALIZED), FINALIZED, json!(0)),
		// Ahead of the clock.
		(time_of(FINALIZED), BEST, json!(0)),
		(time_of(FINALIZED) + 7 * MOST_MILLIS, OLD, json!(7 * MOST_MILLIS + 6_000)),
		(time_of(FINALIZED), 0, Value::Null),
	] {
		fake.set_now(now);
		let answer = call(&gateway, "validatorSet_approvedCount", &json!([number]).to_string()).await.unwrap();
		assert_eq!(answer["block"], block(number, age));
	}
	// Calls are of a block, too.
	fake.set_now(time_of(FINALIZED) + 5);
	let answer = ask(&gateway, "civitas_encodeCall", &json!([runtime::remark()])).await.unwrap();
	assert_eq!(answer["block"], block(FINALIZED, 5));
}

#[tokio::test]
async fn an_old_block_is_not_taken_for_the_present() {
	let (gateway, fake) = bounded();
	for age in [0, MOST_MILLIS] {
		fake.set_now(time_of(FINALIZED) + age);
		assert_told(&gateway, json!(age)).await;
	}
	let age = MOST_MILLIS + 1;
	fake.set_now(time_of(FINALIZED) + age);
	assert_untold(&gateway, "the last finalised block is 601 s old, and may be 600 s", block(FINALIZED, age)).await;
	// The clock was wrong, and is right again.
	fake.set_now(time_of(FINALIZED) + 1);
	assert_told(&gateway, json!(1)).await;
}

#[tokio::test]
async fn a_block_of_the_future_is_not_the_present_either() {
	let (gateway, fake) = bounded();
	fake.set_now(time_of(FINALIZED) - MOST_MILLIS);
	assert_told(&gateway, json!(0)).await;
	fake.set_now(time_of(FINALIZED) - MOST_MILLIS - 1);
	assert_untold(&gateway, "601 s ahead of this node's clock", block(FINALIZED, 0)).await;
}

#[tokio::test]
async fn at_genesis_nothing_is_known() {
	let mut fake = Fake::new();
	fake.finalized = 0;
	let (gateway, fake) = gateway_over(fake, Some(MOST), 2, 16);
	for now in [0, time_of(1)] {
		fake.set_now(now);
		assert_untold(&gateway, "nothing is final yet but the first block", block(0, Value::Null)).await;
	}
}

#[tokio::test]
async fn who_names_a_block_is_answered() {
	let (gateway, fake) = bounded();
	fake.set_now(time_of(FINALIZED) + 1_000 * MOST_MILLIS);
	for named in [json!(FINALIZED), json!(format!("{:?}", hash_of(FINALIZED)))] {
		for (method, params) in [
			("certification_networks", json!({ "block": named })),
			("certification_network", json!([0, named])),
			("civitas_view", json!(["certification", "network", [0], named])),
			("civitas_events", json!({ "block": named })),
			("civitas_resolveDid", json!(["did:civitas:nobody", named])),
		] {
			let answer = ask(&gateway, method, &params).await.unwrap();
			assert_eq!(answer["block"], block(FINALIZED, 1_000 * MOST_MILLIS), "{method} {params}");
		}
	}
	let answer = ask(&gateway, "certification_networks", &json!({ "block": 0 })).await.unwrap();
	assert_eq!(answer["block"], block(0, Value::Null));
}

#[tokio::test]
async fn what_is_no_fact_of_the_chain_is_told_as_ever() {
	let (gateway, fake) = bounded();
	fake.set_now(time_of(FINALIZED) + 1_000 * MOST_MILLIS);
	let encoded = ask(&gateway, "civitas_encodeCall", &json!([runtime::remark()])).await.unwrap();
	let decoded = ask(&gateway, "civitas_decodeCall", &json!([encoded["value"]])).await.unwrap();
	assert_eq!(decoded["value"], runtime::remark());
	assert_eq!(decoded["block"]["age"], 1_000 * MOST_MILLIS);
	gateway.set_names(["rpc.discover"]);
	assert_eq!(ask(&gateway, "rpc.discover", &json!([])).await.unwrap()["info"]["title"], "Civitas");
}

#[tokio::test]
async fn without_a_bound_nothing_is_too_old() {
	let (gateway, fake) = gateway_with(2, 16);
	fake.set_now(time_of(FINALIZED) + 1_000 * MOST_MILLIS);
	assert_told(&gateway, json!(1_000 * MOST_MILLIS)).await;
	fake.set_now(0);
	assert_told(&gateway, json!(0)).await;
}
