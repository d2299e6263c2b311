//! Benchmarks: each call at its worst case. Signatures are measured apart, since they differ so much; they are bad
//! ones, which cost as much as the dearest good ones, because both of the forms that are accepted are tried before
//! they are refused.

mod control;
mod keys;
mod setup;

use super::*;
use crate::{
	act::{call_hash, Grant},
	types::*,
};
use alloc::{boxed::Box, vec};
use civitas_primitives::{
	identity::{IdentityInspect, KeySignature, Kind, PublicKey, Relationships},
	Moment,
};
use control::*;
use frame_benchmarking::v2::*;
use frame_support::traits::{fungible::Mutate, Consideration, Get, Time};
use frame_system::RawOrigin;
use keys::*;
use setup::*;
use sp_core::H256;
use sp_runtime::traits::{Bounded, Zero};

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

	/// By a full key against another, once those who have a vote have agreed.
	#[benchmark]
	fn revoke_key() {
		let id = identity::<T>(0);
		let key = dear_key(1);
		freeze_with_requests::<T>(&id, Remedy::Revoke(key), 0);

		#[block]
		{
			acting::<T>(&id, Call::revoke_key { key });
		}

		assert!(!IdentitiesByKey::<T>::contains_key(key, id));
	}

	#[benchmark]
	fn set_key_permissions() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let (key, permissions) = (dear_key(1), permissions::<T>(MAX_LIMITS));
		let since = T::Time::now();
		Keys::<T>::mutate(&id, |keys| keys[0].since = since + 1);

		#[block]
		{
			acting::<T>(&id, Call::set_key_permissions { key, permissions });
		}

		assert_eq!(Keys::<T>::get(id)[0].since, since);
	}

	#[benchmark]
	fn set_controllers() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		controlled::<T>(&id);
		let controllers = most::<T>(&id, 100);
		let call = Call::set_controllers { controllers: controllers.clone(), threshold: 16 };

		#[block]
		{
			acting::<T>(&id, call);
		}

		let record = Identities::<T>::get(id).expect("registered");
		assert_eq!((record.controllers.len(), record.invited), (0, controllers));
	}

	#[benchmark]
	fn accept_control() {
		let id = identity::<T>(0);
		let invited = most::<T>(&id, 100);
		// Frozen, without a key that could be against it: all of them have to be looked at.
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		Keys::<T>::mutate(&id, |keys| {
			keys.iter_mut().for_each(|key| key.relationships = Relationships::AUTHENTICATION);
		});
		change::<T>(&id, |record| {
			record.invited = invited.clone();
			let by = Authority::Controller(id.clone());
			record.status = Status::Frozen { by, full: true, at: Pallet::<T>::stamp() };
		});
		let last = invited[15].clone();
		below_most::<T>(&last, 200);
		let identity = id.clone();

		#[block]
		{
			acting::<T>(&last, Call::accept_control { identity });
		}

		assert_eq!(Identities::<T>::get(id).map(|record| record.controllers.to_vec()), Some(vec![last]));
	}

	#[benchmark]
	fn resign_control() {
		let id = identity::<T>(0);
		let last = controlled::<T>(&id)[15].clone();
		let identity = id.clone();

		#[block]
		{
			acting::<T>(&last, Call::resign_control { identity });
		}

		assert_eq!(Identities::<T>::get(id).map(|record| record.controllers.len()), Some(15));
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
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		controlled::<T>(&id);

		#[extrinsic_call]
		_(RawOrigin::Signed(SR25519.into()), id.clone());

		assert!(Identities::<T>::get(id).is_some_and(|record| !record.is_active()));
	}

	/// Once those who have a vote have agreed.
	#[benchmark]
	fn unfreeze() {
		let id = identity::<T>(0);
		freeze_with_requests::<T>(&id, Remedy::Unfreeze, 0);
		fill_freezes::<T>(&id);

		#[block]
		{
			acting::<T>(&id, Call::unfreeze {});
		}

		assert!(Identities::<T>::get(&id).is_some_and(|record| record.is_active()));
		assert!(Freezes::<T>::get(id).iter().any(|remembered| !remembered.throughout));
	}

	#[benchmark]
	fn vote() {
		let id = identity::<T>(0);
		freeze_with_requests::<T>(&id, Remedy::Unfreeze, Moment::MAX);
		let request = last_key::<T>(&id).number;

		#[block]
		{
			acting::<T>(&id, Call::vote { request, in_favour: false });
		}

		assert!(last_key::<T>(&id).request.is_some_and(|request| request.against == 1 << 63));
	}

	/// Another has paid for it. If it has paid itself, its deposit is given back on the way and taken again: so this is done here
	/// as well.
	#[benchmark]
	fn deactivate() {
		let id = identity::<T>(0);
		fill_services::<T>(&id);
		Pallet::<T>::do_claim_name(id.clone(), name(b'a')).expect("it is free");
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		controlled::<T>(&id);
		T::NativeBalance::mint_into(&id, BalanceOf::<T>::max_value() / 4u32.into())
			.expect("nothing limits the issuance");
		let beneficiary: T::AccountId = account("beneficiary", 0, 0);
		let payer = rich::<T>(account("payer", 0, 0));
		let footprint = Pallet::<T>::footprint(MAX_ROOM);
		let ticket = T::Consideration::new(&payer, footprint).expect("it can pay");

		#[block]
		{
			ticket.drop(&payer).expect("it has paid");
			assert!(T::Consideration::new(&payer, footprint).is_ok());
			acting::<T>(&id, Call::deactivate { beneficiary: Some(beneficiary) });
		}

		assert!(Identities::<T>::get(id).is_some_and(|record| record.is_deactivated()));
	}

	/// By a key with all kinds of permissions, and limits of `a` assets, of all of which something leaves. A long call is made;
	/// and one as long is looked at that takes longest to look at. It is not the longest there can be, beside which nobody would
	/// see what an asset costs: what a byte costs is the same.
	#[benchmark]
	fn act_as(a: Linear<0, MAX_LIMITS>, b: Linear<0, 16_384>) {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let key = limit_last_key::<T>(&id, a);
		let grant = Grant::<T>::of_key(key.clone());
		let (call, crowded) = (remark::<T>(b), Crowded::<T>::new(b, a));

		#[block]
		{
			crowded.look_at(&id, &key, &grant);
			// Controllers who must agree find what they agreed on by the hash of the call.
			call_hash(&call);
			Pallet::<T>::do_act_as(RawOrigin::Signed(SR25519.into()).into(), id.clone(), call).expect("it may");
		}

		let allowances = last_key::<T>(&id).allowances;
		assert_eq!(allowances.iter().filter(|allowance| !allowance.spent.is_zero()).count(), a as usize);
	}

	/// As `act_as`.
	#[benchmark]
	fn act_as_signed(a: Linear<0, MAX_LIMITS>, b: Linear<0, 16_384>) {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let key = limit_last_key::<T>(&id, a);
		let grant = Grant::<T>::of_key(key.clone());
		let (call, crowded) = (remark::<T>(b), Crowded::<T>::new(b, a));
		let relayer: T::AccountId = account("relayer", 0, 0);

		#[block]
		{
			crowded.look_at(&id, &key, &grant);
			// All but the signature, which is weighed apart, but for the part of it that depends on the call.
			call_hash(&call);
			let (record, grant, _) = Pallet::<T>::find_signer(&id, &key.public, &call).expect("it may");
			Pallet::<T>::act_once(RawOrigin::Signed(relayer).into(), id.clone(), record, grant, call).expect("it may");
		}

		assert_eq!(last_key::<T>(&id).nonce, key.nonce + 1);
	}

	/// What an act needs besides that must not fail for whoever carries it.
	#[benchmark]
	fn fits(b: Linear<0, 16_384>, c: Linear<1, 8_192>) {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let key = limit_last_key::<T>(&id, MAX_LIMITS);
		let crowded = Crowded::<T>::new(b, MAX_LIMITS);

		#[block]
		{
			crowded.pass(RawOrigin::Signed(id).into(), &key, c);
		}
	}

	/// What an act needs besides what every act does if controllers have approved it, each by the last of its keys.
	#[benchmark]
	fn consume_proposal(a: Linear<1, MAX_CONTROLLERS>) {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let members = controlled::<T>(&id);
		change::<T>(&id, |record| record.threshold = a as u8);
		let call = remark::<T>(0);
		let call_hash = approved::<T>(&id, &members[..a as usize], a, &call);
		let record = Identities::<T>::get(&id).expect("registered");

		#[block]
		{
			let origin = RawOrigin::Signed(members[0].clone()).into();
			let proposal =
				Pallet::<T>::ensure_approved(&id, &record, call_hash).expect("as many as must have approved");
			Pallet::<T>::ensure_fits(&origin, &call).expect("nothing is around it");
			Proposals::<T>::remove(&id, call_hash);
			proposal.ticket.drop(&proposal.payer).expect("it has paid");
		}

		assert!(!Proposals::<T>::contains_key(id, call_hash));
	}

	/// As the first, who pays the deposit: which costs more than to look at the approvals of others.
	#[benchmark]
	fn approve() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let last = rich::<T>(controlled::<T>(&id)[15].clone());
		let (identity, call_hash) = (id.clone(), H256::zero());
		let until = T::Time::now() + T::MaxApproval::get();

		#[block]
		{
			acting::<T>(&last, Call::approve { identity, call_hash, until });
		}

		assert_eq!(Proposals::<T>::get(id, H256::zero()).map(|proposal| proposal.payer), Some(last));
	}

	#[benchmark]
	fn retract_approval() {
		let id = identity::<T>(0);
		fill_keys::<T>(&id, MAX_LIVE_KEYS);
		let members = controlled::<T>(&id);
		let call_hash = approved::<T>(&id, &members, 0, &remark::<T>(0));
		let who: T::AccountId = account("anyone", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), id.clone(), call_hash);

		assert!(!Proposals::<T>::contains_key(id, call_hash));
	}

	#[benchmark]
	fn is_controller() {
		let id = identity::<T>(0);
		let members = controlled::<T>(&id);
		let last = members[members.len() - 1].clone();

		#[block]
		{
			assert!(Pallet::<T>::is_controller(&last, &id));
		}
	}

	/// Two that have nothing to do with one another, and who is in control of them: as many as there are, by halves.
	#[benchmark]
	fn related(n: Linear<2, { 2 * (MAX_ANCESTORS + 1) }>) {
		let a = identity::<T>(0);
		fill_keys::<T>(&a, MAX_LIVE_KEYS);
		let b = another::<T>(&a, 1_000);
		let mut all = vec![a.clone(), b.clone()];
		all.extend(below::<T>(&a, 0, n / 2 - 1));
		all.extend(below::<T>(&b, 100, n - n / 2 - 1));
		for (place, id) in (0..).zip(&all) {
			Keys::<T>::mutate(id, |keys| {
				(0..).zip(keys).for_each(|(index, key)| key.public = passkey(place * MAX_KEYS + index));
			});
		}

		#[block]
		{
			assert!(!<Pallet<T> as IdentityInspect<T::AccountId>>::related(&a, &b));
		}
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
