//! The books of a real city: what Madrid and six of its districts voted, recognised and paid in 2018 (`tests/public-finance/madrid`).
//!
//! One program loads them through extrinsics, by the client. Another one, which shares nothing with it but the files, compares what the
//! chain says then.

use super::exports;
use civitas_runtime::{
	configs::system::{MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO},
	SLOT_DURATION_MILLIS,
};
use civitas_tests::{
	process::{cli_binary, repository, run},
	Config,
};
use serde_json::Value;
use std::time::Duration;
use tokio::process::Command;

/// How long loading may take, and comparing, where other tests run besides.
const LIMIT: Duration = Duration::from_secs(1_200);

/// How long the blocks take that the city fills, in milliseconds.
const AIM: u64 = 60_000;

/// What both ways of comparing say in the end.
const EQUAL: &str = "1046 lines and 4633 payments are equal, 13 payments of 5 lines refused: 412712.40 EUR";

/// What is compared besides, on a chain.
const TRACED: &str = ", 168 lines beyond their own figure, 34 chapters within theirs, 189 lines of revenue, \
	100 units traced both ways";

/// A program.
fn script(name: &str) -> Command {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/public-finance").join(name));
	python.env("CIVITAS_CLI", cli_binary()).env_remove("CIVITAS_SURI");
	python
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calls_that_load_a_real_city_come_to_its_figures() {
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let mut load = script("load_madrid.py");
	load.arg("--dry-run").arg(folder.path());
	run(load, LIMIT).await.success();
	let mut check = script("check_madrid.py");
	check.arg("--calls").arg(folder.path());
	let said = run(check, LIMIT).await.success();
	assert_eq!(said.lines().last(), Some(EQUAL));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_books_of_a_real_city_are_equal_to_the_cent() {
	// What was refused is looked for in the past.
	let node = Config::sealing("instant").option("--state-pruning", "archive").start().await;
	let http = node.url().replace("ws://", "http://");
	let mut load = script("load_madrid.py");
	load.env("CIVITAS_URL", node.url()).env("CIVITAS_HTTP_URL", &http);
	let said = run(load, LIMIT).await.success();
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let file = folder.path().join("loaded.json");
	std::fs::write(&file, &said).expect("the folder can be written to");
	let loaded: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));

	let mut check = script("check_madrid.py");
	check.arg(loaded["city"].as_str().expect("the City has an account")).env("CIVITAS_HTTP_URL", &http);
	let said = run(check, LIMIT).await.success();
	assert_eq!(said.lines().last(), Some(&*format!("{EQUAL}{TRACED}")));
	assert_eq!(said.lines().filter(|line| line.starts_with("refused: ")).count(), 13, "{said}");

	// And others can read them.
	exports::are_valid(&node, loaded["districts"]["204"]["body"].as_str().expect("a district has an account")).await;

	// An auditor draws a sample of it that nobody has chosen.
	let mut audit = script("audit_madrid.py");
	audit.env("CIVITAS_URL", node.url()).env("CIVITAS_HTTP_URL", &http).arg(&file).arg("204");
	let said = run(audit, LIMIT).await.success();
	let last = said.lines().last().expect("it says what it has done");
	assert!(last.ends_with("as the chain says; one finding was answered late"), "{said}");

	let weight = loaded["weight"].as_u64().expect("a weight is a number");
	let blocks = weight.div_ceil(NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT.ref_time());
	assert!(blocks * SLOT_DURATION_MILLIS <= AIM, "it fills {blocks} blocks: {loaded}");
}
