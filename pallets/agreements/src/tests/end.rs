//! `end`.

use super::*;
use civitas_primitives::Moment;
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};

const DAYS: Seconds = 86_400;

fn end(who: AccountId, agreement: AgreementId, ending: Ending) -> DispatchResultWithPostInfo {
	Contracts::end(signed(who), agreement, ending)
}

/// 100 a day, beginning now.
fn daily() -> Due {
	instalments(100, Span::Seconds(DAYS), None)
}

/// These, for a term.
fn lasting(obligations: &[Due], minimum: Span, renewal: Renewal, notice: Option<Seconds>) -> AgreementId {
	let term = Some(Term { minimum, renewal, notice });
	agree(&Terms { term, ..terms_of(&[ALICE, BOB], obligations) })
}

fn ends_at(agreement: AgreementId) -> Option<Moment> {
	stored(agreement).progress.ends_at
}

/// When it ends, as so long after the start, if notice is given so long after the start.
fn noticed(minimum: Span, renewal: &Renewal, notice: Seconds, at: Moment) -> Moment {
	let mut found = 0;
	build_and_execute(|| {
		let id = lasting(&[daily()], minimum, renewal.clone(), Some(notice));
		clock(NOW + at);
		let _ = events();
		assert_ok!(end(BOB, id, Ending::Notice));
		found = ends_at(id).unwrap();
		assert!(events().contains(&crate::Event::Ending { agreement: id, at: found }));
		// It runs until then, and no instalment accrues at the end or later.
		clock(found - 1);
		assert_eq!(state(id), AgreementState::Active);
		clock(found + DAY);
		settle(id);
		assert_eq!(state(id), AgreementState::Closed);
		assert_eq!(record(id, 0).paid, 100 * Balance::from((found - NOW).div_ceil(DAY)));
	});
	found - NOW
}

#[test]
fn notice_ends_the_running_term() {
	let renewal = Renewal::Terms(Span::Seconds(40 * DAYS));
	for (at, ends) in [
		(0, 30 * DAY),
		(20 * DAY, 30 * DAY),
		(20 * DAY + 1, 70 * DAY),
		(30 * DAY, 70 * DAY),
		(60 * DAY, 70 * DAY),
		(60 * DAY + 1, 110 * DAY),
	] {
		assert_eq!(noticed(Span::Seconds(30 * DAYS), &renewal, 10 * DAYS, at), ends, "{at}");
	}
	// Without a time of notice the term can end in the next millisecond, but not now.
	for (at, ends) in [(30 * DAY - 1, 30 * DAY), (30 * DAY, 70 * DAY)] {
		assert_eq!(noticed(Span::Seconds(30 * DAYS), &renewal, 0, at), ends, "{at}");
	}
}

#[test]
fn what_is_open_ended_ends_after_the_time_of_notice_and_not_before_the_minimum() {
	for (at, ends) in [(0, 30 * DAY), (20 * DAY, 30 * DAY), (20 * DAY + 1, 30 * DAY + 1), (100 * DAY, 110 * DAY)] {
		assert_eq!(noticed(Span::Seconds(30 * DAYS), &Renewal::Open, 10 * DAYS, at), ends, "{at}");
	}
	// Notice that takes longer than the minimum.
	assert_eq!(noticed(Span::Seconds(5 * DAYS), &Renewal::Open, 10 * DAYS, 0), 10 * DAY);
	assert_eq!(noticed(Span::Seconds(0), &Renewal::Open, 0, 3 * DAY), 3 * DAY + 1);
}

#[test]
fn months_are_counted_from_activation() {
	// January 31st; then February 28th, March 31st, April 30th, May 31st.
	let (month, renewal) = (Span::Months(1), Renewal::Terms(Span::Months(1)));
	for (at, ends) in [
		(18 * DAY, 28 * DAY),
		(18 * DAY + 1, 59 * DAY),
		(49 * DAY, 59 * DAY),
		(49 * DAY + 1, 89 * DAY),
		(79 * DAY + 1, 120 * DAY),
	] {
		assert_eq!(noticed(month, &renewal, 10 * DAYS, at), ends, "{at}");
	}
	// A quarter, and then month by month.
	assert_eq!(noticed(Span::Months(3), &renewal, 10 * DAYS, 0), 89 * DAY);
	assert_eq!(noticed(Span::Months(3), &renewal, 10 * DAYS, 79 * DAY + 1), 120 * DAY);
	// Ten days, until February 10th, and then to the 10th of each month.
	for (at, ends) in [(0, 10 * DAY), (1, 38 * DAY), (28 * DAY, 38 * DAY), (28 * DAY + 1, 69 * DAY)] {
		assert_eq!(noticed(Span::Seconds(10 * DAYS), &renewal, 10 * DAYS, at), ends, "{at}");
	}
	assert_eq!(noticed(month, &Renewal::Open, 10 * DAYS, 0), 28 * DAY);
	// A month, and then ten days each.
	let renewal = Renewal::Terms(Span::Seconds(10 * DAYS));
	for (at, ends) in [(18 * DAY, 28 * DAY), (18 * DAY + 1, 38 * DAY), (28 * DAY, 38 * DAY), (28 * DAY + 1, 48 * DAY)] {
		assert_eq!(noticed(month, &renewal, 10 * DAYS, at), ends, "{at}");
	}
}

#[test]
fn a_year_renews_for_a_year() {
	let (year, renewal) = (Span::Months(12), Renewal::Terms(Span::Months(12)));
	// 2028 has a 29th of February.
	for (at, ends) in [(335 * DAY, 365 * DAY), (335 * DAY + 1, 731 * DAY)] {
		build_and_execute(|| {
			let id = lasting(&[later(1_000)], year, renewal.clone(), Some(30 * DAYS));
			clock(NOW + at);
			assert_ok!(end(ALICE, id, Ending::Notice));
			assert_eq!(ends_at(id), Some(NOW + ends));
		});
	}
}

#[test]
fn only_parties_give_notice_and_only_if_the_terms_let_them() {
	build_and_execute(|| {
		let month = Span::Months(1);
		let ends = lasting(&[daily()], month, Renewal::Ends, Some(DAYS));
		refused!(end(BOB, ends, Ending::Notice), NoNotice);
		let never = lasting(&[daily()], month, Renewal::Open, None);
		refused!(end(BOB, never, Ending::Notice), NoNotice);
		let none = agree(&terms_of(&[ALICE, BOB], &[daily()]));
		refused!(end(BOB, none, Ending::Notice), NoNotice);
		let outsider = Due { creditor: Creditor::Account(OFFICE), ..daily() };
		let id = lasting(&[outsider], month, Renewal::Open, Some(DAYS));
		refused!(end(STRANGER, id, Ending::Notice), NotParty);
		refused!(end(OFFICE, id, Ending::Notice), NotParty);
		assert_noop!(Contracts::end(RuntimeOrigin::none(), id, Ending::Notice), sp_runtime::DispatchError::BadOrigin);
		assert_ok!(end(ALICE, id, Ending::Notice));
	});
}

#[test]
fn a_second_notice_changes_nothing() {
	build_and_execute(|| {
		let renewal = Renewal::Terms(Span::Seconds(40 * DAYS));
		let id = lasting(&[daily()], Span::Seconds(30 * DAYS), renewal, Some(10 * DAYS));
		pass(20 * DAY);
		assert_ok!(end(ALICE, id, Ending::Notice));
		for who in [ALICE, BOB] {
			pass(1);
			assert_ok!(end(who, id, Ending::Notice));
			assert_eq!(ends_at(id), Some(NOW + 30 * DAY));
		}
	});
}

#[test]
fn all_parties_name_the_same_moment() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB, CAROL], &[daily()]);
		terms.term = Some(Term { minimum: Span::Seconds(30 * DAYS), renewal: Renewal::Open, notice: None });
		let id = agree(&terms);
		let agreed = |who, days: Moment| end(who, id, Ending::Agreed(NOW + days * DAY));
		refused!(agreed(STRANGER, 5), NotParty);
		assert_ok!(agreed(ALICE, 5));
		// Twice by one is once.
		assert_ok!(agreed(ALICE, 5));
		assert_ok!(agreed(BOB, 6));
		assert_ok!(agreed(CAROL, 5));
		assert_eq!((ends_at(id), stored(id).progress.named_ends.len()), (None, 3));
		// She changes her mind, and he his.
		assert_ok!(agreed(CAROL, 6));
		assert_eq!(ends_at(id), None);
		hypothetically!({
			assert_ok!(agreed(BOB, 5));
			assert_ok!(agreed(CAROL, 5));
			assert_eq!(ends_at(id), Some(NOW + 5 * DAY));
		});
		assert_ok!(agreed(ALICE, 6));
		// Sooner than the minimum.
		assert_eq!((ends_at(id), stored(id).progress.named_ends.len()), (Some(NOW + 6 * DAY), 0));
		// Later is a change of the terms, sooner is not.
		refused!(agreed(ALICE, 7), EndsSooner);
		assert_ok!(agreed(ALICE, 6));
		for who in [ALICE, BOB, CAROL] {
			assert_ok!(agreed(who, 4));
		}
		assert_eq!(ends_at(id), Some(NOW + 4 * DAY));
	});
}

#[test]
fn nobody_names_what_is_past_or_later_than_the_end() {
	build_and_execute(|| {
		let id = lasting(&[daily()], Span::Seconds(30 * DAYS), Renewal::Ends, None);
		pass(DAY);
		let agreed = |who, at| end(who, id, Ending::Agreed(at));
		for at in [0, NOW, NOW + DAY - 1, NOW + DAY] {
			refused!(agreed(ALICE, at), EndInPast);
		}
		hypothetically!({
			assert_ok!(agreed(ALICE, NOW + DAY + 1));
			assert_ok!(agreed(BOB, NOW + DAY + 1));
			assert_eq!(ends_at(id), Some(NOW + DAY + 1));
			pass(1);
			settle(id);
			// That of today has accrued.
			assert_eq!((state(id), record(id, 0).paid), (AgreementState::Closed, 200));
		});
		refused!(agreed(ALICE, NOW + 30 * DAY + 1), EndsSooner);
		refused!(agreed(ALICE, Moment::MAX), EndsSooner);
		assert_ok!(agreed(ALICE, NOW + 30 * DAY));
	});
}

#[test]
fn a_moment_that_has_passed_is_agreed_by_nobody_any_more() {
	build_and_execute(|| {
		let id = lasting(&[daily()], Span::Seconds(30 * DAYS), Renewal::Ends, None);
		assert_ok!(end(ALICE, id, Ending::Agreed(NOW + DAY)));
		pass(DAY);
		refused!(end(BOB, id, Ending::Agreed(NOW + DAY)), EndInPast);
	});
}

#[test]
fn one_ends_for_lateness_past_grace_what_cannot_be_settled() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { grace: DAYS, ..daily() }]));
		let late = |who| end(who, id, Ending::Late(0));
		let amount = drain(None, ALICE);
		pass(DAY);
		refused!(late(BOB), NotLate);
		pass(DAY);
		refused!(late(BOB), NotLate);
		pass(1);
		refused!(late(ALICE), NotCreditor);
		refused!(late(STRANGER), NotParty);
		refused!(end(BOB, id, Ending::Late(1)), ObligationUnknown);
		hypothetically!({
			// A debtor who has money is not late: it is settled first.
			give(None, ISSUER, ALICE, amount);
			assert_eq!(line(id, 0).late_since, Some(NOW + DAY));
			refused!(late(BOB), NotLate);
		});
		assert_ok!(late(BOB));
		assert_eq!((ends_at(id), stored(id).broken), (Some(Timestamp::get() + 1), true));
		// What has accrued by then stays, and nothing more accrues.
		pass(30 * DAY);
		assert_eq!((line(id, 0).accrued, line(id, 0).owed, state(id)), (300, 200, AgreementState::Ended));
		give(None, ISSUER, ALICE, amount);
		settle(id);
		assert_eq!((record(id, 0).paid, state(id)), (300, AgreementState::Closed));
	});
}

#[test]
fn an_instalment_of_the_moment_of_the_end_for_cause_has_accrued() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[daily()]));
		drain(None, ALICE);
		pass(2 * DAY);
		assert_ok!(end(BOB, id, Ending::Late(0)));
		assert_eq!(line(id, 0).accrued, 300);
		pass(DAY);
		assert_eq!(line(id, 0).accrued, 300);
	});
}

#[test]
fn one_ends_because_an_escrow_is_not_held_in_time() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(60 * DAYS)), ..Default::default() };
		let escrow = Due { awaits, funding: Funding::Escrowed(Some(after(5 * DAYS))), ..pays(1_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[escrow]));
		let amount = drain(None, ALICE);
		pass(5 * DAY);
		refused!(end(BOB, id, Ending::Late(0)), NotLate);
		pass(1);
		hypothetically!({
			give(None, ISSUER, ALICE, amount);
			refused!(end(BOB, id, Ending::Late(0)), NotLate);
			settle(id);
			assert_eq!(held(None, ALICE), 1_000);
		});
		// All but one is not enough.
		give(None, ISSUER, ALICE, 999);
		assert_ok!(end(BOB, id, Ending::Late(0)));
	});
}

#[test]
fn one_ends_because_an_act_is_not_done_in_time() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { grace: DAYS, ..act(Silence::Accepts) }, daily()]));
		pass(11 * DAY);
		refused!(end(BOB, id, Ending::Late(0)), NotLate);
		pass(1);
		assert_ok!(end(BOB, id, Ending::Late(0)));
		// It is still to be done.
		pass(DAY);
		settle(id);
		assert_eq!(state(id), AgreementState::Ended);
	});
}

#[test]
fn an_act_that_was_claimed_in_time_is_not_late() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[act(Silence::Accepts), daily()]));
		pass(10 * DAY - 1);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, H256::zero()));
		pass(2);
		// Else whoever should answer would end the agreement for cause instead.
		refused!(end(BOB, id, Ending::Late(0)), NotLate);
		pass(DAY);
		settle(id);
		assert_eq!(record(id, 0).longest_late, 0);
	});
}

#[test]
fn a_ruling_lets_the_two_sides_end_and_nobody_else() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB, CAROL], &[later(1_000), daily()]);
		terms.arbitration = arbitration(1, false);
		let id = agree(&terms);
		for who in [ALICE, BOB, CAROL] {
			refused!(end(who, id, Ending::Ruled), NotRuled);
		}
		bring(BOB, id, 1_000);
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 500, true));
		refused!(end(CAROL, id, Ending::Ruled), NotRuled);
		refused!(end(STRANGER, id, Ending::Ruled), NotParty);
		refused!(end(ARBITERS[0], id, Ending::Ruled), NotParty);
		hypothetically!({
			assert_ok!(end(ALICE, id, Ending::Ruled));
		});
		// Whenever they like.
		pass(5 * DAY);
		assert_ok!(end(BOB, id, Ending::Ruled));
		assert_eq!((ends_at(id), stored(id).broken), (Some(Timestamp::get() + 1), true));
	});
}

#[test]
fn what_is_timed_from_the_end_still_accrues() {
	build_and_execute(|| {
		let performance =
			Performance::Pay { asset: None, amount: 77, accrues: Accrual::Once(When::End(Span::Seconds(DAYS))) };
		let id = lasting(&[daily(), owes(performance)], Span::Seconds(10 * DAYS), Renewal::Open, Some(DAYS));
		assert_eq!((line(id, 1).next_at, line(id, 1).most), (None, Some(77)));
		pass(20 * DAY);
		assert_ok!(end(ALICE, id, Ending::Notice));
		assert_eq!(line(id, 1).next_at, Some(NOW + 22 * DAY));
		pass(2 * DAY - 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid, state(id)), (2_100, 0, AgreementState::Ended));
		pass(1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid, state(id)), (2_100, 77, AgreementState::Closed));
	});
}

#[test]
fn what_has_not_accrued_by_the_end_goes_back() {
	build_and_execute(|| {
		let revocable = Due { funding: Funding::Revocable, ..daily() };
		let month = Performance::Pay {
			asset: None,
			amount: 3_000,
			accrues: Accrual::Stream { start: now(), every: DAYS, count: Some(30) },
		};
		let escrow = Due { funding: Funding::Escrowed(None), ..owes(month) };
		let id = lasting(&[revocable, escrow], Span::Seconds(10 * DAYS), Renewal::Open, Some(0));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(5_000)));
		pass(15 * DAY);
		assert_ok!(end(BOB, id, Ending::Notice));
		pass(1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (1_600, 1_500));
		assert_eq!((record(id, 0).refunded, record(id, 1).refunded, held(None, ALICE)), (3_500, 1_500, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn to_end_and_to_settle_in_one_block_give_the_same_in_both_orders() {
	// What is seen a day later, after an end in the millisecond in which an instalment accrues.
	let run = |ending: Ending, rich: bool, first: bool| {
		let mut found = None;
		build_and_execute(|| {
			let owes = Due { debtor: 1, creditor: Creditor::Party(0), ..daily() };
			let mut terms = terms_of(&[BOB, ALICE], &[owes]);
			terms.term = Some(Term { minimum: Span::Seconds(1), renewal: Renewal::Open, notice: Some(0) });
			let id = agree(&terms);
			if !rich {
				drain(None, ALICE);
			}
			pass(DAY);
			assert_ok!(end(ALICE, id, Ending::Agreed(NOW + 2 * DAY + 1)));
			pass(DAY);
			if first {
				settle(id);
			}
			assert_ok!(end(BOB, id, ending));
			if !first {
				settle(id);
			}
			pass(DAY);
			settle(id);
			found = Some((stored(id), worth(ALICE), worth(BOB)));
		});
		found.unwrap()
	};
	for (ending, rich, paid) in
		[(Ending::Notice, true, 300), (Ending::Agreed(NOW + 2 * DAY + 1), true, 300), (Ending::Late(0), false, 100)]
	{
		let (before, after) = (run(ending, rich, false), run(ending, rich, true));
		assert_eq!(before, after);
		assert_eq!(before.0.progress.records[0].paid, paid);
		assert_eq!(before.0.progress.ends_at, Some(NOW + 2 * DAY + 1));
	}
}

#[test]
fn what_has_ended_or_is_closed_does_not_end() {
	build_and_execute(|| {
		let endings = [Ending::Notice, Ending::Agreed(Moment::MAX), Ending::Late(0), Ending::Ruled];
		// Ended, with a debt.
		let ended = lasting(&[daily()], Span::Seconds(2 * DAYS), Renewal::Ends, None);
		// Closed, as all is paid.
		let closed = agree(&terms_of(&[ALICE, BOB], &[pays(1)]));
		// Waits for a signature.
		let mut terms = terms_of(&[ALICE, BOB], &[pays(2)]);
		terms.sign_by = NOW + 300 * DAY;
		assert_ok!(Contracts::draft(signed(ALICE), terms.clone(), None));
		drain(None, ALICE);
		pass(2 * DAY);
		assert_eq!((state(ended), state(closed)), (AgreementState::Ended, AgreementState::Closed));
		for ending in endings {
			refused!(end(BOB, ended, ending), AgreementEnded);
			refused!(end(BOB, closed, ending), AgreementEnded);
			refused!(end(ALICE, terms_hash(&terms), ending), AgreementUnknown);
			refused!(end(BOB, H256::zero(), ending), AgreementUnknown);
		}
		pass(180 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), closed));
		refused!(end(BOB, closed, Ending::Notice), AgreementUnknown);
	});
}

#[test]
fn parties_do_not_end_what_a_pallet_has_opened() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[daily()]);
		terms.term = Some(Term { minimum: Span::Seconds(1), renewal: Renewal::Open, notice: Some(0) });
		let id = <Contracts as Settlement<AccountId>>::open(3, terms, &ALICE, &[ALICE, BOB]).unwrap();
		drain(None, ALICE);
		pass(2 * DAY);
		for ending in [Ending::Notice, Ending::Agreed(NOW + 3 * DAY), Ending::Late(0), Ending::Ruled] {
			refused!(end(BOB, id, ending), NotOpener);
		}
	});
}
