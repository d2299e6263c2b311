//! Certification from end to end, over JSON-RPC: a ministry founds a network and accredits a university, the university a
//! faculty, the faculty certifies, an employer verifies, and what is certified is renewed, suspended, replaced and revoked.

mod accreditations;
mod answers;
mod batches;
mod operator;

use civitas_primitives::certification::{
	batch_id, certificate_id,
	info::{Scope, Terms},
	schema_id, AccreditationId, Authority, CertificateId, Content, NetworkId, Reason, SchemaContent, SchemaId,
	SchemaKind, SchemaRules, StatusPurpose,
};
use civitas_runtime::{Hash, Runtime, RuntimeCall};
use civitas_tests::{
	certification::{
		accept_accreditation, accredit, accreditations_in, content, document, found_network, issue, network_in,
		register_schema, reinstate, reinstate_accreditation, revoke, schema, set_status, suspend,
		suspend_accreditation, unlimited, Class, YEAR,
	},
	process::repository,
	transaction::in_one,
	Client, Config, Guest, Node, Outcome, Person,
};
use pallet_certification::{Call, Error, Event};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use sp_io::hashing::sha2_256;
use sp_runtime::DispatchError;
use std::fs;

/// How many graduate in a year.
const CLASS: u32 = 10_000;

/// The code of JSON-RPC for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;

/// Where a federation is: on the chain of all tests, or on one of its own.
enum Place {
	Shared(Guest),
	Alone(Box<Node>),
}

/// A network, with all who may certify in it.
struct Federation {
	place: Place,
	/// Who runs the network.
	ministry: Person,
	/// Whom the ministry accredits.
	university: Person,
	/// Whom the university accredits.
	faculty: Person,
	/// Who has studied.
	graduate: Person,
	/// Who issues under another accreditation.
	sibling: Person,
	network: NetworkId,
	degree: SchemaId,
	of_university: AccreditationId,
	of_faculty: AccreditationId,
	of_sibling: AccreditationId,
}

impl Federation {
	/// On the chain of all tests.
	async fn found() -> Self {
		let guest = Guest::arrive().await;
		let people = guest.people().await;
		Self::of(Place::Shared(guest), people).await
	}

	/// On a chain on which nothing else happens.
	async fn found_alone() -> Self {
		let node = Config::sealing("instant").start().await;
		let people = ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve"].map(Person::of);
		Self::of(Place::Alone(Box::new(node)), people).await
	}

	/// The ministry founds a network, and accredits a university, which accredits a faculty, and another university.
	async fn of(place: Place, people: [Person; 5]) -> Self {
		let client = client(&place);
		let [ministry, university, faculty, graduate, sibling] = people;
		let founded = client.execute(&ministry, found_network("Ministry of Education")).await.success();
		let network = network_in(&founded);
		let rules = SchemaRules { suspendable: true, ..SchemaRules::default() };
		let content = SchemaContent { kind: SchemaKind::DEGREE, rules, ..schema("Degree") };
		let degree = schema_id(network, &content);
		let scope = Scope::Schemas(vec![degree]);
		let calls = vec![
			register_schema(network, content),
			accredit(network, None, &university, Terms { scope: scope.clone(), depth: 2, ..unlimited() }),
			accredit(network, None, &sibling, unlimited()),
		];
		let filled = client.execute(&ministry, in_one(calls)).await.success();
		let [of_university, of_sibling] = accreditations_in(&filled)[..] else { panic!("two were given") };
		for (who, accreditation) in [(&university, of_university), (&sibling, of_sibling)] {
			client.execute(who, accept_accreditation(accreditation)).await.success();
		}
		let terms = terms_of_faculty(degree, None);
		let call = accredit(network, Some(of_university), &faculty, terms.clone());
		let accredited = client.execute(&university, call).await.success();
		let of_faculty = accreditations_in(&accredited)[0];
		let (parent, holder) = (Some(of_university), faculty.account());
		accredited.emitted(Event::<Runtime>::Accredited { accreditation: of_faculty, network, parent, holder, terms });
		let accepted = client.execute(&faculty, accept_accreditation(of_faculty)).await.success();
		let (accreditation, holder) = (of_faculty, faculty.account());
		accepted.emitted(Event::<Runtime>::AccreditationAccepted { accreditation, holder });
		Self {
			place,
			ministry,
			university,
			faculty,
			graduate,
			sibling,
			network,
			degree,
			of_university,
			of_faculty,
			of_sibling,
		}
	}

	fn client(&self) -> &Client {
		client(&self.place)
	}

	/// The faculty certifies `content` of the graduate.
	async fn graduate(&self, content: Content) -> CertificateId {
		let authority = Authority::Accreditation(self.of_faculty);
		let id = certificate_id(authority, &self.degree, &self.graduate.account(), &content, None);
		let call = issue(self.of_faculty, self.degree, &self.graduate.account(), content);
		self.client().execute(&self.faculty, call).await.success();
		id
	}

	/// What an employer asks of someone who shows a degree.
	fn required(&self, claims: H256) -> Value {
		let subject = self.graduate.address();
		json!({ "network": self.network, "schema": self.degree, "subject": subject, "claims": claims })
	}

	/// What is said of a certificate to someone who requires this.
	async fn verify(&self, certificate: CertificateId, expected: Value) -> Value {
		self.client().verify(json!({ "certificate": certificate, "expected": expected })).await
	}

	/// Whether a certificate is valid, for all and `at` a block: `null`, or the reason why it is not.
	async fn reason(&self, certificate: CertificateId, time: Option<u64>, at: Option<Hash>) -> Value {
		let params = json!({ "certificate": certificate, "time": time, "block": at });
		self.client().verify(params).await["reason"].clone()
	}

	/// The same of a member of a batch.
	async fn member(&self, batch: CertificateId, presented: Value, time: Option<u64>, at: Option<Hash>) -> Value {
		let expected = json!({ "network": self.network });
		let params = json!([batch, expected, time, presented, at]);
		self.client().verify(params).await["reason"].clone()
	}

	/// Make a call that succeeds. Returns when.
	async fn at(&self, who: &Person, call: RuntimeCall) -> (u64, Outcome) {
		let outcome = self.client().execute(who, call).await.success();
		(self.client().time(outcome.block).await, outcome)
	}
}

/// What the faculty may, until then.
fn terms_of_faculty(degree: SchemaId, valid_until: Option<u64>) -> Terms {
	Terms { scope: Scope::Schemas(vec![degree]), valid_until, quota: Some(CLASS + 100), depth: 0 }
}

fn client(place: &Place) -> &Client {
	match place {
		Place::Shared(guest) => guest.client(),
		Place::Alone(node) => node.client(),
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

/// The example of a badge, which is by a school that nobody here is, and the commitment to it.
fn badge() -> (Value, H256) {
	let path = repository().join("docs/examples/open-badge.json");
	let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
	let badge = serde_json::from_str(&text).expect("the example is JSON");
	let claims = commitment(&badge);
	(badge, claims)
}

/// The same by `issuer`.
fn badge_by(issuer: &Person) -> (Value, H256) {
	let (mut badge, _) = badge();
	badge["issuer"]["id"] = json!(format!("did:civitas:{}", issuer.address()));
	let claims = commitment(&badge);
	(badge, claims)
}

fn commitment(document: &Value) -> H256 {
	sha2_256(&serde_json_canonicalizer::to_vec(document).expect("it is JSON")).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_degree_from_a_faculty_to_an_employer_and_to_its_end() {
	let federation = Federation::found().await;
	let (client, university, graduate) = (federation.client(), &federation.university, federation.graduate.account());
	let (badge, claims) = badge_by(&federation.faculty);
	let degree = federation.graduate(content(claims)).await;

	// An employer is shown the badge and the identifier.
	let answer = federation.verify(degree, federation.required(claims)).await;
	assert_eq!(answer["reason"], Value::Null, "{answer}");
	let dossier = &answer["dossier"];
	let faculty = federation.faculty.address();
	assert_eq!(dossier["certificate"]["issuer"], json!(faculty));
	let chain: Vec<_> = dossier["chain"]
		.as_array()
		.expect("the chain is a list")
		.iter()
		.map(|link| (link["accreditation"].clone(), link["holder"].clone()))
		.collect();
	let link = |accreditation: AccreditationId, holder: &Person| (json!(accreditation), json!(holder.address()));
	assert_eq!(chain, [link(federation.of_faculty, &federation.faculty), link(federation.of_university, university)]);
	for (expected, reason) in [
		(json!({ "network": federation.network + 1 }), json!({ "networkMismatch": { "network": federation.network } })),
		(json!({ "schema": H256::zero() }), json!({ "schemaMismatch": { "schema": federation.degree } })),
		(json!({ "subject": federation.sibling.address() }), json!("subjectMismatch")),
		(json!({ "issuer": university.address() }), json!({ "issuerMismatch": { "issuer": faculty } })),
		(federation.required(document(9)), json!("claimsMismatch")),
	] {
		let answer = federation.verify(degree, expected).await;
		assert_eq!(answer["reason"], reason, "{answer}");
	}

	// As a credential, too, which says what the badge says.
	let claimed = json!({ "certificate": degree, "claims": { "document": badge } });
	let credential = client.value("civitas_exportCredential", claimed).await;
	assert_eq!((&credential["id"], &credential["name"]), (&badge["id"], &badge["name"]));
	let required = json!({ "network": federation.network, "issuer": faculty });
	let answer = client.value("civitas_verifyCredential", json!([credential, required])).await;
	assert_eq!(reason_in(&answer), Value::Null, "{answer}");
	let mut forged = credential.clone();
	forged["name"] = json!("Doctor of Everything");
	let answer = client.value("civitas_verifyCredential", json!([forged, required])).await;
	assert_eq!(answer["valid"], json!(false), "{answer}");

	// The university renews it, under its own accreditation.
	let (accreditation, authority) =
		(Some(federation.of_university), Authority::Accreditation(federation.of_university));
	let until = client.time(client.finalized().await.1).await + YEAR;
	let renewal = Content { valid_until: Some(until), ..content(claims) };
	let renewed = certificate_id(authority, &federation.degree, &graduate, &renewal, Some(&degree));
	let call = Call::renew { accreditation, certificate: degree, valid_until: Some(until) };
	let (time, outcome) = federation.at(university, certification(call)).await;
	let by = university.account();
	outcome.emitted(Event::<Runtime>::CertificateRenewed { certificate: degree, successor: renewed, by });
	let superseded = |time: u64, by: CertificateId| json!({ "superseded": { "at": time, "by": by } });
	assert_eq!(federation.reason(degree, None, None).await, superseded(time, renewed));
	assert_eq!(federation.reason(degree, Some(time - 1), None).await, Value::Null);
	let answer = federation.verify(renewed, federation.required(claims)).await;
	assert_eq!(answer["reason"], Value::Null, "{answer}");
	assert_eq!(answer["dossier"]["certificate"]["predecessor"], json!(degree));
	let expired = json!({ "expired": { "validUntil": until } });
	assert_eq!(federation.reason(renewed, Some(until + 1), None).await, expired);

	// Suspends and reinstates it, which nobody beside it may.
	let refused = client.execute(&federation.sibling, suspend(renewed)).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::NotAuthority.into()));
	let (suspended, _) = federation.at(university, suspend(renewed)).await;
	let reason = json!({ "suspended": { "at": suspended, "reason": "certificateHold" } });
	assert_eq!(federation.reason(renewed, None, None).await, reason);
	let (reinstated, _) = federation.at(university, reinstate(renewed)).await;
	assert_eq!(federation.reason(renewed, None, None).await, Value::Null);
	assert_eq!(federation.reason(renewed, Some(reinstated - 1), None).await, reason);
	assert_eq!(federation.reason(renewed, Some(suspended - 1), None).await, Value::Null);

	// Replaces it by one that says something else.
	let correction = content(document(8));
	let replaced = certificate_id(authority, &federation.degree, &graduate, &correction, Some(&renewed));
	let call = Call::replace { accreditation, certificate: renewed, content: correction };
	let (time, _) = federation.at(university, certification(call)).await;
	assert_eq!(federation.reason(renewed, None, None).await, superseded(time, replaced));
	let answer = federation.verify(replaced, federation.required(document(8))).await;
	assert_eq!(answer["reason"], Value::Null, "{answer}");

	// And revokes it, for good.
	let (time, _) = federation.at(university, revoke(replaced, Reason::PrivilegeWithdrawn)).await;
	let reason = json!({ "revoked": { "at": time, "reason": "privilegeWithdrawn" } });
	assert_eq!(federation.reason(replaced, None, None).await, reason);
	assert_eq!(federation.reason(replaced, Some(time - 1), None).await, Value::Null);
	let error: DispatchError = Error::<Runtime>::CertificateRevoked.into();
	let renew = Call::renew { accreditation, certificate: replaced, valid_until: None };
	for call in [reinstate(replaced), certification(renew), revoke(replaced, Reason::Unspecified)] {
		assert_eq!(client.execute(university, call).await.result, Err(error));
	}

	// All of it is there to be listed.
	let of_graduate = json!({ "subject": federation.graduate.address(), "acceptedOnly": false });
	let of_graduate = client.value("certification_certificatesOf", of_graduate).await;
	assert_eq!(of_graduate["items"].as_array().map(Vec::len), Some(3));
	let page = json!([federation.network, accreditation, "revoked"]);
	let page = client.value("certification_certificatesByAccreditation", page).await;
	assert_eq!((&page["items"][0]["id"], page["items"].as_array().map(Vec::len)), (&json!(replaced), Some(1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_degrees_in_one_transaction() {
	let federation = Federation::found_alone().await;
	let client = federation.client();
	let class = Class::of(CLASS);
	let (faculty, university) = (&federation.faculty, &federation.university);
	let (root, issued) = (class.root(), class.issue(federation.of_faculty, federation.degree));
	let authority = Authority::Accreditation(federation.of_faculty);
	let batch = batch_id(authority, &federation.degree, &root, CLASS, None, None);
	let (network, schema, issuer, count) = (federation.network, federation.degree, faculty.account(), CLASS);
	let (_, outcome) = federation.at(faculty, issued).await;
	outcome.emitted(Event::<Runtime>::BatchIssued { batch, network, schema, issuer, root, count });
	let info = client.value("certification_accreditation", json!([federation.of_faculty])).await;
	assert_eq!(info["issued"], json!(CLASS));

	// An employer is shown one of them, with its proof.
	for index in [0, 1, 4_711, CLASS - 1] {
		assert_eq!(federation.member(batch, json!(class.present(index)), None, None).await, Value::Null, "{index}");
	}
	let presented = class.present(4_711);
	let expected = json!({ "subject": presented.member.subject.to_ss58check(), "claims": presented.member.claims });
	let answer = client.verify(json!({ "certificate": batch, "presented": presented, "expected": expected })).await;
	assert_eq!(answer["reason"], Value::Null, "{answer}");
	assert_eq!(answer["dossier"]["certificate"]["member"], json!(4_711));
	// Nothing else passes for one of them.
	let (invalid, graduate) = (json!("proofInvalid"), json!(federation.graduate.address()));
	let mut longer = json!(class.present(4_711))["proof"].clone();
	longer.as_array_mut().expect("it is a list").push(json!(H256::zero()));
	for (place, other) in [
		("/member/index", json!(4_710)),
		("/member/index", json!(CLASS)),
		("/member/subject", graduate),
		("/member/claims", json!(H256::zero())),
		("/proof/0", json!(H256::zero())),
		("/proof", json!([])),
		("/proof", longer),
	] {
		let mut presented = json!(class.present(4_711));
		*presented.pointer_mut(place).expect("there is such a place") = other;
		assert_eq!(federation.member(batch, presented.clone(), None, None).await, invalid, "{presented}");
	}
	assert_eq!(federation.member(document(9), json!(presented), None, None).await, json!("unknown"));
	let unread = json!({ "certificate": batch, "presented": { "index": 1 } });
	let (code, message) = client.refusal("certification_verify", unread).await;
	assert!(code == INVALID_PARAMS && message.contains("presented"), "{message}");

	// A thousand are revoked in one call, and few writes.
	let before = client.finalized().await.1;
	let revocation = StatusPurpose::Revocation;
	let (_, outcome) = federation.at(faculty, set_status(batch, revocation, (4_000..5_000).collect(), true)).await;
	let by = faculty.account();
	outcome.emitted(Event::<Runtime>::StatusSet { list: batch, purpose: revocation, count: 1_000, value: true, by });
	assert_eq!(changes(client, before, outcome.block).await, 2, "a thousand bits take more than two pages");
	let listed = json!({ "statusListed": { "purpose": "revocation" } });
	for (index, reason) in [(3_999, Value::Null), (4_000, listed.clone()), (4_999, listed), (5_000, Value::Null)] {
		assert_eq!(federation.member(batch, json!(class.present(index)), None, None).await, reason, "{index}");
	}
	// For bits, the past is asked at a past block.
	assert_eq!(federation.member(batch, json!(class.present(4_711)), None, Some(before)).await, Value::Null);

	// One is suspended alone, and reinstated; a revocation is for good.
	let suspension = StatusPurpose::Suspension;
	federation.at(university, set_status(batch, suspension, vec![7], true)).await;
	let listed = json!({ "statusListed": { "purpose": "suspension" } });
	assert_eq!(federation.member(batch, json!(class.present(7)), None, None).await, listed);
	federation.at(university, set_status(batch, suspension, vec![7], false)).await;
	assert_eq!(federation.member(batch, json!(class.present(7)), None, None).await, Value::Null);
	let refused = client.execute(university, set_status(batch, revocation, vec![4_711], false)).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::RevocationFinal.into()));

	// The bits are there for everyone, and the whole can be revoked as well.
	let list = client.value("civitas_exportStatusList", json!([batch, "revocation"])).await;
	assert_eq!(list["credentialSubject"]["statusPurpose"], json!("revocation"));
	let (time, _) = federation.at(university, revoke(batch, Reason::IssuerCompromise)).await;
	let reason = json!({ "revoked": { "at": time, "reason": "issuerCompromise" } });
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
	let federation = Federation::found_alone().await;
	let (client, accreditation, graduate) = (federation.client(), federation.of_faculty, federation.graduate.account());
	let (ministry, university, faculty) = (&federation.ministry, &federation.university, &federation.faculty);
	let claims = document(7);
	let degree = federation.graduate(content(claims)).await;
	let class = Class::of(100);
	let (_, issued) = federation.at(faculty, class.issue(accreditation, federation.degree)).await;
	let authority = Authority::Accreditation(accreditation);
	let batch = batch_id(authority, &federation.degree, &class.root(), 100, None, None);
	// What the university and its sibling issue themselves is not concerned.
	let mut others = Vec::new();
	for (who, accreditation) in [(university, federation.of_university), (&federation.sibling, federation.of_sibling)] {
		let call = issue(accreditation, federation.degree, &graduate, content(document(6)));
		federation.at(who, call).await;
		let (authority, content) = (Authority::Accreditation(accreditation), content(document(6)));
		others.push(certificate_id(authority, &federation.degree, &graduate, &content, None));
	}
	let member = json!(class.present(42));

	let before = client.finalized().await.1;
	let (time, outcome) = federation.at(ministry, suspend_accreditation(accreditation)).await;
	assert_eq!(changes(client, before, outcome.block).await, 1);

	let fallen = |accreditation: AccreditationId, state: &str, since: u64| {
		let reason = json!({ "accreditation": accreditation, "state": state, "since": since });
		json!({ "issuerNotAccredited": reason })
	};
	let suspended = fallen(accreditation, "suspended", time);
	assert_eq!(federation.reason(degree, None, None).await, suspended);
	assert_eq!(federation.member(batch, member.clone(), None, None).await, suspended);
	for other in &others {
		assert_eq!(federation.reason(*other, None, None).await, Value::Null);
	}
	// Neither does the faculty issue, nor does the university let it.
	let further = issue(accreditation, federation.degree, &graduate, content(document(5)));
	let refused = client.execute(faculty, further).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::AccreditationSuspended.into()));
	let refused = client.execute(university, reinstate_accreditation(accreditation)).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::AuthorityTooLow.into()));

	// The past is as it was: by time from the state of now, and at a block of then.
	assert_eq!(federation.reason(degree, Some(time - 1), None).await, Value::Null);
	assert_eq!(federation.member(batch, member.clone(), Some(time - 1), None).await, Value::Null);
	assert_eq!(federation.reason(degree, None, Some(issued.block)).await, Value::Null);
	assert_eq!(federation.reason(degree, None, Some(outcome.block)).await, suspended);

	// The ministry reinstates it, and the time in between stays.
	let (reinstated, _) = federation.at(ministry, reinstate_accreditation(accreditation)).await;
	assert_eq!(federation.reason(degree, None, None).await, Value::Null);
	assert_eq!(federation.member(batch, member.clone(), None, None).await, Value::Null);
	assert_eq!(federation.reason(degree, Some(reinstated - 1), None).await, suspended);
	assert_eq!(federation.member(batch, member, Some(reinstated - 1), None).await, suspended);

	// The university falls: so does what hangs further down, and nothing beside it.
	let accreditation = federation.of_university;
	let revoke = Call::revoke_accreditation { accreditation, reason: Reason::IssuerCompromise };
	let (time, _) = federation.at(ministry, certification(revoke)).await;
	let revoked = fallen(accreditation, "revoked", time);
	for certificate in [degree, others[0]] {
		assert_eq!(federation.reason(certificate, None, None).await, revoked);
		assert_eq!(federation.reason(certificate, Some(time - 1), None).await, Value::Null);
	}
	assert_eq!(federation.reason(others[1], None, None).await, Value::Null);

	// At last the network is closed.
	let call = Call::close_network { network: federation.network };
	let (time, _) = federation.at(ministry, certification(call)).await;
	assert_eq!(federation.reason(others[1], None, None).await, json!({ "networkClosed": { "at": time } }));
	assert_eq!(federation.reason(others[1], Some(time - 1), None).await, Value::Null);
}
