//! What it costs to issue and to verify with a thousand and with a million certificates, and to settle one of as many agreements, on a
//! database as a node has it: ParityDB, the node's client and its trie cache, and the whole runtime in wasmtime. The records with
//! their listings are written into the genesis.
//!
//! `scripts/bench.sh scale` runs it. It takes some minutes and about 8 GiB of memory.

#[path = "scale/agreements.rs"]
mod agreements;
#[path = "scale/certificates.rs"]
mod certificates;

use civitas_primitives::{Moment, Text};
use civitas_runtime::{
	opaque::Block, tx_extension, AccountId, Address, Hash, RuntimeApi, RuntimeCall, RuntimeOrigin, Signature,
	SignedPayload, UncheckedExtrinsic, SLOT_DURATION_MILLIS, VERSION, WASM_BINARY,
};
use codec::{Decode, Encode};
use sc_block_builder::BlockBuilderBuilder;
use sc_chain_spec::{ChainType, GenericChainSpec, GenesisBlockBuilder};
use sc_client_db::{BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_executor::WasmExecutor;
use sp_blockchain::HeaderBackend;
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{testing::TaskExecutor, Get, H256};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};
use sp_runtime::{generic::Era, BuildStorage, Digest, DigestItem, OpaqueExtrinsic, Storage};
use sp_state_machine::{BasicExternalities, StorageChanges};
use std::{
	path::Path,
	sync::Arc,
	time::{Duration, Instant},
};

type Client = sc_service::TFullClient<Block, RuntimeApi, WasmExecutor<sp_io::SubstrateHostFunctions>>;

/// As large as a node's is unless its operator says otherwise.
const CACHE: usize = 1 << 30;
/// How many calls are measured; the median counts.
const SAMPLES: u32 = 300;
/// How many others are made before, to warm the cache.
const WARM_UP: u32 = 1_000;

/// A row of the table: what is measured, in microseconds.
type Row = (&'static str, f64);

fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short")
}

fn origin(who: Sr25519Keyring) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.to_account_id())
}

/// The genesis of a development chain.
fn development() -> Storage {
	let wasm = WASM_BINARY.expect("the runtime was built: this does not work with SKIP_WASM_BUILD");
	let spec = GenericChainSpec::<sc_chain_spec::NoExtension>::builder(wasm, None)
		.with_chain_type(ChainType::Development)
		.with_genesis_config_preset_name("development")
		.build();
	spec.build_storage().expect("the preset builds")
}

/// Open a database, or make one of this genesis.
fn open(path: &Path, genesis: Storage, cache: Option<usize>) -> Client {
	let settings = DatabaseSettings {
		trie_cache_maximum_size: cache,
		state_pruning: Some(PruningMode::ArchiveAll),
		source: DatabaseSource::ParityDb { path: path.into() },
		blocks_pruning: BlocksPruning::KeepAll,
		pruning_filters: vec![],
		metrics_registry: None,
	};
	let backend = sc_service::new_db_backend(settings).expect("the database opens");
	let executor = WasmExecutor::builder().build();
	let builder = GenesisBlockBuilder::new_with_storage(genesis, true, backend.clone(), executor.clone())
		.expect("the storage is given");
	let extensions = sc_client_api::execution_extensions::ExecutionExtensions::new(None, Arc::new(executor.clone()));
	let spawner = Box::new(TaskExecutor::new());
	sc_service::new_client(backend, executor, builder, None, None, extensions, spawner, None, None, Default::default())
		.expect("the client starts")
}

fn median(mut times: Vec<Duration>) -> f64 {
	times.sort_unstable();
	times[times.len() / 2].as_secs_f64() * 1e6
}

fn transaction(genesis: Hash, nonce: u32, call: RuntimeCall) -> OpaqueExtrinsic {
	let extension = tx_extension(nonce, Era::Immortal, 0);
	let implicit = ((), (), VERSION.spec_version, VERSION.transaction_version, genesis, genesis, (), (), (), None, ());
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
	let signature = Signature::Sr25519(payload.using_encoded(|bytes| Alice.sign(bytes)));
	let signed = UncheckedExtrinsic::new_signed(call, Address::Id(Alice.to_account_id()), signature, extension);
	opaque(signed)
}

fn opaque(transaction: UncheckedExtrinsic) -> OpaqueExtrinsic {
	OpaqueExtrinsic::decode(&mut &transaction.encode()[..]).expect("it begins with its length")
}

/// Make calls by Alice in a block of this time on the genesis. How long one takes in the block, and what the new root of the state
/// adds for each, in microseconds; and what was changed.
fn block(
	client: &Client,
	now: Moment,
	calls: Vec<RuntimeCall>,
) -> (f64, f64, StorageChanges<sp_runtime::traits::BlakeTwo256>) {
	let genesis = client.info().genesis_hash;
	let slot = (now / SLOT_DURATION_MILLIS).into();
	let author = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: 0, slot });
	let mut block = BlockBuilderBuilder::new(client)
		.on_parent_block(genesis)
		.with_parent_block_number(0)
		.with_inherent_digests(Digest { logs: vec![DigestItem::babe_pre_digest(author)] })
		.build()
		.expect("the block begins");
	let clock = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
	block.push(opaque(UncheckedExtrinsic::new_bare(clock))).expect("the clock is set");
	let (mut times, mut count) = (Vec::new(), 0u32);
	for call in calls {
		let transaction = transaction(genesis, count, call);
		let start = Instant::now();
		block.push(transaction).expect("it is valid");
		times.push(start.elapsed());
		count += 1;
	}
	let start = Instant::now();
	let built = block.build().expect("the block ends");
	let root = start.elapsed().as_secs_f64() * 1e6 / f64::from(count);
	(median(times), root, built.storage_changes)
}

fn main() {
	println!("| microseconds | 1,000 | 1,000,000 | ratio |\n|---|---|---|---|");
	for measure in [certificates::measure as fn(u32) -> Vec<Row>, agreements::measure] {
		let (few, many) = (measure(1_000), measure(1_000_000));
		for ((row, few), (_, many)) in few.into_iter().zip(many) {
			println!("| {row} | {few:.0} | {many:.0} | {:.2} |", many / few);
		}
	}
}
