use super::*;
use crate::Verdict;

#[test]
fn a_revoked_key_is_remembered_and_can_do_nothing() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		set_time(NOW + 5);
		assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
		assert_eq!(key_of(&id, &phone).revoked.expect("it was").time, NOW + 5);
		assert_eq!(act(&phone, &id, remark()), err(Error::NotAuthorised));
		assert_noop!(Registry::freeze(signed(phone.account()), id.clone()), Error::<Test>::NotAuthorised);
		assert_eq!(act(&owner, &id, Call::revoke_key { key: phone.key() }), err(Error::KeyRevoked));
		assert_eq!(act(&owner, &id, Call::revoke_key { key: ed(9).key() }), err(Error::KeyUnknown));
	});
}

#[test]
fn a_scoped_key_revokes_itself_and_no_other() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Finance)));
		assert_eq!(act(&phone, &id, Call::revoke_key { key: owner.key() }), err(Error::NotFullKey));
		// Not hidden in a batch, where something else might come after it.
		let hidden = batch(vec![Call::revoke_key { key: phone.key() }.into(), transfer(stranger(), 1)]);
		assert_eq!(act(&phone, &id, hidden), err(Error::NotFullKey));
		assert_ok!(act(&phone, &id, Call::revoke_key { key: phone.key() }));
	});
}

#[test]
fn revoking_oneself_is_never_denied_or_delayed() {
	build_and_execute(|| {
		let keys = [sr(2), sr(3), sr(4)];
		let owner = sr(1);
		let id = register(&owner);
		for key in &keys {
			assert_ok!(add_key(&owner, &id, key, scoped_key(key, Scope::Social)));
		}
		GuardUndoes::set(true);
		for (key, says) in keys.iter().zip([Verdict::Deny, Verdict::Delay { until: NOW + 1 }, Verdict::Allow]) {
			GuardSays::set(says);
			GuardAsked::take();
			assert_ok!(act(key, &id, Call::revoke_key { key: key.key() }));
			assert!(GuardAsked::get().is_empty());
		}
		GuardSays::set(Verdict::Deny);
		assert_eq!(act(&owner, &id, remark()), err(Error::ActDenied));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&owner, &id, Call::revoke_key { key: owner.key() }));
		GuardSays::set(Verdict::Allow);
		GuardUndoes::set(false);
	});
}

#[test]
fn the_last_key_may_revoke_itself_but_not_lose_its_scope() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let narrow = Call::set_key_scope { key: owner.key(), scope: Scope::Social, limits: BoundedVec::new() };
		assert_eq!(act(&owner, &id, narrow), err(Error::LastFullKey));
		assert_ok!(act(&owner, &id, Call::revoke_key { key: owner.key() }));
		assert_eq!(act(&owner, &id, remark()), err(Error::NotAuthorised));
	});
}
