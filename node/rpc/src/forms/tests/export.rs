//! Certificates in the form of W3C.

use super::{
	chain::{
		badge, certificate, fields, issuer, signed_badge, subject, BADGE, BATCH, FACULTY, FIELDS, LEARNER, NETWORK,
		RECORD, SIGNED, TEXT,
	},
	*,
};
use crate::{error::NOT_FOUND, forms::names::did_of};

fn url(id: H256) -> String {
	format!("{}/certificates/{}", did_of(&issuer()), hex(id))
}

fn entry(id: H256, purpose: &str, index: u32) -> Value {
	let list = format!("{}/status-lists/{}/{purpose}", did_of(&issuer()), hex(id));
	json!({
		"id": format!("{list}#{index}"),
		"type": "BitstringStatusListEntry",
		"statusPurpose": purpose,
		"statusListIndex": index.to_string(),
		"statusListCredential": list,
	})
}

#[test]
fn a_public_record_is_exported_from_the_chain_alone() {
	let mut credential = export(json!([hex(RECORD)]));
	let context = credential["@context"][1].take();
	let vocabulary = "urn:uuid:676d0d7d-304d-4e7a-b292-e5588bfbe9a9#";
	assert_eq!(context["claims"], json!({ "@id": format!("{vocabulary}claims"), "@type": "@json" }));
	assert_eq!(context["civitas"], json!({ "@id": format!("{vocabulary}civitas"), "@type": "@json" }));
	assert_eq!(
		credential,
		json!({
			"@context": ["https://www.w3.org/ns/credentials/v2", null],
			"id": url(RECORD),
			"type": ["VerifiableCredential", "CivitasCertificate"],
			"issuer": did_of(&issuer()),
			"validFrom": "2023-11-14T22:05:00Z",
			"validUntil": "2023-11-14T22:30:00.5Z",
			"credentialSubject": {
				"id": did_of(&subject()),
				"claims": { "document": { "degree": "Master", "year": 2023 } },
			},
			"credentialStatus": [entry(RECORD, "revocation", 0), entry(RECORD, "suspension", 0)],
			"civitas": {
				"version": 1,
				"genesisHash": hex(H256::zero()),
				"certificate": hex(RECORD),
				"network": NETWORK,
				"schema": hex(H256::repeat_byte(0xd1)),
				"schemaHash": hex(H256::repeat_byte(0x72)),
				"schemaUri": "https://university.example/degree.schema.json",
				"accreditation": FACULTY,
				"issuer": did_of(&issuer()),
				"subject": did_of(&subject()),
				"claims": hex(certificate(RECORD).claims),
				"evidence": null,
				"issuedAt": "2023-11-14T21:56:40Z",
				"validFrom": "2023-11-14T22:05:00Z",
				"validUntil": "2023-11-14T22:30:00.5Z",
			},
		})
	);
	let text = export(json!([hex(TEXT)]));
	assert_eq!(text["credentialSubject"]["claims"], json!({ "text": "Master, für immer" }));
}

#[test]
fn a_badge_stays_as_it_is_with_its_status_and_its_place_added() {
	let claims = json!({ "document": badge() });
	let mut credential = export(json!([hex(BADGE), null, claims]));
	assert_eq!(credential["credentialStatus"], entry(BADGE, "suspension", 0), "a badge has one status");
	assert_eq!(credential["civitas"]["certificate"], json!(hex(BADGE)));
	let members = credential.as_object_mut().expect("a credential is an object");
	members.remove("credentialStatus");
	members.remove("civitas");
	let contexts = members["@context"].as_array_mut().expect("the contexts are a list");
	assert_eq!(contexts.len(), 3);
	contexts.pop();
	assert_eq!(credential, badge());
}

#[test]
fn an_achievement_on_record_becomes_a_badge() {
	let credential = export(json!([hex(LEARNER)]));
	assert_eq!(credential["type"], json!(["VerifiableCredential", "OpenBadgeCredential"]));
	assert_eq!(credential["@context"][1], json!("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"));
	assert_eq!(credential["issuer"], json!({ "id": did_of(&issuer()), "type": ["Profile"] }));
	let achievement = &badge()["credentialSubject"]["achievement"];
	let expected = json!({ "id": did_of(&subject()), "type": ["AchievementSubject"], "achievement": achievement });
	assert_eq!(credential["credentialSubject"], expected);
	assert_eq!(credential["name"], achievement["name"]);
	assert_eq!(credential["credentialStatus"], entry(LEARNER, "suspension", 0));
}

#[test]
fn what_is_private_is_shown_only_as_far_as_it_is_presented() {
	let claims = |credential: Value| credential["credentialSubject"]["claims"].clone();
	assert_eq!(claims(export(json!([hex(BADGE)]))), json!({ "commitment": hex(certificate(BADGE).claims) }));
	let disclosed = json!({ "disclosed": { "count": 3, "fields": [fields()[0], fields()[2]] } });
	let credential = export(json!([hex(FIELDS), null, disclosed]));
	assert_eq!(claims(credential), disclosed);
}

#[test]
fn a_document_that_nothing_can_be_added_to_is_among_the_claims() {
	let claims = json!({ "document": signed_badge() });
	let credential = export(json!([hex(SIGNED), null, claims]));
	assert_eq!(credential["credentialSubject"]["claims"], claims);
	assert_eq!(credential["type"], json!(["VerifiableCredential", "CivitasCertificate"]));
}

#[test]
fn one_of_a_batch_has_its_place_in_the_lists_of_the_batch() {
	let credential = export(json!([hex(BATCH), presented(7)]));
	assert_eq!(credential["id"], json!(format!("{}/7", url(BATCH))));
	assert_eq!(credential["credentialStatus"], json!([entry(BATCH, "revocation", 7), entry(BATCH, "suspension", 7)]));
	assert_eq!(credential["civitas"]["member"], json!({ "index": 7, "proof": chain::presented(7).proof.0 }));
	let badge = export(json!([hex(BATCH), presented(7), { "document": badge() }]));
	assert_eq!(badge["credentialStatus"], entry(BATCH, "suspension", 7));
}

#[test]
fn what_was_not_certified_is_not_exported() {
	let mut other = badge();
	other["name"] = json!("Working Dangerously at Height");
	let mut fields = json!(fields());
	fields[0]["value"] = json!("Grace");
	let disclosed = json!({ "disclosed": { "count": 3, "fields": fields } });
	for (id, claims) in [
		(BADGE, json!({ "document": other })),
		(BADGE, json!({ "text": "Master" })),
		(BADGE, json!({ "commitment": hex(BADGE) })),
		(FIELDS, disclosed),
		(FIELDS, json!({ "disclosed": { "count": 3, "fields": [] } })),
	] {
		let (code, message) = refused("exportCredential", json!([hex(id), null, claims]));
		let expected = "Invalid params: claims: they are not those that were certified";
		assert_eq!((code, message.as_str()), (-32602, expected), "{claims}");
	}
	let mut member = presented(7);
	member["member"]["index"] = json!(8);
	for (params, problem) in [
		(json!([hex(BATCH), member]), "presented: the proof does not show that it is one of the batch"),
		(json!([hex(BATCH)]), "presented: of a batch, it has to be said which one is meant"),
	] {
		assert_eq!(refused("exportCredential", params), (-32602, format!("Invalid params: {problem}")));
	}
	let not_found = |what: &str| (i64::from(NOT_FOUND), format!("Not found: {what} {}", hex(H256::zero())));
	assert_eq!(refused("exportCredential", json!([hex(H256::zero())])), not_found("certificate"));
	let params = json!([hex(H256::zero()), presented(7)]);
	assert_eq!(refused("exportCredential", params), not_found("batch"));
}
