use super::*;

fn limit(amount: Balance) -> Vec<SpendingLimit<AssetId, Balance>> {
	vec![SpendingLimit { asset: None, amount, period: 100 }]
}

fn calls(calls: Vec<RuntimeCall>) -> Calls {
	calls.into_iter().map(index_of).collect::<Vec<_>>().try_into().expect("few")
}

fn only(accounts: Vec<AccountId>) -> Counterparties<AccountId> {
	accounts.try_into().expect("few")
}

fn filtered() -> DispatchResult {
	Err(Error::<Test>::NotPermitted.into())
}

/// A call of the class Control that no scope but the widest has.
fn control_call() -> RuntimeCall {
	add_proxy(stranger())
}

#[test]
fn permissions_take_effect_at_once() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		set_time(NOW + 7);
		let permissions = scoped(Scope::Finance);
		assert_ok!(act(&owner, &id, permit_call(&phone, permissions.clone())));
		assert_eq!(key_of(&id, &phone).since, NOW + 7);
		assert_ok!(act(&phone, &id, transfer(stranger(), 1)));
		assert_eq!(act(&phone, &id, remark()), filtered());
		assert!(happened(Event::KeyPermissionsSet { identity: id, key: phone.key(), permissions }));
	});
}

#[test]
fn setting_limits_anew_does_not_renew_them() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		let with = |amount| Permissions { scope: Scope::Finance, ..limited(limit(amount)) };
		assert_ok!(add_key(&owner, &id, &phone, key_with(&phone, with(50))));
		assert_ok!(act(&phone, &id, transfer(stranger(), 50)));
		let used = record(&id).used;
		assert_ok!(act(&owner, &id, permit_call(&phone, with(60))));
		assert_eq!(record(&id).used, used);
		assert_eq!(act(&phone, &id, transfer(stranger(), 11)), err(Error::LimitExceeded));
		assert_ok!(act(&phone, &id, transfer(stranger(), 10)));
		// Without limits there is more room, and everything may be spent.
		assert_ok!(act(&owner, &id, permit_call(&phone, scoped(Scope::Finance))));
		assert!(record(&id).used < used);
		assert_ok!(act(&phone, &id, transfer(stranger(), 500)));
	});
}

#[test]
fn what_is_listed_needs_room() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register_kind(&owner, Kind::Person, Registry::room_for(2, 1, 2, 0, 0, 0));
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let bare = record(&id).used;
		let most = Permissions { counterparties: only(vec![account(1), account(2)]), ..limited(limit(1)) };
		assert_ok!(act(&owner, &id, permit_call(&phone, most.clone())));
		assert_eq!(
			(record(&id).used, record(&id).room),
			(bare + key_room::<Test>(1, 2) - key_room::<Test>(0, 0), record(&id).used)
		);
		let more = Permissions { counterparties: only(vec![account(1), account(2), account(3)]), ..most };
		assert_eq!(act(&owner, &id, permit_call(&phone, more)), err(Error::RoomExhausted));
		// Single calls need none.
		let others = Permissions { calls: calls(vec![remark(), control_call()]), ..scoped(Scope::Finance) };
		assert_ok!(act(&owner, &id, permit_call(&phone, others)));
		assert_eq!(record(&id).used, bare);
	});
}

#[test]
fn of_keys_that_are_there_and_by_keys_without_limits() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_eq!(act(&phone, &id, permit_call(&phone, full())), err(Error::NotFullKey));
		assert_eq!(act(&owner, &id, permit_call(&ed(9), full())), err(Error::KeyUnknown));
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		assert_eq!(act(&owner, &id, permit_call(&phone, full())), err(Error::KeyRevoked));
	});
}

#[test]
fn what_says_the_same_twice_is_refused() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let one = SpendingLimit { asset: Some(ASSET), amount: 1, period: 1 };
		let bad = [
			limited(vec![one.clone(), SpendingLimit { amount: 2, ..one.clone() }]),
			limited(vec![SpendingLimit { period: 0, ..one.clone() }]),
			Permissions { calls: calls(vec![remark(), transfer(stranger(), 1), remark()]), ..scoped(Scope::Social) },
			Permissions { counterparties: only(vec![stranger(), payer(), stranger()]), ..full() },
		];
		for permissions in &bad {
			let key = key_with(&phone, permissions.clone());
			assert_eq!(add_key(&owner, &id, &phone, key), err(Error::PermissionsInvalid));
		}
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		for permissions in bad {
			assert_eq!(act(&owner, &id, permit_call(&phone, permissions)), err(Error::PermissionsInvalid));
		}
		let good = Permissions {
			scope: Scope::Social,
			limits: vec![one.clone(), SpendingLimit { asset: None, ..one }].try_into().expect("two"),
			calls: calls(vec![remark(), transfer(stranger(), 1)]),
			counterparties: only(vec![stranger(), payer()]),
		};
		assert_ok!(act(&owner, &id, permit_call(&phone, good.clone())));
		let key = key_of(&id, &phone);
		let limits: Vec<_> = key.allowances.into_iter().map(|allowance| allowance.limit).collect();
		let known = (key.scope, limits, key.calls, key.counterparties);
		assert_eq!(known, (good.scope, good.limits.into_inner(), good.calls, good.counterparties));
	});
}

#[test]
fn a_single_call_is_permitted_beside_the_scope() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 10_000);
		let pay = || transfer(stranger(), 1);
		let keep = || RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest: stranger(), value: 1 });
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_eq!(act(&phone, &id, pay()), filtered());
		let permissions = Permissions { calls: calls(vec![pay()]), ..scoped(Scope::Social) };
		assert_ok!(act(&owner, &id, permit_call(&phone, permissions)));
		let child_key = sr(3);
		let child = register(&child_key);
		assert_ok!(control(&child_key, &child, &[&id], 1));
		endow(&child, 10_000);
		// By itself, in a batch, through another identity; by account and by signature.
		for call in [pay(), batch(vec![remark(), pay()]), batch_all(vec![batch(vec![pay()])]), act_call(&child, pay())]
		{
			assert_ok!(act(&phone, &id, call.clone()));
			assert_ok!(act_signed(&phone, &id, call));
		}
		// And only that one, of all of its class and its pallet.
		for call in [keep(), batch(vec![remark(), keep()]), batch(vec![pay(), keep()]), act_call(&child, keep())] {
			assert_eq!(act(&phone, &id, call), filtered());
		}
		assert_ok!(act(&owner, &id, permit_call(&phone, scoped(Scope::Social))));
		assert_eq!(act(&phone, &id, pay()), filtered());
	});
}

#[test]
fn no_permission_lets_a_key_make_a_call_of_the_class_control() {
	build_and_execute(|| {
		let (owner, phone, thief) = (sr(1), sr(2), ed(3));
		let id = register(&owner);
		endow(&id, 1_000);
		let other = register(&sr(4));
		let forbidden: [RuntimeCall; 6] = [
			control_call(),
			permit_call(&phone, full()).into(),
			controllers_call(&[&other], 1).into(),
			revoke_call(&owner).into(),
			Call::unfreeze {}.into(),
			add_key_call(&id, &thief, new_key(&thief)).into(),
		];
		let permissions = Permissions { calls: calls(forbidden.to_vec()), ..scoped(Scope::NonTransfer) };
		assert_ok!(add_key(&owner, &id, &phone, key_with(&phone, permissions)));
		for call in forbidden {
			assert_eq!(act(&phone, &id, call.clone()), err(Error::NotFullKey));
			assert_eq!(act(&phone, &id, batch(vec![remark(), call.clone()])), err(Error::NotFullKey));
			// Even if nobody knew what they are: the calls themselves ask by what they are made.
			Blind::set(true);
			let outcome = act(&phone, &id, call);
			Blind::set(false);
			assert!(outcome.is_err());
		}
	});
}

#[test]
fn a_permitted_batch_or_act_is_no_permission_for_what_it_carries() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		let pay = || transfer(stranger(), 1);
		let permitted = calls(vec![batch(vec![remark()]), act_call(&id, remark())]);
		assert_ok!(add_key(
			&owner,
			&id,
			&phone,
			key_with(&phone, Permissions { calls: permitted, ..scoped(Scope::Social) })
		));
		assert_eq!(act(&phone, &id, batch(vec![pay()])), filtered());
		assert_eq!(act(&phone, &id, act_call(&id, pay())), filtered());
	});
}

#[test]
fn no_permission_makes_a_key_full() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let eight: Calls = (0..8).map(|call| CallIndex { pallet: 9, call }).collect::<Vec<_>>().try_into().expect("8");
		let kinds = [
			Permissions { calls: eight.clone(), ..scoped(Scope::NonTransfer) },
			Permissions { calls: eight, ..limited(limit(Balance::MAX)) },
			Permissions { counterparties: only(vec![stranger()]), ..full() },
			Permissions { counterparties: only(vec![id.clone()]), ..full() },
		];
		for (seed, permissions) in (10..).zip(kinds) {
			let phone = sr(seed);
			assert_ok!(add_key(&owner, &id, &phone, key_with(&phone, permissions)));
			assert!(!key_of(&id, &phone).is_full());
			assert_eq!(act(&phone, &id, permit_call(&phone, full())), err(Error::NotFullKey));
			assert_eq!(act(&phone, &id, control_call()), err(Error::NotFullKey));
			// It cannot manage the identity, so it must not be what is left.
			let last = act(&owner, &id, batch_all(vec![remark(), revoke_call(&owner).into()]));
			assert_eq!(last, err(Error::LastFullKey));
		}
	});
}

#[test]
fn single_calls_take_nothing_from_a_key_that_may_do_everything() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		let permissions = Permissions { calls: calls(vec![remark()]), ..full() };
		assert_ok!(add_key(&owner, &id, &phone, NewKey { permissions, ..new_key(&phone) }));
		assert!(key_of(&id, &phone).is_full());
		assert_ok!(act(&phone, &id, transfer(stranger(), 1)));
		assert_ok!(act(&phone, &id, control_call()));
	});
}
