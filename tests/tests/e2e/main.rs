//! End to end: real nodes, spoken to over JSON-RPC and by clients.
//!
//! One binary, so that there is one program to link, and the tests of all files, which mostly wait for blocks, run beside each
//! other.

mod certification;
mod cli;
mod clients;
mod dev_chain;
mod errors;
mod identity;
mod readme;
mod sealing;
mod subcommands;
mod three_validators;
