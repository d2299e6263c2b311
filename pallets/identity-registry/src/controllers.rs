//! Who controls an identity besides its keys.
//!
//! Control is a graph without cycles in which no chain is longer than `MAX_DEPTH`. Each identity knows an upper bound
//! of how long the chains below it are, and looks at the identities above it when its own controllers are set; so
//! neither a check nor a change ever has to look at what is below, of which there can be any number.

use crate::{types::*, Config, Error, Event, Identities, Keys, Pallet};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::ensure;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::set_controllers`].
	pub(crate) fn do_set_controllers(
		identity: T::AccountId,
		controllers: Members<T::AccountId>,
		threshold: u8,
	) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		ensure!(usize::from(threshold) <= controllers.len(), Error::<T>::ThresholdInvalid);
		ensure!((threshold == 0) == controllers.is_empty(), Error::<T>::ThresholdInvalid);
		let distinct: BTreeSet<_> = controllers.iter().collect();
		ensure!(distinct.len() == controllers.len(), Error::<T>::ControllerDuplicate);
		for controller in &controllers {
			let active = Identities::<T>::get(controller).is_some_and(|controller| !controller.is_deactivated());
			// Who is in control already may stay.
			ensure!(active || record.controllers.contains(controller), Error::<T>::ControllerUnknown);
		}
		let levels = Self::ancestors(&identity, &controllers, record.below)?;

		let former = core::mem::replace(&mut record.controllers, controllers);
		record.threshold = threshold;
		Self::ensure_manageable(&record, &Keys::<T>::get(&identity))?;
		let added: Vec<_> = record.controllers.iter().filter(|new| !former.contains(new)).cloned().collect();
		for controller in former.iter().filter(|former| !record.controllers.contains(former)) {
			Self::lose_controlled(controller)?;
		}
		for controller in added {
			Self::change(&controller, |record| {
				record.controlled = record.controlled.checked_add(1).ok_or(Error::<T>::Exhausted)?;
				Ok(())
			})?;
		}
		// Each identity above is at least as far above everything that is below this one. It cannot overflow:
		// `ancestors` has found that there are no more than `MAX_DEPTH` levels, those below included.
		let mut below = record.below;
		for level in levels {
			below = below.checked_add(1).ok_or(Error::<T>::TooDeep)?;
			for ancestor in level {
				if Identities::<T>::get(&ancestor).is_some_and(|record| record.below < below) {
					Self::change(&ancestor, |record| {
						record.below = below;
						Ok(())
					})?;
				}
			}
		}
		let controllers = record.controllers.clone();
		Self::amend_control(&identity, record)?;
		Self::deposit_event(Event::ControllersSet { identity, controllers, threshold });
		Ok(())
	}

	/// The identities in control of `identity` if `controllers` are, level by level; one that is on several levels is
	/// in each. Fails if `identity` is among them, or if there are more than are looked at.
	fn ancestors(
		identity: &T::AccountId,
		controllers: &Members<T::AccountId>,
		below: u8,
	) -> Result<Vec<BTreeSet<T::AccountId>>, Error<T>> {
		let mut levels = Vec::new();
		let mut level: BTreeSet<_> = controllers.iter().cloned().collect();
		let mut depth = below;
		let mut seen: usize = 0;
		while !level.is_empty() {
			ensure!(!level.contains(identity), Error::<T>::ControlCycle);
			depth = depth.checked_add(1).filter(|depth| *depth <= MAX_DEPTH).ok_or(Error::<T>::TooDeep)?;
			seen = seen.saturating_add(level.len());
			ensure!(seen <= MAX_ANCESTORS as usize, Error::<T>::TooManyAncestors);
			let mut next = BTreeSet::new();
			for controller in &level {
				next.extend(Identities::<T>::get(controller).into_iter().flat_map(|record| record.controllers));
			}
			levels.push(core::mem::replace(&mut level, next));
		}
		Ok(levels)
	}

	/// `controller` has one identity less below it. When it has none, nothing is below it.
	pub(crate) fn lose_controlled(controller: &T::AccountId) -> DispatchResult {
		Self::change(controller, |record| {
			record.controlled = record.controlled.checked_sub(1).ok_or(Error::<T>::Exhausted)?;
			if record.controlled == 0 {
				record.below = 0;
			}
			Ok(())
		})
	}

	/// Change what an identity keeps about others, which is not part of its document.
	fn change(
		identity: &T::AccountId,
		change: impl FnOnce(&mut IdentityRecord<T>) -> Result<(), Error<T>>,
	) -> DispatchResult {
		Identities::<T>::try_mutate(identity, |record| {
			change(record.as_mut().ok_or(Error::<T>::ControllerUnknown)?)?;
			Ok(())
		})
	}
}
