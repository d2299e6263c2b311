//! By which other capabilities ask for prices, and use markets.

use super::{FeedId, MarketId, Price};
use crate::money::{Asset, Balance};
use sp_runtime::{DispatchError, DispatchResult, Weight};

/// Answers what assets are worth.
pub trait PriceFeed {
	/// The price that counts of a feed, with its time. Whether it is too old is for the asker to say.
	fn price(feed: FeedId) -> Option<Price>;

	/// The same of the newest feed of an asset.
	fn price_of(asset: Asset) -> Option<Price>;

	/// Whether there is such a feed, and it is of this asset.
	fn is_of(feed: FeedId, asset: Asset) -> bool;

	/// The weight of each of these.
	fn weight() -> Weight;
}

/// A runtime without prices.
impl PriceFeed for () {
	fn price(_: FeedId) -> Option<Price> {
		None
	}

	fn price_of(_: Asset) -> Option<Price> {
		None
	}

	fn is_of(_: FeedId, _: Asset) -> bool {
		false
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// By which other pallets supply to markets: so they can do no more than any supplier. An error changes nothing if the caller is in
/// a storage layer, as calls are.
pub trait Markets<AccountId> {
	/// `who` supplies so much; how many shares that is. It pays the deposit for its position, if this is its first.
	fn supply(who: &AccountId, market: &MarketId, assets: Balance) -> Result<u128, DispatchError>;

	/// `who` withdraws so much; how many of its shares that takes.
	fn withdraw(who: &AccountId, market: &MarketId, assets: Balance) -> Result<u128, DispatchError>;

	/// `from` passes so many of its shares on to `to`, who pays the deposit for its position, if it has none.
	fn pass_on(from: &AccountId, to: &AccountId, market: &MarketId, shares: u128) -> DispatchResult;

	/// The supply shares that someone has.
	fn shares_of(who: &AccountId, market: &MarketId) -> u128;

	/// What so many shares are worth now, with interest until now, rounded down. Nothing if there is no such market.
	fn worth(market: &MarketId, shares: u128) -> Option<Balance>;

	/// What can be withdrawn from a market. Nothing if there is no such market.
	fn cash(market: &MarketId) -> Option<Balance>;

	/// The weight of [`Self::supply`].
	fn supply_weight() -> Weight;

	/// The weight of [`Self::withdraw`].
	fn withdraw_weight() -> Weight;

	/// The weight of [`Self::pass_on`].
	fn pass_on_weight() -> Weight;

	/// The weight of any other of these.
	fn read_weight() -> Weight;

	/// The deposit for a position.
	fn position_deposit() -> Balance;
}
