//! Pools: how they are made, what they may lend, and how money gets in.

use crate::{
	info::PoolCost,
	money::{give, put},
	types::*,
	Config, Error, Event, HoldReason, Pallet, PoolCount, Pools,
};
use civitas_money::{needs, set_up, Needs};
use civitas_primitives::{
	credit::{Books, Lender, PoolId},
	lending::{MAX_TOTAL, ONE},
	money::{Asset, Balance},
	IdentityInspect, Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{
		fungibles::{Create, Inspect, Mutate},
		tokens::Preservation,
		Footprint, Get, Time,
	},
};
use sp_core::U256;
use sp_runtime::{traits::Convert, DispatchResult};

/// What the shares of a pool take as an asset besides the accounts of its team: numbers, and the key.
const SHARES_BYTES: usize = 100;

impl<T: Config> Pallet<T> {
	/// What a pool takes in storage, its shares included.
	pub fn pool_footprint() -> Footprint {
		// Owner, issuer, admin and freezer. Saturating is right: it is not much.
		let team = T::AccountId::max_encoded_len().saturating_mul(4);
		let shares = team.saturating_add(SHARES_BYTES);
		let bytes = Pool::<T::AccountId>::max_encoded_len().saturating_add(PoolId::max_encoded_len());
		// One: a price by the byte is taken as often as there are items.
		Footprint::from_parts(1, bytes.saturating_add(shares))
	}

	pub(crate) fn pool_cost(asset: Asset) -> PoolCost {
		let (price, least) = (T::StoragePrice::convert(Self::pool_footprint()), T::Assets::minimum_balance(None));
		let Ok(account) = Self::account(PoolCount::<T>::get()) else {
			return PoolCost { price, native: least, asset: 0 };
		};
		let is_there = frame_system::Pallet::<T>::providers(&account) > 0;
		let Needs { native, asset } = needs::<T::Assets, _>(&account, is_there, asset, least);
		PoolCost { price, native, asset }
	}

	/// All shares, those in the queue among them.
	pub(crate) fn shares(id: PoolId, pool: &Pool<T::AccountId>) -> u128 {
		// Saturating is right: all of them were issued at some time, and no more at once than there can be.
		T::Shares::total_issuance(Self::share_asset(id)).saturating_add(pool.queued)
	}

	pub(crate) fn do_open_pool(who: &T::AccountId, asset: Asset, rules: PoolRules) -> DispatchResult {
		ensure!(T::Assets::asset_exists(asset), Error::<T>::AssetUnknown);
		let PoolRules { notice, cover, limit, fee } = rules;
		let fits = (1..=MAX_NOTICE).contains(&notice) && cover <= ONE && (1..=ONE).contains(&limit) && fee <= MAX_FEE;
		ensure!(fits, Error::<T>::RulesInvalid);
		let id = PoolCount::<T>::get();
		ensure!(id < MAX_POOLS, Error::<T>::TooManyPools);
		let next = id.checked_add(1).ok_or(Error::<T>::TooManyPools)?;
		let account = Self::account(id)?;
		let PoolCost { price, native, asset: least } = Self::pool_cost(asset);
		// It is stored for good, so this is a price: what is on hold for good would bind the manager for good.
		T::Assets::transfer(None, who, &T::Treasury::get(), price, Preservation::Preserve)?;
		// The account exists whatever happens to what is in it.
		frame_system::Pallet::<T>::inc_providers(&account);
		set_up::<T::Assets, _>(who, &account, asset, Needs { native, asset: least })?;
		// The pool's account is all of its team: nobody mints, freezes or blocks.
		T::Shares::create(Self::share_asset(id), account, false, 1)?;
		let (manager, books) = (who.clone(), Books::default());
		let pool = Pool { asset, manager: manager.clone(), rules, books, queued: 0, first: 0, next: 0 };
		Pools::<T>::insert(id, pool);
		PoolCount::<T>::put(next);
		Self::deposit_event(Event::PoolOpened { pool: id, asset, manager, rules });
		Ok(())
	}

	/// Whether a lender lends so much to someone.
	pub(crate) fn ensure_lends(
		lender: &Lender<T::AccountId>,
		borrower: &T::AccountId,
		principal: Balance,
		now: Moment,
	) -> Result<(), Error<T>> {
		let id = match lender {
			Lender::Account(lender) => {
				ensure!(lender != borrower, Error::<T>::Related);
				return Ok(());
			},
			Lender::Pool(id) => *id,
		};
		let pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
		let (rules, books) = (&pool.rules, &pool.books);
		ensure!(!T::Identities::related(&pool.manager, borrower), Error::<T>::Related);
		let value = U256::from(books.gross(now, rules.notice())).saturating_mul(rules.limit.into());
		ensure!(U256::from(principal).saturating_mul(ONE.into()) <= value, Error::<T>::AboveLimit);
		ensure!(books.cover >= books.least_cover(principal, rules.cover), Error::<T>::CoverTooSmall);
		// Who leaves comes before who borrows: what the queue is worth stays. Saturating is right: there is no such cash.
		let queued = books.to_redeem(Self::shares(id, &pool), now, rules.notice()).worth_of(pool.queued);
		ensure!(principal.saturating_add(queued) <= books.cash, Error::<T>::NotEnoughCash);
		Ok(())
	}

	/// A pool of this asset.
	pub(crate) fn pool_of(id: PoolId, asset: Asset) -> Result<Pool<T::AccountId>, Error<T>> {
		let pool = Pools::<T>::get(id).ok_or(Error::<T>::PoolUnknown)?;
		ensure!(pool.asset == asset, Error::<T>::WrongAsset);
		Ok(pool)
	}

	pub(crate) fn do_set_cover(who: &T::AccountId, id: PoolId, asset: Asset, cover: Balance) -> DispatchResult {
		let mut pool = Self::pool_of(id, asset)?;
		ensure!(pool.manager == *who, Error::<T>::NotManager);
		let (account, before) = (Self::account(id)?, pool.books.cover);
		ensure!(cover <= MAX_TOTAL, Error::<T>::AmountTooLarge);
		if let Some(missing) = cover.checked_sub(before).filter(|missing| *missing > 0) {
			put::<T>(asset, who, &account, missing)?;
		} else {
			ensure!(cover >= pool.books.least_cover(0, pool.rules.cover).min(before), Error::<T>::CoverTooSmall);
			// Saturating is right: it is no more than there was.
			let rest = before.saturating_sub(cover);
			ensure!(rest > 0, Error::<T>::AmountZero);
			give::<T>(asset, HoldReason::Pool, &account, who, rest)?;
		}
		pool.books.cover = cover;
		Pools::<T>::insert(id, pool);
		Self::deposit_event(Event::CoverSet { pool: id, cover });
		Ok(())
	}

	pub(crate) fn do_deposit(
		who: &T::AccountId,
		id: PoolId,
		asset: Asset,
		assets: Balance,
		least_shares: u128,
	) -> DispatchResult {
		let mut pool = Self::pool_of(id, asset)?;
		ensure!(assets > 0, Error::<T>::AmountZero);
		let share_asset = Self::share_asset(id);
		let (now, all) = (T::Time::now(), Self::shares(id, &pool));
		let before = pool.books.to_deposit(all, now, pool.rules.notice());
		let within = before.assets.checked_add(assets).is_some_and(|assets| assets <= MAX_TOTAL);
		ensure!(within, Error::<T>::AmountTooLarge);
		let shares = before.shares_for(assets).ok_or(Error::<T>::AmountTooLarge)?;
		ensure!(shares > 0, Error::<T>::AmountZero);
		ensure!(shares >= least_shares, Error::<T>::TooFewShares);
		ensure!(all.checked_add(shares).is_some(), Error::<T>::AmountTooLarge);
		put::<T>(asset, who, &Self::account(id)?, assets)?;
		T::Shares::mint_into(share_asset, who, shares)?;
		pool.books.cash = pool.books.cash.checked_add(assets).ok_or(Error::<T>::AmountTooLarge)?;
		Pools::<T>::insert(id, pool);
		Self::deposit_event(Event::Deposited { pool: id, who: who.clone(), assets, shares });
		Ok(())
	}
}
