//! Methods for whatever the metadata describes.

use crate::{
	error::{invalid_params, not_known_there, runtime_error, wrong},
	gateway::{
		given::excerpt,
		schemas::{reference, BYTES, CALL},
	},
	views::{Arguments, BlockRef, Form, Param, Views},
};
use jsonrpsee::core::RpcResult;
use metadata_json::{Metadata, NoShorthands, View};
use serde_json::{json, Map, Value};

/// The most bytes of a call that are read: 128 KiB. A call that consists of many takes a thousand times as much in memory.
const MAX_CALL: usize = 128 * 1024;

/// The method that reaches every view.
pub(crate) const VIEW: &str = "civitas_view";

/// The methods that turn calls into bytes and back. They say what the code of a block means, and nothing of what is so.
pub(crate) const OF_CALLS: [&str; 2] = ["civitas_encodeCall", "civitas_decodeCall"];

/// What names a question to a view function.
pub(crate) const VIEW_PARAMS: &[Param] = &[
	Param { name: "pallet", required: true, docs: "The pallet, such as `certification`.", schema: text },
	Param { name: "view", required: true, docs: "The view function, such as `verify`.", schema: text },
	Param {
		name: "params",
		required: false,
		docs: "What the view function is asked with, by name or by position; nothing if absent.",
		schema: || json!({ "type": ["object", "array", "null"] }),
	},
];

/// The methods.
pub(crate) const GENERAL: &[Form] = &[
	Form {
		name: VIEW,
		docs: "What a view function answers.\n\nMost have methods of their own, `<pallet>_<view>`; this one reaches those, too, that \
			an upgrade has brought since the node was started.",
		params: VIEW_PARAMS,
		result: || json!({}),
		answer: view,
	},
	Form {
		name: OF_CALLS[0],
		docs: "The bytes of a call, as transactions, multisigs, proposals and envelopes have them.",
		params: &[Param {
			name: "call",
			required: true,
			docs: "The call, such as `{\"system\": {\"remark\": {\"remark\": \"0x00\"}}}`.",
			schema: || reference(CALL),
		}],
		result: || reference(BYTES),
		answer: encode_call,
	},
	Form {
		name: OF_CALLS[1],
		docs: "What the bytes of a call mean. At most 128 KiB are read.",
		params: &[Param { name: "call", required: true, docs: "The bytes.", schema: || reference(BYTES) }],
		result: || reference(CALL),
		answer: decode_call,
	},
];

fn text() -> Value {
	json!({ "type": "string" })
}

/// The view function that is asked, and its arguments as SCALE.
pub(crate) fn asked(metadata: &Metadata, block: BlockRef, arguments: &Arguments) -> RpcResult<(View, Vec<u8>)> {
	let (pallet, name): (String, String) = (arguments.read("pallet")?, arguments.read("view")?);
	let nothing = Value::Object(Map::new());
	let params = arguments.get("params").unwrap_or(&nothing);
	let view = metadata.view(&pallet, &name).ok_or_else(|| {
		let (pallet, name) = (excerpt(&pallet), excerpt(&name));
		not_known_there(format_args!("view {pallet}.{name}"), block)
	})?;
	let input = metadata.arguments(&view.inputs, params, &NoShorthands);
	Ok((view.clone(), input.map_err(|error| wrong(error.under("params")))?))
}

fn view(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let metadata = views.metadata()?;
	let (view, input) = asked(&metadata, views.block(), arguments)?;
	let answer = views.execute(&view.pallet, &view.name, input)?;
	metadata.to_json(view.output, &answer).map_err(runtime_error)
}

fn encode_call(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let metadata = views.metadata()?;
	let call = arguments.get("call").ok_or_else(|| invalid_params("call", "it is missing"))?;
	let bytes = metadata.to_scale(metadata.call_type(), call).map_err(|error| wrong(error.under("call")))?;
	Ok(format!("0x{}", hex::encode(bytes)).into())
}

fn decode_call(views: &dyn Views, arguments: &Arguments) -> RpcResult<Value> {
	let metadata = views.metadata()?;
	let text: String = arguments.read("call")?;
	let digits = text.strip_prefix("0x").ok_or_else(|| invalid_params("call", "it does not begin with 0x"))?;
	if digits.len() / 2 > MAX_CALL {
		let bytes = digits.len() / 2;
		return Err(invalid_params("call", format_args!("{bytes} bytes are more than the {MAX_CALL} that are read")));
	}
	let bytes = hex::decode(digits).map_err(|error| invalid_params("call", error))?;
	metadata.to_json(metadata.call_type(), &bytes).map_err(|error| wrong(error.under("call")))
}
