//! What can be asked over JSON-RPC whatever the pallet, how mistakes are answered, and calls and events in JSON.

use civitas_primitives::certification::Reason;
use civitas_runtime::RuntimeCall;
use civitas_tests::{
	certification::{document, found_network, revoke, SmallNetwork},
	client::to_hex,
	transaction::in_one,
	CallError, Client, Guest,
};
use codec::Encode;
use serde_json::{json, Value};
use sp_core::H256;

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;
/// The code of JSON-RPC for methods that do not exist.
const METHOD_NOT_FOUND: i32 = -32601;
/// Our code for blocks that the node does not know.
const UNKNOWN_BLOCK: i32 = 10_101;
/// Our code for what the runtime does not know.
const RUNTIME_ERROR: i32 = 10_102;

#[tokio::test(flavor = "multi_thread")]
async fn answers_name_their_block_and_come_in_pages() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, _, dave, _] = guest.people().await;
	let network = SmallNetwork::found(client, &alice, &bob).await;
	let before = client.finalized().await;
	let hash = |number: u64| H256::from_low_u64_be(number);
	let calls = (0..105).map(|number| network.issue(&dave.account(), hash(number))).collect();
	let issued = client.execute(&bob, in_one(calls)).await.success();

	// By name, by position, and by whatever name: the last finalised block, unless another is asked.
	let id = network.certificate(&dave.account(), hash(7));
	let (at, certificate) = client.ask("certification_certificate", json!({ "certificate": id })).await;
	assert!(at.number >= issued.number && at.time >= client.time(issued.block).await);
	assert_eq!(certificate["issuedAt"], client.time(issued.block).await);
	let any = json!({ "pallet": "certification", "view": "certificate", "params": { "certificate": id } });
	for (method, params) in [
		("certification_certificate", json!([id])),
		("certification_certificate", json!([id, null])),
		("certification_certificate", json!([id, issued.number])),
		("certification_certificate", json!({ "certificate": id, "block": issued.block })),
		("civitas_view", any),
		("civitas_view", json!(["Certification", "certificate", [id], issued.block])),
	] {
		assert_eq!(client.value(method, params.clone()).await, certificate, "{method} {params}");
	}
	for (block, number) in [(json!(issued.block), issued.number), (json!(before.0), before.0), (json!(0), 0)] {
		let (at, _) = client.ask("certification_networks", json!({ "limit": 1, "block": block })).await;
		assert_eq!((at.number, Some(at.hash)), (number, client.block_hash(number).await));
		assert_eq!(at.time, client.time(at.hash).await);
		// Genesis has no time, and so no age.
		assert_eq!(at.age.is_some(), number > 0, "{at:?}");
	}
	let then = json!({ "certificate": id, "block": before.1 });
	assert_eq!(client.value("certification_certificate", then).await, Value::Null);

	// A page has a hundred items, or fewer if fewer are asked for; and never more.
	let page = async |limit: Value, cursor: Value| {
		let params = json!({ "subject": dave.address(), "acceptedOnly": false, "limit": limit, "cursor": cursor });
		let page = client.value("certification_certificatesOf", params).await;
		let items = page["items"].as_array().expect("a page has items").clone();
		(items, page["next"].clone())
	};
	let (mut all, next) = page(Value::Null, Value::Null).await;
	assert_eq!((all.len(), next.is_null()), (100, false));
	let (rest, end) = page(Value::Null, next).await;
	assert_eq!((rest.len(), end), (5, Value::Null));
	all.extend(rest);
	assert_eq!(all.iter().filter(|item| **item == certificate).count(), 1);
	for (limit, length) in [(json!(7), 7), (json!(0), 1), (json!(100), 100), (json!(u32::MAX), 100)] {
		let (items, _) = page(limit.clone(), Value::Null).await;
		assert_eq!(items[..], all[..length], "{limit}");
	}
}

/// A question must be refused for its parameters, with all of these in what is said of them.
async fn assert_invalid(client: &Client, method: &str, params: &str, parts: &[&str]) {
	match client.try_call_written(method, params).await {
		Err(CallError::Refused { code: INVALID_PARAMS, message }) => {
			assert!(message.starts_with("Invalid params: "), "{method} {params}: {message}");
			for part in parts {
				assert!(message.contains(part), "{part:?} is not in the answer to {method} {params}: {message}");
			}
		},
		other => panic!("{method} {params} gave {other:?}"),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_in_parameters_are_refused_and_named() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let id = format!("{:?}", document(1));
	let who = guest.stranger("nobody").address();
	let did = format!("did:civitas:{who}");
	// `$` stands for an identifier, `@` for an account.
	for (method, params, parts) in [
		// Views: unknown, surplus, repeated, missing, of a wrong type; at any depth.
		("certification_verify", r#"{"certificate": "$", "expectd": {}}"#, &["expectd"][..]),
		("certification_verify", r#"{"certificate": "$", "expected": {"netwrok": 7}}"#, &["expected", "netwrok"]),
		("certification_verify", r#"["$", null, null, null, null, null]"#, &["6"]),
		("certification_verify", r#"{"certificate": "$", "certificate": "$"}"#, &["certificate"]),
		("certification_verify", r#"{"certificate": "$", "expected": {"network": 7, "network": 8}}"#, &["network"]),
		("certification_verify", "{}", &["certificate"]),
		("certification_verify", "[]", &["certificate"]),
		("certification_verify", "[null]", &["certificate"]),
		("certification_verify", "[7]", &["certificate"]),
		("certification_verify", r#"["0xzz"]"#, &["certificate"]),
		("certification_verify", r#"["0x12"]"#, &["certificate"]),
		("certification_verify", r#"["$00"]"#, &["certificate"]),
		("certification_verify", r#"[["$"]]"#, &["certificate"]),
		("certification_verify", r#"["$", {"network": "7"}]"#, &["expected.network"]),
		("certification_verify", r#"["$", {"network": -1}]"#, &["expected.network"]),
		("certification_verify", r#"["$", {"network": 70000000000}]"#, &["expected.network: 70000000000"]),
		("certification_verify", r#"["$", {"subject": "5Grw"}]"#, &["expected.subject"]),
		("certification_verify", r#"["$", "network"]"#, &["expected"]),
		("certification_verify", r#"["$", null, "yesterday"]"#, &["time"]),
		("certification_verify", r#"["$", null, -1]"#, &["time"]),
		("certification_verify", r#"["$", null, 1.5]"#, &["time"]),
		("certification_verify", r#"["$", null, 99999999999999999999]"#, &["time"]),
		("certification_verify", r#"["$", null, null, {"member": {}, "proof": []}]"#, &["presented.member"]),
		("certification_verify", r#"{"certificate": "$", "presented": {"members": {}}}"#, &["presented", "members"]),
		("certification_certificatesOf", "{}", &["subject"]),
		("certification_certificatesOf", r#"{"subject": "@"}"#, &["acceptedOnly"]),
		("certification_certificatesOf", r#"["@", "lapsed", false]"#, &["state", "lapsed"]),
		("certification_certificatesOf", r#"["@", null, "yes"]"#, &["acceptedOnly"]),
		("certification_certificatesOf", r#"["@", null, false, "0x12"]"#, &["cursor"]),
		("certification_certificatesOf", r#"["@", null, false, null, -1]"#, &["limit"]),
		("certification_network", "[-1]", &["network"]),
		("certification_accreditation", r#"["x"]"#, &["accreditation"]),
		("identityRegistry_identitiesOfKey", r#"["z6Mk"]"#, &["key"]),
		(
			"identityRegistry_keyValidity",
			r#"{"identity": "@", "key": "0x00", "relationships": [], "at": "now"}"#,
			&["key"],
		),
		// Longer than the runtime takes, of which the metadata says nothing.
		("identityRegistry_identityOfName", r#"["nobody-has-a-name-that-is-as-long-as-this-one"]"#, &[]),
		// The block.
		("certification_network", r#"[0, "latest"]"#, &["block"]),
		("certification_network", r#"{"network": 0, "block": true}"#, &["block"]),
		("certification_network", r#"{"network": 0, "block": -1}"#, &["block"]),
		("certification_network", r#"{"network": 0, "at": 0}"#, &["at"]),
		// The same of forms.
		("civitas_resolveDid", "{}", &["did"]),
		("civitas_resolveDid", r#"{"did": 7}"#, &["did"]),
		("civitas_resolveDid", r#"{"did": "did:civitas:@", "dids": 7}"#, &["dids"]),
		("civitas_resolveDid", r#"{"did": "did:civitas:@", "did": "did:civitas:@"}"#, &["did"]),
		("civitas_resolveDid", r#"["did:civitas:@", null, null]"#, &["3"]),
		("civitas_exportCredential", r#"["$", {"member": {}}]"#, &["presented"]),
		("civitas_exportCredential", r#"["$", null, {"documents": {}}]"#, &["claims"]),
		("civitas_exportStatusList", r#"["$"]"#, &["purpose"]),
		("civitas_exportStatusList", r#"["$", "validity"]"#, &["purpose"]),
		("civitas_verifyCredential", r#"["text"]"#, &["credential"]),
		(
			"civitas_verifyCredential",
			r#"[{"civitas": {"certificate": "$"}}, {"netwrok": 7}]"#,
			&["expected", "netwrok"],
		),
		// And of what is the same for all pallets.
		("civitas_view", r#"["certification"]"#, &["view"]),
		("civitas_view", r#"["certification", "verify", {"certificat": "$"}]"#, &["params", "certificat"]),
		("civitas_view", r#"["certification", "verify", ["$", {"network": "x"}]]"#, &["params.expected.network"]),
		("civitas_view", r#"["certification", "verify", 7]"#, &["params"]),
		("civitas_encodeCall", r#"[{"certification": {"reinstate": {}}}]"#, &["call", "certificate"]),
		("civitas_encodeCall", r#"[{"certification": {"forge": {}}}]"#, &["call", "forge"]),
		("civitas_decodeCall", r#"["0x"]"#, &["call"]),
		("civitas_decodeCall", r#"["0xzz"]"#, &["call"]),
		("civitas_decodeCall", r#"["00"]"#, &["call"]),
		("civitas_events", r#"{"blok": 1}"#, &["blok"]),
		("civitas_events", r#"[1, 2, 3, 4]"#, &[]),
	] {
		let params = params.replace('$', &id).replace('@', &who);
		assert_invalid(client, method, &params, parts).await;
	}
	for (method, params, code) in [
		("certification_network", json!([0, document(1)]), UNKNOWN_BLOCK),
		("certification_network", json!([0, 4_000_000_000u32]), UNKNOWN_BLOCK),
		("civitas_events", json!({ "block": document(1) }), UNKNOWN_BLOCK),
		("civitas_view", json!(["certification", "forge"]), RUNTIME_ERROR),
		("civitas_view", json!(["forgery", "verify", [document(1)]]), RUNTIME_ERROR),
		("certification_forge", json!([]), METHOD_NOT_FOUND),
		("civitas_verifyCertificate", json!([document(1)]), METHOD_NOT_FOUND),
	] {
		let (given, message) = client.refusal(method, params).await;
		assert_eq!(given, code, "{method}: {message}");
	}
	// Not mistakes: there just is no such thing.
	assert_eq!(client.value("certification_network", json!([4_294_967_295u32])).await, Value::Null);
	let nobody = client.value("civitas_resolveDid", json!([did])).await;
	assert_eq!(nobody["didResolutionMetadata"]["error"], "notFound");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_json_and_bytes() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let dave = guest.stranger("Dave").address();
	let founding = json!({ "certification": { "foundNetwork": {
		"name": "Medical Council",
		"policyHash": document(1),
		"policyUri": "https://example.org/policy",
		"membership": "closed",
	} } });
	let revocation = revoke(document(2), Reason::KeyCompromise);
	let revoking = json!({ "certification": { "revoke": { "certificate": document(2), "reason": "keyCompromise" } } });
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![0, 255] });
	let remarking = json!({ "system": { "remark": { "remark": "0x00ff" } } });
	let identity = guest.stranger("Dave").account();
	let act = pallet_identity_registry::Call::act_as { identity, call: Box::new(remark.clone()) };
	let acting = json!({ "identityRegistry": { "actAs": { "identity": dave, "call": remarking } } });
	for (json, call) in [
		(founding.clone(), found_network("Medical Council")),
		(remarking, remark),
		(acting, RuntimeCall::IdentityRegistry(act)),
		(
			json!({ "utility": { "batchAll": { "calls": [founding, revoking] } } }),
			in_one(vec![found_network("Medical Council"), revocation]),
		),
	] {
		let bytes = json!(to_hex(&call.encode()));
		assert_eq!(client.value("civitas_encodeCall", json!({ "call": json })).await, bytes, "{json}");
		assert_eq!(client.value("civitas_decodeCall", json!({ "call": bytes })).await, json);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn events_are_json() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, _, dave, _] = guest.people().await;
	let network = SmallNetwork::found(client, &alice, &bob).await;
	let issued = client.execute(&bob, network.issue(&dave.account(), document(7))).await.success();
	// Others' events may be in the same block, and more of them than a page has unless more are asked for.
	let (at, events) = client.ask("civitas_events", json!({ "block": issued.block, "limit": 1000 })).await;
	assert_eq!((at.number, at.hash), (issued.number, issued.block));
	let expected = json!({ "certification": { "certificateIssued": {
		"certificate": network.certificate(&dave.account(), document(7)),
		"network": network.network,
		"schema": network.schema,
		"issuer": bob.address(),
		"subject": dave.address(),
		"claims": document(7),
	} } });
	assert_eq!(events["next"], Value::Null);
	let events = events["items"].as_array().expect("events are a list").clone();
	let ours: Vec<_> = events.iter().filter(|record| record["event"] == expected).collect();
	assert_eq!(ours.len(), 1, "{events:#?}");
	assert!(ours[0]["phase"]["applyExtrinsic"].is_u64() && ours[0]["topics"] == json!([]), "{}", ours[0]);
	// As many as the state has, the block's own among them.
	assert_eq!(events.len(), client.events(issued.block).await.len());
	// Nothing happens in the first block.
	assert_eq!(client.value("civitas_events", json!({ "block": 0 })).await["items"], json!([]));
}
