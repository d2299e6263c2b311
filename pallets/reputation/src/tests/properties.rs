//! Random steps: whatever happens, each call is done or refused as a plain model says, and all is counted as if it were counted anew.

mod model;
mod others;
mod run;

use super::*;
use proptest::{
	prelude::*,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use run::Run;
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

/// Run a property. What fails is shrunk, and becomes a test of its own. The cases are the same each time, so that a run says something of
/// a change; with `CIVITAS_RANDOM=1` they are others each time, so that something new is found.
fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
	S::Value: std::fmt::Debug,
{
	let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
	let mut runner = match std::env::var_os("CIVITAS_RANDOM") {
		Some(_) => TestRunner::new(config),
		None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
	};
	runner.run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}

/// So many cases of so many steps, before every eighth of which some time passes. That nothing goes wrong says something only if
/// everything was done, but for what is `rare`.
fn steps_of(cases: u32, steps: std::ops::Range<usize>, gap: Moment, rare: &[&str]) {
	let done = RefCell::new(BTreeMap::<&str, [u32; 2]>::new());
	check(cases, proptest::collection::vec(run::steps(), steps), |steps| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin();
			for (number, step) in steps.iter().enumerate() {
				if number % 8 == 7 {
					wait(gap);
				}
				let (name, ok) = run.step(step)?;
				done.borrow_mut().entry(name).or_default()[usize::from(!ok)] += 1;
				run.compare()?;
				check_state();
			}
			Ok(())
		})
	});
	let done = done.into_inner();
	let needed = run::DEEDS.iter().filter(|deed| !rare.contains(deed));
	let missing: Vec<_> = needed.filter(|deed| done.get(*deed).is_none_or(|[ok, _]| *ok == 0)).collect();
	assert!(missing.is_empty(), "never done: {missing:?}, of {done:?}");
	println!("{done:?}");
}

#[test]
fn all_is_counted_once() {
	steps_of(150, 1..80, 0, &[]);
}

#[test]
fn all_is_counted_once_over_many_years() {
	// Within the time for it hardly anything is ruled.
	steps_of(60, 60..120, 150 * DAY, &["strike", "uphold"]);
}
