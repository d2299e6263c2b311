//! Giving up an identity.

use crate::{types::*, Config, Error, Event, IdentitiesByKey, Keys, OutcomeInspect, Pallet, Services};
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
		Consideration,
	},
	BoundedVec,
};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::deactivate`]. The record and the keys stay, revoked, so that the past can be verified, and
	/// what they occupy stays paid for; the rest of the deposit comes back.
	pub(crate) fn do_deactivate(identity: T::AccountId, beneficiary: Option<T::AccountId>) -> DispatchResult {
		let mut record = Self::active(&identity)?;
		ensure!(record.controlled == 0, Error::<T>::ControlsOthers);
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
		record.invited = BoundedVec::new();
		record.threshold = 0;
		if let Some(name) = record.name.take() {
			Self::quarantine(identity.clone(), name)?;
		}
		let services = Services::<T>::take(&identity).iter().map(service_room).fold(0u32, u32::saturating_add);
		record.status = Status::Deactivated { at };
		let payer = record.payer.clone();
		if payer == identity {
			// What is held of it besides is by others, or for others.
			record.ticket.clone().drop(&payer)?;
		}
		Self::ensure_free(&identity)?;
		if payer == identity {
			record.ticket = T::Consideration::new(&payer, Self::footprint(record.room))?;
		}
		Self::give_room(&mut record, services)?;
		Self::amend_control(&identity, record)?;

		let left = T::NativeBalance::reducible_balance(&identity, Preservation::Expendable, Fortitude::Polite);
		if !left.is_zero() {
			// Nobody could ever move it.
			let beneficiary = beneficiary.filter(|beneficiary| *beneficiary != identity);
			let beneficiary = beneficiary.ok_or(Error::<T>::BeneficiaryMissing)?;
			T::NativeBalance::transfer(&identity, &beneficiary, left, Preservation::Expendable)?;
		}
		Self::deposit_event(Event::Deactivated { identity });
		Ok(())
	}

	/// That nobody else counts on what the account has: nothing is on hold for others, it has no assets, and nothing else refers
	/// to it, which proxies, session keys and locks do. Nobody could give it back to an account that nobody acts as.
	fn ensure_free(identity: &T::AccountId) -> DispatchResult {
		ensure!(T::Outcome::holds(identity).is_empty(), Error::<T>::HoldsLeft);
		let account = frame_system::Account::<T>::get(identity);
		// A consumer is whoever depends on the account, and each kind of asset that is worth existing for is a sufficient.
		ensure!(account.consumers == 0 && account.sufficients == 0, Error::<T>::AccountInUse);
		Ok(())
	}
}
