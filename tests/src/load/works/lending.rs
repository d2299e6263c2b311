//! Lending: dollars against CIV.

use super::{Prepared, Stage, Step};
use crate::{
	load::fleet::{ALICE, BOB, CHARLIE, DAVE},
	process::repository,
};
use civitas_runtime::{currency::CIV, Balance};
use serde_json::{json, Value};
use std::fs;

/// The asset that is lent: dollars, in cents. Alice issues them. Assets are counted.
const DOLLAR: u32 = 1;
/// What a CIV and a dollar cost, by the numbers of their feeds, which are counted too: US dollars with 18 decimals.
const PRICES: [(u16, &str); 2] = [(0, "2000000000000000000"), (1, "1000000000000000000")];
/// How many accounts get dollars in one transaction.
const AT_ONCE: usize = 100;

/// What is supplied at a time: a dollar.
const SUPPLIED: Balance = 100;
/// What is borrowed at a time: ten dollars. It is also the least debt, so that the first time is as all others.
const BORROWED: Balance = 1_000;
/// What is pledged for that: it is worth twice as much.
const PLEDGED: Balance = 10 * CIV;

/// How long the call of a motion may be, in bytes.
const LENGTH_BOUND: u32 = 1_000;

/// A call about a market.
fn call(name: &str, market: &Value, assets: Balance) -> Value {
	json!({ "lending": { name: { "market": market, "assets": assets.to_string() } } })
}

/// The same call so many times, by one account after the other.
fn by_all(stage: &Stage, count: usize, call: &Value) -> Vec<Step> {
	let call = stage.dialect().encode(call);
	stage.workers().cycle().take(count).map(|who| Step { who, call: call.clone() }).collect()
}

/// How often each account comes, at most, in so many calls.
fn turns(stage: &Stage, calls: usize) -> Balance {
	calls.div_ceil(stage.workers().len()) as Balance
}

/// Alice makes dollars, so many cents for each.
async fn mint(stage: &mut Stage, to: &[usize], cents: Balance) {
	let mint = |who: &usize| {
		let mint = json!({ "id": DOLLAR, "beneficiary": stage.address(*who), "amount": cents.to_string() });
		json!({ "assets": { "mint": mint } })
	};
	let batch = |some: &[usize]| {
		let calls: Vec<Value> = some.iter().map(&mint).collect();
		stage.step(ALICE, &json!({ "utility": { "batchAll": { "calls": calls } } }))
	};
	let steps: Vec<Step> = to.chunks(AT_ONCE).map(batch).collect();
	stage.done(steps).await;
}

/// Two thirds of the technical committee agree on a call. Its members are the validators, each of which has a node: Alice
/// alone, or she, Bob and Charlie.
async fn agreed(stage: &mut Stage, call: Value) {
	let threshold = (2 * stage.nodes().len()).div_ceil(3);
	let motion = json!({ "threshold": threshold, "proposal": call, "lengthBound": LENGTH_BOUND });
	let propose = stage.step(ALICE, &json!({ "technicalCommittee": { "propose": motion } }));
	let events = stage.done(vec![propose]).await;
	let mut proposed = events.iter().flatten().map(|event| &event["technicalCommittee"]["proposed"]);
	// Where one is enough, it is done.
	let Some(proposed) = proposed.find(|proposed| !proposed.is_null()) else { return };
	let (hash, index) = (&proposed["proposalHash"], &proposed["proposalIndex"]);
	let vote = json!({ "proposal": hash, "index": index, "approve": true });
	let vote = json!({ "technicalCommittee": { "vote": vote } });
	let votes = [ALICE, BOB].map(|who| stage.step(who, &vote)).to_vec();
	stage.done(votes).await;
	// 100 ms: more than it takes.
	let weight = json!({ "refTime": 100_000_000_000_u64, "proofSize": 10_000_000 });
	let close = json!({
		"proposalHash": hash, "index": index, "proposalWeightBound": weight, "lengthBound": LENGTH_BOUND,
	});
	let close = stage.step(ALICE, &json!({ "technicalCommittee": { "close": close } }));
	let closed = stage.done(vec![close]).await;
	let executed = |event: &Value| !event["technicalCommittee"]["executed"].is_null();
	assert!(closed.iter().flatten().any(executed), "a motion does not pass: {closed:?}");
}

/// A market under the terms of the example, but for a smaller least debt: its identifier. Its prices count for an hour
/// from now on, and nobody reports another meanwhile, so they are not moving.
async fn open_market(stage: &mut Stage) -> Value {
	let create = json!({ "id": DOLLAR, "admin": stage.address(ALICE), "minBalance": "1" });
	let create = stage.step(ALICE, &json!({ "assets": { "create": create } }));
	stage.done(vec![create]).await;
	// Who makes a market puts the least into it that an account can have.
	mint(stage, &[ALICE], SUPPLIED).await;
	for (asset, decimals) in [(json!(null), 12), (json!(DOLLAR), 2)] {
		let guard = json!({ "tolerance": 50_000_000, "window": 3_600_000, "settle": 600_000 });
		let feed = json!({ "asset": asset, "decimals": decimals, "guard": guard });
		agreed(stage, json!({ "lending": { "addFeed": feed } })).await;
	}
	let report = json!({ "oracle": { "feedValues": { "values": PRICES } } });
	let reports = [ALICE, BOB, CHARLIE].map(|who| stage.step(who, &report)).to_vec();
	stage.done(reports).await;
	let terms = fs::read_to_string(repository().join("docs/examples/market.json")).expect("there is an example");
	let mut terms: Value = serde_json::from_str(&terms).expect("the example is JSON");
	terms["minDebt"] = json!(BORROWED.to_string());
	terms["curator"] = json!(stage.address(DAVE));
	terms["guardian"] = json!(stage.address(DAVE));
	let make = json!({ "loan": DOLLAR, "collateral": null, "terms": terms });
	let make = stage.step(ALICE, &json!({ "lending": { "createMarket": make } }));
	let events = stage.done(vec![make]).await;
	let made = events.iter().flatten().find_map(|event| event["lending"]["marketCreated"].get("market"));
	made.expect("there is a market").clone()
}

/// Each call supplies a dollar to one market. By its first one an account opens its position.
pub fn supply(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let market = open_market(stage).await;
		let workers: Vec<usize> = stage.workers().collect();
		// One dollar stays, so that no account gives the last of them away.
		let cents = (turns(stage, calls) + 1) * SUPPLIED;
		mint(stage, &workers, cents).await;
		by_all(stage, calls, &call("supply", &market, SUPPLIED))
	})
}

/// Each call borrows ten dollars from one market, in which half of what Alice has supplied is lent in the end. All have
/// pledged before, and so opened their positions: twice the value of all that they will borrow.
pub fn borrow(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let market = open_market(stage).await;
		let liquidity = 2 * BORROWED * calls as Balance;
		mint(stage, &[ALICE], liquidity).await;
		let supply = stage.step(ALICE, &call("supply", &market, liquidity));
		stage.done(vec![supply]).await;
		let pledge = call("addCollateral", &market, turns(stage, calls) * PLEDGED);
		let pledges = by_all(stage, stage.workers().len(), &pledge);
		stage.done(pledges).await;
		by_all(stage, calls, &call("borrow", &market, BORROWED))
	})
}
