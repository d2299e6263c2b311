//! What the chain says when it says no.

use super::{lengths, parts, variant, IDENTITIES};
use crate::{
	failure::{said, Failure},
	output::{label, or},
};
use metadata_json::{camel_case, Metadata};
use serde_json::{json, Value};
use subxt::{rpcs, utils::AccountId32};

/// Why a transaction was not taken. It had no effect, for certain.
pub(super) fn invalid(error: &rpcs::UserError) -> Failure {
	Failure::refused("InvalidTransaction", said(error))
}

/// That the chain has not even read a transaction: it has the form that the metadata describes, which does not say how long texts
/// and lists may be.
pub(super) fn unreadable(said: &str) -> Failure {
	let message = "The chain cannot read the call: one of its texts or lists is longer than it may be, which the help of the command \
		says, or it is nested too deeply.";
	match brief(said) {
		"" => Failure::refused(UNREADABLE, message),
		said => Failure::refused(UNREADABLE, format!("{message} The node says: {said}")),
	}
}

/// The code of a failure of a call that the chain has not even read.
const UNREADABLE: &str = "CallUnreadable";

/// The same failure of `call`, with what the client knows of it: which text is too long, or who pays if that cannot be paid for.
pub(super) fn explained(metadata: &Metadata, failure: Failure, payer: &AccountId32, call: &Value) -> Failure {
	if failure.code != UNREADABLE {
		return of_payer(failure, payer, call);
	}
	let (pallet, name, fields) = parts(acts(call).1);
	let Some(known) = metadata.call(pallet, name) else { return failure };
	match lengths::too_long(metadata, known, fields) {
		Some(text) => Failure { message: format!("The chain cannot read the call: {text}."), ..failure },
		None => failure,
	}
}

/// What is said of who cannot pay a fee: by the node, and by a dry run.
const FEES: [&str; 2] = ["Inability to pay some fees", "invalid, payment"];

/// The code of a failure of who has too little for what a call spends.
const FUNDS: &str = "Token::FundsUnavailable";

/// The same of `call`, with who pays if that cannot be paid for.
fn of_payer(failure: Failure, payer: &AccountId32, call: &Value) -> Failure {
	let (identities, made) = acts(call);
	let (fee, funds) = (FEES.iter().any(|fees| failure.message.contains(fees)), failure.code == FUNDS);
	if !fee && !funds {
		return failure;
	}
	let (pallet, name, _) = parts(made);
	let maker = identities.last().and_then(|identity| identity.as_str());
	let hint = match (pallet, name, maker) {
		(IDENTITIES, "register", None) => format!(
			"The fee and the deposit are paid by {payer}: give it enough, or let another account pay for the key, by \
			 --suri RICH --new-suri KEY."
		),
		_ if fee => {
			format!("The fee is paid by {payer}: give it enough, or let another account pay by --payer-suri, with --as IDENTITY.")
		},
		// Whoever gave the command has named another identity.
		(IDENTITIES, "approve", Some(maker)) => format!(
			"The fee is paid by {payer}, but the deposit of an approval, about 0.1 CIV, by the controller that approves first: \
			 {maker}. It comes back when the call is made."
		),
		(_, _, Some(maker)) => {
			format!("The fee is paid by {payer}, but what a call spends or deposits by who makes it, {maker}, or by whom it is made for.")
		},
		_ => format!(
			"The fee, and what a call spends or deposits, are paid by {payer}. By --payer-suri, with --as, another account pays \
			 the fee alone."
		),
	};
	let end = if failure.message.ends_with('.') { "" } else { "." };
	Failure { message: format!("{}{end} {hint}", failure.message), ..failure }
}

/// What the chain cannot know when it refuses something to an identity: by which command or flag of this client it is had.
const REMEDIES: [(&str, &str); 3] = [
	(
		"RoomExhausted",
		"`identity-registry fund` pays for more, and `identity-registry room-for` says how much something takes.",
	),
	("KeyExists", "What a key may do is set by `did set-permissions`. If it was revoked, add another one."),
	(
		"ExpiryInvalid",
		"It is --approve-until, at most 30 days ahead, or the --valid-until of an attestation, at most 365.",
	),
];

/// How much is shown of what a node says of its own inside.
const BRIEF: usize = 200;

/// The beginning of what a node says, without what only those can read who know the code that it runs.
fn brief(said: &str) -> &str {
	let line = said.lines().next().unwrap_or_default();
	// It has stopped in the middle, and does not know why.
	if ["trap", "wasm", "WASM backtrace"].iter().any(|inside| line.contains(inside)) {
		return "";
	}
	let end = line.char_indices().nth(BRIEF).map_or(line.len(), |(end, _)| end);
	line.get(..end).unwrap_or(line).trim_end_matches([' ', ':'])
}

/// The identities that a call makes act, one through the next, and the call that is made in the end.
pub(super) fn acts(mut call: &Value) -> (Vec<&Value>, &Value) {
	let mut identities = Vec::new();
	loop {
		match parts(call) {
			(IDENTITIES, "actAs" | "actAsSigned", act) => {
				identities.push(&act["identity"]);
				call = &act["call"];
			},
			_ => return (identities, call),
		}
	}
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

/// The error that a view of a pallet answers: one of the pallet, by its name alone, or any by which a call can fail.
pub fn of_view(metadata: &Metadata, pallet: &str, error: &Value) -> Failure {
	let pallet = camel_case(pallet);
	match error.as_str().filter(|name| metadata.error(&pallet, name).is_some()) {
		Some(name) => module(metadata, &json!({ "pallet": pallet, "error": name }), &pallet),
		None => dispatch(metadata, error, &pallet),
	}
}

/// The error of a pallet, as the chain would give it.
pub(super) fn module(metadata: &Metadata, error: &Value, called: &str) -> Failure {
	match (error["pallet"].as_str(), error["error"].as_str()) {
		(Some(pallet), Some(name)) => match metadata.error(pallet, name) {
			Some(info) if camel_case(&info.pallet) == IDENTITIES => {
				let remedy = REMEDIES.iter().find(|(name, _)| *name == info.name);
				let docs =
					remedy.map_or_else(|| info.docs.clone(), |(_, remedy)| format!("{} {remedy}", info.docs.trim()));
				named(info.name, &docs)
			},
			Some(info) if camel_case(&info.pallet) == called => named(info.name, &info.docs),
			Some(info) => named(format!("{}::{}", info.pallet, info.name), &info.docs),
			None => Failure::refused(pascal(name), pascal(name)),
		},
		// Numbers, of a pallet or an error that the metadata does not have.
		_ => Failure::refused("Module", format!("The call failed, with the error {error} of a pallet.")),
	}
}

/// A refusal of this name: `SchemaUnknown: There is no schema of this identifier.`
pub(super) fn named(name: impl Into<String>, docs: &str) -> Failure {
	let name = name.into();
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
	fn errors_of_views_are_named_as_those_of_calls() {
		let metadata = test_chain::metadata();
		let message = |error: Value| of_view(&metadata, "Certification", &error).message;
		let unknown = "SchemaUnknown: There is no schema of this identifier.";
		assert_eq!(message(json!("schemaUnknown")), unknown);
		assert_eq!(message(json!({ "module": { "pallet": "certification", "error": "schemaUnknown" } })), unknown);
		let of_other = json!({ "module": { "pallet": "agreements", "error": "draftUnknown" } });
		assert_eq!(message(of_other), "Agreements::DraftUnknown: There is no draft of this hash.");
		assert_eq!(message(json!({ "token": "frozen" })), "Token::Frozen: Frozen.");
		assert_eq!(message(json!("badOrigin")), "BadOrigin: Bad origin.");
	}

	/// A call by which an identity makes a call.
	fn acting(name: &str, identity: u8, call: &Value) -> Value {
		json!({ IDENTITIES: { name: { "identity": AccountId32([identity; 32]), "call": call } } })
	}

	#[test]
	fn acts_are_recognised() {
		let revoke = json!({ "certification": { "revoke": { "identity": AccountId32([7; 32]) } } });
		let [one, two] = [1, 2].map(|number| json!(AccountId32([number; 32])));
		assert_eq!(acts(&acting("actAs", 1, &revoke)), (vec![&one], &revoke));
		assert_eq!(acts(&acting("actAsSigned", 1, &revoke)), (vec![&one], &revoke));
		assert_eq!(acts(&acting("actAs", 2, &acting("actAs", 1, &revoke))), (vec![&two, &one], &revoke));
		for other in [acting("propose", 1, &revoke), json!({ IDENTITIES: "unfreeze" }), revoke] {
			assert_eq!(acts(&other), (vec![], &other));
		}
	}

	#[test]
	fn what_helps_against_an_error_is_told() {
		let refuse = |error: &str| {
			let error = json!({ "pallet": IDENTITIES, "error": error });
			module(&test_chain::metadata(), &error, "balances").message
		};
		assert!(
			refuse("keyExists").starts_with("KeyExists: The identity has this key. What a key may do is set by `did")
		);
		assert_eq!(refuse("notAuthorised"), "NotAuthorised: The caller has no right to act as the identity.");
	}

	#[test]
	fn who_cannot_pay_is_told_who_pays() {
		let (payer, identity) = (AccountId32([7; 32]), AccountId32([1; 32]).to_string());
		let token = || dispatch(&test_chain::metadata(), &json!({ "token": "fundsUnavailable" }), "balances");
		let pool = || Failure::refused("InvalidTransaction", "Invalid Transaction: Inability to pay some fees");
		let dry = || Failure::refused("InvalidTransaction", "The transaction is not valid: invalid, payment.");
		let remark = json!({ "system": { "remark": { "remark": "0x00" } } });
		let register = json!({ IDENTITIES: { "register": { "kind": "person" } } });
		let approve = json!({ IDENTITIES: { "approve": { "callHash": "0x11" } } });
		let by_identity = |call: &Value| acting("actAsSigned", 9, &acting("actAs", 1, call));
		let told = |failure: Failure, call: &Value, needed: &[&str]| {
			let before = failure.message.clone();
			let Failure { message, exit, .. } = of_payer(failure, &payer, call);
			assert!(message.starts_with(before.trim_end_matches('.')) && exit == Exit::No, "{message}");
			for needed in needed.iter().copied().chain([payer.to_string().as_str()]) {
				assert!(message.contains(needed), "{needed} is not in: {message}");
			}
		};
		for failure in [token(), pool(), dry()] {
			told(failure, &remark, &["--payer-suri", "--as"]);
		}
		for failure in [token(), pool(), dry()] {
			told(failure, &register, &["--suri RICH --new-suri KEY"]);
		}
		told(pool(), &by_identity(&remark), &["--payer-suri"]);
		told(token(), &by_identity(&remark), &[&identity]);
		told(token(), &by_identity(&register), &[&identity]);
		told(token(), &by_identity(&approve), &[&identity, "the deposit of an approval"]);
		assert_eq!(of_payer(Failure::refused("BadOrigin", "Bad origin."), &payer, &remark).message, "Bad origin.");
	}

	#[test]
	fn the_inside_of_a_node_is_not_shown() {
		let said =
			"Verification Error: Runtime error: Execution failed: Execution aborted due to trap: wasm trap: wasm \
			`unreachable` instruction executed\nWASM backtrace:\nerror while executing at wasm backtrace:\n    0: 0x1b34";
		for said in [said, "wasm trap: x\ny", "Execution aborted due to trap"] {
			assert!(unreadable(said).message.ends_with("nested too deeply."), "{said}");
		}
		assert_eq!(brief(&"ü".repeat(1000)), "ü".repeat(BRIEF));
		assert!(unreadable("Not enough\nx").message.ends_with("nested too deeply. The node says: Not enough"));
	}

	#[test]
	fn which_text_is_too_long_is_told() {
		let metadata = test_chain::metadata();
		let told = |call: &Value| {
			let failure = explained(&metadata, unreadable("trap"), &AccountId32([7; 32]), call);
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, UNREADABLE));
			failure.message
		};
		let found = |name: usize, uri: usize| {
			let found = json!({
				"name": "n".repeat(name), "policyHash": "0x11", "policyUri": "u".repeat(uri), "membership": "open",
			});
			json!({ "certification": { "foundNetwork": found } })
		};
		let uri = "The chain cannot read the call: `policyUri` has 257 bytes, and may have at most 256.";
		assert_eq!(told(&found(64, 257)), uri);
		assert_eq!(told(&acting("actAs", 1, &found(64, 257))), uri);
		assert!(told(&found(65, 256)).ends_with(": `name` has 65 bytes, and may have at most 64."));
		let content = json!({ "name": "ä".repeat(33), "rules": { "limit": null } });
		let register = json!({ "certification": { "registerSchema": { "network": 7, "content": content } } });
		assert!(told(&register).ends_with(": `content.name` has 66 bytes, and may have at most 64."));
		// Nobody says how long this may be.
		let any = json!({ "certification": { "tryAll": { "text": "x".repeat(5_000), "pairs": [[1, "y"]] } } });
		assert!(told(&any).ends_with(": a text is longer than the call allows. The longest is `text`, of 5000 bytes."));
		let short = told(&found(64, 256));
		assert!(short.ends_with("or it is nested too deeply."), "{short}");
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
