//! Answers, other than traces and samples.

mod awards;
mod lines;

use super::{audit::*, trace::transfer, *};
use crate::info::*;
use civitas_primitives::Page;
use std::collections::BTreeSet;

/// All items, by pages of so many.
fn all<Item, Cursor>(ask: impl Fn(Option<Cursor>) -> Page<Item, Cursor>) -> Vec<Item> {
	let (mut items, mut cursor) = (Vec::new(), None);
	loop {
		let page = ask(cursor);
		items.extend(page.items);
		cursor = page.next;
		if cursor.is_none() {
			return items;
		}
	}
}

#[test]
fn a_body_is_shown_with_what_it_pays_for() {
	build_and_execute(|| {
		budget();
		let (record, bytes) = (Bodies::<Test>::get(CITY).unwrap(), Deposits::<Test>::get(CITY).unwrap().bytes);
		assert_eq!((record.current, record.lines, bytes > 0), (Some(0), 10, true));
		assert_eq!(PublicFinance::body_info(CITY), Some(BodyInfo { body: CITY, record, bytes }));
		assert_eq!(PublicFinance::body_info(STRANGER), None);
	});
}

#[test]
fn the_bodies_below_one_are_listed() {
	build_and_execute(|| {
		found();
		let children = [CHARITY, PAYEE, DONOR];
		for child in &children {
			let name = BodyChange::Name { name: text("Child"), identifier: None };
			for change in [name, BodyChange::Parent(Some(CITY))] {
				assert_ok!(PublicFinance::set_body(signed(child.clone()), child.clone(), change));
			}
		}
		assert!(PublicFinance::bodies_below(CITY, None, None).items.is_empty(), "they only want to");
		for child in &children {
			assert_ok!(PublicFinance::set_body(signed(CITY), child.clone(), BodyChange::Adopt(true)));
		}
		for limit in [1, 2, 3] {
			let listed = all(|cursor| PublicFinance::bodies_below(CITY, cursor, Some(limit)));
			assert_eq!((listed.len(), listed.into_iter().collect::<BTreeSet<_>>()), (3, children.clone().into()));
		}
		assert_eq!(PublicFinance::body_info(PAYEE).unwrap().record.parent, Some(CITY));
	});
}

#[test]
fn periods_are_listed_with_their_audits() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		next_period();
		next_period();
		let audit = |period| Engagements::<Test>::get(CITY, period);
		let record = |period| Periods::<Test>::get(CITY, period).unwrap();
		let expected = [0, 1, 2].map(|period| PeriodInfo { period, record: record(period), audit: audit(period) });
		// That the secret is not revealed shows.
		assert!(expected[0].audit.as_ref().is_some_and(|audit| audit.secret.is_none()));
		assert_eq!((&expected[1].audit, expected[2].record.state), (&None, PeriodState::Open));
		for limit in 1..5 {
			assert_eq!(all(|cursor| PublicFinance::periods(CITY, cursor, Some(limit))), expected);
		}
		assert_eq!(PublicFinance::periods(CITY, None, Some(2)).next, Some(1));
		assert!(PublicFinance::periods(CITY, Some(2), None).items.is_empty());
		assert!(PublicFinance::periods(CITY, Some(PeriodId::MAX), None).items.is_empty());
		assert!(PublicFinance::periods(STRANGER, None, None).items.is_empty());
	});
}

#[test]
fn acts_that_wait_are_listed() {
	build_and_execute(|| {
		found();
		let id = fund(EUR);
		for _ in 0..3 {
			let much = list([receipt_terms(EUR, 2_000_000)]);
			assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, much));
		}
		let mut listed = all(|cursor| PublicFinance::waiting(CITY, cursor, Some(2)));
		listed.sort_by_key(|waiting| waiting.act);
		let record = |act| Waiting::<Test>::get(CITY, act).unwrap();
		assert_eq!(listed, [0, 1, 2].map(|act| WaitingInfo { act, record: record(act) }));
		assert_eq!((&listed[0].record.officer, listed[0].record.until), (&OFFICER, NOW + RULE.life));
		assert!(PublicFinance::waiting(CHARITY, None, None).items.is_empty());
	});
}

#[test]
fn a_fund_is_shown_with_what_is_in_it() {
	build_and_execute(|| {
		found();
		let successor = fund(DOLLARS);
		let campaign = Campaign { goal: 1_000, deadline: NOW + 10 * DAY, take_back: MIN_TAKE_BACK, successor };
		let id = fund_by(OFFICER, CITY, FundTerms { campaign: Some(campaign), ..fund_terms(DOLLARS) });
		for (donor, amount) in [(DONOR, 100), (DONOR2, 200)] {
			assert_ok!(PublicFinance::donate(signed(donor), id, fund_of(id).currency.on_chain().unwrap(), amount));
		}
		let shown = |balance, closed_at| Some(FundInfo { fund: id, record: fund_of(id), balance, closed_at });
		assert_eq!(PublicFinance::fund_info(id), shown(300, None));
		// It is missed, though nobody has said so.
		set_time(NOW + 10 * DAY + 1);
		assert_eq!((PublicFinance::fund_info(id), fund_of(id).closed), (shown(300, Some(NOW + 10 * DAY)), None));
		assert_ok!(PublicFinance::give_back(signed(DONOR), id, 0));
		assert_eq!(PublicFinance::fund_info(id), shown(200, Some(NOW + 10 * DAY)));
		assert_eq!(PublicFinance::fund_info(id + 1), None);

		let mut listed = all(|cursor| PublicFinance::funds_of(CITY, cursor, Some(1)));
		listed.sort_by_key(|info| info.fund);
		let expected = [successor, id].map(|fund| PublicFinance::fund_info(fund).unwrap());
		assert_eq!(listed, expected);
		assert!(PublicFinance::funds_of(CHARITY, None, None).items.is_empty());
	});
}

#[test]
fn receipts_and_uses_are_listed_from_the_first_that_is_there() {
	build_and_execute(|| {
		found();
		let [id, to] = [(); 2].map(|_| fund(EUR));
		for amount in [10, 20, 30] {
			let terms = list([receipt_terms(EUR, amount)]);
			assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, id, terms));
		}
		transfer(id, to, 10);
		transfer(id, to, 20);
		let receipt = |receipt| ReceiptInfo { receipt, record: Receipts::<Test>::get(id, receipt).unwrap() };
		let used = |number| {
			let record = Uses::<Test>::get(id, number).unwrap();
			PaymentInfo { number, record, corrections: vec![] }
		};
		let receipts = |limit| all(|cursor| PublicFinance::receipts(id, cursor, Some(limit)));
		let uses = |limit| all(|cursor| PublicFinance::payments(id, cursor, Some(limit)));
		for limit in 1..4 {
			assert_eq!(receipts(limit), [0, 1, 2].map(receipt));
			assert_eq!(uses(limit), [0, 1].map(used));
		}
		for fund in [to + 1, to + 2] {
			assert!(PublicFinance::receipts(fund, None, None).items.is_empty());
			assert!(PublicFinance::payments(fund, None, None).items.is_empty());
		}
		audited();
		for shelf in [Shelf::Uses(id), Shelf::Receipts(id)] {
			assert_ok!(PublicFinance::archive(signed(STRANGER), shelf, 1));
		}
		for limit in 1..4 {
			assert_eq!(receipts(limit), [1, 2].map(receipt));
			assert_eq!(uses(limit), [used(1)]);
		}
	});
}

#[test]
fn uses_are_listed_with_how_they_were_put_right() {
	build_and_execute(|| {
		found();
		let (id, to) = (filled(EUR, 100), fund(EUR));
		(0..5).for_each(|_| transfer(id, to, 10));
		let note = |number, place: u64| Correction::Note { fund: id, number, document: H256::from_low_u64_be(place) };
		let by = |place: u64| if place < 8 { SECOND } else { THIRD };
		let correct = |correction, place| {
			assert_ok!(PublicFinance::correct(signed(by(place)), CITY, correction));
		};
		// One of them never, and one as often as can be.
		let times = [0, 1, 2, 3, u64::from(MAX_CORRECTIONS)];
		for (number, times) in (0..).zip(times) {
			(0..times).for_each(|place| correct(note(number, place), place));
		}
		let listed = all(|cursor| PublicFinance::payments(id, cursor, Some(2)));
		assert!((0..5).eq(listed.iter().map(|used| used.number)));
		for (PaymentInfo { number, corrections, .. }, times) in listed.into_iter().zip(times) {
			let expected =
				(0..times).map(|place| CorrectionInfo { correction: note(number, place), officer: by(place), at: NOW });
			assert!(corrections.into_iter().eq(expected));
		}
		// A page of the longest reads no more than it may.
		const { assert!(civitas_primitives::MAX_PAGE_SIZE * (1 + MAX_CORRECTIONS as u32) <= crate::trace::MAX_READS) };
	});
}

#[test]
fn findings_say_whether_they_are_overdue() {
	build_and_execute(|| {
		found();
		engaged_in(0, 7);
		close_period();
		(0..5).for_each(|_| {
			assert_ok!(find(AUDITOR, None, NOW + DAY));
		});
		let overdue = || {
			let listed = all(|cursor| PublicFinance::findings(CITY, 0, cursor, Some(2)));
			let stored = |number| Findings::<Test>::get((CITY, 0, number)).unwrap();
			assert!((0..5).eq(listed.iter().map(|info| info.finding)));
			assert!(listed.iter().all(|info| info.record == stored(info.finding)));
			listed.iter().map(|info| info.overdue).collect::<Vec<_>>()
		};
		set_time(NOW + DAY);
		assert_ok!(answer(CITY, 0));
		assert_ok!(conclude(AUDITOR, Conclusion::Resolved(1)));
		assert_eq!(overdue(), [false; 5]);
		set_time(NOW + DAY + 1);
		assert_eq!(overdue(), [false, false, true, true, true]);
		// Too late is too late, whatever is said then.
		assert_ok!(answer(CITY, 2));
		assert_ok!(conclude(AUDITOR, Conclusion::Resolved(3)));
		assert_ok!(conclude(AUDITOR, Conclusion::Resolved(0)));
		set_time(NOW + 9 * DAY);
		assert_eq!(overdue(), [false, false, true, true, true]);
		assert!(PublicFinance::findings(CITY, 1, None, None).items.is_empty());
	});
}

#[test]
fn a_log_without_leaves_has_the_root_of_nothing() {
	build_and_execute(|| {
		let root = sp_io::hashing::sha2_256(&[]).into();
		assert_eq!(PublicFinance::log(Shelf::Uses(0)), LogInfo { count: 0, root });
	});
}
