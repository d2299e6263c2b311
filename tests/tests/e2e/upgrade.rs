//! A chain that began with an older runtime and was upgraded to the present one: each block is asked, and its events and calls
//! are read, by the code that it has.

use civitas_primitives::identity::{identity_id, Kind, PublicKey};
use civitas_runtime::{AccountId, Hash, Runtime, RuntimeCall, VERSION};
use civitas_tests::{
	certification::{document, found_network, text, SmallNetwork},
	client::{from_hex, to_hex},
	node::specification,
	process::repository,
	transaction::{account, in_one},
	Client, Config,
};
use codec::{Compact, Encode};
use frame_support::{storage::storage_prefix, weights::Weight};
use pallet_identity_registry::{Call, Pallet};
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Dave};
use std::fs;

/// The runtime of commit 5ca9994. Its texts were bytes, its calls of certification others, its answers to `verify` said
/// `invalid`, its expectations had to be there, and it had no view for DID documents.
const OLD: &str = "tests/data/runtime-5ca9994.compact.compressed.wasm";

/// Its version.
const OLD_VERSION: u32 = 100;

/// The code of JSON-RPC for methods that do not exist.
const METHOD_NOT_FOUND: i32 = -32601;
/// The same for parameters that are not what they should be.
const INVALID_PARAMS: i32 = -32602;
/// Our code for what the runtime does not know.
const RUNTIME_ERROR: i32 = 10_102;

/// The name of the networks here, as a text and as bytes.
const NAME: &str = "Medical Council";

/// Alice registers an identity that her key controls.
fn register(salt: [u8; 32]) -> (AccountId, RuntimeCall) {
	let key = PublicKey::Sr25519(Alice.to_raw_public());
	let room = Pallet::<Runtime>::room_for(1, 0, 0, 0, 1, 0);
	let call = Call::register { kind: Kind::Person, key, salt, room, proof: None };
	(identity_id(&key, &salt).into(), RuntimeCall::IdentityRegistry(call))
}

/// Alice acts as the identity, and it claims a name.
fn claim(identity: &AccountId, name: &str) -> RuntimeCall {
	let claim = RuntimeCall::IdentityRegistry(Call::claim_name { name: text(name) });
	RuntimeCall::IdentityRegistry(Call::act_as { identity: identity.clone(), call: Box::new(claim) })
}

/// What the event of this pallet and name has in it that happened in a block.
async fn happened(client: &Client, block: Hash, pallet: &str, event: &str) -> Value {
	let events = client.value("civitas_events", json!({ "block": block })).await;
	let mut events = events["items"].as_array().expect("events are a list").iter();
	let found = events.find_map(|record| record["event"][pallet].get(event));
	found.cloned().unwrap_or_else(|| panic!("there is no {pallet}.{event} in {block:?}"))
}

/// The name that was claimed in a block.
async fn claimed(client: &Client, block: Hash) -> Value {
	happened(client, block, "identityRegistry", "nameClaimed").await["name"].clone()
}

/// Make a call of certification as the runtime of the chain has it, which is not the one that this crate links. Gives what the
/// event of this name has in it.
async fn certify(client: &Client, who: Sr25519Keyring, call: Value, event: &str) -> Value {
	let bytes = client.value("civitas_encodeCall", json!({ "call": { "certification": call } })).await;
	let bytes = from_hex(bytes.as_str().expect("a call is bytes"));
	let block = client.submit_encoded(who, &bytes).await.finalized_block().await;
	happened(client, block, "certification", event).await
}

/// What was found and issued under the old runtime.
struct Old {
	network: Value,
	certificate: Value,
}

impl Old {
	/// Alice founds a network, in which Bob certifies something of Dave.
	async fn found(client: &Client) -> Self {
		let (name, nothing) = (to_hex(NAME.as_bytes()), "0x");
		let call = json!({ "name": name, "policyHash": document(1), "policyUri": nothing, "membership": "closed" });
		let founded = certify(client, Alice, json!({ "foundNetwork": call }), "networkFounded").await;
		let network = founded["network"].clone();
		let rules = [
			"publicRecord",
			"expires",
			"suspendable",
			"onePerSubject",
			"needsAcceptance",
			"needsNullifier",
			"survivesIssuer",
			"surrenderable",
			"searchable",
			"subjectIsIdentity",
		];
		let rules: serde_json::Map<String, Value> =
			rules.map(|rule| (rule.to_owned(), json!(false))).into_iter().collect();
		let content = json!({
			"kind": 34,
			"name": name,
			"documentHash": document(2),
			"documentUri": nothing,
			"rules": rules,
		});
		let call = json!({ "registerSchema": { "network": network, "content": content } });
		let schema = certify(client, Alice, call, "schemaRegistered").await["schema"].clone();
		let (holder, terms) = (account(Bob).to_ss58check(), json!({ "scope": "all", "depth": 0 }));
		let call = json!({ "accredit": { "network": network, "holder": holder, "terms": terms } });
		let accreditation = certify(client, Alice, call, "accredited").await["accreditation"].clone();
		let (subject, content) = (account(Dave).to_ss58check(), json!({ "claims": document(7), "record": nothing }));
		let call = json!({
			"accreditation": accreditation,
			"schema": schema,
			"subject": subject,
			"content": content,
		});
		let issued = certify(client, Bob, json!({ "issue": call }), "certificateIssued").await;
		Self { network, certificate: issued["certificate"].clone() }
	}
}

async fn version(client: &Client) -> u32 {
	let version = client.call("state_getRuntimeVersion", json!([])).await;
	version["specVersion"].as_u64().and_then(|version| version.try_into().ok()).expect("a version is a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn old_blocks_answer_by_old_metadata() {
	let code = to_hex(b":code");
	let path = repository().join(OLD);
	let old = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
	let mut chain = specification("dev").await;
	let state = &mut chain["genesis"]["raw"]["top"];
	let present = from_hex(state[&code].as_str().expect("a genesis has a runtime"));
	state[&code] = json!(to_hex(&old));
	// Which runtime was the last to look after the state: what an upgrade has to do is done when it is another.
	let last = to_hex(&storage_prefix(b"System", b"LastRuntimeUpgrade"));
	assert!(state[&last].is_string(), "the state has it elsewhere");
	state[&last] = json!(to_hex(&(Compact(OLD_VERSION), "civitas").encode()));
	let folder = tempfile::tempdir().expect("a temporary folder can be made");
	let file = folder.path().join("old.json").to_str().expect("the path is UTF-8").to_owned();
	fs::write(&file, chain.to_string()).expect("a file can be written");

	let node = Config::sealing("instant").option("--chain", file).start().await;
	let client = node.client();
	assert_eq!(version(client).await, OLD_VERSION);
	let old = Old::found(client).await;
	let ((first, register_first), (second, register_second)) = (register([1; 32]), register([2; 32]));
	let before = client.execute(Alice, register_first).await.success();

	// A name is claimed under the old runtime in the transaction that replaces it, and another one after that: by an identity
	// that is registered then, as the records of identities are others now and nobody translates them. It is the same with those
	// of certification: a certificate of another network is issued.
	let set_code = RuntimeCall::System(frame_system::Call::set_code { code: present });
	let weight = Weight::from_parts(1_000_000_000, 0);
	let sudo = pallet_sudo::Call::sudo_unchecked_weight { call: Box::new(set_code), weight };
	let upgrade = in_one(vec![claim(&first, "guild"), RuntimeCall::Sudo(sudo)]);
	let upgraded = client.submit(Alice, upgrade).await.finalized_block().await;
	let upgraded = (upgraded, client.number(upgraded).await);
	assert_eq!(version(client).await, VERSION.spec_version);
	let after = in_one(vec![register_second, claim(&second, "order")]);
	let after = client.execute(Alice, after).await.success();
	assert_eq!(after.number, upgraded.1 + 1);
	let claimed_at = after.block;
	let network = SmallNetwork::found(client, Alice, Bob).await;
	let id = network.certificate(&account(Dave), document(7));
	let after = client.execute(Bob, network.issue(&account(Dave), document(7))).await.success();

	// Views. The state of the block with the upgrade has the new code in it.
	let name = to_hex(NAME.as_bytes());
	let (before, after) = ((before.block, before.number), (after.block, after.number));
	for ((hash, number), is_old) in [(before, true), (upgraded, false), (after, false)] {
		let unknown = json!({ "certificate": document(9), "expected": {}, "block": hash });
		let (true_at, unknown) = client.ask("certification_verify", unknown).await;
		assert_eq!((true_at.number, true_at.hash), (number, hash));
		let unexpecting = json!({ "certificate": document(9), "block": number });
		let code = client.try_call("certification_verify", unexpecting).await.err().and_then(|error| error.code());
		if is_old {
			assert_eq!((&unknown["invalid"], unknown.get("valid")), (&json!("unknown"), None), "{unknown}");
			assert_eq!(code, Some(INVALID_PARAMS));
		} else {
			let told = (unknown.get("invalid"), &unknown["valid"], &unknown["reason"]);
			assert_eq!(told, (None, &json!(false), &json!("unknown")), "{unknown}");
			assert_eq!(code, None);
		}
	}
	for (id, network, (block, _), shown_name) in [
		(old.certificate.clone(), old.network.clone(), before, name.as_str()),
		(json!(id), json!(network.network), after, NAME),
	] {
		let verify = json!({ "certificate": id, "expected": { "network": network }, "block": block });
		let answer = client.value("certification_verify", verify).await;
		assert_eq!(answer["dossier"]["certificate"]["id"], id);
		let told = (answer.get("invalid"), answer.get("valid"));
		let valid = if block == before.0 { (Some(&Value::Null), None) } else { (None, Some(&json!(true))) };
		assert_eq!(told, valid, "{answer}");
		let shown = client.value("certification_network", json!({ "network": network, "block": block })).await;
		assert_eq!(shown["name"], shown_name);
	}

	// A view that the upgrade brought: there was none before, and it is no method of a node that was started before.
	let identity = second.to_ss58check();
	let (code, message) = client.refusal("identityRegistry_didSubject", json!([identity])).await;
	assert_eq!(code, METHOD_NOT_FOUND, "{message}");
	let ask = |block: u32| json!(["identityRegistry", "didSubject", { "identity": identity }, block]);
	let (code, message) = client.refusal("civitas_view", ask(before.1)).await;
	assert!(code == RUNTIME_ERROR && message.contains("didSubject"), "{message}");
	assert_eq!(client.value("civitas_view", ask(upgraded.1)).await, Value::Null);
	assert_eq!(client.value("civitas_view", ask(after.1)).await["name"], "order");

	// Events, by the code that made the block; calls, by that of its state.
	assert_eq!(claimed(client, upgraded.0).await, json!(to_hex(b"guild")));
	assert_eq!(claimed(client, claimed_at).await, "order");
	let call = json!(to_hex(&found_network(NAME).encode()));
	for ((block, _), name) in [(before, name.as_str()), (upgraded, NAME), (after, NAME)] {
		let read = client.value("civitas_decodeCall", json!({ "call": call, "block": block })).await;
		assert_eq!(read["certification"]["foundNetwork"]["name"], name);
		assert_eq!(client.value("civitas_encodeCall", json!({ "call": read, "block": block })).await, call);
	}
}
