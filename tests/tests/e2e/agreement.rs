//! Three validators: they agree, they stop agreeing when one of them is gone, and they agree again when it is back.

use civitas_runtime::BlockNumber;
use civitas_tests::{
	node::agree_on,
	wait::{until, NETWORK},
	Config, Node,
};
use serde_json::json;
use std::collections::BTreeSet;

/// The code of JSON-RPC for methods that do not exist.
const METHOD_NOT_FOUND: i32 = -32601;

/// How many blocks are made without anything becoming final before that is believed: some seconds.
const BLOCKS_WITHOUT_FINALITY: BlockNumber = 16;

/// How many blocks it may take until votes have arrived that were cast before: a few rounds of voting.
const BLOCKS_OF_LATE_VOTES: BlockNumber = 12;

async fn start(name: &str, backend: &str, others: &[&Node]) -> Node {
	let config = Config::validator(name).option("--network-backend", backend);
	config.knowing(others.iter().copied()).start().await
}

/// The story, over one implementation of the network.
async fn agreement_ends_and_returns(backend: &str) {
	let alice = start("alice", backend, &[]).await;
	let bob = start("bob", backend, &[&alice]).await;
	let mut charlie = start("charlie", backend, &[&alice, &bob]).await;
	for node in [&alice, &bob, &charlie] {
		node.connected(2).await;
	}
	let early = agree_on([&alice, &bob, &charlie], 3).await;
	// Nothing of a development node is here.
	let answer = alice.client().call("rpc_methods", json!([])).await;
	let methods: Vec<String> = serde_json::from_value(answer["methods"].clone()).expect("methods are a list of names");
	assert!(!methods.iter().any(|method| method.starts_with("dev_")), "{methods:?}");
	for method in ["dev_createBlocks", "dev_advanceTime"] {
		let (code, message) = alice.client().refusal(method, json!([1])).await;
		assert_eq!(code, METHOD_NOT_FOUND, "{message}");
	}

	until("each validator to have authored", NETWORK, async || {
		let mut authors = BTreeSet::new();
		for number in 1..=alice.client().best().await.0 {
			let block = alice.client().block_hash(number).await.ok_or("the best chain has changed")?;
			authors.insert(alice.client().author(block).await);
		}
		if authors.len() == 3 {
			Ok(())
		} else {
			Err(format!("{authors:?} have"))
		}
	})
	.await;

	// GRANDPA tolerates fewer than a third: of three, none. Blocks go on, by the two that are left, but none is final.
	charlie.kill();
	let (best, _) = alice.client().best().await;
	// Votes that were cast before may still make a block or two final.
	let (best, _) = alice.client().wait_best(best + BLOCKS_OF_LATE_VOTES, NETWORK).await;
	let stuck = alice.client().finalized().await;
	let (best, _) = alice.client().wait_best(best + BLOCKS_WITHOUT_FINALITY, NETWORK).await;
	assert_eq!(alice.client().finalized().await, stuck, "two of three have finalised a block");

	// It comes back, catches up, and all that was made without it becomes final.
	charlie.restart().await;
	charlie.connected(2).await;
	agree_on([&alice, &bob, &charlie], best + 1).await;
	assert_eq!(charlie.client().block_hash(3).await, Some(early));
}

#[tokio::test(flavor = "multi_thread")]
async fn agreement_ends_and_returns_over_litep2p() {
	agreement_ends_and_returns("litep2p").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn agreement_ends_and_returns_over_libp2p() {
	agreement_ends_and_returns("libp2p").await;
}
