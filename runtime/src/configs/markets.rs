//! Exchange, shares in it, and prices as they are reported.

use super::{
	governance::{EnsureRootOrHalfCouncil, EnsureRootOrTwoThirdsTechnical, TreasuryAccount},
	money::{ApprovalDeposit, AssetAccountDeposit, AssetDeposit, MetadataDepositBase, MetadataDepositPerByte},
};
use crate::{
	currency::deposit, AccountId, Balance, Balances, Feeders, Lending, PoolAssets, Runtime, RuntimeEvent, Timestamp,
};
use alloc::vec::Vec;
use civitas_primitives::{lending::FeedId, money::Asset, Moment};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveAssetTo, ChangeMembers, ConstU128, ConstU32},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureNever;
use pallet_asset_conversion::{AccountIdConverter, Ascending};
use pallet_membership::WeightInfo;
use pallet_oracle::{CombineData, OnNewData, TimestampedValue};
use sp_runtime::Permill;

pub use super::money::{FreeAssets, HeldAssets};

/// The shares.
pub type PoolAssetsInstance = pallet_assets::Instance2;

/// Names a kind of share: exchange counts them from 0, and vaults have numbers of their own from 2^31.
pub type PoolAssetId = u32;

/// Shares in the pools of exchange and in vaults. They are apart from other assets because nobody issues them: pallets create and
/// mint them for what is put in, and accounts without keys own them. So there is nobody who could mint a share for nothing, or
/// freeze those of others; nor could root by any call of this pallet.
impl pallet_assets::Config<PoolAssetsInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1_000>;
	type AssetId = PoolAssetId;
	type AssetIdParameter = codec::Compact<PoolAssetId>;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = EnsureNever<AccountId>;
	type ForceOrigin = EnsureNever<AccountId>;
	type AssetDeposit = AssetDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type ApprovalDeposit = ApprovalDeposit;
	type StringLimit = ConstU32<50>;
	type Freezer = ();
	type Holder = ();
	type Extra = ();
	type CallbackHandle = ();
	// Who creates them counts them.
	type AssetIdAllocator = ();
	type WeightInfo = crate::weights::pallet_assets::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

parameter_types! {
	pub const ExchangePalletId: PalletId = PalletId(*b"civ/exch");
	/// 0.3 % of what is put into a swap stays in the pool.
	pub const LpFee: Permill = Permill::from_parts(3_000);
	pub const MaxSwapFee: Permill = Permill::from_percent(10);
	pub const LiquidityWithdrawalFee: Permill = Permill::zero();
	/// As much as the deposit for what is kept of a pool, for nothing ever removes one.
	pub const PoolSetupFee: Balance = deposit(4, 500);
	pub const Native: Asset = None;
}

/// Where the pool of two assets is, in whatever order they are named.
pub type PoolAccounts = Ascending<AccountId, Asset, AccountIdConverter<ExchangePalletId, (Asset, Asset)>>;

impl pallet_asset_conversion::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type HigherPrecisionBalance = sp_core::U256;
	type AssetKind = Asset;
	type Assets = FreeAssets;
	type PoolId = (Asset, Asset);
	type PoolLocator = PoolAccounts;
	type PoolAssetId = PoolAssetId;
	type PoolAssets = PoolAssets;
	type LPFee = LpFee;
	type AdminOrigin = EnsureRootOrHalfCouncil;
	type MaxSwapFee = MaxSwapFee;
	type PoolSetupFee = PoolSetupFee;
	type PoolSetupFeeAsset = Native;
	type PoolSetupFeeTarget = ResolveAssetTo<TreasuryAccount, FreeAssets>;
	type LiquidityWithdrawalFee = LiquidityWithdrawalFee;
	type MintMinLiquidity = ConstU128<100>;
	type MaxSwapPathLength = ConstU32<4>;
	type PalletId = ExchangePalletId;
	type WeightInfo = crate::weights::pallet_asset_conversion::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_asset_conversion::BenchmarkHelper<Asset> for Runtime {
	/// Two assets that cannot keep an account alive, as all that people issue: more is read and written for them than for the
	/// currency. The chain numbers assets, except where there is no next number.
	fn create_pair(seed1: u32, seed2: u32) -> (Asset, Asset) {
		use frame_support::traits::{fungible::Mutate, fungibles::Create};
		let caller: AccountId = frame_benchmarking::whitelisted_caller();
		let _ = Balances::mint_into(&caller, 1_000 * crate::currency::CIV);
		pallet_assets::NextAssetId::<Runtime>::kill();
		for asset in [seed1, seed2] {
			// The benchmark asks for the middle of a path twice.
			let _ = <crate::Assets as Create<AccountId>>::create(asset, caller.clone(), false, 1);
		}
		(Some(seed1), Some(seed2))
	}
}

/// Those who report prices.
pub type FeedersInstance = pallet_membership::Instance1;

/// How many report prices at most.
pub const MAX_FEEDERS: u32 = 16;
/// How many prices are in a report at most.
pub const MAX_FEED_VALUES: FeedId = 50;

/// Forgets the reports of those who no longer report: as many as are in one call. Who has reported of every number that there is
/// could otherwise not be removed within a block. What is left counts for nothing, since only those who report are asked.
pub struct ForgetReports;

impl ChangeMembers<AccountId> for ForgetReports {
	fn change_members_sorted(_incoming: &[AccountId], outgoing: &[AccountId], _new: &[AccountId]) {
		for feeder in outgoing {
			let _ = pallet_oracle::RawValues::<Runtime>::clear_prefix(feeder, MAX_FEED_VALUES.into(), None);
		}
	}

	fn get_prime() -> Option<AccountId> {
		pallet_membership::Prime::<Runtime, FeedersInstance>::get()
	}
}

/// What was measured, and what [`ForgetReports`] takes besides.
pub struct FeedersWeight;

type MeasuredMembership = crate::weights::pallet_membership::WeightInfo<Runtime>;

impl FeedersWeight {
	/// So many go. Saturating is right: it is a few thousand.
	fn forgetting(feeders: u32) -> Weight {
		let reports = u64::from(feeders).saturating_mul(MAX_FEED_VALUES.into());
		<Runtime as frame_system::Config>::DbWeight::get().reads_writes(reports, reports)
	}
}

impl WeightInfo for FeedersWeight {
	fn add_member(m: u32) -> Weight {
		MeasuredMembership::add_member(m)
	}

	fn remove_member(m: u32) -> Weight {
		MeasuredMembership::remove_member(m).saturating_add(Self::forgetting(1))
	}

	fn swap_member(m: u32) -> Weight {
		MeasuredMembership::swap_member(m).saturating_add(Self::forgetting(1))
	}

	/// How many go is not known before.
	fn reset_members(m: u32) -> Weight {
		MeasuredMembership::reset_members(m).saturating_add(Self::forgetting(MAX_FEEDERS))
	}

	fn change_key(m: u32) -> Weight {
		MeasuredMembership::change_key(m).saturating_add(Self::forgetting(1))
	}

	fn set_prime(m: u32) -> Weight {
		MeasuredMembership::set_prime(m)
	}

	fn clear_prime() -> Weight {
		MeasuredMembership::clear_prime()
	}
}

/// Who reports prices is chosen by those who stop and restart the chain: whose keys were stolen has to go at once.
impl pallet_membership::Config<FeedersInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type AddOrigin = EnsureRootOrTwoThirdsTechnical;
	type RemoveOrigin = EnsureRootOrTwoThirdsTechnical;
	type SwapOrigin = EnsureRootOrTwoThirdsTechnical;
	type ResetOrigin = EnsureRootOrTwoThirdsTechnical;
	type PrimeOrigin = EnsureRootOrTwoThirdsTechnical;
	type MembershipInitialized = ();
	type MembershipChanged = ForgetReports;
	type MaxMembers = ConstU32<MAX_FEEDERS>;
	type WeightInfo = FeedersWeight;
}

/// What was reported of a feed, or their median: the price of one whole unit, in US dollars with 18 decimals, and when.
pub type Report = TimestampedValue<u128, Moment>;

/// For how long a report counts: an hour.
pub const MAX_REPORT_AGE: Moment = 60 * 60 * 1_000;
/// How many reports make a price. Of three, one that is wrong does no harm.
const MIN_REPORTS: usize = 3;

/// The median of the reports that are fresh. Of an even number it is the lower of the two in the middle: a price that somebody
/// has reported. It is as old as the newest that more than half of them, and three at least, are no older than: a few that are new do
/// not make a price new on which the others have not looked again.
///
/// Nothing, if fewer than three are fresh. Then what there was before stays as it is, with its time: who reads it sees its age.
/// Nothing either of a feed that there is not: it shall not begin with what was reported of its number before.
pub struct MedianOfFresh;

impl CombineData<FeedId, Report> for MedianOfFresh {
	fn combine_data(feed: &FeedId, mut reports: Vec<Report>, _former: Option<Report>) -> Option<Report> {
		if !pallet_lending::Feeds::<Runtime>::contains_key(feed) {
			return None;
		}
		let now = Timestamp::get();
		// Saturating is right: what were of a later time would be fresh.
		reports.retain(|report| now.saturating_sub(report.timestamp) <= MAX_REPORT_AGE);
		reports.sort_unstable_by_key(|report| report.timestamp);
		let looked = reports.len().checked_div(2)?.checked_add(1)?.max(MIN_REPORTS);
		let timestamp = reports.get(reports.len().checked_sub(looked)?)?.timestamp;
		reports.sort_unstable_by_key(|report| report.value);
		let value = reports.get(reports.len().checked_sub(1)? / 2)?.value;
		Some(Report { value, timestamp })
	}
}

/// Tells lending of the median that a report has made; or, where too few are fresh, once more of the one before, which is no
/// news.
pub struct NoteMedian;

impl OnNewData<AccountId, FeedId, u128> for NoteMedian {
	fn on_new_data(feeder: &AccountId, feed: &FeedId, _value: &u128) {
		// Reports are free, so of what is no feed nothing is kept.
		if !pallet_lending::Feeds::<Runtime>::contains_key(feed) {
			pallet_oracle::RawValues::<Runtime>::remove(feeder, feed);
		} else if let Some(median) = pallet_oracle::Values::<Runtime>::get(feed) {
			Lending::note(*feed, median.value, median.timestamp);
		}
	}
}

parameter_types! {
	/// As whom root reports.
	pub const OraclePalletId: PalletId = PalletId(*b"civ/orcl");
}

/// How many prices are in a report at most, for the pallet.
pub type MaxFeedValues = ConstU32<{ MAX_FEED_VALUES as u32 }>;

impl pallet_oracle::Config for Runtime {
	type OnNewData = NoteMedian;
	type CombineData = MedianOfFresh;
	type Time = Timestamp;
	type OracleKey = FeedId;
	type OracleValue = u128;
	type PalletId = OraclePalletId;
	type Members = Feeders;
	type WeightInfo = crate::weights::pallet_oracle::WeightInfo<Runtime>;
	// All who report, root, and some who have taken the place of another within the block.
	type MaxHasDispatchedSize = ConstU32<20>;
	type MaxFeedValues = MaxFeedValues;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_oracle::BenchmarkHelper<FeedId, u128, MaxFeedValues> for Runtime {
	/// As many as there can be. For the worst case there are as many who report as there can be, and root, and each has reported
	/// of all of these, and all of them begin to move.
	fn get_currency_id_value_pairs() -> frame_support::BoundedVec<(FeedId, u128), MaxFeedValues> {
		use civitas_primitives::lending::{Feed, Guard, Guarded};
		use frame_benchmarking::{account, whitelisted_caller};
		use frame_support::{traits::Contains, BoundedVec};
		use pallet_membership::Members;
		use sp_runtime::traits::AccountIdConversion;
		// The benchmark adds this one itself; also after it has asked here how many pairs there are, so there has to be room.
		let caller: AccountId = whitelisted_caller();
		let mut feeders: Vec<AccountId> = (1..MAX_FEEDERS).map(|number| account("feeder", number, 0)).collect();
		if <Feeders as Contains<AccountId>>::contains(&caller) {
			feeders.push(caller);
		}
		feeders.sort();
		let members: BoundedVec<_, ConstU32<MAX_FEEDERS>> = BoundedVec::truncate_from(feeders.clone());
		Members::<Runtime, FeedersInstance>::put(members);
		feeders.push(OraclePalletId::get().into_account_truncating());
		let timestamp = Timestamp::get();
		for (feeder, value) in feeders.iter().zip(1..) {
			for feed in 0..MAX_FEED_VALUES {
				pallet_oracle::RawValues::<Runtime>::insert(feeder, feed, Report { value, timestamp });
			}
		}
		// Each price begins to move by what is reported.
		for feed in 0..MAX_FEED_VALUES {
			let guard = Guard { tolerance: 1, window: Moment::MAX, settle: 1 };
			let prices = Some(Guarded::first(1_000_000, timestamp, timestamp));
			pallet_lending::Feeds::<Runtime>::insert(feed, Feed { asset: None, decimals: 12, guard, prices });
		}
		BoundedVec::truncate_from((0..MAX_FEED_VALUES).map(|feed| (feed, 1)).collect())
	}
}
