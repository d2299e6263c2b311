//! Values, health and limits of a position, against exact numbers.

use crate::exact::{down, exact, fit, ratio, sizes, up, wide, Exact};
use civitas_primitives::lending::{Ppb, Price, Secured, ONE};
use num_bigint::BigInt;
use proptest::prelude::*;

pub fn price(price: u128, decimals: u8) -> Price {
	Price { price, decimals, time: 0, moving: false }
}

/// So much collateral at a price with decimals, for so much debt at a price with decimals.
pub fn secured(collateral: (u128, u128, u8), debt: (u128, u128, u8)) -> Secured {
	Secured {
		collateral: collateral.0,
		debt: debt.0,
		collateral_price: price(collateral.1, collateral.2),
		loan_price: price(debt.1, debt.2),
	}
}

/// What an amount is worth, exactly.
pub fn value(amount: u128, price: &Price) -> Exact {
	ratio(BigInt::from(amount) * price.price, BigInt::from(10).pow(price.decimals.into()))
}

/// Prices from 10^-12 to 10^12, with 0 to 30 decimals.
pub fn prices() -> impl Strategy<Value = Price> {
	let prices = prop_oneof![
		1 => Just(10u128.pow(6)),
		1 => Just(10u128.pow(18)),
		1 => Just(10u128.pow(30)),
		2 => 10u128.pow(15)..10u128.pow(22),
	];
	(prices, prop::sample::select(vec![0u8, 6, 8, 12, 18, 24, 30])).prop_map(|(p, decimals)| price(p, decimals))
}

/// Any position, sizes and values of the two sides as they come.
fn positions() -> impl Strategy<Value = Secured> {
	(sizes(), sizes(), prices(), prices()).prop_map(|(collateral, debt, collateral_price, loan_price)| Secured {
		collateral,
		debt,
		collateral_price,
		loan_price,
	})
}

fn ltvs() -> impl Strategy<Value = Ppb> {
	prop_oneof![8 => 1..ONE, 1 => Just(1u64), 1 => Just(ONE - 1)]
}

/// 1 ether at 2,375 for 2,000 dollars.
fn ether() -> Secured {
	let whole = 10u128.pow(18);
	secured((whole, 2_375 * whole, 18), (2_000_000_000, whole, 6))
}

#[test]
fn health_and_limits_of_an_ether() {
	let position = ether();
	assert_eq!(wide(position.collateral_value()), BigInt::from(2_375 * 10u128.pow(18)));
	assert_eq!(wide(position.debt_value()), BigInt::from(2_000 * 10u128.pow(18)));
	assert_eq!(position.health(800_000_000), Some(950_000_000));
	// 2,000 / 2,375 = 0.84210526315...
	assert_eq!((position.is_within(842_105_263), position.is_within(842_105_264)), (false, true));
	assert_eq!((position.health(842_105_263), position.health(842_105_264)), (Some(999_999_999), Some(1_000_000_001)));
	assert_eq!(position.liquidation_price(800_000_000), Some(2_500 * 10u128.pow(18)));
	assert_eq!(position.ltv(), Some(842_105_264));
	assert_eq!(position.most_debt(800_000_000), 1_900_000_000);
	assert_eq!(position.least_collateral(800_000_000), 1_052_631_578_947_368_422);
}

#[test]
fn without_debt_nothing_is_unsafe_and_without_collateral_everything() {
	let free = Secured { debt: 0, ..ether() };
	assert_eq!((free.health(800_000_000), free.liquidation_price(800_000_000)), (None, None));
	assert_eq!((free.is_within(1), free.least_collateral(1), free.ltv()), (true, 0, Some(0)));
	let bare = Secured { collateral: 0, ..ether() };
	assert_eq!((bare.health(800_000_000), bare.liquidation_price(800_000_000)), (Some(0), None));
	assert_eq!((bare.is_within(ONE), bare.most_debt(ONE), bare.ltv()), (false, 0, None));
	assert!(Secured { debt: 0, ..bare }.is_within(1));
}

#[test]
fn the_least_debt_counts_and_the_least_collateral_does_not() {
	// A unit of 10^-18 at 10^-12: its value is 10^-30, a debt of it 10^-18, and a collateral of it nothing.
	let least = secured((1, 1_000_000, 18), (1, 1_000_000, 18));
	assert_eq!((wide(least.collateral_value()), wide(least.debt_value())), (BigInt::from(0), BigInt::from(1)));
	assert_eq!((least.health(ONE - 1), least.is_within(ONE)), (Some(0), false));
	// The most there can be, without decimals.
	let most = secured((u128::MAX, u128::MAX, 0), (u128::MAX, u128::MAX, 0));
	assert_eq!(
		(most.health(800_000_000), most.is_within(ONE - 1), most.is_within(ONE)),
		(Some(800_000_000), false, true)
	);
	let rich = secured((u128::MAX, u128::MAX, 0), (1, 1, 30));
	assert_eq!((rich.health(800_000_000), rich.most_debt(800_000_000)), (Some(Ppb::MAX), u128::MAX));
	let poor = secured((1, 1, 30), (u128::MAX, u128::MAX, 0));
	assert_eq!((poor.liquidation_price(800_000_000), poor.least_collateral(800_000_000)), (None, u128::MAX));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn collateral_is_rounded_down_and_debt_up(position in positions(), ltv in ltvs()) {
		let collateral = exact(down(&value(position.collateral, &position.collateral_price)));
		let debt = exact(up(&value(position.debt, &position.loan_price)));
		prop_assert_eq!(exact(wide(position.collateral_value())), collateral.clone());
		prop_assert_eq!(exact(wide(position.debt_value())), debt.clone());
		let expected = (collateral > exact(0)).then(|| up(&(&debt / &collateral * exact(ONE))));
		let expected = expected.map(|ppb| Ppb::try_from(ppb).unwrap_or(Ppb::MAX));
		prop_assert_eq!(position.ltv(), expected);
		let secures = &collateral * ratio(ltv, ONE);
		prop_assert_eq!(position.is_within(ltv), debt <= secures);
		if position.debt == 0 {
			prop_assert_eq!(position.health(ltv), None);
			return Ok(());
		}
		let health = secures / debt;
		let ppb = fit(down(&(&health * exact(ONE)))).and_then(|ppb| Ppb::try_from(ppb).ok()).unwrap_or(Ppb::MAX);
		prop_assert_eq!(position.health(ltv), Some(ppb));
		// That it is safe, and that it cannot be liquidated, is the same.
		prop_assert_eq!(position.is_within(ltv), health >= exact(1));
		prop_assert_eq!(position.is_within(ltv), ppb >= ONE);
	}

	#[test]
	fn below_the_liquidation_price_it_can_be_liquidated_and_at_it_not(position in positions(), ltv in ltvs()) {
		let at = |price: u128| {
			let collateral_price = Price { price, ..position.collateral_price };
			Secured { collateral_price, ..position }.health(ltv).unwrap()
		};
		match position.liquidation_price(ltv) {
			Some(price) => {
				prop_assert!(at(price) >= ONE);
				prop_assert!(price == 0 || at(price - 1) < ONE);
			},
			// There is no debt, no collateral, or no price that would do.
			None => prop_assert!(position.debt == 0 || position.collateral == 0 || at(u128::MAX) < ONE),
		}
	}

	#[test]
	fn the_most_debt_is_within_the_limit_and_one_more_is_not(position in positions(), ltv in ltvs()) {
		let most = position.most_debt(ltv);
		let owing = |debt| Secured { debt, ..position }.is_within(ltv);
		prop_assert!(most == u128::MAX || owing(most));
		prop_assert!(most == u128::MAX || !owing(most + 1));
	}

	#[test]
	fn the_least_collateral_is_within_the_limit_and_one_less_is_not(position in positions(), ltv in ltvs()) {
		let least = position.least_collateral(ltv);
		let pledging = |collateral| Secured { collateral, ..position }.is_within(ltv);
		prop_assert!(least == u128::MAX || pledging(least));
		prop_assert!(least == 0 || !pledging(least - 1));
	}
}
