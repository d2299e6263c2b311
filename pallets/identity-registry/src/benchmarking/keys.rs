//! Identities with as many keys as there can be, of which each is as large as can be, and what such keys do.

use super::setup::{change, SR25519};
use crate::{act::Grant, types::*, *};
use alloc::vec::Vec;
use civitas_primitives::{
	identity::{document::Stamp, CallIndex, PublicKey},
	Moment,
};
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{OriginTrait, UnfilteredDispatchable},
	BoundedVec,
};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use sp_runtime::traits::Bounded;

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

/// A key that has no account, so that its hash stands for it.
pub(super) fn passkey(index: u32) -> PublicKey {
	let mut bytes = [3; 33];
	bytes[1..5].copy_from_slice(&index.to_le_bytes());
	PublicKey::P256(bytes)
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

/// The most permissions that are not those of a full key; those that benchmarks make use of come last.
pub(super) fn permissions<T: Config>(limits: u32) -> PermissionsOf<T> {
	let mut calls: Vec<_> = (0..).map(|call| CallIndex { pallet: u8::MAX, call }).take(MAX_CALLS as usize).collect();
	let needed = T::BenchmarkHelper::permitted();
	let kept = calls.len() - needed.len();
	calls.splice(kept.., needed);
	let counterparties: Vec<_> = (0..MAX_COUNTERPARTIES).map(counterparty::<T>).collect();
	Permissions {
		scope: T::BenchmarkHelper::narrow_scope(),
		limits: limits_of::<T>(limits),
		calls: calls.try_into().expect("as many as can be"),
		counterparties: counterparties.try_into().expect("as many as can be"),
	}
}

/// One of those whom keys may pay.
fn counterparty<T: Config>(index: u32) -> T::AccountId {
	account("counterparty", index, 0)
}

pub(super) fn new_key<T: Config>(public: PublicKey) -> NewKeyOf<T> {
	NewKey {
		public,
		relationships: public.possible_relationships(),
		permissions: permissions::<T>(MAX_LIMITS),
		valid_from: Some(Moment::MAX),
		valid_until: Some(Moment::MAX),
	}
}

/// A key with permissions, and with a window, so that the clock is asked whether it is valid.
fn permitted<T: Config>(key: KeyOf<T>, permissions: PermissionsOf<T>) -> KeyOf<T> {
	let Permissions { scope, limits, calls, counterparties } = permissions;
	let allowances = limits.into_iter().map(Allowance::new).collect::<Vec<_>>().try_into().expect("few");
	Key { scope, allowances, calls, counterparties, valid_until: Some(Moment::MAX), ..key }
}

/// Fill up the keys with such as are large and dear to look at, so that `live` are not revoked, and put the first one, which
/// stays a full one, last.
pub(super) fn fill_keys<T: Config>(id: &T::AccountId, live: u32) {
	let mut keys = Keys::<T>::get(id).into_inner();
	let first = keys.pop().expect("it has one");
	let room = room_of::<T>(&first);
	let large = permitted::<T>(Key { froze: 1, ..first.clone() }, permissions::<T>(MAX_LIMITS));
	for index in 1..MAX_KEYS {
		let revoked = (index >= live).then_some(first.added);
		keys.push(Key { public: dear_key(index), number: index + 1, revoked, ..large.clone() });
		if revoked.is_none() {
			IdentitiesByKey::<T>::insert(dear_key(index), id, ());
		}
	}
	keys.push(Key { calls: large.calls, valid_until: large.valid_until, ..first });
	let used: u32 = keys.iter().map(room_of::<T>).sum();
	Keys::<T>::insert(id, KeysOf::<T>::try_from(keys).expect("as many as can be"));
	change::<T>(id, |record| {
		record.used = record.used - room + used;
		record.keys_added = MAX_KEYS;
	});
}

/// Fill up the keys, and freeze the identity so late that as many of them as can be have a vote. Each of those has made a
/// request: the last one for `remedy`, on which nobody can vote from `decided` on, and which all are in favour of.
pub(super) fn freeze_with_requests<T: Config>(id: &T::AccountId, remedy: Remedy, decided: Moment) {
	fill_keys::<T>(id, MAX_LIVE_KEYS);
	Keys::<T>::mutate(id, |keys| {
		for key in keys.iter_mut().filter(|key| key.revoked.is_none()) {
			key.scope = T::KeyScope::default();
			key.allowances = BoundedVec::new();
			key.counterparties = BoundedVec::new();
			key.since = 0;
			key.request = Some(Request { number: key.number, remedy, decided, in_favour: u64::MAX, against: 0 });
		}
	});
	change::<T>(id, |record| {
		let at = late(record.created);
		record.status = Status::Frozen { by: Authority::Key(dear_key(1)), full: true, at };
		record.requests = MAX_KEYS;
	});
}

/// Some time after which there is none.
fn late<BlockNumber>(stamp: Stamp<BlockNumber>) -> Stamp<BlockNumber> {
	Stamp { time: Moment::MAX, ..stamp }
}

/// Let the identity have been frozen as often as is remembered.
pub(super) fn fill_freezes<T: Config>(id: &T::AccountId) {
	let created = Identities::<T>::get(id).expect("registered").created;
	let at = |time: u32| Stamp { time: time.into(), ..created };
	let freezes: Vec<_> = (0..MAX_FREEZES)
		.map(|index| Freeze { from: at(10 * index), until: at(10 * index + 1), throughout: true })
		.collect();
	Freezes::<T>::insert(id, FreezesOf::<T>::try_from(freezes).expect("as many as can be"));
}

/// Something that is to be looked at on behalf of a key.
pub(super) struct Crowded<T: Config> {
	call: CallOf<T>,
	/// How deep it is: on each level, all of it that is below is looked at once more.
	levels: u32,
}

impl<T: Config> Crowded<T> {
	/// A call of `bytes` by which something leaves of the first `assets`.
	pub fn new(bytes: u32, assets: u32) -> Self {
		let assets: Vec<_> = limits_of::<T>(assets).into_iter().map(|limit| limit.asset).collect();
		let (call, levels) = T::BenchmarkHelper::crowded(bytes, &assets, &counterparty::<T>(MAX_COUNTERPARTIES - 1));
		Self { call, levels }
	}

	/// What an act does with a call besides making it: the class of the whole is found, the scope of the key is asked about each
	/// call that is dispatched, and once more where an act begins; and what leaves is counted.
	pub fn look_at(&self, id: &T::AccountId, key: &KeyOf<T>, grant: &Grant<T>) {
		use core::hint::black_box;
		let Self { call, levels } = self;
		assert!(T::Classify::class(call).is_some());
		black_box(call.get_dispatch_info());
		for _ in 0..levels + MAX_DEPTH - 1 {
			assert!(T::Classify::allows(&key.scope, &key.calls, black_box(call)));
		}
		if key.allowances.is_empty() {
			// Nothing is counted, but the keys are written all the same: so that the number of limits makes no difference but that
			// of what has to be read.
			Keys::<T>::mutate(id, |_| ());
		}
		Pallet::<T>::charge(id, grant, call).expect("there is no end to what may leave");
	}

	/// What the filters around an act do, those of as many scopes as there can be: of the acts around, and of a proxy. Each is
	/// asked on each level that is left below them, and that of the chain of each call, of which there are `calls`.
	pub fn pass(&self, origin: OriginFor<T>, key: &KeyOf<T>, calls: u32) {
		let mut around = origin.clone();
		for _ in 0..MAX_DEPTH {
			let Key { scope, calls, .. } = key.clone();
			around.add_filter(move |call: &CallOf<T>| T::Classify::allows(&scope, &calls, call));
		}
		assert!(T::Classify::walk(&self.call, &mut |_, _| true));
		for _ in 0..self.levels.saturating_sub(MAX_DEPTH).max(1) {
			assert!(around.filter_call(&self.call));
		}
		for _ in 0..calls {
			assert!(origin.filter_call(&self.call));
		}
	}
}

/// Give the last key all permissions, with limits of so many assets, and the identity what these are of. Return the key.
pub(super) fn limit_last_key<T: Config>(id: &T::AccountId, assets: u32) -> KeyOf<T> {
	Keys::<T>::mutate(id, |keys| {
		let key = keys.last_mut().expect("it has one");
		*key = permitted::<T>(key.clone(), permissions::<T>(assets));
	});
	for asset in limits_of::<T>(assets).iter().filter_map(|limit| limit.asset.as_ref()) {
		T::BenchmarkHelper::endow(asset, id);
	}
	T::BenchmarkHelper::delegate(id);
	last_key::<T>(id)
}

pub(super) fn last_key<T: Config>(id: &T::AccountId) -> KeyOf<T> {
	Keys::<T>::get(id).last().expect("it has one").clone()
}

/// Make a call of this pallet in the course of an act by the first key, which is the last if there are more.
pub(super) fn acting<T: Config>(id: &T::AccountId, call: Call<T>) {
	let origin = RawOrigin::Signed(id.clone()).into();
	let by = Authority::Key(PublicKey::Sr25519(SR25519));
	let result = Pallet::<T>::acting_as(id, by, || call.dispatch_bypass_filter(origin));
	result.expect("it is in order");
}
