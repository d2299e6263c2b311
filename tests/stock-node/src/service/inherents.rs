//! The slot and the time that a block is made with or checked against.

use crate::client::FullClient;
use futures::future::{ready, Ready};
use sc_consensus_aura::standalone::slot_duration_at;
use sp_consensus_aura::{sr25519::AuthorityId as AuraId, SlotDuration};
use sp_timestamp::Timestamp;
use std::{error::Error, sync::Arc};
use stock_runtime::{opaque::Block, Hash};

/// The slot and the timestamp that a block is made with or checked against.
pub type Inherents = (sp_consensus_aura::inherents::InherentDataProvider, sp_timestamp::InherentDataProvider);

/// What is given for a block, at once.
type Provided = Ready<Result<Inherents, Box<dyn Error + Send + Sync>>>;

/// For blocks that are made now, in slots of this length.
pub fn of_own(slot_duration: SlotDuration) -> impl Fn(Hash, ()) -> Provided + Clone + Send + Sync + 'static {
	move |_parent, ()| ready(Ok(now(slot_duration)))
}

/// For blocks that are imported now. Like the template, it asks the runtime of each parent how long a slot is.
pub fn of_others(client: Arc<FullClient>) -> impl Fn(Hash, ()) -> Provided + Clone + Send + Sync + 'static {
	move |parent, ()| {
		ready(match slot_duration_at::<AuraId, Block, FullClient>(&client, parent) {
			Ok(slot_duration) => Ok(now(slot_duration)),
			Err(error) => Err(error.into()),
		})
	}
}

fn now(slot_duration: SlotDuration) -> Inherents {
	let now = Timestamp::current();
	let slot = sp_consensus_aura::inherents::InherentDataProvider::from_timestamp_and_slot_duration(now, slot_duration);
	(slot, sp_timestamp::InherentDataProvider::new(now))
}
