//! What the chain says when it says no.

use super::{variant, IDENTITIES};
use crate::{
	failure::{said, Failure},
	output::{label, or},
};
use metadata_json::{camel_case, Metadata};
use serde_json::Value;
use subxt::{rpcs, utils::AccountId32};

/// Why a transaction was not taken. It had no effect, for certain.
pub(super) fn invalid(error: &rpcs::UserError) -> Failure {
	Failure::refused("InvalidTransaction", said(error))
}

/// That the chain has not even read a transaction: it has the form that the metadata describes, which does not say how long texts
/// and lists may be.
pub(super) fn unreadable(said: &str) -> Failure {
	let message = "The chain cannot read the call: one of its texts or lists is longer than it may be, or it is nested too deeply.";
	match brief(said) {
		"" => Failure::refused("CallUnreadable", message),
		said => Failure::refused("CallUnreadable", format!("{message} The node says: {said}")),
	}
}

/// What is said of who cannot pay a fee: by the node, and by a dry run.
const FEES: [&str; 2] = ["Inability to pay some fees", "invalid, payment"];

/// The code of a failure of who has too little for what a call spends.
const FUNDS: &str = "Token::FundsUnavailable";

/// The same, with who pays if that cannot be paid for.
pub(super) fn of_payer(failure: Failure, payer: &AccountId32) -> Failure {
	let hint = if FEES.iter().any(|fees| failure.message.contains(fees)) {
		format!("The fee is paid by {payer}: give it enough, or let another account pay by --payer-suri, with --as IDENTITY.")
	} else if failure.code == FUNDS {
		format!(
			"The fee is paid by {payer}, but what a call spends by who makes it: that account, or the identity of --as. \
			 By --payer-suri, with --as, another account pays the fee alone."
		)
	} else {
		return failure;
	};
	let end = if failure.message.ends_with('.') { "" } else { "." };
	Failure { message: format!("{}{end} {hint}", failure.message), ..failure }
}

/// How much is shown of what a node says of its own inside.
const BRIEF: usize = 200;

/// The beginning of what a node says, without what only those can read who know the code that it runs.
fn brief(said: &str) -> &str {
	let mut line = said.lines().next().unwrap_or_default();
	for inside in ["wasm trap", "wasm backtrace", "WASM backtrace", "wasm `unreachable`"] {
		line = line.split(inside).next().unwrap_or_default();
	}
	let end = line.char_indices().nth(BRIEF).map_or(line.len(), |(end, _)| end);
	line.get(..end).unwrap_or(line).trim_end_matches([' ', ':'])
}

/// Why a call failed, from a `DispatchError` in JSON: the error's name, and its documentation. Errors of the called pallet and
/// of that of identities go by their name alone.
pub(super) fn dispatch(metadata: &Metadata, error: &Value, called: &str) -> Failure {
	let (kind, detail) = variant(error);
	match (or(kind, "other"), detail.as_str().unwrap_or_default()) {
		("module", _) => module(metadata, detail, called),
		(kind, "") => named(pascal(kind), &format!("{}.", label(kind))),
		(kind, detail) => named(format!("{}::{}", pascal(kind), pascal(detail)), &format!("{}.", label(detail))),
	}
}

/// The error of a pallet, as the chain would give it.
pub(super) fn module(metadata: &Metadata, error: &Value, called: &str) -> Failure {
	match (error["pallet"].as_str(), error["error"].as_str()) {
		(Some(pallet), Some(name)) => match metadata.error(pallet, name) {
			Some(info) if [called, IDENTITIES].contains(&&*camel_case(&info.pallet)) => named(info.name, &info.docs),
			Some(info) => named(format!("{}::{}", info.pallet, info.name), &info.docs),
			None => Failure::refused(pascal(name), pascal(name)),
		},
		// Numbers, of a pallet or an error that the metadata does not have.
		_ => Failure::refused("Module", format!("The call failed, with the error {error} of a pallet.")),
	}
}

/// A refusal of this name: `SchemaUnknown: There is no schema of this identifier.`
fn named(name: String, docs: &str) -> Failure {
	let docs = docs.trim().replace('\n', " ");
	let message = if docs.is_empty() { name.clone() } else { format!("{name}: {docs}") };
	Failure::refused(name, message)
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
		let failure = refuse("certification", "schemaUnknown", "certification");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "SchemaUnknown"));
		assert!(failure.message.starts_with("SchemaUnknown: "), "{}", failure.message);
		assert_eq!(refuse("identityRegistry", "notAuthorised", "certification").code, "NotAuthorised");
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
	fn who_cannot_pay_is_told_who_pays() {
		let payer = AccountId32([7; 32]);
		let token = || dispatch(&test_chain::metadata(), &json!({ "token": "fundsUnavailable" }), "balances");
		let pool = || Failure::refused("InvalidTransaction", "Invalid Transaction: Inability to pay some fees");
		let dry = || Failure::refused("InvalidTransaction", "The transaction is not valid: invalid, payment.");
		for failure in [token(), pool(), dry()] {
			let before = failure.message.clone();
			let Failure { message, exit, .. } = of_payer(failure, &payer);
			assert!(message.starts_with(before.trim_end_matches('.')) && exit == Exit::No, "{message}");
			for needed in [payer.to_string().as_str(), "--payer-suri", "--as"] {
				assert!(message.contains(needed), "{needed} is not in: {message}");
			}
		}
		assert_eq!(of_payer(Failure::refused("BadOrigin", "Bad origin."), &payer).message, "Bad origin.");
	}

	#[test]
	fn the_inside_of_a_node_is_not_shown() {
		let said =
			"Verification Error: Runtime error: Execution failed: Execution aborted due to trap: wasm trap: wasm \
			`unreachable` instruction executed\nWASM backtrace:\nerror while executing at wasm backtrace:\n    0: 0x1b34";
		let failure = unreadable(said);
		let end = "The node says: Verification Error: Runtime error: Execution failed: Execution aborted due to trap";
		assert!(failure.message.ends_with(end), "{}", failure.message);
		assert_eq!(brief(&"ü".repeat(1000)), "ü".repeat(BRIEF));
		assert!(unreadable("wasm trap: x\ny").message.ends_with("nested too deeply."));
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
