//! `civitas batch`.

use super::{
	certificate::{batch, certified, credential, sentence, Presented, Shown},
	done, submit,
};
use crate::{
	arguments::{self, Connection},
	caller::CallerArguments,
	chain::Chain,
	document,
	failure::{Exit, Failure},
	members::{Proven, Roll},
	moment::{self, Moment},
	output::Answer,
};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum BatchCommand {
	/// Certify many things in one call, of which only the root of their tree is recorded.
	Issue(IssueArguments),
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
	caller: CallerArguments,
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

/// Do what the command says.
pub async fn run(connection: &Connection, command: BatchCommand) -> Result<Answer, Failure> {
	match command {
		BatchCommand::Issue(arguments) => issue(connection, arguments).await,
		BatchCommand::Verify(arguments) => verify(connection, arguments).await,
		BatchCommand::Export { id, member, claims } => export_member(connection, id, &member, &claims).await,
	}
}

/// The proofs are written first: without them what is on chain is of no use, and they can be written twice.
async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { accreditation, schema, members, proofs, valid_from, valid_until, caller } = arguments;
	let roll = Roll::read(&members)?;
	let caller = caller.connect(connection).await?;
	let batch = roll.batch(async |text: &str| caller.chain.account(text).await).await?;
	batch.write_proofs(&proofs)?;
	let issue = json!({
		"accreditation": accreditation,
		"schema": schema,
		"root": batch.tree.root(),
		"count": batch.members.len(),
		"validFrom": valid_from,
		"validUntil": valid_until,
	});
	let submitted = submit(&caller, json!({ "issueBatch": issue }), "batchIssued").await;
	if submitted.as_ref().is_err_and(|failure| failure.exit == Exit::No) {
		// There is no such batch. Nothing is lost if this does not work: the file is not written over.
		let _ = std::fs::remove_file(&proofs);
	}
	let (mut json, receipt) = submitted?;
	json["proofs"] = json!(proofs.display().to_string());
	Ok(done((json, receipt)))
}

async fn verify(connection: &Connection, arguments: VerifyArguments) -> Result<Answer, Failure> {
	let VerifyArguments { id, member, presented } = arguments;
	let proven: Proven = document::read_json(&member)?;
	let what = json!({ "batch": id, "presented": proven });
	presented.judge(connection, "verify_member", what, (id, Some(proven.member.index))).await
}

async fn export_member(connection: &Connection, id: H256, member: &Path, claims: &Shown) -> Result<Answer, Failure> {
	let proven: Proven = document::read_json(member)?;
	let shown = claims.read()?;
	let chain = Chain::connect(connection).await?;
	let found = batch(&chain, id).await?;
	let count = found.value["count"].as_u64().and_then(|count| u32::try_from(count).ok());
	let root = count.and_then(|count| proven.root(count));
	if root.is_none_or(|root| json!(root) != found.value["root"]) {
		return Err(Failure::refused("proofInvalid", sentence(&json!("proofInvalid"))));
	}
	let claims = certified(shown, &json!(proven.member.claims))?;
	let params = json!({ "certificate": id, "presented": proven, "claims": claims, "block": found.block.hash });
	credential(chain.ask("civitas_exportCredential", params).await?)
}
