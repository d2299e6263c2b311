//! Credentials that are presented: what was exported is valid, and nothing else is.

use super::{
	runtime::{
		answer_to, badge, certificate, fields, issuer, presented, refused, signed_badge, subject, BADGE, BATCH, FIELDS,
		FIELD_COUNT, LEARNER, NETWORK, NOW, RECORD, REVOKED, REVOKED_MEMBER, SIGNED, TEXT, VALID_UNTIL,
	},
	*,
};
use crate::{identity::document::did_of, mock::hex};
use serde_json::{json, Value};

async fn export(params: Value) -> Value {
	answer_to("exportCredential", params).await["credential"].clone()
}

async fn reason(credential: Value) -> Value {
	let answer = answer_to("verifyCredential", json!([credential])).await;
	assert_eq!(answer["valid"], json!(answer["reason"].is_null()));
	answer["reason"].clone()
}

fn mismatch(at: &str) -> Value {
	json!({ "code": "contentMismatch", "at": at })
}

/// One of each form.
async fn credentials() -> Vec<Value> {
	let disclosed = json!({ "disclosed": { "count": 3, "fields": [fields()[1]] } });
	vec![
		export(json!([hex(RECORD)])).await,
		export(json!([hex(TEXT)])).await,
		export(json!([hex(LEARNER)])).await,
		export(json!([hex(BADGE)])).await,
		export(json!([hex(BADGE), null, { "document": badge() }])).await,
		export(json!([hex(SIGNED), null, { "document": signed_badge() }])).await,
		export(json!([hex(FIELDS), null, disclosed])).await,
		export(json!([hex(BATCH), presented(7)])).await,
		export(json!([hex(BATCH), presented(7), { "document": badge() }])).await,
	]
}

#[tokio::test]
async fn what_was_exported_is_valid_signed_or_not() {
	for mut credential in credentials().await {
		assert_eq!(reason(credential.clone()).await, json!(null), "{credential}");
		credential["proof"] = json!({ "type": "DataIntegrityProof", "proofValue": "z1" });
		assert_eq!(reason(credential).await, json!(null));
	}
}

#[tokio::test]
async fn nothing_in_it_can_be_changed_left_out_or_added() {
	for credential in credentials().await {
		let members: Vec<String> = credential.as_object().expect("it is an object").keys().cloned().collect();
		for member in members {
			let mut changed = credential.clone();
			changed[&member] = json!("something else");
			let answer = ask_or_refuse(changed).await;
			assert_ne!(answer, json!(null), "{member} can be changed in {credential}");
			if member == "@context" {
				// Without a context it is no credential any more, and may have less.
				continue;
			}
			let mut without = credential.clone();
			without.as_object_mut().expect("it is an object").remove(&member);
			assert_ne!(ask_or_refuse(without).await, json!(null), "{member} can be left out of {credential}");
		}
		let mut more = credential.clone();
		more["description"] = json!("With honours");
		assert_ne!(reason(more).await, json!(null), "something can be added to {credential}");
	}
}

/// The places of everything in a value that has nothing within, as JSON pointers.
fn leaves(value: &Value, at: &str) -> Vec<String> {
	let step = |name: &str| format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
	match value {
		Value::Object(members) => members.iter().flat_map(|(name, inner)| leaves(inner, &step(name))).collect(),
		Value::Array(items) => {
			items.iter().enumerate().flat_map(|(index, inner)| leaves(inner, &step(&index.to_string()))).collect()
		},
		_ => vec![at.to_owned()],
	}
}

/// Another value of the same kind.
fn altered(leaf: &Value) -> Value {
	match leaf {
		Value::Null => json!(0),
		Value::Bool(value) => json!(!value),
		Value::Number(number) => json!(number.as_u64().expect("it is a small number") + 1),
		Value::String(text) => json!(format!("{text}x")),
		Value::Array(_) | Value::Object(_) => panic!("{leaf} is not a leaf"),
	}
}

#[tokio::test]
async fn each_leaf_counts() {
	for mut credential in credentials().await {
		credential["proof"] = json!({ "type": "DataIntegrityProof", "proofValue": "z1" });
		let places = leaves(&credential, "");
		assert!(places.len() > 20, "{credential} has few leaves");
		for at in places {
			let mut changed = credential.clone();
			let leaf = changed.pointer_mut(&at).expect("the leaf is there");
			*leaf = altered(leaf);
			match runtime::call("verifyCredential", json!([changed])).await {
				Ok(answer) => assert_eq!(answer["valid"], json!(at.starts_with("/proof/")), "{at} in {changed}"),
				Err(error) => assert_eq!(error["code"], json!(-32602), "{at} in {changed}: {error}"),
			}
		}
	}
}

#[test]
fn a_field_is_one_of_so_many_at_its_place_only() {
	let root = certificate(FIELDS).claims;
	let holds = |count, field| {
		let disclosure = claims::Disclosure { count, fields: vec![field] };
		Claims::Disclosed(disclosure).match_commitment(root)
	};
	for field in fields() {
		for number in (0..40).chain([1 << 20, u32::MAX]) {
			assert_eq!(holds(number, field.clone()), number == FIELD_COUNT, "one of {number}");
			let moved = claims::DisclosedField { index: number, ..field.clone() };
			assert_eq!(holds(FIELD_COUNT, moved.clone()), number == field.index, "{} at {number}", field.index);
			// Nor do both together give another reading.
			for count in (0..40).filter(|count| *count != FIELD_COUNT) {
				assert!(!holds(count, moved.clone()), "{} at {number} of {count}", field.index);
			}
		}
	}
}

#[tokio::test]
async fn a_changed_number_of_fields_is_a_mismatch() {
	let disclosed = |count: u32| json!({ "claims": { "disclosed": { "count": count, "fields": [fields()[0]] } } });
	let anchored = |count| json!({ "civitas": { "certificate": hex(FIELDS) }, "credentialSubject": disclosed(count) });
	assert_eq!(reason(anchored(3)).await, json!(null));
	assert_eq!(reason(anchored(4)).await, json!({ "code": "claimsMismatch" }));
}

#[tokio::test]
async fn a_credential_of_another_form_is_said_to_be_one() {
	let mut credential = export(json!([hex(RECORD)])).await;
	assert_eq!(credential["civitas"]["version"], json!(1));
	credential["civitas"]["version"] = json!(2);
	// By the version, and not by what is in another form.
	credential["@context"] = json!(["https://www.w3.org/ns/credentials/v3"]);
	assert_eq!(reason(credential).await, mismatch("/civitas/version"));
	let (anchor, other) = (json!({ "certificate": hex(RECORD) }), json!({ "certificate": hex(RECORD), "version": 2 }));
	assert_eq!(reason(json!({ "civitas": anchor })).await, json!(null));
	assert_eq!(reason(json!({ "civitas": other })).await, mismatch("/civitas/version"));
}

#[tokio::test]
async fn of_one_of_a_batch_the_place_is_needed() {
	let url = format!("{}/certificates/{}/7", did_of(&issuer()), hex(BATCH));
	let problem = "its id names one of a batch, so its place and the proof of it are needed: civitas.member";
	let expected = (-32602, format!("Invalid params: credential: {problem}"));
	for credential in [json!({ "id": url }), json!({ "id": url, "civitas": { "certificate": hex(BATCH) } })] {
		assert_eq!(refused("verifyCredential", json!([credential])).await, expected);
	}
	let whole = export(json!([hex(BATCH), presented(7)])).await;
	assert_eq!(reason(json!({ "id": url, "civitas": whole["civitas"] })).await, json!(null));
	let eight = format!("{}/certificates/{}/8", did_of(&issuer()), hex(BATCH));
	assert_eq!(reason(json!({ "id": eight, "civitas": whole["civitas"] })).await, mismatch("/id"));
}

/// Why it is not valid; `Err` if it cannot be read at all.
async fn ask_or_refuse(credential: Value) -> Value {
	match runtime::call("verifyCredential", json!([credential])).await {
		Ok(answer) => answer["reason"].clone(),
		Err(error) => error,
	}
}

#[tokio::test]
async fn the_reason_says_where_it_differs() {
	let original = export(json!([hex(RECORD)])).await;
	let with = |pointer: &str, value: Value| {
		let mut credential = original.clone();
		*credential.pointer_mut(pointer).expect("the member is there") = value;
		credential
	};
	let later = "2033-11-14T22:30:00.5Z";
	assert_eq!(reason(with("/validUntil", json!(later))).await, mismatch("/validUntil"));
	assert_eq!(reason(with("/civitas/validUntil", json!(later))).await, mismatch("/civitas/validUntil"));
	let someone = did_of(&issuer());
	let at = "/credentialSubject/id";
	assert_eq!(reason(with(at, json!(someone))).await, mismatch(at));
	assert_eq!(reason(with("/credentialStatus/0/statusListIndex", json!("1"))).await, mismatch("/credentialStatus"));
	assert_eq!(reason(with("/@context/1/claims", json!("x"))).await, mismatch("/@context"));
	let at = "/credentialSubject/claims/document/year";
	assert_eq!(reason(with(at, json!(2024))).await, json!({ "code": "claimsMismatch" }));
	let genesis = with("/civitas/genesisHash", json!(hex(BADGE)));
	assert_eq!(reason(genesis).await, json!({ "code": "otherChain", "genesisHash": hex(BADGE) }));
	assert_eq!(reason(with("/civitas/certificate", json!(hex(H256::zero())))).await, json!({ "code": "unknown" }));
	assert_eq!(reason(with("/civitas/certificate", json!(hex(TEXT)))).await, json!({ "code": "claimsMismatch" }));

	let mut badge = export(json!([hex(BADGE), null, { "document": badge() }])).await;
	badge["credentialSubject"]["achievement"]["name"] = json!("Master");
	assert_eq!(reason(badge).await, json!({ "code": "claimsMismatch" }));

	let mut member = export(json!([hex(BATCH), presented(7)])).await;
	member["civitas"]["subject"] = json!(someone);
	assert_eq!(reason(member.clone()).await, json!({ "code": "proofInvalid" }));
	member["civitas"]["subject"] = json!(did_of(&subject()));
	member["civitas"]["member"]["index"] = json!(8);
	assert_eq!(reason(member).await, json!({ "code": "proofInvalid" }));
}

#[tokio::test]
async fn the_certificate_has_to_be_valid_too() {
	let revoked = export(json!([hex(REVOKED), null, { "document": badge() }])).await;
	assert_eq!(reason(revoked.clone()).await["code"], json!("revoked"));
	let earlier = answer_to("verifyCredential", json!([revoked, null, NOW - 2_000])).await;
	assert_eq!(earlier["valid"], json!(true));
	let record = export(json!([hex(RECORD)])).await;
	let later = answer_to("verifyCredential", json!([record, null, VALID_UNTIL + 1])).await;
	assert_eq!(later["reason"]["code"], json!("expired"));
	let trusted = answer_to("verifyCredential", json!([record, { "network": NETWORK + 1 }])).await;
	assert_eq!(trusted["reason"], json!({ "code": "networkMismatch", "network": NETWORK }));
	let member = export(json!([hex(BATCH), presented(REVOKED_MEMBER)])).await;
	assert_eq!(reason(member).await, json!({ "code": "statusListed", "purpose": "revocation" }));
}

#[tokio::test]
async fn a_part_of_it_is_enough_without_a_context() {
	let disclosed = |fields: Value| json!({ "claims": { "disclosed": { "count": 3, "fields": fields } } });
	let anchored =
		|fields| json!({ "civitas": { "certificate": hex(FIELDS) }, "credentialSubject": disclosed(fields) });
	assert_eq!(reason(anchored(json!([fields()[0], fields()[2]]))).await, json!(null));
	let url = format!("{}/certificates/{}", did_of(&issuer()), hex(FIELDS));
	assert_eq!(reason(json!({ "id": url, "credentialSubject": disclosed(json!([fields()[1]])) })).await, json!(null));
	assert_eq!(reason(json!({ "id": url })).await, json!(null));
	assert_eq!(reason(json!({ "id": url, "credentialSubject": { "id": did_of(&subject()) } })).await, json!(null));
	let someone = json!({ "id": url, "credentialSubject": { "id": did_of(&issuer()) } });
	assert_eq!(reason(someone).await, mismatch("/credentialSubject/id"));

	let claims_mismatch = json!({ "code": "claimsMismatch" });
	let mut changed = json!([fields()[0]]);
	changed[0]["value"] = json!("Grace");
	let mut moved = json!([fields()[0]]);
	moved[0]["index"] = json!(1);
	for fields in [changed, moved, json!([]), json!([fields()[0], fields()[0]])] {
		assert_eq!(reason(anchored(fields)).await, claims_mismatch);
	}
	// The document of the badge alone, which says nothing of the chain.
	let mut document = badge();
	document["civitas"] = json!({ "certificate": hex(BADGE) });
	assert_ne!(reason(document).await, json!(null), "it has a context, so it must have all");
}

#[tokio::test]
async fn what_is_no_credential_is_refused() {
	let member = json!({ "certificate": hex(BATCH), "member": { "index": 7, "proof": [] } });
	for (credential, problem) in [
		(json!([]), "it is not an object"),
		(json!({}), "neither its id nor civitas.certificate names a certificate"),
		(json!({ "id": "urn:uuid:1" }), "neither its id nor civitas.certificate names a certificate"),
		(json!({ "civitas": 1 }), "civitas is not an object"),
		(json!({ "civitas": { "certificate": "0x12" } }), "civitas.certificate: "),
		(json!({ "civitas": { "certificate": hex(BATCH), "member": 7 } }), "civitas.member: "),
		(json!({ "civitas": member }), "civitas says that it is one of a batch, and not whose or of what claims"),
		(
			json!({ "civitas": { "certificate": hex(BADGE) }, "credentialSubject": { "claims": { "all": 1 } } }),
			"credentialSubject.claims: ",
		),
	] {
		let (code, message) = refused("verifyCredential", json!([credential])).await;
		assert_eq!(code, -32602, "{credential}");
		let expected = format!("Invalid params: credential: {problem}");
		assert!(message.starts_with(&expected), "{message} instead of {expected}");
	}
}

#[tokio::test]
async fn a_text_with_two_readings_is_refused() {
	let methods =
		Certification::<crate::mock::Client<runtime::Runtime>, crate::mock::Block>::new(crate::mock::Client::new())
			.into_rpc();
	let id = hex(BADGE);
	for credential in [
		format!(r#"{{"civitas": {{"certificate": "{id}"}}, "civitas": {{"certificate": "{id}"}}}}"#),
		format!(r#"{{"civitas": {{"certificate": "{id}"}}, "credentialSubject": {{"year": 20230000000000001}}}}"#),
	] {
		let request =
			format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "civitas_verifyCredential", "params": [{credential}]}}"#);
		let (response, _) = methods.raw_json_request(&request, 1).await.expect("the request is well-formed");
		let response: Value = serde_json::from_str(&response).expect("the response is JSON");
		assert_eq!(response["error"]["code"], json!(-32602), "{response}");
	}
}
