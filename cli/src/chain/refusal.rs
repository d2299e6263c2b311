//! What the chain says when it says no.

use super::identities::IDENTITIES;
use crate::failure::{said, Failure};
use metadata_json::{camel_case, ErrorInfo, Metadata};
use serde_json::Value;
use subxt::rpcs;

/// Why a transaction was not taken. It had no effect, for certain.
pub(super) fn invalid(error: &rpcs::UserError) -> Failure {
	Failure::refused("InvalidTransaction", said(error))
}

/// That the chain has not even read a transaction: it has the form that the metadata describes, which does not say how long texts
/// and lists may be.
pub(super) fn unreadable(said: &str) -> Failure {
	let message = "The chain cannot read the call: one of its texts or lists is longer than it may be, or it is nested too deeply.";
	Failure::refused("CallUnreadable", format!("{message} The node says: {said}"))
}

/// Why a call failed, from a `DispatchError` in JSON: the error's name, and its documentation. Errors of the called pallet and
/// of that of identities go by their name alone.
pub(super) fn dispatch(metadata: &Metadata, error: &Value, called: &str) -> Failure {
	let (kind, detail) = match error {
		Value::String(kind) => (kind.as_str(), &Value::Null),
		Value::Object(error) => match error.iter().next() {
			Some((kind, detail)) => (kind.as_str(), detail),
			None => ("other", &Value::Null),
		},
		_ => ("other", &Value::Null),
	};
	if kind == "module" {
		return module(metadata, detail, called);
	}
	let name = match detail.as_str() {
		Some(detail) if !detail.is_empty() => format!("{}::{}", pascal(kind), pascal(detail)),
		_ => pascal(kind),
	};
	let words = detail.as_str().unwrap_or(kind);
	named(&name, &format!("{}.", crate::output::label(words)))
}

/// The error of a pallet, as the chain would give it.
pub(super) fn module(metadata: &Metadata, error: &Value, called: &str) -> Failure {
	let text = |name: &str| error[name].as_str().unwrap_or_default();
	match find(metadata, text("pallet"), text("error")) {
		Some(info) => {
			let pallet = camel_case(&info.pallet);
			let bare = pallet == camel_case(called) || pallet == IDENTITIES;
			let name = if bare { info.name } else { format!("{}::{}", info.pallet, info.name) };
			named(&name, &info.docs)
		},
		// Numbers, of a pallet or an error that the metadata does not have.
		None => match (&error["pallet"], &error["error"]) {
			(Value::String(_), Value::String(name)) => Failure::refused(pascal(name), pascal(name)),
			_ => Failure::refused("Module", format!("The call failed, with the error {error} of a pallet.")),
		},
	}
}

/// An error of a pallet by the names that JSON has.
fn find(metadata: &Metadata, pallet: &str, error: &str) -> Option<ErrorInfo> {
	let errors = |pallet: u8| (0..=u8::MAX).filter_map(move |error| metadata.module_error(pallet, [error, 0, 0, 0]));
	let place =
		(0..=u8::MAX).find(|place| errors(*place).next().is_some_and(|info| camel_case(&info.pallet) == pallet))?;
	errors(place).find(|info| camel_case(&info.name) == error)
}

/// A refusal of this name: `SchemaUnknown: There is no schema of this identifier.`
fn named(name: &str, docs: &str) -> Failure {
	let docs = docs.trim().replace('\n', " ");
	let message = if docs.is_empty() { name.to_owned() } else { format!("{name}: {docs}") };
	Failure::refused(name.to_owned(), message)
}

/// `fundsUnavailable` as `FundsUnavailable`.
fn pascal(name: &str) -> String {
	let mut letters = name.chars();
	letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{failure::Exit, test_chain};
	use serde_json::json;

	#[test]
	fn errors_of_pallets_have_their_documentation() {
		let metadata = test_chain::metadata();
		let refuse = |pallet: &str, error: &str, called: &str| {
			dispatch(&metadata, &json!({ "module": { "pallet": pallet, "error": error } }), called)
		};
		let failure = refuse("certification", "schemaUnknown", "Certification");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "SchemaUnknown"));
		assert!(failure.message.starts_with("SchemaUnknown: "), "{}", failure.message);
		assert_eq!(refuse("identityRegistry", "notAuthorised", "Certification").code, "NotAuthorised");
		assert_eq!(refuse("certification", "schemaUnknown", "utility").code, "Certification::SchemaUnknown");
		let failure = dispatch(&metadata, &json!({ "module": { "pallet": 77, "error": "0x01000000" } }), "utility");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "Module"));
	}

	#[test]
	fn other_errors_are_named_as_on_the_chain() {
		let metadata = test_chain::metadata();
		for (error, code, message) in [
			(
				json!({ "token": "fundsUnavailable" }),
				"Token::FundsUnavailable",
				"Token::FundsUnavailable: Funds unavailable.",
			),
			(json!({ "arithmetic": "overflow" }), "Arithmetic::Overflow", "Arithmetic::Overflow: Overflow."),
			(json!("badOrigin"), "BadOrigin", "BadOrigin: Bad origin."),
			(json!({ "other": null }), "Other", "Other: Other."),
		] {
			let failure = dispatch(&metadata, &error, "balances");
			assert_eq!((failure.exit, failure.code.as_ref(), failure.message.as_str()), (Exit::No, code, message));
		}
	}

	#[test]
	fn what_the_node_says_is_shown() {
		let raw = serde_json::value::RawValue::from_string("\"Inability to pay some fees\"".to_owned());
		let error = rpcs::UserError {
			code: 1010,
			message: "Invalid Transaction".to_owned(),
			data: Some(raw.expect("it is JSON")),
		};
		let failure = invalid(&error);
		assert_eq!(failure.message, "Invalid Transaction: Inability to pay some fees");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "InvalidTransaction"));
	}
}
