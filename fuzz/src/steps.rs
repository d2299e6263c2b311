//! What is tried, in a form that can be written down, shortened, and made of any bytes.

use crate::{dice::Dice, types::Types};
use std::{fmt, str::FromStr};

/// One thing that is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
	/// Which kind of call, by its place in the metadata.
	pub kind: u16,
	/// Whether time passes before.
	pub wait: u16,
	/// What everything else is made of.
	pub seed: u64,
}

/// How many bytes a step is made of.
const BYTES: usize = 12;
/// A block an hour apart from the next would do for most; half a year for all.
const LONG: u32 = 5_000_000;

impl Step {
	/// How many blocks pass before.
	pub fn blocks(&self) -> u32 {
		let way = u32::from(self.wait);
		match way % 32 {
			0..=27 => 0,
			28..=30 => 1 + (way / 32) % 20,
			_ => 20 + (way / 32).pow(2) % LONG,
		}
	}

	fn of(bytes: &[u8; BYTES]) -> Self {
		let part = |from: usize, to: usize| {
			bytes[from..to].iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte))
		};
		Self { kind: kind(part(0, 2)), wait: part(2, 4) as u16, seed: part(4, BYTES) }
	}
}

/// A kind of call out of any number.
fn kind(number: u64) -> u16 {
	(number % Types::get().kinds.len() as u64) as u16
}

/// Steps out of bytes; what is left over counts for nothing.
pub fn of_bytes(bytes: &[u8]) -> Vec<Step> {
	bytes.as_chunks().0.iter().map(Step::of).collect()
}

/// So many steps out of a seed.
pub fn of_seed(seed: u64, count: usize) -> Vec<Step> {
	let mut dice = Dice(seed);
	let step = |_| Step { kind: kind(dice.number()), wait: dice.number() as u16, seed: dice.number() };
	(0..count).map(step).collect()
}

impl fmt::Display for Step {
	fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
		// By its name: the places are others as soon as there is one more kind.
		write!(to, "{} {} {}", Types::get().kinds[usize::from(self.kind)].name, self.wait, self.seed)
	}
}

impl FromStr for Step {
	type Err = String;

	fn from_str(line: &str) -> Result<Self, String> {
		let wrong = || format!("not a step: {line}");
		let mut parts = line.split(' ');
		let name = parts.next().ok_or_else(wrong)?;
		let kind = Types::get().kinds.iter().position(|kind| kind.name == name);
		let kind =
			kind.and_then(|place| u16::try_from(place).ok()).ok_or_else(|| format!("there is no call {name}"))?;
		let mut part = || parts.next().and_then(|part| part.parse::<u64>().ok()).ok_or_else(wrong);
		Ok(Self { kind, wait: u16::try_from(part()?).map_err(|_| wrong())?, seed: part()? })
	}
}

/// How often it is tried to leave something out, at most.
const TRIES: usize = 150;

/// As few of the steps as still fail: as long as something can be left out, it is.
pub fn shorten(steps: &[Step], fails: impl Fn(&[Step]) -> bool) -> Vec<Step> {
	let mut steps = steps.to_vec();
	let mut size = steps.len().div_ceil(2);
	let mut tries = 0;
	while size > 0 {
		// From the end: what comes after the fault goes first, and what is tried then is shorter.
		let mut to = steps.len();
		while to > 0 && tries < TRIES {
			let from = to.saturating_sub(size);
			let without = [&steps[..from], &steps[to..]].concat();
			tries += 1;
			// What time passes in a step that is left out has to pass in another, if it matters.
			if !without.is_empty() && fails(&without) {
				steps = without;
			}
			to = from;
		}
		size /= 2;
	}
	steps
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn steps_are_read_as_they_are_written() {
		for step in of_seed(7, 50) {
			assert_eq!(step.to_string().parse(), Ok(step));
		}
		for wrong in ["", "System.remark 2", "System.remark x 3", "System.remark 70000 1", "System.none 1 1"] {
			assert!(wrong.parse::<Step>().is_err(), "{wrong}");
		}
	}

	#[test]
	fn only_what_matters_is_left() {
		let steps = of_seed(3, 100);
		let (first, second) = (steps[17], steps[80]);
		let fails = |steps: &[Step]| steps.contains(&first) && steps.contains(&second);
		assert_eq!(shorten(&steps, fails), [first, second]);
	}

	#[test]
	fn any_bytes_are_steps() {
		assert_eq!(of_bytes(&[1; 11]), []);
		assert_eq!(of_bytes(&[1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 0, 9]), [Step { kind: 1, wait: 2, seed: 3 }]);
	}
}
