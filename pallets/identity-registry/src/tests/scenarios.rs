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
			let n = nonce(&id) + 1;
			let add = |signer: &Signer, key: NewKeyOf<Test>, n| -> RuntimeCall {
				let proof = prove(signer, action::ADD_KEY, &id, n, signer.key());
				Call::add_key { key: Box::new(key), proof: Some(proof) }.into()
			};
			let calls = vec![add(&phone, scoped_key(&phone, Scope::Social), n), add(&card, new_key(&card), n + 1)];
			RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
		}));
		assert_ok!(act_signed(&phone, &id, Call::claim_name { name: text("amina") }));

		// She asserts something with the laptop in this block; later the laptop is stolen. Whoever finds out first
		// freezes.
		let signed_at = System::block_number();
		next_block();
		assert_ok!(act_signed(&phone, &id, Call::freeze { identity: id.clone() }));
		assert_eq!(act_signed(&laptop, &id, transfer(stranger(), 1)), err(Error::IdentityFrozen));

		// With the card the laptop's key is revoked and the identity unfrozen.
		assert_ok!(act_signed(&card, &id, Call::revoke_key { key: laptop.key() }));
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
		assert_ok!(act_signed(&first, &id, {
			let proof = prove(&backup, action::ADD_KEY, &id, nonce(&id) + 1, backup.key());
			Call::add_key { key: Box::new(new_key(&backup)), proof: Some(proof) }
		}));
		next_block();
		assert_ok!(act_signed(&first, &id, {
			let proof = Some(prove(&second, action::ADD_KEY, &id, nonce(&id) + 1, second.key()));
			Call::rotate_key { key: first.key(), by: second.key(), valid_until: None, proof }
		}));
		next_block();
		assert_ok!(act_signed(&second, &id, remark()));
		next_block();
		assert_ok!(act_signed(&backup, &id, Call::revoke_key { key: second.key() }));
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
		assert_ok!(act(&owner, &id, Call::revoke_key { key: phone.key() }));
		let at = When::Time(NOW);
		let answer = Registry::key_validity(id.clone(), phone.key(), Relationships::AUTHENTICATION, at);
		assert!(matches!(answer, KeyValidity::Revoked { .. }));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		assert_ok!(act(&owner, &id, Call::release_name {}));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
	});
}
