//! Spending limits, which are compared with what happened.

use super::*;

fn limit(asset: Option<AssetId>, amount: Balance, period: u64) -> SpendingLimit<AssetId, Balance> {
	SpendingLimit { asset, amount, period }
}

/// An identity with 1000, and a key that may spend so much.
fn purse(limits: Vec<SpendingLimit<AssetId, Balance>>) -> (Signer, Signer, AccountId) {
	let (owner, purse) = (sr(1), sr(2));
	let id = register(&owner);
	endow(&id, 1_000);
	let limits = limits.try_into().expect("few");
	assert_ok!(add_key(&owner, &id, &purse, NewKey { limits, ..new_key(&purse) }));
	(owner, purse, id)
}

#[test]
fn so_much_in_a_period_and_no_more() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		assert_ok!(act(&purse, &id, transfer(stranger(), 60)));
		assert_eq!(act(&purse, &id, transfer(stranger(), 41)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &id, transfer(stranger(), 40)));
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		assert_eq!(Balances::free_balance(&id), 900);
		// What costs nothing goes on.
		assert_ok!(act(&purse, &id, remark()));
		set_time(NOW + 49);
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		set_time(NOW + 50);
		assert_ok!(act(&purse, &id, transfer(stranger(), 100)));
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		// The other key is not concerned.
		assert_ok!(act(&owner, &id, transfer(stranger(), 500)));
	});
}

#[test]
fn it_counts_what_is_gone_however_it_went() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, 100, 50)]);
		let many = |n: usize| batch(vec![transfer(stranger(), 30); n]);
		assert_eq!(act(&purse, &id, many(4)), err(Error::LimitExceeded));
		assert_eq!(Balances::free_balance(&id), 1_000);
		let burn = RuntimeCall::Balances(pallet_balances::Call::burn { value: 101, keep_alive: false });
		assert_eq!(act(&purse, &id, burn), err(Error::LimitExceeded));
		let all = RuntimeCall::Balances(pallet_balances::Call::transfer_all { dest: stranger(), keep_alive: false });
		assert_eq!(act(&purse, &id, all), err(Error::LimitExceeded));
		// To itself is not spent, and what comes back in the same act is not either.
		assert_ok!(act(&purse, &id, transfer(id.clone(), 500)));
		assert_ok!(act(&purse, &id, many(3)));
	});
}

#[test]
fn what_was_on_hold_is_not_released_and_spent() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		endow(&id, 99_000);
		let fund = |room| RuntimeCall::from(Call::fund { identity: id.clone(), room });
		assert_ok!(act(&owner, &id, fund(plenty())));
		let deposit = Balances::reserved_balance(&id);
		assert_ok!(act(&owner, &id, transfer(stranger(), Balances::free_balance(&id) - 10)));
		// Of the deposit the purse may take back what is not needed, but not send it away, not even at once.
		let least = fund(record(&id).used);
		let released = || deposit - Balances::reserved_balance(&id);
		assert_ok!(act(&purse, &id, least.clone()));
		let released = released();
		assert!(released > 100);
		assert_ok!(act(&owner, &id, fund(plenty())));
		for away in [released, 101] {
			let both = vec![least.clone(), transfer(stranger(), away)];
			let both = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls: both });
			assert_eq!(act(&purse, &id, both), err(Error::LimitExceeded), "{away}");
		}
		assert_eq!(Balances::reserved_balance(&id), deposit);
		let both = vec![least, transfer(stranger(), 100)];
		assert_ok!(act(&purse, &id, RuntimeCall::Utility(pallet_utility::Call::batch_all { calls: both })));
		// And to put something on hold is to spend it.
		assert_eq!(key_of(&id, &purse).allowances[0].spent, 100);
		set_time(NOW + 50);
		endow(&id, 1_000);
		assert_eq!(act(&purse, &id, fund(plenty())), err(Error::LimitExceeded));
	});
}

#[test]
fn no_more_is_watched_than_was_charged_for() {
	build_and_execute(|| {
		let all = |first| (first..first + MAX_LIMITS).map(|asset| limit(Some(asset), 1, 50)).collect();
		let (owner, purse, id) = purse(all(20));
		// Someone whose proxy the identity is has a limited key of another identity.
		let (other, wallet) = (sr(8), sr(9));
		let other_id = register(&other);
		let limits: Vec<_> = all(30);
		let limits = limits.try_into().expect("few");
		assert_ok!(add_key(&other, &other_id, &wallet, NewKey { limits, ..new_key(&wallet) }));
		endow(&wallet.account(), 1_000);
		assert_ok!(Proxy::add_proxy(signed(wallet.account()), id.clone(), Scope::Any, 0));
		let by_proxy = RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: wallet.account(),
			force_proxy_type: None,
			call: Box::new(act_call(&other_id, remark())),
		});
		let other_acted = |result| {
			happened(Event::Acted { identity: other_id.clone(), by: crate::Authority::Key(wallet.key()), result })
		};
		assert_ok!(act(&purse, &id, by_proxy.clone()));
		assert!(other_acted(err(Error::TooManyLimits)) && !other_acted(Ok(())));
		assert_ok!(act(&owner, &id, by_proxy));
		assert!(other_acted(Ok(())));
	});
}

#[test]
fn a_limit_that_is_not_reached_is_not_touched_by_a_failure() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, 100, 50)]);
		assert!(act(&purse, &id, transfer(stranger(), 5_000)).is_err());
		assert_eq!(key_of(&id, &purse).allowances[0].spent, 0);
		assert_ok!(act(&purse, &id, transfer(stranger(), 100)));
		assert_eq!(key_of(&id, &purse).allowances[0].spent, 100);
	});
}

#[test]
fn each_asset_has_its_own() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(Some(ASSET), 10, 50), limit(None, 0, 50)]);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 100));
		let pay = |amount| RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target: stranger(), amount });
		assert_ok!(act(&purse, &id, pay(10)));
		assert_eq!(act(&purse, &id, pay(1)), err(Error::LimitExceeded));
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
	});
}

#[test]
fn a_key_with_a_limit_is_no_key_for_control() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(Some(ASSET), Balance::MAX, 1)]);
		assert_eq!(act(&purse, &id, add_proxy(stranger())), err(Error::NotFullKey));
		assert_eq!(act(&purse, &id, controllers_call(&[], 0)), err(Error::NotFullKey));
	});
}

#[test]
fn it_reaches_to_the_identities_that_are_acted_as_further_down() {
	build_and_execute(|| {
		let (_, purse, parent) = purse(vec![limit(None, 100, 50)]);
		let child = sr(3);
		let child_id = register(&child);
		endow(&child_id, 1_000);
		assert_ok!(control(&child, &child_id, &[&parent], 1));
		let down = |value| act_call(&child_id, transfer(stranger(), value));
		assert_eq!(act(&purse, &parent, down(101)), err(Error::LimitExceeded));
		assert_eq!(Balances::free_balance(&child_id), 1_000);
		assert_ok!(act(&purse, &parent, batch(vec![down(40), transfer(stranger(), 40)])));
		assert_eq!(act(&purse, &parent, down(21)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &parent, down(20)));
		// What another has signed for is not this key's doing.
		set_time(NOW + 50);
		let other = signed_call(&child, &child_id, transfer(stranger(), 300));
		assert_ok!(act(&purse, &parent, other));
		assert_eq!(Balances::free_balance(&child_id), 640);
		assert_eq!(key_of(&parent, &purse).allowances[0].spent, 100);
	});
}

#[test]
fn periods_that_do_not_end_do_not() {
	let mut allowance = Allowance::new(limit(None, 10, u64::MAX));
	assert_eq!(allowance.charge(10, NOW), Some(()));
	assert_eq!(allowance.charge(1, u64::MAX - 1), None);
	let mut allowance = Allowance::new(limit(None, Balance::MAX, 10));
	assert_eq!(allowance.charge(Balance::MAX, NOW), Some(()));
	assert_eq!(allowance.charge(1, NOW + 9), None);
}
