//! The presets, and what only the whole runtime shows.

mod common;

use civitas_runtime::{
	genesis_config_presets::{get_preset, preset_names, STAGING_RUNTIME_PRESET},
	AccountId, Assets, Babe, Balances, Feeders, Runtime, RuntimeOrigin, Session, SlotDuration, System,
	EXISTENTIAL_DEPOSIT,
};
use codec::Encode;
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
fn validators_feeders_and_sudo_are_as_promised() {
	for (preset, validators, feeders, sudo) in [
		(DEV_RUNTIME_PRESET, 1, 3, true),
		(LOCAL_TESTNET_RUNTIME_PRESET, 3, 3, false),
		(STAGING_RUNTIME_PRESET, 0, 0, false),
	] {
		genesis(preset).execute_with(|| {
			assert_eq!(Session::validators().len(), validators, "{preset}");
			assert_eq!(Feeders::members().len(), feeders, "{preset}");
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
fn slots_last_three_seconds_unless_the_genesis_says_otherwise() {
	// No preset does. What the runtime makes of a genesis that does, is tested in the node, by its WebAssembly.
	for name in preset_names() {
		genesis(&name).execute_with(|| {
			assert!(sp_io::storage::get(&SlotDuration::key()).is_none(), "{name}");
			assert_eq!(SlotDuration::get(), 3_000);
			assert_eq!(Babe::slot_duration(), 3_000);
			let expected: u64 = <Runtime as pallet_babe::Config>::ExpectedBlockTime::get();
			assert_eq!(expected, 3_000);
		});
	}
	genesis(DEV_RUNTIME_PRESET).execute_with(|| {
		sp_io::storage::set(&SlotDuration::key(), &250u64.encode());
		assert_eq!(SlotDuration::get(), 250);
	});
	// Sessions are counted in slots, however long they last.
	assert_eq!(<Runtime as pallet_babe::Config>::EpochDuration::get(), 1_200);
}

#[test]
fn the_number_of_an_asset_is_never_anothers() {
	for name in preset_names() {
		genesis(&name).execute_with(|| assert_eq!(pallet_assets::NextAssetId::<Runtime>::get(), Some(1), "{name}"));
	}
	let (alice, bob) = (Sr25519Keyring::Alice.to_account_id(), Sr25519Keyring::Bob.to_account_id());
	let signed = |who: &AccountId| RuntimeOrigin::signed(who.clone());
	let create = |who: &AccountId, id: u32| Assets::create(signed(who), id.into(), who.clone().into(), 1);
	let wrong = Err(pallet_assets::Error::<Runtime>::BadAssetId.into());
	genesis(DEV_RUNTIME_PRESET).execute_with(|| {
		for id in [0, 2, u32::MAX] {
			assert_eq!(create(&alice, id), wrong, "{id}");
		}
		assert_eq!(create(&alice, 1), Ok(()));
		assert_eq!(Assets::start_destroy(signed(&alice), 1.into()), Ok(()));
		assert_eq!(Assets::finish_destroy(signed(&alice), 1.into()), Ok(()));
		assert!(!pallet_assets::Asset::<Runtime>::contains_key(1));
		// It is gone, and nobody can take its place: not even who made it.
		for who in [&alice, &bob] {
			assert_eq!(create(who, 1), wrong);
		}
		assert_eq!(create(&bob, 2), Ok(()));
		// What root names counts as well.
		assert_eq!(Assets::force_create(RuntimeOrigin::root(), 7.into(), alice.clone().into(), false, 1), Ok(()));
		assert_eq!(create(&bob, 3), wrong);
		assert_eq!(create(&bob, 8), Ok(()));
	});
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
		8 PoolAssets\n9 AssetConversion\n\
		10 ValidatorSet\n11 Offences\n12 Historical\n13 Session\n14 Authorship\n15 Grandpa\n20 Utility\n21 Multisig\n22 Proxy\n\
		23 Preimage\n24 Scheduler\n30 Council\n31 TechnicalCommittee\n32 Treasury\n33 SafeMode\n34 TxPause\n35 Sudo\n36 Whitelist\n\
		37 Feeders\n38 Oracle\n\
		50 Certification\n51 IdentityRegistry\n52 Agreements\n53 Lending\n54 Vaults\n55 PublicFinance\n56 Reputation\n\
		57 Credit";
	assert_eq!(indices.join("\n"), expected);
}
