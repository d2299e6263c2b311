//! What is printed: tables for people, JSON for machines.

use crate::{
	failure::{Exit, Failure},
	moment::{self, Moment},
};
use serde_json::{json, Value};
use std::{
	io::{self, ErrorKind, IsTerminal, Write},
	ops::RangeInclusive,
};
use subxt::utils::H256;

/// The outcome of a command that has one.
#[derive(Debug)]
pub struct Answer {
	/// Yes, or a no that is an answer too.
	pub exit: Exit,
	/// For machines.
	pub json: Value,
	/// For people; without a newline at its end.
	pub text: String,
}

impl Answer {
	/// A yes.
	pub fn new(json: Value, text: impl Into<String>) -> Self {
		Self { exit: Exit::Success, json, text: text.into() }
	}
}

/// Labels and values, aligned.
#[derive(Default)]
pub struct Table(Vec<(String, String)>);

impl Table {
	/// One more line. What comes from the chain or the node is made harmless.
	pub fn row(mut self, label: &str, value: impl ToString) -> Self {
		self.0.push((printable(label), printable(&value.to_string())));
		self
	}

	/// One more line for each member of an object, and for each member of objects in it, whose labels are all the names on the
	/// way to it: without the outer ones a key that is revoked would only have a block.
	pub fn rows(self, object: &Value) -> Self {
		match object {
			Value::Object(members) => {
				members.iter().fold(self, |table, (name, value)| table.member(&label(name), value))
			},
			other => self.row("Value", flat(other)),
		}
	}

	fn member(self, way: &str, value: &Value) -> Self {
		match value {
			Value::Object(members) if !members.is_empty() => {
				members.iter().fold(self, |table, (name, value)| table.member(&format!("{way} {}", words(name)), value))
			},
			// A line for each of several objects.
			Value::Array(items) if items.iter().any(Value::is_object) => {
				items.iter().fold(self, |table, item| table.row(way, flat(item)))
			},
			value => self.row(way, flat(value)),
		}
	}

	/// One more line, with an identifier.
	pub fn hash(self, label: &str, hash: &H256) -> Self {
		self.row(label, format!("{hash:?}"))
	}

	/// The lines.
	pub fn text(&self) -> String {
		let width = self.0.iter().map(|(label, _)| label.len()).max().unwrap_or_default();
		self.0.iter().map(|(label, value)| format!("{label:width$}  {value}")).collect::<Vec<_>>().join("\n")
	}
}

/// The name of a member as a label: `validUntil` is `Valid until`.
pub fn label(name: &str) -> String {
	let mut label = String::with_capacity(name.len());
	for (place, character) in name.chars().enumerate() {
		if place == 0 {
			label.extend(character.to_uppercase());
		} else if character.is_uppercase() || character == '_' {
			label.push(' ');
			label.extend(character.to_lowercase().filter(|character| *character != '_'));
		} else {
			label.push(character);
		}
	}
	label
}

/// The same within a label.
fn words(name: &str) -> String {
	label(name).to_lowercase()
}

/// The numbers that are taken for times when they are shown: from 2000 to 2100, in milliseconds.
const TIMES: std::ops::Range<Moment> = 946_684_800_000..4_102_444_800_000;

/// A value on one line. Numbers that could be times are shown as such, too.
pub fn flat(value: &Value) -> String {
	let join = |parts: Vec<String>| if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
	match value {
		Value::Null => "none".to_owned(),
		Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
		Value::Number(number) => match number.as_u64() {
			Some(moment) if TIMES.contains(&moment) => format!("{number} ({})", moment::show(moment)),
			_ => number.to_string(),
		},
		Value::String(text) if text.is_empty() => "none".to_owned(),
		Value::String(text) => text.clone(),
		Value::Array(items) => join(items.iter().map(apart).collect()),
		Value::Object(members) => {
			let mut parts = Vec::new();
			members.iter().for_each(|(name, value)| part(&words(name), value, &mut parts));
			join(parts)
		},
	}
}

/// A member on a line with others, with all the names on the way to it.
fn part(way: &str, value: &Value, parts: &mut Vec<String>) {
	match value {
		Value::Object(members) if !members.is_empty() => {
			members.iter().for_each(|(name, value)| part(&format!("{way} {}", words(name)), value, parts));
		},
		// What is in the list and what comes behind it would look the same.
		Value::Array(items) if !items.is_empty() => parts.push(format!("{way} [{}]", flat(value))),
		value => parts.push(format!("{way} {}", apart(value))),
	}
}

/// A value on a line with others. A text that looks like several of them is in quotation marks.
fn apart(value: &Value) -> String {
	match value {
		Value::String(text) if text.contains([',', '"', '[', ']']) => value.to_string(),
		value => flat(value),
	}
}

/// `value`, or what to say when it is empty.
pub fn or<'a>(value: &'a str, absent: &'a str) -> &'a str {
	if value.is_empty() {
		absent
	} else {
		value
	}
}

/// The characters that cannot be seen or turn the direction, as the chain has them (`is_visible` of its texts): by the general
/// categories of Unicode and a few more.
const HIDDEN: [RangeInclusive<char>; 17] = [
	'\u{ad}'..='\u{ad}',
	'\u{34f}'..='\u{34f}',
	'\u{61c}'..='\u{61c}',
	'\u{115f}'..='\u{1160}',
	'\u{17b4}'..='\u{17b5}',
	'\u{180e}'..='\u{180e}',
	'\u{200b}'..='\u{200b}',
	'\u{200e}'..='\u{200f}',
	'\u{2028}'..='\u{202e}',
	'\u{2060}'..='\u{206f}',
	'\u{3164}'..='\u{3164}',
	'\u{feff}'..='\u{feff}',
	'\u{ffa0}'..='\u{ffa0}',
	'\u{fff9}'..='\u{fffb}',
	'\u{1bca0}'..='\u{1bca3}',
	'\u{1d173}'..='\u{1d17a}',
	'\u{e0000}'..='\u{e007f}',
];

/// Text without the characters by which it could reorder, hide or overwrite what else is on the terminal.
pub fn printable(text: &str) -> String {
	let harmful = |character: char| character.is_control() || HIDDEN.iter().any(|hidden| hidden.contains(&character));
	let mut safe = String::with_capacity(text.len());
	for character in text.chars() {
		if harmful(character) {
			safe.extend(character.escape_unicode());
		} else {
			safe.push(character);
		}
	}
	safe
}

/// Tell people something while they wait. What is printed in the end does not depend on it, so it does not matter
/// whether it can be.
pub fn notice(text: &str) {
	let _ = write_line(io::stderr(), &format!("note: {}", printable(text)));
}

/// How far something is, for people who wait: a line of standard error that is written over, if that is a terminal.
pub struct Progress(bool);

impl Progress {
	/// Nothing yet.
	pub fn new() -> Self {
		Self(io::stderr().is_terminal())
	}

	/// Say how far it is now.
	pub fn show(&self, text: &str) {
		if self.0 {
			let _ = write!(io::stderr(), "\r\u{1b}[K{}", printable(text));
		}
	}
}

impl Drop for Progress {
	fn drop(&mut self) {
		self.show("");
	}
}

/// Print the outcome and say how to exit.
pub fn print(outcome: Result<Answer, Failure>, json: bool) -> Exit {
	let exit = match &outcome {
		Ok(answer) => answer.exit,
		Err(failure) => failure.exit,
	};
	let written = match (outcome, json) {
		(outcome, true) => write_line(io::stdout(), &document(outcome)),
		(Ok(answer), false) => write_line(io::stdout(), &answer.text),
		(Err(failure), false) => write_line(io::stderr(), &format!("error: {}", explain(&failure))),
	};
	read(exit, &written)
}

/// How to exit with something that was written. A yes that nobody could read is none; but who closes a pipe has read enough.
pub fn read(exit: Exit, written: &io::Result<()>) -> Exit {
	match written {
		Ok(()) => exit,
		Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
		Err(_) => Exit::Unknown,
	}
}

/// The outcome as JSON.
fn document(outcome: Result<Answer, Failure>) -> String {
	let value = match outcome {
		Ok(answer) => answer.json,
		Err(Failure { code, message, transaction, kept, .. }) => {
			let mut json = json!({ "error": message, "code": code });
			for (name, value) in transaction.map(|hash| ("transaction", json!(hash))).into_iter().chain(kept) {
				json[name] = value;
			}
			json
		},
	};
	format!("{value:#}")
}

/// A failure for people. Line by line, since the messages of clap have several.
fn explain(failure: &Failure) -> String {
	let mut lines: Vec<_> = failure.message.lines().map(printable).collect();
	if let Some(hash) = failure.transaction {
		lines.push(format!("Transaction: {hash:?}"));
	}
	lines.extend(failure.kept.iter().map(|(name, value)| format!("{}: {}", label(name), printable(&flat(value)))));
	lines.join("\n")
}

fn write_line(mut stream: impl Write, text: &str) -> io::Result<()> {
	writeln!(stream, "{text}")?;
	stream.flush()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn tables_are_aligned() {
		let table = Table::default().row("Name", "Guild").hash("Policy hash", &H256::repeat_byte(0xab));
		assert_eq!(table.text(), format!("Name         Guild\nPolicy hash  0x{}", "ab".repeat(32)));
		assert_eq!(Table::default().text(), "");
	}

	#[test]
	fn objects_are_tables() {
		let object = json!({
			"id": 7,
			"terms": { "validUntil": null, "quota": 10 },
			"history": [{ "at": "2025", "state": "active" }, { "at": "2026", "state": "revoked" }],
			"scope": { "schemas": ["0x01", "0x02"], "revoked": { "block": 21, "time": 5 }, "rules": {} },
			"keys": [{ "relationships": ["a", "b"], "revoked": { "block": 21, "time": 5 }, "validUntil": null }],
			"uri": "",
			"isOpen": true,
		});
		let text = Table::default().rows(&object).text();
		let lines: std::collections::BTreeSet<_> = text.lines().collect();
		let expected = [
			"Id                   7",
			"Terms valid until    none",
			"Terms quota          10",
			"History              at 2025, state active",
			"History              at 2026, state revoked",
			"Scope schemas        0x01, 0x02",
			"Scope revoked block  21",
			"Scope revoked time   5",
			"Scope rules          none",
			"Keys                 relationships [a, b], revoked block 21, revoked time 5, valid until none",
			"Uri                  none",
			"Is open              yes",
		];
		assert_eq!(lines, expected.into());
		assert_eq!(label("max_validity"), "Max validity");
	}

	#[test]
	fn times_are_shown_as_such() {
		assert_eq!(flat(&json!(1_735_689_600_000_u64)), "1735689600000 (2025-01-01T00:00:00Z)");
		assert_eq!(flat(&json!(7)), "7");
		assert_eq!(flat(&json!(9_000_000_000_000_000_u64)), "9000000000000000");
	}

	#[test]
	fn who_closes_a_pipe_has_read_enough() {
		let failed = |kind| Err(io::Error::from(kind));
		for exit in [Exit::Success, Exit::No] {
			assert_eq!(read(exit, &Ok(())), exit);
			assert_eq!(read(exit, &failed(ErrorKind::BrokenPipe)), exit);
			assert_eq!(read(exit, &failed(ErrorKind::StorageFull)), Exit::Unknown);
		}
	}

	#[test]
	fn texts_of_others_cannot_play_with_the_terminal() {
		let table = Table::default().row("Name", "a\u{1b}[2Kb\nValid\u{202e}c Zoë 証明");
		assert_eq!(table.text(), "Name  a\\u{1b}[2Kb\\u{a}Valid\\u{202e}c Zoë 証明");
	}

	#[test]
	fn what_the_chain_hides_is_never_printed() {
		for character in '\0'..=char::MAX {
			let text = character.to_string();
			let is_visible = civitas_primitives::text::is_visible(&text);
			assert_eq!(printable(&text) == text, is_visible, "{}", character.escape_unicode());
		}
		assert_eq!(printable("a\u{61c}\u{ad}\u{e0041}"), "a\\u{61c}\\u{ad}\\u{e0041}");
	}

	#[test]
	fn failures_are_json_too() {
		let parsed =
			|failure| -> Value { serde_json::from_str(&document(Err(failure))).expect("what is printed is JSON") };
		let refused = Failure::refused("SchemaUnknown", "SchemaUnknown: There is no schema of this identifier.");
		assert_eq!(
			parsed(refused),
			json!({ "error": "SchemaUnknown: There is no schema of this identifier.", "code": "SchemaUnknown" })
		);
		let hash = H256::repeat_byte(1);
		assert_eq!(
			parsed(Failure::unknown("timeout", "late").of_transaction(hash)),
			json!({ "error": "late", "code": "timeout", "transaction": format!("{hash:?}") })
		);
	}

	#[test]
	fn failures_name_the_transaction() {
		let failure = Failure::unknown("timeout", "late\x07").of_transaction(H256::zero());
		assert_eq!(explain(&failure), format!("late\\u{{7}}\nTransaction: 0x{}", "00".repeat(32)));
	}

	#[test]
	fn what_must_not_be_lost_is_in_failures() {
		let (hash, salt) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let failure = || Failure::unknown("timeout", "late").of_transaction(hash).keeping("salt", salt);
		let parsed: Value = serde_json::from_str(&document(Err(failure()))).expect("what is printed is JSON");
		assert_eq!(parsed, json!({ "error": "late", "code": "timeout", "transaction": hash, "salt": salt }));
		assert_eq!(explain(&failure()), format!("late\nTransaction: {hash:?}\nSalt: {salt:?}"));
	}
}
