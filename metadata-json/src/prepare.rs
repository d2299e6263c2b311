//! Preparing the types of the metadata: what each is in JSON, by its path or by its kind.

use crate::{
	camel_case,
	node::{Choice, Fields, Member, Node, Nodes, Number, Special},
	Error,
};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};

/// Prepare the types of a registry.
pub(crate) fn nodes(registry: &PortableRegistry) -> Result<Nodes, Error> {
	let mut nodes = Vec::with_capacity(registry.types.len());
	for (place, ty) in registry.types.iter().enumerate() {
		if usize::try_from(ty.id) != Ok(place) {
			return Err(Error::new("the types of the metadata are not in order"));
		}
		nodes.push(node(registry, ty.id)?);
	}
	Nodes::from_list(nodes)
}

fn node(registry: &PortableRegistry, id: u32) -> Result<Node, Error> {
	let missing = || Error::new(format!("the metadata has no type {id}"));
	let ty = registry.resolve(id).ok_or_else(missing)?;
	let path: Vec<&str> = ty.path.segments.iter().map(String::as_str).collect();
	if let Some(node) = by_path(registry, &path, &ty.type_def) {
		return Ok(node);
	}
	Ok(match &ty.type_def {
		TypeDef::Composite(composite) => match fields(&composite.fields) {
			Fields::None => Node::Null,
			Fields::One(ty) => Node::Wrapped(ty),
			Fields::Several(parts) => Node::Tuple(parts),
			Fields::Named(members) => Node::Struct(members),
		},
		TypeDef::Variant(variants) => match (path.as_slice(), variants.variants.as_slice()) {
			(["Option"], [_, some]) => match fields(&some.fields) {
				Fields::One(inner) => Node::Option(inner, false),
				_ => return Err(missing()),
			},
			(_, variants) => {
				let mut choices: Vec<_> = variants
					.iter()
					.map(|variant| Choice {
						name: camel_case(&variant.name),
						index: variant.index,
						fields: fields(&variant.fields),
					})
					.collect();
				choices.sort_by_key(|choice| choice.index);
				Node::Enum(choices)
			},
		},
		TypeDef::Sequence(sequence) if is_byte(registry, sequence.type_param.id) => Node::Bytes,
		TypeDef::Sequence(sequence) => Node::List(sequence.type_param.id),
		TypeDef::Array(array) if is_byte(registry, array.type_param.id) => Node::FixedBytes(array.len),
		TypeDef::Array(array) => Node::FixedList(array.type_param.id, array.len),
		TypeDef::Tuple(tuple) => match tuple.fields.as_slice() {
			[] => Node::Null,
			parts => Node::Tuple(parts.iter().map(|part| part.id).collect()),
		},
		TypeDef::Primitive(primitive) => match primitive {
			TypeDefPrimitive::Bool => Node::Bool,
			// SCALE has no encoding of it, so it has no values.
			TypeDefPrimitive::Char => Node::Enum(Vec::new()),
			TypeDefPrimitive::Str => Node::Text,
			number => Node::Number(primitive_number(number).ok_or_else(missing)?),
		},
		TypeDef::Compact(compact) => match number_of(registry, compact.type_param.id, 0) {
			Some(number) => Node::Number(Number { compact: true, ..number }),
			// The compact form of nothing is nothing.
			None => Node::Null,
		},
		TypeDef::BitSequence(bits) => {
			let store = number_of(registry, bits.bit_store_type.id, 0).ok_or_else(missing)?;
			let order = registry.resolve(bits.bit_order_type.id).ok_or_else(missing)?;
			let from_the_top = order.path.segments.last().is_some_and(|name| name == "Msb0");
			Node::Bits { word: store.width, from_the_top }
		},
	})
}

fn fields(fields: &[Field<PortableForm>]) -> Fields {
	let named: Option<Vec<Member>> = fields
		.iter()
		.map(|field| field.name.as_ref().map(|name| Member { name: camel_case(name), ty: field.ty.id }))
		.collect();
	match (named, fields) {
		(_, []) => Fields::None,
		(Some(members), _) => Fields::Named(members),
		(None, [field]) => Fields::One(field.ty.id),
		(None, fields) => Fields::Several(fields.iter().map(|field| field.ty.id).collect()),
	}
}

fn is_byte(registry: &PortableRegistry, id: u32) -> bool {
	matches!(registry.resolve(id).map(|ty| &ty.type_def), Some(TypeDef::Primitive(TypeDefPrimitive::U8)))
}

fn primitive_number(primitive: &TypeDefPrimitive) -> Option<Number> {
	let (width, signed) = match primitive {
		TypeDefPrimitive::U8 => (1, false),
		TypeDefPrimitive::U16 => (2, false),
		TypeDefPrimitive::U32 => (4, false),
		TypeDefPrimitive::U64 => (8, false),
		TypeDefPrimitive::U128 => (16, false),
		TypeDefPrimitive::U256 => (32, false),
		TypeDefPrimitive::I8 => (1, true),
		TypeDefPrimitive::I16 => (2, true),
		TypeDefPrimitive::I32 => (4, true),
		TypeDefPrimitive::I64 => (8, true),
		TypeDefPrimitive::I128 => (16, true),
		TypeDefPrimitive::I256 => (32, true),
		TypeDefPrimitive::Bool | TypeDefPrimitive::Char | TypeDefPrimitive::Str => return None,
	};
	Some(Number { width, signed, compact: false, decimals: None })
}

/// The number that a type is, or that is all that it has.
fn number_of(registry: &PortableRegistry, id: u32, depth: u32) -> Option<Number> {
	let ty = registry.resolve(id)?;
	let path: Vec<&str> = ty.path.segments.iter().map(String::as_str).collect();
	if let Some(Node::Number(number)) = by_path(registry, &path, &ty.type_def) {
		return Some(number);
	}
	match &ty.type_def {
		TypeDef::Primitive(primitive) => primitive_number(primitive),
		TypeDef::Composite(composite) => match composite.fields.as_slice() {
			[field] if depth < crate::MAX_DEPTH => number_of(registry, field.ty.id, depth + 1),
			_ => None,
		},
		_ => None,
	}
}

/// The bits of `Relationships`, from the lowest: the names are those of W3C DID Core, section 5.3.
const RELATIONSHIPS: &[&str] =
	&["authentication", "assertionMethod", "keyAgreement", "capabilityInvocation", "capabilityDelegation"];

/// How many of the digits of a fixed-point number are behind the point.
const DECIMALS: &[(&[&str], u8)] = &[
	(&["sp_arithmetic", "fixed_point", "FixedU64"], 9),
	(&["sp_arithmetic", "fixed_point", "FixedI64"], 9),
	(&["sp_arithmetic", "fixed_point", "FixedU128"], 18),
	(&["sp_arithmetic", "fixed_point", "FixedI128"], 18),
	(&["sp_arithmetic", "per_things", "Percent"], 2),
	(&["sp_arithmetic", "per_things", "Permill"], 6),
	(&["sp_arithmetic", "per_things", "Perbill"], 9),
	(&["sp_arithmetic", "per_things", "Perquintill"], 18),
];

/// What a type of this path is; `None` if it has no form of its own, or not the shape that the form is for.
fn by_path(registry: &PortableRegistry, path: &[&str], ty: &TypeDef<PortableForm>) -> Option<Node> {
	let special = match path {
		["sp_core", "crypto", "AccountId32"] => (field_width(registry, ty) == Some(32)).then_some(Special::Account),
		["sp_runtime", "multiaddress", "MultiAddress"] => Some(Special::Address(choices(ty)?)),
		["civitas_primitives", "identity", "key", "PublicKey"] => Some(Special::Key(choices(ty)?)),
		["civitas_primitives", "identity", "relationships", "Relationships"] => Some(Special::Flags(RELATIONSHIPS)),
		["civitas_primitives", "identity", "outflow", "CallIndex"] => {
			is_call_index(registry, ty).then_some(Special::CallIndex)
		},
		["sp_runtime", "ModuleError"] => Some(Special::ModuleError),
		["primitive_types", "U256"] => return Some(Node::Number(Number::unsigned(32))),
		path => {
			let (_, decimals) = DECIMALS.iter().find(|(known, _)| *known == path)?;
			let TypeDef::Composite(composite) = ty else { return None };
			let [field] = composite.fields.as_slice() else { return None };
			let (width, signed) = match registry.resolve(field.ty.id)?.type_def {
				TypeDef::Primitive(TypeDefPrimitive::U8) => (1, false),
				TypeDef::Primitive(TypeDefPrimitive::U32) => (4, false),
				TypeDef::Primitive(TypeDefPrimitive::U64) => (8, false),
				TypeDef::Primitive(TypeDefPrimitive::I64) => (8, true),
				TypeDef::Primitive(TypeDefPrimitive::U128) => (16, false),
				TypeDef::Primitive(TypeDefPrimitive::I128) => (16, true),
				_ => return None,
			};
			return Some(Node::Number(Number { width, signed, compact: false, decimals: Some(*decimals) }));
		},
	};
	special.map(Node::Special)
}

/// The variants of an enum, as they would be without a form of their own.
fn choices(ty: &TypeDef<PortableForm>) -> Option<Vec<Choice>> {
	let TypeDef::Variant(variants) = ty else { return None };
	let mut choices = Vec::new();
	for variant in &variants.variants {
		let fields = match variant.fields.as_slice() {
			[] => Fields::None,
			[field] => Fields::One(field.ty.id),
			// No such enum has one, and what is not understood is left to the usual form.
			_ => return None,
		};
		choices.push(Choice { name: camel_case(&variant.name), index: variant.index, fields });
	}
	choices.sort_by_key(|choice| choice.index);
	Some(choices)
}

/// Whether a struct is the byte of a pallet and that of a call, in this order.
fn is_call_index(registry: &PortableRegistry, ty: &TypeDef<PortableForm>) -> bool {
	let TypeDef::Composite(composite) = ty else { return false };
	let named = |(field, name): (&Field<PortableForm>, &str)| {
		field.name.as_deref() == Some(name) && is_byte(registry, field.ty.id)
	};
	composite.fields.len() == 2 && composite.fields.iter().zip(["pallet", "call"]).all(named)
}

/// How many bytes a struct has whose only field is an array of them.
fn field_width(registry: &PortableRegistry, ty: &TypeDef<PortableForm>) -> Option<u32> {
	let TypeDef::Composite(composite) = ty else { return None };
	let [field] = composite.fields.as_slice() else { return None };
	match &registry.resolve(field.ty.id)?.type_def {
		TypeDef::Array(array) => Some(array.len),
		_ => None,
	}
}
