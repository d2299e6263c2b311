//! Liquidations computed by hand, with the usual terms: liquidation LTV 80 %, bonus up to 1.1 at a health of 0.9, target health
//! 1.04, debts from 100 on. What is owed has 6 decimals and is worth 1.

use crate::{
	secured::secured,
	terms::{usual, TestTerms},
};
use civitas_primitives::lending::{Liquidation, NotLiquidated, Secured};

const WHOLE: u128 = 1_000_000_000_000_000_000;
const DOLLAR: u128 = 1_000_000;

/// Ether at a price, for dollars.
fn ether(amount: u128, price: u128, dollars: u128) -> Secured {
	secured((amount, price * WHOLE, 18), (dollars * DOLLAR, WHOLE, 6))
}

fn with_min_debt(min_debt: u128) -> TestTerms {
	TestTerms { min_debt, ..usual() }
}

#[test]
fn the_target_health_is_restored() {
	// The health is 2,375 x 0.8 / 2,000 = 0.95, and the bonus half of a tenth. (1.04 x 2,000 - 1,900) / (1.04 - 0.84) = 900, for
	// 945 / 2,375 ether. Then 1,430 x 0.8 / 1,100 is 1.04.
	let position = ether(WHOLE, 2_375, 2_000);
	let done = position.liquidate(&usual(), u128::MAX).unwrap();
	let expected =
		Liquidation { repaid: 900 * DOLLAR, taken: 397_894_736_842_105_263, bonus: 1_050_000_000, bad_debt: 0 };
	assert_eq!(done, expected);
	let left = Secured { collateral: WHOLE - done.taken, debt: 1_100 * DOLLAR, ..position };
	assert_eq!(left.health(usual().liquidation_ltv), Some(1_040_000_000));
	assert_eq!(left.liquidate(&usual(), u128::MAX), Err(NotLiquidated::Healthy));
	// Who repays less takes in proportion.
	let part = Liquidation { repaid: 100 * DOLLAR, taken: 44_210_526_315_789_473, ..expected };
	assert_eq!(position.liquidate(&usual(), 100 * DOLLAR), Ok(part));
	assert_eq!(position.liquidate(&usual(), 0), Err(NotLiquidated::TooLittle));
}

#[test]
fn a_debt_that_would_be_left_too_small_is_repaid_in_full() {
	let position = ether(WHOLE, 2_375, 2_000);
	// 1,100 would be left.
	let repaid = |min_debt| position.liquidate(&with_min_debt(min_debt), u128::MAX).unwrap().repaid;
	assert_eq!(repaid(1_100 * DOLLAR), 900 * DOLLAR);
	assert_eq!(repaid(1_100 * DOLLAR + 1), 2_000 * DOLLAR);
	// 2,100 / 2,375 ether, and the owner keeps the rest, which no debt is left for.
	let terms = with_min_debt(1_200 * DOLLAR);
	let all = Liquidation { repaid: 2_000 * DOLLAR, taken: 884_210_526_315_789_473, bonus: 1_050_000_000, bad_debt: 0 };
	assert_eq!(position.liquidate(&terms, u128::MAX), Ok(all));
	// A part has to leave as much as the smallest debt.
	assert_eq!(position.liquidate(&terms, 800 * DOLLAR + 1), Err(NotLiquidated::LeavesDust));
	assert_eq!(position.liquidate(&terms, 2_000 * DOLLAR - 1), Err(NotLiquidated::LeavesDust));
	assert_eq!(position.liquidate(&terms, 800 * DOLLAR).unwrap().repaid, 800 * DOLLAR);
}

#[test]
fn collateral_that_does_not_suffice_is_taken_in_full() {
	// 1,800 for 2,000: the health is 0.72, and all of it is due for 1,800 / 1.1, rounded up.
	let position = ether(WHOLE / 10 * 8, 2_250, 2_000);
	let all = Liquidation { repaid: 1_636_363_637, taken: WHOLE / 10 * 8, bonus: 1_100_000_000, bad_debt: 363_636_363 };
	assert_eq!(position.liquidate(&usual(), u128::MAX), Ok(all));
	assert_eq!(position.liquidate(&usual(), 1_636_363_637), Ok(all));
}

#[test]
fn a_part_of_what_does_not_suffice_is_taken_without_a_bonus() {
	// 1,800 for 2,000, as before. 1,545 / 2,250 ether, and not 1.1 times that.
	let position = ether(WHOLE / 10 * 8, 2_250, 2_000);
	let part =
		Liquidation { repaid: 1_545 * DOLLAR, taken: 686_666_666_666_666_666, bonus: 1_000_000_000, bad_debt: 0 };
	assert_eq!(position.liquidate(&usual(), 1_545 * DOLLAR), Ok(part));
	// Just as with a unit less than what all is due for.
	let just = Liquidation { repaid: 1_636_363_636, taken: 727_272_727_111_111_111, ..part };
	assert_eq!(position.liquidate(&usual(), 1_636_363_636), Ok(just));
	assert_eq!(position.liquidate(&usual(), 0), Err(NotLiquidated::TooLittle));
	// It has to leave collateral worth the smallest debt: 1,800 - 1,600 is 200.
	let terms = with_min_debt(200 * DOLLAR);
	let most = Liquidation { repaid: 1_600 * DOLLAR, taken: 711_111_111_111_111_111, ..part };
	assert_eq!(position.liquidate(&terms, 1_600 * DOLLAR), Ok(most));
	assert_eq!(position.liquidate(&terms, 1_600 * DOLLAR + 1), Err(NotLiquidated::LeavesDust));
	assert_eq!(position.liquidate(&terms, 1_636_363_636), Err(NotLiquidated::LeavesDust));
	assert_eq!(position.liquidate(&terms, 1_636_363_637).unwrap().bad_debt, 363_636_363);
}

#[test]
fn in_parts_less_is_lost_of_what_does_not_suffice() {
	// Of 1,800 for 2,000, 363.6 are lost at once. After 1,545 there are 255 for 455: all is due for 255 / 1.1, and
	// 223.2 are lost.
	let left = Secured { collateral: WHOLE / 10 * 8 - 686_666_666_666_666_666, ..ether(WHOLE / 10 * 8, 2_250, 455) };
	let rest = Liquidation { repaid: 231_818_182, taken: left.collateral, bonus: 1_100_000_000, bad_debt: 223_181_818 };
	assert_eq!(left.liquidate(&usual(), u128::MAX), Ok(rest));
	// Of 1,980 for 2,000, 39.8 are lost at once. After 1,000 there are 980 for 1,000. There the bonus is larger, 1,000 / 980, but
	// of less: 960.4 are repaid, 39.6 are lost.
	let position = ether(WHOLE, 1_980, 2_000);
	let part =
		Liquidation { repaid: 1_000 * DOLLAR, taken: 505_050_505_050_505_050, bonus: 1_000_000_000, bad_debt: 0 };
	assert_eq!(position.liquidate(&usual(), 1_000 * DOLLAR), Ok(part));
	let left = Secured { collateral: WHOLE - part.taken, debt: 1_000 * DOLLAR, ..position };
	let rest = Liquidation { repaid: 960_400_001, taken: left.collateral, bonus: 1_020_408_163, bad_debt: 39_599_999 };
	assert_eq!(left.liquidate(&usual(), u128::MAX), Ok(rest));
}

#[test]
fn the_bonus_is_none_at_a_health_of_one_and_the_largest_at_the_health_of_the_terms() {
	let bonus = |price, dollars| ether(WHOLE, price, dollars).liquidate(&usual(), DOLLAR).map(|done| done.bonus);
	// 2,500 x 0.8 is 2,000.
	assert_eq!(bonus(2_500, 2_000), Err(NotLiquidated::Healthy));
	let just = Secured { debt: 2_000 * DOLLAR + 2, ..ether(WHOLE, 2_500, 2_000) };
	// A health of 0.999999999, rounded down.
	assert_eq!(just.liquidate(&usual(), DOLLAR).unwrap().bonus, 1_000_000_001);
	// 2,000 / 2,222 is 0.900090009.
	assert_eq!(bonus(2_500, 2_222), Ok(1_099_909_991));
	assert_eq!(bonus(2_250, 2_000), Ok(1_100_000_000));
	assert_eq!(bonus(2_240, 2_000), Ok(1_100_000_000));
}

#[test]
fn a_position_that_is_hardly_solvent_leaves_no_bad_debt() {
	// 2,020 for 2,000: of the bonus of 1.1 there is but 1.01, so all is due for all. And of 2,000 for 2,000 there is none.
	for (price, bonus) in [(2_020, 1_010_000_000), (2_000, 1_000_000_000)] {
		let all = Liquidation { repaid: 2_000 * DOLLAR, taken: WHOLE, bonus, bad_debt: 0 };
		assert_eq!(ether(WHOLE, price, 2_000).liquidate(&usual(), u128::MAX), Ok(all), "{price}");
	}
}

#[test]
fn a_position_that_is_hardly_insolvent_gives_away_as_much_as_is_lost() {
	// 1,980 for 2,000: the bonus is 2,000 / 1,980, so 1,960.2 are repaid. 20 are lost in any case, and 19.8 are the bonus.
	let all = Liquidation { repaid: 1_960_200_001, taken: WHOLE, bonus: 1_010_101_010, bad_debt: 39_799_999 };
	assert_eq!(ether(WHOLE, 1_980, 2_000).liquidate(&usual(), u128::MAX), Ok(all));
}

#[test]
fn collateral_without_value_makes_a_bad_debt() {
	for collateral in [0, 1, 999_999_999_999] {
		// At 10^-12 and with 18 decimals, 10^12 of the smallest unit are worth 10^-18, and less than that nothing.
		let position = secured((collateral, 1_000_000, 18), (2_000 * DOLLAR, WHOLE, 6));
		let expected = Liquidation { repaid: 0, taken: collateral, bonus: 1_100_000_000, bad_debt: 2_000 * DOLLAR };
		// Whatever is repaid, it is not a part of it that is taken: the bonus is that of the health.
		assert_eq!(position.liquidate(&usual(), 0), Ok(expected));
		assert_eq!(position.liquidate(&usual(), u128::MAX), Ok(expected));
	}
	let position = secured((1_000_000_000_000, 1_000_000, 18), (2_000 * DOLLAR, WHOLE, 6));
	assert_eq!(position.liquidate(&usual(), 0), Err(NotLiquidated::TooLittle));
	let done = position.liquidate(&usual(), u128::MAX).unwrap();
	assert_eq!((done.repaid, done.taken, done.bad_debt), (1, 1_000_000_000_000, 2_000 * DOLLAR - 1));
}

#[test]
fn a_rest_without_value_is_taken_as_well() {
	// Collateral with 30 decimals, worth 1,800 and half of 10^-18, for 10^-9 more than 1,800: there is no bonus, as that is less
	// than a billionth of it. If 10^-18 less is repaid than what all is due for, what is left is worth nothing.
	let collateral = 1_800 * 10u128.pow(30) + 5 * 10u128.pow(11);
	let position = secured((collateral, WHOLE, 30), (1_800 * 10u128.pow(24) + 10u128.pow(15), WHOLE, 24));
	let terms = with_min_debt(100 * 10u128.pow(24));
	let (repaid, bad_debt) = (1_800 * 10u128.pow(24), 10u128.pow(15));
	let done = Liquidation { repaid, taken: collateral, bonus: 1_000_000_000, bad_debt };
	assert_eq!(position.liquidate(&terms, repaid), Ok(done));
	// And so it is with a unit less than what all is due for. With a unit less than 1,800, something is left.
	let just = Liquidation { repaid: repaid + 999_999, bad_debt: bad_debt - 999_999, ..done };
	assert_eq!(position.liquidate(&terms, repaid + 999_999), Ok(just));
	assert_eq!(position.liquidate(&terms, repaid - 1), Err(NotLiquidated::LeavesDust));
	let all = Liquidation { repaid: repaid + 10u128.pow(6), bad_debt: bad_debt - 10u128.pow(6), ..done };
	assert_eq!(position.liquidate(&terms, u128::MAX), Ok(all));
}

#[test]
fn of_collateral_without_decimals_whole_units_are_taken() {
	let two = |dollars| secured((2, 1_000 * WHOLE, 0), (dollars * DOLLAR, WHOLE, 6));
	// 537.6 dollars would restore the target, and 0.55 units be due for them: so all may be repaid. For 1,650 x 1.0303 one is taken.
	assert_eq!(two(1_650).health(usual().liquidation_ltv), Some(969_696_969));
	let all = Liquidation { repaid: 1_650 * DOLLAR, taken: 1, bonus: 1_030_303_031, bad_debt: 0 };
	assert_eq!(two(1_650).liquidate(&usual(), u128::MAX), Ok(all));
	// Who says so repays as much as a unit is due for, 1,000 / 1.0303 rounded up, and no less.
	let part = Liquidation { repaid: 970_588_235, ..all };
	assert_eq!(two(1_650).liquidate(&usual(), 970_588_235), Ok(part));
	assert_eq!(two(1_650).liquidate(&usual(), 970_588_234), Err(NotLiquidated::TooLittle));
	// Where a unit is due to reach the target, no more than that can be repaid.
	let done = two(1_750).liquidate(&usual(), u128::MAX).unwrap();
	assert_eq!((done.repaid, done.taken, done.bonus), (1_283_333_330, 1, 1_085_714_286));
}

#[test]
fn for_all_of_a_debt_that_is_covered_goes_a_unit_that_is_worth_more() {
	// 1,000 for 950, at a health of 0.84: of the bonus of 1.1 there is but 1.052631578, rounded down, so not all of it is due.
	let units = |n: u128| secured((n, 1_000 * WHOLE, 0), (950 * n * DOLLAR, WHOLE, 6));
	assert_eq!(units(1).health(usual().liquidation_ltv), Some(842_105_263));
	let all = Liquidation { repaid: 950 * DOLLAR, taken: 1, bonus: 1_052_631_578, bad_debt: 0 };
	assert_eq!(units(1).liquidate(&usual(), u128::MAX), Ok(all));
	assert_eq!(units(1).liquidate(&usual(), 950 * DOLLAR), Ok(all));
	assert_eq!(units(1).liquidate(&usual(), 950 * DOLLAR - 1), Err(NotLiquidated::TooLittle));
	// Of two units for two such debts, the second goes for all as well, and the first for as much as it is due for, rounded up.
	let both = Liquidation { repaid: 1_900 * DOLLAR, taken: 2, ..all };
	assert_eq!(units(2).liquidate(&usual(), u128::MAX), Ok(both));
	assert_eq!(units(2).liquidate(&usual(), 950 * DOLLAR), Err(NotLiquidated::TooLittle));
	let one = Liquidation { repaid: 950 * DOLLAR + 1, ..all };
	assert_eq!(units(2).liquidate(&usual(), 950 * DOLLAR + 1), Ok(one));
	// At just the bonus of the health, a unit is due for all. If it is worth more than that, it is never all due.
	let dear = |price| secured((1, price, 0), (1_000 * DOLLAR, WHOLE, 6));
	let due = Liquidation { repaid: 1_000 * DOLLAR, taken: 1, bonus: 1_100_000_000, bad_debt: 0 };
	assert_eq!(dear(1_100 * WHOLE).liquidate(&usual(), u128::MAX), Ok(due));
	assert_eq!(dear(1_100 * WHOLE + 1).liquidate(&usual(), u128::MAX), Err(NotLiquidated::TooLittle));
}

#[test]
fn the_dearest_and_the_cheapest_units_are_liquidated() {
	// One unit without decimals, at 10^12, is owed 5,000 times; what is pledged is worth 10^-12 and has 24 decimals.
	let unit = 10u128.pow(30);
	let terms = with_min_debt(1_000);
	let pledged = 6 * 10u128.pow(30);
	// It is worth 6 x 10^-6: next to nothing, and due for one unit, rounded up.
	let position = secured((pledged, 1_000_000, 24), (5_000, unit, 0));
	let done = Liquidation { repaid: 1, taken: pledged, bonus: 1_100_000_000, bad_debt: 4_999 };
	assert_eq!(position.liquidate(&terms, u128::MAX), Ok(done));
	// The other way round: 5 times 10^12 are pledged for 4.5 times that, in 4.5 x 10^36 units. (1.04 x 4.5 - 4) / (1.04 - 0.88) is
	// 4.25, and of the 4.675 that are due for it 4 are taken.
	let position = secured((5, unit, 0), (45 * 10u128.pow(35), 1_000_000, 12));
	assert_eq!(position.health(usual().liquidation_ltv), Some(888_888_888));
	let done = position.liquidate(&terms, u128::MAX).unwrap();
	assert_eq!((done.repaid, done.taken, done.bonus), (425 * 10u128.pow(34), 4, 1_100_000_000));
}
