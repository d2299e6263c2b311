//! Which documents are shown as the credentials that they are, and which within the claims.

use super::{
	chain::{badge, certificate, issuer, json as document_of, schema, subject, BADGE, BATCH, DEGREE, TEXT},
	*,
};
use crate::forms::{
	credential::{document_within, Export},
	names::{certificate_url, did_of},
};

fn exported(document: &Value) -> Map<String, Value> {
	let (certificate, schema) = (certificate(BADGE), schema(DEGREE));
	let claims = Claims::Document(document_of(document.clone()));
	let genesis = H256::zero();
	Export { genesis, certificate: &certificate, schema: &schema, presented: None, claims: &claims }.credential()
}

fn is_shown_as_it_is(document: &Value) -> bool {
	document_within(&exported(document)) == document_of(document.clone())
}

fn is_within_the_claims(document: &Value) -> bool {
	exported(document)["credentialSubject"]["claims"]["document"] == *document
}

/// A credential of the simplest kind.
fn simple() -> Value {
	json!({
		"@context": ["https://www.w3.org/ns/credentials/v2"],
		"type": ["VerifiableCredential"],
		"issuer": did_of(&issuer()),
		"credentialSubject": { "id": did_of(&subject()), "name": "Ada" },
	})
}

/// The same with some members that are others, or added.
fn with(members: Value) -> Value {
	let mut document = simple();
	for (name, value) in members.as_object().expect("members are an object") {
		document[name] = value.clone();
	}
	document
}

#[test]
fn a_proper_credential_is_shown_as_it_is() {
	let (by, about) = (did_of(&issuer()), did_of(&subject()));
	for document in [
		simple(),
		badge(),
		with(json!({ "type": "VerifiableCredential" })),
		with(json!({ "@context": ["https://www.w3.org/ns/credentials/v2", { "name": "urn:a" }, "https://a.example"] })),
		with(json!({ "issuer": { "id": by, "name": "University" } })),
		with(json!({ "issuer": format!("{by}#key") })),
		with(json!({ "issuer": "https://university.example" })),
		with(json!({ "id": "urn:uuid:16627595-a909-440f-862c-077cb103f0c6" })),
		with(json!({ "id": format!("{by}/degrees/7") })),
		with(json!({ "credentialSubject": [{ "id": about, "name": "Ada" }, { "name": "Ada" }] })),
		with(json!({ "credentialSubject": { "id": format!("{about}?versionId=1"), "name": "Ada" } })),
		with(json!({ "validFrom": "2023-03-14T00:00:00Z", "validUntil": "2023-03-14T00:00:00Z" })),
		with(json!({ "validFrom": "2023-03-14T01:00:00.123+02:00", "validUntil": "2023-03-13T23:00:00.123Z" })),
		with(json!({ "validUntil": "2023-03-14T00:00:00-14:00" })),
	] {
		assert!(is_shown_as_it_is(&document), "{document}");
	}
}

#[test]
fn what_validators_refuse_is_within_the_claims() {
	let of = |name: &str, value: Value| with(json!({ name: value }));
	let mut documents = vec![of("validUntil", json!("2023-03-13T23:59:59Z"))];
	documents[0]["validFrom"] = json!("2023-03-14T00:00:00Z");
	for issuer in [json!("nobody"), json!(5), json!({}), json!({ "id": 5 }), json!({ "id": "a" }), json!(["urn:a"])] {
		documents.push(of("issuer", issuer));
	}
	for id in ["", "1", "urn:", ":a", "1a:b", "a b:c", "https://a b", "https://a.example/\"", "https://ü.example"] {
		documents.push(of("id", json!(id)));
		documents.push(of("issuer", json!({ "id": id })));
		documents.push(of("credentialSubject", json!({ "id": id, "name": "Ada" })));
	}
	for time in [
		"2023-03-14",
		"2023-03-14T00:00:00",
		"2023-03-14T00:00Z",
		"2023-03-14 00:00:00Z",
		"2023-03-14t00:00:00z",
		"20230314T000000Z",
		"2023-02-29T00:00:00Z",
		"2023-03-14T00:00:60Z",
		"2023-03-14T00:00:00.Z",
		"2023-03-14T00:00:00,5Z",
		"2023-03-14T00:00:00+02",
		"2023-03-14T00:00:00+0200",
		"2023-03-14T00:00:00+14:01",
		"2023-03-14T00:00:00Z[UTC]",
		"ü023-03-14T00:00:00Z",
		"soon",
		"",
	] {
		documents.push(of("validFrom", json!(time)));
		documents.push(of("validUntil", json!(time)));
	}
	for value in [json!(null), json!(1_700_000_000), json!({}), json!([])] {
		documents.push(of("id", value.clone()));
		documents.push(of("validFrom", value.clone()));
		documents.push(of("validUntil", value.clone()));
		documents.push(of("credentialSubject", value));
	}
	for subject in [json!("urn:a"), json!([{}]), json!(["urn:a"]), json!([{ "name": "Ada" }, {}])] {
		documents.push(of("credentialSubject", subject));
	}
	for kind in [json!("OpenBadgeCredential"), json!(["VerifiableCredential", 5]), json!([]), json!(null)] {
		documents.push(of("type", kind));
	}
	for context in [json!(5), json!(null), json!("somewhere")] {
		documents.push(of("@context", json!(["https://www.w3.org/ns/credentials/v2", context])));
	}
	documents.push(of("@context", json!(["https://a.example", "https://www.w3.org/ns/credentials/v2"])));
	documents.push(of("@context", json!("https://www.w3.org/ns/credentials/v2")));
	for name in ["civitas", "credentialStatus", "proof"] {
		documents.push(of(name, json!({})));
	}
	for document in documents {
		assert!(is_within_the_claims(&document), "{document}");
	}
}

#[test]
fn what_names_others_of_this_chain_is_within_the_claims() {
	let (by, about) = (did_of(&issuer()), did_of(&subject()));
	for ending in ["", "#key", "?versionId=1", "/a", "/a?b#c", "#/"] {
		let (issuer, subject) = (format!("{about}{ending}"), format!("{by}{ending}"));
		for document in [
			with(json!({ "issuer": issuer })),
			with(json!({ "issuer": { "id": issuer } })),
			with(json!({ "credentialSubject": { "id": subject, "name": "Ada" } })),
			with(json!({ "credentialSubject": [{ "id": subject, "name": "Ada" }] })),
			with(json!({ "credentialSubject": [{ "id": about, "name": "Ada" }, { "id": subject, "name": "Ada" }] })),
		] {
			assert!(is_within_the_claims(&document), "{document}");
		}
	}
	let other = certificate_url(&issuer(), &TEXT, None);
	for ending in ["", "/7", "#a", "?a=b", "/7#a"] {
		let document = with(json!({ "id": format!("{other}{ending}") }));
		assert!(is_within_the_claims(&document), "{document}");
	}
	let member = format!("{by}/certificates/{}/7", hex(BATCH));
	assert!(is_within_the_claims(&with(json!({ "id": member }))));
}

#[test]
fn an_achievement_alone_becomes_a_badge() {
	let achievement = &badge()["credentialSubject"]["achievement"];
	let kind = |document: &Value| exported(document)["type"][1].clone();
	assert_eq!(kind(&json!({ "achievement": achievement })), json!("OpenBadgeCredential"));
	for document in [
		json!({ "achievement": achievement, "name": "Ada" }),
		json!({ "achievement": achievement, "id": did_of(&subject()) }),
		json!({ "achievement": achievement, "type": "AchievementSubject" }),
		json!({ "achievement": [achievement] }),
		json!({ "achievement": { "name": "Master" } }),
		json!({}),
	] {
		assert_eq!(kind(&document), json!("CivitasCertificate"), "{document}");
		assert!(is_within_the_claims(&document), "{document}");
	}
}
