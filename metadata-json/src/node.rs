//! The types of the metadata, prepared for reading and writing: what each is in JSON, under which names.

use crate::{camel_case, forms::Special, Error};
use scale_info::{form::PortableForm, Field, PortableRegistry, TypeDef, TypeDefPrimitive};

/// What a type is in JSON.
#[derive(Clone, Debug)]
pub(crate) enum Node {
	/// Nothing: `null`.
	Null,
	Bool,
	Text,
	Number(Number),
	/// `Vec<u8>`.
	Bytes,
	/// `[u8; N]`.
	FixedBytes(u32),
	List(u32),
	FixedList(u32, u32),
	/// A struct of one field without a name: as its field.
	Wrapped(u32),
	Tuple(Vec<u32>),
	Struct(Vec<Member>),
	Enum(Vec<Choice>),
	/// Whether the value in it can be `null` in JSON, so that it has to be told apart from `None`.
	Option(u32, bool),
	/// A list of bits, in words of so many bytes; whether the highest bit of a word is the first.
	Bits {
		word: u8,
		from_the_top: bool,
	},
	Special(Special),
}

/// A number, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
	/// In bytes: 1, 2, 4, 8, 16 or 32.
	pub width: u8,
	pub signed: bool,
	/// Whether SCALE has it in the compact form.
	pub compact: bool,
	/// How many of its decimal digits stand behind the point; `None` if it is a whole number.
	pub decimals: Option<u8>,
}

impl Number {
	pub(crate) const fn unsigned(width: u8) -> Self {
		Self { width, signed: false, compact: false, decimals: None }
	}

	/// What it is called in errors.
	pub(crate) fn name(&self) -> String {
		match self.decimals {
			Some(_) => "decimal number".to_owned(),
			None => format!("{}{}", if self.signed { 'i' } else { 'u' }, u32::from(self.width) * 8),
		}
	}
}

/// A field with a name.
#[derive(Clone, Debug)]
pub(crate) struct Member {
	pub name: String,
	pub ty: u32,
}

/// A variant.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
	pub name: String,
	pub index: u8,
	pub fields: Fields,
}

/// What a variant has.
#[derive(Clone, Debug)]
pub(crate) enum Fields {
	None,
	One(u32),
	Several(Vec<u32>),
	Named(Vec<Member>),
}

/// All types, under their numbers.
#[derive(Debug)]
pub(crate) struct Nodes(Vec<Node>);

impl Nodes {
	/// Prepare the types of a registry.
	pub(crate) fn new(registry: &PortableRegistry) -> Result<Self, Error> {
		let mut nodes = Vec::with_capacity(registry.types.len());
		for (place, ty) in registry.types.iter().enumerate() {
			if usize::try_from(ty.id) != Ok(place) {
				return Err(Error::new("the types of the metadata are not in order"));
			}
			nodes.push(node(registry, ty.id)?);
		}
		let mut nodes = Self(nodes);
		nodes.check()?;
		for id in 0..nodes.0.len() {
			if let Node::Option(inner, _) = nodes.0[id] {
				let nullable = nodes.is_nullable(inner, 0);
				nodes.0[id] = Node::Option(inner, nullable);
			}
		}
		Ok(nodes)
	}

	/// A type; `None` if there is none of this number, which can only be asked by who uses a number of other metadata.
	pub(crate) fn get(&self, id: u32) -> Option<&Node> {
		self.0.get(usize::try_from(id).ok()?)
	}

	pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &Node)> {
		(0..).zip(&self.0)
	}

	/// That every type that is named exists, so that no walk can fail for that reason.
	fn check(&self) -> Result<(), Error> {
		for node in &self.0 {
			for id in node.parts() {
				if self.get(id).is_none() {
					return Err(Error::new(format!("the metadata has no type {id}")));
				}
			}
		}
		Ok(())
	}

	/// Whether a value can be `null` in JSON.
	pub(crate) fn is_nullable(&self, id: u32, depth: u32) -> bool {
		match self.get(id) {
			Some(Node::Null | Node::Option(..)) => true,
			// Types that are nothing but themselves have no values, so any answer is right.
			Some(Node::Wrapped(inner)) if depth < crate::MAX_DEPTH => self.is_nullable(*inner, depth + 1),
			_ => false,
		}
	}
}

impl Node {
	/// The types that it names.
	pub(crate) fn parts(&self) -> Vec<u32> {
		let members = |members: &[Member]| members.iter().map(|member| member.ty).collect::<Vec<_>>();
		match self {
			Self::List(ty) | Self::FixedList(ty, _) | Self::Wrapped(ty) | Self::Option(ty, _) => vec![*ty],
			Self::Tuple(parts) => parts.clone(),
			Self::Struct(fields) => members(fields),
			Self::Enum(choices) => choices
				.iter()
				.flat_map(|choice| match &choice.fields {
					Fields::None => Vec::new(),
					Fields::One(ty) => vec![*ty],
					Fields::Several(parts) => parts.clone(),
					Fields::Named(fields) => members(fields),
				})
				.collect(),
			Self::Special(special) => special.parts(),
			_ => Vec::new(),
		}
	}
}

fn node(registry: &PortableRegistry, id: u32) -> Result<Node, Error> {
	let missing = || Error::new(format!("the metadata has no type {id}"));
	let ty = registry.resolve(id).ok_or_else(missing)?;
	let path: Vec<&str> = ty.path.segments.iter().map(String::as_str).collect();
	if let Some(node) = crate::forms::by_path(registry, &path, &ty.type_def) {
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
	if let Some(Node::Number(number)) = crate::forms::by_path(registry, &path, &ty.type_def) {
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
