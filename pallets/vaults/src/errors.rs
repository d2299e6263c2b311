//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such asset.
		AssetUnknown,
		/// The delay is shorter than a day or longer than 30.
		DelayInvalid,
		/// The fee is more than one half.
		FeeInvalid,
		/// There are as many vaults as can be.
		TooManyVaults,

		/// There is no such vault.
		VaultUnknown,
		/// The caller is not the curator of the vault.
		NotCurator,
		/// The caller is neither the guardian nor the curator of the vault.
		NotGuardian,

		/// There is no such market.
		MarketUnknown,
		/// The vault is of another asset.
		WrongAsset,
		/// The market is not in the list of the vault.
		MarketNotListed,
		/// A market is named twice.
		MarketTwice,
		/// The vault has 8 markets already.
		TooManyMarkets,
		/// An order has to name all markets of the list, each once.
		OrderInvalid,
		/// The vault has 16 changes announced already.
		TooManyPending,
		/// No such change is announced.
		ChangeUnknown,
		/// The time of the change has not come yet.
		ChangeWaits,
		/// The change was not applied within 30 days from its time on. It has to be announced again.
		ChangeLapsed,

		/// The amount is zero, or too small for a share or a unit of anything.
		AmountZero,
		/// The amount is too large for the vault.
		AmountTooLarge,
		/// The shares would be fewer than the least that is named.
		TooFewShares,
		/// The caller has not as many shares.
		NotEnoughShares,
		/// Nothing is idle, and no market can pay. Redeem in kind.
		NoCash,
		/// The caller would get less than the least that is named.
		TooLittle,
		/// More would be supplied to a market than its cap.
		AboveCap,
		/// The vault has not as much idle.
		NotEnoughIdle,
	}
}
