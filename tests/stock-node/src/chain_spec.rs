//! The chains this node knows by name. Any other chain is read from a JSON file.

use sc_chain_spec::{ChainType, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;
use stock_runtime::WASM_BINARY;

/// The chain specification: the genesis of the runtime, and no other fields than those of every chain.
pub type ChainSpec = sc_service::GenericChainSpec;

/// The specification that `--chain` asks for: by name, or a path to a file. An empty `id` stands for no `--chain`.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
	Ok(Box::new(match id {
		"dev" => known("dev", "Stock Development", ChainType::Development, DEV_RUNTIME_PRESET)?,
		"" | "local" => known("local", "Stock Local Testnet", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET)?,
		path => ChainSpec::from_json_file(PathBuf::from(path))?,
	}))
}

/// A chain whose genesis is a preset of the runtime. Written to a file it is JSON that can be changed: more accounts, for
/// example.
fn known(id: &str, name: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
	let code = WASM_BINARY.ok_or("this node was built without the runtime (SKIP_WASM_BUILD): it only takes a file")?;
	Ok(ChainSpec::builder(code, None)
		.with_name(name)
		.with_id(id)
		.with_chain_type(chain_type)
		.with_genesis_config_preset_name(preset)
		.build())
}
