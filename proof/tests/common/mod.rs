//! A state of the runtime that there is.

use civitas_runtime::{genesis_config_presets::get_preset, RuntimeGenesisConfig, WASM_BINARY};
use sp_runtime::{BuildStorage, Storage};

/// The code, as a state has it.
pub fn code() -> &'static [u8] {
	WASM_BINARY.expect("the runtime was built: this does not work with SKIP_WASM_BUILD")
}

/// The state of the first block of a development chain, with the code.
pub fn genesis() -> Storage {
	let preset = get_preset(&sp_genesis_builder::DEV_RUNTIME_PRESET.into()).expect("it exists");
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
	sc_chain_spec::json_patch::merge(&mut config, serde_json::from_slice(&preset).expect("it is JSON"));
	let config: RuntimeGenesisConfig = serde_json::from_value(config).expect("it is a configuration");
	let mut storage = config.build_storage().expect("it can be built");
	storage.top.insert(b":code".to_vec(), code().to_vec());
	storage
}
