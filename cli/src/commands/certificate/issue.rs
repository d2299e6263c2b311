//! Issue and replace.

use crate::commands::{done, nullifier, submit};
use crate::{
	arguments::{self, Connection},
	caller::CallerArguments,
	document::{self, Document},
	failure::Failure,
	fields::Fields,
	moment::{self, Moment},
	output::Answer,
};
use clap::Args;
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::H256;

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
	/// As calls have it. Files are read here.
	fn content(&self) -> Result<Value, Failure> {
		let Self { claims, publish, evidence, search_key, valid_from, valid_until } = self;
		let (claims, record) = match claims {
			Claims { document: Some(path), .. } => {
				let document = Document::read(path)?;
				(document.hash(), if *publish { document.canonical } else { String::new() })
			},
			Claims { fields: Some(path), .. } => (document::read_json::<Fields>(path)?.root()?, String::new()),
			Claims { claims: Some(claims), .. } => (*claims, String::new()),
			// The parser does not let this through.
			_ => return Err(Failure::usage("Give --document, --fields or --claims.")),
		};
		let evidence = evidence.as_deref().map(document::hash_file).transpose()?;
		Ok(json!({
			"claims": claims,
			"record": record,
			"evidence": evidence,
			"searchKey": search_key,
			"validFrom": valid_from,
			"validUntil": valid_until,
		}))
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
	#[arg(long, value_name = "ACCOUNT")]
	subject: String,
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
	caller: CallerArguments,
}

#[derive(Args, Debug)]
pub struct ReplaceArguments {
	/// The certificate whose place another takes.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// The accreditation under which you issue: its own if this is not given, or one above it.
	#[arg(long, value_name = "ID")]
	accreditation: Option<u64>,
	#[command(flatten)]
	content: ContentArguments,
	#[command(flatten)]
	caller: CallerArguments,
}

pub async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { accreditation, schema, subject, content, nullifier, salt, caller } = arguments;
	let content = content.content()?;
	let caller = caller.connect(connection).await?;
	let subject = caller.chain.account(&subject).await?;
	let reveal = nullifier.zip(salt);
	if let Some((nullifier, salt)) = &reveal {
		nullifier::wait_until_usable(&caller, nullifier, salt).await?;
	}
	let issue = json!({
		"accreditation": accreditation,
		"schema": schema,
		"subject": subject,
		"content": content,
		"nullifier": reveal.map(|(nullifier, salt)| json!({ "nullifier": nullifier, "salt": salt })),
	});
	Ok(done(submit(&caller, json!({ "issue": issue }), "certificateIssued").await?))
}

pub async fn replace(connection: &Connection, arguments: ReplaceArguments) -> Result<Answer, Failure> {
	let ReplaceArguments { id, accreditation, content, caller } = arguments;
	let content = content.content()?;
	let caller = caller.connect(connection).await?;
	let accreditation = accreditation.unwrap_or_else(|| accreditation_of(&id));
	let replace = json!({ "accreditation": accreditation, "certificate": id, "content": content });
	Ok(done(submit(&caller, json!({ "replace": replace }), "certificateReplaced").await?))
}

/// The accreditation under which a certificate or batch was issued: the identifier begins with it.
fn accreditation_of(certificate: &H256) -> u64 {
	certificate.0.first_chunk().copied().map_or(0, u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification as chain;

	#[test]
	fn an_identifier_says_under_which_accreditation() {
		let mut id = H256::repeat_byte(0xff);
		id.0[..8].copy_from_slice(&513u64.to_be_bytes());
		assert_eq!(accreditation_of(&id), chain::accreditation_of(&id.0.into()));
		assert_eq!(accreditation_of(&id), 513);
	}
}
