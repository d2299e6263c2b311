//! Certification from end to end, over JSON-RPC: a ministry founds a network and accredits a university, the university a
//! faculty, the faculty certifies, an employer verifies, and what is certified is renewed, suspended, replaced and revoked.

use civitas_primitives::certification::{
	batch_id, certificate_id,
	info::{Scope, Terms},
	schema_id, AccreditationId, CertificateId, Content, NetworkId, Reason, SchemaContent, SchemaId, SchemaKind,
	SchemaRules, StatusPurpose,
};
use civitas_runtime::{Hash, Runtime, RuntimeCall};
use civitas_tests::{
	certification::{
		accredit, content, document, found_network, issue, register_schema, reinstate, reinstate_accreditation, revoke,
		schema, set_status, suspend, suspend_accreditation, unlimited, Class, YEAR,
	},
	process::repository,
	transaction::{account, in_one},
	Client, Config, Node, Outcome,
};
use pallet_certification::{Call, Event};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use sp_io::hashing::sha2_256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve};
use sp_runtime::DispatchError;
use std::fs;

/// Who runs the network.
const MINISTRY: Sr25519Keyring = Alice;
/// Whom the ministry accredits.
const UNIVERSITY: Sr25519Keyring = Bob;
/// Whom the university accredits.
const FACULTY: Sr25519Keyring = Charlie;
/// Who has studied.
const GRADUATE: Sr25519Keyring = Dave;
/// Who issues under another accreditation.
const SIBLING: Sr25519Keyring = Eve;

/// How many graduate in a year.
const CLASS: u32 = 10_000;

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;

/// A network, with all who may certify in it.
struct Federation {
	node: Node,
	network: NetworkId,
	degree: SchemaId,
	university: AccreditationId,
	faculty: AccreditationId,
	sibling: AccreditationId,
}

impl Federation {
	/// The ministry founds a network, and accredits a university, which accredits a faculty, and another university.
	async fn found() -> Self {
		let node = Config::sealing("instant").start().await;
		let client = node.client();
		let (network, university, sibling, faculty) = (0, 0, 1, 2);
		let rules = SchemaRules { suspendable: true, ..SchemaRules::default() };
		let kind = SchemaKind::DEGREE;
		let content = SchemaContent { kind, rules, ..schema("Degree") };
		let degree = schema_id(network, &content);
		let scope = Scope::Schemas(vec![degree]);
		let calls = vec![
			found_network("Ministry of Education"),
			register_schema(network, content),
			accredit(network, None, UNIVERSITY, Terms { scope: scope.clone(), depth: 2, ..unlimited() }),
			accredit(network, None, SIBLING, unlimited()),
		];
		client.execute(MINISTRY, in_one(calls)).await.success();
		let terms = Terms { scope, quota: Some(CLASS + 100), ..unlimited() };
		let call = accredit(network, Some(university), FACULTY, terms.clone());
		let accredited = client.execute(UNIVERSITY, call).await.success();
		let (parent, holder) = (Some(university), account(FACULTY));
		accredited.emitted(Event::<Runtime>::Accredited { accreditation: faculty, network, parent, holder, terms });
		Self { node, network, degree, university, faculty, sibling }
	}

	fn client(&self) -> &Client {
		self.node.client()
	}

	/// The faculty certifies `content` of the graduate.
	async fn graduate(&self, content: Content) -> CertificateId {
		let id = certificate_id(self.faculty, &self.degree, &account(GRADUATE), &content, None);
		let call = issue(self.faculty, self.degree, &account(GRADUATE), content);
		self.client().execute(FACULTY, call).await.success();
		id
	}

	/// What an employer asks of someone who shows a degree.
	fn required(&self, claims: H256) -> Value {
		let subject = account(GRADUATE).to_ss58check();
		json!({ "network": self.network, "schema": self.degree, "subject": subject, "claims": claims })
	}

	/// Whether a certificate is valid, for all and `at` a block: `null`, or the reason why it is not.
	async fn reason(&self, certificate: CertificateId, time: Option<u64>, at: Option<Hash>) -> Value {
		let answer = self.client().verify(json!([certificate, null, time, at])).await;
		reason_in(&answer)
	}

	/// The same of a member of a batch.
	async fn member(&self, batch: CertificateId, presented: Value, time: Option<u64>, at: Option<Hash>) -> Value {
		let params = json!([batch, presented, { "network": self.network }, time, at]);
		reason_in(&self.client().call("civitas_verifyMember", params).await)
	}

	/// Make a call that succeeds. Returns when.
	async fn at(&self, who: Sr25519Keyring, call: RuntimeCall) -> (u64, Outcome) {
		let outcome = self.client().execute(who, call).await.success();
		(self.client().time(outcome.block).await, outcome)
	}
}

/// Why something is not valid, if an answer says that it is not.
fn reason_in(answer: &Value) -> Value {
	assert_eq!(answer["valid"], json!(answer["reason"].is_null()), "{answer}");
	answer["reason"].clone()
}

fn certification(call: Call<Runtime>) -> RuntimeCall {
	RuntimeCall::Certification(call)
}

/// The example of a badge, and the commitment to it.
fn badge() -> (Value, H256) {
	let path = repository().join("docs/examples/open-badge.json");
	let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
	let badge: Value = serde_json::from_str(&text).expect("the example is JSON");
	let canonical = serde_json_canonicalizer::to_vec(&badge).expect("the example is JSON");
	(badge, sha2_256(&canonical).into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_degree_from_a_faculty_to_an_employer_and_to_its_end() {
	let federation = Federation::found().await;
	let (client, university) = (federation.client(), federation.university);
	let (badge, claims) = badge();
	let degree = federation.graduate(content(claims)).await;

	// An employer is shown the badge and the identifier.
	let answer = client.verify(json!([degree, federation.required(claims)])).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");
	let certificate = &answer["certificate"];
	assert_eq!(certificate["issuer"], json!(account(FACULTY).to_ss58check()));
	let chain: Vec<_> = answer["issuerChain"]
		.as_array()
		.expect("the chain is a list")
		.iter()
		.map(|link| (link["accreditation"].clone(), link["holder"].clone()))
		.collect();
	let link = |accreditation: AccreditationId, holder| (json!(accreditation), json!(account(holder).to_ss58check()));
	assert_eq!(chain, [link(federation.faculty, FACULTY), link(university, UNIVERSITY)]);
	for (expected, code) in [
		(json!({ "network": federation.network + 1 }), "networkMismatch"),
		(json!({ "schema": H256::zero() }), "schemaMismatch"),
		(json!({ "subject": account(SIBLING).to_ss58check() }), "subjectMismatch"),
		(federation.required(document(9)), "claimsMismatch"),
	] {
		let answer = client.verify(json!([degree, expected])).await;
		assert_eq!(reason_in(&answer)["code"], json!(code), "{answer}");
	}

	// As a credential, too, which says what the badge says.
	let exported = client.call("civitas_exportCredential", json!([degree, null, { "document": badge }])).await;
	let credential = &exported["credential"];
	assert_eq!((&credential["id"], &credential["name"]), (&badge["id"], &badge["name"]));
	let required = json!({ "network": federation.network });
	let answer = client.call("civitas_verifyCredential", json!([credential, required])).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");
	let mut forged = credential.clone();
	forged["name"] = json!("Doctor of Everything");
	let answer = client.call("civitas_verifyCredential", json!([forged, required])).await;
	assert_eq!(answer["valid"], json!(false), "{answer}");

	// The university renews it, under its own accreditation.
	let until = client.time(client.finalized().await.1).await + YEAR;
	let renewal = Content { valid_until: Some(until), ..content(claims) };
	let renewed = certificate_id(university, &federation.degree, &account(GRADUATE), &renewal, Some(&degree));
	let call = Call::renew { accreditation: university, certificate: degree, valid_until: Some(until) };
	let (time, outcome) = federation.at(UNIVERSITY, certification(call)).await;
	let by = account(UNIVERSITY);
	outcome.emitted(Event::<Runtime>::CertificateRenewed { certificate: degree, successor: renewed, by });
	assert_eq!(federation.reason(degree, None, None).await, json!({ "code": "superseded", "at": time, "by": renewed }));
	assert_eq!(federation.reason(degree, Some(time - 1), None).await, Value::Null);
	let answer = client.verify(json!([renewed, federation.required(claims)])).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");
	assert_eq!(answer["certificate"]["predecessor"], json!(degree));
	assert_eq!(
		federation.reason(renewed, Some(until + 1), None).await,
		json!({ "code": "expired", "validUntil": until })
	);

	// Suspends and reinstates it, which nobody beside it may.
	let refused = client.execute(SIBLING, suspend(renewed)).await;
	assert_eq!(refused.result, Err(pallet_certification::Error::<Runtime>::NotAuthority.into()));
	let (suspended, _) = federation.at(UNIVERSITY, suspend(renewed)).await;
	let reason = json!({ "code": "suspended", "at": suspended, "reason": "certificateHold" });
	assert_eq!(federation.reason(renewed, None, None).await, reason);
	let (reinstated, _) = federation.at(UNIVERSITY, reinstate(renewed)).await;
	assert_eq!(federation.reason(renewed, None, None).await, Value::Null);
	assert_eq!(federation.reason(renewed, Some(reinstated - 1), None).await, reason);
	assert_eq!(federation.reason(renewed, Some(suspended - 1), None).await, Value::Null);

	// Replaces it by one that says something else.
	let correction = content(document(8));
	let replaced = certificate_id(university, &federation.degree, &account(GRADUATE), &correction, Some(&renewed));
	let call = Call::replace { accreditation: university, certificate: renewed, content: correction };
	let (time, _) = federation.at(UNIVERSITY, certification(call)).await;
	assert_eq!(
		federation.reason(renewed, None, None).await,
		json!({ "code": "superseded", "at": time, "by": replaced })
	);
	let answer = client.verify(json!([replaced, federation.required(document(8))])).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");

	// And revokes it, for good.
	let (time, _) = federation.at(UNIVERSITY, revoke(replaced, Reason::PrivilegeWithdrawn)).await;
	let reason = json!({ "code": "revoked", "at": time, "reason": "privilegeWithdrawn" });
	assert_eq!(federation.reason(replaced, None, None).await, reason);
	assert_eq!(federation.reason(replaced, Some(time - 1), None).await, Value::Null);
	let error: DispatchError = pallet_certification::Error::<Runtime>::CertificateRevoked.into();
	let renew = Call::renew { accreditation: university, certificate: replaced, valid_until: None };
	for call in [reinstate(replaced), certification(renew), revoke(replaced, Reason::Unspecified)] {
		assert_eq!(client.execute(UNIVERSITY, call).await.result, Err(error));
	}

	// All of it is there to be listed.
	let of_graduate = client.call("civitas_certificatesOf", json!([account(GRADUATE).to_ss58check()])).await;
	assert_eq!(of_graduate["items"].as_array().map(Vec::len), Some(3));
	let page = client.call("civitas_certificatesByAccreditation", json!([university, "revoked"])).await;
	assert_eq!((&page["items"][0]["id"], page["items"].as_array().map(Vec::len)), (&json!(replaced), Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_degrees_in_one_transaction() {
	let federation = Federation::found().await;
	let client = federation.client();
	let class = Class::of(CLASS);
	let (root, issued) = (class.root(), class.issue(federation.faculty, federation.degree));
	let batch = batch_id(federation.faculty, &federation.degree, &root, CLASS, None, None);
	let (network, schema, issuer, count) = (federation.network, federation.degree, account(FACULTY), CLASS);
	let (_, outcome) = federation.at(FACULTY, issued).await;
	outcome.emitted(Event::<Runtime>::BatchIssued { batch, network, schema, issuer, root, count });
	let info = client.call("civitas_accreditation", json!([federation.faculty])).await;
	assert_eq!(info["accreditation"]["issued"], json!(CLASS));

	// An employer is shown one of them, with its proof.
	for index in [0, 1, 4_711, CLASS - 1] {
		assert_eq!(federation.member(batch, json!(class.present(index)), None, None).await, Value::Null, "{index}");
	}
	let presented = class.present(4_711);
	let expected = json!({ "subject": presented.member.subject.to_ss58check(), "claims": presented.member.claims });
	let answer = client.call("civitas_verifyMember", json!([batch, presented, expected])).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");
	assert_eq!(answer["certificate"]["member"], json!(4_711));
	// Nothing else passes for one of them.
	let invalid = json!({ "code": "proofInvalid" });
	for change in [
		|presented: &mut Value| presented["member"]["index"] = json!(4_710),
		|presented: &mut Value| presented["member"]["index"] = json!(CLASS),
		|presented: &mut Value| presented["member"]["subject"] = json!(account(GRADUATE).to_ss58check()),
		|presented: &mut Value| presented["member"]["claims"] = json!(H256::zero()),
		|presented: &mut Value| presented["proof"][0] = json!(H256::zero()),
		|presented: &mut Value| presented["proof"] = json!([]),
		|presented: &mut Value| presented["proof"].as_array_mut().expect("it is a list").push(json!(H256::zero())),
	] {
		let mut presented = json!(class.present(4_711));
		change(&mut presented);
		assert_eq!(federation.member(batch, presented.clone(), None, None).await, invalid, "{presented}");
	}
	assert_eq!(federation.member(document(9), json!(presented), None, None).await, json!({ "code": "unknown" }));
	let error = client.try_call("civitas_verifyMember", json!([batch, { "index": 1 }])).await;
	assert_eq!(error.expect_err("it has no proof").code(), Some(INVALID_PARAMS));

	// A thousand are revoked in one call, and few writes.
	let before = client.finalized().await.1;
	let revocation = StatusPurpose::Revocation;
	let (_, outcome) = federation.at(FACULTY, set_status(batch, revocation, (4_000..5_000).collect(), true)).await;
	let by = account(FACULTY);
	outcome.emitted(Event::<Runtime>::StatusSet { list: batch, purpose: revocation, count: 1_000, value: true, by });
	assert!(
		changes(client, before, outcome.block).await <= 3,
		"a thousand bits take more than two pages and a deposit"
	);
	let listed = json!({ "code": "statusListed", "purpose": "revocation" });
	for (index, reason) in [(3_999, Value::Null), (4_000, listed.clone()), (4_999, listed), (5_000, Value::Null)] {
		assert_eq!(federation.member(batch, json!(class.present(index)), None, None).await, reason, "{index}");
	}
	// For bits, the past is asked at a past block.
	assert_eq!(federation.member(batch, json!(class.present(4_711)), None, Some(before)).await, Value::Null);

	// One is suspended alone, and reinstated; a revocation is for good.
	let suspension = StatusPurpose::Suspension;
	federation.at(UNIVERSITY, set_status(batch, suspension, vec![7], true)).await;
	let listed = json!({ "code": "statusListed", "purpose": "suspension" });
	assert_eq!(federation.member(batch, json!(class.present(7)), None, None).await, listed);
	federation.at(UNIVERSITY, set_status(batch, suspension, vec![7], false)).await;
	assert_eq!(federation.member(batch, json!(class.present(7)), None, None).await, Value::Null);
	let refused = client.execute(UNIVERSITY, set_status(batch, revocation, vec![4_711], false)).await;
	assert_eq!(refused.result, Err(pallet_certification::Error::<Runtime>::RevocationFinal.into()));

	// The bits are there for everyone, and the whole can be revoked as well.
	let list = client.call("civitas_exportStatusList", json!([batch, "revocation"])).await;
	assert_eq!(list["credential"]["credentialSubject"]["statusPurpose"], json!("revocation"));
	let (time, _) = federation.at(UNIVERSITY, revoke(batch, Reason::IssuerCompromise)).await;
	let reason = json!({ "code": "revoked", "at": time, "reason": "issuerCompromise" });
	assert_eq!(federation.member(batch, json!(class.present(0)), None, None).await, reason);
	assert_eq!(federation.member(batch, json!(class.present(0)), Some(time - 1), None).await, Value::Null);
}

/// How many records of the pallet differ between two blocks.
async fn changes(client: &Client, before: Hash, after: Hash) -> usize {
	let before = client.pallet_state("Certification", before).await;
	let after = client.pallet_state("Certification", after).await;
	let changed = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).count();
	changed + before.keys().filter(|key| !after.contains_key(*key)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_write_suspends_all_that_hangs_under_a_faculty() {
	let federation = Federation::found().await;
	let (client, faculty) = (federation.client(), federation.faculty);
	let claims = document(7);
	let degree = federation.graduate(content(claims)).await;
	let class = Class::of(100);
	let (_, issued) = federation.at(FACULTY, class.issue(faculty, federation.degree)).await;
	let batch = batch_id(faculty, &federation.degree, &class.root(), 100, None, None);
	// What the university and its sibling issue themselves is not concerned.
	let mut others = Vec::new();
	for (who, accreditation) in [(UNIVERSITY, federation.university), (SIBLING, federation.sibling)] {
		let call = issue(accreditation, federation.degree, &account(GRADUATE), content(document(6)));
		federation.at(who, call).await;
		let content = content(document(6));
		others.push(certificate_id(accreditation, &federation.degree, &account(GRADUATE), &content, None));
	}
	let member = json!(class.present(42));

	let before = client.finalized().await.1;
	let (time, outcome) = federation.at(MINISTRY, suspend_accreditation(faculty)).await;
	assert_eq!(changes(client, before, outcome.block).await, 1);

	let fallen =
		json!({ "code": "issuerNotAccredited", "accreditation": faculty, "state": "suspended", "since": time });
	assert_eq!(federation.reason(degree, None, None).await, fallen);
	assert_eq!(federation.member(batch, member.clone(), None, None).await, fallen);
	for other in &others {
		assert_eq!(federation.reason(*other, None, None).await, Value::Null);
	}
	// Neither does the faculty issue, nor does the university let it.
	let suspended = pallet_certification::Error::<Runtime>::AccreditationSuspended;
	let refused = client.execute(FACULTY, issue(faculty, federation.degree, &account(GRADUATE), content(document(5))));
	assert_eq!(refused.await.result, Err(suspended.into()));
	let refused = client.execute(UNIVERSITY, reinstate_accreditation(faculty)).await;
	assert_eq!(refused.result, Err(pallet_certification::Error::<Runtime>::AuthorityTooLow.into()));

	// The past is as it was: by time from the state of now, and at a block of then.
	assert_eq!(federation.reason(degree, Some(time - 1), None).await, Value::Null);
	assert_eq!(federation.member(batch, member.clone(), Some(time - 1), None).await, Value::Null);
	assert_eq!(federation.reason(degree, None, Some(issued.block)).await, Value::Null);
	assert_eq!(federation.reason(degree, None, Some(outcome.block)).await, fallen);

	// The ministry reinstates it, and the time in between stays.
	let (reinstated, _) = federation.at(MINISTRY, reinstate_accreditation(faculty)).await;
	assert_eq!(federation.reason(degree, None, None).await, Value::Null);
	assert_eq!(federation.member(batch, member.clone(), None, None).await, Value::Null);
	assert_eq!(federation.reason(degree, Some(reinstated - 1), None).await, fallen);
	assert_eq!(federation.member(batch, member, Some(reinstated - 1), None).await, fallen);

	// The university falls: so does what hangs further down, and nothing beside it.
	let revoke = Call::revoke_accreditation { accreditation: federation.university, reason: Reason::IssuerCompromise };
	let (time, _) = federation.at(MINISTRY, certification(revoke)).await;
	let fallen = json!({
		"code": "issuerNotAccredited", "accreditation": federation.university, "state": "revoked", "since": time,
	});
	for certificate in [degree, others[0]] {
		assert_eq!(federation.reason(certificate, None, None).await, fallen);
		assert_eq!(federation.reason(certificate, Some(time - 1), None).await, Value::Null);
	}
	assert_eq!(federation.reason(others[1], None, None).await, Value::Null);

	// At last the network is closed.
	let call = Call::close_network { network: federation.network };
	let (time, _) = federation.at(MINISTRY, certification(call)).await;
	assert_eq!(federation.reason(others[1], None, None).await, json!({ "code": "networkClosed", "at": time }));
	assert_eq!(federation.reason(others[1], Some(time - 1), None).await, Value::Null);
}
