//! `dev_*`: blocks and time on demand. Only a development node has these methods, and only for callers whom the server
//! trusts with unsafe ones.

use crate::sealing::{SealedBlock, Sealer, MAX_ADVANCE_SECONDS};
use civitas_rpc::{
	arguments,
	error::invalid_params,
	views::{Arguments, Param},
};
use civitas_runtime::Hash;
use jsonrpsee::{
	core::{RegisterMethodError, RpcResult},
	types::{ErrorObject, ErrorObjectOwned, Params},
	Extensions, RpcModule,
};
use sc_rpc_api::check_if_safe;
use serde_json::json;

/// How many blocks one call may ask for.
const MAX_BLOCKS: u32 = 1_000;

/// The error code when blocks are made by consensus, so that nobody can ask for one. (The SDK's codes end at 9,999, and
/// those of `civitas_*` begin at 10,101.)
const CONSENSUS_SEALING: i32 = 10_001;

/// The error code when a block could not be made.
const SEALING_FAILED: i32 = 10_002;

/// How many blocks to make.
const COUNT: Param = Param {
	name: "count",
	required: true,
	docs: "How many blocks.",
	schema: || json!({ "type": "integer", "minimum": 1, "maximum": MAX_BLOCKS }),
};

/// How far to move time.
const SECONDS: Param = Param {
	name: "seconds",
	required: true,
	docs: "By how many seconds.",
	schema: || json!({ "type": "integer", "minimum": 0, "maximum": MAX_ADVANCE_SECONDS }),
};

/// Answers `dev_*`.
#[derive(Clone)]
pub struct Dev {
	/// What makes blocks; `None` if that is consensus.
	sealer: Option<Sealer>,
}

impl Dev {
	/// Answers by means of `sealer`, or refuses if there is none.
	pub fn new(sealer: Option<Sealer>) -> Self {
		Self { sealer }
	}

	/// The methods. They read their parameters as those of the gateway do, so that nothing is left unread.
	pub fn module(&self) -> Result<RpcModule<()>, RegisterMethodError> {
		let mut module = RpcModule::new(self.clone());
		module.register_async_method("dev_createBlocks", |params, dev, extensions| async move {
			let arguments = given(&params, &extensions, COUNT)?;
			dev.create_blocks(arguments.read(COUNT.name)?).await
		})?;
		module.register_async_method("dev_advanceTime", |params, dev, extensions| async move {
			let arguments = given(&params, &extensions, SECONDS)?;
			dev.advance_time(arguments.read(SECONDS.name)?).await
		})?;
		Ok(module.remove_context())
	}

	/// Makes and finalises `count` blocks, 1 to 1000, with what is in the transaction pool. Returns the hash of the last.
	///
	/// An error leaves the blocks made before it on the chain.
	async fn create_blocks(&self, count: u32) -> RpcResult<Hash> {
		let out_of_bounds = || invalid_params(COUNT.name, format_args!("{count} is not between 1 and {MAX_BLOCKS}"));
		if count > MAX_BLOCKS {
			return Err(out_of_bounds());
		}
		let last = self.sealer()?.seal_many(count).await.map_err(failed)?;
		last.map(|block| block.hash).ok_or_else(out_of_bounds)
	}

	/// Moves chain time on by `seconds`, as many as are in years if need be, and makes and finalises a block at that
	/// time. Returns the block; its timestamp is rounded up to the start of a slot.
	///
	/// Chain time goes on from there at its usual pace.
	async fn advance_time(&self, seconds: u64) -> RpcResult<SealedBlock> {
		if seconds > MAX_ADVANCE_SECONDS {
			let problem = format!("time is moved by at most {MAX_ADVANCE_SECONDS} seconds at once, not by {seconds}");
			return Err(invalid_params(SECONDS.name, problem));
		}
		self.sealer()?.advance_time(seconds).await.map_err(failed)
	}

	fn sealer(&self) -> RpcResult<&Sealer> {
		self.sealer.as_ref().ok_or_else(|| {
			error(
				CONSENSUS_SEALING,
				"blocks are made by consensus: start the node with `--dev --sealing manual`, `instant` or `interval=MS`",
			)
		})
	}
}

/// What a method of one parameter is asked with, by someone who may ask.
fn given(params: &Params, extensions: &Extensions, parameter: Param) -> RpcResult<Arguments> {
	check_if_safe(extensions)?;
	arguments(params, &[parameter])
}

fn failed(message: String) -> ErrorObjectOwned {
	error(SEALING_FAILED, message)
}

fn error(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObject::owned(code, message, None::<()>)
}

#[cfg(test)]
mod tests {
	use super::*;
	use jsonrpsee::types::error::ErrorCode;
	use sc_rpc_api::DenyUnsafe;
	use serde_json::Value;

	/// The code of an error, and what it says.
	async fn refusal(deny_unsafe: DenyUnsafe, method: &str, params: &str) -> (i32, String) {
		let mut module = Dev::new(None).module().expect("each name is there once");
		module.extensions_mut().insert(deny_unsafe);
		let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#);
		let (response, _) = module.raw_json_request(&request, 1).await.expect("the request is well-formed");
		let response: Value = serde_json::from_str(&response).expect("the response is JSON");
		let error: ErrorObjectOwned =
			serde_json::from_value(response["error"].clone()).unwrap_or_else(|_| panic!("it is refused: {response}"));
		(error.code(), error.message().to_owned())
	}

	#[tokio::test]
	async fn consensus_sealing_is_explained() {
		for (method, params) in [
			("dev_createBlocks", "[1]"),
			("dev_createBlocks", r#"{"count": 1000}"#),
			("dev_advanceTime", "[60]"),
			("dev_advanceTime", r#"{"seconds": 31557600000}"#),
		] {
			let (code, message) = refusal(DenyUnsafe::No, method, params).await;
			assert_eq!(code, CONSENSUS_SEALING, "{method} {params}: {message}");
			assert!(message.contains("--sealing manual"), "{message}");
		}
	}

	#[tokio::test]
	async fn each_mistake_is_named() {
		for (method, params, problem) in [
			("dev_createBlocks", "[1, 2]", "there are 2 parameters, and 1 were expected at the most"),
			("dev_createBlocks", r#"{"count": 1, "x": 2}"#, "x: there is no such parameter; there are: count"),
			("dev_createBlocks", r#"{"count": 1, "block": 2}"#, "block: there is no such parameter; there are: count"),
			("dev_createBlocks", r#"{"count": 1, "count": 1}"#, "count: it is given twice"),
			("dev_createBlocks", "[]", "count: it is missing"),
			("dev_createBlocks", "[-1]", "count: invalid"),
			("dev_createBlocks", r#"["1"]"#, "count: invalid"),
			("dev_createBlocks", "[1001]", "count: 1001 is not between 1 and 1000"),
			("dev_advanceTime", "[1, null]", "there are 2 parameters, and 1 were expected at the most"),
			("dev_advanceTime", r#"{"secs": 1}"#, "secs: there is no such parameter; there are: seconds"),
			("dev_advanceTime", "{}", "seconds: it is missing"),
			("dev_advanceTime", "[1.5]", "seconds: invalid"),
			("dev_advanceTime", "[31557600001]", "seconds: time is moved by at most 31557600000 seconds at once"),
			("dev_advanceTime", "[18446744073709551615]", "seconds: time is moved by at most 31557600000 seconds"),
		] {
			let (code, message) = refusal(DenyUnsafe::No, method, params).await;
			assert_eq!(code, ErrorCode::InvalidParams.code(), "{method} {params}: {message}");
			assert!(message.starts_with(&format!("Invalid params: {problem}")), "{method} {params}: {message}");
		}
	}

	#[tokio::test]
	async fn callers_from_outside_are_refused() {
		for (method, params) in [("dev_createBlocks", "[1]"), ("dev_advanceTime", "[60]"), ("dev_advanceTime", "[]")] {
			let (code, message) = refusal(DenyUnsafe::Yes, method, params).await;
			assert_eq!(code, ErrorCode::MethodNotFound.code(), "{method} {params}: {message}");
		}
	}
}
