//! What always holds.

use crate::{
	types::*, Config, FeedCount, Feeds, History, HoldReason, Markets, MarketsOf, NewestFeed, Pallet, Positions,
	PositionsOf,
};
use alloc::collections::BTreeMap;
use civitas_primitives::{
	lending::{Books, MarketId, FIRST_INDEX, MAX_TOTAL},
	money::{Asset, Balance},
};
use frame_support::{
	ensure,
	traits::{fungibles::InspectHold, Time},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check the invariants, which are numbered as in the README.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		for (id, market) in Markets::<T>::iter() {
			Self::try_state_market(&id, &market)?;
		}
		Self::try_state_positions()?;
		Self::try_state_feeds()
	}

	fn try_state_market(id: &MarketId, market: &Market<T>) -> Result<(), TryRuntimeError> {
		let Books { cash, supply_shares, reserve_shares, debt_shares, debt_index, updated } = market.books;
		let (mut supply, mut debt) = (reserve_shares, 0u128);
		for (_, Position { stand, .. }) in Positions::<T>::iter_prefix(id) {
			supply = supply.checked_add(stand.supply_shares).ok_or("supply shares overflow")?;
			debt = debt.checked_add(stand.debt_shares).ok_or("debt shares overflow")?;
		}
		ensure!(supply == supply_shares, "1: supply shares, the reserve's too, do not sum to the total");
		ensure!(debt == debt_shares, "2: debt shares do not sum to the total");
		ensure!(market.books.borrowed() <= market.books.supplied(), "3: more is borrowed than supplied");
		ensure!(market.books.borrowed() <= MAX_TOTAL, "3: more is borrowed than can be");
		let account = Self::account(id)?;
		let held = T::Holds::balance_on_hold(id.loan, &HoldReason::Cash.into(), &account);
		ensure!(cash == held, "4: the cash is not what is on hold for it");
		ensure!(debt_index >= FIRST_INDEX, "5: an index has fallen");
		ensure!(updated <= T::Time::now(), "5: interest has accrued beyond now");
		ensure!(
			*id == MarketId::of(id.loan, id.collateral, &market.terms),
			"the terms are not those of the identifier"
		);
		for asset in [id.loan, id.collateral] {
			ensure!(MarketsOf::<T>::contains_key(asset, id), "a market is not listed");
		}
		let points = History::<T>::iter_key_prefix(id).count();
		ensure!(points == market.points.min(HISTORY) as usize, "the history has not as many points as days");
		Ok(())
	}

	fn try_state_positions() -> Result<(), TryRuntimeError> {
		let mut pledged = BTreeMap::<(T::AccountId, Asset), Balance>::new();
		for (id, owner, position) in Positions::<T>::iter() {
			let Stand { debt_shares, collateral, .. } = position.stand;
			ensure!(Markets::<T>::contains_key(id), "a position is in no market");
			ensure!(!position.stand.is_empty() && position.ticket.is_some(), "a position is empty or not paid for");
			ensure!(debt_shares == 0 || collateral > 0, "12: a debt has no collateral");
			ensure!(PositionsOf::<T>::contains_key(&owner, id), "a position is not listed");
			let sum = pledged.entry((owner, id.collateral)).or_default();
			*sum = sum.checked_add(collateral).ok_or("collateral overflows")?;
		}
		for ((owner, asset), sum) in pledged {
			let held = T::Holds::balance_on_hold(asset, &HoldReason::Collateral.into(), &owner);
			ensure!(held == sum, "4: collateral is not what is on hold for it");
		}
		for (owner, id) in PositionsOf::<T>::iter_keys() {
			ensure!(Positions::<T>::contains_key(id, &owner), "a position is listed that there is not");
		}
		for (_, id) in MarketsOf::<T>::iter_keys() {
			ensure!(Markets::<T>::contains_key(id), "a market is listed that there is not");
		}
		Ok(())
	}

	fn try_state_feeds() -> Result<(), TryRuntimeError> {
		let (count, now) = (FeedCount::<T>::get(), T::Time::now());
		ensure!(Feeds::<T>::iter_keys().count() == usize::from(count), "the feeds are not as many as counted");
		for (feed, stored) in Feeds::<T>::iter() {
			ensure!(feed < count, "a feed has a number that was not given");
			let newest = NewestFeed::<T>::get(stored.asset);
			ensure!(newest.is_some_and(|newest| newest >= feed), "an asset's newest feed is not known");
			let Some(prices) = stored.prices else { continue };
			let past = prices.time <= now && prices.median_time <= now && prices.anchored <= now;
			ensure!(past && prices.moving.is_none_or(|since| since <= now), "5: a price is of a time to come");
		}
		Ok(())
	}
}
