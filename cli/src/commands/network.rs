//! `civitas network`.

use super::{done, found, text};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document,
	failure::Failure,
	output::{or, Answer, Table},
	signer::SignerArguments,
	types::{FoundNetwork, Network, NetworkFounded},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum NetworkCommand {
	/// Found a network, whose operator you become.
	Found(Found),
	/// Show a network.
	Show {
		/// The network.
		id: u32,
	},
}

#[derive(Args, Debug)]
pub struct Found {
	/// A name for people.
	#[arg(long)]
	name: String,
	#[command(flatten)]
	policy: Policy,
	/// Where the policy can be read.
	#[arg(long, value_name = "URI", default_value = "", hide_default_value = true)]
	policy_uri: String,
	#[command(flatten)]
	signer: SignerArguments,
}

/// The rules under which the network works.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Policy {
	/// The file with the policy: its hash, SHA-256 over its bytes, is recorded.
	#[arg(long, value_name = "FILE")]
	policy: Option<PathBuf>,
	/// The hash of the policy.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
	policy_hash: Option<H256>,
}

impl Policy {
	fn hash(&self) -> Result<H256, Failure> {
		match (&self.policy, self.policy_hash) {
			(Some(path), _) => document::hash_file(path),
			(None, Some(hash)) => Ok(hash),
			// The parser does not let this through.
			(None, None) => Err(Failure::usage("Give the policy: --policy or --policy-hash.")),
		}
	}
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: NetworkCommand) -> Result<Answer, Failure> {
	match command {
		NetworkCommand::Found(arguments) => establish(connection, arguments).await,
		NetworkCommand::Show { id } => show(connection, id).await,
	}
}

async fn establish(connection: &Connection, arguments: Found) -> Result<Answer, Failure> {
	let Found { name, policy, policy_uri, signer } = arguments;
	let policy_hash = policy.hash()?;
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	state.ensure_length(&name, "MaxNameLength", "NameTooLong")?;
	state.ensure_length(&policy_uri, "MaxUriLength", "UriTooLong")?;
	let call = FoundNetwork { name: name.into_bytes(), policy_hash, policy_uri: policy_uri.into_bytes() };
	let receipt = chain.submit(&signer, "found_network", call).await?;
	let event: NetworkFounded = receipt.event("NetworkFounded")?;
	let table = Table::default()
		.row("Network", event.network.to_string())
		.row("Operator", event.operator.to_string())
		.hash("Policy hash", &policy_hash);
	Ok(done(event, &receipt, table))
}

async fn show(connection: &Connection, id: u32) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let Some(network) = state.record::<_, Network>("Networks", id).await? else {
		return Err(state.error("NetworkUnknown"));
	};
	let (name, policy_uri) = (text(&network.name), text(&network.policy_uri));
	let table = Table::default()
		.row("Network", id.to_string())
		.row("Name", &name)
		.row("Operator", network.operator.to_string())
		.hash("Policy hash", &network.policy_hash)
		.row("Policy URI", or(&policy_uri, "none"));
	let json = json!({
		"network": id,
		"name": name,
		"operator": network.operator,
		"policyHash": network.policy_hash,
		"policyUri": policy_uri,
	});
	Ok(found(json, &state.block(), table))
}
