//! The description of all methods.

use super::{call, gateway, gateway_with, refusal, runtime, Gateway};
use crate::error::CODES;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{json, Value};
use std::collections::BTreeSet;

/// Methods of the SDK, of which there are more.
const OTHERS: [&str; 3] = ["chain_getHeader", "rpc_methods", "state_call"];

async fn document() -> (Gateway, Value) {
	let gateway = gateway();
	let own = gateway.module().unwrap();
	gateway.set_names(own.method_names().chain(OTHERS));
	let document = call(&gateway, "rpc.discover", "[]").await.unwrap();
	(gateway, document)
}

fn file(text: &str) -> Value {
	let mut schema: Value = serde_json::from_str(text).expect("it is JSON");
	// They say that they are of a draft of their own, which is the seventh with other words.
	schema.as_object_mut().expect("it is an object").remove("$schema");
	schema
}

/// What says how an OpenRPC document has to be. It refers to a schema of schemas, by two spellings of its name.
fn meta_schema() -> Validator {
	let openrpc = file(include_str!("../../../../../tests/data/open-rpc.schema.json"));
	let of_schemas = file(include_str!("../../../../../tests/data/json-schema.schema.json"));
	let names = ["https://meta.json-schema.tools", "https://meta.json-schema.tools/"];
	let registry = names.into_iter().fold(Registry::new().draft(Draft::Draft7), |registry, name| {
		registry.add(name, of_schemas.clone()).expect("it is a schema")
	});
	let registry = registry.prepare().expect("it refers to nothing else");
	let options = jsonschema::options().with_draft(Draft::Draft7);
	options.with_registry(&registry).build(&openrpc).expect("it is a schema")
}

fn method<'a>(document: &'a Value, name: &str) -> &'a Value {
	let mut methods = document["methods"].as_array().expect("they are a list").iter();
	methods.find(|method| method["name"] == name).unwrap_or_else(|| panic!("there is {name}"))
}

/// Checks values by a schema that stands in the document.
fn validator(document: &Value, schema: &Value) -> Validator {
	let schema = json!({ "allOf": [schema], "components": document["components"] });
	jsonschema::options().with_draft(Draft::Draft7).build(&schema).expect("it is a schema")
}

#[tokio::test]
async fn it_is_an_openrpc_document() {
	let (_, document) = document().await;
	let errors: Vec<_> =
		meta_schema().iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
	assert_eq!(errors, Vec::<String>::new());
	// The check finds something at all.
	let mut wrong = document.clone();
	wrong["methods"][0]["params"][0] = json!({ "name": "x" });
	assert!(!meta_schema().is_valid(&wrong));
	wrong = document;
	wrong["components"]["schemas"]["rpc.Block"]["type"] = json!("objekt");
	assert!(!meta_schema().is_valid(&wrong));
}

#[tokio::test]
async fn it_has_each_method_of_the_node_once() {
	let (gateway, document) = document().await;
	let own = gateway.module().unwrap();
	let mut expected: Vec<_> = own.method_names().chain(OTHERS).collect();
	expected.sort_unstable();
	let names: Vec<_> =
		document["methods"].as_array().unwrap().iter().map(|method| method["name"].as_str().unwrap()).collect();
	assert_eq!(names, expected);
	assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[tokio::test]
async fn all_that_it_refers_to_is_in_it() {
	fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
		match value {
			Value::Object(members) => {
				found.extend(members.get("$ref").and_then(Value::as_str));
				members.values().for_each(|member| references(member, found));
			},
			Value::Array(items) => items.iter().for_each(|item| references(item, found)),
			_ => {},
		}
	}
	let (_, document) = document().await;
	let mut found = BTreeSet::new();
	references(&document, &mut found);
	assert!(found.len() > 50, "{found:?}");
	for reference in &found {
		let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} is within the document"));
		assert!(document.pointer(pointer).is_some(), "{reference}");
	}
	// And nothing else is.
	for (kind, members) in document["components"].as_object().unwrap() {
		for name in members.as_object().unwrap().keys() {
			assert!(found.contains(format!("#/components/{kind}/{name}").as_str()), "{kind}/{name}");
		}
	}
}

#[tokio::test]
async fn a_view_is_described_by_its_metadata() {
	let (_, document) = document().await;
	let verify = method(&document, "certification_verify");
	let metadata = runtime::metadata();
	assert_eq!(verify["description"], metadata.view("certification", "verify").unwrap().docs);
	let params: Vec<_> = verify["params"].as_array().unwrap().iter().collect();
	let described: Vec<_> = params.iter().map(|param| (param["name"].clone(), param["required"].clone())).collect();
	assert_eq!(
		described,
		[
			(json!("certificate"), json!(true)),
			(json!("expected"), json!(false)),
			(json!("time"), json!(false)),
			(json!("presented"), json!(false)),
			(Value::Null, Value::Null),
		]
	);
	assert_eq!(params[4]["$ref"], "#/components/contentDescriptors/block");
	assert_eq!(document["components"]["contentDescriptors"]["block"]["name"], "block");
	let schema = &params[0]["schema"];
	let hash = validator(&document, schema);
	assert!(hash.is_valid(&json!(format!("0x{}", "ab".repeat(32)))));
	assert!(!hash.is_valid(&json!("0xab")));
}

#[tokio::test]
async fn answers_are_as_they_are_described() {
	let (gateway, document) = document().await;
	for (name, params) in [
		("certification_network", json!([0])),
		("certification_network", json!([7])),
		("certification_networks", json!([])),
		("certification_verify", json!([format!("0x{}", "ab".repeat(32))])),
		// At genesis, which has no age.
		("certification_networks", json!({ "block": 0 })),
		("validatorSet_approved", json!([])),
		("validatorSet_requiredBond", json!([])),
		("identityRegistry_roomFor", json!([1, 1, 1, 1, 1, 1])),
		("civitas_events", json!([])),
		("civitas_encodeCall", json!([runtime::remark()])),
		(
			"civitas_decodeCall",
			json!([format!("0x{}", hex::encode(codec::Encode::encode(&runtime::call(runtime::remark()))))]),
		),
		("civitas_view", json!(["certification", "network", [0]])),
	] {
		let answer = call(&gateway, name, &params.to_string()).await.unwrap();
		let described = validator(&document, &method(&document, name)["result"]["schema"]);
		let problem = described.validate(&answer).err().map(|error| format!("{}: {error}", error.instance_path()));
		assert_eq!(problem, None, "{name}: {answer}");
		assert!(!described.is_valid(&json!({ "value": null })), "{name}");
	}
	// So are calls, as parameters.
	let call = validator(&document, &method(&document, "civitas_encodeCall")["params"][0]["schema"]);
	assert!(call.is_valid(&runtime::remark()));
	assert!(!call.is_valid(&json!({ "system": { "remarks": {} } })));
}

#[tokio::test]
async fn what_others_do_is_there_by_name() {
	let (_, document) = document().await;
	let expected = json!({ "name": "state_call", "params": [], "result": { "name": "result", "schema": {} } });
	assert_eq!(*method(&document, "state_call"), expected);
	assert_eq!(method(&document, "rpc.discover")["result"]["schema"], json!({ "type": "object" }));
}

#[tokio::test]
async fn it_has_the_codes_of_all_errors() {
	let (_, document) = document().await;
	for code in CODES {
		let error = &document["components"]["errors"][code.name];
		assert_eq!(*error, json!({ "code": code.code, "message": code.meaning }));
	}
}

#[tokio::test]
async fn it_takes_no_parameters_and_needs_the_names() {
	let (gateway, _) = gateway_with(2, 16);
	let (code, message) = refusal(&gateway, "rpc.discover", "[]").await;
	assert_eq!((code, message.as_str()), (10_104, "Busy: the node is starting; ask again"));
	let (code, _) = refusal(&gateway, "rpc.discover", r#"{"x": 1}"#).await;
	assert_eq!(code, -32_602);
}
