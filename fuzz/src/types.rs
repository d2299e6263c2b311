//! What the metadata says of calls, events and storage, and how a value is taken apart by it.

use crate::common::metadata;
use civitas_runtime::RuntimeCall;
use codec::{Compact, Decode, Encode};
use frame_metadata::v16::{StorageEntryType, StorageHasher};
use scale_info::{form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::OnceLock,
};

/// A call of the runtime.
pub struct Kind {
	/// The pallet's index, and the call's in it.
	pub index: [u8; 2],
	/// `Pallet.call`.
	pub name: String,
	/// The types of its arguments.
	pub arguments: Vec<u32>,
}

/// An item of storage whose keys can be read back.
pub struct Item {
	pub pallet: u8,
	pub prefix: Vec<u8>,
	/// By how many bytes of hash each part of a key is preceded, and its type.
	pub keys: Vec<(usize, u32)>,
	pub value: u32,
}

/// All that is known.
pub struct Types {
	registry: &'static PortableRegistry,
	pub kinds: Vec<Kind>,
	/// Where each is among them, by its index.
	places: BTreeMap<[u8; 2], usize>,
	pub items: Vec<Item>,
	/// The beginnings of all keys of state, and `Pallet.Item`.
	pub prefixes: Vec<(Vec<u8>, String)>,
	/// The type of all calls, and that of all events.
	pub call: u32,
	pub event: u32,
	/// What can be an argument, or a part of one.
	wanted: BTreeSet<u32>,
}

fn fixed(primitive: &TypeDefPrimitive) -> usize {
	use TypeDefPrimitive::*;
	match primitive {
		Bool | U8 | I8 => 1,
		U16 | I16 => 2,
		Char | U32 | I32 => 4,
		U64 | I64 => 8,
		U128 | I128 => 16,
		U256 | I256 => 32,
		Str => 0,
	}
}

fn take<'a>(input: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
	let (taken, rest) = input.split_at_checked(count)?;
	*input = rest;
	Some(taken)
}

impl Types {
	/// Those of this runtime.
	pub fn get() -> &'static Self {
		static TYPES: OnceLock<Types> = OnceLock::new();
		TYPES.get_or_init(Self::new)
	}

	fn new() -> Self {
		let metadata = metadata();
		let mut types = Self {
			registry: &metadata.types,
			kinds: Vec::new(),
			places: BTreeMap::new(),
			items: Vec::new(),
			prefixes: Vec::new(),
			call: metadata.outer_enums.call_enum_ty.id,
			event: metadata.outer_enums.event_enum_ty.id,
			wanted: BTreeSet::new(),
		};
		for pallet in &metadata.pallets {
			if let Some(calls) = &pallet.calls {
				let TypeDef::Variant(calls) = types.of(calls.ty.id) else { continue };
				for call in &calls.variants {
					let arguments: Vec<_> = call.fields.iter().map(|field| field.ty.id).collect();
					arguments.iter().for_each(|id| types.want(*id));
					let name = format!("{}.{}", pallet.name, call.name);
					types.places.insert([pallet.index, call.index], types.kinds.len());
					types.kinds.push(Kind { index: [pallet.index, call.index], name, arguments });
				}
			}
			let storage =
				pallet.storage.iter().flat_map(|storage| storage.entries.iter().map(move |entry| (storage, entry)));
			for (storage, entry) in storage {
				let prefix = [&storage.prefix, &entry.name].map(|name| sp_io::hashing::twox_128(name.as_bytes()));
				types.prefixes.push((prefix.concat(), format!("{}.{}", storage.prefix, entry.name)));
				let (keys, value) = match &entry.ty {
					StorageEntryType::Plain(value) => (Some(vec![]), value.id),
					StorageEntryType::Map { hashers, key, value } => (types.keys(hashers, key.id), value.id),
				};
				let Some(keys) = keys else { continue };
				types.items.push(Item { pallet: pallet.index, prefix: prefix.concat(), keys, value });
			}
		}
		types
	}

	/// The parts of a key, if they can be read.
	fn keys(&self, hashers: &[StorageHasher], key: u32) -> Option<Vec<(usize, u32)>> {
		let parts = match (hashers, self.of(key)) {
			([_], _) => vec![key],
			(_, TypeDef::Tuple(of)) => of.fields.iter().map(|field| field.id).collect(),
			_ => return None,
		};
		let hashes = hashers.iter().map(|hasher| match hasher {
			StorageHasher::Identity => Some(0),
			StorageHasher::Twox64Concat => Some(8),
			StorageHasher::Blake2_128Concat => Some(16),
			_ => None,
		});
		hashes.zip(parts).map(|(hash, part)| Some((hash?, part))).collect()
	}

	/// What kind of call is encoded so.
	pub fn kind_of(&self, call: &[u8]) -> Option<&Kind> {
		let place = self.places.get(call.first_chunk()?)?;
		self.kinds.get(*place)
	}

	fn want(&mut self, id: u32) {
		if !self.wanted.insert(id) {
			return;
		}
		let inner: Vec<u32> = match self.of(id) {
			TypeDef::Composite(of) => of.fields.iter().map(|field| field.ty.id).collect(),
			TypeDef::Variant(of) => of.variants.iter().flat_map(|of| &of.fields).map(|field| field.ty.id).collect(),
			TypeDef::Sequence(of) => vec![of.type_param.id],
			TypeDef::Array(of) => vec![of.type_param.id],
			TypeDef::Compact(of) => vec![of.type_param.id],
			TypeDef::Tuple(of) => of.fields.iter().map(|field| field.id).collect(),
			TypeDef::Primitive(_) | TypeDef::BitSequence(_) => vec![],
		};
		inner.into_iter().for_each(|id| self.want(id));
	}

	/// Whether it can be an argument, or a part of one.
	pub fn is_wanted(&self, id: u32) -> bool {
		self.wanted.contains(&id)
	}

	pub fn whole(&self, id: u32) -> &'static Type<PortableForm> {
		self.registry.resolve(id).expect("the metadata has all of its types")
	}

	pub fn of(&self, id: u32) -> &'static TypeDef<PortableForm> {
		&self.whole(id).type_def
	}

	/// The last part of a type's name, or nothing.
	pub fn name(&self, id: u32) -> &'static str {
		self.whole(id).path.segments.last().map_or("", |name| name.as_str())
	}

	/// The type of this name.
	pub fn id_of(&self, name: &str) -> Option<u32> {
		self.registry.types.iter().map(|known| known.id).find(|id| self.name(*id) == name)
	}

	pub fn is_byte(&self, id: u32) -> bool {
		matches!(self.of(id), TypeDef::Primitive(TypeDefPrimitive::U8))
	}

	/// How many bits a number has.
	pub fn bits(&self, id: u32) -> Option<u32> {
		use TypeDefPrimitive::*;
		match self.of(id) {
			TypeDef::Primitive(of @ (U8 | U16 | U32 | U64 | U128)) => Some(fixed(of) as u32 * 8),
			// A number of a type of its own is encoded compactly as the number is.
			TypeDef::Composite(of) => match &of.fields[..] {
				[only] => self.bits(only.ty.id),
				_ => None,
			},
			_ => None,
		}
	}

	/// Take a value of a type from the beginning of the input, and show it and every part of it: in plain form, what is compact
	/// too. `None`, if it does not begin with one.
	pub fn walk(&self, id: u32, input: &mut &[u8], see: &mut dyn FnMut(u32, &[u8])) -> Option<()> {
		let begun = *input;
		match self.of(id) {
			TypeDef::Composite(of) => self.walk_fields(&of.fields, input, see)?,
			TypeDef::Variant(of) => {
				let index = take(input, 1)?[0];
				let variant = of.variants.iter().find(|variant| variant.index == index)?;
				self.walk_fields(&variant.fields, input, see)?;
			},
			TypeDef::Sequence(of) => {
				let count = Compact::<u32>::decode(input).ok()?.0;
				self.walk_many(of.type_param.id, count, input, see)?;
			},
			TypeDef::Array(of) => self.walk_many(of.type_param.id, of.len, input, see)?,
			TypeDef::Tuple(of) => {
				for field in &of.fields {
					self.walk(field.id, input, see)?;
				}
			},
			TypeDef::Primitive(TypeDefPrimitive::Str) => {
				let count = Compact::<u32>::decode(input).ok()?.0;
				take(input, count as usize)?;
			},
			TypeDef::Primitive(of) => {
				take(input, fixed(of))?;
			},
			TypeDef::Compact(of) => {
				let number = Compact::<u128>::decode(input).ok()?.0;
				let bits = self.bits(of.type_param.id).unwrap_or(0);
				see(of.type_param.id, &number.to_le_bytes()[..bits as usize / 8]);
				return Some(());
			},
			// None of ours has one.
			TypeDef::BitSequence(_) => return None,
		}
		see(id, &begun[..begun.len() - input.len()]);
		Some(())
	}

	fn walk_fields(
		&self,
		fields: &[Field<PortableForm>],
		input: &mut &[u8],
		see: &mut dyn FnMut(u32, &[u8]),
	) -> Option<()> {
		fields.iter().try_for_each(|field| self.walk(field.ty.id, input, see))
	}

	fn walk_many(&self, id: u32, count: u32, input: &mut &[u8], see: &mut dyn FnMut(u32, &[u8])) -> Option<()> {
		if self.is_byte(id) {
			take(input, count as usize)?;
			return Some(());
		}
		(0..count).try_for_each(|_| self.walk(id, input, see))
	}
}

/// The name of a call.
pub fn name_of(call: &RuntimeCall) -> &'static str {
	&Types::get().kind_of(&call.encode()).expect("every call is in the metadata").name
}

/// A call, and those that it carries; `None`, if it cannot be taken apart.
pub fn carried(call: &RuntimeCall) -> Option<Vec<RuntimeCall>> {
	let types = Types::get();
	let mut calls = Vec::new();
	types.walk(types.call, &mut &call.encode()[..], &mut |id, part| {
		if id == types.call {
			calls.extend(RuntimeCall::decode(&mut &part[..]));
		}
	})?;
	Some(calls)
}
