//! Clients of other people against a real node: polkadot-api, @polkadot/api, smoldot, the light client, and the validators of
//! credentials that Digital Bazaar makes.
//!
//! The scripts are in `tests/clients`; they print what they have checked and exit with 0 if all of it was so. They bound
//! their own waiting, to say what they waited for; the limit here is only for when they do not get that far.

use civitas_primitives::certification::{
	batch_id, certificate_id,
	merkle::{MerkleProof, MerkleTree},
	schema_id, AccreditationId, Authority, CertificateId, Content, Field, Reason, SchemaContent, SchemaKind,
	SchemaRules, StatusPurpose,
};
use civitas_runtime::RuntimeCall;
use civitas_tests::{
	certification::{
		accept_accreditation, accredit, accreditations_in, content, document, found_network, issue, network_in,
		register_schema, revoke, schema, set_status, suspend, text, unlimited, Class, SmallNetwork,
	},
	node::{specification, DEV},
	process::{repository, script},
	transaction::in_one,
	wait::FINALITY,
	Client, Guest, Person,
};
use serde_json::{json, Value};
use sp_core::H256;
use sp_io::hashing::sha2_256;
use std::fs;

/// Run a script that is a dapp: it has a node, and people with money.
async fn dapp(name: &str, checks: usize) {
	let guest = Guest::arrive_where_consensus_is().await;
	guest.people().await;
	let (url, people) = (guest.node().url(), guest.prefix());
	script(name, &[("CIVITAS_URL", url.as_str()), ("CIVITAS_PEOPLE", people.as_str())], checks).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polkadot_api_reads_the_metadata_and_does_it_all() {
	dapp("papi.mjs", 8).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn polkadot_js_reads_the_metadata_and_does_it_all() {
	dapp("pjs.mjs", 8).await;
}

/// A valid certificate and a revoked one, for light clients.
async fn valid_and_revoked(guest: &Guest) -> [String; 2] {
	let client = guest.client();
	let [alice, bob, _, dave, _] = guest.people().await;
	let (network, subject) = (SmallNetwork::found(client, &alice, &bob).await, dave.account());
	let [valid, revoked] = [7, 8].map(|number| network.certificate(&subject, document(number)));
	let calls = vec![
		network.issue(&subject, document(7)),
		network.issue(&subject, document(8)),
		revoke(revoked, Reason::KeyCompromise),
	];
	client.execute(&bob, in_one(calls)).await.success();
	[valid, revoked].map(|id| format!("{id:?}"))
}

/// Follow the node as a light client, from this specification up to this block, and verify both certificates there.
async fn follow(guest: &Guest, specification: &Value, finalized: u32, [valid, revoked]: &[String; 2]) {
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let path = folder.path().join("specification.json").to_str().expect("the path is UTF-8").to_owned();
	fs::write(&path, specification.to_string()).expect("a file can be written");
	let (address, finalized) = (guest.node().address(), finalized.to_string());
	let variables = [
		("CIVITAS_SPEC", path.as_str()),
		("CIVITAS_PEER", address.as_str()),
		("CIVITAS_FINALIZED", finalized.as_str()),
		("CIVITAS_VALID", valid.as_str()),
		("CIVITAS_REVOKED", revoked.as_str()),
	];
	script("smoldot.mjs", &variables, 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_client_verifies_certificates_by_itself() {
	let guest = Guest::arrive_where_consensus_is().await;
	let certificates = valid_and_revoked(&guest).await;
	let finalized = guest.client().finalized().await.0;
	follow(&guest, &specification(DEV).await, finalized, &certificates).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_client_starts_from_a_checkpoint() {
	let guest = Guest::arrive_where_consensus_is().await;
	let (client, certificates) = (guest.client(), valid_and_revoked(&guest).await);
	// A checkpoint is of a finalised block; some more make the rest to be followed.
	let finalized = client.finalized().await.0;
	let checkpoint = client.call("sync_state_genSyncSpec", json!([true])).await;
	assert!(checkpoint["lightSyncState"].is_object(), "there is no checkpoint in {checkpoint}");
	let (finalized, _) = client.wait_finalized(finalized + 2, FINALITY).await;
	follow(&guest, &checkpoint, finalized, &certificates).await;
}

/// What the validators are to judge: certificates of Dave by Bob, under a schema for degrees and one for public records.
struct Registrar {
	accreditation: AccreditationId,
	degree: H256,
	register: H256,
	dave: Person,
	calls: Vec<RuntimeCall>,
	exports: Vec<Value>,
}

impl Registrar {
	async fn open(client: &Client, alice: &Person, bob: &Person, dave: Person) -> Self {
		let network = network_in(&client.execute(alice, found_network("Registrar")).await.success());
		let rules = SchemaRules { suspendable: true, ..SchemaRules::default() };
		let degree = SchemaContent { kind: SchemaKind::DEGREE, rules, ..schema("Degree") };
		let rules = SchemaRules { public_record: true, ..rules };
		let register = SchemaContent { kind: SchemaKind::BUSINESS_REGISTRATION, rules, ..schema("Register") };
		let calls = vec![
			register_schema(network, degree.clone()),
			register_schema(network, register.clone()),
			accredit(network, None, bob, unlimited()),
		];
		let accreditation = accreditations_in(&client.execute(alice, in_one(calls)).await.success())[0];
		client.execute(bob, accept_accreditation(accreditation)).await.success();
		let [degree, register] = [degree, register].map(|schema| schema_id(network, &schema));
		Self { accreditation, degree, register, dave, calls: Vec::new(), exports: Vec::new() }
	}

	fn authority(&self) -> Authority {
		Authority::Accreditation(self.accreditation)
	}

	/// Issue a certificate, and have it exported as `wanted` says besides.
	fn issue(&mut self, name: &str, schema: H256, content: Content, wanted: Value) -> CertificateId {
		let subject = self.dave.account();
		let id = certificate_id(self.authority(), &schema, &subject, &content, None);
		self.calls.push(issue(self.accreditation, schema, &subject, content));
		self.want(name, id, wanted);
		id
	}

	/// Issue a degree of a document.
	fn degree(&mut self, name: &str, document: &Value, mut wanted: Value) -> CertificateId {
		wanted["claims"] = json!({ "document": document });
		self.issue(name, self.degree, content(sha2_256(&canonical(document)).into()), wanted)
	}

	/// Have one exported, of which a certificate or a batch is there.
	fn want(&mut self, name: &str, certificate: CertificateId, mut wanted: Value) {
		wanted["name"] = json!(name);
		wanted["certificate"] = json!(certificate);
		self.exports.push(wanted);
	}
}

fn canonical(document: &Value) -> Vec<u8> {
	serde_json_canonicalizer::to_vec(document).expect("it is JSON")
}

/// The commitment to the fields of a document, and what is shown of them: all but the last.
fn disclosed(fields: &[(&str, Value)]) -> (H256, Value) {
	let salt = |index: usize| H256::repeat_byte(index as u8 + 1);
	let leaf = |(index, (name, value)): (usize, &(&str, Value))| {
		let (count, name, value) = (fields.len() as u32, name.as_bytes().to_vec(), canonical(value));
		Field { count, salt: salt(index), name, value }.leaf()
	};
	let tree = MerkleTree::new(fields.iter().enumerate().map(leaf));
	let shown = fields.iter().enumerate().take(fields.len() - 1).map(|(index, (name, value))| {
		let proof: MerkleProof = tree.prove(index as u32).expect("there is such a field");
		json!({ "index": index, "salt": salt(index), "name": name, "value": value, "proof": proof })
	});
	let shown: Vec<_> = shown.collect();
	(tree.root(), json!({ "disclosed": { "count": fields.len(), "fields": shown } }))
}

#[tokio::test(flavor = "multi_thread")]
async fn validators_of_others_find_what_is_exported_in_order() {
	// They look at the clock, and that of a chain which seals at once is ahead.
	let guest = Guest::arrive_where_consensus_is().await;
	let client = guest.client();
	let [alice, issuer, _, dave, _] = guest.people().await;
	let mut bob = Registrar::open(client, &alice, &issuer, dave).await;

	let badge = fs::read_to_string(repository().join("docs/examples/open-badge.json")).expect("there is an example");
	let mut badge: Value = serde_json::from_str(&badge).expect("the example is JSON");
	// One of another issuer would be shown within the claims only.
	let did = format!("did:civitas:{}", issuer.address());
	badge["issuer"]["id"] = json!(did);
	bob.degree("badge", &badge, json!({ "badge": true }));
	let achievement = json!({ "achievement": badge["credentialSubject"]["achievement"] });
	bob.degree("achievement", &achievement, json!({ "badge": true }));
	bob.degree("document", &json!({ "degree": "Bachelor", "year": 2026 }), json!({}));
	bob.issue("commitment", bob.degree, content(document(7)), json!({}));
	let (root, shown) = disclosed(&[("/degree", json!("Master")), ("/grade", json!(1.3)), ("/born", json!(1999))]);
	bob.issue("disclosure", bob.degree, content(root), json!({ "claims": shown }));
	let record = canonical(&json!({ "number": "A-17", "name": "Riverside School" }));
	let claims = sha2_256(&record).into();
	let record = text(std::str::from_utf8(&record).expect("JSON is UTF-8"));
	let record = Content { record, ..content(claims) };
	bob.issue("record", bob.register, record, json!({}));

	let class = Class::of(5_000);
	bob.calls.push(class.issue(bob.accreditation, bob.degree));
	let batch = batch_id(bob.authority(), &bob.degree, &class.root(), 5_000, None, None);
	let member = |index: u32, listed: &[&str]| {
		let claims = json!({ "text": format!("degree {index}") });
		json!({ "presented": class.present(index), "claims": claims, "listed": listed })
	};
	bob.want("member", batch, member(4_711, &[]));

	// What is out of force for good is in both lists, and a badge has the second only.
	let both = ["revocation", "suspension"];
	let revoked = bob.degree("revoked", &json!({ "degree": "Master" }), json!({ "listed": both }));
	let suspended = bob.degree("suspended", &json!({ "degree": "None" }), json!({ "listed": ["suspension"] }));
	let mut other = badge.clone();
	other["id"] = json!("urn:uuid:0d5e8b0a-4f0b-4b62-9a07-0f0c6b8f6a11");
	let no_badge = bob.degree("revoked badge", &other, json!({ "badge": true, "listed": both }));
	bob.want("revoked member", batch, member(4_096, &both));
	bob.want("suspended member", batch, member(4_999, &["suspension"]));
	let reason = Reason::PrivilegeWithdrawn;
	bob.calls.extend([revoke(revoked, reason), revoke(no_badge, reason), suspend(suspended)]);
	bob.calls.push(set_status(batch, StatusPurpose::Revocation, vec![4_096], true));
	bob.calls.push(set_status(batch, StatusPurpose::Suspension, vec![4_999], true));
	client.execute(&issuer, in_one(std::mem::take(&mut bob.calls))).await.success();

	// Whatever is certified, what is exported is legal.
	let odd = include_str!("../../clients/odd-documents.json").replace("did:example:issuer", &did);
	let odd: Vec<Value> = serde_json::from_str(&odd).expect("the documents are JSON");
	for document in &odd {
		let name = document["name"].as_str().expect("it has a name");
		bob.degree(name, &document["document"], json!({ "odd": true, "shown": document["shown"] }));
	}
	client.execute(&issuer, in_one(bob.calls)).await.success();

	let badges = bob.exports.iter().filter(|wanted| wanted["badge"] == json!(true)).count();
	let (url, exports) = (guest.node().url(), json!(bob.exports).to_string());
	let variables = [("CIVITAS_URL", url.as_str()), ("CIVITAS_EXPORTS", exports.as_str())];
	script("credentials.mjs", &variables, (bob.exports.len() - odd.len()) * 5 + badges + odd.len()).await;
}
