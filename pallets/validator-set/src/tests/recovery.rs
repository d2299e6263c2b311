//! Recovery of finality.

use super::*;
use crate::{Recoveries, Recovery, Stage};

fn recover(live: &[u64]) -> DispatchResult {
	ValidatorSet::recover_finality(root(), live.to_vec(), 0, 7, 3)
}

fn stage() -> Option<Stage> {
	Recoveries::<Test>::get().map(|recovery| recovery.stage)
}

/// A session ends in which those do their part and nothing is final.
fn limp(live: &[u64]) {
	hear(live);
	beat_at(live, 0);
	dark_turn();
}

#[test]
fn only_root_recovers() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [signed(1), RuntimeOrigin::none()] {
			let call = ValidatorSet::recover_finality(origin, vec![1], 0, 0, 0);
			assert_noop!(call, DispatchError::BadOrigin);
		}
	});
}

#[test]
fn those_who_are_alive_are_named_once_and_are_approved() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(NEW, BOND));
		beat_at(&GENESIS, 0);
		for few in [&[][..], &[1]] {
			assert_noop!(recover(few), Error::<Test>::SetTooSmall);
		}
		assert_noop!(recover(&[1, 2, 1]), Error::<Test>::NamedTwice);
		assert_noop!(recover(&[1, NEW]), Error::<Test>::NotApproved);
		assert_noop!(recover(&[1, STRANGER]), Error::<Test>::NotApproved);
		assert_noop!(recover(&[1, 2, 3, 4, 5, 6, 7]), Error::<Test>::SetFull);
		let future = ValidatorSet::recover_finality(root(), vec![1], System::block_number(), 0, 0);
		assert_noop!(future, Error::<Test>::BlockUnknown);
	});
}

#[test]
fn those_who_are_alive_serve_and_vote_from_the_same_block_on() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Candidate);
		// Three of four are lost. A candidate runs.
		for _ in 0..3 {
			limp(&[1, NEW]);
		}
		let began = now();
		assert_ok!(recover(&[NEW, 1]));
		let live = vec![1, NEW];
		assert_last(Event::RecoveryOrdered { live: live.clone(), final_block: 0, set_id: 7, delay: 3 });
		assert_eq!(ValidatorSet::members(), live);
		assert_eq!([2, 3, 4].map(status), [Some(Status::Jailed { until: began + JAIL }); 3]);
		assert_eq!(status(NEW), Some(Status::Member));
		limp(&[1, NEW]);
		assert_eq!(stage(), Some(Stage::Planned { session: began + 2 }));
		assert_eq!((serving(), Forced::get()), (GENESIS.to_vec(), vec![]));
		limp(&[1, NEW]);
		// In the block in which they begin to serve.
		assert_eq!((serving(), Forced::get()), (live.clone(), vec![(3, 0, 7)]));
		assert_eq!(stage(), Some(Stage::Forced));
		// Nothing else is planned meanwhile.
		Changing::set(true);
		assert_ok!(apply(OTHER, BOND));
		assert_ok!(ValidatorSet::approve(root(), OTHER));
		for _ in 0..3 {
			hear(&live);
			turn();
		}
		assert_eq!((serving(), stage()), (live.clone(), Some(Stage::Forced)));
		assert!(!pallet_session::QueuedChanged::<Test>::get());
		Changing::set(false);
		pass(1);
		assert_last(Event::FinalityRecovered);
		assert_eq!((stage(), Forced::get().len()), (None, 1));
		pass(3);
		assert_eq!(serving(), vec![1, NEW, OTHER]);
	});
}

/// Who makes blocks and who votes have come apart: it starts again. What was forced has counted the set that votes on.
#[test]
fn what_did_not_come_to_pass_is_done_again() {
	ExtBuilder::default().build_and_execute(|| {
		beat_at(&[1, 2], 0);
		assert_ok!(recover(&[1, 2]));
		limp(&[1, 2]);
		limp(&[1, 2]);
		assert_eq!(stage(), Some(Stage::Forced));
		Agreed::set(false);
		limp(&[1, 2]);
		assert_eq!(stage(), Some(Stage::Planned { session: now() + 1 }));
		assert!(System::read_events_for_pallet::<Event<Test>>().contains(&Event::RecoveryRestarted));
		Agreed::set(true);
		limp(&[1, 2]);
		assert_eq!(Forced::get(), vec![(3, 0, 7), (3, 0, 8)]);
		limp(&[1, 2]);
		assert_eq!(stage(), None);
	});
}

/// A change that is still under way is waited for.
#[test]
fn one_change_at_a_time() {
	ExtBuilder::default().build_and_execute(|| {
		beat_at(&[1, 2], 0);
		assert_ok!(recover(&[1, 2]));
		Changing::set(true);
		for _ in 0..4 {
			limp(&[1, 2]);
		}
		assert_eq!((serving(), Forced::get()), (vec![1, 2], vec![]));
		Changing::set(false);
		limp(&[1, 2]);
		assert_eq!(Forced::get(), vec![(3, 0, 7)]);
	});
}

/// Root may have been wrong about who is alive.
#[test]
fn it_can_be_ordered_anew() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		limp(&[1, 2]);
		assert_ok!(recover(&[1, 2]));
		limp(&[1, 3]);
		limp(&[1, 3]);
		assert_eq!(serving(), vec![1, 2]);
		let again = ValidatorSet::recover_finality(root(), vec![1, 3], 0, 8, 2);
		assert_ok!(again);
		let Recovery { live, final_block, set_id, delay, stage } = ValidatorSet::recovery().expect("it is under way");
		assert_eq!((live.to_vec(), final_block, set_id, delay, stage), (vec![1, 3], 0, 8, 2, Stage::Ordered));
		limp(&[1, 3]);
		limp(&[1, 3]);
		assert_eq!(serving(), vec![1, 3]);
		assert_eq!(Forced::get(), vec![(3, 0, 7), (2, 0, 8)]);
	});
}

/// Finality came back before the change was forced: who votes has counted on, and the number that root gave is wrong by then.
#[test]
fn finality_that_comes_back_by_itself_ends_a_recovery() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		limp(&[1, 2]);
		assert_ok!(recover(&[1, 2]));
		limp(&[1, 2]);
		assert!(matches!(stage(), Some(Stage::Planned { .. })));
		// All four name a block of this session as final.
		pass(1);
		assert!(!ValidatorSet::finality_lags());
		assert_eq!((Forced::get(), stage()), (vec![], None));
		assert!(System::read_events_for_pallet::<Event<Test>>().contains(&Event::RecoveryNotNeeded));
	});
}

/// Who is alive makes all blocks from then on. If none of them runs there is no other block, ever.
#[test]
fn who_was_not_heard_is_not_alive() {
	ExtBuilder::default().build_and_execute(|| {
		bring(State::Candidate);
		for _ in 0..3 {
			limp(&[1, 2]);
		}
		assert_noop!(recover(&[NEW, 1]), Error::<Test>::NotHeard);
		assert_ok!(recover(&[1, 2]));
	});
}

/// Who has lost the keys and named others is planned by those.
#[test]
fn those_who_are_alive_serve_by_the_keys_that_they_named_last() {
	ExtBuilder::default().build_and_execute(|| {
		pass(1);
		limp(&[2]);
		assert_ok!(ValidatorSet::set_keys(signed(1), keys(77), proof(1, 77)));
		limp(&[1, 2]);
		assert_ok!(recover(&[1, 2]));
		limp(&[1, 2]);
		let planned: Vec<(u64, u64)> =
			Session::queued_keys().into_iter().map(|(who, keys)| (who, keys.dummy.0)).collect();
		assert_eq!(planned, vec![(1, 77), (2, 2)]);
	});
}

#[test]
fn numbers_that_cannot_be_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		beat_at(&[1, 2], 0);
		for delay in [101, u64::from(u32::MAX), u64::MAX] {
			let call = ValidatorSet::recover_finality(root(), vec![1, 2], 0, 7, delay);
			assert_noop!(call, Error::<Test>::DelayTooLong);
		}
		// The mock counts nine.
		for set_id in [10, u64::MAX] {
			let call = ValidatorSet::recover_finality(root(), vec![1, 2], 0, set_id, 3);
			assert_noop!(call, Error::<Test>::SetUnknown);
		}
		assert_ok!(recover(&[1, 2]));
		limp(&[1, 2]);
		limp(&[1, 2]);
		Changing::set(true);
		assert_noop!(recover(&[1, 2]), Error::<Test>::RecoveryUnderWay);
	});
}
