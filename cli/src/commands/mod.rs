//! The commands by hand: what is more than a call or a question.

pub mod batch;
pub mod certificate;
pub mod did;
pub mod nullifier;
pub mod status;
pub mod status_list;

use crate::{
	arguments::Connection,
	caller::Caller,
	chain::Receipt,
	failure::Failure,
	output::{Answer, Table},
};
use clap::Subcommand;
use serde_json::{json, Value};

#[derive(Debug, Subcommand)]
pub enum Command {
	/// What the node knows of the chain.
	Status,
	/// Certificates of documents: issued, shown and checked.
	#[command(subcommand)]
	Certificate(Box<certificate::CertificateCommand>),
	/// Many certificates, issued in one call.
	#[command(subcommand)]
	Batch(batch::BatchCommand),
	/// Lists of bits that say which of many credentials are revoked or suspended.
	#[command(subcommand)]
	StatusList(status_list::StatusListCommand),
	/// What there can be only one certificate of.
	#[command(subcommand)]
	Nullifier(nullifier::NullifierCommand),
	/// Identities: their DIDs, and what their keys have to agree to.
	#[command(subcommand)]
	Did(Box<did::DidCommand>),
}

/// The pallet that holds certificates.
const CERTIFICATION: &str = "certification";

/// Make a call of the pallet, and wait until it is final: what the event of this name says.
async fn submit(caller: &Caller, call: Value, event: &str) -> Result<(Value, Receipt), Failure> {
	let receipt = caller.submit(&json!({ CERTIFICATION: call })).await?;
	Ok((receipt.event(CERTIFICATION, event)?.clone(), receipt))
}

/// The answer to a command that changed the chain: what the chain says it did, and where that is written.
fn done((json, receipt): (Value, Receipt)) -> Answer {
	let table = Table::default().rows(&json);
	receipt.told(json, table)
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: Command) -> Result<Answer, Failure> {
	match command {
		Command::Status => status::run(connection).await,
		Command::Certificate(command) => certificate::run(connection, *command).await,
		Command::Batch(command) => batch::run(connection, command).await,
		Command::StatusList(command) => status_list::run(connection, command).await,
		Command::Nullifier(command) => nullifier::run(connection, command).await,
		Command::Did(command) => did::run(connection, *command).await,
	}
}
