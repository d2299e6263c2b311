//! What a node that everybody can reach puts up with: methods that are for its operator, questions that are made to hurt, and
//! more connections than it has places.

use civitas_runtime::RuntimeCall;
use civitas_tests::{
	certification::document,
	client::to_hex,
	wait::{until, START},
	CallError, Client, Config, Node,
};
use codec::{Compact, Encode};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring::Alice;
use tokio::task::JoinSet;

/// The codes of JSON-RPC for what cannot be read, for methods that do not exist, or not for this caller, and for parameters
/// that are not what they should be.
const PARSE_ERROR: i32 = -32700;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;
/// Our code for when too many ask at once.
const BUSY: i32 = 10_104;

/// How many come at once. A node has places for a hundred connections, some of which the test takes itself.
const CROWD: usize = 110;
const PLACES: usize = 90;

#[tokio::test(flavor = "multi_thread")]
async fn a_public_node_puts_up_with_a_lot() {
	let node = Config::sealing("instant").option("--rpc-methods", "safe").start().await;
	unsafe_methods_are_for_the_operator_only(&node).await;
	assert_unharmed(node.client()).await;
	questions_that_are_made_to_hurt_are_refused(node.client()).await;
	assert_unharmed(node.client()).await;
	a_crowd_at_once_does_not_break_it(&node.url()).await;
	assert_unharmed(node.client()).await;
	// When they are gone, there is room again.
	let url = node.url();
	let newcomer = until("a place", START, async || Client::connect(&url).await).await;
	assert_unharmed(&newcomer).await;
}

async fn unsafe_methods_are_for_the_operator_only(node: &Node) {
	let client = node.client();
	let peer = node.address();
	let methods = client.call("rpc_methods", json!([])).await["methods"].clone();
	for (method, params) in [
		("author_insertKey", json!(["babe", "//Mallory", to_hex(&[0; 32])])),
		("author_rotateKeys", json!([])),
		("author_hasKey", json!([to_hex(&[0; 32]), "babe"])),
		("author_removeExtrinsic", json!([[]])),
		("system_addReservedPeer", json!([peer])),
		("system_removeReservedPeer", json!([peer])),
		("system_peers", json!([])),
		("system_addLogFilter", json!(["trace"])),
		("offchain_localStorageSet", json!(["PERSISTENT", "0x00", "0x00"])),
		("dev_createBlocks", json!([1])),
		("dev_advanceTime", json!([1])),
	] {
		// A method of another name would be refused as well, for the wrong reason.
		let known = methods.as_array().is_some_and(|methods| methods.contains(&json!(method)));
		assert!(known, "{method} does not exist");
		let (code, message) = client.refusal(method, params).await;
		assert!(code == METHOD_NOT_FOUND && message.contains("unsafe"), "{method} gave {message}");
	}
}

/// What dapps and auditors need is there: questions are answered, and blocks are made.
async fn assert_unharmed(client: &Client) {
	assert_eq!(client.verify(json!([document(1)])).await["reason"], "unknown");
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() });
	client.execute(Alice, remark).await.success();
}

/// Something within something, so many times.
fn nested(before: &str, inner: &str, after: &str, depth: usize) -> String {
	format!("{}{inner}{}", before.repeat(depth), after.repeat(depth))
}

async fn questions_that_are_made_to_hurt_are_refused(client: &Client) {
	let remark = r#"{"system": {"remark": {"remark": "0x"}}}"#;
	let batches = |depth| nested(r#"{"utility": {"batch": {"calls": ["#, remark, "]}}}", depth);
	// `utility.batch` of one call, in bytes.
	let batch_of = |calls: u32| [&[20, 0][..], &Compact(calls).encode()].concat();
	let deep = |depth: usize| [batch_of(1).repeat(depth), vec![0, 0, 0]].concat();
	let decode = |bytes: Vec<u8>| json!([to_hex(&bytes)]).to_string();
	let member = |proof: &str| format!(r#"["{:?}", null, null, {{"member": {{}}, "proof": {proof}}}]"#, document(1));
	let many = "0,".repeat(300_000);
	for (what, method, params) in [
		("deep JSON", "certification_verify", nested("[", "", "]", 100_000)),
		("deep JSON", "civitas_view", nested(r#"{"params":"#, "7", "}", 50_000)),
		("deep calls", "civitas_encodeCall", format!("[{}]", batches(200))),
		("deep calls", "civitas_encodeCall", format!("[{}]", batches(5_000))),
		("deep bytes", "civitas_decodeCall", decode(deep(200))),
		("deep bytes", "civitas_decodeCall", decode(deep(40_000))),
		("a list that is longer than its bytes", "civitas_decodeCall", decode(batch_of(u32::MAX))),
		("more bytes than are read", "civitas_decodeCall", decode(vec![0; 200_000])),
		("a long list", "certification_verify", member(&format!("[{many}0]"))),
		("a long text", "certification_verify", format!("[{:?}]", "x".repeat(2 << 20))),
		("a long number", "certification_verify", format!(r#"["{:?}", null, {}]"#, document(1), "9".repeat(100_000))),
		("a huge number", "certification_verify", format!(r#"["{:?}", null, 1e999]"#, document(1))),
	] {
		let answer = client.try_call_written(method, &params).await;
		match answer {
			Err(CallError::Refused { code: INVALID_PARAMS | PARSE_ERROR, message }) => {
				assert!(message.len() < 1_000, "{what}: the refusal is as long as the question");
			},
			other => panic!("{what}: {method} gave {:.500}", format!("{other:?}")),
		}
	}
	// What is only somewhat deep is read.
	let call = client.try_call_written("civitas_encodeCall", &format!("[{}]", batches(10))).await;
	let call = call.expect("it is not deep")["value"].clone();
	let inner = client.value("civitas_decodeCall", json!([call])).await;
	let read: Value = serde_json::from_str(&batches(10)).expect("it is JSON");
	assert_eq!(inner, read);
}

async fn a_crowd_at_once_does_not_break_it(url: &str) {
	let mut arriving = JoinSet::new();
	for _ in 0..CROWD {
		let url = url.to_owned();
		arriving.spawn(async move { Client::connect(&url).await });
	}
	let crowd: Vec<Client> = arriving.join_all().await.into_iter().filter_map(Result::ok).collect();
	assert!((PLACES..=CROWD).contains(&crowd.len()), "{} were let in", crowd.len());

	let mut asking = JoinSet::new();
	for client in crowd {
		asking.spawn(async move {
			let verified = client.try_call("certification_verify", json!([document(1)])).await;
			let listed = client.try_call("certification_networks", json!([])).await;
			[verified, listed]
		});
	}
	let answers = asking.join_all().await.into_iter().flatten();
	let answered = answers.filter(|answer| match answer {
		Ok(_) => true,
		Err(CallError::Refused { code: BUSY, .. }) => false,
		Err(error) => panic!("someone was told: {error}"),
	});
	assert!(answered.count() > 0, "nobody was answered");
}
