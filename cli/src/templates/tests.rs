use super::*;
use crate::{failure::Exit, identity::content_id, test_chain};
use civitas_primitives::agreements::{terms_hash, NoCondition, Terms};
use subxt::ext::codec::Decode;
use subxt_signer::{sr25519::Keypair, SecretUri};

/// The address of a key that stands for this name.
fn address(name: &str) -> String {
	let uri: SecretUri = format!("//{name}").parse().expect("it is a secret URI");
	let key = Keypair::from_uri(&uri).expect("it has a key").public_key();
	subxt::utils::AccountId32(key.0).to_string()
}

/// A text for a parameter that has to be given, or could be.
fn example(parameter: &Parameter) -> String {
	let one = |name: &str| match parameter.kind {
		Kind::Account => address(name),
		Kind::Amount => "1200000000000".to_owned(),
		Kind::Asset => "7".to_owned(),
		Kind::Count => "12".to_owned(),
		Kind::Duration => "14d".to_owned(),
		Kind::Span => "3months".to_owned(),
		Kind::When => "2030-01-31T12:00:00Z".to_owned(),
		Kind::Rate => "4.5%".to_owned(),
		Kind::Share => "1/3".to_owned(),
		Kind::Hash => format!("0x{}", "11".repeat(32)),
		Kind::Text => "a text".to_owned(),
	};
	match parameter.many {
		true => [1, 2].map(|number| one(&format!("{}{number}", parameter.name))).join(","),
		false => one(&parameter.name),
	}
}

/// The terms of a template with these texts, as the chain reads them.
fn terms(template: &Template, given: &[(String, String)]) -> (Value, Vec<u8>) {
	let texts = template.texts(given).expect("all is given that has to be");
	let read = |(parameter, text): (&'_ Parameter, &str)| {
		let value = parameter.read(text).expect("it is a value");
		let value = if value == ME { json!(address("Me")) } else { value };
		(parameter.name.clone(), value)
	};
	let values: Vec<_> = texts.into_iter().map(read).collect();
	let values = values.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
	let mut terms = template.fill(&values).expect("all parameters are known");
	terms.insert("template".to_owned(), json!(template.hash));
	terms.insert("prose".to_owned(), json!({ "hash": template.hash, "uri": "", "clauses": null }));
	terms.insert("signBy".to_owned(), json!(2_000_000_000_000_u64));
	terms.insert("salt".to_owned(), json!(H256::zero()));
	let metadata = test_chain::metadata();
	let draft = metadata.call("agreements", "draft").expect("there is such a call");
	let ty = draft.inputs.first().expect("it has terms").ty;
	let terms = Value::Object(terms);
	let bytes = metadata.to_scale(ty, &terms).unwrap_or_else(|error| panic!("{:?}: {error}", template.names));
	(terms, bytes)
}

#[test]
fn what_templates_say_can_be_agreed_on() {
	for template in Template::all().expect("all are templates") {
		let given = |all: bool| {
			let wanted = template.parameters.iter().filter(|it| it.default.is_none() || all);
			wanted.map(|parameter| (parameter.name.clone(), example(parameter))).collect::<Vec<_>>()
		};
		let none = |it: &&Parameter| it.default.as_deref().is_some_and(|it| it != ME) && it.kind == Kind::Rate;
		let without = template.parameters.iter().filter(none).map(|parameter| (parameter.name.clone(), String::new()));
		for given in [given(false), given(true), given(false).into_iter().chain(without).collect()] {
			let (json, bytes) = terms(&template, &given);
			let terms = Terms::<[u8; 32], NoCondition>::decode(&mut &bytes[..]).expect("they are terms");
			assert_eq!(terms.check(), Ok(()), "{:?}: {json:#}", template.names);
			let hash = terms_hash(&terms);
			assert_eq!(content_id("civitas/agreement", &bytes).0, hash.0, "it is what is signed");
			let clauses = terms.obligations.iter().map(|obligation| usize::from(obligation.clause));
			assert!(
				clauses.clone().all(|clause| (1..=template.clauses.len()).contains(&clause)),
				"{:?}",
				template.names
			);
			assert!(terms.arbitration.is_some() == given.iter().any(|(name, _)| name == "arbiters"));
		}
	}
}

#[test]
fn every_purpose_is_found_by_its_name() {
	for (name, obligations) in [
		("car-lease", 3),
		("home-lease", 3),
		("home-purchase", 2),
		("car-purchase", 2),
		("subscription", 1),
		("rent", 1),
		("project", 2),
		("partnership", 4),
		("service-agreement", 0),
		("employment", 1),
		("payroll", 1),
		("invoice", 1),
		("escrow", 1),
		("bank-account", 2),
	] {
		let template = Template::find(name).expect("there is such a template");
		let required = template.parameters.iter().filter(|parameter| parameter.default.is_none());
		let given: Vec<_> = required.map(|parameter| (parameter.name.clone(), example(parameter))).collect();
		let (json, _) = terms(&template, &given);
		assert_eq!(json["obligations"].as_array().map(Vec::len), Some(obligations), "{name}");
		let file = format!("{}/../docs/templates/{}.json", env!("CARGO_MANIFEST_DIR"), template.names[0]);
		assert_eq!(Template::find(&format!("@{file}")).expect("it is a template").hash, template.hash);
		assert_eq!(crate::document::hash_json_file(Path::new(&file)).expect("it is a document"), template.hash);
	}
	let failure = Template::find("cart-lease").expect_err("there is no such template");
	assert!(
		failure.exit == Exit::Unknown && failure.message.contains("car-lease, car-purchase"),
		"{}",
		failure.message
	);
}

#[test]
fn every_parameter_is_used_and_explained() {
	for template in Template::all().expect("all are templates") {
		let text = template.terms.to_string();
		for parameter in &template.parameters {
			let used = [format!("\"${}\"", parameter.name), format!("\"$each\":\"{}\"", parameter.name)];
			assert!(used.iter().any(|used| text.contains(used)), "{:?}: {}", template.names, parameter.name);
			assert!(parameter.meaning.ends_with('.') && !parameter.name.contains('_'), "{}", parameter.name);
			let default = parameter.default.as_deref().filter(|default| !default.is_empty());
			assert!(default.is_none_or(|default| parameter.read(default).is_ok()), "{}", parameter.name);
		}
	}
}

#[test]
fn parameters_are_told_that_are_missing_unknown_or_wrong() {
	let template = Template::find("home-lease").expect("there is such a template");
	let given = |all: &[&str]| {
		let pair = |text: &&str| text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
		all.iter().filter_map(pair).collect::<Vec<_>>()
	};
	let told = |all: &[&str]| {
		let given = given(all);
		let failure = template.texts(&given).map(|_| ()).expect_err("something is wrong");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "usage"));
		failure.message
	};
	let missing = told(&["tenant=//Bob", "landlord="]);
	for line in ["  landlord=ACCOUNT [me]: Who", "  rent=AMOUNT: The rent of a month.", "  deposit=AMOUNT: "] {
		assert!(missing.contains(line), "{missing}");
	}
	assert!(!missing.contains("  tenant=") && !missing.contains("  notice="), "{missing}");
	assert!(
		told(&["lodger=//Bob"]).starts_with("There is no parameter lodger. There are: landlord, tenant, home, rent")
	);
	assert!(told(&["rent=1", "rent=2"]).contains("--set rent: it is given more than once"));
	let wrong = [
		("rent", "1.5"),
		("rent", "-1"),
		("rent", "+1"),
		("rent", "340282366920938463463374607431768211456"),
		("notice", "1month"),
		("notice", "1500"),
		("minimum", "1.5months"),
		("minimum", "99999months"),
		("interest", "5"),
		("interest", "0.00001%"),
		("interest", ".5%"),
		("asset", "euro"),
		("asset", "-1"),
	];
	for (name, text) in wrong {
		let parameter = template.parameters.iter().find(|parameter| parameter.name == name).expect("there is one");
		let problem = parameter.read(text).expect_err("it is no value");
		assert!(problem.starts_with(&format!("--set {name}: `{text}`")), "{problem}");
	}
}

#[test]
fn values_are_typed() {
	for (kind, text, value) in [
		(Kind::Amount, "18446744073709551616", json!("18446744073709551616")),
		(Kind::Asset, "native", Value::Null),
		(Kind::Asset, "7", json!(7)),
		(Kind::Duration, "14d", json!(1_209_600)),
		(Kind::Span, "14d", json!({ "seconds": 1_209_600 })),
		(Kind::Span, "1month", json!({ "months": 1 })),
		(Kind::Span, "2years", json!({ "months": 24 })),
		(Kind::When, "0s", json!({ "activation": { "seconds": 0 } })),
		(Kind::When, "2025-01-01T00:00:00Z", json!({ "at": 1_735_689_600_000_u64 })),
		(Kind::Rate, "5%", json!(50_000)),
		(Kind::Rate, "0.0001%", json!(1)),
		(Kind::Rate, "0%", json!(0)),
		(Kind::Share, "3%", json!({ "numerator": 30_000, "denominator": 1_000_000 })),
		(Kind::Share, "2/3", json!({ "numerator": 2, "denominator": 3 })),
	] {
		assert_eq!(kind.read(text), Ok(value), "{text}");
	}
	for (kind, text) in [(Kind::When, "2025-01-01"), (Kind::When, "soon"), (Kind::Share, "half"), (Kind::Count, "1e3")]
	{
		assert!(kind.read(text).is_err(), "{text}");
	}
}

#[test]
fn templates_of_ones_own_are_read() {
	let folder = tempfile::tempdir().expect("there is room for a folder");
	let path = folder.path().join("mine.json");
	let find = |text: &str| {
		std::fs::write(&path, text).expect("there is room for a file");
		Template::find(&format!("@{}", path.display()))
	};
	let head = r#""names": ["mine"], "title": "Mine", "clauses": [], "parameters": []"#;
	let template = find(&format!("{{ {head}, \"terms\": {{ \"about\": \"$thing\" }} }}")).expect("it is a template");
	assert!(template.fill(&BTreeMap::new()).expect_err("nobody says what it is").contains("no parameter thing"));
	let failure = find(&format!("{{ {head}, \"term\": {{}} }}")).expect_err("it is none");
	assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "document"));
	assert_eq!(Template::find("@/none").expect_err("there is no file").code, "file");
}

#[test]
fn a_clause_can_be_shown_without_the_others() {
	let template = Template::find("home-lease").expect("it comes with the client");
	let tree = MerkleTree::new(&template.clauses).expect("it has clauses");
	let (count, proof) = (template.clauses.len() as u32, tree.prove(1).expect("it has two"));
	assert_eq!(crate::merkle::root_of(count, 1, template.clauses[1].as_bytes(), &proof), template.clause_root());
	assert_ne!(crate::merkle::root_of(count, 1, template.clauses[0].as_bytes(), &proof), template.clause_root());
	let none = Template { clauses: Vec::new(), ..template };
	assert_eq!(none.clause_root(), None);
}
