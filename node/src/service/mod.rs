//! Putting the parts of a node together.

mod double_blocks;
mod heartbeat;
mod inherents;
mod node;
mod partial;
mod statements;
mod warp;

pub use partial::new_partial;
#[cfg(feature = "runtime-benchmarks")]
pub use partial::Partial;

use crate::{
	client::FullBackend,
	executor, rpc,
	sealing::{PreparedSealing, Sealer, Sealing},
	tasks::ServingTasks,
};
use civitas_rpc::{Finality, Gateway};
use civitas_runtime::{opaque::Block, Hash};
use node::Node;
use partial::ConsensusParts;
use sc_consensus::BoxBlockImport;
use sc_consensus_babe::BabeLink;
use sc_consensus_grandpa::{warp_proof, FinalityProofProvider, SharedVoterState};
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_network_statement::StatementHandlerPrototype;
use sc_service::{
	BuildNetworkParams, Configuration, Error as ServiceError, PartialComponents, SpawnTasksParams, TaskManager,
	WarpSyncConfig,
};
use sc_telemetry::Telemetry;
use sp_blockchain::HeaderBackend;
use std::{sync::Arc, time::Duration};

/// How a node differs from what the SDK's configuration can say.
#[derive(Clone, Copy, Debug)]
pub struct NodeOptions {
	/// Whether this is a development node, which has `dev_*` methods.
	pub dev: bool,
	/// What makes blocks.
	pub sealing: Sealing,
	/// How old the last finalised block may be for JSON-RPC to answer by it; `None` for any age.
	pub max_age: Option<Duration>,
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
	let statement_store = statements::open(&config, client.clone(), &keystore_container, &task_manager)?;

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
	let stock_proofs =
		warp_proof::NetworkProvider::<Block, FullBackend>::new(backend.clone(), authority_set.clone(), Vec::new());
	let recovery = warp::Recovery::of(&config.chain_spec.properties()).map_err(ServiceError::Other)?;
	let warp_sync = warp::Provider::new(stock_proofs, recovery);

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
		serving: ServingTasks::of_node(&task_manager),
		prometheus: config.prometheus_registry().cloned(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
		slot_duration: babe_link.config().slot_duration(),
	};

	node.forget_final_block();
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
	let finality = matches!(options.sealing, Sealing::Consensus).then(|| -> Arc<dyn Finality> {
		Arc::new(rpc::Votes::new(backend.clone(), authority_set.clone(), config.chain_spec.cloned_box()))
	});
	let gateway = Gateway::new(client.clone(), executor::new(&config), finality, options.max_age);
	let rpc_parts = rpc::RpcParts {
		client: client.clone(),
		pool: transaction_pool.clone(),
		select_chain,
		chain_spec: config.chain_spec.cloned_box(),
		babe: rpc::BabeParts { worker: babe_worker, keystore: keystore_container.keystore() },
		grandpa: rpc::GrandpaParts {
			authority_set: authority_set.clone(),
			finality_proofs: FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone())),
			justifications: grandpa_link.justification_stream(),
			voter_state: voter_state.clone(),
		},
		statement_store,
		dev: options.dev.then(|| rpc::Dev::new(authoring.sealer())),
		gateway: gateway.clone(),
	};
	let force_authoring = config.force_authoring;
	let votes = !config.disable_grandpa;

	let handlers = sc_service::spawn_tasks(SpawnTasksParams {
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
	// The service has added its own.
	gateway.set_names(handlers.handle().method_names().chain(["rpc_methods"]));

	match authoring {
		Authoring::Sealing(sealing) => sealing.start(&node.spawn_essential),
		Authoring::Consensus { babe_link, block_import } => {
			if node.role.is_authority() {
				node.start_babe(babe_link, block_import, force_authoring)?;
			}
			node.start_watching_authors();
			if votes {
				if node.role.is_authority() {
					node.start_heartbeat(authority_set, voter_state.clone());
				}
				node.start_grandpa(grandpa_link, grandpa_protocol, grandpa_notifications, voter_state)?;
			}
		},
	}

	Ok(task_manager)
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
	fn sealer(&self) -> Option<Sealer> {
		match self {
			Self::Consensus { .. } => None,
			Self::Sealing(sealing) => Some(sealing.sealer()),
		}
	}
}
