//! Who controls an identity, how far they have agreed on a call, and what is to be done next for it.

use crate::{
	chain::{Chain, Receipt, IDENTITIES},
	failure::Failure,
	identity::{
		self,
		key::PublicKey,
		number::{number, of_key},
	},
	moment::{self, Moment},
	output::flat,
};
use serde_json::{json, Value};
use std::collections::{BTreeSet, VecDeque};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

/// The code of a call on which other controllers of the identity have to agree.
const APPROVALS_MISSING: &str = "ApprovalsMissing";

/// The errors by which the chain says that an earlier request of the key is in the way: it waits, or it came to nothing.
pub const REQUESTS: [&str; 2] = ["RequestPending", LAPSED];
const LAPSED: &str = "RequestLapsed";

/// What a key must be good for to act: W3C DID Core, section 5.3.4.
const INVOCATION: &str = "capabilityInvocation";

/// How many identities are looked at to find out how a key can act as one.
const MAX_LOOKS: usize = 64;

/// How many acts the chain lets be within one another.
const MAX_ACTS: usize = 4;

/// An identity, and who controls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
	pub identity: AccountId32,
	pub controllers: Vec<AccountId32>,
	pub threshold: u64,
	/// Whether the key, if it is one of this identity, can act as it; and not only do what nobody can deny it.
	pub invokes: bool,
}

/// What is to be done next for a call on which controllers have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
	Approve,
	Make,
	/// Wait for the others.
	Wait,
}

/// What a key is to an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
	None,
	/// It cannot act as the identity, and still freeze it.
	Live,
	Invokes,
}

impl Step {
	/// Of the record that the chain has of an identity.
	fn read(identity: AccountId32, record: &Value) -> Option<Self> {
		let controllers = accounts(&record["controllers"])?;
		Some(Self { identity, controllers, threshold: record["threshold"].as_u64()?, invokes: true })
	}
}

/// How a key can act as an identity: by the fewest others.
pub async fn way(chain: &Chain, key: &Keypair, identity: AccountId32) -> Result<Vec<Step>, Failure> {
	let key = PublicKey::of(key).text();
	let mut waiting = VecDeque::from([(identity, Vec::new())]);
	let mut seen = BTreeSet::from([identity.0]);
	let (mut block, mut live) = (Value::Null, None);
	for _ in 0..MAX_LOOKS {
		let Some((identity, mut way)) = waiting.pop_front() else { break };
		let found = chain.view(IDENTITIES, "resolve", json!({ "identity": identity }), block).await?;
		// All at the same block.
		block = json!(found.block.hash);
		if found.value.is_null() {
			return Err(chain.error(IDENTITIES, "IdentityUnknown"));
		}
		let step = Step::read(identity, &found.value).ok_or_else(unreadable)?;
		let standing = standing(&found.value, &key, found.block.time);
		if way.is_empty() && standing == Standing::Live {
			live = Some(vec![Step { invokes: false, ..step.clone() }]);
		}
		way.push(step.clone());
		if standing == Standing::Invokes {
			return Ok(way);
		}
		if way.len() < MAX_ACTS {
			let others = step.controllers.into_iter().filter(|controller| seen.insert(controller.0));
			waiting.extend(others.map(|controller| (controller, way.clone())));
		}
	}
	live.ok_or_else(|| not_authorised(chain))
}

/// That a key cannot act as an identity.
pub fn not_authorised(chain: &Chain) -> Failure {
	chain.error(IDENTITIES, "NotAuthorised")
}

/// What a key is to an identity, at a time.
fn standing(record: &Value, key: &str, now: Moment) -> Standing {
	let Some(known) = of_key(record, key) else { return Standing::None };
	let in_window = number(&known["validFrom"]).is_none_or(|from| from <= now)
		&& number(&known["validUntil"]).is_none_or(|until| now <= until);
	let mut relationships = known["relationships"].as_array().into_iter().flatten();
	match relationships.any(|this| this == INVOCATION) {
		_ if !in_window => Standing::None,
		true => Standing::Invokes,
		false => Standing::Live,
	}
}

/// What `controller` is to do for a call of an identity, of which there are these approvals, or null. If it wants its own to
/// last longer, it approves anew.
pub fn next(step: &Step, controller: &AccountId32, proposal: &Value, longer: bool) -> Next {
	if number(&proposal["count"]).is_some_and(|count| count >= step.threshold) {
		return Next::Make;
	}
	match counting(proposal).any(|approval| approval["controller"] == json!(controller)) && !longer {
		true => Next::Wait,
		false => Next::Approve,
	}
}

/// The approvals that count.
fn counting(proposal: &Value) -> impl Iterator<Item = &Value> {
	proposal["approvals"].as_array().into_iter().flatten().filter(|approval| approval["counts"] == true)
}

/// That others have not agreed yet, with who has, and what was done about it.
pub fn missing(step: &Step, proposal: &Value, done: Option<&Receipt>) -> Failure {
	let Step { identity, threshold, .. } = step;
	let approvals: Vec<_> = counting(proposal).collect();
	let mut message = format!(
		"{APPROVALS_MISSING}: Of the controllers of {identity}, {threshold} have to approve this call, and so far {} did",
		approvals.len()
	);
	for (place, approval) in approvals.iter().enumerate() {
		message.push_str(if place == 0 { ": " } else { ", " });
		message.push_str(approval["controller"].as_str().unwrap_or_default());
	}
	message.push_str(". Others have to give the same command");
	match approvals.iter().filter_map(|approval| number(&approval["until"])).min() {
		Some(until) => message.push_str(&format!(", until {}.", moment::show(until))),
		None => message.push('.'),
	}
	let failure = Failure::refused(APPROVALS_MISSING, message).keeping("approvals", approvals);
	let Some(receipt) = done else { return failure };
	let failure = failure.of_transaction(receipt.transaction);
	match receipt.event(IDENTITIES, "approved") {
		Ok(fields) => failure.keeping("approved", fields),
		Err(_) => failure,
	}
}

/// What there is to say at a time of a request that is in the way of what a key does now, by the chain's error.
pub fn about(request: &Value, error: &str, now: Moment) -> Option<String> {
	let decided = number(&request["decided"])?;
	let asked = format!("Its request #{}, to {},", request["number"], flat(&request["remedy"]));
	let until = moment::show(decided);
	Some(match error {
		LAPSED => format!("{asked} was voted on until {until}: it can ask again a week after that."),
		_ if now < decided => format!("{asked} is voted on until {until}: give the command for it again after that."),
		_ => format!("{asked} was agreed to: give the command for it first."),
	})
}

/// The accounts of a list.
fn accounts(list: &Value) -> Option<Vec<AccountId32>> {
	list.as_array()?.iter().map(|account| identity::account(account.as_str()?).ok()).collect()
}

pub fn unreadable() -> Failure {
	Failure::unknown("metadata", "What the chain has of it is not in a form that this client knows.")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::BlockId, failure::Exit};
	use subxt::utils::H256;
	use subxt_signer::sr25519::dev;

	fn account(number: u8) -> AccountId32 {
		AccountId32([number; 32])
	}

	fn step(threshold: u64) -> Step {
		let controllers = vec![account(2), account(3), account(4)];
		Step { identity: account(1), controllers, threshold, invokes: true }
	}

	/// What the chain has of a call that these have approved; the second says whether it counts.
	fn proposal(approvals: &[(u8, bool)]) -> Value {
		let approval = |(number, counts): &(u8, bool)| {
			let until = 1_735_689_600_000_u64 + u64::from(*number) * 1_000;
			json!({ "controller": account(*number), "by": { "key": 1 }, "until": until, "counts": counts })
		};
		let count = approvals.iter().filter(|(_, counts)| *counts).count();
		let approvals: Vec<_> = approvals.iter().map(approval).collect();
		json!({ "payer": account(2), "approvals": approvals, "count": count, "threshold": 2 })
	}

	#[test]
	fn records_are_read() {
		let record = json!({ "controllers": [account(2), account(3), account(4)], "threshold": 2, "keys": [] });
		assert_eq!(Step::read(account(1), &record), Some(step(2)));
		assert_eq!(Step::read(account(1), &json!({ "controllers": ["x"], "threshold": 2 })), None);
	}

	#[test]
	fn keys_act_while_they_are_live() {
		let key = PublicKey::of(&dev::alice()).text();
		let record = |change: Value| {
			let mut known = json!({
				"public": key, "relationships": ["authentication", INVOCATION],
				"validFrom": 10, "validUntil": null, "revoked": null,
			});
			for (name, value) in change.as_object().expect("it is an object") {
				known[name] = value.clone();
			}
			json!({ "keys": [known] })
		};
		assert_eq!(standing(&record(json!({})), &key, 10), Standing::Invokes);
		assert_eq!(standing(&record(json!({})), &PublicKey::of(&dev::bob()).text(), 10), Standing::None);
		for (change, now, expected) in [
			(json!({}), 9, Standing::None),
			(json!({ "validUntil": 20 }), 20, Standing::Invokes),
			(json!({ "validUntil": 20 }), 21, Standing::None),
			(json!({ "validFrom": "18446744073709551615" }), 21, Standing::None),
			(json!({ "revoked": { "block": 1, "time": 15 } }), 16, Standing::None),
			// It can still freeze the identity.
			(json!({ "relationships": ["authentication"] }), 10, Standing::Live),
			(json!({ "relationships": ["authentication"] }), 9, Standing::None),
		] {
			assert_eq!(standing(&record(change.clone()), &key, now), expected, "{change}");
		}
	}

	#[test]
	fn controllers_approve_and_act() {
		let after =
			|approvals: &[(u8, bool)], controller| next(&step(2), &account(controller), &proposal(approvals), false);
		assert_eq!(next(&step(2), &account(2), &Value::Null, false), Next::Approve);
		assert_eq!(after(&[(2, true)], 2), Next::Wait);
		assert_eq!(after(&[(2, true)], 3), Next::Approve);
		assert_eq!(after(&[(2, true), (3, true)], 2), Next::Make);
		assert_eq!(after(&[(2, true), (3, true)], 4), Next::Make);
		// An approval that no longer counts is given anew: it has ended, or the key that gave it was revoked.
		assert_eq!(after(&[(2, false)], 2), Next::Approve);
		assert_eq!(after(&[(2, false), (3, true)], 3), Next::Wait);
		// One that counts is given anew if it is to last longer.
		assert_eq!(next(&step(2), &account(2), &proposal(&[(2, true)]), true), Next::Approve);
		assert_eq!(next(&step(2), &account(2), &proposal(&[(2, true), (3, true)]), true), Next::Make);
	}

	#[test]
	fn until_when_a_request_is_in_the_way_is_told() {
		let request = json!({ "number": 3, "remedy": { "revoke": "z9" }, "decided": 1_735_689_600_000_u64 });
		let about = |error: &str, now: Moment| about(&request, error, now).expect("there is a request");
		let asked = "Its request #3, to revoke z9,";
		let pending =
			format!("{asked} is voted on until 2025-01-01T00:00:00Z: give the command for it again after that.");
		assert_eq!(about("RequestPending", 1_735_689_599_999), pending);
		let agreed = format!("{asked} was agreed to: give the command for it first.");
		assert_eq!(about("RequestPending", 1_735_689_600_000), agreed);
		let lapsed = format!("{asked} was voted on until 2025-01-01T00:00:00Z: it can ask again a week after that.");
		assert_eq!(about("RequestLapsed", 1_735_689_600_000), lapsed);
		assert_eq!(super::about(&Value::Null, "RequestLapsed", 0), None);
	}

	#[test]
	fn what_is_done_for_a_call_that_waits_is_told() {
		let block = BlockId { number: 1, hash: H256::zero(), time: 0, age: None };
		let fields = json!({ "identity": account(1), "callHash": "0x11", "controller": account(3) });
		let events =
			vec![json!({ "identityRegistry": { "approved": fields } }), json!({ "system": "extrinsicSuccess" })];
		let receipt = Receipt { transaction: H256::repeat_byte(7), block, events };
		let approvals = proposal(&[(2, true), (3, true), (4, false)]);
		let failure = missing(&step(3), &approvals, Some(&receipt));
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "ApprovalsMissing"));
		assert_eq!(failure.transaction, Some(receipt.transaction));
		let expected = format!(
			"ApprovalsMissing: Of the controllers of {}, 3 have to approve this call, and so far 2 did: {}, {}. Others have to give the same \
			 command, until 2025-01-01T00:00:02Z.",
			account(1),
			account(2),
			account(3)
		);
		assert_eq!(failure.message, expected);
		let counting = json!(approvals["approvals"].as_array().expect("it is a list")[..2]);
		assert_eq!(failure.kept, [("approvals", counting), ("approved", fields)]);
		let failure = missing(&step(2), &proposal(&[(2, true)]), None);
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "ApprovalsMissing"));
		assert!(failure.transaction.is_none() && failure.kept.len() == 1, "nothing was done");
	}
}
