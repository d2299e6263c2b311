//! What shares are worth.

use super::*;
use civitas_primitives::lending::RAY;
use proptest::prelude::*;

#[test]
fn at_first_a_unit_is_a_million_shares() {
	let pool = Pool { assets: 0, shares: 0 };
	assert_eq!(pool.price(), FIRST_PRICE);
	assert_eq!(FIRST_PRICE, RAY / EACH);
	assert_eq!(pool.shares_for(5), Some(5 * EACH));
	assert_eq!(pool.worth_of(5 * EACH), 0, "there is nothing");
	let pool = Pool { assets: 5, shares: 5 * EACH };
	assert_eq!((pool.price(), pool.worth_of(5 * EACH), pool.shares_of(5)), (FIRST_PRICE, 5, Some(5 * EACH)));
}

#[test]
fn what_is_too_much_is_none() {
	let pool = Pool { assets: 0, shares: u128::MAX };
	assert_eq!(pool.shares_for(2), None);
	assert_eq!(pool.shares_of(2), None);
	let pool = Pool { assets: Balance::MAX, shares: 0 };
	assert_eq!(pool.price(), u128::MAX);
	assert_eq!(pool.worth_of(u128::MAX), Balance::MAX);
}

#[test]
fn a_fee_is_a_part_of_what_shares_are_worth_more() {
	let pool = Pool { assets: 1_100_000, shares: 1_000_000 * EACH };
	assert_eq!(pool.fee_shares(ONE / 10, pool.price()), 0);
	assert_eq!(pool.fee_shares(0, FIRST_PRICE), 0);
	let fee = pool.fee_shares(ONE / 10, FIRST_PRICE);
	let after = Pool { shares: pool.shares + fee, ..pool };
	// A tenth of 100,000, rounded down.
	assert!((9_998..=10_000).contains(&after.worth_of(fee)), "{}", after.worth_of(fee));
	assert!(after.worth_of(pool.shares) >= 1_089_998);
	// All of it leaves what nobody has.
	assert!(pool.fee_shares(ONE, 0) > 0);
}

/// So much, in shares of which a unit has been 10 to the power of `digits`.
fn pool(assets: Balance, digits: u32) -> Pool {
	Pool { assets, shares: assets.saturating_mul(10u128.pow(digits)).min(u128::MAX / 4) }
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn rounding_is_against_who_makes_the_call(
		assets in prop_oneof![0..100u128, 0..MAX_TOTAL],
		digits in 0..12u32,
		more in prop_oneof![1..100u128, 1..MAX_TOTAL],
		of in 1..9u128,
	) {
		let pool = pool(assets, digits);
		let bought = pool.shares_for(more).filter(|bought| pool.shares.checked_add(*bought).is_some());
		if let Some(bought) = bought {
			let after = Pool { assets: assets + more, shares: pool.shares + bought };
			prop_assert!(after.worth_of(bought) <= more, "who puts in and takes out has no more");
			prop_assert!(after.price() >= pool.price(), "a share of others is worth no less");
		}
		let sold = pool.shares / of;
		let worth = pool.worth_of(sold);
		prop_assert!(worth <= assets);
		let after = Pool { assets: assets - worth, shares: pool.shares - sold };
		prop_assert!(after.price() >= pool.price(), "a share of others is worth no less");
		let least = pool.shares_of(worth).expect("no more than were sold");
		prop_assert!(least <= sold);
		prop_assert!(pool.worth_of(least) >= worth, "it is the least that pays for it");
	}

	#[test]
	fn a_fee_leaves_others_the_rest(
		assets in prop_oneof![1..100u128, 1..MAX_TOTAL],
		digits in 0..12u32,
		above in 0..10_000u128,
		fee in 0..=ONE / 2,
	) {
		let pool = pool(assets, digits);
		let above = pool.price() / 10_000 * above;
		let fee_shares = pool.fee_shares(fee, above);
		prop_assume!(pool.shares.checked_add(fee_shares).is_some());
		let after = Pool { assets, shares: pool.shares + fee_shares };
		prop_assert!(after.price() >= above, "never below what it was charged above");
		prop_assert!(after.worth_of(fee_shares) <= pool.worth_of(pool.shares) / 2 + 1, "at most a half");
	}
}
