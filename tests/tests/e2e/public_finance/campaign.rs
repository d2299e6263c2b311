//! A campaign of 200 donors that misses its goal.

use super::recompute;
use civitas_runtime::{currency::CIV, Balance};
use civitas_tests::{calls::amount, identity::Officer, Client, Config, Node, Person};
use serde_json::{json, Value};

/// The asset that is given: euros, in cents. Alice issues them. Assets are counted.
const EURO: u32 = 1;
/// How many donors there are.
const DONORS: u32 = 200;
/// The funds, which are counted, too: where the rest goes, and the campaign.
const SUCCESSOR: u32 = 0;
const CAMPAIGN: u32 = 1;
/// The most items of a list.
const LIST: usize = 64;
/// In seconds.
const DAY: u64 = 24 * 60 * 60;

/// A donor, and how much he gives: not two of them the same.
fn donor(number: u32) -> (Person, Balance) {
	(Person::of(format!("//Donor//{number}")), 1_000 + Balance::from(number))
}

/// A call that an identity makes, by the account of its key.
fn act_as(identity: &Officer<'_>, call: Value) -> Value {
	json!({ "identityRegistry": { "actAs": { "identity": identity.address(), "call": call } } })
}

/// A call of public finance.
fn call(name: &str, arguments: Value) -> Value {
	json!({ "publicFinance": { name: arguments } })
}

/// A town on a chain of its own.
struct Town<'a> {
	node: &'a Node,
	/// Its account.
	account: String,
	/// Its officer, who acts in his own name, and whose key that is.
	officer: Officer<'a>,
	key: &'a Person,
}

impl<'a> Town<'a> {
	/// Dave appropriates. The key of the town does nothing after its foundation.
	async fn found(node: &'a Node, key: &'a Person, first: &'a Person) -> Self {
		let (client, dave) = (node.client(), Person::of("//Dave"));
		let (town, officer) = (Officer::register(client, first).await, Officer::register(client, key).await);
		let account = town.address();
		let controllers = json!({ "controllers": [officer.address()], "threshold": 1 });
		let accept = json!({ "acceptControl": { "identity": account } });
		let set = |change: Value| call("setBody", json!({ "body": account, "change": change }));
		let year = |change: Value| call("setPeriod", json!({ "body": account, "change": change }));
		let rule = json!({
			"currency": { "asset": EURO }, "threshold": "100000000", "window": 1_000 * DAY, "life": 1_000 * DAY,
		});
		for (who, call) in [
			(first, act_as(&town, json!({ "identityRegistry": { "setControllers": controllers } }))),
			(key, act_as(&officer, json!({ "identityRegistry": accept }))),
			(first, act_as(&town, set(json!({ "name": { "name": "Town" } })))),
			(first, act_as(&town, set(json!({ "appropriator": dave.address() })))),
			(&dave, set(json!("accept"))),
			(&dave, set(json!({ "rule": rule }))),
			(&dave, year(json!({ "plan": { "label": "A year", "from": 0, "to": 1 } }))),
			(&dave, year(json!("open"))),
		] {
			client.done(who, &call).await;
		}
		Self { node, account, officer, key }
	}

	fn client(&self) -> &'a Client {
		self.node.client()
	}

	/// What the officer wants to do for the town.
	fn for_town(&self, name: &str, mut arguments: Value) -> Value {
		arguments["body"] = json!(self.account);
		act_as(&self.officer, call(name, arguments))
	}

	async fn make_fund(&self, mut terms: Value) {
		terms["currency"] = json!({ "asset": EURO });
		let make = self.for_town("setFund", json!({ "change": { "make": terms } }));
		self.client().done(self.key, &make).await;
	}

	/// What is in a fund.
	async fn balance(&self, fund: u32) -> Balance {
		amount(&self.client().value("publicFinance_fundInfo", json!({ "fund": fund })).await["balance"])
	}

	/// What became of what someone gave.
	async fn gifts(&self, donor: &Person) -> Vec<Value> {
		let page = self.client().value("publicFinance_whatBecameOf", json!({ "donor": donor.address() })).await;
		page["items"].as_array().expect("a page has items").clone()
	}
}

/// Many do something at once.
async fn at_once(client: &Client, calls: &[(Person, Value)]) {
	let mut pending = Vec::new();
	for (who, call) in calls {
		let bytes = client.encoded(call).await;
		pending.push(client.submit_encoded(who, &bytes).await);
	}
	for transaction in &mut pending {
		transaction.finalized_block().await;
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_donors_of_a_campaign_that_fails_get_back_what_is_theirs() {
	let node = Config::sealing("instant").option("--state-pruning", "archive").start().await;
	let [alice, bob, charlie] = ["//Alice", "//Bob", "//Charlie"].map(Person::of);
	let town = &Town::found(&node, &bob, &charlie).await;
	let client = town.client();
	let create = json!({ "id": EURO, "admin": alice.address(), "minBalance": "1" });
	client.done(&alice, &json!({ "assets": { "create": create } })).await;

	// Each has 2 CIV, for fees and a deposit, and what he will give.
	let donors: Vec<_> = (0..DONORS).map(donor).collect();
	let total: Balance = donors.iter().map(|(_, gift)| gift).sum();
	let paid = donors.iter().map(|(donor, _)| {
		let pay = json!({ "dest": donor.address(), "value": (2 * CIV).to_string() });
		json!({ "balances": { "transferKeepAlive": pay } })
	});
	let minted = donors.iter().map(|(donor, gift)| {
		let mint = json!({ "id": EURO, "beneficiary": donor.address(), "amount": gift.to_string() });
		json!({ "assets": { "mint": mint } })
	});
	for calls in [paid.collect::<Vec<_>>(), minted.collect()] {
		client.done(&alice, &json!({ "utility": { "batchAll": { "calls": calls } } })).await;
	}

	// They come to one cent less than the goal.
	let (_, best) = client.best().await;
	let (goal, deadline) = ((total + 1).to_string(), client.time(best).await + 10 * DAY * 1_000);
	let campaign = json!({
		"goal": goal, "deadline": deadline, "takeBack": 30 * DAY * 1_000, "successor": SUCCESSOR,
	});
	town.make_fund(json!({ "name": "General" })).await;
	town.make_fund(json!({ "name": "Playground", "gifts": "1000", "campaign": campaign })).await;
	let donate =
		|gift: &Balance| call("donate", json!({ "fund": CAMPAIGN, "asset": EURO, "amount": gift.to_string() }));
	let gifts: Vec<_> = donors.iter().map(|(donor, gift)| (donor.clone(), donate(gift))).collect();
	at_once(client, &gifts).await;
	assert_eq!(town.balance(CAMPAIGN).await, total);
	let payment = json!({ "fund": CAMPAIGN, "amount": "1", "how": { "transfer": { "to": SUCCESSOR } } });
	let pay = town.for_town("pay", json!({ "payments": [payment] }));
	client.refused(town.key, &pay, "goalNotReached").await;

	client.pass(11 * DAY).await;
	let mut given = Vec::new();
	for (donor, gift) in &donors {
		let gifts = town.gifts(donor).await;
		let [found] = &gifts[..] else { panic!("{donor} has given {gifts:?}") };
		assert_eq!((&found["fund"], amount(&found["amount"])), (&json!(CAMPAIGN), *gift));
		given.push((found["receipt"].as_u64().expect("receipts are numbered"), donor, *gift));
	}
	given.sort_by_key(|(receipt, ..)| *receipt);
	let (last, late, kept) = given.pop().expect("there are donors");
	let (number, first, gift) = given[0];
	client.refused(first, &donate(&gift), "fundClosed").await;
	client.refused(town.key, &pay, "fundClosed").await;

	// Each takes what is his, but for one, who comes too late.
	let give_back = |receipt: u64| call("giveBack", json!({ "fund": CAMPAIGN, "receipt": receipt }));
	client.refused(first, &give_back(last), "notAllowed").await;
	let takes: Vec<_> = given.iter().map(|(receipt, donor, _)| ((*donor).clone(), give_back(*receipt))).collect();
	at_once(client, &takes).await;
	assert_eq!(town.balance(CAMPAIGN).await, kept);
	client.refused(first, &give_back(number), "nothingLeft").await;
	// Anyone sees to it that their deposits come back, too.
	let archive = call("archive", json!({ "shelf": { "receipts": CAMPAIGN }, "limit": LIST }));
	for _ in given.chunks(LIST) {
		client.done(late, &archive).await;
	}
	client.refused(late, &archive, "nothingToArchive").await;
	let (_, best) = client.best().await;
	for (_, donor, gift) in given {
		let has = client.value("assets_balanceOf", json!({ "id": EURO, "who": donor.address() })).await;
		assert_eq!(amount(&has), gift, "{donor}");
		assert_eq!(client.account(&donor.account(), best).await.data.reserved, 0, "the deposit of {donor}");
		assert!(town.gifts(donor).await.is_empty(), "{donor} has given something");
	}

	client.pass(31 * DAY).await;
	client.refused(late, &give_back(last), "takeBackOver").await;
	let pass_on = call("setFund", json!({ "body": town.account, "change": { "passOn": CAMPAIGN } }));
	client.done(late, &pass_on).await;
	assert_eq!((town.balance(CAMPAIGN).await, town.balance(SUCCESSOR).await), (0, kept));
	let left = town.gifts(late).await;
	let run = &left[0]["trace"]["items"][0];
	assert_eq!((amount(&run["amount"]), &run["end"]), (kept, &json!("unspent")));
	client.refused(late, &pass_on, "nothingLeft").await;
	recompute(&node).await;
}
