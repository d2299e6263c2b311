//! The books of a market: what is in it, whose it is, and how debt grows.
//!
//! Debt is in shares that are worth so much each: the debt index, which starts at a millionth of the smallest unit and never
//! falls. So what all owe is the sum of what each owes. Supply is in shares of what is in the market: its cash and what is owed to
//! it. A million shares and one unit that nobody has (`VIRTUAL_SHARES`, `VIRTUAL_ASSETS`) keep the price of the first share from
//! being chosen by who buys it. Sums are in parts of [`RAY`], so that interest does not round to nothing, however often it accrues.

use super::{
	growth,
	math::{amount, mul_div_down, mul_div_up},
	Ppb, RateModel, ONE, RAY,
};
use crate::{money::Balance, Moment};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// Supply shares that nobody has.
pub const VIRTUAL_SHARES: u128 = 1_000_000;

/// Assets that nobody has put in.
pub const VIRTUAL_ASSETS: u128 = 1;

/// What a debt share is worth at first, in parts of [`RAY`].
pub const FIRST_INDEX: u128 = RAY / VIRTUAL_SHARES;

/// The most that can be in a market, in the smallest unit, and the most that debt grows to.
pub const MAX_TOTAL: Balance = 100_000_000_000_000_000_000_000_000_000_000;

/// What is in a market, and whose it is.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Books {
	/// What is there to be borrowed or withdrawn.
	pub cash: Balance,
	/// All supply shares, those of the reserve among them.
	pub supply_shares: u128,
	/// Those of the reserve.
	pub reserve_shares: u128,
	/// All debt shares.
	pub debt_shares: u128,
	/// What a debt share is worth, in parts of 10^27 of the smallest unit.
	pub debt_index: u128,
	/// Until when interest has accrued.
	pub updated: Moment,
}

/// What accrued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accrued {
	/// What debtors owe more.
	pub interest: Balance,
	/// The shares of the reserve that the fee has become.
	pub fee_shares: u128,
}

/// How a loss was borne.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
	/// By the reserve.
	pub covered: Balance,
	/// By suppliers, whose shares are worth less.
	pub written_down: Balance,
}

impl Books {
	/// Those of a market that was made at `now`.
	pub fn new(now: Moment) -> Self {
		Self { cash: 0, supply_shares: 0, reserve_shares: 0, debt_shares: 0, debt_index: FIRST_INDEX, updated: now }
	}

	/// What all owe, in parts of [`RAY`].
	fn debt_ray(&self) -> U256 {
		U256::from(self.debt_shares).saturating_mul(self.debt_index.into())
	}

	/// What is in the market, in parts of [`RAY`].
	fn total_ray(&self) -> U256 {
		// Saturating is right: cash has 128 bits and RAY 90.
		U256::from(self.cash).saturating_mul(RAY.into()).saturating_add(self.debt_ray())
	}

	/// The same, and what nobody has put in.
	fn priced_ray(&self) -> U256 {
		self.total_ray().saturating_add(U256::from(VIRTUAL_ASSETS).saturating_mul(RAY.into()))
	}

	/// All supply shares, and those that nobody has.
	fn priced_shares(&self) -> U256 {
		U256::from(self.supply_shares).saturating_add(VIRTUAL_SHARES.into())
	}

	/// What all owe, rounded down.
	pub fn borrowed(&self) -> Balance {
		amount(self.debt_ray().checked_div(RAY.into())).unwrap_or(Balance::MAX)
	}

	/// What is in the market, cash and debt, rounded down.
	pub fn supplied(&self) -> Balance {
		amount(self.total_ray().checked_div(RAY.into())).unwrap_or(Balance::MAX)
	}

	/// What a supply share is worth, in parts of [`RAY`], rounded down.
	pub fn supply_index(&self) -> u128 {
		amount(self.priced_ray().checked_div(self.priced_shares())).unwrap_or(u128::MAX)
	}

	/// Which part of what is in the market is lent, in parts of [`RAY`], rounded down.
	pub fn utilisation(&self) -> u128 {
		amount(mul_div_down(self.debt_ray(), RAY, self.total_ray())).unwrap_or_default()
	}

	/// What these debt shares owe, rounded up.
	pub fn debt_of(&self, shares: u128) -> Balance {
		amount(mul_div_up(shares, self.debt_index, RAY)).unwrap_or(Balance::MAX)
	}

	/// The debt shares of who borrows so much, rounded up.
	pub fn shares_borrowed(&self, assets: Balance) -> Option<u128> {
		amount(mul_div_up(assets, RAY, self.debt_index))
	}

	/// The debt shares that are repaid by so much, rounded down.
	pub fn shares_repaid(&self, assets: Balance) -> Option<u128> {
		amount(mul_div_down(assets, RAY, self.debt_index))
	}

	/// What these supply shares are worth, rounded down.
	pub fn worth_of(&self, shares: u128) -> Balance {
		let ray = mul_div_down(shares, self.priced_ray(), self.priced_shares());
		amount(ray.and_then(|ray| ray.checked_div(RAY.into()))).unwrap_or(Balance::MAX)
	}

	/// The supply shares of who supplies so much, rounded down.
	pub fn shares_supplied(&self, assets: Balance) -> Option<u128> {
		let ray = U256::from(assets).saturating_mul(RAY.into());
		amount(mul_div_down(ray, self.priced_shares(), self.priced_ray()))
	}

	/// The supply shares that so much is withdrawn for, rounded up.
	pub fn shares_withdrawn(&self, assets: Balance) -> Option<u128> {
		let ray = U256::from(assets).saturating_mul(RAY.into());
		amount(mul_div_up(ray, self.priced_shares(), self.priced_ray()))
	}

	/// Let interest accrue until `now`; `fee` is the share of it that the reserve gets, in parts per billion. It cannot fail: where
	/// numbers would not do, debt grows less.
	pub fn accrue(&mut self, now: Moment, model: &RateModel, fee: Ppb) -> Accrued {
		let span = now.saturating_sub(self.updated);
		self.updated = self.updated.max(now);
		if span == 0 || self.debt_shares == 0 {
			return Accrued::default();
		}
		let growth = growth(model.rate(self.utilisation()), span);
		let more = mul_div_down(self.debt_index, growth, RAY).unwrap_or(U256::MAX);
		let most = mul_div_down(MAX_TOTAL, RAY, self.debt_shares).unwrap_or(U256::MAX).min(u128::MAX.into());
		let index = U256::from(self.debt_index).saturating_add(more).min(most);
		// What has been repaid can only have made room: an index never falls.
		let index = amount(Some(index)).unwrap_or(u128::MAX).max(self.debt_index);
		let before = self.borrowed();
		let grown = U256::from(self.debt_shares).saturating_mul(index.saturating_sub(self.debt_index).into());
		self.debt_index = index;
		let share = mul_div_down(grown, fee.min(ONE), ONE).unwrap_or_default();
		// At the price after interest, without the fee: so what others have is worth the rest of it.
		let price = self.priced_ray().saturating_sub(share);
		let shares = amount(mul_div_down(share, self.priced_shares(), price)).unwrap_or_default();
		let fee_shares = if self.supply_shares.checked_add(shares).is_some() { shares } else { 0 };
		// Saturating is right: it was looked at, and the reserve has no more than all.
		self.supply_shares = self.supply_shares.saturating_add(fee_shares);
		self.reserve_shares = self.reserve_shares.saturating_add(fee_shares);
		Accrued { interest: self.borrowed().saturating_sub(before), fee_shares }
	}

	/// Put so much in; how many supply shares that is. `None` if it is too much.
	pub fn supply(&mut self, assets: Balance) -> Option<u128> {
		let shares = self.shares_supplied(assets)?;
		let cash = self.cash.checked_add(assets)?;
		let supply_shares = self.supply_shares.checked_add(shares)?;
		if self.supplied().checked_add(assets)? > MAX_TOTAL {
			return None;
		}
		(self.cash, self.supply_shares) = (cash, supply_shares);
		Some(shares)
	}

	/// Take so much out for so many supply shares. `None` if there is not as much.
	pub fn withdraw(&mut self, assets: Balance, shares: u128) -> Option<()> {
		let cash = self.cash.checked_sub(assets)?;
		self.supply_shares = self.supply_shares.checked_sub(shares)?;
		self.cash = cash;
		Some(())
	}

	/// Lend so much; how many debt shares that is. `None` if there is not as much, if all debt would be more than it can be, or if
	/// shares have become so dear that rounding would make the debt a thousandth larger.
	pub fn borrow(&mut self, assets: Balance) -> Option<u128> {
		let shares = self.shares_borrowed(assets)?;
		let fair = assets.checked_add(assets.checked_div(1_000)?)?.checked_add(1)?;
		let cash = self.cash.checked_sub(assets)?;
		let lent = Self { cash, debt_shares: self.debt_shares.checked_add(shares)?, ..*self };
		if self.debt_of(shares) > fair || lent.borrowed() > MAX_TOTAL {
			return None;
		}
		*self = lent;
		Some(shares)
	}

	/// Take so much back for so many debt shares. `None` if there are not as many.
	pub fn repay(&mut self, assets: Balance, shares: u128) -> Option<()> {
		let cash = self.cash.checked_add(assets)?;
		self.debt_shares = self.debt_shares.checked_sub(shares)?;
		self.cash = cash;
		Some(())
	}

	/// Give up these debt shares, which nobody will repay. The reserve bears it as far as it goes, and suppliers the rest.
	pub fn write_off(&mut self, shares: u128) -> Option<Loss> {
		let debt_shares = self.debt_shares.checked_sub(shares)?;
		let loss = U256::from(shares).saturating_mul(self.debt_index.into());
		// As many shares as keep the price of the others.
		let needed = amount(mul_div_up(loss, self.priced_shares(), self.priced_ray())).unwrap_or(u128::MAX);
		let taken = needed.min(self.reserve_shares);
		let lost = self.debt_of(shares);
		let covered = if taken == needed { lost } else { self.worth_of(taken).min(lost) };
		self.debt_shares = debt_shares;
		// Saturating is right: no more than the reserve has, which is among all.
		self.reserve_shares = self.reserve_shares.saturating_sub(taken);
		self.supply_shares = self.supply_shares.saturating_sub(taken);
		Some(Loss { covered, written_down: lost.saturating_sub(covered) })
	}

	/// What the reserve has above its floor, which is a part of all debt in parts per billion; no more than there is in cash.
	pub fn collectable(&self, floor: Ppb) -> Balance {
		let floor = amount(mul_div_up(self.debt_ray(), floor, U256::from(RAY).saturating_mul(ONE.into())));
		self.worth_of(self.reserve_shares).saturating_sub(floor.unwrap_or(Balance::MAX)).min(self.cash)
	}

	/// Take so much of the reserve out; how many shares that were. `None` if it has not as much.
	pub fn collect(&mut self, assets: Balance) -> Option<u128> {
		let shares = self.shares_withdrawn(assets)?;
		let reserve_shares = self.reserve_shares.checked_sub(shares)?;
		self.withdraw(assets, shares)?;
		self.reserve_shares = reserve_shares;
		Some(shares)
	}
}
