//! What is in the file.

use crate::{Fault, Hash, Header};
use alloc::{format, string::ToString, vec::Vec};
use ciborium::de::Error;
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

/// The version that is written here.
pub const VERSION: u64 = 1;

/// The most bytes of a file.
const MAX_BYTES: usize = 64 << 20;

/// Nodes of a trie, and not so many that they cannot be a proof.
mod nodes {
	use crate::trie::MAX_NODES;
	use alloc::vec::Vec;
	use core::fmt;
	use serde::{
		de::{Error, SeqAccess, Visitor},
		Deserializer, Serialize, Serializer,
	};
	use serde_bytes::ByteBuf;

	struct Nodes;

	impl<'de> Visitor<'de> for Nodes {
		type Value = Vec<ByteBuf>;

		fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
			formatter.write_str("nodes of a trie")
		}

		fn visit_seq<A: SeqAccess<'de>>(self, mut given: A) -> Result<Self::Value, A::Error> {
			let mut nodes = Vec::new();
			while let Some(node) = given.next_element()? {
				if nodes.len() == MAX_NODES {
					return Err(A::Error::custom("a proof has too many nodes"));
				}
				nodes.push(node);
			}
			Ok(nodes)
		}
	}

	pub fn serialize<S: Serializer>(nodes: &[ByteBuf], serializer: S) -> Result<S::Ok, S::Error> {
		nodes.serialize(serializer)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ByteBuf>, D::Error> {
		deserializer.deserialize_seq(Nodes)
	}
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum Question {
	/// What a view function of the runtime answers.
	View {
		/// Which one: the hashes of its pallet and of its name and types, as in the metadata.
		view: ByteArray<32>,
		/// Its arguments, as SCALE.
		arguments: ByteBuf,
	},
	/// What a transaction of the block is, and what it did.
	Transaction {
		/// Its hash.
		hash: ByteArray<32>,
		/// Its place in the block: the first is 0.
		index: u32,
	},
}

/// A block, and nodes of its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
	/// Its header, as SCALE.
	pub header: ByteBuf,
	/// The nodes.
	#[serde(with = "nodes")]
	pub state: Vec<ByteBuf>,
}

/// That a transaction is in the block of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Included {
	/// Nodes of the trie of the transactions of the block.
	#[serde(with = "nodes")]
	pub proof: Vec<ByteBuf>,
	/// The block before, whose state has the hash of the code that has executed the transaction, and how much memory that gets.
	pub parent: Block,
}

/// A block, and the votes by which it is final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vote {
	/// Its header, as SCALE.
	pub header: ByteBuf,
	/// The votes, as SCALE.
	pub justification: ByteBuf,
}

/// An earlier block, which is tied to a later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
	/// Nodes of the state of the later one, which has the hash of the earlier.
	#[serde(with = "nodes")]
	pub proof: Vec<ByteBuf>,
	/// The header of the earlier one, as SCALE.
	pub header: ByteBuf,
}

/// Why the block of the question is final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Final {
	/// A block that was voted for.
	pub voted: Vote,
	/// From it to the block of the question, if that is an earlier one.
	pub steps: Vec<Step>,
}

/// An answer of the chain, and all it takes to check it but the code of the runtime, which travels apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
	/// The version of this form.
	pub version: u64,
	/// The question.
	pub question: Question,
	/// The hash of the code that answers: so it is found. A state has it, too.
	pub code: ByteArray<32>,
	/// Nodes of the state of its block. For a view: all that it reads, the time of the block, the hash of the code, and how much memory it gets.
	/// For a transaction: the events and the time of the block.
	#[serde(with = "nodes")]
	pub state: Vec<ByteBuf>,
	/// For a transaction only: that the block has it.
	pub included: Option<Included>,
	/// Why that block is final.
	pub finality: Final,
	/// Block 0, whose state has who votes first. It may be left out, for those who have a checkpoint.
	pub genesis: Option<Block>,
	/// Blocks at which other validators took over, in their order: each before the block that was voted for.
	pub handovers: Vec<Vote>,
}

impl Final {
	/// The header of the block of the question.
	pub fn block(&self) -> Result<Header, Fault> {
		Header::read(self.steps.last().map_or(&self.voted.header, |step| &step.header))
	}
}

impl Bundle {
	/// From the bytes of a file, of which each bundle has one.
	pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
		#[derive(Deserialize)]
		struct Versioned {
			version: u64,
		}
		if bytes.len() > MAX_BYTES {
			return Err(Fault::Excessive);
		}
		let read = |error| {
			Fault::Format(match error {
				Error::Semantic(_, problem) => problem,
				Error::Syntax(place) => format!("it cannot be read from byte {place} on"),
				Error::RecursionLimitExceeded => "it is nested too deep".to_string(),
				Error::Io(_) => "it ends too early".to_string(),
			})
		};
		let Versioned { version } = ciborium::from_reader(bytes).map_err(read)?;
		if version != VERSION {
			return Err(Fault::Version(version));
		}
		let bundle: Self = ciborium::from_reader(bytes).map_err(read)?;
		(bundle.write() == bytes)
			.then_some(bundle)
			.ok_or_else(|| Fault::Format("it could be written otherwise".to_string()))
	}

	/// The bytes of a file.
	pub fn write(&self) -> Vec<u8> {
		let mut bytes = Vec::new();
		// There is room, and all of it can be written.
		let written = ciborium::into_writer(self, &mut bytes);
		debug_assert!(written.is_ok());
		bytes
	}

	/// The hash of the code.
	pub fn code_hash(&self) -> Hash {
		self.code.into_array()
	}
}
