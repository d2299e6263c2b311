//! What an amendment carries over and what it closes.

use super::*;
use sp_runtime::TokenError;

fn last_of(events: &[Event<Test>], wanted: fn(&Event<Test>) -> bool) -> Option<&Event<Test>> {
	events.iter().rev().find(|event| wanted(event))
}

#[test]
fn rent_is_raised_by_an_old_obligation_with_a_count_and_a_new_one() {
	build_and_execute(|| {
		let rent = |amount, start, count| {
			let accrues = Accrual::Instalments { start, every: Span::Months(1), count };
			owes(Performance::Pay { asset: None, amount, accrues })
		};
		let id = agree_by_bob(&of(&[rent(1_000, now(), None)]));
		// From January 31st on: the third is late on April 10th, and not paid.
		pass(28 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 2_000);
		spare(None, ALICE, 0);
		pass(41 * DAY);
		settle(id);
		assert_eq!(line(id, 0).owed, 1_000);
		let third = When::Activation(Span::Months(3));
		let raised = [carries(0, rent(3_000, now(), Some(3))), rent(1_100, third, None)];
		amend(id, of(&raised), &[BOB, ALICE]);
		let (old, new) = (line(id, 0), line(id, 1));
		assert_eq!((old.paid, old.owed, old.most), (2_000, 1_000, Some(3_000)));
		assert_eq!(old.late_since, Some(NOW + 59 * DAY));
		assert_eq!((new.accrued, new.next_at, new.next_amount), (0, Some(NOW + 89 * DAY), 1_100));
		spare(None, ALICE, 100_000);
		pass(50 * DAY);
		settle(id);
		// The third of the old, and of the new those of April 30th and May 31st.
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (3_000, 2_200));
		assert_eq!(free(None, BOB), ENDOWMENT + 5_200 - deposit(BOB));
	});
}

#[test]
fn what_is_left_out_is_closed_and_its_hold_goes_back() {
	build_and_execute(|| {
		let id = agree(&of(&[escrow(native(1_000)), escrow(dollars(70)), escrow(native(5))]));
		let (last, hash) = sign_all(id, of(&[carries(2, escrow(native(5)))]), &[ALICE, BOB]);
		assert_eq!((held(None, ALICE), held(Some(DOLLAR), ALICE)), (1_005, 70));
		events();
		assert_ok!(sign(last, hash));
		let released =
			|obligation, asset, amount| Event::Released { agreement: id, obligation, who: ALICE, asset, amount };
		assert_eq!(
			events(),
			[
				Event::Signed { draft: hash, by: BOB },
				released(0, None, 1_000),
				released(1, Some(DOLLAR), 70),
				Event::Amended { agreement: id, version: 1, terms: hash },
			]
		);
		assert_eq!((held(None, ALICE), held(Some(DOLLAR), ALICE)), (5, 0));
		assert_eq!(stored(id).progress.records.len(), 1);
		assert_eq!((record(id, 0).held, record(id, 0).funded), (5, 5));
	});
}

#[test]
fn of_an_escrow_that_is_raised_only_the_difference_is_held() {
	build_and_execute(|| {
		let id = agree(&of(&[escrow(native(1_000)), escrow(dollars(70))]));
		// The debtor cannot hold twice.
		spare(None, ALICE, 100_000);
		let raised = [carries(0, escrow(native(1_600))), carries(1, escrow(dollars(30)))];
		let (last, hash) = sign_all(id, of(&raised), &[BOB, ALICE]);
		assert_eq!(held(None, ALICE), 1_000);
		events();
		assert_ok!(sign(last, hash));
		assert_eq!((held(None, ALICE), held(Some(DOLLAR), ALICE)), (1_600, 30));
		assert_eq!((record(id, 0).funded, record(id, 0).refunded), (1_600, 0));
		assert_eq!((record(id, 1).funded, record(id, 1).refunded), (70, 40));
		let released = Event::Released { agreement: id, obligation: 1, who: ALICE, asset: Some(DOLLAR), amount: 40 };
		assert_eq!(last_of(&events(), |event| matches!(event, Event::Released { .. })), Some(&released));
	});
}

#[test]
fn a_debtor_who_signs_first_holds_the_difference_then() {
	build_and_execute(|| {
		let id = agree(&of(&[escrow(native(1_000))]));
		let after = amending(id, of(&[carries(0, escrow(native(1_600)))]));
		// And can know it before.
		assert_eq!(Contracts::preview(after.clone()).unwrap().commitments[0].escrow, [native(600)]);
		assert_ok!(draft(ALICE, &after));
		assert_eq!((held(None, ALICE), record(id, 0).held), (1_600, 1_000));
		check_state();
		// It goes back if the other does not want it.
		assert_ok!(Contracts::decline(signed(BOB), terms_hash(&after)));
		assert_eq!((held(None, ALICE), stored(id).progress.version), (1_000, 0));
		assert_ok!(draft(ALICE, &after));
		spare(None, ALICE, 0);
		assert_ok!(sign(BOB, terms_hash(&after)));
		assert_eq!((held(None, ALICE), record(id, 0).held), (1_600, 1_600));
	});
}

#[test]
fn who_has_not_the_difference_does_not_sign() {
	build_and_execute(|| {
		let id = agree(&of(&[escrow(native(1_000))]));
		let (last, hash) = sign_all(id, of(&[carries(0, escrow(native(1_600)))]), &[BOB, ALICE]);
		spare(None, ALICE, 599);
		assert_noop!(sign(last, hash), TokenError::FundsUnavailable);
		spare(None, ALICE, 600);
		assert_ok!(sign(last, hash));
	});
}

#[test]
fn what_was_paid_of_an_escrow_is_not_held_again() {
	build_and_execute(|| {
		let weekly = |amount| {
			let accrues = Accrual::Instalments { start: now(), every: Span::Seconds(7 * 86_400), count: Some(4) };
			Due { funding: Funding::Escrowed(None), ..owes(Performance::Pay { asset: None, amount, accrues }) }
		};
		let id = agree(&of(&[weekly(400)]));
		let after = amending(id, of(&[carries(0, weekly(800))]));
		let hash = terms_hash(&after);
		assert_ok!(draft(ALICE, &after));
		// Meanwhile more is paid from what was held.
		set_time(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held, held(None, ALICE)), (100, 300, 700));
		assert_ok!(sign(BOB, hash));
		assert_eq!((record(id, 0).paid, record(id, 0).held, held(None, ALICE)), (200, 600, 600));
	});
}

#[test]
fn a_claim_is_carried_over_with_its_clock() {
	build_and_execute(|| {
		let id = agree(&of(&[Due { funding: Funding::Escrowed(None), ..claimable(native(1_000)) }]));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 600, H256::repeat_byte(3)));
		pass(DAY / 2);
		let before = record(id, 0).claim;
		let more = Due { funding: Funding::Escrowed(None), ..claimable(native(1_500)) };
		amend(id, of(&[carries(0, more)]), &[ALICE, BOB]);
		assert_eq!(record(id, 0).claim, before);
		refused!(Contracts::claim(signed(BOB), id, 0, 1, H256::zero()), ClaimOpen);
		pass(DAY / 2);
		settle(id);
		assert_eq!(record(id, 0).paid, 0);
		pass(1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held), (600, 900));
	});
}

#[test]
fn what_does_not_fit_is_not_carried_over() {
	build_and_execute(|| {
		let act = Due {
			awaits: Awaits { claim: claimed(Silence::Rejects), ..Default::default() },
			..owes(Performance::Act { due: after(86_400) })
		};
		let share = owes(Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 2 } });
		let terms = of(&[once(native(1_000)), act.clone(), share.clone(), claimable(native(50))]);
		let id = agree(&terms);
		let of_bob = |due: Due| Due { debtor: 1, creditor: Creditor::Party(0), ..due };
		let unfit = [
			// Of another asset.
			carries(0, once(dollars(1_000))),
			// Of another debtor.
			carries(0, of_bob(once(native(1_000)))),
			// Of another kind.
			carries(0, act.clone()),
			carries(1, once(native(1))),
			carries(0, share.clone()),
			carries(2, once(native(1_000))),
			carries(1, of_bob(act.clone())),
			// Claimed by one of them only.
			carries(0, claimable(native(1_000))),
			carries(3, once(native(50))),
			// Of nothing that there is.
			carries(4, once(native(1_000))),
			carries(u8::MAX, once(native(1_000))),
		];
		for due in unfit {
			hypothetically!({
				let (last, hash) = sign_all(id, of(&[once(native(2)), due.clone()]), &[ALICE, BOB]);
				let refusal = sign(last, hash).map_err(|refused| refused.error);
				assert_eq!(refusal.map(|_| ()), Err(Error::<Test>::CarriesInvalid.into()), "{due:?}");
				check_state();
			});
		}
		let fit = [carries(0, once(native(7))), carries(2, share), carries(1, act), carries(3, claimable(native(60)))];
		amend(id, of(&fit), &[ALICE, BOB]);
	});
}

#[test]
fn the_debtor_is_the_same_account_and_not_the_same_place() {
	build_and_execute(|| {
		let id = agree(&of(&[once(native(1_000))]));
		let swapped = |due| terms_of(&[BOB, ALICE], &[carries(0, due)]);
		let (last, hash) = sign_all(id, swapped(once(native(1_000))), &[ALICE, BOB]);
		refused!(sign(last, hash), CarriesInvalid);
		let other = Due { debtor: 1, creditor: Creditor::Party(0), ..once(native(1_000)) };
		amend(id, swapped(other), &[ALICE, BOB]);
		assert_eq!((line(id, 0).debtor, line(id, 0).creditor), (ALICE, BOB));
	});
}

#[test]
fn no_less_is_agreed_on_than_was_paid() {
	build_and_execute(|| {
		let weekly = |amount, count| instalments(amount, Span::Seconds(7 * 86_400), count);
		let id = agree(&of(&[weekly(100, None)]));
		pass(14 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 300);
		let (last, hash) = sign_all(id, of(&[carries(0, weekly(299, Some(3)))]), &[ALICE, BOB]);
		refused!(sign(last, hash), CarriesInvalid);
		amend(id, of(&[carries(0, weekly(300, Some(3)))]), &[ALICE, BOB]);
		assert_eq!(state(id), AgreementState::Closed);
	});
}

/// Alice owes the office, who signs nothing, 500 that she has not.
fn owed_to_office() -> (AgreementId, Due) {
	let due = owes(Performance::Pay { asset: None, amount: 500, accrues: Accrual::Once(after(86_400)) });
	let due = Due { creditor: Creditor::Account(OFFICE), ..due };
	let id = agree_by_bob(&of(&[once(native(1_000)), due.clone()]));
	spare(None, ALICE, 0);
	pass(2 * DAY);
	settle(id);
	assert_eq!(line(id, 1).owed, 500);
	(id, due)
}

#[test]
fn what_is_owed_to_who_does_not_sign_stays() {
	build_and_execute(|| {
		let (id, due) = owed_to_office();
		let less = Performance::Pay { asset: None, amount: 1, accrues: Accrual::Once(after(86_400)) };
		let later = Performance::Pay { asset: None, amount: 500, accrues: Accrual::Once(after(90 * 86_400)) };
		let certified = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE });
		let awaiting = Awaits { certificate: certified, ..Default::default() };
		let first = carries(0, once(native(1_000)));
		let changes = [
			// It is closed, or is owed to others.
			vec![first.clone()],
			vec![first.clone(), due.clone()],
			vec![first.clone(), carries(1, Due { creditor: Creditor::Party(1), ..due.clone() })],
			vec![first.clone(), carries(1, Due { creditor: Creditor::Account(CAROL), ..due.clone() })],
			// It is less, later, or awaits something from now on.
			vec![first.clone(), carries(1, Due { performance: less, ..due.clone() })],
			vec![first.clone(), carries(1, Due { performance: later, ..due.clone() })],
			vec![first.clone(), carries(1, Due { awaits: awaiting, ..due.clone() })],
		];
		for changed in changes {
			hypothetically!({
				let (last, hash) = sign_all(id, of(&changed), &[BOB, ALICE]);
				let refusal = sign(last, hash).map_err(|refused| refused.error);
				assert_eq!(refusal.map(|_| ()), Err(Error::<Test>::OwedToOthers.into()), "{changed:?}");
				check_state();
			});
		}
		// As it was it may go on, and whatever else changes.
		amend(id, of(&[carries(0, once(native(3))), carries(1, due)]), &[BOB, ALICE]);
		assert_eq!(line(id, 1).owed, 500);
	});
}

#[test]
fn what_was_claimed_by_who_does_not_sign_is_answered_as_it_was_agreed() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..claimable(native(500)) };
		let id = agree(&of(&[once(native(1_000)), to_office.clone()]));
		assert_ok!(Contracts::claim(signed(OFFICE), id, 1, 200, H256::zero()));
		// Silence would mean the contrary from now on.
		let mut changed = to_office.clone();
		changed.awaits.claim = claimed(Silence::Rejects);
		let (last, hash) = sign_all(id, of(&[carries(1, changed)]), &[ALICE, BOB]);
		refused!(sign(last, hash), OwedToOthers);
		// The same goes on at another place.
		amend(id, of(&[carries(1, to_office)]), &[ALICE, BOB]);
		pass(DAY + 1);
		settle(id);
		assert_eq!(record(id, 0).paid, 200);
	});
}

#[test]
fn a_term_that_is_shortened_takes_nothing_from_who_does_not_sign() {
	build_and_execute(|| {
		// The obligation is the same to the letter, and an end that is past would cut what has accrued after it.
		let monthly = Due { creditor: Creditor::Account(OFFICE), ..instalments(500, Span::Months(1), None) };
		let id = agree_by_bob(&of(&[once(native(1_000)), monthly.clone()]));
		spare(None, ALICE, 0);
		pass(62 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, line(id, 1).owed), (500, 1_000));
		let term = Some(Term { minimum: Span::Months(1), renewal: Renewal::Ends, notice: None });
		let after = Terms { term, ..of(&[carries(0, once(native(1_000))), carries(1, monthly)]) };
		let (last, hash) = sign_all(id, after, &[BOB, ALICE]);
		refused!(sign(last, hash), EndInPast);
	});
}

#[test]
fn what_is_not_owed_yet_to_who_does_not_sign_may_change() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..escrow(native(500)) };
		let id = agree(&of(&[once(native(1_000)), to_office]));
		amend(id, of(&[carries(0, once(native(1_000)))]), &[ALICE, BOB]);
		assert_eq!((held(None, ALICE), free(None, OFFICE)), (0, ENDOWMENT));
	});
}

#[test]
fn what_who_does_not_sign_has_claimed_stays() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..claimable(native(500)) };
		let id = agree(&of(&[once(native(1_000)), to_office]));
		assert_ok!(Contracts::claim(signed(OFFICE), id, 1, 200, H256::zero()));
		let (last, hash) = sign_all(id, of(&[carries(0, once(native(1_000)))]), &[ALICE, BOB]);
		refused!(sign(last, hash), OwedToOthers);
		assert_ok!(Contracts::waive(signed(OFFICE), id, 1, native(500)));
		assert_ok!(sign(last, hash));
	});
}

#[test]
fn debts_stay_debts_with_their_date_and_interest() {
	build_and_execute(|| {
		let debt = Due { interest: Some(100_000), ..pays(365_000) };
		let mut terms = terms_of(&[PAUPER, BOB], &[debt.clone(), once(native(1))]);
		terms.sign_by = NOW;
		let id = terms_hash(&terms);
		assert_ok!(draft(BOB, &terms));
		assert_ok!(sign(PAUPER, id));
		pass(10 * DAY);
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 1_000));
		amend(id, terms_of(&[PAUPER, BOB], &[carries(0, debt)]), &[BOB, PAUPER]);
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 1_000));
		assert_eq!(line(id, 0).late_since, Some(NOW));
	});
}
