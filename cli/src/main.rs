//! `civitas`: what an issuer, a dapp author or an auditor types.
//!
//! The client learns pallets, calls, views and types from the chain's metadata when it runs, so it outlives runtime upgrades. Its
//! exit code is an answer: 0 yes, 1 no, 2 could not tell (see [`failure::Exit`]).

mod arguments;
mod chain;
mod commands;
mod document;
mod dynamic;
mod failure;
mod fields;
mod identity;
mod line;
mod members;
mod merkle;
mod moment;
mod output;
mod paging;
mod signer;
#[cfg(test)]
mod test_chain;

use failure::{Exit, Failure};
use line::Stop;
use std::{env, ffi::OsString, panic::catch_unwind, process::ExitCode};

fn main() -> ExitCode {
	// A panic would exit with 101, which no script expects: it says as little about the question as a broken connection.
	catch_unwind(run).unwrap_or(Exit::Unknown).into()
}

/// Do what the command line says, print the outcome.
fn run() -> Exit {
	let line: Vec<OsString> = env::args_os().collect();
	let json = line::wants_json(&line);
	let outcome = tokio::runtime::Builder::new_current_thread()
		.enable_all()
		.build()
		.map_err(|error| Stop::Failure(Failure::unknown("runtime", format!("Cannot start: {error}"))))
		.and_then(|runtime| runtime.block_on(line::run(&line)));
	match outcome {
		Ok(answer) => output::print(Ok(answer), json),
		Err(Stop::Failure(failure)) => output::print(Err(failure), json),
		Err(Stop::Line(error)) => explain(&error, json),
	}
}

/// Print what is wrong with the command line, or the help that was asked for.
fn explain(error: &clap::Error, json: bool) -> Exit {
	if line::is_asked_for(error) {
		return output::read(Exit::Success, &error.print());
	}
	if json {
		let message = error.to_string();
		let message = message.trim_end();
		return output::print(Err(Failure::usage(message.strip_prefix("error: ").unwrap_or(message))), true);
	}
	// Nothing is left to try if standard error is closed; the exit code still tells.
	let _ = error.print();
	Exit::Unknown
}
