//! What is owed, and what a payment pays.

use super::{Repayment, YEAR_DAYS};
use crate::{
	lending::{
		math::{amount, mul_div_down, mul_div_up},
		Ppb, ONE,
	},
	money::Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// What parts of a unit of interest are counted in: what one unit bears in a day at one part per billion a year.
const PARTS: u64 = YEAR_DAYS as u64 * ONE;

/// Interest that has accrued, exactly: so it does not matter how often it is computed.
#[derive(
	Clone, Copy, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Accrued {
	/// Whole units.
	pub units: Balance,
	/// What there is beyond them, in parts of which 365 billion are a unit.
	pub rest: u64,
}

impl Accrued {
	/// What is to be paid of it: rounded up.
	pub fn owed(&self) -> Balance {
		self.units.saturating_add(u8::from(self.rest > 0).into())
	}

	/// Add what principal bears at a rate in some days.
	fn bear(&mut self, principal: Balance, rate: Ppb, days: u32) {
		// 110 bits, 34 bits and 32 bits.
		let parts = U256::from(principal).saturating_mul(rate.into()).saturating_mul(days.into());
		let (units, rest) = parts.saturating_add(self.rest.into()).div_mod(PARTS.into());
		self.units = self.units.saturating_add(amount(Some(units)).unwrap_or(Balance::MAX));
		self.rest = rest.low_u64();
	}

	/// Move all of it to another.
	fn give(&mut self, other: &mut Self) {
		let rest = self.rest.saturating_add(other.rest);
		let carried = u8::from(rest >= PARTS);
		other.units = other.units.saturating_add(self.units).saturating_add(carried.into());
		other.rest = if carried == 1 { rest.saturating_sub(PARTS) } else { rest };
		*self = Self::default();
	}

	/// Pay of it as much as there is money for: how much.
	fn pay(&mut self, money: &mut Balance) -> Balance {
		let paid = self.owed().min(*money);
		*money = money.saturating_sub(paid);
		match self.units.checked_sub(paid) {
			Some(units) if paid < self.owed() => self.units = units,
			_ => *self = Self::default(),
		}
		paid
	}
}

/// A loan that is being paid back.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Debt {
	/// The principal that is not paid back yet.
	pub principal: Balance,
	/// Interest at the late rate, which is due at once.
	pub late: Accrued,
	/// Interest until the last date.
	pub interest: Accrued,
	/// Interest since then, which is due at the next date.
	pub fresh: Accrued,
	/// The day until which interest is computed.
	pub day: u32,
	/// How many dates are met: all that was due by them was paid at some time.
	pub met: u16,
	/// For how many days something was due at most, before it was paid.
	pub worst: u32,
}

/// What is due.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Due {
	/// Interest at the late rate.
	pub late: Balance,
	/// Interest until the last date.
	pub interest: Balance,
	/// Principal by the last date.
	pub principal: Balance,
}

impl Due {
	/// All of it.
	pub fn total(&self) -> Balance {
		self.late.saturating_add(self.interest).saturating_add(self.principal)
	}
}

/// What a payment has paid.
#[derive(
	Clone, Copy, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Payment {
	/// Interest at the late rate.
	pub late: Balance,
	/// Other interest.
	pub interest: Balance,
	/// Principal.
	pub principal: Balance,
	/// The fee for principal that is paid early.
	pub fee: Balance,
}

impl Payment {
	/// All of it: no more than was given.
	pub fn total(&self) -> Balance {
		self.late.saturating_add(self.interest).saturating_add(self.principal).saturating_add(self.fee)
	}
}

impl Debt {
	/// When the money is paid out.
	pub fn new(terms: &Repayment) -> Self {
		let none = Accrued::default();
		let principal = terms.principal;
		Self { principal, late: none, interest: none, fresh: none, day: 0, met: 0, worst: 0 }
	}

	/// Whether nothing is owed.
	pub fn is_paid(&self) -> bool {
		self.principal == 0 && [self.late, self.interest, self.fresh].iter().all(|accrued| accrued.owed() == 0)
	}

	/// The principal that is paid back.
	fn paid(&self, terms: &Repayment) -> Balance {
		terms.principal.saturating_sub(self.principal)
	}

	/// The principal that is due by the next date, and so bears no fee.
	fn without_fee(&self, terms: &Repayment) -> Balance {
		terms.principal_by(terms.passed(self.day).saturating_add(1)).saturating_sub(self.paid(terms))
	}

	/// What is due on the day until which interest is computed.
	pub fn due(&self, terms: &Repayment) -> Due {
		let by = terms.principal_by(terms.passed(self.day));
		let principal = by.saturating_sub(self.paid(terms));
		Due { late: self.late.owed(), interest: self.interest.owed(), principal }
	}

	/// The first date that is not met, or will not be if nothing is paid until then.
	fn unmet(&self, terms: &Repayment) -> Option<u16> {
		if self.is_paid() {
			return None;
		}
		let next = self.met.saturating_add(1);
		if next > terms.schedule.periods {
			return None;
		}
		// What is due is so until all of it is paid. Each day bears interest, if any does, and it is due by the next date.
		if terms.rate > 0 || self.due(terms).total() > 0 {
			return Some(next);
		}
		terms.first_above(self.met, self.paid(terms))
	}

	/// The first day that bears the late rate, unless what is due is paid before.
	pub fn late_from(&self, terms: &Repayment) -> Option<u32> {
		Some(terms.day(self.unmet(terms)?).saturating_add(terms.grace.into()))
	}

	/// For how many days something has been due.
	pub fn overdue(&self, terms: &Repayment) -> u32 {
		self.unmet(terms).map_or(0, |date| self.day.saturating_sub(terms.day(date)))
	}

	/// Compute interest until a day. Of an earlier one, nothing changes.
	pub fn accrue(&mut self, terms: &Repayment, day: u32) {
		if day <= self.day {
			return;
		}
		let unmet = self.unmet(terms);
		let late_from = self.late_from(terms).unwrap_or(u32::MAX).clamp(self.day, day);
		let passed = terms.passed(day);
		// After the last date all is due at once.
		let date = if passed == terms.schedule.periods { day } else { terms.day(passed) };
		if date > self.day {
			self.fresh.give(&mut self.interest);
		}
		let until_date = late_from.min(date.max(self.day));
		self.interest.bear(self.principal, terms.rate, until_date.saturating_sub(self.day));
		self.fresh.bear(self.principal, terms.rate, late_from.saturating_sub(until_date));
		self.late.bear(self.principal, terms.late_rate, day.saturating_sub(late_from));
		self.day = day;
		// Nothing was due by the dates before that one. Where no interest is, there can be some.
		self.met = self.met.max(unmet.unwrap_or_default().saturating_sub(1).min(passed));
		self.note(terms);
	}

	/// Note what is met, and for how long something has been due.
	fn note(&mut self, terms: &Repayment) {
		if self.due(terms).total() == 0 {
			self.met = terms.passed(self.day);
		}
		self.worst = self.worst.max(self.overdue(terms));
	}

	/// Pay with so much money, on the day until which interest is computed: what is due, which is interest at the late rate, other interest and
	/// principal, in this order; then interest since the last date; then principal that is due at the next date; then the rest of the principal, with a
	/// fee. What is not needed is not taken, and neither is what is too little for a unit of principal and its fee.
	pub fn pay(&mut self, terms: &Repayment, money: Balance) -> Payment {
		let mut left = money;
		let (due, next) = (self.due(terms).principal, self.without_fee(terms));
		let late = self.late.pay(&mut left);
		let mut interest = self.interest.pay(&mut left);
		let first = due.min(left).min(self.principal);
		left = left.saturating_sub(first);
		interest = interest.saturating_add(self.fresh.pay(&mut left));
		let second = next.saturating_sub(first).min(left).min(self.principal.saturating_sub(first));
		left = left.saturating_sub(second);
		let rest = self.principal.saturating_sub(first).saturating_sub(second);
		let with_fee = ONE.saturating_add(terms.prepayment_fee);
		let third = amount(mul_div_down(left, ONE, with_fee)).unwrap_or_default().min(rest);
		let fee = fee(terms, third);
		let principal = first.saturating_add(second).saturating_add(third);
		self.principal = self.principal.saturating_sub(principal);
		self.note(terms);
		Payment { late, interest, principal, fee }
	}

	/// What it takes to pay all on the day until which interest is computed.
	pub fn payoff(&self, terms: &Repayment) -> Payment {
		Payment {
			late: self.late.owed(),
			interest: self.interest.owed().saturating_add(self.fresh.owed()),
			principal: self.principal,
			fee: fee(terms, self.principal.saturating_sub(self.without_fee(terms))),
		}
	}
}

/// The fee for so much principal that is paid early, rounded up.
fn fee(terms: &Repayment, principal: Balance) -> Balance {
	amount(mul_div_up(principal, terms.prepayment_fee, ONE)).unwrap_or(Balance::MAX)
}
