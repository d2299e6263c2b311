//! What a command line has to know of a type.

use crate::{
	metadata::{arguments, Argument},
	node::{Choice, Fields, Member, Node, Special},
	Metadata,
};
use scale_info::TypeDef;

/// What a type is, as far as those need to know who ask people for a value of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
	/// `true` or `false`.
	Bool,
	/// A number, whole or decimal.
	Number,
	/// A text.
	Text,
	/// Bytes, in hexadecimal.
	Bytes,
	/// An account.
	Account,
	/// The name of a call.
	CallName,
	/// One of these names.
	Choice(Vec<String>),
	/// Any of these names, each at most once.
	Names(Vec<String>),
	/// A value of this type, or nothing.
	Option(u32),
	/// Any number of values of this type.
	List(u32),
	/// Fields with names.
	Struct(Vec<Argument>),
	/// Anything else: given as JSON.
	Other,
}

/// What stands for what is not shown.
const REST: &str = "…";

/// How many variants of an enum are shown: what has more are calls.
const MAX_CHOICES: usize = 16;

impl Metadata {
	/// What a type is, as far as those need to know who ask people for a value of it.
	pub fn shape(&self, ty: u32) -> Shape {
		let Some((ty, node)) = self.unwrapped(ty) else { return Shape::Other };
		match node {
			Node::Bool => Shape::Bool,
			Node::Number(_) => Shape::Number,
			Node::Text | Node::Special(Special::Key(_)) => Shape::Text,
			Node::Bytes | Node::FixedBytes(_) => Shape::Bytes,
			Node::Special(Special::Flags(names)) => Shape::Names(names.iter().map(|name| (*name).to_owned()).collect()),
			Node::Special(Special::Account | Special::Address(_)) => Shape::Account,
			Node::Special(Special::CallIndex) => Shape::CallName,
			Node::Enum(_) => self.plain_choices(ty).map_or(Shape::Other, Shape::Choice),
			Node::Option(inner, _) => Shape::Option(*inner),
			Node::List(inner) | Node::FixedList(inner, _) => Shape::List(*inner),
			Node::Struct(_) => match self.registry.resolve(ty).map(|ty| &ty.type_def) {
				Some(TypeDef::Composite(composite)) => Shape::Struct(arguments(&composite.fields)),
				_ => Shape::Other,
			},
			_ => Shape::Other,
		}
	}

	/// The type of what stands in a value of a type, by the names on the way to it: of variants, of fields, and the
	/// places in tuples, from 0 on.
	pub fn part(&self, ty: u32, way: &[&str]) -> Option<u32> {
		let member = |members: &[Member], name: &str| members.iter().find(|member| member.name == name).map(|it| it.ty);
		let place = |parts: &[u32], name: &str| parts.get(name.parse::<usize>().ok()?).copied();
		let (mut ty, mut way) = (ty, way.iter());
		while let Some(name) = way.next() {
			ty = match self.unwrapped(ty)?.1 {
				Node::Struct(members) => member(members, name)?,
				Node::Tuple(parts) => place(parts, name)?,
				Node::Enum(choices) => match &choices.iter().find(|choice| choice.name == **name)?.fields {
					Fields::None => return None,
					Fields::One(inner) => *inner,
					Fields::Named(members) => member(members, way.next()?)?,
					Fields::Several(parts) => place(parts, way.next()?)?,
				},
				_ => return None,
			};
		}
		Some(ty)
	}

	/// How a value of a type looks in JSON, as deep as that: `"last" | {"all": {"atMost": "NUMBER"}}`. What is deeper is `…`.
	pub fn outline(&self, ty: u32, depth: u32) -> String {
		let node = self.unwrapped(ty).map(|(_, node)| node);
		let plain = match node {
			Some(Node::Null) => "null",
			Some(Node::Bool) => "true | false",
			// Of more than 64 bits they stand in quotes.
			Some(Node::Number(number)) if number.width <= 8 && number.decimals.is_none() => "NUMBER",
			Some(Node::Number(_)) => "\"NUMBER\"",
			Some(Node::Text | Node::Special(Special::Key(_))) => "\"TEXT\"",
			Some(Node::Bytes | Node::FixedBytes(_)) => "\"HEX\"",
			Some(Node::Bits { .. }) => "\"BITS\"",
			Some(Node::Special(Special::Account | Special::Address(_))) => "\"ACCOUNT\"",
			Some(Node::Special(Special::CallIndex)) => "\"CALL\"",
			Some(Node::Special(Special::Flags(_))) => "[\"NAME\", …]",
			Some(Node::Special(Special::ModuleError)) => "{\"pallet\": \"NAME\", \"error\": \"NAME\"}",
			// What is in it is no option, so this ends.
			Some(Node::Option(inner, false)) => return format!("{} | null", self.outline(*inner, depth)),
			Some(Node::Option(_, true)) => "{\"some\": …} | null",
			_ => "",
		};
		match (node, depth.checked_sub(1)) {
			_ if !plain.is_empty() => plain.to_owned(),
			(Some(Node::List(item) | Node::FixedList(item, _)), Some(depth)) => {
				format!("[{}, {REST}]", self.outline(*item, depth))
			},
			(Some(Node::Tuple(parts)), depth) => self.outline_of_tuple(parts, depth),
			(Some(Node::Struct(members)), depth) => self.outline_of_object(members, depth),
			(Some(Node::Enum(choices)), Some(depth)) if (1..=MAX_CHOICES).contains(&choices.len()) => {
				let choice = |Choice { name, fields, .. }: &Choice| match fields {
					Fields::None => format!("\"{name}\""),
					Fields::One(ty) => format!("{{\"{name}\": {}}}", self.outline(*ty, depth)),
					Fields::Several(parts) => {
						format!("{{\"{name}\": {}}}", self.outline_of_tuple(parts, depth.checked_sub(1)))
					},
					Fields::Named(members) => {
						format!("{{\"{name}\": {}}}", self.outline_of_object(members, depth.checked_sub(1)))
					},
				};
				choices.iter().map(choice).collect::<Vec<_>>().join(" | ")
			},
			_ => REST.to_owned(),
		}
	}

	fn outline_of_tuple(&self, parts: &[u32], depth: Option<u32>) -> String {
		let Some(depth) = depth else { return REST.to_owned() };
		let parts: Vec<_> = parts.iter().map(|part| self.outline(*part, depth)).collect();
		format!("[{}]", parts.join(", "))
	}

	fn outline_of_object(&self, members: &[Member], depth: Option<u32>) -> String {
		let Some(depth) = depth else { return REST.to_owned() };
		let member = |Member { name, ty }: &Member| format!("\"{name}\": {}", self.outline(*ty, depth));
		format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
	}

	/// A type, or what is in it if it has nothing else and no name for that; with its number.
	fn unwrapped(&self, mut ty: u32) -> Option<(u32, &Node)> {
		// Types that are nothing but themselves have no values; to them this would go on for ever.
		for _ in 0..crate::MAX_DEPTH {
			match self.nodes.get(ty)? {
				Node::Wrapped(inner) => ty = *inner,
				node => return Some((ty, node)),
			}
		}
		None
	}
}
