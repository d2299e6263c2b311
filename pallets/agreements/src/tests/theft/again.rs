//! What thieves have found after the first of their ways were closed. Each test tells a way as it worked when it was found.

use super::*;

/// A ruling or a meeting makes 1 of many instalments due, and Bob makes himself unable to receive it, so that it stays unpaid though it
/// is held for him. As long as it does, Alice can dispute none of the others; then he lets himself be paid all of them at once.
#[test]
fn a_ruling_that_is_not_taken_on_purpose_keeps_the_debtor_from_disputing() {
	build_and_execute(|| {
		let every = Span::Seconds(30 * DAYS);
		let accrues = Accrual::Instalments { start: after(30 * DAYS), every, count: Some(10) };
		let due = owes(Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues });
		let id = disputable(&[due], 1, false);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(6), 100, H256::zero()));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(6)));
		assert_eq!((record(id, 0).paid, record(id, 0).held), (0, 6), "it is held for him");
		clock(NOW + 150 * DAY);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, dollars(400), 100, H256::zero()));
	});
}

/// A debtor who has nothing leaves a ruling about a few unpaid, and by that the creditor can bring nothing else before the arbiter, not
/// even in the last moment before it lapses.
#[test]
fn a_ruling_that_is_not_paid_on_purpose_keeps_the_creditor_from_disputing() {
	build_and_execute(|| {
		let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE });
		let awaits = Awaits { certificate, until: Some(after(30 * DAYS)), ..Default::default() };
		let id = disputable(&[Due { awaits, ..pays_dollars(1_000) }], 1, false);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(6), 100, H256::zero()));
		drain(Some(DOLLAR), ALICE);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(6)));
		assert_eq!((record(id, 0).paid, line(id, 0).owed), (0, 6));
		clock(NOW + 30 * DAY);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(994), 100, H256::zero()));
	});
}

/// What Bob claims after `until` cannot have been done in time. He claims it all the same, before anybody settles, and again whenever
/// the claim lapses, and so keeps Alice's escrow on hold for ever.
#[test]
fn a_claim_after_the_time_keeps_an_escrow_from_going_back() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[delivery(Silence::Rejects), once_fulfilled(1_000)]));
		clock(NOW + 30 * DAY + 1);
		let _ = Contracts::claim(signed(BOB), id, 0, 1, H256::repeat_byte(1));
		settle(id);
		assert_eq!((record(id, 1).refunded, record(id, 1).held), (1_000, 0));
	});
}

/// Carol has given notice, for the end of the year. Whenever Bob assigns what she owes him, she gives it again, which changes nothing
/// but the version: no assignment is ever signed in time, though a debtor has no say in it.
#[test]
fn a_debtor_stops_every_assignment_by_giving_notice_again() {
	build_and_execute(|| {
		let rent = Due { assignable: true, ..instalments(100, Span::Months(1), None) };
		let term = Some(Term { minimum: Span::Months(12), renewal: Renewal::Open, notice: Some(DAYS) });
		let terms = Terms { term, ..terms_of(&[ALICE, BOB], core::slice::from_ref(&rent)) };
		let id = agree(&terms);
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
		let to_carol = carries(0, Due { creditor: Creditor::Account(CAROL), ..rent });
		let assigned = amending(id, Terms { obligations: vec![to_carol].try_into().unwrap(), ..terms });
		assert_ok!(Contracts::draft(signed(BOB), assigned.clone(), None));
		// The second one changes nothing, and may be refused.
		let _ = Contracts::end(signed(ALICE), id, Ending::Notice);
		assert_ok!(Contracts::sign(signed(CAROL), terms_hash(&assigned), None));
	});
}

/// What is claimed and accrues seven months after the end cannot be claimed before. On day 180 it counts as what nobody has claimed.
#[test]
fn compaction_takes_what_could_not_be_claimed_yet() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let retained = Due { awaits, ..pays_at(1_000, When::End(Span::Months(7))) };
		let term = Some(Term { minimum: Span::Seconds(10 * DAYS), renewal: Renewal::Ends, notice: None });
		let id = agree(&Terms { term, ..terms_of(&[ALICE, BOB], &[retained]) });
		clock(NOW + 190 * DAY);
		refused!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()), MoreThanAccrued);
		assert!(Contracts::compact(signed(ALICE), id).is_err(), "nobody could claim it yet");
	});
}

/// Alice offers 300 of the 1,000 that are disputed, and Bob waives 700 to meet her. Could she dispute 1 more before that, in the same
/// block, she would take her offer back: his 700 would be gone, and nothing be paid.
#[test]
fn an_offer_is_not_taken_back_by_disputing_more() {
	build_and_execute(|| {
		let id = disputable(&[later(2_000)], 1, false);
		bring(BOB, id, 1_000);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(300)));
		refused!(Contracts::dispute(signed(ALICE), id, 0, native(1), 0, H256::zero()), OfferStands);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(700)));
		assert_eq!(record(id, 0).paid, 300);
	});
}

/// Both have to advance the fee. Bob disputes 1, for which Alice does not care to advance it; in the last millisecond in which she could
/// he disputes all the rest, too. One millisecond later she has lost all of it.
#[test]
fn a_dispute_about_one_unit_becomes_one_about_everything_when_it_is_too_late_to_advance() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000_000)], 1, true);
		bring(BOB, id, 1);
		pass(DAY);
		let more = Contracts::dispute(signed(BOB), id, 0, native(999_999), Balance::MAX, H256::zero());
		pass(1);
		settle(id);
		assert!(record(id, 0).paid <= 1, "{more:?}");
	});
}

/// Bob claims 1 in time. After `until`, when what was not claimed is to go back, he raises it to everything.
#[test]
fn a_claim_is_raised_after_the_time() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[milestone(1_000, Silence::Accepts)]));
		clock(NOW + 60 * DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::zero()));
		pass(1);
		let _ = Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero());
		pass(2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).refunded), (1, 999));
	});
}

/// What Bob claimed once was settled some days after it was due, which made nobody pay for Alice. When the unclaimed rest lapses later,
/// those days count as if she were late then, and her guarantor pays though nothing is owed.
#[test]
fn a_guarantor_pays_for_what_lapsed_because_something_was_late_long_ago() {
	build_and_execute(|| {
		let awaits = |until| Awaits { until: Some(after(until)), ..Default::default() };
		let bills = Due { awaits: Awaits { claim: claimed(Silence::Accepts), ..awaits(30 * DAYS) }, ..pays(1_000) };
		let awaits = Awaits { late: vec![0].try_into().unwrap(), ..awaits(60 * DAYS) };
		let guarantee = Due { debtor: 2, awaits, funding: Funding::Escrowed(None), ..pays(500) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[bills, guarantee]));
		clock(NOW + DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 100, H256::zero()));
		clock(NOW + 7 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (100, 0), "it could be paid, and so was not late");
		clock(NOW + 31 * DAY);
		settle(id);
		assert_eq!((record(id, 0).lapsed.is_some(), line(id, 0).owed), (true, 0));
		clock(NOW + 61 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (0, 500));
	});
}

/// The first tranche awaits the delivery, the second one the first. Bob has delivered and claimed it in time, and Alice has not answered
/// yet: the first tranche waits for that, but the second goes back to her, as the first was neither claimed nor disputed itself.
#[test]
fn a_buyer_who_does_not_answer_keeps_what_awaits_what_awaits_the_delivery() {
	build_and_execute(|| {
		let mut second = once_fulfilled(1_000);
		second.awaits.fulfilled = vec![1].try_into().unwrap();
		let id = agree(&terms_of(&[ALICE, BOB], &[delivery(Silence::Accepts), once_fulfilled(1_000), second]));
		clock(NOW + 29 * DAY + DAY / 2);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::repeat_byte(1)));
		clock(NOW + 30 * DAY + 1);
		settle(id);
		clock(NOW + 31 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).fulfilled_at), (1_000, Some(NOW + 29 * DAY + DAY / 2)));
		assert_eq!((record(id, 2).paid, record(id, 2).refunded), (1_000, 0));
	});
}

/// A guarantee for a lease that was paid in time never comes due. The agreement ends, nothing is owed, and yet it is never closed, its
/// receipts say that something is unsettled, and whoever drafted it gets no deposit back unless the creditor is so kind as to waive.
#[test]
fn a_guarantee_that_was_never_needed_keeps_the_deposit_for_ever() {
	build_and_execute(|| {
		let awaits = Awaits { late: vec![0].try_into().unwrap(), ..Default::default() };
		let guarantee = Due { debtor: 2, awaits, ..pays(500) };
		let term = Some(Term { minimum: Span::Seconds(10 * DAYS), renewal: Renewal::Ends, notice: None });
		let id = agree(&Terms { term, ..terms_of(&[ALICE, BOB, CAROL], &[pays(1_000), guarantee]) });
		clock(NOW + 190 * DAY);
		settle(id);
		assert!(record(id, 0).fulfilled_at.is_some(), "it was paid at once and can never be late");
		assert_ok!(Contracts::compact(signed(ALICE), id));
	});
}

/// Whoever acts within limits does not bring about what these do not count: what is owed once something is fulfilled, as a share of it, or
/// from the end on. Another does, and so does the same of what nothing follows.
#[test]
fn within_limits_nothing_follows_that_is_not_counted() {
	build_and_execute(|| {
		let act = Due {
			creditor: Creditor::Party(0),
			debtor: 1,
			awaits: Awaits { claim: claimed(Silence::Rejects), ..Default::default() },
			..owes(Performance::Act { due: now() })
		};
		let after_it = Awaits { fulfilled: vec![0u8.into()].try_into().unwrap(), ..Default::default() };
		let bill = Due { awaits: Awaits { claim: claimed(Silence::Rejects), ..Default::default() }, ..pays(1_000) };
		let bill = Due { debtor: 1, creditor: Creditor::Party(0), ..bill };
		let share = owes(Performance::Share { of: 2, share: Fraction { numerator: 1, denominator: 2 } });
		let at_the_end = pays_at(500, When::End(Span::Seconds(0)));
		let term = Some(Term { minimum: Span::Seconds(0), renewal: Renewal::Open, notice: Some(1) });
		let obligations = [act, Due { awaits: after_it, ..pays(100) }, bill, share, at_the_end];
		let id = agree(&Terms { term, ..terms_of(&[ALICE, BOB], &obligations) });
		Limited::mutate(|limited| limited.insert(ALICE));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::zero()));
		refused!(Contracts::answer(signed(ALICE), id, 0, native(1)), FullKeyNeeded);
		refused!(Contracts::waive(signed(ALICE), id, 0, native(1)), FullKeyNeeded);
		refused!(Contracts::claim(signed(ALICE), id, 2, 1_000, H256::zero()), FullKeyNeeded);
		refused!(Contracts::waive(signed(ALICE), id, 2, native(1_000)), FullKeyNeeded);
		refused!(Contracts::end(signed(ALICE), id, Ending::Notice), FullKeyNeeded);
		// Not for who is owed by it.
		Limited::mutate(|limited| *limited = [BOB].into());
		frame_support::hypothetically!({
			assert_ok!(Contracts::end(signed(BOB), id, Ending::Notice));
		});
		Limited::mutate(|limited| limited.clear());
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(1)));
		assert_eq!(record(id, 1).paid, 100);
		assert_ok!(Contracts::claim(signed(ALICE), id, 2, 1_000, H256::zero()));
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
	});
}
