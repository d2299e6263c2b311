//! Session keys: whose they are, and from when on others are used.

use super::*;
use crate::NewKeys;
use sp_core::crypto::key_types::DUMMY;

fn set_keys(who: u64, number: u64) -> DispatchResult {
	ValidatorSet::set_keys(signed(who), keys(number), proof(who, number))
}

fn keys_of(who: u64) -> Option<u64> {
	Session::load_keys(&who).map(|keys| keys.dummy.0)
}

fn owner(number: u64) -> Option<u64> {
	Session::key_owner(DUMMY, &codec::Encode::encode(&number))
}

/// By which keys accounts serve in this session.
fn served_by() -> Vec<(u64, u64)> {
	crate::Serving::<Test>::get().into_iter().map(|(who, keys)| (who, keys.dummy.0)).collect()
}

#[test]
fn who_may_set_keys_in_which_state() {
	check_matrix(
		|origin| ValidatorSet::set_keys(origin, keys(77), proof(NEW, 77)),
		|caller, state| match (caller, state) {
			(Caller::Root | Caller::Nobody, _) => Err(DispatchError::BadOrigin),
			(Caller::Stranger, _) | (Caller::Subject, State::Absent) => Err(Error::<Test>::NotListed.into()),
			(Caller::Subject, _) => Ok(()),
		},
	);
}

#[test]
fn keys_that_are_not_used_are_changed_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(NEW, BOND));
		assert_eq!((keys_of(NEW), owner(NEW)), (Some(NEW), Some(NEW)));
		assert_ok!(set_keys(NEW, 77));
		assert_last(Event::KeysSet { who: NEW });
		assert_eq!((keys_of(NEW), owner(NEW), owner(77)), (Some(77), None, Some(NEW)));
	});
}

#[test]
fn keys_that_are_used_are_changed_with_the_next_plan() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_keys(1, 77));
		assert_eq!((keys_of(1), owner(1), owner(77)), (Some(1), Some(1), Some(1)));
		// Another change of mind frees what was named before.
		assert_ok!(set_keys(1, 78));
		assert_eq!((owner(77), owner(78)), (None, Some(1)));
		pass(1);
		assert_eq!((keys_of(1), NewKeys::<Test>::get(1)), (Some(78), None));
		assert_eq!(served_by()[0], (1, 1));
		pass(1);
		assert_eq!(served_by()[0], (1, 78));
		assert!(!pallet_session::QueuedChanged::<Test>::get());
	});
}

/// A sole validator cannot stop the chain by handing its keys to another account, nor can whoever has its keys.
#[test]
fn keys_that_are_used_are_nobody_elses() {
	ExtBuilder::default().bounds(1, 6).validators(&[1]).build_and_execute(|| {
		let taken = || {
			let theirs = ValidatorSet::apply(signed(NEW), BOND, keys(1), proof(NEW, 1));
			assert_noop!(theirs, Error::<Test>::KeyTaken);
		};
		taken();
		assert_ok!(set_keys(1, 77));
		taken();
		assert_noop!(ValidatorSet::apply(signed(NEW), BOND, keys(77), proof(NEW, 77)), Error::<Test>::KeyTaken);
		pass(1);
		// Session 1 was planned with the former keys.
		assert_eq!((keys_of(1), served_by()), (Some(77), vec![(1, 1)]));
		taken();
		pass(1);
		assert_eq!(served_by(), vec![(1, 77)]);
		// Nobody uses them now.
		assert_ok!(ValidatorSet::apply(signed(NEW), BOND, keys(1), proof(NEW, 1)));
		assert_eq!(serving(), vec![1]);
	});
}

#[test]
fn who_cannot_sign_with_a_key_does_not_have_it() {
	ExtBuilder::default().build_and_execute(|| {
		let theirs = ValidatorSet::apply(signed(NEW), BOND, keys(77), proof(OTHER, 77));
		assert_noop!(theirs, Error::<Test>::ProofInvalid);
		assert_noop!(ValidatorSet::set_keys(signed(1), keys(77), proof(1, 78)), Error::<Test>::ProofInvalid);
		assert_noop!(ValidatorSet::set_keys(signed(1), keys(77), vec![]), Error::<Test>::ProofInvalid);
	});
}

#[test]
fn who_is_not_listed_any_more_has_no_keys() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Applied);
		assert_ok!(ValidatorSet::reject(root(), NEW));
		assert_eq!((keys_of(NEW), owner(NEW)), (None, None));
		assert_ok!(set_keys(1, 77));
		assert_ok!(ValidatorSet::leave(signed(1)));
		pass(5);
		assert_ok!(ValidatorSet::withdraw(signed(1)));
		assert_eq!((keys_of(1), owner(1), owner(77)), (None, None, None));
	});
}

/// While finality lags no change is planned, of keys as little as of members; and who has left serves on.
#[test]
fn while_finality_lags_nothing_changes() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		admit(NEW);
		assert_ok!(set_keys(1, 77));
		assert_ok!(ValidatorSet::leave(signed(2)));
		for _ in 0..10 {
			hear(&serving());
			// All nodes run, and for them nothing of this session is final.
			beat_at(&[1, 2, 3, 4, NEW], crate::SessionBegan::<Test>::get() - 1);
			dark_turn();
		}
		assert!(ValidatorSet::finality_lags());
		assert_eq!(served_by(), GENESIS.map(|who| (who, who)));
		assert!(!pallet_session::QueuedChanged::<Test>::get());
		assert_noop!(ValidatorSet::withdraw(signed(2)), Error::<Test>::StillUnbonding);
		// Two thirds are enough.
		hear(&serving());
		beat(&[1, 3, 4, NEW]);
		dark_turn();
		assert!(!ValidatorSet::finality_lags());
		pass(1);
		assert_eq!(served_by(), vec![(1, 77), (3, 3), (4, 4), (NEW, NEW)]);
		// It answers for as long as others, from the last session on that it has served.
		assert_noop!(ValidatorSet::withdraw(signed(2)), Error::<Test>::StillUnbonding);
		pass(UNBONDING);
		assert_ok!(ValidatorSet::withdraw(signed(2)));
	});
}

/// A storage that cannot be read any more does not end the chain.
#[test]
fn keys_that_are_gone_come_back() {
	ExtBuilder::default().build_and_execute(|| {
		for who in GENESIS {
			pallet_session::NextKeys::<Test>::remove(who);
			pallet_session::KeyOwner::<Test>::remove((DUMMY, codec::Encode::encode(&who)));
		}
		pass(3);
		assert_eq!(serving(), GENESIS.to_vec());
		assert_eq!(GENESIS.map(keys_of), GENESIS.map(Some));
		assert_eq!(GENESIS.map(owner), GENESIS.map(Some));
		assert!(!pallet_session::QueuedChanged::<Test>::get());
	});
}
