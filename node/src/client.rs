//! The types of a node's parts.

use civitas_runtime::{opaque::Block, RuntimeApi};
use sc_consensus::LongestChain;
use sc_executor::WasmExecutor;

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
