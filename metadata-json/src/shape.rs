//! What a command line has to know of a type.

use crate::{
	metadata::{arguments, Argument},
	node::{Node, Special},
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

impl Metadata {
	/// What a type is, as far as those need to know who ask people for a value of it.
	pub fn shape(&self, ty: u32) -> Shape {
		let mut ty = ty;
		// Types that are nothing but themselves have no values; to them this would go on for ever.
		for _ in 0..crate::MAX_DEPTH {
			return match self.nodes.get(ty) {
				Some(Node::Wrapped(inner)) => {
					ty = *inner;
					continue;
				},
				Some(Node::Bool) => Shape::Bool,
				Some(Node::Number(_)) => Shape::Number,
				Some(Node::Text | Node::Special(Special::Key(_))) => Shape::Text,
				Some(Node::Bytes | Node::FixedBytes(_)) => Shape::Bytes,
				Some(Node::Special(Special::Flags(names))) => {
					Shape::Names(names.iter().map(|name| (*name).to_owned()).collect())
				},
				Some(Node::Special(Special::Account | Special::Address(_))) => Shape::Account,
				Some(Node::Special(Special::CallIndex)) => Shape::CallName,
				Some(Node::Enum(_)) => self.plain_choices(ty).map_or(Shape::Other, Shape::Choice),
				Some(Node::Option(inner, _)) => Shape::Option(*inner),
				Some(Node::List(inner) | Node::FixedList(inner, _)) => Shape::List(*inner),
				Some(Node::Struct(_)) => match self.registry.resolve(ty).map(|ty| &ty.type_def) {
					Some(TypeDef::Composite(composite)) => Shape::Struct(arguments(&composite.fields)),
					_ => Shape::Other,
				},
				_ => Shape::Other,
			};
		}
		Shape::Other
	}
}
