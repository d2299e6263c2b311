//! That no error and no event is left out.

use super::*;
use scale_info::TypeInfo;
use std::collections::BTreeSet;

/// The files in which calls are refused.
const FILES: &[&str] = &[
	include_str!("abuse.rs"),
	include_str!("accept.rs"),
	include_str!("accept_accreditation.rs"),
	include_str!("accredit.rs"),
	include_str!("amend_accreditation.rs"),
	include_str!("batches.rs"),
	include_str!("fallen_accreditations.rs"),
	include_str!("issue.rs"),
	include_str!("join_network.rs"),
	include_str!("limits.rs"),
	include_str!("listings.rs"),
	include_str!("networks.rs"),
	include_str!("nullifiers.rs"),
	include_str!("records.rs"),
	include_str!("renew_and_replace.rs"),
	include_str!("revoke.rs"),
	include_str!("scenarios.rs"),
	include_str!("schemas.rs"),
	include_str!("status_lists.rs"),
	include_str!("surrender.rs"),
	include_str!("suspend.rs"),
	include_str!("texts.rs"),
	include_str!("theft.rs"),
	include_str!("transfer_accreditation.rs"),
	include_str!("verify.rs"),
	include_str!("widen_accreditation.rs"),
	include_str!("withdraw_deposit.rs"),
];

/// The names of the errors that `refused!` is asked for, which are the last word in its brackets.
fn refusals(file: &str) -> impl Iterator<Item = String> + '_ {
	file.split("refused!(").skip(1).map(|rest| {
		let mut open = 1;
		let inside: String = rest
			.chars()
			.take_while(|letter| {
				open += i32::from(*letter == '(') - i32::from(*letter == ')');
				open > 0
			})
			.collect();
		inside.rsplit(',').map(str::trim).find(|word| !word.is_empty()).unwrap_or_default().to_string()
	})
}

#[test]
fn every_error_is_provoked_by_some_test() {
	let scale_info::TypeDef::Variant(variants) = Error::<Test>::type_info().type_def else { panic!("an enumeration") };
	let all: BTreeSet<_> = variants.variants.iter().map(|variant| variant.name.to_string()).collect();
	let provoked: BTreeSet<_> = FILES.iter().flat_map(|file| refusals(file)).collect();
	let missing: Vec<_> = all.difference(&provoked).collect();
	assert!(missing.is_empty(), "no test is refused for {missing:?}");
	// What is read from the files is errors and nothing else, or else the reading is wrong.
	assert!(provoked.is_subset(&all), "{:?}", provoked.difference(&all).collect::<Vec<_>>());
}

#[test]
fn every_event_is_expected_by_some_test() {
	let scale_info::TypeDef::Variant(variants) = Event::<Test>::type_info().type_def else { panic!("an enumeration") };
	let all = variants.variants.iter().map(|variant| variant.name).filter(|name| !name.starts_with("__"));
	let missing: Vec<_> =
		all.filter(|name| !FILES.iter().any(|file| file.contains(&format!("Event::{name} {{")))).collect();
	assert!(missing.is_empty(), "no test expects {missing:?}");
}
