//! Credit: registers, loans, and pools that lend.

use super::{
	civitas::{StorageDeposit, StoragePrice},
	governance::TreasuryAccount,
	money::{FreeAssets, HeldAssets},
};
use crate::{Certification, IdentityRegistry, Lending, PoolAssets, Runtime, RuntimeHoldReason, Timestamp};
use civitas_primitives::lending::DAY;
use frame_support::{parameter_types, traits::ConstU64};

parameter_types! {
	pub const CreditRecordHold: RuntimeHoldReason = RuntimeHoldReason::Credit(pallet_credit::HoldReason::Record);
}

impl pallet_credit::Config for Runtime {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = FreeAssets;
	type Holds = HeldAssets;
	type Shares = PoolAssets;
	type Prices = Lending;
	type Certificates = Certification;
	type Identities = IdentityRegistry;
	type Consideration = StorageDeposit<CreditRecordHold>;
	type StoragePrice = StoragePrice;
	type Treasury = TreasuryAccount;
	// As long as who furnishes data has to look into a dispute in the United States: 15 U.S.C. 1681i(a)(1).
	type AnswerTime = ConstU64<{ 30 * DAY }>;
	// As long as what went wrong may be told there: seven years, 15 U.S.C. 1681c(a).
	type Retention = ConstU64<{ 7 * 365 * DAY }>;
	type WeightInfo = crate::weights::pallet_credit::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_credit::BenchmarkHelper<Runtime> for Runtime {
	fn set_time(now: civitas_primitives::Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}

	fn create_asset(id: super::money::AssetId) {
		<Self as pallet_lending::BenchmarkHelper<Self>>::create_asset(id, true);
	}

	fn block(id: super::money::AssetId, who: &crate::AccountId) {
		let owner = sp_keyring::Sr25519Keyring::Alice.to_account_id();
		crate::Assets::block(crate::RuntimeOrigin::signed(owner), id.into(), who.clone().into()).expect("he owns it");
	}

	fn set_price(feed: civitas_primitives::lending::FeedId, asset: super::money::AssetId, price: crate::Balance) {
		use civitas_primitives::lending::{Feed, Guard, Guarded, ONE};
		let (guard, now) = (Guard { tolerance: ONE / 10, window: DAY, settle: 1_000 }, Timestamp::get());
		let prices = Some(Guarded::first(price * 1_000_000_000_000_000_000, now, now));
		pallet_lending::Feeds::<Runtime>::insert(feed, Feed { asset: Some(asset), decimals: 6, guard, prices });
	}
}
