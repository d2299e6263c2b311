//! View functions.

use super::fields::Fields;
use crate::{
	chain::{self, paging, variant, BlockId, Chain, Found},
	failure::{Exit, Failure},
	output::{flat, printable, Answer, Table},
};
use clap::{Arg, ArgAction, ArgMatches, Command};
use metadata_json::{camel_case, Metadata, View};
use serde_json::{json, Map, Value};

/// The flags of all views.
pub const OWN: [&str; 2] = ["all", "block"];

/// The options of a view.
pub fn arguments(command: Command, view: &View) -> Command {
	let block = "The block as at whose end the answer is true, by its number or hash; the newest final one if this is not given.";
	let block = Arg::new("block").long("block").value_name("BLOCK").value_parser(chain::block).help(block);
	let command = command.arg(block);
	if !is_paged(view) {
		return command;
	}
	let all = "List all pages, from the cursor on if one is given, as of one block.";
	command.arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help(all))
}

/// Whether the answer is a page of a listing.
fn is_paged(view: &View) -> bool {
	let has = |name: &str| view.inputs.iter().any(|input| input.name == name);
	has("cursor") && has("limit")
}

/// What is asked with, in the forms that the node takes, which knows nothing of what people type in place of them.
pub async fn params(
	chain: &Chain,
	view: &View,
	own: &[&str],
	matches: &ArgMatches,
) -> Result<Map<String, Value>, Failure> {
	let metadata = chain.metadata();
	let given = Fields::of(metadata, &view.inputs, own).encode(chain, &view.inputs, matches).await?;
	let mut rest = &given[..];
	let mut params = Map::new();
	for input in &view.inputs {
		let value = metadata.read(input.ty, &mut rest).map_err(|error| Failure::usage(error.to_string()))?;
		if !value.is_null() {
			params.insert(camel_case(&input.name), value);
		}
	}
	Ok(params)
}

/// Ask.
pub async fn run(chain: &Chain, view: &View, matches: &ArgMatches) -> Result<Answer, Failure> {
	let metadata = chain.metadata();
	let params = params(chain, view, &OWN, matches).await?;
	let block = matches.get_one::<Value>("block").cloned().unwrap_or_default();
	let ask = async |params: Value, block: Value| chain.view(&view.pallet, &view.name, params, block).await;
	let found = if is_paged(view) && matches.get_flag("all") {
		paging::all(params.into(), block, ask).await?
	} else {
		ask(params.into(), block).await?
	};
	Ok(answer(metadata, &view.pallet, &found))
}

/// What is printed of the answer of a view of a pallet. A no is an answer too.
pub fn answer(metadata: &Metadata, pallet: &str, found: &Found) -> Answer {
	let value = &found.value;
	// Why there is no `ok`.
	if let Some(error) = value.as_object().filter(|members| members.len() == 1).and_then(|members| members.get("err")) {
		let error = chain::of_view(metadata, pallet, error).message;
		let text = Table::default().row("Error", error).row("At block", found.block).text();
		return Answer { exit: Exit::No, json: json!(found), text };
	}
	let no = matches!(value, Value::Null | Value::Bool(false)) || value.get("valid") == Some(&Value::Bool(false));
	let exit = match variant(value.get("reason").unwrap_or(&Value::Null)).0 {
		// Of a time that is to come, it is neither.
		"notYetKnown" if no => Exit::Unknown,
		_ if no => Exit::No,
		_ => Exit::Success,
	};
	let text = match (value, value["items"].as_array(), value.get("next")) {
		(Value::Object(members), Some(items), Some(next)) if members.len() == 2 => page(items, next, &found.block),
		(Value::Null, ..) => format!("None at block {}", found.block),
		_ => Table::default().rows(value).row("At block", found.block).text(),
	};
	Answer { exit, json: json!(found), text }
}

/// A page for people.
fn page(items: &[Value], next: &Value, block: &BlockId) -> String {
	let count = match items.len() {
		0 => "Nothing".to_owned(),
		1 => "1 item".to_owned(),
		more => format!("{more} items"),
	};
	let mut text = format!("{count} at block {block}");
	let plain = !items.iter().any(Value::is_object);
	for item in items {
		// Each on a line, or on several that stand apart.
		text.push_str(if plain { "\n" } else { "\n\n" });
		text.push_str(&if plain { printable(&flat(item)) } else { Table::default().rows(item).text() });
	}
	let next = match next {
		Value::Null => return text,
		Value::String(next) => printable(next),
		next => format!("'{}'", printable(&next.to_string())),
	};
	text.push_str(&format!("\n\nThere may be more: --cursor {next}"));
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::test_chain;
	use subxt::utils::H256;

	/// What is printed of it.
	fn answer(found: &Found) -> Answer {
		super::answer(&test_chain::metadata(), "Certification", found)
	}

	fn found(value: Value) -> Found {
		Found { block: BlockId { number: 12, hash: H256::repeat_byte(9), time: 7, age: None }, value }
	}

	#[test]
	fn a_no_is_told_by_the_exit_code() {
		for (value, exit) in [
			(json!(null), Exit::No),
			(json!(false), Exit::No),
			(json!({ "valid": false, "reason": "revoked" }), Exit::No),
			(json!({ "valid": false, "reason": { "notYetKnown": { "now": 7 } } }), Exit::Unknown),
			(json!({ "err": "networkUnknown" }), Exit::No),
			(json!({ "ok": null }), Exit::Success),
			(json!({ "err": 1, "items": [] }), Exit::Success),
			(json!({ "valid": true }), Exit::Success),
			(json!(true), Exit::Success),
			(json!(0), Exit::Success),
			(json!([]), Exit::Success),
			(json!({ "items": [], "next": null }), Exit::Success),
		] {
			assert_eq!(answer(&found(value.clone())).exit, exit, "{value}");
		}
	}

	#[test]
	fn an_error_is_told_by_its_name_and_what_it_means() {
		let error = json!({ "err": { "module": { "pallet": "certification", "error": "networkUnknown" } } });
		let Answer { json, text, .. } = answer(&found(error.clone()));
		let block = found(json!(null)).block;
		assert_eq!(text, format!("Error     NetworkUnknown: There is no network of this number.\nAt block  {block}"));
		assert_eq!(json["value"], error, "machines get it as JSON-RPC answers it");
	}

	#[test]
	fn machines_get_the_answer_with_its_block() {
		let json = answer(&found(json!({ "id": 1 }))).json;
		assert_eq!(
			json,
			json!({ "block": { "number": 12, "hash": H256::repeat_byte(9), "time": 7 }, "value": { "id": 1 } })
		);
	}

	#[test]
	fn a_listing_says_where_it_goes_on() {
		let block = found(json!(null)).block;
		let text = |value| answer(&found(value)).text;
		let page = json!({ "items": [{ "id": 1 }, { "id": 2 }], "next": 2 });
		assert_eq!(
			text(page),
			format!("2 items at block {block}\n\nId  1\n\nId  2\n\nThere may be more: --cursor '2'")
		);
		let page = json!({ "items": ["a", "b\u{1b}"], "next": "b" });
		assert_eq!(text(page), format!("2 items at block {block}\na\nb\\u{{1b}}\n\nThere may be more: --cursor b"));
		assert_eq!(text(json!({ "items": [], "next": null })), format!("Nothing at block {block}"));
	}
}
