//! Balances and assets.

use crate::{
	currency::{deposit, EXISTENTIAL_DEPOSIT},
	AccountId, Assets, AssetsHolder, Balance, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason,
	System,
};
use civitas_primitives::money::Asset;
use frame_support::{
	parameter_types,
	traits::{fungible::UnionOf, AsEnsureOriginWithArg, ConstU128, ConstU32, VariantCountOf},
};
use frame_system::{EnsureRoot, EnsureSigned};
use sp_runtime::{traits::Convert, Either};

/// Names an asset.
pub type AssetId = u32;

/// Which of the two an [`Asset`] is of: the native one is none of those of `Assets`.
pub struct NativeIsNone;

impl Convert<Asset, Either<(), AssetId>> for NativeIsNone {
	fn convert(asset: Asset) -> Either<(), AssetId> {
		asset.map_or(Either::Left(()), Either::Right)
	}
}

/// What can be owed, lent and exchanged: the native asset, and those of `Assets`.
pub type FreeAssets = UnionOf<Balances, Assets, NativeIsNone, Asset, AccountId>;

/// The same, on hold.
pub type HeldAssets = UnionOf<Balances, AssetsHolder, NativeIsNone, Asset, AccountId>;

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
	type WeightInfo = crate::weights::pallet_balances::WeightInfo<Runtime>;
}

parameter_types! {
	/// An asset's record and its metadata.
	pub const AssetDeposit: Balance = deposit(2, 400);
	pub const AssetAccountDeposit: Balance = deposit(1, 66);
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
	pub const ApprovalDeposit: Balance = deposit(1, 100);
}

impl pallet_assets::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1_000>;
	type AssetId = AssetId;
	type AssetIdParameter = codec::Compact<AssetId>;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = AssetDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type ApprovalDeposit = ApprovalDeposit;
	type StringLimit = ConstU32<50>;
	type Freezer = ();
	type Holder = AssetsHolder;
	type Extra = ();
	type CallbackHandle = ();
	// So that a number that was once an asset's never becomes another's: limits of keys, and whoever has noted it down, would take
	// the new one for the old. It counts from what the genesis says, and does nothing if that says nothing. Root can still name any
	// number that is free.
	type AssetIdAllocator = pallet_assets::AutoIncAssetId<Runtime>;
	type WeightInfo = crate::weights::pallet_assets::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

impl pallet_assets_holder::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}
