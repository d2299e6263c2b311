//! What is looked at before something is issued, so that nothing is certified that cannot be used.

use super::issuer::is_same;
use crate::{
	caller::Caller,
	commands::CERTIFICATION,
	failure::Failure,
	output::notice,
	presets::{Checker, Preset},
};
use civitas_credentials::{form_of, website_of, Document, Form, Own, OwnIssuer};
use serde_json::{json, Value};
use std::collections::BTreeMap;
use subxt::utils::{AccountId32, H256};

/// How many different things are noted of the documents of a batch.
const NOTED: usize = 10;

/// What a schema asks for of documents, and who issues.
pub struct Before {
	checker: Option<Checker>,
	/// Whether documents are published.
	pub is_public: bool,
	issuer: AccountId32,
	/// What was noted, in which line first, and how often.
	notes: BTreeMap<String, (Option<u64>, usize)>,
}

impl Before {
	/// Of a schema, for what this caller issues.
	pub async fn of(caller: &Caller, schema: &Value) -> Result<Self, Failure> {
		let found = caller.chain.view(CERTIFICATION, "schema", json!({ "schema": schema }), Value::Null).await?;
		if found.value.is_null() {
			return Err(caller.chain.error(CERTIFICATION, "SchemaUnknown"));
		}
		Self::new(&found.value, caller.account())
	}

	fn new(schema: &Value, issuer: AccountId32) -> Result<Self, Failure> {
		let checker = Preset::of_hash(&schema["documentHash"]).map(Preset::checker).transpose();
		let checker = checker.map_err(|error| Failure::unknown("document", error))?;
		let is_public = schema["rules"]["publicRecord"] == true;
		Ok(Self { checker, is_public, issuer, notes: BTreeMap::new() })
	}

	/// That a document is as the schema asks for, if the client knows what that is. What else its issuer may overlook is noted;
	/// `line` is where it was, if there are several.
	pub fn check(&mut self, document: &Document, line: Option<u64>) -> Result<(), String> {
		self.conforms(document)?;
		self.note(of_form(document).into_iter().chain(of_issuer(document, &self.issuer)), line);
		Ok(())
	}

	/// The same of a document of which only fields are certified: it is never shown as a credential of its own.
	pub fn check_fields(&mut self, document: &Document) -> Result<(), String> {
		self.conforms(document)?;
		self.note(of_issuer(document, &self.issuer), None);
		Ok(())
	}

	/// Note that there is no document to check, if it could have been.
	pub fn unchecked(&mut self) {
		let note = self.checker.as_ref().map(|checker| {
			format!(
				"nobody says what a bare commitment stands for, so it could not be checked that it is {}",
				checker.wanted()
			)
		});
		self.note(note, None);
	}

	fn conforms(&self, document: &Document) -> Result<(), String> {
		self.checker.as_ref().map_or(Ok(()), |checker| checker.check(document))
	}

	fn note(&mut self, notes: impl IntoIterator<Item = String>, line: Option<u64>) {
		for note in notes {
			self.notes.entry(note).or_insert((line, 0)).1 += 1;
		}
	}

	/// Say what was noted.
	pub fn say(&self) {
		for (note, (line, times)) in self.notes.iter().take(NOTED) {
			match line {
				Some(line) if *times > 1 => notice(&format!("line {line} and {} more: {note}", times - 1)),
				Some(line) => notice(&format!("line {line}: {note}")),
				None => notice(note),
			}
		}
	}
}

/// What the issuer of a document may overlook of its form.
fn of_form(document: &Document) -> Option<String> {
	let Form::Claims(reasons) = form_of(document) else { return None };
	Some(format!(
		"the document says that it is a credential, but is not shown as one: it will be within the `claims` of another, because {}",
		reasons.join("; ")
	))
}

/// What the issuer of a document may overlook of whom it names as such.
fn of_issuer(document: &Document, issuer: &AccountId32) -> Option<String> {
	let only = format!("valid only for those who ask for --issuer {issuer}");
	let named = match Own::of(document).issuer {
		OwnIssuer::One(named) if !is_same(&named, issuer) => named,
		OwnIssuer::None | OwnIssuer::One(_) => return None,
		OwnIssuer::Unclear(why) => {
			return Some(format!("it is not clear whom the document names as its issuer ({why}): it is {only}"));
		},
	};
	let names = format!("the document names {named} as its issuer, but its certificate is issued by {issuer}");
	Some(match website_of(&named) {
		Some(_) => format!(
			"{names}: but for those who trust someone who attests that this is a website of {issuer} \
			 (`identity-registry attest-domain`), it is shown within the `claims` of another credential, and is {only}"
		),
		// Only websites are attested.
		None => format!("{names}: it is shown within the `claims` of another credential, and is {only}"),
	})
}

/// That what is certified under a schema of public records is published: whoever issues has to say so, as it cannot be undone.
pub fn ensure_published(caller: &Caller, before: &Before, record: &str) -> Result<(), Failure> {
	if !before.is_public || !record.is_empty() {
		return Ok(());
	}
	let missing = caller.chain.error(CERTIFICATION, "RecordMissing");
	let how = "With --document and --publish the whole document is written on chain, for everyone to read.";
	Err(Failure { message: format!("{} {how}", missing.message), ..missing })
}

/// That a certificate of this identifier is known: what the chain has of it.
pub async fn certificate(caller: &Caller, id: &H256) -> Result<Value, Failure> {
	let found = caller.chain.view(CERTIFICATION, "certificate", json!({ "certificate": id }), Value::Null).await?;
	match found.value {
		Value::Null => Err(caller.chain.error(CERTIFICATION, "CertificateUnknown")),
		certificate => Ok(certificate),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const ISSUER: AccountId32 = AccountId32([3; 32]);

	fn badge() -> Value {
		serde_json::from_str(include_str!("../../../../docs/examples/open-badge.json")).expect("it is JSON")
	}

	fn document(value: Value) -> Document {
		Document::from_value(value).expect("it is a document")
	}

	#[test]
	fn whoever_issues_is_told_what_others_will_see() {
		let noted = |value: Value| {
			let document = document(value);
			let notes: Vec<_> = of_form(&document).into_iter().chain(of_issuer(&document, &ISSUER)).collect();
			notes.join("\n")
		};
		assert!(noted(badge()).contains("names https://school.riverside.example/profile as its issuer"));
		let mut own = badge();
		own["issuer"]["id"] = json!(crate::identity::to_did(ISSUER));
		assert_eq!(noted(own.clone()), "");
		// No subject is said.
		own["credentialSubject"] = json!({});
		assert!(noted(own).contains("within the `claims` of another, because "));
		assert_eq!(noted(json!({ "name": "Zoë" })), "");
	}

	#[test]
	fn attesters_are_named_for_websites_alone() {
		let noted = |issuer: &str| {
			let mut named = badge();
			named["issuer"]["id"] = json!(issuer);
			of_issuer(&document(named), &ISSUER).expect("it is someone else")
		};
		let only = format!("valid only for those who ask for --issuer {ISSUER}");
		for website in ["https://school.riverside.example", "did:web:school.riverside.example"] {
			let note = noted(website);
			assert!(note.contains("attest-domain") && note.ends_with(&only), "{note}");
		}
		for other in [crate::identity::to_did(AccountId32([4; 32])).as_str(), "did:key:z6Mk", "urn:uuid:1"] {
			let note = noted(other);
			assert!(!note.contains("attest") && note.contains(other) && note.ends_with(&only), "{note}");
		}
	}

	#[test]
	fn what_stands_for_nothing_cannot_be_checked() {
		let before = |hash: Value| {
			let mut before = Before::new(&json!({ "documentHash": hash, "rules": {} }), ISSUER).expect("it is fine");
			before.unchecked();
			before.notes.into_keys().collect::<Vec<_>>().join("\n")
		};
		let hash = Preset::Degree.content(None, "").expect("it is a document")["documentHash"].clone();
		let note = before(hash);
		assert!(note.contains("could not be checked") && note.contains("docs/schemas/degree.schema.json"), "{note}");
		assert_eq!(before(json!(H256::zero())), "");
	}

	#[test]
	fn documents_of_a_preset_are_checked_and_all_others_are_not() {
		let schema = |hash: Value| json!({ "documentHash": hash, "rules": { "publicRecord": true } });
		let hash = Preset::Degree.content(None, "").expect("it is a document")["documentHash"].clone();
		let mut degree = Before::new(&schema(hash), ISSUER).expect("the preset is fine");
		assert!(degree.is_public);
		assert_eq!(degree.check(&document(badge()), Some(1)), Ok(()));
		assert_eq!(degree.check(&document(badge()), Some(2)), Ok(()));
		assert_eq!(degree.notes.values().collect::<Vec<_>>(), [&(Some(1), 2)]);
		let wrong = degree.check(&document(json!({ "degree": "BSc" })), None).expect_err("it is no degree");
		assert!(wrong.contains("\"id\""), "{wrong}");
		let mut other = Before::new(&schema(json!(H256::zero())), ISSUER).expect("nothing is checked");
		assert_eq!(other.check(&document(json!({ "degree": "BSc" })), None), Ok(()));
	}
}
