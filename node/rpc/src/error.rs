//! What the methods answer when they cannot answer.

use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned};
use std::fmt::{Debug, Display};

/// The block that was named is not known, or its state is no longer kept.
pub const UNKNOWN_BLOCK: i32 = 5001;
/// The runtime could not be asked: it does not have the API, or failed.
pub const RUNTIME_ERROR: i32 = 5002;

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
