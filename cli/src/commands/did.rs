//! `civitas did`.

mod change;
mod look;

use crate::{
	arguments::{self, Connection},
	chain::identities::Actor,
	failure::Failure,
	identity::{
		self, key,
		types::{KeyScope, Kind, PublicKey, Relationship},
	},
	moment::{self, Moment},
	output::Answer,
	signer::{other_keypair, Secret, SignerArguments},
};
use clap::{Args, Subcommand};
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};
use subxt_signer::sr25519::Keypair;

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
		#[arg(long, value_name = "BLOCK", value_parser = look::block)]
		at: Option<look::Block>,
	},
	/// Register an identity. Who signs pays the deposit; the first key is another one if --new-suri or --new-key-file says so.
	Register(Register),
	/// Add a key to an identity.
	AddKey(AddKey),
	/// Revoke a key and add another one of the same scope and for the same purposes in its place.
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
	/// Revoke a key, for good and from now on. A key can always revoke itself.
	RevokeKey {
		#[command(flatten)]
		actor: ActorArguments,
		/// The key; that which signs if this is not given.
		#[arg(long, value_name = "KEY", value_parser = key::parse_or_account)]
		key: Option<PublicKey>,
	},
	/// Stop everything that the identity does, at once; any of its keys can. That key cannot unfreeze it.
	Freeze(ActorArguments),
	/// Let it act again.
	Unfreeze(ActorArguments),
	/// List the identities of a key, or of an account: those that it is a key of and those that it is linked to.
	Keys {
		/// A Multikey (z…), an Ethereum address (0x…), or the SS58 address of an account.
		#[arg(value_name = "ACCOUNT|KEY", value_parser = look::holder)]
		holder: look::Holder,
	},
	/// Say by the exit code whether a key of an identity is valid: 0 valid, 1 not valid, 2 could not tell.
	CheckKey {
		/// The identity.
		#[arg(value_name = "DID", value_parser = identity::identity)]
		identity: AccountId32,
		/// The key.
		#[arg(value_name = "KEY", value_parser = key::parse_or_account)]
		key: PublicKey,
		/// For what it must be valid; can be given several times.
		#[arg(long = "for", value_name = "RELATIONSHIP", value_enum)]
		relationships: Vec<Relationship>,
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
	/// Names of identities.
	#[command(subcommand)]
	Name(NameCommand),
}

#[derive(Debug, Subcommand)]
pub enum NameCommand {
	/// Claim a name that nobody has: 3 to 32 small letters, digits and single hyphens.
	Claim {
		#[command(flatten)]
		actor: ActorArguments,
		/// The name.
		name: String,
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
	/// What it stands for.
	#[arg(long, value_enum, default_value_t = Kind::Person)]
	kind: Kind,
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
}

#[derive(Args, Debug)]
pub struct AddKey {
	#[command(flatten)]
	actor: ActorArguments,
	#[command(flatten)]
	new: NewKeyArguments,
	/// An X25519 key, as a Multikey: it is for secret messages, and cannot sign that it agrees.
	#[arg(long, value_name = "MULTIKEY", value_parser = key::parse, conflicts_with_all = ["new_suri", "new_key_file"])]
	agreement_key: Option<PublicKey>,
	/// What it may do on chain.
	#[arg(long, value_enum, default_value_t = KeyScope::Any)]
	scope: KeyScope,
	/// What it may be used for; can be given several times. All that a key of its type can if this is not given.
	#[arg(long = "for", value_name = "RELATIONSHIP", value_enum)]
	relationships: Vec<Relationship>,
	/// The first moment at which it is valid; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_from: Option<Moment>,
	/// The last moment at which it is valid; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
}

/// Who acts as an identity.
#[derive(Args, Debug)]
pub struct ActorArguments {
	/// The identity that acts.
	// Not by its name, which could be another's by the time.
	#[arg(value_name = "DID", value_parser = identity::identity)]
	identity: AccountId32,
	#[command(flatten)]
	signer: SignerArguments,
	/// The secret URI of an account that submits and pays for what the key has signed, so that the identity and its keys need
	/// no balance.
	#[arg(long, value_name = "SURI", conflicts_with = "payer_key_file", help_heading = "Signing")]
	payer_suri: Option<Secret>,
	/// A file with it, which only its owner may read.
	#[arg(long, value_name = "PATH", help_heading = "Signing")]
	payer_key_file: Option<PathBuf>,
}

impl ActorArguments {
	fn actor(&self) -> Result<Actor, Failure> {
		let payer = other_keypair(self.payer_suri.as_ref(), self.payer_key_file.as_deref())?;
		Ok(Actor { identity: self.identity, key: self.signer.keypair()?, payer })
	}
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

/// The public key of a pair.
fn public(keypair: &Keypair) -> PublicKey {
	PublicKey::Sr25519(keypair.public_key().0)
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: DidCommand) -> Result<Answer, Failure> {
	match command {
		DidCommand::Id { key, salt, signer } => look::id(key, salt.bytes(), &signer),
		DidCommand::Resolve { subject, at } => look::resolve(connection, &subject, at).await,
		DidCommand::Register(arguments) => change::register(connection, arguments).await,
		DidCommand::AddKey(arguments) => change::add_key(connection, arguments).await,
		DidCommand::RotateKey { actor, old, new, valid_until } => {
			change::rotate_key(connection, &actor, old, &new, valid_until).await
		},
		DidCommand::RevokeKey { actor, key } => change::revoke_key(connection, &actor, key).await,
		DidCommand::Freeze(actor) => change::freeze(connection, &actor).await,
		DidCommand::Unfreeze(actor) => change::unfreeze(connection, &actor).await,
		DidCommand::Keys { holder } => look::identities(connection, holder).await,
		DidCommand::CheckKey { identity, key, relationships, time } => {
			look::check_key(connection, &identity, key, &relationships, time).await
		},
		DidCommand::LinkAccount { actor, account } => change::link_account(connection, &actor, &account).await,
		DidCommand::Name(NameCommand::Claim { actor, name }) => change::claim_name(connection, &actor, name).await,
	}
}
