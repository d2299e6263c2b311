//! `dev_*`: blocks and time on demand. Only a development node has these methods, and only for callers whom the server
//! trusts with unsafe ones.

use crate::sealing::{SealedBlock, Sealer};
use civitas_runtime::Hash;
use jsonrpsee::{
	core::{async_trait, RpcResult},
	proc_macros::rpc,
	types::{error::ErrorCode, ErrorObject, ErrorObjectOwned},
	Extensions,
};
use sc_rpc_api::check_if_safe;

/// How many blocks one call may ask for.
const MAX_BLOCKS: u32 = 1_000;

/// The error code when blocks are made by consensus, so that nobody can ask for one. (The SDK's codes end at 9,999, and
/// those of `civitas_*` begin at 10,101.)
const CONSENSUS_SEALING: i32 = 10_001;

/// The error code when a block could not be made.
const SEALING_FAILED: i32 = 10_002;

/// Blocks and time on demand.
#[rpc(server, namespace = "dev")]
pub trait DevApi {
	/// Makes and finalises `count` blocks, 1 to 1000, with what is in the transaction pool. Returns the hash of the last.
	///
	/// An error leaves the blocks made before it on the chain.
	#[method(name = "createBlocks", with_extensions)]
	async fn create_blocks(&self, count: u32) -> RpcResult<Hash>;

	/// Moves chain time on by `seconds`, as many as are in years if need be, and makes and finalises a block at that
	/// time. Returns the block; its timestamp is rounded up to the start of a slot.
	///
	/// Chain time goes on from there at its usual pace.
	#[method(name = "advanceTime", with_extensions)]
	async fn advance_time(&self, seconds: u64) -> RpcResult<SealedBlock>;
}

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

	fn sealer(&self) -> RpcResult<&Sealer> {
		self.sealer.as_ref().ok_or_else(|| {
			error(
				CONSENSUS_SEALING,
				"blocks are made by consensus: start the node with `--dev --sealing manual`, `instant` or `interval=MS`",
			)
		})
	}
}

#[async_trait]
impl DevApiServer for Dev {
	async fn create_blocks(&self, ext: &Extensions, count: u32) -> RpcResult<Hash> {
		check_if_safe(ext)?;
		let sealer = self.sealer()?;
		if count > MAX_BLOCKS {
			return Err(count_out_of_bounds());
		}
		let last = sealer.seal_many(count).await.map_err(|message| error(SEALING_FAILED, message))?;
		last.map(|block| block.hash).ok_or_else(count_out_of_bounds)
	}

	async fn advance_time(&self, ext: &Extensions, seconds: u64) -> RpcResult<SealedBlock> {
		check_if_safe(ext)?;
		self.sealer()?.advance_time(seconds).await.map_err(|message| error(SEALING_FAILED, message))
	}
}

fn count_out_of_bounds() -> ErrorObjectOwned {
	error(ErrorCode::InvalidParams.code(), format!("the number of blocks must be between 1 and {MAX_BLOCKS}"))
}

fn error(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
	ErrorObject::owned(code, message, None::<()>)
}

#[cfg(test)]
mod tests {
	use super::*;
	use jsonrpsee::{core::server::MethodsError, RpcModule};
	use sc_rpc_api::DenyUnsafe;

	fn module(deny_unsafe: DenyUnsafe) -> RpcModule<Dev> {
		let mut module = Dev::new(None).into_rpc();
		module.extensions_mut().insert(deny_unsafe);
		module
	}

	fn refusal<T>(result: Result<T, MethodsError>) -> ErrorObjectOwned {
		match result {
			Err(MethodsError::JsonRpc(error)) => error,
			_ => panic!("the call is refused by the method"),
		}
	}

	#[tokio::test]
	async fn consensus_sealing_is_explained() {
		let module = module(DenyUnsafe::No);
		let create = refusal(module.call::<_, Hash>("dev_createBlocks", [1u32]).await);
		let advance = refusal(module.call::<_, serde_json::Value>("dev_advanceTime", [60u64]).await);
		for error in [create, advance] {
			assert_eq!(error.code(), CONSENSUS_SEALING);
			assert!(error.message().contains("--sealing manual"), "{error:?}");
		}
	}

	#[tokio::test]
	async fn callers_from_outside_are_refused() {
		let module = module(DenyUnsafe::Yes);
		let create = refusal(module.call::<_, Hash>("dev_createBlocks", [1u32]).await);
		let advance = refusal(module.call::<_, serde_json::Value>("dev_advanceTime", [60u64]).await);
		for error in [create, advance] {
			assert_eq!(error.code(), ErrorCode::MethodNotFound.code());
		}
	}
}
