//! When an amount becomes due, as a pure function of the time.

use super::{
	calendar::{after, completed},
	Balance, Moment, Seconds, Span,
};
use core::ops::Range;
use sp_core::U256;

/// How an amount accrues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
	/// By instalments, one a period: the first at the start.
	Period(Span),
	/// Evenly, by the millisecond; a period has so many seconds.
	Evenly(Seconds),
}

/// When an amount becomes due. One that is due at once has a count of 1, and any period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
	/// When it begins. If `None`, that is not known, and nothing accrues.
	pub start: Option<Moment>,
	/// How it accrues.
	pub every: Every,
	/// In how many periods; without end if `None`. In none, nothing accrues.
	pub count: Option<u32>,
	/// All of it if there is a count, and otherwise what accrues in a period. \[balance\]
	pub amount: Balance,
	/// When it ends: an instalment at this moment or later does not accrue, a stream flows until then.
	pub end: Option<Moment>,
	/// Nothing is due before this moment; what has accrued by then is due at it.
	pub from: Option<Moment>,
	/// Whether something awaited is not true yet, so that nothing is due.
	pub waits: bool,
}

impl Schedule {
	/// What has accrued by a moment, whatever is awaited. Where there is no count it stays at the largest number once it is
	/// there: no asset has more.
	pub fn accrued(&self, t: Moment) -> Balance {
		match self.every {
			Every::Period(span) => self.first(self.done(span, t)),
			Every::Evenly(seconds) => self.flowed(seconds, t).unwrap_or(0),
		}
	}

	/// What has become due by a moment.
	pub fn due(&self, t: Moment) -> Balance {
		if self.waits || self.from.is_some_and(|from| t < from) {
			return 0;
		}
		self.accrued(t)
	}

	/// What it comes to in the end, if all that is awaited comes true; `None` if there is no bound. Where the start is not
	/// known, as if nothing ended it before it is through.
	pub fn total(&self) -> Option<Balance> {
		match self.start {
			Some(_) => (self.count.is_some() || self.end.is_some()).then(|| self.accrued(Moment::MAX)),
			None => self.count.map(|count| if count == 0 { 0 } else { self.amount }),
		}
	}

	/// Since when the unit with this number, from 0 on, is due, or when it will be as far as is known now: the first moment
	/// at which more than so many are. `None` if it never is, or something is awaited.
	pub fn due_since(&self, unit: Balance) -> Option<Moment> {
		if self.waits {
			return None;
		}
		Some(self.accrues(unit)?.max(self.from.unwrap_or(0)))
	}

	/// For interest: the sum, over those of the units with these numbers that are late, of how long each has been due, in
	/// units × milliseconds. A unit is late if it has been due for longer than the grace. Nothing of a stream, which bears no
	/// interest.
	///
	/// With periods of seconds the work is bounded by the number of bits; with periods of months it is a short step for each
	/// instalment after `from` that has some of these units and is late.
	pub fn weighted(&self, units: Range<Balance>, t: Moment, grace: Seconds) -> U256 {
		match self.every {
			Every::Period(span) => self.weigh(span, units, t, grace).unwrap_or_default(),
			Every::Evenly(_) => U256::zero(),
		}
	}

	/// When, after a moment, more accrues next, and how much, whatever is awaited. Instalments of nothing do not count. Of a
	/// stream that has a count or an end: when all of it has accrued, and what accrues until then. `None` if there is no more,
	/// or no bound to a stream.
	pub fn next(&self, t: Moment) -> Option<(Moment, Balance)> {
		let now = self.accrued(t);
		let unit = match self.every {
			Every::Period(_) => now,
			Every::Evenly(_) => self.total()?.checked_sub(1)?,
		};
		let at = self.accrues(unit)?;
		let more = self.accrued(at).checked_sub(now)?;
		(more != 0).then_some((at, more))
	}

	/// When the unit with this number accrues.
	fn accrues(&self, unit: Balance) -> Option<Moment> {
		let units = unit.checked_add(1)?;
		match self.every {
			Every::Period(span) => self.instalment(span, self.reaching(units)?),
			Every::Evenly(seconds) => {
				if self.count.is_some() && units > self.amount {
					return None;
				}
				let elapsed = div_ceil(U256::from(units).checked_mul(self.length(seconds)?)?, self.amount.into())?;
				let at = self.start?.checked_add(u64::try_from(elapsed).ok()?)?;
				self.end.is_none_or(|end| at <= end).then_some(at)
			},
		}
	}

	/// How many instalments have accrued by a moment.
	fn done(&self, span: Span, t: Moment) -> u64 {
		let Some(start) = self.start else { return 0 };
		// None accrues at the end any more; before moment 0 there is nothing.
		let Some(t) = self.end.map_or(Some(t), |end| Some(t.min(end.checked_sub(1)?))) else { return 0 };
		if t < start {
			return 0;
		}
		// The first accrues at the start. Saturating: so many only if a span has no length, and then all.
		let done = completed(start, span, t).saturating_add(1);
		self.count.map_or(done, |count| done.min(count.into()))
	}

	/// When an instalment accrues, which are numbered from 1 on and are not more than the count.
	fn instalment(&self, span: Span, number: u64) -> Option<Moment> {
		let at = after(self.start?, span, number.checked_sub(1)?)?;
		self.end.is_none_or(|end| at < end).then_some(at)
	}

	/// An instalment, in whole units, and what it has besides: so many of so many parts of a unit. `None` if there are none.
	fn rate(&self) -> Option<(Balance, u64, u64)> {
		let Some(count) = self.count else { return Some((self.amount, 0, 1)) };
		let rest = self.amount.checked_rem(count.into())?;
		Some((self.amount.checked_div(count.into())?, u64::try_from(rest).ok()?, count.into()))
	}

	/// The first instalments together: so many of them, and not more than the count.
	fn first(&self, number: u64) -> Balance {
		let Some((whole, rest, of)) = self.rate() else { return 0 };
		// amount × number / count, in two parts that fit. Saturating: if there is a count it is not more than the amount, and
		// without one it stays at the largest number. There is a rest only with a count, and the product of two u32 fits.
		let parts = rest.saturating_mul(number).checked_div(of).unwrap_or(0);
		whole.saturating_mul(number.into()).saturating_add(parts.into())
	}

	/// How many instalments it takes to have so many units; `None` if all do not have them.
	fn reaching(&self, units: Balance) -> Option<u64> {
		let of = self.count.unwrap_or(1);
		let number = div_ceil(U256::from(units).checked_mul(of.into())?, self.amount.into())?;
		let number = u64::try_from(number).ok()?;
		self.count.is_none_or(|count| number <= count.into()).then_some(number)
	}

	/// For how long a stream flows until its amount has, in milliseconds; `None` if it has no time to flow in.
	fn length(&self, seconds: Seconds) -> Option<U256> {
		let length = U256::from(seconds).checked_mul(self.count.unwrap_or(1).into())?.checked_mul(1_000.into())?;
		(!length.is_zero()).then_some(length)
	}

	/// What of a stream has flowed by a moment.
	fn flowed(&self, seconds: Seconds, t: Moment) -> Option<Balance> {
		// Saturating: before the start nothing has.
		let elapsed = self.end.map_or(t, |end| t.min(end)).saturating_sub(self.start?);
		let flowed = U256::from(self.amount).checked_mul(elapsed.into())?.checked_div(self.length(seconds)?)?;
		let flowed = Balance::try_from(flowed).unwrap_or(Balance::MAX);
		Some(if self.count.is_some() { flowed.min(self.amount) } else { flowed })
	}

	/// See [`Self::weighted`]. `None` if nothing is late. Nothing overflows: no sum here is more than what it counts, which are
	/// u128 units, times a u64 of milliseconds.
	///
	/// How long all of them have been due is the area under the number of them that are due, over time. It is a staircase: a step
	/// is as high as the instalments until then, less the units that come before, and as long as a period.
	fn weigh(&self, span: Span, units: Range<Balance>, t: Moment, grace: Seconds) -> Option<U256> {
		let late_since = t.checked_sub(u64::from(grace).checked_mul(1_000)?)?.checked_sub(1)?;
		let late = self.due(late_since).min(units.end);
		let below = units.start;
		// None of them is late, or so many.
		let height = U256::from(late.checked_sub(below)?);
		// From here on all of them are due. There is no such instalment if there are none.
		let last = self.reaching(late)?;
		let last_at = self.instalment(span, last)?;
		let from = self.from.unwrap_or(0);
		let top = height.checked_mul(t.checked_sub(last_at.max(from))?.into())?;
		if last_at <= from {
			return Some(top);
		}
		// What is due at `from` at once, until one more accrues that has some of them. It is not later than the last.
		let before = self.done(span, from);
		let next = before.checked_add(1)?.max(self.reaching(below.checked_add(1)?)?).min(last);
		let next_at = self.instalment(span, next)?;
		let bottom = U256::from(self.first(before).saturating_sub(below));
		let bottom = bottom.checked_mul(next_at.checked_sub(from)?.into())?;
		// And the steps between these two.
		let (whole, rest, of) = self.rate()?;
		let (numbers, parts) = match span {
			Span::Seconds(seconds) => {
				let period = u128::from(seconds).checked_mul(1_000)?;
				let numbers = numbers_below(last)?.checked_sub(numbers_below(next)?)?;
				let parts = parts_below(last, rest, of)?.checked_sub(parts_below(next, rest, of)?)?;
				(numbers.checked_mul(period)?, u128::from(parts).checked_mul(period)?)
			},
			Span::Months(_) => {
				let (mut numbers, mut parts, mut number, mut at) = (0u128, 0u128, next, next_at);
				// By the time and not by the number: months of no length would never end.
				while at < last_at {
					let until = after(self.start?, span, number)?;
					let length = u128::from(until.checked_sub(at)?);
					numbers = numbers.checked_add(length.checked_mul(number.into())?)?;
					parts =
						parts.checked_add(length.checked_mul(rest.checked_mul(number)?.checked_div(of)?.into())?)?;
					(number, at) = (number.checked_add(1)?, until);
				}
				(numbers, parts)
			},
		};
		let steps = U256::from(whole).checked_mul(numbers.into())?.checked_add(parts.into())?;
		let steps = steps.checked_sub(U256::from(below).checked_mul(last_at.checked_sub(next_at)?.into())?)?;
		bottom.checked_add(steps)?.checked_add(top)
	}
}

/// The sum of the numbers from 0 on, below a bound.
fn numbers_below(bound: u64) -> Option<u128> {
	let bound = u128::from(bound);
	bound.checked_mul(bound.saturating_sub(1))?.checked_div(2)
}

/// The sum of floor(number × rest / of) over the numbers from 0 on, below a bound. The rest is less than `of`, and unless it
/// is 0 all three are u32, so that all fits.
///
/// It is the number of points of a grid under a line. Those under a whole slope are a triangle; what is left is seen from the
/// other axis, where the slope is more than 1 again, as in the algorithm of Euclid.
fn parts_below(bound: u64, rest: u64, of: u64) -> Option<u64> {
	let (mut bound, mut rest, mut of, mut offset, mut sum) = (bound, rest, of, 0u64, 0u64);
	loop {
		if rest == 0 || bound == 0 {
			return Some(sum);
		}
		let triangle = u64::try_from(numbers_below(bound)?).ok()?;
		sum = sum
			.checked_add(triangle.checked_mul(rest.checked_div(of)?)?)?
			.checked_add(bound.checked_mul(offset.checked_div(of)?)?)?;
		(rest, offset) = (rest.checked_rem(of)?, offset.checked_rem(of)?);
		let height = rest.checked_mul(bound)?.checked_add(offset)?;
		(bound, offset) = (height.checked_div(of)?, height.checked_rem(of)?);
		(rest, of) = (of, rest);
	}
}

/// A quotient, rounded up.
fn div_ceil(of: U256, by: U256) -> Option<U256> {
	of.checked_add(by.checked_sub(1.into())?)?.checked_div(by)
}

#[cfg(test)]
mod tests;
