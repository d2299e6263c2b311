//! The chains this node knows by name. Any other chain is read from a JSON file.

use civitas_runtime::{genesis_config_presets::STAGING_RUNTIME_PRESET, opaque::Block, SS58_PREFIX, WASM_BINARY};
use sc_chain_spec::{ChainSpecExtension, ChainType, Properties, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use serde::{Deserialize, Serialize};
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
}

/// All chains known by name.
static KNOWN: [Known; 3] = [
	Known { id: "dev", name: "Civitas Development", chain_type: ChainType::Development, preset: DEV_RUNTIME_PRESET },
	Known {
		id: "local",
		name: "Civitas Local Testnet",
		chain_type: ChainType::Local,
		preset: LOCAL_TESTNET_RUNTIME_PRESET,
	},
	Known { id: "staging", name: "Civitas Staging", chain_type: ChainType::Live, preset: STAGING_RUNTIME_PRESET },
];

/// The chain that is meant when none is named. Subcommands that only need some chain, such as
/// `key generate-node-key --file`, ask for it too.
const DEFAULT_CHAIN: &str = "local";

/// The specification that `--chain` asks for: by name, or a path to a file. An empty `id` stands for no `--chain`.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
	let id = if id.is_empty() { DEFAULT_CHAIN } else { id };
	let spec = match KNOWN.iter().find(|known| known.id == id) {
		Some(known) => build(known)?,
		None => ChainSpec::from_json_file(PathBuf::from(id)).map_err(|error| {
			let names = KNOWN.iter().map(|known| known.id).collect::<Vec<_>>().join(", ");
			format!("`--chain {id}` names neither a known chain ({names}) nor a readable specification: {error}")
		})?,
	};
	Ok(Box::new(spec))
}

fn build(known: &Known) -> Result<ChainSpec, String> {
	let wasm = WASM_BINARY.ok_or("this node was built without the runtime (SKIP_WASM_BUILD): it only takes a file")?;
	Ok(ChainSpec::builder(wasm, Extensions::default())
		.with_name(known.name)
		.with_id(known.id)
		.with_chain_type(known.chain_type.clone())
		.with_protocol_id(PROTOCOL_ID)
		.with_properties(properties())
		.with_genesis_config_preset_name(known.preset)
		.build())
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
	use serde_json::Value;

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
		let spec = load(id).expect("the chain is known");
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
