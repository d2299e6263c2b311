//! `civitas batch`.

use super::{
	certificate::{batch, before::Before, certified, credential, sentence, Attesters, Presented, Shown},
	perform,
};
use crate::{
	arguments::{self, Connection},
	caller::CallerArguments,
	chain::Chain,
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
	/// Print one of a batch as a W3C Verifiable Credential, or as an Open Badge if the document is one by the issuer. What is
	/// shown of the document is sent to the node: ask one of your own.
	Export {
		/// The batch.
		#[arg(value_parser = arguments::hash)]
		id: H256,
		/// The file with the member and its proof, or - for standard input.
		#[arg(long, value_name = "FILE")]
		member: PathBuf,
		#[command(flatten)]
		claims: Shown,
		#[command(flatten)]
		attesters: Attesters,
	},
}

#[derive(Args, Debug)]
pub struct IssueArguments {
	/// The accreditation under which you issue; as the operator of the schema's network if this is not given.
	#[arg(long, value_name = "ID")]
	accreditation: Option<u64>,
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
	/// The file with the member and its proof, as a line of `batch issue --proofs` has them, or - for standard input.
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
		BatchCommand::Export { id, member, claims, attesters } => {
			export_member(connection, id, &member, &claims, &attesters).await
		},
	}
}

/// The proofs are written first: without them what is on chain is of no use, and they can be written twice. A try writes none.
async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { accreditation, schema, members, proofs, valid_from, valid_until, caller } = arguments;
	let caller = caller.connect(connection).await?;
	let mut before = Before::of(&caller, &json!(schema)).await?;
	let roll = Roll::read(&members, |line, document| before.check(document, Some(line)))?;
	if roll.has_commitments {
		before.unchecked();
	}
	before.say();
	let batch = roll.batch(async |text: &str| caller.chain.account(text).await).await?;
	if !caller.only_tries() {
		batch.write_proofs(&proofs)?;
	}
	let issue = json!({
		"accreditation": accreditation,
		"schema": schema,
		"root": batch.tree.root(),
		"count": batch.members.len(),
		"validFrom": valid_from,
		"validUntil": valid_until,
	});
	let issued = perform(&caller, json!({ "issueBatch": issue }), "batchIssued", |json, _| {
		json["proofs"] = json!(proofs.display().to_string());
	});
	let issued = issued.await;
	if !caller.only_tries() && issued.as_ref().is_err_and(|failure| failure.exit == Exit::No) {
		// There is no such batch. Nothing is lost if this does not work: the file is not written over.
		let _ = std::fs::remove_file(&proofs);
	}
	issued
}

async fn verify(connection: &Connection, arguments: VerifyArguments) -> Result<Answer, Failure> {
	let VerifyArguments { id, member, presented } = arguments;
	let proven = Proven::read(&member)?;
	let what = json!({ "certificate": id, "presented": proven });
	presented.judge(connection, what, (id, Some(proven.member.index))).await
}

async fn export_member(
	connection: &Connection,
	id: H256,
	member: &Path,
	claims: &Shown,
	attesters: &Attesters,
) -> Result<Answer, Failure> {
	let proven = Proven::read(member)?;
	let shown = claims.read()?;
	let chain = Chain::connect(connection).await?;
	let attesters = attesters.read(&chain).await?;
	let found = batch(&chain, id).await?;
	let count = found.value["count"].as_u64().and_then(|count| u32::try_from(count).ok());
	let root = count.and_then(|count| proven.root(count));
	if root.is_none_or(|root| json!(root) != found.value["root"]) {
		return Err(Failure::refused("proofInvalid", sentence(&json!("proofInvalid"))));
	}
	let claims = certified(shown, &json!(proven.member.claims))?;
	let params = json!({
		"certificate": id,
		"presented": proven,
		"claims": claims,
		"attesters": attesters,
		"block": found.block.hash,
	});
	credential(chain.ask("civitas_exportCredential", params).await?)
}
