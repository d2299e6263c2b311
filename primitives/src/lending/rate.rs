//! What borrowing costs.

use super::{math::mul_div_down, Ppb, ONE, YEAR};
use crate::Moment;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

/// What fine fractions are parts of: 10^27.
pub const RAY: u128 = 1_000_000_000_000_000_000_000_000_000;

/// The longest time that interest is computed for at once: 10 years. What is beyond it bears none.
pub const MAX_SPAN: Moment = 10 * YEAR;

/// How the rate of interest follows from how much of a market is lent: two straight lines, that meet at the kink. Rates are per
/// year of 365 days and are compounded.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct RateModel {
	/// The utilisation at which the lines meet, in parts per billion: more than 0 and less than 1.
	pub kink: Ppb,
	/// The rate while nothing is lent, in parts per billion.
	pub at_zero: Ppb,
	/// The rate at the kink, in parts per billion.
	pub at_kink: Ppb,
	/// The rate when all is lent, in parts per billion.
	pub at_full: Ppb,
}

impl RateModel {
	/// The rate at a utilisation, both in parts of [`RAY`], rounded down.
	pub fn rate(&self, utilisation: u128) -> u128 {
		let scale = RAY / u128::from(ONE);
		let ray = |ppb: Ppb| u128::from(ppb).saturating_mul(scale);
		let kink = ray(self.kink);
		let (from, to, part, of) = if utilisation < kink {
			(ray(self.at_zero), ray(self.at_kink), utilisation, kink)
		} else {
			let part = utilisation.min(RAY).saturating_sub(kink);
			(ray(self.at_kink), ray(self.at_full), part, RAY.saturating_sub(kink))
		};
		// Saturating is right: the rates of checked terms do not fall, and are far from the largest number.
		let more = mul_div_down(to.saturating_sub(from), part, of).unwrap_or_default();
		from.saturating_add(u128::try_from(more).unwrap_or_default())
	}
}

/// By which part a debt grows in a time, in parts of [`RAY`] and rounded down: the first three terms of the series of
/// e^(rate x time) - 1. It is never more than what is compounded continuously.
pub fn growth(rate: u128, span: Moment) -> U256 {
	let ray = U256::from(RAY);
	let over = |product: U256| product.checked_div(ray).unwrap_or_default();
	// A rate has 128 bits and a span fewer than 40. Of a checked rate, of at most 10 a year, this is at most 100 times the whole.
	let x = U256::from(rate).saturating_mul(span.min(MAX_SPAN).into()).checked_div(YEAR.into()).unwrap_or_default();
	let x = x.min(U256::from(RAY).saturating_mul(100u8.into()));
	let second = over(x.saturating_mul(x));
	let third = over(second.saturating_mul(x));
	let half = second.checked_div(2u8.into()).unwrap_or_default();
	let sixth = third.checked_div(6u8.into()).unwrap_or_default();
	x.saturating_add(half).saturating_add(sixth)
}
