use super::*;

fn carry(call: RuntimeCall, from: AccountId) -> DispatchResult {
	dispatch(signed(from), call).map(|_| ()).map_err(|error| error.error)
}

#[test]
fn an_identity_without_a_balance_acts_by_any_key() {
	build_and_execute(|| {
		for signer in [sr(1), ed(1), secp(1), ethereum(1), passkey(1)] {
			let id = register(&signer);
			assert_eq!(Balances::free_balance(&id), 0);
			assert_ok!(act_signed(&signer, &id, remark()));
			assert_eq!(record(&id).nonce, 2);
		}
	});
}

#[test]
fn the_nonce_is_consumed_whatever_becomes_of_the_call() {
	build_and_execute(|| {
		let signer = ed(1);
		let id = register(&signer);
		let call = signed_call(&signer, &id, transfer(stranger(), 1));
		assert_ok!(carry(call.clone(), relayer()));
		assert!(acted().is_err());
		assert_eq!(nonce(&id), 2);
		assert_noop!(carry(call, relayer()), Error::<Test>::SignatureInvalid);
		// Also if the key may not do it.
		let phone = ed(2);
		assert_ok!(act_signed(&signer, &id, {
			let proof = prove(&phone, action::ADD_KEY, &id, 3, phone.key());
			Call::add_key { key: Box::new(scoped_key(&phone, Scope::Social)), proof: Some(proof) }
		}));
		assert_eq!(nonce(&id), 4);
		assert_eq!(act_signed(&phone, &id, add_proxy(stranger())), err(Error::NotFullKey));
		assert_eq!(nonce(&id), 5);
	});
}

#[test]
fn each_field_of_the_envelope_binds() {
	build_and_execute(|| {
		let (signer, other) = (ed(1), ed(2));
		let id = register(&signer);
		let other_id = register(&other);
		let genesis = System::block_hash(0);
		let deadline = 11u64;
		let call = remark();
		let sign = |genesis, action, identity: &AccountId, nonce, deadline, submitter, payload: &RuntimeCall| {
			let identity = identity.clone();
			let envelope = Envelope { genesis, action, identity, nonce, deadline, submitter, payload };
			signer.sign(&envelope.hash())
		};
		let carry = |signature, submitter, from| {
			let proof = Box::new(Proof { deadline, submitter, signature });
			let key = signer.key();
			let call = Call::act_as_signed { identity: id.clone(), key, call: Box::new(call.clone()), proof };
			carry(call.into(), from)
		};
		let act = action::ACT_AS;
		let wrong = [
			sign(H256::repeat_byte(1), act, &id, 1, deadline, None, &call),
			sign(genesis, action::ADD_KEY, &id, 1, deadline, None, &call),
			sign(genesis, act, &other_id, 1, deadline, None, &call),
			sign(genesis, act, &id, 0, deadline, None, &call),
			sign(genesis, act, &id, 2, deadline, None, &call),
			sign(genesis, act, &id, 1, deadline + 1, None, &call),
			sign(genesis, act, &id, 1, deadline, Some(relayer()), &call),
			sign(genesis, act, &id, 1, deadline, None, &transfer(stranger(), 1)),
		];
		for signature in wrong {
			assert_noop!(carry(signature, None, relayer()), Error::<Test>::SignatureInvalid);
		}
		let only = || sign(genesis, act, &id, 1, deadline, Some(relayer()), &call);
		assert_noop!(carry(only(), Some(relayer()), stranger()), Error::<Test>::NotSubmitter);
		assert_noop!(carry(only(), Some(stranger()), stranger()), Error::<Test>::SignatureInvalid);
		System::set_block_number(deadline + 1);
		assert_noop!(carry(only(), Some(relayer()), relayer()), Error::<Test>::DeadlinePassed);
		System::set_block_number(deadline);
		assert_ok!(carry(only(), Some(relayer()), relayer()));
	});
}

#[test]
fn only_a_valid_key_of_the_identity_signs() {
	build_and_execute(|| {
		let (first, second) = (ed(1), ed(2));
		let id = register(&first);
		assert_noop!(carry(signed_call(&second, &id, remark()), relayer()), Error::<Test>::NotAuthorised);
		assert_ok!(add_key(&first, &id, &second, new_key(&second)));
		let call = signed_call(&second, &id, remark());
		assert_ok!(act(&first, &id, Call::revoke_key { key: second.key() }));
		assert_noop!(carry(call, relayer()), Error::<Test>::NotAuthorised);
		// The key that is named must be the one that has signed.
		let call = remark();
		let proof = prove(&second, action::ACT_AS, &id, nonce(&id), &call);
		let key = first.key();
		let call = Call::act_as_signed { identity: id.clone(), key, call: Box::new(call), proof };
		assert_noop!(carry(call.into(), relayer()), Error::<Test>::SignatureInvalid);
		let unknown = signed_call(&first, &account(9), remark());
		assert_noop!(carry(unknown, relayer()), Error::<Test>::IdentityUnknown);
	});
}

#[test]
fn signatures_that_can_be_remade_are_refused() {
	build_and_execute(|| {
		for signer in [secp(1), ethereum(1), passkey(1)] {
			let id = register(&signer);
			let call = remark();
			let mut proof = prove(&signer, action::ACT_AS, &id, 1, &call);
			match &mut proof.signature {
				// The order of the group less s.
				KeySignature::Secp256k1(bytes) | KeySignature::Ethereum(bytes) => {
					let s = negate(&bytes[32..64], SECP256K1_ORDER);
					bytes[32..64].copy_from_slice(&s);
					bytes[64] ^= if bytes[64] >= 27 { 7 } else { 1 };
				},
				KeySignature::WebAuthn(assertion) => {
					let s = negate(&assertion.signature[32..], P256_ORDER);
					assertion.signature[32..].copy_from_slice(&s);
				},
				_ => unreachable!("these are ECDSA"),
			}
			let key = signer.key();
			let call = Call::act_as_signed { identity: id.clone(), key, call: Box::new(call), proof };
			assert_noop!(carry(call.into(), relayer()), Error::<Test>::SignatureInvalid);
		}
	});
}

const SECP256K1_ORDER: [u8; 32] = [
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba, 0xae, 0xdc,
	0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];
const P256_ORDER: [u8; 32] = [
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
	0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

fn negate(s: &[u8], order: [u8; 32]) -> [u8; 32] {
	let number = |bytes: &[u8]| sp_core::U256::from_big_endian(bytes);
	(number(&order) - number(s)).to_big_endian()
}

#[test]
fn a_passkey_that_nobody_touched_or_that_was_asked_for_something_else_is_refused() {
	build_and_execute(|| {
		let signer = passkey(1);
		let id = register(&signer);
		let spoil = |spoil: fn(&mut WebAuthnAssertion)| {
			let call = remark();
			let mut proof = prove(&signer, action::ACT_AS, &id, 1, &call);
			let KeySignature::WebAuthn(assertion) = &mut proof.signature else { unreachable!("of a passkey") };
			spoil(assertion);
			let key = signer.key();
			let call = Call::act_as_signed { identity: id.clone(), key, call: Box::new(call), proof };
			assert_noop!(carry(call.into(), relayer()), Error::<Test>::SignatureInvalid);
		};
		spoil(|assertion| assertion.authenticator_data[32] &= !1);
		spoil(|assertion| assertion.authenticator_data.try_push(0).expect("there is room"));
		spoil(|assertion| assertion.client_data_json[40] ^= 1);
		spoil(|assertion| assertion.signature[0] ^= 1);
	});
}
