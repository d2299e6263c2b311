//! Headers of blocks.

use crate::Fault;
use alloc::vec::Vec;
use blake2::{digest::consts::U32, Blake2b, Digest};
use codec::{Decode, DecodeAll, Encode};

/// A hash, of 32 bytes.
pub type Hash = [u8; 32];

/// BLAKE2b-256, which the chain hashes with.
pub fn hash(bytes: &[u8]) -> Hash {
	Blake2b::<U32>::digest(bytes).into()
}

/// Who votes: keys, each with how much it counts.
pub(crate) type Authorities = Vec<(Hash, u64)>;

/// What a header says beside its hashes.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub(crate) enum Log {
	#[codec(index = 0)]
	Other(Vec<u8>),
	#[codec(index = 4)]
	Consensus([u8; 4], Vec<u8>),
	#[codec(index = 5)]
	Seal([u8; 4], Vec<u8>),
	#[codec(index = 6)]
	PreRuntime([u8; 4], Vec<u8>),
	#[codec(index = 8)]
	RuntimeEnvironmentUpdated,
}

/// What GRANDPA says in a header.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub(crate) enum Change {
	/// These vote from the next block on, if the delay is zero.
	#[codec(index = 1)]
	Scheduled(Authorities, u32),
	/// These vote, although the block is not final.
	#[codec(index = 2)]
	Forced(u32, Authorities, u32),
}

/// The header of a block.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Header {
	/// The hash of the block before.
	pub parent: Hash,
	/// Its number.
	#[codec(compact)]
	pub number: u32,
	/// The root of the state after it.
	pub state_root: Hash,
	/// The root of its transactions.
	pub extrinsics_root: Hash,
	pub(crate) logs: Vec<Log>,
}

/// The most bytes of a header. That of 100 validators who hand over has 5,000.
const MAX_BYTES: usize = 1 << 18;

/// The name that GRANDPA has in headers.
const GRANDPA: [u8; 4] = *b"FRNK";

impl Header {
	/// From its bytes, and nothing else.
	pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
		if bytes.len() > MAX_BYTES {
			return Err(Fault::Excessive);
		}
		Self::decode_all(&mut &bytes[..]).map_err(|_| Fault::Header)
	}

	/// Its hash. Bytes that can be read are those that are written, as each number and length has one form.
	pub fn hash(&self) -> Hash {
		hash(&self.encode())
	}

	/// Who votes from the next block on, if that changes.
	pub(crate) fn next_authorities(&self) -> Result<Option<Authorities>, Fault> {
		let mut next = None;
		for log in &self.logs {
			let Log::Consensus(GRANDPA, bytes) = log else { continue };
			// Others say who is disabled, or that voting pauses: they change no set.
			let Some(kind @ (1 | 2)) = bytes.first().copied() else { continue };
			match Change::decode_all(&mut &bytes[..]).map_err(|_| Fault::Header)? {
				Change::Forced(..) => return Err(Fault::Forced),
				Change::Scheduled(_, delay) if delay > 0 => return Err(Fault::Delayed),
				// The first counts, as for nodes.
				Change::Scheduled(authorities, _) if kind == 1 && next.is_none() => next = Some(authorities),
				Change::Scheduled(..) => {},
			}
		}
		Ok(next)
	}
}
