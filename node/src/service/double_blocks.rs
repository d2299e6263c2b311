//! Two blocks of one author in one slot are reported.
//!
//! The SDK does so when a block is imported, by headers without their seals, which prove nothing to the runtime (since pull request 9147 of
//! polkadot-sdk). So what is imported is looked at once more, with its seals. `sc_consensus_slots::check_equivocation` cannot be called for
//! it: it keeps headers where the import of BABE has put those without seals, and would take both for two blocks.

use super::node::Node;
use crate::client::{FullClient, FullPool};
use civitas_runtime::{
	opaque::{Block, Header},
	Hash,
};
use futures::StreamExt;
use sc_client_api::BlockchainEvents;
use sc_consensus_babe::find_pre_digest;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{BabeApi, EquivocationProof, Slot};
use std::{collections::BTreeMap, sync::Arc};

/// For how many slots headers are remembered: whoever shows a double block later than that shows it to others, too.
const SLOTS: u64 = 1_000;

/// The first header of each slot and author, by his place in the epoch.
#[derive(Default)]
struct Seen(BTreeMap<(Slot, u32), Header>);

impl Seen {
	/// Note a header. If its author has made another for its slot: the slot, his place, and the other.
	fn note(&mut self, header: &Header) -> Option<(Slot, u32, Header)> {
		let digest = find_pre_digest::<Block>(header).ok()?;
		let (slot, place) = (digest.slot(), digest.authority_index());
		let newest = self.0.last_key_value().map_or(slot, |((newest, _), _)| *newest);
		self.0 = self.0.split_off(&(newest.saturating_sub(SLOTS), 0));
		let first = self.0.entry((slot, place)).or_insert_with(|| header.clone());
		(first.hash() != header.hash()).then(|| (slot, place, first.clone()))
	}
}

/// Report the author of two blocks, as the runtime does it from a node.
fn report(
	client: &FullClient,
	pool: &OffchainTransactionPoolFactory<Block>,
	hash: Hash,
	header: Header,
	(slot, place, first_header): (Slot, u32, Header),
) -> Result<(), ApiError> {
	let authorities = client.runtime_api().current_epoch(hash)?.authorities;
	let Some((offender, _)) = usize::try_from(place).ok().and_then(|place| authorities.get(place)).cloned() else {
		return Ok(());
	};
	let best = client.info().best_hash;
	// The second block knows the keys of its own session. Its parent may not, if it is the first of a session.
	let Some(key_owner_proof) = client.runtime_api().generate_key_ownership_proof(hash, slot, offender.clone())? else {
		return Ok(());
	};
	log::warn!("{offender} has made two blocks in slot {slot}: {} and {hash}", first_header.hash());
	let proof = EquivocationProof { offender, slot, first_header, second_header: header };
	let mut api = client.runtime_api();
	api.register_extension(pool.offchain_transaction_pool(best));
	api.submit_report_equivocation_unsigned_extrinsic(best, proof, key_owner_proof)?;
	Ok(())
}

impl Node {
	/// Reports whoever makes two blocks in a slot.
	pub fn start_watching_authors(&self) {
		let (client, pool): (Arc<FullClient>, Arc<FullPool>) = (self.client.clone(), self.pool.clone());
		let pool = OffchainTransactionPoolFactory::new(pool);
		let mut imported = self.client.every_import_notification_stream();
		let task = async move {
			let mut seen = Seen::default();
			while let Some(block) = imported.next().await {
				// What is synced at first is too old to be reported.
				if block.origin == BlockOrigin::NetworkInitialSync {
					continue;
				}
				let Some(found) = seen.note(&block.header) else { continue };
				if let Err(error) = report(&client, &pool, block.hash, block.header, found) {
					log::warn!("A double block cannot be reported: {error}");
				}
			}
		};
		self.spawn.spawn("double-blocks", None, task);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
	use sp_runtime::{traits::Header as _, Digest, DigestItem};

	fn header(slot: u64, authority_index: u32, number: u32) -> Header {
		let digest = PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot: slot.into() });
		let digest = Digest { logs: vec![DigestItem::babe_pre_digest(digest)] };
		Header::new(number, Hash::zero(), Hash::zero(), Hash::zero(), digest)
	}

	#[test]
	fn only_two_blocks_of_one_author_in_one_slot_are_two() {
		let mut seen = Seen::default();
		let first = header(5, 1, 1);
		for one in [&first, &first, &header(5, 2, 2), &header(6, 1, 2)] {
			assert_eq!(seen.note(one), None);
		}
		assert_eq!(seen.note(&header(5, 1, 2)), Some((5.into(), 1, first.clone())));
		// Each of them is one.
		assert_eq!(seen.note(&header(5, 1, 3)), Some((5.into(), 1, first)));
	}

	#[test]
	fn what_is_long_ago_is_forgotten() {
		let mut seen = Seen::default();
		assert_eq!(seen.note(&header(5, 1, 1)), None);
		assert_eq!(seen.note(&header(6 + SLOTS, 1, 2)), None);
		assert_eq!(seen.note(&header(7 + SLOTS, 1, 2)), None);
		assert_eq!(seen.0.len(), 2);
	}
}
