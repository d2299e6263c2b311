//! What other pallets do in markets: what any supplier can, and no more.

use crate::{
	run::{store, Run},
	types::*,
	Config, Error, Event, Markets, Pallet, Positions, WeightInfo,
};
use civitas_primitives::{
	lending::{self, MarketId},
	money::Balance,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use sp_runtime::{traits::Convert, DispatchError, DispatchResult};

/// How many shares someone has more or less, after something.
fn change<T: Config>(
	who: &T::AccountId,
	market: &MarketId,
	act: impl FnOnce(&mut Run<T>) -> DispatchResult,
) -> Result<u128, DispatchError> {
	let before = Positions::<T>::get(market, who).stand.supply_shares;
	Run::<T>::one(who, act)?;
	Ok(Positions::<T>::get(market, who).stand.supply_shares.abs_diff(before))
}

impl<T: Config> lending::Markets<T::AccountId> for Pallet<T> {
	fn supply(who: &T::AccountId, market: &MarketId, assets: Balance) -> Result<u128, DispatchError> {
		let (market, amount) = (*market, Amount::Assets(assets));
		change::<T>(who, &market, |run| run.act(Action::Supply { market, amount, certificate: None }))
	}

	fn withdraw(who: &T::AccountId, market: &MarketId, assets: Balance) -> Result<u128, DispatchError> {
		let (market, amount) = (*market, Amount::Assets(assets));
		change::<T>(who, &market, |run| run.act(Action::Withdraw { market, amount }))
	}

	fn pass_on(from: &T::AccountId, to: &T::AccountId, market: &MarketId, shares: u128) -> DispatchResult {
		ensure!(shares > 0, Error::<T>::AmountZero);
		if from == to {
			return Ok(());
		}
		let mut giver = Positions::<T>::get(market, from);
		let left = giver.stand.supply_shares.checked_sub(shares);
		giver.stand.supply_shares = left.ok_or(Error::<T>::NotEnoughSupplied)?;
		let mut taker = Positions::<T>::get(market, to);
		let more = taker.stand.supply_shares.checked_add(shares);
		taker.stand.supply_shares = more.ok_or(Error::<T>::AmountTooLarge)?;
		store(market, from, giver, from)?;
		store(market, to, taker, to)?;
		Self::deposit_event(Event::PassedOn { market: *market, from: from.clone(), to: to.clone(), shares });
		Ok(())
	}

	fn shares_of(who: &T::AccountId, market: &MarketId) -> u128 {
		Positions::<T>::get(market, who).stand.supply_shares
	}

	fn worth(market: &MarketId, shares: u128) -> Option<Balance> {
		Some(Self::current(market, T::Time::now())?.books.worth_of(shares))
	}

	fn cash(market: &MarketId) -> Option<Balance> {
		Some(Markets::<T>::get(market)?.books.cash)
	}

	fn supply_weight() -> Weight {
		<T as Config>::WeightInfo::supply()
	}

	fn withdraw_weight() -> Weight {
		<T as Config>::WeightInfo::withdraw()
	}

	fn pass_on_weight() -> Weight {
		// Two positions, with what is listed and held for them: no more than to supply and to withdraw.
		<T as Config>::WeightInfo::supply().saturating_add(<T as Config>::WeightInfo::withdraw())
	}

	fn read_weight() -> Weight {
		T::DbWeight::get().reads(1)
	}

	fn position_deposit() -> Balance {
		T::StoragePrice::convert(Self::position_footprint())
	}
}
