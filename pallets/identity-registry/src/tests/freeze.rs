use super::*;
use crate::{Authority, Verdict};

#[test]
fn any_valid_key_freezes_directly_or_by_signature() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), passkey(2));
		let id = register(&owner);
		let relationships = Relationships::AUTHENTICATION;
		let wallet = sr(3);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Finance)));
		assert_ok!(add_key(&owner, &id, &wallet, NewKey { relationships, ..scoped_key(&wallet, Scope::Social) }));
		assert_noop!(Registry::freeze(signed(stranger()), id.clone()), Error::<Test>::NotAuthorised);
		assert_ok!(Registry::freeze(signed(wallet.account()), id.clone()));
		assert_eq!(last_event(), Event::Frozen { identity: id.clone(), by: Authority::Key(wallet.key()) });
		assert_noop!(Registry::freeze(signed(owner.account()), id.clone()), Error::<Test>::IdentityFrozen);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		// A passkey has no account; and its scope, which is money, does not matter.
		assert_ok!(act_signed(&phone, &id, Call::freeze { identity: id.clone() }));
		assert!(matches!(record(&id).status, Status::Frozen { by: Authority::Key(key), .. } if key == phone.key()));
	});
}

#[test]
fn while_frozen_nothing_is_done_but_to_end_it() {
	build_and_execute(|| {
		let (owner, second) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &second, new_key(&second)));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		for signer in [&owner, &second] {
			assert_eq!(act(signer, &id, remark()), err(Error::IdentityFrozen));
			assert_eq!(act_signed(signer, &id, remark()), err(Error::IdentityFrozen));
			assert_eq!(act(signer, &id, batch(vec![Call::unfreeze {}.into()])), err(Error::IdentityFrozen));
		}
		// Not by the key that froze it, which may be the thief's.
		assert_eq!(act(&owner, &id, Call::unfreeze {}), err(Error::IdentityFrozen));
		assert_eq!(act(&owner, &id, Call::revoke_key { key: second.key() }), err(Error::IdentityFrozen));
		assert_ok!(act(&second, &id, Call::unfreeze {}));
		assert_ok!(act(&owner, &id, remark()));
		assert_eq!(act(&owner, &id, Call::unfreeze {}), err(Error::IdentityNotFrozen));
	});
}

#[test]
fn a_frozen_identity_loses_the_key_that_was_stolen() {
	build_and_execute(|| {
		let (owner, stolen, phone) = (sr(1), sr(2), sr(3));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &stolen, new_key(&stolen)));
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
		assert_ok!(act(&owner, &id, Call::revoke_key { key: stolen.key() }));
		assert_eq!(act(&phone, &id, Call::unfreeze {}), err(Error::IdentityFrozen));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
	});
}

#[test]
fn a_scoped_key_does_not_unfreeze() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_eq!(act(&phone, &id, Call::unfreeze {}), err(Error::IdentityFrozen));
	});
}

#[test]
fn controllers_freeze_and_unfreeze() {
	build_and_execute(|| {
		let (owner, boss) = (sr(1), sr(2));
		let (id, boss_id) = (register(&owner), register(&boss));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		assert_ok!(act(&boss, &boss_id, Call::freeze { identity: id.clone() }));
		assert!(!record(&id).is_active());
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		assert!(record(&id).is_active());
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		assert!(record(&id).is_active());
	});
}

#[test]
fn freezing_is_never_denied_or_delayed() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &sr(2), new_key(&sr(2))));
		GuardFilters::set(true);
		GuardUndoes::set(true);
		for says in [Verdict::Deny, Verdict::Delay { until: NOW + 1 }] {
			GuardSays::set(says);
			assert_ok!(act_signed(&owner, &id, Call::freeze { identity: id.clone() }));
			GuardSays::set(Verdict::Allow);
			GuardUndoes::set(false);
			assert_ok!(act(&sr(2), &id, Call::unfreeze {}));
			GuardUndoes::set(true);
		}
		// Freezing another is not freezing oneself: it is an act as any.
		GuardSays::set(Verdict::Deny);
		assert_eq!(act(&owner, &id, Call::freeze { identity: account(9) }), err(Error::ActDenied));
		GuardSays::set(Verdict::Allow);
		GuardFilters::set(false);
		GuardUndoes::set(false);
	});
}

#[test]
fn freezing_writes_one_record() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let (keys, version) = (Keys::<Test>::get(&id), record(&id).control_version);
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_eq!((Keys::<Test>::get(&id), record(&id).control_version), (keys, version));
	});
}

#[test]
fn the_call_itself_refuses_the_key_that_froze() {
	// Though an act of that key does not get so far.
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		let unfreeze = |by| Registry::acting_as(&id, by, || dispatch(signed(id.clone()), Call::unfreeze {}));
		let refused = unfreeze(Authority::Key(owner.key())).map_err(|error| error.error);
		assert_eq!(refused.map(|_| ()), err(Error::IdentityFrozen));
		assert_ok!(unfreeze(Authority::Key(sr(2).key())));
	});
}
