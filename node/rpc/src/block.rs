//! At which block an answer is true.

use crate::error::{api_error, invalid_params, runtime_error, unknown_block};
use jsonrpsee::core::RpcResult;
use serde::{Deserialize, Serialize};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
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

impl<Hash, Answer> At<Hash, Answer> {
	/// The same answer, put differently.
	pub(crate) fn map<Put>(self, put: impl FnOnce(Answer) -> Put) -> At<Hash, Put> {
		At { block_hash: self.block_hash, block_number: self.block_number, answer: put(self.answer) }
	}
}

/// What the runtime answers at the block that was asked for, or the last finalised one.
pub(crate) fn ask<'a, Block, Client, Answer>(
	client: &'a Client,
	at: Option<Block::Hash>,
	question: impl FnOnce(ApiRef<'a, Client::Api>, Block::Hash) -> Result<Answer, ApiError>,
) -> RpcResult<At<Block::Hash, Answer>>
where
	Block: BlockT,
	Client: HeaderBackend<Block> + ProvideRuntimeApi<Block>,
{
	let (block_hash, block_number) = block_at(client, at)?;
	let answer = question(client.runtime_api(), block_hash).map_err(|error| api_error(block_hash, error))?;
	Ok(At { block_hash, block_number, answer })
}

/// How many items a page may have.
pub(crate) fn page_size(limit: Option<u32>) -> RpcResult<u32> {
	match limit.unwrap_or(civitas_primitives::MAX_PAGE_SIZE) {
		0 => Err(invalid_params("limit", "a page has at least one item")),
		limit => Ok(limit),
	}
}

/// The block that was asked for, or the last finalised one, with its number.
pub(crate) fn block_at<Block, Client>(client: &Client, at: Option<Block::Hash>) -> RpcResult<(Block::Hash, u32)>
where
	Block: BlockT,
	Client: HeaderBackend<Block>,
{
	let hash = at.unwrap_or(client.info().finalized_hash);
	let number = client.number(hash).map_err(|error| api_error(hash, error.into()))?;
	let number = number.ok_or_else(|| unknown_block(hash))?;
	let number = number.try_into().map_err(|_| runtime_error("the block number has more than 32 bits"))?;
	Ok((hash, number))
}
