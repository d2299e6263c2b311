//! `civitas certificate`.

mod fields;
mod issue;
mod verify;

pub use verify::{judged, Presented, VerifyArguments};

use super::{change, export, listed};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	document::{self, Document},
	failure::Failure,
	fields::Disclosure,
	output::Answer,
	paging::Paging,
	signer::SignerArguments,
	types::{
		Batch, Certificate, CertificateFallen, CertificateOfSubject, CertificateReinstated, ChangeCertificate,
		DepositWithdrawn, InvalidReason, OfCertificate, Page, Reason, RevokeMany, State,
	},
};
use clap::{Args, Subcommand};
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::{AccountId32, H256};

#[derive(Debug, Subcommand)]
pub enum CertificateCommand {
	/// Certify a document about a subject.
	Issue(issue::IssueArguments),
	/// Accept a certificate about you, and have it listed again if you had declined it.
	Accept(Id),
	/// Decline a certificate about you that you have not accepted.
	Decline(Id),
	/// Certify the same once more, from now on, by a certificate that takes the place of this one.
	Renew(issue::RenewArguments),
	/// Certify something else about the same subject, by a certificate that takes the place of this one.
	Replace(issue::ReplaceArguments),
	/// Suspend a certificate or a whole batch. What is suspended can be suspended again from nearer to the root, and is
	/// then reinstated only from there.
	Suspend(Fall),
	/// Reinstate a certificate or a whole batch that is suspended.
	Reinstate(Id),
	/// Revoke a certificate or a whole batch, for good and from now on.
	Revoke(Fall),
	/// Revoke many certificates and batches: all of them or none.
	RevokeMany {
		/// The certificates.
		#[arg(required = true, num_args = 1..=64, value_parser = arguments::hash)]
		ids: Vec<H256>,
		/// Why.
		#[arg(long, value_enum, default_value_t = Reason::Unspecified)]
		reason: Reason,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Give up a certificate about you, for good. One that is suspended cannot be given up.
	Surrender(Id),
	/// Have back a part of what you have paid for a certificate that is over. Its status stays, and it stays listed; the
	/// text of a public record goes, so that it cannot be renewed any more.
	WithdrawDeposit(Id),
	/// Say by the exit code whether a certificate is valid: 0 valid, 1 not valid, 2 could not tell.
	Verify(VerifyArguments),
	/// Say in the same way whether a W3C Verifiable Credential says what the chain says.
	VerifyCredential(verify::CredentialArguments),
	/// List certificates, valid or not. Fewer than the limit does not mean that there are no more: see `next`.
	List(List),
	/// Print the hash by which a document or a text is certified or found; asks no node.
	Hash(Hashed),
	/// Print a certificate as a W3C Verifiable Credential, or as an Open Badge if the document is one. What is shown of
	/// the document is sent to the node: ask one of your own.
	Export {
		/// The certificate.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		#[command(flatten)]
		claims: Shown,
	},
	/// Prepare, show and check the fields of a document of which parts can be shown without the others; asks no node.
	#[command(subcommand)]
	Fields(fields::FieldsCommand),
}

#[derive(Args, Debug)]
pub struct Id {
	/// The certificate.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	#[command(flatten)]
	signer: SignerArguments,
}

#[derive(Args, Debug)]
pub struct Fall {
	/// The certificate.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// Why.
	#[arg(long, value_enum, default_value_t = Reason::Unspecified)]
	reason: Reason,
	#[command(flatten)]
	signer: SignerArguments,
}

/// Of which certificates.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Whose {
	/// Whom they are about.
	#[arg(long, value_name = "SS58", value_parser = arguments::account)]
	subject: Option<AccountId32>,
	/// Under which accreditation they were issued.
	#[arg(long, value_name = "ID")]
	accreditation: Option<u64>,
	/// The search key under which they can be found, of a --schema that has such keys.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash, requires = "schema")]
	search_key: Option<H256>,
}

#[derive(Args, Debug)]
pub struct List {
	#[command(flatten)]
	whose: Whose,
	/// The schema of which they are.
	#[arg(long, value_name = "ID", value_parser = arguments::hash, requires = "search_key")]
	schema: Option<H256>,
	/// Only those in this state.
	#[arg(long, value_enum, conflicts_with = "search_key")]
	state: Option<State>,
	/// Only those that the subject has accepted.
	#[arg(long, conflicts_with_all = ["accreditation", "search_key"])]
	accepted: bool,
	#[command(flatten)]
	paging: Paging<H256>,
}

/// What is hashed.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Hashed {
	/// The file with the JSON document.
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
	/// The file with the JSON document that is certified.
	#[arg(long, value_name = "FILE")]
	document: Option<PathBuf>,
	/// The file with some of its fields, as `certificate fields disclose` prints them.
	#[arg(long, value_name = "FILE")]
	disclosure: Option<PathBuf>,
}

impl Shown {
	/// The commitment to it and its form in JSON-RPC, if it is shown. It is read once, as what is read may be a pipe.
	pub fn read(&self) -> Result<Option<(H256, Value)>, Failure> {
		match (&self.document, &self.disclosure) {
			(Some(path), _) => {
				let document = Document::read(path)?;
				Ok(Some((document.hash(), json!({ "document": document.value() }))))
			},
			(None, Some(path)) => {
				let (disclosure, root) = Disclosure::read(path)?;
				Ok(Some((root, json!({ "disclosed": disclosure }))))
			},
			(None, None) => Ok(None),
		}
	}

	/// The commitment to it, if it is shown.
	pub fn commitment(&self) -> Result<Option<H256>, Failure> {
		Ok(self.read()?.map(|(commitment, _)| commitment))
	}
}

/// What is shown as JSON-RPC takes it, if it is what was certified: a no, before anything is sent to the node, if it is
/// not.
pub fn certified(shown: Option<(H256, Value)>, claims: H256) -> Result<Value, Failure> {
	match shown {
		None => Ok(Value::Null),
		Some((commitment, json)) if commitment == claims => Ok(json),
		Some(_) => Err(Failure::refused("claimsMismatch", InvalidReason::ClaimsMismatch.sentence())),
	}
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: CertificateCommand) -> Result<Answer, Failure> {
	match command {
		CertificateCommand::Issue(arguments) => issue::issue(connection, arguments).await,
		CertificateCommand::Accept(id) => of_subject(connection, id, "accept", "CertificateAccepted").await,
		CertificateCommand::Decline(id) => of_subject(connection, id, "decline", "CertificateDeclined").await,
		CertificateCommand::Renew(arguments) => issue::renew(connection, arguments).await,
		CertificateCommand::Replace(arguments) => issue::replace(connection, arguments).await,
		CertificateCommand::Suspend(fall) => fell(connection, fall, "suspend", "CertificateSuspended").await,
		CertificateCommand::Reinstate(Id { id, signer }) => {
			let call = OfCertificate { certificate: id };
			change::<CertificateReinstated>(connection, &signer, "reinstate", call, "CertificateReinstated").await
		},
		CertificateCommand::Revoke(fall) => fell(connection, fall, "revoke", "CertificateRevoked").await,
		CertificateCommand::RevokeMany { ids, reason, signer } => revoke_many(connection, ids, reason, &signer).await,
		CertificateCommand::Surrender(id) => of_subject(connection, id, "surrender", "CertificateSurrendered").await,
		CertificateCommand::WithdrawDeposit(Id { id, signer }) => {
			let call = OfCertificate { certificate: id };
			change::<DepositWithdrawn>(connection, &signer, "withdraw_deposit", call, "DepositWithdrawn").await
		},
		CertificateCommand::Verify(arguments) => verify::verify(connection, arguments).await,
		CertificateCommand::VerifyCredential(arguments) => verify::verify_credential(connection, arguments).await,
		CertificateCommand::List(arguments) => list(connection, arguments).await,
		CertificateCommand::Hash(hashed) => hash(&hashed),
		CertificateCommand::Export { id, claims } => export_certificate(connection, id, &claims).await,
		CertificateCommand::Fields(command) => fields::run(command),
	}
}

async fn of_subject(connection: &Connection, id: Id, call: &str, event: &str) -> Result<Answer, Failure> {
	let Id { id, signer } = id;
	change::<CertificateOfSubject>(connection, &signer, call, OfCertificate { certificate: id }, event).await
}

async fn fell(connection: &Connection, fall: Fall, call: &str, event: &str) -> Result<Answer, Failure> {
	let Fall { id, reason, signer } = fall;
	change::<CertificateFallen>(connection, &signer, call, ChangeCertificate { certificate: id, reason }, event).await
}

/// There is an event for each, of which the first stands for all.
async fn revoke_many(
	connection: &Connection,
	certificates: Vec<H256>,
	reason: Reason,
	signer: &SignerArguments,
) -> Result<Answer, Failure> {
	let call = RevokeMany { certificates: certificates.clone(), reason };
	let (event, receipt) =
		super::transact::<CertificateFallen>(connection, signer, "revoke_many", call, "CertificateRevoked").await?;
	Ok(super::done(json!({ "certificates": certificates, "by": event.by, "reason": event.reason }), &receipt))
}

async fn list(connection: &Connection, arguments: List) -> Result<Answer, Failure> {
	let List { whose, schema, state: filter, accepted, paging } = arguments;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let page: Page<Certificate, H256> = match (whose, schema) {
		(Whose { subject: Some(subject), .. }, _) => {
			let arguments = |cursor: Option<H256>, limit: u32| (subject, filter, accepted, cursor, limit);
			state.list("certificates_of", &paging, arguments).await?
		},
		(Whose { accreditation: Some(accreditation), .. }, _) => {
			let arguments = |cursor: Option<H256>, limit: u32| (accreditation, filter, cursor, limit);
			state.list("certificates_by_accreditation", &paging, arguments).await?
		},
		(Whose { search_key: Some(key), .. }, Some(schema)) => {
			let arguments = |cursor: Option<H256>, limit: u32| (schema, key, cursor, limit);
			state.list("certificates_by_search_key", &paging, arguments).await?
		},
		// The parser does not let this through.
		_ => return Err(Failure::usage("Say which: --subject, --accreditation, or --search-key and --schema.")),
	};
	Ok(listed("certificates", "certificate", &page, &state.block()))
}

async fn export_certificate(connection: &Connection, id: H256, claims: &Shown) -> Result<Answer, Failure> {
	let shown = claims.read()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let certificate: Option<Certificate> = state.ask("certificate", (id,)).await?;
	let Some(Certificate { claims, .. }) = certificate else {
		return Err(match state.ask::<Option<Batch>>("batch", (id,)).await? {
			Some(_) => Failure::usage("This is a batch: see `batch export`."),
			None => state.error("CertificateUnknown"),
		});
	};
	let parameters = [json!(id), Value::Null, certified(shown, claims)?];
	export(&chain, &state, "civitas_exportCredential", parameters).await
}

fn hash(hashed: &Hashed) -> Result<Answer, Failure> {
	let (name, hash) = match hashed {
		Hashed { document: Some(path), .. } => ("claims", document::hash_json_file(path)?),
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
		assert_eq!(shown.commitment().expect("the document is fine"), Some(claims));
		assert_eq!(certified(read(), claims).expect("it was certified"), json!({ "document": { "a": 1 } }));
		let failure = certified(read(), H256::zero()).expect_err("something else was certified");
		assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "claimsMismatch"));
		assert_eq!(certified(None, claims).expect("nothing is shown"), Value::Null);
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
