//! Time, in milliseconds and in blocks. Blocks serve technical delays only; legal time is carried by timestamps.

use crate::BlockNumber;
use frame_support::parameter_types;

/// How long a slot lasts, in milliseconds, on a chain whose genesis says nothing else; there is a block in almost every one.
/// It never changes: a chain that relies on it would make no more blocks.
pub const SLOT_DURATION_MILLIS: u64 = 3_000;

parameter_types! {
	/// What the genesis may say of how long a slot lasts: an even number of milliseconds. Nothing writes it afterwards.
	pub storage SlotDuration: u64 = SLOT_DURATION_MILLIS;
	/// What the genesis may say of how many slots an epoch has. Nothing writes it afterwards.
	pub storage EpochSlots: u64 = EPOCH_DURATION_IN_SLOTS;
	/// How many slots an epoch has.
	pub EpochDuration: u64 = epoch_slots();
	/// How long a slot lasts, for clients, who find it in the metadata as `Babe.ExpectedBlockTime`.
	pub ExpectedBlockTime: u64 = slot_duration();
	/// The least time between two blocks, of which BABE takes a slot to be twice as long.
	pub MinimumPeriod: u64 = slot_duration() / 2;
}

/// How long a slot lasts, in milliseconds.
///
/// Only the runtime itself, as WebAssembly, asks the state. What links this crate makes metadata with it, in which this is, where
/// there is no state to ask, and makes blocks in tests alone.
fn slot_duration() -> u64 {
	if cfg!(feature = "std") {
		SLOT_DURATION_MILLIS
	} else {
		SlotDuration::get()
	}
}

/// How many slots an epoch has; as [`slot_duration`].
fn epoch_slots() -> u64 {
	if cfg!(feature = "std") {
		EPOCH_DURATION_IN_SLOTS
	} else {
		EpochSlots::get()
	}
}

/// Blocks in a minute, as all that follows with slots of [`SLOT_DURATION_MILLIS`].
pub const MINUTES: BlockNumber = 60_000 / (SLOT_DURATION_MILLIS as BlockNumber);
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// A day of legal time, in milliseconds.
pub const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// Slots in an epoch, which is also a session, on a chain whose genesis says nothing else: an hour. Every validator that is there authors in each: of 100, one authors
/// twelve blocks in an epoch on average.
pub const EPOCH_DURATION_IN_SLOTS: u64 = HOURS as u64;
