//! What an operator does with a node besides running it: its subcommands, and who may leave statements with it.

use civitas_runtime::RuntimeCall;
use civitas_tests::{
	client::{hash, to_hex},
	node::DEV,
	process::{node_binary, run, Finished},
	wait::{FINALITY, START},
	Config, Guest, Person,
};
use codec::Encode;
use frame_support::storage::storage_prefix;
use serde_json::{json, Value};
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring::Ferdie;
use sp_statement_store::{statement_allowance_key, Statement, StatementAllowance};
use std::{
	fs,
	path::{Path, PathBuf},
	time::{SystemTime, UNIX_EPOCH},
};
use tokio::process::Command;

/// A subcommand on the development chain in this folder.
async fn subcommand(name: &[&str], base_path: &Path, arguments: &[&str]) -> Finished {
	let mut command = Command::new(node_binary());
	command.args(name).args(["--chain", DEV, "--base-path"]).arg(base_path).args(arguments);
	run(command, START).await
}

/// The same, which must end well, without complaining of its own end. Returns what it wrote to standard output.
async fn done(name: &str, base_path: &Path, arguments: &[&str]) -> String {
	let finished = subcommand(&[name], base_path, arguments).await;
	assert!(!finished.stderr.contains("Essential task"), "{name}:\n{}", finished.stderr);
	finished.success()
}

/// What `chain-info` says.
async fn info(base_path: &Path) -> Value {
	serde_json::from_str(&done("chain-info", base_path, &[]).await).expect("the answer is JSON")
}

/// Where the only chain of a base path is.
fn chain_folder(base_path: &Path) -> PathBuf {
	let mut chains = fs::read_dir(base_path.join("chains")).expect("a folder can be read");
	chains.next().expect("there is a chain").expect("it can be read").path()
}

/// The blocks in a file.
fn blocks(file: &Path) -> Vec<Value> {
	let text = fs::read_to_string(file).expect("the file was written");
	let blocks = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
	blocks.map(|block| block.expect("each block is JSON")["block"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_subcommands_do_what_they_say() {
	let mut node = Config::dev().start().await;
	let genesis = node.client().genesis().await;
	// GRANDPA lets the two newest blocks be, so there is something to take back.
	node.client().wait_finalized(3, FINALITY).await;
	let third = node.client().block_hash(3).await.expect("it is finalised");
	assert_eq!(node.stop().await, Some(0));
	assert!(!node.log().contains("Essential task"), "{}", node.log());

	let first = node.base_path();
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let second = folder.path().join("second");
	let file = folder.path().join("blocks.json");
	let path = file.to_str().expect("the path is UTF-8");

	let chain = info(&first).await;
	let number = |info: &Value, name: &str| info[name].as_u64().unwrap_or_else(|| panic!("no {name} in {info}"));
	let (best, finalized) = (number(&chain, "best_number"), number(&chain, "finalized_number"));
	assert_eq!(hash(&chain["genesis_hash"]), Some(genesis));
	assert!(finalized >= 3 && best > finalized, "{chain}");

	assert!(done("check-block", &first, &["3"]).await.contains("Completed in"));
	assert!(done("check-block", &first, &[&format!("{third:?}")]).await.contains("Completed in"));

	done("export-blocks", &first, &[path, "--from", "2", "--to", "4"]).await;
	let numbers: Vec<Value> = blocks(&file).iter().map(|block| block["header"]["number"].clone()).collect();
	assert_eq!(numbers, ["0x2", "0x3", "0x4"]);
	done("export-blocks", &first, &[path]).await;
	assert_eq!(blocks(&file).len() as u64, best);

	// All of them, checked and executed anew.
	done("import-blocks", &second, &[path]).await;
	let imported = info(&second).await;
	assert_eq!((&imported["best_number"], &imported["best_hash"]), (&chain["best_number"], &chain["best_hash"]));

	let state: Value = serde_json::from_str(&done("export-state", &first, &["3"]).await).expect("a state is JSON");
	let current = to_hex(&storage_prefix(b"System", b"Number"));
	assert_eq!(state["genesis"]["raw"]["top"][current], to_hex(&3u32.encode()));

	// What does not exist. The numbers are those of blocks to come in a thousand years.
	let unknown = "4000000000";
	for (name, arguments) in [
		("check-block", vec![unknown]),
		("check-block", vec!["0x0000000000000000000000000000000000000000000000000000000000000001"]),
		("export-state", vec![unknown]),
		("import-blocks", vec!["/no/such/file"]),
	] {
		let finished = subcommand(&[name], &first, &arguments).await;
		assert_eq!(finished.code, Some(1), "{name} {arguments:?}");
		finished.refusal(&["error"]);
	}

	// Two blocks back, or all that are not final; and the chain goes on from there.
	done("revert", &second, &["2"]).await;
	let back = info(&second).await;
	assert_eq!(number(&back, "best_number"), best - 2);
	let before = &blocks(&file)[best as usize - 2];
	assert_eq!(before["header"]["parentHash"], back["best_hash"]);
	done("revert", &first, &["256"]).await;
	assert_eq!(number(&info(&first).await, "best_number"), finalized);
	node.restart().await;
	node.client().wait_finalized(u32::try_from(best).expect("it is a number of a block") + 1, FINALITY).await;
	assert_eq!(node.client().block_hash(3).await, Some(third));

	// A key is kept under its kind and its public half, and a purge leaves it.
	let insert = ["--key-type", "babe", "--scheme", "sr25519", "--suri", "//Ferdie"];
	subcommand(&["key", "insert"], &second, &insert).await.success();
	let key = chain_folder(&second).join("keystore").join(hex::encode("babe") + &hex::encode(Ferdie.to_raw_public()));
	assert_eq!(fs::read_to_string(&key).expect("the key was put there"), "\"//Ferdie\"");
	let database = chain_folder(&second).join("paritydb");
	assert!(database.is_dir());
	assert!(done("purge-chain", &second, &["-y"]).await.contains("removed"));
	assert!(!database.exists() && key.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_are_kept_for_those_who_have_an_allowance() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let (allowed, other) = (guest.stranger("allowed"), guest.stranger("other"));
	let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs();
	let statement = |who: &Person, text: &str| {
		let mut statement = Statement::new();
		statement.set_plain_data(text.into());
		statement.set_expiry_from_parts(u32::try_from(now + 3_600).expect("it is before 2106"), 1);
		statement.sign_sr25519_private(&sr25519::Pair::from(who));
		json!([to_hex(&statement.encode())])
	};
	let none = json!({ "status": "rejected", "reason": "noAllowance" });
	// Signed once: each signature makes it another statement.
	let hello = statement(&allowed, "hello");
	assert_eq!(client.call("statement_submit", hello.clone()).await, none);

	let allowance = StatementAllowance::new(1, 1_024);
	let items = vec![(statement_allowance_key(allowed.account()), allowance.encode())];
	guest.sudo(RuntimeCall::System(frame_system::Call::set_storage { items })).await;
	assert_eq!(client.call("statement_submit", hello.clone()).await["status"], "new");
	assert_eq!(client.call("statement_submit", hello).await["status"], "known");
	// No more than it says, and for nobody else.
	let long = "x".repeat(2_000);
	assert_eq!(client.call("statement_submit", statement(&allowed, &long)).await["status"], "rejected");
	assert_eq!(client.call("statement_submit", statement(&other, "hello")).await, none);
}
