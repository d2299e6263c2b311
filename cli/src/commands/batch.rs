//! `civitas batch`.

use super::{
	certificate::{certified, judged, Presented, Shown},
	done, export, list, show, status_list,
};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::{Exit, Failure},
	members::{entries, Entries, Proven, Roll},
	moment::{self, Moment},
	output::{self, Answer},
	paging::Paging,
	signer::SignerArguments,
	types::{Batch, BatchIssued, InvalidReason, IssueBatch, StatusPurpose},
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum BatchCommand {
	/// Certify many things in one call, of which only the root of their tree is recorded.
	Issue(IssueArguments),
	/// Show a batch.
	Show {
		/// The batch.
		#[arg(value_parser = arguments::hash)]
		id: H256,
	},
	/// List the batches that were issued under an accreditation.
	List {
		/// The accreditation.
		#[arg(long, value_name = "ID")]
		accreditation: u64,
		#[command(flatten)]
		paging: Paging<H256>,
	},
	/// Say by the exit code whether one of a batch is valid: 0 valid, 1 not valid, 2 could not tell.
	Verify(VerifyArguments),
	/// Print one of a batch as a W3C Verifiable Credential, or as an Open Badge if the document is one. What is shown
	/// of the document is sent to the node: ask one of your own.
	Export {
		/// The batch.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// The file with the member and its proof.
		#[arg(long, value_name = "FILE")]
		member: PathBuf,
		#[command(flatten)]
		claims: Shown,
	},
	/// Revoke some of a batch, for good, in one call.
	RevokeMembers(Members),
	/// Suspend some of a batch in one call.
	SuspendMembers(Members),
	/// Reinstate some of a batch in one call.
	ReinstateMembers(Members),
}

#[derive(Args, Debug)]
pub struct IssueArguments {
	/// The accreditation under which you issue.
	#[arg(long, value_name = "ID")]
	accreditation: u64,
	/// What kind of certificates.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	schema: H256,
	/// The file with the members: CSV (if its name ends in .csv) with the columns subject and claims or document, a path; or
	/// JSON lines with the members subject and claims or document, the JSON itself.
	#[arg(long, value_name = "FILE")]
	members: PathBuf,
	/// The file that gets the members with their proofs, one on each line. Each subject needs its own line.
	#[arg(long, value_name = "FILE")]
	proofs: PathBuf,
	/// The first moment at which they are valid; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_from: Option<Moment>,
	/// The last moment at which they are valid; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
	#[command(flatten)]
	signer: SignerArguments,
}

#[derive(Args, Debug)]
pub struct VerifyArguments {
	/// The batch.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// The file with the member and its proof, as a line of `batch issue --proofs` has them.
	#[arg(long, value_name = "FILE")]
	member: PathBuf,
	#[command(flatten)]
	presented: Presented,
}

#[derive(Args, Debug)]
pub struct Members {
	/// The batch.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// Which: numbers and ranges, such as 3,7,100-199.
	#[arg(long, value_parser = entries)]
	members: Entries,
	#[command(flatten)]
	signer: SignerArguments,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: BatchCommand) -> Result<Answer, Failure> {
	use StatusPurpose::{Revocation, Suspension};
	match command {
		BatchCommand::Issue(arguments) => issue(connection, arguments).await,
		BatchCommand::Show { id } => show::<Batch>(connection, "batch", id, "CertificateUnknown").await,
		BatchCommand::List { accreditation, paging } => {
			let arguments = |cursor: Option<H256>, limit: u32| (accreditation, cursor, limit);
			let names = ("batches", "batch");
			list::<Batch, _, _>(connection, names, "batches_by_accreditation", &paging, arguments).await
		},
		BatchCommand::Verify(arguments) => verify(connection, arguments).await,
		BatchCommand::Export { id, member, claims } => export_member(connection, id, &member, &claims).await,
		BatchCommand::RevokeMembers(Members { id, members, signer }) => {
			status_list::set(connection, id, Revocation, members, true, &signer).await
		},
		BatchCommand::SuspendMembers(Members { id, members, signer }) => {
			status_list::set(connection, id, Suspension, members, true, &signer).await
		},
		BatchCommand::ReinstateMembers(Members { id, members, signer }) => {
			status_list::set(connection, id, Suspension, members, false, &signer).await
		},
	}
}

/// The proofs are written first: without them what is on chain is of no use, and they can be written twice.
async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { accreditation, schema, members, proofs, valid_from, valid_until, signer } = arguments;
	let roll = Roll::read(&members)?;
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	roll.write_proofs(&proofs)?;
	let (root, count) = (roll.root(), roll.count());
	let call = IssueBatch { accreditation, schema, root, count, valid_from, valid_until };
	let submitted = chain.submit(&signer, "issue_batch", call).await;
	if submitted.as_ref().is_err_and(|failure| failure.exit == Exit::No) {
		// There is no such batch. Nothing is lost if this does not work: the file is not written over.
		let _ = std::fs::remove_file(&proofs);
	}
	let receipt = submitted?;
	let mut json = output::value(receipt.event::<BatchIssued>("BatchIssued")?);
	json["proofs"] = json!(proofs.display().to_string());
	Ok(done(json, &receipt))
}

async fn verify(connection: &Connection, arguments: VerifyArguments) -> Result<Answer, Failure> {
	let VerifyArguments { id, member, presented } = arguments;
	let proven = Proven::read(&member)?;
	let expected = presented.expected()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let arguments = (id, proven.presented(), expected.clone(), presented.time);
	let verification = state.ask("verify_member", arguments).await?;
	judged(&state, (id, Some(proven.member.index)), &expected, verification).await
}

async fn export_member(connection: &Connection, id: H256, member: &Path, claims: &Shown) -> Result<Answer, Failure> {
	let proven = Proven::read(member)?;
	let shown = claims.read()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let batch: Batch = state.get("batch", id, "CertificateUnknown").await?;
	if proven.root(batch.count) != Some(batch.root) {
		return Err(Failure::refused("proofInvalid", InvalidReason::ProofInvalid.sentence()));
	}
	let claims = certified(shown, proven.member.claims)?;
	export(&chain, &state, "civitas_exportCredential", [json!(id), output::value(proven), claims]).await
}
