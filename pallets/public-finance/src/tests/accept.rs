//! `accept`.

use super::{
	award::{award, bytes, changed, next_period, of_tallies, to_payee},
	*,
};
use crate::bodies::bytes_of;

fn accept(officer: AccountId, acceptances: &[AcceptanceTerms]) -> DispatchResult {
	plain(PublicFinance::accept(signed(officer), CITY, list(acceptances)))
}

/// An award of 300,000 for paper, to which the officer has committed.
fn ordered() -> AwardId {
	budget();
	committed(to_payee(&[split(3, 300_000)]))
}

#[test]
fn what_was_delivered_is_accepted_by_another_officer() {
	build_and_execute(|| {
		let id = ordered();
		let (before, old, line) = (bytes(), award_of(id), line_of(3));
		set_time(NOW + DAY);
		events();
		let terms = acceptance(id, 200_000);
		assert_ok!(accept(SECOND, std::slice::from_ref(&terms)));
		assert_eq!(events(), [Event::Accepted { terms, officer: SECOND }]);
		let (due, at) = (NOW + 30 * DAY, NOW + DAY);
		let accepted = Acceptance { amount: 200_000, due, evidence: PROOF, officer: SECOND, at };
		assert_eq!(Acceptances::<Test>::get(id, 0), Some(accepted.clone()));
		assert_eq!(award_of(id), Award { accepted: 200_000, acceptances: 1, ..old });
		// Nothing was paid yet.
		assert_eq!(line_of(3), line);
		assert_eq!(bytes() - before, (bytes_of(&accepted) + of_tallies(2)) as u64);
	});
}

#[test]
fn who_has_committed_accepts_nothing() {
	build_and_execute(|| {
		let id = ordered();
		refused!(accept(OFFICER, &[acceptance(id, 1)]), AcceptorCommitted);
		// By a change that awards no more than before he has, too.
		assert_ok!(award(SECOND, &[changed(id, &[split(3, 200_000)])]));
		refused!(accept(SECOND, &[acceptance(id, 1)]), AcceptorCommitted);
		relate(THIRD, SECOND);
		refused!(accept(THIRD, &[acceptance(id, 1)]), AcceptorCommitted);
		give_power(STRANGER, CITY, Power::Accept);
		assert_ok!(accept(STRANGER, &[acceptance(id, 1)]));
		// To one of a list is enough.
		give_power(STRANGER, CITY, Power::Commit);
		assert_ok!(award(STRANGER, &[to_payee(&[split(4, 1)])]));
		refused!(accept(STRANGER, &[acceptance(id, 1), acceptance(id + 1, 1)]), AcceptorCommitted);
		assert_ok!(accept(STRANGER, &[acceptance(id, 1)]));
	});
}

#[test]
fn who_is_paid_accepts_nothing() {
	build_and_execute(|| {
		let id = ordered();
		give_power(PAYEE, CITY, Power::Accept);
		refused!(accept(PAYEE, &[acceptance(id, 1)]), OfficerIsPayee);
		relate(SECOND, PAYEE);
		refused!(accept(SECOND, &[acceptance(id, 1)]), OfficerIsPayee);
		charity();
		let theirs = Payee::Fund(fund_by(HELPER, CHARITY, fund_terms(EUR)));
		let other = committed(award_terms(theirs, &[split(4, 100)]));
		assert_ok!(accept(SECOND, &[acceptance(other, 1)]));
		refused!(accept(SECOND, &[acceptance(other, 1), acceptance(id, 1)]), OfficerIsPayee);
		relate(SECOND, CHARITY);
		refused!(accept(SECOND, &[acceptance(other, 1)]), OfficerIsPayee);
		assert_ok!(accept(THIRD, &[acceptance(other, 1), acceptance(id, 1)]));
	});
}

#[test]
fn no_more_than_was_awarded_is_accepted() {
	build_and_execute(|| {
		let id = ordered();
		refused!(accept(SECOND, &[acceptance(id, 300_001)]), OverAward);
		// What one call accepts in parts is judged together.
		refused!(accept(SECOND, &[acceptance(id, 200_000), acceptance(id, 100_001)]), OverAward);
		assert_ok!(accept(SECOND, &[acceptance(id, 200_000), acceptance(id, 100_000)]));
		let amount = |number| Acceptances::<Test>::get(id, number).map(|accepted| accepted.amount);
		assert_eq!((amount(0), amount(1), award_of(id).accepted), (Some(200_000), Some(100_000), 300_000));
		refused!(accept(SECOND, &[acceptance(id, 1)]), OverAward);
		assert_ok!(award(OFFICER, &[changed(id, &[split(3, 300_000), split(4, 1)])]));
		assert_ok!(accept(SECOND, &[acceptance(id, 1)]));
	});
}

#[test]
fn amounts_and_awards_are_what_they_must_be() {
	build_and_execute(|| {
		let id = ordered();
		charity();
		let dollars = committed(to_payee(&[split(8, 100)]));
		refused!(accept(SECOND, &[]), ListEmpty);
		refused!(accept(SECOND, &[acceptance(id, 0)]), AmountZero);
		refused!(accept(SECOND, &[acceptance(99, 1)]), AwardUnknown);
		refused!(accept(SECOND, &[acceptance(id, 1), acceptance(99, 1)]), AwardUnknown);
		refused!(accept(SECOND, &[acceptance(id, 1), acceptance(dollars, 1)]), OtherCurrency);
		refused!(accept(SECOND, &[acceptance(id, Balance::MAX), acceptance(id, 1)]), AmountTooLarge);
		refused!(accept(SECOND, &[acceptance(id, Balance::MAX)]), OverAward);
		// Another body's, and of none.
		let of = |body| PublicFinance::accept(signed(HELPER), body, list([acceptance(id, 1)]));
		refused!(of(CHARITY), AwardUnknown);
		refused!(of(STRANGER), NotBody);
		assert_ok!(accept(SECOND, &[acceptance(dollars, 100)]));
	});
}

#[test]
fn only_who_holds_the_power_accepts() {
	build_and_execute(|| {
		let id = ordered();
		for who in [STRANGER, CITY, COUNCIL, HELPER, PAYEE] {
			refused!(accept(who, &[acceptance(id, 1)]), NoPower);
		}
		limit_power(SECOND, CITY, Power::Accept, 99);
		refused!(accept(SECOND, &[acceptance(id, 50), acceptance(id, 50)]), NoPower);
		assert_ok!(accept(SECOND, &[acceptance(id, 99)]));
		take_power(SECOND, CITY, Power::Accept);
		refused!(accept(SECOND, &[acceptance(id, 1)]), NoPower);
	});
}

#[test]
fn what_was_delivered_before_a_period_was_closed_is_accepted_after_it() {
	build_and_execute(|| {
		let id = ordered();
		close_period();
		assert_ok!(accept(SECOND, &[acceptance(id, 100_000)]));
		// But not what has lapsed.
		let line = next_period();
		assert_ok!(award(OFFICER, &[changed(id, &[split(line, 150_000)])]));
		refused!(accept(SECOND, &[acceptance(id, 50_001)]), OverAward);
		assert_ok!(accept(SECOND, &[acceptance(id, 50_000)]));
	});
}

#[test]
fn one_call_accepts_what_at_most_sixteen_have_committed_to() {
	build_and_execute(|| {
		budget();
		let officers: Vec<_> = (100..117).map(|byte| AccountId::new([byte; 32])).collect();
		for who in &officers {
			give_power(who.clone(), CITY, Power::Commit);
			assert_ok!(award(who.clone(), &[to_payee(&[split(3, 1_000)])]));
		}
		let all: Vec<_> = (0..17).map(|id| acceptance(id, 1)).collect();
		refused!(accept(SECOND, &all), TooManyOfficers);
		// Of one of them there may be as many as there are places.
		assert_ok!(accept(SECOND, &vec![acceptance(16, 1); 64]));
		relate(SECOND, officers[16].clone());
		refused!(accept(SECOND, &all[1..]), AcceptorCommitted);
		assert_ok!(accept(SECOND, &all[..16]));
	});
}
