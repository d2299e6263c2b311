//! Who makes calls: an account, or an identity by one of its keys.
//!
//! A key may be one of the identity itself, or of one that controls it, or controls one that does: then each makes the next one
//! act. Where several controllers have to agree, they approve the call by its hash first.

mod control;

use crate::{
	arguments::Connection,
	chain::{Chain, Found, Receipt, IDENTITIES},
	failure::{Exit, Failure},
	identity::{
		envelope::{Envelope, ACT_AS},
		key::PublicKey,
		number,
	},
	moment::{self, Moment, DAY},
	output::Answer,
	signer::{PayerArguments, SignerArguments},
};
use clap::Args;
use control::{about, missing, next, not_authorised, way, Next, Step, REQUESTS};
use serde_json::{json, Value};
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	utils::AccountId32,
};
use subxt_signer::sr25519::Keypair;

/// How long an approval is good for at least, unless something else is said.
const APPROVAL: Moment = 7 * DAY;

/// How often an act is signed anew when another act of the key was quicker. Each time the fee of the one before is lost.
const TRIES: u32 = 8;

/// Who makes a call.
#[derive(Args, Debug)]
pub struct CallerArguments {
	#[command(flatten)]
	signer: SignerArguments,
	/// The identity that makes the call, if it is not the account that signs: its DID, address or name. The key that signs has to
	/// be one of its keys, or of an identity in control of it. Of several controllers each does the same until enough have.
	#[arg(long = "as", value_name = "IDENTITY", help_heading = "Signing")]
	identity: Option<String>,
	#[command(flatten)]
	payer: PayerArguments,
	#[command(flatten)]
	approval: ApprovalArguments,
	#[command(flatten)]
	trial: Trial,
}

/// Which identity makes a call, where it is always one.
#[derive(Args, Debug)]
pub struct ActorArguments {
	/// The identity that acts.
	#[arg(value_name = "DID")]
	identity: String,
	#[command(flatten)]
	signer: SignerArguments,
	#[command(flatten)]
	payer: PayerArguments,
	#[command(flatten)]
	approval: ApprovalArguments,
	#[command(flatten)]
	trial: Trial,
}

/// How long one of several controllers agrees. Beside these there is an argument `identity`.
#[derive(Args, Debug)]
pub struct ApprovalArguments {
	/// Where several controllers have to agree: the last moment at which this approval counts, at most 30 days ahead; the end of
	/// a day a week ahead if this is not given. Given again, it renews an approval.
	#[arg(long, value_name = "TIME", value_parser = moment::parse, requires = "identity", help_heading = "Signing")]
	approve_until: Option<Moment>,
}

/// Whether a call is only tried.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Trial {
	/// Send nothing, and write no files: print the call, what it would cost, and whether it would succeed.
	#[arg(long)]
	pub dry_run: bool,
}

/// Who makes calls on a chain.
pub struct Caller {
	pub chain: Chain,
	key: Keypair,
	/// Whose transaction carries an act, if it is not that of the key.
	payer: Option<Keypair>,
	/// The identity that makes the calls, who makes it act, and so on, up to the one that the key is a key of. None, if it is
	/// the account of the key.
	way: Vec<Step>,
	/// Up to when approvals count, if that was said.
	until: Option<Moment>,
	trial: Trial,
}

/// What was done about a call.
#[derive(Debug)]
pub enum Done {
	/// It was made, and is final.
	Made(Receipt),
	/// It was tried, and this is what is said of it.
	Tried(Answer),
}

impl Done {
	/// The answer, which `tell` makes of what was made.
	pub fn told(self, tell: impl FnOnce(Receipt) -> Result<Answer, Failure>) -> Result<Answer, Failure> {
		match self {
			Self::Made(receipt) => tell(receipt),
			Self::Tried(answer) => Ok(answer),
		}
	}
}

/// What a controller does for a call of an identity.
struct Toward {
	next: Next,
	/// By which call; null if it has to wait.
	call: Value,
	/// How far controllers have agreed.
	proposal: Value,
}

impl CallerArguments {
	/// Connect to the node as who makes the call.
	pub async fn connect(&self, connection: &Connection) -> Result<Caller, Failure> {
		let keys = self.keys()?;
		self.caller(Chain::connect(connection).await?, keys).await
	}

	/// The keys, of the signer and of who pays.
	pub fn keys(&self) -> Result<(Keypair, Option<Keypair>), Failure> {
		Ok((self.signer.keypair()?, self.payer.keypair()?))
	}

	/// Who makes the call.
	pub async fn caller(&self, chain: Chain, keys: (Keypair, Option<Keypair>)) -> Result<Caller, Failure> {
		Caller::new(chain, keys, self.identity.as_deref(), &self.approval, self.trial).await
	}
}

impl ActorArguments {
	/// Connect to the node as who acts.
	pub async fn connect(&self, connection: &Connection) -> Result<Caller, Failure> {
		let keys = (self.signer.keypair()?, self.payer.keypair()?);
		Caller::new(Chain::connect(connection).await?, keys, Some(&self.identity), &self.approval, self.trial).await
	}
}

impl Caller {
	async fn new(
		chain: Chain,
		(key, payer): (Keypair, Option<Keypair>),
		identity: Option<&str>,
		approval: &ApprovalArguments,
		trial: Trial,
	) -> Result<Self, Failure> {
		let way = match identity {
			Some(identity) => way(&chain, &key, chain.account(identity).await?).await?,
			None => Vec::new(),
		};
		Ok(Self { chain, key, payer, way, until: approval.approve_until, trial })
	}

	/// The account that makes the calls.
	pub fn account(&self) -> AccountId32 {
		self.way.first().map_or(AccountId32(self.key.public_key().0), |step| step.identity)
	}

	/// The agreement of another key with what an act is about, which is that key: a proof as calls have it.
	pub async fn agreement(&self, key: &Keypair, action: &'static str) -> Result<Value, Failure> {
		// The last on the way acts by a key of its own.
		if self.way.iter().rev().skip(1).any(|step| step.threshold > 1) {
			return Err(Failure::usage(
				"Several controllers would have to agree on the very same call, but what the new key signs is another each time: \
				 let a key of the identity itself do this.",
			));
		}
		let identity = self.account();
		let record = self.chain.view(IDENTITIES, "resolve", json!({ "identity": identity }), Value::Null).await?;
		let nonce = number::of_consent(&record.value, action).ok_or_else(control::unreadable)?;
		let payload = &PublicKey::of(key).scale();
		let envelope = Envelope { action, identity, nonce, submitter: Some(identity), payload };
		Ok(self.chain.prove(&record.block, key, &envelope))
	}

	/// Whether calls are only tried.
	pub fn only_tries(&self) -> bool {
		self.trial.dry_run
	}

	/// Make a call, or say what it would do.
	pub async fn perform(&self, call: &Value) -> Result<Done, Failure> {
		match self.only_tries() {
			true => self.dry_run(call).await.map(Done::Tried),
			false => self.submit(call).await.map(Done::Made),
		}
	}

	/// The same of a call that shows what nobody is to know if it fails: it is tried first, and not sent if that says no.
	pub async fn perform_if_taken(&self, call: &Value, shown: &str) -> Result<Done, Failure> {
		if !self.only_tries() {
			let tried = self.dry_run(call).await?;
			if !matches!(tried.exit, Exit::Success | Exit::Unknown) {
				let (code, why) = (tried.json["code"].as_str(), tried.json["error"].as_str());
				let message = format!("{} Nothing was sent: {shown}", why.unwrap_or_default());
				return Err(Failure::refused(code.unwrap_or("refused").to_owned(), message));
			}
		}
		self.perform(call).await
	}

	/// Make a call, and wait until it is final what became of it. That other controllers have to agree first is a no, although it
	/// was approved.
	async fn submit(&self, call: &Value) -> Result<Receipt, Failure> {
		let call = self.plain(call)?;
		self.ensure_may(&call)?;
		self.make(&self.way, &call).await
	}

	/// Say what the next transaction would cost, and whether it would be taken.
	async fn dry_run(&self, call: &Value) -> Result<Answer, Failure> {
		let mut call = self.plain(call)?;
		self.ensure_may(&call)?;
		for pair in self.way.windows(2) {
			if let [step, controller] = pair {
				let toward = self.toward(step, controller, &call, self.until.is_some()).await?;
				if toward.next == Next::Wait {
					return Err(missing(step, &toward.proposal, None));
				}
				call = toward.call;
			}
		}
		self.chain.dry_run(self.submitter(), &self.carry(&call).await?.0).await
	}

	/// A call in the chain's own form, in which each thing is written in one way.
	fn plain(&self, call: &Value) -> Result<Value, Failure> {
		let (metadata, bytes) = (self.chain.metadata(), self.chain.encode(call)?);
		metadata
			.to_json(metadata.call_type(), &bytes)
			.map_err(|error| Failure::unknown("metadata", format!("The call cannot be read again: {error}")))
	}

	/// That the key can do this as the identity: one that is not for acting can still freeze it.
	fn ensure_may(&self, call: &Value) -> Result<(), Failure> {
		let key = PublicKey::of(&self.key).text();
		match self.way.last() {
			Some(step) if !step.invokes && !number::is_undeniable(&step.identity, &key, call) => {
				Err(not_authorised(&self.chain))
			},
			_ => Ok(()),
		}
	}

	/// Make a call as the first identity on the way. Each is controlled by other ones, so this comes to an end.
	async fn make(&self, way: &[Step], call: &Value) -> Result<Receipt, Failure> {
		let [step, rest @ ..] = way else { return self.chain.submit(&self.key, call).await };
		let Some(controller) = rest.first() else { return self.act(call).await };
		let mut approved: Option<Receipt> = None;
		loop {
			let longer = self.until.is_some() && approved.is_none();
			let toward = self.toward(step, controller, call, longer).await?;
			match toward.next {
				Next::Make => return Box::pin(self.make(rest, &toward.call)).await,
				Next::Approve if approved.is_none() => {
					approved = Some(Box::pin(self.make(rest, &toward.call)).await?);
				},
				Next::Approve | Next::Wait => return Err(missing(step, &toward.proposal, approved.as_ref())),
			}
		}
	}

	/// What a controller is to do next for a call of an identity, and by which call; `longer` if an approval that counts is to be
	/// given anew.
	async fn toward(&self, step: &Step, controller: &Step, call: &Value, longer: bool) -> Result<Toward, Failure> {
		if step.threshold <= 1 {
			return Ok(Toward { next: Next::Make, call: act_as(&step.identity, call), proposal: Value::Null });
		}
		// By its hash controllers name a call.
		let hash = BlakeTwo256.hash(&self.chain.encode(call)?);
		let mut named = json!({ "identity": step.identity, "callHash": hash });
		let found = self.chain.view(IDENTITIES, "proposal", named.clone(), Value::Null).await?;
		let next = next(step, &controller.identity, &found.value, longer);
		let call = match next {
			Next::Make => act_as(&step.identity, call),
			Next::Wait => Value::Null,
			Next::Approve => {
				named["until"] = json!(self.until.unwrap_or_else(|| approval(found.block.time.max(moment::now()))));
				json!({ IDENTITIES: { "approve": named } })
			},
		};
		Ok(Toward { next, call, proposal: found.value })
	}

	/// Make a call as the identity that the key is a key of. If another act by an envelope of this key was quicker, and so has its
	/// number, sign it anew.
	async fn act(&self, call: &Value) -> Result<Receipt, Failure> {
		let (mut carried, mut number) = self.carry(call).await?;
		let mut tries = 1;
		loop {
			let receipt = self.chain.include(self.submitter(), &carried).await?;
			if number.is_some() && tries < TRIES && receipt.failed_with(IDENTITIES, "signatureInvalid") {
				let (again, next) = self.carry(call).await?;
				// What has another number now was void, and stays so.
				if next != number {
					(carried, number) = (again, next);
					tries += 1;
					continue;
				}
			}
			return match self.chain.judge(self.submitter(), &carried, receipt) {
				// What is asked for now says by itself until when.
				Err(failure) if failure.kept.is_empty() && REQUESTS.contains(&failure.code.as_ref()) => {
					Err(self.with_request(failure).await)
				},
				judged => judged,
			};
		}
	}

	/// The same, with the request of the key that is in the way.
	async fn with_request(&self, failure: Failure) -> Failure {
		let Some(Step { identity, .. }) = self.way.last() else { return failure };
		let found = self.chain.view(IDENTITIES, "resolve", json!({ "identity": identity }), Value::Null).await;
		// The error alone says enough if nobody can tell more.
		let Ok(Found { block, value: record }) = found else { return failure };
		let key = number::of_key(&record, &PublicKey::of(&self.key).text());
		let Some(request) = key.map(|key| key["request"].clone()) else { return failure };
		match about(&request, &failure.code, block.time) {
			Some(about) => {
				let message = format!("{} {about}", failure.message);
				Failure { message, ..failure }.keeping("request", request)
			},
			None => failure,
		}
	}

	/// The call of a transaction by which the identity makes a call that the key is a key of; and the number of the envelope, if
	/// there is one.
	async fn carry(&self, call: &Value) -> Result<(Value, Option<u64>), Failure> {
		let Some(Step { identity, .. }) = self.way.last() else { return Ok((call.clone(), None)) };
		let Some(payer) = &self.payer else { return Ok((act_as(identity, call), None)) };
		let (payload, submitter) = (&self.chain.encode(call)?, Some(AccountId32(payer.public_key().0)));
		let key = PublicKey::of(&self.key).text();
		let record = self.chain.view(IDENTITIES, "resolve", json!({ "identity": identity }), Value::Null).await?;
		let nonce = number::of_act(&record.value, identity, &key, call).ok_or_else(|| not_authorised(&self.chain))?;
		let envelope = Envelope { action: ACT_AS, identity: *identity, nonce, submitter, payload };
		let proof = self.chain.prove(&record.block, &self.key, &envelope);
		let act = json!({ "identity": identity, "key": key, "call": call, "proof": proof });
		Ok((json!({ IDENTITIES: { "actAsSigned": act } }), Some(nonce)))
	}

	/// Who signs transactions.
	fn submitter(&self) -> &Keypair {
		self.payer.as_ref().unwrap_or(&self.key)
	}
}

/// Up to when an approval counts that is given now: the end of a day, so that controllers of a controller, who have to agree on
/// the approval itself, mean the same one all day.
fn approval(now: Moment) -> Moment {
	now.saturating_add(APPROVAL).checked_next_multiple_of(DAY).unwrap_or(Moment::MAX)
}

fn act_as(identity: &AccountId32, call: &Value) -> Value {
	json!({ IDENTITIES: { "actAs": { "identity": identity, "call": call } } })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		failure::Exit,
		identity::envelope::{ADD_KEY, LINK_ACCOUNT, REGISTER},
		test_chain,
	};
	use subxt_signer::sr25519::dev;

	fn account(number: u8) -> AccountId32 {
		AccountId32([number; 32])
	}

	fn key() -> String {
		PublicKey::of(&dev::alice()).text()
	}

	/// What the chain has of an identity with Alice's key, for these purposes, or without it.
	fn record(relationships: Option<&[&str]>, controllers: &[AccountId32], threshold: u32) -> Value {
		let key = |relationships: &[&str]| {
			json!({
				"public": key(), "number": 2, "froze": 0, "nonce": (2_u64 << 32) + 5, "revoked": null,
				"relationships": relationships, "validFrom": 0, "validUntil": null,
			})
		};
		let keys: Vec<_> = relationships.into_iter().map(key).collect();
		json!({
			"controllers": controllers, "threshold": threshold, "keys": keys,
			"thaws": 3, "keysAdded": 4, "linksAdded": 6,
		})
	}

	const ACTS: Option<&[&str]> = Some(&["authentication", "capabilityInvocation"]);

	/// Alice on a chain with these identities and approvals, as whoever is said.
	async fn caller(
		records: &[(AccountId32, Value)],
		proposal: Value,
		identity: AccountId32,
		until: Option<Moment>,
	) -> Result<Caller, Failure> {
		let records = records.to_vec();
		let chain = test_chain::chain(move |view, params| match view {
			"resolve" => {
				let found = records.iter().find(|(identity, _)| json!(identity) == params["identity"]);
				found.map_or(Value::Null, |(_, record)| record.clone())
			},
			"proposal" => proposal.clone(),
			_ => panic!("nobody asks for {view}"),
		});
		let keys = (dev::alice(), Some(dev::bob()));
		let approval = ApprovalArguments { approve_until: until };
		Caller::new(chain, keys, Some(&identity.to_string()), &approval, Trial::default()).await
	}

	fn remark() -> Value {
		json!({ "system": { "remark": { "remark": "0x00" } } })
	}

	fn freeze(identity: u8) -> Value {
		json!({ IDENTITIES: { "freeze": { "identity": account(identity) } } })
	}

	#[tokio::test]
	async fn a_key_signs_the_number_that_is_next_for_what_it_does() {
		let records = [(account(1), record(ACTS, &[], 0))];
		let caller = caller(&records, Value::Null, account(1), None).await.expect("it can act");
		for (call, number) in [(remark(), (2 << 32) + 5), (freeze(1), (2 << 32) + 3), (freeze(2), (2 << 32) + 5)] {
			let (carried, nonce) = caller.carry(&call).await.expect("it can be signed");
			assert_eq!(nonce, Some(number), "{call}");
			let act = &carried[IDENTITIES]["actAsSigned"];
			assert_eq!((&act["call"], &act["key"]), (&call, &json!(key())));
			assert_eq!(act["proof"]["submitter"], json!(AccountId32(dev::bob().public_key().0)));
		}
		// What another key agrees to is counted by the identity.
		for action in [ADD_KEY, LINK_ACCOUNT] {
			let proof = caller.agreement(&dev::eve(), action).await.expect("it can be signed");
			assert_eq!(proof["submitter"], json!(account(1)));
		}
		assert!(caller.agreement(&dev::eve(), REGISTER).await.is_err());
	}

	#[tokio::test]
	async fn a_key_that_is_not_for_acting_can_still_freeze() {
		let records = [(account(1), record(Some(&["authentication"]), &[], 0))];
		let caller = caller(&records, Value::Null, account(1), None).await.expect("it is a key");
		assert!(caller.ensure_may(&freeze(1)).is_ok());
		assert_eq!(caller.carry(&freeze(1)).await.expect("it can be signed").1, Some((2 << 32) + 3));
		for call in [remark(), freeze(2)] {
			let failure = caller.submit(&call).await.expect_err("it may not");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "NotAuthorised"), "{call}");
		}
	}

	#[tokio::test]
	async fn a_request_that_is_in_the_way_is_shown() {
		let mut with_request = record(ACTS, &[], 0);
		let request = json!({ "number": 3, "remedy": "unfreeze", "decided": 1_735_689_600_000_u64 });
		with_request["keys"][0]["request"] = request.clone();
		for (record, kept) in [(with_request, vec![("request", request)]), (record(ACTS, &[], 0), Vec::new())] {
			let caller = caller(&[(account(1), record)], Value::Null, account(1), None).await.expect("it can act");
			let failure = caller.with_request(Failure::refused("RequestPending", "RequestPending: Wait.")).await;
			assert_eq!(failure.kept, kept);
			let until = " Its request #3, to unfreeze, is voted on until 2025-01-01T00:00:00Z: ";
			assert_eq!(failure.message.contains(until), !kept.is_empty(), "{}", failure.message);
		}
	}

	#[tokio::test]
	async fn the_way_is_no_longer_than_acts_may_be_nested() {
		let chain_of = |length: u8| {
			let record = |number: u8| match number == length {
				true => record(ACTS, &[], 0),
				false => record(None, &[account(number + 1)], 1),
			};
			(1..=length).map(|number| (account(number), record(number))).collect::<Vec<_>>()
		};
		let caller = |length: u8| async move { caller(&chain_of(length), Value::Null, account(1), None).await };
		let way = caller(4).await.expect("it can act").way;
		assert_eq!(way.iter().map(|step| step.identity.0[0]).collect::<Vec<_>>(), [1, 2, 3, 4]);
		assert_eq!(caller(5).await.err().expect("it is too far").code, "NotAuthorised");
		// A key that acts through another identity goes before one that only freezes.
		let records =
			[(account(1), record(Some(&["authentication"]), &[account(2)], 1)), (account(2), record(ACTS, &[], 0))];
		let caller = self::caller(&records, Value::Null, account(1), None).await.expect("it can act");
		assert!(caller.way.len() == 2 && caller.way.iter().all(|step| step.invokes));
	}

	#[tokio::test]
	async fn a_controller_approves_what_the_others_do() {
		let records = [(account(1), record(None, &[account(2), account(3)], 2)), (account(2), record(ACTS, &[], 0))];
		let toward = |proposal: Value, until: Option<Moment>| {
			let records = &records;
			async move {
				let caller = caller(records, proposal, account(1), until).await.expect("it can act");
				let [step, controller] = &caller.way[..] else { panic!("two are on the way") };
				let toward = caller.toward(step, controller, &remark(), until.is_some()).await.expect("it is known");
				(toward.next, toward.call)
			}
		};
		let hash = BlakeTwo256.hash(&[0, 0, 4, 0]);
		let (next, call) = toward(Value::Null, Some(5_000)).await;
		let expected = json!({ "identity": account(1), "callHash": hash, "until": 5_000 });
		assert_eq!((next, call), (Next::Approve, json!({ IDENTITIES: { "approve": expected } })));
		// A week ahead, if nothing is said: of the later of the two clocks.
		let (_, call) = toward(Value::Null, None).await;
		let until = call[IDENTITIES]["approve"]["until"].as_u64().expect("it is a time");
		assert!(until >= moment::now() + APPROVAL - DAY && until % DAY == 0);

		let approval = |number: u8| json!({ "controller": account(number), "until": 9_000, "counts": true });
		let proposal =
			|approvals: &[Value]| json!({ "approvals": approvals, "count": approvals.len(), "threshold": 2 });
		assert_eq!(toward(proposal(&[approval(2)]), None).await, (Next::Wait, Value::Null));
		assert_eq!(toward(proposal(&[approval(2)]), Some(5_000)).await.0, Next::Approve);
		let all = proposal(&[approval(2), approval(3)]);
		assert_eq!(toward(all, None).await, (Next::Make, act_as(&account(1), &remark())));
	}

	#[test]
	fn approvals_end_with_a_day() {
		let monday = moment::parse("2026-11-30T00:00:00Z").expect("it is a time");
		let end = moment::parse("2026-12-08T00:00:00Z").expect("it is a time");
		assert_eq!([approval(monday + 1), approval(monday + DAY - 1), approval(monday + DAY)], [end, end, end]);
		assert_eq!(approval(monday + DAY + 1), end + DAY);
		assert_eq!(approval(Moment::MAX), Moment::MAX);
	}
}
