//! Who controls an identity besides its keys.
//!
//! Control is a graph without cycles. An identity names who shall control it, and they do once they have accepted: so nobody
//! comes into a graph that others build. Whether there would be a cycle is found when one accepts, by looking at those above:
//! they are all of the choice of who accepts, or of theirs. How long chains are matters to nobody but who acts down one, and
//! is bounded there.

use crate::{types::*, Config, Error, Event, Identities, Keys, Pallet};
use alloc::collections::BTreeSet;
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::set_controllers`].
	pub(crate) fn do_set_controllers(
		identity: T::AccountId,
		controllers: Members<T::AccountId>,
		threshold: u8,
	) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(!record.is_deactivated(), Error::<T>::IdentityDeactivated);
		let (by, _) = Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		// While it is frozen only those in control may: a key may be the one that the freeze is against.
		ensure!(record.is_active() || matches!(by, Authority::Controller(_)), Error::<T>::IdentityFrozen);
		ensure!(usize::from(threshold) <= controllers.len(), Error::<T>::ThresholdInvalid);
		ensure!((threshold == 0) == controllers.is_empty(), Error::<T>::ThresholdInvalid);
		let distinct: BTreeSet<_> = controllers.iter().collect();
		ensure!(distinct.len() == controllers.len(), Error::<T>::ControllerDuplicate);
		ensure!(!controllers.contains(&identity), Error::<T>::ControlCycle);
		let former = core::mem::take(&mut record.controllers);
		let asked = core::mem::take(&mut record.invited);
		for controller in controllers {
			let list = if former.contains(&controller) {
				&mut record.controllers
			} else {
				let known = Identities::<T>::get(&controller).is_some_and(|record| !record.is_deactivated());
				ensure!(known || asked.contains(&controller), Error::<T>::ControllerUnknown);
				&mut record.invited
			};
			list.try_push(controller).map_err(|_| Error::<T>::ThresholdInvalid)?;
		}
		record.threshold = threshold;
		record.controllers_version = record.controllers_version.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		Self::ensure_manageable(&record, &Keys::<T>::get(&identity))?;
		for controller in former.iter().filter(|former| !record.controllers.contains(former)) {
			Self::lose_controlled(controller)?;
		}
		let (controllers, invited) = (record.controllers.clone(), record.invited.clone());
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::ControllersSet { identity, controllers, invited, threshold });
		Ok(())
	}

	/// Rules: [`Pallet::accept_control`].
	pub(crate) fn do_accept_control(controller: T::AccountId, identity: T::AccountId) -> DispatchResult {
		let mut own = Self::active(&controller)?;
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		ensure!(!record.is_deactivated(), Error::<T>::IdentityDeactivated);
		if let Status::Frozen { at, .. } = record.status {
			// Whoever was invited may be in league with the full key that a freeze is against. If there was none when it began, there
			// is none to be against, and too few may have accepted to end it.
			let managed = |key: &KeyOf<T>| {
				key.is_manager()
					&& key.is_in_window(at.time)
					&& key.revoked.is_none_or(|revoked| revoked.time >= at.time)
			};
			ensure!(!Keys::<T>::get(&identity).iter().any(managed), Error::<T>::IdentityFrozen);
		}
		let place = record.invited.iter().position(|invited| *invited == controller).ok_or(Error::<T>::NotInvited)?;
		let (above, all) = Self::ancestors(&controller);
		ensure!(!above.contains(&identity), Error::<T>::ControlCycle);
		ensure!(all, Error::<T>::TooManyAncestors);
		record.invited.remove(place);
		// There is room: it was among as many before.
		record.controllers.try_push(controller.clone()).map_err(|_| Error::<T>::Exhausted)?;
		own.controlled = own.controlled.checked_add(1).ok_or(Error::<T>::Exhausted)?;
		Identities::<T>::insert(&controller, own);
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::ControlAccepted { identity, controller });
		Ok(())
	}

	/// Rules: [`Pallet::resign_control`]. Nobody can be kept from it, whatever it leaves the identity with.
	pub(crate) fn do_resign_control(controller: T::AccountId, identity: T::AccountId) -> DispatchResult {
		let mut record = Identities::<T>::get(&identity).ok_or(Error::<T>::IdentityUnknown)?;
		if let Some(place) = record.controllers.iter().position(|known| *known == controller) {
			record.controllers.remove(place);
			Self::lose_controlled(&controller)?;
		} else {
			let place = record.invited.iter().position(|invited| *invited == controller);
			record.invited.remove(place.ok_or(Error::<T>::NotController)?);
		}
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::ControlResigned { identity, controller });
		Ok(())
	}

	/// The identities in control of `identity`, directly or not, and whether these are all: no more are looked at than there
	/// may be.
	pub(crate) fn ancestors(identity: &T::AccountId) -> (BTreeSet<T::AccountId>, bool) {
		let mut known = BTreeSet::new();
		let mut level = alloc::vec![identity.clone()];
		while !level.is_empty() {
			let above = level.iter().filter_map(Identities::<T>::get).flat_map(|record| record.controllers);
			let mut next = alloc::vec::Vec::new();
			for above in above.collect::<BTreeSet<_>>() {
				if known.len() == MAX_ANCESTORS as usize && !known.contains(&above) {
					return (known, false);
				}
				if known.insert(above.clone()) {
					next.push(above);
				}
			}
			level = next;
		}
		(known, true)
	}

	/// `controller` has one identity less below it.
	pub(crate) fn lose_controlled(controller: &T::AccountId) -> DispatchResult {
		Identities::<T>::try_mutate(controller, |record| {
			let record = record.as_mut().ok_or(Error::<T>::ControllerUnknown)?;
			record.controlled = record.controlled.checked_sub(1).ok_or(Error::<T>::Exhausted)?;
			Ok(())
		})
	}
}
