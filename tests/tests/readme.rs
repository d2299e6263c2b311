//! The README tells no lies: what it shows as commands is run, in its order, against a fresh development chain.
//!
//! A fenced block is run if the words after its fence are `console` and, somewhere after it, `test`. Its lines that begin
//! with `$ ` are commands; a command that ends with a backslash goes on in the next line. Everything else in the block is
//! output, for people.

use civitas_tests::{
	process::{cli_binary, repository, run},
	Config,
};
use std::{fs, os::unix::fs::symlink, time::Duration};
use tokio::process::Command;

/// How long all commands together may take.
const LIMIT: Duration = Duration::from_secs(600);

/// The commands in a text, and how many blocks they are from.
fn commands(text: &str) -> (usize, Vec<String>) {
	let mut blocks = 0;
	let mut commands: Vec<String> = Vec::new();
	// The fence that ends the block, and whether the block is run.
	let mut inside: Option<(&str, bool)> = None;
	let mut goes_on = false;
	for line in text.lines() {
		let fence = line.trim_start();
		match inside {
			None if fence.starts_with("```") => {
				let ticks = fence.len() - fence.trim_start_matches('`').len();
				let mut words = fence[ticks..].split_whitespace();
				let tested = words.next() == Some("console") && words.any(|word| word == "test");
				blocks += usize::from(tested);
				inside = Some((&fence[..ticks], tested));
			},
			Some((end, _)) if fence.trim_end() == end => {
				inside = None;
				goes_on = false;
			},
			Some((_, true)) => {
				if let Some(command) = line.strip_prefix("$ ") {
					commands.push(command.to_owned());
				} else if goes_on {
					let command = commands.last_mut().expect("something goes on");
					command.push('\n');
					command.push_str(line);
				} else {
					continue;
				}
				goes_on = line.ends_with('\\');
			},
			_ => {},
		}
	}
	(blocks, commands)
}

#[test]
fn commands_are_found() {
	let text = "```console\n$ no\n```\n~ $ no\n```console test\n$ one \\\n    more\noutput\n$ two\n```\n$ no\n\
		````console other test\n$ three\n```\n````\n```sh test\n$ no\n```\n";
	let (blocks, commands) = commands(text);
	assert_eq!(blocks, 2);
	assert_eq!(commands, ["one \\\n    more", "two", "three"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_of_the_readme_work() {
	let readme = repository().join("README.md");
	let text = fs::read_to_string(&readme).unwrap_or_else(|error| panic!("{}: {error}", readme.display()));
	let (blocks, commands) = commands(&text);
	assert!(!commands.is_empty(), "no commands to run were found in {} of {}", blocks, readme.display());

	let node = Config::dev().start().await;
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	// A folder of its own on the path, so that nothing else beside the client gets there.
	symlink(cli_binary(), folder.path().join("civitas")).expect("a link can be made");
	let path = std::env::var("PATH").unwrap_or_default();
	let script = format!("set -euo pipefail\n{}\n", commands.join("\n"));
	let mut bash = Command::new("bash");
	// `-x` shows which command it was that failed.
	bash.args(["--noprofile", "--norc", "-x", "-c", &script])
		.current_dir(repository())
		.env("PATH", format!("{}:{path}", folder.path().display()))
		.env("CIVITAS_URL", node.url())
		.env_remove("CIVITAS_SURI");
	run(bash, LIMIT).await.success();
}
