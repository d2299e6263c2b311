//! `civitas schema`.

use super::{change, done, found, listed};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document,
	failure::Failure,
	moment::{self, Moment},
	output::{self, Answer},
	paging::Paging,
	signer::SignerArguments,
	types::{
		kind_name, parse_kind, DeprecateSchema, Page, RegisterSchema, Schema, SchemaContent, SchemaDeprecated,
		SchemaRegistered, SchemaRules,
	},
};
use clap::{Args, Subcommand};
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum SchemaCommand {
	/// Register a kind of certificate in a network that you operate.
	Register(Register),
	/// Let nothing be issued under a schema any more, for good.
	Deprecate {
		/// The schema.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Show a schema.
	Show {
		/// The schema.
		#[arg(value_parser = arguments::hash)]
		id: H256,
	},
	/// List the schemas of a network. Fewer than the limit does not mean that there are no more: see `next`.
	List {
		/// The network.
		#[arg(long, value_name = "ID")]
		network: u32,
		#[command(flatten)]
		paging: Paging<H256>,
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
	/// What it is about: a name, such as degree, or a number.
	#[arg(long, default_value = "other", value_parser = parse_kind)]
	kind: u16,
	/// The file with the JSON Schema that claims follow: the hash of its canonical form (RFC 8785) is recorded.
	#[arg(long, value_name = "FILE")]
	document: PathBuf,
	/// Where the JSON Schema can be read.
	#[arg(long, value_name = "URI", default_value = "", hide_default_value = true)]
	document_uri: String,
	/// For how many days a certificate may be valid at most; without end if this is not given.
	#[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
	max_validity: Option<u32>,
	/// The schema of the same network of which this is the next version.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	supersedes: Option<H256>,
	#[command(flatten)]
	rules: SchemaRules,
	#[command(flatten)]
	signer: SignerArguments,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: SchemaCommand) -> Result<Answer, Failure> {
	match command {
		SchemaCommand::Register(arguments) => register(connection, arguments).await,
		SchemaCommand::Deprecate { id, signer } => {
			let call = DeprecateSchema { schema: id };
			change::<SchemaDeprecated>(connection, &signer, "deprecate_schema", call, "SchemaDeprecated").await
		},
		SchemaCommand::Show { id } => show(connection, id).await,
		SchemaCommand::List { network, paging } => list(connection, network, &paging).await,
	}
}

async fn register(connection: &Connection, arguments: Register) -> Result<Answer, Failure> {
	let Register { network, name, kind, document, document_uri, max_validity, supersedes, rules, signer } = arguments;
	let document_hash = document::hash_json_file(&document)?;
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	state.ensure_length(&name, "MaxNameLength", "NameTooLong")?;
	state.ensure_length(&document_uri, "MaxUriLength", "UriTooLong")?;
	let content = SchemaContent {
		kind,
		name: name.into_bytes(),
		document_hash,
		document_uri: document_uri.into_bytes(),
		rules,
		// 32 bits of days are fewer than 64 bits of milliseconds.
		max_validity: max_validity.map(|days| Moment::from(days) * moment::DAY),
		supersedes,
	};
	let receipt = chain.submit(&signer, "register_schema", RegisterSchema { network, content }).await?;
	let event: SchemaRegistered = receipt.event("SchemaRegistered")?;
	let mut json = output::value(event);
	json["documentHash"] = json!(document_hash);
	Ok(done(json, &receipt))
}

async fn show(connection: &Connection, id: H256) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let schema: Schema = state.get("schema", id, "SchemaUnknown").await?;
	Ok(found(with_names(&schema), &state.block()))
}

async fn list(connection: &Connection, network: u32, paging: &Paging<H256>) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let arguments = |cursor: Option<H256>, limit: u32| (network, cursor, limit);
	let page: Page<Schema, H256> = state.list("schemas_by_network", paging, arguments).await?;
	let items: Vec<_> = page.items.iter().map(with_names).collect();
	Ok(listed("schemas", "schema", &Page { items, next: page.next }, &state.block()))
}

/// A schema, with what its numbers mean.
fn with_names(schema: &Schema) -> Value {
	let mut json = output::value(schema);
	json["kindName"] = json!(kind_name(schema.kind));
	json["maxValidityText"] = json!(schema.max_validity.map(moment::show_duration));
	json
}
