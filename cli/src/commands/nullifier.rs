//! `civitas nullifier`.

use super::{change, done};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::{Exit, Failure},
	fields::random,
	output::{self, Answer},
	signer::SignerArguments,
	types::{NullifierCommitted, NullifierReveal, OfCommitment},
};
use clap::Subcommand;
use serde_json::json;
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	ext::codec::Encode,
	utils::{AccountId32, H256},
};
use subxt_signer::sr25519::Keypair;

#[derive(Debug, Subcommand)]
pub enum NullifierCommand {
	/// Commit to a nullifier, which you can use some blocks later: from `usableFrom` on.
	Commit {
		/// The nullifier: computed from what makes a person unique, by a function whose key only the issuers have.
		#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
		nullifier: H256,
		/// What hides the nullifier until it is used; random bytes, which are printed, if this is not given.
		#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
		salt: Option<H256>,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Withdraw a commitment that was not used.
	Withdraw {
		/// The commitment.
		#[arg(value_parser = arguments::hash)]
		commitment: H256,
		#[command(flatten)]
		signer: SignerArguments,
	},
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: NullifierCommand) -> Result<Answer, Failure> {
	match command {
		NullifierCommand::Commit { nullifier, salt, signer } => {
			commit(connection, &nullifier, salt.map_or_else(random, Ok)?, &signer).await
		},
		NullifierCommand::Withdraw { commitment, signer } => {
			let (call, event) = ("withdraw_nullifier_commitment", "NullifierCommitmentWithdrawn");
			change::<NullifierCommitted>(connection, &signer, call, OfCommitment { commitment }, event).await
		},
	}
}

async fn commit(
	connection: &Connection,
	nullifier: &H256,
	salt: H256,
	signer: &SignerArguments,
) -> Result<Answer, Failure> {
	let signer = signer.keypair()?;
	let commitment = commitment_of(&signer, nullifier, &salt);
	let chain = Chain::connect(connection).await?;
	let delay = chain.finalized().await?.nullifier_delay()?;
	let kept = |failure: Failure| keep(failure, salt, commitment);
	let receipt = chain.submit(&signer, "commit_nullifier", OfCommitment { commitment }).await.map_err(kept)?;
	let mut json = output::value(receipt.event::<NullifierCommitted>("NullifierCommitted").map_err(kept)?);
	json["salt"] = json!(salt);
	json["usableFrom"] = json!(receipt.block.number.saturating_add(delay));
	Ok(done(json, &receipt))
}

/// The same failure, with what it takes to use or to withdraw the commitment if it was made, or may yet be.
fn keep(failure: Failure, salt: H256, commitment: H256) -> Failure {
	if failure.exit == Exit::No || failure.transaction.is_none() {
		return failure;
	}
	let message =
		format!("{} Keep the salt and the commitment: with them it can be used or withdrawn.", failure.message);
	Failure { message, ..failure }.keeping("salt", salt).keeping("commitment", commitment)
}

/// Wait until what an issuer has committed to can be used in the next block.
pub async fn wait_until_usable(chain: &Chain, issuer: &Keypair, reveal: &NullifierReveal) -> Result<(), Failure> {
	let state = chain.finalized().await?;
	let commitment = commitment_of(issuer, &reveal.nullifier, &reveal.salt);
	let at = state.committed_at(AccountId32(issuer.public_key().0), commitment).await?;
	let usable_from = at.saturating_add(state.nullifier_delay()?);
	let missing = blocks_before(usable_from, state.block().number);
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

/// How many more blocks must be final before all that is sent then gets into a block from which on something can be
/// used.
fn blocks_before(usable_from: u64, finalized: u64) -> u64 {
	// The next block can have it in.
	usable_from.saturating_sub(finalized.saturating_add(1))
}

/// What an issuer commits to with a nullifier.
fn commitment_of(issuer: &Keypair, nullifier: &H256, salt: &H256) -> H256 {
	commitment(&issuer.public_key().0, nullifier, salt)
}

/// BLAKE2b-256 over the SCALE encoding of a tag, the issuer, the nullifier and the salt.
fn commitment(issuer: &[u8; 32], nullifier: &H256, salt: &H256) -> H256 {
	BlakeTwo256.hash(&("civitas/nullifier", (issuer, nullifier.0, salt.0)).encode())
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification::nullifier_commitment;

	#[test]
	fn commitments_are_those_of_the_chain() {
		let ours = commitment(&[1; 32], &H256::repeat_byte(2), &H256::repeat_byte(3));
		assert_eq!(ours.0, nullifier_commitment(&[1u8; 32], &[2; 32].into(), &[3; 32].into()).0);
	}

	#[test]
	fn what_was_committed_to_is_used_no_earlier_than_it_can_be() {
		// Committed to in block 7, with a delay of 5: what is sent when block 11 is final gets into block 12 or a later
		// one.
		for (finalized, missing) in [(7, 4), (8, 3), (10, 1), (11, 0), (12, 0), (u64::MAX, 0)] {
			assert_eq!(blocks_before(12, finalized), missing, "{finalized}");
		}
	}

	#[test]
	fn a_salt_is_not_lost_when_it_may_be_needed() {
		let (salt, commitment) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let kept = |failure| keep(failure, salt, commitment).kept;
		let late = || Failure::unknown("timeout", "late");
		assert_eq!(kept(late().of_transaction(H256::zero())), [("salt", salt), ("commitment", commitment)]);
		let message = keep(late().of_transaction(H256::zero()), salt, commitment).message;
		assert!(message.starts_with("late Keep the salt"), "{message}");
		// Nothing was sent, or it was certainly refused.
		assert!(kept(late()).is_empty());
		assert!(kept(Failure::refused("CommitmentExists", "").of_transaction(H256::zero())).is_empty());
	}
}
