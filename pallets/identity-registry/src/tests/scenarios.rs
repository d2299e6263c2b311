use super::*;
use civitas_primitives::identity::document::{KeyValidity, When};

/// The story that the README tells.
#[test]
fn amina_and_her_phone() {
	build_and_execute(|| {
		// A cooperative pays for Amina, who has no money. Her first key is a passkey.
		let laptop = passkey(1);
		let id = register(&laptop);
		assert_eq!(Balances::free_balance(&id), 0);

		// She adds her phone, for what is social, and a card in a drawer, for everything. A relayer brings it to the
		// chain.
		let (phone, card) = (ed(2), sr(3));
		assert_ok!(act_signed(&laptop, &id, {
			let n = keys_added(&id);
			let add = |signer: &Signer, key: NewKeyOf<Test>, n| -> RuntimeCall {
				let proof = prove(signer, action::ADD_KEY, &id, n, signer.key());
				Call::add_key { key: Box::new(key), proof: Some(proof) }.into()
			};
			let calls = vec![add(&phone, scoped_key(&phone, Scope::Social), n), add(&card, new_key(&card), n + 1)];
			batch_all(calls)
		}));
		assert_ok!(act_signed(&phone, &id, Call::claim_name { name: text("amina") }));

		// She asserts something with the laptop in this block; later the laptop is stolen. Whoever finds out first
		// freezes.
		let signed_at = System::block_number();
		next_block();
		assert_ok!(act_signed(&phone, &id, freeze_call(&id)));
		assert_eq!(act_signed(&laptop, &id, transfer(stranger(), 1)), err(Error::IdentityFrozen));

		// With the card the laptop's key is revoked and the identity unfrozen.
		assert_ok!(act_signed(&card, &id, revoke_call(&laptop)));
		assert_ok!(act_signed(&card, &id, Call::unfreeze {}));
		next_block();

		// What was signed before still counts; what is signed now does not.
		let ask = |at| Registry::key_validity(id.clone(), laptop.key(), Relationships::ASSERTION_METHOD, at);
		assert_eq!(ask(When::Block(signed_at)), KeyValidity::Valid);
		assert!(matches!(ask(When::Now), KeyValidity::Revoked { .. }));
		// Nothing has moved: the id, the name and what it owns are where they were.
		assert_eq!(Registry::identity_of_name(text("amina")), Some(id));
	});
}

/// A passkey signs through a relayer, is rotated and lost, all without a balance.
#[test]
fn without_a_balance_from_registration_to_recovery() {
	build_and_execute(|| {
		let (first, second, backup) = (ed(1), passkey(2), passkey(3));
		let id = register(&first);
		assert_ok!(act_signed(&first, &id, add_key_call(&id, &backup, new_key(&backup))));
		next_block();
		assert_ok!(act_signed(&first, &id, rotate_call(&id, &first, &second)));
		next_block();
		assert_ok!(act_signed(&second, &id, remark()));
		next_block();
		assert_ok!(act_signed(&backup, &id, revoke_call(&second)));
		let document = Registry::resolve(id.clone()).expect("it is registered");
		let blocks: Vec<_> =
			document.keys.iter().map(|key| (key.added.block, key.revoked.map(|stamp| stamp.block))).collect();
		assert_eq!(blocks, vec![(1, Some(2)), (1, None), (2, Some(4))]);
		assert_eq!((Balances::free_balance(&id), Balances::reserved_balance(&id)), (0, 0));
	});
}

#[test]
fn the_same_thing_twice_in_a_block() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), ed(2));
		let id = register(&owner);
		// A key that comes and goes within a block was never valid.
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_ok!(act(&owner, &id, revoke_call(&phone)));
		let at = When::Time(NOW);
		let answer = Registry::key_validity(id.clone(), phone.key(), Relationships::AUTHENTICATION, at);
		assert!(matches!(answer, KeyValidity::Revoked { .. }));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		assert_ok!(act(&owner, &id, Call::release_name {}));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
	});
}

/// The story that docs/identity.md tells: someone has stolen a full key.
#[test]
fn a_stolen_full_key_against_its_owner() {
	build_and_execute(|| {
		let (laptop, card, paper) = (passkey(1), sr(2), sr(3));
		let id = register(&laptop);
		endow(&id, 1_000);
		assert_ok!(act_signed(&laptop, &id, add_key_call(&id, &card, new_key(&card))));
		assert_ok!(act_signed(&laptop, &id, add_key_call(&id, &paper, new_key(&paper))));
		let later = |time| set_time(Timestamp::get() + time);
		later(VOTING_AGE);

		// The laptop is stolen, unlocked. The owner freezes with the card before the thief has done anything.
		assert_ok!(act(&card, &id, freeze_call(&id)));
		assert_eq!(act_signed(&laptop, &id, transfer(stranger(), 1_000)), err(Error::IdentityFrozen));
		assert_eq!(act_signed(&laptop, &id, add_key_call(&id, &ed(9), new_key(&ed(9)))), err(Error::IdentityFrozen));

		// Both ask for the other's key. The thief is against the owner's request, and the owner against the thief's.
		assert_ok!(act_signed(&laptop, &id, revoke_call(&card)));
		assert_ok!(act(&card, &id, revoke_call(&laptop)));
		assert_ok!(act_signed(&laptop, &id, Call::vote { request: 2, in_favour: false }));
		for key in [&card, &paper] {
			assert_ok!(act(key, &id, Call::vote { request: 1, in_favour: false }));
		}
		assert_ok!(act(&paper, &id, Call::vote { request: 2, in_favour: true }));
		later(REQUEST_DELAY);
		assert_eq!(act_signed(&laptop, &id, revoke_call(&card)), err(Error::RequestLapsed));
		assert_ok!(act(&card, &id, revoke_call(&laptop)));
		assert_eq!(act_signed(&laptop, &id, Call::vote { request: 1, in_favour: true }), err(Error::NotAuthorised));

		// Three days later the owner has the identity back, with all that was in it.
		assert_ok!(act(&paper, &id, Call::unfreeze {}));
		later(REQUEST_DELAY);
		assert_ok!(act(&paper, &id, Call::unfreeze {}));
		assert_ok!(act(&card, &id, transfer(stranger(), 900)));
	});
}

/// With one key each nobody wins, and nothing leaves; the controllers settle it.
#[test]
fn a_draw_is_settled_by_controllers() {
	build_and_execute(|| {
		let (owner, thief) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 1_000);
		let family: Vec<_> = (3..6).map(|seed| (sr(seed), register(&sr(seed)))).collect();
		let members: Vec<_> = family.iter().map(|(_, member)| member).collect();
		assert_ok!(control(&owner, &id, &members, 2));
		assert_ok!(add_key(&owner, &id, &thief, new_key(&thief)));
		set_time(NOW + VOTING_AGE);
		assert_ok!(direct(owner.account(), freeze_call(&id)));
		assert_ok!(act(&thief, &id, revoke_call(&owner)));
		assert_ok!(act(&owner, &id, Call::vote { request: 1, in_favour: false }));
		// Two of the three need no vote and no time.
		for call in [revoke_call(&thief).into(), RuntimeCall::from(Call::unfreeze {})] {
			for (key, member) in &family[..2] {
				endow(member, 5_000);
				assert_ok!(act(key, member, approve_call(&id, &call)));
			}
			assert_ok!(act(&family[2].0, &family[2].1, act_call(&id, call)));
		}
		assert!(record(&id).is_active() && key_of(&id, &thief).revoked.is_some());
		assert_ok!(act(&owner, &id, remark()));
	});
}

/// What nothing here can help against, and the README says so.
#[test]
fn a_thief_with_a_full_key_who_acts_before_any_freeze_wins() {
	build_and_execute(|| {
		let (owner, stolen, boss) = (sr(1), sr(2), sr(3));
		let (id, boss_id) = (register(&owner), register(&boss));
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &stolen, new_key(&stolen)));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		assert_ok!(act(&stolen, &id, revoke_call(&owner)));
		assert_noop!(direct(owner.account(), freeze_call(&id)), Error::<Test>::NotAuthorised);
		assert_ok!(act(&stolen, &id, transfer(stranger(), 500)));
		// Unless it has controllers, as long as the thief has not put others in their place.
		assert_ok!(act(&boss, &boss_id, freeze_call(&id)));
		assert_noop!(act(&stolen, &id, controllers_call(&[], 0)), Error::<Test>::IdentityFrozen);
		assert_ok!(act(&boss, &boss_id, act_call(&id, revoke_call(&stolen))));
	});
}
