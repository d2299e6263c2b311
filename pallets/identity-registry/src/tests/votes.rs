//! What full keys ask of one another while a full key's freeze lasts, and how that is decided.

use super::*;

mod voters;

/// An identity with these full keys, all of which have a vote if it is frozen now.
pub fn old(keys: &[&Signer]) -> AccountId {
	let id = register(keys[0]);
	for key in &keys[1..] {
		assert_ok!(add_key(keys[0], &id, key, new_key(key)));
	}
	wait(VOTING_AGE);
	id
}

pub fn wait(time: Moment) {
	set_time(Timestamp::get() + time);
}

pub fn freeze(by: &Signer, id: &AccountId) {
	assert_ok!(Registry::freeze(signed(by.account()), id.clone()));
}

pub fn thaw(by: &Signer, id: &AccountId) -> DispatchResult {
	act(by, id, Call::unfreeze {})
}

fn revoke(by: &Signer, id: &AccountId, key: &Signer) -> DispatchResult {
	act(by, id, revoke_call(key))
}

pub fn vote(by: &Signer, id: &AccountId, request: u32, in_favour: bool) -> DispatchResult {
	act(by, id, Call::vote { request, in_favour })
}

/// How many votes there are for and against what a key has asked for.
fn votes(id: &AccountId, of: &Signer) -> (u32, u32) {
	let request = key_of(id, of).request.expect("it has asked for something");
	(request.in_favour.count_ones(), request.against.count_ones())
}

fn is_revoked(id: &AccountId, key: &Signer) -> bool {
	key_of(id, key).revoked.is_some()
}

/// That the call itself refuses, for an act of `by`, and changes nothing.
fn refuses(id: &AccountId, by: &Signer, call: Call<Test>, error: Error<Test>) {
	assert_noop!(made_by(by, id, call), error);
}

#[test]
fn the_owner_who_freezes_with_a_full_key_is_not_handed_to_the_thief() {
	// The owner has one key, and the thief the other; nobody controls the identity.
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = old(&[&owner, &thief]);
		endow(&id, 1_000);
		freeze(&owner, &id);
		let keys = Keys::<Test>::get(&id);
		// What the thief asks for does not happen at once,
		assert_ok!(revoke(&thief, &id, &owner));
		assert!(happened(Event::Requested {
			identity: id.clone(),
			request: 1,
			by: thief.key(),
			remedy: Remedy::Revoke(owner.key()),
			decided: Timestamp::get() + REQUEST_DELAY,
		}));
		assert_eq!(Keys::<Test>::get(&id)[0], keys[0]);
		// and not at all, as the owner is against it.
		assert_ok!(vote(&owner, &id, 1, false));
		assert_eq!(votes(&id, &thief), (1, 1));
		assert_ok!(revoke(&owner, &id, &thief));
		assert_ok!(vote(&thief, &id, 2, false));
		wait(REQUEST_DELAY);
		assert_eq!(revoke(&thief, &id, &owner), err(Error::RequestLapsed));
		assert_eq!(revoke(&owner, &id, &thief), err(Error::RequestLapsed));
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		// It is a draw: nobody wins, and nothing leaves.
		for key in [&owner, &thief] {
			assert_noop!(act(key, &id, transfer(stranger(), 1)), Error::<Test>::IdentityFrozen);
		}
		assert!(!is_revoked(&id, &owner) && !is_revoked(&id, &thief));
	});
}

#[test]
fn one_to_one_is_a_draw_until_somebody_asks_again() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = old(&[&owner, &thief]);
		freeze(&owner, &id);
		assert_ok!(thaw(&thief, &id));
		assert_ok!(vote(&owner, &id, 1, false));
		wait(REQUEST_DELAY - 1);
		assert_eq!(thaw(&thief, &id), err(Error::RequestPending));
		wait(1);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		wait(REQUEST_PAUSE - 1);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		refuses(&id, &thief, Call::unfreeze {}, Error::RequestLapsed);
		wait(1);
		assert_ok!(thaw(&thief, &id));
		let request = key_of(&id, &thief).request.expect("it has asked again");
		assert_eq!((request.number, record(&id).requests), (2, 2));
		// The votes on the first are no votes on the second.
		assert_eq!(votes(&id, &thief), (1, 0));
		refuses(&id, &owner, Call::vote { request: 1, in_favour: false }, Error::RequestUnknown);
		assert_ok!(vote(&owner, &id, 2, false));
	});
}

#[test]
fn two_to_one_is_carried_out() {
	build_and_execute(|| {
		let (owner, thief, card) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &card]);
		freeze(&owner, &id);
		assert_ok!(revoke(&owner, &id, &thief));
		// The key that it is against has a vote too.
		assert_ok!(vote(&thief, &id, 1, false));
		assert_ok!(vote(&card, &id, 1, true));
		assert!(happened(Event::Voted { identity: id.clone(), request: 1, by: card.key(), in_favour: true }));
		assert_eq!(votes(&id, &owner), (2, 1));
		wait(REQUEST_DELAY - 1);
		assert_eq!(revoke(&owner, &id, &thief), err(Error::RequestPending));
		assert!(!is_revoked(&id, &thief));
		wait(1);
		assert_ok!(revoke(&owner, &id, &thief));
		assert!(is_revoked(&id, &thief));
		assert_eq!(key_of(&id, &owner).request, None);
		// It is frozen still; and that it ends is asked for as well.
		assert_ok!(thaw(&owner, &id));
		assert!(!record(&id).is_active());
		assert_ok!(vote(&card, &id, 2, true));
		wait(REQUEST_DELAY);
		assert_ok!(thaw(&owner, &id));
		assert!(record(&id).is_active());
		assert_eq!(record(&id).thaws, 1);
	});
}

#[test]
fn more_for_than_against_and_nothing_else_decides() {
	for (in_favour, against) in (0..4).flat_map(|one| (0..4).map(move |other| (one, other))) {
		build_and_execute(|| {
			// One that asks, and is for it as long as nobody makes it say something else; the others vote in turn.
			let keys: Vec<_> = (1..8).map(sr).collect();
			let id = old(&keys.iter().collect::<Vec<_>>());
			freeze(&keys[0], &id);
			assert_ok!(thaw(&keys[0], &id));
			let (yes, no) = keys[1..].split_at(3);
			for key in &yes[..in_favour] {
				assert_ok!(vote(key, &id, 1, true));
			}
			for key in &no[..against] {
				assert_ok!(vote(key, &id, 1, false));
			}
			assert_eq!(votes(&id, &keys[0]), (1 + in_favour as u32, against as u32));
			wait(REQUEST_DELAY);
			let agreed = 1 + in_favour > against;
			assert_eq!(thaw(&keys[0], &id), if agreed { Ok(()) } else { err(Error::RequestLapsed) });
			assert_eq!(record(&id).is_active(), agreed);
		});
	}
}

#[test]
fn two_against_one_is_not_carried_out() {
	build_and_execute(|| {
		let (owner, thief, card) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &card]);
		freeze(&owner, &id);
		assert_ok!(revoke(&thief, &id, &owner));
		assert_ok!(vote(&owner, &id, 1, false));
		assert_ok!(vote(&card, &id, 1, false));
		wait(REQUEST_DELAY);
		assert_eq!(revoke(&thief, &id, &owner), err(Error::RequestLapsed));
		assert!(!is_revoked(&id, &owner));
	});
}

#[test]
fn one_vote_is_enough_if_nobody_is_against() {
	build_and_execute(|| {
		let (owner, lost) = (sr(1), sr(2));
		let id = old(&[&owner, &lost]);
		freeze(&lost, &id);
		assert_ok!(revoke(&owner, &id, &lost));
		wait(REQUEST_DELAY);
		assert_ok!(revoke(&owner, &id, &lost));
		assert!(is_revoked(&id, &lost));
	});
}

#[test]
fn a_vote_against_cannot_be_taken_back_and_one_for_can() {
	build_and_execute(|| {
		let (owner, thief, card) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &card]);
		freeze(&owner, &id);
		assert_ok!(revoke(&thief, &id, &owner));
		assert_ok!(vote(&card, &id, 1, true));
		assert_eq!(votes(&id, &thief), (2, 0));
		// Twice is once.
		assert_ok!(vote(&card, &id, 1, true));
		assert_eq!(votes(&id, &thief), (2, 0));
		assert_ok!(vote(&card, &id, 1, false));
		assert_eq!(votes(&id, &thief), (1, 1));
		for in_favour in [true, false] {
			assert_eq!(vote(&card, &id, 1, in_favour), err(Error::AlreadyObjected));
			refuses(&id, &card, Call::vote { request: 1, in_favour }, Error::AlreadyObjected);
		}
		// Whoever has asked may think better of it too.
		assert_ok!(vote(&thief, &id, 1, false));
		assert_eq!(votes(&id, &thief), (0, 2));
	});
}

#[test]
fn a_thief_who_repeats_an_old_vote_for_does_not_undo_a_vote_against() {
	build_and_execute(|| {
		let (owner, thief) = (ed(1), sr(2));
		let id = old(&[&owner, &thief]);
		freeze(&thief, &id);
		assert_ok!(thaw(&thief, &id));
		let before = nonce(&id, &owner);
		let yes = signed_call(&owner, &id, Call::vote { request: 1, in_favour: true });
		let no = signed_call(&owner, &id, Call::vote { request: 1, in_favour: false });
		assert_ok!(submit(yes.clone()));
		assert_ok!(submit(no));
		assert_eq!(submit(yes.clone()), err(Error::AlreadyObjected));
		// It names the request as its number, and no nonce.
		assert_eq!(nonce(&id, &owner), before);
		let other = signed_call_with(&owner, &id, 1, Call::vote { request: 2, in_favour: true });
		assert_noop!(submit(other), Error::<Test>::SignatureInvalid);
		wait(REQUEST_DELAY + REQUEST_PAUSE);
		assert_ok!(thaw(&thief, &id));
		assert_eq!(submit(yes), err(Error::RequestUnknown));
		assert_eq!(votes(&id, &thief), (1, 0));
	});
}

#[test]
fn nobody_else_votes_or_carries_a_vote_too_deep_to_use_it_up() {
	build_and_execute(|| {
		let (owner, thief) = (ed(1), sr(2));
		let id = old(&[&owner, &thief]);
		let (other, other_id) = (sr(8), register(&sr(8)));
		freeze(&owner, &id);
		assert_ok!(thaw(&thief, &id));
		assert_noop!(vote(&other, &id, 1, true), Error::<Test>::NotAuthorised);
		let no = signed_call(&owner, &id, Call::vote { request: 1, in_favour: false });
		let first = nonce(&other_id, &other);
		let mut call = no.clone();
		for level in (0..u64::from(MAX_DEPTH)).rev() {
			call = signed_call_with(&other, &other_id, first + level, call);
		}
		assert!(direct(stranger(), call).is_err());
		assert_eq!(votes(&id, &thief), (1, 0));
		assert_ok!(submit(no));
		assert_eq!(votes(&id, &thief), (1, 1));
	});
}

#[test]
fn a_key_asks_for_one_thing_at_a_time() {
	build_and_execute(|| {
		let (owner, thief, other) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &other]);
		freeze(&owner, &id);
		assert_ok!(revoke(&owner, &id, &thief));
		assert_eq!(thaw(&owner, &id), err(Error::RequestPending));
		assert_eq!(revoke(&owner, &id, &other), err(Error::RequestPending));
		refuses(&id, &owner, Call::unfreeze {}, Error::RequestPending);
		wait(REQUEST_DELAY);
		// What was agreed to comes first.
		assert_eq!(thaw(&owner, &id), err(Error::RequestPending));
		assert_eq!(revoke(&owner, &id, &other), err(Error::RequestPending));
		assert_ok!(revoke(&owner, &id, &thief));
		assert_ok!(revoke(&owner, &id, &other));
		assert_eq!(record(&id).requests, 2);
		assert!(!is_revoked(&id, &other));
	});
}

#[test]
fn after_a_request_that_lapsed_another_thing_waits_as_long() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = old(&[&owner, &thief]);
		freeze(&owner, &id);
		assert_ok!(revoke(&thief, &id, &owner));
		assert_ok!(vote(&owner, &id, 1, false));
		wait(REQUEST_DELAY + REQUEST_PAUSE - 1);
		assert_eq!(thaw(&thief, &id), err(Error::RequestLapsed));
		wait(1);
		assert_ok!(thaw(&thief, &id));
		assert_eq!(key_of(&id, &thief).request.map(|request| request.remedy), Some(Remedy::Unfreeze));
	});
}

#[test]
fn the_requests_of_the_thief_and_of_the_owner_wait_side_by_side() {
	build_and_execute(|| {
		let (owner, thief, card) = (sr(1), sr(2), sr(3));
		let id = old(&[&owner, &thief, &card]);
		freeze(&thief, &id);
		assert_ok!(revoke(&thief, &id, &owner));
		wait(10);
		assert_ok!(revoke(&owner, &id, &thief));
		assert_ok!(vote(&owner, &id, 1, false));
		assert_ok!(vote(&card, &id, 1, false));
		assert_ok!(vote(&thief, &id, 2, false));
		assert_ok!(vote(&card, &id, 2, true));
		wait(REQUEST_DELAY - 10);
		assert_eq!(revoke(&thief, &id, &owner), err(Error::RequestLapsed));
		wait(10);
		assert_ok!(revoke(&owner, &id, &thief));
		assert!(is_revoked(&id, &thief) && !is_revoked(&id, &owner));
		assert_eq!(key_of(&id, &thief).request, None);
	});
}

#[test]
fn when_the_time_is_over_nobody_votes() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = old(&[&owner, &thief]);
		let yes = |request| Call::vote { request, in_favour: true };
		assert_eq!(act(&owner, &id, yes(1)), err(Error::IdentityNotFrozen));
		refuses(&id, &owner, yes(1), Error::IdentityNotFrozen);
		freeze(&owner, &id);
		refuses(&id, &owner, yes(1), Error::RequestUnknown);
		assert_ok!(thaw(&thief, &id));
		for request in [0, 2] {
			assert_eq!(act(&owner, &id, yes(request)), err(Error::RequestUnknown));
		}
		wait(REQUEST_DELAY - 1);
		assert_ok!(act(&owner, &id, yes(1)));
		wait(1);
		assert_eq!(vote(&owner, &id, 1, false), err(Error::VoteClosed));
		refuses(&id, &owner, Call::vote { request: 1, in_favour: false }, Error::VoteClosed);
		assert_ok!(thaw(&thief, &id));
	});
}

#[test]
fn scoped_keys_are_taken_away_at_once() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let limit = SpendingLimit { asset: None, amount: 1, period: 1 };
		let keys = [sr(2), sr(3)];
		assert_ok!(add_key(&owner, &id, &keys[0], scoped_key(&keys[0], Scope::NonTransfer)));
		assert_ok!(add_key(&owner, &id, &keys[1], limited_key(&keys[1], vec![limit])));
		freeze(&owner, &id);
		for key in &keys {
			assert_ok!(revoke(&owner, &id, key));
			assert!(is_revoked(&id, key));
			assert_eq!(revoke(&owner, &id, key), err(Error::KeyRevoked));
		}
		assert_eq!(revoke(&owner, &id, &sr(9)), err(Error::KeyUnknown));
		assert_eq!(record(&id).requests, 0);
	});
}

#[test]
fn full_keys_are_not_taken_away_at_once_because_they_are_not_valid_now() {
	let later = |key: &Signer| NewKey { valid_from: Some(u64::MAX), ..new_key(key) };
	let past = |key: &Signer| NewKey { valid_until: Some(NOW), ..new_key(key) };
	let mute = |key: &Signer| NewKey { relationships: Relationships::AUTHENTICATION, ..new_key(key) };
	for new in [later, past, mute] {
		build_and_execute(|| {
			let (owner, backup) = (sr(1), sr(2));
			let id = register(&owner);
			assert_ok!(add_key(&owner, &id, &backup, new(&backup)));
			wait(VOTING_AGE);
			freeze(&owner, &id);
			assert_ok!(revoke(&owner, &id, &backup));
			assert!(!is_revoked(&id, &backup));
			wait(REQUEST_DELAY);
			assert_ok!(revoke(&owner, &id, &backup));
			assert!(is_revoked(&id, &backup));
		});
	}
}

#[test]
fn a_key_takes_itself_away_at_once_even_if_it_is_the_last() {
	build_and_execute(|| {
		let (owner, thief, phone) = (ed(1), sr(2), sr(3));
		let id = old(&[&owner, &thief]);
		assert_ok!(add_key(&thief, &id, &phone, scoped_key(&phone, Scope::Social)));
		freeze(&owner, &id);
		assert_ok!(revoke(&thief, &id, &owner));
		assert_ok!(thaw(&owner, &id));
		assert_ok!(revoke(&phone, &id, &phone));
		assert_ok!(revoke(&thief, &id, &thief));
		assert_eq!(key_of(&id, &thief).request, None);
		assert_eq!(act_signed(&owner, &id, Call::vote { request: 1, in_favour: false }), err(Error::RequestUnknown));
		let before = nonce(&id, &owner);
		assert_ok!(act_signed(&owner, &id, revoke_call(&owner)));
		assert_eq!(nonce(&id, &owner), before);
		assert!(Keys::<Test>::get(&id).iter().all(|key| key.revoked.is_some() && key.request.is_none()));
	});
}

#[test]
fn a_thaw_ends_all_requests() {
	build_and_execute(|| {
		let (owner, thief, boss) = (sr(1), sr(2), sr(8));
		let id = old(&[&owner, &thief]);
		let boss_id = register(&boss);
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		freeze(&owner, &id);
		assert_ok!(revoke(&thief, &id, &owner));
		assert_ok!(thaw(&owner, &id));
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		assert!(Keys::<Test>::get(&id).iter().all(|key| key.request.is_none()));
		// One from before is not carried out in the next freeze.
		freeze(&owner, &id);
		wait(REQUEST_DELAY);
		assert_ok!(revoke(&thief, &id, &owner));
		assert!(!is_revoked(&id, &owner));
		assert_eq!(key_of(&id, &thief).request.map(|request| request.number), Some(3));
	});
}

#[test]
fn a_request_against_a_key_that_is_gone_does_not_stand_in_the_way_of_another() {
	type Gone = fn(&AccountId, &Signer);
	let gone: [Gone; 3] = [
		// The thief gives the key up, and would have the identity frozen for good by that.
		|id, thief| {
			assert_ok!(revoke(thief, id, thief));
		},
		|id, thief| {
			assert_ok!(made_as(id, Authority::Controller(account(1)), revoke_call(thief)));
		},
		// It expires, and is revoked after that.
		|_, _| (),
	];
	for (case, go) in gone.into_iter().enumerate() {
		for early in [true, false] {
			build_and_execute(|| {
				let (owner, thief) = (sr(1), sr(2));
				let id = register(&owner);
				let valid_until = Some(NOW + VOTING_AGE + 10);
				assert_ok!(add_key(&owner, &id, &thief, NewKey { valid_until, ..new_key(&thief) }));
				wait(VOTING_AGE);
				freeze(&owner, &id);
				assert_ok!(revoke(&owner, &id, &thief));
				if early {
					go(&id, &thief);
				}
				wait(REQUEST_DELAY);
				// It has expired by then, and can be revoked at once if it was not.
				let gone = early && case != 2;
				assert_eq!(revoke(&owner, &id, &thief), if gone { err(Error::KeyRevoked) } else { Ok(()) });
				assert!(is_revoked(&id, &thief));
				assert_ok!(thaw(&owner, &id));
				wait(REQUEST_DELAY);
				assert_ok!(thaw(&owner, &id));
				assert!(record(&id).is_active(), "{case}");
			});
		}
	}
}
