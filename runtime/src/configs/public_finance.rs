//! Public books: who holds which power in a body, and what chance brings.

use super::{
	civitas::StorageDeposit,
	lending::SwapWeight,
	money::{FreeAssets, HeldAssets},
};
use crate::{
	AccountId, Agreements, AssetConversion, Babe, Balance, IdentityRegistry, Runtime, RuntimeHoldReason, Timestamp,
};
use civitas_primitives::{
	public_finance::{Currency, EpochRandomness, Power, RoleInspect},
	IdentityInspect,
};
use frame_support::{parameter_types, traits::ConstU64, weights::Weight};
use pallet_public_finance::HoldReason;

/// Until there are organisations with offices: each controller of a body's identity holds every power, and nobody else any.
pub struct Controllers;

impl RoleInspect<AccountId> for Controllers {
	fn holds(officer: &AccountId, body: &AccountId, _: Power, _: Currency, _: Balance) -> bool {
		// Whoever has frozen the body has stopped what is done in its name.
		IdentityRegistry::is_controller(officer, body) && IdentityRegistry::is_active(body)
	}

	fn weight() -> Weight {
		IdentityRegistry::is_controller_weight()
	}
}

/// Everybody holds every power.
#[cfg(feature = "runtime-benchmarks")]
pub struct Everybody;

#[cfg(feature = "runtime-benchmarks")]
impl RoleInspect<AccountId> for Everybody {
	fn holds(_: &AccountId, _: &AccountId, _: Power, _: Currency, _: Balance) -> bool {
		true
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// What the authors of blocks have gathered by chance, each without knowing what others would bring.
pub struct BlockRandomness;

impl EpochRandomness for BlockRandomness {
	fn epoch() -> u64 {
		Babe::epoch_index()
	}

	fn gathered() -> [u8; 32] {
		// What comes into use in the next epoch: it was put together of what the one before has gathered, as this one began.
		pallet_babe::NextRandomness::<Runtime>::get()
	}

	fn weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(1)
	}
}

parameter_types! {
	pub const RecordsHold: RuntimeHoldReason = RuntimeHoldReason::PublicFinance(HoldReason::Records);
	pub const GiftHold: RuntimeHoldReason = RuntimeHoldReason::PublicFinance(HoldReason::Gift);
}

impl pallet_public_finance::Config for Runtime {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = FreeAssets;
	type Holds = HeldAssets;
	type Exchange = AssetConversion;
	type SwapWeight = SwapWeight;
	type Identities = IdentityRegistry;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type Roles = Controllers;
	// What a question for a power weighs is added to what is measured.
	#[cfg(feature = "runtime-benchmarks")]
	type Roles = Everybody;
	type Settlement = Agreements;
	type Randomness = BlockRandomness;
	type RecordConsideration = StorageDeposit<RecordsHold>;
	type GiftConsideration = StorageDeposit<GiftHold>;
	// Of an hour each: a year.
	type EpochsRemembered = ConstU64<{ 365 * 24 }>;
	type WeightInfo = crate::weights::pallet_public_finance::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_public_finance::BenchmarkHelper<Runtime> for Runtime {
	fn set_time(now: civitas_primitives::Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}

	fn create_asset(id: super::money::AssetId, sufficient: bool) {
		<Self as pallet_lending::BenchmarkHelper<Self>>::create_asset(id, sufficient);
	}

	fn empower(_: &AccountId, _: &AccountId) {}

	fn set_epoch(epoch: u64) {
		pallet_babe::EpochIndex::<Runtime>::put(epoch);
	}
}
