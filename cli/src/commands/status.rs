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
	let Chain { node, genesis, runtime } = &chain;
	let name = node.ask(async |rpc| rpc.system_chain().await).await?;
	let health = node.ask(async |rpc| rpc.system_health().await).await?;
	let best = node.ask(async |rpc| rpc.chain_get_block_hash(None).await).await?;
	let (best, finalized) = (chain.block(best.unwrap_or_default()).await?, chain.finalized().await?);
	// The first block was not made at any time.
	let time = (finalized.number > 0).then(|| moment::show(finalized.time));

	let json = json!({
		"chain": name,
		"genesis": genesis,
		"specName": runtime.spec_name,
		"specVersion": runtime.spec_version,
		"best": { "number": best.number, "hash": best.hash },
		"finalized": { "number": finalized.number, "hash": finalized.hash },
		"finalizedTime": time,
		"peers": health.peers,
		"syncing": health.is_syncing,
	});
	let table = Table::default()
		.row("Chain", name)
		.hash("Genesis", genesis)
		.row("Runtime", format!("{} {}", runtime.spec_name, runtime.spec_version))
		.row("Best block", best)
		.row("Finalized", finalized)
		.row("Finalized time", time.as_deref().unwrap_or("none yet"))
		.row("Peers", health.peers)
		.row("Syncing", if health.is_syncing { "yes" } else { "no" });
	Ok(Answer::new(json, table.text()))
}
