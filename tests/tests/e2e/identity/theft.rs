//! A stolen full key against its owner.
//!
//! The chain cannot tell them from one another. It knows which keys were there long before the freeze, and lets these decide.

use super::*;
use pallet_identity_registry::types::Remedy;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

const MONEY: Balance = 100 * CIV;

/// In seconds.
const DAY: u64 = 24 * 60 * 60;

/// Move the chain's clock on.
async fn advance(client: &Client, seconds: u64) {
	client.call("dev_advanceTime", json!([seconds])).await;
}

/// The number of the request that an act has become.
fn requested(outcome: &Outcome, wanted: Remedy) -> u32 {
	outcome.find(|event| match event {
		civitas_runtime::RuntimeEvent::IdentityRegistry(Event::Requested { request, remedy, .. }) => {
			assert_eq!(*remedy, wanted);
			Some(*request)
		},
		_ => None,
	})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_full_key_against_its_owner() {
	// A chain of its own, whose clock is moved on.
	let node = Config::sealing("instant").start().await;
	let client = node.client();
	// What Bob submits, the owner has signed; what Charlie does, the thief.
	let (laptop, stolen, card) = (Device::phone(1), Device::phone(2), Device::passkey(3));
	let owner = &Holder::new(client, &laptop, [1; 32]).await;
	let identity = owner.id.clone();
	client.execute(Alice, owner.register(&laptop, Kind::Person)).await.success();
	for device in [&stolen, &card] {
		let call = owner.add_key(client, device).await;
		act(client, Bob, owner, &laptop, call).await;
	}
	client.execute(Alice, pay(&owner.id, MONEY)).await.success();
	advance(client, 8 * DAY).await;

	// The owner freezes, by an envelope that a relayer brings. Nobody can bring it once more.
	let freezing = owner.act(client, &laptop, Call::freeze { identity: identity.clone() }).await;
	let frozen = client.execute(Bob, freezing.clone()).await.success();
	let by = Authority::Key(laptop.public());
	frozen.emitted(Event::<Runtime>::Frozen { identity: identity.clone(), by, full: true });
	assert_eq!(client.execute(Charlie, freezing.clone()).await.result, Err(is(Error::SignatureInvalid)));
	let frozen_at = client.time(frozen.block).await;
	let answer = client.resolve(&owner.did(), Some(frozen.block)).await;
	let metadata = &answer["didDocumentMetadata"];
	let at = json!({ "block": frozen.number, "time": frozen_at });
	assert_eq!(metadata["civitas"]["status"], json!({ "state": "frozen", "at": at, "full": true }));
	assert_eq!(metadata["versionId"], json!("4"));
	assert_eq!(answer["didDocument"].get("capabilityInvocation"), None);

	// Nothing leaves. What the thief wants is a request, and a key has one at a time.
	let robbery = submit(client, Charlie, owner, &stolen, pay(&Charlie.to_account_id(), CIV)).await;
	assert_eq!(robbery.result, Err(is(Error::IdentityFrozen)));
	let attack = requested(&act(client, Charlie, owner, &stolen, Call::unfreeze {}).await, Remedy::Unfreeze);
	let robbing = Call::revoke_key { key: laptop.public() };
	assert_eq!(undone(client, Charlie, owner, &stolen, robbing.clone()).await, is(Error::RequestPending));

	// The owner objects by both keys, and asks by each for one of what is wanted.
	let vote = |request, in_favour| Call::vote { request, in_favour };
	for device in [&laptop, &card] {
		act(client, Bob, owner, device, vote(attack, false)).await;
	}
	let revoking = Call::revoke_key { key: stolen.public() };
	let remedy = Remedy::Revoke(stolen.public());
	let revocation = requested(&act(client, Bob, owner, &laptop, revoking.clone()).await, remedy);
	let thaw = requested(&act(client, Bob, owner, &card, Call::unfreeze {}).await, Remedy::Unfreeze);
	act(client, Bob, owner, &card, vote(revocation, true)).await;
	act(client, Bob, owner, &laptop, vote(thaw, true)).await;

	// The thief objects to both, which cannot be taken back. It is seen how it stands: two against one.
	act(client, Charlie, owner, &stolen, vote(revocation, false)).await;
	act(client, Charlie, owner, &stolen, vote(thaw, false)).await;
	assert_eq!(undone(client, Charlie, owner, &stolen, vote(thaw, true)).await, is(Error::AlreadyObjected));
	let record = owner.record(client).await;
	// The bits of the first and the third key, and of the second.
	let both = |key: usize| (&record["keys"][key]["request"]["inFavour"], &record["keys"][key]["request"]["against"]);
	assert_eq!((both(0), both(2)), ((&json!(0b101), &json!(0b010)), (&json!(0b101), &json!(0b010))), "{record:#}");
	assert_eq!((both(1), &record["thaws"]), ((&json!(0b010), &json!(0b101)), &json!(0)), "{record:#}");
	assert_eq!(record["keys"][0]["request"]["remedy"], json!({ "revoke": stolen.public().fragment() }));

	// Nobody is quicker than the three days.
	assert_eq!(undone(client, Bob, owner, &laptop, revoking.clone()).await, is(Error::RequestPending));
	advance(client, 3 * DAY).await;
	assert_eq!(undone(client, Charlie, owner, &stolen, vote(thaw, false)).await, is(Error::VoteClosed));

	// The thief's request has lapsed, and that for another key would be a new one, a week later.
	for call in [Call::unfreeze {}, robbing] {
		assert_eq!(undone(client, Charlie, owner, &stolen, call).await, is(Error::RequestLapsed));
	}
	// The owner's are carried out.
	let revoked = act(client, Bob, owner, &laptop, revoking).await;
	revoked.emitted(Event::<Runtime>::KeyRevoked { identity: identity.clone(), key: stolen.public() });
	let nothing = submit(client, Charlie, owner, &stolen, Call::unfreeze {}).await;
	assert_eq!(nothing.result, Err(is(Error::NotAuthorised)));
	let thawed = act(client, Bob, owner, &card, Call::unfreeze {}).await;
	thawed.emitted(Event::<Runtime>::Unfrozen { identity, by: Authority::Key(card.public()) });

	// The money is still there, and goes where the owner wants. The envelope of then freezes nothing more.
	assert_eq!(client.account(&owner.id, thawed.block).await.data.free, MONEY);
	act(client, Bob, owner, &laptop, pay(&Bob.to_account_id(), CIV)).await;
	assert_eq!(free(client, &owner.id).await, MONEY - CIV);
	assert_eq!(client.execute(Charlie, freezing).await.result, Err(is(Error::SignatureInvalid)));
	assert_eq!(owner.record(client).await["thaws"], json!(1));

	// What was signed while it was frozen is not to be relied on, whatever became of the key.
	let during = json!({ "time": frozen_at + 1_000 });
	for (device, now) in [(&laptop, "valid"), (&stolen, "revoked"), (&card, "valid")] {
		assert_eq!(key_validity(client, owner, device, json!({ "time": frozen_at - 1 })).await, json!("valid"));
		let then = key_validity(client, owner, device, during.clone()).await;
		assert_eq!(then["frozen"]["from"]["block"], json!(frozen.number), "{then}");
		let validity = key_validity(client, owner, device, json!("now")).await;
		assert!(validity == json!(now) || validity.get(now).is_some(), "{validity}");
	}
	let seen = |keys: Vec<_>| Seen { keys, trusted: true, services: vec![], version: "6" };
	assert_document(client, owner, thawed.block, seen(vec![(&laptop, true), (&card, true)])).await;
}
