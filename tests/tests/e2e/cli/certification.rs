//! Everything that there is about certificates, one group of commands after the other.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn networks_and_accreditations_change_hands() {
	let office = Office::open().await;
	let policy = format!("--policy {POLICY}");
	office.json(&format!("network found --name Guild {policy} --suri //Alice"), YES).await;
	office.json(&format!("network update 0 --name Guilds {policy} --membership open --suri //Alice"), YES).await;
	let joined = office.json("network join 0 --suri //Eve", YES).await;
	assert_eq!((&joined["accreditation"], &joined["holder"]), (&json!(0), &json!(address(Eve))));
	office.json(&format!("network offer 0 --to {} --suri //Alice", address(Bob)), YES).await;
	let accepted = office.json("network accept 0 --suri //Bob", YES).await;
	assert_eq!((&accepted["from"], &accepted["to"]), (&json!(address(Alice)), &json!(address(Bob))));
	let shown = office.json("network show 0", YES).await;
	assert_eq!((&shown["name"], &shown["operator"]), (&json!("Guilds"), &json!(address(Bob))));
	assert_eq!((&shown["membership"], &shown["closedAt"]), (&json!("open"), &Value::Null));

	let register = format!("schema register --network 0 --name Badge --kind achievement --document {SCHEMA}");
	let schema = id(&office.json(&format!("{register} --suspendable --suri //Bob"), YES).await["schema"]);
	let next = format!("{register} --expires --supersedes {schema:?} --suri //Bob");
	let next = id(&office.json(&next, YES).await["schema"]);
	office.json(&format!("schema deprecate {schema:?} --suri //Bob"), YES).await;
	let shown = office.json(&format!("schema show {schema:?}"), YES).await;
	assert_eq!((&shown["kindName"], &shown["supersededBy"]), (&json!("achievement"), &json!(next)));
	assert_eq!((&shown["rules"]["suspendable"], &shown["rules"]["expires"]), (&json!(true), &json!(false)));

	// Who may accredit passes on a part of it.
	let terms = format!("--schema {next:?} --schema {schema:?} --quota 10 --depth 1");
	let grant = |holder| format!("accreditation grant {} --network 0", address(holder));
	office.json(&format!("{} {terms} --suri //Bob", grant(Charlie)), YES).await;
	let further = format!("{} --parent 1 --schema {next:?} --quota 4 --suri //Charlie", grant(Dave));
	assert_eq!(office.json(&further, YES).await["parent"], 1);
	let wider = format!("{} --parent 1 --quota 4 --suri //Charlie", grant(Dave));
	assert_eq!(office.json(&wider, NO).await["code"], "ScopeWidened");
	// What is not amended stays.
	office.json("accreditation amend 1 --quota 7 --suri //Bob", YES).await;
	let shown = office.json("accreditation show 1", YES).await;
	assert_eq!(
		(&shown["terms"]["quota"], &shown["terms"]["depth"], &shown["given"]),
		(&json!(7), &json!(1), &json!(4))
	);
	assert_eq!(shown["terms"]["scope"]["schemas"].as_array().map(Vec::len), Some(2));

	office.json("accreditation suspend 2 --reason certificateHold --suri //Charlie", YES).await;
	assert_eq!(office.json("accreditation show 2", YES).await["state"], "suspended");
	office.json("accreditation reinstate 2 --suri //Charlie", YES).await;
	office.json(&format!("accreditation hand-over 2 --to {} --suri //Bob", address(Eve)), YES).await;
	let listed = office.json(&format!("accreditation list --holder {}", address(Eve)), YES).await;
	let mut ids: Vec<_> =
		listed["accreditations"].as_array().into_iter().flatten().map(|item| item["id"].as_u64()).collect();
	ids.sort_unstable();
	assert_eq!(ids, [Some(0), Some(2)]);
	// Nobody holds on to what they do not want.
	office.json("accreditation revoke 2 --reason cessationOfOperation --suri //Eve", YES).await;
	let shown = office.json("accreditation show 2", YES).await;
	assert_eq!(shown["history"].as_array().map(Vec::len), Some(4));
	assert_eq!(shown["holders"][1]["holder"], address(Eve));
	office.json("network close 0 --suri //Bob", YES).await;
	assert!(office.json("network show 0", YES).await["closedAt"].is_string());
	assert_eq!(office.json("network join 0 --suri //Ferdie", NO).await["code"], "NetworkClosed");
}

impl Office {
	/// A network of Alice, with a schema of these rules, under which Bob issues.
	async fn guild(&self, rules: &str) -> H256 {
		self.json(&format!("network found --name Guild --policy {POLICY} --suri //Alice"), YES).await;
		let register = format!("schema register --network 0 --name Badge --document {SCHEMA} {rules} --suri //Alice");
		let schema = id(&self.json(&register, YES).await["schema"]);
		self.json(&format!("accreditation grant {} --network 0 --suri //Alice", address(Bob)), YES).await;
		schema
	}

	/// Bob certifies something of Dave.
	async fn certify(&self, schema: H256, what: &str) -> H256 {
		let issue =
			format!("certificate issue --accreditation 0 --schema {schema:?} --subject {} {what}", address(Dave));
		id(&self.json(&format!("{issue} --suri //Bob"), YES).await["certificate"])
	}

	/// What verification says of a certificate.
	async fn reason(&self, line: &str) -> Value {
		let finished = self.civitas(&format!("{line} --json")).await;
		let answer: Value = serde_json::from_str(&finished.stdout).expect("it is JSON");
		assert_eq!(finished.code, Some(if answer["valid"] == json!(true) { YES } else { NO }), "{answer}");
		answer["reason"]["code"].clone()
	}

	/// The path of a file that is not there yet.
	fn path(&self, name: &str) -> String {
		self.folder.path().join(name).to_str().expect("the path is UTF-8").to_owned()
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_accepted_renewed_suspended_replaced_and_given_up() {
	let office = Office::open().await;
	let schema = office.guild("--suspendable --needs-acceptance --surrenderable").await;
	let certificate = office.certify(schema, &format!("--document {DOCUMENT}")).await;
	let verify = |certificate: H256| format!("certificate verify {certificate:?} --network 0");
	assert_eq!(office.reason(&verify(certificate)).await, "notAccepted");
	office.json(&format!("certificate accept {certificate:?} --suri //Dave"), YES).await;
	assert_eq!(office.reason(&verify(certificate)).await, Value::Null);

	let renew = format!("certificate renew {certificate:?} --valid-until 2999-12-31T23:59:59Z --suri //Bob");
	let renewed = id(&office.json(&renew, YES).await["successor"]);
	assert_eq!(office.reason(&verify(certificate)).await, "superseded");
	assert_eq!(office.reason(&verify(renewed)).await, Value::Null);
	office.json(&format!("certificate suspend {renewed:?} --reason certificateHold --suri //Alice"), YES).await;
	assert_eq!(office.reason(&verify(renewed)).await, "suspended");
	// Bob stands further from the root than Alice, who suspended it.
	let reinstate = format!("certificate reinstate {renewed:?} --suri");
	assert_eq!(office.json(&format!("{reinstate} //Bob"), NO).await["code"], "AuthorityTooLow");
	office.json(&format!("{reinstate} //Alice"), YES).await;

	let other = office.document("other.json", &json!({ "name": "Corrected" }));
	let replace = format!("certificate replace {renewed:?} --document {other} --suri //Bob");
	let replaced = id(&office.json(&replace, YES).await["successor"]);
	assert_eq!(office.reason(&verify(replaced)).await, "notAccepted");
	office.json(&format!("certificate accept {replaced:?} --suri //Dave"), YES).await;
	office.json(&format!("certificate surrender {replaced:?} --suri //Dave"), YES).await;
	assert_eq!(office.reason(&verify(replaced)).await, "surrendered");
	office.json(&format!("certificate withdraw-deposit {replaced:?} --suri //Bob"), YES).await;
	assert_eq!(office.reason(&verify(replaced)).await, "surrendered");

	let unwanted = office.certify(schema, &format!("--claims {:?}", H256::repeat_byte(1))).await;
	office.json(&format!("certificate decline {unwanted:?} --suri //Dave"), YES).await;
	assert_eq!(office.reason(&verify(unwanted)).await, "declined");
	let more = [2, 3].map(|number| format!("--claims {:?}", H256::repeat_byte(number)));
	let (one, two) = (office.certify(schema, &more[0]).await, office.certify(schema, &more[1]).await);
	office.json(&format!("certificate revoke-many {one:?} {two:?} --suri //Bob"), YES).await;
	assert_eq!(
		(office.reason(&verify(one)).await, office.reason(&verify(two)).await),
		("revoked".into(), "revoked".into())
	);

	let list = |line: &str| format!("certificate list {line}");
	let count = |answer: Value| answer["certificates"].as_array().map(Vec::len);
	assert_eq!(count(office.json(&list("--accreditation 0"), YES).await), Some(6));
	assert_eq!(count(office.json(&list("--accreditation 0 --state revoked"), YES).await), Some(2));
	// In pages, and what there is in a network.
	let first = office.json(&list("--accreditation 0 --limit 4"), YES).await;
	let rest = list(&format!("--accreditation 0 --cursor {:?}", id(&first["next"])));
	assert_eq!(count(first), Some(4));
	let rest = office.json(&rest, YES).await;
	assert_eq!((&rest["next"], count(rest.clone())), (&Value::Null, Some(2)));
	let names = |answer: &Value, of: &str| answer[of].as_array().expect("it is a list").len();
	assert_eq!(names(&office.json("network list", YES).await, "networks"), 1);
	let schemas = office.json("schema list --network 0", YES).await;
	assert_eq!(schemas["schemas"][0]["id"], json!(schema));
	let accreditations = office.json("accreditation list --network 0", YES).await;
	assert_eq!(accreditations["accreditations"][0]["holder"], json!(address(Bob)));

	let of_dave = list(&format!("--subject {}", address(Dave)));
	// One was declined; that for which the deposit was withdrawn stays listed.
	assert_eq!(count(office.json(&of_dave, YES).await), Some(5));
	assert_eq!(count(office.json(&format!("{of_dave} --accepted"), YES).await), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn public_records_are_found_and_a_person_is_certified_once() {
	// A commitment has to wait for some blocks.
	let office = Office::sealing("interval=300").await;
	let schema = office.guild("--public-record --searchable --needs-nullifier").await;
	let key = id(&office.json("certificate hash --text A-17", YES).await["hash"]);
	let nullifier = H256::repeat_byte(7);
	let commit = format!("nullifier commit --nullifier {nullifier:?} --suri //Bob");
	let committed = office.json(&commit, YES).await;
	let delay = u64::from(<<Runtime as pallet_certification::Config>::NullifierDelay as Get<u32>>::get());
	let usable_from = committed["usableFrom"].as_u64().expect("it is a number");
	let finalized = u64::from(office.node.client().finalized().await.0);
	assert!((finalized..=finalized + delay).contains(&usable_from), "{committed} at {finalized}");
	let reveal = format!("--nullifier {nullifier:?} --salt {:?}", id(&committed["salt"]));
	let record = office.document("record.json", &json!({ "number": "A-17", "name": "Works Ltd." }));
	let what = format!("--document {record} --publish --search-key {key:?} {reveal}");
	let certificate = office.certify(schema, &what).await;
	let found = office.json(&format!("certificate list --schema {schema:?} --search-key {key:?}"), YES).await;
	assert_eq!(found["certificates"][0]["id"], json!(certificate));
	assert_eq!(found["certificates"][0]["record"], r#"{"name":"Works Ltd.","number":"A-17"}"#);
	let exported = office.json(&format!("certificate export {certificate:?}"), YES).await;
	assert_eq!(exported["credentialSubject"]["claims"]["document"]["number"], "A-17");

	// The same person under another account.
	let committed = office.json(&commit, YES).await;
	let reveal = format!("--nullifier {nullifier:?} --salt {:?}", id(&committed["salt"]));
	let issue = format!("certificate issue --accreditation 0 --schema {schema:?} --subject {}", address(Eve));
	let again = format!("{issue} --document {record} --publish {reveal} --suri //Bob");
	assert_eq!(office.json(&again, NO).await["code"], "NullifierUsed");
	office.json(&format!("nullifier withdraw {:?} --suri //Bob", id(&committed["commitment"])), YES).await;
	assert_eq!(office.json(&again, NO).await["code"], "CommitmentUnknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn some_fields_of_a_document_are_shown() {
	let office = Office::open().await;
	let schema = office.guild("").await;
	let (fields, shown) = (office.path("fields.json"), office.path("shown.json"));
	office.json(&format!("certificate fields commit --document {DOCUMENT} --fields {fields}"), YES).await;
	let certificate = office.certify(schema, &format!("--fields {fields}")).await;
	let disclose = format!("certificate fields disclose --fields {fields} --name /credentialSubject/achievement/name");
	let disclosure = office.civitas(&disclose).await.success();
	fs::write(&shown, &disclosure).expect("a file can be written");
	let verify = format!("certificate verify {certificate:?} --network 0 --disclosure {shown}");
	assert_eq!(office.reason(&verify).await, Value::Null);
	let credential = office.json(&format!("certificate export {certificate:?} --disclosure {shown}"), YES).await;
	let credential = office.document("credential.json", &credential);
	let credential = format!("certificate verify-credential {credential} --network 0");
	assert_eq!(office.reason(&format!("{credential} --subject {}", address(Dave))).await, Value::Null);
	assert_eq!(office.reason(&format!("{credential} --subject {}", address(Eve))).await, "subjectMismatch");
	assert_eq!(office.reason(&format!("{credential} --schema {:?}", H256::zero())).await, "schemaMismatch");
	let export = format!("certificate export {certificate:?} --document {POLICY}");
	assert_eq!(office.civitas(&export).await.code, Some(UNKNOWN), "it is no JSON");
	let export = format!("certificate export {certificate:?} --document {SCHEMA}");
	assert_eq!(office.json(&export, NO).await["code"], "claimsMismatch");
	// A root does not tell how many leaves there are, but each of them does.
	let mut counted: Value = serde_json::from_str(&disclosure).expect("it is JSON");
	counted["count"] = json!(counted["count"].as_u64().expect("it is a number") + 1);
	fs::write(&shown, counted.to_string()).expect("a file can be written");
	assert_eq!(office.reason(&verify).await, "claimsMismatch");
	let forged = disclosure.replace("Safely", "Alone");
	assert_ne!(forged, disclosure);
	fs::write(&shown, forged).expect("a file can be written");
	assert_eq!(office.reason(&verify).await, "claimsMismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_and_status_lists() {
	let office = Office::open().await;
	let schema = office.guild("--suspendable").await;
	let hash = |number: u8| format!("{:?}", H256::repeat_byte(number));
	let rows: Vec<_> = (0..20).map(|number| format!("{},{}", address(Dave), hash(number))).collect();
	let (members, proofs) = (office.path("members.csv"), office.path("proofs.jsonl"));
	fs::write(&members, format!("subject,claims\n{}\n", rows.join("\n"))).expect("a file can be written");
	let issue = format!("batch issue --accreditation 0 --schema {schema:?} --members {members} --proofs {proofs}");
	let issued = office.json(&format!("{issue} --suri //Bob"), YES).await;
	let batch = id(&issued["batch"]);
	assert_eq!(issued["count"], 20);
	let shown = office.json(&format!("batch show {batch:?}"), YES).await;
	assert_eq!((&shown["root"], &shown["state"]), (&issued["root"], &json!("active")));
	let listed = office.json("batch list --accreditation 0", YES).await;
	assert_eq!(listed["batches"][0]["id"], json!(batch));

	let lines = fs::read_to_string(&proofs).expect("it was written");
	let member = |number: usize| {
		let path = office.path(&format!("member-{number}.json"));
		fs::write(&path, lines.lines().nth(number).expect("there are as many")).expect("a file can be written");
		format!("batch verify {batch:?} --member {path} --network 0 --subject {}", address(Dave))
	};
	assert_eq!(office.reason(&member(7)).await, Value::Null);
	let mut forged: Value = serde_json::from_str(lines.lines().nth(7).expect("there are as many")).expect("it is JSON");
	forged["member"]["index"] = json!(8);
	let forged = office.document("forged.json", &forged);
	assert_eq!(office.reason(&format!("batch verify {batch:?} --member {forged}")).await, "proofInvalid");
	let export = office.json(&format!("batch export {batch:?} --member {forged}"), NO).await;
	assert_eq!(export["code"], "proofInvalid");

	office.json(&format!("batch suspend-members {batch:?} --members 5-8 --suri //Bob"), YES).await;
	assert_eq!(office.reason(&member(7)).await, "statusListed");
	office.json(&format!("batch reinstate-members {batch:?} --members 7 --suri //Bob"), YES).await;
	assert_eq!(office.reason(&member(7)).await, Value::Null);
	office.json(&format!("batch revoke-members {batch:?} --members 0,7 --suri //Bob"), YES).await;
	assert_eq!(office.reason(&member(7)).await, "statusListed");
	let shown = office.json(&format!("status-list show {batch:?} --purpose suspension"), YES).await;
	assert_eq!((&shown["set"], &shown["length"]), (&json!(["5-6", "8"]), &json!(20)));
	let path = office.path("member-1.json");
	fs::write(&path, lines.lines().nth(1).expect("there are as many")).expect("a file can be written");
	let credential = office.json(&format!("batch export {batch:?} --member {path}"), YES).await;
	let credential = office.document("credential.json", &credential);
	office.json(&format!("certificate verify-credential {credential} --network 0"), YES).await;

	// A list for credentials that are not on chain.
	let create = "status-list create --purpose revocation --length 5000 --suri //Charlie";
	let list = id(&office.json(create, YES).await["list"]);
	let set = format!("status-list set {list:?} --purpose revocation --entries 3,4096-4098 --suri");
	assert_eq!(office.json(&format!("{set} //Bob"), NO).await["code"], "NotListOwner");
	office.json(&format!("{set} //Charlie"), YES).await;
	let clear = format!("status-list set {list:?} --purpose revocation --entries 3 --clear --suri //Charlie");
	assert_eq!(office.json(&clear, NO).await["code"], "RevocationFinal");
	let shown = office.json(&format!("status-list show {list:?}"), YES).await;
	assert_eq!((&shown["set"], &shown["count"]), (&json!(["3", "4096-4098"]), &json!(4)));
	let other = office.json(&format!("status-list export {list:?} --purpose suspension"), NO).await;
	assert_eq!(other["code"], "PurposeMismatch");
	let exported = office.json(&format!("status-list export {list:?} --purpose revocation"), YES).await;
	assert_eq!(exported["type"], json!(["VerifiableCredential", "BitstringStatusListCredential"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holder_says_who_may_ask_for_a_document() {
	let office = Office::open().await;
	let schema = office.guild("").await;
	let certificate = office.certify(schema, &format!("--document {DOCUMENT}")).await;
	let grant = format!(
		"document grant --certificate {certificate:?} --document {DOCUMENT} --grantee {} --purpose Employment",
		address(Eve)
	);
	assert_eq!(office.json(&format!("{grant} --suri //Charlie"), NO).await["code"], "NotSubject");
	let granted = office.json(&format!("{grant} --uri https://dave.example --suri //Dave"), YES).await;
	let grant = id(&granted["grant"]);
	let log = format!("document log {grant:?} --holder {} --suri", address(Dave));
	assert_eq!(office.json(&format!("{log} //Eve"), YES).await["accesses"], 1);
	assert_eq!(office.json(&format!("{log} //Bob"), NO).await["code"], "NotGrantee");
	let list = format!("document list --holder {}", address(Dave));
	let listed = office.json(&list, YES).await;
	let shown = &listed["grants"][0];
	assert_eq!((&shown["id"], &shown["purpose"], &shown["accesses"]), (&json!(grant), &json!("Employment"), &json!(1)));
	office.json(&format!("document revoke {grant:?} --suri //Dave"), YES).await;
	assert_eq!(office.json(&list, YES).await["grants"], json!([]));
	assert_eq!(office.json(&format!("{log} //Eve"), NO).await["code"], "GrantUnknown");
}
