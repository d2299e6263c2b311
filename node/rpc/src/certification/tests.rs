//! The methods over a mock of the runtime API: what reaches it, and what the outside sees.

use super::*;
use crate::mock::{self, hex, Block, Client, FINALIZED, OLDER};
use civitas_primitives::certification::{Revocation, RevocationReason};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};

const VALID: H256 = H256::repeat_byte(0xaa);
const REVOKED: H256 = H256::repeat_byte(0xbb);

fn certificate(id: H256, subject: AccountId32) -> CertificateInfo<AccountId32> {
	let revocation = Revocation { at: 5_000, by: AccountId32::new([2; 32]), reason: RevocationReason::KeyCompromise };
	CertificateInfo {
		id,
		network: 7,
		schema: H256::repeat_byte(0xcc),
		issuer: AccountId32::new([2; 32]),
		subject,
		claims: H256::repeat_byte(0xdd),
		issued_at: 1_000,
		valid_from: 1_000,
		valid_until: Some(9_000),
		revocation: (id == REVOKED).then_some(revocation),
	}
}

#[derive(Default)]
struct Runtime;

sp_api::mock_impl_runtime_apis! {
	impl CertificationRuntimeApi<Block, AccountId32> for Runtime {
		fn verify_certificate(
			id: CertificateId,
			expected: Expected<AccountId32>,
			time: Option<Moment>,
		) -> Verification<AccountId32> {
			let known = [VALID, REVOKED].contains(&id);
			let certificate = known.then(|| certificate(id, AccountId32::new([3; 32])));
			Verification::judge(certificate, &expected, time.unwrap_or(6_000))
		}

		fn certificates_of(
			subject: AccountId32,
			cursor: Option<CertificateId>,
			limit: u32,
		) -> Page<CertificateInfo<AccountId32>, CertificateId> {
			let all = [VALID, REVOKED].into_iter().filter(|id| cursor.is_none_or(|cursor| *id > cursor));
			Page::take(all.map(|id| (id, certificate(id, subject.clone()))), limit)
		}
	}
}

async fn call(method: &str, params: Value) -> Result<Value, Value> {
	let methods = Certification::<Client<Runtime>, Block>::new(Client::new()).into_rpc();
	mock::call(&methods, method, params).await
}

async fn verify(params: Value) -> Value {
	call("civitas_verifyCertificate", params).await.expect("it is answered")
}

#[tokio::test]
async fn a_valid_certificate_is_shown_whole() {
	let subject = AccountId32::new([3; 32]).to_ss58check();
	let answer = verify(json!([hex(VALID)])).await;
	assert_eq!(
		answer,
		json!({
			"blockHash": hex(FINALIZED),
			"blockNumber": 10,
			"valid": true,
			"reason": null,
			"time": 6_000,
			"certificate": {
				"id": hex(VALID),
				"network": 7,
				"schema": hex(H256::repeat_byte(0xcc)),
				"issuer": AccountId32::new([2; 32]).to_ss58check(),
				"subject": subject,
				"claims": hex(H256::repeat_byte(0xdd)),
				"issuedAt": 1_000,
				"validFrom": 1_000,
				"validUntil": 9_000,
				"revocation": null,
			},
		})
	);
	// The same with names instead of places.
	assert_eq!(verify(json!({ "certificate": hex(VALID), "expected": { "subject": subject } })).await, answer);
}

#[tokio::test]
async fn every_reason_has_its_code() {
	let reason = |params| async { verify(params).await["reason"].clone() };
	assert_eq!(reason(json!([hex(H256::zero())])).await, json!({ "code": "unknown" }));
	assert_eq!(
		reason(json!([hex(REVOKED)])).await,
		json!({ "code": "revoked", "at": 5_000, "reason": "keyCompromise" })
	);
	assert_eq!(reason(json!([hex(VALID), null, 9_001])).await, json!({ "code": "expired", "validUntil": 9_000 }));
	assert_eq!(reason(json!([hex(VALID), null, 1])).await, json!({ "code": "notYetIssued", "issuedAt": 1_000 }));
	assert_eq!(reason(json!([hex(VALID), { "network": 8 }])).await, json!({ "code": "networkMismatch", "network": 7 }));
	assert_eq!(
		reason(json!([hex(VALID), { "schema": hex(VALID) }])).await,
		json!({ "code": "schemaMismatch", "schema": hex(H256::repeat_byte(0xcc)) })
	);
	assert_eq!(reason(json!([hex(VALID), { "claims": hex(VALID) }])).await, json!({ "code": "claimsMismatch" }));
	let other = AccountId32::new([9; 32]).to_ss58check();
	assert_eq!(reason(json!([hex(VALID), { "subject": other }])).await, json!({ "code": "subjectMismatch" }));
}

#[tokio::test]
async fn the_block_can_be_chosen() {
	let answer = verify(json!([hex(VALID), null, null, hex(OLDER)])).await;
	assert_eq!((&answer["blockHash"], &answer["blockNumber"]), (&json!(hex(OLDER)), &json!(1)));
	let error = call("civitas_verifyCertificate", json!([hex(VALID), null, null, hex(VALID)])).await.unwrap_err();
	assert_eq!(error["code"], json!(10_101));
	assert_eq!(error["message"], json!(format!("Unknown block: {}", hex(VALID))));
}

#[tokio::test]
async fn bad_parameters_are_refused_by_name() {
	for params in [
		json!([]),
		json!(["0x12"]),
		json!(["no hexadecimal"]),
		json!([5]),
		json!([hex(VALID), { "netwrok": 7 }]),
		json!([hex(VALID), { "network": -1 }]),
		json!([hex(VALID), { "subject": "5Grw" }]),
		json!([hex(VALID), null, "yesterday"]),
		json!([hex(VALID), null, null, "latest"]),
	] {
		let error = call("civitas_verifyCertificate", params.clone()).await.unwrap_err();
		assert_eq!(error["code"], json!(-32602), "{params} gave {error}");
	}
	let subject = AccountId32::new([3; 32]).to_ss58check();
	let error = call("civitas_certificatesOf", json!([subject, null, 0])).await.unwrap_err();
	assert_eq!(error["message"], json!("Invalid params: limit: a page has at least one item"));
}

#[tokio::test]
async fn listings_are_paged() {
	let subject = AccountId32::new([3; 32]).to_ss58check();
	let page = call("civitas_certificatesOf", json!([subject, null, 1])).await.expect("it is answered");
	assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
	assert_eq!(page["items"][0]["subject"], json!(subject));
	assert_eq!(page["next"], json!(hex(VALID)));
	let page = call("civitas_certificatesOf", json!([subject, page["next"], null])).await.expect("it is answered");
	assert_eq!((page["items"].as_array().map(Vec::len), &page["next"]), (Some(1), &json!(null)));
	assert_eq!(page["blockNumber"], json!(10));
}
