//! What any liquidation keeps to, with exact values.

use crate::{
	exact::{down, exact, fit, ratio, up, Exact},
	secured::{prices, secured, value},
	terms::{usual, TestTerms},
};
use civitas_primitives::lending::{
	math::{amount_down, amount_up, mul_div_down, value_up},
	Liquidation, NotLiquidated, Ppb, PriceTerms, Secured, MAX_BONUS, MAX_TARGET, MAX_TOTAL, ONE,
};
use proptest::prelude::*;
use sp_core::U256;

/// Terms that hold together, of any LTV, bonus and target.
fn terms() -> impl Strategy<Value = TestTerms> {
	(100_000_000..990_000_000u64, 0..=1_000u64, 1..ONE, ONE + 1..=MAX_TARGET).prop_map(
		|(liquidation_ltv, bonus, max_bonus_health, target_health)| {
			// The largest that the LTV leaves room for.
			let most = MAX_BONUS.min((ONE * ONE - 1) / liquidation_ltv);
			let max_bonus = ONE + (most - ONE) / 1_000 * bonus;
			TestTerms {
				borrow_ltv: liquidation_ltv / 2,
				liquidation_ltv,
				max_bonus,
				max_bonus_health,
				target_health,
				..usual()
			}
		},
	)
}

/// Terms, and a position under them: its debt from the smallest to a million times that, and its collateral worth next to
/// nothing, as much as the debt, or just enough not to be liquidated. Units of both may be worth much or very little.
fn positions() -> impl Strategy<Value = (TestTerms, Secured)> {
	let least = prop::sample::select(vec![9u32, 10, 15, 20]);
	let times = prop_oneof![1 => Just(0u128), 9 => prop::sample::select(vec![1u128, 1, 2, 3, 10, 1_000, 1_000_000])];
	let drawn = (0..4u8, any::<u64>(), -3..=3i64, 0..=1u128);
	(terms(), prices(), prices(), least, times, any::<u128>(), drawn).prop_filter_map(
		"more than can be in a market",
		|(terms, collateral_price, loan_price, least, times, rest, (kind, n, offset, more))| {
			let (loan, pledged) =
				((loan_price.price, loan_price.decimals), (collateral_price.price, collateral_price.decimals));
			// A debt is never worth less than a unit of the collateral.
			let least = U256::from(10u128.pow(least)).max(value_up(1, pledged.0, pledged.1));
			let min_debt = amount_up(least, loan.0, loan.1)?.max(1_000);
			if min_debt > MAX_TOTAL {
				return None;
			}
			// None of the smallest debt is what interest or a loss has left of one.
			let debt = min_debt * times + if times == 0 { 1 + rest % min_debt } else { rest % min_debt };
			let ltv = terms.liquidation_ltv;
			let health = match kind {
				0 => 10_000_000 + n % 1_190_000_000,
				1 => 900_000_000 + n % 101_000_000,
				2 => ltv / 50 * 49 + n % (ltv / 25),
				_ => ltv,
			};
			let worth = mul_div_down(value_up(debt, loan.0, loan.1), health, ltv)?;
			let by = U256::from(offset.unsigned_abs());
			let worth = if offset < 0 { worth.saturating_sub(by) } else { worth.saturating_add(by) };
			let collateral = amount_down(worth, pledged.0, pledged.1)?.saturating_add(more);
			if debt > MAX_TOTAL || collateral > MAX_TOTAL {
				return None;
			}
			let band = |feed, price| PriceTerms { feed, max_age: 1, lowest: price, highest: price };
			let terms = TestTerms {
				min_debt,
				collateral_price: band(1, collateral_price.price),
				loan_price: band(2, loan_price.price),
				..terms
			};
			Some((terms, Secured { collateral, debt, collateral_price, loan_price }))
		},
	)
}

/// The same, of collateral that is worth something, and less than the debt.
fn insolvent() -> impl Strategy<Value = (TestTerms, Secured)> {
	positions().prop_filter("covered, or worth nothing", |(_, position)| is_insolvent(position))
}

/// How much is repaid at most, of a thousand parts of the debt: often all that may be.
fn offers() -> impl Strategy<Value = Option<u128>> {
	prop_oneof![1 => Just(None), 2 => (0..=1_000u128).prop_map(Some)]
}

fn most(position: &Secured, offer: Option<u128>) -> u128 {
	offer.map_or(u128::MAX, |part| position.debt / 1_000 * part + position.debt % 1_000 * part / 1_000)
}

/// The exact values of collateral and debt, and of what of them is taken and repaid.
struct Values {
	collateral: Exact,
	debt: Exact,
	taken: Exact,
	repaid: Exact,
}

fn values(position: &Secured, done: &Liquidation) -> Values {
	Values {
		collateral: value(position.collateral, &position.collateral_price),
		debt: value(position.debt, &position.loan_price),
		taken: value(done.taken, &position.collateral_price),
		repaid: value(done.repaid, &position.loan_price),
	}
}

/// The position after it.
fn after(position: &Secured, done: &Liquidation) -> Secured {
	let debt = position.debt - done.repaid - done.bad_debt;
	Secured { collateral: position.collateral - done.taken, debt, ..*position }
}

fn is_solvent(position: &Secured) -> bool {
	position.collateral_value() >= position.debt_value()
}

fn is_insolvent(position: &Secured) -> bool {
	!is_solvent(position) && position.collateral_value() > U256::zero()
}

/// The bonus by the health alone: 1 at the health 1, and the largest at the health that terms say, and below.
fn curve(position: &Secured, terms: &TestTerms) -> Ppb {
	let health = position.health(terms.liquidation_ltv).unwrap();
	let part = ratio(ONE - health, ONE - terms.max_bonus_health).min(exact(1));
	Ppb::try_from(down(&(exact(ONE) + exact(terms.max_bonus - ONE) * part))).unwrap()
}

/// The larger of collateral and debt by the smaller, if that is worth something.
fn cover(position: &Secured) -> Ppb {
	let (collateral, debt) = (position.collateral_value(), position.debt_value());
	let cover = mul_div_down(collateral.max(debt), ONE, collateral.min(debt));
	cover.and_then(|cover| Ppb::try_from(cover).ok()).unwrap_or(Ppb::MAX)
}

/// What is repaid by who takes all the collateral, with this bonus. Of next to nothing, the values' rounding can make that more than
/// the debt; then all of the debt is enough.
fn for_all(position: &Secured, bonus: Ppb) -> u128 {
	let worth = up(&value(position.collateral, &position.collateral_price));
	let due = up(&ratio(worth * ONE, bonus));
	fit(up(&(exact(due) / value(1, &position.loan_price)))).unwrap_or(u128::MAX).min(position.debt)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn a_liquidation_needs_a_health_below_one((terms, position) in positions(), offer in offers()) {
		prop_assert_eq!(terms.check(position.loan_price.decimals), Ok(()));
		let done = position.liquidate(&terms, most(&position, offer));
		let is_healthy = position.is_within(terms.liquidation_ltv);
		prop_assert_eq!(done == Err(NotLiquidated::Healthy), is_healthy);
		// Who offers all leaves no dust.
		prop_assert!(offer.is_some() || done != Err(NotLiquidated::LeavesDust));
	}

	#[test]
	fn what_is_not_safe_can_be_liquidated((terms, position) in positions()) {
		prop_assume!(position.debt >= terms.min_debt && !position.is_within(terms.liquidation_ltv));
		let done = position.liquidate(&terms, u128::MAX);
		prop_assert!(done.is_ok(), "{:?}", done);
	}

	#[test]
	fn no_dust_is_left((terms, position) in positions(), offer in offers()) {
		let most = most(&position, offer);
		let Ok(done) = position.liquidate(&terms, most) else { return Ok(()) };
		prop_assert!(done.repaid <= most);
		prop_assert!(done.repaid + done.bad_debt <= position.debt);
		prop_assert!(done.taken <= position.collateral);
		let left = after(&position, &done);
		if left.debt > 0 {
			prop_assert!(left.debt >= terms.min_debt);
			let least = up(&value(terms.min_debt, &position.loan_price));
			prop_assert!(down(&value(left.collateral, &position.collateral_price)) >= least);
		}
		// What nobody pays is given up only if no collateral is left.
		prop_assert!(done.bad_debt == 0 || left.collateral == 0);
	}

	#[test]
	fn collateral_worth_nothing_counts_as_none(
		(terms, position) in positions(), offer in prop_oneof![offers(), Just(Some(0u128))], n in any::<u128>(),
	) {
		let unit = value(1, &position.collateral_price);
		// The most of it that is worth less than 10^-18, and any part of that.
		let most_of_nothing = up(&(exact(1) / unit)) - 1u32;
		let collateral = n % (fit(most_of_nothing).unwrap() + 1);
		let position = Secured { collateral, ..position };
		let done = position.liquidate(&terms, most(&position, offer));
		let expected = Liquidation { repaid: 0, taken: collateral, bonus: terms.max_bonus, bad_debt: position.debt };
		prop_assert_eq!(done, Ok(expected));
	}

	#[test]
	fn both_roundings_are_against_who_liquidates((terms, position) in positions(), offer in offers()) {
		let Ok(done) = position.liquidate(&terms, most(&position, offer)) else { return Ok(()) };
		let Values { taken, repaid, .. } = values(&position, &done);
		let due = &repaid * ratio(done.bonus, ONE);
		let curve = curve(&position, &terms);
		if done.repaid == position.debt && is_solvent(&position) && cover(&position) < curve {
			// For all of the debt goes all that covers it. That is less than the health alone would give for it, but for a few
			// parts of 10^-18, which the values are rounded by.
			prop_assert_eq!(done.taken, position.collateral);
			let (collateral, debt) = (position.collateral_value(), position.debt_value());
			prop_assert!(collateral.full_mul(ONE.into()) < debt.full_mul(curve.into()));
			prop_assert!(taken < repaid * ratio(curve, ONE) + exact(3));
		} else if done.bad_debt == 0 {
			prop_assert!(taken <= due);
		} else {
			// It also has what of the collateral is worth less than 10^-18.
			prop_assert_eq!(done.taken, position.collateral);
			prop_assert!(taken < due + exact(1));
		}
	}

	#[test]
	fn the_bonus_is_linear_and_never_more_than_there_is((terms, position) in positions(), offer in offers()) {
		let most = most(&position, offer);
		let Ok(done) = position.liquidate(&terms, most) else { return Ok(()) };
		let bonus = curve(&position, &terms).min(cover(&position));
		// Of what is worth less than the debt, there is none for a part.
		let is_part = is_insolvent(&position) && most < for_all(&position, bonus);
		prop_assert_eq!(done.bonus, if is_part { ONE } else { bonus });
		prop_assert!(done.bonus >= ONE);
	}

	#[test]
	fn for_a_debt_that_is_covered_units_go_that_are_not_all_due(
		terms in terms(), units in 1..=5u128, unit in 10u128.pow(15)..10u128.pow(24), part in 0..1_000u64,
	) {
		// Units that cannot be divided, for a debt that they are worth as much as or more, up to the largest bonus.
		let worth = units * unit;
		let debt = worth * u128::from(ONE) / u128::from(ONE + (terms.max_bonus - ONE) / 1_000 * part);
		let position = secured((units, unit, 0), (debt, 10u128.pow(18), 18));
		let terms = TestTerms { min_debt: debt, ..terms };
		prop_assume!(!position.is_within(terms.liquidation_ltv));
		let (curve, cover) = (curve(&position, &terms), cover(&position));
		prop_assume!(cover < curve);
		let all = Liquidation { repaid: debt, taken: units, bonus: cover, bad_debt: 0 };
		prop_assert_eq!(position.liquidate(&terms, u128::MAX), Ok(all));
		prop_assert_eq!(position.liquidate(&terms, debt), Ok(all));
		let less = position.liquidate(&terms, debt - 1);
		prop_assert!(matches!(less, Err(NotLiquidated::TooLittle | NotLiquidated::LeavesDust)), "{:?}", less);
		// It is what the one is worth by the other, and less than the health alone would give.
		prop_assert!(ratio(cover, ONE) <= ratio(worth, debt) && ratio(worth, debt) < ratio(curve, ONE));
	}

	#[test]
	fn of_a_solvent_position_one_cannot_leave_debt_to_suppliers((terms, position) in positions(), offer in offers()) {
		prop_assume!(is_solvent(&position));
		let Ok(done) = position.liquidate(&terms, most(&position, offer)) else { return Ok(()) };
		prop_assert_eq!(done.bad_debt, 0);
		let Values { collateral, debt, taken, repaid } = values(&position, &done);
		// What is left secures what is left.
		prop_assert!(&collateral - &taken >= &debt - &repaid);
		prop_assert!(taken - repaid <= collateral - debt);
	}

	#[test]
	fn of_any_other_no_more_is_lost_than_twice_what_is_lost_anyway((terms, position) in insolvent()) {
		let Ok(done) = position.liquidate(&terms, u128::MAX) else { return Ok(()) };
		let Values { collateral, debt, .. } = values(&position, &done);
		// But for a unit, which what is repaid is rounded to, and a few parts of 10^-18.
		let rounded = value(1, &position.loan_price) + exact(2);
		let lost = value(done.bad_debt, &position.loan_price);
		prop_assert!(lost <= exact(2) * (debt - collateral + rounded));
	}

	#[test]
	fn in_up_to_eight_parts_no_more_is_lost_than_at_once(
		(terms, position) in insolvent(),
		parts in prop::collection::vec(prop_oneof![4 => 0..1_000u128, 1 => Just(1_000u128)], 1..8),
	) {
		let Ok(once) = position.liquidate(&terms, u128::MAX) else { return Ok(()) };
		let (mut now, mut lost) = (position, 0);
		for part in parts.into_iter().map(Some).chain([None]) {
			// Where units are dear, who repays can lose so much that what is left is covered.
			if !is_insolvent(&now) {
				break;
			}
			// Of a thousand parts of what all is due for, or just a unit less than that; and all in the end.
			let all = for_all(&now, curve(&now, &terms).min(cover(&now)));
			let less = |part: u128| (all / 1_000 * part + all % 1_000 * part / 1_000).min(all - 1);
			let Ok(done) = now.liquidate(&terms, part.map_or(u128::MAX, less)) else { continue };
			if part.is_some() {
				prop_assert_eq!(done.bonus, ONE);
				let Values { taken, repaid, .. } = values(&now, &done);
				// Who leaves nothing that is worth something also has what is worth less than 10^-18.
				prop_assert!(taken <= repaid || (done.bad_debt > 0 && taken < repaid + exact(1)));
			}
			lost += done.bad_debt;
			now = after(&now, &done);
		}
		// But for a unit, a few parts of 10^-18, and those billionths of the collateral which health and bonus are rounded by.
		let worth = value(position.collateral, &position.collateral_price);
		let rounded = value(1, &position.loan_price) + exact(3) + worth * ratio(3, ONE);
		prop_assert!(value(lost, &position.loan_price) <= value(once.bad_debt, &position.loan_price) + rounded);
	}

	#[test]
	fn it_improves_the_health_of_a_solvent_position((terms, position) in positions(), offer in offers()) {
		prop_assume!(is_solvent(&position));
		let Ok(done) = position.liquidate(&terms, most(&position, offer)) else { return Ok(()) };
		let left = after(&position, &done);
		prop_assume!(left.debt > 0);
		let Values { collateral, debt, taken, repaid } = values(&position, &done);
		let before = &collateral / &debt;
		let now = (collateral - taken) / (debt - repaid);
		prop_assert!(now >= before);
		// The LTV of the position is less than 1 by the bonus: then it is better, and not just as good.
		let (worth, owed) = (position.collateral_value(), position.debt_value());
		if owed.full_mul(done.bonus.into()) < worth.full_mul(ONE.into()) {
			prop_assert!(now > before);
		}
		prop_assert!(left.health(terms.liquidation_ltv) >= position.health(terms.liquidation_ltv));
	}

	#[test]
	fn who_repays_more_takes_no_less((terms, position) in positions(), one in 0..=1_000u128, other in 0..=1_000u128) {
		let (less, more) = (one.min(other), one.max(other));
		let offered = |part| position.liquidate(&terms, most(&position, Some(part)));
		if let (Ok(less), Ok(more)) = (offered(less), offered(more)) {
			prop_assert!(less.repaid <= more.repaid && less.taken <= more.taken);
			// With the same bonus; or, of what is worth less than the debt, without any, unless it takes all as well.
			if is_solvent(&position) {
				prop_assert_eq!(less.bonus, more.bonus);
			} else {
				prop_assert!(less.bonus == ONE || less == more);
			}
		}
		let Ok(all) = position.liquidate(&terms, u128::MAX) else { return Ok(()) };
		// Who says how much that is has it as well. What is worth less than the debt by parts of 10^-18 can be due for more than it.
		if is_solvent(&position) || all.bad_debt > 0 {
			prop_assert_eq!(position.liquidate(&terms, all.repaid), Ok(all));
		}
	}

	#[test]
	fn liquidating_oneself_again_and_again_does_not_pay(
		(terms, position) in positions(), offers in prop::collection::vec(offers(), 1..6),
	) {
		prop_assume!(is_solvent(&position));
		let mut now = position;
		let mut gained = exact(0);
		for offer in offers {
			let Ok(done) = now.liquidate(&terms, most(&now, offer)) else { continue };
			let Values { taken, repaid, .. } = values(&now, &done);
			gained = gained + taken - repaid;
			prop_assert_eq!(done.bad_debt, 0);
			now = after(&now, &done);
		}
		let own = value(position.collateral, &position.collateral_price) - value(position.debt, &position.loan_price);
		prop_assert!(gained <= own);
	}
}

#[test]
fn who_repays_all_of_a_debt_has_the_bonus_though_more_would_be_due() {
	// A collateral of 10^-18, and a debt of 1.001 times that, which counts as twice: all would be due for 2,000.
	let position = secured((1_000_001, 10u128.pow(18), 24), (1_001, 10u128.pow(15), 18));
	let terms = TestTerms {
		borrow_ltv: 50_000_000,
		liquidation_ltv: 100_000_000,
		max_bonus: 1_000_500_000,
		max_bonus_health: 1,
		target_health: 1_000_000_001,
		min_debt: 1_000_000_000_000,
		..usual()
	};
	assert!(is_insolvent(&position));
	let all = Liquidation { repaid: 1_001, taken: 1_000_000, bonus: 1_000_475_000, bad_debt: 0 };
	for most in [1_001, 1_002, 2_000, u128::MAX] {
		assert_eq!(position.liquidate(&terms, most), Ok(all), "{most}");
	}
	assert_ne!(position.liquidate(&terms, 1_000).map(|done| done.bonus), Ok(all.bonus));
}

proptest! {
	// Of eight of these, one is liquidated in part.
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn it_restores_the_target_health_and_no_more((terms, position) in positions()) {
		let Ok(done) = position.liquidate(&terms, u128::MAX) else { return Ok(()) };
		if after(&position, &done).debt == 0 {
			return Ok(());
		}
		let Values { collateral, debt, taken, repaid } = values(&position, &done);
		let (ltv, target) = (ratio(terms.liquidation_ltv, ONE), ratio(terms.target_health, ONE));
		// Collateral x LTV = target x debt, but for a billionth of what is repaid, which the rounding of LTV x bonus takes.
		let (secures, owed) = (&ltv * (&collateral - &taken), &target * (&debt - &repaid));
		prop_assert!(secures + &repaid / exact(ONE) >= owed);
		// With a unit less repaid it would not be: but for a few parts of 10^-18, which the values are rounded by.
		let less = repaid - value(1, &position.loan_price);
		let secures = &ltv * (collateral - &less * ratio(done.bonus, ONE));
		prop_assert!(secures <= &target * (debt - &less) + exact(8));
	}
}
