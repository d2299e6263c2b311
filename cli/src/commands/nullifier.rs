//! `civitas nullifier`.

use super::{done, submit, CERTIFICATION};
use crate::{
	arguments::{self, Connection},
	caller::{Caller, CallerArguments, APPROVALS_MISSING},
	chain::Chain,
	failure::{Exit, Failure},
	fields::random,
	identity::blake2_256,
	output::{self, Answer},
};
use clap::Subcommand;
use serde_json::{json, Value};
use subxt::{ext::codec::Encode, utils::H256};

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
		caller: CallerArguments,
	},
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: NullifierCommand) -> Result<Answer, Failure> {
	let NullifierCommand::Commit { nullifier, salt, caller } = command;
	let salt = salt.map_or_else(random, Ok)?;
	let caller = caller.connect(connection).await?;
	let commitment = commitment(&caller.account().0, &nullifier, &salt);
	let delay = delay(&caller.chain)?;
	let call = json!({ "commitNullifier": { "commitment": commitment } });
	let submitted = submit(&caller, call, "nullifierCommitted").await;
	let (mut json, receipt) = submitted.map_err(|failure| keep(failure, salt, commitment))?;
	json["salt"] = json!(salt);
	json["usableFrom"] = json!(receipt.block.number.saturating_add(delay));
	Ok(done((json, receipt)))
}

/// How many blocks after a commitment what was committed to can be used.
fn delay(chain: &Chain) -> Result<u64, Failure> {
	let delay = chain.metadata().constant(CERTIFICATION, "NullifierDelay");
	delay
		.as_ref()
		.and_then(Value::as_u64)
		.ok_or_else(|| Failure::unknown("metadata", "The chain has no NullifierDelay."))
}

/// The same failure, with what it takes to use or to withdraw the commitment if it was made, or may yet be.
fn keep(failure: Failure, salt: H256, commitment: H256) -> Failure {
	let refused = failure.exit == Exit::No && failure.code != APPROVALS_MISSING;
	if refused || failure.transaction.is_none() {
		return failure;
	}
	let message =
		format!("{} Keep the salt and the commitment: with them it can be used or withdrawn.", failure.message);
	Failure { message, ..failure }.keeping("salt", salt).keeping("commitment", commitment)
}

/// Wait until what an issuer has committed to can be used in the next block.
pub async fn wait_until_usable(caller: &Caller, nullifier: &H256, salt: &H256) -> Result<(), Failure> {
	let (chain, issuer) = (&caller.chain, caller.account());
	let params = json!({ "issuer": issuer, "commitment": commitment(&issuer.0, nullifier, salt) });
	let found = chain.view(CERTIFICATION, "nullifier_commitment", params, Value::Null).await?;
	let at = found.value.as_u64().ok_or_else(|| chain.error(CERTIFICATION, "CommitmentUnknown"))?;
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

/// How many more blocks must be final before all that is sent then gets into a block from which on something can be
/// used.
fn blocks_before(usable_from: u64, finalized: u64) -> u64 {
	// The next block can have it in.
	usable_from.saturating_sub(finalized.saturating_add(1))
}

/// BLAKE2b-256 over the SCALE encoding of a tag, the issuer, the nullifier and the salt.
fn commitment(issuer: &[u8; 32], nullifier: &H256, salt: &H256) -> H256 {
	H256(blake2_256(&("civitas/nullifier", (issuer, nullifier.0, salt.0)).encode()))
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
		let both = [("salt", json!(salt)), ("commitment", json!(commitment))];
		assert_eq!(kept(late().of_transaction(H256::zero())), both);
		let message = keep(late().of_transaction(H256::zero()), salt, commitment).message;
		assert!(message.starts_with("late Keep the salt"), "{message}");
		// Other controllers need it to agree.
		let open = Failure::refused(APPROVALS_MISSING, "").of_transaction(H256::zero());
		assert_eq!(kept(open).len(), 2);
		// Nothing was sent, or it was certainly refused.
		assert!(kept(late()).is_empty());
		assert!(kept(Failure::refused("CommitmentExists", "").of_transaction(H256::zero())).is_empty());
	}
}
