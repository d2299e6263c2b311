//! `civitas network`.

use super::{change, done, list, show};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document,
	failure::Failure,
	output::{self, Answer},
	paging::Paging,
	signer::SignerArguments,
	types::{
		Accredited, FoundNetwork, Membership, Network, NetworkChanged, NetworkFounded, NetworkOffered,
		NetworkTransferred, OfNetwork, TransferNetwork, UpdateNetwork,
	},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};

#[derive(Debug, Subcommand)]
pub enum NetworkCommand {
	/// Found a network, whose operator you become.
	Found(Described),
	/// Give a network that you operate another name, policy and membership.
	Update {
		/// The network.
		id: u32,
		#[command(flatten)]
		described: Described,
	},
	/// Offer a network that you operate to someone who may become its operator.
	Offer {
		/// The network.
		id: u32,
		/// To whom.
		#[arg(long, value_name = "SS58", value_parser = arguments::account, required_unless_present = "withdraw")]
		to: Option<AccountId32>,
		/// Offer it to nobody any more.
		#[arg(long, conflicts_with = "to")]
		withdraw: bool,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Become the operator of a network that was offered to you.
	Accept(Id),
	/// Close a network that you operate, for good: nobody is accredited and nothing is issued in it any more.
	Close(Id),
	/// Become an issuer of an open network.
	Join(Id),
	/// Show a network.
	Show {
		/// The network.
		id: u32,
	},
	/// List the networks, from the oldest on.
	List(Paging<u32>),
}

#[derive(Args, Debug)]
pub struct Id {
	/// The network.
	id: u32,
	#[command(flatten)]
	signer: SignerArguments,
}

#[derive(Args, Debug)]
pub struct Described {
	/// A name for people.
	#[arg(long)]
	name: String,
	#[command(flatten)]
	policy: Policy,
	/// Where the policy can be read.
	#[arg(long, value_name = "URI", default_value = "", hide_default_value = true)]
	policy_uri: String,
	/// Who may become an issuer.
	#[arg(long, value_enum, default_value_t = Membership::Closed)]
	membership: Membership,
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
		NetworkCommand::Found(described) => describe(connection, None, described).await,
		NetworkCommand::Update { id, described } => describe(connection, Some(id), described).await,
		NetworkCommand::Offer { id, to, signer, .. } => {
			let call = TransferNetwork { network: id, to };
			change::<NetworkOffered>(connection, &signer, "transfer_network", call, "NetworkOffered").await
		},
		NetworkCommand::Accept(Id { id, signer }) => {
			let call = OfNetwork { network: id };
			change::<NetworkTransferred>(connection, &signer, "accept_network", call, "NetworkTransferred").await
		},
		NetworkCommand::Close(Id { id, signer }) => {
			let call = OfNetwork { network: id };
			change::<NetworkChanged>(connection, &signer, "close_network", call, "NetworkClosed").await
		},
		NetworkCommand::Join(Id { id, signer }) => {
			let call = OfNetwork { network: id };
			change::<Accredited>(connection, &signer, "join_network", call, "Accredited").await
		},
		NetworkCommand::Show { id } => show::<Network>(connection, "network", id, "NetworkUnknown").await,
		NetworkCommand::List(paging) => {
			let arguments = |cursor: Option<u32>, limit: u32| (cursor, limit);
			list::<Network, _, _>(connection, ("networks", "network"), "networks", &paging, arguments).await
		},
	}
}

/// Found a network, or update one.
async fn describe(connection: &Connection, network: Option<u32>, described: Described) -> Result<Answer, Failure> {
	let Described { name, policy, policy_uri, membership, signer } = described;
	let policy_hash = policy.hash()?;
	let keypair = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	state.ensure_length(&name, "MaxNameLength", "NameTooLong")?;
	state.ensure_length(&policy_uri, "MaxUriLength", "UriTooLong")?;
	let (name, policy_uri) = (name.into_bytes(), policy_uri.into_bytes());
	let (mut json, receipt) = match network {
		None => {
			let call = FoundNetwork { name, policy_hash, policy_uri, membership };
			let receipt = chain.submit(&keypair, "found_network", call).await?;
			(output::value(receipt.event::<NetworkFounded>("NetworkFounded")?), receipt)
		},
		Some(network) => {
			let call = UpdateNetwork { network, name, policy_hash, policy_uri, membership };
			let receipt = chain.submit(&keypair, "update_network", call).await?;
			(output::value(receipt.event::<NetworkChanged>("NetworkUpdated")?), receipt)
		},
	};
	json["policyHash"] = json!(policy_hash);
	Ok(done(json, &receipt))
}
