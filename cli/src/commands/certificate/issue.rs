//! Issue and replace.

use super::{
	before::{certificate, ensure_published, Before},
	rebuilt,
};
use crate::{
	arguments::{self, Connection},
	caller::{Caller, CallerArguments},
	commands::{nullifier::Reveal, perform},
	document,
	failure::Failure,
	fields::Fields,
	input::{self, unusable},
	moment::{self, Moment},
	output::Answer,
};
use civitas_credentials::Document;
use clap::Args;
use serde_json::{json, Value};
use std::path::PathBuf;
use subxt::utils::H256;

/// What is certified.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Claims {
	/// The file with the JSON document that is certified, or - for standard input: only the hash of its canonical form (RFC 8785)
	/// is recorded. Have something random in it, such as a urn:uuid, or others can guess what it says.
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

/// The same, read.
struct Content {
	/// As calls have it.
	json: Value,
	/// The document, if it is given, as a whole or by all its fields.
	document: Option<Document>,
}

impl ContentArguments {
	/// Read the files.
	fn read(&self) -> Result<Content, Failure> {
		let Self { claims, publish, evidence, search_key, valid_from, valid_until } = self;
		let (commitment, document) = match claims {
			Claims { document: Some(path), .. } => {
				let document = input::document(path)?;
				(H256(document.hash()), Some(document))
			},
			Claims { fields: Some(path), .. } => {
				let fields = document::read_json::<Fields>(path)?;
				let document = rebuilt::document(&fields).map_err(|problem| unusable(path, problem))?;
				(fields.root()?, Some(document))
			},
			Claims { claims: Some(claims), .. } => (*claims, None),
			// The parser does not let this through.
			_ => return Err(Failure::usage("Give --document, --fields or --claims.")),
		};
		// Nor that fields are published.
		let record = document.as_ref().filter(|_| *publish).map_or("", Document::canonical);
		let evidence = evidence.as_deref().map(document::hash_file).transpose()?;
		let json = json!({
			"claims": commitment,
			"record": record,
			"evidence": evidence,
			"searchKey": search_key,
			"validFrom": valid_from,
			"validUntil": valid_until,
		});
		Ok(Content { json, document })
	}

	/// Look at what was read before it is certified under a schema.
	async fn look_at(&self, content: &Content, caller: &Caller, schema: &Value) -> Result<(), Failure> {
		let mut before = Before::of(caller, schema).await?;
		match (&content.document, &self.claims) {
			(Some(document), Claims { document: Some(path), .. }) => {
				before.check(document, None).map_err(|problem| unusable(path, problem))?;
			},
			(Some(document), Claims { fields: Some(path), .. }) => {
				before.check_fields(document).map_err(|problem| unusable(path, problem))?;
			},
			_ => before.unchecked(),
		}
		ensure_published(caller, &before, content.json["record"].as_str().unwrap_or_default())?;
		before.say();
		Ok(())
	}
}

#[derive(Args, Debug)]
pub struct IssueArguments {
	/// The accreditation under which you issue; as the operator of the schema's network if this is not given.
	#[arg(long, value_name = "ID")]
	accreditation: Option<u64>,
	/// What kind of certificate.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	schema: H256,
	/// Whom it is about.
	#[arg(long, value_name = "ACCOUNT")]
	subject: String,
	#[command(flatten)]
	content: ContentArguments,
	/// What makes a person unique, if the schema asks for that, as you have committed to it by `nullifier commit`. If it is too
	/// early to use it, the command waits.
	#[arg(long, value_name = "HASH", value_parser = arguments::hash)]
	nullifier: Option<H256>,
	#[command(flatten)]
	caller: CallerArguments,
}

#[derive(Args, Debug)]
pub struct ReplaceArguments {
	/// The certificate whose place another takes.
	#[arg(value_parser = arguments::hash)]
	id: H256,
	/// The accreditation under which you issue: its own if this is not given, one above it, or `operator`, as the operator of its
	/// network.
	#[arg(long, value_name = "ID|operator", value_parser = authority)]
	accreditation: Option<Value>,
	#[command(flatten)]
	content: ContentArguments,
	#[command(flatten)]
	caller: CallerArguments,
}

pub async fn issue(connection: &Connection, arguments: IssueArguments) -> Result<Answer, Failure> {
	let IssueArguments { accreditation, schema, subject, content: given, nullifier, caller } = arguments;
	let content = given.read()?;
	let caller = caller.connect(connection).await?;
	given.look_at(&content, &caller, &json!(schema)).await?;
	let subject = caller.chain.account(&subject).await?;
	let reveal = nullifier.map(|nullifier| Reveal::of(&caller, &schema, &nullifier));
	if let Some(reveal) = reveal.as_ref().filter(|_| !caller.only_tries()) {
		reveal.wait_until_usable(&caller).await?;
	}
	let issue = json!({
		"accreditation": accreditation,
		"schema": schema,
		"subject": subject,
		"content": content.json,
		"nullifier": reveal.as_ref().map(Reveal::json),
	});
	perform(&caller, json!({ "issue": issue }), "certificateIssued", |_, _| ()).await
}

pub async fn replace(connection: &Connection, arguments: ReplaceArguments) -> Result<Answer, Failure> {
	let ReplaceArguments { id, accreditation, content: given, caller } = arguments;
	let content = given.read()?;
	let caller = caller.connect(connection).await?;
	let former = certificate(&caller, &id).await?;
	given.look_at(&content, &caller, &former["schema"]).await?;
	let accreditation = accreditation.unwrap_or_else(|| former["accreditation"].clone());
	let replace = json!({ "accreditation": accreditation, "certificate": id, "content": content.json });
	perform(&caller, json!({ "replace": replace }), "certificateReplaced", |_, _| ()).await
}

/// By what right something is issued: an accreditation as calls have it, which is none for operators.
fn authority(text: &str) -> Result<Value, String> {
	match text {
		"operator" => Ok(Value::Null),
		text => text.parse::<u64>().map(Value::from).map_err(|_| "neither an accreditation nor `operator`".to_owned()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{failure::Exit, presets::Preset, test_chain};
	use clap::Parser;

	#[test]
	fn one_issues_under_an_accreditation_or_as_the_operator() {
		assert_eq!((authority("operator"), authority("7")), (Ok(Value::Null), Ok(json!(7))));
		assert!(authority("Operator").is_err() && authority("-1").is_err());
	}

	#[test]
	fn what_is_published_is_the_canonical_form() {
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let path = folder.path().join("document.json");
		std::fs::write(&path, "{ \"b\": \"\\u00e4\", \"a\": 1 }").expect("there is room for a file");
		let read = |publish: bool, document: Option<PathBuf>, commitment: Option<H256>| {
			let claims = Claims { document, fields: None, claims: commitment };
			let (evidence, search_key, valid_from, valid_until) = (None, None, Some(5), None);
			ContentArguments { claims, publish, evidence, search_key, valid_from, valid_until }.read()
		};
		let claims = "0xf5300ffcfd6fd3fc2de46d700be90d43fd799cd9eb69da4737201006143d48a1";
		let content = read(true, Some(path.clone()), None).expect("the document is fine");
		assert_eq!(
			(&content.json["claims"], &content.json["record"]),
			(&json!(claims), &json!("{\"a\":1,\"b\":\"ä\"}"))
		);
		assert!(content.document.is_some() && content.json["validFrom"] == 5 && content.json["validUntil"].is_null());
		let content = read(false, Some(path), None).expect("the document is fine");
		assert_eq!((&content.json["claims"], &content.json["record"]), (&json!(claims), &json!("")));
		let content = read(false, None, Some(H256::zero())).expect("it is a commitment");
		assert!(content.document.is_none() && content.json["claims"] == json!(H256::zero()));
		assert_eq!(read(false, None, None).err().expect("nothing is certified").code, "usage");
	}

	/// The arguments of whoever issues.
	#[derive(clap::Parser)]
	struct Line {
		#[command(flatten)]
		content: ContentArguments,
		#[command(flatten)]
		caller: CallerArguments,
	}

	#[tokio::test]
	async fn what_is_not_of_a_preset_is_refused_whole_or_by_its_fields() {
		let hash = Preset::Death.content(None, "").expect("it is a document")["documentHash"].clone();
		let schema = json!({ "documentHash": hash, "rules": { "publicRecord": false } });
		let folder = tempfile::tempdir().expect("there is room for a folder");
		let looked_at = async |flag: &str, value: &str| {
			let line = Line::parse_from(["issue", "--suri", "//Alice", flag, value]);
			let content = line.content.read()?;
			let schema = schema.clone();
			let chain = test_chain::chain(move |_, _| schema.clone());
			let caller = line.caller.caller(chain, line.caller.keys()?).await?;
			line.content.look_at(&content, &caller, &json!(H256::zero())).await
		};
		let id = "urn:uuid:16627595-a909-440f-862c-077cb103f0c6";
		for (document, fine) in [
			(json!({ "id": id, "name": "Zoë", "diedOn": "2025-07-01", "place": "Town" }), true),
			(json!({ "id": id, "name": "Zoë", "diedOn": "in summer", "place": "Town" }), false),
		] {
			let document = Document::from_value(document).expect("it is a document");
			let fields = Fields::of(&document, || Ok(H256::zero())).expect("it has fields");
			for (flag, text) in [("--document", document.canonical()), ("--fields", json!(fields).to_string().as_str())]
			{
				let path = folder.path().join("given.json");
				std::fs::write(&path, text).expect("there is room for a file");
				let path = path.to_str().expect("it is UTF-8");
				let looked = looked_at(flag, path).await;
				let told = looked.as_ref().err().map(|failure| (failure.exit, failure.message.contains("/diedOn: ")));
				assert_eq!(told, (!fine).then_some((Exit::No, true)), "{flag}: {looked:?}");
			}
		}
		assert!(looked_at("--claims", &"11".repeat(32)).await.is_ok(), "nothing is known of it");
	}
}
