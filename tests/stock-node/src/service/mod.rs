//! Putting the parts of a node together.

mod inherents;
mod node;
mod partial;

use crate::{client::FullBackend, rpc};
use node::Node;
use partial::{new_partial, ConsensusParts};
use sc_consensus_grandpa::warp_proof;
use sc_network::{config::FullNetworkConfiguration, NetworkBackend};
use sc_service::{
	BuildNetworkParams, Configuration, Error as ServiceError, PartialComponents, SpawnTasksParams, TaskManager,
	WarpSyncConfig,
};
use sp_blockchain::HeaderBackend;
use std::sync::Arc;
use stock_runtime::{opaque::Block, Hash};

/// Starts a node over the network backend `N`.
pub fn new_full<N>(config: Configuration) -> Result<TaskManager, ServiceError>
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
		other: ConsensusParts { block_import, grandpa_link },
	} = new_partial(&config)?;

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

	let warp_sync = warp_proof::NetworkProvider::<Block, FullBackend>::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::new(),
	);

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
		select_chain,
		keystore: keystore_container.keystore(),
		network: network.clone(),
		sync: sync_service.clone(),
		spawn: task_manager.spawn_handle(),
		spawn_essential: task_manager.spawn_essential_handle(),
		prometheus: config.prometheus_registry().cloned(),
	};

	if config.offchain_worker.enabled {
		node.start_offchain_workers()?;
	}

	// JSON-RPC, and what else every node of this SDK does. It also puts the keys of a well-known validator into the keystore,
	// so blocks are made and voted on only after that.

	let force_authoring = config.force_authoring;
	let votes = !config.disable_grandpa;
	let (rpc_client, rpc_pool) = (client.clone(), transaction_pool.clone());

	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client,
		backend,
		task_manager: &mut task_manager,
		keystore: keystore_container.keystore(),
		transaction_pool,
		rpc_builder: Box::new(move |_subscriptions| {
			rpc::build(&rpc_client, &rpc_pool).map_err(ServiceError::Application)
		}),
		network,
		system_rpc_tx,
		tx_handler_controller,
		sync_service,
		telemetry: None,
		tracing_execute_block: None,
	})?;

	if node.role.is_authority() {
		node.start_aura(block_import, force_authoring)?;
	}
	if votes {
		node.start_grandpa(grandpa_link, grandpa_protocol, grandpa_notifications)?;
	}

	Ok(task_manager)
}
