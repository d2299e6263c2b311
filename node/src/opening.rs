//! Opening the chain: what goes wrong there is told to an operator, not to a developer.

use sc_service::{Configuration, Error as ServiceError};
use std::panic::{self, AssertUnwindSafe};

/// Opens the chain, and gives an error where the database would end the process.
///
/// It panics when it cannot read what it once wrote, and the SDK's panic hook ends the process with a backtrace and a
/// request to report a bug. At this point that is not a bug but a damaged disk or a bad copy.
pub fn without_panic<T>(open: impl FnOnce() -> Result<T, ServiceError>) -> Result<T, ServiceError> {
	let hook = panic::take_hook();
	panic::set_hook(Box::new(|_| {}));
	let opened = panic::catch_unwind(AssertUnwindSafe(open));
	panic::set_hook(hook);
	opened.unwrap_or_else(|payload| {
		let reason = payload
			.downcast_ref::<String>()
			.cloned()
			.or_else(|| payload.downcast_ref::<&str>().map(|reason| (*reason).to_owned()))
			.unwrap_or_else(|| "it is unreadable".into());
		Err(ServiceError::Client(sp_blockchain::Error::Backend(reason)))
	})
}

/// Tells the operator what about the chain cannot be opened, and what may be done about it.
pub fn explain(error: ServiceError, config: &Configuration) -> ServiceError {
	let explanation = match error {
		ServiceError::Client(sp_blockchain::Error::Storage(reason)) => {
			format!("cannot build the genesis of the chain `{}`: {reason}", config.chain_spec.id())
		},
		ServiceError::Client(reason) => {
			let path = config.database.path().map_or_else(|| "memory".into(), |path| path.display().to_string());
			unopened(&path, &reason)
		},
		other => return other,
	};
	told(explanation)
}

/// Why the database at this path cannot be opened, and what may be done about it.
fn unopened(path: &str, reason: &sp_blockchain::Error) -> String {
	let of_mode = match reason {
		sp_blockchain::Error::StateDatabase(reason) => reason.strip_prefix("Incompatible pruning modes [stored: "),
		_ => None,
	};
	if let Some(modes) = of_mode {
		let (stored, requested) = modes.split_once("; requested: ").unwrap_or((modes, ""));
		let (stored, requested) = (pruning_mode(stored), pruning_mode(requested));
		return format!(
			"the chain database at {path} was made with `--state-pruning {stored}`, and cannot be changed into one of \
			 `--state-pruning {requested}`. Nothing is damaged. Leave the option out to go on as it was made, or let the node \
			 download the chain again on another `--base-path`."
		);
	}
	format!(
		"cannot open the chain database at {path}: {reason}. If another node is running on it, stop that one. If it is damaged, \
		 restore a copy, or remove it with `purge-chain` and let the node download the chain again."
	)
}

/// What an operator writes for what the SDK shows of a way to prune. How many blocks a database was made with is not kept in
/// it, so no number is shown.
fn pruning_mode(shown: &str) -> &'static str {
	match shown {
		shown if shown.starts_with("ArchiveAll") => "archive",
		shown if shown.starts_with("ArchiveCanonical") => "archive-canonical",
		_ => "NUMBER",
	}
}

/// Tells the operator what about the statements can be done. They are no part of the chain.
pub fn explain_statements(error: ServiceError, config: &Configuration) -> ServiceError {
	let folder = config.data_path.join("statements");
	told(format!(
		"cannot open the statement store at {}: {error}. If it is damaged, remove that folder: nothing of the chain is in \
		 it, and peers send the statements again that they have.",
		folder.display(),
	))
}

/// Tells the operator that nobody can make blocks of this chain. The SDK would panic and ask for a report of the bug.
pub fn no_validators(config: &Configuration) -> ServiceError {
	told(format!(
		"the chain `{}` has no validators. If its specification is a template, as `staging` is, fill in who runs it: see \
		 docs/operating.md, \"A network of one's own\".",
		config.chain_spec.id(),
	))
}

/// As an I/O error, since the others put a word of their own before the message.
fn told(explanation: String) -> ServiceError {
	ServiceError::Io(std::io::Error::other(explanation))
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_blockchain::Error as ClientError;

	#[test]
	fn nobody_is_told_to_remove_what_was_made_in_another_way() {
		// As sc-state-db words it.
		let number = |number| format!("Constrained(Constraints {{ max_blocks: Some({number}) }})");
		let message = |stored: &str, requested: &str| {
			let reason = format!("Incompatible pruning modes [stored: {stored}; requested: {requested}]");
			unopened("/there", &ClientError::StateDatabase(reason))
		};
		for (stored, requested, parts) in [
			(&*number(256), "ArchiveAll", ["`--state-pruning NUMBER`", "`--state-pruning archive`"]),
			("ArchiveAll", &*number(7), ["`--state-pruning archive`", "`--state-pruning NUMBER`"]),
			("ArchiveCanonical", "ArchiveAll", ["`--state-pruning archive-canonical`", "`--state-pruning archive`"]),
		] {
			let message = message(stored, requested);
			for part in parts.into_iter().chain(["/there", "Nothing is damaged", "--base-path"]) {
				assert!(message.contains(part), "{part}: {message}");
			}
			assert!(!message.contains("purge-chain"), "{message}");
		}
		let damaged = unopened("/there", &ClientError::StateDatabase("Invalid metadata: x".into()));
		assert!(damaged.contains("purge-chain") && damaged.contains("Invalid metadata: x"), "{damaged}");
	}

	#[test]
	fn a_panic_while_opening_becomes_an_error() {
		let reason = "Critical database error";
		for opened in
			[without_panic::<()>(|| panic!("{reason}: 7")), without_panic(|| panic!("Critical database error"))]
		{
			assert!(opened.expect_err("it panicked").to_string().contains(reason));
		}
		assert_eq!(without_panic(|| Ok(7)).expect("it did not panic"), 7);
		assert!(without_panic::<()>(|| Err("refused".into())).expect_err("it failed").to_string().contains("refused"));
	}
}
