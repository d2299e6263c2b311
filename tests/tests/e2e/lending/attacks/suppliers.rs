//! What those who report prices can do together, and who bears it.

use crate::lending::town::{all, assets, report, Town, CENT, SETTLE, USD};
use civitas_runtime::{currency::CIV, Balance};
use civitas_tests::{calls::amount, Person};
use serde_json::{json, Value};

/// What Charlie and Eve supply, each.
const SUPPLIED: Balance = 1_500 * USD;
/// The most that is lent.
const CAP: Balance = 2_000 * USD;

/// Alice and Bob report this, and Charlie what CIV costs.
async fn lie(town: &Town, cents: Balance) {
	for (who, cents) in [(&town.charlie, 200), (&town.alice, cents), (&town.bob, cents)] {
		town.report(who, cents).await;
	}
}

async fn supplied(town: &Town, who: &Person) -> Balance {
	amount(&town.position(&who.address()).await["supplied"])
}

fn withdraw(town: &Town, amount: Value) -> Value {
	town.call("withdraw", json!({ "amount": amount }))
}

/// Two of three set a price. For ten minutes everybody sees it and nobody can use it; beyond the terms' bounds it is of no use at all;
/// and within them they lend no more than the cap to Mallory.
pub async fn two_who_lie_get_no_further_than_terms_and_caps(town: &Town) {
	let Town { charlie, dave, eve, ferdie, grace, mallory, .. } = town;
	town.all_say(report(200)).await;
	let caps = json!({ "supply": (20_000 * USD).to_string(), "borrow": CAP.to_string() });
	town.done(dave, town.call("setCaps", caps)).await;
	for who in [charlie, eve] {
		town.mint(who, SUPPLIED).await;
		town.supply(who, SUPPLIED).await;
	}
	town.pledge(grace, 1_000 * CIV).await;
	town.done(grace, town.borrow(500 * USD)).await;
	town.pledge(mallory, 3 * CIV).await;
	let remove = town.call("removeCollateral", json!({ "amount": assets(CIV) }));
	let of_no_use = async |error: &str| {
		town.refused(mallory, town.borrow(1_000 * USD), error).await;
		town.refused(grace, remove.clone(), error).await;
		town.refused(ferdie, town.liquidate(grace, 500 * USD, 0), error).await;
		// Whoever owes can go on making it safer.
		town.done(grace, town.repay(assets(USD))).await;
		town.pledge(grace, CIV).await;
	};
	// At 2,000.00, above the 1,000.00 of the terms.
	lie(town, 200_000).await;
	of_no_use("priceMoving").await;
	town.pass(SETTLE).await;
	assert_eq!(town.price().await["price"], json!((200_000 * CENT).to_string()));
	of_no_use("priceOutOfBand").await;
	// At 900.00, where 3 CIV would be good for 1,890.00.
	lie(town, 90_000).await;
	of_no_use("priceMoving").await;
	town.pass(SETTLE).await;
	assert_eq!(town.price().await["price"], json!((90_000 * CENT).to_string()));
	town.refused(mallory, town.borrow(1_600 * USD), "borrowCapReached").await;
	town.done(mallory, town.borrow(1_500 * USD)).await;
	assert!(amount(&town.market().await["borrowed"]) <= CAP);
}

/// Mallory owes 1,500.00 for 6.00. Charlie sees it, and leaves before it is written down.
pub async fn who_leaves_before_a_loss_takes_cash_and_no_more(town: &Town) {
	let Town { charlie, eve, ferdie, mallory, .. } = town;
	town.all_say(report(200)).await;
	town.refused(ferdie, town.liquidate(mallory, SUPPLIED, 0), "priceMoving").await;
	town.refused(charlie, withdraw(town, all(2 * SUPPLIED)), "notEnoughCash").await;
	let cash = amount(&town.market().await["cash"]);
	town.done(charlie, withdraw(town, assets(cash))).await;
	assert_eq!(town.dollars(charlie).await, cash);
	town.refused(charlie, withdraw(town, assets(1)), "notEnoughCash").await;

	town.pass(SETTLE).await;
	town.mint(ferdie, 100 * USD).await;
	let owed = amount(&town.position(&mallory.address()).await["debt"]);
	let before = [supplied(town, charlie).await, supplied(town, eve).await];
	let events = town.done(ferdie, town.liquidate(mallory, owed, 3 * CIV)).await;
	let after = [supplied(town, charlie).await, supplied(town, eve).await];
	let told = |name: &str| events.iter().find_map(|event| event["lending"].get(name));
	let repaid = amount(&told("liquidated").expect("it is told")["repaid"]);
	assert!(repaid <= 6 * USD, "{repaid}");
	let borne = |name: &str| told(name).map_or(0, |loss| amount(&loss["assets"]));
	let (covered, written) = (borne("lossCovered"), borne("lossWrittenDown"));
	// All of it is borne, but for a cent or two of interest and rounding.
	assert!(owed.abs_diff(repaid + covered + written) <= 2, "{owed}: {repaid}, {covered}, {written}");
	let [had, have] = [before, after].map(|of| of.iter().sum::<Balance>());
	assert!((had - have).abs_diff(written) <= 5, "{had}, {have}, {written}");
	// By whoever is still there, and by each in the same part: that of what Charlie could not take along, too.
	assert!((after[0] * before[1]).abs_diff(after[1] * before[0]) <= 2 * had, "{before:?}, {after:?}");
	assert!(after[0] > 0 && before[0] < before[1], "{before:?}, {after:?}");
	// What was supplied is what he took, what is left and what was lost; and some cents of interest.
	let all_of_it = cash + have + covered + written;
	assert!((2 * SUPPLIED - 5..2 * SUPPLIED + USD).contains(&all_of_it), "{all_of_it}");
	assert_eq!(town.position(&mallory.address()).await["debt"], json!("0"));
}

pub async fn the_last_ones_leave_with_what_there_is(town: &Town) {
	let Town { charlie, eve, grace, .. } = town;
	let supplied_by_both = supplied(town, charlie).await + supplied(town, eve).await;
	// The last who borrows.
	town.done(grace, town.repay(all(500 * USD))).await;
	town.done(grace, town.call("removeCollateral", json!({ "amount": all(2_000 * CIV) }))).await;
	town.refused(grace, town.repay(all(USD)), "amountZero").await;
	let market = town.market().await;
	assert_eq!((&market["borrowed"], &market["debtShares"]), (&json!("0"), &json!("0")));
	// What is left is of those who supply. All of it is cash, and no more than it leaves.
	let (cash, had) = (amount(&market["cash"]), town.dollars(charlie).await + town.dollars(eve).await);
	assert!(cash.abs_diff(supplied_by_both) <= 20, "{cash}, {supplied_by_both}");
	for who in [charlie, eve] {
		town.done(who, withdraw(town, all(2 * SUPPLIED))).await;
		town.refused(who, withdraw(town, all(2 * SUPPLIED)), "amountZero").await;
	}
	let market = town.market().await;
	let left = amount(&market["cash"]);
	assert_eq!(town.dollars(charlie).await + town.dollars(eve).await + left, had + cash);
	assert!(left <= 5, "{market}");
	assert_eq!((&market["supplied"], &market["debtShares"]), (&json!(left.to_string()), &json!("0")));
}
