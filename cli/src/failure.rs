//! What goes wrong, and what the exit code says of it.

use serde::Serialize;
use serde_json::{json, Value};
use std::{borrow::Cow, process::ExitCode};
use subxt::{rpcs, utils::H256};

/// The three answers a script can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
	/// Yes: it was done; the certificate is valid; here is what was asked for.
	Success = 0,
	/// No: the certificate is not valid; the call was refused, or what it was to certify; there is no such record.
	No = 1,
	/// Could not tell: wrong arguments, an unreadable file, no connection, no answer in time.
	Unknown = 2,
}

impl From<Exit> for ExitCode {
	fn from(exit: Exit) -> Self {
		(exit as u8).into()
	}
}

/// Why a command has no answer to give.
#[derive(Debug)]
pub struct Failure {
	/// Whether it is a no or nobody could tell.
	pub exit: Exit,
	/// For machines: the name of the chain's error, or one of the client's own (lower case).
	pub code: Cow<'static, str>,
	/// For people.
	pub message: String,
	/// The transaction that was sent, if it may have had, or may yet have, an effect.
	pub transaction: Option<H256>,
	/// What else there is to know, such as what only this run knows and is needed if the transaction has had its effect: each with
	/// its name in JSON.
	pub kept: Vec<(&'static str, Value)>,
}

impl Failure {
	/// The chain said no, or the node on its behalf, or the client before it asked.
	pub fn refused(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
		Self { exit: Exit::No, code: code.into(), message: message.into(), transaction: None, kept: Vec::new() }
	}

	/// Nobody could tell.
	pub fn unknown(code: &'static str, message: impl Into<String>) -> Self {
		Self { exit: Exit::Unknown, ..Self::refused(code, message) }
	}

	/// The command line makes no sense.
	pub fn usage(message: impl Into<String>) -> Self {
		Self::unknown("usage", message)
	}

	/// The node did not answer, or not as its metadata promises.
	pub fn node(error: impl Into<subxt::Error>) -> Self {
		Self::unknown(
			"node",
			match error.into() {
				subxt::Error::OtherRpcClientError(rpcs::Error::User(error)) => said(&error),
				error => plain(&error.to_string()).to_owned(),
			},
		)
	}

	/// The same, about a transaction that was sent.
	pub fn of_transaction(self, hash: H256) -> Self {
		Self { transaction: Some(hash), ..self }
	}

	/// The same, with something that must not be lost.
	pub fn keeping(mut self, name: &'static str, value: impl Serialize) -> Self {
		self.kept.push((name, json!(value)));
		self
	}
}

/// All that a node says of an error.
pub fn said(error: &rpcs::UserError) -> String {
	let detail = error.data.as_ref().map(|data| data.get());
	let detail = detail.map(|data| serde_json::from_str(data).unwrap_or_else(|_| data.to_owned()));
	match detail {
		Some(detail) if !detail.is_empty() => format!("{}: {detail}", error.message),
		_ => error.message.clone(),
	}
}

/// An error message without the layers it came through, which say the same thing over and over.
pub fn plain(message: &str) -> &str {
	const LAYERS: [&str; 4] =
		["RPC error: client error: ", "Backend error: ", "Other RPC client error: ", "RPC error: RPC error: "];
	let mut rest = message;
	while let Some(inner) = LAYERS.iter().find_map(|layer| rest.strip_prefix(layer)) {
		rest = inner;
	}
	rest
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn exit_codes_are_those_documented() {
		for (exit, code) in [(Exit::Success, 0u8), (Exit::No, 1), (Exit::Unknown, 2)] {
			assert_eq!(ExitCode::from(exit), ExitCode::from(code));
		}
		assert_eq!(Failure::refused("SchemaUnknown", "").exit, Exit::No);
		assert_eq!(Failure::unknown("timeout", "").exit, Exit::Unknown);
		assert_eq!(Failure::usage("").exit, Exit::Unknown);
		assert_eq!(Failure::node(subxt::Error::other_str("gone")).exit, Exit::Unknown);
	}

	#[test]
	fn all_that_the_node_says_is_shown() {
		let raw = |data: &str| serde_json::value::RawValue::from_string(data.to_owned()).expect("it is JSON");
		let error = |data: Option<&str>| {
			let error = rpcs::UserError { code: 1, message: "No".to_owned(), data: data.map(raw) };
			Failure::node(rpcs::Error::User(error)).message
		};
		assert_eq!(error(Some("\"because\"")), "No: because");
		assert_eq!(error(Some("{\"why\":1}")), "No: {\"why\":1}");
		assert_eq!(error(None), "No");
	}

	#[test]
	fn layers_are_stripped_and_nothing_else() {
		assert_eq!(plain("RPC error: client error: RPC error: client error: refused"), "refused");
		assert_eq!(plain("the node said: RPC error: client error: x"), "the node said: RPC error: client error: x");
	}
}
