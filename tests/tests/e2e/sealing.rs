//! Blocks and time on demand, as a dapp's developer uses them.

use civitas_primitives::certification::{
	certificate_id, info::Terms, schema_id, Content, Reason, SchemaContent, SchemaRules,
};
use civitas_runtime::{RuntimeCall, SLOT_DURATION_MILLIS};
use civitas_tests::{
	certification::{
		accredit, content, document, found_network, issue, register_schema, revoke, schema, unlimited, FirstNetwork,
		YEAR,
	},
	client::hash,
	process::{node_binary, run},
	transaction::account,
	wait::{until, FINALITY, REFUSAL, START},
	Client, Config,
};
use pallet_certification::Error;
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave};
use std::time::{Duration, Instant};
use tokio::{process::Command, time::sleep};

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;
/// The code of JSON-RPC for methods that do not exist.
const METHOD_NOT_FOUND: i32 = -32601;

/// The codes of `civitas_*` for a block without a state, and for what there is not.
const UNKNOWN_BLOCK: i32 = 10_101;
const NOT_FOUND: i32 = 10_103;

/// Any call that succeeds.
fn remark(text: &str) -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: text.into() })
}

async fn create_blocks(client: &Client, count: u32) {
	let last = hash(&client.call("dev_createBlocks", json!([count])).await).expect("blocks were made");
	assert_eq!(client.best().await.1, last);
}

/// Move time on. Returns the time of the block that was made then.
async fn advance(client: &Client, seconds: u64) -> u64 {
	let block = client.call("dev_advanceTime", json!([seconds])).await;
	let timestamp = block["timestamp"].as_u64().unwrap_or_else(|| panic!("{block} has no timestamp"));
	let hash = hash(&block["hash"]).expect("a block has a hash");
	// What is said of the block is so.
	assert_eq!(client.time(hash).await, timestamp);
	assert_eq!(client.finalized().await, (client.number(hash).await, hash));
	timestamp
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_a_block_that_was_pruned_says_so() {
	let node = Config::sealing("manual").option("--state-pruning", "16").start().await;
	let client = node.client();
	create_blocks(client, 40).await;
	for (number, kept) in [(1, false), (39, true)] {
		let block = client.block_hash(number).await.expect("the block is there, if not its state");
		let certificate = [json!(document(1)), json!(null), json!(null), json!(block)];
		for (method, params) in [
			("civitas_network", json!([0, block])),
			("civitas_verifyCertificate", json!(certificate)),
			("civitas_exportStatusList", json!([document(1), "revocation", block])),
		] {
			let code = client.try_call(method, params).await.err().and_then(|error| error.code());
			let expected = match (kept, method) {
				(false, _) => Some(UNKNOWN_BLOCK),
				(true, "civitas_exportStatusList") => Some(NOT_FOUND),
				(true, _) => None,
			};
			assert_eq!(code, expected, "{method} at {number}");
		}
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn instant_sealing_makes_a_block_for_each_transaction() {
	let node = Config::sealing("instant").start().await;
	let client = node.client();
	// Many more transactions than slots pass: it is not consensus that makes these blocks.
	let started = Instant::now();
	let mut time = 0;
	for number in 1..=10 {
		let outcome = client.execute(Alice, remark("x")).await.success();
		// No other blocks were made before it or in between.
		assert_eq!(outcome.number, number);
		let block_time = client.time(outcome.block).await;
		assert!(block_time >= time + SLOT_DURATION_MILLIS, "time stands still");
		time = block_time;
	}
	assert!(started.elapsed() < FINALITY, "it took {:?}", started.elapsed());
	// Several at once are not left lying.
	client.execute_all(Bob, (0..20).map(|_| remark("y")).collect()).await;
	let left = client.call("author_pendingExtrinsics", json!([])).await;
	assert_eq!(left, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn manual_sealing_makes_a_block_when_it_is_asked_for() {
	let node = Config::sealing("manual").start().await;
	let client = node.client();
	let pending = client.submit(Alice, remark("x")).await;
	until("the transaction to be in the pool", START, async || {
		let waiting = client.call("author_pendingExtrinsics", json!([])).await;
		if waiting.as_array().is_some_and(|waiting| waiting.len() == 1) {
			Ok(())
		} else {
			Err(waiting.to_string())
		}
	})
	.await;
	// That nothing happens can only be seen by waiting; two slots would be enough for consensus, and for an interval.
	sleep(Duration::from_millis(2 * SLOT_DURATION_MILLIS)).await;
	assert_eq!(client.best().await.0, 0);

	create_blocks(client, 3).await;
	assert_eq!(client.finalized().await.0, 3);
	assert_eq!(pending.finalized().await.success().number, 1);

	for count in [json!(0), json!(1_001), json!(-1), json!("1"), Value::Null] {
		let error = client.try_call("dev_createBlocks", json!([count])).await.expect_err("the count is wrong");
		assert_eq!(error.code(), Some(INVALID_PARAMS), "{count} gave {error}");
	}
	assert_eq!(client.best().await.0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn interval_sealing_makes_blocks_by_itself() {
	let node = Config::sealing("interval=200").start().await;
	let client = node.client();
	let (first, _) = client.wait_best(1, START).await;
	let started = Instant::now();
	let blocks = 30;
	let (last, _) = client.wait_finalized(first + blocks, START).await;
	// Consensus would take a slot for each.
	let by_consensus = Duration::from_millis(u64::from(last - first) * SLOT_DURATION_MILLIS);
	assert!(started.elapsed() < by_consensus, "it took {:?}", started.elapsed());
	client.execute(Alice, remark("x")).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn years_pass_at_once() {
	let mut node = Config::sealing("manual").start().await;
	let client = node.client();
	create_blocks(client, 1).await;
	let now = client.time(client.best().await.1).await;
	let subject = account(Dave);
	let rules = SchemaRules { survives_issuer: true, ..SchemaRules::default() };
	let kind = SchemaContent { rules, max_validity: Some(5 * YEAR), ..schema("Licence") };
	let licence = schema_id(0, &kind);
	let certified = Content { valid_until: Some(now + 4 * YEAR), ..content(document(7)) };
	let id = certificate_id(0, &licence, &subject, &certified, None);
	let mut pending = Vec::new();
	// One after the other, since each needs the block of the one before.
	for (who, call) in [
		(Alice, found_network("Medical Council")),
		(Alice, register_schema(0, kind)),
		(Alice, accredit(0, None, Bob, Terms { valid_until: Some(now + 2 * YEAR), ..unlimited() })),
		(Bob, issue(0, licence, &subject, certified)),
	] {
		pending.push(client.submit(who, call).await);
		create_blocks(client, 1).await;
	}
	let issued = pending.pop().expect("four were sent").finalized().await.success();
	assert_eq!(client.verify(json!([id])).await["valid"], json!(true));
	let issued_at = client.time(issued.block).await;
	drop(pending);

	// Three years on: the issuer's accreditation has ended, what it issued has not.
	let later = advance(client, 3 * YEAR / 1000).await;
	assert!(later >= issued_at + 3 * YEAR, "{later}");
	assert_eq!(client.verify(json!([id])).await["valid"], json!(true));
	let too_late = Content { valid_until: Some(later + YEAR), ..content(document(8)) };
	let late = client.submit(Bob, issue(0, licence, &subject, too_late)).await;
	create_blocks(client, 1).await;
	let expired: sp_runtime::DispatchError = Error::<civitas_runtime::Runtime>::AccreditationExpired.into();
	assert_eq!(late.finalized().await.result, Err(expired));

	// Five years on from then.
	advance(client, 365 * 24 * 3600 * 5).await;
	let answer = client.verify(json!([id])).await;
	assert_eq!(answer["reason"], json!({ "code": "expired", "validUntil": now + 4 * YEAR }), "{answer}");
	assert_eq!(client.verify(json!([id, null, now + 4 * YEAR])).await["valid"], json!(true));

	// The chain goes on from there, whether it has leapt over an epoch change or not, also in a new process.
	create_blocks(client, 50).await;
	let (number, hash) = client.finalized().await;
	let time = client.time(hash).await;
	assert_eq!(node.stop().await, Some(0));
	node.restart().await;
	let client = node.client();
	assert_eq!(client.finalized().await, (number, hash));
	create_blocks(client, 2).await;
	let (after, hash) = client.finalized().await;
	assert_eq!(after, number + 2);
	assert!(client.time(hash).await > time);

	// A leap that nobody can mean is refused, and nothing has happened.
	let error = client.try_call("dev_advanceTime", json!([u64::MAX])).await.expect_err("it is too far");
	assert!(error.to_string().contains("at most"), "{error}");
	assert_eq!(client.best().await.0, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_work_as_under_consensus() {
	let node = Config::sealing("instant").start().await;
	let client = node.client();
	let first = FirstNetwork::found(client, Alice, Bob).await;
	client.execute(Bob, first.issue(&account(Charlie), document(7))).await.success();
	let id = first.certificate(&account(Charlie), document(7));
	assert_eq!(client.verify(json!([id])).await["valid"], json!(true));
	client.execute(Alice, revoke(id, Reason::Superseded)).await.success();
	assert_eq!(client.verify(json!([id])).await["reason"]["code"], json!("revoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sealing_is_for_development_only() {
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	for mode in ["instant", "manual", "interval=200"] {
		let mut command = Command::new(node_binary());
		command.args(["--chain", "local", "--sealing", mode, "--base-path"]).arg(folder.path());
		run(command, REFUSAL).await.refusal(&["--sealing", mode, "--dev"]);
	}
	let mut command = Command::new(node_binary());
	command.args(["--dev", "--sealing", "sometimes", "--base-path"]).arg(folder.path());
	run(command, REFUSAL).await.refusal(&["--sealing", "sometimes", "instant", "manual", "interval=MS"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_on_demand_are_for_development_only() {
	let validator = Config::validator("alice").start().await;
	let client = validator.client();
	let answer = client.call("rpc_methods", json!([])).await;
	let methods: Vec<String> = serde_json::from_value(answer["methods"].clone()).expect("methods are a list of names");
	assert!(!methods.iter().any(|method| method.starts_with("dev_")), "{methods:?}");
	for method in ["dev_createBlocks", "dev_advanceTime"] {
		let error = client.try_call(method, json!([1])).await.expect_err("there is no such method");
		assert_eq!(error.code(), Some(METHOD_NOT_FOUND), "{method} gave {error}");
	}
	drop(validator);

	// A development node whose blocks are made by consensus says what to do instead.
	let node = Config::dev().start().await;
	let error = node.client().try_call("dev_createBlocks", json!([1])).await.expect_err("consensus makes the blocks");
	assert!(error.to_string().contains("--sealing"), "{error}");
}
