use super::*;
use crate::IdentitiesByKey;
use frame_support::traits::{fungible::InspectHold, LinearStoragePrice};
use sp_runtime::{traits::BadOrigin, TokenError};

fn register_with(from: AccountId, signer: &Signer, kind: Kind, proof: Option<Box<ProofOf<Test>>>) -> DispatchResult {
	Registry::register(signed(from), kind, signer.key(), [0; 32], plenty(), proof)
}

#[test]
fn anyone_pays_for_what_the_key_has_signed() {
	build_and_execute(|| {
		let signer = ed(1);
		let id = id_of(&signer);
		let proof = prove(&signer, action::REGISTER, &id, 0, Kind::Person);
		assert_ok!(register_with(payer(), &signer, Kind::Person, Some(proof)));
		assert_eq!(
			last_event(),
			Event::Registered { identity: id.clone(), kind: Kind::Person, key: signer.key(), payer: payer() }
		);
		let record = record(&id);
		assert_eq!((record.kind, record.keys_added, record.version), (Kind::Person, 1, 1));
		assert_eq!((key_of(&id, &signer).number, nonce(&id, &signer)), (1, 1 << 32));
		assert_eq!((record.created.block, record.created.time), (1, NOW));
		assert!(IdentitiesByKey::<Test>::contains_key(signer.key(), &id));
		// The id itself has nothing, and need have nothing.
		assert_eq!(Balances::free_balance(&id), 0);
		assert_eq!(System::providers(&id), 0);
		type Price =
			LinearStoragePrice<frame_support::traits::ConstU128<100>, frame_support::traits::ConstU128<1>, u128>;
		use sp_runtime::traits::Convert;
		let held = Balances::balance_on_hold(&crate::HoldReason::Identity.into(), &payer());
		assert_eq!(held, Price::convert(Registry::footprint(plenty())));
	});
}

#[test]
fn every_kind_of_key_that_signs_can_be_the_first() {
	build_and_execute(|| {
		for signer in [sr(1), ed(1), secp(1), ethereum(1), passkey(1)] {
			let id = register(&signer);
			assert_eq!(key_of(&id, &signer).relationships, Relationships::SIGNING);
		}
		let agreement = PublicKey::X25519([5; 32]);
		assert_noop!(
			Registry::register(signed(payer()), Kind::Person, agreement, [0; 32], plenty(), None),
			Error::<Test>::KeyInvalid
		);
	});
}

#[test]
fn the_account_of_the_key_need_not_sign_twice() {
	build_and_execute(|| {
		let signer = sr(1);
		endow(&signer.account(), ENDOWMENT / 4);
		assert_noop!(register_with(stranger(), &signer, Kind::Person, None), Error::<Test>::ProofMissing);
		assert_ok!(register_with(signer.account(), &signer, Kind::Person, None));
		// The other way round too: a passkey has no account.
		assert_noop!(register_with(payer(), &passkey(1), Kind::Person, None), Error::<Test>::ProofMissing);
	});
}

#[test]
fn the_signature_binds_everything() {
	build_and_execute(|| {
		let signer = ed(1);
		let id = id_of(&signer);
		let good = || prove(&signer, action::REGISTER, &id, 0, Kind::Person);
		let refused = |proof| {
			assert_noop!(register_with(payer(), &signer, Kind::Person, Some(proof)), Error::<Test>::SignatureInvalid);
		};
		assert_noop!(register_with(payer(), &signer, Kind::Device, Some(good())), Error::<Test>::SignatureInvalid);
		refused(prove(&signer, action::ADD_KEY, &id, 0, Kind::Person));
		refused(prove(&signer, action::REGISTER, &account(9), 0, Kind::Person));
		refused(prove(&signer, action::REGISTER, &id, 1, Kind::Person));
		refused(prove(&ed(2), action::REGISTER, &id, 0, Kind::Person));
		refused(prove(&sr(1), action::REGISTER, &id, 0, Kind::Person));
		let other_deadline = Proof { deadline: System::block_number() + 11, ..*good() };
		refused(Box::new(other_deadline));
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(1));
		let elsewhere = good();
		frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(0x47));
		refused(elsewhere);
		let only = Proof { submitter: Some(stranger()), ..*good() };
		assert_noop!(register_with(payer(), &signer, Kind::Person, Some(Box::new(only))), Error::<Test>::NotSubmitter);
		let late = good();
		System::set_block_number(12);
		assert_noop!(register_with(payer(), &signer, Kind::Person, Some(late)), Error::<Test>::DeadlinePassed);
		System::set_block_number(1);
	});
}

#[test]
fn an_id_is_registered_once_whatever_becomes_of_it() {
	build_and_execute(|| {
		let signer = ed(1);
		let id = register(&signer);
		let again = || prove(&signer, action::REGISTER, &id, 0, Kind::Person);
		assert_noop!(register_with(payer(), &signer, Kind::Person, Some(again())), Error::<Test>::IdentityExists);
		assert_ok!(act_signed(&signer, &id, Call::deactivate { beneficiary: None }));
		assert_noop!(register_with(payer(), &signer, Kind::Person, Some(again())), Error::<Test>::IdentityExists);
		// Another salt is another identity of the same key.
		let other: AccountId = identity_id(&signer.key(), &[1; 32]).into();
		let proof = prove(&signer, action::REGISTER, &other, 0, Kind::Person);
		assert_ok!(Registry::register(signed(payer()), Kind::Person, signer.key(), [1; 32], plenty(), Some(proof)));
	});
}

#[test]
fn room_has_limits_and_is_paid_for() {
	build_and_execute(|| {
		let signer = sr(1);
		let pauper = signer.account();
		endow(&pauper, 10);
		let with = |room| Registry::register(signed(pauper.clone()), Kind::Person, signer.key(), [0; 32], room, None);
		assert_noop!(with(key_room::<Test>(0, 0) - 1), Error::<Test>::RoomTooSmall);
		assert_noop!(with(MAX_ROOM + 1), Error::<Test>::RoomTooLarge);
		assert_noop!(with(plenty()), TokenError::FundsUnavailable);
	});
}

#[test]
fn keys_that_anyone_could_use_are_refused() {
	build_and_execute(|| {
		let weak = PublicKey::Ed25519([0; 32]);
		let room = plenty();
		let register = |key| Registry::register(signed(payer()), Kind::Person, key, [0; 32], room, None);
		assert_noop!(register(weak), Error::<Test>::KeyInvalid);
		assert_noop!(register(PublicKey::P256([4; 33])), Error::<Test>::KeyInvalid);
	});
}

#[test]
fn only_accounts_register() {
	build_and_execute(|| {
		let register = |origin| Registry::register(origin, Kind::Person, sr(1).key(), [0; 32], plenty(), None);
		assert_noop!(register(RuntimeOrigin::root()), BadOrigin);
		assert_noop!(register(RuntimeOrigin::none()), BadOrigin);
	});
}
