//! A small runtime: this pallet, balances and a clock. Who is related and has which keys, who has dealt with whom, who is certified and
//! what assets are worth is what tests say.

use crate as pallet_reputation;
use crate::{
	types::{Disputed, DAY},
	HoldReason, Ledgers, Reviews, Sponsorships,
};
use civitas_primitives::{
	agreements::{InteractionReceipts, Receipt, ReceiptOutcome, ReceiptSubject},
	certification::{
		info::CertificateInfo, CertificateId, Change, Dossier, Expected, Level, NetworkId, Reason, State, Verification,
	},
	identity::{Kind, PublicKey, Relationships},
	lending::{FeedId, Price, PriceFeed},
	money::{Asset, AssetId, Balance},
	CertificateInspect, IdentityInspect, Moment,
};
use codec::{Decode, Encode};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, Inspect, InspectHold, MutateFreeze},
		ConstU128, ConstU32, ConstU64, Footprint, LinearStoragePrice, LockableCurrency, WithdrawReasons,
	},
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::{
	traits::{Convert, IdentityLookup},
	AccountId32, BuildStorage,
};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = AccountId32;

const fn account(byte: u8) -> AccountId {
	AccountId32::new([byte; 32])
}

/// A customer, who reviews the shop in most tests.
pub const ALICE: AccountId = account(1);
/// Sells.
pub const SHOP: AccountId = account(2);
/// Another customer,
pub const BOB: AccountId = account(3);
/// and another one.
pub const CAROL: AccountId = account(4);
/// Employs.
pub const EMPLOYER: AccountId = account(5);
/// Rules, as the shop and its customers have agreed.
pub const ARBITER: AccountId = account(6);
/// Would like to.
pub const OTHER_ARBITER: AccountId = account(7);
/// Certifies who is one person.
pub const ISSUER: AccountId = account(8);
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = account(9);
/// Gets the fees.
pub const TREASURY: AccountId = account(10);
/// Has the existential deposit and nothing besides.
pub const PAUPER: AccountId = account(11);

/// Those who have much.
const EVERYONE: [AccountId; 10] =
	[ALICE, SHOP, BOB, CAROL, EMPLOYER, ARBITER, OTHER_ARBITER, ISSUER, STRANGER, TREASURY];

/// The clock at the start of every test: 2027-01-31 12:00 UTC.
pub const NOW: Moment = 1_801_396_800_000;
/// The quarter of that.
pub const QUARTER: u16 = 57 * 4;
/// One whole unit of the native asset.
pub const UNIT: Balance = 1_000_000_000_000;
/// The fee for a review that claims the lowest bucket: less than for the second.
pub const LEAST_FEE: Balance = UNIT / 200;
/// What everyone has.
pub const ENDOWMENT: Balance = 1_000_000 * UNIT;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// An asset with 6 decimals.
pub const DOLLAR: AssetId = 1;

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
	pub type Reputation = pallet_reputation::Pallet<Test>;
}

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
	type FreezeIdentifier = [u8; 8];
	type MaxFreezes = ConstU32<1>;
}

impl pallet_timestamp::Config for Test {
	type Moment = Moment;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

parameter_types! {
	/// Who is related to whom, both ways.
	pub static Relations: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
	/// Which keys someone has had: for what, from when until when.
	pub static Keys: BTreeMap<(AccountId, PublicKey), (Relationships, Moment, Moment)> = BTreeMap::new();
	/// What came of dealings for one with the other.
	pub static Dealt: BTreeMap<(H256, AccountId, AccountId), Receipt<AccountId>> = BTreeMap::new();
	/// All certificates.
	pub static Certified: BTreeMap<CertificateId, Dossier<AccountId>> = BTreeMap::new();
	/// What assets are worth.
	pub static Worth: BTreeMap<Asset, Price> = BTreeMap::new();
}

/// The clock.
pub fn now() -> Moment {
	pallet_timestamp::Now::<Test>::get()
}

/// The identity registry, by [`Relations`] and [`Keys`].
pub struct Identities;
impl IdentityInspect<AccountId> for Identities {
	fn kind(_: &AccountId) -> Option<Kind> {
		None
	}

	fn is_active(_: &AccountId) -> bool {
		false
	}

	fn key_valid_for(id: &AccountId, key: &PublicKey, relationships: Relationships, at: Option<Moment>) -> bool {
		let at = at.unwrap_or_else(now);
		Keys::get()
			.get(&(id.clone(), *key))
			.is_some_and(|(known, from, until)| known.contains(relationships) && (*from..=*until).contains(&at))
	}

	fn controls(_: &AccountId, _: &AccountId) -> bool {
		false
	}

	fn related(a: &AccountId, b: &AccountId) -> bool {
		a == b || Relations::get().contains(&(a.clone(), b.clone()))
	}

	fn relation_weight() -> Weight {
		Weight::from_parts(5, 0)
	}
}

/// Agreements, as far as this pallet asks them, by [`Dealt`].
pub struct Interactions;
impl InteractionReceipts<AccountId> for Interactions {
	type Interaction = H256;

	fn receipt(interaction: &H256, from: &AccountId, about: &AccountId) -> Option<Receipt<AccountId>> {
		Dealt::get().remove(&(*interaction, from.clone(), about.clone()))
	}

	fn receipts_of(party: &AccountId, cursor: Option<H256>) -> Vec<H256> {
		let has_dealt = |(_, from, about): &(H256, AccountId, AccountId)| from == party || about == party;
		let keys = Dealt::get().into_keys().filter(has_dealt);
		let all: BTreeSet<H256> = keys.map(|(interaction, ..)| interaction).collect();
		let after = |interaction: &H256| cursor.is_none_or(|cursor| *interaction > cursor);
		all.into_iter().filter(after).take(100).collect()
	}

	fn parties(interaction: &H256) -> Vec<AccountId> {
		let keys = Dealt::get().into_keys().filter(|(known, ..)| known == interaction);
		let all: BTreeSet<AccountId> = keys.flat_map(|(_, from, about)| [from, about]).collect();
		all.into_iter().collect()
	}

	fn receipt_weight() -> Weight {
		Weight::from_parts(7, 0)
	}

	fn receipt_weight_of(_: &H256) -> Weight {
		Weight::from_parts(3, 0)
	}

	fn receipts_weight() -> Weight {
		Weight::from_parts(11, 0)
	}
}

/// Certificates, by [`Certified`].
pub struct Certificates;
impl CertificateInspect<AccountId> for Certificates {
	fn verify(id: CertificateId, expected: &Expected<AccountId>, time: Option<Moment>) -> Verification<AccountId> {
		Verification::judge(Certified::get().remove(&id), expected, time.unwrap_or_else(now), now())
	}

	fn weight() -> Weight {
		Weight::from_parts(13, 0)
	}
}

/// Prices, by [`Worth`].
pub struct Prices;
impl PriceFeed for Prices {
	fn price(_: FeedId) -> Option<Price> {
		unreachable!("nobody asks")
	}

	fn price_of(asset: Asset) -> Option<Price> {
		Worth::get().remove(&asset)
	}

	fn is_of(_: FeedId, _: Asset) -> bool {
		unreachable!("nobody asks")
	}

	fn weight() -> Weight {
		Weight::from_parts(17, 0)
	}
}

parameter_types! {
	pub const RecordsHold: RuntimeHoldReason = RuntimeHoldReason::Reputation(HoldReason::Records);
	pub const Treasury: AccountId = TREASURY;
}

/// 100 an item and 1 a byte.
pub type StoragePrice = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;

impl pallet_reputation::Config for Test {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = Treasury;
	type Identities = Identities;
	type Interactions = Interactions;
	type Certificates = Certificates;
	type Prices = Prices;
	type Price = StoragePrice;
	type Consideration = HoldConsideration<AccountId, Balances, RecordsHold, StoragePrice>;
	type ReviewFee = ConstU128<LEAST_FEE>;
	type Unit = ConstU128<UNIT>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let mut balances: Vec<_> = EVERYONE.into_iter().map(|who| (who, ENDOWMENT)).collect();
	balances.push((PAUPER, EXISTENTIAL_DEPOSIT));
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		set_time(NOW);
		Relations::set(BTreeSet::new());
		Keys::set(BTreeMap::new());
		Dealt::set(BTreeMap::new());
		Certified::set(BTreeMap::new());
		Worth::set(BTreeMap::new());
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

/// The pallet's invariants; and that of everyone so much is on hold as tickets, sponsorships and disputes say, and no more.
pub fn check_state() {
	Reputation::do_try_state().expect("the invariants hold");
	let (mut aside, mut fees) = (BTreeMap::<AccountId, Balance>::new(), BTreeMap::<AccountId, Balance>::new());
	for sponsorship in Sponsorships::<Test>::iter_values() {
		*aside.entry(sponsorship.owner).or_default() += sponsorship.left;
	}
	for review in Reviews::<Test>::iter_values() {
		if let Some(Disputed::Open { fee, .. }) = review.latest.disputed {
			*fees.entry(review.subject.owner().clone()).or_default() += fee;
		}
	}
	for who in frame_system::Account::<Test>::iter_keys() {
		let ledger = Ledgers::<Test>::get(&who);
		let ticket = ledger.as_ref().and_then(|ledger| ledger.ticket.as_ref()).map(amount_of);
		let bytes = ledger.map(|ledger| ledger.bytes).filter(|bytes| *bytes > 0);
		let price = bytes.map(|bytes| StoragePrice::convert(Footprint::from_parts(1, bytes as usize)));
		assert_eq!(ticket, price, "the ticket of {who}");
		assert_eq!(held(HoldReason::Records, &who), price.unwrap_or_default(), "the deposit of {who}");
		let has_set_aside = aside.remove(&who).unwrap_or_default();
		assert_eq!(held(HoldReason::Sponsorship, &who), has_set_aside, "what {who} has set aside");
		assert_eq!(held(HoldReason::Dispute, &who), fees.remove(&who).unwrap_or_default(), "what {who} has advanced");
	}
	assert!(aside.is_empty() && fees.is_empty(), "of accounts that there are not: {aside:?}, {fees:?}");
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

/// So much time passes.
pub fn wait(time: Moment) {
	set_time(now() + time);
}

/// What is free.
pub fn free(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

/// What is free and what is on hold.
pub fn total(who: AccountId) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance(&who)
}

/// What is on hold for something.
pub fn held(reason: HoldReason, who: &AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), who)
}

/// Two are related.
pub fn relate(a: AccountId, b: AccountId) {
	Relations::mutate(|all| all.extend([(a.clone(), b.clone()), (b, a)]));
}

/// Someone has a key, with which he makes statements, for all time.
pub fn give_key(who: AccountId, key: PublicKey) {
	give_key_for(who, key, Relationships::ASSERTION_METHOD, 0, Moment::MAX);
}

/// The same for other things, or from one time to another.
pub fn give_key_for(who: AccountId, key: PublicKey, relationships: Relationships, from: Moment, until: Moment) {
	Keys::mutate(|all| all.insert((who, key), (relationships, from, until)));
}

/// What came of dealings with someone: nothing was paid yet, and they go on.
pub fn receipt(about: AccountId) -> Receipt<AccountId> {
	Receipt {
		subject: ReceiptSubject::Account(about),
		paid: Vec::new(),
		received: Vec::new(),
		refunded: Vec::new(),
		since: NOW - 30 * DAY,
		ended_at: None,
		outcome: ReceiptOutcome::Running,
		longest_late: 0,
		arbiters: Vec::new(),
	}
}

/// This came of dealings for `from` with `about`.
pub fn deal(interaction: H256, from: AccountId, about: AccountId, receipt: Receipt<AccountId>) {
	Dealt::mutate(|all| all.insert((interaction, from, about), receipt));
}

/// Dealings have ended, for both sides.
pub fn end(interaction: H256, at: Moment) {
	Dealt::mutate(|all| {
		for ((known, ..), receipt) in all.iter_mut() {
			if *known == interaction {
				(receipt.ended_at, receipt.outcome) = (Some(at), ReceiptOutcome::Completed);
			}
		}
	});
}

/// A certificate that was issued now, and accepted, without an end.
pub fn certificate(id: u8, network: NetworkId, issuer: AccountId, subject: AccountId) -> CertificateInfo<AccountId> {
	CertificateInfo {
		id: H256::repeat_byte(id),
		member: None,
		network,
		schema: H256::repeat_byte(0x5c),
		accreditation: None,
		issuer,
		subject,
		claims: H256::zero(),
		record: Default::default(),
		evidence: None,
		search_key: None,
		nullifier: None,
		issued_at: now(),
		valid_from: now(),
		valid_until: None,
		accepted: true,
		state: State::Active,
		history: vec![changed(State::Active)],
		predecessor: None,
		successor: None,
	}
}

/// Something becomes this now.
fn changed(state: State) -> Change {
	Change { at: now(), state, reason: Reason::Unspecified, level: Level::OPERATOR }
}

/// There is this certificate.
pub fn certify(certificate: CertificateInfo<AccountId>) -> CertificateId {
	let id = certificate.id;
	let (chain, closed_at, listed, bits_at) = (Vec::new(), None, None, None);
	let dossier = Dossier { certificate, survives_issuer: false, chain, closed_at, listed, bits_at };
	Certified::mutate(|all| all.insert(id, dossier));
	id
}

/// A certificate of a network that someone is this person.
pub fn certify_person(id: u8, network: NetworkId, who: AccountId, person: u8) -> CertificateId {
	let nullifier = Some(H256::repeat_byte(person));
	certify(CertificateInfo { nullifier, ..certificate(id, network, ISSUER, who) })
}

/// A certificate is changed.
pub fn in_certificate(id: CertificateId, change: impl FnOnce(&mut Dossier<AccountId>)) {
	Certified::mutate(|all| change(all.get_mut(&id).expect("there is such a certificate")));
}

/// A certificate becomes this now.
pub fn becomes(id: CertificateId, state: State) {
	in_certificate(id, |dossier| {
		dossier.certificate.history.push(changed(state));
		dossier.certificate.state = state;
	});
}

/// A whole unit of an asset is worth so many units of account, in billionths, as was said now.
pub fn price(asset: Asset, billionths: Balance, decimals: u8) {
	let price = Price { price: billionths * 1_000_000_000, decimals, time: now(), moving: false };
	Worth::mutate(|all| all.insert(asset, price));
}

/// A price is changed.
pub fn in_price(asset: Asset, change: impl FnOnce(&mut Price)) {
	Worth::mutate(|all| change(all.get_mut(&asset).expect("there is such a price")));
}

/// All that someone has is locked, and frozen besides.
pub fn lock(who: AccountId) {
	Balances::set_lock(*b"lockedup", &who, Balance::MAX, WithdrawReasons::all());
	assert_ok!(<Balances as MutateFreeze<AccountId>>::set_freeze(b"lockedup", &who, Balance::MAX));
}
