//! What the methods answer when they cannot answer.

use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned};
use serde_json::Value;
use sp_core::H256;
use std::fmt::{Debug, Display};

// The SDK's own methods have their codes below 10,000, and `dev_*` those from 10,001 on.

/// The block that was named is not known, or its state is no longer kept.
pub const UNKNOWN_BLOCK: i32 = 10_101;
/// The runtime could not answer.
pub const RUNTIME_ERROR: i32 = 10_102;
/// There is nothing to export.
pub const NOT_FOUND: i32 = 10_103;
/// Too many are asking at once.
pub const BUSY: i32 = 10_104;
/// The answer would be too large.
pub const TOO_LARGE: i32 = 10_105;
/// Nothing is known of the present.
pub const COULD_NOT_TELL: i32 = 10_106;

/// The block is not final, so nothing of it can be proved.
pub const NOT_FINAL: i32 = 10_107;

/// A code, as `rpc.discover` describes it.
#[derive(Clone, Copy, Debug)]
pub struct Code {
	/// The code.
	pub code: i32,
	/// A name, by which the methods refer to it.
	pub name: &'static str,
	/// What it means, and what to do.
	pub meaning: &'static str,
}

/// A block at which an answer is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
	/// Its number.
	pub number: u32,
	/// Its hash.
	pub hash: H256,
	/// Its time, in milliseconds since the Unix epoch; 0 at genesis, which has none.
	pub time: u64,
}

/// All codes that the methods of this crate answer with.
pub const CODES: [Code; 8] = [
	Code {
		code: INVALID_PARAMS_CODE,
		name: "invalidParams",
		meaning: "A parameter is unknown, surplus, repeated, missing, or not what it should be; the message names it.",
	},
	Code {
		code: UNKNOWN_BLOCK,
		name: "unknownBlock",
		meaning: "The block is not known, or its state is no longer kept: an archive node keeps the state of all blocks.",
	},
	Code {
		code: RUNTIME_ERROR,
		name: "runtimeError",
		meaning: "The runtime could not answer: at that block it is of a version that does not know the question, or it failed.",
	},
	Code {
		code: NOT_FOUND,
		name: "notFound",
		meaning: "There is nothing of this identifier to export, or no list of this purpose.",
	},
	Code { code: BUSY, name: "busy", meaning: "Too many are asking at once. Ask again." },
	Code { code: TOO_LARGE, name: "tooLarge", meaning: "The answer would be too large. Ask for less." },
	Code {
		code: COULD_NOT_TELL,
		name: "couldNotTell",
		meaning: "No block was named, and the time of the last finalised one is too far from the node's clock for it to be the \
			present: it is older, or further ahead, than `--max-age` of the node, or it is genesis, which has no time. The \
			data have the `block`, with its `age`. It is neither a yes nor a no. Ask another node, or name a `block`.",
	},
	Code {
		code: NOT_FINAL,
		name: "notFinal",
		meaning: "Nothing can be proved: the block is not final, or block 0, or nobody votes on this chain. The message says which.",
	},
];

/// The block is not final.
pub fn not_final(why: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(NOT_FINAL, format!("Nothing can be proved: {why}"), None::<()>)
}

/// A parameter is not what it should be.
pub fn invalid_params(name: &str, problem: impl Display) -> ErrorObjectOwned {
	wrong(format_args!("{name}: {problem}"))
}

/// The parameters are not what they should be.
pub fn wrong(problem: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(INVALID_PARAMS_CODE, format!("Invalid params: {problem}"), None::<()>)
}

/// The block is not known.
pub fn unknown_block(block: impl Debug) -> ErrorObjectOwned {
	// A hash displays itself abridged.
	ErrorObjectOwned::owned(UNKNOWN_BLOCK, format!("Unknown block: {block:?}"), None::<()>)
}

/// The block is known, and its state is not kept here.
pub fn pruned(number: u32, hash: impl Debug) -> ErrorObjectOwned {
	let message = format!("The state of block {number} ({hash:?}) is not kept here; an archive node keeps it");
	ErrorObjectOwned::owned(UNKNOWN_BLOCK, message, None::<()>)
}

/// There is nothing of this identifier.
pub fn not_found(what: &str, id: impl Debug) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(NOT_FOUND, format!("Not found: {what} {id:?}"), None::<()>)
}

/// The runtime could not answer.
pub fn runtime_error(error: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(RUNTIME_ERROR, "The runtime could not answer", Some(error.to_string()))
}

/// The runtime at this block does not know the question.
pub fn not_known_there(what: impl Display, block: BlockRef) -> ErrorObjectOwned {
	let message = format!("The runtime of block {} ({:?}) has no {what}", block.number, block.hash);
	ErrorObjectOwned::owned(RUNTIME_ERROR, message, None::<()>)
}

/// Too many are asking at once.
pub fn busy(why: &str) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(BUSY, format!("Busy: {why}; ask again"), None::<()>)
}

/// The answer would be too large.
pub fn too_large(limit: usize) -> ErrorObjectOwned {
	let message = format!("The answer would have more than {limit} bytes; ask for less");
	ErrorObjectOwned::owned(TOO_LARGE, message, None::<()>)
}

/// Nothing is known of the present.
pub fn could_not_tell(message: String, data: Value) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(COULD_NOT_TELL, message, Some(data))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_readme_lists_all_codes() {
		let readme = include_str!("../../../README.md");
		for code in CODES {
			assert!(readme.contains(&format!("| {} |", code.code)), "{}", code.code);
		}
	}

	#[test]
	fn the_table_has_all_codes() {
		let block = BlockRef { number: 7, hash: H256::zero(), time: 0 };
		let errors = [
			invalid_params("a", "b"),
			unknown_block(7),
			runtime_error("c"),
			not_found("d", 8),
			busy("e"),
			too_large(9),
			pruned(7, H256::zero()),
			not_known_there("view f", block),
			could_not_tell("g".into(), Value::Null),
			not_final("h"),
		];
		for error in errors {
			assert!(CODES.iter().any(|code| code.code == error.code()), "{error}");
		}
		let mut codes = CODES.map(|code| code.code);
		codes.sort_unstable();
		assert_eq!(codes, [-32_602, 10_101, 10_102, 10_103, 10_104, 10_105, 10_106, 10_107]);
	}

	#[test]
	fn hashes_are_written_in_full() {
		let error = pruned(7, H256::repeat_byte(0xab));
		assert_eq!(error.code(), UNKNOWN_BLOCK);
		assert_eq!(
			error.message(),
			format!("The state of block 7 (0x{}) is not kept here; an archive node keeps it", "ab".repeat(32))
		);
	}
}
