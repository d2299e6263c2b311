//! What is wrong, and where.

use std::{borrow::Cow, fmt};

/// What is wrong with a value, and where in it: `expected.network: 70000000000 is not a u32`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
	/// The names and places on the way to what is wrong, such as `calls[2].certification`. Empty for the whole.
	pub path: String,
	/// What is wrong with it.
	pub problem: String,
}

impl Error {
	/// Something is wrong with the whole.
	pub fn new(problem: impl Into<String>) -> Self {
		Self { path: String::new(), problem: problem.into() }
	}

	/// The same, of a part that has this name.
	pub fn under(mut self, name: &str) -> Self {
		self.path = match self.path.chars().next() {
			None => name.to_owned(),
			Some('[') => format!("{name}{}", self.path),
			Some(_) => format!("{name}.{}", self.path),
		};
		self
	}

	/// The same, of a part that has this place in a list.
	pub(crate) fn at(self, place: usize) -> Self {
		self.under(&format!("[{place}]"))
	}
}

impl fmt::Display for Error {
	fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		if self.path.is_empty() {
			formatter.write_str(&self.problem)
		} else {
			write!(formatter, "{}: {}", shortened(&self.path), self.problem)
		}
	}
}

/// The most characters of a path that is shown.
const SHOWN: usize = 100;

/// A path without its middle, if it is long: what is nested too deeply has one that says nothing.
fn shortened(path: &str) -> Cow<'_, str> {
	let places: Vec<_> = path.char_indices().map(|(place, _)| place).collect();
	match (places.get(SHOWN), places.get(SHOWN / 2), places.get(places.len().saturating_sub(SHOWN / 2))) {
		(Some(_), Some(begin), Some(end)) => format!("{}…{}", &path[..*begin], &path[*end..]).into(),
		_ => path.into(),
	}
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn long_paths_are_shown_without_their_middle() {
		let shown = |path: String| Error { path, problem: "no".to_owned() }.to_string();
		assert_eq!(shown(String::new()), "no");
		let just = "ä".repeat(SHOWN);
		assert_eq!(shown(just.clone()), format!("{just}: no"));
		let half = SHOWN / 2;
		assert_eq!(shown(format!("{just}z")), format!("{}…{}z: no", "ä".repeat(half), "ä".repeat(half - 1)));
	}
}
