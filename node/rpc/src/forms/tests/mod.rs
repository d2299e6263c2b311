//! The forms over a chain that has no blocks: what is asked of its views, and what the outside sees.

mod bounds;
mod chain;
mod credentials;
mod did;
mod documents;
mod export;
mod issuers;
mod lists;
mod real;
mod schemas;

use super::{schemas::REFERENCE, *};
use crate::views::BlockRef;
use civitas_runtime::Runtime;
use codec::DecodeAll;
use metadata_json::{Argument, Metadata};
use serde_json::{json, Map};
use sp_core::H256;
use std::sync::{Arc, LazyLock};

/// The metadata of the runtime that there is.
static METADATA: LazyLock<Arc<Metadata>> = LazyLock::new(|| {
	let metadata = Runtime::metadata_at_version(16).expect("there is metadata of version 16");
	Arc::new(Metadata::decode(&metadata).expect("the metadata can be read"))
});

/// The schemas of what the views that forms refer to ask and answer, and of all types in it.
static DEFINITIONS: LazyLock<Value> = LazyLock::new(|| {
	let mut schemas = METADATA.schemas(REFERENCE);
	for view in ["verify", "status_bits"] {
		let view = METADATA.view("Certification", view).expect("there is such a view");
		schemas.of(view.output);
		view.inputs.iter().for_each(|input| drop(schemas.of(input.ty)));
	}
	schemas.definitions().into()
});

/// Views that answer by themselves.
struct Canned(fn(view: &str, input: &[u8]) -> Vec<u8>);

impl Views for Canned {
	fn genesis(&self) -> H256 {
		H256::zero()
	}

	fn block(&self) -> BlockRef {
		BlockRef { number: 10, hash: H256::repeat_byte(0xf1), time: chain::NOW }
	}

	fn metadata(&self) -> RpcResult<Arc<Metadata>> {
		Ok(METADATA.clone())
	}

	/// The bytes that come in and go out are looked at as those of the real view.
	fn execute(&self, pallet: &str, view: &str, input: Vec<u8>) -> RpcResult<Vec<u8>> {
		let known = METADATA.view(pallet, view).unwrap_or_else(|| panic!("there is a view {pallet}.{view}"));
		let answer = (self.0)(view, &input);
		METADATA.to_json(known.output, &answer).expect("it is what the view answers");
		Ok(answer)
	}
}

/// What a view was asked with.
fn arguments<T: DecodeAll>(mut input: &[u8]) -> T {
	T::decode_all(&mut input).expect("it is what the view asks for")
}

/// An argument of a view of certification as JSON.
fn as_argument(view: &str, name: &str, value: impl codec::Encode) -> Value {
	let view = METADATA.view("Certification", view).expect("there is such a view");
	let is_it = |input: &&Argument| input.name == name;
	let input = view.inputs.iter().find(is_it).expect("there is such an argument");
	METADATA.to_json(input.ty, &value.encode()).expect("it is of that type")
}

fn form(method: &str) -> &'static Form {
	let name = format!("civitas_{method}");
	FORMS.iter().find(|form| form.name == name).unwrap_or_else(|| panic!("there is no {name}"))
}

/// Ask a form as the gateway does. `Err` has the code and the message.
fn ask(views: &dyn Views, method: &str, params: Value) -> Result<Value, (i64, String)> {
	let form = form(method);
	let values: Map<String, Value> = match params {
		Value::Array(values) => form.params.iter().map(|param| param.name.to_owned()).zip(values).collect(),
		Value::Object(values) => values,
		_ => panic!("{params} are no parameters"),
	};
	let answer = (form.answer)(views, &values.clone().into())
		.map_err(|error| (i64::from(error.code()), error.message().to_owned()))?;
	schemas::assert_valid(form, &values, &answer);
	Ok(answer)
}

/// Ask a form of the chain of [`chain`].
fn call(method: &str, params: Value) -> Result<Value, (i64, String)> {
	ask(&Canned(chain::answer), method, params)
}

/// Ask what is answered.
fn answer_to(method: &str, params: Value) -> Value {
	call(method, params.clone()).unwrap_or_else(|error| panic!("{method} with {params} gave {error:?}"))
}

/// Export for those who trust who attests the websites of the issuer.
fn export(params: Value) -> Value {
	let Value::Array(mut values) = params else { panic!("{params} are not in their order") };
	values.resize(3, Value::Null);
	values.push(json!([chain::attester().to_string()]));
	answer_to("exportCredential", values.into())
}

/// Ask what is refused. Returns the code and the message.
fn refused(method: &str, params: Value) -> (i64, String) {
	call(method, params.clone()).expect_err(&format!("{method} with {params} is answered"))
}

/// One of the batch, as it is presented.
fn presented(index: u32) -> Value {
	as_argument("verify", "presented", Some(chain::presented(index)))
}

fn hex(hash: H256) -> String {
	format!("{hash:?}")
}
