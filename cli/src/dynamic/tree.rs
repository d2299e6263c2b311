//! The commands themselves.

use super::{call, fields::Fields, prove, value, view};
use crate::output::printable;
use clap::Command;
use metadata_json::{kebab_case, Argument, Metadata};
use std::collections::BTreeSet;

/// What is written above the pallets in the help.
const HEADING: &str = "Calls and questions of the chain, by its pallets";

/// A command for each pallet, that has nothing in it yet: for the help of all.
pub fn with_names(mut command: Command, metadata: &Metadata) -> Command {
	let names: Vec<_> = pallets(metadata).into_iter().filter(|pallet| is_free(&command, pallet)).collect();
	let width = names.iter().map(|pallet| kebab_case(pallet).len()).max().unwrap_or_default();
	let lines = names.iter().map(|pallet| {
		let (name, about) = (kebab_case(pallet), first_line(&metadata.pallet_docs(pallet)));
		format!("  {name:width$}  {about}").trim_end().to_owned()
	});
	let lines: Vec<_> = lines.collect();
	if lines.is_empty() {
		return command;
	}
	let after = command.get_after_help().map(|help| format!("\n\n{help}")).unwrap_or_default();
	command = command.after_help(format!("{HEADING}:\n{}{after}", lines.join("\n")));
	command
}

/// A command for each pallet with all that it has: for completions. If only one is asked for, the others are there by name alone,
/// so that what was mistyped can be guessed.
pub fn with_pallets(mut command: Command, metadata: &Metadata, only: Option<&str>) -> Command {
	for pallet in pallets(metadata) {
		let name = kebab_case(pallet);
		let whole = only.is_none_or(|only| name == only);
		if is_free(&command, pallet) {
			command = command.subcommand(of_pallet(metadata, pallet, whole));
		} else if whole {
			// It shares its name with commands by hand, which go before its own.
			command = command.mut_subcommand(name, |by_hand| match by_hand.has_subcommands() {
				true => with_items(by_hand, metadata, pallet),
				false => by_hand,
			});
		}
	}
	command
}

/// The command `prove` with the pallets whose views can be proved, of which only one has all that it has, if only that is asked for.
pub fn with_proofs(command: Command, metadata: &Metadata, only: Option<&str>) -> Command {
	let pallets: BTreeSet<_> = metadata.views().iter().map(|view| view.pallet.as_str()).collect();
	let pallets: Vec<_> = pallets.into_iter().filter(|name| value::is_plain(name)).collect();
	command.mut_subcommand(prove::PROVE, |mut command| {
		for pallet in pallets {
			let name = kebab_case(pallet);
			if !is_free(&command, &name) {
				continue;
			}
			let mut of_pallet = described(Command::new(name.clone()), &metadata.pallet_docs(pallet));
			if only.is_none_or(|only| name == only) {
				of_pallet = of_pallet.subcommand_required(true).arg_required_else_help(true);
				for view in metadata.views().iter().filter(|view| view.pallet == pallet) {
					if is_usable(&view.name, &view.inputs) {
						let fields = Fields::of(metadata, &view.inputs, &prove::OWN);
						let fields = fields.arguments(Command::new(kebab_case(&view.name)));
						of_pallet = of_pallet.subcommand(described(prove::arguments(fields), &view.docs));
					}
				}
			}
			command = command.subcommand(of_pallet);
		}
		command
	})
}

/// The pallets that have calls or views. What is not named as Rust names things is left out: it could be anything.
fn pallets(metadata: &Metadata) -> BTreeSet<&str> {
	let calls = metadata.calls().iter().map(|call| call.pallet.as_str());
	calls.chain(metadata.views().iter().map(|view| view.pallet.as_str())).filter(|name| value::is_plain(name)).collect()
}

fn is_free(command: &Command, name: &str) -> bool {
	command.find_subcommand(kebab_case(name)).is_none()
}

fn of_pallet(metadata: &Metadata, pallet: &str, whole: bool) -> Command {
	let docs = metadata.pallet_docs(pallet);
	let command = described(Command::new(kebab_case(pallet)), &docs);
	match whole {
		true => with_items(command.subcommand_required(true).arg_required_else_help(true), metadata, pallet),
		false => command.hide(true).subcommand_required(false).arg_required_else_help(false),
	}
}

/// The command of a pallet with its views and calls, but for names that it has already.
fn with_items(mut command: Command, metadata: &Metadata, pallet: &str) -> Command {
	for view in metadata.views().iter().filter(|view| view.pallet == pallet && is_usable(&view.name, &view.inputs)) {
		if !is_free(&command, &view.name) {
			continue;
		}
		let fields = Fields::of(metadata, &view.inputs, &view::OWN).arguments(Command::new(kebab_case(&view.name)));
		command = command.subcommand(described(view::arguments(fields, view), &view.docs));
	}
	for call in metadata.calls().iter().filter(|call| call.pallet == pallet && is_usable(&call.name, &call.inputs)) {
		if !is_free(&command, &call.name) {
			continue;
		}
		let fields = Fields::of(metadata, &call.inputs, &call::OWN).explicit();
		let fields = fields.arguments(Command::new(kebab_case(&call.name)));
		command = command.subcommand(described(call::arguments(fields), &call.docs));
	}
	command
}

/// A command with its documentation. Documentation comes from the chain, so it is made harmless.
fn described(command: Command, docs: &str) -> Command {
	let long: Vec<_> = docs.lines().map(printable).collect();
	let command = command.disable_help_subcommand(true).about(first_line(docs)).long_about(long.join("\n"));
	command.after_help("How values are written: civitas --help.")
}

/// The first sentence or line of documentation.
fn first_line(docs: &str) -> String {
	let paragraph = docs.split("\n\n").next().unwrap_or_default().replace('\n', " ");
	let sentence = match paragraph.find(". ") {
		Some(end) => paragraph.get(..=end).unwrap_or(&paragraph),
		None => &paragraph,
	};
	printable(sentence.trim_start_matches(['#', ' ']).trim_end_matches('.'))
}

fn is_usable(name: &str, inputs: &[Argument]) -> bool {
	value::is_plain(name) && inputs.iter().all(|input| value::is_plain(&input.name))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_chain;

	fn command() -> Command {
		Command::new("civitas").subcommand(Command::new("status"))
	}

	#[test]
	fn every_call_and_every_view_is_a_command() {
		let metadata = test_chain::metadata();
		let command = with_pallets(command(), &metadata, None);
		command.clone().debug_assert();
		let found = |pallet: &str, item: &str| {
			command
				.find_subcommand(kebab_case(pallet))
				.and_then(|pallet| pallet.find_subcommand(kebab_case(item)))
				.is_some()
		};
		for call in metadata.calls() {
			assert!(found(&call.pallet, &call.name), "{}.{}", call.pallet, call.name);
		}
		for view in metadata.views() {
			assert!(found(&view.pallet, &view.name), "{}.{}", view.pallet, view.name);
		}
	}

	#[test]
	fn only_the_pallet_that_is_asked_for_has_everything() {
		let command = with_pallets(command(), &test_chain::metadata(), Some("certification"));
		let items = |pallet| command.find_subcommand(pallet).expect("it is there").get_subcommands().count();
		assert!(items("certification") > 0);
		assert_eq!(items("system"), 0);
	}

	#[test]
	fn a_pallet_can_share_its_name_with_commands_by_hand() {
		let mine = || Command::new("certification").subcommand(Command::new("assess").about("By hand"));
		let of = |only, mine| {
			let command = with_pallets(command().subcommand(mine), &test_chain::metadata(), only);
			command.clone().debug_assert();
			command.find_subcommand("certification").expect("it is there").clone()
		};
		for only in [None, Some("certification")] {
			let both = of(only, mine());
			assert!(both.find_subcommand("assess").is_some() && both.find_subcommand("found-network").is_some());
		}
		assert_eq!(of(Some("system"), mine()).get_subcommands().count(), 1);
		// What is by hand stays so.
		let taken = of(None, mine().subcommand(Command::new("found-network").about("By hand")));
		let about = taken.find_subcommand("found-network").and_then(|command| command.get_about());
		assert_eq!(about.map(ToString::to_string).as_deref(), Some("By hand"));
		assert_eq!(of(None, Command::new("certification")).get_subcommands().count(), 0);
	}

	#[test]
	fn help_lists_the_pallets_with_what_they_are_for() {
		let help = with_names(command().after_help("Exit codes: …"), &test_chain::metadata()).render_help().to_string();
		assert!(help.contains("  certification      Certificates of a test\n"), "{help}");
		assert!(help.contains("\n\nExit codes: …"), "{help}");
	}

	#[test]
	fn documentation_is_made_harmless() {
		assert_eq!(first_line("Found a network. More.\n\nYet more."), "Found a network");
		assert_eq!(first_line("One\nline"), "One line");
		assert_eq!(first_line("a\u{1b}[2K"), "a\\u{1b}[2K");
		let command = described(Command::new("x"), "a\n\u{202e}b");
		assert_eq!(command.get_long_about().map(ToString::to_string).as_deref(), Some("a\n\\u{202e}b"));
	}
}
