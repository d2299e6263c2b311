//! By whom something is certified: an operator without an accreditation, under a schema that everybody knows; and by whom the
//! document says that it is.

use super::*;

/// 30 days, in milliseconds.
const MONTH: u64 = 30 * 24 * 60 * 60 * 1000;

/// What a network can pay for, and an identity, in the smallest unit.
const FUNDS: u64 = 100_000_000_000_000;

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_issues_under_a_preset() {
	let office = Office::open().await;
	let Office { alice, bob, dave, .. } = &office;
	let network = office.network().await;
	let client = office.guest.client();
	let register = format!("certificate schema degree --network {network} --name Degree --suri {alice}");
	let schema = id(&office.json(&register, YES).await["schema"]);
	let shown = office.view(&format!("certification schema --schema {schema:?}")).await;
	assert_eq!((&shown["name"], &shown["kind"]), (&json!("Degree"), &json!(16)));
	assert_eq!(shown["rules"]["survivesIssuer"], json!(true));
	let hash = office.json("certificate hash --document docs/schemas/degree.schema.json", YES).await;
	assert_eq!(shown["documentHash"], hash["claims"]);

	// What is no degree is not issued, nothing is sent, and it is said why.
	let nonce = client.nonce(&alice.account()).await;
	let issue = format!("certificate issue --schema {schema:?} --subject {dave}");
	let other = office.document("other.json", &json!({ "id": "urn:uuid:7", "degree": "BSc" }));
	let refused = office.json(&format!("{issue} --document {other} --suri {alice}"), NO).await;
	assert_eq!(refused["code"], "document");
	let message = refused["error"].as_str().expect("it is a text");
	for part in ["holder", "awardedOn", "/id", "degree.schema.json"] {
		assert!(message.contains(part), "{part}: {message}");
	}
	let tried = office.json(&format!("{issue} --document {DOCUMENT} --suri {alice} --dry-run"), YES).await;
	let call = &tried["call"]["certification"]["issue"];
	assert_eq!((&tried["succeeds"], &call["accreditation"]), (&json!(true), &Value::Null));
	assert_eq!(client.nonce(&alice.account()).await, nonce);

	// The operator needs no accreditation, and nobody else can do without.
	let issued = office.civitas(&format!("{issue} --document {DOCUMENT} --suri {alice} --json")).await;
	assert!(
		issued.stderr.contains("names https://school.riverside.example/profile as its issuer"),
		"{}",
		issued.stderr
	);
	let issued: Value = serde_json::from_str(&issued.success()).expect("it is JSON");
	let certificate = id(&issued["certificate"]);
	assert_eq!(office.refusal(&format!("{issue} --document {DOCUMENT} --suri {bob}")).await, "NotOperator");
	let listed = office.view(&format!("certification certificates-by-accreditation --network {network}")).await;
	assert_eq!(listed["items"][0]["id"], json!(certificate));
	let verify =
		format!("certificate verify {certificate:?} --network {network} --issuer {alice} --document {DOCUMENT}");
	let answer = office.json(&verify, YES).await;
	assert_eq!(answer["dossier"]["certificate"]["accreditation"], Value::Null);
	assert!(answer["since"].is_u64(), "{answer}");
	let text = office.civitas(&verify).await.success();
	let operator = format!("{}, as the operator of network {network}", alice.address());
	assert!(text.contains(&operator) && text.contains("So since "), "{text}");

	// It can be replaced in the same right.
	let claims = json!({
		"id": "urn:uuid:16627595-a909-440f-862c-077cb103f0c6", "holder": "Dave", "degree": "BSc",
		"institution": "Riverside", "awardedOn": "2025-07-01",
	});
	let plain = office.document("plain.json", &claims);
	let replaced =
		office.json(&format!("certificate replace {certificate:?} --document {plain} --suri {alice}"), YES).await;
	let verify = format!("certificate verify {:?} --network {network} --document {plain}", id(&replaced["successor"]));
	assert_eq!(office.reason(&verify).await, Value::Null);

	// What became of a transaction can be asked later.
	let transaction = replaced["transaction"].as_str().expect("it has a hash");
	let found = office.json(&format!("transaction {transaction}"), YES).await;
	assert_eq!(found["block"]["number"], replaced["block"]["number"]);
	// One that was sent just now, and is in no block yet, may still get into one.
	let sent = office.json("status", YES).await["finalized"]["number"].clone();
	office.json(&format!("transaction {:?} --since {sent}", H256::repeat_byte(7)), UNKNOWN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_names_someone_else_is_not_valid() {
	let office = Office::open().await;
	let Office { alice, bob, dave, eve, .. } = &office;
	// The school and the notary are identities, which pay for what they record.
	let mut dids = Vec::new();
	for person in [bob, eve] {
		let did = office.json(&format!("did register --kind organisation --suri {person}"), YES).await["did"].clone();
		let did = did.as_str().expect("it is a text").to_owned();
		let fund = format!("balances transfer-keep-alive --dest {did} --value {FUNDS} --suri {alice}");
		office.json(&fund, YES).await;
		dids.push(did);
	}
	let [school, notary] = &dids[..] else { panic!("there are two") };
	let by_school = format!("--as {school} --suri {bob}");
	let found = format!("{} {by_school}", founding("School"));
	let network = office.json(&found, YES).await["networkFounded"]["network"].clone();
	let register = format!("certificate schema degree --network {network} {by_school}");
	let schema = id(&office.json(&register, YES).await["schema"]);
	let issue = format!("certificate issue --schema {schema:?} --subject {dave} --document {DOCUMENT} {by_school}");
	let certificate = id(&office.json(&issue, YES).await["certificate"]);

	let verify = format!("certificate verify {certificate:?} --network {network} --document {DOCUMENT}");
	let answer = office.json(&verify, NO).await;
	let named = "https://school.riverside.example/profile";
	assert_eq!(answer["reason"], json!({ "issuerUnrelated": { "issuer": named, "attestedBy": [] } }));
	assert!(office.civitas(&verify).await.stdout.starts_with("NOT VALID"));
	// Whoever says whose it has to be does not care whom the document names.
	assert_eq!(office.reason(&format!("{verify} --issuer {school}")).await, Value::Null);
	assert_eq!(office.reason(&format!("{verify} --issuer {notary}")).await, "issuerMismatch");

	// The notary looks at the website.
	let now = office.json("certification networks", YES).await["block"]["time"].as_u64().expect("it has a time");
	let attest = format!("identity-registry attest-domain --identity {school} --domain school.riverside.example");
	let attest = format!("{attest} --valid-until {} --as {notary} --suri {eve}", now + MONTH);
	office.json(&attest, YES).await;
	let answer = office.json(&verify, NO).await;
	assert_eq!(name_of(&answer["reason"]), "issuerUnrelated");
	assert_eq!(
		answer["reason"]["issuerUnrelated"]["attestedBy"].as_array().map(Vec::len),
		Some(1),
		"anyone can attest: {answer}"
	);
	let answer = office.json(&format!("{verify} --attester {notary}"), YES).await;
	assert_eq!(answer["documentIssuer"]["relation"], "website");
	let website = "--issuer school.riverside.example";
	let text = office.civitas(&format!("{verify} {website} --attester {notary}")).await.success();
	assert!(text.contains(&format!("{named}: a website of theirs")), "{text}");
	for (line, reason) in [
		(format!("{verify} {website} --attester {school}"), "issuerMismatch"),
		(format!("{verify} --issuer university.example --attester {notary}"), "issuerMismatch"),
	] {
		assert_eq!(office.reason(&line).await, reason, "{line}");
	}
	let nobody = office.json(&format!("{verify} {website}"), UNKNOWN).await;
	assert_eq!(nobody["code"], "usage");

	// The node judges a credential in the same way.
	let export = format!("certificate export {certificate:?} --document {DOCUMENT}");
	let credential = office.document("credential.json", &office.json(&export, YES).await);
	let verify = format!("certificate verify-credential {credential} --network {network}");
	for (line, reason) in [
		(verify.clone(), json!("issuerUnrelated")),
		(format!("{verify} --issuer {school}"), Value::Null),
		(format!("{verify} --attester {notary}"), Value::Null),
		(format!("{verify} {website} --attester {notary}"), Value::Null),
		(format!("{verify} --issuer university.example --attester {notary}"), json!("issuerMismatch")),
	] {
		assert_eq!(office.reason(&line).await, reason, "{line}");
	}

	// One that is over by its own dates is over.
	let mut ended: Value = serde_json::from_str(&fs::read_to_string(repository().join(DOCUMENT)).expect("it is there"))
		.expect("it is JSON");
	ended["validUntil"] = json!("2025-03-15T00:00:00Z");
	let ended = office.document("ended.json", &ended);
	let issue = format!("certificate issue --schema {schema:?} --subject {dave} --document {ended} {by_school}");
	let certificate = id(&office.json(&issue, YES).await["certificate"]);
	let verify = format!("certificate verify {certificate:?} --document {ended} --issuer {school}");
	assert_eq!(office.reason(&verify).await, "documentExpired");
}
