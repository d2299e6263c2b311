//! Lengths of time from a moment on. Months are those of the calendar, in UTC.

use super::{Moment, Span};
use chrono::{DateTime, Datelike, Months, Utc};

/// The moment so many spans after the start; `None` if it is beyond what can be written.
///
/// Months are counted from the start each time, so that a 31st does not drift: to the same day and time of day, or on the
/// last day of a month that lacks it.
pub fn after(start: Moment, span: Span, times: u64) -> Option<Moment> {
	match span {
		_ if times == 0 => Some(start),
		Span::Seconds(0) | Span::Months(0) => Some(start),
		Span::Seconds(seconds) => u64::from(seconds).checked_mul(1_000)?.checked_mul(times)?.checked_add(start),
		Span::Months(months) => {
			let months = u32::try_from(u64::from(months).checked_mul(times)?).ok()?;
			u64::try_from(date(start)?.checked_add_months(Months::new(months))?.timestamp_millis()).ok()
		},
	}
}

/// How many spans, one after the other, are over at `until`: for how many k from 1 on [`after`] is not later. Of a span of
/// no length, which checked terms do not have, all are.
pub fn completed(start: Moment, span: Span, until: Moment) -> u64 {
	let Some(elapsed) = until.checked_sub(start) else { return 0 };
	match span {
		Span::Seconds(0) | Span::Months(0) => u64::MAX,
		Span::Seconds(seconds) => elapsed.checked_div(u64::from(seconds).saturating_mul(1_000)).unwrap_or(u64::MAX),
		Span::Months(months) => months_between(start, until)
			.and_then(|between| between.checked_div(months.into()))
			// The start is beyond the calendar, so no span after it ends.
			.unwrap_or(0),
	}
}

/// How many months are over at `until`, which is not before the start.
fn months_between(start: Moment, until: Moment) -> Option<u64> {
	// No month ends after the calendar does.
	let last = date(until).unwrap_or(DateTime::<Utc>::MAX_UTC);
	let between = u64::try_from(month(&last)?.checked_sub(month(&date(start)?)?)?).ok()?;
	// The month in which it is may not be over: its day and time decide.
	let over = after(start, Span::Months(1), between).is_some_and(|end| end <= until);
	if over {
		Some(between)
	} else {
		between.checked_sub(1)
	}
}

/// The number of the month on the calendar.
fn month(date: &DateTime<Utc>) -> Option<i64> {
	i64::from(date.year()).checked_mul(12)?.checked_add(date.month0().into())
}

/// When that is on the calendar; `None` if it has no such date.
fn date(moment: Moment) -> Option<DateTime<Utc>> {
	DateTime::from_timestamp_millis(i64::try_from(moment).ok()?)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	const DAY: Moment = 24 * 60 * 60 * 1_000;

	fn days_in(year: u64, month: u64) -> u64 {
		match month {
			2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
			2 => 28,
			4 | 6 | 9 | 11 => 30,
			_ => 31,
		}
	}

	/// A date as a moment, by counting days.
	fn at(year: u64, month: u64, day: u64) -> Moment {
		let before = (1970..year).flat_map(|y| (1..=12).map(move |m| (y, m))).chain((1..month).map(|m| (year, m)));
		(before.map(|(y, m)| days_in(y, m)).sum::<u64>() + day - 1) * DAY
	}

	/// [`after`] with months, by counting days.
	fn model(start: Moment, months: u64) -> Moment {
		let (mut year, mut month, mut day) = (1970, 1, start / DAY + 1);
		let mut next = |year: &mut u64| {
			month += 1;
			if month == 13 {
				(*year, month) = (*year + 1, 1);
			}
			month
		};
		let mut current = 1;
		while day > days_in(year, current) {
			day -= days_in(year, current);
			current = next(&mut year);
		}
		for _ in 0..months {
			current = next(&mut year);
		}
		at(year, current, day.min(days_in(year, current))) + start % DAY
	}

	#[test]
	fn months_end_on_the_day_of_the_start_or_the_last() {
		let months = |start, months, times| after(start, Span::Months(months), times);
		let january = at(2024, 1, 31) + 1;
		assert_eq!(months(january, 1, 0), Some(january));
		assert_eq!(months(january, 1, 1), Some(at(2024, 2, 29) + 1));
		// It does not drift.
		assert_eq!(months(january, 1, 2), Some(at(2024, 3, 31) + 1));
		assert_eq!(months(january, 1, 13), Some(at(2025, 2, 28) + 1));
		let leap = at(2096, 2, 29) + DAY - 1;
		assert_eq!(months(leap, 12, 1), Some(at(2097, 2, 28) + DAY - 1));
		assert_eq!(months(leap, 12, 4), Some(at(2100, 2, 28) + DAY - 1));
		assert_eq!(months(leap, 12, 8), Some(at(2104, 2, 29) + DAY - 1));
		assert_eq!(at(2024, 1, 31), 1_706_659_200_000, "the model's own calendar");
	}

	#[test]
	fn a_month_is_completed_at_its_last_moment_and_not_before() {
		let leap = at(2024, 2, 29) + 5;
		for (until, months, years) in [
			(leap - 1, 0, 0),
			(leap, 0, 0),
			(at(2024, 3, 29) + 4, 0, 0),
			(at(2024, 3, 29) + 5, 1, 0),
			(at(2025, 2, 28) + 4, 11, 0),
			(at(2025, 2, 28) + 5, 12, 1),
			(at(2028, 2, 28) + 5, 47, 3),
			(at(2028, 2, 29) + 4, 47, 3),
			(at(2028, 2, 29) + 5, 48, 4),
		] {
			assert_eq!(completed(leap, Span::Months(1), until), months, "{until}");
			assert_eq!(completed(leap, Span::Months(12), until), years, "{until}");
		}
	}

	#[test]
	fn what_cannot_be_written_never_is() {
		assert_eq!(after(1, Span::Seconds(u32::MAX), u64::MAX), None);
		assert_eq!(after(u64::MAX - 999, Span::Seconds(1), 1), None);
		assert_eq!(after(u64::MAX - 1_000, Span::Seconds(1), 1), Some(u64::MAX));
		assert_eq!(after(0, Span::Months(u16::MAX), u64::MAX), None);
		assert_eq!(after(0, Span::Months(1), 260_293 * 12), None);
		assert_eq!(after(u64::MAX, Span::Months(1), 1), None);
		// The calendar ends with the year 262142.
		let last = (262_142 - 1970) * 12 + 11;
		assert!(after(0, Span::Months(1), last).is_some() && after(0, Span::Months(1), last + 1).is_none());
		assert_eq!(completed(0, Span::Months(1), u64::MAX), last);
		assert_eq!(completed(u64::MAX - 1, Span::Months(1), u64::MAX), 0);
	}

	#[test]
	fn a_span_of_no_length_is_over_at_once() {
		for span in [Span::Seconds(0), Span::Months(0)] {
			assert_eq!((after(7, span, u64::MAX), after(u64::MAX, span, 1)), (Some(7), Some(u64::MAX)));
			assert_eq!([6, 7, 8].map(|until| completed(7, span, until)), [0, u64::MAX, u64::MAX]);
		}
	}

	fn spans() -> impl Strategy<Value = Span> {
		prop_oneof![
			any::<u32>().prop_map(Span::Seconds),
			(0..100u32).prop_map(Span::Seconds),
			any::<u16>().prop_map(Span::Months),
			(1..40u16).prop_map(Span::Months),
		]
	}

	proptest! {
		#[test]
		fn months_are_those_of_the_calendar(start in 0..(400 * 365 * DAY), months in 0..40u16, times in 0..40u64) {
			prop_assert_eq!(after(start, Span::Months(months), times), Some(model(start, u64::from(months) * times)));
		}

		/// The last days of months, on which the days differ.
		#[test]
		fn so_are_those_from_a_last_day(
			year in 1970..2200u64, month in 1..=12u64, back in 0..4u64, months in 0..500u64,
		) {
			let start = at(year, month, days_in(year, month) - back) + 77;
			prop_assert_eq!(after(start, Span::Months(1), months), Some(model(start, months)));
		}

		#[test]
		fn completed_is_how_many_are_not_after(
			start in any::<u64>(), span in spans(), until in any::<u64>(), shift in 0..64u32,
		) {
			let (start, until) = (start >> shift, until >> shift);
			let k = completed(start, span, until);
			prop_assert!(k == 0 || after(start, span, k).is_some_and(|end| end <= until));
			prop_assert!(until < start || k == u64::MAX || after(start, span, k + 1).is_none_or(|end| end > until));
		}

		#[test]
		fn completed_changes_when_a_span_is_over(
			start in 0..(400 * 365 * DAY), months in 1..40u16, k in 1..300u64, day in 28..=31u64,
		) {
			for start in [start, start - start % DAY, at(1970 + k, 1, day)] {
				let end = after(start, Span::Months(months), k).unwrap();
				prop_assert_eq!(completed(start, Span::Months(months), end), k);
				prop_assert_eq!(completed(start, Span::Months(months), end - 1), k - 1);
			}
		}
	}
}
