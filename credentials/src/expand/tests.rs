use super::*;
use crate::context::{BADGES_CONTEXT, CREDENTIALS_CONTEXT};

const W3C: &str = "https://www.w3.org/2018/credentials#";
const BADGES: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";

fn meaning(value: Value) -> Result<Value, String> {
	expand(value.as_object().expect("it is an object"))
}

fn credential(contexts: &[Value], members: Value) -> Value {
	let mut contexts = contexts.to_vec();
	contexts.insert(0, json!(CREDENTIALS_CONTEXT));
	let mut credential = json!({ "@context": contexts, "type": ["VerifiableCredential"], "issuer": "urn:i" });
	for (name, value) in members.as_object().expect("members are an object") {
		credential[name] = value.clone();
	}
	credential
}

#[test]
fn a_credential_means_what_its_contexts_say() {
	let context = json!({
		"a": "https://a.example/",
		"grade": "a:grade",
		"home": { "@id": "a:home", "@type": "@id" },
		"born": { "@id": "a:born", "@type": "http://www.w3.org/2001/XMLSchema#date" },
		"order": { "@id": "a:order", "@container": "@list" },
		"raw": { "@id": "a:raw", "@type": "@json" },
		"Person": { "@id": "a:Person", "@context": { "nick": "a:nick" } },
	});
	let subject = json!({
		"id": "did:example:1",
		"type": ["Person"],
		"grade": [1.3, null, true, ["x"]],
		"home": "a:here",
		"born": "2001-01-01",
		"order": [1, [2]],
		"raw": { "no": ["term", null] },
		"nick": { "@value": "Z", "@language": "de-DE", "@direction": "ltr" },
		"urn:b": {},
		"name": null,
	});
	let expanded = meaning(credential(&[context], json!({ "credentialSubject": subject, "validFrom": "soon" })));
	assert_eq!(
		expanded,
		Ok(json!({
			"@type": [format!("{W3C}VerifiableCredential")],
			(format!("{W3C}issuer")): [{ "@id": "urn:i" }],
			(format!("{W3C}validFrom")): [{ "@value": "soon", "@type": "http://www.w3.org/2001/XMLSchema#dateTime" }],
			(format!("{W3C}credentialSubject")): [{
				"@id": "did:example:1",
				"@type": ["https://a.example/Person"],
				"https://a.example/grade": [{ "@value": 1.3 }, { "@value": true }, { "@value": "x" }],
				"https://a.example/home": [{ "@id": "https://a.example/here" }],
				"https://a.example/born": [{ "@value": "2001-01-01", "@type": "http://www.w3.org/2001/XMLSchema#date" }],
				"https://a.example/order": [{ "@list": [{ "@value": 1 }, { "@list": [{ "@value": 2 }] }] }],
				"https://a.example/raw": [{ "@value": { "no": ["term", null] }, "@type": "@json" }],
				"https://a.example/nick": [{ "@value": "Z", "@language": "de-DE", "@direction": "ltr" }],
				"urn:b": [{}],
			}],
		}))
	);
}

#[test]
fn a_type_defines_terms_for_its_own_object_only() {
	let achievement = json!({
		"id": "urn:a", "type": "Achievement", "name": "A", "criteria": { "narrative": "B" }, "creator": { "id": "urn:c" },
	});
	let with = |achievement: Value| {
		let subject = json!({ "type": "AchievementSubject", "achievement": achievement });
		meaning(credential(&[json!(BADGES_CONTEXT)], json!({ "credentialSubject": subject })))
	};
	let expanded = with(achievement.clone()).expect("it is legal");
	let subject = &expanded[format!("{W3C}credentialSubject")][0];
	let inner = &subject[format!("{BADGES}achievement")][0];
	assert_eq!(inner[format!("{BADGES}Criteria")][0][format!("{BADGES}narrative")][0]["@value"], "B");
	for within in ["criteria", "creator"] {
		let mut other = achievement.clone();
		other[within]["humanCode"] = json!("1");
		assert_eq!(
			with(other),
			Err(format!("{}: achievement: {within}: no context defines the member humanCode", "credentialSubject"))
		);
	}
	let mut typed = achievement.clone();
	typed["creator"]["type"] = json!(["Profile"]);
	typed["creator"]["phone"] = json!("1");
	assert!(with(typed).is_ok());
}

#[test]
fn what_would_be_dropped_or_mean_nothing_is_an_error() {
	let subject = |subject: Value| json!({ "credentialSubject": subject });
	for (members, problem) in [
		(json!({ "grade": 1 }), "no context defines the member grade"),
		(subject(json!({ "grade": 1 })), "credentialSubject: no context defines the member grade"),
		(json!({ "type": ["VerifiableCredential", "Degree"] }), "no context defines the type Degree"),
		(json!({ "type": ["VerifiableCredential", "@json"] }), "no context defines the type @json"),
		(json!({ "type": ["VerifiableCredential", 5] }), "type is not a text"),
		(json!({ "id": "somewhere" }), "somewhere is not a URL"),
		(json!({ "id": "@foo" }), "@foo is not a URL"),
		(json!({ "id": "_:b" }), "_:b is not a URL"),
		(json!({ "id": 5 }), "id is not a text"),
		(json!({ "issuer": "nobody" }), "issuer: nobody is not a URL"),
		(json!({ "issuer": "@foo" }), "issuer: @foo is not a URL"),
		(subject(json!({ "@id": "urn:a" })), "credentialSubject: the member @id is not followed here"),
		(subject(json!({ "@graph": [] })), "credentialSubject: the member @graph is not followed here"),
		(json!({ "name": { "@value": 5 } }), "name: @value is not what a text with a language may have"),
		(json!({ "name": { "@value": "a", "@type": "urn:a" } }), "name: @type is not what"),
		(json!({ "name": { "@value": "a", "@language": "d_e" } }), "name: @language is not what"),
		(json!({ "name": { "@value": "a", "@language": "deutschland" } }), "name: @language is not what"),
		(json!({ "name": { "@value": "a", "@direction": "up" } }), "name: @direction is not what"),
		(json!({ "proof": [{}] }), "proof: it says nothing"),
		(json!({ "proof": { "id": "urn:a" } }), "proof: it says nothing"),
		(json!({ "proof": "urn:a" }), "proof: it says nothing"),
	] {
		let result = meaning(credential(&[], members.clone()));
		assert!(result.clone().is_err_and(|found| found.starts_with(problem)), "{members}: {result:?}");
	}
}

#[test]
fn contexts_within_are_followed_as_the_first_is() {
	let endorsement = json!({
		"@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
		"id": "urn:e",
		"type": ["VerifiableCredential", "EndorsementCredential"],
		"issuer": { "id": "urn:j", "type": ["Profile"], "name": "J" },
		"proof": [{
			"type": "DataIntegrityProof",
			"proofPurpose": "assertionMethod",
			"created": "2024-01-01T00:00:00Z",
			"verificationMethod": "urn:k",
		}],
	});
	let whole =
		|endorsement: &Value| meaning(credential(&[json!(BADGES_CONTEXT)], json!({ "endorsement": [endorsement] })));
	let expanded = whole(&endorsement).expect("it is legal");
	let proof = &expanded[format!("{BADGES}endorsement")][0]["https://w3id.org/security#proof"][0]["@graph"][0];
	assert_eq!(
		proof["https://w3id.org/security#proofPurpose"],
		json!([{ "@id": "https://w3id.org/security#assertionMethod" }])
	);
	let mut other = endorsement.clone();
	other["@context"] = json!({ "name": "urn:other" });
	assert!(whole(&other).is_err_and(|problem| problem.contains("protected")));
	other["@context"] = json!("https://elsewhere.example");
	assert!(whole(&other).is_err_and(|problem| problem.contains("https://elsewhere.example")));
}

#[test]
fn as_deep_as_a_credential_is_and_as_wide_it_can_be_followed() {
	let deep = (0..crate::MAX_DEPTH).fold(json!(1), |inner, _| json!({ "urn:a": inner }));
	assert!(meaning(credential(&[], json!({ "credentialSubject": deep }))).is_ok());
	// Many objects, each with a type that has many terms: they are defined once, unless each object has terms of its own.
	let terms: Map<String, Value> = (0..1_000).map(|term| (format!("t{term}"), json!("urn:a"))).collect();
	let context = json!({ "T": { "@id": "urn:t", "@context": terms } });
	let wide = |object: Value| {
		let several: Vec<_> = (0..3_000).map(|_| object.clone()).collect();
		meaning(credential(std::slice::from_ref(&context), json!({ "credentialSubject": { "urn:b": several } })))
	};
	assert!(wide(json!({ "type": ["T", "T", "T"] })).is_ok());
	let result = wide(json!({ "@context": { "a": "urn:a" }, "type": "T" }));
	assert!(result.is_err_and(|problem| problem.contains("take too long")));
	let wide: Vec<_> = (0..2_000).map(|_| json!({ "id": "urn:a", "type": "Achievement", "tag": ["a"] })).collect();
	let subject = json!({ "type": "AchievementSubject", "achievement": wide });
	let legal = credential(&[json!(BADGES_CONTEXT)], json!({ "credentialSubject": subject }));
	assert!(meaning(legal).is_ok());
}

#[test]
fn what_is_repeated_is_not_long() {
	let kind = format!("urn:{}", "x".repeat(2_000));
	let context = json!({ "d": { "@id": "urn:d", "@type": kind } });
	let several = vec![1; 40_000];
	let result = meaning(credential(&[context], json!({ "credentialSubject": { "d": several } })));
	assert!(result.is_err_and(|problem| problem.contains("take too long")));
}

#[test]
fn the_deepest_documents_need_little_room() {
	let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(|| {
		let context =
			json!({ "a": { "@id": "urn:a", "@context": { "T": { "@id": "urn:t", "@context": { "b": "urn:b" } } } } });
		let deep = (0..crate::MAX_DEPTH - 4).fold(json!(1), |inner, at| match at % 4 {
			0 => json!([inner]),
			_ => json!({ "type": "T", "a": inner }),
		});
		let value =
			credential(&[context], json!({ "type": ["VerifiableCredential"], "credentialSubject": { "a": deep } }));
		let document = crate::Document::from_value(value.clone()).expect("it is not too deep");
		let form = crate::form_of(&document);
		assert!(matches!(form, crate::Form::Credential(_)), "{form:?}");
		assert!(crate::problems_of(value.as_object().expect("it is one")).len() < 2);
		// What is far too deep is refused, and dropped.
		let deep = (0..100_000).fold(json!(1), |inner, _| Value::Array(vec![inner]));
		assert!(crate::Document::from_value(deep).is_err());
	});
	thread.expect("there is a thread").join().expect("it has room enough");
}

/// What it costs to expand a document, and what comes of it.
fn cost(document: &Value) -> (u32, Result<(), String>) {
	assert!(crate::Document::from_value(document.clone()).is_ok(), "it is as large as one can be");
	let mut expander = Expander::default();
	let result = expander.node(&Active::default(), None, document.as_object().expect("it is an object"));
	(expander.contexts.steps(), result.map(drop))
}

#[test]
fn no_document_costs_more_than_the_bound_and_those_of_people_little() {
	let with = |contexts: &[Value], object: Value, times: usize| {
		let several = vec![object; times];
		credential(contexts, json!({ "credentialSubject": { "urn:b": several } }))
	};
	let terms = |count: u32| Value::Object((0..count).map(|term| (format!("t{term}"), json!("urn:a"))).collect());
	let types = json!({ "T": { "@id": "urn:t", "@context": terms(1_000) } });
	for document in [
		with(&[types], json!({ "@context": { "a": "urn:a" }, "type": "T" }), 2_000),
		with(&[terms(4_000)], json!({ "@context": { "a": "urn:a" } }), 1_000),
	] {
		let (steps, result) = cost(&document);
		let bound = crate::context::MAX_STEPS;
		assert!(result.is_err() && (bound..bound + 5_000).contains(&steps), "{steps}");
	}
	for document in [
		with(&[], json!({ "@context": BADGES_CONTEXT, "id": "urn:a" }), 1_300),
		with(&[], json!({ "@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT], "type": "Profile", "name": "a" }), 700),
		with(&[json!(BADGES_CONTEXT)], json!({ "type": ["Achievement", "Profile"], "name": "a" }), 2_000),
	] {
		let (steps, result) = cost(&document);
		assert!(result.is_ok() && steps < crate::context::MAX_STEPS / 10, "{steps} {result:?}");
	}
}
