//! What an operator sees when something is wrong: the node ends, soon, with a non-zero exit code and a message that says
//! what is wrong, and no backtrace. And what an operator of a real chain must never see: somebody else's keys in it.

use civitas_tests::{
	client::to_hex,
	node::specification,
	process::{node_binary, run},
	wait::REFUSAL,
	Config,
};
use frame_support::storage::storage_prefix;
use serde_json::{json, Value};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use std::{fs, net::TcpListener};
use tempfile::TempDir;
use tokio::process::Command;

/// The identity of a node in the network; any 32 bytes will do.
const NODE_KEY: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

/// A node that is expected to refuse to run.
fn node(folder: &TempDir, arguments: &[&str]) -> Command {
	let mut command = Command::new(node_binary());
	command.args(["--no-prometheus", "--no-telemetry", "--no-mdns", "--base-path"]).arg(folder.path().join("node"));
	command.args(arguments);
	command
}

fn folder() -> TempDir {
	tempfile::tempdir().expect("a temporary folder can be made")
}

/// A port that is taken as long as the listener lives.
fn taken_port() -> (TcpListener, String) {
	let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
	let port = listener.local_addr().expect("it is bound").port().to_string();
	(listener, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chain_specification_that_cannot_be_read() {
	let folder = folder();
	let path = |name: &str| folder.path().join(name).to_str().expect("the path is UTF-8").to_owned();
	let missing = path("missing.json");
	run(node(&folder, &["--chain", &missing]), REFUSAL).await.refusal(&[&missing, "no such file"]);
	for (name, content) in [
		("garbage.json", &b"\x00\xff\xfe garbage"[..]),
		("empty.json", &b""[..]),
		("cut.json", &br#"{ "name": "Civitas", "id": "ci"#[..]),
		("other.json", &br#"{ "name": "Civitas" }"#[..]),
	] {
		let path = path(name);
		fs::write(&path, content).expect("a file can be written");
		run(node(&folder, &["--chain", &path]), REFUSAL).await.refusal(&[&path, "pars"]);
	}
	run(node(&folder, &["--chain", "mainnet"]), REFUSAL).await.refusal(&["mainnet", "dev", "local", "staging"]);
	// A template, which the node knows by name but which nobody has filled in.
	run(node(&folder, &["--chain", "staging"]), REFUSAL).await.refusal(&["staging", "no validators"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken() {
	let folder = folder();
	let (_listener, port) = taken_port();
	for chain in ["dev", "local"] {
		let arguments = ["--chain", chain, "--alice", "--node-key", NODE_KEY];
		let mut rpc = node(&folder, &arguments);
		rpc.args(["--rpc-port", &port, "--port", "0"]);
		run(rpc, REFUSAL).await.refusal(&[&port, "in use", "--rpc-port"]);
		let mut peers = node(&folder, &arguments);
		peers.args(["--rpc-port", "0", "--port", &port]);
		run(peers, REFUSAL).await.refusal(&[&port, "in use", "--port"]);
	}
	let address = format!("/ip4/127.0.0.1/tcp/{port}/ws");
	for arguments in
		[["--dev", "--listen-addr", &address, "--rpc-port", "0"], ["--dev", "--port", &port, "--rpc-port", "0"]]
	{
		run(node(&folder, &arguments), REFUSAL).await.refusal(&[&port, "in use"]);
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_make_no_sense() {
	let folder = folder();
	for (arguments, parts) in [
		(&["--no-such-option"][..], &["--no-such-option"][..]),
		(&["--dev", "--rpc-port", "65536"][..], &["--rpc-port", "65536"][..]),
		(&["--dev", "--node-key", "12"][..], &["node key"][..]),
		(&["--chain", "local", "--alice", "--bob"][..], &["--alice", "--bob"][..]),
		(&["--dev", "--bootnodes", "nowhere"][..], &["--bootnodes", "nowhere"][..]),
		(&["--dev", "--max-age", "10m"][..], &["--max-age", "10m"][..]),
		(&["--dev", "--state-pruning", "0"][..], &["--state-pruning 0", "no state"][..]),
	] {
		run(node(&folder, arguments), REFUSAL).await.refusal(parts);
	}
	// A validator whose identity would change with each start.
	run(node(&folder, &["--chain", "local", "--validator"]), REFUSAL).await.refusal(&["network", "key"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_damaged_or_taken() {
	let mut first = Config::sealing("manual").start().await;
	first.client().call("dev_createBlocks", json!([1])).await;
	// The SDK's place for the chain; the statement store has a database of its own.
	let database = first.base_path().join("chains/dev/paritydb/full");
	let base_path = first.base_path().to_str().expect("the path is UTF-8").to_owned();
	let database_text = database.to_str().expect("the path is UTF-8").to_owned();
	let second = || {
		let mut command = Command::new(node_binary());
		command.args(["--dev", "--no-prometheus", "--rpc-port", "0", "--port", "0", "--base-path", &base_path]);
		command
	};

	// Two nodes on one database would ruin it.
	run(second(), REFUSAL).await.refusal(&["database", "in use"]);

	assert_eq!(first.stop().await, Some(0));
	// One that was made to keep the states of some blocks does not become an archive; but it is not damaged either.
	let mut archive = second();
	archive.args(["--state-pruning", "archive"]);
	let refused = run(archive, REFUSAL).await;
	assert!(!refused.stderr.contains("purge-chain"), "{}", refused.stderr);
	refused.refusal(&[&database_text, "--state-pruning archive", "Nothing is damaged"]);
	let metadata = fs::read(database.join("metadata")).expect("a database has metadata");
	fs::write(database.join("metadata"), "a cosmic ray was here").expect("a file can be written");
	run(second(), REFUSAL).await.refusal(&["database", &database_text, "purge-chain"]);
	// The node did not make it worse: with the file back, everything is.
	fs::write(database.join("metadata"), metadata).expect("a file can be written");
	first.restart().await;
	assert_eq!(first.client().finalized().await.0, 1);
	first.client().call("dev_createBlocks", json!([1])).await;
	assert_eq!(first.stop().await, Some(0));

	// The same with the statements, which are no part of the chain.
	let statements = first.base_path().join("chains/dev/statements");
	let statements_text = statements.to_str().expect("the path is UTF-8").to_owned();
	fs::write(statements.join("metadata"), "a cosmic ray was here").expect("a file can be written");
	run(second(), REFUSAL).await.refusal(&["statement store", &statements_text, "remove"]);
	fs::remove_dir_all(&statements).expect("a folder can be removed");
	first.restart().await;
	assert_eq!(first.stop().await, Some(0));

	// The tables themselves: every byte of what was stored is lost. (Not the indices: those are mapped into memory, and
	// merely point into the tables.)
	for entry in fs::read_dir(&database).expect("a folder can be read") {
		let path = entry.expect("it is there").path();
		let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
		if name.starts_with("table_") {
			let length = fs::metadata(&path).expect("it is there").len() as usize;
			fs::write(&path, vec![0xff; length]).expect("a file can be written");
		}
	}
	run(second(), REFUSAL).await.refusal(&["database", &database_text]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_a_key_to_a_real_chain() {
	let sudo_key = to_hex(&storage_prefix(b"Sudo", b"Key"));
	let code = to_hex(b":code");
	let well_known: Vec<String> = Sr25519Keyring::iter()
		.map(|who| hex::encode(who.to_raw_public()))
		.chain(Ed25519Keyring::iter().map(|who| hex::encode(who.to_raw_public())))
		.collect();
	let found = |genesis: &Value| -> Vec<String> {
		let state = genesis["genesis"]["raw"]["top"].as_object().expect("a raw genesis has a state");
		assert!(state.contains_key(&code), "a genesis has a runtime");
		state
			.iter()
			// The runtime knows them, for its development presets.
			.filter(|(key, _)| **key != code)
			.flat_map(|(key, value)| [key.clone(), value.to_string()])
			.filter(|text| well_known.iter().any(|key| text.contains(key)))
			.collect()
	};

	let staging = specification("staging").await;
	assert_eq!(staging["chainType"], "Live");
	assert_eq!(staging["genesis"]["raw"]["top"].get(&sudo_key), None, "somebody has the sudo key");
	assert_eq!(found(&staging), Vec::<String>::new());
	assert_eq!(staging["bootNodes"], json!([]));

	// On a development chain everybody has them, which also shows that this test would find them.
	let dev = specification("dev").await;
	assert!(dev["genesis"]["raw"]["top"].get(&sudo_key).is_some());
	assert!(!found(&dev).is_empty());
	let local = specification("local").await;
	assert_eq!(local["genesis"]["raw"]["top"].get(&sudo_key), None, "the local chain is governed as a real one is");
}
