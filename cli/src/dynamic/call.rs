//! Calls.

use super::fields::Fields;
use crate::{
	caller::CallerArguments,
	chain::Chain,
	failure::Failure,
	output::{notice, Answer},
};
use clap::{ArgMatches, Args, Command, FromArgMatches};
use metadata_json::{camel_case, Call};
use serde_json::Value;

/// The flags of all calls.
pub const OWN: [&str; 7] = ["approve-until", "as", "dry-run", "key-file", "payer-key-file", "payer-suri", "suri"];

/// The options of all calls.
pub fn arguments(command: Command) -> Command {
	CallerArguments::augment_args(command)
}

/// Make the call, or say what it would do.
pub async fn run(chain: Chain, call: &Call, matches: &ArgMatches) -> Result<Answer, Failure> {
	let unread = |error: clap::Error| Failure::usage(error.to_string());
	let arguments = CallerArguments::from_arg_matches(matches).map_err(unread)?;
	let keys = arguments.keys()?;
	let metadata = chain.metadata();
	let given = Fields::of(metadata, &call.inputs, &OWN).encode(&chain, &call.inputs, matches).await?;
	let made = metadata.to_json(metadata.call_type(), &[&call.prefix[..], &given].concat());
	let made = made.map_err(|error| Failure::unknown("metadata", error.to_string()))?;
	if publishes_text(&made) {
		notice(
			"the text of the post stays in the block for ever, whatever is withdrawn later; --dry-run sends nothing",
		);
	}
	let caller = arguments.caller(chain, keys).await?;
	let done = match opens_seal(&made) {
		true => caller.perform_if_taken(&made, "what is sealed would be known.").await,
		false => caller.perform(&made).await,
	};
	done?.told(|receipt| Ok(receipt.answer(&camel_case(&call.pallet))))
}

/// Whether a call says what was sealed before.
fn opens_seal(call: &Value) -> bool {
	call["reputation"]["review"]["given"]["opened"].is_object()
}

/// Whether a call, or one within it, writes a text into a block that nobody can take out again.
fn publishes_text(call: &Value) -> bool {
	match call {
		Value::Object(fields) => {
			let has_text = fields.get("publish").is_some_and(|publish| publish["post"]["text"].is_string());
			has_text || fields.values().any(publishes_text)
		},
		Value::Array(calls) => calls.iter().any(publishes_text),
		_ => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn it_is_known_what_opens_a_seal() {
		let review =
			|given: Value| json!({ "reputation": { "review": { "target": { "again": "0x00" }, "given": given } } });
		assert!(opens_seal(&review(json!({ "opened": { "opinion": {}, "salt": "0x00" } }))));
		assert!(!opens_seal(&review(json!({ "sealed": "0x00" }))));
		assert!(!opens_seal(&json!({ "system": { "remark": { "remark": "0x00" } } })));
	}

	#[test]
	fn it_is_known_which_texts_stay() {
		let post = |text: Value| json!({ "reputation": { "publish": { "post": { "kind": "post", "text": text } } } });
		let batch = |call: Value| json!({ "utility": { "batchAll": { "calls": [call] } } });
		assert!(publishes_text(&post(json!("for ever"))));
		assert!(publishes_text(&batch(post(json!("for ever")))));
		assert!(!publishes_text(&batch(post(Value::Null))));
		assert!(!publishes_text(&json!({ "system": { "remark": { "remark": "0x00" } } })));
	}
}
