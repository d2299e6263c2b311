//! `civitas`: what an issuer, a dapp author or an auditor types.
//!
//! The client learns pallets, calls and types from the chain's metadata when it runs, so it outlives runtime upgrades that
//! leave the names it uses alone. Its exit code is an answer: 0 yes, 1 no, 2 could not tell (see [`failure::Exit`]).

mod arguments;
mod chain;
mod commands;
mod document;
mod failure;
mod fields;
mod identity;
mod members;
mod merkle;
mod moment;
mod output;
mod paging;
mod signer;
mod types;

use arguments::Cli;
use clap::{error::ErrorKind, Parser};
use failure::{Exit, Failure};
use std::{panic::catch_unwind, process::ExitCode};

fn main() -> ExitCode {
	// A panic would exit with 101, which no script expects: it says as little about the question as a broken connection.
	catch_unwind(run).unwrap_or(Exit::Unknown).into()
}

/// Parse the command line, do what it says, print the outcome.
fn run() -> Exit {
	let cli = match Cli::try_parse() {
		Ok(cli) => cli,
		Err(error) => return explain(&error),
	};
	let json = cli.connection.json;
	let outcome = tokio::runtime::Builder::new_current_thread()
		.enable_all()
		.build()
		.map_err(|error| Failure::unknown("runtime", format!("Cannot start: {error}")))
		.and_then(|runtime| runtime.block_on(commands::run(cli)));
	output::print(outcome, json)
}

/// Print what is wrong with the command line, or the help that was asked for.
fn explain(error: &clap::Error) -> Exit {
	if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
		return match error.print() {
			Ok(()) => Exit::Success,
			Err(_) => Exit::Unknown,
		};
	}
	// Nothing was parsed, so whether JSON is wanted must be seen from the arguments as they are.
	if std::env::args_os().any(|argument| argument == "--json") {
		let message = error.to_string();
		let message = message.trim_end();
		return output::print(Err(Failure::usage(message.strip_prefix("error: ").unwrap_or(message))), true);
	}
	// Nothing is left to try if standard error is closed; the exit code still tells.
	let _ = error.print();
	Exit::Unknown
}
