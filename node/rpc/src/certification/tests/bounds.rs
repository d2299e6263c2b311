//! How much is read of what comes in.

use super::{
	runtime::{answer_to, badge, call, certificate, presented, refused, subject, BADGE, BATCH},
	*,
};
use crate::{bounded::MAX_BYTES, identity::document::did_of, mock::hex};
use serde_json::json;

#[tokio::test]
async fn of_long_credentials_and_claims_the_limit_is_said() {
	let long = "x".repeat(MAX_BYTES);
	let credential = json!({ "civitas": { "certificate": hex(BADGE) }, "description": long });
	let claims = json!({ "text": long });
	for (method, params) in [
		("verifyCredential", json!([credential])),
		("verifyCredential", json!({ "credential": credential })),
		("exportCredential", json!([hex(BADGE), null, claims])),
		("exportCredential", json!({ "certificate": hex(BADGE), "claims": claims })),
	] {
		let error = call(method, params).await.expect_err("it is too long");
		assert_eq!(error["code"], json!(-32602), "{method}");
		let problem = error["data"].as_str().expect("the problem is a text");
		assert!(problem.contains("bytes of JSON are more than the 262144 that are read"), "{method}: {problem}");
	}
}

#[tokio::test]
async fn what_is_not_long_is_read_by_place_and_by_name() {
	let short = "x".repeat(MAX_BYTES / 2);
	let credential = json!({ "civitas": { "certificate": hex(BADGE) }, "description": short });
	for params in [json!([credential]), json!({ "credential": credential })] {
		let answer = answer_to("verifyCredential", params).await;
		assert_eq!(answer["reason"], json!({ "code": "contentMismatch", "at": "/description" }));
	}
	let claims = json!({ "document": badge() });
	for params in [json!([hex(BADGE), null, claims]), json!({ "certificate": hex(BADGE), "claims": claims })] {
		let answer = answer_to("exportCredential", params).await;
		assert_eq!(answer["credential"]["name"], badge()["name"]);
	}
}

#[tokio::test]
async fn claims_may_be_absent_or_null() {
	for params in [
		json!([hex(BADGE)]),
		json!([hex(BADGE), null, null]),
		json!([hex(BADGE), null, null, null]),
		json!({ "certificate": hex(BADGE) }),
		json!({ "certificate": hex(BADGE), "presented": null, "claims": null }),
	] {
		let answer = answer_to("exportCredential", params).await;
		let expected = json!({ "commitment": hex(certificate(BADGE).claims) });
		assert_eq!(answer["credential"]["credentialSubject"]["claims"], expected);
	}
	// A credential cannot.
	for params in [json!([]), json!({}), json!([null]), json!({ "credential": null })] {
		assert_eq!(refused("verifyCredential", params).await.0, -32602);
	}
}

#[tokio::test]
async fn a_proof_is_no_longer_than_one_can_be() {
	let mut long = presented(7);
	long.proof.0.resize(21, H256::zero());
	let problem = "the proof has 21 nodes; none has more than 20";
	for (method, parameter, params) in [
		("verifyMember", "presented", json!([hex(BATCH), long])),
		("exportCredential", "presented", json!([hex(BATCH), long])),
		(
			"verifyCredential",
			"credential: civitas.member",
			json!([{ "civitas": {
				"certificate": hex(BATCH),
				"member": { "index": 7, "proof": long.proof },
				"subject": did_of(&subject()),
				"claims": long.member.claims,
			} }]),
		),
	] {
		let expected = (-32602, format!("Invalid params: {parameter}: {problem}"));
		assert_eq!(refused(method, params).await, expected, "{method}");
	}
}
