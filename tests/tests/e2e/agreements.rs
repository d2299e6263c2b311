//! Agreements from end to end. The page of `docs` on them tells no lies: each of its sections is followed on a chain of its own, so that
//! they run beside each other. Every payment, hold, interest and balance is then computed anew by a program in another language
//! (`tests/agreements/recompute.py`), from the terms and from what no terms can know.

use crate::{
	readme::run_on,
	sections::{follow_sections, read, Page},
};
use civitas_tests::{
	process::{repository, run},
	Config,
};
use std::time::Duration;
use tokio::process::Command;

/// The page.
const PAGE: Page = Page { file: "docs/agreements.md", tools: "Tools for the scenarios" };

/// The section that needs no tools.
const FIRST: &str = "A first payment";

follow_sections! {
	PAGE, before: [FIRST],
	a_home_for_a_year: "A home for a year",
	a_subscription_that_ends_with_notice: "A subscription that ends with notice",
	a_house_in_escrow_until_there_is_a_title: "A house in escrow until there is a title",
	a_project_of_five_milestones: "A project of five milestones, with a dispute",
	a_payroll_of_200: "A payroll of 200, late and insolvent",
	an_invoice_that_is_paid_late: "An invoice that is paid late",
	metered_bills: "Metered bills",
	a_bank_account: "A bank account",
	a_clerk_commits_a_company_within_limits: "Who may do what: clerks and institutions",
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_payment() {
	let blocks = PAGE.section(FIRST);
	let commands = blocks[0].lines().filter(|line| !line.starts_with('\t')).count();
	assert!(commands <= 5, "the first payment takes {commands} commands");
	run_on(&blocks, Config::sealing("instant").option("--state-pruning", "archive")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_scenario_touches_is_as_its_terms_say() {
	PAGE.after_tools(vec![read("tests/agreements/corners.sh")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_templates_that_no_scenario_uses_do_what_they_say() {
	PAGE.after_tools(vec![read("tests/agreements/templates.sh")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recomputation_knows_the_calendar() {
	let mut python = Command::new("python3");
	python.arg(repository().join("tests/agreements/recompute.py")).arg("--test-itself");
	run(python, Duration::from_secs(60)).await.success();
}
