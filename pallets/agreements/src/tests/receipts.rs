//! Receipts: what the dealings of two came to.

use super::*;
use frame_support::hypothetically;
use info::Fee;

const DAYS: Seconds = 86_400;

fn receipt(agreement: AgreementId, from: AccountId, about: AccountId) -> Option<Receipt<AccountId>> {
	<Contracts as InteractionReceipts<AccountId>>::receipt(&agreement, &from, &about)
}

fn parties(agreement: AgreementId) -> Vec<AccountId> {
	<Contracts as InteractionReceipts<AccountId>>::parties(&agreement)
}

/// 100 a day, beginning tomorrow, of which the debtor has nothing.
fn late() -> AgreementId {
	let performance = Performance::Pay {
		asset: None,
		amount: 100,
		accrues: Accrual::Instalments { start: after(DAYS), every: Span::Seconds(DAYS), count: None },
	};
	let id = agree(&terms_of(&[ALICE, BOB], &[owes(performance)]));
	drain(None, ALICE);
	id
}

#[test]
fn there_is_one_from_the_first_payment_on() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB, CAROL], &[later(1_000)]);
		let id = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms.clone(), None));
		assert_eq!(receipt(id, ALICE, BOB), None, "a draft is nothing");
		for who in [BOB, CAROL] {
			assert_ok!(Contracts::sign(signed(who), id, None));
		}
		assert_eq!((receipt(id, ALICE, BOB), receipt(id, BOB, ALICE)), (None, None));
		pass(10 * DAY);
		// What is due and not paid is none, either.
		assert_eq!(receipt(id, ALICE, BOB), None);
		settle(id);
		let expected = Receipt {
			subject: ReceiptSubject::Account(BOB),
			paid: vec![native(1_000)],
			received: vec![],
			refunded: vec![],
			since: NOW,
			ended_at: Some(NOW + 10 * DAY),
			outcome: ReceiptOutcome::Completed,
			longest_late: 0,
			arbiters: vec![],
		};
		assert_eq!(receipt(id, ALICE, BOB), Some(expected.clone()));
		let subject = ReceiptSubject::Account(ALICE);
		let other = Receipt { subject, paid: vec![], received: vec![native(1_000)], ..expected };
		assert_eq!(receipt(id, BOB, ALICE), Some(other));
		// Nobody else has had to do with them, though she has signed.
		for (from, about) in [(ALICE, CAROL), (CAROL, ALICE), (BOB, CAROL), (STRANGER, BOB), (ALICE, ALICE)] {
			assert_eq!(receipt(id, from, about), None);
		}
		terms.salt = H256::repeat_byte(7);
		assert_eq!(receipt(terms_hash(&terms), ALICE, BOB), None);
	});
}

#[test]
fn there_is_one_from_the_first_refund_on() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(DAYS)), ..Default::default() };
		let id =
			agree(&terms_of(&[ALICE, BOB], &[Due { awaits, funding: Funding::Escrowed(None), ..pays_dollars(700) }]));
		assert_eq!(receipt(id, ALICE, BOB), None, "held is not moved");
		pass(DAY + 1);
		settle(id);
		let receipt = |from, about| receipt(id, from, about).unwrap();
		assert_eq!(receipt(ALICE, BOB).refunded, [dollars(700)]);
		assert_eq!((receipt(ALICE, BOB).paid, receipt(ALICE, BOB).received), (vec![], vec![]));
		// For the other nothing went back.
		assert_eq!(receipt(BOB, ALICE).refunded, []);
	});
}

#[test]
fn lateness_alone_makes_one_for_its_victim() {
	build_and_execute(|| {
		let id = late();
		pass(DAY);
		assert_eq!(receipt(id, BOB, ALICE), None);
		pass(3 * DAY);
		let victim = receipt(id, BOB, ALICE).unwrap();
		assert_eq!((victim.longest_late, victim.outcome), (3 * DAY, ReceiptOutcome::Running));
		assert_eq!((victim.paid, victim.received, victim.ended_at), (vec![], vec![], None));
		assert_eq!(receipt(id, ALICE, BOB), None, "not for who is late");
		// Once it is paid both have one, and whoever was late has not waited.
		give(None, ISSUER, ALICE, 10_000);
		settle(id);
		assert_eq!(receipt(id, BOB, ALICE).unwrap().longest_late, 3 * DAY);
		assert_eq!(receipt(id, ALICE, BOB).unwrap().longest_late, 0);
	});
}

#[test]
fn grace_is_no_lateness() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { grace: DAYS, ..later(1_000) }]));
		drain(None, ALICE);
		pass(11 * DAY);
		assert_eq!(receipt(id, BOB, ALICE), None);
		pass(1);
		// Since it was due.
		assert_eq!(receipt(id, BOB, ALICE).unwrap().longest_late, DAY + 1);
	});
}

#[test]
fn what_is_not_done_in_time_is_a_violation_however_it_ends() {
	build_and_execute(|| {
		let mut obligation = act(Silence::Accepts);
		obligation.awaits.until = Some(after(12 * DAYS));
		let id = agree(&terms_of(&[ALICE, BOB], &[obligation]));
		pass(12 * DAY);
		settle(id);
		assert_eq!(receipt(id, BOB, ALICE).unwrap().longest_late, 2 * DAY);
		pass(DAY);
		settle(id);
		assert!(record(id, 0).lapsed.is_some());
		// What has lapsed is no longer due. It was late all the same.
		assert_eq!(receipt(id, BOB, ALICE).map(|receipt| receipt.longest_late), Some(2 * DAY));
	});
}

#[test]
fn an_act_that_was_done_late_is_a_violation() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[act(Silence::Accepts)]));
		pass(13 * DAY);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, H256::zero()));
		pass(5 * DAY);
		settle(id);
		let victim = receipt(id, BOB, ALICE).unwrap();
		// Until it was claimed. An act is no money.
		assert_eq!((victim.longest_late, victim.received), (3 * DAY, vec![]));
		assert_eq!(receipt(id, ALICE, BOB), None);
	});
}

/// A car of someone's.
fn thing(owner: AccountId) -> Thing<AccountId> {
	Thing { owner, kind: "vehicle".try_into().unwrap(), hash: H256::repeat_byte(4) }
}

#[test]
fn its_subject_is_the_thing_if_the_other_owns_it() {
	build_and_execute(|| {
		for (owner, to_bob, to_alice) in [
			(BOB, ReceiptSubject::Thing(thing(BOB)), ReceiptSubject::Account(ALICE)),
			(ALICE, ReceiptSubject::Account(BOB), ReceiptSubject::Thing(thing(ALICE))),
			(CAROL, ReceiptSubject::Account(BOB), ReceiptSubject::Account(ALICE)),
		] {
			let mut terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
			terms.about = Some(thing(owner));
			let id = agree(&terms);
			assert_eq!(receipt(id, ALICE, BOB).unwrap().subject, to_bob);
			assert_eq!(receipt(id, BOB, ALICE).unwrap().subject, to_alice);
		}
	});
}

#[test]
fn amounts_are_added_up_by_asset() {
	build_and_execute(|| {
		let back = |due: Due| Due { debtor: 1, creditor: Creditor::Party(0), ..due };
		let office = Due { creditor: Creditor::Account(OFFICE), ..pays(5) };
		let id = agree(&terms_of(
			&[ALICE, BOB],
			&[pays(1), pays_dollars(10), pays(2), back(pays(4)), back(pays_dollars(30)), office],
		));
		let receipt = |from, about| receipt(id, from, about).unwrap();
		assert_eq!(receipt(ALICE, BOB).paid, [native(3), dollars(10)]);
		assert_eq!(receipt(ALICE, BOB).received, [native(4), dollars(30)]);
		assert_eq!(receipt(BOB, ALICE).paid, receipt(ALICE, BOB).received);
		assert_eq!(receipt(BOB, ALICE).received, receipt(ALICE, BOB).paid);
		// Who has signed nothing has none.
		assert_eq!(
			(super::receipts::receipt(id, OFFICE, ALICE), super::receipts::receipt(id, ALICE, OFFICE)),
			(None, None)
		);
	});
}

#[test]
fn interest_is_paid_too() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..later(365_000) }]));
		drain(None, ALICE);
		pass(20 * DAY);
		give(None, ISSUER, ALICE, 1_000_000);
		settle(id);
		assert_eq!(receipt(id, ALICE, BOB).unwrap().paid, [native(366_000)]);
	});
}

#[test]
fn it_says_how_it_ended() {
	build_and_execute(|| {
		let id = late();
		let outcome = || receipt(id, BOB, ALICE).unwrap().outcome;
		give(None, ISSUER, ALICE, 100);
		pass(DAY);
		settle(id);
		assert_eq!(outcome(), ReceiptOutcome::Running);
		pass(2 * DAY);
		assert_eq!(outcome(), ReceiptOutcome::Running);
		hypothetically!({
			for who in [ALICE, BOB] {
				assert_ok!(Contracts::end(signed(who), id, Ending::Agreed(NOW + 3 * DAY + 1)));
			}
			pass(1);
			assert_eq!(outcome(), ReceiptOutcome::Unsettled);
			give(None, ISSUER, ALICE, 200);
			settle(id);
			assert_eq!(outcome(), ReceiptOutcome::Completed);
			assert_eq!(receipt(id, BOB, ALICE).unwrap().ended_at, Some(NOW + 3 * DAY + 1));
		});
		assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
		assert_eq!(outcome(), ReceiptOutcome::Running, "it ends in the next millisecond");
		pass(1);
		assert_eq!(outcome(), ReceiptOutcome::Unsettled);
		give(None, ISSUER, ALICE, 200);
		settle(id);
		assert_eq!(outcome(), ReceiptOutcome::Broken);
	});
}

#[test]
fn it_is_the_same_before_and_after_compaction() {
	for broken in [false, true] {
		build_and_execute(|| {
			let back = Due { debtor: 1, creditor: Creditor::Party(0), ..pays_dollars(30) };
			let mut terms = terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(DAYS), None), back]);
			terms.arbitration = arbitration(1, false);
			terms.about = Some(thing(BOB));
			terms.term = Some(Term { minimum: Span::Seconds(20 * DAYS), renewal: Renewal::Ends, notice: None });
			let id = agree(&terms);
			pass(DAY);
			bring(ALICE, id, 100);
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 60, false));
			drain(None, ALICE);
			pass(5 * DAY);
			if broken {
				assert_ok!(Contracts::end(signed(BOB), id, Ending::Late(0)));
			}
			give(None, ISSUER, ALICE, 1_000_000);
			pass(30 * DAY);
			settle(id);
			let before = [receipt(id, ALICE, BOB).unwrap(), receipt(id, BOB, ALICE).unwrap()];
			let outcome = if broken { ReceiptOutcome::Broken } else { ReceiptOutcome::Completed };
			assert_eq!(before.clone().map(|receipt| receipt.outcome), [outcome; 2]);
			assert_eq!(before[0].arbiters, [Fee { arbiter: ARBITERS[0], fee: native(100) }]);
			assert_eq!(before[0].subject, ReceiptSubject::Thing(thing(BOB)));
			assert!(before[1].longest_late > 4 * DAY && before[0].longest_late == 0);
			pass(180 * DAY);
			assert_eq!([receipt(id, ALICE, BOB).unwrap(), receipt(id, BOB, ALICE).unwrap()], before);
			assert_eq!(parties(id), [ALICE, BOB]);
			assert_ok!(Contracts::compact(signed(STRANGER), id));
			assert_eq!(parties(id), [ALICE, BOB]);
			assert_eq!([receipt(id, ALICE, BOB).unwrap(), receipt(id, BOB, ALICE).unwrap()], before);
		});
	}
}

/// What is settled after the end was between them until then: whoever judges the other has that long, and some time more.
#[test]
fn what_moves_after_the_end_ends_it_later() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[pays_dollars(100)]);
		terms.term = Some(Term { minimum: Span::Seconds(DAYS), renewal: Renewal::Ends, notice: None });
		drain(Some(DOLLAR), ALICE);
		let id = agree(&terms);
		pass(400 * DAY);
		settle(id);
		let unsettled = receipt(id, BOB, ALICE).unwrap();
		assert_eq!((unsettled.ended_at, unsettled.outcome), (Some(NOW + DAY), ReceiptOutcome::Unsettled));
		give(Some(DOLLAR), ISSUER, ALICE, 100);
		settle(id);
		let settled = receipt(id, BOB, ALICE).unwrap();
		assert_eq!((settled.ended_at, settled.outcome), (Some(NOW + 400 * DAY), ReceiptOutcome::Completed));
		// It has ended when it has, however late that is noted.
		pass(COMPACT_AFTER);
		assert_ok!(Contracts::compact(signed(ALICE), id));
		assert_eq!(receipt(id, BOB, ALICE), Some(settled));
	});
}

#[test]
fn what_is_no_longer_part_of_it_counts() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays(1_000), later(5)]));
		let mut next = terms_of(&[ALICE, CAROL], &[later(30)]);
		next.amends = Some(Amends { agreement: id, version: 0 });
		let hash = terms_hash(&next);
		assert_ok!(Contracts::draft(signed(ALICE), next, None));
		for who in [BOB, CAROL] {
			assert_ok!(Contracts::sign(signed(who), hash, None));
		}
		assert_eq!(receipt(id, BOB, ALICE).unwrap().received, [native(1_000)]);
		assert_eq!(receipt(id, CAROL, ALICE), None);
		pass(10 * DAY);
		settle(id);
		assert_eq!(receipt(id, CAROL, ALICE).unwrap().received, [native(30)]);
		assert_eq!(receipt(hash, CAROL, ALICE), None);
		// He has gone, and his receipt stays where it was.
		assert_eq!(receipt(id, BOB, ALICE).unwrap().outcome, ReceiptOutcome::Completed);
		assert_eq!(<Contracts as InteractionReceipts<AccountId>>::receipts_of(&BOB, None), [id]);
		// Nor is he missing among those who had to do with one another.
		assert_eq!((parties(id), parties(hash)), (vec![ALICE, BOB, CAROL], vec![]));
	});
}

#[test]
fn to_ask_for_one_changes_nothing() {
	build_and_execute(|| {
		// A dispute that time alone has decided.
		let id = disputable(&[pays(1), later(1_000)], 1, false);
		assert_ok!(Contracts::dispute(signed(BOB), id, 1, native(1_000), 100, H256::zero()));
		pass(3 * DAY);
		let root = sp_io::storage::root(sp_core::storage::StateVersion::V1);
		assert!(receipt(id, ALICE, BOB).is_some());
		assert_eq!(sp_io::storage::root(sp_core::storage::StateVersion::V1), root);
		assert_eq!(fees_held(BOB), 100);
	});
}

#[test]
fn what_a_pallet_has_opened_has_none_here() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		let id = <Contracts as Settlement<AccountId>>::open(3, terms, &ALICE, &[ALICE, BOB]).unwrap();
		assert_eq!(record(id, 0).paid, 1_000);
		assert_eq!((receipt(id, ALICE, BOB), receipt(id, BOB, ALICE)), (None, None));
		pass(180 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		assert_eq!((receipt(id, ALICE, BOB), receipt(id, BOB, ALICE)), (None, None));
	});
}

#[test]
fn a_page_goes_on_after_its_last() {
	build_and_execute(|| {
		let of = |party, cursor| <Contracts as InteractionReceipts<AccountId>>::receipts_of(&party, cursor);
		assert_eq!(of(ALICE, None), []);
		let mut ids = Vec::new();
		for salt in 0..103u8 {
			let mut terms = terms_of(&[ALICE, BOB], &[pays(1)]);
			terms.salt = H256::repeat_byte(salt);
			ids.push(agree(&terms));
		}
		ids.sort();
		let first = of(ALICE, None);
		assert_eq!(first, ids[..100]);
		assert_eq!(of(ALICE, first.last().copied()), ids[100..]);
		assert_eq!(of(ALICE, ids.last().copied()), []);
		assert_eq!(of(BOB, Some(ids[100])), ids[101..]);
		assert_eq!(of(STRANGER, None), []);
	});
}

/// Someone agrees with himself to pay a stranger one unit, names a thing of the stranger's and an arbiter of his own, and reviews it. The
/// stranger has signed nothing, and is not asked. What he has set aside for reviews pays the fee and the deposit.
#[test]
fn who_has_signed_nothing_is_reviewed_by_nothing() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE], &[Due { creditor: Creditor::Account(BOB), ..pays(1) }]);
		terms.about = Some(thing(BOB));
		terms.arbitration = arbitration(1, false);
		let id = agree(&terms);
		assert_eq!(record(id, 0).paid, 1);
		assert_eq!(receipt(id, ALICE, BOB), None);
	});
}

/// The same, for nothing: what was held for the stranger goes back, and the bucket is as high as what was held.
#[test]
fn what_was_held_for_who_has_signed_nothing_is_no_receipt() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(DAYS)), ..Default::default() };
		let held = Due { awaits, funding: Funding::Escrowed(None), creditor: Creditor::Account(BOB), ..pays(9_000) };
		let id = agree(&terms_of(&[ALICE], &[held]));
		let before = free(None, BOB);
		pass(DAY + 1);
		settle(id);
		assert_eq!((free(None, BOB), record(id, 0).refunded), (before, 9_000));
		assert_eq!(receipt(id, ALICE, BOB), None);
	});
}

/// Who was paid hands what is still to come to another, without the debtor. What the debtor has paid until then is not of the other: he
/// would review by it, hand it on, and so would the next. Nor is who was paid rid of the debtor's review by that, or of that which the
/// debtor has sealed.
#[test]
fn what_was_paid_stays_with_whom_it_was_paid_to() {
	build_and_execute(|| {
		let due = Due { assignable: true, ..instalments(100, Span::Seconds(7 * DAYS), None) };
		let id = agree(&terms_of(&[ALICE, BOB], core::slice::from_ref(&due)));
		assert_eq!(receipt(id, ALICE, BOB).unwrap().paid, [native(100)]);
		let on = Due { carries: Some(0), creditor: Creditor::Account(CAROL), ..due };
		let mut next = terms_of(&[ALICE, BOB], &[on]);
		next.amends = Some(Amends { agreement: id, version: 0 });
		let hash = terms_hash(&next);
		assert_ok!(Contracts::draft(signed(BOB), next, None));
		assert_ok!(Contracts::sign(signed(CAROL), hash, None));
		// Nothing has gone between Alice and Carol.
		let paid = |from, about| receipt(id, from, about).map(|receipt| (receipt.paid, receipt.received));
		assert_eq!(paid(ALICE, BOB), Some((vec![native(100)], vec![])));
		assert_eq!(paid(BOB, ALICE), Some((vec![], vec![native(100)])));
		assert_eq!((paid(CAROL, ALICE), paid(ALICE, CAROL)), (None, None));
		pass(7 * DAY);
		settle(id);
		// She has signed nothing with Carol, and Carol has signed that she is paid.
		assert_eq!(paid(CAROL, ALICE), None);
		assert_eq!(paid(ALICE, CAROL), Some((vec![native(100)], vec![])));
		assert_eq!(paid(BOB, ALICE), Some((vec![], vec![native(100)])));
	});
}

/// Bob has left. Those who are left name an arbiter and another thing without him: by these he would be judged when he reviews.
#[test]
fn what_is_agreed_on_after_someone_has_left_does_not_bind_him() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[pays(1_000), later(5)]));
		let amend = |mut next: Terms, version, others: &[AccountId]| {
			next.amends = Some(Amends { agreement: id, version });
			let hash = terms_hash(&next);
			assert_ok!(Contracts::draft(signed(ALICE), next, None));
			for who in others {
				assert_ok!(Contracts::sign(signed(*who), hash, None));
			}
		};
		amend(terms_of(&[ALICE, CAROL], &[later(30)]), 0, &[BOB, CAROL]);
		let before = receipt(id, BOB, ALICE);
		let mut next = terms_of(&[ALICE, CAROL], &[Due { carries: Some(0), ..later(30) }]);
		next.arbitration = arbitration(1, false);
		next.about = Some(thing(ALICE));
		amend(next, 1, &[CAROL]);
		assert_eq!(receipt(id, BOB, ALICE), before);
	});
}

/// Alice owes weekly, and the claim can be assigned. Bob hands it to a puppet, which is paid once and hands it to the next. Alice has
/// signed nothing with any of them, and each reviews her, by dealings.
#[test]
fn who_hands_over_what_he_is_owed_makes_no_reviewers() {
	build_and_execute(|| {
		let due = Due { assignable: true, ..instalments(100, Span::Seconds(7 * DAYS), None) };
		let id = agree(&terms_of(&[ALICE, BOB], core::slice::from_ref(&due)));
		let puppets = [CAROL, OFFICE, STRANGER];
		let mut holder = BOB;
		for (version, puppet) in (0..).zip(puppets) {
			let on = Due { carries: Some(0), creditor: Creditor::Account(puppet), ..due.clone() };
			let mut next = terms_of(&[ALICE, BOB], &[on]);
			next.sign_by = NOW + (7 * u64::from(version) + 1) * DAY;
			next.amends = Some(Amends { agreement: id, version });
			let hash = terms_hash(&next);
			assert_ok!(Contracts::draft(signed(holder), next, None));
			assert_ok!(Contracts::sign(signed(puppet), hash, None));
			pass(7 * DAY);
			settle(id);
			holder = puppet;
		}
		let reviewers = puppets.into_iter().filter(|puppet| receipt(id, *puppet, ALICE).is_some()).count();
		assert_eq!(reviewers, 0);
		// Whom she pays she may judge.
		assert!(puppets.into_iter().all(|puppet| receipt(id, ALICE, puppet).is_some()));
	});
}

/// All is paid before the term ends, so nobody settles afterwards, and nothing moves. As long as nobody does, it counts as unsettled:
/// the window has no end, and nothing that is sealed can be opened. Whoever settles 195 days later ends the one in the past, and the other
/// for ever.
#[test]
fn what_is_settled_when_it_ends_has_ended_whether_or_not_somebody_looks() {
	build_and_execute(|| {
		let mut terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		terms.term = Some(Term { minimum: Span::Seconds(DAYS), renewal: Renewal::Ends, notice: None });
		let id = agree(&terms);
		assert_eq!(record(id, 0).paid, 1_000);
		pass(30 * DAY);
		let before = receipt(id, ALICE, BOB).unwrap();
		assert_eq!((before.ended_at, before.outcome), (Some(NOW + DAY), ReceiptOutcome::Completed));
		settle(id);
		assert_eq!(receipt(id, ALICE, BOB), Some(before));
	});
}
