//! Who freezes, what a freeze stops, and who ends it at once. What waits for votes is in `votes`.

use super::*;
use crate::{Freezes, Verdict};
use civitas_primitives::identity::document::Stamp;

/// An identity with a full key, another, and a social one.
fn scene() -> (Signer, Signer, Signer, AccountId) {
	let (owner, second, phone) = (sr(1), sr(2), sr(3));
	let id = register(&owner);
	assert_ok!(add_key(&owner, &id, &second, new_key(&second)));
	assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
	(owner, second, phone, id)
}

/// Freeze directly, from the account of a key.
fn freeze(by: &Signer, id: &AccountId) -> DispatchResult {
	direct(by.account(), freeze_call(id))
}

fn is_frozen_by(id: &AccountId, by: &Signer, full: bool) -> bool {
	let status = record(id).status;
	matches!(status, Status::Frozen { by: Authority::Key(key), full: known, .. } if key == by.key() && known == full)
}

#[test]
fn any_valid_key_freezes_directly_or_by_signature() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), passkey(2));
		let id = register(&owner);
		let relationships = Relationships::AUTHENTICATION;
		let wallet = sr(3);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Finance)));
		assert_ok!(add_key(&owner, &id, &wallet, NewKey { relationships, ..scoped_key(&wallet, Scope::Social) }));
		assert_noop!(freeze(&sr(9), &id), Error::<Test>::NotAuthorised);
		assert_noop!(freeze(&owner, &account(9)), Error::<Test>::IdentityUnknown);
		assert_ok!(freeze(&wallet, &id));
		assert_eq!(last_event(), Event::Frozen { identity: id.clone(), by: Authority::Key(wallet.key()), full: false });
		assert_noop!(freeze(&wallet, &id), Error::<Test>::IdentityFrozen);
		assert_eq!(act_signed(&phone, &id, freeze_call(&id)), err(Error::IdentityFrozen));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		// A passkey has no account; and its scope, which is money, does not matter.
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert!(is_frozen_by(&id, &phone, false));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_ok!(freeze(&owner, &id));
		assert_eq!(last_event(), Event::Frozen { identity: id.clone(), by: Authority::Key(owner.key()), full: true });
		assert_noop!(freeze(&owner, &id), Error::<Test>::IdentityFrozen);
	});
}

#[test]
fn a_key_that_is_not_valid_does_not_freeze() {
	build_and_execute(|| {
		let (owner, second, _, id) = scene();
		let late = sr(4);
		let from = NewKey { valid_from: Some(NOW + 10), valid_until: Some(NOW + 20), ..new_key(&late) };
		assert_ok!(add_key(&owner, &id, &late, from));
		assert_ok!(act(&owner, &id, revoke_call(&second)));
		assert_noop!(freeze(&second, &id), Error::<Test>::NotAuthorised);
		assert_noop!(freeze(&late, &id), Error::<Test>::NotAuthorised);
		set_time(NOW + 21);
		assert_noop!(freeze(&late, &id), Error::<Test>::NotAuthorised);
		set_time(NOW + 20);
		assert_ok!(freeze(&late, &id));
	});
}

#[test]
fn while_it_is_frozen_nothing_is_done_but_to_end_it() {
	build_and_execute(|| {
		let (owner, second, phone, id) = scene();
		for by in [&phone, &owner] {
			// The second time it goes from one freeze to the other.
			assert_ok!(freeze(by, &id));
			for signer in [&owner, &second, &phone] {
				assert_noop!(act(signer, &id, remark()), Error::<Test>::IdentityFrozen);
				assert_noop!(act_signed(signer, &id, remark()), Error::<Test>::IdentityFrozen);
				assert_noop!(act(signer, &id, batch(vec![Call::unfreeze {}.into()])), Error::<Test>::IdentityFrozen);
				assert_noop!(act(signer, &id, controllers_call(&[], 0)), Error::<Test>::IdentityFrozen);
			}
			// A scoped key neither ends it nor takes a key from others.
			assert_noop!(act(&phone, &id, Call::unfreeze {}), Error::<Test>::NotFullKey);
			assert_noop!(act(&phone, &id, revoke_call(&owner)), Error::<Test>::NotFullKey);
		}
		assert!(is_frozen_by(&id, &owner, true));
	});
}

#[test]
fn what_a_scoped_key_froze_a_full_one_thaws_at_once_and_takes_keys_away() {
	build_and_execute(|| {
		let (owner, stolen, phone, id) = scene();
		assert_ok!(freeze(&phone, &id));
		assert_ok!(act(&owner, &id, revoke_call(&stolen)));
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		assert!(key_of(&id, &stolen).revoked.is_some() && key_of(&id, &phone).revoked.is_some());
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert!(happened(Event::Unfrozen { identity: id.clone(), by: Authority::Key(owner.key()) }));
		assert!(record(&id).is_active());
		assert_eq!(act(&owner, &id, Call::unfreeze {}), err(Error::IdentityNotFrozen));
		assert_eq!((record(&id).requests, record(&id).thaws), (0, 0));
	});
}

#[test]
fn a_key_that_cannot_act_freezes_as_a_scoped_one_does() {
	build_and_execute(|| {
		let (owner, _, _, id) = scene();
		let mute = sr(4);
		let relationships = Relationships::AUTHENTICATION;
		assert_ok!(add_key(&owner, &id, &mute, NewKey { relationships, ..new_key(&mute) }));
		assert_ok!(freeze(&mute, &id));
		assert!(is_frozen_by(&id, &mute, false));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_ok!(act_signed(&mute, &id, freeze_call(&id)));
		assert!(is_frozen_by(&id, &mute, false));
	});
}

#[test]
fn a_key_with_any_limit_freezes_as_a_scoped_one_does() {
	build_and_execute(|| {
		let (owner, _, _, id) = scene();
		let limit = SpendingLimit { asset: None, amount: Balance::MAX, period: 1 };
		let counterparties = vec![account(1)].try_into().expect("one");
		for (seed, permissions) in [(5, limited(vec![limit])), (6, Permissions { counterparties, ..full() })] {
			let key = sr(seed);
			assert_ok!(add_key(&owner, &id, &key, key_with(&key, permissions)));
			assert_ok!(freeze(&key, &id));
			assert!(is_frozen_by(&id, &key, false));
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
		}
	});
}

#[test]
fn a_full_key_freezes_what_a_scoped_one_has_frozen_and_no_thief_thaws_that() {
	let ways: [fn(&Signer, &AccountId) -> DispatchResult; 3] =
		[freeze, |by, id| act(by, id, freeze_call(id)), |by, id| act_signed(by, id, freeze_call(id))];
	for way in ways {
		build_and_execute(|| {
			let (owner, thief, phone, id) = scene();
			set_time(NOW + VOTING_AGE);
			assert_ok!(freeze(&phone, &id));
			let Status::Frozen { at: first, .. } = record(&id).status else { panic!("it is frozen") };
			next_block();
			assert_ok!(way(&owner, &id));
			// The key is another, the time is not: the age of keys is counted to the first freeze.
			assert!(is_frozen_by(&id, &owner, true));
			assert!(matches!(record(&id).status, Status::Frozen { at, .. } if at == first));
			// The thief would have thawed the phone's freeze at once, and now has to ask for it.
			assert_ok!(act(&thief, &id, Call::unfreeze {}));
			assert_ok!(act(&phone, &id, revoke_call(&phone)));
			assert!(!record(&id).is_active());
			// Nor is it made a scoped one again.
			assert_noop!(freeze(&thief, &id), Error::<Test>::IdentityFrozen);
			assert!(is_frozen_by(&id, &owner, true));
		});
	}
}

#[test]
fn a_thief_with_a_full_key_can_freeze_too_and_the_phone_changes_nothing() {
	build_and_execute(|| {
		let (_, thief, phone, id) = scene();
		assert_ok!(freeze(&thief, &id));
		assert_noop!(freeze(&phone, &id), Error::<Test>::IdentityFrozen);
		assert_eq!(act(&phone, &id, freeze_call(&id)), err(Error::IdentityFrozen));
		assert!(is_frozen_by(&id, &thief, true));
	});
}

#[test]
fn controllers_freeze_and_thaw_at_once() {
	build_and_execute(|| {
		let (owner, _, phone, id) = scene();
		let boss = sr(8);
		let boss_id = register(&boss);
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		let thaw = || act(&boss, &boss_id, act_call(&id, Call::unfreeze {}));
		// As the controller, or, by it, as the identity itself.
		for (count, call) in [(1, freeze_call(&id).into()), (2, act_call(&id, freeze_call(&id)))] {
			assert_ok!(act(&boss, &boss_id, call));
			let by = Authority::Controller(boss_id.clone());
			assert!(matches!(record(&id).status, Status::Frozen { by: known, full: true, .. } if known == by));
			assert_ok!(thaw());
			assert!(happened(Event::Unfrozen { identity: id.clone(), by }));
			assert_eq!(record(&id).thaws, count);
		}
		// Whoever froze it.
		for (count, by) in [(3, &phone), (4, &owner)] {
			assert_ok!(freeze(by, &id));
			assert_ok!(thaw());
			assert!(record(&id).is_active());
			assert_eq!(record(&id).thaws, count);
		}
		// And it freezes what a scoped key has frozen.
		assert_ok!(freeze(&phone, &id));
		assert_ok!(act(&boss, &boss_id, freeze_call(&id)));
		assert!(matches!(record(&id).status, Status::Frozen { full: true, .. }));
		assert_eq!(act(&boss, &boss_id, freeze_call(&id)), err(Error::IdentityFrozen));
	});
}

#[test]
fn a_controller_freezes_only_with_a_full_key_of_its_own_and_by_no_proxy() {
	build_and_execute(|| {
		let (owner, _, _, id) = scene();
		let (boss, social) = (sr(8), sr(9));
		let (boss_id, other) = (register(&boss), register(&sr(10)));
		endow(&boss_id, 1_000);
		assert_ok!(add_key(&boss, &boss_id, &social, scoped_key(&social, Scope::Social)));
		// Two must agree on everything else.
		assert_ok!(control(&owner, &id, &[&boss_id, &other], 2));
		for call in [freeze_call(&id).into(), act_call(&id, freeze_call(&id)), batch(vec![freeze_call(&id).into()])] {
			assert_noop!(act(&social, &boss_id, call), Error::<Test>::NotFullKey);
		}
		// Not even if the classes were wrong: the controller is acted as, but not in its whole power.
		Blind::set(true);
		assert_eq!(act(&social, &boss_id, freeze_call(&id)), err(Error::NotFullKey));
		Blind::set(false);
		// Whoever has the origin of the controller without acting as it, such as a proxy.
		assert_noop!(Registry::freeze(signed(boss_id.clone()), id.clone()), Error::<Test>::NotActing);
		assert_ok!(act(&boss, &boss_id, add_proxy(stranger())));
		let call = Box::new(freeze_call(&id).into());
		let proxied = pallet_proxy::Call::proxy { real: boss_id.clone(), force_proxy_type: None, call };
		assert_ok!(dispatch(signed(stranger()), RuntimeCall::Proxy(proxied)));
		let result = err(Error::NotActing);
		System::assert_last_event(pallet_proxy::Event::<Test>::ProxyExecuted { result }.into());
		// A proxy of the identity itself is no better.
		assert_noop!(Registry::freeze(signed(id.clone()), id.clone()), Error::<Test>::NotActing);
		// The key of the controller is not the controller.
		assert_noop!(freeze(&boss, &id), Error::<Test>::NotAuthorised);
		assert!(record(&id).is_active());
		assert_ok!(act(&boss, &boss_id, freeze_call(&id)));
		// To thaw it, two must agree.
		let thaw = act_call(&id, Call::unfreeze {});
		assert_eq!(act(&boss, &boss_id, thaw), err(Error::NotApproved));
	});
}

#[test]
fn who_was_only_asked_to_control_does_not_freeze() {
	build_and_execute(|| {
		let (owner, _, _, id) = scene();
		let boss = sr(8);
		let boss_id = register(&boss);
		assert_ok!(invite(&owner, &id, &[&boss_id], 1));
		assert_eq!(act(&boss, &boss_id, freeze_call(&id)), err(Error::NotAuthorised));
	});
}

#[test]
fn while_it_is_frozen_controllers_set_others_and_take_keys_away_at_once() {
	build_and_execute(|| {
		let (owner, thief, phone, id) = scene();
		let (boss, other) = (sr(8), sr(9));
		let (boss_id, other_id) = (register(&boss), register(&other));
		assert_ok!(control(&owner, &id, &[&boss_id, &other_id], 1));
		for by in [&phone, &owner] {
			assert_ok!(freeze(by, &id));
			for call in [
				remark(),
				transfer(stranger(), 1),
				add_proxy(stranger()),
				Call::deactivate { beneficiary: None }.into(),
			] {
				assert_eq!(act(&boss, &boss_id, act_call(&id, call)), err(Error::IdentityFrozen));
			}
			let vote = Call::vote { request: 1, in_favour: true };
			assert_eq!(act(&boss, &boss_id, act_call(&id, vote)), err(Error::IdentityFrozen));
		}
		assert_ok!(act(&boss, &boss_id, act_call(&id, revoke_call(&thief))));
		assert!(key_of(&id, &thief).revoked.is_some());
		assert_ok!(act(&boss, &boss_id, act_call(&id, controllers_call(&[&boss_id], 1))));
		assert_eq!(record(&id).controllers.to_vec(), std::slice::from_ref(&boss_id));
		// But whoever is named now cannot accept before it is over.
		assert_ok!(act(&boss, &boss_id, act_call(&id, controllers_call(&[&boss_id, &other_id], 1))));
		assert_eq!(accept(&other, &other_id, &id), err(Error::IdentityFrozen));
		assert_eq!(record(&id).invited.to_vec(), [other_id]);
	});
}

#[test]
fn freezing_is_never_denied_or_delayed() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		GuardFilters::set(true);
		GuardUndoes::set(true);
		for (seed, says) in [(2, Verdict::Deny), (3, Verdict::Delay { until: NOW + 1 })] {
			GuardSays::set(Verdict::Allow);
			GuardUndoes::set(false);
			let phone = ed(seed);
			assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
			GuardSays::set(says);
			GuardUndoes::set(true);
			assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
			// And neither is taking one's own key away.
			assert_ok!(act_signed(&phone, &id, revoke_call(&phone)));
			GuardSays::set(Verdict::Allow);
			GuardUndoes::set(false);
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
		}
		// Freezing another is not freezing oneself: it is an act as any.
		GuardSays::set(Verdict::Deny);
		assert_eq!(act(&owner, &id, freeze_call(&account(9))), err(Error::ActDenied));
		GuardSays::set(Verdict::Allow);
		GuardFilters::set(false);
	});
}

#[test]
fn freezing_writes_one_record() {
	build_and_execute(|| {
		let (owner, _, _, id) = scene();
		let (keys, before) = (Keys::<Test>::get(&id), record(&id));
		assert_ok!(freeze(&owner, &id));
		assert_eq!(Keys::<Test>::get(&id), keys);
		let frozen = IdentityRecord { status: record(&id).status, version: before.version + 1, ..before };
		assert_eq!(record(&id), frozen);
		assert!(!Freezes::<Test>::contains_key(&id));
	});
}

#[test]
fn a_signed_freeze_works_once_and_uses_no_nonce() {
	build_and_execute(|| {
		let (owner, boss, phone) = (ed(1), sr(8), passkey(3));
		let (id, boss_id) = (register(&owner), register(&boss));
		assert_ok!(act_signed(&owner, &id, add_key_call(&id, &phone, scoped_key(&phone, Scope::Social))));
		assert_ok!(act_signed(&owner, &id, controllers_call(&[&boss_id], 1)));
		assert_ok!(accept(&boss, &boss_id, &id));
		let before = nonce(&id, &phone);
		let frozen = signed_call(&phone, &id, freeze_call(&id));
		assert_ok!(submit(frozen.clone()));
		assert_eq!((nonce(&id, &phone), key_of(&id, &phone).froze), (before, 1));
		assert_ok!(act_signed(&owner, &id, Call::unfreeze {}));
		// Whoever has seen it cannot freeze again with it.
		assert_noop!(submit(frozen.clone()), Error::<Test>::SignatureInvalid);
		// The owner's is another.
		assert_ok!(act_signed(&owner, &id, freeze_call(&id)));
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		// That thaw counted.
		assert_noop!(submit(frozen), Error::<Test>::SignatureInvalid);
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert_eq!(key_of(&id, &phone).froze, 2);
	});
}

#[test]
fn a_freeze_that_fails_or_is_undone_is_not_used_up() {
	build_and_execute(|| {
		let (owner, thief, phone, id) = scene();
		let frozen = signed_call(&phone, &id, freeze_call(&id));
		// The thief carries it in an act that fails.
		let undone = batch_all(vec![frozen.clone(), transfer(stranger(), 1)]);
		assert!(act(&thief, &id, undone.clone()).is_err());
		assert!(dispatch(signed(stranger()), batch_all(vec![frozen.clone(), Call::unfreeze {}.into()])).is_err());
		assert!(record(&id).is_active());
		assert_ok!(freeze(&owner, &id));
		assert_eq!(submit(frozen.clone()), err(Error::IdentityFrozen));
		assert_eq!(key_of(&id, &phone).froze, 0);
	});
}

#[test]
fn a_thief_who_carries_the_owners_freeze_does_no_more_after_it() {
	build_and_execute(|| {
		let (owner, thief, _, id) = scene();
		set_time(NOW + VOTING_AGE);
		endow(&id, 1_000);
		let frozen = signed_call(&owner, &id, freeze_call(&id));
		for after in [
			add_key_call(&id, &ed(9), new_key(&ed(9))).into(),
			RuntimeCall::from(permit_call(&owner, scoped(Scope::Social))),
			rotate_call(&id, &owner, &ed(9)).into(),
			Call::deactivate { beneficiary: Some(stranger()) }.into(),
		] {
			let both = batch_all(vec![frozen.clone(), after]);
			assert_eq!(act(&thief, &id, both), err(Error::IdentityFrozen));
		}
		// To take the owner's key away it can ask, as it could in another act.
		let both = batch_all(vec![frozen, revoke_call(&owner).into()]);
		assert_ok!(act(&thief, &id, both));
		assert!(is_frozen_by(&id, &owner, true));
		assert!(key_of(&id, &owner).revoked.is_none());
		assert!(key_of(&id, &thief).request.is_some());
	});
}

#[test]
fn thaws_count_only_if_they_were_asked_for_or_of_controllers() {
	build_and_execute(|| {
		let (owner, _, phone, id) = scene();
		for _ in 0..3 {
			assert_ok!(freeze(&phone, &id));
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
		}
		assert_eq!(record(&id).thaws, 0);
		assert_ok!(freeze(&owner, &id));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_eq!(record(&id).thaws, 0);
		set_time(NOW + REQUEST_DELAY);
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_eq!(record(&id).thaws, 1);
		assert!(record(&id).is_active());
	});
}

#[test]
fn the_times_of_freezes_are_remembered() {
	build_and_execute(|| {
		let (owner, _, phone, id) = scene();
		let stamp = |block| Stamp { block, time: NOW + 3_000 * (block - 1) };
		assert_ok!(freeze(&phone, &id));
		assert_eq!(Freezes::<Test>::get(&id).len(), 0);
		next_block();
		// From the first, whoever froze it as well.
		assert_ok!(freeze(&owner, &id));
		next_block();
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_eq!(Freezes::<Test>::get(&id).len(), 0);
		for _ in 0..10 {
			next_block();
		}
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		next_block();
		assert_ok!(freeze(&phone, &id));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		let freeze = |from, until| Freeze { from: stamp(from), until: stamp(until), throughout: true };
		assert_eq!(Freezes::<Test>::get(&id).to_vec(), [freeze(1, 13), freeze(14, 14)]);
	});
}

#[test]
fn many_short_freezes_make_nobody_forget_those_of_long_ago() {
	build_and_execute(|| {
		let (owner, _, phone, id) = scene();
		// One for a long time; a long time later the others, close to one another.
		let mut times = vec![(NOW, NOW + 500_000)];
		let after = NOW + 1_000_000;
		times.extend((0..10).map(|index| (after + index * 1_000, after + index * 1_000 + 10)));
		// The fourth and the fifth are closest.
		times[5].0 -= 500;
		for (from, until) in &times {
			set_time(*from);
			assert_ok!(freeze(&phone, &id));
			set_time(*until);
			assert_ok!(act(&owner, &id, Call::unfreeze {}));
			check_state();
		}
		let known = Freezes::<Test>::get(&id);
		assert_eq!(known.len(), MAX_FREEZES as usize);
		let span = |freeze: &Freeze<u64>| (freeze.from.time, freeze.until.time, freeze.throughout);
		assert_eq!(span(&known[0]), (NOW, NOW + 500_000, true));
		assert!(known.iter().any(|freeze| span(freeze) == (times[4].0, times[5].1, false)));
		// Each freeze is within one that is known, and those that are known for sure are as they were.
		for (from, until) in &times {
			assert!(known.iter().any(|known| known.from.time <= *from && *until <= known.until.time));
		}
		for known in known.iter().filter(|known| known.throughout) {
			assert!(times.contains(&(known.from.time, known.until.time)));
		}
	});
}
