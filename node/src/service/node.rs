//! A node whose parts are connected, and what may be started on it.

use super::{
	inherents::{inherents, TimeLimit},
	partial::GRANDPA_JUSTIFICATION_PERIOD,
	statements,
};
use crate::{
	client::{FullBackend, FullClient, FullPool, FullSelectChain},
	sealing::SealingParts,
	tasks::ServingTasks,
};
use civitas_runtime::{opaque::Block, BlockNumber};
use futures::FutureExt;
use sc_basic_authorship::ProposerFactory;
use sc_client_api::Backend;
use sc_consensus::BoxBlockImport;
use sc_consensus_babe::{BabeLink, BabeParams, BabeWorkerHandle, SlotProportion};
use sc_consensus_grandpa::{GrandpaParams, LinkHalf, SharedVoterState, VotingRulesBuilder};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{service::traits::NetworkService, types::ProtocolName, NotificationService};
use sc_network_statement::StatementHandlerPrototype;
use sc_network_sync::SyncingService;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{Error as ServiceError, Role, SpawnEssentialTaskHandle, SpawnTaskHandle};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::SlotDuration;
use sp_core::traits::SpawnEssentialNamed;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// Which part of a slot is for making a block; in the rest it is sent around and imported.
///
/// The SDK fills a block in 0.98 * 0.9 of that time, which is 1.32 s of a slot of 3 s. On the machine that the weights were measured on, all
/// that fits by weight, 1.5 s, takes 1.1 s at most. On a slower one less gets into a block, and others import it before the next slot
/// even so. In the short slots of chains for tests less fits.
const PROPOSAL_PORTION: f32 = 1.0 / 2.0;

/// How long a GRANDPA message is given to reach everybody: a third of a second with slots of 3 s. A vote waits for at most four
/// times as long, so votes keep up with blocks.
pub fn gossip_duration(slot_duration: SlotDuration) -> Duration {
	// The voter draws a random number of milliseconds below a multiple of this, which must not be zero.
	(slot_duration.as_duration() / 9).max(Duration::from_millis(1))
}

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
	/// Starts what may end before the node does when it is told to stop.
	pub serving: ServingTasks,
	pub prometheus: Option<Registry>,
	pub telemetry: Option<TelemetryHandle>,
	pub slot_duration: SlotDuration,
}

impl Node {
	/// Lets the runtime work beside the chain after each block.
	pub fn start_offchain_workers(&self) -> Result<(), ServiceError> {
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
	pub fn start_statement_gossip(
		&self,
		protocol: StatementHandlerPrototype,
		store: Arc<sc_statement_store::Store>,
	) -> Result<(), ServiceError> {
		let spawn = self.spawn.clone();
		let settings = statements::settings();
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
	pub fn sealing_parts(
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
	pub fn start_babe(
		&self,
		babe_link: BabeLink<Block>,
		block_import: BoxBlockImport<Block>,
		force_authoring: bool,
	) -> Result<(), ServiceError> {
		let babe = sc_consensus_babe::start_babe(BabeParams {
			keystore: self.keystore.clone(),
			client: self.client.clone(),
			select_chain: self.select_chain.clone(),
			env: self.proposer(),
			block_import,
			sync_oracle: self.sync.clone(),
			justification_sync_link: self.sync.clone(),
			create_inherent_data_providers: inherents(self.slot_duration, TimeLimit::Now),
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
	pub fn start_grandpa(
		&self,
		link: LinkHalf<Block, FullClient, FullSelectChain>,
		protocol_name: ProtocolName,
		notification_service: Box<dyn NotificationService>,
		shared_voter_state: SharedVoterState,
	) -> Result<(), ServiceError> {
		let config = sc_consensus_grandpa::Config {
			gossip_duration: gossip_duration(self.slot_duration),
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
		// It ends with the network, which may be before it when the node is told to stop.
		self.serving.spawn_essential_blocking("grandpa-voter", None, voter.boxed());
		Ok(())
	}
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
		// Picoseconds. Nothing that was measured takes more than three quarters of what it is charged for.
		let full = Duration::from_nanos((NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT).ref_time() / 1_000);
		assert!(filling > full * 3 / 4, "{filling:?} is not enough for {full:?}");
		// Others import it as fast as it was made, before the next slot begins.
		assert!(2 * filling < Duration::from_millis(SLOT_DURATION_MILLIS));
	}

	#[test]
	fn votes_are_given_less_than_half_a_slot() {
		for (slot, gossip) in [(SLOT_DURATION_MILLIS, 333), (250, 27), (2, 1)] {
			assert_eq!(gossip_duration(SlotDuration::from_millis(slot)).as_millis(), gossip);
		}
	}
}
