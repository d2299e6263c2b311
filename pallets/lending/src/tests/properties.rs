//! Random steps by anyone, at random prices and times, and hostile issuers: whatever happens, all is as a plain model says that is
//! kept besides, and the invariants of the README hold.
//!
//! The cases are the same each time, so that a run says something of a change. With `CIVITAS_RANDOM=1` they are others each time, so
//! that something new is found; `PROPTEST_CASES` says how many.

mod attempts;
mod invariants;
mod model;
mod ops;
mod plans;
mod run;
mod targeted;

use super::*;
use invariants::View;
use model::{n, up, Accounts, Model, Refusal, N};
use ops::{any_op, Deal, Plan};
use proptest::{
	prelude::*,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use run::Run;
use sp_runtime::{DispatchResult, TransactionOutcome};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

/// Who supplies, borrows and liquidates. The last has hardly anything.
const USERS: [AccountId; 5] = [ALICE, BOB, CAROL, STRANGER, PAUPER];
/// What there is.
const ASSETS: [Asset; 3] = [None, Some(DOLLAR), Some(GOLD)];
/// What coins, dollars and gold cost at first.
const BASES: [Balance; 3] = [UNIT, UNIT, 20 * UNIT];

/// All that is done.
const DEEDS: [&str; 19] = [
	"supply",
	"withdraw",
	"add",
	"remove",
	"borrow",
	"repay",
	"liquidate",
	"swap",
	"bundle",
	"repay for another",
	"add for another",
	"caps",
	"pause",
	"collect",
	"pass",
	"note",
	"freeze",
	"thaw",
	"burn, move or mint",
];

/// Run a property. What fails is shrunk, and becomes a test of its own.
fn check<S: Strategy>(cases: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>)
where
	S::Value: std::fmt::Debug,
{
	let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
	if std::env::var_os("PROPTEST_CASES").is_none() {
		config.cases = cases;
	}
	let mut runner = match std::env::var_os("CIVITAS_RANDOM") {
		Some(_) => TestRunner::new(config),
		None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
	};
	runner.run(&strategy, test).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn whatever_happens_the_model_says_the_same_and_the_invariants_hold() {
	let done = RefCell::new(BTreeMap::<&str, [u32; 2]>::new());
	let bad = RefCell::new(0u32);
	check(48, proptest::collection::vec(any_op(), 1..40), |ops| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin()?;
			for op in &ops {
				let plan = run.plan(op);
				let before = View::take(&run);
				let outcome = run.step(&plan)?;
				for name in plan.names() {
					done.borrow_mut().entry(name).or_default()[usize::from(!outcome.ok)] += 1;
				}
				let lost = |event: &Event<Test>| matches!(event, Event::LossWrittenDown { .. });
				*bad.borrow_mut() += u32::from(outcome.events.iter().any(lost));
				run.compare()?;
				invariants::hold(&run, &plan, &outcome, &before, &View::take(&run))?;
				check_state();
			}
			Ok(())
		})
	});
	// That nothing goes wrong says something only if everything was done.
	let done = done.into_inner();
	println!("{done:?}; {} steps wrote a loss down", bad.into_inner());
	if std::env::var_os("PROPTEST_CASES").is_none() {
		let missing: Vec<_> = DEEDS.iter().filter(|deed| done.get(*deed).is_none_or(|[ok, _]| *ok == 0)).collect();
		assert!(missing.is_empty(), "never done: {missing:?}");
	}
}
