//! A small runtime: this pallet, balances, assets with holds, a clock, and lists of who is related, certified and what is known.

use crate as pallet_agreements;
use crate::{types::*, Agreements, Disputes, HoldReason};
use civitas_primitives::{
	agreements::{Asset, AssetId, Balance, Conditions, Fraction, Outcome as Answer},
	certification::{
		info::CertificateInfo, CertificateId, CertificateInspect, Dossier, Expected, InvalidReason, State, Verification,
	},
	identity::{Kind, PublicKey, Relationships},
	ActInspect, IdentityInspect, Moment,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{self, HoldConsideration, InspectHold},
		AsEnsureOriginWithArg, ConstU128, ConstU64, LinearStoragePrice,
	},
	weights::Weight,
};
use frame_system::{EnsureRoot, EnsureSigned};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
	traits::{Convert, IdentityLookup},
	BuildStorage, Either,
};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;

/// Owes, in most tests: the tenant, the buyer, the customer.
pub const ALICE: AccountId = 1;
/// Is owed, in most tests: the landlord, the seller, the contractor.
pub const BOB: AccountId = 2;
/// Is another party: the broker, the guarantor.
pub const CAROL: AccountId = 3;
/// Is no party and is paid: the tax office.
pub const OFFICE: AccountId = 4;
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = 5;
/// Decide disputes.
pub const ARBITERS: [AccountId; 3] = [6, 7, 8];
/// Makes the assets.
pub const ISSUER: AccountId = 9;
/// Has the existential deposit and nothing besides.
pub const PAUPER: AccountId = 10;
/// Does not exist.
pub const NOBODY: AccountId = 11;

/// The clock at the start of every test: 2027-01-31 12:00 UTC.
pub const NOW: Moment = 1_801_396_800_000;
/// A second.
pub const SECOND: Moment = 1_000;
/// A day.
pub const DAY: Moment = 24 * 60 * 60 * SECOND;
/// What each of the accounts has of the native asset, and of the other, who have something.
pub const ENDOWMENT: Balance = 100_000_000;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// The asset that there is.
pub const DOLLAR: AssetId = 1;
/// Less than this of it no account has.
pub const MIN_DOLLAR: Balance = 5;

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
	pub type Contracts = pallet_agreements::Pallet<Test>;
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

/// What an obligation awaits in tests: a number.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Awaited(pub u32);

parameter_types! {
	/// Whether payments are stopped.
	pub static Stopped: bool = false;
	/// As whom something acts within limits.
	pub static Limited: BTreeSet<AccountId> = BTreeSet::new();
	/// Who is related.
	pub static Related: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
	/// Who is certified by which certificate: of whom, with which evidence, since when.
	pub static Certified: BTreeMap<CertificateId, (AccountId, H256, Moment)> = BTreeMap::new();
	/// What is known of what is awaited.
	pub static Known: BTreeMap<u32, (Moment, Fraction)> = BTreeMap::new();
}

/// The identity registry, as far as this pallet asks it.
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
		Related::get().contains(&(*a, *b))
	}

	fn related(a: &AccountId, b: &AccountId) -> bool {
		a == b || Self::controls(a, b) || Self::controls(b, a)
	}

	fn relation_weight() -> Weight {
		Weight::zero()
	}
}

impl ActInspect<AccountId> for Identities {
	fn is_limited(who: &AccountId) -> bool {
		Limited::get().contains(who)
	}
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
		let Some((subject, evidence, since)) = Certified::get().get(&id).copied() else {
			return Verification::refused(InvalidReason::Unknown, time);
		};
		let fits = expected.network.is_none_or(|network| network == NETWORK)
			&& expected.schema.is_none_or(|schema| schema == SCHEMA)
			&& expected.subject.is_none_or(|other| other == subject)
			&& since <= time;
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
			evidence: Some(evidence),
			search_key: None,
			nullifier: None,
			issued_at: since,
			valid_from: since,
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
		Verification { valid: true, reason: None, since: Some(since), time, dossier: Some(dossier) }
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

/// Other capabilities: what is in [`Known`].
pub struct Knowledge;
impl Conditions for Knowledge {
	type Condition = Awaited;

	fn outcome(condition: &Awaited) -> Answer {
		let known = Known::get();
		known.get(&condition.0).map_or(Answer::Pending, |(at, share)| Answer::Final { at: *at, share: *share })
	}

	fn weight() -> Weight {
		Weight::zero()
	}
}

parameter_types! {
	pub const AgreementHold: RuntimeHoldReason = RuntimeHoldReason::Contracts(HoldReason::Agreement);
	pub const DisputeHold: RuntimeHoldReason = RuntimeHoldReason::Contracts(HoldReason::Dispute);
}

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;
type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, Price>;

impl pallet_agreements::Config for Test {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Assets = fungible::UnionOf<Balances, Assets, NativeIsNone, Asset, AccountId>;
	type Holds = fungible::UnionOf<Balances, AssetsHolder, NativeIsNone, Asset, AccountId>;
	type Roles = Assets;
	type Identities = Identities;
	type Acts = Identities;
	type Certificates = Certificates;
	type Conditions = Knowledge;
	type Stopped = Stopped;
	type Consideration = Deposit<AgreementHold>;
	type DisputeConsideration = Deposit<DisputeHold>;
	type StoragePrice = Price;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let rich: Vec<_> = [ALICE, BOB, CAROL, OFFICE, STRANGER, ISSUER].into_iter().chain(ARBITERS).collect();
	let balances = rich.iter().map(|who| (*who, ENDOWMENT)).chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	pallet_assets::GenesisConfig::<Test> {
		assets: vec![(DOLLAR, ISSUER, true, MIN_DOLLAR)],
		accounts: rich.iter().map(|who| (DOLLAR, *who, ENDOWMENT)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances above the minimum");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		set_time(NOW);
		Related::set(BTreeSet::new());
		Limited::set(BTreeSet::new());
		Certified::set(BTreeMap::new());
		Known::set(BTreeMap::new());
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

/// The pallet's invariants, and that the deposits held are those on the tickets.
pub fn check_state() {
	Contracts::do_try_state().expect("the invariants hold");
	let mut tickets = BTreeMap::<(AccountId, u8), Balance>::new();
	let mut add = |who: AccountId, reason: HoldReason, ticket: Vec<u8>| {
		// A ticket keeps its amount to itself; it is encoded as that amount alone.
		let amount = Balance::decode(&mut &ticket[..]).expect("a ticket is an amount");
		*tickets.entry((who, reason as u8)).or_default() += amount;
	};
	for entry in Agreements::<Test>::iter_values() {
		match entry {
			Entry::Draft(draft) => add(draft.depositor, HoldReason::Agreement, draft.ticket.encode()),
			Entry::Agreement(agreement) => add(agreement.depositor, HoldReason::Agreement, agreement.ticket.encode()),
			Entry::Outcome(kept) => add(kept.depositor, HoldReason::Agreement, kept.ticket.encode()),
		}
	}
	for dispute in Disputes::<Test>::iter_values() {
		add(dispute.depositor, HoldReason::Dispute, dispute.ticket.encode());
	}
	let accounts = frame_system::Account::<Test>::iter_keys().chain(tickets.keys().map(|(who, _)| *who));
	for who in accounts.collect::<BTreeSet<_>>() {
		for reason in [HoldReason::Agreement, HoldReason::Dispute] {
			let sum = tickets.get(&(who, reason as u8)).copied().unwrap_or_default();
			assert_eq!(Balances::balance_on_hold(&reason.into(), &who), sum, "deposits of {who} for {reason:?}");
		}
	}
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
