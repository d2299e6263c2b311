//! A node whose parts are connected, and what may be started on it.

use super::{
	inherents,
	partial::{BlockImport, GRANDPA_JUSTIFICATION_PERIOD},
};
use crate::client::{FullBackend, FullClient, FullPool, FullSelectChain};
use futures::FutureExt;
use sc_basic_authorship::ProposerFactory;
use sc_client_api::Backend;
use sc_consensus_aura::{CompatibilityMode, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{GrandpaParams, LinkHalf, SharedVoterState, VotingRulesBuilder};
use sc_network::{service::traits::NetworkService, types::ProtocolName, NotificationService};
use sc_network_sync::SyncingService;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{Error as ServiceError, Role, SpawnEssentialTaskHandle, SpawnTaskHandle};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::sr25519::{AuthorityId as AuraId, AuthorityPair as AuraPair};
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use stock_runtime::opaque::Block;
use substrate_prometheus_endpoint::Registry;

/// Which part of a slot is for making a block; the rest is for sending it around.
const PROPOSAL_PORTION: f32 = 2.0 / 3.0;

/// How long a GRANDPA message is given to reach everybody.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// A node whose parts are connected, and what may be started on it.
pub struct Node {
	pub role: Role,
	pub name: String,
	pub client: Arc<FullClient>,
	pub backend: Arc<FullBackend>,
	pub pool: Arc<FullPool>,
	pub select_chain: FullSelectChain,
	pub keystore: KeystorePtr,
	pub network: Arc<dyn NetworkService>,
	pub sync: Arc<SyncingService<Block>>,
	pub spawn: SpawnTaskHandle,
	pub spawn_essential: SpawnEssentialTaskHandle,
	pub prometheus: Option<Registry>,
}

impl Node {
	/// Lets the runtime work beside the chain after each block. It has nothing to do there, but the template does so.
	pub fn start_offchain_workers(&self) -> Result<(), ServiceError> {
		let workers = OffchainWorkers::new(OffchainWorkerOptions {
			runtime_api_provider: self.client.clone(),
			keystore: Some(self.keystore.clone()),
			offchain_db: self.backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(self.pool.clone())),
			network_provider: Arc::new(self.network.clone()),
			is_validator: self.role.is_authority(),
			enable_http_requests: true,
			custom_extensions: |_| Vec::new(),
		})?;
		let workers = workers.run(self.client.clone(), self.spawn.clone());
		self.spawn.spawn("offchain-workers-runner", Some("offchain-worker"), workers.boxed());
		Ok(())
	}

	/// Makes blocks in the slots that are this node's.
	pub fn start_aura(&self, block_import: BlockImport, force_authoring: bool) -> Result<(), ServiceError> {
		let slot_duration = sc_consensus_aura::slot_duration::<AuraId, Block, FullClient>(&self.client)?;
		let proposer_factory = ProposerFactory::new(
			self.spawn.clone(),
			self.client.clone(),
			self.pool.clone(),
			self.prometheus.as_ref(),
			None,
		);
		let aura = sc_consensus_aura::start_aura::<AuraPair, Block, _, _, _, _, _, _, _, _, _>(StartAuraParams {
			slot_duration,
			client: self.client.clone(),
			select_chain: self.select_chain.clone(),
			block_import,
			proposer_factory,
			sync_oracle: self.sync.clone(),
			justification_sync_link: self.sync.clone(),
			create_inherent_data_providers: inherents::of_own(slot_duration),
			force_authoring,
			// As in the template, blocks are made at the same rate when finality lags behind.
			backoff_authoring_blocks: Option::<()>::None,
			keystore: self.keystore.clone(),
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
			max_block_proposal_slot_portion: None,
			telemetry: None,
			compatibility_mode: CompatibilityMode::None,
		})?;
		self.spawn_essential.spawn_blocking("aura", Some("block-authoring"), aura);
		Ok(())
	}

	/// Votes on what is final if this node is an authority, and follows the votes of others if not.
	pub fn start_grandpa(
		&self,
		link: LinkHalf<Block, FullClient, FullSelectChain>,
		protocol_name: ProtocolName,
		notification_service: Box<dyn NotificationService>,
	) -> Result<(), ServiceError> {
		let config = sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: GRANDPA_JUSTIFICATION_PERIOD,
			observer_enabled: false,
			local_role: self.role,
			name: Some(self.name.clone()),
			keystore: self.role.is_authority().then(|| self.keystore.clone()),
			telemetry: None,
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
			shared_voter_state: SharedVoterState::empty(),
			telemetry: None,
			offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool.clone()),
		})?;
		self.spawn_essential.spawn_blocking("grandpa-voter", None, voter);
		Ok(())
	}
}
