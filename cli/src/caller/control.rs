//! Who controls an identity, how far they have agreed on a call, and what is to be done next for it.

use crate::{
	chain::{Chain, Receipt, IDENTITIES},
	failure::Failure,
	identity::{self, key::PublicKey},
	moment::Moment,
};
use serde_json::{json, Value};
use std::collections::{BTreeSet, VecDeque};
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

/// The code of a call on which other controllers of the identity have to agree.
pub const APPROVALS_MISSING: &str = "ApprovalsMissing";

/// What a key must be good for to act: W3C DID Core, section 5.3.4.
const INVOCATION: &str = "capabilityInvocation";

/// How many identities are looked at to find out how a key can act as one; the chain itself looks at no more.
const MAX_LOOKS: usize = 64;

/// An identity, and who controls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
	pub identity: AccountId32,
	pub controllers: Vec<AccountId32>,
	pub threshold: u64,
}

/// What is to be done next for a call on which controllers have to agree. With a number: so many have agreed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
	Propose(u64),
	/// Take away what can no longer be approved, so that it can be proposed anew.
	Renew,
	Approve(u64),
	Make,
	/// Wait for the others.
	Wait(u64),
}

impl Step {
	/// Of the record that the chain has of an identity.
	fn read(identity: AccountId32, record: &Value) -> Option<Self> {
		let controllers = accounts(&record["controllers"])?;
		Some(Self { identity, controllers, threshold: record["threshold"].as_u64()? })
	}
}

/// How a key can act as an identity: by the fewest others.
pub async fn way(chain: &Chain, key: &Keypair, identity: AccountId32) -> Result<Vec<Step>, Failure> {
	let key = PublicKey::of(key).text();
	let mut waiting = VecDeque::from([(identity, Vec::new())]);
	let mut seen = BTreeSet::from([identity.0]);
	let mut block = Value::Null;
	for _ in 0..MAX_LOOKS {
		let Some((identity, mut way)) = waiting.pop_front() else { break };
		let found = chain.view(IDENTITIES, "resolve", json!({ "identity": identity }), block).await?;
		// All at the same block.
		block = json!(found.block.hash);
		if found.value.is_null() {
			return Err(chain.error(IDENTITIES, "IdentityUnknown"));
		}
		let step = Step::read(identity, &found.value).ok_or_else(unreadable)?;
		way.push(step.clone());
		if is_key(&found.value, &key, found.block.time) {
			return Ok(way);
		}
		let others = step.controllers.into_iter().filter(|controller| seen.insert(controller.0));
		waiting.extend(others.map(|controller| (controller, way.clone())));
	}
	Err(chain.error(IDENTITIES, "NotAuthorised"))
}

/// Whether a key is one that can act as an identity, at a time.
fn is_key(record: &Value, key: &str, now: Moment) -> bool {
	let invokes = |known: &Value| {
		known["relationships"].as_array().is_some_and(|these| these.iter().any(|this| this == INVOCATION))
	};
	let in_window = |known: &Value| {
		known["validFrom"].as_u64().is_none_or(|from| from <= now)
			&& known["validUntil"].as_u64().is_none_or(|until| now <= until)
	};
	record["keys"]
		.as_array()
		.into_iter()
		.flatten()
		.any(|known| known["public"] == key && known["revoked"].is_null() && invokes(known) && in_window(known))
}

/// What `controller` is to do for a call of an identity, of which there is this proposal, or null.
pub fn next(step: &Step, controller: &AccountId32, proposal: &Value, now: Moment) -> Next {
	let Some(approvals) = accounts(&proposal["approvals"]) else { return Next::Propose(1) };
	if proposal["expires"].as_u64().is_some_and(|expires| expires < now) {
		return Next::Renew;
	}
	// Those who are no longer in control do not count.
	let count = approvals.iter().filter(|approval| step.controllers.contains(approval)).count();
	let count = u64::try_from(count).unwrap_or(u64::MAX);
	if count >= step.threshold {
		Next::Make
	} else if approvals.contains(controller) {
		Next::Wait(count)
	} else {
		Next::Approve(count.saturating_add(1))
	}
}

/// That others have not agreed yet, with what was done about it.
pub fn missing(step: &Step, count: u64, done: Option<&Receipt>) -> Failure {
	let Step { identity, threshold, .. } = step;
	let message =
		format!("Of the controllers of {identity}, {count} have approved this call, and {threshold} must. Others have to do the same.");
	let failure = Failure::refused(APPROVALS_MISSING, message);
	let Some(receipt) = done else { return failure };
	let events = ["proposed", "approved"].map(|name| Some((name, receipt.event(IDENTITIES, name).ok()?)));
	let failure = failure.of_transaction(receipt.transaction);
	events.into_iter().flatten().fold(failure, |failure, (name, fields)| failure.keeping(name, fields))
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
		Step { identity: account(1), controllers: vec![account(2), account(3), account(4)], threshold }
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
		assert!(is_key(&record(json!({})), &key, 10));
		assert!(!is_key(&record(json!({})), &PublicKey::of(&dev::bob()).text(), 10));
		for (change, now) in [
			(json!({}), 9),
			(json!({ "validUntil": 20 }), 21),
			(json!({ "revoked": { "block": 1, "time": 15 } }), 16),
			(json!({ "relationships": ["authentication"] }), 10),
		] {
			assert!(!is_key(&record(change.clone()), &key, now), "{change}");
		}
	}

	#[test]
	fn controllers_propose_approve_and_act() {
		let proposal = |approvals: &[u8], expires: u64| {
			let approvals: Vec<_> = approvals.iter().map(|number| account(*number)).collect();
			json!({ "proposer": account(2), "approvals": approvals, "expires": expires })
		};
		let after = |approvals: &[u8], controller| next(&step(2), &account(controller), &proposal(approvals, 100), 50);
		assert_eq!(next(&step(2), &account(2), &Value::Null, 50), Next::Propose(1));
		assert_eq!(next(&step(2), &account(2), &proposal(&[2, 3], 49), 50), Next::Renew);
		assert_eq!(after(&[2], 2), Next::Wait(1));
		assert_eq!(after(&[2], 3), Next::Approve(2));
		assert_eq!(after(&[2, 3], 2), Next::Make);
		assert_eq!(after(&[2, 3], 4), Next::Make);
		// Who is no longer in control does not count.
		assert_eq!(after(&[2, 9], 3), Next::Approve(2));
		assert_eq!(after(&[9], 3), Next::Approve(1));
		assert_eq!(next(&step(3), &account(3), &proposal(&[2], 100), 50), Next::Approve(2));
	}

	#[test]
	fn what_is_done_for_a_call_that_waits_is_told() {
		let block = BlockId { number: 1, hash: H256::zero(), time: 0 };
		for name in ["proposed", "approved"] {
			let fields = json!({ "identity": account(1), "callHash": "0x11" });
			let events = vec![json!({ "identityRegistry": { name: fields } }), json!({ "system": "extrinsicSuccess" })];
			let receipt = Receipt { transaction: H256::repeat_byte(7), block, events };
			let failure = missing(&step(3), 2, Some(&receipt));
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "ApprovalsMissing"));
			assert_eq!(failure.transaction, Some(receipt.transaction));
			assert!(failure.message.contains("2 have approved this call, and 3 must"), "{}", failure.message);
			assert_eq!(failure.kept, [(name, fields)]);
		}
		let failure = missing(&step(2), 1, None);
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "ApprovalsMissing"));
		assert!(failure.transaction.is_none() && failure.kept.is_empty(), "nothing was done");
	}
}
