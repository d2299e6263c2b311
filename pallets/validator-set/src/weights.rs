//! What the pallet must know about its own cost.
//!
//! One function per benchmark, of the same name. A runtime brings measured values; `()` is for
//! mocks only.

use frame_support::weights::Weight;

/// Weights of the calls and of the work at session borders.
pub trait WeightInfo {
	/// `apply`: one hold, one record, keys that nobody of two full sets has.
	fn apply() -> Weight;
	/// `approve` into a set with one free seat.
	fn approve() -> Weight;
	/// `reject` of a pending application.
	fn reject() -> Weight;
	/// `remove` from a full set.
	fn remove() -> Weight;
	/// `leave` of an account whose application is pending.
	fn leave_applied() -> Weight;
	/// `leave` of a member of a full set.
	fn leave_approved() -> Weight;
	/// `withdraw` of a bond.
	fn withdraw() -> Weight;
	/// `set_bond`.
	fn set_bond() -> Weight;
	/// `set_keys` of a member of a full set, for the second time.
	fn set_keys() -> Weight;
	/// `unjail`.
	fn unjail() -> Weight;
	/// `heartbeat`, once it is authorised.
	fn heartbeat() -> Weight;
	/// Authorising a heartbeat in a full set: two signatures.
	fn authorize_heartbeat() -> Weight;
	/// `recover_finality` of a full set of which all but one are dead.
	fn recover_finality() -> Weight;
	/// Noting the author of a block.
	fn note_author() -> Weight;
	/// Counting silence, jailing and admitting at the end of a session with `v` accounts that are approved.
	fn end_session(v: u32) -> Weight;
	/// Disabling again those of `v` serving validators who offended, and forcing a recovery.
	fn start_session(v: u32) -> Weight;
	/// Planning a session with `v` members, all with new keys.
	fn new_session(v: u32) -> Weight;
	/// Slashing and disabling `o` offenders.
	fn on_offence(o: u32) -> Weight;
}

/// A constant of the right order of magnitude, for mocks.
const UNIT: Weight = Weight::from_parts(10_000_000, 0);

impl WeightInfo for () {
	fn apply() -> Weight {
		UNIT
	}
	fn approve() -> Weight {
		UNIT
	}
	fn reject() -> Weight {
		UNIT
	}
	fn remove() -> Weight {
		UNIT
	}
	fn leave_applied() -> Weight {
		UNIT
	}
	fn leave_approved() -> Weight {
		UNIT
	}
	fn withdraw() -> Weight {
		UNIT
	}
	fn set_bond() -> Weight {
		UNIT
	}
	fn set_keys() -> Weight {
		UNIT
	}
	fn unjail() -> Weight {
		UNIT
	}
	fn heartbeat() -> Weight {
		UNIT
	}
	fn authorize_heartbeat() -> Weight {
		UNIT
	}
	fn recover_finality() -> Weight {
		UNIT
	}
	fn note_author() -> Weight {
		UNIT
	}
	fn end_session(v: u32) -> Weight {
		UNIT.saturating_mul(v.into())
	}
	fn start_session(v: u32) -> Weight {
		UNIT.saturating_mul(v.into())
	}
	fn new_session(v: u32) -> Weight {
		UNIT.saturating_mul(v.into())
	}
	fn on_offence(o: u32) -> Weight {
		UNIT.saturating_mul(o.into())
	}
}
