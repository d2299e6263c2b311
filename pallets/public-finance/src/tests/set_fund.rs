//! `set_fund`: funds are made. Of campaigns more is in `campaign`.

use super::*;
use crate::bodies::bytes_at_most;
use frame_support::hypothetically;
use sp_runtime::TokenError;

fn make(who: AccountId, body: AccountId, terms: FundTerms) -> DispatchResult {
	PublicFinance::set_fund(signed(who), body, FundChange::Make(terms))
}

fn bytes(body: AccountId) -> u64 {
	Deposits::<Test>::get(body).expect("it has records").bytes
}

#[test]
fn officers_make_funds_that_are_numbered_over_all_bodies() {
	build_and_execute(|| {
		found();
		charity();
		let before = bytes(CITY);
		System::reset_events();
		let terms = FundTerms { purpose: Some(code("COFOG", "04")), ..fund_terms(DOLLARS) };
		assert_ok!(make(OFFICER, CITY, terms.clone()));
		assert_eq!(events(), [Event::FundMade { body: CITY, fund: 0, terms }]);
		assert_eq!(fund_by(HELPER, CHARITY, fund_terms(EUR)), 1);
		let Fund { body, currency, purpose, gifts, queue, removed, closed, .. } = fund_of(0);
		assert_eq!((body, currency, purpose), (CITY, DOLLARS, Some(code("COFOG", "04"))));
		assert_eq!((gifts, queue, removed, closed), (Some(10), Queue::default(), 0, None));
		assert!(FundsOf::<Test>::contains_key(CITY, 0) && FundsOf::<Test>::contains_key(CHARITY, 1));
		assert_eq!(bytes(CITY) - before, bytes_at_most::<Fund<Test>>() as u64);
		// A second one of the same terms is another.
		assert_eq!((fund(DOLLARS), fund(DOLLARS)), (2, 3));
	});
}

#[test]
fn whoever_has_no_power_over_the_budget_makes_none() {
	build_and_execute(|| {
		refused!(make(OFFICER, CITY, fund_terms(EUR)), NotBody);
		found();
		charity();
		for who in [CITY, COUNCIL, HELPER, STRANGER] {
			refused!(make(who, CITY, fund_terms(EUR)), NoPower);
		}
		take_power(OFFICER, CITY, Power::Budget);
		refused!(make(OFFICER, CITY, fund_terms(EUR)), NoPower);
	});
}

#[test]
fn what_cannot_be_a_fund_is_refused() {
	build_and_execute(|| {
		found();
		let terms = fund_terms(EUR);
		for name in ["", "a\u{202e}b"] {
			refused!(make(OFFICER, CITY, FundTerms { name: text(name), ..terms.clone() }), TextInvalid);
		}
		for purpose in [code("", "04"), code("COFOG", "")] {
			refused!(make(OFFICER, CITY, FundTerms { purpose: Some(purpose), ..terms.clone() }), TextInvalid);
		}
		for currency in [Currency::iso(b"eur"), Currency::Asset(DOLLAR + 1)] {
			refused!(make(OFFICER, CITY, fund_terms(currency)), CurrencyInvalid);
		}
		// What comes through a gate is no gift of everybody.
		refused!(make(OFFICER, CITY, FundTerms { gate: Some(7), ..fund_terms(DOLLARS) }), Gated);
		hypothetically!({
			FundCount::<Test>::put(FundId::MAX);
			refused!(make(OFFICER, CITY, terms.clone()), TooManyFunds);
		});
	});
}

#[test]
fn a_body_pays_for_its_funds() {
	build_and_execute(|| {
		found();
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), CITY, EXISTENTIAL_DEPOSIT));
		assert_noop!(make(OFFICER, CITY, fund_terms(EUR)), TokenError::FundsUnavailable);
	});
}
