//! The Civitas node: consensus, network, database and JSON-RPC around the Civitas runtime.
//!
//! | module | what it is for |
//! |---|---|
//! | [`cli`] | what can be typed |
//! | [`command`] | what each subcommand does |
//! | [`chain_spec`] | the chains this node knows by name, and reading others from a file |
//! | [`client`] | the types of a node's parts |
//! | [`executor`] | executing the runtime, and keeping its compiled code |
//! | [`ports`] | refusing to start on a port that somebody else holds |
//! | [`opening`] | telling an operator why the chain cannot be opened |
//! | [`tasks`] | starting what serves the rest, and ends with it |
//! | [`service`] | putting the parts of a node together |
//! | [`rpc`] | the JSON-RPC methods beyond those that every node of this SDK has |
//! | [`sealing`] | blocks on demand and a clock that can be moved, for development |
//! | `benchmarking` | weights of this runtime on this machine (feature `runtime-benchmarks`) |

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod chain_spec;
mod cli;
mod client;
mod command;
mod executor;
mod opening;
mod ports;
mod rpc;
mod sealing;
mod service;
mod tasks;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			// `Display`, not the `Debug` that returning the error from `main` would print: it is for an operator.
			eprintln!("Error: {error}");
			ExitCode::FAILURE
		},
	}
}
