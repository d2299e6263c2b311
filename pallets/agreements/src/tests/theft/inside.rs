//! What a third thief has found. Each test tells a way as it worked when it was found, and passes whether what it does is refused or has no
//! effect.

use super::*;

pub fn to_office(due: Due) -> Due {
	Due { creditor: Creditor::Account(OFFICE), ..due }
}

pub fn in_dollars(amount: Balance, when: When) -> Due {
	owes(Performance::Pay { asset: Some(DOLLAR), amount, accrues: Accrual::Once(when) })
}

fn for_months(minimum: u16) -> Option<Term> {
	Some(Term { minimum: Span::Months(minimum), renewal: Renewal::Ends, notice: None })
}

pub fn for_days(days: Seconds) -> Option<Term> {
	Some(Term { minimum: Span::Seconds(days * DAYS), renewal: Renewal::Ends, notice: None })
}

/// That of these obligations, one is late, until so many days have passed.
pub fn if_late(place: u16, days: Seconds) -> Awaits<AccountId, Awaited> {
	Awaits { late: vec![place].try_into().unwrap(), until: Some(after(days * DAYS)), ..Default::default() }
}

/// A house in escrow until there is a certificate of its title, whose evidence is the hash of the terms. On day 29 it is issued. Alice,
/// who is also owed a trifle that can be assigned, assigns that to a friend, by which the terms have another hash. Nobody else signs, the
/// certificate is of no use, and on day 30 the price goes back to her.
#[test]
fn an_assignment_of_a_trifle_voids_the_certificate_that_was_issued() {
	build_and_execute(|| {
		let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: BOB });
		let awaits = Awaits { certificate, until: Some(after(30 * DAYS)), ..Default::default() };
		let price = Due { awaits, funding: Funding::Escrowed(None), ..pays_dollars(1_000) };
		let trifle = Due { debtor: 1, creditor: Creditor::Party(0), assignable: true, ..pays_at(1, after(60 * DAYS)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[price.clone(), trifle.clone()]));
		clock(NOW + 29 * DAY);
		let deed = H256::repeat_byte(9);
		Certified::mutate(|certified| certified.insert(deed, (BOB, id, NOW + 29 * DAY)));
		let to_carol = Due { creditor: Creditor::Account(CAROL), ..trifle };
		let assigned = amending(id, terms_of(&[ALICE, BOB], &[carries(0, price), carries(1, to_carol)]));
		assert_ok!(Contracts::draft(signed(CAROL), assigned.clone(), None));
		assert_ok!(Contracts::sign(signed(ALICE), terms_hash(&assigned), None));
		let _ = present(id, 0, deed);
		clock(NOW + 30 * DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).refunded), (1_000, 0), "Bob has signed nothing");
	});
}

/// What is retained can be claimed seven months after the end. In the block in which that is so, Alice compacts the agreement: all has
/// accrued, and "nobody has claimed it".
#[test]
fn compaction_takes_what_can_be_claimed_since_this_block() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let retained = Due { awaits, ..pays_at(1_000, When::End(Span::Months(7))) };
		let id = agree(&Terms { term: for_days(10), ..terms_of(&[ALICE, BOB], &[retained]) });
		let at = line(id, 0).next_at.unwrap();
		clock(at);
		let _ = Contracts::compact(signed(ALICE), id);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()));
	});
}

/// By the terms the agreement has ended, and Alice owes the office a severance since then, which she has not paid. She and Bob amend it:
/// without a term it never ends. The obligation is the same to the letter, so that the office is not asked, and is owed nothing any more.
#[test]
fn an_end_that_has_come_is_taken_back_and_with_it_what_the_office_is_owed() {
	build_and_execute(|| {
		let severance = to_office(in_dollars(500, When::End(Span::Seconds(0))));
		let id = agree(&Terms { term: for_days(10), ..terms_of(&[ALICE, BOB], &[pays(1), severance.clone()]) });
		drain(Some(DOLLAR), ALICE);
		clock(NOW + 11 * DAY);
		settle(id);
		assert_eq!((line(id, 1).owed, state(id)), (500, AgreementState::Ended));
		let _ = try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, pays(1)), carries(1, severance)]));
		assert_eq!(line(id, 1).owed, 500, "the office has signed nothing");
	});
}

/// 500 are on hold for the office, have accrued, and await that Alice pays Bob 1. Both amend nothing but who decides disputes: nobody
/// did, now it is a friend. Alice disputes the 500, he denies them, and she has them back.
#[test]
fn an_arbiter_is_named_for_who_does_not_sign() {
	build_and_execute(|| {
		let obligations = [later(1), to_office(once_fulfilled(500))];
		let id = agree(&terms_of(&[ALICE, BOB], &obligations));
		let [first, second] = obligations;
		assert!(!try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, first.clone())])), "it cannot be left out");
		let same = terms_of(&[ALICE, BOB], &[carries(0, first), carries(1, second)]);
		if try_amend(id, Terms { arbitration: arbitration(1, false), ..same }) {
			let disputed = Contracts::dispute(signed(ALICE), id, 1, native(500), 100, H256::zero());
			if disputed.is_ok() {
				pass(DAY + 1);
				assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 1, 0, false));
			}
		}
		assert_eq!((record(id, 1).forgiven, record(id, 1).refunded), (0, 0), "the office has signed nothing");
	});
}

/// The price awaits the first of two deliveries, which is done; it is due on day 20. By an amendment the two change places, so that it
/// awaits the other one: it is paid without that.
#[test]
fn what_was_found_of_one_obligation_counts_for_another_in_its_place() {
	build_and_execute(|| {
		let first = delivery(Silence::Rejects);
		let second = Due { clause: 2, ..delivery(Silence::Rejects) };
		let fulfilled = vec![0].try_into().unwrap();
		let awaits = Awaits { fulfilled, until: Some(after(60 * DAYS)), ..Default::default() };
		let price = Due { awaits, funding: Funding::Escrowed(None), ..pays_at(1_000, after(20 * DAYS)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[first.clone(), second.clone(), price.clone()]));
		clock(NOW + DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(1)));
		assert!(record(id, 2).found.fulfilled.is_some());
		assert!(try_amend(id, terms_of(&[ALICE, BOB], &[carries(1, second), carries(0, first), carries(2, price)])));
		clock(NOW + 20 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 2).paid), (0, 0), "what is awaited now was not delivered");
	});
}

/// By a meeting of the sides 6 dollars are due, which are held for Bob, who cannot receive them. A year later an arbiter rules that
/// 100,000 more are due, from now on and not in ten years. They are due since a year, and bear 100 % for it.
#[test]
fn what_is_ordered_later_is_due_since_what_was_ordered_before_and_not_taken() {
	build_and_execute(|| {
		let id = disputable(&[in_ten_years(200_000)], 1, false);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(6), 100, H256::zero()));
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(6)));
		assert_eq!((record(id, 0).paid, record(id, 0).held), (0, 6), "she has done her part");
		pass(365 * DAY);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(100_000), 100, H256::zero()));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 100_000, false));
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, BOB));
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (100_006, 0), "it was paid when it was ruled");
	});
}

/// Alice was to hold 365,000 by day 5, due on day 10, and could not for a year. Before she can dispute them Bob does, so that what she
/// puts on hold then (whoever settles does it for her) counts as late for good. The arbiter denies all; she pays 100 % interest on it.
#[test]
fn what_is_denied_bears_interest_if_the_creditor_disputes_it_first() {
	build_and_execute(|| {
		let due = Due {
			interest: Some(1_000_000),
			funding: Funding::Escrowed(Some(after(5 * DAYS))),
			..in_dollars(365_000, after(10 * DAYS))
		};
		let id = disputable(&[due], 1, false);
		let all = drain(Some(DOLLAR), ALICE);
		clock(NOW + 375 * DAY);
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(365_000), 100, H256::zero()));
		give(Some(DOLLAR), ISSUER, ALICE, all);
		settle(id);
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_eq!((record(id, 0).forgiven, record(id, 0).interest_paid), (365_000, 0));
	});
}

/// Alice has accepted 400 on day 29, which are late after 5 days of grace. On day 30 what was not claimed lapses, before anything is late,
/// and with it goes the guarantee. From day 34 on the 400 are late, and nobody answers for them.
#[test]
fn a_guarantor_is_free_when_what_nobody_claimed_lapses() {
	build_and_execute(|| {
		let claim = claimed(Silence::Rejects);
		let awaits = Awaits { claim, until: Some(after(30 * DAYS)), ..Default::default() };
		let bills = Due { awaits, grace: 5 * DAYS, ..pays_dollars(1_000) };
		let guarantee = Due { debtor: 2, awaits: if_late(0, 90), funding: Funding::Escrowed(None), ..pays(400) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[bills, guarantee]));
		drain(Some(DOLLAR), ALICE);
		clock(NOW + 29 * DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 400, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(400)));
		clock(NOW + 31 * DAY);
		settle(id);
		clock(NOW + 35 * DAY);
		settle(id);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (400, Some(NOW + 29 * DAY)));
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (400, 0));
	});
}

/// Silence accepts 100 on day 2, for which Alice has the money. Bob takes care that nobody settles before day 31: then the rest lapses
/// before the 100 are paid by the same call, counts as late, and Carol pays him besides.
#[test]
fn a_guarantor_pays_for_what_lapsed_before_it_was_paid_by_the_same_settlement() {
	build_and_execute(|| {
		let claim = claimed(Silence::Accepts);
		let awaits = Awaits { claim, until: Some(after(30 * DAYS)), ..Default::default() };
		let bills = Due { awaits, ..pays(1_000) };
		let guarantee = Due { debtor: 2, awaits: if_late(0, 60), funding: Funding::Escrowed(None), ..pays(500) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[bills, guarantee]));
		clock(NOW + DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 100, H256::zero()));
		clock(NOW + 31 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, line(id, 0).owed), (100, 0), "it could be paid, and so was not late");
		clock(NOW + 61 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (0, 500));
	});
}

/// The price goes back after day 30 unless Bob has delivered, which he has not. Nobody settles in that millisecond. Bob disputes the
/// price, or his own delivery, which he has never claimed, when it is too late; the price stays on hold, and half of it is his by silence.
#[test]
fn a_dispute_after_the_time_keeps_an_escrow_from_going_back() {
	for (place, amount) in [(1, 1_000), (0, 1)] {
		build_and_execute(|| {
			let id = disputable(&[delivery(Silence::Rejects), once_fulfilled(1_000)], 1, false);
			clock(NOW + 30 * DAY + 1);
			let _ = Contracts::dispute(signed(BOB), id, place, native(amount), 100, H256::zero());
			settle(id);
			assert_eq!((record(id, 1).refunded, record(id, 1).held), (1_000, 0), "place {place}");
		});
	}
}

/// Alice pays a penalty from escrow if her work is late. It is, by a day, and nobody has settled yet. She disputes her work instead of
/// claiming it: in dispute nothing is late. The arbiter rules that it is done (two days late, as the record says), and the penalty goes
/// back to her. Had anybody settled before she disputed, it were paid.
#[test]
fn a_dispute_of_late_work_evades_the_penalty() {
	for settled_before in [true, false] {
		build_and_execute(|| {
			let penalty = Due { awaits: if_late(0, 30), funding: Funding::Escrowed(None), ..pays(1_000) };
			let id = disputable(&[act(Silence::Rejects), penalty], 1, false);
			clock(NOW + 11 * DAY);
			if settled_before {
				settle(id);
			}
			bring(ALICE, id, 1);
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 1, false));
			assert!(record(id, 0).longest_late > DAY);
			assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0), "settled before: {settled_before}");
		});
	}
}

/// The same by Bob, who is owed the work, and lets it go when it is late: Carol, who is owed the penalty, gets nothing.
#[test]
fn who_is_owed_late_work_waives_the_penalty_of_another() {
	for settled_before in [true, false] {
		build_and_execute(|| {
			let awaits = if_late(0, 30);
			let penalty = Due { creditor: Creditor::Party(2), awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
			let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[act(Silence::Rejects), penalty]));
			clock(NOW + 11 * DAY);
			if settled_before {
				settle(id);
			}
			assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1)));
			assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0), "settled before: {settled_before}");
		});
	}
}

/// A lease for two months, both rents of which are paid; the landlord's payment back awaits that. Then both make it a year. None of the
/// ten further rents is paid, and the payment back is made all the same: all rent was "found" fulfilled.
#[test]
fn what_was_fulfilled_for_a_term_counts_for_a_longer_one() {
	build_and_execute(|| {
		let accrues = Accrual::Instalments { start: now(), every: Span::Months(1), count: None };
		let rent = owes(Performance::Pay { asset: Some(DOLLAR), amount: 100, accrues });
		let fulfilled = vec![0].try_into().unwrap();
		let until = Some(When::End(Span::Seconds(30 * DAYS)));
		let awaits = Awaits { fulfilled, until, ..Default::default() };
		let back = pays_at(1_000, When::End(Span::Seconds(0)));
		let back = Due { debtor: 1, creditor: Creditor::Party(0), awaits, funding: Funding::Escrowed(None), ..back };
		let id = agree(&Terms { term: for_months(2), ..terms_of(&[ALICE, BOB], &[rent.clone(), back.clone()]) });
		clock(NOW + 28 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 200);
		let longer = terms_of(&[ALICE, BOB], &[carries(0, rent), carries(1, back)]);
		assert!(try_amend(id, Terms { term: for_months(12), ..longer }));
		drain(Some(DOLLAR), ALICE);
		clock(NOW + 366 * DAY);
		settle(id);
		assert_eq!((line(id, 0).owed, record(id, 1).paid), (1_000, 0));
	});
}

/// The same with a guarantor: he is free since the last rent of the first term, and stays so when he signs for a longer one.
#[test]
fn a_guarantor_who_signs_for_a_longer_term_answers_for_nothing() {
	build_and_execute(|| {
		let accrues = Accrual::Instalments { start: now(), every: Span::Months(1), count: None };
		let rent = owes(Performance::Pay { asset: Some(DOLLAR), amount: 100, accrues });
		let awaits = Awaits { late: vec![0].try_into().unwrap(), ..Default::default() };
		let guarantee = Due { debtor: 2, awaits, ..pays(500) };
		let all = [ALICE, BOB, CAROL];
		let id = agree(&Terms { term: for_months(2), ..terms_of(&all, &[rent.clone(), guarantee.clone()]) });
		clock(NOW + 28 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 200);
		let longer = terms_of(&all, &[carries(0, rent), carries(1, guarantee)]);
		let longer = amending(id, Terms { term: for_months(12), ..longer });
		let hash = terms_hash(&longer);
		assert_ok!(Contracts::draft(signed(BOB), longer, None));
		assert_ok!(Contracts::sign(signed(CAROL), hash, None));
		assert_ok!(Contracts::sign(signed(ALICE), hash, None));
		drain(Some(DOLLAR), ALICE);
		clock(NOW + 100 * DAY);
		settle(id);
		assert!(line(id, 0).late_since.is_some());
		assert_eq!(record(id, 1).paid, 500);
	});
}

/// An arbiter has ordered 600, which Alice has not; all else awaits a certificate. Bob claims 500 more, and lets go of that claim. By
/// that 500 of the 600 are gone, too.
#[test]
fn who_lets_go_of_a_claim_loses_as_much_of_what_was_ordered() {
	build_and_execute(|| {
		let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE });
		let awaits = Awaits { claim: claimed(Silence::Rejects), certificate, ..Default::default() };
		let id = disputable(&[Due { awaits, ..pays_dollars(2_000) }], 1, false);
		drain(Some(DOLLAR), ALICE);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()));
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(1_000), 100, H256::zero()));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 600, false));
		assert_eq!(line(id, 0).owed, 600);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 500, H256::zero()));
		assert_ok!(Contracts::waive(signed(BOB), id, 0, dollars(500)));
		assert_eq!(line(id, 0).owed, 600, "what was ordered was not in this claim");
	});
}

/// A partnership as by its template: profit is claimed up to a cap, and the other partner has a share of it. Nobody ever claims the whole
/// cap, so the share could still come up as far as this says, and the deposit of who drafted it is never free.
#[test]
fn a_share_of_what_nobody_claims_keeps_the_deposit_for_ever() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 10 } };
		let share = Due { debtor: 1, creditor: Creditor::Party(2), ..owes(share) };
		let terms = terms_of(&[ALICE, BOB, CAROL], &[Due { awaits, ..pays(1_000) }, share]);
		let id = agree(&Terms { term: for_days(10), ..terms });
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 600, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(600)));
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (600, 60));
		clock(NOW + 191 * DAY);
		assert_ok!(Contracts::compact(signed(ALICE), id));
	});
}

/// Bob owes Carol a tenth of what he gets, revocably, and holds nothing. He is to get it on day 10 from escrow; whoever settles first does
/// so a year later. The share counts as due since day 10, as if it had been held, and he pays a year's interest.
#[test]
fn a_share_that_is_not_held_is_due_before_what_it_is_of_was_paid() {
	build_and_execute(|| {
		let price = Due { funding: Funding::Escrowed(None), ..pays_at(3_650_000, after(10 * DAYS)) };
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 10 } };
		let share = Due {
			debtor: 1,
			creditor: Creditor::Party(2),
			funding: Funding::Revocable,
			interest: Some(1_000_000),
			..owes(share)
		};
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[price, share]));
		clock(NOW + 375 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).interest_paid), (365_000, 0));
	});
}

/// The office may bill up to 100 a day, and bills once in a quarter. After fifty days Alice and Bob amend the agreement and leave it out:
/// 5,000 have accrued to it.
#[test]
fn what_has_accrued_and_is_not_claimed_yet_is_taken_from_who_does_not_sign() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let metered = to_office(Due { awaits, ..instalments(100, Span::Seconds(DAYS), None) });
		let other = pays_at(1, after(99 * DAYS));
		let id = agree(&terms_of(&[ALICE, BOB], &[other.clone(), metered]));
		clock(NOW + 50 * DAY);
		assert!(line(id, 1).accrued >= 5_000);
		assert!(!try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, other)])), "the office has signed nothing");
	});
}

/// Alice has paid 10,000 of interest at 5 %. For a while both agree on 0 %, and then on 5 % again. By that the next 10,000 of interest
/// count as paid already. (With no interest in between, instead of 0 %, they do not.)
#[test]
fn a_rate_of_nothing_in_between_takes_later_interest() {
	build_and_execute(|| {
		let accrues = Accrual::Instalments { start: after(1), every: Span::Seconds(365 * DAYS), count: Some(9) };
		let due = |rate| {
			let performance = Performance::Pay { asset: Some(DOLLAR), amount: 9_000_000, accrues: accrues.clone() };
			Due { interest: Some(rate), ..owes(performance) }
		};
		let id = agree(&terms_of(&[ALICE, BOB], &[due(50_000)]));
		let first = drain(Some(DOLLAR), ALICE);
		clock(NOW + 73 * DAY + SECOND);
		give(Some(DOLLAR), ISSUER, ALICE, first);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (1_000_000, 10_000));
		assert!(try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, due(0))])));
		assert!(try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, due(50_000))])));
		let second = drain(Some(DOLLAR), ALICE);
		clock(NOW + 438 * DAY + SECOND);
		give(Some(DOLLAR), ISSUER, ALICE, second);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (2_000_000, 20_000));
	});
}

/// As `what_is_funded_and_taken_back_again_and_again_breaks_the_books`, but that the last of it is not put on hold but paid from what is
/// free, where the sum is not guarded.
#[test]
fn what_is_paid_from_what_is_free_breaks_the_books() {
	build_and_execute(|| {
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), 2, ALICE, true, 1));
		let half = Balance::MAX / 2;
		assert_ok!(Assets::mint(signed(ALICE), 2, ALICE, half + 1));
		let money = Money { asset: Some(2), amount: half };
		let accrues = Accrual::Once(after(10 * DAYS));
		let due = owes(Performance::Pay { asset: Some(2), amount: half, accrues });
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { funding: Funding::Revocable, ..due }]));
		for _ in 0..2 {
			assert_ok!(Contracts::fund(signed(ALICE), id, 0, money));
			assert_ok!(Contracts::defund(signed(ALICE), id, 0, money));
		}
		clock(NOW + 10 * DAY);
		settle(id);
		let record = record(id, 0);
		let spent = record.paid.checked_add(record.refunded).and_then(|sum| sum.checked_add(record.held));
		assert_eq!(spent, Some(record.funded));
	});
}

/// After three rents of 1,000 the rent becomes 900, carried over. By the new terms 2,700 have accrued, and 3,000 were paid: more than
/// there can be, so that no `try_state` passes for the next month.
#[test]
fn a_rent_that_becomes_less_was_paid_beyond_the_terms() {
	build_and_execute(|| {
		let rent = |amount| instalments(amount, Span::Months(1), None);
		let id = agree(&terms_of(&[ALICE, BOB], &[rent(1_000)]));
		clock(NOW + 60 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 3_000);
		let amended = try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, rent(900))]));
		assert!(!amended || record(id, 0).paid <= line(id, 0).accrued);
	});
}
