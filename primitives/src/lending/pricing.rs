//! What shares are worth. Each function says which way it rounds: against whoever makes a call, in favour of who stays.
//!
//! A million shares and one unit that nobody has keep the price of the first share from being chosen by who buys it, as in markets.

use super::{
	math::{amount, mul_div_down, mul_div_up},
	Ppb, ONE, RAY, VIRTUAL_ASSETS, VIRTUAL_SHARES,
};
use crate::money::Balance;
use sp_core::U256;

/// What is in a vault or a pool, and in how many shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
	/// All that is in it, in the smallest unit.
	pub assets: Balance,
	/// All shares.
	pub shares: u128,
}

impl Pool {
	/// All that is in it, and what nobody has put in.
	fn priced_assets(&self) -> U256 {
		U256::from(self.assets).saturating_add(VIRTUAL_ASSETS.into())
	}

	/// All shares, and those that nobody has.
	fn priced_shares(&self) -> U256 {
		U256::from(self.shares).saturating_add(VIRTUAL_SHARES.into())
	}

	/// What a share is worth, in parts of [`RAY`], rounded down.
	pub fn price(&self) -> u128 {
		amount(mul_div_down(self.priced_assets(), RAY, self.priced_shares())).unwrap_or(u128::MAX)
	}

	/// The shares of who puts so much in, rounded down. `None` if they are too many.
	pub fn shares_for(&self, assets: Balance) -> Option<u128> {
		amount(mul_div_down(assets, self.priced_shares(), self.priced_assets()))
	}

	/// The shares for which so much is taken out, rounded up. `None` if they are too many.
	pub fn shares_of(&self, assets: Balance) -> Option<u128> {
		amount(mul_div_up(assets, self.priced_shares(), self.priced_assets()))
	}

	/// What so many shares are worth, rounded down: never more than there is.
	pub fn worth_of(&self, shares: u128) -> Balance {
		let worth = amount(mul_div_down(shares, self.priced_assets(), self.priced_shares()));
		worth.map_or(self.assets, |worth| worth.min(self.assets))
	}

	/// The shares that a fee becomes, which is a part of what shares are worth above so much each, rounded down. At the price after
	/// it: so what others have is worth the rest.
	pub fn fee_shares(&self, fee: Ppb, above: u128) -> u128 {
		let gain = self.price().saturating_sub(above);
		// Two numbers of 128 bits make no more than 256.
		let gained = U256::from(self.shares).saturating_mul(gain.into());
		let part = mul_div_down(gained, fee.min(ONE), ONE).unwrap_or_default();
		let rest = self.priced_assets().saturating_mul(RAY.into()).saturating_sub(part);
		amount(mul_div_down(part, self.priced_shares(), rest)).unwrap_or_default()
	}
}
