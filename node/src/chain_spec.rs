//! The chains this node knows by name. Any other chain is read from a JSON file.

use civitas_runtime::{
	genesis_config_presets::{get_preset, STAGING_RUNTIME_PRESET},
	opaque::Block,
	EpochSlots, RuntimeGenesisConfig, SlotDuration, SS58_PREFIX, WASM_BINARY,
};
use codec::Encode;
use sc_chain_spec::{
	json_merge, ChainSpecExtension, ChainType, Properties, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::storage::{well_known_keys::CODE, Storage};
use sp_runtime::BuildStorage;
use std::path::PathBuf;

/// The chain specification of Civitas: the genesis of the runtime and the fields in [`Extensions`].
pub type ChainSpec = sc_service::GenericChainSpec<Extensions>;

/// The first part of the names of network protocols that predate genesis hashes in protocol names.
const PROTOCOL_ID: &str = "civitas";

/// The symbol wallets show for the currency.
const TOKEN_SYMBOL: &str = "CIV";

/// How many decimals wallets show: one CIV is 10^12 of the smallest unit.
const TOKEN_DECIMALS: u8 = 12;

/// Fields of the specification beside those of every chain.
///
/// smoldot refuses a specification with a field it does not know. These three it knows, so no other may be added.
#[derive(Default, Clone, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks that must be on the chain at their height.
	pub fork_blocks: sc_client_api::ForkBlocks<Block>,
	/// Blocks that must not be on the chain.
	pub bad_blocks: sc_client_api::BadBlocks<Block>,
	/// Where a light client may start from instead of the genesis; filled in by `sync_state_genSyncSpec`.
	pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// How long a slot of the fast chains lasts, in milliseconds.
const FAST_SLOT_MILLIS: u64 = 250;

/// How many slots a session of a short chain has: five seconds.
const SHORT_EPOCH_SLOTS: u64 = 20;

/// A chain known by name.
struct Known {
	/// What is typed after `--chain`, and the name of its folder below the base path.
	id: &'static str,
	/// What people read.
	name: &'static str,
	/// What may be assumed of the network, e.g. whether peers in private address ranges are wanted.
	chain_type: ChainType,
	/// The genesis preset in the runtime.
	preset: &'static str,
	/// How long a slot lasts, in milliseconds, where that is not for the runtime to say.
	slot_millis: Option<u64>,
	/// How many slots a session has, where that is not for the runtime to say.
	epoch_slots: Option<u64>,
}

/// All chains known by name. The fast ones are for tests that would wait for slots most of the time.
static KNOWN: [Known; 6] = [
	Known {
		id: "dev",
		name: "Civitas Development",
		chain_type: ChainType::Development,
		preset: DEV_RUNTIME_PRESET,
		slot_millis: None,
		epoch_slots: None,
	},
	Known {
		id: "local",
		name: "Civitas Local Testnet",
		chain_type: ChainType::Local,
		preset: LOCAL_TESTNET_RUNTIME_PRESET,
		slot_millis: None,
		epoch_slots: None,
	},
	Known {
		id: "staging",
		name: "Civitas Staging",
		chain_type: ChainType::Live,
		preset: STAGING_RUNTIME_PRESET,
		slot_millis: None,
		epoch_slots: None,
	},
	Known {
		id: "dev-fast",
		name: "Civitas Development, fast",
		chain_type: ChainType::Development,
		preset: DEV_RUNTIME_PRESET,
		slot_millis: Some(FAST_SLOT_MILLIS),
		epoch_slots: None,
	},
	Known {
		id: "local-fast",
		name: "Civitas Local Testnet, fast",
		chain_type: ChainType::Local,
		preset: LOCAL_TESTNET_RUNTIME_PRESET,
		slot_millis: Some(FAST_SLOT_MILLIS),
		epoch_slots: None,
	},
	Known {
		id: "local-short",
		name: "Civitas Local Testnet, fast, of short sessions",
		chain_type: ChainType::Local,
		preset: LOCAL_TESTNET_RUNTIME_PRESET,
		slot_millis: Some(FAST_SLOT_MILLIS),
		epoch_slots: Some(SHORT_EPOCH_SLOTS),
	},
];

/// The chain that is meant when none is named. Subcommands that only need some chain, such as
/// `key generate-node-key --file`, ask for it too.
const DEFAULT_CHAIN: &str = "local";

/// The specification that `--chain` asks for: by name, or a path to a file. An empty `id` stands for no `--chain`.
///
/// The genesis of a chain known by name is the state itself. So a start has no need of compiling the runtime for it, which
/// would take seconds, each time.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
	Ok(Box::new(match known(id) {
		Some(known) => known.in_storage()?,
		None => ChainSpec::from_json_file(PathBuf::from(id)).map_err(|error| {
			let names = KNOWN.iter().map(|known| known.id).collect::<Vec<_>>().join(", ");
			format!("`--chain {id}` names neither a known chain ({names}) nor a readable specification: {error}")
		})?,
	}))
}

/// The specification that is to be written: if not `raw`, with a genesis that people can read and change, where there is one.
/// The genesis of a fast chain is more than a preset, and so it is always raw.
pub fn to_write(id: &str, raw: bool) -> Result<Box<dyn sc_service::ChainSpec>, String> {
	match known(id) {
		Some(known) if !raw && known.slot_millis.is_none() => Ok(Box::new(known.in_words()?)),
		_ => load(id),
	}
}

fn known(id: &str) -> Option<&'static Known> {
	let id = if id.is_empty() { DEFAULT_CHAIN } else { id };
	KNOWN.iter().find(|known| known.id == id)
}

impl Known {
	/// What the genesis has beside what is so by default.
	fn patch(&self) -> Result<Value, String> {
		let preset =
			get_preset(&self.preset.into()).ok_or_else(|| format!("the runtime has no preset `{}`", self.preset))?;
		serde_json::from_slice(&preset).map_err(|error| format!("the preset `{}` is no JSON: {error}", self.preset))
	}

	/// The state that the runtime makes of its preset, made by the runtime as it is linked into this node.
	fn state(&self) -> Result<Storage, String> {
		let json_error = |error| format!("the preset `{}` is no genesis: {error}", self.preset);
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).map_err(json_error)?;
		json_merge(&mut config, self.patch()?);
		let config: RuntimeGenesisConfig = serde_json::from_value(config).map_err(json_error)?;
		let mut state = config.build_storage()?;
		state.top.insert(CODE.to_vec(), code()?.to_vec());
		if let Some(millis) = self.slot_millis {
			state.top.insert(SlotDuration::key().to_vec(), millis.encode());
		}
		if let Some(slots) = self.epoch_slots {
			state.top.insert(EpochSlots::key().to_vec(), slots.encode());
		}
		Ok(state)
	}

	/// The specification with the genesis as the preset has it.
	fn in_words(&self) -> Result<ChainSpec, String> {
		Ok(ChainSpec::builder(code()?, Extensions::default())
			.with_name(self.name)
			.with_id(self.id)
			.with_chain_type(self.chain_type.clone())
			.with_protocol_id(PROTOCOL_ID)
			.with_properties(properties())
			.with_genesis_config_patch(self.patch()?)
			.build())
	}

	/// The specification with the genesis as the state that it is.
	fn in_storage(&self) -> Result<ChainSpec, String> {
		let mut spec = self.in_words()?;
		sc_service::ChainSpec::set_storage(&mut spec, self.state()?);
		Ok(spec)
	}
}

/// The runtime that is built with this node.
fn code() -> Result<&'static [u8], String> {
	WASM_BINARY.ok_or_else(|| "this node was built without the runtime (SKIP_WASM_BUILD): it only takes a file".into())
}

/// What wallets need to show amounts and addresses.
fn properties() -> Properties {
	let mut properties = Properties::new();
	properties.insert("tokenSymbol".into(), TOKEN_SYMBOL.into());
	properties.insert("tokenDecimals".into(), TOKEN_DECIMALS.into());
	properties.insert("ss58Format".into(), SS58_PREFIX.into());
	properties
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Decode;
	use sc_chain_spec::GenesisConfigBuilderRuntimeCaller;
	use sc_executor::WasmExecutor;
	use sp_consensus_babe::BabeConfiguration;
	use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
	use sp_state_machine::BasicExternalities;
	use std::collections::BTreeMap;

	/// The fields smoldot 3 reads from a specification.
	const KNOWN_TO_SMOLDOT: [&str; 15] = [
		"name",
		"id",
		"chainType",
		"bootNodes",
		"telemetryEndpoints",
		"protocolId",
		"forkId",
		"properties",
		"forkBlocks",
		"badBlocks",
		"codeSubstitutes",
		"consensusEngine",
		"genesis",
		"lightSyncState",
		"blockNumberBytes",
	];

	fn json(id: &str, raw: bool) -> Value {
		let spec = to_write(id, raw).expect("the chain is known");
		serde_json::from_str(&spec.as_json(raw).expect("the genesis can be built")).expect("it is JSON")
	}

	#[test]
	fn every_known_chain_has_a_genesis() {
		for known in &KNOWN {
			let spec = json(known.id, true);
			assert_eq!(spec["id"], known.id);
			assert_eq!(spec["protocolId"], PROTOCOL_ID);
			let state = spec["genesis"]["raw"]["top"].as_object().expect("raw genesis has a state");
			// `:code`
			assert!(state.contains_key("0x3a636f6465"), "{}", known.id);
		}
	}

	/// The keys under which two states differ.
	fn differences(ours: &BTreeMap<Vec<u8>, Vec<u8>>, theirs: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<String> {
		let keys = ours.keys().chain(theirs.keys());
		keys.filter(|key| ours.get(*key) != theirs.get(*key)).map(|key| sp_core::bytes::to_hex(key, false)).collect()
	}

	#[test]
	fn a_genesis_is_what_the_code_in_it_makes_of_its_preset() {
		let code = code().expect("the node was built with the runtime");
		let runtime = GenesisConfigBuilderRuntimeCaller::<()>::new(code);
		for known in &KNOWN {
			let preset = Some(known.preset.to_owned());
			assert_eq!(known.patch(), runtime.get_named_preset(preset.as_ref()), "{}", known.id);
			let mut expected = runtime.get_storage_for_named_preset(preset.as_ref()).expect("the runtime builds it");
			expected.top.insert(CODE.to_vec(), code.to_vec());
			if let Some(millis) = known.slot_millis {
				expected.top.insert(SlotDuration::key().to_vec(), millis.encode());
			}
			if let Some(slots) = known.epoch_slots {
				expected.top.insert(EpochSlots::key().to_vec(), slots.encode());
			}
			let state = load(known.id).expect("the chain is known").build_storage().expect("it is the state already");
			assert_eq!(differences(&state.top, &expected.top), [""; 0], "{}", known.id);
			assert!(state.top.len() > 40, "{}: {}", known.id, state.top.len());
			assert!(state.children_default.is_empty() && expected.children_default.is_empty());
		}
	}

	#[test]
	fn slots_last_as_long_as_the_genesis_says() {
		let code = code().expect("the node was built with the runtime");
		let executor = WasmExecutor::<sp_io::SubstrateHostFunctions>::builder().build();
		let code_fetcher = WrappedRuntimeCode(code.into());
		let code = RuntimeCode { code_fetcher: &code_fetcher, heap_pages: None, hash: b"the only code".to_vec() };
		for known in &KNOWN {
			let state = load(known.id).expect("the chain is known").build_storage().expect("it is the state already");
			let mut state = BasicExternalities::new(state);
			let answer = executor.call(&mut state, &code, "BabeApi_configuration", &[], CallContext::Offchain).0;
			let babe = BabeConfiguration::decode(&mut &answer.expect("the runtime answers")[..]).expect("it is that");
			let millis = if known.slot_millis.is_some() { 250 } else { 3_000 };
			assert_eq!(babe.slot_duration, millis, "{}", known.id);
			// An hour of usual slots, however long they are; or a few, to see many sessions.
			assert_eq!(babe.epoch_length, if known.id == "local-short" { 20 } else { 1_200 }, "{}", known.id);
			assert_eq!(babe.authorities.is_empty(), known.preset == STAGING_RUNTIME_PRESET, "{}", known.id);
		}
	}

	#[test]
	fn only_a_fast_chain_is_always_written_as_its_state() {
		for known in &KNOWN {
			let spec = json(known.id, false);
			let fast = known.slot_millis.is_some();
			assert_eq!(fast, known.id.ends_with("-fast") || known.id == "local-short");
			assert_eq!(spec["genesis"]["runtimeGenesis"]["patch"].is_object(), !fast, "{}", known.id);
			assert_eq!(spec["genesis"]["raw"].is_object(), fast, "{}", known.id);
			// Only chains that nobody relies on are fast.
			assert!(!fast || matches!(known.chain_type, ChainType::Development | ChainType::Local));
		}
	}

	#[test]
	fn no_field_is_unknown_to_light_clients() {
		for known in &KNOWN {
			let spec = json(known.id, false);
			for field in spec.as_object().expect("a specification is an object").keys() {
				assert!(KNOWN_TO_SMOLDOT.contains(&field.as_str()), "{}: {field}", known.id);
			}
		}
	}

	#[test]
	fn wallets_find_the_token_and_telemetry_is_off() {
		for known in &KNOWN {
			let spec = load(known.id).expect("the chain is known");
			assert_eq!(spec.properties()["tokenSymbol"], "CIV");
			assert_eq!(spec.properties()["tokenDecimals"], 12);
			assert_eq!(spec.properties()["ss58Format"], 42);
			assert!(spec.telemetry_endpoints().is_none());
			assert!(spec.boot_nodes().is_empty());
		}
	}

	#[test]
	fn the_default_chain_is_local() {
		assert_eq!(load("").expect("there is a default").id(), "local");
	}

	#[test]
	fn an_unknown_chain_is_explained() {
		let Err(error) = load("no-such-chain.json") else { panic!("the file does not exist") };
		for part in ["no-such-chain.json", "dev, local, staging", "No such file"] {
			assert!(error.contains(part), "{error}");
		}
	}

	#[test]
	fn a_written_specification_can_be_read_back() {
		let path = std::env::temp_dir().join(format!("civitas-spec-{}.json", std::process::id()));
		std::fs::write(&path, load("dev").expect("known").as_json(true).expect("it builds"))
			.expect("it can be written");
		let read = load(path.to_str().expect("the path is UTF-8")).map(|spec| spec.id().to_owned());
		std::fs::remove_file(&path).expect("it was written");
		assert_eq!(read, Ok("dev".into()));
	}
}
