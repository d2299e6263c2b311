//! An identity from its registration to its end: it owns nothing, others pay and submit, and its document can be resolved as
//! it was at each block.

mod controllers;
mod limits;
mod theft;

use civitas_primitives::identity::{Kind, Relationships};
use civitas_runtime::{currency::CIV, scopes::KeyScope, AccountId, Address, Balance, Hash, Runtime, RuntimeCall};
use civitas_tests::{
	certification::text,
	client::from_hex,
	identity::{within, Device, Holder},
	transaction::Outcome,
	Client, Config, Guest, Person,
};
use codec::{DecodeAll, Encode};
use pallet_identity_registry::{types::Service, Authority, Call, Error, Event};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, sr25519};
use sp_runtime::DispatchError;

/// What a key is for that may not do everything.
const LESS: [Relationships; 3] =
	[Relationships::AUTHENTICATION, Relationships::ASSERTION_METHOD, Relationships::CAPABILITY_INVOCATION];

/// What has to be seen in a document.
struct Seen<'a> {
	/// The keys, in their order, and which of them are full.
	keys: Vec<(&'a Device, bool)>,
	/// Whether relationships refer to them.
	trusted: bool,
	/// The ids of the services.
	services: Vec<&'a str>,
	/// `versionId`.
	version: &'a str,
}

/// The document at a block is what it has to be.
async fn assert_document(client: &Client, holder: &Holder, at: Hash, expected: Seen<'_>) {
	let answer = client.resolve(&holder.did(), Some(at)).await;
	let (document, metadata) = (&answer["didDocument"], &answer["didDocumentMetadata"]);
	assert_eq!(document["id"], json!(holder.did()));
	assert_eq!(metadata["versionId"], json!(expected.version), "{answer:#}");
	assert_eq!(metadata.get("deactivated"), None);

	let methods = document["verificationMethod"].as_array().cloned().unwrap_or_default();
	let listed: Vec<_> = methods.iter().map(|method| method["publicKeyMultibase"].clone()).collect();
	let keys: Vec<_> = expected.keys.iter().map(|(device, _)| json!(device.public().multikey())).collect();
	assert_eq!(listed, keys, "{answer:#}");
	for name in Relationships::SIGNING.names() {
		// Who may not do everything passes no right on.
		let fit = expected.keys.iter().filter(|(_, full)| *full || name != "capabilityDelegation");
		let urls: Vec<_> = fit.map(|(device, _)| holder.key_url(device)).collect();
		let referred = document.get(name).cloned();
		assert_eq!(referred, expected.trusted.then(|| json!(urls)), "{name} in {answer:#}");
	}
	let shown = metadata["civitas"]["keys"].as_object().expect("what keys may do is an object");
	assert_eq!(shown.len(), keys.len(), "{answer:#}");
	for (device, full) in &expected.keys {
		let key = &shown[&device.public().fragment()];
		assert_eq!((&key["full"], &key["scope"]), (&json!(full), &json!(if *full { "any" } else { "social" })));
	}
	assert_eq!(document.get("keyAgreement"), None);

	let services = document["service"].as_array().cloned().unwrap_or_default();
	let ids: Vec<_> = services.iter().map(|service| service["id"].clone()).collect();
	let wanted: Vec<_> = expected.services.iter().map(|id| json!(format!("{}#{id}", holder.did()))).collect();
	assert_eq!(ids, wanted);
}

/// Whether a key was valid for statements, asked at the end of the chain about an earlier block.
async fn key_validity(client: &Client, holder: &Holder, device: &Device, at: Value) -> Value {
	let (identity, key) = (holder.id.to_ss58check(), device.public().fragment());
	let params = json!({ "identity": identity, "key": key, "relationships": ["assertionMethod"], "at": at });
	client.value("identityRegistry_keyValidity", params).await
}

/// What is on the only page of a listing, as seen at a block, or now.
async fn listed(client: &Client, view: &str, parameter: &str, of: &str, at: Option<Hash>) -> Value {
	let page = client.value(&format!("identityRegistry_{view}"), json!({ parameter: of, "block": at })).await;
	assert_eq!(page["next"], Value::Null);
	page["items"].clone()
}

/// The accounts that an identity is linked to and the identities that an account is linked to, both as seen at a block.
async fn links(client: &Client, holder: &Holder, account: &AccountId, at: Hash) -> (Value, Value) {
	let (identity, account) = (holder.id.to_ss58check(), account.to_ss58check());
	(
		listed(client, "accountsOf", "identity", &identity, Some(at)).await,
		listed(client, "identitiesOfAccount", "account", &account, Some(at)).await,
	)
}

/// Someone submits, and pays for, what `device` has signed.
async fn submit(
	client: &Client,
	submitter: impl Into<sr25519::Pair>,
	holder: &Holder,
	device: &Device,
	call: impl Into<RuntimeCall>,
) -> Outcome {
	let call = holder.act(client, device, call).await;
	client.execute(submitter, call).await
}

/// The same; and the identity does it.
async fn act(
	client: &Client,
	submitter: impl Into<sr25519::Pair>,
	holder: &Holder,
	device: &Device,
	call: impl Into<RuntimeCall>,
) -> Outcome {
	let outcome = submit(client, submitter, holder, device, call).await.success();
	let by = Authority::Key(device.public());
	outcome.emitted(Event::<Runtime>::Acted { identity: holder.id.clone(), by, result: Ok(()) });
	outcome
}

/// The same; and why the identity does not do it, though the key may act.
async fn undone(
	client: &Client,
	submitter: impl Into<sr25519::Pair>,
	holder: &Holder,
	device: &Device,
	call: impl Into<RuntimeCall>,
) -> DispatchError {
	let outcome = submit(client, submitter, holder, device, call).await;
	outcome.act_of(&holder.id).expect_err("the identity does not do it")
}

fn is(error: Error<Runtime>) -> DispatchError {
	error.into()
}

fn pay(to: &AccountId, value: Balance) -> RuntimeCall {
	let dest = Address::Id(to.clone());
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value })
}

/// A call as the node makes it of JSON.
async fn call_of(client: &Client, call: Value) -> RuntimeCall {
	let bytes = client.value("civitas_encodeCall", json!({ "call": call })).await;
	let bytes = from_hex(bytes.as_str().expect("a call is bytes"));
	RuntimeCall::decode_all(&mut &bytes[..]).expect("the node's runtime is the one that this test links")
}

/// What is free of an account now.
async fn free(client: &Client, account: &AccountId) -> Balance {
	client.account(account, client.best().await.1).await.data.free
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_owns_nothing_acts_rotates_a_key_and_loses_one() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, charlie, ..] = guest.people().await;
	let (old_phone, new_phone, passkey, watch) =
		(Device::phone(101), Device::phone(102), Device::passkey(103), Device::phone(104));
	let holder = &Holder::new(client, &old_phone, [7; 32]).await;
	let did = holder.did();

	// Before, it can be named, and nobody knows it.
	let (_, before) = client.finalized().await;
	assert_eq!(client.resolve(&did, Some(before)).await["didResolutionMetadata"]["error"], json!("notFound"));
	let malformed = client.resolve(&did[..did.len() - 1], Some(before)).await;
	assert_eq!(malformed["didResolutionMetadata"]["error"], json!("invalidDid"));

	// Alice pays.
	let registered = client.execute(&alice, holder.register(&old_phone, Kind::Person)).await.success();
	let (identity, kind) = (holder.id.clone(), Kind::Person);
	let (key, payer) = (old_phone.public(), alice.account());
	registered.emitted(Event::<Runtime>::Registered { identity, kind, key, payer });

	// The phone adds a passkey, which agrees, and a watch, which may do little; and the passkey says where the website is.
	let call = holder.add_key(client, &passkey).await;
	let added = act(client, &bob, holder, &old_phone, call).await;
	let less = LESS.into_iter().fold(Relationships::NONE, |all, one| all | one);
	let call = holder.add_limited_key(client, &watch, less, within(KeyScope::Social)).await;
	let worn = act(client, &bob, holder, &old_phone, call).await;
	let service =
		Service { id: text("web"), service_type: text("LinkedDomains"), service_endpoint: text("https://example.org") };
	let served = act(client, &bob, holder, &passkey, Call::set_service { service }).await;

	// A new phone takes the place of the old one, which from then on can do nothing.
	let call = holder.rotate_key(client, &old_phone, &new_phone).await;
	let rotated = act(client, &bob, holder, &passkey, call).await;
	let refused = submit(client, &bob, holder, &old_phone, Call::remove_service { id: text("web") }).await;
	assert_eq!(refused.result, Err(is(Error::NotAuthorised)));

	// The watch is lost, and freezes the identity. The passkey revokes its key, and goes on: it need not wait, as it may do
	// everything, and the watch may not.
	let identity = holder.id.clone();
	let frozen = act(client, &bob, holder, &watch, Call::freeze { identity }).await;
	let revoked = act(client, &bob, holder, &passkey, Call::revoke_key { key: watch.public() }).await;
	let thawed = act(client, &bob, holder, &passkey, Call::unfreeze {}).await;

	// The document as it was at each of these blocks.
	assert_eq!(client.resolve(&did, Some(before)).await["didResolutionMetadata"]["error"], json!("notFound"));
	let seen = |keys, trusted, services, version| Seen { keys, trusted, services, version };
	let [old_phone_there, new_phone_there, passkey_there] = [&old_phone, &new_phone, &passkey].map(|key| (key, true));
	let watch_there = (&watch, false);
	let all = vec![passkey_there, watch_there, new_phone_there];
	for (block, expected) in [
		(registered.block, seen(vec![old_phone_there], true, vec![], "1")),
		(added.block, seen(vec![old_phone_there, passkey_there], true, vec![], "2")),
		(worn.block, seen(vec![old_phone_there, passkey_there, watch_there], true, vec![], "3")),
		(served.block, seen(vec![old_phone_there, passkey_there, watch_there], true, vec!["web"], "4")),
		(rotated.block, seen(all.clone(), true, vec!["web"], "5")),
		(frozen.block, seen(all, false, vec!["web"], "6")),
		(revoked.block, seen(vec![passkey_there, new_phone_there], false, vec!["web"], "7")),
		(thawed.block, seen(vec![passkey_there, new_phone_there], true, vec!["web"], "8")),
	] {
		assert_document(client, holder, block, expected).await;
	}

	// Asked now, keys are judged as they were then.
	let (rotated_at, revoked_at) = (client.time(rotated.block).await, client.time(revoked.block).await);
	let (frozen_at, thawed_at) = (client.time(frozen.block).await, client.time(thawed.block).await);
	let stamp = |outcome: &Outcome, time: u64| json!({ "block": outcome.number, "time": time });
	let (replaced, lost) = (
		json!({ "revoked": { "revoked": stamp(&rotated, rotated_at) } }),
		json!({ "revoked": { "revoked": stamp(&revoked, revoked_at) } }),
	);
	let doubtful = json!({ "frozen": { "from": stamp(&frozen, frozen_at) } });
	for (device, at, validity) in [
		(&old_phone, json!({ "block": registered.number }), json!("valid")),
		(&old_phone, json!({ "time": rotated_at - 1 }), json!("valid")),
		(&old_phone, json!({ "time": rotated_at }), replaced.clone()),
		(&old_phone, json!({ "block": rotated.number }), replaced),
		(
			&new_phone,
			json!({ "block": registered.number }),
			json!({ "notYetAdded": { "added": stamp(&rotated, rotated_at) } }),
		),
		(&new_phone, json!({ "block": rotated.number }), json!("valid")),
		(&watch, json!({ "time": frozen_at - 1 }), json!("valid")),
		(&watch, json!({ "time": frozen_at }), doubtful.clone()),
		(&watch, json!("now"), lost),
		(&new_phone, json!({ "block": revoked.number }), doubtful.clone()),
		(&new_phone, json!({ "time": thawed_at - 1 }), doubtful),
		(&new_phone, json!({ "time": thawed_at }), json!("valid")),
		(&passkey, json!("now"), json!("valid")),
		// Nobody knows which keys will be revoked.
		(&passkey, json!({ "time": thawed_at + 1_000_000_000_000 }), json!("unknown")),
	] {
		assert_eq!(key_validity(client, holder, device, at.clone()).await, validity, "{at}");
	}
	let id = holder.id.to_ss58check();
	// No other test on this chain has these devices.
	for (device, found) in [(&passkey, json!([id])), (&old_phone, json!([]))] {
		assert_eq!(listed(client, "identitiesOfKey", "key", &device.public().fragment(), None).await, found);
	}
	let (code, message) = client.refusal("identityRegistry_identitiesOfKey", json!(["z6Mk"])).await;
	assert!(code == -32602 && message.contains("key"), "{message}");

	// The account of a wallet is linked, seen from both ends, and, when the wallet does not want it any more, from neither.
	let wallet = charlie.account();
	let call = holder.link_account(client, &Device::wallet(&charlie)).await;
	let linked = act(client, &bob, holder, &passkey, call).await;
	let since = client.time(linked.block).await;
	let found = json!([[charlie.address(), since]]);
	assert_eq!(links(client, holder, &wallet, linked.block).await, (found, json!([id])));
	assert_eq!(links(client, holder, &wallet, thawed.block).await, (json!([]), json!([])));
	let (identity, account) = (holder.id.clone(), wallet.clone());
	let call = RuntimeCall::IdentityRegistry(Call::unlink_account { identity, account });
	let unlinked = client.execute(&charlie, call).await.success();
	assert_eq!(links(client, holder, &wallet, unlinked.block).await, (json!([]), json!([])));

	// All that without ever owning anything.
	for block in [registered.block, rotated.block, thawed.block] {
		assert_eq!(client.account(&holder.id, block).await, Default::default());
	}

	// The end is not the same as never to have been.
	let ended = act(client, &bob, holder, &passkey, Call::deactivate { beneficiary: None }).await;
	let answer = client.resolve(&did, Some(ended.block)).await;
	assert_eq!(answer["didDocument"], json!({ "@context": ["https://www.w3.org/ns/did/v1"], "id": did }));
	assert_eq!(answer["didDocumentMetadata"]["deactivated"], json!(true));
	// Linking and unlinking count, though links are not in the document.
	assert_eq!(answer["didDocumentMetadata"]["versionId"], json!("11"));
}
