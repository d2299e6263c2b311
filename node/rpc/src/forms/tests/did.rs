//! Documents against the rules of W3C DID Core.

use super::*;
use crate::forms::{
	did::{caip10, date_time},
	names::did_of,
};
use civitas_primitives::{
	identity::{
		document::{DidKey, DidService, DidStatus, DidSubject, Stamp},
		Kind, PublicKey, Relationships,
	},
	Moment,
};
use codec::Encode;
use did_core::{problems_of_document, problems_of_resolution};
use sp_core::hex2array;

/// As the end-to-end tests have it.
#[path = "../../../../../tests/src/did_core.rs"]
mod did_core;

type Subject = DidSubject<AccountId32, u32>;

const ACTIVE: [u8; 32] = [1; 32];
const FROZEN: [u8; 32] = [2; 32];
const GONE: [u8; 32] = [3; 32];
const OFFICE: [u8; 32] = [4; 32];
const CHILD: [u8; 32] = [5; 32];
const UNKNOWN: [u8; 32] = [9; 32];

/// 2023-11-14T22:13:20Z
const NOW: Moment = 1_700_000_000_000;
const NOW_TEXT: &str = "2023-11-14T22:13:20Z";
const EARLIER: Moment = NOW - 1_000_000;
const EARLIER_TEXT: &str = "2023-11-14T21:56:40Z";

const ED25519: PublicKey = PublicKey::Ed25519([0x11; 32]);
const PASSKEY: PublicKey = PublicKey::P256([2; 33]);
const ADDRESS: PublicKey = PublicKey::Ethereum([0xab; 20]);
const AGREEMENT: PublicKey = PublicKey::X25519([0x22; 32]);
const REVOKED: PublicKey = PublicKey::Sr25519([0x33; 32]);
const EXPIRED: PublicKey = PublicKey::Sr25519([0x44; 32]);
const FUTURE: PublicKey = PublicKey::Secp256k1([2; 33]);

fn stamp(time: Moment) -> Stamp<u32> {
	Stamp { block: 5, time }
}

fn key(public: PublicKey, relationships: Relationships) -> DidKey<u32> {
	let added = stamp(EARLIER);
	DidKey { public, relationships, valid_from: EARLIER, valid_until: None, added, revoked: None }
}

fn subject(id: [u8; 32]) -> Subject {
	DidSubject {
		id: id.into(),
		kind: Kind::Person,
		status: DidStatus::Active,
		controllers: Vec::new(),
		threshold: 0,
		keys: vec![
			key(REVOKED, Relationships::SIGNING),
			DidKey { valid_until: Some(NOW - 1), ..key(EXPIRED, Relationships::SIGNING) },
			DidKey { valid_from: NOW + 1, ..key(FUTURE, Relationships::SIGNING) },
			key(ED25519, Relationships::SIGNING),
			DidKey { valid_until: Some(NOW), ..key(PASSKEY, Relationships::AUTHENTICATION) },
			key(ADDRESS, Relationships::CAPABILITY_INVOCATION),
			key(AGREEMENT, Relationships::KEY_AGREEMENT),
		],
		services: vec![
			DidService {
				id: "web".into(),
				service_type: "LinkedDomains".into(),
				service_endpoint: "https://example.org".into(),
			},
			DidService {
				id: "mail".into(),
				service_type: "Messaging".into(),
				service_endpoint: "mailto:a@example.org".into(),
			},
		],
		name: Some("alice".into()),
		nonce: 7,
		version: 3,
		created: stamp(EARLIER),
		updated: stamp(NOW),
		resolved_at: stamp(NOW),
	}
}

fn resolve(id: [u8; 32]) -> Option<Subject> {
	let mut found = subject(id);
	// In the very block in which it is asked.
	found.keys[0].revoked = Some(stamp(NOW));
	match id {
		ACTIVE => {},
		FROZEN => {
			found.status = DidStatus::Frozen { at: stamp(NOW) };
			found.version = 1;
			found.updated = found.created;
		},
		GONE => {
			found.status = DidStatus::Deactivated { at: stamp(NOW) };
			found.keys.iter_mut().for_each(|key| key.revoked = Some(stamp(NOW)));
			found.services.clear();
			found.name = None;
		},
		OFFICE => {
			found.controllers = vec![ACTIVE.into(), CHILD.into()];
			found.threshold = 2;
			found.keys.retain(|key| key.public == ADDRESS);
			found.services.clear();
		},
		CHILD => {
			found.controllers = vec![ACTIVE.into(), OFFICE.into()];
			found.threshold = 1;
		},
		_ => return None,
	}
	Some(found)
}

/// What the views answer.
fn views(view: &str, input: &[u8]) -> Vec<u8> {
	assert_eq!(view, "did_subject");
	resolve(arguments::<AccountId32>(input).into()).encode()
}

fn resolution(did: &str) -> Value {
	ask(&Canned(views), "resolveDid", json!([did])).expect("it is answered")
}

/// The document and its metadata, which keep the rules.
fn document(id: [u8; 32]) -> (Value, Value) {
	let answer = resolution(&did(id));
	assert_eq!(problems_of_resolution(&answer), Vec::<String>::new(), "{answer:#}");
	assert_eq!(problems_of_document(&answer["didDocument"]), Vec::<String>::new());
	assert_eq!(answer["didResolutionMetadata"], json!({ "contentType": "application/did+ld+json" }));
	(answer["didDocument"].clone(), answer["didDocumentMetadata"].clone())
}

fn did(id: [u8; 32]) -> String {
	did_of(&id.into())
}

fn url(id: [u8; 32], key: PublicKey) -> String {
	format!("{}#{}", did(id), key.fragment())
}

#[test]
fn a_document_is_that_of_did_core() {
	let (document, metadata) = document(ACTIVE);
	let [ed25519, passkey, address, agreement] = [ED25519, PASSKEY, ADDRESS, AGREEMENT].map(|key| url(ACTIVE, key));
	let multikey = |key: PublicKey| {
		let text = key.multikey().expect("it is not an address");
		json!({ "id": url(ACTIVE, key), "type": "Multikey", "controller": did(ACTIVE), "publicKeyMultibase": text })
	};
	let mut expiring = multikey(PASSKEY);
	expiring["expires"] = json!(NOW_TEXT);
	assert_eq!(
		document,
		json!({
			"@context": [
				"https://www.w3.org/ns/did/v1",
				"https://w3id.org/security/multikey/v1",
				"https://w3id.org/security/suites/secp256k1recovery-2020/v2",
				"https://identity.foundation/.well-known/did-configuration/v1",
			],
			"id": did(ACTIVE),
			"verificationMethod": [
				multikey(ED25519),
				expiring,
				{
					"id": address,
					"type": "EcdsaSecp256k1RecoveryMethod2020",
					"controller": did(ACTIVE),
					"blockchainAccountId": caip10(&[0xab; 20]),
				},
				multikey(AGREEMENT),
			],
			"authentication": [ed25519, passkey],
			"assertionMethod": [ed25519],
			"keyAgreement": [agreement],
			"capabilityInvocation": [ed25519, address],
			"capabilityDelegation": [ed25519],
			"service": [
				{
					"id": format!("{}#web", did(ACTIVE)),
					"type": "LinkedDomains",
					"serviceEndpoint": "https://example.org",
				},
				{
					"id": format!("{}#mail", did(ACTIVE)),
					"type": "Messaging",
					"serviceEndpoint": "mailto:a@example.org",
				},
			],
		})
	);
	assert_eq!(
		metadata,
		json!({
			"created": EARLIER_TEXT,
			"updated": NOW_TEXT,
			"versionId": "3",
			"civitas": {
				"kind": "person",
				"status": { "state": "active" },
				"name": "alice",
				"controllers": [],
				"threshold": 0,
				"nonce": "7",
			},
		})
	);
}

#[test]
fn unknown_malformed_and_deactivated_are_three_answers() {
	let failed = |error: &'static str, answer: Value| {
		assert_eq!(problems_of_resolution(&answer), Vec::<String>::new());
		assert_eq!((&answer["didDocument"], &answer["didDocumentMetadata"]), (&Value::Null, &json!({})));
		assert_eq!(answer["didResolutionMetadata"]["error"], json!(error));
		assert!(answer["didResolutionMetadata"]["errorMessage"].is_string());
	};
	failed("notFound", resolution(&did(UNKNOWN)));
	let good = did(ACTIVE);
	for malformed in [
		"",
		"alice",
		"did:civitas:",
		&good[..good.len() - 1],
		&good.to_uppercase(),
		&format!("{good}#web"),
		&good[12..],
	] {
		failed("invalidDid", resolution(malformed));
	}
	failed("methodNotSupported", resolution("did:example:123"));

	let (document, metadata) = document(GONE);
	assert_eq!(document, json!({ "@context": ["https://www.w3.org/ns/did/v1"], "id": did(GONE) }));
	assert_eq!((&metadata["deactivated"], &metadata["versionId"]), (&json!(true), &json!("3")));
	assert_eq!(metadata["civitas"]["status"], json!({ "state": "deactivated", "at": { "block": 5, "time": NOW } }));
}

#[test]
fn nobody_relies_on_the_keys_of_a_frozen_identity() {
	let (document, metadata) = document(FROZEN);
	assert_eq!(document["verificationMethod"].as_array().map(Vec::len), Some(4));
	for name in Relationships::ALL.names() {
		assert_eq!(document.get(name), None);
	}
	assert_eq!(document["service"].as_array().map(Vec::len), Some(2));
	// The version is the first, but what is seen is not what was seen of it.
	assert_eq!((&metadata["versionId"], &metadata["updated"]), (&json!("1-frozen"), &json!(NOW_TEXT)));
	assert_eq!(metadata.get("deactivated"), None);
	assert_eq!(metadata["civitas"]["status"], json!({ "state": "frozen", "at": { "block": 5, "time": NOW } }));
}

#[test]
fn controllers_are_named_if_one_is_enough() {
	let (child, _) = document(CHILD);
	assert_eq!(child["controller"], json!([did(CHILD), did(ACTIVE), did(OFFICE)]));
	let (office, metadata) = document(OFFICE);
	assert_eq!(office.get("controller"), None);
	assert_eq!(metadata["civitas"]["controllers"], json!([did(ACTIVE), did(CHILD)]));
	assert_eq!(metadata["civitas"]["threshold"], json!(2));
	// Without a Multikey there is no need for its context.
	let recovery = "https://w3id.org/security/suites/secp256k1recovery-2020/v2";
	assert_eq!(office["@context"], json!(["https://www.w3.org/ns/did/v1", recovery]));
}

#[test]
fn what_is_no_text_is_refused() {
	for params in [json!([]), json!([7]), json!([null]), json!({ "did": ["did:civitas:5"] })] {
		let (code, message) = ask(&Canned(views), "resolveDid", params).expect_err("it is no DID");
		assert!(code == -32602 && message.starts_with("Invalid params: did: "), "{message}");
	}
}

#[test]
fn kinds_have_the_names_that_they_have_elsewhere() {
	let kinds = [Kind::Person, Kind::Organisation, Kind::Group, Kind::Device, Kind::Resource, Kind::Delegate];
	for kind in kinds {
		let shown = METADATA.to_json(
			METADATA.view("identity_registry", "did_subject").expect("there is one").output,
			&Some(Subject { kind, ..subject(ACTIVE) }).encode(),
		);
		assert_eq!(shown.expect("it is one")["kind"], json!(crate::forms::did::kind(kind)));
	}
}

#[test]
fn addresses_have_a_checksum() {
	// An example of EIP-55.
	let address = hex2array!("5aaeb6053f3e94c9b9a09f33669435e7ef1beaed");
	assert_eq!(caip10(&address), "eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
}

#[test]
fn times_are_whole_seconds_or_nothing() {
	assert_eq!(date_time(0).as_deref(), Some("1970-01-01T00:00:00Z"));
	assert_eq!(date_time(NOW + 999).as_deref(), Some(NOW_TEXT));
	assert_eq!(date_time(u64::MAX), None);
}
