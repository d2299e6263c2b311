//! As what a document is presented: in whose standard it is legal.

use crate::{
	context::{is_url, CREDENTIALS_CONTEXT},
	document::{elements, shorten},
	expand::expand,
	own::{Own, OwnIssuer, CREDENTIALS},
	time::DateTime,
	Document,
};
use jsonschema::Validator;
use serde_json::{json, Map, Value};
use std::sync::LazyLock;

/// The member that names the place on chain.
pub const ANCHOR: &str = "civitas";
/// The member that names the lists in which the status is.
pub const STATUS: &str = "credentialStatus";
/// The member that signatures are in.
pub const PROOF: &str = "proof";
/// The member for claims that are not those of another vocabulary.
pub const CLAIMS: &str = "claims";

/// Below it are the terms that are ours. A random UUID, since it has to be nobody else's.
const VOCABULARY: &str = "urn:uuid:676d0d7d-304d-4e7a-b292-e5588bfbe9a9#";

/// How all versions of the context of badges begin.
const BADGES_CONTEXTS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context";
/// The two names of the type of a badge.
const BADGES: [&str; 2] = ["OpenBadgeCredential", "AchievementCredential"];
/// The type of what speaks for someone else's badge.
const ENDORSEMENT: &str = "EndorsementCredential";

/// The most reasons that are given.
const MAX_REASONS: usize = 8;

/// As what a document is presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
	/// As the credential that it is, with what the chain adds.
	Credential(Names),
	/// Within the claims of another credential, though it says that it is one: why.
	Claims(Vec<String>),
	/// Within the claims of a credential: it is none.
	Data,
}

/// Whom a credential names, by its members and by all that its contexts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
	/// Itself.
	pub id: Option<String>,
	/// Its only issuer.
	pub issuer: String,
	/// Those of its subjects that have a name.
	pub subjects: Vec<String>,
}

/// As what a document is presented, whoever certifies it.
pub fn form_of(document: &Document) -> Form {
	let own = if document.value().is_string() { Own::of(document) } else { Own::read(document.value(), None) };
	if own == Own::default() {
		return Form::Data;
	}
	let objected = match document.members() {
		Some(members) => names_or_objections(document, members),
		None => Err(vec!["it is not an object".into()]),
	};
	match objected {
		Ok(names) => Form::Credential(names),
		Err(mut reasons) => {
			reasons.truncate(MAX_REASONS);
			Form::Claims(reasons)
		},
	}
}

/// What a document is with what the chain adds; `None` if it is of no form to which that could be added.
pub fn with_chain(document: &Map<String, Value>, status: Value, anchor: Value) -> Option<Map<String, Value>> {
	let contexts = document.get("@context")?.as_array()?;
	if [ANCHOR, STATUS, PROOF].iter().any(|member| document.contains_key(*member)) {
		return None;
	}
	let mut credential = document.clone();
	credential.insert("@context".into(), contexts.iter().cloned().chain([context_of_anchor()]).collect());
	credential.insert(STATUS.into(), status);
	credential.insert(ANCHOR.into(), anchor);
	Some(credential)
}

/// The document to which the chain has added something, and someone a signature.
pub fn without_chain(credential: &Map<String, Value>) -> Map<String, Value> {
	let mut document = credential.clone();
	for added in [ANCHOR, STATUS, PROOF] {
		document.remove(added);
	}
	if let Some(Value::Array(contexts)) = document.get_mut("@context") {
		contexts.pop_if(|last| *last == context_of_anchor());
	}
	document
}

/// Defines the only term that is added to a document which is a credential itself.
pub fn context_of_anchor() -> Value {
	json!({ "@protected": true, ANCHOR: literal(ANCHOR) })
}

/// Defines the terms of a credential that has a document among its claims.
pub fn context_of_claims() -> Value {
	json!({
		"@protected": true,
		"CivitasCertificate": format!("{VOCABULARY}CivitasCertificate"),
		ANCHOR: literal(ANCHOR),
		CLAIMS: literal(CLAIMS),
	})
}

/// What is JSON of its own: it needs no vocabulary, and a signature covers it exactly.
fn literal(term: &str) -> Value {
	json!({ "@id": format!("{VOCABULARY}{term}"), "@type": "@json" })
}

/// Whether it says that it is a badge. Of its status it can have one only.
pub fn is_badge(credential: &Map<String, Value>) -> bool {
	BADGES.iter().any(|badge| has_type(credential, badge))
}

/// In what a credential is not legal: in the Verifiable Credentials Data Model 2.0, and in Open Badges 3.0 if it is a badge.
/// None if it is.
pub fn problems_of(credential: &Map<String, Value>) -> Vec<String> {
	let mut problems = form_problems(credential);
	problems.extend(expand(credential).err());
	problems.iter_mut().for_each(shorten);
	problems
}

fn form_problems(credential: &Map<String, Value>) -> Vec<String> {
	let whole = Value::Object(credential.clone());
	let mut problems = problems_by(&CREDENTIAL, &whole);
	if is_badge(credential) {
		problems.extend(problems_by(&BADGE, &whole));
		let is_of_badges = |context: &Value| context.as_str().is_some_and(|url| url.starts_with(BADGES_CONTEXTS));
		if !elements(credential.get("@context")).iter().any(is_of_badges) {
			problems.push("it is a badge without the context of badges".into());
		}
	} else if has_type(credential, ENDORSEMENT) {
		problems.extend(problems_by(&ENDORSEMENTS, &whole));
	}
	let mut times = Vec::new();
	for member in ["validFrom", "validUntil"] {
		match credential.get(member).map(|time| time.as_str().and_then(DateTime::parse)) {
			Some(None) => problems.push(format!("{member} is not a time as XML Schema writes it, with an offset")),
			Some(Some(time)) => times.push(time),
			None => (),
		}
	}
	if matches!(times.as_slice(), [from, until] if from > until) {
		problems.push("it is valid until before it is valid from".into());
	}
	let id = |named: &Value| named.get("id").unwrap_or(named).as_str().map(str::to_owned);
	let issuer = credential.get("issuer").and_then(id);
	let subjects = elements(credential.get("credentialSubject")).iter().filter(|subject| subject.get("id").is_some());
	let named = [credential.get("id").and_then(id), issuer].into_iter().chain(subjects.map(id));
	problems.extend(named.flatten().filter(|id| !is_url(id)).map(|id| format!("{id:?} is not a URL")));
	problems
}

/// Whom a document names that can be shown as the credential that it is, or what speaks against that.
fn names_or_objections(whole: &Document, document: &Map<String, Value>) -> Result<Names, Vec<String>> {
	let taken: Vec<_> = [ANCHOR, STATUS, PROOF].into_iter().filter(|member| document.contains_key(*member)).collect();
	if !taken.is_empty() {
		return Err(vec![format!(
			"it has members of its own that the chain adds, or that cover what it adds: {}",
			taken.join(", ")
		)]);
	}
	// As all are of one form, any stands for those that the chain adds.
	let entry = json!({
		"id": "urn:uuid:676d0d7d-304d-4e7a-b292-e5588bfbe9a9",
		"type": "BitstringStatusListEntry",
		"statusPurpose": "suspension",
		"statusListIndex": "0",
		"statusListCredential": "urn:uuid:676d0d7d-304d-4e7a-b292-e5588bfbe9a9",
	});
	let status = if is_badge(document) { entry } else { json!([entry, entry]) };
	let Some(credential) = with_chain(document, status, json!({})) else {
		return Err(vec![format!("@context is not a list that begins with {CREDENTIALS_CONTEXT}")]);
	};
	let mut problems = form_problems(&credential);
	// It is asked first what it means by itself, so that a fault of its own is named as one.
	let meaning = expand(document);
	let own = Own::read(whole.value(), meaning.as_ref().ok());
	let names = meaning.as_ref().ok().and_then(names_in);
	match meaning.map(|meaning| (meaning, expand(&credential))) {
		Err(problem) => problems.push(problem),
		Ok((_, Err(problem))) => problems.push(format!("with what the chain adds: {problem}")),
		Ok((meaning, Ok(mut whole))) => {
			if let Some(members) = whole.as_object_mut() {
				members.remove(&format!("{VOCABULARY}{ANCHOR}"));
				members.remove(&format!("{CREDENTIALS}{STATUS}"));
			}
			if meaning != whole {
				problems.push("what the chain adds would change what it means".into());
			}
		},
	}
	if let Some(member) = own.validity.unclear {
		problems.push(format!("{member} is not a time as XML Schema writes it, with an offset, or has other names"));
	}
	problems.iter_mut().for_each(shorten);
	match (own.issuer, names) {
		(OwnIssuer::One(issuer), Some(names)) if names.issuer == issuer && problems.is_empty() => Ok(names),
		(OwnIssuer::Unclear(why), _) => {
			problems.push(why);
			Err(problems)
		},
		_ => {
			if problems.is_empty() {
				problems.push("by its contexts it does not have one issuer".into());
			}
			Err(problems)
		},
	}
}

/// Whom a credential names, in expanded form. `None` if it does not name one issuer.
fn names_in(meaning: &Value) -> Option<Names> {
	let named = |member: &str| {
		let values = elements(meaning.get(format!("{CREDENTIALS}{member}")));
		values.iter().map(|value| value["@id"].as_str().map(str::to_owned)).collect::<Vec<_>>()
	};
	let [Some(issuer)] = <[_; 1]>::try_from(named("issuer")).ok()? else { return None };
	let id = meaning["@id"].as_str().map(str::to_owned);
	Some(Names { id, issuer, subjects: named("credentialSubject").into_iter().flatten().collect() })
}

fn has_type(object: &Map<String, Value>, name: &str) -> bool {
	elements(object.get("type")).iter().any(|one| one == name)
}

static CREDENTIAL: LazyLock<Option<Validator>> =
	LazyLock::new(|| validator(include_str!("../schemas/verifiable-credential.json"), None));
static BADGE: LazyLock<Option<Validator>> =
	LazyLock::new(|| validator(include_str!("../schemas/open-badge.json"), None));
static ENDORSEMENTS: LazyLock<Option<Validator>> =
	LazyLock::new(|| validator(include_str!("../schemas/open-badge.json"), Some(ENDORSEMENT)));

/// Judges by a schema, or by one of the definitions in it.
fn validator(schema: &str, definition: Option<&str>) -> Option<Validator> {
	let mut schema: Value = serde_json::from_str(schema).ok()?;
	if let Some(name) = definition {
		schema = json!({ "$ref": format!("#/$defs/{name}"), "$defs": schema["$defs"].take() });
	}
	jsonschema::options().should_validate_formats(true).build(&schema).ok()
}

/// What a schema has against a value. A schema that cannot be read has something against all of them; tests read them.
fn problems_by(validator: &Option<Validator>, value: &Value) -> Vec<String> {
	let Some(validator) = validator else { return vec!["there is no schema to judge it by".into()] };
	let say = |error: jsonschema::ValidationError| {
		let at = error.instance_path().to_string();
		let at = if at.is_empty() { String::new() } else { format!("{at}: ") };
		format!("{at}{}", error.masked_with("this"))
	};
	validator.iter_errors(value).take(MAX_REASONS).map(say).collect()
}

#[cfg(test)]
mod tests;
