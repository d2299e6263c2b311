//! What a second thief tried, the worst first.

use crate::tests::{
	approve::{approve, set_rule},
	audit::{audited, commitment, conclude, engaged_in, find, revealed_in},
	award::to_payee,
	campaign::campaign_terms,
	pay::{pay, transfer},
	*,
};
use std::collections::BTreeSet;

fn receive(who: AccountId, fund: FundId, terms: ReceiptTerms<AccountId>) -> DispatchResult {
	plain(PublicFinance::receive(signed(who), CITY, fund, list([terms])))
}

fn pay_by(who: AccountId, payment: Payment) -> DispatchResult {
	plain(PublicFinance::pay(signed(who), CITY, list([payment])))
}

fn give_back(who: AccountId, fund: FundId, receipt: u32) -> DispatchResult {
	PublicFinance::give_back(signed(who), fund, receipt)
}

fn archive(shelf: Shelf) -> DispatchResult {
	PublicFinance::archive(signed(STRANGER), shelf, 64)
}

fn note(who: AccountId, fund: FundId) -> DispatchResult {
	let note = Correction::Note { fund, number: 0, document: PROOF };
	plain(PublicFinance::correct(signed(who), CITY, note))
}

/// In a bank, as if STRANGER had paid it.
fn from_stranger(amount: Balance) -> ReceiptTerms<AccountId> {
	ReceiptTerms { source: Source::Account(STRANGER), ..receipt_terms(EUR, amount) }
}

/// Who holds Receive and Pay says that what is free in the account of the body has come back of a payment, and pays the same again: half
/// of it nobody has accepted.
#[test]
fn what_one_says_to_have_come_back_is_not_paid_again() {
	build_and_execute(|| {
		budget();
		let id = filled(DOLLARS, 1_000);
		let award = committed(to_payee(&[split(8, 1_200)]));
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 600)])));
		pay_award(id, award, 8, 600);
		let source = Source::Account(PAYEE);
		let back = ReceiptTerms { source, returns: Some((id, 0)), ..receipt_terms(DOLLARS, 600) };
		// Refused, or one of them waits.
		let _ = receive(THIRD, id, back);
		let _ = pay_by(THIRD, payment(id, award, 8, 600));
		assert_eq!(free(Some(DOLLAR), PAYEE), ENDOWMENT + 600);
	});
}

/// What came into the bank is entered as if an accomplice had given it, and goes back to him. So it takes another officer, it has
/// evidence, and who should have got it contests it.
#[test]
fn who_enters_a_receipt_does_not_refund_it() {
	build_and_execute(|| {
		found();
		let id = fund(EUR);
		assert_ok!(receive(OFFICER, id, from_stranger(900_000)));
		refused!(give_back(OFFICER, id, 0), NotGift);
		let how = How::Refund { fund: id, receipt: 0, line: None };
		let refund = |who| pay_by(who, Payment { fund: id, amount: 900_000, how: how.clone(), evidence: Some(PROOF) });
		refused!(refund(OFFICER), EnteredBySame);
		assert_ok!(refund(SECOND));
		assert_ok!(PublicFinance::confirm(signed(STRANGER), id, 0, false));
	});
}

/// And no record of it leaves state before any auditor, whether it was refunded or is void.
#[test]
fn what_an_officer_entered_stays_to_be_audited() {
	build_and_execute(|| {
		found();
		let id = fund(EUR);
		assert_ok!(receive(OFFICER, id, from_stranger(900_000)));
		let void = Correction::Void { fund: id, receipt: 0, evidence: PROOF };
		assert_ok!(PublicFinance::correct(signed(SECOND), CITY, void));
		refused!(archive(Shelf::Receipts(id)), NothingToArchive);
		// It leaves behind what was used after it.
		assert_ok!(receive(OFFICER, id, from_stranger(100)));
		let to = fund(EUR);
		assert_ok!(pay(&[transfer(id, to, 100)]));
		refused!(archive(Shelf::Receipts(id)), NothingToArchive);
		audited();
		refused!(archive(Shelf::Receipts(id)), NothingToArchive);
		assert_ok!(archive(Shelf::Uses(id)));
		assert_ok!(archive(Shelf::Receipts(id)));
		assert_eq!(fund_of(id).first_receipt, 2);
	});
}

/// A refund by a bank is claimed, and the receipt that it is of archived in the same minute. So nobody knows any more who could contest.
#[test]
fn a_refund_is_contested_whatever_became_of_its_receipt() {
	build_and_execute(|| {
		lines();
		let (id, other) = (fund(EUR), fund(EUR));
		assert_ok!(receive(OFFICER, id, ReceiptTerms { line: Some(0), ..from_stranger(600) }));
		assert_ok!(pay(&[transfer(id, other, 600)]));
		audited();
		let line = Bodies::<Test>::get(CITY).expect("it is a body").lines;
		let root = Above::Root { period: 1, currency: EUR, kind: LineKind::Revenue };
		assert_ok!(PublicFinance::set_line(signed(OFFICER), CITY, list([line_terms(root, "taxes", &[], false)])));
		let how = How::Refund { fund: id, receipt: 0, line: Some(line) };
		assert_ok!(pay_by(SECOND, Payment { fund: other, amount: 600, how, evidence: Some(PROOF) }));
		// The receipt leaves, or stays as long as he can answer.
		for shelf in [Shelf::Uses(id), Shelf::Receipts(id)] {
			let _ = archive(shelf);
		}
		assert_ok!(PublicFinance::confirm(signed(STRANGER), other, 0, false));
	});
}

/// A goal that nobody reaches, and two weeks in which not all take back: one officer would have given two millions to another body.
#[test]
fn the_rest_of_a_campaign_stays_with_its_body() {
	build_and_execute(|| {
		found();
		charity();
		let successor = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
		let make = FundChange::Make(campaign_terms(DOLLARS, successor));
		refused!(PublicFinance::set_fund(signed(OFFICER), CITY, make), OtherBody);
	});
}

/// Eight funds, and in each the same first units: all of them are looked at, or none. Who spreads what he steals over many funds is met
/// as seldom as if he had stolen once.
#[test]
fn each_fund_is_sampled_from_another_unit_on() {
	build_and_execute(|| {
		found();
		let funds: Vec<FundId> = (0..8).map(|_| filled(EUR, 100)).collect();
		let to = fund(EUR);
		for id in &funds {
			assert_ok!(pay(&[transfer(*id, to, 100)]));
		}
		engaged_in(0, 100);
		close_period();
		revealed_in(0, [9; 32]);
		let units: BTreeSet<Vec<Balance>> = funds
			.iter()
			.map(|id| PublicFinance::sample(CITY, 0, *id, None, None).items.iter().map(|drawn| drawn.unit).collect())
			.collect();
		assert!(units.iter().all(|units| units.len() == 1) && units.len() > 1, "{units:?}");
	});
}

/// An auditor who has drawn no sample has nothing to say but that. With his word all records leave state.
#[test]
fn without_a_sample_there_is_no_opinion_but_that_there_is_none() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		for opinion in [Opinion::Unmodified, Opinion::Qualified, Opinion::Adverse] {
			refused!(conclude(AUDITOR, Conclusion::Opinion(opinion, PROOF)), SampleNotDrawn);
		}
		assert_ok!(conclude(AUDITOR, Conclusion::Opinion(Opinion::Disclaimer, PROOF)));
	});
}

/// Entered as its own revenue and refunded, money of a fund is free in the account of the body, whose keys move it.
#[test]
fn a_body_is_not_refunded_by_itself() {
	build_and_execute(|| {
		lines();
		let id = fund(DOLLARS);
		// Its source is the city.
		assert_ok!(receive(OFFICER, id, ReceiptTerms { line: Some(5), ..receipt_terms(DOLLARS, 600) }));
		let how = How::Refund { fund: id, receipt: 0, line: Some(5) };
		refused!(pay_by(SECOND, Payment { fund: id, amount: 600, how, evidence: None }), PayeeIsBody);
	});
}

/// He finds as much as can be found, and is not heard of any more. Who follows him finds nothing.
#[test]
fn who_follows_an_auditor_finds_something() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		for _ in 0..MAX_FINDINGS {
			assert_ok!(find(AUDITOR, None, NOW + DAY));
		}
		refused!(find(AUDITOR, None, NOW + DAY), TooManyFindings);
		set_time(NOW + 400 * DAY);
		for (who, engage) in [(COUNCIL, Engage::Offer(STRANGER)), (STRANGER, Engage::Accept(commitment(7)))] {
			assert_ok!(PublicFinance::engage(signed(who), CITY, 0, engage));
		}
		for _ in 0..MAX_FINDINGS {
			assert_ok!(find(STRANGER, None, NOW + 500 * DAY));
		}
		refused!(find(STRANGER, None, NOW + 500 * DAY), TooManyFindings);
	});
}

/// Who has paid notes so much on it that nobody else notes anything, nor puts it right.
#[test]
fn one_officer_does_not_fill_the_corrections_of_a_use() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 100), fund(EUR));
		assert_ok!(pay(&[transfer(id, to, 100)]));
		let half = MAX_CORRECTIONS / 2;
		for _ in 0..half {
			assert_ok!(note(OFFICER, id));
		}
		refused!(note(OFFICER, id), TooManyRecords);
		for _ in 0..half {
			assert_ok!(note(SECOND, id));
		}
		refused!(note(SECOND, id), TooManyRecords);
	});
}

/// It pays him a little, and is a large transfer besides.
#[test]
fn a_payee_takes_away_only_what_is_all_his() {
	build_and_execute(|| {
		budget();
		set_rule(Rule { threshold: Balance::MAX, ..RULE });
		let (id, to) = (filled(EUR, 3_000_000), fund(EUR));
		let award = awarded(Payee::Account(PAYEE), 3, 600);
		set_rule(RULE);
		assert_ok!(pay(&[payment(id, award, 3, 600), transfer(id, to, 2_000_000)]));
		refused!(approve(PAYEE, 0, false), NotAllowed);
	});
}

/// One of two who are related commits, and the other pays in advance: nobody has accepted anything.
#[test]
fn who_is_related_to_who_committed_pays_nothing_in_advance() {
	build_and_execute(|| {
		budget();
		let id = filled(EUR, 1_000);
		let award = committed(AwardTerms { advance: 300, ..to_payee(&[split(3, 600)]) });
		relate(THIRD, OFFICER);
		for who in [OFFICER, THIRD] {
			refused!(pay_by(who, payment(id, award, 3, 300)), AcceptorCommitted);
		}
		assert_ok!(PublicFinance::accept(signed(SECOND), CITY, list([acceptance(award, 100)])));
		// Neither at once nor in parts.
		let parts = list([payment(id, award, 3, 60), payment(id, award, 3, 60)]);
		refused!(plain(PublicFinance::pay(signed(THIRD), CITY, parts)), AcceptorCommitted);
		assert_ok!(pay_by(THIRD, payment(id, award, 3, 100)));
		assert_ok!(pay_by(SECOND, payment(id, award, 3, 300)));
	});
}
