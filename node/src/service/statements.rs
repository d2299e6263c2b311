//! Statements, which are no part of the chain: small signed texts that nodes keep for a while, and exchange.

use crate::{
	client::{FullBackend, FullClient},
	opening,
};
use civitas_runtime::opaque::Block;
use sc_service::{Configuration, Error as ServiceError, KeystoreContainer, TaskManager};
use std::sync::Arc;

/// How many bytes of statements a node keeps: enough for those to whom governance grants an allowance one by one. When it is
/// full, it refuses.
const STORE_SIZE: usize = 64 * 1024 * 1024;

/// How many statements a node keeps.
pub fn settings() -> sc_statement_store::Config {
	sc_statement_store::Config { max_total_size: STORE_SIZE, ..Default::default() }
}

/// Opens the store, which is a database of its own beside the chain's.
pub fn open(
	config: &Configuration,
	client: Arc<FullClient>,
	keystore: &KeystoreContainer,
	task_manager: &TaskManager,
) -> Result<Arc<sc_statement_store::Store>, ServiceError> {
	opening::without_panic(|| {
		sc_statement_store::Store::new_shared::<Block, FullClient, FullBackend>(
			&config.data_path,
			settings(),
			client,
			keystore.local_keystore(),
			config.prometheus_registry(),
			Box::new(task_manager.spawn_handle()),
		)
		.map_err(|error| ServiceError::Other(format!("{error:?}")))
	})
	.map_err(|error| opening::explain_statements(error, config))
}
