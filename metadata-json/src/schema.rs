//! JSON Schema (draft-07) of types.

use crate::{
	metadata::docs,
	node::{Choice, Fields, Member, Node, Number, Special},
	Metadata, MAX_SAFE_INTEGER,
};
use scale_info::{form::PortableForm, Type, TypeDef};
use serde_json::{json, Map, Value};
use std::collections::{BTreeMap, HashMap};

/// JSON Schemas of the types of one metadata. Structs and enums stand once, under their names.
pub struct Schemas<'a> {
	metadata: &'a Metadata,
	/// What a name is put behind to be referred to.
	reference: String,
	names: HashMap<u32, String>,
	/// By name; `None` while it is being made.
	definitions: BTreeMap<String, Option<Value>>,
}

/// How many ways of naming a type there are, from the shortest on.
const WAYS: usize = 4;

impl Metadata {
	/// JSON Schemas of its types, which refer to each other by `reference` and a name, such as `#/definitions/` and
	/// `CertificateInfo`.
	pub fn schemas(&self, reference: &str) -> Schemas<'_> {
		Schemas {
			metadata: self,
			reference: reference.to_owned(),
			names: self.definition_names(),
			definitions: BTreeMap::new(),
		}
	}

	/// A name for each struct and enum: the last part of its path, and as much more as tells it from others.
	fn definition_names(&self) -> HashMap<u32, String> {
		let named = |node: &Node| {
			matches!(node, Node::Struct(_) | Node::Enum(_) | Node::Special(Special::Address(_) | Special::ModuleError))
		};
		let types: Vec<_> = self.nodes.iter().filter(|(_, node)| named(node)).map(|(id, _)| id).collect();
		let mut names = HashMap::new();
		let mut left = types;
		for way in 0..WAYS {
			let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
			for id in left {
				found.entry(self.definition_name(id, way)).or_default().push(id);
			}
			left = Vec::new();
			for (name, ids) in found {
				match ids.as_slice() {
					[id] if !names.values().any(|known| *known == name) => {
						names.insert(*id, name);
					},
					_ => left.extend(ids),
				}
			}
		}
		names
	}

	fn definition_name(&self, id: u32, way: usize) -> String {
		let Some(ty) = self.registry.resolve(id) else { return id.to_string() };
		let last = |ty: &Type<PortableForm>| ty.path.segments.last().cloned().unwrap_or_else(|| primitive_name(ty));
		match way {
			0 => last(ty),
			1 => {
				let parameters = ty.type_params.iter().filter_map(|parameter| self.registry.resolve(parameter.ty?.id));
				std::iter::once(last(ty)).chain(parameters.map(last)).collect::<Vec<_>>().join(".")
			},
			2 => ty.path.segments.join("."),
			_ => format!("{}.{id}", ty.path.segments.join(".")),
		}
	}

	/// The documentation of a type, and of its fields and variants in their order.
	fn type_docs(&self, id: u32) -> (String, Vec<String>) {
		let Some(ty) = self.registry.resolve(id) else { return Default::default() };
		let parts = match &ty.type_def {
			TypeDef::Composite(composite) => composite.fields.iter().map(|field| docs(&field.docs)).collect(),
			TypeDef::Variant(variants) => {
				// In the order of their numbers, as nodes have them.
				let mut variants: Vec<_> = variants.variants.iter().collect();
				variants.sort_by_key(|variant| variant.index);
				variants.into_iter().map(|variant| docs(&variant.docs)).collect()
			},
			_ => Vec::new(),
		};
		(docs(&ty.docs), parts)
	}
}

fn primitive_name(ty: &Type<PortableForm>) -> String {
	match &ty.type_def {
		TypeDef::Primitive(primitive) => format!("{primitive:?}"),
		TypeDef::Sequence(_) | TypeDef::Array(_) => "List".to_owned(),
		TypeDef::Tuple(_) => "Tuple".to_owned(),
		TypeDef::Compact(_) => "Compact".to_owned(),
		_ => "Value".to_owned(),
	}
}

impl Schemas<'_> {
	/// The schema of a type. What it refers to is in [`Self::definitions`].
	pub fn of(&mut self, ty: u32) -> Value {
		let metadata = self.metadata;
		let Some(node) = metadata.nodes.get(ty) else { return json!(false) };
		match node {
			Node::Null => json!({ "type": "null" }),
			Node::Bool => json!({ "type": "boolean" }),
			Node::Text => json!({ "type": "string" }),
			Node::Number(number) => number_schema(*number),
			Node::Bytes => json!({ "type": "string", "pattern": "^0x([0-9a-fA-F]{2})*$" }),
			Node::FixedBytes(length) => bytes_schema(*length),
			Node::List(item) => json!({ "type": "array", "items": self.of(*item) }),
			Node::FixedList(item, length) => {
				json!({ "type": "array", "items": self.of(*item), "minItems": length, "maxItems": length })
			},
			Node::Wrapped(inner) => self.described(*inner, &metadata.type_docs(ty).0),
			Node::Tuple(parts) => self.tuple(parts),
			Node::Option(inner, nullable) => self.option(*inner, *nullable),
			Node::Bits { .. } => json!({ "type": "string", "pattern": "^[01]*$" }),
			Node::Special(Special::Account) => account_schema(),
			Node::Special(Special::Key(choices)) => {
				let text = json!({
					"type": "string",
					"pattern": "^(z[1-9A-HJ-NP-Za-km-z]+|0x[0-9a-fA-F]{40})$",
					"description": "A Multikey, or an Ethereum address",
				});
				json!({ "anyOf": [text, self.choices(ty, choices)] })
			},
			Node::Special(Special::CallIndex) => {
				let number = number_schema(Number::unsigned(1));
				json!({
					"anyOf": [
						{ "type": "string", "pattern": "^[a-z][a-zA-Z0-9]*\\.[a-z][a-zA-Z0-9]*$" },
						object_schema(json!({ "pallet": number, "call": number }), &["pallet", "call"]),
					],
					"description": "A call: its pallet and its name, or their numbers if the chain has no such call",
				})
			},
			Node::Special(Special::Flags(names)) => {
				json!({ "type": "array", "items": { "enum": names }, "uniqueItems": true })
			},
			Node::Struct(_) | Node::Enum(_) | Node::Special(Special::Address(_) | Special::ModuleError) => {
				self.defined(ty, node)
			},
		}
	}

	/// What the schemas that were asked for refer to, by name.
	pub fn definitions(self) -> Map<String, Value> {
		self.definitions.into_iter().filter_map(|(name, schema)| Some((name, schema?))).collect()
	}

	fn defined(&mut self, ty: u32, node: &Node) -> Value {
		let name = self.names.get(&ty).cloned().unwrap_or_else(|| ty.to_string());
		let reference = json!({ "$ref": format!("{}{name}", self.reference) });
		if self.definitions.contains_key(&name) {
			return reference;
		}
		self.definitions.insert(name.clone(), None);
		let (docs, parts) = self.metadata.type_docs(ty);
		let mut schema = match node {
			Node::Struct(members) => self.object(members, &parts),
			Node::Enum(choices) => self.choices(ty, choices),
			Node::Special(Special::Address(choices)) => {
				let others: Vec<_> = choices.iter().filter(|choice| choice.name != "id").cloned().collect();
				json!({ "anyOf": [account_schema(), self.choices(ty, &others)] })
			},
			_ => json!({ "anyOf": [
				object_schema(json!({ "pallet": { "type": "string" }, "error": { "type": "string" } }), &["pallet", "error"]),
				object_schema(
					json!({ "index": number_schema(Number::unsigned(1)), "error": bytes_schema(4) }),
					&["index", "error"],
				),
			] }),
		};
		if let (Value::Object(schema), false) = (&mut schema, docs.is_empty()) {
			schema.insert("description".to_owned(), docs.into());
		}
		self.definitions.insert(name, Some(schema));
		reference
	}

	/// The schema of a type with a description of what it is here. Beside a reference nothing else counts in draft-07.
	fn described(&mut self, ty: u32, docs: &str) -> Value {
		let schema = self.of(ty);
		match schema {
			schema if docs.is_empty() => schema,
			Value::Object(mut schema) if !schema.contains_key("$ref") => {
				schema.insert("description".to_owned(), docs.into());
				schema.into()
			},
			schema => json!({ "allOf": [schema], "description": docs }),
		}
	}

	fn tuple(&mut self, parts: &[u32]) -> Value {
		let items: Vec<_> = parts.iter().map(|part| self.of(*part)).collect();
		json!({ "type": "array", "items": items, "minItems": parts.len(), "maxItems": parts.len() })
	}

	fn option(&mut self, inner: u32, nullable: bool) -> Value {
		let inner = self.of(inner);
		let some = if nullable { object_schema(json!({ "some": inner }), &["some"]) } else { inner };
		json!({ "anyOf": [{ "type": "null" }, some] })
	}

	fn object(&mut self, members: &[Member], docs: &[String]) -> Value {
		let mut properties = Map::new();
		let mut required = Vec::new();
		for (place, member) in members.iter().enumerate() {
			let docs = docs.get(place).map(String::as_str).unwrap_or_default();
			properties.insert(member.name.clone(), self.described(member.ty, docs));
			if !self.metadata.is_optional(member.ty) {
				required.push(member.name.as_str());
			}
		}
		object_schema(properties.into(), &required)
	}

	fn choices(&mut self, ty: u32, choices: &[Choice]) -> Value {
		let (_, docs) = self.metadata.type_docs(ty);
		let mut alternatives = Vec::new();
		for (place, choice) in choices.iter().enumerate() {
			let mut schema = match &choice.fields {
				Fields::None => json!({ "const": choice.name }),
				fields => {
					let value = match fields {
						Fields::One(ty) => self.of(*ty),
						Fields::Several(parts) => self.tuple(parts),
						Fields::Named(members) => {
							let docs = self.field_docs(ty, choice.index);
							self.object(members, &docs)
						},
						Fields::None => json!({ "type": "null" }),
					};
					let properties = Map::from_iter([(choice.name.clone(), value)]);
					object_schema(properties.into(), &[&choice.name])
				},
			};
			if let (Value::Object(schema), Some(docs)) = (&mut schema, docs.get(place).filter(|docs| !docs.is_empty()))
			{
				schema.insert("description".to_owned(), docs.clone().into());
			}
			alternatives.push(schema);
		}
		match alternatives.len() {
			// An enum without variants has no values.
			0 => json!({ "not": {} }),
			_ => json!({ "oneOf": alternatives }),
		}
	}

	fn field_docs(&self, ty: u32, index: u8) -> Vec<String> {
		match self.metadata.registry.resolve(ty).map(|ty| &ty.type_def) {
			Some(TypeDef::Variant(variants)) => variants
				.variants
				.iter()
				.find(|variant| variant.index == index)
				.map(|variant| variant.fields.iter().map(|field| docs(&field.docs)).collect())
				.unwrap_or_default(),
			_ => Vec::new(),
		}
	}
}

fn object_schema(properties: Value, required: &[&str]) -> Value {
	let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
	if !required.is_empty() {
		schema["required"] = json!(required);
	}
	schema
}

fn bytes_schema(length: u32) -> Value {
	// Longer ones are few, and not every engine counts that far.
	let digits = if length <= 256 { format!("[0-9a-fA-F]{{{}}}", length * 2) } else { "[0-9a-fA-F]*".to_owned() };
	json!({ "type": "string", "pattern": format!("^0x{digits}$") })
}

fn account_schema() -> Value {
	json!({
		"type": "string",
		"pattern": "^([1-9A-HJ-NP-Za-km-z]{46,50}|0x[0-9a-fA-F]{64})$",
		"description": "An account: its SS58 address, or 0x and 64 hexadecimal digits",
	})
}

fn number_schema(number: Number) -> Value {
	let sign = if number.signed { "-?" } else { "" };
	if let Some(decimals) = number.decimals {
		let pattern = format!("^{sign}[0-9]+(\\.[0-9]+)?$");
		let description = format!("A decimal number with {decimals} digits behind the point at the most");
		return json!({ "type": "string", "pattern": pattern, "description": description });
	}
	let bits = u32::from(number.width) * 8;
	if bits <= 32 {
		let (least, most) = match number.signed {
			true => (-(1i64 << (bits - 1)), (1i64 << (bits - 1)) - 1),
			false => (0, (1i64 << bits) - 1),
		};
		return json!({ "type": "integer", "minimum": least, "maximum": most });
	}
	let least = if number.signed { -i128::from(MAX_SAFE_INTEGER) } else { 0 };
	let least = i64::try_from(least).unwrap_or_default();
	json!({
		"anyOf": [
			{ "type": "integer", "minimum": least, "maximum": MAX_SAFE_INTEGER },
			{ "type": "string", "pattern": format!("^{sign}(0|[1-9][0-9]*)$") },
		],
		"description": format!("A whole number of {bits} bits; in quotes where it is above 2^53-1"),
	})
}
