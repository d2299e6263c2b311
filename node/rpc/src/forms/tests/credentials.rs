//! Credentials that are presented: what was exported is valid, and nothing else is.

use super::{
	chain::{
		attester, badge, certificate, fields, issuer, signed_badge, subject, BADGE, BATCH, FIELDS, FIELD_COUNT,
		LEARNER, NETWORK, NOW, RECORD, REVOKED, REVOKED_MEMBER, SIGNED, TEXT, VALID_UNTIL,
	},
	*,
};
use crate::forms::names::did_of;
use civitas_primitives::certification::Expected;
use codec::Encode;

fn reason(credential: Value) -> Value {
	let answer = answer_to("verifyCredential", json!([credential, trusted()]));
	assert_eq!(answer["valid"], json!(answer["reason"].is_null()));
	answer["reason"].clone()
}

/// Trusts who attests the websites of the issuer.
fn trusted() -> Value {
	json!({ "attesters": [did_of(&attester())] })
}

fn mismatch(at: &str) -> Value {
	json!({ "contentMismatch": { "at": at } })
}

#[test]
fn what_means_the_same_is_valid_too() {
	let wrapped = |mut credential: Value, name: &str| {
		let value = credential[name].take();
		credential[name] = match value {
			Value::Array(mut several) if several.len() == 1 => several.remove(0),
			Value::Array(mut several) => {
				several.reverse();
				several.into()
			},
			one => json!([one]),
		};
		credential
	};
	let mut all = credentials();
	let document = chain::document(chain::BY_WEBSITE).expect("there is one");
	all.push(export(json!([hex(chain::BY_WEBSITE), null, { "document": document }])));
	for credential in all {
		let is_own = credential["credentialSubject"]["claims"].is_null();
		for name in ["credentialSubject", "issuer", "credentialStatus", "type"] {
			// The order of its types is a part of a document.
			if name != "type" || !is_own {
				let changed = wrapped(credential.clone(), name);
				assert_ne!(changed, credential);
				assert_eq!(reason(changed.clone()), json!(null), "{name} in {changed}");
			}
		}
		let all = ["credentialSubject", "issuer", "credentialStatus"];
		assert_eq!(reason(all.into_iter().fold(credential.clone(), wrapped)), json!(null));
		// The order of contexts counts, and so does that in JSON literals.
		assert_ne!(ask_or_refuse(wrapped(credential.clone(), "@context")), json!(null));
		let mut changed = credential.clone();
		if let Some(Value::Array(proof)) = changed.pointer_mut("/civitas/member/proof") {
			proof.reverse();
			assert_eq!(reason(changed), json!("proofInvalid"));
		}
		let mut twice = credential.clone();
		let again = json!([credential["credentialSubject"], credential["credentialSubject"]]);
		twice["credentialSubject"] = again;
		assert_ne!(ask_or_refuse(twice), json!(null));
	}
}

#[test]
fn what_the_operator_certified_has_no_accreditation() {
	let credential = export(json!([hex(chain::OPERATED)]));
	assert_eq!(credential["civitas"]["accreditation"], json!(null));
	assert_eq!(reason(credential.clone()), json!(null));
	let mut other = credential;
	other["civitas"]["accreditation"] = json!(0);
	assert_eq!(reason(other), mismatch("/civitas/accreditation"));
}

/// One of each form.
fn credentials() -> Vec<Value> {
	let disclosed = json!({ "disclosed": { "count": 3, "fields": [fields()[1]] } });
	vec![
		export(json!([hex(RECORD)])),
		export(json!([hex(TEXT)])),
		export(json!([hex(LEARNER)])),
		export(json!([hex(BADGE)])),
		export(json!([hex(BADGE), null, { "document": badge() }])),
		export(json!([hex(SIGNED), null, { "document": signed_badge() }])),
		export(json!([hex(FIELDS), null, disclosed])),
		export(json!([hex(BATCH), presented(7)])),
		export(json!([hex(BATCH), presented(7), { "document": badge() }])),
	]
}

#[test]
fn what_was_exported_is_valid_signed_or_not() {
	for mut credential in credentials() {
		assert_eq!(reason(credential.clone()), json!(null), "{credential}");
		credential["proof"] = json!({ "type": "DataIntegrityProof", "proofValue": "z1" });
		assert_eq!(reason(credential), json!(null));
	}
}

#[test]
fn nothing_in_it_can_be_changed_left_out_or_added() {
	for credential in credentials() {
		let members: Vec<String> = credential.as_object().expect("it is an object").keys().cloned().collect();
		for member in members {
			let mut changed = credential.clone();
			changed[&member] = json!("something else");
			let answer = ask_or_refuse(changed);
			assert_ne!(answer, json!(null), "{member} can be changed in {credential}");
			if member == "@context" {
				// Without a context it is no credential any more, and may have less.
				continue;
			}
			let mut without = credential.clone();
			without.as_object_mut().expect("it is an object").remove(&member);
			assert_ne!(ask_or_refuse(without), json!(null), "{member} can be left out of {credential}");
		}
		let mut more = credential.clone();
		more["description"] = json!("With honours");
		assert_ne!(reason(more), json!(null), "something can be added to {credential}");
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

#[test]
fn each_leaf_counts() {
	for mut credential in credentials() {
		credential["proof"] = json!({ "type": "DataIntegrityProof", "proofValue": "z1" });
		let places = leaves(&credential, "");
		assert!(places.len() > 20, "{credential} has few leaves");
		for at in places {
			let mut changed = credential.clone();
			let leaf = changed.pointer_mut(&at).expect("the leaf is there");
			*leaf = altered(leaf);
			match call("verifyCredential", json!([changed, trusted()])) {
				Ok(answer) => assert_eq!(answer["valid"], json!(at.starts_with("/proof/")), "{at} in {changed}"),
				Err((code, message)) => assert_eq!(code, -32602, "{at} in {changed}: {message}"),
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

#[test]
fn a_changed_number_of_fields_is_a_mismatch() {
	let disclosed = |count: u32| json!({ "claims": { "disclosed": { "count": count, "fields": [fields()[0]] } } });
	let anchored = |count| json!({ "civitas": { "certificate": hex(FIELDS) }, "credentialSubject": disclosed(count) });
	assert_eq!(reason(anchored(3)), json!(null));
	assert_eq!(reason(anchored(4)), json!("claimsMismatch"));
}

#[test]
fn a_credential_of_another_form_is_said_to_be_one() {
	let mut credential = export(json!([hex(RECORD)]));
	assert_eq!(credential["civitas"]["version"], json!(1));
	credential["civitas"]["version"] = json!(2);
	// By the version, and not by what is in another form.
	credential["@context"] = json!(["https://www.w3.org/ns/credentials/v3"]);
	assert_eq!(reason(credential), mismatch("/civitas/version"));
	let (anchor, other) = (json!({ "certificate": hex(RECORD) }), json!({ "certificate": hex(RECORD), "version": 2 }));
	assert_eq!(reason(json!({ "civitas": anchor })), json!(null));
	assert_eq!(reason(json!({ "civitas": other })), mismatch("/civitas/version"));
}

#[test]
fn of_one_of_a_batch_the_place_is_needed() {
	let url = format!("{}/certificates/{}/7", did_of(&issuer()), hex(BATCH));
	let problem = "its id names one of a batch, so its place and the proof of it are needed: civitas.member";
	let expected = (-32602, format!("Invalid params: credential: {problem}"));
	for credential in [json!({ "id": url }), json!({ "id": url, "civitas": { "certificate": hex(BATCH) } })] {
		assert_eq!(refused("verifyCredential", json!([credential])), expected);
	}
	let whole = export(json!([hex(BATCH), presented(7)]));
	assert_eq!(reason(json!({ "id": url, "civitas": whole["civitas"] })), json!(null));
	let eight = format!("{}/certificates/{}/8", did_of(&issuer()), hex(BATCH));
	assert_eq!(reason(json!({ "id": eight, "civitas": whole["civitas"] })), mismatch("/id"));
}

/// Why it is not valid; `Err` if it cannot be read at all.
fn ask_or_refuse(credential: Value) -> Value {
	match call("verifyCredential", json!([credential, trusted()])) {
		Ok(answer) => answer["reason"].clone(),
		Err((_, message)) => message.into(),
	}
}

#[test]
fn the_reason_says_where_it_differs() {
	let original = export(json!([hex(RECORD)]));
	let with = |pointer: &str, value: Value| {
		let mut credential = original.clone();
		*credential.pointer_mut(pointer).expect("the member is there") = value;
		credential
	};
	let later = "2033-11-14T22:30:00.5Z";
	assert_eq!(reason(with("/validUntil", json!(later))), mismatch("/validUntil"));
	assert_eq!(reason(with("/civitas/validUntil", json!(later))), mismatch("/civitas/validUntil"));
	let someone = did_of(&issuer());
	let at = "/credentialSubject/id";
	assert_eq!(reason(with(at, json!(someone))), mismatch(at));
	assert_eq!(reason(with("/credentialStatus/0/statusListIndex", json!("1"))), mismatch("/credentialStatus"));
	assert_eq!(reason(with("/@context/1/claims", json!("x"))), mismatch("/@context"));
	let at = "/credentialSubject/claims/document/year";
	assert_eq!(reason(with(at, json!(2024))), json!("claimsMismatch"));
	let genesis = with("/civitas/genesisHash", json!(hex(BADGE)));
	assert_eq!(reason(genesis), json!({ "otherChain": { "genesisHash": hex(BADGE) } }));
	assert_eq!(reason(with("/civitas/certificate", json!(hex(H256::zero())))), json!("unknown"));
	assert_eq!(reason(with("/civitas/certificate", json!(hex(TEXT)))), json!("claimsMismatch"));

	let mut badge = export(json!([hex(BADGE), null, { "document": badge() }]));
	badge["credentialSubject"]["achievement"]["name"] = json!("Master");
	assert_eq!(reason(badge), json!("claimsMismatch"));

	let mut member = export(json!([hex(BATCH), presented(7)]));
	member["civitas"]["subject"] = json!(someone);
	assert_eq!(reason(member.clone()), json!("proofInvalid"));
	member["civitas"]["subject"] = json!(did_of(&subject()));
	member["civitas"]["member"]["index"] = json!(8);
	assert_eq!(reason(member), json!("proofInvalid"));
}

#[test]
fn the_certificate_has_to_be_valid_too() {
	let revoked = export(json!([hex(REVOKED), null, { "document": badge() }]));
	assert_eq!(reason(revoked.clone()), json!({ "revoked": { "at": NOW - 1_000, "reason": "keyCompromise" } }));
	let earlier = answer_to("verifyCredential", json!([revoked, trusted(), NOW - 2_000]));
	assert_eq!(earlier["valid"], json!(true));
	let record = export(json!([hex(RECORD)]));
	let later = answer_to("verifyCredential", json!([record, null, VALID_UNTIL + 1]));
	assert_eq!(later["reason"], json!({ "expired": { "validUntil": VALID_UNTIL } }));
	let trusted = answer_to("verifyCredential", json!([record, { "network": NETWORK + 1 }]));
	assert_eq!(trusted["reason"], json!({ "networkMismatch": { "network": NETWORK } }));
	let member = export(json!([hex(BATCH), presented(REVOKED_MEMBER)]));
	assert_eq!(reason(member), json!({ "statusListed": { "purpose": "revocation" } }));
}

#[test]
fn a_part_of_it_is_enough_without_a_context() {
	let disclosed = |fields: Value| json!({ "claims": { "disclosed": { "count": 3, "fields": fields } } });
	let anchored =
		|fields| json!({ "civitas": { "certificate": hex(FIELDS) }, "credentialSubject": disclosed(fields) });
	assert_eq!(reason(anchored(json!([fields()[0], fields()[2]]))), json!(null));
	let url = format!("{}/certificates/{}", did_of(&issuer()), hex(FIELDS));
	assert_eq!(reason(json!({ "id": url, "credentialSubject": disclosed(json!([fields()[1]])) })), json!(null));
	assert_eq!(reason(json!({ "id": url })), json!(null));
	assert_eq!(reason(json!({ "id": url, "credentialSubject": { "id": did_of(&subject()) } })), json!(null));
	let someone = json!({ "id": url, "credentialSubject": { "id": did_of(&issuer()) } });
	assert_eq!(reason(someone), mismatch("/credentialSubject/id"));

	let claims_mismatch = json!("claimsMismatch");
	let mut changed = json!([fields()[0]]);
	changed[0]["value"] = json!("Grace");
	let mut moved = json!([fields()[0]]);
	moved[0]["index"] = json!(1);
	for fields in [changed, moved, json!([]), json!([fields()[0], fields()[0]])] {
		assert_eq!(reason(anchored(fields)), claims_mismatch);
	}
	// The document of the badge alone, which says nothing of the chain.
	let mut document = badge();
	document["civitas"] = json!({ "certificate": hex(BADGE) });
	assert_ne!(reason(document), json!(null), "it has a context, so it must have all");
}

#[test]
fn what_is_no_credential_is_refused() {
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
		let (code, message) = refused("verifyCredential", json!([credential]));
		assert_eq!(code, -32602, "{credential}");
		let expected = format!("Invalid params: credential: {problem}");
		assert!(message.starts_with(&expected), "{message} instead of {expected}");
	}
}

#[test]
fn a_number_with_two_readings_is_refused() {
	let credential =
		json!({ "civitas": { "certificate": hex(BADGE) }, "credentialSubject": { "year": 20_230_000_000_000_001u64 } });
	let (code, message) = refused("verifyCredential", json!([credential]));
	let problem = "the number 20230000000000001 is another one, 20230000000000000, for software that reads numbers as \
		doubles: write it as a string";
	assert_eq!((code, message), (-32602, format!("Invalid params: credential: {problem}")));
	let claims = json!({ "document": { "year": 20_230_000_000_000_001u64 } });
	let (code, message) = refused("exportCredential", json!({ "certificate": hex(BADGE), "claims": claims }));
	assert_eq!((code, message), (-32602, format!("Invalid params: claims: {problem}")));
}

#[test]
fn the_answer_is_that_of_the_view_that_verifies() {
	let verified = |id: H256| {
		let asked = (id, None::<Expected<AccountId32>>, None::<u64>, None::<PresentedMember<AccountId32>>);
		let output = METADATA.view("certification", "verify").expect("there is one").output;
		let mut answer = METADATA.to_json(output, &chain::answer("verify", &asked.encode())).expect("it is");
		answer["documentIssuer"] = json!(null);
		answer
	};
	for id in [RECORD, TEXT] {
		assert_eq!(answer_to("verifyCredential", json!([export(json!([hex(id)]))])), verified(id));
	}
	let revoked = export(json!([hex(REVOKED), null, { "document": badge() }]));
	let mut expected = verified(REVOKED);
	let (id, attesters) = (badge()["issuer"]["id"].clone(), json!([attester().to_string()]));
	expected["documentIssuer"] = json!({ "id": id, "relation": "unrelated", "attestedBy": attesters });
	assert_eq!(answer_to("verifyCredential", json!([revoked])), expected);
	expected["documentIssuer"]["relation"] = json!("website");
	assert_eq!(answer_to("verifyCredential", json!([revoked, trusted()])), expected);
	let answer = answer_to("verifyCredential", json!([export(json!([hex(RECORD)]))]));
	assert_eq!((&answer["valid"], &answer["reason"], &answer["time"]), (&json!(true), &json!(null), &json!(NOW)));
	assert_eq!(answer["dossier"]["certificate"]["record"], json!(r#"{"degree":"Master","year":2023}"#));
	// What is said by a credential alone is all that differs.
	let mut other = export(json!([hex(RECORD)]));
	other["civitas"]["genesisHash"] = json!(hex(RECORD));
	let other = answer_to("verifyCredential", json!([other]));
	let expected = json!({ "valid": false, "reason": { "otherChain": { "genesisHash": hex(RECORD) } } });
	assert_eq!((&other["valid"], &other["reason"]), (&expected["valid"], &expected["reason"]));
	assert_eq!((&other["time"], &other["dossier"]), (&answer["time"], &answer["dossier"]));
}

#[test]
fn bad_parameters_are_refused_where_they_are_bad() {
	let (id, credential) = (hex(BADGE), json!({ "civitas": { "certificate": hex(BADGE) } }));
	let mut member = presented(1);
	member["member"].as_object_mut().expect("it is an object").remove("subject");
	let mut proof = presented(1);
	proof["proof"] = json!(["0x00"]);
	for (method, params, path) in [
		("verifyCredential", json!([credential, { "netwrok": 7 }]), "expected.netwrok"),
		("verifyCredential", json!([credential, { "network": -1 }]), "expected.network"),
		("verifyCredential", json!([credential, { "subject": "5Grw" }]), "expected.subject"),
		("verifyCredential", json!([credential, null, "yesterday"]), "time"),
		("exportCredential", json!([]), "certificate"),
		("exportCredential", json!(["0x12"]), "certificate"),
		("exportCredential", json!([5]), "certificate"),
		("exportCredential", json!([id, member]), "presented.member"),
		("exportCredential", json!([id, proof]), "presented.proof[0]"),
		("exportCredential", json!([id, null, { "documents": {} }]), "claims"),
		("exportCredential", json!([id, null, { "disclosed": { "fields": [] } }]), "claims"),
		("exportCredential", json!([id, null, { "text": "a", "commitment": id }]), "claims"),
		("exportStatusList", json!([id]), "purpose"),
		("exportStatusList", json!([id, "expiry"]), "purpose"),
		("exportStatusList", json!(["no hexadecimal", "revocation"]), "list"),
	] {
		let (code, message) = refused(method, params.clone());
		assert_eq!(code, -32602, "{method} {params}");
		assert!(message.starts_with(&format!("Invalid params: {path}")), "{message} does not name {path}");
	}
	// Accounts and times as all methods take them.
	let expected = as_argument("verify", "expected", Some(Expected { subject: Some(subject()), ..Default::default() }));
	for time in [json!(NOW), json!(NOW.to_string())] {
		let answer = answer_to("verifyCredential", json!([credential, expected, time]));
		assert_eq!((&answer["valid"], &answer["time"]), (&json!(true), &json!(NOW)));
	}
}
