//! What was used last.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps some values by their keys: of those that do not fit, what was used longest ago is forgotten. Meant for a few,
/// since it looks through all of them.
pub(crate) struct Recent<Key, Value> {
	/// What was used last stands last.
	items: Mutex<Vec<(Key, Value)>>,
	capacity: usize,
}

impl<Key: PartialEq, Value: Clone> Recent<Key, Value> {
	/// Keeps nothing yet.
	pub fn new(capacity: usize) -> Self {
		Self { items: Mutex::new(Vec::with_capacity(capacity)), capacity }
	}

	/// What is kept under a key.
	pub fn get(&self, key: &Key) -> Option<Value> {
		let mut items = self.items();
		let place = items.iter().position(|(kept, _)| kept == key)?;
		let item = items.remove(place);
		let value = item.1.clone();
		items.push(item);
		Some(value)
	}

	/// Keeps a value.
	pub fn insert(&self, key: Key, value: Value) {
		let mut items = self.items();
		items.retain(|(kept, _)| *kept != key);
		if items.len() >= self.capacity {
			items.remove(0);
		}
		items.push((key, value));
	}

	fn items(&self) -> MutexGuard<'_, Vec<(Key, Value)>> {
		// Nobody leaves it half changed.
		self.items.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_was_used_longest_ago_is_forgotten() {
		let recent = Recent::new(2);
		recent.insert(1, "a");
		recent.insert(2, "b");
		assert_eq!(recent.get(&1), Some("a"));
		recent.insert(3, "c");
		assert_eq!((recent.get(&1), recent.get(&2), recent.get(&3)), (Some("a"), None, Some("c")));
	}

	#[test]
	fn a_key_is_there_once() {
		let recent = Recent::new(2);
		recent.insert(1, "a");
		recent.insert(1, "b");
		recent.insert(2, "c");
		assert_eq!((recent.get(&1), recent.get(&2)), (Some("b"), Some("c")));
	}
}
