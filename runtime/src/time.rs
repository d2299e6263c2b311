//! Time, in milliseconds and in blocks. Blocks serve technical delays only; legal time is carried by timestamps.

use crate::BlockNumber;

/// How long a slot lasts; there is a block in almost every one.
pub const SLOT_DURATION_MILLIS: u64 = 3_000;

/// Blocks in a minute.
pub const MINUTES: BlockNumber = 60_000 / (SLOT_DURATION_MILLIS as BlockNumber);
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// A day of legal time, in milliseconds.
pub const DAY_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// Slots in an epoch, which is also a session: an hour. Every validator that is there authors in each: of 100, one authors
/// twelve blocks in an epoch on average.
pub const EPOCH_DURATION_IN_SLOTS: u64 = HOURS as u64;
