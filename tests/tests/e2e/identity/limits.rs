//! A key that may do little: what it may is asked for and shown in JSON, and holds.

use super::*;
use civitas_tests::transaction::in_one;

/// In milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// What the till of a shop may: what is social, and to pay so much a day to the only supplier.
fn permissions(supplier: &Person, amount: Balance) -> Value {
	json!({
		"scope": "social",
		"limits": [{ "asset": null, "amount": amount.to_string(), "period": DAY }],
		"calls": ["balances.transferKeepAlive"],
		"counterparties": [supplier.address()],
	})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_key_does_what_it_may_and_nothing_else() {
	let guest = Guest::arrive().await;
	let client = guest.client();
	let [alice, bob, supplier, dave, _] = guest.people().await;
	let (phone, till) = (Device::phone(1), Device::phone(2));
	let shop = &Holder::new(client, &phone, [8; 32]).await;
	let calls = vec![shop.register(&phone, Kind::Organisation), pay(&shop.id, 100 * CIV)];
	client.execute(&alice, in_one(calls)).await.success();

	// The till is for a key of little power, which passes nothing on.
	let little = || within(KeyScope::Social);
	let call = shop.add_limited_key(client, &till, Relationships::SIGNING, little()).await;
	assert_eq!(undone(client, &bob, shop, &phone, call).await, is(Error::RelationshipsInvalid));
	let call = shop.add_limited_key(client, &till, Relationships::CAPABILITY_INVOCATION, little()).await;
	act(client, &bob, shop, &phone, call).await;
	let set = async |amount| {
		let (key, permissions) = (till.public().fragment(), permissions(&supplier, amount));
		let call = json!({ "setKeyPermissions": { "key": key, "permissions": permissions } });
		let call = call_of(client, json!({ "identityRegistry": call })).await;
		act(client, &bob, shop, &phone, call).await
	};
	let permitted = set(10 * CIV).await;

	// Everybody sees it as it was asked for.
	let answer = client.resolve(&shop.did(), Some(permitted.block)).await;
	let mut expected = permissions(&supplier, 10 * CIV);
	expected["full"] = json!(false);
	expected["number"] = json!(2);
	let metadata = &answer["didDocumentMetadata"];
	assert_eq!(metadata["civitas"]["keys"][till.public().fragment()], expected, "{answer:#}");
	assert_eq!(metadata["civitas"]["keys"][phone.public().fragment()]["full"], json!(true));
	assert_eq!(metadata["versionId"], json!("3"));
	assert_eq!(answer["didDocument"]["capabilityInvocation"], json!([shop.key_url(&phone), shop.key_url(&till)]));
	assert_eq!(answer["didDocument"]["capabilityDelegation"], json!([shop.key_url(&phone)]));

	// What it may.
	let pays = |value| pay(&supplier.account(), value);
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: b"open".to_vec() });
	act(client, &bob, shop, &till, remark).await;
	act(client, &bob, shop, &till, pays(6 * CIV)).await;

	// What it may not: each for another reason. What is wrapped in a batch adds up.
	let to = supplier.address();
	let asset = json!({ "assets": { "transferKeepAlive": { "id": 1, "target": to, "amount": 1 } } });
	let everything = json!({ "balances": { "transferAll": { "dest": to, "keepAlive": false } } });
	let vote =
		json!({ "council": { "vote": { "proposal": format!("0x{}", "00".repeat(32)), "index": 0, "approve": true } } });
	let fund = Call::fund { identity: shop.id.clone(), room: 1_000 };
	for (call, error) in [
		(pay(&dave.account(), 1), is(Error::CounterpartyNotAllowed)),
		(in_one(vec![pays(CIV), RuntimeCall::IdentityRegistry(fund)]), is(Error::NotPermitted)),
		(call_of(client, asset).await, is(Error::NotPermitted)),
		(call_of(client, everything).await, is(Error::NotPermitted)),
		(call_of(client, vote).await, is(Error::NotPermitted)),
		(pays(5 * CIV), is(Error::LimitExceeded)),
		(in_one(vec![pays(3 * CIV), pays(3 * CIV)]), is(Error::LimitExceeded)),
		(in_one(vec![pays(CIV), pay(&dave.account(), 1)]), is(Error::CounterpartyNotAllowed)),
	] {
		let shown = format!("{call:?}");
		assert_eq!(undone(client, &bob, shop, &till, call).await, error, "{shown}");
	}
	// And what is for full keys only is not even an act.
	for call in [Call::revoke_key { key: phone.public() }, Call::deactivate { beneficiary: Some(supplier.account()) }] {
		let refused = submit(client, &bob, shop, &till, call).await;
		assert_eq!(refused.result, Err(is(Error::NotFullKey)));
	}

	// What was refused has used up nothing; and what was spent counts on, whatever limit is set then.
	act(client, &bob, shop, &till, in_one(vec![pays(2 * CIV), pays(2 * CIV)])).await;
	assert_eq!(undone(client, &bob, shop, &till, pays(1)).await, is(Error::LimitExceeded));
	set(12 * CIV).await;
	act(client, &bob, shop, &till, pays(2 * CIV)).await;
	assert_eq!(undone(client, &bob, shop, &till, pays(1)).await, is(Error::LimitExceeded));
	let record = shop.record(client).await;
	assert_eq!(record["keys"][1]["allowances"][0]["spent"], json!((12 * CIV).to_string()));
	assert_eq!(free(client, &shop.id).await, 88 * CIV);
}
