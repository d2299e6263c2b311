//! Public finance from end to end. The page of `docs` on it tells no lies: each of its sections is followed on a chain of its own. Every line,
//! award, fund and unit of money is then computed anew by a program in another language (`tests/public-finance/recompute.py`), from what
//! was done. And a campaign that fails gives back what is theirs to as many donors as there are.

mod campaign;
mod exports;
mod madrid;

use crate::sections::{follow_sections, Page};
use civitas_tests::{
	process::{repository, run},
	Node,
};
use std::time::Duration;
use tokio::process::Command;

/// The page.
const PAGE: Page = Page { file: "docs/public-finance.md", tools: "People and money to try things with" };

follow_sections! {
	PAGE, before: [],
	first_books: "First books in ten minutes",
	a_second_person: "A second person",
	a_grant_from_its_donors_to_where_it_ends: "A grant, from its donors to where it ends",
	money_in_a_bank: "Money in a bank",
	a_campaign_that_fails: "A campaign that fails",
	an_audit_and_what_leaves_state: "An audit, and what leaves state",
}

/// The program that computes books anew.
fn recomputation() -> Command {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/public-finance/recompute.py"));
	python
}

/// All books of a chain are as follows from what was done.
async fn recompute(node: &Node) {
	let mut python = recomputation();
	python.env("CIVITAS_HTTP_URL", node.url().replace("ws://", "http://"));
	run(python, Duration::from_secs(300)).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recomputation_knows_coins_and_trees() {
	let mut python = recomputation();
	python.arg("--test-itself");
	run(python, Duration::from_secs(60)).await.success();
}
