//! `create_market`, and what markets are named by.

use super::*;
use crate::MarketsOf;
use std::collections::BTreeSet;

fn create(terms: Terms) -> sp_runtime::DispatchResult {
	Lending::create_market(signed(CURATOR), Some(DOLLAR), None, terms)
}

/// What is paid for a market: 100, and 1 a byte. Its terms are 326 (two prices of 42, four rates of 8, five fractions of 8, the
/// minimum debt of 16, fee and floor of 8, two requirements of 37, and two accounts of 32), its books 88, two caps of 41, two
/// pauses, the count of points 4 and the day 8; the key is 42, there and under either asset; and 400 points are 80 and a key each.
const MARKET_PRICE: Balance = 100 + 326 + 88 + 2 * 41 + 2 + 4 + 8 + 3 * 42 + 400 * (80 + 42);

#[test]
fn there_is_a_market_of_these_terms() {
	build_and_execute(|| {
		feeds();
		System::reset_events();
		assert_ok!(Lending::create_market(signed(STRANGER), Some(DOLLAR), None, terms()));
		let id = MarketId::of(Some(DOLLAR), None, &terms());
		assert_eq!(events(), [Event::MarketCreated { market: id, terms: terms(), creator: STRANGER }]);
		let Market { books, supply_cap, borrow_cap, supply_paused, borrow_paused, points, .. } = stored(id);
		assert_eq!(books, Books::new(NOW));
		assert_eq!((supply_cap, borrow_cap, supply_paused, borrow_paused), (Cap::NONE, Cap::NONE, false, false));
		assert_eq!(points, 0);
		for asset in [None, Some(DOLLAR)] {
			assert!(MarketsOf::<Test>::contains_key(asset, id));
		}
		// For the price, of which nothing stays on hold, and the least that the account can have of what is lent.
		assert_eq!(Lending::costs(), Costs { market: MARKET_PRICE, position: POSITION_DEPOSIT });
		assert_eq!((free(None, STRANGER), free(None, TREASURY)), (ENDOWMENT - MARKET_PRICE, MARKET_PRICE));
		assert_eq!(Balances::reserved_balance(STRANGER), 0);
		assert_eq!(free(Some(DOLLAR), STRANGER), ENDOWMENT - MIN_BALANCE);
		assert_eq!(free(Some(DOLLAR), account_of(id)), MIN_BALANCE);
		assert_eq!((info(id).cash, info(id).supplied), (0, 0));
	});
}

#[test]
fn there_is_one_of_the_same_terms() {
	build_and_execute(|| {
		feeds();
		assert_ok!(create(terms()));
		// Whoever asks, and in the same block.
		refused!(create(terms()), MarketExists);
		refused!(Lending::create_market(signed(BOB), Some(DOLLAR), None, terms()), MarketExists);
		assert_ok!(create(still()));
		assert_eq!(free(None, TREASURY), 2 * MARKET_PRICE);
	});
}

#[test]
fn an_identifier_is_the_assets_and_the_hash_of_the_terms() {
	build_and_execute(|| {
		let hash = civitas_primitives::content_id("civitas/market", terms());
		let id = MarketId { loan: Some(DOLLAR), collateral: None, terms: hash };
		assert_eq!(market(), id);
		assert_eq!(Lending::market_id(Some(DOLLAR), None, terms()), Ok(id));
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(GOLD), 8, GUARD));
		let gold = Terms { loan_price: PriceTerms { feed: GOLD_FEED, ..terms().loan_price }, ..terms() };
		assert_eq!(Lending::market_id(Some(GOLD), None, gold.clone()), Ok(MarketId::of(Some(GOLD), None, &gold)));
		// And the account of each is another.
		assert_ne!(account_of(id), account_of(MarketId::of(Some(GOLD), None, &terms())));
		assert_ne!(account_of(id), account_of(MarketId::of(Some(DOLLAR), None, &still())));
	});
}

#[test]
fn whatever_is_different_in_terms_makes_another_market() {
	let changes: &[fn(&mut Terms)] = &[
		|_| {},
		|terms| terms.collateral_price.feed += 1,
		|terms| terms.collateral_price.max_age += 1,
		|terms| terms.collateral_price.lowest += 1,
		|terms| terms.collateral_price.highest += 1,
		|terms| terms.loan_price.feed += 1,
		|terms| terms.loan_price.max_age += 1,
		|terms| terms.loan_price.lowest += 1,
		|terms| terms.loan_price.highest += 1,
		|terms| terms.rate.kink += 1,
		|terms| terms.rate.at_zero += 1,
		|terms| terms.rate.at_kink += 1,
		|terms| terms.rate.at_full += 1,
		|terms| terms.borrow_ltv += 1,
		|terms| terms.liquidation_ltv += 1,
		|terms| terms.max_bonus += 1,
		|terms| terms.max_bonus_health += 1,
		|terms| terms.target_health += 1,
		|terms| terms.min_debt += 1,
		|terms| terms.fee += 1,
		|terms| terms.reserve_floor += 1,
		|terms| terms.to_supply = asked(),
		|terms| terms.to_borrow = asked(),
		|terms| terms.curator = STRANGER,
		|terms| terms.guardian = STRANGER,
	];
	let ids: BTreeSet<_> = changes
		.iter()
		.map(|change| {
			let mut terms = terms();
			change(&mut terms);
			MarketId::of(Some(DOLLAR), None, &terms)
		})
		.collect();
	assert_eq!(ids.len(), changes.len());
}

#[test]
fn terms_never_change() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), reserve_floor: 0, ..terms() });
		let before = stored(id).terms;
		assert_ok!(Lending::set_caps(signed(CURATOR), id, 5_000 * DOLLARS, 500 * DOLLARS));
		assert_ok!(Lending::pause(signed(GUARDIAN), id, true, true));
		pass(YEAR);
		assert_ok!(Lending::repay(signed(BOB), id, Amount::Assets(10 * DOLLARS), None));
		coin(600);
		assert_ok!(Lending::liquidate(signed(CAROL), id, BOB, Balance::MAX, 0));
		assert_ok!(Lending::collect(signed(CURATOR), id, 10));
		assert_ok!(Lending::withdraw(signed(ALICE), id, Amount::Assets(DOLLARS)));
		// Nor does a newer feed of the same asset change what a market relies on.
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), None, 12, GUARD));
		assert_eq!((stored(id).terms.clone(), info(id).terms), (before.clone(), before));
		assert_eq!(MarketId::of(Some(DOLLAR), None, &stored(id).terms), id);
	});
}

#[test]
fn who_cannot_pay_for_it_makes_none() {
	build_and_execute(|| {
		feeds();
		let by_pauper = || Lending::create_market(signed(PAUPER), Some(DOLLAR), None, terms());
		assert_noop!(by_pauper(), TokenError::FundsUnavailable);
		issue(None, PAUPER, MARKET_PRICE);
		// And what the account is to have of what is lent.
		assert_noop!(by_pauper(), TokenError::FundsUnavailable);
		issue(Some(DOLLAR), PAUPER, 2 * MIN_BALANCE);
		assert_ok!(by_pauper());
		assert_eq!((free(None, PAUPER), free(Some(DOLLAR), PAUPER)), (EXISTENTIAL_DEPOSIT, MIN_BALANCE));
	});
}

#[test]
fn of_one_asset_or_without_its_feeds_there_is_none() {
	build_and_execute(|| {
		feeds();
		let refuses = |loan, collateral, terms: Terms, error: TermsError| {
			assert_eq!(Lending::market_id(loan, collateral, terms.clone()), Err(error));
			let error = DispatchError::from(Error::<Test>::from(error));
			assert_noop!(Lending::create_market(signed(CURATOR), loan, collateral, terms), error);
		};
		refuses(Some(DOLLAR), Some(DOLLAR), terms(), TermsError::SameAsset);
		refuses(None, None, terms(), TermsError::SameAsset);
		for change in [
			|terms: &mut Terms| terms.loan_price.feed = 2,
			|terms: &mut Terms| terms.collateral_price.feed = FeedId::MAX,
		] {
			let mut terms = terms();
			change(&mut terms);
			refuses(Some(DOLLAR), None, terms, TermsError::FeedUnknown);
		}
		refuses(None, Some(DOLLAR), terms(), TermsError::FeedOfOtherAsset);
		refuses(Some(DOLLAR), Some(GOLD), terms(), TermsError::FeedOfOtherAsset);
		refuses(Some(GOLD), None, terms(), TermsError::FeedOfOtherAsset);
	});
}

#[test]
fn terms_hold_together() {
	use TermsError::*;
	type Change = fn(&mut Terms);
	let wrong: &[(TermsError, Change)] = &[
		(AgeInvalid, |terms| terms.collateral_price.max_age = 0),
		(AgeInvalid, |terms| terms.collateral_price.max_age = 7 * DAY + 1),
		(AgeInvalid, |terms| terms.loan_price.max_age = 0),
		(AgeInvalid, |terms| terms.loan_price.max_age = 7 * DAY + 1),
		(BandInvalid, |terms| terms.collateral_price.lowest = 0),
		(BandInvalid, |terms| terms.collateral_price.lowest = terms.collateral_price.highest + 1),
		(BandInvalid, |terms| terms.loan_price.lowest = 0),
		(BandInvalid, |terms| terms.loan_price.highest = terms.loan_price.lowest - 1),
		(RateInvalid, |terms| terms.rate.kink = 0),
		(RateInvalid, |terms| terms.rate.kink = ONE),
		(RateInvalid, |terms| terms.rate.at_zero = terms.rate.at_kink + 1),
		(RateInvalid, |terms| terms.rate.at_kink = terms.rate.at_full + 1),
		(RateInvalid, |terms| terms.rate.at_full = 10 * ONE + 1),
		(LtvInvalid, |terms| terms.borrow_ltv = 0),
		(LtvInvalid, |terms| terms.borrow_ltv = terms.liquidation_ltv),
		(LtvInvalid, |terms| terms.liquidation_ltv = ONE),
		(BonusInvalid, |terms| terms.max_bonus = ONE - 1),
		(BonusInvalid, |terms| (terms.liquidation_ltv, terms.max_bonus) = (ONE / 10 * 6, ONE / 2 * 3 + 1)),
		(BonusInvalid, |terms| terms.max_bonus_health = 0),
		(BonusInvalid, |terms| terms.max_bonus_health = ONE),
		// 0.8 x 1.25 is the whole.
		(BonusInvalid, |terms| terms.max_bonus = ONE / 4 * 5),
		(TargetInvalid, |terms| terms.target_health = ONE),
		(TargetInvalid, |terms| terms.target_health = 2 * ONE + 1),
		// 10^-9 units of account at the lowest price of 10^-6 are 1,000 units of 10^-6 dollars.
		(MinDebtInvalid, |terms| terms.min_debt = 999),
		(MinDebtInvalid, |terms| terms.min_debt = 0),
		(MinDebtInvalid, |terms| terms.min_debt = MAX_TOTAL + 1),
		(FeeInvalid, |terms| terms.fee = ONE / 2 + 1),
		(FeeInvalid, |terms| terms.reserve_floor = ONE + 1),
	];
	build_and_execute(|| {
		feeds();
		for (place, (error, change)) in wrong.iter().enumerate() {
			let mut terms = terms();
			change(&mut terms);
			let id = Lending::market_id(Some(DOLLAR), None, terms.clone());
			assert_eq!(id, Err(*error), "the {place}th");
			assert_noop!(create(terms), DispatchError::from(Error::<Test>::from(*error)));
		}
	});
}

#[test]
fn terms_go_as_far_as_they_may() {
	type Change = fn(&mut Terms);
	let right: &[Change] = &[
		|terms| (terms.collateral_price.max_age, terms.loan_price.max_age) = (7 * DAY, 1),
		|terms| (terms.collateral_price.lowest, terms.collateral_price.highest) = (1, 1),
		|terms| terms.collateral_price.highest = Balance::MAX,
		|terms| terms.rate.kink = 1,
		|terms| terms.rate.kink = ONE - 1,
		|terms| terms.rate = flat(0),
		|terms| terms.rate = flat(10 * ONE),
		|terms| (terms.borrow_ltv, terms.liquidation_ltv) = (1, 2),
		|terms| (terms.liquidation_ltv, terms.max_bonus) = (ONE - 1, ONE),
		|terms| (terms.liquidation_ltv, terms.max_bonus) = (ONE / 10 * 6, ONE / 2 * 3),
		|terms| terms.max_bonus = ONE / 4 * 5 - 1,
		|terms| terms.max_bonus_health = 1,
		|terms| terms.max_bonus_health = ONE - 1,
		|terms| terms.target_health = ONE + 1,
		|terms| terms.target_health = 2 * ONE,
		|terms| terms.min_debt = 1_000,
		|terms| terms.min_debt = MAX_TOTAL,
		|terms| (terms.fee, terms.reserve_floor) = (0, 0),
		|terms| (terms.fee, terms.reserve_floor) = (ONE / 2, ONE),
		|terms| terms.guardian = CURATOR,
	];
	build_and_execute(|| {
		feeds();
		let count = right.len() as Balance;
		for change in right {
			let mut terms = terms();
			change(&mut terms);
			assert_ok!(create(terms));
		}
		assert_eq!(free(None, TREASURY), count * MARKET_PRICE);
	});
}

#[test]
fn a_market_needs_no_price_to_be_made_and_none_to_be_supplied_to() {
	build_and_execute(|| {
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), None, 12, GUARD));
		assert_ok!(Lending::add_feed(RuntimeOrigin::root(), Some(DOLLAR), 6, GUARD));
		let id = market_of(terms());
		assert_ok!(Lending::supply(signed(ALICE), id, 100 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(BOB), id, 200 * COIN, None));
		refused!(Lending::borrow(signed(BOB), id, 20 * DOLLARS, None), PriceUnknown);
	});
}
