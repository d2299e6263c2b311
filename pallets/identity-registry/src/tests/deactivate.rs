use super::*;
use crate::{IdentitiesByKey, Names, Services};
use frame_support::traits::fungible::Inspect;

#[test]
fn what_is_left_goes_to_the_beneficiary_and_what_is_no_longer_kept_to_the_payer() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let (id, boss) = (register(&owner), register(&sr(3)));
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		let service = Service { id: text("a"), service_type: text("T"), service_endpoint: text("a:b") };
		assert_ok!(act(&owner, &id, Call::set_service { service }));
		assert_ok!(control(&owner, &id, &[&boss], 1));
		let held = Balances::reserved_balance(payer());
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: Some(stranger()) }));
		assert!(happened(Event::Deactivated { identity: id.clone() }));
		assert_eq!(Balances::free_balance(&id), 0);
		assert_eq!(Balances::free_balance(stranger()), ENDOWMENT + 1_000);
		let kept = record(&id);
		assert_eq!(kept.used, 2 * key_room::<Test>(0) + name_room::<Test>());
		assert_eq!(Balances::reserved_balance(payer()), held - Balance::from(plenty() - kept.used));
		assert!(!Services::<Test>::contains_key(&id));
		assert_eq!(IdentitiesByKey::<Test>::iter().filter(|(_, of, ())| *of == id).count(), 0);
		assert_eq!((record(&boss).controlled, record(&boss).below), (0, 0));
		// Its keys are known still, and for what they were good.
		assert_eq!(key_of(&id, &phone).revoked.expect("with the identity").time, NOW);
		// The name is nobody's for a while, and pays back its room when it is cleared.
		set_time(NOW + QUARANTINE);
		let held = Balances::reserved_balance(payer());
		assert_ok!(Registry::clear_name(signed(stranger()), text("alice")));
		assert_eq!(Balances::reserved_balance(payer()), held - Balance::from(name_room::<Test>()));
		assert_eq!(Names::<Test>::iter().count(), 0);
	});
}

#[test]
fn its_own_deposit_is_swept_too() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = id_of(&owner);
		endow(&owner.account(), 500_000);
		let key = owner.key();
		assert_ok!(Registry::register(signed(owner.account()), Kind::Person, key, [0; 32], plenty(), None));
		endow(&id, 100_000);
		assert_ok!(act(&owner, &id, Call::fund { identity: id.clone(), room: plenty() }));
		let before = <Balances as Inspect<_>>::total_balance(&id);
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: Some(stranger()) }));
		// What is kept of it is paid for still, and so the account must exist still.
		let left = <Balances as Inspect<_>>::total_balance(&id);
		assert_eq!(Balances::free_balance(stranger()), ENDOWMENT + before - left);
		assert_eq!(Balances::reserved_balance(&id), left - Balances::free_balance(&id));
		assert!(Balances::free_balance(&id) <= 10);
	});
}

#[test]
fn it_is_final() {
	build_and_execute(|| {
		let (owner, boss) = (sr(1), sr(2));
		let (id, boss_id) = (register(&owner), register(&boss));
		assert_ok!(control(&owner, &id, &[&boss_id], 1));
		let account = sr(9);
		let proof = prove(&account, action::LINK_ACCOUNT, &id, nonce(&id), account.key());
		assert_ok!(act(&owner, &id, Call::link_account { key: account.key(), proof }));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		assert_eq!(act(&owner, &id, remark()), err(Error::NotAuthorised));
		assert_eq!(act(&boss, &boss_id, act_call(&id, remark())), err(Error::NotAuthorised));
		for who in [owner.account(), boss_id, stranger()] {
			let freeze = Registry::freeze(signed(who), id.clone());
			assert_eq!(freeze, err(Error::IdentityDeactivated));
		}
		let fund = Registry::fund(signed(payer()), id.clone(), MAX_ROOM);
		assert_eq!(fund, err(Error::IdentityDeactivated));
		// Whoever was linked need not stay.
		let held = Balances::reserved_balance(payer());
		assert_ok!(Registry::unlink_account(signed(account.account()), id.clone(), account.account()));
		assert_eq!(Balances::reserved_balance(payer()), held - Balance::from(link_room::<Test>()));
	});
}

#[test]
fn nothing_of_the_same_act_happens_after_it() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let call = add_key_call(&id, &ed(2), new_key(&ed(2)));
		let calls = vec![Call::deactivate { beneficiary: None }.into(), call.into()];
		let all = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
		assert_eq!(act(&owner, &id, all), err(Error::IdentityDeactivated));
		assert!(record(&id).is_active());
		let calls = vec![Call::freeze { identity: id.clone() }.into(), controllers_call(&[], 0).into()];
		let all = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls });
		assert_eq!(act(&owner, &id, all), err(Error::IdentityFrozen));
	});
}

#[test]
fn only_a_key_without_limits_may() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		assert_eq!(act(&phone, &id, Call::deactivate { beneficiary: None }), err(Error::NotFullKey));
	});
}
