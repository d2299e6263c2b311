//! The two development chains that tests share, each made by one node for all of them: one that makes a block as soon as there
//! is a transaction, and one on which consensus does.
//!
//! A test that minds blocks, records or accounts of others beside its own starts a [`Node`] for itself.

use crate::{
	transaction::{account, in_one},
	Client, Config, Node, Outcome,
};
use civitas_runtime::{currency::CIV, AccountId, Address, Balance, RuntimeCall};
use sp_core::{crypto::Ss58Codec, sr25519, Pair};
use sp_keyring::Sr25519Keyring::{Alice, Ferdie};
use std::{
	fmt,
	sync::atomic::{AtomicU32, Ordering},
};
use tokio::sync::{Mutex, OnceCell};

/// How much each person of a guest owns.
const MONEY: Balance = 2_000 * CIV;

/// A chain that tests share.
struct Shared {
	/// The node. It has a connection that ends with the test which happened to start it, and which nobody uses.
	node: OnceCell<Node>,
	/// Held by whoever sends a transaction of an account that all guests use: a nonce serves once.
	turn: Mutex<()>,
}

impl Shared {
	const fn new() -> Self {
		Self { node: OnceCell::const_new(), turn: Mutex::const_new(()) }
	}
}

static INSTANT: Shared = Shared::new();
static CONSENSUS: Shared = Shared::new();

/// How many guests there were.
static GUESTS: AtomicU32 = AtomicU32::new(0);

/// Somebody with a key.
#[derive(Clone)]
pub struct Person {
	suri: String,
	pair: sr25519::Pair,
}

impl Person {
	/// Whose key has this secret URI.
	pub fn of(suri: impl Into<String>) -> Self {
		let suri = suri.into();
		let pair = sr25519::Pair::from_string(&suri, None).expect("it is a secret URI");
		Self { suri, pair }
	}

	/// The account of the key.
	pub fn account(&self) -> AccountId {
		account(self)
	}

	/// The address of the account.
	pub fn address(&self) -> String {
		self.account().to_ss58check()
	}
}

impl From<&Person> for sr25519::Pair {
	fn from(person: &Person) -> Self {
		person.pair.clone()
	}
}

/// The secret URI, as command lines have it.
impl fmt::Display for Person {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		f.write_str(&self.suri)
	}
}

/// A test that shares a chain with others, and is known to none of them.
pub struct Guest {
	client: Client,
	chain: &'static Shared,
	node: &'static Node,
	number: u32,
}

impl Guest {
	/// Come to the chain that makes a block as soon as there is a transaction.
	pub async fn arrive() -> Self {
		Self::arrive_at(&INSTANT, || Config::sealing("instant")).await
	}

	/// Come to the chain whose blocks are made by consensus, and where light clients can connect.
	pub async fn arrive_where_consensus_is() -> Self {
		Self::arrive_at(&CONSENSUS, || Config::dev().websocket_peers()).await
	}

	/// The first one starts the node.
	async fn arrive_at(chain: &'static Shared, config: impl FnOnce() -> Config) -> Self {
		let node = chain.node.get_or_init(|| async {
			// However many blocks there are in the meantime, one can ask about one's own.
			config().option("--state-pruning", "archive").option("--rpc-max-connections", "1000").start().await
		});
		let node = node.await;
		let number = GUESTS.fetch_add(1, Ordering::Relaxed);
		Self { client: node.connect().await, chain, node, number }
	}

	/// A connection of its own.
	pub fn client(&self) -> &Client {
		&self.client
	}

	/// The node.
	pub fn node(&self) -> &Node {
		self.node
	}

	/// What the secret URIs of its people begin with.
	pub fn prefix(&self) -> String {
		format!("//guest{}", self.number)
	}

	/// Somebody who owns nothing.
	pub fn stranger(&self, name: &str) -> Person {
		Person::of(format!("{}//{name}", self.prefix()))
	}

	/// Alice, Bob, Charlie, Dave and Eve, as they are called in examples, with money.
	pub async fn people(&self) -> [Person; 5] {
		let people = ["Alice", "Bob", "Charlie", "Dave", "Eve"].map(|name| self.stranger(name));
		let endow = |person: &Person| {
			let dest = Address::Id(person.account());
			RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest, value: MONEY })
		};
		let _turn = self.chain.turn.lock().await;
		self.client.execute(Ferdie, in_one(people.iter().map(endow).collect())).await.success();
		people
	}

	/// Make a call with the right to everything.
	pub async fn sudo(&self, call: RuntimeCall) -> Outcome {
		let _turn = self.chain.turn.lock().await;
		let sudo = RuntimeCall::Sudo(pallet_sudo::Call::sudo { call: Box::new(call) });
		self.client.execute(Alice, sudo).await.success()
	}
}

impl Drop for Guest {
	fn drop(&mut self) {
		if std::thread::panicking() {
			self.node.show_log();
		}
	}
}
