//! That forms are described as they are.

use super::*;
use jsonschema::{Draft, Validator};
use std::collections::HashMap;

/// The schemas of a form's parameters, and of what it answers under the empty name.
fn validators(form: &Form) -> HashMap<&'static str, Validator> {
	let schemas = form.params.iter().map(|param| (param.name, (param.schema)())).chain([("", (form.result)())]);
	schemas.map(|(name, schema)| (name, validator(schema))).collect()
}

fn validator(schema: Value) -> Validator {
	let schema = json!({ "allOf": [schema], "components": { "schemas": *DEFINITIONS } });
	jsonschema::options().with_draft(Draft::Draft7).build(&schema).expect("it is a schema")
}

static VALIDATORS: LazyLock<HashMap<&'static str, HashMap<&'static str, Validator>>> =
	LazyLock::new(|| FORMS.iter().map(|form| (form.name, validators(form))).collect());

/// That what was asked with and answered is as it is described.
pub fn assert_valid(form: &Form, params: &Map<String, Value>, answer: &Value) {
	let validators = &VALIDATORS[form.name];
	for (name, value) in params.iter().map(|(name, value)| (name.as_str(), value)).chain([("", answer)]) {
		let problem = validators[name].iter_errors(value).next();
		assert!(problem.is_none(), "{} has {name:?} {value}: {}", form.name, problem.expect("there is a problem"));
	}
}

#[test]
fn what_is_referred_to_is_what_the_views_have() {
	let refers = |schema: Value, pallet: &str, view: &str, argument: Option<&str>| {
		let view = METADATA.view(pallet, view).expect("there is such a view");
		let ty = match argument {
			Some(name) => view.inputs.iter().find(|input| input.name == name).expect("it is an argument").ty,
			None => view.output,
		};
		assert_eq!(schema.to_string(), METADATA.schemas(REFERENCE).of(ty).to_string());
	};
	refers((form("exportStatusList").params[1].schema)(), "Certification", "status_bits", Some("purpose"));
	let mut text = (form("verifyCredential").params[1].schema)().to_string();
	text += &(form("verifyCredential").result)().to_string();
	text += &(form("exportCredential").params[1].schema)().to_string();
	for name in ["Expected", "InvalidReason", "Dossier", "PresentedMember"] {
		assert!(text.contains(&format!("\"{REFERENCE}{name}\"")), "{name}");
		assert!(DEFINITIONS[name].is_object(), "{name}");
	}
}

#[test]
fn forms_have_names_docs_and_parameters_of_their_own() {
	let readme = include_str!("../../../../../README.md");
	for form in FORMS {
		assert!(readme.contains(&format!("| `{}` |", form.name)), "README.md does not have {}", form.name);
		assert!(!form.docs.is_empty() && !form.docs.contains('\t'), "{}", form.name);
		let mut names: Vec<_> = form.params.iter().map(|param| param.name).collect();
		// What may be absent comes last, or it could not be left out by place.
		assert!(form.params.is_sorted_by_key(|param| !param.required), "{}", form.name);
		names.sort_unstable();
		names.dedup();
		assert!(names.len() == form.params.len() && !names.contains(&"block"), "{}", form.name);
		assert!(form.params.iter().all(|param| !param.docs.is_empty() && !param.docs.contains('\t')), "{}", form.name);
	}
}
