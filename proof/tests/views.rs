//! The runtime that there is, run by the verifier over a state of its own: it needs nothing that the verifier lacks, and each view answers
//! what it answers natively.

mod common;

use civitas_proof::{execute, metadata, Code, Fault, Trie};
use civitas_runtime::Runtime;
use codec::{Compact, Decode, Encode};
use common::{code, genesis};
use frame_metadata::{v16::RuntimeMetadataV16, RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::view_functions::ViewFunctionId;
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};
use smoldot::executor::{
	host::{Config, HostVmPrototype},
	vm::ExecHint,
	DEFAULT_HEAP_PAGES,
};
use sp_core::Blake2Hasher;
use sp_io::TestExternalities;
use sp_runtime::Storage;
use sp_trie::{LayoutV1, MemoryDB, TrieDBMutBuilder, TrieMut};

/// All of a state, proved, but for the code itself.
fn proved(storage: &Storage) -> Trie {
	let (mut db, mut root) = (MemoryDB::<Blake2Hasher>::default(), Default::default());
	{
		let mut trie = TrieDBMutBuilder::<LayoutV1<Blake2Hasher>>::new(&mut db, &mut root).build();
		storage.top.iter().for_each(|(key, value)| {
			trie.insert(key, value).expect("there is room");
		});
	}
	let nodes = db.drain().into_values().filter(|(node, count)| *count > 0 && node != code()).map(|(node, _)| node);
	Trie::new(&nodes.collect::<Vec<_>>(), root.0).expect("it is a proof")
}

/// The least value of a type: zeros, nothing, the first of what it can be.
fn least(types: &PortableRegistry, ty: u32) -> Vec<u8> {
	let of = |ty: u32| least(types, ty);
	match &types.resolve(ty).expect("it is described").type_def {
		TypeDef::Composite(composite) => composite.fields.iter().flat_map(|field| of(field.ty.id)).collect(),
		TypeDef::Variant(variants) => {
			let first = variants.variants.iter().min_by_key(|variant| variant.index).expect("it can be something");
			[first.index].into_iter().chain(first.fields.iter().flat_map(|field| of(field.ty.id))).collect()
		},
		TypeDef::Sequence(_) | TypeDef::BitSequence(_) => Compact(0u32).encode(),
		TypeDef::Array(array) => of(array.type_param.id).repeat(array.len as usize),
		TypeDef::Tuple(tuple) => tuple.fields.iter().flat_map(|field| of(field.id)).collect(),
		TypeDef::Compact(_) => Compact(0u32).encode(),
		TypeDef::Primitive(primitive) => match primitive {
			TypeDefPrimitive::Bool | TypeDefPrimitive::U8 | TypeDefPrimitive::I8 | TypeDefPrimitive::Str => vec![0; 1],
			TypeDefPrimitive::U16 | TypeDefPrimitive::I16 => vec![0; 2],
			TypeDefPrimitive::U32 | TypeDefPrimitive::I32 | TypeDefPrimitive::Char => vec![0; 4],
			TypeDefPrimitive::U64 | TypeDefPrimitive::I64 => vec![0; 8],
			TypeDefPrimitive::U128 | TypeDefPrimitive::I128 => vec![0; 16],
			TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => vec![0; 32],
		},
	}
}

fn described(code: &Code) -> RuntimeMetadataV16 {
	let bytes = metadata(code).expect("the runtime has metadata");
	match RuntimeMetadataPrefixed::decode(&mut &bytes[..]).expect("it is metadata").1 {
		RuntimeMetadata::V16(metadata) => metadata,
		_ => panic!("it is of another version"),
	}
}

#[test]
fn every_view_is_answered_as_by_the_node() {
	let storage = genesis();
	let state = proved(&storage);
	let code = Code::new(code(), &state).expect("the verifier can run it");
	let described = described(&code);
	let mut native = TestExternalities::from(storage);
	let mut count = 0;
	for pallet in &described.pallets {
		for view in &pallet.view_functions {
			let arguments: Vec<u8> =
				view.inputs.iter().flat_map(|input| least(&described.types, input.ty.id)).collect();
			let id = ViewFunctionId::decode(&mut &view.id[..]).expect("it is an identifier");
			let answer = execute(&code, &state, &view.id, &arguments);
			let expected = native.execute_with(|| Runtime::execute_view_function(id, arguments));
			let name = format!("{}.{}", pallet.name, view.name);
			match expected {
				Ok(expected) => assert_eq!(answer, Ok(expected), "{name}"),
				Err(error) => assert_eq!(answer, Err(Fault::Refused), "{name}: {error:?}"),
			}
			count += 1;
		}
	}
	assert!(count > 100, "{count} views");
}

/// A runtime that no published verifier can run is noticed before it is on a chain: by what it imports, by its version, by its instructions.
#[test]
fn verifiers_have_all_that_the_code_imports() {
	let config = Config {
		module: code(),
		heap_pages: DEFAULT_HEAP_PAGES,
		exec_hint: ExecHint::ValidateAndCompile,
		allow_unresolved_imports: false,
	};
	assert_eq!(HostVmPrototype::new(config).err().map(|error| error.to_string()), None);
}

#[test]
fn only_the_code_of_the_state_is_run() {
	let state = proved(&genesis());
	let mut other = code().to_vec();
	*other.last_mut().expect("it is long") ^= 1;
	assert_eq!(Code::new(&other, &state).err(), Some(Fault::OtherCode));
	assert_eq!(Code::new(&[], &state).err(), Some(Fault::OtherCode));
}

#[test]
fn a_view_that_there_is_not_is_refused() {
	let state = proved(&genesis());
	let code = Code::new(code(), &state).expect("the verifier can run it");
	assert_eq!(execute(&code, &state, &[7; 32], &[]), Err(Fault::Refused));
	let described = described(&code);
	let views = described.pallets.iter().flat_map(|pallet| &pallet.view_functions);
	let with_inputs = views.clone().find(|view| !view.inputs.is_empty()).expect("some are asked with something");
	assert_eq!(execute(&code, &state, &with_inputs.id, &[]), Err(Fault::Refused));
}
