//! What is told.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// There is a new feed. Its prices begin with the first median.
		FeedAdded {
			/// Which.
			feed: FeedId,
			/// What its prices are of; `None` for the native asset.
			asset: Asset,
			/// How many decimals a whole unit has.
			decimals: u8,
			/// When a price is taken to be moving.
			guard: Guard,
		},
		/// A price has begun to move: it does not count until it is inside again, or for as long as the guard says.
		PriceMoving {
			/// Of which feed.
			feed: FeedId,
			/// The median.
			median: Balance,
			/// What it is compared with.
			anchor: Balance,
		},
		/// There is a new market.
		MarketCreated {
			/// Which.
			market: MarketId,
			/// Its terms.
			terms: Terms<T::AccountId>,
			/// Who has made it.
			creator: T::AccountId,
		},
		/// Caps were set. A higher one counts after two days.
		CapsSet {
			/// Of which market.
			market: MarketId,
			/// The most that can be supplied.
			supply: Balance,
			/// The most that can be borrowed.
			borrow: Balance,
		},
		/// Supply or borrowing was paused, or goes on.
		PauseSet {
			/// Of which market.
			market: MarketId,
			/// Whether nobody can supply.
			supply: bool,
			/// Whether nobody can borrow.
			borrow: bool,
		},
		/// Interest has accrued.
		Accrued {
			/// In which market.
			market: MarketId,
			/// What debtors owe more.
			interest: Balance,
			/// What a debt share is worth now, in parts of 10^27.
			debt_index: u128,
			/// The supply shares that the reserve got.
			fee_shares: u128,
		},
		/// Someone has supplied.
		Supplied {
			/// To which market.
			market: MarketId,
			/// Who.
			who: T::AccountId,
			/// How much.
			assets: Balance,
			/// For how many shares.
			shares: u128,
		},
		/// Someone has withdrawn.
		Withdrawn {
			/// From which market.
			market: MarketId,
			/// Who.
			who: T::AccountId,
			/// How much.
			assets: Balance,
			/// For how many shares.
			shares: u128,
		},
		/// Someone has passed supply shares on.
		PassedOn {
			/// Of which market.
			market: MarketId,
			/// Who.
			from: T::AccountId,
			/// To whom.
			to: T::AccountId,
			/// How many.
			shares: u128,
		},
		/// Collateral was added.
		CollateralAdded {
			/// In which market.
			market: MarketId,
			/// To whose position.
			owner: T::AccountId,
			/// By whom.
			by: T::AccountId,
			/// How much.
			assets: Balance,
		},
		/// Collateral was removed.
		CollateralRemoved {
			/// In which market.
			market: MarketId,
			/// Whose.
			owner: T::AccountId,
			/// How much.
			assets: Balance,
		},
		/// Someone has borrowed.
		Borrowed {
			/// From which market.
			market: MarketId,
			/// Who.
			who: T::AccountId,
			/// How much.
			assets: Balance,
			/// For how many debt shares.
			shares: u128,
		},
		/// A debt was repaid, or a part of it.
		Repaid {
			/// In which market.
			market: MarketId,
			/// Whose.
			owner: T::AccountId,
			/// By whom.
			by: T::AccountId,
			/// How much.
			assets: Balance,
			/// How many debt shares.
			shares: u128,
		},
		/// A position was liquidated.
		Liquidated {
			/// In which market.
			market: MarketId,
			/// Whose.
			borrower: T::AccountId,
			/// By whom.
			liquidator: T::AccountId,
			/// What was repaid.
			repaid: Balance,
			/// What was taken of the collateral.
			taken: Balance,
			/// The value of what was taken as a multiple of what was repaid, in parts per billion.
			bonus: Ppb,
		},
		/// The reserve has borne a bad debt, or a part of it.
		LossCovered {
			/// In which market.
			market: MarketId,
			/// How much.
			assets: Balance,
		},
		/// Suppliers have borne a bad debt, or a part of it: their shares are worth less.
		LossWrittenDown {
			/// In which market.
			market: MarketId,
			/// How much.
			assets: Balance,
		},
		/// The curator has collected what the reserve had above its floor.
		Collected {
			/// From which market.
			market: MarketId,
			/// Who.
			curator: T::AccountId,
			/// How much.
			assets: Balance,
			/// For how many shares.
			shares: u128,
		},
	}
}
