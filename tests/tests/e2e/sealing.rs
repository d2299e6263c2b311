//! Blocks and time on demand, as a dapp's developer uses them.

use civitas_primitives::certification::{
	certificate_id, info::Terms, schema_id, Authority, Content, SchemaContent, SchemaRules,
};
use civitas_runtime::{RuntimeCall, SLOT_DURATION_MILLIS};
use civitas_tests::{
	certification::{
		accept_accreditation, accredit, content, document, found_network, issue, register_schema, schema, unlimited,
		YEAR,
	},
	client::hash,
	process::{node_binary, run},
	transaction::account,
	wait::{until, FINALITY, REFUSAL, START},
	Client, Config,
};
use pallet_certification::Error;
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Dave};
use std::time::{Duration, Instant};
use tokio::process::Command;

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;

/// Our codes for a block without a state, and for what there is not.
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
	let node = Config::sealing("manual").option("--state-pruning", "16").start().await;
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
	// Had anything but this call made blocks, as many would be on the chain and more, the transaction in an earlier one.
	create_blocks(client, 3).await;
	assert_eq!(client.finalized().await.0, 3);
	assert_eq!(pending.finalized().await.success().number, 1);

	for params in [json!([0]), json!([1_001]), json!([-1]), json!(["1"]), json!([null]), json!([1, 1])] {
		let (code, message) = client.refusal("dev_createBlocks", params.clone()).await;
		assert_eq!(code, INVALID_PARAMS, "{params} gave {message}");
	}
	assert_eq!(client.best().await.0, 3);

	// What is asked of a block that was pruned says so, and where to ask.
	create_blocks(client, 37).await;
	for (number, kept) in [(1, false), (39, true)] {
		let hash = client.block_hash(number).await.expect("the block is there, if not its state");
		for block in [json!(hash), json!(number)] {
			for (method, params, code) in [
				("certification_network", json!({ "network": 0, "block": block }), None),
				("certification_verify", json!([document(1), null, null, null, block]), None),
				("civitas_view", json!(["certification", "network", [0], block]), None),
				("civitas_resolveDid", json!([format!("did:civitas:{}", account_of(Dave)), block]), None),
				("civitas_exportStatusList", json!([document(1), "revocation", block]), Some(NOT_FOUND)),
			] {
				let error = client.try_call(method, params).await.err();
				let expected = if kept { code } else { Some(UNKNOWN_BLOCK) };
				assert_eq!(error.as_ref().and_then(|error| error.code()), expected, "{method} at {number}: {error:?}");
				let told = error.is_some_and(|error| error.to_string().contains("archive node"));
				assert_eq!(told, !kept, "{method} at {number}");
			}
		}
	}
}

/// The address of a well-known account.
fn account_of(who: Sr25519Keyring) -> String {
	account(who).to_ss58check()
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
	let id = certificate_id(Authority::Accreditation(0), &licence, &subject, &certified, None);
	let mut pending = Vec::new();
	// One after the other, since each needs the block of the one before.
	for (who, call) in [
		(Alice, found_network("Medical Council")),
		(Alice, register_schema(0, kind)),
		(Alice, accredit(0, None, Bob, Terms { valid_until: Some(now + 2 * YEAR), ..unlimited() })),
		(Bob, accept_accreditation(0)),
		(Bob, issue(0, licence, &subject, certified)),
	] {
		pending.push(client.submit(who, call).await);
		create_blocks(client, 1).await;
	}
	let issued = pending.pop().expect("five were sent").finalized().await.success();
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
	assert_eq!(answer["reason"], json!({ "expired": { "validUntil": now + 4 * YEAR } }), "{answer}");
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
	let (code, message) = client.refusal("dev_advanceTime", json!([u64::MAX])).await;
	assert!(code == INVALID_PARAMS && message.contains("seconds: time is moved by at most"), "{message} ({code})");
	assert_eq!(client.best().await.0, after);
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
