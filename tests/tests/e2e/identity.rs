//! An identity from its registration to its end: it owns nothing, others pay and submit, and its document can be resolved as
//! it was at each block.

use civitas_primitives::identity::{Kind, Relationships};
use civitas_runtime::{AccountId, Hash, Runtime, RuntimeCall};
use civitas_tests::{
	certification::text,
	identity::{Device, Holder},
	transaction::Outcome,
	Client, Guest, Person,
};
use pallet_identity_registry::{types::Service, Authority, Call, Error, Event};
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;

/// What has to be seen in a document.
struct Seen<'a> {
	/// The keys, in their order.
	keys: Vec<&'a Device>,
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
	let keys: Vec<_> = expected.keys.iter().map(|device| json!(device.public().multikey())).collect();
	assert_eq!(listed, keys, "{answer:#}");
	let urls: Vec<_> = expected.keys.iter().map(|device| holder.key_url(device)).collect();
	for name in Relationships::SIGNING.names() {
		let referred = document.get(name).cloned();
		assert_eq!(referred, expected.trusted.then(|| json!(urls)), "{name} in {answer:#}");
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

/// Someone submits, and pays for, what `device` has signed; and the identity does it.
async fn act(
	client: &Client,
	submitter: &Person,
	holder: &mut Holder,
	device: &Device,
	inner: impl FnOnce(&mut Holder) -> Call<Runtime>,
) -> Outcome {
	let call = holder.act(device, inner);
	let outcome = client.execute(submitter, call).await.success();
	let by = Authority::Key(device.public());
	outcome.emitted(Event::<Runtime>::Acted { identity: holder.id.clone(), by, result: Ok(()) });
	outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_that_owns_nothing_acts_rotates_a_key_and_loses_one() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, charlie, ..] = guest.people().await;
	let (old_phone, new_phone, passkey) = (Device::phone(1), Device::phone(2), Device::passkey(3));
	let holder = &mut Holder::new(client, &old_phone, [7; 32]).await;
	let did = holder.did();

	// Before, it can be named, and nobody knows it.
	let (_, before) = client.finalized().await;
	assert_eq!(client.resolve(&did, Some(before)).await["didResolutionMetadata"]["error"], json!("notFound"));
	let malformed = client.resolve(&did[..did.len() - 1], Some(before)).await;
	assert_eq!(malformed["didResolutionMetadata"]["error"], json!("invalidDid"));

	// Alice pays.
	let call = holder.register(&old_phone, Kind::Person);
	let registered = client.execute(&alice, call).await.success();
	let (identity, kind) = (holder.id.clone(), Kind::Person);
	let (key, payer) = (old_phone.public(), alice.account());
	registered.emitted(Event::<Runtime>::Registered { identity, kind, key, payer });

	// The phone adds a passkey, which agrees; and the passkey says where the website is.
	let added = act(client, &bob, holder, &old_phone, |holder| holder.add_key(&passkey)).await;
	let service =
		Service { id: text("web"), service_type: text("LinkedDomains"), service_endpoint: text("https://example.org") };
	let served = act(client, &bob, holder, &passkey, |_| Call::set_service { service }).await;

	// A new phone takes the place of the old one, which from then on can do nothing.
	let rotated = act(client, &bob, holder, &passkey, |holder| holder.rotate_key(&old_phone, &new_phone)).await;
	let nonce = holder.nonce;
	let call = holder.act(&old_phone, |_| Call::remove_service { id: text("web") });
	let refused = client.execute(&bob, call).await;
	assert_eq!(refused.result, Err(Error::<Runtime>::NotAuthorised.into()));
	holder.nonce = nonce;

	// The new phone is about to be lost: it freezes the identity. The passkey revokes its key, and goes on.
	let identity = holder.id.clone();
	let frozen = act(client, &bob, holder, &new_phone, |_| Call::freeze { identity }).await;
	let key = new_phone.public();
	let revoked = act(client, &bob, holder, &passkey, |_| Call::revoke_key { key }).await;
	let thawed = act(client, &bob, holder, &passkey, |_| Call::unfreeze {}).await;

	// The document as it was at each of these blocks.
	assert_eq!(client.resolve(&did, Some(before)).await["didResolutionMetadata"]["error"], json!("notFound"));
	let seen = |keys, trusted, services, version| Seen { keys, trusted, services, version };
	for (block, expected) in [
		(registered.block, seen(vec![&old_phone], true, vec![], "1")),
		(added.block, seen(vec![&old_phone, &passkey], true, vec![], "2")),
		(served.block, seen(vec![&old_phone, &passkey], true, vec!["web"], "3")),
		(rotated.block, seen(vec![&passkey, &new_phone], true, vec!["web"], "4")),
		(frozen.block, seen(vec![&passkey, &new_phone], false, vec!["web"], "4-frozen")),
		(revoked.block, seen(vec![&passkey], false, vec!["web"], "5-frozen")),
		(thawed.block, seen(vec![&passkey], true, vec!["web"], "5")),
	] {
		assert_document(client, holder, block, expected).await;
	}

	// Asked now, keys are judged as they were then.
	let (rotated_at, revoked_at) = (client.time(rotated.block).await, client.time(revoked.block).await);
	let stamp = |outcome: &Outcome, time: u64| json!({ "block": outcome.number, "time": time });
	let (replaced, lost) = (
		json!({ "revoked": { "revoked": stamp(&rotated, rotated_at) } }),
		json!({ "revoked": { "revoked": stamp(&revoked, revoked_at) } }),
	);
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
		(&new_phone, json!("now"), lost),
		(&passkey, json!("now"), json!("valid")),
	] {
		assert_eq!(key_validity(client, holder, device, at.clone()).await, validity, "{at}");
	}
	let id = holder.id.to_ss58check();
	for (device, found) in [(&passkey, json!([id])), (&old_phone, json!([]))] {
		assert_eq!(listed(client, "identitiesOfKey", "key", &device.public().fragment(), None).await, found);
	}
	let (code, message) = client.refusal("identityRegistry_identitiesOfKey", json!(["z6Mk"])).await;
	assert!(code == -32602 && message.contains("key"), "{message}");

	// The account of a wallet is linked, seen from both ends, and, when the wallet does not want it any more, from neither.
	let wallet = charlie.account();
	let linked = act(client, &bob, holder, &passkey, |holder| holder.link_account(&Device::wallet(&charlie))).await;
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
	let ended = act(client, &bob, holder, &passkey, |_| Call::deactivate { beneficiary: None }).await;
	let answer = client.resolve(&did, Some(ended.block)).await;
	assert_eq!(answer["didDocument"], json!({ "@context": ["https://www.w3.org/ns/did/v1"], "id": did }));
	assert_eq!(answer["didDocumentMetadata"]["deactivated"], json!(true));
	// Linking and unlinking count, though links are not in the document.
	assert_eq!(answer["didDocumentMetadata"]["versionId"], json!("8"));
}
