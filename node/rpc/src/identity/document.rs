//! Identities in the form of W3C Decentralized Identifiers (DIDs) 1.0, <https://www.w3.org/TR/did-core/>, to which the
//! sections below refer.
//!
//! What had to be decided:
//! - Only keys that are valid at the block are in a document. One that was revoked, or is not valid yet, is left out
//!   altogether and not only out of the relationships: there are verifiers that look no further than the list of keys. The
//!   document at an earlier block has it, and `civitas_keyValidity` answers for any time.
//! - While an identity is frozen its keys are listed and no relationship refers to them, so that nobody relies on a key
//!   which may be in wrong hands.
//! - A proof by a controller is to be taken for one by the subject (5.1.2). So controllers are named only if one of them is
//!   enough. Where several must agree, which a document cannot say, they are in the metadata.
//! - `alsoKnownAs` is absent: it holds URIs (5.1.3), and the name of an identity is none. It is in the metadata.

use civitas_primitives::{
	identity::{
		did::{to_did, DidError},
		document::{DidKey, DidService, DidStatus, DidSubject},
		Kind, PublicKey, Relationships,
	},
	Moment,
};
use serde::{Deserialize, Serialize};
use sp_core::crypto::AccountId32;
use sp_io::hashing::keccak_256;

/// The media type of the documents: section 6.3.
pub const CONTENT_TYPE: &str = "application/did+ld+json";
/// What every document has as its first context: section 6.3.1.
pub const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";
/// Defines [`MULTIKEY`]: Controlled Identifiers 1.0, section 2.2.2.
pub const MULTIKEY_CONTEXT: &str = "https://w3id.org/security/multikey/v1";
/// Defines [`RECOVERY_METHOD`].
pub const RECOVERY_CONTEXT: &str = "https://w3id.org/security/suites/secp256k1recovery-2020/v2";
/// Defines [`LINKED_DOMAINS`]: DIF Well Known DID Configuration.
pub const LINKED_DOMAINS_CONTEXT: &str = "https://identity.foundation/.well-known/did-configuration/v1";

/// A key that is written down.
pub const MULTIKEY: &str = "Multikey";
/// A key that is known by its address, and recovered from signatures.
pub const RECOVERY_METHOD: &str = "EcdsaSecp256k1RecoveryMethod2020";
/// The type of the service that names websites.
pub const LINKED_DOMAINS: &str = "LinkedDomains";

/// The result of resolving a DID: section 7.1.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DidResolution {
	/// The document; `null` if there is none.
	pub did_document: Option<DidDocument>,
	/// About the document; empty if there is none.
	pub did_document_metadata: DidDocumentMetadata,
	/// About the answer.
	pub did_resolution_metadata: DidResolutionMetadata,
}

/// A document: section 5. What is empty is left out.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DidDocument {
	/// What defines the terms.
	#[serde(rename = "@context")]
	pub context: Vec<String>,
	/// The DID.
	pub id: String,
	/// The DIDs whose proofs count as those of the subject.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub controller: Vec<String>,
	/// The keys that are valid.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub verification_method: Vec<VerificationMethod>,
	/// The keys that log in, by their ids.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub authentication: Vec<String>,
	/// The keys that make statements.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub assertion_method: Vec<String>,
	/// The keys by which secrets are agreed on.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub key_agreement: Vec<String>,
	/// The keys that act.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub capability_invocation: Vec<String>,
	/// The keys that let others act.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub capability_delegation: Vec<String>,
	/// Where the subject can be reached.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub service: Vec<Service>,
}

/// A key: section 5.2.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerificationMethod {
	/// The DID and, as the fragment, [`PublicKey::fragment`].
	pub id: String,
	/// [`MULTIKEY`] or [`RECOVERY_METHOD`].
	#[serde(rename = "type")]
	pub kind: String,
	/// The DID.
	pub controller: String,
	/// The key, of a Multikey.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub public_key_multibase: Option<String>,
	/// The address, as CAIP-10 writes it.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub blockchain_account_id: Option<String>,
	/// From when on it must not be relied on: Controlled Identifiers 1.0, section 2.2.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub expires: Option<String>,
}

/// Where the subject can be reached: section 5.4.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
	/// The DID and a fragment.
	pub id: String,
	/// What it is.
	#[serde(rename = "type")]
	pub kind: String,
	/// A URI.
	pub service_endpoint: String,
}

/// About a document: section 7.1.3.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DidDocumentMetadata {
	/// When the identity was registered.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub created: Option<String>,
	/// When the document was last changed, if ever.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub updated: Option<String>,
	/// `true` if the identity was given up; otherwise absent.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub deactivated: Option<bool>,
	/// The number of the version, with `-frozen` after it while the identity is frozen: freezing makes no new version, and
	/// the version of before is back when it ends.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub version_id: Option<String>,
	/// What W3C has no word for. (Properties of other names are allowed.)
	#[serde(skip_serializing_if = "Option::is_none")]
	pub civitas: Option<CivitasMetadata>,
}

/// What this chain knows besides.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CivitasMetadata {
	/// What the identity stands for.
	pub kind: Kind,
	/// Whether it can act, and since when it cannot.
	pub status: DidStatus<u32>,
	/// Its name; `null` if it has none.
	pub name: Option<String>,
	/// The DIDs that control it besides its keys.
	pub controllers: Vec<String>,
	/// How many of them must agree.
	pub threshold: u8,
	/// The number that its next envelope must have. A text, as it has 64 bits.
	pub nonce: String,
}

/// About the answer: section 7.1.2.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DidResolutionMetadata {
	/// The media type of the document, if there is one.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub content_type: Option<String>,
	/// `invalidDid`, `notFound` or `methodNotSupported`.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub error: Option<String>,
	/// For people: what is wrong.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub error_message: Option<String>,
}

impl DidResolution {
	/// The answer to a text that is not the DID of an identity.
	pub fn malformed(error: DidError) -> Self {
		// DID Specification Registries name the second one.
		let code = if error == DidError::OtherMethod { "methodNotSupported" } else { "invalidDid" };
		Self::failed(code, explain(error))
	}

	/// The answer if there is no such identity.
	pub fn not_found() -> Self {
		Self::failed("notFound", "no identity has been registered under this DID")
	}

	fn failed(code: &str, message: &str) -> Self {
		let did_resolution_metadata = DidResolutionMetadata {
			error: Some(code.into()),
			error_message: Some(message.into()),
			..Default::default()
		};
		Self { did_document: None, did_document_metadata: Default::default(), did_resolution_metadata }
	}
}

impl From<DidSubject<AccountId32, u32>> for DidResolution {
	fn from(subject: DidSubject<AccountId32, u32>) -> Self {
		Self {
			did_document: Some(document(&subject)),
			did_document_metadata: metadata(&subject),
			did_resolution_metadata: DidResolutionMetadata {
				content_type: Some(CONTENT_TYPE.into()),
				..Default::default()
			},
		}
	}
}

/// What is wrong with a DID, for people.
pub fn explain(error: DidError) -> &'static str {
	match error {
		DidError::NotADid => "it does not begin as a DID",
		DidError::OtherMethod => "it is a DID of another method than civitas",
		DidError::BadAddress => "what follows the method is not an address of 32 bytes",
		DidError::BadChecksum => "the checksum of the address is wrong",
		DidError::OtherNetwork => "the address is one of another network",
		DidError::Url => "it is a DID URL, and a DID is needed",
		DidError::BadFragment => "its fragment is not one of a URL",
	}
}

/// The DID of an account.
pub fn did_of(account: &AccountId32) -> String {
	to_did(account.as_ref())
}

fn document(subject: &DidSubject<AccountId32, u32>) -> DidDocument {
	let did = did_of(&subject.id);
	let mut context = vec![DID_CONTEXT];
	if matches!(subject.status, DidStatus::Deactivated { .. }) {
		return DidDocument { context: texts(context), id: did, ..Default::default() };
	}
	let keys: Vec<&DidKey<u32>> = subject.valid_keys().collect();
	let is_address = |key: &&DidKey<u32>| matches!(key.public, PublicKey::Ethereum(_));
	if !keys.iter().all(is_address) {
		context.push(MULTIKEY_CONTEXT);
	}
	if keys.iter().any(is_address) {
		context.push(RECOVERY_CONTEXT);
	}
	if subject.services.iter().any(|service| service.service_type == LINKED_DOMAINS.as_bytes()) {
		context.push(LINKED_DOMAINS_CONTEXT);
	}

	let frozen = matches!(subject.status, DidStatus::Frozen { .. });
	let having = |relationship: Relationships| -> Vec<String> {
		let fit = keys.iter().filter(|key| !frozen && key.relationships.contains(relationship));
		fit.map(|key| key_url(&did, &key.public)).collect()
	};
	let mut controller = Vec::new();
	if subject.threshold == 1 {
		// Without the property, the subject is the controller; with it, only who is named.
		if keys.iter().any(|key| key.relationships.contains(Relationships::CAPABILITY_INVOCATION)) {
			controller.push(did.clone());
		}
		controller.extend(subject.controllers.iter().map(did_of));
	}
	DidDocument {
		context: texts(context),
		controller,
		verification_method: keys.iter().map(|key| verification_method(&did, key)).collect(),
		authentication: having(Relationships::AUTHENTICATION),
		assertion_method: having(Relationships::ASSERTION_METHOD),
		key_agreement: having(Relationships::KEY_AGREEMENT),
		capability_invocation: having(Relationships::CAPABILITY_INVOCATION),
		capability_delegation: having(Relationships::CAPABILITY_DELEGATION),
		service: subject.services.iter().map(|known| service(&did, known)).collect(),
		id: did,
	}
}

fn metadata(subject: &DidSubject<AccountId32, u32>) -> DidDocumentMetadata {
	let frozen = match subject.status {
		DidStatus::Frozen { at } => Some(at.time),
		DidStatus::Active | DidStatus::Deactivated { .. } => None,
	};
	// Absent if there never was an update (section 7.1.3).
	let changed = (subject.version > 1).then_some(subject.updated.time).max(frozen);
	DidDocumentMetadata {
		created: date_time(subject.created.time),
		updated: changed.and_then(date_time),
		deactivated: matches!(subject.status, DidStatus::Deactivated { .. }).then_some(true),
		version_id: Some(format!("{}{}", subject.version, if frozen.is_some() { "-frozen" } else { "" })),
		civitas: Some(CivitasMetadata {
			kind: subject.kind,
			status: subject.status,
			name: subject.name.as_deref().map(text),
			controllers: subject.controllers.iter().map(did_of).collect(),
			threshold: subject.threshold,
			nonce: subject.nonce.to_string(),
		}),
	}
}

fn verification_method(did: &str, key: &DidKey<u32>) -> VerificationMethod {
	let method = VerificationMethod {
		id: key_url(did, &key.public),
		kind: MULTIKEY.into(),
		controller: did.into(),
		public_key_multibase: key.public.multikey(),
		blockchain_account_id: None,
		// In whole seconds, so up to one too early and never too late.
		expires: key.valid_until.and_then(date_time),
	};
	match &key.public {
		PublicKey::Ethereum(address) => VerificationMethod {
			kind: RECOVERY_METHOD.into(),
			blockchain_account_id: Some(caip10(address)),
			// Not a term of this type.
			expires: None,
			..method
		},
		_ => method,
	}
}

fn service(did: &str, service: &DidService) -> Service {
	Service {
		id: format!("{did}#{}", text(&service.id)),
		kind: text(&service.service_type),
		service_endpoint: text(&service.service_endpoint),
	}
}

fn key_url(did: &str, key: &PublicKey) -> String {
	format!("{did}#{}", key.fragment())
}

/// An Ethereum address as an account of CAIP-10. That has to name a chain: it is Ethereum itself (1), as did:ethr has it,
/// though the address is the same on all chains of that family. The letters are those of EIP-55, which make a checksum.
pub(super) fn caip10(address: &[u8; 20]) -> String {
	let digits = hex::encode(address);
	let hash = hex::encode(keccak_256(digits.as_bytes()));
	let checked = digits.chars().zip(hash.chars()).map(|(digit, decides)| match decides {
		'8'..='9' | 'a'..='f' => digit.to_ascii_uppercase(),
		_ => digit,
	});
	format!("eip155:1:0x{}", checked.collect::<String>())
}

/// A time in the form of section 7.1.3: UTC, in whole seconds. `None` for one beyond the year 9999, which has no such form.
pub(crate) fn date_time(time: Moment) -> Option<String> {
	let seconds = i64::try_from(time / 1_000).ok()?;
	Some(jiff::Timestamp::from_second(seconds).ok()?.to_string())
}

/// What the chain keeps as a text has been checked to be ASCII.
pub(crate) fn text(bytes: impl AsRef<[u8]>) -> String {
	String::from_utf8_lossy(bytes.as_ref()).into_owned()
}

fn texts(texts: Vec<&str>) -> Vec<String> {
	texts.into_iter().map(Into::into).collect()
}
