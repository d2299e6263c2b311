//! A plain node to measure ours against: a stand-in for the node of the solochain template of the same SDK release, which is
//! not in the crate registry. It was written for this measurement, and does what the template's node does with the SDK's
//! defaults: AURA makes blocks, GRANDPA finalises them, the longest chain is built upon.
//!
//! What differs from the template:
//!
//! - There is no demo pallet; see `stock_runtime` for what else differs in the runtime.
//! - The chain `local` has three validators instead of two, as ours has.
//! - The database is ParityDB. RocksDB is not compiled, as in our own node.
//! - Nothing is reported to a telemetry server, whatever the options say.
//! - There are no subcommands but `export-chain-spec`, `key` and `purge-chain`.

mod chain_spec;
mod cli;
mod client;
mod command;
mod rpc;
mod service;

fn main() -> sc_cli::Result<()> {
	command::run()
}
