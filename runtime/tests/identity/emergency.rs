//! When a key was stolen and something is wrong with the chain at the same time: what takes power from a key works, and
//! nothing else gets through by being carried in the same way.

use super::*;
use civitas_runtime::{configs::governance::TechnicalInstance, RuntimeOrigin, SafeMode, TxPause};
use sp_runtime::DispatchError;

fn filtered() -> DispatchResult {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

fn enter() {
	SafeMode::force_enter(RuntimeOrigin::root()).expect("it is not entered");
	assert!(SafeMode::is_entered());
}

fn freeze(id: &AccountId) -> Call<Runtime> {
	Call::freeze { identity: id.clone() }
}

/// What becomes of a transaction as such, and not of what it carries.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	apply(signed(who, call, 0)).expect("it is valid")
}

#[test]
fn stolen_keys_lose_their_power_also_in_safe_mode() {
	development().execute_with(|| {
		let id = scene();
		enter();

		// A key for everything revokes another; a key revokes itself, by signature; and any key freezes, as the identity or
		// directly.
		assert_eq!(act(Bob, &id, Call::revoke_key { key: key(Dave) }), Ok(()));
		assert_eq!(act_signed(Eve, &id, Call::revoke_key { key: key(Eve) }), Ok(()));
		let revoked =
			|| Keys::<Runtime>::get(&id).into_iter().filter(|key| key.revoked.is_some()).map(|key| key.public);
		assert_eq!(revoked().collect::<Vec<_>>(), [key(Dave), key(Eve)]);
		assert_eq!(act_signed(Charlie, &id, freeze(&id)), Ok(()));
		// And the time to object to what a thief asks for does not stand still: a vote comes as far as to the pallet.
		let object = Call::vote { request: 1, in_favour: false };
		assert_eq!(act(Bob, &id, object), Err(Error::<Runtime>::RequestUnknown.into()));
		SafeMode::force_exit(RuntimeOrigin::root()).expect("it is entered");
		assert_eq!(act(Bob, &id, Call::unfreeze {}), Ok(()));
		enter();
		submit(Charlie, freeze(&id));
		assert!(!Identities::<Runtime>::get(&id).expect("it is registered").is_active());
		end_block();
	});
}

#[test]
fn an_identity_that_decides_can_do_so_in_safe_mode() {
	development().execute_with(|| {
		let id = scene();
		let exit = || -> RuntimeCall { pallet_safe_mode::Call::force_exit {}.into() };
		pallet_collective::Members::<Runtime, TechnicalInstance>::put(vec![id.clone()]);
		// One of one: to propose is to decide. By an act, in a batch.
		let propose = pallet_collective::Call::<Runtime, TechnicalInstance>::propose {
			threshold: 1,
			proposal: Box::new(exit()),
			length_bound: 1_000,
		};
		enter();
		let batch = |calls| pallet_utility::Call::<Runtime>::batch_all { calls };
		assert_eq!(act(Bob, &id, batch(vec![remark(), transfer(1)])), filtered());
		assert_eq!(act(Bob, &id, exit()), Err(DispatchError::BadOrigin), "an identity is no committee");
		assert_eq!(act(Bob, &id, batch(vec![remark(), propose.into()])), Ok(()));
		assert!(!SafeMode::is_entered());
		end_block();
	});
}

#[test]
fn nothing_else_is_carried_through_safe_mode() {
	development().execute_with(|| {
		let id = scene();
		let batch = |call: RuntimeCall| pallet_utility::Call::<Runtime>::batch { calls: vec![call] };
		let others: Vec<RuntimeCall> = vec![
			transfer(1),
			add_key_call(&id, Ferdie, new_key(key(Ferdie))).into(),
			Call::unfreeze {}.into(),
			batch(transfer(1)).into(),
			batch(act_call(&id, transfer(1))).into(),
			act_call(&id, transfer(1)),
		];
		enter();
		let before = (Identities::<Runtime>::get(&id), Keys::<Runtime>::get(&id), Balances::free_balance(&id));
		for call in others {
			assert_eq!(applied(Alice, signed_call(Bob, &id, call.clone())), filtered(), "{call:?}");
			assert_eq!(applied(Bob, act_call(&id, call.clone())), filtered(), "{call:?}");
		}
		for call in [batch(transfer(1)), batch(act_call(&id, transfer(1)))] {
			assert_eq!(applied(Bob, call), filtered());
		}
		assert_eq!(applied(Bob, register_call(Kind::Person, key(Ferdie), signer(Ferdie))), filtered());
		let after = (Identities::<Runtime>::get(&id), Keys::<Runtime>::get(&id), Balances::free_balance(&id));
		assert_eq!(after, before);
		end_block();
	});
}

#[test]
fn what_takes_power_from_keys_cannot_be_paused() {
	development().execute_with(|| {
		let id = scene();
		let pause = |pallet: &str, call: &str| {
			let name = |text: &str| BoundedVec::truncate_from(text.as_bytes().to_vec());
			TxPause::pause(RuntimeOrigin::root(), (name(pallet), name(call)))
		};
		let unpausable: DispatchError = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
		for call in ["freeze", "revoke_key", "act_as", "act_as_signed"] {
			assert_eq!(pause("IdentityRegistry", call), Err(unpausable), "{call}");
		}
		// What an act carries is paused under its own name, also if it is carried.
		for (pallet, call) in [
			("Balances", "transfer_keep_alive"),
			("IdentityRegistry", "add_key"),
			("IdentityRegistry", "unfreeze"),
			("IdentityRegistry", "register"),
		] {
			assert!(pause(pallet, call).is_ok(), "{pallet}.{call}");
		}
		assert_eq!(act(Bob, &id, transfer(1)), filtered());
		assert_eq!(act_signed(Bob, &id, transfer(1)), filtered());
		assert_eq!(act(Bob, &id, add_key_call(&id, Ferdie, new_key(key(Ferdie)))), filtered());
		assert_eq!(act(Bob, &id, remark()), Ok(()));
		assert_eq!(act(Bob, &id, Call::revoke_key { key: key(Dave) }), Ok(()));
		assert_eq!(act_signed(Charlie, &id, freeze(&id)), Ok(()));
		end_block();
	});
}
