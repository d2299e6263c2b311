//! `fund`: who puts how much on hold for what; and escrows that are to be there by a time.

use super::*;
use sp_runtime::TokenError;

/// Alice owes Bob 1,000 after a day, of this funding.
fn funded(funding: Funding) -> Due {
	Due { funding, ..pays_at(1_000, after(86_400)) }
}

#[test]
fn the_debtor_holds_what_is_paid_when_it_is_due() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[funded(Funding::Revocable)]));
		let before = free(None, ALICE);
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(600)));
		assert_eq!((free(None, ALICE), held(None, ALICE)), (before - 600, 600));
		System::assert_has_event(
			crate::Event::Held { agreement: id, obligation: 0, who: ALICE, asset: None, amount: 600 }.into(),
		);
		clock(NOW + DAY - 1);
		// More, in parts.
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(300)));
		assert_eq!((record(id, 0).funded, record(id, 0).held, record(id, 0).paid), (900, 900, 0));
		assert_eq!((record(id, 0).funded_at, held(None, ALICE)), (NOW + DAY - 1, 900));
		// What is held is paid first, and the rest from what is free.
		spare(None, ALICE, 40);
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held, line(id, 0).owed), (940, 0, 60));
		// What is due is paid at once.
		spare(None, ALICE, 70);
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(60)));
		assert_eq!((record(id, 0).paid, record(id, 0).fulfilled_at), (1_000, Some(NOW + DAY)));
		assert_eq!((free(None, BOB), held(None, ALICE)), (ENDOWMENT + 1_000, 0));
	});
}

#[test]
fn only_the_debtor_of_what_can_be_held_funds_it() {
	build_and_execute(|| {
		let act = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let act = Due { awaits: act, ..owes(Performance::Act { due: now() }) };
		let all = [
			funded(Funding::Revocable),
			funded(Funding::Unfunded),
			funded(Funding::Escrowed(None)),
			act,
			Due { creditor: Creditor::Account(OFFICE), ..funded(Funding::Revocable) },
		];
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &all));
		let fund = |who, place, money| Contracts::fund(signed(who), id, place, money);
		for other in [BOB, CAROL, STRANGER] {
			assert_noop!(fund(other, 0, native(1)), Error::<Test>::NotDebtor);
		}
		assert_noop!(fund(OFFICE, 4, native(1)), Error::<Test>::NotDebtor);
		assert_noop!(fund(ALICE, 0, dollars(1)), Error::<Test>::WrongAsset);
		assert_noop!(fund(ALICE, 3, native(1)), Error::<Test>::WrongAsset);
		assert_noop!(fund(ALICE, 0, native(0)), Error::<Test>::AmountZero);
		assert_noop!(fund(ALICE, 1, native(1)), Error::<Test>::NotFundable);
		assert_noop!(fund(ALICE, 0, native(1_001)), Error::<Test>::MoreThanOwed);
		assert_noop!(fund(ALICE, 0, native(Balance::MAX)), Error::<Test>::MoreThanOwed);
		// It is all there since the signature.
		assert_noop!(fund(ALICE, 2, native(1)), Error::<Test>::MoreThanOwed);
		assert_noop!(fund(ALICE, 5, native(1)), Error::<Test>::ObligationUnknown);
		let unknown = H256::repeat_byte(7);
		assert_noop!(Contracts::fund(signed(ALICE), unknown, 0, native(1)), Error::<Test>::AgreementUnknown);
		assert_ok!(fund(ALICE, 0, native(1_000)));
		assert_noop!(fund(ALICE, 0, native(1)), Error::<Test>::MoreThanOwed);
		// What was paid counts.
		clock(NOW + DAY);
		settle(id);
		assert_noop!(fund(ALICE, 0, native(1)), Error::<Test>::MoreThanOwed);
	});
}

#[test]
fn what_is_not_there_is_not_held() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[funded(Funding::Revocable)]));
		spare(None, ALICE, 99);
		assert_noop!(Contracts::fund(signed(ALICE), id, 0, native(100)), TokenError::FundsUnavailable);
		// The existential deposit stays free.
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(99)));
		assert_eq!((free(None, ALICE), held(None, ALICE)), (EXISTENTIAL_DEPOSIT, 99));
	});
}

#[test]
fn what_has_no_bound_is_funded_without_one() {
	build_and_execute(|| {
		let rent = Due { funding: Funding::Revocable, ..instalments(100, Span::Seconds(86_400), None) };
		let mut terms = terms_of(&[ALICE, BOB], &[rent]);
		terms.term = Some(Term { minimum: Span::Seconds(0), renewal: Renewal::Open, notice: Some(86_400) });
		let id = agree(&terms);
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(100_000)));
		clock(NOW + 10 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).held), (1_100, 99_000));
		// Once the end is known, what is held beyond it goes back.
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
		assert_eq!((record(id, 0).held, record(id, 0).refunded), (0, 99_000));
		// The instalment at the end does not accrue.
		assert_eq!(line(id, 0).most, Some(1_100));
		assert_noop!(Contracts::fund(signed(ALICE), id, 0, native(1)), Error::<Test>::MoreThanOwed);
	});
}

#[test]
fn a_hold_is_not_taken_for_what_has_lapsed() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), until: Some(after(2 * 86_400)), ..Default::default() };
		let work = Due { awaits, ..funded(Funding::Revocable) };
		let id = agree(&terms_of(&[ALICE, BOB], &[work]));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(400)));
		clock(NOW + 2 * DAY + 1);
		assert_noop!(Contracts::fund(signed(ALICE), id, 0, native(1)), Error::<Test>::MoreThanOwed);
		settle(id);
		assert_eq!((record(id, 0).refunded, held(None, ALICE)), (400, 0));
	});
}

#[test]
fn funding_stops_what_is_late() {
	build_and_execute(|| {
		let due = Due { interest: Some(100_000), ..funded(Funding::Revocable) };
		let due = Due { performance: pays_at(365_000, after(86_400)).performance, ..due };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		spare(None, ALICE, 0);
		clock(NOW + 11 * DAY);
		settle(id);
		assert_eq!((line(id, 0).late_since, line(id, 0).interest), (Some(NOW + DAY), 1_000));
		spare(None, ALICE, 365_500);
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(365_000)));
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 500));
		assert_eq!((line(id, 0).late_since, line(id, 0).interest), (None, 500));
	});
}

#[test]
fn an_escrow_by_a_time_is_held_when_it_is_settled_then() {
	build_and_execute(|| {
		let due = Due { funding: Funding::Escrowed(Some(after(3_600))), ..pays_at(1_000, after(2 * 86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		assert_eq!(held(None, ALICE), 0, "it need not be there yet");
		// A part of it of his own accord.
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, native(100)));
		clock(NOW + 3_600 * SECOND - 1);
		settle(id);
		assert_eq!((held(None, ALICE), line(id, 0).late_since), (100, None));
		clock(NOW + 3_600 * SECOND);
		settle(id);
		assert_eq!((held(None, ALICE), record(id, 0).paid), (1_000, 0));
		settle(id);
		assert_eq!(held(None, ALICE), 1_000);
		assert_noop!(Contracts::defund(signed(ALICE), id, 0, native(1)), Error::<Test>::NotRevocable);
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).longest_late), (1_000, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn an_escrow_that_is_not_there_by_its_time_is_late_since_then() {
	build_and_execute(|| {
		let due =
			Due { funding: Funding::Escrowed(Some(after(3_600))), grace: 60, ..pays_at(1_000, after(9 * 86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		let by = NOW + 3_600 * SECOND;
		spare(None, ALICE, 700);
		clock(by + 60 * SECOND);
		settle(id);
		assert_eq!((held(None, ALICE), line(id, 0).late_since), (700, None));
		clock(by + 60 * SECOND + 1);
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (0, Some(by)));
		clock(NOW + 5 * DAY);
		spare(None, ALICE, 299);
		settle(id);
		assert_eq!((held(None, ALICE), line(id, 0).late_since), (999, Some(by)));
		spare(None, ALICE, 5);
		settle(id);
		assert_eq!((held(None, ALICE), line(id, 0).late_since), (1_000, None));
		assert_eq!(record(id, 0).longest_late, NOW + 5 * DAY - by);
		clock(NOW + 9 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, state(id)), (1_000, AgreementState::Closed));
	});
	build_and_execute(|| {
		// The creditor can end it for that.
		let due = Due { funding: Funding::Escrowed(Some(after(3_600))), ..pays_at(1_000, after(9 * 86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		spare(None, ALICE, 700);
		clock(NOW + DAY);
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
		assert_eq!((held(None, ALICE), record(id, 0).refunded), (0, 700));
	});
}

#[test]
fn an_escrow_of_a_share_holds_what_it_can_come_to() {
	build_and_execute(|| {
		// A share of at most 200, held by day 2; it comes up as 50 and 150.
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 5 } };
		let share = Due {
			debtor: 1,
			creditor: Creditor::Party(2),
			funding: Funding::Escrowed(Some(after(2 * 86_400))),
			..owes(share)
		};
		let price = instalments(1_000, Span::Seconds(3 * 86_400), Some(4));
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[price, share]));
		assert_eq!((record(id, 1).paid, held(None, BOB)), (50, 0));
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, held(None, BOB), line(id, 1).most), (50, 150, Some(200)));
		clock(NOW + 3 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, held(None, BOB)), (100, 100));
		// What the first no longer comes to is not held for it.
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(500)));
		clock(NOW + 9 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid, record(id, 1).refunded), (500, 100, 100));
		assert_eq!((held(None, BOB), state(id)), (0, AgreementState::Closed));
	});
}
