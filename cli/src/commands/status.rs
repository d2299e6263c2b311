//! `civitas status`.

use crate::{
	arguments::Connection,
	chain::{BlockId, Chain},
	failure::Failure,
	moment,
	output::{Answer, Table},
};
use serde_json::json;
use subxt::config::Header;

/// What the node knows of the chain.
pub async fn run(connection: &Connection) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let name = chain.rpc(|rpc| async move { rpc.system_chain().await }).await?;
	let health = chain.rpc(|rpc| async move { rpc.system_health().await }).await?;
	let best = best(&chain).await?;
	let state = chain.finalized().await?;
	let finalized = state.block();
	let version = chain.rpc(|rpc| async move { rpc.state_get_runtime_version(Some(finalized.hash)).await }).await?;
	let spec_name = version.other.get("specName").and_then(|name| name.as_str()).unwrap_or("unknown");
	// The first block was not made at any time.
	let time = if finalized.number == 0 { None } else { Some(state.now().await?) };

	let json = json!({
		"chain": name,
		"genesis": chain.genesis(),
		"specName": spec_name,
		"specVersion": state.spec_version(),
		"best": best,
		"finalized": finalized,
		"finalizedTime": time.map(moment::show),
		"peers": health.peers,
		"syncing": health.is_syncing,
	});
	let table = Table::default()
		.row("Chain", name)
		.hash("Genesis", &chain.genesis())
		.row("Runtime", format!("{spec_name} {}", state.spec_version()))
		.block("Best block", &best)
		.block("Finalized", &finalized)
		.row("Finalized time", moment::show_or(time, "none yet"))
		.row("Peers", health.peers.to_string())
		.row("Syncing", if health.is_syncing { "yes" } else { "no" });
	Ok(Answer::new(json, table.text()))
}

/// The newest block that the node knows.
async fn best(chain: &Chain) -> Result<BlockId, Failure> {
	let missing = || Failure::unknown("node", "The node does not know its own best block.");
	let hash = chain.rpc(|rpc| async move { rpc.chain_get_block_hash(None).await }).await?.ok_or_else(missing)?;
	let header = chain.rpc(|rpc| async move { rpc.chain_get_header(Some(hash)).await }).await?.ok_or_else(missing)?;
	Ok(BlockId { number: header.number(), hash })
}
