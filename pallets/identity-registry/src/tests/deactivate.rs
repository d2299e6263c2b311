use super::*;
use crate::{IdentitiesByKey, Names, Services};
use frame_support::traits::fungible::{Inspect, MutateHold};

#[test]
fn what_is_left_goes_to_the_beneficiary_and_what_is_no_longer_kept_to_the_payer() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let (id, boss, asked) = (register(&owner), register(&sr(3)), register(&sr(4)));
		endow(&id, 1_000);
		assert_ok!(add_key(&owner, &id, &phone, new_key(&phone)));
		assert_ok!(act(&owner, &id, Call::claim_name { name: text("alice") }));
		let service = Service { id: text("a"), service_type: text("T"), service_endpoint: text("a:b") };
		assert_ok!(act(&owner, &id, Call::set_service { service }));
		assert_ok!(control(&owner, &id, &[&boss], 1));
		assert_ok!(invite(&owner, &id, &[&boss, &asked], 1));
		let held = Balances::reserved_balance(payer());
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: Some(stranger()) }));
		assert!(happened(Event::Deactivated { identity: id.clone() }));
		assert_eq!(Balances::free_balance(&id), 0);
		assert_eq!(Balances::free_balance(stranger()), ENDOWMENT + 1_000);
		let kept = record(&id);
		assert_eq!(kept.used, 2 * key_room::<Test>(0, 0) + name_room::<Test>());
		assert_eq!(Balances::reserved_balance(payer()), held - Balance::from(plenty() - kept.used));
		assert!(!Services::<Test>::contains_key(&id));
		assert_eq!(IdentitiesByKey::<Test>::iter().filter(|(_, of, ())| *of == id).count(), 0);
		assert_eq!(
			(record(&boss).controlled, kept.controllers.len(), kept.invited.len(), kept.threshold),
			(0, 0, 0, 0)
		);
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
		let wallet = sr(9);
		let proof = prove(&wallet, action::LINK_ACCOUNT, &id, 0, wallet.key());
		assert_ok!(act(&owner, &id, Call::link_account { key: wallet.key(), proof }));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		assert_noop!(act(&owner, &id, remark()), Error::<Test>::NotAuthorised);
		assert_noop!(act_signed(&owner, &id, remark()), Error::<Test>::NotAuthorised);
		assert_eq!(act(&boss, &boss_id, act_call(&id, remark())), err(Error::NotAuthorised));
		for who in [owner.account(), boss_id, id.clone(), stranger()] {
			// Nobody has a right to it any more.
			let error = if who == id { Error::<Test>::NotActing } else { Error::NotAuthorised };
			assert_noop!(direct(who, freeze_call(&id)), error);
		}
		for call in matrix::management(&id) {
			assert!(made_as(&id, Authority::Controller(account(1)), call.clone()).is_err(), "{call:?}");
		}
		assert_noop!(made_by(&owner, &id, freeze_call(&id)), Error::<Test>::IdentityDeactivated);
		assert_noop!(Registry::fund(signed(payer()), id.clone(), MAX_ROOM), Error::<Test>::IdentityDeactivated);
		// Whoever was linked need not stay.
		let held = Balances::reserved_balance(payer());
		assert_ok!(Registry::unlink_account(signed(wallet.account()), id.clone(), wallet.account()));
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
		let all = batch_all(calls);
		assert_eq!(act(&owner, &id, all), err(Error::IdentityDeactivated));
		assert!(record(&id).is_active());
	});
}

#[test]
fn a_freeze_within_an_act_is_as_good_as_one_before() {
	for index in 0.. {
		let mut more = false;
		build_and_execute(|| {
			let owner = sr(1);
			let id = register(&owner);
			let Some(call) = matrix::management(&id).into_iter().nth(index) else { return };
			more = true;
			// What helps then helps, what concerns others does, and nothing else.
			let helps = matches!(call, Call::unfreeze {} | Call::revoke_key { .. } | Call::vote { .. });
			let elsewhere = matches!(call, Call::resign_control { .. });
			let both = batch_all(vec![freeze_call(&id).into(), call.clone().into()]);
			assert_eq!(act(&owner, &id, both) == err(Error::IdentityFrozen), !helps && !elsewhere, "{call:?}");
			assert_eq!(record(&id).is_active(), !matches!(call, Call::unfreeze {}), "{call:?}");
		});
		if !more {
			break;
		}
	}
}

#[test]
fn only_a_key_without_limits_may() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		assert_noop!(act(&phone, &id, Call::deactivate { beneficiary: None }), Error::<Test>::NotFullKey);
	});
}

/// What keeps an identity from being given up, and what ends that.
struct Tie {
	what: &'static str,
	error: Error<Test>,
	tie: fn(&AccountId),
	cut: fn(&AccountId),
}

/// Another identity that is there.
fn other() -> AccountId {
	id_of(&sr(60))
}

fn ties() -> Vec<Tie> {
	vec![
		Tie {
			what: "another pallet holds something",
			error: Error::HoldsLeft,
			tie: |id| {
				assert_ok!(Balances::hold(&foreign(), id, 500));
			},
			cut: |id| {
				let released = Balances::release(&foreign(), id, 500, frame_support::traits::tokens::Precision::Exact);
				assert_ok!(released);
			},
		},
		Tie {
			what: "it pays for another identity",
			error: Error::HoldsLeft,
			tie: |id| {
				assert_ok!(act(&sr(1), id, Call::fund { identity: other(), room: plenty() }));
			},
			cut: |_| {
				assert_ok!(Registry::fund(signed(payer()), other(), plenty()));
			},
		},
		Tie {
			what: "it has attested something",
			error: Error::HoldsLeft,
			tie: |id| {
				let attest = Call::attest_domain { identity: other(), domain: text("a.example"), valid_until: NOW };
				assert_ok!(act(&sr(1), id, attest));
			},
			cut: |id| {
				let (identity, verifier) = (other(), id.clone());
				assert_ok!(act(&sr(1), id, Call::remove_domain { identity, domain: text("a.example"), verifier }));
			},
		},
		Tie {
			what: "it has approved first, and others have after it",
			error: Error::HoldsLeft,
			tie: |id| {
				assert_ok!(control(&sr(60), &other(), &[id, &id_of(&sr(61))], 2));
				assert_ok!(act(&sr(1), id, approve_call(&other(), &remark())));
				assert_ok!(act(&sr(61), &id_of(&sr(61)), approve_call(&other(), &remark())));
				assert_ok!(act(&sr(1), id, Call::resign_control { identity: other() }));
			},
			cut: |_| {
				let retract = Call::retract_approval { identity: other(), call_hash: call_hash(&remark()) };
				assert_ok!(act(&sr(61), &id_of(&sr(61)), retract));
			},
		},
		Tie {
			what: "it controls another",
			error: Error::ControlsOthers,
			tie: |id| {
				assert_ok!(control(&sr(60), &other(), &[id], 1));
			},
			cut: |id| {
				assert_ok!(act(&sr(1), id, Call::resign_control { identity: other() }));
			},
		},
		Tie {
			what: "it has a proxy",
			error: Error::AccountInUse,
			tie: |id| {
				assert_ok!(act(&sr(1), id, add_proxy(stranger())));
			},
			cut: |id| {
				let remove = RuntimeCall::Proxy(pallet_proxy::Call::remove_proxies {});
				assert_ok!(act(&sr(1), id, remove));
			},
		},
		Tie {
			what: "it has an asset that is worth existing for",
			error: Error::AccountInUse,
			tie: |id| {
				assert_ok!(Assets::mint(signed(payer()), ASSET, id.clone(), 5));
			},
			cut: |id| {
				let pay = pallet_assets::Call::transfer { id: ASSET, target: payer(), amount: 5 };
				assert_ok!(act(&sr(1), id, RuntimeCall::Assets(pay)));
			},
		},
		Tie {
			what: "it has an asset that is not",
			error: Error::AccountInUse,
			tie: |id| {
				assert_ok!(Assets::force_create(RuntimeOrigin::root(), 8, payer(), false, 1));
				assert_ok!(Assets::mint(signed(payer()), 8, id.clone(), 5));
			},
			cut: |id| {
				let pay = pallet_assets::Call::transfer { id: 8, target: payer(), amount: 5 };
				assert_ok!(act(&sr(1), id, RuntimeCall::Assets(pay)));
			},
		},
	]
}

/// For what another pallet holds something.
fn foreign() -> RuntimeHoldReason {
	RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage)
}

#[test]
fn it_is_not_given_up_while_others_count_on_it() {
	for Tie { what, error, tie, cut } in ties() {
		let code = DispatchError::from(error);
		for pays_itself in [false, true] {
			build_and_execute(|| {
				let owner = sr(1);
				let id = register(&owner);
				register(&sr(60));
				endow(&register(&sr(61)), 50_000);
				endow(&id, 500_000);
				if pays_itself {
					assert_ok!(act(&owner, &id, Call::fund { identity: id.clone(), room: plenty() }));
				}
				let call = Call::deactivate { beneficiary: Some(account(200)) };
				let before = Registry::ties(id.clone());
				tie(&id);
				let told = Registry::ties(id.clone());
				// Reserves depend on the account as its own deposit does, and the two are not counted apart.
				assert!(told != before || (pays_itself && code == Error::<Test>::AccountInUse.into()), "{what}");
				assert_noop!(made_by(&owner, &id, call.clone()), code);
				assert_eq!(act(&owner, &id, call.clone()), Err(code), "{what}");
				check_state();
				// Its own deposit for itself is no reason, and what is said is what has to go.
				cut(&id);
				assert_eq!(Registry::ties(id.clone()), before, "{what}");
				let has = Balances::total_balance(&id);
				assert_ok!(act(&owner, &id, call));
				check_state();
				let left = Balances::total_balance(&id);
				assert_eq!(Balances::free_balance(account(200)), has - left, "{what}");
				let kept = 100 + Balance::from(Registry::footprint(record(&id).room).size as u32);
				let least = if pays_itself { kept + Balances::free_balance(&id) } else { 0 };
				assert_eq!(left, least, "{what}");
				assert!(Balances::free_balance(&id) <= 10, "{what}");
			});
		}
	}
}

#[test]
fn a_frozen_identity_is_not_given_up() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		assert_ok!(Registry::freeze(signed(phone.account()), id.clone()));
		let call = Call::deactivate { beneficiary: None };
		assert_noop!(act(&owner, &id, call.clone()), Error::<Test>::IdentityFrozen);
		assert_noop!(made_by(&owner, &id, call), Error::<Test>::IdentityFrozen);
	});
}

#[test]
fn who_was_asked_to_control_it_accepts_no_more() {
	build_and_execute(|| {
		let (owner, boss) = (sr(1), sr(2));
		let (id, boss_id) = (register(&owner), register(&boss));
		assert_ok!(invite(&owner, &id, &[&boss_id], 1));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		assert_eq!(accept(&boss, &boss_id, &id), err(Error::IdentityDeactivated));
		assert_eq!(record(&boss_id).controlled, 0);
	});
}

#[test]
fn what_is_left_goes_to_another() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		endow(&id, 1_000);
		// Nobody could ever move what stays.
		for beneficiary in [None, Some(id.clone())] {
			let call = Call::deactivate { beneficiary };
			assert_noop!(act(&owner, &id, call.clone()), Error::<Test>::BeneficiaryMissing);
			assert_noop!(made_by(&owner, &id, call), Error::<Test>::BeneficiaryMissing);
		}
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: Some(account(200)) }));
		assert_eq!((Balances::free_balance(&id), Balances::free_balance(account(200))), (0, 1_000));
	});
}
