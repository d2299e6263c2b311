//! How much is read of what comes in.

use super::{
	chain::{badge, certificate, subject, BADGE, BATCH},
	*,
};
use crate::forms::{names::did_of, parameters::MAX_BYTES};

#[test]
fn of_long_credentials_and_claims_the_limit_is_said() {
	let long = "x".repeat(MAX_BYTES);
	let credential = json!({ "civitas": { "certificate": hex(BADGE) }, "description": long });
	let claims = json!({ "text": long });
	for (method, params) in [
		("verifyCredential", json!([credential])),
		("verifyCredential", json!({ "credential": credential })),
		("exportCredential", json!([hex(BADGE), null, claims])),
		("exportCredential", json!({ "certificate": hex(BADGE), "claims": claims })),
	] {
		let (code, problem) = refused(method, params);
		assert_eq!(code, -32602, "{method}");
		assert!(problem.contains("bytes of JSON are more than the 262144 that are read"), "{method}: {problem}");
	}
}

#[test]
fn what_is_not_long_is_read_by_place_and_by_name() {
	let short = "x".repeat(MAX_BYTES / 2);
	let credential = json!({ "civitas": { "certificate": hex(BADGE) }, "description": short });
	for params in [json!([credential]), json!({ "credential": credential })] {
		let answer = answer_to("verifyCredential", params);
		assert_eq!(answer["reason"], json!({ "contentMismatch": { "at": "/description" } }));
	}
	let claims = json!({ "document": badge() });
	for params in [json!([hex(BADGE), null, claims]), json!({ "certificate": hex(BADGE), "claims": claims })] {
		let answer = answer_to("exportCredential", params);
		assert_eq!(answer["credentialSubject"]["claims"]["document"]["name"], badge()["name"]);
	}
}

#[test]
fn claims_may_be_absent_or_null() {
	for params in [
		json!([hex(BADGE)]),
		json!([hex(BADGE), null, null]),
		json!({ "certificate": hex(BADGE) }),
		json!({ "certificate": hex(BADGE), "presented": null, "claims": null }),
	] {
		let answer = answer_to("exportCredential", params);
		let expected = json!({ "commitment": hex(certificate(BADGE).claims) });
		assert_eq!(answer["credentialSubject"]["claims"], expected);
	}
	// A credential cannot.
	for params in [json!([]), json!({}), json!([null]), json!({ "credential": null })] {
		assert_eq!(refused("verifyCredential", params).0, -32602);
	}
}

#[test]
fn a_proof_is_no_longer_than_one_can_be() {
	let mut long = chain::presented(7);
	long.proof.0.resize(21, H256::zero());
	let problem = "the proof has 21 nodes; none has more than 20";
	for (method, parameter, params) in [
		("exportCredential", "presented", json!([hex(BATCH), as_argument("verify", "presented", Some(&long))])),
		(
			"verifyCredential",
			"credential: civitas.member",
			json!([{ "civitas": {
				"certificate": hex(BATCH),
				"member": { "index": 7, "proof": long.proof.0 },
				"subject": did_of(&subject()),
				"claims": long.member.claims,
			} }]),
		),
	] {
		let expected = (-32602, format!("Invalid params: {parameter}: {problem}"));
		assert_eq!(refused(method, params), expected, "{method}");
	}
}

#[test]
fn what_is_as_large_and_as_deep_as_can_be_is_exported_and_verified() {
	for id in [chain::LARGE, chain::DEEP] {
		let document = chain::document(id).expect("there is one");
		assert_eq!(chain::json(document.clone()).hash(), certificate(id).claims.0);
		let credential = answer_to("exportCredential", json!([hex(id), null, { "document": document }]));
		let answer = answer_to("verifyCredential", json!([credential]));
		assert_eq!(answer["valid"], json!(true), "{}", answer["reason"]);
	}
	let bytes = chain::json(chain::document(chain::LARGE).expect("there is one")).canonical().len();
	assert_eq!(bytes, civitas_credentials::MAX_DOCUMENT_BYTES);
	for (id, more, problem) in [
		(
			chain::LARGE,
			json!({ "a": "x".repeat(131_072 - 7) }),
			"131073 bytes of canonical JSON are more than the 131072",
		),
		(chain::DEEP, json!([chain::document(chain::DEEP)]), "more than 64 lists and objects are within each other"),
	] {
		let (code, message) = refused("exportCredential", json!([hex(id), null, { "document": more }]));
		assert_eq!(code, -32602);
		assert!(message.starts_with(&format!("Invalid params: claims: {problem}")), "{message}");
	}
	let deep = (0..72).fold(json!(1), |inner, _| json!([inner]));
	let (_, message) = refused("verifyCredential", json!([{ "a": deep }]));
	assert_eq!(message, "Invalid params: credential: more than 72 lists and objects are within each other");
}
