//! What is not tried, since it breaks the state by what it is for, or only the author of a block can do it.

use crate::types::carries;
use civitas_runtime::RuntimeCall;

/// Each with the reason.
const FORBIDDEN: &[(&str, &str)] = &[
	("System.set_heap_pages", "root writes the state"),
	("System.set_code", "root changes the runtime"),
	("System.set_code_without_checks", "root changes the runtime"),
	("System.authorize_upgrade", "root changes the runtime"),
	("System.authorize_upgrade_without_checks", "root changes the runtime"),
	("System.apply_authorized_upgrade", "it changes the runtime"),
	("System.set_storage", "root writes the state"),
	("System.kill_storage", "root writes the state"),
	("System.kill_prefix", "root writes the state"),
	("Balances.force_adjust_total_issuance", "root says that there is as much as nobody has"),
	("Timestamp.set", "the author of a block makes it, once"),
];

/// Whether a call, or one that it carries, is not tried.
pub fn is_forbidden(call: &RuntimeCall) -> bool {
	let names: Vec<_> = FORBIDDEN.iter().map(|(name, _)| *name).collect();
	carries(call, &names)
}
