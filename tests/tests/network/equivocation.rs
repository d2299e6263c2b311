//! Two nodes of one key: both vote, or both make blocks in a slot.

use civitas_runtime::{AccountId, BlockNumber, RuntimeEvent};
use civitas_tests::{
	client::to_hex,
	network::{Chain, Validators},
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
	/// Reports that came to nothing.
	failed: Vec<String>,
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
			RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
				self.failed.push(format!("{dispatch_error:?}"));
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
	// Whatever else is reported of a session, it is paid for once, until nothing is left.
	let asked: u128 = heard.slashed.keys().map(|session| known.fraction_for(*session).mul_ceil(bond)).sum();
	assert_eq!(sum, asked.min(bond), "{heard:?}");
	assert!(sum > 0);
}

/// Five validators, whose chain goes on.
struct Five {
	chain: Chain,
	nodes: Vec<Node>,
}

impl Five {
	async fn start() -> Self {
		let chain = Chain::of_five().await;
		let nodes = chain.start(&["alice", "bob", "charlie", "dave", "eve"]).await;
		agree_on(&nodes, 5).await;
		Self { chain, nodes }
	}

	/// A validator with one key of somebody else.
	async fn twin_with(&self, kind: &str, seed: &str, public: [u8; 32]) -> Node {
		let file = self.chain.file("spec.json");
		let config = Config::follower_of(file.to_str().expect("the path is UTF-8"), "twin").argument("--validator");
		let twin = config.option("--node-key", "66".repeat(32)).knowing(&self.nodes).start().await;
		twin.client().call("author_insertKey", json!([kind, seed, to_hex(&public)])).await;
		twin
	}

	/// Without one, the others go on.
	async fn goes_on(&self) {
		let (best, _) = self.nodes[0].client().best().await;
		agree_on(&self.nodes[..3], best + 20).await;
	}
}

/// A node votes by Eve's key and makes no blocks. Both do not always see the same block first.
#[tokio::test(flavor = "multi_thread")]
async fn who_votes_by_two_nodes_pays_once_and_goes() {
	let five = Five::start().await;
	let alice = five.nodes[0].client();
	let since = alice.finalized().await.0;
	let twin = five.twin_with("gran", "//Eve", Ed25519Keyring::Eve.public().0).await;
	is_caught(alice, &Eve.to_account_id(), "grandpa", since).await;
	drop(twin);
	five.goes_on().await;
}

/// A node makes blocks by Dave's key, too, and does not vote.
#[tokio::test(flavor = "multi_thread")]
async fn who_makes_blocks_by_two_nodes_pays_once_and_goes() {
	let five = Five::start().await;
	let alice = five.nodes[0].client();
	let since = alice.finalized().await.0;
	let twin = five.twin_with("babe", "//Dave", Dave.public().0).await;
	is_caught(alice, &Dave.to_account_id(), "babe", since).await;
	drop(twin);
	five.goes_on().await;
}
