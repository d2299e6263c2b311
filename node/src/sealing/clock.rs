//! The clock of a node that seals its own blocks.

use sp_consensus_babe::{Slot, SlotDuration};
use sp_timestamp::Timestamp;
use std::sync::atomic::{AtomicU64, Ordering};

/// How far one call may move chain time: a thousand years of 365.25 days. More is a mistake, and a bound keeps every sum
/// below far from the end of 64 bits.
pub const MAX_ADVANCE_SECONDS: u64 = 1_000 * 31_557_600;

/// Chain time: the time of this machine, plus what it was moved ahead by.
///
/// Blocks bear the time at which their slot starts. So BABE's slot and the timestamp always agree (the runtime insists
/// on it), and two blocks are always at least one slot duration apart (the runtime insists on half of one).
#[derive(Debug)]
pub struct SealingClock {
	slot_duration: SlotDuration,
	/// How many milliseconds chain time is ahead of this machine's.
	ahead: AtomicU64,
}

impl SealingClock {
	/// A clock for a chain whose best block is in `best_slot`, read when this machine's time is `wall`.
	///
	/// Where the chain is ahead of this machine, because its clock was moved before the node restarted, it stays so:
	/// otherwise its time would stand almost still until this machine has caught up.
	pub fn new(slot_duration: SlotDuration, best_slot: Slot, wall: Timestamp) -> Self {
		let clock = Self { slot_duration, ahead: AtomicU64::new(0) };
		let ahead = clock.start_of(best_slot).as_millis().saturating_sub(wall.as_millis());
		clock.set_ahead(ahead);
		clock
	}

	/// The earliest slot for a child of a block in `parent`: the present one, or the next after the parent's when blocks
	/// are made faster than slots pass.
	pub fn slot_after(&self, parent: Slot, wall: Timestamp) -> Slot {
		let now = Timestamp::new(wall.as_millis().saturating_add(self.ahead()));
		Slot::from_timestamp(now, self.slot_duration).max(parent.saturating_add(1u64))
	}

	/// The timestamp of a block in `slot`.
	pub fn start_of(&self, slot: Slot) -> Timestamp {
		// A slot comes from a time that was a number of milliseconds; only a forged one could leave 64 bits, and it would
		// then fail in the runtime.
		slot.timestamp(self.slot_duration).unwrap_or(Timestamp::new(u64::MAX))
	}

	/// Moves chain time on, so that the next block after one in `parent` is at least `seconds` later than now, and later
	/// than the parent by as much.
	pub fn advance(&self, parent: Slot, wall: Timestamp, seconds: u64) -> Result<(), String> {
		if seconds > MAX_ADVANCE_SECONDS {
			return Err(format!("time can be moved by at most {MAX_ADVANCE_SECONDS} seconds in one call"));
		}
		let slot = self.slot_duration.as_millis();
		let now = wall.as_millis().saturating_add(self.ahead()).max(self.start_of(parent).as_millis());
		now.checked_add(seconds.saturating_mul(1_000))
			// To the start of a slot, upwards: never less than was asked for.
			.and_then(|target| target.div_ceil(slot).checked_mul(slot))
			.map(|target| self.set_ahead(target.saturating_sub(wall.as_millis())))
			.ok_or_else(|| "time cannot be moved beyond 64 bits of milliseconds".into())
	}

	/// How many milliseconds chain time is ahead of this machine's.
	pub fn ahead(&self) -> u64 {
		self.ahead.load(Ordering::SeqCst)
	}

	/// Sets how many milliseconds chain time is ahead, e.g. back to what [`Self::ahead`] was before a failure.
	pub fn set_ahead(&self, millis: u64) {
		self.ahead.store(millis, Ordering::SeqCst)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SLOT: u64 = 3_000;
	const WALL: Timestamp = Timestamp::new(1_700_000_001_234);
	/// `WALL / SLOT`
	const NOW: u64 = 566_666_667;
	const YEAR: u64 = 31_557_600;

	fn clock() -> SealingClock {
		SealingClock::new(SlotDuration::from_millis(SLOT), 0.into(), WALL)
	}

	#[test]
	fn follows_this_machine() {
		assert_eq!(clock().slot_after(Slot::from(NOW - 10), WALL), Slot::from(NOW));
		assert_eq!(clock().slot_after(Slot::from(0), WALL), Slot::from(NOW));
	}

	#[test]
	fn blocks_of_the_same_instant_are_a_slot_apart() {
		let clock = clock();
		let mut slot = Slot::from(NOW - 1);
		for expected in NOW..NOW + 1_000 {
			slot = clock.slot_after(slot, WALL);
			assert_eq!(slot, Slot::from(expected));
		}
	}

	#[test]
	fn slot_and_timestamp_agree() {
		let clock = clock();
		for slot in [NOW, NOW + 1, NOW + 100 * YEAR] {
			let timestamp = clock.start_of(slot.into());
			assert_eq!(timestamp.as_millis() / SLOT, slot);
			assert_eq!(Slot::from_timestamp(timestamp, SlotDuration::from_millis(SLOT)), Slot::from(slot));
		}
	}

	#[test]
	fn advances_by_at_least_what_was_asked_for() {
		for seconds in [0, 1, 2, 3, 4, 59, 3_600, YEAR, 40 * YEAR, MAX_ADVANCE_SECONDS] {
			for parent in [NOW - 5, NOW, NOW + 7] {
				let clock = clock();
				let parent = Slot::from(parent);
				clock.advance(parent, WALL, seconds).expect("within the bound");
				let next = clock.start_of(clock.slot_after(parent, WALL)).as_millis();
				let base = WALL.as_millis().max(clock.start_of(parent).as_millis());
				assert!(next >= base + seconds * 1_000, "{seconds} s after {parent}");
				assert!(next <= base + seconds * 1_000 + SLOT, "{seconds} s after {parent}");
			}
		}
	}

	#[test]
	fn advances_add_up_and_time_goes_on_from_there() {
		let clock = clock();
		let mut parent = Slot::from(NOW);
		for _ in 0..3 {
			clock.advance(parent, WALL, YEAR).expect("within the bound");
			parent = clock.slot_after(parent, WALL);
		}
		assert!(*parent * SLOT >= WALL.as_millis() + 3 * YEAR * 1_000);
		let later = Timestamp::new(WALL.as_millis() + 10 * SLOT);
		assert_eq!(clock.slot_after(parent, later), parent + 10);
	}

	#[test]
	fn too_long_a_leap_changes_nothing() {
		let clock = clock();
		assert!(clock.advance(NOW.into(), WALL, MAX_ADVANCE_SECONDS + 1).is_err());
		clock.set_ahead(u64::MAX - 1);
		assert!(clock.advance(NOW.into(), WALL, MAX_ADVANCE_SECONDS).is_err());
		assert_eq!(clock.ahead(), u64::MAX - 1);
	}

	#[test]
	fn a_restarted_node_keeps_the_time_of_its_chain() {
		let best = Slot::from(NOW + YEAR);
		let clock = SealingClock::new(SlotDuration::from_millis(SLOT), best, WALL);
		let later = Timestamp::new(WALL.as_millis() + 5 * SLOT);
		assert_eq!(clock.slot_after(best, later), best + 5);
	}
}
