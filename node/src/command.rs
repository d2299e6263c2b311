//! What each subcommand does.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	client::{FullBackend, FullClient},
	ports,
	sealing::Sealing,
	service::{self, NodeOptions},
	tasks::ServingTasks,
};
use civitas_runtime::{opaque::Block, BlockNumber, Hash};
use sc_cli::{CliConfiguration, Result, SubstrateCli, TransactionPoolType};
use sc_consensus::DefaultImportQueue;
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend, NetworkWorker};
use sc_service::{Configuration, PartialComponents};
use std::{future::Future, sync::Arc};

/// Does what the command line asks for.
pub fn run() -> Result<()> {
	let cli = Cli::read();
	match &cli.subcommand {
		None => run_node(&cli),
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(chain_spec::to_write(&cmd.chain, cmd.raw)?),
		Some(Subcommand::BuildSpec(cmd)) => {
			let spec = chain_spec::to_write(&cmd.chain_id(cmd.is_dev()?)?, cmd.raw)?;
			cli.create_runner(cmd)?.sync_run(|config| cmd.run(spec, config.network))
		},
		Some(Subcommand::PurgeChain(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
		Some(Subcommand::ChainInfo(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
		Some(Subcommand::CheckBlock(cmd)) => on_chain(&cli, cmd, |chain, _| cmd.run(chain.client, chain.import_queue)),
		Some(Subcommand::ImportBlocks(cmd)) => {
			on_chain(&cli, cmd, |chain, _| cmd.run(chain.client, chain.import_queue))
		},
		Some(Subcommand::ExportBlocks(cmd)) => {
			on_chain(&cli, cmd, |chain, config| cmd.run(chain.client, config.database))
		},
		Some(Subcommand::ExportState(cmd)) => {
			on_chain(&cli, cmd, |chain, config| cmd.run(chain.client, config.chain_spec))
		},
		Some(Subcommand::Revert(cmd)) => on_chain(&cli, cmd, |chain, _| {
			cmd.run::<Block, FullBackend, FullClient>(chain.client, chain.backend, Some(Box::new(revert_consensus)))
		}),
		#[cfg(feature = "runtime-benchmarks")]
		Some(Subcommand::Benchmark(cmd)) => crate::benchmarking::run(&cli, cmd),
	}
}

/// Runs a node until it is told to stop.
fn run_node(cli: &Cli) -> Result<()> {
	cli.check()?;
	let mut run = cli.run.clone();
	if cli.sealing != Sealing::Consensus {
		// Such a chain has no forks, and the pool that is aware of them now and then loses a transaction which comes while a
		// block is made.
		run.pool_config.pool_type = TransactionPoolType::SingleState;
	}
	let mut runner = cli.create_runner(&run)?;
	ports::secure(cli, runner.config_mut())?;
	let max_age = cli.max_age(&runner.config().chain_spec.chain_type());
	let options = NodeOptions { dev: cli.is_dev(), sealing: cli.sealing, max_age };
	runner.run_node_until_exit(|config| async move {
		match config.network.network_backend {
			NetworkBackendType::Libp2p => service::new_full::<NetworkWorker<Block, Hash>>(config, options),
			NetworkBackendType::Litep2p => service::new_full::<Litep2pNetworkBackend>(config, options),
		}
		.map_err(sc_cli::Error::Service)
	})
}

/// The parts of an opened chain that subcommands work on.
struct OpenedChain {
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	import_queue: DefaultImportQueue<Block>,
}

/// Opens the chain without a network and lets `work` finish on it, or a signal end it.
fn on_chain<C, W, F>(cli: &Cli, cmd: &C, work: W) -> Result<()>
where
	C: CliConfiguration,
	W: FnOnce(OpenedChain, Configuration) -> F,
	F: Future<Output = Result<()>>,
{
	cli.create_runner(cmd)?.async_run(|config| {
		let PartialComponents { client, backend, import_queue, task_manager, .. } =
			service::new_partial(&config, Sealing::Consensus, ServingTasks::of_subcommand)?;
		Ok((work(OpenedChain { client, backend, import_queue }, config), task_manager))
	})
}

/// Makes BABE and GRANDPA forget what they learnt from the last `blocks` blocks. Without that, they would wait for epochs
/// and authorities which the blocks that come instead may never announce.
fn revert_consensus(client: Arc<FullClient>, backend: Arc<FullBackend>, blocks: BlockNumber) -> Result<()> {
	sc_consensus_babe::revert::<Block, FullClient, FullBackend>(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert::<Block, FullClient>(client, blocks)?;
	Ok(())
}
