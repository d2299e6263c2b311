//! Times: milliseconds since the Unix epoch on the chain, RFC 3339 for people and in JSON.

use jiff::Timestamp;

/// A point in time, or a duration, as the chain has it: in milliseconds, since the Unix epoch where it is a point.
pub type Moment = u64;

/// A day, in milliseconds.
pub const DAY: Moment = 24 * 60 * 60 * 1000;

/// RFC 3339 in UTC, with a fraction only where there is one, so that reading it gives the same moment again.
pub fn show(moment: Moment) -> String {
	let timestamp = i64::try_from(moment).ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
	match timestamp {
		Some(timestamp) => timestamp.to_string(),
		// RFC 3339 ends with the year 9999; the chain does not.
		None => format!("{moment} ms after 1970-01-01T00:00:00Z"),
	}
}

/// [`show`], or `absent` where there is no time.
pub fn show_or(moment: Option<Moment>, absent: &str) -> String {
	moment.map_or_else(|| absent.to_owned(), show)
}

/// Read a time; what is finer than a millisecond is cut off.
pub fn parse(text: &str) -> Result<Moment, String> {
	let timestamp = text
		.parse::<Timestamp>()
		.map_err(|error| format!("not a time in RFC 3339, such as 2030-12-31T23:59:59Z: {error}"))?;
	Moment::try_from(timestamp.as_millisecond()).map_err(|_| "times before 1970 do not exist on the chain".to_owned())
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
		assert_eq!(show_or(None, "none"), "none");
	}

	#[test]
	fn offsets_are_understood_and_their_absence_is_not() {
		assert_eq!(parse("2025-01-01T01:00:00+01:00"), Ok(1_735_689_600_000));
		assert_eq!(parse("2025-01-01T00:00:00.0009Z"), Ok(1_735_689_600_000));
		assert!(parse("2025-01-01T00:00:00").is_err());
		assert!(parse("2025-01-01").is_err());
		assert!(parse("tomorrow").is_err());
		assert!(parse("1969-12-31T23:59:59Z").is_err());
	}

	#[test]
	fn times_beyond_the_calendar_are_still_shown() {
		assert_eq!(show(Moment::MAX), "18446744073709551615 ms after 1970-01-01T00:00:00Z");
	}
}
