//! Two nodes of one key: both vote, or both make blocks in a slot.

use crate::{
	chain::{Chain, Validators},
	is_long,
};
use civitas_runtime::{AccountId, BlockNumber, RuntimeEvent};
use civitas_tests::{
	client::to_hex,
	node::agree_on,
	wait::{until, NETWORK},
	Client, Config, Node,
};
use pallet_validator_set::{Event, LeaveReason, Status};
use serde_json::json;
use sp_keyring::{
	Ed25519Keyring,
	Sr25519Keyring::{Dave, Eve},
};
use std::collections::BTreeMap;

/// What was heard of one offender.
#[derive(Debug, Default)]
struct Heard {
	/// What kinds of offences were reported, of whomever.
	kinds: Vec<String>,
	/// What was taken, by session of the offence.
	slashed: BTreeMap<u32, Vec<u128>>,
	disabled: bool,
	left: bool,
}

impl Heard {
	fn hear(&mut self, event: RuntimeEvent, offender: &AccountId) {
		match event {
			RuntimeEvent::Offences(pallet_offences::Event::Offence { kind, .. }) => {
				self.kinds.push(String::from_utf8_lossy(&kind).into_owned());
			},
			RuntimeEvent::ValidatorSet(Event::ValidatorOffended { who, session, slashed, .. }) if who == *offender => {
				self.slashed.entry(session).or_default().push(slashed);
			},
			RuntimeEvent::Session(pallet_session::Event::ValidatorDisabled { validator }) if validator == *offender => {
				self.disabled = true;
			},
			RuntimeEvent::ValidatorSet(Event::ValidatorLeaving { who, reason, .. }) if who == *offender => {
				assert_eq!(reason, LeaveReason::Offence);
				self.left = true;
			},
			_ => {},
		}
	}
}

/// Wait until somebody is reported for a kind of offence, disabled, and out; from this block on. He has paid once for each session.
async fn is_caught(client: &Client, offender: &AccountId, kind: &str, mut next: BlockNumber) {
	let bond = Validators::record(client, offender).await.bond;
	let mut heard = Heard::default();
	until(format!("{offender} to be caught"), NETWORK, async || {
		let last = client.finalized().await.0;
		while next <= last {
			let block = client.block_hash(next).await.ok_or("it is final")?;
			for record in client.events(block).await {
				heard.hear(record.event, offender);
			}
			next += 1;
		}
		match heard.left && !Validators::of(client).await.serves(offender) {
			true => Ok(()),
			false => Err(format!("{heard:?}")),
		}
	})
	.await;
	assert!(heard.disabled && heard.kinds.iter().any(|reported| reported.starts_with(kind)), "{heard:?}");
	let known = Validators::record(client, offender).await;
	assert!(matches!(known.status, Status::Leaving { .. }), "{known:?}");
	let sum: u128 = heard.slashed.values().flatten().sum();
	assert_eq!(known.held, bond - sum);
	for (session, slashes) in &heard.slashed {
		// Whatever else is reported of a session, it is paid for once.
		assert_eq!(slashes.iter().sum::<u128>(), known.fraction_for(*session).mul_ceil(bond), "{heard:?}");
	}
	assert!(sum > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_runs_two_nodes_by_one_key_pays_once_and_goes() {
	if !is_long() {
		return;
	}
	let chain = Chain::of_five().await;
	let nodes = chain.start(&["alice", "bob", "charlie", "dave", "eve"]).await;
	agree_on(&nodes, 5).await;
	let alice = nodes[0].client();
	let file = chain.file("spec.json");
	let file = file.to_str().expect("the path is UTF-8");
	let twin = |label: &str, key: &str| {
		Config::follower_of(file, label).argument("--validator").option("--node-key", key.repeat(32)).knowing(&nodes)
	};

	// One that votes by Eve's key and makes no blocks. Both do not always see the same block first.
	let since = alice.finalized().await.0;
	let votes: Node = twin("votes", "66").start().await;
	let public = to_hex(&Ed25519Keyring::Eve.public().0);
	votes.client().call("author_insertKey", json!(["gran", "//Eve", public])).await;
	is_caught(alice, &Eve.to_account_id(), "grandpa", since).await;
	drop(votes);

	// One that makes blocks by Dave's.
	let since = alice.finalized().await.0;
	let makes = twin("makes", "55").argument("--dave").start().await;
	is_caught(alice, &Dave.to_account_id(), "babe", since).await;
	drop(makes);

	// The others go on.
	let (best, _) = alice.best().await;
	agree_on(&nodes[..3], best + 20).await;
}
