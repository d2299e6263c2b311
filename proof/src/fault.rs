//! Why a bundle proves nothing.

use alloc::string::String;
use core::fmt;

/// Why a bundle proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
	/// It is no bundle, or more than one.
	Format(String),
	/// It is of a version that is not known here.
	Version(u64),
	/// It is of another chain than the one that is trusted.
	OtherChain,
	/// A header is none.
	Header,
	/// It lacks the set of validators at the beginning.
	NoBeginning,
	/// A set of validators is empty, has somebody twice, or others count for more than one.
	Set,
	/// A justification cannot be read.
	Justification,
	/// A justification is of another block than it is for.
	OtherTarget,
	/// A signature is wrong, or of another set of validators.
	Signature,
	/// Votes do not make a block final: too few, or not for it.
	Votes,
	/// A hand-over does not follow the one before it.
	Order,
	/// A hand-over takes effect later, which this chain does not do.
	Delayed,
	/// Finality was recovered by a forced change: a checkpoint from after it is needed.
	Forced,
	/// A checkpoint or a hand-over is later than the block that is to be final.
	TooLate,
	/// A block is not the ancestor of the one that it is tied to.
	NotAncestor,
	/// The block has no such transaction at that place.
	OtherTransaction,
	/// A file, a header, a justification or a proof is too large, or made so that it takes too long.
	Excessive,
	/// A proof holds what is not used, twice the same, or no nodes.
	Trie(String),
	/// A proof lacks something that is read.
	Incomplete,
	/// The state has no time.
	NoTime,
	/// The state has no code.
	NoCode,
	/// The code is another than the state has.
	OtherCode,
	/// The code cannot be run.
	Code(String),
	/// The code has stopped.
	Trapped(String),
	/// The view does what no view does: it asks for more than the state, or leaves changes.
	Impure,
	/// The runtime has no such view, or its arguments are wrong.
	Refused,
}

impl fmt::Display for Fault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Format(problem) => write!(f, "it is no bundle, or not in its one form: {problem}"),
			Self::Version(version) => write!(f, "version {version} of bundles is not known here"),
			Self::OtherChain => f.write_str("it is of another chain"),
			Self::Header => f.write_str("a header cannot be read"),
			Self::NoBeginning => {
				f.write_str("it lacks the validators of the genesis block: use the checkpoint that it was made with")
			},
			Self::Set => f.write_str("a set of validators is empty, or somebody counts for more than one"),
			Self::Justification => f.write_str("a justification cannot be read"),
			Self::OtherTarget => f.write_str("a justification is of another block"),
			Self::Signature => {
				f.write_str("a signature is wrong, or of another set of validators: a hand-over may be missing")
			},
			Self::Votes => f.write_str("the votes do not make the block final"),
			Self::Order => f.write_str("a hand-over does not follow the one before it"),
			Self::Delayed => f.write_str("a hand-over takes effect later, which this chain does not do"),
			Self::Forced => f.write_str("finality was recovered by a forced change: use a checkpoint from after it"),
			Self::TooLate => {
				f.write_str("the checkpoint is later than the block that was voted for: use an earlier one")
			},
			Self::NotAncestor => f.write_str("the block is not an ancestor of the one that is final"),
			Self::OtherTransaction => f.write_str("the block has no such transaction at this place"),
			Self::Excessive => f.write_str("something in it is too large, or made so that it takes too long"),
			Self::Trie(problem) => write!(f, "a proof of the state is malformed: {problem}"),
			Self::Incomplete => {
				f.write_str("the proof lacks something that the answer depends on, or something in it was changed")
			},
			Self::NoTime => f.write_str("the state has no time, as that of block 0"),
			Self::NoCode => f.write_str("the state has no code"),
			Self::OtherCode => f.write_str("the code is another than the state has"),
			Self::Code(problem) => write!(f, "the code cannot be run: {problem}"),
			Self::Trapped(problem) => write!(f, "the code has stopped: {problem}"),
			Self::Impure => f.write_str("the view asks for more than the state, or changes it"),
			Self::Refused => f.write_str("the runtime has no such view, or its arguments are wrong"),
		}
	}
}

impl core::error::Error for Fault {}
