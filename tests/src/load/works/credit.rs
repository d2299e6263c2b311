//! Credit: loans of CIV, which Alice lends.

use super::{Prepared, Stage, Step};
use crate::{load::fleet::ALICE, process::repository};
use civitas_runtime::{currency::CIV, Balance};
use serde_json::{json, Value};
use std::{collections::BTreeMap, fs};

/// What is paid at a time.
const PAID: Balance = CIV / 1_000;
/// No loan is of less: what is paid is never all of it.
const LEAST: Balance = 10 * CIV;

/// Each call pays a part of a loan. There is one for each account.
pub fn pay_loan(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let workers: Vec<usize> = stage.workers().collect();
		let principal = LEAST + calls.div_ceil(workers.len()) as Balance * PAID;
		let budget = principal * workers.len() as Balance;
		let terms = fs::read_to_string(repository().join("docs/examples/loan.json")).expect("there is an example");
		let mut loan: Value = serde_json::from_str(&terms).expect("the example is JSON");
		(loan["asset"], loan["security"]) = (json!(null), json!(null));
		loan["repayment"]["principal"] = json!(principal.to_string());
		let terms = json!({
			"loan": loan, "least": "1", "budget": budget.to_string(), "maxLtv": 0, "tier": null,
			"until": 4_102_444_800_000_u64,
		});
		let publish = json!({ "credit": { "publishOffer": { "pool": null, "terms": terms } } });
		let published = stage.step(ALICE, &publish);
		let events = stage.done(vec![published]).await;
		let offer = events.iter().flatten().find_map(|event| event["credit"]["offerPublished"].get("offer"));
		let offer = offer.expect("it is offered").clone();
		let draw = json!({
			"asset": null, "offer": offer, "principal": principal.to_string(), "collateral": null, "certificate": null,
		});
		let draw = json!({ "credit": { "draw": draw } });
		let draws = workers.iter().map(|who| stage.step(*who, &draw)).collect();
		let events = stage.done(draws).await;
		let started =
			events.iter().flatten().map(|event| &event["credit"]["loanStarted"]).filter(|loan| !loan.is_null());
		let numbers: BTreeMap<&str, &Value> =
			started.map(|loan| (loan["borrower"].as_str().expect("it is an address"), &loan["loan"])).collect();
		let pay = |who: usize| {
			let borrower = stage.address(who);
			let loan = numbers[borrower.as_str()];
			let pay = json!({ "borrower": borrower, "loan": loan, "asset": null, "most": PAID.to_string() });
			Step { who, call: stage.dialect().encode(&json!({ "credit": { "pay": pay } })) }
		};
		workers.iter().cycle().take(calls).map(|who| pay(*who)).collect()
	})
}
