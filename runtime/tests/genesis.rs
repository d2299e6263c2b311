//! The presets, and what only the whole runtime shows.

mod common;

use civitas_runtime::{
	genesis_config_presets::{get_preset, preset_names, STAGING_RUNTIME_PRESET},
	Balances, Runtime, Session, System, EXISTENTIAL_DEPOSIT,
};
use common::*;
use sp_core::crypto::Ss58Codec;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

#[test]
fn every_preset_builds() {
	assert_eq!(preset_names().len(), 3);
	for name in preset_names() {
		genesis(&name).execute_with(|| assert_eq!(System::block_number(), 0));
	}
	assert!(get_preset(&"another".into()).is_none());
}

#[test]
fn validators_and_sudo_are_as_promised() {
	for (preset, validators, sudo) in
		[(DEV_RUNTIME_PRESET, 1, true), (LOCAL_TESTNET_RUNTIME_PRESET, 3, false), (STAGING_RUNTIME_PRESET, 0, false)]
	{
		genesis(preset).execute_with(|| {
			assert_eq!(Session::validators().len(), validators, "{preset}");
			assert_eq!(pallet_sudo::Key::<Runtime>::get().is_some(), sudo, "{preset}");
		});
	}
}

#[test]
fn staging_knows_nobody() {
	let preset = get_preset(&STAGING_RUNTIME_PRESET.into()).expect("it exists");
	let text = String::from_utf8(preset).expect("it is JSON");
	for who in Sr25519Keyring::iter() {
		assert!(!text.contains(&who.to_account_id().to_ss58check()), "{who:?} is in the preset");
	}
	// The treasury's account is made to exist; nobody else owns anything.
	genesis(STAGING_RUNTIME_PRESET).execute_with(|| assert_eq!(Balances::total_issuance(), EXISTENTIAL_DEPOSIT));
}

#[test]
fn the_indices_of_pallets_are_for_ever() {
	use frame_support::traits::PalletsInfoAccess;
	let indices: Vec<_> = civitas_runtime::AllPalletsWithSystem::infos()
		.into_iter()
		.map(|pallet| format!("{} {}", pallet.index, pallet.name))
		.collect();
	// Clients and stored calls know a pallet by its index. A new pallet gets a new line here, an old one keeps its own.
	let expected =
		"0 System\n1 Timestamp\n2 Babe\n4 Balances\n5 TransactionPayment\n6 Assets\n7 AssetsHolder\n\
		10 ValidatorSet\n11 Offences\n12 Historical\n13 Session\n14 Authorship\n15 Grandpa\n20 Utility\n21 Multisig\n22 Proxy\n\
		23 Preimage\n24 Scheduler\n30 Council\n31 TechnicalCommittee\n32 Treasury\n33 SafeMode\n34 TxPause\n35 Sudo\n36 Whitelist\n\
		50 Certification\n51 IdentityRegistry";
	assert_eq!(indices.join("\n"), expected);
}
