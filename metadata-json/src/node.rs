//! The types of the metadata, prepared for reading and writing: what each is in JSON, under which names.

use crate::Error;

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

/// What has a form of its own.
#[derive(Clone, Debug)]
pub(crate) enum Special {
	/// 32 bytes: an SS58 address.
	Account,
	/// An enum of which one variant is an account: that one as an address, the others as they are.
	Address(Vec<Choice>),
	/// An enum of keys: a Multikey, or an Ethereum address.
	Key(Vec<Choice>),
	/// A byte of which each bit has a name: the list of those that are set.
	Flags(&'static [&'static str]),
	/// The error of a pallet: by name, if there is one.
	ModuleError,
	/// Which call of which pallet: by name, if there is one.
	CallIndex,
}

impl Special {
	pub(crate) fn parts(&self) -> Vec<u32> {
		match self {
			Self::Address(choices) | Self::Key(choices) => Node::Enum(choices.clone()).parts(),
			_ => Vec::new(),
		}
	}
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
	/// The types of these numbers, counted from 0.
	pub(crate) fn from_list(nodes: Vec<Node>) -> Result<Self, Error> {
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
