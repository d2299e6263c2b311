//! Feeds of prices, and who may rely on them.

use crate::{types::MAX_DECIMALS, Config, Error, Event, FeedCount, Feeds, NewestFeed, Pallet};
use civitas_primitives::{
	lending::{
		info::FeedInfo, Feed, FeedId, Guard, Guarded, Price, PriceFault, PriceFeed, PriceTerms, Terms, MAX_SETTLE, ONE,
	},
	money::{Asset, Balance},
	Moment,
};
use frame_support::{
	ensure,
	traits::{fungibles::Inspect, Get, Time},
	weights::Weight,
};
use sp_runtime::DispatchResult;

impl<T: Config> From<PriceFault> for Error<T> {
	fn from(fault: PriceFault) -> Self {
		match fault {
			PriceFault::Unknown => Self::PriceUnknown,
			PriceFault::Moving => Self::PriceMoving,
			PriceFault::Stale => Self::PriceStale,
			PriceFault::OutOfBand => Self::PriceOutOfBand,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Add a feed.
	pub(crate) fn do_add_feed(asset: Asset, decimals: u8, guard: Guard) -> DispatchResult {
		ensure!(T::Assets::asset_exists(asset), Error::<T>::AssetUnknown);
		ensure!(decimals <= MAX_DECIMALS, Error::<T>::DecimalsInvalid);
		let tolerance = (1..ONE).contains(&guard.tolerance);
		let settle = (1..=MAX_SETTLE).contains(&guard.settle);
		ensure!(tolerance && settle && guard.window > 0, Error::<T>::GuardInvalid);
		let feed = FeedCount::<T>::get();
		let count = feed.checked_add(1).ok_or(Error::<T>::TooManyFeeds)?;
		FeedCount::<T>::put(count);
		Feeds::<T>::insert(feed, Feed { asset, decimals, guard, prices: None });
		NewestFeed::<T>::insert(asset, feed);
		Self::deposit_event(Event::FeedAdded { feed, asset, decimals, guard });
		Ok(())
	}

	/// Note the median of a feed, which is of the time `time`. The same again changes nothing, and a feed that there is not is
	/// none.
	pub fn note(feed: FeedId, median: Balance, time: Moment) {
		let now = T::Time::now();
		Feeds::<T>::mutate_exists(feed, |stored| {
			let Some(known) = stored else { return };
			let next = match known.prices {
				Some(prices) if (prices.median, prices.median_time) == (median, time) => return,
				Some(prices) => prices.next(median, time, now, &known.guard),
				None => Guarded::first(median, time, now),
			};
			let was_moving = known.prices.is_some_and(|prices| prices.at(now, &known.guard).moving.is_some());
			if next.moving.is_some() && !was_moving {
				Self::deposit_event(Event::PriceMoving { feed, median, anchor: next.anchor });
			}
			known.prices = Some(next);
		});
	}

	/// A price, if it counts under these terms.
	fn judged(terms: &PriceTerms, now: Moment) -> Result<Price, Error<T>> {
		let price = Feeds::<T>::get(terms.feed).and_then(|feed| feed.price(now));
		Ok(terms.judge(price, now)?)
	}

	/// Both prices of a market, of the collateral and of the loan, if both count.
	pub(crate) fn prices(terms: &Terms<T::AccountId>, now: Moment) -> Result<(Price, Price), Error<T>> {
		Ok((Self::judged(&terms.collateral_price, now)?, Self::judged(&terms.loan_price, now)?))
	}

	pub(crate) fn do_feed(feed: FeedId) -> Option<FeedInfo> {
		let now = T::Time::now();
		let stored = Feeds::<T>::get(feed)?;
		let guarded = stored.prices.map(|prices| prices.at(now, &stored.guard));
		let Feed { asset, decimals, guard, .. } = stored;
		let distance = guarded.map(|guarded| guarded.distance());
		Some(FeedInfo { feed, asset, decimals, guard, price: stored.price(now), guarded, distance })
	}
}

impl<T: Config> PriceFeed for Pallet<T> {
	fn price(feed: FeedId) -> Option<Price> {
		Feeds::<T>::get(feed)?.price(T::Time::now())
	}

	fn price_of(asset: Asset) -> Option<Price> {
		<Self as PriceFeed>::price(NewestFeed::<T>::get(asset)?)
	}

	fn is_of(feed: FeedId, asset: Asset) -> bool {
		Feeds::<T>::get(feed).is_some_and(|feed| feed.asset == asset)
	}

	fn weight() -> Weight {
		T::DbWeight::get().reads(2)
	}
}
