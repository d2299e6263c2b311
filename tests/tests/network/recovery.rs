//! A third or more of the validators is lost for good.

use civitas_runtime::{AccountId, RuntimeCall};
use civitas_tests::{
	network::{stalled, Chain, FIVE},
	node::agree_on,
	process::{repository, run, script},
	wait::{until, NETWORK},
	Config,
};
use serde_json::{json, Value};
use sp_keyring::Sr25519Keyring::Alice;
use std::path::Path;
use tokio::process::Command;

/// The specification that says where proofs begin, as operators make it.
async fn recovered(url: &str, spec: &Path) -> Value {
	let mut script = Command::new(repository().join("scripts/recovery-point.py"));
	script.args([url]).arg(spec);
	serde_json::from_str(&run(script, NETWORK).await.success()).expect("it is a specification")
}

/// Three of five die for good. The two that are left recover finality; the others come back and follow; who comes later syncs by proofs
/// from the recovery on, and so does a light client.
#[tokio::test(flavor = "multi_thread")]
async fn two_of_five_recover_finality() {
	let mut chain = Chain::of_five().await;
	let mut nodes = chain.start(&["alice", "bob", "charlie", "dave", "eve"]).await;
	agree_on(&nodes, 3).await;
	for node in &mut nodes[2..] {
		node.kill();
	}
	let alice = nodes[0].client();
	let (last, _) = stalled(alice).await;

	let set_id = alice.call("grandpa_roundState", json!([])).await["setId"].as_u64().expect("there is a set");
	let live: Vec<AccountId> = FIVE[..2].iter().map(|(who, _)| who.to_account_id()).collect();
	let order = pallet_validator_set::Call::recover_finality { live, final_block: last, set_id, delay: 3 };
	let order = Box::new(RuntimeCall::ValidatorSet(order));
	alice.submit(Alice.pair(), RuntimeCall::Sudo(pallet_sudo::Call::sudo { call: order })).await;
	// All that was made in the meantime becomes final, and more.
	let (best, _) = alice.best().await;
	agree_on(&nodes[..2], best + 20).await;
	until("the recovery to end", NETWORK, async || {
		let at = alice.finalized().await.1;
		match alice.stored::<Vec<u8>>("ValidatorSet", "Recoveries", at).await {
			None => Ok(()),
			Some(_) => Err("it goes on".to_owned()),
		}
	})
	.await;

	// Those who were dead follow the others again.
	for node in &mut nodes[2..] {
		node.restart().await;
	}
	for node in &nodes {
		node.connected(4).await;
	}
	let (best, _) = nodes[0].client().best().await;
	agree_on(&nodes, best + 5).await;

	// Who comes later.
	let alice = nodes[0].client();
	let url = nodes[0].url().replace("ws://", "http://");
	chain.spec = recovered(&url, &chain.file("spec.json")).await;
	let (best, _) = alice.best().await;
	alice.wait_finalized(best + 45, NETWORK).await;
	let file = chain.file("recovered.json");
	let late = Config::follower_of(file.to_str().expect("the path is UTF-8"), "late")
		.option("--sync", "warp")
		.knowing(&nodes)
		.start()
		.await;
	late.client().wait_finalized(best + 45, NETWORK).await;
	assert!(late.log().contains("Warp sync is complete"), "it has synced in another way");
	// It has all blocks from there on, and those before not yet.
	let (last, _) = late.client().finalized().await;
	agree_on([&nodes[0], &late], last + 5).await;

	// A light client begins where the specification that a node makes says.
	let light = alice.call("sync_state_genSyncSpec", json!([true])).await;
	let path = chain.file("light.json");
	std::fs::write(&path, light.to_string()).expect("a file can be written");
	let finalized = alice.finalized().await.0.to_string();
	let (spec, peer) = (path.to_str().expect("the path is UTF-8").to_owned(), nodes[0].address());
	let variables =
		[("CIVITAS_SPEC", spec.as_str()), ("CIVITAS_PEER", peer.as_str()), ("CIVITAS_FINALIZED", finalized.as_str())];
	script("smoldot.mjs", &variables, 2).await;
}
