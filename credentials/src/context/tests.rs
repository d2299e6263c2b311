use super::*;
use serde_json::json;

/// For as long as the tests run.
fn process(contexts: Value) -> Result<Active<'static>, String> {
	Contexts::default().process(&Active::default(), Box::leak(Box::new(contexts)), Scope::Object)
}

#[test]
fn all_contexts_that_there_are_can_be_followed() {
	assert_eq!(CONTEXTS.len(), BUNDLED.len());
	for (url, _) in BUNDLED {
		assert!(is_known_context(url));
		process(json!(url)).unwrap_or_else(|problem| panic!("{url}: {problem}"));
	}
	let badges = process(json!([CREDENTIALS_CONTEXT, BADGES_CONTEXT])).expect("they go together");
	let badge = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential";
	assert_eq!(badges.iri("AchievementCredential", true).as_deref(), Some(badge));
	assert_eq!(badges.iri("AchievementCredential", false), None);
}

#[test]
fn prefixes_are_followed() {
	let active = process(json!({ "b": "a:x", "a": "https://a.example/", "c": { "@id": "a:y", "@type": "a:z" } }))
		.expect("they are defined");
	let iri = |name| active.iri(name, true);
	assert_eq!(iri("b").as_deref(), Some("https://a.example/x"));
	assert_eq!(iri("a:q").as_deref(), Some("https://a.example/q"));
	assert_eq!(iri("a://q").as_deref(), Some("a://q"));
	assert_eq!(iri("b:q").as_deref(), Some("b:q"));
	assert_eq!(iri("q"), None);
	assert_eq!(active.term("c").and_then(|term| term.kind.clone()).as_deref(), Some("https://a.example/z"));
}

#[test]
fn what_is_protected_stays_as_it_is() {
	for (other, is_same) in [
		(json!({ "name": "https://schema.org/name" }), true),
		(json!({ "name": { "@id": "https://schema.org/name" } }), true),
		(json!({ "name": "https://a.example/name" }), false),
		(json!({ "name": { "@id": "https://schema.org/name", "@type": "@id" } }), false),
		(json!({ "issuer": "https://a.example/issuer" }), true),
		(json!({ "id": "@type" }), false),
	] {
		let result = process(json!([CREDENTIALS_CONTEXT, other]));
		assert_eq!(result.is_ok(), is_same, "{other}");
		assert!(is_same || result.is_err_and(|problem| problem.contains("is protected")));
	}
}

#[test]
fn what_is_not_followed_is_refused() {
	for context in [
		json!({ "@vocab": "https://a.example/" }),
		json!({ "@base": "https://a.example/" }),
		json!({ "@import": CREDENTIALS_CONTEXT }),
		json!({ "@language": "de" }),
		json!({ "@propagate": false }),
		json!({ "@version": 1.0 }),
		json!({ "@protected": "yes" }),
		json!({ "@foo": "urn:a" }),
		json!({ "": "urn:a" }),
		json!({ "a:b": "urn:a" }),
		json!({ "a/b": "urn:a" }),
		json!({ "a": null }),
		json!({ "a": 5 }),
		json!({ "a": {} }),
		json!({ "a": "a" }),
		json!({ "a": "b", "b": "a" }),
		json!({ "a": "somewhere" }),
		json!({ "a": "@graph" }),
		json!({ "a": "@foo" }),
		json!({ "a": { "@id": "@type", "@container": "@set" } }),
		json!({ "a": { "@reverse": "urn:a" } }),
		json!({ "a": { "@id": "urn:a", "@container": "@language" } }),
		json!({ "a": { "@id": "urn:a", "@container": ["@list", "@set"] } }),
		json!({ "a": { "@id": "urn:a", "@type": "@none" } }),
		json!({ "a": { "@id": "urn:a", "@type": "date" } }),
		json!({ "a": { "@id": "urn:a", "@type": 5 } }),
		json!({ "a": { "@id": "urn:a", "@language": "de" } }),
		json!({ "a": { "@id": "urn:a", "@context": { "b": "@foo" } } }),
		json!({ "a": { "@id": "urn:a", "@context": "https://elsewhere.example" } }),
		json!("https://elsewhere.example"),
		json!(["https://www.w3.org/2018/credentials/v1"]),
		json!(null),
		json!(5),
	] {
		assert!(process(context.clone()).is_err(), "{context}");
	}
}

#[test]
fn a_url_has_a_scheme_and_no_odd_characters() {
	for url in ["urn:a", "https://a.example/b?c=d#e", "did:civitas:5G", "a+b-c.d:%20", "mailto:a@b.example"] {
		assert!(is_url(url), "{url}");
	}
	for text in
		["", "a", ":a", "urn:", "1a:b", "a b:c", "https://a b", "urn:\"", "urn:ü", "urn:%2", "urn:%zz", "urn:a#b#c"]
	{
		assert!(!is_url(text), "{text}");
	}
}

/// Where threads have little room, as those of a node do.
fn in_little_room(work: impl FnOnce() + Send + 'static) {
	let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(work).expect("there is a thread");
	thread.join().expect("it has room enough");
}

#[test]
fn terms_are_not_defined_by_too_many_others_in_a_row() {
	in_little_room(|| {
		let row = |length: u32, name: fn(u32, u32) -> u32| {
			let term = |at: u32| match at {
				0 => (format!("t{:05}", name(0, length)), json!("urn:a:")),
				_ => (format!("t{:05}", name(at, length)), json!(format!("t{:05}:", name(at - 1, length)))),
			};
			process(Value::Object((0..length).map(term).collect()))
		};
		// In whichever order they are.
		for name in [|at, _| at, |at, length| length - at] as [fn(u32, u32) -> u32; 2] {
			assert!(row(MAX_NESTING, name).is_ok());
			for length in [MAX_NESTING + 1, 10_000] {
				assert!(row(length, name).is_err_and(|problem| problem.contains("others in a row")), "{length}");
			}
		}
	});
}

#[test]
fn contexts_are_not_within_too_many_others() {
	in_little_room(|| {
		let nested = |depth: u32| {
			let around = |inner: Value, _| json!({ "a": { "@id": "urn:a", "@context": inner } });
			process((0..depth).fold(json!({}), around))
		};
		assert!(nested(MAX_NESTING - 1).is_ok());
		let problem = nested(MAX_NESTING).expect_err("it is too deep");
		assert!(problem.contains("contexts are within each other"), "{problem}");
	});
}

#[test]
fn what_a_term_means_is_not_long() {
	assert!(process(json!({ "a": format!("urn:{}", "x".repeat(MAX_IRI - 4)) })).is_ok());
	let long = json!({ "a": format!("urn:{}:", "x".repeat(2_000)), "b": format!("a:{}", "y".repeat(100)) });
	assert!(process(long).is_err_and(|problem| problem.contains("more than 2048 bytes")));
}

#[test]
fn what_was_followed_once_costs_little() {
	let contexts = json!([CREDENTIALS_CONTEXT, BADGES_CONTEXT]);
	let mut processor = Contexts::default();
	let first = processor.process(&Active::default(), &contexts, Scope::Object).expect("they go together");
	let cost = processor.steps;
	assert!(cost < MAX_STEPS / 50, "{cost}");
	let again = processor.process(&first, &contexts[1], Scope::Object).expect("it is the same");
	let cost = processor.steps;
	for _ in 0..1_000 {
		let same = processor.process(&first, &contexts[1], Scope::Object).expect("it is the same");
		assert!(Rc::ptr_eq(&same.terms, &again.terms));
	}
	assert_eq!(processor.steps, cost + 1_000);
}
