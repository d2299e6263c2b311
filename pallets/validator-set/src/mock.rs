//! A runtime of the pallet and those it works with, and the state its tests start from.

use crate::{self as pallet_validator_set, Heartbeat, HoldReason, Status, Validators};
use codec::Encode;
use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::InspectHold, tokens::imbalance::ResolveTo, ConstU32, ConstU64, FindAuthor},
	weights::Weight,
};
use frame_system::EnsureRoot;
use sp_runtime::{
	impl_opaque_keys, testing::UintAuthorityId, traits::ConvertInto, BuildStorage, ConsensusEngineId, Perbill,
};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// Of heartbeats their author is known by what they carry.
type TxExtension = frame_system::AuthorizeCall<Test>;
/// A transaction.
pub type Extrinsic = sp_runtime::testing::TestXt<RuntimeCall, TxExtension>;
type Block = sp_runtime::generic::Block<sp_runtime::generic::Header<u64, sp_runtime::traits::BlakeTwo256>, Extrinsic>;

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
		RuntimeTask
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system::Pallet<Test>;
	#[runtime::pallet_index(1)]
	pub type Balances = pallet_balances::Pallet<Test>;
	#[runtime::pallet_index(2)]
	pub type ValidatorSet = pallet_validator_set::Pallet<Test>;
	#[runtime::pallet_index(3)]
	pub type Session = pallet_session::Pallet<Test>;
	#[runtime::pallet_index(4)]
	pub type Historical = pallet_session::historical::Pallet<Test>;
	#[runtime::pallet_index(5)]
	pub type Authorship = pallet_authorship::Pallet<Test>;
}

impl_opaque_keys! {
	pub struct MockKeys {
		pub dummy: UintAuthorityId,
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<u64>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
}

/// Sessions of ten blocks for those tests that run blocks. Most tests turn sessions by hand.
pub type TenBlocks = pallet_session::PeriodicSessions<ConstU64<10>, ConstU64<0>>;

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = u64;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = TenBlocks;
	type NextSessionRotation = TenBlocks;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Test, ValidatorSet>;
	type SessionHandler = pallet_session::TestSessionHandler;
	type Keys = MockKeys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ();
}

impl pallet_session::historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_validator_set::UnitIdentification;
}

impl pallet_authorship::Config for Test {
	type FindAuthor = GivenAuthor;
	type EventHandler = ValidatorSet;
}

parameter_types! {
	/// Receives what is slashed.
	pub const Pot: u64 = 999;
	pub static Author: Option<u64> = None;
	pub static MinValidators: u32 = 2;
	pub static MaxValidators: u32 = 6;
	pub static MaxSilentSessions: u32 = 2;
	pub static SessionSlots: u64 = 100;
	/// What a recovery has told GRANDPA: the delay, the last final block and the number of the set.
	pub static Forced: Vec<(u64, u64, u64)> = Vec::new();
	/// Whether a change of GRANDPA's is under way.
	pub static Changing: bool = false;
	/// Whether those who make blocks and those who vote are who the session says.
	pub static Agreed: bool = true;
}

/// GRANDPA and BABE, as the test says.
pub struct Engines;

impl crate::Consensus<u64, MockKeys> for Engines {
	fn force(delay: u64, final_block: u64, set_id: u64) {
		Forced::mutate(|all| all.push((delay, final_block, set_id)));
	}

	fn set_id() -> u64 {
		9
	}

	fn is_changing() -> bool {
		Changing::get()
	}

	fn agrees(_keys: &[MockKeys]) -> bool {
		Agreed::get()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<u64, MockKeys> for Engines {
	fn keys(owner: &u64) -> (MockKeys, Vec<u8>) {
		let number = 1_000_000 + owner;
		(keys(number), proof(*owner, number))
	}
}

impl<LocalCall> frame_system::offchain::CreateTransactionBase<LocalCall> for Test
where
	RuntimeCall: From<LocalCall>,
{
	type RuntimeCall = RuntimeCall;
	type Extrinsic = Extrinsic;
}

impl<LocalCall> frame_system::offchain::CreateTransaction<LocalCall> for Test
where
	RuntimeCall: From<LocalCall>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> Extrinsic {
		Extrinsic::new_transaction(call, extension)
	}
}

impl<LocalCall> frame_system::offchain::CreateAuthorizedTransaction<LocalCall> for Test
where
	RuntimeCall: From<LocalCall>,
{
	fn create_extension() -> TxExtension {
		TxExtension::new()
	}
}

/// The author of a block is the one that the test has set.
pub struct GivenAuthor;

impl FindAuthor<u64> for GivenAuthor {
	fn find_author<'a, I>(_digests: I) -> Option<u64>
	where
		I: 'a + IntoIterator<Item = (ConsensusEngineId, &'a [u8])>,
	{
		Author::get()
	}
}

impl crate::Config for Test {
	type NativeBalance = Balances;
	type ApproveOrigin = EnsureRoot<u64>;
	type Slash = ResolveTo<Pot, Balances>;
	type MinBond = ConstU64<MIN_BOND>;
	type MinValidators = MinValidators;
	type MaxValidators = MaxValidators;
	type MaxSilentSessions = MaxSilentSessions;
	type CandidateSessions = ConstU32<2>;
	type JailSessions = ConstU32<JAIL>;
	type ChurnSessions = ConstU32<DAY>;
	type SessionSlots = SessionSlots;
	type AuthorKey = UintAuthorityId;
	type VoterKey = UintAuthorityId;
	type Finality = Engines;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Engines;
	type UnbondingSessions = ConstU32<UNBONDING>;
	type WeightInfo = ();
}

/// The lowest bond that can be required.
pub const MIN_BOND: u64 = 10;
/// The bond that genesis requires.
pub const BOND: u64 = 100;
/// How many sessions a bond is held after its owner has left.
pub const UNBONDING: SessionIndex = 3;
/// How many sessions a jailed validator waits.
pub const JAIL: SessionIndex = 4;
/// How many sessions a day has, of which no more than a tenth of the set is jailed or removed.
pub const DAY: SessionIndex = 3;
/// What every funded account owns.
pub const RICH: u64 = 10_000;
/// Members from genesis on.
pub const GENESIS: [u64; 4] = [1, 2, 3, 4];
/// Accounts that are rich.
pub const RICHES: core::ops::RangeInclusive<u64> = 1..=18;
/// An account that cannot pay the bond.
pub const POOR: u64 = 19;
/// A rich account that has nothing to do with the set.
pub const STRANGER: u64 = 20;

/// Builds the state before block 1.
pub struct ExtBuilder {
	validators: Vec<u64>,
	bond: u64,
	min: u32,
	max: u32,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { validators: GENESIS.to_vec(), bond: BOND, min: 2, max: 6 }
	}
}

impl ExtBuilder {
	/// Start with these members.
	pub fn validators(mut self, validators: &[u64]) -> Self {
		self.validators = validators.to_vec();
		self
	}

	/// Require this bond.
	pub fn bond(mut self, bond: u64) -> Self {
		self.bond = bond;
		self
	}

	/// Bound the set.
	pub fn bounds(mut self, min: u32, max: u32) -> Self {
		self.min = min;
		self.max = max;
		self
	}

	/// The state at block 1, in session 0.
	pub fn build(self) -> sp_io::TestExternalities {
		MinValidators::set(self.min);
		MaxValidators::set(self.max);
		MaxSilentSessions::set(2);
		SessionSlots::set(100);
		Forced::set(Vec::new());
		Changing::set(false);
		Agreed::set(true);
		Author::set(None);
		let keys = |who: u64| (who, who, MockKeys { dummy: UintAuthorityId(who) });
		let rich = RICHES.chain([STRANGER, 21, 22]).map(|who| (who, RICH));
		let storage = RuntimeGenesisConfig {
			balances: pallet_balances::GenesisConfig {
				balances: rich.chain([(POOR, BOND / 2)]).collect(),
				..Default::default()
			},
			validator_set: pallet_validator_set::GenesisConfig { validators: self.validators.clone(), bond: self.bond },
			session: pallet_session::GenesisConfig {
				keys: self.validators.iter().copied().map(keys).collect(),
				non_authority_keys: Vec::new(),
			},
			..Default::default()
		}
		.build_storage()
		.expect("genesis is valid");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
	}

	/// Run `test` on this state, and check all invariants before and after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			ValidatorSet::do_try_state().expect("invariants hold before the test");
			test();
			ValidatorSet::do_try_state().expect("invariants hold after the test");
		});
	}
}

/// The accounts that serve the current session.
pub fn serving() -> Vec<u64> {
	Session::validators()
}

/// The number of the current session.
pub fn now() -> SessionIndex {
	Session::current_index()
}

/// Each of `authors` authors a block in the current session.
pub fn hear(authors: &[u64]) {
	for who in authors {
		<ValidatorSet as pallet_authorship::EventHandler<u64, u64>>::note_author(*who);
	}
}

/// The session keys of this number.
pub fn keys(number: u64) -> MockKeys {
	MockKeys { dummy: UintAuthorityId(number) }
}

/// That an account may sign with the keys of this number.
pub fn proof(who: u64, number: u64) -> Vec<u8> {
	let proof = keys(number).create_ownership_proof(&who.encode()).expect("the mock signs everything");
	proof.encode()
}

/// The nodes of `nodes` are heard in the current session, and this block is final for them.
pub fn beat_at(nodes: &[u64], block: u64) {
	for who in nodes {
		let heartbeat = Heartbeat { who: *who, session: now(), block, hash: Default::default() };
		ValidatorSet::note_heartbeat(heartbeat);
	}
}

/// The same of the block before this one.
pub fn beat(nodes: &[u64]) {
	beat_at(nodes, System::block_number());
}

/// End the current session, in which no node was heard.
pub fn dark_turn() {
	System::set_block_number(System::block_number() + 1);
	Session::rotate_session();
}

/// End the current session, in which all nodes were heard. Who authors nothing is silent all the same.
pub fn turn() {
	beat(&ValidatorSet::approved());
	beat(&serving());
	dark_turn();
}

/// End `count` sessions in which everybody who serves is heard.
pub fn pass(count: u32) {
	for _ in 0..count {
		hear(&serving());
		turn();
	}
}

/// Report `who` for something in `session` that costs `percent` of the bond.
pub fn offend(who: u64, percent: u32, session: SessionIndex) {
	offend_together(&[who], percent, session);
}

/// Report all of `offenders` at once.
pub fn offend_together(offenders: &[u64], percent: u32, session: SessionIndex) {
	let fractions = vec![Perbill::from_percent(percent); offenders.len()];
	let offenders: Vec<_> =
		offenders.iter().map(|who| OffenceDetails { offender: (*who, ()), reporters: vec![] }).collect();
	let weight =
		<ValidatorSet as OnOffenceHandler<u64, (u64, ()), Weight>>::on_offence(&offenders, &fractions, session);
	assert_eq!(weight, Weight::zero(), "the weight is registered, not returned");
}

/// Where `who` stands, `None` if it is not listed.
pub fn status(who: u64) -> Option<Status> {
	Validators::<Test>::get(who).map(|known| known.status)
}

/// What is on hold of `who` for this pallet.
pub fn held(who: u64) -> u64 {
	Balances::balance_on_hold(&HoldReason::Bond.into(), &who)
}

/// Whether `who` is disabled in the current session.
pub fn disabled(who: u64) -> bool {
	let index = Session::validator_id_to_index(&who);
	index.is_some_and(|index| Session::disabled_validators().contains(&index))
}

/// Assert that this pallet's last event is `event`.
pub fn assert_last(event: crate::Event<Test>) {
	let last = System::read_events_for_pallet::<crate::Event<Test>>().pop();
	assert_eq!(last, Some(event));
}
