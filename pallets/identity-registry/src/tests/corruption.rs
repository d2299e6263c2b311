//! Each invariant is broken by hand, and the check must say which.

use super::*;
use crate::{
	Domains, IdentitiesByAccount, IdentitiesByDomain, IdentitiesByKey, LinkedAccounts, Names, Proposals, Services,
};
use civitas_primitives::identity::document::Stamp;

fn broken(number: &str, corrupt: impl FnOnce(AccountId, AccountId)) {
	new_test_ext().execute_with(|| {
		let (owner, boss) = (sr(1), sr(2));
		let (id, boss_id) = (register(&owner), register(&boss));
		endow(&boss_id, 50_000);
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		let wallet = sr(3);
		let proof = prove(&wallet, action::LINK_ACCOUNT, &id, nonce(&id), wallet.key());
		assert_ok!(act(&owner, &id, Call::link_account { key: wallet.key(), proof }));
		let attest = Call::attest_domain { identity: id.clone(), domain: text("a.example"), valid_until: NOW };
		assert_ok!(act(&boss, &boss_id, attest));
		let propose = Call::propose { identity: id.clone(), call_hash: H256::zero(), expires: NOW };
		assert_ok!(act(&boss, &boss_id, propose));
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
	broken("4: a threshold", |id, _| change(id, |record| record.threshold = 2));
	broken("4: a threshold", |id, _| change(id, |record| record.threshold = 0));
	broken("4: a chain", |_, boss| change(boss, |record| record.below = 5));
	broken("4: a controller that is", |id, _| {
		change(id, |record| record.controllers = vec![account(9)].try_into().expect("one"))
	});
	broken("4: a controller that does", |_, boss| change(boss, |record| record.below = 0));
	broken("4: a wrong number", |_, boss| change(boss, |record| record.controlled = 2));
	broken("4: a controller that does", |id, boss| {
		// A cycle cannot satisfy it, whatever the numbers.
		change(boss, |record| {
			record.controllers = vec![id.clone()].try_into().expect("one");
			record.threshold = 1;
			record.controlled = 1;
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
	let at = Stamp { block: 1, time: NOW };
	broken("8: a deactivated identity that", |id, _| change(id, |record| record.status = Status::Deactivated { at }));
	broken("8: a deactivated identity with", |_, _| {
		let id = register(&sr(9));
		assert_ok!(act(&sr(9), &id, Call::deactivate { beneficiary: None }));
		change(id, |record| record.room += 1);
	});
}

#[test]
fn proposals() {
	broken("9: a proposal for", |id, _| {
		let moved = Proposals::<Test>::take(&id, H256::zero()).expect("proposed");
		Proposals::<Test>::insert(account(9), H256::zero(), moved);
	});
	broken("9: a proposal that", |id, _| {
		Proposals::<Test>::mutate(id, H256::zero(), |proposal| {
			proposal.as_mut().expect("proposed").approvals = BoundedVec::new()
		})
	});
}
