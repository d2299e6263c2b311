//! `civitas certificate`.

pub mod before;
mod fields;
mod issue;
mod issuer;
mod rebuilt;
mod schema;
mod verdict;
mod verify;

pub use issuer::Attesters;
pub use verdict::sentence;
pub use verify::Presented;

use super::CERTIFICATION;
use crate::{
	arguments::{self, Connection},
	chain::{Chain, Found},
	document,
	failure::Failure,
	fields::Disclosure,
	input,
	output::Answer,
};
use civitas_credentials::Own;
use clap::{Args, Subcommand};
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum CertificateCommand {
	/// Register a schema of a kind that everybody needs, by one word. The help shows what each sets.
	Schema(schema::SchemaArguments),
	/// Certify a document about a subject.
	Issue(issue::IssueArguments),
	/// Certify something else about the same subject, by a certificate that takes the place of this one.
	Replace(issue::ReplaceArguments),
	/// Say by the exit code whether a certificate is valid: 0 valid, 1 not valid, 2 could not tell.
	Verify(verify::VerifyArguments),
	/// Say in the same way whether a W3C Verifiable Credential says what the chain says.
	VerifyCredential(verify::CredentialArguments),
	/// Print the hash by which a document or a text is certified or found; asks no node.
	Hash(Hashed),
	/// Print a certificate as a W3C Verifiable Credential, or as an Open Badge if the document is one by the issuer. What is shown
	/// of the document is sent to the node: ask one of your own.
	Export {
		/// The certificate.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		#[command(flatten)]
		claims: Shown,
		#[command(flatten)]
		attesters: Attesters,
	},
	/// Prepare, show and check the fields of a document of which parts can be shown without the others; asks no node.
	#[command(subcommand)]
	Fields(fields::FieldsCommand),
}

/// What is hashed.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Hashed {
	/// The file with the JSON document, or - for standard input.
	#[arg(long, value_name = "FILE")]
	document: Option<PathBuf>,
	/// A text, such as a number by which certificates are found: the hash of its bytes in UTF-8.
	#[arg(long)]
	text: Option<String>,
}

/// What is certified, as it is shown.
#[derive(Args, Clone, Debug, Default)]
#[group(multiple = false)]
pub struct Shown {
	/// The file with the JSON document that is certified, or - for standard input.
	#[arg(long, value_name = "FILE")]
	document: Option<PathBuf>,
	/// The file with some of its fields, as `certificate fields disclose` prints them.
	#[arg(long, value_name = "FILE")]
	disclosure: Option<PathBuf>,
}

impl Shown {
	/// Whether a document is shown as a whole.
	pub fn is_whole(&self) -> bool {
		self.document.is_some()
	}
}

/// The same, read. That happens once, as what is read may be a pipe.
pub struct Read {
	/// The commitment to it.
	pub claims: H256,
	/// As JSON-RPC takes it.
	json: Value,
	/// What is said of by whom and for when it is.
	pub own: Own,
}

impl Shown {
	/// Read what is shown, if anything is.
	pub fn read(&self) -> Result<Option<Read>, Failure> {
		match (&self.document, &self.disclosure) {
			(Some(path), _) => {
				let document = input::document(path)?;
				let json = json!({ "document": document.value() });
				Ok(Some(Read { claims: H256(document.hash()), json, own: Own::of(&document) }))
			},
			(None, Some(path)) => {
				let (disclosure, claims) = Disclosure::read(path)?;
				Ok(Some(Read { claims, json: json!({ "disclosed": disclosure }), own: disclosure.own() }))
			},
			(None, None) => Ok(None),
		}
	}
}

/// What is shown as JSON-RPC takes it, if it is what was certified: a no, before anything is sent to the node, if it is
/// not.
pub fn certified(shown: Option<Read>, claims: &Value) -> Result<Value, Failure> {
	match shown {
		None => Ok(Value::Null),
		Some(shown) if json!(shown.claims) == *claims => Ok(shown.json),
		Some(_) => Err(Failure::refused("claimsMismatch", sentence(&json!("claimsMismatch")))),
	}
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: CertificateCommand) -> Result<Answer, Failure> {
	match command {
		CertificateCommand::Schema(arguments) => schema::register(connection, arguments).await,
		CertificateCommand::Issue(arguments) => issue::issue(connection, arguments).await,
		CertificateCommand::Replace(arguments) => issue::replace(connection, arguments).await,
		CertificateCommand::Verify(arguments) => verify::verify(connection, arguments).await,
		CertificateCommand::VerifyCredential(arguments) => verify::verify_credential(connection, arguments).await,
		CertificateCommand::Hash(hashed) => hash(&hashed),
		CertificateCommand::Export { id, claims, attesters } => {
			export_certificate(connection, id, &claims, &attesters).await
		},
		CertificateCommand::Fields(command) => fields::run(command),
	}
}

async fn export_certificate(
	connection: &Connection,
	id: H256,
	claims: &Shown,
	attesters: &Attesters,
) -> Result<Answer, Failure> {
	let shown = claims.read()?;
	let chain = Chain::connect(connection).await?;
	let attesters = attesters.read(&chain).await?;
	let found = chain.view(CERTIFICATION, "certificate", json!({ "certificate": id }), Value::Null).await?;
	if found.value.is_null() {
		batch(&chain, id).await?;
		return Err(Failure::usage("This is a batch: see `batch export`."));
	}
	let claims = certified(shown, &found.value["claims"])?;
	let params = json!({ "certificate": id, "claims": claims, "attesters": attesters, "block": found.block.hash });
	credential(chain.ask("civitas_exportCredential", params).await?)
}

/// A batch; a no if there is neither a certificate nor a batch of this identifier.
pub async fn batch(chain: &Chain, id: H256) -> Result<Found, Failure> {
	let found = chain.view(CERTIFICATION, "batch", json!({ "batch": id }), Value::Null).await?;
	match found.value {
		Value::Null => Err(chain.error(CERTIFICATION, "CertificateUnknown")),
		_ => Ok(found),
	}
}

/// What JSON-RPC answers with a credential: the credential alone, as it is kept and handed on.
pub fn credential(found: Found) -> Result<Answer, Failure> {
	match found.value {
		credential @ Value::Object(_) => {
			let text = format!("{credential:#}");
			Ok(Answer::new(credential, text))
		},
		_ => Err(Failure::unknown("node", "The node's answer is no credential.")),
	}
}

fn hash(hashed: &Hashed) -> Result<Answer, Failure> {
	let (name, hash) = match hashed {
		Hashed { document: Some(path), .. } => ("claims", H256(input::document(path)?.hash())),
		Hashed { text: Some(text), .. } => ("hash", document::sha256(text.as_bytes())),
		// The parser does not let this through.
		_ => return Err(Failure::usage("Give --document or --text.")),
	};
	Ok(Answer::new(json!({ name: hash }), format!("{hash:?}")))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::failure::Exit;

	#[test]
	fn only_what_was_certified_is_handed_on() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		std::fs::write(&path, "{ \"a\": 1 }").expect("there is room for a file");
		let shown = Shown { document: Some(path.clone()), disclosure: None };
		let claims = document::hash_json_file(&path).expect("the document is fine");
		let read = || shown.read().expect("the document is fine");
		assert_eq!(read().map(|shown| shown.claims), Some(claims));
		assert_eq!(certified(read(), &json!(claims)).expect("it was certified"), json!({ "document": { "a": 1 } }));
		let failure = certified(read(), &json!(H256::zero())).expect_err("something else was certified");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "claimsMismatch"));
		assert_eq!(certified(None, &json!(claims)).expect("nothing is shown"), Value::Null);
	}

	#[test]
	fn documents_and_texts_are_hashed_without_a_node() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		std::fs::write(&path, "{ \"b\": \"\\u00e4\", \"a\": 1 }").expect("there is room for a file");
		let of_document = |path: PathBuf| hash(&Hashed { document: Some(path), text: None });
		let claims = "0xf5300ffcfd6fd3fc2de46d700be90d43fd799cd9eb69da4737201006143d48a1";
		let answer = of_document(path.clone()).expect("the document is fine");
		assert_eq!((answer.text.as_str(), &answer.json), (claims, &json!({ "claims": claims })));
		assert_eq!(of_document(folder.path().join("none")).expect_err("there is no file").code, "file");
		std::fs::write(&path, "{").expect("there is room for a file");
		assert_eq!(of_document(path).expect_err("it is not JSON").code, "document");
		// printf 'A-17' | sha256sum
		let answer = hash(&Hashed { document: None, text: Some("A-17".to_owned()) }).expect("any text is fine");
		assert_eq!(answer.text, "0x73df676f27525e21f313b1dbac182d22e468095daf6a631dacd8276ce3686f1f");
	}
}
