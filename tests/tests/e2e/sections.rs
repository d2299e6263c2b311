//! Pages of `docs` that are followed section by section, each on a chain of its own: so they run beside each other, and a fault in one is
//! to be seen in that one.

use crate::readme::{run_on, scripts};
use civitas_tests::{process::repository, Config};
use std::fs;

/// A page.
pub(crate) struct Page {
	/// Where it is in this repository.
	pub(crate) file: &'static str,
	/// The heading of the section that others begin with.
	pub(crate) tools: &'static str,
}

/// A file of this repository.
pub(crate) fn read(file: &str) -> String {
	let path = repository().join(file);
	fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Page {
	/// The sections that have something to run: headings, and the blocks below them.
	pub(crate) fn sections(&self) -> Vec<(String, Vec<String>)> {
		let page = read(self.file);
		let sections = page.split("\n## ").skip(1).map(|section| {
			let heading = section.lines().next().expect("a text has a first line");
			(heading.to_owned(), scripts(section))
		});
		sections.filter(|(_, scripts)| !scripts.is_empty()).collect()
	}

	/// The blocks of a section.
	pub(crate) fn section(&self, heading: &str) -> Vec<String> {
		let found = self.sections().into_iter().find(|(known, _)| known == heading);
		found.unwrap_or_else(|| panic!("{} has no section {heading:?} with something to run", self.file)).1
	}

	/// Run blocks after the tools. What is recomputed is the past, so all of it is kept.
	pub(crate) async fn after_tools(&self, further: Vec<String>) {
		let scripts = [self.section(self.tools), further].concat();
		run_on(&scripts, Config::sealing("instant").option("--state-pruning", "archive")).await;
	}
}

/// A test for each of these sections, and one that there are no others beside the tools and those that stand before.
macro_rules! follow_sections {
	($page:ident, before: [$($before:expr),*], $($test:ident: $heading:literal,)*) => {
		$(
			#[tokio::test(flavor = "multi_thread")]
			async fn $test() {
				$page.after_tools($page.section($heading)).await;
			}
		)*

		#[test]
		fn every_section_with_commands_is_followed() {
			let followed = [$($before,)* $page.tools, $($heading),*];
			let there: Vec<_> = $page.sections().into_iter().map(|(heading, _)| heading).collect();
			assert_eq!(there, followed);
		}
	};
}

pub(crate) use follow_sections;
