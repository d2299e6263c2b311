//! What changes, and when: less of a risk at once, more of it after it was announced and nobody has vetoed it.

use crate::{opened::Opened, types::*, Config, Error, Event, Pallet, Vaults};
use alloc::vec::Vec;
use civitas_primitives::lending::{MarketId, Markets};
use frame_support::{ensure, traits::Time, BoundedVec};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Opened<T> {
	/// Whether a change counts at once. Or why there cannot be such a change.
	fn judge(&self, change: &Change) -> Result<bool, DispatchError> {
		match change {
			Change::Cap { market, cap } => match self.vault.cap(market) {
				Some(current) => Ok(*cap <= current),
				None => {
					ensure!(*cap > 0, Error::<T>::MarketNotListed);
					ensure!(market.loan == self.vault.asset, Error::<T>::WrongAsset);
					ensure!(T::Markets::cash(market).is_some(), Error::<T>::MarketUnknown);
					Ok(false)
				},
			},
			Change::Fee { fee } => {
				ensure!(*fee <= MAX_FEE, Error::<T>::FeeInvalid);
				Ok(*fee <= self.vault.fee)
			},
			Change::Order { markets } => {
				let mut named = markets.to_vec();
				let mut listed: Vec<MarketId> = self.vault.markets.iter().map(|allocation| allocation.market).collect();
				named.sort();
				listed.sort();
				ensure!(named == listed, Error::<T>::OrderInvalid);
				Ok(true)
			},
		}
	}

	/// Make a change. What the vault has in markets is as it was read before.
	fn make(&mut self, change: &Change) -> DispatchResult {
		match change {
			Change::Cap { market, cap } => {
				let empty = *cap == 0 && T::Markets::shares_of(&self.account, market) == 0;
				if empty {
					self.vault.markets.retain(|allocation| allocation.market != *market);
				} else if let Some(found) = self.vault.markets.iter_mut().find(|found| found.market == *market) {
					found.cap = *cap;
				} else {
					let allocation = Allocation { market: *market, cap: *cap };
					self.vault.markets.try_push(allocation).map_err(|_| Error::<T>::TooManyMarkets)?;
				}
			},
			Change::Fee { fee } => {
				// What was gained until now is charged as it was said until now.
				self.take_fee();
				self.vault.fee = *fee;
			},
			Change::Order { markets } => {
				let mut ordered = BoundedVec::new();
				for market in markets {
					let cap = self.vault.cap(market).ok_or(Error::<T>::OrderInvalid)?;
					let allocation = Allocation { market: *market, cap };
					ordered.try_push(allocation).map_err(|_| Error::<T>::OrderInvalid)?;
				}
				self.vault.markets = ordered;
			},
		}
		Pallet::<T>::deposit_event(Event::ChangeMade { vault: self.id, change: change.clone() });
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_propose(who: &T::AccountId, id: VaultId, change: Change) -> Result<u32, DispatchError> {
		let mut opened = Opened::<T>::load(id)?;
		ensure!(*who == opened.vault.curator, Error::<T>::NotCurator);
		let at_once = opened.judge(&change)?;
		let now = T::Time::now();
		// What was announced of the same is replaced, and what has lapsed is forgotten.
		opened.vault.pending.retain(|pending| !pending.change.is_of_same(&change) && !pending.has_lapsed(now));
		if at_once {
			opened.make(&change)?;
		} else {
			// Saturating is right: a clock that late is broken.
			let from = now.saturating_add(opened.vault.delay);
			let pending = Pending { change: change.clone(), from };
			opened.vault.pending.try_push(pending).map_err(|_| Error::<T>::TooManyPending)?;
			Self::deposit_event(Event::ChangeAnnounced { vault: id, change, from });
		}
		Ok(opened.close())
	}

	pub(crate) fn do_apply(id: VaultId, change: Change) -> Result<u32, DispatchError> {
		let mut opened = Opened::<T>::load(id)?;
		let found = opened.vault.pending.iter().find(|pending| pending.change == change);
		let pending = found.ok_or(Error::<T>::ChangeUnknown)?;
		let now = T::Time::now();
		ensure!(pending.from <= now, Error::<T>::ChangeWaits);
		ensure!(!pending.has_lapsed(now), Error::<T>::ChangeLapsed);
		opened.vault.pending.retain(|pending| pending.change != change);
		opened.make(&change)?;
		Ok(opened.close())
	}

	pub(crate) fn do_veto(who: &T::AccountId, id: VaultId, change: Change) -> DispatchResult {
		Vaults::<T>::try_mutate(id, |vault| -> DispatchResult {
			let vault = vault.as_mut().ok_or(Error::<T>::VaultUnknown)?;
			ensure!(*who == vault.guardian || *who == vault.curator, Error::<T>::NotGuardian);
			let before = vault.pending.len();
			vault.pending.retain(|pending| pending.change != change);
			ensure!(vault.pending.len() < before, Error::<T>::ChangeUnknown);
			Self::deposit_event(Event::ChangeVetoed { vault: id, change, by: who.clone() });
			Ok(())
		})
	}
}
