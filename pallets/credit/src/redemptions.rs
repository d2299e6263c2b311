//! How money gets out of a pool: in order, after notice.

use crate::{money::give, types::*, Config, Error, Event, HoldReason, Pallet, Pools, Redemptions};
use civitas_primitives::{credit::PoolId, money::Balance, Moment};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{
		fungibles::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation},
		Consideration, Time,
	},
};
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Redemption<T> {
	/// Whether its notice is over.
	pub(crate) fn is_due(&self, rules: &PoolRules, now: Moment) -> bool {
		// Saturating is right: later than that nothing is.
		now >= self.at.saturating_add(rules.notice())
	}
}

impl<T: Config> Pallet<T> {
	/// Put a request at the end of the queue: its number.
	fn enqueue(id: PoolId, pool: &mut Pool<T::AccountId>, request: Redemption<T>) -> Result<u64, DispatchError> {
		let number = pool.next;
		pool.next = number.checked_add(1).ok_or(Error::<T>::AmountTooLarge)?;
		Redemptions::<T>::insert(id, number, request);
		Ok(number)
	}

	pub(crate) fn do_request_redemption(
		who: &T::AccountId,
		id: PoolId,
		shares: u128,
		least: Balance,
	) -> DispatchResult {
		let mut pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
		ensure!(shares > 0, Error::<T>::AmountZero);
		let share_asset = Self::share_asset(id);
		ensure!(shares <= T::Shares::balance(share_asset, who), Error::<T>::NotEnoughShares);
		// They are noted and not kept in an account of ours, which strangers could leave no room in.
		let (expendable, exact, polite) = (Preservation::Expendable, Precision::Exact, Fortitude::Polite);
		T::Shares::burn_from(share_asset, who, shares, expendable, exact, polite)?;
		pool.queued = pool.queued.checked_add(shares).ok_or(Error::<T>::AmountTooLarge)?;
		let ticket = Self::ticket::<Redemption<T>>(who)?;
		let request = Redemption { owner: who.clone(), shares, least, at: T::Time::now(), ticket };
		let request = Self::enqueue(id, &mut pool, request)?;
		Pools::<T>::insert(id, pool);
		Self::deposit_event(Event::RedemptionRequested { pool: id, request, owner: who.clone(), shares, least });
		Ok(())
	}

	/// Pay redemptions: how many were looked at.
	pub(crate) fn do_redeem(id: PoolId, most: u32) -> Result<u32, DispatchError> {
		let mut pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
		let (account, now, most) = (Self::account(id)?, T::Time::now(), most.min(MAX_REDEEMED));
		let mut looked_at = 0u32;
		while looked_at < most {
			let number = pool.first;
			let due = Redemptions::<T>::get(id, number).filter(|head| head.is_due(&pool.rules, now));
			let Some(head) = due else { break };
			let Some((assets, shares)) = Self::payable(id, &pool, &head, now) else { break };
			looked_at = looked_at.saturating_add(1);
			let (owner, has) = (head.owner.clone(), head.shares);
			if shares == 0 && T::Shares::mint_into(Self::share_asset(id), &owner, has).is_ok() {
				// They are worth less than he wants: they are his again.
				pool.queued = pool.queued.checked_sub(has).ok_or(DispatchError::Corruption)?;
				head.ticket.drop(&owner)?;
				Self::deposit_event(Event::RedemptionReturned { pool: id, request: number, owner, shares: has });
			} else if shares > 0 && Self::pay_out(&pool, &account, &owner, assets).is_ok() {
				pool.books.cash = pool.books.cash.checked_sub(assets).ok_or(DispatchError::Corruption)?;
				pool.books.leave(shares, Self::shares(id, &pool));
				pool.queued = pool.queued.checked_sub(shares).ok_or(DispatchError::Corruption)?;
				let left = has.checked_sub(shares).ok_or(DispatchError::Corruption)?;
				let event = Event::Redeemed { pool: id, request: number, owner: owner.clone(), assets, shares, left };
				Self::deposit_event(event);
				if left > 0 {
					// There is no more cash. Saturating is right: what he has already is a part of the least.
					let least = head.least.saturating_sub(assets);
					Redemptions::<T>::insert(id, number, Redemption { shares: left, least, ..head });
					break;
				}
				head.ticket.drop(&owner)?;
			} else {
				// Who cannot take it does not keep the others from theirs. He loses his place, and waits for no other notice.
				let becomes = Self::enqueue(id, &mut pool, head)?;
				Self::deposit_event(Event::RedemptionPutBack { pool: id, request: number, becomes });
			}
			Redemptions::<T>::remove(id, number);
			pool.first = number.checked_add(1).ok_or(Error::<T>::AmountTooLarge)?;
		}
		ensure!(looked_at > 0, Error::<T>::NoRedemption);
		Pools::<T>::insert(id, pool);
		Ok(looked_at)
	}

	/// What is paid, and for how many shares: for none if they are worth less than wanted. `None` if there is no cash for any.
	fn payable(id: PoolId, pool: &Pool<T::AccountId>, head: &Redemption<T>, now: Moment) -> Option<(Balance, u128)> {
		let stand = pool.books.to_redeem(Self::shares(id, pool), now, pool.rules.notice());
		let worth = stand.worth_of(head.shares);
		if worth < head.least {
			return Some((0, 0));
		}
		let cash = pool.books.cash;
		if worth <= cash {
			return Some((worth, head.shares));
		}
		// So little that an account could not begin with it is not paid: whoever pays it in would send the head away. Rounded up: who
		// leaves bears it.
		let is_enough = cash >= T::Assets::minimum_balance(pool.asset).max(1);
		let paid_for = stand.shares_of(cash).filter(|_| is_enough)?;
		Some((cash, paid_for.min(head.shares)))
	}

	/// If it fails, nothing has changed.
	fn pay_out(
		pool: &Pool<T::AccountId>,
		account: &T::AccountId,
		owner: &T::AccountId,
		assets: Balance,
	) -> DispatchResult {
		if assets == 0 {
			return Ok(());
		}
		with_storage_layer(|| give::<T>(pool.asset, HoldReason::Pool, account, owner, assets))
	}
}
