//! What the commands do.

pub mod certificate;
pub mod did;
pub mod issuer;
pub mod network;
pub mod schema;
pub mod status;

use crate::{
	arguments::{Cli, Command},
	chain::{BlockId, Receipt},
	failure::Failure,
	output::{self, Answer, Table},
};
use serde::Serialize;
use serde_json::json;

/// Do what the command line says.
pub async fn run(cli: Cli) -> Result<Answer, Failure> {
	let Cli { connection, command } = cli;
	match command {
		Command::Status => status::run(&connection).await,
		Command::Network(command) => network::run(&connection, command).await,
		Command::Schema(command) => schema::run(&connection, command).await,
		Command::Issuer(command) => issuer::run(&connection, command).await,
		Command::Certificate(command) => certificate::run(&connection, command).await,
		Command::Did(command) => did::run(&connection, command).await,
	}
}

/// The answer to a command that changed the chain: what the chain says it did, and where that is written.
fn done(event: impl Serialize, receipt: &Receipt, table: Table) -> Answer {
	let mut json = output::value(event);
	json["transaction"] = json!(receipt.transaction);
	json["block"] = json!(receipt.block);
	let table = table.hash("Transaction", &receipt.transaction).block("Block", &receipt.block);
	Answer::new(json, table.text())
}

/// The answer to a question about a record: what it is, and at which block.
fn found(mut json: serde_json::Value, block: &BlockId, table: Table) -> Answer {
	json["block"] = json!(block);
	Answer::new(json, table.block("At block", block).text())
}

/// A text of the chain. The pallet takes only UTF-8; whatever else a node sends is marked.
fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}
