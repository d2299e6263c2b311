//! Freezing, unfreezing, and giving up an identity.

use crate::{types::*, Config, Error, Event, Identities, IdentitiesByKey, Keys, Pallet, Services};
use civitas_primitives::identity::Relationships;
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
	},
	BoundedVec,
};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::freeze`]. It is not part of the document's history, and writes nothing but the record.
	pub(crate) fn do_freeze(who: T::AccountId, identity: T::AccountId) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let by = if who == identity {
			Self::acting(&identity).map(|(authority, _)| authority).ok_or(Error::<T>::NotActing)?
		} else if record.controllers.contains(&who) {
			Authority::Controller(who)
		} else {
			let key = Self::key_of_account(&identity, &who, Relationships::NONE).ok_or(Error::<T>::NotAuthorised)?;
			Authority::Key(key.public)
		};
		record.status = Status::Frozen { by: by.clone(), at: Self::stamp() };
		Identities::<T>::insert(&identity, record);
		Self::deposit_event(Event::Frozen { identity, by });
		Ok(())
	}

	/// Rules: [`Pallet::unfreeze`].
	pub(crate) fn do_unfreeze(identity: T::AccountId) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		let Status::Frozen { by: frozen_by, .. } = &record.status else {
			return Err(Error::<T>::IdentityNotFrozen.into());
		};
		let (by, _) = Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		ensure!(matches!(by, Authority::Controller(_)) || by != *frozen_by, Error::<T>::IdentityFrozen);
		record.status = Status::Active;
		Identities::<T>::insert(&identity, record);
		Self::deposit_event(Event::Unfrozen { identity, by });
		Ok(())
	}

	/// Rules: [`Pallet::deactivate`]. The record and the keys stay, revoked, so that the past can be verified, and
	/// what they occupy stays paid for; the rest of the deposit comes back.
	pub(crate) fn do_deactivate(identity: T::AccountId, beneficiary: Option<T::AccountId>) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		let at = Self::stamp();
		let mut keys = Keys::<T>::get(&identity);
		for key in keys.iter_mut().filter(|key| key.revoked.is_none()) {
			key.revoked = Some(at);
			IdentitiesByKey::<T>::remove(key.public, &identity);
		}
		Keys::<T>::insert(&identity, keys);
		for controller in core::mem::replace(&mut record.controllers, BoundedVec::new()) {
			Self::lose_controlled(&controller)?;
		}
		record.threshold = 0;
		if let Some(name) = record.name.take() {
			Self::quarantine(identity.clone(), name)?;
		}
		let services = Services::<T>::take(&identity).iter().map(service_room).fold(0u32, u32::saturating_add);
		record.status = Status::Deactivated { at };
		Self::give_room(&mut record, services)?;
		Self::amend_control(&identity, record)?;

		if let Some(beneficiary) = beneficiary {
			let left = T::NativeBalance::reducible_balance(&identity, Preservation::Expendable, Fortitude::Polite);
			if !left.is_zero() && beneficiary != identity {
				T::NativeBalance::transfer(&identity, &beneficiary, left, Preservation::Expendable)?;
			}
		}
		Self::deposit_event(Event::Deactivated { identity });
		Ok(())
	}
}
