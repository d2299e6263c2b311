//! What is agreed about a loan.

use super::{Repayment, RepaymentError, MAX_PERIOD};
use crate::{
	lending::{
		math::{amount, amount_down, amount_up, mul_div_down, mul_div_up, value_down, value_up},
		FeedId, Ppb, Price, PriceFault, PriceTerms, Requirement, DAY, MAX_AGE, ONE,
	},
	money::{Asset, Balance},
	ContentHash, Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// Names a pool. They are counted from 0.
pub type PoolId = u32;

/// The longest time to cure a breach of the covenant, in days.
pub const MAX_CURE: u16 = 366;
/// The longest time after a date until a loan is in default, in days.
pub const MAX_DEFAULT_AFTER: u16 = 3 * MAX_PERIOD;
/// The largest bonus of who seizes collateral, as a part of what he pays: 10 %.
pub const MAX_SEIZURE_BONUS: Ppb = ONE / 10;
/// After how long the bonus is that large, in milliseconds: three days.
pub const BONUS_TIME: Moment = 3 * DAY;

/// Who lends.
#[derive(
	Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum Lender<AccountId> {
	/// An account.
	#[codec(index = 0)]
	Account(AccountId),
	/// A pool, by its manager.
	#[codec(index = 1)]
	Pool(PoolId),
}

/// What a loan is secured by: how its value is told, and when that is too little.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Security {
	/// What is pledged; `None` for the native asset.
	pub asset: Asset,
	/// The feed of its price.
	pub feed: FeedId,
	/// The feed of the price of what is lent.
	pub loan_feed: FeedId,
	/// How old the prices may be, in milliseconds: up to 7 days.
	pub max_age: Moment,
	/// The covenant: the most that is owed, as a part of the value of the collateral in parts per billion. Up to the whole.
	pub covenant: Ppb,
	/// For how many days more may be owed before the loan is in default: the time to cure that.
	pub cure: u16,
}

/// The terms of a loan. They change only if both agree.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct LoanTerms {
	/// What is lent; `None` for the native asset.
	pub asset: Asset,
	/// How much, and how it is paid back.
	pub repayment: Repayment,
	/// What it is secured by, if it is.
	pub security: Option<Security>,
	/// The loan can be declared to be in default when something has been due for more than so many days. No less than the grace.
	pub default_after: u16,
	/// The hash of the text of the contract.
	pub text: ContentHash,
}

/// An offer that stands: anyone who meets it can draw a loan.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct OfferTerms {
	/// The terms of each loan; the principal is the most that one can be of.
	pub loan: LoanTerms,
	/// The least that one can be of.
	pub least: Balance,
	/// How much is lent in all.
	pub budget: Balance,
	/// If loans are secured: the most that is lent, as a part of the value of the collateral in parts per billion. No more than the
	/// covenant.
	pub max_ltv: Ppb,
	/// The tier that is asked of borrowers: a certificate about them, no older than 30 days, which opens one loan.
	pub tier: Option<Requirement>,
	/// Until when it can be drawn, in milliseconds since the Unix epoch.
	pub until: Moment,
}

/// What is wrong in terms.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum TermsFault {
	/// What is wrong in how the loan is paid back.
	#[codec(index = 0)]
	Repayment(RepaymentError),
	/// The days until default are fewer than the grace, or more than 1,098.
	#[codec(index = 1)]
	DefaultInvalid,
	/// What is lent is pledged.
	#[codec(index = 2)]
	SameAsset,
	/// The covenant is nothing or more than the whole, or the most that is lent is nothing, more than the covenant, or said of loans
	/// that are not secured.
	#[codec(index = 3)]
	LtvInvalid,
	/// The time to cure is more than 366 days, or prices may be no time or more than 7 days old.
	#[codec(index = 4)]
	TimeInvalid,
	/// The least of a loan is nothing or above the most, or the most is above the budget.
	#[codec(index = 5)]
	BudgetInvalid,
}

impl LoanTerms {
	/// Whether they hold together, as far as that can be seen without feeds.
	pub fn check(&self) -> Result<(), TermsFault> {
		self.repayment.check().map_err(TermsFault::Repayment)?;
		if !(self.repayment.grace..=MAX_DEFAULT_AFTER).contains(&self.default_after) {
			return Err(TermsFault::DefaultInvalid);
		}
		let Some(Security { asset, max_age, covenant, cure, .. }) = self.security else { return Ok(()) };
		if asset == self.asset {
			return Err(TermsFault::SameAsset);
		}
		if !(1..=ONE).contains(&covenant) {
			return Err(TermsFault::LtvInvalid);
		}
		if !(1..=MAX_AGE).contains(&max_age) || cure > MAX_CURE {
			return Err(TermsFault::TimeInvalid);
		}
		Ok(())
	}

	/// The same for a loan of so much.
	pub fn with_principal(mut self, principal: Balance) -> Self {
		self.repayment.principal = principal;
		self
	}
}

impl OfferTerms {
	/// Whether they hold together, as far as that can be seen without feeds.
	pub fn check(&self) -> Result<(), TermsFault> {
		self.loan.check()?;
		let covenant = self.loan.security.map_or(0, |security| security.covenant);
		if self.max_ltv > covenant || (self.max_ltv == 0) != self.loan.security.is_none() {
			return Err(TermsFault::LtvInvalid);
		}
		let most = self.loan.repayment.principal;
		if !(1..=most).contains(&self.least) || most > self.budget {
			return Err(TermsFault::BudgetInvalid);
		}
		Ok(())
	}
}

/// The day of a moment, for a loan that began at another: whole days that have passed since, and one at least. So nothing is lent for no
/// interest, however soon it is paid back.
pub fn day(since: Moment, now: Moment) -> u32 {
	// A day is not nothing.
	let days = now.saturating_sub(since).checked_div(DAY).unwrap_or_default();
	u32::try_from(days).unwrap_or(u32::MAX).max(1)
}

/// What things are worth: of the collateral and of the loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
	/// The price of the collateral.
	pub collateral: Price,
	/// The price of what is lent.
	pub loan: Price,
}

impl Security {
	/// The prices, if both count. `price` tells that of a feed.
	pub fn prices(&self, now: Moment, price: impl Fn(FeedId) -> Option<Price>) -> Result<Prices, PriceFault> {
		let judge = |feed| {
			let terms = PriceTerms { feed, max_age: self.max_age, lowest: 1, highest: Balance::MAX };
			terms.judge(price(feed), now)
		};
		Ok(Prices { collateral: judge(self.feed)?, loan: judge(self.loan_feed)? })
	}

	/// The prices that counted last, whether they are moving or not, if they are no older than 7 days.
	pub fn last_prices(&self, now: Moment, price: impl Fn(FeedId) -> Option<Price>) -> Option<Prices> {
		let last = |feed| price(feed).filter(|last| last.price > 0 && now.saturating_sub(last.time) <= MAX_AGE);
		Some(Prices { collateral: last(self.feed)?, loan: last(self.loan_feed)? })
	}
}

/// What a seizure comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seizure {
	/// What is paid.
	pub paid: Balance,
	/// The collateral that is taken.
	pub taken: Balance,
}

impl Prices {
	/// What an amount of the loan is worth, rounded up.
	fn of_loan(&self, amount: Balance) -> U256 {
		value_up(amount, self.loan.price, self.loan.decimals)
	}

	/// What an amount of collateral is worth, rounded down.
	fn of_collateral(&self, amount: Balance) -> U256 {
		value_down(amount, self.collateral.price, self.collateral.decimals)
	}

	/// Whether so much is no more than a part of the value of collateral: what is owed rounded up, the value rounded down.
	pub fn within(&self, owed: Balance, collateral: Balance, ltv: Ppb) -> bool {
		// Compared without division. No value has more than 256 bits, and both have less if a factor of 30 bits is to fit.
		let owed = self.of_loan(owed).checked_mul(ONE.into());
		let most = self.of_collateral(collateral).saturating_mul(ltv.into());
		owed.is_some_and(|owed| owed <= most)
	}

	/// What is owed as a part of the value of collateral, in parts per billion, rounded up. `None` if it is worth nothing.
	pub fn ltv(&self, owed: Balance, collateral: Balance) -> Option<Ppb> {
		let ltv = mul_div_up(self.of_loan(owed), ONE, self.of_collateral(collateral))?;
		Some(Ppb::try_from(ltv).unwrap_or(Ppb::MAX))
	}

	/// The least collateral for a loan of so much at this LTV, rounded up.
	pub fn collateral_for(&self, principal: Balance, ltv: Ppb) -> Option<Balance> {
		let value = mul_div_up(self.of_loan(principal), ONE, ltv)?;
		amount_up(value, self.collateral.price, self.collateral.decimals)
	}

	/// How much of what is lent collateral is worth, rounded down.
	pub fn worth(&self, collateral: Balance) -> Balance {
		amount_down(self.of_collateral(collateral), self.loan.price, self.loan.decimals).unwrap_or(Balance::MAX)
	}

	/// How much of what is lent is paid for collateral that is seized with the largest bonus, rounded down.
	pub fn worth_seized(&self, collateral: Balance) -> Balance {
		let paid = mul_div_down(self.worth(collateral), ONE, ONE.saturating_add(MAX_SEIZURE_BONUS));
		amount(paid).unwrap_or(Balance::MAX)
	}

	/// Pay at most so much for collateral of which there is so much, with a bonus. What is taken is rounded down; if it is all, what is
	/// paid for it is rounded up.
	pub fn seize(&self, most: Balance, collateral: Balance, bonus: Ppb) -> Seizure {
		let with_bonus = ONE.saturating_add(bonus);
		let value = value_down(most, self.loan.price, self.loan.decimals);
		let value = mul_div_down(value, with_bonus, ONE).unwrap_or(U256::MAX);
		match amount_down(value, self.collateral.price, self.collateral.decimals) {
			Some(taken) if taken < collateral => Seizure { paid: most, taken },
			_ => {
				let value = value_up(collateral, self.collateral.price, self.collateral.decimals);
				let value = mul_div_up(value, ONE, with_bonus).unwrap_or(U256::MAX);
				let paid = amount_up(value, self.loan.price, self.loan.decimals).unwrap_or(Balance::MAX);
				Seizure { paid: paid.min(most), taken: collateral }
			},
		}
	}
}

/// The bonus of who seizes collateral so long after the default, in parts per billion, rounded down. It grows evenly.
pub fn seizure_bonus(since_default: Moment) -> Ppb {
	let time = since_default.min(BONUS_TIME);
	// Three days in milliseconds times a tenth of a billion have 55 bits.
	MAX_SEIZURE_BONUS.saturating_mul(time).checked_div(BONUS_TIME).unwrap_or_default()
}
