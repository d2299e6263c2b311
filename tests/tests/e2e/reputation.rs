//! Reputation from end to end. The page of `docs` on it tells no lies: each of its sections is followed on a chain of
//! its own. At the end of each, what is said of everybody is counted anew by a program in another language, from the
//! events, for each block in which it has changed (`tests/reputation/recompute.py`). What is exported is judged by a
//! library of others, which has no network (`tests/reputation/validate.py`).

use crate::sections::{follow_sections, Page};
use civitas_tests::process::{repository, run};
use std::time::Duration;
use tokio::process::Command;

/// The page.
const PAGE: Page = Page { file: "docs/reputation.md", tools: "People and money to try things with" };

/// How many commands it takes from nothing to a first review, at the most.
const FIRST_REVIEW: usize = 4;

follow_sections! {
	PAGE, before: [],
	a_first_review: "A first review",
	a_shop_its_website_and_its_customers: "A shop, its website and its customers",
	a_broken_agreement_and_its_arbiter: "A broken agreement, and its arbiter",
	employment_from_both_sides_and_sealed: "Employment, from both sides and sealed",
	cash_at_the_counter: "Cash at the counter",
	one_voice_for_one_person: "One voice for one person",
	praise_without_a_receipt: "Praise without a receipt",
	what_it_costs_to_cheat: "What it costs to cheat",
}

#[test]
fn a_first_review_takes_few_commands() {
	let blocks = PAGE.section("A first review");
	let first = blocks.first().expect("there is something to run");
	let commands = first.matches("civitas ").count();
	assert!(commands <= FIRST_REVIEW && first.contains("civitas reputation review "), "{commands}: {first}");
}

/// All sections end with the recomputation, so none of what they do is without it.
#[test]
fn each_section_is_computed_anew() {
	for (heading, blocks) in PAGE.sections().into_iter().filter(|(heading, _)| heading != PAGE.tools) {
		let last = blocks.last().and_then(|block| block.lines().last());
		assert_eq!(last, Some("python3 tests/reputation/recompute.py"), "{heading}");
	}
}

/// A program of `tests/reputation` finds what is wrong in what is made up for it.
async fn tests_itself(program: &str) {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/reputation").join(program)).arg("--test-itself");
	run(python, Duration::from_secs(300)).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recomputation_notices_each_number_that_is_another() {
	tests_itself("recompute.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_judges_exports_notices_what_is_wrong() {
	tests_itself("validate.py").await;
}
