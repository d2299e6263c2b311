//! What is in the file.

use crate::{Fault, Hash, Header};
use alloc::{string::ToString, vec::Vec};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

/// The version that is written here.
pub const VERSION: u64 = 1;

/// A question to a view function of the runtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
	/// Which one: the hashes of its pallet and of its name and types, as in the metadata.
	pub view: ByteArray<32>,
	/// Its arguments, as SCALE.
	pub arguments: ByteBuf,
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

/// Who votes first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genesis {
	/// The header of block 0, as SCALE.
	pub header: ByteBuf,
	/// Nodes of its state, which has the first validators.
	pub proof: Vec<ByteBuf>,
}

/// An answer of the chain, and all it takes to check it but the code of the runtime, which travels apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
	/// The version of this form.
	pub version: u64,
	/// The question.
	pub question: Question,
	/// The hash of the code that answers: so it is found. The state has it, too.
	pub code: ByteArray<32>,
	/// Nodes of the state of its block: all that the view reads, the time of the block, the hash of the code, and how much memory it gets.
	pub state: Vec<ByteBuf>,
	/// Why that block is final.
	pub finality: Final,
	/// Who votes first. It may be left out, for those who have a checkpoint.
	pub genesis: Option<Genesis>,
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
	/// From the bytes of a file. They have one form: there is no other file that says the same.
	pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
		#[derive(Deserialize)]
		struct Versioned {
			version: u64,
		}
		let read = |error: ciborium::de::Error<_>| Fault::Format(error.to_string());
		let Versioned { version } = ciborium::from_reader(bytes).map_err(read)?;
		if version != VERSION {
			return Err(Fault::Version(version));
		}
		let bundle: Self = ciborium::from_reader(bytes).map_err(read)?;
		(bundle.write() == bytes)
			.then_some(bundle)
			.ok_or_else(|| Fault::Format("it is not in its one form".to_string()))
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
