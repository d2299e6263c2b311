//! Identities in the form of W3C Decentralized Identifiers (DIDs) 1.0, <https://www.w3.org/TR/did-core/>, to which the
//! sections below refer.
//!
//! What had to be decided:
//! - Only keys that are valid at the block are in a document. One that was revoked, or is not valid yet, is left out
//!   altogether and not only out of the relationships: there are verifiers that look no further than the list of keys. The
//!   document at an earlier block has it, and `identityRegistry_keyValidity` answers for any time.
//! - While an identity is frozen its keys are listed and no relationship refers to them, so that nobody relies on a key
//!   which may be in wrong hands.
//! - A proof by a controller is to be taken for one by the subject (5.1.2). So controllers are named only if one of them is
//!   enough. Where several must agree, which a document cannot say, they are in the metadata.
//! - `alsoKnownAs` is absent: it holds URIs (5.1.3), and the name of an identity is none. It is in the metadata.

use super::names::{self, did_of, explain};
use crate::views::{self, Views};
use civitas_primitives::{
	identity::{
		did::{parse_did, DidError},
		document::{DidKey, DidService, DidStatus, DidSubject},
		Kind, PublicKey, Relationships,
	},
	Moment,
};
use jsonrpsee::core::RpcResult;
use serde_json::{json, Value};
use sp_core::crypto::AccountId32;
use sp_io::hashing::keccak_256;

/// What every document has as its first context: section 6.3.1.
const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";

/// What a document is made of.
type Subject = DidSubject<AccountId32, u32>;

/// Resolve a DID: section 7.1. A text that is not the DID of an identity is an answer too.
pub fn resolve(views: &dyn Views, did: &str) -> RpcResult<Value> {
	let identity = match parse_did(did) {
		Ok(identity) => AccountId32::new(identity),
		// DID Specification Registries name the first one.
		Err(error @ DidError::OtherMethod) => return Ok(failed("methodNotSupported", explain(error))),
		Err(error) => return Ok(failed("invalidDid", explain(error))),
	};
	let subject: Option<Subject> = views::ask(views, "IdentityRegistry", "did_subject", (identity,))?;
	Ok(match subject {
		Some(subject) => json!({
			"didDocument": document(&subject),
			"didDocumentMetadata": metadata(&subject),
			// The media type of the documents: section 6.3.
			"didResolutionMetadata": { "contentType": "application/did+ld+json" },
		}),
		None => failed("notFound", "no identity has been registered under this DID"),
	})
}

fn failed(code: &str, message: &str) -> Value {
	json!({
		"didDocument": null,
		"didDocumentMetadata": {},
		"didResolutionMetadata": { "error": code, "errorMessage": message },
	})
}

/// The document: section 5. What is empty is left out.
fn document(subject: &Subject) -> Value {
	let did = did_of(&subject.id);
	if matches!(subject.status, DidStatus::Deactivated { .. }) {
		return json!({ "@context": [DID_CONTEXT], "id": did });
	}
	let keys: Vec<&DidKey<u32>> = subject.valid_keys().collect();
	let is_frozen = matches!(subject.status, DidStatus::Frozen { .. });
	// Without the property, the subject is the controller; with it, only who is named.
	let acts = keys.iter().any(|key| key.relationships.contains(Relationships::CAPABILITY_INVOCATION));
	let controllers = acts.then(|| did.clone()).into_iter().chain(subject.controllers.iter().map(did_of));
	let services = subject.services.iter().map(|DidService { id, service_type, service_endpoint }| {
		json!({ "id": format!("{did}#{id}"), "type": service_type, "serviceEndpoint": service_endpoint })
	});
	let mut document = json!({
		"@context": contexts(subject, &keys),
		"id": did,
		"controller": controllers.filter(|_| subject.threshold == 1).collect::<Vec<_>>(),
		"verificationMethod": keys.iter().map(|key| verification_method(&did, key)).collect::<Vec<_>>(),
		"service": services.collect::<Vec<_>>(),
	});
	for name in Relationships::ALL.names() {
		let fit = keys.iter().filter(|key| !is_frozen && key.relationships.names().any(|known| known == name));
		document[name] = fit.map(|key| key_url(&did, &key.public)).collect();
	}
	if let Some(members) = document.as_object_mut() {
		members.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
	}
	document
}

/// What defines the terms: section 6.3.1.
fn contexts(subject: &Subject, keys: &[&DidKey<u32>]) -> Vec<&'static str> {
	let is_address = |key: &&DidKey<u32>| matches!(key.public, PublicKey::Ethereum(_));
	let is_of_websites = |service: &DidService| service.service_type == "LinkedDomains";
	let known = [
		(DID_CONTEXT, true),
		// `Multikey`: Controlled Identifiers 1.0, section 2.2.2.
		("https://w3id.org/security/multikey/v1", !keys.iter().all(is_address)),
		("https://w3id.org/security/suites/secp256k1recovery-2020/v2", keys.iter().any(is_address)),
		// Websites: DIF Well Known DID Configuration.
		("https://identity.foundation/.well-known/did-configuration/v1", subject.services.iter().any(is_of_websites)),
	];
	known.into_iter().filter(|(_, needed)| *needed).map(|(context, _)| context).collect()
}

/// About the document: section 7.1.3. What W3C has no word for is under a name of its own, which is allowed.
fn metadata(subject: &Subject) -> Value {
	let (state, since) = match subject.status {
		DidStatus::Active => ("active", None),
		DidStatus::Frozen { at } => ("frozen", Some(at)),
		DidStatus::Deactivated { at } => ("deactivated", Some(at)),
	};
	let status = match since {
		None => json!({ "state": state }),
		Some(at) => json!({ "state": state, "at": { "block": at.block, "time": at.time } }),
	};
	let mut metadata = json!({
		// Freezing makes no new version, and the version of before is back when it ends.
		"versionId": format!("{}{}", subject.version, if state == "frozen" { "-frozen" } else { "" }),
		"civitas": {
			"kind": kind(subject.kind),
			"status": status,
			"name": subject.name,
			"controllers": subject.controllers.iter().map(did_of).collect::<Vec<_>>(),
			"threshold": subject.threshold,
			// A text, as it has 64 bits.
			"nonce": subject.nonce.to_string(),
		},
	});
	let frozen = since.filter(|_| state == "frozen").map(|at| at.time);
	// Absent if there never was an update.
	let changed = (subject.version > 1).then_some(subject.updated.time).max(frozen);
	for (property, time) in [("created", Some(subject.created.time)), ("updated", changed)] {
		if let Some(text) = time.and_then(date_time) {
			metadata[property] = text.into();
		}
	}
	if state == "deactivated" {
		metadata["deactivated"] = true.into();
	}
	metadata
}

/// As JSON has it by metadata: no name has several words.
pub(super) fn kind(kind: Kind) -> String {
	format!("{kind:?}").to_lowercase()
}

/// A key: section 5.2.
fn verification_method(did: &str, key: &DidKey<u32>) -> Value {
	let mut method = json!({ "id": key_url(did, &key.public), "type": "Multikey", "controller": did });
	if let PublicKey::Ethereum(address) = &key.public {
		// It is known by its address, and recovered from signatures.
		method["type"] = "EcdsaSecp256k1RecoveryMethod2020".into();
		method["blockchainAccountId"] = caip10(address).into();
		return method;
	}
	if let Some(text) = key.public.multikey() {
		method["publicKeyMultibase"] = text.into();
	}
	// Not a term of the other type: Controlled Identifiers 1.0, section 2.2. In whole seconds, so up to one too early and never
	// too late.
	if let Some(text) = key.valid_until.and_then(date_time) {
		method["expires"] = text.into();
	}
	method
}

fn key_url(did: &str, key: &PublicKey) -> String {
	format!("{did}#{}", key.fragment())
}

/// An Ethereum address as an account of CAIP-10. That has to name a chain: it is Ethereum itself (1), as did:ethr has it,
/// though the address is the same on all chains of that family. The letters are those of EIP-55, which make a checksum.
pub(super) fn caip10(address: &[u8; 20]) -> String {
	let digits = hex::encode(address);
	let hash = hex::encode(keccak_256(digits.as_bytes()));
	let checked = digits.chars().zip(hash.chars()).map(|(digit, hash)| match hash {
		'8'.. => digit.to_ascii_uppercase(),
		_ => digit,
	});
	format!("eip155:1:0x{}", checked.collect::<String>())
}

/// A time in the form of section 7.1.3: UTC, in whole seconds. `None` for one beyond the year 9999, which has no such form.
pub(super) fn date_time(time: Moment) -> Option<String> {
	names::date_time(time / 1_000 * 1_000)
}
