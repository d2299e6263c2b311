//! Every call, from every kind of origin, in every state of the identity: who may and who may not.

use super::*;
use sp_runtime::traits::BadOrigin;

/// The calls that only the identity itself can make, in the course of an act.
pub fn management(id: &AccountId) -> Vec<Call<Test>> {
	let proof = prove(&ed(77), action::ADD_KEY, id, 1, ed(77).key());
	let (key, by) = (ed(77).key(), ed(78).key());
	vec![
		Call::add_key { key: Box::new(new_key(&ed(77))), proof: Some(proof.clone()) },
		Call::rotate_key { key, by, valid_until: None, proof: Some(proof.clone()) },
		Call::revoke_key { key },
		Call::set_key_scope { key, scope: Scope::Any, limits: BoundedVec::new() },
		controllers_call(&[], 0),
		Call::set_service {
			service: Service { id: text("a"), service_type: text("T"), service_endpoint: text("a:b") },
		},
		Call::remove_service { id: text("b") },
		Call::claim_name { name: text("alice") },
		Call::release_name {},
		Call::offer_name { to: None },
		Call::accept_name { name: text("alice") },
		Call::link_account { key, proof },
		Call::unfreeze {},
		Call::deactivate { beneficiary: None },
		Call::propose { identity: id.clone(), call_hash: H256::zero(), expires: NOW },
		Call::approve { identity: id.clone(), call_hash: H256::zero() },
	]
}

/// All the other calls.
fn public(id: &AccountId) -> Vec<Call<Test>> {
	let proof = prove(&ed(77), action::ADD_KEY, id, 1, ed(77).key());
	let account = account(1);
	vec![
		Call::register { kind: Kind::Person, key: ed(77).key(), salt: [0; 32], room: 1, proof: None },
		Call::fund { identity: id.clone(), room: 1 },
		Call::clear_name { name: text("alice") },
		Call::unlink_account { identity: id.clone(), account: account.clone() },
		Call::attest_domain { identity: id.clone(), domain: text("a.b"), valid_until: NOW },
		Call::remove_domain { identity: id.clone(), domain: text("a.b"), verifier: account },
		Call::freeze { identity: id.clone() },
		Call::act_as { identity: id.clone(), call: Box::new(remark()) },
		Call::act_as_signed { identity: id.clone(), key: ed(77).key(), call: Box::new(remark()), proof },
		Call::withdraw_proposal { identity: id.clone(), call_hash: H256::zero() },
	]
}

#[test]
fn all_calls_are_in_the_matrix() {
	use frame_support::traits::GetCallName;
	build_and_execute(|| {
		let id = register(&sr(1));
		let mut named: Vec<_> = management(&id).iter().chain(&public(&id)).map(|call| call.get_call_name()).collect();
		named.sort();
		let mut all = Call::<Test>::get_call_names().to_vec();
		all.sort();
		assert_eq!(named, all);
	});
}

#[test]
fn neither_root_nor_nobody_makes_any() {
	build_and_execute(|| {
		let id = register(&sr(1));
		for call in management(&id).into_iter().chain(public(&id)) {
			for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
				assert_noop!(dispatch(origin, call.clone()).map_err(|error| error.error), BadOrigin);
			}
		}
	});
}

#[test]
fn nothing_is_managed_while_frozen_or_after_the_end() {
	build_and_execute(|| {
		let (owner, second) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &second, new_key(&second)));
		assert_ok!(Registry::freeze(signed(second.account()), id.clone()));
		for call in management(&id) {
			let frees = matches!(call, Call::unfreeze {} | Call::revoke_key { .. });
			let result = act(&owner, &id, call.clone());
			if !frees {
				assert_eq!(result, err(Error::IdentityFrozen), "{call:?}");
			} else if matches!(call, Call::unfreeze {}) {
				assert_ok!(result);
				assert_ok!(Registry::freeze(signed(second.account()), id.clone()));
			} else {
				assert_eq!(result, err(Error::KeyUnknown));
			}
		}
		assert_ok!(act(&owner, &id, Call::unfreeze {}));
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		for call in management(&id) {
			assert_eq!(act(&owner, &id, call), err(Error::NotAuthorised));
		}
		// Even if something had gone wrong with acting, the calls themselves refuse.
		let by = crate::Authority::Key(owner.key());
		for call in management(&id) {
			let result = Registry::acting_as(&id, by.clone(), || dispatch(signed(id.clone()), call.clone()));
			assert!(result.is_err(), "{call:?}");
		}
	});
}

#[test]
fn what_is_control_needs_a_key_without_limits() {
	use crate::ClassifyCall;
	use civitas_primitives::identity::CallClass;
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::NonTransfer)));
		for call in management(&id) {
			let control = Classes::class(&call.clone().into()) == Some(CallClass::Control);
			let refused = act(&phone, &id, call.clone()) == err(Error::NotFullKey);
			assert_eq!(control, refused, "{call:?}");
		}
	});
}

#[test]
fn a_frame_without_control_does_not_make_control_calls() {
	// The second net: even if the runtime classified a call of control as something else, it refuses.
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		assert_ok!(add_key(&owner, &id, &phone, scoped_key(&phone, Scope::Social)));
		Blind::set(true);
		for call in [
			add_key_call(&id, &ed(9), new_key(&ed(9))),
			Call::revoke_key { key: owner.key() },
			Call::set_key_scope { key: phone.key(), scope: Scope::Any, limits: BoundedVec::new() },
			controllers_call(&[], 0),
			Call::release_name {},
			Call::deactivate { beneficiary: Some(stranger()) },
			Call::propose { identity: id.clone(), call_hash: H256::zero(), expires: NOW },
		] {
			assert_eq!(act(&phone, &id, call), err(Error::NotFullKey));
		}
		Blind::set(false);
	});
}
