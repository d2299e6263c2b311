//! Blocks on demand, for development: sealing without consensus.
//!
//! # How time can leap over years
//!
//! Chain time is BABE's slots, and moving it on by years skips thousands of epochs. Both sides of the SDK are made for
//! that, since a chain may stand still for longer than an epoch:
//!
//! - The runtime takes the epoch's index from the slot (`pallet_babe::Pallet::enact_epoch_change`), so one block leads
//!   from epoch N to epoch N + k: it rotates the session once, uses the authorities and the randomness that were
//!   announced for epoch N + 1, and notes the leap in `SkippedEpochs` for the sake of equivocation proofs.
//! - The node looks for the latest announced epoch that starts at or before the slot
//!   (`sc_consensus_epochs::EpochChanges::epoch_descriptor_for_child_of`), which is that of epoch N + 1. Claiming the
//!   slot corrects the epoch's index (`sc_consensus_babe::authorship`), and importing the block corrects index and start
//!   of the epoch before it enters the next one in its tree (`BabeBlockImport`, "Epoch(s) skipped" in the log).
//!
//! So nothing has to be imported or faked in between. What must be true is that blocks are made in order, each in a later
//! slot than its parent, and that the pre-digest is a claim under the announced epoch; `BabeConsensusDataProvider` of
//! manual seal sees to the latter when it is given a slot that a key of this node may claim, and [`Sealer`] only gives
//! it such slots. (Given another one, it falls back on an epoch announcement of its own making, which the import of a
//! block in the middle of an epoch refuses.) And the import of a block has its timestamp checked by the runtime against
//! that of the importing node, even if it made the block itself: `service` has it checked against the end of time.

mod clock;

pub use clock::MAX_ADVANCE_SECONDS;

use crate::client::{FullBackend, FullClient, FullPool, FullSelectChain};
use civitas_runtime::{opaque::Block, BlockNumber, Hash};
use clock::SealingClock;
use futures::{
	channel::{mpsc, oneshot},
	future::BoxFuture,
	FutureExt, SinkExt, StreamExt,
};
use sc_basic_authorship::ProposerFactory;
use sc_client_api::Finalizer;
use sc_consensus::BoxBlockImport;
use sc_consensus_babe::{authorship::claim_slot, find_pre_digest, BabeLink, BabeWorkerHandle};
use sc_consensus_manual_seal::{
	consensus::babe::BabeConsensusDataProvider, run_manual_seal, EngineCommand, ManualSealParams,
};
use sc_service::{Error as ServiceError, SpawnEssentialTaskHandle};
use sc_transaction_pool_api::TransactionPool;
use serde::Serialize;
use sp_blockchain::HeaderBackend;
use sp_consensus_babe::Slot;
use sp_keystore::KeystorePtr;
use sp_runtime::traits::{Block as BlockT, Header as _};
use sp_timestamp::Timestamp;
use std::{error::Error, fmt, str::FromStr, sync::Arc, time::Duration};
use tokio::{sync::Mutex, time::MissedTickBehavior};

/// How many slots in a row are tried for one that a key of this node may claim. With secondary slots each of `n`
/// authorities gets one in `n`, so a node with a key of any authority finds one long before.
const SLOTS_TO_TRY: u64 = 1_000;

/// How many commands may wait for the engine. [`Sealer`] waits for each, so one would do.
const COMMAND_BUFFER: usize = 16;

/// After how long instant sealing looks for transactions that were announced too early.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// What a caller is told when the task that makes blocks has ended, which also stops the node.
const ENGINE_GONE: &str = "the sealing engine has stopped";

/// What makes blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
	/// Validators.
	Consensus,
	/// Each transaction that becomes ready.
	Instant,
	/// Nothing but a JSON-RPC call.
	Manual,
	/// The passing of time on this machine.
	Interval {
		/// Milliseconds from block to block.
		millis: u64,
	},
}

impl FromStr for Sealing {
	type Err = String;

	fn from_str(mode: &str) -> Result<Self, Self::Err> {
		match mode {
			"consensus" => Ok(Self::Consensus),
			"instant" => Ok(Self::Instant),
			"manual" => Ok(Self::Manual),
			_ => match mode.strip_prefix("interval=").map(u64::from_str) {
				Some(Ok(millis)) if millis > 0 => Ok(Self::Interval { millis }),
				Some(_) => Err("the interval is a whole number of milliseconds above 0, as in `interval=3000`".into()),
				None => Err("known are `consensus`, `instant`, `manual` and `interval=MS`".into()),
			},
		}
	}
}

impl fmt::Display for Sealing {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Consensus => f.write_str("consensus"),
			Self::Instant => f.write_str("instant"),
			Self::Manual => f.write_str("manual"),
			Self::Interval { millis } => write!(f, "interval={millis}"),
		}
	}
}

/// A block that was made on demand. It is final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SealedBlock {
	/// Its hash.
	pub hash: Hash,
	/// Its height.
	pub number: BlockNumber,
	/// Its time, in milliseconds since the Unix epoch.
	pub timestamp: u64,
}

/// Makes blocks, one after the other, whoever asks.
#[derive(Clone)]
pub struct Sealer {
	client: Arc<FullClient>,
	clock: Arc<SealingClock>,
	commands: mpsc::Sender<EngineCommand<Hash>>,
	/// Held while blocks are made, so that they are finalised in order and a leap in time belongs to its caller's block.
	turn: Arc<Mutex<()>>,
}

/// The parts of the node that sealing needs.
pub struct SealingParts {
	/// Where blocks come in.
	pub block_import: BoxBlockImport<Block>,
	/// The chain.
	pub client: Arc<FullClient>,
	/// BABE's epochs.
	pub babe_link: BabeLink<Block>,
	/// Answers which epoch a slot is in.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// Where this node's keys are.
	pub keystore: KeystorePtr,
	/// Where transactions wait.
	pub pool: Arc<FullPool>,
	/// Fills blocks.
	pub proposer: ProposerFactory<FullPool, FullClient>,
	/// Which block is built upon.
	pub select_chain: FullSelectChain,
}

/// Sealing that has not begun: it must not before the node's keys are in its keystore.
pub struct PreparedSealing {
	sealer: Sealer,
	engine: BoxFuture<'static, ()>,
	trigger: BoxFuture<'static, ()>,
}

impl PreparedSealing {
	/// Prepares to seal in the given mode. (Under [`Sealing::Consensus`] nothing would ask for a block, as in
	/// [`Sealing::Manual`].)
	pub fn new(mode: Sealing, parts: SealingParts) -> Result<Self, ServiceError> {
		let SealingParts { block_import, client, babe_link, babe_worker, keystore, pool, proposer, select_chain } =
			parts;

		let (_, best_slot) = header_and_slot(&client, client.info().best_hash)?;
		let slot_duration = babe_link.config().slot_duration();
		let clock = Arc::new(SealingClock::new(slot_duration, best_slot, Timestamp::current()));

		let claims = BabeConsensusDataProvider::new(
			client.clone(),
			keystore.clone(),
			babe_link.epoch_changes().clone(),
			babe_link.config().authorities.clone(),
		)
		.map_err(|error| format!("cannot seal blocks: {error}"))?;

		let inherents = {
			let own_slots = OwnSlots { client: client.clone(), clock: clock.clone(), babe_worker, keystore };
			move |parent: Hash, ()| {
				let own_slots = own_slots.clone();
				async move {
					let slot = own_slots.next_after(parent).await?;
					Ok::<_, Box<dyn Error + Send + Sync>>((
						sp_consensus_babe::inherents::InherentDataProvider::new(slot),
						sp_timestamp::InherentDataProvider::new(own_slots.clock.start_of(slot)),
					))
				}
			}
		};

		let (commands, commands_stream) = mpsc::channel(COMMAND_BUFFER);
		let engine = run_manual_seal(ManualSealParams {
			block_import,
			env: proposer,
			client: client.clone(),
			pool: pool.clone(),
			commands_stream,
			select_chain,
			consensus_data_provider: Some(Box::new(claims)),
			create_inherent_data_providers: inherents,
		})
		.boxed();

		let sealer = Sealer { client, clock, commands, turn: Arc::default() };
		let trigger = match mode {
			Sealing::Consensus | Sealing::Manual => futures::future::pending().boxed(),
			Sealing::Instant => seal_on_transactions(sealer.clone(), pool).boxed(),
			Sealing::Interval { millis } => seal_at_intervals(sealer.clone(), Duration::from_millis(millis)).boxed(),
		};
		Ok(Self { sealer, engine, trigger })
	}

	/// What asks for blocks.
	pub fn sealer(&self) -> Sealer {
		self.sealer.clone()
	}

	/// Begins to seal.
	pub fn start(self, spawn: &SpawnEssentialTaskHandle) {
		spawn.spawn_blocking("sealing-engine", Some("block-authoring"), self.engine);
		spawn.spawn("sealing-trigger", Some("block-authoring"), self.trigger);
	}
}

impl Sealer {
	/// Makes and finalises one block.
	pub async fn seal(&self) -> Result<SealedBlock, String> {
		let _turn = self.turn.lock().await;
		self.seal_in_turn().await
	}

	/// Makes and finalises `count` blocks, and returns the last; `None` for a count of 0.
	///
	/// An error leaves the blocks made before it on the chain.
	pub async fn seal_many(&self, count: u32) -> Result<Option<SealedBlock>, String> {
		let _turn = self.turn.lock().await;
		let mut last = None;
		for _ in 0..count {
			last = Some(self.seal_in_turn().await?);
		}
		Ok(last)
	}

	/// Moves chain time on by `seconds`, rounded up to the start of a slot, and makes and finalises a block there. After
	/// an error, time is as it was before.
	pub async fn advance_time(&self, seconds: u64) -> Result<SealedBlock, String> {
		let _turn = self.turn.lock().await;
		let (_, parent_slot) = header_and_slot(&self.client, self.client.info().best_hash)?;
		let before = self.clock.ahead();
		self.clock.advance(parent_slot, Timestamp::current(), seconds)?;
		self.seal_in_turn().await.inspect_err(|_| self.clock.set_ahead(before))
	}

	/// Makes and finalises one block. The caller holds the turn.
	async fn seal_in_turn(&self) -> Result<SealedBlock, String> {
		let (sender, created) = oneshot::channel();
		self.commands
			.clone()
			.send(EngineCommand::SealNewBlock {
				// The SDK takes a block for empty that has as many transactions as there are kinds of inherent data. BABE's
				// slot is inherent data but no transaction, so it would refuse every block with a single transaction.
				create_empty: true,
				// Finalised below instead: BABE looks up the finalised block while the import is not yet written, and
				// complains in the log about each block that it does not find.
				finalize: false,
				parent_hash: None,
				sender: Some(sender),
			})
			.await
			.map_err(|_| ENGINE_GONE)?;
		let hash = created.await.map_err(|_| ENGINE_GONE)?.map_err(|error| error.to_string())?.hash;

		Finalizer::<Block, FullBackend>::finalize_block(&*self.client, hash, None, true)
			.map_err(|error| format!("cannot finalise {hash:?}: {error}"))?;

		let (header, slot) = header_and_slot(&self.client, hash)?;
		Ok(SealedBlock { hash, number: *header.number(), timestamp: self.clock.start_of(slot).as_millis() })
	}
}

/// Finds the slots in which this node may make a block.
#[derive(Clone)]
struct OwnSlots {
	client: Arc<FullClient>,
	clock: Arc<SealingClock>,
	babe_worker: BabeWorkerHandle<Block>,
	keystore: KeystorePtr,
}

impl OwnSlots {
	/// The first slot after `parent`, and not before the clock's, that a key of this node may claim.
	///
	/// With one authority, as on the `dev` chain, that is the first one looked at. With more (a validator was added), a
	/// few are left out, as they would be while the others are offline.
	async fn next_after(&self, parent: Hash) -> Result<Slot, String> {
		let (header, parent_slot) = header_and_slot(&self.client, parent)?;
		let first = self.clock.slot_after(parent_slot, Timestamp::current());
		for step in 0..SLOTS_TO_TRY {
			let slot = first + step;
			let epoch = self
				.babe_worker
				.epoch_data_for_child_of(parent, *header.number(), slot)
				.await
				.map_err(|error| error.to_string())?;
			if claim_slot(slot, &epoch, &self.keystore).is_some() {
				return Ok(slot);
			}
		}
		Err(format!("none of the next {SLOTS_TO_TRY} slots belongs to an authority whose key this node holds"))
	}
}

/// Seals whenever a transaction becomes ready.
async fn seal_on_transactions(sealer: Sealer, pool: Arc<FullPool>) {
	let mut became_ready = pool.import_notification_stream();
	// The pool announces a transaction once, and while a block is being made that may be before the transaction is among
	// those that are ready at the new best block. So they are looked for again, without an announcement.
	let mut look_again = tokio::time::interval(LOOK_AGAIN);
	look_again.set_missed_tick_behavior(MissedTickBehavior::Delay);
	loop {
		tokio::select! {
			announced = became_ready.next() => if announced.is_none() { return },
			_ = look_again.tick() => {},
		}
		// A block takes all that is ready, so the announcements of the others find nothing left. This waits until the
		// pool has seen the best block, or it would offer what that block has already taken.
		let best = sealer.client.info().best_hash;
		if pool.ready_at(best).await.next().is_some() {
			log_failure(sealer.seal().await);
		}
	}
}

/// Seals every `interval`, first after one has passed.
async fn seal_at_intervals(sealer: Sealer, interval: Duration) {
	let mut ticks = tokio::time::interval(interval);
	// After a block that took longer than an interval the next ones keep their distance.
	ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
	ticks.tick().await;
	loop {
		ticks.tick().await;
		log_failure(sealer.seal().await);
	}
}

/// A trigger has nobody to report to but the log. The next attempt may succeed.
fn log_failure(sealed: Result<SealedBlock, String>) {
	if let Err(error) = sealed {
		log::error!(target: "sealing", "No block was made: {error}");
	}
}

/// A block's header and its slot, which is 0 for the genesis block.
fn header_and_slot(client: &FullClient, hash: Hash) -> Result<(<Block as BlockT>::Header, Slot), String> {
	let header =
		client.header(hash).map_err(|error| error.to_string())?.ok_or_else(|| format!("there is no block {hash:?}"))?;
	let slot = find_pre_digest::<Block>(&header).map_err(|error| error.to_string())?.slot();
	Ok((header, slot))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn modes_are_read_as_they_are_written() {
		for mode in [Sealing::Consensus, Sealing::Instant, Sealing::Manual, Sealing::Interval { millis: 6_000 }] {
			assert_eq!(mode.to_string().parse::<Sealing>(), Ok(mode));
		}
	}

	#[test]
	fn a_wrong_interval_is_told_from_an_unknown_mode() {
		for mode in ["interval=", "interval=0", "interval=3s", "interval=-3", "interval=1.5"] {
			assert!(mode.parse::<Sealing>().expect_err("it is wrong").contains("milliseconds"), "{mode}");
		}
		for mode in ["", "interval", "Manual", "auto"] {
			assert!(mode.parse::<Sealing>().expect_err("it is wrong").contains("known are"), "{mode}");
		}
	}

	#[test]
	fn a_sealed_block_is_told_in_camel_case() {
		let block = SealedBlock { hash: Hash::repeat_byte(1), number: 2, timestamp: 3_000 };
		let json = serde_json::to_value(&block).expect("it can be serialised");
		assert_eq!(json["number"], 2);
		assert_eq!(json["timestamp"], 3_000);
		assert_eq!(json["hash"], format!("0x{}", "01".repeat(32)));
	}
}
