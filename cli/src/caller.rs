//! Who makes calls: an account, or an identity by one of its keys.
//!
//! A key may be one of the identity itself, or of one that controls it, or controls one that does: then each makes the next one
//! act. Where several controllers have to agree, the call is proposed and approved by its hash first.

mod control;

use crate::{
	arguments::Connection,
	chain::{Chain, Receipt, IDENTITIES},
	failure::Failure,
	identity::{
		envelope::{Envelope, ACT_AS},
		key::PublicKey,
	},
	moment::{self, Moment, DAY},
	output::Answer,
	signer::{PayerArguments, SignerArguments},
};
use clap::Args;
use control::{missing, next, way, Next, Step};
use serde_json::{json, Value};
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	utils::AccountId32,
};
use subxt_signer::sr25519::Keypair;

pub use control::APPROVALS_MISSING;

/// How long a proposal is good for.
const PROPOSAL: Moment = 7 * DAY;

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
		Caller::new(chain, keys, self.identity.as_deref()).await
	}
}

impl ActorArguments {
	/// Connect to the node as who acts.
	pub async fn connect(&self, connection: &Connection) -> Result<Caller, Failure> {
		let keys = (self.signer.keypair()?, self.payer.keypair()?);
		Caller::new(Chain::connect(connection).await?, keys, Some(&self.identity)).await
	}
}

impl Caller {
	async fn new(
		chain: Chain,
		(key, payer): (Keypair, Option<Keypair>),
		identity: Option<&str>,
	) -> Result<Self, Failure> {
		let way = match identity {
			Some(identity) => way(&chain, &key, chain.account(identity).await?).await?,
			None => Vec::new(),
		};
		Ok(Self { chain, key, payer, way })
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
		// The envelope of the act, if it is one of this identity, comes before this one.
		let enveloped = self.payer.is_some() && self.way.len() == 1;
		let payload = PublicKey::of(key).scale();
		self.prove(key, action, identity, Some(identity), u64::from(enveloped), &payload).await
	}

	/// The proof that a key has signed an envelope of an identity, which comes behind so many others.
	async fn prove(
		&self,
		key: &Keypair,
		action: &'static str,
		identity: AccountId32,
		submitter: Option<AccountId32>,
		others: u64,
		payload: &[u8],
	) -> Result<Value, Failure> {
		let next = self.chain.view(IDENTITIES, "next_nonce", json!({ "identity": identity }), Value::Null).await?;
		let nonce = next.value.as_u64().or_else(|| next.value.as_str()?.parse().ok());
		let nonce = nonce.and_then(|nonce| nonce.checked_add(others)).ok_or_else(control::unreadable)?;
		let envelope = Envelope { action, identity, nonce, submitter, payload };
		Ok(self.chain.prove(&next.block, key, &envelope))
	}

	/// Make a call, and wait until it is final what became of it. That other controllers have to agree first is a no, although it
	/// was proposed or approved.
	pub async fn submit(&self, call: &Value) -> Result<Receipt, Failure> {
		self.make(&self.way, call).await
	}

	/// Say what the next transaction would cost, and whether it would be taken.
	pub async fn dry_run(&self, call: &Value) -> Result<Answer, Failure> {
		let mut call = call.clone();
		for pair in self.way.windows(2) {
			if let [step, controller] = pair {
				(_, call) = self.toward(step, controller, &call).await?;
			}
		}
		self.chain.dry_run(self.submitter(), &self.carry(&call).await?).await
	}

	/// Make a call as the first identity on the way. Each is controlled by other ones, so this comes to an end.
	async fn make(&self, way: &[Step], call: &Value) -> Result<Receipt, Failure> {
		let [step, rest @ ..] = way else { return self.chain.submit(&self.key, call).await };
		let Some(controller) = rest.first() else {
			return self.chain.submit(self.submitter(), &self.carry(call).await?).await;
		};
		loop {
			let (next, by_controller) = self.toward(step, controller, call).await?;
			let receipt = Box::pin(self.make(rest, &by_controller)).await?;
			match next {
				Next::Make => return Ok(receipt),
				Next::Propose(count) | Next::Approve(count) if count < step.threshold => {
					return Err(missing(step, count, Some(&receipt)));
				},
				// Then something else is to be done for it.
				_ => {},
			}
		}
	}

	/// What a controller is to do next for a call of an identity, and by which call.
	async fn toward(&self, step: &Step, controller: &Step, call: &Value) -> Result<(Next, Value), Failure> {
		if step.threshold <= 1 {
			return Ok((Next::Make, act_as(&step.identity, call)));
		}
		// By its hash controllers name a call.
		let hash = BlakeTwo256.hash(&self.chain.encode(call)?);
		let mut proposal = json!({ "identity": step.identity, "callHash": hash });
		let found = self.chain.view(IDENTITIES, "proposal", proposal.clone(), Value::Null).await?;
		let next = next(step, &controller.identity, &found.value, found.block.time);
		let name = match next {
			Next::Make => return Ok((next, act_as(&step.identity, call))),
			Next::Wait(count) => return Err(missing(step, count, None)),
			Next::Propose(_) => {
				let expires = found.block.time.max(moment::now()).saturating_add(PROPOSAL);
				proposal["expires"] = json!(expires);
				"propose"
			},
			Next::Renew => "withdrawProposal",
			Next::Approve(_) => "approve",
		};
		Ok((next, json!({ IDENTITIES: { name: proposal } })))
	}

	/// The call of a transaction by which the identity makes a call that the key is a key of.
	async fn carry(&self, call: &Value) -> Result<Value, Failure> {
		let Some(Step { identity, .. }) = self.way.last() else { return Ok(call.clone()) };
		let Some(payer) = &self.payer else { return Ok(act_as(identity, call)) };
		let (payload, submitter) = (self.chain.encode(call)?, AccountId32(payer.public_key().0));
		// Earlier acts have used numbers up.
		let proof = self.prove(&self.key, ACT_AS, *identity, Some(submitter), 0, &payload).await?;
		let key = PublicKey::of(&self.key).text();
		let act = json!({ "identity": identity, "key": key, "call": call, "proof": proof });
		Ok(json!({ IDENTITIES: { "actAsSigned": act } }))
	}

	/// Who signs transactions.
	fn submitter(&self) -> &Keypair {
		self.payer.as_ref().unwrap_or(&self.key)
	}
}

fn act_as(identity: &AccountId32, call: &Value) -> Value {
	json!({ IDENTITIES: { "actAs": { "identity": identity, "call": call } } })
}
