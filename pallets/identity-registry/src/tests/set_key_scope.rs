use super::*;

fn set(key: &Signer, scope: Scope, limits: Vec<SpendingLimit<AssetId, Balance>>) -> Call<Test> {
	Call::set_key_scope { key: key.key(), scope, limits: limits.try_into().expect("few") }
}

#[test]
fn a_scope_takes_effect_at_once() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_ok!(act(&owner, &id, set(&phone, Scope::Finance, vec![])));
		assert_ok!(act(&phone, &id, transfer(stranger(), 1)));
		assert_eq!(act(&phone, &id, remark()), Err(frame_system::Error::<Test>::CallFiltered.into()));
		assert!(happened(Event::KeyScopeSet { identity: id, key: phone.key(), scope: Scope::Finance }));
	});
}

#[test]
fn setting_limits_anew_does_not_renew_them() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		let limit = |amount| vec![SpendingLimit { asset: None, amount, period: 100 }];
		let limits = limit(50).try_into().expect("one");
		assert_ok!(add_key(&owner, &id, &phone, NewKey { limits, ..scoped_key(&phone, Scope::Finance) }));
		assert_ok!(act(&phone, &id, transfer(stranger(), 50)));
		let used = record(&id).used;
		assert_ok!(act(&owner, &id, set(&phone, Scope::Finance, limit(60))));
		assert_eq!(record(&id).used, used);
		assert_eq!(act(&phone, &id, transfer(stranger(), 11)), err(Error::LimitExceeded));
		assert_ok!(act(&phone, &id, transfer(stranger(), 10)));
		// Without limits there is more room, and everything may be spent.
		assert_ok!(act(&owner, &id, set(&phone, Scope::Finance, vec![])));
		assert!(record(&id).used < used);
		assert_ok!(act(&phone, &id, transfer(stranger(), 500)));
	});
}

#[test]
fn of_keys_that_are_there_and_by_keys_without_limits() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_eq!(act(&phone, &id, set(&phone, Scope::Any, vec![])), err(Error::NotFullKey));
		assert_eq!(act(&owner, &id, set(&ed(9), Scope::Any, vec![])), err(Error::KeyUnknown));
		assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
		assert_eq!(act(&owner, &id, set(&phone, Scope::Any, vec![])), err(Error::KeyRevoked));
	});
}
