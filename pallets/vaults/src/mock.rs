//! A small runtime: this pallet, balances, assets with holds, assets for shares, a clock, and markets that do what tests tell them.

mod markets;

pub use markets::*;

use crate as pallet_vaults;
use crate::VaultCount;
use civitas_primitives::{
	money::{Asset, AssetId, Balance},
	Moment,
};
use frame_support::{
	derive_impl,
	traits::{fungible, AsEnsureOriginWithArg, ConstU128, ConstU64, LinearStoragePrice},
};
use frame_system::{EnsureNever, EnsureRoot, EnsureSigned};
use sp_runtime::{
	traits::{Convert, IdentityLookup},
	BuildStorage, Either,
};

pub type AccountId = u64;

/// Deposits, in most tests.
pub const ALICE: AccountId = 1;
/// Deposits, too.
pub const BOB: AccountId = 2;
/// And so does she.
pub const CAROL: AccountId = 3;
/// Spreads the vault.
pub const CURATOR: AccountId = 4;
/// May veto.
pub const GUARDIAN: AccountId = 5;
/// Has made the vault.
pub const CREATOR: AccountId = 6;
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = 7;
/// Is paid for what is stored for good.
pub const TREASURY: AccountId = 8;
/// Makes the assets, borrows and pays interest.
pub const ISSUER: AccountId = 9;
/// Has the existential deposit and nothing besides.
pub const PAUPER: AccountId = 10;
/// Does not exist.
pub const NOBODY: AccountId = 11;

/// The clock at the start of every test: 2027-01-31 12:00 UTC.
pub const NOW: Moment = 1_801_396_800_000;
/// A day.
pub const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What each of the accounts has of each asset, who have something.
pub const ENDOWMENT: Balance = 1_000_000_000_000;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What is put into vaults, in most tests.
pub const DOLLAR: AssetId = 1;
/// Another asset.
pub const EURO: AssetId = 2;
/// Less than this of either no account has.
pub const MIN_BALANCE: Balance = 5;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Assets = pallet_assets::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type AssetsHolder = pallet_assets_holder::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type PoolAssets = pallet_assets<Instance2>;
	#[runtime::pallet_index(6)]
	pub type Curated = pallet_vaults::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Lookup = IdentityLookup<AccountId>;
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type RuntimeHoldReason = RuntimeHoldReason;
}

impl pallet_timestamp::Config for Test {
	type Moment = Moment;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Balance;
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Holder = AssetsHolder;
	type Freezer = ();
}

/// Of shares.
pub type SharesInstance = pallet_assets::Instance2;

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config<SharesInstance> for Test {
	type Balance = Balance;
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
	type ForceOrigin = EnsureNever<AccountId>;
	type Holder = ();
	type Freezer = ();
}

impl pallet_assets_holder::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}

/// Which of the two an asset is of.
pub struct NativeIsNone;
impl Convert<Asset, Either<(), AssetId>> for NativeIsNone {
	fn convert(asset: Asset) -> Either<(), AssetId> {
		asset.map_or(Either::Left(()), Either::Right)
	}
}

/// All assets.
pub type Union = fungible::UnionOf<Balances, Assets, NativeIsNone, Asset, AccountId>;

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_vaults::Config for Test {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = Union;
	type Holds = fungible::UnionOf<Balances, AssetsHolder, NativeIsNone, Asset, AccountId>;
	type Shares = PoolAssets;
	type Markets = FakeMarkets;
	type Treasury = ConstU64<TREASURY>;
	type StoragePrice = Price;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let rich = [ALICE, BOB, CAROL, CURATOR, GUARDIAN, CREATOR, STRANGER, ISSUER];
	let balances = rich.iter().map(|who| (*who, ENDOWMENT)).chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	let accounts = |asset| rich.iter().map(move |who| (asset, *who, ENDOWMENT));
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![(DOLLAR, ISSUER, true, MIN_BALANCE), (EURO, ISSUER, false, MIN_BALANCE)],
		accounts: accounts(DOLLAR).chain(accounts(EURO)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances above the minimum");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		set_time(NOW);
	});
	ext
}

/// Run a test, and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		check_state();
	});
}

/// The pallet's invariants, and that the treasury has the price of each vault.
pub fn check_state() {
	Curated::do_try_state().expect("the invariants hold");
	check_markets();
	let price = Price::convert(Curated::vault_footprint());
	let vaults = Balance::from(VaultCount::<Test>::get());
	assert_eq!(Balances::free_balance(TREASURY), vaults * price, "what {vaults} vaults have cost");
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

/// So much later, in the next block.
pub fn pass(span: Moment) {
	System::set_block_number(System::block_number() + 1);
	set_time(Timestamp::get() + span);
}
