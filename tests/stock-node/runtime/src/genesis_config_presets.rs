//! The chains that can be started from this runtime alone.

use crate::{AccountId, AuraConfig, Balance, BalancesConfig, GrandpaConfig, RuntimeGenesisConfig, SudoConfig};
use alloc::{string::ToString, vec::Vec};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// What each endowed account owns.
const ENDOWMENT: Balance = 1 << 60;

/// The two keys of a well-known validator: for making blocks and for finalising them.
type Validator = (Sr25519Keyring, Ed25519Keyring);

/// The genesis of a chain of these validators, in which Alice may do everything.
fn genesis(validators: &[Validator], endowed: impl IntoIterator<Item = Sr25519Keyring>) -> Value {
	let endowed: Vec<AccountId> = endowed.into_iter().map(|who| who.to_account_id()).collect();
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowed.into_iter().map(|account| (account, ENDOWMENT)).collect() },
		aura: AuraConfig { authorities: validators.iter().map(|(author, _)| author.public().into()).collect() },
		grandpa: GrandpaConfig {
			authorities: validators.iter().map(|(_, voter)| (voter.public().into(), 1)).collect(),
		},
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
	})
}

/// One machine, one validator.
fn development() -> Value {
	genesis(
		&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		[Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::AliceStash, Sr25519Keyring::BobStash],
	)
}

/// Three validators, as many as `local` of our own node has.
fn local() -> Value {
	genesis(
		&[
			(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
			(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
			(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
		],
		Sr25519Keyring::well_known(),
	)
}

/// The preset of this name.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local(),
		_ => return None,
	};
	Some(patch.to_string().into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET].map(PresetId::from).to_vec()
}
