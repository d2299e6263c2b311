//! Tests, one file per call, one per kind of event at borders, and stories over several sessions.

use crate::{mock::*, Error, Event, LeaveReason, Status, Validators};
use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
use sp_runtime::DispatchError;

mod apply;
mod approve;
mod authorship;
mod genesis;
mod heartbeat;
mod keys;
mod leave;
mod offences;
mod properties;
mod recovery;
mod reject;
mod remove;
mod scenarios;
mod sessions;
mod set_bond;
mod silence;
mod try_state;
mod unjail;
mod withdraw;

/// A keyed, rich account that is no member from genesis on.
const NEW: u64 = 5;
/// Another one.
const OTHER: u64 = 6;

/// The states in which a call can meet an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
	Absent,
	Applied,
	Candidate,
	Member,
	Jailed,
	Leaving,
}

/// All of them.
const STATES: [State; 6] =
	[State::Absent, State::Applied, State::Candidate, State::Member, State::Jailed, State::Leaving];

/// Apply with keys of the account's own number.
fn apply(who: u64, bond: u64) -> DispatchResult {
	ValidatorSet::apply(signed(who), bond, keys(who), proof(who, who))
}

/// A candidate joins, as if its node had been heard for long enough.
fn seat(who: u64) {
	Validators::<Test>::mutate(who, |known| ValidatorSet::join(&who, known.as_mut().expect("it is listed")));
}

fn root() -> RuntimeOrigin {
	RuntimeOrigin::root()
}

fn signed(who: u64) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// Bring `NEW` from nothing into `state`.
fn bring(state: State) {
	if state == State::Absent {
		return;
	}
	assert_ok!(apply(NEW, BOND));
	if state == State::Applied {
		return;
	}
	assert_ok!(ValidatorSet::approve(root(), NEW));
	match state {
		State::Member => seat(NEW),
		State::Jailed => {
			seat(NEW);
			Validators::<Test>::mutate(NEW, |known| {
				ValidatorSet::jail(&NEW, known.as_mut().expect("it is listed"), now() + JAIL);
			});
		},
		State::Leaving => {
			assert_ok!(ValidatorSet::leave(signed(NEW)));
		},
		State::Absent | State::Applied | State::Candidate => {},
	}
}

/// Try `call` with each origin on `NEW` in each state, and compare with what `expected` says.
/// Every cell starts from the same genesis. An error must leave the storage as it was.
fn check_matrix(
	call: impl Fn(RuntimeOrigin) -> DispatchResult,
	expected: impl Fn(Caller, State) -> Result<(), DispatchError>,
) {
	for caller in [Caller::Root, Caller::Subject, Caller::Stranger, Caller::Nobody] {
		for state in STATES {
			ExtBuilder::default().build_and_execute(|| {
				bring(state);
				let origin = match caller {
					Caller::Root => root(),
					Caller::Subject => signed(NEW),
					Caller::Stranger => signed(STRANGER),
					Caller::Nobody => RuntimeOrigin::none(),
				};
				match expected(caller, state) {
					Ok(()) => {
						let outcome = call(origin);
						assert_eq!(outcome, Ok(()), "{caller:?} on {state:?}");
					},
					Err(error) => {
						assert_noop!(call(origin), error);
					},
				}
			});
		}
	}
}

/// Who makes a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Caller {
	/// The approval origin of the mock.
	Root,
	/// `NEW`, the account the call is about.
	Subject,
	/// A signed account that has nothing to do with it.
	Stranger,
	/// An unsigned origin.
	Nobody,
}

/// What every call that only the approval origin may make says to others.
fn only_root(caller: Caller, outcome: Result<(), DispatchError>) -> Result<(), DispatchError> {
	if caller == Caller::Root {
		outcome
	} else {
		Err(DispatchError::BadOrigin)
	}
}

/// Make `who` a member; it serves from the session after the next one on.
fn admit(who: u64) {
	assert_ok!(apply(who, BOND));
	assert_ok!(ValidatorSet::approve(root(), who));
	seat(who);
}

/// The event that `who` starts leaving in the current session.
fn leaving(who: u64, reason: LeaveReason) -> Event<Test> {
	Event::ValidatorLeaving { who, reason, withdrawable_at: now() + 2 + UNBONDING }
}

/// The status of somebody who started leaving in the session `since`.
fn left_in(since: u32) -> Option<Status> {
	Some(Status::Leaving { withdrawable_at: since + 2 + UNBONDING })
}
