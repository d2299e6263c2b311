//! A chain in memory over the real runtime, which is executed natively: six blocks, in the fourth of which the runtime is
//! upgraded.

use crate::gateway::chain::{events_key, read, time_key, By, Chain, Failure, Read};
use civitas_runtime::{
	genesis_config_presets::get_preset, Runtime, RuntimeCall, RuntimeGenesisConfig, RuntimeOrigin, System,
};
use codec::{Decode, Encode};
use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::genesis_builder_helper::build_state;
use metadata_json::Metadata;
use scale_info::TypeDef;
use serde_json::{json, Value};
use sp_core::{storage::well_known_keys::CODE, H256};
use sp_io::{hashing::blake2_256, TestExternalities};
use sp_keyring::Sr25519Keyring;
use sp_runtime::traits::Dispatchable;
use sp_state_machine::TrieBackendBuilder;
use std::sync::{
	atomic::{AtomicU64, Ordering},
	Condvar, LazyLock, Mutex,
};

/// The number of the last finalised block, unless a test has another.
pub const FINALIZED: u32 = 4;
/// The number of the best block.
pub const BEST: u32 = 5;
/// The number of the block whose state is not kept.
pub const PRUNED: u32 = 1;
/// The number of the last block that stands on the code of old.
pub const OLD: u32 = 2;
/// The number of the block that the code of old has made, and that has brought the new one.
pub const UPGRADE: u32 = 3;

/// What the code of old calls the view `Certification.network`.
pub const OLD_VIEW: &str = "first_network";
/// What it calls the event `System.Remarked`.
pub const OLD_EVENT: &str = "RemarkedOnce";

static NEW_METADATA: LazyLock<Vec<u8>> =
	LazyLock::new(|| Runtime::metadata_at_version(16).expect("the runtime has it").to_vec());

static OLD_METADATA: LazyLock<Vec<u8>> = LazyLock::new(|| renamed(&NEW_METADATA));

/// The metadata of the runtime.
pub fn metadata() -> Metadata {
	Metadata::decode(&NEW_METADATA).expect("it is of version 16")
}

/// The metadata with two names changed.
fn renamed(bytes: &[u8]) -> Vec<u8> {
	let mut prefixed = RuntimeMetadataPrefixed::decode(&mut &bytes[..]).expect("it is metadata");
	let RuntimeMetadata::V16(metadata) = &mut prefixed.1 else { panic!("it is of version 16") };
	let views = metadata.pallets.iter_mut().filter(|pallet| pallet.name == "Certification");
	let mut views = views.flat_map(|pallet| pallet.view_functions.iter_mut());
	views.find(|view| view.name == "network").expect("there is such a view").name = OLD_VIEW.into();
	for ty in &mut metadata.types.types {
		if ty.ty.path.segments == ["frame_system", "pallet", "Event"] {
			let TypeDef::Variant(events) = &mut ty.ty.type_def else { panic!("events are variants") };
			let mut events = events.variants.iter_mut();
			events.find(|event| event.name == "Remarked").expect("there is such an event").name = OLD_EVENT.into();
		}
	}
	prefixed.encode()
}

/// The hash of the block of a number.
pub fn hash_of(number: u32) -> H256 {
	H256::repeat_byte(0xb0 + number as u8)
}

/// The time of a block.
pub fn time_of(number: u32) -> u64 {
	1_700_000_000_000 + 3_000 * u64::from(number)
}

/// How much later than the last finalised block it is on the node's clock, unless a test sets it: milliseconds.
pub const AGE: u64 = 1_500;

/// A chain in memory.
pub struct Fake {
	/// The number of the last finalised block.
	pub finalized: u32,
	/// What the node's clock says.
	now: AtomicU64,
	/// By number; `None` if the state is not kept.
	states: Vec<Option<Mutex<TestExternalities>>>,
	/// Which calls there were.
	pub calls: Mutex<Vec<(By, u32, String)>>,
	/// While it is closed, calls by that executor wait.
	closed: Mutex<Option<By>>,
	opened: Condvar,
}

impl Fake {
	pub fn new() -> Self {
		let state = |number| (number != PRUNED).then(|| Mutex::new(state(number)));
		Self {
			finalized: FINALIZED,
			now: AtomicU64::new(time_of(FINALIZED) + AGE),
			states: (0..=BEST).map(state).collect(),
			calls: Mutex::default(),
			closed: Mutex::default(),
			opened: Condvar::new(),
		}
	}

	/// Sets the node's clock.
	pub fn set_now(&self, now: u64) {
		self.now.store(now, Ordering::SeqCst);
	}

	/// Lets calls by an executor wait, or none any more.
	pub fn close(&self, by: Option<By>) {
		*self.closed.lock().unwrap() = by;
		self.opened.notify_all();
	}

	/// Changes what stands in a state.
	pub fn set(&self, number: u32, key: &[u8], value: &[u8]) {
		self.read(hash_of(number), |state| state.execute_with(|| sp_io::storage::set(key, value))).unwrap();
	}

	/// By which executor the runtime of which blocks was called.
	pub fn callers(&self) -> Vec<(By, u32)> {
		self.calls.lock().unwrap().iter().map(|(by, number, _)| (*by, *number)).collect()
	}

	fn number_of(&self, hash: H256) -> Option<u32> {
		(0..=BEST).find(|number| hash_of(*number) == hash)
	}

	fn read<T>(&self, at: H256, read: impl FnOnce(&mut TestExternalities) -> T) -> Result<T, Failure> {
		let number = self.number_of(at).ok_or(Failure::Pruned)?;
		let state = self.states[number as usize].as_ref().ok_or(Failure::Pruned)?;
		Ok(read(&mut state.lock().unwrap()))
	}
}

/// The transactions of a block: of no meaning, some of them long.
pub fn body_of(number: u32) -> Vec<Vec<u8>> {
	(0..number).map(|place| vec![u8::try_from(place).unwrap(); 30 * (place as usize + 1)]).collect()
}

impl Chain for Fake {
	fn now(&self) -> u64 {
		self.now.load(Ordering::SeqCst)
	}

	fn genesis(&self) -> H256 {
		hash_of(0)
	}

	fn best(&self) -> H256 {
		hash_of(BEST)
	}

	fn finalized(&self) -> H256 {
		hash_of(self.finalized)
	}

	fn number(&self, hash: H256) -> Result<Option<u32>, Failure> {
		Ok(self.number_of(hash))
	}

	fn hash(&self, number: u32) -> Result<Option<H256>, Failure> {
		Ok((number <= BEST).then(|| hash_of(number)))
	}

	fn parent(&self, hash: H256) -> Result<Option<H256>, Failure> {
		Ok(self.number_of(hash).map(|number| number.checked_sub(1).map_or(H256::zero(), hash_of)))
	}

	fn storage(&self, at: H256, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
		self.read(at, |state| state.execute_with(|| sp_io::storage::get(key).map(|value| value.to_vec())))
	}

	fn storage_hash(&self, at: H256, key: &[u8]) -> Result<Option<H256>, Failure> {
		Ok(self.storage(at, key)?.map(|value| H256(blake2_256(&value))))
	}

	fn header(&self, hash: H256) -> Result<Option<Vec<u8>>, Failure> {
		Ok(self.number_of(hash).map(|number| number.encode()))
	}

	fn prove_read(&self, at: H256, reads: &[Read]) -> Result<Vec<Vec<u8>>, Failure> {
		self.read(at, |state| {
			let backend = state.as_backend();
			let proving = TrieBackendBuilder::wrap(&backend).with_recorder(Default::default()).build();
			read(&proving, reads)?;
			Ok(proving.extract_proof().expect("it was recorded").into_iter_nodes().collect())
		})?
	}

	fn prove_call(
		&self,
		by: By,
		at: H256,
		method: &str,
		input: &[u8],
		reads: &[Read],
	) -> Result<(Vec<u8>, Vec<Vec<u8>>), Failure> {
		// What the runtime reads is not seen here.
		Ok((self.call(by, at, method, input)?, self.prove_read(at, reads)?))
	}

	fn body(&self, hash: H256) -> Result<Option<Vec<Vec<u8>>>, Failure> {
		Ok(self.number_of(hash).map(body_of))
	}

	fn call(&self, by: By, at: H256, method: &str, mut input: &[u8]) -> Result<Vec<u8>, Failure> {
		let number = self.number_of(at).ok_or(Failure::Pruned)?;
		self.calls.lock().unwrap().push((by, number, method.to_owned()));
		let closed = self.closed.lock().unwrap();
		drop(self.opened.wait_while(closed, |closed| *closed == Some(by)).unwrap());
		self.read(at, |state| match method {
			"Metadata_metadata_at_version" => {
				assert_eq!(u32::decode(&mut input), Ok(16));
				Some(if number <= OLD { &*OLD_METADATA } else { &*NEW_METADATA }).encode()
			},
			"RuntimeViewFunction_execute_view_function" => {
				let (id, input) = Decode::decode(&mut input).expect("it has an identifier and arguments");
				state.execute_with(|| Runtime::execute_view_function(id, input)).encode()
			},
			_ => panic!("the gateway does not call {method}"),
		})
	}
}

/// A call as JSON has it.
pub fn call(json: Value) -> RuntimeCall {
	let metadata = metadata();
	let bytes = metadata.to_scale(metadata.call_type(), &json).expect("it is a call");
	RuntimeCall::decode(&mut &bytes[..]).expect("it is a call")
}

/// What Alice remarks in each block.
pub fn remark() -> Value {
	json!({ "system": { "remarkWithEvent": { "remark": "0x0102" } } })
}

/// The state of a block, of the development chain, in which Alice has founded two networks and remarks something.
fn state(number: u32) -> TestExternalities {
	let mut state = TestExternalities::new(Default::default());
	state.execute_with(|| {
		let preset = get_preset(&sp_genesis_preset().into()).expect("the preset exists");
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
		merge(&mut config, serde_json::from_slice(&preset).expect("it is JSON"));
		build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes()).expect("the preset builds");
		sp_io::storage::set(CODE, if number <= OLD { b"old" } else { b"new" });
		if number == 0 {
			return;
		}
		sp_io::storage::set(&time_key(), &time_of(number).encode());
		System::set_block_number(1);
		for name in ["Registrars", "Universities"] {
			by_alice(json!({ "certification": { "foundNetwork": {
				"name": name, "policyHash": format!("0x{}", "ab".repeat(32)), "policyUri": "", "membership": "closed",
			} } }));
		}
		System::reset_events();
		System::set_block_number(number);
		by_alice(remark());
	});
	state
}

fn by_alice(json: Value) {
	let alice = RuntimeOrigin::signed(Sr25519Keyring::Alice.to_account_id());
	call(json).dispatch(alice).expect("Alice may");
}

fn sp_genesis_preset() -> &'static str {
	"development"
}

/// A preset is a patch of the default configuration.
fn merge(into: &mut Value, patch: Value) {
	match (into, patch) {
		(Value::Object(into), Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(Value::Null), value);
			}
		},
		(into, patch) => *into = patch,
	}
}

/// The events of a state, in SCALE.
pub fn events(fake: &Fake, number: u32) -> Vec<u8> {
	fake.storage(hash_of(number), &events_key()).unwrap().expect("there are some")
}
