//! The methods over a mock of the runtime API, and the documents against the rules of W3C DID Core.

use super::{
	document::{caip10, date_time},
	*,
};
use crate::mock::{self, hex, Block, Client, FINALIZED, OLDER};
use civitas_primitives::identity::{
	document::{DidKey, DidService, DidStatus, DidSubject, Stamp},
	Kind, PublicKey,
};
use did_core::{problems_of_document, problems_of_resolution};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, hex2array, H256};

/// As the end-to-end tests have it.
#[path = "../../../../tests/src/did_core.rs"]
mod did_core;

type Subject = DidSubject<AccountId32, u32>;

const ACTIVE: [u8; 32] = [1; 32];
const FROZEN: [u8; 32] = [2; 32];
const GONE: [u8; 32] = [3; 32];
const OFFICE: [u8; 32] = [4; 32];
const CHILD: [u8; 32] = [5; 32];
const UNKNOWN: [u8; 32] = [9; 32];

/// Linked to the active identity.
const ACCOUNTS: [[u8; 32]; 2] = [[0xa1; 32], [0xa2; 32]];

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
				id: b"web".into(),
				service_type: b"LinkedDomains".into(),
				service_endpoint: b"https://example.org".into(),
			},
			DidService {
				id: b"mail".into(),
				service_type: b"Messaging".into(),
				service_endpoint: b"mailto:a@example.org".into(),
			},
		],
		name: Some(b"alice".into()),
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

#[derive(Default)]
struct Runtime;

sp_api::mock_impl_runtime_apis! {
	impl IdentityRuntimeApi<Block, AccountId32, u32> for Runtime {
		fn resolve(identity: AccountId32) -> Option<Subject> {
			resolve(identity.into())
		}

		fn key_validity(
			identity: AccountId32,
			key: PublicKey,
			relationships: Relationships,
			at: When<u32>,
		) -> KeyValidity<u32> {
			if identity == UNKNOWN.into() {
				return KeyValidity::IdentityUnknown;
			}
			match (key, at) {
				(REVOKED, When::Time(time)) if time < NOW => KeyValidity::Valid,
				(REVOKED, _) => KeyValidity::Revoked { revoked: stamp(NOW) },
				(PASSKEY, When::Block(_)) => KeyValidity::TimeNeeded,
				(PASSKEY, _) if relationships != Relationships::AUTHENTICATION => {
					KeyValidity::NotForThis { relationships: Relationships::AUTHENTICATION }
				},
				(PASSKEY | ED25519, _) => KeyValidity::Valid,
				_ => KeyValidity::KeyUnknown,
			}
		}

		fn identities_of_key(_: PublicKey, cursor: Option<AccountId32>, limit: u32) -> Page<AccountId32, AccountId32> {
			let all = [ACTIVE, FROZEN].map(AccountId32::new).into_iter();
			let rest = all.filter(|id| cursor.as_ref().is_none_or(|cursor| id > cursor));
			Page::take(rest.map(|id| (id.clone(), id)), limit)
		}

		fn identity_of_name(name: Vec<u8>) -> Option<AccountId32> {
			(name == b"alice").then_some(ACTIVE.into())
		}

		fn identities_of_domain(
			domain: Vec<u8>,
			cursor: Option<(AccountId32, AccountId32)>,
			limit: u32,
		) -> Page<DomainLink<AccountId32>, (AccountId32, AccountId32)> {
			let all = [ACTIVE, FROZEN].map(|id| (AccountId32::new(id), AccountId32::new(OFFICE))).into_iter();
			let rest = all.filter(|place| cursor.as_ref().is_none_or(|cursor| place > cursor));
			Page::take(rest.map(|place| (place.clone(), link(&domain, place))), limit)
		}

		fn domains_of(
			identity: AccountId32,
			cursor: Option<(Vec<u8>, AccountId32)>,
			limit: u32,
		) -> Page<DomainLink<AccountId32>, (Vec<u8>, AccountId32)> {
			let all = [b"a.example", b"b.example"].map(|domain| (domain.to_vec(), AccountId32::new(OFFICE))).into_iter();
			let rest = all.filter(|place| cursor.as_ref().is_none_or(|cursor| place > cursor));
			let links = rest.map(|place| {
				let link = link(&place.0, (identity.clone(), place.1.clone()));
				(place, link)
			});
			Page::take(links, limit)
		}

		fn accounts_of(
			identity: AccountId32,
			cursor: Option<AccountId32>,
			limit: u32,
		) -> Page<(AccountId32, Moment), AccountId32> {
			let all = ACCOUNTS.into_iter().filter(|_| identity == ACTIVE.into()).map(AccountId32::new);
			let rest = all.filter(|account| cursor.as_ref().is_none_or(|cursor| account > cursor));
			Page::take(rest.map(|account| (account.clone(), (account, NOW))), limit)
		}

		fn identities_of_account(
			account: AccountId32,
			cursor: Option<AccountId32>,
			limit: u32,
		) -> Page<AccountId32, AccountId32> {
			// More than a page can have.
			let number = if account == ACCOUNTS[0].into() { 101 } else { 0 };
			let all = (0..number).map(|number| AccountId32::new([number; 32]));
			let rest = all.filter(|id| cursor.as_ref().is_none_or(|cursor| id > cursor));
			Page::take(rest.map(|id| (id.clone(), id)), limit)
		}
	}
}

fn link(domain: &[u8], (identity, verifier): (AccountId32, AccountId32)) -> DomainLink<AccountId32> {
	DomainLink { identity, domain: domain.into(), verifier, attested_at: 1, valid_until: 2 }
}

async fn call(method: &str, params: Value) -> Result<Value, Value> {
	let methods = Identity::<Client<Runtime>, Block>::new(Client::new()).into_rpc();
	mock::call(&methods, method, params).await
}

#[test]
fn the_readme_has_every_method() {
	mock::assert_documented(&Identity::<Client<Runtime>, Block>::new(Client::new()).into_rpc());
}

async fn ask(method: &str, params: Value) -> Value {
	call(method, params).await.expect("it is answered")
}

/// The document and its metadata, which keep the rules.
async fn document(id: [u8; 32]) -> (Value, Value) {
	let answer = ask("civitas_resolveDid", json!([did(id)])).await;
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

#[tokio::test]
async fn a_document_is_that_of_did_core() {
	let (document, metadata) = document(ACTIVE).await;
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

#[tokio::test]
async fn unknown_malformed_and_deactivated_are_three_answers() {
	let failed = |error: &'static str, answer: Value| {
		assert_eq!(problems_of_resolution(&answer), Vec::<String>::new());
		assert_eq!((&answer["didDocument"], &answer["didDocumentMetadata"]), (&Value::Null, &json!({})));
		assert_eq!(answer["didResolutionMetadata"]["error"], json!(error));
		assert!(answer["didResolutionMetadata"]["errorMessage"].is_string());
		assert_eq!((&answer["blockHash"], &answer["blockNumber"]), (&json!(hex(FINALIZED)), &json!(10)));
	};
	failed("notFound", ask("civitas_resolveDid", json!([did(UNKNOWN)])).await);
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
		failed("invalidDid", ask("civitas_resolveDid", json!([malformed])).await);
	}
	failed("methodNotSupported", ask("civitas_resolveDid", json!(["did:example:123"])).await);

	let (document, metadata) = document(GONE).await;
	assert_eq!(document, json!({ "@context": ["https://www.w3.org/ns/did/v1"], "id": did(GONE) }));
	assert_eq!((&metadata["deactivated"], &metadata["versionId"]), (&json!(true), &json!("3")));
	assert_eq!(metadata["civitas"]["status"], json!({ "state": "deactivated", "at": { "block": 5, "time": NOW } }));
}

#[tokio::test]
async fn nobody_relies_on_the_keys_of_a_frozen_identity() {
	let (document, metadata) = document(FROZEN).await;
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

#[tokio::test]
async fn controllers_are_named_if_one_is_enough() {
	let (child, _) = document(CHILD).await;
	assert_eq!(child["controller"], json!([did(CHILD), did(ACTIVE), did(OFFICE)]));
	let (office, metadata) = document(OFFICE).await;
	assert_eq!(office.get("controller"), None);
	assert_eq!(metadata["civitas"]["controllers"], json!([did(ACTIVE), did(CHILD)]));
	assert_eq!(metadata["civitas"]["threshold"], json!(2));
	// Without a Multikey there is no need for its context.
	let recovery = "https://w3id.org/security/suites/secp256k1recovery-2020/v2";
	assert_eq!(office["@context"], json!(["https://www.w3.org/ns/did/v1", recovery]));
}

#[tokio::test]
async fn a_document_can_be_asked_for_at_a_block() {
	let answer = ask("civitas_resolveDid", json!({ "did": did(ACTIVE), "at": hex(OLDER) })).await;
	assert_eq!((&answer["blockHash"], &answer["blockNumber"]), (&json!(hex(OLDER)), &json!(1)));
	for did in [did(ACTIVE).as_str(), "malformed"] {
		let error = call("civitas_resolveDid", json!([did, hex(H256::zero())])).await.unwrap_err();
		assert_eq!(error["code"], json!(crate::error::UNKNOWN_BLOCK));
	}
}

#[tokio::test]
async fn the_validity_of_a_key_has_its_reason() {
	let validity = |key: PublicKey, relationships: Value, when: Value| async move {
		let answer = ask("civitas_keyValidity", json!([did(ACTIVE), key, relationships, when])).await;
		(answer["valid"].clone(), answer["reason"].clone())
	};
	let valid = (json!(true), Value::Null);
	assert_eq!(validity(ED25519, Value::Null, Value::Null).await, valid);
	assert_eq!(validity(PASSKEY, json!(["authentication"]), json!("now")).await, valid);
	assert_eq!(
		validity(PASSKEY, json!(["authentication", "assertionMethod"]), Value::Null).await,
		(json!(false), json!({ "code": "notForThis", "relationships": ["authentication"] }))
	);
	assert_eq!(
		validity(PASSKEY, Value::Null, json!({ "block": 4 })).await,
		(Value::Null, json!({ "code": "timeNeeded" }))
	);
	assert_eq!(validity(REVOKED, Value::Null, json!({ "time": NOW - 1 })).await, valid);
	let revoked = json!({ "code": "revoked", "revoked": { "block": 5, "time": NOW } });
	assert_eq!(validity(REVOKED, Value::Null, json!({ "time": NOW })).await, (json!(false), revoked));
	assert_eq!(validity(FUTURE, Value::Null, Value::Null).await.1, json!({ "code": "keyUnknown" }));
	let unknown = ask("civitas_keyValidity", json!({ "did": did(UNKNOWN), "key": ED25519, "at": hex(OLDER) })).await;
	assert_eq!((&unknown["reason"], &unknown["blockNumber"]), (&json!({ "code": "identityUnknown" }), &json!(1)));
}

#[tokio::test]
async fn listings_are_paged() {
	let page = ask("civitas_identitiesOfKey", json!([ED25519, null, 1])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([did(ACTIVE)]), &json!(did(ACTIVE))));
	let page = ask("civitas_identitiesOfKey", json!([ED25519, page["next"]])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([did(FROZEN)]), &Value::Null));

	let verifier = AccountId32::new(OFFICE).to_ss58check();
	let shown = |id, domain: &str| -> Value {
		json!({ "did": did(id), "domain": domain, "verifier": did(OFFICE), "attestedAt": 1, "validUntil": 2 })
	};
	let page = ask("civitas_identitiesOfDomain", json!(["a.example", null, 1])).await;
	assert_eq!(page["items"], json!([shown(ACTIVE, "a.example")]));
	let page = ask("civitas_identitiesOfDomain", json!(["a.example", page["next"], 1])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([shown(FROZEN, "a.example")]), &Value::Null));

	let page = ask("civitas_domainsOf", json!([did(ACTIVE), null, 1])).await;
	assert_eq!(
		(&page["items"], &page["next"]),
		(&json!([shown(ACTIVE, "a.example")]), &json!(["a.example", verifier]))
	);
	let page = ask("civitas_domainsOf", json!([did(ACTIVE), page["next"]])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([shown(ACTIVE, "b.example")]), &Value::Null));
}

#[tokio::test]
async fn links_are_found_from_both_ends() {
	let [first, second] = ACCOUNTS.map(|account| AccountId32::new(account).to_ss58check());
	let page = ask("civitas_accountsOf", json!([did(ACTIVE), null, 1])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([{ "account": first, "since": NOW }]), &json!(first)));
	assert_eq!((&page["blockHash"], &page["blockNumber"]), (&json!(hex(FINALIZED)), &json!(10)));
	let page = ask("civitas_accountsOf", json!([did(ACTIVE), page["next"]])).await;
	assert_eq!((&page["items"], &page["next"]), (&json!([{ "account": second, "since": NOW }]), &Value::Null));
	let none = ask("civitas_accountsOf", json!({ "did": did(UNKNOWN), "at": hex(OLDER) })).await;
	assert_eq!((&none["items"], &none["next"], &none["blockNumber"]), (&json!([]), &Value::Null, &json!(1)));

	// A page is no larger than the largest, whatever is asked for.
	for limit in [Value::Null, json!(1_000)] {
		let page = ask("civitas_identitiesOfAccount", json!([first, null, limit])).await;
		let items = page["items"].as_array().expect("it is a list");
		assert_eq!((items.len(), &items[99], &page["next"]), (100, &json!(did([99; 32])), &json!(did([99; 32]))));
		let rest = ask("civitas_identitiesOfAccount", json!([first, page["next"], limit])).await;
		assert_eq!((&rest["items"], &rest["next"]), (&json!([did([100; 32])]), &Value::Null));
	}
	let none = ask("civitas_identitiesOfAccount", json!([second])).await;
	assert_eq!((&none["items"], &none["next"]), (&json!([]), &Value::Null));
}

#[tokio::test]
async fn a_key_can_be_named_as_documents_name_it() {
	for key in [ED25519, PASSKEY, ADDRESS] {
		let answers = |key: Value| async move {
			let validity = ask("civitas_keyValidity", json!([did(ACTIVE), key, ["authentication"]])).await;
			(validity, ask("civitas_identitiesOfKey", json!([key])).await)
		};
		assert_eq!(answers(json!(key.fragment())).await, answers(json!(key)).await);
	}
	let passkey = json!([did(ACTIVE), PASSKEY.fragment(), ["assertionMethod"]]);
	assert_eq!(ask("civitas_keyValidity", passkey).await["reason"]["code"], json!("notForThis"));

	for (text, problem) in [
		("6Mk", "a key is a Multikey, which begins with z, or an Ethereum address, which begins with 0x"),
		("z0", "the Multikey is not base58, or the address not hexadecimal"),
		("z11", "it is not a whole Multikey of the type sr25519, ed25519, secp256k1, p256 or x25519"),
		("0x11", "it has more or fewer bytes than a key of its type"),
	] {
		for (method, params) in
			[("civitas_keyValidity", json!([did(ACTIVE), text])), ("civitas_identitiesOfKey", json!([text]))]
		{
			let error = call(method, params).await.unwrap_err();
			assert_eq!(error["code"], json!(-32602));
			assert_eq!(error["message"], json!(format!("Invalid params: key: {problem}")), "{method} {text}");
		}
	}
}

#[tokio::test]
async fn a_name_belongs_to_one_or_nobody() {
	assert_eq!(ask("civitas_identityOfName", json!(["alice"])).await["did"], json!(did(ACTIVE)));
	// Whatever is no name is nobody's.
	for name in ["bob", "", "Alice", "аlice"] {
		assert_eq!(ask("civitas_identityOfName", json!([name])).await["did"], Value::Null);
	}
}

#[tokio::test]
async fn bad_parameters_are_refused_by_name() {
	let key = json!(ED25519);
	for (method, params) in [
		("civitas_resolveDid", json!([])),
		("civitas_resolveDid", json!([7])),
		("civitas_resolveDid", json!([did(ACTIVE), "latest"])),
		("civitas_keyValidity", json!([did(ACTIVE)])),
		("civitas_keyValidity", json!(["alice", key])),
		("civitas_keyValidity", json!([did(ACTIVE), "0x11"])),
		("civitas_keyValidity", json!([did(ACTIVE), { "ed25519": "0x11" }])),
		("civitas_keyValidity", json!([did(ACTIVE), { "ed448": "0x11" }])),
		("civitas_keyValidity", json!([did(ACTIVE), key, ["login"]])),
		("civitas_keyValidity", json!([did(ACTIVE), key, [], "yesterday"])),
		("civitas_keyValidity", json!([did(ACTIVE), key, [], { "block": -1 }])),
		("civitas_identitiesOfKey", json!([key, "alice"])),
		("civitas_identitiesOfKey", json!([key, null, 0])),
		("civitas_identityOfName", json!([null])),
		("civitas_identitiesOfDomain", json!(["a.example", ["a"]])),
		("civitas_identitiesOfDomain", json!(["a.example", null, 0])),
		("civitas_domainsOf", json!(["a.example"])),
		("civitas_accountsOf", json!([AccountId32::new(ACTIVE).to_ss58check()])),
		("civitas_accountsOf", json!([did(ACTIVE), "alice"])),
		("civitas_accountsOf", json!([did(ACTIVE), null, 0])),
		("civitas_identitiesOfAccount", json!([did(ACTIVE)])),
		("civitas_identitiesOfAccount", json!([AccountId32::new(ACTIVE).to_ss58check(), "alice"])),
		("civitas_identitiesOfAccount", json!([AccountId32::new(ACTIVE).to_ss58check(), null, 0])),
		("civitas_domainsOf", json!([did(ACTIVE), null, 0])),
	] {
		let error = call(method, params.clone()).await.unwrap_err();
		assert_eq!(error["code"], json!(-32602), "{method} {params} gave {error}");
	}
	let error = call("civitas_keyValidity", json!(["did:civitas:5", key])).await.unwrap_err();
	let message = "Invalid params: did: what follows the method is not an address of 32 bytes";
	assert_eq!(error["message"], json!(message));
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
