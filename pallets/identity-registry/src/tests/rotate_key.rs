use super::*;

#[test]
fn the_new_key_is_all_that_the_old_one_was() {
	build_and_execute(|| {
		let (owner, phone, new) = (sr(1), sr(2), passkey(3));
		let id = register(&owner);
		let limit = SpendingLimit { asset: None, amount: 50, period: 1_000 };
		let relationships = Relationships::CAPABILITY_INVOCATION;
		let permissions = Permissions {
			counterparties: vec![stranger()].try_into().expect("one"),
			calls: vec![index_of(remark())].try_into().expect("one"),
			scope: Scope::Finance,
			..limited(vec![limit])
		};
		let key = NewKey { relationships, ..key_with(&phone, permissions) };
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, key));
		assert_ok!(act(&phone, &id, transfer(stranger(), 40)));
		set_time(NOW + 10);
		assert_ok!(act(&owner, &id, rotate_call(&id, &phone, &new)));

		let (old, new_key) = (key_of(&id, &phone), key_of(&id, &new));
		assert_eq!(old.revoked.expect("replaced").time, NOW + 10);
		assert_eq!((new_key.scope, new_key.relationships), (Scope::Finance, relationships));
		assert_eq!((&new_key.calls, &new_key.counterparties), (&old.calls, &old.counterparties));
		assert_eq!((new_key.number, new_key.nonce), (old.number + 1, u64::from(old.number + 1) << 32));
		assert_eq!((new_key.since, new_key.froze, new_key.request), (NOW + 10, 0, None));
		assert_eq!(new_key.added.time, NOW + 10);
		// What was spent counts on.
		assert_eq!(act_signed(&new, &id, transfer(stranger(), 11)), err(Error::LimitExceeded));
		assert_ok!(act_signed(&new, &id, transfer(stranger(), 10)));
		assert_eq!(act(&phone, &id, remark()), err(Error::NotAuthorised));
		assert!(Registry::identities_of_key(phone.key(), None, Some(1)).items.is_empty());
	});
}

#[test]
fn a_key_replaces_itself_and_is_nothing_then() {
	build_and_execute(|| {
		let (owner, new) = (sr(1), ed(2));
		let id = register(&owner);
		assert_ok!(act_signed(&owner, &id, rotate_call(&id, &owner, &new)));
		assert_eq!(act(&owner, &id, remark()), err(Error::NotAuthorised));
		assert_ok!(act(&new, &id, remark()));
	});
}

#[test]
fn what_cannot_be_replaced_and_by_what() {
	build_and_execute(|| {
		let (owner, new) = (sr(1), ed(2));
		let id = register(&owner);
		assert_eq!(act(&owner, &id, rotate_call(&id, &ed(9), &new)), err(Error::KeyUnknown));
		assert_eq!(act(&owner, &id, rotate_call(&id, &owner, &owner)), err(Error::KeyExists));
		assert_ok!(add_key(&owner, &id, &new, new_key(&new)));
		assert_eq!(act(&owner, &id, rotate_call(&id, &owner, &new)), err(Error::KeyExists));
		assert_ok!(act(&owner, &id, Call::revoke_key { key: new.key() }));
		assert_eq!(act(&owner, &id, rotate_call(&id, &new, &ed(3))), err(Error::KeyRevoked));
		// A key of another type may be unable to do what the old one did.
		let call =
			Call::rotate_key { key: owner.key(), by: PublicKey::X25519([5; 32]), valid_until: None, proof: None };
		assert_eq!(act(&owner, &id, call), err(Error::RelationshipsInvalid));
		let proof = Some(prove(&ed(4), action::ADD_KEY, &id, keys_added(&id), ed(4).key()));
		let past = Call::rotate_key { key: owner.key(), by: ed(4).key(), valid_until: Some(NOW - 1), proof };
		assert_eq!(act(&owner, &id, past), err(Error::ValidityEmpty));
	});
}

#[test]
fn a_scoped_key_does_not_replace_any() {
	build_and_execute(|| {
		let (owner, phone, new) = (sr(1), sr(2), ed(3));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_eq!(act(&phone, &id, rotate_call(&id, &phone, &new)), err(Error::NotFullKey));
		assert_eq!(act(&phone, &id, rotate_call(&id, &owner, &new)), err(Error::NotFullKey));
	});
}
