//! What the benchmarks start from.

use crate::{types::*, *};
use alloc::{format, string::ToString, vec, vec::Vec};
use civitas_primitives::{
	identity::{action, KeySignature, Kind, PublicKey, WebAuthnAssertion},
	Envelope,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Consideration;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Bounded;

/// `//Alice`, which is on the curve.
pub(super) const SR25519: [u8; 32] = [
	0xd4, 0x35, 0x93, 0xc7, 0x15, 0xfd, 0xd3, 0x1c, 0x61, 0x14, 0x1a, 0xbd, 0x04, 0xa9, 0x9f, 0xd6, 0x82, 0x2c, 0x85,
	0x58, 0x85, 0x4c, 0xcd, 0xe3, 0x9a, 0x56, 0x84, 0xe7, 0xa5, 0x6d, 0xa2, 0x7d,
];
/// The first key of section 7.1 of RFC 8032, and its signature of nothing.
pub(super) const ED25519: [u8; 32] = [
	0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72,
	0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
];
pub(super) const ED25519_SIGNATURE: [u8; 64] = [
	0xe5, 0x56, 0x43, 0x00, 0xc3, 0x60, 0xac, 0x72, 0x90, 0x86, 0xe2, 0xcc, 0x80, 0x6e, 0x82, 0x8a, 0x84, 0x87, 0x7f,
	0x1e, 0xb8, 0xe5, 0xd9, 0x74, 0xd8, 0x73, 0xe0, 0x65, 0x22, 0x49, 0x01, 0x55, 0x5f, 0xb8, 0x82, 0x15, 0x90, 0xa3,
	0x3b, 0xac, 0xc6, 0x1e, 0x39, 0x70, 0x1c, 0xf9, 0xb4, 0x6b, 0xd2, 0x5b, 0xf5, 0xf0, 0x59, 0x5b, 0xbe, 0x24, 0x65,
	0x51, 0x41, 0x43, 0x8e, 0x7a, 0x10, 0x0b,
];
/// The base point of secp256k1 (SEC 2, section 2.4.1), compressed.
pub(super) const SECP256K1: [u8; 33] = [
	0x02, 0x79, 0xbe, 0x66, 0x7e, 0xf9, 0xdc, 0xbb, 0xac, 0x55, 0xa0, 0x62, 0x95, 0xce, 0x87, 0x0b, 0x07, 0x02, 0x9b,
	0xfc, 0xdb, 0x2d, 0xce, 0x28, 0xd9, 0x59, 0xf2, 0x81, 0x5b, 0x16, 0xf8, 0x17, 0x98,
];
/// The base point of P-256 (SEC 2, section 2.4.2), compressed.
pub(super) const P256: [u8; 33] = [
	0x03, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03,
	0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
];

/// An account that can pay for everything.
pub(super) fn rich<T: Config>(who: T::AccountId) -> T::AccountId {
	T::Consideration::ensure_successful(&who, Pallet::<T>::footprint(MAX_ROOM));
	T::Consideration::ensure_successful(&who, Pallet::<T>::footprint(MAX_ROOM));
	T::AttestationConsideration::ensure_successful(&who, Pallet::<T>::attestation_footprint());
	T::ProposalConsideration::ensure_successful(&who, Pallet::<T>::approval_footprint());
	who
}

/// An identity with the key [`SR25519`], which has paid for all the room there can be.
pub(super) fn identity<T: Config>(salt: u8) -> T::AccountId {
	let payer = rich::<T>(SR25519.into());
	let key = PublicKey::Sr25519(SR25519);
	Pallet::<T>::do_register(payer, Kind::Person, key, [salt; 32], MAX_ROOM, None).expect("it can pay");
	T::AccountId::new(civitas_primitives::identity::identity_id(&key, &[salt; 32]))
}

/// Another like `like`, without what registering costs.
pub(super) fn another<T: Config>(like: &T::AccountId, index: u32) -> T::AccountId {
	let id: T::AccountId = account("identity", index, 0);
	Identities::<T>::insert(&id, Identities::<T>::get(like).expect("registered"));
	Keys::<T>::insert(&id, Keys::<T>::get(like));
	id
}

pub(super) fn change<T: Config>(id: &T::AccountId, change: impl FnOnce(&mut IdentityRecord<T>)) {
	Identities::<T>::mutate(id, |record| change(record.as_mut().expect("registered")));
}

pub(super) fn remark<T: Config>(bytes: u32) -> CallOf<T> {
	frame_system::Call::<T>::remark { remark: vec![1; bytes as usize] }.into()
}

pub(super) fn name(letter: u8) -> Name {
	char::from(letter).to_string().repeat(32).try_into().expect("the longest")
}

pub(super) fn domain() -> Domain {
	let mut domain = format!("{}.", "a".repeat(62)).repeat(4);
	domain.push('a');
	domain.try_into().expect("nearly the longest")
}

pub(super) fn service(index: u8) -> Service {
	Service {
		id: char::from(b'a' + index).to_string().repeat(32).try_into().expect("the longest"),
		service_type: "a".repeat(32).try_into().expect("the longest"),
		service_endpoint: format!("a:{}", "a".repeat(254)).try_into().expect("the longest"),
	}
}

pub(super) fn fill_services<T: Config>(id: &T::AccountId) {
	for index in 0..MAX_SERVICES as u8 {
		Pallet::<T>::do_set_service(id.clone(), service(index)).expect("there is room");
	}
}

/// A name that a deactivated identity had, and that may be claimed.
pub(super) fn abandoned_name<T: Config>() {
	let id = identity::<T>(99);
	change::<T>(&id, |record| {
		record.status = Status::Deactivated { at: record.created };
		record.used += name_room::<T>();
	});
	let state = NameState::Quarantined { until: 0 };
	Names::<T>::insert(name(b'z'), NameRecord { owner: id, since: 0, state });
}

/// Verify a signature that is bad, but of which this cannot be seen before the end.
pub(super) fn verification<T: Config>(
	key: PublicKey,
	signature: impl FnOnce(&[u8; 32]) -> KeySignature,
) -> impl FnOnce() {
	let who: T::AccountId = account("identity", 0, 0);
	let deadline = BlockNumberFor::<T>::max_value();
	let envelope = Envelope {
		genesis: crate::act::genesis::<T>(),
		action: action::ACT_AS,
		identity: who.clone(),
		nonce: 0,
		deadline,
		submitter: Some(who.clone()),
		payload: (),
	};
	let signature = signature(&envelope.hash());
	let proof = Proof { deadline, submitter: Some(who.clone()), signature };
	move || {
		assert!(key.validate().is_ok());
		let result = Pallet::<T>::ensure_signature(action::ACT_AS, &who, 0, &who, &key, &proof, &());
		assert!(matches!(result, Err(Error::<T>::SignatureInvalid)));
	}
}

pub(super) fn ecdsa_signature(recovery: u8) -> [u8; 65] {
	let mut signature = [1; 65];
	// The x-coordinate of the base point is one that a point has.
	signature[..32].copy_from_slice(&SECP256K1[1..]);
	signature[64] = recovery;
	signature
}

/// What a browser would say about a passkey that was asked with `hash`.
pub(super) fn assertion(hash: &[u8; 32]) -> WebAuthnAssertion {
	const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	let mut challenge = Vec::new();
	for chunk in hash.chunks(3) {
		let number = chunk.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
		challenge.extend((0..=chunk.len()).map(|digit| DIGITS[(number >> (18 - 6 * digit) & 63) as usize]));
	}
	let mut client_data = br#"{"type":"webauthn.get","challenge":""#.to_vec();
	client_data.extend(challenge);
	client_data.extend(br#"","origin":"https://"#);
	// As long as it can be.
	client_data.resize(512 - 2, b'a');
	client_data.extend(br#""}"#);
	let mut authenticator_data = vec![0; 37];
	authenticator_data[32] = 5;
	WebAuthnAssertion {
		authenticator_data: authenticator_data.try_into().expect("of the right length"),
		client_data_json: client_data.try_into().expect("the longest"),
		signature: [1; 64],
	}
}
