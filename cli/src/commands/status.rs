//! `civitas status`.

use crate::{
	arguments::Connection,
	chain::Chain,
	failure::Failure,
	moment,
	output::{Answer, Table},
};
use serde_json::json;

/// What the node knows of the chain.
pub async fn run(connection: &Connection) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let name = chain.rpc(|rpc| async move { rpc.system_chain().await }).await?;
	let health = chain.rpc(|rpc| async move { rpc.system_health().await }).await?;
	let missing = || Failure::unknown("node", "The node does not know its own best block.");
	let best = chain.rpc(|rpc| async move { rpc.chain_get_block_hash(None).await }).await?.ok_or_else(missing)?;
	let (best, finalized) = (chain.block(best).await?, chain.finalized().await?);
	let runtime = chain.runtime();
	// The first block was not made at any time.
	let time = (finalized.number > 0).then_some(finalized.time);

	let json = json!({
		"chain": name,
		"genesis": chain.genesis(),
		"specName": runtime.spec_name,
		"specVersion": runtime.spec_version,
		"best": { "number": best.number, "hash": best.hash },
		"finalized": { "number": finalized.number, "hash": finalized.hash },
		"finalizedTime": time.map(moment::show),
		"peers": health.peers,
		"syncing": health.is_syncing,
	});
	let table = Table::default()
		.row("Chain", name)
		.hash("Genesis", &chain.genesis())
		.row("Runtime", format!("{} {}", runtime.spec_name, runtime.spec_version))
		.block("Best block", &best)
		.block("Finalized", &finalized)
		.row("Finalized time", moment::show_or(time, "none yet"))
		.row("Peers", health.peers.to_string())
		.row("Syncing", if health.is_syncing { "yes" } else { "no" });
	Ok(Answer::new(json, table.text()))
}
