//! `civitas`, the command-line client, against a real node: what it does, what it prints, and how it exits.

mod certification;

use civitas_primitives::{
	certification::{certificate_id, Content},
	identity::{did::parse_did, identity_id, PublicKey},
};
use civitas_runtime::{Runtime, RuntimeCall};
use civitas_tests::{
	certification::{content, YEAR},
	process::{cli_binary, repository, run, Finished},
	transaction::account,
	wait::{FINALITY, REFUSAL},
	Config, Node,
};
use frame_support::traits::Get;
use pallet_identity_registry::Call;
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, sr25519, Pair, H256};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
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
		Self::sealing("instant").await
	}

	async fn sealing(mode: &str) -> Self {
		Self { node: Config::sealing(mode).start().await, folder: tempfile::tempdir().expect("there is room") }
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
	assert_eq!((&shown["name"], &shown["maxValidity"]), (&json!("Permit"), &json!(5 * YEAR)));
	let accredited =
		office.json(&format!("accreditation grant {} --network 0 --suri //Alice", address(Bob)), YES).await;
	assert_eq!((&accredited["accreditation"], &accredited["holder"]), (&json!(0), &json!(address(Bob))));

	// The identifier follows from what is certified, as it does elsewhere.
	let claims = id(&office.json(&format!("certificate hash --document {DOCUMENT}"), YES).await["claims"]);
	let issue = |schema: H256| {
		format!(
			"certificate issue --accreditation 0 --schema {schema:?} --subject {} --document {DOCUMENT}",
			address(Dave)
		)
	};
	let until = "--valid-until 2999-12-31T23:59:59Z";
	let certify = format!("{} {until} --suri //Bob", issue(schema));
	let certificate = id(&office.json(&certify, YES).await["certificate"]);
	let content = Content { valid_until: Some(32_503_679_999_000), ..content(claims) };
	assert_eq!(certificate, certificate_id(0, &schema, &account(Dave), &content, None));

	let verify = format!("certificate verify {certificate:?} --network 0 --subject {}", address(Dave));
	let with_document = format!("{verify} --document {DOCUMENT}");
	let answer = office.json(&with_document, YES).await;
	assert_eq!((&answer["valid"], &answer["reason"]), (&json!(true), &Value::Null));
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
		assert_eq!((&answer["valid"], &answer["reason"]["code"]), (&json!(false), &json!(reason)), "{line}");
		let text = office.civitas(&line).await;
		assert_eq!(text.code, Some(NO), "{line}");
		assert!(text.stdout.starts_with("NOT VALID"), "{line}: {}", text.stdout);
	}

	let list = office.json(&format!("certificate list --subject {}", address(Dave)), YES).await;
	assert_eq!(list["certificates"].as_array().map(Vec::len), Some(1));
	let revoke = format!("certificate revoke {certificate:?} --reason superseded --suri //Bob");
	office.json(&revoke, YES).await;
	let answer = office.json(&with_document, NO).await;
	assert_eq!((&answer["reason"]["code"], &answer["reason"]["reason"]), (&json!("revoked"), &json!("superseded")));

	// What the chain refuses is a no, by the name that the chain gives it.
	for (line, error) in [
		(revoke, "CertificateRevoked"),
		(certify, "CertificateExists"),
		(format!("{} --suri //Charlie", issue(schema)), "NotHolder"),
		(format!("{} {until} --suri //Bob", issue(permit)), "ValidityTooLong"),
		(format!("{} --suri //Bob", issue(H256::zero())), "SchemaUnknown"),
		("network close 0 --suri //Bob".to_owned(), "NotOperator"),
		("network join 0 --suri //Bob".to_owned(), "MembershipClosed"),
		(format!("accreditation grant {} --network 7 --suri //Alice", address(Charlie)), "NetworkUnknown"),
		("accreditation suspend 0 --suri //Bob".to_owned(), "AuthorityTooLow"),
		("accreditation show 7".to_owned(), "AccreditationUnknown"),
		(format!("batch show {certificate:?}"), "CertificateUnknown"),
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

/// Keys of an identity, whose accounts own nothing.
const PHONE: &str = "//Guild//phone";
const CARD: &str = "//Guild//card";

/// The key of a secret URI, as documents have it.
fn key_of(suri: &str) -> String {
	let pair = sr25519::Pair::from_string(suri, None).expect("it is a secret URI");
	PublicKey::Sr25519(pair.public().0).fragment()
}

/// The keys in a document, in their order.
fn keys_in(resolution: &Value) -> Vec<String> {
	let methods = resolution["didDocument"]["verificationMethod"].as_array().cloned().unwrap_or_default();
	methods.iter().map(|method| method["publicKeyMultibase"].as_str().expect("it is a Multikey").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_from_its_registration_to_its_end() {
	let office = Office::open().await;
	// It is named before there is a node that knows it.
	let did = office.json(&format!("did id --suri {PHONE}"), YES).await["did"].as_str().expect("a text").to_owned();
	let id = parse_did(&did).expect("it is a DID");
	let first = sr25519::Pair::from_string(PHONE, None).expect("it is a secret URI").public().0;
	assert_eq!(id, identity_id(&PublicKey::Sr25519(first), &[0; 32]));
	let resolve = format!("did resolve {did}");
	assert_eq!(office.json(&resolve, NO).await["code"], "notFound");
	assert_eq!(office.json("did resolve guild", NO).await["code"], "nameUnknown");

	// Alice pays, the phone agrees; once.
	let register = format!("did register --kind organisation --suri //Alice --new-suri {PHONE}");
	let registered = office.json(&register, YES).await;
	assert_eq!((&registered["did"], &registered["kind"]), (&json!(did), &json!("organisation")));
	assert_eq!((&registered["key"], &registered["payer"]), (&json!(key_of(PHONE)), &json!(address(Alice))));
	assert_eq!(office.json(&register, NO).await["code"], "IdentityExists");

	// The phone owns nothing, so someone else submits what it signs. What fails is said though the transaction succeeds.
	let claim = |name: &str| format!("did name claim {did} {name} --suri {PHONE}");
	assert!(office.json(&claim("guild"), NO).await["error"].is_string());
	let claimed = office.json(&format!("{} --payer-suri //Bob", claim("guild")), YES).await;
	assert_eq!((&claimed["name"], &claimed["did"]), (&json!("guild"), &json!(did)));
	let again = office.json(&format!("{} --payer-suri //Bob", claim("other")), NO).await;
	assert_eq!(again["code"], "HasName");
	assert!(again["transaction"].is_string(), "{again}");
	assert_eq!(office.json(&claim("No-Name"), NO).await["code"], "NameInvalid");

	// Bob's own key may do everything and pays for itself; that of Charlie is for social calls, and for logging in.
	office.json(&format!("did add-key {did} --new-suri //Bob --suri {PHONE} --payer-suri //Alice"), YES).await;
	let social = "--scope social --for authentication --for capabilityInvocation";
	let added = office.json(&format!("did add-key {did} --new-suri //Charlie {social} --suri //Bob"), YES).await;
	assert_eq!(added["key"], key_of("//Charlie"));
	let agreement = PublicKey::X25519([9; 32]).fragment();
	office.json(&format!("did add-key {did} --agreement-key {agreement} --suri //Bob"), YES).await;
	let then = office.json("status", YES).await["finalizedTime"].as_str().expect("a time").to_owned();
	for (line, error) in [
		(format!("did add-key {did} --new-suri //Dave --suri //Charlie"), "NotFullKey"),
		(format!("did add-key {did} --new-suri //Bob --suri //Bob"), "KeyExists"),
		(format!("did freeze {did} --suri //Dave"), "NotAuthorised"),
		(format!("did unfreeze {did} --suri //Bob"), "IdentityNotFrozen"),
		(format!("did freeze {} --suri //Bob", address(Alice)), "IdentityUnknown"),
	] {
		let refusal = office.json(&line, NO).await;
		assert_eq!(refusal["code"], error, "{line}: {refusal}");
	}

	// Seen from all sides: by the name, as it was, by the key, by an account.
	let now = office.json("did resolve guild", YES).await;
	let all = ["//Bob", "//Charlie"].map(key_of);
	assert_eq!(keys_in(&now), [key_of(PHONE), all[0].clone(), all[1].clone(), agreement.clone()]);
	assert_eq!(now["didDocumentMetadata"]["civitas"]["name"], "guild");
	let before = office.json(&format!("{resolve} --at {}", registered["block"]["number"]), YES).await;
	assert_eq!((keys_in(&before), &before["blockHash"]), (vec![key_of(PHONE)], &registered["block"]["hash"]));
	office.json(&format!("{resolve} --at 4000000000"), UNKNOWN).await;
	let shown = office.civitas(&resolve).await.success();
	for part in [did.clone(), "guild".to_owned(), format!("{agreement} (keyAgreement)")] {
		assert!(shown.contains(&part), "{part:?} is not in:\n{shown}");
	}
	office.json(&format!("did link-account {did} --new-suri //Dave --suri //Bob"), YES).await;
	let own = |role: &str| json!([{ "did": did, "as": role }]);
	for (holder, found) in [
		(key_of(PHONE), own("key")),
		(address(Bob), own("key")),
		(address(Dave), own("linked account")),
		(address(Alice), json!([])),
	] {
		assert_eq!(office.json(&format!("did keys {holder}"), YES).await["identities"], found, "{holder}");
	}

	// A card takes the place of the phone.
	let rotate = format!("did rotate-key {did} --old {} --new-suri {CARD} --suri //Bob", key_of(PHONE));
	let rotated = office.json(&rotate, YES).await;
	assert_eq!((&rotated["revoked"], &rotated["key"]), (&json!(key_of(PHONE)), &json!(key_of(CARD))));
	let check = |suri: &str| format!("did check-key {did} {}", key_of(suri));
	for (line, code, reason) in [
		(check(CARD), YES, None),
		(format!("{} --for assertionMethod --time {then}", check(PHONE)), YES, None),
		(check(PHONE), NO, Some("revoked")),
		(format!("{} --for assertionMethod", check("//Charlie")), NO, Some("notForThis")),
		(check("//Dave"), NO, Some("keyUnknown")),
		(format!("did check-key {} {}", address(Dave), key_of(CARD)), NO, Some("identityUnknown")),
	] {
		let answer = office.json(&line, code).await;
		assert_eq!((&answer["valid"], &answer["reason"]["code"]), (&json!(code == YES), &json!(reason)), "{line}");
	}

	// Any key freezes, only another one that may do everything thaws.
	office.json(&format!("did freeze {did} --suri //Charlie"), YES).await;
	assert!(office.civitas(&resolve).await.success().contains("frozen since"));
	let frozen = office.json(&format!("did link-account {did} --new-suri //Eve --suri //Bob"), NO).await;
	assert_eq!(frozen["code"], "IdentityFrozen");
	assert_eq!(office.json(&format!("did unfreeze {did} --suri //Charlie"), NO).await["code"], "IdentityFrozen");
	let thaw = format!("did unfreeze {did} --suri {CARD} --payer-suri //Alice");
	office.json(&thaw, YES).await;
	let revoked = office.json(&format!("did revoke-key {did} --suri //Charlie"), YES).await;
	assert_eq!(revoked["key"], key_of("//Charlie"));

	// Given up is not the same as unknown, and neither is the same as malformed.
	let call = RuntimeCall::IdentityRegistry(Call::deactivate { beneficiary: None });
	let act = Call::act_as { identity: id.into(), call: Box::new(call) };
	office.node.client().execute(Bob, RuntimeCall::IdentityRegistry(act)).await.success();
	let gone = office.json(&resolve, NO).await;
	assert_eq!(gone["didDocumentMetadata"]["deactivated"], true);
	assert!(office.civitas(&resolve).await.stdout.starts_with("DEACTIVATED"));
	// It has no keys any more.
	assert_eq!(office.json(&format!("did freeze {did} --suri //Bob"), NO).await["code"], "NotAuthorised");
	for malformed in ["did:civitas:5", "did:example:123"] {
		assert_eq!(office.json(&format!("did resolve {malformed}"), UNKNOWN).await["code"], "did");
	}
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
