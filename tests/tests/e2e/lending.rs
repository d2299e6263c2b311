//! Lending from end to end. The page of `docs` on it tells no lies: each of its sections is followed on a chain of its own. Every share,
//! all interest, prices, liquidations and balances are then computed anew by a program in another language
//! (`tests/agreements/recompute_lending.py`), from terms, times and what no terms can know. And whoever attacks a market gains nothing.

mod attacks;
mod town;

use crate::sections::{follow_sections, Page};
use civitas_tests::process::{repository, run};
use std::time::Duration;
use tokio::process::Command;

/// The page.
const PAGE: Page = Page { file: "docs/lending.md", tools: "A market to try things with" };

follow_sections! {
	PAGE, before: [],
	a_first_loan: "A first loan",
	a_year_a_fall_and_a_bad_debt: "A year, a fall and a bad debt",
	bundles_and_exchange: "Bundles and exchange",
	vaults: "Vaults",
	a_clerk_borrows_within_limits: "Clerks",
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recomputation_knows_its_formulas() {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/agreements/recompute_lending.py")).arg("--test-itself");
	run(python, Duration::from_secs(60)).await.success();
}
