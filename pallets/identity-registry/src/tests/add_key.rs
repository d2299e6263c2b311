use super::*;
use crate::IdentitiesByKey;

#[test]
fn a_key_is_added_when_both_sides_want_it() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), passkey(2));
		let id = register(&owner);
		let before = record(&id);
		let key = scoped_key(&phone, Scope::Social);
		assert_ok!(add_key(&owner, &id, &phone, key));
		assert!(happened(Event::KeyAdded { identity: id.clone(), key: phone.key() }));
		assert!(IdentitiesByKey::<Test>::contains_key(phone.key(), &id));
		let after = record(&id);
		assert_eq!(after.used, before.used + key_room::<Test>(0, 0));
		assert_eq!((after.version, after.control_version), (before.version + 1, before.control_version + 1));
		let key = key_of(&id, &phone);
		assert_eq!((key.valid_from, key.since, key.number, after.keys_added), (NOW, NOW, 2, 2));
		assert_eq!((key.froze, key.request), (0, None));
		assert_ok!(act_signed(&phone, &id, remark()));
	});
}

#[test]
fn the_holder_of_the_new_key_must_have_signed_for_this_identity() {
	build_and_execute(|| {
		let (owner, victim) = (sr(1), ed(2));
		let id = register(&owner);
		let other = register(&ed(3));
		let add = |proof| Call::add_key { key: Box::new(new_key(&victim)), proof };
		assert_eq!(act(&owner, &id, add(None)), err(Error::ProofMissing));
		let n = keys_added(&id);
		for proof in [
			prove(&victim, action::ADD_KEY, &other, n, victim.key()),
			prove(&victim, action::ADD_KEY, &id, n + 1, victim.key()),
			prove(&victim, action::LINK_ACCOUNT, &id, n, victim.key()),
			prove(&owner, action::ADD_KEY, &id, n, victim.key()),
			prove(&victim, action::ADD_KEY, &id, n, owner.key()),
		] {
			assert_eq!(act(&owner, &id, add(Some(proof))), err(Error::SignatureInvalid));
		}
		assert_ok!(act(&owner, &id, add(Some(prove(&victim, action::ADD_KEY, &id, n, victim.key())))));
	});
}

#[test]
fn a_key_for_agreement_cannot_sign_and_need_not() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let key = NewKey {
			public: PublicKey::X25519([5; 32]),
			relationships: Relationships::KEY_AGREEMENT,
			..new_key(&owner)
		};
		let add = |key, proof| Call::add_key { key: Box::new(key), proof };
		let proof = prove(&owner, action::ADD_KEY, &id, keys_added(&id), key.public);
		assert_eq!(act(&owner, &id, add(key.clone(), Some(proof))), err(Error::ProofUnexpected));
		let wrong = NewKey { relationships: Relationships::AUTHENTICATION, ..key.clone() };
		assert_eq!(act(&owner, &id, add(wrong, None)), err(Error::RelationshipsInvalid));
		assert_ok!(act(&owner, &id, add(key, None)));
	});
}

#[test]
fn a_key_is_of_an_identity_once_but_of_several_identities() {
	build_and_execute(|| {
		let (owner, other, shared) = (sr(1), sr(2), ed(3));
		let (id, other_id) = (register(&owner), register(&other));
		assert_ok!(add_key(&owner, &id, &shared, new_key(&shared)));
		assert_eq!(add_key(&owner, &id, &shared, new_key(&shared)), err(Error::KeyExists));
		assert_ok!(add_key(&other, &other_id, &shared, new_key(&shared)));
		let mut listed = Registry::identities_of_key(shared.key(), None, Some(10)).items;
		listed.sort();
		let mut expected = vec![id.clone(), other_id];
		expected.sort();
		assert_eq!(listed, expected);
		// Not even after it was revoked: there must be one answer to when it was valid.
		assert_ok!(act(&owner, &id, Call::revoke_key { key: shared.key() }));
		assert_eq!(add_key(&owner, &id, &shared, new_key(&shared)), err(Error::KeyExists));
	});
}

#[test]
fn relationships_and_windows_and_limits_must_make_sense() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let refused = |key, error: Error<Test>| assert_eq!(add_key(&owner, &id, &phone, key), err(error));
		let new = || new_key(&phone);
		refused(NewKey { relationships: Relationships::NONE, ..new() }, Error::RelationshipsInvalid);
		refused(NewKey { relationships: Relationships::ALL, ..new() }, Error::RelationshipsInvalid);
		refused(NewKey { valid_until: Some(NOW - 1), ..new() }, Error::ValidityEmpty);
		refused(NewKey { valid_from: Some(NOW + 2), valid_until: Some(NOW + 1), ..new() }, Error::ValidityEmpty);
		let limit = |asset, period| SpendingLimit { asset, amount: 5, period };
		let with = |limits: Vec<_>| limited_key(&phone, limits);
		refused(with(vec![limit(None, 0)]), Error::PermissionsInvalid);
		refused(with(vec![limit(None, 1), limit(None, 2)]), Error::PermissionsInvalid);
		assert_ok!(add_key(&owner, &id, &phone, with(vec![limit(None, 1), limit(Some(ASSET), 2)])));
	});
}

#[test]
fn only_a_key_without_limits_adds_keys() {
	build_and_execute(|| {
		let (owner, phone, thief) = (sr(1), sr(2), ed(3));
		let id = register(&owner);
		for (seed, key) in [
			(4, scoped_key(&sr(4), Scope::Social)),
			(5, scoped_key(&sr(5), Scope::NonTransfer)),
			(6, scoped_key(&sr(6), Scope::Finance)),
			(7, {
				let limit = SpendingLimit { asset: None, amount: Balance::MAX, period: 1 };
				limited_key(&sr(7), vec![limit])
			}),
		] {
			assert_ok!(add_key(&owner, &id, &sr(seed), key));
			let narrow = scoped_key(&thief, Scope::Social);
			assert_eq!(add_key(&sr(seed), &id, &thief, narrow), err(Error::NotFullKey));
		}
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_ok!(add_key(&phone, &id, &thief, new_key(&thief)));
	});
}

#[test]
fn the_deposit_of_another_is_never_increased() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Person, key_room::<Test>(0, 0));
		let held = Balances::reserved_balance(payer());
		assert_eq!(add_key(&owner, &id, &ed(2), new_key(&ed(2))), err(Error::RoomExhausted));
		assert_eq!(Balances::reserved_balance(payer()), held);
		// The identity pays itself, or someone else who wants to.
		assert_ok!(Registry::fund(signed(stranger()), id.clone(), 2 * key_room::<Test>(0, 0)));
		assert_ok!(add_key(&owner, &id, &ed(2), new_key(&ed(2))));
		assert_eq!(Balances::reserved_balance(payer()), 0);
	});
}

#[test]
fn live_keys_are_bounded_and_the_oldest_revoked_is_forgotten_with_an_event() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register_kind(&owner, Kind::Person, MAX_ROOM);
		for seed in 2..=MAX_LIVE_KEYS as u8 {
			assert_ok!(add_key(&owner, &id, &ed(seed), new_key(&ed(seed))));
		}
		assert_eq!(add_key(&owner, &id, &ed(99), new_key(&ed(99))), err(Error::TooManyKeys));
		// Replace them until there are as many as are remembered.
		for seed in 2..=33u8 {
			set_time(NOW + u64::from(seed));
			let new = ed(seed + 100);
			let proof = prove(&new, action::ADD_KEY, &id, keys_added(&id), new.key());
			let (key, by) = (ed(seed).key(), new.key());
			let rotate = Call::rotate_key { key, by, valid_until: None, proof: Some(proof) };
			if seed == 33 {
				break;
			}
			assert_ok!(act(&owner, &id, rotate));
		}
		assert_eq!(Keys::<Test>::get(&id).len(), 63);
		assert_ok!(act(&owner, &id, Call::revoke_key { key: ed(102).key() }));
		assert_ok!(add_key(&owner, &id, &ed(200), new_key(&ed(200))));
		assert_eq!(Keys::<Test>::get(&id).len(), 64);
		let oldest = key_of(&id, &ed(2));
		assert_ok!(act(&owner, &id, Call::revoke_key { key: ed(103).key() }));
		let used = record(&id).used;
		assert_ok!(add_key(&owner, &id, &ed(201), new_key(&ed(201))));
		assert!(happened(Event::KeyForgotten {
			identity: id.clone(),
			key: oldest.public,
			relationships: oldest.relationships,
			added: oldest.added,
			revoked: oldest.revoked.expect("it was rotated"),
		}));
		assert_eq!(Keys::<Test>::get(&id).len(), 64);
		assert_eq!(record(&id).used, used);
	});
}

#[test]
fn a_key_of_less_than_full_power_passes_nothing_on() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let limit = SpendingLimit { asset: None, amount: Balance::MAX, period: 1 };
		for permissions in [
			scoped(Scope::NonTransfer),
			limited(vec![limit]),
			Permissions { counterparties: vec![stranger()].try_into().expect("one"), ..full() },
		] {
			for relationships in
				[Relationships::SIGNING, Relationships::CAPABILITY_DELEGATION | Relationships::AUTHENTICATION]
			{
				let key = NewKey { relationships, ..key_with(&phone, permissions.clone()) };
				assert_eq!(add_key(&owner, &id, &phone, key), err(Error::RelationshipsInvalid));
			}
		}
		// A full one may.
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_eq!(key_of(&id, &phone).relationships, Relationships::SIGNING);
	});
}
