//! The guard of prices: scenarios by the minute, and any reports against a model that goes through all of them each time.

use civitas_primitives::{
	lending::{Feed, Guard, Guarded, Ppb, Price, MAX_SETTLE},
	money::Balance,
	Moment,
};
use num_bigint::BigInt;
use proptest::prelude::*;

const MINUTE: Moment = 60_000;

/// 10 % from an anchor that is an hour old at most; ten minutes to settle.
const GUARD: Guard = Guard { tolerance: 100_000_000, window: 60 * MINUTE, settle: 10 * MINUTE };

/// A median that came at `now`, of the time `time`.
#[derive(Clone, Copy, Debug)]
struct Report {
	now: Moment,
	median: Balance,
	time: Moment,
}

/// What can be seen of a guarded price.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
	price: Balance,
	time: Moment,
	anchor: Balance,
	moving: bool,
}

impl From<Guarded> for Seen {
	fn from(Guarded { price, time, anchor, moving, .. }: Guarded) -> Self {
		Self { price, time, anchor, moving: moving.is_some() }
	}
}

/// Whether a price is within the tolerance of its anchor.
fn is_inside(price: Balance, anchor: Balance, tolerance: Ppb) -> bool {
	let (price, anchor) = (BigInt::from(price) * 1_000_000_000u64, BigInt::from(anchor));
	let (whole, tolerance) = (BigInt::from(1_000_000_000u64), BigInt::from(tolerance));
	&anchor * (&whole - &tolerance) <= price && price <= &anchor * (&whole + &tolerance)
}

/// What is seen at a moment, of all reports until then.
fn replay(reports: &[Report], until: Moment, guard: &Guard) -> Seen {
	let mut counts = reports[0];
	let mut last = counts;
	let (mut anchor, mut anchored) = (counts.median, counts.now);
	let mut settles: Option<Moment> = None;
	let came = reports[1..].iter().map(|report| (report.now, Some(*report)));
	for (now, report) in came.chain([(until, None)]) {
		if settles.is_some_and(|end| end <= now) {
			counts = last;
			(anchor, anchored) = (last.median, settles.take().unwrap());
		}
		let Some(report) = report else { break };
		if now >= anchored + guard.window {
			(anchor, anchored) = (counts.median, now);
		}
		if is_inside(report.median, anchor, guard.tolerance) {
			(counts, settles) = (report, None);
		} else {
			settles = settles.or(Some(now + guard.settle));
		}
		last = report;
	}
	Seen { price: counts.median, time: counts.time, anchor, moving: settles.is_some() }
}

/// A time and the median that comes then, if one does; and the price, its time, the anchor, and whether it is moving.
type Row = (Moment, Option<Balance>, Balance, Moment, Balance, bool);

/// Reports by the minute: the median that comes, if one does, and what is seen after it: the price, the minute of its report,
/// the anchor, and whether it is moving.
fn assert_scenario(rows: &[Row]) {
	// A report is of half a minute before it comes.
	let time = |minute: Moment| 1_000_000 + minute * MINUTE - MINUTE / 2;
	let mut guarded: Option<Guarded> = None;
	for (minute, median, price, of, anchor, moving) in rows.iter().copied() {
		let now = 1_000_000 + minute * MINUTE;
		if let Some(median) = median {
			guarded = Some(match guarded {
				None => Guarded::first(median, time(minute), now),
				Some(before) => before.next(median, time(minute), now, &GUARD),
			});
		}
		let feed = Feed { asset: Some(7), decimals: 6, guard: GUARD, prices: guarded };
		let expected = Seen { price, time: time(of), anchor, moving };
		assert_eq!(Seen::from(guarded.unwrap().at(now, &GUARD)), expected, "minute {minute}");
		assert_eq!(feed.price(now), Some(Price { price, decimals: 6, time: time(of), moving }), "minute {minute}");
	}
}

#[test]
fn a_price_that_is_inside_again_is_not_moving() {
	assert_scenario(&[
		(0, Some(1_000), 1_000, 0, 1_000, false),
		// The edge is inside.
		(1, Some(1_100), 1_100, 1, 1_000, false),
		(2, Some(900), 900, 2, 1_000, false),
		(3, Some(1_101), 900, 2, 1_000, true),
		(4, Some(899), 900, 2, 1_000, true),
		(12, None, 900, 2, 1_000, true),
		(12, Some(1_000), 1_000, 12, 1_000, false),
		// It moves anew, and from then on.
		(13, Some(1_101), 1_000, 12, 1_000, true),
		(22, None, 1_000, 12, 1_000, true),
		(23, None, 1_101, 13, 1_101, false),
	]);
}

#[test]
fn what_moves_long_enough_counts_wherever_it_is() {
	assert_scenario(&[
		(0, Some(1_000), 1_000, 0, 1_000, false),
		(5, Some(1_200), 1_000, 0, 1_000, true),
		// Another that is outside does not begin the time again, even on the other side.
		(14, Some(300), 1_000, 0, 1_000, true),
		(15, None, 300, 14, 300, false),
		(15, Some(330), 330, 15, 300, false),
		(16, Some(1_000), 330, 15, 300, true),
		// Nobody looked when it settled, at minute 26; what comes later is compared with that.
		(40, Some(1_100), 1_100, 40, 1_000, false),
		// And the anchor is of that minute: its window ends an hour later.
		(85, Some(1_050), 1_050, 85, 1_000, false),
		(86, Some(1_150), 1_150, 86, 1_050, false),
	]);
}

#[test]
fn at_a_window_s_start_the_price_that_counts_is_the_anchor() {
	assert_scenario(&[
		(0, Some(1_000), 1_000, 0, 1_000, false),
		(59, Some(1_100), 1_100, 59, 1_000, false),
		(60, Some(1_200), 1_200, 60, 1_100, false),
		(119, Some(1_211), 1_200, 60, 1_100, true),
		// The window ends while it is moving, and with the new anchor it is inside.
		(120, Some(1_211), 1_211, 120, 1_200, false),
		(175, Some(1_500), 1_211, 120, 1_200, true),
		// Here it is outside still, and moving since minute 175.
		(180, Some(1_500), 1_211, 120, 1_211, true),
		(184, None, 1_211, 120, 1_211, true),
		(185, None, 1_500, 180, 1_500, false),
		// Without reports no window starts.
		(400, None, 1_500, 180, 1_500, false),
		(400, Some(1), 1_500, 180, 1_500, true),
		(410, None, 1, 400, 1, false),
	]);
}

#[test]
fn the_distance_is_a_part_of_the_anchor() {
	let distance = |anchor, median| Guarded { median, ..Guarded::first(anchor, 0, 0) }.distance();
	assert_eq!(distance(1_000, 1_101), 101_000_000);
	assert_eq!(distance(1_000, 899), 101_000_000);
	assert_eq!((distance(3, 4), distance(3, 1), distance(3, 3)), (333_333_333, 666_666_666, 0));
	assert_eq!((distance(1, u128::MAX), distance(u128::MAX, 0), distance(0, 1)), (Ppb::MAX, 1_000_000_000, Ppb::MAX));
}

#[test]
fn a_feed_without_reports_has_no_price() {
	let feed = Feed { asset: None, decimals: 12, guard: GUARD, prices: None };
	assert_eq!((feed.price(0), feed.price(Moment::MAX)), (None, None));
	assert_eq!(MAX_SETTLE, 30 * MINUTE);
}

#[test]
fn the_largest_prices_are_compared_exactly() {
	let guard = Guard { tolerance: 1, ..GUARD };
	let edge = u128::MAX - u128::MAX / 1_000_000_000;
	let next = |median| Guarded::first(u128::MAX, 0, 0).next(median, 1, 1, &guard);
	assert_eq!((next(edge).price, next(edge).moving), (edge, None));
	assert_eq!((next(edge - 1).price, next(edge - 1).moving), (u128::MAX, Some(1)));
	// A tolerance of more than all, and of nothing.
	let wide = Guard { tolerance: Ppb::MAX, ..GUARD };
	assert_eq!(Guarded::first(1, 0, 0).next(0, 1, 1, &wide).moving, None);
	let none = Guard { tolerance: 0, ..GUARD };
	assert_eq!(Guarded::first(1, 0, 0).next(1, 1, 1, &none).moving, None);
	assert_eq!(Guarded::first(1, 0, 0).next(2, 1, 1, &none).moving, Some(1));
}

fn guards() -> impl Strategy<Value = Guard> {
	let tolerances = prop_oneof![4 => 0..=200_000_000u64, 1 => Just(100_000_000u64), 1 => any::<u64>()];
	(tolerances, 0..=30u64, 0..=12u64).prop_map(|(tolerance, window, settle)| Guard { tolerance, window, settle })
}

fn reports() -> impl Strategy<Value = Vec<Report>> {
	let medians = prop_oneof![6 => 85..=120u128, 3 => 50..=200u128, 1 => Just(0u128), 1 => any::<u128>()];
	prop::collection::vec((0..=8u64, medians, 0..=3u64), 1..14).prop_map(|steps| {
		let mut now = 1_000;
		let report = |(gap, median, age): (u64, u128, u64)| {
			now += gap;
			Report { now, median, time: now - age }
		};
		steps.into_iter().map(report).collect()
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(256))]

	#[test]
	fn it_is_seen_as_if_one_had_always_looked(guard in guards(), reports in reports(), later in 0..60u64) {
		let first = reports[0];
		let mut guarded = Guarded::first(first.median, first.time, first.now);
		let mut watched = guarded;
		for n in 0..reports.len() {
			let Report { now, median, time } = reports[n];
			if n > 0 {
				guarded = guarded.next(median, time, now, &guard);
				// Who looks each millisecond sees the same.
				for moment in reports[n - 1].now..=now {
					watched = watched.at(moment, &guard);
				}
				watched = watched.next(median, time, now, &guard);
				prop_assert_eq!(watched, guarded);
			}
			for until in [now, now + 1, now + guard.settle, now + later] {
				let at = guarded.at(until, &guard);
				prop_assert_eq!(Seen::from(at), replay(&reports[..=n], until, &guard), "{} {}", n, until);
				prop_assert_eq!(at.at(until, &guard), at);
				prop_assert!(at.moving.is_none_or(|since| until - since < guard.settle));
				// What does not move is the last median.
				prop_assert!(at.moving.is_some() || (at.price, at.time) == (median, time));
			}
		}
	}
}
