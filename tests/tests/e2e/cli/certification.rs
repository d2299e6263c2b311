//! Everything that there is about certificates, one group of commands after the other.

use super::*;
use civitas_primitives::certification::{nullifier_hash, nullifier_of_schema};
use civitas_runtime::Runtime;
use frame_support::traits::Get;

/// The rules of a schema, as flags.
fn rules(names: &[&str]) -> String {
	names.iter().map(|name| format!("--content.rules.{name}")).collect::<Vec<_>>().join(" ")
}

/// A network of Alice, with a schema, under which Bob issues.
struct Guild {
	office: Office,
	network: Value,
	schema: H256,
	accreditation: Value,
}

impl Guild {
	async fn found(names: &[&str]) -> Self {
		let office = Office::open().await;
		let network = office.network().await;
		let schema = office.schema(&network, "Badge", &rules(names)).await;
		let accreditation = office.accreditation(&network).await;
		Self { office, network, schema, accreditation }
	}

	/// To issue something of someone; what and who is to be added.
	fn issuing(&self, subject: &Person) -> String {
		let Self { accreditation, schema, .. } = self;
		format!("certificate issue --accreditation {accreditation} --schema {schema:?} --subject {subject}")
	}

	/// Bob certifies something of Dave.
	async fn certify(&self, what: &str) -> H256 {
		let Office { bob, dave, .. } = &self.office;
		id(&self.office.json(&format!("{} {what} --suri {bob}", self.issuing(dave)), YES).await["certificate"])
	}

	/// To verify a certificate of this network.
	fn verifying(&self, certificate: H256) -> String {
		format!("certificate verify {certificate:?} --network {}", self.network)
	}

	/// Why a certificate is not valid.
	async fn reason(&self, certificate: H256) -> Value {
		self.office.reason(&self.verifying(certificate)).await
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_and_accreditations_change_hands() {
	let office = Office::open().await;
	let Office { alice, bob, charlie, dave, eve, .. } = &office;
	let network = office.network().await;
	let of_network = |call: &str| format!("certification {call} --network {network}");
	let update = of_network("update-network");
	let policy = format!("--policy-hash hash:@{POLICY} --policy-uri https://example.org/policy");
	office
		.json(&format!("{update} --name Guilds {policy} --membership {{\"open\":\"all\"}} --suri {alice}"), YES)
		.await;
	let joined = office.json(&format!("{} --suri {eve}", of_network("join-network")), YES).await;
	let by_joining = joined["accredited"]["accreditation"].clone();
	assert_eq!(joined["accredited"]["holder"], json!(eve.address()));
	office.json(&format!("{} --to {bob} --suri {alice}", of_network("transfer-network")), YES).await;
	let accepted = office.json(&format!("{} --suri {bob}", of_network("accept-network")), YES).await;
	let transferred = &accepted["networkTransferred"];
	assert_eq!((&transferred["from"], &transferred["to"]), (&json!(alice.address()), &json!(bob.address())));
	let shown = office.view(&of_network("network")).await;
	assert_eq!((&shown["name"], &shown["operator"]), (&json!("Guilds"), &json!(bob.address())));
	assert_eq!((&shown["membership"], &shown["closedAt"]), (&json!({ "open": "all" }), &Value::Null));

	let suspendable = rules(&["suspendable"]);
	let register = format!("{} --suri {bob}", registering(&network, "Badge"));
	let schema = office.json(&format!("{register} {suspendable}"), YES).await;
	let schema = id(&schema["schemaRegistered"]["schema"]);
	let next = format!("{register} {} --content.supersedes {schema:?}", rules(&["surrenderable"]));
	let next = id(&office.json(&next, YES).await["schemaRegistered"]["schema"]);
	office.json(&format!("certification deprecate-schema --schema {schema:?} --suri {bob}"), YES).await;
	let shown = office.view(&format!("certification schema --schema {schema:?}")).await;
	assert_eq!((&shown["kind"], &shown["supersededBy"]), (&json!(18), &json!(next)));
	assert_eq!((&shown["rules"]["suspendable"], &shown["rules"]["surrenderable"]), (&json!(true), &json!(false)));
	// The same, as a whole.
	let content = json!({
		"kind": 18,
		"name": "Whole",
		"documentHash": schema,
		"documentUri": "",
		"rules": shown["rules"],
	});
	let content = office.document("content.json", &content);
	let whole = format!("{} --content @{content} --suri {bob}", of_network("register-schema"));
	let whole = id(&office.json(&whole, YES).await["schemaRegistered"]["schema"]);
	let shown = office.view(&format!("certification schema --schema {whole:?}")).await;
	assert_eq!((&shown["name"], &shown["rules"]["suspendable"]), (&json!("Whole"), &json!(true)));

	// Who may accredit passes on a part of it.
	let both = format!("{{\"schemas\":[\"{next:?}\",\"{schema:?}\"]}}");
	let one = format!("{{\"schemas\":[\"{next:?}\"]}}");
	let accredit = |holder: &Person| format!("{} --holder {holder}", of_network("accredit"));
	let terms = format!("--terms.scope {both} --terms.quota 10 --terms.depth 1");
	let first = office.accredited(&format!("{} {terms} --suri {bob}", accredit(charlie)), charlie).await;
	let further = format!("{} --parent {first} --terms.quota 4 --terms.depth 0 --suri {charlie}", accredit(dave));
	let second = office.accredited(&format!("{further} --terms.scope {one}"), dave).await;
	assert_eq!(office.refusal(&format!("{further} --terms.scope all")).await, "ScopeWidened");
	let of = |call: &str, accreditation: &Value| format!("certification {call} --accreditation {accreditation}");
	let shown = office.view(&of("accreditation", &second)).await;
	assert_eq!((&shown["parent"], &shown["holder"]), (&first, &json!(dave.address())));
	let amended = format!("--terms.scope {both} --terms.quota 7 --terms.depth 1");
	office.json(&format!("{} {amended} --suri {bob}", of("amend-accreditation", &first)), YES).await;
	let shown = office.view(&of("accreditation", &first)).await;
	assert_eq!(
		(&shown["terms"]["quota"], &shown["terms"]["depth"], &shown["given"]),
		(&json!(7), &json!(1), &json!(4))
	);
	assert_eq!(shown["terms"]["scope"]["schemas"].as_array().map(Vec::len), Some(2));

	let suspend = of("suspend-accreditation", &second);
	office.json(&format!("{suspend} --reason certificateHold --suri {charlie}"), YES).await;
	assert_eq!(office.view(&of("accreditation", &second)).await["state"], "suspended");
	office.json(&format!("{} --suri {charlie}", of("reinstate-accreditation", &second)), YES).await;
	office.json(&format!("{} --to {eve} --suri {bob}", of("transfer-accreditation", &second)), YES).await;
	let accept = of("accept-accreditation", &second);
	assert_eq!(office.refusal(&format!("{accept} --suri {charlie}")).await, "NotOffered");
	office.json(&format!("{accept} --suri {eve}"), YES).await;
	let listed = office.view(&format!("certification accreditations-of --holder {eve}")).await;
	let mut ids: Vec<_> = listed["items"].as_array().into_iter().flatten().map(|item| item["id"].as_u64()).collect();
	ids.sort_unstable();
	assert_eq!(ids, [by_joining.as_u64(), second.as_u64()]);
	// Nobody holds on to what they do not want.
	let revoke = of("revoke-accreditation", &second);
	office.json(&format!("{revoke} --reason cessationOfOperation --suri {eve}"), YES).await;
	let shown = office.view(&of("accreditation", &second)).await;
	// Pending, active, suspended, active, revoked.
	assert_eq!(shown["history"].as_array().map(Vec::len), Some(5));
	assert_eq!(shown["holders"][1][0], json!(eve.address()));
	office.json(&format!("{} --suri {bob}", of_network("close-network")), YES).await;
	assert!(office.view(&of_network("network")).await["closedAt"].is_u64());
	assert_eq!(office.refusal(&format!("{} --suri {dave}", of_network("join-network"))).await, "NetworkClosed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_accepted_renewed_suspended_replaced_and_given_up() {
	let guild = Guild::found(&["suspendable", "needs-acceptance", "surrenderable"]).await;
	let Guild { office, network, accreditation, .. } = &guild;
	let Office { alice, bob, dave, .. } = office;
	let of = |call: &str, certificate: H256, who: &Person| {
		format!("certification {call} --certificate {certificate:?} --suri {who}")
	};
	let certificate = guild.certify(&format!("--document {DOCUMENT}")).await;
	assert_eq!(guild.reason(certificate).await, "notAccepted");
	office.json(&of("accept", certificate, dave), YES).await;
	assert_eq!(guild.reason(certificate).await, Value::Null);

	let until = format!("--accreditation {accreditation} --valid-until 2999-12-31T23:59:59Z");
	let renewed = office.json(&format!("{} {until}", of("renew", certificate, bob)), YES).await;
	let renewed = id(&renewed["certificateRenewed"]["successor"]);
	assert_eq!(guild.reason(certificate).await, "superseded");
	assert_eq!(guild.reason(renewed).await, Value::Null);
	office.json(&format!("{} --reason certificateHold", of("suspend", renewed, alice)), YES).await;
	assert_eq!(guild.reason(renewed).await, "suspended");
	// Bob stands further from the root than Alice, who suspended it.
	assert_eq!(office.refusal(&of("reinstate", renewed, bob)).await, "AuthorityTooLow");
	office.json(&of("reinstate", renewed, alice), YES).await;

	let other = office.document("other.json", &json!({ "name": "Corrected" }));
	let replace = format!("certificate replace {renewed:?} --document {other} --suri {bob}");
	let replaced = id(&office.json(&replace, YES).await["successor"]);
	assert_eq!(guild.reason(replaced).await, "notAccepted");
	office.json(&of("accept", replaced, dave), YES).await;
	office.json(&of("surrender", replaced, dave), YES).await;
	assert_eq!(guild.reason(replaced).await, "surrendered");
	office.json(&of("withdraw-deposit", replaced, bob), YES).await;
	assert_eq!(guild.reason(replaced).await, "surrendered");

	let unwanted = guild.certify(&format!("--claims {:?}", H256::repeat_byte(1))).await;
	office.json(&of("surrender", unwanted, dave), YES).await;
	assert_eq!(guild.reason(unwanted).await, "declined");
	let more = [2, 3].map(|number| format!("--claims {:?}", H256::repeat_byte(number)));
	let (one, two) = (guild.certify(&more[0]).await, guild.certify(&more[1]).await);
	let calls = [one, two].map(
		|certificate| json!({ "certification": { "revoke": { "certificate": certificate, "reason": "superseded" } } }),
	);
	office.json(&format!("utility batch-all --calls {} --suri {bob}", json!(calls)), YES).await;
	assert_eq!((guild.reason(one).await, guild.reason(two).await), ("revoked".into(), "revoked".into()));

	let count = |answer: Value| answer["items"].as_array().map(Vec::len);
	let issued = format!("certification certificates-by-accreditation --network {network}");
	// What the operator has issued without any is listed apart.
	assert_eq!(count(office.view(&issued).await), Some(0));
	let issued = format!("{issued} --accreditation {accreditation}");
	assert_eq!(count(office.view(&issued).await), Some(6));
	assert_eq!(count(office.view(&format!("{issued} --state revoked")).await), Some(2));
	let schemas = office.view(&format!("certification schemas-by-network --network {} --all", guild.network)).await;
	assert_eq!(schemas["items"][0]["id"], json!(guild.schema));
	let given = format!("certification accreditations-by-network --network {} --all", guild.network);
	assert_eq!(office.view(&given).await["items"][0]["holder"], json!(bob.address()));
	let of_dave = format!("certification certificates-of --subject {dave}");
	// All of them, also what was declined or withdrawn from.
	assert_eq!(count(office.view(&of_dave).await), Some(6));
	assert_eq!(count(office.view(&format!("{of_dave} --accepted-only")).await), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn public_records_are_found_and_a_person_is_certified_once() {
	let guild = Guild::found(&["public-record", "searchable", "needs-nullifier"]).await;
	let Guild { office, schema, .. } = &guild;
	let Office { bob, eve, .. } = office;
	let client = office.guest.client();
	let key = id(&office.json("certificate hash --text A-17", YES).await["hash"]);
	// Nothing else on a chain that tests share has it in it.
	let nullifier = H256(*b"the keyed hash of A-17, a secret");
	let commit = format!("nullifier commit --schema {schema:?} --nullifier {nullifier:?} --suri {bob}");
	let tried = office.json(&format!("{commit} --dry-run"), YES).await;
	assert_eq!(tried["succeeds"], json!(true));
	let committed = office.json(&commit, YES).await;
	assert_eq!(tried["call"]["certification"]["commitNullifier"]["commitment"], committed["commitment"]);
	assert_eq!(office.refusal(&commit).await, "CommitmentExists");
	let delay = <<Runtime as pallet_certification::Config>::NullifierDelay as Get<u32>>::get();
	let at = committed["block"]["number"].as_u64().expect("it is a number");
	assert_eq!(committed["usableFrom"], json!(at + u64::from(delay)));
	let reveal = format!("--nullifier {nullifier:?}");
	let record = office.document("record.json", &json!({ "number": "A-17", "name": "Works Ltd." }));
	let what = format!("--document {record} --publish --search-key {key:?} {reveal}");
	// A commitment has to wait for some blocks, and so does the client. While it does, others have them made.
	let (certificate, _) = tokio::join!(guild.certify(&what), client.call("dev_createBlocks", json!([delay])));
	let search = format!("certification certificates-by-search-key --schema {schema:?} --key {key:?}");
	let found = office.view(&search).await;
	assert_eq!(found["items"][0]["id"], json!(certificate));
	assert_eq!(found["items"][0]["record"], r#"{"name":"Works Ltd.","number":"A-17"}"#);
	// Neither what the issuers compute nor what follows from it for the schema is there, but its hash.
	let of_schema = nullifier_of_schema(schema, &nullifier);
	assert_eq!(found["items"][0]["nullifier"], json!(nullifier_hash(schema, &of_schema)));
	let state = json!(client.pallet_state("Certification", client.finalized().await.1).await).to_string();
	assert!(!state.contains(&format!("{nullifier:?}")[2..]));
	// Nothing is published unless the issuer says so.
	let hidden = format!("{} --document {record} {reveal} --suri {bob}", guild.issuing(eve));
	assert_eq!(office.refusal(&hidden).await, "RecordMissing");
	let exported = office.json(&format!("certificate export {certificate:?}"), YES).await;
	assert_eq!(exported["credentialSubject"]["claims"]["document"]["number"], "A-17");

	// The same person under another account.
	let committed = office.json(&commit, YES).await;
	client.call("dev_createBlocks", json!([delay])).await;
	let again = format!("{} --document {record} --publish {reveal} --suri {bob}", guild.issuing(eve));
	assert_eq!(office.refusal(&again).await, "NullifierUsed");
	let commitment = id(&committed["commitment"]);
	let withdraw = format!("certification withdraw-nullifier-commitment --commitment {commitment:?} --suri {bob}");
	office.json(&withdraw, YES).await;
	assert_eq!(office.refusal(&again).await, "CommitmentUnknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn some_fields_of_a_document_are_shown() {
	let guild = Guild::found(&[]).await;
	let Guild { office, network, .. } = &guild;
	let (fields, shown) = (office.path("fields.json"), office.path("shown.json"));
	office.json(&format!("certificate fields commit --document {DOCUMENT} --fields {fields}"), YES).await;
	let certificate = guild.certify(&format!("--fields {fields}")).await;
	let disclose = format!("certificate fields disclose --fields {fields} --name /credentialSubject/achievement/name");
	let disclosure = office.civitas(&disclose).await.success();
	fs::write(&shown, &disclosure).expect("a file can be written");
	let verify = format!("{} --disclosure {shown}", guild.verifying(certificate));
	assert_eq!(office.reason(&verify).await, Value::Null);
	let credential = office.json(&format!("certificate export {certificate:?} --disclosure {shown}"), YES).await;
	let credential = office.document("credential.json", &credential);
	let credential = format!("certificate verify-credential {credential} --network {network}");
	assert_eq!(office.reason(&format!("{credential} --subject {}", office.dave)).await, Value::Null);
	assert_eq!(office.reason(&format!("{credential} --subject {}", office.eve)).await, "subjectMismatch");
	assert_eq!(office.reason(&format!("{credential} --schema {:?}", H256::zero())).await, "schemaMismatch");
	let export = format!("certificate export {certificate:?} --document {POLICY}");
	assert_eq!(office.refusal(&export).await, "document", "it is no JSON");
	let export = format!("certificate export {certificate:?} --document {SCHEMA}");
	assert_eq!(office.refusal(&export).await, "claimsMismatch");
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

/// The numbers of the bits that are set, of which the first one is the highest of the first byte.
fn set_bits(bytes: &Value) -> Vec<usize> {
	let bytes = civitas_tests::client::from_hex(bytes.as_str().expect("bytes are hexadecimal"));
	(0..bytes.len() * 8).filter(|index| bytes[index / 8] & (0x80 >> (index % 8)) != 0).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_and_status_lists() {
	let guild = Guild::found(&["suspendable"]).await;
	let Guild { office, network, schema, accreditation } = &guild;
	let Office { bob, charlie, dave, .. } = office;
	let rows: Vec<_> = (0..20).map(|number| format!("{},{:?}", dave.address(), H256::repeat_byte(number))).collect();
	let (members, proofs) = (office.path("members.csv"), office.path("proofs.jsonl"));
	fs::write(&members, format!("subject,claims\n{}\n", rows.join("\n"))).expect("a file can be written");
	let issue = format!("batch issue --accreditation {accreditation} --schema {schema:?}");
	let issue = format!("{issue} --members {members} --proofs {proofs} --suri {bob}");
	assert_eq!(office.json(&format!("{issue} --dry-run"), YES).await["succeeds"], json!(true));
	assert!(!fs::exists(&proofs).expect("it can be told"), "a try writes no proofs");
	let issued = office.json(&issue, YES).await;
	let batch = id(&issued["batch"]);
	assert_eq!(issued["count"], 20);
	let shown = office.view(&format!("certification batch --batch {batch:?}")).await;
	assert_eq!((&shown["root"], &shown["state"]), (&issued["root"], &json!("active")));
	let listed = format!("certification batches-by-accreditation --network {network} --accreditation {accreditation}");
	assert_eq!(office.view(&listed).await["items"][0]["id"], json!(batch));

	let lines = fs::read_to_string(&proofs).expect("it was written");
	let proof = |number: usize| lines.lines().nth(number).expect("there are as many");
	let member = |number: usize| {
		let path = office.path(&format!("member-{number}.json"));
		fs::write(&path, proof(number)).expect("a file can be written");
		format!("batch verify {batch:?} --member {path} --network {network} --subject {dave}")
	};
	assert_eq!(office.reason(&member(7)).await, Value::Null);
	let mut forged: Value = serde_json::from_str(proof(7)).expect("it is JSON");
	forged["member"]["index"] = json!(8);
	let forged = office.document("forged.json", &forged);
	assert_eq!(office.reason(&format!("batch verify {batch:?} --member {forged}")).await, "proofInvalid");
	assert_eq!(office.refusal(&format!("batch export {batch:?} --member {forged}")).await, "proofInvalid");

	let set = |list: H256, purpose: &str, indices: &str, rest: &str| {
		let list = format!("certification set-status --list {list:?} --purpose {purpose}");
		format!("{list} --indices {indices} {rest}")
	};
	let by_bob = format!("--suri {bob}");
	office.json(&set(batch, "suspension", "5-8", &format!("--value {by_bob}")), YES).await;
	assert_eq!(office.reason(&member(7)).await, "statusListed");
	office.json(&set(batch, "suspension", "[7]", &format!("--value=false {by_bob}")), YES).await;
	assert_eq!(office.reason(&member(7)).await, Value::Null);
	office.json(&set(batch, "revocation", "[0,7]", &format!("--value {by_bob}")), YES).await;
	assert_eq!(office.reason(&member(7)).await, "statusListed");
	// Of a time before nobody can tell by this block: bits are those of the block. As of a block of then it can be told.
	let before = format!("{} --time {}", member(7), issued["block"]["time"]);
	let answer = office.json(&before, UNKNOWN).await;
	assert_eq!(answer["reason"]["bitsNotKnown"]["bitsAt"], answer["block"]["time"]);
	assert!(office.civitas(&before).await.stdout.contains("ask with --block"), "{answer}");
	let of_block = office.json(&format!("{before} --block {}", issued["block"]["number"]), YES).await;
	assert_eq!(of_block["block"]["hash"], issued["block"]["hash"]);
	assert!(office.json(&format!("certificate verify {batch:?}"), UNKNOWN).await["error"].is_string());
	let bits = |list: H256, purpose: &str| {
		format!("certification status-bits --list {list:?} --purpose {purpose} --first-page 0 --pages 2")
	};
	assert_eq!(set_bits(&office.view(&bits(batch, "suspension")).await), [5, 6, 8]);
	member(1);
	let credential = format!("batch export {batch:?} --member {}", office.path("member-1.json"));
	let credential = office.document("credential.json", &office.json(&credential, YES).await);
	office.json(&format!("certificate verify-credential {credential} --network {network}"), YES).await;

	// A list for credentials that are not on chain.
	let create = "certification create-status-list --purpose revocation --length 5000";
	let created = office.json(&format!("{create} --salt {:?} --suri {charlie}", H256::repeat_byte(1)), YES).await;
	let list = id(&created["statusListCreated"]["list"]);
	let entries = set(list, "revocation", "3,4096-4098", "--value");
	assert_eq!(office.refusal(&format!("{entries} {by_bob}")).await, "NotListOwner");
	office.json(&format!("{entries} --suri {charlie}"), YES).await;
	let clear = set(list, "revocation", "[3]", &format!("--value=false --suri {charlie}"));
	assert_eq!(office.refusal(&clear).await, "RevocationFinal");
	assert_eq!(set_bits(&office.view(&bits(list, "revocation")).await), [3, 4096, 4097, 4098]);
	let other = format!("status-list export {list:?} --purpose suspension");
	assert_eq!(office.refusal(&other).await, "PurposeMismatch");
	let exported = office.json(&format!("status-list export {list:?} --purpose revocation"), YES).await;
	assert_eq!(exported["type"], json!(["VerifiableCredential", "BitstringStatusListCredential"]));
}
