//! Public money.

use super::{Prepared, Stage, Step};
use crate::{
	certification::document,
	client::to_hex,
	load::fleet::{ALICE, DAVE},
};
use civitas_primitives::identity::{identity_id, PublicKey};
use civitas_runtime::{currency::CIV, AccountId, Balance, Runtime};
use pallet_identity_registry::Pallet;
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, Pair, H256};
use sp_io::hashing::blake2_256;

/// How many bodies pay, if there are accounts enough: more than one, so that payments are not all of the same records.
const BODIES: usize = 50;
/// How many accounts each has: those of its officers, and of who is paid.
const ACCOUNTS: usize = 3;
/// For how many bodies one transaction does something.
const AT_ONCE: usize = 8;
/// What each body has for the deposit of its records: the one of a payment takes less than a twentieth of a CIV.
const DEPOSIT: Balance = 1_000 * CIV;
/// How much each payment is, in cents.
const EACH: Balance = 100;
/// The line that is paid from: the second of its body, which the first binds.
const LINE: u32 = 1;
/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;
/// The year 2100, in milliseconds since the Unix epoch.
const LATE: u64 = 4_102_444_800_000;

/// Where the money is.
#[derive(Clone, Copy)]
enum Money {
	/// On this chain: the asset of this number.
	Asset(u32),
	/// In a bank.
	Bank,
}

impl Money {
	fn currency(self) -> Value {
		match self {
			Self::Asset(id) => json!({ "asset": id }),
			Self::Bank => json!({ "iso": "EUR" }),
		}
	}

	/// What proves that it has moved: needed where a bank does it, and nowhere else.
	fn evidence(self) -> Option<H256> {
		match self {
			Self::Asset(_) => None,
			Self::Bank => Some(document(1)),
		}
	}
}

/// An identity, and the account whose key it has.
struct Identity {
	who: usize,
	kind: &'static str,
	key: PublicKey,
	salt: [u8; 32],
	address: String,
}

impl Identity {
	/// That of this account; another for another salt.
	fn of(stage: &Stage, who: usize, kind: &'static str, salt: [u8; 32]) -> Self {
		let key = PublicKey::Sr25519(stage.fleet().key(who).public().0);
		let id: AccountId = identity_id(&key, &salt).into();
		Self { who, kind, key, salt, address: id.to_ss58check() }
	}

	/// What its account does before everything else.
	fn register(&self) -> Value {
		let room = Pallet::<Runtime>::room_for(1, 0, 0, 0, 0, 0);
		let (key, salt) = (self.key.fragment(), to_hex(&self.salt));
		json!({ "identityRegistry": { "register": { "kind": self.kind, "key": key, "salt": salt, "room": room } } })
	}

	/// What its account does so that it makes a call.
	fn act(&self, call: &Value) -> Value {
		json!({ "identityRegistry": { "actAs": { "identity": self.address, "call": call } } })
	}

	/// The same, as a transaction.
	fn does(&self, stage: &Stage, call: &Value) -> Step {
		stage.step(self.who, &self.act(call))
	}
}

/// A body, and who does what for it.
struct Body {
	/// Its identity, which does nothing after its foundation.
	itself: Identity,
	/// The first commits it, the second accepts what was delivered; both pay.
	officers: [Identity; 2],
	/// Who is paid.
	payee: usize,
}

impl Body {
	/// That of these accounts. Its first key is one of Alice, who founds all of them.
	fn of(stage: &Stage, accounts: &[usize]) -> Self {
		let officer = |who: usize| Identity::of(stage, who, "person", [0; 32]);
		let salt = blake2_256(format!("the body of {}", accounts[0]).as_bytes());
		let itself = Identity::of(stage, ALICE, "organisation", salt);
		Self { itself, officers: [officer(accounts[0]), officer(accounts[1])], payee: accounts[2] }
	}

	/// A call of public finance for it.
	fn call(&self, name: &str, mut arguments: Value) -> Value {
		arguments["body"] = json!(self.itself.address);
		json!({ "publicFinance": { name: arguments } })
	}

	fn set(&self, change: Value) -> Value {
		self.call("setBody", json!({ "change": change }))
	}

	/// What Alice does, who has its key: it asks its officers to control it, and Dave to appropriate.
	fn founding(&self, appropriator: &str) -> Vec<Value> {
		let officers: Vec<_> = self.officers.iter().map(|officer| &officer.address).collect();
		let controllers = json!({ "controllers": officers, "threshold": 1 });
		let calls = [
			json!({ "identityRegistry": { "setControllers": controllers } }),
			self.set(json!({ "name": { "name": "Town" } })),
			self.set(json!({ "appropriator": appropriator })),
		];
		// Each by itself: a batch within a batch is refused.
		calls.iter().map(|call| self.itself.act(call)).collect()
	}

	/// What Dave does: nothing waits for a second person, a year is open, and so much can be committed to.
	fn budget(&self, currency: &Value, sum: Balance) -> Vec<Value> {
		let rule = json!({ "currency": currency, "threshold": Balance::MAX.to_string(), "window": DAY, "life": DAY });
		let plan = json!({ "label": "A year", "from": 0, "to": LATE });
		let root = json!({ "root": { "period": 0, "currency": currency, "kind": "expenditure" } });
		let codes = json!([{ "scheme": "COFOG", "code": "01.3.3" }]);
		let lines = json!([
			{ "above": root, "part": "office", "codes": [], "binds": true },
			{ "above": { "line": 0 }, "part": "goods", "codes": codes, "binds": false },
		]);
		let moves = json!([{ "to": LINE, "amount": sum.to_string(), "original": true, "reason": "Budget" }]);
		vec![
			self.set(json!("accept")),
			self.set(json!({ "rule": rule })),
			self.call("setPeriod", json!({ "change": { "plan": plan } })),
			self.call("setPeriod", json!({ "change": "open" })),
			self.call("setLine", json!({ "lines": lines })),
			self.call("moveAuthority", json!({ "moves": moves })),
		]
	}

	/// What the first officer does: there is a fund, and all that will be paid is awarded.
	fn commitment(&self, stage: &Stage, money: Money, sum: Balance) -> Value {
		let fund = json!({ "make": { "name": "General", "currency": money.currency() } });
		let payee = match money {
			Money::Asset(_) => json!({ "account": stage.address(self.payee) }),
			Money::Bank => json!({ "organisation": format!("ES-NIF-A{:08}", self.payee) }),
		};
		let lines = json!([{ "line": LINE, "amount": sum.to_string() }]);
		let awards = json!([{ "payee": payee, "lines": lines, "advance": "0" }]);
		in_one(vec![self.call("setFund", json!({ "change": fund })), self.call("award", json!({ "awards": awards }))])
	}

	/// What comes in, which the first officer enters, and what was delivered, which the second accepts.
	fn delivery(&self, stage: &Stage, money: Money, sum: Balance, fund: u64, award: u64) -> [Step; 2] {
		let (sum, source) = (sum.to_string(), json!({ "organisation": "ES-NIF-Q2826000H" }));
		let receipts = json!([{ "amount": sum, "source": source, "evidence": money.evidence() }]);
		let acceptances = json!([{ "award": award, "amount": sum, "due": LATE, "evidence": document(2) }]);
		let [first, second] = &self.officers;
		[
			first.does(stage, &self.call("receive", json!({ "fund": fund, "receipts": receipts }))),
			second.does(stage, &self.call("accept", json!({ "acceptances": acceptances }))),
		]
	}

	/// One payment, by each of its officers.
	fn payments(&self, stage: &Stage, money: Money, fund: u64, award: u64) -> [Step; 2] {
		let amount = EACH.to_string();
		let how = json!({ "award": { "award": award, "lines": [{ "line": LINE, "amount": amount }] } });
		let payment = json!({ "fund": fund, "amount": amount, "how": how, "evidence": money.evidence() });
		let pay = self.call("pay", json!({ "payments": [payment] }));
		self.officers.each_ref().map(|officer| officer.does(stage, &pay))
	}
}

/// Several calls, all or none of which are made.
fn in_one(calls: Vec<Value>) -> Value {
	json!({ "utility": { "batchAll": { "calls": calls } } })
}

/// What somebody does for all bodies, some of them in a transaction.
fn for_all(stage: &Stage, who: usize, bodies: &[Body], calls: impl Fn(&Body) -> Vec<Value>) -> Vec<Step> {
	let together = |some: &[Body]| stage.step(who, &in_one(some.iter().flat_map(&calls).collect()));
	bodies.chunks(AT_ONCE).map(together).collect()
}

/// The number that an event of this name has under this name.
fn number(events: &[Value], event: &str, field: &str) -> u64 {
	let mut found = events.iter().filter_map(|found| found["publicFinance"][event][field].as_u64());
	found.next().expect("what is made is numbered")
}

/// Bodies with a budget, an award each that is large enough and accepted, and a fund with as much. Their payments.
async fn payments(stage: &mut Stage, calls: usize, money: Money) -> Vec<Step> {
	let accounts: Vec<usize> = stage.workers().collect();
	let bodies: Vec<_> = accounts.chunks_exact(ACCOUNTS).take(BODIES).map(|some| Body::of(stage, some)).collect();
	assert!(!bodies.is_empty(), "a body has {ACCOUNTS} accounts");
	let officers: Vec<&Identity> = bodies.iter().flat_map(|body| &body.officers).collect();
	// No officer makes more of them than the first, and each body has two.
	let sum = EACH * (2 * calls.div_ceil(officers.len())) as Balance;

	let mut steps = for_all(stage, ALICE, &bodies, |body| {
		let address = &body.itself.address;
		let pay = json!({ "dest": address, "value": DEPOSIT.to_string() });
		let mut all = vec![body.itself.register(), json!({ "balances": { "transferKeepAlive": pay } })];
		if let Money::Asset(id) = money {
			// And the least that an account keeps.
			let mint = json!({ "id": id, "beneficiary": address, "amount": (sum + 1).to_string() });
			all.push(json!({ "assets": { "mint": mint } }));
		}
		all
	});
	steps.extend(officers.iter().map(|officer| stage.step(officer.who, &officer.register())));
	stage.done(steps).await;

	let appropriator = stage.address(DAVE);
	let steps = for_all(stage, ALICE, &bodies, |body| body.founding(&appropriator));
	stage.done(steps).await;

	let currency = money.currency();
	let mut steps = for_all(stage, DAVE, &bodies, |body| body.budget(&currency, sum));
	for body in &bodies {
		let accept = json!({ "identityRegistry": { "acceptControl": { "identity": body.itself.address } } });
		steps.extend(body.officers.iter().map(|officer| officer.does(stage, &accept)));
	}
	stage.done(steps).await;

	let commit = |body: &Body| body.officers[0].does(stage, &body.commitment(stage, money, sum));
	let steps = bodies.iter().map(commit).collect();
	let made = stage.done(steps).await;
	let numbers = |events: &Vec<Value>| (number(events, "fundMade", "fund"), number(events, "awarded", "award"));
	let numbered: Vec<_> = bodies.iter().zip(made.iter().map(numbers)).collect();

	let deliver = |(body, (fund, award)): &(&Body, (u64, u64))| body.delivery(stage, money, sum, *fund, *award);
	let steps = numbered.iter().flat_map(deliver).collect();
	stage.done(steps).await;

	let pay = |(body, (fund, award)): &(&Body, (u64, u64))| body.payments(stage, money, *fund, *award);
	let steps: Vec<Step> = numbered.iter().flat_map(pay).collect();
	steps.into_iter().cycle().take(calls).collect()
}

/// Public money is paid on this chain: a hundred cents of an asset, out of a fund of a body, to the account of who has
/// an award. One call of an officer, as whom his account acts, makes one payment, of one line, which another one binds.
/// All of the award was accepted before, and nothing waits for a second person.
///
/// The chain charges for more than it does: for the most that can be asked whether officer and payee are related, and
/// for an agreement that could have paid the award, though it has none.
pub fn pay(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let (_, best) = stage.client().best().await;
		let next = stage.client().stored::<u32>("Assets", "NextAssetId", best).await;
		let asset = next.expect("assets are counted");
		let create = json!({ "id": asset, "admin": stage.address(ALICE), "minBalance": "1" });
		let create = stage.step(ALICE, &json!({ "assets": { "create": create } }));
		stage.done(vec![create]).await;
		payments(stage, calls, Money::Asset(asset)).await
	})
}

/// The same of money in a bank, to an organisation without an account, as the payments of a real city are in
/// `tests/public-finance`: the books say that it was paid, and what proves it.
pub fn pay_by_bank(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(payments(stage, calls, Money::Bank))
}
