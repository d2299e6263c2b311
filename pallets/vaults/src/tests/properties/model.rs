//! A vault as anyone would reckon it: parts of a whole, as fractions that are exact to 10^-27. Nothing is rounded to units.

use super::*;
use civitas_primitives::lending::{math::mul_div_down, RAY, VIRTUAL_SHARES};
use sp_core::U256;

/// In units: by how much one step may move what someone has, since a vault sees whole units only: of each market, and of the whole.
pub const UNITS: u64 = 30;

/// `a * b / c`.
fn ratio(a: U256, b: U256, c: U256) -> U256 {
	mul_div_down(a, b, c).expect("what tests have is far from the largest number")
}

/// So much, in parts of 10^27.
pub fn ray(amount: u128) -> U256 {
	U256::from(amount) * U256::from(RAY)
}

/// Who has which part. All numbers are in parts of 10^27.
#[derive(Clone, Default)]
pub struct Model {
	/// Parts: shares without rounding.
	parts: BTreeMap<AccountId, U256>,
	/// As many parts the roundings of all steps may have moved.
	pub slack: U256,
}

impl Model {
	pub fn of(&self, who: AccountId) -> U256 {
		self.parts.get(&who).copied().unwrap_or_default()
	}

	/// All parts, and those that nobody has.
	fn all(&self) -> U256 {
		self.parts.values().fold(ray(VIRTUAL_SHARES), |sum, part| sum + *part)
	}

	/// What parts are worth, if there is so much.
	pub fn worth(&self, parts: U256, there_is: U256) -> U256 {
		ratio(parts, there_is + ray(1), self.all())
	}

	/// The parts that are worth so much.
	fn parts_of(&self, worth: U256, there_is: U256) -> U256 {
		ratio(worth, self.all(), there_is + ray(1))
	}

	/// Something may be rounded.
	pub fn round(&mut self, there_is: U256) {
		self.slack += self.parts_of(ray(UNITS.into()), there_is);
	}

	/// The curator gets so many new shares, when there are so many others. As many parts.
	pub fn grant(&mut self, fee: u128, others: u128) -> U256 {
		let parts = ratio(self.all(), fee.into(), U256::from(others) + U256::from(VIRTUAL_SHARES));
		*self.parts.entry(CURATOR).or_default() += parts;
		parts
	}

	/// Someone puts so much in, when there is so much before.
	pub fn put(&mut self, who: AccountId, assets: U256, there_is: U256) {
		let parts = self.parts_of(assets, there_is);
		*self.parts.entry(who).or_default() += parts;
	}

	/// Someone takes so much out, when there is so much before.
	pub fn take(&mut self, who: AccountId, assets: U256, there_is: U256) {
		let parts = self.parts_of(assets, there_is);
		let entry = self.parts.entry(who).or_default();
		*entry = entry.saturating_sub(parts);
	}
}
