//! Issue, renew and replace.

use super::super::{done, nullifier::wait_until_usable, transact};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document::{self, Document},
	failure::Failure,
	fields::Fields,
	moment::{self, Moment},
	output::Answer,
	signer::SignerArguments,
	types::{
		accreditation_of, CertificateIssued, CertificateSucceeded, Content, Issue, NullifierReveal, Renew, Replace,
	},
};
use clap::Args;
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};

/// What is certified.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Claims {
	/// The file with the JSON document that is certified: only the hash of its canonical form (RFC 8785) is recorded. Have
	/// something random in it, such as a urn:uuid, or others can guess what it says.
	#[arg(long, value_name = "FILE")]
	document: Option<PathBuf>,
	/// The file with all fields of a document, as `certificate fields commit` wrote it: only the root of their tree is
	/// recorded, so that some can be shown without the others.
	#[arg(long, value_name = "FILE")]
	fields: Option<PathBuf>,
	/// The commitment itself.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
	claims: Option<H256>,
}

/// What is certified, and for when.
#[derive(Args, Debug)]
pub struct ContentArguments {
	#[command(flatten)]
	claims: Claims,
	/// Record the whole document for everyone to read, as a schema of public records needs it.
	#[arg(long, conflicts_with_all = ["fields", "claims"])]
	publish: bool,
	/// The file with what you rely on, which you keep: its hash, SHA-256 over its bytes, is recorded.
	#[arg(long, value_name = "FILE")]
	evidence: Option<PathBuf>,
	/// By what it can be found, as the schema says; see `certificate hash --text`.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
	search_key: Option<H256>,
	/// The first moment at which it is valid; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_from: Option<Moment>,
	/// The last moment at which it is valid; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
}

impl ContentArguments {
	fn content(self) -> Result<Content, Failure> {
		let Self { claims, publish, evidence, search_key, valid_from, valid_until } = self;
		let (claims, record) = match claims {
			Claims { document: Some(path), .. } => {
				let document = Document::read(&path)?;
				(document.hash(), if publish { document.canonical().to_owned() } else { Vec::new() })
			},
			Claims { fields: Some(path), .. } => (document::read_json::<Fields>(&path)?.root()?, Vec::new()),
			Claims { claims: Some(claims), .. } => (claims, Vec::new()),
			// The parser does not let this through.
			_ => return Err(Failure::usage("Give --document, --fields or --claims.")),
		};
		let evidence = evidence.map(|path| document::hash_file(&path)).transpose()?;
		Ok(Content { claims, record, evidence, search_key, valid_from, valid_until })
	}
}

#[derive(Args, Debug)]
pub struct IssueArguments {
	/// The accreditation under which you issue.
	#[arg(long, value_name = "ID")]
	accreditation: u64,
	/// What kind of certificate.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	schema: H256,
	/// Whom it is about.
	#[arg(long, value_name = "SS58", value_parser = arguments::account)]
	subject: AccountId32,
	#[command(flatten)]
	content: ContentArguments,
	/// What there can be only one certificate of, if the schema asks for that; see `nullifier commit`. If it is too
	/// early to use it, the command waits.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash, requires = "salt")]
	nullifier: Option<H256>,
	/// The salt with which you have committed to the nullifier.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash, requires = "nullifier")]
	salt: Option<H256>,
	#[command(flatten)]
	signer: SignerArguments,
}

#[derive(Args, Debug)]
pub struct RenewArguments {
	#[command(flatten)]
	of: Predecessor,
	/// The last moment at which it is valid; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
	#[command(flatten)]
	signer: SignerArguments,
}

#[derive(Args, Debug)]
pub struct ReplaceArguments {
	#[command(flatten)]
	of: Predecessor,
	#[command(flatten)]
	content: ContentArguments,
	#[command(flatten)]
	signer: SignerArguments,
}

/// The certificate whose place another takes.
#[derive(Args, Debug)]
struct Predecessor {
	/// The certificate.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// The accreditation under which you issue: its own if this is not given, or one above it.
	#[arg(long, value_name = "ID")]
	accreditation: Option<u64>,
}

impl Predecessor {
	fn accreditation(&self) -> u64 {
		self.accreditation.unwrap_or_else(|| accreditation_of(&self.id))
	}
}

pub async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { accreditation, schema, subject, content, nullifier, salt, signer } = arguments;
	let nullifier = nullifier.zip(salt).map(|(nullifier, salt)| NullifierReveal { nullifier, salt });
	let call = Issue { accreditation, schema, subject, content: content.content()?, nullifier };
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	if let Some(reveal) = &call.nullifier {
		wait_until_usable(&chain, &signer, reveal).await?;
	}
	let receipt = chain.submit(&signer, "issue", call).await?;
	Ok(done(receipt.event::<CertificateIssued>("CertificateIssued")?, &receipt))
}

pub async fn renew(connection: &Connection, arguments: RenewArguments) -> Result<Answer, Failure> {
	let RenewArguments { of, valid_until, signer } = arguments;
	let call = Renew { accreditation: of.accreditation(), certificate: of.id, valid_until };
	let (event, receipt) =
		transact::<CertificateSucceeded>(connection, &signer, "renew", call, "CertificateRenewed").await?;
	Ok(done(event, &receipt))
}

pub async fn replace(connection: &Connection, arguments: ReplaceArguments) -> Result<Answer, Failure> {
	let ReplaceArguments { of, content, signer } = arguments;
	let call = Replace { accreditation: of.accreditation(), certificate: of.id, content: content.content()? };
	let (event, receipt) =
		transact::<CertificateSucceeded>(connection, &signer, "replace", call, "CertificateReplaced").await?;
	Ok(done(event, &receipt))
}
