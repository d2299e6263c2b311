//! What an act has done is looked at when it is over, whatever its class: that who can act as the identity is the same as
//! before, and that no more is gone than the key may spend.

use super::*;
use civitas_runtime::{scopes::Outcome, AssetsHolder, Proxy, RuntimeOrigin};
use frame_support::traits::{
	fungibles::{InspectHold, Mutate, MutateHold},
	tokens::{Fortitude, Precision, Preservation},
	OriginTrait,
};
use pallet_identity_registry::{Has, HoldReason, OutcomeInspect};
use sp_runtime::traits::Dispatchable;
use std::cell::Cell;

/// Act with a call that does nothing, but has a side effect which nobody can see in it. No call of this runtime has such a one
/// and a class that hides it, or it would be in the wrong class; so the effect is that of a filter which the act is carried
/// with, and which is asked once before the act, and once when the call is about to be made.
fn act_with_surprise(by: Sr25519Keyring, id: &AccountId, surprise: impl Fn() + 'static) -> DispatchResult {
	// In the scope of the key.
	let call = match by {
		Dave => RuntimeCall::from(pallet_balances::Call::<Runtime>::upgrade_accounts { who: vec![] }),
		_ => remark(),
	};
	let act = act_call(id, call.clone());
	let mut origin = RuntimeOrigin::signed(account(by));
	let times = Cell::new(0);
	origin.add_filter(move |asked: &RuntimeCall| {
		if *asked == call {
			times.set(times.get() + 1);
		}
		if *asked == call && times.get() == 2 {
			surprise();
		}
		true
	});
	act.dispatch(origin).map_err(|error| error.error)?;
	let last = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(Event::Acted { result, .. }) => Some(result),
		_ => None,
	});
	last.expect("something was acted")
}

fn add_proxy(id: &AccountId, delegate: Sr25519Keyring, proxy_type: ProxyType, delay: u32) {
	Proxy::add_proxy(RuntimeOrigin::signed(id.clone()), to(&account(delegate)), proxy_type, delay).expect("it is new");
}

fn remove_proxy(id: &AccountId, delegate: Sr25519Keyring, proxy_type: ProxyType, delay: u32) {
	Proxy::remove_proxy(RuntimeOrigin::signed(id.clone()), to(&account(delegate)), proxy_type, delay)
		.expect("it is there");
}

#[test]
fn every_change_of_proxies_is_seen() {
	development().execute_with(|| {
		let id = scene();
		let seen = || Outcome::delegations(&id);
		let none = seen();
		add_proxy(&id, Alice, ProxyType::NonTransfer, 5);
		let one = seen();
		assert_ne!(one, none);
		add_proxy(&id, Ferdie, ProxyType::Any, 0);
		let two = seen();
		assert!(two != one && two != none);
		remove_proxy(&id, Ferdie, ProxyType::Any, 0);
		assert_eq!(seen(), one, "what was added is gone");

		// One in the place of another: by whom, of which kind, how fast.
		for (delegate, proxy_type, delay) in
			[(Ferdie, ProxyType::NonTransfer, 5), (Alice, ProxyType::Any, 5), (Alice, ProxyType::NonTransfer, 0)]
		{
			remove_proxy(&id, Alice, ProxyType::NonTransfer, 5);
			add_proxy(&id, delegate, proxy_type, delay);
			assert!(seen() != one && seen() != none, "{delegate}, {proxy_type:?}, {delay}");
			remove_proxy(&id, delegate, proxy_type, delay);
			assert_eq!(seen(), none);
			add_proxy(&id, Alice, ProxyType::NonTransfer, 5);
		}

		// What others do is theirs; and so is what the identity could do for them.
		add_proxy(&account(Alice), Ferdie, ProxyType::Any, 0);
		Proxy::add_proxy(RuntimeOrigin::signed(account(Alice)), to(&id), ProxyType::Any, 0).expect("it is new");
		assert_eq!(seen(), one);
		assert_ne!(Outcome::delegations(&account(Alice)), none);
		end_block();
	});
}

#[test]
fn proxies_that_change_in_an_act_of_another_kind_are_as_before() {
	development().execute_with(|| {
		let id = scene();
		add_proxy(&id, Alice, ProxyType::NonTransfer, 5);
		let before = (pallet_proxy::Proxies::<Runtime>::get(&id), Balances::reserved_balance(&id));
		let surprises: [fn(&AccountId); 3] = [
			|id| add_proxy(id, Ferdie, ProxyType::Any, 0),
			|id| remove_proxy(id, Alice, ProxyType::NonTransfer, 5),
			|id| {
				remove_proxy(id, Alice, ProxyType::NonTransfer, 5);
				add_proxy(id, Alice, ProxyType::NonTransfer, 0);
			},
		];
		// Not even by a key that could have done it openly.
		for by in [Bob, Charlie, Dave, Eve] {
			for surprise in surprises {
				let of = id.clone();
				assert_eq!(act_with_surprise(by, &id, move || surprise(&of)), error(Error::ControlChanged));
				let after = (pallet_proxy::Proxies::<Runtime>::get(&id), Balances::reserved_balance(&id));
				assert_eq!(after, before);
			}
			assert_eq!(act_with_surprise(by, &id, || ()), Ok(()));
		}
		end_block();
	});
}

#[test]
fn a_drain_that_nobody_foresaw_is_undone() {
	development().execute_with(|| {
		let id = scene();
		type Drain = fn(AccountId, Balance);
		type Has = fn(&AccountId) -> Balance;
		fn made(call: RuntimeCall, by: AccountId) {
			call.dispatch(RuntimeOrigin::signed(by)).expect("it has enough");
		}
		let ways: [(Drain, Has, Balance); 3] = [
			(|id, value| made(transfer(value), id), |id| Balances::free_balance(id), CIV),
			(|id, amount| made(transfer_asset(amount), id), |id| Assets::balance(ASSET, id), 1),
			// By what is no transfer at all.
			(
				|id, amount| {
					let (exactly, politely) = (Precision::Exact, Fortitude::Polite);
					Assets::burn_from(ASSET, &id, amount, Preservation::Expendable, exactly, politely)
						.expect("it has enough");
				},
				|id| Assets::balance(ASSET, id),
				1,
			),
		];
		for (number, (drain, has, unit)) in ways.into_iter().enumerate() {
			// Each in a period of its own, past the first block of a session, which has no room for transactions.
			skip_slots(DAY / civitas_runtime::SLOT_DURATION_MILLIS);
			next_block();
			let before = has(&id);
			let drained = |by, amount| {
				let of = id.clone();
				act_with_surprise(by, &id, move || drain(of.clone(), amount * unit))
			};
			// It had not said that it would take anything, so it is not even for the limit.
			for amount in [101, 60, 1] {
				assert_eq!(drained(Dave, amount), error(Error::LimitExceeded), "{number}");
				assert_eq!(has(&id), before, "{number}");
			}
			assert_eq!(drained(Dave, 0), Ok(()));
			// A key without limits could have taken it all.
			assert_eq!(drained(Bob, 101), Ok(()));
			assert_eq!(has(&id), before - 101 * unit);
		}
		end_block();
	});
}

#[test]
fn a_deposit_is_not_taken_back_and_sent_away_by_a_limited_key() {
	development().execute_with(|| {
		let id = scene();
		let room = Identities::<Runtime>::get(&id).expect("it is registered").room;
		let fund = |room| RuntimeCall::from(Call::<Runtime>::fund { identity: id.clone(), room });
		// The identity pays for itself and for more, and Dave may place the deposit that is left, and spend next to nothing
		// besides.
		assert_eq!(act(Bob, &id, fund(room)), Ok(()));
		assert_eq!(act(Bob, &id, fund(room + 10_000)), Ok(()));
		let flows = flows(fund(room)).expect("it is bounded");
		let deposit: Balance = flows.iter().map(|flow| flow.amount).sum();
		let limits = vec![SpendingLimit { asset: None, amount: deposit + 1, period: DAY }].try_into().expect("one");
		let permissions = Permissions { limits, ..permissions(KeyScope::Finance) };
		let narrow = Call::set_key_permissions { key: key(Dave), permissions };
		assert_eq!(act(Bob, &id, narrow), Ok(()));
		let before = (Balances::free_balance(&id), Balances::reserved_balance(&id));
		let calls = vec![fund(room), transfer(2)];
		let both = pallet_utility::Call::<Runtime>::batch_all { calls };
		assert_eq!(act(Dave, &id, both), error(Error::LimitExceeded));
		assert_eq!((Balances::free_balance(&id), Balances::reserved_balance(&id)), before);
		assert_eq!(act(Dave, &id, fund(room)), Ok(()));
		assert!(Balances::reserved_balance(&id) < before.1);
		// What came back does not count for it.
		assert_eq!(act(Dave, &id, transfer(1)), Ok(()));
		assert_eq!(act(Dave, &id, transfer(1)), error(Error::LimitExceeded));
		end_block();
	});
}

#[test]
fn what_is_on_hold_of_an_asset_is_not_released_and_sent_away_by_a_limited_key() {
	development().execute_with(|| {
		let id = scene();
		// For whatever: no call of this runtime says it of its own.
		fn hold(id: &AccountId, amount: Balance) {
			AssetsHolder::hold(ASSET, &HoldReason::Identity.into(), id, amount).expect("it has as much");
		}
		fn release(id: &AccountId, amount: Balance) {
			let reason = HoldReason::Identity.into();
			AssetsHolder::release(ASSET, &reason, id, amount, Precision::Exact).expect("it is on hold");
		}
		fn pay(id: &AccountId, amount: Balance) {
			transfer_asset(amount).dispatch(RuntimeOrigin::signed(id.clone())).expect("it has enough");
		}
		hold(&id, 600);
		let seen = || Outcome::asset_balance(&ASSET, &id);
		assert_eq!(seen(), Has { free: 400, total: 1_000 });
		assert_eq!(AssetsHolder::total_balance_on_hold(ASSET, &id), 600);
		let ways: [fn(&AccountId); 4] = [
			|id| {
				release(id, 600);
				pay(id, 600);
			},
			|id| {
				pay(id, 1);
				release(id, 600);
			},
			|id| hold(id, 1),
			// What is taken out of the hold itself.
			|id| {
				AssetsHolder::burn_held(
					ASSET,
					&HoldReason::Identity.into(),
					id,
					1,
					Precision::Exact,
					Fortitude::Polite,
				)
				.expect("it is on hold");
			},
		];
		for (number, way) in ways.into_iter().enumerate() {
			let of = id.clone();
			assert_eq!(act_with_surprise(Dave, &id, move || way(&of)), error(Error::LimitExceeded), "{number}");
			assert_eq!(seen(), Has { free: 400, total: 1_000 }, "{number}");
		}
		let of = id.clone();
		assert_eq!(act_with_surprise(Dave, &id, move || release(&of, 600)), Ok(()));
		assert_eq!(seen(), Has { free: 1_000, total: 1_000 });
		end_block();
	});
}
