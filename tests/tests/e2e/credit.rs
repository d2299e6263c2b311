//! Credit from end to end. The page of `docs` on it tells no lies: each of its sections is followed on a chain of its own. At the end of
//! each, all loans, payments, defaults and pools are computed anew by a program in another language (`tests/credit/recompute.py`).

use crate::sections::{follow_sections, Page};
use civitas_tests::process::{repository, run};
use std::time::Duration;
use tokio::process::Command;

/// The page.
const PAGE: Page = Page { file: "docs/credit.md", tools: "People and money to try things with" };

follow_sections! {
	PAGE, before: [],
	a_first_loan: "A first loan",
	when_a_borrower_does_not_pay: "When a borrower does not pay",
	a_file_becomes_a_good_one: "A file becomes a good one",
	a_pool_and_a_default: "A pool and a default",
	two_disputes: "Two disputes",
	other_terms: "Other terms",
}

/// All sections end with the recomputation, so none of what they do is without it.
#[test]
fn each_section_is_computed_anew() {
	for (heading, blocks) in PAGE.sections().into_iter().filter(|(heading, _)| heading != PAGE.tools) {
		let last = blocks.last().and_then(|block| block.lines().last());
		assert_eq!(last, Some("python3 tests/credit/recompute.py"), "{heading}");
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recomputation_notices_each_number_that_is_another() {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/credit/recompute.py")).arg("--test-itself");
	run(python, Duration::from_secs(60)).await.success();
}
