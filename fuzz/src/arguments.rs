//! Calls of any kind, out of nothing but the metadata: each argument is of its type, and often something that there is.

use crate::{
	dice::Dice,
	pool::Pool,
	types::{Kind, Types},
};
use civitas_runtime::{currency::CIV, Runtime, RuntimeCall, System, EXISTENTIAL_DEPOSIT};
use codec::{Compact, Decode, Encode};
use scale_info::{form::PortableForm, Field, TypeDef, TypeDefPrimitive};

/// How deep calls are in calls, at most.
const NESTING: u8 = 3;
/// How deep values are in values, at most, before only the shortest are made.
const DEPTH: u8 = 24;
/// How often it is tried to make a call that can be decoded: text and lists may be longer than they are allowed to be.
const TRIES: u8 = 8;

/// A pace of time, in milliseconds.
const DAY: u128 = 24 * 60 * 60 * 1_000;

/// Makes calls.
pub struct Maker<'a> {
	pub types: &'static Types,
	pub pool: &'a Pool,
	/// Calls that have succeeded, to be carried by others.
	pub known: &'a [RuntimeCall],
	pub dice: &'a mut Dice,
	/// For which pallet.
	pallet: u8,
	nesting: u8,
	depth: u8,
	/// Whether only short values are made.
	short: bool,
}

impl<'a> Maker<'a> {
	pub fn new(pool: &'a Pool, known: &'a [RuntimeCall], dice: &'a mut Dice) -> Self {
		Self { types: Types::get(), pool, known, dice, pallet: 0, nesting: 0, depth: 0, short: false }
	}

	/// A call of this kind.
	pub fn call(&mut self, kind: &Kind) -> Option<RuntimeCall> {
		for tried in 0..TRIES {
			self.short = tried > 2;
			let bytes = self.encoded(kind);
			if let Ok(call) = RuntimeCall::decode(&mut &bytes[..]) {
				return Some(call);
			}
		}
		None
	}

	/// The same call with other values for one of its arguments.
	pub fn changed(&mut self, call: &RuntimeCall) -> Option<RuntimeCall> {
		let bytes = call.encode();
		let kind = self.types.kind_of(&bytes)?;
		let mut rest = &bytes[2..];
		let mut arguments = Vec::new();
		for id in &kind.arguments {
			let begun = rest;
			self.types.walk(*id, &mut rest, &mut |_, _| {})?;
			arguments.push(begun[..begun.len() - rest.len()].to_vec());
		}
		let place = self.dice.below(arguments.len() as u64) as usize;
		for tried in 0..TRIES {
			self.short = tried > 2;
			self.pallet = kind.index[0];
			let mut argument = Vec::new();
			self.value(*kind.arguments.get(place)?, &mut argument);
			arguments[place] = argument;
			let bytes = [kind.index.to_vec(), arguments.concat()].concat();
			if let Ok(call) = RuntimeCall::decode(&mut &bytes[..]) {
				return Some(call);
			}
		}
		None
	}

	fn encoded(&mut self, kind: &Kind) -> Vec<u8> {
		let pallet = std::mem::replace(&mut self.pallet, kind.index[0]);
		let mut bytes = kind.index.to_vec();
		for id in &kind.arguments {
			self.value(*id, &mut bytes);
		}
		self.pallet = pallet;
		bytes
	}

	/// A call in a call.
	fn carried(&mut self) -> Vec<u8> {
		let old = self.dice.find(self.known).map(Encode::encode);
		if self.nesting >= NESTING || self.dice.once_in(2) {
			return old.unwrap_or_else(|| RuntimeCall::from(frame_system::Call::remark { remark: vec![] }).encode());
		}
		self.nesting += 1;
		let kind = &self.types.kinds[self.dice.below(self.types.kinds.len() as u64) as usize];
		let bytes = self.encoded(kind);
		self.nesting -= 1;
		bytes
	}

	fn value(&mut self, id: u32, out: &mut Vec<u8>) {
		if id == self.types.call {
			let call = self.carried();
			return out.extend(call);
		}
		if let Some(known) = self.pool.values(id) {
			if !self.dice.once_in(4) {
				let place = self.dice.number();
				return out.extend(known.get(place).expect("there is one"));
			}
		}
		self.depth += 1;
		self.made(id, out);
		self.depth -= 1;
	}

	fn made(&mut self, id: u32, out: &mut Vec<u8>) {
		match self.types.of(id) {
			TypeDef::Composite(of) => self.fields(&of.fields, out),
			TypeDef::Variant(of) => {
				let variants = &of.variants;
				let place = match self.types.name(id) {
					// Addresses by name are those that there are.
					"MultiAddress" if !self.dice.once_in(20) => 0,
					_ if self.depth > DEPTH => 0,
					_ => self.dice.below(variants.len() as u64) as usize,
				};
				// Nothing can be of a type without variants: what has one cannot be decoded, and is made again.
				if let Some(variant) = variants.get(place) {
					out.push(variant.index);
					self.fields(&variant.fields, out);
				}
			},
			TypeDef::Sequence(of) => {
				let id = of.type_param.id;
				let count = self.count();
				Compact(count).encode_to(out);
				if self.types.is_byte(id) {
					return self.bytes(count, out);
				}
				(0..count).for_each(|_| self.value(id, out));
			},
			TypeDef::Array(of) if self.types.is_byte(of.type_param.id) => self.bytes(of.len, out),
			TypeDef::Array(of) => (0..of.len).for_each(|_| self.value(of.type_param.id, out)),
			TypeDef::Tuple(of) => of.fields.iter().for_each(|field| self.value(field.id, out)),
			TypeDef::Primitive(TypeDefPrimitive::Bool) => out.push(self.dice.below(2) as u8),
			TypeDef::Primitive(TypeDefPrimitive::Str) => {
				let count = self.count();
				Compact(count).encode_to(out);
				(0..count).for_each(|_| out.push(b'a' + self.dice.below(26) as u8));
			},
			TypeDef::Primitive(_) => {
				let bits = self.types.bits(id).unwrap_or(256);
				let number = self.number(bits).to_le_bytes();
				out.extend((0..bits as usize / 8).map(|place| number.get(place).copied().unwrap_or(0)));
			},
			TypeDef::Compact(of) => match self.types.bits(of.type_param.id) {
				Some(bits) => Compact(self.number(bits)).encode_to(out),
				None => out.push(0),
			},
			TypeDef::BitSequence(_) => out.push(0),
		}
	}

	fn fields(&mut self, fields: &[Field<PortableForm>], out: &mut Vec<u8>) {
		fields.iter().for_each(|field| self.value(field.ty.id, out));
	}

	/// How many there are of something.
	fn count(&mut self) -> u32 {
		if self.depth > DEPTH {
			return 0;
		}
		if self.short {
			return self.dice.below(4) as u32;
		}
		match self.dice.below(24) {
			0..=5 => 0,
			6..=13 => 1,
			14..=20 => 2 + self.dice.below(3) as u32,
			21 | 22 => self.dice.below(40) as u32,
			_ => self.dice.below(300) as u32,
		}
	}

	/// Bytes: all the same, text, or any.
	fn bytes(&mut self, count: u32, out: &mut Vec<u8>) {
		let same = self.dice.number() as u8;
		let way = self.dice.below(4);
		for _ in 0..count {
			out.push(match way {
				0 => 0,
				1 => same,
				2 => b'a' + self.dice.below(26) as u8,
				_ => self.dice.number() as u8,
			});
		}
	}

	/// A number: one that was seen in the pallet, one at the end of what there can be, or one that means something.
	fn number(&mut self, bits: u32) -> u128 {
		let most = u128::MAX >> (128 - bits.clamp(1, 128));
		let place = self.dice.number();
		let seen = self.pool.numbers(self.pallet, bits).and_then(|known| known.get(place)).map(|bytes| {
			let mut whole = [0; 16];
			whole[..bytes.len()].copy_from_slice(bytes);
			u128::from_le_bytes(whole)
		});
		let small = u128::from(self.dice.below(10));
		let number = match self.dice.below(10) {
			0..=3 => seen.unwrap_or(small),
			4 => seen.unwrap_or(small).saturating_add(1),
			5 => seen.unwrap_or(small).saturating_sub(1),
			6 => small,
			7 => [most, most - 1, most / 2, most / 2 + 1][self.dice.below(4) as usize],
			8 => self.meant(bits),
			_ => most >> self.dice.below(bits.into()),
		};
		number.min(most)
	}

	/// What numbers of so many bits mostly are.
	fn meant(&mut self, bits: u32) -> u128 {
		let way = self.dice.below(6);
		match bits {
			128 => match way {
				0 => EXISTENTIAL_DEPOSIT,
				1 => EXISTENTIAL_DEPOSIT - 1,
				2 => CIV,
				3 => 1_000 * CIV,
				_ => u128::from(self.dice.number()),
			},
			64 => {
				let now = u128::from(pallet_timestamp::Now::<Runtime>::get());
				match way {
					0 => now,
					1 => now + 1,
					2 => now - 1,
					3 => now + DAY * u128::from(1 + self.dice.below(1_000)),
					4 => now - DAY * u128::from(self.dice.below(1_000)),
					_ => DAY * u128::from(self.dice.below(400)),
				}
			},
			32 => u128::from(System::block_number()).saturating_add(u128::from(self.dice.below(100))),
			_ => u128::from(self.dice.number()),
		}
	}
}
