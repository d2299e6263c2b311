//! What a register does.

use super::{folder::Folder, lender::Opened, write};
use crate::{
	arguments::Connection,
	chain::{accounts::without_names, Chain},
	credit::{
		consent::{ensure_agreement, Consent},
		seal, Body, Bytes, Entry, Inquiry, CREDIT,
	},
	document,
	failure::Failure,
	fields, moment,
	output::{Answer, Table},
};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::path::{Path, PathBuf};
use subxt::utils::{AccountId32, H256};

#[derive(Args, Debug)]
pub struct InitArguments {
	/// The folder, which must not have files yet.
	#[arg(long, value_name = "FOLDER")]
	folder: PathBuf,
	/// The account of the register.
	#[arg(long, value_name = "ACCOUNT", value_parser = without_names)]
	register: AccountId32,
}

#[derive(Args, Debug)]
pub struct EnterArguments {
	/// The folder of files.
	#[arg(long, value_name = "FOLDER")]
	folder: PathBuf,
	/// Whose file it is.
	#[arg(long, value_name = "ACCOUNT", value_parser = without_names)]
	subject: AccountId32,
	/// Who has told it; the register itself if this is not given.
	#[arg(long, value_name = "ACCOUNT", value_parser = without_names)]
	reporter: Option<AccountId32>,
	/// The body of the entry, in JSON or @FILE: {"record": {"liability": "rent", "reference": "0x…", "value": "450.5",
	/// "from": TIME, "until": TIME, "worst": 0, "loss": "0"}}, {"correction": {"of": 0, "record": null}} or {"dispute":
	/// {"of": 0, "dispute": "0x…"}}. `value` is what was outstanding on average, or due for the period; `worst` for how
	/// many days something was late at most.
	#[arg(long, value_name = "JSON")]
	entry: String,
	/// When it is entered; now if this is not given. What it says has to be over by then.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<moment::Moment>,
}

#[derive(Args, Debug)]
pub struct RootArguments {
	/// The folder of files.
	#[arg(long, value_name = "FOLDER")]
	folder: PathBuf,
}

#[derive(Args, Debug)]
pub struct SealArguments {
	/// The folder of files.
	#[arg(long, value_name = "FOLDER")]
	folder: PathBuf,
	/// The file with the consent, as `consent` has written it.
	#[arg(long, value_name = "FILE")]
	consent: PathBuf,
	/// The file that gets what is sealed, which must not be there yet.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// What a lender gets.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SealedFile {
	pub consent: Consent,
	pub sealed: seal::Sealed,
}

pub fn init(arguments: &InitArguments) -> Result<Answer, Failure> {
	let InitArguments { folder, register } = arguments;
	Folder::create(folder, *register)?;
	let json = json!({ "folder": folder.display().to_string(), "register": register });
	let table = Table::default().row("Folder", folder.display()).row("Register", register);
	Ok(Answer::new(json, table.text()))
}

/// The body of an entry that was typed, or is in a file.
fn body(text: &str) -> Result<Body, Failure> {
	match text.strip_prefix('@') {
		Some(path) => document::read_json(Path::new(path)),
		None => serde_json::from_str(text).map_err(|error| Failure::usage(format!("--entry: {error}"))),
	}
}

/// That an entry says something that can be so, behind others.
fn ensure_makes_sense(body: &Body, before: &[Entry], now: moment::Moment) -> Result<(), Failure> {
	let refused = |message: String| Err(Failure::refused("entry", message));
	let at = |of: u32| usize::try_from(of).ok().and_then(|of| before.get(of));
	let record = match body {
		Body::Record(record) => Some(record),
		Body::Correction(correction) => {
			if !at(correction.of).is_some_and(|entry| matches!(entry.body, Body::Record(_))) {
				return refused(format!("Entry {} is no record that could be corrected.", correction.of));
			}
			correction.record.as_ref()
		},
		Body::Dispute(dispute) if at(dispute.of).is_none() => {
			return refused(format!("There is no entry {} that could be disputed.", dispute.of));
		},
		Body::Dispute(_) => None,
		Body::Inquiry(_) => return refused("Inquiries are entered when a file is sealed.".to_owned()),
	};
	match record {
		Some(record) if record.from >= record.until => refused("The period of the record has no days.".to_owned()),
		Some(record) if record.until > now => refused("The period of the record is not over.".to_owned()),
		_ => Ok(()),
	}
}

pub fn enter(arguments: &EnterArguments) -> Result<Answer, Failure> {
	let EnterArguments { folder, subject, reporter, entry, time } = arguments;
	let (body, folder, at) = (body(entry)?, Folder::open(folder)?, time.unwrap_or_else(moment::now));
	ensure_makes_sense(&body, &folder.entries(subject)?, at)?;
	let entry = Entry { salt: fields::random()?, at, reporter: reporter.unwrap_or(folder.register), body };
	let (hash, json) = (entry.hash(), json!(entry));
	let number = folder.append(subject, entry)?;
	let table = Table::default().row("Number", number).hash("Entry", &hash);
	Ok(Answer::new(json!({ "number": number, "hash": hash, "entry": json }), table.text()))
}

pub fn root(arguments: &RootArguments) -> Result<Answer, Failure> {
	let note = Folder::open(&arguments.folder)?.next_root()?;
	let json = json!({ "number": note.number, "root": note.root, "files": note.counts.len() });
	let table = Table::default().row("Number", note.number).hash("Root", &note.root).row("Files", note.counts.len());
	Ok(Answer::new(json, table.text()))
}

pub async fn seal(connection: &Connection, arguments: &SealArguments) -> Result<Answer, Failure> {
	let consent: Consent = document::read_json(&arguments.consent)?;
	let folder = Folder::open(&arguments.folder)?;
	if consent.terms.register != folder.register {
		let message = format!("The consent is for the register {}.", consent.terms.register);
		return Err(Failure::refused("consent", message));
	}
	seal_for(&Chain::connect(connection).await?, &folder, consent, &arguments.out).await
}

/// Seal the file of whom a consent is by.
async fn seal_for(chain: &Chain, folder: &Folder, consent: Consent, out: &Path) -> Result<Answer, Failure> {
	let (register, terms) = (folder.register, consent.terms.clone());
	let found = chain.view(CREDIT, "register", json!({ "register": register }), Value::Null).await?;
	let published: Option<H256> = serde_json::from_value(found.value["newest"]["root"].clone()).ok();
	let note = match &published {
		Some(root) => folder.of_root(root)?,
		None => None,
	};
	let unpublished = "The newest root of the register on chain is none of this folder: publish the last one.";
	let note = note.ok_or_else(|| Failure::refused("root", unpublished))?;
	let now = found.block.time;
	let hash = consent.check(chain, &found.block, now).await?;
	ensure_agreement(chain, &found.block, &terms.lender, &terms.key).await?;
	let (entries, proof) = folder.prove(&note, &terms.subject)?;
	let file = entries.map(|entries| (entries, folder.salt(&terms.subject, &note)));
	let opened = Opened::new(note.root, file, proof);
	let text = serde_json::to_vec(&opened).map_err(|error| Failure::unknown("file", error.to_string()))?;
	let sealed = seal::seal(&terms.agreement()?, &chain.genesis, &hash, &text)?;
	if out.exists() {
		return Err(Failure::unknown("file", format!("{} is there already.", out.display())));
	}
	// First, so that nobody gets a file without the subject's seeing who did.
	let inquiry = Inquiry { lender: terms.lender, consent: hash, purpose: terms.purpose };
	let entry = Entry { salt: fields::random()?, at: now, reporter: register, body: Body::Inquiry(inquiry) };
	let number = folder.append(&terms.subject, entry)?;
	write(out, &SealedFile { consent, sealed })?;
	let count = opened.count();
	let json = json!({
		"consent": hash, "root": note.root, "entries": count, "inquiry": number, "file": out.display().to_string(),
	});
	let table = Table::default().hash("Consent", &hash).hash("Root", &note.root);
	let table = table.row("Entries", count).row("Inquiry", number).row("Sealed in", out.display());
	Ok(Answer::new(json, table.text()))
}

/// The same for tests of others.
#[cfg(test)]
pub async fn seal_in(chain: &Chain, folder: &Folder, consent: Consent, out: &Path) -> Result<Answer, Failure> {
	seal_for(chain, folder, consent, out).await
}

/// The nodes of a proof as texts, and back.
pub fn texts(proof: crate::credit::trie::Proof) -> Vec<Bytes> {
	proof.into_iter().map(Bytes).collect()
}

/// See [`texts`].
pub fn nodes(proof: &[Bytes]) -> crate::credit::trie::Proof {
	proof.iter().map(|node| node.0.clone()).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		credit::{
			tests::{entries, record},
			Correction, Dispute, Record,
		},
		failure::Exit,
	};

	#[test]
	fn what_cannot_be_so_is_not_entered() {
		let (before, now) = (entries(), record().until);
		let ensure = |body| ensure_makes_sense(&body, &before, now);
		assert!(ensure(Body::Record(record())).is_ok());
		assert!(ensure(Body::Correction(Correction { of: 0, record: None })).is_ok());
		assert!(ensure(Body::Dispute(Dispute { of: 4, dispute: H256::zero() })).is_ok());
		for wrong in [
			Body::Record(Record { from: now, ..record() }),
			Body::Record(Record { until: now + 1, ..record() }),
			Body::Correction(Correction { of: 0, record: Some(Record { until: now + 1, ..record() }) }),
			Body::Correction(Correction { of: 1, record: None }),
			Body::Correction(Correction { of: 5, record: None }),
			Body::Dispute(Dispute { of: 5, dispute: H256::zero() }),
			before[1].body.clone(),
		] {
			let failure = ensure(wrong.clone()).expect_err("it is refused");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, "entry"), "{wrong:?}");
		}
		assert_eq!(body("{\"record\": {}}").expect_err("it is not whole").code, "usage");
	}

	#[test]
	fn files_are_kept_from_the_command_line() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let (folder, account) = (place.path().to_owned(), |text| without_names(text).expect("it is an account"));
		let register = account("//Alice");
		init(&InitArguments { folder: folder.clone(), register }).expect("it begins");
		let entry = "{\"record\": {\"liability\": \"loan\", \
			\"reference\": \"0x0707070707070707070707070707070707070707070707070707070707070707\", \
			\"value\": \"500\", \"from\": \"2025-01-01T00:00:00Z\", \"until\": \"2025-02-01T00:00:00Z\"}}";
		let arguments = EnterArguments {
			folder: folder.clone(),
			subject: account("//Bob"),
			reporter: Some(account("//Charlie")),
			entry: entry.to_owned(),
			time: Some(1_767_225_600_000),
		};
		let first = enter(&arguments).expect("it is entered").json;
		assert_eq!((&first["number"], &first["entry"]["body"]["record"]["loss"]), (&json!(0), &json!("0")));
		assert_eq!(first["entry"]["at"], json!("2026-01-01T00:00:00Z"));
		assert_eq!(enter(&arguments).expect("it is entered").json["number"], json!(1));
		let of_folder = RootArguments { folder };
		let one = root(&of_folder).expect("it is computed").json;
		assert_eq!((&one["number"], &one["files"]), (&json!(1), &json!(1)));
		assert_ne!(root(&of_folder).expect("it is computed").json["root"], one["root"]);
		assert!(without_names("amina").is_err() && without_names("//").is_err());
	}
}
