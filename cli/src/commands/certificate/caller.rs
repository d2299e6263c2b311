//! Who makes the calls of commands that are more than a call.

use crate::{
	chain::{identities::IDENTITIES, Actor, Chain, Receipt},
	failure::Failure,
	signer::{PayerArguments, SignerArguments},
};
use clap::Args;
use serde_json::Value;
use subxt::utils::AccountId32;
use subxt_signer::sr25519::Keypair;

/// The code of a call on which other controllers of the identity have to agree.
pub const APPROVALS_MISSING: &str = "ApprovalsMissing";

/// Who makes a call.
#[derive(Args, Debug)]
pub struct CallerArguments {
	#[command(flatten)]
	signer: SignerArguments,
	/// The identity that makes the call, if it is not the account that signs: its DID, address or name. The key that signs has to
	/// be one of its keys, or of an identity in control of it.
	#[arg(long = "as", value_name = "IDENTITY", help_heading = "Signing")]
	identity: Option<String>,
	#[command(flatten)]
	payer: PayerArguments,
}

/// The same, with the keys that sign.
pub struct Keys {
	key: Keypair,
	identity: Option<String>,
	payer: Option<Keypair>,
}

/// The same, with the identity's account.
pub struct Caller {
	key: Keypair,
	identity: Option<AccountId32>,
	payer: Option<Keypair>,
}

impl CallerArguments {
	/// Read the keys.
	pub fn keys(&self) -> Result<Keys, Failure> {
		let (key, payer) = (self.signer.keypair()?, self.payer.keypair()?);
		if payer.is_some() && self.identity.is_none() {
			return Err(Failure::usage("Someone else pays only for what an identity does: say which, by --as."));
		}
		Ok(Keys { key, identity: self.identity.clone(), payer })
	}
}

impl Keys {
	/// Find out who it is.
	pub async fn caller(self, chain: &Chain) -> Result<Caller, Failure> {
		let Self { key, identity, payer } = self;
		let identity = match identity {
			None => None,
			Some(identity) => Some(AccountId32(chain.account(&identity).await?)),
		};
		Ok(Caller { key, identity, payer })
	}
}

impl Caller {
	/// The account that makes the call.
	pub fn account(&self) -> AccountId32 {
		self.identity.unwrap_or(AccountId32(self.key.public_key().0))
	}

	/// Make a call, and wait until it is final: what the event of this name says.
	pub async fn submit(
		self,
		chain: &Chain,
		pallet: &str,
		call: &str,
		arguments: Value,
		event: &str,
	) -> Result<(Value, Receipt), Failure> {
		let Self { key, identity, payer } = self;
		let receipt = match identity {
			None => chain.submit(&key, pallet, call, arguments).await?,
			Some(identity) => {
				let actor = Actor { identity, key, payer };
				chain.act(&actor).await?.submit(pallet, call, arguments).await?
			},
		};
		let others = ["proposed", "approved"];
		match receipt.event(pallet, event) {
			Ok(fields) => Ok((fields.clone(), receipt)),
			Err(_) if receipt.events_of(IDENTITIES).any(|(name, _)| others.contains(&name)) => {
				let message = "It is proposed or approved, and done once enough controllers do the same.";
				Err(Failure::refused(APPROVALS_MISSING, message).of_transaction(receipt.transaction))
			},
			Err(failure) => Err(failure),
		}
	}
}
