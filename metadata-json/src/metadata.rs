//! The metadata of one runtime.

use crate::{
	camel_case,
	forms::excerpt,
	node::{Fields, Node, Nodes},
	prepare, Error,
};
use codec::Decode;
use frame_metadata::{
	v16::{ExtrinsicMetadata, PalletMetadata, StorageEntryType},
	RuntimeMetadata, RuntimeMetadataPrefixed,
};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef, Variant};
use serde_json::Value;
use std::collections::HashMap;

/// The metadata of one runtime.
#[derive(Debug)]
pub struct Metadata {
	pub(crate) registry: PortableRegistry,
	pub(crate) nodes: Nodes,
	pub(crate) ss58_prefix: u16,
	views: Vec<View>,
	calls: Vec<Call>,
	/// By the names in JSON of pallet and item.
	views_by_name: HashMap<(String, String), usize>,
	calls_by_name: HashMap<(String, String), usize>,
	pub(crate) pallets: Vec<PalletMetadata<PortableForm>>,
	call_type: u32,
	event_type: u32,
	events_type: u32,
	pub(crate) extrinsic: ExtrinsicMetadata<PortableForm>,
}

/// An argument of a view or a call, or a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
	/// Its name, as in Rust.
	pub name: String,
	/// The number of its type.
	pub ty: u32,
	/// What its type is called where it stands in Rust, such as `Option<Moment>`: of several names of one type this one. Empty for
	/// those of views, of which the metadata does not say it.
	pub type_name: String,
	/// Its documentation, if it has one.
	pub docs: String,
}

/// A view function of a pallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
	/// The pallet, as in Rust.
	pub pallet: String,
	/// Its name, as in Rust.
	pub name: String,
	/// By what the runtime finds it.
	pub id: [u8; 32],
	/// What it asks for.
	pub inputs: Vec<Argument>,
	/// The number of the type of its answer.
	pub output: u32,
	/// Its documentation.
	pub docs: String,
}

/// A call of a pallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
	/// The pallet, as in Rust.
	pub pallet: String,
	/// Its name, as in Rust.
	pub name: String,
	/// What its bytes begin with: the numbers of the pallet and of the call.
	pub prefix: [u8; 2],
	/// What it asks for.
	pub inputs: Vec<Argument>,
	/// Its documentation.
	pub docs: String,
}

/// An error of a pallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
	/// The pallet, as in Rust.
	pub pallet: String,
	/// Its name, as in Rust.
	pub name: String,
	/// Its documentation.
	pub docs: String,
}

impl Metadata {
	/// Read metadata of version 16, as `Metadata_metadata_at_version` gives it: with its magic number in front.
	pub fn decode(prefixed: &[u8]) -> Result<Self, Error> {
		let unreadable = |error: codec::Error| Error::new(format!("the metadata cannot be read: {error}"));
		let metadata = match RuntimeMetadataPrefixed::decode(&mut &*prefixed).map_err(unreadable)?.1 {
			RuntimeMetadata::V16(metadata) => metadata,
			other => return Err(Error::new(format!("the metadata is of version {}, not 16", other.version()))),
		};
		let nodes = prepare::nodes(&metadata.types)?;
		let events_type = events_type(&metadata.pallets)?;
		let mut read = Self {
			registry: metadata.types,
			nodes,
			ss58_prefix: 0,
			views: Vec::new(),
			calls: Vec::new(),
			views_by_name: HashMap::new(),
			calls_by_name: HashMap::new(),
			pallets: metadata.pallets,
			call_type: metadata.outer_enums.call_enum_ty.id,
			event_type: metadata.outer_enums.event_enum_ty.id,
			events_type,
			extrinsic: metadata.extrinsic,
		};
		read.ss58_prefix = match read.constant("System", "SS58Prefix").as_ref().and_then(Value::as_u64) {
			Some(prefix) => u16::try_from(prefix).map_err(|_| Error::new("System.SS58Prefix is not a u16"))?,
			None => return Err(Error::new("the metadata has no System.SS58Prefix")),
		};
		read.views = read.pallets.iter().flat_map(views).collect();
		read.calls = read.pallets.iter().flat_map(|pallet| calls(pallet, &read.registry)).collect();
		let key = |pallet: &str, name: &str| (camel_case(pallet), camel_case(name));
		read.views_by_name =
			read.views.iter().enumerate().map(|(place, view)| (key(&view.pallet, &view.name), place)).collect();
		read.calls_by_name =
			read.calls.iter().enumerate().map(|(place, call)| (key(&call.pallet, &call.name), place)).collect();
		Ok(read)
	}

	/// The number of the network in addresses.
	pub fn ss58_prefix(&self) -> u16 {
		self.ss58_prefix
	}

	/// The names of the transaction extensions, in the order in which a transaction has them.
	pub fn extensions(&self) -> impl Iterator<Item = &str> {
		self.extrinsic.transaction_extensions.iter().map(|known| known.identifier.as_str())
	}

	/// All view functions.
	pub fn views(&self) -> &[View] {
		&self.views
	}

	/// All calls.
	pub fn calls(&self) -> &[Call] {
		&self.calls
	}

	/// A view function by its name and that of its pallet, as Rust, JSON or a command line writes them.
	pub fn view(&self, pallet: &str, view: &str) -> Option<&View> {
		self.views_by_name.get(&lookup(pallet, view)).and_then(|place| self.views.get(*place))
	}

	/// A call by its name and that of its pallet, as Rust, JSON or a command line writes them.
	pub fn call(&self, pallet: &str, call: &str) -> Option<&Call> {
		self.calls_by_name.get(&lookup(pallet, call)).and_then(|place| self.calls.get(*place))
	}

	/// A call by what its bytes begin with.
	pub fn call_at(&self, prefix: [u8; 2]) -> Option<&Call> {
		self.calls.iter().find(|call| call.prefix == prefix)
	}

	/// What the bytes of a call begin with that is given by the names that JSON has, with a point between them.
	pub(crate) fn call_named(&self, text: &str) -> Result<[u8; 2], Error> {
		let Some((pallet, name)) = text.split_once('.') else {
			let problem = "is not the name of a call, such as \"balances.transferKeepAlive\"";
			return Err(Error::new(format!("{} {problem}", excerpt(text))));
		};
		let found = self.calls_by_name.get(&(pallet.to_owned(), name.to_owned()));
		if let Some(call) = found.and_then(|place| self.calls.get(*place)) {
			return Ok(call.prefix);
		}
		let of_pallet = |call: &&Call| camel_case(&call.pallet) == pallet;
		let known: Vec<_> = self.calls.iter().filter(of_pallet).map(|call| camel_case(&call.name)).collect();
		Err(Error::new(if known.is_empty() {
			format!("{}: there is no pallet {} with calls", excerpt(text), excerpt(pallet))
		} else {
			format!("{}: {pallet} has no such call; there are: {}", excerpt(text), known.join(", "))
		}))
	}

	/// The documentation of a pallet.
	pub fn pallet_docs(&self, pallet: &str) -> String {
		let (name, _) = lookup(pallet, "");
		self.pallets
			.iter()
			.find(|pallet| camel_case(&pallet.name) == name)
			.map_or_else(String::new, |it| docs(&it.docs))
	}

	/// The number of the type of all calls.
	pub fn call_type(&self) -> u32 {
		self.call_type
	}

	/// The number of the type of all events.
	pub fn event_type(&self) -> u32 {
		self.event_type
	}

	/// The number of the type of what `System.Events` holds.
	pub fn events_type(&self) -> u32 {
		self.events_type
	}

	/// The error of a pallet, by the numbers that the chain gives.
	pub fn module_error(&self, pallet_index: u8, error: [u8; 4]) -> Option<ErrorInfo> {
		let [index, 0, 0, 0] = error else { return None };
		Some(info(self.find_error(|pallet| pallet.index == pallet_index, |error| error.index == index)?))
	}

	/// The error of a pallet by its name and that of the pallet, as Rust, JSON or a command line writes them.
	pub fn error(&self, pallet: &str, name: &str) -> Option<ErrorInfo> {
		let (pallet, name) = lookup(pallet, name);
		Some(info(self.find_error(|it| camel_case(&it.name) == pallet, |it| camel_case(&it.name) == name)?))
	}

	/// The numbers of an error that is given by the names that JSON has.
	pub(crate) fn module_error_named(&self, pallet: &str, error: &str) -> Option<(u8, [u8; 4])> {
		let (pallet, error) =
			self.find_error(|it| camel_case(&it.name) == pallet, |it| camel_case(&it.name) == error)?;
		Some((pallet.index, [error.index, 0, 0, 0]))
	}

	fn find_error(
		&self,
		is_pallet: impl Fn(&PalletMetadata<PortableForm>) -> bool,
		is_error: impl Fn(&Variant<PortableForm>) -> bool,
	) -> Option<(&PalletMetadata<PortableForm>, &Variant<PortableForm>)> {
		let pallet = self.pallets.iter().find(|pallet| is_pallet(pallet))?;
		let TypeDef::Variant(errors) = &self.registry.resolve(pallet.error.as_ref()?.ty.id)?.type_def else {
			return None;
		};
		Some((pallet, errors.variants.iter().find(|error| is_error(error))?))
	}

	/// A constant of a pallet by its name and that of the pallet, as Rust, JSON or a command line writes them.
	pub fn constant(&self, pallet: &str, name: &str) -> Option<Value> {
		let (pallet, name) = lookup(pallet, name);
		let pallet = self.pallets.iter().find(|known| camel_case(&known.name) == pallet)?;
		let constant = pallet.constants.iter().find(|constant| camel_case(&constant.name) == name)?;
		self.to_json(constant.ty.id, &constant.value).ok()
	}
}

/// Names as the indices have them, however they are written.
fn lookup(pallet: &str, name: &str) -> (String, String) {
	let key = |name: &str| camel_case(&name.replace('-', "_"));
	(key(pallet), key(name))
}

fn info((pallet, error): (&PalletMetadata<PortableForm>, &Variant<PortableForm>)) -> ErrorInfo {
	ErrorInfo { pallet: pallet.name.clone(), name: error.name.clone(), docs: docs(&error.docs) }
}

/// Lines of documentation as one text.
pub(crate) fn docs(lines: &[String]) -> String {
	let lines: Vec<_> = lines.iter().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
	lines.join("\n").trim().to_owned()
}

fn views(pallet: &PalletMetadata<PortableForm>) -> impl Iterator<Item = View> + '_ {
	pallet.view_functions.iter().map(|view| View {
		pallet: pallet.name.clone(),
		name: view.name.clone(),
		id: view.id,
		inputs: view
			.inputs
			.iter()
			.map(|input| Argument {
				name: input.name.clone(),
				ty: input.ty.id,
				type_name: String::new(),
				docs: String::new(),
			})
			.collect(),
		output: view.output.id,
		docs: docs(&view.docs),
	})
}

fn calls(pallet: &PalletMetadata<PortableForm>, registry: &PortableRegistry) -> Vec<Call> {
	let ty = pallet.calls.as_ref().and_then(|calls| registry.resolve(calls.ty.id));
	let Some(TypeDef::Variant(calls)) = ty.map(|ty| &ty.type_def) else { return Vec::new() };
	let call = |call: &Variant<PortableForm>| Call {
		pallet: pallet.name.clone(),
		name: call.name.clone(),
		prefix: [pallet.index, call.index],
		inputs: arguments(&call.fields),
		docs: docs(&call.docs),
	};
	calls.variants.iter().map(call).collect()
}

/// Fields as arguments. What has no name is called by its place.
pub(crate) fn arguments(fields: &[scale_info::Field<PortableForm>]) -> Vec<Argument> {
	let argument = |(place, field): (usize, &scale_info::Field<PortableForm>)| Argument {
		name: field.name.clone().unwrap_or_else(|| place.to_string()),
		ty: field.ty.id,
		type_name: field.type_name.clone().unwrap_or_default(),
		docs: docs(&field.docs),
	};
	fields.iter().enumerate().map(argument).collect()
}

fn events_type(pallets: &[PalletMetadata<PortableForm>]) -> Result<u32, Error> {
	let system = pallets.iter().find(|pallet| pallet.name == "System").and_then(|pallet| pallet.storage.as_ref());
	let events = system.and_then(|storage| storage.entries.iter().find(|entry| entry.name == "Events"));
	match events.map(|entry| &entry.ty) {
		Some(StorageEntryType::Plain(ty)) => Ok(ty.id),
		_ => Err(Error::new("the metadata has no System.Events")),
	}
}

impl Metadata {
	/// What a type is in JSON.
	pub(crate) fn node(&self, ty: u32) -> Result<&Node, Error> {
		self.nodes.get(ty).ok_or_else(|| Error::new(format!("the metadata has no type {ty}")))
	}

	/// Whether a field of this type may be left out.
	pub(crate) fn is_optional(&self, ty: u32) -> bool {
		matches!(self.nodes.get(ty), Some(Node::Option(..)))
	}

	/// The names of an enum whose variants have no data.
	pub(crate) fn plain_choices(&self, ty: u32) -> Option<Vec<String>> {
		let Some(Node::Enum(choices)) = self.nodes.get(ty) else { return None };
		let plain = |choice: &crate::node::Choice| match choice.fields {
			Fields::None => Some(choice.name.clone()),
			_ => None,
		};
		choices.iter().map(plain).collect()
	}
}
