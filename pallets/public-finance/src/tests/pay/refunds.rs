//! `pay`: revenue goes back to whom it came from.

use super::*;
use crate::tests::approve::set_rule;

/// The second pays these: what is refunded the officer has entered.
fn pay(payments: &[Payment]) -> DispatchResult {
	plain(PublicFinance::pay(signed(SECOND), CITY, list(payments)))
}

/// A fund of so much revenue of this currency, from this source, booked on its line.
fn earned(currency: Currency, source: Source<AccountId>, amount: Balance) -> FundId {
	let id = fund(currency);
	let line = Some(if currency == EUR { 0 } else { 5 });
	let terms = ReceiptTerms { source, line, ..receipt_terms(currency, amount) };
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([terms])));
	id
}

/// So much of a fund refunds the receipt 0 of another.
fn refund(fund: FundId, of: FundId, line: LineId, amount: Balance) -> Payment {
	let how = How::Refund { fund: of, receipt: 0, line: Some(line) };
	Payment { fund, amount, how, evidence: evidence(fund_of(fund).currency) }
}

#[test]
fn by_a_bank_it_is_claimed_and_booked_on_the_line() {
	build_and_execute(|| {
		lines();
		let id = earned(EUR, Source::Withheld(PROOF), 1_000);
		assert_ok!(pay(&[refund(id, id, 0, 300)]));
		let Use { kind, standing, .. } = use_of(id, 0);
		assert_eq!(
			(kind, standing),
			(UseKind::Refund { fund: id, receipt: 0, payee: Payee::Withheld(PROOF) }, Standing::Claimed)
		);
		let booked = Booked { disbursed: 1_000, refunded: 300, ..Booked::default() };
		assert_eq!((line_of(0).own, line_of(0).bound), (booked, Some(booked)));
		assert_eq!((receipt_of(id, 0).refunded, fund_of(id).queue.balance()), (300, 700));
		// Whoever got it can keep it: what is refunded does not come back into the books by itself.
		refused!(pay(&[refund(id, id, 0, 701)]), NotEnoughInFund);
	});
}

#[test]
fn on_chain_it_goes_to_the_account() {
	build_and_execute(|| {
		lines();
		let id = earned(DOLLARS, Source::Account(PAYEE), 1_000);
		assert_ok!(pay(&[refund(id, id, 5, 300)]));
		assert_eq!((free(Some(DOLLAR), PAYEE), held(Some(DOLLAR), CITY)), (ENDOWMENT + 300, 700));
		assert_eq!(use_of(id, 0).standing, Standing::Moved);
		let unnamed = earned(DOLLARS, Source::Withheld(PROOF), 1_000);
		refused!(pay(&[refund(unnamed, unnamed, 5, 300)]), PayeeOffChain);
	});
}

#[test]
fn no_more_is_refunded_than_was_received() {
	build_and_execute(|| {
		lines();
		let (id, rich) = (earned(EUR, Source::Withheld(PROOF), 1_000), earned(EUR, Source::Withheld(PROOF), 5_000));
		refused!(pay(&[refund(rich, id, 0, 1_001)]), RefundTooLarge);
		assert_ok!(pay(&[refund(rich, id, 0, 600)]));
		refused!(pay(&[refund(id, id, 0, 401)]), RefundTooLarge);
		refused!(pay(&[refund(id, id, 0, 300), refund(rich, id, 0, 101)]), RefundTooLarge);
		assert_ok!(pay(&[refund(id, id, 0, 400)]));
		refused!(pay(&[refund(id, id, 0, 1)]), RefundTooLarge);
	});
}

#[test]
fn the_line_that_bears_it_is_one_of_revenue_of_now() {
	build_and_execute(|| {
		lines();
		let id = earned(EUR, Source::Withheld(PROOF), 1_000);
		refused!(pay(&[refund(id, id, 99, 10)]), LineUnknown);
		refused!(pay(&[refund(id, id, 3, 10)]), OtherKind);
		refused!(pay(&[refund(id, id, 5, 10)]), OtherCurrency);
		next_period();
		refused!(pay(&[refund(id, id, 0, 10)]), PeriodNotOpen);
		let root = Above::Root { period: 1, currency: EUR, kind: LineKind::Revenue };
		let terms = line_terms(root, "taxes", &[], true);
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([terms])));
		// In a year in which more is refunded than comes in, it has brought less than nothing.
		assert_ok!(pay(&[refund(id, id, 10, 50)]));
		assert_eq!((line_of(0).own.refunded, line_of(10).own.refunded), (0, 50));
	});
}

#[test]
fn what_is_unknown_of_another_body_or_in_another_currency_is_refused() {
	build_and_execute(|| {
		lines();
		charity();
		let id = earned(EUR, Source::Withheld(PROOF), 1_000);
		let (dollars, empty) = (filled(DOLLARS, 1_000), fund(EUR));
		let other = fund_by(HELPER, CHARITY, fund_terms(EUR));
		refused!(pay(&[refund(id, empty, 0, 10)]), ReceiptUnknown);
		refused!(pay(&[refund(id, other, 0, 10)]), FundUnknown);
		refused!(pay(&[refund(id, 99, 0, 10)]), FundUnknown);
		refused!(pay(&[refund(dollars, id, 5, 10)]), OtherCurrency);
		refused!(pay(&[refund(id, id, 0, 0)]), AmountZero);
		refused!(pay(&[Payment { evidence: None, ..refund(id, id, 0, 10) }]), EvidenceInvalid);
	});
}

#[test]
fn nobody_refunds_himself() {
	build_and_execute(|| {
		lines();
		for currency in [EUR, DOLLARS] {
			let id = earned(currency, Source::Account(SECOND), 1_000);
			let line = if currency == EUR { 0 } else { 5 };
			refused!(pay(&[refund(id, id, line, 10)]), OfficerIsPayee);
		}
	});
}

#[test]
fn who_has_entered_it_does_not_refund_it() {
	build_and_execute(|| {
		lines();
		let id = earned(EUR, Source::Withheld(PROOF), 1_000);
		let by = |who| PublicFinance::pay(signed(who), CITY, list([refund(id, id, 0, 10)]));
		refused!(by(OFFICER), EnteredBySame);
		relate(THIRD, OFFICER);
		refused!(by(THIRD), EnteredBySame);
		assert_ok!(by(SECOND));
		// Nor is it done because another approves it.
		set_rule(Rule { threshold: 0, ..RULE });
		refused!(by(OFFICER), EnteredBySame);
	});
}

#[test]
fn one_call_refunds_what_at_most_sixteen_have_entered() {
	build_and_execute(|| {
		lines();
		let id = fund(EUR);
		let officers: Vec<_> = (100..117).map(|byte| AccountId::new([byte; 32])).collect();
		for who in &officers {
			give_power(who.clone(), CITY, Power::Receive);
			let terms = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 100) };
			assert_ok!(PublicFinance::receive(signed(who.clone()), CITY, id, list([terms])));
		}
		let one = |receipt| Payment { how: How::Refund { fund: id, receipt, line: Some(0) }, ..refund(id, id, 0, 1) };
		let all: Vec<_> = (0..17).map(one).collect();
		refused!(pay(&all), TooManyOfficers);
		// Of one of them there may be as many as there are places.
		assert_ok!(pay(&vec![one(16); 64]));
		relate(SECOND, officers[16].clone());
		refused!(pay(&all[1..]), EnteredBySame);
		assert_ok!(pay(&all[..16]));
	});
}

#[test]
fn in_the_same_period_it_is_the_line_that_it_came_in_on() {
	build_and_execute(|| {
		lines();
		let root = Above::Root { period: 0, currency: EUR, kind: LineKind::Revenue };
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([line_terms(root, "fees", &[], false)])));
		let id = earned(EUR, Source::Withheld(PROOF), 1_000);
		let fees = ReceiptTerms { line: Some(10), ..receipt_terms(EUR, 500) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([fees])));
		refused!(pay(&[refund(id, id, 10, 100)]), LineDiffers);
		assert_ok!(pay(&[refund(id, id, 0, 100)]));
		assert_eq!([0, 10].map(|line| line_of(line).own.refunded), [100, 0]);
	});
}

#[test]
fn money_for_something_else_refunds_nothing() {
	build_and_execute(|| {
		lines();
		let (id, roads) = (earned(EUR, Source::Withheld(PROOF), 1_000), purposed("04.5", EUR, 1_000));
		refused!(pay(&[refund(roads, id, 0, 10)]), OtherPurpose);
		// But what came in there as revenue goes back out of it.
		let fees = ReceiptTerms { line: Some(0), ..receipt_terms(EUR, 100) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, roads, list([fees])));
		let how = How::Refund { fund: roads, receipt: 1, line: Some(0) };
		assert_ok!(pay(&[Payment { how, ..refund(roads, roads, 0, 10) }]));
	});
}

/// A fund of so much that an officer has entered on no line, from this source.
fn entered(currency: Currency, source: Source<AccountId>, amount: Balance) -> FundId {
	let id = fund(currency);
	let terms = ReceiptTerms { source, ..receipt_terms(currency, amount) };
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([terms])));
	id
}

/// So much of a fund refunds the receipt 0 of another, which is on no line.
fn return_gift(fund: FundId, of: FundId, amount: Balance) -> Payment {
	let how = How::Refund { fund: of, receipt: 0, line: None };
	Payment { how, ..refund(fund, of, 0, amount) }
}

#[test]
fn what_was_no_revenue_goes_back_on_no_line() {
	build_and_execute(|| {
		lines();
		let id = entered(EUR, Source::Account(DONOR), 1_000);
		refused!(pay(&[refund(id, id, 0, 10)]), LineDiffers);
		refused!(pay(&[return_gift(id, id, 1_001)]), NotEnoughInFund);
		assert_ok!(pay(&[return_gift(id, id, 400)]));
		assert_eq!((receipt_of(id, 0).refunded, fund_of(id).queue.balance()), (400, 600));
		let kind = UseKind::Refund { fund: id, receipt: 0, payee: Payee::Account(DONOR) };
		assert_eq!((use_of(id, 0).kind, use_of(id, 0).standing), (kind, Standing::Claimed));
		assert_ok!(PublicFinance::confirm(signed(DONOR), id, 0, true));
		// Revenue is refunded on a line.
		let earned = earned(EUR, Source::Account(DONOR), 1_000);
		refused!(pay(&[return_gift(earned, earned, 10)]), LineDiffers);
		// On chain it goes to the account.
		let dollars = entered(DOLLARS, Source::Account(PAYEE), 1_000);
		assert_ok!(pay(&[return_gift(dollars, dollars, 300)]));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT + 300);
	});
}

#[test]
fn money_for_something_gives_back_what_came_in_there_alone() {
	build_and_execute(|| {
		lines();
		let id = entered(EUR, Source::Account(DONOR), 1_000);
		let (any, roads) = (filled(EUR, 1_000), purposed("04.5", EUR, 1_000));
		refused!(pay(&[return_gift(roads, id, 10)]), OtherPurpose);
		assert_ok!(pay(&[return_gift(any, id, 10), return_gift(roads, roads, 10)]));
		let rich = filled(EUR, 1_000);
		refused!(pay(&[return_gift(rich, id, 991)]), RefundTooLarge);
	});
}

#[test]
fn nothing_else_is_refunded() {
	build_and_execute(|| {
		budget();
		// A gift on chain is given back, what came back is paid again, and what another fund has paid is no one's.
		let gifts = fund(DOLLARS);
		assert_ok!(PublicFinance::donate(signed(DONOR), gifts, Some(DOLLAR), 100));
		refused!(pay(&[return_gift(gifts, gifts, 10)]), NotRefundable);
		let (id, to) = (filled(EUR, 1_000), fund(EUR));
		assert_ok!(pay(&[transfer(id, to, 100)]));
		refused!(pay(&[return_gift(to, to, 10)]), NotRefundable);
		pay_award(id, awarded(Payee::Account(PAYEE), 3, 600), 3, 600);
		came_back(id, ReceiptTerms { returns: Some((id, 1)), ..receipt_terms(EUR, 100) });
		let how = How::Refund { fund: id, receipt: 1, line: None };
		refused!(pay(&[Payment { how, ..return_gift(id, id, 10) }]), NotRefundable);
	});
}
