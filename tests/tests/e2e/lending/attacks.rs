//! Attacks on a market, on a running node. Each is refused with its error, and then nothing of lending has changed; or it does no harm,
//! which balances show.

mod extremes;
mod keys;
mod suppliers;
mod vaults;

use super::town::{add_feed, all, assets, bundle, report, Town, CENT, DOLLAR, SETTLE, USD};
use civitas_runtime::{currency::CIV, AccountId, Balance, Runtime};
use civitas_tests::{calls::amount, client::to_hex};
use codec::Encode;
use serde_json::json;
use sp_core::crypto::Ss58Codec;

/// How old a price may be in this market, in seconds.
const MAX_AGE: u64 = 3_600;
/// In milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// What Mallory can borrow at most at first: 70 % of what 1,000 CIV are worth at 2.00.
const EDGE: Balance = 1_400 * USD;

#[tokio::test(flavor = "multi_thread")]
async fn attacks_are_refused_or_do_no_harm() {
	let town = &Town::found().await;
	who_has_no_office_decides_nothing(town).await;
	a_gift_changes_no_share(town).await;
	caps_hold(town).await;
	a_gift_moves_no_cap(town).await;
	nobody_borrows_beyond_the_edge(town).await;
	what_is_locked_is_not_pledged(town).await;
	small_amounts_gain_nothing(town).await;
	the_price_of_the_exchange_does_not_count(town).await;
	one_who_lies_moves_nothing(town).await;
	small_steps_end_where_one_step_would(town).await;
	a_fall_is_moving_and_then_it_counts(town).await;
	who_is_silent_makes_prices_stale(town).await;
	who_was_removed_does_not_count(town).await;
	nobody_is_kept_from_leaving(town).await;
	let company = &keys::Company::found(town).await;
	keys::a_limited_key_borrows_within_its_limit(company).await;
	keys::who_borrows_to_the_edge_gains_by_another_account_what_anybody_does(company).await;
	town.recompute().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_curators_nor_liars_nor_who_leaves_first_take_what_others_have() {
	let town = &Town::found().await;
	let vault = &vaults::Vault::found(town).await;
	vaults::gifts_set_no_price(vault).await;
	vaults::nobody_takes_out_what_is_not_theirs(vault).await;
	vaults::nothing_riskier_counts_at_once(vault).await;
	vaults::whoever_looks_has_left_before_a_curator_lists_a_market_of_his_own(vault).await;
	suppliers::two_who_lie_get_no_further_than_terms_and_caps(town).await;
	suppliers::who_leaves_before_a_loss_takes_cash_and_no_more(town).await;
	suppliers::the_last_ones_leave_with_what_there_is(town).await;
	town.recompute().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn extremes_overflow_nothing() {
	let town = &mut Town::found().await;
	extremes::set_the_scene(town).await;
	extremes::what_is_whole_and_cheap_for_what_is_fine_and_dear(town).await;
	extremes::what_is_fine_and_cheap_for_what_is_whole_and_dear(town).await;
	// All prices are stale after that.
	extremes::ten_years_at_a_thousand_percent(town).await;
	town.recompute().await;
}

async fn who_has_no_office_decides_nothing(town: &Town) {
	let Town { dave, eve, ferdie, .. } = town;
	town.refused(ferdie, add_feed(json!(null), 12), "badOrigin").await;
	town.refused(ferdie, report(1), "noPermission").await;
	let caps = |supply: Balance, borrow: Balance| {
		town.call("setCaps", json!({ "supply": supply.to_string(), "borrow": borrow.to_string() }))
	};
	town.refused(ferdie, caps(1, 1), "notCurator").await;
	town.refused(ferdie, town.call("pause", json!({ "supply": true, "borrow": true })), "notCurator").await;
	let collect = town.call("collect", json!({ "assets": "1" }));
	town.refused(ferdie, collect.clone(), "notCurator").await;
	town.refused(eve, collect.clone(), "notCurator").await;
	town.refused(dave, collect, "notCollectable").await;
	// The guardian lowers, and does not raise.
	town.done(dave, caps(30_000 * USD, 20_000 * USD)).await;
	town.done(eve, caps(20_000 * USD, 10_000 * USD)).await;
	town.refused(eve, caps(20_000 * USD + 1, 10_000 * USD), "notCurator").await;
}

async fn a_gift_changes_no_share(town: &Town) {
	let Town { bob, ferdie, mallory, .. } = town;
	// Mallory supplies first, and gives the market a fortune: it is nobody's, and no share is dear by it.
	town.mint(mallory, 10_000 * USD).await;
	town.supply(mallory, 1).await;
	let account = town.market().await["account"].clone();
	town.give(mallory, &account, 999_000).await;
	town.mint(ferdie, 100).await;
	town.supply(ferdie, 100).await;
	assert_eq!(town.position(&ferdie.address()).await["supplied"], json!("100"));
	assert_eq!(town.market().await["cash"], json!("101"));
	town.done(ferdie, town.call("withdraw", json!({ "amount": all(100) }))).await;
	assert_eq!(town.dollars(ferdie).await, 100);
	town.refused(mallory, town.call("withdraw", json!({ "amount": assets(999_001) })), "notEnoughSupplied").await;
	town.mint(bob, 40_000 * USD).await;
}

async fn caps_hold(town: &Town) {
	let Town { bob, dave, grace, .. } = town;
	let supply = |amount: Balance| town.call("supply", json!({ "assets": amount.to_string() }));
	town.refused(bob, supply(20_000 * USD), "supplyCapReached").await;
	town.supply(bob, 15_000 * USD).await;
	// A higher cap is announced for two days.
	let raise = json!({ "supply": "4000000", "borrow": "1000000" });
	town.done(dave, town.call("setCaps", raise)).await;
	town.refused(bob, supply(5_000 * USD), "supplyCapReached").await;
	town.pledge(grace, 1_000 * CIV).await;
	// There are 15,000.01 in cash, of which 10,000.00 may be lent, whatever is pledged.
	town.refused(grace, town.borrow(10_000 * USD + 1), "borrowCapReached").await;
	town.refused(grace, town.borrow(15_000 * USD + 2), "notEnoughCash").await;
}

async fn a_gift_moves_no_cap(town: &Town) {
	let Town { bob, mallory, .. } = town;
	let one_more = town.call("supply", json!({ "assets": "1" }));
	let room = 5_000 * USD - 1;
	town.supply(bob, room).await;
	town.refused(bob, one_more.clone(), "supplyCapReached").await;
	let totals = async || {
		let market = town.market().await;
		["account", "supplied", "cash", "supplyShares", "supplyIndex", "supplyCap"].map(|name| market[name].clone())
	};
	let before = totals().await;
	let account = AccountId::from_ss58check(before[0].as_str().expect("it has an account")).expect("it is an address");
	let given = town.free(DOLLAR, &account).await;
	town.mint(mallory, 1_000 * USD).await;
	town.give(mallory, &before[0], 1_000 * USD).await;
	// It is there, and in no sum: neither does it make room, nor is anything above the cap by it.
	assert_eq!(town.free(DOLLAR, &account).await, given + 1_000 * USD);
	assert_eq!(totals().await, before);
	town.refused(bob, one_more, "supplyCapReached").await;
	town.done(bob, town.call("withdraw", json!({ "amount": assets(room) }))).await;
}

async fn nobody_borrows_beyond_the_edge(town: &Town) {
	let Town { bob, ferdie, grace, mallory, .. } = town;
	town.pledge(mallory, 1_000 * CIV).await;
	// Nobody owes anything yet, so no interest accrues between the question and the loan.
	assert_eq!(town.position(&mallory.address()).await["borrowable"], json!(EDGE.to_string()));
	town.refused(mallory, town.borrow(EDGE + 1), "aboveBorrowLtv").await;
	town.refused(mallory, town.borrow(100 * USD - 1), "debtBelowMinimum").await;
	town.done(mallory, town.borrow(EDGE)).await;
	// She is at the edge, and neither she nor another takes a bonus for that.
	town.refused(ferdie, town.liquidate(mallory, EDGE, 0), "healthy").await;
	town.refused(mallory, town.liquidate(mallory, EDGE, 0), "selfLiquidation").await;
	let itself = json!({ "liquidate": {
		"market": town.market, "borrower": mallory.address(), "most": EDGE.to_string(), "least": "0"
	} });
	town.refused(mallory, bundle(vec![itself]), "selfLiquidation").await;
	town.refused(ferdie, town.liquidate(bob, EDGE, 0), "healthy").await;
	town.refused(bob, town.liquidate(ferdie, EDGE, 0), "positionUnknown").await;
	// What she has pledged stays, and nobody else opens a position for her neighbour.
	town.refused(mallory, town.call("removeCollateral", json!({ "amount": assets(1) })), "aboveBorrowLtv").await;
	let for_another = json!({ "assets": CIV.to_string(), "owner": ferdie.address() });
	town.refused(mallory, town.call("addCollateral", for_another), "nothingOwed").await;
	// Debts within a bundle are looked at when it ends.
	let leave = vec![town.action("borrow", assets(500 * USD)), town.action("removeCollateral", assets(1_000 * CIV))];
	town.refused(grace, bundle(leave), "aboveBorrowLtv").await;
	let twice = vec![town.action("borrow", assets(1_000 * USD)), town.action("borrow", assets(1_000 * USD))];
	town.refused(grace, bundle(twice), "aboveBorrowLtv").await;
	let nothing = vec![town.action("removeCollateral", assets(CIV)), town.action("repay", json!("last"))];
	town.refused(grace, bundle(nothing), "nothingYielded").await;
	town.refused(grace, bundle(Vec::new()), "noActions").await;
}

/// Nothing locks CIV on this chain yet. Here is what whatever does some day would write into an account.
async fn what_is_locked_is_not_pledged(town: &Town) {
	let Town { alice, ferdie, mallory, .. } = town;
	let lock = async |but: Option<Balance>| {
		let (client, who) = (town.client(), ferdie.account());
		let (_, best) = client.best().await;
		let mut record = client.account(&who, best).await;
		record.data.frozen = but.map_or(0, |but| record.data.free + record.data.reserved - but);
		let key = frame_system::Account::<Runtime>::hashed_key_for(&who);
		let items = json!([[to_hex(&key), to_hex(&record.encode())]]);
		let set = json!({ "system": { "setStorage": { "items": items } } });
		town.done(alice, json!({ "sudo": { "sudo": { "call": set } } })).await;
	};
	let pledge = town.call("addCollateral", json!({ "assets": (101 * CIV).to_string() }));
	// Who has something on hold is referred to by that, lock or no lock.
	town.pledge(ferdie, 50 * CIV).await;
	lock(Some(100 * CIV)).await;
	town.refused(ferdie, pledge.clone(), "fundsUnavailable").await;
	let in_a_bundle = bundle(vec![town.action("addCollateral", assets(101 * CIV))]);
	town.refused(ferdie, in_a_bundle, "fundsUnavailable").await;
	let for_another = json!({ "assets": (101 * CIV).to_string(), "owner": mallory.address() });
	town.refused(ferdie, town.call("addCollateral", for_another), "fundsUnavailable").await;
	lock(None).await;
	town.done(ferdie, pledge).await;
	town.done(ferdie, town.call("removeCollateral", json!({ "amount": all(151 * CIV) }))).await;
}

async fn small_amounts_gain_nothing(town: &Town) {
	let Town { bob, ferdie, grace, .. } = town;
	town.done(grace, town.borrow(500 * USD)).await;
	town.refused(grace, town.repay(assets(450 * USD)), "debtBelowMinimum").await;
	// More than is owed.
	town.refused(grace, town.repay(assets(600 * USD)), "notEnoughDebt").await;
	town.refused(grace, town.repay(all(500 * USD - 1)), "aboveMaximum").await;
	let for_another = json!({ "amount": assets(1), "owner": bob.address() });
	town.refused(grace, town.call("repay", for_another), "notEnoughDebt").await;
	// Nothing, and shares that are worth nothing.
	town.refused(bob, town.call("supply", json!({ "assets": "0" })), "amountZero").await;
	town.refused(grace, town.borrow(0), "amountZero").await;
	town.refused(grace, town.repay(assets(0)), "amountZero").await;
	town.refused(bob, town.call("withdraw", json!({ "amount": { "shares": "1" } })), "amountZero").await;
	town.refused(bob, town.call("withdraw", json!({ "amount": { "shares": "0" } })), "amountZero").await;
	// In and out, at prices that are no whole numbers: rounding is never the caller's gain.
	for amount in [100, 7, 3, 2] {
		let before = town.dollars(ferdie).await;
		let round = vec![town.action("supply", assets(amount)), town.action("withdraw", all(amount))];
		town.done(ferdie, bundle(round)).await;
		assert!(town.dollars(ferdie).await <= before, "{amount} came back as more");
	}
	// Nor is a trip through a debt. It ends where it began, so it needs no more collateral.
	let before = town.dollars(grace).await;
	let round = vec![town.action("borrow", assets(100 * USD + 1)), town.action("repay", json!("last"))];
	town.done(grace, bundle(round)).await;
	assert_eq!(town.dollars(grace).await, before);
}

async fn the_price_of_the_exchange_does_not_count(town: &Town) {
	let Town { alice, mallory, .. } = town;
	// 10,000 CIV for 20,000.00.
	town.mint(alice, 20_000 * USD).await;
	let pool = json!({ "asset1": null, "asset2": DOLLAR });
	town.done(alice, json!({ "assetConversion": { "createPool": pool } })).await;
	let add = json!({
		"asset1": null, "asset2": DOLLAR, "amount1Desired": (10_000 * CIV).to_string(), "amount2Desired": "2000000",
		"amount1Min": "1", "amount2Min": "1", "mintTo": alice.address(),
	});
	town.done(alice, json!({ "assetConversion": { "addLiquidity": add } })).await;

	town.mint(mallory, 50_000 * USD).await;
	let swap = |least: Balance| {
		let swap = json!({
			"path": [DOLLAR, null], "amountIn": "4000000", "amountOutMin": least.to_string(), "sendTo": mallory.address(),
			"keepAlive": true,
		});
		json!({ "assetConversion": { "swapExactTokensForTokens": swap } })
	};
	// She makes CIV dear, and borrows on it in the same breath.
	let (dollars, price) = (town.dollars(mallory).await, town.price().await["price"].clone());
	let both = json!({ "utility": { "batchAll": { "calls": [swap(1), town.borrow(1_000 * USD)] } } });
	town.refused(mallory, both, "aboveBorrowLtv").await;
	let exchange = |least: Balance| {
		let (amount, least) = (assets(4_000_000), least.to_string());
		json!({ "swap": { "from": DOLLAR, "to": null, "amount": amount, "least": least } })
	};
	let both = bundle(vec![exchange(1), town.action("borrow", assets(1_000 * USD))]);
	town.refused(mallory, both, "aboveBorrowLtv").await;
	assert_eq!(town.dollars(mallory).await, dollars);
	// For less than she wants she gets nothing at all.
	town.refused(mallory, swap(10_000 * CIV), "providedMinimumNotSufficientForSwap").await;
	town.refused(mallory, bundle(vec![exchange(10_000 * CIV)]), "providedMinimumNotSufficientForSwap").await;
	// Nobody sells without a least: whoever makes the block would have the rest.
	town.refused(mallory, swap(0), "zeroAmount").await;
	town.refused(mallory, bundle(vec![exchange(0)]), "noMinimum").await;
	// And when CIV is dear there, it is not in the market.
	town.done(mallory, swap(1)).await;
	assert_eq!(town.price().await["price"], price);
	assert_eq!(town.position(&mallory.address()).await["borrowable"], json!("0"));
	town.refused(mallory, town.borrow(1_000 * USD), "aboveBorrowLtv").await;
}

async fn one_who_lies_moves_nothing(town: &Town) {
	let before = town.price().await;
	town.report(&town.charlie, 200_000).await;
	let after = town.price().await;
	assert_eq!((&after["price"], &after["moving"]), (&before["price"], &json!(false)));
	town.refused(&town.mallory, town.borrow(1_000 * USD), "aboveBorrowLtv").await;
	town.report(&town.charlie, 200).await;
}

async fn small_steps_end_where_one_step_would(town: &Town) {
	let mallory = &town.mallory;
	let stands = async || {
		let price = town.price().await;
		(price["price"].clone(), price["moving"].clone())
	};
	// Each is 1 % from the one before, and all are compared with what counted when the hour began.
	for cents in [202, 204, 206, 208, 210] {
		town.all_say(report(cents)).await;
		assert_eq!(stands().await, (json!((cents * CENT).to_string()), json!(false)));
	}
	let more = amount(&town.position(&mallory.address()).await["borrowable"]);
	assert!((1..=EDGE / 20).contains(&more), "{more}");
	town.all_say(report(212)).await;
	assert_eq!(stands().await, (json!((210 * CENT).to_string()), json!(true)));
	town.refused(mallory, town.borrow(1), "priceMoving").await;
	town.all_say(report(200)).await;
	assert_eq!(stands().await, (json!((200 * CENT).to_string()), json!(false)));
}

async fn a_fall_is_moving_and_then_it_counts(town: &Town) {
	let Town { ferdie, grace, mallory, .. } = town;
	town.all_say(report(120)).await;
	let price = town.price().await;
	assert_eq!((&price["price"], &price["moving"]), (&json!((200 * CENT).to_string()), &json!(true)));
	// At a price that may be wrong nobody gains, and whoever is in danger can act.
	let remove = || town.call("removeCollateral", json!({ "amount": assets(CIV) }));
	town.refused(grace, town.borrow(100 * USD), "priceMoving").await;
	town.refused(grace, remove(), "priceMoving").await;
	town.refused(ferdie, town.liquidate(mallory, EDGE, 0), "priceMoving").await;
	town.pledge(grace, CIV).await;
	town.done(grace, town.repay(assets(USD))).await;

	town.pass(SETTLE).await;
	assert_eq!(town.price().await["price"], json!((120 * CENT).to_string()));
	let found = town.client().value("lending_liquidatable", json!({ "market": town.market })).await;
	let owners: Vec<_> =
		found["items"].as_array().expect("a page has items").iter().map(|item| &item["owner"]).collect();
	assert_eq!(owners, [&json!(mallory.address())]);
	// Not for nothing, and not for less than was said.
	town.mint(ferdie, 2_000 * USD).await;
	town.refused(ferdie, town.liquidate(mallory, 0, 0), "amountZero").await;
	town.refused(ferdie, town.liquidate(mallory, EDGE, 1_001 * CIV), "tooLittleCollateral").await;
	town.refused(ferdie, town.liquidate(grace, EDGE, 0), "healthy").await;
	let before = town.dollars(ferdie).await;
	let events = town.done(ferdie, town.liquidate(mallory, 2 * EDGE, 1_000 * CIV)).await;
	let done = events.iter().find_map(|event| event["lending"].get("liquidated")).expect("it is told");
	assert_eq!((&done["bonus"], &done["taken"]), (&json!(1_100_000_000), &json!((1_000 * CIV).to_string())));
	assert_eq!(town.dollars(ferdie).await, before - amount(&done["repaid"]));
	let left = town.position(&mallory.address()).await;
	assert_eq!((&left["debt"], &left["collateral"]), (&json!("0"), &json!("0")));
	town.refused(ferdie, town.liquidate(mallory, EDGE, 0), "healthy").await;
}

async fn who_is_silent_makes_prices_stale(town: &Town) {
	let Town { alice, bob, charlie, ferdie, grace, .. } = town;
	town.pass(MAX_AGE + 100).await;
	for feeder in [alice, bob] {
		town.report(feeder, 120).await;
	}
	town.refused(grace, town.borrow(100 * USD), "priceStale").await;
	let remove = town.call("removeCollateral", json!({ "amount": assets(CIV) }));
	town.refused(grace, remove.clone(), "priceStale").await;
	town.refused(ferdie, town.liquidate(grace, EDGE, 0), "priceStale").await;
	town.done(grace, town.repay(assets(USD))).await;
	town.done(bob, town.call("withdraw", json!({ "amount": assets(USD) }))).await;
	// The third one speaks.
	town.report(charlie, 120).await;
	town.done(grace, town.borrow(100 * USD)).await;
	town.done(grace, remove).await;
}

async fn who_was_removed_does_not_count(town: &Town) {
	let Town { alice, bob, charlie, dave, .. } = town;
	town.agreed(json!({ "feeders": { "removeMember": { "who": charlie.address() } } })).await;
	town.refused(charlie, report(120), "noPermission").await;
	// Charlie has reported a moment ago, and is not the third one any more.
	let before = town.price().await["time"].clone();
	for feeder in [alice, bob] {
		town.report(feeder, 121).await;
	}
	assert_eq!(town.price().await["time"], before);
	town.agreed(json!({ "feeders": { "addMember": { "who": dave.address() } } })).await;
	town.report(dave, 121).await;
	let price = town.price().await;
	assert_eq!(price["price"], json!((121 * CENT).to_string()));
	assert!(price["time"].as_u64() > before.as_u64(), "{price}");
}

async fn nobody_is_kept_from_leaving(town: &Town) {
	let Town { bob, dave, eve, grace, .. } = town;
	let pause = |paused: bool| town.call("pause", json!({ "supply": paused, "borrow": paused }));
	town.done(eve, pause(true)).await;
	town.refused(bob, town.call("supply", json!({ "assets": "100" })), "supplyPaused").await;
	town.refused(grace, town.borrow(100 * USD), "borrowPaused").await;
	let actions = vec![town.action("addCollateral", assets(CIV)), town.action("borrow", assets(100 * USD))];
	town.refused(grace, bundle(actions), "borrowPaused").await;
	town.done(bob, town.call("withdraw", json!({ "amount": assets(100 * USD) }))).await;
	town.done(grace, town.repay(assets(100 * USD))).await;
	town.done(grace, town.call("removeCollateral", json!({ "amount": assets(CIV) }))).await;
	town.done(dave, pause(false)).await;
}
