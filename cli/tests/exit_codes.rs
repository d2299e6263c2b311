//! The program as scripts see it: exit codes, and what is on which stream. No node is needed: none of these get that far.

use serde_json::Value;
use std::process::{Command, Output, Stdio};

const ID: &str = "0x1111111111111111111111111111111111111111111111111111111111111111";

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

/// Nothing speaks WebSocket on the discard port.
const NOWHERE: &str = "ws://127.0.0.1:9";

/// The program, for someone who has never used it: with no key, no node of their own, and no metadata in their cache.
fn command(arguments: &[&str]) -> Command {
	let mut command = Command::new(env!("CARGO_BIN_EXE_civitas"));
	let cache = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-metadata");
	command.args(arguments).env("XDG_CACHE_HOME", cache).env_remove("CIVITAS_SURI").env_remove("CIVITAS_URL");
	command
}

fn civitas(arguments: &[&str]) -> Output {
	command(arguments).output().expect("the program was built")
}

fn text(bytes: &[u8]) -> &str {
	std::str::from_utf8(bytes).expect("it prints UTF-8")
}

/// Run with `--json`: the exit code and the object on standard output, where alone it may be.
fn json(arguments: &[&str]) -> (Option<i32>, Value) {
	let output = civitas(&[&["--json"], arguments].concat());
	assert_eq!(text(&output.stderr), "");
	(output.status.code(), serde_json::from_slice(&output.stdout).expect("it prints JSON"))
}

fn example(name: &str) -> String {
	// Of the run and not of the build: another clone may have built this program, of the same sources.
	format!("{}/../docs/examples/{name}", std::env::var("CARGO_MANIFEST_DIR").expect("cargo runs it"))
}

#[test]
fn verification_without_a_node_could_not_tell() {
	let output = civitas(&["certificate", "verify", ID, "--url", NOWHERE]);
	assert_eq!(output.status.code(), Some(2));
	assert_eq!(text(&output.stdout), "");
	assert!(text(&output.stderr).starts_with("error: Cannot connect to ws://127.0.0.1:9: "));

	let (code, answer) = json(&["certificate", "verify", ID, "--url", NOWHERE]);
	assert_eq!((code, &answer["code"]), (Some(2), &Value::from("connection")));
}

#[test]
fn verification_with_wrong_arguments_could_not_tell() {
	for arguments in [&["certificate", "verify"][..], &["certificate", "verify", "0x12"]] {
		let output = civitas(arguments);
		assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
		assert!(text(&output.stderr).starts_with("error: "));
		let (code, answer) = json(arguments);
		assert_eq!((code, &answer["code"]), (Some(2), &Value::from("usage")));
	}
}

#[test]
fn a_file_that_cannot_be_read_could_not_tell_and_one_that_is_no_document_is_refused() {
	let (code, answer) = json(&["certificate", "verify", ID, "--document", "/none", "--url", NOWHERE]);
	assert_eq!((code, &answer["code"]), (Some(2), &Value::from("file")));
	// Markdown is not JSON.
	let policy = example("network-policy.md");
	let (code, answer) = json(&["certificate", "verify", ID, "--document", &policy, "--url", NOWHERE]);
	assert_eq!((code, &answer["code"]), (Some(1), &Value::from("document")));
}

#[test]
fn the_hash_of_the_example_is_the_same_everywhere() {
	// python3 -c 'import hashlib, json, sys; d = json.dumps(json.load(sys.stdin), sort_keys=True, separators=(",", ":"),
	// ensure_ascii=False); print(hashlib.sha256(d.encode()).hexdigest())' < docs/examples/open-badge.json
	let claims = "0xea02e9e4bec24bae1d415a29107d70977c7c60304096c1a8a19fc76c791e049e";
	let document = example("open-badge.json");
	let output = civitas(&["certificate", "hash", "--document", &document]);
	assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), format!("{claims}\n").as_str()));
	let (code, answer) = json(&["certificate", "hash", "--document", &document]);
	assert_eq!((code, &answer["claims"]), (Some(0), &Value::from(claims)));
}

#[test]
fn a_document_is_read_from_standard_input() {
	let hash = |input: Stdio| {
		let mut command = command(&["certificate", "hash", "--document", "-"]);
		command.stdin(input).output().expect("the program was built")
	};
	let badge = std::fs::File::open(example("open-badge.json")).expect("it is there");
	let output = hash(badge.into());
	let claims = "0xea02e9e4bec24bae1d415a29107d70977c7c60304096c1a8a19fc76c791e049e";
	assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), format!("{claims}\n").as_str()));
	let output = hash(Stdio::null());
	assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
	assert!(text(&output.stderr).starts_with("error: standard input: "), "{}", text(&output.stderr));
}

#[test]
fn the_help_shows_what_presets_set() {
	let output = civitas(&["certificate", "schema", "--help"]);
	assert_eq!(output.status.code(), Some(0));
	for part in ["degree", "kind 64", "valid for 366 days at most", "survivesIssuer", "docs/schemas"] {
		assert!(text(&output.stdout).contains(part), "{part}: {}", text(&output.stdout));
	}
}

#[test]
fn fields_are_shown_and_checked_without_a_node() {
	let folder = tempfile::tempdir().expect("there is room for a folder");
	let path = |name: &str| folder.path().join(name).to_str().expect("the path is UTF-8").to_owned();
	let (document, fields, shown) = (example("open-badge.json"), path("fields"), path("shown"));
	let (code, answer) = json(&["certificate", "fields", "commit", "--document", &document, "--fields", &fields]);
	assert_eq!(code, Some(0));
	let claims = answer["claims"].as_str().expect("it is a hash").to_owned();
	let name = "/credentialSubject/achievement/name";
	let output = civitas(&["certificate", "fields", "disclose", "--fields", &fields, "--name", name]);
	assert_eq!(output.status.code(), Some(0));
	std::fs::write(&shown, output.stdout).expect("there is room for a file");
	let verify = ["certificate", "fields", "verify", "--disclosure", &shown, "--claims"];
	let (code, answer) = json(&[&verify[..], &[&claims]].concat());
	assert_eq!((code, &answer["shown"][name]), (Some(0), &Value::from("Working Safely at Height")));
	let (code, answer) = json(&[&verify[..], &[ID]].concat());
	assert_eq!((code, &answer["valid"]), (Some(1), &Value::from(false)));
}

#[test]
fn what_only_the_chain_knows_could_not_be_told_without_a_node() {
	let badge = example("open-badge.json");
	for arguments in [
		&["certification", "networks"][..],
		&["certification", "certificates-of", "--subject", "//Dave", "--all"],
		&["certification", "revoke", "--certificate", ID, "--suri", "//Alice", "--dry-run"],
		&["certification", "--help"],
		&["help", "certification"],
		&["nonsense", "--name", "x"],
		&["certificate", "verify-credential", &badge, "--schema", ID],
		&["certificate", "export", ID, "--document", &badge],
		&["status-list", "export", ID, "--purpose", "revocation"],
		&["transaction", ID],
		// Far as it is, it is a time.
		&["certificate", "verify", ID, "--time", "9999-12-31T23:59:59Z"],
	] {
		let (code, answer) = json(&[arguments, &["--url", NOWHERE]].concat());
		assert_eq!((code, &answer["code"]), (Some(2), &Value::from("connection")), "{arguments:?}");
	}
	// Only then is it known whether it makes sense.
	let (code, answer) = json(&["--url", "127.0.0.1:9944", "certification", "networks"]);
	assert_eq!((code, &answer["code"]), (Some(2), &Value::from("usage")));
}

#[test]
fn nothing_is_signed_without_a_key() {
	let badge = example("open-badge.json");
	for arguments in [
		&["certificate", "issue", "--accreditation", "0", "--schema", ID, "--subject", ALICE, "--document", &badge][..],
		&["certificate", "issue", "--schema", ID, "--subject", ALICE, "--document", &badge, "--dry-run"],
		&["certificate", "schema", "degree", "--network", "7"],
		&["nullifier", "commit", "--schema", ID, "--nullifier", ID],
		&["did", "register"],
	] {
		let (code, answer) = json(&[arguments, &["--url", NOWHERE]].concat());
		assert_eq!((code, &answer["code"]), (Some(2), &Value::from("usage")), "{arguments:?}");
		let (code, answer) = json(&[arguments, &["--url", NOWHERE, "--suri", "no key"]].concat());
		assert_eq!((code, &answer["code"]), (Some(2), &Value::from("key")), "{arguments:?}");
	}
}

#[test]
fn who_closes_a_pipe_does_not_change_the_answer() {
	for (arguments, code) in [
		(&["certificate", "hash", "--text", "A-17"][..], 0),
		(&["--help"], 0),
		(&["certificate", "verify", ID, "--url", NOWHERE], 2),
	] {
		let mut child =
			command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program was built");
		drop((child.stdout.take(), child.stderr.take()));
		assert_eq!(child.wait().expect("it ends").code(), Some(code), "{arguments:?}");
	}
}

#[test]
fn shells_are_helped_without_a_node() {
	let output = civitas(&["completions", "bash", "--url", NOWHERE]);
	assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
	assert!(text(&output.stdout).contains("verify-credential"));
}

#[test]
fn the_id_of_an_identity_is_computed_without_a_node() {
	// The first of primitives/test-vectors/identity.json.
	let key = "z6QNmfX38ZwNFfPCTqoq7gke23nkJHrRtWAYDDduj8pVSytZ";
	let did = "did:civitas:5FaNYgTvznk8SsUTHALwqfAEcudrzBkjRzhQC8a3JarrGiE5";
	let (code, answer) = json(&["did", "id", key]);
	assert_eq!((code, &answer["did"], &answer["key"]), (Some(0), &Value::from(did), &Value::from(key)));
	// The same key, by its account.
	let output = civitas(&["did", "id", "5CcyqxXnJucaCnQQvvUg5EPzj1uoNAxACZvzArHw5aVDvgNH"]);
	assert_eq!(output.status.code(), Some(0));
	assert!(text(&output.stdout).starts_with(&format!("DID        {did}\n")), "{}", text(&output.stdout));
	let (code, other) = json(&["did", "id", "--suri", "//Alice", "--salt", ID]);
	assert_eq!((code, &other["salt"]), (Some(0), &Value::from(ID)));
	assert_ne!(other["did"], answer["did"]);
	let (code, answer) = json(&["did", "id"]);
	assert_eq!((code, &answer["code"]), (Some(2), &Value::from("usage")));
}

#[test]
fn questions_about_identities_without_a_node_could_not_be_told() {
	let did = "did:civitas:5FaNYgTvznk8SsUTHALwqfAEcudrzBkjRzhQC8a3JarrGiE5";
	for arguments in [
		&["did", "resolve", did][..],
		&["did", "keys", "5CcyqxXnJucaCnQQvvUg5EPzj1uoNAxACZvzArHw5aVDvgNH"],
		&["did", "link-account", did, "--suri", "//Alice", "--new-suri", "//Bob"],
		&["did", "register", "--suri", "//Alice", "--new-suri", "//Bob"],
		&["did", "deactivate", did, "--beneficiary", "//Bob", "--suri", "//Alice"],
	] {
		let (code, answer) = json(&[arguments, &["--url", NOWHERE]].concat());
		assert_eq!((code, &answer["code"]), (Some(2), &Value::from("connection")), "{arguments:?}");
	}
	// Which key is added has to be said, and a key file to be readable.
	for (arguments, problem) in [
		(&["did", "add-key", did, "--suri", "//Alice"][..], "usage"),
		// Without a scope, the key could do everything.
		(&["did", "set-permissions", did, "--key", "5CcyqxXnJucaCnQQvvUg5EPzj1uoNAxACZvzArHw5aVDvgNH"], "usage"),
		(&["did", "link-account", did, "--suri", "//Alice", "--new-suri", "//Bob", "--payer-key-file", "/none"], "key"),
	] {
		let (code, answer) = json(&[arguments, &["--url", NOWHERE]].concat());
		assert_eq!((code, &answer["code"]), (Some(2), &Value::from(problem)), "{arguments:?}");
	}
}

#[test]
fn help_and_version_are_a_yes() {
	for argument in ["--help", "--version"] {
		let output = civitas(&[argument]);
		assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
		assert!(text(&output.stdout).contains("civitas"));
	}
}

#[test]
fn templates_are_shown_without_a_node() {
	let (code, all) = json(&["agreement", "templates"]);
	assert_eq!((code, all.as_array().map(Vec::len)), (Some(0), Some(12)));
	let output = civitas(&["agreement", "templates", "invoice"]);
	let shown = text(&output.stdout);
	assert!(output.status.success() && shown.contains("  payer=ACCOUNT: Who pays."), "{shown}");
	// What is missing is told before a node is asked.
	let (code, answer) = json(&["agreement", "draft", "invoice", "--suri", "//Alice", "--url", NOWHERE]);
	assert_eq!((code, &answer["code"]), (Some(2), &Value::from("usage")));
	let (code, answer) = json(&["agreement", "templates", "passport"]);
	assert_eq!((code, &answer["code"]), (Some(2), &Value::from("usage")));
}
