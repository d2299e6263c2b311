//! What a review of the mends has found. Each test tells a way as it worked when it was found, and passes whether what it does is refused or
//! has no effect.

use super::{
	inside::{for_days, if_late, in_dollars, to_office},
	*,
};

/// 500 in escrow for the office have accrued, and await that Alice pays Bob 1, which she does at the end, on day 10. On day 5 both agree
/// that it never ends. The office's obligation is the same, and not timed from the end itself; so it is not asked. On day 30 Alice has the
/// 500 back.
#[test]
fn an_end_is_moved_from_which_what_the_office_waits_for_is_timed() {
	build_and_execute(|| {
		let obligations = [pays_at(1, When::End(Span::Seconds(0))), to_office(once_fulfilled(500))];
		let id = agree(&Terms { term: for_days(10), ..terms_of(&[ALICE, BOB], &obligations) });
		clock(NOW + 5 * DAY);
		let [first, second] = obligations;
		let _ = try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, first), carries(1, second)]));
		clock(NOW + 11 * DAY);
		settle(id);
		clock(NOW + 31 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (500, 0), "the office has signed nothing");
	});
}

/// Bob is to inspect what he has built a year after the end, and is paid 1,000 for it. Half a year after the end Alice compacts the
/// agreement: what he has not done yet "is let go of", and so is what awaits it.
#[test]
fn compaction_takes_what_awaits_an_act_that_is_not_due_yet() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let due = When::End(Span::Months(12));
		let inspection = Due { debtor: 1, creditor: Creditor::Party(0), awaits, ..owes(Performance::Act { due }) };
		let awaits = Awaits { fulfilled: vec![0].try_into().unwrap(), ..Default::default() };
		let price = Due { awaits, ..pays(1_000) };
		let id = agree(&Terms { term: for_days(10), ..terms_of(&[ALICE, BOB], &[inspection, price]) });
		clock(NOW + 191 * DAY);
		let _ = Contracts::compact(signed(ALICE), id);
		clock(NOW + 370 * DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(1)));
		assert_eq!(record(id, 1).paid, 1_000);
	});
}

/// 365,000 to the office are due since day 2, when Bob waived what they awaited; Alice has not paid for a year. She and Bob make the
/// term longer. By that it is looked at anew when that was fulfilled, and what was waived before it was due is fulfilled now: a year of
/// interest is gone. (With an `until` in between, so are the 365,000.)
#[test]
fn a_longer_term_makes_due_later_what_was_due() {
	build_and_execute(|| {
		let first = pays_at(10, after(500 * DAYS));
		let awaits = Awaits { fulfilled: vec![0].try_into().unwrap(), ..Default::default() };
		let second = to_office(Due { awaits, interest: Some(1_000_000), ..in_dollars(365_000, now()) });
		let both = [first.clone(), second.clone()];
		let id = agree(&Terms { term: for_days(1_000), ..terms_of(&[ALICE, BOB], &both) });
		drain(Some(DOLLAR), ALICE);
		clock(NOW + 2 * DAY);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(10)));
		clock(NOW + 367 * DAY);
		settle(id);
		assert_eq!((line(id, 1).owed, line(id, 1).interest), (365_000, 365_000));
		let longer = terms_of(&[ALICE, BOB], &[carries(0, first), carries(1, second)]);
		let _ = try_amend(id, Terms { term: for_days(2_000), ..longer });
		assert_eq!((line(id, 1).owed, line(id, 1).interest), (365_000, 365_000), "the office has signed nothing");
	});
}

/// The same with an `until` that has passed since.
#[test]
fn a_longer_term_makes_lapse_what_was_due() {
	build_and_execute(|| {
		let first = pays_at(10, after(50 * DAYS));
		let awaits =
			Awaits { fulfilled: vec![0].try_into().unwrap(), until: Some(after(3 * DAYS)), ..Default::default() };
		let second = to_office(Due { awaits, ..in_dollars(500, now()) });
		let both = [first.clone(), second.clone()];
		let id = agree(&Terms { term: for_days(100), ..terms_of(&[ALICE, BOB], &both) });
		drain(Some(DOLLAR), ALICE);
		clock(NOW + 2 * DAY);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(10)));
		clock(NOW + 5 * DAY);
		settle(id);
		assert_eq!(line(id, 1).owed, 500);
		let longer = terms_of(&[ALICE, BOB], &[carries(0, first), carries(1, second)]);
		let _ = try_amend(id, Terms { term: for_days(200), ..longer });
		assert_eq!(line(id, 1).owed, 500, "the office has signed nothing");
	});
}

/// 1,000 of Alice's in escrow go back after day 30, as what they await was not paid. Bob disputes 1 unit of that, which is an amount, a
/// millisecond too late: they stay. Once that is decided he disputes the next unit, before anybody settles, and so on.
#[test]
fn a_dispute_of_an_amount_after_the_time_keeps_an_escrow_from_going_back() {
	build_and_execute(|| {
		let first = pays_at(10, after(400 * DAYS));
		let id = disputable(&[first, once_fulfilled(1_000)], 1, false);
		clock(NOW + 30 * DAY + 1);
		for _ in 0..3 {
			let _ = Contracts::dispute(signed(BOB), id, 0, native(1), 100, H256::zero());
			settle(id);
			// The arbiter is silent.
			pass(2 * DAY + 1);
		}
		assert_eq!((record(id, 1).refunded, record(id, 1).held), (1_000, 0));
	});
}

/// 6 of 1,000 were decided and are held, as Bob cannot take them on purpose. He disputes the 994, the day before they are due. While they
/// are in dispute they are not paid, and count as late all the same: he ends the agreement for cause.
#[test]
fn who_disputes_what_he_is_owed_makes_the_other_late() {
	build_and_execute(|| {
		let id = disputable(&[in_dollars(1_000, after(10 * DAYS))], 1, false);
		clock(NOW + DAY);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(6), 100, H256::zero()));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(6)));
		assert_eq!((record(id, 0).held, record(id, 0).paid), (6, 0));
		clock(NOW + 9 * DAY + DAY / 2);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(994), 100, H256::zero()));
		clock(NOW + 10 * DAY + DAY / 4);
		assert_eq!(line(id, 0).late_since, None, "what is in dispute is not late");
		assert!(Contracts::end(signed(BOB), id, Ending::Late(0)).is_err());
	});
}

/// As `a_dispute_of_late_work_evades_the_penalty`, in safe mode: there `find_late` only prepares, and finds nothing late.
#[test]
fn in_safe_mode_a_dispute_of_late_work_evades_the_penalty() {
	build_and_execute(|| {
		let awaits = if_late(0, 30);
		let penalty = Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
		let id = disputable(&[act(Silence::Rejects), penalty], 1, false);
		clock(NOW + 11 * DAY);
		Stopped::set(true);
		let _ = Contracts::dispute(signed(ALICE), id, 0, native(1), 100, H256::zero());
		Stopped::set(false);
		pass(DAY + 1);
		let _ = Contracts::rule(signed(ARBITERS[0]), id, 0, 1, false);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0));
	});
}

/// Late work is claimed in safe mode, and silence accepts.
#[test]
fn in_safe_mode_a_claim_of_late_work_evades_the_penalty() {
	build_and_execute(|| {
		let awaits = if_late(0, 30);
		let penalty = Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[act(Silence::Accepts), penalty]));
		clock(NOW + 11 * DAY);
		Stopped::set(true);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, H256::zero()));
		clock(NOW + 12 * DAY + 1);
		Stopped::set(false);
		settle(id);
		assert!(record(id, 0).longest_late > 0, "it was done a day late");
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0));
	});
}

/// `settle` is paused, and `end` is not. Alice has the money and nobody can pay with it; Bob ends the agreement for cause.
#[test]
fn where_settling_is_paused_nobody_is_late_for_cause() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(100, after(10 * DAYS)), pays_at(900, after(20 * DAYS))]));
		Stopped::set(true);
		clock(NOW + 11 * DAY);
		let ended = Contracts::end(signed(BOB), id, Ending::Late(0));
		Stopped::set(false);
		assert!(ended.is_err());
	});
}

/// Bob has claimed 500 in time, Alice has said no. After the time a clerk's key claims 1 anew in the place of it: that cannot be raised
/// any more, and is all that can be disputed. No limit counts a claim.
#[test]
fn a_clerk_claims_less_anew_when_it_cannot_be_raised_any_more() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Rejects), until: Some(after(30 * DAYS)), ..Default::default() };
		let deposit = Due { awaits, funding: Funding::Escrowed(None), ..pays(500) };
		let id = disputable(&[deposit], 1, false);
		clock(NOW + 29 * DAY + DAY / 2);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 500, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(0)));
		clock(NOW + 30 * DAY + 1);
		Limited::mutate(|limited| limited.insert(BOB));
		let _ = Contracts::claim(signed(BOB), id, 0, 1, H256::zero());
		Limited::mutate(|limited| limited.clear());
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, native(500), 100, H256::zero()));
	});
}

/// Bob owes Carol 500 if what Alice owes him is late. A clerk's key of Bob's claims a trifle of that, which nothing counts; Alice, who is
/// in league, lets it be accepted and does not pay.
#[test]
fn a_clerk_claims_what_makes_his_account_answer_for_its_lateness() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let bills = Due { awaits, ..pays(1_000) };
		let awaits = Awaits { late: vec![0].try_into().unwrap(), ..Default::default() };
		let answers = Due { debtor: 1, creditor: Creditor::Party(2), awaits, ..pays(500) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[bills, answers]));
		drain(None, ALICE);
		clock(NOW + DAY);
		Limited::mutate(|limited| limited.insert(BOB));
		let _ = Contracts::claim(signed(BOB), id, 0, 100, H256::zero());
		Limited::mutate(|limited| limited.clear());
		clock(NOW + 4 * DAY);
		settle(id);
		assert_eq!(record(id, 1).paid, 0);
	});
}

/// Alice owes Bob 50,000 since a year at a hundred percent, and disputes them: she holds them, and the interest is in the dispute. A
/// clerk of Bob's waives 50,000, which are counted, and with them go 50,000 that are not.
#[test]
fn a_clerk_waives_interest_that_is_in_dispute() {
	build_and_execute(|| {
		let due = Due { interest: Some(1_000_000), ..in_dollars(50_000, after(10 * DAYS)) };
		let id = disputable(&[due], 1, false);
		let all = drain(Some(DOLLAR), ALICE);
		clock(NOW + 375 * DAY);
		give(Some(DOLLAR), ISSUER, ALICE, all);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, dollars(50_000), 100, H256::zero()));
		Limited::mutate(|limited| limited.insert(BOB));
		let waived = Contracts::waive(signed(BOB), id, 0, dollars(50_000));
		Limited::mutate(|limited| limited.clear());
		assert!(waived.is_err(), "without the dispute it takes a key without limits");
	});
}

/// As `a_share_of_what_nobody_claims_keeps_the_deposit_for_ever`, of a guarantor: it could still become late what nobody claims.
#[test]
fn a_guarantee_of_what_nobody_claims_keeps_the_deposit_for_ever() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let bills = Due { awaits, ..pays(1_000) };
		let awaits = Awaits { late: vec![0].try_into().unwrap(), ..Default::default() };
		let guarantee = Due { debtor: 2, awaits, ..pays(400) };
		let id = agree(&Terms { term: for_days(10), ..terms_of(&[ALICE, BOB, CAROL], &[bills, guarantee]) });
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 600, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(600)));
		clock(NOW + 191 * DAY);
		assert_ok!(Contracts::compact(signed(ALICE), id));
	});
}

/// As `what_is_paid_from_what_is_free_breaks_the_books`, by an amendment that escrows: what is held at its signatures is added to what
/// was ever funded, which is not guarded.
#[test]
fn what_an_amendment_escrows_breaks_the_books() {
	build_and_execute(|| {
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), 2, ALICE, true, 1));
		let half = Balance::MAX / 2;
		assert_ok!(Assets::mint(signed(ALICE), 2, ALICE, half + 1));
		let money = Money { asset: Some(2), amount: half };
		let accrues = Accrual::Once(after(10 * DAYS));
		let due = owes(Performance::Pay { asset: Some(2), amount: half, accrues });
		let due = Due { funding: Funding::Revocable, ..due };
		let id = agree(&terms_of(&[ALICE, BOB], std::slice::from_ref(&due)));
		for _ in 0..2 {
			assert_ok!(Contracts::fund(signed(ALICE), id, 0, money));
			assert_ok!(Contracts::defund(signed(ALICE), id, 0, money));
		}
		let _ = try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, Due { funding: Funding::Escrowed(None), ..due })]));
		let record = record(id, 0);
		let spent = record.paid.checked_add(record.refunded).and_then(|sum| sum.checked_add(record.held));
		assert_eq!(spent, Some(record.funded));
	});
}

/// What Bob waits for could be paid in time from what is held, and nobody has settled. A dispute is refused as if it had lapsed.
#[test]
fn a_dispute_is_not_refused_because_nobody_has_settled() {
	build_and_execute(|| {
		let first = Due { funding: Funding::Escrowed(None), ..pays_at(1, after(10 * DAYS)) };
		let awaits =
			Awaits { fulfilled: vec![0].try_into().unwrap(), until: Some(after(30 * DAYS)), ..Default::default() };
		// It accrues later than that.
		let second = Due { awaits, funding: Funding::Escrowed(None), ..pays_at(1_000, after(60 * DAYS)) };
		let id = disputable(&[first, second], 1, false);
		clock(NOW + 31 * DAY);
		assert_ok!(Contracts::dispute(signed(BOB), id, 1, native(1_000), 100, H256::zero()));
	});
}

/// As `who_is_owed_late_work_waives_the_penalty_of_another`, of an amount: only time is let pass before it is waived or disputed.
#[test]
fn who_is_owed_a_late_amount_waives_the_penalty_of_another() {
	for settled_before in [true, false] {
		build_and_execute(|| {
			let awaits = if_late(0, 30);
			let penalty = Due { creditor: Creditor::Party(2), awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
			let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[in_dollars(100, after(10 * DAYS)), penalty]));
			drain(Some(DOLLAR), ALICE);
			clock(NOW + 11 * DAY);
			if settled_before {
				settle(id);
			}
			assert_ok!(Contracts::waive(signed(BOB), id, 0, dollars(100)));
			assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0), "settled before: {settled_before}");
		});
	}
}
