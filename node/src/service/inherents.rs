//! The slot and the time that a block is made with or checked against.

use civitas_runtime::Hash;
use futures::future::{ready, Ready};
use sp_consensus_babe::SlotDuration;
use sp_timestamp::Timestamp;
use std::error::Error;

/// Up to which time blocks are accepted.
#[derive(Clone, Copy)]
pub enum TimeLimit {
	/// The present, on this machine's clock (and the half minute that the runtime allows for clocks that differ).
	Now,
	/// None: this node makes all blocks, and its chain time may be years ahead of this machine's.
	None,
}

/// The time that stands for no limit. The runtime adds a little to it, for which there must be room.
const NO_TIME_LIMIT: Timestamp = Timestamp::new(u64::MAX / 2);

/// The slot and the timestamp that a block is made with or checked against.
pub type Inherents = (sp_consensus_babe::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider);

/// Provides the inherent data for blocks that are made or imported now.
///
/// The slot is always that of this machine's clock: when a block is imported, the search for equivocations walks through
/// all slots that have passed between two blocks, and a leap over years would leave it a long way.
pub fn inherents(
	slot_duration: SlotDuration,
	limit: TimeLimit,
) -> impl Fn(Hash, ()) -> Ready<Result<Inherents, Box<dyn Error + Send + Sync>>> + Clone + Send + Sync + 'static {
	move |_parent, ()| {
		let now = Timestamp::current();
		let slot =
			sp_consensus_babe::inherents::InherentDataProvider::from_timestamp_and_slot_duration(now, slot_duration);
		let timestamp = sp_timestamp::InherentDataProvider::new(match limit {
			TimeLimit::Now => now,
			TimeLimit::None => NO_TIME_LIMIT,
		});
		ready(Ok((slot, timestamp)))
	}
}
