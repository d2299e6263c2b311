//! Random steps: whatever happens, everybody has the part that a plain model says, which counts in exact fractions.

mod model;
mod run;

use super::*;
use model::Model;
use proptest::{
	prelude::*,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use run::Run;
use std::{cell::RefCell, collections::BTreeMap};

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

#[test]
fn nobody_has_more_or_less_than_his_part() {
	let done = RefCell::new(BTreeMap::<&str, [u32; 2]>::new());
	let steps = proptest::collection::vec(run::steps(), 1..60);
	check(200, steps, |steps| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin();
			for step in &steps {
				let (name, ok) = run.step(step)?;
				done.borrow_mut().entry(name).or_default()[usize::from(!ok)] += 1;
				run.compare()?;
				check_state();
			}
			Ok(())
		})
	});
	// That nothing goes wrong says something only if everything was done.
	let done = done.into_inner();
	let missing: Vec<_> = run::DEEDS.iter().filter(|deed| done.get(*deed).is_none_or(|[ok, _]| *ok == 0)).collect();
	assert!(missing.is_empty(), "never done: {missing:?}, of {done:?}");
	println!("{done:?}");
}

#[test]
fn everybody_can_leave_from_everywhere() {
	let steps = proptest::collection::vec(run::steps(), 1..40);
	check(200, steps, |steps| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin();
			for step in &steps {
				run.step(step)?;
			}
			run.all_leave()?;
			check_state();
			Ok(())
		})
	});
}
