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
/// The first byte of those whose keys come and go: see [`windows`].
const WINDOWS: u8 = 6;
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
const LIMITED: PublicKey = PublicKey::Sr25519([0x55; 32]);
/// What [`LIMITED`] may do besides what is social.
const CALL: &str = "balances.transferKeepAlive";

fn stamp(time: Moment) -> Stamp<u32> {
	Stamp { block: 5, time }
}

fn key(public: PublicKey, relationships: Relationships) -> DidKey<u32> {
	let added = stamp(EARLIER);
	DidKey { public, relationships, valid_from: EARLIER, valid_until: None, added, revoked: None, full: true }
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
			DidKey { full: false, ..key(LIMITED, Relationships::SIGNING) },
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
		FROZEN => found.status = DidStatus::Frozen { at: stamp(NOW) },
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
		[WINDOWS, version, .., seconds] => return Some(windows(version, seconds)),
		_ => return None,
	}
	Some(found)
}

/// So many seconds after the last change of the record, which made it of this version. One key comes after 10 and is gone after
/// 30, one is gone after 20, and one would have come after 5 but was revoked.
fn windows(version: u8, seconds: u8) -> Subject {
	let after = |seconds: u8| EARLIER + Moment::from(seconds) * 1_000;
	Subject {
		keys: vec![
			key(ED25519, Relationships::SIGNING),
			DidKey {
				valid_from: after(10),
				valid_until: Some(after(30) - 1),
				..key(FUTURE, Relationships::AUTHENTICATION)
			},
			DidKey { valid_until: Some(after(20) - 1), ..key(EXPIRED, Relationships::ASSERTION_METHOD) },
			DidKey { valid_from: after(5), revoked: Some(stamp(EARLIER)), ..key(REVOKED, Relationships::SIGNING) },
		],
		version: version.into(),
		updated: stamp(EARLIER),
		resolved_at: stamp(after(seconds)),
		..subject([WINDOWS; 32])
	}
}

/// The same record, as the view `resolve` answers it in JSON.
fn record(subject: &Subject) -> Value {
	let mut record = as_json("did_subject", Some(subject));
	let id = record["id"].clone();
	if let Some(frozen) = record.pointer_mut("/status/frozen") {
		frozen["by"] = json!({ "key": ED25519.fragment() });
		frozen["full"] = json!(true);
	}
	let keys = record["keys"].as_array_mut().expect("keys are a list").iter_mut();
	for (number, key) in (1..).zip(keys) {
		let members = key.as_object_mut().expect("a key is an object");
		let full = members.remove("full") == Some(json!(true));
		members.extend([
			("number".into(), json!(number)),
			("scope".into(), json!(if full { "any" } else { "social" })),
			(
				"allowances".into(),
				if full { json!([]) } else { json!([{ "limit": limit(), "spent": "7", "since": 1 }]) },
			),
			("calls".into(), if full { json!([]) } else { json!([CALL]) }),
			("counterparties".into(), if full { json!([]) } else { json!([id]) }),
			("since".into(), json!(EARLIER)),
			("nonce".into(), json!(9)),
			("froze".into(), json!(0)),
			("request".into(), json!(null)),
		]);
	}
	for (name, value) in [
		("invited", json!([])),
		("controlled", json!(0)),
		("keysAdded", json!(9)),
		("linksAdded", json!(0)),
		("thaws", json!(0)),
		("payer", id),
		("room", json!(0)),
		("used", json!(0)),
	] {
		record[name] = value;
	}
	record
}

/// What [`LIMITED`] may spend.
fn limit() -> Value {
	json!({ "asset": null, "amount": "12", "period": 86_400_000 })
}

/// What a view answers, as JSON.
fn as_json(view: &str, answer: impl Encode) -> Value {
	let output = METADATA.view("identity_registry", view).expect("there is one").output;
	METADATA.to_json(output, &answer.encode()).expect("it is what the view answers")
}

/// What the views answer.
fn views(view: &str, input: &[u8]) -> Vec<u8> {
	let found = resolve(arguments::<AccountId32>(input).into());
	match view {
		"did_subject" => found.encode(),
		"resolve" => {
			let output = METADATA.view("identity_registry", view).expect("there is one").output;
			METADATA.to_scale(output, &json!(found.as_ref().map(record))).expect("it is what the view answers")
		},
		_ => panic!("{view} is asked"),
	}
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
	let keys = [ED25519, PASSKEY, ADDRESS, AGREEMENT, LIMITED];
	let [ed25519, passkey, address, agreement, limited] = keys.map(|key| url(ACTIVE, key));
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
				multikey(LIMITED),
			],
			"authentication": [ed25519, passkey, limited],
			"assertionMethod": [ed25519, limited],
			"keyAgreement": [agreement],
			"capabilityInvocation": [ed25519, address, limited],
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
	let all = json!({ "full": true, "scope": "any", "limits": [], "calls": [], "counterparties": [] });
	let full = |number: u32| {
		let mut all = all.clone();
		all["number"] = json!(number);
		all
	};
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
				"keys": {
					ED25519.fragment(): full(4),
					PASSKEY.fragment(): full(5),
					ADDRESS.fragment(): full(6),
					AGREEMENT.fragment(): full(7),
					LIMITED.fragment(): {
						"full": false,
						"number": 8,
						"scope": "social",
						"limits": [limit()],
						"calls": [CALL],
						"counterparties": [did(ACTIVE).strip_prefix("did:civitas:")],
					},
				},
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
	assert_eq!(metadata["civitas"]["keys"], json!({}));
}

#[test]
fn nobody_relies_on_the_keys_of_a_frozen_identity() {
	let (document, metadata) = document(FROZEN);
	assert_eq!(document["verificationMethod"].as_array().map(Vec::len), Some(5));
	for name in Relationships::ALL.names() {
		assert_eq!(document.get(name), None);
	}
	assert_eq!(document["service"].as_array().map(Vec::len), Some(2));
	// To freeze and to thaw are changes of the record like others.
	assert_eq!((&metadata["versionId"], &metadata["updated"]), (&json!("3"), &json!(NOW_TEXT)));
	assert_eq!(metadata.get("deactivated"), None);
	let status = json!({ "state": "frozen", "at": { "block": 5, "time": NOW }, "full": true });
	assert_eq!(metadata["civitas"]["status"], status);
	assert_eq!(metadata["civitas"]["keys"].as_object().map(Map::len), Some(5));
}

#[test]
fn a_key_that_comes_or_goes_makes_another_version() {
	let at = |version, seconds| {
		let mut id = [WINDOWS; 32];
		(id[1], id[31]) = (version, seconds);
		let (document, metadata) = document(id);
		let keys = document["verificationMethod"].as_array().expect("there are keys").iter();
		let keys: Vec<_> = keys.map(|key| key["publicKeyMultibase"].clone()).collect();
		(keys, metadata["versionId"].clone(), metadata.get("updated").cloned())
	};
	let [always, comes, goes] = [ED25519, FUTURE, EXPIRED].map(|key| json!(key.multikey()));
	let before = vec![always.clone(), goes.clone()];
	for (seconds, keys, version, updated) in [
		(0, before.clone(), "3", 0),
		(9, before.clone(), "3", 0),
		(10, vec![always.clone(), comes.clone(), goes.clone()], "3.1", 10),
		(19, vec![always.clone(), comes.clone(), goes], "3.1", 10),
		(20, vec![always.clone(), comes.clone()], "3.2", 20),
		(29, vec![always.clone(), comes], "3.2", 20),
		(30, vec![always.clone()], "3.3", 30),
		(255, vec![always], "3.3", 30),
	] {
		let updated = date_time(EARLIER + updated * 1_000).map(Value::from);
		assert_eq!(at(3, seconds), (keys, json!(version), updated), "after {seconds} seconds");
	}
	// The first version, too, which nobody has updated.
	assert_eq!(at(1, 9), (before, json!("1"), None));
	assert_eq!((at(1, 10).1, at(1, 10).2), (json!("1.1"), date_time(EARLIER + 10_000).map(Value::from)));
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
		let shown = as_json("did_subject", Some(Subject { kind, ..subject(ACTIVE) }));
		assert_eq!(shown["kind"], json!(crate::forms::did::kind(kind)));
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
