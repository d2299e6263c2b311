//! Putting the parts of a node together.

use crate::{
	opening, rpc,
	sealing::{PreparedSealing, Sealing, SealingParts},
	tasks::ServingTasks,
};
use civitas_runtime::{opaque::Block, BlockNumber, Hash, RuntimeApi};
use futures::{
	future::{ready, Ready},
	FutureExt,
};
use sc_basic_authorship::ProposerFactory;
use sc_client_api::Backend;
use sc_consensus::{BoxBlockImport, DefaultImportQueue, LongestChain};
use sc_consensus_babe::{BabeLink, BabeParams, BabeWorkerHandle, ImportQueueParams, SlotProportion};
use sc_consensus_grandpa::{
	warp_proof, FinalityProofProvider, GrandpaParams, GrandpaPruningFilter, LinkHalf, SharedVoterState,
	VotingRulesBuilder,
};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_executor::WasmExecutor;
use sc_network::{
	config::FullNetworkConfiguration, service::traits::NetworkService, types::ProtocolName, NetworkBackend,
	NotificationService,
};
use sc_network_statement::StatementHandlerPrototype;
use sc_network_sync::SyncingService;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{
	BuildNetworkParams, Configuration, Error as ServiceError, KeystoreContainer, PartialComponents, PruningFilter,
	Role, SpawnEssentialTaskHandle, SpawnTaskHandle, SpawnTasksParams, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_consensus_babe::SlotDuration;
use sp_keystore::KeystorePtr;
use sp_timestamp::Timestamp;
use std::{error::Error, sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// What the runtime may call on the host.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type HostFunctions = sp_io::SubstrateHostFunctions;

/// What the runtime may call on the host.
#[cfg(feature = "runtime-benchmarks")]
pub type HostFunctions = (sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

/// Executes the runtime and stores the chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;

/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;

/// Which block is built upon: the best one. (Which that is, is BABE's rule when a block is imported.)
pub type FullSelectChain = LongestChain<FullBackend, Block>;

/// Where transactions wait.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;

/// The parts that subcommands need, too.
pub type Partial =
	PartialComponents<FullClient, FullBackend, FullSelectChain, DefaultImportQueue<Block>, FullPool, ConsensusParts>;

/// At least every how many blocks GRANDPA keeps the proof that a block is final. Each is some kilobytes; the newest, and
/// one at each change of authorities, is always kept.
const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;

/// How long a GRANDPA message needs to reach everybody. Voting on a block takes some multiple of it.
const GRANDPA_GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Which part of a slot is for making a block; the rest is for sending it around.
///
/// The SDK fills a block in 0.98 * 0.9 of that time, which is 1.76 s of a slot of 3 s: enough for all that the runtime lets
/// transactions of users take, 1.5 s, on a machine that is only as fast as the one that the weights were measured on. In half
/// a slot it would fill 1.32 s, and give up a block with one transaction of nearly 1.5 s in it, to try it again in the next
/// slot. A block as full as that takes the others as long to execute: until half a second into the next slot, whose author
/// may then build on the block before it. Which of the two stays is decided as always.
const PROPOSAL_PORTION: f32 = 2.0 / 3.0;

/// How many bytes of statements a node keeps: enough for those to whom governance grants an allowance one by one. When it is
/// full, it refuses.
const STATEMENT_STORE_SIZE: usize = 64 * 1024 * 1024;

/// How many telemetry messages may wait.
const TELEMETRY_BUFFER: usize = 16;

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

/// How a node differs from what the SDK's configuration can say.
#[derive(Clone, Copy, Debug)]
pub struct NodeOptions {
	/// Whether this is a development node, which has `dev_*` methods.
	pub dev: bool,
	/// What makes blocks.
	pub sealing: Sealing,
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
			sc_service::new_wasm_executor::<HostFunctions>(&config.executor),
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
		OffchainTransactionPoolFactory::new(transaction_pool.clone()),
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

/// Starts a node over the network backend `N`.
pub fn new_full<N>(config: Configuration, options: NodeOptions) -> Result<TaskManager, ServiceError>
where
	N: NetworkBackend<Block, Hash>,
{
	let PartialComponents {
		client,
		backend,
		mut task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: ConsensusParts { block_import, babe_link, babe_worker, grandpa_link, mut telemetry },
	} = new_partial(&config, options.sealing, ServingTasks::of_node)?;
	// First, while nothing else happens that could go wrong.
	let statement_store = open_statement_store(&config, client.clone(), &keystore_container, &task_manager)?;

	// Network.

	let metrics = N::register_notification_metrics(config.prometheus_registry());
	let mut net_config =
		FullNetworkConfiguration::<Block, Hash, N>::new(&config.network, config.prometheus_registry().cloned());
	let genesis_hash = client.info().genesis_hash;

	let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
	let (grandpa_config, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, N>(
		grandpa_protocol.clone(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_config);

	let (statement_protocol, statement_config) = StatementHandlerPrototype::new::<_, Block, N>(
		genesis_hash,
		config.chain_spec.fork_id(),
		metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(statement_config);

	let authority_set = grandpa_link.shared_authority_set().clone();
	let warp_sync =
		warp_proof::NetworkProvider::<Block, FullBackend>::new(backend.clone(), authority_set.clone(), Vec::new());

	let (network, system_rpc_tx, tx_handler_controller, sync_service, bitswap) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;
	// With `--ipfs-server` its task ends with the handle, and the node with the task.
	task_manager.keep_alive(bitswap);

	let node = Node {
		role: config.role,
		name: config.network.node_name.clone(),
		client: client.clone(),
		backend: backend.clone(),
		pool: transaction_pool.clone(),
		select_chain: select_chain.clone(),
		keystore: keystore_container.keystore(),
		network: network.clone(),
		sync: sync_service.clone(),
		spawn: task_manager.spawn_handle(),
		spawn_essential: task_manager.spawn_essential_handle(),
		prometheus: config.prometheus_registry().cloned(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
	};

	if config.offchain_worker.enabled {
		node.start_offchain_workers()?;
	}

	node.start_statement_gossip(statement_protocol, statement_store.clone())?;

	// Who makes blocks. Prepared here, since JSON-RPC needs to know, and started at the end: the keys of a development
	// node are put into its keystore on the way.

	let authoring = match options.sealing {
		Sealing::Consensus => Authoring::Consensus { babe_link, block_import },
		mode => {
			let parts = node.sealing_parts(block_import, babe_link, babe_worker.clone());
			Authoring::Sealing(PreparedSealing::new(mode, parts)?)
		},
	};

	// JSON-RPC, and what else every node of this SDK does.

	let voter_state = SharedVoterState::empty();
	let rpc_parts = rpc::RpcParts {
		client: client.clone(),
		pool: transaction_pool.clone(),
		select_chain,
		chain_spec: config.chain_spec.cloned_box(),
		babe: rpc::BabeParts { worker: babe_worker, keystore: keystore_container.keystore() },
		grandpa: rpc::GrandpaParts {
			authority_set: authority_set.clone(),
			finality_proofs: FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set)),
			justifications: grandpa_link.justification_stream(),
			voter_state: voter_state.clone(),
		},
		statement_store,
		dev: options.dev.then(|| rpc::Dev::new(authoring.sealer())),
	};
	let force_authoring = config.force_authoring;
	let votes = !config.disable_grandpa;

	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client,
		backend,
		task_manager: &mut task_manager,
		keystore: keystore_container.keystore(),
		transaction_pool,
		rpc_builder: Box::new(move |subscriptions| {
			rpc::build(&rpc_parts, subscriptions).map_err(ServiceError::Application)
		}),
		network,
		system_rpc_tx,
		tx_handler_controller,
		sync_service,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	match authoring {
		Authoring::Sealing(sealing) => sealing.start(&node.spawn_essential),
		Authoring::Consensus { babe_link, block_import } => {
			if node.role.is_authority() {
				node.start_babe(babe_link, block_import, force_authoring)?;
			}
			if votes {
				node.start_grandpa(grandpa_link, grandpa_protocol, grandpa_notifications, voter_state)?;
			}
		},
	}

	Ok(task_manager)
}

/// How many statements a node keeps.
fn statement_settings() -> sc_statement_store::Config {
	sc_statement_store::Config { max_total_size: STATEMENT_STORE_SIZE, ..Default::default() }
}

/// Opens the store of statements, which is a database of its own beside the chain's.
fn open_statement_store(
	config: &Configuration,
	client: Arc<FullClient>,
	keystore: &KeystoreContainer,
	task_manager: &TaskManager,
) -> Result<Arc<sc_statement_store::Store>, ServiceError> {
	opening::without_panic(|| {
		sc_statement_store::Store::new_shared::<Block, FullClient, FullBackend>(
			&config.data_path,
			statement_settings(),
			client,
			keystore.local_keystore(),
			config.prometheus_registry(),
			Box::new(task_manager.spawn_handle()),
		)
		.map_err(|error| ServiceError::Other(format!("{error:?}")))
	})
	.map_err(|error| opening::explain_statements(error, config))
}

/// Who makes blocks on this node.
enum Authoring {
	/// This node as one of the validators, or others.
	Consensus {
		/// BABE's epochs.
		babe_link: BabeLink<Block>,
		/// Where blocks come in.
		block_import: BoxBlockImport<Block>,
	},
	/// This node by itself.
	Sealing(PreparedSealing),
}

impl Authoring {
	/// What makes blocks on demand, if something does.
	fn sealer(&self) -> Option<crate::sealing::Sealer> {
		match self {
			Self::Consensus { .. } => None,
			Self::Sealing(sealing) => Some(sealing.sealer()),
		}
	}
}

/// A node whose parts are connected, and what may be started on it.
struct Node {
	role: Role,
	name: String,
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	pool: Arc<FullPool>,
	select_chain: FullSelectChain,
	keystore: KeystorePtr,
	network: Arc<dyn NetworkService>,
	sync: Arc<SyncingService<Block>>,
	spawn: SpawnTaskHandle,
	spawn_essential: SpawnEssentialTaskHandle,
	prometheus: Option<Registry>,
	telemetry: Option<TelemetryHandle>,
}

impl Node {
	/// Lets the runtime work beside the chain after each block.
	fn start_offchain_workers(&self) -> Result<(), ServiceError> {
		let workers = OffchainWorkers::new(OffchainWorkerOptions {
			runtime_api_provider: self.client.clone(),
			keystore: Some(self.keystore.clone()),
			offchain_db: self.backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(self.pool.clone())),
			network_provider: Arc::new(self.network.clone()),
			is_validator: self.role.is_authority(),
			// Nothing in the runtime asks the web for anything, and a validator had better not on its behalf.
			enable_http_requests: false,
			custom_extensions: |_| Vec::new(),
		})?;
		let workers = workers.run(self.client.clone(), self.spawn.clone());
		self.spawn.spawn("offchain-workers-runner", Some("offchain-worker"), workers.boxed());
		Ok(())
	}

	/// Exchanges statements with peers.
	fn start_statement_gossip(
		&self,
		protocol: StatementHandlerPrototype,
		store: Arc<sc_statement_store::Store>,
	) -> Result<(), ServiceError> {
		let spawn = self.spawn.clone();
		let settings = statement_settings();
		let handler = protocol.build(
			self.network.clone(),
			self.sync.clone(),
			store,
			self.prometheus.as_ref(),
			move |validation| spawn.spawn("statement-validation", Some("networking"), validation),
			settings.network_workers,
			settings.rate_limit,
		)?;
		self.spawn.spawn("statement-gossip", Some("networking"), handler.run());
		Ok(())
	}

	/// Fills blocks from the pool.
	fn proposer(&self) -> ProposerFactory<FullPool, FullClient> {
		ProposerFactory::new(
			self.spawn.clone(),
			self.client.clone(),
			self.pool.clone(),
			self.prometheus.as_ref(),
			self.telemetry.clone(),
		)
	}

	/// What sealing without consensus needs.
	fn sealing_parts(
		&self,
		block_import: BoxBlockImport<Block>,
		babe_link: BabeLink<Block>,
		babe_worker: BabeWorkerHandle<Block>,
	) -> SealingParts {
		SealingParts {
			block_import,
			client: self.client.clone(),
			babe_link,
			babe_worker,
			keystore: self.keystore.clone(),
			pool: self.pool.clone(),
			proposer: self.proposer(),
			select_chain: self.select_chain.clone(),
		}
	}

	/// Makes blocks in the slots that are this node's.
	fn start_babe(
		&self,
		babe_link: BabeLink<Block>,
		block_import: BoxBlockImport<Block>,
		force_authoring: bool,
	) -> Result<(), ServiceError> {
		let slot_duration = babe_link.config().slot_duration();
		let babe = sc_consensus_babe::start_babe(BabeParams {
			keystore: self.keystore.clone(),
			client: self.client.clone(),
			select_chain: self.select_chain.clone(),
			env: self.proposer(),
			block_import,
			sync_oracle: self.sync.clone(),
			justification_sync_link: self.sync.clone(),
			create_inherent_data_providers: inherents(slot_duration, TimeLimit::Now),
			force_authoring,
			// While finality lags behind, blocks are made more and more rarely, so that it can catch up.
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging::<BlockNumber>::default()),
			babe_link,
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
			max_block_proposal_slot_portion: None,
			telemetry: self.telemetry.clone(),
		})?;
		self.spawn_essential.spawn_blocking("babe-proposer", Some("block-authoring"), babe);
		Ok(())
	}

	/// Votes on what is final if this node is an authority, and follows the votes of others if not.
	fn start_grandpa(
		&self,
		link: LinkHalf<Block, FullClient, FullSelectChain>,
		protocol_name: ProtocolName,
		notification_service: Box<dyn NotificationService>,
		shared_voter_state: SharedVoterState,
	) -> Result<(), ServiceError> {
		let config = sc_consensus_grandpa::Config {
			gossip_duration: GRANDPA_GOSSIP_DURATION,
			justification_generation_period: GRANDPA_JUSTIFICATION_PERIOD,
			observer_enabled: false,
			local_role: self.role,
			name: Some(self.name.clone()),
			keystore: self.role.is_authority().then(|| self.keystore.clone()),
			telemetry: self.telemetry.clone(),
			protocol_name,
		};
		let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
			config,
			link,
			network: self.network.clone(),
			sync: self.sync.clone(),
			notification_service,
			voting_rule: VotingRulesBuilder::<Block, FullClient>::default().build(),
			prometheus_registry: self.prometheus.clone(),
			shared_voter_state,
			telemetry: self.telemetry.clone(),
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool.clone()),
		})?;
		self.spawn_essential.spawn_blocking("grandpa-voter", None, voter);
		Ok(())
	}
}

/// Up to which time blocks are accepted.
#[derive(Clone, Copy)]
enum TimeLimit {
	/// The present, on this machine's clock (and the half minute that the runtime allows for clocks that differ).
	Now,
	/// None: this node makes all blocks, and its chain time may be years ahead of this machine's.
	None,
}

/// The time that stands for no limit. The runtime adds a little to it, for which there must be room.
const NO_TIME_LIMIT: Timestamp = Timestamp::new(u64::MAX / 2);

/// The slot and the timestamp that a block is made with or checked against.
type Inherents = (sp_consensus_babe::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider);

/// Provides the inherent data for blocks that are made or imported now.
///
/// The slot is always that of this machine's clock: when a block is imported, the search for equivocations walks through
/// all slots that have passed between two blocks, and a leap over years would leave it a long way.
fn inherents(
	slot_duration: SlotDuration,
	limit: TimeLimit,
) -> impl Fn(Hash, ()) -> Ready<Result<Inherents, Box<dyn Error + Send + Sync>>> + Clone + Send + Sync + 'static {
	move |_parent, ()| {
		let now = Timestamp::current();
		let slot =
			sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(now, slot_duration);
		let timestamp = sp_timestamp::InherentDataProvider::new(match limit {
			TimeLimit::Now => now,
			TimeLimit::None => NO_TIME_LIMIT,
		});
		ready(Ok((slot, timestamp)))
	}
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

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_runtime::{
		configs::system::{MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO},
		SLOT_DURATION_MILLIS,
	};

	#[test]
	fn there_is_time_to_fill_a_block() {
		// What the SDK takes off: sc-consensus-slots 2 % for the answer, sc-basic-authorship a tenth for the end of the block.
		let filling = Duration::from_millis(SLOT_DURATION_MILLIS).mul_f32(PROPOSAL_PORTION * 0.98 * 0.9);
		// Picoseconds.
		let full = Duration::from_nanos((NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT).ref_time() / 1_000);
		assert!(filling > full, "{filling:?} is not enough for {full:?}");
	}
}
