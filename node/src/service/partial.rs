//! A node without a network: the chain, opened, and what executes, imports and collects for it. Subcommands need no more.

use super::inherents::{inherents, TimeLimit};
use crate::{
	client::{FullBackend, FullClient, FullPool, FullSelectChain},
	executor, opening,
	sealing::Sealing,
	tasks::ServingTasks,
};
use civitas_runtime::{opaque::Block, RuntimeApi};
use sc_consensus::{BoxBlockImport, DefaultImportQueue, LongestChain};
use sc_consensus_babe::{BabeLink, BabeWorkerHandle, ImportQueueParams};
use sc_consensus_grandpa::{GrandpaPruningFilter, LinkHalf};
use sc_service::{Configuration, Error as ServiceError, PartialComponents, PruningFilter, TaskManager};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::{OffchainTransactionPoolFactory, RejectAllTxPool};
use std::sync::Arc;

/// At least every how many blocks GRANDPA keeps the proof that a block is final. Each is some kilobytes; the newest, and
/// one at each change of authorities, is always kept.
pub const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;

/// How many telemetry messages may wait.
const TELEMETRY_BUFFER: usize = 16;

/// The parts that subcommands need, too.
pub type Partial =
	PartialComponents<FullClient, FullBackend, FullSelectChain, DefaultImportQueue<Block>, FullPool, ConsensusParts>;

/// What consensus left to be picked up by authoring and voting.
pub struct ConsensusParts {
	/// Where blocks come in: BABE's checks, then GRANDPA's, then the client.
	pub block_import: BoxBlockImport<Block>,
	/// BABE's epochs.
	pub babe_link: BabeLink<Block>,
	/// Answers which epoch a slot is in.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// What the voter needs of the block import.
	pub grandpa_link: LinkHalf<Block, FullClient, FullSelectChain>,
	/// Where reports go, if somewhere.
	pub telemetry: Option<Telemetry>,
}

/// Opens the database and sets up what does not need a network, for blocks that are made in the given way. What it needs
/// done beside is started by `serving`.
pub fn new_partial(
	config: &Configuration,
	sealing: Sealing,
	serving: fn(&TaskManager) -> ServingTasks,
) -> Result<Partial, ServiceError> {
	let telemetry_worker = telemetry_worker(config)?;
	let telemetry_handle = telemetry_worker.as_ref().map(|(_, telemetry)| telemetry.handle());

	let (client, backend, keystore_container, task_manager) = opening::without_panic(|| {
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry_handle.clone(),
			executor::new(config),
			// Proofs at changes of authorities outlive pruning: without them this node could not help others to warp sync.
			vec![Arc::new(GrandpaPruningFilter) as Arc<dyn PruningFilter>],
		)
	})
	.map_err(|error| opening::explain(error, config))?;
	let client = Arc::new(client);

	let telemetry = telemetry_worker.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = LongestChain::new(backend.clone());

	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(serving(&task_manager), client.clone(), config.role.is_authority().into())
			.with_options(config.transaction_pool.clone())
			.with_prometheus(config.prometheus_registry())
			.build(),
	);

	let babe_config = sc_consensus_babe::configuration(&*client)?;
	if babe_config.authorities.is_empty() {
		return Err(opening::no_validators(config));
	}

	let (grandpa_block_import, grandpa_link) = sc_consensus_grandpa::block_import::<FullBackend, Block, _, _>(
		client.clone(),
		GRANDPA_JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry_handle.clone(),
	)?;

	let slot_duration = babe_config.slot_duration();
	let (block_import, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_block_import.clone(),
		client.clone(),
		match sealing {
			Sealing::Consensus => inherents(slot_duration, TimeLimit::Now),
			_ => inherents(slot_duration, TimeLimit::None),
		},
		select_chain.clone(),
		// What it reports proves nothing: see `double_blocks`.
		OffchainTransactionPoolFactory::new(RejectAllTxPool::default()),
	)?;

	let (import_queue, babe_worker) = sc_consensus_babe::import_queue(ImportQueueParams {
		link: babe_link.clone(),
		block_import: block_import.clone(),
		justification_import: Some(Box::new(grandpa_block_import)),
		client: client.clone(),
		slot_duration,
		spawner: &serving(&task_manager),
		registry: config.prometheus_registry(),
		telemetry: telemetry_handle,
	})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: ConsensusParts { block_import: Box::new(block_import), babe_link, babe_worker, grandpa_link, telemetry },
	})
}

/// The task that sends reports and the handle to it, if there is an endpoint to send them to. No specification of
/// Civitas names one, so only an operator can.
fn telemetry_worker(config: &Configuration) -> Result<Option<(TelemetryWorker, Telemetry)>, ServiceError> {
	let Some(endpoints) = config.telemetry_endpoints.clone().filter(|endpoints| !endpoints.is_empty()) else {
		return Ok(None);
	};
	let worker = TelemetryWorker::new(TELEMETRY_BUFFER)?;
	let telemetry = worker.handle().new_telemetry(endpoints);
	Ok(Some((worker, telemetry)))
}
