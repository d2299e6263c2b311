//! Blocks, fees and time.

use super::governance::Needed;
use crate::{
	currency::{MICROCIV, MILLICIV},
	time::MinimumPeriod,
	AccountId, Babe, Balance, Balances, Block, BlockNumber, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeOrigin, RuntimeTask, SafeMode, Treasury, TxPause, VERSION,
};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		ConstU32, ConstU8, Imbalance, InsideBoth, OnUnbalanced,
	},
	weights::{
		constants::{
			BlockExecutionWeight, ParityDbWeight, WEIGHT_REF_TIME_PER_MICROS, WEIGHT_REF_TIME_PER_MILLIS,
			WEIGHT_REF_TIME_PER_SECOND,
		},
		ConstantMultiplier, Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{
	traits::{AccountIdLookup, Bounded},
	FixedPointNumber, Perbill, Perquintill,
};
use sp_version::RuntimeVersion;

/// The prefix of addresses: the generic Substrate format, which every wallet knows.
pub const SS58_PREFIX: u16 = 42;

/// What transactions of users may take of a block; the rest is for operational ones.
pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

/// 2 s of execution in a slot of 3 s, of which 1.5 s are for transactions of users. That is what they are charged for: no block that was
/// measured takes more than three quarters of it (docs/performance.md), so that making it, importing it and half a second to send it around
/// fit in a slot. The chain has no relay to send proofs to, so their size is not bounded.
pub const MAXIMUM_BLOCK_WEIGHT: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX);

/// What a transaction that does nothing was measured to take, with its extension: `scripts/bench.sh weights base`, on the machine of the other
/// weights.
pub const MEASURED_REMARK: Weight = Weight::from_parts(107 * WEIGHT_REF_TIME_PER_MICROS, 0);

/// What a transaction takes besides its call and its extension, which are charged apart: what the extension leaves of
/// [`MEASURED_REMARK`]. The SDK's constant has the extension in it, which would be charged twice.
const BASE_EXTRINSIC: Weight = Weight::from_parts(14 * WEIGHT_REF_TIME_PER_MICROS, 0);

/// 5 MiB.
const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

parameter_types! {
	pub const Version: RuntimeVersion = VERSION;
	/// A transaction may be signed for as long as two hours and still be recognised as a replay.
	pub const BlockHashCount: BlockNumber = 2 * crate::time::HOURS;
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAXIMUM_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |length| *length = NORMAL_DISPATCH_RATIO * *length)
		.build();
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |weights| {
			weights.base_extrinsic = BASE_EXTRINSIC;
		})
		.for_class(DispatchClass::Normal, |weights| {
			weights.max_total = Some(NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
		})
		.for_class(DispatchClass::Operational, |weights| {
			weights.max_total = Some(MAXIMUM_BLOCK_WEIGHT);
			// What no transaction of a user can take.
			weights.reserved = Some(MAXIMUM_BLOCK_WEIGHT - NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
		})
		.avg_block_initialization(Perbill::from_percent(5))
		.build_or_panic();
	pub const SS58Prefix: u16 = SS58_PREFIX;
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type Nonce = Nonce;
	type AccountData = pallet_balances::AccountData<Balance>;
	type BaseCallFilter = InsideBoth<Needed, InsideBoth<SafeMode, TxPause>>;
	type BlockHashCount = BlockHashCount;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type DbWeight = ParityDbWeight;
	type SystemWeightInfo = crate::weights::frame_system::WeightInfo<Runtime>;
	type ExtensionsWeightInfo = crate::weights::frame_system_extensions::WeightInfo<Runtime>;
	type SS58Prefix = SS58Prefix;
	type Version = Version;
	type MaxConsumers = ConstU32<64>;
	type SingleBlockMigrations = crate::Migrations;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Babe;
	type MinimumPeriod = MinimumPeriod;
	type WeightInfo = crate::weights::pallet_timestamp::WeightInfo<Runtime>;
}

parameter_types! {
	/// What a picosecond of execution costs: a millisecond costs a MILLICIV, and so a full block more than a CIV.
	pub const PicosecondFee: Balance = MILLICIV / WEIGHT_REF_TIME_PER_MILLIS as Balance;
	/// What a byte of a transaction costs: 1 MiB of history that every archive keeps costs about 1 CIV.
	pub const TransactionByteFee: Balance = MICROCIV;
	/// Blocks a quarter full leave fees as they are.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// At most 1.9 times dearer in a day of full blocks, and a fifth cheaper in one of empty ones.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(3, 100_000);
	/// A tenth of the fee for execution at rest, so that spam never becomes free.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10u128);
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

/// A fifth of the fee and all of the tip go to the author of the block, the rest of the fee to the treasury.
pub struct DealWithFees;
impl OnUnbalanced<Credit<AccountId, Balances>> for DealWithFees {
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
		let Some(fees) = fees_then_tips.next() else { return };
		let (mut author, treasury) = fees.ration(20, 80);
		if let Some(tips) = fees_then_tips.next() {
			author = author.merge(tips);
		}
		// What cannot be paid out, to an account that would not exist with it, is dropped, which lowers the issuance.
		if let Some(account) = pallet_authorship::Pallet::<Runtime>::author() {
			drop(Balances::resolve(&account, author));
		}
		drop(Balances::resolve(&Treasury::account_id(), treasury));
	}
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, DealWithFees>;
	type WeightToFee = ConstantMultiplier<Balance, PicosecondFee>;
	type LengthToFee = ConstantMultiplier<Balance, TransactionByteFee>;
	type FeeMultiplierUpdate =
		TargetedFeeAdjustment<Self, TargetBlockFullness, AdjustmentVariable, MinimumMultiplier, MaximumMultiplier>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = crate::weights::pallet_transaction_payment::WeightInfo<Runtime>;
}

/// Equivocation reports and heartbeats are made by the runtime itself and have no sender.
impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extrinsic = crate::UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<LocalCall> frame_system::offchain::CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> crate::UncheckedExtrinsic {
		sp_runtime::generic::UncheckedExtrinsic::new_bare(call)
	}
}

impl<LocalCall> frame_system::offchain::CreateTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extension = crate::TxExtension;

	fn create_transaction(call: RuntimeCall, extension: crate::TxExtension) -> crate::UncheckedExtrinsic {
		sp_runtime::generic::UncheckedExtrinsic::new_transaction(call, extension)
	}
}

impl<LocalCall> frame_system::offchain::CreateAuthorizedTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	/// Nobody pays, and nobody counts them; they are good until the call is stale.
	fn create_extension() -> crate::TxExtension {
		crate::tx_extension(0, sp_runtime::generic::Era::Immortal, 0)
	}
}
