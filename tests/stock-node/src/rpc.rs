//! The JSON-RPC methods that this node adds to those of every node of this SDK: the next nonce of an account, and fees.

use crate::client::{FullClient, FullPool};
use jsonrpsee::RpcModule;
use pallet_transaction_payment::RuntimeDispatchInfo;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use std::{error::Error, sync::Arc};
use stock_runtime::{opaque::Block, AccountId, Balance, Hash, Nonce};
use substrate_frame_rpc_system::{System, SystemApiServer};

/// Puts the methods together. The service asks for them once for each of its servers.
pub fn build(client: &Arc<FullClient>, pool: &Arc<FullPool>) -> Result<RpcModule<()>, Box<dyn Error + Send + Sync>> {
	let mut module = RpcModule::new(());

	let system = System::<FullPool, FullClient, Block>::new(client.clone(), pool.clone());
	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(system))?;

	let payment = TransactionPayment::<FullClient, Block>::new(client.clone());
	module.merge(TransactionPaymentApiServer::<Hash, RuntimeDispatchInfo<Balance>>::into_rpc(payment))?;

	Ok(module)
}
