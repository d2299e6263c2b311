//! Whether a type of the metadata is one that Rust knows.

use crate::{
	metadata::Argument,
	node::{Choice, Fields, Member, Node, Nodes, Special},
	prepare, Metadata,
};
use scale_info::{MetaType, PortableRegistry, Registry, TypeInfo};
use std::collections::HashSet;

impl Metadata {
	/// Whether a type has the same values as this type of Rust, under the same names and encoded in the same way. What is decoded
	/// without having been asked that may be something else.
	pub fn is<T: TypeInfo + 'static>(&self, ty: u32) -> bool {
		known::<T>().is_some_and(|(nodes, known)| Same::new(&self.nodes, &nodes).are(ty, known))
	}

	/// Whether arguments are of the types that this tuple has.
	pub fn are<T: TypeInfo + 'static>(&self, inputs: &[Argument]) -> bool {
		let Some((nodes, tuple)) = known::<T>() else { return false };
		let parts = nodes.get(tuple).map(Node::parts).unwrap_or_default();
		let mut same = Same::new(&self.nodes, &nodes);
		parts.len() == inputs.len() && inputs.iter().zip(parts).all(|(input, part)| same.are(input.ty, part))
	}
}

/// A type of Rust as the metadata would have it.
fn known<T: TypeInfo + 'static>() -> Option<(Nodes, u32)> {
	let mut registry = Registry::new();
	let id = registry.register_type(&MetaType::new::<T>()).id;
	Some((prepare::nodes(&PortableRegistry::from(registry)).ok()?, id))
}

struct Same<'a> {
	here: &'a Nodes,
	there: &'a Nodes,
	/// What was compared, or is being compared: a type may have itself as a part.
	seen: HashSet<(u32, u32)>,
}

impl<'a> Same<'a> {
	fn new(here: &'a Nodes, there: &'a Nodes) -> Self {
		Self { here, there, seen: HashSet::new() }
	}

	fn are(&mut self, here: u32, there: u32) -> bool {
		if !self.seen.insert((here, there)) {
			return true;
		}
		let (Some(one), Some(other)) = (self.here.get(here), self.there.get(there)) else { return false };
		let (parts, others) = (one.parts(), other.parts());
		alike(one, other)
			&& parts.len() == others.len()
			&& parts.into_iter().zip(others).all(|(here, there)| self.are(here, there))
	}
}

/// Whether two types are the same but for their parts.
fn alike(one: &Node, other: &Node) -> bool {
	match (one, other) {
		(Node::Struct(one), Node::Struct(other)) => members(one, other),
		(Node::Enum(one), Node::Enum(other)) => choices(one, other),
		(Node::Number(one), Node::Number(other)) => one == other,
		(Node::FixedBytes(one), Node::FixedBytes(other)) => one == other,
		(Node::FixedList(_, one), Node::FixedList(_, other)) => one == other,
		(Node::Option(_, one), Node::Option(_, other)) => one == other,
		(Node::Bits { word: one, from_the_top: top }, Node::Bits { word: other, from_the_top: other_top }) => {
			one == other && top == other_top
		},
		(Node::Special(one), Node::Special(other)) => match (one, other) {
			(Special::Address(one), Special::Address(other)) | (Special::Key(one), Special::Key(other)) => {
				choices(one, other)
			},
			(Special::Flags(one), Special::Flags(other)) => one == other,
			(one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
		},
		(one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
	}
}

fn members(one: &[Member], other: &[Member]) -> bool {
	one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.name == other.name)
}

fn choices(one: &[Choice], other: &[Choice]) -> bool {
	let same = |(one, other): (&Choice, &Choice)| {
		let fields = match (&one.fields, &other.fields) {
			(Fields::Named(one), Fields::Named(other)) => members(one, other),
			(Fields::Several(one), Fields::Several(other)) => one.len() == other.len(),
			(one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
		};
		fields && one.name == other.name && one.index == other.index
	};
	one.len() == other.len() && one.iter().zip(other).all(same)
}
