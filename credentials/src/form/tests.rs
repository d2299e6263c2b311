use super::*;
use crate::context::BADGES_CONTEXT;

fn document(value: &Value) -> Document {
	Document::from_value(value.clone()).expect("it is I-JSON")
}

fn form(value: &Value) -> Form {
	form_of(&document(value))
}

fn badge() -> Value {
	serde_json::from_str(include_str!("../../../docs/examples/open-badge.json")).expect("the example is JSON")
}

fn simple() -> Value {
	json!({
		"@context": [CREDENTIALS_CONTEXT],
		"type": ["VerifiableCredential"],
		"issuer": "https://university.example",
		"credentialSubject": { "id": "urn:uuid:1", "name": "Ada" },
	})
}

/// The same, of which one place has another value. `null` takes it away.
fn with(mut value: Value, at: &str, other: Value) -> Value {
	let (parent, name) = at.rsplit_once('/').expect("it is a pointer");
	let parent = value.pointer_mut(parent).expect("it is there");
	match parent {
		Value::Array(items) => items[name.parse::<usize>().expect("it is a place")] = other,
		Value::Object(members) if other.is_null() => drop(members.remove(name).expect("it is there")),
		_ => parent[name] = other,
	}
	value
}

#[test]
fn what_is_legal_is_shown_as_it_is() {
	let terms = json!({ "grade": "https://university.example/terms#grade" });
	let mut graded = with(simple(), "/credentialSubject/grade", json!(1.3));
	graded["@context"] = json!([CREDENTIALS_CONTEXT, terms]);
	let text = json!({ "@value": "Ada", "@language": "en", "@direction": "ltr" });
	for credential in [
		simple(),
		badge(),
		graded,
		with(simple(), "/type", json!("VerifiableCredential")),
		with(simple(), "/issuer", json!({ "id": "did:web:a.example", "name": text })),
		with(simple(), "/name", json!([text, { "@value": "Ada" }])),
		with(simple(), "/id", json!("urn:uuid:2")),
		with(simple(), "/credentialSubject", json!([{ "id": "urn:a", "name": "A" }, { "name": "B" }])),
		with(simple(), "/validFrom", json!("2024-02-29T24:00:00Z")),
		with(simple(), "/validFrom", json!("2024-02-29T23:59:59.123456789012Z")),
		with(simple(), "/validUntil", json!("-0044-03-15T12:00:00+01:00")),
		with(simple(), "/credentialSchema", json!({ "id": "urn:a", "type": "JsonSchema" })),
		with(badge(), "/type", json!(["VerifiableCredential", "AchievementCredential"])),
		with(badge(), "/credentialSubject/achievement/achievementType", json!("ext:Knot")),
		with(badge(), "/issuer", json!("https://school.riverside.example/profile")),
		with(badge(), "/image", json!({ "id": "https://a.example/a.png", "type": "Image" })),
	] {
		let form = form(&credential);
		assert!(matches!(form, Form::Credential(_)), "{form:?} {credential}");
	}
	assert_eq!(form(&json!({ "name": "Ada" })), Form::Data);
	assert_eq!(form(&json!(["VerifiableCredential"])), Form::Data);
}

#[test]
fn what_is_not_is_within_the_claims_and_it_is_said_why() {
	let remote = |url: &str| with(simple(), "/@context", json!([CREDENTIALS_CONTEXT, url]));
	let inline = |context: Value| with(simple(), "/@context", json!([CREDENTIALS_CONTEXT, context]));
	for (credential, reason) in [
		(with(simple(), "/proof", json!({ "type": "DataIntegrityProof" })), "of its own"),
		(with(simple(), "/civitas", json!({})), "of its own"),
		(with(simple(), "/credentialStatus", json!({ "type": "a" })), "of its own"),
		(with(simple(), "/@context", json!(CREDENTIALS_CONTEXT)), "@context is not a list"),
		(with(simple(), "/@context", json!([BADGES_CONTEXT, CREDENTIALS_CONTEXT])), "/@context/0"),
		(with(simple(), "/@context", json!(["https://www.w3.org/2018/credentials/v1"])), "/@context/0"),
		(remote("https://a.example/context"), "https://a.example/context is not one that is known here"),
		(remote(CREDENTIALS_CONTEXT), "/@context"),
		(inline(json!({})), "/@context/1"),
		(inline(json!({ "@vocab": "urn:a:" })), "@vocab"),
		(inline(json!({ "name": "urn:a" })), "the term name is protected"),
		(inline(json!({ "@protected": true, "civitas": "urn:a" })), "with what the chain adds"),
		(with(simple(), "/grade", json!(1)), "no context defines the member grade"),
		(with(simple(), "/type", json!(["VerifiableCredential", "Degree"])), "the type Degree"),
		(with(simple(), "/type", json!(["OpenBadgeCredential"])), "/type"),
		(with(simple(), "/issuer", Value::Null), "issuer"),
		(with(simple(), "/issuer", json!({ "name": "A" })), "/issuer"),
		(with(simple(), "/issuer", json!("nobody")), "/issuer"),
		(with(simple(), "/issuer", json!(["urn:a"])), "/issuer"),
		(with(simple(), "/id", json!("1")), "/id"),
		(with(simple(), "/credentialSubject", json!({})), "/credentialSubject"),
		(with(simple(), "/credentialSubject", json!([])), "/credentialSubject"),
		(with(simple(), "/credentialSubject/id", json!("ada")), "ada"),
		(with(simple(), "/evidence", json!({ "id": "urn:a" })), "/evidence"),
		(with(simple(), "/termsOfUse", json!([{ "id": "urn:a" }])), "/termsOfUse"),
		(with(simple(), "/credentialSchema", json!({ "type": "JsonSchema" })), "/credentialSchema"),
		(with(simple(), "/relatedResource", json!({ "id": "urn:a" })), "/relatedResource"),
		(with(simple(), "/name", json!({ "@value": "A", "@type": "urn:a" })), "/name"),
		(with(simple(), "/name", json!({ "en": "A" })), "/name"),
		(with(simple(), "/name", json!(5)), "/name"),
		(with(simple(), "/validFrom", json!("2024-02-30T00:00:00Z")), "validFrom is not a time"),
		(with(simple(), "/validUntil", json!(1_700_000_000)), "/validUntil"),
		(with(badge(), "/validUntil", json!("2025-03-13T23:59:59Z")), "valid until before"),
		(with(badge(), "/@context/1", json!("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")), "/@context/1"),
		(with(badge(), "/name", Value::Null), "name"),
		(with(badge(), "/image", json!("https://a.example/a.png")), "/image"),
		(with(badge(), "/issuer/type", Value::Null), "/issuer"),
		(with(badge(), "/issuer/email", json!("nobody")), "/issuer"),
		(with(badge(), "/credentialSubject/id", Value::Null), "/credentialSubject"),
		(with(badge(), "/credentialSubject/identifier", json!("a@b.example")), "/credentialSubject/identifier"),
		(
			with(badge(), "/credentialSubject/identifier", json!([{ "type": "IdentityObject" }])),
			"/credentialSubject/identifier",
		),
		(with(badge(), "/credentialSubject/achievement/achievementType", json!("Knot")), "achievementType"),
		(with(badge(), "/credentialSubject/achievement/criteria", Value::Null), "/credentialSubject/achievement"),
		(with(badge(), "/credentialSubject/achievement/image", json!("urn:a")), "/achievement/image"),
		(with(badge(), "/credentialSubject/achievement/tag", json!("a")), "/achievement/tag"),
		(with(badge(), "/credentialSubject/achievement/creditsAvailable", json!("3")), "creditsAvailable"),
	] {
		let Form::Claims(reasons) = form(&credential) else { panic!("{credential} is not within the claims") };
		assert!(reasons.iter().any(|found| found.contains(reason)), "{reasons:?} has no {reason}");
		assert!(reasons.iter().all(|found| found.chars().count() <= crate::document::MAX_REASON + 1), "{reasons:?}");
	}
}

#[test]
fn terms_of_the_issuer_keep_their_meaning() {
	// A term of our name that the issuer has defined would get another meaning.
	let own = json!({ "civitas": { "@id": "urn:a", "@type": "@json" } });
	let credential = with(simple(), "/@context", json!([CREDENTIALS_CONTEXT, own]));
	assert!(matches!(form(&with(credential.clone(), "/credentialSubject/civitas", json!(1))), Form::Claims(_)));
	assert!(matches!(form(&credential), Form::Credential(_)));
	// One that is ours elsewhere is not defined here.
	let own = json!({ "claims": "urn:a", "CivitasCertificate": "urn:b" });
	let credential = with(simple(), "/@context", json!([CREDENTIALS_CONTEXT, own]));
	assert!(matches!(form(&with(credential, "/credentialSubject/claims", json!("2"))), Form::Credential(_)));
}

#[test]
fn what_the_chain_adds_can_be_taken_away() {
	let badge = document(&badge());
	let members = badge.members().expect("it is an object");
	let mut whole = with_chain(members, json!({ "type": "a" }), json!({ "b": 1 })).expect("there is room");
	whole.insert(PROOF.into(), json!({}));
	assert_eq!(without_chain(&whole), *members);
	assert_eq!(with_chain(&whole, json!({}), json!({})), None);
	assert!(CREDENTIAL.is_some() && BADGE.is_some() && ENDORSEMENTS.is_some());
}

#[test]
fn odd_documents_are_shown_as_they_are_where_they_are_legal() {
	// jsonld.js looks at the same ones, as the node exports them: tests/clients/credentials.mjs.
	let odd = include_str!("../../../tests/clients/odd-documents.json");
	let odd: Vec<Value> = serde_json::from_str(odd).expect("they are JSON");
	for Odd { name, shown, document } in odd.into_iter().map(|odd| serde_json::from_value(odd).expect("it is one")) {
		let form = form_of(&document);
		assert_eq!(matches!(form, Form::Credential(_)), shown, "{name}: {form:?}");
	}
}

#[derive(serde::Deserialize)]
struct Odd {
	name: String,
	shown: bool,
	document: Document,
}
