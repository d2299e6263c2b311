//! `appeal`.

use super::*;
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};
use sp_runtime::TokenError;

fn appeal(who: AccountId, agreement: AgreementId, fee: Balance) -> DispatchResultWithPostInfo {
	Contracts::appeal(signed(who), agreement, 0, fee)
}

/// 1,000 disputed by BOB before so many instances, and ruled by the first to be half due, a day and a millisecond later.
fn ruled(instances: usize, both_advance: bool) -> AgreementId {
	let id = disputable(&[later(1_000)], instances, both_advance);
	bring(BOB, id, 1_000);
	if both_advance {
		bring(ALICE, id, 0);
	}
	pass(DAY + 1);
	assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 500, true));
	id
}

#[test]
fn either_side_appeals_in_time() {
	for (who, side) in [(ALICE, Side::Debtor), (BOB, Side::Creditor)] {
		build_and_execute(|| {
			let id = ruled(2, false);
			for other in [CAROL, STRANGER, ARBITERS[0], ARBITERS[1]] {
				refused!(appeal(other, id, 200), NotSide);
			}
			hypothetically!({
				assert_ok!(appeal(who, id, 200));
			});
			pass(DAY);
			hypothetically!({
				let _ = events();
				assert_ok!(appeal(who, id, 200));
				let appealed = crate::Event::Appealed { agreement: id, obligation: 0, by: who, instance: 1 };
				assert_eq!(events(), [appealed]);
				let dispute = disputed(id);
				assert_eq!((dispute.by, dispute.instance, dispute.ruling), (side, 1, None));
				assert_eq!((dispute.since, fees_held(who)), (Timestamp::get(), 200));
				// Once.
				refused!(appeal(ALICE, id, 200), NotAppealable);
				refused!(appeal(BOB, id, 200), NotAppealable);
				check_state();
			});
			pass(1);
			refused!(appeal(who, id, 200), DisputeUnknown);
		});
	}
}

#[test]
fn only_a_ruling_is_appealed() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		refused!(appeal(BOB, id, 200), DisputeUnknown);
		bring(BOB, id, 1_000);
		refused!(appeal(ALICE, id, 200), NotAppealable);
		pass(DAY + 1);
		refused!(appeal(ALICE, id, 200), NotAppealable);
		refused!(Contracts::appeal(signed(ALICE), id, 1, 200), ObligationUnknown);
		refused!(Contracts::appeal(signed(ALICE), H256::zero(), 0, 200), AgreementUnknown);
		assert_noop!(Contracts::appeal(RuntimeOrigin::none(), id, 0, 200), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn the_last_ruling_is_not_appealed() {
	build_and_execute(|| {
		let id = ruled(1, false);
		refused!(appeal(ALICE, id, 1_000), DisputeUnknown);
		let mut terms = terms_of(&[ALICE, BOB], &[later(1_000)]);
		(terms.arbitration, terms.sign_by) = (arbitration(3, false), Timestamp::get());
		let id = agree(&terms);
		bring(BOB, id, 1_000);
		for (arbiter, who) in ARBITERS.into_iter().zip([ALICE, BOB, ALICE]) {
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(arbiter), id, 0, 400, false));
			if arbiter == ARBITERS[2] {
				refused!(appeal(who, id, 1_000), DisputeUnknown);
			} else {
				assert_ok!(appeal(who, id, 300));
			}
		}
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (400, 600));
		assert_eq!(stored(id).fees.len(), 3);
	});
}

#[test]
fn an_appeal_advances_the_largest_fee_of_those_that_remain() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[later(1_000)]);
		let mut decides = arbitration(3, false).unwrap();
		decides.instances.iter_mut().zip([300, 100, 200]).for_each(|(instance, fee)| instance.fee = fee);
		terms.arbitration = Some(decides);
		let id = agree(&terms);
		let dispute = |fee| Contracts::dispute(signed(BOB), id, 0, native(1_000), fee, H256::zero());
		refused!(dispute(299), FeeTooLow);
		assert_ok!(dispute(300));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 400, false));
		refused!(appeal(ALICE, id, 199), FeeTooLow);
		assert_ok!(appeal(ALICE, id, 200));
		assert_eq!((fees_held(ALICE), fees_held(BOB)), (200, 0));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[1]), id, 0, 400, false));
		// What the second does not take goes back, and the third takes as much again.
		assert_eq!(fees_held(ALICE), 0);
		refused!(appeal(BOB, id, 199), FeeTooLow);
		drain(None, BOB);
		assert_noop!(appeal(BOB, id, 200), TokenError::FundsUnavailable);
		give(None, ISSUER, BOB, 200);
		assert_ok!(appeal(BOB, id, 200));
		assert_eq!(fees_held(BOB), 200);
	});
}

#[test]
fn the_next_instance_has_its_own_time() {
	build_and_execute(|| {
		let id = ruled(3, false);
		pass(DAY / 2);
		assert_ok!(appeal(ALICE, id, 300));
		let rule = |who| Contracts::rule(signed(who), id, 0, 900, false);
		pass(DAY);
		refused!(rule(ARBITERS[1]), NotYourTurn);
		// Evidence can be shown again.
		bring(BOB, id, 0);
		pass(1);
		refused!(rule(ARBITERS[0]), NotYourTurn);
		refused!(rule(ARBITERS[2]), NotYourTurn);
		hypothetically!({
			assert_ok!(rule(ARBITERS[1]));
		});
		pass(DAY - 1);
		hypothetically!({
			assert_ok!(rule(ARBITERS[1]));
			assert_ok!(appeal(BOB, id, 300));
			assert_eq!(disputed(id).instance, 2);
		});
		// Its silence leads to the next, with the same advance.
		pass(DAY + 1);
		refused!(rule(ARBITERS[1]), NotYourTurn);
		let before = worth(ALICE);
		assert_ok!(rule(ARBITERS[2]));
		assert_eq!(worth(ALICE), before - 300 - 900);
		assert_eq!(record(id, 0).paid, 900);
	});
}

#[test]
fn an_appealed_ruling_does_not_execute_itself() {
	build_and_execute(|| {
		let id = ruled(2, false);
		assert_ok!(appeal(ALICE, id, 200));
		pass(DAY + 1);
		settle(id);
		assert_eq!(record(id, 0).paid, 0);
		pass(DAY);
		settle(id);
		// The last is silent: what the terms say, and not what was ruled first.
		let progress = stored(id).progress;
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven, progress.may_end), (500, 500, 0));
		assert_eq!((fees_held(ALICE), fees_held(BOB)), (0, 0));
		// The first was paid.
		assert_eq!(free(None, ARBITERS[0]), ENDOWMENT + 100);
	});
}

#[test]
fn the_sides_meet_while_a_ruling_can_be_appealed_and_after() {
	build_and_execute(|| {
		let id = ruled(2, false);
		hypothetically!({
			assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(1_000)));
			assert_eq!(record(id, 0).paid, 1_000);
			// By their will, and not by the ruling.
			assert_eq!(stored(id).progress.may_end, 0);
		});
		assert_ok!(appeal(ALICE, id, 200));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(600)));
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(400)));
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven, fees_held(ALICE)), (600, 400, 0));
	});
}

#[test]
fn what_was_offered_before_a_ruling_is_not_offered_after_it() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		bring(BOB, id, 1_000);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(600)));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 100, false));
		// The offer outlived the ruling. The creditor, who was given less, could take it by a waiver of the rest, before the debtor
		// took it back.
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(400)));
		assert_eq!((record(id, 0).paid, record(id, 0).disputed), (0, 600));
		hypothetically!({
			assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(600)));
			assert_eq!(record(id, 0).paid, 600);
		});
		pass(DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (100, 900));
	});
}

#[test]
fn both_advance_again_for_an_appeal_or_who_does_not_loses() {
	for (by, other, paid) in [(ALICE, BOB, 0), (BOB, ALICE, 1_000)] {
		build_and_execute(|| {
			let id = ruled(2, true);
			assert_ok!(appeal(by, id, 200));
			assert_eq!((fees_held(by), fees_held(other)), (200, 0));
			hypothetically!({
				pass(DAY + 1);
				settle(id);
				assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (paid, 1_000 - paid));
				assert_eq!(fees_held(by), 0);
			});
			pass(DAY);
			bring(other, id, 0);
			assert_eq!((fees_held(by), fees_held(other)), (200, 200));
			pass(1);
			assert_ok!(Contracts::rule(signed(ARBITERS[1]), id, 0, 300, false));
			assert_eq!(record(id, 0).paid, 300);
		});
	}
}

#[test]
fn evidence_of_one_instance_keeps_nobody_from_advancing_in_the_next() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, true);
		bring(BOB, id, 1_000);
		// As much as she may show before an instance.
		(0..8).for_each(|_| bring(ALICE, id, 0));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_ok!(appeal(BOB, id, 200));
		// Whoever could not show any would not advance the fee either, and would lose.
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, native(0), 200, H256::zero()));
		assert_eq!(fees_held(ALICE), 200);
	});
}
