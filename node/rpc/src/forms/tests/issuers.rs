//! By whom documents say that they are, for when, and what a verifier makes of it.

use super::{
	chain::{
		attester, document, issuer, stranger, subject, BY_DID, BY_FORMER_WEBSITE, BY_WEBSITE, FIELDS, FORGED,
		FORMER_WEBSITE, LATE, NOW, OVER, PUBLISHED, RECORD, SEVERAL, UNDATED, WEBSITE,
	},
	*,
};
use crate::forms::names::did_of;

fn export(id: H256) -> Value {
	super::export(json!([hex(id), null, { "document": document(id) }]))
}

/// The same within the claims: an attestation may have come since it was exported.
fn quoted(id: H256) -> Value {
	let anchor = export(id)["civitas"].clone();
	json!({ "civitas": anchor, "credentialSubject": { "claims": { "document": document(id) } } })
}

/// The reason, and what is said of the issuer.
fn judged(credential: &Value, expected: Value) -> (Value, Value) {
	let answer = answer_to("verifyCredential", json!([credential, expected]));
	assert_eq!(answer["valid"], json!(answer["reason"].is_null()));
	(answer["reason"].clone(), answer["documentIssuer"].clone())
}

fn unrelated(id: &str, attested_by: &[AccountId32]) -> Value {
	let attested_by: Vec<_> = attested_by.iter().map(|attester| attester.to_string()).collect();
	json!({ "issuerUnrelated": { "issuer": id, "attestedBy": attested_by } })
}

#[test]
fn a_forged_issuer_is_refused() {
	let credential = export(FORGED);
	assert_eq!(credential["credentialSubject"]["claims"]["document"], document(FORGED).expect("there is one"));
	assert_eq!(credential["issuer"], json!(did_of(&issuer())));
	let named = json!({ "id": "https://other.example", "relation": "unrelated", "attestedBy": [] });
	let all = json!({ "attesters": [did_of(&attester()), stranger().to_string()] });
	for expected in [json!(null), json!({}), all, json!({ "attesters": null }), json!({ "attesters": [] })] {
		assert_eq!(judged(&credential, expected), (unrelated("https://other.example", &[]), named.clone()));
	}
	// Whoever says that they want this issuer has it, whatever the document says.
	for issuer in [issuer().to_string(), did_of(&issuer())] {
		assert_eq!(judged(&credential, json!({ "issuer": issuer })), (json!(null), named.clone()));
	}
	// As if it were the document itself.
	let mut shown = document(FORGED).expect("there is one");
	for member in ["civitas", "credentialStatus"] {
		shown[member] = export(BY_DID)[member].clone();
	}
	shown["civitas"] = credential["civitas"].clone();
	let context = export(BY_DID)["@context"][1].clone();
	shown["@context"].as_array_mut().expect("it is a list").push(context);
	shown["credentialStatus"] = credential["credentialStatus"].clone();
	assert_eq!(judged(&shown, json!(null)).0, unrelated("https://other.example", &[]));
}

#[test]
fn an_issuer_is_who_they_say_by_their_did() {
	let credential = export(BY_DID);
	assert_eq!(credential["issuer"], json!({ "id": format!("{}#key", did_of(&issuer())) }));
	for credential in [credential, quoted(BY_DID)] {
		let (reason, named) = judged(&credential, json!(null));
		assert_eq!((&reason, &named["relation"], &named["attestedBy"]), (&json!(null), &json!("same"), &json!([])));
		let other = json!({ "issuer": did_of(&subject()) });
		let mismatch = json!({ "issuerMismatch": { "issuer": issuer().to_string() } });
		assert_eq!(judged(&credential, other).0, mismatch);
	}
}

#[test]
fn an_issuer_is_at_a_website_if_someone_trusted_says_so() {
	let credential = export(BY_WEBSITE);
	let id = format!("https://{WEBSITE}/registrar");
	assert_eq!(credential["issuer"], json!(id));
	let both = [attester(), stranger()];
	for credential in [credential, quoted(BY_WEBSITE)] {
		let judge = |attesters: &[AccountId32]| {
			let attesters: Vec<_> = attesters.iter().map(did_of).collect();
			let (reason, named) = judged(&credential, json!({ "attesters": attesters }));
			let all = both.iter().all(|attester| named["attestedBy"].to_string().contains(&attester.to_string()));
			assert!(all, "all are told: {named}");
			(reason, named["relation"].clone())
		};
		for nobody in [&[][..], &[subject()]] {
			assert_eq!(judge(nobody), (unrelated(&id, &both), json!("unrelated")));
		}
		for trusted in [&[attester()][..], &[subject(), stranger()]] {
			assert_eq!(judge(trusted), (json!(null), json!("website")));
		}
	}
}

#[test]
fn whoever_reads_says_whose_attestations_make_a_badge_one() {
	let shown = |attesters: Value| {
		let params = json!([hex(BY_WEBSITE), null, { "document": document(BY_WEBSITE) }, attesters]);
		answer_to("exportCredential", params)["credentialSubject"]["claims"].is_null()
	};
	for trusted in [json!([attester().to_string()]), json!([did_of(&subject()), did_of(&stranger())])] {
		assert!(shown(trusted.clone()), "{trusted}");
	}
	// A sock puppet attests what it likes.
	for others in [json!(null), json!([]), json!([did_of(&subject())])] {
		assert!(!shown(others.clone()), "{others}");
	}
	for (wrong, problem) in [
		(json!("all"), "attesters: it is not a list"),
		(json!(["all"]), "attesters[0]: "),
		(json!(vec!["5Grw"; 17]), "attesters: 17 are more than the 16"),
	] {
		let (code, message) = refused("exportCredential", json!([hex(BY_WEBSITE), null, null, wrong]));
		assert_eq!(code, -32602);
		assert!(message.starts_with(&format!("Invalid params: {problem}")), "{message}");
	}
	// Their own DID needs nobody's word.
	let own = answer_to("exportCredential", json!([hex(BY_DID), null, { "document": document(BY_DID) }]));
	assert!(own["credentialSubject"]["claims"].is_null());
}

/// That it is not clear who is meant.
fn assert_unclear(credential: &Value, expected: Value) {
	let (reason, named) = judged(credential, expected);
	assert_eq!(reason["issuerUnrelated"]["issuer"], named["id"], "{reason} {named}");
	assert_eq!((&named["relation"], &named["attestedBy"]), (&json!("unclear"), &json!([])));
}

#[test]
fn of_several_issuers_none_is_taken() {
	let credential = export(SEVERAL);
	assert!(credential["credentialSubject"]["claims"].is_object(), "{credential}");
	let trusted = json!({ "attesters": [attester().to_string()] });
	for expected in [json!(null), trusted] {
		assert_unclear(&credential, expected);
	}
	assert_eq!(judged(&credential, json!({ "issuer": did_of(&issuer()) })).0, json!(null));
}

#[test]
fn a_text_that_is_a_credential_is_judged_as_one() {
	let text = |id: H256| chain::json(document(id).expect("there is one")).canonical().to_owned();
	let shown = |id: H256| super::export(json!([hex(id), null, { "text": text(id) }]));
	assert_eq!(judged(&shown(FORGED), json!(null)).0, unrelated("https://other.example", &[]));
	assert_unclear(&shown(SEVERAL), json!(null));
	assert_eq!(judged(&shown(BY_DID), json!(null)).0, json!(null));
}

#[test]
fn what_is_on_record_is_judged_though_nothing_is_shown() {
	let named = "https://other.example";
	let anchor = answer_to("exportCredential", json!([hex(PUBLISHED)]));
	let commitment = json!({ "commitment": chain::certificate(PUBLISHED).claims });
	for credential in [
		anchor.clone(),
		json!({ "id": anchor["id"] }),
		json!({ "id": anchor["id"], "credentialSubject": { "claims": commitment } }),
	] {
		assert_eq!(judged(&credential, json!(null)).0, unrelated(named, &[]), "{credential}");
		// Its dates count too, whoever is asked for.
		let over = json!({ "documentExpired": { "validUntil": NOW - 1 } });
		assert_eq!(judged(&credential, json!({ "issuer": did_of(&issuer()) })).0, over);
	}
}

#[test]
fn a_date_that_cannot_be_read_is_said() {
	let unclear = json!({ "documentDateUnclear": { "member": "validUntil" } });
	assert_eq!(judged(&export(UNDATED), json!(null)).0, unclear);
	assert_eq!(judged(&export(UNDATED), json!({ "issuer": did_of(&issuer()) })).0, unclear);
}

#[test]
fn an_attestation_that_is_over_is_none() {
	let credential = export(BY_FORMER_WEBSITE);
	assert!(credential["credentialSubject"]["claims"].is_object(), "{credential}");
	let id = format!("did:web:{FORMER_WEBSITE}");
	let expected = json!({ "attesters": [attester().to_string()] });
	assert_eq!(
		judged(&credential, expected),
		(
			unrelated(&id, &[]),
			json!({
				"id": id, "relation": "unrelated", "attestedBy": [],
			})
		)
	);
}

#[test]
fn a_website_can_be_required() {
	let credential = answer_to("exportCredential", json!([hex(RECORD)]));
	let mismatch = json!({ "issuerMismatch": { "issuer": issuer().to_string() } });
	let trusted = |issuer: &str| json!({ "issuer": issuer, "attesters": [attester().to_string()] });
	for website in [WEBSITE.to_uppercase(), format!("https://{WEBSITE}/a"), format!("did:web:{WEBSITE}")] {
		assert_eq!(judged(&credential, trusted(&website)), (json!(null), json!(null)), "{website}");
	}
	for website in [FORMER_WEBSITE, "other.example"] {
		assert_eq!(judged(&credential, trusted(website)).0, mismatch);
	}
	let by_stranger = json!({ "issuer": WEBSITE, "attesters": [subject().to_string()] });
	assert_eq!(judged(&credential, by_stranger).0, mismatch);
	// A document that names another issuer is theirs all the same.
	assert_eq!(judged(&export(FORGED), trusted(WEBSITE)).0, json!(null));
	for (expected, problem) in [
		(json!({ "issuer": WEBSITE }), "expected.issuer: it is a website, so it has to be said whose attestation"),
		(trusted("http://university.example"), "expected.issuer: it is neither an account, nor a DID, nor a website"),
		(trusted("did:example:1"), "expected.issuer: it is a DID of another method than civitas"),
		(trusted("5Grw"), "expected.issuer: "),
		(json!({ "attesters": "all" }), "expected.attesters: it is not a list"),
		(json!({ "attesters": ["all"] }), "expected.attesters[0]: "),
		(json!({ "attesters": vec!["5Grw"; 17] }), "expected.attesters: 17 are more than the 16"),
		(json!({ "attester": [] }), "expected.attester: "),
	] {
		let (code, message) = refused("verifyCredential", json!([credential, expected]));
		assert_eq!(code, -32602);
		assert!(message.starts_with(&format!("Invalid params: {problem}")), "{message}");
	}
}

#[test]
fn the_dates_of_a_document_count() {
	let at = |id: H256, time: u64| {
		let answer = answer_to("verifyCredential", json!([export(id), null, time]));
		(answer["reason"].clone(), answer["since"].clone())
	};
	let late = json!({ "documentNotYetValid": { "validFrom": NOW + 1 } });
	assert_eq!(at(LATE, NOW), (late, json!(null)));
	let unknown = json!({ "notYetKnown": { "now": NOW } });
	assert_eq!(at(LATE, NOW + 1).0, unknown);
	let over = json!({ "documentExpired": { "validUntil": NOW - 1 } });
	assert_eq!(at(OVER, NOW), (over.clone(), json!(NOW)));
	assert_eq!(at(OVER, NOW - 1).0, json!(null));
	// It is over for good, which is known already.
	assert_eq!(at(OVER, NOW + 1).0, over);
}

#[test]
fn fields_that_are_shown_count_as_a_document_does() {
	let fields = chain::fields();
	let disclosed = json!({ "disclosed": { "count": fields.len(), "fields": fields } });
	let credential = answer_to("exportCredential", json!([hex(FIELDS), null, disclosed]));
	assert_eq!(judged(&credential, json!(null)), (json!(null), json!(null)));
	// What a disclosure says is told from its fields.
	let mut field = fields[0].clone();
	field.name = "/issuer/id".into();
	field.value = chain::json(json!("https://other.example"));
	let claims = Claims::Disclosed(claims::Disclosure { count: 1, fields: vec![field] });
	assert_eq!(claims.own().issuer, civitas_credentials::OwnIssuer::One("https://other.example".into()));
}

#[test]
fn a_field_that_has_parts_or_is_within_another_is_none() {
	let certified = |fields: &[(&str, Value)]| {
		let count = fields.len() as u32;
		let field = |(index, (name, value)): (usize, &(&str, Value))| claims::DisclosedField {
			index: index as u32,
			salt: H256::zero(),
			name: (*name).into(),
			value: chain::json(value.clone()),
			proof: Vec::new(),
		};
		let mut fields: Vec<_> = fields.iter().enumerate().map(field).collect();
		let leaves: Vec<_> = fields.iter().map(|field| field.leaf(count)).collect();
		let tree = civitas_primitives::certification::merkle::MerkleTree::new(leaves);
		for field in &mut fields {
			field.proof = tree.prove(field.index).expect("it is there").0;
		}
		Claims::Disclosed(claims::Disclosure { count, fields }).match_commitment(tree.root())
	};
	assert!(certified(&[("/issuer/id", json!("urn:a")), ("/name", json!([]))]));
	assert!(!certified(&[("/issuer", json!({ "id": "urn:a" })), ("/name", json!("A"))]));
	assert!(!certified(&[("/issuer", json!("urn:a")), ("/issuer/id", json!("urn:b"))]));
}
