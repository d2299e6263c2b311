//! `civitas`, the command-line client, against a real node: what it does, what it prints, and how it exits.

use civitas_primitives::certification::certificate_id;
use civitas_tests::{
	certification::YEAR,
	process::{cli_binary, repository, run, Finished},
	transaction::account,
	wait::{FINALITY, REFUSAL},
	Config, Node,
};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave};
use std::{fs, net::TcpListener};
use tempfile::TempDir;
use tokio::process::Command;

/// A document that is certified, and the others that the README uses.
const DOCUMENT: &str = "docs/examples/open-badge.json";
const SCHEMA: &str = "docs/examples/open-badge.schema.json";
const POLICY: &str = "docs/examples/network-policy.md";

/// Yes: it was done, it is valid.
const YES: i32 = 0;
/// No: it was refused, it is not valid.
const NO: i32 = 1;
/// It could not be told.
const UNKNOWN: i32 = 2;

/// A node, and documents to certify.
struct Office {
	node: Node,
	folder: TempDir,
}

impl Office {
	async fn open() -> Self {
		Self { node: Config::sealing("instant").start().await, folder: tempfile::tempdir().expect("there is room") }
	}

	/// A document of this content.
	fn document(&self, name: &str, content: &Value) -> String {
		let path = self.folder.path().join(name);
		fs::write(&path, content.to_string()).expect("a file can be written");
		path.to_str().expect("the path is UTF-8").to_owned()
	}

	/// What the command line, split at blanks, gives.
	async fn civitas(&self, line: &str) -> Finished {
		civitas(&self.node.url(), line).await
	}

	/// The same as JSON, with this exit code.
	async fn json(&self, line: &str, code: i32) -> Value {
		let finished = self.civitas(&format!("{line} --json")).await;
		assert_eq!(finished.code, Some(code), "civitas {line} --json:\n{}{}", finished.stdout, finished.stderr);
		serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{error}: {}", finished.stdout))
	}
}

async fn civitas(url: &str, line: &str) -> Finished {
	let mut command = Command::new(cli_binary());
	// Nothing of whoever runs the tests: their variables are not what is tested.
	command.env_remove("CIVITAS_URL").env_remove("CIVITAS_SURI");
	command.current_dir(repository()).args(["--url", url]).args(line.split_whitespace());
	run(command, FINALITY).await
}

fn address(who: Sr25519Keyring) -> String {
	account(who).to_ss58check()
}

fn id(value: &Value) -> H256 {
	serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value} is no identifier: {error}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_from_founding_to_revocation() {
	let office = Office::open().await;
	let status = office.json("status", YES).await;
	assert_eq!((&status["chain"], &status["specName"]), (&json!("Civitas Development"), &json!("civitas")));
	assert_eq!(status["genesis"], json!(office.node.client().genesis().await));
	assert_eq!(status["finalized"]["number"], 0);

	let found = format!("network found --name Guild --policy {POLICY} --suri //Alice");
	assert_eq!(office.json(&found, YES).await["network"], 0);
	let shown = office.json("network show 0", YES).await;
	assert_eq!((&shown["name"], &shown["operator"]), (&json!("Guild"), &json!(address(Alice))));

	let register = format!("schema register --network 0 --document {SCHEMA} --suri //Alice --name");
	let schema = id(&office.json(&format!("{register} Badge"), YES).await["schema"]);
	let permit = id(&office.json(&format!("{register} Permit --max-validity 1825"), YES).await["schema"]);
	let shown = office.json(&format!("schema show {permit:?}"), YES).await;
	assert_eq!((&shown["name"], &shown["maxValidityMilliseconds"]), (&json!("Permit"), &json!(5 * YEAR)));
	office.json(&format!("issuer accredit --network 0 {} --suri //Alice", address(Bob)), YES).await;

	// The identifier follows from what is certified, as it does elsewhere.
	let claims = id(&office.json(&format!("certificate hash --document {DOCUMENT}"), YES).await["claims"]);
	let issue = |schema: H256| {
		format!("certificate issue --network 0 --schema {schema:?} --subject {} --document {DOCUMENT}", address(Dave))
	};
	let until = "--valid-until 2999-12-31T23:59:59Z";
	let issued = office.json(&format!("{} {until} --suri //Bob", issue(schema)), YES).await;
	let certificate = id(&issued["certificate"]);
	assert_eq!(certificate, certificate_id(&schema, &account(Bob), &account(Dave), &claims));

	let verify = format!("certificate verify {certificate:?} --network 0 --subject {}", address(Dave));
	let with_document = format!("{verify} --document {DOCUMENT}");
	let answer = office.json(&with_document, YES).await;
	assert_eq!((&answer["valid"], &answer["invalid"]), (&json!(true), &Value::Null));
	let text = office.civitas(&with_document).await;
	assert!(text.success().starts_with("VALID"));

	// The wrong document, the wrong network, a time before.
	let other = office.document("other.json", &json!({ "name": "Forged" }));
	for (line, reason) in [
		(format!("{verify} --document {other}"), "claimsMismatch"),
		(format!("certificate verify {certificate:?} --network 1"), "networkMismatch"),
		(format!("{verify} --time 2020-01-01T00:00:00Z"), "notYetIssued"),
		(format!("{verify} --time 3000-01-01T00:00:00Z"), "expired"),
		(format!("certificate verify {:?}", H256::zero()), "unknown"),
	] {
		let answer = office.json(&line, NO).await;
		assert_eq!((&answer["valid"], &answer["invalid"]["code"]), (&json!(false), &json!(reason)), "{line}");
		let text = office.civitas(&line).await;
		assert_eq!(text.code, Some(NO), "{line}");
		assert!(text.stdout.starts_with("NOT VALID"), "{line}: {}", text.stdout);
	}

	let list = office.json(&format!("certificate list --subject {}", address(Dave)), YES).await;
	assert_eq!(list["certificates"].as_array().map(Vec::len), Some(1));
	let revoke = format!("certificate revoke {certificate:?} --reason superseded --suri //Bob");
	office.json(&revoke, YES).await;
	let answer = office.json(&with_document, NO).await;
	assert_eq!((&answer["invalid"]["code"], &answer["invalid"]["reason"]), (&json!("revoked"), &json!("superseded")));

	// What the chain refuses is a no, by the name that the chain gives it.
	for (line, error) in [
		(revoke, "CertificateAlreadyRevoked"),
		(format!("{} --suri //Bob", issue(schema)), "CertificateExists"),
		(format!("{} --suri //Charlie", issue(schema)), "IssuerNotAccredited"),
		(format!("{} {until} --suri //Bob", issue(permit)), "ValidityTooLong"),
		(format!("{} --suri //Bob", issue(H256::zero())), "SchemaUnknown"),
		(format!("issuer withdraw --network 0 {} --suri //Bob", address(Bob)), "NotOperator"),
		(format!("issuer accredit --network 7 {} --suri //Alice", address(Charlie)), "NetworkUnknown"),
		("network show 7".to_owned(), "NetworkUnknown"),
		(format!("schema show {:?}", H256::zero()), "SchemaUnknown"),
		(format!("network found --name {} --policy-hash {claims:?} --suri //Alice", "x".repeat(65)), "NameTooLong"),
	] {
		let refusal = office.json(&line, NO).await;
		assert_eq!(refusal["code"], error, "{line}: {refusal}");
		let text = office.civitas(&line).await;
		assert_eq!((text.code, text.stdout.as_str()), (Some(NO), ""), "{line}");
		assert!(text.stderr.starts_with("error: "), "{line}: {}", text.stderr);
	}

	// An account without money cannot even send it.
	let poor = format!("network found --name Poor --policy-hash {claims:?} --suri //Nobody");
	let refusal = office.json(&poor, NO).await;
	assert!(refusal["error"].is_string(), "{refusal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_told_exits_with_2() {
	let certificate = format!("{:?}", H256::zero());
	let verify = format!("certificate verify {certificate}");
	let unknown = |finished: Finished, line: &str| {
		assert_eq!(finished.code, Some(UNKNOWN), "{line}:\n{}{}", finished.stdout, finished.stderr);
	};
	// Nobody is there: the port was free a moment ago, and is not listened on.
	let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
	let url = format!("ws://{}", listener.local_addr().expect("it is bound"));
	// Somebody is there, and says nothing.
	for line in [format!("{verify} --timeout 2"), format!("{verify} --timeout 2 --json")] {
		let finished = civitas(&url, &line).await;
		assert!(!finished.stdout.contains("\"valid\""), "{}", finished.stdout);
		unknown(finished, &line);
	}
	drop(listener);
	for line in [verify.clone(), format!("{verify} --json"), "status".to_owned()] {
		unknown(civitas(&url, &line).await, &line);
	}
	// A command line without sense, also when a node is there.
	let office = Office::open().await;
	for line in [
		"certificate verify 0x12".to_owned(),
		"certificate".to_owned(),
		format!("{verify} --document /nonexistent.json"),
		format!("{verify} --subject nobody"),
		format!("{verify} --no-such-option"),
		format!("network found --name N --policy-hash {certificate}"),
		format!("network found --name N --policy-hash {certificate} --suri !!"),
	] {
		unknown(office.civitas(&line).await, &line);
	}
	// An empty document is none, and the node was not asked.
	let empty = office.folder.path().join("empty.json");
	fs::write(&empty, "").expect("a file can be written");
	let line = format!("{verify} --document {}", empty.display());
	unknown(office.civitas(&line).await, &line);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_says_which_node_to_ask() {
	let office = Office::open().await;
	let mut command = Command::new(cli_binary());
	command.env("CIVITAS_URL", office.node.url()).args(["status", "--json"]);
	let status: Value = serde_json::from_str(&run(command, REFUSAL).await.success()).expect("it is JSON");
	assert_eq!(status["genesis"], json!(office.node.client().genesis().await));
	// An option is nearer than the environment.
	let mut command = Command::new(cli_binary());
	command.env("CIVITAS_URL", "ws://127.0.0.1:1").args(["--url", &office.node.url(), "status"]);
	run(command, REFUSAL).await.success();
	// So is a key, which others on the machine must not see.
	let mut command = Command::new(cli_binary());
	let policy = format!("{:?}", H256::repeat_byte(1));
	let found = ["network", "found", "--name", "Guild", "--policy-hash", &policy, "--json"];
	command.env("CIVITAS_URL", office.node.url()).env("CIVITAS_SURI", "//Alice").args(found);
	let founded: Value = serde_json::from_str(&run(command, FINALITY).await.success()).expect("it is JSON");
	assert_eq!(founded["operator"], address(Alice));
}
