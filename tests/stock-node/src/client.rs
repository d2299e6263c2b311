//! The types of a node's parts.

use sc_consensus::LongestChain;
use sc_executor::WasmExecutor;
use stock_runtime::{opaque::Block, RuntimeApi};

/// What the runtime may call on the host.
pub type HostFunctions = sp_io::SubstrateHostFunctions;

/// Executes the runtime and stores the chain.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;

/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;

/// Which block is built upon: the last one of the longest chain.
pub type FullSelectChain = LongestChain<FullBackend, Block>;

/// Where transactions wait.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
