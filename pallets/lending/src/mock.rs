//! A small runtime: this pallet, balances, assets with holds, an exchange, a clock, and a list of who is certified.

use crate as pallet_lending;
use crate::{types::*, HoldReason, Markets, Positions};
use civitas_primitives::{
	certification::{
		info::CertificateInfo, CertificateId, CertificateInspect, Dossier, Expected, InvalidReason, State, Verification,
	},
	money::{Asset, AssetId, Balance},
	Moment,
};
use codec::{Decode, Encode};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{self, HoldConsideration, InspectHold},
		fungibles, AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, LinearStoragePrice,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureNever, EnsureRoot, EnsureSigned};
use pallet_asset_conversion::{AccountIdConverter, Ascending};
use sp_core::H256;
use sp_runtime::{
	traits::{Convert, IdentityLookup},
	AccountId32, BuildStorage, Either, Permill,
};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = AccountId32;

const fn account(byte: u8) -> AccountId {
	AccountId32::new([byte; 32])
}

/// Supplies, in most tests.
pub const ALICE: AccountId = account(1);
/// Borrows, in most tests.
pub const BOB: AccountId = account(2);
/// Liquidates, in most tests.
pub const CAROL: AccountId = account(3);
/// Has made the market, and sets its caps.
pub const CURATOR: AccountId = account(4);
/// Pauses it.
pub const GUARDIAN: AccountId = account(5);
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = account(6);
/// Gets what is paid for markets, and has nothing at first.
pub const TREASURY: AccountId = account(7);
/// Makes the assets.
pub const ISSUER: AccountId = account(9);
/// Has the existential deposit and nothing besides.
pub const PAUPER: AccountId = account(10);
/// Does not exist.
pub const NOBODY: AccountId = account(11);

/// The clock at the start of every test: 2027-01-31 12:00 UTC.
pub const NOW: Moment = 1_801_396_800_000;
/// A second.
pub const SECOND: Moment = 1_000;
/// A minute.
pub const MINUTE: Moment = 60 * SECOND;
/// A day.
pub const DAY: Moment = 24 * 60 * MINUTE;
/// What each of the accounts has of each asset, who have something.
pub const ENDOWMENT: Balance = 1_000_000_000_000_000;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What is lent, in most tests: it has 6 decimals.
pub const DOLLAR: AssetId = 1;
/// Another that is pledged: it has 8 decimals.
pub const GOLD: AssetId = 2;
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
	pub type PoolAssets = pallet_assets::Pallet<Test, Instance2>;
	#[runtime::pallet_index(6)]
	pub type AssetConversion = pallet_asset_conversion::Pallet<Test>;
	#[runtime::pallet_index(7)]
	pub type Lending = pallet_lending::Pallet<Test>;
}

/// Of the pool's tokens.
pub type Instance2 = pallet_assets::Instance2;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
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

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config<Instance2> for Test {
	type Balance = Balance;
	type AssetId = AssetId;
	type AssetIdParameter = AssetId;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureNever<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Holder = ();
	type Freezer = ();
}

impl pallet_assets_holder::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeEvent = RuntimeEvent;
}

parameter_types! {
	pub const ExchangeId: PalletId = PalletId(*b"exchange");
	pub const Native: Asset = None;
	pub const NoFee: Permill = Permill::zero();
	pub const PoolFee: Permill = Permill::from_parts(3_000);
	pub const MaxPoolFee: Permill = Permill::from_percent(10);
}

type Union = fungible::UnionOf<Balances, Assets, NativeIsNone, Asset, AccountId>;
type HeldUnion = fungible::UnionOf<Balances, AssetsHolder, NativeIsNone, Asset, AccountId>;

impl pallet_asset_conversion::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type HigherPrecisionBalance = sp_core::U256;
	type AssetKind = Asset;
	type Assets = Union;
	type PoolId = (Asset, Asset);
	type PoolLocator = Ascending<AccountId, Asset, AccountIdConverter<ExchangeId, (Asset, Asset)>>;
	type PoolAssetId = AssetId;
	type PoolAssets = PoolAssets;
	type LPFee = PoolFee;
	type AdminOrigin = EnsureRoot<AccountId>;
	type MaxSwapFee = MaxPoolFee;
	type PoolSetupFee = ConstU128<0>;
	type PoolSetupFeeAsset = Native;
	type PoolSetupFeeTarget = ();
	type LiquidityWithdrawalFee = NoFee;
	type MintMinLiquidity = ConstU128<100>;
	type MaxSwapPathLength = ConstU32<3>;
	type PalletId = ExchangeId;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

/// Which of the two an asset is of.
pub struct NativeIsNone;
impl Convert<Asset, Either<(), AssetId>> for NativeIsNone {
	fn convert(asset: Asset) -> Either<(), AssetId> {
		asset.map_or(Either::Left(()), Either::Right)
	}
}

parameter_types! {
	/// Who is certified by which certificate.
	pub static Certified: BTreeMap<CertificateId, AccountId> = BTreeMap::new();
}

/// Certification, as far as this pallet asks it: all that is in [`Certified`] is of network 7 and schema 0x77….
pub struct Certificates;

/// The schema of all certificates.
pub const SCHEMA: H256 = H256([0x77; 32]);
/// The network of all certificates.
pub const NETWORK: u32 = 7;

impl CertificateInspect<AccountId> for Certificates {
	fn verify(id: CertificateId, expected: &Expected<AccountId>, time: Option<Moment>) -> Verification<AccountId> {
		let time = time.unwrap_or_else(Timestamp::get);
		let Some(subject) = Certified::get().get(&id).cloned() else {
			return Verification::refused(InvalidReason::Unknown, time);
		};
		let fits = expected.network.is_none_or(|network| network == NETWORK)
			&& expected.schema.is_none_or(|schema| schema == SCHEMA)
			&& expected.subject.as_ref().is_none_or(|other| *other == subject);
		if !fits {
			return Verification::refused(InvalidReason::SubjectMismatch, time);
		}
		let certificate = CertificateInfo {
			id,
			member: None,
			network: NETWORK,
			schema: SCHEMA,
			accreditation: None,
			issuer: ISSUER,
			subject,
			claims: H256::zero(),
			record: String::new(),
			evidence: None,
			search_key: None,
			nullifier: None,
			issued_at: NOW,
			valid_from: NOW,
			valid_until: None,
			accepted: true,
			state: State::Active,
			history: Default::default(),
			predecessor: None,
			successor: None,
		};
		let dossier = Dossier {
			certificate,
			survives_issuer: true,
			chain: Vec::new(),
			closed_at: None,
			listed: None,
			bits_at: None,
		};
		Verification { valid: true, reason: None, since: Some(NOW), time, dossier: Some(dossier) }
	}

	fn weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

parameter_types! {
	pub const PositionHold: RuntimeHoldReason = RuntimeHoldReason::Lending(HoldReason::Position);
	pub const SwapWeight: Weight = Weight::from_parts(11, 0);
	pub const TreasuryAccount: AccountId = TREASURY;
}

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_lending::Config for Test {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = Union;
	type Holds = HeldUnion;
	type Exchange = AssetConversion;
	type SwapWeight = SwapWeight;
	type Certificates = Certificates;
	type FeedOrigin = EnsureRoot<AccountId>;
	type PositionConsideration = HoldConsideration<AccountId, Balances, PositionHold, Price>;
	type StoragePrice = Price;
	type Treasury = TreasuryAccount;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let rich = [ALICE, BOB, CAROL, CURATOR, GUARDIAN, STRANGER, ISSUER];
	let balances = rich.iter().map(|who| (who.clone(), ENDOWMENT)).chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	let accounts = |asset| rich.iter().map(move |who| (asset, who.clone(), ENDOWMENT));
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![(DOLLAR, ISSUER, true, MIN_BALANCE), (GOLD, ISSUER, false, MIN_BALANCE)],
		accounts: accounts(DOLLAR).chain(accounts(GOLD)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances above the minimum");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		set_time(NOW);
		Certified::set(BTreeMap::new());
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

/// What is on hold as collateral, of whatever some market takes, whoever it is of.
fn on_hold_as_collateral() -> BTreeMap<(AccountId, Asset), Balance> {
	let assets: BTreeSet<Asset> = Markets::<Test>::iter_keys().map(|id| id.collateral).collect();
	let of = |who: AccountId| {
		let reason = HoldReason::Collateral.into();
		let held = |asset: &Asset| <HeldUnion as fungibles::InspectHold<_>>::balance_on_hold(*asset, &reason, &who);
		assets.iter().map(|asset| ((who.clone(), *asset), held(asset))).collect::<Vec<_>>()
	};
	frame_system::Account::<Test>::iter_keys().flat_map(of).filter(|(_, amount)| *amount > 0).collect()
}

/// What positions say that is pledged.
fn pledged() -> BTreeMap<(AccountId, Asset), Balance> {
	let mut pledged = BTreeMap::new();
	for (id, owner, Position { stand, .. }) in Positions::<Test>::iter() {
		if stand.collateral > 0 {
			*pledged.entry((owner, id.collateral)).or_default() += stand.collateral;
		}
	}
	pledged
}

/// The pallet's invariants, that the deposits held are those on the tickets, and that all markets were paid for.
pub fn check_state() {
	Lending::do_try_state().expect("the invariants hold");
	let mut tickets = BTreeMap::<AccountId, Balance>::new();
	for (_, owner, Position { ticket, .. }) in Positions::<Test>::iter() {
		let ticket = ticket.expect("what is stored is paid for");
		// A ticket keeps its amount to itself; it is encoded as that amount alone.
		let amount = Balance::decode(&mut &ticket.encode()[..]).expect("a ticket is an amount");
		*tickets.entry(owner).or_default() += amount;
	}
	for who in frame_system::Account::<Test>::iter_keys() {
		let sum = tickets.remove(&who).unwrap_or_default();
		assert_eq!(Balances::balance_on_hold(&PositionHold::get(), &who), sum, "deposits of {who}");
	}
	assert!(tickets.is_empty(), "deposits of accounts that there are not: {tickets:?}");
	assert_eq!(on_hold_as_collateral(), pledged(), "nothing is on hold as collateral that no position has");
	let price = Lending::costs().market;
	let markets = Markets::<Test>::iter_keys().count() as Balance;
	assert_eq!(Balances::free_balance(TREASURY), markets * price, "what was paid for {markets} markets");
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
