//! Finds faults by trying: blocks of random calls by everybody, on the native runtime with debug assertions, in a world in which most
//! kinds of calls can succeed.
//!
//! Calls are made out of the metadata, so a capability joins by being in the runtime: its arguments are of their types, and often something
//! that there is. What needs a story (a signature, a proof, what others have done before) has a recipe besides.
//!
//! After each call: nothing that has failed has changed anything; what was weighed is no more than what was charged, and at least what was read
//! and written; nobody has lost more than was said; nothing has panicked. Between blocks: the invariants of all pallets hold, and there is as much
//! of everything as all have together.

#[path = "../../runtime/tests/common/mod.rs"]
#[allow(missing_docs)]
pub mod common;

pub mod arguments;
pub mod bystander;
pub mod chain;
pub mod clerk;
pub mod decoders;
pub mod dice;
pub mod exceptions;
pub mod ledger;
pub mod logged;
pub mod outflow;
pub mod pool;
#[allow(missing_docs)]
pub mod recipes;
pub mod report;
pub mod steps;
pub mod types;
pub mod weight;

use chain::Chain;
use report::Report;
use std::{fs, path::Path};
use steps::Step;

/// Return an error if something does not hold.
#[macro_export]
macro_rules! ensure {
	($holds:expr, $($why:tt)+) => {
		if !$holds {
			return Err(format!($($why)+));
		}
	};
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Find {
	/// As few steps as it takes.
	pub steps: Vec<Step>,
	/// What is wrong.
	pub what: String,
}

/// Try all steps on a new chain. A panic is an error.
pub fn attempt(steps: &[Step], report: &mut Report) -> Result<(), String> {
	attempt_on(|_| (), steps, report)
}

/// The same on a chain of which something was changed before.
pub fn attempt_on(change: impl FnOnce(&mut Chain), steps: &[Step], report: &mut Report) -> Result<(), String> {
	let all = || {
		let mut chain = Chain::default();
		change(&mut chain);
		for step in steps {
			chain.step(step, report)?;
		}
		chain.pass(1)
	};
	logged::caught(all).unwrap_or_else(|panic| Err(format!("a panic: {panic}")))
}

/// The same; and if something is found, the fewest steps that show it.
pub fn search(steps: &[Step], report: &mut Report) -> Result<(), Box<Find>> {
	let Err(what) = attempt(steps, report) else { return Ok(()) };
	let again = |steps: &[Step]| attempt(steps, &mut Report::default()).err();
	// Fewer steps may show something else, and that one may be of less weight.
	let fails = |steps: &[Step]| again(steps).is_some_and(|other| sort(&other) == sort(&what));
	let steps = steps::shorten(steps, fails);
	let what = again(&steps).unwrap_or(what);
	Err(Box::new(Find { steps, what }))
}

/// What is wrong, without who, how much, and by which call.
fn sort(what: &str) -> String {
	let words = what.split([' ', '\n']).take_while(|word| *word != "by" && !word.ends_with(':'));
	words
		.filter(|word| word.chars().all(|letter| letter.is_alphabetic() || letter == ','))
		.collect::<Vec<_>>()
		.join(" ")
}

/// A find as it is kept: what was wrong, and the steps.
pub fn written(find: &Find) -> String {
	let what = find.what.lines().map(|line| format!("# {line}\n"));
	let steps = find.steps.iter().map(|step| format!("{step}\n"));
	what.chain(steps).collect()
}

/// The steps of a file of [`written`].
pub fn read(file: &Path) -> Result<Vec<Step>, String> {
	let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
	text.lines().filter(|line| !line.starts_with('#')).map(str::parse).collect()
}
