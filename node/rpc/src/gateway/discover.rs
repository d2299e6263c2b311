//! All methods, described: an [OpenRPC](https://spec.open-rpc.org) document.

use super::{
	events,
	general::VIEW_PARAMS,
	given::BLOCK,
	methods::{Does, Method, DISCOVER},
	prove,
	schemas::{reference, BLOCK_ID, BYTES, CALL, EVENTS, SCHEMAS},
};
use crate::{
	error::{CODES, NOT_FOUND},
	views::{Form, Param},
};
use metadata_json::{camel_case, Metadata, Schemas, Shape, View};
use serde_json::{json, Map, Value};

/// The version of OpenRPC.
const OPENRPC: &str = "1.3.2";

/// What the block of an answer is described as.
const ANSWER_BLOCK: &str = "rpc.Block";

/// Describes the methods of these names. Of the gateway's own everything is said, and of others that there are.
pub(crate) fn document(metadata: &Metadata, methods: &[impl AsRef<Method>], names: &[String]) -> Value {
	let mut writer = Writer { metadata, schemas: metadata.schemas(SCHEMAS) };
	let described = names.iter().map(|name| {
		let known = methods.iter().map(AsRef::as_ref).find(|method| method.name == name);
		match known.and_then(|method| writer.method(method)) {
			Some(described) => described,
			None if name == DISCOVER => discover(),
			None => json!({ "name": name, "params": [], "result": { "name": "result", "schema": {} } }),
		}
	});
	let described: Vec<_> = described.collect();
	let errors = CODES.iter().map(|code| (code.name.to_owned(), json!({ "code": code.code, "message": code.meaning })));
	json!({
		"openrpc": OPENRPC,
		"info": {
			"title": "Civitas",
			"version": env!("CARGO_PKG_VERSION"),
			"description": "The JSON-RPC of a Civitas node. Methods of the SDK are there by their names only. The others take their \
				parameters by name or by position, and say at which block their answers are true: the last finalised one, unless \
				`block` says otherwise. If none is named and that one is too old, there is no answer but the error \
				`couldNotTell`.",
			"license": { "name": "Apache-2.0" },
		},
		"methods": described,
		"components": {
			"schemas": writer.finish(),
			"errors": errors.collect::<Map<_, _>>(),
			"contentDescriptors": { BLOCK: block_parameter() },
		},
	})
}

struct Writer<'a> {
	metadata: &'a Metadata,
	schemas: Schemas<'a>,
}

impl Writer<'_> {
	/// `None` if it asks a view that the runtime does not have any more.
	fn method(&mut self, method: &Method) -> Option<Value> {
		match &method.does {
			Does::View { pallet, view } => {
				let metadata = self.metadata;
				metadata.view(pallet, view).map(|view| self.view(method.name, view))
			},
			Does::Form(form) => Some(form_method(form)),
			Does::Events => Some(described(
				method.name,
				"What happened in a block: its events, in their order, in pages.",
				events::PARAMS.iter().map(described_parameter).collect(),
				reference(EVENTS),
				false,
			)),
			Does::Prove => Some(described(
				method.name,
				"What a view function answers, proved: all it takes to answer it again from the genesis hash, but the code of the runtime and \
				 who votes.\n\nWhat it is checked by, and how, is in `docs/proofs.md`. If no block is named, it is the last one that was voted for.",
				VIEW_PARAMS.iter().map(described_parameter).collect(),
				prove::view_proof_schema(),
				true,
			)),
			Does::ProveTransaction => Some(described(
				method.name,
				"What a transaction of a block is, and what it did, proved: that the block has it, and all events of the block.\n\nNo node finds a \
				 transaction by its hash alone: the block has to be named.",
				prove::TRANSACTION_PARAMS.iter().map(described_parameter).collect(),
				prove::transaction_proof_schema(),
				true,
			)),
			Does::Handovers => Some(described(
				method.name,
				"Who has voted since when: the blocks at which other validators took over, with the votes of those before.\n\nFrom the first \
				 block on, it also proves who votes first. `next` is where to go on, if there are more.",
				prove::HANDOVERS_PARAMS.iter().map(described_parameter).collect(),
				prove::handovers_schema(),
				true,
			)),
		}
	}

	fn view(&mut self, name: &str, view: &View) -> Value {
		let inputs = view.inputs.iter().map(|input| {
			let required = !matches!(self.metadata.shape(input.ty), Shape::Option(_));
			parameter(&camel_case(&input.name), &input.docs, required, self.schemas.of(input.ty))
		});
		let params = inputs.collect();
		described(name, &view.docs, params, self.schemas.of(view.output), false)
	}

	/// All schemas that anything refers to.
	fn finish(mut self) -> Map<String, Value> {
		let call = self.schemas.of(self.metadata.call_type());
		let events = json!({
			"type": "object",
			"properties": {
				"items": self.schemas.of(self.metadata.events_type()),
				"next": { "anyOf": [{ "type": "null" }, { "type": "integer", "minimum": 0, "maximum": u32::MAX }] },
			},
			"required": ["items", "next"],
			"additionalProperties": false,
		});
		let mut schemas = self.schemas.definitions();
		// Their names have a dot behind a name that no crate of the runtime has, so that none is there twice.
		schemas.insert(CALL.into(), call);
		schemas.insert(EVENTS.into(), events);
		schemas.insert(BYTES.into(), json!({ "type": "string", "pattern": "^0x([0-9a-fA-F]{2})*$" }));
		schemas.insert(ANSWER_BLOCK.into(), answer_block());
		schemas.insert(BLOCK_ID.into(), block_id());
		schemas
	}
}

fn form_method(form: &Form) -> Value {
	let params = form.params.iter().map(described_parameter).collect();
	described(form.name, form.docs, params, (form.result)(), true)
}

fn described_parameter(param: &Param) -> Value {
	parameter(param.name, param.docs, param.required, (param.schema)())
}

/// A method whose answer names its block.
fn described(name: &str, docs: &str, mut params: Vec<Value>, value: Value, by_hand: bool) -> Value {
	params.push(json!({ "$ref": format!("#/components/contentDescriptors/{BLOCK}") }));
	let result = json!({
		"type": "object",
		"properties": { "block": reference(ANSWER_BLOCK), "value": value },
		"required": ["block", "value"],
		"additionalProperties": false,
	});
	let errors = CODES.iter().filter(|code| by_hand || code.code != NOT_FOUND);
	let errors: Vec<_> = errors.map(|code| json!({ "$ref": format!("#/components/errors/{}", code.name) })).collect();
	let mut method = json!({
		"name": name,
		"params": params,
		"result": { "name": "answer", "schema": result },
		"errors": errors,
		"tags": [{ "name": name.split_once('_').map_or(name, |(namespace, _)| namespace) }],
	});
	describe(&mut method, docs);
	method
}

fn parameter(name: &str, docs: &str, required: bool, schema: Value) -> Value {
	let mut parameter = json!({ "name": name, "required": required, "schema": schema });
	describe(&mut parameter, docs);
	parameter
}

/// Adds documentation, and its first paragraph as a summary if there is more.
fn describe(what: &mut Value, docs: &str) {
	let Value::Object(members) = what else { return };
	if docs.is_empty() {
		return;
	}
	members.insert("description".into(), docs.into());
	if let Some((summary, _)) = docs.split_once("\n\n") {
		members.insert("summary".into(), summary.replace('\n', " ").into());
	}
}

fn discover() -> Value {
	json!({
		"name": DISCOVER,
		"description": "Describes all methods, by an OpenRPC document: this one.",
		"params": [],
		"result": { "name": "document", "schema": { "type": "object" } },
		"errors": [],
	})
}

fn block_parameter() -> Value {
	json!({
		"name": BLOCK,
		"description": "The block that is asked, by its hash or its number; the last finalised one if absent. Of a number, it is the \
			block on the best chain, which may not be final.",
		"required": false,
		"schema": reference(BLOCK_ID),
	})
}

fn block_id() -> Value {
	json!({
		"description": "The number or the hash of a block.",
		"anyOf": [
			{ "type": "null" },
			{ "type": "integer", "minimum": 0, "maximum": u32::MAX },
			{ "type": "string", "pattern": "^0x[0-9a-fA-F]{64}$" },
		],
	})
}

fn answer_block() -> Value {
	json!({
		"type": "object",
		"description": "The block at which an answer is true.",
		"properties": {
			"number": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
			"hash": { "type": "string", "pattern": "^0x[0-9a-f]{64}$" },
			"time": {
				"type": "integer",
				"minimum": 0,
				"description": "In milliseconds since the Unix epoch; 0 at genesis.",
			},
			"age": {
				"anyOf": [{ "type": "null" }, { "type": "integer", "minimum": 0 }],
				"description": "How many milliseconds ago that was, by the node's clock; 0 if it is ahead of that, and null at \
					genesis.",
			},
		},
		"required": ["number", "hash", "time", "age"],
		"additionalProperties": false,
	})
}
