//! What the node says of its own methods (`rpc.discover`): it is OpenRPC, it is complete, and it is true.

use civitas_runtime::Runtime;
use civitas_tests::{
	certification::{document, SmallNetwork},
	Client, Guest,
};
use jsonschema::{Draft, Registry, Validator};
use metadata_json::{camel_case, Metadata};
use serde_json::{json, Value};
use std::{collections::BTreeSet, fs};

/// The version of metadata that has view functions.
const METADATA: u32 = 16;

/// What the methods begin with that answer with a block, and what others begin with that are not the SDK's.
const ABOUT_A_BLOCK: [&str; 4] = ["certification_", "identityRegistry_", "validatorSet_", "civitas_"];
const OTHERS_OF_OURS: [&str; 2] = ["dev_", "rpc.discover"];

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;

/// Methods that are neither of the SDK nor views, and are described nevertheless.
const BY_HAND: [&str; 8] = [
	"civitas_view",
	"civitas_encodeCall",
	"civitas_decodeCall",
	"civitas_events",
	"civitas_resolveDid",
	"civitas_exportCredential",
	"civitas_exportStatusList",
	"civitas_verifyCredential",
];

/// One of the files in `tests/data`. The name of its own language is taken out, which is JSON Schema draft-07 by another name.
fn schema(name: &str) -> Value {
	let path = civitas_tests::process::repository().join("tests/data").join(name);
	let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
	let mut schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
	schema.as_object_mut().expect("a schema is an object").remove("$schema");
	schema
}

/// In what a value is not as a schema says.
fn problems(validator: &Validator, value: &Value) -> Vec<String> {
	validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// That a value is as a schema says.
#[track_caller]
fn assert_fits(validator: &Validator, value: &Value, what: &str) {
	assert_eq!(problems(validator, value), [""; 0], "{what}");
}

/// In what a document is not as the schema of the OpenRPC project says. That refers to a schema of schemas, by two spellings
/// of its name.
fn problems_of_open_rpc(document: &Value) -> Vec<String> {
	let of_schemas = schema("json-schema.schema.json");
	let registry = ["https://meta.json-schema.tools", "https://meta.json-schema.tools/"]
		.into_iter()
		.fold(Registry::new().draft(Draft::Draft7), |registry, name| {
			registry.add(name, of_schemas.clone()).expect("it is a schema")
		})
		.prepare()
		.expect("it refers to nothing else");
	let validator = jsonschema::options()
		.with_draft(Draft::Draft7)
		.with_registry(&registry)
		.build(&schema("open-rpc.schema.json"))
		.expect("it is a schema");
	problems(&validator, document)
}

#[test]
fn what_is_no_open_rpc_is_found_out() {
	let method = json!({
		"name": "a",
		"params": [{ "name": "b", "schema": { "type": "string" } }, { "$ref": "#/components/contentDescriptors/c" }],
		"result": { "name": "d", "schema": { "$ref": "#/components/schemas/e" } },
	});
	let good = json!({ "openrpc": "1.3.2", "info": { "title": "t", "version": "1" }, "methods": [method] });
	assert_eq!(problems_of_open_rpc(&good), [""; 0]);
	for (place, value) in [
		("/openrpc", json!("2.0.0")),
		("/info", json!({ "title": "t" })),
		("/methods/0", json!({ "name": "a" })),
		("/methods/0/params/0", json!({ "name": "b" })),
		("/methods/0/params/0/schema/type", json!("text")),
		("/methods/0/result/schema", json!({ "properties": { "f": 7 } })),
	] {
		let mut bad = good.clone();
		*bad.pointer_mut(place).expect("there is such a place") = value;
		assert_ne!(problems_of_open_rpc(&bad), [""; 0], "{place}");
	}
}

/// The names of methods, which are told once each.
fn names(methods: &Value, name: impl Fn(&Value) -> &Value) -> BTreeSet<String> {
	let list = methods.as_array().expect("methods are a list");
	let names: BTreeSet<_> = list.iter().map(|method| name(method).as_str().expect("a name").to_owned()).collect();
	assert_eq!(names.len(), list.len(), "a method is there twice");
	names
}

/// All that a document refers to is in it.
fn assert_refers_to_itself(document: &Value, part: &Value) {
	match part {
		Value::Object(members) => {
			if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
				let place = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} is elsewhere"));
				assert!(document.pointer(place).is_some(), "there is no {reference}");
			}
			members.values().for_each(|part| assert_refers_to_itself(document, part));
		},
		Value::Array(parts) => parts.iter().for_each(|part| assert_refers_to_itself(document, part)),
		_ => {},
	}
}

/// What checks values against a schema within the document.
fn validator(document: &Value, schema: &Value) -> Validator {
	let whole = json!({ "components": document["components"], "allOf": [schema] });
	let built = jsonschema::options().with_draft(Draft::Draft7).build(&whole);
	built.unwrap_or_else(|error| panic!("{schema} is no schema: {error}"))
}

/// Ask a method, and check parameters and answer by what is said of them.
async fn ask(client: &Client, document: &Value, method: &str, params: Value) {
	let methods = document["methods"].as_array().expect("methods are a list");
	let described = methods.iter().find(|known| known["name"] == method).expect("the method is described");
	let of_params = described["params"].as_array().expect("parameters are a list").iter().map(|param| {
		let place = param["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
		place.map_or(param, |place| document.pointer(place).expect("it refers to something"))
	});
	let of_params: Vec<_> = of_params.collect();
	for (name, value) in params.as_object().expect("they are given by name") {
		let param = of_params.iter().find(|param| param["name"] == json!(name)).expect("the parameter is described");
		assert_fits(&validator(document, &param["schema"]), value, &format!("{method}: {name}"));
	}
	let required = of_params.iter().filter(|param| param["required"] == json!(true));
	for param in required {
		assert!(params.get(param["name"].as_str().expect("a name")).is_some(), "{method} needs {}", param["name"]);
	}
	let answer = client.call(method, params).await;
	assert_fits(&validator(document, &described["result"]["schema"]), &answer, method);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_describes_its_methods_as_they_are() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let document = client.call("rpc.discover", json!([])).await;
	assert_eq!(problems_of_open_rpc(&document), [""; 0]);
	assert_eq!(document["openrpc"].as_str().map(|version| version.starts_with("1.3.")), Some(true));
	assert_refers_to_itself(&document, &document);

	let there = client.call("rpc_methods", json!([])).await;
	let described = names(&document["methods"], |method| &method["name"]);
	assert_eq!(described, names(&there["methods"], |method| method));

	// Every view is a method, and is described as the metadata does.
	let metadata = Runtime::metadata_at_version(METADATA).expect("the runtime has it");
	let metadata = Metadata::decode(&metadata).expect("it is metadata");
	let methods = document["methods"].as_array().expect("methods are a list");
	let find = |name: &str| {
		let found = methods.iter().find(|method| method["name"] == name);
		found.unwrap_or_else(|| panic!("there is no {name}"))
	};
	for view in metadata.views() {
		let name = format!("{}_{}", camel_case(&view.pallet), camel_case(&view.name));
		let method = find(&name);
		assert_eq!(method["description"], json!(view.docs), "{name}");
		let params = method["params"].as_array().expect("parameters are a list").iter();
		let params: Vec<_> = params.filter_map(|param| param["name"].as_str()).collect();
		// The block is described once for all.
		let inputs: Vec<String> = view.inputs.iter().map(|input| camel_case(&input.name)).collect();
		assert_eq!(params, inputs, "{name}");
	}
	for name in BY_HAND {
		assert!(!find(name)["description"].as_str().unwrap_or_default().is_empty(), "{name} is not described");
	}
	let is_about_a_block = |name: &str| ABOUT_A_BLOCK.iter().any(|space| name.starts_with(space));
	for method in methods.iter().filter(|method| method["name"].as_str().is_some_and(is_about_a_block)) {
		let result = &method["result"]["schema"]["properties"];
		assert!(result["value"].is_object() && result["block"].is_object(), "{method}");
		let params = method["params"].as_array().expect("parameters are a list");
		assert!(params.iter().all(|param| param["schema"].is_object() || param["$ref"].is_string()), "{method}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn no_method_leaves_a_parameter_unread() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let document = client.call("rpc.discover", json!([])).await;
	let methods = document["methods"].as_array().expect("methods are a list");
	let ours = [&ABOUT_A_BLOCK[..], &OTHERS_OF_OURS].concat();
	let mut seen = BTreeSet::new();
	for method in methods {
		let name = method["name"].as_str().expect("a name");
		let Some(space) = ours.iter().find(|space| name.starts_with(**space)) else { continue };
		seen.insert(space);
		let params = method["params"].as_array().expect("parameters are a list");
		// Those for development are not described; none has as many.
		let too_many = json!(vec![Value::Null; params.len().max(1) + 1]);
		for (params, part) in [(json!({ "surplus": 7 }), "surplus"), (too_many, "parameters, and")] {
			let (code, message) = client.refusal(name, params.clone()).await;
			assert!(code == INVALID_PARAMS && message.contains(part), "{name} {params} gave {message} ({code})");
		}
	}
	assert_eq!(seen.len(), ours.len(), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_as_the_node_describes_them() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, _, dave, _] = guest.people().await;
	let document_of_all = client.call("rpc.discover", json!([])).await;
	let network = SmallNetwork::found(client, &alice, &bob).await;
	let id = network.certificate(&dave.account(), document(7));
	let issued = client.execute(&bob, network.issue(&dave.account(), document(7))).await.success();
	let call = json!({ "certification": { "revoke": { "certificate": id, "reason": "superseded" } } });
	let bytes = client.value("civitas_encodeCall", json!({ "call": call })).await;
	let credential = client.value("civitas_exportCredential", json!({ "certificate": id })).await;
	let did = format!("did:civitas:{}", dave.address());
	for (method, params) in [
		("certification_verify", json!({ "certificate": id, "expected": { "network": network.network } })),
		("certification_verify", json!({ "certificate": document(9), "time": 7, "block": issued.block })),
		("certification_network", json!({ "network": network.network })),
		("certification_networks", json!({ "limit": 3 })),
		("certification_schema", json!({ "schema": network.schema })),
		("certification_accreditation", json!({ "accreditation": network.accreditation, "block": issued.number })),
		("certification_certificate", json!({ "certificate": id })),
		("certification_batch", json!({ "batch": id })),
		("certification_certificatesOf", json!({ "subject": dave.address(), "acceptedOnly": false })),
		("certification_statusBits", json!({ "list": id, "purpose": "revocation", "firstPage": 0, "pages": 1 })),
		("identityRegistry_didSubject", json!({ "identity": dave.address() })),
		(
			"identityRegistry_keyValidity",
			json!({
				"identity": dave.address(),
				"key": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
				"relationships": ["assertionMethod"],
				"at": "now",
			}),
		),
		("identityRegistry_identityOfName", json!({ "name": "nobody" })),
		("validatorSet_approvedCount", json!({})),
		("civitas_view", json!({ "pallet": "certification", "view": "network", "params": [0] })),
		("civitas_encodeCall", json!({ "call": call })),
		("civitas_decodeCall", json!({ "call": bytes })),
		("civitas_events", json!({ "block": issued.block })),
		("civitas_resolveDid", json!({ "did": did })),
		("civitas_exportCredential", json!({ "certificate": id, "claims": { "commitment": document(7) } })),
		("civitas_exportStatusList", json!({ "list": id, "purpose": "revocation" })),
		("civitas_verifyCredential", json!({ "credential": credential, "expected": { "network": network.network } })),
	] {
		ask(client, &document_of_all, method, params).await;
	}
}
