//! Which keys have a vote.

use super::*;

#[test]
fn young_keys_have_no_vote_and_the_oldest_full_one_always_has() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = register(&owner);
		// Both came just now. The thief's has no vote, not even on what it asks for itself.
		assert_ok!(add_key(&owner, &id, &thief, new_key(&thief)));
		freeze(&thief, &id);
		assert_ok!(revoke(&owner, &id, &thief));
		assert_eq!(votes(&id, &owner), (1, 0));
		// Nor does it ask for anything. Time that passes while it is frozen makes nobody older.
		for time in [0, REQUEST_DELAY - 1, VOTING_AGE] {
			wait(time);
			assert_eq!(vote(&thief, &id, 1, false), err(Error::NoVote));
			refuses(&id, &thief, Call::vote { request: 1, in_favour: true }, Error::NoVote);
			assert_eq!(thaw(&thief, &id), err(Error::NoVote));
			assert_eq!(revoke(&thief, &id, &owner), err(Error::NoVote));
			refuses(&id, &thief, Call::unfreeze {}, Error::NoVote);
		}
		assert_eq!(record(&id).requests, 1);
		assert_ok!(revoke(&owner, &id, &thief));
		assert!(is_revoked(&id, &thief));
	});
}

#[test]
fn a_key_has_a_vote_if_it_was_full_for_so_long_before_the_freeze() {
	for (age, may) in [(VOTING_AGE - 1, false), (VOTING_AGE, true)] {
		build_and_execute(|| {
			let (owner, card, phone) = (sr(1), sr(2), sr(3));
			let id = register(&owner);
			assert_ok!(add_key(&owner, &id, &card, new_key(&card)));
			assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
			wait(age);
			assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
			// The time of the first freeze is what counts, though it does not need votes yet.
			wait(VOTING_AGE);
			freeze(&owner, &id);
			assert_ok!(thaw(&owner, &id));
			assert_eq!(vote(&card, &id, 1, false), if may { Ok(()) } else { err(Error::NoVote) });
		});
	}
}

#[test]
fn when_the_oldest_full_key_is_gone_the_next_has_its_vote() {
	build_and_execute(|| {
		let (first, second, third) = (sr(1), sr(2), sr(3));
		let id = register(&first);
		for key in [&second, &third] {
			assert_ok!(add_key(&first, &id, key, new_key(key)));
		}
		freeze(&first, &id);
		assert_ok!(thaw(&first, &id));
		assert_eq!(vote(&second, &id, 1, false), err(Error::NoVote));
		assert_eq!(thaw(&second, &id), err(Error::NoVote));
		assert_ok!(revoke(&first, &id, &first));
		assert_ok!(thaw(&second, &id));
		assert_eq!(votes(&id, &second), (1, 0));
		assert_eq!(vote(&third, &id, 2, false), err(Error::NoVote));
		wait(REQUEST_DELAY);
		assert_ok!(thaw(&second, &id));
		assert!(record(&id).is_active());
	});
}

#[test]
fn keys_that_were_widened_or_rotated_are_young() {
	type Change = fn(&AccountId, &Signer) -> Signer;
	let changes: [(&str, PermissionsOf<Test>, Change); 4] = [
		("widened", scoped(Scope::Social), |id, key| {
			assert_ok!(act(&sr(1), id, permit_call(key, full())));
			key.clone()
		}),
		("limits taken away", limited(vec![SpendingLimit { asset: None, amount: 1, period: 1 }]), |id, key| {
			assert_ok!(act(&sr(1), id, permit_call(key, full())));
			key.clone()
		}),
		("narrowed and widened again", full(), |id, key| {
			assert_ok!(act(&sr(1), id, permit_call(key, scoped(Scope::Social))));
			assert_ok!(act(&sr(1), id, permit_call(key, full())));
			key.clone()
		}),
		("rotated", full(), |id, key| {
			assert_ok!(act(key, id, rotate_call(id, key, &sr(9))));
			sr(9)
		}),
	];
	for (what, permissions, change) in changes {
		build_and_execute(|| {
			let (owner, card) = (sr(1), sr(2));
			let id = register(&owner);
			assert_ok!(add_key(&owner, &id, &card, key_with(&card, permissions)));
			wait(2 * VOTING_AGE);
			let card = change(&id, &card);
			freeze(&owner, &id);
			assert_ok!(thaw(&owner, &id));
			assert_eq!(vote(&card, &id, 1, false), err(Error::NoVote), "{what}");
			wait(REQUEST_DELAY);
			assert_ok!(thaw(&owner, &id));
			assert!(record(&id).is_active(), "{what}");
		});
	}
}

#[test]
fn only_full_keys_that_can_act_have_a_vote() {
	build_and_execute(|| {
		let (owner, mute, phone, boss) = (sr(1), sr(2), sr(3), sr(8));
		let (id, boss_id) = (register(&owner), register(&boss));
		let relationships = Relationships::AUTHENTICATION;
		assert_ok!(add_key(&owner, &id, &mute, NewKey { relationships, ..new_key(&mute) }));
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		wait(VOTING_AGE);
		freeze(&owner, &id);
		assert_ok!(thaw(&owner, &id));
		for key in [&mute, &phone] {
			assert_eq!(vote(key, &id, 1, false), err(Error::NoVote));
			assert_eq!(act_signed(key, &id, Call::vote { request: 1, in_favour: false }), err(Error::NoVote));
		}
		// Controllers need none.
		let call = Call::vote { request: 1, in_favour: false };
		assert_eq!(act(&boss, &boss_id, act_call(&id, call.clone())), err(Error::IdentityFrozen));
		assert_noop!(made_as(&id, Authority::Controller(boss_id), call), Error::<Test>::NoVote);
	});
}

/// What becomes of a key, and whether its vote counts then.
type Gone = (&'static str, fn(&AccountId, &Signer), bool);

#[test]
fn votes_of_keys_that_are_revoked_before_the_end_do_not_count() {
	let gone: [Gone; 5] = [
		(
			"it gives itself up",
			|id, key| {
				assert_ok!(revoke(key, id, key));
			},
			false,
		),
		(
			"controllers revoke it",
			|id, key| {
				assert_ok!(made_as(id, Authority::Controller(account(1)), revoke_call(key)));
			},
			false,
		),
		(
			"just at the end",
			|id, key| {
				wait(REQUEST_DELAY);
				assert_ok!(revoke(key, id, key));
			},
			false,
		),
		// What was decided is not decided again.
		(
			"after the end",
			|id, key| {
				wait(REQUEST_DELAY + 1);
				assert_ok!(revoke(key, id, key));
			},
			true,
		),
		// Or whose key lasts longer would win.
		("it expires", |_, _| wait(11), true),
	];
	for (what, go, counts) in gone {
		build_and_execute(|| {
			let (owner, thief, card) = (sr(1), sr(2), sr(3));
			let id = register(&owner);
			assert_ok!(add_key(&owner, &id, &thief, new_key(&thief)));
			let valid_until = Some(NOW + VOTING_AGE + 10);
			assert_ok!(add_key(&owner, &id, &card, NewKey { valid_until, ..new_key(&card) }));
			wait(VOTING_AGE);
			freeze(&owner, &id);
			assert_ok!(revoke(&owner, &id, &thief));
			assert_ok!(vote(&card, &id, 1, true));
			assert_ok!(vote(&thief, &id, 1, false));
			go(&id, &card);
			wait(REQUEST_DELAY);
			// With it, it is two to one.
			let expected = if counts { Ok(()) } else { err(Error::RequestLapsed) };
			assert_eq!(revoke(&owner, &id, &thief), expected, "{what}");
			assert_eq!(is_revoked(&id, &thief), counts, "{what}");
		});
	}
}

#[test]
fn a_window_is_judged_by_when_the_freeze_began() {
	build_and_execute(|| {
		let (owner, ending, coming) = (sr(1), sr(2), sr(3));
		let id = register(&owner);
		let frozen = NOW + VOTING_AGE;
		let windows = [(&ending, None, Some(frozen)), (&coming, Some(frozen + 1), None)];
		for (key, valid_from, valid_until) in windows {
			assert_ok!(add_key(&owner, &id, key, NewKey { valid_from, valid_until, ..new_key(key) }));
		}
		wait(VOTING_AGE);
		freeze(&owner, &id);
		wait(1);
		assert_ok!(thaw(&owner, &id));
		assert_ok!(vote(&ending, &id, 1, false));
		// It acts by signature as well, as far as anyone does now.
		let again = act_signed(&ending, &id, Call::vote { request: 1, in_favour: false });
		assert_eq!(again, err(Error::AlreadyObjected));
		assert_noop!(vote(&coming, &id, 1, true), Error::<Test>::NotAuthorised);
		assert_noop!(thaw(&coming, &id), Error::<Test>::NotAuthorised);
		wait(REQUEST_DELAY);
		assert_eq!(thaw(&owner, &id), err(Error::RequestLapsed));
	});
}

#[test]
fn a_thief_who_takes_away_its_own_key_takes_its_objection_along() {
	build_and_execute(|| {
		let (owner, thief, second) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &second]);
		freeze(&owner, &id);
		assert_ok!(revoke(&owner, &id, &thief));
		assert_ok!(vote(&second, &id, 1, false));
		assert_ok!(revoke(&second, &id, &second));
		wait(REQUEST_DELAY);
		assert_ok!(revoke(&owner, &id, &thief));
		assert!(is_revoked(&id, &thief));
	});
}
