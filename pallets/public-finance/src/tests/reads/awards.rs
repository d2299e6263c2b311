//! Awards, and what is in arrears on them.

use super::*;

type Listed = Page<AwardInfo<AccountId>, AwardId>;

/// The awards that are listed, each of which is as it is stored.
fn listed(ask: impl Fn(Option<AwardId>) -> Listed) -> Vec<AwardId> {
	let mut awards = Vec::new();
	for AwardInfo { award, record } in all(ask) {
		assert_eq!(record, award_of(award));
		awards.push(award);
	}
	awards.sort();
	awards
}

fn accept(award: AwardId, amount: Balance, due: Moment) {
	let terms = AcceptanceTerms { due, ..acceptance(award, amount) };
	assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([terms])));
}

fn arrears() -> Vec<Arrears<AccountId>> {
	all(|cursor| PublicFinance::arrears(CITY, cursor, None))
}

#[test]
fn awards_are_listed_by_body_payee_and_line() {
	build_and_execute(|| {
		budget();
		let (one, other) = (Payee::Account(PAYEE), Payee::Withheld(PROOF));
		let award = |payee: &Payee<_>, lines: &[Split]| committed(award_terms(payee.clone(), lines));
		assert_eq!(award(&one, &[split(3, 10)]), 0);
		assert_eq!(award(&one, &[split(3, 10), split(4, 10)]), 1);
		assert_eq!(award(&other, &[split(4, 10)]), 2);
		for limit in [1, 2, 100] {
			let limit = Some(limit);
			let to = |payee: &Payee<_>| listed(|cursor| PublicFinance::awards_to(payee.clone(), cursor, limit));
			let on = |line| listed(|cursor| PublicFinance::awards_on(CITY, line, cursor, limit));
			assert_eq!(listed(|cursor| PublicFinance::awards_of(CITY, cursor, limit)), [0, 1, 2]);
			assert_eq!((to(&one), to(&other)), (vec![0, 1], vec![2]));
			assert_eq!((on(3), on(4), on(2)), (vec![0, 1], vec![1, 2], vec![]));
			assert!(to(&Payee::Account(STRANGER)).is_empty());
			assert!(listed(|cursor| PublicFinance::awards_of(CHARITY, cursor, limit)).is_empty());
		}
		assert_eq!(PublicFinance::award_info(1), Some(AwardInfo { award: 1, record: award_of(1) }));
		assert_eq!(PublicFinance::award_info(3), None);
	});
}

#[test]
fn what_was_changed_and_accepted_is_listed() {
	build_and_execute(|| {
		budget();
		let award = committed(award_terms(Payee::Withheld(PROOF), &[split(3, 10)]));
		for amount in [20, 30, 40] {
			let terms = award_terms(Payee::Withheld(PROOF), &[split(3, amount)]);
			let terms = AwardTerms { award: Some(award), ..terms };
			assert_ok!(PublicFinance::award(signed(OFFICER), CITY, list([terms])));
		}
		[7, 8, 9].into_iter().for_each(|amount| accept(award, amount, NOW + DAY));
		for limit in 1..5 {
			let changes = all(|cursor| PublicFinance::award_changes(award, cursor, Some(limit)));
			assert_eq!(changes, [0, 1, 2].map(|number| AwardChanges::<Test>::get(award, number).unwrap()));
			let changed: Vec<_> = changes.iter().map(|change| (change.before, change.after)).collect();
			assert_eq!(changed, [(10, 20), (20, 30), (30, 40)]);
			let accepted = all(|cursor| PublicFinance::acceptances(award, cursor, Some(limit)));
			assert_eq!(accepted, [0, 1, 2].map(|number| Acceptances::<Test>::get(award, number).unwrap()));
			assert!(accepted.iter().map(|acceptance| acceptance.amount).eq([7, 8, 9]));
		}
		assert!(PublicFinance::award_changes(award + 1, None, None).items.is_empty());
		assert!(PublicFinance::acceptances(award + 1, None, None).items.is_empty());
	});
}

#[test]
fn what_was_accepted_is_past_due_and_is_not_paid_is_in_arrears() {
	build_and_execute(|| {
		budget();
		let fund = filled(EUR, 1_000);
		let award = committed(award_terms(Payee::Withheld(PROOF), &[split(3, 1_000)]));
		accept(award, 100, NOW + 10 * DAY);
		accept(award, 50, NOW + 5 * DAY);
		accept(award, 70, NOW + 40 * DAY);
		let shown = |paid, overdue, since| {
			let (payee, currency) = (Payee::Withheld(PROOF), EUR);
			[Arrears { award, payee, currency, accepted: 220, paid, overdue, since }]
		};
		set_time(NOW + 5 * DAY);
		assert!(arrears().is_empty(), "it is due now, and not past due");
		set_time(NOW + 5 * DAY + 1);
		assert_eq!(arrears(), shown(0, 50, NOW + 5 * DAY));
		set_time(NOW + 20 * DAY);
		assert_eq!(arrears(), shown(0, 150, NOW + 5 * DAY));
		// What was accepted first is paid first.
		pay_award(fund, award, 3, 60);
		assert_eq!(arrears(), shown(60, 90, NOW + 5 * DAY));
		pay_award(fund, award, 3, 60);
		assert_eq!(arrears(), shown(120, 30, NOW + 5 * DAY));
		pay_award(fund, award, 3, 30);
		assert!(arrears().is_empty());
		// What comes back is unpaid again.
		let terms = ReceiptTerms { returns: Some((fund, 1)), ..receipt_terms(EUR, 20) };
		came_back(fund, terms);
		assert_eq!(arrears(), shown(130, 20, NOW + 5 * DAY));
		pay_award(fund, award, 3, 90);
		set_time(NOW + 50 * DAY);
		assert!(arrears().is_empty());
	});
}

#[test]
fn what_was_paid_in_advance_is_not_in_arrears() {
	build_and_execute(|| {
		budget();
		let fund = filled(EUR, 1_000);
		let terms = award_terms(Payee::Withheld(PROOF), &[split(3, 1_000)]);
		let award = committed(AwardTerms { advance: 500, ..terms });
		// Who has committed to it does not pay what nobody has accepted.
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([payment(fund, award, 3, 300)])));
		accept(award, 250, NOW);
		set_time(NOW + DAY);
		assert!(arrears().is_empty());
		accept(award, 250, NOW);
		assert_eq!(arrears()[0].overdue, 200);
	});
}

#[test]
fn arrears_are_looked_for_in_some_awards_at_a_time() {
	build_and_execute(|| {
		budget();
		let awards: BTreeSet<_> = (0..6).map(|_| awarded(Payee::Withheld(PROOF), 3, 10)).collect();
		let fund = filled(EUR, 1_000);
		awards.iter().filter(|award| *award % 2 == 0).for_each(|award| pay_award(fund, *award, 3, 10));
		set_time(NOW + 31 * DAY);
		let (mut pages, mut found, mut cursor) = (0, Vec::new(), None);
		loop {
			let page = PublicFinance::arrears(CITY, cursor, Some(2));
			assert!(page.items.len() <= 2);
			found.extend(page.items.into_iter().map(|arrears| arrears.award));
			pages += 1;
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
		}
		assert_eq!(pages, 3, "it counts those that are looked at, not those that are found");
		found.sort();
		assert_eq!(found, [1, 3, 5]);
		// The first page with as many as can be has them all.
		let Page { items, next } = PublicFinance::arrears(CITY, None, None);
		assert_eq!((items.len(), next), (3, None));
	});
}
