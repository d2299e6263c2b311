//! `civitas credit`: what of credit is off chain. Files, which a register keeps in a folder, the consent to give them,
//! and what a lender makes of them. The pallet of the same name has its calls and questions beside these commands.

mod assessment;
mod entry;
mod folder;
mod lender;
mod register;
mod subject;

use crate::{arguments::Connection, document, failure::Failure, output::Answer};
use clap::Subcommand;
use serde::Serialize;
use std::path::Path;

/// What is in files, for help.
const FORMS: &str =
	"Files are JSON. An entry is {\"salt\": \"0x…\", \"at\": TIME, \"reporter\": ADDRESS, \"body\": BODY}, \
	where a BODY is one of\n\
	{\"record\": {\"liability\": \"loan|rent|invoice|other\", \"reference\": \"0x…\", \"value\": \"450.5\", \
	\"from\": TIME, \"until\": TIME, \"worst\": 0, \"loss\": \"0\"}}\n\
	{\"correction\": {\"of\": 0, \"record\": {…} or null}}\n\
	{\"dispute\": {\"of\": 0, \"dispute\": \"0x…\"}}\n\
	{\"inquiry\": {\"lender\": ADDRESS, \"consent\": \"0x…\", \"purpose\": \"0x…\"}}\n\
	Amounts are in units of account. Entries are numbered from 0.";

#[derive(Debug, Subcommand)]
#[command(after_help = FORMS)]
pub enum CreditCommand {
	/// Register: begin a folder of files, with the secret that hides them. Whoever loses it can publish no root that
	/// continues them.
	Init(register::InitArguments),
	/// Register: enter something into the file of a subject.
	Enter(register::EnterArguments),
	/// Register: compute the root of all files, which `publish-root` publishes, and note what is in it. It is another
	/// one each time.
	Root(register::RootArguments),
	/// Register: seal the file of a subject, as the newest root on chain has it, to the lender that the subject has
	/// consented to. The inquiry is entered.
	Seal(register::SealArguments),
	/// Register: prove to a reporter that an entry is in the last root.
	ProveEntry(entry::ProveArguments),
	/// Reporter: check such a proof: 0 it is there, 1 it is not, 2 could not tell.
	CheckEntry(entry::CheckArguments),
	/// Subject: consent that a register gives the file to a lender. Sends nothing.
	Consent(subject::ConsentArguments),
	/// Subject: compute what is written on chain to dispute an entry, which `dispute` does. Sends nothing.
	DisputeHash(subject::DisputeArguments),
	/// Lender: make the key that files are sealed to. Add it to the identity with `did add-key --agreement-key`.
	NewKey(lender::KeyArguments),
	/// Lender: open a sealed file, check it, and score it: 0 all of it holds, 1 it does not, 2 could not tell.
	Assess(lender::AssessArguments),
	/// Anyone who is shown what opens an assessment: check that: 0 it holds, 1 it does not, 2 could not tell.
	CheckAssessment(assessment::CheckAssessmentArguments),
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: CreditCommand) -> Result<Answer, Failure> {
	match command {
		CreditCommand::Init(arguments) => register::init(&arguments),
		CreditCommand::Enter(arguments) => register::enter(&arguments),
		CreditCommand::Root(arguments) => register::root(&arguments),
		CreditCommand::Seal(arguments) => register::seal(connection, &arguments).await,
		CreditCommand::ProveEntry(arguments) => entry::prove(&arguments),
		CreditCommand::CheckEntry(arguments) => entry::check(connection, &arguments).await,
		CreditCommand::Consent(arguments) => subject::consent(connection, arguments).await,
		CreditCommand::DisputeHash(arguments) => subject::dispute_hash(&arguments),
		CreditCommand::NewKey(arguments) => lender::new_key(&arguments),
		CreditCommand::Assess(arguments) => lender::assess(connection, &arguments).await,
		CreditCommand::CheckAssessment(arguments) => assessment::check(connection, &arguments).await,
	}
}

/// Write JSON into a file that is not there yet, which only its owner can read.
fn write(path: &Path, value: &impl Serialize) -> Result<(), Failure> {
	let text = serde_json::to_string_pretty(value).map_err(|error| Failure::unknown("file", error.to_string()))?;
	document::write_new(path, true, |file| writeln!(file, "{text}"))
}
