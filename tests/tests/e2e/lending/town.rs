//! A small town that attacks its market.

use civitas_runtime::{currency::CIV, AccountId, Balance};
use civitas_tests::{
	process::{repository, run},
	Client, Config, Node, Person,
};
use codec::{Decode, Encode};
use frame_support::storage::storage_prefix;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use sp_io::hashing::blake2_128;
use std::{collections::BTreeMap, fs, time::Duration};
use tokio::process::Command;

/// The asset that is lent: dollars, in cents. Alice issues them.
pub const DOLLAR: u32 = 1;
/// A dollar, in cents.
pub const USD: Balance = 100;
/// A cent, as prices have it: US dollars with 18 decimals.
pub const CENT: Balance = 10_000_000_000_000_000;
/// How long a price is moving, in seconds.
pub const SETTLE: u64 = 600;

/// The feeds of CIV and of the dollar.
const FEEDS: [u16; 2] = [0, 1];

/// So much of an asset.
pub fn assets(amount: Balance) -> Value {
	json!({ "assets": amount.to_string() })
}

/// All of it, if it is at most so much.
pub fn all(at_most: Balance) -> Value {
	json!({ "all": { "atMost": at_most.to_string() } })
}

/// A chain of its own, with a market in which dollars are lent against CIV, under the terms of the example: 70 % can be borrowed, above
/// 80 % it can be liquidated. CIV costs 2.00 at first.
pub struct Town {
	node: Node,
	/// The identifier of the market.
	pub market: Value,
	/// Issues dollars, reports, and is the technical committee.
	pub alice: Person,
	/// Supplies and reports.
	pub bob: Person,
	/// Reports.
	pub charlie: Person,
	/// The curator.
	pub dave: Person,
	/// The guardian.
	pub eve: Person,
	/// Nobody in particular.
	pub ferdie: Person,
	/// Borrows, and means no harm.
	pub grace: Person,
	/// Borrows, and means harm.
	pub mallory: Person,
}

impl Town {
	pub async fn found() -> Self {
		let node = Config::sealing("instant").option("--state-pruning", "archive").start().await;
		let person = |name: &str| Person::of(format!("//{name}"));
		let mut town = Self {
			node,
			market: Value::Null,
			alice: person("Alice"),
			bob: person("Bob"),
			charlie: person("Charlie"),
			dave: person("Dave"),
			eve: person("Eve"),
			ferdie: person("Ferdie"),
			grace: person("Grace"),
			mallory: person("Mallory"),
		};
		for who in [&town.grace, &town.mallory] {
			town.pay(&who.account(), 3_000 * CIV).await;
		}
		town.create_asset(DOLLAR).await;
		town.mint(&town.alice, 1_000 * USD).await;
		for (asset, decimals) in [(json!(null), 12), (json!(DOLLAR), 2)] {
			town.agreed(add_feed(asset, decimals)).await;
		}
		town.all_say(report(200)).await;
		town.market = town.make_market(&town.alice, DOLLAR, None, town.terms()).await;
		town
	}

	pub fn client(&self) -> &Client {
		self.node.client()
	}

	/// It is done.
	pub async fn done(&self, who: &Person, call: Value) -> Vec<Value> {
		self.client().done(who, &call).await
	}

	/// It is refused with this error, and changes nothing of lending and of vaults.
	pub async fn refused(&self, who: &Person, call: Value, error: &str) {
		let before = self.state().await;
		self.client().refused(who, &call, error).await;
		assert_eq!(self.state().await, before, "{who}: {call}");
	}

	/// All that lending and vaults store.
	pub async fn state(&self) -> BTreeMap<String, Value> {
		let (_, best) = self.client().best().await;
		let mut state = self.client().pallet_state("Lending", best).await;
		state.extend(self.client().pallet_state("Vaults", best).await);
		state
	}

	/// The terms of the example. Dave is the curator, and Eve the guardian.
	pub fn terms(&self) -> Value {
		let terms = fs::read_to_string(repository().join("docs/examples/market.json")).expect("there is an example");
		let mut terms: Value = serde_json::from_str(&terms).expect("the example is JSON");
		terms["curator"] = json!(self.dave.address());
		terms["guardian"] = json!(self.eve.address());
		terms
	}

	/// Someone makes a market: its identifier.
	pub async fn make_market(&self, who: &Person, loan: u32, collateral: Option<u32>, terms: Value) -> Value {
		let create = json!({ "loan": loan, "collateral": collateral, "terms": terms });
		let events = self.done(who, json!({ "lending": { "createMarket": create } })).await;
		let made = events.iter().find_map(|event| event["lending"]["marketCreated"].get("market"));
		made.expect("there is a market").clone()
	}

	/// A call about the market.
	pub fn call(&self, name: &str, mut arguments: Value) -> Value {
		arguments["market"] = self.market.clone();
		json!({ "lending": { name: arguments } })
	}

	/// An action in the market, of a bundle.
	pub fn action(&self, name: &str, amount: Value) -> Value {
		json!({ name: { "market": self.market, "amount": amount } })
	}

	pub async fn supply(&self, who: &Person, amount: Balance) -> Vec<Value> {
		self.done(who, self.call("supply", json!({ "assets": amount.to_string() }))).await
	}

	pub async fn pledge(&self, who: &Person, amount: Balance) -> Vec<Value> {
		self.done(who, self.call("addCollateral", json!({ "assets": amount.to_string() }))).await
	}

	pub fn borrow(&self, amount: Balance) -> Value {
		self.call("borrow", json!({ "assets": amount.to_string() }))
	}

	pub fn repay(&self, amount: Value) -> Value {
		self.call("repay", json!({ "amount": amount }))
	}

	pub fn liquidate(&self, borrower: &Person, most: Balance, least: Balance) -> Value {
		let (most, least) = (most.to_string(), least.to_string());
		self.call("liquidate", json!({ "borrower": borrower.address(), "most": most, "least": least }))
	}

	/// There is an asset, which Alice issues. Assets are counted.
	pub async fn create_asset(&self, asset: u32) {
		let create = json!({ "id": asset, "admin": self.alice.address(), "minBalance": "1" });
		self.done(&self.alice, json!({ "assets": { "create": create } })).await;
	}

	/// So much is made of an asset.
	pub async fn issue(&self, asset: u32, who: &Person, amount: Balance) {
		let mint = json!({ "id": asset, "beneficiary": who.address(), "amount": amount.to_string() });
		self.done(&self.alice, json!({ "assets": { "mint": mint } })).await;
	}

	/// Dollars are made.
	pub async fn mint(&self, who: &Person, cents: Balance) {
		self.issue(DOLLAR, who, cents).await;
	}

	/// Someone gives dollars to an account.
	pub async fn give(&self, who: &Person, to: &Value, cents: Balance) {
		let gift = json!({ "id": DOLLAR, "target": to, "amount": cents.to_string() });
		self.done(who, json!({ "assets": { "transferKeepAlive": gift } })).await;
	}

	/// Alice pays in CIV.
	pub async fn pay(&self, to: &AccountId, amount: Balance) {
		let pay = json!({ "dest": to.to_ss58check(), "value": amount.to_string() });
		self.done(&self.alice, json!({ "balances": { "transferKeepAlive": pay } })).await;
	}

	/// The technical committee, of which Alice is the only member, agrees on a call.
	pub async fn agreed(&self, call: Value) {
		let motion = json!({ "threshold": 1, "proposal": call, "lengthBound": 1_000 });
		self.done(&self.alice, json!({ "technicalCommittee": { "propose": motion } })).await;
	}

	/// Someone reports what CIV costs, in cents.
	pub async fn report(&self, who: &Person, cents: Balance) {
		self.done(who, report(cents)).await;
	}

	/// All who report at first say the same.
	pub async fn all_say(&self, report: Value) {
		for feeder in [&self.alice, &self.bob, &self.charlie] {
			self.done(feeder, report.clone()).await;
		}
	}

	/// Time passes.
	pub async fn pass(&self, seconds: u64) {
		self.client().pass(seconds).await;
	}

	pub async fn market(&self) -> Value {
		self.client().value("lending_market", json!({ "market": self.market })).await
	}

	pub async fn position(&self, who: &str) -> Value {
		self.client().value("lending_position", json!({ "market": self.market, "owner": who })).await
	}

	/// The price of CIV that counts.
	pub async fn price(&self) -> Value {
		self.client().value("lending_feed", json!({ "feed": FEEDS[0] })).await["price"].clone()
	}

	/// All that has happened in markets is computed anew, and is as their terms say.
	pub async fn recompute(&self) {
		let mut python = Command::new("python3");
		python.arg(repository().join("tests/agreements/recompute_lending.py"));
		python.env("CIVITAS_HTTP_URL", self.node.url().replace("ws://", "http://"));
		run(python, Duration::from_secs(120)).await.success();
	}

	/// How much of an asset is free in an account.
	pub async fn free(&self, asset: u32, who: &AccountId) -> Balance {
		let hashed = |key: &[u8]| [&blake2_128(key)[..], key].concat();
		let (asset, account) = (hashed(&asset.encode()), hashed(&who.encode()));
		let key = [&storage_prefix(b"Assets", b"Account")[..], &asset, &account].concat();
		let (_, best) = self.client().best().await;
		let stored = self.client().storage(&key, best).await;
		stored.map_or(0, |bytes| Balance::decode(&mut &bytes[..]).expect("it begins with the balance"))
	}

	/// How many cents someone has.
	pub async fn dollars(&self, who: &Person) -> Balance {
		self.free(DOLLAR, &who.account()).await
	}
}

/// A bundle.
pub fn bundle(actions: Vec<Value>) -> Value {
	json!({ "lending": { "bundle": { "actions": actions } } })
}

/// A feed of an asset: a price is moving if it is more than 5 % off, for ten minutes.
pub fn add_feed(asset: Value, decimals: u8) -> Value {
	let guard = json!({ "tolerance": 50_000_000, "window": 3_600_000, "settle": SETTLE * 1_000 });
	json!({ "lending": { "addFeed": { "asset": asset, "decimals": decimals, "guard": guard } } })
}

/// A report of what whole units cost, feed by feed.
pub fn prices(values: &[(u16, Balance)]) -> Value {
	let values: Vec<_> = values.iter().map(|(feed, price)| json!([feed, price.to_string()])).collect();
	json!({ "oracle": { "feedValues": { "values": values } } })
}

/// A report: what CIV costs, in cents, and that a dollar costs one.
pub fn report(cents: Balance) -> Value {
	prices(&[(FEEDS[0], cents * CENT), (FEEDS[1], 100 * CENT)])
}
