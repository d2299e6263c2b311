//! Multiplication and division, against integers of any size.

use crate::exact::{down, exact, fit, ratio, up, wide, Exact};
use civitas_primitives::lending::math::{
	amount_down, amount_up, mul_div_down, mul_div_up, value_down, value_up, whole,
};
use num_bigint::BigInt;
use proptest::prelude::*;
use sp_core::U256;

/// Numbers of all sizes, from 0 to 2^256 - 1.
fn numbers() -> impl Strategy<Value = U256> {
	let any_size = (any::<[u64; 4]>(), 0..256u32).prop_map(|(words, bits)| U256(words) >> bits);
	prop_oneof![8 => any_size, 1 => Just(U256::zero()), 1 => Just(U256::one()), 1 => Just(U256::MAX)]
}

fn within(n: &BigInt) -> bool {
	*n < BigInt::from(2).pow(256)
}

/// One unit in value, at prices from 10^-12 to 10^12 and with 0 to 30 decimals.
fn units() -> impl Strategy<Value = (u128, u8)> {
	let prices = prop_oneof![
		Just(10u128.pow(6)),
		Just(10u128.pow(18)),
		Just(10u128.pow(30)),
		1..10u128.pow(30),
		Just(1u128),
		Just(u128::MAX)
	];
	(prices, prop_oneof![Just(0u8), Just(24u8), Just(30u8), 0..=30u8])
}

fn unit(price: u128, decimals: u8) -> Exact {
	ratio(price, BigInt::from(10).pow(decimals.into()))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn products_are_divided_as_named(a in numbers(), b in numbers(), c in numbers()) {
		if c.is_zero() {
			prop_assert_eq!((mul_div_down(a, b, c), mul_div_up(a, b, c)), (None, None));
			return Ok(());
		}
		let result = ratio(wide(a) * wide(b), wide(c));
		prop_assert_eq!(mul_div_down(a, b, c).map(wide), Some(down(&result)).filter(within));
		prop_assert_eq!(mul_div_up(a, b, c).map(wide), Some(up(&result)).filter(within));
	}

	#[test]
	fn values_are_rounded_as_named(n in any::<u128>(), bits in 0..128u32, (price, decimals) in units(), v in numbers()) {
		let (n, unit) = (n >> bits, unit(price, decimals));
		let value = exact(n) * &unit;
		prop_assert_eq!(wide(value_down(n, price, decimals)), down(&value));
		prop_assert_eq!(wide(value_up(n, price, decimals)), up(&value));
		let amount = exact(wide(v)) / &unit;
		prop_assert_eq!(amount_down(v, price, decimals), fit(down(&amount)));
		prop_assert_eq!(amount_up(v, price, decimals), fit(up(&amount)));
	}
}

#[test]
fn the_largest_are_multiplied_exactly() {
	assert_eq!(mul_div_down(U256::MAX, U256::MAX, U256::MAX), Some(U256::MAX));
	assert_eq!(mul_div_up(U256::MAX, U256::MAX, U256::MAX), Some(U256::MAX));
	// (2^256 - 1)^2 / (2^256 - 2) = 2^256 + 1 / (2^256 - 2).
	assert_eq!(mul_div_down(U256::MAX, U256::MAX, U256::MAX - 1), None);
	let some = |n: u8| Some(U256::from(n));
	assert_eq!((mul_div_down(7u8, 3u8, 2u8), mul_div_up(7u8, 3u8, 2u8)), (some(10), some(11)));
	assert_eq!((mul_div_down(8u8, 3u8, 2u8), mul_div_up(8u8, 3u8, 2u8)), (some(12), some(12)));
	assert_eq!((amount_down(U256::one(), 0, 0), amount_up(U256::one(), 0, 0)), (None, None));
	assert_eq!((whole(0), whole(24)), (U256::one(), U256::from(10u128.pow(24))));
	// More decimals than there are numbers for.
	assert_eq!((whole(78), whole(255)), (whole(77), whole(77)));
	assert_eq!(wide(whole(77)), BigInt::from(10).pow(77));
}
