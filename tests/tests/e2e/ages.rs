//! What a node does not know of the present it does not tell: neither a yes nor a no. What was so at a block it tells.

use civitas_tests::{
	node::DEV,
	process::{cli_binary, run},
	wait::{until, FINALITY, REFUSAL, START},
	CallError, Client, Config, Node,
};
use serde_json::{json, Value};
use tokio::process::Command;

/// Our code for when nothing is known of the present.
const COULD_NOT_TELL: i32 = 10_106;

/// How many seconds old the last finalised block may be here. A busy machine may need some of them for a question.
const MOST: &str = "10";

/// Neither a yes nor a no, as the client says it.
const UNKNOWN: i32 = 2;

/// Questions about the present, and what names a block in them.
const QUESTIONS: [(&str, &str); 4] = [
	("certification_networks", r#"{}"#),
	("civitas_view", r#"{"pallet": "validatorSet", "view": "approvedCount"}"#),
	("civitas_events", r#"{}"#),
	("civitas_resolveDid", r#"{"did": "did:civitas:5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"}"#),
];

fn params(question: &str) -> Value {
	serde_json::from_str(question).expect("it is JSON")
}

/// That nothing is told of the present, for this reason, and all that is asked about this block.
async fn assert_untold(client: &Client, problem: &str, block: Value) {
	for (method, question) in QUESTIONS {
		let mut params = params(question);
		let (code, message) = client.refusal(method, params.clone()).await;
		assert_eq!(code, COULD_NOT_TELL, "{method}: {message}");
		assert!(message.starts_with("Could not tell: ") && message.contains(problem), "{method}: {message}");
		params["block"] = block.clone();
		client.ask(method, params).await;
	}
	// Not about the chain.
	let call = json!({ "system": { "remark": { "remark": "0x" } } });
	client.value("civitas_encodeCall", json!({ "call": call })).await;
	client.call("rpc.discover", json!([])).await;
}

/// The exit code of the client, and what it printed.
async fn civitas(node: &Node, arguments: &[&str]) -> (Option<i32>, Value) {
	let mut command = Command::new(cli_binary());
	command.args(["--json", "--url", &node.url()]).args(arguments);
	let finished = run(command, REFUSAL).await;
	let printed = serde_json::from_str(&finished.stdout).or_else(|_| serde_json::from_str(&finished.stderr));
	let printed = printed.unwrap_or_else(|error| panic!("{error}: {}{}", finished.stdout, finished.stderr));
	(finished.code, printed)
}

/// Make a block, and ask for the present until that is told: a machine may be too busy to do so within the bound.
async fn told(client: &Client) -> Value {
	until("the present", START, async || {
		client.call("dev_createBlocks", json!([1])).await;
		client.try_call("certification_networks", json!({})).await.map_err(|error| error.to_string())
	})
	.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_that_stands_still_is_not_taken_for_the_present() {
	let mut node = Config::sealing("manual").option("--chain", DEV).option("--max-age", MOST).start().await;
	let client = node.client();
	assert_untold(client, "nothing is final yet", json!(0)).await;
	let (at, _) = client.ask("certification_networks", json!({ "block": 0 })).await;
	assert_eq!((at.number, at.time, at.age), (0, 0, None));

	let answer = told(client).await;
	assert!(answer["block"]["age"].as_u64().is_some_and(|age| age <= 10_000), "{answer}");
	let last = client.finalized().await.0;
	// It rests.
	until("the last block to be too old", FINALITY, async || {
		match client.try_call("certification_networks", json!({})).await {
			Err(CallError::Refused { code: COULD_NOT_TELL, .. }) => Ok(()),
			other => Err(format!("{other:?}")),
		}
	})
	.await;
	assert_untold(client, "s old, and may be 10 s", json!(last)).await;
	let (at, _) = client.ask("certification_networks", json!({ "block": last })).await;
	assert!(at.number == last && at.age > Some(10_000), "{at:?}");

	// A certificate that there is not is not said not to be.
	let certificate = format!("0x{}", "11".repeat(32));
	let verifying = ["certification", "verify", "--certificate", &certificate];
	let (code, printed) = civitas(&node, &verifying).await;
	assert_eq!((code, &printed["code"]), (Some(UNKNOWN), &json!("couldNotTell")), "{printed}");
	let (code, printed) = civitas(&node, &[&verifying[..], &["--block", &last.to_string()]].concat()).await;
	assert_eq!((code, &printed["value"]["reason"]), (Some(1), &json!("unknown")), "{printed}");

	// Nor is it after a start on what there was, which is what a copy of a database is.
	assert_eq!(node.stop().await, Some(0));
	node.restart().await;
	let client = node.client();
	assert_untold(client, "s old", json!(last)).await;

	// It goes on, and ahead of the clock.
	told(client).await;
	client.call("dev_advanceTime", json!([3_600])).await;
	let best = client.finalized().await.0;
	assert_untold(client, "s ahead of this node's clock", json!(best)).await;
	let (at, _) = client.ask("certification_networks", json!({ "block": best })).await;
	assert_eq!((at.number, at.age), (best, Some(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_without_finality_is_not_taken_for_the_present() {
	// One of three, which cannot finalise anything by itself. Nobody has named a bound.
	let node = Config::validator("alice").start().await;
	assert_untold(node.client(), "nothing is final yet", json!(0)).await;
}
