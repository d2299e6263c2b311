//! Tells the node which commit it is built from.

use std::{env, path::Path};

fn main() {
	substrate_build_script_utils::generate_cargo_keys();
	println!("cargo:rerun-if-env-changed=SUBSTRATE_CLI_GIT_COMMIT_HASH");

	// Linking the node takes minutes, so only a release pays for an exact commit hash in its version. Cargo takes a
	// watched file that is missing for a changed one: without a readable branch file (a source archive, a packed or
	// detached head) watching would relink on every call.
	if env::var("PROFILE").as_deref() == Ok("release") && branch_file_exists() {
		substrate_build_script_utils::rerun_if_git_head_changed();
	} else {
		println!("cargo:rerun-if-changed=build.rs");
	}
}

/// Whether `.git/HEAD` of the clone that holds this crate names a branch that has a file of its own.
fn branch_file_exists() -> bool {
	let Ok(manifest_dir) = env::var("CARGO_MANIFEST_DIR") else { return false };
	Path::new(&manifest_dir)
		.ancestors()
		.map(|directory| directory.join(".git"))
		.find(|git| git.exists())
		.and_then(|git| {
			let head = std::fs::read_to_string(git.join("HEAD")).ok()?;
			let branch = head.trim().strip_prefix("ref: ")?;
			Some(git.join(branch).is_file())
		})
		.unwrap_or(false)
}
