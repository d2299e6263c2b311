//! `claim`: who performed says how much is due, or that it is done.

use super::*;
use crate::Event;

/// What shows it.
const PROOF: H256 = H256([3; 32]);

/// Alice owes Bob 1,000 once he claims it, in ten days at the latest.
fn work(silence: Silence) -> Due {
	let awaits = Awaits { claim: claimed(silence), until: Some(after(10 * 86_400)), ..Default::default() };
	Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) }
}

/// Bob owes Alice an act.
fn repair() -> Due {
	let awaits = Awaits { claim: claimed(Silence::Rejects), until: Some(after(10 * 86_400)), ..Default::default() };
	Due { debtor: 1, creditor: Creditor::Party(0), awaits, ..owes(Performance::Act { due: now() }) }
}

/// Alice owes Bob up to 100 a day, by bills.
fn metered() -> Due {
	let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
	Due { awaits, ..instalments(100, Span::Seconds(86_400), None) }
}

fn claim(who: AccountId, id: AgreementId, amount: Balance) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Contracts::claim(signed(who), id, 0, amount, PROOF)
}

fn answer(who: AccountId, id: AgreementId, amount: Balance) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Contracts::answer(signed(who), id, 0, native(amount))
}

#[test]
fn the_creditor_claims_and_what_is_accepted_is_paid() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Rejects)]));
		clock(NOW + DAY);
		assert_ok!(claim(BOB, id, 1_000));
		let open = Claim { amount: 1_000, evidence: PROOF, at: NOW + DAY, answer: None };
		assert_eq!((record(id, 0).claim, record(id, 0).claims, record(id, 0).paid), (Some(open), 1, 0));
		System::assert_has_event(
			Event::Claimed { agreement: id, obligation: 0, by: BOB, amount: 1_000, evidence: PROOF }.into(),
		);
		assert_ok!(answer(ALICE, id, 1_000));
		assert_eq!((record(id, 0).claim, record(id, 0).claims, record(id, 0).paid), (None, 0, 1_000));
		assert_eq!((free(None, BOB), state(id)), (ENDOWMENT + 1_000, AgreementState::Closed));
	});
}

#[test]
fn a_payee_who_is_no_party_claims_what_he_is_owed() {
	build_and_execute(|| {
		let due = Due { creditor: Creditor::Account(OFFICE), ..work(Silence::Rejects) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		assert_noop!(claim(BOB, id, 1_000), Error::<Test>::NotClaimant);
		assert_ok!(claim(OFFICE, id, 1_000));
		assert_ok!(answer(ALICE, id, 1_000));
		assert_eq!(free(None, OFFICE), ENDOWMENT + 1_000);
	});
}

#[test]
fn the_debtor_of_an_act_claims_that_it_is_done() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[repair()]));
		assert_noop!(claim(ALICE, id, 1), Error::<Test>::NotClaimant);
		assert_noop!(claim(BOB, id, 0), Error::<Test>::AmountZero);
		assert_noop!(claim(BOB, id, 2), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 1));
		assert_noop!(claim(BOB, id, 1), Error::<Test>::ClaimOpen);
		// Not yet, says she; so he goes at it again.
		assert_ok!(answer(ALICE, id, 0));
		assert_eq!((record(id, 0).paid, record(id, 0).fulfilled_at), (0, None));
		clock(NOW + DAY / 2);
		assert_ok!(claim(BOB, id, 1));
		clock(NOW + DAY);
		assert_ok!(answer(ALICE, id, 1));
		assert_eq!((record(id, 0).paid, record(id, 0).fulfilled_at), (1, Some(NOW + DAY / 2)));
		assert_eq!(state(id), AgreementState::Closed);
		assert_noop!(claim(BOB, id, 1), Error::<Test>::MoreThanAccrued);
	});
	build_and_execute(|| {
		// It may be done before it is due, and is not once it has lapsed.
		let act = Due { performance: Performance::Act { due: after(5 * 86_400) }, ..repair() };
		let id = agree(&terms_of(&[ALICE, BOB], &[act]));
		assert_ok!(claim(BOB, id, 1));
		clock(NOW + 10 * DAY + 1);
		assert_noop!(claim(BOB, id, 1), Error::<Test>::ObligationLapsed);
		settle(id);
		assert_eq!((record(id, 0).lapsed.is_some(), record(id, 0).paid, state(id)), (true, 0, AgreementState::Closed));
	});
}

#[test]
fn nobody_else_claims_and_nothing_else_is_claimed() {
	build_and_execute(|| {
		let late = Due { performance: pays_at(500, after(3_600)).performance, ..work(Silence::Accepts) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[work(Silence::Accepts), pays_at(9, after(60)), late]));
		for other in [ALICE, CAROL, STRANGER] {
			assert_noop!(claim(other, id, 1), Error::<Test>::NotClaimant);
		}
		let at = |place, amount| Contracts::claim(signed(BOB), id, place, amount, PROOF);
		assert_noop!(at(1, 1), Error::<Test>::NotClaimable);
		assert_noop!(at(3, 1), Error::<Test>::ObligationUnknown);
		assert_noop!(at(0, 0), Error::<Test>::AmountZero);
		assert_noop!(at(0, 1_001), Error::<Test>::MoreThanAccrued);
		assert_noop!(at(0, Balance::MAX), Error::<Test>::MoreThanAccrued);
		// It has not accrued yet.
		assert_noop!(at(2, 1), Error::<Test>::MoreThanAccrued);
		clock(NOW + 3_600 * SECOND);
		assert_ok!(at(2, 500));
		let unknown = H256::repeat_byte(7);
		assert_noop!(claim(BOB, unknown, 1), Error::<Test>::AgreementUnknown);
		assert_ok!(at(0, 400));
		assert_noop!(at(0, 400), Error::<Test>::ClaimOpen);
	});
}

#[test]
fn what_is_not_accepted_is_claimed_anew_and_after_the_time_no_more_than_that() {
	build_and_execute(|| {
		let due = work(Silence::Accepts);
		let awaits = Awaits { until: Some(after(43_200)), ..due.awaits.clone() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, ..due }]));
		assert_ok!(claim(BOB, id, 600));
		assert_ok!(answer(ALICE, id, 250));
		assert_eq!((record(id, 0).paid, record(id, 0).claim.unwrap().rest()), (250, 350));
		// Also of what was never claimed: otherwise a claim of little would stand in the way of one of all.
		assert_noop!(claim(BOB, id, 751), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 750));
		assert_ok!(answer(ALICE, id, 0));
		// After the time only what was claimed in it.
		clock(NOW + 43_201 * SECOND);
		assert_noop!(claim(BOB, id, 751), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 700));
		assert_ok!(answer(ALICE, id, 0));
		assert_noop!(claim(BOB, id, 701), Error::<Test>::MoreThanClaimed);
	});
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts)]));
		assert_ok!(claim(BOB, id, 600));
		assert_ok!(answer(ALICE, id, 250));
		assert_ok!(claim(BOB, id, 300));
		assert_eq!((record(id, 0).claims, record(id, 0).claim.unwrap().amount), (2, 300));
		assert_ok!(answer(ALICE, id, 300));
		assert_eq!((record(id, 0).paid, record(id, 0).claims), (550, 0));
		// And now what is left of all.
		assert_noop!(claim(BOB, id, 451), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 450));
		assert_ok!(answer(ALICE, id, 450));
		assert_eq!((record(id, 0).paid, state(id)), (1_000, AgreementState::Closed));
	});
}

#[test]
fn there_are_eight_claims_in_a_row_that_are_not_met() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts)]));
		for number in 1..=8 {
			assert_ok!(claim(BOB, id, 100));
			assert_eq!(record(id, 0).claims, number);
			assert_ok!(answer(ALICE, id, 0));
		}
		assert_noop!(claim(BOB, id, 100), Error::<Test>::TooManyClaims);
		// Once the last of them has lapsed, a new row begins: a limited key could use up all of one by claims of little.
		clock(NOW + DAY + 1);
		assert_ok!(claim(BOB, id, 100));
		assert_eq!((record(id, 0).paid, record(id, 0).claims), (0, 1));
	});
	build_and_execute(|| {
		// One that is met ends the row.
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts)]));
		for number in 0..7 {
			assert_ok!(claim(BOB, id, 100 - number));
			assert_ok!(answer(ALICE, id, 1));
		}
		assert_ok!(claim(BOB, id, 93));
		assert_ok!(answer(ALICE, id, 93));
		for _ in 1..=8 {
			assert_ok!(claim(BOB, id, 100));
			assert_ok!(answer(ALICE, id, 0));
		}
	});
}

#[test]
fn a_claim_whose_rest_was_waived_is_met() {
	// Otherwise a debtor who never accepts the last unit of a bill ends all bills after the eighth.
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[metered()]));
		for day in 0..12 {
			clock(NOW + day * DAY);
			assert_ok!(claim(BOB, id, 100));
			assert_ok!(answer(ALICE, id, 99));
			assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1)));
			assert_eq!(record(id, 0).claim, None);
		}
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (12 * 99, 12));
	});
}

#[test]
fn bills_are_claimed_up_to_what_accrued_and_was_not_claimed() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[metered()]));
		assert_noop!(claim(BOB, id, 101), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 60));
		assert_ok!(answer(ALICE, id, 60));
		// 200 have accrued, and 60 of it were billed.
		clock(NOW + DAY);
		assert_noop!(claim(BOB, id, 141), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 140));
		// 100 more, while the bill is open.
		clock(NOW + 2 * DAY);
		assert_noop!(claim(BOB, id, 100), Error::<Test>::ClaimOpen);
		assert_ok!(answer(ALICE, id, 140));
		assert_noop!(claim(BOB, id, 101), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 100));
		// Nobody answers: it is accepted.
		clock(NOW + 3 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).demanded, line(id, 0).accrued), (300, 300, 400));
	});
	build_and_execute(|| {
		// What is accepted and not paid is not claimed twice.
		let id = agree(&terms_of(&[ALICE, BOB], &[metered()]));
		spare(None, ALICE, 30);
		assert_ok!(claim(BOB, id, 80));
		assert_ok!(answer(ALICE, id, 80));
		assert_eq!((record(id, 0).paid, line(id, 0).owed), (30, 50));
		assert_noop!(claim(BOB, id, 21), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 20));
		assert_ok!(answer(ALICE, id, 20));
		assert_noop!(claim(BOB, id, 1), Error::<Test>::MoreThanAccrued);
		spare(None, ALICE, 500);
		settle(id);
		assert_eq!((record(id, 0).paid, line(id, 0).owed), (100, 0));
	});
}

#[test]
fn a_claim_can_be_made_until_the_last_moment_and_is_then_decided() {
	let end = NOW + 10 * DAY;
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts)]));
		clock(end);
		assert_ok!(claim(BOB, id, 700));
		clock(end + DAY);
		settle(id);
		assert_eq!((record(id, 0).held, record(id, 0).claim.is_some()), (1_000, true), "it stays until it is answered");
		clock(end + DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).refunded), (700, 300));
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts)]));
		clock(end + 1);
		assert_noop!(claim(BOB, id, 700), Error::<Test>::ObligationLapsed);
		settle(id);
		assert_eq!((record(id, 0).refunded, record(id, 0).lapsed.is_some()), (1_000, true));
		assert_noop!(claim(BOB, id, 700), Error::<Test>::ObligationLapsed);
	});
	build_and_execute(|| {
		// What is open then can be claimed anew; what was never claimed cannot.
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Rejects)]));
		clock(end);
		assert_ok!(claim(BOB, id, 700));
		clock(end + DAY / 2);
		assert_ok!(answer(ALICE, id, 100));
		clock(end + DAY);
		assert_noop!(claim(BOB, id, 601), Error::<Test>::MoreThanClaimed);
		assert_ok!(claim(BOB, id, 600));
		assert_ok!(answer(ALICE, id, 600));
		assert_eq!((record(id, 0).paid, record(id, 0).refunded, record(id, 0).lapsed.is_some()), (700, 300, true));
		assert_noop!(claim(BOB, id, 1), Error::<Test>::ObligationLapsed);
	});
}

#[test]
fn what_was_claimed_is_due_once_all_else_is_true_and_goes_back_if_that_never_is() {
	let deed = H256::repeat_byte(9);
	let agreed = || {
		let certificate = CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE };
		let due = work(Silence::Accepts);
		let awaits = Awaits { certificate: Some(certificate), ..due.awaits.clone() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, ..due }]));
		assert_ok!(claim(BOB, id, 1_000));
		id
	};
	build_and_execute(|| {
		let id = agreed();
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).demanded, record(id, 0).paid, line(id, 0).owed), (1_000, 0, 0));
		// It was true in time, and is found later.
		Certified::mutate(|certified| certified.insert(deed, (ALICE, id, NOW + 9 * DAY)));
		clock(NOW + 99 * DAY);
		assert_ok!(present(id, 0, deed));
		assert_eq!((record(id, 0).paid, state(id)), (1_000, AgreementState::Closed));
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 9 * DAY));
	});
	build_and_execute(|| {
		let id = agreed();
		clock(NOW + 10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).held, 1_000);
		clock(NOW + 10 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).refunded), (0, 1_000));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn what_was_accepted_as_a_whole_is_fulfilled_whenever_it_is_settled() {
	for settled in [2, 11] {
		build_and_execute(|| {
			let awaits = Awaits { fulfilled: vec![0].try_into().unwrap(), ..Default::default() };
			let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts), Due { awaits, ..pays(5) }]));
			assert_ok!(claim(BOB, id, 1_000));
			clock(NOW + settled * DAY);
			settle(id);
			assert_eq!(record(id, 0).paid, 1_000);
			let came = (record(id, 0).fulfilled_at, record(id, 0).lapsed.is_some(), record(id, 1).paid);
			assert_eq!(came, (Some(NOW + DAY), false, 5), "settled after {settled} days");
		});
	}
}

#[test]
fn damage_is_claimed_from_a_deposit_until_thirty_days_after_the_end() {
	let lease = || {
		let until = Some(When::End(Span::Seconds(30 * 86_400)));
		let awaits = Awaits { claim: claimed(Silence::Rejects), until, ..Default::default() };
		let deposit = Due { awaits, funding: Funding::Escrowed(None), ..pays_dollars(3_000) };
		let mut terms = terms_of(&[ALICE, BOB], &[deposit, instalments(500, Span::Months(1), None)]);
		terms.term = Some(Term { minimum: Span::Months(12), renewal: Renewal::Ends, notice: None });
		agree(&terms)
	};
	// A year of 365 days.
	let end = NOW + 365 * DAY;
	build_and_execute(|| {
		let id = lease();
		assert_eq!(held(Some(DOLLAR), ALICE), 3_000);
		clock(end + 29 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, held(Some(DOLLAR), ALICE), state(id)), (6_000, 3_000, AgreementState::Ended));
		assert_noop!(claim(BOB, id, 3_001), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 800));
		assert_noop!(answer(ALICE, id, 500), Error::<Test>::WrongAsset);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(500)));
		assert_eq!((free(Some(DOLLAR), BOB), held(Some(DOLLAR), ALICE)), (ENDOWMENT + 500, 2_500));
		// He leaves the rest, which lapses a day later; the deposit goes back after thirty days.
		clock(end + 30 * DAY);
		settle(id);
		assert_eq!(held(Some(DOLLAR), ALICE), 2_500);
		clock(end + 30 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).refunded), (500, 2_500));
		assert_eq!((free(Some(DOLLAR), ALICE), state(id)), (ENDOWMENT - 500, AgreementState::Closed));
	});
	build_and_execute(|| {
		// Without a claim all of it goes back.
		let id = lease();
		clock(end + 30 * DAY + 1);
		assert_noop!(claim(BOB, id, 800), Error::<Test>::ObligationLapsed);
		settle(id);
		assert_eq!((free(Some(DOLLAR), ALICE), state(id)), (ENDOWMENT, AgreementState::Closed));
	});
}

#[test]
fn what_accrued_before_the_end_is_claimed_after_it_and_nothing_else() {
	build_and_execute(|| {
		// 1,000 in ten days, evenly, by bills; ended after half of it.
		let accrues = Accrual::Stream { start: now(), every: 86_400, count: Some(10) };
		let due = Due { performance: Performance::Pay { asset: None, amount: 1_000, accrues }, ..metered() };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		for who in [ALICE, BOB] {
			assert_ok!(Contracts::end(signed(who), id, Ending::Agreed(NOW + 5 * DAY)));
		}
		clock(NOW + DAY / 2);
		assert_noop!(claim(BOB, id, 51), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 50));
		assert_ok!(answer(ALICE, id, 50));
		clock(NOW + 30 * DAY);
		settle(id);
		assert_eq!((line(id, 0).accrued, line(id, 0).due, state(id)), (500, 50, AgreementState::Ended));
		assert_noop!(claim(BOB, id, 451), Error::<Test>::MoreThanAccrued);
		assert_ok!(claim(BOB, id, 450));
		assert_ok!(answer(ALICE, id, 450));
		assert_eq!((record(id, 0).paid, state(id)), (500, AgreementState::Closed));
	});
}

#[test]
fn claims_of_one_obligation_do_not_touch_another() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[work(Silence::Accepts), work(Silence::Accepts)]));
		assert_ok!(claim(BOB, id, 1_000));
		assert_ok!(Contracts::claim(signed(BOB), id, 1, 400, PROOF));
		assert_ok!(answer(ALICE, id, 0));
		let before = record(id, 1);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1_000)));
		assert_eq!(record(id, 1), before);
		assert_eq!((record(id, 0).refunded, held(None, ALICE)), (1_000, 1_000));
		clock(NOW + DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (0, 400));
	});
}
