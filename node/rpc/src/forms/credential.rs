//! Certificates as W3C Verifiable Credentials: [Data Model 2.0](https://www.w3.org/TR/vc-data-model-2.0/), and as
//! [Open Badges 3.0](https://www.imsglobal.org/spec/ob/v3p0/).
//!
//! What had to be decided:
//! - A credential has no signature: the chain is what secures it. It names its place there in the member `civitas`, by which
//!   `civitas_verifyCredential` checks all of it. Whoever needs a signature adds a `proof`, which that check leaves alone.
//! - `civitas` and `claims` are JSON literals (`@json`): they need no vocabulary, and a signature covers them exactly.
//! - All in it is what never changes on chain, so that a credential does not go stale. What changes is its status.
//! - Identifiers are DID URLs below the DID of the issuer. Their paths are dereferenced by asking the chain.
//! - A document that is a credential itself, such as a badge, is shown as it is, with `credentialStatus` and `civitas` added,
//!   so that what remains without them has the hash that was certified. One to which that cannot be added, because it has a
//!   status or a proof of its own, or that is not a proper one, or names someone else or another certificate of this chain, is
//!   shown like any other document: within the claims.
//! - A badge can have one status only, which is why it is the suspension list: that one has the bits of all that is not in
//!   force, revoked or suspended.

use super::{
	claims::Claims,
	json::Json,
	names::{certificate_url, date_time, did_of, parse_certificate_url, CREDENTIALS_CONTEXT},
	status_list,
};
use civitas_primitives::{
	certification::{
		info::{CertificateInfo, PresentedMember, SchemaInfo},
		SchemaKind, StatusPurpose,
	},
	identity::did::parse_did,
};
use serde_json::{json, Map, Value};
use sp_core::{crypto::AccountId32, H256};

/// What a badge has as a context besides that of every credential.
const BADGES_CONTEXT: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// How all versions of it begin.
const BADGES_CONTEXTS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context";
/// The two names of the type of a badge.
const BADGES: [&str; 2] = ["OpenBadgeCredential", "AchievementCredential"];
/// Below it are the terms that are ours. A random UUID, since it has to be nobody else's.
const VOCABULARY: &str = "urn:uuid:676d0d7d-304d-4e7a-b292-e5588bfbe9a9#";

/// The member that names the place on chain.
pub const ANCHOR: &str = "civitas";
/// The member of [`ANCHOR`] that says in which form a credential was made.
pub const VERSION: &str = "version";
/// The form that is made here. A credential is verified by making it anew and comparing, so with any change of the form
/// those that were made before would not be valid any more. Who changes it counts up, and can still make the earlier
/// form of those that say that they have it.
pub const ANCHOR_VERSION: u32 = 1;
/// The member that names the lists in which the status is.
const STATUS: &str = "credentialStatus";
/// The member that signatures are in.
pub const PROOF: &str = "proof";
/// The member for claims that are not those of another vocabulary.
pub const CLAIMS: &str = "claims";

/// What a certificate and what was presented of it make.
pub struct Export<'a> {
	/// The first block of the chain.
	pub genesis: H256,
	/// The certificate.
	pub certificate: &'a CertificateInfo<AccountId32>,
	/// Its schema.
	pub schema: &'a SchemaInfo,
	/// That it is one of a batch.
	pub presented: Option<&'a PresentedMember<AccountId32>>,
	/// What is certified.
	pub claims: &'a Claims,
}

impl Export<'_> {
	/// The credential.
	pub fn credential(&self) -> Map<String, Value> {
		let document = match self.claims {
			Claims::Document(document) => document.members(),
			_ => None,
		};
		if let Some(document) = document {
			if let Some(credential) = self.around(document) {
				return credential;
			}
			let learning = [SchemaKind::DEGREE, SchemaKind::GRADE_RECORD, SchemaKind::ACHIEVEMENT];
			if learning.contains(&self.schema.kind) && is_achieved(document) {
				return self.badge(document);
			}
		}
		self.plain()
	}

	/// A document that is a credential itself, with what the chain adds. `None` if it is not, or nothing can be added to it.
	fn around(&self, document: &Map<String, Value>) -> Option<Map<String, Value>> {
		let contexts = document.get("@context")?.as_array()?;
		let has_room = [ANCHOR, STATUS, PROOF].iter().all(|member| !document.contains_key(*member));
		let is_badge = BADGES.iter().any(|badge| has_type(document, badge));
		let is_proper = is_credential(document) && (!is_badge || is_proper_badge(document));
		if !is_proper || !has_room || self.names_others(document) {
			return None;
		}
		let mut credential = document.clone();
		credential.insert("@context".into(), contexts.iter().cloned().chain([context()]).collect());
		credential.insert(STATUS.into(), if is_badge { self.entry(StatusPurpose::Suspension) } else { self.status() });
		credential.insert(ANCHOR.into(), self.anchor());
		Some(credential)
	}

	/// A badge for the claims of a learner.
	fn badge(&self, document: &Map<String, Value>) -> Map<String, Value> {
		let achievement = &document["achievement"];
		let subject = did_of(&self.certificate.subject);
		self.made(json!({
			"@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT, context()],
			"type": ["VerifiableCredential", "OpenBadgeCredential"],
			"name": achievement["name"],
			"issuer": { "id": did_of(&self.certificate.issuer), "type": ["Profile"] },
			"credentialSubject": { "id": subject, "type": ["AchievementSubject"], "achievement": achievement },
			STATUS: self.entry(StatusPurpose::Suspension),
		}))
	}

	/// A credential for any claims.
	fn plain(&self) -> Map<String, Value> {
		self.made(json!({
			"@context": [CREDENTIALS_CONTEXT, context()],
			"type": ["VerifiableCredential", "CivitasCertificate"],
			"issuer": did_of(&self.certificate.issuer),
			"credentialSubject": { "id": did_of(&self.certificate.subject), CLAIMS: self.claims },
			STATUS: self.status(),
		}))
	}

	/// A credential that is not the document of others, with what all of these have.
	fn made(&self, mut credential: Value) -> Map<String, Value> {
		let certificate = self.certificate;
		credential["id"] = certificate_url(&certificate.issuer, &certificate.id, certificate.member).into();
		let times = [("validFrom", Some(certificate.valid_from)), ("validUntil", certificate.valid_until)];
		for (member, time) in times {
			if let Some(text) = time.and_then(date_time) {
				credential[member] = text.into();
			}
		}
		credential[ANCHOR] = self.anchor();
		credential.as_object_mut().map(std::mem::take).unwrap_or_default()
	}

	/// The place on chain, and what is there and does not change.
	fn anchor(&self) -> Value {
		let certificate = self.certificate;
		let mut anchor = json!({
			VERSION: ANCHOR_VERSION,
			"genesisHash": self.genesis,
			"certificate": certificate.id,
			"network": certificate.network,
			"schema": certificate.schema,
			"schemaHash": self.schema.document_hash,
			"schemaUri": self.schema.document_uri,
			"accreditation": certificate.accreditation,
			"issuer": did_of(&certificate.issuer),
			"subject": did_of(&certificate.subject),
			"claims": certificate.claims,
			"evidence": certificate.evidence,
			"issuedAt": date_time(certificate.issued_at),
			"validFrom": date_time(certificate.valid_from),
			"validUntil": certificate.valid_until.and_then(date_time),
		});
		if let Some(presented) = self.presented {
			anchor["member"] = json!({ "index": presented.member.index, "proof": presented.proof });
		}
		anchor
	}

	/// Both lists.
	fn status(&self) -> Value {
		json!([self.entry(StatusPurpose::Revocation), self.entry(StatusPurpose::Suspension)])
	}

	/// One list; that of suspensions says all.
	fn entry(&self, purpose: StatusPurpose) -> Value {
		let certificate = self.certificate;
		status_list::entry(&certificate.issuer, &certificate.id, purpose, certificate.member.unwrap_or_default())
	}

	/// Whether a document names, by a DID of this chain, someone else than the certificate is by or about, or has the
	/// URL of another certificate of this chain. Names of other kinds are for the reader to judge: the chain does not
	/// know them.
	fn names_others(&self, document: &Map<String, Value>) -> bool {
		let certificate = self.certificate;
		let is_other = |member: &str, account: &AccountId32| {
			let ids = elements(document.get(member)).iter().map(|named| named.get("id").unwrap_or(named));
			let mut dids = ids.filter_map(|id| id.as_str()?.split(['/', '?', '#']).next());
			dids.any(|did| parse_did(did).is_ok_and(|identity| AccountId32::new(identity) != *account))
		};
		let url = document.get("id").and_then(Value::as_str).and_then(|id| id.split(['?', '#']).next());
		let is_of_other =
			url.and_then(parse_certificate_url).is_some_and(|named| named != (certificate.id, certificate.member));
		is_of_other || is_other("issuer", &certificate.issuer) || is_other("credentialSubject", &certificate.subject)
	}
}

/// What a credential says besides what the chain added to it: the document that was certified, if it was one that is a
/// credential itself.
pub fn document_within(credential: &Map<String, Value>) -> Json {
	let mut document = credential.clone();
	for added in [ANCHOR, STATUS, PROOF] {
		document.remove(added);
	}
	if let Some(Value::Array(contexts)) = document.get_mut("@context") {
		contexts.pop_if(|last| *last == context());
	}
	document.into()
}

/// The claims of a learner in the subject of a badge.
pub fn claims_within(subject: &Map<String, Value>) -> Json {
	let mut claims = subject.clone();
	claims.retain(|name, _| name != "id" && name != "type");
	claims.into()
}

/// Defines our terms.
fn context() -> Value {
	let literal = |term: &str| json!({ "@id": format!("{VOCABULARY}{term}"), "@type": "@json" });
	json!({
		"@protected": true,
		"CivitasCertificate": format!("{VOCABULARY}CivitasCertificate"),
		ANCHOR: literal(ANCHOR),
		CLAIMS: literal(CLAIMS),
	})
}

fn has_type(object: &Map<String, Value>, name: &str) -> bool {
	elements(object.get("type")).iter().any(|one| one == name)
}

/// The elements of an array; what is not one is its own only element.
fn elements(value: Option<&Value>) -> &[Value] {
	match value {
		None => &[],
		Some(Value::Array(several)) => several.as_slice(),
		Some(one) => std::slice::from_ref(one),
	}
}

/// Whether a document has what a credential must have, in the form in which validators want it: Data Model 2.0,
/// sections 4.3 to 4.9.
fn is_credential(document: &Map<String, Value>) -> bool {
	let [contexts, types, subjects] =
		["@context", "type", "credentialSubject"].map(|member| elements(document.get(member)));
	let issuer = document.get("issuer").map(|issuer| issuer.get("id").unwrap_or(issuer));
	let is_subject = |subject: &Map<String, Value>| !subject.is_empty() && subject.get("id").is_none_or(is_url);
	// What is there, and, within, what it says.
	let [from, until] = ["validFrom", "validUntil"].map(|member| document.get(member).map(date_time_stamp));
	let are_times = from != Some(None) && until != Some(None);
	contexts.first().is_some_and(|first| first == CREDENTIALS_CONTEXT)
		&& contexts.iter().all(|context| is_url(context) || context.is_object())
		&& has_type(document, "VerifiableCredential")
		&& types.iter().all(Value::is_string)
		&& !subjects.is_empty()
		&& subjects.iter().all(|subject| subject.as_object().is_some_and(is_subject))
		&& are_times
		&& from.zip(until).is_none_or(|(from, until)| from <= until)
		&& issuer.is_some_and(is_url)
		&& document.get("id").is_none_or(is_url)
}

/// Whether it is a text that is a URL, or a URN: it has a scheme, and otherwise only characters that RFC 3986 has.
fn is_url(value: &Value) -> bool {
	let Some((scheme, rest)) = value.as_str().and_then(|text| text.split_once(':')) else { return false };
	let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
		&& scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
	let is_allowed = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
	is_scheme && !rest.is_empty() && rest.bytes().all(is_allowed)
}

/// The time that a text is, if it is one as XML Schema writes it with an offset (`dateTimeStamp`): section 4.9. Other
/// forms that are read as times elsewhere, such as those without seconds, are not.
fn date_time_stamp(value: &Value) -> Option<jiff::Timestamp> {
	let text = value.as_str()?;
	let (local, rest) = text.split_at_checked("0000-00-00T00:00:00".len())?;
	let is_digit = |digit: char| digit.is_ascii_digit();
	let offset = match rest.strip_prefix('.') {
		Some(fraction) => fraction.strip_prefix(is_digit)?.trim_start_matches(is_digit),
		None => rest,
	};
	// The largest offset is 14 hours; and there is no second 60, which would be read as the one before it.
	let is_size = |size: &str| has_form(size, "00:00") && size <= "14:00";
	let is_offset = offset == "Z" || offset.strip_prefix(['+', '-']).is_some_and(is_size);
	let is_local = has_form(local, "0000-00-00T00:00:00") && !local.ends_with(":60");
	text.parse().ok().filter(|_| is_local && is_offset)
}

/// Whether a text has digits where `form` has 0, and otherwise the same characters.
fn has_form(text: &str, form: &str) -> bool {
	text.replace(|digit: char| digit.is_ascii_digit(), "0") == form
}

/// Whether the claims say what someone achieved, and nothing else: who it was is added to it, and other members would
/// have no meaning in a badge.
fn is_achieved(claims: &Map<String, Value>) -> bool {
	claims.len() == 1 && claims.get("achievement").is_some_and(is_achievement)
}

/// Whether it is an `Achievement`: Open Badges 3.0, appendix B.1.1.
fn is_achievement(value: &Value) -> bool {
	let Some(achievement) = value.as_object() else { return false };
	let has_text = |member: &str| achievement.get(member).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
	has_type(achievement, "Achievement")
		&& achievement.get("id").is_some_and(is_url)
		&& ["name", "description"].into_iter().all(has_text)
		&& achievement.get("criteria").is_some_and(Value::is_object)
}

/// Whether it has what a badge must have: Open Badges 3.0, appendix B.1.2.
fn is_proper_badge(badge: &Map<String, Value>) -> bool {
	let object = |member: &str| badge.get(member).and_then(Value::as_object);
	let is_of_badges = |context: &Value| context.as_str().is_some_and(|url| url.starts_with(BADGES_CONTEXTS));
	elements(badge.get("@context")).iter().any(is_of_badges)
		&& ["id", "name", "validFrom"].into_iter().all(|member| badge.get(member).is_some_and(Value::is_string))
		&& object("issuer").is_some_and(|issuer| has_type(issuer, "Profile") && issuer.contains_key("id"))
		&& object("credentialSubject").is_some_and(|subject| {
			has_type(subject, "AchievementSubject")
				&& (subject.contains_key("id") || subject.contains_key("identifier"))
				&& subject.get("achievement").is_some_and(is_achievement)
		})
}
