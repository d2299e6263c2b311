//! End to end: real nodes, spoken to over JSON-RPC and by clients.
//!
//! One binary, so that there is one program to link, and the tests of all files run beside each other. Most are guests on a
//! chain that all share (see `civitas_tests::chain`); the others have nodes of their own. Tests begin in the order of their
//! names, so what takes longest, the agreement of validators, stands first.

mod ages;
mod agreement;
mod agreements;
mod certification;
mod cli;
mod clients;
mod credit;
mod dev_chain;
mod errors;
mod hostile;
mod identity;
mod lending;
mod load;
mod openrpc;
mod proofs;
mod public_finance;
mod questions;
mod readme;
mod reputation;
mod sealing;
mod sections;
mod subcommands;
mod upgrade;
