//! Markets, and vaults that supply to them.

use super::{
	civitas::{StorageDeposit, StoragePrice},
	governance::{EnsureRootOrTwoThirdsTechnical, TreasuryAccount},
	money::{FreeAssets, HeldAssets},
};
use crate::{AssetConversion, Certification, Lending, PoolAssets, Runtime, RuntimeHoldReason, Timestamp};
use frame_support::{parameter_types, weights::Weight};
use pallet_asset_conversion::WeightInfo;

parameter_types! {
	pub const PositionHold: RuntimeHoldReason = RuntimeHoldReason::Lending(pallet_lending::HoldReason::Position);
	/// Of an exchange between two assets.
	pub SwapWeight: Weight = <Runtime as pallet_asset_conversion::Config>::WeightInfo::swap_exact_tokens_for_tokens(2);
}

impl pallet_lending::Config for Runtime {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = FreeAssets;
	type Holds = HeldAssets;
	type Exchange = AssetConversion;
	type SwapWeight = SwapWeight;
	type Certificates = Certification;
	type FeedOrigin = EnsureRootOrTwoThirdsTechnical;
	type PositionConsideration = StorageDeposit<PositionHold>;
	type StoragePrice = StoragePrice;
	type Treasury = TreasuryAccount;
	type WeightInfo = crate::weights::pallet_lending::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_lending::BenchmarkHelper<Runtime> for Runtime {
	fn set_time(now: civitas_primitives::Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}

	fn create_asset(id: super::money::AssetId, sufficient: bool) {
		let owner = sp_keyring::Sr25519Keyring::Alice.to_account_id();
		crate::Assets::force_create(crate::RuntimeOrigin::root(), id.into(), owner.into(), sufficient, 1)
			.expect("it is new");
	}
}

impl pallet_vaults::Config for Runtime {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = FreeAssets;
	type Holds = HeldAssets;
	type Shares = PoolAssets;
	type Markets = Lending;
	type Treasury = TreasuryAccount;
	type StoragePrice = StoragePrice;
	type WeightInfo = crate::weights::pallet_vaults::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_vaults::BenchmarkHelper<Runtime> for Runtime {
	fn set_time(now: civitas_primitives::Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}

	fn asset(sufficient: bool) -> civitas_primitives::money::Asset {
		<Self as pallet_lending::BenchmarkHelper<Self>>::create_asset(1_000_000, sufficient);
		Some(1_000_000)
	}

	fn market(place: u32, asset: civitas_primitives::money::Asset) -> civitas_primitives::lending::MarketId {
		Lending::benchmark_market(place, asset.expect("it is the one that was made"))
	}
}
