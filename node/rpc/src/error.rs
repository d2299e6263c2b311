//! What the methods answer when they cannot answer.

use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned};
use sp_api::ApiError;
use std::fmt::{Debug, Display};

// The SDK's own methods have their codes below 10,000, and `dev_*` those from 10,001 on. The README lists ours.

/// The block that was named is not known, or its state is no longer kept.
pub const UNKNOWN_BLOCK: i32 = 10_101;
/// The runtime could not be asked: it does not have the API, or failed.
pub const RUNTIME_ERROR: i32 = 10_102;
/// There is nothing of this identifier.
pub const NOT_FOUND: i32 = 10_103;

/// A parameter is not what it should be.
pub fn invalid_params(name: &str, problem: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(INVALID_PARAMS_CODE, format!("Invalid params: {name}: {problem}"), None::<()>)
}

/// The block is not known.
pub fn unknown_block(block: impl Debug) -> ErrorObjectOwned {
	// A hash displays itself abridged.
	ErrorObjectOwned::owned(UNKNOWN_BLOCK, format!("Unknown block: {block:?}"), None::<()>)
}

/// There is nothing of this identifier.
pub fn not_found(what: &str, id: impl Debug) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(NOT_FOUND, format!("Not found: {what} {id:?}"), None::<()>)
}

/// The runtime could not be asked.
pub fn runtime_error(error: impl Display) -> ErrorObjectOwned {
	ErrorObjectOwned::owned(RUNTIME_ERROR, "The runtime could not answer", Some(error.to_string()))
}

/// The runtime could not be asked at `block`, be it that the state of the block is no longer kept, or for another
/// reason.
pub fn api_error(block: impl Debug, error: ApiError) -> ErrorObjectOwned {
	if is_unknown_block(&error) {
		return ErrorObjectOwned::owned(UNKNOWN_BLOCK, format!("Unknown block: {block:?}"), Some(error.to_string()));
	}
	runtime_error(error)
}

/// Whether there is no state to ask: the database says of a block whose state was pruned that it does not know it.
fn is_unknown_block(error: &ApiError) -> bool {
	match error {
		ApiError::UnknownBlock(_) => true,
		// As it comes if something wraps the error of the database once more.
		ApiError::Application(inner) => match inner.downcast_ref::<sp_blockchain::Error>() {
			Some(sp_blockchain::Error::UnknownBlock(_)) => true,
			Some(sp_blockchain::Error::RuntimeApiError(inner)) => is_unknown_block(inner),
			_ => false,
		},
		_ => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_codes_are_those_that_the_readme_lists() {
		let errors = [invalid_params("a", "b"), unknown_block(7), runtime_error("c"), not_found("d", 8)];
		let codes = errors.map(|error| error.code());
		assert_eq!(codes, [-32_602, 10_101, 10_102, 10_103]);
		let readme = include_str!("../../../README.md");
		for code in codes {
			assert!(readme.contains(&format!("| {code} |")), "{code}");
		}
	}

	#[test]
	fn a_block_without_its_state_is_an_unknown_one() {
		// As the database words it.
		let pruned = || sp_blockchain::Error::UnknownBlock("State already discarded for 0x07".into());
		let again = sp_blockchain::Error::RuntimeApiError(pruned().into());
		for error in [
			ApiError::from(pruned()),
			ApiError::Application(Box::new(pruned())),
			ApiError::Application(Box::new(again)),
		] {
			let error = api_error(7, error);
			assert_eq!((error.code(), error.message()), (UNKNOWN_BLOCK, "Unknown block: 7"));
			assert!(error.data().is_some_and(|data| data.get().contains("State already discarded")));
		}
		for error in [
			ApiError::StateBackendIsNotTrie,
			ApiError::Application("it failed".into()),
			ApiError::Application(Box::new(sp_blockchain::Error::InvalidState)),
		] {
			assert_eq!(api_error(7, error).code(), RUNTIME_ERROR);
		}
	}
}
