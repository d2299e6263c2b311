//! What a second thief found, and what is not mended yet, the worst first. Each fails: take the mark away with the mend.

use crate::tests::{
	approve::{approve, set_rule},
	audit::{audited, commitment, conclude, engaged_in, find, revealed_in},
	award::to_payee,
	campaign::campaign_terms,
	donate::donate,
	pay::{pay, transfer},
	*,
};
use std::collections::BTreeSet;

/// The end of a campaign that is missed: its deadline, and then the time to take back.
const END: Moment = NOW + 10 * DAY + MIN_TAKE_BACK;

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
#[ignore = "open: it fails"]
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

/// As a refund: what came into the bank is entered as if an accomplice had given it, and given back to him. It is no use, so that no
/// sample meets it, it has no evidence, and nobody confirms or contests it.
#[test]
#[ignore = "open: it fails"]
fn who_enters_a_receipt_does_not_give_it_back() {
	build_and_execute(|| {
		found();
		let id = fund(EUR);
		assert_ok!(receive(OFFICER, id, from_stranger(900_000)));
		refused!(give_back(OFFICER, id, 0), EnteredBySame);
		assert_ok!(give_back(SECOND, id, 0));
	});
}

/// And the record of it leaves state at once, before any auditor.
#[test]
#[ignore = "open: it fails"]
fn what_a_bank_gave_back_stays_to_be_audited() {
	build_and_execute(|| {
		found();
		let id = fund(EUR);
		assert_ok!(receive(OFFICER, id, from_stranger(900_000)));
		assert_ok!(give_back(SECOND, id, 0));
		refused!(archive(Shelf::Receipts(id)), NothingToArchive);
	});
}

/// A refund by a bank is claimed, and the receipt that it is of archived in the same minute. So nobody knows any more who could contest.
#[test]
#[ignore = "open: it fails"]
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
		let how = How::Refund { fund: id, receipt: 0, line };
		assert_ok!(pay_by(SECOND, Payment { fund: other, amount: 600, how, evidence: Some(PROOF) }));
		// The receipt leaves, or stays as long as he can answer.
		for shelf in [Shelf::Uses(id), Shelf::Receipts(id)] {
			let _ = archive(shelf);
		}
		assert_ok!(PublicFinance::confirm(signed(STRANGER), other, 0, false));
	});
}

/// To wind up is asked of the officer whether he is related to the successor, and takes two. To miss the goal needs neither.
#[test]
#[ignore = "open: it fails"]
fn who_names_a_successor_is_not_related_to_it() {
	build_and_execute(|| {
		found();
		charity();
		let successor = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
		relate(OFFICER, CHARITY);
		let make = FundChange::Make(campaign_terms(DOLLARS, successor));
		assert!(PublicFinance::set_fund(signed(OFFICER), CITY, make).is_err());
	});
}

/// A goal that nobody reaches, and two weeks in which not all take back: one officer has given two millions to another body.
#[test]
#[ignore = "open: it fails"]
fn what_is_missed_does_not_go_to_another_body_by_one() {
	build_and_execute(|| {
		found();
		charity();
		let successor = fund_by(HELPER, CHARITY, fund_terms(DOLLARS));
		let terms = campaign_terms(DOLLARS, successor);
		let campaign = terms.campaign.map(|campaign| Campaign { goal: Balance::MAX, ..campaign });
		let id = FundCount::<Test>::get();
		// Refused, or it waits; or the rest does.
		let make = FundChange::Make(FundTerms { campaign, ..terms });
		let _ = PublicFinance::set_fund(signed(OFFICER), CITY, make);
		let _ = donate(DONOR, id, 2_000_000);
		set_time(END + 1);
		let _ = PublicFinance::set_fund(signed(STRANGER), CITY, FundChange::PassOn(id));
		assert_eq!(held(Some(DOLLAR), CHARITY), 0);
	});
}

/// Eight funds, and in each the same first units: all of them are looked at, or none. Who spreads what he steals over many funds is met
/// as seldom as if he had stolen once.
#[test]
#[ignore = "open: it fails"]
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
#[ignore = "open: it fails"]
fn without_a_sample_there_is_no_opinion_but_that_there_is_none() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		for opinion in [Opinion::Unmodified, Opinion::Qualified, Opinion::Adverse] {
			assert!(conclude(AUDITOR, Conclusion::Opinion(opinion, PROOF)).is_err());
		}
		assert_ok!(conclude(AUDITOR, Conclusion::Opinion(Opinion::Disclaimer, PROOF)));
	});
}

/// Entered as its own revenue and refunded, money of a fund is free in the account of the body, whose keys move it.
#[test]
#[ignore = "open: it fails"]
fn a_body_is_not_refunded_by_itself() {
	build_and_execute(|| {
		lines();
		let id = fund(DOLLARS);
		// Its source is the city.
		let _ = receive(OFFICER, id, ReceiptTerms { line: Some(5), ..receipt_terms(DOLLARS, 600) });
		let own = free(Some(DOLLAR), CITY);
		let how = How::Refund { fund: id, receipt: 0, line: 5 };
		let _ = pay_by(SECOND, Payment { fund: id, amount: 600, how, evidence: None });
		assert_eq!(free(Some(DOLLAR), CITY), own);
	});
}

/// He finds as much as can be found, and is not heard of any more. Who follows him finds nothing.
#[test]
#[ignore = "open: it fails"]
fn who_follows_an_auditor_finds_something() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		for _ in 0..MAX_FINDINGS {
			let _ = find(AUDITOR, None, NOW + DAY);
		}
		set_time(NOW + 400 * DAY);
		for (who, engage) in [(COUNCIL, Engage::Offer(STRANGER)), (STRANGER, Engage::Accept(commitment(7)))] {
			assert_ok!(PublicFinance::engage(signed(who), CITY, 0, engage));
		}
		assert_ok!(find(STRANGER, None, NOW + 500 * DAY));
	});
}

/// Who has paid notes so much on it that nobody else notes anything, nor puts it right.
#[test]
#[ignore = "open: it fails"]
fn one_officer_does_not_fill_the_corrections_of_a_use() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 100), fund(EUR));
		assert_ok!(pay(&[transfer(id, to, 100)]));
		for _ in 0..MAX_CORRECTIONS {
			let _ = note(OFFICER, id);
		}
		assert_ok!(note(SECOND, id));
	});
}

/// It pays him a little, and is a large transfer besides.
#[test]
#[ignore = "open: it fails"]
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
