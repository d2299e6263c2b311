//! The keys of an identity: adding, replacing, revoking, and what each may do.

use crate::{types::*, BalanceOf, Config, Error, Event, Identities, IdentitiesByKey, Keys, Pallet};
use alloc::boxed::Box;
use civitas_primitives::{
	identity::{action, PublicKey, Relationships},
	ActionTag, Moment,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::add_key`].
	pub(crate) fn do_add_key(
		identity: T::AccountId,
		new: NewKeyOf<T>,
		proof: Option<Box<ProofOf<T>>>,
	) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let mut keys = Keys::<T>::get(&identity);
		ensure!(keys.iter().all(|key| key.public != new.public), Error::<T>::KeyExists);
		Self::ensure_possession(&identity, &mut record, &new.public, proof)?;
		let added = Self::stamp();
		let key = Key {
			public: new.public,
			relationships: new.relationships,
			scope: new.scope,
			allowances: Self::allowances(new.limits, &[])?,
			valid_from: new.valid_from.unwrap_or(added.time),
			valid_until: new.valid_until,
			added,
			revoked: None,
		};
		let forgotten = Self::push_key(&mut record, &mut keys, key)?;

		IdentitiesByKey::<T>::insert(new.public, &identity, ());
		Keys::<T>::insert(&identity, keys);
		Self::amend_control(&identity, record)?;
		Self::forget(&identity, forgotten);
		Self::deposit_event(Event::KeyAdded { identity, key: new.public });
		Ok(())
	}

	/// Rules: [`Pallet::rotate_key`].
	pub(crate) fn do_rotate_key(
		identity: T::AccountId,
		old: PublicKey,
		new: PublicKey,
		valid_until: Option<Moment>,
		proof: Option<Box<ProofOf<T>>>,
	) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let mut keys = Keys::<T>::get(&identity);
		ensure!(keys.iter().all(|key| key.public != new), Error::<T>::KeyExists);
		Self::ensure_possession(&identity, &mut record, &new, proof)?;
		let replaced = Self::revoke(&mut keys, &old)?;
		let added = Self::stamp();
		let key = Key { public: new, valid_from: added.time, valid_until, added, revoked: None, ..replaced };
		let forgotten = Self::push_key(&mut record, &mut keys, key)?;
		Self::ensure_manageable(&record, &keys)?;

		IdentitiesByKey::<T>::remove(old, &identity);
		IdentitiesByKey::<T>::insert(new, &identity, ());
		Keys::<T>::insert(&identity, keys);
		Self::amend_control(&identity, record)?;
		Self::forget(&identity, forgotten);
		Self::deposit_event(Event::KeyRevoked { identity: identity.clone(), key: old });
		Self::deposit_event(Event::KeyAdded { identity, key: new });
		Ok(())
	}

	/// Rules: [`Pallet::revoke_key`]. An identity that is frozen can lose keys; and a key that acts can revoke itself
	/// even if it is the last, since a key that may be in wrong hands is worse than none.
	pub(crate) fn do_revoke_key(identity: T::AccountId, public: PublicKey) -> DispatchResult {
		let record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(!record.is_deactivated(), Error::<T>::IdentityDeactivated);
		let mut keys = Keys::<T>::get(&identity);
		Self::revoke(&mut keys, &public)?;

		IdentitiesByKey::<T>::remove(public, &identity);
		Keys::<T>::insert(&identity, keys);
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::KeyRevoked { identity, key: public });
		Ok(())
	}

	/// Rules: [`Pallet::set_key_scope`].
	pub(crate) fn do_set_key_scope(
		identity: T::AccountId,
		public: PublicKey,
		scope: T::KeyScope,
		limits: Limits<T>,
	) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let mut keys = Keys::<T>::get(&identity);
		let key = keys.iter_mut().find(|key| key.public == public).ok_or(Error::<T>::KeyUnknown)?;
		ensure!(key.revoked.is_none(), Error::<T>::KeyRevoked);
		let before = key_room::<T>(key.allowances.len());
		key.allowances = Self::allowances(limits, &key.allowances)?;
		key.scope = scope.clone();
		let after = key_room::<T>(key.allowances.len());
		// Saturating is right: one of the two differences is zero.
		Self::give_room(&mut record, before.saturating_sub(after))?;
		Self::take_room(&mut record, after.saturating_sub(before))?;
		Self::ensure_manageable(&record, &keys)?;

		Keys::<T>::insert(&identity, keys);
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::KeyScopeSet { identity, key: public, scope });
		Ok(())
	}

	/// That the holder of a key that can sign wants it to be a key of this identity. Otherwise anyone could be listed
	/// as a holder of keys of an identity that is none of theirs.
	fn ensure_possession(
		identity: &T::AccountId,
		record: &mut IdentityRecord<T>,
		key: &PublicKey,
		proof: Option<Box<ProofOf<T>>>,
	) -> DispatchResult {
		key.validate().map_err(|_| Error::<T>::KeyInvalid)?;
		if !key.can_sign() {
			ensure!(proof.is_none(), Error::<T>::ProofUnexpected);
			return Ok(());
		}
		let proof = proof.ok_or(Error::<T>::ProofMissing)?;
		Self::accept_envelope(identity, record, action::ADD_KEY, key, &proof)
	}

	/// Verify the signature of `key` by which its holder agrees to something, and count the envelope.
	pub(crate) fn accept_envelope(
		identity: &T::AccountId,
		record: &mut IdentityRecord<T>,
		action: ActionTag,
		key: &PublicKey,
		proof: &ProofOf<T>,
	) -> DispatchResult {
		Self::ensure_signature(action, identity, record.nonce, identity, key, proof, key)?;
		record.nonce = record.nonce.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		Ok(())
	}

	/// Add a key. The one that was revoked first is returned if it must be forgotten for it.
	fn push_key(
		record: &mut IdentityRecord<T>,
		keys: &mut KeysOf<T>,
		key: KeyOf<T>,
	) -> Result<Option<KeyOf<T>>, DispatchError> {
		let possible = key.public.possible_relationships();
		ensure!(
			!key.relationships.is_empty() && key.relationships.is_subset(possible),
			Error::<T>::RelationshipsInvalid
		);
		let first = key.valid_from.max(key.added.time);
		ensure!(key.valid_until.is_none_or(|until| until >= first), Error::<T>::ValidityEmpty);
		let live = keys.iter().filter(|key| key.revoked.is_none()).count();
		ensure!(live < MAX_LIVE_KEYS as usize, Error::<T>::TooManyKeys);
		let mut forgotten = None;
		if keys.is_full() {
			let revoked = keys.iter().enumerate().filter_map(|(at, key)| key.revoked.map(|stamp| (stamp.time, at)));
			let (_, oldest) = revoked.min().ok_or(Error::<T>::TooManyKeys)?;
			let key = keys.remove(oldest);
			Self::give_room(record, key_room::<T>(key.allowances.len()))?;
			forgotten = Some(key);
		}
		Self::take_room(record, key_room::<T>(key.allowances.len()))?;
		keys.try_push(key).map_err(|_| Error::<T>::TooManyKeys)?;
		Ok(forgotten)
	}

	/// Say for those who come later what was known of a key that is no longer remembered.
	fn forget(identity: &T::AccountId, forgotten: Option<KeyOf<T>>) {
		if let Some((key, revoked)) = forgotten.and_then(|key| key.revoked.map(|revoked| (key, revoked))) {
			Self::deposit_event(Event::KeyForgotten {
				identity: identity.clone(),
				key: key.public,
				relationships: key.relationships,
				added: key.added,
				revoked,
			});
		}
	}

	/// Mark a key as revoked, and return it as it was.
	fn revoke(keys: &mut KeysOf<T>, public: &PublicKey) -> Result<KeyOf<T>, Error<T>> {
		let key = keys.iter_mut().find(|key| key.public == *public).ok_or(Error::<T>::KeyUnknown)?;
		ensure!(key.revoked.is_none(), Error::<T>::KeyRevoked);
		let before = key.clone();
		key.revoked = Some(Self::stamp());
		Ok(before)
	}

	/// That someone is left who can manage the identity: its controllers, or a key that may act without limits.
	pub(crate) fn ensure_manageable(record: &IdentityRecord<T>, keys: &KeysOf<T>) -> Result<(), Error<T>> {
		let manages = |key: &KeyOf<T>| {
			let invokes = key.relationships.contains(Relationships::CAPABILITY_INVOCATION);
			key.is_full() && invokes && key.is_live(T::Time::now)
		};
		ensure!(!record.controllers.is_empty() || keys.iter().any(manages), Error::<T>::LastFullKey);
		Ok(())
	}

	/// Limits to go on from what was spent under `former` ones, as otherwise setting them anew would allow more.
	fn allowances(
		limits: Limits<T>,
		former: &[Allowance<T::AssetId, BalanceOf<T>>],
	) -> Result<Allowances<T>, Error<T>> {
		let mut allowances = Allowances::<T>::new();
		for limit in limits {
			let known = allowances.iter().any(|other| other.limit.asset == limit.asset);
			ensure!(limit.period > 0 && !known, Error::<T>::LimitsInvalid);
			let before = former.iter().find(|former| former.limit.asset == limit.asset);
			let allowance = match before {
				Some(before) => Allowance { limit, ..before.clone() },
				None => Allowance::new(limit),
			};
			allowances.try_push(allowance).map_err(|_| Error::<T>::LimitsInvalid)?;
		}
		Ok(allowances)
	}
}
