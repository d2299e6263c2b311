#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	deny(
		clippy::arithmetic_side_effects,
		clippy::cast_possible_truncation,
		clippy::cast_possible_wrap,
		clippy::cast_sign_loss,
		clippy::expect_used,
		clippy::indexing_slicing,
		clippy::panic,
		clippy::unwrap_used
	)
)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod errors;
mod events;
mod feeds;
mod liquidation;
mod markets;
#[cfg(test)]
mod mock;
mod money;
mod reads;
mod run;
mod supplier;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
// What is derived for enums casts.
#[allow(clippy::cast_possible_truncation)]
pub mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macros of this module expand to does not keep to the lints above; nothing but declarations is written here.
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[allow(clippy::cast_possible_truncation, clippy::expect_used, clippy::large_enum_variant)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::{run::Run, types::*, weights::Actions};
	use civitas_primitives::{
		certification::CertificateId,
		lending::{
			info::{Costs, FeedInfo, Liquidatable, MarketInfo, Point, PositionInfo, WhatIf},
			Feed, FeedId, Guard, MarketId, Ppb, Terms, TermsError,
		},
		money::{Asset, Balance},
		CertificateInspect, Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, AccountTouch, Consideration, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;
	use pallet_asset_conversion::Swap;
	use sp_runtime::traits::Convert;

	/// The layout of the storage in this code.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The clock, in milliseconds since the Unix epoch.
		type Time: Time<Moment = Moment>;

		/// What holds are for.
		type RuntimeHoldReason: From<HoldReason>;

		/// What is free of an asset: the native one, and all others.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = Asset, Balance = Balance>
			+ AccountTouch<Asset, Self::AccountId, Balance = Balance>;

		/// The same on hold.
		type Holds: fungibles::MutateHold<
			Self::AccountId,
			AssetId = Asset,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// Where bundles exchange assets.
		type Exchange: Swap<Self::AccountId, Balance = Balance, AssetKind = Asset>;

		/// The weight of an exchange in one hop.
		type SwapWeight: Get<Weight>;

		/// Who knows who is certified.
		type Certificates: CertificateInspect<Self::AccountId>;

		/// Who adds feeds.
		type FeedOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// What whoever has a position pays for its storage.
		type PositionConsideration: Consideration<Self::AccountId, Footprint>;

		/// What storage costs: for good, as that of a market, or as long as it is used, as that of a position.
		type StoragePrice: Convert<Footprint, Balance>;

		/// Who is paid for what is stored for good.
		type Treasury: Get<Self::AccountId>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self>;
	}

	/// What something is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// What a market has in cash, in its own account.
		#[codec(index = 0)]
		Cash,
		/// What is pledged, in its owner's account.
		#[codec(index = 1)]
		Collateral,
		/// The storage of a position.
		#[codec(index = 2)]
		Position,
	}

	/// The feeds of prices, which are never removed.
	#[pallet::storage]
	pub type Feeds<T: Config> = StorageMap<_, Twox64Concat, FeedId, Feed>;

	/// How many feeds there are: the next one's number.
	#[pallet::storage]
	pub type FeedCount<T: Config> = StorageValue<_, FeedId, ValueQuery>;

	/// The newest feed of an asset.
	#[pallet::storage]
	pub type NewestFeed<T: Config> = StorageMap<_, Twox64Concat, Asset, FeedId>;

	/// The markets, which are never removed.
	#[pallet::storage]
	pub type Markets<T: Config> = StorageMap<_, Blake2_128Concat, MarketId, Market<T>>;

	/// The markets in which an asset is lent or pledged.
	#[pallet::storage]
	pub type MarketsOf<T: Config> = StorageDoubleMap<_, Twox64Concat, Asset, Blake2_128Concat, MarketId, ()>;

	/// What each has in a market.
	#[pallet::storage]
	pub type Positions<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, MarketId, Blake2_128Concat, T::AccountId, Position<T>, ValueQuery>;

	/// The markets in which someone has anything.
	#[pallet::storage]
	pub type PositionsOf<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, MarketId, ()>;

	/// How a market stood on the last 400 days on which it was touched: the point with the number n is in place n modulo 400.
	#[pallet::storage]
	pub type History<T: Config> = StorageDoubleMap<_, Blake2_128Concat, MarketId, Twox64Concat, u32, Point>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A feed: the price that counts now, and what it is guarded by. Nothing if there is no such feed.
		pub fn feed(feed: FeedId) -> Option<FeedInfo> {
			Self::do_feed(feed)
		}

		/// The newest feed of an asset, which is `null` for the native one.
		pub fn feed_of(asset: Asset) -> Option<FeedInfo> {
			Self::do_feed(NewestFeed::<T>::get(asset)?)
		}

		/// A market, with interest until now; nothing if there is none.
		pub fn market(market: MarketId) -> Option<MarketInfo<T::AccountId>> {
			Self::do_market(&market)
		}

		/// The markets in which an asset is lent or pledged, with interest until now.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn markets_of(
			asset: Asset,
			cursor: Option<MarketId>,
			limit: Option<u32>,
		) -> Page<MarketInfo<T::AccountId>, MarketId> {
			Self::do_markets_of(asset, cursor, limit)
		}

		/// The identifier of the market of these assets and terms, whether it was made or not. Or what is wrong in the terms.
		pub fn market_id(loan: Asset, collateral: Asset, terms: Terms<T::AccountId>) -> Result<MarketId, TermsError> {
			Self::check(loan, collateral, &terms)
		}

		/// What someone has in a market, with interest until now; nothing if there is no such market.
		pub fn position(market: MarketId, owner: T::AccountId) -> Option<PositionInfo<T::AccountId>> {
			Self::do_position(&market, &owner)
		}

		/// What someone would have in a market after a bundle. Or why the bundle would fail.
		pub fn what_if(
			market: MarketId,
			owner: T::AccountId,
			actions: BoundedVec<Action<T::AccountId>, ConstU32<MAX_ACTIONS>>,
		) -> Result<WhatIf<T::AccountId>, DispatchError> {
			Self::do_what_if(&market, &owner, actions.into_inner())
		}

		/// What someone has in all markets, with interest until now. Pages are as in `markets_of`.
		pub fn positions_of(
			owner: T::AccountId,
			cursor: Option<MarketId>,
			limit: Option<u32>,
		) -> Page<PositionInfo<T::AccountId>, MarketId> {
			Self::do_positions_of(&owner, cursor, limit)
		}

		/// The positions of a market that can be liquidated.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before. It looks at `limit` positions, 100 if not given and
		/// never more, so it may be short, even empty, and still have a `next`. It is empty without prices that count.
		pub fn liquidatable(
			market: MarketId,
			cursor: Option<T::AccountId>,
			limit: Option<u32>,
		) -> Page<Liquidatable<T::AccountId>, T::AccountId> {
			Self::do_liquidatable(&market, cursor, limit)
		}

		/// How a market stood before it was touched first on a day, the newest first; the last 400 such days are kept. Pages are as in
		/// `markets_of`.
		pub fn history(market: MarketId, cursor: Option<u32>, limit: Option<u32>) -> Page<Point, u32> {
			Self::do_history(&market, cursor, limit)
		}

		/// What it costs to make a market, and what a position takes as a deposit.
		pub fn costs() -> Costs {
			let price = |footprint| T::StoragePrice::convert(footprint);
			Costs { market: price(Self::market_footprint()), position: price(Self::position_footprint()) }
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
