//! The code of the runtime, which answers again.

use crate::{hash, keys, Fault, Hash, Trie};
use alloc::{string::ToString, vec::Vec};
use codec::{DecodeAll, Encode};
use smoldot::executor::{
	host::{Config, HostVmPrototype},
	runtime_call::{self, RuntimeCall, StorageProofSizeBehavior},
	storage_diff::TrieDiff,
	storage_heap_pages_to_value,
	vm::ExecHint,
};

/// The most that is asked of a state. Nothing bounds what is computed between: whoever fears that stops the thread.
const MAX_STEPS: u32 = 1 << 20;
/// The version of the metadata that is asked for.
const METADATA: u32 = 16;

/// The code of a state, ready to run.
pub struct Code(HostVmPrototype);

impl Code {
	/// The code that a state has, as it has it. It is not looked at before it is known to be that.
	pub fn new(code: &[u8], state: &Trie) -> Result<Self, Fault> {
		if state.hash_of(keys::CODE)?.ok_or(Fault::NoCode)? != hash(code) {
			return Err(Fault::OtherCode);
		}
		let pages = storage_heap_pages_to_value(state.value(keys::HEAP_PAGES)?);
		let heap_pages = pages.map_err(|_| Fault::Code("it is said wrongly how much memory it gets".to_string()))?;
		let config = Config {
			module: code,
			heap_pages,
			// What is not called is not compiled.
			exec_hint: ExecHint::ExecuteOnceWithNonDeterministicValidation,
			// What no view calls need not be there.
			allow_unresolved_imports: true,
		};
		HostVmPrototype::new(config).map(Self).map_err(|error| Fault::Code(error.to_string()))
	}
}

/// Call a function of the code. What it reads is in the state; nothing is, if there is none.
fn call(code: &Code, function: &str, input: &[u8], state: Option<&Trie>) -> Result<Vec<u8>, Fault> {
	let started = runtime_call::run(runtime_call::Config {
		virtual_machine: code.0.clone(),
		function_to_call: function,
		parameter: core::iter::once(input),
		storage_main_trie_changes: TrieDiff::empty(),
		storage_proof_size_behavior: StorageProofSizeBehavior::proof_recording_disabled(),
		max_log_level: 0,
		calculate_trie_changes: false,
	});
	let mut at = started.map_err(|(error, _)| Fault::Code(error.to_string()))?;
	for _ in 0..MAX_STEPS {
		at = match at {
			RuntimeCall::Finished(Ok(done)) => {
				if done.storage_changes.storage_changes_iter_unordered().next().is_some() {
					return Err(Fault::Impure);
				}
				return Ok(done.virtual_machine.value().as_ref().to_vec());
			},
			RuntimeCall::Finished(Err(error)) => return Err(Fault::Trapped(error.detail.to_string())),
			RuntimeCall::StorageGet(get) => {
				if get.child_trie().is_some() {
					return Err(Fault::Impure);
				}
				let key = get.key().as_ref().to_vec();
				let value = state.map(|state| state.versioned(&key)).transpose()?.flatten();
				get.inject_value(value.map(|(value, version)| (core::iter::once(value), version)))
			},
			RuntimeCall::NextKey(next) => {
				if next.child_trie().is_some() {
					return Err(Fault::Impure);
				}
				match state {
					None => next.inject_key(None::<core::iter::Empty<_>>),
					Some(state) => {
						let (key, prefix) = (next.key(), next.prefix());
						let found =
							state.nodes.next_key(state.root(), key, next.or_equal(), prefix, next.branch_nodes());
						let found = found.map_err(|_| Fault::Incomplete)?;
						next.inject_key(found)
					},
				}
			},
			RuntimeCall::SignatureVerification(signature) => signature.verify_and_resume(),
			RuntimeCall::LogEmit(log) => log.resume(),
			RuntimeCall::ClosestDescendantMerkleValue(_)
			| RuntimeCall::OffchainStorageSet(_)
			| RuntimeCall::Offchain(_) => return Err(Fault::Impure),
		};
	}
	Err(Fault::Excessive)
}

/// What a view function answers.
pub fn execute(code: &Code, state: &Trie, view: &Hash, arguments: &[u8]) -> Result<Vec<u8>, Fault> {
	let input = (view, arguments).encode();
	let answer = call(code, "RuntimeViewFunction_execute_view_function", &input, Some(state))?;
	// What is wrong otherwise is the view's name or its arguments.
	match answer.split_first() {
		Some((0, bytes)) => Vec::decode_all(&mut &bytes[..]).map_err(|_| Fault::Refused),
		_ => Err(Fault::Refused),
	}
}

/// The metadata of the runtime, which tells what questions and answers are. It does not depend on a state.
pub fn metadata(code: &Code) -> Result<Vec<u8>, Fault> {
	let answer = call(code, "Metadata_metadata_at_version", &METADATA.encode(), None)?;
	let metadata = Option::<Vec<u8>>::decode_all(&mut &answer[..]).ok().flatten();
	metadata.ok_or_else(|| Fault::Code("it has no metadata of version 16".to_string()))
}
