//! When principal is due.

use crate::{
	lending::{
		math::{amount, mul_div_down, mul_div_up},
		Ppb, DAY, MAX_RATE, ONE, YEAR,
	},
	money::Balance,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// The days of a year that rates are of.
pub const YEAR_DAYS: u32 = (YEAR / DAY) as u32;
/// The most dates of a schedule.
pub const MAX_PERIODS: u16 = 360;
/// The longest period, in days.
pub const MAX_PERIOD: u16 = 366;
/// The most that is lent by one loan. What a century of the highest rate makes of it is still an amount.
pub const MAX_PRINCIPAL: Balance = 1 << 110;
/// The longest grace, in days.
pub const MAX_GRACE: u16 = 366;
/// The highest fee of what is paid early: 10 %.
pub const MAX_PREPAYMENT_FEE: Ppb = ONE / 10;

/// How principal is spread over the dates.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Plan {
	/// All of it at the last date.
	#[codec(index = 0)]
	Bullet,
	/// The same part at each date.
	#[codec(index = 1)]
	EqualPrincipal,
	/// So that principal and interest together are the same at each date (an annuity).
	#[codec(index = 2)]
	Amortised,
}

/// The dates at which something is due: equal periods, the first of which begins when the money is paid out.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Schedule {
	/// How principal is spread over the dates.
	pub plan: Plan,
	/// How many dates there are: 1 to 360.
	pub periods: u16,
	/// How many days lie between two of them: 1 to 366.
	pub every: u16,
}

/// The terms by which a loan is paid back.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Repayment {
	/// What is lent.
	pub principal: Balance,
	/// The rate of interest a year, in parts per billion; it may be zero.
	pub rate: Ppb,
	/// The rate instead of it on days on which something is late, in parts per billion: no less.
	pub late_rate: Ppb,
	/// When it is due.
	pub schedule: Schedule,
	/// How many days after its date something is late: 1 at least.
	pub grace: u16,
	/// The fee for principal that is paid more than one date early, in parts per billion of it. That of the next date is free of it.
	pub prepayment_fee: Ppb,
}

/// What is wrong in terms.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum RepaymentError {
	/// Nothing is lent, or more than 2^110.
	#[codec(index = 0)]
	PrincipalInvalid,
	/// A rate is more than 1,000 % a year, or the late rate less than the other.
	#[codec(index = 1)]
	RateInvalid,
	/// There are no dates or more than 360, or a period has no days or more than 366.
	#[codec(index = 2)]
	ScheduleInvalid,
	/// The grace is less than a day, or more than 366.
	#[codec(index = 3)]
	GraceInvalid,
	/// The fee of what is paid early is more than 10 %.
	#[codec(index = 4)]
	FeeInvalid,
}

/// What fractions of the annuity are parts of. So fine that, of any amount, less than one unit is lost by rounding.
fn whole() -> U256 {
	U256::from(10u8).pow(U256::from(54u8))
}

/// `base` to a power, both parts of [`whole`], rounded down each time. The base is no more than the whole.
fn power(mut base: U256, mut exponent: u16) -> U256 {
	let whole = whole();
	let times = |a, b| mul_div_down(a, b, whole).unwrap_or_default();
	let mut result = whole;
	while exponent > 0 {
		if exponent & 1 == 1 {
			result = times(result, base);
		}
		base = times(base, base);
		exponent >>= 1;
	}
	result
}

/// What comes at a date, if all is paid at its date.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Instalment {
	/// The day, counted from the one at which the money was paid out.
	pub day: u32,
	/// The principal that is due.
	pub principal: Balance,
	/// The interest of the period, rounded up: what was left over of a unit at the date before may make it one less.
	pub interest: Balance,
}

impl Repayment {
	/// What comes at each date, if all is paid at its date.
	pub fn instalments(&self) -> impl Iterator<Item = Instalment> + '_ {
		(1..=self.schedule.periods).map(|date| {
			let before = self.principal_by(date.saturating_sub(1));
			// More is due by each date than by the one before, and all is no less than any part.
			let (left, days) = (self.principal.saturating_sub(before), U256::from(self.schedule.every));
			let parts = U256::from(YEAR_DAYS).saturating_mul(ONE.into());
			let interest = mul_div_up(left, U256::from(self.rate).saturating_mul(days), parts);
			Instalment {
				day: self.day(date),
				principal: self.principal_by(date).saturating_sub(before),
				interest: amount(interest).unwrap_or(Balance::MAX),
			}
		})
	}

	/// Whether they hold together.
	pub fn check(&self) -> Result<(), RepaymentError> {
		let Self { principal, rate, late_rate, schedule, grace, prepayment_fee } = self;
		if !(1..=MAX_PRINCIPAL).contains(principal) {
			return Err(RepaymentError::PrincipalInvalid);
		}
		if rate > late_rate || *late_rate > MAX_RATE {
			return Err(RepaymentError::RateInvalid);
		}
		if !(1..=MAX_PERIODS).contains(&schedule.periods) || !(1..=MAX_PERIOD).contains(&schedule.every) {
			return Err(RepaymentError::ScheduleInvalid);
		}
		if !(1..=MAX_GRACE).contains(grace) {
			return Err(RepaymentError::GraceInvalid);
		}
		if *prepayment_fee > MAX_PREPAYMENT_FEE {
			return Err(RepaymentError::FeeInvalid);
		}
		Ok(())
	}

	/// The day of a date, of which the first is number 1.
	pub fn day(&self, date: u16) -> u32 {
		u32::from(date).saturating_mul(self.schedule.every.into())
	}

	/// How many dates have come by a day, that day included.
	pub fn passed(&self, day: u32) -> u16 {
		let passed = day.checked_div(self.schedule.every.into()).unwrap_or_default();
		u16::try_from(passed).unwrap_or(u16::MAX).min(self.schedule.periods)
	}

	/// How much principal is due by a date in all, rounded down; by the last, all of it.
	///
	/// Of an annuity it is P (v^(n-k) - v^n) / (1 - v^n), where v is one by one plus the rate of a period: what the payments of the first k of n
	/// periods leave after interest, in closed form.
	pub fn principal_by(&self, date: u16) -> Balance {
		let Self { principal, rate, schedule: Schedule { plan, periods, every }, .. } = *self;
		if date >= periods {
			return principal;
		}
		let part = |of: U256, all: U256| amount(mul_div_down(principal, of, all)).unwrap_or_default();
		match plan {
			Plan::Bullet => 0,
			Plan::Amortised if rate > 0 => {
				let whole = whole();
				let year = U256::from(YEAR_DAYS).saturating_mul(ONE.into());
				let grown = year.saturating_add(U256::from(rate).saturating_mul(every.into()));
				let discount = mul_div_down(whole, year, grown).unwrap_or_default();
				let all = power(discount, periods);
				let left = power(discount, periods.saturating_sub(date));
				part(left.saturating_sub(all), whole.saturating_sub(all))
			},
			Plan::EqualPrincipal | Plan::Amortised => part(date.into(), periods.into()),
		}
	}

	/// The first date after this one by which more principal is due in all than so much, if there is one.
	pub fn first_above(&self, after: u16, paid: Balance) -> Option<u16> {
		let (mut from, mut to) = (after.saturating_add(1), self.schedule.periods);
		if from > to || self.principal <= paid {
			return None;
		}
		// More is due by each date than by the one before, and by the last more than that.
		while from < to {
			let middle = from.midpoint(to);
			if self.principal_by(middle) > paid {
				to = middle;
			} else {
				from = middle.saturating_add(1);
			}
		}
		Some(to)
	}
}
