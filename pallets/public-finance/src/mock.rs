//! A small runtime: this pallet, balances, assets with holds, an exchange and a clock. Who holds which power, who is related, what
//! chance has brought and which agreements are due is what tests say.

use crate as pallet_public_finance;
use crate::{Bodies, Deposits, Funds, HoldReason, Receipts};
use civitas_primitives::{
	agreements::{AgreementId, Money, NoCondition, Obligation, Record, Settlement, Terms},
	identity::{Kind, PublicKey, Relationships},
	money::{Asset, AssetId, Balance},
	public_finance::{Currency, EpochRandomness, Power, RoleInspect},
	ContentHash, IdentityInspect, Moment,
};
use codec::{Decode, Encode};
use frame_support::{
	derive_impl, parameter_types,
	storage::unhashed,
	traits::{
		fungible::{self, HoldConsideration},
		fungibles::{Inspect, InspectHold, Mutate},
		tokens::Preservation,
		AsEnsureOriginWithArg, ConstU128, ConstU32, ConstU64, Footprint, LinearStoragePrice,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureNever, EnsureRoot, EnsureSigned};
use pallet_asset_conversion::{AccountIdConverter, Ascending};
use sp_core::H256;
use sp_runtime::{
	traits::{Convert, IdentityLookup},
	AccountId32, BuildStorage, DispatchError, DispatchResult, Either, Permill,
};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = AccountId32;

const fn account(byte: u8) -> AccountId {
	AccountId32::new([byte; 32])
}

/// A body, in most tests.
pub const CITY: AccountId = account(1);
/// Appropriates for it.
pub const COUNCIL: AccountId = account(2);
/// Holds all powers in the city.
pub const OFFICER: AccountId = account(3);
/// And so does this one,
pub const SECOND: AccountId = account(4);
/// and this one.
pub const THIRD: AccountId = account(5);
/// Another body.
pub const CHARITY: AccountId = account(6);
/// Appropriates for it.
pub const BOARD: AccountId = account(7);
/// Holds all powers in the charity.
pub const HELPER: AccountId = account(8);
/// Is paid.
pub const PAYEE: AccountId = account(9);
/// Gives.
pub const DONOR: AccountId = account(10);
/// Gives, too.
pub const DONOR2: AccountId = account(11);
/// Audits.
pub const AUDITOR: AccountId = account(12);
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = account(13);
/// Makes the assets.
pub const ISSUER: AccountId = account(14);

/// All of them.
const EVERYONE: [AccountId; 14] =
	[CITY, COUNCIL, OFFICER, SECOND, THIRD, CHARITY, BOARD, HELPER, PAYEE, DONOR, DONOR2, AUDITOR, STRANGER, ISSUER];

/// The clock at the start of every test: 2027-01-31 12:00 UTC.
pub const NOW: Moment = 1_801_396_800_000;
/// A day.
pub const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What everyone has of each asset.
pub const ENDOWMENT: Balance = 1_000_000_000_000_000;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// An asset with 6 decimals. It is worth existing for.
pub const DOLLAR: AssetId = 1;
/// Less than this of it no account has.
pub const MIN_BALANCE: Balance = 5;
/// Money in a bank.
pub const EUR: Currency = Currency::iso(b"EUR");
/// The asset.
pub const DOLLARS: Currency = Currency::Asset(DOLLAR);

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
	pub type PublicFinance = pallet_public_finance::Pallet<Test>;
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
	/// Who holds which power in which body, and up to how much.
	pub static Powers: BTreeMap<(AccountId, AccountId, Power), Balance> = BTreeMap::new();
	/// Who is related to whom, both ways.
	pub static Relations: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
	/// Who controls whom.
	pub static Controllers: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
	/// The epoch.
	pub static Epoch: u64 = 1;
	/// Of how many epochs it is remembered what was gathered in them.
	pub const EpochsRemembered: u64 = 100;
}

/// Who holds an office, by [`Powers`].
pub struct Offices;
impl RoleInspect<AccountId> for Offices {
	fn holds(officer: &AccountId, body: &AccountId, power: Power, _: Currency, amount: Balance) -> bool {
		Powers::get().get(&(officer.clone(), body.clone(), power)).is_some_and(|most| amount <= *most)
	}

	fn weight() -> Weight {
		Weight::from_parts(3, 0)
	}
}

/// The identity registry, by [`Relations`] and [`Controllers`].
pub struct Identities;
impl IdentityInspect<AccountId> for Identities {
	fn kind(_: &AccountId) -> Option<Kind> {
		None
	}

	fn is_active(_: &AccountId) -> bool {
		false
	}

	fn key_valid_for(_: &AccountId, _: &PublicKey, _: Relationships, _: Option<Moment>) -> bool {
		false
	}

	fn controls(a: &AccountId, b: &AccountId) -> bool {
		Controllers::get().contains(&(a.clone(), b.clone()))
	}

	fn related(a: &AccountId, b: &AccountId) -> bool {
		let named = Relations::get().contains(&(a.clone(), b.clone()));
		a == b || named || Self::controls(a, b) || Self::controls(b, a)
	}

	fn relation_weight() -> Weight {
		Weight::from_parts(5, 0)
	}
}

/// What chance has brought: always the number of the epoch.
pub struct Chance;
impl EpochRandomness for Chance {
	fn epoch() -> u64 {
		Epoch::get()
	}

	fn gathered() -> [u8; 32] {
		[Epoch::get() as u8; 32]
	}

	fn weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

/// Who owes whom how much of what.
type Due = (AccountId, AccountId, Asset, Balance);

/// Agreements, as far as this pallet asks them. What is due is in the storage, so that it is as before if a call fails.
pub struct Agreed;

impl Agreed {
	fn key(agreement: AgreementId) -> Vec<u8> {
		(b"due", agreement).encode()
	}
}

/// By an agreement this is due. It is known from then on, and what is settled is not due any more.
pub fn due(agreement: H256, debtor: AccountId, creditor: AccountId, asset: Asset, amount: Balance) {
	let mut all: Vec<Due> = unhashed::get_or_default(&Agreed::key(agreement));
	all.push((debtor, creditor, asset, amount));
	unhashed::put(&Agreed::key(agreement), &all);
}

impl Settlement<AccountId> for Agreed {
	type Condition = NoCondition;

	fn open(
		_: u8,
		_: Terms<AccountId, NoCondition>,
		_: &AccountId,
		_: &[AccountId],
	) -> Result<AgreementId, DispatchError> {
		unreachable!("nobody asks")
	}

	fn sign(_: u8, _: AgreementId, _: &AccountId) -> DispatchResult {
		unreachable!("nobody asks")
	}

	fn pay(_: &AccountId, _: Asset, _: &[(AccountId, Balance)]) -> DispatchResult {
		unreachable!("nobody asks")
	}

	fn settle(agreement: AgreementId) -> DispatchResult {
		let all: Vec<Due> = unhashed::get(&Agreed::key(agreement)).ok_or(DispatchError::CannotLookup)?;
		unhashed::put(&Agreed::key(agreement), &Vec::<Due>::new());
		all.iter().try_for_each(|(debtor, creditor, asset, amount)| {
			Union::transfer(*asset, debtor, creditor, *amount, Preservation::Expendable).map(drop)
		})
	}

	fn claim(_: AgreementId, _: u8, _: &AccountId, _: Balance, _: ContentHash) -> DispatchResult {
		unreachable!("nobody asks")
	}

	fn answer(_: AgreementId, _: u8, _: &AccountId, _: Money) -> DispatchResult {
		unreachable!("nobody asks")
	}

	fn end(_: u8, _: AgreementId) -> DispatchResult {
		unreachable!("nobody asks")
	}

	fn obligation(_: AgreementId, _: u8) -> Option<(Obligation<AccountId, NoCondition>, Record)> {
		None
	}

	fn open_weight(_: &Terms<AccountId, NoCondition>, _: u32) -> Weight {
		Weight::zero()
	}

	fn sign_weight() -> Weight {
		Weight::zero()
	}

	fn pay_weight(_: u32) -> Weight {
		Weight::zero()
	}

	fn settle_weight() -> Weight {
		Weight::from_parts(13, 0)
	}
}

parameter_types! {
	pub const RecordsHold: RuntimeHoldReason = RuntimeHoldReason::PublicFinance(HoldReason::Records);
	pub const GiftHold: RuntimeHoldReason = RuntimeHoldReason::PublicFinance(HoldReason::Gift);
	pub const SwapWeight: Weight = Weight::from_parts(11, 0);
}

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_public_finance::Config for Test {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = Union;
	type Holds = HeldUnion;
	type Exchange = AssetConversion;
	type SwapWeight = SwapWeight;
	type Identities = Identities;
	type Roles = Offices;
	type Settlement = Agreed;
	type Randomness = Chance;
	type EpochsRemembered = EpochsRemembered;
	type RecordConsideration = HoldConsideration<AccountId, Balances, RecordsHold, Price>;
	type GiftConsideration = HoldConsideration<AccountId, Balances, GiftHold, Price>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let balances = EVERYONE.iter().map(|who| (who.clone(), ENDOWMENT)).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![(DOLLAR, ISSUER, true, MIN_BALANCE)],
		accounts: EVERYONE.iter().map(|who| (DOLLAR, who.clone(), ENDOWMENT)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances above the minimum");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		set_time(NOW);
		Powers::set(BTreeMap::new());
		Relations::set(BTreeSet::new());
		Controllers::set(BTreeSet::new());
		set_epoch(1);
		for (officer, body) in [(OFFICER, CITY), (SECOND, CITY), (THIRD, CITY), (HELPER, CHARITY)] {
			Power::ALL.into_iter().for_each(|power| give_power(officer.clone(), body.clone(), power));
		}
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

/// What a ticket takes: it keeps that to itself, and is encoded as that alone.
fn amount_of(ticket: &impl Encode) -> Balance {
	Balance::decode(&mut &ticket.encode()[..]).expect("a ticket is an amount")
}

/// The pallet's invariants, that deposits held are those on the tickets, and that nothing is on hold for funds that there are not.
pub fn check_state() {
	PublicFinance::do_try_state().expect("the invariants hold");
	let mut gifts = BTreeMap::<AccountId, Balance>::new();
	for (.., receipt) in Receipts::<Test>::iter() {
		let Some(ticket) = receipt.ticket else { continue };
		let crate::types::Source::Account(donor) = receipt.source else { panic!("a ticket of nobody") };
		*gifts.entry(donor).or_default() += amount_of(&ticket);
	}
	let funds: BTreeSet<_> =
		Funds::<Test>::iter_values().filter_map(|fund| Some((fund.body, fund.currency.on_chain()?))).collect();
	for who in frame_system::Account::<Test>::iter_keys() {
		let held_for = |reason: RuntimeHoldReason| HeldUnion::balance_on_hold(None, &reason, &who);
		let deposit = Deposits::<Test>::get(&who);
		let price = deposit.as_ref().map(|deposit| Price::convert(Footprint::from_parts(1, deposit.bytes as usize)));
		assert_eq!(deposit.map(|deposit| amount_of(&deposit.ticket)), price, "the ticket of {who}");
		assert_eq!(held_for(RecordsHold::get()), price.unwrap_or_default(), "the deposit of {who}");
		assert_eq!(held_for(GiftHold::get()), gifts.remove(&who).unwrap_or_default(), "deposits for gifts of {who}");
		for asset in [None, Some(DOLLAR)] {
			let is_known = funds.contains(&(who.clone(), asset));
			assert!(is_known || held(asset, who.clone()) == 0, "{asset:?} of {who} is on hold for no fund");
		}
	}
	assert!(gifts.is_empty(), "gifts of accounts that there are not: {gifts:?}");
	assert_eq!(Deposits::<Test>::iter().count(), Bodies::<Test>::iter().count(), "a deposit for each body");
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

/// `officer` holds a power in a body, for any amount.
pub fn give_power(officer: AccountId, body: AccountId, power: Power) {
	limit_power(officer, body, power, Balance::MAX);
}

/// The same, for so much at once.
pub fn limit_power(officer: AccountId, body: AccountId, power: Power, most: Balance) {
	Powers::mutate(|all| all.insert((officer, body, power), most));
}

/// He does not any more.
pub fn take_power(officer: AccountId, body: AccountId, power: Power) {
	Powers::mutate(|all| all.remove(&(officer, body, power)));
}

/// Two are related.
pub fn relate(a: AccountId, b: AccountId) {
	Relations::mutate(|all| all.extend([(a.clone(), b.clone()), (b, a)]));
}

/// `a` controls `b`.
pub fn control(a: AccountId, b: AccountId) {
	Controllers::mutate(|all| all.insert((a, b)));
}

/// It is this epoch.
pub fn set_epoch(epoch: u64) {
	Epoch::set(epoch);
}

/// It is this epoch, of those that are counted.
pub fn count_epoch(epoch: u64) {
	crate::LastEpoch::<Test>::mutate(|(_, count)| *count = epoch);
}

/// This was gathered in an epoch, of those that are counted.
pub fn gather(epoch: u64, randomness: [u8; 32]) {
	crate::Gathered::<Test>::insert(epoch, randomness);
}

/// What is free of an asset.
pub fn free(asset: Asset, who: AccountId) -> Balance {
	Union::balance(asset, &who)
}

/// What is on hold of an asset for funds.
pub fn held(asset: Asset, who: AccountId) -> Balance {
	HeldUnion::balance_on_hold(asset, &HoldReason::Fund.into(), &who)
}

/// A pool of dollars and the native asset, as many of the one as of the other, in their smallest units: a thousand times what anyone
/// has.
pub fn pool() {
	let plenty = 1_000 * ENDOWMENT;
	for asset in [None, Some(DOLLAR)] {
		Union::mint_into(asset, &ISSUER, plenty).expect("nothing limits the issuance");
	}
	let pair = || (Box::new(None), Box::new(Some(DOLLAR)));
	let (native, dollar) = pair();
	AssetConversion::create_pool(signed(ISSUER), native, dollar).expect("it is the first");
	let (native, dollar) = pair();
	AssetConversion::add_liquidity(signed(ISSUER), native, dollar, plenty, plenty, 1, 1, ISSUER)
		.expect("the issuer has it");
}

/// Nobody moves an asset any more.
pub fn freeze_asset(asset: AssetId) {
	Assets::freeze_asset(signed(ISSUER), asset).expect("it is the issuer's to freeze");
}

/// This one does not move it any more.
pub fn freeze_account(asset: AssetId, who: AccountId) {
	Assets::freeze(signed(ISSUER), asset, who).expect("it is the issuer's to freeze");
}
