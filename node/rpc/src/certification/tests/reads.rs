//! Questions that the runtime answers alone.

use super::{runtime::*, *};
use crate::{
	error::{NOT_FOUND, UNKNOWN_BLOCK},
	mock::{self, hex, FINALIZED, OLDER, PRUNED},
};
use serde_json::{json, Value};

const INVALID_PARAMS: i64 = -32602;

fn did_not_find(field: &str) -> Value {
	json!({ "blockHash": hex(FINALIZED), "blockNumber": 10, field: null })
}

#[tokio::test]
async fn a_valid_certificate_is_shown_whole() {
	let answer = answer_to("verifyCertificate", json!([hex(RECORD)])).await;
	let link = |accreditation: AccreditationId| {
		json!({
			"accreditation": accreditation,
			"holder": issuer(),
			"validUntil": null,
			"history": [{ "at": ISSUED, "state": "active", "reason": "keyCompromise", "level": 2 }],
		})
	};
	assert_eq!(
		answer,
		json!({
			"blockHash": hex(FINALIZED),
			"blockNumber": 10,
			"valid": true,
			"reason": null,
			"time": NOW,
			"survivesIssuer": false,
			"networkClosedAt": null,
			"listed": null,
			"issuerChain": [link(FACULTY), link(UNIVERSITY)],
			"certificate": {
				"id": hex(RECORD),
				"member": null,
				"network": NETWORK,
				"schema": hex(DEGREE),
				"accreditation": FACULTY,
				"issuer": issuer(),
				"subject": subject(),
				"claims": hex(certificate(RECORD).claims),
				"record": r#"{"degree":"Master","year":2023}"#,
				"evidence": null,
				"searchKey": null,
				"issuedAt": ISSUED,
				"validFrom": VALID_FROM,
				"validUntil": VALID_UNTIL,
				"accepted": false,
				"state": "active",
				"history": [{ "at": ISSUED, "state": "active", "reason": "keyCompromise", "level": 2 }],
				"predecessor": null,
				"successor": null,
			},
		})
	);
	// The same with names instead of places.
	let named = json!({ "certificate": hex(RECORD), "expected": { "subject": subject() } });
	assert_eq!(answer_to("verifyCertificate", named).await, answer);
	assert_eq!(answer_to("certificate", json!([hex(RECORD)])).await["certificate"], answer["certificate"]);
}

#[tokio::test]
async fn every_reason_has_its_code() {
	let reason = |params| async { answer_to("verifyCertificate", params).await["reason"].clone() };
	assert_eq!(reason(json!([hex(H256::zero())])).await, json!({ "code": "unknown" }));
	let (at, why) = (NOW - 1_000, "keyCompromise");
	assert_eq!(reason(json!([hex(REVOKED)])).await, json!({ "code": "revoked", "at": at, "reason": why }));
	assert_eq!(reason(json!([hex(SUSPENDED)])).await, json!({ "code": "suspended", "at": at, "reason": why }));
	assert_eq!(reason(json!([hex(REVOKED), null, at - 1])).await, json!(null));
	let late = json!([hex(BADGE), null, VALID_UNTIL + 1]);
	assert_eq!(reason(late).await, json!({ "code": "expired", "validUntil": VALID_UNTIL }));
	let expected = |expected| json!([hex(BADGE), expected]);
	assert_eq!(reason(expected(json!({ "network": 8 }))).await, json!({ "code": "networkMismatch", "network": 7 }));
	assert_eq!(reason(expected(json!({ "claims": hex(BADGE) }))).await, json!({ "code": "claimsMismatch" }));
	assert_eq!(reason(expected(json!({ "subject": issuer() }))).await, json!({ "code": "subjectMismatch" }));
}

#[tokio::test]
async fn one_of_a_batch_is_verified_by_its_proof() {
	let reason = |batch: H256, presented: Value| async move {
		answer_to("verifyMember", json!([hex(batch), presented])).await["reason"].clone()
	};
	let answer = answer_to("verifyMember", json!([hex(BATCH), presented(3)])).await;
	assert_eq!((&answer["valid"], &answer["certificate"]["member"]), (&json!(true), &json!(3)));
	let listed = |purpose: &str| json!({ "code": "statusListed", "purpose": purpose });
	assert_eq!(reason(BATCH, json!(presented(REVOKED_MEMBER))).await, listed("revocation"));
	assert_eq!(reason(BATCH, json!(presented(SUSPENDED_MEMBER))).await, listed("suspension"));
	let mut other = json!(presented(3));
	other["member"]["index"] = json!(4);
	assert_eq!(reason(BATCH, other).await, json!({ "code": "proofInvalid" }));
	assert_eq!(reason(BADGE, json!(presented(3))).await, json!({ "code": "unknown" }));
	let fallen = reason(FALLEN_BATCH, json!(presented(3))).await;
	assert_eq!((&fallen["code"], &fallen["state"]), (&json!("issuerNotAccredited"), &json!("suspended")));
}

#[tokio::test]
async fn what_there_is_is_shown_with_texts_as_texts() {
	let network = answer_to("network", json!([NETWORK])).await["network"].clone();
	assert_eq!(network["name"], json!("Universität"));
	assert_eq!(network["policyUri"], json!("https://university.example/policy"));
	assert_eq!(network["membership"], json!("closed"));
	let schema = answer_to("schema", json!([hex(DEGREE)])).await["schema"].clone();
	assert_eq!(schema["name"], json!("Degree"));
	assert_eq!(schema["documentUri"], json!("https://university.example/degree.schema.json"));
	assert_eq!((&schema["kind"], &schema["rules"]["suspendable"]), (&json!(16), &json!(true)));
	let accreditation = answer_to("accreditation", json!([FACULTY])).await["accreditation"].clone();
	assert_eq!((&accreditation["parent"], &accreditation["terms"]["scope"]), (&json!(UNIVERSITY), &json!("all")));
	assert_eq!(answer_to("batch", json!([hex(BATCH)])).await["batch"]["count"], json!(COUNT));
	assert_eq!(answer_to("statusList", json!([hex(LIST)])).await["statusList"]["purpose"], json!("revocation"));
	let certificate = answer_to("certificateOf", json!([subject(), hex(DEGREE)])).await["certificate"].clone();
	assert_eq!(certificate, json!(hex(BADGE)));
	assert_eq!(answer_to("isAccredited", json!([FACULTY, hex(DEGREE)])).await["accredited"], json!(true));
	assert_eq!(answer_to("isAccredited", json!([FACULTY, hex(DEGREE), ISSUED - 1])).await["accredited"], json!(false));
	let grants = answer_to("documentGrantsOf", json!([subject()])).await["items"].clone();
	assert_eq!((&grants[0]["id"], &grants[0]["purpose"]), (&json!(hex(GRANT)), &json!("Anstellung")));
	assert_eq!(grants[0]["uri"], json!("https://vault.example/transcript"));
}

#[tokio::test]
async fn what_there_is_not_is_null() {
	for (method, field, id) in [
		("network", "network", json!(8)),
		("schema", "schema", json!(hex(BADGE))),
		("accreditation", "accreditation", json!(99)),
		("certificate", "certificate", json!(hex(BATCH))),
		("batch", "batch", json!(hex(BADGE))),
		("statusList", "statusList", json!(hex(BATCH))),
	] {
		assert_eq!(answer_to(method, json!([id])).await, did_not_find(field), "{method}");
	}
	assert_eq!(answer_to("certificateOf", json!([issuer(), hex(DEGREE)])).await, did_not_find("certificate"));
}

#[tokio::test]
async fn listings_are_paged_and_filtered() {
	// One is of another accreditation.
	for (method, what, number) in [
		("certificatesOf", json!(subject()), ALL.len()),
		("certificatesByAccreditation", json!(FACULTY), ALL.len() - 1),
	] {
		let arguments = |filter: Value, cursor: Value, limit: Value| match method {
			"certificatesOf" => json!([what, filter, false, cursor, limit]),
			_ => json!([what, filter, cursor, limit]),
		};
		let page = answer_to(method, arguments(json!(null), json!(null), json!(1))).await;
		assert_eq!((page["items"].as_array().map(Vec::len), &page["next"]), (Some(1), &json!(hex(BADGE))));
		let rest = answer_to(method, arguments(json!(null), page["next"].clone(), json!(null))).await;
		assert_eq!((rest["items"].as_array().map(Vec::len), &rest["next"]), (Some(number - 1), &json!(null)));
		let revoked = answer_to(method, arguments(json!("revoked"), json!(null), json!(null))).await;
		assert_eq!((revoked["items"].as_array().map(Vec::len), &revoked["blockNumber"]), (Some(1), &json!(10)));
	}
	assert_eq!(answer_to("certificatesOf", json!([subject(), null, true])).await["items"], json!([]));
	let page = answer_to("certificatesBySearchKey", json!([hex(DEGREE), hex(KEY), null, 1])).await;
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(hex(RECORD)), &json!(hex(RECORD))));
	let page = answer_to("batchesByAccreditation", json!([FALLEN])).await;
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(hex(FALLEN_BATCH)), &json!(null)));
	let page = answer_to("accreditationsOf", json!([issuer(), null, 2])).await;
	assert_eq!(page["next"], json!(FACULTY));
	let page = answer_to("accreditationsOf", json!([issuer(), page["next"], 2])).await;
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(FALLEN), &json!(null)));
}

#[tokio::test]
async fn networks_are_listed_with_what_they_have() {
	let page = answer_to("networks", json!([null, 1])).await;
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(NETWORK), &json!(NETWORK)));
	assert_eq!((&page["items"][0]["name"], &page["blockNumber"]), (&json!("Universität"), &json!(10)));
	let page = answer_to("networks", json!({ "cursor": NETWORK, "at": older() })).await;
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(TRADES), &json!(null)));
	assert_eq!(page["blockHash"], json!(hex(OLDER)));

	// What was looked at is of another network, and there is more.
	let page = answer_to("schemasByNetwork", json!([NETWORK])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([]), &json!(hex(LICENCE))));
	let page = answer_to("schemasByNetwork", json!([NETWORK, page["next"]])).await;
	assert_eq!((&page["items"][0]["id"], &page["next"]), (&json!(hex(DEGREE)), &json!(null)));
	assert_eq!(page["items"][0]["documentUri"], json!("https://university.example/degree.schema.json"));
	let page = answer_to("schemasByNetwork", json!({ "network": TRADES, "limit": 5, "at": older() })).await;
	assert_eq!((&page["items"][0]["id"], &page["blockNumber"]), (&json!(hex(LICENCE)), &json!(1)));

	let ids = |page: &Value| -> Vec<Value> {
		page["items"].as_array().expect("items are a list").iter().map(|item| item["id"].clone()).collect()
	};
	let page = answer_to("accreditationsByNetwork", json!([NETWORK])).await;
	assert_eq!((ids(&page), &page["next"]), (vec![json!(4), json!(5), json!(6)], &json!(FALLEN)));
	let page = answer_to("accreditationsByNetwork", json!([NETWORK, page["next"], 1])).await;
	assert_eq!((ids(&page), &page["next"]), (vec![json!(CLOSED)], &json!(CLOSED)));
	assert_eq!((&page["items"][0]["state"], &page["items"][0]["holder"]), (&json!("revoked"), &json!(issuer())));
	let page = answer_to("accreditationsByNetwork", json!({ "network": TRADES, "at": older() })).await;
	assert_eq!((&page["items"], &page["next"], &page["blockNumber"]), (&json!([]), &json!(FALLEN), &json!(1)));
}

#[tokio::test]
async fn bits_are_given_by_pages() {
	let bits = |params| async { answer_to("statusBits", params).await["bits"].as_str().map(|bits| bits.len() / 2 - 1) };
	assert_eq!(bits(json!([hex(BATCH), "revocation"])).await, Some(1250));
	assert_eq!(bits(json!([hex(BATCH), "revocation", 1, 1])).await, Some(512));
	assert_eq!(bits(json!([hex(BATCH), "revocation", 9, 1])).await, Some(0));
	assert_eq!(bits(json!([hex(BATCH), "suspension", 0, u32::MAX])).await, Some(1250));
	assert_eq!(bits(json!([hex(LIST), "revocation"])).await, Some(13));
	assert_eq!(bits(json!([hex(LIST), "revocation", 1])).await, Some(0));
	let none = refused("statusBits", json!([hex(BATCH), "revocation", 0, 0])).await;
	assert_eq!(none, (INVALID_PARAMS, "Invalid params: pages: at least one has to be asked for".into()));
}

#[tokio::test]
async fn a_list_that_there_is_not_has_no_bits() {
	// Nor does one of another purpose, nor a certificate.
	for (id, purpose) in
		[(H256::zero(), "revocation"), (H256::zero(), "suspension"), (LIST, "suspension"), (BADGE, "revocation")]
	{
		let expected = (i64::from(NOT_FOUND), format!("Not found: {purpose} list {}", hex(id)));
		assert_eq!(refused("statusBits", json!([hex(id), purpose])).await, expected);
		assert_eq!(refused("statusBits", json!([hex(id), purpose, 7, 1])).await, expected);
	}
}

#[test]
fn the_readme_has_every_method() {
	mock::assert_documented(&Certification::<mock::Client<Runtime>, mock::Block>::new(mock::Client::new()).into_rpc());
}

#[tokio::test]
async fn a_block_without_its_state_is_not_known() {
	for (method, params) in [
		("network", json!([NETWORK, hex(PRUNED)])),
		("verifyCertificate", json!({ "certificate": hex(BADGE), "at": hex(PRUNED) })),
		("exportCredential", json!({ "certificate": hex(BADGE), "at": hex(PRUNED) })),
		("exportStatusList", json!([hex(BATCH), "revocation", hex(PRUNED)])),
	] {
		let expected = (i64::from(UNKNOWN_BLOCK), format!("Unknown block: {}", hex(PRUNED)));
		assert_eq!(refused(method, params).await, expected, "{method}");
	}
}

#[tokio::test]
async fn the_block_can_be_chosen() {
	for (method, params) in [
		("verifyCertificate", json!({ "certificate": hex(BADGE), "at": older() })),
		("network", json!([NETWORK, older()])),
		("exportCredential", json!({ "certificate": hex(BADGE), "at": older() })),
		("exportStatusList", json!([hex(BATCH), "revocation", older()])),
	] {
		let answer = answer_to(method, params).await;
		assert_eq!((&answer["blockHash"], &answer["blockNumber"]), (&json!(hex(OLDER)), &json!(1)), "{method}");
	}
	let (code, message) = refused("network", json!([NETWORK, hex(BADGE)])).await;
	assert_eq!(code, i64::from(UNKNOWN_BLOCK));
	assert_eq!(message, format!("Unknown block: {}", hex(BADGE)));
}

#[tokio::test]
async fn bad_parameters_are_refused() {
	let (id, someone) = (hex(BADGE), written(subject()));
	for (method, params) in [
		("verifyCertificate", json!([])),
		("verifyCertificate", json!(["0x12"])),
		("verifyCertificate", json!(["no hexadecimal"])),
		("verifyCertificate", json!([5])),
		("verifyCertificate", json!([id, { "netwrok": 7 }])),
		("verifyCertificate", json!([id, { "network": -1 }])),
		("verifyCertificate", json!([id, { "subject": "5Grw" }])),
		("verifyCertificate", json!([id, null, "yesterday"])),
		("verifyCertificate", json!([id, null, null, "latest"])),
		("verifyMember", json!([id])),
		("verifyMember", json!([id, { "member": { "index": 1 }, "proof": [] }])),
		("verifyMember", json!([id, { "member": presented(1).member, "proof": ["0x00"] }])),
		("network", json!(["seven"])),
		("schema", json!([7])),
		("accreditation", json!([-1])),
		("networks", json!(["first"])),
		("schemasByNetwork", json!([])),
		("schemasByNetwork", json!([NETWORK, 5])),
		("accreditationsByNetwork", json!([NETWORK, id])),
		("certificatesOf", json!(["nobody"])),
		("certificatesOf", json!([someone, "dormant"])),
		("certificatesOf", json!([someone, null, null, "0x"])),
		("certificatesByAccreditation", json!([hex(BADGE)])),
		("certificatesBySearchKey", json!([id])),
		("accreditationsOf", json!([someone, id])),
		("statusBits", json!([id, "expiry"])),
		("statusBits", json!([id, "revocation", -1])),
		("exportStatusList", json!([id, "expiry"])),
		("exportCredential", json!([id, null, { "documents": {} }])),
		("exportCredential", json!([id, null, { "disclosed": { "fields": [] } }])),
	] {
		assert_eq!(refused(method, params.clone()).await.0, INVALID_PARAMS, "{method} {params}");
	}
	let empty = (INVALID_PARAMS, "Invalid params: limit: a page has at least one item".to_owned());
	for (method, params) in [
		("networks", json!({ "limit": 0 })),
		("schemasByNetwork", json!({ "network": NETWORK, "limit": 0 })),
		("accreditationsByNetwork", json!({ "network": NETWORK, "limit": 0 })),
		("certificatesOf", json!({ "subject": someone, "limit": 0 })),
		("certificatesByAccreditation", json!({ "accreditation": FACULTY, "limit": 0 })),
		("batchesByAccreditation", json!({ "accreditation": FACULTY, "limit": 0 })),
		("certificatesBySearchKey", json!({ "schema": id, "key": id, "limit": 0 })),
		("accreditationsOf", json!({ "holder": someone, "limit": 0 })),
		("documentGrantsOf", json!({ "holder": someone, "limit": 0 })),
	] {
		assert_eq!(refused(method, params).await, empty, "{method}");
	}
}
