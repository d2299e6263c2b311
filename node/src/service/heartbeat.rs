//! What the heartbeat of a validator rests on: the last block that is final for this node.
//!
//! The off-chain worker of the runtime sends it, and can see no votes. So the block is written where the worker reads it only as long
//! as the voter of this node follows the rounds, and votes in them if it is in the set; and taken away as soon as it does not.

use super::node::Node;
use crate::client::{FullBackend, FullClient};
use civitas_runtime::{opaque::Block, BlockNumber, Hash, FINAL_BLOCK};
use codec::Encode;
use sc_client_api::Backend;
use sc_consensus_grandpa::{report::VoterState, AuthorityId, SharedAuthoritySet, SharedVoterState};
use sp_blockchain::HeaderBackend;
use sp_core::{
	crypto::{key_types::GRANDPA, ByteArray},
	offchain::{OffchainStorage, STORAGE_PREFIX},
};
use sp_keystore::KeystorePtr;
use std::{collections::HashSet, sync::Arc};

/// In how many of the last rounds a vote is enough: the one that has just begun has none yet.
const ROUNDS: u64 = 2;

/// How many blocks may become final in one round. More are final at once only for a moment, after a stall.
const BLOCKS: BlockNumber = 100;

/// What was last seen of the rounds of a set.
#[derive(Debug, Default, PartialEq, Eq)]
struct Watch {
	/// Which set.
	set: u64,
	/// The last round in which somebody voted.
	heard: u64,
	/// The last round in which this node did.
	voted: u64,
	/// The best round, and which block was final when it began.
	round: (u64, BlockNumber),
}

impl Watch {
	/// Look at who has voted in the rounds, of which the last is the best. Whether the voter does its part; `own` are the keys of this
	/// node that are in the set.
	fn look(
		&mut self,
		set: u64,
		rounds: &[(u64, HashSet<AuthorityId>)],
		own: &HashSet<AuthorityId>,
		last: BlockNumber,
	) -> bool {
		let best = rounds.iter().map(|(number, _)| *number).max().unwrap_or_default();
		// The number of the set may be that of the next one a little before its rounds are: they begin anew.
		if self.set != set || best < self.heard {
			*self = Self { set, ..Self::default() };
		}
		for (number, voters) in rounds {
			if !voters.is_empty() {
				self.heard = self.heard.max(*number);
			}
			if !voters.is_disjoint(own) {
				self.voted = self.voted.max(*number);
			}
		}
		if self.round.0 != best {
			self.round = (best, last);
		}
		// Blocks that come with proofs become final also for who hears no votes.
		let follows = last.saturating_sub(self.round.1) <= BLOCKS;
		let is_recent = |round: u64| round.saturating_add(ROUNDS) >= best;
		follows && is_recent(self.heard) && (own.is_empty() || is_recent(self.voted))
	}
}

/// Who has voted in each round.
fn voters(rounds: VoterState<AuthorityId>) -> Vec<(u64, HashSet<AuthorityId>)> {
	let all = rounds.background_rounds.into_iter().chain([rounds.best_round]);
	all.map(|(number, round)| (number, &round.prevote_ids | &round.precommit_ids)).collect()
}

/// Writes and removes the last final block.
struct Notes {
	client: Arc<FullClient>,
	storage: <FullBackend as Backend<Block>>::OffchainStorage,
	written: Option<Hash>,
}

impl Notes {
	fn write(&mut self) {
		let info = self.client.info();
		let (number, hash): (BlockNumber, Hash) = (info.finalized_number, info.finalized_hash);
		if self.written != Some(hash) {
			self.storage.set(STORAGE_PREFIX, FINAL_BLOCK, &(number, hash).encode());
			self.written = Some(hash);
		}
	}

	fn remove(&mut self) {
		self.storage.remove(STORAGE_PREFIX, FINAL_BLOCK);
		self.written = None;
	}
}

/// The keys of this node that are in the set that votes.
fn own_voters(keystore: &KeystorePtr, set: &SharedAuthoritySet<Hash, BlockNumber>) -> HashSet<AuthorityId> {
	let local: HashSet<Vec<u8>> =
		keystore.ed25519_public_keys(GRANDPA).into_iter().map(|key| key.to_raw_vec()).collect();
	let voters = set.current_authorities();
	voters.iter().map(|(id, _)| id).filter(|id| local.contains(&id.to_raw_vec())).cloned().collect()
}

impl Node {
	/// What an earlier run has left says nothing of this one, which may not vote.
	pub fn forget_final_block(&self) {
		if let Some(mut storage) = self.backend.offchain_storage() {
			storage.remove(STORAGE_PREFIX, FINAL_BLOCK);
		}
	}

	/// Keeps the last final block where the off-chain worker finds it, as long as this node votes.
	pub fn start_heartbeat(&self, set: SharedAuthoritySet<Hash, BlockNumber>, voter: SharedVoterState) {
		let Some(storage) = self.backend.offchain_storage() else { return };
		let mut notes = Notes { client: self.client.clone(), storage, written: None };
		// A round takes longer.
		let (keystore, period) = (self.keystore.clone(), super::node::gossip_duration(self.slot_duration));
		let task = async move {
			let mut watch = Watch::default();
			loop {
				tokio::time::sleep(period).await;
				let is_well = voter.voter_state().is_some_and(|rounds| {
					watch.look(
						set.set_id(),
						&voters(rounds),
						&own_voters(&keystore, &set),
						notes.client.info().finalized_number,
					)
				});
				if is_well {
					notes.write();
				} else if notes.written.is_some() {
					log::warn!("This node does not take part in finality: it sends no heartbeat.");
					notes.remove();
				}
			}
		};
		self.spawn.spawn("heartbeat", None, task);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_keyring::Ed25519Keyring::{self, Alice, Bob};

	fn ids(keys: &[Ed25519Keyring]) -> HashSet<AuthorityId> {
		keys.iter().map(|key| key.public().into()).collect()
	}

	/// Rounds from the first of these on, with those who have voted in them.
	fn rounds(first: u64, voters: &[&[Ed25519Keyring]]) -> Vec<(u64, HashSet<AuthorityId>)> {
		(first..).zip(voters.iter().map(|voters| ids(voters))).collect()
	}

	#[test]
	fn who_is_in_the_set_votes() {
		let (mut watch, own) = (Watch::default(), ids(&[Alice]));
		assert!(watch.look(0, &rounds(1, &[&[]]), &own, 0), "the first rounds have just begun");
		assert!(watch.look(0, &rounds(3, &[&[Alice, Bob], &[]]), &own, 0));
		assert!(watch.look(0, &rounds(5, &[&[Bob]]), &own, 0), "it voted two rounds before");
		assert!(!watch.look(0, &rounds(6, &[&[Bob]]), &own, 0));
		assert!(watch.look(0, &rounds(6, &[&[Bob, Alice]]), &own, 0));
		// In another set rounds begin anew.
		assert!(!watch.look(1, &rounds(6, &[&[Bob]]), &own, 0));
		assert_eq!(watch, Watch { set: 1, heard: 6, voted: 0, round: (6, 0) });
		// The set is counted before its rounds begin.
		let mut watch = Watch::default();
		assert!(watch.look(0, &rounds(100, &[&[Alice]]), &own, 0));
		assert!(watch.look(1, &rounds(100, &[&[Alice]]), &own, 0));
		assert!(watch.look(1, &rounds(1, &[&[]]), &own, 0));
		assert!(!watch.look(1, &rounds(4, &[&[Bob]]), &own, 0));
	}

	#[test]
	fn who_is_not_in_the_set_hears_votes() {
		let (mut watch, own) = (Watch::default(), ids(&[]));
		assert!(watch.look(0, &rounds(7, &[&[Bob]]), &own, 0));
		assert!(watch.look(0, &rounds(9, &[&[]]), &own, 0));
		assert!(!watch.look(0, &rounds(10, &[&[]]), &own, 0));
		// Who hears no votes sees blocks become final all the same.
		assert!(!watch.look(0, &rounds(10, &[&[Bob]]), &own, BLOCKS + 1));
		// A round that goes on for long is one that it follows.
		assert!(watch.look(0, &rounds(10, &[&[Bob]]), &own, 0));
		assert!(watch.look(0, &rounds(10, &[&[Bob]]), &own, 0));
	}
}
