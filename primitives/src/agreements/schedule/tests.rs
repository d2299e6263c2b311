//! Schedules, against instalments that are looked at one by one with wider numbers.

use super::*;
use proptest::prelude::*;
use sp_core::U512;

/// 2024-01-31T00:00:00Z.
const START: Moment = 1_706_659_200_000;
const DAY: Moment = 24 * 60 * 60 * 1_000;

const RENT: Schedule = Schedule {
	start: Some(START),
	every: Every::Period(Span::Months(1)),
	count: None,
	amount: 1_000,
	end: None,
	from: None,
	waits: false,
};

/// The instalments that accrue by a moment, one by one: when, and so many units together.
fn instalments(s: &Schedule, t: Moment) -> Vec<(Moment, U512)> {
	let (Some(start), Every::Period(span)) = (s.start, s.every) else { return Vec::new() };
	let amount = U512::from(s.amount);
	let mut found = Vec::new();
	for k in 1..=s.count.map_or(u64::MAX, u64::from) {
		let Some(at) = after(start, span, k - 1) else { break };
		if at > t || s.end.is_some_and(|end| at >= end) {
			break;
		}
		let together = s.count.map_or(amount * k, |n| amount * k / n);
		found.push((at, together.min(Balance::MAX.into())));
	}
	found
}

fn model_accrued(s: &Schedule, t: Moment) -> U512 {
	let Every::Evenly(seconds) = s.every else {
		return instalments(s, t).last().map_or(U512::zero(), |(_, together)| *together);
	};
	let Some(start) = s.start else { return U512::zero() };
	let until = s.end.unwrap_or(Moment::MAX).min(t);
	let elapsed = U512::from(until - start.min(until));
	match s.count {
		Some(n) => (U512::from(s.amount) * elapsed / (U512::from(n) * seconds * 1_000)).min(s.amount.into()),
		None => (U512::from(s.amount) * elapsed / (U512::from(seconds) * 1_000)).min(Balance::MAX.into()),
	}
}

fn model_weighted(s: &Schedule, upto: Balance, t: Moment, grace: Seconds) -> U512 {
	let (mut sum, mut before) = (U512::zero(), U512::zero());
	for (at, together) in instalments(s, t) {
		let since = at.max(s.from.unwrap_or(0));
		let units = together.min(upto.into()) - before.min(upto.into());
		if !s.waits && u128::from(since) + u128::from(grace) * 1_000 < u128::from(t) {
			sum += units * (t - since);
		}
		before = together;
	}
	sum
}

fn wide(n: U256) -> U512 {
	n.into()
}

fn amounts() -> impl Strategy<Value = Balance> {
	prop_oneof![0..60u128, 0..1_000_000u128, any::<u128>(), Just(u128::MAX), u128::MAX - 99..=u128::MAX]
}

/// A moment near an instalment, or on it.
fn moments(start: Moment, period: Moment) -> impl Strategy<Value = Moment> {
	let anywhere = -5_000..(period as i64) + 5_000;
	(0..45u64, prop_oneof![3 => -1..=1i64, 1 => anywhere])
		.prop_map(move |(k, off)| (start + k * period).saturating_add_signed(off))
}

fn schedules(every: impl Strategy<Value = Every>) -> impl Strategy<Value = (Schedule, Moment, Moment, Seconds)> {
	let starts = prop_oneof![0..4_000u64, 0..5_000_000_000_000u64, Just(START)];
	(every, starts).prop_flat_map(|(every, start)| {
		let period = match every {
			Every::Period(Span::Seconds(s)) | Every::Evenly(s) => u64::from(s) * 1_000,
			Every::Period(Span::Months(m)) => u64::from(m) * 30 * DAY,
		};
		let moment = || moments(start, period);
		// A grace that ends at an instalment, too.
		let graces = prop_oneof![Just(0), 1..5u32, (1..4u64).prop_map(move |k| (k * period / 1_000) as u32)];
		(
			(proptest::option::weighted(0.95, Just(start)), proptest::option::of(1..40u32), amounts()),
			(proptest::option::of(moment()), proptest::option::of(moment()), proptest::bool::weighted(0.05)),
			(moment(), moment(), graces),
		)
			.prop_map(move |((start, count, amount), (end, from, waits), (t, u, grace))| {
				(Schedule { start, every, count, amount, end, from, waits }, t, u, grace)
			})
	})
}

fn periods() -> impl Strategy<Value = Every> {
	let seconds = prop_oneof![1..5u32, 1..200_000u32].prop_map(Span::Seconds);
	prop_oneof![seconds, (1..14u16).prop_map(Span::Months)].prop_map(Every::Period)
}

fn streams() -> impl Strategy<Value = Every> {
	prop_oneof![1..5u32, 1..200_000u32].prop_map(Every::Evenly)
}

/// The units whose number may matter: the first and the last, those around what has accrued, and any.
fn units(s: &Schedule, t: Moment, any: Balance) -> [Balance; 7] {
	let now = s.accrued(t);
	[0, now.saturating_sub(1), now, now.saturating_add(1), s.amount.saturating_sub(1), any % s.amount.max(1), any]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1_000))]

	#[test]
	fn what_accrues_is_what_the_instalments_are((s, t, u, _) in schedules(prop_oneof![periods(), streams()])) {
		prop_assert_eq!(U512::from(s.accrued(t)), model_accrued(&s, t));
		let (first, second) = (t.min(u), t.max(u));
		prop_assert!(s.accrued(first) <= s.accrued(second));
		let nothing = s.waits || s.from.is_some_and(|from| t < from);
		prop_assert_eq!(s.due(t), if nothing { 0 } else { s.accrued(t) });
		if s.start.is_some() {
			let far = START * 100;
			let bounded = s.count.is_some() || s.end.is_some();
			prop_assert_eq!(s.total().map(U512::from), bounded.then(|| model_accrued(&Schedule { end: s.end.or(Some(far)), ..s }, far)));
		} else {
			prop_assert_eq!((s.accrued(Moment::MAX), s.total()), (0, s.count.map(|_| s.amount)));
		}
	}

	#[test]
	fn due_since_is_the_first_moment(
		(s, t, _, _) in schedules(prop_oneof![periods(), streams()]), any in any::<Balance>(),
	) {
		for unit in units(&s, t, any) {
			match s.due_since(unit) {
				Some(since) => {
					prop_assert!(s.due(since) > unit);
					prop_assert!(since == 0 || s.due(since - 1) <= unit);
				},
				None => prop_assert!(s.due(Moment::MAX) <= unit),
			}
		}
	}

	#[test]
	fn what_is_late_weighs_what_its_instalments_do(
		(s, t, _, grace) in schedules(periods()), any in any::<Balance>(),
	) {
		for upto in units(&s, t, any) {
			let all = model_weighted(&s, upto, t, grace);
			prop_assert_eq!(wide(s.weighted(0..upto, t, grace)), all);
			for from in units(&s, t / 2, any) {
				let rest = all.saturating_sub(model_weighted(&s, from, t, grace));
				prop_assert_eq!(wide(s.weighted(from..upto, t, grace)), rest, "from {}", from);
			}
		}
	}

	#[test]
	fn what_is_late_weighs_what_its_units_do(
		(s, t, _, grace) in schedules(periods()), amount in 0..60u128, few in 0..80u128, more in 0..80u128,
	) {
		let s = Schedule { amount, ..s };
		let sum: u128 = (few..few + more)
			.filter_map(|unit| s.due_since(unit))
			.filter(|since| since + u64::from(grace) * 1_000 < t)
			.map(|since| u128::from(t - since))
			.sum();
		prop_assert_eq!(s.weighted(few..few + more, t, grace), sum.into());
	}

	#[test]
	fn next_is_the_next_instalment_that_is_not_nothing((s, t, _, _) in schedules(periods())) {
		let Every::Period(span) = s.every else { unreachable!() };
		// More instalments than any count here has.
		let end = after(s.start.unwrap_or(0).max(t), span, 50).unwrap();
		let bounded = Schedule { end: Some(s.end.unwrap_or(end).min(end)), ..s };
		let now = model_accrued(&s, t);
		let next = instalments(&bounded, end).into_iter().find(|(_, together)| *together > now);
		prop_assert_eq!(
			s.next(t).filter(|(at, _)| *at < end).map(|(at, more)| (at, U512::from(more))),
			next.map(|(at, together)| (at, together - now)),
		);
	}

	#[test]
	fn of_a_stream_next_is_the_rest((s, t, _, _) in schedules(streams())) {
		let next = s.next(t);
		let rest = s.total().filter(|_| s.start.is_some()).map(|total| total - s.accrued(t));
		prop_assert_eq!(next.map(|(_, more)| more), rest.filter(|rest| *rest != 0));
		if let Some((at, more)) = next {
			prop_assert!(at > t && s.end.is_none_or(|end| at <= end));
			prop_assert_eq!(Some(s.accrued(at)), s.total());
			prop_assert_eq!(s.accrued(at), s.accrued(t) + more);
			prop_assert_ne!(Some(s.accrued(at - 1)), s.total());
		}
	}

	/// Over one more period, as much is added as had accrued: whatever the sizes, the sums over the periods before cancel.
	#[test]
	fn each_second_of_fifty_years_weighs_what_had_accrued(
		count in 1_000_000_000..=u32::MAX, amount in amounts(), k in 1..1_000_000_000u64, from in 0..1_000_000_000u64,
	) {
		let from = Some(START + from * 1_000);
		let every = Every::Period(Span::Seconds(1));
		let s = Schedule { every, count: Some(count), amount, from, ..RENT };
		let t = START + (k - 1) * 1_000;
		let added = s.weighted(0..Balance::MAX, t + 1_000, 0) - s.weighted(0..Balance::MAX, t, 0);
		let accrued = U512::from(amount) * k / count;
		prop_assert_eq!(wide(added), if Some(t) < from { U512::zero() } else { accrued * 1_000 });
	}

	#[test]
	fn nothing_panics(
		start in any::<u64>(), every in prop_oneof![
			any::<u32>().prop_map(|s| Every::Period(Span::Seconds(s))), Just(Every::Period(Span::Seconds(0))),
			Just(Every::Period(Span::Months(0))), (1_000..u16::MAX).prop_map(|m| Every::Period(Span::Months(m))),
			any::<u32>().prop_map(Every::Evenly), Just(Every::Evenly(0)),
		],
		count in prop_oneof![Just(None), Just(Some(0)), any::<u32>().prop_map(Some)], amount in amounts(),
		end in any::<Option<u64>>(), from in any::<Option<u64>>(),
		t in prop_oneof![any::<u64>(), Just(u64::MAX)], upto in amounts(), grace in any::<u32>(), shift in 0..64u32,
	) {
		let start = Some(start >> shift);
		let s = Schedule { start, every, count, amount, end, from, waits: false };
		prop_assert!(s.total().is_none_or(|total| total >= s.accrued(t)));
		prop_assert!(s.weighted(0..upto, t, grace) <= U256::from(s.due(t).min(upto)) * t);
		prop_assert!(s.next(t).is_none_or(|(at, more)| at > t && s.accrued(at) == s.accrued(t) + more));
		for unit in units(&s, t, upto) {
			match s.due_since(unit) {
				Some(since) => {
					prop_assert!(s.due(since) > unit);
					prop_assert!(since == 0 || s.due(since - 1) <= unit);
				},
				None => prop_assert!(s.due(Moment::MAX) <= unit),
			}
		}
	}
}

#[test]
fn rent_is_due_on_the_last_day_of_a_month_that_lacks_the_31st() {
	let end = Some(START + 60 * DAY);
	let s = Schedule { end, ..RENT };
	assert_eq!([START - 1, START, START + 29 * DAY - 1, START + 29 * DAY].map(|t| s.due(t)), [0, 1_000, 1_000, 2_000]);
	// March 31st is the end: that instalment does not accrue.
	assert_eq!((s.due(START + 60 * DAY), s.total()), (2_000, Some(2_000)));
	assert_eq!(Schedule { end: Some(START + 60 * DAY + 1), ..RENT }.total(), Some(3_000));
	assert_eq!(RENT.total(), None);
	assert_eq!((s.next(START), s.next(START + 29 * DAY)), (Some((START + 29 * DAY, 1_000)), None));
}

#[test]
fn one_that_is_due_once_is_late_when_its_grace_is_over() {
	let s = Schedule { count: Some(1), amount: 7, ..RENT };
	assert_eq!((s.due(START - 1), s.due(START), s.due(Moment::MAX)), (0, 7, 7));
	assert_eq!((s.due_since(6), s.due_since(7)), (Some(START), None));
	assert_eq!(s.weighted(0..7, START + 10_000, 10), 0.into());
	assert_eq!(s.weighted(0..7, START + 10_001, 10), (7 * 10_001).into());
	let later = Schedule { from: Some(START + 5_000), ..s };
	assert_eq!((later.due(START + 4_999), later.due(START + 5_000)), (0, 7));
	assert_eq!(later.weighted(0..7, START + 15_000, 10), 0.into());
	assert_eq!(later.weighted(0..3, START + 15_001, 10), (3 * 10_001).into());
	assert_eq!((Schedule { waits: true, ..s }.due_since(0), Schedule { start: None, ..s }.due_since(0)), (None, None));
}

#[test]
fn of_no_periods_nothing_accrues() {
	for every in [RENT.every, Every::Period(Span::Seconds(1)), Every::Evenly(1)] {
		let s = Schedule { every, count: Some(0), ..RENT };
		assert_eq!((s.accrued(Moment::MAX), s.total(), s.due_since(0), s.next(0)), (0, Some(0), None, None));
		assert_eq!((s.weighted(0..1, Moment::MAX, 0), Schedule { start: None, ..s }.total()), (0.into(), Some(0)));
	}
}

#[test]
fn units_that_are_fewer_than_instalments_come_with_some_of_them() {
	let s = Schedule { every: Every::Period(Span::Seconds(1)), count: Some(5), amount: 2, ..RENT };
	assert_eq!([0, 1, 2, 3, 4].map(|k| s.due(START + k * 1_000)), [0, 0, 1, 1, 2]);
	assert_eq!(s.next(START), Some((START + 2_000, 1)));
	assert_eq!(s.weighted(0..2, START + 5_000, 0), (3_000 + 1_000).into());
}

#[test]
fn the_parts_are_summed_as_one_by_one() {
	for (rest, of) in [(0, 1), (1, 2), (2, 5), (610, 987), (986, 987), (4_294_967_290, 4_294_967_295)] {
		let mut sum = 0;
		for bound in 0..1_000 {
			assert_eq!(parts_below(bound, rest, of), Some(sum), "{bound} {rest} {of}");
			sum += bound * rest / of;
		}
	}
	// The most there can be: floor(k × (n - 1) / n) is k - 1 but for the first.
	let n = u64::from(u32::MAX);
	assert_eq!(parts_below(n, n - 1, n), Some((n - 1) * (n - 2) / 2));
}

#[test]
fn the_most_there_can_be_is_weighed_exactly() {
	let s = Schedule { every: Every::Period(Span::Seconds(u32::MAX)), start: Some(0), amount: u128::MAX, ..RENT };
	assert_eq!(s.weighted(0..u128::MAX, u64::MAX, 0), U256::from(u128::MAX) * u64::MAX);
	let n = 1_500_000_000u32;
	let s = Schedule { every: Every::Period(Span::Seconds(1)), count: Some(n), start: Some(0), ..s };
	// Of amount = n × whole + rest, each whole is n × (n + 1) / 2 seconds when as many have passed.
	let (whole, rest) = (s.amount / u128::from(n), s.amount % u128::from(n));
	let rounded = (U256::from(n) * (n + 1) / 2 * U256::from(whole)
		+ parts_below(u64::from(n) + 1, rest as u64, n.into()).unwrap())
		* 1_000;
	assert_eq!(s.weighted(0..u128::MAX, u64::from(n) * 1_000, 0), rounded);
}
