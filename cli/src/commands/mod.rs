//! The commands by hand: what is more than a call or a question.

pub mod agreement;
pub mod batch;
pub mod certificate;
pub mod credit;
pub mod did;
pub mod export;
pub mod nullifier;
pub mod proof;
pub mod review;
pub mod status;
pub mod status_list;
pub mod transaction;

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
	/// Agreements from templates: drafted, signed, shown and settled.
	#[command(subcommand)]
	Agreement(Box<agreement::AgreementCommand>),
	/// Many certificates, issued in one call.
	#[command(subcommand)]
	Batch(batch::BatchCommand),
	/// Lists of bits that say which of many credentials are revoked or suspended.
	#[command(subcommand)]
	StatusList(status_list::StatusListCommand),
	/// What there can be only one certificate of.
	#[command(subcommand)]
	Nullifier(nullifier::NullifierCommand),
	/// Say by the exit code what became of a transaction: 0 done, 1 refused, or void for good, 2 could not tell.
	Transaction(transaction::TransactionArguments),
	/// Identities: their DIDs, and what their keys have to agree to.
	#[command(subcommand)]
	Did(Box<did::DidCommand>),
	/// What reviews need before they are given: seals of opinions, and signatures under receipts.
	#[command(subcommand)]
	Review(Box<review::ReviewCommand>),
	/// Credit files, off chain: kept by registers, given by consent, and scored by lenders. And the calls and questions of the pallet.
	#[command(subcommand)]
	Credit(Box<credit::CreditCommand>),
	/// Answers of the chain, and transactions, with all it takes to check them without a node.
	#[command(subcommand)]
	Prove(proof::ProveCommand),
	/// Check a bundle that `prove` has written, from the hash of the genesis block or a checkpoint alone. Nothing is asked of a node.
	Check(proof::CheckArguments),
	/// The books of a body of public finance, or what is said of a subject, as of one block, in forms that others read.
	#[command(subcommand)]
	Export(Box<export::ExportCommand>),
}

/// The pallet that holds certificates.
const CERTIFICATION: &str = "certification";

/// Make a call of the pallet, or try it. The answer is what the event of this name says, with what `more` adds to it, and where
/// that is written.
async fn perform(
	caller: &Caller,
	call: Value,
	event: &str,
	more: impl FnOnce(&mut Value, &Receipt),
) -> Result<Answer, Failure> {
	caller.perform(&json!({ CERTIFICATION: call })).await?.told(|receipt| {
		let mut json = receipt.event(CERTIFICATION, event)?.clone();
		more(&mut json, &receipt);
		let table = Table::default().rows(&json);
		Ok(receipt.told(json, table))
	})
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: Command) -> Result<Answer, Failure> {
	match command {
		Command::Status => status::run(connection).await,
		Command::Certificate(command) => certificate::run(connection, *command).await,
		Command::Agreement(command) => agreement::run(connection, *command).await,
		Command::Batch(command) => batch::run(connection, command).await,
		Command::StatusList(command) => status_list::run(connection, command).await,
		Command::Nullifier(command) => nullifier::run(connection, command).await,
		Command::Transaction(arguments) => transaction::run(connection, arguments).await,
		Command::Did(command) => did::run(connection, *command).await,
		Command::Review(command) => review::run(connection, *command).await,
		Command::Credit(command) => credit::run(connection, *command).await,
		Command::Prove(command) => proof::run(connection, command).await,
		Command::Check(arguments) => proof::check(connection, arguments).await,
		Command::Export(command) => export::run(connection, *command).await,
	}
}
