//! Whether a position is safe, and what a liquidation takes.

use super::{
	math::{amount_down, amount_up, mul_div_down, mul_div_up, value_down, value_up},
	Ppb, Price, Terms, ONE,
};
use crate::money::Balance;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::U256;

/// A debt and what is pledged for it, at prices that count. What is pledged is rounded down in value, and what is owed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Secured {
	/// What is pledged.
	pub collateral: Balance,
	/// What is owed.
	pub debt: Balance,
	/// The price of what is pledged.
	pub collateral_price: Price,
	/// The price of what is owed.
	pub loan_price: Price,
}

/// What a liquidation does.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Liquidation {
	/// What is repaid of the debt.
	pub repaid: Balance,
	/// What is taken of the collateral.
	pub taken: Balance,
	/// The value of what is taken as a multiple of what is repaid, in parts per billion.
	pub bonus: Ppb,
	/// What is left of the debt and not secured by anything: a bad debt.
	pub bad_debt: Balance,
}

/// Why there is no liquidation.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum NotLiquidated {
	/// The health is 1 or more.
	#[codec(index = 0)]
	Healthy,
	/// It would leave a debt, or collateral for a debt, that is worth less than the minimum debt.
	#[codec(index = 1)]
	LeavesDust,
	/// So little would be repaid that nothing would be taken for it, or nothing is repaid.
	#[codec(index = 2)]
	TooLittle,
}

impl Secured {
	/// The value of the collateral, rounded down.
	pub fn collateral_value(&self) -> U256 {
		value_down(self.collateral, self.collateral_price.price, self.collateral_price.decimals)
	}

	/// The value of the debt, rounded up.
	pub fn debt_value(&self) -> U256 {
		value_up(self.debt, self.loan_price.price, self.loan_price.decimals)
	}

	/// Whether the debt is within this part of the value of the collateral.
	pub fn is_within(&self, ltv: Ppb) -> bool {
		let most = self.collateral_value().full_mul(ltv.into());
		self.debt_value().full_mul(ONE.into()) <= most
	}

	/// The health, in parts per billion and rounded down: the value of the collateral times the liquidation LTV, by that of the
	/// debt. Nothing if nothing is owed.
	pub fn health(&self, liquidation_ltv: Ppb) -> Option<Ppb> {
		let debt = self.debt_value();
		if debt.is_zero() {
			return None;
		}
		let health = mul_div_down(self.collateral_value(), liquidation_ltv, debt);
		Some(health.and_then(|health| Ppb::try_from(health).ok()).unwrap_or(Ppb::MAX))
	}

	/// Debt as a part of the value of the collateral, in parts per billion and rounded up. Nothing if nothing is pledged that is
	/// worth anything.
	pub fn ltv(&self) -> Option<Ppb> {
		let ltv = mul_div_up(self.debt_value(), ONE, self.collateral_value())?;
		Some(Ppb::try_from(ltv).unwrap_or(Ppb::MAX))
	}

	/// The price of the collateral below which the health is less than 1, rounded up. Nothing if nothing is owed, or nothing pledged.
	pub fn liquidation_price(&self, liquidation_ltv: Ppb) -> Option<Balance> {
		if self.debt == 0 {
			return None;
		}
		let safe = mul_div_up(self.debt_value(), ONE, liquidation_ltv)?;
		let price = mul_div_up(safe, super::math::whole(self.collateral_price.decimals), self.collateral)?;
		Balance::try_from(price).ok()
	}

	/// The most that can be owed within this part of the value of the collateral, rounded down.
	pub fn most_debt(&self, ltv: Ppb) -> Balance {
		let value = mul_div_down(self.collateral_value(), ltv, ONE).unwrap_or_default();
		amount_down(value, self.loan_price.price, self.loan_price.decimals).unwrap_or(Balance::MAX)
	}

	/// The least collateral that the debt is within this part of, rounded up.
	pub fn least_collateral(&self, ltv: Ppb) -> Balance {
		let value = mul_div_up(self.debt_value(), ONE, ltv).unwrap_or(U256::MAX);
		amount_up(value, self.collateral_price.price, self.collateral_price.decimals).unwrap_or(Balance::MAX)
	}

	/// The value of what is taken as a multiple of what is repaid, at a health below 1.
	///
	/// It is linear: 1 at the health 1, and the largest at the health that terms say, and below. Near the point where the
	/// collateral is worth just the debt it is no larger than the one by the other: a debt that its collateral covers is never left
	/// to suppliers in part, and below that point no more is given away than is lost anyway. So nobody gains by letting a second
	/// account of their own liquidate what they could repay. The second answer is whether it is smaller for that.
	fn bonus<AccountId>(&self, health: Ppb, terms: &Terms<AccountId>) -> (Ppb, bool) {
		let full = ONE.saturating_sub(terms.max_bonus_health);
		let part = ONE.saturating_sub(health).min(full);
		let more = mul_div_down(terms.max_bonus.saturating_sub(ONE), part, full).unwrap_or_default();
		// Saturating is right: a bonus of checked terms is at most one half.
		let bonus = ONE.saturating_add(Ppb::try_from(more).unwrap_or_default());
		let (collateral, debt) = (self.collateral_value(), self.debt_value());
		let ratio = mul_div_down(collateral.max(debt), ONE, collateral.min(debt));
		let ratio = ratio.and_then(|ratio| Ppb::try_from(ratio).ok()).unwrap_or(Ppb::MAX);
		(bonus.min(ratio), ratio < bonus)
	}

	/// What all the collateral is taken for, with this bonus.
	fn for_all(&self, bonus: Ppb) -> Balance {
		let all = value_up(self.collateral, self.collateral_price.price, self.collateral_price.decimals);
		let value = mul_div_up(all, ONE, bonus);
		let repaid = value.and_then(|value| amount_up(value, self.loan_price.price, self.loan_price.decimals));
		repaid.unwrap_or(Balance::MAX)
	}

	/// What a liquidation does by which at most `most` is repaid, under checked terms.
	///
	/// It repays no more than what restores the target health; more, if otherwise a debt or collateral would be left that is worth
	/// less than the minimum debt. Both roundings are against who liquidates.
	pub fn liquidate<AccountId>(&self, terms: &Terms<AccountId>, most: Balance) -> Result<Liquidation, NotLiquidated> {
		let health = self.health(terms.liquidation_ltv).filter(|health| *health < ONE);
		let health = health.ok_or(NotLiquidated::Healthy)?;
		let (collateral, debt) = (self.collateral_value(), self.debt_value());
		let (mut bonus, is_capped) = self.bonus(health, terms);
		// Collateral that is worth nothing is none: whoever asks for it has it, and what is owed is a bad debt.
		if collateral.is_zero() {
			return Ok(Liquidation { repaid: 0, taken: self.collateral, bonus, bad_debt: self.debt });
		}
		// Of what is worth less than the debt, only who takes all of it has a bonus: in parts, each would make the next one larger.
		if collateral < debt && most < self.for_all(bonus).min(self.debt) {
			bonus = ONE;
		}
		let loan = (self.loan_price.price, self.loan_price.decimals);
		let pledged = (self.collateral_price.price, self.collateral_price.decimals);
		let take = |repaid: Balance| -> Balance {
			let value = mul_div_down(value_down(repaid, loan.0, loan.1), bonus, ONE);
			let taken = value.and_then(|value| amount_down(value, pledged.0, pledged.1)).unwrap_or(Balance::MAX);
			taken.min(self.collateral)
		};
		let for_all = self.for_all(bonus);
		// (collateral - x * bonus) * LTV / (debt - x) = target, so x = (target * debt - LTV * collateral) / (target - LTV * bonus).
		let wanted = mul_div_up(debt, terms.target_health, ONE).unwrap_or(U256::MAX);
		let secured = mul_div_down(collateral, terms.liquidation_ltv, ONE).unwrap_or_default();
		let part = mul_div_down(terms.liquidation_ltv, bonus, ONE).unwrap_or_default();
		// It is not zero: LTV times bonus is less than 1, and the target more.
		let divisor = U256::from(terms.target_health).saturating_sub(part);
		let value = mul_div_up(wanted.saturating_sub(secured), ONE, divisor);
		let to_target = value.and_then(|value| amount_up(value, loan.0, loan.1)).unwrap_or(Balance::MAX);

		let least = value_up(terms.min_debt, loan.0, loan.1);
		let is_worth_it = |taken: Balance| {
			let left = value_down(self.collateral.saturating_sub(taken), pledged.0, pledged.1);
			left >= least
		};
		let mut allowed = to_target.min(self.debt).min(for_all);
		// All of it, too, where a part would not be worth a unit of the collateral.
		let is_too_little = take(allowed) == 0;
		if is_too_little || self.debt.saturating_sub(allowed) < terms.min_debt || !is_worth_it(take(allowed)) {
			allowed = self.debt.min(for_all);
		}
		let repaid = allowed.min(most);
		// For all of the debt goes all of the collateral, if the bonus is what the one is worth by the other: units can be dear.
		let goes_whole = repaid == self.debt && collateral >= debt && is_capped;
		let taken = if repaid == for_all || goes_whole { self.collateral } else { take(repaid) };
		if repaid == 0 || taken == 0 {
			return Err(NotLiquidated::TooLittle);
		}
		let left = self.debt.saturating_sub(repaid);
		let done = |taken, bad_debt| Ok(Liquidation { repaid, taken, bonus, bad_debt });
		let kept = value_down(self.collateral.saturating_sub(taken), pledged.0, pledged.1);
		if left == 0 {
			return done(taken, 0);
		}
		if kept.is_zero() {
			return done(self.collateral, left);
		}
		if left < terms.min_debt || !is_worth_it(taken) {
			return Err(NotLiquidated::LeavesDust);
		}
		done(taken, 0)
	}
}
