//! `dispute`, and what settles a dispute without a ruling.

use super::*;
use crate::Event;
use civitas_primitives::Moment;
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};
use sp_runtime::{traits::Convert, TokenError};

/// What [`bearing`] bears in ten days.
const TEN_DAYS_OF_INTEREST: Balance = 1_000;

/// 365,000 at ten percent a year.
fn bearing() -> Due {
	Due { interest: Some(100_000), ..later(365_000) }
}

fn proof(byte: u8) -> H256 {
	H256::repeat_byte(byte)
}

fn dispute(who: AccountId, agreement: AgreementId, amount: Balance, fee: Balance) -> DispatchResultWithPostInfo {
	Contracts::dispute(signed(who), agreement, 0, native(amount), fee, proof(9))
}

/// Show evidence, and advance up to so much of the fee.
fn join(who: AccountId, agreement: AgreementId, fee: Balance) -> DispatchResultWithPostInfo {
	Contracts::dispute(signed(who), agreement, 0, native(0), fee, proof(8))
}

#[test]
fn an_open_claim_is_disputed_as_a_whole() {
	for (who, side) in [(ALICE, Side::Debtor), (BOB, Side::Creditor)] {
		build_and_execute(|| {
			let id = disputable(&[milestone(10_000, Silence::Accepts)], 1, false);
			// Nothing is claimed yet, so there is nothing to dispute.
			refused!(dispute(who, id, 1, 100), NoClaim);
			assert_ok!(Contracts::claim(signed(BOB), id, 0, 8_000, proof(3)));
			refused!(dispute(who, id, 7_999, 100), ClaimInPart);
			refused!(dispute(who, id, 8_001, 100), MoreThanOwed);
			refused!(dispute(who, id, 0, 100), AmountZero);
			refused!(dispute(who, id, 8_000, 99), FeeTooLow);
			refused!(dispute(STRANGER, id, 8_000, 100), NotSide);
			refused!(dispute(ARBITERS[0], id, 8_000, 100), NotSide);
			refused!(Contracts::dispute(signed(who), id, 0, dollars(8_000), 100, proof(9)), WrongAsset);
			let before = free(None, who);
			assert_ok!(dispute(who, id, 8_000, 100));
			let record = record(id, 0);
			assert_eq!((record.claim, record.disputed, record.demanded), (None, 8_000, 8_000));
			// It was held already; the fee and a deposit are new.
			assert_eq!((held(None, ALICE), fees_held(who)), (10_000, 100));
			assert_eq!(free(None, who), before - 100 - dispute_deposit());
			let dispute = disputed(id);
			assert_eq!((dispute.amount, dispute.by, dispute.claimed_at), (8_000, side, Some(NOW)));
			assert_eq!(dispute.evidence.to_vec(), [(Side::Creditor, proof(3)), (side, proof(9))]);
			// Silence means nothing any more.
			pass(3 * DAY / 2);
			settle(id);
			assert_eq!((line(id, 0).paid, line(id, 0).owed), (0, 0));
			refused!(Contracts::claim(signed(BOB), id, 0, 1_000, proof(3)), InDispute);
		});
	}
}

/// What it costs to store a dispute.
fn dispute_deposit() -> Balance {
	<Test as crate::Config>::StoragePrice::convert(Contracts::dispute_footprint())
}

#[test]
fn of_an_answered_claim_the_rest_is_disputed() {
	build_and_execute(|| {
		let id = disputable(&[milestone(10_000, Silence::Accepts)], 1, false);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 8_000, proof(3)));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(3_000)));
		refused!(dispute(BOB, id, 4_999, 100), ClaimInPart);
		refused!(dispute(BOB, id, 5_001, 100), MoreThanOwed);
		// Until the rest lapses.
		pass(DAY);
		hypothetically!({
			assert_ok!(dispute(BOB, id, 5_000, 100));
		});
		pass(1);
		refused!(dispute(BOB, id, 5_000, 100), NoClaim);
		assert_eq!(record(id, 0).paid, 3_000);
	});
}

#[test]
fn an_act_is_disputed_before_and_after_it_is_claimed() {
	build_and_execute(|| {
		let id = disputable(&[act(Silence::Rejects)], 1, false);
		refused!(dispute(BOB, id, 2, 100), MoreThanOwed);
		refused!(Contracts::dispute(signed(BOB), id, 0, dollars(1), 100, proof(9)), WrongAsset);
		assert_ok!(dispute(BOB, id, 1, 100));
		assert_eq!((disputed(id).claimed_at, disputed(id).is_act), (None, true));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		// It is not done, and can still be.
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven, record(id, 0).disputed), (0, 0, 0));
		pass(DAY);
		let claimed_at = Timestamp::get();
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, proof(3)));
		assert_ok!(Contracts::answer(signed(BOB), id, 0, native(0)));
		assert_ok!(dispute(ALICE, id, 1, 100));
		assert_eq!(held(None, ALICE), 0, "an act is not money");
		assert_eq!(disputed(id).claimed_at, Some(claimed_at));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 1, false));
		assert_eq!((record(id, 0).paid, record(id, 0).funded_at), (1, claimed_at));
		assert_eq!(state(id), AgreementState::Closed);
		refused!(dispute(BOB, id, 1, 100), MoreThanOwed);
	});
}

#[test]
fn an_act_is_fulfilled_at_the_same_moment_whenever_it_is_settled() {
	build_and_execute(|| {
		// Claimed on the first day, accepted by silence on the second, due on the tenth.
		let id = disputable(&[act(Silence::Accepts)], 1, false);
		pass(DAY);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, proof(3)));
		let fulfilled = |days: Moment| {
			hypothetically!({
				pass(days * DAY);
				settle(id);
				record(id, 0).fulfilled_at
			})
		};
		// When it was done. Else what awaits it until a time between would lapse or not by when someone settles.
		assert_eq!([fulfilled(2), fulfilled(5), fulfilled(30)], [Some(NOW + DAY); 3]);
	});
}

#[test]
fn what_is_not_due_yet_is_disputed_too() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		refused!(dispute(BOB, id, 1_001, 100), MoreThanOwed);
		pass(9 * DAY);
		assert_ok!(dispute(BOB, id, 400, 100));
		assert_eq!(held(None, ALICE), 0, "a creditor has nothing to hold");
		pass(DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 600, "what is not disputed is paid");
		assert_eq!((line(id, 0).owed, line(id, 0).disputed), (0, 400));
		pass(1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 400, false));
		assert_eq!(record(id, 0).paid, 1_000);
	});
}

#[test]
fn what_is_decided_before_it_is_due_is_due_by_the_ruling() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		assert_ok!(dispute(ALICE, id, 1_000, 100));
		assert_eq!(held(None, ALICE), 1_000);
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 700, false));
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven, held(None, ALICE)), (700, 300, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn of_what_has_no_end_what_has_accrued_is_disputed() {
	build_and_execute(|| {
		let id = disputable(&[instalments(100, Span::Seconds(86_400), None)], 1, false);
		refused!(dispute(ALICE, id, 1, 100), MoreThanOwed);
		pass(3 * DAY);
		refused!(dispute(ALICE, id, 301, 100), MoreThanOwed);
		assert_ok!(dispute(ALICE, id, 300, 100));
		assert_eq!((record(id, 0).paid, held(None, ALICE)), (100, 300));
	});
}

#[test]
fn a_debtor_holds_what_he_disputes() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		drain(None, ALICE);
		let needed = 400 + 100 + dispute_deposit();
		give(None, ISSUER, ALICE, needed - 1);
		assert_noop!(dispute(ALICE, id, 400, 100), TokenError::FundsUnavailable);
		give(None, ISSUER, ALICE, 1);
		assert_noop!(dispute(ALICE, id, 401, 100), TokenError::FundsUnavailable);
		let _ = events();
		assert_ok!(dispute(ALICE, id, 400, 100));
		assert_eq!((held(None, ALICE), fees_held(ALICE), free(None, ALICE)), (400, 100, EXISTENTIAL_DEPOSIT));
		assert_eq!(record(id, 0).funded, 400);
		let (agreement, obligation, asset, amount) = (id, 0, None, 400);
		let held = crate::Event::Held { agreement, obligation, who: ALICE, asset, amount };
		let disputed = crate::Event::Disputed { agreement, obligation, by: ALICE, asset, amount, evidence: proof(9) };
		assert_eq!(events(), [held, disputed]);
	});
}

#[test]
fn a_debtor_holds_only_what_is_not_held_yet() {
	build_and_execute(|| {
		let revocable = Due { funding: Funding::Revocable, ..later(1_000) };
		let id = disputable(&[revocable], 1, false);
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(300)));
		assert_ok!(dispute(ALICE, id, 400, 100));
		assert_eq!(held(None, ALICE), 400);
		// What is disputed is not taken back.
		refused!(Contracts::defund(signed(ALICE), id, 0, native(1)), NotRevocable);
		pass(10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 600 + 200, "after silence, half of it is due");
	});
}

#[test]
fn what_is_disputed_is_not_late_until_it_is_decided() {
	build_and_execute(|| {
		let id = disputable(&[bearing()], 1, false);
		let amount = drain(None, ALICE);
		pass(18 * DAY);
		assert_eq!(line(id, 0).late_since, Some(NOW + 10 * DAY));
		hypothetically!({
			assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
		});
		assert_ok!(dispute(BOB, id, 365_000, 100));
		assert_eq!((held(None, ALICE), record(id, 0).held), (0, 0));
		assert_eq!(line(id, 0).late_since, None);
		refused!(Contracts::end(signed(BOB), id, Ending::Late(0)), NotLate);
		give(None, ISSUER, ALICE, amount);
		settle(id);
		assert_eq!(record(id, 0).paid, 0, "there is money, and it is frozen");
		pass(2 * DAY);
		hypothetically!({
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 365_000, false));
			let record = record(id, 0);
			assert_eq!((record.paid, record.interest_paid), (365_000, TEN_DAYS_OF_INTEREST), "from the due date");
			assert_eq!(record.longest_late, 10 * DAY);
		});
		// Of half of it half the interest; of nothing none.
		hypothetically!({
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 182_500, false));
			let record = record(id, 0);
			assert_eq!((record.paid, record.interest_paid), (182_500, TEN_DAYS_OF_INTEREST / 2));
		});
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (0, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn a_decision_that_cannot_be_paid_is_late_since_the_due_date() {
	build_and_execute(|| {
		let id = disputable(&[bearing()], 1, false);
		drain(None, ALICE);
		pass(12 * DAY);
		assert_ok!(dispute(BOB, id, 365_000, 100));
		pass(2 * DAY);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 365_000, false));
		assert_eq!(line(id, 0).late_since, Some(NOW + 10 * DAY));
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
	});
}

#[test]
fn no_interest_is_paid_on_what_is_in_dispute() {
	build_and_execute(|| {
		let id = disputable(&[bearing()], 1, false);
		let amount = drain(None, ALICE);
		pass(20 * DAY);
		give(None, ISSUER, ALICE, amount);
		assert_ok!(dispute(ALICE, id, 365_000, 100));
		pass(2 * DAY);
		hypothetically!({
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 365_000, false));
			// It was held ten days late.
			assert_eq!(record(id, 0).interest_paid, TEN_DAYS_OF_INTEREST);
		});
		// Before it is decided, nobody knows whether it was owed at all. What is denied bears none.
		assert_eq!(record(id, 0).interest_paid, 0);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (0, 0));
	});
}

#[test]
fn to_dispute_an_instalment_delays_no_other() {
	build_and_execute(|| {
		let id = disputable(&[instalments(400, Span::Seconds(86_400), Some(4))], 1, false);
		assert_eq!(record(id, 0).paid, 100);
		pass(DAY);
		assert_ok!(dispute(ALICE, id, 100, 100));
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held), (100, 100));
		// The next is paid from what is free, and what is frozen stays.
		pass(DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held), (200, 100));
		pass(1);
		settle(id);
		assert_eq!(record(id, 0).paid, 200);
		// If she has nothing she is late with the next, dispute or not.
		drain(None, ALICE);
		pass(DAY - 1);
		settle(id);
		assert_eq!((record(id, 0).paid, line(id, 0).owed, line(id, 0).late_since), (200, 100, None));
		assert_eq!(line_at(id, 0, NOW + 3 * DAY + 1).late_since, Some(NOW + 3 * DAY));
		// By silence half of what was disputed is due, and the other half of what was held pays what is owed. So does what the
		// dispute had cost.
		pass(1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven, line(id, 0).owed), (350, 50, 0));
	});
}

#[test]
fn of_each_side_the_eight_newest_pieces_of_evidence_are_kept() {
	build_and_execute(|| {
		let id = disputable(&[milestone(1_000, Silence::Accepts)], 1, false);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, proof(3)));
		assert_ok!(dispute(BOB, id, 1_000, 100));
		// What he claimed and disputed with are two.
		for _ in 2..8 {
			assert_ok!(join(BOB, id, 0));
		}
		assert_eq!(disputed(id).evidence[0], (Side::Creditor, proof(3)));
		// The newest takes the place of the oldest of its side, so that a limited key uses up none.
		assert_ok!(join(BOB, id, 0));
		let kept = disputed(id).evidence;
		assert_eq!((kept.len(), kept[0], kept[7]), (8, (Side::Creditor, proof(9)), (Side::Creditor, proof(8))));
		for _ in 0..7 {
			assert_ok!(join(ALICE, id, 0));
		}
		refused!(join(STRANGER, id, 0), NotSide);
		refused!(dispute(ALICE, id, 1, 100), MoreThanOwed);
		refused!(dispute(BOB, id, 1_000, 100), MoreThanOwed);
		assert_eq!((fees_held(ALICE), fees_held(BOB)), (0, 100), "one side advances");
		pass(DAY);
		hypothetically!({
			assert_ok!(join(ALICE, id, 0));
			assert_ok!(join(ALICE, id, 0));
			assert_eq!(disputed(id).evidence.len(), 16);
		});
		pass(1);
		refused!(join(ALICE, id, 0), EvidenceTooLate);
	});
}

#[test]
fn evidence_is_shown_again_before_the_next_arbiter() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		bring(BOB, id, 1_000);
		pass(2 * DAY);
		refused!(join(ALICE, id, 0), EvidenceTooLate);
		pass(1);
		assert_ok!(join(ALICE, id, 0));
		pass(DAY - 1);
		assert_ok!(join(ALICE, id, 0));
		pass(1);
		refused!(join(ALICE, id, 0), EvidenceTooLate);
	});
}

#[test]
fn who_does_not_advance_the_fee_loses_if_both_have_to() {
	for (by, paid) in [(ALICE, 0), (BOB, 1_000)] {
		build_and_execute(|| {
			let id = disputable(&[later(1_000)], 2, true);
			let before = [ALICE, BOB].map(worth);
			bring(by, id, 1_000);
			pass(DAY);
			settle(id);
			assert_eq!(record(id, 0).disputed, 1_000);
			pass(1);
			refused!(Contracts::rule(signed(ARBITERS[0]), id, 0, 500, false), DisputeUnknown);
			settle(id);
			assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (paid, 1_000 - paid));
			// Nobody has ruled, so nobody is paid.
			assert_eq!((fees_held(ALICE), fees_held(BOB), held(None, ALICE)), (0, 0, 0));
			let after = [ALICE, BOB].map(worth);
			assert_eq!(after, [before[0] - paid, before[1] + paid]);
		});
	}
}

#[test]
fn both_sides_advance_the_fee_if_they_have_to() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, true);
		assert_ok!(dispute(ALICE, id, 1_000, 200));
		assert_ok!(join(ALICE, id, 0));
		refused!(join(BOB, id, 199), FeeTooLow);
		pass(DAY);
		assert_ok!(join(BOB, id, 200));
		// Once.
		assert_ok!(join(BOB, id, 0));
		assert_eq!((fees_held(ALICE), fees_held(BOB)), (200, 200));
		pass(1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 500, false));
	});
}

#[test]
fn an_act_that_nobody_answers_for_is_as_it_was_said() {
	for (by, done) in [(ALICE, 1), (BOB, 0)] {
		build_and_execute(|| {
			let id = disputable(&[act(Silence::Rejects)], 1, true);
			assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, proof(3)));
			bring(by, id, 1);
			pass(DAY + 1);
			settle(id);
			assert_eq!(record(id, 0).paid, done);
		});
	}
}

#[test]
fn what_was_advanced_and_deposited_comes_back_if_nobody_rules() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 3, false);
		let before = free(None, BOB);
		refused!(dispute(BOB, id, 1_000, 299), FeeTooLow);
		assert_ok!(dispute(BOB, id, 1_000, 300));
		assert_eq!(free(None, BOB), before - 300 - dispute_deposit());
		pass(6 * DAY);
		settle(id);
		assert_eq!(fees_held(BOB), 300);
		pass(1);
		let _ = events();
		settle(id);
		let (agreement, obligation, at) = (id, 0, NOW + 6 * DAY);
		let decided = crate::Event::DisputeDecided { agreement, obligation, amount: 500, at };
		assert!(events().contains(&decided));
		assert_eq!(free(None, BOB), before + 500);
		assert!(crate::Disputes::<Test>::iter().next().is_none());
		assert!(stored(id).fees.is_empty());
	});
}

#[test]
fn a_dispute_outlives_the_time_until_which_money_is_held() {
	build_and_execute(|| {
		let mut obligation = milestone(10_000, Silence::Rejects);
		obligation.awaits.until = Some(after(86_400));
		let id = disputable(&[obligation], 1, false);
		pass(DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 8_000, proof(3)));
		pass(1);
		refused!(Contracts::claim(signed(BOB), id, 0, 2_000, proof(3)), ClaimOpen);
		assert_ok!(dispute(BOB, id, 8_000, 100));
		pass(2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).held, record(id, 0).lapsed.is_some()), (10_000, false));
		hypothetically!({
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 6_000, false));
			let record = record(id, 0);
			assert_eq!((record.paid, record.forgiven, record.held), (6_000, 2_000, 0));
			assert_eq!(state(id), AgreementState::Closed);
		});
		pass(1);
		settle(id);
		let record = record(id, 0);
		assert_eq!((record.paid, record.refunded, record.held, record.lapsed.is_some()), (4_000, 6_000, 0, true));
		refused!(dispute(BOB, id, 1, 100), ObligationLapsed);
	});
}

#[test]
fn a_dispute_outlives_the_end() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(86_400), None)]);
		terms.arbitration = arbitration(1, false);
		terms.term = Some(Term { minimum: Span::Seconds(2 * 86_400), renewal: Renewal::Ends, notice: None });
		let id = agree(&terms);
		pass(DAY);
		assert_ok!(dispute(ALICE, id, 100, 100));
		pass(DAY);
		settle(id);
		assert_eq!((state(id), record(id, 0).paid, record(id, 0).held), (AgreementState::Ended, 100, 100));
		pass(DAY);
		hypothetically!({
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 100, false));
			assert_eq!((state(id), record(id, 0).paid), (AgreementState::Closed, 200));
		});
		// After the end, too, what is still owed is disputed.
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_eq!((state(id), record(id, 0).paid, record(id, 0).refunded), (AgreementState::Closed, 100, 100));
	});
}

#[test]
fn what_is_owed_after_the_end_is_disputed_too() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(86_400), None)]);
		terms.arbitration = arbitration(1, false);
		terms.term = Some(Term { minimum: Span::Seconds(2 * 86_400), renewal: Renewal::Ends, notice: None });
		let id = agree(&terms);
		drain(None, ALICE);
		pass(5 * DAY);
		refused!(dispute(BOB, id, 101, 100), MoreThanOwed);
		assert_ok!(dispute(BOB, id, 100, 100));
		give(None, ISSUER, ALICE, 1_000);
		pass(2 * DAY + 1);
		settle(id);
		assert_eq!((state(id), record(id, 0).paid, record(id, 0).forgiven), (AgreementState::Closed, 150, 50));
	});
}

#[test]
fn where_nobody_decides_nothing_is_disputed() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[later(1_000)]));
		refused!(dispute(BOB, id, 1_000, Balance::MAX), NoArbitration);
		refused!(Contracts::rule(signed(BOB), id, 0, 1_000, false), DisputeUnknown);
		refused!(Contracts::appeal(signed(BOB), id, 0, 1_000), DisputeUnknown);
		let id = disputable(&[later(1_000)], 1, false);
		refused!(dispute(BOB, H256::zero(), 1_000, 100), AgreementUnknown);
		refused!(Contracts::dispute(signed(BOB), id, 1, native(1_000), 100, proof(9)), ObligationUnknown);
		assert_noop!(
			Contracts::dispute(RuntimeOrigin::none(), id, 0, native(1_000), 100, proof(9)),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn an_outsider_to_whom_something_is_owed_disputes_it() {
	build_and_execute(|| {
		let id = disputable(&[Due { creditor: Creditor::Account(OFFICE), ..later(1_000) }], 1, false);
		refused!(dispute(BOB, id, 1_000, 100), NotSide);
		assert_ok!(dispute(OFFICE, id, 1_000, 100));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 900, true));
		assert_eq!(record(id, 0).paid, 900);
		// Nobody but parties may end it.
		assert_eq!(stored(id).progress.may_end, 0b01);
	});
}

#[test]
fn money_in_another_asset_is_disputed_while_fees_are_native() {
	build_and_execute(|| {
		let performance =
			Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues: Accrual::Once(after(86_400)) };
		let id = disputable(&[owes(performance)], 1, false);
		refused!(Contracts::dispute(signed(ALICE), id, 0, native(1_000), 100, proof(9)), WrongAsset);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, dollars(1_000), 100, proof(9)));
		assert_eq!((held(Some(DOLLAR), ALICE), held(None, ALICE), fees_held(ALICE)), (1_000, 0, 100));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 400, false));
		assert_eq!(free(Some(DOLLAR), BOB), ENDOWMENT + 400);
		assert_eq!((held(Some(DOLLAR), ALICE), free(Some(DOLLAR), ALICE)), (0, ENDOWMENT - 400));
		assert_eq!(free(None, ARBITERS[0]), ENDOWMENT + 100);
	});
}

mod met;

/// Whoever was not the first to dispute disputes the rest, which is told by one event with what he shows; and so much later, it is as
/// late as it is.
#[test]
fn what_is_disputed_besides_is_told_and_is_late() {
	build_and_execute(|| {
		let id = disputable(&[bearing()], 1, false);
		spare(None, ALICE, 0);
		pass(20 * DAY);
		assert_ok!(dispute(BOB, id, 1_000, 100));
		events();
		assert_ok!(join(BOB, id, 0));
		let told = events();
		assert!(told.contains(&Event::EvidenceShown { agreement: id, obligation: 0, by: BOB, evidence: proof(8) }));
		spare(None, ALICE, 1_000_000);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, native(364_000), 0, proof(8)));
		let (agreement, by, amount) = (id, ALICE, 364_000);
		let told = events();
		let disputed_by = Event::Disputed { agreement, obligation: 0, by, asset: None, amount, evidence: proof(8) };
		assert!(told.contains(&disputed_by), "{told:?}");
		assert!(!told.iter().any(|event| matches!(event, Event::EvidenceShown { .. })), "it was told twice");
		assert_eq!((disputed(id).amount, disputed(id).longest_late), (365_000, 10 * DAY));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 365_000, false));
		assert!(record(id, 0).longest_late >= 10 * DAY);
	});
}
