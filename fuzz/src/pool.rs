//! What there is on the chain that could be an argument: found in the events and in the storage, by its type.

use crate::types::{Item, Types};
use civitas_runtime::RuntimeEvent;
use codec::Encode;
use std::collections::{BTreeMap, VecDeque};

/// How many values of a type are remembered, the newest.
const REMEMBERED: usize = 48;
/// How long they are at most.
const LENGTH: usize = 200;
/// How many entries of an item of storage are looked at, at most.
const ENTRIES: usize = 40;

/// The newest of some values, each of them once.
#[derive(Clone, Default)]
pub struct Newest(VecDeque<Vec<u8>>);

impl Newest {
	fn add(&mut self, value: &[u8]) {
		match self.0.iter().position(|known| known == value) {
			Some(at) => self.0.swap(at, 0),
			None => {
				self.0.push_front(value.to_vec());
				self.0.truncate(REMEMBERED);
			},
		}
	}

	/// The one in this place; places begin anew after the last.
	pub fn get(&self, place: u64) -> Option<&[u8]> {
		let place = place.checked_rem(self.0.len() as u64)?;
		self.0.get(place as usize).map(Vec::as_slice)
	}
}

/// What has been seen.
#[derive(Clone, Default)]
pub struct Pool {
	/// What has a type of its own.
	values: BTreeMap<u32, Newest>,
	/// Numbers have none, so they belong to their pallet.
	numbers: BTreeMap<(u8, u32), Newest>,
}

impl Pool {
	/// Values of a type, as they are encoded.
	pub fn values(&self, id: u32) -> Option<&Newest> {
		self.values.get(&id)
	}

	/// Numbers of so many bits that have been seen in a pallet, in little endian.
	pub fn numbers(&self, pallet: u8, bits: u32) -> Option<&Newest> {
		self.numbers.get(&(pallet, bits))
	}

	fn see(&mut self, types: &Types, pallet: u8, id: u32, bytes: &[u8]) {
		if let Some(bits) = types.bits(id) {
			self.numbers.entry((pallet, bits)).or_default().add(bytes);
		} else if bytes.len() > 1 && bytes.len() <= LENGTH && types.is_wanted(id) && !types.whole(id).path.is_empty() {
			self.values.entry(id).or_default().add(bytes);
		}
	}

	fn take_apart(&mut self, types: &Types, pallet: u8, id: u32, input: &mut &[u8]) -> Option<()> {
		types.walk(id, input, &mut |id, bytes| self.see(types, pallet, id, bytes))
	}

	/// Note what an event tells.
	pub fn hear(&mut self, types: &Types, event: &RuntimeEvent) {
		let bytes = event.encode();
		self.take_apart(types, bytes[0], types.event, &mut &bytes[..]);
	}

	/// Note what is in the storage. To be called where there is one.
	pub fn look(&mut self, types: &Types) {
		types.items.iter().for_each(|item| self.look_at(types, item));
	}

	fn look_at(&mut self, types: &Types, item: &Item) {
		let mut key = item.prefix.clone();
		for _ in 0..ENTRIES {
			if item.keys.is_empty() {
				break;
			}
			let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&item.prefix)) else {
				return;
			};
			key = next;
			let mut rest = &key[item.prefix.len()..];
			for (hash, part) in &item.keys {
				rest = rest.get(*hash..).unwrap_or_default();
				if self.take_apart(types, item.pallet, *part, &mut rest).is_none() {
					break;
				}
			}
			self.read(types, item, &key);
		}
		if item.keys.is_empty() {
			self.read(types, item, &key);
		}
	}

	fn read(&mut self, types: &Types, item: &Item, key: &[u8]) {
		if let Some(value) = sp_io::storage::get(key).filter(|value| value.len() <= 8 * LENGTH) {
			self.take_apart(types, item.pallet, item.value, &mut &value[..]);
		}
	}
}
