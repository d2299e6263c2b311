//! What one officer does alone, though it takes two.

use crate::tests::{
	approve::{appropriate, set_rule},
	award::{award, changed, next_period, to_payee},
	pay::{pay, use_of},
	*,
};
use civitas_primitives::agreements::Settlement;

/// Twice what an officer can do alone.
const MUCH: Balance = 2_000_000;
/// Another currency of a bank.
const USD: Currency = Currency::iso(b"USD");
/// What a thief has made himself.
const OWN: AssetId = 2;
const AGREEMENT: H256 = H256([0xaa; 32]);

/// What in truth two have done.
fn by_two<R>(acts: impl FnOnce() -> R) -> R {
	set_rule(Rule { threshold: Balance::MAX, ..RULE });
	let done = acts();
	set_rule(RULE);
	done
}

/// An award of much on paper. The district has authority for as much.
fn ordered() -> AwardId {
	budget();
	appropriate(3, MUCH);
	appropriate(1, MUCH);
	by_two(|| committed(to_payee(&[split(3, MUCH)])))
}

/// What a body has free is entered as if an accomplice had paid it, and refunded to him: no award, no line that binds, and nobody who
/// has accepted anything.
#[test]
fn who_enters_a_receipt_does_not_refund_it() {
	build_and_execute(|| {
		lines();
		let id = fund(DOLLARS);
		let terms =
			ReceiptTerms { source: Source::Account(STRANGER), line: Some(5), ..receipt_terms(DOLLARS, 900_000) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([terms])));
		let how = How::Refund { fund: id, receipt: 0, line: Some(5) };
		let refund = Payment { fund: id, amount: 900_000, how, evidence: None };
		assert!(pay(std::slice::from_ref(&refund)).is_err());
		assert_eq!(free(Some(DOLLAR), STRANGER), ENDOWMENT);
		// Another one does.
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([refund])));
	});
}

/// A currency of his own, with a pool of his own: what he exchanges there, he takes out of it.
#[test]
fn nothing_is_exchanged_into_what_the_council_does_not_know() {
	build_and_execute(|| {
		found();
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), OWN, STRANGER, true, 1));
		assert_ok!(Assets::mint(signed(STRANGER), OWN, STRANGER, 1_000_000));
		assert_ok!(Assets::transfer(signed(STRANGER), OWN, CITY, 10));
		let pair: fn() -> (Box<Asset>, Box<Asset>) = || (Box::new(None), Box::new(Some(OWN)));
		let (native, own) = pair();
		assert_ok!(AssetConversion::create_pool(signed(STRANGER), native, own));
		let (native, own) = pair();
		assert_ok!(AssetConversion::add_liquidity(signed(STRANGER), native, own, 1_000, 1_000, 1, 1, STRANGER));
		let (from, to) = (filled(Currency::Native, 900_000), fund(Currency::Asset(OWN)));
		// Refused, or it waits.
		let how = How::Exchange { to, got: 1, through: None };
		let _ = pay(&[Payment { fund: from, amount: 900_000, how, evidence: None }]);
		assert_eq!((fund_of(from).uses, held(None, CITY)), (0, 900_000));
	});
}

/// One cent of one currency brings any amount of another, by his word alone.
#[test]
fn what_a_bank_gives_for_money_is_counted() {
	build_and_execute(|| {
		found();
		set_rule(Rule { currency: USD, ..RULE });
		let (from, to) = (filled(EUR, 1_000), fund(USD));
		let how = How::Exchange { to, got: MUCH, through: None };
		let _ = pay(&[Payment { fund: from, amount: 1, how, evidence: Some(PROOF) }]);
		assert_eq!((fund_of(to).queue.received, fund_of(from).uses), (0, 0));
	});
}

/// What another body says to have paid is a receipt, which takes two as any other.
#[test]
fn what_a_bank_brings_is_confirmed_by_two() {
	build_and_execute(|| {
		budget();
		charity();
		appropriate(3, MUCH);
		let to = fund_by(HELPER, CHARITY, fund_terms(EUR));
		let from = by_two(|| {
			let id = awarded(Payee::Fund(to), 3, MUCH);
			let from = filled(EUR, MUCH);
			pay_award(from, id, 3, MUCH);
			from
		});
		let _ = PublicFinance::confirm(signed(HELPER), from, 0, true);
		assert_eq!((fund_of(to).receipts, use_of(from, 0).standing), (0, Standing::Claimed));
	});
}

/// Two have agreed that nothing is paid before it is accepted. One changes that.
#[test]
fn an_advance_that_is_raised_waits() {
	build_and_execute(|| {
		let id = ordered();
		assert_ok!(award(OFFICER, &[AwardTerms { advance: MUCH, ..changed(id, &[split(3, MUCH)]) }]));
		assert_eq!((award_of(id).advance, award_of(id).changes), (0, 0));
	});
}

/// Below the threshold, too, there is one who commits and another who accepts.
#[test]
fn who_commits_pays_no_advance_of_it() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = committed(AwardTerms { advance: 600, ..to_payee(&[split(3, 600)]) });
		assert!(pay(&[payment(id, award, 3, 600)]).is_err());
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([payment(id, award, 3, 600)])));
	});
}

/// As much as before, but of a line that another one binds.
#[test]
fn an_obligation_that_goes_to_another_line_waits() {
	build_and_execute(|| {
		let id = ordered();
		assert_ok!(award(OFFICER, &[changed(id, &[split(1, MUCH)])]));
		assert_eq!((award_of(id).changes, line_of(1).own.obligated), (0, 0));
	});
}

/// As much as before, but of the next year's money.
#[test]
fn an_obligation_that_goes_to_the_next_period_waits() {
	build_and_execute(|| {
		let id = ordered();
		close_period();
		let line = next_period();
		appropriate(line, MUCH);
		assert_ok!(award(OFFICER, &[changed(id, &[split(line, MUCH)])]));
		assert_eq!((award_of(id).changes, line_of(line).own.obligated), (0, 0));
	});
}

/// The same of what was paid.
#[test]
fn a_payment_that_goes_to_another_line_waits() {
	build_and_execute(|| {
		let award = ordered();
		let fund = by_two(|| {
			let terms = list([acceptance(award, MUCH)]);
			assert_ok!(PublicFinance::accept(signed(SECOND), CITY, terms));
			let fund = filled(EUR, MUCH);
			pay_award(fund, award, 3, MUCH);
			fund
		});
		let correction = Correction::Lines { fund, number: 0, from: split(3, MUCH), to: 1 };
		assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, correction));
		assert_eq!((use_of(fund, 0).corrections, line_of(1).own.disbursed), (0, 0));
	});
}

/// The agreement has paid him, out of what the body has free. One officer says that there is none, and he is paid again.
#[test]
fn what_an_agreement_has_paid_is_not_paid_without_it() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let terms = to_payee(&[split(8, 600)]);
		let number = committed(AwardTerms { agreement: Some(AGREEMENT), ..terms.clone() });
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(number, 600)])));
		due(AGREEMENT, CITY, PAYEE, Some(DOLLAR), 600);
		assert_ok!(<Agreed as Settlement<AccountId>>::settle(AGREEMENT));
		let _ = award(OFFICER, &[AwardTerms { award: Some(number), ..terms }]);
		let _ = pay(&[payment(id, number, 8, 600)]);
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT + 600);
	});
}

/// A body has as many funds as it likes, and is one payee.
#[test]
fn the_funds_of_a_body_are_one_payee() {
	build_and_execute(|| {
		budget();
		charity();
		appropriate(3, MUCH);
		for officer in [OFFICER, SECOND] {
			let to = fund_by(HELPER, CHARITY, fund_terms(EUR));
			assert_ok!(award(officer, &[award_terms(Payee::Fund(to), &[split(3, 700_000)])]));
		}
		// The second waits.
		assert_eq!(AwardCount::<Test>::get(), 1);
	});
}

/// Paid to its account, money for roads is in no books until an officer there enters it, for whatever he likes.
#[test]
fn a_body_is_paid_into_a_fund() {
	build_and_execute(|| {
		budget();
		charity();
		refused!(award(OFFICER, &[award_terms(Payee::Account(CHARITY), &[split(9, 600)])]), PayeeIsBody);
	});
}

/// What comes back of a payment is counted there. As revenue it could be refunded, and would be paid twice.
#[test]
fn what_comes_back_is_no_revenue() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		pay_award(id, awarded(Payee::Account(PAYEE), 3, 600), 3, 600);
		let back = ReceiptTerms {
			source: Source::Account(PAYEE),
			returns: Some((id, 0)),
			line: Some(0),
			..receipt_terms(EUR, 600)
		};
		assert!(PublicFinance::receive(signed(OFFICER), CITY, id, list([back])).is_err());
		assert_eq!((award_of(0).returned, line_of(0).own.disbursed), (0, 0));
	});
}

/// Taxes that go back are not fees.
#[test]
fn revenue_is_refunded_on_its_own_line() {
	build_and_execute(|| {
		lines();
		let fees = Bodies::<Test>::get(CITY).expect("it is a body").lines;
		let root = Above::Root { period: 0, currency: EUR, kind: LineKind::Revenue };
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([line_terms(root, "fees", &[], false)])));
		let id = fund(EUR);
		let on = |line| ReceiptTerms { line: Some(line), ..receipt_terms(EUR, 100) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([on(0), on(fees)])));
		let how = How::Refund { fund: id, receipt: 0, line: Some(fees) };
		assert!(pay(&[Payment { fund: id, amount: 100, how, evidence: Some(PROOF) }]).is_err());
		assert_eq!(line_of(fees).own.refunded, 0);
	});
}
