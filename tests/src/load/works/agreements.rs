//! Agreements that are settled.
//!
//! All are standing orders: an account pays another 0.001 CIV every second, from a second after it has signed on, until
//! it ends that. The payer is the only party, and the payee is named, so that one signature makes the agreement. A
//! settlement pays, by one transfer, all that has come due since the one before; a block later than that, there is
//! something.

use super::{Prepared, Stage, Step};
use serde_json::{json, Value};
use sp_core::H256;

/// What comes due each second: a thousandth of a CIV, with which an account can exist.
const AMOUNT: &str = "1000000000";
/// Until when terms can be signed: the beginning of 2100, in milliseconds.
const SIGN_BY: u64 = 4_102_444_800_000;
/// How many are drafted in one transaction. Each is charged for more than 60 ms until it is known that it amends nothing,
/// and a transaction may weigh 1.4 s.
const AT_ONCE: usize = 10;

/// The most agreements of one `settle`.
const LIST: usize = 500;
/// How many lists of agreements are settled in turn. A block has room for two such calls, and in it nothing comes due
/// twice.
const LISTS: usize = 3;

/// The call by which an account drafts the order of this number, signs it and so begins it.
fn draft(stage: &Stage, payer: usize, number: usize) -> Value {
	let workers = stage.workers();
	let payee = if payer + 1 == workers.end { workers.start } else { payer + 1 };
	let start = json!({ "activation": { "seconds": 1 } });
	let accrues = json!({ "instalments": { "start": start, "every": { "seconds": 1 }, "count": null } });
	let obligation = json!({
		"clause": 1,
		"debtor": 0,
		"creditor": { "account": stage.address(payee) },
		"performance": { "pay": { "asset": null, "amount": AMOUNT, "accrues": accrues } },
		"awaits": { "fulfilled": [], "late": [] },
		"funding": "unfunded",
		"grace": 0,
		"interest": null,
		"assignable": false,
	});
	let terms = json!({
		"parties": [{ "account": stage.address(payer), "role": "payer" }],
		"prose": { "hash": H256::zero(), "uri": "" },
		"obligations": [obligation],
		"signBy": SIGN_BY,
		"salt": H256::from_low_u64_be(number as u64),
	});
	// Without an end there is no most.
	json!({ "agreements": { "draft": { "terms": terms, "most": null } } })
}

/// Begin so many orders: who pays by each, and its identifier. Those that follow each other are of different payers, as
/// far as there are enough.
async fn begin(stage: &mut Stage, count: usize) -> Vec<(usize, Value)> {
	let payers: Vec<usize> = stage.workers().cycle().take(count.div_ceil(AT_ONCE)).collect();
	let batch = |(place, payer): (usize, &usize)| {
		let numbers = place * AT_ONCE..count.min((place + 1) * AT_ONCE);
		let calls: Vec<Value> = numbers.map(|number| draft(stage, *payer, number)).collect();
		stage.step(*payer, &json!({ "utility": { "batchAll": { "calls": calls } } }))
	};
	let batches: Vec<Step> = payers.iter().enumerate().map(batch).collect();
	let mut begun = Vec::new();
	for (payer, events) in payers.iter().zip(stage.done(batches).await) {
		let ids = events.iter().filter_map(|event| event["agreements"]["activated"].get("agreement"));
		begun.extend(ids.map(|id| (*payer, id.clone())));
	}
	assert_eq!(begun.len(), count, "a draft that its only party signs is an agreement");
	// The first of each transaction, then the second of each, and so on.
	(0..AT_ONCE).flat_map(|first| begun.iter().skip(first).step_by(AT_ONCE)).cloned().collect()
}

/// The call that settles these, each of which has one obligation. Who settles is charged for nothing but that.
fn settle<'a>(agreements: impl Iterator<Item = &'a Value>) -> Value {
	let agreements: Vec<Value> = agreements.map(|id| json!({ "agreement": id, "certificates": [] })).collect();
	let obligations = agreements.len();
	let settle = json!({ "agreements": agreements, "most": null, "obligations": obligations });
	json!({ "agreements": { "settle": settle } })
}

/// One agreement is settled by each call: one obligation, by one payment of CIV from what the payer has free, who settles
/// it himself. It is another agreement each time.
pub fn settle_one(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let begun = begin(stage, calls).await;
		begun.iter().map(|(payer, id)| stage.step(*payer, &settle([id].into_iter()))).collect()
	})
}

/// As many agreements as one call can settle, 500, are settled by each: one payment each, as above. One account makes all
/// these calls, so that they come in their order and none finds that nothing has come due since the last time.
pub fn settle_500(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let begun = begin(stage, LIST * LISTS.min(calls)).await;
		let anyone = stage.workers().start;
		let list = |some: &[(usize, Value)]| stage.step(anyone, &settle(some.iter().map(|(_, id)| id)));
		let lists: Vec<Step> = begun.chunks(LIST).map(list).collect();
		lists.into_iter().cycle().take(calls).collect()
	})
}
