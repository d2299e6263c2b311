//! `history`.

use super::*;
use civitas_primitives::lending::info::Point;

/// All points, the newest first.
fn points(id: MarketId, limit: Option<u32>) -> Vec<Point> {
	let (mut points, mut cursor) = (Vec::new(), None);
	loop {
		let page = Lending::history(id, cursor, limit);
		points.extend(page.items);
		cursor = page.next;
		if cursor.is_none() {
			return points;
		}
	}
}

fn touch(id: MarketId) {
	assert_ok!(Lending::add_collateral(signed(BOB), id, 1, None));
}

fn times(id: MarketId) -> Vec<Moment> {
	points(id, None).into_iter().map(|point| point.time).collect()
}

#[test]
fn the_first_touch_of_a_day_leaves_a_point() {
	build_and_execute(|| {
		let id = borrowed();
		// It is noon, and the first touch was the first supply.
		assert_eq!(times(id), [NOW]);
		set_time(NOW + DAY / 2 - 1);
		touch(id);
		assert_eq!(times(id), [NOW]);
		set_time(NOW + DAY / 2);
		touch(id);
		touch(id);
		set_time(NOW + DAY);
		touch(id);
		assert_eq!(times(id), [NOW + DAY / 2, NOW]);
		// A day on which nobody comes leaves none.
		set_time(NOW + 5 * DAY);
		touch(id);
		assert_eq!(times(id), [NOW + 5 * DAY, NOW + DAY / 2, NOW]);
		assert_eq!(stored(id).points, 3);
		assert!(points(unknown(), None).is_empty());
	});
}

#[test]
fn a_point_says_how_the_market_stood_before_the_touch() {
	build_and_execute(|| {
		let id = borrowed();
		pass(YEAR);
		assert_ok!(Lending::supply(signed(STRANGER), id, 500 * DOLLARS, None));
		// As in the tests of what is shown of a market.
		let point = Point {
			time: NOW + YEAR,
			supplied: 1_000_626_957,
			borrowed: 100_626_957,
			supply_index: 1_000_564_261_474_045_606_083,
			debt_index: 1_006_269_571_940_104_166_666,
			borrow_rate: 6_285_244,
		};
		let all = points(id, None);
		assert_eq!((all.len(), all[0], all[1].supplied, all[1].borrowed), (2, point, 0, 0));
	});
}

#[test]
fn every_touch_of_a_market_counts_and_looks_do_not() {
	build_and_execute(|| {
		let id = lent(Terms { rate: flat(ONE / 10), reserve_floor: 0, ..terms() });
		let calls: [fn(MarketId); 7] = [
			|id| assert!(Lending::supply(signed(ALICE), id, DOLLARS, None).is_ok()),
			|id| assert!(Lending::withdraw(signed(ALICE), id, Amount::Assets(DOLLARS)).is_ok()),
			|id| assert!(Lending::add_collateral(signed(BOB), id, 99 * COIN, None).is_ok()),
			|id| assert!(Lending::remove_collateral(signed(BOB), id, Amount::Assets(COIN)).is_ok()),
			|id| assert!(Lending::borrow(signed(BOB), id, DOLLARS, None).is_ok()),
			|id| assert!(Lending::repay(signed(BOB), id, Amount::Assets(DOLLARS), None).is_ok()),
			|id| assert!(Lending::collect(signed(CURATOR), id, 1).is_ok()),
		];
		for (place, call) in calls.into_iter().enumerate() {
			pass(DAY);
			coin(1_000);
			let _ = (info(id), position(id, BOB), points(id, None));
			assert_eq!(points(id, None).len(), place + 1);
			call(id);
			assert_eq!(points(id, None).len(), place + 2);
		}
		// What is refused leaves none.
		pass(DAY);
		refused!(Lending::supply(signed(ALICE), id, 0, None), AmountZero);
		refused!(Lending::collect(signed(BOB), id, 1), NotCurator);
		assert_eq!(points(id, None).len(), 8);
	});
}

#[test]
fn the_last_400_days_are_kept() {
	build_and_execute(|| {
		let id = borrowed();
		for day in 1..=405 {
			pass(DAY);
			touch(id);
			assert_eq!(stored(id).points, day + 1);
		}
		let expected: Vec<_> = (6..=405).rev().map(|day| NOW + day * DAY).collect();
		assert_eq!(times(id), expected);
		// Pages of any size go over all of them once, and are no longer than a hundred.
		for limit in [7, 100, 1_000] {
			let all: Vec<_> = points(id, Some(limit)).into_iter().map(|point| point.time).collect();
			assert_eq!(all, expected, "by {limit}");
		}
		let page = Lending::history(id, None, None);
		assert_eq!((page.items.len(), page.next), (100, Some(306)));
		assert_eq!(page.items[99].time, NOW + 306 * DAY);
		// A cursor of what is no longer there, or not there yet, is as good as any.
		assert!(Lending::history(id, Some(5), None).items.is_empty());
		assert_eq!(Lending::history(id, Some(9_999), Some(1)).items[0].time, NOW + 405 * DAY);
		// Debts grow from point to point, and never fall.
		let points = points(id, None);
		assert!(points.windows(2).all(|pair| pair[0].debt_index > pair[1].debt_index));
	});
}
