//! Weights of this runtime on this machine.

use crate::{
	cli::Cli,
	client::FullClient,
	sealing::Sealing,
	service::{new_partial, Partial},
	tasks::ServingTasks,
};
use civitas_runtime::opaque::Block;
use frame_benchmarking_cli::{BenchmarkCmd, DynamicRemarkBuilder, ExtrinsicFactory, SUBSTRATE_REFERENCE_HARDWARE};
use sc_cli::{Result, SubstrateCli};
use sc_service::{Configuration, Error as ServiceError, PartialComponents};
use sp_inherents::{InherentData, InherentDataProvider};
use sp_runtime::traits::HashingFor;
use sp_timestamp::Timestamp;
use std::sync::Arc;

/// Runs a benchmark.
pub fn run(cli: &Cli, cmd: &BenchmarkCmd) -> Result<()> {
	cli.create_runner(cmd)?.sync_run(|config| match cmd {
		BenchmarkCmd::Pallet(cmd) => cmd.run_with_spec::<HashingFor<Block>, ()>(Some(config.chain_spec)),
		BenchmarkCmd::Block(cmd) => {
			let PartialComponents { client, .. } = open(&config)?;
			cmd.run(client)
		},
		BenchmarkCmd::Storage(cmd) => {
			let PartialComponents { client, backend, .. } = open(&config)?;
			let database = backend.expose_db();
			let storage = backend.expose_storage();
			let trie_cache = backend.expose_shared_trie_cache();
			cmd.run(config, client, database, storage, trie_cache)
		},
		BenchmarkCmd::Overhead(cmd) => {
			let PartialComponents { client, .. } = open(&config)?;
			let remark = remark_builder(client.clone())?;
			let chain = config.chain_spec.name().to_owned();
			cmd.run(chain, client, inherent_data()?, Vec::new(), &remark, false)
		},
		BenchmarkCmd::Extrinsic(cmd) => {
			let PartialComponents { client, .. } = open(&config)?;
			let factory = ExtrinsicFactory(vec![Box::new(remark_builder(client.clone())?)]);
			cmd.run(client, inherent_data()?, Vec::new(), &factory)
		},
		BenchmarkCmd::Machine(cmd) => cmd.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone()),
	})
}

/// Opens the chain whose blocks are measured.
fn open(config: &Configuration) -> std::result::Result<Partial, ServiceError> {
	new_partial(config, Sealing::Consensus, ServingTasks::of_subcommand)
}

/// Signs `System::remark` calls as Alice, by what the runtime's metadata says of transactions.
fn remark_builder(client: Arc<FullClient>) -> Result<DynamicRemarkBuilder> {
	DynamicRemarkBuilder::new_from_client::<FullClient, Block>(client)
}

/// The inherent data of a measured block. It has no BABE digest, so for the runtime it is in slot 0, and that slot's time
/// is 0.
fn inherent_data() -> Result<InherentData> {
	let mut data = InherentData::new();
	let timestamp = sp_timestamp::InherentDataProvider::new(Timestamp::new(0));
	futures::executor::block_on(timestamp.provide_inherent_data(&mut data))
		.map_err(|error| format!("cannot create inherent data: {error:?}"))?;
	Ok(data)
}
