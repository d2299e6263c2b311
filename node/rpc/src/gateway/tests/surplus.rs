//! What nobody has asked for is never left unread, of whatever method.

use super::{call, gateway, refusal};
use crate::gateway::Gateway;
use serde_json::{json, Map, Value};

/// All methods of the gateway, described, and all schemas.
async fn described() -> (Gateway, Value) {
	let gateway = gateway();
	let own = gateway.module().unwrap();
	gateway.set_names(own.method_names());
	let document = call(&gateway, "rpc.discover", "[]").await.unwrap();
	(gateway, document)
}

#[tokio::test]
async fn each_method_refuses_a_parameter_that_it_does_not_have() {
	let (gateway, document) = described().await;
	let methods = document["methods"].as_array().expect("methods are a list");
	assert!(methods.len() > 30, "{}", methods.len());
	for method in methods {
		let name = method["name"].as_str().expect("a name");
		let params = method["params"].as_array().expect("parameters are a list");
		// Beside nothing, and beside all that there is, absent as it may be.
		let names = params.iter().filter_map(|param| param["name"].as_str());
		let all: Map<_, _> = names.map(|name| (name.to_owned(), Value::Null)).collect();
		for mut given in [Map::new(), all] {
			given.insert("surplus".into(), json!(7));
			let (code, message) = refusal(&gateway, name, &Value::from(given).to_string()).await;
			assert_eq!(code, -32_602, "{name}: {message}");
			assert!(message.starts_with("Invalid params: surplus: there is no such parameter"), "{name}: {message}");
		}
		// One more than there are.
		let given = json!(vec![Value::Null; params.len() + 1]);
		let (code, message) = refusal(&gateway, name, &given.to_string()).await;
		assert_eq!(code, -32_602, "{name}: {message}");
		assert!(message.contains(&format!("there are {} parameters", params.len() + 1)), "{name}: {message}");
	}
}

#[tokio::test]
async fn nor_is_there_more_within_a_parameter() {
	let gateway = gateway();
	let id = format!("0x{}", "11".repeat(32));
	for (method, params, place) in [
		("certification_verify", json!({ "certificate": id, "expected": { "netwrok": 7 } }), "expected.netwrok"),
		("civitas_view", json!(["certification", "verify", [id, { "netwrok": 7 }]]), "params.expected.netwrok"),
		("civitas_encodeCall", json!([{ "system": { "remark": { "remark": "0x", "x": 1 } } }]), "call.system.remark.x"),
	] {
		let (code, message) = refusal(&gateway, method, &params.to_string()).await;
		assert_eq!(code, -32_602, "{method}: {message}");
		assert!(message.starts_with(&format!("Invalid params: {place}: there is no such")), "{method}: {message}");
	}
}
