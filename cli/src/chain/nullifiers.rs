//! What the chain says of commitments to nullifiers.

use super::{Snapshot, PALLET};
use crate::{failure::Failure, types::NullifierCommitment};
use subxt::{
	dynamic,
	utils::{AccountId32, H256},
};

impl Snapshot {
	/// How many blocks after a commitment what was committed to can be used.
	pub fn nullifier_delay(&self) -> Result<u64, Failure> {
		let delay = self.at.constants().entry(dynamic::constant::<u32>(PALLET, "NullifierDelay"));
		delay.map(u64::from).map_err(Failure::node)
	}

	/// In which block an issuer has committed to something; a refusal if it has not.
	pub async fn committed_at(&self, issuer: AccountId32, commitment: H256) -> Result<u64, Failure> {
		let address = dynamic::storage::<(AccountId32, H256), NullifierCommitment>(PALLET, "NullifierCommitments");
		let value = self
			.deadline
			.limit(async { self.at.storage().try_fetch(address, (issuer, commitment)).await })
			.await?
			.map_err(Failure::node)?;
		match value {
			Some(value) => Ok(value.decode().map_err(Failure::node)?.at.into()),
			None => Err(self.error("CommitmentUnknown")),
		}
	}
}
