//! `civitas nullifier`.
//!
//! What the issuers compute of a person stays here. What goes on chain follows from it, and cannot be led back to it: the
//! nullifier of the schema, so that two schemas cannot be seen to have the same person; and the salt of the commitment, so that
//! nobody has to keep one.

use super::{perform, CERTIFICATION};
use crate::{
	arguments::{self, Connection},
	caller::{Caller, CallerArguments},
	chain::Chain,
	failure::Failure,
	identity::content_id,
	output::{self, Answer},
};
use clap::Subcommand;
use serde_json::{json, Value};
use subxt::{ext::codec::Encode, utils::H256};

#[derive(Debug, Subcommand)]
pub enum NullifierCommand {
	/// Commit to a nullifier, which you can use some blocks later: from `usableFrom` on, by `certificate issue --nullifier`.
	Commit {
		/// The schema under which you will use it.
		#[arg(long, value_name = "ID", value_parser = arguments::hash)]
		schema: H256,
		/// What makes a person unique, as the issuers of the network compute it by a function whose key only they have, such as
		/// HMAC. It never leaves this machine: what is published follows from it, and from the schema.
		#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
		nullifier: H256,
		#[command(flatten)]
		caller: CallerArguments,
	},
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: NullifierCommand) -> Result<Answer, Failure> {
	let NullifierCommand::Commit { schema, nullifier, caller } = command;
	let caller = caller.connect(connection).await?;
	let reveal = Reveal::of(&caller, &schema, &nullifier);
	let delay = delay(&caller.chain)?;
	let call = json!({ "commitNullifier": { "commitment": reveal.commitment } });
	perform(&caller, call, "nullifierCommitted", |json, receipt| {
		json["usableFrom"] = json!(receipt.block.number.saturating_add(delay));
	})
	.await
}

/// How many blocks after a commitment what was committed to can be used.
fn delay(chain: &Chain) -> Result<u64, Failure> {
	let delay = chain.metadata().constant(CERTIFICATION, "NullifierDelay");
	delay
		.as_ref()
		.and_then(Value::as_u64)
		.ok_or_else(|| Failure::unknown("metadata", "The chain has no NullifierDelay."))
}

/// What an issuer publishes of a person, in the end.
#[derive(Debug, PartialEq, Eq)]
pub struct Reveal {
	nullifier: H256,
	salt: H256,
	/// What is published some blocks earlier.
	commitment: H256,
}

impl Reveal {
	/// That of who makes the calls, from what the issuers compute.
	pub fn of(caller: &Caller, schema: &H256, secret: &H256) -> Self {
		Self::new(&caller.account().0, schema, secret)
	}

	fn new(issuer: &[u8; 32], schema: &H256, secret: &H256) -> Self {
		let nullifier = content_id("civitas/nullifier-of-schema", &(schema.0, secret.0).encode());
		// Whoever does not know the secret cannot try nullifiers either, of which old ones are public.
		let salt = content_id("civitas/nullifier-salt", &(issuer, schema.0, secret.0).encode());
		let commitment = content_id("civitas/nullifier", &(issuer, nullifier.0, salt.0).encode());
		Self { nullifier, salt, commitment }
	}

	/// As calls have it.
	pub fn json(&self) -> Value {
		json!({ "nullifier": self.nullifier, "salt": self.salt })
	}

	/// Wait until it can be used in the next block.
	pub async fn wait_until_usable(&self, caller: &Caller) -> Result<(), Failure> {
		let chain = &caller.chain;
		let params = json!({ "issuer": caller.account(), "commitment": self.commitment });
		let found = chain.view(CERTIFICATION, "nullifier_commitment", params, Value::Null).await?;
		let at = found.value.as_u64().ok_or_else(|| {
			let unknown = chain.error(CERTIFICATION, "CommitmentUnknown");
			let how = "It is made by `nullifier commit`, by the same issuer, for the same schema and nullifier.";
			Failure { message: format!("{} {how}", unknown.message), ..unknown }
		})?;
		let usable_from = at.saturating_add(delay(chain)?);
		let missing = blocks_before(usable_from, found.block.number);
		if missing == 0 {
			return Ok(());
		}
		let too_early = format!("What was committed to in block #{at} can be used from block #{usable_from} on");
		output::notice(&format!("{too_early}. Blocks still to wait for: {missing}."));
		chain.reach(usable_from.saturating_sub(1)).await.map_err(|failure| {
			if failure.code != "timeout" {
				return failure;
			}
			let message = format!("{too_early}, which was not within the time given (--timeout). Nothing was sent.");
			Failure { message, ..failure }
		})
	}
}

/// How many more blocks must be final before all that is sent then gets into a block from which on something can be
/// used.
fn blocks_before(usable_from: u64, finalized: u64) -> u64 {
	// The next block can have it in.
	usable_from.saturating_sub(finalized.saturating_add(1))
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification::{nullifier_commitment, nullifier_of_schema};

	const SCHEMA: H256 = H256([4; 32]);
	const SECRET: H256 = H256([2; 32]);

	#[test]
	fn what_is_published_is_that_of_the_chain() {
		let Reveal { nullifier, salt, commitment } = Reveal::new(&[1; 32], &SCHEMA, &SECRET);
		let of_chain = nullifier_of_schema(&SCHEMA.0.into(), &SECRET.0.into());
		assert_eq!(nullifier.0, of_chain.0);
		assert_eq!(commitment.0, nullifier_commitment(&[1u8; 32], &of_chain, &salt.0.into()).0);
	}

	#[test]
	fn what_is_published_says_nothing_of_the_person() {
		let reveal = Reveal::new(&[1; 32], &SCHEMA, &SECRET);
		let calls = format!("{} {:?}", reveal.json(), reveal.commitment);
		assert!(!calls.contains(&format!("{SECRET:?}")), "{calls}");
		// Neither does it link schemas; and what one issuer has published is of no use to find what another one commits to.
		let other = Reveal::new(&[1; 32], &H256([5; 32]), &SECRET);
		assert!(other.nullifier != reveal.nullifier && other.salt != reveal.salt);
		let other = Reveal::new(&[9; 32], &SCHEMA, &SECRET);
		assert_eq!(other.nullifier, reveal.nullifier, "one person counts once");
		assert!(other.salt != reveal.salt && other.commitment != reveal.commitment);
	}

	#[test]
	fn what_was_committed_to_is_used_no_earlier_than_it_can_be() {
		// Committed to in block 7, with a delay of 5: what is sent when block 11 is final gets into block 12 or a later
		// one.
		for (finalized, missing) in [(7, 4), (8, 3), (10, 1), (11, 0), (12, 0), (u64::MAX, 0)] {
			assert_eq!(blocks_before(12, finalized), missing, "{finalized}");
		}
	}
}
