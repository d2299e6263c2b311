//! Who controls whom: named, accepted, resigned.

use super::*;

/// Registers `n` persons.
fn people(n: u8) -> Vec<(Signer, AccountId)> {
	(1..=n).map(|seed| (sr(seed), register_kind(&sr(seed), Kind::Person, key_room::<Test>(0, 0)))).collect()
}

/// Registers `n` persons, each of whom is controlled by the next.
fn chain(n: u8) -> Vec<(Signer, AccountId)> {
	let all = people(n);
	for pair in all.windows(2) {
		assert_ok!(control(&pair[0].0, &pair[0].1, &[&pair[1].1], 1));
	}
	all
}

fn resign(by: &Signer, controller: &AccountId, id: &AccountId) -> DispatchResult {
	act(by, controller, Call::resign_control { identity: id.clone() })
}

/// That an act is refused, and that the call itself refuses and changes nothing.
fn refuses(by: &Signer, id: &AccountId, call: Call<Test>, error: Error<Test>) {
	let code = DispatchError::from(error);
	assert_noop!(made_by(by, id, call.clone()), code);
	assert_eq!(act(by, id, call), Err(code));
}

fn accept_call(id: &AccountId) -> Call<Test> {
	Call::accept_control { identity: id.clone() }
}

#[test]
fn a_single_controller_acts_for_a_child() {
	build_and_execute(|| {
		let all = people(2);
		let ((parent, parent_id), (child, child_id)) = (&all[0], &all[1]);
		assert_ok!(control(child, child_id, &[parent_id], 1));
		assert_eq!(record(parent_id).controlled, 1);
		endow(child_id, 100);
		// As the parent, and from there as the child.
		assert_ok!(act(parent, parent_id, act_call(child_id, transfer(stranger(), 10))));
		assert_eq!(Balances::free_balance(child_id), 90);
		// The key of the parent is not a key of the child.
		assert_noop!(act(parent, child_id, remark()), Error::<Test>::NotAuthorised);
		// The child lets the parent go.
		assert_ok!(control(child, child_id, &[], 0));
		assert_eq!(record(parent_id).controlled, 0);
		assert_eq!(act(parent, parent_id, act_call(child_id, remark())), err(Error::NotAuthorised));
	});
}

#[test]
fn who_was_named_controls_nothing_until_accepting() {
	build_and_execute(|| {
		let all = people(2);
		let ((parent, parent_id), (child, child_id)) = (&all[0], &all[1]);
		assert_ok!(invite(child, child_id, &[parent_id], 1));
		assert_eq!(
			last_event_but_acted(),
			Event::ControllersSet {
				identity: child_id.clone(),
				controllers: Default::default(),
				invited: vec![parent_id.clone()].try_into().expect("one"),
				threshold: 1,
			}
		);
		assert_eq!(
			(record(child_id).controllers.len(), record(child_id).invited.to_vec()),
			(0, vec![parent_id.clone()])
		);
		assert_eq!(record(parent_id).controlled, 0);
		assert_eq!(act(parent, parent_id, act_call(child_id, remark())), err(Error::NotAuthorised));
		let version = record(child_id).controllers_version;
		assert_ok!(accept(parent, parent_id, child_id));
		let accepted = Event::ControlAccepted { identity: child_id.clone(), controller: parent_id.clone() };
		assert_eq!(last_event_but_acted(), accepted);
		assert_eq!(
			(record(child_id).controllers.to_vec(), record(child_id).invited.len()),
			(vec![parent_id.clone()], 0)
		);
		assert_eq!((record(parent_id).controlled, record(child_id).controllers_version), (1, version));
		assert_ok!(act(parent, parent_id, act_call(child_id, remark())));
		refuses(parent, parent_id, accept_call(child_id), Error::NotInvited);
		refuses(parent, parent_id, accept_call(&account(9)), Error::IdentityUnknown);
	});
}

/// The last event before that which says what became of the act.
fn last_event_but_acted() -> Event<Test> {
	System::read_events_for_pallet::<Event<Test>>().into_iter().rev().nth(1).expect("there were two")
}

#[test]
fn a_stranger_who_names_someone_changes_nothing_for_them() {
	build_and_execute(|| {
		let all = people(9);
		let [(victim, v), (friend, f), (below, b), attackers @ ..] = &all[..] else { unreachable!("nine") };
		assert_ok!(control(below, b, &[v], 1));
		let before = record(v);
		// A long chain, at the end of which the victim is named as one of two.
		for pair in attackers.windows(2) {
			assert_ok!(control(&pair[0].0, &pair[0].1, &[&pair[1].1], 1));
		}
		let (last, last_id) = &attackers[attackers.len() - 1];
		assert_ok!(invite(last, last_id, &[v, &attackers[0].1], 2));
		for (attacker, id) in &attackers[..attackers.len() - 1] {
			assert_ok!(act(attacker, id, controllers_call(&[v], 1)));
		}
		assert_eq!(record(v), before);
		// The victim names controllers, who can accept; and accepts others.
		assert_ok!(invite(victim, v, &[f], 1));
		assert_ok!(accept(friend, f, v));
		assert_ok!(act(friend, f, act_call(v, remark())));
		let (other, o) = &attackers[1];
		assert_ok!(invite(other, o, &[v], 1));
		assert_ok!(accept(victim, v, o));
		assert_ok!(resign(victim, v, o));
		// It need not resign from what it never accepted before it ends.
		assert_eq!(act(victim, v, Call::deactivate { beneficiary: None }), err(Error::ControlsOthers));
		assert_ok!(resign(victim, v, b));
		assert_ok!(act(victim, v, Call::deactivate { beneficiary: None }));
		assert!(attackers.iter().any(|(_, id)| record(id).invited.contains(v)));
	});
}

#[test]
fn controllers_are_identities_none_twice_and_the_threshold_can_be_reached() {
	build_and_execute(|| {
		let all = people(3);
		let (owner, id) = &all[0];
		let (a, b) = (&all[1].1, &all[2].1);
		let refuses = |controllers: &[&AccountId], threshold, error| {
			refuses(owner, id, controllers_call(controllers, threshold), error)
		};
		refuses(&[&account(9)], 1, Error::ControllerUnknown);
		refuses(&[&sr(2).account()], 1, Error::ControllerUnknown);
		refuses(&[a, a], 1, Error::ControllerDuplicate);
		refuses(&[a, b], 0, Error::ThresholdInvalid);
		refuses(&[a, b], 3, Error::ThresholdInvalid);
		refuses(&[], 1, Error::ThresholdInvalid);
		refuses(&[id], 1, Error::ControlCycle);
		assert_ok!(invite(owner, id, &[a, b], 2));
		assert_ok!(act(&all[1].0, a, Call::deactivate { beneficiary: None }));
		// One that is gone may stay named, so that the others can be changed, but not be named anew; and it accepts nothing.
		assert_ok!(invite(owner, id, &[a], 1));
		assert_noop!(accept(&all[1].0, a, id), Error::<Test>::NotAuthorised);
		assert_noop!(made_by(&all[1].0, a, accept_call(id)), Error::<Test>::IdentityDeactivated);
		assert_ok!(invite(owner, id, &[b], 1));
		refuses(&[a], 1, Error::ControllerUnknown);
	});
}

#[test]
fn accepting_needs_a_full_key_of_a_controller_that_is_not_frozen() {
	build_and_execute(|| {
		let all = people(2);
		let ((parent, parent_id), (child, child_id)) = (&all[0], &all[1]);
		assert_ok!(Registry::fund(signed(payer()), parent_id.clone(), plenty()));
		let phone = sr(9);
		assert_ok!(add_key(parent, parent_id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		assert_ok!(invite(child, child_id, &[parent_id], 1));
		assert_noop!(accept(&phone, parent_id, child_id), Error::<Test>::NotFullKey);
		assert_noop!(Registry::accept_control(signed(parent_id.clone()), child_id.clone()), Error::<Test>::NotActing);
		assert_ok!(Registry::freeze(signed(phone.account()), parent_id.clone()));
		assert_noop!(accept(parent, parent_id, child_id), Error::<Test>::IdentityFrozen);
		assert_noop!(made_by(parent, parent_id, accept_call(child_id)), Error::<Test>::IdentityFrozen);
		assert_ok!(act(parent, parent_id, Call::unfreeze {}));
		// Nor while it is frozen that named it.
		assert_ok!(Registry::freeze(signed(child.account()), child_id.clone()));
		refuses(parent, parent_id, accept_call(child_id), Error::IdentityFrozen);
		set_time(NOW + REQUEST_DELAY);
		assert_ok!(act(child, child_id, Call::unfreeze {}));
		set_time(NOW + 2 * REQUEST_DELAY);
		assert_ok!(act(child, child_id, Call::unfreeze {}));
		assert_ok!(accept(parent, parent_id, child_id));
	});
}

#[test]
fn who_is_named_again_stays_and_who_is_not_is_asked_no_more() {
	build_and_execute(|| {
		let all = people(4);
		let [(owner, id), (a_key, a), (b_key, b), (_, c)] = &all[..] else { unreachable!("four") };
		assert_ok!(invite(owner, id, &[a, b], 1));
		assert_ok!(accept(a_key, a, id));
		assert_ok!(invite(owner, id, &[a, c], 2));
		assert_eq!((record(id).controllers.to_vec(), record(id).invited.to_vec()), (vec![a.clone()], vec![c.clone()]));
		assert_eq!((record(a).controlled, record(id).controllers_version), (1, 2));
		refuses(b_key, b, accept_call(id), Error::NotInvited);
		assert_ok!(invite(owner, id, &[c], 1));
		assert_eq!(record(a).controlled, 0);
		// Who comes back has to accept again.
		assert_ok!(invite(owner, id, &[a], 1));
		assert_eq!(record(id).controllers.len(), 0);
		assert_ok!(accept(a_key, a, id));
	});
}

#[test]
fn controllers_resign_and_decline_at_will_and_the_threshold_stays() {
	build_and_execute(|| {
		let all = people(4);
		let [(owner, id), (a_key, a), (b_key, b), (c_key, c)] = &all[..] else { unreachable!("four") };
		assert_ok!(invite(owner, id, &[a, b, c], 2));
		assert_ok!(accept(a_key, a, id));
		assert_ok!(accept(b_key, b, id));
		assert_ok!(act(owner, id, revoke_call(owner)));
		// Declining.
		assert_ok!(resign(c_key, c, id));
		let resigned = Event::ControlResigned { identity: id.clone(), controller: c.clone() };
		assert_eq!(last_event_but_acted(), resigned);
		refuses(c_key, c, Call::resign_control { identity: id.clone() }, Error::NotController);
		refuses(c_key, c, Call::resign_control { identity: account(9) }, Error::IdentityUnknown);
		refuses(c_key, c, accept_call(id), Error::NotInvited);
		// Nobody can be kept, though the others are too few then.
		assert_ok!(resign(b_key, b, id));
		assert_eq!((record(id).threshold, record(id).controllers.to_vec()), (2, vec![a.clone()]));
		assert_eq!((record(a).controlled, record(b).controlled), (1, 0));
		assert_eq!(act(a_key, a, act_call(id, remark())), err(Error::NotApproved));
		assert_ok!(resign(a_key, a, id));
		assert_ok!(act(a_key, a, Call::deactivate { beneficiary: None }));
	});
}

#[test]
fn resigning_needs_a_full_key_and_waits_for_nobody() {
	build_and_execute(|| {
		let all = people(2);
		let ((parent, parent_id), (child, child_id)) = (&all[0], &all[1]);
		assert_ok!(Registry::fund(signed(payer()), parent_id.clone(), plenty()));
		let phone = sr(9);
		assert_ok!(add_key(parent, parent_id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		assert_ok!(control(child, child_id, &[parent_id], 1));
		assert_noop!(resign(&phone, parent_id, child_id), Error::<Test>::NotFullKey);
		assert_noop!(Registry::resign_control(signed(parent_id.clone()), child_id.clone()), Error::<Test>::NotActing);
		// The child's being frozen is no reason to stay.
		assert_ok!(Registry::freeze(signed(child.account()), child_id.clone()));
		assert_ok!(resign(parent, parent_id, child_id));
		assert_eq!((record(parent_id).controlled, record(child_id).controllers.len()), (0, 0));
	});
}

#[test]
fn cycles_are_refused_when_someone_accepts() {
	build_and_execute(|| {
		let all = people(3);
		let [(a_key, a), (b_key, b), (c_key, c)] = &all[..] else { unreachable!("three") };
		refuses(a_key, a, controllers_call(&[a], 1), Error::ControlCycle);
		// Each may name the other, and one of them accept.
		assert_ok!(invite(a_key, a, &[b], 1));
		assert_ok!(invite(b_key, b, &[a], 1));
		assert_ok!(accept(b_key, b, a));
		refuses(a_key, a, accept_call(b), Error::ControlCycle);
		assert_ok!(control(b_key, b, &[c], 1));
		assert_ok!(invite(c_key, c, &[a, b], 1));
		refuses(a_key, a, accept_call(c), Error::ControlCycle);
		refuses(b_key, b, accept_call(c), Error::ControlCycle);
		// Given up, it can be turned around.
		assert_ok!(resign(b_key, b, a));
		assert_ok!(accept(a_key, a, c));
		assert_ok!(invite(a_key, a, &[b], 1));
		refuses(b_key, b, accept_call(a), Error::ControlCycle);
	});
}

#[test]
fn long_cycles_are_refused_too() {
	build_and_execute(|| {
		let all = chain(65);
		let (first, (last, last_id)) = (&all[0], &all[64]);
		assert_ok!(invite(last, last_id, &[&first.1], 1));
		refuses(&first.0, &first.1, accept_call(last_id), Error::ControlCycle);
		assert_eq!(record(last_id).controllers.len(), 0);
	});
	// Of those beyond it is not known whether there would be one.
	build_and_execute(|| {
		let all = chain(66);
		let (first, (last, last_id)) = (&all[0], &all[65]);
		assert_ok!(invite(last, last_id, &[&first.1], 1));
		refuses(&first.0, &first.1, accept_call(last_id), Error::TooManyAncestors);
	});
}

#[test]
fn a_cycle_of_one_is_found_among_many() {
	build_and_execute(|| {
		let all = people(20);
		let ids: Vec<_> = all.iter().map(|(_, id)| id).collect();
		assert_ok!(control(&all[0].0, ids[0], &ids[1..17], 1));
		assert_ok!(control(&all[16].0, ids[16], &ids[17..20], 1));
		assert_ok!(invite(&all[19].0, ids[19], &[ids[0], ids[18]], 1));
		refuses(&all[0].0, ids[0], accept_call(ids[19]), Error::ControlCycle);
		// That both are in control of the same is no cycle.
		assert_ok!(accept(&all[18].0, ids[18], ids[19]));
	});
}

#[test]
fn no_more_than_so_many_ancestors_are_looked_at() {
	build_and_execute(|| {
		let all = people(72);
		let ids: Vec<_> = all.iter().map(|(_, id)| id).collect();
		// The first has four controllers, and each of these sixteen, fifteen, fifteen and fourteen: 64 together.
		let mut from = 5;
		for (boss, number) in [(1, 16), (2, 15), (3, 15), (4, 14)] {
			assert_ok!(control(&all[boss].0, ids[boss], &ids[from..from + number], 1));
			from += number;
		}
		assert_ok!(control(&all[0].0, ids[0], &ids[1..5], 1));
		let (other, o) = (&all[70].0, ids[70]);
		assert_ok!(invite(other, o, &[ids[0]], 1));
		// One more is one too many; and it is known to both sides, as it was named by them.
		assert_ok!(control(&all[from - 1].0, ids[from - 1], &[ids[71]], 1));
		refuses(&all[0].0, ids[0], accept_call(o), Error::TooManyAncestors);
		assert_ok!(resign(&all[71].0, ids[71], ids[from - 1]));
		assert_ok!(accept(&all[0].0, ids[0], o));
	});
}

#[test]
fn a_chain_is_as_long_as_one_likes_and_acts_go_down_four() {
	build_and_execute(|| {
		let all = chain(7);
		let down = |from: usize, levels: usize| {
			all[from - levels..from].iter().fold(remark(), |call, (_, id)| act_call(id, call))
		};
		let acts = || System::read_events_for_pallet::<Event<Test>>().len();
		for from in [4, 6] {
			let (top, top_id) = &all[from];
			let before = acts();
			assert_ok!(act(top, top_id, down(from, 3)));
			let done = System::read_events_for_pallet::<Event<Test>>().split_off(before);
			assert_eq!(done.len(), 4);
			assert!(done.iter().all(|event| matches!(event, Event::Acted { result: Ok(()), .. })));
			assert_noop!(act(top, top_id, down(from, 4)), Error::<Test>::TooDeep);
		}
	});
}

#[test]
fn an_identity_keeps_someone_who_can_manage_it() {
	build_and_execute(|| {
		let all = people(3);
		let [(owner, id), (boss, b), (other, o)] = &all[..] else { unreachable!("three") };
		// Those who were only asked manage nothing, and neither do fewer than have to agree.
		assert_ok!(invite(owner, id, &[b, o], 2));
		let refused = |call: Call<Test>| {
			// A key that revokes itself is not kept from it, so another authority asks.
			assert_noop!(made_as(id, Authority::Controller(b.clone()), call), Error::<Test>::LastFullKey);
		};
		refused(revoke_call(owner));
		refused(permit_call(owner, scoped(Scope::Social)));
		assert_ok!(accept(boss, b, id));
		refused(revoke_call(owner));
		assert_eq!(act(owner, id, permit_call(owner, scoped(Scope::Social))), err(Error::LastFullKey));
		assert_ok!(accept(other, o, id));
		assert_ok!(act(owner, id, revoke_call(owner)));
		// From now on it is the controllers who must stay enough.
		refused(controllers_call(&[], 0));
		let new = register(&sr(99));
		refused(controllers_call(&[b, &new], 2));
		assert_eq!(record(id).controllers.len(), 2);
	});
}
