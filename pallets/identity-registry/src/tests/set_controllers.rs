use super::*;

/// Registers `n` persons.
fn people(n: u8) -> Vec<(Signer, AccountId)> {
	(1..=n).map(|seed| (sr(seed), register_kind(&sr(seed), Kind::Person, key_room::<Test>(0)))).collect()
}

#[test]
fn a_single_controller_acts_for_a_child() {
	build_and_execute(|| {
		let all = people(2);
		let ((parent, parent_id), (child, child_id)) = (&all[0], &all[1]);
		assert_ok!(control(child, child_id, &[parent_id], 1));
		assert_eq!((record(parent_id).controlled, record(parent_id).below), (1, 1));
		endow(child_id, 100);
		// As the parent, and from there as the child.
		assert_ok!(act(parent, parent_id, act_call(child_id, transfer(stranger(), 10))));
		assert_eq!(Balances::free_balance(child_id), 90);
		// The key of the parent is not a key of the child.
		assert_eq!(act(parent, child_id, remark()), err(Error::NotAuthorised));
		// The child lets the parent go.
		assert_ok!(control(child, child_id, &[], 0));
		assert_eq!((record(parent_id).controlled, record(parent_id).below), (0, 0));
		assert_eq!(act(parent, parent_id, act_call(child_id, remark())), err(Error::NotAuthorised));
	});
}

#[test]
fn controllers_are_identities_none_twice_and_the_threshold_can_be_reached() {
	build_and_execute(|| {
		let all = people(3);
		let (owner, id) = &all[0];
		let (a, b) = (&all[1].1, &all[2].1);
		assert_eq!(control(owner, id, &[&account(9)], 1), err(Error::ControllerUnknown));
		assert_eq!(control(owner, id, &[&sr(2).account()], 1), err(Error::ControllerUnknown));
		assert_eq!(control(owner, id, &[a, a], 1), err(Error::ControllerDuplicate));
		assert_eq!(control(owner, id, &[a, b], 0), err(Error::ThresholdInvalid));
		assert_eq!(control(owner, id, &[a, b], 3), err(Error::ThresholdInvalid));
		assert_eq!(control(owner, id, &[], 1), err(Error::ThresholdInvalid));
		assert_ok!(control(owner, id, &[a, b], 2));
		assert_ok!(act(&all[1].0, a, Call::deactivate { beneficiary: None }));
		// One that is gone may stay, so that the others can be changed, but not be named anew.
		assert_ok!(control(owner, id, &[a], 1));
		assert_ok!(control(owner, id, &[b], 1));
		assert_eq!(control(owner, id, &[a], 1), err(Error::ControllerUnknown));
	});
}

#[test]
fn cycles_are_refused() {
	build_and_execute(|| {
		let all = people(3);
		let [(a_key, a), (b_key, b), (c_key, c)] = &all[..] else { unreachable!("three") };
		assert_eq!(control(a_key, a, &[a], 1), err(Error::ControlCycle));
		assert_ok!(control(a_key, a, &[b], 1));
		assert_eq!(control(b_key, b, &[a], 1), err(Error::ControlCycle));
		assert_ok!(control(b_key, b, &[c], 1));
		assert_eq!(control(c_key, c, &[a], 1), err(Error::ControlCycle));
		assert_eq!(control(c_key, c, &[b], 1), err(Error::ControlCycle));
		// Given up, it can be turned around.
		assert_ok!(control(a_key, a, &[], 0));
		assert_ok!(control(b_key, b, &[], 0));
		assert_ok!(control(b_key, b, &[a], 1));
	});
}

#[test]
fn chains_are_no_longer_than_four_from_either_end() {
	build_and_execute(|| {
		let all = people(6);
		// Each is controlled by the next: 0 <- 1 <- 2 <- 3 <- 4.
		for pair in all[..5].windows(2) {
			assert_ok!(control(&pair[0].0, &pair[0].1, &[&pair[1].1], 1));
		}
		assert_eq!(record(&all[4].1).below, 4);
		let (top_key, top) = &all[4];
		assert_eq!(control(top_key, top, &[&all[5].1], 1), err(Error::TooDeep));
		let (last_key, last) = &all[5];
		assert_eq!(control(last_key, last, &[&all[0].1], 1), err(Error::TooDeep));
		assert_ok!(control(last_key, last, &[&all[1].1], 1));
	});
}

#[test]
fn a_chain_of_four_can_be_acted_down() {
	build_and_execute(|| {
		let all = people(5);
		for pair in all.windows(2) {
			assert_ok!(control(&pair[0].0, &pair[0].1, &[&pair[1].1], 1));
		}
		let mut call = remark();
		for (_, id) in &all[..4] {
			call = act_call(id, call);
		}
		let (top, top_id) = &all[4];
		assert_ok!(act(top, top_id, call));
		let successes = System::read_events_for_pallet::<Event<Test>>()
			.into_iter()
			.rev()
			.take(5)
			.filter(|event| matches!(event, Event::Acted { result: Ok(()), .. }))
			.count();
		assert_eq!(successes, 5);
	});
}

#[test]
fn what_a_change_costs_is_bounded() {
	build_and_execute(|| {
		let all = people(70);
		let members = |from: usize, to: usize| -> Vec<&AccountId> { all[from..to].iter().map(|(_, id)| id).collect() };
		// Four of sixteen controllers each, all different: 4 + 64 ancestors.
		for (at, boss) in (0..4).enumerate() {
			let chosen = members(5 + 16 * at, 5 + 16 * (at + 1));
			assert_ok!(control(&all[1 + boss].0, &all[1 + boss].1, &chosen, 1));
		}
		assert_eq!(control(&all[0].0, &all[0].1, &members(1, 5), 1), err(Error::TooManyAncestors));
		assert_ok!(control(&all[0].0, &all[0].1, &members(1, 4), 1));
	});
}

#[test]
fn an_identity_keeps_someone_who_can_manage_it() {
	build_and_execute(|| {
		let all = people(2);
		let ((owner, id), (_, boss)) = (&all[0], &all[1]);
		assert_ok!(control(owner, id, &[boss], 1));
		assert_ok!(act(owner, id, Call::revoke_key { key: owner.key() }));
		let boss_key = &all[1].0;
		let give_up = act_call(id, controllers_call(&[], 0));
		assert_ok!(act(boss_key, boss, give_up));
		assert_eq!(record(id).controllers.len(), 1);
	});
}
