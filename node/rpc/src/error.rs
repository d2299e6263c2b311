//! What the methods answer when they cannot answer.

use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned};
use std::fmt::{Debug, Display};

// The SDK's own methods have their codes below 10,000, and `dev_*` those from 10,001 on. The README lists ours.

/// The block that was named is not known, or its state is no longer kept.
pub const UNKNOWN_BLOCK: i32 = 10_101;
/// The runtime could not be asked: it does not have the API, or failed.
pub const RUNTIME_ERROR: i32 = 10_102;

/// A parameter is not what it should be.
pub fn invalid_params(name: &str, problem: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(INVALID_PARAMS_CODE, format!("Invalid params: {name}: {problem}"), None::<()>)
}

/// The block is not known.
pub fn unknown_block(block: impl Debug) -> ErrorObjectOwned {
	// A hash displays itself abridged.
	ErrorObjectOwned::owned(UNKNOWN_BLOCK, format!("Unknown block: {block:?}"), None::<()>)
}

/// The runtime could not be asked.
pub fn runtime_error(error: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(RUNTIME_ERROR, "The runtime could not answer", Some(error.to_string()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_codes_are_those_that_the_readme_lists() {
		let codes = [invalid_params("a", "b"), unknown_block(7), runtime_error("c")].map(|error| error.code());
		assert_eq!(codes, [-32_602, 10_101, 10_102]);
		let readme = include_str!("../../../README.md");
		for code in codes {
			assert!(readme.contains(&format!("| {code} |")), "{code}");
		}
	}
}
