//! Disputes that the sides settle between them.

use super::*;

#[test]
fn a_debtor_concedes_by_an_answer() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		let before = free(None, BOB);
		bring(BOB, id, 800);
		refused!(Contracts::answer(signed(ALICE), id, 0, native(801)), MoreThanDisputed);
		refused!(Contracts::answer(signed(BOB), id, 0, native(800)), NotAnswerer);
		refused!(Contracts::answer(signed(ARBITERS[0]), id, 0, native(800)), NotAnswerer);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(799)));
		assert_eq!((disputed(id).offered, record(id, 0).paid), (799, 0));
		// In the time for evidence and in that to rule.
		pass(DAY + 1);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(800)));
		assert_eq!((record(id, 0).paid, record(id, 0).disputed), (800, 0));
		// The fee goes back.
		assert_eq!((fees_held(BOB), free(None, BOB)), (0, before + 800));
		pass(10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1_000);
	});
}

#[test]
fn a_creditor_concedes_by_a_waiver() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		bring(ALICE, id, 800);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(500)));
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(299)));
		assert_eq!((disputed(id).amount, record(id, 0).disputed, record(id, 0).forgiven), (501, 501, 299));
		// They meet.
		hypothetically!({
			assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1)));
			assert_eq!((record(id, 0).paid, record(id, 0).forgiven, record(id, 0).disputed), (500, 300, 0));
			assert_eq!((held(None, ALICE), fees_held(ALICE)), (0, 0));
		});
		hypothetically!({
			assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(501)));
			assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (501, 299));
		});
		// All of it, and some of what is not disputed.
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(601)));
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven, held(None, ALICE)), (0, 900, 0));
		pass(10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 100);
	});
}

#[test]
fn a_waiver_after_a_ruling_leaves_no_more_than_what_is_disputed() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		bring(BOB, id, 1_000);
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 800, false));
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(300)));
		pass(DAY + 1);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (700, 300));
	});
}

#[test]
fn of_an_act_it_is_the_creditor_who_concedes_by_an_answer() {
	build_and_execute(|| {
		let id = disputable(&[act(Silence::Rejects)], 1, false);
		bring(BOB, id, 1);
		refused!(Contracts::answer(signed(ALICE), id, 0, native(1)), NotAnswerer);
		refused!(Contracts::claim(signed(ALICE), id, 0, 1, proof(3)), InDispute);
		assert_ok!(Contracts::answer(signed(BOB), id, 0, native(0)));
		assert_eq!(record(id, 0).disputed, 1);
		hypothetically!({
			assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1)));
			assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (0, 1));
			assert_eq!(fees_held(BOB), 0);
		});
		assert_ok!(Contracts::answer(signed(BOB), id, 0, native(1)));
		assert_eq!((record(id, 0).paid, fees_held(BOB)), (1, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}
