//! Giving an identity up.

use super::{acted::acted, ActorArguments};
use crate::{
	arguments::Connection,
	chain::{Chain, IDENTITIES},
	failure::Failure,
	identity::number::number,
	output::{flat, Answer},
};
use serde_json::{json, Value};

/// The errors by which the chain says that something is in the way.
const CONTROLS: &str = "ControlsOthers";
const HOLDS: &str = "HoldsLeft";
const IN_USE: &str = "AccountInUse";

pub async fn deactivate(connection: &Connection, actor: &ActorArguments, beneficiary: &str) -> Result<Answer, Failure> {
	let caller = actor.connect(connection).await?;
	let (chain, identity) = (&caller.chain, json!({ "identity": caller.account() }));
	let beneficiary = chain.account(beneficiary).await?;
	let ties = chain.view(IDENTITIES, "ties", identity.clone(), Value::Null).await?;
	let record = chain.view(IDENTITIES, "resolve", identity, json!(ties.block.hash)).await?.value;
	let ties = ties.value;
	if let Some((error, obstacles)) = in_the_way(&ties, record["payer"] == record["id"]) {
		return Err(refusal(chain, error, &obstacles).keeping("ties", ties));
	}
	let deactivate = json!({ IDENTITIES: { "deactivate": { "beneficiary": beneficiary } } });
	let done = caller.perform(&deactivate).await.map_err(|failure| match failure.code.as_ref() {
		// What only the chain can tell: of a hold, for whom it is.
		CONTROLS | HOLDS | IN_USE => failure.keeping("ties", ties),
		_ => failure,
	})?;
	acted(done, "deactivated", json!({ "beneficiary": beneficiary }), &[("Beneficiary", "beneficiary")])
}

fn refusal(chain: &Chain, error: &str, obstacles: &[String]) -> Failure {
	let failure = chain.error(IDENTITIES, error);
	Failure {
		message: format!("{} In the way: {}. Nothing was sent.", failure.message, obstacles.join("; ")),
		..failure
	}
}

/// What keeps an identity from being given up: the chain's error, and all obstacles. If it has `paid` for itself, that deposit is
/// none.
fn in_the_way(ties: &Value, paid: bool) -> Option<(&'static str, Vec<String>)> {
	let (mut error, mut obstacles) = (None, Vec::new());
	let mut add = |kind, obstacle| {
		error = error.or(Some(kind));
		obstacles.push(obstacle);
	};
	let count = |name: &str| number(&ties[name]).unwrap_or_default();
	if count("controlled") > 0 {
		add(CONTROLS, format!("it controls {} others, and has to resign (resign-control)", count("controlled")));
	}
	let holds = ties["holds"].as_array().map_or(&[][..], Vec::as_slice);
	let own = json!({ IDENTITIES: "identity" });
	for hold in holds.iter().filter(|hold| !(paid && hold["reason"] == own)) {
		add(HOLDS, format!("{} is held for {}", flat(&hold["amount"]), flat(&hold["reason"])));
	}
	// All holds together are one of them.
	let consumers = count("consumers").saturating_sub(u64::from(!holds.is_empty()));
	if consumers > 0 {
		let what = "locks, assets, proxies, session keys and the like";
		add(IN_USE, format!("{consumers} things depend on its account: {what}"));
	}
	if count("sufficients") > 0 {
		add(IN_USE, format!("it has {} kinds of other assets", count("sufficients")));
	}
	error.map(|error| (error, obstacles))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn ties(holds: Value, consumers: u32, sufficients: u32, controlled: u32) -> Value {
		json!({ "holds": holds, "consumers": consumers, "sufficients": sufficients, "controlled": controlled })
	}

	#[test]
	fn what_is_in_the_way_is_told() {
		let own = || json!([{ "reason": { "identityRegistry": "identity" }, "amount": "5" }]);
		assert_eq!(in_the_way(&ties(json!([]), 0, 0, 0), false), None);
		assert_eq!(in_the_way(&ties(own(), 1, 0, 0), true), None, "its own deposit comes back");
		// Without that it has paid for others.
		let (error, obstacles) = in_the_way(&ties(own(), 1, 0, 0), false).expect("a deposit is held");
		assert_eq!((error, obstacles), (HOLDS, vec!["5 is held for identity registry identity".to_owned()]));
		let (error, obstacles) = in_the_way(&ties(own(), 3, 2, 1), true).expect("much is in the way");
		assert_eq!((error, obstacles.len()), (CONTROLS, 3));
		assert!(obstacles[0].contains("controls 1 others") && obstacles[1].starts_with("2 things depend"));
		assert_eq!(obstacles[2], "it has 2 kinds of other assets");
		let (error, obstacles) = in_the_way(&ties(json!([]), 1, 0, 0), true).expect("something depends on it");
		assert_eq!((error, obstacles.len()), (IN_USE, 1));
	}
}
