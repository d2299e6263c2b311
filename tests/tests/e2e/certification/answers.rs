//! What answers say: since when, nothing of the future, and not that a certificate is of whom its document names.

use super::*;
use civitas_primitives::certification::info::Membership;
use civitas_tests::{certification::text, identity::Officer};
use pallet_identity_registry::Call as IdentityCall;

/// Why something is not valid at a time, and since when that is so, or since when it is valid; and the time of the block.
async fn said(client: &Client, certificate: CertificateId, time: Option<u64>) -> ((Value, Value), u64) {
	let params = json!({ "certificate": certificate, "time": time });
	let (at, answer) = client.ask("certification_verify", params).await;
	assert_eq!(answer["time"], json!(time.unwrap_or(at.time)), "{answer}");
	((reason_in(&answer), answer["since"].clone()), at.time)
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_say_since_when_and_nothing_of_the_future() {
	let federation = Federation::found().await;
	let (client, university) = (federation.client(), &federation.university);
	let degree = federation.graduate(content(document(7))).await;
	let info = client.value("certification_certificate", json!([degree])).await;
	let issued = info["issuedAt"].as_u64().expect("a time is a number");
	let future = issued + 1_000 * YEAR;
	let now = async |time| said(client, degree, time).await.0;
	let not_yet_known = async || {
		let ((reason, since), now) = said(client, degree, Some(future)).await;
		assert_eq!((reason, since), (json!({ "notYetKnown": { "now": now } }), Value::Null));
	};

	let valid = |since: u64| (Value::Null, json!(since));
	assert_eq!(now(None).await, valid(issued));
	assert_eq!(now(Some(issued)).await, valid(issued));
	let unissued = json!({ "notYetIssued": { "issuedAt": issued } });
	assert_eq!(now(Some(issued - 1)).await, (unissued, Value::Null));
	assert_eq!(said(client, document(9), None).await.0, (json!("unknown"), Value::Null));
	not_yet_known().await;
	let accredited = async |time: Option<u64>| {
		let params = json!({ "accreditation": federation.of_faculty, "schema": federation.degree, "time": time });
		client.value("certification_isAccredited", params).await
	};
	assert_eq!((accredited(None).await, accredited(Some(future)).await), (json!(true), json!(false)));

	// What is suspended may be reinstated until then.
	let (suspended, _) = federation.at(university, suspend(degree)).await;
	let reason = json!({ "suspended": { "at": suspended, "reason": "certificateHold" } });
	assert_eq!(now(None).await, (reason.clone(), json!(suspended)));
	not_yet_known().await;
	let (reinstated, _) = federation.at(university, reinstate(degree)).await;
	assert_eq!(now(None).await, valid(reinstated));
	assert_eq!(now(Some(reinstated - 1)).await, (reason, json!(suspended)));
	assert_eq!(now(Some(suspended - 1)).await, valid(issued));

	// What is revoked stays so.
	let (revoked, _) = federation.at(university, revoke(degree, Reason::PrivilegeWithdrawn)).await;
	let reason = json!({ "revoked": { "at": revoked, "reason": "privilegeWithdrawn" } });
	for time in [None, Some(future)] {
		assert_eq!(now(time).await, (reason.clone(), json!(revoked)));
	}
	assert_eq!(now(Some(revoked - 1)).await, valid(reinstated));
}

/// The example of a badge as a credential, whose certificate is `certificate`.
async fn exported(client: &Client, certificate: CertificateId) -> Value {
	let claimed = json!({ "certificate": certificate, "claims": { "document": badge().0 } });
	client.value("civitas_exportCredential", claimed).await
}

/// What is said of a credential to someone who expects this.
async fn judged(client: &Client, credential: &Value, expected: Value) -> Value {
	let params = json!({ "credential": credential, "expected": expected });
	let answer = client.value("civitas_verifyCredential", params).await;
	reason_in(&answer);
	answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_not_taken_for_that_of_the_school_it_names() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, mallory, _, dave, eve] = guest.people().await;
	let (badge, claims) = badge();
	// Mallory joins a network that is open to all, and certifies the badge of a school.
	let (name, policy_hash, policy_uri) = (text("Guild"), document(1), text(""));
	let membership = Membership::Open(Scope::All);
	let call = Call::found_network { name, policy_hash, policy_uri, membership };
	let network = network_in(&client.execute(&alice, certification(call)).await.success());
	client.execute(&alice, register_schema(network, schema("Badge"))).await.success();
	let joined = client.execute(&mallory, certification(Call::join_network { network })).await.success();
	let [accreditation] = accreditations_in(&joined)[..] else { panic!("one was given") };
	let (kind, subject) = (schema_id(network, &schema("Badge")), dave.account());
	client.execute(&mallory, issue(accreditation, kind, &subject, content(claims))).await.success();
	let authority = Authority::Accreditation(accreditation);
	let forged = certificate_id(authority, &kind, &subject, &content(claims), None);

	// The certificate is valid, and says who issued it; the badge is not that of the school.
	let mallory = json!(mallory.address());
	let answer = client.verify(json!({ "certificate": forged, "expected": { "issuer": mallory } })).await;
	assert_eq!(answer["reason"], Value::Null, "{answer}");
	let credential = exported(client, forged).await;
	let answer = judged(client, &credential, json!({ "network": network })).await;
	let school = &badge["issuer"]["id"];
	let unrelated = &answer["reason"]["issuerUnrelated"];
	assert_eq!((&unrelated["issuer"], &unrelated["attestedBy"]), (school, &json!([])), "{answer}");
	let own = &answer["documentIssuer"];
	assert_eq!((&own["id"], &own["relation"]), (school, &json!("unrelated")), "{answer}");

	// Who knows Mallory and wants a certificate of Mallory's is told that it is one.
	let did = format!("did:civitas:{}", mallory.as_str().expect("an address is a text"));
	for issuer in [&mallory, &json!(did)] {
		let answer = judged(client, &credential, json!({ "issuer": issuer })).await;
		assert_eq!(answer["reason"], Value::Null, "{answer}");
		assert_eq!(answer["documentIssuer"]["relation"], "unrelated", "{answer}");
	}
	let answer = judged(client, &credential, json!({ "issuer": eve.address() })).await;
	assert_eq!(answer["reason"], json!({ "issuerMismatch": { "issuer": mallory } }), "{answer}");
	// Whether it is the school's cannot be told without someone who has looked.
	let params = json!({ "credential": credential, "expected": { "issuer": school } });
	let (code, message) = client.refusal("civitas_verifyCredential", params).await;
	assert!(code == INVALID_PARAMS && message.contains("attesters"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_that_of_a_school_whose_website_was_attested_to_it() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, _, dave, eve] = guest.people().await;
	let [school, registry] = [Officer::register(client, &alice).await, Officer::register(client, &bob).await];
	let founded = school.act(found_network("Riverside School")).await.expect("a full key does everything");
	let network = network_in(&founded);
	let kind = schema_id(network, &schema("Badge"));
	let (claims, own) = (badge().1, None::<AccreditationId>);
	let certify = issue(own, kind, &dave.account(), content(claims));
	let calls = vec![register_schema(network, schema("Badge")), certify];
	school.act(in_one(calls)).await.expect("it runs the network");
	let id = certificate_id(Authority::Operator(network), &kind, &dave.account(), &content(claims), None);
	let credential = exported(client, id).await;
	let (website, registry_address) = ("https://school.riverside.example", registry.address());

	// A website is somebody's if someone says so whom the verifier trusts.
	let by_registry = json!({ "attesters": [registry_address] });
	let answer = judged(client, &credential, by_registry.clone()).await;
	assert!(answer["reason"]["issuerUnrelated"].is_object(), "{answer}");
	let valid_until = client.time(client.finalized().await.1).await + YEAR;
	let (identity, domain) = (school.id.clone(), text("school.riverside.example"));
	registry.act(IdentityCall::attest_domain { identity, domain, valid_until }).await.expect("any identity may");
	let valid = [
		by_registry,
		json!({ "attesters": [eve.address(), registry_address], "issuer": website }),
		json!({ "issuer": school.address() }),
	];
	for expected in valid {
		let answer = judged(client, &credential, expected.clone()).await;
		assert_eq!(answer["reason"], Value::Null, "{expected} {answer}");
	}
	let answer = judged(client, &credential, json!({ "attesters": [registry_address] })).await;
	let related = &answer["documentIssuer"];
	let found = (&related["relation"], &related["attestedBy"]);
	assert_eq!(found, (&json!("website"), &json!([registry_address])), "{answer}");

	// Not if it is just anyone, and no other website.
	for expected in [json!({ "attesters": [eve.address()] }), json!({})] {
		let answer = judged(client, &credential, expected.clone()).await;
		assert!(answer["reason"]["issuerUnrelated"].is_object(), "{expected} {answer}");
	}
	let other = json!({ "attesters": [registry_address], "issuer": "https://riverside.example" });
	let answer = judged(client, &credential, other).await;
	assert!(answer["reason"]["issuerMismatch"].is_object(), "{answer}");
}
