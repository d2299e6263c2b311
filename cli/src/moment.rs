//! Times: milliseconds since the Unix epoch on the chain, RFC 3339 for people and in JSON.

use jiff::{
	civil::{date, DateTime, Time},
	fmt::temporal::Pieces,
	SignedDuration, Timestamp,
};

/// A point in time, or a duration, as the chain has it: in milliseconds, since the Unix epoch where it is a point.
pub type Moment = u64;

/// A day, in milliseconds.
pub const DAY: Moment = 24 * 60 * 60 * 1000;

/// The beginning of time on the chain, in UTC. Points in time are counted in the calendar, which goes up to the last second of the
/// year 9999; instants of the library that knows it end a day earlier, for the sake of time zones.
fn epoch() -> DateTime {
	date(1970, 1, 1).to_datetime(Time::midnight())
}

/// RFC 3339 in UTC, with a fraction only where there is one, so that reading it gives the same moment again.
pub fn show(moment: Moment) -> String {
	let since = i64::try_from(moment).ok().map(SignedDuration::from_millis);
	match since.and_then(|since| epoch().checked_add(since).ok()) {
		Some(time) => format!("{time}Z"),
		// RFC 3339 ends with the year 9999; the chain does not.
		None => format!("{moment} ms after 1970-01-01T00:00:00Z"),
	}
}

/// What a word is not that stands where a number of 64 bits, or a time, should.
pub fn is_neither(word: &str) -> String {
	format!("`{word}` is neither a number nor a time such as 2030-12-31T23:59:59Z")
}

/// Whether a text begins as a date does, so that nobody means it as anything else.
pub fn is_date(text: &str) -> bool {
	text.len() >= 10 && text.split_once('-').is_some_and(|(year, _)| year.len() == 4 && is_number(year))
}

/// Whether a text is nothing but digits.
pub fn is_number(text: &str) -> bool {
	!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Read a time, in RFC 3339 or in milliseconds; what is finer is cut off.
pub fn parse(text: &str) -> Result<Moment, String> {
	if is_number(text) {
		return text.parse().map_err(|_| is_neither(text));
	}
	let wrong = |problem: &str| match is_date(text) {
		true => format!("{}: {problem}", is_neither(text)),
		false => is_neither(text),
	};
	// Of what the library says, the last part is about the number that is wrong.
	let pieces =
		Pieces::parse(text).map_err(|error| wrong(error.to_string().rsplit(": ").next().unwrap_or_default()))?;
	let (Some(time), Some(offset), None) = (pieces.time(), pieces.to_numeric_offset(), pieces.time_zone_annotation())
	else {
		return Err(wrong("a time has a date, a time of day, and Z or how far it is from UTC"));
	};
	let since = pieces.date().to_datetime(time).duration_since(epoch());
	let since = since.as_millis() - i128::from(offset.seconds()) * 1000;
	Moment::try_from(since).map_err(|_| "times before 1970 do not exist on the chain".to_owned())
}

/// The units of durations, from the longest on. \[milliseconds\]
const UNITS: [(&str, Moment); 5] = [("w", 7 * DAY), ("d", DAY), ("h", 3_600_000), ("min", 60_000), ("s", 1_000)];

/// Read a duration: milliseconds, or a number of one of the [`UNITS`], such as `12h`.
pub fn duration(text: &str) -> Result<Moment, String> {
	let wrong =
		|| format!("`{text}` is not a duration, such as 30s, 10min, 12h, 1d or 2w; without a unit it is milliseconds");
	let (count, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len()));
	let length = match unit {
		"" => 1,
		unit => UNITS.iter().find(|(name, _)| *name == unit).ok_or_else(wrong)?.1,
	};
	count.parse::<Moment>().ok().and_then(|count| count.checked_mul(length)).ok_or_else(wrong)
}

/// A duration in the longest unit of which it is a whole number, so that reading it gives the same again but for the space.
pub fn show_duration(duration: Moment) -> String {
	let whole = |(_, length): &&(&str, Moment)| duration > 0 && duration.is_multiple_of(*length);
	match UNITS.iter().find(whole) {
		Some((unit, length)) => format!("{} {unit}", duration / length),
		None => format!("{duration} ms"),
	}
}

/// Times in JSON of our own: RFC 3339, and milliseconds are read too.
pub mod json {
	use super::Moment;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};

	pub fn serialize<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
		// What the calendar does not have is a number.
		match super::parse(&super::show(*moment)) {
			Ok(same) if same == *moment => serializer.serialize_str(&super::show(same)),
			_ => serializer.serialize_u64(*moment),
		}
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
		#[derive(Deserialize)]
		#[serde(untagged)]
		enum Typed {
			Number(Moment),
			Text(String),
		}
		match Typed::deserialize(deserializer)? {
			Typed::Number(moment) => Ok(moment),
			Typed::Text(text) => super::parse(&text).map_err(D::Error::custom),
		}
	}
}

/// The time of this computer.
pub fn now() -> Moment {
	// A clock before 1970 is not set at all.
	Moment::try_from(Timestamp::now().as_millisecond()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_shown_reads_back() {
		for moment in [0, 1, 999, 1000, 1_735_689_600_000, 1_735_689_600_123, 253_402_000_000_000] {
			assert_eq!(parse(&show(moment)), Ok(moment));
		}
		assert_eq!(show(1_735_689_600_000), "2025-01-01T00:00:00Z");
		assert_eq!(show(1_735_689_600_120), "2025-01-01T00:00:00.12Z");
	}

	#[test]
	fn the_calendar_is_understood_up_to_its_end() {
		assert_eq!(parse("9999-12-31T23:59:59Z"), Ok(253_402_300_799_000));
		assert_eq!(show(253_402_300_799_000), "9999-12-31T23:59:59Z");
		assert_eq!(parse("9999-12-31T23:59:59.999+01:00"), Ok(253_402_297_199_999));
		// The last hour of the year is past it in UTC.
		assert_eq!(parse("9999-12-31T23:59:59-01:00"), Ok(253_402_304_399_000));
		let wrong = parse("10000-01-01T00:00:00Z").expect_err("there is no such year");
		assert!(wrong.len() < 120, "{wrong}");
		let wrong = parse("2030-02-30T00:00:00Z").expect_err("there is no such day");
		assert!(wrong.contains("day") && wrong.len() < 200, "{wrong}");
	}

	#[test]
	fn offsets_are_understood_and_their_absence_is_not() {
		assert_eq!(parse("2025-01-01T01:00:00+01:00"), Ok(1_735_689_600_000));
		assert_eq!(parse("2025-01-01T00:00:00.0009Z"), Ok(1_735_689_600_000));
		assert!(parse("2025-01-01T00:00:00").is_err());
		assert!(parse("2025-01-01").is_err() && parse("2025-01-01T00:00:00Z[UTC]").is_err());
		let neither = "is neither a number nor a time such as 2030-12-31T23:59:59Z";
		assert_eq!(parse("tomorrow"), Err(format!("`tomorrow` {neither}")));
		assert!(parse("2025-13-01T00:00:00Z").is_err_and(|error| error.contains(neither) && error.contains("month")));
		assert!(parse("1969-12-31T23:59:59Z").is_err());
	}

	#[test]
	fn milliseconds_are_understood() {
		assert_eq!(parse("1735689600000"), Ok(1_735_689_600_000));
		assert_eq!(parse("0"), Ok(0));
		for wrong in ["", "-1", "18446744073709551616", "1e3", "1.5"] {
			assert!(parse(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn durations_have_units() {
		for (text, duration, shown) in [
			("1500", 1_500, "1500 ms"),
			("90s", 90_000, "90 s"),
			("120s", 120_000, "2 min"),
			("24h", DAY, "1 d"),
			("2w", 14 * DAY, "2 w"),
			("0", 0, "0 ms"),
		] {
			assert_eq!(super::duration(text), Ok(duration));
			assert_eq!(show_duration(duration), shown);
		}
		for wrong in ["", "d", "1y", "1.5d", "-1d", "1 d", "18446744073709551615s", "1m", "1dd"] {
			assert!(super::duration(wrong).is_err_and(|error| error.contains("12h")), "{wrong}");
		}
	}

	#[test]
	fn times_beyond_the_calendar_are_still_shown() {
		assert_eq!(show(Moment::MAX), "18446744073709551615 ms after 1970-01-01T00:00:00Z");
	}
}
