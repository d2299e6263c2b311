//! At which block an answer is true.

use crate::error::{runtime_error, unknown_block};
use jsonrpsee::core::RpcResult;
use serde::{Deserialize, Serialize};
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// An answer, and the block at which it is true.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct At<Hash, Answer> {
	/// The block.
	pub block_hash: Hash,
	/// Its number.
	pub block_number: u32,
	/// The answer.
	#[serde(flatten)]
	pub answer: Answer,
}

/// The block that was asked for, or the last finalised one, with its number.
pub(crate) fn block_at<Block, Client>(client: &Client, at: Option<Block::Hash>) -> RpcResult<(Block::Hash, u32)>
where
	Block: BlockT,
	Client: HeaderBackend<Block>,
{
	let hash = at.unwrap_or(client.info().finalized_hash);
	let number = client.number(hash).map_err(runtime_error)?.ok_or_else(|| unknown_block(hash))?;
	let number = number.try_into().map_err(|_| runtime_error("the block number has more than 32 bits"))?;
	Ok((hash, number))
}
