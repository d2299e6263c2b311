//! `civitas did`.

mod acted;
mod change;
mod end;
mod look;
mod permissions;

use crate::{
	arguments::{self, Connection},
	caller::{ActorArguments, Trial},
	chain,
	failure::Failure,
	identity::{key, key::PublicKey},
	moment::{self, Moment},
	output::Answer,
	signer::{other_keypair, Secret, SignerArguments},
};
use clap::{Args, Subcommand};
use permissions::PermissionArguments;
use serde_json::Value;
use std::path::PathBuf;
use subxt::utils::H256;
use subxt_signer::sr25519::Keypair;

/// What keys are used for (W3C DID Core, section 5.3), in the order of documents.
const RELATIONSHIPS: [&str; 5] =
	["authentication", "assertionMethod", "keyAgreement", "capabilityInvocation", "capabilityDelegation"];

/// That of [`RELATIONSHIPS`] which is for keys that cannot sign, and only for these.
const KEY_AGREEMENT: &str = "keyAgreement";

/// Those of [`RELATIONSHIPS`] that a key is for which may not do everything, unless something else is said.
const OF_SCOPED_KEYS: [&str; 2] = ["authentication", "capabilityInvocation"];

#[derive(Debug, Subcommand)]
pub enum DidCommand {
	/// Print the id that a first key and a salt give an identity; asks no node.
	Id {
		/// The first key; that of --suri, --key-file or CIVITAS_SURI if this is not given.
		#[arg(value_name = "KEY", value_parser = key::parse_or_account)]
		key: Option<PublicKey>,
		#[command(flatten)]
		salt: Salt,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Show the document of an identity: 0 there is one, 1 there is none or it was given up, 2 could not tell.
	Resolve {
		/// A DID, an address or a name. Who has a name can change: what matters should go by the DID.
		#[arg(value_name = "DID|NAME")]
		subject: String,
		/// The block as at whose end it is shown, by its number or hash; the newest finalized one if this is not given.
		#[arg(long, alias = "at", value_name = "BLOCK", value_parser = chain::block)]
		block: Option<Value>,
	},
	/// Register an identity. Who signs pays the deposit; the first key is another one if --new-suri or --new-key-file says so.
	Register(Register),
	/// Add a key to an identity. Unless it is told what for, one that may not do everything can log in and act, and no more.
	AddKey(AddKey),
	/// Set what a key may do, in place of what it might before. What it has spent counts on.
	SetPermissions {
		#[command(flatten)]
		actor: ActorArguments,
		/// The key.
		#[arg(long, value_name = "KEY", value_parser = key::parse_or_account)]
		key: PublicKey,
		#[command(flatten)]
		permissions: PermissionArguments,
	},
	/// Revoke a key and add another one that may do the same, for the same purposes, in its place.
	RotateKey {
		#[command(flatten)]
		actor: ActorArguments,
		/// The key that is replaced.
		#[arg(long, value_name = "KEY", value_parser = key::parse_or_account)]
		old: PublicKey,
		#[command(flatten)]
		new: NewKeyArguments,
		/// The last moment at which the new key is valid; without end if this is not given.
		#[arg(long, value_name = "TIME", value_parser = moment::parse)]
		valid_until: Option<Moment>,
	},
	/// List the identities of a key, or of an account: those that it is a key of and those that it is linked to.
	Keys {
		/// A Multikey (z…), an Ethereum address (0x…), or an account.
		#[arg(value_name = "ACCOUNT|KEY")]
		holder: String,
	},
	/// Say by the exit code whether a key of an identity is valid: 0 valid, 1 not valid, 2 could not tell.
	CheckKey {
		/// The identity.
		#[arg(value_name = "DID")]
		identity: String,
		/// The key.
		#[arg(value_name = "KEY", value_parser = key::parse_or_account)]
		key: PublicKey,
		/// For what it must be valid; can be given several times.
		#[arg(long = "for", value_name = "RELATIONSHIP", value_parser = RELATIONSHIPS)]
		relationships: Vec<String>,
		/// When it must have been valid; now if this is not given.
		#[arg(long, value_name = "TIME", value_parser = moment::parse)]
		time: Option<Moment>,
	},
	/// Link an account to an identity in public; the account signs that it agrees.
	LinkAccount {
		#[command(flatten)]
		actor: ActorArguments,
		#[command(flatten)]
		account: NewKeyArguments,
	},
	/// Give an identity up, for good. If something is in the way, say what, and send nothing: 1.
	Deactivate {
		#[command(flatten)]
		actor: ActorArguments,
		/// Who gets what it has left of the native asset, which nobody could move any more.
		#[arg(long, value_name = "ACCOUNT")]
		beneficiary: String,
	},
}

#[derive(Args, Debug)]
pub struct Salt {
	/// What tells the identities of one key apart: 32 bytes. Zeros if this is not given; something random if nobody shall find
	/// out that two identities had the same first key.
	#[arg(long, value_name = "HEX", value_parser = arguments::hash)]
	salt: Option<H256>,
}

impl Salt {
	fn bytes(&self) -> [u8; 32] {
		self.salt.unwrap_or_default().0
	}
}

#[derive(Args, Debug)]
pub struct Register {
	/// What it stands for: person, organisation, group, device, resource or delegate.
	#[arg(long, default_value = "person")]
	kind: String,
	#[command(flatten)]
	salt: Salt,
	/// How many bytes the deposit pays for besides the record; enough for 6 keys, 2 services, a name and 2 links if this is
	/// not given.
	#[arg(long, value_name = "BYTES")]
	room: Option<u32>,
	#[command(flatten)]
	signer: SignerArguments,
	#[command(flatten)]
	new: NewKeyArguments,
	#[command(flatten)]
	trial: Trial,
}

#[derive(Args, Debug)]
pub struct AddKey {
	#[command(flatten)]
	actor: ActorArguments,
	#[command(flatten)]
	new: NewKeyArguments,
	/// An X25519 key, as a Multikey: it is for secret messages, and cannot sign that it agrees.
	#[arg(long, value_name = "MULTIKEY", value_parser = key::parse)]
	#[arg(conflicts_with_all = ["new_suri", "new_key_file", "scope", "calls", "limits", "counterparties"])]
	agreement_key: Option<PublicKey>,
	#[command(flatten)]
	permissions: PermissionArguments,
	/// What it may be used for; can be given several times. If this is not given: all that a key of its type can if it may do
	/// everything, and authentication and capabilityInvocation if not.
	#[arg(long = "for", value_name = "RELATIONSHIP", value_parser = RELATIONSHIPS)]
	relationships: Vec<String>,
	/// The first moment at which it is valid; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_from: Option<Moment>,
	/// The last moment at which it is valid; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
}

/// A key that has to agree to what is done with it.
#[derive(Args, Debug)]
pub struct NewKeyArguments {
	/// The secret URI of the key that is registered, added or linked (sr25519); it signs that it agrees.
	#[arg(long, value_name = "SURI", conflicts_with = "new_key_file", help_heading = "Signing")]
	new_suri: Option<Secret>,
	/// A file with it, which only its owner may read.
	#[arg(long, value_name = "PATH", help_heading = "Signing")]
	new_key_file: Option<PathBuf>,
}

impl NewKeyArguments {
	fn optional(&self) -> Result<Option<Keypair>, Failure> {
		other_keypair(self.new_suri.as_ref(), self.new_key_file.as_deref())
	}

	fn keypair(&self) -> Result<Keypair, Failure> {
		self.optional()?.ok_or_else(|| Failure::usage("Say which key, by --new-key-file or --new-suri."))
	}
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: DidCommand) -> Result<Answer, Failure> {
	match command {
		DidCommand::Id { key, salt, signer } => look::id(key, salt.bytes(), &signer),
		DidCommand::Resolve { subject, block } => look::resolve(connection, &subject, block.unwrap_or_default()).await,
		DidCommand::Register(arguments) => change::register(connection, arguments).await,
		DidCommand::AddKey(arguments) => change::add_key(connection, arguments).await,
		DidCommand::SetPermissions { actor, key, permissions } => {
			permissions::set(connection, &actor, &key, &permissions).await
		},
		DidCommand::RotateKey { actor, old, new, valid_until } => {
			change::rotate_key(connection, &actor, old, &new, valid_until).await
		},
		DidCommand::Keys { holder } => look::identities(connection, &holder).await,
		DidCommand::CheckKey { identity, key, relationships, time } => {
			look::check_key(connection, &identity, &key, &relationships, time).await
		},
		DidCommand::LinkAccount { actor, account } => change::link_account(connection, &actor, &account).await,
		DidCommand::Deactivate { actor, beneficiary } => end::deactivate(connection, &actor, &beneficiary).await,
	}
}
