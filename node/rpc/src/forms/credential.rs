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
//!   so that what remains without them has the hash that was certified. That is done only if all of it is legal in its standard
//!   ([`civitas_credentials::form_of`]), and if it says that it is by the issuer of the certificate: by their DID, or at a website
//!   that someone has attested to be theirs whom the reader trusts. Any other is shown within the claims, where it is a quotation.
//! - Attestations come and go, so a document is verified in either form.
//! - A badge can have one status only, which is why it is the suspension list: that one has the bits of all that is not in
//!   force, revoked or suspended.

use super::{
	claims::Claims,
	names::{certificate_url, date_time, did_of, parse_certificate_url},
	status_list,
};
use civitas_credentials::{
	context_of_claims, form_of, is_badge, with_chain, Document, Form, Names, ANCHOR, BADGES_CONTEXT, CLAIMS,
	CREDENTIALS_CONTEXT, STATUS,
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

/// The member of [`ANCHOR`] that says in which form a credential was made.
pub const VERSION: &str = "version";
/// The form that is made here. A credential is verified by making it anew and comparing, so with any change of the form
/// those that were made before would not be valid any more. Who changes it counts up, and can still make the earlier
/// form of those that say that they have it.
pub const ANCHOR_VERSION: u32 = 1;

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

/// As what a document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
	/// As the credential that it is.
	AsItIs,
	/// As the badge of what someone achieved.
	Badge,
	/// Within the claims of a credential.
	Plain,
}

impl Export<'_> {
	/// The document that is a credential itself, and whom it names as its issuer: if that is the issuer of the certificate, it is to
	/// be shown so.
	pub fn as_it_is(&self) -> Option<(Map<String, Value>, String)> {
		self.around(self.document()?)
	}

	/// The credential that it is if it is not shown as it is.
	pub fn otherwise(&self) -> Map<String, Value> {
		self.shaped(Shape::Badge).unwrap_or_else(|| self.plain())
	}

	/// The credential of this shape, if it can have that.
	pub fn shaped(&self, shape: Shape) -> Option<Map<String, Value>> {
		match shape {
			Shape::AsItIs => self.as_it_is().map(|(credential, _)| credential),
			Shape::Badge => self.badge(self.document()?.members()?),
			Shape::Plain => Some(self.plain()),
		}
	}

	fn document(&self) -> Option<&Document> {
		match self.claims {
			Claims::Document(document) => Some(document),
			_ => None,
		}
	}

	/// A document that is a credential itself, with what the chain adds, and its issuer. `None` if it is not, or nothing can be
	/// added to it.
	fn around(&self, document: &Document) -> Option<(Map<String, Value>, String)> {
		let members = document.members()?;
		let Form::Credential(names) = form_of(document) else { return None };
		if self.names_others(&names) {
			return None;
		}
		let status = if is_badge(members) { self.entry(StatusPurpose::Suspension) } else { self.status() };
		Some((with_chain(members, status, self.anchor())?, names.issuer))
	}

	/// A badge for the claims of a learner: what someone achieved and nothing else, since other members would have no meaning
	/// in a badge. Who it was is added. `None` if it would not be a legal one.
	fn badge(&self, document: &Map<String, Value>) -> Option<Map<String, Value>> {
		let learning = [SchemaKind::DEGREE, SchemaKind::GRADE_RECORD, SchemaKind::ACHIEVEMENT];
		let achievement = document.get("achievement").filter(|_| document.len() == 1)?;
		if !learning.contains(&self.schema.kind) {
			return None;
		}
		let subject = did_of(&self.certificate.subject);
		let badge = Document::of_parts(self.dated(json!({
			"@context": [CREDENTIALS_CONTEXT, BADGES_CONTEXT],
			"type": ["VerifiableCredential", "OpenBadgeCredential"],
			"name": achievement["name"],
			"issuer": { "id": did_of(&self.certificate.issuer), "type": ["Profile"] },
			"credentialSubject": { "id": subject, "type": ["AchievementSubject"], "achievement": achievement },
		})));
		self.around(&badge).map(|(badge, _)| badge)
	}

	/// A credential for any claims.
	fn plain(&self) -> Map<String, Value> {
		let mut credential = self.dated(json!({
			"@context": [CREDENTIALS_CONTEXT, context_of_claims()],
			"type": ["VerifiableCredential", "CivitasCertificate"],
			"issuer": did_of(&self.certificate.issuer),
			"credentialSubject": { "id": did_of(&self.certificate.subject), CLAIMS: self.claims },
		}));
		credential.insert(STATUS.into(), self.status());
		credential.insert(ANCHOR.into(), self.anchor());
		credential
	}

	/// A credential that is not the document of others, with the certificate's identifier and dates.
	fn dated(&self, mut credential: Value) -> Map<String, Value> {
		let certificate = self.certificate;
		credential["id"] = certificate_url(&certificate.issuer, &certificate.id, certificate.member).into();
		let times = [("validFrom", Some(certificate.valid_from)), ("validUntil", certificate.valid_until)];
		for (member, time) in times {
			if let Some(text) = time.and_then(date_time) {
				credential[member] = text.into();
			}
		}
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
			// None if it was issued by the operator of the network.
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

	/// Whether a document is, by a DID of this chain, about someone else than the certificate, or has the URL of another
	/// certificate of this chain. Names of other kinds are for the reader to judge: the chain does not know them.
	fn names_others(&self, names: &Names) -> bool {
		let certificate = self.certificate;
		let mut dids = names.subjects.iter().filter_map(|id| id.split(['/', '?', '#']).next());
		let is_about_other =
			dids.any(|did| parse_did(did).is_ok_and(|identity| AccountId32::new(identity) != certificate.subject));
		let url = names.id.as_ref().and_then(|id| id.split(['?', '#']).next());
		let is_of_other =
			url.and_then(parse_certificate_url).is_some_and(|named| named != (certificate.id, certificate.member));
		is_about_other || is_of_other
	}
}

/// The claims of a learner in the subject of a badge.
pub fn claims_within(subject: &Map<String, Value>) -> Document {
	let mut claims = subject.clone();
	claims.retain(|name, _| name != "id" && name != "type");
	Document::of_parts(claims)
}

/// The elements of an array; what is not one is its own only element.
pub fn elements(value: Option<&Value>) -> &[Value] {
	match value {
		None => &[],
		Some(Value::Array(several)) => several.as_slice(),
		Some(one) => std::slice::from_ref(one),
	}
}
