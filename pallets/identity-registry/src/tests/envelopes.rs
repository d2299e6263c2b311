//! The numbers of envelopes and consents: that each is good once, and that nobody else can use it up.

use super::*;

fn refused(call: RuntimeCall, error: Error<Test>) {
	assert_noop!(dispatch(signed(relayer()), call).map_err(|failed| failed.error), error);
}

/// Everything that a key which may do everything can do while the identity is active, but for what ends the other keys.
fn busy(by: &Signer, id: &AccountId) {
	endow(id, 10_000);
	assert_ok!(act(by, id, remark()));
	assert_ok!(act_signed(by, id, remark()));
	assert_ok!(act_signed(by, id, transfer(stranger(), 10)));
	assert!(act_signed(by, id, transfer(stranger(), ENDOWMENT)).is_err());
	assert_ok!(add_key(by, id, &ed(90), new_key(&ed(90))));
	assert_ok!(act(by, id, rotate_call(id, &ed(90), &ed(91))));
	assert_ok!(act(by, id, permit_call(&ed(91), scoped(Scope::Social))));
	assert_ok!(act_signed(by, id, revoke_call(&ed(91))));
	let (key, wallet) = (ed(92).key(), ed(92));
	let proof = prove(&wallet, action::LINK_ACCOUNT, id, record(id).links_added.into(), key);
	assert_ok!(act(by, id, Call::link_account { key, proof }));
	assert_ok!(act(by, id, Call::claim_name { name: text("alice") }));
	let other = register(&ed(93));
	assert_ok!(control(by, id, &[&other], 1));
}

#[test]
fn the_act_of_another_key_does_not_void_an_envelope() {
	build_and_execute(|| {
		for (seed, victim) in [passkey(2), ethereum(2), secp(2), ed(2), sr(2)].into_iter().enumerate() {
			let (owner, thief) = (sr(10 + seed as u8), ed(20 + seed as u8));
			let id = register(&owner);
			assert_ok!(add_key(&owner, &id, &victim, new_key(&victim)));
			assert_ok!(add_key(&owner, &id, &thief, scoped_key(&thief, Scope::Social)));
			let revoke = signed_call(&victim, &id, revoke_call(&thief));
			// The thief sees it, and comes first, again and again; by signature and by account.
			for _ in 0..3 {
				assert_ok!(act_signed(&thief, &id, remark()));
				assert_ok!(act(&thief, &id, remark()));
			}
			assert_ok!(act(&owner, &id, remark()));
			assert_ok!(submit(revoke));
			assert!(key_of(&id, &thief).revoked.is_some());
		}
	});
}

#[test]
fn nothing_that_another_key_does_voids_an_envelope_of_a_key_that_it_leaves_alone() {
	build_and_execute(|| {
		let (owner, victim) = (sr(1), ethereum(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &victim, new_key(&victim)));
		let next = nonce(&id, &victim);
		let calls = [remark(), freeze_call(&id).into(), revoke_call(&victim).into()];
		let [first, freeze, leave] = calls.map(|call| signed_call(&victim, &id, call));
		busy(&owner, &id);
		assert_eq!(nonce(&id, &victim), next);
		assert_ok!(submit(first));
		// Nor do its own acts those that use no nonce.
		assert_eq!(nonce(&id, &victim), next + 1);
		assert_ok!(submit(freeze));
		assert_ok!(submit(leave));
		assert_eq!(nonce(&id, &victim), next + 1);
	});
}

#[test]
fn a_freeze_is_good_whatever_the_scope_and_the_permissions_have_become() {
	build_and_execute(|| {
		let (owner, victim) = (sr(1), passkey(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &victim, new_key(&victim)));
		let freeze = signed_call(&victim, &id, freeze_call(&id));
		let nothing = SpendingLimit { asset: None, amount: 0, period: 1 };
		let least = Permissions { scope: Scope::Social, ..limited(vec![nothing]) };
		assert_ok!(act(&owner, &id, permit_call(&victim, least)));
		assert_ok!(submit(freeze));
		assert!(matches!(record(&id).status, Status::Frozen { full: false, .. }));
	});
}

#[test]
fn a_freeze_by_signature_works_once() {
	build_and_execute(|| {
		let (owner, phone, other) = (sr(1), passkey(2), ethereum(3));
		let id = register(&owner);
		for key in [&phone, &other] {
			assert_ok!(add_key(&owner, &id, key, scoped_key(key, Scope::Social)));
		}
		let freeze = signed_call(&phone, &id, freeze_call(&id));
		assert_ok!(submit(freeze.clone()));
		assert_eq!(key_of(&id, &phone).froze, 1);
		// While it lasts, and after a full key has ended it at once.
		refused(freeze.clone(), Error::SignatureInvalid);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_eq!((record(&id).status, record(&id).thaws), (Status::Active, 0));
		refused(freeze.clone(), Error::SignatureInvalid);
		// A new signature is another envelope: a false alarm takes nothing from the key.
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert_eq!(key_of(&id, &phone).froze, 2);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		// Another key has its own.
		assert_ok!(act_signed(&other, &id, freeze_call(&id)));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		// Once the controllers, who decide for good, have ended one, what was signed before is void.
		let (boss, boss_id) = (sr(4), register(&sr(4)));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		assert_eq!((record(&id).status, record(&id).thaws), (Status::Active, 1));
		refused(freeze, Error::SignatureInvalid);
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert_eq!(key_of(&id, &phone).froze, 3);
	});
}

#[test]
fn a_freeze_that_was_signed_before_the_controllers_thawed_is_void() {
	build_and_execute(|| {
		let (owner, phone, boss) = (sr(1), passkey(2), sr(3));
		let (id, boss_id) = (register(&owner), register(&boss));
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		// Whoever froze it: that controllers end a freeze counts even if a scoped key made it.
		let social = sr(4);
		assert_ok!(add_key(&owner, &id, &social, scoped_key(&social, Scope::Social)));
		for (round, by) in [&owner, &social].into_iter().enumerate() {
			let freeze = signed_call(&phone, &id, freeze_call(&id));
			assert_ok!(Registry::freeze(signed(by.account()), id.clone()));
			assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
			assert_eq!(record(&id).thaws, round as u32 + 1);
			refused(freeze, Error::SignatureInvalid);
		}
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
	});
}

#[test]
fn a_freeze_that_was_signed_before_a_request_was_carried_out_is_void() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), passkey(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		let freeze = signed_call(&phone, &id, freeze_call(&id));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		set_time(NOW + REQUEST_DELAY);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_eq!((record(&id).status, record(&id).thaws), (Status::Active, 1));
		refused(freeze, Error::SignatureInvalid);
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
	});
}

#[test]
fn a_freeze_that_did_nothing_is_not_used_up() {
	build_and_execute(|| {
		let (owner, phone, other) = (sr(1), passkey(2), sr(3));
		let id = register(&owner);
		for key in [&phone, &other] {
			assert_ok!(add_key(&owner, &id, key, scoped_key(key, Scope::Social)));
		}
		let freeze = signed_call(&phone, &id, freeze_call(&id));
		// It is frozen already, by a key of the same power, and by one of more.
		assert_ok!(Registry::freeze(signed(other.account()), id.clone()));
		assert_eq!(submit(freeze.clone()), err(Error::IdentityFrozen));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_eq!(submit(freeze.clone()), err(Error::IdentityFrozen));
		assert_eq!(key_of(&id, &phone).froze, 0);
		// The thaw of what a full key has frozen counts, so this one is void then.
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		set_time(NOW + REQUEST_DELAY);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		refused(freeze, Error::SignatureInvalid);
		// What a full key thaws at once does not.
		let freeze = signed_call(&phone, &id, freeze_call(&id));
		assert_ok!(Registry::freeze(signed(other.account()), id.clone()));
		assert_eq!(submit(freeze.clone()), err(Error::IdentityFrozen));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_ok!(submit(freeze));
	});
}

#[test]
fn a_freeze_of_another_identity_is_an_act_like_any_other() {
	build_and_execute(|| {
		let (boss, owner) = (passkey(1), sr(2));
		let (boss_id, id) = (register(&boss), register(&owner));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		let freeze = signed_call(&boss, &boss_id, freeze_call(&id));
		let by_thaws = signed_call_with(&boss, &boss_id, 0, freeze_call(&id));
		refused(by_thaws, Error::SignatureInvalid);
		assert_ok!(submit(freeze.clone()));
		refused(freeze, Error::SignatureInvalid);
	});
}

#[test]
fn a_key_leaves_by_a_signature_with_its_own_number() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ethereum(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Finance)));
		for wrong in [0, 1, 3, nonce(&id, &phone)] {
			refused(signed_call_with(&phone, &id, wrong, revoke_call(&phone)), Error::SignatureInvalid);
		}
		let leave = signed_call(&phone, &id, revoke_call(&phone));
		busy(&owner, &id);
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(submit(leave.clone()));
		assert!(key_of(&id, &phone).revoked.is_some());
		refused(leave, Error::NotAuthorised);
	});
}

#[test]
fn each_key_counts_from_its_number() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_eq!((key_of(&id, &owner).number, nonce(&id, &owner)), (1, 1 << 32));
		for seed in 2..6u8 {
			assert_ok!(add_key(&owner, &id, &ed(seed), new_key(&ed(seed))));
			assert_eq!(key_of(&id, &ed(seed)).number, u32::from(seed));
		}
		assert_ok!(act(&owner, &id, rotate_call(&id, &ed(3), &ed(6))));
		assert_eq!((key_of(&id, &ed(6)).number, nonce(&id, &ed(6))), (6, 6 << 32));
		for _ in 0..3 {
			assert_ok!(act_signed(&ed(4), &id, remark()));
			// An act by the account of a key uses no nonce.
			assert_ok!(act(&ed(5), &id, remark()));
		}
		assert_eq!((nonce(&id, &ed(4)), nonce(&id, &ed(5))), ((4 << 32) + 3, 5 << 32));
		assert_eq!(Registry::next_nonce(id.clone(), ed(9).key()), None);
		assert_eq!(Registry::next_nonce(account(9), ed(9).key()), None);
	});
}

#[test]
fn a_nonce_has_an_end() {
	build_and_execute(|| {
		let owner = ed(1);
		let id = register(&owner);
		Keys::<Test>::mutate(&id, |keys| keys[0].nonce = u64::MAX);
		refused(signed_call(&owner, &id, remark()), Error::Exhausted);
		Keys::<Test>::mutate(&id, |keys| keys[0].nonce = 1 << 32);
	});
}

#[test]
fn a_forgotten_key_that_returns_repeats_no_envelope_and_no_consent() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), passkey(2));
		let id = register_kind(&owner, Kind::Person, MAX_ROOM);
		let add = add_key_call(&id, &phone, new_key(&phone));
		assert_ok!(act(&owner, &id, add.clone()));
		let used = [remark(), revoke_call(&phone).into()].map(|call| signed_call(&phone, &id, call));
		for call in used.clone() {
			assert_ok!(submit(call));
		}
		// Until there are so many others that it is forgotten: it was revoked first.
		let mut last = owner.clone();
		for seed in 10..73u8 {
			set_time(NOW + u64::from(seed));
			assert_ok!(act(&last, &id, rotate_call(&id, &last, &ed(seed))));
			last = ed(seed);
		}
		assert!(Keys::<Test>::get(&id).iter().all(|key| key.public != phone.key()));
		assert_eq!(act(&last, &id, add), err(Error::SignatureInvalid));
		assert_ok!(add_key(&last, &id, &phone, new_key(&phone)));
		let key = key_of(&id, &phone);
		assert_eq!((key.number, key.nonce), (66, 66 << 32));
		for call in used {
			refused(call, Error::SignatureInvalid);
		}
	});
}

#[test]
fn the_consent_of_a_key_is_good_for_the_next_key_only() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		let early = add_key_call(&id, &phone, new_key(&phone));
		assert_ok!(add_key(&owner, &id, &ed(3), new_key(&ed(3))));
		assert_eq!(act(&owner, &id, early), err(Error::SignatureInvalid));
		let again = add_key_call(&id, &phone, new_key(&phone));
		// An act in between makes no difference.
		assert_ok!(act_signed(&owner, &id, remark()));
		assert_ok!(act(&owner, &id, again.clone()));
		assert_eq!(act(&owner, &id, again.clone()), err(Error::KeyExists));
		let rotate = rotate_call(&id, &ed(3), &ed(4));
		assert_ok!(act_signed(&owner, &id, remark()));
		assert_ok!(act(&owner, &id, rotate));
	});
}

#[test]
fn the_consent_of_an_account_is_good_for_the_next_link_only() {
	build_and_execute(|| {
		let (owner, wallet) = (sr(1), ed(2));
		let id = register(&owner);
		let link = |number| {
			let proof = prove(&wallet, action::LINK_ACCOUNT, &id, number, wallet.key());
			Call::link_account { key: wallet.key(), proof }
		};
		assert_eq!(act(&owner, &id, link(1)), err(Error::SignatureInvalid));
		// Acts and keys in between make no difference.
		let consent = link(0);
		assert_ok!(act_signed(&owner, &id, remark()));
		assert_ok!(add_key(&owner, &id, &ed(3), new_key(&ed(3))));
		assert_ok!(act(&owner, &id, consent.clone()));
		assert_eq!(record(&id).links_added, 1);
		// Whoever has left need not come back.
		assert_ok!(Registry::unlink_account(signed(wallet.account()), id.clone(), wallet.account()));
		assert_eq!(act(&owner, &id, consent), err(Error::SignatureInvalid));
		assert_ok!(act(&owner, &id, link(1)));
	});
}
