//! What the end-to-end tests share: real nodes, in folders and on ports of their own, and the means to talk to them.
//!
//! Nothing here is simulated. A [`Node`] is the binary that operators run, a [`Client`] is a WebSocket connection, and a
//! transaction is signed, sent and finalised as a dapp's is. What does not happen in time is a panic that says what was
//! waited for; a node that is dropped by a panic shows its log.
//!
//! | module | what it is for |
//! |---|---|
//! | [`node`] | starting, killing and restarting nodes |
//! | [`chain`] | the node that tests share, and people of their own on its chain |
//! | [`client`] | JSON-RPC: calls, blocks, state, events |
//! | [`transaction`] | signing, sending, and what became of it |
//! | [`calls`] | calls that are written as JSON, and what becomes of them |
//! | [`certification`] | the calls of the certification pallet, with what most tests do not care about filled in |
//! | [`did_core`] | whether DID documents are what W3C DID Core says they must be |
//! | [`identity`] | keys of identities, the envelopes that they sign, and the calls of the identity registry |
//! | [`load`] | how many calls of one kind a chain carries |
//! | [`process`] | the binaries, and programs that end by themselves |
//! | [`wait`] | waiting for something, but not for ever |

pub mod calls;
pub mod certification;
pub mod chain;
pub mod client;
pub mod did_core;
pub mod identity;
pub mod load;
pub mod network;
pub mod node;
pub mod process;
pub mod transaction;
pub mod wait;

pub use chain::{Guest, Person};
pub use client::{CallError, Client};
pub use node::{Config, Node};
pub use transaction::{Outcome, Pending};
