//! Session keys. What is in use, or is planned to be, can be neither taken away nor moved: without the keys of a set there are no blocks
//! and no finality.

use crate::{Config, Error, Event, NewKeys, Pallet, Serving, Validators};
use alloc::vec::Vec;
use codec::Encode;
use frame_support::{
	dispatch::DispatchResult, ensure, storage::with_transaction_unchecked, traits::KeyOwnerProofSystem,
};
use pallet_session::{historical, ExternallySetKeys, KeyOwner, NextKeys, SessionInterface};
use sp_runtime::{traits::OpaqueKeys, KeyTypeId, TransactionOutcome};
use sp_session::MembershipProof;

impl<T: Config> Pallet<T> {
	/// Whether `who` has session keys.
	pub(crate) fn has_keys(who: &T::AccountId) -> bool {
		NextKeys::<T>::contains_key(who)
	}

	/// Whether the keys of `who` are used in this session, or will be in the next.
	pub(crate) fn is_used(who: &T::AccountId) -> bool {
		let is_of = |keys: Vec<(T::AccountId, T::Keys)>| keys.iter().any(|(owner, _)| owner == who);
		is_of(Serving::<T>::get()) || is_of(pallet_session::Pallet::<T>::queued_keys())
	}

	/// That `who` may sign with these keys, and nobody else does.
	pub(crate) fn ensure_own(who: &T::AccountId, keys: &T::Keys, proof: &[u8]) -> DispatchResult {
		let is_proven = who.using_encoded(|who| keys.ownership_proof_is_valid(who, proof));
		ensure!(is_proven, Error::<T>::ProofInvalid);
		let used = [Serving::<T>::get(), pallet_session::Pallet::<T>::queued_keys()].concat();
		for id in T::Keys::key_ids() {
			let key = keys.get_raw(*id);
			let is_owned = KeyOwner::<T>::get((*id, key)).is_some_and(|owner| owner != *who);
			// Whoever has changed them still signs with the former ones for a while.
			let is_used = used.iter().any(|(owner, theirs)| owner != who && theirs.get_raw(*id) == key);
			ensure!(!is_owned && !is_used, Error::<T>::KeyTaken);
		}
		Ok(())
	}

	/// Take new keys for `who`, which are its own: at once, or with the next plan if the present ones are used.
	pub(crate) fn put_keys(who: &T::AccountId, keys: T::Keys) -> DispatchResult {
		Self::forget_new_keys(who);
		if Self::is_used(who) {
			for id in T::Keys::key_ids() {
				KeyOwner::<T>::insert((*id, keys.get_raw(*id)), who);
			}
			NewKeys::<T>::insert(who, keys);
		} else {
			<pallet_session::Pallet<T> as SessionInterface>::set_keys(who, keys)?;
		}
		Self::deposit_event(Event::KeysSet { who: who.clone() });
		Ok(())
	}

	pub(crate) fn do_set_keys(who: T::AccountId, keys: T::Keys, proof: &[u8]) -> DispatchResult {
		ensure!(Validators::<T>::contains_key(&who), Error::<T>::NotListed);
		Self::ensure_own(&who, &keys, proof)?;
		Self::put_keys(&who, keys)
	}

	/// The keys that wait for the next plan are forgotten, and free for others.
	fn forget_new_keys(who: &T::AccountId) {
		let Some(keys) = NewKeys::<T>::take(who) else { return };
		let present = pallet_session::Pallet::<T>::load_keys(who);
		for id in T::Keys::key_ids() {
			let key = keys.get_raw(*id);
			if present.as_ref().is_none_or(|present| present.get_raw(*id) != key) {
				KeyOwner::<T>::remove((*id, key));
			}
		}
	}

	/// Forget all keys of `who`, who is not listed any more.
	pub(crate) fn forget_keys(who: &T::AccountId) {
		Self::forget_new_keys(who);
		// Whose keys are gone has none to forget.
		let _ = <pallet_session::Pallet<T> as SessionInterface>::purge_keys(who);
	}

	/// Keys that waited for a plan are those of now on.
	pub(crate) fn apply_new_keys() {
		for (who, keys) in NewKeys::<T>::drain() {
			// They were reserved for their owner.
			let applied = <pallet_session::Pallet<T> as SessionInterface>::set_keys(&who, keys);
			debug_assert!(applied.is_ok(), "reserved keys are free");
		}
	}

	/// Ask something as if each who serves had those keys by which he serves now. The proofs of who had a key are made and checked by
	/// the keys that accounts have named last, which may be others already: whoever changes them would answer for nothing.
	fn as_served<Answer>(ask: impl FnOnce() -> Answer) -> Answer {
		with_transaction_unchecked(|| {
			for (who, keys) in Serving::<T>::get() {
				NextKeys::<T>::insert(who, keys);
			}
			TransactionOutcome::Rollback(ask())
		})
	}

	/// Give their session keys back to those who serve, if they are gone or cannot be read.
	///
	/// The session pallet plans those who serve once more when it is given no plan, but leaves out whoever has no keys. If
	/// nobody has, BABE would announce no further epoch, and no node would accept a block any more.
	pub(crate) fn restore_keys() {
		for (who, keys) in pallet_session::Pallet::<T>::queued_keys() {
			if pallet_session::Pallet::<T>::load_keys(&who).is_some() {
				continue;
			}
			for id in T::Keys::key_ids() {
				KeyOwner::<T>::insert((*id, keys.get_raw(*id)), &who);
			}
			NextKeys::<T>::insert(&who, keys);
			// No deposit is held for them, and none is given back.
			ExternallySetKeys::<T>::insert(who, ());
		}
	}
}

/// Who had a key in a session, by the keys that were used in it.
impl<T: Config, Key: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, Key)> for Pallet<T> {
	type Proof = MembershipProof;
	type IdentificationTuple = historical::IdentificationTuple<T>;

	fn prove(key: (KeyTypeId, Key)) -> Option<Self::Proof> {
		Self::as_served(|| historical::Pallet::<T>::prove(key))
	}

	fn check_proof(key: (KeyTypeId, Key), proof: Self::Proof) -> Option<Self::IdentificationTuple> {
		Self::as_served(|| historical::Pallet::<T>::check_proof(key, proof))
	}
}
