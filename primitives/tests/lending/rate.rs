//! What borrowing costs at a utilisation, and how debt grows.

use crate::exact::{down, exact, exponential, ratio, series, wide, Exact};
use civitas_primitives::lending::{growth, RateModel, DAY, MAX_RATE, MAX_SPAN, ONE, RAY, YEAR};
use proptest::prelude::*;
use sp_core::U256;

const PERCENT: u128 = RAY / 100;

/// 1 % while nothing is lent, 5 % at 80 % and 105 % when all is.
const USUAL: RateModel =
	RateModel { kink: 800_000_000, at_zero: 10_000_000, at_kink: 50_000_000, at_full: 1_050_000_000 };

fn models() -> impl Strategy<Value = RateModel> {
	(1..ONE, [0..=MAX_RATE, 0..=MAX_RATE, 0..=MAX_RATE]).prop_map(|(kink, mut rates)| {
		rates.sort();
		RateModel { kink, at_zero: rates[0], at_kink: rates[1], at_full: rates[2] }
	})
}

/// Rates of all sizes up to 1,000 %, in parts of 10^27, and spans of all sizes up to 10 years.
fn rates_and_spans() -> impl Strategy<Value = (u128, u64)> {
	let rates = (0..=93u32, any::<u128>()).prop_map(|(bits, n)| (n >> (127 - bits)).min(10 * RAY));
	let spans = (0..=38u32, any::<u64>()).prop_map(|(bits, n)| (n >> (63 - bits)).min(MAX_SPAN));
	let rates = prop_oneof![8 => rates, 1 => Just(10 * RAY), 1 => Just(RAY / 20)];
	(rates, prop_oneof![8 => spans, 1 => Just(MAX_SPAN), 1 => Just(6_000u64)])
}

/// Rate times time.
fn product(rate: u128, span: u64) -> Exact {
	exact(rate) * exact(span) / (exact(RAY) * exact(YEAR))
}

#[test]
fn rates_are_on_two_lines_that_meet_at_the_kink() {
	let rate = |utilisation| USUAL.rate(utilisation);
	assert_eq!(rate(0), PERCENT);
	assert_eq!(rate(40 * PERCENT), 3 * PERCENT);
	assert_eq!(rate(80 * PERCENT), 5 * PERCENT);
	assert_eq!(rate(90 * PERCENT), 55 * PERCENT);
	assert_eq!(rate(RAY), 105 * PERCENT);
	// The lines rise by 1/20 and by 5, and what is between two parts is rounded down.
	assert_eq!((rate(80 * PERCENT - 1), rate(80 * PERCENT - 20)), (5 * PERCENT - 1, 5 * PERCENT - 1));
	assert_eq!((rate(80 * PERCENT - 21), rate(19)), (5 * PERCENT - 2, PERCENT));
	assert_eq!((rate(80 * PERCENT + 1), rate(RAY - 1)), (5 * PERCENT + 5, 105 * PERCENT - 5));
	// More than all is not lent.
	assert_eq!((rate(RAY + 1), rate(u128::MAX)), (105 * PERCENT, 105 * PERCENT));
}

#[test]
fn a_flat_rate_is_the_same_everywhere() {
	let flat = RateModel { kink: 1, at_zero: ONE, at_kink: ONE, at_full: ONE };
	for utilisation in [0, 1, RAY / u128::from(ONE), RAY / 2, RAY] {
		assert_eq!(flat.rate(utilisation), RAY, "{utilisation}");
	}
}

#[test]
fn growth_is_three_terms_of_the_series() {
	assert_eq!((growth(0, YEAR), growth(RAY, 0)), (U256::zero(), U256::zero()));
	// 100 %: 1 + 1/2 + 1/6.
	assert_eq!(growth(RAY, YEAR), U256::from(1_666_666_666_666_666_666_666_666_666u128));
	// 10 %: 0.1 + 0.005 + 0.000166...
	assert_eq!(growth(10 * PERCENT, YEAR), U256::from(105_166_666_666_666_666_666_666_666u128));
	assert_eq!(growth(20 * PERCENT, YEAR / 2), growth(10 * PERCENT, YEAR));
	// 1,000 % for 10 years: 100 + 5,000 + 1,000,000 / 6.
	let most = U256::from(5_100 * RAY) + U256::from(RAY * 1_000_000 / 6);
	assert_eq!(growth(10 * RAY, 10 * YEAR), most);
	// 0.0000001 % for a millisecond, and a rate that is too small for one.
	assert_eq!((growth(RAY / u128::from(ONE), 1), growth(1, 1)), (U256::from(31_709_791u64), U256::zero()));
}

#[test]
fn growth_ends_at_ten_years_and_at_a_hundred_times() {
	assert_eq!(growth(RAY, MAX_SPAN + 1), growth(RAY, MAX_SPAN));
	assert_eq!(growth(RAY, u64::MAX), growth(RAY, 10 * YEAR));
	assert!(growth(RAY, MAX_SPAN - DAY) < growth(RAY, MAX_SPAN));
	let most = growth(10 * RAY, 10 * YEAR);
	assert_eq!((growth(u128::MAX, u64::MAX), growth(10 * RAY + 1, 10 * YEAR)), (most, most));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn a_rate_is_exact_and_does_not_fall_with_utilisation(
		model in models(), any_part in 0..=RAY, offset in -2..=2i64, near in any::<bool>(), more in 0..RAY,
	) {
		let scale = RAY / u128::from(ONE);
		let kink = u128::from(model.kink) * scale;
		let utilisation = if near { kink.saturating_add_signed(offset.into()).min(RAY) } else { any_part };
		let line = |from: u64, to: u64, part: u128, of: u128| {
			exact(from) * exact(scale) + exact(to - from) * exact(scale) * ratio(part, of)
		};
		let rate = if utilisation <= kink {
			line(model.at_zero, model.at_kink, utilisation, kink)
		} else {
			line(model.at_kink, model.at_full, utilisation - kink, RAY - kink)
		};
		prop_assert_eq!(exact(model.rate(utilisation)), exact(down(&rate)));
		prop_assert!(model.rate(utilisation + more) >= model.rate(utilisation));
	}

	#[test]
	fn growth_is_the_series_rounded_down((rate, span) in rates_and_spans()) {
		let x = product(rate, span);
		let grown = exact(wide(growth(rate, span)));
		let whole = series(&x) * exact(RAY);
		prop_assert!(grown <= whole);
		// Each of four divisions loses less than one part, which the multiplications after it carry on.
		let lost = exact(4) + exact(3) * &x + &x * &x;
		prop_assert!(grown > whole - lost);
	}

	#[test]
	fn growth_is_never_more_than_compounded_continuously((rate, span) in rates_and_spans()) {
		let x = product(rate, span);
		let (below, above) = exponential(&x);
		let grown = exact(wide(growth(rate, span))) / exact(RAY);
		prop_assert!(grown <= above - exact(1));
		// Of up to a thousandth, it is that but for a billionth.
		if x <= ratio(1, 1_000) {
			let nearly = (below - exact(1)) * (exact(1) - ratio(1, ONE));
			prop_assert!(grown + ratio(5, RAY) >= nearly);
		}
	}

	#[test]
	fn growth_in_two_steps_is_not_less((rate, span) in rates_and_spans(), part in 0..=1_000u64) {
		let first = span / 1_000 * part;
		let times = |span| exact(1) + exact(wide(growth(rate, span))) / exact(RAY);
		let both = times(first) * times(span - first);
		// What rounding the two loses: less than the bound for all of it, twice over, times what the other grows by.
		let x = product(rate, span);
		let lost = (exact(4) + exact(3) * &x + &x * &x) * exact(2) * times(span) / exact(RAY);
		prop_assert!(both + lost >= times(span));
		prop_assert!(growth(rate, first) <= growth(rate, span));
	}
}
