//! `markets_of`, `positions_of` and `liquidatable`.

use super::*;
use civitas_primitives::Page;

/// All items, page by page of at most so many.
fn all<Item, Cursor>(limit: u32, page: impl Fn(Option<Cursor>, Option<u32>) -> Page<Item, Cursor>) -> Vec<Item> {
	let (mut items, mut cursor) = (Vec::new(), None);
	loop {
		let next = page(cursor, Some(limit));
		assert!(next.items.len() <= limit as usize);
		items.extend(next.items);
		cursor = next.next;
		if cursor.is_none() {
			return items;
		}
	}
}

/// Markets of dollars against the native asset, of gold against it, and of dollars against gold.
fn three() -> [MarketId; 3] {
	feeds();
	[market_of(still()), market_between(Some(GOLD), None), market_between(Some(DOLLAR), Some(GOLD))]
}

#[test]
fn markets_are_listed_under_both_assets() {
	build_and_execute(|| {
		let [dollars, gold, both] = three();
		let listed = |asset, limit| {
			let mut ids: Vec<_> = all(limit, |cursor, limit| Lending::markets_of(asset, cursor, limit))
				.into_iter()
				.map(|shown| {
					assert_eq!(shown, info(shown.market));
					shown.market
				})
				.collect();
			ids.sort();
			ids
		};
		let sorted = |mut ids: Vec<MarketId>| {
			ids.sort();
			ids
		};
		for limit in [1, 2, 100] {
			assert_eq!(listed(None, limit), sorted(vec![dollars, gold]));
			assert_eq!(listed(Some(DOLLAR), limit), sorted(vec![dollars, both]));
			assert_eq!(listed(Some(GOLD), limit), sorted(vec![gold, both]));
			assert!(listed(Some(99), limit).is_empty());
		}
	});
}

#[test]
fn what_someone_has_is_listed_over_all_markets() {
	build_and_execute(|| {
		let [dollars, gold, both] = three();
		assert_ok!(Lending::supply(signed(ALICE), dollars, 100 * DOLLARS, None));
		assert_ok!(Lending::add_collateral(signed(ALICE), gold, 3 * COIN, None));
		assert_ok!(Lending::add_collateral(signed(BOB), both, 5 * GOLDS, None));
		let listed = |who: AccountId, limit| {
			let page = |cursor, limit| Lending::positions_of(who.clone(), cursor, limit);
			let mut shown = all(limit, page);
			shown.sort_by_key(|shown| shown.market);
			shown
		};
		for limit in [1, 2, 100] {
			let mut hers = vec![position(dollars, ALICE), position(gold, ALICE)];
			hers.sort_by_key(|shown| shown.market);
			assert_eq!(listed(ALICE, limit), hers);
			assert_eq!(listed(BOB, limit), [position(both, BOB)]);
			assert!(listed(STRANGER, limit).is_empty());
		}
		// Who has left is not listed.
		assert_ok!(Lending::withdraw(signed(ALICE), dollars, ALL));
		assert_eq!(listed(ALICE, 100), [position(gold, ALICE)]);
	});
}

#[test]
fn what_can_be_liquidated_is_listed_with_what_comes_of_it() {
	build_and_execute(|| {
		let id = lent(still());
		// Carol is as Bob; the stranger has pledged twice as much, and the curator owes nothing.
		for (who, coins) in [(CAROL, 200), (STRANGER, 400)] {
			assert_ok!(Lending::add_collateral(signed(who.clone()), id, coins * COIN, None));
			assert_ok!(Lending::borrow(signed(who), id, 100 * DOLLARS, None));
		}
		assert_ok!(Lending::add_collateral(signed(CURATOR), id, COIN, None));
		assert!(Lending::liquidatable(id, None, None).items.is_empty());
		coin(600);
		// As in the tests of `liquidate`.
		let liquidation =
			Liquidation { repaid: 52_238_806, taken: 90_547_263_733_333, bonus: ONE / 100 * 104, bad_debt: 0 };
		let shown = |owner| civitas_primitives::lending::info::Liquidatable {
			owner,
			debt: 100 * DOLLARS,
			collateral: 200 * COIN,
			health: ONE / 100 * 96,
			liquidation,
		};
		for limit in [1, 2, 100] {
			let mut listed = all(limit, |cursor, limit| Lending::liquidatable(id, cursor, limit));
			listed.sort_by_key(|shown| shown.owner.clone());
			assert_eq!(listed, [shown(BOB), shown(CAROL)]);
		}
		// It comes true.
		assert_ok!(Lending::liquidate(signed(ALICE), id, CAROL, Balance::MAX, liquidation.taken));
		let left = Lending::liquidatable(id, None, None);
		assert_eq!((left.items, left.next), (vec![shown(BOB)], None));
		assert_eq!(Lending::liquidatable(unknown(), None, None).items.len(), 0);
	});
}

#[test]
fn a_bad_debt_is_foretold() {
	build_and_execute(|| {
		let id = lent(still());
		coin(450);
		let listed = Lending::liquidatable(id, None, None).items;
		let [shown] = &listed[..] else { panic!("{listed:?}") };
		let expected =
			Liquidation { repaid: 81_818_182, taken: 200 * COIN, bonus: ONE / 10 * 11, bad_debt: 18_181_818 };
		assert_eq!((shown.health, shown.liquidation), (ONE / 100 * 72, expected));
	});
}

#[test]
fn a_page_looks_at_as_many_positions_as_it_may_have_items() {
	build_and_execute(|| {
		let id = lent(still());
		for who in [CAROL, STRANGER, CURATOR, GUARDIAN] {
			assert_ok!(Lending::add_collateral(signed(who), id, COIN, None));
		}
		coin(600);
		// With Alice there are six positions, of which one can be liquidated.
		let (mut pages, mut found, mut cursor) = (0, 0, None);
		loop {
			let page = Lending::liquidatable(id, cursor, Some(2));
			(pages, found, cursor) = (pages + 1, found + page.items.len(), page.next);
			if cursor.is_none() {
				break;
			}
		}
		assert_eq!((pages, found), (3, 1));
	});
}
