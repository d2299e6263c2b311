//! What was found by these properties, one case each.

use super::*;

/// Once held from the signature on, this is due after so many days.
fn escrowed(amount: Balance, days: Seconds) -> Due {
	Due { funding: Funding::Escrowed(None), ..pays_at(amount, after(days * 86_400)) }
}

/// What awaits that others are fulfilled.
fn once_fulfilled(due: Due, others: &[u8], until: Option<Seconds>) -> Due {
	let until = until.map(|days| after(days * 86_400));
	let awaits = Awaits {
		fulfilled: others.iter().map(|other| (*other).into()).collect::<Vec<_>>().try_into().unwrap(),
		until,
		..Default::default()
	};
	Due { awaits, ..due }
}

/// What awaits a claim, until so many days have passed.
fn once_claimed(due: Due, days: Seconds) -> Due {
	let awaits = Awaits { claim: claimed(Silence::Rejects), until: Some(after(days * 86_400)), ..Default::default() };
	Due { awaits, ..due }
}

/// All was true in time, and is found late: by a settlement, or by another call.
#[test]
fn no_call_lets_lapse_what_settling_finds_true_in_time() {
	for settled_first in [true, false] {
		build_and_execute(|| {
			let second = once_fulfilled(escrowed(100, 0), &[0], Some(10));
			let other = pays_at(50, after(100 * 86_400));
			let id = agree(&terms_of(&[ALICE, BOB], &[escrowed(1_000, 5), second, other]));
			pass(20 * DAY);
			if settled_first {
				settle(id);
			}
			assert_ok!(Contracts::waive(signed(BOB), id, 2, native(1)));
			assert_eq!((record(id, 0).paid, record(id, 1).paid), (1_000, 100), "settled first: {settled_first}");
		});
	}
}

/// Whether a guarantor pays does not depend on which call is the first.
#[test]
fn no_guarantor_pays_what_settling_has_the_debtor_pay() {
	for settled_first in [true, false] {
		build_and_execute(|| {
			let awaits = Awaits { late: vec![0u8.into()].try_into().unwrap(), ..Default::default() };
			let guarantee = Due { debtor: 2, awaits, ..pays(1_000) };
			let other = pays_at(50, after(100 * 86_400));
			let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[later(1_000), guarantee, other]));
			pass(11 * DAY);
			if settled_first {
				settle(id);
			}
			assert_ok!(Contracts::waive(signed(BOB), id, 2, native(1)));
			assert_eq!((record(id, 0).paid, record(id, 1).paid), (1_000, 0), "settled first: {settled_first}");
		});
	}
}

/// What a ruling denies was never owed, and no interest on it.
#[test]
fn what_is_denied_bears_no_interest() {
	for by in [BOB, ALICE] {
		build_and_execute(|| {
			let due = Due { interest: Some(1_000_000), ..later(365_000) };
			let id = disputable(&[due], 1, false);
			pass(20 * DAY);
			bring(by, id, 365_000);
			assert_eq!(record(id, 0).interest_paid, 0, "no interest on what is in dispute, by {by}");
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
			assert_eq!((record(id, 0).forgiven, record(id, 0).interest_paid), (365_000, 0), "by {by}");
		});
	}
}

/// Another dispute, of a part, does not take back what was ruled of the rest.
#[test]
fn what_was_ordered_stays_due() {
	build_and_execute(|| {
		let id = disputable(&[pays_at(1_000, after(100 * 86_400))], 1, false);
		bring(BOB, id, 1_000);
		pass(DAY + 1);
		spare(None, ALICE, 0);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 600, false));
		assert_eq!(line(id, 0).owed, 600);
		spare(None, ALICE, 10_000);
		let again = Contracts::dispute(signed(ALICE), id, 0, native(1), 300, H256::zero());
		assert!(again.is_err(), "by this and silence he would have 599 until it is due");
		settle(id);
		assert_eq!(record(id, 0).paid, 600);
	});
}

/// What is held for a ruling is not held for a dispute: there is none before the ruling is paid. Nothing goes to and fro.
#[test]
fn what_is_held_for_a_ruling_is_not_held_for_a_dispute() {
	build_and_execute(|| {
		let due =
			owes(Performance::Pay { asset: Some(DOLLAR), amount: 2, accrues: Accrual::Once(after(100 * 86_400)) });
		let id = disputable(&[due], 1, false);
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		let dispute = || Contracts::dispute(signed(ALICE), id, 0, dollars(1), 300, H256::zero());
		assert_ok!(dispute());
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(1)));
		assert_ok!(dispute());
		assert_eq!((record(id, 0).held, record(id, 0).refunded, line(id, 0).owed), (2, 0, 1));
		settle(id);
		assert_eq!((record(id, 0).held, record(id, 0).refunded, line(id, 0).owed), (2, 0, 1));
	});
}

/// It is over since the creditor has let it go, and not since it was held.
#[test]
fn what_is_waived_is_fulfilled_since_then() {
	build_and_execute(|| {
		let mut held = escrowed(1_000, 0);
		(held.awaits.condition, held.awaits.until) = (Some(Awaited(7)), Some(after(100 * 86_400)));
		let next = once_fulfilled(Due { interest: Some(1_000_000), ..pays(365_000) }, &[0], None);
		let id = agree(&terms_of(&[ALICE, BOB], &[held, next]));
		pass(20 * DAY);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1_000)));
		assert_eq!((record(id, 1).paid, record(id, 1).interest_paid), (365_000, 0));
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 20 * DAY));
	});
}

/// It is over since the ruling, and not since the rest was due.
#[test]
fn what_is_decided_is_fulfilled_since_then() {
	build_and_execute(|| {
		let next = once_fulfilled(Due { interest: Some(1_000_000), ..pays(365_000) }, &[0], None);
		let id = disputable(&[pays(1_000), next], 1, false);
		assert_eq!(record(id, 1).paid, 365_000);
		let next = once_fulfilled(Due { interest: Some(1_000_000), ..pays(365_000) }, &[0], None);
		let mut terms = terms_of(&[ALICE, BOB], &[later(1_000), next]);
		(terms.arbitration, terms.salt) = (arbitration(1, false), H256::repeat_byte(2));
		let id = agree(&terms);
		pass(9 * DAY);
		bring(BOB, id, 400);
		pass(DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 600);
		pass(DAY / 2);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		assert_eq!((record(id, 1).paid, record(id, 1).interest_paid), (365_000, 0));
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 21 * DAY / 2));
	});
}

/// What has lapsed, and gone back, is over: terms that do not change it need no money for it.
#[test]
fn what_has_lapsed_is_not_held_again_by_an_amendment_that_keeps_it() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(7)), until: Some(after(86_400)), ..Default::default() };
		let mut terms = terms_of(&[ALICE, BOB], &[Due { awaits, ..escrowed(1_000, 0) }, later(500)]);
		let id = agree(&terms);
		pass(2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).lapsed.is_some(), record(id, 0).refunded), (true, 1_000));
		terms.amends = Some(Amends { agreement: id, version: 0 });
		terms.sign_by = NOW + 9 * DAY;
		(0u8..).zip(terms.obligations.iter_mut()).for_each(|(place, due)| due.carries = Some(place));
		let preview = Contracts::preview(terms.clone()).unwrap();
		assert_eq!(preview.commitments[0].escrow, []);
		agree(&terms);
		assert_eq!((record(id, 0).lapsed.is_some(), record(id, 0).refunded), (true, 1_000));
	});
}

/// Interest that is waived is of what is waived with it, and none of later.
#[test]
fn interest_that_is_waived_with_an_amount_is_not_taken_from_the_next() {
	build_and_execute(|| {
		let rent = Due { interest: Some(1_000_000), ..instalments(365_000, Span::Seconds(10 * 86_400), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[rent]));
		let all = drain(None, ALICE);
		pass(15 * DAY);
		// Five days late: 5,000.
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 5_000));
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(370_000)));
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (0, 0));
		pass(10 * DAY);
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 5_000));
		give(None, ISSUER, ALICE, all);
		settle(id);
		assert_eq!(record(id, 0).interest_paid, 5_000);
	});
}

/// Settling twice is settling once: interest is paid, too, from what others pay at the same time.
#[test]
fn interest_is_paid_from_what_the_same_settlement_brings() {
	build_and_execute(|| {
		let owes = Due { interest: Some(1_000_000), ..later(365_000) };
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..pays_at(1_000, after(20 * 86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[owes, back]));
		spare(None, ALICE, 365_000);
		pass(20 * DAY);
		settle(id);
		let once = record(id, 0).interest_paid;
		settle(id);
		assert_eq!((once, record(id, 0).interest_paid), (1_000, 1_000));
	});
}

/// From any state some calls and time end an agreement.
#[test]
fn what_is_timed_from_the_end_has_a_bound() {
	let due = |accrues| owes(Performance::Pay { asset: None, amount: 1, accrues });
	let (start, every) = (When::End(Span::Seconds(1)), Span::Seconds(1));
	for accrues in
		[Accrual::Instalments { start, every, count: None }, Accrual::Stream { start, every: 1, count: None }]
	{
		assert!(terms_of(&[ALICE, BOB], &[due(accrues)]).check().is_err());
	}
}

/// Of held money it does not matter when it is settled: not that of a share, either.
#[test]
fn a_share_is_of_the_time_at_which_the_other_was_due() {
	for settled_between in [true, false] {
		build_and_execute(|| {
			let share = owes(Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 2 } });
			let share = Due { funding: Funding::Escrowed(None), ..share };
			let last = once_fulfilled(escrowed(100, 0), &[1], Some(10));
			let id = agree(&terms_of(&[ALICE, BOB], &[escrowed(1_000, 5), share, last]));
			pass(6 * DAY);
			if settled_between {
				settle(id);
			}
			pass(14 * DAY);
			settle(id);
			assert_eq!((record(id, 1).paid, record(id, 2).paid), (500, 100), "settled between: {settled_between}");
		});
	}
}

/// Of held money it does not matter when it is settled: not that of a guarantee of an act, either.
#[test]
fn an_act_that_was_late_was_late_also_if_it_has_lapsed_since() {
	for settled_between in [true, false] {
		build_and_execute(|| {
			let mut act = act(Silence::Accepts);
			act.awaits.until = Some(after(30 * 86_400));
			let awaits = Awaits {
				late: vec![0u8.into()].try_into().unwrap(),
				until: Some(after(60 * 86_400)),
				..Default::default()
			};
			let penalty = Due { awaits, ..escrowed(1_000, 0) };
			let id = agree(&terms_of(&[ALICE, BOB], &[act, penalty]));
			pass(20 * DAY);
			if settled_between {
				settle(id);
			}
			pass(20 * DAY);
			settle(id);
			assert_eq!(record(id, 1).paid, 1_000, "settled between: {settled_between}");
		});
	}
}

/// Settling twice is settling once: what was advanced for a dispute, and the deposit for it, come back and pay what is owed.
#[test]
fn what_a_dispute_gives_back_pays_what_is_owed() {
	build_and_execute(|| {
		let owed = Due { debtor: 1, creditor: Creditor::Party(0), ..later(300) };
		let mut terms = terms_of(&[ALICE, BOB], &[owed, pays_at(1_000, after(100 * 86_400))]);
		terms.arbitration = arbitration(1, false);
		let id = agree(&terms);
		spare(None, BOB, 5_000);
		assert_ok!(Contracts::dispute(signed(BOB), id, 1, native(1_000), 300, H256::zero()));
		spare(None, ALICE, 0);
		spare(None, BOB, 0);
		pass(20 * DAY);
		settle(id);
		let once = record(id, 0).paid;
		settle(id);
		assert_eq!((once, record(id, 0).paid), (300, 300));
	});
}

/// What was paid late, from what was free, is not fulfilled before, also if it turns out later that nothing more comes.
#[test]
fn what_was_paid_late_is_not_fulfilled_before() {
	build_and_execute(|| {
		let accrues = Accrual::Instalments { start: after(86_400), every: Span::Seconds(30 * 86_400), count: Some(2) };
		let first = owes(Performance::Pay { asset: None, amount: 2_000, accrues });
		let next = once_fulfilled(Due { interest: Some(1_000_000), ..pays(365_000) }, &[0], None);
		let id = agree(&terms_of(&[ALICE, BOB], &[first, next]));
		pass(11 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1_000);
		for party in [ALICE, BOB] {
			assert_ok!(Contracts::end(signed(party), id, Ending::Agreed(NOW + 12 * DAY)));
		}
		pass(2 * DAY);
		settle(id);
		assert_eq!(record(id, 1).paid, 365_000);
		// Two days at most, since the last was paid, and not twelve, since that was due.
		assert!(record(id, 1).interest_paid <= 2_000, "{}", record(id, 1).interest_paid);
	});
}

/// As long as it is in dispute, an amount can come to be due, also if a condition says otherwise meanwhile; and a share of it.
#[test]
fn what_is_in_dispute_can_still_come_to_be_due() {
	build_and_execute(|| {
		let condition = Awaits { condition: Some(Awaited(0)), until: Some(after(5 * 86_400)), ..Default::default() };
		let first = Due { awaits: condition, funding: Funding::Escrowed(None), ..pays(7_000) };
		let share = owes(Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 7 } });
		let id = disputable(&[first, Due { funding: Funding::Escrowed(None), ..share }], 1, false);
		bring(BOB, id, 7_000);
		Known::mutate(|known| known.insert(0, (NOW, Fraction { numerator: 0, denominator: 1 })));
		settle(id);
		assert_eq!((record(id, 0).held, record(id, 1).held), (7_000, 1_000));
		pass(DAY + 1);
		spare(None, ALICE, 0);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 7_000, false));
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (7_000, 1_000));
	});
}

/// With an end in sight what comes until then can be waived; and an amendment may void that end.
#[test]
fn what_was_waived_before_an_end_was_void_stays_within_the_terms() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(86_400), None)]);
		let id = agree(&terms);
		for party in [ALICE, BOB] {
			assert_ok!(Contracts::end(signed(party), id, Ending::Agreed(NOW + 10 * DAY)));
		}
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(500)));
		terms.amends = Some(Amends { agreement: id, version: stored(id).progress.version });
		terms.obligations[0].carries = Some(0);
		agree(&terms);
		assert_eq!((record(id, 0).forgiven, line(id, 0).most), (500, None));
	});
}

/// What was claimed and accepted, and awaits what cannot come true any more, is over: what is closed can be compacted.
#[test]
fn what_is_closed_can_be_compacted() {
	build_and_execute(|| {
		// Once nothing of it could come to be due, and yet what was accepted was taken for not settled.
		let awaits = Awaits {
			claim: claimed(Silence::Accepts),
			late: vec![0u8.into()].try_into().unwrap(),
			..Default::default()
		};
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1, after(3 * 86_400)), Due { awaits, ..pays(1_000) }]));
		assert_ok!(Contracts::claim(signed(BOB), id, 1, 1_000, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 1, native(1_000)));
		pass(6 * DAY);
		settle(id);
		assert_eq!(state(id), AgreementState::Closed);
		pass(181 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
	});
}

/// Of held money it does not matter when it is settled: what can never be due any more has lapsed since that is so, and not before.
#[test]
fn what_cannot_be_due_any_more_has_lapsed_since_then() {
	let mut seen = Vec::new();
	for settled_between in [true, false] {
		build_and_execute(|| {
			// It counted as fulfilled once, since it was held, and what awaits it was paid.
			let awaits = Awaits {
				late: vec![0u8.into()].try_into().unwrap(),
				until: Some(after(60 * 86_400)),
				..Default::default()
			};
			let guarantee = Due { awaits, ..escrowed(100, 0) };
			let [soon, late] = [6, 90].map(|days| once_fulfilled(escrowed(10, 0), &[1], Some(days)));
			let id = agree(&terms_of(&[ALICE, BOB], &[escrowed(1_000, 8), guarantee, soon, late]));
			pass(7 * DAY);
			if settled_between {
				settle(id);
			}
			pass(2 * DAY);
			settle(id);
			let lapsed = [1, 2, 3].map(|place| record(id, place).lapsed);
			assert_eq!(lapsed, [8, 6, 8].map(|days| Some(NOW + days * DAY)));
			assert_eq!([1, 2, 3].map(|place| (record(id, place).paid, record(id, place).fulfilled_at)), [(0, None); 3]);
			seen.push(stored(id).progress.records);
		});
	}
	assert_eq!(seen[0], seen[1]);
}

/// Nobody is paid for what was to come after something that has lapsed; and whether it lapses does not depend on when it is settled.
#[test]
fn what_could_not_be_due_any_more_before_its_time_has_lapsed_since_then() {
	let mut seen = Vec::new();
	for settled_at in [6, 15, 30] {
		build_and_execute(|| {
			let sold = once_claimed(escrowed(1_000, 0), 5);
			let second = once_fulfilled(escrowed(100, 0), &[0], Some(10));
			// It counted as fulfilled once, and was paid for.
			let third = once_fulfilled(escrowed(10, 0), &[1], Some(20));
			let id = agree(&terms_of(&[ALICE, BOB], &[sold, second, third]));
			let before = free(None, BOB);
			pass(settled_at * DAY);
			settle(id);
			pass((30 - settled_at) * DAY);
			settle(id);
			let lapsed = [0, 1, 2].map(|place| record(id, place).lapsed);
			assert_eq!(lapsed, [Some(NOW + 5 * DAY); 3], "settled on day {settled_at}");
			assert_eq!((held(None, ALICE), free(None, BOB)), (0, before));
			seen.push(stored(id).progress.records);
		});
	}
	assert!(seen.iter().all(|records| *records == seen[0]));
}

#[test]
fn what_cannot_be_due_any_more_is_neither_claimed_nor_disputed() {
	build_and_execute(|| {
		let bill = once_claimed(pays(100), 60);
		let awaits = Awaits { fulfilled: vec![0u8.into()].try_into().unwrap(), ..bill.awaits.clone() };
		let (bill, plain) = (Due { awaits, ..bill }, once_fulfilled(pays(50), &[0], None));
		let id = disputable(&[once_claimed(escrowed(1_000, 0), 5), bill, plain], 1, false);
		pass(5 * DAY);
		// It may still come.
		frame_support::hypothetically!({
			assert_ok!(Contracts::claim(signed(BOB), id, 1, 100, H256::zero()));
		});
		pass(1);
		for _ in 0..2 {
			refused!(Contracts::claim(signed(BOB), id, 1, 100, H256::zero()), ObligationLapsed);
			for place in [1, 2] {
				let disputed = Contracts::dispute(signed(BOB), id, place, native(50), Balance::MAX, H256::zero());
				refused!(disputed, ObligationLapsed);
			}
			settle(id);
		}
		assert_eq!(state(id), AgreementState::Closed);
	});
}

/// What is claimed of it when others lapse stays until it is decided, and so does what is held for it.
#[test]
fn what_is_open_stays_when_it_cannot_be_due_any_more() {
	build_and_execute(|| {
		let bill = once_claimed(escrowed(100, 0), 60);
		let awaits = Awaits { fulfilled: vec![0u8.into()].try_into().unwrap(), ..bill.awaits.clone() };
		let id = disputable(&[once_claimed(escrowed(1_000, 0), 5), Due { awaits, ..bill }], 1, false);
		pass(4 * DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 1, 100, H256::zero()));
		let dispute = || Contracts::dispute(signed(BOB), id, 1, native(100), Balance::MAX, H256::zero());
		assert_ok!(dispute());
		pass(2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).lapsed, record(id, 1).lapsed), (Some(NOW + 5 * DAY), None));
		assert_eq!(record(id, 1).held, 100);
		assert_ok!(Contracts::answer(signed(ALICE), id, 1, native(100)));
		let record = record(id, 1);
		assert_eq!((record.paid, record.lapsed), (100, None));
		assert!(record.fulfilled_at.is_some());
	});
}
