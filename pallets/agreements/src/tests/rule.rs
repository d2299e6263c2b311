//! `rule`.

use super::*;
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};
use sp_runtime::TokenError;

fn rule(who: AccountId, agreement: AgreementId, amount: Balance) -> DispatchResultWithPostInfo {
	Contracts::rule(signed(who), agreement, 0, amount, false)
}

#[test]
fn only_the_arbiter_whose_turn_it_is_rules_and_only_in_time() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 3, false);
		refused!(rule(ARBITERS[0], id, 500), DisputeUnknown);
		bring(BOB, id, 1_000);
		let turn = |expected: Option<AccountId>| {
			for who in [ALICE, BOB, CAROL, STRANGER].into_iter().chain(ARBITERS) {
				if Some(who) == expected {
					hypothetically!({
						assert_ok!(rule(who, id, 500));
					});
				} else {
					refused!(rule(who, id, 500), NotYourTurn);
				}
			}
		};
		turn(None);
		for arbiter in ARBITERS {
			pass(DAY);
			turn(None);
			pass(1);
			turn(Some(arbiter));
			pass(DAY - 1);
			turn(Some(arbiter));
			if arbiter != ARBITERS[2] {
				// The time for evidence before the next begins when that to rule ends.
				pass(1);
				turn(None);
				clock(Timestamp::get() - 1);
			}
		}
		pass(1);
		refused!(rule(ARBITERS[2], id, 500), DisputeUnknown);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (500, 500));
	});
}

#[test]
fn a_ruling_is_within_what_is_disputed() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		bring(BOB, id, 600);
		pass(DAY + 1);
		refused!(rule(ARBITERS[0], id, 601), MoreThanDisputed);
		for amount in [0, 1, 600] {
			hypothetically!({
				assert_ok!(rule(ARBITERS[0], id, amount));
				// Once.
				refused!(rule(ARBITERS[0], id, amount), NotYourTurn);
				pass(DAY + 1);
				settle(id);
				assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (amount, 600 - amount));
			});
		}
		refused!(Contracts::rule(signed(ARBITERS[0]), id, 1, 1, false), DisputeUnknown);
		refused!(Contracts::rule(signed(ARBITERS[0]), H256::zero(), 0, 1, false), AgreementUnknown);
		assert_noop!(Contracts::rule(RuntimeOrigin::none(), id, 0, 1, false), sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn a_single_advance_pays_the_arbiter_whoever_wins() {
	for (by, other) in [(ALICE, BOB), (BOB, ALICE)] {
		for ruled in [0, 3, 5] {
			build_and_execute(|| {
				let id = disputable(&[later(5)], 2, false);
				bring(by, id, 5);
				let before = [by, other, ARBITERS[0]].map(worth);
				pass(DAY + 1);
				assert_ok!(rule(ARBITERS[0], id, ruled));
				assert_eq!([by, other, ARBITERS[0]].map(worth), [before[0] - 100, before[1], before[2] + 100]);
				// He had advanced enough for the other instance.
				assert_eq!((fees_held(by), fees_held(other)), (0, 0));
			});
		}
	}
}

#[test]
fn of_two_advances_the_loser_pays_the_arbiter() {
	let money = |amount| (later(amount), amount);
	for ((obligation, amount), ruled, loser) in [
		// The creditor loses if he gets less than half.
		(money(1_000), 0, BOB),
		(money(1_000), 499, BOB),
		(money(1_000), 500, ALICE),
		(money(1_000), 1_000, ALICE),
		(money(5), 2, BOB),
		(money(5), 3, ALICE),
		(money(1), 0, BOB),
		(money(1), 1, ALICE),
		// Of an act it is the debtor who says that it is done.
		((act(Silence::Rejects), 1), 0, ALICE),
		((act(Silence::Rejects), 1), 1, BOB),
	] {
		for (by, other) in [(ALICE, BOB), (BOB, ALICE)] {
			build_and_execute(|| {
				let id = disputable(core::slice::from_ref(&obligation), 2, true);
				bring(by, id, amount);
				bring(other, id, 0);
				assert_eq!([fees_held(ALICE), fees_held(BOB)], [200, 200]);
				let before = [ALICE, BOB, ARBITERS[0]].map(worth);
				pass(DAY + 1);
				assert_ok!(rule(ARBITERS[0], id, ruled));
				let share = |who| if who == loser { 100 } else { 0 };
				let after = [before[0] - share(ALICE), before[1] - share(BOB), before[2] + 100];
				assert_eq!([ALICE, BOB, ARBITERS[0]].map(worth), after, "{ruled} of {amount} by {by}");
				assert_eq!([fees_held(ALICE), fees_held(BOB)], [0, 0]);
			});
		}
	}
}

#[test]
fn who_has_advanced_alone_pays_even_if_the_terms_do_not_ask_the_other() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		bring(BOB, id, 1_000);
		// He shows evidence, and advances nothing.
		bring(ALICE, id, 0);
		assert_eq!(fees_held(ALICE), 0);
		let before = worth(BOB);
		pass(DAY + 1);
		assert_ok!(rule(ARBITERS[0], id, 1_000));
		assert_eq!(worth(BOB), before - 100);
	});
}

#[test]
fn a_later_instance_is_paid_from_the_same_advance() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 3, false);
		bring(BOB, id, 1_000);
		assert_eq!(fees_held(BOB), 300);
		let before = worth(BOB);
		pass(3 * DAY + 1);
		assert_ok!(rule(ARBITERS[1], id, 1_000));
		assert_eq!((worth(BOB), fees_held(BOB), free(None, ARBITERS[1])), (before - 200, 0, ENDOWMENT + 200));
		let known: Vec<_> = stored(id).fees.into_iter().map(|fee| (fee.arbiter, fee.fee)).collect();
		assert_eq!(known, [(ARBITERS[1], native(200))]);
	});
}

#[test]
fn an_arbiter_who_is_related_to_a_party_does_not_rule() {
	for pair in [(ARBITERS[0], ALICE), (BOB, ARBITERS[0]), (CAROL, ARBITERS[0])] {
		build_and_execute(|| {
			let mut terms = terms_of(&[ALICE, BOB, CAROL], &[later(1_000)]);
			terms.arbitration = arbitration(2, false);
			let id = agree(&terms);
			bring(BOB, id, 1_000);
			pass(DAY + 1);
			hypothetically!({
				assert_ok!(rule(ARBITERS[0], id, 500));
			});
			Related::mutate(|related| related.insert(pair));
			refused!(rule(ARBITERS[0], id, 500), ArbiterRelated);
			// So he is silent, and that leads to the next.
			pass(2 * DAY);
			assert_ok!(rule(ARBITERS[1], id, 700));
			assert_eq!(record(id, 0).paid, 700);
		});
	}
}

#[test]
fn nor_does_one_who_is_related_to_the_creditor() {
	build_and_execute(|| {
		let outsider = Due { creditor: Creditor::Account(OFFICE), ..later(2_000) };
		let id = disputable(&[later(1_000), outsider], 1, false);
		bring(BOB, id, 1_000);
		assert_ok!(Contracts::dispute(signed(OFFICE), id, 1, native(2_000), 100, H256::repeat_byte(9)));
		Related::mutate(|related| related.insert((ARBITERS[0], OFFICE)));
		pass(DAY + 1);
		refused!(Contracts::rule(signed(ARBITERS[0]), id, 1, 2_000, false), ArbiterRelated);
		// What she is not owed does not concern her.
		assert_ok!(rule(ARBITERS[0], id, 400));
		pass(DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (400, 1_000), "by silence half of it");
	});
}

#[test]
fn a_panel_is_an_account_that_several_control() {
	build_and_execute(|| {
		// Two of its members are no parties.
		Related::set([(STRANGER, ARBITERS[0]), (CAROL, ARBITERS[0])].into());
		let id = disputable(&[later(1_000)], 1, false);
		bring(BOB, id, 1_000);
		pass(DAY + 1);
		refused!(rule(STRANGER, id, 500), NotYourTurn);
		assert_ok!(rule(ARBITERS[0], id, 500));
		// If one is, there is no agreement.
		let mut terms = terms_of(&[ALICE, CAROL], &[later(1_000)]);
		(terms.arbitration, terms.sign_by) = (arbitration(1, false), Timestamp::get());
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		refused!(Contracts::sign(signed(CAROL), id, None), ArbiterRelated);
	});
}

#[test]
fn a_ruling_executes_itself_after_the_time_to_appeal() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, false);
		bring(ALICE, id, 1_000);
		pass(DAY + 1);
		let _ = events();
		assert_ok!(rule(ARBITERS[0], id, 400));
		let (agreement, obligation, arbiter, amount) = (id, 0, ARBITERS[0], 400);
		let ruled = crate::Event::Ruled { agreement, obligation, arbiter, amount, may_end: false };
		assert_eq!(events(), [ruled]);
		pass(DAY);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).disputed, held(None, ALICE)), (0, 1_000, 1_000));
		pass(1);
		settle(id);
		let record = record(id, 0);
		assert_eq!((record.paid, record.forgiven, record.refunded, held(None, ALICE)), (400, 600, 600, 0));
		// Since the last moment of the time to appeal.
		assert_eq!(record.orders.first().map(|part| part.since), Some(NOW + 2 * DAY + 1));
	});
}

#[test]
fn the_last_ruling_executes_itself_at_once() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		bring(ALICE, id, 1_000);
		pass(DAY + 1);
		let _ = events();
		assert_ok!(rule(ARBITERS[0], id, 400));
		assert_eq!((record(id, 0).paid, record(id, 0).disputed, held(None, ALICE)), (400, 0, 0));
		let decided = crate::Event::DisputeDecided { agreement: id, obligation: 0, amount: 400, at: Timestamp::get() };
		assert!(events().contains(&decided));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn a_ruling_pays_whatever_else_is_awaited() {
	let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE });
	let until = Some(after(20 * 86_400));
	for awaits in [
		Awaits { certificate, until, ..Default::default() },
		Awaits { condition: Some(Awaited(1)), until, ..Default::default() },
		Awaits { fulfilled: vec![0].try_into().unwrap(), until, ..Default::default() },
		Awaits { late: vec![0].try_into().unwrap(), until, ..Default::default() },
	] {
		build_and_execute(|| {
			let price = Due { awaits: awaits.clone(), funding: Funding::Escrowed(None), ..pays(1_000) };
			let mut terms = terms_of(&[ALICE, BOB], &[act(Silence::Rejects), price]);
			terms.arbitration = arbitration(1, false);
			let id = agree(&terms);
			assert_ok!(Contracts::dispute(signed(BOB), id, 1, native(800), 100, H256::repeat_byte(9)));
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 1, 500, false));
			let ruled = record(id, 1);
			// What was not disputed still waits.
			assert_eq!((ruled.paid, ruled.forgiven, ruled.held), (500, 300, 200));
			pass(20 * DAY);
			settle(id);
			assert_eq!(
				(record(id, 1).paid, record(id, 1).held),
				if awaits.late.is_empty() { (500, 0) } else { (700, 0) }
			);
		});
	}
}

#[test]
fn a_ruling_pays_after_the_time_until_which_money_is_held() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(2 * 86_400)), ..Default::default() };
		let id = disputable(&[Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) }], 1, false);
		pass(DAY);
		bring(BOB, id, 800);
		pass(2 * DAY);
		settle(id);
		assert_eq!((record(id, 0).held, record(id, 0).lapsed.is_some()), (1_000, false));
		// What comes true too late does not count.
		Known::set([(1, (NOW + 3 * DAY, Fraction::ALL))].into());
		assert_ok!(rule(ARBITERS[0], id, 500));
		let record = record(id, 0);
		assert_eq!((record.paid, record.forgiven, record.refunded, record.held), (500, 300, 500, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}

#[test]
fn what_was_ruled_is_not_disputed_again() {
	for who in [ALICE, BOB] {
		build_and_execute(|| {
			let id = disputable(&[later(1_000)], 1, false);
			let amount = drain(None, ALICE);
			bring(BOB, id, 600);
			pass(DAY + 1);
			assert_ok!(rule(ARBITERS[0], id, 400));
			assert_eq!((line(id, 0).owed, record(id, 0).forgiven), (400, 200));
			give(None, ISSUER, ALICE, amount);
			// 400 of it was never disputed.
			let dispute =
				|amount| Contracts::dispute(signed(who), id, 0, native(amount), Balance::MAX, H256::repeat_byte(9));
			refused!(dispute(800), MoreThanOwed);
			refused!(dispute(401), MoreThanOwed);
			hypothetically!({
				// To dispute the rest freezes the rest, and delays nothing that was ruled.
				assert_ok!(dispute(400));
				settle(id);
				assert_eq!((record(id, 0).paid, record(id, 0).disputed), (400, 400));
			});
			settle(id);
			assert_eq!(record(id, 0).paid, 400);
		});
	}
}

#[test]
fn a_ruling_that_cannot_be_paid_is_debt_since_it_is_decided() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), ..Default::default() };
		let id = disputable(&[Due { awaits, interest: Some(100_000), ..later(365_000) }], 1, false);
		drain(None, ALICE);
		bring(BOB, id, 365_000);
		pass(DAY + 1);
		assert_ok!(rule(ARBITERS[0], id, 365_000));
		assert_eq!((line(id, 0).owed, line(id, 0).late_since), (365_000, None));
		pass(10 * DAY);
		assert_eq!(line(id, 0).late_since, Some(NOW + DAY + 1));
		give(None, ISSUER, ALICE, 1_000_000);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (365_000, 1_000));
	});
}

#[test]
fn a_ruling_may_allow_both_sides_to_end_once_it_is_final() {
	build_and_execute(|| {
		let mut terms =
			terms_of(&[CAROL, ALICE, BOB], &[Due { debtor: 1, creditor: Creditor::Party(2), ..later(1_000) }]);
		terms.arbitration = arbitration(2, false);
		let id = agree(&terms);
		bring(BOB, id, 1_000);
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 500, true));
		pass(DAY);
		settle(id);
		assert_eq!(stored(id).progress.may_end, 0);
		refused!(Contracts::end(signed(BOB), id, Ending::Ruled), NotRuled);
		hypothetically!({
			// Another instance does not allow it.
			bring_on(BOB, id);
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(ARBITERS[1]), id, 0, 500, false));
			assert_eq!(stored(id).progress.may_end, 0);
		});
		pass(1);
		settle(id);
		assert_eq!(stored(id).progress.may_end, 0b110);
	});
}

/// Appeal, whatever it takes.
fn bring_on(who: AccountId, agreement: AgreementId) {
	assert_ok!(Contracts::appeal(signed(who), agreement, 0, Balance::MAX));
}

#[test]
fn an_arbiter_without_an_account_gets_one_by_his_fee() {
	for (fee, is_enough) in [(EXISTENTIAL_DEPOSIT, true), (EXISTENTIAL_DEPOSIT - 1, false), (0, true)] {
		build_and_execute(|| {
			let mut terms = terms_of(&[ALICE, BOB], &[later(1_000)]);
			let mut decides = arbitration(1, false).unwrap();
			decides.instances[0] = Instance { arbiter: NOBODY, fee, ..decides.instances[0].clone() };
			terms.arbitration = Some(decides);
			let id = agree(&terms);
			bring(BOB, id, 1_000);
			pass(DAY + 1);
			if is_enough {
				assert_ok!(rule(NOBODY, id, 900));
				assert_eq!(free(None, NOBODY), fee);
			} else {
				// Dust makes no account. Anyone can give him one.
				assert_noop!(rule(NOBODY, id, 900), TokenError::CannotCreate);
				give(None, STRANGER, NOBODY, EXISTENTIAL_DEPOSIT);
				assert_ok!(rule(NOBODY, id, 900));
				assert_eq!(free(None, NOBODY), EXISTENTIAL_DEPOSIT + fee);
			}
			assert_eq!(record(id, 0).paid, 900);
		});
	}
}

#[test]
fn what_an_arbiter_has_got_is_added_up() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		for _ in 0..2 {
			bring(BOB, id, 100);
			pass(DAY + 1);
			assert_ok!(rule(ARBITERS[0], id, 100));
		}
		let known: Vec<_> = stored(id).fees.into_iter().map(|fee| (fee.arbiter, fee.fee)).collect();
		assert_eq!(known, [(ARBITERS[0], native(200))]);
		assert_eq!((free(None, ARBITERS[0]), record(id, 0).paid), (ENDOWMENT + 200, 200));
	});
}

#[test]
fn two_obligations_are_disputed_and_ruled_apart() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000), later(2_000)], 1, false);
		bring(BOB, id, 1_000);
		pass(DAY);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 1, native(2_000), 100, H256::repeat_byte(9)));
		assert_eq!((fees_held(ALICE), fees_held(BOB), held(None, ALICE)), (100, 100, 2_000));
		pass(1);
		refused!(Contracts::rule(signed(ARBITERS[0]), id, 1, 1_500, false), NotYourTurn);
		assert_ok!(rule(ARBITERS[0], id, 250));
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (250, 0));
		pass(DAY);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 1, 1_500, false));
		assert_eq!((record(id, 0).paid, record(id, 1).paid, held(None, ALICE)), (250, 1_500, 0));
		assert_eq!(state(id), AgreementState::Closed);
	});
}
