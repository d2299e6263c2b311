//! The README and the pages of `docs` tell no lies: what they show as commands is run, in its order, against a fresh development
//! chain.
//!
//! A fenced block is run if the words after its fence are `bash test`. The blocks of a page are one script, as they are for a
//! reader who copies one after the other into a terminal.

use civitas_tests::{
	process::{cli_binary, repository, run},
	Config, Node,
};
use std::{fs, os::unix::fs::symlink, time::Duration};
use tokio::process::Command;

/// How long all commands together may take.
const LIMIT: Duration = Duration::from_secs(600);

/// The blocks of a text that are to be run.
pub(crate) fn scripts(text: &str) -> Vec<String> {
	let mut scripts = Vec::new();
	let mut lines = text.lines();
	while let Some(line) = lines.next() {
		if line == "```bash test" {
			let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
			scripts.push(block.join("\n"));
		}
	}
	scripts
}

#[test]
fn blocks_are_found() {
	let text = "```bash\nno\n```\n```bash test\none \\\n\tmore\ntwo\n```\nno\n```bash test\nthree\n```\n";
	assert_eq!(scripts(text), ["one \\\n\tmore\ntwo", "three"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_readme_work() {
	follow("README.md", Config::sealing("instant")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_page_on_identities_work() {
	follow("docs/identity.md", Config::sealing("instant")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_worked_scenario_work() {
	// One of them waits until some blocks have passed, whatever is in them.
	follow("docs/certification.md", Config::sealing("interval=200").option("--state-pruning", "archive")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_page_on_proofs_work() {
	// Nothing is proved where nobody votes.
	follow("docs/proofs.md", Config::dev()).await;
}

/// No page has commands that nobody runs.
#[test]
fn every_page_with_commands_is_followed() {
	// Those that are followed by their sections have a file of their own.
	let followed = [
		"README.md",
		"docs/agreements.md",
		"docs/certification.md",
		"docs/credit.md",
		"docs/identity.md",
		"docs/lending.md",
		"docs/proofs.md",
		"docs/public-finance.md",
		"docs/reputation.md",
	];
	let docs = fs::read_dir(repository().join("docs")).expect("a folder can be read");
	let docs = docs.map(|entry| format!("docs/{}", entry.expect("it can be read").file_name().to_string_lossy()));
	let pages = docs.chain(["README.md".to_owned()]).filter(|page| page.ends_with(".md"));
	for page in pages.filter(|page| !followed.contains(&page.as_str())) {
		let text = fs::read_to_string(repository().join(&page)).expect("it can be read");
		assert!(scripts(&text).is_empty(), "nobody runs the commands of {page}");
	}
}

/// Run the blocks of a file of this repository.
async fn follow(file: &str, chain: Config) {
	let path = repository().join(file);
	let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
	let scripts = scripts(&text);
	assert!(!scripts.is_empty(), "there is nothing to run in {}", path.display());
	run_on(&scripts, chain).await;
}

/// Run blocks as one script, on a chain of their own.
pub(crate) async fn run_on(scripts: &[String], chain: Config) {
	run_at(&chain.start().await, scripts).await;
}

/// Run blocks as one script, on the chain of a node.
pub(crate) async fn run_at(node: &Node, scripts: &[String]) {
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	// A folder of its own on the path, so that nothing else beside the client gets there.
	symlink(cli_binary(), folder.path().join("civitas")).expect("a link can be made");
	let binaries = std::env::var("PATH").unwrap_or_default();
	let script = format!("set -euo pipefail\n{}\n", scripts.join("\n"));
	let mut bash = Command::new("bash");
	// `-x` shows which command it was that failed.
	bash.args(["--noprofile", "--norc", "-x", "-c", &script])
		.current_dir(repository())
		.env("PATH", format!("{}:{binaries}", folder.path().display()))
		.env("CIVITAS_URL", node.url())
		.env("CIVITAS_HTTP_URL", node.url().replace("ws://", "http://"))
		.env_remove("CIVITAS_SURI");
	run(bash, LIMIT).await.success();
}
