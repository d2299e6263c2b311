//! The terms of a market, which never change.

use super::{math::value_down, FeedId, Ppb, Price, RateModel, ONE, YEAR};
use crate::{
	certification::{NetworkId, SchemaId},
	money::Balance,
	Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{H256, U256};

/// The highest rate of interest: 1,000 % a year.
pub const MAX_RATE: Ppb = 10 * ONE;
/// The largest bonus, a factor: half as much again.
pub const MAX_BONUS: Ppb = ONE + ONE / 2;
/// The highest health that a liquidation aims at.
pub const MAX_TARGET: Ppb = 2 * ONE;
/// The largest share of interest that the reserve gets: one half.
pub const MAX_FEE: Ppb = ONE / 2;
/// The oldest that a price may be allowed to be: 7 days.
pub const MAX_AGE: Moment = YEAR / 365 * 7;
/// What the minimum debt must be worth at the lowest price that counts, in units of account with 18 decimals: the smaller, the
/// more rounding could move.
pub const LEAST_DEBT_VALUE: u64 = 1_000_000_000;

/// The smallest minimum debt, in the smallest unit: debts are rounded up to whole units.
pub const LEAST_DEBT: Balance = 1_000;

/// Which prices of an asset count.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PriceTerms {
	/// The feed.
	pub feed: FeedId,
	/// How old they may be, in milliseconds.
	pub max_age: Moment,
	/// The lowest, of one whole unit, in units of account with 18 decimals.
	pub lowest: Balance,
	/// The highest.
	pub highest: Balance,
}

/// Why a price does not count.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum PriceFault {
	/// There is none yet.
	#[codec(index = 0)]
	Unknown,
	/// It is moving: reports are further from the anchor than the guard allows, and not for long enough yet to count.
	#[codec(index = 1)]
	Moving,
	/// It is too old.
	#[codec(index = 2)]
	Stale,
	/// It is below the lowest or above the highest that counts.
	#[codec(index = 3)]
	OutOfBand,
}

impl PriceTerms {
	/// The price, if it counts.
	pub fn judge(&self, price: Option<Price>, now: Moment) -> Result<Price, PriceFault> {
		let price = price.ok_or(PriceFault::Unknown)?;
		if price.moving {
			return Err(PriceFault::Moving);
		}
		if now.saturating_sub(price.time) > self.max_age {
			return Err(PriceFault::Stale);
		}
		if price.price < self.lowest || price.price > self.highest {
			return Err(PriceFault::OutOfBand);
		}
		Ok(price)
	}
}

/// A certificate that is asked of someone.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Requirement {
	/// Of which network.
	pub network: NetworkId,
	/// Of which schema.
	pub schema: SchemaId,
}

/// The terms of a market. The assets are not among them: they stand in the identifier of the market, beside their hash.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Terms<AccountId> {
	/// Which prices of the collateral count.
	pub collateral_price: PriceTerms,
	/// Which prices of the asset that is lent count.
	pub loan_price: PriceTerms,
	/// What borrowing costs.
	pub rate: RateModel,
	/// The most that can be borrowed, as a part of the value of the collateral in parts per billion.
	pub borrow_ltv: Ppb,
	/// The debt from which on a position can be liquidated, as a part of the value of its collateral in parts per billion.
	pub liquidation_ltv: Ppb,
	/// The largest bonus of who liquidates: the value of what is taken, as a multiple of what is repaid in parts per billion.
	pub max_bonus: Ppb,
	/// The health at which the bonus is that large, in parts per billion: less than 1.
	pub max_bonus_health: Ppb,
	/// The health that a liquidation restores, in parts per billion: more than 1.
	pub target_health: Ppb,
	/// The smallest debt, in the smallest unit.
	pub min_debt: Balance,
	/// The share of interest that the reserve gets, in parts per billion.
	pub fee: Ppb,
	/// The part of all debt, in parts per billion, that the reserve keeps: what it has above that can be collected.
	pub reserve_floor: Ppb,
	/// The certificate that is asked of who supplies. Nobody is asked for one to leave.
	pub to_supply: Option<Requirement>,
	/// The certificate that is asked of who borrows.
	pub to_borrow: Option<Requirement>,
	/// Who sets caps, and collects.
	pub curator: AccountId,
	/// Who pauses, and lowers caps.
	pub guardian: AccountId,
}

/// What is wrong in terms.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum TermsError {
	/// What is lent and what is pledged are the same asset.
	#[codec(index = 0)]
	SameAsset,
	/// There is no such feed.
	#[codec(index = 1)]
	FeedUnknown,
	/// A feed is of another asset.
	#[codec(index = 2)]
	FeedOfOtherAsset,
	/// A maximum age is zero or more than 7 days.
	#[codec(index = 3)]
	AgeInvalid,
	/// A lowest price is zero or above the highest.
	#[codec(index = 4)]
	BandInvalid,
	/// The kink is not between 0 and 1, rates fall, or are above 1,000 % a year.
	#[codec(index = 5)]
	RateInvalid,
	/// It must be 0 < borrow LTV < liquidation LTV < 1.
	#[codec(index = 6)]
	LtvInvalid,
	/// The bonus is less than 1 or more than 1.5, its health is not between 0 and 1, or liquidation LTV times bonus is 1 or more.
	#[codec(index = 7)]
	BonusInvalid,
	/// The target health is not more than 1, or more than 2.
	#[codec(index = 8)]
	TargetInvalid,
	/// The minimum debt is less than 1,000 of the smallest unit, is worth less than 10^-9 units of account at the lowest price, or is
	/// more than can be in a market.
	#[codec(index = 9)]
	MinDebtInvalid,
	/// The fee is more than one half, or the floor of the reserve more than all debt.
	#[codec(index = 10)]
	FeeInvalid,
}

impl<AccountId> Terms<AccountId> {
	/// Whether they hold together, as far as that can be seen without feeds. `decimals` are those of the asset that is lent.
	pub fn check(&self, decimals: u8) -> Result<(), TermsError> {
		for price in [&self.collateral_price, &self.loan_price] {
			if price.max_age == 0 || price.max_age > MAX_AGE {
				return Err(TermsError::AgeInvalid);
			}
			if price.lowest == 0 || price.lowest > price.highest {
				return Err(TermsError::BandInvalid);
			}
		}
		let RateModel { kink, at_zero, at_kink, at_full } = self.rate;
		if kink == 0 || kink >= ONE || at_zero > at_kink || at_kink > at_full || at_full > MAX_RATE {
			return Err(TermsError::RateInvalid);
		}
		if self.borrow_ltv == 0 || self.borrow_ltv >= self.liquidation_ltv || self.liquidation_ltv >= ONE {
			return Err(TermsError::LtvInvalid);
		}
		let health_fits = (1..ONE).contains(&self.max_bonus_health);
		let product = U256::from(self.liquidation_ltv).saturating_mul(self.max_bonus.into());
		let whole = U256::from(ONE).saturating_mul(ONE.into());
		if !(ONE..=MAX_BONUS).contains(&self.max_bonus) || !health_fits || product >= whole {
			return Err(TermsError::BonusInvalid);
		}
		if self.target_health <= ONE || self.target_health > MAX_TARGET {
			return Err(TermsError::TargetInvalid);
		}
		let least = value_down(self.min_debt, self.loan_price.lowest, decimals);
		if self.min_debt < LEAST_DEBT || least < LEAST_DEBT_VALUE.into() || self.min_debt > super::MAX_TOTAL {
			return Err(TermsError::MinDebtInvalid);
		}
		if self.fee > MAX_FEE || self.reserve_floor > ONE {
			return Err(TermsError::FeeInvalid);
		}
		Ok(())
	}

	/// Their hash, by which markets are named.
	pub fn hash(&self) -> H256
	where
		AccountId: Encode,
	{
		crate::content_id("civitas/market", self)
	}
}
