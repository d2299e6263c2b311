//! What strangers, depositors and a curator try with a vault.

use super::DAY;
use crate::lending::town::{all, assets, Town, DOLLAR, USD};
use civitas_runtime::{currency::CIV, Balance};
use civitas_tests::{calls::amount, Person};
use serde_json::{json, Value};

/// As many shares one gets at first for a cent.
const SHARES: u128 = 1_000_000;
/// What Grace deposits, and later Ferdie.
const DEPOSIT: Balance = 100 * USD;
/// What Grace has.
const SAVINGS: Balance = 1_000 * USD;

/// Dave is its curator, and Eve its guardian. What is riskier is announced for a day.
pub struct Vault<'a> {
	town: &'a Town,
	id: Value,
	account: Value,
}

impl<'a> Vault<'a> {
	pub async fn found(town: &'a Town) -> Self {
		let Town { alice, dave, eve, .. } = town;
		let (curator, guardian) = (dave.address(), eve.address());
		let create = json!({
			"asset": DOLLAR, "curator": curator, "guardian": guardian, "delay": DAY, "fee": 100_000_000
		});
		let events = town.done(alice, json!({ "vaults": { "createVault": create } })).await;
		let made = events.iter().find_map(|event| event["vaults"]["vaultCreated"].get("vault"));
		let mut vault = Self { town, id: made.expect("there is a vault").clone(), account: Value::Null };
		vault.account = vault.info().await["account"].clone();
		vault
	}

	async fn info(&self) -> Value {
		self.town.client().value("vaults_vault", json!({ "vault": self.id })).await
	}

	/// What the shares of someone are worth.
	async fn worth(&self, who: &Person) -> Balance {
		let asked = json!({ "vault": self.id, "owner": who.address() });
		amount(&self.town.client().value("vaults_holding", asked).await["worth"])
	}

	fn call(&self, name: &str, mut arguments: Value) -> Value {
		arguments["vault"] = self.id.clone();
		json!({ "vaults": { name: arguments } })
	}

	fn deposit(&self, cents: Balance, least: u128) -> Value {
		let (cents, least) = (cents.to_string(), least.to_string());
		self.call("deposit", json!({ "asset": DOLLAR, "assets": cents, "leastShares": least }))
	}

	fn in_cash(&self, shares: u128, least: Balance) -> Value {
		let how = json!({ "inCash": { "least": least.to_string() } });
		self.call("redeem", json!({ "shares": shares.to_string(), "how": how }))
	}

	fn in_kind(&self, shares: u128) -> Value {
		self.call("redeem", json!({ "shares": shares.to_string(), "how": "inKind" }))
	}

	fn propose(&self, change: &Value) -> Value {
		self.call("propose", json!({ "change": change }))
	}

	fn apply(&self, change: &Value) -> Value {
		self.call("apply", json!({ "change": change }))
	}

	fn veto(&self, change: &Value) -> Value {
		self.call("veto", json!({ "change": change }))
	}

	/// How much is to be in each of these markets.
	fn reallocate(&self, targets: &[(&Value, Balance)]) -> Value {
		let target = |(market, cents): &(&Value, Balance)| json!({ "market": market, "assets": cents.to_string() });
		self.call("reallocate", json!({ "targets": targets.iter().map(target).collect::<Vec<_>>() }))
	}
}

/// A market, and how much of the vault may be in it.
fn cap(market: &Value, cents: Balance) -> Value {
	json!({ "cap": { "market": market, "cap": cents.to_string() } })
}

/// Mallory gives fortunes, so that a share be too dear for whoever comes after her.
pub async fn gifts_set_no_price(vault: &Vault<'_>) {
	let town = vault.town;
	let Town { grace, mallory, .. } = town;
	let give = async || {
		let before = vault.info().await;
		town.give(mallory, &vault.account, 10_000 * USD).await;
		assert_eq!(vault.info().await, before);
	};
	town.mint(mallory, 30_000 * USD + 1).await;
	give().await;
	town.done(mallory, vault.deposit(1, SHARES)).await;
	give().await;
	town.mint(grace, SAVINGS).await;
	town.done(grace, vault.deposit(DEPOSIT, DEPOSIT * SHARES)).await;
	assert_eq!((vault.worth(grace).await, vault.worth(mallory).await), (DEPOSIT, 1));
	// She has her cent back, and nothing of what she has given.
	town.done(mallory, vault.in_cash(SHARES, 1)).await;
	assert_eq!(town.dollars(mallory).await, 10_000 * USD + 1);
	assert_eq!(vault.info().await["total"], json!(DEPOSIT.to_string()));
}

pub async fn nobody_takes_out_what_is_not_theirs(vault: &Vault<'_>) {
	let town = vault.town;
	let Town { dave, eve, ferdie, grace, mallory, .. } = town;
	let hers = DEPOSIT * SHARES;
	for redeem in [vault.in_cash(hers + 1, 0), vault.in_kind(hers + 1)] {
		town.refused(grace, redeem, "notEnoughShares").await;
	}
	for who in [dave, eve, ferdie, mallory] {
		town.refused(who, vault.in_cash(1, 0), "notEnoughShares").await;
		town.refused(who, vault.in_kind(1), "notEnoughShares").await;
	}
	town.refused(grace, vault.in_cash(hers, DEPOSIT + 1), "tooLittle").await;
	// Nothing, and a share, which is worth nothing by itself.
	for shares in [0, 1] {
		town.refused(grace, vault.in_cash(shares, 0), "amountZero").await;
		town.refused(grace, vault.in_kind(shares), "amountZero").await;
	}
	town.refused(grace, vault.deposit(0, 0), "amountZero").await;
	town.refused(grace, vault.deposit(USD, USD * SHARES + 1), "tooFewShares").await;
	let other = json!({ "asset": null, "assets": CIV.to_string(), "leastShares": "0" });
	town.refused(grace, vault.call("deposit", other), "wrongAsset").await;
	// The curator moves money between markets, and there is no call by which it would be his.
	let withdraw = town.call("withdraw", json!({ "amount": assets(1) }));
	town.refused(dave, withdraw, "notEnoughSupplied").await;
}

/// A higher fee, and a market of the town's.
pub async fn nothing_riskier_counts_at_once(vault: &Vault<'_>) {
	let town = vault.town;
	let Town { dave, eve, ferdie, mallory, market, .. } = town;
	let fee = |fee: u64| json!({ "fee": { "fee": fee } });
	for who in [mallory, eve] {
		town.refused(who, vault.propose(&fee(0)), "notCurator").await;
		town.refused(who, vault.reallocate(&[]), "notCurator").await;
	}
	town.refused(mallory, vault.veto(&fee(0)), "notGuardian").await;
	town.refused(dave, vault.propose(&fee(500_000_001)), "feeInvalid").await;
	let half = fee(500_000_000);
	town.done(dave, vault.propose(&half)).await;
	town.refused(dave, vault.apply(&half), "changeWaits").await;
	town.done(eve, vault.veto(&half)).await;
	town.refused(dave, vault.apply(&half), "changeUnknown").await;

	let listed = cap(market, 1_000 * USD);
	town.done(dave, vault.propose(&listed)).await;
	town.refused(dave, vault.apply(&listed), "changeWaits").await;
	town.refused(dave, vault.reallocate(&[(market, 50 * USD)]), "marketNotListed").await;
	town.pass(DAY / 1_000).await;
	town.done(ferdie, vault.apply(&listed)).await;
	town.refused(dave, vault.reallocate(&[(market, 1_000 * USD + 1)]), "aboveCap").await;
	town.refused(dave, vault.reallocate(&[(market, DEPOSIT + 1)]), "notEnoughIdle").await;
	town.done(dave, vault.reallocate(&[(market, DEPOSIT / 2)])).await;
}

/// Dave makes a market that he is the guardian of, too, and wants the vault's money there. Eve vetoes it once, and then sleeps. Grace
/// looks, and leaves in kind. Ferdie does not.
pub async fn whoever_looks_has_left_before_a_curator_lists_a_market_of_his_own(vault: &Vault<'_>) {
	let town = vault.town;
	let Town { dave, eve, ferdie, grace, market, .. } = town;
	town.mint(ferdie, DEPOSIT).await;
	town.done(ferdie, vault.deposit(DEPOSIT, DEPOSIT * SHARES)).await;
	town.mint(dave, 10 * USD).await;
	let mut terms = town.terms();
	terms["guardian"] = json!(dave.address());
	let own = &town.make_market(dave, DOLLAR, None, terms).await;
	let listed = cap(own, 60 * USD);
	town.refused(dave, vault.reallocate(&[(own, USD)]), "marketNotListed").await;
	town.done(dave, vault.propose(&listed)).await;
	town.refused(dave, vault.apply(&listed), "changeWaits").await;
	town.done(eve, vault.veto(&listed)).await;
	town.refused(dave, vault.apply(&listed), "changeUnknown").await;
	town.done(dave, vault.propose(&listed)).await;
	assert_eq!(vault.info().await["pending"][0]["change"], listed);

	town.pass(DAY / 2_000).await;
	town.refused(dave, vault.apply(&listed), "changeWaits").await;
	town.refused(dave, vault.reallocate(&[(own, USD)]), "marketNotListed").await;
	// Of each 100.00 there are 25.00 idle, and 75.00 in the town's market, where she withdraws it herself.
	town.done(grace, vault.in_kind(DEPOSIT * SHARES)).await;
	town.done(grace, town.call("withdraw", json!({ "amount": all(75 * USD) }))).await;
	assert_eq!((town.dollars(grace).await, vault.worth(grace).await), (SAVINGS, 0));

	town.pass(DAY / 2_000).await;
	town.done(dave, vault.apply(&listed)).await;
	town.refused(dave, vault.reallocate(&[(market, 0), (own, 60 * USD + 1)]), "aboveCap").await;
	town.done(dave, vault.reallocate(&[(market, 0), (own, 60 * USD)])).await;
	// It is lent to nobody yet, so even Ferdie has all of it. Dave has gained nothing, but for a market that has cost a cent.
	town.done(ferdie, vault.in_cash(DEPOSIT * SHARES, DEPOSIT)).await;
	assert_eq!((town.dollars(ferdie).await, town.dollars(dave).await), (DEPOSIT, 10 * USD - 1));
	assert_eq!((&vault.info().await["total"], &town.market().await["supplied"]), (&json!("0"), &json!("0")));
}
