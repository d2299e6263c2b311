//! `civitas`: what an issuer, a dapp author or an auditor types.
//!
//! The client learns pallets, calls, views and types from the chain's metadata when it runs, so it outlives runtime upgrades. Its
//! exit code is an answer: 0 yes, 1 no, 2 could not tell (see [`failure::Exit`]).

mod arguments;
mod caller;
mod chain;
mod commands;
mod credit;
mod document;
mod dynamic;
mod failure;
mod fields;
mod identity;
mod input;
mod line;
mod members;
mod merkle;
mod moment;
mod output;
mod presets;
mod signer;
mod templates;
#[cfg(test)]
mod test_chain;

use failure::{Exit, Failure};
use std::{env, ffi::OsString, panic::catch_unwind, process::ExitCode};

fn main() -> ExitCode {
	// A panic would exit with 101, which no script expects: it says as little about the question as a broken connection.
	catch_unwind(run).unwrap_or(Exit::Unknown).into()
}

/// Do what the command line says, print the outcome.
fn run() -> Exit {
	let line: Vec<OsString> = env::args_os().collect();
	let json = line::wants_json(&line);
	let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
		Ok(runtime) => runtime,
		Err(error) => return output::print(Err(Failure::unknown("runtime", format!("Cannot start: {error}"))), json),
	};
	match runtime.block_on(line::run(&line)) {
		Ok(outcome) => output::print(outcome, json),
		Err(error) if line::is_asked_for(&error) => output::read(Exit::Success, &error.print()),
		Err(error) if json => {
			let message = error.to_string();
			let message = message.trim_end();
			output::print(Err(Failure::usage(message.strip_prefix("error: ").unwrap_or(message))), true)
		},
		Err(error) => {
			// Nothing is left to try if standard error is closed; the exit code still tells.
			let _ = error.print();
			Exit::Unknown
		},
	}
}
