//! What the commands do.

pub mod accreditation;
pub mod batch;
pub mod certificate;
pub mod did;
pub mod document;
pub mod network;
pub mod nullifier;
pub mod schema;
pub mod status;
pub mod status_list;

use crate::{
	arguments::{Cli, Command, Connection},
	chain::{BlockId, Chain, Receipt, Snapshot},
	failure::Failure,
	output::{self, Answer, Table},
	paging::{Cursor, Paging},
	signer::SignerArguments,
	types::Page,
};
use serde::Serialize;
use serde_json::{json, Value};
use subxt::ext::{
	frame_decode::runtime_apis::IntoEncodableValues,
	scale_decode::{DecodeAsFields, DecodeAsType},
	scale_encode::{EncodeAsFields, EncodeAsType},
};

/// Do what the command line says.
pub async fn run(cli: Cli) -> Result<Answer, Failure> {
	let Cli { connection, command } = cli;
	match command {
		Command::Status => status::run(&connection).await,
		Command::Network(command) => network::run(&connection, command).await,
		Command::Schema(command) => schema::run(&connection, *command).await,
		Command::Accreditation(command) => accreditation::run(&connection, command).await,
		Command::Certificate(command) => certificate::run(&connection, *command).await,
		Command::Batch(command) => batch::run(&connection, command).await,
		Command::StatusList(command) => status_list::run(&connection, command).await,
		Command::Document(command) => document::run(&connection, command).await,
		Command::Nullifier(command) => nullifier::run(&connection, command).await,
		Command::Did(command) => did::run(&connection, command).await,
	}
}

/// Call the pallet, and read the event that says what that did.
async fn transact<Event: DecodeAsFields>(
	connection: &Connection,
	signer: &SignerArguments,
	call: &str,
	arguments: impl EncodeAsFields,
	event: &str,
) -> Result<(Event, Receipt), Failure> {
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let receipt = chain.submit(&signer, call, arguments).await?;
	Ok((receipt.event(event)?, receipt))
}

/// The same for a command that has nothing to add to what the event says.
async fn change<Event: DecodeAsFields + Serialize>(
	connection: &Connection,
	signer: &SignerArguments,
	call: &str,
	arguments: impl EncodeAsFields,
	event: &str,
) -> Result<Answer, Failure> {
	let (event, receipt) = transact::<Event>(connection, signer, call, arguments, event).await?;
	Ok(done(event, &receipt))
}

/// The answer to a command that changed the chain: what the chain says it did, and where that is written.
fn done(event: impl Serialize, receipt: &Receipt) -> Answer {
	let json = output::value(event);
	let table = Table::default().rows(&json);
	told(json, receipt, table)
}

/// The same, with a table of its own.
fn told(mut json: Value, receipt: &Receipt, table: Table) -> Answer {
	json["transaction"] = json!(receipt.transaction);
	json["block"] = json!(receipt.block);
	let table = table.hash("Transaction", &receipt.transaction).block("Block", &receipt.block);
	Answer::new(json, table.text())
}

/// A text of the chain. The pallet takes only UTF-8; whatever else a node sends is marked.
fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// The answer to a question about a record: what it is, and at which block.
fn found(mut json: Value, block: &BlockId) -> Answer {
	let table = Table::default().rows(&json).block("At block", block);
	json["block"] = json!(block);
	Answer::new(json, table.text())
}

/// Show a record that the runtime has by its identifier.
async fn show<Record: DecodeAsType + Serialize>(
	connection: &Connection,
	method: &str,
	id: impl EncodeAsType,
	unknown: &str,
) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let record: Record = state.get(method, id, unknown).await?;
	Ok(found(output::value(record), &state.block()))
}

/// List records of which the runtime gives pages; what they are called, and what one of them is, as [`listed`] takes
/// it.
async fn list<
	Record: DecodeAsType + Serialize,
	C: Cursor + DecodeAsType + Serialize,
	Arguments: IntoEncodableValues,
>(
	connection: &Connection,
	(items, one): (&str, &str),
	method: &str,
	paging: &Paging<C>,
	arguments: impl Fn(Option<C>, u32) -> Arguments,
) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let page: Page<Record, C> = state.list(method, paging, arguments).await?;
	Ok(listed(items, one, &page, &state.block()))
}

/// The answer to a question about many records, which are called `items`; `one` is what one of them is called.
fn listed(items: &str, one: &str, page: &Page<impl Serialize, impl Serialize>, block: &BlockId) -> Answer {
	let records: Vec<_> = page.items.iter().map(output::value).collect();
	let next = output::value(&page.next);
	let count = match records.len() {
		0 => format!("No {one}"),
		1 => format!("1 {one}"),
		more => format!("{more} of {one}"),
	};
	let mut text = format!("{count} at block {block}");
	for record in &records {
		text.push_str("\n\n");
		text.push_str(&Table::default().rows(record).text());
	}
	if page.next.is_some() {
		text.push_str(&format!("\n\nThere may be more: --cursor {}", output::flat(&next)));
	}
	let mut json = json!({ "block": block });
	json[items] = json!(records);
	json["next"] = next;
	Answer::new(json, text)
}

/// What JSON-RPC answers, at the block of `state`, with a credential in it: the credential alone, as it is kept and
/// handed on.
async fn export(
	chain: &Chain,
	state: &Snapshot,
	method: &str,
	parameters: impl IntoIterator<Item = Value>,
) -> Result<Answer, Failure> {
	let at = json!(state.block().hash);
	let answer = chain.call(method, parameters.into_iter().chain([at])).await?;
	let Some(credential) = answer.get("credential").filter(|credential| credential.is_object()) else {
		return Err(Failure::unknown("node", format!("The node's answer to {method} has no credential in it.")));
	};
	Ok(Answer::new(credential.clone(), format!("{credential:#}")))
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt::utils::H256;

	const BLOCK: BlockId = BlockId { number: 12, hash: H256([9; 32]) };

	#[test]
	fn a_listing_says_where_it_goes_on() {
		let record = json!({ "id": 1 });
		let answer = listed("networks", "network", &Page { items: vec![&record], next: Some(1u32) }, &BLOCK);
		assert_eq!(answer.json, json!({ "block": BLOCK, "networks": [record], "next": 1 }));
		let text = format!("1 network at block {BLOCK}\n\nId  1\n\nThere may be more: --cursor 1");
		assert_eq!(answer.text, text);
		// A page can be empty and have a next one.
		let next = H256::repeat_byte(7);
		let answer = listed("batches", "batch", &Page { items: Vec::<Value>::new(), next: Some(next) }, &BLOCK);
		assert_eq!(answer.json, json!({ "block": BLOCK, "batches": [], "next": next }));
		assert_eq!(answer.text, format!("No batch at block {BLOCK}\n\nThere may be more: --cursor {next:?}"));
		let answer = listed("batches", "batch", &Page { items: vec![record], next: None::<H256> }, &BLOCK);
		assert_eq!(answer.json["next"], Value::Null);
		assert!(!answer.text.contains("--cursor"), "{}", answer.text);
	}
}
