//! Every call there is, found in the metadata, and lists of what the runtime says of each, against those that were reviewed.

use super::*;
use codec::{Compact, Decode};
use scale_info::{form::PortableForm, Field, MetaType, PortableRegistry, Registry, TypeDef, TypeDefPrimitive};
use std::sync::OnceLock;

/// The arguments with which a call is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Arguments {
	/// Everything is zero, empty, none, no, or the first of the variants; but amounts are 1 CIV.
	Least,
	/// As the least, but there is one of what there can be some of, and yes.
	More,
}

/// A call of the runtime.
pub struct Kind {
	pallet: u8,
	call: u8,
	/// `Pallet.call`.
	pub name: String,
	fields: Vec<Field<PortableForm>>,
}

/// All types of calls.
struct Types {
	registry: PortableRegistry,
	/// The call of the runtime.
	root: u32,
}

fn types() -> &'static Types {
	static TYPES: OnceLock<Types> = OnceLock::new();
	TYPES.get_or_init(|| {
		let mut registry = Registry::new();
		let root = registry.register_type(&MetaType::new::<RuntimeCall>()).id;
		Types { registry: registry.into(), root }
	})
}

impl Types {
	fn of(&self, id: u32) -> &TypeDef<PortableForm> {
		&self.registry.resolve(id).expect("it is there").type_def
	}

	fn variants(&self, id: u32) -> &[scale_info::Variant<PortableForm>] {
		match self.of(id) {
			TypeDef::Variant(of) => &of.variants,
			other => panic!("calls are variants, not {other:?}"),
		}
	}

	/// Whether it is a call, or a list of calls.
	fn carries(&self, id: u32) -> bool {
		match self.of(id) {
			TypeDef::Sequence(of) => of.type_param.id == self.root,
			_ => id == self.root,
		}
	}

	/// Whether there is something of what an option can have: some are for what is yet to come.
	fn has_values(&self, options: &[scale_info::Variant<PortableForm>]) -> bool {
		let mut inner = options.iter().flat_map(|option| &option.fields).map(|field| self.of(field.ty.id));
		inner.all(|inner| !matches!(inner, TypeDef::Variant(of) if of.variants.is_empty()))
	}

	/// The encoding of a value of a type.
	fn value(&self, id: u32, arguments: Arguments) -> Vec<u8> {
		use TypeDefPrimitive::*;
		let more = arguments == Arguments::More;
		let all = |fields: &[Field<PortableForm>]| {
			fields.iter().flat_map(|field| self.value(field.ty.id, arguments)).collect::<Vec<_>>()
		};
		match self.of(id) {
			TypeDef::Composite(of) => all(&of.fields),
			TypeDef::Variant(of) => {
				let is_option = self.registry.resolve(id).expect("it is there").path.segments == ["Option"];
				let by_index = |variant: &&scale_info::Variant<PortableForm>| variant.index;
				let variants = of.variants.iter();
				let chosen = if is_option && more && self.has_values(&of.variants) {
					variants.max_by_key(by_index)
				} else {
					variants.min_by_key(by_index)
				};
				let chosen = chosen.expect("it has values");
				[vec![chosen.index], all(&chosen.fields)].concat()
			},
			TypeDef::Sequence(of) if more => [vec![1 << 2], self.value(of.type_param.id, arguments)].concat(),
			TypeDef::Sequence(_) => vec![0],
			TypeDef::Compact(of) => match self.of(of.type_param.id) {
				TypeDef::Primitive(U128) => Compact(CIV).encode(),
				_ => vec![0],
			},
			TypeDef::Array(of) => self.value(of.type_param.id, arguments).repeat(of.len as usize),
			TypeDef::Tuple(of) => of.fields.iter().flat_map(|field| self.value(field.id, arguments)).collect(),
			TypeDef::Primitive(U128) => CIV.encode(),
			TypeDef::Primitive(Bool) => more.encode(),
			TypeDef::Primitive(Str) if more => "a".encode(),
			TypeDef::Primitive(of) => vec![
				0;
				match of {
					Bool | U8 | I8 | Str => 1,
					U16 | I16 => 2,
					Char | U32 | I32 => 4,
					U64 | I64 => 8,
					U128 | I128 => 16,
					U256 | I256 => 32,
				}
			],
			TypeDef::BitSequence(_) => vec![0],
		}
	}
}

/// Every call in the metadata.
pub fn every_call() -> Vec<Kind> {
	let types = types();
	let pallets = types.variants(types.root).iter();
	let calls = pallets.flat_map(|pallet| {
		let calls = types.variants(pallet.fields[0].ty.id).iter();
		calls.map(|call| Kind {
			pallet: pallet.index,
			call: call.index,
			name: format!("{}.{}", pallet.name, call.name),
			fields: call.fields.clone(),
		})
	});
	calls.collect()
}

impl Kind {
	/// Whether it carries other calls, whoever makes those.
	pub fn carries(&self) -> bool {
		self.fields.iter().any(|field| types().carries(field.ty.id))
	}

	/// One of these calls, with `carried` wherever it carries calls.
	pub fn made(&self, arguments: Arguments, carried: &RuntimeCall) -> RuntimeCall {
		let types = types();
		let mut bytes = vec![self.pallet, self.call];
		for field in &self.fields {
			let is_list = matches!(types.of(field.ty.id), TypeDef::Sequence(_));
			match (types.carries(field.ty.id), is_list) {
				(true, true) => bytes.extend(vec![carried.clone()].encode()),
				(true, false) => bytes.extend(carried.encode()),
				(false, _) => bytes.extend(types.value(field.ty.id, arguments)),
			}
		}
		RuntimeCall::decode(&mut &bytes[..]).expect("every call can be made")
	}
}

/// The name of the call of this index, if there is one.
pub fn find_name(index: CallIndex) -> Option<String> {
	every_call().into_iter().find(|kind| (kind.pallet, kind.call) == (index.pallet, index.call)).map(|kind| kind.name)
}

/// The name of a call.
pub fn name_of(call: &RuntimeCall) -> String {
	CallIndex::of(call).and_then(find_name).expect("it is a call")
}

/// That a list is the one in `tests/` that was reviewed; or write it, if asked to by this variable.
pub fn assert_reviewed(file: &str, variable: &str, listed: Vec<String>) {
	let path = format!("{}/tests/{file}", env!("CARGO_MANIFEST_DIR"));
	let listed = listed.join("\n") + "\n";
	if std::env::var_os(variable).is_some() {
		std::fs::write(&path, &listed).expect("it can be written");
	}
	let reviewed = std::fs::read_to_string(&path).expect("the list is there");
	for (now, reviewed) in listed.lines().zip(reviewed.lines()) {
		assert_eq!(now, reviewed, "it differs from {path}");
	}
	assert_eq!(listed.lines().count(), reviewed.lines().count(), "calls came or went");
}
