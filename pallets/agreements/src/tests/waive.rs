//! `waive`: what a creditor lets go is over.

use super::*;
use crate::Event;

/// What shows it.
const PROOF: H256 = H256([3; 32]);

fn waive(who: AccountId, id: AgreementId, money: Money) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Contracts::waive(signed(who), id, 0, money)
}

#[test]
fn what_is_due_and_not_paid_is_let_go() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(60))]));
		spare(None, ALICE, 0);
		clock(NOW + DAY);
		assert_ok!(waive(BOB, id, native(400)));
		System::assert_has_event(
			Event::Waived { agreement: id, obligation: 0, by: BOB, asset: None, amount: 400 }.into(),
		);
		assert_eq!((record(id, 0).forgiven, line(id, 0).owed, line(id, 0).due), (400, 600, 1_000));
		spare(None, ALICE, 2_000);
		settle(id);
		assert_eq!((record(id, 0).paid, state(id)), (600, AgreementState::Closed));
		assert_eq!((free(None, BOB), free(None, ALICE)), (ENDOWMENT + 600, EXISTENTIAL_DEPOSIT + 1_400));
		assert_noop!(waive(BOB, id, native(1)), Error::<Test>::MoreThanOwed);
	});
	build_and_execute(|| {
		// What is there is paid all the same: the rest is what can be paid.
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(60))]));
		clock(NOW + DAY);
		assert_ok!(waive(BOB, id, native(400)));
		assert_eq!((record(id, 0).forgiven, record(id, 0).paid), (400, 600));
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + DAY));
	});
}

#[test]
fn only_the_creditor_lets_go_of_what_he_is_owed() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..pays_at(5, after(60)) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[pays_at(1_000, after(60)), to_office]));
		for other in [ALICE, CAROL, STRANGER, OFFICE] {
			assert_noop!(waive(other, id, native(1)), Error::<Test>::NotCreditor);
		}
		assert_noop!(Contracts::waive(signed(BOB), id, 1, native(1)), Error::<Test>::NotCreditor);
		assert_noop!(Contracts::waive(signed(BOB), id, 2, native(1)), Error::<Test>::ObligationUnknown);
		assert_noop!(waive(BOB, H256::repeat_byte(7), native(1)), Error::<Test>::AgreementUnknown);
		assert_noop!(waive(BOB, id, dollars(1)), Error::<Test>::WrongAsset);
		assert_noop!(waive(BOB, id, native(0)), Error::<Test>::AmountZero);
		assert_noop!(waive(BOB, id, native(1_001)), Error::<Test>::MoreThanOwed);
		assert_noop!(waive(BOB, id, native(Balance::MAX)), Error::<Test>::MoreThanOwed);
		assert_ok!(Contracts::waive(signed(OFFICE), id, 1, native(5)));
		assert_ok!(waive(BOB, id, native(1_000)));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn an_escrow_goes_back_as_far_as_it_is_let_go() {
	build_and_execute(|| {
		let due = Due { funding: Funding::Escrowed(None), ..pays_at(1_000, after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		let before = free(None, ALICE);
		assert_ok!(waive(BOB, id, native(300)));
		assert_eq!((held(None, ALICE), free(None, ALICE), record(id, 0).refunded), (700, before + 300, 300));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (700, 300));
		assert_eq!(state(id), AgreementState::Closed);
	});
	build_and_execute(|| {
		// All of it, before it is due: it is fulfilled, and what awaits it goes on.
		let due = Due { funding: Funding::Escrowed(None), ..pays_at(1_000, after(86_400)) };
		let awaits = Awaits { fulfilled: vec![0].try_into().unwrap(), ..Default::default() };
		let next = Due { awaits, ..pays(50) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due, next]));
		clock(NOW + 60 * SECOND);
		assert_ok!(waive(BOB, id, native(1_000)));
		assert_eq!((held(None, ALICE), record(id, 0).fulfilled_at), (0, Some(NOW + 60 * SECOND)));
		assert_eq!((record(id, 1).paid, state(id)), (50, AgreementState::Closed));
	});
	build_and_execute(|| {
		// Not what the asset's issuer stops: it goes back once that is over.
		let due = Performance::Pay { asset: Some(DOLLAR), amount: 1_000, accrues: Accrual::Once(after(86_400)) };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { funding: Funding::Escrowed(None), ..owes(due) }]));
		assert_ok!(Assets::freeze_asset(signed(ISSUER), DOLLAR));
		assert_ok!(waive(BOB, id, dollars(1_000)));
		assert_eq!((held(Some(DOLLAR), ALICE), state(id)), (1_000, AgreementState::Active));
		assert_ok!(Assets::thaw_asset(signed(ISSUER), DOLLAR));
		settle(id);
		assert_eq!((free(Some(DOLLAR), ALICE), state(id)), (ENDOWMENT, AgreementState::Closed));
	});
}

#[test]
fn of_what_has_no_bound_only_what_has_accrued_is_let_go() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(86_400), None)]));
		assert_noop!(waive(BOB, id, native(1)), Error::<Test>::MoreThanOwed);
		spare(None, ALICE, 0);
		clock(NOW + 2 * DAY);
		assert_noop!(waive(BOB, id, native(201)), Error::<Test>::MoreThanOwed);
		// The oldest first.
		assert_ok!(waive(BOB, id, native(150)));
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (50, None));
		clock(NOW + 2 * DAY + 1);
		assert_eq!(line(id, 0).late_since, Some(NOW + 2 * DAY));
		// It runs on.
		spare(None, ALICE, 10_000);
		clock(NOW + 4 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (350, 150));
	});
	build_and_execute(|| {
		// With a count, what comes next is let go before it accrues.
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(1_000, Span::Seconds(86_400), Some(10))]));
		assert_ok!(waive(BOB, id, native(250)));
		clock(NOW + 3 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 150, "100 at first, 50 of the fourth");
		clock(NOW + 30 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, state(id)), (750, AgreementState::Closed));
	});
}

#[test]
fn interest_is_let_go_last_and_none_runs_on_what_was_let_go() {
	build_and_execute(|| {
		// 10 % a year on 365,000: 100 a day.
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..pays_at(365_000, after(60)) }]));
		spare(None, ALICE, 0);
		clock(NOW + 60 * SECOND + 10 * DAY);
		assert_eq!(line(id, 0).interest, 1_000);
		// 73,000 are a fifth: 200 of the 1,000 go with them.
		assert_ok!(waive(BOB, id, native(73_000)));
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (292_000, 800));
		spare(None, ALICE, 292_000);
		settle(id);
		assert_eq!((line(id, 0).owed, line(id, 0).interest, state(id)), (0, 800, AgreementState::Active));
		assert_noop!(waive(BOB, id, native(801)), Error::<Test>::MoreThanOwed);
		assert_ok!(waive(BOB, id, native(300)));
		assert_eq!((line(id, 0).interest, record(id, 0).forgiven), (500, 73_000));
		spare(None, ALICE, 700);
		settle(id);
		assert_eq!((record(id, 0).interest_paid, state(id)), (500, AgreementState::Closed));
		assert_eq!(free(None, ALICE), EXISTENTIAL_DEPOSIT + 200);
	});
}

#[test]
fn letting_go_of_interest_does_not_let_go_of_what_comes_later() {
	build_and_execute(|| {
		let due = Due { interest: Some(100_000), ..instalments(365_000, Span::Seconds(30 * 86_400), None) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		spare(None, ALICE, 0);
		clock(NOW + 40 * DAY);
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 1_000));
		// All of it, with the interest or without, which goes with it.
		if waive(BOB, id, native(366_000)).is_err() {
			assert_ok!(waive(BOB, id, native(365_000)));
		}
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (0, 0));
		clock(NOW + 70 * DAY);
		assert_eq!((line(id, 0).owed, line(id, 0).interest), (365_000, 1_000));
	});
}

/// Alice owes Bob up to 100 a day, by bills.
fn metered() -> Due {
	let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
	Due { awaits, ..instalments(100, Span::Seconds(86_400), None) }
}

#[test]
fn the_rest_of_a_claim_is_let_go_and_not_claimed_later() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[metered()]));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 100, PROOF));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(40)));
		// A part of it.
		assert_ok!(waive(BOB, id, native(20)));
		assert_eq!(record(id, 0).claim.unwrap().rest(), 40);
		assert_noop!(Contracts::claim(signed(BOB), id, 0, 41, PROOF), Error::<Test>::MoreThanAccrued);
		assert_noop!(waive(BOB, id, native(41)), Error::<Test>::MoreThanOwed);
		// And all of it.
		assert_ok!(waive(BOB, id, native(40)));
		assert_eq!((record(id, 0).claim, record(id, 0).paid, record(id, 0).forgiven), (None, 40, 60));
		assert_noop!(Contracts::claim(signed(BOB), id, 0, 1, PROOF), Error::<Test>::MoreThanAccrued);
		// What accrues from then on is another matter.
		clock(NOW + DAY);
		assert_noop!(Contracts::claim(signed(BOB), id, 0, 101, PROOF), Error::<Test>::MoreThanAccrued);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 100, PROOF));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(100)));
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (140, 60));
	});
	build_and_execute(|| {
		// Of an open claim it is let go first, before what was not claimed yet.
		let id = agree(&terms_of(&[ALICE, BOB], &[metered()]));
		clock(NOW + DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 150, PROOF));
		assert_ok!(waive(BOB, id, native(120)));
		assert_noop!(Contracts::answer(signed(ALICE), id, 0, native(31)), Error::<Test>::MoreThanClaimed);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(30)));
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (30, 120));
		assert_noop!(Contracts::claim(signed(BOB), id, 0, 51, PROOF), Error::<Test>::MoreThanAccrued);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 50, PROOF));
	});
	build_and_execute(|| {
		// What could be claimed of an escrow goes back.
		let awaits = Awaits { claim: claimed(Silence::Rejects), until: Some(after(9 * 86_400)), ..Default::default() };
		let due = Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 700, PROOF));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(500)));
		assert_ok!(waive(BOB, id, native(500)));
		assert_eq!((record(id, 0).paid, record(id, 0).refunded, held(None, ALICE)), (500, 500, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn what_was_accepted_and_not_paid_is_still_owed_when_the_rest_of_its_claim_is_let_go() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[metered()]));
		spare(None, ALICE, 0);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 100, PROOF));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(40)));
		assert_ok!(waive(BOB, id, native(60)));
		assert_eq!((line(id, 0).owed, line(id, 0).claim), (40, None));
		spare(None, ALICE, 100);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (40, 60));
	});
}

#[test]
fn an_act_is_let_go_by_one() {
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Rejects), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, ..owes(Performance::Act { due: now() }) }]));
		clock(NOW + DAY);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, PROOF));
		assert_noop!(waive(ALICE, id, native(1)), Error::<Test>::NotCreditor);
		assert_noop!(waive(BOB, id, dollars(1)), Error::<Test>::WrongAsset);
		assert_noop!(waive(BOB, id, native(2)), Error::<Test>::MoreThanOwed);
		assert_ok!(waive(BOB, id, native(1)));
		let record = record(id, 0);
		assert_eq!((record.paid, record.forgiven, record.longest_late), (0, 1, DAY), "it was late all the same");
		assert_eq!(record.fulfilled_at, Some(NOW + DAY));
		assert_eq!((record.claim, state(id)), (None, AgreementState::Closed));
	});
	build_and_execute(|| {
		let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, ..owes(Performance::Act { due: now() }) }]));
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, PROOF));
		assert_ok!(waive(BOB, id, native(1)));
		clock(NOW + 9 * DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (0, 1));
	});
}

#[test]
fn a_share_is_let_go_before_or_after_it_comes_up() {
	build_and_execute(|| {
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 10 } };
		let share = Due { debtor: 1, creditor: Creditor::Party(2), ..owes(share) };
		let price = instalments(4_000, Span::Seconds(86_400), Some(4));
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[price, share]));
		let waive = |amount| Contracts::waive(signed(CAROL), id, 1, native(amount));
		assert_eq!((record(id, 1).paid, line(id, 1).most), (100, Some(400)));
		assert_noop!(waive(301), Error::<Test>::MoreThanOwed);
		assert_ok!(waive(150));
		clock(NOW + DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).demanded), (100, 200));
		clock(NOW + 2 * DAY);
		settle(id);
		assert_eq!((record(id, 1).paid, record(id, 1).demanded), (150, 300));
		// What has come up and is not paid.
		clock(NOW + 3 * DAY);
		spare(None, BOB, 0);
		assert_ok!(waive(60));
		assert_eq!((record(id, 1).paid, record(id, 1).forgiven), (190, 210));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn letting_go_twice_in_a_block_lets_go_twice_and_no_more_than_there_is() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays_at(1_000, after(60))]));
		assert_ok!(waive(BOB, id, native(600)));
		assert_noop!(waive(BOB, id, native(600)), Error::<Test>::MoreThanOwed);
		assert_ok!(waive(BOB, id, native(400)));
		assert_eq!((record(id, 0).forgiven, state(id)), (1_000, AgreementState::Closed));
	});
}
