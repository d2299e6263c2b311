//! Decimals, prices, rates and times as far apart as they can be.

use crate::lending::town::{add_feed, all, assets, prices, report, Town, DOLLAR, SETTLE, USD};
use civitas_runtime::{currency::CIV, Balance};
use civitas_tests::{calls::amount, Person};
use serde_json::{json, Value};

/// An asset without decimals, and one of 24. The smallest unit of the one at the lowest price is worth as much as that of the other at
/// the highest.
const WHOLE: u32 = 2;
const FINE: u32 = 3;
/// A millionth of a millionth of a dollar.
const LOW: Balance = 1_000_000;
/// A million millions of dollars.
const HIGH: Balance = 1_000_000_000_000_000_000_000_000_000_000;
/// Feeds of these, in the order in which they are added.
const WHOLE_AT_LOW: u16 = 2;
const FINE_AT_HIGH: u16 = 3;
const FINE_AT_LOW: u16 = 4;
const WHOLE_AT_HIGH: u16 = 5;

/// In seconds.
const YEAR: u64 = 365 * 24 * 60 * 60;
/// 1,000 % a year: the highest rate that terms can have.
const HIGHEST_RATE: u64 = 10_000_000_000;
/// What Grace borrows for ten years, and Mallory the half of it.
const LOAN: Balance = 1_000 * USD;

/// What prices are at first.
fn all_prices() -> Value {
	prices(&[(WHOLE_AT_LOW, LOW), (FINE_AT_HIGH, HIGH), (FINE_AT_LOW, LOW), (WHOLE_AT_HIGH, HIGH)])
}

pub async fn set_the_scene(town: &Town) {
	for asset in [WHOLE, FINE] {
		town.create_asset(asset).await;
		town.issue(asset, &town.alice, 1_000).await;
	}
	for (asset, decimals) in [(WHOLE, 0), (FINE, 24), (FINE, 24), (WHOLE, 0)] {
		town.agreed(add_feed(json!(asset), decimals)).await;
	}
}

/// Terms without interest, at these prices of what is lent and of what is pledged, and down to a half and up to twice of them.
fn terms(town: &Town, loan: (u16, Balance), collateral: (u16, Balance), min_debt: Balance) -> Value {
	let price = |(feed, price): (u16, Balance)| {
		let (lowest, highest) = ((price / 2).to_string(), (price * 2).to_string());
		json!({ "feed": feed, "maxAge": 3_600_000, "lowest": lowest, "highest": highest })
	};
	let mut terms = town.terms();
	terms["loanPrice"] = price(loan);
	terms["collateralPrice"] = price(collateral);
	terms["rate"] = json!({ "kink": 800_000_000, "atZero": 0, "atKink": 0, "atFull": 0 });
	terms["minDebt"] = json!(min_debt.to_string());
	terms
}

/// How Mallory stands: LTV, health, the price at which she can be liquidated, and what she can still borrow and remove.
async fn stands(town: &Town) -> [Value; 5] {
	let position = town.position(&town.mallory.address()).await;
	["ltv", "health", "liquidationPrice", "borrowable", "removable"].map(|name| position[name].clone())
}

fn withdraw(town: &Town, amount: Value) -> Value {
	town.call("withdraw", json!({ "amount": amount }))
}

fn remove(town: &Town, amount: Value) -> Value {
	town.call("removeCollateral", json!({ "amount": amount }))
}

pub async fn what_is_whole_and_cheap_for_what_is_fine_and_dear(town: &mut Town) {
	let terms = terms(town, (WHOLE_AT_LOW, LOW), (FINE_AT_HIGH, HIGH), 2_000);
	town.market = town.make_market(&town.alice, WHOLE, Some(FINE), terms).await;
	let town = &*town;
	let Town { bob, ferdie, mallory, .. } = town;
	let (supply, pledge) = (1_000_000, 40_000);
	town.all_say(all_prices()).await;
	town.issue(WHOLE, bob, supply).await;
	town.supply(bob, supply).await;
	town.issue(FINE, mallory, pledge + 1).await;
	town.pledge(mallory, pledge).await;
	// A unit of the one is worth a unit of the other, so the edge is at 70 % of 40,000.
	town.refused(mallory, town.borrow(28_001), "aboveBorrowLtv").await;
	town.refused(mallory, town.borrow(1_999), "debtBelowMinimum").await;
	town.done(mallory, town.borrow(28_000)).await;
	// 0.8 / 0.7, and 28,000 / 0.8 / 40,000.
	let edge = (HIGH / 1_000 * 875).to_string();
	let expected = [json!(700_000_000), json!(1_142_857_142), json!(edge), json!("0"), json!("0")];
	assert_eq!(stands(town).await, expected);
	town.refused(ferdie, town.liquidate(mallory, 28_000, 0), "healthy").await;

	// At 0.8 of that the health is 0.914…, for which the bonus is 1.0857…
	town.all_say(prices(&[(FINE_AT_HIGH, HIGH / 10 * 8)])).await;
	town.refused(ferdie, town.liquidate(mallory, 28_000, 0), "priceMoving").await;
	town.pass(SETTLE).await;
	town.issue(WHOLE, ferdie, 28_000).await;
	// (1.1 x 28,000 - 0.8 x 32,000) / (1.1 - 0.8 x 1.0857…) = 22,469.1…, and 22,470 x 1.0857… / 0.8 = 30,495.0…
	town.refused(ferdie, town.liquidate(mallory, 28_000, 30_496), "tooLittleCollateral").await;
	let events = town.done(ferdie, town.liquidate(mallory, 28_000, 30_495)).await;
	let done = events.iter().find_map(|event| event["lending"].get("liquidated")).expect("it is told");
	let expected = [json!("22470"), json!("30495"), json!(1_085_714_286)];
	assert_eq!(["repaid", "taken", "bonus"].map(|name| done[name].clone()), expected);

	// Everybody has what is theirs, to the unit.
	town.done(mallory, town.repay(all(5_530))).await;
	town.done(mallory, remove(town, all(9_505))).await;
	town.done(bob, withdraw(town, all(supply))).await;
	let has = async |asset: u32, who: &Person| town.free(asset, &who.account()).await;
	assert_eq!((has(WHOLE, bob).await, has(WHOLE, ferdie).await), (supply, 5_530));
	assert_eq!((has(WHOLE, mallory).await, has(FINE, mallory).await), (22_470, 9_506));
	assert_eq!(has(FINE, ferdie).await, 30_495);
}

pub async fn what_is_fine_and_cheap_for_what_is_whole_and_dear(town: &mut Town) {
	// A debt has to be worth something, however fine the units are.
	let least = 2_000_000_000_000_000_000_000_000_000;
	let terms = terms(town, (FINE_AT_LOW, LOW), (WHOLE_AT_HIGH, HIGH), least);
	town.market = town.make_market(&town.alice, FINE, Some(WHOLE), terms).await;
	let town = &*town;
	let Town { bob, ferdie, mallory, .. } = town;
	let supply = 5 * least;
	town.all_say(all_prices()).await;
	town.issue(FINE, bob, supply).await;
	town.supply(bob, supply).await;
	// A single unit is good for all there is, and for more than a number can say.
	town.pledge(mallory, 1).await;
	town.refused(mallory, town.borrow(least - 1), "debtBelowMinimum").await;
	town.refused(mallory, town.borrow(supply + 1), "notEnoughCash").await;
	town.done(mallory, town.borrow(supply)).await;
	let health = json!(u64::MAX.to_string());
	let expected = [json!(1), health, json!("12500000000"), json!("0"), json!("0")];
	assert_eq!(stands(town).await, expected);
	town.refused(ferdie, town.liquidate(mallory, supply, 0), "healthy").await;
	town.refused(mallory, remove(town, assets(1)), "aboveBorrowLtv").await;
	town.done(mallory, town.repay(all(supply))).await;
	town.done(mallory, remove(town, all(1))).await;
	town.done(bob, withdraw(town, all(supply))).await;
	assert_eq!(town.free(FINE, &bob.account()).await, supply);
}

pub async fn ten_years_at_a_thousand_percent(town: &mut Town) {
	let mut terms = town.terms();
	let rate = HIGHEST_RATE;
	terms["rate"] = json!({ "kink": 800_000_000, "atZero": rate, "atKink": rate, "atFull": rate });
	town.market = town.make_market(&town.alice, DOLLAR, None, terms).await;
	let town = &*town;
	let Town { bob, ferdie, grace, mallory, .. } = town;
	let supply = 2 * LOAN;
	town.all_say(report(200)).await;
	town.mint(bob, supply).await;
	town.supply(bob, supply).await;
	for (who, loan) in [(grace, LOAN), (mallory, LOAN / 2)] {
		town.pledge(who, 1_000 * CIV).await;
		town.done(who, town.borrow(loan)).await;
	}
	// Three terms of e^100: 1 + 100 + 100^2 / 2 + 100^3 / 6 = 171,767.6… times as much. What is longer than ten years bears none.
	let debt = async |who: &Person| amount(&town.position(&who.address()).await["debt"]);
	town.pass(10 * YEAR).await;
	let owed = debt(grace).await;
	assert!((171_767 * LOAN..171_800 * LOAN).contains(&owed), "{owed}");
	town.pass(YEAR).await;
	assert_eq!(debt(grace).await, owed);

	// Prices are that old. Whoever can leaves: with cash, or by repaying whatever it is.
	town.refused(grace, town.borrow(100 * USD), "priceStale").await;
	town.refused(ferdie, town.liquidate(mallory, 2 * LOAN, 0), "priceStale").await;
	town.refused(grace, town.repay(all(2 * LOAN)), "aboveMaximum").await;
	town.refused(bob, withdraw(town, all(Balance::MAX)), "notEnoughCash").await;
	town.done(bob, withdraw(town, assets(LOAN / 2))).await;
	// Mallory's debt is a bad one: first the reserve bears it, then Bob.
	town.all_say(report(200)).await;
	town.mint(ferdie, 2 * LOAN).await;
	let before = amount(&town.position(&bob.address()).await["supplied"]);
	let events = town.done(ferdie, town.liquidate(mallory, 2 * LOAN, 1_000 * CIV)).await;
	let told = |name: &str| events.iter().find_map(|event| event["lending"].get(name)).expect("it is told");
	let repaid = amount(&told("liquidated")["repaid"]);
	let lost = ["lossCovered", "lossWrittenDown"].map(|name| amount(&told(name)["assets"]));
	assert!(lost.iter().sum::<Balance>() > 171_000 * (LOAN / 2), "{lost:?}");
	let after = amount(&town.position(&bob.address()).await["supplied"]);
	assert!(after < before && after > 0, "{before}, {after}");

	// Each block has its interest, so Grace owes more by now.
	town.mint(grace, 2 * owed).await;
	let events = town.done(grace, town.repay(all(2 * owed))).await;
	let paid = events.iter().find_map(|event| event["lending"].get("repaid")).expect("it is told");
	town.done(grace, remove(town, all(1_000 * CIV))).await;
	town.done(bob, withdraw(town, all(Balance::MAX))).await;
	let market = town.market().await;
	assert_eq!((&market["borrowed"], &market["debtShares"]), (&json!("0"), &json!("0")));
	// What went in is what came out and what is left: of the reserve, and of the shares that nobody has.
	let (went_in, left) = (supply + amount(&paid["assets"]) + repaid, amount(&market["cash"]));
	assert_eq!(town.dollars(bob).await + LOAN + LOAN / 2 + left, went_in);
	assert!(left < owed / 100, "{market}");
}
