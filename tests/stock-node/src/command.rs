//! What each subcommand does.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	service,
};
use sc_cli::{Result, SubstrateCli};
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend, NetworkWorker};
use stock_runtime::{opaque::Block, Hash};

/// Does what the command line asks for.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();
	match &cli.subcommand {
		None => run_node(&cli),
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(chain_spec::load(&cmd.chain)?),
		Some(Subcommand::PurgeChain(cmd)) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
	}
}

/// Runs a node until it is told to stop.
fn run_node(cli: &Cli) -> Result<()> {
	cli.create_runner(&cli.run)?.run_node_until_exit(|config| async move {
		match config.network.network_backend {
			NetworkBackendType::Libp2p => service::new_full::<NetworkWorker<Block, Hash>>(config),
			NetworkBackendType::Litep2p => service::new_full::<Litep2pNetworkBackend>(config),
		}
		.map_err(sc_cli::Error::Service)
	})
}
