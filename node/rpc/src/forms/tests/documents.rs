//! Which documents are shown as the credentials that they are, and which within the claims.

use super::{
	chain::{badge, certificate, issuer, json as document_of, schema, subject, BADGE, BATCH, DEGREE, TEXT},
	*,
};
use crate::forms::{
	credential::{Export, Shape},
	names::{certificate_url, did_of},
};
use civitas_credentials::{problems_of, without_chain};

fn exported(document: &Value, is_own: bool) -> Map<String, Value> {
	let (certificate, schema) = (certificate(BADGE), schema(DEGREE));
	let claims = Claims::Document(document_of(document.clone()));
	let genesis = H256::zero();
	let export = Export { genesis, certificate: &certificate, schema: &schema, presented: None, claims: &claims };
	let credential = match export.as_it_is() {
		Some((credential, _)) if is_own => credential,
		_ => export.otherwise(),
	};
	// Whatever it is, what is shown in the place of a standard is legal in it.
	for shape in [Shape::AsItIs, Shape::Badge, Shape::Plain] {
		if let Some(credential) = export.shaped(shape) {
			assert_eq!(problems_of(&credential), [""; 0], "{shape:?} of {document}");
		}
	}
	credential
}

fn is_shown_as_it_is(document: &Value) -> bool {
	document_of(without_chain(&exported(document, true)).into()) == document_of(document.clone())
}

fn is_within_the_claims(document: &Value) -> bool {
	exported(document, true)["credentialSubject"]["claims"]["document"] == *document
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
fn a_legal_credential_is_shown_as_it_is() {
	let (by, about) = (did_of(&issuer()), did_of(&subject()));
	let terms = json!({ "grade": "urn:a:grade", "claims": "urn:a:claims" });
	for document in [
		simple(),
		badge(),
		with(json!({ "type": "VerifiableCredential" })),
		with(json!({
			"@context": ["https://www.w3.org/ns/credentials/v2", terms],
			"credentialSubject": { "grade": 1E30, "claims": ["x"] },
		})),
		with(json!({ "issuer": { "id": by, "name": "University" } })),
		with(json!({ "issuer": format!("{by}#key") })),
		with(json!({ "id": "urn:uuid:16627595-a909-440f-862c-077cb103f0c6" })),
		with(json!({ "id": format!("{by}/degrees/7") })),
		with(json!({ "credentialSubject": [{ "id": about, "name": "Ada" }, { "name": "Ada" }] })),
		with(json!({ "credentialSubject": { "id": format!("{about}?versionId=1"), "name": "Ada" } })),
		with(json!({ "validFrom": "2023-03-13T24:00:00Z", "validUntil": "2023-03-14T00:00:00.000000000001Z" })),
	] {
		assert!(is_shown_as_it_is(&document), "{document}");
		// Of someone else it is a quotation.
		assert_eq!(exported(&document, false)["credentialSubject"]["claims"]["document"], document);
	}
}

#[test]
fn whatever_is_certified_what_is_shown_is_legal() {
	let of = |name: &str, value: Value| with(json!({ name: value }));
	let (v2, badges) =
		("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json");
	let context = |more: Value| of("@context", json!([v2, more]));
	let in_badge = |at: &str, value: Value| {
		let mut badge = badge();
		let (parent, name) = at.rsplit_once('/').expect("it is a pointer");
		badge.pointer_mut(parent).expect("it is there")[name] = value;
		badge
	};
	let achievement = badge()["credentialSubject"]["achievement"].clone();
	let learner = |name: &str, value: Value| {
		let mut achievement = achievement.clone();
		achievement[name] = value;
		json!({ "achievement": achievement })
	};
	let documents = [
		json!(null),
		json!(1E30),
		json!("\u{202e}text"),
		json!([]),
		json!({}),
		json!({ "@context": { "@vocab": "urn:a" }, "@type": "b" }),
		json!({ "credentialSubject": { "claims": { "commitment": "0x00" } }, "civitas": {} }),
		of("credentialStatus", json!({ "type": "StatusList2021Entry" })),
		of("proof", json!({ "type": "DataIntegrityProof" })),
		of("civitas", json!({ "certificate": "0x00" })),
		context(json!("https://university.example/context")),
		context(json!(v2)),
		context(json!({})),
		context(json!({ "@vocab": "urn:a:" })),
		context(json!({ "name": "urn:a" })),
		context(json!({ "@protected": true, "civitas": "urn:a" })),
		context(json!({ "id": "@type" })),
		of("@context", json!(v2)),
		of("@context", json!(["https://www.w3.org/2018/credentials/v1"])),
		of("@context", json!([badges, v2])),
		of("grade", json!(1)),
		of("type", json!(["VerifiableCredential", "Degree"])),
		of("type", json!(["VerifiableCredential", "OpenBadgeCredential"])),
		of("type", json!([["VerifiableCredential"]])),
		of("id", json!("1")),
		of("issuer", json!([did_of(&issuer())])),
		of("issuer", json!({ "@id": did_of(&issuer()) })),
		of("credentialSubject", json!([])),
		of("credentialSubject", json!({})),
		of("credentialSubject", json!({ "id": "ada" })),
		of("credentialSubject", json!({ "@id": "urn:a" })),
		of("credentialSubject", json!({ "name": { "en": "Ada" } })),
		of("evidence", json!([{ "id": "urn:a" }])),
		of("termsOfUse", json!({ "type": "Unknown" })),
		of("relatedResource", json!([{ "id": "urn:a" }])),
		of("name", json!({ "@value": "A", "@language": "en", "other": 1 })),
		of("validFrom", json!("2023-02-29T00:00:00Z")),
		of("validUntil", json!("2023-03-14")),
		of("validUntil", json!(null)),
		in_badge("/credentialSubject/identifier", json!("a@b.example")),
		in_badge("/credentialSubject/achievement/image", json!("https://a.example/a.png")),
		in_badge("/credentialSubject/achievement/achievementType", json!("Knot")),
		in_badge("/credentialSubject/achievement/criteria", json!("all of it")),
		in_badge("/issuer/type", json!("Person")),
		in_badge("/validFrom", json!("2023-03-13T24:00:00Z")),
		learner("name", json!({ "@value": "A" })),
		learner("criteria", json!({})),
		learner("criteria", json!([])),
		learner("image", json!("urn:a")),
		learner("civitas", json!({ "a": 1 })),
		learner("claims", json!("mine")),
		learner("@context", json!({ "name": "urn:a" })),
		learner("grade", json!(1)),
		learner("id", json!("somewhere")),
		learner("type", json!([])),
		json!({ "achievement": [achievement, achievement] }),
	];
	assert!(documents.len() >= 50);
	for document in &documents {
		// It is looked at there.
		exported(document, true);
		exported(document, false);
		let is_badge = document.get("achievement").is_some_and(|achievement| achievement["criteria"] == json!({}));
		assert_eq!(is_within_the_claims(document), !is_badge, "{document}");
	}
}

#[test]
fn what_names_others_of_this_chain_is_within_the_claims() {
	let (by, about) = (did_of(&issuer()), did_of(&subject()));
	for ending in ["", "#key", "?versionId=1", "/a", "/a?b#c", "#/"] {
		let subject = format!("{by}{ending}");
		for document in [
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
	let kind = |document: &Value| exported(document, false)["type"][1].clone();
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
