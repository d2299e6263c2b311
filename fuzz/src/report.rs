//! What was reached.

use crate::{
	chain::Trial,
	outflow::Done,
	types::{name_of, Types},
};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt,
};

/// How a call was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
	/// Out of nothing but the metadata.
	Metadata,
	/// As a recipe says.
	Recipe,
	/// As a recipe says, but for one argument.
	Changed,
	/// By who issues an asset, to the harm of others.
	Harm,
	/// It has succeeded before.
	Again,
}

/// What became of a kind of call.
#[derive(Clone, Debug, Default)]
pub struct Tally {
	/// How often it has succeeded, by itself.
	pub succeeded: BTreeMap<Way, u64>,
	/// How often it has failed, and by which error.
	pub failed: BTreeMap<String, u64>,
	/// How often it was done, also in other calls.
	pub done: u64,
}

/// What became of all.
#[derive(Clone, Debug, Default)]
pub struct Report {
	tallies: BTreeMap<String, Tally>,
	/// Calls of which, at least once, exactly as much has left as was said.
	pub exact: BTreeSet<String>,
	/// Whether each call is printed.
	pub tells: bool,
}

impl Report {
	/// Note a call, and why it failed.
	pub fn note(&mut self, Trial { way, origin, call }: &Trial, failed: Option<String>) {
		if self.tells {
			println!("{origin:?}: {call:?}: {}\n", failed.as_deref().unwrap_or("succeeded"));
		}
		let tally = self.tallies.entry(name_of(call).to_owned()).or_default();
		match failed {
			Some(error) => *tally.failed.entry(error).or_default() += 1,
			None => *tally.succeeded.entry(*way).or_default() += 1,
		}
	}

	/// Note what was done by one.
	pub fn note_done(&mut self, done: Done) {
		// By itself, or in an act.
		let parts = &done.parts;
		let alone = parts.len() <= 2 || (parts.len() == 3 && parts[0] == "IdentityRegistry.act_as");
		if done.exact && alone {
			self.exact.extend(parts.last().cloned());
		}
		for part in done.parts {
			self.tallies.entry(part).or_default().done += 1;
		}
	}

	/// Add what another has noted.
	pub fn add(&mut self, other: Self) {
		for (name, tally) in other.tallies {
			let own = self.tallies.entry(name).or_default();
			own.done += tally.done;
			tally.succeeded.into_iter().for_each(|(way, times)| *own.succeeded.entry(way).or_default() += times);
			tally.failed.into_iter().for_each(|(error, times)| *own.failed.entry(error).or_default() += times);
		}
		self.exact.extend(other.exact);
	}

	/// How many calls were made, and how many have succeeded.
	pub fn counts(&self) -> (u64, u64) {
		let sum = |of: fn(&Tally) -> u64| self.tallies.values().map(of).sum::<u64>();
		let succeeded = sum(|tally| tally.succeeded.values().sum());
		(succeeded + sum(|tally| tally.failed.values().sum()), succeeded)
	}

	/// Whether it has succeeded, by itself or in another.
	pub fn is_reached(&self, name: &str) -> bool {
		self.tallies.get(name).is_some_and(|tally| tally.done > 0 || !tally.succeeded.is_empty())
	}

	/// Kinds of calls that have never succeeded.
	pub fn never(&self) -> Vec<&'static str> {
		let kinds = Types::get().kinds.iter().map(|kind| kind.name.as_str());
		kinds.filter(|name| !self.is_reached(name)).collect()
	}
}

impl fmt::Display for Report {
	fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
		writeln!(to, "| call | by metadata | by recipe | changed | to harm | again | in all | failed | mostly with |")?;
		writeln!(to, "|---|---|---|---|---|---|---|---|---|")?;
		for kind in &Types::get().kinds {
			let tally = self.tallies.get(&kind.name).cloned().unwrap_or_default();
			let of = |way| tally.succeeded.get(&way).copied().unwrap_or_default();
			let ways = [Way::Metadata, Way::Recipe, Way::Changed, Way::Harm, Way::Again].map(of);
			let [metadata, recipe, changed, harm, again] = ways;
			let failed: u64 = tally.failed.values().sum();
			let mostly = tally.failed.iter().max_by_key(|(_, times)| **times).map_or("", |(error, _)| error.as_str());
			let all = tally.done.max(ways.iter().sum());
			writeln!(
				to,
				"| {} | {metadata} | {recipe} | {changed} | {harm} | {again} | {all} | {failed} | {mostly} |",
				kind.name
			)?;
		}
		let (made, succeeded) = self.counts();
		writeln!(to, "\n{made} calls were made, {succeeded} have succeeded.")?;
		writeln!(to, "Never: {:?}", self.never())
	}
}
