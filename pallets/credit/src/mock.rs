//! A small runtime: this pallet, balances, assets with holds, a clock, and lists of what things are worth, who is certified and who is
//! related.

use crate::{self as pallet_credit, types::*, HoldReason, Loans, Offers, Outcomes, PoolCount, Proposals, UnclaimedOf};
use civitas_primitives::{
	certification::{
		info::CertificateInfo, CertificateId, CertificateInspect, Change, Dossier, Expected, Level, Reason, State,
		Verification,
	},
	credit::Lender,
	identity::{Kind, Relationships},
	lending::{FeedId, Price, PriceFeed},
	money::{Asset, AssetId, Balance},
	IdentityInspect, Moment, PublicKey,
};
use codec::{Decode, Encode};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{self, HoldConsideration},
		fungibles::InspectHold,
		AsEnsureOriginWithArg, ConstU128, ConstU64, LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::{EnsureNever, EnsureRoot, EnsureSigned};
use sp_core::H256;
use sp_runtime::{
	traits::{Convert, IdentityLookup},
	AccountId32, BuildStorage, Either,
};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = AccountId32;

const fn account(byte: u8) -> AccountId {
	AccountId32::new([byte; 32])
}

/// Borrows, in most tests.
pub const ALICE: AccountId = account(1);
/// Lends, in most tests.
pub const BOB: AccountId = account(2);
/// Manages a pool.
pub const MANAGER: AccountId = account(3);
/// Deposits into it.
pub const DAVE: AccountId = account(4);
/// The same.
pub const ERIN: AccountId = account(5);
/// Keeps a register.
pub const REGISTER: AccountId = account(6);
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = account(7);
/// Makes the assets, and can freeze and block.
pub const ISSUER: AccountId = account(8);
/// Gets what is paid for good.
pub const TREASURY: AccountId = account(9);
/// Has the existential deposit and nothing besides.
pub const PAUPER: AccountId = account(10);

/// The clock at the start of every test: 2027-01-31 12:00 UTC.
pub const NOW: Moment = 1_801_396_800_000;
/// A day.
pub const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What each has of each asset.
pub const ENDOWMENT: Balance = 1_000_000_000_000_000;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What is lent: it has 6 decimals.
pub const DOLLAR: AssetId = 1;
/// What is pledged: it has 8 decimals.
pub const GOLD: AssetId = 2;
/// Less than this of either no account has.
pub const MIN_BALANCE: Balance = 5;
/// The feed of dollars.
pub const DOLLAR_FEED: FeedId = 0;
/// The feed of gold.
pub const GOLD_FEED: FeedId = 1;
/// The network and the schema of tiers.
pub const NETWORK: u32 = 7;
pub const TIER: H256 = H256([0x77; 32]);

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
	pub type Credit = pallet_credit::Pallet<Test>;
}

/// Of shares.
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

pub type Union = fungible::UnionOf<Balances, Assets, NativeIsNone, Asset, AccountId>;
type HeldUnion = fungible::UnionOf<Balances, AssetsHolder, NativeIsNone, Asset, AccountId>;

/// Which of the two an asset is of.
pub struct NativeIsNone;
impl Convert<Asset, Either<(), AssetId>> for NativeIsNone {
	fn convert(asset: Asset) -> Either<(), AssetId> {
		asset.map_or(Either::Left(()), Either::Right)
	}
}

parameter_types! {
	/// What feeds say.
	pub static Said: BTreeMap<FeedId, (Asset, Option<Price>)> = BTreeMap::new();
	/// All certificates.
	pub static Certified: BTreeMap<CertificateId, Dossier<AccountId>> = BTreeMap::new();
	/// Who is related to whom, both ways.
	pub static Relations: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
	pub const RecordHold: RuntimeHoldReason = RuntimeHoldReason::Credit(HoldReason::Record);
	pub const TreasuryAccount: AccountId = TREASURY;
}

/// Prices, by [`Said`].
pub struct Prices;
impl PriceFeed for Prices {
	fn price(feed: FeedId) -> Option<Price> {
		Said::get().get(&feed)?.1
	}

	fn price_of(_: Asset) -> Option<Price> {
		unreachable!("nobody asks")
	}

	fn is_of(feed: FeedId, asset: Asset) -> bool {
		Said::get().get(&feed).is_some_and(|(of, _)| *of == asset)
	}

	fn weight() -> Weight {
		Weight::from_parts(3, 0)
	}
}

/// Certificates, by [`Certified`].
pub struct Certificates;
impl CertificateInspect<AccountId> for Certificates {
	fn verify(id: CertificateId, expected: &Expected<AccountId>, time: Option<Moment>) -> Verification<AccountId> {
		Verification::judge(Certified::get().remove(&id), expected, time.unwrap_or_else(now), now())
	}

	fn weight() -> Weight {
		Weight::from_parts(5, 0)
	}
}

/// The identity registry, by [`Relations`].
pub struct Identities;
impl IdentityInspect<AccountId> for Identities {
	fn kind(_: &AccountId) -> Option<Kind> {
		None
	}

	fn is_active(_: &AccountId) -> bool {
		false
	}

	fn key_valid_for(_: &AccountId, _: &PublicKey, _: Relationships, _: Option<Moment>) -> bool {
		unreachable!("nobody asks")
	}

	fn controls(_: &AccountId, _: &AccountId) -> bool {
		unreachable!("nobody asks")
	}

	fn related(a: &AccountId, b: &AccountId) -> bool {
		a == b || Relations::get().contains(&(a.clone(), b.clone()))
	}

	fn relation_weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

/// 100 an item and 1 a byte.
pub type StoragePrice = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_credit::Config for Test {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = Union;
	type Holds = HeldUnion;
	type Shares = PoolAssets;
	type Prices = Prices;
	type Certificates = Certificates;
	type Identities = Identities;
	type Consideration = HoldConsideration<AccountId, Balances, RecordHold, StoragePrice>;
	type StoragePrice = StoragePrice;
	type Treasury = TreasuryAccount;
	type AnswerTime = ConstU64<{ 30 * DAY }>;
	type Retention = ConstU64<{ 3_650 * DAY }>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let rich = [ALICE, BOB, MANAGER, DAVE, ERIN, REGISTER, STRANGER, ISSUER];
	let balances = rich.iter().map(|who| (who.clone(), ENDOWMENT)).chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	let accounts = |asset| rich.iter().map(move |who| (asset, who.clone(), ENDOWMENT));
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![(DOLLAR, ISSUER, true, MIN_BALANCE), (GOLD, ISSUER, true, MIN_BALANCE)],
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
		Relations::set(BTreeSet::new());
		Said::set(BTreeMap::new());
		// Gold is worth 50 dollars.
		say(DOLLAR_FEED, Some(DOLLAR), 6, 1_000);
		say(GOLD_FEED, Some(GOLD), 8, 50_000);
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

/// The pallet's invariants; and that so much is on hold as records say, and no more.
pub fn check_state() {
	Credit::do_try_state().expect("the invariants hold");
	let mut tickets = BTreeMap::<AccountId, Balance>::new();
	let mut add = |who: AccountId, ticket: &TicketOf<Test>| *tickets.entry(who).or_default() += amount_of(ticket);
	Offers::<Test>::iter_values().for_each(|offer| add(offer.by, &offer.ticket));
	Proposals::<Test>::iter_values().for_each(|proposal| add(proposal.by, &proposal.ticket));
	Loans::<Test>::iter().for_each(|(who, _, loan)| add(who, &loan.ticket));
	Outcomes::<Test>::iter().for_each(|(who, _, outcome)| add(who, &outcome.ticket));
	crate::Disputes::<Test>::iter_values().for_each(|dispute| add(dispute.by, &dispute.ticket));
	crate::ConsentsVoided::<Test>::iter().for_each(|(who, voided)| add(who, &voided.ticket));
	crate::Redemptions::<Test>::iter_values().for_each(|request| add(request.owner, &request.ticket));
	let unclaimed = UnclaimedOf::<Test>::iter();
	unclaimed.for_each(|(_, who, record)| record.ticket.iter().for_each(|ticket| add(who.clone(), ticket)));
	// What is said to be on hold for each reason, by all records.
	let mut said = BTreeMap::<(HoldReasonKey, Asset, AccountId), Balance>::new();
	let mut holds =
		|reason, asset, who: AccountId, amount: Balance| *said.entry((reason, asset, who)).or_default() += amount;
	for (asset, _, offer) in Offers::<Test>::iter() {
		if let Lender::Account(who) = offer.lender {
			holds(HoldReasonKey::Offered, asset, who, offer.left);
		}
	}
	for (_, _, Proposal { lender, terms, .. }) in Proposals::<Test>::iter() {
		if let (Lender::Account(who), None) = (lender, terms.replaces) {
			holds(HoldReasonKey::Offered, terms.loan.asset, who, terms.loan.repayment.principal);
		}
	}
	let mut lent = BTreeMap::new();
	for (who, number, loan) in Loans::<Test>::iter() {
		lent.insert(number, loan.terms.asset);
		if let Some(security) = loan.terms.security {
			holds(HoldReasonKey::Collateral, security.asset, who, loan.collateral);
		}
	}
	for (who, number, outcome) in Outcomes::<Test>::iter() {
		lent.insert(number, outcome.asset);
		if let Some(asset) = outcome.security {
			holds(HoldReasonKey::Collateral, asset, who, outcome.withheld);
		}
	}
	for (number, who, record) in UnclaimedOf::<Test>::iter() {
		holds(HoldReasonKey::Unclaimed, lent[&number], who, record.amount);
	}
	let reasons = [
		(HoldReasonKey::Offered, HoldReason::Offered),
		(HoldReasonKey::Collateral, HoldReason::Collateral),
		(HoldReasonKey::Unclaimed, HoldReason::Unclaimed),
	];
	for who in frame_system::Account::<Test>::iter_keys() {
		let sum = tickets.remove(&who).unwrap_or_default();
		assert_eq!(held(HoldReason::Record, None, &who), sum, "deposits of {who}");
		for asset in [None, Some(DOLLAR), Some(GOLD)] {
			for (key, reason) in &reasons {
				let sum = said.remove(&(*key, asset, who.clone())).unwrap_or_default();
				assert_eq!(held(*reason, asset, &who), sum, "{key:?} of {who}, {asset:?}");
			}
		}
	}
	assert!(tickets.is_empty(), "deposits of accounts that there are not: {tickets:?}");
	assert!(said.values().all(|sum| *sum == 0), "holds of accounts that there are not: {said:?}");
	let pools = (0..PoolCount::<Test>::get()).map(|id| Credit::account(id).expect("a hash makes an account"));
	let pools: BTreeSet<AccountId> = pools.collect();
	for who in frame_system::Account::<Test>::iter_keys().filter(|who| !pools.contains(who)) {
		for asset in [None, Some(DOLLAR), Some(GOLD)] {
			assert_eq!(held(HoldReason::Pool, asset, &who), 0, "{who} is no pool");
		}
	}
}

/// A reason that can be put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum HoldReasonKey {
	Offered,
	Collateral,
	Unclaimed,
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

/// The clock.
pub fn now() -> Moment {
	pallet_timestamp::Now::<Test>::get()
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

/// So much later, in the next block. Prices are as new as ever.
pub fn pass(span: Moment) {
	System::set_block_number(System::block_number() + 1);
	set_time(now() + span);
	refresh();
}

/// So many days later.
pub fn pass_days(days: u32) {
	pass(Moment::from(days) * DAY);
}

/// What was said is said again.
pub fn refresh() {
	Said::mutate(|all| all.values_mut().filter_map(|(_, price)| price.as_mut()).for_each(|price| price.time = now()));
}

/// A feed says now that one whole unit is worth so many thousandths of a unit of account.
pub fn say(feed: FeedId, asset: Asset, decimals: u8, thousandths: Balance) {
	let price = Price { price: thousandths * 1_000_000_000_000_000, decimals, time: now(), moving: false };
	Said::mutate(|all| all.insert(feed, (asset, Some(price))));
}

/// Gold is worth so many thousandths of a dollar.
pub fn gold_is(thousandths: Balance) {
	say(GOLD_FEED, Some(GOLD), 8, thousandths);
}

/// What a feed says is changed.
pub fn in_price(feed: FeedId, change: impl FnOnce(&mut Option<Price>)) {
	Said::mutate(|all| change(&mut all.get_mut(&feed).expect("there is such a feed").1));
}

/// What is on hold for something.
pub fn held(reason: HoldReason, asset: Asset, who: &AccountId) -> Balance {
	HeldUnion::balance_on_hold(asset, &reason.into(), who)
}

/// Two are related.
pub fn relate(a: AccountId, b: AccountId) {
	Relations::mutate(|all| all.extend([(a.clone(), b.clone()), (b, a)]));
}

/// Someone is certified to be in the tier, as of now, by an assessment of this hash.
pub fn certify(id: u8, subject: AccountId, assessment: H256) -> CertificateId {
	let certificate = CertificateInfo {
		id: H256::repeat_byte(id),
		member: None,
		network: NETWORK,
		schema: TIER,
		accreditation: None,
		issuer: REGISTER,
		subject,
		claims: assessment,
		record: Default::default(),
		evidence: None,
		search_key: None,
		nullifier: None,
		issued_at: now(),
		valid_from: now(),
		valid_until: None,
		accepted: true,
		state: State::Active,
		history: vec![Change { at: now(), state: State::Active, reason: Reason::Unspecified, level: Level::OPERATOR }],
		predecessor: None,
		successor: None,
	};
	let id = certificate.id;
	let (chain, closed_at, listed, bits_at) = (Vec::new(), None, None, None);
	let dossier = Dossier { certificate, survives_issuer: false, chain, closed_at, listed, bits_at };
	Certified::mutate(|all| all.insert(id, dossier));
	id
}

/// A certificate becomes this now.
pub fn becomes(id: CertificateId, state: State) {
	Certified::mutate(|all| {
		let certificate = &mut all.get_mut(&id).expect("there is such a certificate").certificate;
		certificate.history.push(Change { at: now(), state, reason: Reason::Unspecified, level: Level::OPERATOR });
		certificate.state = state;
	});
}
