//! No page reads more than it may, and whatever it leaves out can be asked on.

use super::*;

/// So many receipts of one unit each.
fn enter_many(fund: FundId, count: u32) {
	let terms = |number: u32| ReceiptTerms { source: someone(number.into()), ..receipt_terms(EUR, 1) };
	let all: Vec<_> = (0..count).map(terms).collect();
	for some in all.chunks(MAX_LIST as usize) {
		assert_ok!(PublicFinance::receive(signed(OFFICER), CITY, fund, list(some)));
	}
}

#[test]
fn a_hop_takes_few_reads_among_many_records() {
	build_and_execute(|| {
		found();
		let [a, b, c] = [(); 3].map(|_| fund(EUR));
		enter_many(a, 2_000);
		transfer(a, b, 2_000);
		transfer(b, c, 2_000);
		// The fund and the record, and 11 to find one among 2,000.
		let (page, reads) = PublicFinance::trace(Way::Up, b, 0, Some(1_234), Some(1));
		let path = [hop(b, 0, 0, 1_234, 1_235), hop(a, 1_234, 0, 1_234, 1_235)];
		assert_eq!(page, Page { items: vec![run(1_234, 1, &path, from(1_234))], next: Some(1_235) });
		assert!(reads <= (2 + 1) + (2 + 11), "{reads} reads");
		let (page, reads) = PublicFinance::trace(Way::Down, a, 1_234, None, None);
		let path = [hop(a, 1_234, 0, 1_234, 1_235), hop(b, 0, 0, 1_234, 1_235), inside(c, 0, 1_234, 1_235)];
		assert_eq!(page, Page { items: vec![run(0, 1, &path, TraceEnd::Unspent)], next: None });
		assert!(reads <= 3 * 3, "{reads} reads");

		// The next receipt is found at once: a page is as long as it can be.
		let first = super::page(Way::Up, a, 0, None, None);
		assert_eq!((first.items.len(), first.next), (100, Some(100)));
		let all = pages(Way::Up, a, 0, 100);
		assert!((0..2_000).eq(all.iter().map(|run| run.from)) && all.iter().all(|run| run.amount == 1));
		let (_, reads) = PublicFinance::trace(Way::Up, a, 0, None, None);
		assert!(reads <= 2 + 11 + 100, "{reads} reads");
		// Two hops away it has to be found each time.
		let (page, reads) = PublicFinance::trace(Way::Up, b, 0, None, None);
		assert_eq!((page.items.len(), page.next), (100, Some(100)));
		assert!(reads <= 2 + 100 * (1 + 2 + 11), "{reads} reads");
	});
}

#[test]
fn a_path_of_more_than_16_funds_is_asked_on() {
	build_and_execute(|| {
		found();
		let [a, b] = [(); 2].map(|_| fund(EUR));
		enter(a, 1, 5);
		for _ in 0..10 {
			transfer(a, b, 5);
			transfer(b, a, 5);
		}
		let at = |number: u32| (Balance::from(number) * 5, Balance::from(number) * 5 + 5);
		let through = |fund, number| hop(fund, number, number, at(number).0, at(number).1);
		// The last use of b is its ninth, from where it goes up by a and b in turn.
		let path: Vec<_> = (2..=9).rev().flat_map(|number| [through(b, number), through(a, number)]).collect();
		assert_eq!(path.len(), MAX_HOPS);
		let more = |record| TraceEnd::More { record, from: 0, amount: 5 };
		assert_eq!(up(b, 9), [run(0, 5, &path, more(Record::Use(b, 1)))]);
		let path: Vec<_> = (0..=1).rev().flat_map(|number| [through(b, number), through(a, number)]).collect();
		assert_eq!(up(b, 1), [run(0, 5, &path, from(1))]);

		let path: Vec<_> = (0..=7).flat_map(|number| [through(a, number), through(b, number)]).collect();
		assert_eq!(down(a, 0), [run(0, 5, &path, more(Record::Receipt(a, 8)))]);
		let (from, to) = at(10);
		let last = inside(a, 10, from, to);
		let path: Vec<_> = (8..=9).flat_map(|number| [through(a, number), through(b, number)]).chain([last]).collect();
		assert_eq!(down(a, 8), [run(0, 5, &path, TraceEnd::Unspent)]);
	});
}

#[test]
fn what_takes_too_long_to_count_is_asked_on() {
	build_and_execute(|| {
		found();
		let [a, b, c] = [(); 3].map(|_| fund(EUR));
		enter_many(a, 2_100);
		void(a, 1);
		transfer(a, b, 2_099);
		transfer(b, c, 2_099);
		// To know which unit of the use this is, or which one is this, all before it have to be looked at, since one is missing.
		let end = TraceEnd::More { record: Record::Use(a, 0), from: 2_098, amount: 1 };
		assert_eq!(page(Way::Up, b, 0, Some(2_098), None).items, [run(2_098, 1, &[hop(b, 0, 0, 2_098, 2_099)], end)]);
		let end = TraceEnd::More { record: Record::Use(a, 0), from: 2_099, amount: 1 };
		assert_eq!(down(a, 2_099), [run(0, 1, &[hop(a, 2_099, 0, 2_099, 2_100)], end)]);
		// From the use itself it is found at once.
		let (page, reads) = PublicFinance::trace(Way::Up, a, 0, Some(2_099), None);
		assert_eq!(page.items, [run(2_099, 1, &[hop(a, 2_099, 0, 2_099, 2_100)], from(2_099))]);
		assert!(reads <= 2 + 12, "{reads} reads");
		// A page ends when it has no reads left, and the next has them all again.
		let (page, reads) = PublicFinance::trace(Way::Up, b, 0, None, None);
		assert!((10..100).contains(&page.items.len()), "{} runs", page.items.len());
		assert_eq!((page.next, reads), (Some(page.items.len() as Balance), MAX_READS));
		let path = [hop(b, 0, 0, 1_500, 1_501), hop(a, 1_501, 0, 1_501, 1_502)];
		let Page { items, next } = super::page(Way::Up, b, 0, Some(1_500), None);
		assert_eq!((items, next), (vec![run(1_500, 1, &path, from(1_501))], Some(1_501)));
		let path = [hop(a, 1_501, 0, 1_501, 1_502), hop(b, 0, 0, 1_500, 1_501), inside(c, 0, 1_500, 1_501)];
		assert_eq!(down(a, 1_501), [run(0, 1, &path, TraceEnd::Unspent)]);
	});
}

#[test]
fn a_page_that_ends_within_a_unit_says_where_the_rest_is() {
	build_and_execute(|| {
		found();
		let euros = fund(EUR);
		let (dollars, others) = dollars_in_a_bank();
		enter(euros, 1, 2);
		exchange(euros, dollars, 2, 1_000);
		transfer(dollars, others, 7);
		transfer(dollars, others, 493);
		transfer(dollars, others, 500);
		let Page { items, next } = page(Way::Down, euros, 0, None, Some(1));
		let path = [hop(euros, 0, 0, 0, 1), hop(dollars, 0, 0, 0, 7), inside(others, 0, 0, 7)];
		let rest = TraceEnd::More { record: Record::Receipt(dollars, 0), from: 7, amount: 993 };
		assert_eq!(items, [run(0, 1, &path, TraceEnd::Unspent), run(1, 1, &[hop(euros, 0, 0, 1, 2)], rest)]);
		assert_eq!(next, None);
		let Page { items, next } = page(Way::Down, dollars, 0, Some(7), Some(1));
		let path = [hop(dollars, 0, 1, 7, 500), inside(others, 1, 7, 500)];
		assert_eq!((items, next), (vec![run(7, 493, &path, TraceEnd::Unspent)], Some(500)));
		// One that ends with a whole unit just goes on.
		let Page { items, next } = page(Way::Down, euros, 0, None, Some(2));
		assert_eq!((items.len(), next), (2, Some(1)));
		let path = [hop(euros, 0, 0, 1, 2), hop(dollars, 0, 2, 500, 1_000), inside(others, 2, 500, 1_000)];
		assert_eq!(page(Way::Down, euros, 0, next, None).items, [run(1, 1, &path, TraceEnd::Unspent)]);
	});
}
