//! The document that all its fields are of.

use crate::fields::Fields;
use civitas_credentials::{are_fields, Document, MAX_DEPTH};
use serde_json::{Map, Value};

/// The document, or why these are the fields of none. What has the names of places alone is taken for a list.
pub fn document(fields: &Fields) -> Result<Document, String> {
	let all = || fields.fields.iter().map(|field| (field.name.as_str(), &field.value));
	if !are_fields(all()) {
		return Err("these are not the fields of one document".to_owned());
	}
	let mut whole = Value::Null;
	for (pointer, value) in all() {
		let steps: Vec<_> = pointer.split('/').skip(1).collect();
		// Each step is a call below.
		if steps.len() > MAX_DEPTH {
			return Err(format!("more than {MAX_DEPTH} lists and objects are within each other"));
		}
		let mut at = &mut whole;
		for step in steps {
			if !at.is_object() {
				*at = Map::new().into();
			}
			at = &mut at[step.replace("~1", "/").replace("~0", "~")];
		}
		*at = value.clone();
	}
	Document::from_value(with_lists(whole)).map_err(|error| error.to_string())
}

/// The same, where objects that have the members 0, 1, … are lists.
fn with_lists(value: Value) -> Value {
	let Value::Object(members) = value else { return value };
	let mut members: Map<_, _> = members.into_iter().map(|(name, member)| (name, with_lists(member))).collect();
	let are_places = (0..members.len()).all(|place| members.contains_key(&place.to_string()));
	match are_places && !members.is_empty() {
		true => (0..members.len()).map(|place| members[&place.to_string()].take()).collect(),
		false => members.into(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fields::Field;
	use serde_json::json;
	use subxt::utils::H256;

	#[test]
	fn a_document_is_put_together_again() {
		let eleven: Vec<_> = (0..11).collect();
		for value in [
			json!({ "a": [1, { "b/c~d": null, "~1": [] }, {}], "": { "": "x" }, "0": eleven, "e": [[1], [2, 3]] }),
			json!([1, 2]),
			json!({}),
			json!("x"),
			json!(null),
			json!({ "0": 1, "2": 2 }),
		] {
			let whole = Document::from_value(value).expect("it is a document");
			let mut fields = Fields::of(&whole, || Ok(H256::zero())).expect("it has fields");
			assert_eq!(document(&fields).expect("it is the same"), whole);
			// In whatever order.
			fields.fields.reverse();
			assert_eq!(document(&fields).expect("it is the same"), whole);
		}
	}

	#[test]
	fn what_is_of_no_document_is_not_put_together() {
		let of = |fields: &[(&str, Value)]| {
			let field = |(name, value): &(&str, Value)| Field {
				salt: H256::zero(),
				name: (*name).to_owned(),
				value: value.clone(),
			};
			document(&Fields { fields: fields.iter().map(field).collect() })
		};
		assert!(of(&[("/a", json!(1)), ("/a/b", json!(2))]).is_err());
		assert!(of(&[("/a", json!({ "b": 1 }))]).is_err());
		assert!(of(&[("/a".repeat(10_000).as_str(), json!(1))]).expect_err("it is too deep").contains("64"));
	}
}
