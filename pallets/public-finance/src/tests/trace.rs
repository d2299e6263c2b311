//! `trace_up`, `trace_down` and `what_became_of`.

mod coins;
mod limits;

use super::{
	approve::{approve, set_rule},
	audit::audited,
	*,
};
use crate::{
	info::*,
	trace::{Way, MAX_HOPS, MAX_READS},
};
use civitas_primitives::Page;

/// Another currency of a bank.
pub const USD: Currency = Currency::iso(b"USD");

type Run = TraceRun<AccountId>;
type End = TraceEnd<AccountId>;

/// Someone who is not named.
fn someone(number: u64) -> Source<AccountId> {
	Source::Withheld(H256::from_low_u64_be(number))
}

/// Money of someone comes into a fund in a bank.
fn enter(fund: FundId, source: u64, amount: Balance) {
	let terms = ReceiptTerms { source: someone(source), ..receipt_terms(EUR, amount) };
	assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list([terms])));
}

fn pay_how(fund: FundId, amount: Balance, how: How<AccountId>, evidence: Option<ContentHash>) {
	let payment = Payment { fund, amount, how, evidence };
	assert_ok!(PublicFinance::pay(signed(OFFICER), CITY, list([payment])));
}

/// Money of the city goes into another fund of it, which takes neither an award nor a line.
pub fn transfer(from: FundId, to: FundId, amount: Balance) {
	pay_how(from, amount, How::Transfer { to }, None);
}

/// A bank exchanges money of the city, to which two agree.
fn exchange(from: FundId, to: FundId, amount: Balance, got: Balance) {
	let act = Bodies::<Test>::get(CITY).unwrap().acts;
	pay_how(from, amount, How::Exchange { to, got, through: None }, Some(PROOF));
	assert_ok!(approve(SECOND, act, true));
}

/// The city has a rule for the other currency, and two funds in it.
fn dollars_in_a_bank() -> (FundId, FundId) {
	set_rule(Rule { currency: USD, ..RULE });
	(fund(USD), fund(USD))
}

/// An award of the city to someone who is not named.
fn to_someone(line: LineId, amount: Balance) -> AwardId {
	awarded(Payee::Withheld(PROOF), line, amount)
}

fn void(fund: FundId, receipt: u32) {
	let correction = Correction::Void { fund, receipt, evidence: PROOF };
	assert_ok!(PublicFinance::correct(signed(OFFICER), CITY, correction));
}

/// A fund that they have passed.
fn hop(fund: FundId, receipt: u32, number: u32, from: Balance, to: Balance) -> Hop {
	Hop { fund, receipt: Some(receipt), number: Some(number), units: Span { from, to } }
}

/// One that they are in, or left without a use that is known.
fn inside(fund: FundId, receipt: u32, from: Balance, to: Balance) -> Hop {
	Hop { fund, receipt: Some(receipt), number: None, units: Span { from, to } }
}

fn run(from: Balance, amount: Balance, path: &[Hop], end: End) -> Run {
	TraceRun { from, amount, path: path.to_vec(), end }
}

/// They came from him.
fn from(number: u64) -> End {
	TraceEnd::Source { source: someone(number), returns: None }
}

/// They were paid to someone who is not named.
fn paid(award: AwardId) -> End {
	TraceEnd::Paid { award, payee: Some(Payee::Withheld(PROOF)) }
}

/// One page.
fn page(way: Way, fund: FundId, number: u32, cursor: Option<Balance>, limit: Option<u32>) -> Page<Run, Balance> {
	let (page, reads) = PublicFinance::trace(way, fund, number, cursor, limit);
	assert!(reads <= MAX_READS, "{reads} reads");
	page
}

/// All pages, which go on.
fn pages(way: Way, fund: FundId, number: u32, limit: u32) -> Vec<Run> {
	let (mut runs, mut cursor) = (Vec::new(), None);
	loop {
		let Page { items, next } = page(way, fund, number, cursor, Some(limit));
		runs.extend(items);
		let Some(next) = next else { return runs };
		assert!(cursor.is_none_or(|cursor| next > cursor), "it goes on");
		cursor = Some(next);
	}
}

/// The whole answer, which fits into one page.
fn up(fund: FundId, number: u32) -> Vec<Run> {
	let Page { items, next } = PublicFinance::trace_up(fund, number, None, None);
	assert_eq!(next, None);
	items
}

/// The same.
fn down(fund: FundId, receipt: u32) -> Vec<Run> {
	let Page { items, next } = PublicFinance::trace_down(fund, receipt, None, None);
	assert_eq!(next, None);
	items
}

#[test]
fn what_came_first_is_used_first() {
	build_and_execute(|| {
		budget();
		let id = fund(EUR);
		enter(id, 1, 10);
		enter(id, 2, 5);
		let award = to_someone(3, 12);
		pay_award(id, award, 3, 12);
		let runs = [run(0, 10, &[hop(id, 0, 0, 0, 10)], from(1)), run(10, 2, &[hop(id, 1, 0, 10, 12)], from(2))];
		assert_eq!(up(id, 0), runs);
		assert_eq!(down(id, 0), [run(0, 10, &[hop(id, 0, 0, 0, 10)], paid(award))]);
		let left = run(2, 3, &[inside(id, 1, 12, 15)], TraceEnd::Unspent);
		assert_eq!(down(id, 1), [run(0, 2, &[hop(id, 1, 0, 10, 12)], paid(award)), left.clone()]);

		// By pages, and from within.
		let first = page(Way::Up, id, 0, None, Some(1));
		assert_eq!(first, Page { items: vec![runs[0].clone()], next: Some(10) });
		let last = Page { items: vec![runs[1].clone()], next: None };
		assert_eq!(page(Way::Up, id, 0, first.next, Some(1)), last);
		let part = run(11, 1, &[hop(id, 1, 0, 11, 12)], from(2));
		assert_eq!(page(Way::Up, id, 0, Some(11), None).items, [part]);
		assert_eq!(page(Way::Down, id, 1, Some(2), None).items, [left]);
		let nothing = Page { items: vec![], next: None };
		for (fund, number, cursor) in [(id, 0, Some(12)), (id, 1, None), (id + 1, 0, None)] {
			assert_eq!(page(Way::Up, fund, number, cursor, None), nothing);
		}
		for (fund, number, cursor) in [(id, 0, Some(10)), (id, 2, None), (id + 1, 0, None)] {
			assert_eq!(page(Way::Down, fund, number, cursor, None), nothing);
		}
	});
}

#[test]
fn money_is_followed_through_funds_and_bodies() {
	build_and_execute(|| {
		budget();
		charity();
		let [a, b] = [(); 2].map(|_| fund(EUR));
		let [c, d] = [(); 2].map(|_| fund_by(HELPER, CHARITY, fund_terms(EUR)));
		enter(a, 1, 10);
		enter(b, 2, 4);
		transfer(a, b, 6);
		// The charity is paid 9: 4 of the one, and 5 of the other.
		let award = awarded(Payee::Fund(c), 3, 9);
		pay_award(b, award, 3, 9);
		let payee = TraceEnd::Paid { award, payee: Some(Payee::Fund(c)) };
		assert_eq!(down(b, 0), [run(0, 4, &[hop(b, 0, 0, 0, 4)], payee)]);
		assert_ok!(PublicFinance::confirm(signed(HELPER), b, 0, true));
		// Once it is confirmed it goes on there.
		let payment = Payment { fund: c, amount: 7, how: How::Transfer { to: d }, evidence: None };
		assert_ok!(PublicFinance::pay(signed(HELPER), CHARITY, list([payment])));

		let of_one = run(0, 4, &[hop(c, 0, 0, 0, 4), hop(b, 0, 0, 0, 4)], from(2));
		let of_other = run(4, 3, &[hop(c, 0, 0, 4, 7), hop(b, 1, 0, 4, 7), hop(a, 0, 0, 0, 3)], from(1));
		assert_eq!(up(c, 0), [of_one, of_other]);
		let runs = [
			run(
				0,
				3,
				&[hop(a, 0, 0, 0, 3), hop(b, 1, 0, 4, 7), hop(c, 0, 0, 4, 7), inside(d, 0, 4, 7)],
				TraceEnd::Unspent,
			),
			run(3, 2, &[hop(a, 0, 0, 3, 5), hop(b, 1, 0, 7, 9), inside(c, 0, 7, 9)], TraceEnd::Unspent),
			run(5, 1, &[hop(a, 0, 0, 5, 6), inside(b, 1, 9, 10)], TraceEnd::Unspent),
			run(6, 4, &[inside(a, 0, 6, 10)], TraceEnd::Unspent),
		];
		assert_eq!(down(a, 0), runs);
		for limit in 1..5 {
			assert_eq!(pages(Way::Down, a, 0, limit), runs);
		}
	});
}

#[test]
fn an_exchange_scales_boundaries() {
	build_and_execute(|| {
		found();
		let euros = fund(EUR);
		let (dollars, others) = dollars_in_a_bank();
		(1..=3).for_each(|source| enter(euros, source, 1));
		exchange(euros, dollars, 3, 10);
		for (receipt, from, to) in [(0, 0, 3), (1, 3, 6), (2, 6, 10)] {
			let at = Balance::from(receipt);
			let path = [hop(euros, receipt, 0, at, at + 1), inside(dollars, 0, from, to)];
			assert_eq!(down(euros, receipt), [run(0, 1, &path, TraceEnd::Unspent)]);
		}
		transfer(dollars, others, 4);
		let first = run(0, 3, &[hop(dollars, 0, 0, 0, 3), hop(euros, 0, 0, 0, 1)], from(1));
		let second = run(3, 1, &[hop(dollars, 0, 0, 3, 4), hop(euros, 1, 0, 1, 2)], from(2));
		assert_eq!(up(dollars, 0), [first, second]);
		// One unit became many, which went different ways: it counts once.
		let shared = [hop(euros, 1, 0, 1, 2), hop(dollars, 0, 0, 3, 4), inside(others, 0, 3, 4)];
		let rest = [hop(euros, 1, 0, 2, 2), inside(dollars, 0, 4, 6)];
		let runs = [run(0, 1, &shared, TraceEnd::Unspent), run(1, 0, &rest, TraceEnd::Unspent)];
		assert_eq!(down(euros, 1), runs);
	});
}

#[test]
fn what_comes_to_less_than_a_unit_is_said_to() {
	build_and_execute(|| {
		found();
		let euros = fund(EUR);
		let (dollars, others) = dollars_in_a_bank();
		(1..=3).for_each(|source| enter(euros, source, 1));
		exchange(euros, dollars, 3, 1);
		for receipt in [0, 1] {
			let at = Balance::from(receipt);
			assert_eq!(down(euros, receipt), [run(0, 1, &[hop(euros, receipt, 0, at, at + 1)], TraceEnd::Rounded)]);
		}
		let path = [hop(euros, 2, 0, 2, 3), inside(dollars, 0, 0, 1)];
		assert_eq!(down(euros, 2), [run(0, 1, &path, TraceEnd::Unspent)]);
		transfer(dollars, others, 1);
		assert_eq!(up(dollars, 0), [run(0, 1, &[hop(dollars, 0, 0, 0, 1), hop(euros, 2, 0, 2, 3)], from(3))]);
	});
}

#[test]
fn gaps_are_passed_over() {
	build_and_execute(|| {
		budget();
		let [a, b] = [(); 2].map(|_| fund(EUR));
		(1..=3).for_each(|source| enter(a, source, 10));
		void(a, 1);
		transfer(a, b, 15);
		let award = to_someone(3, 12);
		pay_award(b, award, 3, 12);

		// Of the use itself they are shown, and counted.
		let first = run(0, 10, &[hop(a, 0, 0, 0, 10)], from(1));
		let gap = run(10, 10, &[hop(a, 1, 0, 10, 20)], TraceEnd::Removed);
		let third = run(20, 5, &[hop(a, 2, 0, 20, 25)], from(3));
		assert_eq!(up(a, 0), [first, gap, third]);
		// Further up nothing is seen of them.
		let first = run(0, 10, &[hop(b, 0, 0, 0, 10), hop(a, 0, 0, 0, 10)], from(1));
		let third = run(10, 2, &[hop(b, 0, 0, 10, 12), hop(a, 2, 0, 20, 22)], from(3));
		assert_eq!(up(b, 0), [first, third]);

		let runs = [
			run(0, 2, &[hop(a, 2, 0, 20, 22), hop(b, 0, 0, 10, 12)], paid(award)),
			run(2, 3, &[hop(a, 2, 0, 22, 25), inside(b, 0, 12, 15)], TraceEnd::Unspent),
			run(5, 5, &[inside(a, 2, 25, 30)], TraceEnd::Unspent),
		];
		assert_eq!(down(a, 2), runs);
		assert_eq!(down(a, 1), [run(0, 10, &[inside(a, 1, 10, 20)], TraceEnd::Removed)]);
		// What was used of a receipt before the rest was void.
		void(a, 2);
		let rest = run(5, 5, &[inside(a, 2, 25, 30)], TraceEnd::Removed);
		assert_eq!(down(a, 2), [runs[0].clone(), runs[1].clone(), rest]);
	});
}

#[test]
fn what_came_back_names_what_it_came_back_of() {
	build_and_execute(|| {
		budget();
		let id = fund(EUR);
		enter(id, 1, 10);
		let award = to_someone(3, 10);
		pay_award(id, award, 3, 10);
		let terms = ReceiptTerms { source: someone(2), returns: Some((id, 0)), ..receipt_terms(EUR, 4) };
		came_back(id, terms);
		let to = fund(EUR);
		transfer(id, to, 4);
		let end = TraceEnd::Source { source: someone(2), returns: Some((id, 0)) };
		assert_eq!(up(id, 1), [run(0, 4, &[hop(id, 1, 1, 10, 14)], end)]);
	});
}

#[test]
fn revenue_that_is_refunded_is_followed_to_its_receipt() {
	build_and_execute(|| {
		lines();
		let id = fund(EUR);
		enter(id, 1, 10);
		let terms = ReceiptTerms { source: someone(2), line: Some(0), ..receipt_terms(EUR, 10) };
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, list([terms])));
		let how = How::Refund { fund: id, receipt: 1, line: Some(0) };
		let refund = Payment { fund: id, amount: 6, how, evidence: Some(PROOF) };
		assert_ok!(PublicFinance::pay(signed(SECOND), CITY, list([refund])));
		// It is the oldest money that leaves, whose refund it may be.
		let end = TraceEnd::Refunded { fund: id, receipt: 1 };
		let rest = run(6, 4, &[inside(id, 0, 6, 10)], TraceEnd::Unspent);
		assert_eq!(down(id, 0), [run(0, 6, &[hop(id, 0, 0, 0, 6)], end), rest]);
	});
}

/// A campaign for 1,000 dollars, to which 100, 200 and 300 were given, and its successor.
fn campaign() -> (FundId, FundId) {
	let successor = fund(DOLLARS);
	let campaign = Campaign { goal: 1_000, deadline: NOW + 10 * DAY, take_back: MIN_TAKE_BACK, successor };
	let id = fund_by(OFFICER, CITY, FundTerms { campaign: Some(campaign), ..fund_terms(DOLLARS) });
	for (donor, amount) in [(DONOR, 100), (DONOR2, 200), (STRANGER, 300)] {
		assert_ok!(PublicFinance::donate(signed(donor), id, Some(DOLLAR), amount));
	}
	(id, successor)
}

#[test]
fn the_rest_of_a_campaign_is_followed_into_its_successor() {
	build_and_execute(|| {
		found();
		let (id, successor) = campaign();
		set_time(NOW + 11 * DAY);
		assert_ok!(PublicFinance::give_back(signed(DONOR2), id, 1));
		set_time(NOW + 11 * DAY + MIN_TAKE_BACK);
		assert_ok!(PublicFinance::set_fund(signed(PAYEE), CITY, FundChange::PassOn(id)));
		let to = fund(DOLLARS);
		transfer(successor, to, 150);

		let from = |who| TraceEnd::Source { source: Source::Account(who), returns: None };
		let given = run(0, 100, &[hop(id, 0, 0, 0, 100)], from(DONOR));
		let taken = run(100, 200, &[hop(id, 1, 0, 100, 300)], TraceEnd::Removed);
		let last = run(300, 300, &[hop(id, 2, 0, 300, 600)], from(STRANGER));
		assert_eq!(up(id, 0), [given, taken, last]);
		let given = run(0, 100, &[hop(successor, 0, 0, 0, 100), hop(id, 0, 0, 0, 100)], from(DONOR));
		let last = run(100, 50, &[hop(successor, 0, 0, 100, 150), hop(id, 2, 0, 300, 350)], from(STRANGER));
		assert_eq!(up(successor, 0), [given, last]);

		let path = [hop(id, 0, 0, 0, 100), hop(successor, 0, 0, 0, 100), inside(to, 0, 0, 100)];
		assert_eq!(down(id, 0), [run(0, 100, &path, TraceEnd::Unspent)]);
		assert_eq!(down(id, 1), [run(0, 200, &[inside(id, 1, 100, 300)], TraceEnd::Removed)]);
		let spent = [hop(id, 2, 0, 300, 350), hop(successor, 0, 0, 100, 150), inside(to, 0, 100, 150)];
		let left = [hop(id, 2, 0, 350, 600), inside(successor, 0, 150, 400)];
		let runs = [run(0, 50, &spent, TraceEnd::Unspent), run(50, 250, &left, TraceEnd::Unspent)];
		assert_eq!(down(id, 2), runs);
	});
}

#[test]
fn a_donor_sees_what_became_of_all_his_gifts() {
	build_and_execute(|| {
		budget();
		let (id, _) = campaign();
		let other = fund(DOLLARS);
		assert_ok!(PublicFinance::donate(signed(DONOR), other, Some(DOLLAR), 50));
		let award = awarded(Payee::Account(PAYEE), 8, 30);
		pay_award(other, award, 8, 30);
		set_time(NOW + 11 * DAY);
		assert_ok!(PublicFinance::give_back(signed(DONOR2), id, 1));

		let gift = |fund, amount, runs: &[Run]| GiftTrace {
			fund,
			receipt: 0,
			amount,
			trace: Page { items: runs.to_vec(), next: None },
		};
		let kept = gift(id, 100, &[run(0, 100, &[inside(id, 0, 0, 100)], TraceEnd::Unspent)]);
		let end = TraceEnd::Paid { award, payee: Some(Payee::Account(PAYEE)) };
		let spent = run(0, 30, &[hop(other, 0, 0, 0, 30)], end);
		let rest = run(30, 20, &[inside(other, 0, 30, 50)], TraceEnd::Unspent);
		let spent = gift(other, 50, &[spent, rest]);
		let Page { mut items, next } = PublicFinance::what_became_of(DONOR, None, None);
		items.sort_by_key(|gift| gift.fund);
		assert_eq!((items, next), (vec![kept, spent], None));
		// One by one.
		let first = PublicFinance::what_became_of(DONOR, None, Some(1));
		let second = PublicFinance::what_became_of(DONOR, first.next, Some(1));
		let listed: Vec<_> = first.items.iter().chain(&second.items).map(|gift| gift.fund).collect();
		assert_eq!((listed.len(), second.next), (2, None));
		assert_ne!(listed[0], listed[1]);
		// And what went back as a whole.
		let gone = [run(0, 200, &[inside(id, 1, 100, 300)], TraceEnd::Removed)];
		let gone = GiftTrace { receipt: 1, ..gift(id, 200, &gone) };
		assert_eq!(PublicFinance::what_became_of(DONOR2, None, None).items, [gone]);
	});
}

#[test]
fn what_is_archived_is_named() {
	build_and_execute(|| {
		found();
		let [a, b, c] = [(); 3].map(|_| fund(EUR));
		enter(a, 1, 10);
		enter(a, 2, 10);
		transfer(a, b, 5);
		transfer(a, b, 7);
		transfer(b, c, 3);
		audited();
		transfer(a, b, 4);
		transfer(b, c, 8);
		let archive = |shelf, limit| {
			assert_ok!(PublicFinance::archive(signed(STRANGER), shelf, limit));
		};
		let gone = |shelf, number| TraceEnd::Archived { shelf, number };

		// A use of which a receipt is.
		archive(Shelf::Uses(a), 64);
		assert_eq!(up(a, 0), [run(0, 0, &[], gone(Shelf::Uses(a), Some(0)))]);
		let first = run(0, 2, &[hop(b, 0, 1, 3, 5)], gone(Shelf::Uses(a), Some(0)));
		let second = run(2, 6, &[hop(b, 1, 1, 5, 11)], gone(Shelf::Uses(a), Some(1)));
		assert_eq!(up(b, 1), [first, second]);
		// Which use it was that took these units is not known any more; which units they are is.
		let old = |hop, amount| run(0, amount, &[hop], gone(Shelf::Uses(a), None));
		assert_eq!(down(a, 0), [old(inside(a, 0, 0, 10), 10)]);
		let later = run(2, 4, &[hop(a, 1, 2, 12, 16), inside(b, 2, 12, 16)], TraceEnd::Unspent);
		let left = run(6, 4, &[inside(a, 1, 16, 20)], TraceEnd::Unspent);
		assert_eq!(down(a, 1), [old(inside(a, 1, 10, 12), 2), later, left]);

		// A receipt that a use has made.
		archive(Shelf::Receipts(a), 64);
		assert_eq!(down(a, 0), [run(0, 0, &[], gone(Shelf::Receipts(a), Some(0)))]);
		assert!(up(a, 3).is_empty());
		archive(Shelf::Uses(b), 64);
		let first = run(0, 3, &[inside(b, 0, 0, 3)], gone(Shelf::Uses(b), None));
		let second = run(3, 2, &[hop(b, 0, 1, 3, 5), inside(c, 1, 3, 5)], TraceEnd::Unspent);
		assert_eq!(down(b, 0), [first, second]);
	});
}

#[test]
fn the_receipt_that_a_use_has_made_is_named_once_it_is_archived() {
	build_and_execute(|| {
		found();
		let [a, b, c] = [(); 3].map(|_| fund(EUR));
		enter(a, 1, 5);
		transfer(a, b, 5);
		transfer(b, c, 5);
		audited();
		for shelf in [Shelf::Uses(b), Shelf::Receipts(b)] {
			assert_ok!(PublicFinance::archive(signed(STRANGER), shelf, 64));
		}
		let end = TraceEnd::Archived { shelf: Shelf::Receipts(b), number: Some(0) };
		assert_eq!(down(a, 0), [run(0, 5, &[hop(a, 0, 0, 0, 5)], end)]);
	});
}

#[test]
fn a_gap_is_one_though_its_receipt_has_left() {
	build_and_execute(|| {
		found();
		let [a, b, c] = [(); 3].map(|_| fund(DOLLARS));
		let donors = [DONOR, DONOR2, DONOR];
		for donor in &donors {
			assert_ok!(PublicFinance::donate(signed(donor.clone()), a, Some(DOLLAR), 10));
		}
		let from =
			|number: usize| TraceEnd::Source { source: Source::Account(donors[number - 1].clone()), returns: None };
		assert_ok!(PublicFinance::give_back(signed(OFFICER), a, 1));
		transfer(a, b, 10);
		audited();
		// It passes the gap over.
		transfer(a, b, 5);
		for shelf in [Shelf::Uses(a), Shelf::Receipts(a)] {
			assert_ok!(PublicFinance::archive(signed(STRANGER), shelf, 64));
		}
		assert_eq!((fund_of(a).first_use, fund_of(a).first_receipt), (1, 2));
		let gap = Hop { fund: a, receipt: None, number: Some(1), units: Span { from: 10, to: 20 } };
		let rest = run(10, 5, &[hop(a, 2, 1, 20, 25)], from(3));
		assert_eq!(up(a, 1), [run(0, 10, &[gap], TraceEnd::Removed), rest]);

		// Further up nothing is seen of it, nor further down.
		transfer(b, c, 12);
		let gone = TraceEnd::Archived { shelf: Shelf::Uses(a), number: Some(0) };
		let third = run(10, 2, &[hop(b, 1, 0, 10, 12), hop(a, 2, 1, 20, 22)], from(3));
		assert_eq!(up(b, 0), [run(0, 10, &[hop(b, 0, 0, 0, 10)], gone), third]);
		let spent = [hop(a, 2, 1, 20, 22), hop(b, 1, 0, 10, 12), inside(c, 0, 10, 12)];
		let kept = [hop(a, 2, 1, 22, 25), inside(b, 1, 12, 15)];
		let runs = [
			run(0, 2, &spent, TraceEnd::Unspent),
			run(2, 3, &kept, TraceEnd::Unspent),
			run(5, 5, &[inside(a, 2, 25, 30)], TraceEnd::Unspent),
		];
		assert_eq!(down(a, 2), runs);
	});
}
