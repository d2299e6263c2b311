//! Assignments: amendments by which only creditors change, who alone sign.

use super::*;

/// What Alice owes Bob in thirty days and every week, of which he may assign the first.
fn assignable() -> [Due; 2] {
	[Due { assignable: true, ..escrow(native(1_000)) }, instalments(10, Span::Seconds(7 * 86_400), None)]
}

/// The same terms, but that the first is owed to someone else.
fn assigned(to: Creditor<AccountId>) -> Terms {
	let [first, second] = assignable();
	of(&[carries(0, Due { creditor: to, ..first }), carries(1, second)])
}

#[test]
fn a_creditor_assigns_without_the_debtor() {
	build_and_execute(|| {
		let id = agree(&of(&assignable()));
		let after = amending(id, assigned(Creditor::Account(CAROL)));
		let hash = terms_hash(&after);
		for who in [ALICE, STRANGER] {
			refused!(draft(who, &after), NotSigner);
		}
		assert_ok!(draft(BOB, &after));
		let info = Contracts::agreement(hash).unwrap();
		assert_eq!((info.signed, info.unsigned), (vec![BOB], vec![CAROL]));
		refused!(sign(ALICE, hash), NotSigner);
		let before = money();
		assert_ok!(sign(CAROL, hash));
		assert_eq!(money(), before, "nothing moves");
		assert_eq!((stored(id).progress.version, stored(id).assignees.to_vec()), (1, vec![CAROL]));
		assert!(AgreementsOf::<Test>::contains_key(CAROL, id) && AgreementsOf::<Test>::contains_key(ALICE, id));
		pass(30 * DAY);
		settle(id);
		assert_eq!(free(None, CAROL), ENDOWMENT + 1_000);
		assert_eq!(record(id, 1).paid, 50);
	});
}

#[test]
fn an_assignment_can_be_brought_by_who_takes_it() {
	build_and_execute(|| {
		let id = agree(&of(&assignable()));
		amend(id, assigned(Creditor::Account(CAROL)), &[CAROL, BOB]);
		// Who takes it pays the deposit from now on.
		assert_eq!(deposit(ALICE), 0);
		assert!(deposit(CAROL) > 0);
	});
}

#[test]
fn what_cannot_be_assigned_or_changes_otherwise_all_sign() {
	build_and_execute(|| {
		let id = agree(&of(&assignable()));
		let changes: [fn(&mut Terms); 6] = [
			// What is not assignable.
			|terms| terms.obligations[1].creditor = Creditor::Account(CAROL),
			|terms| terms.obligations[0].grace = 5,
			|terms| terms.prose.hash = H256::repeat_byte(6),
			|terms| terms.term = Some(Term { minimum: Span::Months(1), renewal: Renewal::Open, notice: Some(0) }),
			|terms| terms.arbitration = arbitration(1, false),
			// Begun anew.
			|terms| terms.obligations[1].carries = None,
		];
		for change in changes {
			let mut terms = assigned(Creditor::Account(CAROL));
			change(&mut terms);
			let terms = amending(id, terms);
			hypothetically!({
				refused!(draft(CAROL, &terms), NotSigner);
				assert_ok!(draft(BOB, &terms));
				assert_eq!(Contracts::agreement(terms_hash(&terms)).unwrap().unsigned, [ALICE]);
			});
		}
	});
}

#[test]
fn who_was_assigned_something_signs_later_amendments() {
	build_and_execute(|| {
		let id = agree(&of(&assignable()));
		amend(id, assigned(Creditor::Account(CAROL)), &[BOB, CAROL]);
		let [first, second] = assignable();
		let longer = [
			carries(0, Due { creditor: Creditor::Account(CAROL), grace: 60, ..first.clone() }),
			carries(1, second.clone()),
		];
		let after = amending(id, of(&longer));
		let hash = terms_hash(&after);
		assert_ok!(draft(ALICE, &after));
		assert_ok!(sign(BOB, hash));
		assert_eq!(Contracts::agreement(hash).unwrap().unsigned, [CAROL]);
		assert_ok!(sign(CAROL, hash));
		assert_eq!(stored(id).assignees.to_vec(), [CAROL]);
		// And hands it on, without Bob.
		let on = [carries(0, Due { creditor: Creditor::Account(STRANGER), grace: 60, ..first }), carries(1, second)];
		amend(id, of(&on), &[CAROL, STRANGER]);
		assert_eq!(stored(id).assignees.to_vec(), [STRANGER]);
		// Who has handed it on signs no more.
		let back = amending(id, assigned(Creditor::Party(1)));
		assert_ok!(draft(BOB, &back));
		assert_eq!(Contracts::agreement(terms_hash(&back)).unwrap().unsigned, [ALICE, STRANGER]);
	});
}

#[test]
fn an_assignment_leaves_notice_and_rulings_as_they_are() {
	build_and_execute(|| {
		let term = Some(Term { minimum: Span::Months(1), renewal: Renewal::Open, notice: Some(86_400) });
		let id = agree(&Terms { term: term.clone(), ..of(&assignable()) });
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Agreed(NOW + 20 * DAY)));
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
		let before = stored(id).progress;
		assert_eq!(before.ends_at, Some(NOW + 28 * DAY));
		let to_carol = || Terms { term: term.clone(), ..assigned(Creditor::Account(CAROL)) };
		hypothetically!({
			amend(id, to_carol(), &[BOB, CAROL]);
			let after = stored(id).progress;
			assert_eq!((after.ends_at, &after.named_ends, after.may_end), (before.ends_at, &before.named_ends, 0));
		});
		// What all sign says anew when it ends.
		let mut all = to_carol();
		all.prose.hash = H256::repeat_byte(4);
		amend(id, all, &[ALICE, BOB]);
		let after = stored(id).progress;
		assert_eq!((after.ends_at, after.named_ends.len()), (None, 0));
	});
}

#[test]
fn what_has_ended_has_ended_whatever_is_signed_then() {
	build_and_execute(|| {
		// What could still be claimed keeps it open.
		let id = agree(&of(&[escrow(native(1_000)), claimable(native(50))]));
		for who in [ALICE, BOB] {
			assert_ok!(Contracts::end(signed(who), id, Ending::Agreed(NOW + DAY)));
		}
		pass(2 * DAY);
		amend(id, of(&[carries(0, escrow(native(1_500))), carries(1, claimable(native(50)))]), &[ALICE, BOB]);
		assert_eq!((stored(id).progress.ends_at, state(id)), (Some(NOW + DAY), AgreementState::Ended));
		// What is due after the end does not accrue, and what was held for it has gone back.
		assert_eq!((held(None, ALICE), record(id, 0).funded, record(id, 0).refunded), (0, 2_500, 2_500));
	});
}

#[test]
fn a_debtor_does_not_stop_an_assignment_by_declining_it() {
	build_and_execute(|| {
		// He could do so to each draft before the other creditor has signed.
		let id = agree(&of(&assignable()));
		let (last, hash) = sign_all(id, assigned(Creditor::Account(CAROL)), &[BOB, CAROL]);
		refused!(Contracts::decline(signed(ALICE), hash), NotNamed);
		assert_ok!(sign(last, hash));
	});
}

#[test]
fn nothing_is_assigned_to_who_decides_about_it() {
	build_and_execute(|| {
		let arbitration = arbitration(2, false);
		let id = agree(&Terms { arbitration: arbitration.clone(), ..of(&assignable()) });
		let to = |who| Terms { arbitration: arbitration.clone(), ..assigned(Creditor::Account(who)) };
		refused!(draft(BOB, &amending(id, to(ARBITERS[1]))), ArbiterInvalid);
		// Nor to who is related to them.
		Related::mutate(|related| related.insert((ARBITERS[1], CAROL)));
		refused!(draft(BOB, &amending(id, to(CAROL))), ArbiterRelated);
		Related::set(Default::default());
		let (last, hash) = sign_all(id, to(CAROL), &[BOB, CAROL]);
		Related::mutate(|related| related.insert((CAROL, ARBITERS[0])));
		refused!(sign(last, hash), ArbiterRelated);
	});
}

#[test]
fn an_assignment_does_not_revive_what_has_lapsed() {
	build_and_execute(|| {
		// The second pays a bonus if the first is paid within five days, which it is not.
		let fulfilled = vec![0].try_into().unwrap();
		let awaits = Awaits { fulfilled, until: Some(after(5 * 86_400)), ..Default::default() };
		let bonus = Due { awaits, assignable: true, ..pays(500) };
		let rent = instalments(10, Span::Seconds(7 * 86_400), None);
		let id = agree(&of(&[once(native(1)), bonus.clone(), rent.clone()]));
		pass(6 * DAY);
		settle(id);
		assert!(record(id, 1).lapsed.is_some());
		let obligations = |to| {
			let mut all = [once(native(1)), Due { creditor: to, ..bonus.clone() }, rent.clone()];
			(0..).zip(&mut all).for_each(|(place, due)| due.carries = Some(place));
			all
		};
		pass(30 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1);
		let before = money();
		let fulfilled_at = record(id, 0).fulfilled_at;
		amend(id, of(&obligations(Creditor::Account(CAROL))), &[CAROL, BOB]);
		assert_eq!(record(id, 0).fulfilled_at, fulfilled_at);
		assert!(record(id, 1).lapsed.is_some());
		settle(id);
		assert_eq!(money(), before);
	});
}

#[test]
fn an_assignment_asks_no_debtor_for_what_has_gone_back_to_him() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(86_400)), ..Default::default() };
		let lapsing = Due { awaits, funding: Funding::Escrowed(None), ..pays(5_000) };
		let [first, second] = assignable();
		let id = agree(&of(&[first.clone(), second.clone(), lapsing.clone()]));
		pass(2 * DAY);
		settle(id);
		assert!(record(id, 2).lapsed.is_some());
		assert_eq!(record(id, 2).refunded, 5_000);
		// It is spent, and becomes known to have been true: too late.
		spare(None, ALICE, 3);
		Known::mutate(|known| known.insert(1, (NOW + 1, Fraction::ALL)));
		let first = carries(0, Due { creditor: Creditor::Account(CAROL), ..first });
		amend(id, of(&[first, carries(1, second), carries(2, lapsing)]), &[CAROL, BOB]);
		settle(id);
		assert!(record(id, 2).lapsed.is_some());
		assert_eq!((record(id, 2).paid, line(id, 2).owed, record(id, 2).funded), (0, 0, 5_000));
	});
}
