//! Templates of agreements: the terms of what people agree on every day, with parameters in place of what differs.
//!
//! A template is a JSON document. Its `terms` are those of the chain, in which a text `$rent` stands for the parameter `rent`; an
//! object with the member `$if` is there only if a parameter has a value; and one with `$each`, in a list, is there once for each
//! value of a parameter that has many, which is `$item` in it.

use crate::{failure::Failure, input, merkle::MerkleTree, moment};
use civitas_credentials::{Bound, Document};
use serde::Deserialize;
use serde_json::{json, Map, Value};
use std::{collections::BTreeMap, path::Path};
use subxt::utils::H256;

/// Those that come with the client.
const OWN: [&str; 12] = [
	include_str!("../../docs/templates/bank-account.json"),
	include_str!("../../docs/templates/car-lease.json"),
	include_str!("../../docs/templates/car-purchase.json"),
	include_str!("../../docs/templates/employment.json"),
	include_str!("../../docs/templates/escrow.json"),
	include_str!("../../docs/templates/home-lease.json"),
	include_str!("../../docs/templates/home-purchase.json"),
	include_str!("../../docs/templates/invoice.json"),
	include_str!("../../docs/templates/partnership.json"),
	include_str!("../../docs/templates/project.json"),
	include_str!("../../docs/templates/service-agreement.json"),
	include_str!("../../docs/templates/subscription.json"),
];

/// What stands for the caller in place of an account. It is too short for a name.
pub const ME: &str = "me";

/// Milliseconds in a second.
const SECOND: u64 = 1_000;

/// The units of months, and how many each is.
const MONTHS: [(&str, u16); 4] = [("months", 1), ("month", 1), ("years", 12), ("year", 12)];

/// A template.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
	/// What it is called on command lines, one name for each purpose.
	pub names: Vec<String>,
	/// What it is for.
	pub title: String,
	/// The text, clause by clause from 1 on. It is what is agreed on if there is no other.
	pub clauses: Vec<String>,
	/// What differs from one agreement to the other.
	pub parameters: Vec<Parameter>,
	/// The terms. What each draft has of its own is not in them: the text, the last moment to sign, and the salt.
	terms: Value,
	/// Its hash.
	#[serde(skip)]
	pub hash: H256,
}

/// A parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
	/// What it is called.
	pub name: String,
	/// What its values are.
	pub kind: Kind,
	/// Whether it has many values, with commas between them.
	#[serde(default)]
	pub many: bool,
	/// What it means, in plain words.
	pub meaning: String,
	/// What it is if nothing is said: nothing, if that is empty. Without it, it has to be said.
	pub default: Option<String>,
}

/// What a value is, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
	/// An account, in any of the ways in which the client takes one; or `me`.
	Account,
	/// An amount, in the smallest unit of its asset.
	Amount,
	/// `native`, or the number of an asset.
	Asset,
	/// A whole number.
	Count,
	/// A length of time in seconds: `14d`.
	Duration,
	/// A length of time, which may be of months: `12months`.
	Span,
	/// A moment: a time, or a span after the last signature.
	When,
	/// A part of a hundred a year: `5%`.
	Rate,
	/// A part of a whole: `3%`, or `1/3`.
	Share,
	/// A hash, or that of a file: `hash:@FILE`.
	Hash,
	/// A text.
	Text,
}

impl Template {
	/// The root of the tree whose leaves are the texts of its clauses, so that one can be shown without the others.
	pub fn clause_root(&self) -> Option<H256> {
		Some(MerkleTree::new(&self.clauses)?.root())
	}

	/// All that come with the client.
	pub fn all() -> Result<Vec<Self>, Failure> {
		let parse = |text: &&str| Document::parse(text).map_err(|error| error.to_string()).and_then(Self::of);
		OWN.iter().map(parse).collect::<Result<_, _>>().map_err(|error| Failure::unknown("document", error))
	}

	/// That of a name, or of a file: `@FILE`.
	pub fn find(name: &str) -> Result<Self, Failure> {
		if let Some(path) = name.strip_prefix('@').map(Path::new) {
			let parsed = input::parse(&input::file(path)?, Bound::DOCUMENT).and_then(Self::of);
			return parsed.map_err(|problem| input::unusable(path, problem));
		}
		let all = Self::all()?;
		let names: Vec<_> = all.iter().flat_map(|template| template.names.clone()).collect();
		all.into_iter().find(|template| template.names.iter().any(|known| known == name)).ok_or_else(|| {
			let known = names.join(", ");
			Failure::usage(format!("There is no template {name}. There are: {known}; and @FILE, for one of your own."))
		})
	}

	fn of(document: Document) -> Result<Self, String> {
		let hash = H256(document.hash());
		let template: Self = serde_json::from_value(document.into()).map_err(|error| error.to_string())?;
		Ok(Self { hash, ..template })
	}

	/// The texts of all parameters that have one: those that were given, by name, and the defaults of the others.
	pub fn texts<'a>(&'a self, given: &'a [(String, String)]) -> Result<Vec<(&'a Parameter, &'a str)>, Failure> {
		let wrong = |(name, _): &(String, String)| self.parameters.iter().all(|parameter| parameter.name != *name);
		if let Some((name, _)) = given.iter().find(|given| wrong(given)) {
			let known: Vec<_> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
			return Err(Failure::usage(format!("There is no parameter {name}. There are: {}.", known.join(", "))));
		}
		let (mut texts, mut missing) = (Vec::new(), Vec::new());
		for parameter in &self.parameters {
			let mut found = given.iter().filter(|(name, _)| *name == parameter.name).map(|(_, text)| text.as_str());
			match (found.next(), found.next(), parameter.default.as_deref()) {
				(Some(_), Some(_), _) => {
					return Err(Failure::usage(format!("--set {}: it is given more than once", parameter.name)));
				},
				(Some(""), None, None | Some(ME)) => missing.push(parameter),
				(Some(text), None, _) | (None, _, Some(text)) if !text.is_empty() => texts.push((parameter, text)),
				(None, _, None) => missing.push(parameter),
				_ => {},
			}
		}
		if missing.is_empty() {
			return Ok(texts);
		}
		let missing: Vec<_> = missing.into_iter().map(Parameter::line).collect();
		Err(Failure::usage(format!("Say by --set NAME=VALUE:\n{}", missing.join("\n"))))
	}

	/// The terms, with these values of parameters; those without are none.
	pub fn fill(&self, values: &BTreeMap<&str, Value>) -> Result<Map<String, Value>, String> {
		match self.filled(&self.terms, values, None)? {
			Some(Value::Object(terms)) => Ok(terms),
			_ => Err("The terms of the template are no object.".to_owned()),
		}
	}

	/// A part of the terms; `None` if it is not there.
	fn filled(
		&self,
		part: &Value,
		values: &BTreeMap<&str, Value>,
		item: Option<&Value>,
	) -> Result<Option<Value>, String> {
		let value = |name: &str| match values.get(name) {
			Some(value) => Ok(value.clone()),
			None if self.parameters.iter().any(|parameter| parameter.name == name) => Ok(Value::Null),
			None => Err(format!("The template has no parameter {name}.")),
		};
		let named = |name: &Value| value(name.as_str().unwrap_or_default());
		Ok(Some(match part {
			Value::String(text) => match (text.strip_prefix('$'), item) {
				(Some("item"), Some(item)) => item.clone(),
				(Some(name), _) => value(name)?,
				(None, _) => part.clone(),
			},
			Value::Object(members) => {
				if members.get("$if").map(named).transpose()?.is_some_and(|value| value.is_null()) {
					return Ok(None);
				}
				let mut object = Map::new();
				for (name, part) in members.iter().filter(|(name, _)| !name.starts_with('$')) {
					object.insert(name.clone(), self.filled(part, values, item)?.unwrap_or_default());
				}
				Value::Object(object)
			},
			Value::Array(parts) => {
				let mut list = Vec::new();
				for part in parts {
					match part.get("$each").map(named).transpose()? {
						Some(Value::Array(items)) => {
							for item in &items {
								list.extend(self.filled(part, values, Some(item))?);
							}
						},
						Some(_) => {},
						None => list.extend(self.filled(part, values, item)?),
					}
				}
				Value::Array(list)
			},
			part => part.clone(),
		}))
	}
}

impl Parameter {
	/// The parameter on a line, as it can be given.
	pub fn line(&self) -> String {
		let many = if self.many { ",…" } else { "" };
		let default = match self.default.as_deref() {
			None => String::new(),
			Some("") => " [optional]".to_owned(),
			Some(default) => format!(" [{default}]"),
		};
		format!("  {}={}{many}{default}: {}", self.name, self.kind.example(), self.meaning)
	}

	/// The value that a text stands for, but that accounts and hashes are still as they were typed.
	pub fn read(&self, text: &str) -> Result<Value, String> {
		let read = |text: &str| self.kind.read(text.trim()).map_err(|error| format!("--set {}: {error}", self.name));
		match self.many {
			true => text.split(',').map(read).collect(),
			false => read(text),
		}
	}
}

impl Kind {
	/// How a value is written.
	pub fn example(self) -> &'static str {
		match self {
			Self::Account => "ACCOUNT",
			Self::Amount => "AMOUNT",
			Self::Asset => "native|NUMBER",
			Self::Count => "NUMBER",
			Self::Duration => "14d",
			Self::Span => "1month|30d",
			Self::When => "TIME|30d",
			Self::Rate => "5%",
			Self::Share => "3%|1/3",
			Self::Hash => "HASH",
			Self::Text => "TEXT",
		}
	}

	fn read(self, text: &str) -> Result<Value, String> {
		match self {
			Self::Account | Self::Hash | Self::Text => Ok(json!(text)),
			Self::Amount => match text.parse::<u128>() {
				Ok(amount) if moment::is_number(text) => Ok(json!(amount.to_string())),
				_ => Err(format!("`{text}` is not an amount: a whole number, in the smallest unit of the asset")),
			},
			Self::Asset if text == "native" => Ok(Value::Null),
			Self::Asset | Self::Count => match text.parse::<u32>() {
				Ok(number) if moment::is_number(text) => Ok(json!(number)),
				_ if self == Self::Asset => Err(format!("`{text}` is neither native nor the number of an asset")),
				_ => Err(format!("`{text}` is not a whole number below 2^32")),
			},
			Self::Duration => seconds(text).map(Value::from),
			Self::Span => span(text),
			Self::When if moment::is_date(text) => Ok(json!({ "at": moment::parse(text)? })),
			Self::When => Ok(json!({ "activation": span(text)? })),
			// Of a hundred, in millionths.
			Self::Rate => percent(text, 4).map(|(parts, _)| json!(parts)),
			Self::Share if text.ends_with('%') => {
				let (numerator, denominator) = percent(text, 4)?;
				Ok(json!({ "numerator": numerator, "denominator": denominator }))
			},
			Self::Share => {
				let wrong = || format!("`{text}` is not a share, such as 3% or 1/3");
				let parts = text.split_once('/').and_then(|(one, of)| Some((one.parse().ok()?, of.parse().ok()?)));
				let (numerator, denominator): (u32, u32) = parts.ok_or_else(wrong)?;
				Ok(json!({ "numerator": numerator, "denominator": denominator }))
			},
		}
	}
}

/// A length of time, in seconds.
fn seconds(text: &str) -> Result<u32, String> {
	let length = moment::duration(text)?;
	let whole = length.is_multiple_of(SECOND).then(|| u32::try_from(length / SECOND).ok()).flatten();
	whole.ok_or_else(|| {
		format!("`{text}` is not a length of whole seconds, below 2^32 of them: with a unit, such as 90s or 30d")
	})
}

/// A length of time, as the chain has it: in months of the calendar, or in seconds.
fn span(text: &str) -> Result<Value, String> {
	for (unit, months) in MONTHS {
		if let Some(count) = text.strip_suffix(unit) {
			let months =
				count.parse::<u16>().ok().filter(|_| moment::is_number(count)).and_then(|it| it.checked_mul(months));
			return months
				.map(|months| json!({ "months": months }))
				.ok_or_else(|| format!("`{text}` is not a number of months"));
		}
	}
	seconds(text).map(|seconds| json!({ "seconds": seconds })).map_err(|error| format!("{error}; or 1month, 1year"))
}

/// How many parts of how many a text with a percent sign is, with so many digits behind the point at the most.
fn percent(text: &str, digits: u32) -> Result<(u32, u32), String> {
	let wrong = || format!("`{text}` is not a part of a hundred, such as 5% or 0.25%");
	let number = text.strip_suffix('%').ok_or_else(wrong)?;
	let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
	let scale = 10u32.pow(digits);
	let is_fine = moment::is_number(whole) && moment::is_number(fraction) && fraction.len() <= digits as usize;
	let padded = format!("{fraction:0<width$}", width = digits as usize);
	let parts = is_fine.then(|| {
		let whole = whole.parse::<u32>().ok()?.checked_mul(scale)?;
		whole.checked_add(padded.parse::<u32>().ok()?)
	});
	parts.flatten().map(|parts| (parts, 100 * scale)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests;
