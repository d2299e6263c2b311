//! What it costs to issue and to verify with a thousand and with a million certificates, on a database as a node has it:
//! ParityDB, the node's client and its trie cache, and the whole runtime in wasmtime. The certificates with their listings
//! are written into the genesis.
//!
//! `scripts/bench.sh scale` runs it. It takes some minutes and about 8 GiB of memory.

use civitas_primitives::{
	certification::{
		certificate_id,
		info::{Membership, PresentedMember, Scope, Terms},
		schema_id, Authority, CertificateId, Content, Expected, SchemaContent, SchemaId, SchemaKind, SchemaRules,
		Verification,
	},
	Moment, Text,
};
use civitas_runtime::{
	opaque::Block, tx_extension, AccountId, Address, Certification, Hash, Runtime, RuntimeApi, RuntimeCall,
	RuntimeOrigin, Signature, SignedPayload, UncheckedExtrinsic, VERSION, WASM_BINARY,
};
use codec::{Decode, Encode};
use metadata_json::Metadata;
use pallet_certification::{Accreditations, Call, Certificate, Certificates, CertificatesBySubject};
use sc_block_builder::BlockBuilderBuilder;
use sc_chain_spec::{ChainType, GenericChainSpec, GenesisBlockBuilder};
use sc_client_api::{CallExecutor, ExecutorProvider};
use sc_client_db::{BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sc_executor::WasmExecutor;
use sp_api::CallContext;
use sp_blockchain::HeaderBackend;
use sp_core::{testing::TaskExecutor, Get, H256};
use sp_io::hashing::blake2_256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};
use sp_runtime::{generic::Era, BuildStorage, OpaqueExtrinsic, Storage};
use sp_state_machine::BasicExternalities;
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
/// What executes a view function.
const EXECUTE: &str = "RuntimeViewFunction_execute_view_function";
/// How many others are made before, to warm the cache.
const WARM_UP: u32 = 1_000;
/// The accreditation under which everything is issued: the last of three.
const ACCREDITATION: u64 = 2;

fn content(number: u32) -> Content {
	Content {
		claims: blake2_256(&number.encode()).into(),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: Some(0),
		valid_until: None,
	}
}

fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short")
}

fn subject(number: u32) -> AccountId {
	blake2_256(&(number, "subject").encode()).into()
}

fn id(schema: &SchemaId, number: u32) -> CertificateId {
	certificate_id(Authority::Accreditation(ACCREDITATION), schema, &subject(number), &content(number), None)
}

/// The genesis of a development chain with a network, three accreditations, and so many certificates under the last.
fn genesis(count: u32) -> (Storage, SchemaId) {
	let wasm = WASM_BINARY.expect("the runtime was built: this does not work with SKIP_WASM_BUILD");
	let spec = GenericChainSpec::<sc_chain_spec::NoExtension>::builder(wasm, None)
		.with_chain_type(ChainType::Development)
		.with_genesis_config_preset_name("development")
		.build();
	let mut storage = spec.build_storage().expect("the preset builds");
	let (schema, template) = BasicExternalities::execute_with_storage(&mut storage, found);
	for number in 0..count {
		let id = id(&schema, number);
		let (subject, claims) = (subject(number), content(number).claims);
		storage.top.insert(CertificatesBySubject::<Runtime>::hashed_key_for(&subject, id), vec![]);
		let record = Certificate { subject, claims, ..template.clone() };
		storage.top.insert(Certificates::<Runtime>::hashed_key_for(id), record.encode());
	}
	(storage, schema)
}

/// Found a network with a schema and three accreditations, and issue one certificate, as an example.
fn found() -> (SchemaId, Certificate<Runtime>) {
	let origin = |who: Sr25519Keyring| RuntimeOrigin::signed(who.to_account_id());
	Certification::found_network(origin(Alice), text("Scale"), H256::zero(), text(""), Membership::Closed)
		.expect("Alice can pay");
	let content_of_schema = SchemaContent {
		kind: SchemaKind::DEGREE,
		name: text("Degree"),
		document_hash: H256::zero(),
		document_uri: text(""),
		rules: SchemaRules { suspendable: true, ..Default::default() },
		max_validity: None,
		supersedes: None,
	};
	let schema = schema_id(0, &content_of_schema);
	Certification::register_schema(origin(Alice), 0, content_of_schema).expect("Alice can pay");
	let levels = [(Alice, None, Bob, 2), (Bob, Some(0), Charlie, 1), (Charlie, Some(1), Alice, 0)];
	for ((by, parent, holder, depth), id) in levels.into_iter().zip(0..) {
		let terms = Terms { scope: Scope::All, valid_until: None, quota: None, depth };
		Certification::accredit(origin(by), 0, parent, holder.to_account_id(), terms).expect("it may, and can pay");
		Certification::accept_accreditation(origin(holder), id).expect("it was given");
	}
	assert_eq!(Accreditations::<Runtime>::iter_keys().count(), 3);
	Certification::issue(origin(Alice), Some(ACCREDITATION), schema, subject(u32::MAX), content(u32::MAX), None)
		.expect("Alice may, and can pay");
	(schema, Certificates::<Runtime>::get(id(&schema, u32::MAX)).expect("it was just issued"))
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

/// Verify certificates from `first` on, every `step`th, and return how long one takes, in microseconds.
fn verify(client: &Client, schema: &SchemaId, first: u32, step: u32, samples: u32) -> f64 {
	let at = client.info().genesis_hash;
	let metadata = Runtime::metadata_at_version(16).expect("there is metadata of version 16");
	let metadata = Metadata::decode(&metadata).expect("it can be read");
	let view = metadata.view("Certification", "verify").expect("there is such a view").id;
	let times = (0..samples).map(|sample| {
		let id = id(schema, first + sample * step);
		let start = Instant::now();
		let arguments = (id, None::<Expected<AccountId>>, None::<Moment>, None::<PresentedMember<AccountId>>).encode();
		let input = (view, arguments).encode();
		let answer = client.executor().call(at, EXECUTE, &input, CallContext::Offchain).expect("it answers");
		assert_eq!(answer.first(), Some(&0), "the view is executed");
		let answer = <Vec<u8>>::decode(&mut &answer[1..]).expect("it answers bytes");
		assert!(Verification::<AccountId>::decode(&mut &answer[..]).expect("it is a verification").valid);
		start.elapsed()
	});
	median(times.collect())
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

/// Issue certificates from number `first` on in a block on the genesis, and return how long one takes in the block, and what
/// the new root of the state adds for each, in microseconds.
fn issue(client: &Client, schema: SchemaId, first: u32, samples: u32) -> (f64, f64) {
	let genesis = client.info().genesis_hash;
	let mut block = BlockBuilderBuilder::new(client)
		.on_parent_block(genesis)
		.with_parent_block_number(0)
		.build()
		.expect("the block begins");
	let clock = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: 0 });
	block.push(opaque(UncheckedExtrinsic::new_bare(clock))).expect("the clock is set");
	let mut times = Vec::new();
	for nonce in 0..samples {
		let number = first + nonce;
		let (accreditation, subject, content) = (ACCREDITATION, subject(number), content(number));
		let call = Call::issue { accreditation: Some(accreditation), schema, subject, content, nullifier: None };
		let transaction = transaction(genesis, nonce, call.into());
		let start = Instant::now();
		block.push(transaction).expect("it is valid");
		times.push(start.elapsed());
	}
	let start = Instant::now();
	let built = block.build().expect("the block ends");
	let root = start.elapsed().as_secs_f64() * 1e6 / f64::from(samples);
	let changes = built.storage_changes.main_storage_changes;
	let issued = Certificates::<Runtime>::hashed_key_for(id(&schema, first));
	assert!(changes.iter().any(|(key, value)| *key == issued && value.is_some()), "they are issued");
	(median(times), root)
}

const ROWS: [&str; 9] = [
	"verify, no cache",
	"verify, cache warm, another certificate",
	"verify, cache warm, the same certificate",
	"issue, no cache",
	"issue, cache warm",
	"issue, cache warm, once more",
	"its share of the root, no cache",
	"its share of the root, cache warm",
	"its share of the root, cache warm, once more",
];

/// The rows for so many certificates.
fn measure(count: u32) -> [f64; 9] {
	let directory = tempfile::tempdir().expect("there is room");
	let start = Instant::now();
	let (storage, schema) = genesis(count);
	// What is opened anew has been written.
	drop(open(directory.path(), storage, None));
	println!("{count} certificates written in {:.0?}", start.elapsed());
	let (step, new) = (count / SAMPLES, count);

	let without = open(directory.path(), Storage::default(), None);
	let no_cache = verify(&without, &schema, 0, step, SAMPLES);
	let (issue_no_cache, root_no_cache) = issue(&without, schema, new, SAMPLES);
	drop(without);

	let with = open(directory.path(), Storage::default(), Some(CACHE));
	let warm_up = WARM_UP.min(count - 1);
	verify(&with, &schema, 1, (count / warm_up).max(1), warm_up - 1);
	let warm = verify(&with, &schema, 0, step, SAMPLES);
	let hot = verify(&with, &schema, 0, step, SAMPLES);
	issue(&with, schema, new, WARM_UP);
	let (issue_warm, root_warm) = issue(&with, schema, new + WARM_UP, SAMPLES);
	let (issue_hot, root_hot) = issue(&with, schema, new + WARM_UP, SAMPLES);
	[no_cache, warm, hot, issue_no_cache, issue_warm, issue_hot, root_no_cache, root_warm, root_hot]
}

fn main() {
	let (few, many) = (measure(1_000), measure(1_000_000));
	println!("| microseconds | 1,000 | 1,000,000 | ratio |\n|---|---|---|---|");
	for ((row, few), many) in ROWS.iter().zip(few).zip(many) {
		println!("| {row} | {few:.0} | {many:.0} | {:.2} |", many / few);
	}
}
