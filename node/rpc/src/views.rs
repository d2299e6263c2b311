//! What a form by hand asks with: the view functions of the runtime at one block, and the parameters of its method.

pub use crate::error::BlockRef;

use crate::error::{invalid_params, not_known_there, runtime_error};
use codec::{Decode, DecodeAll, Encode};
use jsonrpsee::core::RpcResult;
use metadata_json::{Metadata, View};
use scale_info::TypeInfo;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use sp_core::H256;
use std::sync::Arc;

/// The view functions of the runtime at one block.
pub trait Views {
	/// The hash of the first block, which names the chain.
	fn genesis(&self) -> H256;

	/// The block.
	fn block(&self) -> BlockRef;

	/// The metadata of that block's code.
	fn metadata(&self) -> RpcResult<Arc<Metadata>>;

	/// What a view answers, in SCALE, to arguments in SCALE.
	fn execute(&self, pallet: &str, view: &str, input: Vec<u8>) -> RpcResult<Vec<u8>>;
}

/// What a view answers whose types are known here.
///
/// `arguments` is a tuple of them all, in the order of the view: `(certificate,)` if it is one.
///
/// At a block of other code the view may take or answer something else. It is not asked then: SCALE does not say what it is, and
/// what is read as another type can look right.
pub fn ask<Answer, Given>(views: &dyn Views, pallet: &str, view: &str, arguments: Given) -> RpcResult<Answer>
where
	Answer: Decode + TypeInfo + 'static,
	Given: Encode + TypeInfo + 'static,
{
	let takes =
		|metadata: &Metadata, known: &View| metadata.are::<Given>(&known.inputs) && metadata.is::<Answer>(known.output);
	let (_, bytes) = execute(views, (pallet, view), takes, arguments.encode())?;
	Answer::decode_all(&mut &bytes[..]).map_err(runtime_error)
}

/// What a view answers, as JSON: where the types of the answer depend on how a runtime is put together.
pub fn ask_as_json<Given>(views: &dyn Views, pallet: &str, view: &str, arguments: Given) -> RpcResult<Value>
where
	Given: Encode + TypeInfo + 'static,
{
	let takes = |metadata: &Metadata, known: &View| metadata.are::<Given>(&known.inputs);
	let (output, bytes) = execute(views, (pallet, view), takes, arguments.encode())?;
	views.metadata()?.to_json(output, &bytes).map_err(runtime_error)
}

/// What a view answers, and of which type, if it is of the form that `is_known` knows.
fn execute(
	views: &dyn Views,
	(pallet, view): (&str, &str),
	is_known: impl FnOnce(&Metadata, &View) -> bool,
	arguments: Vec<u8>,
) -> RpcResult<(u32, Vec<u8>)> {
	let metadata = views.metadata()?;
	let Some(known) = metadata.view(pallet, view).filter(|known| is_known(&metadata, known)) else {
		return Err(not_known_there(
			format_args!("view {pallet}.{view} of the form that is known here"),
			views.block(),
		));
	};
	Ok((known.output, views.execute(pallet, view, arguments)?))
}

/// A method whose answer has a form that someone else has defined.
///
/// The gateway finds the block, waits for a place, calls `answer` on a thread that may block, and puts what it answers
/// under `value`, beside the block.
#[derive(Clone, Copy)]
pub struct Form {
	/// The whole name of the method, such as `civitas_resolveDid`.
	pub name: &'static str,
	/// What it answers, and when it cannot.
	pub docs: &'static str,
	/// Its parameters in their order, without `block`, which all methods have.
	pub params: &'static [Param],
	/// A JSON Schema (draft-07) of what stands under `value`.
	pub result: fn() -> Value,
	/// Answers. No parameter is unknown, given twice or missing; of what kind the values are is for it to check.
	pub answer: fn(&dyn Views, &Arguments) -> RpcResult<Value>,
}

/// A parameter of a [`Form`].
#[derive(Clone, Copy)]
pub struct Param {
	/// Its name, in camelCase.
	pub name: &'static str,
	/// Whether it has to be there.
	pub required: bool,
	/// What it says.
	pub docs: &'static str,
	/// A JSON Schema (draft-07) of its values.
	pub schema: fn() -> Value,
}

/// The values of the parameters of one call, by their names.
#[derive(Clone, Debug, Default)]
pub struct Arguments(Map<String, Value>);

impl Arguments {
	/// The value of a parameter; `null` is none.
	pub fn get(&self, name: &str) -> Option<&Value> {
		self.0.get(name).filter(|value| !value.is_null())
	}

	/// The value of a parameter that has to be there.
	pub fn read<T: DeserializeOwned>(&self, name: &str) -> RpcResult<T> {
		self.optional(name)?.ok_or_else(|| invalid_params(name, "it is missing"))
	}

	/// The value of a parameter that may be absent.
	pub fn optional<T: DeserializeOwned>(&self, name: &str) -> RpcResult<Option<T>> {
		self.get(name).map(|value| T::deserialize(value).map_err(|error| invalid_params(name, error))).transpose()
	}
}

impl From<Map<String, Value>> for Arguments {
	fn from(values: Map<String, Value>) -> Self {
		Self(values)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn arguments() -> Arguments {
		let Value::Object(values) = json!({ "did": "did:civitas:0x", "when": null, "limit": 7 }) else {
			panic!("it is an object")
		};
		values.into()
	}

	#[test]
	fn null_is_as_good_as_absent() {
		let arguments = arguments();
		assert_eq!(arguments.get("when"), None);
		assert_eq!(arguments.optional::<u64>("when").unwrap(), None);
		assert_eq!(arguments.optional::<u64>("ever").unwrap(), None);
		assert_eq!(arguments.read::<String>("did").unwrap(), "did:civitas:0x");
		let error = arguments.read::<u64>("when").unwrap_err();
		assert_eq!((error.code(), error.message()), (-32_602, "Invalid params: when: it is missing"));
	}

	#[test]
	fn a_value_of_another_kind_is_named() {
		let error = arguments().optional::<String>("limit").unwrap_err();
		assert_eq!(error.code(), -32_602);
		assert!(error.message().starts_with("Invalid params: limit: invalid type"), "{}", error.message());
	}
}
