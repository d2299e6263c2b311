//! Numbers out of which everything is made.

use civitas_runtime::{currency::CIV, Balance};

/// A source of numbers.
pub struct Dice(pub u64);

impl Dice {
	/// The next number: SplitMix64.
	pub fn number(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut number = self.0;
		number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		number ^ (number >> 31)
	}

	/// A number less than `bound`.
	pub fn below(&mut self, bound: u64) -> u64 {
		self.number() % bound.max(1)
	}

	/// Once in so many times.
	pub fn once_in(&mut self, times: u64) -> bool {
		self.below(times) == 0
	}

	/// One of these; `None` if there are none.
	pub fn find<Item>(&mut self, items: impl IntoIterator<Item = Item>) -> Option<Item> {
		let mut items: Vec<_> = items.into_iter().collect();
		if items.is_empty() {
			return None;
		}
		let place = self.below(items.len() as u64) as usize;
		Some(items.swap_remove(place))
	}

	/// One of these, of which there are some.
	#[track_caller]
	pub fn pick<Item: Clone>(&mut self, items: &[Item]) -> Item {
		self.find(items.iter().cloned()).expect("there are some")
	}

	/// Some of these, but not more than so many.
	pub fn some<Item: Clone>(&mut self, items: &[Item], most: u64) -> Vec<Item> {
		(0..self.below(most + 1)).map(|_| self.pick(items)).collect()
	}

	/// Text of at most so many bytes.
	pub fn text(&mut self, most: u64) -> String {
		"x".repeat(self.below(most + 1) as usize)
	}

	/// What someone who has `has` might move: little, or almost all, so that less than `least` is left.
	pub fn amount(&mut self, has: Balance, least: Balance) -> Balance {
		let little = Balance::from(self.below(1_000_000));
		let rest = Balance::from(self.number()) % least.max(1);
		match self.below(6) {
			0 => has,
			1 => has.saturating_sub(rest),
			2 => has.saturating_sub(least.saturating_sub(1)),
			3 => has.saturating_sub(least).saturating_sub(little),
			_ => (has / 1_000).min(CIV).saturating_add(little),
		}
	}
}
