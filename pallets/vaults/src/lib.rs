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
mod changes;
mod create;
mod errors;
mod events;
pub mod info;
#[cfg(test)]
mod mock;
mod money;
mod opened;
mod reads;
mod redeem;
mod supply;
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
	use crate::{info::*, types::*, weights::Costs};
	use civitas_primitives::{
		lending::{self, Ppb},
		money::{Asset, AssetId, Balance},
		Moment, Page,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungibles, AccountTouch, Footprint, Time},
	};
	use frame_system::pallet_prelude::*;
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

		/// The shares of vaults. Nobody but pallets creates and mints these assets.
		type Shares: fungibles::Inspect<Self::AccountId, AssetId = AssetId, Balance = Balance>
			+ fungibles::Create<Self::AccountId>
			+ fungibles::Mutate<Self::AccountId>;

		/// The markets that vaults supply to.
		type Markets: lending::Markets<Self::AccountId>;

		/// Who is paid for what is stored for good.
		type Treasury: Get<Self::AccountId>;

		/// What is paid for storage.
		type StoragePrice: Convert<Footprint, Balance>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;

		/// What benchmarks need.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self>;
	}

	/// What something is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// What a vault has supplied to no market, in its own account.
		#[codec(index = 0)]
		Idle,
	}

	/// The vaults, which are never removed.
	#[pallet::storage]
	pub type Vaults<T: Config> = StorageMap<_, Twox64Concat, VaultId, Vault<T>>;

	/// How many vaults there are: the next one's number.
	#[pallet::storage]
	pub type VaultCount<T: Config> = StorageValue<_, VaultId, ValueQuery>;

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// A vault as it is now, with interest and fee until now, and with what is announced. Nothing if there is none of this number.
		pub fn vault(vault: VaultId) -> Option<VaultInfo<T::AccountId>> {
			Self::do_vault(vault)
		}

		/// All vaults, in the order of their numbers.
		///
		/// A page goes on after `cursor`, which is the `next` of the page before, and has at most `limit` items: 100 if not
		/// given, and never more.
		pub fn vaults(cursor: Option<VaultId>, limit: Option<u32>) -> Page<VaultInfo<T::AccountId>, VaultId> {
			Self::do_vaults(cursor, limit)
		}

		/// What someone has in a vault: how much it is worth, and how much of that can be redeemed in cash now. Nothing if there is no
		/// such vault.
		pub fn holding(vault: VaultId, owner: T::AccountId) -> Option<HoldingInfo<T::AccountId>> {
			Self::do_holding(vault, &owner)
		}

		/// What whoever makes a vault of an asset, which is `null` for the native one, pays for it.
		pub fn setup_cost(asset: Asset) -> SetupCost {
			Self::do_setup_cost(asset)
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			const {
				assert!(MAX_MARKETS < MAX_PENDING, "a change of each cap and of the fee can be announced");
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}
}
