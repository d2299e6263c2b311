//! `civitas certificate`.

use super::done;
use crate::{
	arguments::{self, Connection},
	chain::{BlockId, Chain},
	document,
	failure::{Exit, Failure},
	moment::{self, Moment},
	output::{Answer, Table},
	signer::SignerArguments,
	types::{
		Certificate, CertificateIssued, CertificateRevoked, Expected, Issue, Page, RevocationReason, Revoke,
		Verification,
	},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use subxt::utils::{AccountId32, H256};

/// How many certificates to ask for at once; the chain may give fewer.
const PAGE_SIZE: u32 = 100;

/// How old the newest finalized block may be before a verifier should wonder whether the node still follows the chain.
const FRESH: Moment = 10 * 60 * 1000;

#[derive(Debug, Subcommand)]
pub enum CertificateCommand {
	/// Certify a document about a subject.
	Issue(IssueArguments),
	/// Revoke a certificate, for good and from now on.
	Revoke {
		/// The certificate.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// Why.
		#[arg(long, value_enum, default_value_t = RevocationReason::Unspecified)]
		reason: RevocationReason,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Say by the exit code whether a certificate is valid: 0 valid, 1 not valid, 2 could not tell.
	Verify(Verify),
	/// List the certificates about a subject, valid or not.
	List {
		/// Whom they are about.
		#[arg(long, value_name = "SS58", value_parser = arguments::account)]
		subject: AccountId32,
	},
	/// Print the hash by which a document is certified; asks no node.
	Hash {
		/// The file with the JSON document.
		#[arg(long, value_name = "FILE")]
		document: PathBuf,
	},
}

#[derive(Args, Debug)]
pub struct IssueArguments {
	/// The network, which must have accredited you.
	#[arg(long, value_name = "ID")]
	network: u32,
	/// What kind of certificate.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	schema: H256,
	/// Whom it is about.
	#[arg(long, value_name = "SS58", value_parser = arguments::account)]
	subject: AccountId32,
	/// The file with the JSON document that is certified: only the hash of its canonical form (RFC 8785) is recorded. Have
	/// something random in it, such as a urn:uuid, or others can guess what it says.
	#[arg(long, value_name = "FILE")]
	document: PathBuf,
	/// The first moment at which it is valid; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_from: Option<Moment>,
	/// The last moment at which it is valid; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
	#[command(flatten)]
	signer: SignerArguments,
}

#[derive(Args, Debug)]
pub struct Verify {
	/// The certificate.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// The file with the JSON document that was presented with the certificate.
	#[arg(long, value_name = "FILE")]
	document: Option<PathBuf>,
	#[command(flatten)]
	expected: Expected,
	/// At what time it must have been valid; at that of the newest finalized block if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<Moment>,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: CertificateCommand) -> Result<Answer, Failure> {
	match command {
		CertificateCommand::Issue(arguments) => issue(connection, arguments).await,
		CertificateCommand::Revoke { id, reason, signer } => revoke(connection, id, reason, &signer).await,
		CertificateCommand::Verify(arguments) => verify(connection, arguments).await,
		CertificateCommand::List { subject } => list(connection, subject).await,
		CertificateCommand::Hash { document } => hash(&document),
	}
}

async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { network, schema, subject, document, valid_from, valid_until, signer } = arguments;
	let claims = document::hash_json_file(&document)?;
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let call = Issue { network, schema, subject, claims, valid_from, valid_until };
	let receipt = chain.submit(&signer, "issue", call).await?;
	let event: CertificateIssued = receipt.event("CertificateIssued")?;
	let table = Table::default()
		.hash("Certificate", &event.certificate)
		.row("Network", event.network.to_string())
		.hash("Schema", &event.schema)
		.row("Issuer", event.issuer.to_string())
		.row("Subject", event.subject.to_string())
		.hash("Claims", &event.claims);
	Ok(done(event, &receipt, table))
}

async fn revoke(
	connection: &Connection,
	certificate: H256,
	reason: RevocationReason,
	signer: &SignerArguments,
) -> Result<Answer, Failure> {
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let receipt = chain.submit(&signer, "revoke", Revoke { certificate, reason }).await?;
	let event: CertificateRevoked = receipt.event("CertificateRevoked")?;
	let table = Table::default()
		.hash("Revoked", &event.certificate)
		.row("By", event.by.to_string())
		.row("Reason", event.reason.name());
	Ok(done(event, &receipt, table))
}

async fn verify(connection: &Connection, arguments: Verify) -> Result<Answer, Failure> {
	let Verify { id, document, mut expected, time } = arguments;
	expected.claims = document.map(|path| document::hash_json_file(&path)).transpose()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let verification: Verification = state.ask("verify_certificate", (id, expected.clone(), time)).await?;
	let now = state.now().await?;
	let notes = notes(&expected, verification.time, now, moment::now());
	verdict(id, &expected, verification, &state.block(), &notes)
}

/// The answer to `verify`.
fn verdict(
	id: H256,
	expected: &Expected,
	verification: Verification,
	block: &BlockId,
	notes: &[String],
) -> Result<Answer, Failure> {
	let Verification { invalid, time, certificate } = verification;
	let meant = certificate.as_ref().is_some_and(|certificate| certificate.id == id && expected.agrees(certificate));
	if invalid.is_none() && !meant {
		return Err(Failure::unknown("node", "The node calls valid what is not the certificate that was asked for."));
	}
	let (exit, headline) = match &invalid {
		None => (Exit::Success, format!("VALID at {}", moment::show(time))),
		Some(reason) => (Exit::No, format!("NOT VALID at {}: {}", moment::show(time), reason.sentence())),
	};
	let table = certificate.as_ref().map_or_else(Table::default, Certificate::table).block("At block", block);
	let mut text = format!("{headline}\n\n{}", table.text());
	if !notes.is_empty() {
		text.push('\n');
	}
	for note in notes {
		text.push_str("\nNote: ");
		text.push_str(note);
	}
	let json = json!({
		"valid": invalid.is_none(),
		"invalid": invalid,
		"time": moment::show(time),
		"expected": expected,
		"certificate": certificate,
		"block": block,
		"notes": notes,
	});
	Ok(Answer { exit, json, text })
}

/// What a verifier might overlook: the answer to what was asked can be right and still not be what was needed.
fn notes(expected: &Expected, time: Moment, block_time: Moment, local_time: Moment) -> Vec<String> {
	let mut notes = Vec::new();
	if expected.network.is_none() {
		notes.push("No --network was given: anyone can found a network and certify anything in it.".to_owned());
	}
	if expected.claims.is_none() {
		notes.push("No --document was given: what the certificate says was not compared with anything.".to_owned());
	}
	if time > block_time {
		notes.push("The time lies ahead: until then the certificate can still be revoked.".to_owned());
	}
	if local_time.saturating_sub(block_time) > FRESH {
		notes.push(format!(
			"The newest finalized block is of {}: the node may not know what has happened since.",
			moment::show(block_time)
		));
	}
	notes
}

async fn list(connection: &Connection, subject: AccountId32) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let mut certificates: Vec<Certificate> = Vec::new();
	let mut cursor: Option<H256> = None;
	loop {
		let page: Page = state.ask("certificates_of", (subject, cursor, PAGE_SIZE)).await?;
		let advances = !page.items.is_empty() && page.next > cursor;
		certificates.extend(page.items);
		match page.next {
			None => break,
			Some(_) if !advances => {
				return Err(Failure::unknown("node", "The pages that the node gives do not come to an end."));
			},
			next => cursor = next,
		}
	}
	let count = match certificates.len() {
		0 => "No certificates".to_owned(),
		1 => "1 certificate".to_owned(),
		more => format!("{more} certificates"),
	};
	let block = state.block();
	let mut text = format!("{count} about {subject} at block {block}");
	for certificate in &certificates {
		text.push_str("\n\n");
		text.push_str(&certificate.table().text());
	}
	let json = json!({ "subject": subject, "certificates": certificates, "block": block });
	Ok(Answer::new(json, text))
}

fn hash(document: &Path) -> Result<Answer, Failure> {
	let claims = document::hash_json_file(document)?;
	Ok(Answer::new(json!({ "claims": claims }), format!("{claims:?}")))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::types::InvalidReason;

	const BLOCK: BlockId = BlockId { number: 12, hash: H256([9; 32]) };

	fn certificate() -> Certificate {
		Certificate {
			id: H256::repeat_byte(1),
			network: 7,
			schema: H256::repeat_byte(2),
			issuer: AccountId32([3; 32]),
			subject: AccountId32([4; 32]),
			claims: H256::repeat_byte(5),
			issued_at: 0,
			valid_from: 0,
			valid_until: None,
			revocation: None,
		}
	}

	fn judge(invalid: Option<InvalidReason>, certificate: Option<Certificate>) -> Result<Answer, Failure> {
		let expected = Expected { network: Some(7), ..Expected::default() };
		let verification = Verification { invalid, time: 1_735_689_600_000, certificate };
		verdict(H256::repeat_byte(1), &expected, verification, &BLOCK, &["Mind the gap.".to_owned()])
	}

	#[test]
	fn valid_exits_with_0() {
		let answer = judge(None, Some(certificate())).expect("there is an answer");
		assert_eq!(answer.exit, Exit::Success);
		assert!(answer.text.starts_with("VALID at 2025-01-01T00:00:00Z\n\nCertificate  0x0101"), "{}", answer.text);
		assert!(answer.text.ends_with("\n\nNote: Mind the gap."), "{}", answer.text);
		assert_eq!((&answer.json["valid"], &answer.json["invalid"]), (&json!(true), &json!(null)));
		assert_eq!(answer.json["time"], "2025-01-01T00:00:00Z");
		assert_eq!(answer.json["expected"]["network"], 7);
		assert_eq!(answer.json["certificate"]["validUntil"], json!(null));
		assert_eq!(answer.json["block"]["number"], 12);
	}

	#[test]
	fn not_valid_exits_with_1() {
		let revoked = InvalidReason::Revoked { at: 1_735_689_600_000, reason: RevocationReason::Superseded };
		let answer = judge(Some(revoked), Some(certificate())).expect("there is an answer");
		assert_eq!(answer.exit, Exit::No);
		let headline = "NOT VALID at 2025-01-01T00:00:00Z: It was revoked at 2025-01-01T00:00:00Z (superseded).\n";
		assert!(answer.text.starts_with(headline), "{}", answer.text);
		let invalid = json!({ "code": "revoked", "at": "2025-01-01T00:00:00Z", "reason": "superseded" });
		assert_eq!((&answer.json["valid"], &answer.json["invalid"]), (&json!(false), &invalid));

		let answer = judge(Some(InvalidReason::Unknown), None).expect("there is an answer");
		assert_eq!(answer.exit, Exit::No);
		assert_eq!((&answer.json["invalid"]["code"], &answer.json["certificate"]), (&json!("unknown"), &json!(null)));
	}

	#[test]
	fn an_answer_to_another_question_is_none() {
		for other in [
			None,
			Some(Certificate { id: H256::zero(), ..certificate() }),
			Some(Certificate { network: 8, ..certificate() }),
		] {
			let failure = judge(None, other).expect_err("this is not what was asked for");
			assert_eq!(failure.exit, Exit::Unknown);
		}
	}

	#[test]
	fn a_verifier_is_told_what_was_not_checked() {
		let all = Expected { network: Some(7), claims: Some(H256::zero()), ..Expected::default() };
		let count = |expected: &Expected, time, block, local| notes(expected, time, block, local).len();
		assert_eq!(count(&all, 100, 100, 100), 0);
		assert_eq!(count(&Expected::default(), 100, 100, 100), 2);
		assert_eq!(count(&all, 101, 100, 100), 1);
		assert_eq!(count(&all, 100, 100, 100 + FRESH), 0);
		assert_eq!(count(&all, 100, 100, 101 + FRESH), 1);
		// This computer's clock may be behind.
		assert_eq!(count(&all, 100, 100, 50), 0);
	}

	#[test]
	fn documents_are_hashed_without_a_node() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		std::fs::write(&path, "{ \"b\": \"\\u00e4\", \"a\": 1 }").expect("there is room for a file");
		let claims = "0xf5300ffcfd6fd3fc2de46d700be90d43fd799cd9eb69da4737201006143d48a1";
		let answer = hash(&path).expect("the document is fine");
		assert_eq!((answer.text.as_str(), &answer.json), (claims, &json!({ "claims": claims })));
		assert_eq!(hash(&folder.path().join("none")).expect_err("there is no file").code, "file");
		std::fs::write(&path, "{").expect("there is room for a file");
		assert_eq!(hash(&path).expect_err("it is not JSON").code, "document");
	}
}
