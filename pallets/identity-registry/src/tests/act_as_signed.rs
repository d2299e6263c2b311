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
			assert_eq!(nonce(&id, &signer), (1 << 32) + 1);
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
		assert_eq!(nonce(&id, &signer), (1 << 32) + 1);
		assert_noop!(carry(call, relayer()), Error::<Test>::SignatureInvalid);
		// Also if the guard does not want it.
		GuardSays::set(crate::Verdict::Deny);
		assert_eq!(act_signed(&signer, &id, remark()), err(Error::ActDenied));
		GuardSays::set(crate::Verdict::Allow);
		assert_eq!(nonce(&id, &signer), (1 << 32) + 2);
		// Each key has its own.
		let phone = ed(2);
		assert_ok!(act_signed(&signer, &id, add_key_call(&id, &phone, scoped_key(&phone, Scope::Social))));
		assert_eq!((nonce(&id, &signer), nonce(&id, &phone)), ((1 << 32) + 3, 2 << 32));
		assert_ok!(act_signed(&phone, &id, remark()));
		assert_eq!((nonce(&id, &signer), nonce(&id, &phone)), ((1 << 32) + 3, (2 << 32) + 1));
	});
}

#[test]
fn what_a_key_can_never_do_uses_nothing_up() {
	build_and_execute(|| {
		let (signer, phone) = (ed(1), ed(2));
		let id = register(&signer);
		assert_ok!(act_signed(&signer, &id, add_key_call(&id, &phone, scoped_key(&phone, Scope::Social))));
		assert_noop!(carry(signed_call(&phone, &id, add_proxy(stranger())), relayer()), Error::<Test>::NotFullKey);
		for call in [transfer(stranger(), 1), batch(vec![remark(), transfer(stranger(), 1)])] {
			assert_noop!(carry(signed_call(&phone, &id, call), relayer()), Error::<Test>::NotPermitted);
		}
		let unclassified = RuntimeCall::System(frame_system::Call::set_heap_pages { pages: 1 });
		assert_noop!(carry(signed_call(&signer, &id, unclassified), relayer()), Error::<Test>::CallUnclassified);
		assert_ok!(Registry::freeze(signed(signer.account()), id.clone()));
		assert_noop!(carry(signed_call(&phone, &id, remark()), relayer()), Error::<Test>::IdentityFrozen);
	});
}

#[test]
fn only_accounts_carry_a_signature() {
	use sp_runtime::traits::BadOrigin;
	build_and_execute(|| {
		let signer = ed(1);
		let id = register(&signer);
		let call = signed_call(&signer, &id, remark());
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(dispatch(origin, call.clone()).map_err(|error| error.error), BadOrigin);
		}
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
		let (call, next) = (remark(), nonce(&id, &signer));
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
			sign(H256::repeat_byte(1), act, &id, next, deadline, None, &call),
			sign(genesis, action::ADD_KEY, &id, next, deadline, None, &call),
			sign(genesis, act, &other_id, next, deadline, None, &call),
			sign(genesis, act, &id, next - 1, deadline, None, &call),
			sign(genesis, act, &id, next + 1, deadline, None, &call),
			sign(genesis, act, &id, next, deadline + 1, None, &call),
			sign(genesis, act, &id, next, deadline, Some(relayer()), &call),
			sign(genesis, act, &id, next, deadline, None, &transfer(stranger(), 1)),
		];
		for signature in wrong {
			assert_noop!(carry(signature, None, relayer()), Error::<Test>::SignatureInvalid);
		}
		let only = || sign(genesis, act, &id, next, deadline, Some(relayer()), &call);
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
		let early = signed_call_with(&second, &id, 2 << 32, remark());
		assert_noop!(carry(early, relayer()), Error::<Test>::NotAuthorised);
		assert_ok!(add_key(&first, &id, &second, new_key(&second)));
		let (call, next) = (signed_call(&second, &id, remark()), nonce(&id, &first));
		assert_ok!(act(&first, &id, Call::revoke_key { key: second.key() }));
		assert_noop!(carry(call, relayer()), Error::<Test>::NotAuthorised);
		// The key that is named must be the one that has signed.
		let call = remark();
		let proof = prove(&second, action::ACT_AS, &id, nonce(&id, &first), &call);
		let key = first.key();
		let call = Call::act_as_signed { identity: id.clone(), key, call: Box::new(call), proof };
		assert_noop!(carry(call.into(), relayer()), Error::<Test>::SignatureInvalid);
		let unknown = signed_call_with(&first, &account(9), next, remark());
		assert_noop!(carry(unknown, relayer()), Error::<Test>::IdentityUnknown);
	});
}

#[test]
fn signatures_that_can_be_remade_are_refused() {
	build_and_execute(|| {
		for signer in [secp(1), ethereum(1), passkey(1)] {
			let id = register(&signer);
			let call = remark();
			let mut proof = prove(&signer, action::ACT_AS, &id, nonce(&id, &signer), &call);
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
			let mut proof = prove(&signer, action::ACT_AS, &id, nonce(&id, &signer), &call);
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

#[test]
fn a_full_passkey_that_was_only_touched_does_nothing_and_uses_nothing_up() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &passkey(2), new_key(&passkey(2))));
		let next = nonce(&id, &passkey(2));
		let calls: [RuntimeCall; 5] = [
			remark(),
			transfer(stranger(), 1),
			batch(vec![freeze_call(&id).into()]),
			revoke_call(&owner).into(),
			rotate_call(&id, &passkey(2), &ed(3)).into(),
		];
		for call in calls {
			let call = signed_call(&touched(2), &id, call);
			assert_noop!(carry(call, relayer()), Error::<Test>::UserNotVerified);
		}
		assert_eq!(nonce(&id, &passkey(2)), next);
		// With a PIN or a finger it does.
		assert_ok!(act_signed(&passkey(2), &id, remark()));
		// A wallet does not tell whether it has asked for one.
		assert_ok!(act_signed(&owner, &id, remark()));
	});
}

#[test]
fn a_touch_is_enough_for_a_passkey_that_may_not_do_everything() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		endow(&id, 1_000);
		let limit = SpendingLimit { asset: None, amount: 10, period: 1_000 };
		let others = Permissions { counterparties: vec![stranger()].try_into().expect("one"), ..full() };
		for (seed, key) in [
			(2, scoped_key(&passkey(2), Scope::Social)),
			(3, limited_key(&passkey(3), vec![limit])),
			(4, key_with(&passkey(4), others)),
		] {
			assert_ok!(add_key(&owner, &id, &touched(seed), key));
			assert_ok!(act_signed(&touched(seed), &id, remark()));
		}
		// Once it may do everything it has to ask.
		assert_ok!(act(&owner, &id, permit_call(&passkey(2), full())));
		let call = signed_call(&touched(2), &id, remark());
		assert_noop!(carry(call, relayer()), Error::<Test>::UserNotVerified);
	});
}

#[test]
fn a_touch_of_a_full_passkey_is_enough_to_freeze_and_to_object() {
	build_and_execute(|| {
		let (owner, other) = (passkey(1), sr(2));
		let id = register(&owner);
		assert_ok!(act_signed(&owner, &id, add_key_call(&id, &other, new_key(&other))));
		set_time(NOW + VOTING_AGE);
		assert_ok!(act_signed(&touched(1), &id, freeze_call(&id)));
		assert!(matches!(record(&id).status, Status::Frozen { full: true, .. }));
		// The other one wants it to act again, which the passkey objects to.
		assert_ok!(act(&other, &id, Call::unfreeze {}));
		assert_ok!(act_signed(&touched(1), &id, Call::vote { request: 1, in_favour: false }));
		// Not to give power back, nor to throw a key away that may be the last.
		for call in [Call::unfreeze {}, Call::vote { request: 1, in_favour: true }, revoke_call(&owner)] {
			let call = signed_call(&touched(1), &id, call);
			assert_noop!(carry(call, relayer()), Error::<Test>::UserNotVerified);
		}
		assert_ok!(act_signed(&owner, &id, revoke_call(&owner)));
		assert!(key_of(&id, &owner).revoked.is_some());
	});
}

#[test]
fn the_guard_is_told_how_the_signature_was_made() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &passkey(2), scoped_key(&passkey(2), Scope::Social)));
		GuardAsked::take();
		assert_ok!(act(&owner, &id, remark()));
		assert_ok!(act_signed(&owner, &id, remark()));
		assert_ok!(act_signed(&passkey(2), &id, remark()));
		assert_ok!(act_signed(&touched(2), &id, remark()));
		let asked = GuardAsked::take().into_iter().map(|act| act.assurance.map(|known| known.user_verified));
		assert_eq!(asked.collect::<Vec<_>>(), [None, Some(false), Some(true), Some(false)]);
	});
}
