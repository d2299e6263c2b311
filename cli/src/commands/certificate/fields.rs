//! `civitas certificate fields`.

use crate::{
	arguments, document,
	failure::{Exit, Failure},
	fields::{random, Disclosure, Fields},
	input,
	output::{Answer, Table},
};
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};
use subxt::utils::H256;

#[derive(Debug, Subcommand)]
pub enum FieldsCommand {
	/// Take a document apart into salted fields, and print the root of their tree, which is what is certified.
	Commit {
		/// The file with the JSON document, or - for standard input.
		#[arg(long, value_name = "FILE")]
		document: PathBuf,
		/// The file that gets all fields with their salts: its holder can show any of them, so it goes to the subject.
		#[arg(long, value_name = "FILE")]
		fields: PathBuf,
	},
	/// Print some fields, with the proof that they are of the document.
	Disclose {
		/// The file with all fields.
		#[arg(long, value_name = "FILE")]
		fields: PathBuf,
		/// Which: a JSON pointer (RFC 6901), such as /credentialSubject/achievement/name; all below it are shown. Give this
		/// once for each.
		#[arg(long, value_name = "POINTER", required = true)]
		name: Vec<String>,
	},
	/// Check fields that were shown. That they are certified is said by `certificate verify --disclosure`.
	Verify {
		/// The file with some fields.
		#[arg(long, value_name = "FILE")]
		disclosure: PathBuf,
		/// The commitment that they have to lead to.
		#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
		claims: Option<H256>,
	},
}

/// Do what the command says.
pub fn run(command: FieldsCommand) -> Result<Answer, Failure> {
	match command {
		FieldsCommand::Commit { document, fields } => commit(&document, &fields),
		FieldsCommand::Disclose { fields, name } => {
			let disclosure = document::read_json::<Fields>(&fields)?.disclose(&name)?;
			let json = json!(disclosure);
			let text = format!("{json:#}");
			Ok(Answer::new(json, text))
		},
		FieldsCommand::Verify { disclosure, claims } => verify(&disclosure, claims),
	}
}

fn commit(path: &Path, to: &Path) -> Result<Answer, Failure> {
	let fields = Fields::of(&input::document(path)?, random)?;
	let root = fields.root()?;
	document::write_new(to, true, |file| Ok(serde_json::to_writer_pretty(file, &fields)?))?;
	Ok(Answer::new(json!({ "claims": root, "fields": fields.fields.len() }), format!("{root:?}")))
}

fn verify(path: &Path, claims: Option<H256>) -> Result<Answer, Failure> {
	let (disclosure, root) = Disclosure::read(path)?;
	let matches = claims.is_none_or(|claims| claims == root);
	let table = Table::default().hash("Claims", &root).row("Fields", disclosure.count);
	let table = disclosure.fields.iter().fold(table, |table, field| table.row(&field.name, &field.value));
	let text =
		if matches { table.text() } else { format!("These are not fields of what was certified.\n\n{}", table.text()) };
	let shown: serde_json::Map<_, _> =
		disclosure.fields.iter().map(|field| (field.name.clone(), field.value.clone())).collect();
	let exit = if matches { Exit::Success } else { Exit::No };
	Ok(Answer {
		exit,
		json: json!({ "valid": matches, "claims": root, "count": disclosure.count, "shown": shown }),
		text,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	#[test]
	fn from_a_document_to_what_is_shown_of_it() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = |name: &str| folder.path().join(name);
		fs::write(path("d.json"), "{ \"name\": \"Zoë\", \"born\": \"2001\" }").expect("there is room for a file");
		let committed = commit(&path("d.json"), &path("fields")).expect("the document is fine");
		assert_eq!(committed.json["fields"], 2);
		assert_eq!(commit(&path("d.json"), &path("fields")).expect_err("it is not written over").code, "file");
		let disclose = FieldsCommand::Disclose { fields: path("fields"), name: vec!["/name".to_owned()] };
		fs::write(path("shown"), run(disclose).expect("it is there").text).expect("there is room for a file");
		let claims = arguments::hash(&committed.text).ok();
		let answer = verify(&path("shown"), claims).expect("it is consistent");
		assert_eq!((answer.exit, &answer.json["shown"]), (Exit::Success, &json!({ "/name": "Zoë" })));
		let answer = verify(&path("shown"), Some(H256::zero())).expect("it is consistent");
		assert_eq!(answer.exit, Exit::No);
		// Salts are random, so the commitment is another each time.
		let again = commit(&path("d.json"), &path("again")).expect("the document is fine");
		assert_ne!(again.text, committed.text);
		let changed = fs::read_to_string(path("shown")).expect("it is there").replace("Zoë", "Zoe");
		fs::write(path("shown"), changed).expect("there is room for a file");
		assert_eq!(verify(&path("shown"), claims).expect("it is consistent").exit, Exit::No);
		fs::write(path("shown"), "{ \"count\": 2, \"fields\": [] }").expect("there is room for a file");
		assert_eq!(verify(&path("shown"), claims).expect_err("nothing is shown").code, "document");
	}
}
