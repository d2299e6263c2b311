//! What is asked, and what is answered.

use super::{
	call, gateway, refusal,
	runtime::{self, hash_of, time_of, AGE, FINALIZED},
	value,
};
use codec::Encode;
use serde_json::{json, Value};

#[tokio::test]
async fn a_view_answers_by_name_and_by_position() {
	let gateway = gateway();
	let hash = format!("{:?}", hash_of(FINALIZED));
	let block = json!({ "number": FINALIZED, "hash": hash, "time": time_of(FINALIZED), "age": AGE });
	for params in [r#"{"network": 0}"#, "[0]", r#"{"network": 0, "block": null}"#, "[0, null]"] {
		let answer = call(&gateway, "certification_network", params).await.unwrap();
		assert_eq!(answer["block"], block, "{params}");
		assert_eq!(answer["value"]["name"], "Registrars", "{params}");
		assert_eq!(answer.as_object().unwrap().len(), 2, "{params}");
	}
	let page = value(&gateway, "certification_networks", json!({ "limit": 1 })).await;
	assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
	assert_eq!(page["next"], 0);
	let page = value(&gateway, "certification_networks", json!([0])).await;
	assert_eq!(page["items"][0]["name"], "Universities");
	assert_eq!(page["next"], Value::Null);
	assert_eq!(value(&gateway, "certification_network", json!([7])).await, Value::Null);
	assert_eq!(value(&gateway, "validatorSet_approvedCount", json!({})).await, 1);
}

#[tokio::test]
async fn each_mistake_is_named() {
	let gateway = gateway();
	for (method, params, problem) in [
		("certification_network", r#"{"network": 0, "netwrk": 1}"#, "netwrk: there is no such parameter"),
		("certification_network", r#"{"network": 0, "network": 0}"#, "network: it is given twice"),
		("certification_network", r#"{"network": 0, "block": 4, "block": 4}"#, "block: it is given twice"),
		("certification_network", "[0, 4, 5]", "there are 3 parameters, and 1 were expected at the most"),
		("certification_network", "{}", "network: it is missing"),
		("certification_network", "[]", "network: it is missing"),
		("certification_network", r#"{"network": "x"}"#, "network: \"x\" is not a u32"),
		("certification_network", r#"{"network": 70000000000}"#, "network: 70000000000 is not a u32"),
		("certification_network", r#"{"network": 0, "at": 4}"#, "at: there is no such parameter"),
		(
			"certification_verify",
			r#"{"certificate": "0x00"}"#,
			"certificate: there are 1 bytes, and there have to be 32",
		),
		("civitas_view", r#"{"pallet": "certification"}"#, "view: it is missing"),
		("civitas_view", r#"["certification", "network", {"network": 0, "x": 1}]"#, "params.x: there is no such"),
		("civitas_view", r#"["certification", 7]"#, "view: invalid type"),
		("civitas_encodeCall", r#"{"call": {"system": {"remarks": {}}}}"#, "call.system: \"remarks\" is none of"),
		("civitas_encodeCall", r#"{"call": 1}"#, "call: 1 is not a name, or an object of one member"),
		("civitas_decodeCall", r#"{"call": "0xzz"}"#, "call: Invalid character"),
		("civitas_decodeCall", r#"{"call": "00"}"#, "call: it does not begin with 0x"),
		("civitas_decodeCall", r#"{"call": "0xffff"}"#, "call: "),
		("civitas_events", r#"{"phase": 0}"#, "phase: there is no such parameter; there are: cursor, limit, block"),
		("civitas_events", "[4, 4, 4, 4]", "there are 4 parameters, and 2 were expected at the most"),
		("civitas_events", r#"{"limit": 0}"#, "limit: a page has at least one event"),
		("civitas_events", r#"{"cursor": "x"}"#, "cursor: "),
	] {
		let (code, message) = refusal(&gateway, method, params).await;
		assert_eq!(code, -32_602, "{method} {params}: {message}");
		assert!(message.starts_with(&format!("Invalid params: {problem}")), "{method} {params}: {message}");
	}
}

#[tokio::test]
async fn a_bound_of_the_runtime_that_is_broken_is_a_wrong_parameter() {
	let gateway = gateway();
	let name = "x".repeat(1_000);
	let params = json!({ "name": name }).to_string();
	let (code, message) = refusal(&gateway, "identityRegistry_identityOfName", &params).await;
	assert_eq!((code, message.contains("longer than the runtime takes")), (-32_602, true), "{message}");
}

#[tokio::test]
async fn any_view_is_reached_by_its_name() {
	let gateway = gateway();
	for (pallet, view) in [("certification", "network"), ("Certification", "network")] {
		for params in [json!({ "network": 1 }), json!([1])] {
			let asked = json!({ "pallet": pallet, "view": view, "params": params });
			assert_eq!(value(&gateway, "civitas_view", asked).await["name"], "Universities");
		}
	}
	for view in ["approvedCount", "approved_count", "approved-count"] {
		assert_eq!(value(&gateway, "civitas_view", json!(["validatorSet", view])).await, 1, "{view}");
	}
	let (code, message) = refusal(&gateway, "civitas_view", r#"["certification", "nothing"]"#).await;
	assert_eq!(code, 10_102);
	assert!(message.ends_with("has no view certification.nothing"), "{message}");
}

#[tokio::test]
async fn calls_become_bytes_and_are_read_again() {
	let gateway = gateway();
	let json = json!({ "utility": { "batch": { "calls": [runtime::remark(), runtime::remark()] } } });
	let bytes = value(&gateway, "civitas_encodeCall", json!({ "call": json })).await;
	assert_eq!(bytes, format!("0x{}", hex::encode(runtime::call(json.clone()).encode())));
	assert_eq!(value(&gateway, "civitas_decodeCall", json!([bytes])).await, json);
}

#[tokio::test]
async fn a_call_of_many_bytes_is_not_read() {
	let call = format!("0x{}", "00".repeat(128 * 1024 + 1));
	let (code, message) = refusal(&gateway(), "civitas_decodeCall", &json!([call]).to_string()).await;
	assert_eq!((code, message.contains("131073 bytes are more than the 131072")), (-32_602, true), "{message}");
}

#[tokio::test]
async fn hostile_calls_are_errors() {
	let gateway = gateway();
	// A batch of a batch of a batch, and so on: each begins with the numbers of pallet and call, and a list of one.
	let metadata = runtime::metadata();
	let prefix = metadata.call("utility", "batch").unwrap().prefix;
	let nested = [prefix[0], prefix[1], 4].repeat(40_000);
	let call = format!("0x{}", hex::encode(nested));
	let (code, message) = refusal(&gateway, "civitas_decodeCall", &json!([call]).to_string()).await;
	assert_eq!((code, message.contains("deep")), (-32_602, true), "{message}");
	let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
	let (code, message) = refusal(&gateway, "civitas_encodeCall", &nested).await;
	assert_eq!((code, message.contains("recursion")), (-32_602, true), "{message}");
}

#[tokio::test]
async fn parameters_of_too_many_bytes_are_not_read() {
	let params = json!(["x".repeat(1024 * 1024)]).to_string();
	let (code, message) = refusal(&gateway(), "certification_network", &params).await;
	assert_eq!((code, message.contains("bytes of JSON are more than")), (-32_602, true), "{message}");
}
