//! What is said when an identity has acted.

use crate::{
	caller::Done,
	chain::IDENTITIES,
	failure::Failure,
	identity::to_did,
	output::{flat, Answer, Table},
};
use serde_json::{json, Value};

/// The answer to an act, by what the event of this name says, to which `more` is added. People are shown some of its members,
/// each with a label.
pub fn acted(done: Done, event: &str, more: Value, shown: &[(&str, &str)]) -> Result<Answer, Failure> {
	done.told(|receipt| {
		let mut json = receipt.event(IDENTITIES, event)?.clone();
		let did = to_did(json["identity"].as_str().unwrap_or_default());
		let table = Table::default().row("DID", &did);
		json["did"] = json!(did);
		for (name, value) in more.as_object().into_iter().flatten() {
			json[name] = value.clone();
		}
		let table = shown.iter().fold(table, |table, (label, name)| table.row(label, flat(&json[*name])));
		Ok(receipt.told(json, table))
	})
}
