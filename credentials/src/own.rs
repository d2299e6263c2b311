//! What a document says of itself: by whom it is, and for when.
//!
//! Whoever reads a document goes by that, so it is judged. What a reader could take for a credential counts as one here, also where
//! it is not legal as one, and what readers could understand in different ways is [unclear](OwnIssuer::Unclear).

use crate::{
	context::is_url,
	document::{elements, shorten},
	expand::expand,
	time::DateTime,
	Bound, Document,
};
use serde::Serialize;
use serde_json::{json, Map, Value};
use std::collections::BTreeSet;

/// The vocabulary of credentials.
pub(crate) const CREDENTIALS: &str = "https://www.w3.org/2018/credentials#";

/// How the types of credentials end, in all standards, in lower case.
const TYPES: [&str; 4] = ["credential", "badge", "badgeclass", "assertion"];
/// What is in the URL of each context of credentials, in lower case.
const CONTEXTS: [&str; 5] = ["credential", "badge", "imsglobal.org", "1edtech", "blockcert"];
/// Below which members other credentials are.
pub(crate) const WRAPPERS: [&str; 12] = [
	"verifiableCredential",
	"@graph",
	"@included",
	"credential",
	"credentials",
	"badge",
	"badges",
	"assertion",
	"assertions",
	"certificate",
	"vc",
	"vp",
];
/// The members by which the payload of a signed credential is known.
pub(crate) const TOKENS: [&str; 3] = ["vc", "vp", "vct"];
/// The members that say from when, in all versions of the data model.
const FROM: [&str; 2] = ["validFrom", "issuanceDate"];
/// Those that say until when.
const UNTIL: [&str; 3] = ["validUntil", "expirationDate", "expires"];
/// The longest URL of an issuer.
const MAX_URL: usize = 2_048;

/// By whom a document says that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnIssuer {
	/// By nobody: it is no credential, and names none by a URL.
	#[default]
	None,
	/// By one issuer, of this URL.
	One(String),
	/// By several, or in a way that not all readers understand as the same. It is said why.
	Unclear(String),
}

/// What the issuer that a document names is to whoever certified it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Relation {
	/// It is them, by their DID.
	Same,
	/// It is a website of theirs, by the word of those whom the verifier trusts.
	Website,
	/// Nothing that is known for sure.
	Unrelated,
	/// It is not clear who is meant.
	Unclear,
}

impl Relation {
	/// Whether it is whoever certified the document.
	pub fn is_own(self) -> bool {
		matches!(self, Self::Same | Self::Website)
	}
}

/// From when until when something is valid, in milliseconds since the Unix epoch. What is not there is not bounded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validity {
	/// The first moment.
	pub from: Option<u64>,
	/// The last one.
	pub until: Option<u64>,
	/// The member that says one of them in a way that cannot be read: no `dateTimeStamp`.
	pub unclear: Option<String>,
}

/// What a document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own {
	/// By whom it is.
	pub issuer: OwnIssuer,
	/// For when it is valid: of several dates the strictest.
	pub validity: Validity,
}

impl Own {
	/// Of a document.
	pub fn of(document: &Document) -> Self {
		let value = document.value();
		if let Value::String(text) = value {
			return Self::of_text(text);
		}
		// Only what is written into a document can give its members another meaning than they have everywhere.
		let inline =
			|members: &&Map<String, Value>| elements(members.get("@context")).iter().any(|one| !one.is_string());
		let meaning = value.as_object().filter(inline).and_then(|members| expand(members).ok());
		Self::read(value, meaning.as_ref())
	}

	/// Of a text, which may be JSON.
	pub fn of_text(text: &str) -> Self {
		if is_token(text) {
			return Self::unclear("it is a signed text (JWS), which is not read".into());
		}
		if !text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[', '"']) {
			return Self::default();
		}
		match Document::parse_within(text, Bound::CREDENTIAL) {
			Ok(document) => Self::of(&document),
			Err(_) if text.trim_start().starts_with('"') => Self::default(),
			// Readers differ in what they make of it.
			Err(problem) => Self::unclear(format!("it looks like JSON and cannot be read: {problem}")),
		}
	}

	fn unclear(why: String) -> Self {
		let mut reader = Reader::of_credential();
		reader.note(why);
		reader.finish()
	}

	/// Of a value, of which it may be known what it means.
	pub(crate) fn read(value: &Value, meaning: Option<&Value>) -> Self {
		let mut reader = Reader { is_understood: meaning.is_some(), ..Reader::default() };
		reader.value(value);
		if let (Some(meaning), Value::Object(members), true) = (meaning, value, reader.is_credential) {
			reader.compare(members, meaning);
		}
		if let (Value::Object(members), false) = (value, reader.is_credential) {
			reader.plain(members);
		}
		reader.finish()
	}

	/// Why it is not valid at a time by what it says of itself, as the reason of an answer; and since when that is so, where that is
	/// known.
	pub fn outside(&self, time: u64) -> Option<(Value, Option<u64>)> {
		let Validity { from, until, unclear } = &self.validity;
		if let Some(member) = unclear {
			return Some((json!({ "documentDateUnclear": { "member": member } }), None));
		}
		if let Some(from) = from.filter(|from| time < *from) {
			return Some((json!({ "documentNotYetValid": { "validFrom": from } }), None));
		}
		let until = until.filter(|until| time > *until)?;
		Some((json!({ "documentExpired": { "validUntil": until } }), until.checked_add(1)))
	}
}

/// Collects what is said in all places where a reader could look.
#[derive(Default)]
pub(crate) struct Reader {
	is_credential: bool,
	/// Whether JSON-LD says what it means.
	is_understood: bool,
	issuers: BTreeSet<String>,
	/// How many were read, also if they are the same.
	named: usize,
	/// What is not clear, first.
	unclear: Option<String>,
	/// What its contexts could change, and whether dates too.
	suspect: Option<String>,
	/// What its contexts define.
	terms: BTreeSet<String>,
	validity: Validity,
}

impl Reader {
	/// For what is a credential, whatever it says.
	pub fn of_credential() -> Self {
		Self { is_credential: true, ..Self::default() }
	}

	fn value(&mut self, value: &Value) {
		match value {
			Value::Array(items) => items.iter().for_each(|item| self.value(item)),
			Value::Object(members) => self.object(members),
			_ => (),
		}
	}

	fn object(&mut self, members: &Map<String, Value>) {
		let before = self.named;
		if let Some(context) = members.get("@context").filter(|_| !self.is_understood) {
			self.context(context, "");
		}
		for wrapper in WRAPPERS {
			let Some(within) = members.get(wrapper) else { continue };
			if wrapper == "verifiableCredential" && has_text(within) {
				self.is_credential = true;
				self.note("there is a credential in it of a form that is not read".into());
			}
			self.value(within);
		}
		if !is_credential(members) {
			return;
		}
		self.is_credential = true;
		for (name, value) in members {
			self.member(name, value);
		}
		// The payload of a signed credential (JWT, SD-JWT) says so in its own way, and goes before what is within.
		if TOKENS.iter().any(|token| members.contains_key(*token)) {
			if let Some(issuer) = members.get("iss") {
				self.member("issuer", issuer);
			}
			["nbf", "exp"].into_iter().filter(|date| members.contains_key(*date)).for_each(|date| self.note_date(date));
		}
		if self.named == before {
			self.note("it names no issuer".into());
		}
	}

	/// What is no credential, and says by the same members for certain by whom and for when it is. What it says in words is for
	/// people.
	fn plain(&mut self, members: &Map<String, Value>) {
		self.is_credential = true;
		let is_issuer = |(name, _): &(&String, &Value)| last(name) == "issuer";
		for (name, value) in members.iter().filter(is_issuer) {
			match issuer_of(value) {
				Ok(issuer) if name == "issuer" => {
					self.issuers.insert(issuer.to_owned());
				},
				_ if any_text(value, &|text| is_url(text)) => {
					self.note(format!("it names its issuer unclearly: {value}"))
				},
				_ => (),
			}
		}
		let dates = FROM.into_iter().map(|name| (name, true)).chain(UNTIL.into_iter().map(|name| (name, false)));
		for (name, is_first) in dates {
			let is_time = |value: &&Value| value.as_str().and_then(DateTime::parse).is_some();
			if let Some(value) = members.get(name).filter(is_time) {
				self.date(name, value, is_first);
			}
		}
	}

	/// A member of a credential.
	pub fn member(&mut self, name: &str, value: &Value) {
		if last(name) == "issuer" {
			match issuer_of(value) {
				_ if name != "issuer" => self.note(format!("it has another name for its issuer: {name}")),
				Ok(issuer) => {
					self.named += 1;
					self.issuers.insert(issuer.to_owned());
				},
				Err(problem) => self.note(problem),
			}
		} else if let Some(is_first) = is_date(name) {
			self.date(name, value, is_first);
		}
	}

	/// A date, the first one or the last one.
	pub fn date(&mut self, name: &str, value: &Value, is_first: bool) {
		let is_known = FROM.contains(&name) || UNTIL.contains(&name);
		let Some(time) = value.as_str().filter(|_| is_known).and_then(DateTime::parse) else {
			return self.note_date(name);
		};
		let Validity { from, until, .. } = &mut self.validity;
		if is_first {
			*from = Some(time.milliseconds(true)).max(*from);
		} else {
			let time = time.milliseconds(false);
			*until = Some(until.map_or(time, |until| until.min(time)));
		}
	}

	/// What a context that is written into a document could change, where it is not understood as a whole; `term` is what is
	/// defined by it.
	fn context(&mut self, context: &Value, term: &str) {
		match context {
			Value::Array(several) => several.iter().for_each(|one| self.context(one, term)),
			Value::Object(members) => {
				for (name, definition) in members {
					match name.as_str() {
						"@type" | "@container" => (),
						// By these, what is the name of an issuer can be put together from parts.
						"@import" | "@nest" | "@reverse" | "@prefix" | "@vocab" => self.suspicious(name, true),
						"@context" => self.context(definition, ""),
						_ => self.definition(name, term, definition),
					}
				}
			},
			_ => (),
		}
	}

	fn definition(&mut self, name: &str, term: &str, definition: &Value) {
		let is_term = !name.starts_with('@');
		if is_term {
			self.terms.insert(name.to_owned());
			self.context(definition, name);
		}
		let term = if is_term { name } else { term };
		let Some(text) = definition.as_str() else {
			return if is_own(term) {
				self.suspicious(term, true)
			};
		};
		let is_usual = (term == "id" && text == "@id") || (term == "type" && text == "@type");
		if text.starts_with('@') && !is_usual {
			self.suspicious(term, false);
		} else if !text.starts_with('@')
			&& (is_own(term) || is_own(text) || text.to_ascii_lowercase().contains("credentials#"))
		{
			self.suspicious(term, true);
		}
	}

	fn suspicious(&mut self, term: &str, with_dates: bool) {
		let why = || format!("its contexts give {term} a meaning that could be that of its issuer or its dates");
		self.suspect.get_or_insert_with(why);
		if with_dates {
			self.note_date("@context");
		}
	}

	/// What is said has to be what JSON-LD takes it for.
	fn compare(&mut self, members: &Map<String, Value>, meaning: &Value) {
		let values = |name: &str| elements(meaning.get(format!("{CREDENTIALS}{name}")));
		let issuers: Vec<_> = values("issuer").iter().map(|issuer| issuer["@id"].as_str()).collect();
		let named = self.issuers.iter().next().map(String::as_str);
		if issuers != [named] || named.is_none() {
			let issuers: Vec<_> = issuers.into_iter().map(|issuer| issuer.unwrap_or("someone")).collect();
			self.note(format!("by its contexts it is by other issuers: {}", issuers.join(", ")));
		}
		for date in FROM.into_iter().chain(UNTIL) {
			let said = members.get(date);
			if values(date).iter().any(|meant| Some(&meant["@value"]) != said) {
				self.note_date(date);
			}
		}
	}

	pub fn note(&mut self, why: String) {
		self.unclear.get_or_insert(why);
	}

	pub fn note_date(&mut self, member: &str) {
		self.validity.unclear.get_or_insert_with(|| member.to_owned());
	}

	/// What is said in all.
	pub fn finish(mut self) -> Own {
		if !self.is_credential {
			return Own::default();
		}
		let several: Vec<_> = self.issuers.into_iter().collect();
		let scheme = several.first().and_then(|issuer| issuer.split_once(':')).map(|(scheme, _)| scheme.to_owned());
		let redefined = scheme.filter(|scheme| !self.is_understood && self.terms.contains(scheme));
		let unclear = self.unclear.or(self.suspect);
		let unclear = unclear.or(redefined.map(|scheme| format!("its contexts give {scheme}: a meaning of its own")));
		let issuer = match (unclear, several.as_slice()) {
			(Some(why), _) => OwnIssuer::Unclear(why),
			(None, [only]) => OwnIssuer::One(only.clone()),
			(None, []) => OwnIssuer::None,
			(None, several) => OwnIssuer::Unclear(format!("it names several issuers: {}", several.join(", "))),
		};
		let issuer = match issuer {
			OwnIssuer::Unclear(mut why) => {
				shorten(&mut why);
				OwnIssuer::Unclear(why)
			},
			other => other,
		};
		if let Some(member) = &mut self.validity.unclear {
			shorten(member);
		}
		Own { issuer, validity: self.validity }
	}
}

/// Whether a reader could take it for a credential.
fn is_credential(members: &Map<String, Value>) -> bool {
	let is_type = |kind: &str| TYPES.iter().any(|known| kind.to_ascii_lowercase().ends_with(known));
	let is_context = |url: &str| CONTEXTS.iter().any(|known| url.to_ascii_lowercase().contains(known));
	let has = |names: &[&str]| members.keys().any(|name| names.contains(&last(name).as_str()));
	let types = members.iter().filter(|(name, _)| ["type", "@type"].contains(&last(name).as_str()));
	types.into_iter().any(|(_, kind)| any_text(kind, &is_type))
		|| members.get("@context").is_some_and(|context| any_text(context, &is_context))
		|| (has(&["issuer"]) && has(&["@context", "credentialsubject"]))
		|| (has(&["badge"]) && has(&["recipient"]))
		|| has(&TOKENS)
}

/// Whether a text looks like a signed one (JWS): three parts, of which the first is the JSON of its header.
pub(crate) fn is_token(text: &str) -> bool {
	let text = text.trim();
	let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
	text.starts_with("eyJ") && text.matches('.').count() >= 2 && text.bytes().all(is_part)
}

/// The URL of an issuer. `Err` says what is wrong.
fn issuer_of(value: &Value) -> Result<&str, String> {
	let value = match value {
		Value::Array(several) => match several.as_slice() {
			[only] => only,
			_ => {
				let named =
					|issuer: &Value| issuer_of(issuer).map(str::to_owned).unwrap_or_else(|_| issuer.to_string());
				let named: Vec<_> = several.iter().map(named).collect();
				return Err(format!("it names several issuers, or none: {}", named.join(", ")));
			},
		},
		one => one,
	};
	let unread = || {
		let mut shown = value.to_string();
		shorten(&mut shown);
		format!("its issuer is not named by a URL: {shown}")
	};
	let id = match value {
		Value::String(id) => Some(id),
		Value::Object(members) => {
			let is_id = |name: &str| name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("@id");
			let mut ids = members.iter().filter(|(name, _)| is_id(name));
			let is_plain =
				members.keys().all(|name| !name.starts_with('@') || ["@id", "@type"].contains(&name.as_str()));
			match (ids.next(), ids.next()) {
				(Some((_, Value::String(id))), None) if is_plain => Some(id),
				_ => None,
			}
		},
		_ => None,
	};
	id.filter(|id| id.len() <= MAX_URL && is_url(id)).map(String::as_str).ok_or_else(unread)
}

/// Whether this is a name for an issuer or a date.
fn is_own(name: &str) -> bool {
	last(name) == "issuer" || is_date(name).is_some()
}

/// Whether this is a name for a date, and then whether for the first one.
pub(crate) fn is_date(name: &str) -> Option<bool> {
	let name = last(name);
	let is_in = |names: &[&str]| names.iter().any(|date| name.eq_ignore_ascii_case(date));
	match (is_in(&FROM), is_in(&UNTIL)) {
		(true, _) => Some(true),
		(_, true) => Some(false),
		_ => None,
	}
}

/// What a member means whose name may be an IRI, or be written in capitals: the end of it, in lower case.
pub(crate) fn last(name: &str) -> String {
	name.rsplit(['#', '/', ':']).next().unwrap_or(name).to_ascii_lowercase()
}

/// Whether some text within, that is not the name of a member, is of this kind.
fn any_text(value: &Value, is_it: &dyn Fn(&str) -> bool) -> bool {
	match value {
		Value::String(text) => is_it(text),
		Value::Array(items) => items.iter().any(|item| any_text(item, is_it)),
		Value::Object(members) => members.values().any(|member| any_text(member, is_it)),
		_ => false,
	}
}

/// Whether it is a text, or a list with one.
fn has_text(value: &Value) -> bool {
	match value {
		Value::String(_) => true,
		Value::Array(items) => items.iter().any(has_text),
		_ => false,
	}
}

#[cfg(test)]
mod tests;
