use super::*;
use crate::{form_of, Form};

fn document(value: Value) -> Document {
	Document::from_value(value).expect("it is I-JSON")
}

fn own(value: Value) -> Own {
	Own::of(&document(value))
}

const M: &str = "did:civitas:5M";
const HARVARD: &str = "https://harvard.example";

/// That it is never taken for one that names M, be it legal or not.
fn assert_unclear(value: Value) {
	let found = own(value.clone()).issuer;
	assert!(matches!(found, OwnIssuer::Unclear(_)), "{value}: {found:?}");
	assert!(!matches!(form_of(&document(value.clone())), Form::Credential(_)), "{value}");
	// In whichever form it is shown.
	assert!(matches!(Own::of_text(&value.to_string()).issuer, OwnIssuer::Unclear(_)), "{value}");
	assert!(matches!(own(json!(value.to_string())).issuer, OwnIssuer::Unclear(_)), "{value}");
}

#[test]
fn a_credential_says_who_and_when() {
	for (issuer, expected) in [
		(json!(HARVARD), HARVARD),
		(json!({ "id": "did:web:a.example", "name": "A", "@type": "Profile" }), "did:web:a.example"),
		(json!({ "@id": "urn:a" }), "urn:a"),
		(json!([{ "id": "urn:a" }]), "urn:a"),
	] {
		for kind in [
			json!({ "type": ["VerifiableCredential"], "issuer": issuer }),
			json!({ "type": "VerifiableCredential", "issuer": issuer }),
			json!({ "@type": "cred:VerifiableCredential", "issuer": issuer }),
			json!({ "@context": ["https://www.w3.org/2018/credentials/v1"], "issuer": issuer }),
			json!({ "@context": "https://www.w3.org/ns/credentials/v2", "issuer": issuer }),
		] {
			let found = own(kind.clone()).issuer;
			assert_eq!(found, OwnIssuer::One(expected.into()), "{kind}");
			assert_eq!(Own::of_text(&format!("\n {kind}")).issuer, found);
		}
		// So does what is no credential.
		assert_eq!(own(json!({ "issuer": issuer })).issuer, OwnIssuer::One(expected.into()));
	}
	for text in ["Master, für immer", "\"Summa\" cum laude", "\"quoted\"", "", "{\"a\":1}", "[1]"] {
		assert_eq!(Own::of_text(text), Own::default(), "{text}");
	}
}

#[test]
fn issuers_that_are_not_one_url_are_unclear() {
	for issuer in [
		json!([format!("{M}#"), { "id": HARVARD }]),
		json!([M, M]),
		json!([[M]]),
		json!([]),
		json!({ "id": [M] }),
		json!({ "id": { "id": M } }),
		json!({ "id": M, "@id": HARVARD }),
		json!({ "id": M, "ID": HARVARD }),
		json!({ "id": M, "@context": { "by": "@id" }, "by": HARVARD }),
		json!({ "id": M, "@graph": [{ "id": HARVARD }] }),
		json!({ "@list": [HARVARD] }),
		json!({ "name": "Harvard" }),
		json!("Harvard"),
		json!(format!("{M} {HARVARD}")),
		json!(format!("{M}, {HARVARD}")),
		json!(format!("{M}#{HARVARD}#")),
		json!(format!("{M}/{}", "x".repeat(MAX_URL))),
		json!(5),
		json!(null),
	] {
		assert_unclear(json!({
			"@context": ["https://www.w3.org/ns/credentials/v2"],
			"type": ["VerifiableCredential"],
			"issuer": issuer,
			"credentialSubject": { "id": "urn:a" },
		}));
	}
}

#[test]
fn what_a_reader_takes_for_a_credential_is_one() {
	let badge = json!({ "type": ["OpenBadgeCredential"], "issuer": HARVARD });
	let named = |value: Value| {
		assert_eq!(own(value.clone()).issuer, OwnIssuer::One(HARVARD.into()), "{value}");
		assert!(!matches!(form_of(&document(value.clone())), Form::Data), "{value}");
	};
	for value in [
		badge.clone(),
		json!({ "@context": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "issuer": HARVARD }),
		json!({ "@context": [[["https://www.w3.org/2018/credentials/v1"]]], "issuer": HARVARD }),
		json!({ "@context": "https://schema.example", "issuer": HARVARD }),
		json!({ "type": [["x", ["EndorsementCredential"]]], "issuer": HARVARD }),
		json!({ "type": "https://w3id.org/openbadges#BadgeClass", "issuer": { "id": HARVARD } }),
		json!({ "@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "badge": {
			"type": "BadgeClass", "issuer": HARVARD,
		} }),
		json!({ "@context": "https://w3id.org/blockcerts/v2", "badge": { "type": "BadgeClass", "issuer": { "id": HARVARD } } }),
		json!({ "recipient": "a", "badge": { "type": "x-badge", "issuer": HARVARD } }),
		json!({ "issuer": HARVARD, "credentialSubject": {} }),
		json!([badge]),
		json!([1, [badge]]),
		json!({ "@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiablePresentation",
			"verifiableCredential": [badge] }),
		json!({ "@graph": [badge] }),
		json!({ "credential": badge }),
		json!({ "credentials": [badge] }),
		json!({ "vc": { "credential": badge } }),
	] {
		named(value);
	}
	let other = json!({ "type": "VerifiableCredential", "issuer": M });
	for value in [
		json!([other, badge]),
		json!({ "verifiableCredential": [other, badge] }),
		json!({ "type": "VerifiableCredential", "issuer": M, "credential": badge }),
		json!([badge, { "type": "VerifiableCredential" }]),
		json!({ "type": "VerifiableCredential" }),
		json!({ "type": "Assertion", "badge": "https://harvard.example/badge" }),
		json!({ "verifiableCredential": ["eyJhbGciOiJFUzI1NiJ9.e30.e30"] }),
		json!({ "type": "VerifiablePresentation", "verifiableCredential": [badge, "eyJhbGciOiJFUzI1NiJ9.e30.e30"] }),
		// Payloads of signed credentials.
		json!({ "iss": HARVARD, "vc": other }),
		json!({ "vct": "urn:diploma", "name": "Ada" }),
		json!("eyJhbGciOiJFUzI1NiJ9.e30.e30"),
		json!("eyJhbGciOiJFUzI1NiJ9.e30.e30~e30~"),
		// What is no credential and names an issuer, but not for certain.
		json!({ "type": "Diploma", "issuer": [HARVARD, format!("{HARVARD}/law")] }),
		json!({ "type": "Diploma", "issuer": { "id": HARVARD, "ID": HARVARD } }),
		json!({ "type": "Diploma", "Issuer": HARVARD }),
	] {
		assert_unclear(value);
	}
	let payload = own(json!({ "iss": HARVARD, "vct": "urn:diploma", "exp": 5 }));
	assert_eq!(payload.issuer, OwnIssuer::One(HARVARD.into()));
	assert_eq!(payload.validity.unclear.as_deref(), Some("exp"));
	// Of two readings of one text readers see either.
	let twice = format!("{{\"type\":\"Badge\",\"issuer\":\"{M}\",\"issuer\":\"{HARVARD}\"}}");
	assert!(matches!(Own::of_text(&twice).issuer, OwnIssuer::Unclear(_)));
	let deep = "[".repeat(500);
	assert!(matches!(Own::of_text(&deep).issuer, OwnIssuer::Unclear(_)));
	for value in
		[json!({ "name": "Ada", "issuer": "Harvard" }), json!({ "type": "Person" }), json!([1]), json!({ "badge": 7 })]
	{
		assert_eq!(own(value), Own::default());
	}
}

#[test]
fn contexts_do_not_change_who_it_is() {
	let with = |context: Value, members: Value| {
		let mut value = json!({
			"@context": ["https://www.w3.org/ns/credentials/v2", context],
			"type": ["VerifiableCredential"],
			"issuer": M,
			"credentialSubject": { "id": "urn:a" },
		});
		for (name, member) in members.as_object().expect("it is an object") {
			value[name] = member.clone();
		}
		value
	};
	let full = format!("{CREDENTIALS}issuer");
	for unknown in [false, true] {
		let with = |context: Value, members: Value| {
			let mut value = with(context, members);
			if unknown {
				value["@context"].as_array_mut().expect("it is a list").push(json!("https://unknown.example"));
			}
			value
		};
		for value in [
			with(json!({ "a": "urn:a" }), json!({ (&full): [{ "id": HARVARD }] })),
			with(json!({ "by": full }), json!({ "by": { "id": HARVARD } })),
			with(json!({ "by": { "@id": full, "@type": "@id" } }), json!({ "by": HARVARD })),
			with(json!({ "c": CREDENTIALS }), json!({ "c:issuer": { "id": HARVARD } })),
			with(json!({ "did": "https://harvard.example/" }), json!({})),
			with(json!({ "uid": "@id" }), json!({ "issuer": { "id": M, "uid": HARVARD } })),
			with(json!({ "@vocab": CREDENTIALS }), json!({})),
			// Names that are put together from parts.
			with(
				json!({
					"r": { "@id": "https://www.w3.org/2018/credentials", "@prefix": true },
					"q": { "@id": "r:#iss", "@prefix": true },
					"by": { "@id": "q:uer", "@type": "@id" },
				}),
				json!({ "by": HARVARD }),
			),
			with(json!({ "@vocab": "#iss" }), json!({ "uer": HARVARD })),
			with(json!({ "a": "urn:a" }), json!({ "ISSUER": HARVARD })),
		] {
			assert_unclear(value);
		}
		let grade = with(json!({ "id": "@id", "grade": "urn:grade" }), json!({}));
		let grade = if unknown { grade } else { with(json!({ "grade": "urn:grade" }), json!({})) };
		assert_eq!(own(grade.clone()).issuer, OwnIssuer::One(M.into()), "{grade}");
		// Dates can be given other names in the same way.
		for value in [
			with(
				json!({ "end": { "@id": format!("{CREDENTIALS}validUntil") } }),
				json!({ "end": "1970-01-01T00:00:00Z" }),
			),
			with(json!({ "a": "urn:a" }), json!({ (format!("{CREDENTIALS}validUntil")): "1970-01-01T00:00:00Z" })),
		] {
			assert!(own(value.clone()).validity.unclear.is_some(), "{value}");
			assert!(!matches!(form_of(&document(value.clone())), Form::Credential(_)), "{value}");
		}
	}
	// What is shown as it is names those that its contexts say.
	let both = format!("{CREDENTIALS}credentialSubject");
	let value = with(json!({ "about": both, "n": "urn:n:" }), json!({ "about": { "id": "n:b", "name": "B" } }));
	let Form::Credential(names) = form_of(&document(value.clone())) else { panic!("{:?}", form_of(&document(value))) };
	assert_eq!((names.issuer.as_str(), names.subjects.len()), (M, 2));
	assert!(names.subjects.contains(&"urn:n:b".to_owned()));
}

#[test]
fn of_several_dates_the_strictest_counts_and_what_cannot_be_read_is_said() {
	let validity = |mut members: Value| {
		members["type"] = json!("VerifiableCredential");
		own(members).validity
	};
	let both = Validity { from: Some(1), until: Some(1_500), unclear: None };
	let (from, until) = ("1970-01-01T00:00:00.000001Z", "1970-01-01T00:00:01.5000009Z");
	let (earlier, later) = ("1969-12-31T00:00:00Z", "1970-01-01T00:00:09Z");
	assert_eq!(validity(json!({ "validFrom": from, "validUntil": until })), both);
	assert_eq!(validity(json!({ "issuanceDate": from, "expirationDate": until })), both);
	let strictest = json!({
		"validFrom": from, "issuanceDate": earlier, "validUntil": later, "expirationDate": until, "expires": later,
	});
	assert_eq!(validity(strictest), both);
	for date in [
		json!(null),
		json!([until]),
		json!({ "@value": until }),
		json!(1_500),
		json!("soon"),
		json!("1970-01-01"),
		json!("1970-01-01T00:00:01"),
	] {
		for member in ["validFrom", "validUntil", "issuanceDate", "expirationDate", "expires"] {
			let found = own(json!({ "type": "Badge", "issuer": M, "validUntil": until, (member): date }));
			let reason = json!({ "documentDateUnclear": { "member": member } });
			assert_eq!(found.outside(0), Some((reason, None)), "{member} {date}");
		}
	}
	assert_eq!(validity(json!({ "ValidUntil": until })).unclear.as_deref(), Some("ValidUntil"));
	// What is no credential is judged by what it says for certain.
	assert_eq!(own(json!({ "validUntil": "soon", "issuer": "Harvard", "a": { "issuer": HARVARD } })), Own::default());
	let plain = own(json!({ "degree": "BSc", "issuer": { "id": HARVARD }, "validUntil": until }));
	assert_eq!(plain.issuer, OwnIssuer::One(HARVARD.into()));
	assert_eq!(plain.validity, Validity { until: Some(1_500), ..Validity::default() });

	let own = own(json!({ "type": "Badge", "issuer": M, "validFrom": from, "validUntil": until }));
	assert_eq!(own.outside(0), Some((json!({ "documentNotYetValid": { "validFrom": 1 } }), None)));
	assert_eq!((own.outside(1), own.outside(1_500)), (None, None));
	assert_eq!(own.outside(1_501), Some((json!({ "documentExpired": { "validUntil": 1_500 } }), Some(1_501))));
}
