//! What happens now and then to one validator of five: it restarts, loses its database, has a wrong clock, joins late, takes other keys.

use civitas_runtime::{RuntimeCall, SessionKeys};
use civitas_tests::{
	network::{Chain, Validators},
	node::agree_on,
	transaction::{account, stranger},
	wait::{until, NETWORK},
	Client, Config, Node,
};
use codec::{Decode, Encode};
use pallet_validator_set::{Call, Status};
use serde_json::json;
use sp_core::sr25519;
use sp_keyring::Sr25519Keyring::Alice;

/// A clock that is half a minute behind, which is 120 slots. Not by the program `faketime`, which would stay between.
const BEHIND: [&str; 3] = ["env", "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1", "FAKETIME=-30s"];

/// New keys of a node for an account, with the proof that it has them.
async fn new_keys(node: &Node, owner: &sr25519::Pair) -> (SessionKeys, Vec<u8>) {
	let owner = civitas_tests::client::to_hex(&account(owner.clone()).encode());
	let answer = node.client().call("author_rotateKeysWithOwner", json!([owner])).await;
	let bytes = |name: &str| civitas_tests::client::from_hex(answer[name].as_str().expect("it is hex"));
	(SessionKeys::decode(&mut &bytes("keys")[..]).expect("they are session keys"), bytes("proof"))
}

/// Have Alice do it as root.
async fn by_root(client: &Client, call: impl Into<RuntimeCall>) {
	let call = Box::new(call.into());
	client.execute(Alice.pair(), RuntimeCall::Sudo(pallet_sudo::Call::sudo { call })).await.success();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_to_one_stops_nothing() {
	let chain = Chain::of_five().await;
	let mut nodes = chain.start(&["alice", "bob", "charlie", "dave"]).await;
	// The clock of the fifth is half a minute behind: it makes no blocks, and takes those of the others for blocks of the future.
	let file = chain.file("spec.json");
	let file = file.to_str().expect("the path is UTF-8");
	let mut eve = Config::validator_of(file, "eve").by(&BEHIND).knowing(&nodes).start().await;
	agree_on(&nodes, 20).await;

	// A restart, and a disk that is lost.
	nodes[1].restart().await;
	nodes[2].kill();
	let database = nodes[2].base_path().join("chains");
	std::fs::remove_dir_all(&database).expect("there is a database");
	nodes[2].restart().await;
	for node in &nodes {
		node.connected(3).await;
	}
	let (best, _) = nodes[0].client().best().await;
	agree_on(&nodes, best + 10).await;

	// The clock is put right.
	eve.restart_by_itself().await;
	let (best, _) = nodes[0].client().best().await;
	agree_on(nodes.iter().chain([&eve]), best + 10).await;

	// Somebody joins: approved, he is heard in two sessions, and serves.
	let alice = nodes[0].client();
	let late = Config::follower_of(file, "late")
		.argument("--validator")
		.option("--node-key", "77".repeat(32))
		.knowing(&nodes)
		.start()
		.await;
	let owner = stranger("late");
	let dest = civitas_runtime::Address::Id(account(owner.clone()));
	let value = 20_000 * civitas_runtime::currency::CIV;
	let endow = pallet_balances::Call::transfer_keep_alive { dest, value };
	alice.execute(Alice.pair(), RuntimeCall::Balances(endow)).await.success();
	let (keys, proof) = new_keys(&late, &owner).await;
	let apply = Call::apply { max_bond: value, keys: keys.clone(), proof };
	alice.execute(owner.clone(), RuntimeCall::ValidatorSet(apply)).await.success();
	by_root(alice, Call::approve { who: account(owner.clone()) }).await;
	let serves_by = async |keys: &SessionKeys| {
		until("the newcomer to serve", NETWORK, async || {
			let serving = Validators::of(alice).await;
			match serving.keys(&account(owner.clone())) {
				Some(found) if found == *keys => Ok(()),
				found => Err(format!("it serves by {found:?}")),
			}
		})
		.await
	};
	serves_by(&keys).await;
	let known = Validators::record(alice, &account(owner.clone())).await;
	assert_eq!(known.status, Status::Member);

	// And takes other keys, by which finality goes on.
	let (other, proof) = new_keys(&late, &owner).await;
	let set_keys = Call::set_keys { keys: other.clone(), proof };
	alice.execute(owner.clone(), RuntimeCall::ValidatorSet(set_keys)).await.success();
	serves_by(&other).await;
	let (best, _) = alice.best().await;
	agree_on(nodes.iter().chain([&late]), best + 30).await;
	until("it to be heard by its new keys", NETWORK, async || {
		let session = Validators::session(alice).await;
		let known = Validators::record(alice, &account(owner.clone())).await;
		match known.heartbeat {
			Some(heard) if heard.session + 1 >= session && known.silent_sessions == 0 => Ok(()),
			heard => Err(format!("{heard:?} in session {session}")),
		}
	})
	.await;
}
