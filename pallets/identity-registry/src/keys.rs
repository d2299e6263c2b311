//! The keys of an identity: adding, replacing, revoking, and what each may do.

use crate::{types::*, BalanceOf, Config, Error, Event, Identities, IdentitiesByKey, Keys, Pallet};
use alloc::{boxed::Box, collections::BTreeSet};
use civitas_primitives::{
	identity::{action, PublicKey, Relationships},
	Moment,
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
		Self::ensure_possession(&identity, &record, &new.public, proof)?;
		let valid = (new.valid_from, new.valid_until);
		let mut key = Self::new_key(&mut record, new.public, new.relationships, valid)?;
		Self::permit(&mut key, new.permissions)?;
		// Who may not do everything passes no right on.
		let delegates = key.relationships.contains(Relationships::CAPABILITY_DELEGATION);
		ensure!(key.is_full() || !delegates, Error::<T>::RelationshipsInvalid);
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
		Self::ensure_possession(&identity, &record, &new, proof)?;
		let Key { relationships, scope, allowances, calls, counterparties, .. } = Self::revoke(&mut keys, &old)?;
		let fresh = Self::new_key(&mut record, new, relationships, (None, valid_until))?;
		let key = Key { scope, allowances, calls, counterparties, ..fresh };
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

	/// Rules: [`Pallet::revoke_key`]. An identity that is frozen can lose keys; and a key that does nothing but revoke itself
	/// can do so even if it is the last, since a key that may be in wrong hands is worse than none.
	pub(crate) fn do_revoke_key(identity: T::AccountId, public: PublicKey) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(!record.is_deactivated(), Error::<T>::IdentityDeactivated);
		let (by, control) = Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		let mut keys = Keys::<T>::get(&identity);
		let key = keys.iter().find(|key| key.public == public).ok_or(Error::<T>::KeyUnknown)?;
		ensure!(key.revoked.is_none(), Error::<T>::KeyRevoked);
		// Whether it is valid now does not matter: one that is kept for later is worth as much.
		let against = by != Authority::Key(public) && key.is_full();
		if let Status::Frozen { full: true, at, .. } = record.status {
			let remedy = Remedy::Revoke(public);
			if against && !Self::may_now(&identity, &mut record, &mut keys, &by, remedy, at.time)? {
				return Ok(());
			}
		}
		Self::revoke(&mut keys, &public)?;
		if control {
			Self::ensure_manageable(&record, &keys)?;
		}

		IdentitiesByKey::<T>::remove(public, &identity);
		Keys::<T>::insert(&identity, keys);
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::KeyRevoked { identity, key: public });
		Ok(())
	}

	/// Rules: [`Pallet::set_key_permissions`].
	pub(crate) fn do_set_key_permissions(
		identity: T::AccountId,
		public: PublicKey,
		permissions: PermissionsOf<T>,
	) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let mut keys = Keys::<T>::get(&identity);
		let key = keys.iter_mut().find(|key| key.public == public).ok_or(Error::<T>::KeyUnknown)?;
		ensure!(key.revoked.is_none(), Error::<T>::KeyRevoked);
		Self::give_room(&mut record, room_of::<T>(key))?;
		Self::permit(key, permissions.clone())?;
		Self::take_room(&mut record, room_of::<T>(key))?;
		Self::ensure_manageable(&record, &keys)?;

		Keys::<T>::insert(&identity, keys);
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::KeyPermissionsSet { identity, key: public, permissions });
		Ok(())
	}

	/// A full key that begins now, the next of the identity.
	pub(crate) fn new_key(
		record: &mut IdentityRecord<T>,
		public: PublicKey,
		relationships: Relationships,
		(valid_from, valid_until): (Option<Moment>, Option<Moment>),
	) -> Result<KeyOf<T>, Error<T>> {
		record.keys_added = record.keys_added.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		let added = Self::stamp();
		Ok(Key {
			public,
			number: record.keys_added,
			relationships,
			scope: T::KeyScope::default(),
			allowances: Default::default(),
			calls: Default::default(),
			counterparties: Default::default(),
			since: added.time,
			valid_from: valid_from.unwrap_or(added.time),
			valid_until,
			added,
			revoked: None,
			nonce: u64::from(record.keys_added) << 32,
			froze: 0,
			request: None,
		})
	}

	/// Let a key do what it is permitted from now on, and nothing else. What it has spent counts on.
	fn permit(key: &mut KeyOf<T>, permissions: PermissionsOf<T>) -> Result<(), Error<T>> {
		let Permissions { scope, limits, calls, counterparties } = permissions;
		let distinct: BTreeSet<_> = calls.iter().collect();
		ensure!(distinct.len() == calls.len(), Error::<T>::PermissionsInvalid);
		let distinct: BTreeSet<_> = counterparties.iter().collect();
		ensure!(distinct.len() == counterparties.len(), Error::<T>::PermissionsInvalid);
		let was_full = key.is_full();
		key.allowances = Self::allowances(limits, &key.allowances)?;
		key.scope = scope;
		key.calls = calls;
		key.counterparties = counterparties;
		// Or one who sets it once more would take its vote away.
		if !(was_full && key.is_full()) {
			key.since = T::Time::now();
		}
		Ok(())
	}

	/// That the holder of a key that can sign wants it to be a key of this identity. Otherwise anyone could be listed
	/// as a holder of keys of an identity that is none of theirs.
	fn ensure_possession(
		identity: &T::AccountId,
		record: &IdentityRecord<T>,
		key: &PublicKey,
		proof: Option<Box<ProofOf<T>>>,
	) -> DispatchResult {
		key.validate().map_err(|_| Error::<T>::KeyInvalid)?;
		if !key.can_sign() {
			ensure!(proof.is_none(), Error::<T>::ProofUnexpected);
			return Ok(());
		}
		let proof = proof.ok_or(Error::<T>::ProofMissing)?;
		let number = u64::from(record.keys_added);
		Self::ensure_signature(action::ADD_KEY, identity, number, identity, key, &proof, key)?;
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
			Self::give_room(record, room_of::<T>(&key))?;
			record.forgot = record.forgot.max(key.revoked);
			forgotten = Some(key);
		}
		Self::take_room(record, room_of::<T>(&key))?;
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
		key.request = None;
		// What others asked for against it has come about. A request that cannot be carried out any more would keep them from
		// making another.
		for other in keys.iter_mut() {
			if other.request.as_ref().is_some_and(|request| request.remedy == Remedy::Revoke(*public)) {
				other.request = None;
			}
		}
		Ok(before)
	}

	/// That someone is left who can manage the identity: enough controllers that have accepted, or a key that may act without
	/// limits.
	pub(crate) fn ensure_manageable(record: &IdentityRecord<T>, keys: &KeysOf<T>) -> Result<(), Error<T>> {
		let managed = record.threshold > 0 && record.controllers.len() >= usize::from(record.threshold);
		ensure!(managed || keys.iter().any(|key| key.manages(|| record.clock())), Error::<T>::LastFullKey);
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
			ensure!(limit.period > 0 && !known, Error::<T>::PermissionsInvalid);
			let before = former.iter().find(|former| former.limit.asset == limit.asset);
			let allowance = match before {
				Some(before) => Allowance { limit, ..before.clone() },
				None => Allowance::new(limit),
			};
			allowances.try_push(allowance).map_err(|_| Error::<T>::PermissionsInvalid)?;
		}
		Ok(allowances)
	}
}
