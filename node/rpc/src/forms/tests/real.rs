//! The forms over the views of the real runtime, after calls that its metadata describes.

use super::*;
use crate::{
	error::NOT_FOUND,
	forms::names::did_of,
	views::{ask as ask_view, BlockRef},
};
use civitas_primitives::{
	certification::{
		batch_id, certificate_id, merkle::MerkleTree, schema_id, Authority, Content, Expected, Member, SchemaContent,
		StatusPurpose, Verification,
	},
	identity::{identity_id, PublicKey},
};
use civitas_runtime::{RuntimeCall, RuntimeOrigin};
use codec::{Decode, Encode};
use jsonrpsee::types::ErrorObjectOwned;
use sp_io::{hashing::twox_128, TestExternalities};
use sp_keyring::Sr25519Keyring;
use sp_runtime::traits::Dispatchable;
use std::cell::RefCell;

const SUBJECT: [u8; 32] = [2; 32];

/// Runs the network, and issues.
fn issuer() -> [u8; 32] {
	Sr25519Keyring::Alice.public().0
}

/// The state of a chain.
struct Chain(RefCell<TestExternalities>);

impl Chain {
	/// With time, and someone who has money.
	fn new() -> Self {
		let chain = Self(RefCell::new(TestExternalities::new_empty()));
		let now = [twox_128(b"Timestamp"), twox_128(b"Now")].concat();
		chain.0.borrow_mut().execute_with(|| sp_io::storage::set(&now, &chain::NOW.encode()));
		let who = address(issuer());
		chain.call(
			RuntimeOrigin::root(),
			json!({ "balances": { "forceSetBalance": { "who": who, "newFree": "1000000000000000000" } } }),
		);
		chain
	}

	fn call(&self, origin: RuntimeOrigin, call: Value) {
		let bytes = METADATA.to_scale(METADATA.call_type(), &call).unwrap_or_else(|error| panic!("{call}: {error}"));
		let decoded = RuntimeCall::decode(&mut &bytes[..]).expect("it is a call");
		let result = self.0.borrow_mut().execute_with(|| decoded.dispatch(origin));
		assert!(result.is_ok(), "{call}: {result:?}");
	}

	fn issue(&self, call: Value) {
		self.call(RuntimeOrigin::signed(issuer().into()), json!({ "certification": call }));
	}
}

impl Views for Chain {
	fn genesis(&self) -> H256 {
		H256::zero()
	}

	fn block(&self) -> BlockRef {
		BlockRef { number: 0, hash: H256::zero(), time: chain::NOW }
	}

	fn metadata(&self) -> RpcResult<Arc<Metadata>> {
		Ok(METADATA.clone())
	}

	fn execute(&self, pallet: &str, view: &str, input: Vec<u8>) -> RpcResult<Vec<u8>> {
		let id = METADATA.view(pallet, view).expect("there is such a view").id;
		let id = Decode::decode(&mut &id[..]).expect("it is the identifier of a view");
		let answer = self.0.borrow_mut().execute_with(|| Runtime::execute_view_function(id, input));
		answer.map_err(|error| crate::error::runtime_error(format!("{error:?}")))
	}
}

fn address(account: [u8; 32]) -> Value {
	json!(format!("0x{}", hex::encode(account)))
}

fn schema() -> SchemaContent {
	SchemaContent {
		kind: civitas_primitives::certification::SchemaKind::DEGREE,
		name: "Degree".try_into().expect("it is short"),
		document_hash: H256::zero(),
		document_uri: "https://university.example/degree.json".try_into().expect("it is short"),
		rules: Default::default(),
		max_validity: None,
		supersedes: None,
	}
}

/// An argument of a call as JSON.
fn of_call(call: &str, name: &str, value: impl Encode) -> Value {
	let call = METADATA.call("certification", call).expect("there is such a call");
	let input = call.inputs.iter().find(|input| input.name == name).expect("it has such an argument");
	METADATA.to_json(input.ty, &value.encode()).expect("it is of that type")
}

/// A network with a schema and an accreditation.
fn founded() -> (Chain, H256) {
	let chain = Chain::new();
	let (zero, membership) = (hex(H256::zero()), json!("closed"));
	chain.issue(json!({ "foundNetwork": {
		"name": "University", "policyHash": zero, "policyUri": "", "membership": membership,
	} }));
	let content = of_call("register_schema", "content", schema());
	chain.issue(json!({ "registerSchema": { "network": 0, "content": content } }));
	let terms = json!({ "scope": "all", "validUntil": null, "quota": null, "depth": 0 });
	let holder = address(issuer());
	chain.issue(json!({ "accredit": { "network": 0, "parent": null, "holder": holder, "terms": terms } }));
	(chain, schema_id(0, &schema()))
}

fn bit(chain: &Chain, id: H256, purpose: &str, index: usize) -> bool {
	use std::io::Read;
	let list = ask(chain, "exportStatusList", json!([hex(id), purpose])).expect("there is a list");
	let encoded = list["credentialSubject"]["encodedList"].as_str().expect("the list is a text");
	let (_, compressed) = multibase::decode(encoded).expect("the list is in multibase");
	let mut bytes = Vec::new();
	flate2::read::GzDecoder::new(&compressed[..]).read_to_end(&mut bytes).expect("the list is compressed");
	bytes[index / 8] & (0x80 >> (index % 8)) != 0
}

#[test]
fn a_certificate_is_exported_verified_and_revoked() {
	let (chain, schema) = founded();
	let document = json!({ "degree": "Master", "year": 2023 });
	let content = Content {
		claims: H256(chain::json(document.clone()).hash()),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	};
	chain.issue(json!({ "issue": {
		"accreditation": 0,
		"schema": hex(schema),
		"subject": address(SUBJECT),
		"content": of_call("issue", "content", &content),
	} }));
	let id = certificate_id(Authority::Accreditation(0), &schema, &AccountId32::new(SUBJECT), &content, None);
	let claims = json!({ "document": document });
	let credential = ask(&chain, "exportCredential", json!([hex(id), null, claims])).expect("it is exported");
	assert_eq!(credential["credentialSubject"], json!({ "id": did_of(&SUBJECT.into()), "claims": claims }));
	assert_eq!(credential["civitas"]["schemaUri"], json!("https://university.example/degree.json"));
	let verify = || ask(&chain, "verifyCredential", json!([credential, { "network": 0 }])).expect("it is judged");
	let answer = verify();
	assert_eq!(
		(&answer["valid"], &answer["reason"], &answer["time"]),
		(&json!(true), &json!(null), &json!(chain::NOW))
	);
	assert_eq!(answer["dossier"]["certificate"]["id"], json!(hex(id)));
	assert!(!bit(&chain, id, "revocation", 0));

	chain.issue(json!({ "revoke": { "certificate": hex(id), "reason": "privilegeWithdrawn" } }));
	let revoked = json!({ "revoked": { "at": chain::NOW, "reason": "privilegeWithdrawn" } });
	assert_eq!(verify()["reason"], revoked);
	assert!(bit(&chain, id, "revocation", 0) && bit(&chain, id, "suspension", 0));
}

#[test]
fn one_of_a_batch_is_exported_and_verified() {
	let (chain, schema) = founded();
	let document = json!({ "degree": "Master" });
	let member = |index| Member {
		index,
		subject: AccountId32::new(SUBJECT),
		claims: H256(chain::json(document.clone()).hash()),
	};
	let tree = MerkleTree::new((0..3).map(|index| member(index).leaf()));
	chain.issue(json!({ "issueBatch": {
		"accreditation": 0,
		"schema": hex(schema),
		"root": hex(tree.root()),
		"count": 3,
		"validFrom": null,
		"validUntil": null,
	} }));
	let id = batch_id(Authority::Accreditation(0), &schema, &tree.root(), 3, None, None);
	let presented = PresentedMember { member: member(1), proof: tree.prove(1).expect("it is there") };
	let presented = as_argument("verify", "presented", Some(presented));
	let credential = ask(&chain, "exportCredential", json!([hex(id), presented])).expect("it is exported");
	assert_eq!(credential["credentialStatus"][0]["statusListIndex"], json!("1"));
	let answer = ask(&chain, "verifyCredential", json!([credential])).expect("it is judged");
	assert_eq!(answer["valid"], json!(true), "{answer}");
	assert_eq!(answer["dossier"]["certificate"]["member"], json!(1));
	assert!(!bit(&chain, id, "suspension", 1));
}

#[test]
fn an_identity_is_resolved() {
	let chain = Chain::new();
	let key = PublicKey::Sr25519(issuer());
	let did = did_of(&identity_id(&key, &[7; 32]).into());
	let resolve = || ask(&chain, "resolveDid", json!([did])).expect("it is answered");
	assert_eq!(resolve()["didResolutionMetadata"]["error"], json!("notFound"));
	chain.call(
		RuntimeOrigin::signed(issuer().into()),
		json!({ "identityRegistry": { "register": {
			"kind": "person", "key": key.fragment(), "salt": hex(H256([7; 32])), "room": 5_000, "proof": null,
		} } }),
	);
	let resolved = resolve();
	assert_eq!(resolved["didDocument"]["verificationMethod"][0]["publicKeyMultibase"], json!(key.multikey()));
	let metadata = &resolved["didDocumentMetadata"];
	assert_eq!((&metadata["versionId"], &metadata["civitas"]["kind"]), (&json!("1"), &json!("person")));
	let full = json!({ "full": true, "number": 1, "scope": "any", "limits": [], "calls": [], "counterparties": [] });
	assert_eq!(metadata["civitas"]["keys"], json!({ key.fragment(): full }));

	// What a key may do is shown as it was asked for.
	let identity = did.trim_start_matches("did:civitas:");
	let agreement = PublicKey::X25519([9; 32]).fragment();
	let mut permissions = json!({
		"scope": "credentials",
		"limits": [{ "asset": null, "amount": "5", "period": 60_000 }, { "asset": 7, "amount": "0", "period": 1 }],
		"calls": ["balances.transferKeepAlive"],
		"counterparties": [identity],
	});
	let new = json!({
		"public": agreement, "relationships": ["keyAgreement"], "permissions": permissions,
		"validFrom": null, "validUntil": null,
	});
	let call = json!({ "identityRegistry": { "addKey": { "key": new, "proof": null } } });
	let act = json!({ "identityRegistry": { "actAs": { "identity": identity, "call": call } } });
	chain.call(RuntimeOrigin::signed(issuer().into()), act);
	let metadata = &resolve()["didDocumentMetadata"];
	assert_eq!(metadata["versionId"], json!("2"));
	permissions["full"] = json!(false);
	permissions["number"] = json!(2);
	assert_eq!(metadata["civitas"]["keys"], json!({ key.fragment(): full, agreement: permissions }));
}

#[test]
fn what_there_is_not_is_not_found() {
	let chain = Chain::new();
	let id = hex(H256::zero());
	let not_found = |what: &str| Err((i64::from(NOT_FOUND), format!("Not found: {what} {id}")));
	assert_eq!(ask(&chain, "exportCredential", json!([id])), not_found("certificate"));
	let list = ask(&chain, "exportStatusList", json!([id, "revocation"]));
	assert_eq!(list, not_found("status list, batch or certificate"));
	let unknown = ask(&chain, "verifyCredential", json!([{ "civitas": { "certificate": id } }])).expect("it is judged");
	let expected = json!({
		"valid": false, "reason": "unknown", "since": null, "time": chain::NOW, "dossier": null, "documentIssuer": null,
	});
	assert_eq!(unknown, expected);
}

type Arguments = (H256, Option<Expected<AccountId32>>, Option<u64>, Option<PresentedMember<AccountId32>>);

fn all_arguments() -> Arguments {
	(H256::zero(), None, None, None)
}

#[test]
fn what_is_asked_in_another_form_is_an_error() {
	let chain = Chain::new();
	let asked: Result<Verification<AccountId32>, ErrorObjectOwned> =
		ask_view(&chain, "Certification", "verify", (H256::zero(), None::<Expected<AccountId32>>));
	assert!(asked.is_err());
	let answered: Result<StatusPurpose, ErrorObjectOwned> =
		ask_view(&chain, "Certification", "verify", all_arguments());
	assert!(answered.is_err());
}
