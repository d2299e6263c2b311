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
//! - Only a key that may do everything can pass a right on, so `capabilityDelegation` refers to no other. What the others may
//!   do on chain, a document has no words for: it is in the metadata, too.
//! - A key comes and goes by its window without anybody doing anything. So that a version is one document, such a change has
//!   one of its own: `4.1` is the first after version 4 of the record.

use super::names::{self, did_of, explain};
use crate::views::{self, Views};
use civitas_primitives::{
	identity::{
		did::{parse_did, DidError},
		document::{DidKey, DidService, DidStatus, DidSubject, Stamp},
		Kind, PublicKey, Relationships,
	},
	Moment,
};
use jsonrpsee::core::RpcResult;
use serde_json::{json, Map, Value};
use sp_core::crypto::AccountId32;
use sp_io::hashing::keccak_256;

/// What every document has as its first context: section 6.3.1.
const DID_CONTEXT: &str = "https://www.w3.org/ns/did/v1";

/// The pallet whose views are asked.
const PALLET: &str = "IdentityRegistry";

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
	let subject: Option<Subject> = views::ask(views, PALLET, "did_subject", (identity.clone(),))?;
	let Some(subject) = subject else {
		return Ok(failed("notFound", "no identity has been registered under this DID"));
	};
	// Scopes and assets are what the runtime has made of them, so they are taken as they come.
	let record = views::ask_as_json(views, PALLET, "resolve", (identity,))?;
	Ok(json!({
		"didDocument": document(&subject),
		"didDocumentMetadata": metadata(&subject, &record),
		// The media type of the documents: section 6.3.
		"didResolutionMetadata": { "contentType": "application/did+ld+json" },
	}))
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
		let fit = keys.iter().filter(|key| !is_frozen && serves_for(key, name));
		document[name] = fit.map(|key| key_url(&did, &key.public)).collect();
	}
	if let Some(members) = document.as_object_mut() {
		members.retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
	}
	document
}

/// Whether the relationship of this name refers to a key: section 5.3.
fn serves_for(key: &DidKey<u32>, name: &str) -> bool {
	let mut passes_on = Relationships::CAPABILITY_DELEGATION.names();
	key.relationships.names().any(|known| known == name) && (key.full || passes_on.all(|passed| passed != name))
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
///
/// `record` is what the view `resolve` answers.
fn metadata(subject: &Subject, record: &Value) -> Value {
	let status = match subject.status {
		DidStatus::Active => json!({ "state": "active" }),
		DidStatus::Frozen { at } => {
			json!({ "state": "frozen", "at": stamp(at), "full": record["status"]["frozen"]["full"] })
		},
		DidStatus::Deactivated { at } => json!({ "state": "deactivated", "at": stamp(at) }),
	};
	let passed = boundaries(subject);
	let (version, last) = (subject.version, passed.iter().copied().max());
	let mut metadata = json!({
		"versionId": match passed.len() {
			0 => version.to_string(),
			number => format!("{version}.{number}"),
		},
		"civitas": {
			"kind": kind(subject.kind),
			"status": status,
			"name": subject.name,
			"controllers": subject.controllers.iter().map(did_of).collect::<Vec<_>>(),
			"threshold": subject.threshold,
			"keys": permissions(subject, record),
		},
	});
	// Absent if there never was an update.
	let updated = last.or((version > 1).then_some(subject.updated.time));
	for (property, time) in [("created", Some(subject.created.time)), ("updated", updated)] {
		if let Some(text) = time.and_then(date_time) {
			metadata[property] = text.into();
		}
	}
	if matches!(subject.status, DidStatus::Deactivated { .. }) {
		metadata["deactivated"] = true.into();
	}
	metadata
}

fn stamp(at: Stamp<u32>) -> Value {
	json!({ "block": at.block, "time": at.time })
}

/// The moments since the record was changed at which a key has become valid, or ceased to be. Until the record is changed again,
/// there can only be more of them.
fn boundaries(subject: &Subject) -> Vec<Moment> {
	let since = subject.updated.time.saturating_add(1)..=subject.resolved_at.time;
	let keys = subject.keys.iter().filter(|key| key.revoked.is_none());
	// At its last moment a key is still valid.
	let times = keys.flat_map(|key| [Some(key.valid_from), key.valid_until.and_then(|until| until.checked_add(1))]);
	times.flatten().filter(|time| since.contains(time)).collect()
}

/// What each valid key may do on chain, by the fragment of the key. Only those act to which `capabilityInvocation` refers.
fn permissions(subject: &Subject, record: &Value) -> Map<String, Value> {
	let known: Vec<_> = record["keys"].as_array().into_iter().flatten().collect();
	let shown = |key: &DidKey<u32>| {
		let fragment = key.public.fragment();
		// In JSON, too, a key is written as its fragment.
		let known = known.iter().find(|known| known["public"] == fragment.as_str())?;
		let limits = known["allowances"].as_array().into_iter().flatten().map(|allowance| &allowance["limit"]);
		let mut shown = json!({ "full": key.full, "limits": limits.collect::<Vec<_>>() });
		for name in ["number", "scope", "calls", "counterparties"] {
			shown[name] = known[name].clone();
		}
		Some((fragment, shown))
	};
	subject.valid_keys().filter_map(shown).collect()
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
