//! What is told.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// There is a new vault.
		VaultCreated {
			/// Its number.
			vault: VaultId,
			/// What is put in; `None` for the native asset.
			asset: Asset,
			/// Who spreads it, and gets the fee.
			curator: T::AccountId,
			/// Who may veto what is announced.
			guardian: T::AccountId,
			/// For how long a change is announced, in milliseconds.
			delay: Moment,
			/// The fee, in parts per billion.
			fee: Ppb,
			/// Who has made it.
			creator: T::AccountId,
		},
		/// A change was announced. It can be applied from a time on, unless it is vetoed.
		ChangeAnnounced {
			/// Of which vault.
			vault: VaultId,
			/// What is to change.
			change: Change,
			/// From when on, in milliseconds since the Unix epoch.
			from: Moment,
		},
		/// Something has changed.
		ChangeMade {
			/// In which vault.
			vault: VaultId,
			/// What.
			change: Change,
		},
		/// A change that was announced will not be.
		ChangeVetoed {
			/// Of which vault.
			vault: VaultId,
			/// What was to change.
			change: Change,
			/// Who has vetoed it.
			by: T::AccountId,
		},
		/// The curator has spread a vault anew.
		Reallocated {
			/// Which.
			vault: VaultId,
			/// What is idle now.
			idle: Balance,
		},
		/// Someone has deposited.
		Deposited {
			/// Into which vault.
			vault: VaultId,
			/// Who.
			who: T::AccountId,
			/// How much.
			assets: Balance,
			/// For how many shares.
			shares: u128,
		},
		/// Someone has redeemed shares in cash.
		Redeemed {
			/// Of which vault.
			vault: VaultId,
			/// Who.
			who: T::AccountId,
			/// What was paid.
			assets: Balance,
			/// For how many shares.
			shares: u128,
			/// How many of the shares that were named could not be paid for: they stay.
			left: u128,
		},
		/// Someone has redeemed shares in kind. Events of the markets tell of the supply shares that were passed on.
		RedeemedInKind {
			/// Of which vault.
			vault: VaultId,
			/// Who.
			who: T::AccountId,
			/// What was paid of the idle money.
			assets: Balance,
			/// For how many shares.
			shares: u128,
			/// How many of the shares that were named are of idle money that could not be paid: they stay.
			left: u128,
		},
		/// The curator has got shares as the fee.
		FeeTaken {
			/// Of which vault.
			vault: VaultId,
			/// Who.
			curator: T::AccountId,
			/// How many.
			shares: u128,
		},
	}
}
