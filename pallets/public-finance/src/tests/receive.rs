//! `receive`: officers enter what has come.

use super::{
	pay::{receipt_of, transfer, use_of},
	*,
};
use frame_support::{
	hypothetically,
	traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::TokenError;

/// The officer enters these.
fn receive(fund: FundId, receipts: &[ReceiptTerms<AccountId>]) -> DispatchResult {
	plain(PublicFinance::receive(signed(OFFICER), CITY, fund, list(receipts)))
}

/// So much comes back of the use 0 of a fund.
fn back(of: FundId, amount: Balance) -> ReceiptTerms<AccountId> {
	ReceiptTerms { returns: Some((of, 0)), ..receipt_terms(fund_of(of).currency, amount) }
}

#[test]
fn what_has_come_to_the_bank_is_entered_in_its_order() {
	build_and_execute(|| {
		lines();
		let id = fund(EUR);
		System::reset_events();
		let fees = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 700) };
		let taxes = Source::Group { root: H256::repeat_byte(1), count: 3 };
		let taxes = ReceiptTerms { source: taxes, ..receipt_terms(EUR, 300) };
		assert_ok!(receive(id, &[fees.clone(), taxes.clone()]));
		let received = |(receipt, terms): (u32, ReceiptTerms<AccountId>)| Event::<Test>::Received {
			fund: id,
			receipt,
			amount: terms.amount,
			source: terms.source,
		};
		assert_eq!(events(), [(0, fees.clone()), (1, taxes)].map(received));
		let expected: Receipt<Test> = Receipt {
			span: Span { from: 0, to: 700 },
			removed: 0,
			source: fees.source,
			returns: None,
			line: Some(0),
			refunded: 0,
			at: NOW,
			block: 1,
			evidence: Some(PROOF),
			officer: Some(OFFICER),
			ticket: None,
		};
		assert_eq!(receipt_of(id, 0), expected);
		assert_eq!(receipt_of(id, 1).span, Span { from: 700, to: 1_000 });
		assert_eq!((fund_of(id).receipts, fund_of(id).queue.received), (2, 1_000));
		let booked = Booked { disbursed: 700, ..Booked::default() };
		assert_eq!((line_of(0).own, line_of(0).bound), (booked, Some(booked)));
	});
}

#[test]
fn on_chain_what_is_free_goes_into_the_fund() {
	build_and_execute(|| {
		found();
		let (dollars, native) = (fund(DOLLARS), fund(Currency::Native));
		let before = free(None, CITY);
		assert_ok!(receive(dollars, &[receipt_terms(DOLLARS, 600), receipt_terms(DOLLARS, 400)]));
		assert_eq!((free(Some(DOLLAR), CITY), held(Some(DOLLAR), CITY)), (ENDOWMENT - 1_000, 1_000));
		assert_ok!(receive(native, &[receipt_terms(Currency::Native, 500)]));
		assert_eq!(held(None, CITY), 500);
		// The records are paid for besides.
		assert!(free(None, CITY) < before - 500);
		assert!(!Gifts::<Test>::contains_key(CITY, (dollars, 0)));
	});
}

#[test]
fn no_more_goes_into_a_fund_than_could_leave_the_account() {
	build_and_execute(|| {
		found();
		let (dollars, native) = (fund(DOLLARS), fund(Currency::Native));
		let enter = |amount| receive(dollars, &[receipt_terms(DOLLARS, amount)]);
		assert_noop!(enter(ENDOWMENT), TokenError::FundsUnavailable);
		assert_ok!(Assets::burn(signed(ISSUER), DOLLAR, CITY, ENDOWMENT - 1_000));
		assert_noop!(enter(1_001 - MIN_BALANCE), TokenError::FundsUnavailable);
		assert_ok!(enter(1_000 - MIN_BALANCE));
		assert_noop!(enter(1), TokenError::FundsUnavailable);
		// What is locked is not free, though a hold could be put on it.
		<Balances as LockableCurrency<_>>::set_lock(*b"bailiff ", &CITY, ENDOWMENT, WithdrawReasons::all());
		let enter = receive(native, &[receipt_terms(Currency::Native, 1)]);
		assert_noop!(enter, TokenError::FundsUnavailable);
	});
}

#[test]
fn what_an_issuer_has_frozen_does_not_move() {
	build_and_execute(|| {
		found();
		let id = fund(DOLLARS);
		let freezes: [fn(); 2] = [|| freeze_account(DOLLAR, CITY), || freeze_asset(DOLLAR)];
		for freeze in freezes {
			hypothetically!({
				freeze();
				assert_noop!(receive(id, &[receipt_terms(DOLLARS, 100)]), TokenError::FundsUnavailable);
			});
		}
		assert_ok!(receive(id, &[receipt_terms(DOLLARS, 100)]));
	});
}

#[test]
fn whoever_may_not_enters_nothing() {
	build_and_execute(|| {
		let by = |who| PublicFinance::receive(signed(who), CITY, 0, list([receipt_terms(EUR, 10)]));
		refused!(by(OFFICER), NotBody);
		found();
		refused!(by(OFFICER), FundUnknown);
		fund(EUR);
		charity();
		for who in [CITY, COUNCIL, HELPER, STRANGER] {
			refused!(by(who), NoPower);
		}
		limit_power(OFFICER, CITY, Power::Receive, 9);
		refused!(by(OFFICER), NoPower);
		// Of another body it is no fund.
		let other = PublicFinance::receive(signed(HELPER), CHARITY, 0, list([receipt_terms(EUR, 10)]));
		refused!(other, FundUnknown);
	});
}

#[test]
fn what_cannot_be_a_receipt_is_refused() {
	build_and_execute(|| {
		lines();
		let (euros, dollars) = (filled(EUR, 1), fund(DOLLARS));
		let terms = receipt_terms(EUR, 10);
		refused!(receive(euros, &[]), ListEmpty);
		refused!(receive(euros, &[receipt_terms(EUR, 0)]), AmountZero);
		refused!(receive(euros, &[receipt_terms(EUR, Balance::MAX)]), AmountTooLarge);
		refused!(receive(euros, &[receipt_terms(EUR, Balance::MAX), terms.clone()]), AmountTooLarge);
		for source in [
			Source::Use { fund: euros, number: 0 },
			Source::Organisation(text("Ministry")),
			Source::Group { root: H256::zero(), count: 0 },
		] {
			refused!(receive(euros, &[ReceiptTerms { source, ..terms.clone() }]), SourceInvalid);
		}
		refused!(receive(euros, &[ReceiptTerms { evidence: None, ..terms.clone() }]), EvidenceInvalid);
		let proved = ReceiptTerms { evidence: Some(PROOF), ..receipt_terms(DOLLARS, 10) };
		refused!(receive(dollars, &[proved]), EvidenceInvalid);
		// One that is refused stops the others.
		refused!(receive(euros, &[terms.clone(), receipt_terms(EUR, 0)]), AmountZero);
		let gated = FundTerms { gate: Some(7), ..fund_terms(EUR) };
		let gated = fund_by(OFFICER, CITY, gated);
		refused!(receive(gated, std::slice::from_ref(&terms)), Gated);
		hypothetically!({
			Funds::<Test>::mutate(euros, |fund| fund.as_mut().expect("it is there").receipts = u32::MAX);
			refused!(receive(euros, std::slice::from_ref(&terms)), TooManyRecords);
		});
	});
}

#[test]
fn revenue_is_booked_where_it_belongs() {
	build_and_execute(|| {
		lines();
		let id = fund(EUR);
		let on = |line| [ReceiptTerms { line: Some(line), ..receipt_terms(EUR, 10) }];
		refused!(receive(id, &on(99)), LineUnknown);
		refused!(receive(id, &on(3)), OtherKind);
		refused!(receive(id, &on(5)), OtherCurrency);
		assert_ok!(receive(id, &on(0)));
		close_period();
		refused!(receive(id, &on(0)), PeriodNotOpen);
		// What is booked nowhere needs no period.
		assert_ok!(receive(id, &[receipt_terms(EUR, 10)]));
		let plan = PeriodChange::Plan { label: text("later"), from: NOW, to: NOW + DAY };
		for change in [plan, PeriodChange::Open] {
			assert_ok!(PublicFinance::set_period(signed(OFFICER), CITY, change));
		}
		refused!(receive(id, &on(0)), PeriodNotOpen);
		assert_eq!(line_of(0).own.disbursed, 10);
	});
}

#[test]
fn no_more_comes_back_than_was_paid() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		refused!(receive(id, &[back(id, 1)]), UseUnknown);
		pay_award(id, award, 3, 600);
		refused!(receive(id, &[back(id, 601)]), ReturnTooLarge);
		refused!(receive(id, &[ReceiptTerms { line: Some(0), ..back(id, 400) }]), ReturnBooked);
		came_back(id, back(id, 400));
		assert_eq!((use_of(id, 0).returned, award_of(award).returned), (400, 400));
		assert_eq!(receipt_of(id, 1).returns, Some((id, 0)));
		refused!(receive(id, &[back(id, 200), back(id, 1)]), ReturnTooLarge);
		came_back(id, back(id, 200));
		refused!(receive(id, &[back(id, 1)]), ReturnTooLarge);
		// It was paid all the same: the books of the line stay.
		assert_eq!((line_of(3).own.disbursed, award_of(award).disbursed), (600, 600));
	});
}

#[test]
fn what_came_back_can_be_paid_again_without_more_being_accepted() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		pay_award(id, award, 3, 600);
		came_back(id, back(id, 400));
		// By whom did not commit to it, who would be refused anyway.
		let again = |amount| plain(PublicFinance::pay(signed(SECOND), CITY, list([payment(id, award, 3, amount)])));
		refused!(again(1), OverLine);
		let raised = award_terms(Payee::Account(PAYEE), &[split(3, 2_000)]);
		assert_ok!(PublicFinance::award(signed(OFFICER), CITY, list([AwardTerms { award: Some(award), ..raised }])));
		refused!(again(401), NotAccepted);
		assert_ok!(again(400));
		refused!(again(1), NotAccepted);
	});
}

#[test]
fn what_comes_back_keeps_its_purpose_and_its_currency() {
	build_and_execute(|| {
		budget();
		let purposed =
			|part: &str| fund_by(OFFICER, CITY, FundTerms { purpose: Some(code("COFOG", part)), ..fund_terms(EUR) });
		let (id, narrower, wider) = (purposed("01.1"), purposed("01.1.1"), purposed("01"));
		let (any, dollars) = (fund(EUR), fund(DOLLARS));
		assert_ok!(receive(id, &[receipt_terms(EUR, 1_000)]));
		pay_award(id, awarded(Payee::Account(PAYEE), 3, 600), 3, 600);
		refused!(receive(any, &[back(id, 100)]), OtherPurpose);
		refused!(receive(wider, &[back(id, 100)]), OtherPurpose);
		let in_dollars = ReceiptTerms { returns: Some((id, 0)), ..receipt_terms(DOLLARS, 100) };
		refused!(receive(dollars, &[in_dollars]), OtherCurrency);
		came_back(narrower, back(id, 100));
		assert_eq!((use_of(id, 0).returned, fund_of(narrower).queue.balance()), (100, 100));
	});
}

/// Else one officer would pay again what nobody has accepted twice.
#[test]
fn that_something_came_back_two_say() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		pay_award(id, awarded(Payee::Account(PAYEE), 3, 600), 3, 600);
		assert_ok!(receive(id, &[receipt_terms(EUR, 1), back(id, 1)]));
		assert_eq!((fund_of(id).receipts, use_of(id, 0).returned), (1, 0));
		assert_ok!(PublicFinance::approve(signed(SECOND), CITY, 0, true));
		assert_eq!((fund_of(id).receipts, use_of(id, 0).returned), (3, 1));
	});
}

#[test]
fn only_what_was_paid_comes_back() {
	build_and_execute(|| {
		budget();
		charity();
		let (id, other) = (filled(EUR, 1_000), fund_by(HELPER, CHARITY, fund_terms(EUR)));
		assert_ok!(PublicFinance::pay(signed(OFFICER), CITY, list([transfer(id, fund(EUR), 100)])));
		refused!(receive(id, &[back(id, 100)]), ReturnTooLarge);
		refused!(receive(id, &[back(other, 100)]), FundUnknown);
		let unknown = ReceiptTerms { returns: Some((99, 0)), ..receipt_terms(EUR, 100) };
		refused!(receive(id, &[unknown]), FundUnknown);
	});
}
