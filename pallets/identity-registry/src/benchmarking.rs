//! Benchmarks: each call at its worst case. Signatures are measured apart, since they differ so much; they are bad
//! ones, which cost as much as the dearest good ones, because both of the forms that are accepted are tried before
//! they are refused.

mod setup;

use super::*;
use crate::{
	act::{call_hash, Grant},
	types::*,
};
use alloc::{boxed::Box, vec::Vec};
use civitas_primitives::{
	identity::{KeySignature, Kind, PublicKey, Relationships},
	Moment,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible::Mutate, Time},
	BoundedVec,
};
use frame_system::RawOrigin;
use setup::*;
use sp_core::H256;
use sp_runtime::traits::{Bounded, One};

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		let payer = rich::<T>(SR25519.into());
		let key = PublicKey::Sr25519(SR25519);

		#[extrinsic_call]
		_(RawOrigin::Signed(payer), Kind::Person, key, [0; 32], MAX_ROOM, None);

		assert_eq!(Identities::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn fund() {
		let id = identity::<T>(0);
		let payer = rich::<T>(account("payer", 0, 0));

		#[extrinsic_call]
		_(RawOrigin::Signed(payer.clone()), id.clone(), MAX_ROOM);

		assert_eq!(Identities::<T>::get(id).map(|record| record.payer), Some(payer));
	}

	#[benchmark]
	fn add_key() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS - 1);
		let public = agreement_key(0);
		let call = Call::add_key { key: Box::new(new_key::<T>(public)), proof: None };

		#[block]
		{
			acting::<T>(&id, call);
		}

		assert!(IdentitiesByKey::<T>::contains_key(public, id));
	}

	#[benchmark]
	fn rotate_key() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS - 1);
		let old = agreement_key(0);
		Keys::<T>::mutate(&id, |keys| {
			keys[1].public = old;
			keys[1].relationships = Relationships::KEY_AGREEMENT;
		});
		let by = agreement_key(1);
		let call = Call::rotate_key { key: old, by, valid_until: Some(Moment::MAX), proof: None };

		#[block]
		{
			acting::<T>(&id, call);
		}

		assert!(IdentitiesByKey::<T>::contains_key(by, id));
	}

	#[benchmark]
	fn revoke_key() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let key = PublicKey::Sr25519(SR25519);

		#[block]
		{
			acting::<T>(&id, Call::revoke_key { key });
		}

		assert!(!IdentitiesByKey::<T>::contains_key(key, id));
	}

	#[benchmark]
	fn set_key_scope() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS - 1);
		let scope = T::BenchmarkHelper::narrow_scope();
		let key = dear_key(1);

		#[block]
		{
			acting::<T>(&id, Call::set_key_scope { key, scope: scope.clone(), limits: limits::<T>() });
		}

		assert!(Keys::<T>::get(id).iter().any(|key| key.scope == scope));
	}

	#[benchmark]
	fn set_controllers() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS - 1);
		controlled::<T>(&id, 0);
		// Sixteen others, each controlled by three of its own, none of whom know of anything below them.
		let controllers: Vec<_> = (100..100 + MAX_CONTROLLERS).map(|index| another::<T>(&id, index)).collect();
		for (at, controller) in (0u32..).zip(&controllers) {
			let above: Vec<_> = (0..3).map(|index| another::<T>(&id, 200 + 3 * at + index)).collect();
			for boss in &above {
				change::<T>(boss, |record| {
					record.controllers = BoundedVec::new();
					record.threshold = 0;
				});
			}
			change::<T>(controller, |record| {
				record.controllers = above.try_into().expect("three");
				record.threshold = 1;
			});
		}
		let controllers: Members<T::AccountId> = controllers.try_into().expect("as many as can be");
		let call = Call::set_controllers { controllers: controllers.clone(), threshold: 16 };

		#[block]
		{
			acting::<T>(&id, call);
		}

		assert_eq!(Identities::<T>::get(id).map(|record| record.controllers), Some(controllers));
	}

	#[benchmark]
	fn set_service() {
		let id = identity::<T>(0);
		fill_services::<T>(&id);
		let service = service(24);

		#[block]
		{
			acting::<T>(&id, Call::set_service { service });
		}

		assert_eq!(Services::<T>::get(id).len(), 25);
	}

	#[benchmark]
	fn remove_service() {
		let id = identity::<T>(0);
		fill_services::<T>(&id);
		let service = service(24).id;

		#[block]
		{
			acting::<T>(&id, Call::remove_service { id: service });
		}

		assert_eq!(Services::<T>::get(id).len(), 24);
	}

	#[benchmark]
	fn claim_name() {
		abandoned_name::<T>();
		let id = identity::<T>(0);

		#[block]
		{
			acting::<T>(&id, Call::claim_name { name: name(b'z') });
		}

		assert_eq!(Pallet::<T>::do_identity_of_name(&name(b'z')), Some(id));
	}

	#[benchmark]
	fn release_name() {
		let id = identity::<T>(0);
		Pallet::<T>::do_claim_name(id.clone(), name(b'a')).expect("it is free");

		#[block]
		{
			acting::<T>(&id, Call::release_name {});
		}

		assert_eq!(Pallet::<T>::do_identity_of_name(&name(b'a')), None);
	}

	#[benchmark]
	fn offer_name() {
		let (id, other) = (identity::<T>(0), identity::<T>(1));
		Pallet::<T>::do_claim_name(id.clone(), name(b'a')).expect("it is free");

		#[block]
		{
			acting::<T>(&id, Call::offer_name { to: Some(other) });
		}

		let offered = Names::<T>::get(name(b'a')).map(|record| record.state);
		assert!(matches!(offered, Some(NameState::Offered { .. })));
	}

	#[benchmark]
	fn accept_name() {
		let (id, other) = (identity::<T>(0), identity::<T>(1));
		Pallet::<T>::do_claim_name(id.clone(), name(b'a')).expect("it is free");
		Pallet::<T>::do_offer_name(id, Some(other.clone())).expect("it has it");

		#[block]
		{
			acting::<T>(&other, Call::accept_name { name: name(b'a') });
		}

		assert_eq!(Pallet::<T>::do_identity_of_name(&name(b'a')), Some(other));
	}

	#[benchmark]
	fn clear_name() {
		abandoned_name::<T>();
		let who: T::AccountId = account("anyone", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), name(b'z'));

		assert!(!Names::<T>::contains_key(name(b'z')));
	}

	#[benchmark]
	fn link_account() {
		let id = identity::<T>(0);
		let other: T::AccountId = account("other", 0, 0);

		#[block]
		{
			// All but the signature, which is weighed apart.
			let record = Pallet::<T>::active(&id).expect("it is");
			assert!(!LinkedAccounts::<T>::contains_key(&id, &other));
			Pallet::<T>::link(id.clone(), record, other.clone()).expect("there is room");
		}

		assert!(LinkedAccounts::<T>::contains_key(id, other));
	}

	#[benchmark]
	fn unlink_account() {
		let id = identity::<T>(0);
		let other: T::AccountId = account("other", 0, 0);
		let record = Pallet::<T>::active(&id).expect("it is");
		Pallet::<T>::link(id.clone(), record, other.clone()).expect("there is room");
		change::<T>(&id, |record| record.status = Status::Deactivated { at: record.created });

		#[extrinsic_call]
		_(RawOrigin::Signed(other.clone()), id.clone(), other.clone());

		assert!(!LinkedAccounts::<T>::contains_key(id, other));
	}

	#[benchmark]
	fn attest_domain() {
		let id = identity::<T>(0);
		let verifier = rich::<T>(another::<T>(&id, 0));
		let valid_until = T::Time::now();

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier), id.clone(), domain(), valid_until);

		assert_eq!(Domains::<T>::iter_prefix(id).count(), 1);
	}

	#[benchmark]
	fn remove_domain() {
		let id = identity::<T>(0);
		let verifier = rich::<T>(another::<T>(&id, 0));
		Pallet::<T>::do_attest_domain(verifier.clone(), id.clone(), domain(), T::Time::now()).expect("it can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(verifier.clone()), id.clone(), domain(), verifier.clone());

		assert_eq!(Domains::<T>::iter_prefix(id).count(), 0);
	}

	#[benchmark]
	fn freeze() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS - 1);
		Keys::<T>::mutate(&id, |keys| {
			keys.iter_mut().for_each(|key| key.revoked = None);
			keys[63].valid_until = Some(Moment::MAX);
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(SR25519.into()), id.clone());

		assert!(Identities::<T>::get(id).is_some_and(|record| !record.is_active()));
	}

	#[benchmark]
	fn unfreeze() {
		let id = identity::<T>(0);
		change::<T>(&id, |record| {
			let by = Authority::Key(dear_key(0));
			record.status = Status::Frozen { by, at: record.created };
		});

		#[block]
		{
			acting::<T>(&id, Call::unfreeze {});
		}

		assert!(Identities::<T>::get(id).is_some_and(|record| record.is_active()));
	}

	#[benchmark]
	fn deactivate() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		fill_services::<T>(&id);
		Pallet::<T>::do_claim_name(id.clone(), name(b'a')).expect("it is free");
		controlled::<T>(&id, 0);
		T::NativeBalance::mint_into(&id, BalanceOf::<T>::max_value() / 4u32.into())
			.expect("nothing limits the issuance");
		let beneficiary: T::AccountId = account("beneficiary", 0, 0);

		#[block]
		{
			acting::<T>(&id, Call::deactivate { beneficiary: Some(beneficiary) });
		}

		assert!(Identities::<T>::get(id).is_some_and(|record| record.is_deactivated()));
	}

	/// By a key with limits, of which what it has spent is counted. The call is one that is long, and at the same time one
	/// that takes long to look at.
	#[benchmark]
	fn act_as(a: Linear<0, MAX_LIMITS>, b: Linear<0, 65_536>) {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let spent = limit_last_key::<T>(&id, a);
		let call = remark::<T>(b);
		let crowded = T::BenchmarkHelper::crowded(b);
		let grant = Grant::<T>::of_key(Keys::<T>::get(&id).last().expect("it has one"), None);

		#[block]
		{
			look_at_call::<T>(&crowded);
			// Controllers who must agree find what they agreed on by the hash of the call.
			call_hash(&call);
			Pallet::<T>::do_act_as(RawOrigin::Signed(SR25519.into()).into(), id.clone(), call).expect("it may");
			count_spent::<T>(&id, &grant, &spent);
		}

		let counted = Keys::<T>::get(id)[63].allowances.iter().filter(|allowance| allowance.spent.is_one()).count();
		assert_eq!(counted, a as usize);
	}

	/// As `act_as`.
	#[benchmark]
	fn act_as_signed(a: Linear<0, MAX_LIMITS>, b: Linear<0, 65_536>) {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let spent = limit_last_key::<T>(&id, a);
		let call = remark::<T>(b);
		let crowded = T::BenchmarkHelper::crowded(b);
		let key = PublicKey::Sr25519(SR25519);
		let relayer: T::AccountId = account("relayer", 0, 0);
		let again = Grant::<T>::of_key(Keys::<T>::get(&id).last().expect("it has one"), None);

		#[block]
		{
			look_at_call::<T>(&crowded);
			// All but the signature, which is weighed apart, but for the part of it that depends on the call.
			call_hash(&call);
			let (record, grant) = Pallet::<T>::find_signer(&id, &key, &call).expect("it may");
			Pallet::<T>::act_once(RawOrigin::Signed(relayer).into(), id.clone(), record, grant, call).expect("it may");
			count_spent::<T>(&id, &again, &spent);
		}

		assert_eq!(Identities::<T>::get(id).map(|record| record.nonce), Some(1));
	}

	/// What an act by an approved proposal needs besides what every act does.
	#[benchmark]
	fn consume_proposal() {
		let id = identity::<T>(0);
		let members = controlled::<T>(&id, 0);
		let proposer = rich::<T>(members[0].clone());
		Pallet::<T>::do_propose(proposer, id.clone(), H256::zero(), Moment::MAX).expect("it can pay");
		Proposals::<T>::mutate(&id, H256::zero(), |proposal| {
			proposal.as_mut().expect("proposed").approvals = members;
		});
		let record = Identities::<T>::get(&id).expect("registered");

		#[block]
		{
			Pallet::<T>::consume_proposal(&id, &record, H256::zero()).expect("all have approved");
		}

		assert!(!Proposals::<T>::contains_key(id, H256::zero()));
	}

	#[benchmark]
	fn propose() {
		let id = identity::<T>(0);
		let members = controlled::<T>(&id, 0);
		let proposer = rich::<T>(members[15].clone());
		let (identity, call_hash) = (id.clone(), H256::zero());

		#[block]
		{
			acting::<T>(&proposer, Call::propose { identity, call_hash, expires: Moment::MAX });
		}

		assert!(Proposals::<T>::contains_key(id, H256::zero()));
	}

	#[benchmark]
	fn approve() {
		let id = identity::<T>(0);
		let members = controlled::<T>(&id, 0);
		let proposer = rich::<T>(members[0].clone());
		Pallet::<T>::do_propose(proposer, id.clone(), H256::zero(), Moment::MAX).expect("it can pay");
		Proposals::<T>::mutate(&id, H256::zero(), |proposal| {
			proposal.as_mut().expect("proposed").approvals =
				members[..15].to_vec().try_into().expect("all but the last");
		});
		let last = members[15].clone();
		let (identity, call_hash) = (id.clone(), H256::zero());

		#[block]
		{
			acting::<T>(&last, Call::approve { identity, call_hash });
		}

		assert_eq!(Proposals::<T>::get(id, H256::zero()).map(|proposal| proposal.approvals), Some(members));
	}

	#[benchmark]
	fn withdraw_proposal() {
		let id = identity::<T>(0);
		let members = controlled::<T>(&id, 0);
		let proposer = rich::<T>(members[0].clone());
		Pallet::<T>::do_propose(proposer.clone(), id.clone(), H256::zero(), Moment::MAX).expect("it can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(proposer), id.clone(), H256::zero());

		assert!(!Proposals::<T>::contains_key(id, H256::zero()));
	}

	#[benchmark]
	fn verify_sr25519() {
		// The first half is a point, the second a number that is marked as those of schnorrkel are.
		let mut signature = [0; 64];
		signature[..32].copy_from_slice(&SR25519);
		signature[32] = 1;
		signature[63] = 0x80;
		let check = verification::<T>(PublicKey::Sr25519(SR25519), |_| KeySignature::Sr25519(signature));

		#[block]
		{
			check();
		}
	}

	#[benchmark]
	fn verify_ed25519() {
		let check = verification::<T>(PublicKey::Ed25519(ED25519), |_| KeySignature::Ed25519(ED25519_SIGNATURE));

		#[block]
		{
			check();
		}
	}

	#[benchmark]
	fn verify_secp256k1() {
		let signature = KeySignature::Secp256k1(ecdsa_signature(0));
		let check = verification::<T>(PublicKey::Secp256k1(SECP256K1), |_| signature);

		#[block]
		{
			check();
		}
	}

	#[benchmark]
	fn verify_ethereum() {
		let signature = KeySignature::Ethereum(ecdsa_signature(27));
		let check = verification::<T>(PublicKey::Ethereum([1; 20]), |_| signature);

		#[block]
		{
			check();
		}
	}

	#[benchmark]
	fn verify_passkey() {
		let check = verification::<T>(PublicKey::P256(P256), |hash| KeySignature::WebAuthn(assertion(hash)));

		#[block]
		{
			check();
		}
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
