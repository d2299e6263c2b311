//! Checks answers of the chain offline, without trusting who has given them.
//!
//! A [`Bundle`] holds a question to a view function, and all it takes to answer it again from the genesis hash, or from a [`Checkpoint`],
//! alone: [`check`] follows the hand-overs from one set of validators to the next, checks the votes by which a block is final, ties the
//! block of the question to it, and executes the view by the code that the state of that block has. There is no node, no network and no
//! clock in here: whether an answer is too old is for the reader to say.
//!
//! What is proved is that the validators of this chain have made this answer final. Not that what was written is true.

#![cfg_attr(not(test), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod bundle;
mod execute;
mod fault;
mod finality;
mod handovers;
mod header;
mod keys;
mod trie;

#[cfg(test)]
mod tests;

pub use bundle::{Bundle, Final, Genesis, Question, Step, Vote, VERSION};
pub use execute::{execute, metadata, Code};
pub use fault::Fault;
pub use finality::{verify, Set};
pub use handovers::{Checkpoint, Trust};
pub use header::{hash, Hash, Header};
pub use trie::Trie;

use alloc::vec::Vec;
use codec::Decode;

/// What a bundle proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
	/// The number of the block whose state has answered.
	pub number: u32,
	/// Its hash.
	pub block: Hash,
	/// Its time, in milliseconds since the Unix epoch.
	pub time: u64,
	/// The view function and its arguments.
	pub question: Question,
	/// The answer, as SCALE.
	pub answer: Vec<u8>,
	/// What to begin with the next time: a block that is final, and who votes after it.
	pub checkpoint: Checkpoint,
}

/// Check a bundle. `code` is that of the runtime which the block of the question has, as its state has it, so compressed; nothing of it runs
/// before it is known to be that.
pub fn check(bundle: &Bundle, code: &[u8], trust: &Trust) -> Result<Proven, Fault> {
	let checkpoint = handovers::follow(bundle, trust)?;
	let header = bundle.finality.block()?;
	let state = Trie::new(&bundle.state, header.state_root)?;
	let time = state.value(&keys::time())?.ok_or(Fault::NoTime)?;
	let time = u64::decode(&mut &time[..]).map_err(|_| Fault::NoTime)?;
	let code = Code::new(code, &state)?;
	let question = bundle.question.clone();
	let answer = execute(&code, &state, &question)?;
	Ok(Proven { number: header.number, block: header.hash(), time, question, answer, checkpoint })
}
