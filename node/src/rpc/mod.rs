//! The JSON-RPC methods that this node adds to those of every node of this SDK (`author`, `chain`, `state`, `system`,
//! `offchain`, and of the new interface `chainHead`, `chainSpec`, `transaction`, `archive`, which `sc-service` brings).

mod dev;
mod finality;

pub use dev::Dev;
pub use finality::Votes;

use crate::client::{FullBackend, FullClient, FullPool, FullSelectChain};
use civitas_rpc::Gateway;
use civitas_runtime::{opaque::Block, AccountId, Balance, BlockNumber, Hash, Nonce};
use jsonrpsee::RpcModule;
use pallet_transaction_payment::RuntimeDispatchInfo;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::{statement::StatementApiServer, SubscriptionTaskExecutor};
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use std::{error::Error, sync::Arc};
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What `babe_*` needs.
pub struct BabeParts {
	/// Answers which epoch a slot is in.
	pub worker: BabeWorkerHandle<Block>,
	/// Where this node's keys are.
	pub keystore: KeystorePtr,
}

/// What `grandpa_*` needs.
pub struct GrandpaParts {
	/// Who votes, now and in the past.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Finds justifications of old blocks.
	pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
	/// Where new justifications appear.
	pub justifications: GrandpaJustificationStream<Block>,
	/// The vote that is going on.
	pub voter_state: SharedVoterState,
}

/// The parts of the node that the methods need.
pub struct RpcParts {
	/// The chain.
	pub client: Arc<FullClient>,
	/// Where transactions wait.
	pub pool: Arc<FullPool>,
	/// Which block is the best.
	pub select_chain: FullSelectChain,
	/// What the chain was started from.
	pub chain_spec: Box<dyn sc_service::ChainSpec>,
	/// For `babe_*`.
	pub babe: BabeParts,
	/// For `grandpa_*`.
	pub grandpa: GrandpaParts,
	/// For `statement_*`.
	pub statement_store: Arc<sc_statement_store::Store>,
	/// For `dev_*`, which only a development node has.
	pub dev: Option<Dev>,
	/// For view functions, and what is answered over them.
	pub gateway: Gateway,
}

/// Puts the methods together. The service asks for them once for each of its servers.
pub fn build(
	parts: &RpcParts,
	subscriptions: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	let RpcParts { client, pool, select_chain, chain_spec, babe, grandpa, statement_store, dev, gateway } = parts;
	let mut module = RpcModule::new(());

	let system = System::<FullPool, FullClient, Block>::new(client.clone(), pool.clone());
	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))?;

	let payment = TransactionPayment::<FullClient, Block>::new(client.clone());
	module.merge(TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment))?;

	module.merge(
		Babe::new(client.clone(), babe.worker.clone(), babe.keystore.clone(), select_chain.clone()).into_rpc(),
	)?;

	module.merge(
		Grandpa::new(
			subscriptions.clone(),
			grandpa.authority_set.clone(),
			grandpa.voter_state.clone(),
			grandpa.justifications.clone(),
			grandpa.finality_proofs.clone(),
		)
		.into_rpc(),
	)?;

	module.merge(
		SyncState::new(chain_spec.cloned_box(), client.clone(), grandpa.authority_set.clone(), babe.worker.clone())?
			.into_rpc(),
	)?;

	module.merge(sc_rpc::statement::StatementStore::new(statement_store.clone(), subscriptions).into_rpc())?;

	if let Some(dev) = dev {
		module.merge(dev.module()?)?;
	}

	module.merge(gateway.module()?)?;

	Ok(module)
}
