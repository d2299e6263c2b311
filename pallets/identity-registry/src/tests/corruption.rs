//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::{
	Domains, Freezes, IdentitiesByAccount, IdentitiesByDomain, IdentitiesByKey, LinkedAccounts, Names, Proposals,
	Services,
};
use civitas_primitives::identity::document::Stamp;

fn broken(number: &str, corrupt: impl FnOnce(AccountId, AccountId)) {
	new_test_ext().execute_with(|| {
		let (owner, boss, second) = (sr(1), sr(2), sr(4));
		let (id, boss_id, asked) = (register(&owner), register(&boss), register(&sr(5)));
		endow(&boss_id, 50_000);
		assert_ok!(add_key(&owner, &id, &second, new_key(&second)));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		assert_ok!(invite(&owner, &id, &[&boss_id, &asked], 1));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		let wallet = sr(3);
		let proof = prove(&wallet, action::LINK_ACCOUNT, &id, 0, wallet.key());
		assert_ok!(act(&owner, &id, Call::link_account { key: wallet.key(), proof }));
		let attest = Call::attest_domain { identity: id.clone(), domain: text("a.example"), valid_until: NOW };
		assert_ok!(act(&boss, &boss_id, attest));
		assert_ok!(act(&boss, &boss_id, approve_call(&id, &remark())));
		// One freeze that is over, one that lasts, and what two keys ask for.
		assert_ok!(act(&boss, &boss_id, freeze_call(&id)));
		assert_ok!(act(&boss, &boss_id, act_call(&id, Call::unfreeze {})));
		next_block();
		set_time(NOW + VOTING_AGE);
		assert_ok!(direct(owner.account(), freeze_call(&id)));
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_ok!(act(&second, &id, Call::unfreeze {}));
		check_state();
		corrupt(id, boss_id);
		let found = Registry::do_try_state().expect_err("the corruption is noticed");
		let sp_runtime::TryRuntimeError::Other(message) = found else { panic!("{found:?}") };
		assert!(message.starts_with(number), "expected {number}, but: {message}");
	});
}

fn change(id: AccountId, change: impl FnOnce(&mut IdentityRecord<Test>)) {
	Identities::<Test>::mutate(id, |record| change(record.as_mut().expect("registered")));
}

fn change_key(id: AccountId, change: impl FnOnce(&mut KeyOf<Test>)) {
	Keys::<Test>::mutate(id, |keys| change(&mut keys[0]));
}

#[test]
fn keys() {
	broken("1: keys of no", |id, _| Keys::<Test>::insert(account(9), Keys::<Test>::get(id)));
	broken("1: a key that an identity has twice", |id, _| {
		Keys::<Test>::mutate(id, |keys| {
			let again = keys[0].clone();
			keys.try_push(again).expect("there is room");
		})
	});
	broken("1: too many", |id, _| {
		let like = Keys::<Test>::get(&id)[0].clone();
		let many: Vec<_> = (1..=33).map(|seed| Key { public: ed(seed).key(), ..like.clone() }).collect();
		Keys::<Test>::insert(id, KeysOf::<Test>::try_from(many).expect("fewer than are remembered"));
	});
	broken("1: keys that are not in", |id, _| Keys::<Test>::mutate(id, |keys| keys.as_mut().swap(0, 1)));
	broken("1: keys that are not in", |id, _| change_key(id, |key| key.number = 2));
	broken("1: a key that was never", |id, _| change(id, |record| record.keys_added = 1));
	broken("1: a key that was never", |id, _| change_key(id, |key| key.number = 0));
	broken("1: a key that counts", |id, _| change_key(id, |key| key.nonce = 2 << 32));
	broken("1: a key that counts", |id, _| change_key(id, |key| key.nonce = 1));
	broken("1: a key for what", |id, _| change_key(id, |key| key.relationships = Relationships::ALL));
	broken("1: a key that was revoked before", |id, _| {
		change_key(id, |key| key.revoked = Some(Stamp { block: 0, time: 0 }))
	});
	broken("1: an identity without", |id, _| Keys::<Test>::remove(id));
}

#[test]
fn key_listing() {
	broken("2:", |id, _| IdentitiesByKey::<Test>::remove(sr(1).key(), id));
	broken("2:", |id, _| IdentitiesByKey::<Test>::insert(sr(9).key(), id, ()));
	broken("2:", |id, _| change_key(id, |key| key.revoked = Some(key.added)));
}

#[test]
fn room() {
	broken("3: the room", |id, _| change(id, |record| record.used += 1));
	broken("3: more room", |id, _| change(id, |record| record.room = record.used - 1));
	broken("3: the room", |id, _| {
		let service = Service { id: text("a"), service_type: text("T"), service_endpoint: text("a:b") };
		Services::<Test>::insert(id, ServicesOf::try_from(vec![service]).expect("one"));
	});
	broken("3: a name of", |_, _| {
		let record = NameRecord { owner: account(9), since: 0, state: NameState::Quarantined { until: 0 } };
		Names::<Test>::insert(Name::try_from("lost").expect("short"), record);
	});
}

#[test]
fn control_graph() {
	broken("4: a controller named twice", |id, boss| {
		change(id, |record| record.controllers.try_push(boss).expect("there is room"))
	});
	broken("4: a controller named twice", |id, boss| {
		change(id, |record| record.invited.try_push(boss).expect("there is room"))
	});
	broken("4: too many", |id, boss| {
		change(id, |record| {
			record.controllers = vec![boss].try_into().expect("one");
			record.invited = (0..16).map(account).collect::<Vec<_>>().try_into().expect("16");
		})
	});
	broken("4: controllers of whom none", |id, _| change(id, |record| record.threshold = 0));
	broken("4: controllers of whom none", |_, _| {
		// Also if there are none yet.
		change(id_of(&sr(5)), |record| record.invited = vec![account(9)].try_into().expect("one"))
	});
	broken("4: a controller that is no", |id, _| {
		change(id, |record| record.controllers = vec![account(9)].try_into().expect("one"))
	});
	broken("4: a controller that is deactivated", |_, boss| {
		let at = Stamp { block: 1, time: NOW };
		change(boss, |record| record.status = Status::Deactivated { at })
	});
	broken("4: a wrong number", |_, boss| change(boss, |record| record.controlled = 2));
	broken("4: a wrong number", |_, boss| change(boss, |record| record.controlled = 0));
	broken("4: a wrong number", |_, _| change(id_of(&sr(5)), |record| record.controlled = 1));
	broken("4: an identity in control of itself", |id, boss| {
		change(boss, |record| {
			record.controllers = vec![id.clone()].try_into().expect("one");
			record.threshold = 1;
		});
		change(id, |record| record.controlled = 1);
	});
}

#[test]
fn names() {
	broken("5: a name that is not", |id, _| {
		let name: Name = text("Alice");
		change(id.clone(), |record| record.name = Some(name.clone()));
		let known = Names::<Test>::take(Name::try_from("alice").expect("short")).expect("claimed");
		Names::<Test>::insert(name, known);
	});
	broken("5: an identity that", |id, _| {
		let record = NameRecord { owner: id.clone(), since: 0, state: NameState::Held };
		Names::<Test>::insert(Name::try_from("second").expect("short"), record);
		change(id, |record| {
			record.used += name_room::<Test>();
		});
	});
	broken("5: a name that its", |id, _| change(id, |record| record.name = None));
}

#[test]
fn links() {
	broken("6: a link that is", |id, _| IdentitiesByAccount::<Test>::insert(account(9), id, ()));
	broken("6: a link of", |_, _| {
		LinkedAccounts::<Test>::insert(account(9), account(8), 0);
		IdentitiesByAccount::<Test>::insert(account(8), account(9), ());
	});
}

#[test]
fn domains() {
	broken("7: an attestation that", |id, boss| {
		let domain: Domain = text("b.example");
		IdentitiesByDomain::<Test>::insert(domain, (id, boss), ());
	});
	broken("7: an attestation of", |id, boss| {
		let domain: Domain = text("a.example");
		let moved = Domains::<Test>::take(&id, (&domain, &boss)).expect("attested");
		IdentitiesByDomain::<Test>::remove(&domain, (&id, &boss));
		IdentitiesByDomain::<Test>::insert(&domain, (account(9), &boss), ());
		Domains::<Test>::insert(account(9), (domain, boss), moved);
	});
}

#[test]
fn deactivated() {
	broken("8: a deactivated identity that", |_, _| {
		let id = register(&sr(9));
		let at = Stamp { block: 1, time: NOW };
		change(id, |record| record.status = Status::Deactivated { at });
	});
	type Left = fn(&mut IdentityRecord<Test>);
	let left: [Left; 2] = [
		|record| record.threshold = 1,
		|record| {
			record.threshold = 1;
			record.invited = vec![account(9)].try_into().expect("one");
		},
	];
	for leave in left {
		broken("8: a deactivated identity that", |_, _| change(given_up(), leave));
	}
	broken("8: a deactivated identity with", |_, _| change(given_up(), |record| record.room += 1));
}

/// An identity that is no more.
fn given_up() -> AccountId {
	let id = register(&sr(9));
	assert_ok!(act(&sr(9), &id, Call::deactivate { beneficiary: None }));
	id
}

#[test]
fn proposals() {
	let hash = || call_hash(&remark());
	broken("9: a proposal for", |id, _| {
		let moved = Proposals::<Test>::take(&id, hash()).expect("approved");
		Proposals::<Test>::insert(account(9), hash(), moved);
	});
	let approvals = |id: AccountId, change: fn(&mut Vec<Approval<AccountId>>)| {
		Proposals::<Test>::mutate(id, hash(), |proposal| {
			let approvals = &mut proposal.as_mut().expect("approved").approvals;
			let mut all = approvals.to_vec();
			change(&mut all);
			*approvals = all.try_into().expect("few");
		})
	};
	broken("9: a proposal that", |id, _| approvals(id, Vec::clear));
	broken("9: a proposal that", |id, _| approvals(id, |all| all.push(all[0].clone())));
}

#[test]
fn freezes() {
	broken("10: a freeze of no", |id, _| Freezes::<Test>::insert(account(9), Freezes::<Test>::get(id)));
	let freezes = |id: AccountId, change: fn(&mut Freeze<u64>)| {
		Freezes::<Test>::mutate(id, |freezes| change(&mut freezes[0]));
	};
	broken("10: freezes that are not", |id, _| freezes(id, |freeze| freeze.from.time += 1));
	broken("10: freezes that are not", |id, _| freezes(id, |freeze| freeze.from.time -= 1));
	broken("10: freezes that are not", |id, _| {
		Freezes::<Test>::mutate(id, |freezes| {
			let first = freezes[0];
			let until = Stamp { block: first.until.block + 1, time: first.until.time + 1 };
			freezes[0].until = until;
			freezes.try_push(Freeze { until, ..first }).expect("there is room");
		})
	});
	broken("10: a freeze within", |id, _| freezes(id, |freeze| freeze.until.block += 5));
}

#[test]
fn requests() {
	let request = |id: AccountId, change: fn(&mut Request)| {
		change_key(id, |key| change(key.request.as_mut().expect("it asks for something")))
	};
	broken("10: a request of who", |id, _| change(id, |record| record.status = Status::Active));
	broken("10: a request of who", |id, _| {
		let by = Authority::Key(sr(1).key());
		let at = record(&id).updated;
		change(id, |record| record.status = Status::Frozen { by, full: false, at })
	});
	broken("10: a request of who", |id, _| {
		IdentitiesByKey::<Test>::remove(sr(1).key(), &id);
		change_key(id, |key| key.revoked = Some(key.added))
	});
	broken("10: a request that was never", |id, _| change(id, |record| record.requests = 1));
	broken("10: two requests", |id, _| request(id, |request| request.number = 2));
	broken("10: a key that has voted", |id, _| request(id, |request| request.against = request.in_favour));
}
