//! What the benchmarks start from.

use crate::{act::Grant, types::*, *};
use alloc::{format, string::ToString, vec, vec::Vec};
use civitas_primitives::{
	identity::{action, KeySignature, Kind, PublicKey, WebAuthnAssertion},
	Envelope, Moment,
};
use frame_benchmarking::v2::*;
use frame_support::{dispatch::GetDispatchInfo, traits::Consideration, BoundedVec};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::traits::{Bounded, One};

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
	T::ProposalConsideration::ensure_successful(&who, Pallet::<T>::proposal_footprint());
	who
}

/// A key that cannot sign, and so needs no proof.
pub(super) fn agreement_key(index: u32) -> PublicKey {
	let mut bytes = [7; 32];
	bytes[..4].copy_from_slice(&index.to_le_bytes());
	PublicKey::X25519(bytes)
}

/// A key whose account must be computed to see that it is not the one that is looked for.
pub(super) fn dear_key(index: u32) -> PublicKey {
	let mut bytes = [2; 33];
	bytes[1..5].copy_from_slice(&index.to_le_bytes());
	PublicKey::Secp256k1(bytes)
}

/// The most limits.
pub(super) fn limits<T: Config>() -> Limits<T> {
	limits_of::<T>(MAX_LIMITS)
}

/// Limits of so many assets, of which the native one is the first.
pub(super) fn limits_of<T: Config>(number: u32) -> Limits<T> {
	let limits: Vec<_> = (0..number)
		.map(|index| SpendingLimit {
			asset: index.checked_sub(1).map(T::BenchmarkHelper::asset),
			amount: BalanceOf::<T>::max_value(),
			period: Moment::MAX,
		})
		.collect();
	limits.try_into().expect("as many as can be")
}

pub(super) fn new_key<T: Config>(public: PublicKey) -> NewKeyOf<T> {
	NewKey {
		public,
		relationships: public.possible_relationships(),
		scope: T::KeyScope::default(),
		limits: limits::<T>(),
		valid_from: Some(Moment::MAX),
		valid_until: Some(Moment::MAX),
	}
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

/// Fill up the keys with such as are dear to look at, `live` of them not revoked, and put the first one last.
pub(super) fn fill_keys<T: Config>(id: &T::AccountId, live: u32) {
	let mut keys = Keys::<T>::get(id).into_inner();
	let first = keys.pop().expect("it has one");
	let allowances = limits::<T>().into_iter().map(Allowance::new).collect::<Vec<_>>().try_into().expect("few");
	let with_limits = Key { allowances, ..first.clone() };
	for index in 1..MAX_KEYS {
		let revoked = (index >= live).then_some(first.added);
		keys.push(Key { public: dear_key(index), revoked, ..with_limits.clone() });
		if revoked.is_none() {
			IdentitiesByKey::<T>::insert(dear_key(index), id, ());
		}
	}
	keys.push(first);
	let used: u32 = keys.iter().map(|key| key_room::<T>(key.allowances.len())).sum();
	Keys::<T>::insert(id, KeysOf::<T>::try_from(keys).expect("as many as can be"));
	change::<T>(id, |record| record.used = used);
}

/// Give the last key a scope and limits of so many assets, and the identity what these are of. Return what it has when
/// it has spent of all of them.
pub(super) fn limit_last_key<T: Config>(id: &T::AccountId, assets: u32) -> Vec<(Option<T::AssetId>, BalanceOf<T>)> {
	let limits = limits_of::<T>(assets);
	Keys::<T>::mutate(id, |keys| {
		let key = keys.last_mut().expect("it has one");
		key.scope = T::BenchmarkHelper::narrow_scope();
		let allowances: Vec<_> = limits.iter().cloned().map(Allowance::new).collect();
		key.allowances = allowances.try_into().expect("few");
		key.valid_until = Some(Moment::MAX);
	});
	for asset in limits.iter().filter_map(|limit| limit.asset.as_ref()) {
		T::BenchmarkHelper::endow(asset, id);
	}
	T::BenchmarkHelper::delegate(id);
	limits.into_iter().map(|limit| (limit.asset, BalanceOf::<T>::one())).collect()
}

/// What an act does with a call of `bytes` besides making it, if it is one that takes long to look at: the class of the
/// whole is found, and the scope of the key is asked about each call that is dispatched.
pub(super) fn look_at_call<T: Config>((call, levels): &(CallOf<T>, u32)) {
	use core::hint::black_box;
	use frame_support::traits::InstanceFilter;
	assert!(T::Classify::class(call).is_some());
	black_box(call.get_dispatch_info());
	let scope = T::BenchmarkHelper::narrow_scope();
	for _ in 0..*levels {
		assert!(scope.filter(black_box(call)));
	}
}

/// Count what was spent by the last key. Without limits nothing is; the keys are written all the same, so that the number
/// of limits makes no difference but that of what has to be read.
pub(super) fn count_spent<T: Config>(
	id: &T::AccountId,
	grant: &Grant<T>,
	spent: &[(Option<T::AssetId>, BalanceOf<T>)],
) {
	if spent.is_empty() {
		Keys::<T>::mutate(id, |_| ());
	}
	Pallet::<T>::charge(id, grant, spent).expect("there is no end to what it may spend");
}

pub(super) fn by_key<T: Config>() -> AuthorityOf<T> {
	Authority::Key(PublicKey::Sr25519(SR25519))
}

/// Make a call of this pallet in the course of an act.
pub(super) fn acting<T: Config>(id: &T::AccountId, call: Call<T>) {
	use frame_support::traits::UnfilteredDispatchable;
	let origin = RawOrigin::Signed(id.clone()).into();
	let result = Pallet::<T>::acting_as(id, by_key::<T>(), || call.dispatch_bypass_filter(origin));
	result.expect("it is in order");
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

/// Put sixteen identities in control of `id`.
pub(super) fn controlled<T: Config>(id: &T::AccountId, first: u32) -> Members<T::AccountId> {
	let members: Vec<_> = (first..first + MAX_CONTROLLERS).map(|index| another::<T>(id, index)).collect();
	for member in &members {
		change::<T>(member, |record| {
			record.controlled = 1;
			record.below = 1;
			record.controllers = BoundedVec::new();
			record.threshold = 0;
		});
	}
	let members: Members<T::AccountId> = members.try_into().expect("as many as can be");
	change::<T>(id, |record| {
		record.controllers = members.clone();
		record.threshold = MAX_CONTROLLERS as u8;
	});
	members
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
