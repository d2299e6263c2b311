use super::*;
use crate::Verdict;

#[test]
fn a_revoked_key_is_remembered_and_can_do_nothing() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		set_time(NOW + 5);
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		assert_eq!(key_of(&id, &phone).revoked.expect("it was").time, NOW + 5);
		assert_eq!(act(&phone, &id, remark()), err(Error::NotAuthorised));
		assert_noop!(Registry::freeze(signed(phone.account()), id.clone()), Error::<Test>::NotAuthorised);
		assert_eq!(act(&owner, &id, revoke_call(&phone)), err(Error::KeyRevoked));
		assert_eq!(act(&owner, &id, revoke_call(&ed(9))), err(Error::KeyUnknown));
	});
}

#[test]
fn a_scoped_key_revokes_itself_and_no_other() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Finance)));
		assert_eq!(act(&phone, &id, revoke_call(&owner)), err(Error::NotFullKey));
		// Not hidden in a batch, where something else might come after it.
		let hidden = batch(vec![revoke_call(&phone).into(), transfer(stranger(), 1)]);
		assert_eq!(act(&phone, &id, hidden), err(Error::NotFullKey));
		assert_ok!(act(&phone, &id, revoke_call(&phone)));
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
			assert_ok!(act(key, &id, revoke_call(key)));
			assert!(GuardAsked::get().is_empty());
		}
		GuardSays::set(Verdict::Deny);
		assert_eq!(act(&owner, &id, remark()), err(Error::ActDenied));
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&owner, &id, revoke_call(&owner)));
		GuardSays::set(Verdict::Allow);
		GuardUndoes::set(false);
	});
}

#[test]
fn the_last_key_may_revoke_itself_but_not_lose_its_scope() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_eq!(act(&owner, &id, permit_call(&owner, scoped(Scope::Social))), err(Error::LastFullKey));
		assert_ok!(act(&owner, &id, revoke_call(&owner)));
		assert_eq!(act(&owner, &id, remark()), err(Error::NotAuthorised));
	});
}

#[test]
fn control_is_not_given_up_together_with_the_last_full_key() {
	build_and_execute(|| {
		let (owner, boss) = (sr(1), sr(2));
		let (id, boss_id) = (register(&owner), register(&boss));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		let give_up = || RuntimeCall::from(controllers_call(&[], 0));
		let leave = || RuntimeCall::from(revoke_call(&owner));
		for calls in [vec![give_up(), leave()], vec![leave(), give_up()]] {
			assert_eq!(act(&owner, &id, batch_all(calls.clone())), err(Error::LastFullKey));
			assert_eq!(act_signed(&owner, &id, batch_all(calls)), err(Error::LastFullKey));
		}
		// The same without controllers: whoever makes several calls at once does not only take itself away.
		assert_ok!(act(&owner, &id, give_up()));
		assert_eq!(act(&owner, &id, batch_all(vec![remark(), leave()])), err(Error::LastFullKey));
		assert_ok!(act(&owner, &id, leave()));
	});
}

#[test]
fn the_last_full_key_is_not_revoked_by_controllers_who_are_too_few() {
	build_and_execute(|| {
		let (owner, boss, other) = (sr(1), sr(2), sr(3));
		let (id, boss_id, other_id) = (register(&owner), register(&boss), register(&other));
		// One who has not accepted does not count.
		assert_ok!(invite(&owner, &id, &[&boss_id, &other_id], 2));
		assert_ok!(accept(&boss, &boss_id, &id));
		assert_eq!(act(&owner, &id, batch_all(vec![remark(), revoke_call(&owner).into()])), err(Error::LastFullKey));
		assert_ok!(accept(&other, &other_id, &id));
		assert_ok!(act(&owner, &id, batch_all(vec![remark(), revoke_call(&owner).into()])));
	});
}

#[test]
fn a_key_that_does_not_invoke_can_freeze_and_leave() {
	build_and_execute(|| {
		let owner = sr(1);
		for (seed, relationships) in [
			(10, Relationships::AUTHENTICATION),
			(12, Relationships::ASSERTION_METHOD),
			(14, Relationships::AUTHENTICATION | Relationships::CAPABILITY_DELEGATION),
		] {
			let id = if seed == 10 { register(&owner) } else { id_of(&owner) };
			let (login, token) = (sr(seed), passkey(seed + 1));
			for key in [&login, &token] {
				assert_ok!(add_key(&owner, &id, key, NewKey { relationships, ..new_key(key) }));
			}
			// By its account, as the identity or not; and by its signature.
			let thaw = || act(&owner, &id, Call::unfreeze {}).expect("a full key thaws it at once");
			assert_ok!(act(&login, &id, freeze_call(&id)));
			assert!(matches!(record(&id).status, Status::Frozen { full: false, .. }));
			thaw();
			assert_ok!(Registry::freeze(signed(login.account()), id.clone()));
			thaw();
			assert_ok!(act_signed(&token, &id, freeze_call(&id)));
			thaw();
			assert_ok!(act(&login, &id, revoke_call(&login)));
			assert_ok!(act_signed(&token, &id, revoke_call(&token)));
			for key in [&login, &token] {
				assert!(key_of(&id, key).revoked.is_some());
			}
		}
	});
}

#[test]
fn a_key_that_does_not_invoke_can_do_nothing_else() {
	build_and_execute(|| {
		let (owner, login) = (sr(1), sr(2));
		let (id, other) = (register(&owner), register(&sr(3)));
		endow(&id, 1_000);
		let relationships = Relationships::AUTHENTICATION;
		assert_ok!(add_key(&owner, &id, &login, NewKey { relationships, ..new_key(&login) }));
		let calls: [RuntimeCall; 10] = [
			remark(),
			transfer(stranger(), 1),
			revoke_call(&owner).into(),
			Call::unfreeze {}.into(),
			freeze_call(&other).into(),
			batch(vec![freeze_call(&id).into()]),
			batch(vec![revoke_call(&login).into(), remark()]),
			act_call(&id, revoke_call(&login)),
			controllers_call(&[&other], 1).into(),
			Call::claim_name { name: text("alice") }.into(),
		];
		let denied = |login: &Signer| {
			for call in &calls {
				let by_account = dispatch(signed(login.account()), act_call(&id, call.clone()));
				assert_noop!(by_account.map_err(|failed| failed.error), Error::<Test>::NotAuthorised);
				let by_signature = dispatch(signed(relayer()), signed_call(login, &id, call.clone()));
				assert_noop!(by_signature.map_err(|failed| failed.error), Error::<Test>::NotAuthorised);
			}
		};
		denied(&login);
		// Nor while the identity is frozen; and it has no vote.
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		denied(&login);
		let vote = || Call::vote { request: 1, in_favour: false };
		assert_eq!(act(&login, &id, vote()), err(Error::NoVote));
		assert_eq!(act_signed(&login, &id, vote()), err(Error::NoVote));
	});
}

#[test]
fn a_key_that_is_not_valid_now_neither_freezes_nor_leaves() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		let window = (Some(NOW + 5), Some(NOW + 9));
		let key = NewKey { valid_from: window.0, valid_until: window.1, ..scoped_key(&phone, Scope::Social) };
		assert_ok!(add_key(&owner, &id, &phone, key));
		for (time, may) in [(NOW + 4, false), (NOW + 10, false), (NOW + 5, true)] {
			set_time(time);
			let expected = if may { Ok(()) } else { err(Error::NotAuthorised) };
			assert_eq!(Registry::freeze(signed(phone.account()), id.clone()), expected);
			if may {
				assert_ok!(act(&owner, &id, Call::unfreeze {}));
			}
			assert_eq!(act(&phone, &id, freeze_call(&id)), expected);
			assert_eq!(act_signed(&phone, &id, revoke_call(&phone)), expected);
		}
	});
}
