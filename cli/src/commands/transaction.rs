//! `civitas transaction`: what became of something that was sent, when nobody was told.

use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::Failure,
	output::Answer,
};
use clap::Args;
use subxt::utils::H256;

#[derive(Args, Debug)]
pub struct TransactionArguments {
	/// The transaction, as the command that has sent it named it.
	#[arg(value_parser = arguments::hash)]
	hash: H256,
	/// The number of the block after which it was sent, as that command named it; if this is not given, the newest final blocks are
	/// looked at, and whether it is void for good cannot be told.
	#[arg(long, value_name = "NUMBER")]
	since: Option<u64>,
}

/// Do what the command says.
pub async fn run(connection: &Connection, arguments: TransactionArguments) -> Result<Answer, Failure> {
	let TransactionArguments { hash, since } = arguments;
	Chain::connect(connection).await?.outcome_of(hash, since).await
}
