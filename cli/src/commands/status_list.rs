//! `civitas status-list`.

use super::{certificate::credential, CERTIFICATION};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::Failure,
	output::Answer,
};
use clap::Subcommand;
use serde_json::{json, Value};
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum StatusListCommand {
	/// Print a list, or that of a batch or of a single certificate, as a W3C BitstringStatusListCredential.
	Export {
		/// The list, the batch or the certificate.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// What a bit that is set says.
		#[arg(long, value_parser = ["revocation", "suspension"])]
		purpose: String,
	},
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: StatusListCommand) -> Result<Answer, Failure> {
	let StatusListCommand::Export { id, purpose } = command;
	let chain = Chain::connect(connection).await?;
	let found = chain.view(CERTIFICATION, "status_list", json!({ "list": id }), Value::Null).await?;
	// A list has one purpose; a batch or a certificate has a list for either.
	if !found.value.is_null() && found.value["purpose"] != purpose.as_str() {
		return Err(chain.error(CERTIFICATION, "PurposeMismatch"));
	}
	let params = json!({ "list": id, "purpose": purpose, "block": found.block.hash });
	credential(chain.ask("civitas_exportStatusList", params).await?)
}
