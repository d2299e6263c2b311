//! A runtime of this pallet, balances and a clock.

use crate as pallet_certification;
use crate::{Certificates, HoldReason};
use civitas_primitives::{
	certification::{certificate_id, CertificateId, NetworkId, RevocationReason, SchemaId},
	ContentHash, Moment,
};
use codec::{Decode, Encode};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{HoldConsideration, InspectHold},
		ConstU128, ConstU32, ConstU64, LinearStoragePrice,
	},
};
use sp_core::H256;
use sp_runtime::{traits::IdentityLookup, BuildStorage};

pub type AccountId = u64;
pub type Balance = u128;

/// Runs the network in most tests.
pub const OPERATOR: AccountId = 1;
/// Is accredited in most tests.
pub const ISSUER: AccountId = 2;
/// Is certified in most tests.
pub const SUBJECT: AccountId = 3;
/// Has nothing to do with any of it.
pub const STRANGER: AccountId = 4;
/// Has the existential deposit and no more.
pub const PAUPER: AccountId = 5;

/// The clock at the start of every test.
pub const NOW: Moment = 1_000_000;
/// What each of the others has.
pub const ENDOWMENT: Balance = 1_000_000;

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
	type ExistentialDeposit = ConstU128<10>;
	type AccountStore = System;
}

impl pallet_timestamp::Config for Test {
	type Moment = Moment;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

parameter_types! {
	pub const NetworkHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Network);
	pub const SchemaHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Schema);
	pub const AccreditationHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Accreditation);
	pub const CertificateHold: RuntimeHoldReason = RuntimeHoldReason::Certification(HoldReason::Certificate);
}

/// 100 an item and 1 a byte.
type Price = LinearStoragePrice<ConstU128<100>, ConstU128<1>, Balance>;
type Deposit<Reason> = HoldConsideration<AccountId, Balances, Reason, Price>;

impl pallet_certification::Config for Test {
	type Time = Timestamp;
	type NetworkConsideration = Deposit<NetworkHold>;
	type SchemaConsideration = Deposit<SchemaHold>;
	type AccreditationConsideration = Deposit<AccreditationHold>;
	type CertificateConsideration = Deposit<CertificateHold>;
	type MaxNameLength = ConstU32<16>;
	type MaxUriLength = ConstU32<32>;
	type WeightInfo = ();
}

pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().expect("no genesis of its own");
	pallet_balances::GenesisConfig::<Test> {
		balances: vec![
			(OPERATOR, ENDOWMENT),
			(ISSUER, ENDOWMENT),
			(SUBJECT, ENDOWMENT),
			(STRANGER, ENDOWMENT),
			(PAUPER, 10),
		],
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("balances above the existential deposit");
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

/// The pallet's invariants, and that the deposits held are those on the tickets.
pub fn check_state() {
	Certification::do_try_state().expect("the invariants hold");
	for who in [OPERATOR, ISSUER, SUBJECT, STRANGER, PAUPER] {
		for (reason, tickets) in tickets(who) {
			assert_eq!(Balances::balance_on_hold(&reason.into(), &who), tickets, "deposits of {who} for {reason:?}");
		}
	}
}

/// The sums of the tickets of `who`, by what they are for.
fn tickets(who: AccountId) -> [(HoldReason, Balance); 4] {
	// A ticket keeps its amount to itself; it is encoded as that amount alone.
	fn amount(ticket: impl Encode) -> Balance {
		Balance::decode(&mut &ticket.encode()[..]).expect("a ticket is an amount")
	}
	let networks = crate::Networks::<Test>::iter_values().filter(|n| n.operator == who);
	let schemas = crate::Schemas::<Test>::iter_values().filter(|s| s.depositor == who);
	let accreditations = crate::Accreditations::<Test>::iter_values().filter(|a| a.depositor == who);
	let certificates = Certificates::<Test>::iter_values().filter(|c| c.issuer == who);
	[
		(HoldReason::Network, networks.map(|n| amount(n.ticket)).sum()),
		(HoldReason::Schema, schemas.map(|s| amount(s.ticket)).sum()),
		(HoldReason::Accreditation, accreditations.map(|a| amount(a.ticket)).sum()),
		(HoldReason::Certificate, certificates.map(|c| amount(c.ticket)).sum()),
	]
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn set_time(time: Moment) {
	pallet_timestamp::Now::<Test>::put(time);
}

pub fn hash(byte: u8) -> ContentHash {
	H256::repeat_byte(byte)
}

/// Found a network of [`OPERATOR`].
pub fn network() -> NetworkId {
	let network = crate::NextNetworkId::<Test>::get();
	assert_ok!(Certification::found_network(signed(OPERATOR), b"Registrars".to_vec(), hash(0), b"".to_vec()));
	network
}

/// Register a schema without limit in `network`, distinguished by `document`.
pub fn schema(network: NetworkId, document: u8) -> SchemaId {
	limited_schema(network, document, None)
}

/// Register a schema with a limit in `network`.
pub fn limited_schema(network: NetworkId, document: u8, max_validity: Option<Moment>) -> SchemaId {
	assert_ok!(Certification::register_schema(
		signed(OPERATOR),
		network,
		b"Degree".to_vec(),
		hash(document),
		b"".to_vec(),
		max_validity
	));
	let (name, uri) = (b"Degree".to_vec().try_into(), b"".to_vec().try_into());
	crate::networks::schema_id::<Test>(
		network,
		&name.expect("short"),
		hash(document),
		&uri.expect("short"),
		max_validity,
	)
}

/// A network with a schema and [`ISSUER`] accredited.
pub fn accredited() -> (NetworkId, SchemaId) {
	let network = network();
	let schema = schema(network, 1);
	assert_ok!(Certification::accredit(signed(OPERATOR), network, ISSUER, None));
	(network, schema)
}

/// Issue to [`SUBJECT`], without end.
pub fn issue(network: NetworkId, schema: SchemaId, claims: u8) -> CertificateId {
	assert_ok!(Certification::issue(signed(ISSUER), network, schema, SUBJECT, hash(claims), None, None));
	certificate_id(&schema, &ISSUER, &SUBJECT, &hash(claims))
}

/// Revoke as [`ISSUER`].
pub fn revoke(certificate: CertificateId) {
	assert_ok!(Certification::revoke(signed(ISSUER), certificate, RevocationReason::Superseded));
}
