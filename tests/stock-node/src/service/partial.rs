//! A node without a network: the chain, opened, and what executes, imports and collects for it.

use super::inherents;
use crate::client::{FullBackend, FullClient, FullPool, FullSelectChain, HostFunctions};
use sc_consensus::{DefaultImportQueue, LongestChain};
use sc_consensus_aura::{CheckForEquivocation, CompatibilityMode, ImportQueueParams};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaPruningFilter, LinkHalf};
use sc_service::{Configuration, Error as ServiceError, PartialComponents, PruningFilter};
use sp_consensus_aura::sr25519::AuthorityPair as AuraPair;
use std::sync::Arc;
use stock_runtime::{opaque::Block, RuntimeApi};

/// At least every how many blocks GRANDPA keeps the proof that a block is final.
pub const GRANDPA_JUSTIFICATION_PERIOD: u32 = 512;

/// Where blocks come in: GRANDPA's checks, then the client.
pub type BlockImport = GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;

/// The parts that need no network.
pub type Partial =
	PartialComponents<FullClient, FullBackend, FullSelectChain, DefaultImportQueue<Block>, FullPool, ConsensusParts>;

/// What consensus left to be picked up by authoring and voting.
pub struct ConsensusParts {
	/// Where blocks come in.
	pub block_import: BlockImport,
	/// What the voter needs of the block import.
	pub grandpa_link: LinkHalf<Block, FullClient, FullSelectChain>,
}

/// Opens the database and sets up what does not need a network.
pub fn new_partial(config: &Configuration) -> Result<Partial, ServiceError> {
	let (client, backend, keystore_container, task_manager) = sc_service::new_full_parts::<Block, RuntimeApi, _>(
		config,
		None,
		sc_service::new_wasm_executor::<HostFunctions>(&config.executor),
		vec![Arc::new(GrandpaPruningFilter) as Arc<dyn PruningFilter>],
	)?;
	let client = Arc::new(client);

	let select_chain = LongestChain::new(backend.clone());

	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let (block_import, grandpa_link) = sc_consensus_grandpa::block_import::<FullBackend, Block, _, _>(
		client.clone(),
		GRANDPA_JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		None,
	)?;

	let import_queue = sc_consensus_aura::import_queue::<AuraPair, Block, _, _, _, _>(ImportQueueParams {
		block_import: block_import.clone(),
		justification_import: Some(Box::new(block_import.clone())),
		client: client.clone(),
		create_inherent_data_providers: inherents::of_others(client.clone()),
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		check_for_equivocation: CheckForEquivocation::default(),
		telemetry: None,
		compatibility_mode: CompatibilityMode::None,
	})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: ConsensusParts { block_import, grandpa_link },
	})
}
