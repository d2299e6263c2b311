//! Checks answers of the chain offline, without trusting who has given them.
//!
//! A [`Bundle`] holds a question, and all it takes to answer it again from the genesis hash, or from a [`Checkpoint`], alone: [`check`]
//! follows the hand-overs from one set of validators to the next, checks the votes by which a block is final, ties the block of the question
//! to it, and executes the view function by the code that the state of that block has; or finds the transaction in the block, and the events.
//! There is no node, no network and no clock in here: whether an answer is too old is for the reader to say.
//!
//! What is proved is that the validators of this chain have made this answer final. Not that what was written is true.

#![cfg_attr(not(any(test, feature = "json")), no_std)]
#![deny(missing_docs)]

extern crate alloc;

mod bundle;
mod execute;
mod fault;
mod finality;
mod handovers;
mod header;
#[cfg(feature = "json")]
pub mod json;
mod keys;
mod trie;

#[cfg(test)]
mod tests;

pub use bundle::{Block, Bundle, Final, Included, Question, Step, Vote, VERSION};
pub use execute::{execute, metadata, Code};
pub use fault::Fault;
pub use finality::{verify, Set};
pub use handovers::{Checkpoint, Trust};
pub use header::{hash, Hash, Header};
pub use trie::Trie;

use alloc::{string::ToString, vec::Vec};
use codec::{Compact, DecodeAll, Encode};

/// What a bundle proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
	/// The number of the block of the question.
	pub number: u32,
	/// Its hash.
	pub block: Hash,
	/// Its time, in milliseconds since the Unix epoch.
	pub time: u64,
	/// The question.
	pub question: Question,
	/// The answer.
	pub answer: Answer,
	/// What question and answer mean: the metadata of the code, of version 16, as SCALE.
	pub metadata: Vec<u8>,
	/// What to begin with the next time: a block that is final, and who votes after it.
	pub checkpoint: Checkpoint,
}

/// An answer, as SCALE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
	/// What a view function has answered.
	View(Vec<u8>),
	/// A transaction.
	Transaction {
		/// Itself, as the block has it.
		bytes: Vec<u8>,
		/// All events of the block, if they are in the bundle: there can be so many that it has no room for them.
		events: Option<Vec<u8>>,
	},
}

/// Check a bundle. `code` is that of the runtime which the bundle names, as the state has it, so compressed; nothing of it runs before it is
/// known to be that.
pub fn check(bundle: &Bundle, code: &[u8], trust: &Trust) -> Result<Proven, Fault> {
	let checkpoint = handovers::follow(bundle, trust)?;
	let header = bundle.finality.block()?;
	let state = Trie::new(&bundle.state, header.state_root)?;
	// So a bundle names its code, and has one form. Whether the state has that, is seen below.
	if hash(code) != bundle.code_hash() {
		return Err(Fault::OtherCode);
	}
	let time = state.value(&keys::time())?.ok_or(Fault::NoTime)?;
	let time = u64::decode_all(&mut &time[..]).map_err(|_| Fault::NoTime)?;
	let (answer, metadata) = match (&bundle.question, &bundle.included) {
		(Question::View { view, arguments }, None) => {
			let code = Code::new(code, &state)?;
			(Answer::View(execute(&code, &state, view, arguments)?), metadata(&code)?)
		},
		(Question::Transaction { hash, index }, Some(included)) => {
			let bytes = transaction(&header, included, hash, *index)?;
			let events = match state.hash_of(&keys::events())? {
				// It is there, whether or not the bundle has it.
				Some(_) => state.value(&keys::events()).ok().flatten().map(<[u8]>::to_vec),
				None => Some(Vec::new()),
			};
			(Answer::Transaction { bytes, events }, metadata(&code_before(&header, included, code)?)?)
		},
		_ => return Err(Fault::Format("it has more or less than its question takes".to_string())),
	};
	let (question, block) = (bundle.question.clone(), header.hash());
	Ok(Proven { number: header.number, block, time, question, answer, metadata, checkpoint })
}

/// A transaction that a block has.
fn transaction(header: &Header, included: &Included, expected: &[u8; 32], index: u32) -> Result<Vec<u8>, Fault> {
	let transactions = Trie::new(&included.proof, header.extrinsics_root)?;
	let bytes = transactions.value(&Compact(index).encode())?.ok_or(Fault::OtherTransaction)?;
	(hash(bytes) == *expected).then(|| bytes.to_vec()).ok_or(Fault::OtherTransaction)
}

/// The code by which a block was made: a block that upgrades is still made by the code before.
fn code_before(header: &Header, included: &Included, code: &[u8]) -> Result<Code, Fault> {
	let parent = Header::read(&included.parent.header)?;
	if parent.hash() != header.parent {
		return Err(Fault::NotAncestor);
	}
	let state = Trie::new(&included.parent.state, parent.state_root)?;
	// A runtime of system version 3 leaves new code for the next block to put in its place before anything else.
	if state.hash_of(keys::PENDING_CODE)?.is_some() {
		return Err(Fault::OtherCode);
	}
	Code::new(code, &state)
}
