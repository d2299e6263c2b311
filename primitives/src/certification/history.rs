//! The states that certificates, batches, accreditations and networks go through, and when.

use super::Reason;
use crate::Moment;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// How many changes a history can hold. The last place is kept for what is final, and the one before for what ends a suspension:
/// nobody can make something irrevocable, or suspended for ever, by suspending and reinstating it. Nor something that those
/// nearer to the root cannot suspend: for the operator, and for those at level 1, two places more are kept than for those below.
pub const MAX_CHANGES: u32 = 16;

/// What can be said of something that is certified, time aside: whether it has begun or expired follows from its dates.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum State {
	/// In force.
	#[codec(index = 0)]
	Active,
	/// Not in force before the subject accepts it.
	#[codec(index = 1)]
	Pending,
	/// Out of force until it is reinstated.
	#[codec(index = 2)]
	Suspended,
	/// Taken back, for good.
	#[codec(index = 3)]
	Revoked,
	/// Another took its place, for good.
	#[codec(index = 4)]
	Superseded,
	/// The subject did not accept it, for good.
	#[codec(index = 5)]
	Declined,
	/// The subject gave it up, for good.
	#[codec(index = 6)]
	Surrendered,
}

impl State {
	/// Whether nothing can follow.
	pub const fn is_final(self) -> bool {
		matches!(self, Self::Revoked | Self::Superseded | Self::Declined | Self::Surrendered)
	}

	/// Whether `next` can follow. A suspension can follow a suspension only on higher authority, which then is what it takes
	/// to end it. While something is suspended it cannot be surrendered, or who is looked into would get away by leaving.
	pub const fn may_become(self, next: Self) -> bool {
		match self {
			Self::Pending => matches!(next, Self::Active | Self::Declined | Self::Revoked),
			Self::Active => matches!(next, Self::Suspended | Self::Revoked | Self::Superseded | Self::Surrendered),
			Self::Suspended => matches!(next, Self::Active | Self::Suspended | Self::Revoked),
			Self::Revoked | Self::Superseded | Self::Declined | Self::Surrendered => false,
		}
	}
}

/// On whose authority something was changed: how far from the root of the tree of accreditations. Who stands nearer to the
/// root can undo what was done further away, and not the other way round.
#[derive(
	Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, PartialOrd, Ord, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Level(pub u8);

impl Level {
	/// The operator of the network.
	pub const OPERATOR: Self = Self(0);
	/// The subject itself, who can undo nothing.
	pub const SUBJECT: Self = Self(u8::MAX);
}

/// One change.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Change {
	/// From when on.
	pub at: Moment,
	/// What it is since.
	pub state: State,
	/// Why.
	pub reason: Reason,
	/// On whose authority.
	pub level: Level,
}

/// Why a change cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeError {
	/// The present state does not allow it.
	NotFrom(State),
	/// There is no room for this at this level; what is final is possible.
	Full,
}

/// All changes since the beginning, none of which is ever forgotten: what something was at any time can be told from what
/// is stored now.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct History(BoundedVec<Change, ConstU32<MAX_CHANGES>>);

impl History {
	/// It begins.
	pub fn begin(at: Moment, state: State, level: Level) -> Self {
		let first = Change { at, state, reason: Reason::Unspecified, level };
		Self(BoundedVec::truncate_from(alloc::vec![first]))
	}

	/// When it began.
	pub fn began(&self) -> Moment {
		self.0.first().map_or(Moment::MAX, |first| first.at)
	}

	/// The last change. `None` cannot be, since a history begins with one.
	pub fn last(&self) -> Option<&Change> {
		self.0.last()
	}

	/// What it is now. A history that was decoded from nothing counts as revoked: the safe side.
	pub fn state(&self) -> State {
		self.last().map_or(State::Revoked, |change| change.state)
	}

	/// What it was at `time`, and since when and why; `None` if it had not begun. Of the changes at one time the last counts.
	pub fn at(&self, time: Moment) -> Option<&Change> {
		state_at(&self.0, time)
	}

	/// All changes, from the oldest on.
	pub fn changes(&self) -> &[Change] {
		&self.0
	}

	/// Whether `state` can come next, on the authority of `level`.
	fn check(&self, state: State, level: Level) -> Result<(), ChangeError> {
		let present = self.state();
		let again = present == state && self.last().is_some_and(|last| level >= last.level);
		if again || !present.may_become(state) {
			return Err(ChangeError::NotFrom(present));
		}
		let kept = match state {
			State::Revoked | State::Superseded | State::Declined | State::Surrendered => 0,
			State::Active | State::Pending => 1,
			// Whoever stands nearer to the root has room left when those further away have used theirs up.
			State::Suspended => 2u32.saturating_mul(u32::from(level.0.min(2)).saturating_add(1)),
		};
		let room = MAX_CHANGES.saturating_sub(kept);
		if self.0.len() < room as usize {
			Ok(())
		} else {
			Err(ChangeError::Full)
		}
	}

	/// How far from the root one may stand to suspend it: anywhere, unless it is suspended already. Then nearer than who has
	/// done so; if that is not possible, there as well, and be refused.
	pub fn suspendable_within(&self) -> Level {
		match self.last() {
			Some(last) if last.state == State::Suspended => Level(last.level.0.saturating_sub(1)),
			_ => Level::SUBJECT,
		}
	}

	/// Become `state` at `at`. Should the clock have gone backwards, which it does not, the change counts from the one before.
	pub fn push(&mut self, at: Moment, state: State, reason: Reason, level: Level) -> Result<(), ChangeError> {
		self.check(state, level)?;
		let at = self.last().map_or(at, |last| at.max(last.at));
		self.0.try_push(Change { at, state, reason, level }).map_err(|_| ChangeError::Full)
	}

	/// Whether the changes could have been made one after another; for `try_state`.
	pub fn is_consistent(&self) -> bool {
		let starts_right = self.0.first().is_some_and(|first| matches!(first.state, State::Active | State::Pending));
		let follows = |pair: &[Change]| match pair {
			[one, next] => {
				let higher = one.state != next.state || next.level < one.level;
				one.at <= next.at && one.state.may_become(next.state) && higher
			},
			_ => true,
		};
		starts_right && self.0.windows(2).all(follows)
	}
}

impl From<History> for Vec<Change> {
	fn from(history: History) -> Self {
		history.0.into_inner()
	}
}

/// The change that was in force at `time`, of `changes` in the order of their times.
pub fn state_at(changes: &[Change], time: Moment) -> Option<&Change> {
	changes.iter().rev().find(|change| change.at <= time)
}

/// Since when it was without a break what it was at `time`: a suspension that was taken over began when the first did.
pub fn state_since(changes: &[Change], time: Moment) -> Option<Moment> {
	let mut until_then = changes.iter().rev().skip_while(|change| change.at > time).peekable();
	let state = until_then.peek()?.state;
	until_then.take_while(|change| change.state == state).last().map(|change| change.at)
}

#[cfg(test)]
mod tests {
	use super::*;

	const ME: Level = Level(3);

	fn push(history: &mut History, at: Moment, state: State) -> Result<(), ChangeError> {
		history.push(at, state, Reason::Unspecified, ME)
	}

	#[test]
	fn the_past_stays_as_it_was() {
		let mut history = History::begin(10, State::Active, ME);
		push(&mut history, 20, State::Suspended).unwrap();
		push(&mut history, 30, State::Active).unwrap();
		push(&mut history, 40, State::Revoked).unwrap();
		let at = |time| history.at(time).map(|change| change.state);
		assert_eq!(at(9), None);
		assert_eq!(at(10), Some(State::Active));
		assert_eq!(at(19), Some(State::Active));
		assert_eq!(at(20), Some(State::Suspended));
		assert_eq!(at(30), Some(State::Active));
		assert_eq!(at(Moment::MAX), Some(State::Revoked));
		assert!(history.is_consistent());
	}

	#[test]
	fn of_the_changes_in_one_block_the_last_counts() {
		let mut history = History::begin(10, State::Active, ME);
		push(&mut history, 10, State::Suspended).unwrap();
		push(&mut history, 10, State::Active).unwrap();
		assert_eq!(history.at(10).map(|change| change.state), Some(State::Active));
	}

	#[test]
	fn nothing_follows_what_is_final() {
		use State::*;
		let all = [Active, Pending, Suspended, Revoked, Superseded, Declined, Surrendered];
		for from in all {
			for to in all {
				if from.is_final() {
					assert!(!from.may_become(to), "{from:?} to {to:?}");
				}
				assert!(!to.may_become(Pending), "nothing becomes pending");
			}
			assert_eq!(from.may_become(Revoked), !from.is_final(), "{from:?} can be revoked unless it is over");
		}
	}

	#[test]
	fn a_suspension_is_repeated_on_higher_authority_only() {
		let mut history = History::begin(0, State::Active, Level::OPERATOR);
		let suspend = |history: &mut History, level| history.push(1, State::Suspended, Reason::Unspecified, level);
		suspend(&mut history, Level(3)).unwrap();
		let refused = Err(ChangeError::NotFrom(State::Suspended));
		assert_eq!(suspend(&mut history, Level(3)), refused);
		assert_eq!(suspend(&mut history, Level(4)), refused);
		suspend(&mut history, Level(1)).unwrap();
		assert_eq!(history.last().map(|last| last.level), Some(Level(1)));
		assert_eq!(suspend(&mut history, Level(2)), refused);
		history.push(9, State::Suspended, Reason::CertificateHold, Level::OPERATOR).unwrap();
		assert_eq!(suspend(&mut history, Level::OPERATOR), refused);
		// It was suspended all the time.
		for time in [1, 8, 9, 10] {
			assert_eq!(state_since(history.changes(), time), Some(1));
		}
		assert_eq!(state_since(history.changes(), 0), Some(0));
		let began_later = &history.changes()[1..];
		assert_eq!(state_since(began_later, 0), None);
		assert_eq!(push(&mut history, 2, State::Surrendered), refused);
		assert!(history.is_consistent());
		let twice = [Level(3), Level(3)].map(|level| Change {
			at: 1,
			state: State::Suspended,
			reason: Reason::Unspecified,
			level,
		});
		let mut changes = alloc::vec![*history.changes().first().unwrap()];
		changes.extend(twice);
		assert!(!History(changes.try_into().unwrap()).is_consistent());
	}

	/// Suspend and reinstate as often as that is possible at `level`.
	fn exhaust(history: &mut History, level: Level) {
		while history.push(1, State::Suspended, Reason::Unspecified, level).is_ok() {
			history.push(1, State::Active, Reason::Unspecified, level).unwrap();
		}
	}

	#[test]
	fn however_often_it_is_suspended_it_can_be_reinstated_and_ended() {
		let mut history = History::begin(0, State::Active, ME);
		// Each has room for one suspension at least when those further away have none.
		for (level, places) in [(Level::SUBJECT, 11), (ME, 11), (Level(2), 11), (Level(1), 13), (Level::OPERATOR, 15)] {
			exhaust(&mut history, level);
			assert_eq!((history.state(), history.changes().len()), (State::Active, places), "{level:?}");
		}
		assert_eq!(push(&mut history, 99, State::Suspended), Err(ChangeError::Full));
		for state in [State::Surrendered, State::Superseded, State::Revoked] {
			let mut history = history.clone();
			push(&mut history, 99, state).unwrap();
			assert_eq!(push(&mut history, 99, State::Revoked), Err(ChangeError::NotFrom(state)));
			assert!(history.is_consistent());
		}
		// Who began pending has one change more behind it, so it ends one suspension earlier and not within one.
		let mut history = History::begin(0, State::Pending, ME);
		push(&mut history, 0, State::Active).unwrap();
		exhaust(&mut history, Level::OPERATOR);
		assert_eq!(history.changes().len(), MAX_CHANGES as usize - 2);
		// Nor does higher authority make a suspension one that cannot be ended.
		let mut history = History::begin(0, State::Active, ME);
		for level in (0..u8::MAX).rev() {
			let _ = history.push(1, State::Suspended, Reason::Unspecified, Level(level));
		}
		assert_eq!(history.state(), State::Suspended);
		push(&mut history, 2, State::Active).unwrap();
		push(&mut history, 3, State::Superseded).unwrap();
	}
}
