//! Registering identities, and the deposits that pay for what they occupy.

use crate::{types::*, Config, Error, Event, Identities, IdentitiesByKey, Keys, Pallet};
use alloc::boxed::Box;
use civitas_primitives::identity::{action, document::Stamp, identity_id, Kind, PublicKey, Relationships};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::register`].
	pub(crate) fn do_register(
		payer: T::AccountId,
		kind: Kind,
		key: PublicKey,
		salt: [u8; 32],
		room: u32,
		proof: Option<Box<ProofOf<T>>>,
	) -> DispatchResult {
		let identity = T::AccountId::new(identity_id(&key, &salt));
		ensure!(!Identities::<T>::contains_key(&identity), Error::<T>::IdentityExists);
		key.validate().map_err(|_| Error::<T>::KeyInvalid)?;
		ensure!(key.can_sign(), Error::<T>::KeyInvalid);
		let used = key_room::<T>(0, 0);
		ensure!(room >= used, Error::<T>::RoomTooSmall);
		ensure!(room <= MAX_ROOM, Error::<T>::RoomTooLarge);
		match proof {
			Some(proof) => {
				Self::ensure_signature(action::REGISTER, &identity, 0, &payer, &key, &proof, &kind)?;
			},
			None => ensure!(key.account().as_ref() == Some(&payer), Error::<T>::ProofMissing),
		}
		let now = Self::stamp();
		let ticket = T::Consideration::new(&payer, Self::footprint(room))?;

		let mut record = IdentityRecord {
			kind,
			status: Status::Active,
			controllers: BoundedVec::new(),
			invited: BoundedVec::new(),
			threshold: 0,
			controllers_version: 0,
			controlled: 0,
			name: None,
			keys_added: 0,
			links_added: 0,
			thaws: 0,
			requests: 0,
			control_version: 0,
			version: 1,
			created: now,
			updated: now,
			payer: payer.clone(),
			ticket,
			room,
			used,
			floor: 0,
			forgot: None,
		};
		let mut keys = KeysOf::<T>::new();
		let first = Self::new_key(&mut record, key, Relationships::SIGNING, (None, None))?;
		keys.try_push(first).map_err(|_| Error::<T>::TooManyKeys)?;
		Keys::<T>::insert(&identity, keys);
		IdentitiesByKey::<T>::insert(key, &identity, ());
		Identities::<T>::insert(&identity, record);
		Self::deposit_event(Event::Registered { identity, kind, key, payer });
		Ok(())
	}

	/// Rules: [`Pallet::fund`].
	pub(crate) fn do_fund(payer: T::AccountId, identity: T::AccountId, room: u32) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(!record.is_deactivated(), Error::<T>::IdentityDeactivated);
		ensure!(room <= MAX_ROOM, Error::<T>::RoomTooLarge);
		let least = if record.payer == payer { record.used.max(record.floor) } else { record.room };
		ensure!(room >= least, Error::<T>::RoomTooSmall);
		if record.payer == payer {
			record.ticket = record.ticket.update(&payer, Self::footprint(room))?;
		} else {
			// Whoever takes over may not leave the identity with less than it had.
			record.floor = record.room;
			// The new deposit comes first, so that whoever cannot pay changes nothing.
			let ticket = T::Consideration::new(&payer, Self::footprint(room))?;
			let former = core::mem::replace(&mut record.payer, payer.clone());
			core::mem::replace(&mut record.ticket, ticket).drop(&former)?;
		}
		record.room = room;
		Identities::<T>::insert(&identity, record);
		Self::deposit_event(Event::Funded { identity, payer, room });
		Ok(())
	}

	/// What an identity with `room` occupies: the record is charged with the longest name, the most controllers, and the most
	/// freezes that are remembered, so that none of these wants for room.
	pub fn footprint(room: u32) -> Footprint {
		// There are no more controllers and invited ones together than there can be of either.
		let record = IdentityRecord::<T>::max_encoded_len().saturating_sub(Members::<T::AccountId>::max_encoded_len());
		let keys = T::AccountId::max_encoded_len().saturating_mul(2);
		let all = record.saturating_add(FreezesOf::<T>::max_encoded_len()).saturating_add(keys);
		Footprint::from_parts(1, all.saturating_add(room as usize))
	}

	/// Take room for something new.
	pub(crate) fn take_room(record: &mut IdentityRecord<T>, bytes: u32) -> Result<(), Error<T>> {
		let used = record.used.checked_add(bytes).ok_or(Error::<T>::RoomExhausted)?;
		ensure!(used <= record.room, Error::<T>::RoomExhausted);
		record.used = used;
		Ok(())
	}

	/// Give room back. What a deactivated identity no longer needs is paid back at once, as nothing will be added to
	/// it.
	pub(crate) fn give_room(record: &mut IdentityRecord<T>, bytes: u32) -> DispatchResult {
		record.used = record.used.checked_sub(bytes).ok_or(Error::<T>::Exhausted)?;
		if record.is_deactivated() {
			record.room = record.used;
			record.floor = record.floor.min(record.room);
			record.ticket = record.ticket.clone().update(&record.payer, Self::footprint(record.room))?;
		}
		Ok(())
	}

	/// An identity that is going to be changed by itself.
	pub(crate) fn active(identity: &T::AccountId) -> Result<IdentityRecord<T>, Error<T>> {
		let record = Identities::<T>::get(identity).ok_or(Error::<T>::IdentityUnknown)?;
		match record.status {
			Status::Active => Ok(record),
			Status::Frozen { .. } => Err(Error::<T>::IdentityFrozen),
			Status::Deactivated { .. } => Err(Error::<T>::IdentityDeactivated),
		}
	}

	/// Store an identity whose document was changed.
	pub(crate) fn amend(identity: &T::AccountId, mut record: IdentityRecord<T>) -> Result<(), DispatchError> {
		record.version = record.version.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		record.updated = Self::stamp();
		Identities::<T>::insert(identity, record);
		Ok(())
	}

	/// As [`Self::amend`], of one whose keys or controllers were changed.
	pub(crate) fn amend_control(identity: &T::AccountId, mut record: IdentityRecord<T>) -> Result<(), DispatchError> {
		record.control_version = record.control_version.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		Self::amend(identity, record)
	}

	/// This block.
	pub(crate) fn stamp() -> Stamp<BlockNumberFor<T>> {
		Stamp { block: frame_system::Pallet::<T>::block_number(), time: T::Time::now() }
	}
}
