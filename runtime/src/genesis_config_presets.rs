//! The chains that can be started from this runtime alone.

use crate::{
	configs::{consensus::BABE_GENESIS_EPOCH_CONFIG, markets::MAX_FEEDERS, money::AssetId},
	currency::CIV,
	AccountId, AssetsConfig, BabeConfig, Balance, BalancesConfig, CouncilConfig, FeedersConfig, RuntimeGenesisConfig,
	SessionConfig, SessionKeys, SudoConfig, TechnicalCommitteeConfig, ValidatorSetConfig,
};
use alloc::{string::ToString, vec, vec::Vec};
use frame_support::{build_struct_json_patch, traits::ConstU32, BoundedVec};
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// The name of the preset for a chain among operators who know each other, before there is a main network.
pub const STAGING_RUNTIME_PRESET: &str = "staging";

/// What each well-known account owns on a development chain.
const ENDOWMENT: Balance = 1_000_000 * CIV;
/// The number of the first asset. From there they are counted; without it they would not be.
const FIRST_ASSET: AssetId = 1;
/// What each validator of a development chain bonds.
const BOND: Balance = 10_000 * CIV;

/// Those who report prices.
type FeederList = BoundedVec<AccountId, ConstU32<MAX_FEEDERS>>;

/// Those of a development chain: as few as make a price.
fn well_known_feeders() -> FeederList {
	let feeders = [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie];
	BoundedVec::truncate_from(feeders.map(|who| who.to_account_id()).to_vec())
}

/// A validator of a development chain, whose keys anyone can derive from its name.
fn well_known_validator(account: Sr25519Keyring, finality: Ed25519Keyring) -> (AccountId, SessionKeys) {
	let keys = SessionKeys { babe: account.public().into(), grandpa: finality.public().into() };
	(account.to_account_id(), keys)
}

/// The genesis of a chain of these validators, who are also its council and its technical committee.
fn genesis(
	validators: Vec<(AccountId, SessionKeys)>,
	endowed: Vec<AccountId>,
	bond: Balance,
	feeders: FeederList,
	sudo: Option<AccountId>,
) -> Value {
	let accounts: Vec<AccountId> = validators.iter().map(|(account, _)| account.clone()).collect();
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowed.into_iter().map(|account| (account, ENDOWMENT)).collect() },
		assets: AssetsConfig { next_asset_id: Some(FIRST_ASSET) },
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		validator_set: ValidatorSetConfig { validators: accounts.clone(), bond },
		session: SessionConfig {
			keys: validators.into_iter().map(|(account, keys)| (account.clone(), account, keys)).collect(),
		},
		council: CouncilConfig { members: accounts.clone() },
		technical_committee: TechnicalCommitteeConfig { members: accounts },
		feeders: FeedersConfig { members: feeders },
		sudo: SudoConfig { key: sudo },
	})
}

/// One machine, one validator, and a key that may do everything.
fn development() -> Value {
	genesis(
		vec![well_known_validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		Sr25519Keyring::well_known().map(|who| who.to_account_id()).collect(),
		BOND,
		well_known_feeders(),
		Some(Sr25519Keyring::Alice.to_account_id()),
	)
}

/// Three validators and no key that may do everything: it is governed as a real chain is.
fn local() -> Value {
	genesis(
		vec![
			well_known_validator(Sr25519Keyring::Alice, Ed25519Keyring::Alice),
			well_known_validator(Sr25519Keyring::Bob, Ed25519Keyring::Bob),
			well_known_validator(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie),
		],
		Sr25519Keyring::well_known().map(|who| who.to_account_id()).collect(),
		BOND,
		well_known_feeders(),
		None,
	)
}

/// The parameters of a chain whose accounts and validators are for its operators to fill in: this code knows nobody's keys,
/// and a key that it knew would be nobody's own. See `docs/operating.md`.
fn staging() -> Value {
	genesis(vec![], vec![], BOND, BoundedVec::new(), None)
}

/// The preset of this name.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local(),
		STAGING_RUNTIME_PRESET => staging(),
		_ => return None,
	};
	Some(patch.to_string().into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	[DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, STAGING_RUNTIME_PRESET].map(PresetId::from).to_vec()
}
