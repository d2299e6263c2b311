//! Times as XML Schema writes them.

use std::cmp::Ordering;

const SECONDS_OF_DAY: i64 = 86_400;

/// A `dateTimeStamp` (XML Schema 1.1, part 2, section 3.4.28): a time with an offset. Legal are 24:00:00 for the end of a day, and
/// as many digits of a fraction as one likes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateTime {
	/// Since the Unix epoch.
	seconds: i64,
	/// The digits behind the point, without zeros at the end.
	fraction: String,
}

impl DateTime {
	/// Read one. Years have up to nine digits here.
	pub fn parse(text: &str) -> Option<Self> {
		let (date, rest) = text.split_once('T')?;
		let (date, is_before) = match date.strip_prefix('-') {
			Some(date) => (date, true),
			None => (date, false),
		};
		let [year, month, day] = parts(date, '-')?;
		if !(4..=9).contains(&year.len()) || (year.len() > 4 && year.starts_with('0')) {
			return None;
		}
		let year = if is_before { -number(year)? } else { number(year)? };
		let (month, day) = (two(month)?, two(day)?);
		let (time, offset) = offset_of(rest)?;
		let (time, fraction) = match time.split_once('.') {
			Some((time, fraction)) if is_digits(fraction) => (time, fraction.trim_end_matches('0')),
			Some(_) => return None,
			None => (time, ""),
		};
		let [hour, minute, second] = parts(time, ':')?;
		let [hour, minute, second] = [two(hour)?, two(minute)?, two(second)?];
		let is_end_of_day = hour == 24 && minute == 0 && second == 0 && fraction.is_empty();
		let is_time = hour < 24 && minute < 60 && second < 60;
		if !(is_time || is_end_of_day) || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
			return None;
		}
		let seconds = days(year, month, day) * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second - offset;
		Some(Self { seconds, fraction: fraction.to_owned() })
	}

	/// In milliseconds since the Unix epoch; what is before it is at it. The part of a millisecond counts for the next one if
	/// `up`.
	pub fn milliseconds(&self, up: bool) -> u64 {
		let digits = format!("{:0<3}", self.fraction);
		let (whole, part) = digits.split_at(3);
		let more = u64::from(up && !part.is_empty());
		let Ok(seconds) = u64::try_from(self.seconds) else { return 0 };
		// No year of nine digits has so many.
		seconds * 1_000 + whole.parse().unwrap_or(0) + more
	}
}

impl Ord for DateTime {
	fn cmp(&self, other: &Self) -> Ordering {
		// Digits behind a point are in the order of texts.
		self.seconds.cmp(&other.seconds).then_with(|| self.fraction.cmp(&other.fraction))
	}
}

impl PartialOrd for DateTime {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		Some(self.cmp(other))
	}
}

/// What is before the offset, and the offset in seconds: at most 14 hours.
fn offset_of(text: &str) -> Option<(&str, i64)> {
	if let Some(time) = text.strip_suffix('Z') {
		return Some((time, 0));
	}
	let (time, offset) = text.split_at_checked(text.len().checked_sub("+00:00".len())?)?;
	let (sign, size) = match offset.split_at_checked(1)? {
		("+", size) => (1, size),
		("-", size) => (-1, size),
		_ => return None,
	};
	let (hours, minutes) = size.split_once(':')?;
	let (hours, minutes) = (two(hours)?, two(minutes)?);
	((hours < 14 && minutes < 60) || (hours == 14 && minutes == 0))
		.then_some((time, sign * (hours * 3600 + minutes * 60)))
}

fn parts(text: &str, by: char) -> Option<[&str; 3]> {
	text.split(by).collect::<Vec<_>>().try_into().ok()
}

fn is_digits(text: &str) -> bool {
	!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str) -> Option<i64> {
	is_digits(text).then(|| text.parse().ok())?
}

fn two(text: &str) -> Option<i64> {
	number(text).filter(|_| text.len() == 2)
}

fn is_leap(year: i64) -> bool {
	(year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: i64) -> i64 {
	match month {
		2 if is_leap(year) => 29,
		2 => 28,
		4 | 6 | 9 | 11 => 30,
		_ => 31,
	}
}

/// Days since the Unix epoch, in the proleptic Gregorian calendar, which XML Schema has: there is a year 0.
fn days(year: i64, month: i64, day: i64) -> i64 {
	let before = year - 1;
	let years = before * 365 + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
	let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
	// 719,162 days are from 0001-01-01 to 1970-01-01.
	years + months + day - 1 - 719_162
}

#[cfg(test)]
mod tests {
	use super::*;

	fn read(text: &str) -> DateTime {
		DateTime::parse(text).unwrap_or_else(|| panic!("{text} is legal"))
	}

	#[test]
	fn what_xml_schema_allows_is_read() {
		for (text, milliseconds) in [
			("1970-01-01T00:00:00Z", 0),
			("2023-11-14T22:13:20Z", 1_700_000_000_000),
			("2023-11-15T00:13:20+02:00", 1_700_000_000_000),
			("2023-11-14T08:13:20-14:00", 1_700_000_000_000),
			("2023-11-14T22:13:20.5Z", 1_700_000_000_500),
			("2023-11-14T22:13:20.123000000000Z", 1_700_000_000_123),
			("2024-02-29T24:00:00Z", 1_709_251_200_000),
			("2024-02-29T24:00:00.000Z", 1_709_251_200_000),
			("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
			("10000-01-01T00:00:00Z", 253_402_300_800_000),
			("0001-01-01T00:00:00Z", 0),
			("-0044-03-15T12:00:00Z", 0),
			("0000-02-29T00:00:00Z", 0),
		] {
			assert_eq!(read(text).milliseconds(false), milliseconds, "{text}");
			assert_eq!(read(text).milliseconds(true), milliseconds, "{text}");
		}
	}

	#[test]
	fn parts_of_a_millisecond_are_on_the_side_that_is_asked_for() {
		let time = read("1970-01-01T00:00:01.000000000001Z");
		assert_eq!((time.milliseconds(false), time.milliseconds(true)), (1_000, 1_001));
		assert!(time > read("1970-01-01T00:00:01Z") && time < read("1970-01-01T00:00:01.00000000001Z"));
		assert_eq!(read("1970-01-01T24:00:00Z"), read("1970-01-02T00:00:00.000Z"));
		assert!(read("2023-03-14T01:00:00+02:00") < read("2023-03-14T00:00:00Z"));
	}

	#[test]
	fn nothing_else_is() {
		for text in [
			"2023-03-14",
			"2023-03-14T00:00:00",
			"2023-03-14T00:00Z",
			"2023-03-14 00:00:00Z",
			"2023-03-14t00:00:00z",
			"20230314T000000Z",
			"2023-02-29T00:00:00Z",
			"1900-02-29T00:00:00Z",
			"2023-13-01T00:00:00Z",
			"2023-00-01T00:00:00Z",
			"2023-01-00T00:00:00Z",
			"2023-03-14T00:00:60Z",
			"2023-03-14T24:00:01Z",
			"2023-03-14T24:00:00.1Z",
			"2023-03-14T00:00:00.Z",
			"2023-03-14T00:00:00,5Z",
			"2023-03-14T00:00:00+02",
			"2023-03-14T00:00:00+0200",
			"2023-03-14T00:00:00+14:01",
			"2023-03-14T00:00:00+02:60",
			"2023-03-14T00:00:00Z[UTC]",
			"2023-3-14T00:00:00Z",
			"+2023-03-14T00:00:00Z",
			"02023-03-14T00:00:00Z",
			"203-03-14T00:00:00Z",
			"1000000000-03-14T00:00:00Z",
			"ü023-03-14T00:00:00Z",
			"2023-03-14T00:00:00ü",
			" 2023-03-14T00:00:00Z",
			"2023-03-14T00:00:00Z ",
			"soon",
			"",
		] {
			assert_eq!(DateTime::parse(text), None, "{text}");
		}
	}
}
