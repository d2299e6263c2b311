//! Two nodes of one key: both make blocks in a slot, and vote.

use crate::{
	chain::{agree_on, Chain, Validators},
	is_long,
};
use civitas_runtime::RuntimeEvent;
use civitas_tests::{
	wait::{until, NETWORK},
	Config,
};
use pallet_validator_set::{Event, LeaveReason, Status};
use sp_keyring::Sr25519Keyring::Eve;
use std::collections::BTreeMap;

/// What was heard of one offender.
#[derive(Debug, Default)]
struct Heard {
	/// What was taken, by session of the offence.
	slashed: BTreeMap<u32, Vec<u128>>,
	left: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn who_runs_two_nodes_by_one_key_pays_once_and_goes() {
	if !is_long() {
		return;
	}
	let chain = Chain::of_five().await;
	let nodes = chain.start(&["alice", "bob", "charlie", "dave", "eve"]).await;
	agree_on(&nodes, 5).await;
	let file = chain.file("spec.json");
	let twin = Config::follower_of(file.to_str().expect("the path is UTF-8"), "twin")
		.argument("--eve")
		.option("--node-key", "66".repeat(32))
		.knowing(&nodes)
		.start()
		.await;
	let (alice, eve) = (nodes[0].client(), Eve.to_account_id());
	let bond = Validators::record(alice, &eve).await.bond;
	let (mut next, mut heard) = (1, Heard::default());
	until("Eve to be reported and to go", NETWORK, async || {
		let last = alice.finalized().await.0;
		while next <= last {
			let block = alice.block_hash(next).await.ok_or("it is final")?;
			for record in alice.events(block).await {
				match record.event {
					RuntimeEvent::ValidatorSet(Event::ValidatorOffended { who, session, slashed, .. })
						if who == eve =>
					{
						heard.slashed.entry(session).or_default().push(slashed);
					},
					RuntimeEvent::ValidatorSet(Event::ValidatorLeaving { who, reason, .. }) if who == eve => {
						assert_eq!(reason, LeaveReason::Offence);
						heard.left = true;
					},
					_ => {},
				}
			}
			next += 1;
		}
		match heard.left && !Validators::of(alice).await.serves(&eve) {
			true => Ok(()),
			false => Err(format!("{heard:?}")),
		}
	})
	.await;
	let known = Validators::record(alice, &eve).await;
	assert!(matches!(known.status, Status::Leaving { .. }), "{known:?}");
	// Each session is paid for once, whatever else is reported of it.
	let sum: u128 = heard.slashed.values().flatten().sum();
	assert_eq!(known.held, bond - sum);
	for (session, slashes) in &heard.slashed {
		assert!(*session >= known.serves_from.expect("she served"));
		let fraction = known.fraction_for(*session);
		assert_eq!(slashes.iter().sum::<u128>(), fraction.mul_ceil(bond), "{heard:?}");
	}
	assert!(sum > 0);
	// The others go on.
	drop(twin);
	let (best, _) = alice.best().await;
	agree_on(&nodes[..4], best + 20).await;
}
