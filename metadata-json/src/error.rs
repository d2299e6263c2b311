//! What is wrong, and where.

use std::fmt;

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
			write!(formatter, "{}: {}", self.path, self.problem)
		}
	}
}

impl std::error::Error for Error {}
