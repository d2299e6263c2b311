//! Spending limits: what can leave by an act, whatever comes in, is charged before it, and what leaves besides undoes it.

use super::*;
use frame_support::traits::fungibles::InspectHold;

fn limit(asset: Option<AssetId>, amount: Balance, period: u64) -> SpendingLimit<AssetId, Balance> {
	SpendingLimit { asset, amount, period }
}

/// An identity with 1000, and a key that may spend so much.
fn purse(limits: Vec<SpendingLimit<AssetId, Balance>>) -> (Signer, Signer, AccountId) {
	let (owner, purse) = (sr(1), sr(2));
	let id = register(&owner);
	endow(&id, 1_000);
	assert_ok!(add_key(&owner, &id, &purse, limited_key(&purse, limits)));
	(owner, purse, id)
}

fn pay(amount: Balance) -> RuntimeCall {
	RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target: stranger(), amount })
}

fn lock(amount: Balance) -> RuntimeCall {
	escrow::Call::lock { amount }.into()
}

fn unlock(amount: Balance) -> RuntimeCall {
	escrow::Call::unlock { amount }.into()
}

/// What an identity has of the asset on no hold, and on hold.
fn assets(id: &AccountId) -> (Balance, Balance) {
	(Assets::balance(ASSET, id), AssetsHolder::total_balance_on_hold(ASSET, id))
}

fn spent(id: &AccountId, purse: &Signer) -> Balance {
	key_of(id, purse).allowances[0].spent
}

#[test]
fn so_much_in_a_period_and_no_more() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		assert_ok!(act(&purse, &id, transfer(stranger(), 60)));
		assert_eq!(act(&purse, &id, transfer(stranger(), 41)), err(Error::LimitExceeded));
		// Two acts in one block, and more, are counted together; by a signature as well.
		assert_ok!(act_signed(&purse, &id, transfer(stranger(), 40)));
		assert_eq!(act_signed(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		assert_eq!(Balances::free_balance(&id), 900);
		// What costs nothing goes on.
		assert_ok!(act(&purse, &id, remark()));
		assert_ok!(act(&purse, &id, transfer(stranger(), 0)));
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
fn what_comes_in_sets_nothing_off() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, 1, 50)]);
		let (debtor, creditor) = (sr(3), sr(4));
		let debtor_id = register(&debtor);
		endow(&debtor_id, 10_000);
		// Someone has signed to pay the identity; what the identity has to spare goes to the thief in the same act.
		let pays = || signed_call(&debtor, &debtor_id, transfer(id.clone(), 500));
		// Or pays it through a proxy that the identity is.
		endow(&creditor.account(), 10_000);
		assert_ok!(Proxy::add_proxy(signed(creditor.account()), id.clone(), Scope::Any, 0));
		let call = Box::new(transfer(id.clone(), 500));
		let proxied =
			RuntimeCall::Proxy(pallet_proxy::Call::proxy { real: creditor.account(), force_proxy_type: None, call });
		for income in [pays(), proxied] {
			for calls in [
				vec![income.clone(), transfer(stranger(), 500)],
				vec![transfer(stranger(), 2), income.clone()],
				vec![income.clone(), batch(vec![transfer(stranger(), 1), transfer(stranger(), 1)])],
			] {
				assert_eq!(act(&purse, &id, batch_all(calls.clone())), err(Error::LimitExceeded));
				assert_eq!(act_signed(&purse, &id, batch(calls)), err(Error::LimitExceeded));
			}
		}
		assert_eq!(Balances::free_balance(&id), 1_000);
		// What it carries for another without spending is not its own.
		assert_ok!(act(&purse, &id, batch_all(vec![pays(), transfer(stranger(), 1)])));
		assert_eq!(Balances::free_balance(&id), 1_499);
		assert_eq!(spent(&id, &purse), 1);
	});
}

#[test]
fn what_another_key_of_the_same_identity_has_signed_for_is_no_way_around() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		let before = nonce(&id, &owner);
		let signed = signed_call(&owner, &id, transfer(stranger(), 300));
		assert_eq!(act(&purse, &id, signed.clone()), err(Error::LimitExceeded));
		// Nothing of it happened, so that the owner's signature is as good as it was.
		assert_eq!((Balances::free_balance(&id), nonce(&id, &owner)), (1_000, before));
		assert_ok!(submit(signed));
		assert_eq!(Balances::free_balance(&id), 700);
	});
}

#[test]
fn all_that_is_carried_adds_up() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, 100, 50)]);
		let many = |n: usize| batch(vec![transfer(stranger(), 30); n]);
		assert_eq!(act(&purse, &id, many(4)), err(Error::LimitExceeded));
		assert_eq!(act(&purse, &id, batch(vec![many(2), many(2)])), err(Error::LimitExceeded));
		let huge = vec![transfer(stranger(), Balance::MAX), transfer(stranger(), 2)];
		assert_eq!(act(&purse, &id, batch(huge)), err(Error::LimitExceeded));
		assert_eq!(Balances::free_balance(&id), 1_000);
		assert_ok!(act(&purse, &id, many(3)));
		// That an account pays itself is not known to be harmless from the arguments alone.
		assert_eq!(act(&purse, &id, transfer(id.clone(), 11)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &id, transfer(id.clone(), 10)));
		assert_eq!((Balances::free_balance(&id), spent(&id, &purse)), (910, 100));
	});
}

#[test]
fn what_depends_on_the_state_is_refused() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, Balance::MAX, 50)]);
		let all = RuntimeCall::Balances(pallet_balances::Call::transfer_all { dest: stranger(), keep_alive: false });
		assert_eq!(act(&purse, &id, all.clone()), err(Error::OutflowUnbounded));
		assert_eq!(act(&purse, &id, batch(vec![remark(), all.clone()])), err(Error::OutflowUnbounded));
		assert_eq!(spent(&id, &purse), 0);
		// Who has no limits of any kind is not asked.
		assert_ok!(act(&owner, &id, all));
	});
}

#[test]
fn an_asset_that_no_limit_names_stays() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 100));
		assert_eq!(act(&purse, &id, pay(1)), err(Error::AssetNotAllowed));
		assert_eq!(act(&purse, &id, batch(vec![transfer(stranger(), 1), pay(1)])), err(Error::AssetNotAllowed));
		// Nothing of nothing is no asset.
		assert_ok!(act(&purse, &id, batch(vec![transfer(stranger(), 1), transfer(stranger(), 0)])));
		assert_eq!((Assets::balance(ASSET, &id), spent(&id, &purse)), (100, 1));
		// And the other way round.
		assert_ok!(act(&owner, &id, permit_call(&purse, limited(vec![limit(Some(ASSET), 10, 50)]))));
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::AssetNotAllowed));
		assert_ok!(act(&purse, &id, pay(10)));
	});
}

#[test]
fn each_asset_has_its_own() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(Some(ASSET), 10, 50), limit(None, 0, 50)]);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 100));
		assert_ok!(act(&purse, &id, pay(10)));
		assert_eq!(act(&purse, &id, pay(1)), err(Error::LimitExceeded));
		// A limit of zero is for nothing, now and later.
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		set_time(NOW + 1_000);
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &id, pay(10)));
	});
}

#[test]
fn a_deposit_is_spent_when_it_is_placed() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		endow(&id, 500_000);
		let fund = |room| RuntimeCall::from(Call::fund { identity: id.clone(), room });
		let attest = Call::attest_domain { identity: id.clone(), domain: text("a.example"), valid_until: NOW };
		for call in [fund(plenty()), fund(record(&id).used), attest.into()] {
			assert_eq!(act(&purse, &id, call), err(Error::LimitExceeded));
		}
		let deposit = 100 + Balance::from(Registry::footprint(plenty()).size as u32);
		assert_ok!(act(&owner, &id, permit_call(&purse, limited(vec![limit(None, deposit, 50)]))));
		assert_ok!(act(&purse, &id, fund(plenty())));
		assert_eq!(spent(&id, &purse), deposit);
		assert_eq!(Balances::reserved_balance(&id), deposit);
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
	});
}

#[test]
fn what_was_on_hold_is_not_released_and_spent() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		endow(&id, 500_000);
		let fund = |room| RuntimeCall::from(Call::fund { identity: id.clone(), room });
		assert_ok!(act(&owner, &id, fund(2 * plenty())));
		// So that the meters alone have to see it.
		SaysNothing::set(true);
		let deposit = Balances::reserved_balance(&id);
		assert_ok!(act(&owner, &id, transfer(stranger(), Balances::free_balance(&id) - 10)));
		let (least, released) = (fund(plenty()), Balance::from(plenty()));
		for away in [released, 1] {
			let both = batch_all(vec![least.clone(), transfer(stranger(), away)]);
			assert_eq!(act(&purse, &id, both), err(Error::LimitExceeded), "{away}");
		}
		assert_eq!(Balances::reserved_balance(&id), deposit);
		assert_ok!(act(&purse, &id, least));
		assert_eq!(Balances::reserved_balance(&id), deposit - released);
		SaysNothing::set(false);
	});
}

#[test]
fn what_was_on_hold_of_an_asset_is_not_released_and_spent() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(Some(ASSET), 10, 50)]);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 100));
		assert_ok!(act(&owner, &id, lock(60)));
		// So that the meters alone have to see it.
		SaysNothing::set(true);
		for away in [60, 1] {
			let both = vec![unlock(60), pay(away)];
			assert_eq!(act(&purse, &id, batch_all(both.clone())), err(Error::LimitExceeded), "{away}");
			assert_eq!(act_signed(&purse, &id, batch(both)), err(Error::LimitExceeded), "{away}");
		}
		assert_eq!(assets(&id), (40, 60));
		assert_ok!(act(&purse, &id, unlock(50)));
		SaysNothing::set(false);
		// What came back counts neither for it nor against it.
		assert_eq!((assets(&id), spent(&id, &purse)), ((90, 10), 0));
		assert_eq!(act(&purse, &id, batch_all(vec![unlock(10), pay(11)])), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &id, batch_all(vec![unlock(10), pay(10)])));
		assert_eq!((assets(&id), spent(&id, &purse)), ((90, 0), 10));
	});
}

#[test]
fn what_is_put_on_hold_of_an_asset_is_spent() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(Some(ASSET), 10, 50)]);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 100));
		assert_eq!(act(&purse, &id, lock(11)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &id, lock(10)));
		assert_eq!((assets(&id), spent(&id, &purse)), ((90, 10), 10));
		assert_eq!(act(&purse, &id, pay(1)), err(Error::LimitExceeded));
		// Also if nobody had said that it leaves.
		set_time(NOW + 50);
		SaysNothing::set(true);
		assert_eq!(act(&purse, &id, lock(1)), err(Error::LimitExceeded));
		// Nothing is gone when one hold takes the place of another.
		assert_ok!(act(&purse, &id, batch_all(vec![unlock(10), lock(10)])));
		SaysNothing::set(false);
		assert_eq!(assets(&id), (90, 10));
	});
}

#[test]
fn an_act_that_takes_more_than_was_said_is_undone() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, 100, 50), limit(Some(ASSET), 100, 50)]);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 500));
		SaysNothing::set(true);
		let burn = RuntimeCall::Balances(pallet_balances::Call::burn { value: 1, keep_alive: false });
		for call in [transfer(stranger(), 1), pay(1), burn, batch(vec![remark(), pay(2)])] {
			assert_eq!(act(&purse, &id, call), err(Error::LimitExceeded));
		}
		assert_eq!((Balances::free_balance(&id), Assets::balance(ASSET, &id)), (1_000, 500));
		assert_ok!(act(&purse, &id, remark()));
		SaysNothing::set(false);
	});
}

#[test]
fn dust_that_goes_with_the_rest_is_more_than_was_said() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, Balance::MAX, 50)]);
		assert_eq!(act(&purse, &id, transfer(stranger(), 991)), err(Error::LimitExceeded));
		assert_eq!((Balances::free_balance(&id), spent(&id, &purse)), (1_000, 0));
		assert_ok!(act(&purse, &id, transfer(stranger(), 990)));
	});
}

#[test]
fn an_act_that_fails_charges_nothing() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(None, 5_000, 50)]);
		assert!(act(&purse, &id, transfer(stranger(), 5_000)).is_err());
		assert!(act(&purse, &id, batch_all(vec![transfer(stranger(), 500), transfer(stranger(), 600)])).is_err());
		assert_eq!((spent(&id, &purse), key_of(&id, &purse).allowances[0].since), (0, 0));
		GuardUndoes::set(true);
		assert!(act(&purse, &id, transfer(stranger(), 100)).is_err());
		GuardUndoes::set(false);
		assert_eq!(spent(&id, &purse), 0);
		assert_ok!(act(&purse, &id, transfer(stranger(), 100)));
		assert_eq!(spent(&id, &purse), 100);
		// What a batch leaves out though it was said is charged, as it was not known before.
		assert_ok!(act(&purse, &id, batch(vec![transfer(stranger(), 1_000), transfer(stranger(), 1)])));
		assert_eq!(spent(&id, &purse), 1_101);
	});
}

#[test]
fn what_was_spent_counts_on_when_limits_are_set_anew() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		assert_ok!(act(&purse, &id, transfer(stranger(), 80)));
		set_time(NOW + 10);
		assert_ok!(act(
			&owner,
			&id,
			permit_call(&purse, limited(vec![limit(None, 90, 50), limit(Some(ASSET), 5, 50)]))
		));
		let allowance = key_of(&id, &purse).allowances[0].clone();
		assert_eq!((allowance.spent, allowance.since), (80, NOW));
		assert_eq!(act(&purse, &id, transfer(stranger(), 11)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &id, transfer(stranger(), 10)));
		// Less than what was spent already.
		assert_ok!(act(&owner, &id, permit_call(&purse, limited(vec![limit(None, 50, 50)]))));
		assert_eq!(act(&purse, &id, transfer(stranger(), 1)), err(Error::LimitExceeded));
		set_time(NOW + 50);
		assert_ok!(act(&purse, &id, transfer(stranger(), 50)));
	});
}

#[test]
fn what_was_spent_counts_on_when_the_key_is_rotated() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(vec![limit(None, 100, 50)]);
		assert_ok!(act(&purse, &id, transfer(stranger(), 80)));
		assert_ok!(act(&owner, &id, rotate_call(&id, &purse, &sr(9))));
		assert_eq!(act(&sr(9), &id, transfer(stranger(), 21)), err(Error::LimitExceeded));
		assert_ok!(act(&sr(9), &id, transfer(stranger(), 20)));
	});
}

#[test]
fn a_key_with_a_limit_is_no_key_for_control() {
	build_and_execute(|| {
		let (_, purse, id) = purse(vec![limit(Some(ASSET), Balance::MAX, 1)]);
		assert_noop!(act(&purse, &id, add_proxy(stranger())), Error::<Test>::NotFullKey);
		assert_noop!(act(&purse, &id, controllers_call(&[], 0)), Error::<Test>::NotFullKey);
	});
}

#[test]
fn it_reaches_to_the_identities_that_are_acted_as_further_down() {
	build_and_execute(|| {
		let (_, purse, parent) = purse(vec![limit(None, 100, 50)]);
		let (child, grandchild) = (sr(3), sr(4));
		let (child_id, grandchild_id) = (register(&child), register(&grandchild));
		for id in [&child_id, &grandchild_id] {
			endow(id, 1_000);
		}
		assert_ok!(control(&child, &child_id, &[&parent], 1));
		assert_ok!(control(&grandchild, &grandchild_id, &[&child_id], 1));
		let down = |value| act_call(&child_id, transfer(stranger(), value));
		let further = |value| act_call(&child_id, act_call(&grandchild_id, transfer(stranger(), value)));
		assert_eq!(act(&purse, &parent, down(101)), err(Error::LimitExceeded));
		assert_eq!(act(&purse, &parent, further(101)), err(Error::LimitExceeded));
		assert_eq!(act(&purse, &parent, batch(vec![down(50), further(51)])), err(Error::LimitExceeded));
		assert_eq!(Balances::free_balance(&child_id), 1_000);
		assert_ok!(act(&purse, &parent, batch(vec![down(40), transfer(stranger(), 40)])));
		assert_eq!(act(&purse, &parent, down(21)), err(Error::LimitExceeded));
		assert_ok!(act(&purse, &parent, further(20)));
		assert_eq!(spent(&parent, &purse), 100);
		// Also if nobody had said what leaves there.
		set_time(NOW + 50);
		SaysNothing::set(true);
		for call in [down(1), further(1)] {
			assert_eq!(act(&purse, &parent, call), err(Error::LimitExceeded));
		}
		SaysNothing::set(false);
		// What another has signed for is not this key's doing.
		let other = signed_call(&child, &child_id, transfer(stranger(), 300));
		assert_ok!(act(&purse, &parent, other));
		assert_eq!((Balances::free_balance(&child_id), Balances::free_balance(&grandchild_id)), (660, 980));
	});
}

#[test]
fn a_call_that_several_controllers_agreed_on_is_no_way_around() {
	build_and_execute(|| {
		let (owner, purse, parent) = purse(vec![limit(None, 100, 50)]);
		let (child, other) = (sr(3), sr(4));
		let (child_id, other_id) = (register(&child), register(&other));
		for id in [&child_id, &parent] {
			endow(id, 5_000);
		}
		assert_ok!(control(&child, &child_id, &[&parent, &other_id], 2));
		let call = transfer(stranger(), 300);
		assert_ok!(act(&owner, &parent, approve_call(&child_id, &call)));
		assert_ok!(act(&other, &other_id, approve_call(&child_id, &call)));
		assert_eq!(act(&purse, &parent, act_call(&child_id, call.clone())), err(Error::LimitExceeded));
		assert_ok!(act(&owner, &parent, act_call(&child_id, call)));
		assert_eq!(Balances::free_balance(&child_id), 4_700);
	});
}

#[test]
fn a_key_may_be_held_to_those_whom_it_pays() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(Vec::new());
		let (baker, other) = (account(50), account(51));
		let held = |limits: Vec<_>| Permissions {
			counterparties: vec![baker.clone()].try_into().expect("one"),
			..limited(limits)
		};
		endow(&id, 100_000);
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 100));
		assert_ok!(act(&owner, &id, permit_call(&purse, held(Vec::new()))));
		// Without limits, any amount of anything, but to nobody else.
		assert_ok!(act(&purse, &id, transfer(baker.clone(), 1_000)));
		let assets = |target| RuntimeCall::Assets(pallet_assets::Call::transfer { id: ASSET, target, amount: 5 });
		assert_ok!(act(&purse, &id, assets(baker.clone())));
		assert_ok!(act(&purse, &id, transfer(id.clone(), 10)));
		assert_ok!(act(&purse, &id, Call::fund { identity: id.clone(), room: plenty() }));
		let refused = err(Error::CounterpartyNotAllowed);
		assert_eq!(act(&purse, &id, transfer(other.clone(), 10)), refused);
		assert_eq!(act(&purse, &id, assets(other.clone())), refused);
		assert_eq!(act(&purse, &id, batch(vec![transfer(baker.clone(), 10), transfer(other.clone(), 10)])), refused);
		assert_ok!(act(&purse, &id, transfer(other.clone(), 0)));
		let all = RuntimeCall::Balances(pallet_balances::Call::transfer_all { dest: baker.clone(), keep_alive: false });
		assert_eq!(act(&purse, &id, all), err(Error::OutflowUnbounded));
		// And with both.
		assert_ok!(act(&owner, &id, permit_call(&purse, held(vec![limit(None, 100, 50)]))));
		assert_ok!(act(&purse, &id, transfer(baker.clone(), 60)));
		assert_eq!(act(&purse, &id, transfer(baker.clone(), 41)), err(Error::LimitExceeded));
		assert_eq!(act(&purse, &id, transfer(other, 1)), refused);
		assert_eq!(act(&purse, &id, assets(baker)), err(Error::AssetNotAllowed));
		// A key like that is no full one, though it may make every call.
		assert_noop!(act(&purse, &id, add_proxy(stranger())), Error::<Test>::NotFullKey);
	});
}

#[test]
fn what_goes_to_whom_nobody_knows_goes_to_nobody_on_the_list() {
	build_and_execute(|| {
		let (owner, purse, id) = purse(Vec::new());
		let counterparties = vec![account(50)].try_into().expect("one");
		assert_ok!(act(&owner, &id, permit_call(&purse, Permissions { counterparties, ..full() })));
		let burn = RuntimeCall::Balances(pallet_balances::Call::burn { value: 1, keep_alive: true });
		assert_eq!(act(&purse, &id, burn.clone()), err(Error::CounterpartyNotAllowed));
		assert_ok!(act(&owner, &id, permit_call(&purse, limited(vec![limit(None, 1, 50)]))));
		assert_ok!(act(&purse, &id, burn));
	});
}

#[test]
fn counterparties_hold_for_the_identities_that_are_acted_as_too() {
	build_and_execute(|| {
		let (owner, purse, parent) = purse(Vec::new());
		let child = sr(3);
		let child_id = register(&child);
		endow(&child_id, 1_000);
		assert_ok!(control(&child, &child_id, &[&parent], 1));
		let counterparties = vec![account(50)].try_into().expect("one");
		assert_ok!(act(&owner, &parent, permit_call(&purse, Permissions { counterparties, ..full() })));
		let down = |to| act_call(&child_id, transfer(to, 100));
		assert_eq!(act(&purse, &parent, down(stranger())), err(Error::CounterpartyNotAllowed));
		assert_ok!(act(&purse, &parent, down(account(50))));
	});
}

#[test]
fn no_more_is_watched_than_was_charged_for() {
	build_and_execute(|| {
		let all = |first| (first..first + MAX_LIMITS).map(|asset| limit(Some(asset), 1, 50)).collect::<Vec<_>>();
		let (owner, purse, id) = purse(all(20));
		// Someone whose proxy the identity is has a limited key of another identity.
		let (other, wallet) = (sr(8), sr(9));
		let other_id = register(&other);
		assert_ok!(add_key(&other, &other_id, &wallet, limited_key(&wallet, all(30))));
		endow(&wallet.account(), 1_000);
		assert_ok!(Proxy::add_proxy(signed(wallet.account()), id.clone(), Scope::Any, 0));
		let by_proxy = RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: wallet.account(),
			force_proxy_type: None,
			call: Box::new(act_call(&other_id, remark())),
		});
		let proxied = |result| System::assert_has_event(pallet_proxy::Event::ProxyExecuted { result }.into());
		assert_ok!(act(&purse, &id, by_proxy.clone()));
		proxied(err(Error::TooManyLimits));
		System::reset_events();
		assert_ok!(act(&owner, &id, by_proxy));
		proxied(Ok(()));
		assert!(happened(Event::Acted { identity: other_id, by: Authority::Key(wallet.key()), result: Ok(()) }));
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
