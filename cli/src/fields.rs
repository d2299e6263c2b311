//! Selective disclosure: a document as a tree of salted fields, of which some can be shown without the others.
//!
//! A field is a value that has no parts, or an empty list or object, under the JSON pointer (RFC 6901) by which it is found in
//! the document. Each has random bytes of its own, without which a value that is not shown could be found by trying. The root
//! of the tree is what is certified. It does not say of how many leaves it is (RFC 9162), so each leaf does.

use crate::{
	failure::Failure,
	input::unusable,
	merkle::{root_of, MerkleTree},
};
use civitas_credentials::{are_fields, Document, Own};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, path::Path};
use subxt::{ext::codec::Encode, utils::H256};

/// A field, with what it takes to show it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
	pub salt: H256,
	/// The JSON pointer.
	pub name: String,
	pub value: Value,
}

/// All fields of a document. Whoever has this can show any of them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
	pub fields: Vec<Field>,
}

/// Some fields of a document, as they are shown: what JSON-RPC calls `disclosed` claims.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
	/// How many fields the document has.
	pub count: u32,
	pub fields: Vec<DisclosedField>,
}

/// A field, and that it is one of the document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosedField {
	pub index: u32,
	pub salt: H256,
	pub name: String,
	pub value: Value,
	pub proof: Vec<H256>,
}

/// What a field is in the tree: SCALE of the number of all fields, the salt, the name and the value, which is JSON in
/// its canonical form.
fn leaf(count: u32, salt: &H256, name: &str, value: &Value) -> Result<Vec<u8>, serde_json::Error> {
	let value = serde_json_canonicalizer::to_vec(value)?;
	Ok((count, salt.0, name.as_bytes(), value).encode())
}

impl Fields {
	/// The fields of a document, in the order of its canonical form; `salt` gives random bytes.
	pub fn of(document: &Document, mut salt: impl FnMut() -> Result<H256, Failure>) -> Result<Self, Failure> {
		let mut parts = Vec::new();
		take_apart(document.value(), String::new(), &mut parts);
		let mut fields = Vec::new();
		for (name, value) in parts {
			fields.push(Field { salt: salt()?, name, value });
		}
		Ok(Self { fields })
	}

	fn tree(&self) -> Result<MerkleTree, Failure> {
		let count = number(self.fields.len())?;
		let leaves: Result<Vec<_>, _> =
			self.fields.iter().map(|field| leaf(count, &field.salt, &field.name, &field.value)).collect();
		let leaves = leaves.map_err(|error| Failure::refused("document", error.to_string()))?;
		MerkleTree::new(leaves).ok_or_else(|| Failure::refused("document", "There are no fields."))
	}

	/// What is certified.
	pub fn root(&self) -> Result<H256, Failure> {
		Ok(self.tree()?.root())
	}

	/// Show the fields of these names, or all that are below one.
	pub fn disclose(&self, names: &[String]) -> Result<Disclosure, Failure> {
		let is_below = |field: &Field, name: &str| {
			field.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
		};
		if let Some(name) = names.iter().find(|name| !self.fields.iter().any(|field| is_below(field, name))) {
			return Err(Failure::usage(format!("The document has no field {name}.")));
		}
		let tree = self.tree()?;
		let mut fields = Vec::new();
		for (place, field) in self.fields.iter().enumerate() {
			let (true, Some(proof)) = (names.iter().any(|name| is_below(field, name)), tree.prove(place)) else {
				continue;
			};
			let Field { salt, name, value } = field.clone();
			fields.push(DisclosedField { index: number(place)?, salt, name, value, proof });
		}
		Ok(Disclosure { count: number(self.fields.len())?, fields })
	}
}

impl Disclosure {
	/// The names and the values that are shown.
	fn named(&self) -> impl Iterator<Item = (&str, &Value)> {
		self.fields.iter().map(|field| (field.name.as_str(), &field.value))
	}

	/// The commitment to the whole document, as every field that is shown proves it; `None` if they do not agree, or if a field
	/// is there twice or within another: of two values of one field a reader could see the other.
	pub fn root(&self) -> Option<H256> {
		let roots: Option<BTreeSet<[u8; 32]>> = self
			.fields
			.iter()
			.map(|field| {
				let leaf = leaf(self.count, &field.salt, &field.name, &field.value).ok()?;
				root_of(self.count, field.index, &leaf, &field.proof).map(|root| root.0)
			})
			.collect();
		let places: BTreeSet<_> = self.fields.iter().map(|field| field.index).collect();
		let distinct = are_fields(self.named()) && places.len() == self.fields.len();
		match roots?.into_iter().collect::<Vec<_>>().as_slice() {
			[root] if distinct => Some(H256(*root)),
			_ => None,
		}
	}

	/// What is shown of by whom the whole says that it is, and for when.
	pub fn own(&self) -> Own {
		Own::of_fields(self.named())
	}

	/// Read from a file, and that it is consistent: what is shown, and the commitment to the whole of which it is a part.
	pub fn read(path: &Path) -> Result<(Self, H256), Failure> {
		let disclosure: Self = crate::document::read_json(path)?;
		let root = disclosure.root().ok_or_else(|| {
			unusable(path, "the fields are not of one document: a proof is wrong, or a field is there twice, within another, or has parts")
		})?;
		Ok((disclosure, root))
	}
}

fn number(place: usize) -> Result<u32, Failure> {
	u32::try_from(place).map_err(|_| Failure::refused("document", "The document has too many fields."))
}

/// Random bytes from the operating system.
pub fn random() -> Result<H256, Failure> {
	let mut bytes = [0; 32];
	getrandom::fill(&mut bytes)
		.map_err(|error| Failure::unknown("random", format!("There are no random bytes: {error}")))?;
	Ok(H256(bytes))
}

/// The parts of `value`, which is at `pointer`, that have no parts themselves.
fn take_apart(value: &Value, pointer: String, parts: &mut Vec<(String, Value)>) {
	let step = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
	match value {
		Value::Array(items) if !items.is_empty() => {
			for (place, item) in items.iter().enumerate() {
				take_apart(item, step(&place.to_string()), parts);
			}
		},
		Value::Object(members) if !members.is_empty() => {
			for (name, member) in members {
				take_apart(member, step(name), parts);
			}
		},
		simple => parts.push((pointer, simple.clone())),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_credentials::OwnIssuer;
	use civitas_primitives::certification as chain;
	use serde_json::json;

	fn document() -> Document {
		let json = json!({
			"name": "Zoë",
			"credentialSubject": { "degree": "BSc", "marks": [1, 2.5], "notes": {}, "a/b~c": null },
			"type": [],
		});
		Document::from_value(json).expect("the document is fine")
	}

	fn fields() -> Fields {
		let mut number = 0;
		let salt = || {
			number += 1;
			Ok(H256::repeat_byte(number))
		};
		Fields::of(&document(), salt).expect("the document is fine")
	}

	#[test]
	fn every_value_is_a_field_under_its_pointer() {
		let all = fields();
		for field in &all.fields {
			assert_eq!(document().value().pointer(&field.name), Some(&field.value), "{}", field.name);
		}
		let mut names: Vec<_> = all.fields.iter().map(|field| field.name.as_str()).collect();
		names.sort_unstable();
		let subject = "/credentialSubject";
		let expected = ["/a~1b~0c", "/degree", "/marks/0", "/marks/1", "/notes"].map(|name| format!("{subject}{name}"));
		assert_eq!(names[..5], expected);
		assert_eq!(names[5..], ["/name", "/type"]);
		let whole = Document::parse("7").expect("the document is fine");
		assert_eq!(Fields::of(&whole, || Ok(H256::zero())).expect("it has a field").fields[0].name, "");
	}

	#[test]
	fn the_root_is_that_of_the_chain() {
		let leaves = fields().fields.into_iter().map(|field| {
			let value = serde_json_canonicalizer::to_vec(&field.value).expect("it is JSON");
			chain::Field { count: 7, salt: field.salt.0.into(), name: field.name.into_bytes(), value }.leaf()
		});
		let root = chain::merkle::MerkleTree::new(leaves).root();
		assert_eq!(fields().root().expect("it has fields").0, root.0);
	}

	#[test]
	fn what_is_shown_is_proven_and_nothing_else_is_there() {
		let all = fields();
		let root = all.root().ok();
		let names = ["/name".to_owned(), "/credentialSubject/marks".to_owned()];
		let shown = all.disclose(&names).expect("they are there");
		assert_eq!(shown.root(), root);
		let listed: Vec<_> = shown.fields.iter().map(|field| field.name.as_str()).collect();
		assert_eq!(listed, ["/credentialSubject/marks/0", "/credentialSubject/marks/1", "/name"]);
		let text = serde_json::to_string(&shown).expect("it is JSON");
		assert!(!text.contains("BSc") && !text.contains("degree"));
		// Reading gives the same, with the same root.
		assert_eq!(serde_json::from_str::<Disclosure>(&text).expect("it is JSON").root(), root);
		for wrong in ["/nam", "/credentialSubject/mark", "name", "/x"] {
			assert!(all.disclose(&[wrong.to_owned()]).is_err(), "{wrong}");
		}
	}

	#[test]
	fn what_is_shown_of_the_issuer_and_the_dates_is_known() {
		let all = Fields::of(
			&Document::from_value(json!({ "issuer": ["did:civitas:5M#", { "id": "urn:b" }], "validUntil": "soon" }))
				.expect("it is"),
			|| Ok(H256::zero()),
		);
		let all = all.expect("it has fields");
		let own = |name: &str| all.disclose(&[name.to_owned()]).expect("it is there").own();
		// Where there is a second one, there is a first.
		assert!(matches!(own("/issuer/1/id").issuer, OwnIssuer::Unclear(_)));
		assert_eq!(own("/issuer/0").issuer, OwnIssuer::One("did:civitas:5M#".into()));
		assert!(matches!(own("/issuer").issuer, OwnIssuer::Unclear(_)));
		assert_eq!(own("/validUntil").validity.unclear.as_deref(), Some("validUntil"));
	}

	#[test]
	fn a_field_has_no_parts_and_is_not_within_another() {
		let shown = |fields: &[(&str, Value)]| {
			let field = |(name, value): &(&str, Value)| Field {
				salt: H256::zero(),
				name: (*name).to_owned(),
				value: value.clone(),
			};
			let all = Fields { fields: fields.iter().map(field).collect() };
			all.disclose(&["/issuer".to_owned()]).expect("it is there").root()
		};
		assert!(shown(&[("/issuer/id", json!("urn:a")), ("/name", json!("A"))]).is_some());
		assert_eq!(shown(&[("/issuer", json!({ "id": "urn:a" })), ("/name", json!("A"))]), None);
		assert_eq!(shown(&[("/issuer", json!("urn:a")), ("/issuer/id", json!("urn:b"))]), None);
	}

	#[test]
	fn what_was_changed_is_not_proven() {
		let all = fields();
		let shown = all.disclose(&["/name".to_owned(), "/type".to_owned()]).expect("they are there");
		let changed = |change: fn(&mut Disclosure)| {
			let mut changed = shown.clone();
			change(&mut changed);
			assert_eq!(changed.root(), None);
		};
		changed(|shown| shown.fields[0].value = json!("Zoe"));
		changed(|shown| shown.fields[0].name = "/title".to_owned());
		changed(|shown| shown.fields[0].salt = H256::zero());
		changed(|shown| shown.fields[0].index = 0);
		changed(|shown| shown.fields[1] = shown.fields[0].clone());
		changed(|shown| shown.fields.clear());
		changed(|shown| shown.fields[0].proof.truncate(1));
	}

	#[test]
	fn how_many_fields_there_are_and_which_one_it_is_are_proven() {
		let all = fields();
		let root = all.root().ok();
		for field in &all.fields {
			let shown = all.disclose(std::slice::from_ref(&field.name)).expect("it is there");
			assert_eq!((shown.root(), shown.count), (root, 7));
			// Also where the shape of the tree lets the proof lead to a root: it is another.
			for count in (0..20).filter(|count| *count != 7) {
				assert_ne!(Disclosure { count, ..shown.clone() }.root(), root, "{} of {count}", field.name);
			}
			let place = shown.fields[0].index;
			for index in (0..20).filter(|index| *index != place) {
				let mut moved = shown.clone();
				moved.fields[0].index = index;
				assert_ne!(moved.root(), root, "{} at {index}", field.name);
			}
		}
	}
}
