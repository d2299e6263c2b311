//! The real runtime in memory: blocks with signed transactions, through `Executive`.

// Each test file uses its own part of this.
#![allow(dead_code)]

pub mod acts;

use civitas_primitives::Moment;
use civitas_runtime::{
	genesis_config_presets::get_preset, tx_extension, AccountId, Balance, Executive, Header, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeGenesisConfig, Signature, SignedPayload, System, UncheckedExtrinsic, SLOT_DURATION_MILLIS,
};
use codec::{Decode, Encode};
use frame_metadata::{v16::RuntimeMetadataV16, RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::{genesis_builder_helper::build_state, view_functions::ViewFunctionDispatchError};
use pallet_scheduler::{Agenda, IncompleteSince};
use sp_consensus_babe::digests::{PreDigest, SecondaryPlainPreDigest};
use sp_consensus_slots::Slot;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{generic::Era, traits::Header as _, ApplyExtrinsicResult, Digest, DigestItem};
use std::{collections::BTreeSet, sync::OnceLock};

/// A slot late enough to look like a real one.
pub const FIRST_SLOT: u64 = 600_000_000;

/// The genesis of a preset.
pub fn genesis(preset: &str) -> sp_io::TestExternalities {
	let mut ext = sp_io::TestExternalities::new(Default::default());
	ext.execute_with(|| {
		let json = get_preset(&preset.into()).expect("the preset exists");
		let full = merged(&json);
		build_state::<RuntimeGenesisConfig>(full).expect("the preset builds");
	});
	ext
}

/// A preset is a patch of the default configuration.
fn merged(patch: &[u8]) -> Vec<u8> {
	fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
		match (into, patch) {
			(serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
				for (key, value) in patch {
					merge(into.entry(key).or_insert(serde_json::Value::Null), value);
				}
			},
			(into, patch) => *into = patch,
		}
	}
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("the default is JSON");
	merge(&mut config, serde_json::from_slice(patch).expect("the preset is JSON"));
	serde_json::to_vec(&config).expect("it was JSON")
}

/// A development chain, on which the first block has begun.
pub fn development() -> sp_io::TestExternalities {
	begun(DEV_RUNTIME_PRESET)
}

/// A chain of three validators, on which the first block has begun.
pub fn local() -> sp_io::TestExternalities {
	begun(LOCAL_TESTNET_RUNTIME_PRESET)
}

fn begun(preset: &str) -> sp_io::TestExternalities {
	let mut ext = genesis(preset);
	ext.execute_with(|| begin_block(FIRST_SLOT));
	ext
}

/// When a slot begins.
pub fn time_of(slot: u64) -> Moment {
	slot * SLOT_DURATION_MILLIS
}

/// Begin the first block, in this slot.
pub fn begin_block(slot: u64) {
	begin_block_after(slot, 1, Default::default());
}

/// Begin the block that is so many after the last.
fn begin_block_after(slot: u64, blocks: u32, parent: sp_core::H256) {
	// Only the next may follow.
	System::set_block_number(System::block_number() + blocks - 1);
	let number = System::block_number() + 1;
	let pre_digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot: Slot::from(slot) });
	let digest = Digest { logs: vec![DigestItem::PreRuntime(sp_consensus_babe::BABE_ENGINE_ID, pre_digest.encode())] };
	let header = Header::new(number, Default::default(), Default::default(), parent, digest);
	Executive::initialize_block(&header);
	let timestamp =
		UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: time_of(slot) }));
	Executive::apply_extrinsic(timestamp).expect("the inherent is valid").expect("the inherent succeeds");
}

/// End the block that has begun and, where the feature is on, check every pallet's invariants.
pub fn end_block() -> Header {
	let header = Executive::finalize_block();
	#[cfg(feature = "try-runtime")]
	{
		use frame_support::traits::{TryState, TryStateSelect};
		<civitas_runtime::AllPalletsWithSystem as TryState<u32>>::try_state(header.number, TryStateSelect::All)
			.expect("the invariants hold");
	}
	header
}

/// End this block and begin the one of the next slot.
pub fn next_block() {
	skip_slots(1);
}

/// End this block and begin one that many slots later.
pub fn skip_slots(slots: u64) {
	leap(slots, 1);
}

/// On how many blocks a leap stops at most.
const STOPS: u32 = 16;

/// End this block and begin one that is many slots later, and by its number some blocks: as if those had been empty. Where something was
/// scheduled, there is a block, unless there are too many.
pub fn leap(slots: u64, blocks: u32) {
	let last = System::block_number() + blocks;
	let mut left = slots;
	for _ in 0..STOPS {
		let number = System::block_number();
		let postponed = IncompleteSince::<Runtime>::get().is_some_and(|since| since <= number);
		let due = Agenda::<Runtime>::iter_keys().filter(|due| *due > number).min();
		let stop = if postponed { Some(number + 1) } else { due };
		let Some(stop) = stop.filter(|stop| *stop < last) else { break };
		let passed = u64::from(stop - number).min(left);
		leap_over(passed, stop - number);
		left -= passed;
	}
	leap_over(left, last - System::block_number());
}

fn leap_over(slots: u64, blocks: u32) {
	let slot: u64 = pallet_babe::CurrentSlot::<Runtime>::get().into();
	let parent = end_block().hash();
	let number = System::block_number();
	// The scheduler looks at every number that there was since it has looked last. Of millions, that would take hundreds of blocks.
	if IncompleteSince::<Runtime>::get() == Some(number + 1) {
		IncompleteSince::<Runtime>::put(number + blocks);
	}
	begin_block_after(slot + slots, blocks, parent);
}

/// A transaction of `who`, signed as a wallet does it.
pub fn signed(who: Sr25519Keyring, call: impl Into<RuntimeCall>, tip: Balance) -> UncheckedExtrinsic {
	signed_with_nonce(who, call, System::account_nonce(who.to_account_id()), tip)
}

/// A transaction of `who` with this nonce.
pub fn signed_with_nonce(
	who: Sr25519Keyring,
	call: impl Into<RuntimeCall>,
	nonce: u32,
	tip: Balance,
) -> UncheckedExtrinsic {
	let payload = SignedPayload::new(call.into(), tx_extension(nonce, Era::Immortal, tip)).expect("it can be signed");
	let signature = payload.using_encoded(|bytes| who.sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, who.to_account_id().into(), Signature::Sr25519(signature), extension)
}

/// Apply a transaction to the block that has begun.
pub fn apply(transaction: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	Executive::apply_extrinsic(transaction)
}

/// Sign, apply, and expect that it succeeds.
pub fn submit(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	apply(signed(who, call, 0)).expect("it is valid").expect("it succeeds");
}

/// The events of this block.
pub fn events() -> Vec<RuntimeEvent> {
	System::read_events_no_consensus().map(|record| record.event).collect()
}

/// The metadata of the runtime, as a client reads it.
pub fn metadata() -> &'static RuntimeMetadataV16 {
	static METADATA: OnceLock<RuntimeMetadataV16> = OnceLock::new();
	METADATA.get_or_init(|| {
		let bytes = Runtime::metadata_at_version(16).expect("the runtime has it");
		match RuntimeMetadataPrefixed::decode(&mut &bytes[..]).expect("it is metadata").1 {
			RuntimeMetadata::V16(metadata) => metadata,
			_ => panic!("version 16 was asked for"),
		}
	})
}

/// Ask a view of the runtime as a node does.
pub fn ask<Answer: Decode>(pallet: &str, view: &str, arguments: impl Encode) -> Answer {
	let views = &metadata().pallets.iter().find(|known| known.name == pallet).expect("there is one").view_functions;
	let id = views.iter().find(|known| known.name == view).expect("there is one").id;
	let question = (id, arguments.encode()).encode();
	let answer = civitas_runtime::apis::api::dispatch("RuntimeViewFunction_execute_view_function", &question)
		.expect("there is such a function");
	let answer = Result::<Vec<u8>, ViewFunctionDispatchError>::decode(&mut &answer[..]).expect("it is one of these");
	Answer::decode(&mut &answer.expect("the question is good")[..]).expect("that is what it answers")
}

/// The account of a well-known key.
pub fn account(who: Sr25519Keyring) -> AccountId {
	who.to_account_id()
}

/// Keys of the state.
pub type Keys = BTreeSet<Vec<u8>>;

/// What keys are read from the state, and which are written, while `act` runs.
pub fn traffic(ext: &mut sp_io::TestExternalities, act: impl FnOnce()) -> (Keys, Keys) {
	ext.commit_all().expect("nothing is in the way");
	let recorder = Default::default();
	ext.execute_with_recorder(Clone::clone(&recorder), act);
	let read = recorder.recorded_keys().into_values().flat_map(|keys| keys.into_keys()).map(|key| key.to_vec());
	let written = ext.overlayed_changes().changes().map(|(key, _)| key.clone());
	(read.collect(), written.collect())
}

/// Those of a pallet, or of an item of it.
pub fn of(keys: &Keys, prefix: &[&str]) -> usize {
	let prefix: Vec<u8> = prefix.iter().flat_map(|name| sp_io::hashing::twox_128(name.as_bytes())).collect();
	keys.iter().filter(|key| key.starts_with(&prefix)).count()
}
