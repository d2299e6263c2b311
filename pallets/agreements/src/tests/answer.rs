//! `answer`: the other side accepts all of a claim, a part or nothing of it; and what silence means.

use super::*;
use crate::Event;

/// What shows it.
const PROOF: H256 = H256([3; 32]);

/// Alice owes Bob 1,000 once he claims it, for which there are 99 days.
fn work(silence: Silence) -> Due {
	let awaits = Awaits { claim: claimed(silence), until: Some(after(99 * 86_400)), ..Default::default() };
	Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) }
}

/// An agreement with this, of which Bob has claimed 600 at the start.
fn claimed_by_bob(due: Due) -> AgreementId {
	let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[due]));
	assert_ok!(Contracts::claim(signed(BOB), id, 0, 600, PROOF));
	id
}

fn answer(who: AccountId, id: AgreementId, amount: Balance) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Contracts::answer(signed(who), id, 0, native(amount))
}

#[test]
fn a_part_is_paid_and_the_rest_stays_open() {
	build_and_execute(|| {
		let id = claimed_by_bob(work(Silence::Accepts));
		clock(NOW + 5 * SECOND);
		assert_ok!(answer(ALICE, id, 250));
		let record = record(id, 0);
		assert_eq!((record.paid, record.held, record.demanded, record.claims), (250, 750, 250, 1));
		assert_eq!(record.claim.unwrap().answer, Some((250, NOW + 5 * SECOND)));
		assert_eq!(free(None, BOB), ENDOWMENT + 250);
		System::assert_has_event(Event::Answered { agreement: id, obligation: 0, by: ALICE, amount: 250 }.into());
	});
	build_and_execute(|| {
		// Nothing of it.
		let id = claimed_by_bob(work(Silence::Accepts));
		assert_ok!(answer(ALICE, id, 0));
		assert_eq!((record(id, 0).paid, record(id, 0).claim.unwrap().rest()), (0, 600));
	});
}

#[test]
fn only_the_other_side_answers_and_only_once() {
	build_and_execute(|| {
		let act = Due {
			debtor: 1,
			creditor: Creditor::Party(0),
			awaits: Awaits { claim: claimed(Silence::Rejects), ..Default::default() },
			..owes(Performance::Act { due: now() })
		};
		let all = [work(Silence::Accepts), act, pays_at(9, after(60))];
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &all));
		assert_noop!(answer(ALICE, id, 0), Error::<Test>::NoClaim);
		assert_noop!(Contracts::answer(signed(ALICE), id, 2, native(0)), Error::<Test>::NoClaim);
		assert_noop!(Contracts::answer(signed(ALICE), id, 3, native(0)), Error::<Test>::ObligationUnknown);
		assert_noop!(answer(ALICE, H256::repeat_byte(7), 0), Error::<Test>::AgreementUnknown);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 600, PROOF));
		for other in [BOB, CAROL, STRANGER] {
			assert_noop!(answer(other, id, 0), Error::<Test>::NotAnswerer);
		}
		assert_noop!(Contracts::answer(signed(ALICE), id, 0, dollars(100)), Error::<Test>::WrongAsset);
		assert_noop!(answer(ALICE, id, 601), Error::<Test>::MoreThanClaimed);
		assert_noop!(answer(ALICE, id, Balance::MAX), Error::<Test>::MoreThanClaimed);
		assert_ok!(answer(ALICE, id, 100));
		assert_noop!(answer(ALICE, id, 100), Error::<Test>::AlreadyAnswered);
		assert_noop!(answer(ALICE, id, 500), Error::<Test>::AlreadyAnswered);
		assert_ok!(Contracts::claim(signed(BOB), id, 1, 1, PROOF));
		// Of an act it is its creditor.
		assert_noop!(Contracts::answer(signed(BOB), id, 1, native(1)), Error::<Test>::NotAnswerer);
		assert_noop!(Contracts::answer(signed(ALICE), id, 1, dollars(1)), Error::<Test>::WrongAsset);
		assert_noop!(Contracts::answer(signed(ALICE), id, 1, native(2)), Error::<Test>::MoreThanClaimed);
		assert_ok!(Contracts::answer(signed(ALICE), id, 1, native(1)));
		assert_noop!(Contracts::answer(signed(ALICE), id, 1, native(1)), Error::<Test>::NoClaim);
	});
}

#[test]
fn silence_accepts_after_the_last_moment_to_answer() {
	let last = NOW + DAY;
	build_and_execute(|| {
		let id = claimed_by_bob(work(Silence::Accepts));
		clock(last);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).claim.is_some()), (0, true));
		assert_ok!(answer(ALICE, id, 1));
		assert_eq!(record(id, 0).paid, 1);
	});
	build_and_execute(|| {
		let id = claimed_by_bob(work(Silence::Accepts));
		clock(last + 1);
		assert_noop!(answer(ALICE, id, 0), Error::<Test>::NoClaim);
		assert_eq!(line(id, 0).owed, 600);
		settle(id);
		let record = record(id, 0);
		assert_eq!((record.paid, record.claim, record.claims), (600, None, 0));
	});
	build_and_execute(|| {
		// Whenever that is seen, it is due since then.
		let due = Due { funding: Funding::Unfunded, interest: Some(100_000), ..work(Silence::Accepts) };
		let due = Due { performance: pays(365_000).performance, ..due };
		let id = agree(&terms_of(&[ALICE, BOB], &[due]));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 365_000, PROOF));
		clock(last + 10 * DAY);
		assert_eq!((line(id, 0).late_since, line(id, 0).interest), (Some(last), 1_000));
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 1_000));
	});
}

#[test]
fn silence_rejects_after_the_last_moment_to_answer_and_the_rest_lapses_as_long_after() {
	let last = NOW + DAY;
	build_and_execute(|| {
		let id = claimed_by_bob(work(Silence::Rejects));
		clock(last);
		assert_ok!(answer(ALICE, id, 1));
	});
	build_and_execute(|| {
		let id = claimed_by_bob(work(Silence::Rejects));
		clock(last + 1);
		assert_noop!(answer(ALICE, id, 600), Error::<Test>::AlreadyAnswered);
		settle(id);
		assert_eq!(record(id, 0).claim.unwrap().answer, Some((0, last)));
		// It is open for as long again.
		clock(last + DAY);
		settle(id);
		assert!(record(id, 0).claim.is_some());
		clock(last + DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).claim, record(id, 0).paid, record(id, 0).held), (None, 0, 1_000));
		assert_noop!(answer(ALICE, id, 600), Error::<Test>::NoClaim);
		// What has lapsed can be claimed again, as the first of a row.
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, PROOF));
		assert_eq!(record(id, 0).claims, 1);
	});
	build_and_execute(|| {
		// Both at once, if nobody has looked meanwhile.
		let id = claimed_by_bob(work(Silence::Rejects));
		clock(last + DAY + 1);
		assert_noop!(answer(ALICE, id, 600), Error::<Test>::NoClaim);
		assert_eq!(line(id, 0).claim, None);
	});
}

#[test]
fn the_rest_after_an_answer_lapses_and_what_was_accepted_stays() {
	build_and_execute(|| {
		let id = claimed_by_bob(work(Silence::Accepts));
		clock(NOW + DAY / 2);
		assert_ok!(answer(ALICE, id, 250));
		clock(NOW + DAY / 2 + DAY);
		assert!(line(id, 0).claim.is_some());
		clock(NOW + DAY / 2 + DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).claim, record(id, 0).paid, record(id, 0).held), (None, 250, 750));
	});
}

#[test]
fn an_act_is_accepted_by_silence_and_done_when_it_was_claimed() {
	for (silence, done) in [(Silence::Accepts, 1), (Silence::Rejects, 0)] {
		build_and_execute(|| {
			let awaits = Awaits { claim: claimed(silence), ..Default::default() };
			let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, ..owes(Performance::Act { due: now() }) }]));
			clock(NOW + DAY);
			assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, PROOF));
			clock(NOW + 2 * DAY);
			settle(id);
			assert_eq!(record(id, 0).paid, 0);
			clock(NOW + 2 * DAY + 1);
			settle(id);
			assert_eq!(record(id, 0).paid, done);
			assert_eq!(record(id, 0).fulfilled_at, (done == 1).then_some(NOW + DAY));
		});
	}
}

#[test]
fn what_is_accepted_and_not_there_is_debt() {
	build_and_execute(|| {
		let due = Due { funding: Funding::Unfunded, ..work(Silence::Rejects) };
		let id = claimed_by_bob(due);
		spare(None, ALICE, 100);
		clock(NOW + DAY);
		assert_ok!(answer(ALICE, id, 400));
		assert_eq!((record(id, 0).paid, line(id, 0).owed, line(id, 0).late_since), (100, 300, None));
		// The rest lapses, and all that was not claimed; the debt does not.
		clock(NOW + 100 * DAY);
		settle(id);
		assert_eq!((record(id, 0).lapsed.is_some(), line(id, 0).owed, line(id, 0).most), (true, 300, Some(400)));
		assert_eq!(line(id, 0).late_since, Some(NOW + DAY));
		spare(None, ALICE, 500);
		settle(id);
		assert_eq!((record(id, 0).paid, state(id)), (400, AgreementState::Closed));
	});
}
