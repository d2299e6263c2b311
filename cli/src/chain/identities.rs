//! Acting as an identity.
//!
//! Who acts is a key. It may be a key of the identity itself, or of one that controls it, or controls one that does: then each
//! makes the next one act. Where several controllers have to agree, the call is proposed and approved by its hash first.

use super::{refusal, transaction::LIFETIME, BlockId, Chain, Receipt};
use crate::{
	failure::Failure,
	identity::{
		self,
		envelope::{Action, Envelope},
		key::PublicKey,
	},
	moment::{self, Moment, DAY},
	output::Answer,
};
use metadata_json::Metadata;
use serde_json::{json, Value};
use std::collections::{BTreeSet, VecDeque};
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	dynamic,
	utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;

/// The pallet that holds identities.
pub const IDENTITIES: &str = "identityRegistry";

/// Its name in the state.
const PALLET: &str = "IdentityRegistry";

/// What a key must be good for to act: W3C DID Core, section 5.3.4.
const INVOCATION: &str = "capabilityInvocation";

/// How many identities are looked at to find out how a key can act as one; the chain itself looks at no more.
const MAX_LOOKS: usize = 64;

/// How long a proposal is good for.
const PROPOSAL: Moment = 7 * DAY;

/// Who acts as which identity, and who pays for it.
pub struct Actor {
	pub identity: AccountId32,
	/// A key of the identity, or of one in control of it.
	pub key: Keypair,
	/// Whose transaction carries the act, if it is not that of the key.
	pub payer: Option<Keypair>,
}

/// An act of an identity, made ready.
pub struct Act<'a> {
	chain: &'a Chain,
	actor: &'a Actor,
	/// The identity that acts, who makes it act, and so on, up to the one that the key is a key of.
	way: Vec<Step>,
	/// The number of the identity's next envelope.
	nonce: u64,
	/// The newest final block when it was begun.
	block: BlockId,
}

/// An identity, and who controls it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
	identity: AccountId32,
	controllers: Vec<AccountId32>,
	threshold: u64,
}

/// What is to be done next for a call on which controllers have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
	/// Propose it.
	Propose,
	/// Take away what can no longer be approved, and propose it anew.
	Renew,
	/// Approve it; whether this is the last approval that is needed.
	Approve(bool),
	/// Make it.
	Make,
	/// Wait for the others, of whom so many have approved.
	Wait(usize),
}

impl Chain {
	/// Begin to act as an identity.
	pub async fn act<'a>(&'a self, actor: &'a Actor) -> Result<Act<'a>, Failure> {
		let block = self.finalized().await?;
		let way = self.way(&actor.key, actor.identity, &block).await?;
		let nonce = self.envelope_number(&actor.identity, &block).await?;
		Ok(Act { chain: self, actor, way, nonce, block })
	}

	/// Sign an envelope for this chain, as of a block: the proof as calls have it.
	pub fn prove(&self, block: &BlockId, key: &Keypair, envelope: &Envelope) -> Value {
		// It need not outlive the transaction that carries it.
		let deadline = u32::try_from(block.number.saturating_add(LIFETIME)).unwrap_or(u32::MAX);
		envelope.sign(key, &self.genesis(), deadline)
	}

	/// The number of an identity's next envelope.
	async fn envelope_number(&self, identity: &AccountId32, block: &BlockId) -> Result<u64, Failure> {
		let found = self.identities("nextNonce", json!({ "identity": identity }), block).await?;
		found.as_u64().or_else(|| found.as_str()?.parse().ok()).ok_or_else(unreadable)
	}

	/// Ask a view function about identities.
	async fn identities(&self, view: &str, params: Value, block: &BlockId) -> Result<Value, Failure> {
		Ok(self.view(IDENTITIES, view, params, Some(&format!("{:?}", block.hash))).await?.value)
	}

	/// How a key can act as an identity: by the fewest others.
	async fn way(&self, key: &Keypair, identity: AccountId32, block: &BlockId) -> Result<Vec<Step>, Failure> {
		let key = PublicKey::of(key).text();
		let mut waiting = VecDeque::from([(identity, Vec::new())]);
		let mut seen = BTreeSet::from([identity.0]);
		for _ in 0..MAX_LOOKS {
			let Some((identity, mut way)) = waiting.pop_front() else { break };
			let record = self.identities("resolve", json!({ "identity": identity }), block).await?;
			if record.is_null() {
				return Err(self.error(IDENTITIES, "IdentityUnknown"));
			}
			let step = Step::read(identity, &record).ok_or_else(unreadable)?;
			way.push(step.clone());
			if is_key(&record, &key, block.time) {
				return Ok(way);
			}
			let others = step.controllers.into_iter().filter(|controller| seen.insert(controller.0));
			waiting.extend(others.map(|controller| (controller, way.clone())));
		}
		Err(self.error(IDENTITIES, "NotAuthorised"))
	}

	/// How far controllers have agreed on a call.
	async fn proposal(&self, identity: &AccountId32, hash: &H256, block: &BlockId) -> Result<Option<Value>, Failure> {
		self.state(PALLET, "Proposals", (*identity, *hash), block).await
	}

	/// What a map of the state, of which there is no view, has of an account and a hash.
	pub async fn state(
		&self,
		pallet: &str,
		map: &str,
		keys: (AccountId32, H256),
		block: &BlockId,
	) -> Result<Option<Value>, Failure> {
		let client = self.runtime().client(self.genesis())?;
		let address = dynamic::storage::<(AccountId32, H256), ()>(pallet, map);
		let entry = client.storage().entry(address).map_err(Failure::node)?;
		let key = entry.fetch_key(keys).map_err(Failure::node)?;
		let Some(bytes) = self.stored(&key, block.hash).await? else { return Ok(None) };
		let storage = client.metadata_ref().pallet_by_name(pallet).and_then(|pallet| pallet.storage());
		let ty = storage.and_then(|storage| storage.entry_by_name(map)).ok_or_else(unreadable)?.value_ty();
		self.metadata().to_json(ty, &bytes).map(Some).map_err(|_| unreadable())
	}
}

impl Act<'_> {
	/// The agreement of another key with what the act is about, which is that key: a proof as calls have it.
	pub fn agreement(&self, key: &Keypair, action: Action) -> Result<Value, Failure> {
		// The last on the way acts by a key of its own.
		if self.way.iter().rev().skip(1).any(|step| step.threshold > 1) {
			return Err(Failure::usage(
				"Several controllers would have to agree on the very same call, but what the new key signs is another each time: \
				 let a key of the identity itself do this.",
			));
		}
		let identity = self.actor.identity;
		// The envelope of the act, if it is one of this identity, comes before this one.
		let enveloped = self.actor.payer.is_some() && self.way.len() == 1;
		let nonce = self.nonce.checked_add(u64::from(enveloped)).ok_or_else(unreadable)?;
		let payload = PublicKey::of(key).scale();
		let envelope = Envelope { action, identity, nonce, submitter: Some(identity), payload: &payload };
		Ok(self.chain.prove(&self.block, key, &envelope))
	}

	/// Make the call as the identity, and wait until it is final what became of it. If other controllers have to agree first, the
	/// events say that it was proposed or approved instead.
	pub async fn submit(self, pallet: &str, call: &str, arguments: Value) -> Result<Receipt, Failure> {
		let call = self.chain.encode(pallet, call, &arguments)?;
		self.submit_bytes(call).await
	}

	/// The same for a call that is encoded.
	pub async fn submit_bytes(self, call: Vec<u8>) -> Result<Receipt, Failure> {
		self.make(&self.way, call).await
	}

	/// Say what the next transaction would cost, and whether it would be taken.
	pub async fn dry_run(self, call: Vec<u8>) -> Result<Answer, Failure> {
		let mut call = call;
		for (place, step) in self.way.iter().enumerate().take(self.way.len().saturating_sub(1)) {
			call = match self.next(&self.way[place..], &call).await? {
				Next::Make => self.act_as(&step.identity, &call)?,
				Next::Wait(count) => return Err(missing(step, count)),
				Next::Propose => self.propose(&step.identity, &call)?,
				Next::Renew => self.withdraw(&step.identity, &call)?,
				Next::Approve(_) => self.approve(&step.identity, &call)?,
			};
		}
		let carried = self.carry(&call).await?;
		let signer = self.actor.payer.as_ref().unwrap_or(&self.actor.key);
		self.chain.dry_run(signer, &carried, true).await
	}

	/// Make a call as the first identity on the way.
	async fn make(&self, way: &[Step], call: Vec<u8>) -> Result<Receipt, Failure> {
		let [step, rest @ ..] = way else { return Err(unreadable()) };
		if rest.is_empty() {
			return self.perform(&call).await;
		}
		// Each identity is controlled by other ones, so this comes to an end.
		let by_controller = |call: Vec<u8>| Box::pin(self.make(rest, call));
		match self.next(way, &call).await? {
			Next::Make => {},
			Next::Wait(count) => return Err(missing(step, count)),
			Next::Propose => return by_controller(self.propose(&step.identity, &call)?).await,
			Next::Renew => {
				by_controller(self.withdraw(&step.identity, &call)?).await?;
				return by_controller(self.propose(&step.identity, &call)?).await;
			},
			Next::Approve(last) => {
				let receipt = by_controller(self.approve(&step.identity, &call)?).await?;
				if !last {
					return Ok(receipt);
				}
			},
		}
		by_controller(self.act_as(&step.identity, &call)?).await
	}

	/// What is to be done for the first identity on the way to make a call.
	async fn next(&self, way: &[Step], call: &[u8]) -> Result<Next, Failure> {
		let [step, controller, ..] = way else { return Ok(Next::Make) };
		if step.threshold <= 1 {
			return Ok(Next::Make);
		}
		let block = self.chain.finalized().await?;
		let proposal = self.chain.proposal(&step.identity, &hash(call), &block).await?;
		Ok(next(step, &controller.identity, proposal.as_ref(), block.time))
	}

	/// Make a call as the identity that the key is a key of.
	async fn perform(&self, call: &[u8]) -> Result<Receipt, Failure> {
		let signer = self.actor.payer.as_ref().unwrap_or(&self.actor.key);
		let receipt = self.chain.submit_bytes(signer, self.carry(call).await?).await?;
		// An act that fails consumes its envelope and its approvals, so the transaction that carries it succeeds.
		let identities: Vec<_> = self.way.iter().map(|step| step.identity).collect();
		ensure_acted(self.chain.metadata(), &receipt, &identities, &self.innermost(call))?;
		Ok(receipt)
	}

	/// The call that makes the identity act that the key is a key of.
	async fn carry(&self, call: &[u8]) -> Result<Vec<u8>, Failure> {
		let identity = self.way.last().ok_or_else(unreadable)?.identity;
		let Some(payer) = &self.actor.payer else { return self.act_as(&identity, call) };
		// Earlier acts have used numbers up.
		let block = self.chain.finalized().await?;
		let envelope = Envelope {
			action: Action::ActAs,
			identity,
			nonce: self.chain.envelope_number(&identity, &block).await?,
			submitter: Some(AccountId32(payer.public_key().0)),
			payload: call,
		};
		let proof = self.chain.prove(&block, &self.actor.key, &envelope);
		let key = PublicKey::of(&self.actor.key).text();
		let call = self.decode(call)?;
		let act = json!({ "identity": identity, "key": key, "call": call, "proof": proof });
		self.chain.encode(IDENTITIES, "actAsSigned", &act)
	}

	/// The pallet of the call that an act within acts makes.
	fn innermost(&self, call: &[u8]) -> String {
		let mut call = self.decode(call).unwrap_or_default();
		while let Some(inner) = call.pointer_mut("/identityRegistry/actAs/call") {
			call = inner.take();
		}
		let pallet = call.as_object().and_then(|call| call.keys().next());
		pallet.cloned().unwrap_or_default()
	}

	fn act_as(&self, identity: &AccountId32, call: &[u8]) -> Result<Vec<u8>, Failure> {
		let act = json!({ "identity": identity, "call": self.decode(call)? });
		self.chain.encode(IDENTITIES, "actAs", &act)
	}

	fn propose(&self, identity: &AccountId32, call: &[u8]) -> Result<Vec<u8>, Failure> {
		let expires = self.block.time.max(moment::now()).saturating_add(PROPOSAL);
		let proposal = json!({ "identity": identity, "callHash": hash(call), "expires": expires });
		self.chain.encode(IDENTITIES, "propose", &proposal)
	}

	fn approve(&self, identity: &AccountId32, call: &[u8]) -> Result<Vec<u8>, Failure> {
		self.chain.encode(IDENTITIES, "approve", &json!({ "identity": identity, "callHash": hash(call) }))
	}

	fn withdraw(&self, identity: &AccountId32, call: &[u8]) -> Result<Vec<u8>, Failure> {
		self.chain.encode(IDENTITIES, "withdrawProposal", &json!({ "identity": identity, "callHash": hash(call) }))
	}

	fn decode(&self, call: &[u8]) -> Result<Value, Failure> {
		let metadata = self.chain.metadata();
		metadata.to_json(metadata.call_type(), call).map_err(|_| unreadable())
	}
}

/// That acts of identities were not only submitted but also did what they were to do; `called` is the pallet whose call it was.
pub fn ensure_acted(
	metadata: &Metadata,
	receipt: &Receipt,
	identities: &[AccountId32],
	called: &str,
) -> Result<(), Failure> {
	for (name, fields) in receipt.events_of(IDENTITIES) {
		let of = fields["identity"].as_str().and_then(|identity| identity::account(identity).ok());
		if !of.is_some_and(|identity| identities.contains(&identity)) {
			continue;
		}
		let failure = match (name, fields["result"].get("err")) {
			("acted", Some(error)) => refusal::dispatch(metadata, error, called),
			("actDelayed", _) => {
				let until = fields["until"].as_u64().map_or_else(|| "later".to_owned(), moment::show);
				let message = format!("The guard lets this be done from {until} on; do it again then.");
				Failure::refused("ActDelayed", message)
			},
			_ => continue,
		};
		return Err(failure.of_transaction(receipt.transaction));
	}
	Ok(())
}

impl Step {
	/// Of the record that the chain has of an identity.
	fn read(identity: AccountId32, record: &Value) -> Option<Self> {
		let controllers = record["controllers"].as_array()?.iter();
		let controllers =
			controllers.map(|controller| identity::account(controller.as_str()?).ok()).collect::<Option<_>>()?;
		Some(Self { identity, controllers, threshold: record["threshold"].as_u64()? })
	}
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

/// What `controller` is to do for a call of an identity, of which there is this proposal.
fn next(step: &Step, controller: &AccountId32, proposal: Option<&Value>, now: Moment) -> Next {
	let Some(proposal) = proposal else { return Next::Propose };
	if proposal["expires"].as_u64().is_some_and(|expires| expires < now) {
		return Next::Renew;
	}
	let approvals = proposal["approvals"].as_array().into_iter().flatten();
	let approvals: Vec<_> = approvals.filter_map(|approval| identity::account(approval.as_str()?).ok()).collect();
	// Those who are no longer in control do not count.
	let count = approvals.iter().filter(|approval| step.controllers.contains(approval)).count();
	let enough = |count: usize| u64::try_from(count).is_ok_and(|count| count >= step.threshold);
	if enough(count) {
		Next::Make
	} else if approvals.contains(controller) {
		Next::Wait(count)
	} else {
		Next::Approve(enough(count.saturating_add(1)))
	}
}

/// That others have not agreed yet.
fn missing(step: &Step, count: usize) -> Failure {
	let Step { identity, threshold, .. } = step;
	let message =
		format!("Of the controllers of {identity}, {count} have approved this call, and {threshold} must. Others have to do the same.");
	Failure::refused("ApprovalsMissing", message)
}

/// By which controllers name a call.
fn hash(call: &[u8]) -> H256 {
	BlakeTwo256.hash(call)
}

fn unreadable() -> Failure {
	Failure::unknown("metadata", "What the chain has of it is not in a form that this client knows.")
}

#[cfg(test)]
mod tests {
	use super::*;
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
	fn the_outcome_of_acts_is_looked_at() {
		let metadata = crate::test_chain::metadata();
		let failed = json!({ "err": { "module": { "pallet": "certification", "error": "schemaUnknown" } } });
		let acted = |identity: u8, result: &Value| json!({ "identityRegistry": { "acted": { "identity": account(identity), "by": null, "result": result } } });
		let delayed =
			json!({ "identityRegistry": { "actDelayed": { "identity": account(1), "until": 1_735_689_600_000_u64 } } });
		let code = |events: &[Value]| {
			let block = BlockId { number: 1, hash: H256::zero(), time: 0 };
			let receipt = Receipt { transaction: H256::repeat_byte(7), block, events: events.to_vec() };
			let outcome = ensure_acted(&metadata, &receipt, &[account(1), account(2)], "certification");
			outcome.err().map(|failure| (failure.code.into_owned(), failure.transaction.is_some()))
		};
		let fine = json!({ "ok": null });
		assert_eq!(code(&[acted(1, &fine), acted(2, &fine)]), None);
		assert_eq!(code(&[acted(1, &failed), acted(2, &fine)]), Some(("SchemaUnknown".to_owned(), true)));
		// Another one, for which nobody has asked.
		assert_eq!(code(&[acted(3, &failed), acted(1, &fine)]), None);
		assert_eq!(code(&[delayed]), Some(("ActDelayed".to_owned(), true)));
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
		let after =
			|approvals: &[u8], controller| next(&step(2), &account(controller), Some(&proposal(approvals, 100)), 50);
		assert_eq!(next(&step(2), &account(2), None, 50), Next::Propose);
		assert_eq!(next(&step(2), &account(2), Some(&proposal(&[2, 3], 49)), 50), Next::Renew);
		assert_eq!(after(&[2], 2), Next::Wait(1));
		assert_eq!(after(&[2], 3), Next::Approve(true));
		assert_eq!(after(&[2, 3], 2), Next::Make);
		assert_eq!(after(&[2, 3], 4), Next::Make);
		// Who is no longer in control does not count.
		assert_eq!(after(&[2, 9], 3), Next::Approve(true));
		assert_eq!(after(&[9], 3), Next::Approve(false));
		assert_eq!(next(&step(3), &account(3), Some(&proposal(&[2], 100)), 50), Next::Approve(false));
	}
}
