//! Money.

use super::{Prepared, Stage};
use serde_json::json;

/// A transfer between accounts that exist: each pays the next one.
pub fn transfer(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let next = |who: usize| if who + 1 == stage.workers().end { stage.workers().start } else { who + 1 };
		let pay = |who: usize| {
			let pay = json!({ "dest": stage.address(next(who)), "value": "1000000" });
			json!({ "balances": { "transferKeepAlive": pay } })
		};
		let calls_of: Vec<_> = stage.workers().map(|who| stage.step(who, &pay(who))).collect();
		calls_of.into_iter().cycle().take(calls).collect()
	})
}
