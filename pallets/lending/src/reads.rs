//! Answers. They change nothing: interest accrues in memory.

use crate::{types::*, Config, History, Markets, MarketsOf, Pallet, Positions, PositionsOf};
use alloc::vec::Vec;
use civitas_primitives::{
	lending::{
		info::{CapInfo, Liquidatable, MarketInfo, MarketPrice, Point, PositionInfo, WhatIf},
		math::mul_div_down,
		MarketId, Ppb, PriceTerms, ONE, RAY,
	},
	money::{Asset, Balance},
	Moment, Page, MAX_PAGE_SIZE,
};
use frame_support::{storage::with_transaction, traits::Time};
use sp_runtime::{DispatchError, TransactionOutcome};

/// A billionth, in parts of [`RAY`].
const PER_BILLION: u128 = RAY / ONE as u128;

/// Parts of [`RAY`] as parts per billion, rounded down.
pub(crate) fn ppb(ray: u128) -> Ppb {
	let parts = ray.checked_div(PER_BILLION).unwrap_or_default();
	Ppb::try_from(parts).unwrap_or(Ppb::MAX)
}

/// This part of a rate.
fn part(rate: Ppb, part: Ppb) -> Ppb {
	let product = mul_div_down(rate, part, ONE);
	product.and_then(|product| Ppb::try_from(product).ok()).unwrap_or(Ppb::MAX)
}

impl<T: Config> Pallet<T> {
	/// A market with interest until now.
	pub(crate) fn current(id: &MarketId, now: Moment) -> Option<Market<T>> {
		let mut market = Markets::<T>::get(id)?;
		market.books.accrue(now, &market.terms.rate, market.terms.fee);
		Some(market)
	}

	/// A price as a market sees it.
	fn seen(terms: &PriceTerms, now: Moment) -> MarketPrice {
		let feed = Self::do_feed(terms.feed);
		let price = feed.as_ref().and_then(|feed| feed.price);
		MarketPrice {
			price,
			age: price.map(|price| now.saturating_sub(price.time)),
			fault: terms.judge(price, now).err(),
			guard: feed.as_ref().map(|feed| feed.guard),
			guarded: feed.as_ref().and_then(|feed| feed.guarded),
			distance: feed.and_then(|feed| feed.distance),
		}
	}

	pub(crate) fn do_market(id: &MarketId) -> Option<MarketInfo<T::AccountId>> {
		let now = T::Time::now();
		let Market { terms, books, supply_cap, borrow_cap, supply_paused, borrow_paused, .. } = Self::current(id, now)?;
		let utilisation = books.utilisation();
		let borrow_rate = ppb(terms.rate.rate(utilisation));
		let cap = |cap: Cap| {
			let Cap { cap, next } = cap.standing(now);
			CapInfo { cap, next }
		};
		Some(MarketInfo {
			market: *id,
			account: Self::account(id).ok()?,
			supplied: books.supplied(),
			borrowed: books.borrowed(),
			cash: books.cash,
			supply_shares: books.supply_shares,
			debt_shares: books.debt_shares,
			supply_index: books.supply_index(),
			debt_index: books.debt_index,
			utilisation: ppb(utilisation),
			borrow_rate,
			supply_rate: part(part(borrow_rate, ppb(utilisation)), ONE.saturating_sub(terms.fee)),
			reserve: books.worth_of(books.reserve_shares),
			collectable: books.collectable(terms.reserve_floor),
			supply_cap: cap(supply_cap),
			borrow_cap: cap(borrow_cap),
			supply_paused,
			borrow_paused,
			collateral_price: Self::seen(&terms.collateral_price, now),
			loan_price: Self::seen(&terms.loan_price, now),
			terms,
		})
	}

	pub(crate) fn do_markets_of(
		asset: Asset,
		cursor: Option<MarketId>,
		limit: Option<u32>,
	) -> Page<MarketInfo<T::AccountId>, MarketId> {
		let listed = match cursor {
			Some(cursor) => MarketsOf::<T>::iter_key_prefix_from(asset, MarketsOf::<T>::hashed_key_for(asset, cursor)),
			None => MarketsOf::<T>::iter_key_prefix(asset),
		};
		Page::take(listed.filter_map(|id| Some((id, Self::do_market(&id)?))), limit)
	}

	/// A position in a market that has accrued.
	fn position_info(
		market: &Market<T>,
		id: &MarketId,
		owner: &T::AccountId,
		now: Moment,
	) -> PositionInfo<T::AccountId> {
		let Position { stand, .. } = Positions::<T>::get(id, owner);
		let (terms, books) = (&market.terms, &market.books);
		let debt = books.debt_of(stand.debt_shares);
		let secured = Self::prices(terms, now).ok().map(|prices| market.secured(&stand, prices));
		let room = market.borrow_cap.at(now).saturating_sub(books.borrowed()).min(books.cash);
		let borrowable = secured.map(|secured| {
			let most = secured.most_debt(terms.borrow_ltv);
			let more = most.saturating_sub(debt).min(room);
			// What is borrowed makes shares that are rounded up, and may owe one unit more.
			let shares = books.shares_borrowed(more).and_then(|shares| shares.checked_add(stand.debt_shares));
			let over = shares.map_or(Balance::MAX, |shares| books.debt_of(shares)).saturating_sub(most);
			let more = more.saturating_sub(over);
			let enough = debt.saturating_add(more) >= terms.min_debt && !market.borrow_paused;
			if enough {
				more
			} else {
				0
			}
		});
		let removable = match debt {
			0 => Some(stand.collateral),
			_ => secured.map(|secured| stand.collateral.saturating_sub(secured.least_collateral(terms.borrow_ltv))),
		};
		PositionInfo {
			market: *id,
			owner: owner.clone(),
			supply_shares: stand.supply_shares,
			supplied: books.worth_of(stand.supply_shares),
			debt_shares: stand.debt_shares,
			debt,
			collateral: stand.collateral,
			ltv: secured.and_then(|secured| secured.ltv()),
			health: secured.and_then(|secured| secured.health(terms.liquidation_ltv)),
			liquidation_price: secured.and_then(|secured| secured.liquidation_price(terms.liquidation_ltv)),
			borrowable,
			removable,
		}
	}

	pub(crate) fn do_position(id: &MarketId, owner: &T::AccountId) -> Option<PositionInfo<T::AccountId>> {
		let now = T::Time::now();
		Some(Self::position_info(&Self::current(id, now)?, id, owner, now))
	}

	pub(crate) fn do_what_if(
		id: &MarketId,
		owner: &T::AccountId,
		actions: Vec<Action<T::AccountId>>,
	) -> Result<WhatIf<T::AccountId>, DispatchError> {
		let look = || Self::do_position(id, owner).ok_or(crate::Error::<T>::MarketUnknown);
		let now = look()?;
		with_transaction(|| {
			let done = Self::do_bundle(owner, actions).and_then(|yields| Ok((look()?, yields)));
			TransactionOutcome::Rollback(done.map(|(after, yields)| WhatIf { now, after, yields }))
		})
	}

	pub(crate) fn do_positions_of(
		owner: &T::AccountId,
		cursor: Option<MarketId>,
		limit: Option<u32>,
	) -> Page<PositionInfo<T::AccountId>, MarketId> {
		let listed = match cursor {
			Some(cursor) => {
				PositionsOf::<T>::iter_key_prefix_from(owner, PositionsOf::<T>::hashed_key_for(owner, cursor))
			},
			None => PositionsOf::<T>::iter_key_prefix(owner),
		};
		Page::take(listed.filter_map(|id| Some((id, Self::do_position(&id, owner)?))), limit)
	}

	pub(crate) fn do_liquidatable(
		id: &MarketId,
		cursor: Option<T::AccountId>,
		limit: Option<u32>,
	) -> Page<Liquidatable<T::AccountId>, T::AccountId> {
		let none = Page { items: Vec::new(), next: None };
		let now = T::Time::now();
		let Some(market) = Self::current(id, now) else { return none };
		let terms = &market.terms;
		let Ok(prices) = Self::prices(terms, now) else { return none };
		let positions = match cursor {
			Some(cursor) => Positions::<T>::iter_prefix_from(id, Positions::<T>::hashed_key_for(id, cursor)),
			None => Positions::<T>::iter_prefix(id),
		};
		let judged = positions.map(|(owner, Position { stand, .. })| {
			let secured = market.secured(&stand, prices);
			let found = secured.liquidate(terms, Balance::MAX).ok().map(|liquidation| Liquidatable {
				owner: owner.clone(),
				debt: secured.debt,
				collateral: stand.collateral,
				health: secured.health(terms.liquidation_ltv).unwrap_or_default(),
				liquidation,
			});
			(owner, found)
		});
		Page::scan(judged, None, limit.unwrap_or(MAX_PAGE_SIZE).clamp(1, MAX_PAGE_SIZE))
	}

	pub(crate) fn do_history(id: &MarketId, cursor: Option<u32>, limit: Option<u32>) -> Page<Point, u32> {
		let points = Markets::<T>::get(id).map_or(0, |market| market.points);
		let first = points.saturating_sub(HISTORY);
		// The newest first: a page goes on before the point that the cursor names.
		let end = cursor.unwrap_or(points).min(points);
		let numbers = (first..end.max(first)).rev();
		let place = |number: u32| number.checked_rem(HISTORY).unwrap_or_default();
		Page::take(numbers.filter_map(|number| Some((number, History::<T>::get(id, place(number))?))), limit)
	}
}
