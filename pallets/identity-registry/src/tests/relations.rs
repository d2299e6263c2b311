//! Who controls whom, and who is related to whom, as far as the chain sees it; and what ties an account down.

use super::*;
use crate::reads::{Hold, Ties};
use civitas_primitives::IdentityInspect;

fn controls(a: &AccountId, b: &AccountId) -> bool {
	<Registry as IdentityInspect<_>>::controls(a, b)
}

/// Whether they are related, which is the same from both sides.
fn related(a: &AccountId, b: &AccountId) -> bool {
	let answer = <Registry as IdentityInspect<_>>::related(a, b);
	assert_eq!(<Registry as IdentityInspect<_>>::related(b, a), answer);
	assert_eq!(Registry::are_related(a.clone(), b.clone()), answer);
	answer
}

#[test]
fn the_account_of_a_key_that_acts_is_in_control() {
	build_and_execute(|| {
		let (owner, phone, login, window) = (sr(1), sr(2), sr(3), sr(4));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		let relationships = Relationships::AUTHENTICATION;
		assert_ok!(add_key(&owner, &id, &login, NewKey { relationships, ..new_key(&login) }));
		assert_ok!(add_key(&owner, &id, &window, NewKey { valid_until: Some(NOW + 5), ..new_key(&window) }));
		for (key, does) in [(&owner, true), (&phone, true), (&login, false), (&window, true), (&sr(5), false)] {
			assert_eq!(controls(&key.account(), &id), does);
			assert_eq!(related(&key.account(), &id), does);
			assert!(!controls(&id, &key.account()));
		}
		// Two keys of one identity are not in control of one another, but whoever has one may well have the other.
		assert!(!controls(&owner.account(), &phone.account()));
		set_time(NOW + 6);
		assert!(!controls(&window.account(), &id) && !related(&window.account(), &id));
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		assert!(!controls(&phone.account(), &id) && !related(&phone.account(), &id));
		assert!(!controls(&id, &id) && related(&id, &id));
		assert!(!controls(&stranger(), &payer()) && !related(&stranger(), &payer()) && related(&payer(), &payer()));
		// It does not matter whether it can act at the moment.
		assert_ok!(Registry::freeze(signed(owner.account()), id.clone()));
		assert!(controls(&owner.account(), &id));
	});
}

#[test]
fn controllers_are_in_control_and_those_in_control_of_them_are_too() {
	build_and_execute(|| {
		let signers: Vec<_> = (1..6).map(sr).collect();
		let ids: Vec<_> = signers.iter().map(register).collect();
		for at in 1..ids.len() {
			assert_ok!(invite(&signers[at], &ids[at], &[&ids[at - 1]], 1));
			// To be asked is nothing.
			assert!(!controls(&ids[at - 1], &ids[at]) && !related(&ids[at - 1], &ids[at]));
			assert_ok!(accept(&signers[at - 1], &ids[at - 1], &ids[at]));
		}
		for above in 0..ids.len() {
			for below in 0..ids.len() {
				// Further down than an act could reach, too: the one in the middle may be told to pass it on.
				assert_eq!(controls(&ids[above], &ids[below]), above < below);
				assert_eq!(controls(&signers[above].account(), &ids[below]), above <= below);
				assert!(related(&ids[above], &ids[below]));
				assert!(!controls(&ids[above], &signers[below].account()));
			}
		}
		assert_ok!(act(&signers[1], &ids[1], Call::resign_control { identity: ids[2].clone() }));
		assert!(controls(&ids[0], &ids[1]) && !controls(&ids[0], &ids[2]) && !controls(&ids[1], &ids[4]));
		assert!(!related(&ids[0], &ids[4]) && related(&ids[2], &ids[4]));
	});
}

/// What was looked at is charged: each account and all above it, and no more than there can be.
#[test]
fn a_question_weighs_what_is_looked_at() {
	build_and_execute(|| {
		let weighed = |these: &[AccountId], those: &[AccountId]| {
			let (_, weight) = <Registry as IdentityInspect<_>>::any_related(these, those);
			weight
		};
		let looked = |number| <() as crate::WeightInfo>::related(number);
		assert_eq!(weighed(&[stranger()], &[payer()]), looked(2));
		// Who is one with the other is not looked at.
		assert_eq!(weighed(&[payer()], &[payer()]), looked(0));
		let signers: Vec<_> = (1..6).map(sr).collect();
		let ids: Vec<_> = signers.iter().map(register).collect();
		for at in 1..ids.len() {
			assert_ok!(control(&signers[at], &ids[at], &[&ids[at - 1]], 1));
		}
		assert_eq!(weighed(&[ids[4].clone()], &[stranger()]), looked(5 + 1));
		assert_eq!(weighed(&[stranger()], &[ids[0].clone(), ids[2].clone()]), looked(1 + 1 + 3));
		// No more are looked at once one is found.
		assert_eq!(weighed(&[ids[4].clone()], &[ids[2].clone(), ids[3].clone()]), looked(5 + 3));
		let most = <Registry as IdentityInspect<AccountId>>::relation_weight();
		assert_eq!(most, looked(2 * (1 + MAX_ANCESTORS)));
	});
}

#[test]
fn one_of_several_controllers_is_in_control_for_this_purpose() {
	build_and_execute(|| {
		let (owner, one, other) = (sr(1), sr(2), sr(3));
		let (id, one_id, other_id) = (register(&owner), register(&one), register(&other));
		assert_ok!(control(&owner, &id, &[&one_id, &other_id], 2));
		assert!(controls(&one_id, &id) && controls(&other_id, &id));
		// Those who decide together about a third need not have to do with one another.
		assert!(!related(&one_id, &other_id));
	});
}

#[test]
fn two_that_one_controls_are_related() {
	build_and_execute(|| {
		let (boss, left, right, other) = (sr(1), sr(2), sr(3), sr(4));
		let [boss_id, left_id, right_id, other_id] = [&boss, &left, &right, &other].map(register);
		assert!(!related(&left_id, &right_id));
		assert_ok!(control(&left, &left_id, &[&boss_id], 1));
		assert_ok!(control(&right, &right_id, &[&other_id, &boss_id], 2));
		assert!(related(&left_id, &right_id) && !controls(&left_id, &right_id) && !controls(&right_id, &left_id));
		// One by itself, and one that the same identity controls through another.
		let (deep, deep_id) = (sr(5), register(&sr(5)));
		assert_ok!(control(&deep, &deep_id, &[&right_id], 1));
		assert!(related(&left_id, &deep_id) && !related(&other_id, &left_id));
		// The account of a key of who controls both, and one of them.
		assert!(related(&boss.account(), &deep_id));
	});
}

#[test]
fn two_that_have_a_key_in_common_are_related() {
	build_and_execute(|| {
		for (seed, shared) in (10..).step_by(2).zip([sr(100), ed(100), secp(100), ethereum(100), passkey(100)]) {
			let (one, other) = (sr(seed), sr(seed + 1));
			let (one_id, other_id) = (register(&one), register(&other));
			assert_ok!(add_key(&one, &one_id, &shared, scoped_key(&shared, Scope::Social)));
			assert!(!related(&one_id, &other_id));
			assert_ok!(add_key(&other, &other_id, &shared, new_key(&shared)));
			assert!(related(&one_id, &other_id));
			assert!(!controls(&one_id, &other_id));
			// Also one that has it above.
			let below = register(&sr(200 + seed));
			assert_ok!(control(&sr(200 + seed), &below, &[&other_id], 1));
			assert!(related(&one_id, &below));
			assert_ok!(act(&one, &one_id, revoke_call(&shared)));
			assert!(!related(&one_id, &other_id));
		}
	});
}

#[test]
fn a_key_that_only_agrees_on_secrets_relates_nobody() {
	build_and_execute(|| {
		let (one, other) = (sr(1), sr(2));
		let (one_id, other_id) = (register(&one), register(&other));
		let public = PublicKey::X25519([5; 32]);
		for (by, id) in [(&one, &one_id), (&other, &other_id)] {
			let key = NewKey { public, relationships: Relationships::KEY_AGREEMENT, ..new_key(by) };
			assert_ok!(act(by, id, Call::add_key { key: Box::new(key), proof: None }));
		}
		assert!(!related(&one_id, &other_id));
	});
}

#[test]
fn an_account_that_is_linked_is_related() {
	build_and_execute(|| {
		let (owner, wallet) = (sr(1), ed(2));
		let id = register(&owner);
		let proof = prove(&wallet, action::LINK_ACCOUNT, &id, 0, wallet.key());
		assert!(!related(&id, &wallet.account()));
		assert_ok!(act(&owner, &id, Call::link_account { key: wallet.key(), proof }));
		assert!(related(&id, &wallet.account()));
		assert!(!controls(&id, &wallet.account()) && !controls(&wallet.account(), &id));
		assert_ok!(Registry::unlink_account(signed(wallet.account()), id.clone(), wallet.account()));
		assert!(!related(&id, &wallet.account()));
	});
}

#[test]
fn of_many_ancestors_the_nearest_are_looked_at() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let mut seed = 0;
		let mut another = || {
			seed += 1;
			let signer =
				Signer::Ed(ed25519::Pair::from_seed(&[&[7, seed][..], &[0; 30]].concat().try_into().expect("32")));
			(register(&signer), signer)
		};
		let mut near = Vec::new();
		let mut far = Vec::new();
		for _ in 0..MAX_CONTROLLERS {
			let (controller, signer) = another();
			let above: Vec<_> = (0..4).map(|_| another().0).collect();
			assert_ok!(control(&signer, &controller, &above.iter().collect::<Vec<_>>(), 1));
			near.push(controller);
			far.extend(above);
		}
		assert_ok!(control(&owner, &id, &near.iter().collect::<Vec<_>>(), 1));
		assert!(near.iter().all(|near| controls(near, &id)));
		let known = far.iter().filter(|far| controls(far, &id)).count();
		assert_eq!(known + near.len(), MAX_ANCESTORS as usize);
		assert!(controls(&owner.account(), &id));
		// It is what the weight is for.
		assert!(<Registry as IdentityInspect<AccountId>>::relation_weight().ref_time() > 0);
	});
}

#[test]
fn what_ties_an_account_down_is_said() {
	build_and_execute(|| {
		let (owner, child) = (sr(1), sr(2));
		let (id, child_id) = (register(&owner), register(&child));
		let none = Ties { holds: vec![], consumers: 0, sufficients: 0, controlled: 0 };
		assert_eq!(Registry::ties(id.clone()), none);
		assert_eq!(Registry::ties(stranger()), none);
		endow(&id, 100_000);
		let room = record(&id).room;
		assert_ok!(act(&owner, &id, Call::fund { identity: id.clone(), room }));
		let identity = Balances::reserved_balance(&id);
		let hold = |reason: crate::HoldReason, amount| Hold { reason: RuntimeHoldReason::from(reason), amount };
		let own = hold(crate::HoldReason::Identity, identity);
		assert_eq!(Registry::ties(id.clone()), Ties { holds: vec![own.clone()], consumers: 1, ..none.clone() });
		let (domain, valid_until) = (text("a.example"), NOW + 10);
		assert_ok!(act(&owner, &id, Call::attest_domain { identity: id.clone(), domain, valid_until }));
		let attested = hold(crate::HoldReason::Attestation, Balances::reserved_balance(&id) - identity);
		// Proxies are held for otherwise, and assets are on nobody's account.
		assert_ok!(act(&owner, &id, add_proxy(stranger())));
		assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 5));
		assert_ok!(control(&child, &child_id, &[&id], 1));
		let ties = Registry::ties(id.clone());
		assert!(ties.holds.contains(&own) && ties.holds.contains(&attested));
		assert_eq!(ties.holds.len(), 2);
		assert!(ties.consumers >= 1);
		assert_eq!((ties.sufficients, ties.controlled), (1, 1));
	});
}
