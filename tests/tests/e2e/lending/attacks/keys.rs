//! By a key that may do less than everything: a company's clerk, who has one with limits, is a thief.

use super::DAY;
use crate::lending::town::{assets, bundle, Town, DOLLAR, SETTLE, USD};
use civitas_primitives::{
	identity::{Kind, Relationships},
	lending::ONE,
};
use civitas_runtime::{currency::CIV, scopes::KeyScope, Balance, Runtime, RuntimeCall};
use civitas_tests::{
	calls::amount,
	identity::{within, Device, Holder},
};
use codec::DecodeAll;
use pallet_identity_registry::Error;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use sp_runtime::DispatchError;

/// What the clerk may spend of dollars, a day.
const LIMIT: Balance = 500 * USD;

/// The company.
pub struct Company<'a> {
	town: &'a Town,
	holder: Holder,
	phone: Device,
	clerk: Device,
}

fn refused(error: Error<Runtime>) -> Result<(), DispatchError> {
	Err(error.into())
}

impl<'a> Company<'a> {
	/// It has 2,000 CIV.
	pub async fn found(town: &'a Town) -> Self {
		let (client, phone, clerk) = (town.client(), Device::phone(1), Device::phone(2));
		let holder = Holder::new(client, &phone, [8; 32]).await;
		client.execute(&town.alice, holder.register(&phone, Kind::Organisation)).await.success();
		town.pay(&holder.id, 2_000 * CIV).await;
		let invoke = Relationships::CAPABILITY_INVOCATION;
		let add = holder.add_limited_key(client, &clerk, invoke, within(KeyScope::Finance)).await;
		let company = Self { town, holder, phone, clerk };
		assert_eq!(company.act(&company.phone, add).await, Ok(()));
		company
	}

	fn address(&self) -> String {
		self.holder.id.to_ss58check()
	}

	/// What becomes of a call by one of its keys.
	async fn act(&self, device: &Device, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
		let client = self.town.client();
		let call = self.holder.act(client, device, call).await;
		client.execute(&self.town.alice, call).await.act_of(&self.holder.id)
	}

	/// The same, of a call in JSON.
	async fn calls(&self, device: &Device, call: Value) -> Result<(), DispatchError> {
		let bytes = self.town.client().encoded(&call).await;
		let call = RuntimeCall::decode_all(&mut &bytes[..]);
		self.act(device, call.expect("the node's runtime is the one that this test links")).await
	}
}

pub async fn a_limited_key_borrows_within_its_limit(company: &Company<'_>) {
	let Company { town, phone, clerk, .. } = company;
	// At first CIV alone, for deposits and collateral.
	let limit = |asset: Value, amount: Balance| json!({ "asset": asset, "amount": amount.to_string(), "period": DAY });
	let set = |limits: Vec<Value>| {
		let permissions = json!({ "scope": "finance", "limits": limits, "calls": [], "counterparties": [] });
		json!({ "identityRegistry": { "setKeyPermissions": {
			"key": clerk.public().fragment(), "permissions": permissions
		} } })
	};
	let civ = limit(Value::Null, 1_500 * CIV);
	assert_eq!(company.calls(phone, set(vec![civ.clone()])).await, Ok(()));
	let pledge = town.call("addCollateral", json!({ "assets": (1_000 * CIV).to_string() }));
	assert_eq!(company.calls(clerk, pledge).await, Ok(()));
	// A loan is counted in full, as if it left: who has borrowed can spend it.
	let borrow = async |amount: Balance| company.calls(clerk, town.borrow(amount)).await;
	assert_eq!(borrow(300 * USD).await, refused(Error::AssetNotAllowed));
	assert_eq!(company.calls(phone, set(vec![civ, limit(json!(DOLLAR), LIMIT)])).await, Ok(()));
	assert_eq!(borrow(300 * USD).await, Ok(()));
	assert_eq!(borrow(200 * USD + 1).await, refused(Error::LimitExceeded));
	let in_a_bundle = bundle(vec![town.action("borrow", assets(200 * USD + 1))]);
	assert_eq!(company.calls(clerk, in_a_bundle).await, refused(Error::LimitExceeded));
	assert_eq!(borrow(200 * USD).await, Ok(()));
	let owed = amount(&town.position(&company.address()).await["debt"]);
	assert!((LIMIT..LIMIT + USD).contains(&owed), "{owed}");
}

/// The clerk has borrowed what he may, and takes as much of the collateral back as he can. Ferdie is the thief's own account.
pub async fn who_borrows_to_the_edge_gains_by_another_account_what_anybody_does(company: &Company<'_>) {
	let Company { town, clerk, .. } = company;
	let Town { alice, bob, dave, ferdie, grace, .. } = town;
	let borrower = company.address();
	let liquidate = |borrower: &str, most: Balance| {
		town.call("liquidate", json!({ "borrower": borrower, "most": most.to_string(), "least": "0" }))
	};
	let remove = |amount: Balance| town.call("removeCollateral", json!({ "amount": assets(amount) }));
	// A CIV stays for the interest of the next blocks.
	let removable = amount(&town.position(&borrower).await["removable"]);
	assert_eq!(company.calls(clerk, remove(removable - CIV)).await, Ok(()));
	// What he takes back counts, too: of 1,500 CIV there are fewer than 100 left for today. Of dollars there are none, to be sent or to
	// liquidate anybody with.
	let send = json!({ "id": DOLLAR, "target": ferdie.address(), "amount": "1" });
	let send = json!({ "assets": { "transferKeepAlive": send } });
	for call in [remove(100 * CIV), send, liquidate(&grace.address(), 1)] {
		assert_eq!(company.calls(clerk, call).await, refused(Error::LimitExceeded));
	}
	// At the edge there is no bonus for anybody.
	town.refused(ferdie, liquidate(&borrower, LIMIT), "healthy").await;

	// Then CIV falls by 15 %, which is no thief's doing. From 1.21 to 1.02 the health is about 0.965.
	for feeder in [alice, bob, dave] {
		town.report(feeder, 102).await;
	}
	town.refused(ferdie, liquidate(&borrower, LIMIT), "priceMoving").await;
	town.pass(SETTLE).await;
	let before = town.position(&borrower).await;
	assert!(before["health"].as_u64().expect("prices count") < ONE, "{before}");
	let events = town.done(ferdie, liquidate(&borrower, LIMIT)).await;
	let done = events.iter().find_map(|event| event["lending"].get("liquidated")).expect("it is told");
	// He has the bonus of that health on what he has repaid, as whoever comes first, and the company has lost as much.
	let [repaid, taken] = ["repaid", "taken"].map(|name| amount(&done[name]));
	let bonus = Balance::from(done["bonus"].as_u64().expect("a bonus is a number") - ONE);
	let gain = taken * 102 / CIV - repaid;
	assert!((30_000_000..40_000_000).contains(&bonus), "{done}");
	assert!(gain > 0 && gain * Balance::from(ONE) <= repaid * bonus, "{done}");
	let after = town.position(&borrower).await;
	assert_eq!(amount(&after["collateral"]), amount(&before["collateral"]) - taken);
	// That is a small part of what he was trusted with, and it does not go on.
	assert!(gain < LIMIT / 25, "{done}");
	town.refused(ferdie, liquidate(&borrower, LIMIT), "healthy").await;
}
