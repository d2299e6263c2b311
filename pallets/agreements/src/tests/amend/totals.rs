//! What is kept of obligations that are no longer part of an agreement.

use super::*;
use civitas_primitives::agreements::{info::Total, InteractionReceipts};

#[test]
fn what_is_due_is_paid_before_it_is_left_out() {
	build_and_execute(|| {
		let weekly = instalments(100, Span::Seconds(7 * 86_400), None);
		let id = agree(&of(&[weekly, once(native(1))]));
		pass(7 * DAY);
		amend(id, of(&[carries(1, once(native(1)))]), &[ALICE, BOB]);
		let total = Total { from: ALICE, to: BOB, asset: None, paid: 200, refunded: 0, longest_late: 0 };
		assert_eq!(stored(id).past.to_vec(), [total]);
	});
}

#[test]
fn a_creditor_who_signs_lets_go_of_what_he_is_owed() {
	build_and_execute(|| {
		let mut terms = terms_of(&[PAUPER, BOB], &[pays(500), once(native(1))]);
		terms.sign_by = NOW;
		let id = terms_hash(&terms);
		assert_ok!(draft(BOB, &terms));
		assert_ok!(sign(PAUPER, id));
		pass(DAY);
		assert_eq!(line(id, 0).owed, 500);
		amend(id, terms_of(&[PAUPER, BOB], &[carries(1, once(native(1)))]), &[BOB, PAUPER]);
		// That he had to wait is kept.
		let total = Total { from: PAUPER, to: BOB, asset: None, paid: 0, refunded: 0, longest_late: DAY };
		assert_eq!(stored(id).past.to_vec(), [total]);
	});
}

#[test]
fn what_came_of_closed_obligations_is_kept_for_receipts() {
	build_and_execute(|| {
		let to_office = Due { creditor: Creditor::Account(OFFICE), ..pays(5) };
		let held = escrow(native(40));
		let id = agree(&of(&[
			pays(100),
			owes(Performance::Pay { asset: Some(DOLLAR), amount: 7, accrues: Accrual::Once(now()) }),
			to_office,
			held,
			once(native(1)),
		]));
		let receipt = || Contracts::receipt(&id, &ALICE, &BOB).unwrap();
		assert_eq!((receipt().paid, receipt().refunded), (vec![native(100), dollars(7)], vec![]));
		amend(id, of(&[carries(4, once(native(1))), pays(30)]), &[ALICE, BOB]);
		assert_eq!((receipt().paid, receipt().refunded), (vec![native(130), dollars(7)], vec![native(40)]));
		assert_eq!(Contracts::receipt(&id, &BOB, &ALICE).unwrap().received, receipt().paid);
		// Who has signed nothing has none.
		assert_eq!(Contracts::receipt(&id, &ALICE, &OFFICE), None);
		// Of the same two and the same asset it is one sum.
		amend(id, of(&[carries(0, once(native(1)))]), &[ALICE, BOB]);
		assert_eq!((receipt().paid, stored(id).past.len()), (vec![native(130), dollars(7)], 3));
		pass(30 * DAY);
		settle(id);
		assert_eq!(receipt().paid, [native(131), dollars(7)]);
		pass(COMPACT_AFTER);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		assert_eq!(receipt().paid, [native(131), dollars(7)]);
	});
}

#[test]
fn there_is_room_for_the_totals_of_as_many_as_there_can_be() {
	build_and_execute(|| {
		let parties = [ALICE, BOB, CAROL, OFFICE, STRANGER, ISSUER];
		let pairs = (0..6u8).flat_map(|from| (0..6u8).map(move |to| (from, to))).filter(|(from, to)| from != to);
		// 30 pairs in one asset, and two in the other.
		let mut all: Vec<_> =
			pairs.map(|(debtor, to)| Due { debtor, creditor: Creditor::Party(to), ..pays(1) }).collect();
		let in_dollars = |debtor, to| {
			let performance = Performance::Pay { asset: Some(DOLLAR), amount: 1, accrues: Accrual::Once(now()) };
			Due { debtor, creditor: Creditor::Party(to), ..owes(performance) }
		};
		all.extend([in_dollars(0, 1), in_dollars(0, 2)]);
		let term = Some(Term { minimum: Span::Months(9), renewal: Renewal::Ends, notice: None });
		let with = |obligations: &[Due]| Terms { term: term.clone(), ..terms_of(&parties, obligations) };
		let id = agree(&with(&all));
		amend(id, with(&[in_dollars(0, 1), in_dollars(0, 3)]), &parties);
		assert_eq!(stored(id).past.len(), 32);
		// Once more of those who are known is no more, and of others it is too much.
		let (last, hash) = sign_all(id, with(&[]), &parties);
		refused!(sign(last, hash), TooManyTotals);
		amend(id, with(&[carries(1, in_dollars(0, 3))]), &parties);
		assert_eq!(stored(id).past.len(), 32);
	});
}
