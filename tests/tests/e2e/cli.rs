//! `civitas`, the command-line client, against a real node: what it does, what it prints, and how it exits.

mod certification;
mod commands;
mod identity;
mod issuers;

use civitas_primitives::certification::{certificate_id, Authority, Content};
use civitas_tests::{
	certification::{content, YEAR},
	process::{cli_binary, repository, run, Finished},
	wait::{FINALITY, REFUSAL},
	Guest, Person,
};
use serde_json::{json, Value};
use sp_core::H256;
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

/// A node, people with money, and documents to certify.
struct Office {
	guest: Guest,
	folder: TempDir,
	alice: Person,
	bob: Person,
	charlie: Person,
	dave: Person,
	eve: Person,
}

impl Office {
	async fn open() -> Self {
		let guest = Guest::arrive().await;
		let [alice, bob, charlie, dave, eve] = guest.people().await;
		let folder = tempfile::tempdir().expect("there is room");
		Self { guest, folder, alice, bob, charlie, dave, eve }
	}

	/// The path of a file that is not there yet.
	fn path(&self, name: &str) -> String {
		self.folder.path().join(name).to_str().expect("the path is UTF-8").to_owned()
	}

	/// A document of this content.
	fn document(&self, name: &str, content: &Value) -> String {
		let path = self.path(name);
		fs::write(&path, content.to_string()).expect("a file can be written");
		path
	}

	/// What the command line, split at blanks, gives.
	async fn civitas(&self, line: &str) -> Finished {
		civitas(&self.guest.node().url(), line).await
	}

	/// The same as JSON, with this exit code.
	async fn json(&self, line: &str, code: i32) -> Value {
		let finished = self.civitas(&format!("{line} --json")).await;
		assert_eq!(finished.code, Some(code), "civitas {line} --json:\n{}{}", finished.stdout, finished.stderr);
		serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{error}: {}", finished.stdout))
	}

	/// What a view answers: the value, which comes with a block.
	async fn view(&self, line: &str) -> Value {
		let answer = self.json(line, YES).await;
		assert!(answer["block"]["number"].is_u64() && answer["block"]["hash"].is_string(), "{line}: {answer}");
		answer["value"].clone()
	}

	/// The code with which the chain refuses.
	async fn refusal(&self, line: &str) -> String {
		let refusal = self.json(line, NO).await;
		assert!(refusal["error"].is_string(), "{line}: {refusal}");
		refusal["code"].as_str().unwrap_or_else(|| panic!("{line}: {refusal}")).to_owned()
	}

	/// What verification says of a certificate: the name of the reason why it is not valid.
	async fn reason(&self, line: &str) -> Value {
		let finished = self.civitas(&format!("{line} --json")).await;
		let answer: Value = serde_json::from_str(&finished.stdout)
			.unwrap_or_else(|error| panic!("{line}: {error}:\n{}{}", finished.stdout, finished.stderr));
		let reason = name_of(&answer["reason"]);
		let code = match reason.as_str() {
			None => YES,
			Some("notYetKnown") => UNKNOWN,
			Some(_) => NO,
		};
		assert_eq!((finished.code, &answer["valid"]), (Some(code), &json!(code == YES)), "{answer}");
		reason
	}

	/// Alice founds a network.
	async fn network(&self) -> Value {
		let found = founding("Guild");
		self.json(&format!("{found} --suri {}", self.alice), YES).await["networkFounded"]["network"].clone()
	}

	/// Alice registers a schema of these rules.
	async fn schema(&self, network: &Value, name: &str, rules: &str) -> H256 {
		let register = registering(network, name);
		id(&self.json(&format!("{register} {rules} --suri {}", self.alice), YES).await["schemaRegistered"]["schema"])
	}

	/// Alice accredits Bob, without limits, who accepts.
	async fn accreditation(&self, network: &Value) -> Value {
		let accredit = format!("certification accredit --network {network} --holder {}", self.bob);
		let accredit = format!("{accredit} --terms.scope all --terms.depth 0 --suri {}", self.alice);
		self.accredited(&accredit, &self.bob).await
	}

	/// The accreditation that a command gives, once its holder has accepted it.
	async fn accredited(&self, accredit: &str, holder: &Person) -> Value {
		let accreditation = self.json(accredit, YES).await["accredited"]["accreditation"].clone();
		let accept = format!("certification accept-accreditation --accreditation {accreditation} --suri {holder}");
		assert_eq!(self.json(&accept, YES).await["accreditationAccepted"]["holder"], json!(holder.address()));
		accreditation
	}
}

/// To found a network; who does is to be added.
fn founding(name: &str) -> String {
	let policy = format!("--policy-hash hash:@{POLICY} --policy-uri https://example.org/policy");
	format!("certification found-network --name {name} {policy} --membership closed")
}

/// To register a schema, whose rules are to be added, and who does.
fn registering(network: &Value, name: &str) -> String {
	let document = format!("--content.document-hash hash:@{SCHEMA} --content.document-uri https://example.org/schema");
	format!("certification register-schema --network {network} --content.name {name} --content.kind 18 {document}")
}

pub(crate) async fn civitas(url: &str, line: &str) -> Finished {
	let mut command = client();
	command.args(["--url", url]).args(line.split_whitespace());
	run(command, FINALITY).await
}

/// The client, without anything of whoever runs the tests: their variables are not what is tested.
fn client() -> Command {
	let mut command = Command::new(cli_binary());
	command.env_remove("CIVITAS_URL").env_remove("CIVITAS_SURI").current_dir(repository());
	command
}

fn id(value: &Value) -> H256 {
	serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value} is no identifier: {error}"))
}

/// The name of a reason, which is all of it if it has no values; `null` if there is none.
fn name_of(reason: &Value) -> Value {
	match reason.as_object().and_then(|members| members.keys().next()) {
		Some(name) => json!(name),
		None => reason.clone(),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_from_founding_to_revocation() {
	let office = Office::open().await;
	let Office { alice, bob, charlie, dave, .. } = &office;
	let client = office.guest.client();
	let status = office.json("status", YES).await;
	assert_eq!((&status["chain"], &status["specName"]), (&json!("Civitas Development"), &json!("civitas")));
	assert_eq!(status["genesis"], json!(client.genesis().await));
	assert!(status["finalized"]["number"].as_u64().is_some_and(|number| number > 0), "{status}");

	let founded = office.json(&format!("{} --suri {alice}", founding("Guild")), YES).await;
	let event = &founded["networkFounded"];
	assert_eq!(event["operator"], json!(alice.address()));
	// Each event of the pallet, and all of them; the transaction, and where it is.
	let all = founded["events"].as_array().expect("events are a list");
	assert!(all.contains(&json!({ "certification": { "networkFounded": event } })), "{founded}");
	assert!(all.iter().any(|event| event["system"]["extrinsicSuccess"].is_object()), "{founded}");
	assert!(founded["transaction"].is_string(), "{founded}");
	let block = civitas_tests::client::hash(&founded["block"]["hash"]).expect("it is in a block");
	assert_eq!(founded["block"]["number"], json!(client.number(block).await));
	let network = &event["network"];
	let shown = office.view(&format!("certification network --network {network}")).await;
	assert_eq!((&shown["name"], &shown["operator"]), (&json!("Guild"), &json!(alice.address())));
	let text = office.civitas(&format!("certification network --network {network}")).await.success();
	assert!(text.contains("Guild") && text.contains(&alice.address()), "{text}");

	let schema = office.schema(network, "Badge", "").await;
	let permit = office.schema(network, "Permit", &format!("--content.max-validity {}", 5 * YEAR)).await;
	let shown = office.view(&format!("certification schema --schema {permit:?}")).await;
	assert_eq!((&shown["name"], &shown["maxValidity"]), (&json!("Permit"), &json!(5 * YEAR)));
	let accreditation = office.accreditation(network).await;
	let shown = office.view(&format!("certification accreditation --accreditation {accreditation}")).await;
	assert_eq!(shown["holder"], json!(bob.address()));

	// The identifier follows from what is certified, as it does elsewhere.
	let claims = id(&office.json(&format!("certificate hash --document {DOCUMENT}"), YES).await["claims"]);
	let issue = |schema: H256| {
		let under = format!("--accreditation {accreditation} --schema {schema:?}");
		format!("certificate issue {under} --subject {} --document {DOCUMENT}", dave.address())
	};
	let until = "--valid-until 2999-12-31T23:59:59Z";
	let certify = format!("{} {until} --suri {bob}", issue(schema));
	let certificate = id(&office.json(&certify, YES).await["certificate"]);
	let content = Content { valid_until: Some(32_503_679_999_000), ..content(claims) };
	let under = Authority::Accreditation(accreditation.as_u64().expect("an accreditation is a number"));
	assert_eq!(certificate, certificate_id(under, &schema, &dave.account(), &content, None));

	let verify = format!("certificate verify {certificate:?} --network {network} --subject {dave}");
	// The badge names the website of a school as its issuer, which is known here to be Bob.
	let with_document = format!("{verify} --document {DOCUMENT} --issuer {bob}");
	let answer = office.json(&with_document, YES).await;
	assert_eq!((&answer["valid"], &answer["reason"]), (&json!(true), &Value::Null));
	let text = office.civitas(&with_document).await;
	let text = text.success();
	assert!(text.starts_with("VALID"), "{text}");
	assert!(text.contains(&format!("{}, under accreditation {accreditation}", bob.address())), "{text}");
	// The view says the same.
	let answer = office.view(&format!("certification verify --certificate {certificate:?}")).await;
	assert_eq!(answer["valid"], json!(true));

	// The wrong document, the wrong network, a time before.
	let other = office.document("other.json", &json!({ "name": "Forged" }));
	for (line, reason) in [
		(format!("{verify} --document {other}"), "claimsMismatch"),
		(format!("certificate verify {certificate:?} --network 4294967295"), "networkMismatch"),
		(format!("{verify} --issuer {charlie}"), "issuerMismatch"),
		(format!("{verify} --time 2020-01-01T00:00:00Z"), "notYetIssued"),
		(format!("{verify} --time 9999-12-31T23:59:59Z"), "expired"),
		(format!("certificate verify {:?}", H256::zero()), "unknown"),
	] {
		assert_eq!(office.reason(&line).await, reason, "{line}");
		let text = office.civitas(&line).await;
		assert_eq!(text.code, Some(NO), "{line}");
		assert!(text.stdout.starts_with("NOT VALID"), "{line}: {}", text.stdout);
	}

	// What is to come nobody knows, however it is asked.
	let line = format!("{verify} --time 2999-01-01T00:00:00Z");
	assert_eq!(office.reason(&line).await, "notYetKnown");
	let text = office.civitas(&line).await;
	assert!(text.code == Some(UNKNOWN) && text.stdout.starts_with("COULD NOT TELL"), "{}", text.stdout);
	let view = format!("certification verify --certificate {certificate:?} --time 2999-01-01T00:00:00Z");
	assert_eq!(office.json(&view, UNKNOWN).await["value"]["valid"], json!(false));

	let listed = office.view(&format!("certification certificates-of --subject {dave}")).await;
	assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
	let revoke = format!("certification revoke --certificate {certificate:?} --reason superseded --suri {bob}");
	office.json(&revoke, YES).await;
	let answer = office.json(&with_document, NO).await;
	assert_eq!(answer["reason"]["revoked"]["reason"], "superseded");

	// So does the view, by its exit code too; and that there is no such thing is a no.
	let answer = office.json(&format!("certification verify --certificate {certificate:?}"), NO).await;
	assert_eq!(answer["value"]["valid"], json!(false));
	let answer = office.json("certification network --network 4294967295", NO).await;
	assert_eq!((answer.get("value"), answer["block"]["hash"].is_string()), (Some(&Value::Null), true), "{answer}");

	// What the chain refuses is a no, by the name that the chain gives it.
	let accredit =
		format!("certification accredit --holder {charlie} --terms.scope all --terms.depth 0 --suri {alice}");
	for (line, error) in [
		(revoke, "CertificateRevoked"),
		(certify, "CertificateExists"),
		(format!("{} --suri {charlie}", issue(schema)), "NotHolder"),
		(format!("{} {until} --suri {bob}", issue(permit)), "ValidityTooLong"),
		(format!("{} --suri {bob}", issue(H256::zero())), "SchemaUnknown"),
		(format!("certification close-network --network {network} --suri {bob}"), "NotOperator"),
		(format!("certification join-network --network {network} --suri {bob}"), "MembershipClosed"),
		(format!("{accredit} --network 4294967295"), "NetworkUnknown"),
		(
			format!(
				"certification suspend-accreditation --accreditation {accreditation} --reason certificateHold --suri {bob}"
			),
			"AuthorityTooLow",
		),
		(format!("balances transfer-keep-alive --dest {dave} --value 1 --suri {bob} --as {dave}"), "IdentityUnknown"),
		// Longer than a name may be, of which the metadata says nothing.
		(format!("{} --suri {alice}", founding(&"x".repeat(65))), "CallUnreadable"),
	] {
		assert_eq!(office.refusal(&line).await, error, "{line}");
		let text = office.civitas(&line).await;
		assert_eq!((text.code, text.stdout.as_str()), (Some(NO), ""), "{line}");
		// Before, it may be noted what else there is to know.
		assert!(text.stderr.lines().any(|line| line.starts_with("error: ")), "{line}: {}", text.stderr);
	}

	// An account without money cannot even send it.
	let poor = office.guest.stranger("poor");
	let refusal = office.json(&format!("{} --suri {poor}", founding("Poor")), NO).await;
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
	for line in [
		format!("{verify} --timeout 2"),
		format!("{verify} --timeout 2 --json"),
		format!("certification verify --certificate {certificate} --timeout 2"),
	] {
		let finished = civitas(&url, &line).await;
		assert!(!finished.stdout.contains("\"valid\""), "{}", finished.stdout);
		unknown(finished, &line);
	}
	drop(listener);
	let view = format!("certification verify --certificate {certificate}");
	for line in [verify.clone(), format!("{verify} --json"), view.clone(), "status".to_owned()] {
		unknown(civitas(&url, &line).await, &line);
	}
	// A command line without sense, also when a node is there.
	let office = Office::open().await;
	let alice = &office.alice;
	let found = founding("Guild");
	for line in [
		"certificate verify 0x12".to_owned(),
		"certificate".to_owned(),
		format!("{verify} --document /nonexistent.json"),
		format!("{verify} --subject 5Nobody"),
		format!("{verify} --no-such-option"),
		found.clone(),
		format!("{found} --suri !!"),
		format!("{} --suri {alice}", found.replace("--membership closed", "--membership sometimes")),
		format!("{} --suri {alice}", found.replace("--name Guild", "")),
		format!("{} --suri {alice}", found.replace(POLICY, "/nonexistent.md")),
		"certification".to_owned(),
		"certification forge".to_owned(),
		"forgery verify".to_owned(),
		"certification network".to_owned(),
		"certification network --network -1".to_owned(),
		"certification network --network 70000000000".to_owned(),
		"certification network --network 0 --block yesterday".to_owned(),
		"certification network --network 0 --block 4000000000".to_owned(),
		format!("{view} --expected {{\"netwrok\":7}}"),
		format!("{view} --expected @/nonexistent.json"),
	] {
		unknown(office.civitas(&line).await, &line);
	}
	// An empty document is none, whatever the node would say.
	let empty = office.path("empty.json");
	fs::write(&empty, "").expect("a file can be written");
	assert_eq!(office.json(&format!("{verify} --document {empty}"), NO).await["code"], "document");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_says_which_node_to_ask() {
	let office = Office::open().await;
	let url = office.guest.node().url();
	let mut command = client();
	command.env("CIVITAS_URL", &url).args(["status", "--json"]);
	let status: Value = serde_json::from_str(&run(command, REFUSAL).await.success()).expect("it is JSON");
	assert_eq!(status["genesis"], json!(office.guest.client().genesis().await));
	// An option is nearer than the environment.
	let mut command = client();
	command.env("CIVITAS_URL", "ws://127.0.0.1:1").args(["--url", &url, "status"]);
	run(command, REFUSAL).await.success();
	// So is a key, which others on the machine must not see.
	let mut command = client();
	let found = founding("Guild");
	command.env("CIVITAS_URL", &url).env("CIVITAS_SURI", office.alice.to_string());
	command.args(found.split_whitespace()).arg("--json");
	let founded: Value = serde_json::from_str(&run(command, FINALITY).await.success()).expect("it is JSON");
	assert_eq!(founded["networkFounded"]["operator"], json!(office.alice.address()));
}
