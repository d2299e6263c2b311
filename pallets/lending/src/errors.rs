//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// What is lent and what is pledged are the same asset.
		SameAsset,
		/// There is no such feed.
		FeedUnknown,
		/// A feed is of another asset.
		FeedOfOtherAsset,
		/// A maximum age is zero or more than 7 days.
		AgeInvalid,
		/// A lowest price is zero or above the highest.
		BandInvalid,
		/// The kink is not between 0 and 1, rates fall, or are above 1,000 % a year.
		RateInvalid,
		/// It must be 0 < borrow LTV < liquidation LTV < 1.
		LtvInvalid,
		/// The bonus is less than 1 or more than 1.5, its health is not between 0 and 1, or liquidation LTV times bonus is 1 or more.
		BonusInvalid,
		/// The target health is not more than 1, or more than 2.
		TargetInvalid,
		/// The minimum debt is less than 1,000 of the smallest unit, is worth less than 10^-9 units of account at the lowest price, or is
		/// more than can be in a market.
		MinDebtInvalid,
		/// The fee is more than one half, or the floor of the reserve more than all debt.
		FeeInvalid,

		/// There is no such asset.
		AssetUnknown,
		/// There are as many feeds as can be.
		TooManyFeeds,
		/// The tolerance is not between 0 and 1, the window is zero, or a price would be moving for no time or more than 30 minutes.
		GuardInvalid,
		/// The decimals are more than 30.
		DecimalsInvalid,

		/// There is a market of these assets and terms.
		MarketExists,
		/// There is no such market.
		MarketUnknown,
		/// The caller is neither the curator nor the guardian, or does what only the curator may.
		NotCurator,
		/// Nobody can supply to this market for now.
		SupplyPaused,
		/// Nobody can borrow from this market for now.
		BorrowPaused,
		/// More would be supplied than the cap.
		SupplyCapReached,
		/// More would be borrowed than the cap.
		BorrowCapReached,
		/// The market asks for a certificate, and none is named.
		CertificateMissing,
		/// The certificate that is named is not valid, not the caller's, or not of the network and schema that the market asks for.
		CertificateInvalid,

		/// The amount is zero, or too small for a share or a unit of anything.
		AmountZero,
		/// The amount is too large for the market.
		AmountTooLarge,
		/// All of it is more than the maximum that is named.
		AboveMaximum,
		/// The amount cannot be named like this: shares are for withdrawing only, and all is not for what has no end.
		AmountInvalid,
		/// There is no action before that has yielded anything of this asset.
		NothingYielded,
		/// The market has not as much cash.
		NotEnoughCash,
		/// The account has not supplied as much.
		NotEnoughSupplied,
		/// The account has not pledged as much.
		NotEnoughCollateral,
		/// The account does not owe as much.
		NotEnoughDebt,
		/// The account has nothing in this market.
		PositionUnknown,
		/// The account owes nothing in this market: only for a debt does one add to the collateral of another.
		NothingOwed,

		/// The debt would be smaller than the market's minimum.
		DebtBelowMinimum,
		/// The debt would be above the borrow LTV, and higher by collateral than before.
		AboveBorrowLtv,
		/// There is no price yet.
		PriceUnknown,
		/// A price is moving: reports are further from the anchor than the guard allows, and not for long enough yet to count.
		PriceMoving,
		/// A price is too old.
		PriceStale,
		/// A price is below the lowest or above the highest that counts.
		PriceOutOfBand,

		/// Nobody liquidates themselves.
		SelfLiquidation,
		/// The position's health is 1 or more.
		Healthy,
		/// It would leave a debt, or collateral for a debt, that is worth less than the minimum debt. Repay more.
		LeavesDust,
		/// The collateral to be got is less than the least that is named.
		TooLittleCollateral,

		/// The bundle does nothing.
		NoActions,
		/// The bundle is about more than 4 markets.
		TooManyMarkets,
		/// An exchange names no least amount to get.
		NoMinimum,
		/// The reserve has not as much above its floor, or the market not as much cash.
		NotCollectable,
	}
}
