//! What happened in a block, in pages: a block can have more events than one answer has room for.

use crate::{
	error::{invalid_params, runtime_error},
	views::{Arguments, Param},
};
use codec::{Compact, Decode};
use jsonrpsee::core::RpcResult;
use metadata_json::{Metadata, Shape};
use serde_json::{json, Value};

/// How many events a page has at the most.
const MOST: u32 = 1_000;

/// How many it has if nothing else is asked for.
const USUAL: u32 = 100;

/// What is asked with.
pub(crate) const PARAMS: &[Param] = &[
	Param {
		name: "cursor",
		required: false,
		docs: "From which event on, counted from 0: `next` of the page before. The first one if absent.",
		schema: number,
	},
	Param {
		name: "limit",
		required: false,
		docs: "How many at the most, and never more than 1,000; 100 if absent.",
		schema: number,
	},
];

fn number() -> Value {
	json!({ "anyOf": [{ "type": "null" }, { "type": "integer", "minimum": 0, "maximum": u32::MAX }] })
}

/// From which event on, and how many.
pub(crate) fn asked(arguments: &Arguments) -> RpcResult<(u32, u32)> {
	let first = arguments.optional("cursor")?.unwrap_or_default();
	match arguments.optional("limit")?.unwrap_or(USUAL) {
		0 => Err(invalid_params("limit", "a page has at least one event")),
		limit => Ok((first, limit.min(MOST))),
	}
}

/// A page of events. Each is read by itself, so that only what is shown is kept, however many there are.
pub(crate) fn page(metadata: &Metadata, mut events: &[u8], first: u32, limit: u32) -> RpcResult<Value> {
	let Shape::List(record) = metadata.shape(metadata.events_type()) else {
		return Err(runtime_error("the events are no list"));
	};
	let Compact(count) = Compact::<u32>::decode(&mut events).map_err(runtime_error)?;
	let end = first.saturating_add(limit).min(count);
	let mut items = Vec::new();
	for place in 0..end {
		let event = metadata.read(record, &mut events).map_err(runtime_error)?;
		if place >= first {
			items.push(event);
		}
	}
	Ok(json!({ "items": items, "next": (end < count).then_some(end) }))
}
