//! Clients of other people against a real node: polkadot-api, @polkadot/api, and smoldot, the light client.
//!
//! The scripts are in `tests/clients`; they print what they have checked and exit with 0 if all of it was so. They bound
//! their own waiting, to say what they waited for; the limit here is only for when they do not get that far.

use civitas_primitives::certification::{certificate_id, RevocationReason};
use civitas_tests::{
	certification::{document, first_network, issue, revoke},
	process::{node_binary, repository, run},
	transaction::account,
	wait::{FINALITY, REFUSAL},
	Config, Node,
};
use serde_json::json;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Dave};
use std::time::Duration;
use tokio::process::Command;

/// How long a script may take.
const LIMIT: Duration = Duration::from_secs(420);

/// Run a script with these variables. Returns what it printed.
async fn script(name: &str, variables: &[(&str, &str)]) -> String {
	let clients = repository().join("tests/clients");
	let installed = clients.join("node_modules");
	assert!(installed.is_dir(), "{} is missing: run `npm ci` in {}", installed.display(), clients.display());
	let mut node = Command::new("node");
	node.arg(clients.join(name)).current_dir(&clients).env_remove("NODE_OPTIONS").envs(variables.iter().copied());
	run(node, LIMIT).await.success()
}

/// That a script got to its end, and checked as much as it should.
fn assert_checked(output: &str, checks: usize) {
	println!("{output}");
	assert_eq!(output.lines().filter(|line| line.starts_with("ok ")).count(), checks, "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn polkadot_api_reads_the_metadata_and_does_it_all() {
	let node = Config::dev().start().await;
	let url = node.url();
	assert_checked(&script("papi.mjs", &[("CIVITAS_URL", url.as_str())]).await, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn polkadot_js_reads_the_metadata_and_does_it_all() {
	let node = Config::dev().start().await;
	let url = node.url();
	assert_checked(&script("pjs.mjs", &[("CIVITAS_URL", url.as_str())]).await, 7);
}

/// Write the specification of the development chain to a file, and return its path.
async fn specification(folder: &tempfile::TempDir) -> String {
	let path = folder.path().join("dev.json").to_str().expect("the path is UTF-8").to_owned();
	let mut export = Command::new(node_binary());
	export.args(["export-chain-spec", "--chain", "dev", "--raw", "--output", &path]);
	run(export, REFUSAL).await.success();
	path
}

/// A node to which a light client can connect, with a valid certificate and a revoked one.
async fn node_for_light_clients() -> (Node, [String; 2]) {
	let node = Config::dev().websocket_peers().start().await;
	let client = node.client();
	let (network, schema) = first_network(client, Alice, Bob).await;
	let [valid, revoked] =
		[7, 8].map(|number| certificate_id(&schema, &account(Bob), &account(Dave), &document(number)));
	let calls = vec![
		issue(network, schema, &account(Dave), document(7), None),
		issue(network, schema, &account(Dave), document(8), None),
		revoke(revoked, RevocationReason::KeyCompromise),
	];
	client.execute_all(Bob, calls).await;
	(node, [valid, revoked].map(|id| format!("{id:?}")))
}

/// Follow a node as a light client, from this specification up to this block, and verify both certificates there.
async fn follow(node: &Node, specification: &str, finalized: u32, valid: &str, revoked: &str) {
	let (address, finalized) = (node.address(), finalized.to_string());
	let variables = [
		("CIVITAS_SPEC", specification),
		("CIVITAS_PEER", address.as_str()),
		("CIVITAS_FINALIZED", finalized.as_str()),
		("CIVITAS_VALID", valid),
		("CIVITAS_REVOKED", revoked),
	];
	assert_checked(&script("smoldot.mjs", &variables).await, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_client_verifies_certificates_by_itself() {
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let specification = specification(&folder).await;
	let (node, [valid, revoked]) = node_for_light_clients().await;
	let finalized = node.client().finalized().await.0;
	follow(&node, &specification, finalized, &valid, &revoked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_client_starts_from_a_checkpoint() {
	let (node, [valid, revoked]) = node_for_light_clients().await;
	let client = node.client();
	// A checkpoint is of a finalised block; some more make the rest to be followed.
	let finalized = client.finalized().await.0;
	let checkpoint = client.call("sync_state_genSyncSpec", json!([true])).await;
	assert!(checkpoint["lightSyncState"].is_object(), "there is no checkpoint in {checkpoint}");
	let (finalized, _) = client.wait_finalized(finalized + 2, FINALITY).await;
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let path = folder.path().join("checkpoint.json").to_str().expect("the path is UTF-8").to_owned();
	std::fs::write(&path, checkpoint.to_string()).expect("a file can be written");
	follow(&node, &path, finalized, &valid, &revoked).await;
}
