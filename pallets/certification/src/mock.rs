//! A small runtime: this pallet, balances, a clock, and a list of who is an identity.

use crate as pallet_certification;
use crate::{Accreditations, Batches, Certificates, HoldReason, Networks, NullifierCommitments, Schemas, StatusLists};
use civitas_primitives::{
	identity::{Kind, PublicKey, Relationships},
	IdentityInspect, Moment,
};
use codec::{Decode, Encode};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, ConstU32, ConstU64, LinearStoragePrice,
	},
};
use sp_runtime::{traits::IdentityLookup, BuildStorage};
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;
pub type Balance = u128;

/// Runs the network: the ministry.
pub const OPERATOR: AccountId = 1;
/// Is accredited by the operator, and accredits further: the university.
pub const UNIVERSITY: AccountId = 2;
/// Is accredited by the university, and issues: the faculty.
pub const FACULTY: AccountId = 3;
/// Is accredited by the university too.
pub const SIBLING: AccountId = 4;
/// Is certified.
pub const SUBJECT: AccountId = 5;
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = 6;
/// Has the existential deposit and nothing besides.
pub const PAUPER: AccountId = 7;
/// Is shown certificates.
pub const EMPLOYER: AccountId = 8;
/// Is offered the accreditation of the faculty.
pub const DEAN: AccountId = 9;

/// The clock at the start of every test.
pub const NOW: Moment = 1_000_000;
/// What each of the accounts has that have something.
pub const ENDOWMENT: Balance = 100_000_000;
/// Less than this no account has.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// The most schemas of a scope.
pub const MAX_SCOPE: u32 = 4;
/// How long after its issue a certificate can begin.
pub const MAX_POSTDATING: Moment = 10_000;
/// How many blocks a commitment to a nullifier has to wait.
pub const NULLIFIER_DELAY: u64 = 3;

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
	pub type Certification = pallet_certification::Pallet<Test>;
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
}

impl pallet_timestamp::Config for Test {
	type Moment = Moment;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

parameter_types! {
	/// Who is an identity that can act.
	pub static ActiveIdentities: BTreeSet<AccountId> = BTreeSet::new();
}

/// The identity registry, as far as this pallet asks it.
pub struct Identities;
impl IdentityInspect<AccountId> for Identities {
	fn kind(id: &AccountId) -> Option<Kind> {
		Self::is_active(id).then_some(Kind::Person)
	}

	fn is_active(id: &AccountId) -> bool {
		ActiveIdentities::get().contains(id)
	}

	fn key_valid_for(_: &AccountId, _: &PublicKey, _: Relationships, _: Option<Moment>) -> bool {
		false
	}

	fn controls(_: &AccountId, _: &AccountId) -> bool {
		false
	}

	fn related(a: &AccountId, b: &AccountId) -> bool {
		a == b
	}

	fn relation_weight() -> frame_support::weights::Weight {
		frame_support::weights::Weight::zero()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_certification::BenchmarkHelper<AccountId> for Identities {
	fn identity() -> AccountId {
		ActiveIdentities::mutate(|identities| identities.insert(SUBJECT));
		SUBJECT
	}

	fn set_time(now: Moment) {
		set_time(now);
	}
}

parameter_types! {
	pub const NetworkHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Network);
	pub const SchemaHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Schema);
	pub const AccreditationHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Accreditation);
	pub const CertificateHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Certificate);
	pub const BatchHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Batch);
	pub const StatusListHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::StatusList);
	pub const NullifierHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Nullifier);
}

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;
type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, Price>;

impl pallet_certification::Config for Test {
	type Time = Timestamp;
	type Identities = Identities;
	type NetworkConsideration = Deposit<NetworkHold>;
	type SchemaConsideration = Deposit<SchemaHold>;
	type AccreditationConsideration = Deposit<AccreditationHold>;
	type CertificateConsideration = Deposit<CertificateHold>;
	type BatchConsideration = Deposit<BatchHold>;
	type StatusListConsideration = Deposit<StatusListHold>;
	type NullifierConsideration = Deposit<NullifierHold>;
	type MaxScope = ConstU32<MAX_SCOPE>;
	type MaxPostdating = ConstU64<MAX_POSTDATING>;
	type NullifierDelay = ConstU64<NULLIFIER_DELAY>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Identities;
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	let rich = [OPERATOR, UNIVERSITY, FACULTY, SIBLING, SUBJECT, STRANGER, EMPLOYER, DEAN];
	let balances = rich.into_iter().map(|who| (who, ENDOWMENT)).chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect();
	pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
		.assimilate_storage(&mut storage)
		.expect("balances above the existential deposit");
	let mut ext: sp_io::TestExternalities = storage.into();
	ext.execute_with(|| {
		System::set_block_number(1);
		set_time(NOW);
		ActiveIdentities::set(BTreeSet::new());
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

/// What there is to pay for.
const REASONS: [HoldReason; 7] = [
	HoldReason::Network,
	HoldReason::Schema,
	HoldReason::Accreditation,
	HoldReason::Certificate,
	HoldReason::Batch,
	HoldReason::StatusList,
	HoldReason::Nullifier,
];

/// The pallet's invariants, and that the deposits held are those on the tickets.
pub fn check_state() {
	Certification::do_try_state().expect("the invariants hold");
	let tickets = tickets();
	let accounts = frame_system::Account::<Test>::iter_keys().chain(tickets.keys().map(|(who, _)| *who));
	for who in accounts.collect::<BTreeSet<_>>() {
		for reason in REASONS {
			let sum = tickets.get(&(who, reason as u8)).copied().unwrap_or_default();
			assert_eq!(Balances::balance_on_hold(&reason.into(), &who), sum, "deposits of {who} for {reason:?}");
		}
	}
}

/// The sums of the tickets, by who has paid for what.
fn tickets() -> BTreeMap<(AccountId, u8), Balance> {
	let mut sums = BTreeMap::<_, Balance>::new();
	let mut add = |who: AccountId, reason: HoldReason, ticket: Vec<u8>| {
		// A ticket keeps its amount to itself; it is encoded as that amount alone.
		let amount = Balance::decode(&mut &ticket[..]).expect("a ticket is an amount");
		*sums.entry((who, reason as u8)).or_default() += amount;
	};
	Networks::<Test>::iter_values().for_each(|r| add(r.operator, HoldReason::Network, r.ticket.encode()));
	Schemas::<Test>::iter_values().for_each(|r| add(r.depositor, HoldReason::Schema, r.ticket.encode()));
	Accreditations::<Test>::iter_values().for_each(|r| add(r.depositor, HoldReason::Accreditation, r.ticket.encode()));
	Certificates::<Test>::iter_values().for_each(|r| add(r.issuer, HoldReason::Certificate, r.ticket.encode()));
	Batches::<Test>::iter_values().for_each(|r| add(r.issuer, HoldReason::Batch, r.ticket.encode()));
	StatusLists::<Test>::iter_values().for_each(|r| add(r.owner, HoldReason::StatusList, r.ticket.encode()));
	NullifierCommitments::<Test>::iter()
		.for_each(|(issuer, _, r)| add(issuer, HoldReason::Nullifier, r.ticket.encode()));
	sums
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

/// The next block, at the same time unless the test sets another.
pub fn next_block() {
	System::set_block_number(System::block_number() + 1);
}

/// What `who` has on hold for `reason`.
pub fn held(who: AccountId, reason: HoldReason) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who)
}
