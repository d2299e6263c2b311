//! Benchmarks: each call at its worst case.

use super::*;
use alloc::{vec, vec::Vec};
use civitas_primitives::{
	certification::{certificate_id, NetworkId, RevocationReason, SchemaId},
	ContentHash, Moment,
};
use frame_benchmarking::v2::*;
use frame_support::traits::{Consideration, Get, Time};
use frame_system::RawOrigin;

/// A text of the greatest length that is also the dearest to check: all in characters of one byte.
fn longest(bound: u32) -> Vec<u8> {
	vec![b'a'; bound as usize]
}

/// Someone who can pay for every deposit of this pallet.
fn payer<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	let name = longest(T::MaxNameLength::get()).try_into().expect("of the greatest length");
	let uri = longest(T::MaxUriLength::get()).try_into().expect("of the greatest length");
	T::NetworkConsideration::ensure_successful(&who, Pallet::<T>::network_footprint(&name, &uri));
	T::SchemaConsideration::ensure_successful(&who, Pallet::<T>::schema_footprint(&name, &uri));
	T::AccreditationConsideration::ensure_successful(&who, Pallet::<T>::accreditation_footprint());
	T::CertificateConsideration::ensure_successful(&who, Pallet::<T>::certificate_footprint());
	who
}

/// A network with a schema that limits validity.
fn network_and_schema<T: Config>(operator: &T::AccountId) -> (NetworkId, SchemaId) {
	let network = NextNetworkId::<T>::get();
	Pallet::<T>::do_found_network(
		operator.clone(),
		longest(T::MaxNameLength::get()),
		ContentHash::zero(),
		longest(T::MaxUriLength::get()),
	)
	.expect("the operator can pay");
	Pallet::<T>::do_register_schema(
		operator.clone(),
		network,
		longest(T::MaxNameLength::get()),
		ContentHash::zero(),
		longest(T::MaxUriLength::get()),
		Some(Moment::MAX),
	)
	.expect("the operator can pay");
	let schema = Schemas::<T>::iter_keys().next().expect("it was just registered");
	(network, schema)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn found_network() {
		let operator = payer::<T>("operator");
		let name = longest(T::MaxNameLength::get());
		let uri = longest(T::MaxUriLength::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), name, ContentHash::zero(), uri);

		assert!(Networks::<T>::iter_values().any(|network| network.operator == operator));
	}

	#[benchmark]
	fn register_schema() {
		let operator = payer::<T>("operator");
		let (network, _) = network_and_schema::<T>(&operator);
		let name = longest(T::MaxNameLength::get());
		let uri = longest(T::MaxUriLength::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, name, ContentHash::repeat_byte(1), uri, Some(1));

		assert_eq!(Schemas::<T>::iter_keys().count(), 2);
	}

	#[benchmark]
	fn accredit() {
		let operator = payer::<T>("operator");
		let issuer: T::AccountId = account("issuer", 0, 0);
		let (network, _) = network_and_schema::<T>(&operator);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, issuer.clone(), Some(Moment::MAX));

		assert!(Accreditations::<T>::contains_key(network, issuer));
	}

	#[benchmark]
	fn withdraw_accreditation() {
		let operator = payer::<T>("operator");
		let issuer: T::AccountId = account("issuer", 0, 0);
		let (network, _) = network_and_schema::<T>(&operator);
		Pallet::<T>::do_accredit(operator.clone(), network, issuer.clone(), None).expect("the operator can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, issuer.clone());

		assert!(!Accreditations::<T>::contains_key(network, issuer));
	}

	#[benchmark]
	fn issue() {
		let operator = payer::<T>("operator");
		let issuer = payer::<T>("issuer");
		let subject: T::AccountId = account("subject", 0, 0);
		let (network, schema) = network_and_schema::<T>(&operator);
		Pallet::<T>::do_accredit(operator, network, issuer.clone(), Some(Moment::MAX)).expect("the operator can pay");
		let now = T::Time::now();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(issuer.clone()),
			network,
			schema,
			subject.clone(),
			ContentHash::zero(),
			Some(now),
			Some(Moment::MAX),
		);

		assert!(Certificates::<T>::contains_key(certificate_id(&schema, &issuer, &subject, &ContentHash::zero())));
	}

	#[benchmark]
	fn revoke() {
		let operator = payer::<T>("operator");
		let issuer = payer::<T>("issuer");
		let subject: T::AccountId = account("subject", 0, 0);
		let (network, schema) = network_and_schema::<T>(&operator);
		Pallet::<T>::do_accredit(operator.clone(), network, issuer.clone(), None).expect("the operator can pay");
		Pallet::<T>::do_issue(
			issuer.clone(),
			network,
			schema,
			subject.clone(),
			ContentHash::zero(),
			None,
			Some(Moment::MAX),
		)
		.expect("the issuer is accredited and can pay");
		let certificate = certificate_id(&schema, &issuer, &subject, &ContentHash::zero());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), certificate, RevocationReason::PrivilegeWithdrawn);

		assert!(Certificates::<T>::get(certificate).is_some_and(|certificate| certificate.revocation.is_some()));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
