//! Which terms hold together, and which prices count.

use civitas_primitives::lending::{
	MarketId, Price, PriceFault, PriceTerms, RateModel, Requirement, Terms, TermsError, DAY, MAX_AGE, MAX_BONUS,
	MAX_FEE, MAX_RATE, MAX_TARGET, MAX_TOTAL, ONE,
};
use codec::Encode;
use sp_core::H256;

pub type TestTerms = Terms<u64>;

/// A loan with 6 decimals, whose unit is worth 0.5 to 2 units of account, against something worth 10 to 100,000.
pub fn usual() -> TestTerms {
	Terms {
		collateral_price: PriceTerms {
			feed: 1,
			max_age: DAY,
			lowest: 10_000_000_000_000_000_000,
			highest: 100_000_000_000_000_000_000_000,
		},
		loan_price: PriceTerms {
			feed: 2,
			max_age: DAY,
			lowest: 500_000_000_000_000_000,
			highest: 2_000_000_000_000_000_000,
		},
		rate: RateModel { kink: 800_000_000, at_zero: 0, at_kink: 40_000_000, at_full: 1_000_000_000 },
		borrow_ltv: 750_000_000,
		liquidation_ltv: 800_000_000,
		max_bonus: 1_100_000_000,
		max_bonus_health: 900_000_000,
		target_health: 1_040_000_000,
		min_debt: 100_000_000,
		fee: 100_000_000,
		reserve_floor: 20_000_000,
		to_supply: None,
		to_borrow: None,
		curator: 1,
		guardian: 2,
	}
}

/// The usual terms, changed.
fn with(change: impl FnOnce(&mut TestTerms)) -> TestTerms {
	let mut terms = usual();
	change(&mut terms);
	terms
}

#[test]
fn each_thing_that_is_wrong_is_found() {
	use TermsError::*;
	let wrong = [
		(AgeInvalid, with(|t| t.collateral_price.max_age = 0)),
		(AgeInvalid, with(|t| t.loan_price.max_age = 0)),
		(AgeInvalid, with(|t| t.collateral_price.max_age = 7 * DAY + 1)),
		(AgeInvalid, with(|t| t.loan_price.max_age = MAX_AGE + 1)),
		(BandInvalid, with(|t| t.collateral_price.lowest = 0)),
		(BandInvalid, with(|t| t.loan_price.lowest = 0)),
		(BandInvalid, with(|t| t.collateral_price.lowest = t.collateral_price.highest + 1)),
		(BandInvalid, with(|t| t.loan_price.highest = t.loan_price.lowest - 1)),
		(RateInvalid, with(|t| t.rate.kink = 0)),
		(RateInvalid, with(|t| t.rate.kink = ONE)),
		(RateInvalid, with(|t| t.rate.at_zero = t.rate.at_kink + 1)),
		(RateInvalid, with(|t| t.rate.at_full = t.rate.at_kink - 1)),
		(RateInvalid, with(|t| t.rate.at_full = MAX_RATE + 1)),
		(LtvInvalid, with(|t| t.borrow_ltv = 0)),
		(LtvInvalid, with(|t| t.borrow_ltv = t.liquidation_ltv)),
		(LtvInvalid, with(|t| (t.liquidation_ltv, t.max_bonus) = (ONE, ONE))),
		(BonusInvalid, with(|t| t.max_bonus = ONE - 1)),
		(BonusInvalid, with(|t| (t.borrow_ltv, t.liquidation_ltv, t.max_bonus) = (1, 2, MAX_BONUS + 1))),
		(BonusInvalid, with(|t| t.max_bonus_health = 0)),
		(BonusInvalid, with(|t| t.max_bonus_health = ONE)),
		// 0.8 times 1.25 is 1.
		(BonusInvalid, with(|t| t.max_bonus = 1_250_000_000)),
		(TargetInvalid, with(|t| t.target_health = ONE)),
		(TargetInvalid, with(|t| t.target_health = MAX_TARGET + 1)),
		(MinDebtInvalid, with(|t| t.min_debt = 0)),
		(MinDebtInvalid, with(|t| t.min_debt = 999)),
		(MinDebtInvalid, with(|t| t.min_debt = MAX_TOTAL + 1)),
		(FeeInvalid, with(|t| t.fee = MAX_FEE + 1)),
		(FeeInvalid, with(|t| t.reserve_floor = ONE + 1)),
	];
	for (error, terms) in wrong {
		assert_eq!(terms.check(6), Err(error), "{terms:?}");
	}
}

#[test]
fn what_is_on_the_edge_holds_together() {
	let right = [
		usual(),
		with(|t| (t.collateral_price.max_age, t.loan_price.max_age) = (1, 7 * DAY)),
		with(|t| (t.collateral_price.lowest, t.collateral_price.highest) = (1, 1)),
		with(|t| (t.loan_price.lowest, t.loan_price.highest) = (u128::MAX, u128::MAX)),
		with(|t| t.rate = RateModel { kink: 1, at_zero: 0, at_kink: 0, at_full: 0 }),
		with(|t| t.rate = RateModel { kink: ONE - 1, at_zero: MAX_RATE, at_kink: MAX_RATE, at_full: MAX_RATE }),
		with(|t| t.borrow_ltv = t.liquidation_ltv - 1),
		with(|t| (t.borrow_ltv, t.liquidation_ltv, t.max_bonus) = (1, ONE - 1, ONE)),
		with(|t| (t.borrow_ltv, t.liquidation_ltv, t.max_bonus) = (1, 2, MAX_BONUS)),
		with(|t| t.max_bonus = 1_249_999_999),
		with(|t| t.max_bonus_health = 1),
		with(|t| t.max_bonus_health = ONE - 1),
		with(|t| t.target_health = ONE + 1),
		with(|t| t.target_health = MAX_TARGET),
		with(|t| t.min_debt = 1_000),
		with(|t| t.min_debt = MAX_TOTAL),
		with(|t| (t.fee, t.reserve_floor) = (MAX_FEE, ONE)),
		with(|t| (t.fee, t.reserve_floor) = (0, 0)),
	];
	for terms in right {
		assert_eq!(terms.check(6), Ok(()), "{terms:?}");
	}
}

#[test]
fn the_smallest_debt_is_worth_something_at_the_lowest_price() {
	// At 0.5 and with 18 decimals, 2 * 10^9 of the smallest unit are worth 10^-9.
	for (min_debt, result) in [(2_000_000_000, Ok(())), (1_999_999_999, Err(TermsError::MinDebtInvalid))] {
		assert_eq!(with(|t| t.min_debt = min_debt).check(18), result, "{min_debt}");
	}
	// At 10^-12 and with 24 decimals it takes 10^27, and with 30 decimals more than can be in a market.
	let cheap = |min_debt| with(|t| (t.loan_price.lowest, t.min_debt) = (1_000_000, min_debt));
	assert_eq!(cheap(10u128.pow(27)).check(24), Ok(()));
	assert_eq!(cheap(10u128.pow(27) - 1).check(24), Err(TermsError::MinDebtInvalid));
	assert_eq!(cheap(MAX_TOTAL).check(30), Err(TermsError::MinDebtInvalid));
	// Without decimals, a thousand will do, and less never does.
	assert_eq!(with(|t| t.min_debt = 1_000).check(0), Ok(()));
	assert_eq!(with(|t| t.min_debt = 999).check(0), Err(TermsError::MinDebtInvalid));
}

#[test]
fn errors_and_faults_are_encoded_by_their_index() {
	use TermsError::*;
	let errors = [
		SameAsset,
		FeedUnknown,
		FeedOfOtherAsset,
		AgeInvalid,
		BandInvalid,
		RateInvalid,
		LtvInvalid,
		BonusInvalid,
		TargetInvalid,
		MinDebtInvalid,
		FeeInvalid,
	];
	assert_eq!(errors.encode(), (0..11).collect::<Vec<u8>>());
	let faults = [PriceFault::Unknown, PriceFault::Moving, PriceFault::Stale, PriceFault::OutOfBand];
	assert_eq!(faults.encode(), [0, 1, 2, 3]);
}

#[test]
fn a_market_is_named_by_all_of_its_terms() {
	let requirement = Requirement { network: 1, schema: H256::repeat_byte(1) };
	let mut terms = vec![
		usual(),
		with(|t| t.collateral_price.feed = 3),
		with(|t| t.collateral_price.max_age += 1),
		with(|t| t.collateral_price.lowest += 1),
		with(|t| t.collateral_price.highest += 1),
		with(|t| t.loan_price.feed = 3),
		with(|t| t.loan_price.max_age += 1),
		with(|t| t.rate.kink += 1),
		with(|t| t.rate.at_zero += 1),
		with(|t| t.rate.at_kink += 1),
		with(|t| t.rate.at_full += 1),
		with(|t| t.borrow_ltv += 1),
		with(|t| t.liquidation_ltv += 1),
		with(|t| t.max_bonus += 1),
		with(|t| t.max_bonus_health += 1),
		with(|t| t.target_health += 1),
		with(|t| t.min_debt += 1),
		with(|t| t.fee += 1),
		with(|t| t.reserve_floor += 1),
		with(|t| t.to_supply = Some(requirement)),
		with(|t| t.to_borrow = Some(requirement)),
		with(|t| t.curator += 1),
		with(|t| t.guardian += 1),
	];
	terms.push(with(|t| (t.curator, t.guardian) = (t.guardian, t.curator)));
	let mut names: Vec<H256> = terms.iter().map(Terms::hash).collect();
	let named = MarketId::of(Some(3), None, &terms[0]);
	assert_eq!(named, MarketId { loan: Some(3), collateral: None, terms: names[0] });
	assert_ne!(named, MarketId::of(None, Some(3), &terms[0]));
	names.sort();
	names.dedup();
	assert_eq!(names.len(), terms.len());
}

#[test]
fn a_price_counts_if_it_is_known_settled_new_and_in_its_band() {
	let terms = PriceTerms { feed: 1, max_age: 1_000, lowest: 10, highest: 20 };
	let price = Price { price: 15, decimals: 6, time: 5_000, moving: false };
	let judge = |price, now| terms.judge(Some(price), now);
	assert_eq!(judge(price, 5_000), Ok(price));
	assert_eq!(judge(price, 6_000), Ok(price));
	assert_eq!(judge(price, 6_001), Err(PriceFault::Stale));
	// One of the future is not too old.
	assert_eq!(judge(price, 0), Ok(price));
	for at_edge in [10, 20] {
		let price = Price { price: at_edge, ..price };
		assert_eq!(judge(price, 5_000), Ok(price));
	}
	for outside in [0, 9, 21, u128::MAX] {
		assert_eq!(judge(Price { price: outside, ..price }, 5_000), Err(PriceFault::OutOfBand));
	}
	assert_eq!(terms.judge(None, 5_000), Err(PriceFault::Unknown));
	// What is worst is said first.
	let bad = Price { price: 21, moving: true, ..price };
	assert_eq!(judge(bad, 9_000), Err(PriceFault::Moving));
	assert_eq!(judge(Price { moving: false, ..bad }, 9_000), Err(PriceFault::Stale));
}
