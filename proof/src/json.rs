//! What is trusted and what is proved, as JSON: the forms of the client, and of pages in browsers.

use crate::{Answer, Block, Checkpoint, Fault, Final, Hash, Included, Proven, Question, Set, Trust, Vote};
use ciborium::Value as Cbor;
use codec::{Compact, Decode};
use metadata_json::{camel_case, Metadata, Shape};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};
use serde_json::{json, Map, Value};
use std::{format, string::String, vec::Vec};

/// A proof, as nodes give it: a bundle but for its version, and who votes.
#[derive(Clone, Debug, Deserialize)]
pub struct Proof {
	/// What is asked.
	pub question: Question,
	/// The hash of the code that answers.
	pub code: ByteArray<32>,
	/// Nodes of the state of the block.
	pub state: Vec<ByteBuf>,
	/// That the block has the transaction.
	pub included: Option<Included>,
	/// Why the block is final.
	pub finality: Final,
}

/// Who has voted, as nodes tell it in pages.
#[derive(Clone, Debug, Deserialize)]
pub struct Handovers {
	/// Block 0, if this is the first page.
	pub genesis: Option<Block>,
	/// Blocks at which others took over.
	pub handovers: Vec<Vote>,
	/// The block after which to go on, if there are more.
	pub next: Option<ByteArray<32>>,
}

/// From the JSON of a node, which has bytes as 0x and digits.
pub fn read<T: DeserializeOwned>(answer: Value) -> Result<T, String> {
	cbor(answer)?.deserialized().map_err(|error| format!("{error}"))
}

fn cbor(value: Value) -> Result<Cbor, String> {
	Ok(match value {
		Value::Null => Cbor::Null,
		Value::Bool(value) => value.into(),
		Value::Number(number) => number.as_u64().ok_or("there are only whole numbers in a proof")?.into(),
		Value::String(text) => match text.strip_prefix("0x") {
			Some(digits) => Cbor::Bytes(hex::decode(digits).map_err(|error| format!("{error}"))?),
			None => text.into(),
		},
		Value::Array(items) => Cbor::Array(items.into_iter().map(cbor).collect::<Result<_, _>>()?),
		Value::Object(members) => {
			let member = |(name, value): (String, Value)| Ok((name.into(), cbor(value)?));
			Cbor::Map(members.into_iter().map(member).collect::<Result<_, String>>()?)
		},
	})
}

/// A checkpoint, as files have it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Kept {
	genesis: String,
	number: u32,
	block: String,
	set_id: u64,
	authorities: Vec<String>,
}

/// A hash, as 0x and 64 digits.
pub fn text(hash: &Hash) -> String {
	format!("0x{}", hex::encode(hash))
}

/// A hash, from 0x and 64 digits.
pub fn hash(text: &str) -> Result<Hash, String> {
	let digits = text.strip_prefix("0x").ok_or_else(|| format!("{text} does not begin with 0x"))?;
	let bytes = hex::decode(digits).map_err(|error| format!("{text}: {error}"))?;
	bytes.try_into().map_err(|_| format!("{text} is not of 32 bytes"))
}

impl Checkpoint {
	/// As files have it.
	pub fn to_json(&self) -> Value {
		json!({
			"genesis": text(&self.genesis), "number": self.number, "block": text(&self.block), "setId": self.set.id,
			"authorities": self.set.authorities.iter().map(text).collect::<Vec<_>>(),
		})
	}

	/// From the text of a file.
	pub fn from_json(file: &str) -> Result<Self, String> {
		let kept: Kept = serde_json::from_str(file).map_err(|error| format!("it is no checkpoint: {error}"))?;
		let authorities = kept.authorities.iter().map(|key| Ok((hash(key)?, 1))).collect::<Result<_, String>>()?;
		let set = Set::new(kept.set_id, authorities).map_err(|fault| format!("it is no checkpoint: {fault}"))?;
		Ok(Self { genesis: hash(&kept.genesis)?, number: kept.number, block: hash(&kept.block)?, set })
	}
}

impl Trust {
	/// From the hash of block 0, or the text of a file with a checkpoint.
	pub fn from_text(text: &str) -> Result<Self, String> {
		let text = text.trim();
		match text.starts_with('{') {
			true => Checkpoint::from_json(text).map(Self::Checkpoint),
			false => hash(text).map(Self::Genesis),
		}
	}
}

/// What the metadata does not describe: code that is the chain's own says what it means, or nobody does.
fn odd(error: metadata_json::Error) -> Fault {
	Fault::Code(format!("its metadata does not describe the answer: {error}"))
}

impl Proven {
	/// What question and answer mean.
	pub fn described(&self) -> Result<Metadata, Fault> {
		Metadata::decode(&self.metadata).map_err(odd)
	}

	/// The question, the answer, and the block that it is true of, in the forms of JSON-RPC. Of a transaction, `events` and `result` are null if
	/// the bundle has no events, or they cannot be shown; and if it cannot be shown itself, there are its `bytes`.
	pub fn to_json(&self) -> Result<Value, Fault> {
		let metadata = self.described()?;
		let block = json!({ "number": self.number, "hash": text(&self.block), "time": self.time });
		match (&self.question, &self.answer) {
			(Question::View { view, arguments }, Answer::View(answer)) => {
				let id: &Hash = view;
				let view = metadata.views().iter().find(|view| view.id == *id).ok_or(Fault::Refused)?;
				let (mut params, mut rest) = (Map::new(), arguments.as_slice());
				for input in &view.inputs {
					params.insert(camel_case(&input.name), metadata.read(input.ty, &mut rest).map_err(odd)?);
				}
				// The runtime does not look at what follows: so the same question could be asked with other bytes.
				if !rest.is_empty() {
					return Err(Fault::Refused);
				}
				let value = metadata.to_json(view.output, answer).map_err(odd)?;
				let (pallet, name) = (camel_case(&view.pallet), camel_case(&view.name));
				Ok(json!({ "block": block, "pallet": pallet, "view": name, "params": params, "value": value }))
			},
			(Question::Transaction { hash, index }, Answer::Transaction { bytes, events }) => {
				// What is nested too deep to be shown is proved all the same.
				let transaction = metadata.transaction(bytes);
				let transaction =
					transaction.unwrap_or_else(|_| json!({ "bytes": format!("0x{}", hex::encode(bytes)) }));
				let events = events.as_ref().and_then(|events| of_transaction(&metadata, events, *index).ok());
				let result = events.as_ref().and_then(|events| result(events));
				Ok(json!({
					"block": block, "hash": text(hash), "index": index, "result": result, "transaction": transaction,
					"events": events,
				}))
			},
			_ => Err(Fault::Refused),
		}
	}
}

/// Whether a transaction was done, or why not. Calls within its call have events of their own.
fn result(events: &[Value]) -> Option<Value> {
	events.iter().find_map(|event| {
		let system = event.get("system")?;
		match (system.get("extrinsicSuccess"), system.get("extrinsicFailed")) {
			(Some(_), _) => Some(json!("done")),
			(_, Some(failed)) => Some(json!({ "failed": failed["dispatchError"] })),
			_ => None,
		}
	})
}

/// The events of one of the transactions of a block.
fn of_transaction(metadata: &Metadata, mut events: &[u8], index: u32) -> Result<Vec<Value>, Fault> {
	let unreadable = || Fault::Code("its metadata does not describe the events".into());
	let Shape::List(record) = metadata.shape(metadata.events_type()) else { return Err(unreadable()) };
	let Compact(count) = match events {
		[] => Compact(0),
		_ => Compact::<u32>::decode(&mut events).map_err(|_| unreadable())?,
	};
	let mut own = Vec::new();
	for _ in 0..count {
		let event = metadata.read(record, &mut events).map_err(odd)?;
		if event["phase"]["applyExtrinsic"] == index {
			own.push(event["event"].clone());
		}
	}
	events.is_empty().then_some(own).ok_or_else(unreadable)
}
