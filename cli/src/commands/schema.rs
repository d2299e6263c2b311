//! `civitas schema`.

use super::{done, found, text};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document,
	failure::Failure,
	moment::{self, Moment},
	output::{or, Answer, Table},
	signer::SignerArguments,
	types::{RegisterSchema, Schema, SchemaRegistered},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
	/// Register a kind of certificate in a network that you operate.
	Register(Register),
	/// Show a schema.
	Show {
		/// The schema.
		#[arg(value_parser = arguments::hash)]
		id: H256,
	},
}

#[derive(Args, Debug)]
pub struct Register {
	/// The network.
	#[arg(long, value_name = "ID")]
	network: u32,
	/// A name for people.
	#[arg(long)]
	name: String,
	/// The file with the JSON Schema that claims follow: the hash of its canonical form (RFC 8785) is recorded.
	#[arg(long, value_name = "FILE")]
	document: PathBuf,
	/// Where the JSON Schema can be read.
	#[arg(long, value_name = "URI", default_value = "", hide_default_value = true)]
	document_uri: String,
	/// For how many days a certificate may be valid at most; without end if this is not given.
	#[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
	max_validity: Option<u32>,
	#[command(flatten)]
	signer: SignerArguments,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: SchemaCommand) -> Result<Answer, Failure> {
	match command {
		SchemaCommand::Register(arguments) => register(connection, arguments).await,
		SchemaCommand::Show { id } => show(connection, id).await,
	}
}

async fn register(connection: &Connection, arguments: Register) -> Result<Answer, Failure> {
	let Register { network, name, document, document_uri, max_validity, signer } = arguments;
	let document_hash = document::hash_json_file(&document)?;
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	state.ensure_length(&name, "MaxNameLength", "NameTooLong")?;
	state.ensure_length(&document_uri, "MaxUriLength", "UriTooLong")?;
	let call = RegisterSchema {
		network,
		name: name.into_bytes(),
		document_hash,
		document_uri: document_uri.into_bytes(),
		// 32 bits of days are fewer than 64 bits of milliseconds.
		max_validity: max_validity.map(|days| Moment::from(days) * moment::DAY),
	};
	let receipt = chain.submit(&signer, "register_schema", call).await?;
	let event: SchemaRegistered = receipt.event("SchemaRegistered")?;
	let table = Table::default()
		.hash("Schema", &event.schema)
		.row("Network", event.network.to_string())
		.hash("Document hash", &document_hash);
	Ok(done(event, &receipt, table))
}

async fn show(connection: &Connection, id: H256) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let Some(schema) = state.record::<_, Schema>("Schemas", id).await? else {
		return Err(state.error("SchemaUnknown"));
	};
	let (name, document_uri) = (text(&schema.name), text(&schema.document_uri));
	let table = Table::default()
		.hash("Schema", &id)
		.row("Network", schema.network.to_string())
		.row("Name", &name)
		.hash("Document hash", &schema.document_hash)
		.row("Document URI", or(&document_uri, "none"))
		.row("Max validity", schema.max_validity.map_or_else(|| "without end".to_owned(), moment::show_duration))
		.row("Registered by", schema.depositor.to_string());
	let json = json!({
		"schema": id,
		"network": schema.network,
		"name": name,
		"documentHash": schema.document_hash,
		"documentUri": document_uri,
		"maxValidityMilliseconds": schema.max_validity,
		"registeredBy": schema.depositor,
	});
	Ok(found(json, &state.block(), table))
}
